//! The form of the file, and how older ones become it. Forward only: a newer file is left alone.

use super::fault;
use crate::error::StoreError;
use rusqlite::Connection;
use std::path::Path;

/// "TGJ1": a file that says something else is somebody else's.
const APPLICATION: i64 = 0x5447_4a31;
/// One step a version; a step never changes once it has been in use.
const STEPS: &[&str] = &[include_str!("0001.sql"), include_str!("0002.sql")];
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
    migrate_to(db, path, KNOWN)
}

fn migrate_to(db: &mut Connection, path: &Path, to: i64) -> Result<(), StoreError> {
    let from = version(db, path)?;
    for (step, sql) in (1..=to).zip(STEPS).skip(from as usize) {
        let all = |db: &mut Connection| -> rusqlite::Result<()> {
            let tx = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            tx.execute_batch(sql)?;
            tx.pragma_update(None, "application_id", APPLICATION)?;
            tx.pragma_update(None, "user_version", step)?;
            tx.commit()
        };
        all(db).map_err(|e| fault(path, &e))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_earlier_form_becomes_the_newest() {
        for from in 0..=KNOWN {
            let (mut db, path) = (Connection::open_in_memory().expect("a database"), Path::new("test"));
            migrate_to(&mut db, path, from).expect("made");
            assert_eq!(version(&db, path), Ok(from));
            if from > 0 {
                db.execute("INSERT INTO log (store, origin) VALUES ('a', 'a.example/log')", []).expect("stored");
            }
            migrate(&mut db, path).expect("brought up to date");
            assert_eq!(version(&db, path), Ok(KNOWN));
            let kept: i64 = db.query_row("SELECT count(*) FROM log", [], |r| r.get(0)).expect("read");
            assert_eq!(kept, from.min(1), "what was there is there");
            assert_eq!(form(&db), form_of_newest(), "from {from}");
            migrate(&mut db, path).expect("nothing to do");
        }
    }

    fn form(db: &Connection) -> Vec<String> {
        let mut all = db.prepare("SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name").expect("a question");
        all.query_map([], |r| r.get(0)).expect("answers").collect::<Result<_, _>>().expect("read")
    }

    fn form_of_newest() -> Vec<String> {
        let db = Connection::open_in_memory().expect("a database");
        STEPS.iter().for_each(|sql| db.execute_batch(sql).expect("made"));
        form(&db)
    }
}
