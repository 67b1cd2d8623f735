//! A person, without a name.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A person as the house knows one: a keyed hash over an identifier, made at the door by whoever holds the key. There is no way to make
/// one from an e-mail address by accident, and printing one for a log tells nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SubjectKey([u8; 32]);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a subject key is 43 characters of URL-safe Base64 without padding")]
pub struct NoSubjectKey;

impl SubjectKey {
    pub const fn of_keyed_hash(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// For bodies, addresses and files of the operator's own; never for a log.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl fmt::Debug for SubjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SubjectKey(…)")
    }
}

impl TryFrom<String> for SubjectKey {
    type Error = NoSubjectKey;
    fn try_from(s: String) -> Result<Self, NoSubjectKey> {
        s.parse()
    }
}

impl From<SubjectKey> for String {
    fn from(key: SubjectKey) -> Self {
        key.to_text()
    }
}

impl std::str::FromStr for SubjectKey {
    type Err = NoSubjectKey;
    fn from_str(s: &str) -> Result<Self, NoSubjectKey> {
        let bytes = URL_SAFE_NO_PAD.decode(s).map_err(|_| NoSubjectKey)?;
        bytes.try_into().map(Self).map_err(|_| NoSubjectKey)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_and_nothing_for_logs() {
        let key = SubjectKey::of_keyed_hash([0xfb; 32]);
        assert_eq!(key.to_text().parse(), Ok(key));
        assert_eq!(format!("{key:?}"), "SubjectKey(…)");
        for bad in ["", "ada@example.com", &key.to_text()[1..], &format!("{}=", key.to_text()), &key.to_text().replace('-', "+")] {
            assert_eq!(bad.parse::<SubjectKey>(), Err(NoSubjectKey), "{bad}");
        }
    }
}
