//! What `tidegate law` prints: text in one language for people, JSON in both for programs.

mod abroad;
mod applies;
mod clock;
mod regime;
mod time;

pub use abroad::abroad;
pub use applies::applies;
pub use clock::{clock, clocks};
pub use regime::{regime, regimes, usual};
pub use time::{calendar, diff};

use crate::book::{Law, Lawbook, Row};
use crate::case::Case;
use crate::fault::Fault;
use crate::judge::Verdict;
use crate::scope::{Condition, Scope};
use crate::word::{RowStatus, Sureness};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use tidegate_types::word::{Word, Words};
use tidegate_types::{CaseId, ClockId, Lang, LawId, RowId, Text};

/// The same answer twice.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Ends with a newline.
    pub text: String,
    pub json: Value,
}

/// `tidegate law list`: every law, and whether it is in force on the day.
pub fn list(book: &Lawbook, date: Date, lang: Lang) -> View {
    let mut text = heading(book, date, lang);
    let widest = book.laws().map(|l| l.id.as_str().len()).max().unwrap_or(0);
    for law in book.laws() {
        let force = if law.in_force(date) { String::new() } else { format!(" [{}]", out_of_force(law, date).get(lang)) };
        let rows = match (lang, law.rows.len()) {
            (Lang::Zh, _) => "条",
            (Lang::En, 1) => "row ",
            (Lang::En, _) => "rows",
        };
        line(
            &mut text,
            format_args!(
                "{:widest$}  {:5}  {:7}  {}  {:>3} {}  {}{force}",
                law.id.as_str(),
                law.place.as_str(),
                law.model,
                law.from,
                law.rows.len(),
                rows,
                law.name.get(lang),
            ),
        );
    }
    let laws: Vec<Value> = book
        .laws()
        .map(|law| {
            json!({
                "id": law.id, "name": law.name, "short": law.short, "place": law.place, "model": law.model, "cite": law.cite,
                "from": law.from, "to": law.to, "in_force": law.in_force(date), "rows": law.rows.len(),
            })
        })
        .collect();
    disclaim(&mut text, lang);
    View { text, json: json!({ "law_version": book.law_version(), "date": date, "laws": laws }) }
}

/// `tidegate law show ID`: a law, a row or a case. The error names what was probably meant.
pub fn show(book: &Lawbook, id: &str, lang: Lang) -> Result<View, String> {
    let id = book.spelt(id).unwrap_or(id);
    let law = LawId::new(id).ok().and_then(|id| book.law(&id));
    let row = RowId::new(id).ok().and_then(|id| book.row(&id));
    let case = CaseId::new(id).ok().and_then(|id| book.case(&id));
    // A state's law and its first row may bear the same id; then both are shown.
    if let Some(found) = ClockId::new(id).ok().and_then(|id| book.clock(&id)) {
        // Without a start nothing is counted, so nothing can fail.
        return clock(book, found, None, None, lang).map_err(|e| e.to_string());
    }
    if law.is_none() && row.is_none() && case.is_none() {
        let meant = book.nearest_id(id).map_or_else(String::new, |m| format!(" Did you mean `{m}`?"));
        return Err(format!("`{id}` is no law, row, case or clock.{meant} `tidegate law list` lists the laws."));
    }
    let mut text = String::new();
    let mut json = serde_json::Map::new();
    if let Some(law) = law {
        law_text(&mut text, book, law, lang);
        json.insert("law".into(), json!(law));
        json.insert("rows".into(), json!(book.rows_of(law).collect::<Vec<_>>()));
    }
    if let Some(row) = row {
        row_text(&mut text, book, row, lang);
        json.insert("row".into(), json!(row));
        json.insert("cases".into(), json!(cases_of(book, row).map(|c| &c.id).collect::<Vec<_>>()));
    }
    if let Some(case) = case {
        case_text(&mut text, case, lang);
        json.insert("case".into(), json!(case));
    }
    json.insert("law_version".into(), book.law_version().into());
    line(&mut text, format_args!("\n{} {}", pick(lang, "Law data", "法规数据版本"), book.law_version()));
    disclaim(&mut text, lang);
    Ok(View { text, json: Value::Object(json) })
}

/// `tidegate law check`: `Err` if there are faults; all of them.
///
/// `cited`: the rows by which checks ask; what else asks for something and is used by nothing is a fault.
pub fn check(files: &[(String, String)], cited: &BTreeSet<RowId>, lang: Lang) -> Result<View, View> {
    match Lawbook::parse_used(files, cited) {
        Ok(book) => Ok(checked(&book, files.len(), lang)),
        Err(faults) => Err(faulty(&faults, lang)),
    }
}

/// What `check` says of a sound lawbook.
pub fn checked(book: &Lawbook, files: usize, lang: Lang) -> View {
    let (laws, rows, cases) = (book.laws().count(), book.rows().count(), book.cases().count());
    let unverified = book.rows().filter(|r| !r.enforceable()).count();
    let text = match lang {
        Lang::En => format!(
            "{files} files: {laws} laws, {rows} rows ({unverified} not re-read: they warn, never block), {cases} cases\nversion {}\n",
            book.law_version()
        ),
        Lang::Zh => format!(
            "{files} 个文件：{laws} 部法规，{rows} 条规则（其中 {unverified} 条未经复核，仅提示、不阻断），{cases} 个案例\n版本 {}\n",
            book.law_version()
        ),
    };
    let json = json!({ "ok": true, "law_version": book.law_version(), "files": files, "laws": laws, "rows": rows,
        "unverified_rows": unverified, "cases": cases, "faults": [] });
    View { text, json }
}

/// What `check` says of faults, also those of [`Lawbook::embedded`].
pub fn faulty(faults: &[Fault], lang: Lang) -> View {
    let mut text = String::new();
    for fault in faults {
        line(&mut text, format_args!("{fault}"));
    }
    let n = faults.len();
    match lang {
        Lang::En => line(&mut text, format_args!("{n} {}; the law was not loaded", if n == 1 { "fault" } else { "faults" })),
        Lang::Zh => line(&mut text, format_args!("共 {n} 处错误，法规未载入")),
    }
    View { text, json: json!({ "ok": false, "faults": faults }) }
}

fn line(out: &mut String, args: std::fmt::Arguments) {
    // Writing to a String cannot fail.
    let _ = out.write_fmt(args);
    out.push('\n');
}

fn disclaim(out: &mut String, lang: Lang) {
    line(out, format_args!("\n{}", pick(lang, "Engineering evidence, not legal advice.", "本结果为技术依据，不构成法律意见。")));
}

fn pick<'a>(lang: Lang, en: &'a str, zh: &'a str) -> &'a str {
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

fn heading(book: &Lawbook, date: Date, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Law on {date}, data {}\n\n", book.law_version()),
        Lang::Zh => format!("{date} 当日的法规，数据版本 {}\n\n", book.law_version()),
    }
}

fn verdict(v: Verdict, lang: Lang) -> &'static str {
    match (v, lang) {
        (Verdict::Yes, Lang::En) => "applies       ",
        (Verdict::No, Lang::En) => "does not apply",
        (Verdict::Unknown, Lang::En) => "not known     ",
        (Verdict::Yes, Lang::Zh) => "适用　",
        (Verdict::No, Lang::Zh) => "不适用",
        (Verdict::Unknown, Lang::Zh) => "待确认",
    }
}

fn out_of_force(law: &Law, date: Date) -> Text {
    match law.to {
        Some(to) if to < date => Text::new(format!("ended {to}"), format!("已于 {to} 失效")),
        _ => Text::new("not yet in force", "尚未生效"),
    }
}

fn period(from: Date, to: Option<Date>) -> String {
    to.map_or_else(|| format!("{from} –"), |to| format!("{from} – {to}"))
}

fn law_text(out: &mut String, book: &Lawbook, law: &Law, lang: Lang) {
    line(out, format_args!("{}  {}", law.id, law.name.get(lang)));
    line(out, format_args!("{}  {}  {}  {}", law.cite, law.place, law.model, period(law.from, law.to)));
    line(out, format_args!("{}{}", pick(lang, "enforced by ", "执法机关："), law.enforcer.get(lang)));
    sureness(out, law.confidence, lang);
    note(out, law.note.as_ref(), lang);
    line(out, format_args!("\n{}", pick(lang, "Who must obey (any one suffices)", "适用条件（满足任一即可）")));
    for scope in &law.scopes {
        line(out, format_args!("  {}", scope_text(scope)));
    }
    out.push('\n');
    for row in book.rows_of(law) {
        let mark = if row.enforceable() { String::new() } else { format!("  [{}]", row.confidence) };
        line(out, format_args!("{}  {}  {}{mark}", row.id, row.kind, row.cite));
        line(out, format_args!("    {}", row.text.get(lang)));
    }
}

fn scope_text(scope: &Scope) -> String {
    let value = |c: &Condition| match serde_json::to_value(c) {
        Ok(Value::Object(map)) => map.iter().map(|(k, v)| if v == &json!(true) { k.clone() } else { format!("{k} = {v}") }).collect(),
        _ => c.key().to_owned(),
    };
    let all = scope.all.iter().map(value).collect::<Vec<String>>().join(" + ");
    let days = match (scope.from, scope.to) {
        (None, None) => String::new(),
        (from, to) => format!("  [{} – {}]", from.map_or(String::new(), |d| d.to_string()), to.map_or(String::new(), |d| d.to_string())),
    };
    format!("{}: {all}{days}", scope.row)
}

fn row_text(out: &mut String, book: &Lawbook, row: &Row, lang: Lang) {
    line(out, format_args!("{}  {}  {}", row.id, row.kind, row.cite));
    line(out, format_args!("{}  {}", row.law, period(row.from, row.to)));
    sureness(out, row.confidence, lang);
    match row.status {
        RowStatus::InForce => {}
        RowStatus::Enjoined => line(out, format_args!("{}", pick(lang, "stopped by a court; not applied", "已被法院禁止执行，不予适用"))),
        RowStatus::NotLaw => line(out, format_args!("{}", pick(lang, "not law; not applied", "并非现行法律，不予适用"))),
    }
    line(out, format_args!("\n{}", row.text.get(lang)));
    for n in &row.numbers {
        line(out, format_args!("  {} {}: {}", n.value, n.unit, n.what.get(lang)));
    }
    for s in &row.strings {
        line(out, format_args!("  “{s}”"));
    }
    if !row.when.is_empty() {
        let words = row.when.iter().map(|w| w.as_str()).collect::<Vec<_>>().join(" + ");
        line(out, format_args!("{}{words}", pick(lang, "only if: ", "仅当：")));
    }
    note(out, row.note.as_ref(), lang);
    if let Some(before) = &row.before {
        line(out, format_args!("{}{}", pick(lang, "before: ", "事前："), before.get(lang)));
    }
    for s in &row.sources {
        line(out, format_args!("{}{s}", pick(lang, "read at ", "查阅：")));
    }
    computed(out, book, row, lang);
    for case in cases_of(book, row) {
        line(out, format_args!("{}  {}  {}  {}", case.id, case.date, case.party, case.amount.as_ref().map_or("", |a| a.get(lang))));
    }
}

/// What the row says in forms that compute: regimes, a signal, clauses, clocks, days to come.
fn computed(out: &mut String, book: &Lawbook, row: &Row, lang: Lang) {
    let Some(law) = book.law_of(row) else { return };
    for rule in law.rules.iter().filter(|r| r.row == row.id) {
        line(out, format_args!("{}{}", pick(lang, "regime: ", "要求："), rule_text(rule, lang)));
    }
    for s in law.signals.iter().filter(|s| s.row == row.id) {
        let purposes = s.purposes.iter().map(|p| p.in_words(lang)).collect::<Vec<_>>().join(pick(lang, ", ", "、"));
        line(out, format_args!("{}{purposes}", pick(lang, "an opt-out signal (GPC) opts out of: ", "退出信号（GPC）视为退出：")));
    }
    for c in law.contracts.iter().filter(|c| c.row == row.id) {
        line(out, format_args!("{}{}", pick(lang, "contract clauses: ", "合同条款："), c.clauses.join(" ")));
    }
    for c in book.clocks().filter(|c| c.rows.contains(&row.id)) {
        line(out, format_args!("{}  {}", c.id, c.what.get(lang)));
    }
    for m in book.milestones().iter().filter(|m| m.rows.contains(&row.id)) {
        line(out, format_args!("{}  {}", m.on, m.what.get(lang)));
    }
}

fn rule_text(rule: &crate::rule::Rule, lang: Lang) -> String {
    fn among<W: Word + std::fmt::Display>(words: Words<W>) -> Option<String> {
        (words != Words::all()).then(|| words.iter().map(|w| w.to_string()).collect::<Vec<_>>().join(", "))
    }
    let data = match (rule.data.sensitive, among(rule.data.classes)) {
        (true, Some(also)) if !also.is_empty() => Some(format!("sensitive, {also}")),
        (true, _) => Some("sensitive".to_owned()),
        (false, classes) => classes,
    };
    let places = rule.places.iter().map(|p| p.as_str()).collect::<Vec<_>>().join(", ");
    let parts = [among(rule.purposes), data, among(rule.ages), among(rule.recipients), Some(places).filter(|p| !p.is_empty())];
    let domain = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    format!("{} ({})  {domain}", rule.regime, rule.regime.in_words(lang))
}

fn case_text(out: &mut String, case: &Case, lang: Lang) {
    line(out, format_args!("{}  {}  {}", case.id, case.date, case.party));
    let amount = case.amount.as_ref().map_or("", |a| a.get(lang));
    line(out, format_args!("{}  {}  {amount}", case.authority.get(lang), case.status));
    sureness(out, case.confidence, lang);
    line(out, format_args!("\n{}", case.facts.get(lang)));
    let rows = case.rows.iter().map(RowId::as_str).collect::<Vec<_>>().join(", ");
    line(out, format_args!("{}{rows}", pick(lang, "turned on: ", "涉及条款：")));
    for s in &case.sources {
        line(out, format_args!("{s}"));
    }
}

fn cases_of<'a>(book: &'a Lawbook, row: &'a Row) -> impl Iterator<Item = &'a Case> {
    book.cases().filter(|c| c.rows.contains(&row.id))
}

fn sureness(out: &mut String, s: Sureness, lang: Lang) {
    let words = match s {
        Sureness::Primary => Text::new("read in primary text", "已核对法律原文"),
        Sureness::PrimaryOlder => Text::new("read in primary text of an older version", "已核对原文旧版本"),
        Sureness::Secondary => Text::new("read in a secondary source", "依据二手资料"),
        Sureness::Memory => Text::new("not re-read: may warn, never block", "未经复核：仅提示，不阻断"),
        Sureness::MemoryDoubtful => Text::new("not re-read and doubtful: a hint only", "未经复核且存疑：仅供参考"),
    };
    line(out, format_args!("{}{s} ({})", pick(lang, "confidence ", "可信度 "), words.get(lang)));
}

fn note(out: &mut String, note: Option<&Text>, lang: Lang) {
    if let Some(note) = note {
        line(out, format_args!("{}{}", pick(lang, "note: ", "说明："), note.get(lang)));
    }
}
