//! `tidegate law regime`: what must hold before a use of data, and why.

use super::{View, line, pick};
use crate::judge::Verdict;
use crate::regimes::{Explained, Regimes, SignalDuty};
use serde_json::{Value, json};
use tidegate_types::word::Word;
use tidegate_types::{Act, Age, Lang, Place, Purpose, Recipient, Regime, RowId};

/// One use of data, explained.
pub fn regime(regimes: &Regimes, act: &Act, lang: Lang) -> View {
    let found = regimes.explain(act);
    let mut text = String::new();
    line(&mut text, format_args!("{}", described(act, lang)));
    line(&mut text, format_args!("→ {}", found.in_words().get(lang)));
    reasons(&mut text, &found, lang);
    line(&mut text, format_args!("\n{}", foot(regimes, lang)));
    View { text, json: json!({ "law_version": regimes.law_version(), "date": regimes.date(), "act": act_json(act), "answer": found }) }
}

/// Every purpose for people of one place: by age, to the recipient that the purpose is about.
pub fn regimes(regimes: &Regimes, like: &Act, lang: Lang) -> View {
    let ages: [Option<Age>; 5] = [Some(Age::Adult), Some(Age::Sixteen), Some(Age::Fourteen), Some(Age::Under13), None];
    let mut text = String::new();
    let data = like.data.map_or_else(|| pick(lang, "any data", "任何数据").to_owned(), |d| d.in_words(lang));
    line(&mut text, format_args!("{}  {data}", place(like.place.as_ref(), lang)));
    line(&mut text, format_args!("{}\n", foot(regimes, lang)));
    let head = ages.map(|a| a.map_or_else(|| pick(lang, "age not known", "年龄未知").to_owned(), |a| age(a, lang)));
    let mut table = vec![(String::new(), head)];
    let mut cells: Vec<Value> = Vec::new();
    for (_, purpose) in Purpose::ALL {
        let acts = ages.map(|age| Act { purpose: *purpose, age, recipient: like.recipient.or(usual(*purpose)), ..like.clone() });
        let answers = acts.each_ref().map(|act| regimes.of(act));
        table.push((purpose.in_words(lang), answers.map(|a| shown(a.regime, a.warned, a.depends, lang))));
        for (act, answer) in acts.iter().zip(answers) {
            cells.push(json!({ "purpose": act.purpose, "age": act.age, "recipient": act.recipient, "regime": answer.regime,
                "warned": answer.warned, "depends": answer.depends }));
        }
    }
    aligned(&mut text, &table);
    let duty = regimes.signal(like.place.as_ref(), Purpose::TargetedAdvertising);
    line(&mut text, format_args!("\n{}", signal(&duty, lang)));
    line(
        &mut text,
        format_args!(
            "\n{}",
            pick(
                lang,
                "(…): stricter by rows that were not re-read, which warn and never block. ?: whether the law reaches the business is not known.\nWith --purpose, the rows and their sections are shown.",
                "（…）：依据未经复核的规则更为严格，仅提示、不阻断。？：该法是否适用尚不确定。\n加上 --purpose 可查看所依据的规则与条款。"
            )
        ),
    );
    let json = json!({ "law_version": regimes.law_version(), "date": regimes.date(), "place": like.place, "data": like.data, "signal": duty, "regimes": cells });
    View { text, json }
}

/// Must Global Privacy Control be honoured?
fn signal(duty: &SignalDuty, lang: Lang) -> String {
    let list = |rows: &[RowId]| rows.iter().map(RowId::as_str).collect::<Vec<_>>().join(", ");
    let said = match duty.binding {
        Verdict::Yes => pick(lang, "must be honoured", "须予遵从"),
        Verdict::Unknown => pick(lang, "must be honoured if the law reaches the business", "如该法适用，则须予遵从"),
        Verdict::No if !duty.warned.is_empty() => pick(lang, "must be honoured, as far as remembered", "据记忆须予遵从（未经复核）"),
        Verdict::No => pick(lang, "no duty in the law data", "法规数据中没有相应义务"),
    };
    let rows: Vec<RowId> = duty.rows.iter().chain(&duty.warned).cloned().collect();
    let by = if rows.is_empty() { String::new() } else { format!(" ({})", list(&rows)) };
    format!("{}{said}{by}", pick(lang, "Opt-out preference signal (GPC): ", "选择退出信号（GPC）："))
}

/// Whom a purpose is about where nobody is named.
pub fn usual(purpose: Purpose) -> Option<Recipient> {
    Some(match purpose {
        Purpose::Sale | Purpose::SaleForValue | Purpose::TargetedAdvertising => Recipient::ThirdParty,
        _ => Recipient::Own,
    })
}

fn shown(regime: Regime, warned: Option<Regime>, depends: bool, lang: Lang) -> String {
    let mut s = regime.in_words(lang);
    if depends {
        s.push_str(pick(lang, "?", "？"));
    }
    if let Some(warned) = warned {
        let said = warned.in_words(lang);
        s.push_str(&match lang {
            Lang::En => format!(" ({said})"),
            Lang::Zh => format!("（{said}）"),
        });
    }
    s
}

/// Columns as wide as their widest cell.
fn aligned(out: &mut String, table: &[(String, [String; 5])]) {
    let widest = |cells: &mut dyn Iterator<Item = &String>| cells.map(|c| places(c)).max().unwrap_or(0);
    let first = widest(&mut table.iter().map(|(first, _)| first));
    let others: [usize; 5] = std::array::from_fn(|i| widest(&mut table.iter().map(|(_, cells)| &cells[i])));
    for (head, cells) in table {
        let mut s = padded(head, first);
        cells.iter().zip(others).for_each(|(c, wide)| s.push_str(&padded(c, wide)));
        line(out, format_args!("{}", s.trim_end()));
    }
}

/// A Chinese character takes two places on a terminal.
fn places(s: &str) -> usize {
    s.chars().map(|c| if u32::from(c) >= 0x1100 { 2 } else { 1 }).sum()
}

fn padded(s: &str, wide: usize) -> String {
    format!("{s}{}", " ".repeat(wide.saturating_sub(places(s)) + 2))
}

fn reasons(out: &mut String, found: &Explained, lang: Lang) {
    if let Some(warned) = found.warned {
        let said = warned.in_words(lang);
        line(
            out,
            format_args!(
                "{}{said} ({warned}){}",
                pick(lang, "  warned: ", "　提示："),
                pick(lang, ", by rows that were not re-read; this never blocks", "，依据未经复核的规则，不阻断")
            ),
        );
    }
    for g in &found.rows {
        let depends = if g.depends {
            pick(lang, "  [whether it reaches the business is not known]", "　［是否适用尚不确定］")
        } else {
            ""
        };
        line(out, format_args!("\n  {}  {}  {}  {}{depends}", g.row, g.cite, g.regime, g.confidence));
        line(out, format_args!("    {}", g.text.get(lang)));
    }
    if found.rows.is_empty() {
        line(out, format_args!("  {}", pick(lang, "no rule of the law data asks for anything", "法规数据中没有相应要求")));
    }
    for u in &found.unknown {
        line(out, format_args!("  {}{}", pick(lang, "not known: ", "未知："), u.get(lang)));
    }
}

fn described(act: &Act, lang: Lang) -> String {
    let said = |known: Option<String>, en: &str, zh: &str| known.unwrap_or_else(|| pick(lang, en, zh).to_owned());
    let data = said(act.data.map(|d| d.in_words(lang)), "data of an unknown class", "类别未知的数据");
    let who = said(act.age.map(|a| age(a, lang)), "age not known", "年龄未知");
    let to = said(act.recipient.map(|r| r.in_words(lang)), "a recipient of unknown role", "角色未知的接收方");
    let (purpose, place) = (act.purpose.in_words(lang), place(act.place.as_ref(), lang));
    match lang {
        Lang::En => format!("{place}, {who}: {data}, for {purpose}, to {to}"),
        Lang::Zh => format!("{place}，{who}：{data}，目的：{purpose}，接收方：{to}"),
    }
}

fn place(place: Option<&Place>, lang: Lang) -> String {
    place.map_or_else(|| pick(lang, "place not known", "所在地未知").to_owned(), |p| p.to_string())
}

fn age(age: Age, lang: Lang) -> String {
    match (age, lang) {
        (Age::Under13, Lang::En) => "under 13".into(),
        (Age::Under13, Lang::Zh) => "未满 13 岁".into(),
        (Age::Adult, Lang::En) => "adult".into(),
        (Age::Adult, Lang::Zh) => "成年人".into(),
        (years, Lang::En) => format!("aged {years}"),
        (years, Lang::Zh) => format!("{years} 岁"),
    }
}

fn foot(regimes: &Regimes, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Law on {}, data {}. Engineering evidence, not legal advice.", regimes.date(), regimes.law_version()),
        Lang::Zh => format!("{} 当日的法规，数据版本 {}。本结果为技术依据，不构成法律意见。", regimes.date(), regimes.law_version()),
    }
}

fn act_json(act: &Act) -> Value {
    json!({ "place": act.place, "purpose": act.purpose, "data": act.data, "age": act.age, "recipient": act.recipient })
}
