//! A core for tests: a real database, a clock that stands still until it is set, and no network but what a test brings.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use secrecy::SecretString;
use tempfile::TempDir;
use tikvod_api::{ApiKey, BaseUrl, Client, ClientOptions, Credentials, MediaClient, MediaOptions};

use crate::core::{Core, CoreOptions, Front, Ports, Session};
use crate::domain::plan::Event;
use crate::error::Result;
use crate::ports::{Clock, Notice, Notifier, SandboxAccess, SandboxHost, SecretError, SecretStore, SystemRandomness};
use crate::store::accounts::{self, Account};
use crate::store::plans;
use crate::store::{Millis, failed};
use crate::view::{
    AccountKind, AddSocialAccountArgs, Horizon, KeyStorage, NewPlanArgs, PlanView, SandboxSpeed, SocialAccount,
};

/// The account of the bench.
pub(crate) const ACCOUNT: &str = "0190aaaa-0000-7000-8000-000000000001";
/// A rendered video of it.
pub(crate) const VIDEO: &str = "vid_9k2mN8pQ4rT6";

/// A core and what surrounds it.
pub(crate) struct Bench {
    pub(crate) core: Core,
    pub(crate) world: Arc<World>,
    pub(crate) folder: TempDir,
}

/// The doubles.
pub(crate) struct World {
    now: Mutex<DateTime<Utc>>,
    pub(crate) notices: Mutex<Vec<Notice>>,
}

impl Clock for World {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Notifier for World {
    fn notify(&self, notice: Notice) {
        self.notices.lock().unwrap_or_else(PoisonError::into_inner).push(notice);
    }
}

impl SecretStore for World {
    fn get<'a>(&'a self, _name: &'a str) -> BoxFuture<'a, std::result::Result<Option<SecretString>, SecretError>> {
        async { Ok(None) }.boxed()
    }

    fn set<'a>(&'a self, _name: &'a str, _secret: SecretString) -> BoxFuture<'a, std::result::Result<(), SecretError>> {
        async { Ok(()) }.boxed()
    }

    fn delete<'a>(&'a self, _name: &'a str) -> BoxFuture<'a, std::result::Result<(), SecretError>> {
        async { Ok(()) }.boxed()
    }
}

impl SandboxHost for World {
    fn start(&self, _speed: SandboxSpeed) -> BoxFuture<'_, std::result::Result<SandboxAccess, String>> {
        async { Err("there is none".to_owned()) }.boxed()
    }

    fn set_speed(&self, _speed: SandboxSpeed) {}

    fn stop(&self) -> BoxFuture<'_, ()> {
        async {}.boxed()
    }
}

/// Noon UTC of 16 June 2026.
pub(crate) fn noon() -> DateTime<Utc> {
    "2026-06-16T12:00:00Z".parse().expect("an instant")
}

impl Bench {
    /// A core at noon, with [`ACCOUNT`] open at `base_url` and [`VIDEO`] rendered an hour ago.
    pub(crate) async fn at(base_url: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let world = Arc::new(World { now: Mutex::new(noon()), notices: Mutex::default() });
        let core = open(&folder, &world).await;
        let bench = Self { core, world, folder };
        let account = account(ACCOUNT, base_url);
        bench.write(move |tx| accounts::activate(tx, &account)).await;
        bench.open_session(ACCOUNT, base_url);
        bench.video(VIDEO, "completed").await;
        bench
    }

    /// A core whose account cannot be reached.
    pub(crate) async fn new() -> Self {
        Self::at("http://127.0.0.1:9/v1").await
    }

    /// The same folder, opened anew, as after a crash.
    pub(crate) async fn reopen(self, base_url: &str) -> Self {
        let Self { core, world, folder } = self;
        core.set_session(None);
        drop(core);
        let core = open(&folder, &world).await;
        let bench = Self { core, world, folder };
        bench.open_session(ACCOUNT, base_url);
        bench
    }

    /// Opens an account without asking anybody.
    pub(crate) fn open_session(&self, id: &str, base_url: &str) {
        let key = || ApiKey::parse("tv_live_0123456789abcdef".into()).expect("a key");
        let url = BaseUrl::parse(base_url).expect("a base URL");
        let client = Client::new(Credentials { base_url: url.clone(), key: key() }, ClientOptions::default());
        let media = MediaClient::new(&url, &MediaOptions::default()).expect("a media client");
        let budget = self.core.0.budgets.of(&url, &key());
        let session = Session { account: account(id, base_url), client: client.expect("a client"), media, budget };
        self.core.set_session(Some(Arc::new(session)));
    }

    pub(crate) fn set_now(&self, now: DateTime<Utc>) {
        *self.world.now.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    pub(crate) fn notices(&self) -> Vec<String> {
        let notices = self.world.notices.lock().unwrap_or_else(PoisonError::into_inner);
        notices.iter().map(|notice| format!("{}: {}", notice.title, notice.body)).collect()
    }

    pub(crate) async fn write<T: Send + 'static>(
        &self,
        body: impl FnOnce(&crate::store::Tx<'_>) -> Result<T> + Send + 'static,
    ) -> T {
        self.core.0.store.write("prepare a test", body).await.expect("written")
    }

    /// Writes a video as TikVod would have told of it.
    pub(crate) async fn video(&self, id: &str, status: &str) {
        let (id, status, made) = (id.to_owned(), status.to_owned(), noon() - TimeDelta::hours(2));
        self.write(move |tx| {
            tx.execute(
                "INSERT INTO video (account_id, id, status, idea, style, created_at, finished_at, has_output)
                 VALUES (?1, ?2, ?3, '5 places where the sun never sets', 'Listicle', ?4,
                     CASE WHEN ?3 IN ('completed', 'failed', 'cancelled') THEN ?5 END, 1)
                 ON CONFLICT (account_id, id) DO UPDATE SET status = excluded.status, finished_at = excluded.finished_at",
                (ACCOUNT, &id, &status, Millis(made), Millis(made + TimeDelta::hours(1))),
            )
            .map_err(failed("write a video"))
        })
        .await;
    }

    pub(crate) async fn social_account(&self) -> SocialAccount {
        let args = AddSocialAccountArgs {
            platform: "tiktok".into(),
            account_id: "acc_1".into(),
            name: "@fivefactsdaily".into(),
        };
        self.core.add_social_account(args).await.expect("an account in the book")
    }

    /// A plan for [`VIDEO`] so many minutes from noon (UTC).
    pub(crate) async fn plan(&self, minutes: i64, horizon: Horizon) -> PlanView {
        let args = self.new_plan(minutes, horizon).await;
        self.core.create_plan(args).await.expect("a plan")
    }

    pub(crate) async fn new_plan(&self, minutes: i64, horizon: Horizon) -> NewPlanArgs {
        NewPlanArgs {
            click_id: self.core.new_id(),
            video_id: VIDEO.into(),
            platform: "tiktok".into(),
            social_account: self.social_account().await.id,
            caption: "Never dark. #facts".into(),
            local: (noon() + TimeDelta::minutes(minutes)).naive_utc(),
            zone: "UTC".into(),
            horizon,
        }
    }

    /// Everything that was ever given to the outbox, as `click id state`.
    pub(crate) async fn intents(&self) -> Vec<String> {
        self.write(|tx| {
            let read = || {
                tx.prepare("SELECT click_id || ' ' || state FROM intent ORDER BY place")?
                    .query_map([], |row| row.get(0))?
                    .collect::<rusqlite::Result<_>>()
            };
            read().map_err(failed("read the intents"))
        })
        .await
    }

    /// What happened to a plan, as its states in order.
    pub(crate) async fn history(&self, id: &str) -> Vec<String> {
        let id = id.to_owned();
        self.write(move |tx| {
            let read = || {
                tx.prepare("SELECT to_state FROM event WHERE subject = 'plan' AND subject_id = ?1 ORDER BY id")?
                    .query_map([id], |row| row.get(0))?
                    .collect::<rusqlite::Result<_>>()
            };
            read().map_err(failed("read what happened"))
        })
        .await
    }

    /// Moves a plan along, as the outbox or the person would.
    pub(crate) async fn apply(&self, id: &str, event: Event) {
        let (id, now) = (id.to_owned(), self.core.now());
        self.write(move |tx| plans::apply(tx, &id, event, now)).await;
    }
}

async fn open(folder: &TempDir, world: &Arc<World>) -> Core {
    let options = CoreOptions {
        front: Front::Window,
        data_dir: folder.path().join("data"),
        download_dir: folder.path().join("Videos"),
        base_url_override: None,
        version: "0.0.0".into(),
        platform: "linux".into(),
    };
    let ports = Ports {
        clock: Arc::clone(world) as _,
        random: Arc::new(SystemRandomness),
        secrets: Arc::clone(world) as _,
        notifier: Arc::clone(world) as _,
        sandbox: Arc::clone(world) as _,
    };
    Core::open(options, ports).await.expect("a core")
}

fn account(id: &str, base_url: &str) -> Account {
    Account {
        id: id.into(),
        kind: AccountKind::Live,
        base_url: base_url.into(),
        key_hint: "tv_live_…cdef".into(),
        storage: KeyStorage::ThisRun,
        created_at: noon(),
        credits: None,
    }
}
