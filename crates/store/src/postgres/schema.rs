//! The tables, and how older ones become them. Forward only.

use super::{fault, here};
use crate::error::StoreError;
use tokio_postgres::Client;

const STEPS: &[&str] = &[include_str!("0001.sql"), include_str!("0002.sql")];
/// One program migrates at a time; the number is ours by choice.
const LOCK: &str = "SELECT pg_advisory_xact_lock(6075721)";

pub(super) async fn migrate(client: &mut Client) -> Result<(), StoreError> {
    let known = STEPS.len() as i64;
    let tx = client.transaction().await.map_err(|e| fault(&e))?;
    tx.batch_execute(LOCK).await.map_err(|e| fault(&e))?;
    tx.batch_execute("CREATE SCHEMA IF NOT EXISTS tidegate; CREATE TABLE IF NOT EXISTS tidegate.schema (version bigint NOT NULL)")
        .await
        .map_err(|e| fault(&e))?;
    let found: i64 = tx.query_one("SELECT coalesce(max(version), 0) FROM tidegate.schema", &[]).await.map_err(|e| fault(&e))?.get(0);
    if found > known {
        return Err(StoreError::Newer { path: here(), found, known });
    }
    for (step, sql) in (1_i64..).zip(STEPS).skip(usize::try_from(found).unwrap_or(0)) {
        tx.batch_execute(sql).await.map_err(|e| fault(&e))?;
        tx.execute("INSERT INTO tidegate.schema (version) VALUES ($1)", &[&step]).await.map_err(|e| fault(&e))?;
    }
    tx.commit().await.map_err(|e| fault(&e))
}
