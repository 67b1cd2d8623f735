//! Is there a written risk assessment for what needs one?

use crate::answer::Answer;
use crate::case::Case;
use crate::checks::sell::sells;
use crate::evidence;
use crate::reading::has;
use jiff::civil::Date;
use tidegate_law::Verdict;
use tidegate_types::finding::EvidenceKind;
use tidegate_types::profile::Activity;
use tidegate_types::{CheckId, RowId};

/// California lets activities from before its rule (11 CCR §7155) wait until a day of their own.
const WAITS: &str = "CA-41";

/// The first day of the rule, and the day until which older activities may wait.
fn grace(case: &Case) -> Option<(Date, Date)> {
    let row = RowId::new(WAITS).ok().and_then(|id| case.law.row(&id))?;
    let due = case.law.milestones().iter().filter(|m| m.rows.contains(&row.id)).map(|m| m.on).min()?;
    Some((row.from, due))
}

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
        let (new, due) = grace(case).unwrap_or((case.date, case.date));
        return Answer::not_applicable(
            format!("Begun before {new}: the assessment is due by {due}."),
            format!("活动始于 {new} 之前：评估截止日为 {due}。"),
        );
    }
    Answer::met("Every such activity names its risk assessment.", "每项此类活动均注明了风险评估。")
}

/// Is the assessment owed today? Every other law that wants one wants it before the start.
fn due(case: &Case, a: &Activity) -> bool {
    let text = CheckId::new("exchange.risk-assessment.missing").ok().and_then(|id| case.catalog.check(&id));
    let rows = text.map(|c| c.law.as_slice()).unwrap_or_default();
    let elsewhere = rows.iter().any(|id| id.as_str() != WAITS && case.row_reaches(id.as_str()) != Verdict::No);
    let waits = grace(case).is_some_and(|(new, due)| case.date <= due && a.since.is_some_and(|s| s < new));
    elsewhere || !waits
}

const RISKY: &[&str] = &[
    r"\b(sell|sale|sales of data|shar(e|ing)|advertis|target|profil|sensitive|health|biometric|location|children|minors?|train|automated)",
    r"出售|共享|广告|画像|敏感|健康|生物|位置|儿童|自动化",
];
