//! SQLite on disk. One writing connection, some reading ones; every change is one transaction that also writes the
//! change log, and the window hears of it only once it is durable.

pub mod accounts;
pub mod catalogue;
#[cfg(test)]
mod damaged;
pub(crate) mod doubt;
pub mod downloads;
pub mod drafts;
pub(crate) mod inbox;
pub mod intents;
pub(crate) mod later_plans;
pub(crate) mod launch;
pub(crate) mod ledger;
pub mod plans;
pub(crate) mod presets;
mod row;
mod schema;
pub mod settings;
pub mod social_accounts;
pub mod videos;

use std::cell::RefCell;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use tokio::sync::broadcast;

use crate::domain::launch::Why;
use crate::error::{CoreError, Result};
use crate::kill;
use crate::lock::FolderLock;
use crate::trials::{Bug, planted};
use crate::view::{Change, Changes, Entity};

pub(crate) use row::{Cached, Json, Millis, Named};

/// File name of the database in the data folder.
pub const FILE: &str = "tikvod.sqlite3";

/// SQLite before this may lose a WAL commit at a power cut (reliability.md decision 5).
const OLDEST_SQLITE: i32 = 3_051_003;

/// The database.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    changes: broadcast::Sender<Changes>,
    heard: Mutex<Heard>,
}

/// How far the change log was read, and which of it is our own.
#[derive(Default)]
struct Heard {
    seq: u32,
    /// First and last number of our own changes since then.
    own: Vec<(u32, u32)>,
}

/// A transaction that is going on. Reads like a connection; [`Tx::changed`] notes what the window must hear of.
pub struct Tx<'a> {
    tx: Transaction<'a>,
    changes: RefCell<Vec<Change>>,
}

impl Deref for Tx<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.tx
    }
}

impl Tx<'_> {
    /// As [`Connection::execute`], by a statement that stays prepared.
    pub(crate) fn execute(&self, sql: &str, values: impl rusqlite::Params) -> rusqlite::Result<usize> {
        self.tx.prepare_cached(sql)?.execute(values)
    }

    /// Notes a changed thing for the change log.
    pub fn changed(&self, entity: Entity, id: &str) {
        let change = Change { entity, id: id.to_owned() };
        let mut changes = self.changes.borrow_mut();
        if !changes.contains(&change) {
            changes.push(change);
        }
    }
}

/// Turns a failed statement into an error that says what was to be done.
pub(crate) fn failed(operation: &'static str) -> impl FnOnce(rusqlite::Error) -> CoreError {
    move |source| CoreError::Database { operation, source }
}

impl Store {
    /// Opens or makes the database in `folder`, brings its schema up to date and checks every setting that the
    /// promises rest on by reading it back.
    ///
    /// # Errors
    /// [`CoreError::DatabaseNewer`], [`CoreError::Database`] (damaged, folder not writable, disk full).
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let _alone = FolderLock::opening(folder)?;
        let mut writer = Connection::open(&path).map_err(failed("open the database"))?;
        prepare(&writer, true)?;
        schema::migrate(&mut writer, &path)?;
        let (changes, _) = broadcast::channel(256);
        let seq = last_seq(&writer).map_err(failed("read the change log"))?;
        let heard = Mutex::new(Heard { seq, own: Vec::new() });
        Ok(Self(Arc::new(Inner { path, writer: Mutex::new(writer), readers: Mutex::default(), changes, heard })))
    }

    /// Every committed change, as it happens.
    pub fn subscribe(&self) -> broadcast::Receiver<Changes> {
        self.0.changes.subscribe()
    }

    /// Runs `body` in one transaction and commits it durably; on an error nothing of it stays. It goes on to its end
    /// even if the caller goes away, so a commit is never in doubt.
    ///
    /// # Errors
    /// Those of `body`, or of the commit.
    pub async fn write<T: Send + 'static>(
        &self,
        operation: &'static str,
        body: impl FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let inner = Arc::clone(&self.0);
        on_blocking_thread(move || inner.write(operation, body)).await
    }

    /// Passes on what other programs changed since the last call. True if there was something.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn hear_others(&self) -> Result<bool> {
        let inner = Arc::clone(&self.0);
        on_blocking_thread(move || inner.hear_others()).await
    }

    /// Runs `body` on a reading connection.
    ///
    /// # Errors
    /// Those of `body`.
    pub async fn read<T: Send + 'static>(
        &self,
        operation: &'static str,
        body: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let inner = Arc::clone(&self.0);
        on_blocking_thread(move || inner.read(operation, body)).await
    }
}

impl Inner {
    fn write<T>(&self, operation: &'static str, body: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        // A panic in an earlier body has rolled its transaction back, so the connection is sound.
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed(operation))?;
        let tx = Tx { tx, changes: RefCell::default() };
        let value = body(&tx)?;
        let changes = log_changes(&tx).map_err(failed(operation))?;
        commit(tx.tx, operation)?;
        if let Some(changes) = changes {
            self.heard().own.push((changes.from + 1, changes.seq));
            // Nobody listening is fine: a window that opens later fetches everything.
            drop(self.changes.send(changes));
        }
        Ok(value)
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear_others(&self) -> Result<bool> {
        let known = self.heard().seq;
        let log = self.read("read the change log", |connection| {
            changes_after(connection, known).map_err(failed("read the change log"))
        })?;
        let Some(last) = log.last().map(|(seq, _)| *seq) else { return Ok(false) };
        let mut heard = self.heard();
        heard.seq = last;
        let own = std::mem::take(&mut heard.own);
        heard.own.extend(own.iter().filter(|(_, to)| *to > last));
        drop(heard);
        let foreign = log.into_iter().filter(|(seq, _)| !own.iter().any(|(from, to)| (from..=to).contains(&seq)));
        let changes: Vec<Change> = foreign.map(|(_, change)| change).collect();
        if changes.is_empty() {
            return Ok(false);
        }
        drop(self.changes.send(Changes { from: known, seq: last, changes }));
        Ok(true)
    }

    fn read<T>(&self, operation: &'static str, body: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = if let Some(connection) = idle {
            connection
        } else {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(&self.path, flags).map_err(failed(operation))?;
            prepare(&connection, false)?;
            connection
        };
        let value = body(&connection);
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        value
    }
}

fn commit(tx: Transaction<'_>, operation: &'static str) -> Result<()> {
    #[cfg(feature = "trials")]
    if let Some(disk) = crate::trials::disk() {
        let stopped = |_| CoreError::Io { operation, source: std::io::ErrorKind::StorageFull.into() };
        disk.before_commit(operation).map_err(stopped)?;
        tx.commit().map_err(failed(operation))?;
        disk.after_commit(operation);
        return Ok(());
    }
    kill::point("before", operation);
    tx.commit().map_err(failed(operation))?;
    kill::point("after", operation);
    Ok(())
}

/// Writes the noted changes to the log and returns them with their numbers.
fn log_changes(tx: &Tx<'_>) -> rusqlite::Result<Option<Changes>> {
    let changes = tx.changes.take();
    if changes.is_empty() {
        return Ok(None);
    }
    let from = last_seq(tx)?;
    let mut insert = tx.prepare_cached("INSERT INTO change (entity, entity_id) VALUES (?1, ?2)")?;
    for change in &changes {
        insert.execute((Json(change.entity), &change.id))?;
    }
    let seq = last_seq(tx)?;
    // The window needs only to see gaps; what is older than the last thousand tells nobody anything.
    tx.execute("DELETE FROM change WHERE seq <= ?1 - 1000", [seq])?;
    Ok(Some(Changes { from, seq, changes }))
}

/// The changes after one that is known, as far back as the log reaches.
fn changes_after(connection: &Connection, known: u32) -> rusqlite::Result<Vec<(u32, Change)>> {
    let mut select =
        connection.prepare_cached("SELECT seq, entity, entity_id FROM change WHERE seq > ?1 ORDER BY seq")?;
    let rows = select.query_map([known], |row| {
        Ok((row.get(0)?, Change { entity: row.get::<_, Json<Entity>>(1)?.0, id: row.get(2)? }))
    })?;
    rows.collect()
}

/// Number of the last committed change.
///
/// # Errors
/// When the database fails.
pub fn last_seq(connection: &Connection) -> rusqlite::Result<u32> {
    connection.row("SELECT coalesce(max(seq), 0) FROM change", [], |row| row.get(0))
}

/// Format of an open database.
pub(crate) fn format_of(connection: &Connection) -> Result<u32> {
    connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(failed("read the format of the database"))
}

/// Writes the log of a database that nobody uses into it. A damaged one stays as it is: it is about to be replaced.
pub(crate) fn fold_log(path: &Path) {
    if !path.exists() {
        return;
    }
    let fold = || Connection::open(path)?.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    if let Err(error) = fold() {
        tracing::info!(%error, "the log of the old database was not written into it");
    }
}

/// Makes a database that was unpacked from a backup ready to be opened: whole, of a format that we know, and frozen, so
/// that nothing of it is sent before the person has decided. It is closed again, without a log beside it.
pub(crate) fn prepare_restored(path: &Path, new_id: &str, now: DateTime<Utc>) -> Result<()> {
    let open = failed("open the restored database");
    let mut connection = Connection::open(path).map_err(open)?;
    let sound: String = connection
        .pragma_query_value(None, "integrity_check", |row| row.get(0))
        .map_err(|_| CoreError::Backup("what is in the backup is no database"))?;
    if sound != "ok" {
        return Err(CoreError::Backup("the database in the backup is damaged"));
    }
    connection
        .pragma_update(None, "journal_mode", "DELETE")
        .and_then(|()| connection.pragma_update(None, "synchronous", "FULL"))
        .map_err(failed("open the restored database"))?;
    if format_of(&connection)? == 0 {
        return Err(CoreError::Backup("the backup holds no database of TikVod Desktop"));
    }
    schema::migrate(&mut connection, path)?;
    {
        let tx = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed("freeze the restored database"))?;
        let tx = Tx { tx, changes: RefCell::default() };
        launch::of(&tx, new_id)?;
        launch::freeze(&tx, Why::Restored, now)?;
        tx.tx.commit().map_err(failed("freeze the restored database"))?;
    }
    connection.close().map_err(|(_, error)| failed("close the restored database")(error))
}

/// Without this SQLite (built with STAT4) parses a prepared statement anew for each value that is bound to it, to see
/// whether another plan suits that value better: a third of all the time of the core.
pub(crate) fn steady_plans(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

/// Sets what the promises rest on, and reads it back: a build of SQLite, or a file system, may say no without an error.
fn prepare(connection: &Connection, writes: bool) -> Result<()> {
    let open = failed("open the database");
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(CoreError::Internal(format!("SQLite {} is too old", rusqlite::version())));
    }
    // All that the store ever asks, so that nothing is parsed twice.
    connection.set_prepared_statement_cache_capacity(256);
    steady_plans(connection).map_err(failed("open the database"))?;
    let set = |name: &str, value: &str| connection.pragma_update(None, name, value);
    let mut expected = vec![("foreign_keys", 1_i64), ("trusted_schema", 0), ("busy_timeout", 5_000)];
    let result = (|| {
        set("busy_timeout", "5000")?;
        set("foreign_keys", "ON")?;
        set("trusted_schema", "OFF")?;
        if writes {
            set("journal_mode", "WAL")?;
            // WAL with NORMAL may roll `sending` back to `pending` at a power cut: that is the double charge.
            let normal = planted(Bug::WalNormal);
            set("synchronous", if normal { "NORMAL" } else { "FULL" })?;
            set("fullfsync", "ON")?;
            set("checkpoint_fullfsync", "ON")?;
            set("secure_delete", "ON")?;
            expected.extend([
                ("synchronous", if normal { 1 } else { 2 }),
                ("fullfsync", 1),
                ("checkpoint_fullfsync", 1),
                ("secure_delete", 1),
            ]);
        }
        Ok(())
    })();
    result.map_err(open)?;
    for (name, value) in expected {
        let found: i64 =
            connection.pragma_query_value(None, name, |row| row.get(0)).map_err(failed("read a setting"))?;
        if found != value {
            return Err(CoreError::Internal(format!("SQLite did not take {name}: {found} in place of {value}")));
        }
    }
    let mode: String =
        connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).map_err(failed("read a setting"))?;
    if mode != "wal" {
        return Err(CoreError::Internal(format!("SQLite did not take journal_mode: {mode}")));
    }
    Ok(())
}

async fn on_blocking_thread<T: Send + 'static>(body: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    crate::blocking::run(body).await?
}
