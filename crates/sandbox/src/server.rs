//! Starting and stopping.

use std::fmt;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::task::JoinHandle as Task;
use tokio_util::sync::CancellationToken;

use crate::app::{App, Desk};
use crate::folder::Folder;
use crate::jobs::{self, Studio};
use crate::options::Options;
use crate::store::{self, Store, StoreError};
use crate::{SandboxError, api, clock, hooks, net};

/// A running sandbox. Dropping it stops it too, without waiting for requests that run.
pub struct Sandbox {
    app: Arc<App>,
    base_url: String,
    stop: CancellationToken,
    server: Option<Task<()>>,
    workers: Vec<Task<()>>,
    studio: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Opens the data folder, takes the port and serves. Jobs that were under way go on.
    ///
    /// # Errors
    /// [`SandboxError`]: an option out of bounds, a port that is taken, a folder that cannot be written or is in use,
    /// a database of a newer release.
    pub async fn start(options: Options) -> Result<Self, SandboxError> {
        options.check()?;
        let listener = net::bind(options.listen).await?;
        let address =
            listener.local_addr().map_err(|source| SandboxError::Listen { address: options.listen, source })?;
        let origin = format!("http://{address}");
        let opened = tokio::task::spawn_blocking(move || open(options, origin)).await;
        let (app, studio) = opened.map_err(|error| SandboxError::Thread(std::io::Error::other(error)))??;
        let app = Arc::new(app);
        let desk = Arc::new(Desk { router: api::router(Arc::clone(&app)), app: Arc::clone(&app) });
        let stop = CancellationToken::new();
        let keeper = {
            let (app, stop) = (Arc::clone(&app), stop.clone());
            async move { app.ledger.keep(app.store.clone(), stop).await }
        };
        let workers = vec![
            tokio::spawn(keeper),
            tokio::spawn(jobs::conduct(Arc::clone(&app), stop.clone())),
            tokio::spawn(hooks::carry(Arc::clone(&app), stop.clone())),
        ];
        let server = tokio::spawn(net::serve(listener, desk, stop.clone()));
        Ok(Self {
            base_url: format!("{}/v1", app.origin),
            app,
            stop,
            server: Some(server),
            workers,
            studio: Some(studio),
        })
    }

    /// What stands before `/voices`: `http://127.0.0.1:PORT/v1`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The key that queues without rendering and spending.
    pub fn test_key(&self) -> &str {
        &self.app.keys.test
    }

    /// The key that spends credits and renders.
    pub fn live_key(&self) -> &str {
        &self.app.keys.live
    }

    /// The key of the webhook signatures.
    pub fn webhook_secret(&self) -> &str {
        &self.app.keys.webhook
    }

    /// Changes the time scale for what is not scheduled yet: jobs made from now on, and the next retries of webhooks.
    /// A scale that is not a positive number changes nothing.
    pub fn set_time_scale(&self, scale: f64) {
        self.app.set_time_scale(scale);
    }

    /// Stops in order: no new connections, running requests end (two seconds at most), the workers stop, the ledger is
    /// written out, the database is closed.
    pub async fn shutdown(mut self) {
        self.stop.cancel();
        self.app.studio.close();
        if let Some(server) = self.server.take() {
            let _ = server.await;
        }
        for worker in self.workers.drain(..) {
            let _ = worker.await;
        }
        if let Some(studio) = self.studio.take() {
            let _ = tokio::task::spawn_blocking(move || studio.join()).await;
        }
        if let Err(error) = self.app.ledger.flush(&self.app.store).await {
            tracing::error!(%error, "the last rows of the ledger could not be written");
        }
        let store = self.app.store.clone();
        let _ = tokio::task::spawn_blocking(move || store.close()).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.cancel();
        self.app.studio.close();
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// What is done on a blocking thread at the start: folder, database, seeds, render thread.
fn open(options: Options, origin: String) -> Result<(App, JoinHandle<()>), SandboxError> {
    let folder = Folder::open(&options.data)?;
    let mut db = store::open(&options.data, &folder.database())?;
    let failed = |source| SandboxError::Database { path: options.data.clone(), source };
    let keys = store::accounts::found_or_made(&mut db, options.credits).map_err(failed)?;
    store::seed::sow(&mut db, options.seed_videos, clock::now_ms()).map_err(failed)?;
    let faults = store::faults::load(&db).map_err(|error| match error {
        StoreError::Sqlite(source) => failed(source),
        other => failed(rusqlite::Error::ToSqlConversionFailure(Box::new(other))),
    })?;
    let next_entry = store::ledger::next(&db).map_err(failed)?;
    let (studio, thread) = Studio::open().map_err(SandboxError::Thread)?;
    let app = App::new(options, origin, keys, faults, next_entry, Store::new(db), folder, studio);
    Ok((app, thread))
}
