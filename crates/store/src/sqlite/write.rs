//! The one thread that writes.

use super::{fault, read, seq};
use crate::backend::{Draft, Erasure, LogId, Placed, Publication, Published};
use crate::error::StoreError;
use crate::versions::{self, Known, keyed};
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tidegate_journal::Commitment;
use tidegate_types::{StoreId, SubjectKey};
use tokio::sync::{mpsc, oneshot};

/// So many fit beside an event's index into one number.
const MOST_LOGS: u32 = 1 << 22;
/// Appends that share a transaction.
const BATCH: usize = 512;
/// How long the next transaction waits for company that it is likely to get.
const GATHER: Duration = Duration::from_micros(100);

pub(super) enum Job {
    /// Shares a transaction with others.
    Append(Append),
    /// Has the writer for itself.
    Alone(Box<dyn FnOnce(&mut Writer) + Send>),
}

#[derive(Debug)]
pub(super) struct Writer {
    db: Connection,
    path: PathBuf,
    stopped: Arc<Mutex<Option<StoreError>>>,
    /// Appends in the latest transaction.
    last: usize,
}

/// Takes the appends that wait; another job that stands between them is handed back.
fn drain(queue: &mut mpsc::Receiver<Job>, batch: &mut Vec<Append>) -> Option<Job> {
    while batch.len() < BATCH {
        match queue.try_recv() {
            Ok(Job::Append(append)) => batch.push(append),
            other => return other.ok(),
        }
    }
    None
}

pub(super) struct Append {
    pub log: LogId,
    pub drafts: Vec<Draft>,
    pub reply: oneshot::Sender<Result<Vec<Placed>, StoreError>>,
}

impl Writer {
    pub(super) fn new(db: Connection, path: &Path, stopped: Arc<Mutex<Option<StoreError>>>) -> Self {
        Self { db, path: path.into(), stopped, last: 0 }
    }

    /// Until nobody can send any more, or until a write failed and left things unknown.
    pub(super) fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let mut held = None;
        while let Some(job) = held.take().or_else(|| queue.blocking_recv()) {
            match job {
                Job::Append(first) => {
                    let mut batch = vec![first];
                    held = drain(&mut queue, &mut batch);
                    // Those who were answered last are about to come again: to wait for them a moment is cheaper than another flush.
                    if batch.len() < self.last && held.is_none() {
                        std::thread::sleep(GATHER);
                        held = drain(&mut queue, &mut batch);
                    }
                    self.last = batch.len();
                    self.append(batch);
                }
                Job::Alone(work) => work(&mut self),
            }
            if self.has_stopped() {
                return;
            }
        }
    }

    fn has_stopped(&self) -> bool {
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Stored and on the disk, or not stored; where neither can be said, the writer stops.
    pub(super) fn transaction<T>(&mut self, work: impl FnOnce(&Transaction, &Path) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let path = self.path.clone();
        let done = match self.db.transaction_with_behavior(TransactionBehavior::Immediate) {
            Err(e) => Err(fault(&path, &e)),
            Ok(tx) => match work(&tx, &path) {
                Ok(value) => tx.commit().map(|()| value).map_err(|e| fault(&path, &e)),
                // SQLite may have rolled back by itself.
                Err(e) if tx.is_autocommit() => Err(e),
                Err(e) => tx.rollback().map_err(|e| fault(&path, &e)).and(Err(e)),
            },
        };
        self.stops_at(done)
    }

    /// After a failure of which nobody can say what it left, nothing more is written.
    fn stops_at<T>(&self, done: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(e) = &done
            && !leaves_nothing(e)
        {
            *self.stopped.lock().unwrap_or_else(PoisonError::into_inner) = Some(e.clone());
        }
        done
    }

    fn append(&mut self, batch: Vec<Append>) {
        let placed = self.transaction(|tx, path| {
            let mut heads = Heads::default();
            batch.iter().map(|a| heads.place(tx, a.log, &a.drafts)).collect::<rusqlite::Result<Vec<_>>>().map_err(|e| fault(path, &e))
        });
        match placed {
            Ok(all) => {
                for (append, placed) in batch.into_iter().zip(all) {
                    let _ = append.reply.send(placed);
                }
            }
            Err(e) => {
                for append in batch {
                    let _ = append.reply.send(Err(e.clone()));
                }
            }
        }
    }

    /// Databases move rows between pages and leave the old bytes behind, which `secure_delete` does not see: only a rewrite is free of them.
    pub(super) fn scrub(&mut self) -> Result<(), StoreError> {
        let scrubbed =
            self.db.execute_batch("VACUUM").and_then(|()| self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0)));
        match self.stops_at(scrubbed.map_err(|e| fault(&self.path, &e)))? {
            0_i64 => Ok(()),
            _ => Err(StoreError::Refused(
                "the bodies are deleted, but a reader keeps old pages in the write-ahead log; scrub again once it has ended".into(),
            )),
        }
    }
}

/// After these nothing of the transaction is on the disk.
fn leaves_nothing(e: &StoreError) -> bool {
    matches!(
        e,
        StoreError::Full
            | StoreError::ReadOnly { .. }
            | StoreError::Busy
            | StoreError::Conflict { .. }
            | StoreError::OtherOrigin { .. }
            | StoreError::Refused(_)
            | StoreError::NoSuch(_)
    )
}

/// Where logs and streams end, within one transaction.
#[derive(Default)]
struct Heads {
    logs: HashMap<LogId, u64>,
    streams: Known,
}

impl Heads {
    /// The inner error is this append's own: others of the batch are stored.
    fn place(&mut self, tx: &Transaction, log: LogId, drafts: &[Draft]) -> rusqlite::Result<Result<Vec<Placed>, StoreError>> {
        let streams = versions::streams(log, drafts);
        for stream in &streams {
            if !self.streams.contains_key(stream) {
                self.streams.insert(stream.clone(), read::version(tx, stream)?);
            }
        }
        let each = match versions::next(drafts, &streams, &mut self.streams) {
            Ok(each) => each,
            Err(conflict) => return Ok(Err(conflict)),
        };
        let next = match self.logs.get(&log) {
            Some(n) => *n,
            None => read::size(tx, log)?,
        };
        let placed: Vec<Placed> = (next..).zip(each).map(|(index, version)| Placed { index, version }).collect();
        for ((draft, stream), at) in drafts.iter().zip(&streams).zip(&placed) {
            insert(tx, log, draft, stream, *at)?;
        }
        self.logs.insert(log, next + placed.len() as u64);
        Ok(Ok(placed))
    }
}

fn insert(tx: &Transaction, log: LogId, draft: &Draft, key: &[u8], at: Placed) -> rusqlite::Result<()> {
    let row = seq(log, at.index);
    tx.prepare_cached("INSERT INTO event (seq, stream, version, at, salt, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(params![
        row,
        key,
        at.version,
        draft.at,
        draft.salt.bytes(),
        draft.body
    ])?;
    if let Some(other) = &draft.other {
        tx.prepare_cached("INSERT INTO mention (subject, seq) VALUES (?1, ?2)")?.execute(params![keyed(log, other.bytes()), row])?;
    }
    Ok(())
}

pub(super) fn erase(tx: &Transaction, path: &Path, log: LogId, what: &Erasure) -> Result<Vec<Placed>, StoreError> {
    gone(tx, log, &what.events).and_then(|()| forgotten(tx, log, &what.people)).map_err(|e| fault(path, &e))?;
    Heads::default().place(tx, log, &what.records).map_err(|e| fault(path, &e))?
}

fn forgotten(tx: &Transaction, log: LogId, people: &[SubjectKey]) -> rusqlite::Result<()> {
    for subject in people.iter().map(|s| keyed(log, s.bytes())) {
        tx.prepare_cached("DELETE FROM sealed WHERE subject = ?1")?.execute([&subject])?;
        tx.prepare_cached("DELETE FROM person WHERE subject = ?1")?.execute([&subject])?;
    }
    Ok(())
}

fn gone(tx: &Transaction, log: LogId, events: &[(u64, Commitment)]) -> rusqlite::Result<()> {
    let sql =
        "UPDATE event SET stream = NULL, version = NULL, salt = NULL, body = NULL, commitment = ?2 WHERE seq = ?1 AND body IS NOT NULL";
    for (at, commitment) in events {
        tx.prepare_cached(sql)?.execute(params![seq(log, *at), commitment.bytes()])?;
        tx.prepare_cached("DELETE FROM mention WHERE seq = ?1")?.execute([seq(log, *at)])?;
    }
    Ok(())
}

pub(super) fn log_of(tx: &Transaction, path: &Path, store: &StoreId, origin: &str) -> Result<LogId, StoreError> {
    let db = |e: rusqlite::Error| fault(path, &e);
    let found: Option<(u32, String)> = tx
        .query_row("SELECT id, origin FROM log WHERE store = ?1", [store.as_str()], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()
        .map_err(db)?;
    match found {
        Some((id, known)) if known == origin => Ok(LogId(id)),
        Some((_, found)) => Err(StoreError::OtherOrigin { store: store.to_string(), found, wanted: origin.into() }),
        None => {
            let taken: Option<String> =
                tx.query_row("SELECT store FROM log WHERE origin = ?1", [origin], |r| r.get(0)).optional().map_err(db)?;
            if let Some(other) = taken {
                return Err(StoreError::Refused(format!("the origin `{origin}` is that of the store `{other}`; each log has its own")));
            }
            tx.execute("INSERT INTO log (store, origin) VALUES (?1, ?2)", [store.as_str(), origin]).map_err(db)?;
            let id = u32::try_from(tx.last_insert_rowid()).ok().filter(|id| *id < MOST_LOGS);
            id.map(LogId).ok_or_else(|| StoreError::Refused("no more logs fit into one database".into()))
        }
    }
}

pub(super) fn publish(tx: &Transaction, log: LogId, step: &Publication) -> rusqlite::Result<bool> {
    if read::latest(tx, log)?.map_or(0, |p| p.size) != step.from || read::size(tx, log)? < step.to {
        return Ok(false);
    }
    for t in &step.tiles {
        tx.prepare_cached(
            "INSERT INTO tile (log, level, idx, hashes) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET hashes = excluded.hashes",
        )?
        .execute(params![log.0, t.level, t.index as i64, t.hashes])?;
    }
    tx.execute("INSERT INTO checkpoint (log, size, note) VALUES (?1, ?2, ?3)", params![log.0, step.to as i64, step.checkpoint])?;
    Ok(true)
}

pub(super) fn cosigned(tx: &Transaction, log: LogId, checkpoint: &Published) -> rusqlite::Result<()> {
    let sql = "UPDATE checkpoint SET note = ?3 WHERE log = ?1 AND size = ?2";
    tx.execute(sql, params![log.0, checkpoint.size as i64, checkpoint.checkpoint]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::super::index;
    use super::*;

    #[test]
    fn a_row_tells_its_log_and_its_place() {
        for (log, at) in [(1, 0), (1, 7), (3, (1 << 40) - 1), (u32::MAX >> 9, 5)] {
            assert_eq!(index(seq(LogId(log), at)), at);
        }
        assert!(seq(LogId(2), 0) > seq(LogId(1), u64::MAX));
    }
}
