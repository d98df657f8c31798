//! What all parts of a running sandbox share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use axum::Router;
use bytes::Bytes;
use tokio::sync::Notify;

use crate::account::Keys;
use crate::fault::{Board, Installed};
use crate::folder::Folder;
use crate::jobs::Studio;
use crate::ledger::Ledger;
use crate::options::{Options, valid_scale};
use crate::rate::Gate;
use crate::store::{self, Store};

/// The parts and the router over them.
pub(crate) struct Desk {
    pub(crate) app: Arc<App>,
    pub(crate) router: Router,
}

/// What all parts of a running sandbox share.
pub(crate) struct App {
    pub(crate) options: Options,
    /// `http://127.0.0.1:PORT`, the beginning of every URL in an answer. The port may be another after a restart.
    pub(crate) origin: String,
    pub(crate) keys: Keys,
    pub(crate) gate: Gate,
    pub(crate) faults: Board,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) store: Store,
    pub(crate) folder: Folder,
    pub(crate) studio: Arc<Studio>,
    /// Rung when jobs changed.
    pub(crate) jobs_bell: Notify,
    /// Rung when there may be deliveries.
    pub(crate) courier_bell: Notify,
    /// Whether a job's clip is with the studio.
    pub(crate) rendering: AtomicBool,
    /// One shared clip is made at a time, and by whoever asks first.
    pub(crate) shared_clip: tokio::sync::Mutex<()>,
    /// One thumbnail or voice sample is drawn at a time, so that a page of posters does not take every core.
    pub(crate) drawing: tokio::sync::Mutex<()>,
    /// How many scripts were composed: neighbouring takes get different hooks.
    pub(crate) takes: AtomicU64,
    pub(crate) voices: Bytes,
    scale: AtomicU64,
}

impl App {
    #[expect(clippy::too_many_arguments, reason = "the one place where all parts come together")]
    pub(crate) fn new(
        options: Options,
        origin: String,
        keys: Keys,
        faults: Vec<Installed>,
        next_entry: i64,
        store: Store,
        folder: Folder,
        studio: Arc<Studio>,
    ) -> Self {
        Self {
            gate: Gate::new(options.rate_limit),
            faults: Board::new(faults),
            ledger: Arc::new(Ledger::new(next_entry)),
            voices: crate::api::catalogue::voices_body(&origin),
            scale: AtomicU64::new(options.time_scale.to_bits()),
            takes: AtomicU64::new(rand::random()),
            jobs_bell: Notify::new(),
            courier_bell: Notify::new(),
            rendering: AtomicBool::new(false),
            shared_clip: tokio::sync::Mutex::new(()),
            drawing: tokio::sync::Mutex::new(()),
            options,
            origin,
            keys,
            store,
            folder,
            studio,
        }
    }

    pub(crate) fn time_scale(&self) -> f64 {
        f64::from_bits(self.scale.load(Ordering::Relaxed))
    }

    /// A scale that cannot be reckoned with changes nothing.
    pub(crate) fn set_time_scale(&self, scale: f64) {
        if valid_scale(scale) {
            self.scale.store(scale.to_bits(), Ordering::Relaxed);
        }
    }

    /// Writes down what is left of the faults.
    pub(crate) async fn remember_faults(&self, used: Vec<Installed>) {
        let written = self.store.run(move |db| store::faults::remember(db, &used)).await;
        if let Err(error) = written {
            tracing::error!(%error, "the faults could not be written");
        }
    }
}
