//! Faults in the data: where, what, what to do.

use serde::de::DeserializeOwned;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("catalog/{file}:{line}: {what}\n  {remedy}")]
pub struct Fault {
    pub file: String,
    /// 1 where no line can be told.
    pub line: usize,
    pub what: String,
    pub remedy: String,
}

impl Fault {
    pub(crate) fn new(file: &str, line: usize, what: String, remedy: &str) -> Fault {
        Fault { file: file.to_owned(), line, what, remedy: remedy.to_owned() }
    }
}

/// Reads one file; a key that the form does not know is refused.
pub(crate) fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Fault> {
    toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(1, |s| text.as_bytes()[..s.start.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1);
        Fault::new(file, line, e.message().to_owned(), "the form of the file is in catalog/README.md")
    })
}
