//! `[[clock]]` and `[[calendar]]`: their names into the list of names, themselves into the book.

use super::Reader;
use crate::read::{At, Table};
use crate::{clock, holiday};
use tidegate_types::{ClockId, Place, RowId};

impl Reader<'_, '_, '_> {
    pub(super) fn clock(&mut self, mut t: Table) {
        let id = t.id::<ClockId>("id");
        if let Some(At { value, at }) = &id {
            t.name = format!("clock {value}");
            self.names.clock(value.as_str(), self.line(*at));
        }
        let rows = t.ids::<RowId>("rows");
        for row in &rows {
            self.names.uses(&t.name, row.value.as_str(), self.line(row.at));
        }
        let holidays = t.id_if_given::<Place>("holidays");
        if let Some(At { value, at }) = &holidays {
            self.names.uses_calendar(&t.name, value.as_str(), self.line(*at));
        }
        let rows = rows.into_iter().map(|r| r.value).collect();
        if let Some(clock) = clock::clock(t, id.map(|i| i.value), rows, holidays) {
            self.book.clocks.insert(clock.id.clone(), clock);
        }
    }

    pub(super) fn calendars(&mut self, tables: Vec<Table>) {
        let written: Vec<_> = tables.into_iter().filter_map(holiday::calendar).collect();
        for w in &written {
            self.names.calendar(w.place.value.as_str(), self.line(w.place.at));
        }
        let calendars = holiday::resolve(self.source, &written);
        self.book.calendars.extend(calendars.into_iter().map(|c| (c.place.clone(), c)));
    }
}
