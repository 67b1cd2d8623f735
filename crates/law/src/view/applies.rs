//! `tidegate law applies`: which laws reach a business, why, since when, and what would bring in the others.

use super::{View, disclaim, heading, line, pick, verdict};
use crate::applies::Applies;
use crate::book::Lawbook;
use crate::history::{Near, Period};
use crate::judge::{Seen, Verdict};
use crate::why::joined;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tidegate_types::{Lang, Place, Profile};

/// One law with its past and with what it lacks.
struct Told {
    applies: Applies,
    history: Vec<Period>,
    near: Vec<Near>,
}

pub fn applies(book: &Lawbook, profile: &Profile, seen: &Seen, date: Date, lang: Lang) -> View {
    let all: Vec<Told> = book.applies_all(profile, seen, date).into_iter().map(|a| told(book, a, profile, seen, date)).collect();
    let mut text = heading(book, date, lang);
    let (elsewhere, told): (Vec<&Told>, Vec<&Told>) = all.iter().partition(|t| no_market(book, t, profile));
    for t in told {
        let a = &t.applies;
        let name = book.law(&a.law).map_or("", |l| l.name.get(lang));
        line(&mut text, format_args!("{}  {}  {name}{}", label(a, lang), a.law, mark(book, a, lang)));
        line(&mut text, format_args!("    {}", a.why.get(lang)));
        past(&mut text, t, lang);
        near(&mut text, &t.near, lang);
    }
    if !elsewhere.is_empty() {
        let ids = elsewhere.iter().map(|t| t.applies.law.as_str()).collect::<Vec<_>>().join(", ");
        line(&mut text, format_args!("\n{}{ids}", pick(lang, "No market in their place: ", "在其适用地区没有市场：")));
    }
    let missing: BTreeSet<&str> = all.iter().flat_map(|t| t.applies.missing.iter().copied()).collect();
    if !missing.is_empty() {
        let fields = missing.iter().copied().collect::<Vec<_>>().join(", ");
        let says = pick(lang, "The profile would decide more if it said: ", "在档案中补充以下字段，可得出更多结论：");
        line(&mut text, format_args!("\n{says}{fields}"));
    }
    disclaim(&mut text, lang);
    let laws: Vec<Value> = all.iter().map(|t| as_json(book, t)).collect();
    View { text, json: json!({ "law_version": book.law_version(), "date": date, "laws": laws, "missing": missing }) }
}

/// A law of a place in which the business sells nothing needs no more words.
fn no_market(book: &Lawbook, t: &Told, profile: &Profile) -> bool {
    let meets = |place: &Place| profile.markets.is_empty() || profile.markets.iter().any(|m| m.place.meets(place));
    let of_place = book.law(&t.applies.law).is_some_and(|law| !meets(&law.place));
    of_place && t.applies.verdict == Verdict::No && t.applies.only.is_empty()
}

/// Single rows reach the business though the law as a whole does not.
fn label(a: &Applies, lang: Lang) -> &'static str {
    match (a.verdict, a.only.is_empty(), lang) {
        (Verdict::No, false, Lang::En) => "in part       ",
        (Verdict::No, false, Lang::Zh) => "部分",
        _ => verdict(a.verdict, lang),
    }
}

/// That a law applies may itself rest on what was not re-read.
fn mark(book: &Lawbook, a: &Applies, lang: Lang) -> String {
    let of_row = a.row.as_ref().and_then(|r| book.row(r)).map(|r| r.confidence);
    let sureness = of_row.or_else(|| book.law(&a.law).map(|l| l.confidence));
    match (sureness.filter(|c| a.verdict != Verdict::No && !c.enforceable()), lang) {
        (Some(c), Lang::En) => format!("  [{c}: not re-read]"),
        (Some(c), Lang::Zh) => format!("　［{c}：未经复核］"),
        (None, _) => String::new(),
    }
}

fn told(book: &Lawbook, applies: Applies, profile: &Profile, seen: &Seen, date: Date) -> Told {
    let Some(law) = book.law(&applies.law) else { return Told { applies, history: Vec::new(), near: Vec::new() } };
    let history = book.history(law, profile, seen, date);
    let near = if applies.verdict == Verdict::No { book.near(law, profile, seen, date) } else { Vec::new() };
    Told { applies, history, near }
}

/// When the law reached a business like this one, as the data has it.
fn past(out: &mut String, t: &Told, lang: Lang) {
    let before = t.history.iter().rev().skip(1).find(|s| s.applies != Verdict::No);
    match (t.history.last(), before) {
        (Some(now), _) if now.applies == Verdict::Yes => match lang {
            Lang::En => line(out, format_args!("    for a business like this since {}", now.from)),
            Lang::Zh => line(out, format_args!("    对此类企业自 {} 起适用", now.from)),
        },
        (Some(now), Some(before)) if now.applies == Verdict::No => {
            let to = before.to.map_or_else(String::new, |d| d.to_string());
            let may = before.applies == Verdict::Unknown;
            match lang {
                Lang::En => {
                    line(out, format_args!("    {} applied from {} to {to}", if may { "may have" } else { "would have" }, before.from))
                }
                Lang::Zh => line(out, format_args!("    {} 至 {to} 期间{}适用", before.from, if may { "可能" } else { "曾会" })),
            }
        }
        _ => {}
    }
}

fn near(out: &mut String, near: &[Near], lang: Lang) {
    if near.is_empty() {
        return;
    }
    let ways: Vec<String> = near.iter().map(|n| format!("{} ({})", joined(&n.needs, " and ", "且").get(lang), n.row)).collect();
    line(
        out,
        format_args!(
            "    {}{}",
            pick(lang, "would bring it in, if reached: ", "达到以下数值即适用："),
            ways.join(pick(lang, "; or ", "；或"))
        ),
    );
}

fn as_json(book: &Lawbook, t: &Told) -> Value {
    let a = &t.applies;
    json!({ "id": a.law, "name": book.law(&a.law).map(|l| &l.name), "applies": a.verdict.known(), "why": a.why,
        "row": a.row, "only": a.only, "missing": a.missing, "history": t.history, "brought_in_by": t.near })
}
