//! What the workers do by themselves, done once because a person asked for it and waits: for the command line, which has
//! no workers of its own most of the time.

use tikvod_api::VideoId;

use crate::budget::Asker;
use crate::core::Core;
use crate::error::Result;
use crate::store::{accounts, intents, videos};
use crate::view::{IdArgs, QueueItem, VideoDetail};

impl Core {
    /// Asks TikVod once for the newest videos, and for those of ours that finished.
    ///
    /// # Errors
    /// [`CoreError::NoAccount`], no connection, the key was refused.
    pub async fn look_now(&self) -> Result<()> {
        let session = self.open_session()?;
        self.look(&session).await
    }

    /// Reads the account's history to its end, from where it was left. `told` hears after each step how many videos are
    /// known.
    ///
    /// # Errors
    /// As [`Core::look_now`]; what was read stays.
    pub async fn sync_history(&self, mut told: impl FnMut(u32) + Send) -> Result<u32> {
        let session = self.open_session()?;
        loop {
            self.look(&session).await?;
            let account = session.account.id.clone();
            let (known, done) = self
                .0
                .store
                .read("read how far the history is", move |connection| {
                    Ok((videos::count(connection, &account)?, accounts::history(connection, &account)?.1))
                })
                .await?;
            told(known);
            if done {
                return Ok(known);
            }
        }
    }

    /// A video as TikVod has it now; it need not have been known here.
    ///
    /// # Errors
    /// TikVod does not know it, no connection, the key was refused.
    pub async fn video_now(&self, args: IdArgs) -> Result<VideoDetail> {
        let session = self.open_session()?;
        self.look_at_video(Asker::Click, &session, &VideoId::from(args.id.clone())).await?;
        self.video(args).await
    }

    /// Cancels a video by TikVod's id, wherever it was made.
    ///
    /// # Errors
    /// As [`Core::cancel_item`].
    pub async fn cancel_video(&self, args: IdArgs) -> Result<VideoDetail> {
        let account = self.open_session()?.account.id.clone();
        let (of, id) = (account.clone(), args.id.clone());
        let intent =
            self.0.store.read("read an item", move |connection| intents::of_video(connection, &of, &id)).await?;
        match intent {
            Some(intent) => drop(self.cancel_item(IdArgs { id: intent.id }).await?),
            None => self.cancel_at_tikvod(account, args.id.clone()).await?,
        }
        self.video(args).await
    }

    /// The item of a video, where it was queued here.
    ///
    /// # Errors
    /// [`CoreError::NoAccount`], or when the database fails.
    pub async fn item_of_video(&self, args: IdArgs) -> Result<Option<String>> {
        let account = self.account_id().await?;
        let found = self.0.store.read("read an item", move |c| intents::of_video(c, &account, &args.id)).await?;
        Ok(found.map(|intent| intent.id))
    }

    /// One item of the queue, however long ago it ended.
    ///
    /// # Errors
    /// [`CoreError::NotFound`](crate::CoreError::NotFound), or when the database fails.
    pub async fn item(&self, args: IdArgs) -> Result<QueueItem> {
        self.item_now(args.id).await
    }

    /// Takes an item back that waits on this computer. False when it was sent meanwhile: then nothing changes, and
    /// nothing is asked of TikVod.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_back_item(&self, args: IdArgs) -> Result<bool> {
        let now = self.now();
        self.0.store.write("take an item back", move |tx| intents::cancel_pending(tx, &args.id, now)).await
    }

    /// Starts nothing but the downloads: whoever only wants a file sends nothing that waits. While another program sends,
    /// it is the one that downloads, too.
    pub fn start_downloads(&self) {
        self.spawn(|core| async move {
            core.wait_to_send().await;
            core.run_downloads().await;
        });
    }
}
