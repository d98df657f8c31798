//! Backups.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a backup says of itself.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupInfo {
    /// Version of the file's layout.
    pub format: u32,
    /// Version of the app that made it.
    pub app_version: String,
    /// Format of the database in it.
    pub schema: u32,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Bytes of the database in it.
    #[ts(type = "number")]
    pub bytes: u64,
    /// SHA-256 of these bytes, lower-case hex.
    pub sha256: String,
}
