//! Evidence that nobody can quietly change, and that can still be erased.
//!
//! An event is kept as the bytes that were written. What stands in the tree for it is a salted commitment ([`commitment`]), so the body can
//! be deleted and every proof goes on verifying. The tree, its checkpoints and its proofs are those of C2SP, so verifiers that others wrote
//! read them: [`merkle`], [`tile`], [`note`], [`checkpoint`], [`proof`], [`policy`].

pub mod checkpoint;
pub mod commitment;
pub mod event;
pub mod hash;
pub mod merkle;
pub mod note;
pub mod policy;
pub mod proof;
pub mod receipt;
pub mod schema;
pub mod stream;
pub mod tile;
pub mod witness;

pub use checkpoint::{Checkpoint, Origin};
pub use commitment::{Commitment, Salt};
pub use event::Event;
pub use hash::Hash;
pub use note::{Note, Signer, Verifier};
pub use policy::Policy;
pub use proof::Proof;
pub use receipt::{Promise, Receipt};
pub use stream::{Expected, Stream};
