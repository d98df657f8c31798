//! How the core is put together without a window.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tikvod_core::ports::{Notice, Notifier, SandboxAccess, SandboxHost, SecretStore, SystemClock, SystemRandomness};
use tikvod_core::view::SandboxSpeed;
use tikvod_core::{Core, CoreError, CoreOptions, Front, Ports};
use tikvod_keychain::Keychain;
use tokio::sync::OnceCell;

use crate::failure::{Exit, Failure, Result};
use crate::place::{Place, key_of_environment};
use crate::print::Out;

/// Nobody looks at this computer's screen for us: what is news stands in the output.
struct Silent;

impl Notifier for Silent {
    fn notify(&self, _notice: Notice) {}
}

/// The sandbox that the app carries belongs to the app.
struct NoSandbox;

impl SandboxHost for NoSandbox {
    fn start(&self, _speed: SandboxSpeed) -> BoxFuture<'_, std::result::Result<SandboxAccess, String>> {
        let words = "the account in use is the app's built-in sandbox, which runs only inside the app; enter a key with \
                     `tikvod auth login`, or set TIKVOD_API_KEY";
        Box::pin(async move { Err(words.to_owned()) })
    }

    fn set_speed(&self, _speed: SandboxSpeed) {}

    fn stop(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

/// Everything that a command works with. The core opens when it is first asked for.
pub(crate) struct Context {
    /// Where output goes.
    pub(crate) out: Out,
    /// Folders, address and key.
    pub(crate) place: Place,
    /// The keychain, for what the core does not ask it.
    pub(crate) secrets: Arc<Keychain>,
    core: OnceCell<Core>,
}

impl Context {
    /// Touches nothing yet.
    pub(crate) fn new(out: Out, place: Place) -> Self {
        Self { out, place, secrets: Arc::new(Keychain::new()), core: OnceCell::new() }
    }

    /// The core on the app's database; no account needed.
    pub(crate) async fn core(&self) -> Result<&Core> {
        self.core.get_or_try_init(|| self.open()).await
    }

    /// The core, if it was opened.
    pub(crate) fn opened(&self) -> Option<&Core> {
        self.core.get()
    }

    async fn open(&self) -> Result<Core> {
        let options = CoreOptions {
            front: Front::CommandLine,
            data_dir: self.place.data.clone(),
            download_dir: self.place.downloads.clone(),
            base_url_override: self.place.base_url.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            platform: std::env::consts::OS.to_owned(),
        };
        let ports = Ports {
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandomness),
            secrets: Arc::clone(&self.secrets) as Arc<dyn SecretStore>,
            notifier: Arc::new(Silent),
            sandbox: Arc::new(NoSandbox),
        };
        Ok(Core::open(options, ports).await?)
    }

    /// The core with an account whose rows can be read; the keychain is not asked.
    pub(crate) async fn local(&self) -> Result<&Core> {
        let core = self.core().await?;
        if let Some(key) = key_of_environment() {
            core.use_key(key).await?;
        } else if core.status().await?.account.is_none() {
            return Err(self.no_account());
        }
        Ok(core)
    }

    /// The core with an account that can speak to TikVod.
    pub(crate) async fn online(&self) -> Result<&Core> {
        let core = self.core().await?;
        let opened = match key_of_environment() {
            Some(key) => core.use_key(key).await,
            None => core.open_account().await,
        };
        match opened {
            Ok(()) => Ok(core),
            Err(CoreError::NoAccount) => Err(self.no_account()),
            Err(error) => Err(error.into()),
        }
    }

    fn no_account(&self) -> Failure {
        let words = match &self.place.base_url {
            Some(_) => {
                "There is no key for the address in TIKVOD_BASE_URL: a key in the keychain stays with the address that it \
                 was entered for. Set TIKVOD_API_KEY too, or enter one with `tikvod auth login`."
            }
            None => "There is no key yet. Enter one with `tikvod auth login`, or set TIKVOD_API_KEY.",
        };
        Failure::new(Exit::Auth, "no_account", words.to_owned())
    }

    /// Ends in order. What was being sent is "could not confirm" afterwards, and is looked for.
    pub(crate) async fn close(&self) {
        if let Some(core) = self.opened() {
            core.shutdown().await;
        }
    }
}

/// Copies a finished file; nothing is overwritten, and nothing half stays.
pub(crate) fn copy_new(from: &Path, to: &Path) -> Result<()> {
    let failed = |error: std::io::Error| {
        Failure::new(Exit::Failed, "output", format!("{} cannot be written: {error}.", to.display()))
    };
    let mut target = std::fs::OpenOptions::new().write(true).create_new(true).open(to).map_err(failed)?;
    let copied = std::fs::File::open(from)
        .and_then(|mut source| std::io::copy(&mut source, &mut target))
        .and_then(|_| target.sync_all());
    copied.map_err(|error| {
        let _ = std::fs::remove_file(to);
        failed(error)
    })
}

/// How often another process's changes are looked for.
pub(crate) const LOOK: Duration = Duration::from_millis(250);
