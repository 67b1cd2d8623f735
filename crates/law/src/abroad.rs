//! May a recipient in, or reached from, another country have the data? Countries of concern by the rules' own definitions
//! (28 CFR Part 202; the Act on foreign adversaries) and transfers out of Europe and the United Kingdom (Chapter V).

mod concern;
mod kinds;
mod transfer;

pub use kinds::Sent;

use crate::book::{Law, Lawbook, Row};
use crate::judge::{Seen, Verdict};
use jiff::civil::Date;
use serde::Serialize;
use tidegate_types::profile::{Dealing, Recipient, Tool};
use tidegate_types::word::Words;
use tidegate_types::{DataClass, LawId, Place, Profile, RowId, Text, words};

/// What a law asks of recipients in other countries.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Abroad {
    pub concerns: Vec<Concern>,
    pub bulks: Vec<Bulk>,
    pub exempts: Vec<Exempt>,
    pub transfers: Vec<Transfer>,
    pub adequates: Vec<Adequate>,
}

/// `[[concern]]`: data does not simply go to these countries, nor to whom they own, nor to people there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Concern {
    pub row: RowId,
    pub places: Vec<Place>,
    /// From this share on, in percent, an owner there makes the recipient one of them.
    pub owned: f64,
    /// A company with its seat here is none of them, whoever owns it.
    pub spares_seat: Option<Place>,
    pub meant: Meant,
}

/// Which data a concern is about.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meant {
    /// That of the law's `[[bulk]]`, from its numbers on.
    Bulk,
    /// In any number, if it was not collected from the people themselves and does not go to a service provider. What is
    /// meant is a part of `perhaps`.
    Brokered { data: Words<DataClass>, perhaps: Words<DataClass> },
}

/// `[[bulk]]`: data of such kinds counts from more than so many people on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bulk {
    pub row: RowId,
    pub data: Words<DataClass>,
    pub more_than: u64,
}

/// `[[exempt]]`: such data on such a ground is left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Exempt {
    pub row: RowId,
    pub dealing: Dealing,
    pub data: Words<DataClass>,
}

/// `[[transfer]]`: data leaves the law's place only to an adequate country or with one of these tools.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Transfer {
    pub row: RowId,
    pub tools: Words<Tool>,
    /// A clause of the contract that annexes such a tool, assessment included.
    pub clause: Option<String>,
}

/// `[[adequate]]`: for these countries a decision of adequacy stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Adequate {
    pub row: RowId,
    pub places: Vec<Place>,
    /// Only for firms that are certified.
    pub certified: bool,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

words!(
    /// How a recipient fares under one row, the best first.
    Outcome, "outcome", {
    /// The row has nothing against it.
    Free = "free",
    /// It meets the recipient, and what it asks is recorded.
    Covered = "covered",
    /// Something that decides is not known.
    Open = "open",
    /// What it asks is not recorded.
    Lacking = "lacking",
    /// No condition lifts it.
    Barred = "barred",
});

/// How one recipient fares under one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Crossing {
    pub law: LawId,
    pub row: RowId,
    pub outcome: Outcome,
    pub why: Text,
    /// Other rows that decided: thresholds, exemptions, decisions of adequacy.
    pub by: Vec<RowId>,
}

/// A recipient under examination, and the day.
#[derive(Clone, Copy)]
struct Asked<'a> {
    book: &'a Lawbook,
    law: &'a Law,
    profile: &'a Profile,
    recipient: &'a Recipient,
    date: Date,
}

impl Lawbook {
    /// Under every row of the day on recipients abroad that may reach the business, in the order of the laws.
    pub fn abroad(&self, recipient: &Recipient, profile: &Profile, seen: &Seen, date: Date) -> Vec<Crossing> {
        let mut out = Vec::new();
        for law in self.laws() {
            let asked = Asked { book: self, law, profile, recipient, date };
            let concerns = law.abroad.concerns.iter().map(|c| (&c.row, asked.concern(c)));
            let transfers = law.abroad.transfers.iter().map(|t| (&t.row, asked.transfer(t)));
            for (id, found) in concerns.chain(transfers) {
                let Some(row) = self.row(id).filter(|r| r.in_force(date)) else { continue };
                let reaches = self.reaches(row, profile, seen, date);
                if reaches != Verdict::No {
                    out.push(asked.crossing(row, found, reaches));
                }
            }
        }
        out
    }
}

/// What was found, before it is asked whether the row reaches the business.
struct Found {
    outcome: Outcome,
    why: Text,
    by: Vec<RowId>,
}

fn found(outcome: Outcome, en: impl Into<String>, zh: impl Into<String>) -> Found {
    Found { outcome, why: Text::new(en, zh), by: Vec::new() }
}

impl Found {
    fn by(mut self, row: &RowId) -> Self {
        self.by.push(row.clone());
        self
    }
}

impl Asked<'_> {
    /// Where the row may not reach the business, what it forbids is open: unknown is neither a breach nor a permission.
    fn crossing(&self, row: &Row, found: Found, reaches: Verdict) -> Crossing {
        let Found { mut outcome, mut why, by } = found;
        if reaches == Verdict::Unknown && outcome > Outcome::Open {
            outcome = Outcome::Open;
            why = Text::new(
                format!("{}; whether {} reaches the business is not known", why.en, self.law.short),
                format!("{}；{} 是否适用于本企业尚不确定", why.zh, self.law.short),
            );
        }
        Crossing { law: self.law.id.clone(), row: row.id.clone(), outcome, why, by }
    }

    /// Does this row hold on the day?
    fn holds(&self, id: &RowId) -> bool {
        self.book.row(id).is_some_and(|r| r.in_force(self.date))
    }
}

fn inside(place: &Place, places: &[Place]) -> bool {
    places.iter().any(|p| place.within(p))
}
