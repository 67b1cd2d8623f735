//! What a button is for, by its words.
//!
//! The one error that must not happen is taking a refusal for consent or the reverse: it would turn the audit's
//! strongest findings round. So refusals are read first, what they say is cut out, and a label that still says
//! the contrary is left unread.

use crate::Catalog;
use crate::fold::{fold, fold_label};
use crate::phrases::Section;
use tidegate_types::observation::ControlRole;

/// Longer than any label: a paragraph that happens to be clickable.
const LONGEST_LABEL: usize = 110;

impl Catalog {
    /// The role of a control by its visible text or accessible name.
    pub fn role_of(&self, text: &str) -> ControlRole {
        match two_tongues(text) {
            // "拒绝 Decline" says one thing twice. What says two things is no label to go by.
            Some((one, other)) => match (self.role_of_one(&one), self.role_of_one(&other)) {
                (a, b) if a == b => a,
                (ControlRole::Accept, ControlRole::Refuse) | (ControlRole::Refuse, ControlRole::Accept) => ControlRole::Other,
                (ControlRole::Other, _) | (_, ControlRole::Other) => self.role_of_one(text),
                (a, _) => a,
            },
            None => self.role_of_one(text),
        }
    }

    fn role_of_one(&self, text: &str) -> ControlRole {
        let label = fold_label(text);
        if label.is_empty() {
            return if is_close_sign(text) { ControlRole::Close } else { ControlRole::Other };
        }
        if label.chars().count() > LONGEST_LABEL || self.says(Section::ControlUnclear, &label) {
            return ControlRole::Other;
        }
        if self.says(Section::ControlLater, &label) {
            return ControlRole::Later;
        }
        if self.says(Section::ControlClose, &label) {
            return ControlRole::Close;
        }
        self.refusal(&label)
            .or_else(|| self.choice(&label))
            .or_else(|| self.says(Section::ControlAcknowledge, &label).then_some(ControlRole::Acknowledge))
            .or_else(|| self.says(Section::ControlInform, &label).then_some(ControlRole::Inform))
            .unwrap_or(ControlRole::Other)
    }

    fn says(&self, section: Section, label: &str) -> bool {
        self.phrases.regex(section, None).is_match(label)
    }

    /// The label without what the section says; `None` if it says nothing of the kind.
    fn cut(&self, section: Section, label: &str) -> Option<String> {
        let regex = self.phrases.regex(section, None);
        regex.is_match(label).then(|| fold_label(&regex.replace_all(label, " ")))
    }

    fn refusal(&self, label: &str) -> Option<ControlRole> {
        let rest = self.cut(Section::ControlRefuse, label)?;
        if self.says(Section::ControlAccept, strip_joiner(&rest)) {
            return Some(ControlRole::Other);
        }
        // "Manage or reject", "Opt-out preferences", "No, let me choose": a door to choices, not yet a refusal.
        let opens =
            self.says(Section::ControlSettings, strip_joiner(&rest)) || self.says(Section::ControlSettings, label) && !rest.is_empty();
        Some(if opens { ControlRole::Settings } else { ControlRole::Refuse })
    }

    fn choice(&self, label: &str) -> Option<ControlRole> {
        if let Some(rest) = self.cut(Section::ControlSave, label) {
            // "Accept all and save" keeps nothing as it stands.
            let accepts = self.says(Section::ControlAccept, strip_joiner(&rest));
            return Some(if accepts { ControlRole::Accept } else { ControlRole::Save });
        }
        // "Consent preferences", "Accept or manage cookies": a door to choices comes before an agreement.
        if self.says(Section::ControlSettings, label) {
            return Some(ControlRole::Settings);
        }
        self.says(Section::ControlAccept, label).then_some(ControlRole::Accept)
    }
}

/// A label in Chinese and in Latin letters beside it: the two parts. "Cookie" in a Chinese label is no second language.
fn two_tongues(text: &str) -> Option<(String, String)> {
    let han = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
    let kana = |c: char| matches!(c, '\u{3040}'..='\u{30ff}');
    if !text.chars().any(han) || text.chars().any(kana) || text.chars().count() > LONGEST_LABEL {
        return None;
    }
    let keep = |wanted: &dyn Fn(char) -> bool| fold_label(&text.chars().map(|c| if wanted(c) { c } else { ' ' }).collect::<String>());
    let (chinese, latin) = (keep(&han), keep(&|c| !han(c)));
    let words = latin.split_whitespace().filter(|w| !matches!(*w, "cookie" | "cookies" | "ok" | "gpc")).count();
    (words > 0 && latin.chars().any(char::is_alphabetic)).then_some((chinese, latin))
}

/// What is left of "accept all and …" reads as a label of its own.
fn strip_joiner(rest: &str) -> &str {
    let mut s = rest.trim();
    loop {
        let before = s;
        for word in ["and", "or", "und", "oder", "et", "ou", "y", "o", "e", "en", "of", "i", "oraz", "lub", "&"] {
            s = s.strip_suffix(word).filter(|r| r.is_empty() || r.ends_with(' ')).unwrap_or(s).trim_end();
            s = s.strip_prefix(word).filter(|r| r.is_empty() || r.starts_with(' ')).unwrap_or(s).trim_start();
        }
        if s == before {
            return s;
        }
    }
}

fn is_close_sign(text: &str) -> bool {
    let sign = fold(text);
    matches!(sign.as_str(), "×" | "✕" | "✖" | "✗" | "✘" | "╳" | "⨯" | "❌" | "&times;" | "🗙" | "[×]")
}
