//! The ledger's table.

use rusqlite::{Connection, params};

use super::StoreError;
use crate::clock;
use crate::ledger::Entry;

/// Writes a row that was collected, unless a transaction wrote it already.
pub(crate) fn add(db: &Connection, entry: &Entry) -> Result<(), StoreError> {
    write(db, entry, "INSERT OR IGNORE INTO ledger (seq, at, lasting, entry) VALUES (?1, ?2, ?3, ?4)")
}

/// Writes a row in the transaction of its change. It wins over one that was collected because the client went away.
pub(crate) fn put(db: &Connection, entry: &Entry) -> Result<(), StoreError> {
    write(db, entry, "INSERT OR REPLACE INTO ledger (seq, at, lasting, entry) VALUES (?1, ?2, ?3, ?4)")
}

fn write(db: &Connection, entry: &Entry, sql: &str) -> Result<(), StoreError> {
    let at = clock::parse(&entry.at).unwrap_or_default();
    db.prepare_cached(sql)?.execute(params![entry.seq, at, entry.is_lasting(), serde_json::to_string(entry)?])?;
    Ok(())
}

/// The rows after a number and not before a time, oldest first, as JSON texts.
pub(crate) fn read(db: &Connection, after: i64, from: i64) -> Result<Vec<String>, StoreError> {
    let mut statement = db.prepare_cached("SELECT entry FROM ledger WHERE seq > ?1 AND at >= ?2 ORDER BY seq")?;
    let rows = statement.query_map([after, from], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Takes away rows that tell of nothing lasting, but for the newest `keep`.
pub(crate) fn prune(db: &Connection, keep: i64) -> Result<(), StoreError> {
    db.execute("DELETE FROM ledger WHERE lasting = 0 AND seq <= (SELECT max(seq) FROM ledger) - ?1", [keep])?;
    Ok(())
}

/// The number of the next row.
pub(crate) fn next(db: &Connection) -> rusqlite::Result<i64> {
    db.query_row("SELECT coalesce(max(seq), 0) + 1 FROM ledger", [], |row| row.get(0))
}
