//! Publish jobs.

use rusqlite::{Connection, Row, params};

use crate::account::Account;

/// A publish job.
#[derive(Debug, Clone)]
pub(crate) struct PublishRow {
    pub(crate) id: String,
    pub(crate) account: Account,
    pub(crate) video_id: String,
    pub(crate) platform: String,
    pub(crate) account_id: String,
    pub(crate) caption: Option<String>,
    pub(crate) status: String,
    pub(crate) scheduled_at: Option<i64>,
    /// When it goes live.
    pub(crate) live_at: i64,
    pub(crate) created_at: i64,
}

pub(crate) fn insert(db: &Connection, job: &PublishRow) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO publish
         (id, account, video_id, platform, account_id, caption, status, scheduled_at, live_at, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        job.id,
        job.account,
        job.video_id,
        job.platform,
        job.account_id,
        job.caption,
        job.status,
        job.scheduled_at,
        job.live_at,
        job.created_at
    ])?;
    Ok(())
}

/// The jobs whose time has come.
pub(crate) fn due(db: &Connection, now: i64) -> rusqlite::Result<Vec<PublishRow>> {
    let mut statement = db.prepare_cached(
        "SELECT id, account, video_id, platform, account_id, caption, status, scheduled_at, live_at, created_at
         FROM publish WHERE published_at IS NULL AND live_at <= ?1 ORDER BY live_at, seq",
    )?;
    statement.query_map([now], read)?.collect()
}

pub(crate) fn published(db: &Connection, id: &str, now: i64) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE publish SET status = 'published', published_at = ?2 WHERE id = ?1")?
        .execute(params![id, now])?;
    Ok(())
}

/// When the next job goes live.
pub(crate) fn next_due(db: &Connection) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT min(live_at) FROM publish WHERE published_at IS NULL")?.query_row([], |row| row.get(0))
}

fn read(row: &Row<'_>) -> rusqlite::Result<PublishRow> {
    Ok(PublishRow {
        id: row.get(0)?,
        account: row.get(1)?,
        video_id: row.get(2)?,
        platform: row.get(3)?,
        account_id: row.get(4)?,
        caption: row.get(5)?,
        status: row.get(6)?,
        scheduled_at: row.get(7)?,
        live_at: row.get(8)?,
        created_at: row.get(9)?,
    })
}
