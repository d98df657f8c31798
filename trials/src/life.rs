//! A trial: lives of the program on one data folder, each ended by a crash or in order, then a time without faults.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use rand::Rng as _;
use secrecy::{ExposeSecret as _, SecretString};
use tikvod_core::ports::{Clock, Notice, Notifier, SandboxAccess, SandboxHost, SecretError, SecretStore};
use tikvod_core::view::{SandboxSpeed, SettingsPatch};
use tikvod_core::{Core, CoreOptions, Front, Pace, Ports};

use crate::Planted;
use crate::fate::{Line, Outside};
use crate::oracle::{self, Ended};
use crate::person::Person;

pub(crate) const KEY: &str = "tv_live_0123456789abcdef";

/// What a trial came to.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Report {
    /// Its seed.
    pub seed: u64,
    /// What does not hold; empty is well.
    pub violations: Vec<String>,
    /// Things that the person did.
    pub operations: u32,
    /// Faults that struck.
    pub faults: u32,
    /// Crashes.
    pub crashes: u32,
    /// Jobs, posts and requests, so that two runs can be compared.
    pub trace: String,
}

/// Sums over trials.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// Trials.
    pub trials: u64,
    /// Things done.
    pub operations: u64,
    /// Faults.
    pub faults: u64,
    /// Crashes.
    pub crashes: u64,
    /// Trials with violations.
    pub failed: Vec<Report>,
}

impl Totals {
    /// Adds a trial.
    pub fn add(&mut self, report: Report) {
        self.trials += 1;
        self.operations += u64::from(report.operations);
        self.faults += u64::from(report.faults);
        self.crashes += u64::from(report.crashes);
        if !report.violations.is_empty() {
            self.failed.push(report);
        }
    }

    /// Adds other trials.
    pub fn join(&mut self, other: Self) {
        self.trials += other.trials;
        self.operations += other.operations;
        self.faults += other.faults;
        self.crashes += other.crashes;
        self.failed.extend(other.failed);
    }
}

/// A keychain in memory, for all lives.
#[derive(Default)]
pub(crate) struct Keychain(Mutex<HashMap<String, String>>);

impl SecretStore for Keychain {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<SecretString>, SecretError>> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        async move { Ok(found.map(SecretString::from)) }.boxed()
    }

    fn set<'a>(&'a self, name: &'a str, secret: SecretString) -> BoxFuture<'a, Result<(), SecretError>> {
        let text = secret.expose_secret().to_owned();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), text);
        async { Ok(()) }.boxed()
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), SecretError>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        async { Ok(()) }.boxed()
    }
}

pub(crate) struct Nobody;

impl Notifier for Nobody {
    fn notify(&self, _notice: Notice) {}
}

impl SandboxHost for Nobody {
    fn start(&self, _speed: SandboxSpeed) -> BoxFuture<'_, Result<SandboxAccess, String>> {
        async { Err("there is none here".to_owned()) }.boxed()
    }

    fn set_speed(&self, _speed: SandboxSpeed) {}

    fn stop(&self) -> BoxFuture<'_, ()> {
        async {}.boxed()
    }
}

/// How a life goes.
#[derive(Clone, Copy)]
enum Ends {
    /// Gone after so many points.
    Crash(i64),
    /// Quit in order.
    Quit,
    /// The last: no faults, until everything has come to rest.
    Rest,
}

struct Trial {
    outside: Arc<Outside>,
    keychain: Arc<Keychain>,
    person: Person,
    folder: tempfile::TempDir,
    rolled_back: bool,
}

/// Runs a seed on this thread.
pub fn run(seed: u64, bug: Option<Planted>, keep: Option<&Path>) -> Report {
    let outside = Outside::new(seed, bug == Some(Planted::Below));
    tikvod_api::trials::install(Some(Arc::new(Line(Arc::clone(&outside)))));
    tikvod_core::trials::install(Some(Arc::clone(&outside) as _));
    tikvod_core::trials::plant(match bug {
        Some(Planted::Core(bug)) => Some(bug),
        _ => None,
    });
    let report = match tempfile::tempdir_in(crate::scratch()) {
        Ok(folder) => {
            let person = Person::default();
            Trial { outside, keychain: Arc::default(), person, folder, rolled_back: false }.run(seed, keep)
        }
        Err(error) => Report { seed, violations: vec![format!("no folder: {error}")], ..Report::default() },
    };
    tikvod_core::trials::install(None);
    tikvod_core::trials::plant(None);
    tikvod_api::trials::install(None);
    report
}

impl Trial {
    fn run(mut self, seed: u64, keep: Option<&Path>) -> Report {
        let crashes = self.outside.draw(|rng| rng.random_range(0..4));
        let rolls_back = self.outside.draw(|rng| rng.random_bool(0.08));
        self.outside.set_faults(self.outside.draw(|rng| [0.05, 0.15, 0.3][rng.random_range(0..3)]));
        let lives = crashes + 1;
        for life in 0..lives {
            let ends = if life < crashes {
                Ends::Crash(self.outside.draw(|rng| rng.random_range(1..400)))
            } else {
                Ends::Quit
            };
            self.live(ends, 32 / lives + 1);
            if rolls_back && life == 0 {
                copy(&self.data(), &self.folder.path().join("older"));
            }
            if rolls_back && life + 1 == lives {
                copy(&self.folder.path().join("older"), &self.data());
                self.rolled_back = true;
            }
        }
        self.outside.set_faults(0.0);
        self.outside.fill_disk(0);
        self.live(Ends::Rest, 0);
        if let Some(keep) = keep {
            copy(&self.data(), keep);
        }
        self.report(seed, crashes)
    }

    fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    fn report(&self, seed: u64, crashes: u32) -> Report {
        let now = self.outside.now();
        let world = self.outside.world.lock().unwrap_or_else(PoisonError::into_inner);
        let ended =
            Ended { world: &world, person: &self.person, folder: &self.data(), now, rolled_back: self.rolled_back };
        Report {
            seed,
            violations: oracle::judge(&ended),
            operations: self.person.operations,
            faults: u32::try_from(self.outside.struck.load(std::sync::atomic::Ordering::SeqCst)).unwrap_or_default(),
            crashes,
            trace: format!("{:?} {:?} {:?} {now}", world.jobs, world.posts, world.requests),
        }
    }

    /// One life of the program, in a runtime of its own: when it is dropped, everything that ran in it is gone.
    fn live(&mut self, ends: Ends, operations: u32) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        let Ok(runtime) = runtime else { return };
        let outside = Arc::clone(&self.outside);
        runtime.block_on(async {
            let off = TimeDelta::seconds(outside.draw(|rng| rng.random_range(1..7_200)));
            let points = if let Ends::Crash(points) = ends { Some(points) } else { None };
            outside.begin(off, points);
            tokio::select! {
                biased;
                () = outside.end.notified(), if points.is_some() => {}
                () = self.lived(ends, operations) => {}
            }
            outside.finish();
        });
    }

    async fn lived(&mut self, ends: Ends, operations: u32) {
        let Some(core) = self.open().await else { return };
        core.start();
        if !self.enter(&core).await {
            return;
        }
        self.person.thaw(&core, &self.outside).await;
        let mut done = 0;
        while done < operations || (matches!(ends, Ends::Quit) && self.is_tame(done)) {
            done += 1;
            self.weather();
            self.person.act(&core, &self.outside).await;
            let pause = self.outside.draw(|rng| match rng.random_range(0..10) {
                0..5 => rng.random_range(0..3_000),
                5..9 => rng.random_range(3_000..90_000),
                _ => rng.random_range(90_000..3_600_000),
            });
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        if matches!(ends, Ends::Rest) {
            self.rest(&core).await;
        }
        core.shutdown().await;
    }

    /// Whether a trial has had too little of life to mean anything, and may go on.
    fn is_tame(&self, done: u32) -> bool {
        let faults = self.outside.struck.load(std::sync::atomic::Ordering::SeqCst);
        done < 300 && (self.person.operations < 30 || faults < 3)
    }

    /// What the outside does between two clicks.
    fn weather(&self) {
        let outside = &self.outside;
        let (what, amount) = outside.draw(|rng| (rng.random_range(0..100), rng.random_range(1..30_000)));
        let refuse = |refuses| {
            outside.world.lock().unwrap_or_else(PoisonError::into_inner).refuses_key = refuses;
        };
        match what {
            // The computer sleeps.
            0..5 => outside.jump(TimeDelta::seconds(amount)),
            // Somebody sets its clock.
            5..7 => outside.set_clock(TimeDelta::seconds(amount / 50)),
            7..9 => outside.set_clock(TimeDelta::seconds(-amount / 50)),
            9..12 => outside.fill_disk(amount % 6),
            12..14 => refuse(true),
            14..24 => refuse(false),
            _ => {}
        }
    }

    async fn open(&self) -> Option<Core> {
        let options = CoreOptions {
            front: Front::Window,
            data_dir: self.data(),
            download_dir: self.folder.path().join("videos"),
            base_url_override: Some("http://127.0.0.1:9/v1".into()),
            version: "0.0.0".into(),
            platform: "linux".into(),
        };
        let ports = || Ports {
            clock: Arc::clone(&self.outside) as _,
            random: Arc::clone(&self.outside) as _,
            secrets: Arc::clone(&self.keychain) as _,
            notifier: Arc::new(Nobody),
            sandbox: Arc::new(Nobody),
        };
        // Nobody else is on the folder.
        let pace = Pace { listen: Duration::from_secs(1_000_000), ..Pace::default() };
        for _ in 0..200 {
            if let Ok(core) = Core::open_at(options.clone(), ports(), pace.clone()).await {
                return Some(core);
            }
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
        None
    }

    async fn enter(&self, core: &Core) -> bool {
        for _ in 0..200 {
            if core.use_key(KEY.into()).await.is_ok() {
                return true;
            }
            self.outside.world.lock().unwrap_or_else(PoisonError::into_inner).refuses_key = false;
            tokio::time::sleep(Duration::from_secs(20)).await;
        }
        false
    }

    /// The second phase: nothing goes wrong any more, and everything comes to its end.
    async fn rest(&mut self, core: &Core) {
        self.outside.world.lock().unwrap_or_else(PoisonError::into_inner).refuses_key = false;
        for _ in 0..120 {
            tokio::time::sleep(Duration::from_secs(60)).await;
            let on = SettingsPatch { paused: Some(false), ..SettingsPatch::default() };
            drop(core.update_settings(on).await);
            drop(core.check_key().await);
            self.person.thaw(core, &self.outside).await;
            let late = self.outside.world.lock().unwrap_or_else(PoisonError::into_inner).waits();
            let quiet = core.queue().await.is_ok_and(|queue| queue.items.iter().all(is_at_rest));
            if quiet && !late {
                break;
            }
        }
        // Plans of the next days: their time comes and goes.
        for _ in 0..3 {
            self.outside.jump(TimeDelta::hours(16));
            tokio::time::sleep(Duration::from_secs(90)).await;
        }
    }
}

fn is_at_rest(item: &tikvod_core::view::QueueItem) -> bool {
    use tikvod_core::view::QueueState::{Cancelled, Completed, Failed, Refused, Unconfirmed};
    match item.state {
        Completed | Failed | Refused | Cancelled => true,
        Unconfirmed => item.next_look_at.is_none(),
        _ => false,
    }
}

fn copy(from: &Path, to: &Path) {
    drop(std::fs::remove_dir_all(to));
    drop(std::fs::create_dir_all(to));
    for entry in std::fs::read_dir(from).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_file()) {
            drop(std::fs::copy(entry.path(), to.join(entry.file_name())));
        }
    }
}
