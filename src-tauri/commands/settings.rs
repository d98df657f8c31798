//! Settings.

use std::sync::Arc;

use secrecy::ExposeSecret as _;
use tauri::Runtime;
use tikvod_core::view::{Code, InboxOnArgs, InboxView, Settings, SettingsPatch};

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

pub(crate) async fn inbox<R: Runtime>(call: Call<R>, (): ()) -> Answer<InboxView> {
    Ok(call.core()?.inbox().await?)
}

pub(crate) async fn inbox_on<R: Runtime>(call: Call<R>, args: InboxOnArgs) -> Answer<InboxView> {
    Ok(call.core()?.inbox_on(args).await?)
}

pub(crate) async fn inbox_off<R: Runtime>(call: Call<R>, (): ()) -> Answer<InboxView> {
    Ok(call.core()?.inbox_off().await?)
}

/// As a key, the webhook secret goes from the clipboard to the core without passing through the window.
pub(crate) async fn paste_inbox_secret<R: Runtime>(call: Call<R>, (): ()) -> Answer<InboxView> {
    let core = call.core()?;
    let clipboard = Arc::clone(&call.state().clipboard);
    let secret = clipboard.read().await.filter(|secret| !secret.expose_secret().is_empty());
    let secret = secret.ok_or_else(|| Refusal::new(Code::ClipboardEmpty, "The clipboard holds no text."))?;
    let inbox = core.inbox_secret(secret).await?;
    clipboard.clear_if_unchanged().await;
    Ok(inbox)
}
