//! Status, account, key.

use secrecy::ExposeSecret as _;
use tauri::Runtime;
use tikvod_core::view::{AppStatus, Code, LedgerQuery, LedgerView, SavedFile};

use crate::ipc::args::Call;
use crate::ipc::dto::SetApiKeyArgs;
use crate::ipc::error::{Answer, Refusal};
use crate::window;

/// Bytes of a key. Longer is not a key, and some keychains take no more than 1,280.
const KEY: usize = 512;

/// The one command that answers when the core could not be opened: with the reason.
pub(crate) async fn app_status<R: Runtime>(call: Call<R>, (): ()) -> Answer<AppStatus> {
    let core = match call.state().core() {
        Ok(core) => core,
        Err(problem) => return Ok(call.state().broken(problem)),
    };
    Ok(call.complete(core.status().await?))
}

pub(crate) async fn choose_sandbox<R: Runtime>(call: Call<R>, (): ()) -> Answer<AppStatus> {
    let status = call.core()?.choose_sandbox().await?;
    Ok(call.complete(status))
}

/// The key goes from the clipboard to the core without passing through the window.
pub(crate) async fn paste_key<R: Runtime>(call: Call<R>, (): ()) -> Answer<AppStatus> {
    let core = call.core()?;
    let clipboard = std::sync::Arc::clone(&call.state().clipboard);
    let key = clipboard.read().await.filter(|key| !key.expose_secret().is_empty());
    let key = key.ok_or_else(|| Refusal::new(Code::ClipboardEmpty, "The clipboard holds no text."))?;
    if key.expose_secret().len() > KEY {
        return Err(too_long());
    }
    let status = core.enter_key(key).await?;
    clipboard.clear_if_unchanged().await;
    Ok(call.complete(status))
}

pub(crate) async fn open_key_window<R: Runtime>(call: Call<R>, (): ()) -> Answer<()> {
    call.core()?;
    Ok(window::open_key_entry(call.app())?)
}

/// From the key window only. Nothing comes back but "accepted" or why not; the main window learns of it by `changed`.
pub(crate) async fn set_api_key<R: Runtime>(call: Call<R>, args: SetApiKeyArgs) -> Answer<()> {
    if args.key.expose_secret().len() > KEY {
        return Err(too_long());
    }
    call.core()?.enter_key(args.key).await?;
    Ok(call.window().destroy()?)
}

pub(crate) async fn check_key<R: Runtime>(call: Call<R>, (): ()) -> Answer<AppStatus> {
    let status = call.core()?.check_key().await?;
    Ok(call.complete(status))
}

pub(crate) async fn sign_out<R: Runtime>(call: Call<R>, (): ()) -> Answer<AppStatus> {
    let status = call.core()?.sign_out().await?;
    Ok(call.complete(status))
}

pub(crate) async fn ledger<R: Runtime>(call: Call<R>, args: LedgerQuery) -> Answer<LedgerView> {
    Ok(call.core()?.ledger(args).await?)
}

pub(crate) async fn accept_drift<R: Runtime>(call: Call<R>, (): ()) -> Answer<LedgerView> {
    Ok(call.core()?.accept_drift().await?)
}

pub(crate) async fn save_ledger<R: Runtime>(call: Call<R>, (): ()) -> Answer<SavedFile> {
    Ok(call.core()?.save_ledger().await?)
}

fn too_long() -> Refusal {
    Refusal::new(Code::KeyMalformed, "This is too long to be a key.")
}
