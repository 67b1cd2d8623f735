//! What is collected, from where, why, and for how long.

use crate::common::{by_category, field, form_name, kept, no_entries, purposes, shared_line, sold_line, untold, what};
use crate::model::{Line, Section};
use crate::phrase::{self, category, list};
use crate::reach::{Cause, Reach};
use tidegate_law::Verdict;
use tidegate_types::Text;
use tidegate_types::profile::{Answer, Category, Collects};

const TABLE: Cause = &[
    ("CA-37", &["PP-CA-01", "PP-CA-03", "PP-CA-04"]),
    ("CA-02", &["NC-04"]),
    ("CO-1", &["OP-01"]),
    ("NV-1", &["OP-01"]),
    ("VA-8", &["ST-01", "ST-02"]),
    ("*NOT", &["ST-01", "ST-02"]),
    ("PG-MN", &["ST-10"]),
    ("EU-9", &["EU-N04", "EU-N08", "EU-N14"]),
    ("UK-13", &["EU-N04", "EU-N08", "EU-N14"]),
];

pub fn write(r: &Reach) -> Section {
    let mut s = Section::new("collect", "What we collect, why, and how long we keep it", "我们收集什么、用途与保存期限");
    let all = &r.matter.profile.collects;
    if all.is_empty() {
        s.add(no_entries(r, TABLE));
    } else {
        s.add(r.para(
            &[("CA-37", &["PP-CA-01"]), ("CO-1", &["OP-01"]), ("NV-1", &["OP-01"]), ("VA-8", &["ST-01"]), ("*NOT", &["ST-01"]), ("EU-9", &["EU-N14"]), ("UK-13", &["EU-N14"])],
            Line::of(
                "These are the categories of personal information that we have collected in the last 12 months. The names are those of California law.",
                "下表列出过去 12 个月内我们收集的个人信息类别。类别名称沿用加州法律的用语。",
            ),
        ));
        s.add(untold(r, TABLE));
        s.add(r.table(TABLE, &HEAD, by_category(all).iter().map(|(c, entries)| row(r, *c, entries)).collect()));
    }
    sources(r, &mut s);
    sensitive(r, &mut s);
    must_be_given(r, &mut s);
    practices(r, &mut s);
    s
}

const HEAD: [(&str, &str); 6] = [
    ("Category of personal information collected", "收集的个人信息类别"),
    ("What it is here", "具体内容"),
    ("Purposes: to", "用途"),
    ("How long we keep it (retention)", "保存期限"),
    ("Sold", "是否出售"),
    ("Shared for ads", "是否为广告共享"),
];

fn row(r: &Reach, c: Category, entries: &[&Collects]) -> Vec<Line> {
    let name = category(c);
    vec![
        Line::default().text(name.clone()),
        what(entries, &name),
        purposes(entries, &name),
        kept(entries, &name),
        sold_line(r, entries, &name),
        shared_line(r, entries, &name),
    ]
}

fn sources(r: &Reach, s: &mut Section) {
    let all = &r.matter.profile.collects;
    let told = list(all.iter().filter_map(|c| c.sources.as_deref()).flat_map(phrase::all_said));
    let silent: Vec<&Collects> = all.iter().filter(|c| c.sources.as_ref().is_none_or(Vec::is_empty)).collect();
    let line = Line::lead("Sources.", "来源。");
    let line = if told.en.is_empty() {
        line
    } else {
        line.say("We collect personal information from these categories of sources: ", "我们从以下类别的来源收集个人信息：")
            .text(told)
            .say(". ", "。")
    };
    let line = match silent.as_slice() {
        [] if !all.is_empty() => line,
        [] => line.gap("collects.sources", "the categories of sources", "来源类别"),
        some => line.gap(&field("sources", some), "the categories of sources", "来源类别"),
    };
    s.add(r.para(&[("CA-37", &["PP-CA-02"]), ("EU-9", &["EU-N15"]), ("UK-13", &["EU-N15"])], line));
}

const SENSITIVE: Cause = &[("CA-27", &["PP-CA-11", "PP-CA-16"]), ("CA-26", &["PP-CA-16"]), ("CA-37", &["PP-CA-31"])];

/// The list of its own, and whether it serves more than §7027(m) allows.
fn sensitive(r: &Reach, s: &mut Section) {
    let p = r.matter.profile;
    let entries: Vec<&Collects> = p.collects.iter().filter(|c| c.category == Category::L || c.sensitive == Some(true)).collect();
    if entries.is_empty() {
        if r.verdict("CA-27") == Verdict::No {
            return;
        }
        let line = Line::lead("Sensitive data.", "敏感个人信息。")
            .gap(
                "collects (L)",
                "the categories of sensitive personal information that are collected, as entries of category L",
                "所收集的敏感个人信息类别，以 L 类条目填写",
            )
            .say(" ", "")
            .then(beyond(r));
        s.add(r.para(SENSITIVE, line));
        return;
    }
    let name = category(Category::L);
    let line = Line::lead("Sensitive data.", "敏感个人信息。")
        .say("The sensitive personal information that we collect is: ", "我们收集的敏感个人信息包括：")
        .then(what(&entries, &name))
        .say(". ", "。")
        .then(beyond(r));
    s.add(r.para(SENSITIVE, line));
}

fn beyond(r: &Reach) -> Line {
    let p = r.matter.profile;
    match p.policy.sensitive_beyond {
        Some(false) => Line::of(
            "We use and disclose sensitive personal information only for purposes that section 7027(m) of the California regulations allows. So there is nothing for you to limit.",
            "敏感个人信息仅用于加州条例第7027(m)条所允许的目的，因此没有需要您限制的用途。",
        ),
        Some(true) => Line::of(
            "We also use it for other purposes. You have the right to limit that: ",
            "我们还将其用于其他目的。您有权限制此类使用：",
        )
        .then(crate::short::limit_link(r))
        .say(".", "。"),
        None => Line::default().gap(
            "policy.sensitive_beyond",
            "is sensitive information used beyond the purposes of 11 CCR §7027(m)?",
            "敏感个人信息是否用于 11 CCR §7027(m) 所列目的之外",
        ),
    }
}

const GIVEN: Cause = &[("EU-9", &["EU-N12"]), ("UK-13", &["EU-N12"])];

fn must_be_given(r: &Reach, s: &mut Section) {
    let all = &r.matter.profile.collects;
    let required: Vec<&Collects> = all.iter().filter(|c| c.required == Some(true)).collect();
    let silent: Vec<&Collects> = all.iter().filter(|c| c.required.is_none()).collect();
    let mut line = Line::lead("What you must give.", "必须提供的信息。");
    for c in &required {
        let (one, of) = ([*c], category(c.category));
        let name = c.form.as_deref().map_or_else(|| of.clone(), |f| form_name(f, &named_by(all, f)));
        line = line
            .say(format!("{}: you must give ", name.en), format!("{}：您必须提供", name.zh))
            .then(what(&one, &of))
            .say(". Without it we cannot ", "。如不提供，我们无法")
            .then(purposes(&one, &of))
            .say(". ", "。");
    }
    if silent.is_empty() && required.len() < all.len() {
        line = line.say("Everything else is your choice, and you need not give it.", "其余信息均由您自愿提供，不提供没有任何影响。");
    } else if !silent.is_empty() || all.is_empty() {
        let field = if all.is_empty() { "collects.required".to_owned() } else { field("required", &silent) };
        line = line.gap(&field, "whether it must be given", "是否必须提供");
    }
    s.add(r.para(GIVEN, line));
}

/// The entries of a form: any of them may hold its name.
fn named_by<'p>(all: &'p [Collects], form: &str) -> Vec<&'p Collects> {
    all.iter().filter(|c| c.form.as_deref() == Some(form)).collect()
}

/// Practices that no form shows.
fn practices(r: &Reach, s: &mut Section) {
    let p = &r.matter.profile.policy;
    let line = Line::lead("Automated decisions.", "自动化决策。");
    let line = match &p.automated {
        Some(Answer::Plain(false)) => line.say(
            "We make no decisions by automated means alone that have legal or similar effects on you, and no such profiling.",
            "我们不会仅以自动化方式作出对您有法律效力或类似重大影响的决定，也不进行此类画像。",
        ),
        Some(Answer::Words(words)) => line.sentences(Some(words), "", "", ""),
        _ => line.gap(
            "policy.automated",
            "decisions by automated means: the logic and the consequences, or that there are none",
            "自动化决策：逻辑与后果，或声明没有",
        ),
    };
    s.add(r.para(&[("EU-9", &["EU-N13"]), ("UK-13", &["EU-N13"]), ("EU-12", &[]), ("UK-6", &[])], line));
    prices(r, s);
    let line = Line::lead("Training of language models.", "训练语言模型。");
    let line = match p.trains_models {
        Some(false) => line.say(
            "We do not collect, use or sell personal data to train large language models.",
            "我们不会为训练大语言模型而收集、使用或出售个人数据。",
        ),
        Some(true) => line.say("We collect or use personal data to train large language models.", "我们收集或使用个人数据训练大语言模型。"),
        None => line.gap(
            "policy.trains_models",
            "is personal data collected, used or sold to train large language models?",
            "是否为训练大语言模型收集、使用或出售个人数据",
        ),
    };
    s.add(r.para(&[("PG-CT", &["ST-12"])], line));
    deidentified(r, s);
}

fn prices(r: &Reach, s: &mut Section) {
    let Some(words) = r.exact("STR-NY") else { return };
    let line = Line::lead("Prices.", "价格。");
    let line = match r.matter.profile.policy.algorithm_prices {
        Some(false) => line.say("We set no price by an algorithm that uses your personal data.", "我们不使用基于您个人数据的算法定价。"),
        Some(true) => line.say(
            format!("Some prices are set by an algorithm that uses your personal data. Beside each such price stands: {words}."),
            format!("部分价格由使用您个人数据的算法设定。此类价格旁会显示：{words}。"),
        ),
        None => {
            line.gap("policy.algorithm_prices", "are prices set by an algorithm that uses personal data?", "是否使用基于个人数据的算法定价")
        }
    };
    s.add(r.para(&[("STR-NY", &["ST-14"])], line));
}

fn deidentified(r: &Reach, s: &mut Section) {
    let line = Line::lead("Data that no longer points to you.", "去标识化的数据。");
    let line = match r.matter.profile.policy.deidentified {
        Some(true) => line.say(
            "Some data we keep in de-identified form. We commit publicly to keep it so and not to try to identify anyone again. Our contracts bind those who receive it.",
            "部分数据以去标识化形式保存。我们公开承诺保持该状态，不尝试重新识别任何人。我们以合同约束接收方。",
        ),
        // Who holds none owes no commitment.
        Some(false) => return,
        None => line.gap("policy.deidentified", "is de-identified data held, kept so, and are its recipients bound?", "是否持有去标识化数据、保持该状态并约束接收方"),
    };
    s.add(r.para(&[("DI-CA1", &[]), ("DI-VA1", &[])], line));
}

/// The category's name with its quotation marks, for lists of the sale.
pub fn names(entries: &[(Category, Vec<&Collects>)]) -> Text {
    list(entries.iter().map(|(c, _)| category(*c)))
}
