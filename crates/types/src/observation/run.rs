//! What the scan did on a page, and what came of it.

use super::{Artifact, ControlRole, Field, Gap};
use serde::{Deserialize, Serialize};

/// One act of a pass: "refuse all", possibly over several clicks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// What was wanted.
    pub want: ControlRole,
    /// Index into the pass's pages.
    pub page: usize,
    pub clicks: Vec<Click>,
    pub outcome: Outcome,
    /// The state of the page after the act.
    #[serde(default)]
    pub screenshot: Option<Artifact>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Click {
    pub text: String,
    pub selector: String,
    pub role: ControlRole,
    pub layer: u8,
    pub effect: Effect,
}

/// What a click changed within its time. A click is judged by this, not by hope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Effect {
    pub dialog_gone: bool,
    /// A further layer opened.
    pub layer_opened: bool,
    /// Cookies or storage keys written or removed.
    pub storage_changed: Vec<String>,
    /// Consent interfaces answer otherwise (`tcf`, `gpp`, `usp`, `consent_mode`, `shopify`).
    pub signals_changed: Vec<String>,
    pub requests: u32,
    pub navigated: bool,
    /// An uncaught script error followed.
    pub error: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Outcome {
    /// The wanted control was used and something changed.
    Done,
    /// It was used and nothing changed: no dialog gone, no storage, no signal.
    NoEffect,
    /// It vanished, threw or could not be clicked.
    Broken { gap: Gap },
    /// There is no such control on any layer that was found.
    NoControl,
}

/// What happened behind the opt-out link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OptOutRun {
    /// The link's text and address on the home page.
    pub link_text: String,
    pub link_href: Option<String>,
    /// Where it led; equals the home page's address for in-page dialogs.
    pub landed: String,
    /// Another site than the store's.
    pub offsite: bool,
    /// Index of the landing page in the pass's pages, if one was opened.
    pub page: Option<usize>,
    pub mechanism: Mechanism,
    /// Visible fields of the form or dialog.
    pub fields: Vec<Field>,
    /// Clicks from the link (not counted) to completion.
    pub clicks: u32,
    /// Was it completed: submitted, saved or switched?
    pub completed: bool,
    /// Why not.
    pub gap: Option<Gap>,
    /// Text that appeared afterwards, at most 1,000 characters.
    pub answer: String,
    #[serde(default)]
    pub screenshot: Option<Artifact>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mechanism {
    /// A switch or button that opts out at once.
    Switch,
    /// A form to fill in and send.
    Form,
    /// The cookie settings, and nothing else.
    CookieSettings,
    /// The top of a policy or another text; the way is somewhere in it, or nowhere.
    TextOnly,
    /// Links to industry opt-out pages or others' settings.
    IndustryPages,
    /// An e-mail address or phone number only.
    ContactOnly,
    /// Log-in first.
    LogIn,
    /// Dead link, empty page, error.
    Broken,
}

/// The age gate and what followed an answer under 13.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GateRun {
    pub kind: GateKind,
    pub text: String,
    /// A value already set when it appeared: "1990", "Yes".
    pub preset: Option<String>,
    /// Lowest and highest year or age offered, if it is a list.
    pub range: Option<(i32, i32)>,
    pub fields: Vec<Field>,
    /// The answer that was given.
    pub answered: String,
    /// Was the child let in as if older: same page, same fields?
    pub admitted: bool,
    /// A step asking for a parent followed.
    pub parent_step: bool,
    /// After the answer: could it be given again, older, in the same browser? `None`: not tried.
    pub retry: Option<bool>,
    /// Fields for personal data open to the child afterwards.
    pub open_fields: Vec<Field>,
    /// Text shown after the answer, at most 1,000 characters.
    pub answer: String,
    #[serde(default)]
    pub screenshot: Option<Artifact>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GateKind {
    /// Full date or year of birth.
    BirthDate,
    /// An age or an age band.
    Age,
    /// "Are you 13 or older?" yes or no.
    YesNo,
}
