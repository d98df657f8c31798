//! Settings.

use std::sync::Arc;

use tauri::Runtime;
use tikvod_core::view::{Code, Settings, SettingsPatch};

use crate::ipc::args::Call;
use crate::ipc::error::{Answer, Refusal};
use crate::platform::desktop::Target;
use crate::window;

/// The system's own parts of the windows follow the theme at once, and the page its text size.
pub(crate) async fn update_settings<R: Runtime>(call: Call<R>, args: SettingsPatch) -> Answer<Settings> {
    let (themed, sized) = (args.theme.is_some(), args.text_size.is_some());
    let settings = call.core()?.update_settings(args).await?;
    if themed {
        window::follow(call.app(), settings.theme);
    }
    if sized {
        window::zoom(call.app(), settings.text_size);
    }
    Ok(settings)
}

pub(crate) async fn open_download_folder<R: Runtime>(call: Call<R>, (): ()) -> Answer<()> {
    let folder = call.core()?.download_dir();
    let desktop = Arc::clone(&call.state().desktop);
    desktop.open(Target::Folder(folder)).await.map_err(|why| Refusal::new(Code::NotNow, why))
}
