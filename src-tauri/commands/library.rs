//! The library and saving to disk.

use std::sync::Arc;

use tauri::Runtime;
use tikvod_core::view::{Code, DownloadView, IdArgs, LibraryPage, LibraryQuery, VideoDetail};

use crate::ipc::args::Call;
use crate::ipc::error::{Answer, Refusal};
use crate::platform::desktop::Target;

pub(crate) async fn list_videos<R: Runtime>(call: Call<R>, args: LibraryQuery) -> Answer<LibraryPage> {
    Ok(call.core()?.list_videos(args).await?)
}

pub(crate) async fn get_video<R: Runtime>(call: Call<R>, args: IdArgs) -> Answer<VideoDetail> {
    Ok(call.core()?.video(args).await?)
}

pub(crate) async fn download_video<R: Runtime>(call: Call<R>, args: IdArgs) -> Answer<DownloadView> {
    Ok(call.core()?.download_video(args).await?)
}

pub(crate) async fn cancel_download<R: Runtime>(call: Call<R>, args: IdArgs) -> Answer<()> {
    Ok(call.core()?.cancel_download(args).await?)
}

/// Shows the saved file in its folder. The window never learns the path.
pub(crate) async fn reveal_download<R: Runtime>(call: Call<R>, args: IdArgs) -> Answer<()> {
    let path = call.core()?.download_path(args).await?;
    let desktop = Arc::clone(&call.state().desktop);
    desktop.open(Target::File(path)).await.map_err(|why| Refusal::new(Code::NotNow, why))
}
