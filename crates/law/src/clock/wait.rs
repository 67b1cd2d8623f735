//! The other clocks: when one may ask again, when something may be deleted, and whether one more is allowed.

use super::{Clock, ClockError, ClockKind, Span};
use crate::holiday::Calendar;
use jiff::ZonedDateTime;
use jiff::civil::Date;

/// Is one more allowed?
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// So many, this one counted.
    Yes {
        left: u32,
    },
    NotBefore(ZonedDateTime),
}

impl Clock {
    /// The first moment at which one may act again. The last day of the wait belongs to it. A wait until an age ends on
    /// the birthday if that comes first; without a birth date the whole wait runs.
    pub fn open_again(&self, start: &ZonedDateTime, calendar: Option<&Calendar>, born: Option<Date>) -> Result<ZonedDateTime, ClockError> {
        self.of_kind(ClockKind::Wait)?;
        let over = self.over(start, calendar)?;
        match self.until_age.zip(born).and_then(|(age, born)| birthday(born, age)) {
            // Whoever had the age already was not asked as a minor, and waits like anybody.
            Some(day) if day > start.date() => Ok(over.min(self.begin_of(day, start)?)),
            _ => Ok(over),
        }
    }

    /// The first moment at which what had to be kept may be deleted.
    pub fn deletable(&self, start: &ZonedDateTime, calendar: Option<&Calendar>) -> Result<ZonedDateTime, ClockError> {
        self.of_kind(ClockKind::Keep)?;
        self.over(start, calendar)
    }

    /// May it be done once more at this moment, after these? One that began a period counts until the same day of the
    /// later month, which is free again: a person's request that may be one too many is answered rather than refused.
    /// Moments after `at` are no past and do not count.
    pub fn allowed(&self, past: &[ZonedDateTime], at: &ZonedDateTime) -> Result<Allowed, ClockError> {
        self.of_kind(ClockKind::AtMost)?;
        let times = self.times.unwrap_or(1) as usize; // reading a clock demands it
        let mut free = Vec::new();
        for p in past.iter().filter(|p| *p <= at) {
            let again = self.counts_until(&p.with_time_zone(at.time_zone().clone()))?;
            free.extend((again > *at).then_some(again));
        }
        free.sort();
        Ok(match free.len().checked_sub(times) {
            Some(over) => free.into_iter().nth(over).map_or(Allowed::Yes { left: 0 }, Allowed::NotBefore),
            None => Allowed::Yes { left: (times - free.len()) as u32 },
        })
    }

    /// Whatever its kind: the last instant of a deadline, or the first moment after a wait or a duty to keep; with
    /// `at_most`, when one that was done at `start` no longer counts.
    pub fn end(&self, start: &ZonedDateTime, calendar: Option<&Calendar>) -> Result<ZonedDateTime, ClockError> {
        match self.kind {
            ClockKind::Deadline => self.due(start, calendar).map(|due| due.at),
            ClockKind::Wait => self.open_again(start, calendar, None),
            ClockKind::Keep => self.deletable(start, calendar),
            ClockKind::AtMost => self.counts_until(start),
        }
    }

    /// The first moment after the span: after its last day, or after its hours.
    fn over(&self, start: &ZonedDateTime, calendar: Option<&Calendar>) -> Result<ZonedDateTime, ClockError> {
        self.check_calendar(calendar)?;
        if let Span::Hours(n) = self.within {
            return self.after_hours(start, n);
        }
        let last = self.last_day(self.within, start.date(), calendar, &[])?;
        self.begin_of(last.tomorrow().map_err(|_| self.too_far(start.date()))?, start)
    }

    fn counts_until(&self, past: &ZonedDateTime) -> Result<ZonedDateTime, ClockError> {
        if let Span::Hours(n) = self.within {
            return self.after_hours(past, n);
        }
        self.begin_of(self.last_day(self.within, past.date(), None, &[])?, past)
    }
}

/// The day on which a person reaches an age; whoever was born on 29 February does so on 1 March of a common year.
fn birthday(born: Date, age: u8) -> Option<Date> {
    let year = born.year().checked_add(age.into())?;
    Date::new(year, born.month(), born.day()).or_else(|_| Date::new(year, 3, 1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn birthdays() {
        let check = |born: &str, age, day: &str| {
            assert_eq!(birthday(born.parse().expect("a day"), age).map(|d| d.to_string()).as_deref(), Some(day));
        };
        check("2012-06-15", 16, "2028-06-15");
        check("2012-02-29", 16, "2028-02-29");
        check("2012-02-29", 13, "2025-03-01");
        check("2012-12-31", 18, "2030-12-31");
    }
}
