//! Does one row of the law bind this business on this day?

use crate::book::{Lawbook, Row};
use crate::judge::{Seen, Subject, Verdict};
use crate::word::When;
use jiff::civil::Date;
use std::collections::BTreeSet;
use tidegate_types::profile::Role;
use tidegate_types::{Profile, RowId};

impl Lawbook {
    /// The law applies, and the row is in force, and everything in its `when` is true. A row that is `Unknown` still
    /// reaches the business; the report says that it depends.
    pub fn reaches(&self, row: &Row, profile: &Profile, seen: &Seen, date: Date) -> Verdict {
        if !row.in_force(date) {
            return Verdict::No;
        }
        let subject = Subject { profile, seen };
        let brought = self.law_of(row).map_or(Verdict::Unknown, |law| self.brings(law, &row.id, &subject, date));
        let place = self.law_of(row).map(|law| &law.place);
        let needs = row.needs.iter().filter_map(|c| Some(subject.judge(c, place?)));
        row.when.iter().map(|w| subject.when(*w)).chain(needs).fold(brought, Verdict::and)
    }

    /// The clauses that a contract with a recipient in this role needs, by every row that reaches the business or may.
    pub fn clauses(&self, role: Role, profile: &Profile, seen: &Seen, date: Date) -> BTreeSet<RowId> {
        let of_role = self.laws().flat_map(|law| &law.contracts).filter(|c| c.roles.contains(&role));
        let owed = of_role.filter(|c| self.row(&c.row).is_some_and(|row| self.reaches(row, profile, seen, date) != Verdict::No));
        owed.flat_map(|c| c.clauses.iter().flat_map(|name| self.clauses_named(name))).cloned().collect()
    }

    /// The words of the row's `when` that are not known for this business.
    pub fn depends_on(&self, row: &Row, profile: &Profile, seen: &Seen) -> Vec<When> {
        let subject = Subject { profile, seen };
        row.when.iter().copied().filter(|w| subject.when(*w) == Verdict::Unknown).collect()
    }
}
