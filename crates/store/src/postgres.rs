//! PostgreSQL, for when one machine is outgrown. Several programs may write to one log: each holds the log's row while it writes, so there is
//! one order, and no reader sees a gap.
//!
//! One task of this program appends; what waits goes into one transaction. Where the connection breaks before the server has answered to a
//! commit, nobody here can say what was stored, and that is what is said ([`StoreError::Unclear`]).

mod read;
mod schema;
mod vault;
mod write;

use crate::backend::{Backend, Draft, Erasure, LogId, Placed, Publication, Published, Stored, Wrapped};
use crate::error::StoreError;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use tidegate_journal::Stream;
use tidegate_types::{Name, StoreId, SubjectKey};
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::{Client, Config, NoTls, Transaction};
use write::{Append, Writer};

/// Writes that wait. More are refused, not queued.
const QUEUE: usize = 8_192;
/// Connections that are kept open.
const CLIENTS: usize = 8;

#[derive(Debug)]
pub struct Postgres {
    config: Config,
    appends: mpsc::Sender<Append>,
    clients: Mutex<Vec<Client>>,
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
        let (appends, queue) = mpsc::channel(QUEUE);
        tokio::spawn(Writer::new(config.clone(), client).run(queue));
        Ok(Self { config, appends, clients: Mutex::default() })
    }

    /// Does something with a connection of its own.
    async fn with<T>(&self, work: impl AsyncFnOnce(&mut Client) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let kept = self.clients.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut client = match kept.filter(|c| !c.is_closed()) {
            Some(client) => client,
            None => connect(&self.config).await?,
        };
        let done = work(&mut client).await;
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if clients.len() < CLIENTS && !client.is_closed() {
            clients.push(client);
        }
        done
    }

    async fn read<T>(&self, ask: impl AsyncFnOnce(&Client) -> Result<T, tokio_postgres::Error>) -> Result<T, StoreError> {
        self.with(async |c| ask(c).await.map_err(|e| fault(&e))).await
    }

    async fn alone<T>(&self, work: impl AsyncFnOnce(&Transaction) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.with(async |c| write::transaction(c, work).await).await
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

fn number(log: LogId) -> i32 {
    log.0.cast_signed()
}

impl Backend for Postgres {
    async fn log(&self, store: &StoreId, origin: &str) -> Result<LogId, StoreError> {
        self.alone(async |tx| write::log_of(tx, store, origin).await).await
    }

    async fn append(&self, log: LogId, drafts: Vec<Draft>) -> Result<Vec<Placed>, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.appends.try_send(Append { log, drafts, reply }).map_err(|e| match e {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Stopped("the writer has ended".into()),
        })?;
        answer.await.unwrap_or(Err(StoreError::Unclear))
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
        self.alone(async |tx| write::publish(tx, log, &step).await).await
    }

    async fn cosigned(&self, log: LogId, checkpoint: Published) -> Result<(), StoreError> {
        self.alone(async |tx| write::cosigned(tx, log, &checkpoint).await).await
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        // Rewrites the tables. What the server keeps besides (its write-ahead log, archives, replicas) is not in our hands.
        for table in ["event", "mention", "person", "sealed"] {
            self.read(async |c| c.batch_execute(&format!("VACUUM FULL tidegate.{table}")).await).await?;
        }
        Ok(())
    }

    async fn erase(&self, log: LogId, what: Erasure) -> Result<Vec<Placed>, StoreError> {
        self.alone(async |tx| write::erase(tx, log, &what).await).await
    }

    async fn person(&self, log: LogId, subject: &SubjectKey) -> Result<Option<Wrapped>, StoreError> {
        self.with(async |c| vault::person(c, log, subject).await).await
    }

    async fn new_person(&self, log: LogId, subject: &SubjectKey, key: Wrapped) -> Result<Wrapped, StoreError> {
        self.with(async |c| vault::new_person(c, log, subject, &key).await).await
    }

    async fn not_under(&self, log: LogId, key: &Name, most: usize) -> Result<Vec<(SubjectKey, Wrapped)>, StoreError> {
        self.with(async |c| vault::not_under(c, log, key, most).await).await
    }

    async fn rewrap(&self, log: LogId, subject: &SubjectKey, old: Wrapped, new: Wrapped) -> Result<(), StoreError> {
        self.with(async |c| vault::rewrap(c, log, subject, &old, &new).await).await
    }

    async fn seal(&self, log: LogId, key: (&SubjectKey, &Wrapped), name: &Name, sealed: Vec<u8>) -> Result<bool, StoreError> {
        self.with(async |c| vault::seal(c, log, key, name, &sealed).await).await
    }

    async fn sealed(&self, log: LogId, subject: &SubjectKey) -> Result<Vec<(Name, Vec<u8>)>, StoreError> {
        self.with(async |c| vault::sealed(c, log, subject).await).await
    }
}
