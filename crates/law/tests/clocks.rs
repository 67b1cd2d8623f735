//! Clocks, counted: cases with days from a printed calendar, and what must hold on every day of twelve years.
#![allow(clippy::unwrap_used)] // in a test an unwrap is an assertion

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan, ZonedDateTime};
use tidegate_law::{Allowed, Calendar, Clock, ClockError, Due, Lawbook, Pause, PauseKind};
use tidegate_types::{ClockId, Place};

/// A clock as a law file says it, but for what is the same in all of them.
fn clock(says: &str) -> Clock {
    let regulation = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/valid/smallest-regulation.toml")).unwrap();
    let file = format!(
        "{regulation}\n[[calendar]]\nplace = \"US-CA\"\nsource = \"x\"\nconfidence = \"S\"\ndays = [{{ on = \"12-25\", name = \"x\" }}]\n\
         [[calendar]]\nplace = \"US\"\nsource = \"x\"\nconfidence = \"S\"\nlike = \"US-CA\"\n[[clock]]\nid = \"T-X\"\nrows = [\"SA-1\"]\n\
         cite = \"Sample Code §3\"\nconfidence = \"P\"\nstarts = \"request_received\"\nwhat = {{ en = \"answer\", zh = \"答复\" }}\n{says}\n"
    );
    let book = Lawbook::parse(&[("a.toml", file.as_str()), ("version.toml", "date = \"2026-11-23\"")]);
    book.unwrap_or_else(|e| panic!("{says}: {e:#?}")).clock(&ClockId::new("T-X").unwrap()).unwrap().clone()
}

fn deadline(within: &str) -> Clock {
    clock(&format!("kind = \"deadline\"\nwithin = {within}"))
}

fn each_year(day: &str) -> Clock {
    clock(&format!("kind = \"deadline\"\neach_year = \"{day}\""))
}

fn calendar(place: &str) -> &'static Calendar {
    Lawbook::embedded().unwrap().calendar(&Place::new(place).unwrap()).unwrap()
}

fn day(s: &str) -> Date {
    s.parse().unwrap()
}

fn los_angeles() -> TimeZone {
    TimeZone::posix("PST8PDT,M3.2.0,M11.1.0").unwrap()
}

fn shanghai() -> TimeZone {
    TimeZone::fixed(Offset::constant(8))
}

/// Noon of the day, in California.
fn on(s: &str) -> ZonedDateTime {
    day(s).at(12, 0, 0, 0).to_zoned_datetime(los_angeles()).unwrap()
}

fn at(s: &str, zone: TimeZone) -> ZonedDateTime {
    s.parse::<jiff::civil::DateTime>().unwrap().to_zoned_datetime(zone).unwrap()
}

/// What is due, and what it rolled from.
fn says(due: &Due) -> String {
    due.rolled_from.map_or(due.day.to_string(), |from| format!("{} (from {from})", due.day))
}

#[track_caller]
fn check(clock: &Clock, start: &str, place: &str, expected: &str) {
    let calendar = (!place.is_empty()).then(|| calendar(place));
    assert_eq!(says(&clock.due(&on(start), calendar).unwrap()), expected, "{:?} from {start}", clock.within);
}

/// GDPR art. 12(3) with Regulation 1182/71 art. 3: the same day of the next month, or its last; a free day rolls.
#[test]
fn a_month_under_the_gdpr() {
    let month = clock("kind = \"deadline\"\nwithin = { months = 1 }\nextension = { months = 2 }\nrolls = true");
    check(&month, "2027-01-31", "", "2027-02-28");
    check(&month, "2027-01-31", "DE", "2027-03-01 (from 2027-02-28)"); // a Sunday
    check(&month, "2026-08-31", "DE", "2026-09-30");
    check(&month, "2027-03-05", "DE", "2027-04-05");
    check(&month, "2024-01-31", "DE", "2024-02-29");
    check(&month, "2026-11-30", "DE", "2026-12-30");
    check(&month, "2026-11-25", "DE", "2026-12-28 (from 2026-12-25)"); // Christmas, Saturday, Sunday
    check(&month, "2026-11-25", "GB", "2026-12-29 (from 2026-12-25)"); // and Boxing Day's substitute
    check(&month, "2027-02-26", "FR", "2027-03-26"); // Good Friday is worked in France
    check(&month, "2027-02-26", "DE", "2027-03-30 (from 2027-03-26)"); // and not in Germany, nor is Easter Monday
    let extended = |start: &str| says(&month.extended(&on(start), Some(calendar("DE")), &[]).unwrap().unwrap());
    assert_eq!(extended("2027-01-31"), "2027-04-30", "three months from the start, not two from 28 February");
    assert_eq!(extended("2026-11-30"), "2027-03-01 (from 2027-02-28)");
    let told = month.extension_must_be_told_by(&on("2027-01-31"), Some(calendar("DE")), &[]).unwrap().unwrap();
    assert_eq!(says(&told), "2027-03-01 (from 2027-02-28)");
}

#[test]
fn years_and_leap_days() {
    check(&deadline("{ years = 1 }"), "2028-02-29", "", "2029-02-28");
    check(&deadline("{ years = 4 }"), "2024-02-29", "", "2028-02-29");
    check(&deadline("{ years = 3 }"), "2027-12-31", "", "2030-12-31");
    check(&deadline("{ months = 12 }"), "2027-02-28", "", "2028-02-28");
    check(&deadline("{ days = 365 }"), "2028-01-01", "", "2028-12-31");
}

/// 11 CCR §7021, §7026: business days are those of California.
#[test]
fn business_days_in_california() {
    let ten = deadline("{ business_days = 10 }\nholidays = \"US-CA\"");
    check(&ten, "2026-11-18", "US-CA", "2026-12-04"); // over Thanksgiving and the Friday after it
    check(&ten, "2026-11-26", "US-CA", "2026-12-11"); // received on Thanksgiving
    check(&ten, "2026-11-28", "US-CA", "2026-12-11"); // received on a Saturday
    check(&ten, "2027-03-22", "US-CA", "2027-04-06"); // 31 March is Cesar Chavez Day
    check(&ten, "2027-12-17", "US-CA", "2027-12-31"); // Christmas and New Year fall on Saturdays and are lost
    let fifteen = deadline("{ business_days = 15 }\nholidays = \"US-CA\"");
    check(&fifteen, "2026-12-18", "US-CA", "2027-01-12");
}

/// CAN-SPAM and TCPA: federal business days. 24 and 31 December 2027 are kept for the Saturdays after them.
#[test]
fn federal_business_days() {
    let ten = deadline("{ business_days = 10 }\nholidays = \"US\"");
    check(&ten, "2027-12-17", "US", "2028-01-04");
    check(&ten, "2026-06-26", "US", "2026-07-13"); // 3 July for the 4th, a Saturday
}

#[test]
fn forty_five_days_and_forty_five_more() {
    let clock = clock("kind = \"deadline\"\nwithin = { days = 45 }\nextension = { days = 45 }");
    check(&clock, "2026-01-01", "", "2026-02-15");
    check(&clock, "2026-01-01", "US-CA", "2026-02-15"); // a Sunday, and nothing lets it roll
    let extended = clock.extended(&on("2026-01-01"), None, &[]).unwrap().unwrap();
    assert_eq!(says(&extended), "2026-04-01");
    assert_eq!(extended.day, on("2026-01-01").date() + 90.days());
}

#[test]
fn without_an_extension_there_is_none() {
    let clock = deadline("{ days = 30 }");
    assert_eq!(clock.extended(&on("2026-01-01"), None, &[]), Ok(None));
    assert_eq!(clock.extension_must_be_told_by(&on("2026-01-01"), None, &[]), Ok(None));
}

/// That the first period may end two days later makes the extension no longer.
#[test]
fn an_extension_is_not_counted_from_a_rolled_day() {
    let clock = clock("kind = \"deadline\"\nwithin = { days = 30 }\nextension = { days = 30 }\nrolls = true");
    check(&clock, "2027-01-01", "DE", "2027-02-01 (from 2027-01-31)");
    assert_eq!(says(&clock.extended(&on("2027-01-01"), Some(calendar("DE")), &[]).unwrap().unwrap()), "2027-03-02");
}

#[test]
fn a_day_of_each_year_comes_next() {
    let july = each_year("07-01");
    check(&july, "2026-12-31", "", "2027-07-01");
    check(&july, "2027-06-30", "", "2027-07-01");
    check(&july, "2027-07-01", "", "2028-07-01");
}

/// One moment is two days: the zone of whoever received it decides.
#[test]
fn the_zone_of_receipt_makes_the_day() {
    let clock = deadline("{ days = 45 }");
    let moment: Timestamp = "2027-01-10T17:00:00Z".parse().unwrap();
    let due = |zone: TimeZone| clock.due(&moment.to_zoned_datetime(zone), None).unwrap();
    let (west, east) = (due(los_angeles()), due(shanghai()));
    assert_eq!((says(&west), says(&east)), ("2027-02-24".into(), "2027-02-25".into()));
    assert_eq!(west.at.timestamp(), "2027-02-25T07:59:59.999999999Z".parse().unwrap());
    assert_eq!(serde_json::to_value(&west).unwrap()["at"], "2027-02-24T23:59:59.999999999-08:00[-08:00]");
    assert_eq!(east.at.timestamp(), "2027-02-25T15:59:59.999999999Z".parse().unwrap());
}

#[test]
fn a_minute_before_and_after_midnight_are_two_days() {
    let clock = deadline("{ days = 45 }");
    let due = |s: &str| says(&clock.due(&at(s, los_angeles()), None).unwrap());
    assert_eq!(due("2027-01-10T23:59"), "2027-02-24");
    assert_eq!(due("2027-01-11T00:00"), "2027-02-25");
    assert_eq!(due("2027-01-11T00:01"), "2027-02-25");
}

/// GDPR art. 33: 72 hours that elapse, over a night of 23 hours' day and one of 25.
#[test]
fn seventy_two_hours_are_elapsed_hours() {
    let clock = deadline("{ hours = 72 }");
    let due = |s: &str| clock.due(&at(s, los_angeles()), None).unwrap();
    assert_eq!(due("2027-03-12T10:00").at, at("2027-03-15T11:00", los_angeles()));
    assert_eq!(due("2027-11-05T10:00").at, at("2027-11-08T09:00", los_angeles()));
    assert_eq!(due("2027-06-01T23:30").at, at("2027-06-04T23:30", los_angeles()));
    assert_eq!(due("2027-06-01T23:30").day, day("2027-06-04"));
    let start = at("2027-03-12T10:00", los_angeles());
    assert_eq!(start.duration_until(&due("2027-03-12T10:00").at).as_hours(), 72);
}

/// A last day of 23 or 25 hours ends when its zone says so.
#[test]
fn the_last_day_ends_at_the_zones_midnight() {
    let one = deadline("{ days = 1 }");
    let due = |s: &str| one.due(&on(s), None).unwrap().at.timestamp();
    assert_eq!(due("2027-03-13"), "2027-03-15T06:59:59.999999999Z".parse().unwrap());
    assert_eq!(due("2027-11-06"), "2027-11-08T07:59:59.999999999Z".parse().unwrap());
    // Where the clock goes forward at midnight, the day after begins at one.
    let zone = TimeZone::posix("<-04>4<-03>,M9.1.0/0,M4.1.0/0").unwrap();
    let due = one.due(&at("2027-09-03T12:00", zone), None).unwrap();
    assert_eq!((due.day, due.at.timestamp()), (day("2027-09-04"), "2027-09-05T03:59:59.999999999Z".parse().unwrap()));
}

fn pause(kind: PauseKind, from: &str, to: &str) -> Pause {
    Pause { kind, from: day(from), to: day(to) }
}

#[test]
fn days_inside_a_pause_do_not_count() {
    let month = clock("kind = \"deadline\"\nwithin = { months = 1 }\nrolls = true\npauses = [\"identity\", \"clarification\"]");
    let due = |pauses: &[Pause]| says(&month.due_with_pauses(&on("2027-03-01"), Some(calendar("GB")), pauses).unwrap());
    let identity = pause(PauseKind::Identity, "2027-03-10", "2027-03-14");
    assert_eq!(due(&[]), "2027-04-01");
    assert_eq!(due(&[identity]), "2027-04-06");
    assert_eq!(due(&[pause(PauseKind::Clarification, "2027-03-12", "2027-03-16"), identity]), "2027-04-08", "overlapping days stop once");
    assert_eq!(due(&[pause(PauseKind::Identity, "2027-02-01", "2027-03-01")]), "2027-04-01", "before the count began");
    assert_eq!(due(&[pause(PauseKind::Identity, "2027-04-02", "2027-05-01")]), "2027-04-01", "after its end");
    let business = deadline("{ business_days = 10 }\nholidays = \"US-CA\"\npauses = [\"identity\"]");
    let due = business.due_with_pauses(
        &on("2026-11-18"),
        Some(calendar("US-CA")),
        &[pause(PauseKind::Identity, "2026-11-23", "2026-11-29")], // Monday to Wednesday count no more, the rest never did
    );
    assert_eq!(says(&due.unwrap()), "2026-12-09");
}

/// In California verifying never stops the 45 days (11 CCR §7021(b)).
#[test]
fn a_pause_that_the_law_does_not_know_is_refused() {
    let clock = clock("kind = \"deadline\"\nwithin = { days = 45 }\nextension = { days = 45 }\npauses = [\"clarification\"]");
    let identity = [pause(PauseKind::Identity, "2026-03-01", "2026-03-09")];
    let error = clock.due_with_pauses(&on("2026-02-20"), None, &identity).unwrap_err();
    assert_eq!(
        error.to_string(),
        "clock `T-X` (SA-1): `identity` does not stop it, so the days from 2026-03-01 to 2026-03-09 count; take the pause away and act by \
         the first deadline"
    );
    assert_eq!(clock.extended(&on("2026-02-20"), None, &identity).unwrap_err(), error);
    let inverted = [pause(PauseKind::Clarification, "2026-03-09", "2026-03-01")];
    let error = clock.due_with_pauses(&on("2026-02-20"), None, &inverted).unwrap_err();
    assert_eq!(
        error.to_string(),
        "clock `T-X`: the pause `clarification` ends 2026-03-01, before it begins 2026-03-09; correct one of the two days"
    );
}

#[test]
fn a_wait_ends_after_its_last_day_or_on_the_birthday() {
    let wait = clock("kind = \"wait\"\nwithin = { months = 12 }\nuntil_age = 16");
    let open = |born: Option<&str>| wait.open_again(&on("2026-03-05"), None, born.map(day)).unwrap();
    let midnight = |s: &str| at(&format!("{s}T00:00"), los_angeles());
    assert_eq!(open(None), midnight("2027-03-06"));
    assert_eq!(open(Some("2011-01-10")), midnight("2027-01-10"));
    assert_eq!(open(Some("2011-03-06")), midnight("2027-03-06"));
    assert_eq!(open(Some("2013-01-10")), midnight("2027-03-06"), "sixteen only in 2029");
    assert_eq!(open(Some("2005-01-10")), midnight("2027-03-06"), "sixteen already");
    assert_eq!(open(Some("2010-03-05")), midnight("2027-03-06"), "sixteen on the day itself");
    let hours = clock("kind = \"wait\"\nwithin = { hours = 24 }");
    assert_eq!(hours.open_again(&on("2026-03-05"), None, None).unwrap(), on("2026-03-06"));
}

#[test]
fn what_must_be_kept_may_go_the_day_after() {
    let keep = clock("kind = \"keep\"\nwithin = { months = 24 }");
    assert_eq!(keep.deletable(&on("2026-03-05"), None).unwrap(), at("2028-03-06T00:00", los_angeles()));
    let year = clock("kind = \"keep\"\nwithin = { years = 1 }");
    assert_eq!(year.deletable(&on("2028-02-29"), None).unwrap(), at("2029-03-01T00:00", los_angeles()));
}

/// Civ. Code §1798.130(b): twice in twelve months.
#[test]
fn two_in_twelve_months() {
    let clock = clock("kind = \"at_most\"\nwithin = { months = 12 }\ntimes = 2");
    let past = [on("2026-09-01"), on("2026-03-05")];
    let allowed = |past: &[ZonedDateTime], at: &ZonedDateTime| clock.allowed(past, at).unwrap();
    assert_eq!(allowed(&[], &on("2027-01-01")), Allowed::Yes { left: 2 });
    assert_eq!(allowed(&past[..1], &on("2027-01-01")), Allowed::Yes { left: 1 });
    assert_eq!(allowed(&past, &on("2027-03-04")), Allowed::NotBefore(at("2027-03-05T00:00", los_angeles())));
    assert_eq!(allowed(&past, &on("2027-03-05")), Allowed::Yes { left: 1 });
    assert_eq!(allowed(&past, &on("2027-09-01")), Allowed::Yes { left: 2 });
    assert_eq!(allowed(&past, &on("2026-06-01")), Allowed::Yes { left: 1 }, "what comes later is no past");
    let three = [on("2026-03-05"), on("2026-04-05"), on("2026-05-05")];
    assert_eq!(allowed(&three, &on("2026-06-01")), Allowed::NotBefore(at("2027-04-05T00:00", los_angeles())));
    // 17:00 UTC on 5 March is 6 March in Shanghai, where the twelve months end a day later.
    let moment = |s: &str| s.parse::<Timestamp>().unwrap().to_zoned_datetime(shanghai());
    let in_shanghai = [moment("2026-03-05T17:00:00Z"), moment("2026-03-05T17:00:00Z")];
    assert_eq!(allowed(&in_shanghai, &moment("2027-03-05T10:00:00Z")), Allowed::NotBefore(at("2027-03-06T00:00", shanghai())));
}

#[test]
fn a_clock_that_cannot_be_counted_says_why() {
    let ten = deadline("{ business_days = 10 }\nholidays = \"US-CA\"");
    let error = |result: Result<Due, ClockError>| result.unwrap_err().to_string();
    assert_eq!(error(ten.due(&on("2026-03-05"), None)), "clock `T-X` counts business days, and no calendar was given; give that of US-CA");
    assert_eq!(
        error(ten.due(&on("2026-03-05"), Some(calendar("US")))),
        "clock `T-X` goes by the calendar of US-CA, not of US; give that of US-CA"
    );
    assert_eq!(
        error(ten.due(&on("2099-12-30"), Some(calendar("US-CA")))),
        "clock `T-X`, from 2099-12-30: the calendar of US-CA does not reach so far; check the day on which the clock starts"
    );
    assert_eq!(
        error(deadline("{ days = 45 }").due(&on("9999-12-01"), None)),
        "clock `T-X`, from 9999-12-01: it would end beyond the year 9999; check the day on which the clock starts"
    );
    let wait = clock("kind = \"wait\"\nwithin = { months = 12 }");
    assert_eq!(
        error(wait.due(&on("2026-03-05"), None)),
        "clock `T-X` is of the kind `wait`, and was asked as `deadline`; ask it what its kind can answer"
    );
    assert!(wait.deletable(&on("2026-03-05"), None).is_err() && wait.allowed(&[], &on("2026-03-05")).is_err());
    assert!(ten.open_again(&on("2026-03-05"), Some(calendar("US-CA")), None).is_err());
}

#[test]
fn the_end_of_time_is_an_error() {
    let last = Timestamp::MAX.to_zoned_datetime(TimeZone::UTC);
    for within in ["{ hours = 1 }", "{ days = 1 }", "{ months = 1200 }", "{ years = 100 }"] {
        assert!(matches!(deadline(within).due(&last, None), Err(ClockError::TooFar { .. })), "{within}");
    }
    assert!(deadline("{ business_days = 1 }\nholidays = \"US\"").due(&last, Some(calendar("US"))).is_err());
    assert!(matches!(each_year("01-01").due(&last, None), Err(ClockError::TooFar { .. })));
    for kind in ["wait", "keep"] {
        let clock = clock(&format!("kind = \"{kind}\"\nwithin = {{ days = 1 }}"));
        assert!(clock.open_again(&last, None, None).is_err() && clock.deletable(&last, None).is_err());
    }
    let first = Timestamp::MIN.to_zoned_datetime(TimeZone::UTC);
    assert!(deadline("{ days = 45 }").due(&first, None).is_ok());
    assert!(clock("kind = \"at_most\"\nwithin = { years = 100 }\ntimes = 1").allowed(std::slice::from_ref(&last), &last).is_err());
    let pauses = [pause(PauseKind::Identity, "2027-01-02", "9999-12-30")];
    let clock = deadline("{ days = 45 }\npauses = [\"identity\"]");
    assert!(matches!(clock.due_with_pauses(&on("2027-01-01"), None, &pauses), Err(ClockError::TooFar { .. })));
}

fn twelve_years() -> impl Iterator<Item = Date> {
    day("2023-01-01").series(1.day()).take_while(|d| d.year() < 2035)
}

/// Never before the start; never earlier for a later start; one month is 28 to 31 days and ends in the next month.
#[test]
fn every_day_of_twelve_years() {
    let spans = ["{ days = 1 }", "{ days = 45 }", "{ months = 1 }", "{ months = 12 }", "{ years = 3 }"];
    for clock in spans.map(deadline).into_iter().chain([each_year("07-01")]) {
        let mut before = Date::MIN;
        for start in twelve_years() {
            let start = start.at(23, 59, 0, 0).to_zoned_datetime(los_angeles()).unwrap();
            let due = clock.due(&start, None).unwrap();
            assert!(due.day > start.date() && due.at > start && due.day >= before, "{start}: {due:?}");
            assert_eq!((due.at.date(), due.at.hour(), due.at.minute()), (due.day, 23, 59), "{start}");
            before = due.day;
        }
    }
    let month = deadline("{ months = 1 }");
    for start in twelve_years() {
        let due = month.due(&start.at(0, 0, 0, 0).to_zoned_datetime(shanghai()).unwrap(), None).unwrap().day;
        let days = (due - start).get_days();
        assert!((28..=31).contains(&days), "{start}: {due}");
        assert_eq!(i32::from(due.month()), i32::from(start.month()) % 12 + 1, "{start}: {due}");
        assert!(due.day() == start.day() || due == due.last_of_month(), "{start}: {due}");
    }
}

/// Counted by hand: each working day between, one by one.
#[test]
fn business_days_are_those_that_one_counts() {
    for (place, n) in [("US-CA", 10), ("US-CA", 15), ("US", 10)] {
        let clock = deadline(&format!("{{ business_days = {n} }}\nholidays = \"{place}\""));
        let calendar = calendar(place);
        let holidays: Vec<Date> = (2023..2036).flat_map(|y| calendar.holidays_in(y).unwrap().into_keys()).collect();
        let worked = |d: &Date| d.weekday().to_monday_zero_offset() < 5 && !holidays.contains(d);
        let mut before = Date::MIN;
        for start in twelve_years() {
            let due = clock.due(&start.at(12, 0, 0, 0).to_zoned_datetime(los_angeles()).unwrap(), Some(calendar)).unwrap().day;
            let counted = start.series(1.day()).skip(1).take_while(|d| *d <= due).filter(worked).count();
            assert!(counted == n && worked(&due) && due >= before, "{place}: {n} from {start} is {due}, {counted} working days");
            before = due;
        }
    }
}

/// A rolled day is worked, is the first such, and is never earlier.
#[test]
fn rolling_lands_on_the_next_working_day() {
    let rolling = clock("kind = \"deadline\"\nwithin = { months = 1 }\nrolls = true");
    for place in ["GB", "BG"] {
        let calendar = calendar(place);
        for start in twelve_years() {
            let start = start.at(12, 0, 0, 0).to_zoned_datetime(shanghai()).unwrap();
            let (plain, rolled) = (rolling.due(&start, None).unwrap(), rolling.due(&start, Some(calendar)).unwrap());
            let between = plain.day.series(1.day()).take_while(|d| *d < rolled.day);
            assert!(rolled.day >= plain.day && calendar.is_working_day(rolled.day).unwrap(), "{place} {start}: {rolled:?}");
            assert!(between.into_iter().all(|d| !calendar.is_working_day(d).unwrap()), "{place} {start}: {rolled:?}");
            assert_eq!(rolled.rolled_from, (rolled.day != plain.day).then_some(plain.day));
        }
    }
}

/// A pause of n days inside the period makes the deadline n days later, wherever it lies.
#[test]
fn a_pause_adds_its_days() {
    let clock = deadline("{ days = 30 }\npauses = [\"identity\"]");
    let start = on("2028-02-10");
    let plain = clock.due(&start, None).unwrap().day;
    for first in 1..=30 {
        for length in 1..=40 {
            let from = start.date() + first.days();
            let pause = Pause { kind: PauseKind::Identity, from, to: from + (length - 1).days() };
            assert_eq!(clock.due_with_pauses(&start, None, &[pause]).unwrap().day, plain + length.days(), "{first} {length}");
        }
    }
}
