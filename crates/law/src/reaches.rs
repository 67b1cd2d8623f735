//! Does one row of the law bind this business on this day?

use crate::book::{Lawbook, Row};
use crate::judge::{Seen, Subject, Verdict};
use crate::word::When;
use jiff::civil::Date;
use tidegate_types::Profile;

impl Lawbook {
    /// The law applies, and the row is in force, and everything in its `when` is true. A row that is `Unknown` still
    /// reaches the business; the report says that it depends.
    pub fn reaches(&self, row: &Row, profile: &Profile, seen: &Seen, date: Date) -> Verdict {
        if !row.in_force(date) {
            return Verdict::No;
        }
        let subject = Subject { profile, seen };
        let brought = self.law_of(row).map_or(Verdict::Unknown, |law| self.brings(law, &row.id, &subject, date));
        row.when.iter().map(|w| subject.when(*w)).fold(brought, Verdict::and)
    }

    /// The words of the row's `when` that are not known for this business.
    pub fn depends_on(&self, row: &Row, profile: &Profile, seen: &Seen) -> Vec<When> {
        let subject = Subject { profile, seen };
        row.when.iter().copied().filter(|w| subject.when(*w) == Verdict::Unknown).collect()
    }
}
