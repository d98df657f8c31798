//! The MP4 files that exist.

use rusqlite::{Connection, OptionalExtension as _, params};

/// A rendered file.
#[derive(Debug, Clone)]
pub(crate) struct ClipRow {
    pub(crate) name: String,
    pub(crate) duration_ms: i64,
    pub(crate) size: i64,
    /// The strong validator: a hash of the bytes, in quotes.
    pub(crate) etag: String,
}

pub(crate) fn find(db: &Connection, name: &str) -> rusqlite::Result<Option<ClipRow>> {
    db.prepare_cached("SELECT name, duration_ms, size, etag FROM clip WHERE name = ?1")?
        .query_row([name], |row| {
            Ok(ClipRow { name: row.get(0)?, duration_ms: row.get(1)?, size: row.get(2)?, etag: row.get(3)? })
        })
        .optional()
}

pub(crate) fn put(db: &Connection, clip: &ClipRow) -> rusqlite::Result<()> {
    db.execute(
        "INSERT OR REPLACE INTO clip (name, duration_ms, size, etag) VALUES (?1, ?2, ?3, ?4)",
        params![clip.name, clip.duration_ms, clip.size, clip.etag],
    )?;
    Ok(())
}

/// Forgets a file that is no longer there.
pub(crate) fn forget(db: &Connection, name: &str) -> rusqlite::Result<()> {
    db.execute("DELETE FROM clip WHERE name = ?1", [name])?;
    Ok(())
}
