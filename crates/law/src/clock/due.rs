//! Deadlines: the last day, its extension, and the days that do not count.

use super::{Clock, ClockError, ClockKind, PauseKind, Span};
use crate::holiday::Calendar;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan, ZonedDateTime};
use serde::Serialize;

/// When a deadline ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Due {
    /// The last day, in the zone of the start.
    pub day: Date,
    /// The last instant: the end of that day, or the hour itself.
    pub at: ZonedDateTime,
    /// The day on which it would have ended, had there been work on it.
    pub rolled_from: Option<Date>,
}

/// Days on which a clock stands still, both included. One that has not ended yet is given with today as its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    pub kind: PauseKind,
    pub from: Date,
    pub to: Date,
}

impl Clock {
    /// The deadline, from the moment of the event in the zone of whoever received it. Without a calendar nothing moves:
    /// the day is then earlier than the law allows, never later.
    pub fn due(&self, start: &ZonedDateTime, calendar: Option<&Calendar>) -> Result<Due, ClockError> {
        self.due_with_pauses(start, calendar, &[])
    }

    /// The same, where days inside a pause do not count. A pause that the law does not know is an error.
    pub fn due_with_pauses(&self, start: &ZonedDateTime, calendar: Option<&Calendar>, pauses: &[Pause]) -> Result<Due, ClockError> {
        self.of_kind(ClockKind::Deadline)?;
        self.ends(self.within, start, calendar, pauses)
    }

    /// The deadline with the extension; `None` if the law gives none. Both periods are counted as one from the start, and
    /// that the first may end on a later working day makes the second no longer.
    pub fn extended(&self, start: &ZonedDateTime, calendar: Option<&Calendar>, pauses: &[Pause]) -> Result<Option<Due>, ClockError> {
        self.of_kind(ClockKind::Deadline)?;
        let Some(extension) = self.extension else { return Ok(None) };
        let both = self.within.plus(extension).ok_or_else(|| ClockError::MixedUnits { clock: self.id.clone() })?;
        self.ends(both, start, calendar, pauses).map(Some)
    }

    /// Until when the person must have been told of the extension and of its reason; `None` if the law gives none.
    pub fn extension_must_be_told_by(
        &self,
        start: &ZonedDateTime,
        calendar: Option<&Calendar>,
        pauses: &[Pause],
    ) -> Result<Option<Due>, ClockError> {
        self.of_kind(ClockKind::Deadline)?;
        self.extension.map(|_| self.ends(self.within, start, calendar, pauses)).transpose()
    }

    fn ends(&self, span: Span, start: &ZonedDateTime, calendar: Option<&Calendar>, pauses: &[Pause]) -> Result<Due, ClockError> {
        self.check_calendar(calendar)?;
        let stopped = self.stopped(pauses)?;
        if let Span::Hours(n) = span {
            let at = self.after_hours(start, n)?;
            return Ok(Due { day: at.date(), at, rolled_from: None });
        }
        let last = self.last_day(span, start.date(), calendar, &stopped)?;
        let day = match calendar.filter(|_| self.rolls) {
            Some(calendar) => calendar.next_working_day(last).ok_or_else(|| self.silent(calendar, start.date()))?,
            None => last,
        };
        Ok(Due { day, at: self.end_of(day, start)?, rolled_from: (day != last).then_some(last) })
    }

    /// The last day on which the span runs.
    pub(super) fn last_day(
        &self,
        span: Span,
        start: Date,
        calendar: Option<&Calendar>,
        stopped: &[(Date, Date)],
    ) -> Result<Date, ClockError> {
        if let Span::BusinessDays(n) = span {
            let calendar = calendar.ok_or_else(|| ClockError::NoCalendar { clock: self.id.clone(), of: self.holidays.clone() })?;
            let still = |day: Date| stopped.iter().any(|(from, to)| (*from..=*to).contains(&day));
            return calendar.add_working_days_but(start, n, still).ok_or_else(|| self.silent(calendar, start));
        }
        let last = span.last_day(start).ok().flatten().ok_or_else(|| self.too_far(start))?;
        stretched(start, last, stopped).ok_or_else(|| self.too_far(start))
    }

    /// A clock that names its calendar is not counted by another.
    pub(super) fn check_calendar(&self, calendar: Option<&Calendar>) -> Result<(), ClockError> {
        match (&self.holidays, calendar) {
            (Some(of), Some(given)) if *of != given.place => {
                Err(ClockError::OtherCalendar { clock: self.id.clone(), of: of.clone(), given: given.place.clone() })
            }
            _ => Ok(()),
        }
    }

    /// The days that do not count, in order and without overlap. What the law does not know is refused, not ignored:
    /// whoever gave it believes in a later deadline.
    fn stopped(&self, pauses: &[Pause]) -> Result<Vec<(Date, Date)>, ClockError> {
        let mut days: Vec<(Date, Date)> = Vec::new();
        let mut sorted = pauses.to_vec();
        sorted.sort_by_key(|p| p.from);
        for Pause { kind: pause, from, to } in sorted {
            if !self.pauses.contains(&pause) {
                let rows = self.rows.iter().map(|r| r.as_str()).collect::<Vec<_>>().join(", ");
                return Err(ClockError::PauseNotAllowed { clock: self.id.clone(), rows, pause, from, to });
            }
            if to < from {
                return Err(ClockError::PauseInverted { clock: self.id.clone(), pause, from, to });
            }
            match days.last_mut() {
                Some((_, end)) if from <= *end => *end = to.max(*end),
                _ => days.push((from, to)),
            }
        }
        Ok(days)
    }

    /// Elapsed time: a day with a change of the clock has 23 or 25 of these hours.
    pub(super) fn after_hours(&self, start: &ZonedDateTime, n: u32) -> Result<ZonedDateTime, ClockError> {
        start.checked_add(SignedDuration::from_hours(n.into())).map_err(|_| self.too_far(start.date()))
    }

    /// The last instant of a day in the zone of the start.
    fn end_of(&self, day: Date, start: &ZonedDateTime) -> Result<ZonedDateTime, ClockError> {
        let next = self.begin_of(day.tomorrow().map_err(|_| self.too_far(start.date()))?, start)?;
        next.checked_sub(1.nanosecond()).map_err(|_| self.too_far(start.date()))
    }

    /// The first instant of a day in the zone of the start; not always midnight.
    pub(super) fn begin_of(&self, day: Date, start: &ZonedDateTime) -> Result<ZonedDateTime, ClockError> {
        day.to_zoned_datetime(start.time_zone().clone()).map_err(|_| self.too_far(start.date()))
    }

    fn silent(&self, calendar: &Calendar, start: Date) -> ClockError {
        ClockError::CalendarEnds { clock: self.id.clone(), place: calendar.place.clone(), start }
    }
}

/// The last day, later by each day on which the clock stood still. `stopped` is in order and without overlap.
fn stretched(start: Date, last: Date, stopped: &[(Date, Date)]) -> Option<Date> {
    let first = start.tomorrow().ok()?;
    let mut last = last;
    for (from, to) in stopped {
        let from = (*from).max(first);
        if from > *to || from > last {
            continue;
        }
        let days = from.until(*to).ok()?.get_days() + 1;
        last = last.checked_add(days.days()).ok()?;
    }
    Some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> Date {
        s.parse().expect(s)
    }

    /// The last day, the pauses, and the last day with them.
    fn check(last: &str, stopped: &[(&str, &str)], expected: &str) {
        let stopped: Vec<_> = stopped.iter().map(|(from, to)| (day(from), day(to))).collect();
        assert_eq!(stretched(day("2027-03-01"), day(last), &stopped), Some(day(expected)), "{stopped:?}");
    }

    #[test]
    fn only_days_that_would_have_counted_are_made_up() {
        check("2027-03-31", &[], "2027-03-31");
        check("2027-03-31", &[("2027-03-10", "2027-03-10")], "2027-04-01");
        check("2027-03-31", &[("2027-02-01", "2027-03-01")], "2027-03-31"); // before the count began
        check("2027-03-31", &[("2027-02-01", "2027-03-02")], "2027-04-01");
        check("2027-03-31", &[("2027-03-31", "2027-04-09")], "2027-04-10");
        check("2027-03-31", &[("2027-04-01", "2027-04-09")], "2027-03-31"); // after its end
        check("2027-03-31", &[("2027-03-30", "2027-03-31"), ("2027-04-02", "2027-04-03")], "2027-04-04"); // the second reaches what the first made
    }
}
