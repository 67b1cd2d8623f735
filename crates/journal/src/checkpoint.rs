//! What a log signs of itself: its name, its size, its root (`c2sp.org/tlog-checkpoint`).

use crate::hash::Hash;
use crate::note::{Note, NoteError, Signer};
use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    pub origin: Origin,
    pub size: u64,
    pub root: Hash,
}

/// The name of a log, for all time. Ours are a host and a path without scheme.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    #[error(transparent)]
    Note(#[from] NoteError),
    #[error("no checkpoint: {0}")]
    Malformed(&'static str),
}

impl Origin {
    pub fn new(s: &str) -> Result<Self, CheckpointError> {
        let fits = !s.is_empty() && s.len() <= 255 && !s.chars().any(|c| c.is_control());
        fits.then(|| Self(s.to_owned())).ok_or(CheckpointError::Malformed("the origin is one line of at most 255 bytes"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Checkpoint {
    /// The text that is signed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root)
    }

    pub fn sign(&self, signer: &Signer) -> Note {
        let text = self.text();
        let line = signer.sign(&text, 0);
        Note::new(text, vec![line])
    }

    /// Reads a note's text. Extension lines are allowed and mean nothing.
    pub fn of_text(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.strip_suffix('\n').ok_or(CheckpointError::Malformed("its text ends with a line end"))?.split('\n');
        let mut line = || lines.next().filter(|l| !l.is_empty()).ok_or(CheckpointError::Malformed("origin, size and root are three lines"));
        let origin = Origin::new(line()?)?;
        let size = decimal(line()?).ok_or(CheckpointError::Malformed("the size is a decimal number without leading zeroes"))?;
        let root = line()?.parse().map_err(|_| CheckpointError::Malformed("the root is a SHA-256 hash in Base64"))?;
        match lines.any(str::is_empty) {
            true => Err(CheckpointError::Malformed("no line of it is empty")),
            false => Ok(Self { origin, size, root }),
        }
    }
}

/// A number in its one spelling.
pub(crate) fn decimal(s: &str) -> Option<u64> {
    s.parse().ok().filter(|n: &u64| n.to_string() == s)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    #[test]
    fn the_example_of_the_specification() {
        let c = Checkpoint::of_text(TEXT).expect("a checkpoint");
        assert_eq!((c.origin.as_str(), c.size), ("example.com/behind-the-sofa", 20_852_163));
        assert_eq!(c.text(), TEXT);
        assert!(Checkpoint::of_text(&format!("{TEXT}an extension\n")).is_ok());
    }

    #[test]
    fn texts_that_are_none() {
        for bad in [
            "".to_owned(),
            "\n".into(),
            TEXT.trim_end().into(),
            TEXT.replace("20852163", "020852163"),
            TEXT.replace("20852163", "-1"),
            TEXT.replace("20852163", "18446744073709551616"),
            TEXT.replace("2I=", "2J="),
            TEXT.replace("q2I=\n", "q2I= \n"),
            format!("\n{TEXT}"),
            format!("{TEXT}\n"),
            format!("{TEXT}x\n\ny\n"),
            TEXT.lines().take(2).map(|l| format!("{l}\n")).collect(),
        ] {
            assert!(Checkpoint::of_text(&bad).is_err(), "{bad:?}");
        }
    }
}
