//! An older or copied state of the data: what is frozen, and why.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why nothing is sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FrozenWhy {
    /// An older state of the data came back (restored disk, snapshot of a virtual machine).
    Behind,
    /// The data was made on another computer, or the keychain of this one was emptied.
    OtherDevice,
    /// Restored from a backup.
    Restored,
}

/// What a waiting item is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FrozenKind {
    /// An intent to make a video: sending it costs a credit.
    Video,
    /// A plan: handing it over makes it appear in public.
    Post,
}

/// Something that another copy of this data may have sent already.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FrozenItem {
    /// What it is.
    pub kind: FrozenKind,
    /// Id of the intent or plan.
    pub id: String,
    /// For showing.
    pub title: String,
    /// A video: when it was queued. A post: when it is planned for.
    pub at: DateTime<Utc>,
    /// A video at TikVod with the same idea and format that no click here made: probably this one.
    pub seen_there: Option<String>,
}

/// Sending is frozen.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Frozen {
    /// Why.
    pub why: FrozenWhy,
    /// Since when.
    pub since: DateTime<Utc>,
    /// All that may have been sent by another copy.
    pub items: Vec<FrozenItem>,
}

/// Whether an older or copied state of the data would be noticed, and whether one was.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RollbackView {
    /// `None` until the first look (none is needed for the sandbox); false without a keychain: then a restored disk is
    /// not noticed.
    pub watched: Option<bool>,
    /// Set while nothing is sent.
    pub frozen: Option<Frozen>,
}

/// The person's decision about a frozen state.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoOnArgs {
    /// Ids of [`FrozenItem`]s that were sent by another copy: they are taken off. Everything else is sent when its turn
    /// comes.
    pub already_sent: Vec<String>,
}
