//! The sandbox that the app carries: started inside this process, with its data beside ours.

use std::path::PathBuf;
use std::sync::{Mutex as Cell, PoisonError};

use futures_util::future::BoxFuture;
use secrecy::SecretString;
use tikvod_core::ports::{SandboxAccess, SandboxHost};
use tikvod_core::time_scale;
use tikvod_core::view::SandboxSpeed;
use tikvod_sandbox::{Options, Sandbox};
use tokio::sync::Mutex;

/// The sandbox in this process.
pub struct BuiltInSandbox {
    data: PathBuf,
    speed: Cell<SandboxSpeed>,
    running: Mutex<Option<Sandbox>>,
}

impl BuiltInSandbox {
    /// A sandbox that will keep its state in `data`; it does not run yet.
    pub fn new(data: PathBuf) -> Self {
        Self { data, speed: Cell::new(SandboxSpeed::Fast), running: Mutex::default() }
    }

    fn speed(&self) -> SandboxSpeed {
        *self.speed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, speed: SandboxSpeed) {
        *self.speed.lock().unwrap_or_else(PoisonError::into_inner) = speed;
    }
}

impl SandboxHost for BuiltInSandbox {
    fn start(&self, speed: SandboxSpeed) -> BoxFuture<'_, Result<SandboxAccess, String>> {
        Box::pin(async move {
            let mut running = self.running.lock().await;
            self.remember(speed);
            if running.is_none() {
                let mut options = Options::new(self.data.clone());
                options.time_scale = time_scale(speed);
                *running = Some(Sandbox::start(options).await.map_err(|error| error.to_string())?);
            }
            let Some(sandbox) = running.as_ref() else { return Err("it is not running".to_owned()) };
            // The speed may have been changed while it was starting.
            sandbox.set_time_scale(time_scale(self.speed()));
            Ok(SandboxAccess {
                base_url: sandbox.base_url().to_owned(),
                live_key: SecretString::from(sandbox.live_key()),
            })
        })
    }

    fn set_speed(&self, speed: SandboxSpeed) {
        self.remember(speed);
        // Where it is just being started or stopped, `start` looks at the speed again.
        if let Ok(running) = self.running.try_lock()
            && let Some(sandbox) = running.as_ref()
        {
            sandbox.set_time_scale(time_scale(speed));
        }
    }

    fn stop(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let sandbox = self.running.lock().await.take();
            if let Some(sandbox) = sandbox {
                sandbox.shutdown().await;
            }
        })
    }
}
