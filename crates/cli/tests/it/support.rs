//! A sandbox, a data folder, and the program.

use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use tikvod_sandbox::{Options, Sandbox};
use tokio::runtime::Runtime;

pub(crate) struct Bench {
    pub(crate) folder: TempDir,
    pub(crate) key: String,
    pub(crate) base_url: String,
    sandbox: Option<Sandbox>,
    runtime: Runtime,
}

/// What a run of the program left.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The one document on standard output.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {:?} {}", self.out, self.err))
    }

    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout {:?}, stderr {:?}", self.out, self.err);
        self
    }
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(|_| ())
    }

    pub(crate) fn with(change: impl FnOnce(&mut Options)) -> Self {
        drop(rustls::crypto::ring::default_provider().install_default());
        let folder = tempfile::tempdir().unwrap();
        let runtime = Runtime::new().unwrap();
        let mut options = Options::new(folder.path().join("sandbox"));
        options.time_scale = 600.0;
        change(&mut options);
        let sandbox = runtime.block_on(Sandbox::start(options)).unwrap();
        let (key, base_url) = (sandbox.live_key().to_owned(), sandbox.base_url().to_owned());
        Self { folder, key, base_url, sandbox: Some(sandbox), runtime }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The program with the key in its environment and nothing else of ours.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tikvod"));
        command
            .args(args)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            // No keychain answers there.
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
            .env("TIKVOD_DATA_DIR", self.data())
            .env("TIKVOD_BASE_URL", &self.base_url)
            .env("TIKVOD_API_KEY", &self.key)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn tikvod(&self, args: &[&str]) -> Ran {
        Ran::of(&self.command(args).output().unwrap())
    }

    /// `videos create` of an idea with more options.
    pub(crate) fn create(&self, idea: &str, more: &[&str]) -> Ran {
        let fixed =
            ["videos", "create", "--idea", idea, "--style", "Listicle", "--voice", "aria_us", "--duration", "15"];
        self.tikvod(&[&fixed, more].concat())
    }

    pub(crate) fn fault(&self, fault: &Value) {
        self.control("POST", "/_sandbox/faults", Some(fault));
    }

    /// The sandbox's own list of videos.
    pub(crate) fn videos_there(&self) -> usize {
        let list = self.control("GET", "/v1/videos?limit=100", None);
        list["data"].as_array().map_or(0, Vec::len)
    }

    /// The sandbox's own book of every request.
    #[allow(dead_code, reason = "only the kills look at all of it")]
    pub(crate) fn ledger(&self) -> Vec<Value> {
        let ledger = self.control("GET", "/_sandbox/ledger", None);
        ledger["data"].as_array().cloned().unwrap_or_else(|| panic!("{ledger}"))
    }

    fn control(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let url = format!("{}{path}", self.base_url.trim_end_matches("/v1"));
        self.runtime.block_on(async {
            let client = reqwest::Client::builder().no_proxy().build().unwrap();
            let mut request = client.request(method.parse().unwrap(), url).bearer_auth(&self.key);
            if let Some(body) = body {
                request = request.json(body);
            }
            request.send().await.unwrap().json().await.unwrap_or(json!(null))
        })
    }

    /// Takes the sandbox away.
    pub(crate) fn unplug(&mut self) {
        if let Some(sandbox) = self.sandbox.take() {
            self.runtime.block_on(sandbox.shutdown());
        }
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.unplug();
    }
}

/// Ends as Ctrl+C ends it.
pub(crate) fn interrupt(child: &Child) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
}
