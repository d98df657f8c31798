//! The stand-alone sandbox in TikVod's place.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use crate::driver::app;

/// What it says when it is ready.
#[derive(Deserialize)]
struct Ready {
    base_url: String,
    live_key: String,
}

/// A running sandbox with a data folder that is not the app's.
pub(crate) struct StandIn {
    child: Child,
    _folder: tempfile::TempDir,
    pub(crate) base_url: String,
    pub(crate) live_key: String,
}

impl StandIn {
    /// Starts one.
    pub(crate) fn start() -> Result<Self> {
        let program = std::env::var_os("TIKVOD_E2E_SANDBOX")
            .map_or_else(|| PathBuf::from(app()).with_file_name("tikvod-sandbox"), PathBuf::from);
        let folder = tempfile::Builder::new().prefix("tikvod-e2e-sandbox-").tempdir()?;
        let mut child = Command::new(&program)
            .args(["--listen", "127.0.0.1:0", "--time-scale", "600", "--data"])
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} cannot be started", program.display()))?;
        let output = child.stdout.take().context("its standard output")?;
        let mut stand_in = Self { child, _folder: folder, base_url: String::new(), live_key: String::new() };
        let (send, receive) = mpsc::channel();
        thread::spawn(move || {
            let mut line = String::new();
            let _closed = BufReader::new(output).read_line(&mut line).map(|_| send.send(line));
        });
        let line = receive.recv_timeout(Duration::from_secs(20)).context("the sandbox did not say that it is ready")?;
        let ready: Ready = serde_json::from_str(&line).with_context(|| format!("the sandbox said {line:?}"))?;
        stand_in.base_url = ready.base_url;
        stand_in.live_key = ready.live_key;
        Ok(stand_in)
    }

    /// What it was asked so far, as it wrote it down.
    pub(crate) fn ledger(&self) -> Result<String> {
        let host = self.base_url.trim_start_matches("http://").trim_end_matches("/v1");
        let mut stream = TcpStream::connect(host)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let key = &self.live_key;
        write!(
            stream,
            "GET /_sandbox/ledger HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        ensure!(answer.starts_with("HTTP/1.1 200"), "the ledger answers {answer}");
        Ok(answer)
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}
