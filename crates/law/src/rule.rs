//! What a row demands of one use of data, in a form that computes.

use crate::book::Row;
use crate::fault::Fault;
use jiff::civil::Date;
use serde::Serialize;
use tidegate_types::word::Words;
use tidegate_types::{Age, DataClass, Place, Purpose, Recipient, Regime, RowId};

/// `[[regime]]`: for these uses of data the row wants this. Where several rules meet, the strictest holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rule {
    pub row: RowId,
    pub regime: Regime,
    pub purposes: Words<Purpose>,
    pub data: Data,
    pub ages: Words<Age>,
    pub recipients: Words<Recipient>,
    /// Parts of the law's place for which alone it holds; empty: all of it.
    pub places: Vec<Place>,
    /// `None`: the row's own days.
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// Where it stands in its file.
    #[serde(skip)]
    pub(crate) line: usize,
}

/// Classes of data, by name or as what the law calls sensitive on the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Data {
    pub classes: Words<DataClass>,
    pub sensitive: bool,
}

/// `[[sensitive]]`: which kinds of data a law calls sensitive.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sensitive {
    pub row: RowId,
    pub data: Words<DataClass>,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

/// First and last day, both inclusive.
pub(crate) type Days = (Date, Option<Date>);

pub(crate) fn days(row: &Row, from: Option<Date>, to: Option<Date>) -> Days {
    (from.unwrap_or(row.from), to.or(row.to))
}

pub(crate) fn overlap(a: Days, b: Days) -> bool {
    b.1.is_none_or(|to| a.0 <= to) && a.1.is_none_or(|to| b.0 <= to)
}

/// Is every day of `inner` one of `outer`?
fn spans(outer: Days, inner: Days) -> bool {
    outer.0 <= inner.0 && outer.1.is_none_or(|end| inner.1.is_some_and(|to| to <= end))
}

pub(crate) fn on(days: Days, date: Date) -> bool {
    days.0 <= date && days.1.is_none_or(|to| date <= to)
}

/// A rule with what is needed to compare it: its days, its row, and the scopes that bring it.
pub(crate) struct Placed<'a> {
    pub rule: &'a Rule,
    pub row: &'a Row,
    /// Which partial scopes of the law bring its row.
    pub parts: Vec<bool>,
}

impl Placed<'_> {
    fn days(&self) -> Days {
        days(self.row, self.rule.from, self.rule.to)
    }

    fn same_domain(&self, other: &Self) -> bool {
        let (a, b) = (self.rule, other.rule);
        (a.purposes, a.data, a.ages, a.recipients, &a.places) == (b.purposes, b.data, b.ages, b.recipients, &b.places)
    }

    /// Does this rule meet every use of data that the other meets, on every day and for every business?
    fn covers(&self, other: &Self) -> bool {
        let (a, b) = (self.rule, other.rule);
        let data = a.data.classes.holds(b.data.classes) && (a.data.sensitive || !b.data.sensitive || a.data.classes == Words::all());
        let places = a.places.is_empty() || (!b.places.is_empty() && b.places.iter().all(|p| a.places.iter().any(|q| p.within(q))));
        a.purposes.holds(b.purposes)
            && a.ages.holds(b.ages)
            && a.recipients.holds(b.recipients)
            && data
            && places
            && spans(self.days(), other.days())
            && self.parts.iter().zip(&other.parts).all(|(mine, theirs)| *mine || !theirs)
            // What may only warn takes nothing from what may block.
            && (self.row.enforceable() || !other.row.enforceable())
    }
}

/// Two rules of one law that contradict, and rules that can never decide.
pub(crate) fn clashes(file: &str, rules: &[Placed]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (i, b) in rules.iter().enumerate() {
        for (j, a) in rules.iter().enumerate().filter(|(j, _)| *j != i) {
            let contradict = a.same_domain(b) && overlap(a.days(), b.days()) && a.rule.regime != b.rule.regime;
            let (what, remedy) = if contradict && i < j {
                // Told at the second of the two.
                continue;
            } else if contradict {
                (
                    format!(
                        "regime of {} is `{}` for uses of data for which {} says `{}`",
                        b.rule.row, b.rule.regime, a.rule.row, a.rule.regime
                    ),
                    format!("line {}: keep one, or let one end before the other begins", a.rule.line),
                )
            } else if a.covers(b) && (a.rule.regime > b.rule.regime || a.rule.regime == b.rule.regime && (j < i || !b.covers(a))) {
                (
                    format!("regime of {} can never decide: {} covers it with `{}`", b.rule.row, a.rule.row, a.rule.regime),
                    format!("line {}: narrow that one, or take this one away", a.rule.line),
                )
            } else {
                continue;
            };
            faults.push(Fault { file: file.to_owned(), line: b.rule.line, what, remedy });
            break;
        }
    }
    faults
}
