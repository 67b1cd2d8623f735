//! Is there a written risk assessment for what needs one?

use crate::answer::Answer;
use crate::case::Case;
use crate::checks::sell::sells;
use crate::evidence;
use crate::reading::has;
use jiff::civil::{Date, date};
use tidegate_law::Verdict;
use tidegate_types::finding::EvidenceKind;
use tidegate_types::profile::Activity;

/// Activities from before this day have until the end of 2027 in California (11 CCR §7155).
const CALIFORNIA_NEW: Date = date(2026, 1, 1);
const CALIFORNIA_OLD_DUE: Date = date(2027, 12, 31);

pub fn missing(case: &Case) -> Answer {
    let risky: Vec<_> = case.profile.activities.iter().filter(|a| has(&a.what.to_lowercase(), RISKY)).collect();
    if risky.is_empty() {
        return match sells(case) {
            Some(false) if case.profile.business.sensitive.as_ref().is_some_and(Vec::is_empty) => {
                Answer::not_applicable("No sale, sharing or sensitive processing.", "没有出售、共享或敏感信息处理。")
            }
            _ => Answer::unknown(
                "The profile lists no activity that sells, shares, profiles or handles sensitive data (`[[activity]]`)",
                "企业档案未列出出售、共享、画像或处理敏感信息的活动（`[[activity]]`）",
            ),
        };
    }
    let owing: Vec<_> =
        risky.iter().filter(|a| a.risk_assessment.as_deref().is_some_and(|s| s.trim().is_empty()) && due(case, a)).collect();
    if !owing.is_empty() {
        let what = owing.iter().map(|a| a.what.clone()).collect::<Vec<_>>().join("; ");
        let evidence = owing
            .iter()
            .map(|a| {
                evidence::declared(EvidenceKind::Profile, format!("{}: no risk assessment", a.what), format!("{}：无风险评估", a.what))
            })
            .collect();
        return Answer::failed(format!("No risk assessment for: {what}."), format!("以下活动没有风险评估：{what}。"), evidence);
    }
    if risky.iter().any(|a| a.risk_assessment.is_none()) {
        return Answer::unknown(
            "The profile does not say where the risk assessment is (`risk_assessment`)",
            "企业档案未说明风险评估文件的位置（`risk_assessment`）",
        );
    }
    if risky.iter().all(|a| a.risk_assessment.as_deref().is_some_and(|s| s.trim().is_empty())) {
        return Answer::not_applicable(
            format!("Begun before {CALIFORNIA_NEW}: the assessment is due by {CALIFORNIA_OLD_DUE}."),
            format!("活动始于 {CALIFORNIA_NEW} 之前：评估截止日为 {CALIFORNIA_OLD_DUE}。"),
        );
    }
    Answer::met("Every such activity names its risk assessment.", "每项此类活动均注明了风险评估。")
}

/// Is the assessment owed today? Virginia and Europe want it before the start; California lets old activities wait.
fn due(case: &Case, a: &Activity) -> bool {
    let elsewhere = ["VA-12", "EU-19"].iter().any(|id| case.row_reaches(id) != Verdict::No);
    elsewhere || case.date > CALIFORNIA_OLD_DUE || a.since.is_none_or(|s| s >= CALIFORNIA_NEW)
}

const RISKY: &[&str] = &[
    r"\b(sell|sale|sales of data|shar(e|ing)|advertis|target|profil|sensitive|health|biometric|location|children|minors?|train|automated)",
    r"出售|共享|广告|画像|敏感|健康|生物|位置|儿童|自动化",
];
