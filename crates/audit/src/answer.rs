//! What one check answers, before the law of the day is joined to it.

use tidegate_types::finding::{Confidence, Evidence, Severity};
use tidegate_types::text::Text;

/// The four answers. A check that could not be made is `Unknown`; there is no way to call it met.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Holds, as far as was seen: says what was looked at.
    Met(Text),
    Failed(Failure),
    /// Which evidence is missing.
    Unknown(Text),
    /// Why the question does not arise here.
    NotApplicable(Text),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    pub detail: Text,
    pub evidence: Vec<Evidence>,
    pub confidence: Confidence,
    /// Where the facts are milder or graver than the check's usual severity.
    pub severity: Option<Severity>,
}

impl Answer {
    pub fn met(en: impl Into<String>, zh: impl Into<String>) -> Answer {
        Answer::Met(Text::new(en, zh))
    }

    pub fn unknown(en: impl Into<String>, zh: impl Into<String>) -> Answer {
        Answer::Unknown(Text::new(en, zh))
    }

    pub fn not_applicable(en: impl Into<String>, zh: impl Into<String>) -> Answer {
        Answer::NotApplicable(Text::new(en, zh))
    }

    pub fn failed(en: impl Into<String>, zh: impl Into<String>, evidence: Vec<Evidence>) -> Answer {
        Answer::Failed(Failure { detail: Text::new(en, zh), evidence, confidence: Confidence::High, severity: None })
    }

    /// The same failure, less sure.
    pub fn confidence(mut self, confidence: Confidence) -> Answer {
        if let Answer::Failed(f) = &mut self {
            f.confidence = confidence;
        }
        self
    }

    pub fn severity(mut self, severity: Severity) -> Answer {
        if let Answer::Failed(f) = &mut self {
            f.severity = Some(severity);
        }
        self
    }
}
