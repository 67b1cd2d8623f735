//! What of a package cannot be read: where, and why.

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}")]
pub struct Fault {
    /// The file in the package, with the byte where that helps.
    pub place: String,
    pub what: String,
}

impl Fault {
    pub(crate) fn new(place: impl Into<String>, what: impl Into<String>) -> Fault {
        Fault { place: place.into(), what: what.into() }
    }

    pub(crate) fn at(file: &str, byte: usize, what: impl Into<String>) -> Fault {
        Fault::new(format!("{file} at byte {byte}"), what)
    }

    /// The same fault of a package inside another.
    pub(crate) fn within(self, outer: &str) -> Fault {
        Fault { place: format!("{outer}: {}", self.place), ..self }
    }
}

/// Two bytes, least first; `None` past the end.
pub(crate) fn u16_at(b: &[u8], at: usize) -> Option<u16> {
    b.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

/// Four bytes, least first; `None` past the end.
pub(crate) fn u32_at(b: &[u8], at: usize) -> Option<u32> {
    b.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

/// A name from the package as people may read it: no control characters, never longer than `max` characters.
pub(crate) fn plain(s: &str, max: usize) -> String {
    s.chars().filter(|c| !c.is_control()).take(max).collect()
}
