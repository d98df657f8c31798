//! What the programs on one data folder tell each other about their turns: a small SQLite file of its own. It can be
//! deleted at any time, and nothing of it has to survive a power cut, so it costs no flush.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::WINDOW;
use crate::lock::FolderLock;

/// File name in the data folder.
const FILE: &str = "requests.sqlite3";

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS turn (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL,
        process TEXT NOT NULL,
        click INTEGER NOT NULL,
        began_at INTEGER NOT NULL,
        ended_at INTEGER
    ) STRICT;
    CREATE TABLE IF NOT EXISTS key_limit (
        key TEXT PRIMARY KEY,
        a_minute INTEGER,
        closed_until INTEGER
    ) STRICT;";

/// The longest that a request is under way: a turn without an end belongs to a program that died.
const LONGEST: i64 = 130_000;

/// What other programs say about a key.
#[derive(Debug, Default)]
pub(super) struct Others {
    /// In how long each of their turns leaves the window.
    pub(super) leave_in: Vec<Duration>,
    /// Whether a person clicked there within the last minute.
    pub(super) clicked: bool,
    /// Requests a window, as TikVod told one of us.
    pub(super) limit: Option<u32>,
    /// For how long nothing goes out.
    pub(super) closed: Option<Duration>,
}

/// See the module.
pub(super) struct Shared {
    path: PathBuf,
    process: String,
    open: Mutex<State>,
}

enum State {
    Closed,
    Open(Connection),
    /// It failed once in this run: only our own turns are counted from then on.
    Given,
}

impl Shared {
    pub(super) fn new(folder: &Path, process: String) -> Self {
        Self { path: folder.join(FILE), process, open: Mutex::new(State::Closed) }
    }

    /// Looks at the others, and gives out a turn (for a click: `Some(true)`) if `decide` says so. `None` where there is
    /// no turn or no file.
    pub(super) fn with(
        &self,
        key: &str,
        now: DateTime<Utc>,
        decide: impl FnOnce(Others) -> Option<bool>,
    ) -> Option<i64> {
        self.attempt(|tx, process| {
            let others = others(tx, key, process, now.timestamp_millis())?;
            let Some(click) = decide(others) else { return Ok(None) };
            tx.prepare_cached("INSERT INTO turn (key, process, click, began_at) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![key, process, click, now.timestamp_millis()])?;
            Ok(Some(tx.last_insert_rowid()))
        })
        .flatten()
    }

    /// The request of a turn is over.
    pub(super) fn end(&self, row: i64, now: DateTime<Utc>) {
        self.attempt(|tx, _| {
            tx.prepare_cached("UPDATE turn SET ended_at = ?2 WHERE id = ?1")?
                .execute(params![row, now.timestamp_millis()])
        });
    }

    /// Keeps how many requests a window has.
    pub(super) fn remember_limit(&self, key: &str, limit: u32) {
        self.attempt(|tx, _| {
            tx.execute(
                "INSERT INTO key_limit (key, a_minute) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET a_minute = ?2",
                params![key, limit],
            )
        });
    }

    /// Nothing goes out before `until`.
    pub(super) fn close(&self, key: &str, until: DateTime<Utc>) {
        self.attempt(|tx, _| {
            tx.execute(
                "INSERT INTO key_limit (key, closed_until) VALUES (?1, ?2)
                 ON CONFLICT DO UPDATE SET closed_until = ?2",
                params![key, until.timestamp_millis()],
            )
        });
    }

    fn attempt<T>(&self, body: impl FnOnce(&Transaction<'_>, &str) -> rusqlite::Result<T>) -> Option<T> {
        let mut state = self.state();
        if matches!(*state, State::Closed) {
            *state = open(&self.path);
        }
        let State::Open(connection) = &mut *state else { return None };
        let done = (|| {
            let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = body(&tx, &self.process)?;
            tx.commit()?;
            Ok::<T, rusqlite::Error>(value)
        })();
        match done {
            Ok(value) => Some(value),
            Err(error) => {
                tracing::warn!(%error, "the requests of other programs cannot be counted in this run");
                *state = State::Given;
                None
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens the file. One that is no database, or one of another shape, is nothing worth keeping and made anew.
fn open(path: &Path) -> State {
    match connect(path).or_else(|_| {
        for suffix in ["", "-wal", "-shm"] {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            drop(std::fs::remove_file(name));
        }
        connect(path)
    }) {
        Ok(connection) => State::Open(connection),
        Err(error) => {
            tracing::warn!(%error, "the requests of other programs cannot be counted in this run");
            State::Given
        }
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    // Where the folder cannot be written, opening fails by itself.
    let _alone = path.parent().and_then(|folder| FolderLock::opening(folder).ok());
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "busy_timeout", 2_000)?;
    crate::store::steady_plans(&connection)?;
    // The cheapest commit there is; torn by a power cut the file is made anew.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.execute_batch(SCHEMA)?;
    connection.prepare("SELECT id, key, process, click, began_at, ended_at FROM turn")?;
    connection.prepare("SELECT key, a_minute, closed_until FROM key_limit")?;
    Ok(connection)
}

fn others(tx: &Transaction<'_>, key: &str, process: &str, now: i64) -> rusqlite::Result<Others> {
    let window = i64::try_from(WINDOW.as_millis()).unwrap_or(i64::MAX);
    // What lies ahead was written before the clock was set back: it counts as of now, so a minute and no longer.
    tx.prepare_cached(
        "UPDATE turn SET began_at = min(began_at, ?1), ended_at = min(ended_at, ?1) WHERE max(began_at, ended_at) > ?1
         OR began_at > ?1",
    )?
    .execute([now])?;
    tx.prepare_cached("DELETE FROM turn WHERE coalesce(ended_at, began_at + ?2) < ?1")?
        .execute([now - window, LONGEST])?;
    let mut select =
        tx.prepare_cached("SELECT coalesce(ended_at, ?3) + ?4 - ?3, click FROM turn WHERE key = ?1 AND process <> ?2")?;
    let mut found = Others::default();
    let mut rows = select.query(params![key, process, now, window])?;
    while let Some(row) = rows.next()? {
        found.leave_in.push(Duration::from_millis(row.get::<_, i64>(0)?.max(0).unsigned_abs()));
        found.clicked |= row.get::<_, bool>(1)?;
    }
    let limits = "SELECT a_minute, closed_until FROM key_limit WHERE key = ?1";
    let known: Option<(Option<u32>, Option<i64>)> =
        tx.prepare_cached(limits)?.query_row([key], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    if let Some((limit, closed_until)) = known {
        found.limit = limit;
        // Never longer than TikVod's own window could ask for.
        let closed = closed_until.map(|until| TimeDelta::milliseconds(until - now));
        found.closed = closed.filter(|left| *left <= TimeDelta::seconds(120)).and_then(|left| left.to_std().ok());
    }
    Ok(found)
}
