//! From a plan to an intent in the outbox, and back from the outbox's outcome to the plan.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::domain::intent::Kind;
use crate::domain::plan::{Event, LAST_CALL, State};
use crate::error::{CoreError, Result};
use crate::store::intents::{self, NewIntent};
use crate::store::plans::{self, PlanRow};
use crate::store::{Tx, social_accounts};
use crate::view::{Code, ErrorView};

/// What the outbox sends for a plan; kept as JSON in the intent, so that it is what was decided, not what the plan says
/// later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublishBody {
    /// Platform of the account.
    pub(crate) platform: String,
    /// Id from the dashboard.
    pub(crate) account_id: String,
    /// May be empty.
    pub(crate) caption: String,
    /// Always set by us: a post without a time would appear at once, at a time that nobody planned.
    pub(crate) scheduled_at: Option<DateTime<Utc>>,
}

/// What the outbox knows after it tried to hand a plan over.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PublishOutcome {
    /// TikVod has it; without an id, its receipt was unreadable.
    Accepted {
        /// TikVod's id of the post.
        publish_id: Option<String>,
    },
    /// TikVod refused it; nothing was posted.
    Rejected(ErrorView),
    /// Sent, answer lost.
    Unconfirmed,
    /// Provably not sent; the intent waits in the outbox as before.
    NotSent,
    /// Provably not sent, and its intent is cancelled: it is ours again.
    TakenBack,
}

/// Whether it is too late to hand over a plan of this time: TikVod could not post it in time any more.
pub(crate) fn too_late(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now + LAST_CALL > at
}

/// Gives a plan to the outbox, in one transaction with its move to "handing over". The click id counts the hand-overs, so
/// the same one can never be written twice.
pub(crate) fn hand_over(tx: &Tx<'_>, plan: &PlanRow, intent_id: String, now: DateTime<Utc>) -> Result<()> {
    let (earlier, last) = plans::hand_overs(tx, plan)?;
    // The table of the plan says the same; what appears in public is worth asking twice.
    if last.as_ref().is_some_and(|last| !last.state.is_final()) {
        return Err(CoreError::NotNow("an earlier hand-over of it is not settled"));
    }
    plans::apply(tx, &plan.id, Event::HandOver, now)?;
    let account = social_accounts::get(tx, &plan.account_id, &plan.social_account_id)?
        .ok_or(CoreError::NotFound("social account"))?;
    let body = PublishBody {
        platform: account.platform,
        account_id: account.remote_id,
        caption: plan.caption.clone(),
        scheduled_at: Some(plan.at),
    };
    let body = serde_json::to_string(&body).map_err(|error| CoreError::Internal(error.to_string()))?;
    let digest = Sha256::new().chain_update(&plan.video_id).chain_update([0]).chain_update(&body).finalize();
    let new = NewIntent {
        id: intent_id,
        click_id: format!("{}:{}", plan.id, earlier + 1),
        kind: Kind::Publish,
        account_id: plan.account_id.clone(),
        body,
        fingerprint: hex::encode(&digest[..16]),
        hook: None,
        plan_id: Some(plan.id.clone()),
        video_id: Some(plan.video_id.clone()),
        supersedes: last.map(|last| last.id),
        created_at: now,
    };
    intents::insert(tx, &new)?;
    plans::set_problem(tx, &plan.id, None)
}

/// Makes a plan ours again whose intent was not sent yet. Any other plan is returned as it is: what may be under way
/// cannot be taken back.
pub(crate) fn take_back(tx: &Tx<'_>, plan: PlanRow, now: DateTime<Utc>) -> Result<PlanRow> {
    if plan.state != State::HandingOver {
        return Ok(plan);
    }
    let (_, intent) = plans::hand_overs(tx, &plan)?;
    let taken = match intent {
        Some(intent) if intent.state.is_final() => true,
        Some(intent) => intents::cancel_pending(tx, &intent.id, now)?,
        None => true,
    };
    if taken {
        let state = plans::apply(tx, &plan.id, Event::NotSent, now)?;
        return Ok(PlanRow { state, ..plan });
    }
    Ok(plan)
}

/// Nothing will come of a plan that TikVod does not have.
pub(crate) fn fail(tx: &Tx<'_>, id: &str, problem: Option<&ErrorView>, now: DateTime<Utc>) -> Result<()> {
    plans::apply(tx, id, Event::Fail, now)?;
    plans::set_problem(tx, id, problem)
}

/// Moves a plan by what became of its intent. Part of the outbox's third step, so it never fails for the plan's sake: that
/// would lose the outcome of what was sent.
pub(crate) fn apply_outcome(tx: &Tx<'_>, plan_id: &str, outcome: PublishOutcome, now: DateTime<Utc>) -> Result<()> {
    let (event, problem, publish_id) = match outcome {
        PublishOutcome::NotSent => return Ok(()),
        PublishOutcome::TakenBack => (Event::NotSent, None, None),
        PublishOutcome::Accepted { publish_id: None } => (Event::Accept, Some(no_receipt()), None),
        PublishOutcome::Accepted { publish_id } => (Event::Accept, None, publish_id),
        PublishOutcome::Rejected(problem) => (Event::Reject, Some(problem), None),
        PublishOutcome::Unconfirmed => {
            (Event::LoseAnswer, Some(CoreError::Unconfirmed("hand over the post").view()), None)
        }
    };
    match plans::apply(tx, plan_id, event, now) {
        Ok(_) => {}
        Err(error @ (CoreError::NotNow(_) | CoreError::NotFound(_))) => {
            tracing::error!(plan_id, ?event, %error, "an outcome does not fit its plan");
            return Ok(());
        }
        Err(error) => return Err(error),
    }
    plans::set_publish_id(tx, plan_id, publish_id.as_deref())?;
    plans::set_problem(tx, plan_id, problem.as_ref())
}

/// The note of a post that TikVod took without a readable receipt.
fn no_receipt() -> ErrorView {
    ErrorView {
        code: Code::ServerFault,
        message: "Sent. TikVod's receipt could not be read, so the post has no id here.".into(),
        retryable: false,
        request_id: None,
        api_code: None,
        fields: Vec::new(),
    }
}
