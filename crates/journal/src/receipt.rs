//! What a person is handed: a file that shows, without us, that an event is in the log and what it said.
//!
//! It is a proof of inclusion whose `extra` holds salt and body. The verifier makes the commitment anew from them, so nothing in `extra`
//! need be trusted. The file goes on verifying after the log has deleted the body.

use crate::checkpoint::Origin;
use crate::commitment::{Commitment, Salt};
use crate::event::{BadEvent, Event};
use crate::hash::Hash;
use crate::note::{Note, NoteError, Signer, Verifier};
use crate::policy::Policy;
use crate::proof::{BadProof, Held, Proof};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// The name of the form of `extra`.
const FORM: &str = "tidegate/receipt/v1";

/// A file that claims something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub proof: Proof,
    pub salt: Salt,
    /// The event, byte for byte.
    pub body: String,
}

/// What it has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub event: Event,
    pub held: Held,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadReceipt {
    #[error(transparent)]
    Proof(#[from] BadProof),
    #[error("no receipt of Tidegate: {0}")]
    Malformed(&'static str),
    #[error("the log holds this, and it is {0}")]
    Event(#[from] BadEvent),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Opening {
    form: String,
    salt: String,
    body: String,
}

impl Receipt {
    pub fn to_text(&self) -> String {
        let opening = Opening { form: FORM.into(), salt: STANDARD.encode(self.salt.bytes()), body: self.body.clone() };
        let extra = serde_json::to_vec(&opening).expect("three strings are JSON");
        Proof { extra: Some(extra), ..self.proof.clone() }.to_string()
    }

    pub fn parse(text: &str) -> Result<Self, BadReceipt> {
        let mut proof = Proof::parse(text)?;
        let extra = proof.extra.take().ok_or(BadReceipt::Malformed("it has no line `extra`, so it does not say what was logged"))?;
        let opening: Opening = serde_json::from_slice(&extra).map_err(|_| BadReceipt::Malformed("`extra` holds form, salt and body"))?;
        if opening.form != FORM {
            return Err(BadReceipt::Malformed("`extra` is of a form that this program does not know"));
        }
        let salt = STANDARD.decode(&opening.salt).ok().and_then(|s| s.try_into().ok());
        let salt = salt.ok_or(BadReceipt::Malformed("the salt is 32 bytes in Base64"))?;
        Ok(Self { proof, salt: Salt::new(salt), body: opening.body })
    }

    pub fn commitment(&self) -> Commitment {
        Commitment::new(&self.salt, self.body.as_bytes())
    }

    /// Is this event in a log that the policy knows?
    pub fn verify(&self, policy: &Policy) -> Result<Shown, BadReceipt> {
        let held = self.proof.verify(self.commitment().bytes(), policy)?;
        Ok(Shown { event: Event::of_body(self.body.as_bytes())?, held })
    }
}

/// What is handed out while the tree has not caught up: the log's word that the event will be at this index by this time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    pub origin: Origin,
    pub index: u64,
    pub commitment: Commitment,
    /// Seconds since 1970.
    pub by: u64,
}

/// Cannot be read as a checkpoint: its second line is no number.
const PROMISE: &str = "tidegate/promise/v1";

impl Promise {
    fn text(&self) -> String {
        format!("{PROMISE}\n{}\n{}\n{}\n{}\n", self.origin, self.index, Hash::new(*self.commitment.bytes()), self.by)
    }

    pub fn sign(&self, signer: &Signer) -> Note {
        let text = self.text();
        let line = signer.sign(&text, 0);
        Note::new(text, vec![line])
    }

    /// Reads a promise that one of the keys signed.
    pub fn verify<'a>(note: &Note, known: impl IntoIterator<Item = &'a Verifier>) -> Result<Self, NoteError> {
        note.verify(known)?;
        let none = NoteError::Malformed("a promise is five lines: form, origin, index, commitment, time");
        let lines: Vec<&str> = note.text().lines().collect();
        let [PROMISE, origin, index, commitment, by] = lines[..] else { return Err(none) };
        let parsed = (|| {
            Some(Self {
                origin: Origin::new(origin).ok()?,
                index: crate::checkpoint::decimal(index)?,
                commitment: Commitment::of_bytes(*commitment.parse::<Hash>().ok()?.bytes()),
                by: crate::checkpoint::decimal(by)?,
            })
        })();
        parsed.ok_or(none)
    }

    /// Does this receipt make it good?
    pub fn kept_by(&self, receipt: &Receipt, held: &Held) -> bool {
        self.origin == held.checkpoint.origin && self.index == held.index && self.commitment == receipt.commitment()
    }
}
