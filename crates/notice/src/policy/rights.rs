//! The rights, how they are used, and what the states add.

use crate::common::{self, sells_or_shares, ways};
use crate::model::{Line, Section};
use crate::phrase::{list, state};
use crate::reach::{Cause, Reach, STATES};
use tidegate_law::{Unit, Verdict};
use tidegate_types::Place;

pub fn write(r: &Reach) -> Section {
    let mut s = Section::new("rights", "Your rights", "您的权利");
    s.add(r.list(list_of(r)));
    how(r, &mut s);
    s.add(r.para(&[("CA-11", &[]), ("CA-12", &[]), ("VA-2", &[])], Line::lead("When we answer.", "答复时间。").then(clocks(r))));
    metrics(r, &mut s);
    s
}

fn list_of(r: &Reach) -> Vec<(Cause, Line)> {
    let mut out: Vec<(Cause, Line)> = vec![
        (
            &[("CA-08", &["PP-CA-12"]), ("CA-09", &[]), ("VA-1", &[]), (STATES, &[])],
            Line::default().strong(tidegate_types::Text::new("Right to know and access:", "知情与查阅权：")).say(
                " which personal information we collect, use, disclose, sell or share, and the specific pieces we hold.",
                "您可以查询我们收集、使用、披露、出售或共享了哪些个人信息，并获取我们持有的具体内容。",
            ),
        ),
        (
            &[("CA-06", &["PP-CA-13"]), ("VA-1", &[]), (STATES, &[])],
            Line::default()
                .strong(tidegate_types::Text::new("Right to delete:", "删除权："))
                .say(" you can have us erase your data.", "您可以要求我们删除您的信息。"),
        ),
        (
            &[("CA-07", &["PP-CA-14"]), ("VA-1", &[]), (STATES, &[])],
            Line::default()
                .strong(tidegate_types::Text::new("Right to correct", "更正权："))
                .say(" inaccurate personal information.", "您可以要求我们更正不准确的个人信息。"),
        ),
        (
            &[("CA-08", &[]), ("VA-1", &[]), (STATES, &[])],
            Line::default()
                .strong(tidegate_types::Text::new("Right to a copy", "可携带权："))
                .say(" in a portable, readable form.", "您可以获取可携带、可读格式的副本。"),
        ),
    ];
    if sells_or_shares(r) {
        out.push((
            &[("CA-13", &["PP-CA-15"]), ("VA-1", &[]), ("VA-9", &[])],
            Line::default()
                .strong(tidegate_types::Text::new("Right to opt out", "选择退出权："))
                .say(" of sale, sharing, targeted advertising and profiling.", "您可以选择退出出售、共享、定向广告与画像。"),
        ));
    }
    if r.matter.profile.policy.sensitive_beyond != Some(false) {
        out.push((
            &[("CA-26", &["PP-CA-16"])],
            Line::default()
                .strong(tidegate_types::Text::new("Right to limit", "限制使用权："))
                .say(" the use of sensitive personal information.", "您可以限制敏感个人信息的使用。"),
        ));
    }
    out.push((
        &[("CA-29", &["PP-CA-17"]), ("CA-F1", &["PP-CA-17"]), ("VA-6", &[])],
        Line::default().strong(tidegate_types::Text::new("Right not to be retaliated against", "不受报复权：")).say(
            " or discriminated against for using your rights. That includes employees, applicants and contractors.",
            "您不会因行使权利而受到歧视或报复，员工、求职者与承包商亦同。",
        ),
    ));
    out
}

const HOW: Cause = &[("CA-10", &["PP-CA-18", "PP-CA-19"]), ("VA-10", &["ST-08"]), ("VA-8", &["ST-03"]), (STATES, &["ST-08"])];

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
    let days =
        [("CA-12", r.may("CA-12")), ("VA-2", r.may("VA-2"))].into_iter().find(|(_, may)| *may).map(|(row, _)| r.number(row, Unit::Days));
    match days {
        Some(d) => line.say(
            format!("We answer within {d} days. If we need {d} days more, we tell you why within the first {d} days."),
            format!("我们在 {d} 天内答复。如需再延长 {d} 天，我们会在最初 {d} 天内说明理由。"),
        ),
        None => line,
    }
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

/// What the states add to California's law.
pub fn states(r: &Reach) -> Section {
    let mut s = Section::new("states", "Virginia, Texas and other states", "弗吉尼亚州、得克萨斯州及其他州");
    let names = list(r.states().map(|law| state(&law.place)));
    s.heading = if names.en.is_empty() {
        s.heading
    } else {
        tidegate_types::Text::new(format!("For people in {}", names.en), format!("适用于{}居民", names.zh))
    };
    s.add(r.para(
        &[("VA-8", &["ST-01", "ST-02", "ST-04", "ST-05"]), (STATES, &["ST-01", "ST-02", "ST-04", "ST-05"])],
        Line::of(
            "The categories of personal data that we process, the purposes, the categories shared with third parties and the categories of third parties are those in the tables above.",
            "我们处理的个人数据类别、目的、与第三方共享的类别以及第三方的类别，见上文各表。",
        ),
    ));
    s.add(r.para(&[("VA-9", &["ST-09"])], targeted(r)));
    appeal(r, &mut s);
    nevada(r, &mut s);
    washington(r, &mut s);
    s
}

fn targeted(r: &Reach) -> Line {
    let line = match r.matter.profile.business.shares_for_ads {
        Some(true) => Line::of("We use personal data for targeted advertising. ", "我们将个人数据用于定向广告。"),
        _ => Line::default(),
    };
    let line = match r.matter.profile.business.sells {
        Some(true) => line.say("We sell personal data. ", "我们出售个人数据。"),
        _ => line,
    };
    line.say("You can opt out here: ", "您可以在此选择退出：").then(common::opt_out_link(r)).say(".", "。")
}

fn appeal(r: &Reach, s: &mut Section) {
    let mut line = Line::lead("How to appeal.", "如何申诉。")
        .say("If we refuse to act on a request, you can appeal our decision. ", "如我们拒绝您的请求，您可以对该决定提出申诉。")
        .sentences(r.matter.profile.contact.appeal.as_ref(), "contact.appeal", "how to appeal a refusal", "如何对拒绝提出申诉");
    if r.may("VA-3") {
        let days = r.number("VA-3", Unit::Days);
        line = line.say(
            format!("In Virginia we answer an appeal in writing, with reasons, within {days} days. "),
            format!("在弗吉尼亚州，我们在 {days} 天内书面答复申诉并说明理由。"),
        );
    }
    line = line.say(
        "If we deny the appeal, you may submit a complaint to the Attorney General of your state.",
        "如申诉被驳回，您可以向所在州的总检察长投诉。",
    );
    s.add(r.para(&[("VA-3", &["ST-03"]), ("VA-8", &["ST-03"]), (STATES, &["ST-03"])], line));
}

fn nevada(r: &Reach, s: &mut Section) {
    let days = r.number("NV-2", Unit::Days);
    let line = Line::lead("Nevada.", "内华达州。")
        .say("To ask us not to sell your information, ", "如要求我们不出售您的信息，请")
        .then(ways(&r.matter.profile.contact))
        .say(format!(". We answer within {days} days."), format!("。我们在 {days} 天内答复。"));
    s.add(r.para(&[("NV-2", &[])], line));
}

fn washington(r: &Reach, s: &mut Section) {
    if r.verdict("WA-2") == Verdict::No {
        return;
    }
    let label = tidegate_types::Text::new("Consumer Health Data Privacy Policy", "消费者健康数据隐私政策");
    let line = Line::lead("Washington.", "华盛顿州。");
    let line = match &r.matter.profile.contact.health_policy {
        Some(page) => line.say("Health data has a policy of its own: ", "健康数据另有专门政策：").link(label, page).say(".", "。"),
        None => line.gap("contact.health_policy", "the page of the consumer health data privacy policy", "消费者健康数据隐私政策页面"),
    };
    s.add(r.para(&[("WA-2", &[])], line));
}
