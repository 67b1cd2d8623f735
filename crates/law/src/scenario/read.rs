//! Scenario files, line by line; every fault is told, with its line.

use super::{Case, ClockCase, Ends, Scenario};
use crate::clock::moment;
use crate::fault::Fault;
use crate::judge::Verdict;
use std::str::FromStr;
use tidegate_types::{Act, Age, RowId};

const FORM: &str = "write `adult in US-VA: sale of ordinary to third-party on 2026-11-23 => opt_out by VA-9`, `law vcdpa on 2026-11-23 => yes by VA-T`, \
     `row CA-18 on 2025-12-31 => no` or `clock T-GDPR from 2027-01-31 => 2027-02-28`";

/// The cases of one file. Empty lines and those that begin with `#` are for readers.
pub fn parse(file: &str, text: &str) -> Result<Vec<Scenario>, Vec<Fault>> {
    let (mut cases, mut faults) = (Vec::new(), Vec::new());
    let mut store: Option<String> = None;
    for (i, line) in text.lines().enumerate() {
        let line_no = i + 1;
        let said = line.split('#').next().unwrap_or("").trim();
        let mut fault =
            |what: String, remedy: &str| faults.push(Fault { file: file.to_owned(), line: line_no, what, remedy: remedy.to_owned() });
        if said.is_empty() {
            continue;
        }
        if let Some(name) = said.strip_prefix("store:") {
            store = Some(name.trim().to_owned());
            continue;
        }
        let Some(store) = &store else {
            fault("a case before any store".into(), "begin with `store: NAME`; the profile is stores/NAME.toml");
            continue;
        };
        match case(said) {
            Ok(case) => cases.push(Scenario { file: file.to_owned(), line: line_no, store: store.clone(), case }),
            Err(what) => fault(what, FORM),
        }
    }
    if faults.is_empty() { Ok(cases) } else { Err(faults) }
}

fn case(line: &str) -> Result<Case, String> {
    let (left, right) = line.split_once("=>").ok_or("no `=>` between case and expectation")?;
    let (left, right) = (left.trim(), right.trim());
    if let Some(rest) = left.strip_prefix("law ") {
        let (law, on) = cut(rest, " on ")?;
        let (verdict, row) = match right.split_once(" by ") {
            Some((verdict, row)) => (verdict, Some(word(row)?)),
            None => (right, None),
        };
        return Ok(Case::Law { law: word(law)?, on: word(on)?, verdict: verdict_of(verdict)?, row });
    }
    if let Some(rest) = left.strip_prefix("row ") {
        let (row, on) = cut(rest, " on ")?;
        return Ok(Case::Row { row: word(row)?, on: word(on)?, verdict: verdict_of(right)? });
    }
    if let Some(rest) = left.strip_prefix("signal in ") {
        let (place, on) = cut(rest, " on ")?;
        let (right, warned) = right.strip_suffix("warned").map_or((right, false), |r| (r.trim(), true));
        let (verdict, row) = match right.split_once(" by ") {
            Some((verdict, row)) => (verdict, Some(word(row)?)),
            None => (right, None),
        };
        let place = (place != "somewhere").then(|| word(place)).transpose()?;
        return Ok(Case::Signal { place, on: word(on)?, verdict: verdict_of(verdict)?, row, warned });
    }
    if let Some(rest) = left.strip_prefix("clock ") {
        return clock(rest, right);
    }
    use_of(left, right)
}

fn clock(left: &str, right: &str) -> Result<Case, String> {
    let (clock, from) = cut(left, " from ")?;
    let (clock, extended) = clock.strip_suffix(" extended").map_or((clock, false), |c| (c, true));
    let (from, place) = match from.split_once(" in ") {
        Some((from, place)) => (from, Some(word(place)?)),
        None => (from, None),
    };
    let ends = if right.contains('T') { Ends::At(moment(right)?.at) } else { Ends::Day(word(right)?) };
    Ok(Case::Clock(ClockCase { clock: word(clock)?, extended, from: moment(from)?.at, place, ends }))
}

/// `14-year-old in US-CT: sale of ordinary to third-party on 2026-08-01`.
fn use_of(left: &str, right: &str) -> Result<Case, String> {
    let (who, what) = cut(left, ":")?;
    let (who, place) = cut(who, " in ")?;
    let (what, on) = cut(what, " on ")?;
    let (purpose, data) = cut(what, " of ")?;
    let (data, recipient) = match data.split_once(" to ") {
        Some((data, "anybody")) => (data, None),
        Some((data, role)) => (data, Some(word(role)?)),
        None => (data, Some(tidegate_types::Recipient::Own)),
    };
    let act = Act {
        place: (place != "somewhere").then(|| word(place)).transpose()?,
        purpose: word(purpose)?,
        data: (data.trim() != "anything").then(|| word(data)).transpose()?,
        age: age(who)?,
        recipient,
    };
    let (right, warned) = right.strip_suffix("warned").map_or((right, false), |r| (r.trim(), true));
    let (regime, rows) = right.split_once(" by ").unwrap_or((right, ""));
    let rows = rows.split_whitespace().map(word::<RowId>).collect::<Result<_, _>>()?;
    Ok(Case::Use { act, on: word(on)?, regime: word(regime)?, rows, warned })
}

fn age(who: &str) -> Result<Option<Age>, String> {
    let who = who.trim().trim_start_matches("an ").trim_start_matches("a ");
    match who {
        "adult" => Ok(Some(Age::Adult)),
        "somebody" => Ok(None),
        _ => {
            let years = who.strip_suffix("-year-old").and_then(|n| n.parse().ok());
            years.map(|n| Some(Age::of_years(n))).ok_or_else(|| format!("`{who}` is nobody: write adult, 14-year-old or somebody"))
        }
    }
}

fn cut<'a>(s: &'a str, at: &str) -> Result<(&'a str, &'a str), String> {
    let (a, b) = s.split_once(at).ok_or_else(|| format!("no `{}` in `{}`", at.trim(), s.trim()))?;
    Ok((a.trim(), b.trim()))
}

fn word<T: FromStr<Err: std::fmt::Display>>(s: &str) -> Result<T, String> {
    let s = s.trim();
    s.parse().map_err(|e: T::Err| format!("`{s}`: {e}"))
}

fn verdict_of(s: &str) -> Result<Verdict, String> {
    match s.trim() {
        "yes" => Ok(Verdict::Yes),
        "no" => Ok(Verdict::No),
        "unknown" => Ok(Verdict::Unknown),
        other => Err(format!("`{other}` is neither yes, no nor unknown")),
    }
}
