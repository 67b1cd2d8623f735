//! What only shows when a law is whole: rules that contradict or never decide, scopes whose days overlap.

use crate::book::{Law, Lawbook};
use crate::fault::Fault;
use crate::regimes::MOST_RULES;
use crate::rule::{Placed, clashes, overlap};
use crate::scope::Scope;
use jiff::civil::Date;

pub(crate) fn check(book: &Lawbook) -> Vec<Fault> {
    book.laws.values().flat_map(|law| rules(book, law).into_iter().chain(scopes(law))).chain(too_many(book)).collect()
}

fn too_many(book: &Lawbook) -> Option<Fault> {
    let all: usize = book.laws.values().map(|l| l.rules.len()).sum();
    let last = book.laws.values().rfind(|l| !l.rules.is_empty())?;
    (all > MOST_RULES).then(|| Fault {
        file: last.file.clone(),
        line: last.rules.last().map_or(1, |r| r.line),
        what: format!("{all} regimes in all files; the table holds {MOST_RULES}"),
        remedy: "join regimes that differ in one list only, or take away those that have long ended".into(),
    })
}

fn rules(book: &Lawbook, law: &Law) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut placed = Vec::new();
    for rule in &law.rules {
        // A row that is nowhere was told already.
        let Some(row) = book.rows.get(&rule.row) else { continue };
        if row.law != law.id {
            faults.push(Fault {
                file: law.file.clone(),
                line: rule.line,
                what: format!("regime of {}: the row stands in another law, {}", row.id, row.law),
                remedy: "write the regime into the file of its row; the scopes there decide whom it reaches".into(),
            });
            continue;
        }
        let parts = law.scopes.iter().filter(|s| !s.whole()).map(|s| s.brings(&row.id)).collect();
        placed.push(Placed { rule, row, parts });
    }
    faults.extend(clashes(&law.file, &placed));
    faults
}

/// Two scopes that ask the same with other numbers on the same day: one of the two numbers is wrong.
fn scopes(law: &Law) -> Vec<Fault> {
    let days = |s: &Scope| (s.from.unwrap_or(law.from), s.to.or(law.to));
    let mut faults = Vec::new();
    for (i, b) in law.scopes.iter().enumerate() {
        let clash = |a: &&Scope| a.measures_as(b) && places(a) == places(b) && overlap(days(a), days(b));
        let Some(a) = law.scopes[..i].iter().find(clash) else { continue };
        let until = |d: Option<Date>| d.map_or_else(|| "for good".to_owned(), |d| format!("until {d}"));
        faults.push(Fault {
            file: law.file.clone(),
            line: b.line,
            what: format!("scope of {} asks the same as the one in line {}, which holds {}", b.row, a.line, until(a.to)),
            remedy: "end the earlier one with `to` the day before, or keep one of the two".into(),
        });
    }
    faults
}

/// Scopes for several places or kinds are no contradiction; only their numbers are compared.
fn places(s: &Scope) -> Vec<String> {
    s.all.iter().filter(|c| !c.is_number()).map(|c| format!("{c:?}")).collect()
}
