//! What a dialog wants, by its words and what it holds.

use crate::Catalog;
use crate::fold::fold;
use crate::phrases::Section;
use tidegate_types::observation::{ControlRole, DialogKind};

/// What is known of a dialog before its kind is.
#[derive(Debug, Clone, Copy, Default)]
pub struct DialogFacts<'a> {
    /// Its visible text.
    pub text: &'a str,
    /// Labels of its buttons and links.
    pub controls: &'a [&'a str],
    /// Labels of its visible switches and boxes to tick.
    pub ticks: &'a [&'a str],
    /// A visible field for an e-mail address or phone number.
    pub contact_field: bool,
    /// A visible field or list for a date, year or age.
    pub age_field: bool,
    /// A list of countries, currencies or languages.
    pub locale_field: bool,
    /// Its id, classes and frame address: `onetrust-banner-sdk`, `age-gate`.
    pub hint: &'a str,
}

impl Catalog {
    pub fn dialog_kind(&self, facts: DialogFacts<'_>) -> DialogKind {
        let text = fold(facts.text);
        let hint = fold(facts.hint);
        let says = |s: Section| self.phrases.regex(s, None).is_match(&text);
        let hinted = |s: Section| self.phrases.regex(s, None).is_match(&hint);
        let are = |labels: &[&str], s: Section| labels.iter().any(|c| self.phrases.regex(s, None).is_match(&crate::fold::fold_label(c)));
        let answers = |s: Section| are(facts.controls, s);

        let roles: Vec<ControlRole> = facts.controls.iter().map(|c| self.role_of(c)).collect();
        // A banner may mention an age; it also has a door to its settings, a gate has not.
        let banner = says(Section::DialogConsent) && roles.contains(&ControlRole::Settings);
        let asks =
            facts.age_field || !banner && (answers(Section::GateYes) || answers(Section::GateNo) || are(facts.ticks, Section::GateYes));
        if asks && (says(Section::GateAge) || hinted(Section::HintAge)) {
            return DialogKind::AgeGate;
        }
        let decides = roles.iter().any(|r| {
            matches!(
                r,
                ControlRole::Accept
                    | ControlRole::Refuse
                    | ControlRole::Settings
                    | ControlRole::Save
                    | ControlRole::Acknowledge
                    | ControlRole::Close
            )
        });
        let consent_hint = hinted(Section::HintConsent);
        let consent = says(Section::DialogConsent) || consent_hint && decides;
        // A newsletter pop-up speaks of consent to messages; a banner that also has an address field is rare.
        if facts.contact_field && (says(Section::DialogNewsletter) || !consent) {
            return DialogKind::Newsletter;
        }
        if consent && (decides || facts.controls.is_empty()) {
            return DialogKind::Consent;
        }
        if facts.locale_field || says(Section::DialogLocale) {
            return DialogKind::Locale;
        }
        if says(Section::DialogNewsletter) {
            return DialogKind::Newsletter;
        }
        DialogKind::Other
    }
}
