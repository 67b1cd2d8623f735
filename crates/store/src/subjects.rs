//! From an identifier to a [`SubjectKey`], at the door. Nothing behind the door sees the identifier.
//!
//! The key is `HMAC-SHA-256(secret, kind ‖ SHA-256(normalised identifier))`. The inner hash is what advertising platforms exchange, so a list
//! that arrives hashed leads to the same people. Without the secret nobody can try identifiers out.

use crate::error::StoreError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use std::fmt;
use tidegate_types::{SubjectKey, words};

words!(
    /// What an identifier is.
    IdKind, "kind of identifier", {
    Email = "email",
    /// E.164, with the country's code.
    Phone = "phone",
    /// The shop's own number for an account.
    Customer = "customer",
    /// A cookie's or a device's.
    Device = "device",
});

/// What cannot be an identifier of its kind. Never holds what was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoIdentifier {
    #[error("no e-mail address: one `@`, something before it, a domain after it, no spaces, at most 254 characters")]
    Email,
    #[error("no telephone number: write it with the country's code, as +1 415 555 2671; 8 to 15 digits")]
    Phone,
    #[error("an identifier has 1 to 200 characters and no control characters")]
    Other,
    #[error("a SHA-256 hash is 64 hexadecimal digits, or 44 characters of Base64")]
    Hash,
}

/// The secret from which the keys of people are made. Prints nothing of itself.
#[derive(Clone)]
pub struct Subjects([u8; 32]);

impl fmt::Debug for Subjects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subjects(…)")
    }
}

impl Subjects {
    /// From 32 random bytes that are kept for as long as the journal is: with others, everybody is somebody else.
    pub fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    pub(crate) fn of_text(text: &str) -> Result<Self, StoreError> {
        let secret = STANDARD.decode(text.trim()).ok().and_then(|s| s.try_into().ok());
        secret.map(Self).ok_or_else(|| StoreError::Refused("the secret for subject keys is 32 bytes in Base64; bring its file back".into()))
    }

    pub(crate) fn to_text(&self) -> String {
        STANDARD.encode(self.0)
    }

    pub fn key(&self, kind: IdKind, identifier: &str) -> Result<SubjectKey, NoIdentifier> {
        Ok(self.key_of_hash(kind, &Sha256::digest(normalised(kind, identifier)?).into()))
    }

    /// Of an identifier that was normalised and hashed elsewhere.
    pub fn key_of_hash(&self, kind: IdKind, sha256: &[u8; 32]) -> SubjectKey {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any length is a key");
        mac.update(kind.as_str().as_bytes());
        mac.update(b"\n");
        mac.update(sha256);
        SubjectKey::of_keyed_hash(mac.finalize().into_bytes().into())
    }
}

/// The one spelling of an identifier, which is also what platforms hash.
pub fn normalised(kind: IdKind, identifier: &str) -> Result<String, NoIdentifier> {
    let trimmed = identifier.trim();
    match kind {
        IdKind::Email => email(trimmed),
        IdKind::Phone => phone(trimmed),
        IdKind::Customer => plain(trimmed).map(str::to_owned),
        IdKind::Device => plain(trimmed).map(str::to_lowercase),
    }
}

fn email(s: &str) -> Result<String, NoIdentifier> {
    let s = s.to_lowercase();
    let (local, domain) = s.rsplit_once('@').ok_or(NoIdentifier::Email)?;
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '@' | '<' | '>' | ',' | ';');
    let labels = || domain.split('.').all(|l| !l.is_empty() && !l.starts_with('-') && !l.ends_with('-'));
    let fits = !local.is_empty() && s.len() <= 254 && !local.contains(odd) && !domain.contains(odd) && domain.contains('.') && labels();
    if fits { Ok(s) } else { Err(NoIdentifier::Email) }
}

/// `+` and digits. `00` at the start is `+`; a number without its country's code may be anybody's.
fn phone(s: &str) -> Result<String, NoIdentifier> {
    let digits = s.strip_prefix('+').or_else(|| s.strip_prefix("00")).ok_or(NoIdentifier::Phone)?;
    // "+44 (0)20": the zero is dialled at home only.
    let digits: String = digits.replace("(0)", "").chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}')).collect();
    let fits = (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    if fits { Ok(format!("+{digits}")) } else { Err(NoIdentifier::Phone) }
}

fn plain(s: &str) -> Result<&str, NoIdentifier> {
    let fits = !s.is_empty() && s.chars().count() <= 200 && !s.chars().any(char::is_control);
    if fits { Ok(s) } else { Err(NoIdentifier::Other) }
}

/// A hash as lists hold it: hexadecimal in either case, or Base64.
pub fn sha256_of_text(s: &str) -> Result<[u8; 32], NoIdentifier> {
    let s = s.trim();
    let hex = || -> Option<[u8; 32]> {
        let bytes: Vec<u8> = (s.len() == 64 && s.is_ascii())
            .then(|| (0..64).step_by(2).map(|i| u8::from_str_radix(&s[i..i + 2], 16).ok()).collect::<Option<_>>())??;
        bytes.try_into().ok()
    };
    let base64 = || STANDARD.decode(s).ok().and_then(|b| b.try_into().ok());
    hex().or_else(base64).ok_or(NoIdentifier::Hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUBJECTS: Subjects = Subjects([7; 32]);

    #[test]
    fn spellings_of_one_person_are_one_key() {
        for (kind, all) in [
            (IdKind::Email, &["Ada@Example.com", " ada@example.COM\n", "ada@example.com"][..]),
            (IdKind::Phone, &["+1 (415) 555-2671", "001 415 555 2671", "+14155552671"]),
            (IdKind::Phone, &["+44 (0)20 7946 0958", "+442079460958"]),
            (IdKind::Device, &["6F9619FF-8B86-D011-B42D-00C04FC964FF", "6f9619ff-8b86-d011-b42d-00c04fc964ff"]),
            (IdKind::Customer, &[" 1001", "1001 "]),
        ] {
            let keys: std::collections::BTreeSet<SubjectKey> = all.iter().map(|s| SUBJECTS.key(kind, s).expect("an identifier")).collect();
            assert_eq!(keys.len(), 1, "{all:?}");
        }
    }

    #[test]
    fn others_are_others() {
        let key = |kind, s| SUBJECTS.key(kind, s).expect("an identifier");
        let all = [
            key(IdKind::Email, "ada@example.com"),
            key(IdKind::Email, "ada+shop@example.com"),
            key(IdKind::Customer, "ada@example.com"),
            key(IdKind::Device, "ada@example.com"),
            key(IdKind::Customer, "A1"),
            key(IdKind::Customer, "a1"),
            Subjects([8; 32]).key(IdKind::Email, "ada@example.com").expect("an identifier"),
        ];
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), all.len());
    }

    #[test]
    fn a_list_that_was_hashed_elsewhere_leads_to_the_same_people() {
        // SHA-256 of `test@example.com`, as platforms document it.
        let hex = "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b";
        let hash = sha256_of_text(hex).expect("a hash");
        let key = SUBJECTS.key(IdKind::Email, " Test@Example.com").expect("an address");
        assert_eq!(SUBJECTS.key_of_hash(IdKind::Email, &hash), key);
        assert_eq!(sha256_of_text(&hex.to_uppercase()), Ok(hash));
        assert_eq!(sha256_of_text(&STANDARD.encode(hash)), Ok(hash));
        for bad in ["", &hex[1..], &hex.replace('9', "g"), "ada@example.com", &format!("{hex}0"), &"é".repeat(32)] {
            assert_eq!(sha256_of_text(bad), Err(NoIdentifier::Hash), "{bad}");
        }
    }

    #[test]
    fn what_is_no_identifier_is_refused_and_not_repeated() {
        let long = format!("{}@example.com", "a".repeat(250));
        for bad in [
            "",
            "ada",
            "@example.com",
            "ada@",
            "ada@localhost",
            "a@b@example.com",
            "ada @example.com",
            "ada@example..com",
            "ada@-x.com",
            "<ada@example.com>",
            &long,
        ] {
            assert_eq!(normalised(IdKind::Email, bad), Err(NoIdentifier::Email), "{bad}");
        }
        for bad in ["", "4155552671", "+1", "+1 415 555 26711234567", "+0415555267", "+1-415-CALL-NOW", "ada@example.com"] {
            assert_eq!(normalised(IdKind::Phone, bad), Err(NoIdentifier::Phone), "{bad}");
        }
        for bad in ["", "  ", "a\u{0}b", &"x".repeat(201)] {
            assert_eq!(normalised(IdKind::Customer, bad), Err(NoIdentifier::Other));
        }
        assert_eq!(format!("{SUBJECTS:?}"), "Subjects(…)");
    }

    proptest::proptest! {
        #[test]
        fn normalising_twice_is_normalising_once(s in "\\PC{0,60}") {
            for kind in [IdKind::Email, IdKind::Phone, IdKind::Customer, IdKind::Device] {
                if let Ok(once) = normalised(kind, &s) {
                    proptest::prop_assert_eq!(normalised(kind, &once), Ok(once));
                }
            }
        }
    }
}
