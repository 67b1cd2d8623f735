//! The vault's tables.

use crate::backend::{LogId, Wrapped};
use crate::versions::keyed;
use rusqlite::types::Type;
use rusqlite::{Connection, Error, OptionalExtension as _, Row, Transaction, params};
use tidegate_types::{Name, SubjectKey};

fn name(row: &Row, column: usize) -> rusqlite::Result<Name> {
    Name::new(row.get::<_, String>(column)?).map_err(|_| Error::InvalidColumnType(column, "name".into(), Type::Text))
}

fn wrapped(row: &Row, first: usize) -> rusqlite::Result<Wrapped> {
    Ok(Wrapped { under: name(row, first)?, bytes: row.get(first + 1)? })
}

pub(super) fn person(db: &Connection, log: LogId, subject: &SubjectKey) -> rusqlite::Result<Option<Wrapped>> {
    db.prepare_cached("SELECT wrapped_under, wrapped FROM person WHERE subject = ?1")?
        .query_row([keyed(log, subject.bytes())], |r| wrapped(r, 0))
        .optional()
}

pub(super) fn new_person(tx: &Transaction, log: LogId, subject: &SubjectKey, key: &Wrapped) -> rusqlite::Result<Wrapped> {
    tx.prepare_cached("INSERT INTO person (subject, wrapped_under, wrapped) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
        .execute(params![keyed(log, subject.bytes()), key.under.as_str(), key.bytes])?;
    person(tx, log, subject)?.ok_or(Error::QueryReturnedNoRows)
}

pub(super) fn not_under(db: &Connection, log: LogId, key: &Name, most: usize) -> rusqlite::Result<Vec<(SubjectKey, Wrapped)>> {
    let sql = "SELECT subject, wrapped_under, wrapped FROM person WHERE wrapped_under <> ?1 AND substr(subject, 1, 4) = ?2 LIMIT ?3";
    let subject = |row: &Row| {
        let bytes: Vec<u8> = row.get(0)?;
        let key = bytes.get(4..).and_then(|k| k.try_into().ok());
        key.map(SubjectKey::of_keyed_hash).ok_or(Error::InvalidColumnType(0, "subject".into(), Type::Blob))
    };
    db.prepare_cached(sql)?.query_map(params![key.as_str(), keyed(log, &[]), most as i64], |r| Ok((subject(r)?, wrapped(r, 1)?)))?.collect()
}

pub(super) fn rewrap(tx: &Transaction, log: LogId, subject: &SubjectKey, old: &Wrapped, new: &Wrapped) -> rusqlite::Result<()> {
    let sql = "UPDATE person SET wrapped_under = ?3, wrapped = ?4 WHERE subject = ?1 AND wrapped = ?2";
    tx.prepare_cached(sql)?.execute(params![keyed(log, subject.bytes()), old.bytes, new.under.as_str(), new.bytes]).map(drop)
}

pub(super) fn seal(tx: &Transaction, log: LogId, key: (&SubjectKey, &Wrapped), name: &Name, sealed: &[u8]) -> rusqlite::Result<bool> {
    let sql = "INSERT INTO sealed (subject, name, sealed) SELECT subject, ?3, ?4 FROM person WHERE subject = ?1 AND wrapped = ?2
               ON CONFLICT DO UPDATE SET sealed = excluded.sealed";
    let rows = tx.prepare_cached(sql)?.execute(params![keyed(log, key.0.bytes()), key.1.bytes, name.as_str(), sealed])?;
    Ok(rows == 1)
}

pub(super) fn sealed(db: &Connection, log: LogId, subject: &SubjectKey) -> rusqlite::Result<Vec<(Name, Vec<u8>)>> {
    db.prepare_cached("SELECT name, sealed FROM sealed WHERE subject = ?1 ORDER BY name")?
        .query_map([keyed(log, subject.bytes())], |r| Ok((name(r, 0)?, r.get(1)?)))?
        .collect()
}
