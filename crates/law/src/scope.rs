//! Who must obey a law.

use crate::word::Word;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use tidegate_types::profile::Audience;
use tidegate_types::{Place, RowId, Text};

/// One way to fall under a law: all conditions must hold. Any one scope of a law suffices.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scope {
    /// The row that says so.
    pub row: RowId,
    /// Inclusive; `None`: as long as the law.
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// Never empty.
    pub all: Vec<Condition>,
    /// Reaches these rows alone; empty: the whole law.
    pub only: Vec<RowId>,
    /// Where it stands in its file.
    #[serde(skip)]
    pub(crate) line: usize,
}

impl Scope {
    pub fn holds_on(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date <= to)
    }

    /// Does it bring the whole law, not single rows of it?
    pub fn whole(&self) -> bool {
        self.only.is_empty()
    }

    pub(crate) fn brings(&self, row: &RowId) -> bool {
        self.whole() || self.only.contains(row)
    }

    /// Did this scope take the place of `old`? It begins the day after, by whatever measure, or later by the same.
    pub(crate) fn succeeds(&self, old: &Scope) -> bool {
        let next_day = old.to.and_then(|to| to.tomorrow().ok());
        self.from > old.to && (self.from == next_day || self.measures_as(old))
    }

    /// Does it ask the same questions, whatever the numbers?
    pub(crate) fn measures_as(&self, other: &Scope) -> bool {
        let keys = |s: &Scope| s.all.iter().map(Condition::measure).collect::<Vec<_>>();
        keys(self) == keys(other) && self.only == other.only
    }
}

/// A number to reach, and whether reaching it is enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Threshold<T> {
    AtLeast(T),
    Over(T),
}

impl<T: PartialOrd + Copy> Threshold<T> {
    pub fn met_by(self, value: T) -> bool {
        match self {
            Threshold::AtLeast(n) => value >= n,
            Threshold::Over(n) => value > n,
        }
    }

    pub fn number(self) -> T {
        match self {
            Threshold::AtLeast(n) | Threshold::Over(n) => n,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// A market of the profile lies in the place, or contains it.
    Market(Place),
    /// People of the law's place, per year.
    Consumers(Threshold<u64>),
    /// The same without those whose data serves a payment alone.
    ConsumersBeyondPayment(Threshold<u64>),
    /// Annual gross revenue in US dollars.
    Revenue(Threshold<u64>),
    /// Share of revenue from selling or sharing data.
    SaleShare(Threshold<f64>),
    Sells,
    SellsOrShares,
    SellsSensitive,
    /// Any of these kinds of sensitive data is handled.
    Sensitive(Vec<String>),
    Audience(Vec<Audience>),
    Employees(u64),
    EmployeesBelow(u64),
    /// Small, or not small, by the SBA's standards.
    SmallBusiness(bool),
    /// A US person (28 CFR §202.256) handles the data.
    UsPerson,
    SeatOutside(Place),
    SeatIn(Place),
    /// Sells through this platform.
    Platform(String),
    /// A fact that the profile has no field for: never known.
    Asks(Text),
}

impl Condition {
    /// Every key of a condition in a law file.
    pub const KEYS: [&'static str; 22] = [
        "market",
        "consumers_at_least",
        "consumers_over",
        "consumers_beyond_payment_at_least",
        "consumers_beyond_payment_over",
        "revenue_at_least",
        "revenue_over",
        "sale_share_at_least",
        "sale_share_over",
        "sells",
        "sells_or_shares",
        "sells_sensitive",
        "sensitive",
        "audience",
        "employees_at_least",
        "employees_below",
        "small_business",
        "us_person",
        "seat_outside",
        "seat_in",
        "platform",
        "asks",
    ];

    /// The key as the law file writes it.
    pub fn key(&self) -> &'static str {
        match self {
            Condition::Market(_) => "market",
            Condition::Consumers(Threshold::AtLeast(_)) => "consumers_at_least",
            Condition::Consumers(Threshold::Over(_)) => "consumers_over",
            Condition::ConsumersBeyondPayment(Threshold::AtLeast(_)) => "consumers_beyond_payment_at_least",
            Condition::ConsumersBeyondPayment(Threshold::Over(_)) => "consumers_beyond_payment_over",
            Condition::Revenue(Threshold::AtLeast(_)) => "revenue_at_least",
            Condition::Revenue(Threshold::Over(_)) => "revenue_over",
            Condition::SaleShare(Threshold::AtLeast(_)) => "sale_share_at_least",
            Condition::SaleShare(Threshold::Over(_)) => "sale_share_over",
            Condition::Sells => "sells",
            Condition::SellsOrShares => "sells_or_shares",
            Condition::SellsSensitive => "sells_sensitive",
            Condition::Sensitive(_) => "sensitive",
            Condition::Audience(_) => "audience",
            Condition::Employees(_) => "employees_at_least",
            Condition::EmployeesBelow(_) => "employees_below",
            Condition::SmallBusiness(_) => "small_business",
            Condition::UsPerson => "us_person",
            Condition::SeatOutside(_) => "seat_outside",
            Condition::SeatIn(_) => "seat_in",
            Condition::Platform(_) => "platform",
            Condition::Asks(_) => "asks",
        }
    }

    /// A number of the profile against a threshold.
    pub(crate) fn is_number(&self) -> bool {
        use Condition::*;
        matches!(self, Consumers(_) | ConsumersBeyondPayment(_) | Revenue(_) | SaleShare(_) | Employees(_) | EmployeesBelow(_))
    }

    /// Does the answer turn on what the business does with data, not on where and how large it is?
    pub(crate) fn asks_what_is_done(&self) -> bool {
        use Condition::*;
        matches!(self, SaleShare(_) | Sells | SellsOrShares | SellsSensitive | Sensitive(_) | Audience(_))
    }

    /// What is measured, whatever the number.
    fn measure(&self) -> &'static str {
        self.key().trim_end_matches("_at_least").trim_end_matches("_over")
    }

    fn value(&self) -> serde_json::Value {
        match self {
            Condition::Market(p) | Condition::SeatOutside(p) | Condition::SeatIn(p) => p.as_str().into(),
            Condition::Consumers(t) | Condition::ConsumersBeyondPayment(t) | Condition::Revenue(t) => t.number().into(),
            Condition::SaleShare(t) => t.number().into(),
            Condition::Employees(n) | Condition::EmployeesBelow(n) => (*n).into(),
            Condition::SmallBusiness(small) => (*small).into(),
            Condition::Platform(name) => name.as_str().into(),
            Condition::Asks(what) => serde_json::json!({ "en": what.en, "zh": what.zh }),
            Condition::Sells | Condition::SellsOrShares | Condition::SellsSensitive | Condition::UsPerson => true.into(),
            Condition::Sensitive(kinds) => kinds.clone().into(),
            Condition::Audience(list) => list.iter().map(|a| audience_word(*a)).collect::<Vec<_>>().into(),
        }
    }
}

pub(crate) fn audience_word(a: Audience) -> &'static str {
    Audience::ALL.iter().find(|(_, x)| *x == a).map_or("", |(word, _)| word)
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_map([(self.key(), self.value())])
    }
}
