//! A moment as people write it, with the zone in which it was lived.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, ZonedDateTime};

/// When something happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    pub at: ZonedDateTime,
    /// Without an hour it is a day, wherever it was; `at` is then its first instant in UTC.
    pub hour: bool,
}

/// `2027-01-31`, `2026-06-01T23:59-07:00`, `2026-03-01T10:00Z`.
pub fn moment(s: &str) -> Result<Moment, String> {
    at(s).map(|at| Moment { at, hour: s.contains('T') })
}

fn at(s: &str) -> Result<ZonedDateTime, String> {
    const FORM: &str = "write 2027-01-31, 2026-06-01T23:59-07:00 or 2026-03-01T10:00Z";
    let wrong = || format!("`{s}` is no moment; {FORM}");
    let Some((date, rest)) = s.trim().split_once('T') else {
        let date: Date = s.trim().parse().map_err(|_| wrong())?;
        return zoned(date.to_datetime(Time::midnight()), Offset::UTC).ok_or_else(wrong);
    };
    let (time, offset) = match rest.strip_suffix('Z') {
        Some(time) => (time, Offset::UTC),
        None => {
            let at = rest.rfind(['+', '-']).ok_or_else(|| format!("`{s}` has no zone; {FORM}"))?;
            let (time, zone) = rest.split_at(at);
            (time, offset(zone).ok_or_else(wrong)?)
        }
    };
    let date: Date = date.parse().map_err(|_| wrong())?;
    let time: Time = time.parse().map_err(|_| wrong())?;
    zoned(date.to_datetime(time), offset).ok_or_else(wrong)
}

fn offset(zone: &str) -> Option<Offset> {
    let (sign, rest) = zone.split_at_checked(1)?;
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    let sign = if sign == "-" { -1 } else { 1 };
    (hours <= 14 && minutes < 60).then_some(())?;
    Offset::from_seconds(i32::try_from(SignedDuration::from_mins(sign * (hours * 60 + minutes)).as_secs()).ok()?).ok()
}

fn zoned(at: DateTime, offset: Offset) -> Option<ZonedDateTime> {
    at.to_zoned_datetime(TimeZone::fixed(offset)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        let utc = |s: &str| moment(s).map(|m| m.at.timestamp().to_string());
        assert_eq!(utc("2027-01-31").as_deref(), Ok("2027-01-31T00:00:00Z"));
        assert_eq!(utc("2026-06-01T23:59-07:00").as_deref(), Ok("2026-06-02T06:59:00Z"));
        assert_eq!(utc("2026-03-01T10:00Z").as_deref(), Ok("2026-03-01T10:00:00Z"));
        assert_eq!(utc("2026-03-01T10:00+08:00").as_deref(), Ok("2026-03-01T02:00:00Z"));
        for bad in [
            "",
            "today",
            "2026-02-30",
            "2026-03-01T10:00",
            "2026-03-01T25:00Z",
            "2026-03-01T10:00+8",
            "2026-03-01T10:00+99:00",
            "2026-03-01T10:00+08:60",
        ] {
            assert!(moment(bad).is_err(), "{bad}");
        }
    }
}
