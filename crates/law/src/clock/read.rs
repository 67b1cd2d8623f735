//! `[[clock]]`: a clock as the law file writes it. What could be counted in two ways is refused here.

use super::{Clock, ClockKind, Span};
use crate::fault::nearest;
use crate::holiday::month_day;
use crate::load::cite;
use crate::read::{At, Table, listed};
use tidegate_types::{ClockId, Place, RowId};

/// `id`, `rows` and `holidays` name things elsewhere; whoever keeps the list of names reads them first.
pub(crate) fn clock(mut t: Table, id: Option<ClockId>, rows: Vec<RowId>, holidays: Option<At<Place>>) -> Option<Clock> {
    if t.array("rows").is_empty() {
        t.fault(t.at, "no row (`rows`)", "name the duties that the clock times; it runs for a business that one of them reaches");
    }
    let (cite, confidence) = (cite(&mut t), t.word("confidence"));
    let (kind, starts) = (t.word("kind"), t.word("starts"));
    let within = within(&mut t);
    let extension = t.inline_if_given("extension").map(|t| (t.at, span(t)));
    let (times, until_age) = (number::<u32>(&mut t, "times", 1, 1_000), number::<u8>(&mut t, "until_age", 1, 25));
    let rolls = t.yes_if_given("rolls");
    let pauses = t.words("pauses");
    let (what, note) = (t.text("what"), t.text_if_given("note"));
    let (from, to) = (t.date_if_given("from"), t.date_if_given("to"));
    t.period(from.as_ref(), to.as_ref());
    if let (Some(kind), Some((at, Some(within)))) = (kind, within) {
        fits_kind(&mut t, kind, within);
        fits_span(&mut t, at, within, rolls, holidays.is_some());
        if let Some((at, Some(extension))) = extension {
            fits_extension(&t, at, within, extension);
        }
    }
    t.close();
    Some(Clock {
        id: id?,
        rows,
        cite: cite?,
        kind: kind?,
        starts: starts?,
        within: within?.1?,
        extension: extension.and_then(|(_, e)| e),
        times,
        until_age,
        holidays: holidays.map(|h| h.value),
        rolls,
        pauses,
        what: what?,
        note,
        confidence: confidence?,
        from: from.map(|d| d.value),
        to: to.map(|d| d.value),
    })
}

/// The span and where it stands: `within`, or `each_year` in its place.
fn within(t: &mut Table) -> Option<(usize, Option<Span>)> {
    let Some(day) = t.str_if_given("each_year") else { return t.inline("within").map(|t| (t.at, span(t))) };
    if t.has("within") {
        t.fault(day.at, "both `within` and `each_year`", "keep one: a span, or a day that ends it each year");
    }
    Some((day.at, day_of_each_year(t, &day)))
}

/// Keys that say something only of one kind of clock.
const OF_KIND: [(&str, ClockKind); 5] = [
    ("extension", ClockKind::Deadline),
    ("rolls", ClockKind::Deadline),
    ("pauses", ClockKind::Deadline),
    ("until_age", ClockKind::Wait),
    ("times", ClockKind::AtMost),
];

fn fits_kind(t: &mut Table, kind: ClockKind, within: Span) {
    for (key, of) in OF_KIND {
        if kind != of && t.has(key) {
            t.fault(t.at, format!("`{key}` says nothing of a `{kind}`"), format!("take `{key}` away, or write kind = \"{of}\""));
        }
    }
    if kind == ClockKind::AtMost && !t.has("times") {
        t.fault(t.at, "no `times`", "write times = 2: how often it may be within the span");
    }
    match within {
        Span::EachYear { .. } if kind != ClockKind::Deadline => {
            t.fault(t.at, format!("a day of each year ends no `{kind}`"), "write a span, such as within = { months = 12 }");
        }
        Span::BusinessDays(_) if kind == ClockKind::AtMost => {
            t.fault(t.at, "`at_most` is not counted in business days", "write a span in hours, days, months or years");
        }
        _ => {}
    }
}

fn fits_span(t: &mut Table, at: usize, within: Span, rolls: bool, holidays: bool) {
    match within {
        Span::BusinessDays(_) if !t.has("holidays") => {
            t.fault(
                at,
                "business days of no place",
                "write holidays = \"US-CA\": the place whose holidays do not count; \"US\" is federal",
            );
        }
        Span::BusinessDays(_) if rolls => {
            t.fault(at, "business days end on a working day already", "take `rolls` away");
        }
        Span::BusinessDays(_) => {}
        _ if holidays && !rolls => {
            t.fault(t.at, "`holidays` changes nothing", "take it away, count in business_days, or write rolls = true");
        }
        Span::Hours(_) if rolls || t.has("pauses") => {
            t.fault(t.at, "hours neither roll nor pause", "take `rolls` and `pauses` away; hours run through nights and holidays");
        }
        Span::EachYear { .. } if t.has("pauses") || t.has("extension") => {
            t.fault(t.at, "a day of each year is neither paused nor extended", "take `pauses` and `extension` away");
        }
        _ => {}
    }
}

/// Both periods are counted as one from the start, so they need one unit.
fn fits_extension(t: &Table, at: usize, within: Span, extension: Span) {
    if within.plus(extension).is_none() && !matches!(within, Span::EachYear { .. }) {
        t.fault(
            at,
            "the extension is not counted like the first period",
            "write both in hours, both in days, both in business_days, or both in months or years",
        );
    }
}

const UNITS: [&str; 5] = ["hours", "days", "business_days", "months", "years"];

fn span(mut t: Table) -> Option<Span> {
    let keys = t.keys();
    let [(key, at)] = keys.as_slice() else {
        t.fault(
            t.at,
            format!("{} units for one span", keys.len()),
            format!("write one, {{ days = 45 }}, of {}", listed(UNITS.into_iter())),
        );
        return None;
    };
    // A hundred years, in each unit: more is a slip of the hand.
    match *key {
        "hours" => number(&mut t, "hours", 1, 876_600).map(Span::Hours),
        "days" => number(&mut t, "days", 1, 36_525).map(Span::Days),
        "business_days" => number(&mut t, "business_days", 1, 26_100).map(Span::BusinessDays),
        "months" => number(&mut t, "months", 1, 1_200).map(Span::Months),
        "years" => number(&mut t, "years", 1, 100).map(Span::Years),
        other => {
            let meant = nearest(other, UNITS).map_or(String::new(), |m| format!("did you mean `{m}`? "));
            t.fault(*at, format!("unknown unit `{other}`"), format!("{meant}units are {}", listed(UNITS.into_iter())));
            None
        }
    }
}

fn day_of_each_year(t: &Table, s: &At<&str>) -> Option<Span> {
    match month_day(s.value) {
        Ok((month, day)) => Some(Span::EachYear { month, day }),
        Err((what, _)) => {
            t.fault(s.at, what, "write month and day, such as each_year = \"07-01\"");
            None
        }
    }
}

fn number<N: TryFrom<u64>>(t: &mut Table, key: &'static str, least: u32, most: u32) -> Option<N> {
    let n = t.count_if_given(key)?;
    if !(u64::from(least)..=u64::from(most)).contains(&n.value) {
        t.fault(n.at, format!("`{key}` = {} is not {least} to {most}", n.value), format!("write a number from {least} to {most}"));
        return None;
    }
    N::try_from(n.value).ok()
}
