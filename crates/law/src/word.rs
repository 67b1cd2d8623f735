//! The words that law files may use. Each list is closed: a word that is not in it is a fault, never a rule that
//! silently does not apply.

use serde::{Serialize, Serializer};
use tidegate_types::Scenario;
use tidegate_types::profile::Audience;

/// A closed list of words.
pub trait Word: Copy + 'static {
    /// What the words are called in a message: `kind of row`.
    const WHAT: &'static str;
    const ALL: &'static [(&'static str, Self)];
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal, { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl Word for $name {
            const WHAT: &'static str = $what;
            const ALL: &'static [(&'static str, Self)] = &[$(($word, $name::$variant),)+];
        }
        impl $name {
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.pad(self.as_str()) }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> { s.serialize_str(self.as_str()) }
        }
    };
}

words!(Kind, "kind of row", {
    Scope = "scope",
    Definition = "definition",
    Duty = "duty",
    Pattern = "pattern",
    Wording = "wording",
    Penalty = "penalty",
    Fact = "fact",
});

words!(
    /// How well a statement of law is known.
    Sureness, "confidence", {
    /// Read in primary text.
    Primary = "P",
    /// Read in primary text of an older version.
    PrimaryOlder = "P*",
    /// Read in a secondary source.
    Secondary = "S",
    /// Not re-read.
    Memory = "M",
    /// Not re-read and doubtful.
    MemoryDoubtful = "M?",
});

impl Sureness {
    /// May a finding that rests on this block? What was not re-read may only warn.
    pub fn enforceable(self) -> bool {
        matches!(self, Sureness::Primary | Sureness::PrimaryOlder | Sureness::Secondary)
    }
}

words!(
    /// How a law treats trackers.
    Model, "model", {
    OptIn = "opt_in",
    OptOut = "opt_out",
    Other = "other",
});

words!(RowStatus, "status of a row", {
    InForce = "in_force",
    /// A court stopped it.
    Enjoined = "enjoined",
    /// A bill or draft that did not become law.
    NotLaw = "not_law",
});

words!(CaseStatus, "status of a case", {
    Final = "final",
    Pending = "pending",
    Notice = "notice",
    Background = "background",
});

words!(Unit, "unit", {
    Days = "days",
    BusinessDays = "business_days",
    Months = "months",
    Years = "years",
    Hours = "hours",
    Usd = "usd",
    Eur = "eur",
    Gbp = "gbp",
    People = "people",
    Percent = "percent",
    Feet = "feet",
    YearsOfAge = "years_of_age",
    Count = "count",
});

words!(
    /// A row reaches only a business of which this is true.
    When, "condition of `when`", {
    SellsOrShares = "sells_or_shares",
    Sells = "sells",
    Sensitive = "sensitive",
    Health = "health",
    SellsSensitive = "sells_sensitive",
    Children = "children",
    Under16 = "under_16",
    Incentive = "incentive",
    Minors = "minors",
    SeatOutsideEea = "seat_outside_eea",
    SeatOutsideUk = "seat_outside_uk",
});

impl Word for Scenario {
    const WHAT: &'static str = "scenario";
    const ALL: &'static [(&'static str, Self)] = &[
        ("collect", Scenario::Collect),
        ("market", Scenario::Market),
        ("exchange", Scenario::Exchange),
        ("sell", Scenario::Sell),
        ("rights", Scenario::Rights),
        ("security", Scenario::Security),
    ];
}

impl Word for Audience {
    const WHAT: &'static str = "audience";
    const ALL: &'static [(&'static str, Self)] =
        &[("adults", Audience::Adults), ("mixed", Audience::Mixed), ("children", Audience::Children)];
}
