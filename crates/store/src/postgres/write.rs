//! The one task of this program that appends, and other writes. Others may write to the same log from elsewhere.

use super::{connect, fault, number, read};
use crate::backend::{Draft, Erasure, LogId, Placed, Publication, Published};
use crate::error::StoreError;
use crate::versions::{self, Known, keyed};
use tidegate_types::StoreId;
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::{Client, Config, Transaction};

/// Appends that share a transaction.
const BATCH: usize = 512;

type Answer<T> = Result<T, StoreError>;

/// One caller's drafts, and who waits for what comes of them.
#[derive(Debug)]
pub(super) struct Append {
    pub log: LogId,
    pub drafts: Vec<Draft>,
    pub reply: oneshot::Sender<Answer<Vec<Placed>>>,
}

pub(super) struct Writer {
    config: Config,
    client: Client,
}

impl Writer {
    pub(super) fn new(config: Config, client: Client) -> Self {
        Self { config, client }
    }

    /// Until nobody can send any more.
    pub(super) async fn run(mut self, mut queue: mpsc::Receiver<Append>) {
        let mut held = None;
        loop {
            let Some(first) = (match held.take() {
                Some(append) => Some(append),
                None => queue.recv().await,
            }) else {
                return;
            };
            let (log, mut batch) = (first.log, vec![first]);
            while batch.len() < BATCH && held.is_none() {
                match queue.try_recv() {
                    Ok(append) if append.log == log => batch.push(append),
                    Ok(other) => held = Some(other),
                    Err(_) => break,
                }
            }
            self.append(log, batch).await;
        }
    }

    async fn append(&mut self, log: LogId, batch: Vec<Append>) {
        let drafts: Vec<&[Draft]> = batch.iter().map(|a| a.drafts.as_slice()).collect();
        let placed = match self.connected().await {
            Ok(client) => transaction(client, async |tx| place(tx, log, &drafts).await).await,
            Err(e) => Err(e),
        };
        match placed {
            Ok(all) => batch.into_iter().zip(all).for_each(|(append, placed)| drop(append.reply.send(placed))),
            Err(e) => batch.into_iter().for_each(|append| drop(append.reply.send(Err(e.clone())))),
        }
    }

    async fn connected(&mut self) -> Answer<&mut Client> {
        if self.client.is_closed() {
            self.client = connect(&self.config).await?;
        }
        Ok(&mut self.client)
    }
}

/// Stored and on the server's disk, or not stored, or nobody knows.
pub(super) async fn transaction<T>(client: &mut Client, work: impl AsyncFnOnce(&Transaction) -> Answer<T>) -> Answer<T> {
    let tx = client.transaction().await.map_err(|e| fault(&e))?;
    let value = work(&tx).await?;
    match tx.commit().await {
        Ok(()) => Ok(value),
        // The server said no: it has undone it.
        Err(e) if e.code().is_some_and(|c| !c.code().starts_with("57P") && !c.code().starts_with("08")) => Err(fault(&e)),
        Err(_) => Err(StoreError::Unclear),
    }
}

/// Where the next event of the log goes. Nobody else writes to the log until we have ended.
async fn hold(tx: &Transaction<'_>, log: LogId) -> Answer<u64> {
    let row = tx.query_opt("SELECT next FROM tidegate.log WHERE id = $1 FOR UPDATE", &[&number(log)]).await.map_err(|e| fault(&e))?;
    row.map(|r| r.get::<_, i64>(0).cast_unsigned()).ok_or(StoreError::NoSuch("the log"))
}

/// The inner errors are of one caller each: the others' events are stored.
async fn place(tx: &Transaction<'_>, log: LogId, batch: &[&[Draft]]) -> Answer<Vec<Answer<Vec<Placed>>>> {
    let first = hold(tx, log).await?;
    let streams: Vec<Vec<Vec<u8>>> = batch.iter().map(|drafts| versions::streams(log, drafts)).collect();
    let mut known = known(tx, streams.iter().flatten()).await?;
    let (mut rows, mut answers) = (Rows::default(), Vec::with_capacity(batch.len()));
    for (drafts, streams) in batch.iter().zip(&streams) {
        answers.push(versions::next(drafts, streams, &mut known).map(|each| {
            let next = first + rows.index.len() as u64;
            let placed: Vec<Placed> = (next..).zip(each).map(|(index, version)| Placed { index, version }).collect();
            drafts.iter().zip(streams).zip(&placed).for_each(|((draft, stream), at)| rows.add(log, draft, stream, *at));
            placed
        }));
    }
    rows.insert(tx, log, first).await?;
    Ok(answers)
}

async fn known(tx: &Transaction<'_>, streams: impl Iterator<Item = &Vec<u8>>) -> Answer<Known> {
    let streams: Vec<&[u8]> = streams.map(Vec::as_slice).collect();
    let sql = "SELECT stream, max(version) FROM tidegate.event WHERE stream = ANY($1) GROUP BY stream";
    let rows = tx.query(sql, &[&streams]).await.map_err(|e| fault(&e))?;
    Ok(rows.iter().map(|r| (r.get(0), r.get::<_, i32>(1).cast_unsigned())).collect())
}

/// Columns of the rows to be stored.
#[derive(Default)]
struct Rows<'a> {
    index: Vec<i64>,
    stream: Vec<&'a [u8]>,
    version: Vec<i32>,
    at: Vec<i64>,
    salt: Vec<&'a [u8]>,
    body: Vec<&'a [u8]>,
    others: Vec<(Vec<u8>, i64)>,
}

impl<'a> Rows<'a> {
    fn add(&mut self, log: LogId, draft: &'a Draft, key: &'a [u8], at: Placed) {
        self.index.push(at.index.cast_signed());
        self.stream.push(key);
        self.version.push(at.version.cast_signed());
        self.at.push(draft.at);
        self.salt.push(draft.salt.bytes());
        self.body.push(&draft.body);
        self.others.extend(draft.other.map(|o| (keyed(log, o.bytes()), at.index.cast_signed())));
    }

    async fn insert(&self, tx: &Transaction<'_>, log: LogId, first: u64) -> Answer<()> {
        if self.index.is_empty() {
            return Ok(());
        }
        let sql = "INSERT INTO tidegate.event (log, idx, stream, version, at, salt, body)
                   SELECT $1, * FROM unnest($2::bigint[], $3::bytea[], $4::int[], $5::bigint[], $6::bytea[], $7::bytea[])";
        let params: [&(dyn tokio_postgres::types::ToSql + Sync); 7] =
            [&number(log), &self.index, &self.stream, &self.version, &self.at, &self.salt, &self.body];
        tx.execute(sql, &params).await.map_err(|e| fault(&e))?;
        for (subject, index) in &self.others {
            let sql = "INSERT INTO tidegate.mention (subject, log, idx) VALUES ($1, $2, $3)";
            tx.execute(sql, &[subject, &number(log), index]).await.map_err(|e| fault(&e))?;
        }
        let next = first.cast_signed() + self.index.len() as i64;
        tx.execute("UPDATE tidegate.log SET next = $2 WHERE id = $1", &[&number(log), &next]).await.map_err(|e| fault(&e)).map(drop)
    }
}

pub(super) async fn erase(tx: &Transaction<'_>, log: LogId, what: &Erasure) -> Answer<Vec<Placed>> {
    hold(tx, log).await?;
    let sql = "UPDATE tidegate.event SET stream = NULL, version = NULL, salt = NULL, body = NULL, commitment = $3
               WHERE log = $1 AND idx = $2 AND body IS NOT NULL";
    for (at, commitment) in &what.events {
        let (log, at) = (number(log), at.cast_signed());
        tx.execute(sql, &[&log, &at, &commitment.bytes().as_slice()]).await.map_err(|e| fault(&e))?;
        tx.execute("DELETE FROM tidegate.mention WHERE log = $1 AND idx = $2", &[&log, &at]).await.map_err(|e| fault(&e))?;
    }
    for subject in what.people.iter().map(|s| keyed(log, s.bytes())) {
        tx.execute("DELETE FROM tidegate.sealed WHERE subject = $1", &[&subject]).await.map_err(|e| fault(&e))?;
        tx.execute("DELETE FROM tidegate.person WHERE subject = $1", &[&subject]).await.map_err(|e| fault(&e))?;
    }
    place(tx, log, &[&what.records]).await?.pop().unwrap_or(Ok(Vec::new()))
}

pub(super) async fn publish(tx: &Transaction<'_>, log: LogId, step: &Publication) -> Answer<bool> {
    let next = hold(tx, log).await?;
    let tree = read::latest(tx, log).await.map_err(|e| fault(&e))?.map_or(0, |p| p.size);
    if tree != step.from || next < step.to {
        return Ok(false);
    }
    let sql = "INSERT INTO tidegate.tile (log, level, idx, hashes) VALUES ($1, $2, $3, $4)
               ON CONFLICT (log, level, idx) DO UPDATE SET hashes = excluded.hashes";
    for t in &step.tiles {
        tx.execute(sql, &[&number(log), &i16::from(t.level), &t.index.cast_signed(), &t.hashes]).await.map_err(|e| fault(&e))?;
    }
    let sql = "INSERT INTO tidegate.checkpoint (log, size, note) VALUES ($1, $2, $3)";
    tx.execute(sql, &[&number(log), &step.to.cast_signed(), &step.checkpoint]).await.map_err(|e| fault(&e))?;
    Ok(true)
}

pub(super) async fn cosigned(tx: &Transaction<'_>, log: LogId, checkpoint: &Published) -> Answer<()> {
    let sql = "UPDATE tidegate.checkpoint SET note = $3 WHERE log = $1 AND size = $2";
    tx.execute(sql, &[&number(log), &checkpoint.size.cast_signed(), &checkpoint.checkpoint]).await.map_err(|e| fault(&e)).map(drop)
}

pub(super) async fn log_of(tx: &Transaction<'_>, store: &StoreId, origin: &str) -> Answer<LogId> {
    let row = |r: tokio_postgres::Row| (LogId(r.get::<_, i32>(0).cast_unsigned()), r.get::<_, String>(1));
    let sql = "INSERT INTO tidegate.log (store, origin) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    tx.execute(sql, &[&store.as_str(), &origin]).await.map_err(|e| fault(&e))?;
    let found = tx.query_opt("SELECT id, origin FROM tidegate.log WHERE store = $1", &[&store.as_str()]).await.map_err(|e| fault(&e))?;
    match found.map(row) {
        Some((id, known)) if known == origin => Ok(id),
        Some((_, found)) => Err(StoreError::OtherOrigin { store: store.to_string(), found, wanted: origin.into() }),
        None => Err(StoreError::Refused(format!("the origin `{origin}` is that of another store; each log has its own"))),
    }
}
