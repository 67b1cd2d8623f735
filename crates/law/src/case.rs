//! Enforcement cases: what others paid for the same thing.

use crate::word::{CaseStatus, Sureness};
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use tidegate_types::{CaseId, RowId, Text};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Case {
    pub id: CaseId,
    pub date: CaseDate,
    pub authority: Text,
    pub party: String,
    /// What it cost; `None`: nothing is known.
    pub amount: Option<Text>,
    pub status: CaseStatus,
    pub facts: Text,
    /// Rows of the law it turned on; each exists.
    pub rows: Vec<RowId>,
    pub sources: Vec<String>,
    pub confidence: Sureness,
}

/// A day, a month (`2021-07`) or a span (`2021-07/2022-08`), as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseDate {
    written: String,
    pub first: Date,
    pub last: Date,
}

impl CaseDate {
    pub fn parse(s: &str) -> Result<Self, &'static str> {
        const FORM: &str = "write a day (`2022-08-24`), a month (`2021-07`) or a span (`2021-07/2022-08`)";
        let (first, last) = s.split_once('/').unwrap_or((s, s));
        let (first, _) = span(first).ok_or(FORM)?;
        let (_, last) = span(last).ok_or(FORM)?;
        if last < first {
            return Err("the end lies before the start; turn them round");
        }
        Ok(CaseDate { written: s.to_owned(), first, last })
    }

    pub fn as_str(&self) -> &str {
        &self.written
    }
}

impl std::fmt::Display for CaseDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.written)
    }
}

impl Serialize for CaseDate {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.written)
    }
}

/// First and last day of a day or a month.
fn span(s: &str) -> Option<(Date, Date)> {
    if s.len() == 7 {
        let first: Date = format!("{s}-01").parse().ok()?;
        return Some((first, first.last_of_month()));
    }
    let day = day(s)?;
    Some((day, day))
}

/// `2022-08-24` and no other form.
pub(crate) fn day(s: &str) -> Option<Date> {
    let date: Date = s.parse().ok()?;
    (date.to_string() == s).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_months_and_spans() {
        let check = |s: &str, first: &str, last: &str| {
            let d = CaseDate::parse(s).expect(s);
            assert_eq!((d.first.to_string().as_str(), d.last.to_string().as_str(), d.as_str()), (first, last, s));
        };
        check("2022-08-24", "2022-08-24", "2022-08-24");
        check("2024-02", "2024-02-01", "2024-02-29");
        check("2021-07/2022-08", "2021-07-01", "2022-08-31");
        check("2025-12-01/2025-12-02", "2025-12-01", "2025-12-02");
        for bad in ["", "2022", "2022-13", "2022-02-30", "2022-08/2021-07", "8/24/2022", "2022-08-24T00:00", "/"] {
            assert!(CaseDate::parse(bad).is_err(), "{bad}");
        }
    }
}
