//! The vault's tables.

use super::{fault, here};
use crate::backend::{LogId, Wrapped};
use crate::error::StoreError;
use crate::versions::keyed;
use tidegate_types::{Name, SubjectKey};
use tokio_postgres::{Client, Row};

type Answer<T> = Result<T, StoreError>;

fn odd() -> StoreError {
    StoreError::Damaged { path: here(), what: "a column holds what it cannot".into() }
}

fn name(row: &Row, column: usize) -> Answer<Name> {
    Name::new(row.get::<_, String>(column)).map_err(|_| odd())
}

fn wrapped(row: &Row, first: usize) -> Answer<Wrapped> {
    Ok(Wrapped { under: name(row, first)?, bytes: row.get(first + 1) })
}

pub(super) async fn person(c: &Client, log: LogId, subject: &SubjectKey) -> Answer<Option<Wrapped>> {
    let sql = "SELECT wrapped_under, wrapped FROM tidegate.person WHERE subject = $1";
    let row = c.query_opt(sql, &[&keyed(log, subject.bytes())]).await.map_err(|e| fault(&e))?;
    row.map(|r| wrapped(&r, 0)).transpose()
}

pub(super) async fn new_person(c: &Client, log: LogId, subject: &SubjectKey, key: &Wrapped) -> Answer<Wrapped> {
    let sql = "INSERT INTO tidegate.person (subject, wrapped_under, wrapped) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    c.execute(sql, &[&keyed(log, subject.bytes()), &key.under.as_str(), &key.bytes]).await.map_err(|e| fault(&e))?;
    person(c, log, subject).await?.ok_or(StoreError::NoSuch("the person: erased at this moment"))
}

pub(super) async fn not_under(c: &Client, log: LogId, key: &Name, most: usize) -> Answer<Vec<(SubjectKey, Wrapped)>> {
    let sql =
        "SELECT subject, wrapped_under, wrapped FROM tidegate.person WHERE wrapped_under <> $1 AND substr(subject, 1, 4) = $2 LIMIT $3";
    let rows = c.query(sql, &[&key.as_str(), &keyed(log, &[]), &(most as i64)]).await.map_err(|e| fault(&e))?;
    let subject = |r: &Row| r.get::<_, &[u8]>(0).get(4..).and_then(|k| k.try_into().ok()).map(SubjectKey::of_keyed_hash).ok_or_else(odd);
    rows.iter().map(|r| Ok((subject(r)?, wrapped(r, 1)?))).collect()
}

pub(super) async fn rewrap(c: &Client, log: LogId, subject: &SubjectKey, old: &Wrapped, new: &Wrapped) -> Answer<()> {
    let sql = "UPDATE tidegate.person SET wrapped_under = $3, wrapped = $4 WHERE subject = $1 AND wrapped = $2";
    let done = c.execute(sql, &[&keyed(log, subject.bytes()), &old.bytes, &new.under.as_str(), &new.bytes]).await;
    done.map(drop).map_err(|e| fault(&e))
}

pub(super) async fn seal(c: &Client, log: LogId, key: (&SubjectKey, &Wrapped), name: &Name, sealed: &[u8]) -> Answer<bool> {
    // The person's row is held until this is stored, so an erasure comes wholly before or wholly after.
    let sql = "INSERT INTO tidegate.sealed (subject, name, sealed)
               SELECT subject, $3, $4 FROM (SELECT subject FROM tidegate.person WHERE subject = $1 AND wrapped = $2 FOR SHARE) AS held
               ON CONFLICT (subject, name) DO UPDATE SET sealed = excluded.sealed";
    let rows = c.execute(sql, &[&keyed(log, key.0.bytes()), &key.1.bytes, &name.as_str(), &sealed]).await.map_err(|e| fault(&e))?;
    Ok(rows == 1)
}

pub(super) async fn sealed(c: &Client, log: LogId, subject: &SubjectKey) -> Answer<Vec<(Name, Vec<u8>)>> {
    let sql = "SELECT name, sealed FROM tidegate.sealed WHERE subject = $1 ORDER BY name";
    let rows = c.query(sql, &[&keyed(log, subject.bytes())]).await.map_err(|e| fault(&e))?;
    rows.iter().map(|r| Ok((name(r, 0)?, r.get(1)))).collect()
}
