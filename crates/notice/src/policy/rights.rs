//! The rights, and how they are used.

use crate::common::{self, sells_or_shares, ways};
use crate::model::{Line, Section};
use crate::phrase::{list, state};
use crate::reach::{Cause, Reach};
use tidegate_law::Unit;
use tidegate_types::{Place, Text};

pub fn write(r: &Reach) -> Section {
    let mut s = Section::new("rights", "Your rights", "您的权利");
    s.add(r.list(list_of(r)));
    how(r, &mut s);
    s.add(r.para(
        &[("CA-11", &[]), ("CA-12", &[]), ("VA-2", &[]), ("*ANS", &[])],
        Line::lead("When we answer.", "答复时间。").then(clocks(r)),
    ));
    metrics(r, &mut s);
    s
}

fn list_of(r: &Reach) -> Vec<(Cause, Line)> {
    let mut out: Vec<(Cause, Line)> = vec![
        (
            &[("CA-08", &["PP-CA-12"]), ("CA-09", &[]), ("VA-1", &[]), ("*RTS", &[])],
            Line::default().strong(Text::new("Right to know and access:", "知情与查阅权：")).say(
                " which personal information we collect, use, disclose, sell or share, and the specific pieces we hold.",
                "您可以查询我们收集、使用、披露、出售或共享了哪些个人信息，并获取我们持有的具体内容。",
            ),
        ),
        (
            &[("CA-06", &["PP-CA-13"]), ("VA-1", &[]), ("*RTS", &[])],
            Line::default()
                .strong(Text::new("Right to delete:", "删除权："))
                .say(" you can have us erase your data.", "您可以要求我们删除您的信息。"),
        ),
        (
            &[("CA-07", &["PP-CA-14"]), ("VA-1", &[]), ("UT-COR", &[]), ("*RTS -IA -UT", &[])],
            Line::default()
                .strong(Text::new("Right to correct", "更正权："))
                .say(" inaccurate personal information.", "您可以要求我们更正不准确的个人信息。"),
        ),
        (
            &[("CA-08", &[]), ("VA-1", &[]), ("*RTS", &[])],
            Line::default()
                .strong(Text::new("Right to a copy", "可携带权："))
                .say(" in a portable, readable form.", "您可以获取可携带、可读格式的副本。"),
        ),
    ];
    if sells_or_shares(r) {
        out.push((
            &[("CA-13", &["PP-CA-15"]), ("VA-1", &[]), ("VA-9", &[]), ("*OPT", &[])],
            Line::default()
                .strong(Text::new("Right to opt out", "选择退出权："))
                .say(" of sale, sharing, targeted advertising and profiling.", "您可以选择退出出售、共享、定向广告与画像。"),
        ));
    }
    if r.matter.profile.policy.sensitive_beyond != Some(false) {
        out.push((
            &[("CA-26", &["PP-CA-16"])],
            Line::default()
                .strong(Text::new("Right to limit", "限制使用权："))
                .say(" the use of sensitive personal information.", "您可以限制敏感个人信息的使用。"),
        ));
    }
    out.push((
        &[("OR-RTS", &[]), ("MN-RTS", &[]), ("DE-RTS", &[]), ("MD-RTS", &[]), ("CT-LST", &[])],
        Line::default().strong(Text::new("Right to a list", "获取名单权：")).say(
            " of the third parties, or of their categories, that received or bought your data, as the law of your state provides.",
            "您可以依所在州法律获取接收或购买您数据的第三方名单或其类别。",
        ),
    ));
    out.push((
        &[("CA-29", &["PP-CA-17"]), ("CA-F1", &["PP-CA-17"]), ("VA-6", &[])],
        Line::default().strong(Text::new("Right not to be retaliated against", "不受报复权：")).say(
            " or discriminated against for using your rights. That includes employees, applicants and contractors.",
            "您不会因行使权利而受到歧视或报复，员工、求职者与承包商亦同。",
        ),
    ));
    out
}

const HOW: Cause =
    &[("CA-10", &["PP-CA-18", "PP-CA-19"]), ("VA-10", &["ST-08"]), ("VA-8", &["ST-03"]), ("*NOT", &["ST-08"]), ("TX-RTS", &["ST-08"])];

fn how(r: &Reach, s: &mut Section) {
    let c = &r.matter.profile.contact;
    let mut line = Line::lead("How to submit a request.", "如何提交请求。")
        .say("To use these rights, ", "行使上述权利，请")
        .then(ways(c))
        .say(". ", "。");
    if sells_or_shares(r) {
        line = line.say("To opt out, use ", "选择退出请使用").then(common::opt_out_link(r)).say(".", "。");
    }
    s.add(r.para(HOW, line));
    let line = Line::lead("How we verify requests.", "如何核实身份。").sentences(
        c.verification.as_ref(),
        "contact.verification",
        "how it is checked who asks",
        "如何核实请求人的身份",
    );
    s.add(r.para(&[("CA-33", &["PP-CA-22"])], line));
    let line = Line::lead("Authorized agent.", "授权代理人。")
        .say("An authorized agent may ask for you. ", "您可以委托授权代理人代为请求。")
        .sentences(c.agents.as_ref(), "contact.agents", "what an authorized agent must show", "授权代理人须提供什么");
    s.add(r.para(&[("CA-34", &["PP-CA-25"])], line));
}

fn clocks(r: &Reach) -> Line {
    let mut line = Line::default();
    if r.may("CA-11") {
        let days = r.number("CA-11", Unit::BusinessDays);
        line = line.say(format!("We confirm a request within {days} business days. "), format!("我们在 {days} 个工作日内确认收到请求。"));
    }
    let spans = spans(r);
    let Some(usual) = spans.iter().max_by_key(|(_, who)| who.len()).map(|(span, _)| *span) else { return line };
    let (answer, more) = usual;
    line = line.say(
        format!("We answer within {answer} days. If we need {more} days more, we tell you why before that time is over."),
        format!("我们在 {answer} 天内答复。如需再延长 {more} 天，我们会在该期限届满前说明理由。"),
    );
    for ((answer, more), who) in spans.iter().filter(|(span, _)| *span != usual) {
        let who = list(who.iter().cloned());
        line = line.say(
            format!(" For {} the times are {answer} and {more} days.", who.en),
            format!("{}的期限分别为 {answer} 天与 {more} 天。", who.zh),
        );
    }
    line
}

/// Days to answer and days of extension.
type Span = (u64, u64);

/// The times, and where they hold.
fn spans(r: &Reach) -> Vec<(Span, Vec<Text>)> {
    let mut out: Vec<(Span, Vec<Text>)> = Vec::new();
    let mut add = |first: Option<u64>, more: Option<u64>, who: Text| {
        let Some(span) = first.zip(more) else { return };
        match out.iter_mut().find(|(s, _)| *s == span) {
            Some((_, all)) => all.push(who),
            None => out.push((span, vec![who])),
        }
    };
    if r.may("CA-12") {
        // California's row gives the time in all.
        let (first, all) = (r.days("CA-12", 0), r.days("CA-12", 1));
        add(first, all.zip(first).map(|(all, first)| all.saturating_sub(first)), Text::new("California", "加利福尼亚州"));
    }
    if r.may("VA-2") {
        add(r.days("VA-2", 0), r.days("VA-2", 1), Text::new("Virginia", "弗吉尼亚州"));
    }
    for (law, row) in r.of_states("ANS") {
        add(r.days(row.id.as_str(), 0), r.days(row.id.as_str(), 1), state(&law.place));
    }
    out
}

/// Numbers of the year before, from ten million people on.
fn metrics(r: &Reach, s: &mut Section) {
    let p = r.matter.profile;
    let limit: u64 = r.number("CA-36", Unit::People).parse().unwrap_or(u64::MAX);
    let california = Place::new("US-CA").ok();
    let people: u64 = p.markets.iter().filter(|m| Some(&m.place) == california.as_ref()).filter_map(|m| m.consumers).sum();
    if people >= limit || p.policy.metrics.is_some() {
        let line = Line::lead("Requests of the last year.", "上一年度的请求统计。").sentences(
            p.policy.metrics.as_ref(),
            "policy.metrics",
            "how many requests came, were met and were denied, and the days it took (11 CCR §7102)",
            "收到、满足、拒绝的请求数量及所用天数（11 CCR §7102）",
        );
        s.add(r.para(&[("CA-36", &["PP-CA-29"])], line));
    }
}
