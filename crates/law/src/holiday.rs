//! The calendar of one place: on which days nobody works. A deadline in business days, or one that moves when it ends on
//! a free day, is counted by it.

mod day;
mod read;

pub use day::Day;
pub(crate) use day::month_day;
pub(crate) use read::{calendar, resolve};

use crate::word::Sureness;
use jiff::civil::{Date, Weekday};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use tidegate_types::{Place, words};

words!(
    /// What becomes of a holiday on a weekend.
    Observed, "manner of observing", {
    /// It stays where it is, and is lost.
    AsIs = "as_is",
    /// Saturday's is kept on Friday, Sunday's on Monday (5 U.S.C. §6103).
    Nearest = "nearest",
    /// Sunday's is kept on Monday.
    Sunday = "sunday",
    /// On the next working day that is no holiday itself; also when another's substitute took its own day.
    Next = "next",
    /// The same, backwards: Christmas Eve.
    Before = "before",
});

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holiday {
    pub name: String,
    pub day: Day,
    pub observed: Observed,
    /// First and last year.
    pub from: Option<i16>,
    pub to: Option<i16>,
    /// Every so many years, counted from `from`.
    pub every: Option<i16>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calendar {
    pub place: Place,
    pub holidays: Vec<Holiday>,
    pub source: String,
    pub confidence: Sureness,
}

/// Outside these years Orthodox Easter cannot be told, and no holiday of today is known: a calendar answers nothing.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2099;

impl Holiday {
    fn on(&self, year: i16) -> Option<Date> {
        let since = year.saturating_sub(self.from.unwrap_or(0));
        let turn = self.every.is_none_or(|n| since.checked_rem(n) == Some(0));
        (since >= 0 && self.to.is_none_or(|to| year <= to) && turn).then(|| self.day.on(year))?
    }
}

impl Calendar {
    /// `None` outside the years of which the calendar can speak.
    pub fn is_working_day(&self, date: Date) -> Option<bool> {
        if !YEARS.contains(&date.year()) {
            return None;
        }
        Some(!weekend(date) && !self.years_near(date).any(|year| self.kept(year).contains_key(&date)))
    }

    /// The first working day on or after this one.
    pub fn next_working_day(&self, date: Date) -> Option<Date> {
        let mut day = date;
        while !self.is_working_day(day)? {
            day = day.tomorrow().ok()?;
        }
        Some(day)
    }

    /// The `n`th working day after this one, which itself does not count; the day itself for 0.
    pub fn add_working_days(&self, date: Date, n: u32) -> Option<Date> {
        self.add_working_days_but(date, n, |_| false)
    }

    /// The same, where some days do not count.
    pub(crate) fn add_working_days_but(&self, date: Date, n: u32, stopped: impl Fn(Date) -> bool) -> Option<Date> {
        self.is_working_day(date)?; // from a day of which the calendar knows nothing, nothing is counted
        let (mut day, mut counted) = (date, 0);
        while counted < n {
            day = day.tomorrow().ok()?;
            counted += u32::from(self.is_working_day(day)? && !stopped(day));
        }
        Some(day)
    }

    /// The holidays that fall into a year, by day, with those that are kept on another day. `None` outside the calendar's
    /// years.
    pub fn holidays_in(&self, year: i16) -> Option<BTreeMap<Date, &str>> {
        YEARS.contains(&year).then(|| {
            let near = [year - 1, year, year + 1].into_iter().flat_map(|y| self.kept(y));
            near.filter(|(date, _)| date.year() == year).collect()
        })
    }

    /// The years whose holidays may be kept on this day: a 1 January on a Saturday is kept on 31 December.
    fn years_near(&self, date: Date) -> impl Iterator<Item = i16> + use<> {
        let year = date.year();
        let neighbour = match date.month() {
            1 => Some(year - 1),
            12 => Some(year + 1),
            _ => None,
        };
        std::iter::once(year).chain(neighbour)
    }

    /// The holidays of one year, on their own days and on those on which they are kept.
    fn kept(&self, year: i16) -> BTreeMap<Date, &str> {
        let mut own: Vec<(Date, &Holiday)> = self.holidays.iter().filter_map(|h| Some((h.on(year)?, h))).collect();
        own.sort_by_key(|(date, _)| *date);
        let mut kept: BTreeMap<Date, &str> = own.iter().map(|(date, h)| (*date, h.name.as_str())).collect();
        let mut substitutes = BTreeSet::new();
        for (date, holiday) in &own {
            if let Some(day) = shifted(*date, holiday.observed) {
                substitutes.insert(day);
                kept.entry(day).or_insert(&holiday.name);
            }
        }
        for (date, holiday) in &own {
            let step = match holiday.observed {
                Observed::Next => Date::tomorrow,
                Observed::Before => Date::yesterday,
                _ => continue,
            };
            if !weekend(*date) && !substitutes.contains(date) {
                continue;
            }
            let free = std::iter::successors(Some(*date), |d| step(*d).ok()).find(|d| !weekend(*d) && !kept.contains_key(d));
            if let Some(day) = free {
                substitutes.insert(day);
                kept.insert(day, &holiday.name);
            }
        }
        kept
    }
}

/// Where the law names the substitute, whatever else falls on it.
fn shifted(date: Date, observed: Observed) -> Option<Date> {
    match (observed, date.weekday()) {
        (Observed::Nearest, Weekday::Saturday) => date.yesterday().ok(),
        (Observed::Nearest | Observed::Sunday, Weekday::Sunday) => date.tomorrow().ok(),
        _ => None,
    }
}

fn weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}
