//! Plans as the window gets them.

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use crate::domain::horizon;
use crate::domain::plan::State;
use crate::error::{CoreError, Result};
use crate::store::plans::{self, PlanRow};
use crate::store::videos::VideoRow;
use crate::store::{social_accounts, videos};
use crate::view::{ErrorView, PlanView};

/// One plan for the window.
pub(crate) fn view_of(connection: &Connection, account_id: &str, row: PlanRow, now: DateTime<Utc>) -> Result<PlanView> {
    let video = videos::get(connection, account_id, &row.video_id)?;
    let account = social_accounts::get(connection, account_id, &row.social_account_id)?;
    let rendered = rendered(video.as_ref());
    let problem = match &row.problem {
        Some(problem) => Some(problem.clone()),
        None => why_it_waits(connection, &row, video.as_ref(), now)?,
    };
    let (platform, remote_id, name) =
        account.map(|account| (account.platform, account.remote_id, account.name)).unwrap_or_default();
    Ok(PlanView {
        title: video.as_ref().map(|video| video.idea.clone()).unwrap_or_default(),
        has_thumbnail: video.as_ref().is_some_and(|video| video.thumbnail_url.is_some()),
        platform,
        account_id: remote_id,
        account_name: name,
        hand_over_at: horizon::hand_over_at(row.horizon, row.at, row.planned_at, rendered),
        state: row.state.shown(rendered.is_some(), row.at, now),
        id: row.id,
        video_id: row.video_id,
        caption: row.caption,
        local: row.local,
        zone: row.zone,
        at: row.at,
        horizon: row.horizon,
        publish_id: row.publish_id,
        problem,
    })
}

/// Plans of a video, by time, without dropped ones.
pub(crate) fn of_video(
    connection: &Connection,
    account_id: &str,
    video_id: &str,
    now: DateTime<Utc>,
) -> Result<Vec<PlanView>> {
    let rows = plans::of_video(connection, account_id, video_id)?;
    rows.into_iter().map(|row| view_of(connection, account_id, row, now)).collect()
}

/// Platforms that a video was or will be posted to.
pub(crate) fn platforms_of(connection: &Connection, account_id: &str, video_id: &str) -> Result<Vec<String>> {
    plans::platforms(connection, account_id, video_id)
}

/// When the video was rendered; `None` while there is nothing to post.
pub(crate) fn rendered(video: Option<&VideoRow>) -> Option<DateTime<Utc>> {
    let video = video.filter(|video| video.status == "completed")?;
    // An answer without `completed_at` must not keep a post back.
    Some(video.finished_at.unwrap_or(video.created_at))
}

/// What keeps a plan that TikVod does not have yet: its intent's problem, or a render that will be late (product.md C6).
fn why_it_waits(
    connection: &Connection,
    row: &PlanRow,
    video: Option<&VideoRow>,
    now: DateTime<Utc>,
) -> Result<Option<ErrorView>> {
    match row.state {
        State::HandingOver => Ok(plans::hand_overs(connection, row)?.1.and_then(|intent| intent.problem)),
        State::Planned if rendered(video).is_none() => {
            let ready = video.and_then(|video| video.estimated_ready_at);
            let late = row.warned || horizon::in_danger(row.at, ready, now);
            Ok(late.then(|| CoreError::NotNow("the video will probably not be ready in time").view()))
        }
        _ => Ok(None),
    }
}
