//! Must an opt-out preference signal (Global Privacy Control) be honoured?

use super::Regimes;
use crate::book::{Lawbook, Row, Signal};
use crate::judge::{Seen, Verdict};
use jiff::civil::Date;
use serde::Serialize;
use tidegate_types::{Place, Profile, Purpose, RowId};

/// Whether a signal is an opt-out of a purpose for people of a place, and by which rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignalDuty {
    pub binding: Verdict,
    pub rows: Vec<RowId>,
    /// Rows that were not re-read: they warn.
    pub warned: Vec<RowId>,
}

#[derive(Debug)]
pub(crate) struct Signalled<'a> {
    signal: &'a Signal,
    row: &'a Row,
    place: &'a Place,
    verdict: Verdict,
}

/// The rows of the day that may bind this business once it sells or shares.
pub(crate) fn signals<'a>(book: &'a Lawbook, profile: &Profile, seen: &Seen, date: Date) -> Vec<Signalled<'a>> {
    let seen = Seen { sells: Some(true), shares: Some(true), ..seen.clone() };
    let all = book.laws().flat_map(|law| law.signals.iter().map(move |s| (law, s)));
    all.filter_map(|(law, signal)| {
        let row = book.row(&signal.row)?;
        let verdict = book.reaches(row, profile, &seen, date);
        (verdict != Verdict::No).then_some(Signalled { signal, row, place: &law.place, verdict })
    })
    .collect()
}

impl Regimes<'_> {
    /// Where a place is not known, or only its union is, it binds if it binds in one of its parts.
    pub fn signal(&self, place: Option<&Place>, purpose: Purpose) -> SignalDuty {
        // A place whose law is not in the data is treated like one that is not known.
        let known = place.filter(|p| !self.unread(p));
        let here = |s: &&Signalled| s.signal.purposes.has(purpose) && known.is_none_or(|p| s.place.meets(p));
        let mut duty = SignalDuty { binding: Verdict::No, rows: Vec::new(), warned: Vec::new() };
        for s in self.signals.iter().filter(here) {
            if s.row.enforceable() {
                duty.binding = duty.binding.or(s.verdict);
                duty.rows.push(s.row.id.clone());
            } else {
                duty.warned.push(s.row.id.clone());
            }
        }
        duty
    }
}
