//! The ledger: what every request brought, what became of it, what it cost. It is the oracle of the client's tests.
//!
//! A row that tells of money or of something created is written in the transaction of that change. The others are
//! collected and written behind the requests' backs; reading the ledger writes them out first.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::clock;
use crate::store::{self, Store, StoreError};

/// How long rows are collected before they are written.
const COLLECT: Duration = Duration::from_millis(200);

/// How many rows that tell of nothing lasting are kept; an app that polls for months would fill the disk with them.
const KEEP: i64 = 200_000;

/// How many rows are written between two prunings.
const PRUNE_EVERY: usize = 20_000;

/// One row.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Entry {
    pub(crate) seq: i64,
    pub(crate) at: String,
    /// `live`, `test`, `unknown`, or `null` where no key is needed.
    pub(crate) key: Option<&'static str>,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) request_id: String,
    /// Whether the request arrived whole.
    pub(crate) complete: bool,
    /// The fields of the body that the contract knows.
    pub(crate) received: Value,
    /// `metadata.intent_id` of the body.
    pub(crate) intent_id: Option<String>,
    /// What the sandbox decided; `null` when the client went away first.
    pub(crate) decided: Option<u16>,
    /// The status that left for the client; `null` when none did.
    pub(crate) status: Option<u16>,
    pub(crate) faults: Vec<&'static str>,
    /// The video that was created or changed.
    pub(crate) video_id: Option<String>,
    pub(crate) publish_id: Option<String>,
    pub(crate) charged: i64,
    pub(crate) refunded: i64,
    /// What happened, where it was not a request: `video.failed`.
    pub(crate) event: Option<&'static str>,
}

impl Entry {
    /// Whether it tells of money or of something made.
    pub(crate) fn is_lasting(&self) -> bool {
        self.charged != 0 || self.refunded != 0 || self.video_id.is_some() || self.publish_id.is_some()
    }
}

/// The ledger of a running sandbox.
pub(crate) struct Ledger {
    next: AtomicI64,
    waiting: Mutex<Vec<Entry>>,
    bell: Notify,
}

impl Ledger {
    pub(crate) fn new(next: i64) -> Self {
        Self { next: AtomicI64::new(next), waiting: Mutex::new(Vec::new()), bell: Notify::new() }
    }

    /// A fresh row with the next number.
    pub(crate) fn open(&self) -> Entry {
        Entry {
            seq: self.next.fetch_add(1, Ordering::Relaxed),
            at: clock::millis(clock::now_ms()),
            key: None,
            method: String::new(),
            path: String::new(),
            query: None,
            request_id: String::new(),
            complete: false,
            received: Value::Null,
            intent_id: None,
            decided: None,
            status: None,
            faults: Vec::new(),
            video_id: None,
            publish_id: None,
            charged: 0,
            refunded: 0,
            event: None,
        }
    }

    fn collect(&self, entry: Entry) {
        self.lock().push(entry);
        self.bell.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes out what was collected.
    pub(crate) async fn flush(&self, store: &Store) -> Result<usize, StoreError> {
        let waiting = std::mem::take(&mut *self.lock());
        if waiting.is_empty() {
            return Ok(0);
        }
        store
            .run(move |db| {
                let tx = db.transaction()?;
                for entry in &waiting {
                    store::ledger::add(&tx, entry)?;
                }
                tx.commit()?;
                Ok(waiting.len())
            })
            .await
    }

    /// Writes out until `stop`. What is left then is written by the shutdown.
    pub(crate) async fn keep(&self, store: Store, stop: CancellationToken) {
        let mut written = 0;
        while let Some(()) = stop.run_until_cancelled(self.bell.notified()).await {
            if stop.run_until_cancelled(tokio::time::sleep(COLLECT)).await.is_none() {
                break;
            }
            match self.flush(&store).await {
                Ok(rows) => written += rows,
                Err(error) => tracing::error!(%error, "the ledger could not be written"),
            }
            if written >= PRUNE_EVERY {
                written = 0;
                if let Err(error) = store.run(|db| store::ledger::prune(db, KEEP)).await {
                    tracing::error!(%error, "the ledger could not be pruned");
                }
            }
        }
    }
}

/// The row of a request that runs. Dropped before it is closed (the client went away), it is kept as it stands.
pub(crate) struct Slip {
    ledger: Arc<Ledger>,
    entry: Mutex<Option<Entry>>,
    /// Set when the row was written in a transaction.
    settled: AtomicBool,
}

impl Slip {
    pub(crate) fn new(ledger: &Arc<Ledger>, entry: Entry) -> Self {
        Self { ledger: Arc::clone(ledger), entry: Mutex::new(Some(entry)), settled: AtomicBool::new(false) }
    }

    /// Notes something about the request.
    pub(crate) fn note(&self, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = &mut *self.lock() {
            change(entry);
        }
    }

    /// Writes the row inside the transaction of the change that it tells of.
    pub(crate) fn settle(&self, tx: &Connection, change: impl FnOnce(&mut Entry)) -> Result<(), StoreError> {
        let entry = {
            let mut slot = self.lock();
            let Some(entry) = slot.as_mut() else { return Ok(()) };
            change(entry);
            entry.clone()
        };
        store::ledger::put(tx, &entry)
    }

    /// Says that the transaction of [`Slip::settle`] was committed.
    pub(crate) fn settled(&self) {
        self.settled.store(true, Ordering::Release);
    }

    /// The answer is decided: the row is collected, unless it is written already.
    pub(crate) fn close(&self, decided: Option<u16>, status: Option<u16>) {
        let entry = self.lock().take();
        if self.settled.load(Ordering::Acquire) {
            return;
        }
        if let Some(mut entry) = entry {
            entry.decided = decided;
            entry.status = status;
            self.ledger.collect(entry);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Entry>> {
        self.entry.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slip {
    fn drop(&mut self) {
        self.close(None, None);
    }
}
