//! Names of all commands, by window. The build script makes a permission of each; the table in `ipc::commands!` and the
//! capability files are tested against these lists.

/// Commands of the main window.
pub const MAIN: &[&str] = &[
    "app_status",
    "choose_sandbox",
    "paste_key",
    "open_key_window",
    "check_key",
    "sign_out",
    "get_catalogue",
    "open_draft",
    "save_draft",
    "preview_script",
    "queue_video",
    "get_queue",
    "cancel_item",
    "retry_item",
    "decide_item",
    "move_item",
    "rollback",
    "go_on",
    "ledger",
    "accept_drift",
    "save_ledger",
    "list_videos",
    "get_video",
    "download_video",
    "cancel_download",
    "reveal_download",
    "list_plans",
    "create_plan",
    "update_plan",
    "drop_plan",
    "restore_plan",
    "hand_over_plan",
    "settle_plan",
    "list_social_accounts",
    "add_social_account",
    "remove_social_account",
    "update_settings",
    "open_download_folder",
    "open_link",
    "window_control",
];

/// The one command of the key-entry window.
pub const KEY_ENTRY: &[&str] = &["set_api_key"];
