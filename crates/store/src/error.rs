//! What can go wrong with a store, and what to do then. No message holds what was stored.

use std::path::PathBuf;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    #[error("somebody else wrote first: the stream has {found} events, {expected} were expected; read it again and decide anew")]
    Conflict { expected: u32, found: u32 },
    #[error("the queue of writes is full; nothing was stored, try again in a moment")]
    Busy,
    #[error("the disk is full; nothing was stored. Make room and try again")]
    Full,
    #[error("{} cannot be written to ({why}); nothing was stored", .path.display())]
    ReadOnly { path: PathBuf, why: String },
    /// A write may or may not have reached the disk, so nothing more is written before what is there has been read anew.
    #[error(
        "the store has stopped, because the disk failed ({0}). What was acknowledged is safe; the last write may be stored or not. Look after \
         the disk, then start again: the journal is read from disk and goes on"
    )]
    Stopped(String),
    #[error(
        "the connection broke before the database had answered: the event may be stored or not. Read the stream before writing it again"
    )]
    Unclear,
    #[error("the database cannot be reached; nothing was stored. Look whether it runs, and whether its address is right")]
    Unreachable,
    #[error("{} is damaged: {what}. It was not changed. Run `tidegate journal verify`, and restore the latest backup", .path.display())]
    Damaged { path: PathBuf, what: String },
    #[error("{} was written by a newer program (schema {found}; this one knows up to {known}). Use that program or a newer one", .path.display())]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("{} is no database of Tidegate", .0.display())]
    Foreign(PathBuf),
    #[error("{} is in use by another process. Stop that one first; reading is possible meanwhile", .0.display())]
    InUse(PathBuf),
    #[error("{} does not exist", .0.display())]
    Missing(PathBuf),
    #[error("the clock stands {behind} s before the latest event. Set the clock right; events in a wrong order are no evidence")]
    ClockBack { behind: i64 },
    #[error(
        "the log of `{store}` has the origin `{found}`, not `{wanted}`: an origin is for all time. Use another store id for another log"
    )]
    OtherOrigin { store: String, found: String, wanted: String },
    #[error(
        "the database has {database} leaves, and a checkpoint of {signed} has been signed: it is older than what was published, and to write on \
         would show two trees. Restore a newer backup, or begin a new log under another origin"
    )]
    OlderThanSigned { database: u64, signed: u64 },
    #[error("what is asked for is not there: {0}")]
    NoSuch(&'static str),
    #[error("not possible: {0}")]
    Refused(String),
}
