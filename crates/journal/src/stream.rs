//! What an event is about. Events about one thing are its stream, counted from 1; a writer says which version it knows, so of two that
//! write at once one must look again.

use crate::event::What;
use tidegate_types::{Name, SubjectKey};

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stream {
    Subject(SubjectKey),
    /// A thing with a name: `("recipient", meta)`.
    Thing(&'static str, Name),
    /// The log itself.
    Log,
}

/// What a writer takes for granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Expected {
    /// Nothing: the event stands by itself.
    #[default]
    Any,
    /// The stream has this many events; 0: none yet.
    Version(u32),
}

impl Stream {
    /// For a column of a database: different streams, different bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Subject(key) => [&[1], key.bytes().as_slice()].concat(),
            Self::Thing(family, name) => [&[2], family.as_bytes(), &[0], name.as_str().as_bytes()].concat(),
            Self::Log => vec![3],
        }
    }
}

impl What {
    /// The stream that it belongs to.
    pub fn stream(&self) -> Stream {
        use What::*;
        let thing = |family, name: &Name| Stream::Thing(family, name.clone());
        match self {
            NoticePublished(e) => thing("notice", &e.notice.notice),
            RecipientRegistered(e) => thing("recipient", &e.recipient),
            RecipientRemoved(e) => thing("recipient", &e.recipient),
            ContractSigned(e) => thing("contract", &e.contract),
            ContractEnded(e) => thing("contract", &e.contract),
            AssessmentMade(e) => thing("assessment", &e.assessment),
            OnwardPermitted(e) => thing("recipient", &e.recipient),
            TransferMade(e) => thing("recipient", &e.recipient),
            ForwardingAnswered(e) => thing("forwarding", &e.forwarding),
            RequestMoved(e) => thing("request", &e.request),
            IncidentFound(e) => thing("incident", &e.incident),
            IncidentMoved(e) => thing("incident", &e.incident),
            AuditMade(_) | Erased(_) | KeyChanged(_) => Stream::Log,
            DecisionKept(e) => e.subject.map_or(Stream::Log, Stream::Subject),
            NoticeShown(e) => Stream::Subject(e.subject),
            ChoiceMade(e) => Stream::Subject(e.subject),
            SignalReceived(e) => Stream::Subject(e.subject),
            IdentitiesLinked(e) => Stream::Subject(e.subject),
            AgeLearned(e) => Stream::Subject(e.subject),
            ParentalConsent(e) => Stream::Subject(e.subject),
            Forwarding(e) => Stream::Subject(e.subject),
            RequestReceived(e) => Stream::Subject(e.subject),
        }
    }

    /// Somebody else whom it names: erasing them erases it too.
    pub fn other_subject(&self) -> Option<SubjectKey> {
        match self {
            What::IdentitiesLinked(e) => Some(e.other),
            What::ParentalConsent(e) => Some(e.parent),
            _ => None,
        }
    }
}
