//! State on disk: one SQLite database, one connection, short transactions.

pub(crate) mod accounts;
pub(crate) mod clips;
pub(crate) mod faults;
pub(crate) mod hooks;
pub(crate) mod ledger;
pub(crate) mod publishes;
mod schema;
pub(crate) mod seed;
pub(crate) mod videos;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

pub(crate) use schema::open;

/// The database failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("the database refused: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("a stored value cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the database is closed")]
    Closed,
}

/// The database of a running sandbox.
#[derive(Clone)]
pub(crate) struct Store {
    connection: Arc<Mutex<Option<Connection>>>,
}

impl Store {
    pub(crate) fn new(connection: Connection) -> Self {
        Self { connection: Arc::new(Mutex::new(Some(connection))) }
    }

    /// Runs `work` on a blocking thread. Once begun it ends, whether or not the caller still waits: a client that goes
    /// away never leaves a change half done.
    pub(crate) async fn run<T, E>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let connection = Arc::clone(&self.connection);
        let done = tokio::task::spawn_blocking(move || {
            let mut slot = connection.lock().unwrap_or_else(PoisonError::into_inner);
            match slot.as_mut() {
                Some(db) => work(db),
                None => Err(StoreError::Closed.into()),
            }
        });
        done.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// Closes the file; what comes later is refused.
    pub(crate) fn close(&self) {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Err((_, error))) = connection.map(Connection::close) {
            tracing::warn!(%error, "closing the database failed");
        }
    }
}

/// The connection's settings, read back where they matter.
fn configure(path: &Path) -> rusqlite::Result<Connection> {
    let db = Connection::open(path)?;
    db.busy_timeout(std::time::Duration::from_secs(5))?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    // The process may be killed at any time and loses nothing; only the power may not.
    db.pragma_update(None, "synchronous", "NORMAL")?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(db)
}
