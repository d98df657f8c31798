//! Videos and their way from queued to completed.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql as Bind, named_params, params};

use crate::account::Account;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Queued,
    Processing,
    Completed,
    Failed,
    Cancelled,
}

impl Status {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    fn named(name: &str) -> Option<Self> {
        let all = [Self::Queued, Self::Processing, Self::Completed, Self::Failed, Self::Cancelled];
        all.into_iter().find(|status| status.name() == name)
    }
}

impl ToSql for Status {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.name().into())
    }
}

impl FromSql for Status {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::named(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}

/// A video as it lies in the database.
#[derive(Debug, Clone)]
pub(crate) struct VideoRow {
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) account: Account,
    pub(crate) status: Status,
    pub(crate) idea: String,
    pub(crate) style: String,
    pub(crate) voice: String,
    pub(crate) language: String,
    /// The length that was wished for, in seconds.
    pub(crate) duration: u32,
    pub(crate) resolution: String,
    pub(crate) caption_style: Option<String>,
    pub(crate) music: String,
    /// JSON, as it came.
    pub(crate) metadata: Option<String>,
    /// JSON; absent on seeded videos, whose script is composed from `salt` when it is read.
    pub(crate) script: Option<String>,
    pub(crate) salt: i64,
    pub(crate) created_at: i64,
    /// When the render starts.
    pub(crate) starts_at: i64,
    /// When the render is done, if its file is there by then.
    pub(crate) ready_at: i64,
    pub(crate) processing_at: Option<i64>,
    pub(crate) completed_at: Option<i64>,
    pub(crate) failed_at: Option<i64>,
    pub(crate) cancelled_at: Option<i64>,
    /// Set from the start where a fault ordered the failure.
    pub(crate) fail_code: Option<String>,
    pub(crate) fail_message: Option<String>,
    pub(crate) credits_used: i64,
    /// The name of the file.
    pub(crate) clip: String,
    /// The name of the thumbnail's file.
    pub(crate) thumb: String,
    /// The length of the file, in seconds.
    pub(crate) length: Option<i64>,
}

pub(crate) fn insert(db: &Connection, video: &VideoRow) -> rusqlite::Result<()> {
    // A seq of 0 stands for the next one.
    let seq = (video.seq != 0).then_some(video.seq);
    db.prepare_cached(
        "INSERT INTO video (seq, id, account, status, idea, style, voice, language, duration, resolution,
            caption_style, music, metadata, script, salt, created_at, starts_at, ready_at, processing_at,
            completed_at, fail_code, fail_message, credits_used, clip, thumb, length)
         VALUES (:seq, :id, :account, :status, :idea, :style, :voice, :language, :duration, :resolution,
            :caption_style, :music, :metadata, :script, :salt, :created_at, :starts_at, :ready_at, :processing_at,
            :completed_at, :fail_code, :fail_message, :credits_used, :clip, :thumb, :length)",
    )?
    .execute(named_params! {
        ":seq": seq, ":id": video.id, ":account": video.account, ":status": video.status, ":idea": video.idea,
        ":style": video.style, ":voice": video.voice, ":language": video.language, ":duration": video.duration,
        ":resolution": video.resolution, ":caption_style": video.caption_style, ":music": video.music,
        ":metadata": video.metadata, ":script": video.script, ":salt": video.salt,
        ":created_at": video.created_at, ":starts_at": video.starts_at, ":ready_at": video.ready_at,
        ":processing_at": video.processing_at, ":completed_at": video.completed_at,
        ":fail_code": video.fail_code, ":fail_message": video.fail_message,
        ":credits_used": video.credits_used, ":clip": video.clip, ":thumb": video.thumb, ":length": video.length,
    })?;
    Ok(())
}

/// A video of the account; another account's is not found.
pub(crate) fn find(db: &Connection, account: Account, id: &str) -> rusqlite::Result<Option<VideoRow>> {
    db.prepare_cached("SELECT * FROM video WHERE id = ?1 AND account = ?2")?
        .query_row(params![id, account], read)
        .optional()
}

/// A video of either account, for its media.
pub(crate) fn find_any(db: &Connection, id: &str) -> rusqlite::Result<Option<VideoRow>> {
    db.prepare_cached("SELECT * FROM video WHERE id = ?1")?.query_row([id], read).optional()
}

/// Which page of the list.
pub(crate) struct Page {
    pub(crate) account: Account,
    pub(crate) limit: usize,
    pub(crate) before: Option<i64>,
    pub(crate) status: Option<String>,
    /// The list as it was then.
    pub(crate) as_of: Option<i64>,
}

/// One page, newest first, and one row more where there is more.
pub(crate) fn list(db: &Connection, page: &Page) -> rusqlite::Result<Vec<VideoRow>> {
    let mut sql = String::from("SELECT * FROM video WHERE account = :account");
    if page.before.is_some() {
        sql.push_str(" AND seq < :before");
    }
    if page.as_of.is_some() {
        sql.push_str(" AND created_at <= :as_of");
    }
    if page.status.is_some() {
        sql.push_str(" AND ");
        sql.push_str(if page.as_of.is_some() { STATUS_THEN } else { "status" });
        sql.push_str(" = :status");
    }
    sql.push_str(" ORDER BY seq DESC LIMIT :limit");
    let limit = i64::try_from(page.limit + 1).unwrap_or(i64::MAX);
    let mut bound: Vec<(&str, &dyn Bind)> = vec![(":account", &page.account), (":limit", &limit)];
    if let Some(before) = &page.before {
        bound.push((":before", before));
    }
    if let Some(as_of) = &page.as_of {
        bound.push((":as_of", as_of));
    }
    if let Some(status) = &page.status {
        bound.push((":status", status));
    }
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(bound.as_slice(), read)?;
    rows.map(|row| row.map(|video| page.as_of.map_or_else(|| video.clone(), |then| video.at(then)))).collect()
}

/// [`VideoRow::at`] in SQL.
const STATUS_THEN: &str = "CASE WHEN cancelled_at <= :as_of THEN 'cancelled' WHEN failed_at <= :as_of THEN 'failed'
    WHEN completed_at <= :as_of THEN 'completed' WHEN processing_at <= :as_of THEN 'processing' ELSE 'queued' END";

impl VideoRow {
    /// The video as it was at a time.
    fn at(&self, then: i64) -> Self {
        let by_then = |at: Option<i64>| at.filter(|at| *at <= then);
        let mut video = self.clone();
        video.cancelled_at = by_then(self.cancelled_at);
        video.failed_at = by_then(self.failed_at);
        video.completed_at = by_then(self.completed_at);
        video.processing_at = by_then(self.processing_at);
        video.status = if video.cancelled_at.is_some() {
            Status::Cancelled
        } else if video.failed_at.is_some() {
            Status::Failed
        } else if video.completed_at.is_some() {
            Status::Completed
        } else if video.processing_at.is_some() {
            Status::Processing
        } else {
            Status::Queued
        };
        video
    }
}

/// Where a video stands in the list.
pub(crate) fn position(db: &Connection, account: Account, id: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT seq FROM video WHERE id = ?1 AND account = ?2")?
        .query_row(params![id, account], |row| row.get(0))
        .optional()
}

/// Jobs of the account that are queued or processing.
pub(crate) fn open_jobs(db: &Connection, account: Account) -> rusqlite::Result<u32> {
    db.prepare_cached("SELECT count(*) FROM video WHERE status IN ('queued', 'processing') AND account = ?1")?
        .query_row([account], |row| row.get(0))
}

/// Every job that is queued or processing, in order of creation.
pub(crate) fn all_open(db: &Connection) -> rusqlite::Result<Vec<VideoRow>> {
    let mut statement =
        db.prepare_cached("SELECT * FROM video WHERE status IN ('queued', 'processing') ORDER BY seq")?;
    statement.query_map([], read)?.collect()
}

pub(crate) fn set_processing(db: &Connection, id: &str, now: i64) -> rusqlite::Result<()> {
    moved(db, "UPDATE video SET status = 'processing', processing_at = ?2 WHERE id = ?1", id, now)
}

pub(crate) fn set_failed(db: &Connection, id: &str, now: i64) -> rusqlite::Result<()> {
    moved(db, "UPDATE video SET status = 'failed', failed_at = ?2 WHERE id = ?1", id, now)
}

pub(crate) fn set_cancelled(db: &Connection, id: &str, now: i64) -> rusqlite::Result<()> {
    moved(db, "UPDATE video SET status = 'cancelled', cancelled_at = ?2 WHERE id = ?1", id, now)
}

pub(crate) fn set_completed(db: &Connection, id: &str, length: i64, now: i64) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE video SET status = 'completed', completed_at = ?2, length = ?3 WHERE id = ?1")?
        .execute(params![id, now, length])?;
    Ok(())
}

fn moved(db: &Connection, sql: &str, id: &str, now: i64) -> rusqlite::Result<()> {
    db.prepare_cached(sql)?.execute(params![id, now])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<VideoRow> {
    Ok(VideoRow {
        seq: row.get("seq")?,
        id: row.get("id")?,
        account: row.get("account")?,
        status: row.get("status")?,
        idea: row.get("idea")?,
        style: row.get("style")?,
        voice: row.get("voice")?,
        language: row.get("language")?,
        duration: row.get("duration")?,
        resolution: row.get("resolution")?,
        caption_style: row.get("caption_style")?,
        music: row.get("music")?,
        metadata: row.get("metadata")?,
        script: row.get("script")?,
        salt: row.get("salt")?,
        created_at: row.get("created_at")?,
        starts_at: row.get("starts_at")?,
        ready_at: row.get("ready_at")?,
        processing_at: row.get("processing_at")?,
        completed_at: row.get("completed_at")?,
        failed_at: row.get("failed_at")?,
        cancelled_at: row.get("cancelled_at")?,
        fail_code: row.get("fail_code")?,
        fail_message: row.get("fail_message")?,
        credits_used: row.get("credits_used")?,
        clip: row.get("clip")?,
        thumb: row.get("thumb")?,
        length: row.get("length")?,
    })
}
