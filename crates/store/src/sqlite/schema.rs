//! The form of the file, and how older ones become it. Forward only: a newer file is left alone.

use super::fault;
use crate::error::StoreError;
use rusqlite::Connection;
use std::path::Path;

/// "TGJ1": a file that says something else is somebody else's.
const APPLICATION: i64 = 0x5447_4a31;
/// One step a version; a step never changes once it has been in use.
const STEPS: &[&str] = &[include_str!("0001.sql")];
pub(super) const KNOWN: i64 = STEPS.len() as i64;

fn number(db: &Connection, path: &Path, pragma: &str) -> Result<i64, StoreError> {
    db.pragma_query_value(None, pragma, |r| r.get(0)).map_err(|e| fault(path, &e))
}

/// How far the file is; 0 if it is empty.
pub(super) fn version(db: &Connection, path: &Path) -> Result<i64, StoreError> {
    let (application, version) = (number(db, path, "application_id")?, number(db, path, "user_version")?);
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0)).map_err(|e| fault(path, &e))?;
    match (application, version) {
        (0, 0) if tables == 0 => Ok(0),
        (APPLICATION, found) if found > KNOWN => Err(StoreError::Newer { path: path.into(), found, known: KNOWN }),
        (APPLICATION, found) if found > 0 => Ok(found),
        _ => Err(StoreError::Foreign(path.into())),
    }
}

/// Brings the file to the newest form, a step at a time; each step is whole or not at all.
pub(super) fn migrate(db: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let from = version(db, path)?;
    for (step, sql) in (1..).zip(STEPS).skip(from as usize) {
        let all = |db: &mut Connection| -> rusqlite::Result<()> {
            let tx = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            tx.execute_batch(sql)?;
            tx.pragma_update(None, "application_id", APPLICATION)?;
            tx.pragma_update(None, "user_version", step as i64)?;
            tx.commit()
        };
        all(db).map_err(|e| fault(path, &e))?;
    }
    Ok(())
}
