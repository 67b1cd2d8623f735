//! `[[calendar]]`: the holidays of a place, or those of another with some more and some less.

use super::{Calendar, Day, Holiday, Observed, YEARS};
use crate::fault::nearest;
use crate::read::{At, Source, Table, listed};
use crate::word::Sureness;
use tidegate_types::Place;

/// A calendar as it was written, before the one it is like is known.
pub(crate) struct Written {
    pub place: At<Place>,
    like: Option<At<Place>>,
    without: Vec<(String, usize)>,
    days: Vec<Holiday>,
    /// Could every day be read? If not, a name that is missed may stand in one of the others.
    whole: bool,
    source: Option<String>,
    confidence: Option<Sureness>,
}

pub(crate) fn calendar(mut t: Table) -> Option<Written> {
    let place = t.id::<Place>("place");
    if let Some(place) = &place {
        t.name = format!("calendar {}", place.value);
    }
    let (source, confidence) = (t.str("source"), t.word("confidence"));
    let like = t.id_if_given::<Place>("like");
    let without: Vec<_> = t.strs("without").into_iter().map(|s| (s.value.to_owned(), s.at)).collect();
    let observed = t.word_or("observed", Observed::AsIs);
    let written = t.array("days").len();
    let days: Vec<Holiday> = t.tables("days").into_iter().filter_map(|d| holiday(d, observed)).collect();
    if written == 0 && like.is_none() && !t.has("like") {
        t.fault(t.at, "no holiday (`days`)", "write days = [{ on = \"12-25\", name = \"Christmas Day\" }], or like = \"US\"");
    }
    if let Some((_, at)) = without.first().filter(|_| !t.has("like")) {
        t.fault(*at, "`without` takes away from nothing", "name the calendar: like = \"US\"; or leave the days out of `days`");
    }
    t.close();
    let source = source.map(|s| s.value.to_owned());
    Some(Written { place: place?, like, without, whole: written == days.len(), days, source, confidence })
}

/// Each calendar with the holidays of the one it is like, which stands in the same file.
pub(crate) fn resolve(source: &Source, written: &[Written]) -> Vec<Calendar> {
    written.iter().filter_map(|w| resolved(source, w, written)).collect()
}

fn resolved(source: &Source, w: &Written, all: &[Written]) -> Option<Calendar> {
    let mut holidays = match &w.like {
        None => Vec::new(),
        Some(like) => inherited(source, w, base(source, w, like, all)?)?,
    };
    holidays.extend(w.days.iter().cloned());
    Some(Calendar { place: w.place.value.clone(), holidays, source: w.source.clone()?, confidence: w.confidence? })
}

fn base<'w>(source: &Source, w: &Written, like: &At<Place>, all: &'w [Written]) -> Option<&'w Written> {
    let fault = |what: String, remedy: String| source.fault(like.at, format!("calendar {}: {what}", w.place.value), remedy);
    let Some(base) = all.iter().find(|c| c.place.value == like.value) else {
        fault(
            format!("there is no calendar `{}` to be like", like.value),
            "write its [[calendar]] into this file, or list the days here".into(),
        );
        return None;
    };
    if base.like.is_some() {
        fault(
            format!("`{}` is itself like another", like.value),
            "name the calendar that lists all its days; a chain is hard to read".into(),
        );
        return None;
    }
    Some(base)
}

/// The holidays of the other calendar but those that are taken away.
fn inherited(source: &Source, w: &Written, base: &Written) -> Option<Vec<Holiday>> {
    let names = || base.days.iter().map(|h| h.name.as_str());
    let mut sound = true;
    for (name, at) in w.without.iter().filter(|(name, _)| base.whole && names().all(|n| n != name)) {
        let meant = nearest(name, names()).map_or(String::new(), |m| format!("did you mean `{m}`? "));
        source.fault(
            *at,
            format!("calendar {}: `{}` has no holiday `{name}` to take away", w.place.value, base.place.value),
            format!("{meant}its holidays are {}", listed(names())),
        );
        sound = false;
    }
    sound.then(|| base.days.iter().filter(|h| w.without.iter().all(|(name, _)| *name != h.name)).cloned().collect())
}

fn holiday(mut t: Table, default: Option<Observed>) -> Option<Holiday> {
    let (name, on) = (t.str_if_given("name"), t.str("on"));
    if name.is_none() && !t.has("name") {
        t.fault(t.at, "no `name`", "write name = \"Christmas Day\"; the official name in English is enough");
    }
    let day = on.as_ref().and_then(|on| match Day::parse(on.value) {
        Ok(day) => Some(day),
        Err((what, remedy)) => {
            t.fault(on.at, format!("`on`: {what}"), remedy);
            None
        }
    });
    let observed = default.and_then(|default| t.word_or("observed", default));
    if default.is_none() {
        t.has("observed"); // the calendar's own word is faulty, and told already
    }
    let (from, to) = (year(&mut t, "from"), year(&mut t, "to"));
    let every = every(&mut t, from.is_some());
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        t.fault(t.at, format!("ends {to}, before it begins {from}"), "correct one of the two years");
    }
    t.close();
    Some(Holiday { name: name?.value.to_owned(), day: day?, observed: observed?, from, to, every })
}

fn year(t: &mut Table, key: &'static str) -> Option<i16> {
    let n = t.count_if_given(key)?;
    let year = i16::try_from(n.value).ok().filter(|y| YEARS.contains(y));
    if year.is_none() {
        t.fault(n.at, format!("`{key}` = {} is no year from {} to {}", n.value, YEARS.start(), YEARS.end()), format!("write {key} = 2027"));
    }
    year
}

fn every(t: &mut Table, counted: bool) -> Option<i16> {
    let n = t.count_if_given("every")?;
    if !counted {
        t.fault(n.at, "`every` counts from no year", "write the first year: from = 2025, every = 4");
    }
    let every = i16::try_from(n.value).ok().filter(|n| (2..=100).contains(n));
    if every.is_none() {
        t.fault(n.at, format!("`every` = {} is no turn of years", n.value), "write 2 to 100, or leave it out for every year");
    }
    every
}
