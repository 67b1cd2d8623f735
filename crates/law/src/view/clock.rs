//! `tidegate law clock`: the statutory clocks, and when one that starts at a moment ends.

use super::{View, disclaim, line, pick, sureness};
use crate::book::Lawbook;
use crate::clock::{Clock, ClockError, ClockKind, Due, Moment, Span};
use jiff::ZonedDateTime;
use serde_json::{Value, json};
use tidegate_types::{Lang, Place, RowId};

/// Every clock; with `keep`, those that it keeps.
pub fn clocks(book: &Lawbook, keep: impl Fn(&Clock) -> bool, lang: Lang) -> View {
    let kept: Vec<&Clock> = book.clocks().filter(|c| keep(c)).collect();
    let mut text = String::new();
    let version = book.law_version();
    match lang {
        Lang::En => line(&mut text, format_args!("{} clocks, law data {version}\n", kept.len())),
        Lang::Zh => line(&mut text, format_args!("{} 个法定时限，法规数据版本 {version}\n", kept.len())),
    }
    for c in &kept {
        line(&mut text, format_args!("{}  {}  {}", c.id, spoken(c, lang), c.what.get(lang)));
        line(&mut text, format_args!("    {} {}  {}  {}", pick(lang, "from", "起算："), c.starts, rows(c), c.confidence));
    }
    disclaim(&mut text, lang);
    View { text, json: json!({ "law_version": version, "clocks": kept }) }
}

/// One clock, and its end if it starts at this moment. `place`: whose days off count where the clock does not say.
///
/// A start without an hour is a day wherever the event happened, and so is its end.
pub fn clock(book: &Lawbook, clock: &Clock, start: Option<&Moment>, place: Option<&Place>, lang: Lang) -> Result<View, ClockError> {
    let mut text = String::new();
    line(&mut text, format_args!("{}  {}", clock.id, clock.what.get(lang)));
    line(&mut text, format_args!("{}  {}  {}  {}", spoken(clock, lang), clock.starts, clock.cite, rows(clock)));
    sureness(&mut text, clock.confidence, lang);
    if clock.kind == ClockKind::Deadline {
        line(&mut text, format_args!("{}", stops(clock, lang)));
    }
    super::note(&mut text, clock.note.as_ref(), lang);
    let mut out = json!({ "law_version": book.law_version(), "clock": clock });
    if let Some(Moment { at: start, hour }) = start {
        let hours = *hour || matches!(clock.within, Span::Hours(_));
        let calendar = clock.holidays.as_ref().or(place).and_then(|p| book.calendar(p));
        out["from"] = json!(start.to_string());
        if clock.kind == ClockKind::Deadline {
            let due = clock.due(start, calendar)?;
            let extended = clock.extended(start, calendar, &[])?;
            deadline(&mut text, &due, extended.as_ref(), hours, lang);
            if hours && !hour {
                line(
                    &mut text,
                    format_args!(
                        "{}",
                        pick(
                            lang,
                            "counted from the first hour of the day in UTC; give the hour and the zone",
                            "自当日零时（UTC）起算；请给出具体时刻和时区"
                        )
                    ),
                );
            }
            out["due"] = due_json(&due);
            out["extended"] = extended.as_ref().map_or(Value::Null, due_json);
        } else {
            let end = clock.end(start, calendar)?;
            line(&mut text, format_args!("\n{}{}", ends(clock.kind, lang), written(&end, hours)));
            out["ends"] = json!(end.to_string());
        }
    }
    disclaim(&mut text, lang);
    Ok(View { text, json: out })
}

fn deadline(out: &mut String, due: &Due, extended: Option<&Due>, hours: bool, lang: Lang) {
    let at = |d: &Due| if hours { written(&d.at, true) } else { d.day.to_string() };
    line(
        out,
        format_args!(
            "\n{}{}",
            if hours { pick(lang, "due: ", "截止：") } else { pick(lang, "due: the end of ", "截止：当日结束前 ") },
            at(due)
        ),
    );
    if let Some(day) = due.rolled_from {
        match lang {
            Lang::En => line(out, format_args!("  no work is done on {day}; a court may see it otherwise, so plan for that day")),
            Lang::Zh => line(out, format_args!("　{day} 非工作日，因此顺延；法院可能另有看法，宜按该日安排")),
        }
    }
    if let Some(extended) = extended {
        line(
            out,
            format_args!(
                "{}{}{}",
                pick(lang, "with the extension: ", "延长后："),
                at(extended),
                pick(lang, ", if its reason is told before the first deadline", "，但须在首个期限内告知理由")
            ),
        );
    }
}

/// With the hour and the zone where they were given, else the day.
fn written(at: &ZonedDateTime, hours: bool) -> String {
    if hours { at.strftime("%Y-%m-%d %H:%M %:z").to_string() } else { at.date().to_string() }
}

fn due_json(due: &Due) -> Value {
    json!({ "day": due.day, "at": due.at.to_string(), "rolled_from": due.rolled_from })
}

fn ends(kind: ClockKind, lang: Lang) -> &'static str {
    match kind {
        ClockKind::Deadline => pick(lang, "due ", "截止 "),
        ClockKind::Wait => pick(lang, "not before ", "最早可于 "),
        ClockKind::Keep => pick(lang, "may be deleted from ", "可删除时间："),
        ClockKind::AtMost => pick(lang, "no longer counts from ", "不再计入的时间："),
    }
}

fn stops(clock: &Clock, lang: Lang) -> String {
    if clock.pauses.is_empty() {
        return pick(lang, "nothing stops it, not even verifying who asks", "任何情形均不中止计时，核实身份亦不例外").to_owned();
    }
    let words = clock.pauses.iter().map(|p| p.as_str()).collect::<Vec<_>>().join(", ");
    format!("{}{words}", pick(lang, "may be stopped by: ", "可中止计时的情形："))
}

fn rows(clock: &Clock) -> String {
    clock.rows.iter().map(RowId::as_str).collect::<Vec<_>>().join(" ")
}

/// `within 45 days (+45 days)`.
fn spoken(clock: &Clock, lang: Lang) -> String {
    let span = length(clock.within, lang);
    let more = clock.extension.map_or(String::new(), |e| format!(" (+{})", length(e, lang)));
    let times = clock.times.unwrap_or(1);
    match (clock.kind, lang) {
        (ClockKind::Deadline, Lang::En) => format!("within {span}{more}"),
        (ClockKind::Deadline, Lang::Zh) => format!("{span}内{more}"),
        (ClockKind::Wait, Lang::En) => format!("wait {span}"),
        (ClockKind::Wait, Lang::Zh) => format!("须等待 {span}"),
        (ClockKind::Keep, Lang::En) => format!("keep {span}"),
        (ClockKind::Keep, Lang::Zh) => format!("须保存 {span}"),
        (ClockKind::AtMost, Lang::En) => format!("at most {times} in {span}"),
        (ClockKind::AtMost, Lang::Zh) => format!("{span}内最多 {times} 次"),
    }
}

fn length(span: Span, lang: Lang) -> String {
    let many = |n: u32, one: &str, zh: &str| match lang {
        Lang::En => format!("{n} {one}{}", if n == 1 { "" } else { "s" }),
        Lang::Zh => format!("{n} {zh}"),
    };
    match span {
        Span::Hours(n) => many(n, "hour", "小时"),
        Span::Days(n) => many(n, "day", "天"),
        Span::BusinessDays(n) => many(n, "business day", "个工作日"),
        Span::Months(n) => many(n, "month", "个月"),
        Span::Years(n) => many(n, "year", "年"),
        Span::EachYear { month, day } => match lang {
            Lang::En => format!("the year's {month:02}-{day:02}"),
            Lang::Zh => format!("每年 {month} 月 {day} 日"),
        },
    }
}
