//! Catalogue, drafts, takes, queueing.

use tauri::Runtime;
use tikvod_core::view::{Catalogue, Draft, PreviewArgs, QueueItem, QueueVideoArgs, SaveDraftArgs, Take};

use crate::ipc::args::Call;
use crate::ipc::error::Answer;

pub(crate) async fn get_catalogue<R: Runtime>(call: Call<R>, (): ()) -> Answer<Catalogue> {
    Ok(call.core()?.catalogue().await?)
}

pub(crate) async fn open_draft<R: Runtime>(call: Call<R>, (): ()) -> Answer<Draft> {
    Ok(call.core()?.open_draft().await?)
}

pub(crate) async fn save_draft<R: Runtime>(call: Call<R>, args: SaveDraftArgs) -> Answer<()> {
    Ok(call.core()?.save_draft(args).await?)
}

pub(crate) async fn preview_script<R: Runtime>(call: Call<R>, args: PreviewArgs) -> Answer<Take> {
    Ok(call.core()?.preview_script(args).await?)
}

pub(crate) async fn queue_video<R: Runtime>(call: Call<R>, args: QueueVideoArgs) -> Answer<QueueItem> {
    Ok(call.core()?.queue_video(args).await?)
}
