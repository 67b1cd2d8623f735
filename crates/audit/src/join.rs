//! Joins a check's answer with the rows of the law that reach this business on the day.

use crate::answer::{Answer, Failure};
use jiff::civil::Date;
use tidegate_catalog::CheckText;
use tidegate_law::{Lawbook, Seen, Verdict};
use tidegate_types::finding::{Confidence, Finding, LawRef, Severity, Status};
use tidegate_types::id::RowId;
use tidegate_types::{CheckId, Profile, Scenario, Text};

/// The rows of a check, split by what they do on the day.
struct Reach {
    /// Rows that reach the business, or may.
    refs: Vec<LawRef>,
    /// At least one row surely reaches it.
    surely: bool,
    /// The check rests on rows, and none of them reaches it.
    none: bool,
}

/// Whose law, of which day: what an answer is joined with.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    pub profile: &'a Profile,
    pub law: &'a Lawbook,
    pub seen: &'a Seen,
    pub date: Date,
}

pub fn finding(ground: &Ground, text: &CheckText, answer: Answer) -> Finding {
    let reach = reach(ground, &text.law);
    let answer = if reach.none { out_of_law(ground) } else { answer };
    let mut f = Finding {
        check: text.id.clone(),
        scenario: scenario(&text.id),
        status: Status::Unknown,
        severity: text.severity,
        confidence: Confidence::High,
        law: reach.refs,
        cases: text.cases.clone(),
        evidence: Vec::new(),
        title: text.title.clone(),
        detail: Text::same(""),
        remedy: text.remedy.clone(),
        retest: text.retest.clone(),
    };
    match answer {
        Answer::Met(detail) => (f.status, f.detail) = (Status::Met, detail),
        Answer::NotApplicable(detail) => (f.status, f.detail, f.law) = (Status::NotApplicable, detail, Vec::new()),
        Answer::Unknown(why) => (f.status, f.detail) = (Status::Unknown, with_ask(why, &text.ask)),
        Answer::Failed(failure) => fail(&mut f, failure, reach.surely || text.law.is_empty()),
    }
    f
}

fn fail(f: &mut Finding, failure: Failure, surely: bool) {
    f.status = Status::Failed;
    f.detail = failure.detail;
    f.evidence = failure.evidence;
    f.confidence = failure.confidence;
    f.severity = failure.severity.unwrap_or(f.severity);
    if !surely {
        f.confidence = f.confidence.min(Confidence::Medium);
        f.detail.en.push_str(" Whether the law named reaches this business is not known: the profile does not say enough.");
        f.detail.zh.push_str("所列法律是否适用于本企业尚不确定：企业档案信息不足。");
    }
    // Rows that were not re-read may warn, never block.
    if !f.law.is_empty() && f.law.iter().all(|l| l.unverified) {
        f.severity = f.severity.min(Severity::Medium);
    }
}

fn reach(ground: &Ground, rows: &[RowId]) -> Reach {
    let mut out = Reach { refs: Vec::new(), surely: false, none: !rows.is_empty() };
    for id in rows {
        let Some(row) = ground.law.row(id) else { continue };
        let verdict = ground.law.reaches(row, ground.profile, ground.seen, ground.date);
        if verdict == Verdict::No {
            continue;
        }
        out.none = false;
        out.surely |= verdict == Verdict::Yes;
        out.refs.push(row.law_ref());
    }
    out
}

fn out_of_law(ground: &Ground) -> Answer {
    Answer::not_applicable(
        format!("None of the laws that ask for this reaches this business on {}.", ground.date),
        format!("截至 {}，要求此项的法律均不适用于本企业。", ground.date),
    )
}

fn with_ask(why: Text, ask: &Text) -> Text {
    if why == *ask || why.en.is_empty() {
        return ask.clone();
    }
    Text::new(format!("{} {}", sentence(&why.en, '.'), ask.en), format!("{}{}", sentence(&why.zh, '。'), ask.zh))
}

fn sentence(s: &str, stop: char) -> String {
    let mut letters = s.trim().chars();
    let mut s: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    if !s.ends_with(['.', '。', '!', '?']) {
        s.push(stop);
    }
    s
}

fn scenario(id: &CheckId) -> Scenario {
    match id.as_str().split('.').next() {
        Some("collect") => Scenario::Collect,
        Some("market") => Scenario::Market,
        Some("exchange") => Scenario::Exchange,
        Some("sell") => Scenario::Sell,
        Some("rights") => Scenario::Rights,
        _ => Scenario::Security,
    }
}
