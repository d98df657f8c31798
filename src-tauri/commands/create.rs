//! Catalogue, drafts, presets, takes, queueing.

use tauri::Runtime;
use tikvod_core::view::{
    Catalogue, Draft, DraftCard, IdArgs, ImportPresetsArgs, ImportedPresets, Preset, PreviewArgs, QueueItem,
    QueueVideoArgs, RenameDraftArgs, SaveDraftArgs, SavePresetArgs, SavedFile, Take,
};

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

pub(crate) async fn list_drafts<R: Runtime>(call: Call<R>, (): ()) -> Answer<Vec<DraftCard>> {
    Ok(call.core()?.list_drafts().await?)
}

pub(crate) async fn new_draft<R: Runtime>(call: Call<R>, (): ()) -> Answer<Draft> {
    Ok(call.core()?.new_draft().await?)
}

pub(crate) async fn get_draft<R: Runtime>(call: Call<R>, args: IdArgs) -> Answer<Draft> {
    Ok(call.core()?.get_draft(args).await?)
}

pub(crate) async fn rename_draft<R: Runtime>(call: Call<R>, args: RenameDraftArgs) -> Answer<()> {
    Ok(call.core()?.rename_draft(args).await?)
}

pub(crate) async fn duplicate_draft<R: Runtime>(call: Call<R>, args: IdArgs) -> Answer<Draft> {
    Ok(call.core()?.duplicate_draft(args).await?)
}

pub(crate) async fn remove_draft<R: Runtime>(call: Call<R>, args: IdArgs) -> Answer<()> {
    Ok(call.core()?.remove_draft(args).await?)
}

pub(crate) async fn restore_draft<R: Runtime>(call: Call<R>, args: IdArgs) -> Answer<()> {
    Ok(call.core()?.restore_draft(args).await?)
}

pub(crate) async fn list_presets<R: Runtime>(call: Call<R>, (): ()) -> Answer<Vec<Preset>> {
    Ok(call.core()?.presets().await?)
}

pub(crate) async fn save_preset<R: Runtime>(call: Call<R>, args: SavePresetArgs) -> Answer<Preset> {
    Ok(call.core()?.save_preset(args).await?)
}

pub(crate) async fn remove_preset<R: Runtime>(call: Call<R>, args: IdArgs) -> Answer<()> {
    Ok(call.core()?.remove_preset(args).await?)
}

pub(crate) async fn export_presets<R: Runtime>(call: Call<R>, (): ()) -> Answer<SavedFile> {
    Ok(call.core()?.export_presets().await?)
}

pub(crate) async fn import_presets<R: Runtime>(call: Call<R>, args: ImportPresetsArgs) -> Answer<ImportedPresets> {
    Ok(call.core()?.import_presets(args).await?)
}
