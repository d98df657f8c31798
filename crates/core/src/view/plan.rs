//! Post plans and the accounts that they go to.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ErrorView;

/// When a plan is given to TikVod; from then on it cannot be changed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Horizon {
    /// As soon as it is planned.
    Now,
    /// So many hours before its time.
    HoursBefore {
        /// 1–168.
        hours: u16,
    },
    /// As soon as the video is rendered.
    WhenRendered,
}

/// State of a plan as a person sees it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PlanState {
    /// Ours, movable.
    Planned,
    /// Ours; the video is not rendered yet.
    WaitingForRender,
    /// Being given to TikVod.
    HandingOver,
    /// At TikVod, locked, posts with this computer off.
    HandedOver,
    /// Its time has come; TikVod has not said that it is live.
    Posting,
    /// Live: TikVod or the person said so.
    Posted,
    /// Sent, answer lost: it may appear. Never sent again by itself.
    Unconfirmed,
    /// Its time passed before it was given to TikVod. Never posted by itself.
    Missed,
    /// Refused by TikVod, or its video failed.
    Failed,
}

/// A plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanView {
    /// Local id (UUIDv7).
    pub id: String,
    /// Video to post.
    pub video_id: String,
    /// Its idea.
    pub title: String,
    /// Whether `tvmedia` has a picture for the video.
    pub has_thumbnail: bool,
    /// `tiktok`, `youtube_shorts`, `instagram_reels`, `snapchat`, or a value we do not know.
    pub platform: String,
    /// Social account id, from the dashboard.
    pub account_id: String,
    /// Name that the person gave the account.
    pub account_name: String,
    /// Text of the post.
    pub caption: String,
    /// Wall time, e.g. `2026-11-24T18:30:00`.
    pub local: NaiveDateTime,
    /// IANA zone of the wall time.
    pub zone: String,
    /// The same as an instant.
    pub at: DateTime<Utc>,
    /// When it goes to TikVod.
    pub horizon: Horizon,
    /// The same as an instant; `None` for "when rendered" of an unrendered video.
    pub hand_over_at: Option<DateTime<Utc>>,
    /// State.
    pub state: PlanState,
    /// TikVod's id of the post, once handed over.
    pub publish_id: Option<String>,
    /// Why it failed or waits.
    pub problem: Option<ErrorView>,
}

/// Arguments of `create_plan`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPlanArgs {
    /// UUIDv7 made when the composer opens: the same twice is one plan.
    pub click_id: String,
    /// Video to post.
    pub video_id: String,
    /// See [`PlanView::platform`].
    pub platform: String,
    /// Id of an account in the book ([`SocialAccount::id`]).
    pub social_account: String,
    /// At most 2,200 characters.
    pub caption: String,
    /// Wall time.
    pub local: NaiveDateTime,
    /// IANA zone.
    pub zone: String,
    /// When it goes to TikVod.
    pub horizon: Horizon,
}

/// Arguments of `update_plan`: what is absent stays. Only while the plan is ours.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[ts(optional_fields)]
pub struct UpdatePlanArgs {
    /// The plan.
    pub id: String,
    /// New text.
    pub caption: Option<String>,
    /// New wall time.
    pub local: Option<NaiveDateTime>,
    /// New zone.
    pub zone: Option<String>,
    /// New horizon.
    pub horizon: Option<Horizon>,
    /// New account (and with it platform).
    pub social_account: Option<String>,
}

/// Arguments of `list_plans`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanRangeArgs {
    /// First instant.
    pub from: DateTime<Utc>,
    /// First instant after the range.
    pub to: DateTime<Utc>,
}

/// What the person says about an unconfirmed, posting or missed plan.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PlanVerdict {
    /// It is live.
    Appeared,
    /// It is not; nothing is sent.
    DidNotAppear,
}

/// Arguments of `settle_plan`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SettlePlanArgs {
    /// The plan.
    pub id: String,
    /// What the person saw.
    pub verdict: PlanVerdict,
}

/// A social account of the book. Connected in TikVod's dashboard; we only know its id.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SocialAccount {
    /// Local id (UUIDv7).
    pub id: String,
    /// Platform.
    pub platform: String,
    /// Id from the dashboard.
    pub account_id: String,
    /// Name for showing, e.g. `@fivefactsdaily`.
    pub name: String,
}

/// Arguments of `add_social_account`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddSocialAccountArgs {
    /// Platform.
    pub platform: String,
    /// Id from the dashboard, not empty.
    pub account_id: String,
    /// Name for showing; the id where empty.
    pub name: String,
}
