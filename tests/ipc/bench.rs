//! An app on the mock runtime, and ways to ask it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, Once};
use std::thread;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, Listener as _, Manager as _, WebviewWindow, WebviewWindowBuilder};
use tikvod_core::ports::{Notice, Notifier, SecretError, SecretStore, SystemClock, SystemRandomness};
use tikvod_core::view::ErrorView;
use tikvod_core::{Core, CoreOptions, Front, Ports};
use tikvod_desktop::app;
use tikvod_desktop::ipc::events;
use tikvod_desktop::platform::clipboard::Clipboard;
use tikvod_desktop::platform::desktop::{Desktop, Target};
use tikvod_desktop::platform::media::server;
use tikvod_desktop::platform::sandbox::BuiltInSandbox;
use tikvod_desktop::state::AppState;

/// Nothing asked of the mock runtime takes longer; what does hangs.
const PATIENCE: Duration = Duration::from_secs(90);

/// A keychain in memory.
#[derive(Default)]
pub(crate) struct Memory(pub(crate) Mutex<HashMap<String, String>>);

impl SecretStore for Memory {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<SecretString>, SecretError>> {
        let found = self.0.lock().expect("unpoisoned").get(name).cloned().map(SecretString::from);
        Box::pin(async move { Ok(found) })
    }

    fn set<'a>(&'a self, name: &'a str, secret: SecretString) -> BoxFuture<'a, Result<(), SecretError>> {
        self.0.lock().expect("unpoisoned").insert(name.to_owned(), secret.expose_secret().to_owned());
        Box::pin(async { Ok(()) })
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), SecretError>> {
        self.0.lock().expect("unpoisoned").remove(name);
        Box::pin(async { Ok(()) })
    }
}

/// A clipboard in memory.
#[derive(Default)]
pub(crate) struct Board(pub(crate) Mutex<Option<String>>);

impl Clipboard for Board {
    fn read(&self) -> BoxFuture<'_, Option<SecretString>> {
        let text = self.0.lock().expect("unpoisoned").clone().map(SecretString::from);
        Box::pin(async move { text })
    }

    fn clear_if_unchanged(&self) -> BoxFuture<'_, ()> {
        *self.0.lock().expect("unpoisoned") = None;
        Box::pin(async {})
    }
}

/// A desktop that only notes what it was to open.
#[derive(Default)]
pub(crate) struct Noted(pub(crate) Mutex<Vec<Target>>);

impl Desktop for Noted {
    fn open(&self, target: Target) -> BoxFuture<'_, Result<(), String>> {
        self.0.lock().expect("unpoisoned").push(target);
        Box::pin(async { Ok(()) })
    }
}

struct Silent;

impl Notifier for Silent {
    fn notify(&self, _notice: Notice) {}
}

/// The app, its windows, its doubles, and everything that crossed to a window.
pub(crate) struct Bench {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) keychain: Arc<Memory>,
    pub(crate) clipboard: Arc<Board>,
    pub(crate) desktop: Arc<Noted>,
    pub(crate) crossed: Arc<Mutex<Vec<String>>>,
    pub(crate) app: App<MockRuntime>,
    core: Option<Core>,
}

impl Bench {
    /// The app on a fresh folder; `base_url` stands for `TIKVOD_BASE_URL`.
    pub(crate) fn new(base_url: Option<String>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (keychain, data) = (Arc::new(Memory::default()), folder.path().join("data"));
        let opened = open(&data, &folder.path().join("Videos"), base_url, Arc::clone(&keychain) as _);
        let bench = Self::around(folder, keychain, opened.map_err(|error| error.view()));
        if let Some(core) = bench.core.clone() {
            let changes = core.subscribe();
            tauri::async_runtime::spawn(events::forward(bench.app.handle().clone(), changes));
            tauri::async_runtime::spawn(async move { core.start() });
        }
        bench
    }

    /// The app when the core could not be opened.
    pub(crate) fn broken(problem: ErrorView) -> Self {
        Self::around(tempfile::tempdir().expect("a folder"), Arc::default(), Err(problem))
    }

    fn around(folder: tempfile::TempDir, keychain: Arc<Memory>, core: Result<Core, ErrorView>) -> Self {
        let (clipboard, desktop) = (Arc::new(Board::default()), Arc::new(Noted::default()));
        let media_base = core.clone().map_or_else(
            |_| String::new(),
            |core| tauri::async_runtime::block_on(server::start(core)).expect("a port on loopback"),
        );
        let (board, noted) = (Arc::clone(&clipboard), Arc::clone(&desktop));
        let state = AppState::new(core.clone(), media_base, "0.0.0".to_owned(), board, noted);
        let app = app::shell(mock_builder()).manage(state).build(app::context()).expect("the app builds");
        let crossed = Arc::new(Mutex::new(Vec::new()));
        let events = Arc::clone(&crossed);
        app.listen_any(events::CHANGED, move |event| {
            events.lock().expect("unpoisoned").push(event.payload().to_owned());
        });
        for label in ["main", "key-entry", "other"] {
            WebviewWindowBuilder::new(&app, label, tauri::WebviewUrl::default()).build().expect("a window");
        }
        Self { folder, keychain, clipboard, desktop, crossed, app, core: core.ok() }
    }

    pub(crate) fn window(&self, label: &str) -> WebviewWindow<MockRuntime> {
        self.app.get_webview_window(label).unwrap_or_else(|| panic!("the window {label} is open"))
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Calls a command from the main window as the page does.
    pub(crate) fn ask(&self, name: &str, args: Value) -> Result<Value, Value> {
        self.ask_from("main", name, args)
    }

    pub(crate) fn ask_from(&self, label: &str, name: &str, args: Value) -> Result<Value, Value> {
        let named = (!args.is_null()).then(|| ("args".to_owned(), args));
        let body = Value::Object(named.into_iter().collect());
        self.send(label, "tauri://localhost", name, body)
    }

    /// Sends any message, from any address.
    pub(crate) fn send(&self, label: &str, url: &str, name: &str, body: Value) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: name.to_owned(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: url.parse().expect("a URL"),
            body: InvokeBody::Json(body),
            headers: tauri::http::HeaderMap::new(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        let window = self.window(label);
        let (tell, told) = channel();
        thread::spawn(move || {
            let answer = get_ipc_response(&window, request);
            let _ = tell.send(answer.map(|body| body.deserialize::<Value>().expect("JSON")));
        });
        let answer = told.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("{name} answers"));
        self.crossed.lock().expect("unpoisoned").push(format!("{name}: {answer:?}"));
        answer
    }

    /// Asks until the answer fits, at most [`PATIENCE`].
    pub(crate) fn wait(&self, what: &str, name: &str, args: &Value, fits: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let answer = self.ask(name, args.clone()).unwrap_or_else(|error| panic!("{name}: {error}"));
            if fits(&answer) {
                return answer;
            }
            assert!(began.elapsed() < PATIENCE, "waited in vain: {what}; last {answer}");
            thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        if let Some(core) = self.core.take() {
            tauri::async_runtime::block_on(core.shutdown());
        }
    }
}

/// Opens a core with doubles for what the operating system owns.
pub(crate) fn open(
    data: &Path,
    videos: &Path,
    base_url: Option<String>,
    secrets: Arc<dyn SecretStore>,
) -> Result<Core, tikvod_core::CoreError> {
    static TLS: Once = Once::new();
    TLS.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    let options = CoreOptions {
        front: Front::Window,
        data_dir: data.to_owned(),
        download_dir: videos.to_owned(),
        base_url_override: base_url,
        version: "0.0.0".to_owned(),
        platform: std::env::consts::OS.to_owned(),
    };
    let ports = Ports {
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandomness),
        secrets,
        notifier: Arc::new(Silent),
        sandbox: Arc::new(BuiltInSandbox::new(data.join("sandbox"))),
    };
    tauri::async_runtime::block_on(Core::open(options, ports))
}
