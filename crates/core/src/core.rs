//! The core as one value: what the window, and later the command line, hold.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tikvod_api::{Client, MediaClient};
use tokio::sync::{Notify, OnceCell, broadcast};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::budget::Budget;
use crate::domain::breaker::Breaker;
use crate::error::{CoreError, Result};
use crate::lock::FolderLock;
use crate::pace::Pace;
use crate::ports::{Clock, Notifier, Randomness, SandboxHost, SecretStore};
use crate::server_clock::ServerClock;
use crate::status::Pulse;
use crate::store::Store;
use crate::store::accounts::Account;
use crate::view::Changes;

/// Where things are, and what the environment said.
#[derive(Clone, Debug)]
pub struct CoreOptions {
    /// Data folder; made if it is not there.
    pub data_dir: PathBuf,
    /// Where videos are saved.
    pub download_dir: PathBuf,
    /// `TIKVOD_BASE_URL`, where set.
    pub base_url_override: Option<String>,
    /// Version of the app.
    pub version: String,
    /// `linux`, `macos` or `windows`.
    pub platform: String,
}

/// What the core needs from the outside.
pub struct Ports {
    /// Wall clock.
    pub clock: Arc<dyn Clock>,
    /// Ids.
    pub random: Arc<dyn Randomness>,
    /// Keychain.
    pub secrets: Arc<dyn SecretStore>,
    /// Desktop notifications.
    pub notifier: Arc<dyn Notifier>,
    /// The built-in sandbox.
    pub sandbox: Arc<dyn SandboxHost>,
}

/// The core. Cheap to clone.
#[derive(Clone)]
pub struct Core(pub(crate) Arc<Inner>);

/// An account that is open: its row, and the clients that were built with its key.
pub(crate) struct Session {
    pub(crate) account: Account,
    pub(crate) client: Client,
    pub(crate) media: MediaClient,
}

pub(crate) struct Inner {
    pub(crate) options: CoreOptions,
    pub(crate) ports: Ports,
    pub(crate) store: Store,
    pub(crate) pace: Pace,
    pub(crate) budget: Budget,
    /// Stops the outbox when answers get lost in a row.
    pub(crate) breaker: Mutex<Breaker>,
    pub(crate) server_clock: ServerClock,
    /// What is known about the world right now and not worth keeping: connection, holds, the request meter.
    pub(crate) pulse: Pulse,
    session: RwLock<Option<Arc<Session>>>,
    /// Wakes the outbox.
    pub(crate) outbox: Notify,
    /// Wakes the one that looks for what was lost.
    pub(crate) reconcile: Notify,
    /// Wakes the poller.
    pub(crate) poller: Notify,
    /// Wakes the planner.
    pub(crate) planner: Notify,
    /// Wakes the downloads.
    pub(crate) downloads: Notify,
    /// Whether the keychain counts the launches of this database; set once this run looked.
    pub(crate) watched: OnceCell<bool>,
    pub(crate) stop: CancellationToken,
    /// Ends even a request under way.
    cut: CancellationToken,
    pub(crate) tasks: TaskTracker,
    _lock: FolderLock,
}

/// What an ordered end may take.
const GRACE: Duration = Duration::from_millis(2_500);
/// Until the tasks are gone once they are cut off.
const CUT: Duration = Duration::from_millis(500);

impl Core {
    /// Takes the data folder and opens the database. No network, no keychain: the window can open at once.
    ///
    /// # Errors
    /// [`CoreError::AlreadyRunning`], a folder that cannot be written, a newer or damaged database.
    pub async fn open(options: CoreOptions, ports: Ports) -> Result<Self> {
        Self::open_at(options, ports, Pace::default()).await
    }

    /// As [`Core::open`], with other waits than the product's.
    ///
    /// # Errors
    /// As [`Core::open`].
    pub async fn open_at(options: CoreOptions, ports: Ports, pace: Pace) -> Result<Self> {
        let folder = options.data_dir.clone();
        let opened = tokio::task::spawn_blocking(move || -> Result<(FolderLock, Store)> {
            std::fs::create_dir_all(&folder).map_err(CoreError::io("make the data folder"))?;
            let lock = FolderLock::take(&folder)?;
            Ok((lock, Store::open(&folder)?))
        });
        let (lock, store) = opened.await.map_err(|error| CoreError::Internal(error.to_string()))??;
        let core = Self(Arc::new(Inner {
            options,
            ports,
            store,
            pace,
            budget: Budget::default(),
            breaker: Mutex::default(),
            server_clock: ServerClock::default(),
            pulse: Pulse::default(),
            session: RwLock::default(),
            outbox: Notify::new(),
            reconcile: Notify::new(),
            poller: Notify::new(),
            planner: Notify::new(),
            downloads: Notify::new(),
            watched: OnceCell::new(),
            stop: CancellationToken::new(),
            cut: CancellationToken::new(),
            tasks: TaskTracker::new(),
            _lock: lock,
        }));
        core.doubt_what_was_under_way().await?;
        core.forget_interrupted_downloads().await?;
        Ok(core)
    }

    /// Opens the account of last time and starts the workers on the current runtime. Returns at once.
    pub fn start(&self) {
        let inner = &self.0;
        for (name, worker) in [
            ("outbox", Worker::Outbox),
            ("reconcile", Worker::Reconcile),
            ("poller", Worker::Poller),
            ("planner", Worker::Planner),
            ("downloads", Worker::Downloads),
            ("ledger", Worker::Ledger),
        ] {
            let core = self.clone();
            inner.tasks.spawn(async move {
                let stop = core.0.stop.clone();
                match worker {
                    // Not cut off: a request under way would be in doubt for no need. It looks at `stop` by itself.
                    Worker::Outbox => tokio::select! {
                        () = core.0.cut.cancelled() => {}
                        () = core.work(worker) => {}
                    },
                    worker => tokio::select! {
                        () = stop.cancelled() => {}
                        () = core.work(worker) => {}
                    },
                }
                tracing::debug!(name, "worker ended");
            });
        }
        let core = self.clone();
        inner.tasks.spawn(async move { core.resume().await });
    }

    async fn work(&self, worker: Worker) {
        match worker {
            Worker::Outbox => self.run_outbox().await,
            Worker::Reconcile => self.run_reconcile().await,
            Worker::Poller => self.run_poller().await,
            Worker::Planner => self.run_planner().await,
            Worker::Downloads => self.run_downloads().await,
            Worker::Ledger => self.run_ledger().await,
        }
    }

    /// Stops the workers and the sandbox. A request that costs or posts, and is under way, gets its answer. Bounded: at
    /// most 3 s, of which what is left is dropped after 2.5 s; the database is sound at every instant, and a request still under way
    /// becomes "could not confirm" at the next start.
    pub async fn shutdown(&self) {
        self.0.stop.cancel();
        self.0.tasks.close();
        let quiet = async {
            self.0.tasks.wait().await;
            self.0.ports.sandbox.stop().await;
        };
        if tokio::time::timeout(GRACE, quiet).await.is_err() {
            tracing::warn!("the workers did not end in time");
            self.0.cut.cancel();
            let _ = tokio::time::timeout(CUT, self.0.tasks.wait()).await;
        }
    }

    /// Every committed change, as it happens.
    pub fn subscribe(&self) -> broadcast::Receiver<Changes> {
        self.0.store.subscribe()
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.0.ports.clock.now()
    }

    pub(crate) fn new_id(&self) -> String {
        self.0.ports.random.uuid(self.now()).to_string()
    }

    /// The open account, if any.
    pub(crate) fn session(&self) -> Option<Arc<Session>> {
        self.0.session.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The open account.
    ///
    /// # Errors
    /// [`CoreError::NoAccount`].
    pub(crate) fn open_session(&self) -> Result<Arc<Session>> {
        self.session().ok_or(CoreError::NoAccount)
    }

    pub(crate) fn set_session(&self, session: Option<Arc<Session>>) {
        *self.0.session.write().unwrap_or_else(PoisonError::into_inner) = session;
        self.wake_all();
    }

    /// Something changed that every worker should look at.
    pub(crate) fn wake_all(&self) {
        let inner = &self.0;
        for notify in [&inner.outbox, &inner.reconcile, &inner.poller, &inner.planner, &inner.downloads] {
            notify.notify_one();
        }
    }
}

#[derive(Clone, Copy)]
enum Worker {
    Outbox,
    Reconcile,
    Poller,
    Planner,
    Downloads,
    Ledger,
}
