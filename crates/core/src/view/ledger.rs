//! The credit ledger.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What an entry of the ledger is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LedgerKind {
    /// The balance when this app first asked for it.
    Opening,
    /// TikVod took credits for a video.
    Spend,
    /// TikVod gave them back: failed or cancelled.
    Refund,
    /// A difference that the person took note of: bought credits, or another program with the same account.
    Adjustment,
}

/// One entry.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LedgerEntry {
    /// Grows with each entry; see [`LedgerQuery::before`].
    pub id: u32,
    /// What it is.
    pub kind: LedgerKind,
    /// Credits: negative where they were taken.
    pub credits: i32,
    /// When: for a spend, when it was sent.
    pub at: DateTime<Utc>,
    /// The click that it belongs to.
    pub intent_id: Option<String>,
    /// TikVod's id of the video.
    pub video_id: Option<String>,
    /// Idea of the video, for showing.
    pub title: Option<String>,
    /// TikVod's id of the request, for support.
    pub request_id: Option<String>,
    /// True where TikVod did not say the price and the documented one (1 credit) is entered.
    pub assumed: bool,
}

/// The balance is not what the entries add up to.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Drift {
    /// Credits that the balance is above (or, negative, below) the ledger.
    pub credits: i32,
    /// When it was first seen.
    pub since: DateTime<Utc>,
    /// Videos whose answer was lost: each may have taken a credit.
    pub in_doubt: u32,
    /// Videos that are not finished: each may have given its credit back by now.
    pub unfinished: u32,
    /// Videos of this account since the opening that no click of this app made.
    pub made_elsewhere: u32,
}

/// The ledger of the open account.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LedgerView {
    /// Newest first.
    pub entries: Vec<LedgerEntry>,
    /// What all entries add up to; `None` before the first look.
    pub expected: Option<i32>,
    /// What TikVod said last (tikvod-api.md, `GET /account/credits`).
    pub balance: Option<i32>,
    /// When both were compared last.
    pub checked_at: Option<DateTime<Utc>>,
    /// Set while they differ.
    pub drift: Option<Drift>,
    /// With older entries: give this as [`LedgerQuery::before`].
    pub next: Option<u32>,
}

/// Arguments of the ledger.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[ts(optional_fields)]
pub struct LedgerQuery {
    /// Only entries older than this one.
    pub before: Option<u32>,
    /// At most so many, 1–500; 100 where absent.
    pub limit: Option<u32>,
}

/// A file that was written into the download folder.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedFile {
    /// Its name, without the folder.
    pub file_name: String,
}
