//! The register by itself: contracts, clauses by role, assessments, joint control.

use super::recipient::{entry, got};
use super::{list, register};
use crate::answer::Answer;
use crate::case::Case;
use crate::flows::Level;
use crate::reading::has;
use tidegate_law::Verdict;
use tidegate_types::finding::Confidence;
use tidegate_types::observation::{PageKind, PassName};
use tidegate_types::profile::{Assessment, Recipient, Role};

/// Answers a question asked of every entry: fails with those that fail, asks for those that do not tell.
fn each(case: &Case, judge: impl Fn(&Recipient) -> Verdict, en: &str, zh: &str, ask: (&str, &str)) -> Answer {
    let all = match register(case) {
        Ok(all) => all,
        Err(answer) => return answer,
    };
    let of = |v: Verdict| all.iter().filter(|r| judge(r) == v).collect::<Vec<_>>();
    let (bad, silent) = (of(Verdict::Yes), of(Verdict::Unknown));
    let names = |rs: &[&Recipient]| list(&rs.iter().map(|r| r.name.clone()).collect::<Vec<_>>());
    if !bad.is_empty() {
        return Answer::failed(
            format!("{en}: {}.", names(&bad)),
            format!("{zh}:{}。", names(&bad)),
            bad.iter().map(|r| entry(r, en, zh)).collect(),
        );
    }
    if !silent.is_empty() {
        return Answer::unknown(format!("{} ({})", ask.0, names(&silent)), format!("{}({})", ask.1, names(&silent)));
    }
    Answer::met(format!("Holds for all {} entries of the register.", all.len()), format!("登记册 {} 个条目均符合。", all.len()))
}

fn yes(b: bool) -> Verdict {
    if b { Verdict::Yes } else { Verdict::No }
}

/// Authorities receive by law, not by contract.
fn contractual(r: &Recipient) -> bool {
    r.role != Some(Role::Authority)
}

pub fn missing(case: &Case) -> Answer {
    let none = |r: &Recipient| yes(contractual(r) && r.contract.as_ref().is_none_or(|c| c.signed.is_none()));
    each(case, none, "No signed contract", "没有已签署的合同", ("", ""))
}

pub fn expired(case: &Case) -> Answer {
    let all = match register(case) {
        Ok(all) => all,
        Err(answer) => return answer,
    };
    if !all.iter().any(|r| r.contract.as_ref().is_some_and(|c| c.signed.is_some())) {
        return Answer::not_applicable(
            "No recipient has a contract that could expire; see exchange.contract.missing.",
            "没有可到期的合同，参见 exchange.contract.missing。",
        );
    }
    let past = |r: &Recipient| yes(r.contract.as_ref().and_then(|c| c.ends).is_some_and(|e| e < case.date));
    each(case, past, "The contract has ended", "合同已到期", ("", ""))
}

/// The clauses a role needs under the laws that reach the business.
fn required(case: &Case, r: &Recipient) -> Vec<String> {
    let Some(role) = r.role else { return Vec::new() };
    case.law.clauses(role, case.profile, &case.seen, case.date).into_iter().map(String::from).collect()
}

pub fn incomplete(case: &Case) -> Answer {
    let all = match register(case) {
        Ok(all) => all,
        Err(answer) => return answer,
    };
    let signed: Vec<_> = all.iter().filter(|r| contractual(r) && r.contract.as_ref().is_some_and(|c| c.signed.is_some())).collect();
    if signed.is_empty() {
        return Answer::not_applicable(
            "There is no contract to read; see exchange.contract.missing.",
            "没有可审阅的合同，参见 exchange.contract.missing。",
        );
    }
    let mut faults = Vec::new();
    let mut silent = Vec::new();
    for r in signed {
        let needed = required(case, r);
        match r.contract.as_ref().filter(|c| c.clauses.is_some()) {
            _ if r.role.is_none() => silent.push(r.name.clone()),
            _ if needed.is_empty() => {}
            None => silent.push(r.name.clone()),
            Some(contract) => {
                let lack: Vec<_> = needed.into_iter().filter(|id| contract.holds(id) != Some(true)).collect();
                if !lack.is_empty() {
                    faults.push((r, lack));
                }
            }
        }
    }
    if faults.is_empty() && !silent.is_empty() {
        let who = list(&silent);
        return Answer::unknown(
            format!("The register does not say role or clauses for {who}"),
            format!("登记册未说明以下接收方的角色或合同条款：{who}"),
        );
    }
    if faults.is_empty() {
        return Answer::met("Every contract holds the clauses its role needs.", "每份合同均包含其角色所需的条款。");
    }
    let told: Vec<_> = faults.iter().map(|(r, lack)| format!("{} ({})", r.name, list(lack))).collect();
    let evidence =
        faults.iter().map(|(r, lack)| entry(r, &format!("lacks {}", lack.join(", ")), &format!("缺少 {}", lack.join("、")))).collect();
    Answer::failed(format!("Clauses missing: {}.", told.join("; ")), format!("缺少条款：{}。", told.join(";")), evidence)
}

pub fn role_misdeclared(case: &Case) -> Answer {
    let all = match register(case) {
        Ok(all) => all,
        Err(answer) => return answer,
    };
    let declared: Vec<_> = all.iter().filter(|r| r.processor()).collect();
    if declared.is_empty() {
        return Answer::not_applicable("Nobody is declared a service provider.", "登记册中没有被声明为服务提供商的接收方。");
    }
    let is_ad = |r: &Recipient| {
        let seen = case.flows.parties.values().any(|p| p.advertising() == Some(true) && p.recipient.is_some_and(|x| std::ptr::eq(x, r)));
        let by_purpose = r.purpose.as_ref().is_some_and(|p| has(&p.all().to_lowercase(), PURPOSE));
        (seen && got(case, r) == Level::Data) || by_purpose
    };
    let wrong: Vec<_> = declared.into_iter().filter(|r| is_ad(r)).collect();
    if wrong.is_empty() && !case.usable(PassName::Arrive) {
        return Answer::Unknown(case.why_not(PassName::Arrive));
    }
    if wrong.is_empty() {
        return Answer::met(
            "No declared service provider was seen doing cross-context advertising.",
            "未观察到被声明的服务提供商从事跨情境广告。",
        );
    }
    let who = list(&wrong.iter().map(|r| r.name.clone()).collect::<Vec<_>>());
    Answer::failed(
        format!("Declared as service provider, yet does cross-context advertising, which can never be a service-provider purpose: {who}."),
        format!("被声明为服务提供商，却从事跨情境广告（此用途绝不能属于服务提供商）：{who}。"),
        wrong.iter().map(|r| entry(r, "declared a service provider", "被声明为服务提供商")).collect(),
    )
}

const PURPOSE: &[&str] = &[
    r"retarget|remarket|cross-context|look-?alike|custom audience|targeted advertis|interest-based",
    r"再营销|重定向|相似人群|跨情境|定向广告",
];

pub fn assessment_missing(case: &Case) -> Answer {
    each(case, |r| yes(contractual(r) && r.assessed.is_none()), "Never assessed", "从未评估", ("", ""))
}

pub fn assessment_overdue(case: &Case) -> Answer {
    let judge = |r: &Recipient| match (r.assessed, r.review_due) {
        (_, Some(due)) => yes(due < case.date),
        (Some(_), None) => Verdict::Unknown,
        (None, None) => Verdict::No,
    };
    each(
        case,
        judge,
        "The review date has passed",
        "复审日期已过",
        ("No review date (`review_due`) is given", "未给出复审日期（`review_due`）"),
    )
}

/// Whoever failed and was seen all the same fails; where data may go without a browser seeing it, nobody knows.
pub fn assessment_failed(case: &Case) -> Answer {
    let judge = |r: &Recipient| match r.assessment {
        Some(Assessment::Passed) => Verdict::No,
        Some(Assessment::Failed) if got(case, r) > Level::Library => Verdict::Yes,
        Some(Assessment::Failed) => Verdict::Unknown,
        None if contractual(r) && r.assessed.is_some() => Verdict::Unknown,
        None => Verdict::No,
    };
    match register(case) {
        Ok(all) if all.iter().all(|r| r.assessed.is_none()) => Answer::not_applicable(
            "No recipient was assessed; see exchange.assessment.missing.",
            "尚未评估任何接收方，参见 exchange.assessment.missing。",
        ),
        _ => each(
            case,
            judge,
            "Failed its assessment and still receives data",
            "评估未通过仍在接收数据",
            (
                "The outcome (`assessment`) is not given, or it failed and only its own side shows whether it still receives",
                "未给出评估结论（`assessment`），或评估未通过且仅凭浏览器无法判断是否仍在接收",
            ),
        ),
    }
}

pub fn joint_undisclosed(case: &Case) -> Answer {
    let all = match register(case) {
        Ok(all) => all,
        Err(answer) => return answer,
    };
    let joint: Vec<_> = all.iter().filter(|r| r.role == Some(Role::JointController)).collect();
    if joint.is_empty() {
        return Answer::not_applicable("The register names no joint controller.", "登记册中没有共同控制者。");
    }
    let Some(policy) = case.page(PageKind::Policy) else {
        return Answer::unknown("No privacy policy was read", "未读取到隐私政策");
    };
    let text = policy.text.to_lowercase();
    let told = |r: &&&Recipient| has(&text, JOINT) && text.contains(&r.name.split_whitespace().next().unwrap_or(&r.name).to_lowercase());
    let silent: Vec<_> = joint.iter().filter(|r| !told(r)).collect();
    if silent.is_empty() {
        return Answer::met("The policy tells of the joint control.", "隐私政策已告知共同控制安排。");
    }
    let who = list(&silent.iter().map(|r| r.name.clone()).collect::<Vec<_>>());
    Answer::failed(
        format!("The policy does not tell the essence of the joint arrangement with {who}."),
        format!("隐私政策未告知与 {who} 的共同控制安排要点。"),
        silent.iter().map(|r| entry(r, "joint controller", "共同控制者")).collect(),
    )
    .confidence(Confidence::High)
}

const JOINT: &[&str] =
    &[r"joint(ly)?[ -](controllers?|responsib|control|determin)|joint controllership|article 26|art\. 26", r"共同控制|共同决定|第二十六条"];
