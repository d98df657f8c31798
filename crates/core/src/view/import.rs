//! Importing a table.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::FieldRule;

/// Arguments of an import.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ImportArgs {
    /// The file as it is on disk: CSV, in UTF-8 or UTF-16.
    pub csv: Vec<u8>,
    /// Check only: nothing is written, nothing is asked of TikVod.
    pub dry_run: bool,
    /// IANA zone of times that name none; the computer's where absent.
    pub zone: Option<String>,
    /// Makes rows that were imported before into new videos: any text that names this wish, e.g. a date. The same text
    /// twice is one wish.
    pub again: Option<String>,
    /// True once the person was asked and said yes: passes a budget fence, this time.
    pub confirm_fence: Option<bool>,
}

/// One reason why a row is not imported.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportProblem {
    /// Line of the file on which the row begins, from 1; the header is line 1.
    pub line: u32,
    /// The column, by its name in the file; absent where it is about the row as a whole.
    pub column: Option<String>,
    /// Which rule.
    pub rule: FieldRule,
    /// One sentence.
    pub message: String,
}

/// A row that is, or with a dry run would be, a video.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportedRow {
    /// Line of the file on which the row begins.
    pub line: u32,
    /// Intent id; absent with a dry run.
    pub intent_id: Option<String>,
    /// Whether a post is planned with it.
    pub planned: bool,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// Nothing was written.
    pub dry_run: bool,
    /// Rows of the file, without the header and empty lines.
    pub rows: u32,
    /// New videos, in the order of the file: one intent each.
    pub queued: Vec<ImportedRow>,
    /// Rows that an earlier import made: not paid for again.
    pub already: Vec<ImportedRow>,
    /// Every reason of every bad row, by line.
    pub problems: Vec<ImportProblem>,
    /// Columns that mean nothing here and were left out.
    pub unknown_columns: Vec<String>,
    /// What the new videos cost, in credits.
    pub credits: u32,
    /// The last known balance.
    pub balance: Option<i32>,
}
