//! Ids that are public contracts. Each has one checked way in, so a row id is never mistaken for a check id.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no {what}: {rule}")]
pub struct IdError {
    what: &'static str,
    rule: &'static str,
    found: String,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $rule:literal, $ok:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub fn new(s: impl Into<String>) -> Result<Self, IdError> {
                let s: String = s.into();
                let ok: fn(&str) -> bool = $ok;
                if ok(&s) { Ok(Self(s)) } else { Err(IdError { what: $what, rule: $rule, found: s }) }
            }
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(s: String) -> Result<Self, IdError> { Self::new(s) }
        }
        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(s: &str) -> Result<Self, IdError> { Self::new(s) }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String { id.0 }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str { &self.0 }
        }
    };
}

fn words(s: &str, extra: &[char], upper: bool) -> bool {
    !s.is_empty()
        && s.len() <= 64
        && s.chars()
            .all(|c| c.is_ascii_digit() || extra.contains(&c) || if upper { c.is_ascii_alphanumeric() } else { c.is_ascii_lowercase() })
}

id!(
    /// A regulation: `ccpa`, `gdpr`, `us-TX`.
    LawId, "law id", "letters, digits and hyphens, such as `ccpa`", |s| words(s, &['-'], true)
);
id!(
    /// A row of the law: `CA-17`, `STR-NY`, `K-SP-01`.
    RowId, "row id", "starts with a capital or `us-`; letters, digits and hyphens, such as `CA-17`",
    |s| words(s, &['-'], true) && (s.starts_with("us-") || s.starts_with(|c: char| c.is_ascii_uppercase()))
);
id!(
    /// An enforcement case: `E01`.
    CaseId, "case id", "`E` and digits, such as `E01`",
    |s| s.len() >= 3 && s.starts_with('E') && s[1..].chars().all(|c| c.is_ascii_digit())
);
id!(
    /// A statutory clock: `T-CA-RESP`.
    ClockId, "clock id", "`T-`, then capitals, digits and hyphens, such as `T-CA-RESP`",
    |s| words(s, &['-'], true) && s.starts_with("T-") && s.len() > 2 && !s.ends_with('-') && !s.contains(|c: char| c.is_ascii_lowercase())
);
id!(
    /// A check of the catalogue: `sell.gpc.ignored`.
    /// A few of the oldest have no middle part (`security.mixed-content`).
    CheckId, "check id", "`scenario.thing.what-is-wrong` in small letters",
    |s| (2..=3).contains(&s.split('.').count()) && s.split('.').all(|p| words(p, &['-'], false))
);
id!(
    /// A shop. Each has a log of its own.
    StoreId, "store id", "1 to 64 small letters, digits and hyphens, such as `harbour-lamps`",
    |s| words(s, &['-'], false) && !s.starts_with('-')
);
id!(
    /// What an operator calls a thing of theirs: a notice, a recipient, a contract, a request, an incident. Never a person.
    Name, "name", "1 to 64 letters, digits, hyphens, dots and underscores",
    |s| words(s, &['-', '.', '_'], true)
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_checked_at_the_door() {
        assert!(CheckId::new("sell.gpc.ignored").is_ok());
        assert!(CheckId::new("security.header.missing").is_ok());
        for bad in ["", "sell", "sell.gpc.", "Sell.gpc.ignored", "sell.gpc.ignored.x", "sell.g pc.x"] {
            assert!(CheckId::new(bad).is_err(), "{bad}");
        }
        assert!(RowId::new("CA-T1a").is_ok());
        assert!(RowId::new("us-TX").is_ok());
        for bad in ["", "ca-17", "CA 17", "CA_17"] {
            assert!(RowId::new(bad).is_err(), "{bad}");
        }
        assert!(CaseId::new("E01").is_ok());
        assert!(CaseId::new("E1").is_err());
        assert!(CaseId::new("EX1").is_err());
        assert!(ClockId::new("T-APPEAL60").is_ok());
        for bad in ["T", "T-", "T-CA-", "CA-RESP", "T-ca", "T-CA_RESP", "T-CA RESP"] {
            assert!(ClockId::new(bad).is_err(), "{bad}");
        }
    }
}
