//! What stands in the tree for an event: a commitment that hides it and binds to it.
//!
//! The salt is 256 random bits of its own for each event. Without it the commitment tells nothing of the body, not even whether two bodies
//! are alike; so once body and salt are deleted, what is left in the tree is about nobody. Nobody can find a second body for a commitment.

use crate::hash::Hash;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Sets these commitments apart from every other use of the hash.
const DOMAIN: &[u8] = b"tidegate/event/v1\n";

/// 32 random bytes, used once. Prints nothing of itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; 32]);

impl Salt {
    pub const LEN: usize = 32;

    pub const fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(…)")
    }
}

/// The entry of the log: `SHA-256("tidegate/event/v1\n" ‖ salt ‖ body)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Commitment(Hash);

impl Commitment {
    pub const LEN: usize = 32;

    pub fn new(salt: &Salt, body: &[u8]) -> Self {
        Self(Hash::of(&[DOMAIN, &salt.0, body]))
    }

    /// As read back from where it was kept.
    pub const fn of_bytes(bytes: [u8; 32]) -> Self {
        Self(Hash::new(bytes))
    }

    /// The bytes of the entry.
    pub const fn bytes(&self) -> &[u8; 32] {
        self.0.bytes()
    }

    /// Its hash in the tree.
    pub fn leaf(&self) -> Hash {
        Hash::leaf(self.bytes())
    }
}
