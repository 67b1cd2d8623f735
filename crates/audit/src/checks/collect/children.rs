//! Children: is age asked neutrally, is a child left alone, does a parent stand before what a child can type?

use super::directed::{self, Directed, directed};
use super::fields::personal;
use super::form::sheets;
use super::trackers::{Rule, Tracking};
use crate::answer::Answer;
use crate::case::{Case, after, before};
use crate::evidence;
use crate::reading::{has, sentences};
use tidegate_catalog::Section;
use tidegate_types::finding::{Confidence, Evidence, EvidenceKind};
use tidegate_types::observation::{Dialog, DialogKind, Field, GapCode, GateKind, GateRun, Page, PageKind, PassName};

/// Below this age a person is a child (16 CFR 312.2).
const CHILD: i32 = 13;

fn not_for_children(case: &Case) -> Option<Answer> {
    match directed(case) {
        Directed::Adults => Some(Answer::not_applicable(
            "The store is for adults by its profile, and its pages do not speak to children.",
            "企业档案声明面向成年人，页面内容也未面向儿童。",
        )),
        Directed::Unknown if !gate_seen(case) => Some(Answer::Unknown(directed::untold(case))),
        _ => None,
    }
}

fn gate<'a>(case: &Case<'a>) -> Option<&'a GateRun> {
    case.pass(PassName::Child).and_then(|p| p.gate.as_ref())
}

fn gate_dialog<'a>(case: &Case<'a>) -> Option<(&'a Page, &'a Dialog)> {
    case.arrived().flat_map(|p| p.dialogs.iter().map(move |d| (p, d))).find(|(_, d)| d.kind == DialogKind::AgeGate)
}

fn gate_seen(case: &Case) -> bool {
    gate(case).is_some() || gate_dialog(case).is_some()
}

pub fn no_neutral_gate(case: &Case) -> Answer {
    if directed(case) == Directed::Unknown {
        return Answer::Unknown(directed::untold(case));
    }
    if let Some(answer) = not_for_children(case) {
        return answer;
    }
    if let Some(run) = gate(case) {
        return judge_gate(case, run);
    }
    if let Some((page, d)) = gate_dialog(case) {
        return match unread_gate(case, d) {
            Some((en, zh)) => Answer::failed(
                format!("The age screen {en}."),
                format!("年龄筛查界面{zh}。"),
                vec![evidence::dialog(PassName::Arrive, page, d)],
            ),
            None => Answer::Unknown(case.why_not(PassName::Child)),
        };
    }
    if !case.usable(PassName::Arrive) {
        return Answer::Unknown(case.why_not(PassName::Arrive));
    }
    without_gate(case)
}

/// No screen. A store that treats everybody as a child, tracks nobody and asks for nothing, needs none.
fn without_gate(case: &Case) -> Answer {
    let quiet = !Tracking::of(case, PassName::Arrive, Rule::Everything, before).any();
    let asks = sheets(case).into_iter().find(|s| s.fields().any(|f| personal(f).is_some()));
    if quiet && asks.is_none() {
        return Answer::not_applicable(
            "There is no age screen, and nobody is tracked or asked for personal data.",
            "没有年龄筛查界面，但也未追踪任何人或索取个人信息。",
        );
    }
    let looked = case.pass(PassName::Child).and_then(|p| p.end.gap()).is_some_and(|g| g.code == GapCode::NoAgeGate);
    let line = case.home().map(|h| {
        evidence::seen(
            PassName::Arrive,
            EvidenceKind::Element,
            format!("{}: nothing asks for an age", h.final_url),
            format!("{}：没有任何年龄询问", h.final_url),
        )
    });
    Answer::failed(
        "Children are among the audience, personal data is collected, and nothing asks for an age first.",
        "受众包括儿童且收集个人信息，但事先没有任何年龄筛查。",
        line.into_iter().collect(),
    )
    .confidence(if looked { Confidence::High } else { Confidence::Medium })
}

fn judge_gate(case: &Case, run: &GateRun) -> Answer {
    let faults = gate_faults(case, run);
    let Some(((en, zh), sure)) = faults.first() else {
        let tried = if run.retry.is_some() {
            ("", "")
        } else {
            (" Whether it can be answered again was not tried.", "未测试能否重新作答。")
        };
        return Answer::met(
            format!("The age screen asks for age freely, with no preset value and no hint at the right answer.{}", tried.0),
            format!("年龄筛查界面可自由填写年龄，没有预设值，也未暗示“正确”答案。{}", tried.1),
        );
    };
    let mut line = evidence::seen(
        PassName::Child,
        EvidenceKind::Element,
        format!("age screen “{}”", evidence::cut(&run.text, 160)),
        format!("年龄筛查界面“{}”", evidence::cut(&run.text, 160)),
    );
    line.artifact = run.screenshot.clone().or(line.artifact);
    let also: Vec<_> = faults.iter().skip(1).map(|((e, _), _)| e.as_str()).collect();
    let also_zh: Vec<_> = faults.iter().skip(1).map(|((_, z), _)| z.as_str()).collect();
    let tail = if also.is_empty() {
        (String::new(), String::new())
    } else {
        (format!("; it also {}", also.join(", ")), format!("；此外{}", also_zh.join("，并")))
    };
    Answer::failed(format!("The age screen {en}{}.", tail.0), format!("年龄筛查界面{zh}{}。", tail.1), vec![line]).confidence(*sure)
}

type Words = (String, String);

fn gate_faults(case: &Case, run: &GateRun) -> Vec<(Words, Confidence)> {
    let mut out = Vec::new();
    let mut fault = |en: String, zh: String, sure| out.push(((en, zh), sure));
    if run.retry == Some(true) {
        fault("can be answered again, older, in the same browser".into(), "允许在同一浏览器中改填更大的年龄".into(), Confidence::High);
    }
    if let Some(v) = run.preset.as_deref().filter(|v| set_before(v)) {
        fault(format!("is preset to “{}”", evidence::cut(v, 30)), format!("预设为“{}”", evidence::cut(v, 30)), Confidence::High);
    }
    if let Some((lo, hi)) = run.range
        && excludes_children(lo, hi, i32::from(case.date.year()))
    {
        fault(
            format!("offers only {lo} to {hi}, which no child can choose truthfully"),
            format!("只提供 {lo} 至 {hi}，儿童无法如实选择"),
            Confidence::High,
        );
    }
    if let Some(hint) = nudge(case, &run.text) {
        let hint = evidence::cut(&hint, 80);
        fault(format!("tells which answer lets one in: “{hint}”"), format!("提示了可通过的答案：“{hint}”"), Confidence::High);
    }
    if run.kind == GateKind::YesNo {
        fault("asks a yes-or-no question that names the age wanted".into(), "以“是/否”提问，直接点明所需年龄".into(), Confidence::Medium);
    }
    out
}

/// "Year", "--" and the like are no preset.
fn set_before(v: &str) -> bool {
    let v = v.trim();
    !v.is_empty()
        && (v.chars().any(|c| c.is_ascii_digit()) && !has(v, &[r"^0+$|^[dmy/. -]+$|\b(dd|mm|yyyy)\b"])
            || has(v, &[r"^(yes|ja|oui|sí|是)\b", r"\b(over|older|adult)\b", r"以上|成年"]))
}

/// Years of birth or ages none of which is a child's.
fn excludes_children(lo: i32, hi: i32, year: i32) -> bool {
    let (lo, hi) = (lo.min(hi), lo.max(hi));
    if hi > 200 { hi < year - CHILD } else { lo >= CHILD }
}

/// A sentence that says which age is wanted. A legal note that names the law is none.
fn nudge(case: &Case, text: &str) -> Option<String> {
    let hint = |s: &&str| {
        case.catalog.matches(Section::GateNudge, s)
            || has(s, &[r"\b(must|have to|need to) be (at least |over |older than )?\d\d\b", r"(必须|须|需)(年)?满\s?\d\d"])
    };
    sentences(text).find(hint).map(str::to_owned)
}

/// A screen that was seen and not answered: only what shows by itself.
fn unread_gate(case: &Case, d: &Dialog) -> Option<Words> {
    if let Some(hint) = nudge(case, &d.text) {
        let hint = evidence::cut(&hint, 80);
        return Some((format!("tells which answer lets one in: “{hint}”"), format!("提示了可通过的答案：“{hint}”")));
    }
    let preset = d.fields.iter().find(|f| f.visible && f.kind != "select" && set_before(&f.value));
    preset.map(|f| (format!("is preset to “{}”", evidence::cut(&f.value, 30)), format!("预设为“{}”", evidence::cut(&f.value, 30))))
}

pub fn tracked(case: &Case) -> Answer {
    let to_children = matches!(directed(case), Directed::Children | Directed::Mixed);
    let answered = gate(case).is_some() && case.usable(PassName::Child);
    if let Some(answer) = not_for_children(case) {
        return answer;
    }
    if answered {
        let seen = Tracking::of(case, PassName::Child, Rule::Everything, after);
        if seen.any() {
            return child_tracked(
                &seen,
                PassName::Child,
                ("After an answer under 13 these tracked the child", "回答未满 13 岁后，以下各方仍追踪该儿童"),
            );
        }
    }
    if to_children {
        // Before the answer nobody knows that the visitor is no child (CP-S5).
        for (name, part) in [(PassName::Child, answered), (PassName::Arrive, case.usable(PassName::Arrive))] {
            let seen = Tracking::of(case, name, Rule::Everything, before);
            if part && seen.any() {
                return child_tracked(
                    &seen,
                    name,
                    (
                        "Children are among the audience, and before any age was asked these tracked the visitor",
                        "受众包括儿童，而在询问年龄之前，以下各方已在追踪访客",
                    ),
                );
            }
        }
    }
    match (answered, to_children && case.usable(PassName::Arrive)) {
        (true, _) => {
            Answer::met("After an answer under 13 no non-essential party got data.", "回答未满 13 岁后，没有非必要的第三方收到数据。")
        }
        (false, true) if !gate_seen(case) => Answer::met(
            "No non-essential party got data from a visitor whose age nobody asked.",
            "未询问年龄，也没有非必要的第三方收到访客数据。",
        ),
        _ => Answer::Unknown(case.why_not(PassName::Child)),
    }
}

fn child_tracked(seen: &Tracking, pass: PassName, words: (&str, &str)) -> Answer {
    let who = seen.names();
    Answer::failed(format!("{}: {who}.", words.0), format!("{}:{who}。", words.1), seen.evidence(pass)).confidence(seen.sureness())
}

pub fn no_parental_consent(case: &Case) -> Answer {
    if let Some(answer) = not_for_children(case) {
        return answer;
    }
    if let Some(run) = gate(case) {
        return judge_open_fields(case, run);
    }
    if gate_seen(case) || !case.usable(PassName::Arrive) {
        return Answer::Unknown(case.why_not(PassName::Child));
    }
    // Nobody asks for age: what is open to everybody is open to a child.
    let parent = |s: &super::form::Sheet| case.catalog.matches(Section::ParentStep, s.text());
    let open = sheets(case)
        .into_iter()
        .filter(|s| !matches!(s.page().kind, PageKind::Checkout | PageKind::Cart))
        .find(|s| s.fields().any(|f| personal(f).is_some() && !of_parent(f)) && !parent(s));
    match open {
        Some(s) => Answer::failed(
            "Children are among the audience, and a form takes personal data from anybody with no step for a parent.",
            "受众包括儿童，而表单向任何人收集个人信息，没有家长同意环节。",
            vec![field_line(s.page(), s.fields())],
        )
        .confidence(Confidence::Medium),
        None => Answer::met(
            "No form that was seen takes personal data without a step for a parent.",
            "所见表单均未在缺少家长同意环节的情况下收集个人信息。",
        ),
    }
}

fn judge_open_fields(case: &Case, run: &GateRun) -> Answer {
    let parent = run.parent_step || case.catalog.matches(Section::ParentStep, &run.answer);
    let open: Vec<&Field> = run.open_fields.iter().filter(|f| personal(f).is_some() && !of_parent(f)).collect();
    if open.is_empty() {
        return Answer::met(
            "After an answer under 13 no field for personal data was open.",
            "回答未满 13 岁后，没有可填写个人信息的字段。",
        );
    }
    // A step that stands before the fields guards them; one that is only mentioned while they stay open does not.
    if parent && !run.admitted {
        return Answer::met("After an answer under 13 a parent is asked first.", "回答未满 13 岁后，须先经家长同意。");
    }
    let names: Vec<_> =
        open.iter().map(|f| format!("“{}”", evidence::cut(if f.label.is_empty() { &f.name } else { &f.label }, 40))).take(8).collect();
    let list = names.join(", ");
    Answer::failed(
        format!("After an answer under 13 these fields are open with no parental consent: {list}."),
        format!("回答未满 13 岁后，无需家长同意即可填写：{list}。"),
        vec![evidence::seen(PassName::Child, EvidenceKind::Element, format!("open to a child: {list}"), format!("向儿童开放：{list}"))],
    )
}

/// "Your parent's e-mail" is how consent is asked for (16 CFR 312.5(c)(1)).
fn of_parent(f: &Field) -> bool {
    has(
        &format!("{} {} {}", f.label, f.placeholder, f.name),
        &[r"parent|guardian|grown-?up|\b(mom|mum|dad)\b", r"家长|父母|监护人", r"eltern|erziehungs", r"tuteur", r"padres?|tutor"],
    )
}

fn field_line<'a>(page: &Page, fields: impl Iterator<Item = &'a Field>) -> Evidence {
    let names: Vec<_> = fields.map(|f| evidence::cut(if f.label.is_empty() { &f.name } else { &f.label }, 30)).take(8).collect();
    let at = evidence::cut(&page.final_url, 120);
    evidence::seen(
        PassName::Arrive,
        EvidenceKind::Element,
        format!("fields on {at}: {}", names.join(", ")),
        format!("{at} 上的字段：{}", names.join("、")),
    )
}
