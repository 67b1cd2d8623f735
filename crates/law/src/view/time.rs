//! `tidegate law calendar` and `tidegate law diff`.

use super::{View, disclaim, line, pick};
use crate::agenda::{Entry, Turn};
use crate::book::Lawbook;
use crate::change::{Diff, Moved, RegimeChange};
use jiff::civil::Date;
use serde_json::json;
use tidegate_types::word::{Word, Words};
use tidegate_types::{Age, DataClass, Lang, LawId, RowId};

/// Every entry, by day, with what to do before.
pub fn calendar(book: &Lawbook, entries: &[Entry], (from, to): (Date, Date), lang: Lang) -> View {
    let mut text = String::new();
    let version = book.law_version();
    match lang {
        Lang::En => line(&mut text, format_args!("From {from} to {to}, law data {version}")),
        Lang::Zh => line(&mut text, format_args!("{from} 至 {to}，法规数据版本 {version}")),
    }
    for e in entries {
        let rows = e.rows.iter().map(RowId::as_str).collect::<Vec<_>>().join(" ");
        let unsure = e.confidence.filter(|c| !c.enforceable());
        let note = unsure.map_or(String::new(), |c| match lang {
            Lang::En => format!("  [{c}: not re-read]"),
            Lang::Zh => format!("　［{c}：未经复核］"),
        });
        let depends = if e.depends {
            pick(lang, "  [may not concern you: see `law applies`]", "　［是否适用尚不确定，见 `law applies`］")
        } else {
            ""
        };
        line(&mut text, format_args!("\n{}  {}  {rows}{note}{depends}", e.on, turn(e.turn, lang)));
        line(&mut text, format_args!("    {}", e.what.get(lang)));
        line(&mut text, format_args!("    {}{}", pick(lang, "before: ", "事前："), e.before.get(lang)));
    }
    if entries.is_empty() {
        line(
            &mut text,
            format_args!("\n{}", pick(lang, "Nothing in these days that the law data knows of.", "法规数据中，该期间没有事项。")),
        );
    }
    disclaim(&mut text, lang);
    View { text, json: json!({ "law_version": version, "from": from, "to": to, "entries": entries }) }
}

fn turn(turn: Turn, lang: Lang) -> &'static str {
    match (turn, lang) {
        (Turn::Begins, Lang::En) => "begins ",
        (Turn::Ends, Lang::En) => "ends   ",
        (Turn::Changes, Lang::En) => "changes",
        (Turn::Due, Lang::En) => "due    ",
        (Turn::Begins, Lang::Zh) => "开始",
        (Turn::Ends, Lang::Zh) => "结束",
        (Turn::Changes, Lang::Zh) => "变化",
        (Turn::Due, Lang::Zh) => "到期",
    }
}

/// What began and ended between two days.
pub fn diff(book: &Lawbook, diff: &Diff, lang: Lang) -> View {
    let mut text = String::new();
    let version = book.law_version();
    match lang {
        Lang::En => line(&mut text, format_args!("From {} to {}, law data {version}", diff.from, diff.to)),
        Lang::Zh => line(&mut text, format_args!("{} 与 {} 之间，法规数据版本 {version}", diff.from, diff.to)),
    }
    heading(&mut text, diff.laws.len(), lang, "Laws", "法规");
    for m in &diff.laws {
        let name = book.law(&m.what).map_or("", |l| l.name.get(lang));
        moved(&mut text, m.began, m.on, LawId::as_str(&m.what), name, lang);
    }
    heading(&mut text, diff.scopes.len(), lang, "Thresholds", "适用门槛");
    row_moves(&mut text, book, &diff.scopes, lang);
    heading(&mut text, diff.rows.len(), lang, "Rows", "规则");
    row_moves(&mut text, book, &diff.rows, lang);
    heading(&mut text, diff.regimes.len(), lang, "What must hold before data is used", "使用数据前须满足的条件");
    for c in &diff.regimes {
        regime_change(&mut text, c, lang);
    }
    if diff.laws.is_empty() && diff.scopes.is_empty() && diff.rows.is_empty() && diff.regimes.is_empty() {
        line(&mut text, format_args!("\n{}", pick(lang, "Nothing changed that the law data knows of.", "法规数据中没有变化。")));
    }
    disclaim(&mut text, lang);
    View { text, json: json!({ "law_version": version, "diff": diff }) }
}

fn heading(out: &mut String, n: usize, lang: Lang, en: &str, zh: &str) {
    if n > 0 {
        line(out, format_args!("\n{}", pick(lang, en, zh)));
    }
}

fn moved(out: &mut String, began: bool, on: Date, id: &str, what: &str, lang: Lang) {
    let sign = if began { pick(lang, "+ since", "＋ 自") } else { pick(lang, "- no longer since", "－ 不再有效，自") };
    line(out, format_args!("  {sign} {on}  {id}  {what}"));
}

fn row_moves(out: &mut String, book: &Lawbook, moves: &[Moved<RowId>], lang: Lang) {
    let mut told: Vec<&Moved<RowId>> = Vec::new();
    for m in moves {
        // Several scopes may rest on one row.
        if told.contains(&m) {
            continue;
        }
        told.push(m);
        let what = book.row(&m.what).map_or("", |r| r.text.get(lang));
        moved(out, m.began, m.on, m.what.as_str(), what, lang);
    }
}

fn regime_change(out: &mut String, c: &RegimeChange, lang: Lang) {
    let rows = c.rows.iter().map(RowId::as_str).collect::<Vec<_>>().join(" ");
    let ages = if c.ages == Words::all() {
        pick(lang, "every age", "各年龄").to_owned()
    } else {
        c.ages.iter().map(Age::as_str).collect::<Vec<_>>().join(", ")
    };
    let data = if c.data == Words::all() { pick(lang, "any data", "任何数据").to_owned() } else { classes(c.data, lang) };
    let (purpose, was, is) = (c.purpose.in_words(lang), c.before.in_words(lang), c.after.in_words(lang));
    line(out, format_args!("  {}  {purpose}: {was} → {is}  ({rows})", c.place));
    line(out, format_args!("      {ages} · {data}"));
}

/// By name, or by what is left out where that is shorter.
fn classes(data: Words<DataClass>, lang: Lang) -> String {
    let names = |set: Words<DataClass>| set.iter().map(|d| d.in_words(lang)).collect::<Vec<_>>().join(pick(lang, ", ", "、"));
    let rest = Words::all().without(data);
    if rest.iter().count() * 2 < DataClass::ALL.len() {
        return match lang {
            Lang::En => format!("any data but {}", names(rest)),
            Lang::Zh => format!("除{}外的任何数据", names(rest)),
        };
    }
    names(data)
}
