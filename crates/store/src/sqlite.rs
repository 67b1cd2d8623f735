//! The embedded database: one file, one thread that writes, many that read.
//!
//! The writer takes what waits in its queue and stores it in one transaction, so the price of reaching the disk is shared. What it answers
//! is on the disk (`synchronous=FULL`). After a write of which nobody can say whether it arrived, it stops for good.

mod read;
mod schema;
mod tidy;
mod vault;
mod write;

use crate::backend::{Backend, Draft, Erasure, LogId, Placed, Publication, Published, Stored, Wrapped};
use crate::error::StoreError;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::File;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tidegate_journal::Stream;
use tidegate_types::{Name, StoreId, SubjectKey};
use tokio::sync::{mpsc, oneshot};
use write::{Append, Job};

/// Writes that wait. More are refused, not queued.
const QUEUE: usize = 8_192;
/// Readers that are kept open.
const READERS: usize = 8;

#[derive(Debug)]
pub struct Sqlite {
    path: PathBuf,
    /// Taken when we go.
    jobs: Option<mpsc::Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    tidier: Option<(std::sync::mpsc::Sender<()>, JoinHandle<()>)>,
    readers: Mutex<Vec<Connection>>,
    stopped: Arc<Mutex<Option<StoreError>>>,
    /// Held as long as we are: one process writes.
    _lock: File,
}

impl Sqlite {
    /// Opens the file, makes it if there is none, brings an older one up to date.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_bounded(path, i64::from(u32::MAX) - 1)
    }

    /// With a file of at most so many pages; beyond that the disk counts as full.
    pub fn open_bounded(path: &Path, pages: i64) -> Result<Self, StoreError> {
        let lock = lock(path)?;
        let mut db = Connection::open(path).map_err(|e| fault(path, &e))?;
        schema::version(&db, path)?;
        prepare(&db).and_then(|()| db.pragma_update(None, "max_page_count", pages)).map_err(|e| fault(path, &e))?;
        schema::migrate(&mut db, path)?;
        let stopped = Arc::new(Mutex::new(None));
        let (jobs, queue) = mpsc::channel(QUEUE);
        let writer = write::Writer::new(db, path, Arc::clone(&stopped));
        let thread = std::thread::Builder::new().name("journal".into()).spawn(move || writer.run(queue));
        let none = |e: std::io::Error| StoreError::Refused(format!("no thread for the journal: {e}"));
        let writer = Some(thread.map_err(none)?);
        let (end, ends) = std::sync::mpsc::channel();
        let (file, told) = (path.to_owned(), Arc::clone(&stopped));
        let tidier = std::thread::Builder::new().name("journal-tidy".into()).spawn(move || tidy::run(&file, &ends, &told));
        let tidier = Some((end, tidier.map_err(none)?));
        Ok(Self { path: path.into(), jobs: Some(jobs), writer, tidier, readers: Mutex::default(), stopped, _lock: lock })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A copy of the file as it is now, while writes go on. The copy is whole: what was acknowledged before the call is in it. Nobody else
    /// reads it.
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        self.running()?;
        if to.exists() {
            return Err(StoreError::Refused(format!("{} exists; a backup writes over nothing", to.display())));
        }
        let part = PathBuf::from(format!("{}.part", to.display()));
        let copied = self.copied(&part).and_then(|()| {
            let io = |e: std::io::Error| StoreError::ReadOnly { path: to.into(), why: e.to_string() };
            File::open(&part).and_then(|f| f.sync_all()).map_err(io)?;
            std::fs::rename(&part, to).map_err(io)
        });
        if copied.is_err() {
            let _ = std::fs::remove_file(&part);
        }
        copied
    }

    fn copied(&self, part: &Path) -> Result<(), StoreError> {
        let io = |e: std::io::Error| StoreError::ReadOnly { path: part.into(), why: e.to_string() };
        File::options().create(true).write(true).truncate(true).mode(0o600).open(part).map_err(io)?;
        let from = reader(&self.path)?;
        let mut copy = Connection::open(part).map_err(|e| fault(part, &e))?;
        let backup = rusqlite::backup::Backup::new(&from, &mut copy).map_err(|e| fault(part, &e))?;
        // One step copies all that is there at one moment.
        backup.step(-1).map_err(|e| fault(part, &e))?;
        drop(backup);
        copy.pragma_update(None, "journal_mode", "DELETE").map_err(|e| fault(part, &e))
    }

    fn running(&self) -> Result<(), StoreError> {
        match &*self.stopped.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(why) => Err(why.clone()),
            None => Ok(()),
        }
    }

    /// Hands a job to the writer and waits for what it says.
    async fn write<T>(&self, job: impl FnOnce(oneshot::Sender<Result<T, StoreError>>) -> Job) -> Result<T, StoreError> {
        self.running()?;
        let (reply, answer) = oneshot::channel();
        let ended = || StoreError::Stopped("the writer has ended".into());
        self.jobs.as_ref().ok_or_else(ended)?.try_send(job(reply)).map_err(|e| match e {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => ended(),
        })?;
        // Dropped unanswered: the writer died with our write in its hands.
        answer.await.unwrap_or_else(|_| Err(StoreError::Stopped("the writer ended before it answered".into())))
    }

    /// A write in a transaction of its own.
    async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Transaction, &Path) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        // Whoever asked may have gone when it is done; what was done stands.
        self.write(|reply| Job::Alone(Box::new(move |writer| drop(reply.send(writer.transaction(work)))))).await
    }

    /// Reads with a connection of its own. Reads here are short: they take microseconds and hold no transaction open.
    fn read<T>(&self, f: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        self.running()?;
        let kept = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let db = match kept {
            Some(db) => db,
            None => reader(&self.path)?,
        };
        let found = f(&db).map_err(|e| fault(&self.path, &e));
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS {
            readers.push(db);
        }
        found
    }
}

impl Drop for Sqlite {
    /// What waits is stored, the write-ahead log is emptied into the file, and only then is the lock let go.
    fn drop(&mut self) {
        // The last to close empties the log: that is the writer, so all others go first.
        if let Some((end, tidier)) = self.tidier.take() {
            drop(end);
            let _ = tidier.join();
        }
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.jobs = None;
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

/// One process writes; a second is told so. The lock goes with the process, however it ends.
fn lock(path: &Path) -> Result<File, StoreError> {
    let beside = PathBuf::from(format!("{}.lock", path.display()));
    let file = File::options().create(true).truncate(false).write(true).open(&beside);
    let file = file.map_err(|e| StoreError::ReadOnly { path: beside, why: e.to_string() })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(_) => Err(StoreError::InUse(path.into())),
    }
}

fn prepare(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(std::time::Duration::from_secs(10))?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    // What is deleted is overwritten where it stood, at once; copies that pages left behind go with the next scrub.
    db.pragma_update(None, "secure_delete", "ON")?;
    db.pragma_update(None, "cache_size", -32_768)?;
    db.pragma_update(None, "wal_autocheckpoint", tidy::AT_MOST)?;
    db.set_prepared_statement_cache_capacity(32);
    Ok(())
}

/// A connection beside the writer's.
fn reader_writer(path: &Path) -> Result<Connection, StoreError> {
    let db = Connection::open(path).map_err(|e| fault(path, &e))?;
    db.busy_timeout(std::time::Duration::from_secs(10)).map_err(|e| fault(path, &e))?;
    Ok(db)
}

fn reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags).map_err(|e| fault(path, &e))?;
    db.busy_timeout(std::time::Duration::from_secs(10)).map_err(|e| fault(path, &e))?;
    db.set_prepared_statement_cache_capacity(32);
    Ok(db)
}

/// What SQLite says, as what it means for the store.
fn fault(path: &Path, e: &rusqlite::Error) -> StoreError {
    let path = path.to_path_buf();
    let what = |code: rusqlite::ffi::Error| code.to_string();
    match e {
        rusqlite::Error::SqliteFailure(code, _) => match code.code {
            ErrorCode::DiskFull => StoreError::Full,
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => StoreError::ReadOnly { path, why: what(*code) },
            ErrorCode::CannotOpen if !path.exists() => StoreError::Missing(path),
            ErrorCode::CannotOpen => StoreError::ReadOnly { path, why: what(*code) },
            ErrorCode::NotADatabase => StoreError::Foreign(path),
            ErrorCode::DatabaseCorrupt => StoreError::Damaged { path, what: what(*code) },
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy,
            _ => StoreError::Stopped(what(*code)),
        },
        // The text of other errors can hold values; their kind cannot.
        rusqlite::Error::QueryReturnedNoRows => StoreError::NoSuch("a row"),
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::IntegralValueOutOfRange(..) => StoreError::Damaged { path, what: "a column holds what it cannot".into() },
        _ => StoreError::Stopped("an error of the database driver".into()),
    }
}

/// Rowids of a log.
fn seq(log: LogId, index: u64) -> i64 {
    (i64::from(log.0) << 40) | i64::try_from(index.min((1 << 40) - 1)).unwrap_or(0)
}

fn index(seq: i64) -> u64 {
    (seq & ((1 << 40) - 1)).cast_unsigned()
}

impl Backend for Sqlite {
    async fn log(&self, store: &StoreId, origin: &str) -> Result<LogId, StoreError> {
        let (store, origin) = (store.clone(), origin.to_owned());
        self.alone(move |tx, path| write::log_of(tx, path, &store, &origin)).await
    }

    async fn append(&self, log: LogId, drafts: Vec<Draft>) -> Result<Vec<Placed>, StoreError> {
        self.write(|reply| Job::Append(Append { log, drafts, reply })).await
    }

    async fn events(&self, log: LogId, from: u64, most: usize) -> Result<Vec<Stored>, StoreError> {
        self.read(|db| read::events(db, log, from, most))
    }

    async fn stream(&self, log: LogId, stream: &Stream) -> Result<Vec<Stored>, StoreError> {
        self.read(|db| read::stream(db, log, stream))
    }

    async fn naming(&self, log: LogId, subject: &SubjectKey) -> Result<Vec<Stored>, StoreError> {
        self.read(|db| read::naming(db, log, subject))
    }

    async fn size(&self, log: LogId) -> Result<u64, StoreError> {
        self.read(|db| read::size(db, log))
    }

    async fn tile(&self, log: LogId, level: u8, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|db| read::tile(db, log, level, index))
    }

    async fn latest(&self, log: LogId) -> Result<Option<Published>, StoreError> {
        self.read(|db| read::latest(db, log))
    }

    async fn checkpoints(&self, log: LogId, after: u64, most: usize) -> Result<Vec<Published>, StoreError> {
        self.read(|db| read::checkpoints(db, log, after, most))
    }

    async fn publish(&self, log: LogId, step: Publication) -> Result<bool, StoreError> {
        self.alone(move |tx, path| write::publish(tx, log, &step).map_err(|e| fault(path, &e))).await
    }

    async fn cosigned(&self, log: LogId, checkpoint: Published) -> Result<(), StoreError> {
        self.alone(move |tx, path| write::cosigned(tx, log, &checkpoint).map_err(|e| fault(path, &e))).await
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        // Readers that are idle would keep the old pages in the write-ahead log.
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.write(|reply| Job::Alone(Box::new(move |writer| drop(reply.send(writer.scrub()))))).await
    }

    async fn erase(&self, log: LogId, what: Erasure) -> Result<Vec<Placed>, StoreError> {
        self.alone(move |tx, path| write::erase(tx, path, log, &what)).await
    }

    async fn person(&self, log: LogId, subject: &SubjectKey) -> Result<Option<Wrapped>, StoreError> {
        self.read(|db| vault::person(db, log, subject))
    }

    async fn new_person(&self, log: LogId, subject: &SubjectKey, key: Wrapped) -> Result<Wrapped, StoreError> {
        let subject = *subject;
        self.alone(move |tx, path| vault::new_person(tx, log, &subject, &key).map_err(|e| fault(path, &e))).await
    }

    async fn not_under(&self, log: LogId, key: &Name, most: usize) -> Result<Vec<(SubjectKey, Wrapped)>, StoreError> {
        self.read(|db| vault::not_under(db, log, key, most))
    }

    async fn rewrap(&self, log: LogId, subject: &SubjectKey, old: Wrapped, new: Wrapped) -> Result<(), StoreError> {
        let subject = *subject;
        self.alone(move |tx, path| vault::rewrap(tx, log, &subject, &old, &new).map_err(|e| fault(path, &e))).await
    }

    async fn seal(&self, log: LogId, key: (&SubjectKey, &Wrapped), name: &Name, sealed: Vec<u8>) -> Result<bool, StoreError> {
        let (subject, key, name) = (*key.0, key.1.clone(), name.clone());
        self.alone(move |tx, path| vault::seal(tx, log, (&subject, &key), &name, &sealed).map_err(|e| fault(path, &e))).await
    }

    async fn sealed(&self, log: LogId, subject: &SubjectKey) -> Result<Vec<(Name, Vec<u8>)>, StoreError> {
        self.read(|db| vault::sealed(db, log, subject))
    }
}
