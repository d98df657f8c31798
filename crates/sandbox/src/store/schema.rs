//! The tables, and opening them.

use std::path::Path;

use rusqlite::{Connection, ErrorCode};

use super::configure;
use crate::SandboxError;

/// The version that this release writes.
const VERSION: i64 = 1;

const TABLES: &str = "
CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE account (
    name TEXT PRIMARY KEY, credits INTEGER NOT NULL CHECK (credits >= 0), updated_at INTEGER NOT NULL
) STRICT;
-- seq is the order of creation; seeded videos are older than all others and count down from -1.
CREATE TABLE video (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    status TEXT NOT NULL,
    idea TEXT NOT NULL, style TEXT NOT NULL, voice TEXT NOT NULL, language TEXT NOT NULL,
    duration INTEGER NOT NULL, resolution TEXT NOT NULL, caption_style TEXT, music TEXT NOT NULL, metadata TEXT,
    script TEXT, salt INTEGER NOT NULL,
    created_at INTEGER NOT NULL, starts_at INTEGER NOT NULL, ready_at INTEGER NOT NULL,
    processing_at INTEGER, completed_at INTEGER, failed_at INTEGER, cancelled_at INTEGER,
    fail_code TEXT, fail_message TEXT,
    credits_used INTEGER NOT NULL,
    clip TEXT NOT NULL, thumb TEXT NOT NULL, length INTEGER
) STRICT;
CREATE INDEX video_by_account ON video (account, seq);
CREATE INDEX video_by_status ON video (account, status, seq);
CREATE INDEX video_open ON video (status) WHERE status IN ('queued', 'processing');
CREATE TABLE clip (
    name TEXT PRIMARY KEY, duration_ms INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL
) STRICT;
CREATE TABLE publish (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    video_id TEXT NOT NULL REFERENCES video (id),
    platform TEXT NOT NULL, account_id TEXT NOT NULL, caption TEXT,
    status TEXT NOT NULL, scheduled_at INTEGER, live_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL, published_at INTEGER
) STRICT;
CREATE INDEX publish_open ON publish (live_at) WHERE published_at IS NULL;
CREATE TABLE endpoint (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, url TEXT NOT NULL, created_at INTEGER NOT NULL,
    UNIQUE (account, url)
) STRICT;
CREATE TABLE event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, created_at INTEGER NOT NULL, data TEXT NOT NULL
) STRICT;
CREATE TABLE delivery (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id TEXT NOT NULL REFERENCES event (id),
    endpoint_id TEXT NOT NULL REFERENCES endpoint (id) ON DELETE CASCADE,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER
) STRICT;
CREATE INDEX delivery_due ON delivery (next_at) WHERE next_at IS NOT NULL;
CREATE TABLE fault (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fault TEXT NOT NULL, skip_left INTEGER NOT NULL, times_left INTEGER
) STRICT;
-- lasting: the row tells of money or of something made, and is never pruned.
CREATE TABLE ledger (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, lasting INTEGER NOT NULL, entry TEXT NOT NULL
) STRICT;
CREATE INDEX ledger_passing ON ledger (seq) WHERE lasting = 0;
";

/// Opens the database of a folder, or makes it.
pub(crate) fn open(folder: &Path, file: &Path) -> Result<Connection, SandboxError> {
    let failed = |source: rusqlite::Error| match source.sqlite_error_code() {
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => SandboxError::Folder {
            path: folder.to_owned(),
            source: std::io::Error::new(std::io::ErrorKind::PermissionDenied, source),
        },
        _ => SandboxError::Database { path: folder.to_owned(), source },
    };
    let mut db = configure(file).map_err(failed)?;
    let found: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    if found > VERSION {
        return Err(SandboxError::NewerDatabase { path: folder.to_owned(), found, known: VERSION });
    }
    if found < VERSION {
        create(&mut db).map_err(failed)?;
    }
    Ok(db)
}

fn create(db: &mut Connection) -> rusqlite::Result<()> {
    let tx = db.transaction()?;
    tx.execute_batch(TABLES)?;
    tx.pragma_update(None, "user_version", VERSION)?;
    tx.commit()
}
