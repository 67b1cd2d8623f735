//! `[[contract]]`: which clauses a contract with a recipient in a role needs.

use super::Reader;
use crate::book::{Clauses, Lawbook};
use crate::fault::Fault;
use crate::read::Table;

impl Reader<'_, '_, '_> {
    pub(super) fn contract(&mut self, mut t: Table) -> Option<Clauses> {
        let row = self.row_of(&mut t, "contract");
        let roles = t.words("roles");
        if t.array("roles").is_empty() {
            t.fault(t.at, "no role (`roles`)", "write roles = [\"processor\"]; the roles are those of the profile");
        }
        let clauses: Vec<String> = t.strs("clauses").into_iter().map(|s| s.value.to_owned()).collect();
        if clauses.is_empty() {
            t.fault(t.at, "no clause (`clauses`)", "write clauses = [\"K-VA-*\"], a family or single ids");
        }
        let line = self.source.line(t.at);
        t.close();
        (!roles.is_empty() && !clauses.is_empty()).then_some(())?;
        Some(Clauses { row: row?, roles, clauses, line })
    }
}

/// A clause or family that no row bears would make every contract look whole.
pub(super) fn families(book: &Lawbook) -> Vec<Fault> {
    let mut faults = Vec::new();
    for law in book.laws.values() {
        for c in &law.contracts {
            for clause in c.clauses.iter().filter(|clause| book.clauses_named(clause).next().is_none()) {
                faults.push(Fault {
                    file: law.file.clone(),
                    line: c.line,
                    what: format!("contract of {}: no row is called `{clause}`", c.row),
                    remedy: "name a clause row such as K-SP-01, or a family such as K-SP-*".into(),
                });
            }
        }
    }
    faults
}
