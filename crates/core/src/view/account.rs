//! Status of the app, account, credits, settings.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ErrorView;

/// Everything the shell of the window shows.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppStatus {
    /// Version of the app, e.g. `0.1.0`.
    pub version: String,
    /// `linux`, `macos` or `windows`.
    pub platform: String,
    /// Set when the app cannot work at all (folder, database, second instance): the window shows only this.
    pub problem: Option<ErrorView>,
    /// `None` before the first run is over: the window shows the welcome.
    pub account: Option<AccountView>,
    /// Set when there is an account but it cannot be used now (keychain locked, key refused, sandbox down).
    pub account_problem: Option<ErrorView>,
    /// Whether the last exchange with TikVod worked.
    pub connection: Connection,
    /// Last known balance.
    pub credits: Option<Credits>,
    /// Items in the queue that are not finished.
    pub queue_count: u32,
    /// Items that need the person's decision.
    pub needs_you: u32,
    /// True while nothing is sent because an older or copied state of the data came back: the queue asks
    /// (`rollback`, `go_on`).
    pub frozen: bool,
    /// The person's settings.
    pub settings: Settings,
    /// Number of the newest change that this status includes.
    pub seq: u32,
    /// Where `<video>` and `<audio>` get their bytes: `http://127.0.0.1:PORT/TOKEN`; then `/video/ID` or `/voice/ID`.
    pub media_base: String,
    /// Set when `TIKVOD_BASE_URL` leads elsewhere than to TikVod: shown in a banner, before a key is entered too.
    pub base_url_override: Option<String>,
    /// IANA name of this computer's zone, e.g. `Europe/Berlin`.
    pub time_zone: String,
}

/// What kind of account the key opens.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// The built-in stand-in: nothing is charged, nothing leaves this computer.
    Sandbox,
    /// A `tv_live_` key: credits are spent.
    Live,
    /// A `tv_test_` key: jobs are queued, nothing is rendered or charged.
    Test,
}

/// Where the key is kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyStorage {
    /// In the keychain of the operating system.
    Keychain,
    /// In memory until the app quits, because there is no keychain.
    ThisRun,
    /// The sandbox makes its own key; nothing to keep.
    Sandbox,
}

/// The account in use. Never the key.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// Local id (UUIDv7).
    pub id: String,
    /// Sandbox, live or test.
    pub kind: AccountKind,
    /// `tv_live_…3f9a`: kind and last four characters.
    pub key_hint: String,
    /// Host that the key belongs to, e.g. `api.tikvod.com`.
    pub host: String,
    /// Set when `TIKVOD_BASE_URL` leads elsewhere than to TikVod: shown in a banner.
    pub base_url_override: Option<String>,
    /// Where the key is kept.
    pub storage: KeyStorage,
    /// When the key was entered here.
    pub since: DateTime<Utc>,
}

/// Whether TikVod can be reached.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    /// Nothing asked yet.
    Unknown,
    /// The last exchange worked.
    Online,
    /// The last exchange could not reach TikVod.
    Offline,
}

/// The balance (tikvod-api.md, `GET /account/credits`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Credits {
    /// Credits left.
    pub credits: i32,
    /// Money a credit costs, shown as "about", never reckoned with.
    pub cost_per_video: Option<f64>,
    /// ISO 4217 code in lower case, e.g. `usd`.
    pub currency: Option<String>,
    /// When this was asked.
    pub as_of: DateTime<Utc>,
}

/// The person's settings.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Look of the window.
    pub theme: Theme,
    /// Percent: 100, 110, 125, 150 or 200.
    pub text_size: u16,
    /// No motion at all (the system's wish counts too).
    pub reduce_motion: bool,
    /// Save every finished video by itself.
    pub save_finished: bool,
    /// Where videos are saved, for showing only.
    pub download_folder: String,
    /// Notify when a video is ready.
    pub notify_ready: bool,
    /// Notify when a video or a post failed.
    pub notify_failed: bool,
    /// How fast the sandbox renders.
    pub sandbox_speed: SandboxSpeed,
    /// The queue sends nothing.
    pub paused: bool,
    /// Credits a local day above which queueing asks; absent = no fence.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub fence_day: Option<u32>,
    /// Credits that one act may queue unasked; absent = no fence.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub fence_batch: Option<u32>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            text_size: 100,
            reduce_motion: false,
            save_finished: false,
            download_folder: String::new(),
            notify_ready: true,
            notify_failed: true,
            sandbox_speed: SandboxSpeed::Fast,
            paused: false,
            fence_day: None,
            fence_batch: None,
        }
    }
}

/// Light, dark or as the system.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Follow the system.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// Time scale of the sandbox.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SandboxSpeed {
    /// As long as TikVod would take (scale 1).
    Real,
    /// Seconds in place of minutes (scale 60).
    Fast,
    /// As fast as this computer can draw (scale 600).
    Instant,
}

/// A change of some settings; what is absent stays.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[ts(optional_fields)]
pub struct SettingsPatch {
    /// See [`Settings::theme`].
    pub theme: Option<Theme>,
    /// See [`Settings::text_size`].
    pub text_size: Option<u16>,
    /// See [`Settings::reduce_motion`].
    pub reduce_motion: Option<bool>,
    /// See [`Settings::save_finished`].
    pub save_finished: Option<bool>,
    /// See [`Settings::notify_ready`].
    pub notify_ready: Option<bool>,
    /// See [`Settings::notify_failed`].
    pub notify_failed: Option<bool>,
    /// See [`Settings::sandbox_speed`].
    pub sandbox_speed: Option<SandboxSpeed>,
    /// See [`Settings::paused`].
    pub paused: Option<bool>,
    /// See [`Settings::fence_day`]; 0 takes it away.
    pub fence_day: Option<u32>,
    /// See [`Settings::fence_batch`]; 0 takes it away.
    pub fence_batch: Option<u32>,
}

/// What a row of the change log is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Entity {
    /// An intent in the queue.
    Intent,
    /// A video.
    Video,
    /// A post plan.
    Plan,
    /// A draft or one of its takes.
    Draft,
    /// A download.
    Download,
    /// Account, credits, connection.
    Account,
    /// Settings.
    Settings,
    /// Catalogues (voices, styles, captions).
    Catalogue,
    /// The book of social accounts.
    SocialAccount,
    /// A preset.
    Preset,
}

/// One changed thing.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// What kind of thing.
    pub entity: Entity,
    /// Its id.
    pub id: String,
}

/// The event `changed`: what is new since `from`. A window whose last seq is not `from` fetches again.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Changes {
    /// Number of the last change before these.
    pub from: u32,
    /// Number of the last of these.
    pub seq: u32,
    /// The changed things.
    pub changes: Vec<Change>,
}
