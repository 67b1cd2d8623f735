//! The calendars that are built into the program, against days taken from printed calendars.
#![allow(clippy::unwrap_used)] // in a test an unwrap is an assertion

use jiff::civil::{Date, Weekday};
use std::collections::BTreeSet;
use tidegate_law::{Calendar, Lawbook};
use tidegate_types::{Place, place};

fn calendar(place: &str) -> &'static Calendar {
    Lawbook::embedded().unwrap().calendar(&Place::new(place).unwrap()).unwrap_or_else(|| panic!("no calendar of {place}"))
}

fn day(s: &str) -> Date {
    s.parse().unwrap()
}

/// The weekdays of a year on which nobody works.
fn check(place: &str, year: i16, expected: &str) {
    let days = calendar(place).holidays_in(year).unwrap();
    let days = days.keys().filter(|d| !matches!(d.weekday(), Weekday::Saturday | Weekday::Sunday));
    let days: Vec<String> = days.map(|d| format!("{:02}-{:02}", d.month(), d.day())).collect();
    assert_eq!(days.join(" "), expected, "{place} {year}");
}

#[test]
fn every_place_of_a_market_has_its_calendar() {
    let places: BTreeSet<String> = ["US", "GB"]
        .into_iter()
        .chain(place::EU)
        .chain(place::EEA_ONLY)
        .map(str::to_owned)
        .chain(place::US_STATES.into_iter().map(|s| format!("US-{s}")))
        .collect();
    let calendars: BTreeSet<String> = Lawbook::embedded().unwrap().calendars().map(|c| c.place.to_string()).collect();
    assert_eq!(calendars, places);
}

/// The OPM's lists: 4 July 2026 and 25 December 2027 are Saturdays, 1 January 2028 is kept in 2027.
#[test]
fn federal_holidays() {
    check("US", 2026, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25");
    check("US", 2027, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31");
    check("US", 2028, "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25");
}

/// Gov. Code §6701: a Sunday moves to Monday, of the Saturdays only 11 November moves.
#[test]
fn holidays_of_california() {
    check("US-CA", 2026, "01-01 01-19 02-16 03-31 05-25 06-19 09-07 11-11 11-26 11-27 12-25");
    check("US-CA", 2027, "01-01 01-18 02-15 03-31 05-31 07-05 09-06 11-11 11-25 11-26");
    check("US-CA", 2028, "01-17 02-21 03-31 05-29 06-19 07-04 09-04 11-10 11-23 11-24 12-25");
}

#[test]
fn other_states() {
    check("US-MA", 2027, "01-01 01-18 02-15 04-19 05-31 07-05 09-06 10-11 11-11 11-25");
    check("US-KS", 2027, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 11-11 11-25 12-23 12-24 12-31");
    check("US-NC", 2027, "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-11 11-25 11-26 12-23 12-24 12-27 12-31");
    check("US-DC", 2025, "01-01 01-20 02-17 04-16 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25");
}

#[test]
fn holidays_of_europe() {
    check("DE", 2027, "01-01 03-26 03-29 05-06 05-17");
    check("FR", 2026, "01-01 04-06 05-01 05-08 05-14 05-25 07-14 11-11 12-25");
    check("GR", 2027, "01-01 01-06 03-15 03-25 04-30 05-03 05-04 06-21 10-28");
    check("BG", 2027, "01-01 03-03 04-30 05-03 05-04 05-06 05-24 09-06 09-22 12-24 12-27 12-28");
    check("SE", 2027, "01-01 01-06 03-26 03-29 05-06");
    check("FI", 2026, "01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25");
    check("IE", 2030, "01-01 02-01 04-22 05-06 06-03 08-05 10-28 12-25 12-26");
    check("SK", 2026, "01-01 01-06 04-03 04-06 05-01 12-24 12-25");
    check("PL", 2026, "01-01 01-06 04-06 05-01 06-04 11-11 12-24 12-25");
}

/// gov.uk/bank-holidays: substitutes, and two of them in a row.
#[test]
fn bank_holidays_of_england_and_wales() {
    check("GB", 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28");
    check("GB", 2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28");
    check("GB", 2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26");
}

#[test]
fn a_working_day_is_found_and_counted() {
    let us = calendar("US");
    assert_eq!(us.is_working_day(day("2027-12-31")), Some(false), "1 January 2028 is a Saturday");
    assert_eq!(us.is_working_day(day("2028-01-03")), Some(true));
    assert_eq!(us.next_working_day(day("2027-12-24")), Some(day("2027-12-27")));
    assert_eq!(us.next_working_day(day("2027-12-27")), Some(day("2027-12-27")));
    assert_eq!(us.add_working_days(day("2027-12-30"), 1), Some(day("2028-01-03")));
    assert_eq!(us.add_working_days(day("2027-12-25"), 0), Some(day("2027-12-25")));
    assert_eq!(us.add_working_days(day("2027-12-25"), 1), Some(day("2027-12-27")));
}

#[test]
fn outside_its_years_a_calendar_answers_nothing() {
    for place in ["GR", "DE"] {
        let calendar = calendar(place);
        for outside in ["1899-12-31", "2100-01-04", "9999-12-31", "-009999-01-01"] {
            assert_eq!(calendar.is_working_day(day(outside)), None, "{place} {outside}");
            assert_eq!(calendar.next_working_day(day(outside)), None);
            assert_eq!(calendar.add_working_days(day(outside), 1), None);
        }
        assert_eq!(calendar.add_working_days(day("2099-12-20"), 30), None);
        assert!(calendar.is_working_day(day("2099-12-31")).is_some() && calendar.is_working_day(day("1900-01-01")).is_some());
        assert_eq!(calendar.holidays_in(2100), None);
    }
}

/// In no year of any place are there fewer than seven holidays, more than twenty, or more than six free days in a row.
#[test]
fn every_calendar_is_plausible() {
    for calendar in Lawbook::embedded().unwrap().calendars() {
        for year in 2023..=2034 {
            let holidays = calendar.holidays_in(year).unwrap();
            assert!((7..=20).contains(&holidays.len()), "{} {year}: {holidays:?}", calendar.place);
            assert!(holidays.keys().all(|d| d.year() == year && calendar.is_working_day(*d) == Some(false)));
        }
        let (mut date, mut free) = (day("2026-12-01"), 0);
        while date < day("2029-02-01") {
            free = if calendar.is_working_day(date).unwrap() { 0 } else { free + 1 };
            assert!(free <= 6, "{} {date}", calendar.place);
            date = date.tomorrow().unwrap();
        }
    }
}
