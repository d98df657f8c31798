//! Webhook endpoints, events and deliveries.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::Value;

use super::StoreError;
use crate::account::Account;
use crate::{clock, ids};

/// A registered endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) created_at: i64,
}

/// A delivery that is due.
#[derive(Debug, Clone)]
pub(crate) struct Due {
    pub(crate) seq: i64,
    pub(crate) endpoint_id: String,
    pub(crate) url: String,
    pub(crate) attempts: u32,
    pub(crate) event_id: String,
    pub(crate) kind: String,
    pub(crate) created_at: i64,
    pub(crate) data: String,
}

/// Registers an endpoint; the same URL gives the same endpoint.
pub(crate) fn register(db: &mut Connection, account: Account, url: &str) -> rusqlite::Result<Endpoint> {
    let tx = db.transaction()?;
    tx.execute(
        "INSERT INTO endpoint (id, account, url, created_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        params![ids::endpoint(), account, url, clock::now_ms()],
    )?;
    let endpoint = tx.query_row(
        "SELECT id, url, created_at FROM endpoint WHERE account = ?1 AND url = ?2",
        params![account, url],
        endpoint,
    )?;
    tx.commit()?;
    Ok(endpoint)
}

pub(crate) fn endpoints(db: &Connection, account: Account) -> rusqlite::Result<Vec<Endpoint>> {
    let mut statement =
        db.prepare_cached("SELECT id, url, created_at FROM endpoint WHERE account = ?1 ORDER BY seq")?;
    statement.query_map([account], endpoint)?.collect()
}

/// Takes an endpoint away, with what was still to be delivered to it.
pub(crate) fn remove(db: &Connection, account: Account, id: &str) -> rusqlite::Result<bool> {
    let gone = db.execute("DELETE FROM endpoint WHERE account = ?1 AND id = ?2", params![account, id])?;
    Ok(gone > 0)
}

fn endpoint(row: &rusqlite::Row<'_>) -> rusqlite::Result<Endpoint> {
    Ok(Endpoint { id: row.get(0)?, url: row.get(1)?, created_at: row.get(2)? })
}

/// Writes an event for each endpoint of the account, in the transaction of what it tells of.
pub(crate) fn emit(tx: &Connection, account: Account, kind: &str, now: i64, data: &Value) -> Result<(), StoreError> {
    let endpoints = endpoints(tx, account)?;
    if endpoints.is_empty() {
        return Ok(());
    }
    let event_id = ids::event();
    tx.prepare_cached("INSERT INTO event (id, type, created_at, data) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        event_id,
        kind,
        now,
        serde_json::to_string(data)?
    ])?;
    for endpoint in endpoints {
        tx.prepare_cached("INSERT INTO delivery (event_id, endpoint_id, next_at) VALUES (?1, ?2, ?3)")?
            .execute(params![event_id, endpoint.id, now])?;
    }
    Ok(())
}

/// The first delivery that is due at an endpoint which is not busy.
pub(crate) fn due(db: &Connection, now: i64, busy: &[String]) -> rusqlite::Result<Option<Due>> {
    let busy = serde_json::to_string(busy).unwrap_or_default();
    db.prepare_cached(
        "SELECT d.seq, d.endpoint_id, e.url, d.attempts, v.id, v.type, v.created_at, v.data
         FROM delivery d JOIN endpoint e ON e.id = d.endpoint_id JOIN event v ON v.id = d.event_id
         WHERE d.next_at <= ?1 AND d.endpoint_id NOT IN (SELECT value FROM json_each(?2))
         ORDER BY d.next_at, d.seq LIMIT 1",
    )?
    .query_row(params![now, busy], |row| {
        Ok(Due {
            seq: row.get(0)?,
            endpoint_id: row.get(1)?,
            url: row.get(2)?,
            attempts: row.get(3)?,
            event_id: row.get(4)?,
            kind: row.get(5)?,
            created_at: row.get(6)?,
            data: row.get(7)?,
        })
    })
    .optional()
}

/// When the next delivery is due that does not wait behind a busy endpoint.
pub(crate) fn next_due(db: &Connection, busy: &[String]) -> rusqlite::Result<Option<i64>> {
    let busy = serde_json::to_string(busy).unwrap_or_default();
    db.prepare_cached(
        "SELECT min(next_at) FROM delivery
         WHERE next_at IS NOT NULL AND endpoint_id NOT IN (SELECT value FROM json_each(?1))",
    )?
    .query_row([busy], |row| row.get(0))
}

/// Writes what became of an attempt: `next_at` is when it is tried again, `None` is the end of it.
pub(crate) fn attempted(db: &Connection, seq: i64, next_at: Option<i64>) -> rusqlite::Result<()> {
    db.execute("UPDATE delivery SET attempts = attempts + 1, next_at = ?2 WHERE seq = ?1", params![seq, next_at])?;
    Ok(())
}
