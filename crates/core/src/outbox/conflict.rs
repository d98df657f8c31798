//! 409 to a post (reliability.md 3.3): nothing was sent, and a look at the video says why. One that is not rendered makes
//! the plan wait for it; for anything else the person is asked.

use std::time::Duration;

use tikvod_api::VideoId;

use super::Step;
use crate::budget::Asker;
use crate::core::{Core, Session};
use crate::domain::intent::State;
use crate::error::Result;
use crate::plans::{self, PublishOutcome};
use crate::ports::{Notice, NoticeKind};
use crate::store::intents::{self, IntentRow};
use crate::store::{Tx, videos};
use crate::view::ErrorView;

/// Where the video could not be looked at, the post is tried again after this: nothing was sent.
const AGAIN: Duration = Duration::from_secs(10);

impl Core {
    /// Finds out what a refused post waits for. The intent is pending again already, so a crash in here loses nothing.
    pub(super) async fn settle_conflict(&self, session: &Session, row: IntentRow, problem: ErrorView) -> Result<Step> {
        let Some(video) = row.video_id.clone() else { return Ok(Step::Sent) };
        let answer = match self.ask(Asker::Background, session.client.get_video(&VideoId::from(video))).await {
            Ok(answer) => answer.value,
            Err(error) => {
                tracing::info!(%error, "a refused post waits for a look at its video");
                return Ok(Step::Wait(AGAIN, None));
            }
        };
        let now = self.now();
        let notice = Notice {
            kind: NoticeKind::PostFailed,
            title: "TikVod refused a post".into(),
            body: problem.message.clone(),
        };
        let asks = self
            .0
            .store
            .write("keep why a post was refused", move |tx| {
                videos::believe(tx, &row.account_id, &answer, now)?;
                // The person or the planner may have taken it back meanwhile.
                if !intents::cancel_pending(tx, &row.id, now)? {
                    return Ok(false);
                }
                let rendered = answer.status == tikvod_api::VideoStatus::Completed;
                give_back(tx, &row, rendered.then_some(problem), now)
            })
            .await?;
        if asks {
            self.notify(notice).await;
        }
        self.0.planner.notify_one();
        self.0.poller.notify_one();
        Ok(Step::Sent)
    }
}

/// Makes the plan ours again, waiting for its render, or failed with TikVod's words. Returns whether the person is asked.
fn give_back(
    tx: &Tx<'_>,
    row: &IntentRow,
    problem: Option<ErrorView>,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<bool> {
    debug_assert_eq!(row.state, State::Pending, "the row as it was before it was sent");
    let Some(plan) = &row.plan_id else { return Ok(false) };
    let asks = problem.is_some();
    match problem {
        Some(problem) => plans::apply_outcome(tx, plan, PublishOutcome::Rejected(problem), now)?,
        None => plans::apply_outcome(tx, plan, PublishOutcome::TakenBack, now)?,
    }
    Ok(asks)
}
