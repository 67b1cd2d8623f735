//! What can have happened. An event is written once, as JSON, and never reworded; a new meaning gets a new kind or a new version.
//!
//! No event holds personal data in clear: people are [`SubjectKey`]s, texts are hashes, and what must be kept of a person stands in the vault.

use crate::hash::Hash;
use crate::schema::{Field, Kind, Shape};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use tidegate_types::act::{Age, DataClass, Purpose, Recipient as Role};
use tidegate_types::{Name, Place, SubjectKey, words};

/// The version of the events that this program writes.
pub const VERSION: u16 = 1;
/// An event is refused beyond this many bytes: an entry of a log is one event, not a file.
pub const MOST_BYTES: usize = 32_768;

/// An event with its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The version of its kind's form.
    pub v: u16,
    /// When it happened, as the server's clock had it.
    pub at: Timestamp,
    #[serde(flatten)]
    pub what: What,
}

/// Why bytes are no event that this program understands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadEvent {
    #[error("an event of {0} bytes; {MOST_BYTES} are the most")]
    TooLarge(usize),
    #[error("an event of version {0}; this program knows up to {VERSION}: use the program that wrote it, or a newer one")]
    Newer(u16),
    /// Place and kind of the fault, never the value.
    #[error("no event: {kind} at line {line}, column {column}")]
    Malformed { kind: &'static str, line: usize, column: usize },
}

impl Event {
    pub fn new(at: Timestamp, what: What) -> Self {
        Self { v: VERSION, at, what }
    }

    /// The bytes that are kept and committed to.
    pub fn to_body(&self) -> Result<Vec<u8>, BadEvent> {
        let body = serde_json::to_vec(self).map_err(|e| malformed(&e))?;
        if body.len() > MOST_BYTES { Err(BadEvent::TooLarge(body.len())) } else { Ok(body) }
    }

    pub fn of_body(body: &[u8]) -> Result<Self, BadEvent> {
        #[derive(Deserialize)]
        struct Versioned {
            v: u16,
        }
        if body.len() > MOST_BYTES {
            return Err(BadEvent::TooLarge(body.len()));
        }
        let Versioned { v } = serde_json::from_slice(body).map_err(|e| malformed(&e))?;
        if v > VERSION {
            return Err(BadEvent::Newer(v));
        }
        serde_json::from_slice(body).map_err(|e| malformed(&e))
    }
}

/// What serde says holds the value that it stumbled over, and that may be anybody's.
fn malformed(e: &serde_json::Error) -> BadEvent {
    use serde_json::error::Category;
    let kind = match e.classify() {
        Category::Io => "input that ends",
        Category::Eof => "JSON that ends early",
        Category::Syntax => "text that is no JSON",
        Category::Data => "a field that is missing, unknown or of another type",
    };
    BadEvent::Malformed { kind, line: e.line(), column: e.column() }
}

macro_rules! events {
    ($(#[doc = $doc:literal] $variant:ident = $word:literal
        { $($(#[doc = $fdoc:literal])? $field:ident: $type:ty,)* }
        maybe { $($(#[doc = $odoc:literal])? $option:ident: $otype:ty,)* }
    )+) => {
        /// Every kind of event.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "event")]
        pub enum What {
            $(#[doc = $doc] #[serde(rename = $word)] $variant($variant),)+
        }
        $(#[doc = $doc]
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $variant {
            $($(#[doc = $fdoc])? pub $field: $type,)*
            $($(#[doc = $odoc])? #[serde(skip_serializing_if = "Option::is_none")] pub $option: Option<$otype>,)*
        }
        impl From<$variant> for What {
            fn from(e: $variant) -> Self { What::$variant(e) }
        })+
        impl What {
            /// The word that stands in `event`.
            pub fn kind(&self) -> &'static str {
                match self { $(What::$variant(_) => $word,)+ }
            }
            /// Every kind, in the order of the schema.
            pub const KINDS: &'static [&'static str] = &[$($word,)+];
        }
        /// What each kind is made of.
        pub(crate) fn kinds() -> Vec<Kind> {
            vec![$(Kind {
                word: $word,
                doc: $doc.trim(),
                fields: vec![
                    $(Field { name: stringify!($field), doc: concat!("", $($fdoc)?).trim(), shape: <$type as Shape>::shape(), needed: true },)*
                    $(Field { name: stringify!($option), doc: concat!("", $($odoc)?).trim(), shape: <$otype as Shape>::shape(), needed: false },)*
                ],
            },)+]
        }
    };
}

words!(
    /// What a notice is for.
    NoticeKind, "kind of notice", {
    Policy = "policy",
    /// Notice at collection (Cal. Civ. Code §1798.100(a)); GDPR Art. 13.
    Collection = "collection",
    /// Notice of the right to opt out of sale and sharing.
    OptOut = "opt-out",
    /// Notice of the right to limit.
    Limit = "limit",
    /// Notice of financial incentive.
    Incentive = "incentive",
    /// Direct notice to a parent (16 CFR 312.4).
    Parent = "parent",
    /// A banner or preference centre that asks for consent.
    Consent = "consent",
});

words!(
    /// How a choice reached the store.
    Mechanism, "mechanism", {
    Banner = "banner",
    Preferences = "preferences",
    /// "Do Not Sell or Share" and its like.
    Link = "link",
    Form = "form",
    Account = "account",
    /// Global Privacy Control or another opt-out preference signal.
    Signal = "signal",
    /// Unsubscribed from within a message.
    Message = "message",
    AgeGate = "age-gate",
    /// Somebody whom the person authorised.
    Agent = "agent",
    Parent = "parent",
    /// Taken down by staff: a letter, a call.
    Staff = "staff",
    /// From a record kept elsewhere before.
    Import = "import",
});

words!(
    /// What was chosen.
    Chosen, "choice", {
    Granted = "granted",
    Refused = "refused",
    /// A grant was taken back.
    Withdrawn = "withdrawn",
});

words!(
    /// What a parent's consent covers: the two are asked for apart (16 CFR 312.5(a)(2)).
    ParentalScope, "scope of parental consent", {
    Collection = "collection",
    /// Disclosure to third parties that is not integral to the service.
    Disclosure = "disclosure",
});

words!(
    /// How it was made sure that it is the parent (16 CFR 312.5(b)).
    ParentalMethod, "method of verification", {
    SignedForm = "signed-form",
    Payment = "payment",
    Call = "call",
    Video = "video",
    GovernmentId = "government-id",
    Questions = "questions",
    FaceMatch = "face-match",
    /// Only where nothing is disclosed.
    EmailPlus = "email-plus",
    /// Only where nothing is disclosed.
    TextPlus = "text-plus",
});

words!(
    /// What a recipient has to be told.
    Forwarded, "thing to forward", {
    OptOut = "opt-out",
    OptIn = "opt-in",
    Limit = "limit",
    Deletion = "deletion",
    Correction = "correction",
    Withdrawal = "withdrawal",
});

words!(
    /// What came back. Accepted is not confirmed.
    Answered, "answer", {
    Accepted = "accepted",
    Confirmed = "confirmed",
    Refused = "refused",
    Unreachable = "unreachable",
});

words!(
    /// What a person asks for.
    RequestKind, "kind of request", {
    Know = "know",
    Access = "access",
    Portability = "portability",
    Delete = "delete",
    Correct = "correct",
    OptOut = "opt-out",
    Limit = "limit",
    Restrict = "restrict",
    Object = "object",
    Withdraw = "withdraw",
    Appeal = "appeal",
});

words!(
    /// Where a request or an incident stands.
    Stage, "stage", {
    Received = "received",
    Verifying = "verifying",
    Working = "working",
    Extended = "extended",
    Answered = "answered",
    Denied = "denied",
    Closed = "closed",
});

words!(
    /// What came of an assessment.
    Judged, "result of an assessment", {
    Passed = "passed",
    PassedWithDuties = "passed-with-duties",
    Failed = "failed",
});

words!(
    /// What a decision said.
    Outcome, "outcome", {
    Allow = "allow",
    AllowWith = "allow-with-conditions",
    Refuse = "refuse",
});

words!(
    /// What a key is for; each role has keys of its own.
    KeyRole, "role of a key", {
    Log = "log",
    Witness = "witness",
    Vault = "vault",
    Subjects = "subjects",
});

/// A version of a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeRef {
    pub notice: Name,
    pub version: u32,
}

events! {
    /// A text from which people learn what is done: published, or replaced.
    NoticePublished = "notice.published"
        {
            notice: NoticeRef,
            kind: NoticeKind,
            /// Of the text as it was shown.
            sha256: Hash,
            /// As `en-US`.
            languages: Vec<String>,
        }
        maybe {}
    /// Somebody was shown a notice, before data was taken.
    NoticeShown = "notice.shown"
        {
            subject: SubjectKey,
            notice: NoticeRef,
            by: Mechanism,
        }
        maybe {}
    /// A person chose, for each purpose named.
    ChoiceMade = "choice.made"
        {
            subject: SubjectKey,
            choices: Vec<PurposeChoice>,
            by: Mechanism,
        }
        maybe {
            /// What the person was told when choosing.
            notice: NoticeRef,
            /// Where the person was.
            place: Place,
        }
    /// A browser or an account sent an opt-out preference signal, or stopped sending it.
    SignalReceived = "signal.received"
        {
            subject: SubjectKey,
            /// `gpc`, or the name of another signal.
            signal: Name,
            on: bool,
        }
        maybe {
            place: Place,
        }
    /// Two keys are one person: what is refused on one is refused on both.
    IdentitiesLinked = "identities.linked"
        {
            subject: SubjectKey,
            other: SubjectKey,
            by: Mechanism,
        }
        maybe {}
    /// How old somebody is, as far as it was asked.
    AgeLearned = "age.learned"
        {
            subject: SubjectKey,
            age: Age,
            by: Mechanism,
        }
        maybe {}
    /// A parent agreed or refused, for one scope.
    ParentalConsent = "parental-consent"
        {
            subject: SubjectKey,
            parent: SubjectKey,
            scope: ParentalScope,
            chosen: Chosen,
            method: ParentalMethod,
            notice: NoticeRef,
        }
        maybe {}
    /// A company that gets data: registered, or changed.
    RecipientRegistered = "recipient.registered"
        {
            recipient: Name,
            role: Role,
            purposes: Vec<Purpose>,
            receives: Vec<DataClass>,
            hosts: Vec<String>,
        }
        maybe {
            owner_country: Place,
        }
    /// A company that gets no more data.
    RecipientRemoved = "recipient.removed"
        {
            recipient: Name,
        }
        maybe {}
    /// A contract in force from a day on.
    ContractSigned = "contract.signed"
        {
            contract: Name,
            recipient: Name,
            signed: Date,
            /// Ids of clauses.
            clauses: Vec<String>,
        }
        maybe {
            ends: Date,
            sha256: Hash,
        }
    /// A contract that holds no longer.
    ContractEnded = "contract.ended"
        {
            contract: Name,
            on: Date,
        }
        maybe {}
    /// A recipient, or an activity of one's own, was assessed.
    AssessmentMade = "assessment.made"
        {
            assessment: Name,
            result: Judged,
            on: Date,
        }
        maybe {
            recipient: Name,
            review_due: Date,
            sha256: Hash,
        }
    /// A recipient may pass data on, to whom and for what.
    OnwardPermitted = "onward.permitted"
        {
            recipient: Name,
            onward_to: Name,
            purposes: Vec<Purpose>,
        }
        maybe {
            ends: Date,
        }
    /// Data of many was handed over: what, to whom, and how many.
    TransferMade = "transfer.made"
        {
            recipient: Name,
            purpose: Purpose,
            classes: Vec<DataClass>,
            people: u64,
        }
        maybe {
            /// Of the file as handed over.
            sha256: Hash,
        }
    /// A recipient was told.
    Forwarding = "forwarding.sent"
        {
            forwarding: Name,
            subject: SubjectKey,
            recipient: Name,
            what: Forwarded,
            sha256: Hash,
        }
        maybe {}
    /// A recipient answered, or did not.
    ForwardingAnswered = "forwarding.answered"
        {
            forwarding: Name,
            recipient: Name,
            answer: Answered,
        }
        maybe {
            sha256: Hash,
        }
    /// A person asked for something that the law gives.
    RequestReceived = "request.received"
        {
            request: Name,
            subject: SubjectKey,
            kind: RequestKind,
            by: Mechanism,
            due: Date,
        }
        maybe {}
    /// A request went on.
    RequestMoved = "request.moved"
        {
            request: Name,
            to: Stage,
        }
        maybe {
            /// From a list of the program, never free words.
            reason: Name,
            due: Date,
        }
    /// Data was lost, seen or changed by somebody who should not have.
    IncidentFound = "incident.found"
        {
            incident: Name,
            classes: Vec<DataClass>,
            people: u64,
        }
        maybe {}
    /// An incident went on.
    IncidentMoved = "incident.moved"
        {
            incident: Name,
            to: Stage,
        }
        maybe {
            reason: Name,
        }
    /// A store was audited.
    AuditMade = "audit.made"
        {
            law_version: String,
            sha256: Hash,
            failed: u32,
            unknown: u32,
        }
        maybe {}
    /// A decision worth keeping.
    DecisionKept = "decision.kept"
        {
            purpose: Purpose,
            outcome: Outcome,
            law_version: String,
            /// The events that were known: the size of the tree.
            known: u64,
            sha256: Hash,
        }
        maybe {
            subject: SubjectKey,
            recipient: Name,
        }
    /// Bodies were deleted. Says which, and not whose.
    Erased = "erased"
        {
            /// Indexes in the log, ascending.
            events: Vec<u64>,
            /// From a list of the program.
            why: Name,
        }
        maybe {}
    /// A key came into use, or went out of it.
    KeyChanged = "key.changed"
        {
            role: KeyRole,
            /// The public key, or a name for a secret one.
            key: String,
            from: Timestamp,
        }
        maybe {
            until: Timestamp,
        }
}

/// A choice for one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PurposeChoice {
    pub purpose: Purpose,
    pub chosen: Chosen,
}
