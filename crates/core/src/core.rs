//! The core as one value: what the window, and later the command line, hold.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tikvod_api::{Client, MediaClient};
use tokio::sync::{Mutex as AsyncMutex, Notify, OnceCell, broadcast};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::budget::{Budget, Budgets};
use crate::domain::breaker::Breaker;
use crate::error::{CoreError, Result};
use crate::lock::FolderLock;
use crate::pace::Pace;
use crate::ports::{Clock, Notifier, Randomness, SandboxHost, SecretStore};
use crate::server_clock::ServerClock;
use crate::status::Pulse;
use crate::store::Store;
use crate::store::accounts::Account;
use crate::trials::{Bug, planted};
use crate::view::Changes;

/// Who opens the core.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Front {
    /// The app. A data folder has one window.
    Window,
    /// A command, beside the window or without one.
    CommandLine,
}

/// Where things are, and what the environment said.
#[derive(Clone, Debug)]
pub struct CoreOptions {
    /// Who opens it.
    pub front: Front,
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
    pub(crate) budget: Arc<Budget>,
}

pub(crate) struct Inner {
    pub(crate) options: CoreOptions,
    pub(crate) ports: Ports,
    pub(crate) store: Store,
    pub(crate) pace: Pace,
    pub(crate) budgets: Budgets,
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
    /// Wakes the one that receives webhooks: something was chosen anew, or another account is open.
    pub(crate) inbox: Notify,
    /// Wakes the one that follows what webhooks told.
    pub(crate) hints: Notify,
    /// Whether the keychain counts the launches of this database; set once this run looked.
    pub(crate) watched: OnceCell<bool>,
    pub(crate) stop: CancellationToken,
    /// Ends even a request under way.
    cut: CancellationToken,
    pub(crate) tasks: TaskTracker,
    /// Held while this program is the one that sends.
    sender: AsyncMutex<Option<FolderLock>>,
    _in_use: FolderLock,
    _window: Option<FolderLock>,
}

/// What an ordered end may take.
const GRACE: Duration = Duration::from_millis(2_500);
/// Until the tasks are gone once they are cut off.
const CUT: Duration = Duration::from_millis(500);
/// How long a reader that opens the folder may have the place of the one that sends.
const PASSING: Duration = Duration::from_millis(500);
/// How often the place of the one that sends is asked for while another program has it.
const ASK_AGAIN: Duration = Duration::from_secs(2);

impl Core {
    /// Opens the database of a data folder, beside other programs that have it open. No network, no keychain: the window
    /// can open at once.
    ///
    /// # Errors
    /// [`CoreError::AlreadyRunning`] for a second window and while a backup is put in place; a folder that cannot be
    /// written, a newer or damaged database.
    pub async fn open(options: CoreOptions, ports: Ports) -> Result<Self> {
        Self::open_at(options, ports, Pace::default()).await
    }

    /// As [`Core::open`], with other waits than the product's.
    ///
    /// # Errors
    /// As [`Core::open`].
    pub async fn open_at(options: CoreOptions, ports: Ports, pace: Pace) -> Result<Self> {
        let (folder, front) = (options.data_dir.clone(), options.front);
        let opened = crate::blocking::run(move || -> Result<_> {
            std::fs::create_dir_all(&folder).map_err(CoreError::io("make the data folder"))?;
            let window = (front == Front::Window).then(|| FolderLock::window(&folder)).transpose()?;
            let in_use = FolderLock::share(&folder)?;
            Ok((window, in_use, Store::open(&folder)?))
        });
        let (window, in_use, store) = opened.await??;
        let process = ports.random.uuid(ports.clock.now()).simple().to_string();
        let budgets = Budgets::new(&options.data_dir, process, Arc::clone(&ports.clock));
        let core = Self(Arc::new(Inner {
            options,
            ports,
            store,
            pace,
            budgets,
            breaker: Mutex::default(),
            server_clock: ServerClock::default(),
            pulse: Pulse::default(),
            session: RwLock::default(),
            outbox: Notify::new(),
            reconcile: Notify::new(),
            poller: Notify::new(),
            planner: Notify::new(),
            downloads: Notify::new(),
            inbox: Notify::new(),
            hints: Notify::new(),
            watched: OnceCell::new(),
            stop: CancellationToken::new(),
            cut: CancellationToken::new(),
            tasks: TaskTracker::new(),
            sender: AsyncMutex::default(),
            _in_use: in_use,
            _window: window,
        }));
        core.name_database().await?;
        // Where nobody sends, nothing is under way: a reader shows that, too. The place is free again at once.
        match core.take_place().await {
            Err(CoreError::AlreadySending) => Ok(core),
            settled => settled.map(|_lock| core),
        }
    }

    /// Becomes the one program that sends for this data folder, and looks at what the one before left: only now is it
    /// certain that nothing is under way any more. Fine if it is so already.
    ///
    /// # Errors
    /// [`CoreError::AlreadySending`] when another program does.
    pub async fn become_sender(&self) -> Result<()> {
        let mut sender = self.0.sender.lock().await;
        if sender.is_some() {
            return Ok(());
        }
        let begun = Instant::now();
        *sender = Some(loop {
            match self.take_place().await {
                // A reader that opens the folder has the place for a moment.
                Err(CoreError::AlreadySending) if begun.elapsed() < PASSING => tokio::time::sleep(PASSING / 10).await,
                taken => break taken?,
            }
        });
        Ok(())
    }

    /// Takes the place of the one that sends, and looks at what the one before left.
    async fn take_place(&self) -> Result<FolderLock> {
        let folder = self.0.options.data_dir.clone();
        let lock = crate::blocking::run(move || match FolderLock::sender(&folder) {
            Err(_) if planted(Bug::NoSenderLock) => FolderLock::share(&folder),
            taken => taken,
        });
        let lock = lock.await??;
        self.doubt_what_was_under_way().await?;
        self.forget_interrupted_downloads().await?;
        Ok(lock)
    }

    /// Opens the account of last time, and starts the workers on the current runtime once this program is the one that
    /// sends. Returns at once. While another program sends, what is queued here is sent there, and what happens there is
    /// heard here; when it ends, this one takes over.
    pub fn start(&self) {
        self.spawn(|core| async move { core.resume().await });
        self.spawn(|core| async move { core.listen().await });
        self.spawn(|core| async move {
            core.wait_to_send().await;
            core.start_workers();
        });
    }

    /// Runs a task until it ends or the core does.
    pub(crate) fn spawn<F: Future<Output = ()> + Send + 'static>(&self, task: impl FnOnce(Self) -> F) {
        let (stop, task) = (self.0.stop.clone(), task(self.clone()));
        self.0.tasks.spawn(async move {
            tokio::select! {
                biased;
                () = stop.cancelled() => {}
                () = task => {}
            }
        });
    }

    /// Returns when this program is the one that sends.
    pub(crate) async fn wait_to_send(&self) {
        let mut told = false;
        loop {
            match self.become_sender().await {
                Ok(()) => return,
                Err(CoreError::AlreadySending) if told => {}
                Err(error) => {
                    tracing::info!(%error, "nothing is sent from here for now");
                    told = true;
                }
            }
            tokio::time::sleep(ASK_AGAIN).await;
        }
    }

    /// Hears what other programs on this folder change: the window shows it, and the workers look at it.
    async fn listen(&self) {
        loop {
            tokio::time::sleep(self.0.pace.listen).await;
            match self.0.store.hear_others().await {
                Ok(true) => self.wake_all(),
                Ok(false) => {}
                Err(error) => tracing::info!(%error, "changes of other programs cannot be read for now"),
            }
        }
    }

    fn start_workers(&self) {
        for worker in Worker::ALL {
            self.spawn(|core| async move { core.work(worker).await });
        }
        // Not cut off at once: a request under way would be in doubt for no need. It looks at `stop` by itself.
        let core = self.clone();
        self.0.tasks.spawn(async move {
            tokio::select! {
                biased;
                () = core.0.cut.cancelled() => {}
                () = core.run_outbox() => {}
            }
        });
    }

    async fn work(&self, worker: Worker) {
        match worker {
            Worker::Reconcile => self.run_reconcile().await,
            Worker::Poller => self.run_poller().await,
            Worker::Planner => self.run_planner().await,
            Worker::Downloads => self.run_downloads().await,
            Worker::Ledger => self.run_ledger().await,
            Worker::Inbox => self.run_inbox().await,
            Worker::Hints => self.run_hints().await,
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
        // Another program may send from now on.
        drop(self.0.sender.lock().await.take());
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
        inner.inbox.notify_one();
        inner.hints.notify_one();
    }
}

#[derive(Clone, Copy)]
enum Worker {
    Reconcile,
    Poller,
    Planner,
    Downloads,
    Ledger,
    Inbox,
    Hints,
}

impl Worker {
    const ALL: [Self; 7] =
        [Self::Reconcile, Self::Poller, Self::Planner, Self::Downloads, Self::Ledger, Self::Inbox, Self::Hints];
}
