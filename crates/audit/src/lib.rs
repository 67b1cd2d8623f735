//! The judge. `(Observation, Profile, Lawbook, Catalog, date) → Report`, with no clock, file, network or browser:
//! the same evidence gives the same findings.
//!
//! Start reading at [`checks`]: one function a check. A check looks at a [`case::Case`] and gives an
//! [`answer::Answer`]; this module joins the law of the day to it.

pub mod answer;
pub mod app;
mod bilingual;
pub mod browse;
pub mod case;
pub mod checks;
mod cited;
pub mod conspicuous;
pub mod csv;
pub mod diff;
pub mod evidence;
pub mod flows;
pub mod gaps;
pub mod html;
mod join;
pub mod leak;
pub mod policy;
pub mod reading;
pub mod sarif;
mod state;
mod summary;
#[cfg(test)]
mod testing;

pub use cited::cited;

use case::Case;
use jiff::civil::Date;
use tidegate_catalog::{Catalog, CheckText, SubjectKind};
use tidegate_law::Lawbook;
use tidegate_types::finding::{Finding, Report, Status, StoreRef};
use tidegate_types::{Observation, Profile, Text};

/// What an audit is made of.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    pub observation: &'a Observation,
    pub profile: &'a Profile,
    /// The profile's file name; empty if the operator gave none.
    pub profile_name: &'a str,
    pub law: &'a Lawbook,
    pub catalog: &'a Catalog,
    /// The day whose law is applied.
    pub date: Date,
}

/// Answers every check that is made of a store, worst first.
pub fn audit(m: &Matter) -> Report {
    let seen = m.observation.in_order();
    let case = Case::new(&seen, m.profile, m.law, m.catalog, m.date);
    let findings = answered(m.catalog, SubjectKind::Store, |text| join::finding(&case.ground(), text, checks::answer(&case, text)));
    Report {
        tidegate: env!("CARGO_PKG_VERSION").into(),
        law_version: m.law.law_version().to_owned(),
        law_date: m.date,
        audited_at: m.observation.started_at,
        store: StoreRef { url: m.observation.target.clone(), profile: business(m.profile, m.profile_name) },
        subject: None,
        passes: summary::passes(&case),
        laws: summary::laws(&case.ground()),
        scores: summary::scores(&findings),
        third_parties: summary::third_parties(&case),
        not_observed: summary::not_observed(&case),
        policy: checks::policy_lines(&case),
        findings,
        disclaimer: disclaimer(),
    }
}

/// The findings of all checks of a kind of subject, worst first.
fn answered(catalog: &Catalog, of: SubjectKind, finding: impl Fn(&CheckText) -> Finding) -> Vec<Finding> {
    let mut findings: Vec<_> = catalog.checks_of(of).map(finding).collect();
    findings.sort_by(|a, b| (a.status, b.severity, b.confidence).cmp(&(b.status, a.severity, a.confidence)));
    findings
}

/// The business's name in the profile, or the profile's file name.
fn business(profile: &Profile, profile_name: &str) -> String {
    profile.business.name.clone().unwrap_or_else(|| profile_name.to_owned())
}

/// Does the report hold a failure at or above `severity` that may block? Findings that rest only on unverified rows
/// of the law warn, they never block.
pub fn blocks(report: &Report, severity: tidegate_types::Severity) -> bool {
    report.findings.iter().any(|f| f.status == Status::Failed && f.severity >= severity && may_block(f))
}

/// Does the finding rest on more than rows of the law that were not re-read?
fn may_block(f: &Finding) -> bool {
    f.law.is_empty() || f.law.iter().any(|l| !l.unverified)
}

pub fn disclaimer() -> Text {
    Text::new(
        "This report is engineering evidence, not legal advice. It says what a browser saw on the day named and which rows of the law that touches; it does not say that the store complies. Server-side tagging and conversion interfaces cannot be seen by any browser.",
        "本报告为工程证据，不构成法律意见。它记录浏览器在所示日期观察到的情况以及所涉及的法律条款，并不表示该店铺已合规。服务器端打点与转化接口无法由任何浏览器观察到。",
    )
}
