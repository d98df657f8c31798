//! WebKitWebDriver: one process for each start of the app, on a port of its own, ended with the value.

use std::ffi::OsStr;
use std::fs::File;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

/// The program under test: that of the same build, or for `cargo xtask bench` an optimised one.
pub(crate) fn app() -> String {
    std::env::var("TIKVOD_E2E_APP").unwrap_or_else(|_| env!("CARGO_BIN_EXE_tikvod-desktop").to_owned())
}

const PATIENCE: Duration = Duration::from_secs(30);

/// A running driver.
pub(crate) struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// Starts one. Whatever it and the app print goes to `log`.
    pub(crate) async fn start<K, V>(env: impl IntoIterator<Item = (K, V)>, log: &File) -> Result<Self>
    where
        K: AsRef<OsStr>,
        V: AsRef<OsStr>,
    {
        let mut command = Command::new("WebKitWebDriver");
        command.envs(env).env("TAURI_WEBVIEW_AUTOMATION", "true");
        // Without compositing WebDriver hangs, at a screenshot or at a click: neither as the environment may say nor as
        // the app decides where there is no graphics card. What is timed is painted by the processor all the same.
        command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "0");
        if std::env::var_os("TIKVOD_E2E_TIMED").is_some() {
            command.env("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1");
        }
        command.env_remove("WEBKIT_DISABLE_COMPOSITING_MODE");
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        command
            .args(["--host=127.0.0.1", &format!("--port={port}")])
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log.try_clone()?);
        let child = command.spawn().context("WebKitWebDriver cannot be started")?;
        let mut driver = Self { child, port };
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if let Some(status) = driver.child.try_wait()? {
                bail!("WebKitWebDriver ended at once: {status}");
            }
            if start.elapsed() > PATIENCE {
                bail!("WebKitWebDriver does not listen on port {port}");
            }
            sleep(Duration::from_millis(10)).await;
        }
        Ok(driver)
    }

    /// Starts the app and connects to its window.
    pub(crate) async fn open(&self) -> Result<Client> {
        let wish = json!({ "webkitgtk:browserOptions": { "binary": app(), "args": [] } });
        let Value::Object(wish) = wish else {
            bail!("capabilities are an object");
        };
        let address = format!("http://127.0.0.1:{}", self.port);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let connecting = builder.capabilities(wish).connect(&address);
        timeout(PATIENCE, connecting)
            .await
            .context("the app did not open a window that can be driven")?
            .context("WebKitWebDriver refused the session")
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}
