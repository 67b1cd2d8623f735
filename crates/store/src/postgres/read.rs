//! Questions to the server.

use super::number;
use crate::backend::{Kept, LogId, Published, Stored};
use crate::versions::keyed;
use tidegate_journal::{Commitment, Salt, Stream};
use tidegate_types::SubjectKey;
use tokio_postgres::{Client, Error, GenericClient, Row};

type Found<T> = Result<T, Error>;

fn bytes32(row: &Row, column: usize) -> Option<[u8; 32]> {
    row.get::<_, Option<&[u8]>>(column)?.try_into().ok()
}

/// A row that is neither whole nor erased reads as erased with a commitment that nothing leads to, and `verify` finds it.
fn stored(row: &Row) -> Stored {
    let kept = match (bytes32(row, 2), row.get::<_, Option<&[u8]>>(3)) {
        (Some(salt), Some(body)) => {
            Kept::Whole { salt: Salt::new(salt), body: body.to_vec(), stream: row.get::<_, Option<_>>(5).unwrap_or_default() }
        }
        _ => Kept::Gone(Commitment::of_bytes(bytes32(row, 4).unwrap_or_default())),
    };
    Stored { index: row.get::<_, i64>(0).cast_unsigned(), at: row.get(1), kept }
}

pub(super) async fn events(c: &Client, log: LogId, from: u64, most: usize) -> Found<Vec<Stored>> {
    let sql =
        "SELECT idx, at, salt, body, commitment, substr(stream, 5) FROM tidegate.event WHERE log = $1 AND idx >= $2 ORDER BY idx LIMIT $3";
    let rows = c.query(sql, &[&number(log), &from.cast_signed(), &(most as i64)]).await?;
    Ok(rows.iter().map(stored).collect())
}

pub(super) async fn stream(c: &Client, log: LogId, stream: &Stream) -> Found<Vec<Stored>> {
    let sql = "SELECT idx, at, salt, body, commitment, substr(stream, 5) FROM tidegate.event WHERE stream = $1 ORDER BY version";
    Ok(c.query(sql, &[&keyed(log, &stream.to_bytes())]).await?.iter().map(stored).collect())
}

pub(super) async fn naming(c: &Client, log: LogId, subject: &SubjectKey) -> Found<Vec<Stored>> {
    let sql = "SELECT idx, at, salt, body, commitment, substr(stream, 5) FROM tidegate.event WHERE stream = $1
               OR (log, idx) IN (SELECT log, idx FROM tidegate.mention WHERE subject = $2) ORDER BY idx";
    let stream = keyed(log, &Stream::Subject(*subject).to_bytes());
    Ok(c.query(sql, &[&stream, &keyed(log, subject.bytes())]).await?.iter().map(stored).collect())
}

pub(super) async fn size(c: &impl GenericClient, log: LogId) -> Found<u64> {
    let row = c.query_opt("SELECT next FROM tidegate.log WHERE id = $1", &[&number(log)]).await?;
    Ok(row.map_or(0, |r| r.get::<_, i64>(0).cast_unsigned()))
}

pub(super) async fn tile(c: &Client, log: LogId, level: u8, index: u64) -> Found<Option<Vec<u8>>> {
    let sql = "SELECT hashes FROM tidegate.tile WHERE log = $1 AND level = $2 AND idx = $3";
    let row = c.query_opt(sql, &[&number(log), &i16::from(level), &index.cast_signed()]).await?;
    Ok(row.map(|r| r.get(0)))
}

fn published(row: &Row) -> Published {
    Published { size: row.get::<_, i64>(0).cast_unsigned(), checkpoint: row.get(1) }
}

pub(super) async fn latest(c: &impl GenericClient, log: LogId) -> Found<Option<Published>> {
    let sql = "SELECT size, note FROM tidegate.checkpoint WHERE log = $1 ORDER BY size DESC LIMIT 1";
    Ok(c.query_opt(sql, &[&number(log)]).await?.as_ref().map(published))
}

pub(super) async fn checkpoints(c: &Client, log: LogId, after: u64, most: usize) -> Found<Vec<Published>> {
    let sql = "SELECT size, note FROM tidegate.checkpoint WHERE log = $1 AND size > $2 ORDER BY size LIMIT $3";
    Ok(c.query(sql, &[&number(log), &after.cast_signed(), &(most as i64)]).await?.iter().map(published).collect())
}
