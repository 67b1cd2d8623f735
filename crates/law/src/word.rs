//! The words that law files may use, beside those of the common vocabulary.

pub use tidegate_types::word::Word;
use tidegate_types::words;

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

words!(
    /// What a law calls a sale.
    Sale, "meaning of sale", {
    /// For money only.
    Money = "money",
    /// For money or other value.
    Value = "value",
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
