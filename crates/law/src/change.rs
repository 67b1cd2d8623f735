//! What changed between two days: laws, rows, thresholds, and for one business the regimes that follow from them.

use crate::book::Lawbook;
use crate::judge::{Seen, Verdict};
use crate::regimes::Regimes;
use crate::view::usual;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use tidegate_types::place::{EEA_ONLY, EU, US_STATES};
use tidegate_types::word::{Word, Words};
use tidegate_types::{Act, Age, DataClass, LawId, Place, Profile, Purpose, Regime, RowId};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diff {
    pub from: Date,
    pub to: Date,
    pub laws: Vec<Moved<LawId>>,
    pub rows: Vec<Moved<RowId>>,
    /// Thresholds that began or ended while their law went on.
    pub scopes: Vec<Moved<RowId>>,
    /// Only where a business was named.
    pub regimes: Vec<RegimeChange>,
}

/// Something that was in force on one of the two days and not on the other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved<T> {
    pub what: T,
    pub began: bool,
    pub on: Date,
}

/// For people of a place, what must hold before a use of data is no longer what it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegimeChange {
    pub place: Place,
    pub purpose: Purpose,
    pub data: Words<DataClass>,
    pub ages: Words<Age>,
    pub before: Regime,
    pub after: Regime,
    /// The rows that give what holds now; of what no longer holds anything, those that did.
    pub rows: Vec<RowId>,
}

impl Lawbook {
    /// `profile`: tell only what reaches this business on one of the two days.
    pub fn diff(&self, profile: Option<(&Profile, &Seen)>, from: Date, to: Date) -> Diff {
        let reaches = |row: &RowId| {
            let (Some((profile, seen)), Some(row)) = (profile, self.row(row)) else { return true };
            [from, to].iter().any(|day| self.reaches(row, profile, seen, *day) != Verdict::No)
        };
        let mut laws = Vec::new();
        let mut scopes = Vec::new();
        for law in self.laws() {
            let concerned = law.rows.iter().any(reaches);
            laws.extend(moved(&law.id, (law.from, law.to), from, to).filter(|_| concerned));
            if law.in_force(from) && law.in_force(to) {
                for scope in law.scopes.iter().filter(|_| concerned) {
                    scopes.extend(moved(&scope.row, (scope.from.unwrap_or(law.from), scope.to.or(law.to)), from, to));
                }
            }
        }
        let live = |id: &RowId| self.row(id).is_some_and(|r| r.status == crate::word::RowStatus::InForce);
        let rows = self.rows().filter(|r| live(&r.id) && reaches(&r.id)).filter_map(|r| moved(&r.id, (r.from, r.to), from, to)).collect();
        let regimes = profile.map_or_else(Vec::new, |(profile, seen)| self.regime_changes(profile, seen, from, to));
        Diff { from, to, laws, rows, scopes, regimes }
    }

    fn regime_changes(&self, profile: &Profile, seen: &Seen, from: Date, to: Date) -> Vec<RegimeChange> {
        let (before, after) = (self.regimes(profile, seen, from), self.regimes(profile, seen, to));
        places(profile).iter().flat_map(|place| Purpose::ALL.iter().flat_map(|(_, p)| changes(&before, &after, place, *p))).collect()
    }
}

fn moved<T: Clone>(what: &T, days: (Date, Option<Date>), from: Date, to: Date) -> Option<Moved<T>> {
    let live = |day: Date| days.0 <= day && days.1.is_none_or(|end| day <= end);
    match (live(from), live(to)) {
        (false, true) => Some(Moved { what: what.clone(), began: true, on: days.0 }),
        (true, false) => Some(Moved { what: what.clone(), began: false, on: days.1?.tomorrow().ok()? }),
        _ => None,
    }
}

/// The states and countries in the markets; a market that is a union stands for its members.
fn places(profile: &Profile) -> Vec<Place> {
    let members =
        EU.iter().chain(&EEA_ONLY).chain(&["GB", "CN"]).map(|c| (*c).to_owned()).chain(US_STATES.iter().map(|s| format!("US-{s}")));
    let in_market = |p: &Place| profile.markets.iter().any(|m| p.within(&m.place));
    members.filter_map(|p| Place::new(p).ok()).filter(in_market).collect()
}

/// Ages and classes of data for which the same became the same, by the same rows, are one change.
fn changes(before: &Regimes, after: &Regimes, place: &Place, purpose: Purpose) -> Vec<RegimeChange> {
    let mut by_class: BTreeMap<(Regime, Regime, Vec<RowId>, DataClass), Words<Age>> = BTreeMap::new();
    for (_, data) in DataClass::ALL {
        for (_, age) in Age::ALL {
            let act = Act { place: Some(place.clone()), purpose, data: Some(*data), age: Some(*age), recipient: usual(purpose) };
            let (was, is) = (before.of(&act).regime, after.of(&act).regime);
            if was != is {
                let table = if is == Regime::Free { before } else { after };
                let mut rows: Vec<RowId> =
                    table.explain(&act).rows.into_iter().filter(|g| g.confidence.enforceable()).map(|g| g.row).collect();
                rows.dedup();
                let ages = by_class.entry((was, is, rows, *data)).or_insert(Words::NONE);
                *ages = ages.with(Words::of(*age));
            }
        }
    }
    let mut out: Vec<RegimeChange> = Vec::new();
    for ((was, is, rows, data), ages) in by_class {
        let same = |c: &&mut RegimeChange| c.before == was && c.after == is && c.rows == rows && c.ages == ages;
        match out.iter_mut().find(same) {
            Some(change) => change.data = change.data.with(Words::of(data)),
            None => {
                out.push(RegimeChange { place: place.clone(), purpose, data: Words::of(data), ages, before: was, after: is, rows });
            }
        }
    }
    out
}
