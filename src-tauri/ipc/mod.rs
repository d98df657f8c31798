//! The boundary to the windows: ONE table of commands, from which the handler, the checks of who may call, and the
//! TypeScript types are made.
//!
//! A row makes the Tauri command and calls the function of the same name in [`commands`](crate::commands), so that a row
//! which does not fit its function does not compile. `names.rs` repeats the names for the build script; tests/ipc holds
//! the two, the capability files and the generated TypeScript together.

pub mod args;
pub mod dto;
pub mod error;
pub mod events;
pub mod names;

use tauri::Runtime;
use tauri::ipc::Invoke;
use tikvod_core::view::{
    AddSocialAccountArgs, AppStatus, Catalogue, DecideArgs, DownloadView, Draft, DraftCard, GoOnArgs, IdArgs,
    ImportPresetsArgs, ImportedPresets, InboxOnArgs, InboxView, LedgerQuery, LedgerView, LibraryPage, LibraryQuery,
    MoveItemArgs, NewPlanArgs, PlanRangeArgs, PlanView, Preset, PreviewArgs, QueueItem, QueueVideoArgs, QueueView,
    RenameDraftArgs, RetryArgs, RollbackView, SaveDraftArgs, SavePresetArgs, SavedFile, Settings, SettingsPatch,
    SettlePlanArgs, SocialAccount, Take, UpdatePlanArgs, VideoDetail,
};
use ts_rs::TS;

use crate::window::{KEY_ENTRY, MAIN};
use args::{Args, Call};
use dto::{OpenLinkArgs, SetApiKeyArgs, WindowControlArgs};
use error::Answer;

/// One row of the table.
pub struct Command {
    /// Name on the wire.
    pub name: &'static str,
    /// Label of the one window that may call it.
    pub window: &'static str,
    /// TypeScript type of its arguments; `null` where it has none.
    pub args: fn() -> String,
    /// TypeScript type of its answer.
    pub answer: fn() -> String,
}

macro_rules! commands {
    ($($window:ident $area:ident::$name:ident($args:ty) -> $answer:ty;)*) => {
        /// Tauri's side of each command. The permission of the capability file was checked before; here the label of
        /// the calling window is checked against the row, and the arguments are read strictly.
        mod wire {
            use super::*;

            $(
                #[tauri::command]
                pub(super) async fn $name<R: Runtime>(call: Call<R>, args: Args<$args>) -> Answer<$answer> {
                    call.only_from($window)?;
                    error::caught(stringify!($name), crate::commands::$area::$name(call, args.0)).await
                }
            )*
        }

        /// Every command.
        pub const TABLE: &[Command] = &[
            $(Command {
                name: stringify!($name),
                window: $window,
                args: || <$args as TS>::name(&ts_rs::Config::default()),
                answer: || <$answer as TS>::name(&ts_rs::Config::default()),
            },)*
        ];

        /// Hands an invocation to its command.
        pub fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$(wire::$name),*]
        }
    };
}

commands! {
    MAIN account::app_status(()) -> AppStatus;
    MAIN account::choose_sandbox(()) -> AppStatus;
    MAIN account::paste_key(()) -> AppStatus;
    MAIN account::open_key_window(()) -> ();
    MAIN account::check_key(()) -> AppStatus;
    MAIN account::sign_out(()) -> AppStatus;
    MAIN create::get_catalogue(()) -> Catalogue;
    MAIN create::open_draft(()) -> Draft;
    MAIN create::save_draft(SaveDraftArgs) -> ();
    MAIN create::list_drafts(()) -> Vec<DraftCard>;
    MAIN create::new_draft(()) -> Draft;
    MAIN create::get_draft(IdArgs) -> Draft;
    MAIN create::rename_draft(RenameDraftArgs) -> ();
    MAIN create::duplicate_draft(IdArgs) -> Draft;
    MAIN create::remove_draft(IdArgs) -> ();
    MAIN create::restore_draft(IdArgs) -> ();
    MAIN create::list_presets(()) -> Vec<Preset>;
    MAIN create::save_preset(SavePresetArgs) -> Preset;
    MAIN create::remove_preset(IdArgs) -> ();
    MAIN create::export_presets(()) -> SavedFile;
    MAIN create::import_presets(ImportPresetsArgs) -> ImportedPresets;
    MAIN create::preview_script(PreviewArgs) -> Take;
    MAIN create::queue_video(QueueVideoArgs) -> QueueItem;
    MAIN queue::get_queue(()) -> QueueView;
    MAIN queue::cancel_item(IdArgs) -> QueueItem;
    MAIN queue::retry_item(RetryArgs) -> QueueItem;
    MAIN queue::decide_item(DecideArgs) -> QueueItem;
    MAIN queue::move_item(MoveItemArgs) -> ();
    MAIN queue::rollback(()) -> RollbackView;
    MAIN queue::go_on(GoOnArgs) -> RollbackView;
    MAIN account::ledger(LedgerQuery) -> LedgerView;
    MAIN account::accept_drift(()) -> LedgerView;
    MAIN account::save_ledger(()) -> SavedFile;
    MAIN library::list_videos(LibraryQuery) -> LibraryPage;
    MAIN library::get_video(IdArgs) -> VideoDetail;
    MAIN library::download_video(IdArgs) -> DownloadView;
    MAIN library::cancel_download(IdArgs) -> ();
    MAIN library::reveal_download(IdArgs) -> ();
    MAIN calendar::list_plans(PlanRangeArgs) -> Vec<PlanView>;
    MAIN calendar::create_plan(NewPlanArgs) -> PlanView;
    MAIN calendar::update_plan(UpdatePlanArgs) -> PlanView;
    MAIN calendar::drop_plan(IdArgs) -> ();
    MAIN calendar::restore_plan(IdArgs) -> PlanView;
    MAIN calendar::hand_over_plan(IdArgs) -> PlanView;
    MAIN calendar::settle_plan(SettlePlanArgs) -> PlanView;
    MAIN calendar::list_social_accounts(()) -> Vec<SocialAccount>;
    MAIN calendar::add_social_account(AddSocialAccountArgs) -> SocialAccount;
    MAIN calendar::remove_social_account(IdArgs) -> ();
    MAIN settings::update_settings(SettingsPatch) -> Settings;
    MAIN settings::open_download_folder(()) -> ();
    MAIN settings::inbox(()) -> InboxView;
    MAIN settings::inbox_on(InboxOnArgs) -> InboxView;
    MAIN settings::inbox_off(()) -> InboxView;
    MAIN settings::paste_inbox_secret(()) -> InboxView;
    MAIN shell::open_link(OpenLinkArgs) -> ();
    MAIN shell::window_control(WindowControlArgs) -> ();
    KEY_ENTRY account::set_api_key(SetApiKeyArgs) -> ();
}
