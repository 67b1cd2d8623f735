//! Questions to the file.

use super::{index, seq};
use crate::backend::{Kept, LogId, Published, Stored};
use crate::versions::keyed;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use tidegate_journal::{Commitment, Salt, Stream};
use tidegate_types::SubjectKey;

const COLUMNS: &str = "seq, at, salt, body, commitment, substr(stream, 5)";

fn stored(row: &Row) -> rusqlite::Result<Stored> {
    let kept = match (row.get(2)?, row.get(3)?, row.get::<_, Option<[u8; 32]>>(4)?) {
        (Some(salt), Some(body), None) => {
            Kept::Whole { salt: Salt::new(salt), body, stream: row.get::<_, Option<_>>(5)?.unwrap_or_default() }
        }
        (None::<[u8; 32]>, None::<Vec<u8>>, Some(commitment)) => Kept::Gone(Commitment::of_bytes(commitment)),
        _ => return Err(rusqlite::Error::InvalidColumnType(3, "body".into(), rusqlite::types::Type::Null)),
    };
    Ok(Stored { index: index(row.get(0)?), at: row.get(1)?, kept })
}

pub(super) fn events(db: &Connection, log: LogId, from: u64, most: usize) -> rusqlite::Result<Vec<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM event WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq LIMIT ?3");
    db.prepare_cached(&sql)?.query_map(params![seq(log, from), seq(log, u64::MAX), most as i64], stored)?.collect()
}

pub(super) fn stream(db: &Connection, log: LogId, stream: &Stream) -> rusqlite::Result<Vec<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM event WHERE stream = ?1 ORDER BY version");
    db.prepare_cached(&sql)?.query_map([keyed(log, &stream.to_bytes())], stored)?.collect()
}

pub(super) fn naming(db: &Connection, log: LogId, subject: &SubjectKey) -> rusqlite::Result<Vec<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM event WHERE stream = ?1 OR seq IN (SELECT seq FROM mention WHERE subject = ?2) ORDER BY seq");
    let stream = keyed(log, &Stream::Subject(*subject).to_bytes());
    db.prepare_cached(&sql)?.query_map(params![stream, keyed(log, subject.bytes())], stored)?.collect()
}

pub(super) fn size(db: &Connection, log: LogId) -> rusqlite::Result<u64> {
    let last: Option<i64> = db
        .prepare_cached("SELECT max(seq) FROM event WHERE seq BETWEEN ?1 AND ?2")?
        .query_row([seq(log, 0), seq(log, u64::MAX)], |r| r.get(0))?;
    Ok(last.map_or(0, |s| index(s) + 1))
}

/// How many events a stream has.
pub(super) fn version(db: &Connection, stream: &[u8]) -> rusqlite::Result<u32> {
    let last: Option<u32> = db.prepare_cached("SELECT max(version) FROM event WHERE stream = ?1")?.query_row([stream], |r| r.get(0))?;
    Ok(last.unwrap_or(0))
}

pub(super) fn tile(db: &Connection, log: LogId, level: u8, at: u64) -> rusqlite::Result<Option<Vec<u8>>> {
    db.prepare_cached("SELECT hashes FROM tile WHERE log = ?1 AND level = ?2 AND idx = ?3")?
        .query_row(params![log.0, level, at as i64], |r| r.get(0))
        .optional()
}

fn published(row: &Row) -> rusqlite::Result<Published> {
    Ok(Published { size: row.get::<_, i64>(0)?.cast_unsigned(), checkpoint: row.get(1)? })
}

pub(super) fn latest(db: &Connection, log: LogId) -> rusqlite::Result<Option<Published>> {
    db.prepare_cached("SELECT size, note FROM checkpoint WHERE log = ?1 ORDER BY size DESC LIMIT 1")?
        .query_row([log.0], published)
        .optional()
}

pub(super) fn checkpoints(db: &Connection, log: LogId, after: u64, most: usize) -> rusqlite::Result<Vec<Published>> {
    db.prepare_cached("SELECT size, note FROM checkpoint WHERE log = ?1 AND size > ?2 ORDER BY size LIMIT ?3")?
        .query_map(params![log.0, after as i64, most as i64], published)?
        .collect()
}
