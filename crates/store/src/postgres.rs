//! PostgreSQL, for when one machine is outgrown. Several programs may write to one log: each holds the log's row while it writes, so there is
//! one order, and no reader sees a gap.
//!
//! One task of this program writes; what waits goes into one transaction. Where the connection breaks before the server has answered to a
//! commit, nobody here can say what was stored, and that is what is said ([`StoreError::Unclear`]).

mod read;
mod schema;
mod write;

use crate::backend::{Backend, Draft, LogId, Placed, Publication, Published, Stored};
use crate::error::StoreError;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use tidegate_journal::{Commitment, Stream};
use tidegate_types::{StoreId, SubjectKey};
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::{Client, Config, NoTls};
use write::{Job, Writer};

/// Writes that wait. More are refused, not queued.
const QUEUE: usize = 8_192;
/// Connections for reading that are kept open.
const READERS: usize = 8;

#[derive(Debug)]
pub struct Postgres {
    config: Config,
    jobs: mpsc::Sender<Job>,
    readers: Mutex<Vec<Client>>,
}

impl Postgres {
    /// Connects to a database, makes its tables if there are none, brings older ones up to date.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        let config: Config = address.parse().map_err(|_| {
            StoreError::Refused(
                "the address of the database is not understood; write `postgres://user@host/database` or `host=… user=… dbname=…`".into(),
            )
        })?;
        let mut client = connect(&config).await?;
        schema::migrate(&mut client).await?;
        durable(&client).await?;
        let (jobs, queue) = mpsc::channel(QUEUE);
        tokio::spawn(Writer::new(config.clone(), client).run(queue));
        Ok(Self { config, jobs, readers: Mutex::default() })
    }

    async fn write<T>(&self, job: impl FnOnce(oneshot::Sender<Result<T, StoreError>>) -> Job) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.jobs.try_send(job(reply)).map_err(|e| match e {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Stopped("the writer has ended".into()),
        })?;
        answer.await.unwrap_or(Err(StoreError::Unclear))
    }

    async fn read<T>(&self, f: impl AsyncFnOnce(&Client) -> Result<T, tokio_postgres::Error>) -> Result<T, StoreError> {
        let kept = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let client = match kept.filter(|c| !c.is_closed()) {
            Some(client) => client,
            None => connect(&self.config).await?,
        };
        let found = f(&client).await.map_err(|e| fault(&e));
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS && !client.is_closed() {
            readers.push(client);
        }
        found
    }
}

async fn connect(config: &Config) -> Result<Client, StoreError> {
    let (client, connection) = config.connect(NoTls).await.map_err(|e| fault(&e))?;
    // Ends with the client; what goes wrong with it the client tells.
    tokio::spawn(async move { drop(connection.await) });
    client.batch_execute("SET synchronous_commit = on").await.map_err(|e| fault(&e))?;
    Ok(client)
}

/// A server that does not wait for its disk cannot promise anything.
async fn durable(client: &Client) -> Result<(), StoreError> {
    for setting in ["fsync", "full_page_writes"] {
        let row = client.query_one(&format!("SHOW {setting}"), &[]).await.map_err(|e| fault(&e))?;
        if row.get::<_, String>(0) != "on" {
            return Err(StoreError::Refused(format!(
                "the server runs with `{setting} = off`: it can lose what it has acknowledged. Set it to `on`"
            )));
        }
    }
    Ok(())
}

fn here() -> PathBuf {
    PathBuf::from("the database")
}

/// What PostgreSQL says, as what it means for the store. Its texts can hold values, so only codes are passed on.
fn fault(e: &tokio_postgres::Error) -> StoreError {
    let Some(code) = e.code().map(tokio_postgres::error::SqlState::code) else {
        return StoreError::Unreachable;
    };
    match code {
        "53100" => StoreError::Full,
        "25006" | "42501" => StoreError::ReadOnly { path: here(), why: format!("SQLSTATE {code}") },
        "40001" | "40P01" | "55P03" | "53300" => StoreError::Busy,
        "3D000" | "28000" | "28P01" => {
            StoreError::Refused(format!("the database does not exist, or does not let this user in (SQLSTATE {code})"))
        }
        "57P01" | "57P02" | "57P03" => StoreError::Unreachable,
        _ if code.starts_with("XX") || code.starts_with("58") => StoreError::Damaged { path: here(), what: format!("SQLSTATE {code}") },
        _ => StoreError::Refused(format!("the database answered SQLSTATE {code}")),
    }
}

fn keyed(log: LogId, bytes: &[u8]) -> Vec<u8> {
    [&log.0.to_be_bytes(), bytes].concat()
}

fn number(log: LogId) -> i32 {
    log.0.cast_signed()
}

impl Backend for Postgres {
    async fn log(&self, store: &StoreId, origin: &str) -> Result<LogId, StoreError> {
        let (store, origin) = (store.clone(), origin.to_owned());
        self.write(|reply| Job::Log { store, origin, reply }).await
    }

    async fn append(&self, log: LogId, drafts: Vec<Draft>) -> Result<Vec<Placed>, StoreError> {
        self.write(|reply| Job::Append { log, drafts, reply }).await
    }

    async fn events(&self, log: LogId, from: u64, most: usize) -> Result<Vec<Stored>, StoreError> {
        self.read(async |c| read::events(c, log, from, most).await).await
    }

    async fn stream(&self, log: LogId, stream: &Stream) -> Result<Vec<Stored>, StoreError> {
        self.read(async |c| read::stream(c, log, stream).await).await
    }

    async fn naming(&self, log: LogId, subject: &SubjectKey) -> Result<Vec<Stored>, StoreError> {
        self.read(async |c| read::naming(c, log, subject).await).await
    }

    async fn size(&self, log: LogId) -> Result<u64, StoreError> {
        self.read(async |c| read::size(c, log).await).await
    }

    async fn tile(&self, log: LogId, level: u8, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(async |c| read::tile(c, log, level, index).await).await
    }

    async fn latest(&self, log: LogId) -> Result<Option<Published>, StoreError> {
        self.read(async |c| read::latest(c, log).await).await
    }

    async fn checkpoints(&self, log: LogId, after: u64, most: usize) -> Result<Vec<Published>, StoreError> {
        self.read(async |c| read::checkpoints(c, log, after, most).await).await
    }

    async fn publish(&self, log: LogId, step: Publication) -> Result<bool, StoreError> {
        self.write(|reply| Job::Publish { log, step, reply }).await
    }

    async fn cosigned(&self, log: LogId, checkpoint: Published) -> Result<(), StoreError> {
        self.write(|reply| Job::Cosigned { log, checkpoint, reply }).await
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        // Rewrites the tables. What the server keeps besides (its write-ahead log, archives, replicas) is not in our hands.
        for sql in ["VACUUM FULL tidegate.event", "VACUUM FULL tidegate.mention"] {
            self.read(async |c| c.batch_execute(sql).await).await?;
        }
        Ok(())
    }

    async fn erase(&self, log: LogId, events: Vec<(u64, Commitment)>, records: Vec<Draft>) -> Result<Vec<Placed>, StoreError> {
        self.write(|reply| Job::Erase { log, events, records, reply }).await
    }
}
