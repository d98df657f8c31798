//! A private bus with a Secret Service on it that is in a bad way. It speaks the protocol as far as it is asked and
//! never holds a secret, so the key exchange needs no key.
#![expect(clippy::used_underscore_binding, clippy::unused_self, reason = "methods of objects on the bus")]

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{blocking, fdo};

const ROOT: &str = "/org/freedesktop/secrets";
const PROMPT: &str = "/org/freedesktop/secrets/prompt/p1";
const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";

/// The state that the service is in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum How {
    /// It works, and knows nothing of ours.
    Empty,
    /// It takes the question and never answers.
    Hung,
    /// It is locked, and the person closes its window.
    Dismissed,
    /// It is locked, and nobody looks at its window.
    Unattended,
    /// It does not let us in.
    Denied,
    /// Two entries of the same name.
    Ambiguous,
    /// It ends while it is asked.
    Dies,
}

/// The bus. It ends with this.
pub(crate) struct Bus {
    daemon: Child,
    folder: TempDir,
}

impl Drop for Bus {
    fn drop(&mut self) {
        drop(self.daemon.kill());
        drop(self.daemon.wait());
    }
}

impl Bus {
    /// Starts a bus on which nothing is started by itself.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (socket, config) = (folder.path().join("bus"), folder.path().join("bus.conf"));
        let text = format!(
            "<busconfig><type>session</type><listen>unix:path={}</listen><policy context=\"default\">\
             <allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>",
            socket.display()
        );
        fs::write(&config, text).expect("a file");
        let daemon = Command::new("dbus-daemon")
            .arg("--config-file")
            .arg(&config)
            .arg("--nofork")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon, which `cargo xtask test` installs");
        let bus = Self { daemon, folder };
        let began = Instant::now();
        while !socket.exists() {
            assert!(began.elapsed() < Duration::from_secs(10), "the bus did not start");
            std::thread::sleep(Duration::from_millis(5));
        }
        bus
    }

    /// As `DBUS_SESSION_BUS_ADDRESS` has it.
    pub(crate) fn address(&self) -> OsString {
        format!("unix:path={}", self.folder.path().join("bus").display()).into()
    }

    /// Puts a service on the bus, for as long as there is the bus; tells when it dies.
    pub(crate) fn serve(&self, how: How) -> Receiver<()> {
        let (tell, told) = channel();
        let address = self.address().into_string().expect("text");
        let connection = blocking::connection::Builder::address(address.as_str())
            .and_then(|builder| builder.serve_at(ROOT, Service { how, tell }))
            .and_then(|builder| builder.serve_at(PROMPT, Prompt { how }))
            .and_then(|builder| builder.serve_at(COLLECTION, Collection))
            .and_then(|builder| builder.name("org.freedesktop.secrets"))
            .and_then(blocking::connection::Builder::build)
            .expect("a service on the bus");
        // Its end would wait for the answers that never come.
        std::mem::forget(connection);
        told
    }
}

struct Service {
    how: How,
    tell: Sender<()>,
}

fn path(text: &str) -> OwnedObjectPath {
    OwnedObjectPath::try_from(text.to_owned()).expect("a path")
}

fn item(number: u8) -> OwnedObjectPath {
    path(&format!("{COLLECTION}/{number}"))
}

#[zbus::interface(name = "org.freedesktop.Secret.Service")]
impl Service {
    fn open_session(&self, _algorithm: &str, _input: Value<'_>) -> fdo::Result<(OwnedValue, OwnedObjectPath)> {
        // Any number does for a public key: nothing is ever encrypted for us.
        let key = Value::from(vec![2_u8; 128]).try_to_owned().map_err(|error| fdo::Error::Failed(error.to_string()))?;
        Ok((key, path("/org/freedesktop/secrets/session/s1")))
    }

    async fn search_items(
        &self,
        _attributes: HashMap<String, String>,
        #[zbus(connection)] connection: &zbus::Connection,
    ) -> fdo::Result<(Vec<OwnedObjectPath>, Vec<OwnedObjectPath>)> {
        match self.how {
            How::Empty => Ok((Vec::new(), Vec::new())),
            How::Hung => std::future::pending().await,
            How::Dismissed | How::Unattended => Ok((Vec::new(), vec![item(1)])),
            How::Denied => Err(fdo::Error::AccessDenied("not you".into())),
            How::Ambiguous => Ok((vec![item(1), item(2)], Vec::new())),
            How::Dies => {
                drop(connection.clone().close().await);
                let _ = self.tell.send(());
                std::future::pending().await
            }
        }
    }

    fn unlock(&self, _objects: Vec<OwnedObjectPath>) -> (Vec<OwnedObjectPath>, OwnedObjectPath) {
        (Vec::new(), path(PROMPT))
    }

    fn read_alias(&self, _name: &str) -> OwnedObjectPath {
        path(COLLECTION)
    }
}

struct Prompt {
    how: How,
}

#[zbus::interface(name = "org.freedesktop.Secret.Prompt")]
impl Prompt {
    async fn prompt(&self, _window: &str, #[zbus(signal_emitter)] emitter: SignalEmitter<'_>) -> fdo::Result<()> {
        if self.how == How::Dismissed {
            Self::completed(&emitter, true, Value::from("")).await?;
        }
        Ok(())
    }

    #[zbus(signal)]
    async fn completed(emitter: &SignalEmitter<'_>, dismissed: bool, result: Value<'_>) -> zbus::Result<()>;
}

/// Locked for writing, whatever the rest says.
struct Collection;

#[zbus::interface(name = "org.freedesktop.Secret.Collection")]
impl Collection {
    #[zbus(property)]
    fn locked(&self) -> bool {
        true
    }
}
