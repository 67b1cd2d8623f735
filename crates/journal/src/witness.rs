//! What a witness says and hears (`c2sp.org/tlog-witness`): it signs a checkpoint only where the older one it signed is a beginning of it.

use crate::checkpoint::{Checkpoint, decimal};
use crate::hash::Hash;
use crate::merkle::{ProofError, verify_consistency};
use crate::note::{Note, NoteError, SignatureLine, Signer, Verifier};
use std::fmt;

/// Lines of proof in a request.
const MOST_HASHES: usize = 63;
/// Bytes of a request.
pub const MOST_BYTES: usize = 64 << 10;

/// `POST add-checkpoint`: here is a newer checkpoint, and that it goes on from the one you know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    pub old: u64,
    pub proof: Vec<Hash>,
    pub checkpoint: Note,
}

/// The latest that a witness signed for a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub size: u64,
    pub root: Hash,
}

/// Why a witness does not sign. Each has the status that the specification gives it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Declined {
    #[error("no request: {0}")]
    Malformed(&'static str),
    #[error("the log is not one that this witness watches")]
    UnknownLog,
    #[error("the checkpoint is not signed by the key of the log")]
    NotSigned,
    #[error("the latest checkpoint signed here has {} leaves", .0.size)]
    OtherSize(Seen),
    #[error("a checkpoint of this size with another root was signed here: the log shows two trees")]
    TwoTrees(Seen),
    #[error("the checkpoint does not go on from the one signed here: {0}")]
    Inconsistent(ProofError),
}

impl Declined {
    pub fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) => 400,
            Self::NotSigned => 403,
            Self::UnknownLog => 404,
            Self::OtherSize(_) | Self::TwoTrees(_) => 409,
            Self::Inconsistent(_) => 422,
        }
    }
}

impl AddCheckpoint {
    pub fn parse(body: &str) -> Result<Self, Declined> {
        if body.len() > MOST_BYTES {
            return Err(Declined::Malformed("the request is larger than 64 KiB"));
        }
        let (head, checkpoint) = body.split_once("\n\n").ok_or(Declined::Malformed("an empty line stands before the checkpoint"))?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|l| decimal(l.strip_prefix("old ")?));
        let old = old.ok_or(Declined::Malformed("the first line is `old` and a decimal number"))?;
        let proof: Vec<Hash> =
            lines.map(str::parse).collect::<Result<_, _>>().map_err(|_| Declined::Malformed("each line of proof is a hash in Base64"))?;
        if proof.len() > MOST_HASHES {
            return Err(Declined::Malformed("a proof has at most 63 lines"));
        }
        let checkpoint = Note::parse(checkpoint).map_err(|_| Declined::Malformed("a signed checkpoint follows the empty line"))?;
        Ok(Self { old, proof, checkpoint })
    }
}

impl fmt::Display for AddCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.proof.iter().try_for_each(|h| writeln!(f, "{h}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

/// Judges a request; what is to be kept before [`cosign`] is answered. `log` is the key known for the checkpoint's origin, `seen` the latest
/// that was signed for it.
pub fn judge(request: &AddCheckpoint, log: Option<&Verifier>, seen: Option<Seen>) -> Result<Seen, Declined> {
    let log = log.ok_or(Declined::UnknownLog)?;
    request.checkpoint.verify([log]).map_err(|_: NoteError| Declined::NotSigned)?;
    let new = Checkpoint::of_text(request.checkpoint.text()).map_err(|_| Declined::Malformed("what is signed is no checkpoint"))?;
    if request.old > new.size {
        return Err(Declined::Malformed("the old size is larger than the checkpoint's"));
    }
    let known = seen.unwrap_or(Seen { size: 0, root: Hash::empty() });
    if request.old != known.size {
        return Err(Declined::OtherSize(known));
    }
    match verify_consistency((known.size, &known.root), (new.size, &new.root), &request.proof) {
        Ok(()) => Ok(Seen { size: new.size, root: new.root }),
        Err(_) if known.size == new.size && known.root != new.root => Err(Declined::TwoTrees(known)),
        Err(e) => Err(Declined::Inconsistent(e)),
    }
}

/// The answer to a request that was judged and kept. `time` in seconds since 1970.
pub fn cosign(request: &AddCheckpoint, witness: &Signer, time: u64) -> SignatureLine {
    witness.sign(request.checkpoint.text(), time)
}

/// The cosignature of this witness among the lines that came back.
pub fn accepted(answer: &str, checkpoint: &Note, witness: &Verifier) -> Result<SignatureLine, NoteError> {
    if answer.len() > MOST_BYTES {
        return Err(NoteError::TooLong(answer.len()));
    }
    let lines: Vec<SignatureLine> = answer.lines().filter_map(|l| l.parse().ok()).collect();
    let mine = lines.into_iter().find(|l| l.name == *witness.name() && l.id == witness.id());
    let line = mine.ok_or(NoteError::NobodyKnown(0))?;
    Note::new(checkpoint.text().to_owned(), vec![line.clone()]).verify([witness])?;
    Ok(line)
}
