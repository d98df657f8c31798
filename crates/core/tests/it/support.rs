//! A core on a sandbox, and patience.

use std::collections::HashMap;
use std::future::Future;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretString};
use tempfile::TempDir;
use tikvod_core::ports::{
    Notice, Notifier, SandboxAccess, SandboxHost, SecretError, SecretStore, SystemClock, SystemRandomness,
};
use tikvod_core::view::{QueueItem, QueueState, QueueVideoArgs, SandboxSpeed, VideoForm};
use tikvod_core::{Core, CoreOptions, Front, Pace, Ports, time_scale};
use tikvod_sandbox::{Options, Sandbox};
use tokio::sync::Mutex as AsyncMutex;

/// Longest wait for a state.
const PATIENCE: Duration = Duration::from_secs(60);

/// A keychain in memory, which can be taken away.
#[derive(Default)]
pub struct Keychain {
    pub secrets: Mutex<HashMap<String, String>>,
    pub missing: AtomicBool,
    /// What is wrong with it besides.
    pub trouble: Mutex<Trouble>,
    /// Calls so far.
    pub calls: AtomicU32,
}

/// What is wrong with a keychain.
#[derive(Clone, Copy, Debug, Default)]
pub enum Trouble {
    #[default]
    None,
    /// It says no, and why.
    Says(&'static str),
    /// It is given up on after so long.
    Hangs(Duration),
    /// It is gone once it had so many calls.
    DiesAfter(u32),
    /// It takes no more UTF-16 units than these.
    Holds(usize),
}

impl Keychain {
    async fn check(&self, secret: &str) -> Result<(), SecretError> {
        let calls = self.calls.fetch_add(1, Ordering::SeqCst);
        if self.missing.load(Ordering::SeqCst) {
            return Err(SecretError::Unavailable("there is none".into()));
        }
        let trouble = *self.trouble.lock().unwrap();
        match trouble {
            Trouble::Says(why) => Err(SecretError::Unavailable(why.into())),
            Trouble::Hangs(patience) => {
                tokio::time::sleep(patience).await;
                Err(SecretError::Timeout)
            }
            Trouble::DiesAfter(most) if calls >= most => Err(SecretError::Unavailable("it is gone".into())),
            Trouble::Holds(most) if secret.encode_utf16().count() > most => {
                Err(SecretError::Unavailable("the key is too long for it".into()))
            }
            _ => Ok(()),
        }
    }

    pub fn is_in(&self, trouble: Trouble) {
        self.calls.store(0, Ordering::SeqCst);
        *self.trouble.lock().unwrap() = trouble;
    }
}

impl SecretStore for Keychain {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<SecretString>, SecretError>> {
        async move {
            self.check("").await?;
            Ok(self.secrets.lock().unwrap().get(name).map(|secret| SecretString::from(secret.as_str())))
        }
        .boxed()
    }

    fn set<'a>(&'a self, name: &'a str, secret: SecretString) -> BoxFuture<'a, Result<(), SecretError>> {
        async move {
            self.check(secret.expose_secret()).await?;
            self.secrets.lock().unwrap().insert(name.to_owned(), secret.expose_secret().to_owned());
            Ok(())
        }
        .boxed()
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), SecretError>> {
        async move {
            self.check("").await?;
            self.secrets.lock().unwrap().remove(name);
            Ok(())
        }
        .boxed()
    }
}

/// Keeps what was notified.
#[derive(Default)]
pub struct Notices(pub Mutex<Vec<Notice>>);

impl Notifier for Notices {
    fn notify(&self, notice: Notice) {
        self.0.lock().unwrap().push(notice);
    }
}

/// The sandbox as the app starts it.
pub struct Host {
    folder: std::path::PathBuf,
    running: AsyncMutex<Option<Sandbox>>,
}

impl SandboxHost for Host {
    fn start(&self, speed: SandboxSpeed) -> BoxFuture<'_, Result<SandboxAccess, String>> {
        async move {
            let mut running = self.running.lock().await;
            if running.is_none() {
                let options = Options { time_scale: time_scale(speed), ..Options::new(self.folder.clone()) };
                *running = Some(Sandbox::start(options).await.map_err(|error| error.to_string())?);
            }
            let sandbox = running.as_ref().unwrap();
            Ok(SandboxAccess { base_url: sandbox.base_url().to_owned(), live_key: sandbox.live_key().into() })
        }
        .boxed()
    }

    fn set_speed(&self, _speed: SandboxSpeed) {}

    fn stop(&self) -> BoxFuture<'_, ()> {
        async move {
            if let Some(sandbox) = self.running.lock().await.take() {
                sandbox.shutdown().await;
            }
        }
        .boxed()
    }
}

/// One data folder over several starts.
pub struct Place {
    pub folder: TempDir,
    pub keychain: Arc<Keychain>,
    pub notices: Arc<Notices>,
    pub base_url: Option<String>,
    pub pace: Pace,
}

impl Place {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            keychain: Arc::default(),
            notices: Arc::default(),
            base_url: None,
            pace: Pace::default(),
        }
    }

    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// A second program on the same folder: the command line.
    pub async fn beside(&self) -> Core {
        self.open_as(Front::CommandLine).await.unwrap()
    }

    pub async fn try_open(&self) -> tikvod_core::Result<Core> {
        self.open_as(Front::Window).await
    }

    async fn open_as(&self, front: Front) -> tikvod_core::Result<Core> {
        let options = CoreOptions {
            front,
            data_dir: self.data().join("data"),
            download_dir: self.data().join("videos"),
            base_url_override: self.base_url.clone(),
            version: "0.0.0".into(),
            platform: "linux".into(),
        };
        let ports = Ports {
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandomness),
            secrets: Arc::clone(&self.keychain) as _,
            notifier: Arc::clone(&self.notices) as _,
            sandbox: Arc::new(Host { folder: self.data().join("sandbox"), running: AsyncMutex::default() }),
        };
        Core::open_at(options, ports, self.pace.clone()).await
    }

    /// A core with its workers running.
    pub async fn start(&self) -> Core {
        let core = self.try_open().await.unwrap();
        core.start();
        core
    }
}

/// A sandbox that a test talks to by itself, as fast as it can be.
pub async fn sandbox(folder: &Path, change: impl FnOnce(&mut Options)) -> Sandbox {
    let mut options = Options::new(folder.join("other-sandbox"));
    options.time_scale = 600.0;
    change(&mut options);
    Sandbox::start(options).await.unwrap()
}

pub fn form(idea: &str) -> VideoForm {
    VideoForm {
        idea: idea.into(),
        style: "Listicle".into(),
        voice: "aria_us".into(),
        language: "en".into(),
        duration: 15,
        resolution: "1080p".into(),
        caption_style: Some("bold_pop".into()),
        music: "calm".into(),
        metadata: Vec::new(),
    }
}

/// An item as the queue shows it.
pub async fn item(core: &Core, id: &str) -> QueueItem {
    core.queue().await.unwrap().items.into_iter().find(|item| item.id == id).expect("in the queue")
}

/// Orders the sandbox to do something wrong.
pub async fn fault(sandbox: &Sandbox, fault: serde_json::Value) {
    control(sandbox, "POST", "/_sandbox/faults", Some(fault)).await;
}

/// What the sandbox was asked to make, by its own ledger.
pub async fn created(sandbox: &Sandbox) -> Vec<serde_json::Value> {
    let ledger = control(sandbox, "GET", "/_sandbox/ledger", None).await;
    let requests = ledger["data"].as_array().expect("the ledger lists requests").clone();
    requests.into_iter().filter(|request| request["path"] == "/v1/videos" && request["method"] == "POST").collect()
}

/// Clicks "Add to queue".
pub async fn queue(core: &Core, idea: &str) -> QueueItem {
    let draft = core.open_draft().await.unwrap();
    let args = QueueVideoArgs {
        click_id: draft.click_id,
        draft_id: draft.id,
        form: form(idea),
        hook: None,
        confirm_fence: None,
    };
    core.queue_video(args).await.unwrap()
}

/// The state of an item as the queue shows it.
pub async fn state(core: &Core, id: &str) -> Option<QueueState> {
    let view = core.queue().await.unwrap();
    view.items.into_iter().find(|item| item.id == id).map(|item| item.state)
}

/// Waits until `check` says yes.
pub async fn until<F: Future<Output = bool>>(what: &str, mut check: impl FnMut() -> F) {
    let waited = tokio::time::timeout(PATIENCE, async {
        while !check().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    assert!(waited.await.is_ok(), "waited in vain: {what}");
}

/// Asks the sandbox's control surface.
pub async fn control(
    sandbox: &Sandbox,
    method: &str,
    path: &str,
    body: Option<serde_json::Value>,
) -> serde_json::Value {
    drop(rustls::crypto::ring::default_provider().install_default());
    let root = sandbox.base_url().trim_end_matches("/v1");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut request = client.request(method.parse().unwrap(), format!("{root}{path}")).bearer_auth(sandbox.live_key());
    if let Some(body) = body {
        request = request.json(&body);
    }
    let answer = request.send().await.unwrap();
    assert!(answer.status().is_success(), "{method} {path}: {}", answer.status());
    answer.json().await.unwrap_or_default()
}

/// Looks at TikVod after a lost answer within seconds instead of minutes.
pub fn quick() -> Pace {
    Pace { looks: [300, 900, 2_000, 4_000].map(Duration::from_millis), ..Pace::default() }
}
