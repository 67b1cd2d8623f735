//! Places as laws and profiles name them: a country, or a state of the United States.

use serde::{Deserialize, Serialize};

/// `US`, `US-CA`, `DE`, `GB`, `CN-GD`, or the unions `EU` and `EEA`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Place(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no place; write a country (`DE`, `GB`, `US`), a state (`US-CA`), `EU` or `EEA`")]
pub struct PlaceError(String);

/// Member states of the European Union.
pub const EU: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL",
    "PT", "RO", "SE", "SI", "SK",
];
/// The European Economic Area beyond the Union, where the GDPR also holds.
pub const EEA_ONLY: [&str; 3] = ["IS", "LI", "NO"];
/// States of the United States and the District of Columbia.
pub const US_STATES: [&str; 51] = [
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "HI", "IA", "ID", "IL", "IN", "KS", "KY", "LA", "MA", "MD", "ME",
    "MI", "MN", "MO", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV", "NY", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX",
    "UT", "VA", "VT", "WA", "WI", "WV", "WY",
];

/// Territories of the United States, where federal law holds; each has a country code of its own besides.
pub const US_TERRITORIES: [&str; 5] = ["AS", "GU", "MP", "PR", "VI"];

impl Place {
    pub fn new(s: impl Into<String>) -> Result<Self, PlaceError> {
        let mut s: String = s.into().trim().to_ascii_uppercase();
        if s == "UK" {
            s = "GB".into();
        } else if US_TERRITORIES.contains(&s.as_str()) {
            s = format!("US-{s}");
        }
        let upper = |p: &str, max: usize| (1..=max).contains(&p.len()) && p.chars().all(|c| c.is_ascii_alphanumeric());
        let ok = match s.split_once('-') {
            None => s == "EEA" || (s.len() == 2 && s.chars().all(|c| c.is_ascii_uppercase())),
            Some(("US", state)) => US_STATES.contains(&state) || US_TERRITORIES.contains(&state),
            Some((country, part)) => country.len() == 2 && upper(country, 2) && upper(part, 3),
        };
        if ok { Ok(Place(s)) } else { Err(PlaceError(s)) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Does this place lie in `other`? `US-CA` lies in `US`; `DE` lies in `EU` and `EEA`; every place lies in itself.
    pub fn within(&self, other: &Place) -> bool {
        let (mine, theirs) = (self.0.as_str(), other.0.as_str());
        let country = mine.split('-').next().unwrap_or(mine);
        mine == theirs
            || country == theirs
            || (theirs == "EU" && EU.contains(&country))
            || (theirs == "EEA" && (country == "EU" || EU.contains(&country) || EEA_ONLY.contains(&country)))
    }

    /// Do the two places share people? True if either lies in the other: a market `US` may hold Californians.
    pub fn meets(&self, other: &Place) -> bool {
        self.within(other) || other.within(self)
    }
}

impl TryFrom<String> for Place {
    type Error = PlaceError;
    fn try_from(s: String) -> Result<Self, PlaceError> {
        Place::new(s)
    }
}
impl std::str::FromStr for Place {
    type Err = PlaceError;
    fn from_str(s: &str) -> Result<Self, PlaceError> {
        Place::new(s)
    }
}
impl From<Place> for String {
    fn from(p: Place) -> String {
        p.0
    }
}
impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(s: &str) -> Place {
        Place::new(s).expect("a place")
    }

    #[test]
    fn containment() {
        assert!(place("US-CA").within(&place("US")));
        assert!(place("DE").within(&place("EU")));
        assert!(place("NO").within(&place("EEA")));
        assert!(!place("NO").within(&place("EU")));
        assert!(!place("GB").within(&place("EU")));
        assert!(!place("US").within(&place("US-CA")));
        assert!(place("US").meets(&place("US-CA")));
        assert!(!place("US-TX").meets(&place("US-CA")));
    }

    #[test]
    fn spelling() {
        assert_eq!(place("uk").as_str(), "GB");
        assert_eq!(place("PR").as_str(), "US-PR");
        assert!(place("US-PR").within(&place("US")) && !place("PR").meets(&place("US-CA")));
        for bad in ["", "USA", "US-XX", "US-", "Germany", "D1", "EU-DE-X"] {
            assert!(Place::new(bad).is_err(), "{bad}");
        }
    }
}
