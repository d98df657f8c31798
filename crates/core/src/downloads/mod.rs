//! Saving videos to disk: one at a time, resumable, and never a partial file under the final name (product.md L6).

#[cfg(test)]
pub(crate) mod cdn;
mod file;
mod part;
mod transfer;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use file::Places;

use crate::core::{Core, Session};
use crate::domain::title;
use crate::error::{CoreError, Result};
use crate::media::on_disk;
use crate::store::downloads::{self, DownloadRow};
use crate::store::videos;
use crate::view::{DownloadState, DownloadView, IdArgs};

/// How long to wait after a fault of our own before the next try.
const REST: Duration = Duration::from_secs(5);

/// One download that is under way.
struct Job {
    session: Arc<Session>,
    video_id: String,
    places: Places,
}

/// How a download ended that did not fail.
enum Ended {
    /// On disk under its final name.
    Saved { path: PathBuf, bytes: u64 },
    /// Not wanted any more, or not with this account: what is there is kept.
    Stopped,
}

impl Core {
    /// Wants a video on disk. Asked again, it goes on where it is, starts anew what failed or was paused, and fetches
    /// once more what is gone from the folder.
    ///
    /// # Errors
    /// [`CoreError::NotFound`], [`CoreError::NotNow`] before the video is rendered.
    pub async fn download_video(&self, args: IdArgs) -> Result<DownloadView> {
        let (account, now) = (self.account_id().await?, self.now());
        let view = self
            .0
            .store
            .write("want a download", move |tx| {
                let video = videos::get(tx, &account, &args.id)?.ok_or(CoreError::NotFound("video"))?;
                if video.status != "completed" {
                    return Err(CoreError::NotNow("the video is not ready"));
                }
                let known = downloads::get(tx, &account, &args.id)?;
                if !known.as_ref().is_some_and(goes_on) {
                    downloads::enqueue(tx, &account, &args.id, now)?;
                }
                downloads::view(tx, &account, &args.id)?.ok_or(CoreError::NotFound("download"))
            })
            .await?;
        self.0.downloads.notify_one();
        Ok(view)
    }

    /// Stops a download; [`Core::download_video`] goes on with it. One that has ended stays as it is.
    ///
    /// # Errors
    /// [`CoreError::NoAccount`], or when the database fails.
    pub async fn cancel_download(&self, args: IdArgs) -> Result<()> {
        let account = self.account_id().await?;
        self.0.store.write("stop a download", move |tx| downloads::pause(tx, &account, &args.id)).await?;
        self.0.downloads.notify_one();
        Ok(())
    }

    /// Where a saved video is.
    ///
    /// # Errors
    /// [`CoreError::NotFound`] when it is not saved, or gone from the folder.
    pub async fn download_path(&self, args: IdArgs) -> Result<PathBuf> {
        let account = self.account_id().await?;
        self.0
            .store
            .read("read a download", move |connection| {
                let row = downloads::get(connection, &account, &args.id)?;
                row.and_then(|row| saved_file(&row)).ok_or(CoreError::NotFound("saved file"))
            })
            .await
    }

    /// The folder that videos are saved in.
    pub fn download_dir(&self) -> PathBuf {
        self.0.options.download_dir.clone()
    }

    /// At the start: what was running waits again, and parts that nothing can go on with are deleted.
    pub(crate) async fn forget_interrupted_downloads(&self) -> Result<()> {
        let core = self.clone();
        self.0
            .store
            .write("look at interrupted downloads", move |tx| {
                downloads::wait_again(tx)?;
                let parts = file::parts_in(&core.0.options.download_dir);
                if parts.is_empty() {
                    return Ok(());
                }
                let mut ours = BTreeSet::new();
                for row in downloads::all(tx)? {
                    let idea = videos::get(tx, &row.account_id, &row.video_id)?.map(|video| video.idea);
                    let places = core.places(&row.account_id, &row.video_id, idea.as_deref().unwrap_or_default());
                    if row.state == DownloadState::Saved || !places.has_note() {
                        ours.insert(places.part);
                    }
                }
                // Only names that we would write are touched: the folder is the person's.
                for part in parts.into_iter().filter(|part| ours.contains(part)) {
                    file::delete_part(&part);
                }
                Ok(())
            })
            .await
    }

    /// Downloads for as long as the app runs.
    pub(crate) async fn run_downloads(&self) {
        loop {
            match self.download_next().await {
                Ok(true) => {}
                Ok(false) => self.0.downloads.notified().await,
                Err(error) => {
                    tracing::error!(%error, "the downloads cannot go on for now");
                    tokio::time::sleep(REST).await;
                }
            }
        }
    }

    /// Does the download that waits longest. False when there is none.
    async fn download_next(&self) -> Result<bool> {
        let Some(session) = self.session() else { return Ok(false) };
        let account = session.account.id.clone();
        let next = self
            .0
            .store
            .write("begin a download", move |tx| {
                // One at a time: whatever is still marked was left by a fault of ours.
                downloads::wait_again(tx)?;
                let Some(id) = downloads::take_next(tx, &account)? else { return Ok(None) };
                let idea = videos::get(tx, &account, &id)?.map(|video| video.idea).unwrap_or_default();
                Ok(Some((id, idea)))
            })
            .await?;
        let Some((video_id, idea)) = next else { return Ok(false) };
        let places = self.places(&session.account.id, &video_id, &idea);
        let job = Job { session, video_id, places };
        let ended = self.transfer(&job).await;
        let (account, id) = (job.session.account.id.clone(), job.video_id.clone());
        self.0
            .store
            .write("keep what became of a download", move |tx| match &ended {
                Ok(Ended::Saved { path, bytes }) => downloads::saved(tx, &account, &id, path, *bytes),
                Ok(Ended::Stopped) => downloads::wait_again(tx),
                Err(error) => {
                    tracing::warn!(%error, "a download failed");
                    downloads::fail(tx, &account, &id, &error.view())
                }
            })
            .await?;
        Ok(true)
    }

    /// Whether a download is to go on: still wanted, and with the account that it began with.
    async fn is_wanted(&self, job: &Job) -> Result<bool> {
        let account = job.session.account.id.clone();
        if self.session().is_none_or(|session| session.account.id != account) {
            return Ok(false);
        }
        let id = job.video_id.clone();
        let row = self.0.store.read("read a download", move |c| downloads::get(c, &account, &id)).await?;
        Ok(row.is_some_and(|row| row.state == DownloadState::Running))
    }

    /// Keeps how far it is. False when it is to stop.
    async fn note_progress(&self, job: &Job, bytes: u64, total: Option<u64>) -> Result<bool> {
        let (account, id) = (job.session.account.id.clone(), job.video_id.clone());
        let running = self
            .0
            .store
            .write("keep how far a download is", move |tx| downloads::progress(tx, &account, &id, bytes, total))
            .await?;
        Ok(running)
    }

    fn places(&self, account_id: &str, video_id: &str, idea: &str) -> Places {
        let notes = self.cache_dir(account_id, "downloads");
        Places::new(&self.0.options.download_dir, &notes, &title::file_name(idea, video_id), video_id)
    }

    /// Lets the disk work off the async threads.
    async fn with_places<T: Send + 'static>(
        &self,
        job: &Job,
        body: impl FnOnce(&Places) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let places = job.places.clone();
        on_disk(move || body(&places)).await
    }
}

/// Whether there is nothing to start: it is on its way, or done and still there.
fn goes_on(row: &DownloadRow) -> bool {
    match row.state {
        DownloadState::Waiting | DownloadState::Running => true,
        DownloadState::Saved => saved_file(row).is_some(),
        DownloadState::Paused | DownloadState::Failed => false,
    }
}

fn saved_file(row: &DownloadRow) -> Option<PathBuf> {
    let path = row.path.clone().filter(|_| row.state == DownloadState::Saved)?;
    path.is_file().then_some(path)
}

#[cfg(test)]
mod tests;
