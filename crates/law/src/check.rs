//! What only shows when all files are read: names used twice, and names that nothing bears.

use crate::fault::{Fault, nearest};
use std::collections::{BTreeMap, BTreeSet};

type Place = (String, usize);

/// Every id that stands somewhere, also in tables that are faulty otherwise: one bad row causes no second fault where
/// it is cited.
#[derive(Default)]
pub(crate) struct Names {
    laws: BTreeMap<String, Vec<Place>>,
    rows: BTreeMap<String, Vec<Place>>,
    cases: BTreeMap<String, Vec<Place>>,
    clocks: BTreeMap<String, Vec<Place>>,
    calendars: BTreeMap<String, Vec<Place>>,
    calendar_uses: Vec<(String, String, Place)>,
    uses: Vec<(String, String, Place)>,
    /// Rows that something computes with.
    computed: BTreeSet<String>,
}

impl Names {
    pub fn law(&mut self, id: &str, at: Place) {
        self.laws.entry(id.to_owned()).or_default().push(at);
    }

    pub fn row(&mut self, id: &str, at: Place) {
        self.rows.entry(id.to_owned()).or_default().push(at);
    }

    pub fn case(&mut self, id: &str, at: Place) {
        self.cases.entry(id.to_owned()).or_default().push(at);
    }

    pub fn clock(&mut self, id: &str, at: Place) {
        self.clocks.entry(id.to_owned()).or_default().push(at);
    }

    pub fn calendar(&mut self, place: &str, at: Place) {
        self.calendars.entry(place.to_owned()).or_default().push(at);
    }

    /// `by` counts by the holidays of a place.
    pub fn uses_calendar(&mut self, by: &str, place: &str, at: Place) {
        self.calendar_uses.push((by.to_owned(), place.to_owned(), at));
    }

    /// `by` names the row at this place, and computes with it.
    pub fn uses(&mut self, by: &str, row: &str, at: Place) {
        self.computed.insert(row.to_owned());
        self.cites(by, row, at);
    }

    pub fn computed(&self) -> impl Iterator<Item = &str> {
        self.computed.iter().map(String::as_str)
    }

    /// `by` only names the row.
    pub fn cites(&mut self, by: &str, row: &str, at: Place) {
        self.uses.push((by.to_owned(), row.to_owned(), at));
    }

    pub fn check(self) -> Vec<Fault> {
        let mut faults = Vec::new();
        twice("regulation", &self.laws, &mut faults);
        twice("row", &self.rows, &mut faults);
        twice("case", &self.cases, &mut faults);
        twice("clock", &self.clocks, &mut faults);
        twice("calendar", &self.calendars, &mut faults);
        for (by, place, (file, line)) in self.calendar_uses.iter().filter(|(_, place, _)| !self.calendars.contains_key(place)).cloned() {
            let remedy = match nearest(&place, self.calendars.keys().map(String::as_str)) {
                Some(meant) => format!("did you mean `{meant}`? Otherwise add its [[calendar]] to law/holidays.toml"),
                None => "add its [[calendar]] to law/holidays.toml".to_owned(),
            };
            faults.push(Fault { file, line, what: format!("{by}: there is no calendar of `{place}`"), remedy });
        }
        for (by, row, (file, line)) in self.uses {
            if self.rows.contains_key(&row) {
                continue;
            }
            let remedy = match nearest(&row, self.rows.keys().map(String::as_str)) {
                Some(meant) => format!("did you mean `{meant}`? Otherwise add the row to its regulation's file"),
                None => "add the row to its regulation's file, or take the name away".to_owned(),
            };
            faults.push(Fault { file, line, what: format!("{by}: there is no row `{row}`"), remedy });
        }
        faults
    }
}

fn twice(what: &str, ids: &BTreeMap<String, Vec<Place>>, faults: &mut Vec<Fault>) {
    for (id, places) in ids {
        let Some(((file, line), again)) = places.split_first() else { continue };
        faults.extend(again.iter().map(|place| Fault {
            file: place.0.clone(),
            line: place.1,
            what: format!("{what} `{id}` stands already at {file}:{line}"),
            remedy: match what {
                "calendar" => "a place has one calendar; write the days into the first".into(),
                _ => "give it an id of its own; an id is never used again".into(),
            },
        }));
    }
}
