//! Links and the buttons of the title bar. These work without a core too.

use std::sync::Arc;

use tauri::Runtime;
use tikvod_core::view::Code;

use crate::ipc::args::Call;
use crate::ipc::dto::{OpenLinkArgs, WindowAction, WindowControlArgs};
use crate::ipc::error::{Answer, Refusal};
use crate::platform::desktop::Target;

pub(crate) async fn open_link<R: Runtime>(call: Call<R>, args: OpenLinkArgs) -> Answer<()> {
    let desktop = Arc::clone(&call.state().desktop);
    desktop.open(Target::Page(args.link.url())).await.map_err(|why| Refusal::new(Code::NotNow, why))
}

pub(crate) async fn window_control<R: Runtime>(call: Call<R>, args: WindowControlArgs) -> Answer<()> {
    let window = call.window();
    match args.action {
        WindowAction::Minimize => window.minimize()?,
        WindowAction::ToggleMaximize if window.is_maximized()? => window.unmaximize()?,
        WindowAction::ToggleMaximize => window.maximize()?,
        WindowAction::Close => window.close()?,
    }
    Ok(())
}
