//! SHA-256 as RFC 6962 section 2.1 uses it: leaves and nodes are told apart by their first byte.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// A hash of the tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hash([u8; 32]);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no hash: 32 bytes in standard Base64 are wanted (44 characters)")]
pub struct NoHash(String);

impl Hash {
    pub const LEN: usize = 32;

    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The root of a tree without leaves.
    pub fn empty() -> Self {
        Self::of(&[])
    }

    pub fn leaf(entry: &[u8]) -> Self {
        Self::of(&[&[0x00], entry])
    }

    pub fn node(left: &Self, right: &Self) -> Self {
        Self::of(&[&[0x01], &left.0, &right.0])
    }

    /// SHA-256 of the parts, one after the other.
    pub(crate) fn of(parts: &[&[u8]]) -> Self {
        let mut h = Sha256::new();
        parts.iter().for_each(|p| h.update(p));
        Self(h.finalize().into())
    }

    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl TryFrom<&[u8]> for Hash {
    type Error = NoHash;
    fn try_from(bytes: &[u8]) -> Result<Self, NoHash> {
        <[u8; 32]>::try_from(bytes).map(Self).map_err(|_| NoHash(format!("{} bytes", bytes.len())))
    }
}

impl TryFrom<String> for Hash {
    type Error = NoHash;
    fn try_from(s: String) -> Result<Self, NoHash> {
        s.parse()
    }
}

impl From<Hash> for String {
    fn from(h: Hash) -> Self {
        h.to_string()
    }
}

/// Strict: the one canonical spelling, so that a receipt has one form only.
impl std::str::FromStr for Hash {
    type Err = NoHash;
    fn from_str(s: &str) -> Result<Self, NoHash> {
        let shown = || NoHash(s.chars().take(60).collect());
        let bytes = STANDARD.decode(s).map_err(|_| shown())?;
        Self::try_from(&*bytes).map_err(|_| shown())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
