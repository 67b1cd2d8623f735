//! `tidegate law regime`: what must hold before a use of data, and why.

use super::{View, line, pick};
use crate::judge::Verdict;
use crate::regimes::{Explained, Regimes, SignalDuty};
use serde_json::{Value, json};
use tidegate_types::word::Word;
use tidegate_types::{Act, Age, DataClass, Lang, Place, Purpose, Recipient, Regime, RowId, Text};

/// One use of data, explained.
pub fn regime(regimes: &Regimes, act: &Act, lang: Lang) -> View {
    let found = regimes.explain(act);
    let mut text = String::new();
    line(&mut text, format_args!("{}", described(act, lang)));
    line(&mut text, format_args!("→ {}", found.in_words().get(lang)));
    let more = regimes.of_such_recipients(act);
    reasons(&mut text, &found, more.as_ref(), lang);
    line(&mut text, format_args!("\n{}", foot(regimes, lang)));
    View { text, json: json!({ "law_version": regimes.law_version(), "date": regimes.date(), "act": act_json(act), "answer": found }) }
}

/// Every purpose for people of one place: by age, to the recipient that the purpose is about. Without a class of data, for
/// ordinary data and for data on the device, each in a table of its own.
pub fn regimes(regimes: &Regimes, like: &Act, lang: Lang) -> View {
    let classes = like.data.map_or_else(|| vec![DataClass::Ordinary, DataClass::Device], |d| vec![d]);
    let mut text = String::new();
    line(&mut text, format_args!("{}  {}", place(like.place.as_ref(), lang), foot(regimes, lang)));
    let mut cells: Vec<Value> = Vec::new();
    for class in classes {
        line(&mut text, format_args!("\n{}", class.in_words(lang)));
        matrix(&mut text, &mut cells, regimes, &Act { data: Some(class), ..like.clone() }, lang);
    }
    let duty = regimes.signal(like.place.as_ref(), Purpose::TargetedAdvertising);
    line(&mut text, format_args!("\n{}", signal(&duty, lang)));
    if let Some(unknown) = regimes.unknown_place(like.place.as_ref()) {
        line(&mut text, format_args!("{}{}", pick(lang, "Not known: ", "未知："), unknown.get(lang)));
    }
    line(&mut text, format_args!("\n{}", key(lang)));
    let json =
        json!({ "law_version": regimes.law_version(), "date": regimes.date(), "place": like.place, "signal": duty, "regimes": cells });
    View { text, json }
}

const AGES: [Option<Age>; 5] = [Some(Age::Adult), Some(Age::Sixteen), Some(Age::Fourteen), Some(Age::Under13), None];

fn matrix(text: &mut String, cells: &mut Vec<Value>, regimes: &Regimes, like: &Act, lang: Lang) {
    let head = AGES.map(|a| a.map_or_else(|| pick(lang, "age not known", "年龄未知").to_owned(), |a| age(a, lang)));
    let mut table = vec![(String::new(), head)];
    for (_, purpose) in Purpose::ALL {
        let acts = AGES.map(|age| Act { purpose: *purpose, age, recipient: like.recipient.or(usual(*purpose)), ..like.clone() });
        let answers = acts.each_ref().map(|act| regimes.of(act));
        table.push((purpose.in_words(lang), answers.map(|a| shown(a.regime, a.warned, a.depends, lang))));
        for (act, answer) in acts.iter().zip(answers) {
            cells.push(json!({ "purpose": act.purpose, "data": act.data, "age": act.age, "recipient": act.recipient,
                "regime": answer.regime, "warned": answer.warned, "depends": answer.depends }));
        }
    }
    aligned(text, &table);
}

/// What the words of the table mean.
fn key(lang: Lang) -> &'static str {
    pick(
        lang,
        "tell first: the person is told · may refuse: and can opt out · must agree: opt-in · parent agrees: verifiable parental consent\n\
         (…): stricter by rows that were not re-read, which warn and never block. ?: whether the law reaches the business is not known.\n\
         --data health (or another class) for sensitive data; --purpose sale (or another) for the rows and their sections.",
        "须告知：事先告知本人；可退出：并可选择退出；须同意：选择加入；父母同意：可验证的父母同意。\n\
         （…）：依据未经复核的规则更为严格，仅提示、不阻断。？：该法是否适用尚不确定。\n\
         敏感数据请加 --data health（或其他类别）；加 --purpose sale（或其他目的）可查看所依据的规则与条款。",
    )
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

fn reasons(out: &mut String, found: &Explained, more: Option<&Text>, lang: Lang) {
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
    if let Some(more) = more {
        line(out, format_args!("  {}", more.get(lang)));
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
