//! Signed notes (`c2sp.org/signed-note`), with the two kinds of signature that a log needs: Ed25519 and the timestamped cosignatures
//! of witnesses (`c2sp.org/tlog-cosignature`).

use crate::hash::Hash;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature as Ed25519, Signer as _, SigningKey, VerifyingKey};
use std::fmt;

/// A note is refused beyond this many signatures; the specification asks for 16 at least.
pub const MOST_SIGNATURES: usize = 64;
/// And beyond this many bytes.
pub const MOST_BYTES: usize = 1 << 20;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    #[error("the note is {0} bytes long; {MOST_BYTES} are the most")]
    TooLong(usize),
    #[error("the note has {0} signatures; {MOST_SIGNATURES} are the most")]
    TooManySignatures(usize),
    #[error("no signed note: {0}")]
    Malformed(&'static str),
    #[error("`{0}` is no key: a name, `+`, 8 hexadecimal digits, `+` and Base64 are wanted, and the digits must be those of name and key")]
    BadKey(String),
    #[error("the signature of `{0}` is wrong: text or signature was changed")]
    WrongSignature(String),
    #[error("none of the {0} signatures is by a key that is trusted here")]
    NobodyKnown(usize),
}

/// What a key signs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Algorithm {
    /// The text itself: how a log signs.
    Ed25519 = 0x01,
    /// The text and the time: how a witness cosigns.
    Cosignature = 0x04,
}

impl Algorithm {
    fn of(byte: u8) -> Option<Self> {
        [Self::Ed25519, Self::Cosignature].into_iter().find(|a| *a as u8 == byte)
    }
}

/// The name of a key: not empty, no space, no plus.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyName(String);

impl KeyName {
    pub fn new(name: &str) -> Result<Self, NoteError> {
        let fits = !name.is_empty() && name.len() <= 255 && !name.chars().any(|c| c.is_whitespace() || c == '+' || c.is_control());
        fits.then(|| Self(name.to_owned())).ok_or_else(|| NoteError::BadKey(name.chars().take(80).collect()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A public key with its name, as `name+id+key` in configuration files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    name: KeyName,
    algorithm: Algorithm,
    key: VerifyingKey,
}

impl Verifier {
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub fn key_bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// The first four bytes of the hash over name, algorithm and key.
    pub fn id(&self) -> [u8; 4] {
        key_id(&self.name, self.algorithm, self.key.as_bytes())
    }

    /// The time of a cosignature, in seconds since 1970; 0 for a plain signature.
    fn verify(&self, text: &str, signature: &[u8]) -> Option<u64> {
        let (time, message, signature) = match self.algorithm {
            Algorithm::Ed25519 => (0, text.to_owned(), signature),
            Algorithm::Cosignature => {
                let (time, rest) = signature.split_first_chunk::<8>()?;
                let time = u64::from_be_bytes(*time);
                (time, cosigned(text, time), rest)
            }
        };
        let signature = Ed25519::from_slice(signature).ok()?;
        // Strict: no two signatures of one text by one key, no weak keys.
        self.key.verify_strict(message.as_bytes(), &signature).ok().map(|()| time)
    }
}

fn key_id(name: &KeyName, algorithm: Algorithm, key: &[u8; 32]) -> [u8; 4] {
    let hash = Hash::of(&[name.0.as_bytes(), b"\n", &[algorithm as u8], key]);
    let [a, b, c, d, ..] = *hash.bytes();
    [a, b, c, d]
}

fn cosigned(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&[self.algorithm as u8], self.key.as_bytes().as_slice()].concat();
        write!(f, "{}+{:08x}+{}", self.name, u32::from_be_bytes(self.id()), STANDARD.encode(bytes))
    }
}

impl std::str::FromStr for Verifier {
    type Err = NoteError;
    fn from_str(s: &str) -> Result<Self, NoteError> {
        let parsed = (|| {
            let (name, rest) = s.split_once('+')?;
            let (_, key) = rest.split_once('+')?;
            let bytes = STANDARD.decode(key).ok()?;
            let (algorithm, key) = bytes.split_first()?;
            let key = VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
            Some(Self { name: KeyName::new(name).ok()?, algorithm: Algorithm::of(*algorithm)?, key })
        })();
        parsed.filter(|v| v.to_string() == s && !v.key.is_weak()).ok_or_else(|| NoteError::BadKey(s.chars().take(120).collect()))
    }
}

/// A private key with its name. Prints nothing of the key but by [`Self::secret`].
#[derive(Clone)]
pub struct Signer {
    name: KeyName,
    algorithm: Algorithm,
    key: SigningKey,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.verifier())
    }
}

impl Signer {
    /// From 32 random bytes.
    pub fn new(name: KeyName, algorithm: Algorithm, seed: &[u8; 32]) -> Self {
        Self { name, algorithm, key: SigningKey::from_bytes(seed) }
    }

    pub fn verifier(&self) -> Verifier {
        Verifier { name: self.name.clone(), algorithm: self.algorithm, key: self.key.verifying_key() }
    }

    /// For the key file alone: `PRIVATE+KEY+name+id+key`, as Go's `sumdb/note` writes it.
    pub fn secret(&self) -> String {
        let bytes = [&[self.algorithm as u8], self.key.as_bytes().as_slice()].concat();
        let id = u32::from_be_bytes(self.verifier().id());
        format!("PRIVATE+KEY+{}+{id:08x}+{}", self.name, STANDARD.encode(bytes))
    }

    /// The reverse of [`Self::secret`]. The error never holds the key.
    pub fn from_secret(s: &str) -> Result<Self, NoteError> {
        let parsed = (|| {
            let (name, rest) = s.trim().strip_prefix("PRIVATE+KEY+")?.split_once('+')?;
            let (id, key) = rest.split_once('+')?;
            let bytes = STANDARD.decode(key).ok()?;
            let (algorithm, seed) = bytes.split_first()?;
            let signer = Self::new(KeyName::new(name).ok()?, Algorithm::of(*algorithm)?, seed.try_into().ok()?);
            (u32::from_str_radix(id, 16).ok()?.to_be_bytes() == signer.verifier().id()).then_some(signer)
        })();
        parsed.ok_or_else(|| NoteError::BadKey("the private key".into()))
    }

    /// A signature over the text, which ends with its line. `time`, in seconds since 1970, is part of a cosignature only.
    pub fn sign(&self, text: &str, time: u64) -> SignatureLine {
        let signature = match self.algorithm {
            Algorithm::Ed25519 => self.key.sign(text.as_bytes()).to_bytes().to_vec(),
            Algorithm::Cosignature => [time.to_be_bytes().as_slice(), &self.key.sign(cosigned(text, time).as_bytes()).to_bytes()].concat(),
        };
        SignatureLine { name: self.name.clone(), id: self.verifier().id(), signature }
    }
}

/// One line of signature, not yet believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureLine {
    pub name: KeyName,
    pub id: [u8; 4],
    pub signature: Vec<u8>,
}

impl fmt::Display for SignatureLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "— {} {}", self.name, STANDARD.encode([self.id.as_slice(), &self.signature].concat()))
    }
}

impl std::str::FromStr for SignatureLine {
    type Err = NoteError;
    /// A line without its end.
    fn from_str(line: &str) -> Result<Self, NoteError> {
        let parsed = (|| {
            let (name, signature) = line.strip_prefix("— ")?.split_once(' ')?;
            let bytes = STANDARD.decode(signature).ok()?;
            let (id, signature) = bytes.split_first_chunk::<4>()?;
            (!signature.is_empty()).then_some(())?;
            Some(Self { name: KeyName::new(name).ok()?, id: *id, signature: signature.to_vec() })
        })();
        parsed.ok_or(NoteError::Malformed("a line of signature is `— name Base64`"))
    }
}

/// A text with signatures; nothing in it is believed before [`Note::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<SignatureLine>,
}

/// A signature that held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified<'a> {
    pub by: &'a Verifier,
    /// Seconds since 1970, for a cosignature.
    pub time: Option<u64>,
}

impl Note {
    /// A text to be signed. It ends with a line end.
    pub fn new(text: String, signatures: Vec<SignatureLine>) -> Self {
        debug_assert!(text.ends_with('\n'), "a note's text is whole lines");
        Self { text, signatures }
    }

    pub fn parse(s: &str) -> Result<Self, NoteError> {
        if s.len() > MOST_BYTES {
            return Err(NoteError::TooLong(s.len()));
        }
        if s.chars().any(|c| c < ' ' && c != '\n') {
            return Err(NoteError::Malformed("it holds control characters"));
        }
        let at = s.rfind("\n\n").ok_or(NoteError::Malformed("an empty line stands before the signatures"))?;
        let (text, signatures) = (&s[..=at], &s[at + 2..]);
        if signatures.is_empty() || !signatures.ends_with('\n') {
            return Err(NoteError::Malformed("it ends with at least one whole line of signature"));
        }
        let lines: Vec<&str> = signatures.lines().collect();
        if lines.len() > MOST_SIGNATURES {
            return Err(NoteError::TooManySignatures(lines.len()));
        }
        let signatures = lines.into_iter().map(str::parse).collect::<Result<_, _>>()?;
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// The text, its last line end included.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn signatures(&self) -> &[SignatureLine] {
        &self.signatures
    }

    pub fn add(&mut self, signature: SignatureLine) {
        self.signatures.push(signature);
    }

    /// The signatures by these keys. One of them that is wrong condemns the note; signatures by others are passed by.
    pub fn verify<'a>(&self, known: impl IntoIterator<Item = &'a Verifier>) -> Result<Vec<Verified<'a>>, NoteError> {
        let mut held = Vec::new();
        for by in known {
            let id = by.id();
            for line in self.signatures.iter().filter(|l| l.id == id && l.name == by.name) {
                let time = by.verify(&self.text, &line.signature).ok_or_else(|| NoteError::WrongSignature(by.name.to_string()))?;
                if !held.iter().any(|v: &Verified| v.by == by) {
                    held.push(Verified { by, time: (by.algorithm == Algorithm::Cosignature).then_some(time) });
                }
            }
        }
        if held.is_empty() { Err(NoteError::NobodyKnown(self.signatures.len())) } else { Ok(held) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|s| write!(f, "{s}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(name: &str, algorithm: Algorithm) -> Signer {
        Signer::new(KeyName::new(name).expect("a name"), algorithm, &[7; 32])
    }

    fn signed(text: &str) -> (Note, Verifier) {
        let s = signer("shop.example/log", Algorithm::Ed25519);
        (Note::new(text.into(), vec![s.sign(text, 0)]), s.verifier())
    }

    #[test]
    fn the_example_of_the_specification() {
        // `c2sp.org/signed-note`; the key is that of the specification's example.
        let text = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
        let note = Note::parse(text).expect("a note");
        assert_eq!(note.to_string(), text);
        assert!(note.text().ends_with("subito sera.\n"));
        assert_eq!(note.signatures().len(), 1);
    }

    #[test]
    fn what_was_signed_is_verified_and_reads_back() {
        let (note, key) = signed("a\n\nb\n");
        let again = Note::parse(&note.to_string()).expect("a note");
        assert_eq!(again, note);
        assert_eq!(again.verify([&key]).expect("verified")[0].time, None);
        assert_eq!(key.to_string().parse::<Verifier>(), Ok(key));
    }

    #[test]
    fn a_private_key_reads_back_and_prints_nothing() {
        let s = signer("shop.example/log", Algorithm::Ed25519);
        assert_eq!(Signer::from_secret(&s.secret()).expect("a key").verifier(), s.verifier());
        assert!(!format!("{s:?}").contains(&STANDARD.encode([7; 32])[..20]));
        let changed = s.secret().replace("shop.example", "shop2.example");
        assert!(!Signer::from_secret(&changed).expect_err("another name").to_string().contains("BwcH"));
    }

    #[test]
    fn a_cosignature_binds_its_time() {
        let w = signer("witness.example/w1", Algorithm::Cosignature);
        let mut note = Note::new("log\n1\nx\n".into(), vec![w.sign("log\n1\nx\n", 1_679_315_147)]);
        assert_eq!(note.verify([&w.verifier()]).expect("verified")[0].time, Some(1_679_315_147));
        note.signatures[0].signature[7] ^= 1;
        assert_eq!(note.verify([&w.verifier()]), Err(NoteError::WrongSignature("witness.example/w1".into())));
    }

    #[test]
    fn strangers_are_passed_by_and_known_keys_must_hold() {
        let (mut note, key) = signed("a\n");
        let stranger = signer("other.example", Algorithm::Ed25519);
        note.add(stranger.sign("something else\n", 0));
        assert!(note.verify([&key]).is_ok());
        assert!(matches!(note.verify([&key, &stranger.verifier()]), Err(NoteError::WrongSignature(n)) if n == "other.example"));
        assert_eq!(note.verify([&signer("third.example", Algorithm::Ed25519).verifier()]), Err(NoteError::NobodyKnown(2)));
        assert_eq!(note.verify([]), Err(NoteError::NobodyKnown(2)));
        // The same key under another name, or for another purpose, is another key.
        let namesake = signer("shop.example/log", Algorithm::Cosignature).verifier();
        assert_eq!(note.verify([&namesake]), Err(NoteError::NobodyKnown(2)));
    }

    #[test]
    fn notes_that_are_none() {
        let (note, _) = signed("a\n");
        let good = note.to_string();
        for (bad, why) in [
            (String::new(), "empty"),
            ("a\n".into(), "no signature"),
            ("a\n\n".into(), "no line of signature"),
            (good.trim_end().into(), "no last line end"),
            (good.replace("— ", "- "), "a hyphen"),
            (good.replace("\n— ", "\n—  "), "two spaces"),
            (good.replace("a\n\n", "a\r\n\n"), "a carriage return"),
            (good.replace("a\n\n", "a\t\n\n"), "a tab"),
            (good.replace("=\n", "\n"), "no padding"),
            (format!("{good}x\n"), "another line"),
            (format!("a\n\n{}", "— a AAAAAAA=\n".repeat(MOST_SIGNATURES + 1)), "too many"),
            ("a".repeat(MOST_BYTES + 1), "too long"),
            ("a\n\n— n AAAAAA==\n".into(), "an id and nothing else"),
        ] {
            assert!(Note::parse(&bad).is_err(), "{why}");
        }
    }

    #[test]
    fn keys_that_are_none() {
        let good = signer("shop.example", Algorithm::Ed25519).verifier().to_string();
        let (head, key) = good.rsplit_once('+').expect("a key");
        for bad in [
            String::new(),
            head.to_owned(),
            format!("{head}+{}", &key[4..]),
            good.replace("shop", "shap"),
            good.to_uppercase(),
            format!("{head}+{}", STANDARD.encode([&[1], [0; 32].as_slice()].concat())),
            format!("{head}+{}", STANDARD.encode([&[9], [1; 32].as_slice()].concat())),
            format!(" {good}"),
        ] {
            assert!(bad.parse::<Verifier>().is_err(), "{bad}");
        }
        assert!(
            KeyName::new("a b").is_err() && KeyName::new("a+b").is_err() && KeyName::new("a\u{a0}b").is_err() && KeyName::new("").is_err()
        );
    }
}
