//! What is wrong with a law file: where, what, and what to do.

use serde::Serialize;
pub(crate) use tidegate_types::nearest;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fault {
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    pub what: String,
    pub remedy: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}\n  {}", self.file, self.line, self.what, self.remedy)
    }
}
