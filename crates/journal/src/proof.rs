//! One file that shows that an entry is in a log (`c2sp.org/tlog-proof@v1`).

use crate::checkpoint::{Checkpoint, CheckpointError, decimal};
use crate::hash::Hash;
use crate::merkle::{self, ProofError};
use crate::note::Note;
use crate::policy::{Policy, Unmet};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";
/// No tree is higher.
const MOST_HASHES: usize = 63;
/// A proof file is refused beyond this.
pub const MOST_BYTES: usize = 4 << 20;

/// What the file says; nothing in it is believed before [`Proof::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What the application needs to make the entry anew. Not signed by itself.
    pub extra: Option<Vec<u8>>,
    pub index: u64,
    pub hashes: Vec<Hash>,
    pub checkpoint: Note,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadProof {
    #[error("no proof of inclusion: {0}")]
    Malformed(&'static str),
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    #[error(transparent)]
    Policy(#[from] Unmet),
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl Proof {
    pub fn parse(s: &str) -> Result<Self, BadProof> {
        if s.len() > MOST_BYTES {
            return Err(BadProof::Malformed("the file is larger than 4 MiB"));
        }
        let rest = s.strip_prefix(FIRST_LINE).and_then(|r| r.strip_prefix('\n'));
        let rest = rest.ok_or(BadProof::Malformed("the first line is `c2sp.org/tlog-proof@v1`"))?;
        let (head, checkpoint) = rest.split_once("\n\n").ok_or(BadProof::Malformed("an empty line stands before the checkpoint"))?;
        let mut lines = head.split('\n').peekable();
        let extra = match lines.next_if(|l| l.starts_with("extra ")) {
            Some(line) => Some(STANDARD.decode(&line["extra ".len()..]).map_err(|_| BadProof::Malformed("`extra` is Base64"))?),
            None => None,
        };
        let index = lines.next().and_then(|l| decimal(l.strip_prefix("index ")?));
        let index = index.ok_or(BadProof::Malformed("a line `index` with a decimal number follows"))?;
        let hashes: Vec<Hash> = lines
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map_err(|_| BadProof::Malformed("each line after `index` is a hash in Base64"))?;
        if hashes.len() > MOST_HASHES {
            return Err(BadProof::Malformed("no tree is higher than 63"));
        }
        Ok(Self { extra, index, hashes, checkpoint: Note::parse(checkpoint).map_err(CheckpointError::from)? })
    }

    /// Is the entry in a log that the policy knows, as often witnessed as it asks?
    pub fn verify(&self, entry: &[u8], policy: &Policy) -> Result<Held, BadProof> {
        let witnessed = policy.judge(&self.checkpoint)?;
        let checkpoint = Checkpoint::of_text(self.checkpoint.text())?;
        merkle::verify_inclusion(&Hash::leaf(entry), self.index, checkpoint.size, &self.hashes, &checkpoint.root)?;
        Ok(Held { checkpoint, index: self.index, witnessed })
    }
}

/// What a proof shows once verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub checkpoint: Checkpoint,
    pub index: u64,
    /// Witnesses that cosigned, by the policy's names, with the time of each in seconds since 1970.
    pub witnessed: Vec<(String, u64)>,
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST_LINE}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.hashes.iter().try_for_each(|h| writeln!(f, "{h}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}
