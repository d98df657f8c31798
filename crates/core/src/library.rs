//! The library: every video of the account, found and shown.

use rusqlite::Connection;
use tikvod_api::VideoId;

use crate::budget::Asker;
use crate::core::Core;
use crate::error::{CoreError, Result};
use crate::plans;
use crate::store::videos::{self, VideoRow};
use crate::store::{downloads, intents};
use crate::view::{IdArgs, LibraryPage, LibraryQuery, VideoCard, VideoDetail, VideoForm};

impl Core {
    /// A part of the library.
    ///
    /// # Errors
    /// [`CoreError::NoAccount`], or when the database fails.
    pub async fn list_videos(&self, query: LibraryQuery) -> Result<LibraryPage> {
        let (account, now) = (self.account_id().await?, self.now());
        self.0
            .store
            .read("read the library", move |connection| {
                let (total, rows) = videos::find(connection, &account, &query, now)?;
                let items = rows.into_iter().map(|row| card(connection, &account, row)).collect::<Result<_>>()?;
                Ok(LibraryPage { total, items })
            })
            .await
    }

    /// A video whole. What was never asked is asked now; without a connection, what is known is shown.
    ///
    /// # Errors
    /// [`CoreError::NotFound`], or when the database fails.
    pub async fn video(&self, args: IdArgs) -> Result<VideoDetail> {
        let account = self.account_id().await?;
        let (id, of) = (args.id.clone(), account.clone());
        let row = self.0.store.read("read a video", move |connection| videos::get(connection, &of, &id)).await?;
        let row = row.ok_or(CoreError::NotFound("video"))?;
        if !row.detailed
            && row.is_final()
            && let Some(session) = self.session()
            && let Err(error) = self.look_at_video(Asker::Click, &session, &VideoId::from(args.id.clone())).await
        {
            tracing::info!(%error, "the details come from what is known");
        }
        let now = self.now();
        self.0
            .store
            .read("read a video", move |connection| {
                let row = videos::get(connection, &account, &args.id)?.ok_or(CoreError::NotFound("video"))?;
                let intent = intents::of_video(connection, &account, &args.id)?;
                let form: Option<VideoForm> =
                    intent.as_ref().and_then(|intent| serde_json::from_str(&intent.body).ok());
                let download = downloads::view(connection, &account, &args.id)?;
                Ok(VideoDetail {
                    voice: row.voice.clone().or_else(|| form.as_ref().map(|form| form.voice.clone())),
                    resolution: row.resolution.clone(),
                    script: row.script.clone(),
                    credits_used: intent.as_ref().and_then(|intent| intent.credits_used),
                    file_size: download.as_ref().and_then(|download| download.total),
                    metadata: form.as_ref().map(|form| form.metadata.clone()).unwrap_or_default(),
                    request_ids: match &intent {
                        Some(intent) => intents::request_ids(connection, &intent.id)?,
                        None => Vec::new(),
                    },
                    posts: plans::of_video(connection, &account, &args.id, now)?,
                    problem: row.problem.clone().or_else(|| intent.and_then(|intent| intent.problem)),
                    playable: row.status == "completed" && row.has_output,
                    made_elsewhere: row.elsewhere,
                    form,
                    card: card(connection, &account, row)?,
                })
            })
            .await
    }
}

fn card(connection: &Connection, account: &str, row: VideoRow) -> Result<VideoCard> {
    let intent = intents::of_video(connection, account, &row.id)?;
    let form: Option<VideoForm> = intent.as_ref().and_then(|intent| serde_json::from_str(&intent.body).ok());
    Ok(VideoCard {
        idea: row.idea,
        hook: row.hook.or_else(|| intent.and_then(|intent| intent.hook)),
        status: row.status,
        style: row.style,
        duration: row.length.or_else(|| form.as_ref().map(|form| f64::from(form.duration))).unwrap_or_default(),
        caption_style: form.and_then(|form| form.caption_style),
        created_at: row.created_at,
        completed_at: row.finished_at,
        estimated_ready_at: row.estimated_ready_at,
        has_thumbnail: row.thumbnail_url.is_some(),
        platforms: plans::platforms_of(connection, account, &row.id)?,
        download: downloads::view(connection, account, &row.id)?,
        id: row.id,
    })
}
