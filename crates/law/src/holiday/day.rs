//! One day of every year, as law writes it: `01-01`, `3 monday 01`, `last monday 05`, `friday from 06-19`, `easter-2`.

use crate::case::day as whole_day;
use crate::fault::nearest;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Serialize, Serializer};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// `12-25`
    Fixed { month: i8, day: i8 },
    /// `2030-02-01`: that one day.
    Once(Date),
    /// `3 monday 01`. There is no fifth, for it does not come every year.
    Nth { n: i8, weekday: Weekday, month: i8 },
    /// `last monday 05`
    Last { weekday: Weekday, month: i8 },
    /// `friday from 06-19`: the first Friday on or after.
    From { weekday: Weekday, month: i8, day: i8 },
    /// `easter+1`: days after Easter Sunday.
    Easter { offset: i16 },
    /// `orthodox-easter-2`
    OrthodoxEaster { offset: i16 },
}

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// What is wrong with a written day, and what to do.
pub(crate) type Wrong = (String, String);

const FORMS: &str = "write \"12-25\", \"2030-02-01\", \"3 monday 01\", \"last monday 05\", \"friday from 06-19\", \"easter-2\" or \
                     \"orthodox-easter+1\"";

impl Day {
    /// The day in this year; `None` if it has none, or if Easter cannot be told.
    pub fn on(self, year: i16) -> Option<Date> {
        match self {
            Day::Fixed { month, day } => Date::new(year, month, day).ok(),
            Day::Once(date) => (date.year() == year).then_some(date),
            Day::Nth { n, weekday, month } => Date::new(year, month, 1).ok()?.nth_weekday_of_month(n, weekday).ok(),
            Day::Last { weekday, month } => Date::new(year, month, 1).ok()?.nth_weekday_of_month(-1, weekday).ok(),
            Day::From { weekday, month, day } => {
                let first = Date::new(year, month, day).ok()?;
                first.checked_add(first.weekday().until(weekday).days()).ok()
            }
            Day::Easter { offset } => easter(year)?.checked_add(offset.days()).ok(),
            Day::OrthodoxEaster { offset } => orthodox_easter(year)?.checked_add(offset.days()).ok(),
        }
    }

    pub(crate) fn parse(s: &str) -> Result<Day, Wrong> {
        let words: Vec<&str> = s.split_whitespace().collect();
        match words.as_slice() {
            [one] => single(one),
            ["last", day, month] => Ok(Day::Last { weekday: weekday(day)?, month: month_of(month)? }),
            [day, "from", date] => {
                let (month, day_of_month) = month_day(date)?;
                Ok(Day::From { weekday: weekday(day)?, month, day: day_of_month })
            }
            [n, day, month] if n.starts_with(|c: char| c.is_ascii_digit()) => {
                Ok(Day::Nth { n: nth(n)?, weekday: weekday(day)?, month: month_of(month)? })
            }
            _ => Err((format!("`{s}` is no day of a year"), FORMS.into())),
        }
    }
}

fn single(s: &str) -> Result<Day, Wrong> {
    if let Some(offset) = s.strip_prefix("orthodox-easter") {
        return Ok(Day::OrthodoxEaster { offset: easter_offset(offset)? });
    }
    if let Some(offset) = s.strip_prefix("easter") {
        return Ok(Day::Easter { offset: easter_offset(offset)? });
    }
    if let Some(date) = whole_day(s) {
        return Ok(Day::Once(date));
    }
    month_day(s).map(|(month, day)| Day::Fixed { month, day })
}

/// A month and a day that every year has.
pub(crate) fn month_day(s: &str) -> Result<(i8, i8), Wrong> {
    let two = |n: &str| (n.len() == 2 && n.chars().all(|c| c.is_ascii_digit())).then(|| n.parse::<i8>().ok())?;
    let (month, day) = s.split_once('-').and_then(|(m, d)| Some((two(m)?, two(d)?))).ok_or_else(|| no_day(s))?;
    if (month, day) == (2, 29) {
        return Err(("29 February does not come every year".into(), "write \"02-28\" or \"03-01\", as the law says".into()));
    }
    // A common year, so that what stands here comes every year.
    Date::new(2001, month, day).map_err(|_| (format!("no year has the day `{s}`"), "write month and day, such as \"06-30\"".into()))?;
    Ok((month, day))
}

fn no_day(s: &str) -> Wrong {
    (format!("`{s}` is no day of a year"), FORMS.into())
}

fn month_of(s: &str) -> Result<i8, Wrong> {
    let month = s.parse().ok().filter(|m| s.len() == 2 && !s.starts_with('+') && (1..=12).contains(m));
    month.ok_or_else(|| (format!("`{s}` is no month"), "write it with two digits, \"01\" to \"12\"".into()))
}

fn nth(s: &str) -> Result<i8, Wrong> {
    let n = s.parse().ok().filter(|n| s.len() == 1 && (1..=4).contains(n));
    n.ok_or_else(|| (format!("`{s}` is not 1 to 4"), "write \"1\" to \"4\", or \"last\"; a fifth does not come every month".into()))
}

fn weekday(s: &str) -> Result<Weekday, Wrong> {
    let names = || WEEKDAYS.iter().map(|(name, _)| *name);
    WEEKDAYS.iter().find(|(name, _)| *name == s).map(|(_, w)| *w).ok_or_else(|| {
        let meant = nearest(s, names()).map_or(String::new(), |m| format!("did you mean `{m}`? "));
        (format!("`{s}` is no weekday"), format!("{meant}write one of {}", crate::read::listed(names())))
    })
}

/// As far from Easter as any church feast stands.
const FARTHEST: i16 = 70;

fn easter_offset(s: &str) -> Result<i16, Wrong> {
    let offset = match s {
        "" => Some(0),
        _ if s.starts_with(['+', '-']) && s[1..].starts_with(|c: char| c.is_ascii_digit()) => s.parse().ok(),
        _ => None,
    };
    offset.filter(|o: &i16| o.abs() <= FARTHEST).ok_or_else(|| {
        (format!("`{s}` is no number of days from Easter"), format!("write \"easter-2\" or \"easter+39\", at most {FARTHEST} days away"))
    })
}

/// Gregorian Easter Sunday, by the anonymous computus.
fn easter(year: i16) -> Option<Date> {
    if year < 1583 {
        return None; // no Gregorian Easter yet
    }
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - b / 4 - g + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    date(year, h + l - 7 * m + 114)
}

/// Orthodox Easter Sunday in the Gregorian calendar: Meeus' Julian computus and thirteen days, which hold from 1900 to 2099.
fn orthodox_easter(year: i16) -> Option<Date> {
    if !(1900..=2099).contains(&year) {
        return None;
    }
    let y = i32::from(year);
    let d = (19 * (y % 19) + 15) % 30;
    let e = (2 * (y % 4) + 4 * (y % 7) - d + 34) % 7;
    date(year, d + e + 114)?.checked_add(13.days()).ok()
}

/// Both computuses end in a number whose quotient by 31 is the month and whose rest is the day before.
fn date(year: i16, n: i32) -> Option<Date> {
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

fn name(weekday: Weekday) -> &'static str {
    WEEKDAYS.iter().find(|(_, w)| *w == weekday).map_or("", |(name, _)| name)
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let from_easter = |f: &mut std::fmt::Formatter<'_>, word, offset| match offset {
            0 => f.write_str(word),
            _ => write!(f, "{word}{offset:+}"),
        };
        match *self {
            Day::Fixed { month, day } => write!(f, "{month:02}-{day:02}"),
            Day::Once(date) => write!(f, "{date}"),
            Day::Nth { n, weekday, month } => write!(f, "{n} {} {month:02}", name(weekday)),
            Day::Last { weekday, month } => write!(f, "last {} {month:02}", name(weekday)),
            Day::From { weekday, month, day } => write!(f, "{} from {month:02}-{day:02}", name(weekday)),
            Day::Easter { offset } => from_easter(f, "easter", offset),
            Day::OrthodoxEaster { offset } => from_easter(f, "orthodox-easter", offset),
        }
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The written form, and its day in a year, from printed calendars.
    fn check(written: &str, day: &str) {
        let year = day[..4].parse().expect("a year");
        let parsed = Day::parse(written).expect(written);
        assert_eq!(parsed.on(year).map(|d| d.to_string()).as_deref(), Some(day), "{written}");
        assert_eq!(parsed.to_string(), written);
    }

    #[test]
    fn days_of_every_form() {
        check("12-25", "2027-12-25");
        check("2030-02-01", "2030-02-01");
        check("3 monday 01", "2027-01-18");
        check("4 thursday 11", "2026-11-26");
        check("last monday 05", "2027-05-31");
        check("last monday 05", "2028-05-29");
        check("friday from 06-19", "2026-06-19");
        check("saturday from 06-20", "2027-06-26");
        check("tuesday from 11-02", "2026-11-03");
        check("tuesday from 11-02", "2027-11-02");
        check("easter", "2024-03-31");
        check("easter-2", "2027-03-26");
        check("easter+60", "2026-06-04");
        check("orthodox-easter", "2027-05-02");
        check("orthodox-easter+1", "2024-05-06");
        assert_eq!(Day::parse("2030-02-01").map(|d| d.on(2031)), Ok(None));
    }

    /// Tables of Easter: the earliest and latest there are, and the exceptions of the computus.
    #[test]
    fn easter_of_known_years() {
        for day in ["1818-03-22", "1943-04-25", "1954-04-18", "1981-04-19", "2008-03-23", "2038-04-25", "2049-04-18", "2285-03-22"] {
            check("easter", day);
        }
        for day in ["1900-04-22", "2010-04-04", "2013-05-05", "2023-04-16", "2025-04-20", "2032-05-02", "2099-04-12"] {
            check("orthodox-easter", day);
        }
    }

    #[test]
    fn an_easter_that_cannot_be_told_is_not_guessed() {
        assert_eq!(Day::Easter { offset: 0 }.on(1582), None);
        assert_eq!(Day::OrthodoxEaster { offset: 0 }.on(1899), None);
        assert_eq!(Day::OrthodoxEaster { offset: 0 }.on(2100), None);
        assert!(Day::Easter { offset: 0 }.on(9999).is_some());
    }

    #[test]
    fn easter_is_a_sunday_between_its_bounds() {
        for year in 1583..=9999 {
            let day = easter(year).expect("an Easter");
            assert_eq!(day.weekday(), Weekday::Sunday);
            assert!((Date::constant(year, 3, 22)..=Date::constant(year, 4, 25)).contains(&day), "{day}");
        }
        for year in 1900..=2099 {
            let day = orthodox_easter(year).expect("an Easter");
            assert_eq!(day.weekday(), Weekday::Sunday);
            assert!((Date::constant(year, 4, 4)..=Date::constant(year, 5, 8)).contains(&day), "{day}");
            assert!(day >= easter(year).expect("an Easter"), "{day}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        let bad = [
            "",
            "1-1",
            "13-01",
            "00-10",
            "01-00",
            "04-31",
            "02-29",
            "02-30",
            "2027-02-29",
            "2027-2-1",
            "5 monday 02",
            "0 monday 02",
            "3 mondey 01",
            "3 monday",
            "3 monday 1",
            "3 monday 13",
            "last monday",
            "last 05",
            "monday from 04-31",
            "monday from 4-3",
            "monday before 05-25",
            "easter2",
            "easter-",
            "easter+-2",
            "easter+71",
            "easter -2",
            "orthodox easter",
            "Easter",
            "3 Monday 01",
            "+1-01",
            "01-+1",
            "last monday +1",
            "+1 monday 01",
            "christmas",
        ];
        for bad in bad {
            assert!(Day::parse(bad).is_err(), "{bad}");
        }
    }
}
