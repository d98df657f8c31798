//! The composition root: what is made, in which order, and in which order it ends.

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tauri::{App, AppHandle, Builder, Context, Manager as _, RunEvent, Runtime, WindowEvent};
use tikvod_core::ports::{SystemClock, SystemRandomness};
use tikvod_core::view::{Code, ErrorView, Theme};
use tikvod_core::{Core, CoreOptions, Front, Ports};
use tikvod_keychain::Keychain;
use tracing_appender::non_blocking::WorkerGuard;

use crate::ipc::{self, error, events};
use crate::platform::clipboard::SystemClipboard;
use crate::platform::desktop::SystemDesktop;
use crate::platform::media::{self, server, thumbnails};
use crate::platform::notifications::SystemNotifier;
use crate::platform::painting::Painting;
use crate::platform::paths::Paths;
use crate::platform::sandbox::BuiltInSandbox;
use crate::platform::{display, hardening, logging, painting};
use crate::state::{AppState, platform};
use crate::window;

/// How long an ordered end may take. The database is sound at every instant, so what is cut off loses nothing.
const ORDERLY: Duration = Duration::from_secs(3);

/// What the environment asks for.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// `TIKVOD_BASE_URL`, checked.
    pub base_url: Option<String>,
}

/// Opens the window and runs until it is closed. What cannot work says so in one sentence: on stderr where there can be
/// no window, else in the window.
pub fn run(wishes: Wishes) -> ExitCode {
    hardening::forbid_core_dumps();
    let painting = painting::choose();
    if let Err(sentence) = display::check() {
        eprintln!("{sentence}");
        return ExitCode::FAILURE;
    }
    let builder = shell(Builder::default()).setup(move |app| Ok(start(app, wishes, painting)?));
    match builder.build(context()) {
        Ok(app) => {
            app.run(on_event);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("TikVod Desktop cannot open its window: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What the real app and the tests on Tauri's mock runtime have in common: commands and protocol.
pub fn shell<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder.invoke_handler(ipc::handler()).register_asynchronous_uri_scheme_protocol(media::SCHEME, thumbnails::answer)
}

/// Configuration, capabilities and pages, as they were built in.
pub fn context<R: Runtime>() -> Context<R> {
    tauri::generate_context!()
}

/// Folders → logs → core → media server → window → workers. The core opens before the window because that takes
/// milliseconds and touches neither network nor keychain; everything that can be slow starts after the window.
fn start<R: Runtime>(app: &mut App<R>, wishes: Wishes, painting: Painting) -> anyhow::Result<()> {
    let paths = Paths::of(app.handle())?;
    let logs = Mutex::new(logging::start(&paths.logs));
    app.manage(Ending { logs, begun: AtomicBool::new(false), done: AtomicBool::new(false) });
    let version = app.package_info().version.to_string();
    tracing::info!(version, os = platform(), ?painting, "start");

    let (core, media_base, theme) = tauri::async_runtime::block_on(open(&paths, wishes, version.clone()));
    let state = AppState::new(
        core.clone(),
        media_base,
        version,
        Arc::new(SystemClipboard::new()),
        Arc::new(SystemDesktop::new()),
    );
    app.manage(state);
    window::open_main(app.handle(), theme)?;
    if let Ok(core) = core {
        tauri::async_runtime::spawn(events::forward(app.handle().clone(), core.subscribe()));
        // `Core::start` spawns on the current runtime, and this is the main thread, which is in none.
        let handle = app.handle().clone();
        tauri::async_runtime::spawn(async move {
            if let Ok(status) = core.status().await
                && status.settings.text_size != 100
            {
                window::zoom(&handle, status.settings.text_size);
            }
            core.start();
        });
    }
    end_on_signals(app.handle());
    Ok(())
}

async fn open(paths: &Paths, wishes: Wishes, version: String) -> (Result<Core, ErrorView>, String, Theme) {
    let options = CoreOptions {
        front: Front::Window,
        data_dir: paths.data.clone(),
        download_dir: paths.downloads.clone(),
        base_url_override: wishes.base_url,
        version,
        platform: platform().to_owned(),
    };
    let ports = Ports {
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandomness),
        secrets: Arc::new(Keychain::new()),
        notifier: Arc::new(SystemNotifier::new()),
        sandbox: Arc::new(BuiltInSandbox::new(paths.sandbox())),
    };
    let core = match Core::open(options, ports).await {
        Ok(core) => core,
        Err(error) => {
            tracing::error!(%error, "the core cannot be opened");
            return (Err(error.view()), String::new(), Theme::System);
        }
    };
    let theme = core.status().await.map_or(Theme::System, |status| status.settings.theme);
    match server::start(core.clone()).await {
        Ok(base) => (Ok(core), base, theme),
        Err(error) => {
            tracing::error!(%error, "no port on loopback");
            (Err(error::view(Code::Internal, "No port on 127.0.0.1 can be opened.")), String::new(), theme)
        }
    }
}

/// What the end needs.
struct Ending {
    logs: Mutex<Option<WorkerGuard>>,
    begun: AtomicBool,
    done: AtomicBool,
}

/// Somebody asked to quit, or the last window is closed: the core first gets time to end in order. Without the main
/// window there is nothing to do either, even if the key window is still open.
fn on_event<R: Runtime>(app: &AppHandle<R>, event: RunEvent) {
    match event {
        RunEvent::WindowEvent { label, event: WindowEvent::Destroyed, .. } if label == window::MAIN => app.exit(0),
        RunEvent::ExitRequested { api, code, .. } => {
            let Some(ending) = app.try_state::<Ending>() else { return };
            // Destroying the windows below asks once more, and so may an impatient person.
            if !ending.done.load(Ordering::SeqCst) {
                api.prevent_exit();
            }
            if !ending.begun.swap(true, Ordering::SeqCst) {
                tauri::async_runtime::spawn(end(app.clone(), code.unwrap_or(0)));
            }
        }
        _ => {}
    }
}

async fn end<R: Runtime>(app: AppHandle<R>, code: i32) {
    give_up_after(ORDERLY + Duration::from_millis(500), code);
    // The windows first: the end may take its seconds, but not in front of the person.
    for window in app.webview_windows().into_values() {
        let _ = window.destroy();
    }
    if let Ok(core) = app.state::<AppState>().core()
        && tokio::time::timeout(ORDERLY, core.shutdown()).await.is_err()
    {
        tracing::warn!("the core did not end in time");
    }
    tracing::info!("end");
    let ending = app.state::<Ending>();
    drop(ending.logs.lock().unwrap_or_else(PoisonError::into_inner).take());
    ending.done.store(true, Ordering::SeqCst);
    app.exit(code);
}

/// Whatever hangs (a keychain prompt, a driver), the program ends.
fn give_up_after(limit: Duration, code: i32) {
    let watch = move || {
        std::thread::sleep(limit);
        eprintln!("tikvod: ended without waiting any longer");
        std::process::exit(code);
    };
    if std::thread::Builder::new().name("watchdog".to_owned()).spawn(watch).is_err() {
        tracing::warn!("no thread for the watchdog");
    }
}

/// Logging out or Ctrl+C ends the app in the same order as its window's button.
fn end_on_signals<R: Runtime>(app: &AppHandle<R>) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            let (Ok(mut terminate), Ok(mut interrupt), Ok(mut hang_up)) =
                (signal(SignalKind::terminate()), signal(SignalKind::interrupt()), signal(SignalKind::hangup()))
            else {
                return;
            };
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
                _ = hang_up.recv() => {}
            }
            app.exit(0);
        });
    }
    #[cfg(not(unix))]
    let _ = app;
}
