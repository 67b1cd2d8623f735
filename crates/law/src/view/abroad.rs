//! `tidegate law abroad`: how every recipient of a register fares under the laws on recipients in other countries.

use super::{View, disclaim, heading, line, pick};
use crate::abroad::{Crossing, Outcome};
use crate::book::Lawbook;
use crate::judge::Seen;
use jiff::civil::Date;
use serde_json::{Value, json};
use tidegate_types::{Lang, Profile, RowId};

/// The worst first.
pub fn abroad(book: &Lawbook, profile: &Profile, date: Date, lang: Lang) -> View {
    let mut all: Vec<(&str, Vec<Crossing>)> =
        profile.register().map(|r| (r.name.as_str(), book.abroad(r, profile, &Seen::default(), date))).collect();
    let worst = |c: &[Crossing]| c.iter().map(|c| c.outcome).max();
    all.sort_by_key(|(_, c)| std::cmp::Reverse(worst(c)));
    let mut text = heading(book, date, lang).trim_end().to_owned() + "\n";
    if all.is_empty() {
        line(
            &mut text,
            format_args!("{}", pick(lang, "The profile names no recipient (`[[recipient]]`).", "档案未列出接收方（`[[recipient]]`）。")),
        );
    }
    for (name, crossings) in &all {
        line(&mut text, format_args!("\n{name}"));
        if crossings.is_empty() {
            line(
                &mut text,
                format_args!("  {}", pick(lang, "no law on recipients abroad reaches the business", "没有适用于本企业的跨境接收方法律")),
            );
        }
        for c in crossings {
            let by = c.by.iter().map(RowId::as_str).map(|r| format!(", {r}")).collect::<String>();
            line(&mut text, format_args!("  {}  {}{by}: {}", said(c.outcome, lang), c.row, c.why.get(lang)));
        }
    }
    disclaim(&mut text, lang);
    let recipients: Vec<Value> =
        all.iter().map(|(name, crossings)| json!({ "recipient": name, "outcome": worst(crossings), "rows": crossings })).collect();
    View { text, json: json!({ "law_version": book.law_version(), "date": date, "recipients": recipients }) }
}

fn said(s: Outcome, lang: Lang) -> &'static str {
    match s {
        Outcome::Free => pick(lang, "free      ", "无限制"),
        Outcome::Covered => pick(lang, "covered   ", "已满足"),
        Outcome::Open => pick(lang, "not known ", "未知　"),
        Outcome::Lacking => pick(lang, "lacking   ", "缺条件"),
        Outcome::Barred => pick(lang, "PROHIBITED", "禁止　"),
    }
}
