//! Who receives the data: the register, and kinds that the forms name.

use crate::common::by_category;
use crate::model::{Line, Section};
use crate::phrase::{self, category, country, list, received, role};
use crate::reach::{Cause, Reach};
use tidegate_types::Text;
use tidegate_types::profile::{Answer, Recipient, Said};

const TABLE: Cause = &[
    ("CA-37", &["PP-CA-08", "PP-CA-09", "PP-CA-10"]),
    ("CA-F3", &["PP-CA-08"]),
    ("CA-39", &["NC-07"]),
    ("CO-1", &["OP-02"]),
    ("NV-1", &["OP-02"]),
    ("VA-8", &["ST-04", "ST-05"]),
    ("*NOT", &["ST-04", "ST-05"]),
    ("PG-MD", &["ST-05"]),
    ("PG-RI", &["ST-05"]),
    ("EU-9", &["EU-N06"]),
    ("UK-13", &["EU-N06"]),
];

const HEAD: [(&str, &str); 5] = [
    ("Recipient", "接收方"),
    ("Kind of recipient", "接收方类型"),
    ("Categories disclosed", "披露的类别"),
    ("Purpose of the disclosure: to", "披露目的"),
    ("Country of its owner", "所有者所在国家"),
];

pub fn write(r: &Reach) -> Section {
    let mut s = Section::new("recipients", "Who receives it", "谁会收到这些信息");
    let p = r.matter.profile;
    let kinds = kinds(r);
    match &p.recipients {
        None => s.add(r.para(
            TABLE,
            Line::default().gap(
                "recipient",
                "everybody who receives personal information, with role, purpose and categories",
                "所有接收个人信息的各方，注明角色、目的与类别",
            ),
        )),
        Some(all) if all.is_empty() && kinds.is_empty() => {
            s.add(r.para(
                TABLE,
                Line::of(
                    "In the last 12 months we disclosed personal information to nobody.",
                    "过去 12 个月内，我们未向任何人披露个人信息。",
                ),
            ));
        }
        Some(all) => {
            s.add(r.para(
                TABLE,
                Line::of(
                    "In the last 12 months we disclosed these categories for a business purpose to service providers and contractors, and these to third parties.",
                    "过去 12 个月内，我们为商业目的向服务提供商、承包商及第三方披露了以下类别的信息。",
                ),
            ));
            let body = all.iter().map(row).chain(kinds).collect();
            s.add(r.table(TABLE, &HEAD, body));
        }
    }
    direct_marketing(r, &mut s);
    let line = Line::lead("Tracking over time and across sites.", "跨时间、跨网站的追踪。").sentences(
        p.policy.tracking.as_ref(),
        "policy.tracking",
        "whether other parties collect over time and across different websites",
        "其他方是否跨时间、跨网站收集信息",
    );
    s.add(r.para(&[("CO-2", &["OP-07"]), ("NV-1", &["OP-07"])], line));
    s
}

fn row(x: &Recipient) -> Vec<Line> {
    let field = |key: &str| format!("recipient.{key} ({})", x.name);
    let ask = |key: &str, en: &str, zh: &str| Line::default().gap(&field(key), format!("{en} {}", x.name), format!("{} 的{zh}", x.name));
    let kind = match (x.role, &x.kind) {
        (Some(r), Some(k)) => {
            let (r, k) = (role(r), k.text());
            Line::of(format!("{}: {}", r.en, k.en), format!("{}：{}", r.zh, k.zh))
        }
        (Some(r), None) => Line::default().text(role(r)),
        (None, _) => ask("role", "the role of", "角色"),
    };
    let what = match x.receives.as_deref() {
        Some(all) if !all.is_empty() => Line::default().text(list(all.iter().map(|w| received(w)))),
        _ => ask("receives", "the categories that go to", "接收类别"),
    };
    let why = x.purpose.as_ref().map_or_else(|| ask("purpose", "the purpose of", "目的"), |w| Line::default().text(w.text()));
    let place =
        x.owner_country.as_ref().map_or_else(|| ask("owner_country", "the country of", "所在国家"), |c| Line::default().text(country(c)));
    vec![Line::of(x.name.as_str(), x.name.as_str()), kind, what, why, place]
}

/// Recipients that the forms name and the register does not: "parcel carriers".
fn kinds(r: &Reach) -> Vec<Vec<Line>> {
    let p = r.matter.profile;
    let registered = |w: &Said| {
        let all = w.all().to_lowercase();
        p.register().any(|x| all.contains(&x.name.to_lowercase()) || x.kind.as_ref().is_some_and(|k| *k == *w))
    };
    let mut names: Vec<&Said> = Vec::new();
    for w in p.collects.iter().filter_map(|c| c.disclosed_to.as_ref()).flatten() {
        if !registered(w) && !names.contains(&w) {
            names.push(w);
        }
    }
    names.into_iter().map(|w| kind_row(r, w)).collect()
}

fn kind_row(r: &Reach, w: &Said) -> Vec<Line> {
    let gets = |c: &&tidegate_types::profile::Collects| c.disclosed_to.as_ref().is_some_and(|d| d.contains(w));
    let entries: Vec<_> = r.matter.profile.collects.iter().filter(gets).cloned().collect();
    let names = list(by_category(&entries).into_iter().map(|(c, _)| category(c)));
    let why = list(entries.iter().filter_map(|c| c.purposes.as_deref()).flat_map(phrase::all_said));
    let cell = |t: Text| Line::default().text(t);
    vec![cell(w.text()), Line::of("–", "—"), cell(names), cell(why), Line::of("–", "—")]
}

fn direct_marketing(r: &Reach, s: &mut Section) {
    let line = Line::lead("Direct marketing by others.", "他人的直接营销。");
    let line = match &r.matter.profile.policy.direct_marketing {
        Some(Answer::Plain(false)) => line.say(
            "We give nobody personal information for their own direct marketing by mail, phone or e-mail.",
            "我们不会将个人信息提供给他人用于其自身的邮寄、电话或电子邮件直接营销。",
        ),
        Some(Answer::Words(words)) => line.sentences(Some(words), "", "", ""),
        _ => line.gap(
            "policy.direct_marketing",
            "is data given to others for their own direct marketing, and how does one stop that?",
            "是否将信息提供给他人用于其自身的直接营销，以及如何拒绝",
        ),
    };
    s.add(r.para(&[("SH-1", &[])], line));
}
