//! Statutory clocks: what must be done by when, and what may not be done before. The law gives each clock as data; here
//! it is counted from a moment, in the zone in which the moment was lived, by a calendar that is an argument.
//!
//! Where a rule can be read in two ways, the count takes the reading that cannot make the business late: the day of
//! receipt in its own zone, the earlier last day, the later end of a wait.

mod due;
mod error;
mod moment;
mod read;
mod span;
mod wait;

pub use due::{Due, Pause};
pub use error::ClockError;
pub use moment::{Moment, moment};
pub(crate) use read::clock;
pub use span::Span;
pub use wait::Allowed;

use crate::word::Sureness;
use jiff::civil::Date;
use serde::Serialize;
use tidegate_types::{ClockId, Place, RowId, Text, words};

words!(ClockKind, "kind of clock", {
    /// Act by then.
    Deadline = "deadline",
    /// Do not act before.
    Wait = "wait",
    /// Hold at least so long.
    Keep = "keep",
    /// No more than `times` within the span.
    AtMost = "at_most",
});

words!(
    /// The event at which a clock starts.
    Starts, "start of a clock", {
    RequestReceived = "request_received",
    RequestVerified = "request_verified",
    OptOutReceived = "opt_out_received",
    LimitReceived = "limit_received",
    ConsentRefused = "consent_refused",
    ConsentRevoked = "consent_revoked",
    AppealReceived = "appeal_received",
    ComplaintReceived = "complaint_received",
    BreachDiscovered = "breach_discovered",
    BreachKnown = "breach_known",
    ConsumersNotified = "consumers_notified",
    MessageSent = "message_sent",
    DataObtained = "data_obtained",
    RequestDenied = "request_denied",
    AssessmentMade = "assessment_made",
    PracticeChanged = "practice_changed",
    PolicyUpdated = "policy_updated",
    ListFetched = "list_fetched",
    OrderDelivered = "order_delivered",
    IncidentDetected = "incident_detected",
    WebhookReceived = "webhook_received",
    NoticeOfViolation = "notice_of_violation",
    Reviewed = "reviewed",
    YearEnded = "year_ended",
});

words!(
    /// What may stop a clock, where its law says so.
    PauseKind, "pause", {
    /// Until the person has shown who they are.
    Identity = "identity",
    /// Until the person has said what they want.
    Clarification = "clarification",
});

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Clock {
    pub id: ClockId,
    /// The duties it times; never empty.
    pub rows: Vec<RowId>,
    pub cite: String,
    pub kind: ClockKind,
    pub starts: Starts,
    pub within: Span,
    /// Told, with its reason, inside the first period; in the unit of `within`.
    pub extension: Option<Span>,
    /// With [`ClockKind::AtMost`], and only there.
    pub times: Option<u32>,
    /// A wait ends earlier on this birthday.
    pub until_age: Option<u8>,
    /// By whose holidays it counts; `None`: by those of the calendar that is given.
    pub holidays: Option<Place>,
    /// A last day without work moves to the next working day.
    pub rolls: bool,
    /// What may stop it. Nothing else does.
    pub pauses: Vec<PauseKind>,
    pub what: Text,
    pub note: Option<Text>,
    pub confidence: Sureness,
    /// Inclusive, like `to`.
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl Clock {
    /// Does the clock run for what starts on this day?
    pub fn in_force(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date <= to)
    }

    fn of_kind(&self, asked: ClockKind) -> Result<(), ClockError> {
        if self.kind == asked {
            return Ok(());
        }
        Err(ClockError::OtherKind { clock: self.id.clone(), kind: self.kind, asked })
    }

    fn too_far(&self, start: Date) -> ClockError {
        ClockError::TooFar { clock: self.id.clone(), start }
    }
}
