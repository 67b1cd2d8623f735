//! `[[date]]`: a day to come.

use super::Reader;
use crate::book::Milestone;
use crate::read::Table;
use tidegate_types::RowId;

impl Reader<'_, '_, '_> {
    pub(super) fn milestone(&mut self, mut t: Table) {
        let on = t.date("on");
        let rows = t.ids::<RowId>("rows");
        for row in &rows {
            self.names.uses(&t.name, row.value.as_str(), self.line(row.at));
        }
        if t.array("rows").is_empty() {
            t.fault(t.at, "no row (`rows`)", "name the rows that the day concerns; they say whom to tell");
        }
        let yearly = t.yes_if_given("yearly");
        let (what, before, confidence) = (t.text("what"), t.text("before"), t.word("confidence"));
        t.close();
        if let (Some(on), Some(what), Some(before), Some(confidence)) = (on, what, before, confidence) {
            let rows = rows.into_iter().map(|r| r.value).collect();
            self.book.milestones.push(Milestone { on: on.value, rows, yearly, confidence, what, before });
        }
    }
}
