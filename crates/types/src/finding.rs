//! What an audit says. `report.json` is [`Report`] as written here; its fields are a public contract.

use crate::id::{CaseId, CheckId, LawId, RowId};
use crate::observation::{Artifact, PassName, Rect};
use crate::text::Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The four moments of a shopper's data, and the two matters that serve all four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scenario {
    Collect,
    Market,
    Exchange,
    Sell,
    Rights,
    Security,
}

impl Scenario {
    /// The four that carry a score.
    pub const FOUR: [Scenario; 4] = [Scenario::Collect, Scenario::Market, Scenario::Exchange, Scenario::Sell];
}

impl crate::word::Word for Scenario {
    const WHAT: &'static str = "scenario";
    const ALL: &'static [(&'static str, Self)] = &[
        ("collect", Scenario::Collect),
        ("market", Scenario::Market),
        ("exchange", Scenario::Exchange),
        ("sell", Scenario::Sell),
        ("rights", Scenario::Rights),
        ("security", Scenario::Security),
    ];
}

/// The four answers of a check. A check that could not be made is never `met`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Failed,
    Unknown,
    Met,
    NotApplicable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Low,
    Medium,
    High,
    Critical,
}

impl std::str::FromStr for Severity {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        match s {
            "low" => Ok(Severity::Low),
            "medium" => Ok(Severity::Medium),
            "high" => Ok(Severity::High),
            "critical" => Ok(Severity::Critical),
            other => Err(format!("`{other}` is no severity; write low, medium, high or critical")),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    Low,
    Medium,
    High,
}

/// One thing that shows a finding: where it was seen, and the file that keeps it.
/// In JSON `what` is English and `what_zh` Chinese.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "EvidenceForm", into = "EvidenceForm")]
pub struct Evidence {
    /// `None` for the profile or the register.
    pub pass: Option<PassName>,
    pub kind: EvidenceKind,
    /// What was seen, in words or as a quotation.
    pub what: Text,
    pub artifact: Option<Artifact>,
    /// The element on the screenshot in `artifact`, in CSS pixels from the page's top left corner.
    pub mark: Option<Rect>,
}

#[derive(Serialize, Deserialize)]
struct EvidenceForm {
    pass: Option<PassName>,
    kind: EvidenceKind,
    what: String,
    what_zh: String,
    artifact: Option<Artifact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mark: Option<Rect>,
}

impl From<Evidence> for EvidenceForm {
    fn from(e: Evidence) -> Self {
        EvidenceForm { pass: e.pass, kind: e.kind, what: e.what.en, what_zh: e.what.zh, artifact: e.artifact, mark: e.mark }
    }
}

impl From<EvidenceForm> for Evidence {
    fn from(f: EvidenceForm) -> Self {
        Evidence { pass: f.pass, kind: f.kind, what: Text::new(f.what, f.what_zh), artifact: f.artifact, mark: f.mark }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceKind {
    Request,
    Cookie,
    Storage,
    Element,
    Text,
    Header,
    Script,
    Action,
    Profile,
    Register,
    Gap,
    /// Written in an app's manifest or network rules.
    Manifest,
    /// In an app's code.
    Code,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LawRef {
    pub row: RowId,
    pub law: LawId,
    pub cite: String,
    /// The row rests on a source that was not re-read (confidence M or M?): it may warn, never block.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unverified: bool,
}

/// The answer of one check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub check: CheckId,
    pub scenario: Scenario,
    pub status: Status,
    pub severity: Severity,
    pub confidence: Confidence,
    pub law: Vec<LawRef>,
    pub cases: Vec<CaseId>,
    pub evidence: Vec<Evidence>,
    pub title: Text,
    /// What was seen, or why the check is `unknown` or `not_applicable` and what would answer it.
    pub detail: Text,
    pub remedy: Text,
    /// How the repair will be tested again.
    pub retest: Text,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassSummary {
    pub name: PassName,
    pub ok: bool,
    pub requests: usize,
    pub third_parties: usize,
    pub artifacts: Vec<Artifact>,
    /// Why the pass is not whole, if it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<Text>,
}

/// Does a law reach this business? `None`: the profile does not say enough.
/// In JSON `why` is English and `why_zh` Chinese.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "LawAppliesForm", into = "LawAppliesForm")]
pub struct LawApplies {
    pub id: LawId,
    pub name: Text,
    pub applies: Option<bool>,
    pub why: Text,
}

#[derive(Serialize, Deserialize)]
struct LawAppliesForm {
    id: LawId,
    name: Text,
    applies: Option<bool>,
    why: String,
    why_zh: String,
}

impl From<LawApplies> for LawAppliesForm {
    fn from(l: LawApplies) -> Self {
        LawAppliesForm { id: l.id, name: l.name, applies: l.applies, why: l.why.en, why_zh: l.why.zh }
    }
}

impl From<LawAppliesForm> for LawApplies {
    fn from(f: LawAppliesForm) -> Self {
        LawApplies { id: f.id, name: f.name, applies: f.applies, why: Text::new(f.why, f.why_zh) }
    }
}

/// One third party and what it received in each pass.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThirdParty {
    /// The registrable domain, or the vendor's name where several domains belong to it.
    pub name: String,
    pub hosts: Vec<String>,
    pub vendor: Option<String>,
    pub owner: Option<String>,
    pub country: Option<String>,
    pub category: Option<String>,
    /// Advertising in California's sense (cross-context behavioural advertising); `None`: unknown party.
    pub advertising: Option<bool>,
    pub registered: Option<bool>,
    /// Requests that left for it, per pass.
    pub requests: BTreeMap<PassName, usize>,
    pub cookies: Vec<String>,
    /// Kinds of data that its beacons carried, as far as their parameters are known.
    #[serde(default)]
    pub got: Vec<Text>,
    /// It got them at the store's own address, from where they are handed on.
    #[serde(default)]
    pub handed_on: bool,
    /// The rule of a filter list that names it, if the catalogue does not know it.
    #[serde(default)]
    pub listed: Option<String>,
    /// What the vendor's own terms say it is towards a store: `processor`, `controller` or `joint`.
    #[serde(default)]
    pub claims: Option<String>,
    /// Where the vendor's privacy settings are.
    #[serde(default)]
    pub settings: Option<String>,
}

/// An item that a notice must hold, and where it was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PolicyLine {
    pub item: String,
    pub name: Text,
    /// Owed for certain; otherwise it depends on what is not known.
    pub owed: bool,
    /// The sentence that holds it; `None`: not found.
    pub sentence: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoreRef {
    pub url: String,
    /// The business's name in the profile, or the profile's file name; empty without one.
    pub profile: String,
}

/// What an audit looked at, other than a store in a browser.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Subject {
    App(AppRef),
}

/// The Android package that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AppRef {
    pub package: String,
    pub version: Option<String>,
    pub file: String,
    pub sha256: String,
    pub min_sdk: Option<u32>,
    pub target_sdk: Option<u32>,
    pub permissions: Vec<String>,
}

/// 0 to 100; `None` where no check of the scenario could be answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    pub overall: Option<u8>,
    pub collect: Option<u8>,
    pub market: Option<u8>,
    pub exchange: Option<u8>,
    pub sell: Option<u8>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub tidegate: String,
    pub law_version: String,
    /// The date whose law was applied.
    pub law_date: jiff::civil::Date,
    pub audited_at: jiff::Timestamp,
    pub store: StoreRef,
    /// What was looked at, where it is not a store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    pub passes: Vec<PassSummary>,
    pub laws: Vec<LawApplies>,
    pub scores: Scores,
    /// Every check of the catalogue, worst first.
    pub findings: Vec<Finding>,
    pub third_parties: Vec<ThirdParty>,
    /// What could not be observed, said plainly.
    pub not_observed: Vec<Text>,
    /// What the notices hold of what the laws that reach the business ask for, item by item.
    #[serde(default)]
    pub policy: Vec<PolicyLine>,
    /// Engineering evidence, not legal advice.
    pub disclaimer: Text,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contract_of_the_report_holds() {
        let e = Evidence {
            pass: Some(PassName::Gpc),
            kind: EvidenceKind::Request,
            what: Text::new("a", "甲"),
            artifact: Some(Artifact("observation.json".into())),
            mark: None,
        };
        let json = serde_json::json!({"pass": "gpc", "kind": "request", "what": "a", "what_zh": "甲", "artifact": "observation.json"});
        assert_eq!(serde_json::to_value(&e).expect("json"), json);
        assert_eq!(serde_json::from_value::<Evidence>(json).expect("reads"), e);
        let l =
            LawApplies { id: LawId::new("ccpa").expect("an id"), name: Text::same("x"), applies: Some(true), why: Text::new("b", "乙") };
        assert_eq!(serde_json::to_value(&l).expect("json")["why"], "b");
    }
}
