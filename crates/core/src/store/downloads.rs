//! Downloads: what is wanted on disk, how far it is, and where it ended up.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{Cached as _, Json, Millis, Tx, failed};
use crate::error::Result;
use crate::view::{DownloadState, DownloadView, Entity, ErrorView};

/// A row of `download`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DownloadRow {
    pub(crate) account_id: String,
    pub(crate) video_id: String,
    pub(crate) state: DownloadState,
    pub(crate) bytes: u64,
    pub(crate) total: Option<u64>,
    /// The file, once saved.
    pub(crate) path: Option<PathBuf>,
    pub(crate) problem: Option<ErrorView>,
}

const COLUMNS: &str = "account_id, video_id, state, bytes, total, path, problem";

fn download(row: &Row<'_>) -> rusqlite::Result<DownloadRow> {
    let state: String = row.get(2)?;
    Ok(DownloadRow {
        account_id: row.get(0)?,
        video_id: row.get(1)?,
        // The schema lets no other name in.
        state: match state.as_str() {
            "running" => DownloadState::Running,
            "paused" => DownloadState::Paused,
            "saved" => DownloadState::Saved,
            "failed" => DownloadState::Failed,
            _ => DownloadState::Waiting,
        },
        bytes: row.get::<_, i64>(3)?.unsigned_abs(),
        total: row.get::<_, Option<i64>>(4)?.map(i64::unsigned_abs),
        path: row.get::<_, Option<String>>(5)?.map(PathBuf::from),
        problem: row.get::<_, Option<Json<_>>>(6)?.map(|json| json.0),
    })
}

impl DownloadRow {
    /// For the window: a name, never the folder.
    pub(crate) fn view(self) -> DownloadView {
        let file = self.path.filter(|_| self.state == DownloadState::Saved);
        DownloadView {
            state: self.state,
            bytes: self.bytes as f64,
            total: self.total.map(|total| total as f64),
            file_name: file.and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned())),
            problem: self.problem,
        }
    }
}

/// One download.
pub(crate) fn get(connection: &Connection, account_id: &str, video_id: &str) -> Result<Option<DownloadRow>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM download WHERE account_id = ?1 AND video_id = ?2"))
        .and_then(|mut statement| statement.query_row((account_id, video_id), download).optional())
        .map_err(failed("read a download"))
}

/// One download for the window.
pub(crate) fn view(connection: &Connection, account_id: &str, video_id: &str) -> Result<Option<DownloadView>> {
    Ok(get(connection, account_id, video_id)?.map(DownloadRow::view))
}

/// All downloads, whatever the account.
pub(crate) fn all(connection: &Connection) -> Result<Vec<DownloadRow>> {
    let sql = format!("SELECT {COLUMNS} FROM download");
    let read = || connection.prepare(&sql)?.query_map([], download)?.collect::<rusqlite::Result<_>>();
    read().map_err(failed("read the downloads"))
}

/// Wants a video on disk; what was there of an earlier try is known by its own note.
pub(crate) fn enqueue(tx: &Tx<'_>, account_id: &str, video_id: &str, now: DateTime<Utc>) -> Result<()> {
    tx.execute(
        "INSERT INTO download (account_id, video_id, state, created_at) VALUES (?1, ?2, 'waiting', ?3)
         ON CONFLICT (account_id, video_id) DO UPDATE SET state = 'waiting', path = NULL, problem = NULL,
             bytes = CASE state WHEN 'saved' THEN 0 ELSE bytes END, created_at = excluded.created_at",
        (account_id, video_id, Millis(now)),
    )
    .map_err(failed("want a download"))?;
    tx.changed(Entity::Download, video_id);
    Ok(())
}

/// Takes the download that waits longest; it is running from now on.
pub(crate) fn take_next(tx: &Tx<'_>, account_id: &str) -> Result<Option<String>> {
    let id: Option<String> = tx
        .row(
            "UPDATE download SET state = 'running', problem = NULL
             WHERE account_id = ?1 AND video_id = (SELECT video_id FROM download WHERE account_id = ?1 AND state = 'waiting'
                 ORDER BY created_at, video_id LIMIT 1)
             RETURNING video_id",
            [account_id],
            |row| row.get(0),
        )
        .optional()
        .map_err(failed("begin a download"))?;
    if let Some(id) = &id {
        tx.changed(Entity::Download, id);
    }
    Ok(id)
}

/// Keeps how far a running download is. False when it is not running any more: then it is to stop.
pub(crate) fn progress(tx: &Tx<'_>, account_id: &str, video_id: &str, bytes: u64, total: Option<u64>) -> Result<bool> {
    let running = tx
        .execute(
            "UPDATE download SET bytes = ?3, total = ?4 WHERE account_id = ?1 AND video_id = ?2 AND state = 'running'",
            (account_id, video_id, whole(bytes), total.map(whole)),
        )
        .map_err(failed("keep how far a download is"))?;
    if running == 1 {
        tx.changed(Entity::Download, video_id);
    }
    Ok(running == 1)
}

/// The file is whole and on disk.
pub(crate) fn saved(tx: &Tx<'_>, account_id: &str, video_id: &str, path: &Path, bytes: u64) -> Result<()> {
    tx.execute(
        "UPDATE download SET state = 'saved', bytes = ?4, total = ?4, path = ?3, problem = NULL
         WHERE account_id = ?1 AND video_id = ?2",
        (account_id, video_id, path.to_string_lossy(), whole(bytes)),
    )
    .map_err(failed("keep a saved video"))?;
    tx.changed(Entity::Download, video_id);
    Ok(())
}

/// A running download gave up. One that the person paused meanwhile stays paused.
pub(crate) fn fail(tx: &Tx<'_>, account_id: &str, video_id: &str, problem: &ErrorView) -> Result<()> {
    tx.execute(
        "UPDATE download SET state = 'failed', problem = ?3 WHERE account_id = ?1 AND video_id = ?2 AND state = 'running'",
        (account_id, video_id, Json(problem)),
    )
    .map_err(failed("keep a failed download"))?;
    tx.changed(Entity::Download, video_id);
    Ok(())
}

/// Stops one that has not ended. False when there is nothing to stop.
pub(crate) fn pause(tx: &Tx<'_>, account_id: &str, video_id: &str) -> Result<bool> {
    let stopped = tx
        .execute(
            "UPDATE download SET state = 'paused'
             WHERE account_id = ?1 AND video_id = ?2 AND state IN ('waiting', 'running')",
            (account_id, video_id),
        )
        .map_err(failed("pause a download"))?;
    if stopped == 1 {
        tx.changed(Entity::Download, video_id);
    }
    Ok(stopped == 1)
}

/// What was running when the app ended waits for its turn again.
pub(crate) fn wait_again(tx: &Tx<'_>) -> Result<()> {
    let read = || {
        tx.prepare("UPDATE download SET state = 'waiting' WHERE state = 'running' RETURNING video_id")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<String>>>()
    };
    for id in read().map_err(failed("look at interrupted downloads"))? {
        tx.changed(Entity::Download, &id);
    }
    Ok(())
}

fn whole(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
