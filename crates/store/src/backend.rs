//! What the journal asks of a database. Everything it knows is in here; what it means is in [`crate::journal`].

use crate::error::StoreError;
use std::future::Future;
use tidegate_journal::stream::Expected;
use tidegate_journal::{Commitment, Salt, Stream};
use tidegate_types::{Name, StoreId, SubjectKey};

/// An event on its way in.
#[derive(Debug, Clone)]
pub struct Draft {
    pub stream: Stream,
    pub expected: Expected,
    /// Somebody else whom it names.
    pub other: Option<SubjectKey>,
    /// Microseconds since 1970.
    pub at: i64,
    pub salt: Salt,
    pub body: Vec<u8>,
}

/// Where an event went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// In the log, from 0.
    pub index: u64,
    /// In its stream, from 1.
    pub version: u32,
}

/// An event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub index: u64,
    pub at: i64,
    pub kept: Kept,
}

/// What is left of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    Whole {
        salt: Salt,
        body: Vec<u8>,
        /// By which it is found: `Stream::to_bytes`.
        stream: Vec<u8>,
    },
    /// Erased: what stands in the tree, and nothing that it was made of.
    Gone(Commitment),
}

impl Kept {
    pub fn commitment(&self) -> Commitment {
        match self {
            Self::Whole { salt, body, .. } => Commitment::new(salt, body),
            Self::Gone(c) => *c,
        }
    }
}

/// A tile's hashes, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TileRow {
    pub level: u8,
    pub index: u64,
    pub hashes: Vec<u8>,
}

/// A step of the tree: what it was, what it is.
#[derive(Debug, Clone)]
pub struct Publication {
    pub from: u64,
    pub to: u64,
    pub tiles: Vec<TileRow>,
    /// The signed note.
    pub checkpoint: String,
}

/// What is to be deleted, and what is to be said of it.
#[derive(Debug, Clone)]
pub struct Erasure {
    pub events: Vec<(u64, Commitment)>,
    /// Of these the vault forgets everything.
    pub people: Vec<SubjectKey>,
    pub records: Vec<Draft>,
}

/// A checkpoint as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub size: u64,
    pub checkpoint: String,
}

/// A person's key in the vault, sealed under another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapped {
    /// The name of the key that opens it.
    pub under: Name,
    pub bytes: Vec<u8>,
}

/// The log of one shop, as a database numbers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LogId(pub u32);

type Answer<T> = Result<T, StoreError>;

/// A database. What [`Backend::append`], [`Backend::publish`] and [`Backend::erase`] return is on the disk.
pub trait Backend: Send + Sync + 'static {
    /// The log of a shop, made on first use.
    fn log(&self, store: &StoreId, origin: &str) -> impl Future<Output = Answer<LogId>> + Send;
    /// All of the drafts or none. Two writers cannot both meet the same expected version.
    fn append(&self, log: LogId, drafts: Vec<Draft>) -> impl Future<Output = Answer<Vec<Placed>>> + Send;
    /// Events from an index on, without gaps.
    fn events(&self, log: LogId, from: u64, most: usize) -> impl Future<Output = Answer<Vec<Stored>>> + Send;
    fn stream(&self, log: LogId, stream: &Stream) -> impl Future<Output = Answer<Vec<Stored>>> + Send;
    /// Events that name a person: of their stream and of others'.
    fn naming(&self, log: LogId, subject: &SubjectKey) -> impl Future<Output = Answer<Vec<Stored>>> + Send;
    /// How many events there are.
    fn size(&self, log: LogId) -> impl Future<Output = Answer<u64>> + Send;
    fn tile(&self, log: LogId, level: u8, index: u64) -> impl Future<Output = Answer<Option<Vec<u8>>>> + Send;
    fn latest(&self, log: LogId) -> impl Future<Output = Answer<Option<Published>>> + Send;
    /// Checkpoints of more than `after` leaves, smallest first.
    fn checkpoints(&self, log: LogId, after: u64, most: usize) -> impl Future<Output = Answer<Vec<Published>>> + Send;
    /// False if the tree is not at `from` any more: somebody else was faster.
    fn publish(&self, log: LogId, step: Publication) -> impl Future<Output = Answer<bool>> + Send;
    /// Puts cosignatures onto the checkpoint of this size.
    fn cosigned(&self, log: LogId, checkpoint: Published) -> impl Future<Output = Answer<()>> + Send;
    /// Rewrites what lies on the disk, so that nothing deleted is left between what is kept.
    fn scrub(&self) -> impl Future<Output = Answer<()>> + Send;
    /// Deletes bodies, salts and streams of these events and what the vault holds of these people, and appends the records of it. Traces stay on the disk until [`Backend::scrub`].
    fn erase(&self, log: LogId, what: Erasure) -> impl Future<Output = Answer<Vec<Placed>>> + Send;

    /// A person's key in the vault.
    fn person(&self, log: LogId, subject: &SubjectKey) -> impl Future<Output = Answer<Option<Wrapped>>> + Send;
    /// Keeps a key for a person who has none; tells which one is kept, which may be another's.
    fn new_person(&self, log: LogId, subject: &SubjectKey, key: Wrapped) -> impl Future<Output = Answer<Wrapped>> + Send;
    /// People whose keys are under another key than this.
    fn not_under(&self, log: LogId, key: &Name, most: usize) -> impl Future<Output = Answer<Vec<(SubjectKey, Wrapped)>>> + Send;
    /// Puts a new wrapping in the place of the old one, if it is still that.
    fn rewrap(&self, log: LogId, subject: &SubjectKey, old: Wrapped, new: Wrapped) -> impl Future<Output = Answer<()>> + Send;
    /// False if this is not the person's key any more: erased, or wrapped anew, at this moment.
    fn seal(&self, log: LogId, key: (&SubjectKey, &Wrapped), name: &Name, sealed: Vec<u8>) -> impl Future<Output = Answer<bool>> + Send;
    fn sealed(&self, log: LogId, subject: &SubjectKey) -> impl Future<Output = Answer<Vec<(Name, Vec<u8>)>>> + Send;
}
