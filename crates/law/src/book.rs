//! What has been checked: every row cited, dated, in both languages, and every name it uses known.

use crate::abroad::Abroad;
use crate::case::Case;
use crate::clock::Clock;
use crate::fault::{Fault, nearest};
use crate::holiday::Calendar;
use crate::rule::{Rule, Sensitive};
use crate::scope::{Condition, Scope};
use crate::word::{Kind, Model, RowStatus, Sale, Sureness, Unit, When};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use tidegate_types::finding::LawRef;
use tidegate_types::profile::Role;
use tidegate_types::word::Words;
use tidegate_types::{CaseId, ClockId, LawId, Place, Purpose, RowId, Scenario, Text};

/// The law on a day of writing. Made only by [`Lawbook::parse`], so what it holds has been checked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lawbook {
    pub(crate) version: String,
    pub(crate) laws: BTreeMap<LawId, Law>,
    pub(crate) rows: BTreeMap<RowId, Row>,
    pub(crate) cases: BTreeMap<CaseId, Case>,
    pub(crate) milestones: Vec<Milestone>,
    /// Rows that a scope, a regime, a contract, a clock or a date computes with.
    pub(crate) computed: BTreeSet<RowId>,
    pub(crate) clocks: BTreeMap<ClockId, Clock>,
    pub(crate) calendars: BTreeMap<Place, Calendar>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Law {
    pub id: LawId,
    pub name: Text,
    pub short: String,
    /// Whose people it protects.
    pub place: Place,
    pub cite: String,
    pub model: Model,
    pub sale: Sale,
    /// Inclusive, like every `to`.
    pub from: Date,
    pub to: Option<Date>,
    pub confidence: Sureness,
    pub enforcer: Text,
    pub note: Option<Text>,
    /// Never empty.
    pub scopes: Vec<Scope>,
    /// In the order of the file.
    pub rows: Vec<RowId>,
    pub sensitive: Vec<Sensitive>,
    pub rules: Vec<Rule>,
    pub contracts: Vec<Clauses>,
    pub signals: Vec<Signal>,
    pub abroad: Abroad,
    #[serde(skip)]
    pub(crate) file: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    pub id: RowId,
    pub law: LawId,
    pub kind: Kind,
    pub cite: String,
    pub from: Date,
    pub to: Option<Date>,
    pub confidence: Sureness,
    pub status: RowStatus,
    pub scenarios: Vec<Scenario>,
    /// What must be true.
    pub text: Text,
    /// Wording that the law itself fixes.
    pub strings: Vec<String>,
    pub numbers: Vec<Number>,
    /// The row reaches only a business of which all of these are true.
    pub when: Vec<When>,
    /// Numbers of its own: the row reaches only a business that meets all of them.
    pub needs: Vec<Condition>,
    /// What is unsure or contested.
    pub note: Option<Text>,
    /// What to do before the row begins.
    pub before: Option<Text>,
    /// Where it was read.
    pub sources: Vec<String>,
    /// Where it stands in its law's file.
    #[serde(skip)]
    pub(crate) line: usize,
}

/// `[[contract]]`: under this row a contract with a recipient in one of these roles has these clauses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Clauses {
    pub row: RowId,
    pub roles: Vec<Role>,
    /// Ids of rows, or families of them: `K-SP-*`.
    pub clauses: Vec<String>,
    #[serde(skip)]
    pub(crate) line: usize,
}

/// `[[signal]]`: under this row an opt-out preference signal (Global Privacy Control) is an opt-out of these purposes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Signal {
    pub row: RowId,
    pub purposes: Words<Purpose>,
}

/// A day to come, and what to do before it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Milestone {
    pub on: Date,
    /// Never empty. It is told to a business that one of them reaches.
    pub rows: Vec<RowId>,
    /// The same day every year from then on.
    pub yearly: bool,
    pub confidence: Sureness,
    pub what: Text,
    pub before: Text,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Number {
    pub value: f64,
    pub unit: Unit,
    pub what: Text,
}

impl Law {
    pub fn in_force(&self, date: Date) -> bool {
        self.from <= date && self.to.is_none_or(|to| date <= to)
    }
}

impl Row {
    /// Does the row bind on this day? What a court stopped, or what never became law, never does.
    pub fn in_force(&self, date: Date) -> bool {
        self.status == RowStatus::InForce && self.from <= date && self.to.is_none_or(|to| date <= to)
    }

    /// Read in a source, so it may block. A row that was not re-read may warn, and the report says so.
    pub fn enforceable(&self) -> bool {
        self.confidence.enforceable()
    }

    /// As a finding cites it.
    pub fn law_ref(&self) -> LawRef {
        LawRef { row: self.id.clone(), law: self.law.clone(), cite: self.cite.clone(), unverified: !self.enforceable() }
    }

    /// The row's number in this unit, if it has exactly one.
    pub fn number(&self, unit: Unit) -> Option<f64> {
        let mut with_unit = self.numbers.iter().filter(|n| n.unit == unit);
        let first = with_unit.next()?.value;
        with_unit.next().is_none().then_some(first)
    }
}

impl Lawbook {
    /// The files of `law/` as they were when the program was built.
    pub const FILES: &'static [(&'static str, &'static str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

    /// The lawbook built into the program; parsed once.
    pub fn embedded() -> Result<&'static Lawbook, &'static [Fault]> {
        static BOOK: OnceLock<Result<Lawbook, Vec<Fault>>> = OnceLock::new();
        BOOK.get_or_init(|| Lawbook::parse(Lawbook::FILES)).as_ref().map_err(Vec::as_slice)
    }

    /// Checks the files `(name, text)`, `version.toml` among them. All faults of all files are told at once, by file and
    /// line.
    pub fn parse<N: AsRef<str>, T: AsRef<str>>(files: &[(N, T)]) -> Result<Lawbook, Vec<Fault>> {
        crate::load::load(files.iter().map(|(n, t)| (n.as_ref(), t.as_ref())).collect(), None)
    }

    /// The same, and every row that asks for something must be used: see [`Lawbook::unused`].
    pub fn parse_used<N: AsRef<str>, T: AsRef<str>>(files: &[(N, T)], cited: &BTreeSet<RowId>) -> Result<Lawbook, Vec<Fault>> {
        crate::load::load(files.iter().map(|(n, t)| (n.as_ref(), t.as_ref())).collect(), Some(cited))
    }

    /// Date of the data, and the first twelve hex digits of the SHA-256 of all files in the order of their names:
    /// `2026-11-23+5f0c11d2a9be`.
    pub fn law_version(&self) -> &str {
        &self.version
    }

    /// The rows of a clause or of a family of clauses.
    pub(crate) fn clauses_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a RowId> {
        let family = name.strip_suffix('*');
        self.rows.keys().filter(move |id| family.map_or(id.as_str() == name, |f| id.as_str().starts_with(f)))
    }

    /// Rows that ask for something and that nothing computes with: no scope, regime, contract, clock, date or clause, and
    /// none of `cited`, what others ask by. They would bind nobody without anyone noticing.
    pub fn unused(&self, cited: &BTreeSet<RowId>) -> Vec<Fault> {
        let clauses: BTreeSet<&RowId> =
            self.laws.values().flat_map(|l| &l.contracts).flat_map(|c| &c.clauses).flat_map(|name| self.clauses_named(name)).collect();
        let asks = |r: &&Row| matches!(r.kind, Kind::Duty | Kind::Pattern | Kind::Wording | Kind::Scope);
        let used = |r: &Row| cited.contains(&r.id) || self.computed.contains(&r.id) || clauses.contains(&r.id);
        let fault = |r: &Row| Fault {
            file: self.laws.get(&r.law).map_or_else(String::new, |l| l.file.clone()),
            line: r.line,
            what: format!("row {}: no check, regime, clock or date uses this {}", r.id, r.kind),
            remedy: "cite it in catalog/checks.toml or catalog/policy.toml, write its [[regime]] or [[clock]], or make it a `fact`".into(),
        };
        self.rows.values().filter(asks).filter(|r| !used(r)).map(fault).collect()
    }

    /// The day on which the data was last looked at.
    pub fn looked_at(&self) -> Option<Date> {
        self.version.split('+').next()?.parse().ok()
    }

    pub fn milestones(&self) -> &[Milestone] {
        &self.milestones
    }

    pub fn law(&self, id: &LawId) -> Option<&Law> {
        self.laws.get(id)
    }

    pub fn row(&self, id: &RowId) -> Option<&Row> {
        self.rows.get(id)
    }

    pub fn case(&self, id: &CaseId) -> Option<&Case> {
        self.cases.get(id)
    }

    /// By id.
    pub fn laws(&self) -> impl Iterator<Item = &Law> {
        self.laws.values()
    }

    /// By id.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    /// In the order of the law's file.
    pub fn rows_of<'a>(&'a self, law: &'a Law) -> impl Iterator<Item = &'a Row> {
        law.rows.iter().filter_map(|id| self.rows.get(id))
    }

    /// By id.
    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        self.cases.values()
    }

    pub fn clock(&self, id: &ClockId) -> Option<&Clock> {
        self.clocks.get(id)
    }

    /// By id.
    pub fn clocks(&self) -> impl Iterator<Item = &Clock> {
        self.clocks.values()
    }

    /// Of this very place: a member state has no calendar of the Union.
    pub fn calendar(&self, place: &Place) -> Option<&Calendar> {
        self.calendars.get(place)
    }

    /// By place.
    pub fn calendars(&self) -> impl Iterator<Item = &Calendar> {
        self.calendars.values()
    }

    /// The law of a row; `None` only for a row of another book.
    pub fn law_of(&self, row: &Row) -> Option<&Law> {
        self.laws.get(&row.law)
    }

    /// The id as it is spelt here, whatever the case it was asked in.
    pub(crate) fn spelt(&self, id: &str) -> Option<&str> {
        self.ids().find(|known| known.eq_ignore_ascii_case(id))
    }

    fn ids(&self) -> impl Iterator<Item = &str> {
        let laws = self.laws.keys().map(LawId::as_str);
        let others = self.cases.keys().map(CaseId::as_str).chain(self.clocks.keys().map(ClockId::as_str));
        laws.chain(self.rows.keys().map(RowId::as_str)).chain(others)
    }

    /// The id that was probably meant.
    pub(crate) fn nearest_id(&self, id: &str) -> Option<&str> {
        nearest(id, self.ids())
    }
}
