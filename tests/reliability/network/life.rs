//! One scenario: a core on a folder of its own, a sandbox of its own, and the proxy between the two.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{SubsecRound as _, TimeDelta, Utc};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretString};
use tempfile::TempDir;
use tikvod_api::Timeouts;
use tikvod_core::ports::{
    Notice, Notifier, SandboxAccess, SandboxHost, SecretError, SecretStore, SystemClock, SystemRandomness,
};
use tikvod_core::view::{
    AddSocialAccountArgs, Horizon, LibraryQuery, LibrarySort, NewPlanArgs, PlanRangeArgs, PlanState, QueueItem,
    QueueState, QueueVideoArgs, SandboxSpeed, SettingsPatch, VideoForm,
};
use tikvod_core::{Core, CoreOptions, Front, Pace, Ports};
use tikvod_sandbox::{Options, Sandbox};

use crate::fault::{Scenario, Target};
use crate::judge;
use crate::proxy::Proxy;

/// Longest way to rest: backing off, looking, and a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// The post of a scenario.
pub(crate) const CAPTION: &str = "Never dark. #facts";

#[derive(Default)]
struct Memory(Mutex<HashMap<String, String>>);

impl SecretStore for Memory {
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

struct Nobody;

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

/// The product's waits, a hundred times shorter.
fn pace() -> Pace {
    let Timeouts { connect, read_idle, total_read, total_post } = Timeouts::default();
    let timeouts = Timeouts {
        connect: connect / 100,
        read_idle: read_idle / 100,
        total_read: total_read / 100,
        total_post: total_post / 100,
    };
    Pace { timeouts, looks: Pace::default().looks.map(|look| look / 100), ..Pace::default() }
}

async fn open(folder: &Path, base_url: String) -> Core {
    let options = CoreOptions {
        front: Front::Window,
        data_dir: folder.join("data"),
        download_dir: folder.join("videos"),
        base_url_override: Some(base_url),
        version: "0.0.0".into(),
        platform: "linux".into(),
    };
    let ports = Ports {
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandomness),
        secrets: Arc::new(Memory::default()),
        notifier: Arc::new(Nobody),
        sandbox: Arc::new(Nobody),
    };
    Core::open_at(options, ports, pace()).await.expect("the core opens")
}

/// What a scenario came to.
pub(crate) struct Ended {
    /// The video that was queued, as the queue shows it.
    pub(crate) item: Option<QueueItem>,
    /// What became of the post.
    pub(crate) post: Option<PlanState>,
    /// The sandbox's own rows.
    pub(crate) ledger: Vec<serde_json::Value>,
    /// Requests that met the fault.
    pub(crate) struck: usize,
}

/// Runs a scenario and says what is wrong.
pub(crate) async fn run(scenario: Scenario) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut options = Options::new(folder.path().join("sandbox"));
    options.seed_videos = 1;
    let sandbox = Sandbox::start(options).await.expect("the sandbox starts");
    let proxy = Proxy::start(address(&sandbox)).await.expect("the proxy starts");
    let core = open(folder.path(), proxy.base_url()).await;
    core.start();
    core.update_settings(SettingsPatch { save_finished: Some(false), ..SettingsPatch::default() }).await.expect("kept");
    enter(&core, &sandbox).await;
    let ended = live(&core, &proxy, &sandbox, scenario).await;
    core.shutdown().await;
    drop(core);
    sandbox.shutdown().await;
    let mut wrong = ended.map_or_else(|why| vec![why], |ended| judge::judge(scenario, &ended));
    wrong.extend(judge::sound(&folder));
    wrong
}

/// The network is well, but the machine may be too busy for time-outs of a hundredth.
async fn enter(core: &Core, sandbox: &Sandbox) {
    for _ in 0..20 {
        if core.enter_key(sandbox.live_key().into()).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the key is not taken");
}

async fn live(core: &Core, proxy: &Proxy, sandbox: &Sandbox, scenario: Scenario) -> Result<Ended, String> {
    let (mut item, mut post) = (None, None);
    if scenario.target == Target::Post {
        let video = finished(core).await?;
        proxy.arm(scenario);
        let plan = plan(core, video).await;
        let at_rest =
            |state| !matches!(state, PlanState::Planned | PlanState::WaitingForRender | PlanState::HandingOver);
        post = Some(
            until("the post is at rest", || async { state(core, &plan).await.filter(|state| at_rest(*state)) }).await?,
        );
    } else {
        proxy.arm(scenario);
        let id = queue(core).await;
        if scenario.target == Target::Reads {
            // The person looks, whatever comes of it.
            for _ in 0..scenario.times {
                drop(core.check_key().await);
            }
        }
        item = Some(until("the video is at rest", || at_rest(core, &id)).await?);
    }
    Ok(Ended { item, post, ledger: ledger(sandbox).await, struck: proxy.struck() })
}

async fn until<T, F: Future<Output = Option<T>>>(what: &str, mut check: impl FnMut() -> F) -> Result<T, String> {
    let waited = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(found) = check().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    waited.await.map_err(|_| format!("waited in vain: {what}"))
}

async fn queue(core: &Core) -> String {
    let draft = core.open_draft().await.expect("a draft");
    let form = VideoForm {
        idea: "5 places where the sun never sets".into(),
        style: "Listicle".into(),
        voice: "aria_us".into(),
        language: "en".into(),
        duration: 15,
        resolution: "1080p".into(),
        caption_style: None,
        music: "calm".into(),
        metadata: Vec::new(),
    };
    let args = QueueVideoArgs { click_id: draft.click_id, draft_id: draft.id, form, hook: None, confirm_fence: None };
    core.queue_video(args).await.expect("queued").id
}

/// The item once nothing more happens to it by itself.
async fn at_rest(core: &Core, id: &str) -> Option<QueueItem> {
    let item = core.queue().await.ok()?.items.into_iter().find(|item| item.id == id)?;
    let rests = match item.state {
        QueueState::Waiting | QueueState::Held | QueueState::Sending => false,
        QueueState::Unconfirmed => item.next_look_at.is_none(),
        _ => true,
    };
    rests.then_some(item)
}

async fn finished(core: &Core) -> Result<String, String> {
    let query = LibraryQuery {
        search: String::new(),
        status: Some("completed".into()),
        style: None,
        days: None,
        sort: LibrarySort::Newest,
        offset: 0,
        limit: 1,
    };
    until("a finished video", || async { core.list_videos(query.clone()).await.ok()?.items.pop().map(|card| card.id) })
        .await
}

async fn plan(core: &Core, video_id: String) -> String {
    let account = AddSocialAccountArgs { platform: "tiktok".into(), account_id: "acc_1".into(), name: "@facts".into() };
    let account = core.add_social_account(account).await.expect("an account");
    let args = NewPlanArgs {
        click_id: uuid::Uuid::now_v7().to_string(),
        video_id,
        platform: account.platform,
        social_account: account.id,
        caption: CAPTION.into(),
        local: (Utc::now() + TimeDelta::hours(30)).naive_utc().trunc_subsecs(0),
        zone: "UTC".into(),
        horizon: Horizon::Now,
    };
    core.create_plan(args).await.expect("planned").id
}

async fn state(core: &Core, plan: &str) -> Option<PlanState> {
    let range = PlanRangeArgs { from: Utc::now() - TimeDelta::days(9), to: Utc::now() + TimeDelta::days(9) };
    core.plans(range).await.ok()?.into_iter().find(|shown| shown.id == plan).map(|plan| plan.state)
}

/// Where the sandbox listens.
fn address(sandbox: &Sandbox) -> SocketAddr {
    let bare = sandbox.base_url().trim_start_matches("http://").trim_end_matches("/v1");
    bare.parse().expect("an address of loopback")
}

/// The sandbox's rows, by a way of their own.
async fn ledger(sandbox: &Sandbox) -> Vec<serde_json::Value> {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = tokio::net::TcpStream::connect(address(sandbox)).await.expect("the sandbox");
    let request = format!(
        "GET /_sandbox/ledger HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\nconnection: close\r\n\r\n",
        address(sandbox),
        sandbox.live_key()
    );
    stream.write_all(request.as_bytes()).await.expect("asked");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.expect("answered");
    let body = &bytes[crate::answer::head_end(&bytes).expect("a head")..];
    let ledger: serde_json::Value = serde_json::from_slice(body).expect("a ledger");
    ledger["data"].as_array().expect("rows").clone()
}

/// The folder of a scenario.
pub(crate) fn database(folder: &TempDir) -> std::path::PathBuf {
    folder.path().join("data").join("tikvod.sqlite3")
}
