//! Step three: the outcome, and nothing else.

use chrono::{DateTime, TimeDelta, Utc};

use super::Verdict;
use crate::domain::intent::{Event, Kind};
use crate::error::{CoreError, Result};
use crate::plans::{self, PublishOutcome};
use crate::ports::{Notice, NoticeKind};
use crate::store::intents::{self, IntentRow};
use crate::store::videos::{self, Seen};
use crate::store::{Tx, doubt};

/// Keeps what an answer meant. `first_look` is when a lost video is looked for first.
pub(super) fn settle(
    tx: &Tx<'_>,
    row: &IntentRow,
    verdict: Verdict,
    first_look: TimeDelta,
    now: DateTime<Utc>,
) -> Result<()> {
    match verdict {
        Verdict::Accepted { video, id, credits } => accept(tx, row, video, id, credits, first_look, now),
        Verdict::NotSent | Verdict::NotReady(_) => {
            intents::apply(tx, &row.id, Event::NotSent, now)?;
            plan_outcome(tx, row, PublishOutcome::NotSent, now)
        }
        Verdict::Rejected(problem) => {
            intents::apply(tx, &row.id, Event::Reject, now)?;
            intents::set_problem(tx, &row.id, Some(&problem))?;
            plan_outcome(tx, row, PublishOutcome::Rejected(problem), now)
        }
        Verdict::Lost => lose(tx, row, first_look, now),
    }
}

fn accept(
    tx: &Tx<'_>,
    row: &IntentRow,
    video: Option<Box<Seen>>,
    id: Option<String>,
    credits: Option<u32>,
    first_look: TimeDelta,
    now: DateTime<Utc>,
) -> Result<()> {
    if let Some(seen) = &video
        && intents::of_video(tx, &row.account_id, seen.id())?.is_some_and(|other| other.id != row.id)
    {
        // A receipt that names another intent's video is none.
        return lose(tx, row, first_look, now);
    }
    intents::apply(tx, &row.id, Event::Accept, now)?;
    if let Some(seen) = video {
        intents::bind(tx, &row.id, seen.id(), credits)?;
        videos::keep(tx, &row.account_id, &seen, now)?;
        crate::poller::take_off(tx, &row.account_id, credits)?;
    }
    plan_outcome(tx, row, PublishOutcome::Accepted { publish_id: id }, now)
}

/// The answer is lost: a video is looked for at TikVod, a post is for the person to look at.
pub(super) fn lose(tx: &Tx<'_>, row: &IntentRow, first_look: TimeDelta, now: DateTime<Utc>) -> Result<()> {
    intents::apply(tx, &row.id, Event::LoseAnswer, now)?;
    let operation = if row.kind == Kind::Video { "send the video" } else { "hand over the post" };
    intents::set_problem(tx, &row.id, Some(&CoreError::Unconfirmed(operation).view()))?;
    if row.kind == Kind::Video {
        doubt::look_next(tx, &row.id, Some(now + first_look))?;
    }
    plan_outcome(tx, row, PublishOutcome::Unconfirmed, now)
}

fn plan_outcome(tx: &Tx<'_>, row: &IntentRow, outcome: PublishOutcome, now: DateTime<Utc>) -> Result<()> {
    match (&row.plan_id, row.kind) {
        (Some(plan), Kind::Publish) => plans::apply_outcome(tx, plan, outcome, now),
        _ => Ok(()),
    }
}

/// What the person has to hear of at once. A lost video is not among it: it is looked for first.
pub(super) fn notice_of(row: &IntentRow, verdict: &Verdict) -> Option<Notice> {
    let (kind, title, body) = match (verdict, row.kind) {
        (Verdict::Lost, Kind::Publish) => (
            NoticeKind::NeedsYou,
            "We could not confirm whether TikVod got this post",
            "It is not sent again until you choose.".to_owned(),
        ),
        (Verdict::Rejected(problem), Kind::Publish) => {
            (NoticeKind::PostFailed, "TikVod refused a post", problem.message.clone())
        }
        (Verdict::Rejected(problem), Kind::Video) => {
            (NoticeKind::VideoFailed, "TikVod refused a video", problem.message.clone())
        }
        _ => return None,
    };
    Some(Notice { kind, title: title.to_owned(), body })
}
