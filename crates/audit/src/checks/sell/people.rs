//! People who need more protection: minors, and those whose sensitive data is sold.

use super::{names, still_sold, sureness, traffic_evidence};
use crate::answer::Answer;
use crate::case::{Case, after};
use crate::evidence;
use std::collections::BTreeMap;
use tidegate_law::{Kind, Verdict, When};
use tidegate_types::finding::EvidenceKind;
use tidegate_types::observation::{PageKind, PassName};

pub fn minor(case: &Case) -> Answer {
    if case.pass(PassName::Child).and_then(|p| p.gate.as_ref()).is_none() {
        return Answer::Unknown(case.why_not(PassName::Child));
    }
    let still = still_sold(&BTreeMap::new(), case.sales(PassName::Child, after));
    if still.is_empty() {
        return Answer::met(
            "After an answer under 13, nothing went to a recipient of sale or sharing.",
            "回答未满 13 岁后，没有数据流向出售或共享的接收方。",
        );
    }
    let who = names(case, &still);
    Answer::failed(
        format!("After the age screen was answered as under 13, these recipients got data without any opt-in: {who}."),
        format!("年龄验证回答未满 13 岁后，以下接收方在无任何选择加入的情况下收到数据：{who}。"),
        traffic_evidence(case, PassName::Child, &still),
    )
    .confidence(sureness(case, &still))
}

/// The exact sentences that some states fix for sellers of sensitive data.
pub fn sensitive_notice(case: &Case) -> Answer {
    match case.profile.business.sells_sensitive {
        Some(false) => {
            return Answer::not_applicable("The profile says that no sensitive data is sold.", "企业档案声明不出售敏感个人信息。");
        }
        None => {
            return Answer::unknown(
                "The profile does not say whether sensitive data is sold (`sells_sensitive`)",
                "企业档案未说明是否出售敏感个人信息（`sells_sensitive`）",
            );
        }
        Some(true) => {}
    }
    let pages: Vec<_> = case.arrived().filter(|p| matches!(p.kind, PageKind::Home | PageKind::Policy | PageKind::Choices)).collect();
    if pages.is_empty() {
        return Answer::unknown("No page was read", "未读取到任何页面");
    }
    let squeeze = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let text = squeeze(&pages.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("\n"));
    let owed = case.law.rows().filter(|r| r.kind == Kind::Wording && r.when.contains(&When::SellsSensitive));
    let owed = owed.filter(|r| case.law.reaches(r, case.profile, &case.seen, case.date) != Verdict::No);
    let strings: Vec<String> = owed.flat_map(|r| r.strings.iter().cloned()).collect();
    let missing: Vec<_> = strings.iter().filter(|s| !text.contains(&squeeze(s))).collect();
    if missing.is_empty() {
        return Answer::met("The prescribed sentences are there.", "已载有法定语句。");
    }
    let list = missing.iter().map(|s| format!("“{s}”")).collect::<Vec<_>>().join(", ");
    Answer::failed(
        format!("Sensitive data is sold, and these sentences fixed by law are missing: {list}."),
        format!("店铺出售敏感个人信息，但缺少以下法定语句：{list}。"),
        vec![evidence::declared(EvidenceKind::Profile, "sells_sensitive = true", "出售敏感个人信息（sells_sensitive = true）")],
    )
}
