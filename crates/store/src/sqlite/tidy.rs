//! Moves what the write-ahead log holds into the file, beside the writer and not in its way. Left to itself SQLite does it within a commit,
//! and that commit waits.

use super::{fault, reader_writer};
use crate::error::StoreError;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How often it looks.
const LOOKS: Duration = Duration::from_millis(200);
/// From this size of the log on it moves.
const FROM: u64 = 4 << 20;
/// Pages of the log at which the writer does it itself, however long it takes: a log never grows without bound.
pub(super) const AT_MOST: i64 = 32_768;

/// Until told to end, or until the disk fails.
pub(super) fn run(path: &Path, ends: &Receiver<()>, stopped: &Arc<Mutex<Option<StoreError>>>) {
    let log = std::path::PathBuf::from(format!("{}-wal", path.display()));
    let Ok(db) = reader_writer(path) else { return };
    while ends.recv_timeout(LOOKS) == Err(RecvTimeoutError::Timeout) {
        if std::fs::metadata(&log).map_or(0, |m| m.len()) < FROM {
            continue;
        }
        let moved = db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        if let Err(e @ StoreError::Stopped(_)) = moved.map_err(|e| fault(path, &e)) {
            // What was acknowledged is in the log; but a disk that fails is not written to any more.
            *stopped.lock().unwrap_or_else(PoisonError::into_inner) = Some(e);
            return;
        }
    }
}
