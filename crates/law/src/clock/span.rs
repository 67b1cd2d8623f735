//! How long a clock runs.

use jiff::civil::Date;
use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Elapsed hours, whatever the clock on the wall does.
    Hours(u32),
    /// Calendar days.
    Days(u32),
    BusinessDays(u32),
    Months(u32),
    Years(u32),
    /// Until that day of the year comes next.
    EachYear {
        month: i8,
        day: i8,
    },
}

impl Span {
    /// The last day, if it can be told without a calendar and without hours. The first day does not count; a month ends
    /// on the same day of the later month, or on its last (Regulation 1182/71 art. 3(2)(c)). `Err`: beyond the year 9999.
    pub(super) fn last_day(self, start: Date) -> Result<Option<Date>, jiff::Error> {
        let span = jiff::Span::new();
        let span = match self {
            Span::Days(n) => span.try_days(n)?,
            Span::Months(n) => span.try_months(n)?,
            Span::Years(n) => span.try_years(n)?,
            Span::EachYear { month, day } => {
                let this_year = Date::new(start.year(), month, day)?;
                let passed = this_year <= start;
                return if passed { Date::new(start.year() + 1, month, day).map(Some) } else { Ok(Some(this_year)) };
            }
            Span::Hours(_) | Span::BusinessDays(_) => return Ok(None),
        };
        start.checked_add(span).map(Some)
    }

    /// Both, one after the other, counted from the same start: 31 January + 1 month + 2 months is 30 April, not what two
    /// months after 28 February would be.
    pub(super) fn plus(self, more: Span) -> Option<Span> {
        match (self, more) {
            (Span::Hours(a), Span::Hours(b)) => a.checked_add(b).map(Span::Hours),
            (Span::Days(a), Span::Days(b)) => a.checked_add(b).map(Span::Days),
            (Span::BusinessDays(a), Span::BusinessDays(b)) => a.checked_add(b).map(Span::BusinessDays),
            (a, b) => a.months()?.checked_add(b.months()?).map(Span::Months),
        }
    }

    fn months(self) -> Option<u32> {
        match self {
            Span::Months(n) => Some(n),
            Span::Years(n) => n.checked_mul(12),
            _ => None,
        }
    }
}
