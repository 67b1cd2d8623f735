//! What a browser saw. `scan` writes it, `audit` judges it, and a replay reads it back from disk: everything a
//! finding may rest on is here, so the same evidence gives the same findings without a browser.
//!
//! Everything in an observation comes from a page that may be hostile. It is data to quote, never to trust.

mod flow;
mod order;
mod page;
mod run;

pub use flow::{ApiCall, Cookie, CookieState, Initiator, ItemKind, Request, RequestKind, SetBy, StorageItem};
pub use page::{
    Contrast, Control, ControlRole, Dialog, DialogKind, Field, Form, Heading, Link, Neighbours, Page, PageKind, Reading, Rect, Region,
    Signals, Style, Toggle,
};
pub use run::{Action, Click, Effect, GateKind, GateRun, Mechanism, OptOutRun, Outcome};

use crate::host::Host;
use serde::{Deserialize, Serialize};

/// The form of an observation on disk. A reader accepts its own and every earlier number.
pub const FORMAT: u32 = 1;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    pub format: u32,
    /// The program's version that wrote it.
    pub tidegate: String,
    /// The address as it was given.
    pub target: String,
    pub started_at: jiff::Timestamp,
    pub browser: Browser,
    pub passes: Vec<Pass>,
    /// What could not be observed at all, beyond the gaps of single passes.
    #[serde(default)]
    pub gaps: Vec<Gap>,
    /// Filter lists that were asked.
    #[serde(default)]
    pub lists: Vec<ListRead>,
    /// Names of the store's own site that lead elsewhere.
    #[serde(default)]
    pub names: Vec<NameChain>,
}

/// A filter list that others keep, as it was on the machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRead {
    pub name: String,
    /// As its head says, or the day the file was written.
    pub version: String,
    pub sha256: String,
}

/// The CNAME records behind a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameChain {
    pub host: Host,
    pub steps: Vec<Alias>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    pub to: Host,
    /// Seconds.
    pub ttl_s: u32,
}

impl Observation {
    pub fn pass(&self, name: PassName) -> Option<&Pass> {
        self.passes.iter().find(|p| p.name == name)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Browser {
    /// `Chromium 156.0.8078.79` as it names itself.
    pub product: String,
    pub user_agent: String,
    pub flags: Vec<String>,
    /// The first language asked for, a BCP 47 tag.
    pub language: String,
    /// How the opt-out preference signal was sent, and whether the self-check saw it arrive.
    pub gpc: GpcMode,
    /// The visitor's place as the network sees it, if the operator said so. Banners may differ elsewhere.
    #[serde(default)]
    pub egress: Option<String>,
}

/// How Global Privacy Control reached pages in the `gpc` pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum GpcMode {
    /// The browser's own implementation; header and script property seen on the self-check page.
    Native,
    /// Header and script property set from outside on every session; seen on the self-check page.
    Patched,
    /// The self-check did not see the signal. A `gpc` pass proves nothing then.
    #[default]
    Unconfirmed,
}

/// The passes of a scan, each from a clean browser profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassName {
    /// Touch nothing.
    Arrive,
    /// `arrive` again: what differs between the two is noise.
    Control,
    Gpc,
    Accept,
    Refuse,
    /// Accept, then withdraw.
    Withdraw,
    /// Follow the opt-out link and complete it.
    Optout,
    /// The age gate answered as under 13.
    Child,
    /// Dismiss the banner.
    Close,
    /// Log in with the test account of the profile, and opt out.
    Account,
    /// A second device: log in with the same account, and look.
    Device,
}

impl PassName {
    pub const ALL: [PassName; 11] = [
        PassName::Arrive,
        PassName::Control,
        PassName::Gpc,
        PassName::Accept,
        PassName::Refuse,
        PassName::Withdraw,
        PassName::Optout,
        PassName::Child,
        PassName::Close,
        PassName::Account,
        PassName::Device,
    ];

    /// Does it need the test account? What it saw is kept without pictures, values and the account's name.
    pub fn logs_in(self) -> bool {
        matches!(self, PassName::Account | PassName::Device)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            PassName::Arrive => "arrive",
            PassName::Control => "control",
            PassName::Gpc => "gpc",
            PassName::Accept => "accept",
            PassName::Refuse => "refuse",
            PassName::Withdraw => "withdraw",
            PassName::Optout => "optout",
            PassName::Child => "child",
            PassName::Close => "close",
            PassName::Account => "account",
            PassName::Device => "device",
        }
    }
}

impl std::str::FromStr for PassName {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        PassName::ALL.into_iter().find(|p| p.as_str() == s).ok_or_else(|| {
            let all: Vec<_> = PassName::ALL.iter().map(|p| p.as_str()).collect();
            format!("`{s}` is no pass; passes are {}", all.join(", "))
        })
    }
}

impl std::fmt::Display for PassName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Before or after the act that the pass is about (the click on "refuse all", the opt-out, the age answer).
/// In passes without an act everything is `Before`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    #[default]
    Before,
    /// `withdraw`: between accepting and withdrawing. `account` and `device`: while logging in.
    Between,
    After,
    /// The next visit: the browser was closed after the act and opened again with what it had kept.
    Later,
    /// Canary values were being typed into forms, nothing submitted (`arrive` only, after everything else).
    Typing,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pass {
    pub name: PassName,
    pub end: PassEnd,
    pub pages: Vec<Page>,
    pub requests: Vec<Request>,
    pub cookies: Vec<Cookie>,
    pub storage: Vec<StorageItem>,
    /// Calls of interfaces that ask for permissions or that fingerprinting uses.
    #[serde(default)]
    pub api_calls: Vec<ApiCall>,
    /// The acts of the pass in order: what was clicked and what came of it.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// How logging in with the test account went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<LogIn>,
    #[serde(default)]
    pub optout: Option<OptOutRun>,
    #[serde(default)]
    pub gate: Option<GateRun>,
    /// Values typed into forms, so that they can be searched for in what left the browser.
    #[serde(default)]
    pub canaries: Vec<Canary>,
    #[serde(default)]
    pub gaps: Vec<Gap>,
    pub cpu_ms: u64,
    pub wall_ms: u64,
}

impl Pass {
    /// A pass in which nothing was seen yet.
    pub fn bare(name: PassName, end: PassEnd) -> Pass {
        Pass {
            name,
            end,
            pages: vec![],
            requests: vec![],
            cookies: vec![],
            storage: vec![],
            api_calls: vec![],
            actions: vec![],
            login: None,
            optout: None,
            gate: None,
            canaries: vec![],
            gaps: vec![],
            cpu_ms: 0,
            wall_ms: 0,
        }
    }
}

/// Logging in with the test account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogIn {
    /// Why it did not work; `None`: the form was sent and is gone.
    pub gap: Option<Gap>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Canary {
    /// The kind of field: `email`, `phone`, `name`, `password`, `search`, `text`.
    pub kind: String,
    pub value: String,
    pub page: usize,
    /// What the field is called on the page. A value is typed into one field only, so a find names it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
}

/// How a pass ended. Partial evidence is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum PassEnd {
    Complete,
    /// Something was seen, not all.
    Partial {
        gap: Gap,
    },
    /// There is nothing to do this pass with: no banner to refuse, no age gate to answer. Not a fault.
    NotPossible {
        gap: Gap,
    },
    /// Nothing usable was seen.
    Failed {
        gap: Gap,
    },
}

impl PassEnd {
    pub fn gap(&self) -> Option<&Gap> {
        match self {
            PassEnd::Complete => None,
            PassEnd::Partial { gap } | PassEnd::NotPossible { gap } | PassEnd::Failed { gap } => Some(gap),
        }
    }
}

/// Something that was not observed, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    pub code: GapCode,
    /// The technical fact, in English; no personal data.
    pub detail: String,
}

impl Gap {
    pub fn new(code: GapCode, detail: impl Into<String>) -> Self {
        Gap { code, detail: detail.into() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapCode {
    Unreachable,
    TlsFault,
    HttpError,
    NotAPage,
    RedirectLoop,
    EndlessPage,
    Download,
    DialogFlood,
    PopupFlood,
    TooLarge,
    Crashed,
    Hung,
    AntiBot,
    LoginWall,
    /// No consent banner was seen in two agreeing looks.
    NoBanner,
    /// A banner, but no control for this act.
    NoControl,
    /// No opt-out link was found.
    NoLink,
    NoAgeGate,
    BudgetSpent,
    LanguageNotRead,
    PrivateAddress,
    /// The browser itself failed.
    BrowserFault,
    /// A page of this kind was not found.
    NoPage,
    /// More items than the limit; the rest was not kept.
    Truncated,
    /// A PDF without text, behind a password, or one that the browser's reader could not open.
    PdfNotRead,
    /// Logging in with the test account did not work.
    NotLoggedIn,
    /// The operator left the pass out (`--passes`).
    NotAsked,
}

/// A file of an evidence folder as its manifest lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Its path inside the folder.
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

/// A file of the evidence folder, named by its path inside it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Artifact(pub String);
