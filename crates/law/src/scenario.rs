//! Short cases that a lawyer can read and add to: one line each, run against the law by `tidegate law scenarios` and by
//! the tests.
//!
//! ```text
//! store: large-us
//! adult in US-VA: sale of ordinary to third-party on 2026-11-23 => opt_out by VA-9
//! 14-year-old in US-CT: sale of ordinary to third-party on 2026-08-01 => prohibited by CT-MIN2
//! somebody in somewhere: email of ordinary on 2026-11-23 => opt_in by EP-4 warned
//! law vcdpa on 2026-11-23 => yes by VA-T
//! row CA-18 on 2025-12-31 => no
//! signal in US-CO on 2024-07-01 => yes by CO-SIG
//! clock T-GDPR from 2027-01-31 => 2027-02-28
//! ```

mod read;

pub use read::parse;

use crate::book::Lawbook;
use crate::judge::{Seen, Verdict};
use crate::regimes::Regimes;
use jiff::ZonedDateTime;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use tidegate_types::{Act, ClockId, LawId, Place, Profile, Purpose, Regime, RowId};

/// One line of a scenario file.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    pub file: String,
    pub line: usize,
    /// The store whose case it is, by the name of its profile.
    pub store: String,
    pub case: Case,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Case {
    /// A use of one person's data, what must hold, and rows that must be among its reasons.
    Use { act: Act, on: Date, regime: Regime, rows: Vec<RowId>, warned: bool },
    /// Does a law reach the store?
    Law { law: LawId, on: Date, verdict: Verdict, row: Option<RowId> },
    /// Does a row?
    Row { row: RowId, on: Date, verdict: Verdict },
    /// Must an opt-out preference signal be honoured there?
    Signal { place: Option<Place>, on: Date, verdict: Verdict, row: Option<RowId>, warned: bool },
    /// When a clock ends.
    Clock(ClockCase),
}

/// `clock T-GDPR extended from 2027-01-31 in DE => 2027-05-03`.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockCase {
    pub clock: ClockId,
    pub extended: bool,
    pub from: ZonedDateTime,
    /// Whose holidays count where the clock does not say.
    pub place: Option<Place>,
    pub ends: Ends,
}

/// The last day of a deadline, the first day after a wait; or, where hours count, the instant.
#[derive(Debug, Clone, PartialEq)]
pub enum Ends {
    Day(Date),
    At(ZonedDateTime),
}

impl ClockCase {
    fn run(&self, book: &Lawbook) -> Result<(), String> {
        let Some(clock) = book.clock(&self.clock) else { return Err(unknown(book, self.clock.as_str())) };
        let place = clock.holidays.as_ref().or(self.place.as_ref());
        let calendar = place.map(|p| book.calendar(p).ok_or_else(|| format!("the law has no calendar of {p}"))).transpose()?;
        let end = if self.extended {
            let due = clock.extended(&self.from, calendar, &[]).map_err(|e| e.to_string())?;
            due.ok_or("the law gives no extension")?.at
        } else {
            clock.end(&self.from, calendar).map_err(|e| e.to_string())?
        };
        let as_expected = match &self.ends {
            Ends::Day(day) => end.date() == *day,
            Ends::At(at) => end.timestamp() == at.timestamp(),
        };
        if as_expected { Ok(()) } else { Err(format!("the law says {}", end.strftime("%Y-%m-%dT%H:%M%:z"))) }
    }
}

/// Runs cases against a book; what was compiled for a store and a day serves all its cases.
#[derive(Debug)]
pub struct Runner<'a> {
    book: &'a Lawbook,
    compiled: BTreeMap<(String, Date), Regimes<'a>>,
}

impl<'a> Runner<'a> {
    pub fn new(book: &'a Lawbook) -> Self {
        Runner { book, compiled: BTreeMap::new() }
    }

    fn regimes(&mut self, store: &str, profile: &Profile, on: Date) -> &Regimes<'a> {
        let book = self.book;
        self.compiled.entry((store.to_owned(), on)).or_insert_with(|| book.regimes(profile, &Seen::default(), on))
    }
}

impl Scenario {
    /// Does the law say what the line expects? The error says what it says instead.
    pub fn run(&self, runner: &mut Runner, profile: &Profile) -> Result<(), String> {
        let book = runner.book;
        let seen = Seen::default();
        match &self.case {
            Case::Use { act, on, regime, rows, warned } => {
                if let Some(none) = rows.iter().find(|r| book.row(r).is_none()) {
                    return Err(unknown(book, none.as_str()));
                }
                let found = runner.regimes(&self.store, profile, *on).explain(act);
                let answer = if *warned { found.warned.unwrap_or(found.regime) } else { found.regime };
                let grounds: BTreeSet<&RowId> = found.rows.iter().filter(|g| g.regime == answer).map(|g| &g.row).collect();
                if answer == *regime && rows.iter().all(|r| grounds.contains(r)) {
                    return Ok(());
                }
                let rows = |regime| found.rows.iter().filter(|g| g.regime == regime).map(|g| g.row.as_str()).collect::<Vec<_>>().join(" ");
                let warned = found.warned.map_or(String::new(), |w| format!("; {w} by {} warned", rows(w)));
                Err(format!("the law says {} by {}{warned}", found.regime, rows(found.regime)))
            }
            Case::Law { law, on, verdict, row } => {
                let Some(found) = book.law(law) else { return Err(unknown(book, law.as_str())) };
                let a = book.applies(found, profile, &seen, *on);
                if a.verdict == *verdict && row.as_ref().is_none_or(|r| a.row.as_ref() == Some(r) || a.only.contains(r)) {
                    return Ok(());
                }
                let row = a.row.as_ref().map_or(String::new(), |r| format!(" by {r}"));
                Err(format!("the law says {}{row}: {}", said(a.verdict), a.why.en))
            }
            Case::Row { row, on, verdict } => {
                let Some(found) = book.row(row) else { return Err(unknown(book, row.as_str())) };
                let v = book.reaches(found, profile, &seen, *on);
                if v == *verdict { Ok(()) } else { Err(format!("the law says {}", said(v))) }
            }
            Case::Signal { place, on, verdict, row, warned } => {
                let duty = runner.regimes(&self.store, profile, *on).signal(place.as_ref(), Purpose::TargetedAdvertising);
                let rows = if *warned { &duty.warned } else { &duty.rows };
                let found = if *warned && !duty.warned.is_empty() { Verdict::Yes } else { duty.binding };
                if found == *verdict && row.as_ref().is_none_or(|r| rows.contains(r)) {
                    return Ok(());
                }
                Err(format!("the law says {} by {:?}, warned by {:?}", said(duty.binding), duty.rows, duty.warned))
            }
            Case::Clock(case) => case.run(book),
        }
    }

    /// The laws and rows that the line is about, to know what has cases.
    pub fn about(&self, book: &Lawbook) -> BTreeSet<LawId> {
        let of_row = |r: &RowId| book.row(r).map(|row| row.law.clone());
        match &self.case {
            Case::Use { rows, .. } => rows.iter().filter_map(of_row).collect(),
            Case::Law { law, .. } => [law.clone()].into(),
            Case::Signal { row, .. } => row.iter().filter_map(of_row).collect(),
            Case::Row { row, .. } => of_row(row).into_iter().collect(),
            Case::Clock(c) => book.clock(&c.clock).into_iter().flat_map(|c| c.rows.iter().filter_map(of_row)).collect(),
        }
    }
}

fn said(v: Verdict) -> &'static str {
    match v {
        Verdict::Yes => "yes",
        Verdict::No => "no",
        Verdict::Unknown => "unknown",
    }
}

fn unknown(book: &Lawbook, id: &str) -> String {
    let meant = book.nearest_id(id).map_or_else(String::new, |m| format!("; did you mean `{m}`?"));
    format!("the law has no `{id}`{meant}")
}
