//! Waiting for what the workers, here or in another process, make of an item or a plan.

use std::time::{Duration, Instant};

use tikvod_core::Core;
use tikvod_core::view::{HeldReason, IdArgs, PlanRangeArgs, PlanState, PlanView, QueueItem, QueueState};

use crate::context::LOOK;
use crate::failure::{Exit, Failure, Result};

/// How far an item is waited for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Until {
    /// TikVod has it.
    Taken,
    /// It is rendered.
    Ready,
}

/// What a look at an item says.
pub(crate) enum Verdict {
    /// Wait on.
    Open,
    /// As far as was asked.
    Done,
    /// It will not get there.
    Ended(Failure),
    /// It waits on this computer for something that waiting here does not mend.
    Stuck(Failure),
}

/// Judges an item. Total: a state that is added later does not compile unnoticed.
pub(crate) fn judge(item: &QueueItem, until: Until) -> Verdict {
    let told = |exit: Exit, code: &str, words: &str| match &item.problem {
        Some(problem) => Failure { exit, code: code.to_owned(), ..Failure::from(problem) },
        None => Failure::new(exit, code, words.to_owned()),
    };
    match item.state {
        QueueState::Waiting | QueueState::Sending => Verdict::Open,
        QueueState::Held => match item.held {
            Some(reason) => held(reason),
            None => Verdict::Open,
        },
        QueueState::Queued | QueueState::Processing if until == Until::Taken => Verdict::Done,
        QueueState::Queued | QueueState::Processing => Verdict::Open,
        QueueState::Completed => Verdict::Done,
        QueueState::Failed => {
            Verdict::Ended(told(Exit::JobFailed, "job_failed", "TikVod could not make it. The credit is back."))
        }
        QueueState::Refused => Verdict::Ended(match &item.problem {
            Some(problem) => Failure::from(problem),
            None => Failure::new(Exit::Invalid, "refused", "TikVod refused it.".to_owned()),
        }),
        QueueState::Cancelled => {
            Verdict::Ended(Failure::new(Exit::Failed, "cancelled", "It was cancelled; nothing is sent.".to_owned()))
        }
        // Whoever waits for the video waits for the looks, too; whoever only hands it over hears of the doubt at once.
        QueueState::Unconfirmed if until == Until::Ready && item.next_look_at.is_some() => Verdict::Open,
        QueueState::Unconfirmed => Verdict::Ended(unconfirmed("the video may have been made and charged")),
    }
}

fn held(reason: HeldReason) -> Verdict {
    let stuck = |exit, code: &str, words: &str| Verdict::Stuck(Failure::new(exit, code, words.to_owned()));
    match reason {
        HeldReason::Paused => stuck(Exit::Failed, "paused", "The queue is paused: tikvod queue resume."),
        HeldReason::Offline => stuck(Exit::Network, "offline", "TikVod cannot be reached; nothing was sent."),
        HeldReason::Key => stuck(Exit::Auth, "key_rejected", "TikVod does not know this key."),
        HeldReason::Credits => stuck(Exit::Credits, "insufficient_credits", "There are not enough credits."),
        HeldReason::OtherAccount => stuck(Exit::Auth, "other_account", "It was queued for another account."),
        HeldReason::Slots | HeldReason::Requests | HeldReason::Doubt => Verdict::Open,
        _ => stuck(Exit::Failed, "held", "It is held back; the app says why."),
    }
}

/// The failure that must never be answered by doing it again.
pub(crate) fn unconfirmed(what: &str) -> Failure {
    let words = format!(
        "Sent, but TikVod's answer was lost: {what}. Do not repeat it. It is looked for by the app and by `tikvod queue \
         run`; `tikvod queue list` shows what was found."
    );
    Failure::new(Exit::Unconfirmed, "unconfirmed", words)
}

/// Out of time, with nothing sent.
pub(crate) fn timed_out() -> Failure {
    Failure::new(Exit::Network, "timeout", "Time ran out before it was sent.".to_owned())
}

/// Waits for an item. `Err` in the pair is why it did not get there; the item is as it was seen last.
pub(crate) async fn item(
    core: &Core,
    id: &str,
    until: Until,
    limit: Duration,
) -> Result<(QueueItem, std::result::Result<(), Stopped>)> {
    let begun = Instant::now();
    let mut changes = core.subscribe();
    loop {
        let item = core.item(IdArgs { id: id.to_owned() }).await?;
        match judge(&item, until) {
            Verdict::Open => {}
            Verdict::Done => return Ok((item, Ok(()))),
            Verdict::Ended(failure) => return Ok((item, Err(Stopped::Ended(failure)))),
            Verdict::Stuck(failure) => return Ok((item, Err(Stopped::Stuck(failure)))),
        }
        if begun.elapsed() >= limit {
            let stopped = match item.state {
                QueueState::Waiting | QueueState::Held => Stopped::Stuck(timed_out()),
                QueueState::Sending => Stopped::Ended(unconfirmed("it is being sent right now")),
                QueueState::Unconfirmed => Stopped::Ended(unconfirmed("the video may have been made and charged")),
                _ => Stopped::Ended(Failure::new(
                    Exit::Failed,
                    "timeout",
                    "TikVod has it, but it is not ready yet. Nothing is lost: look again with `tikvod queue list`."
                        .to_owned(),
                )),
            };
            return Ok((item, Err(stopped)));
        }
        // Another process may do the work, so that no change is heard here.
        let _ = tokio::time::timeout(LOOK, changes.recv()).await;
    }
}

/// Why waiting ended early.
pub(crate) enum Stopped {
    /// For good.
    Ended(Failure),
    /// It still waits on this computer.
    Stuck(Failure),
}

/// A plan as it is now.
pub(crate) async fn plan_now(core: &Core, plan: &PlanView) -> Result<PlanView> {
    let day = chrono::TimeDelta::days(1);
    let range = PlanRangeArgs { from: plan.at - day, to: plan.at + day };
    let found = core.plans(range).await?.into_iter().find(|other| other.id == plan.id);
    found.ok_or_else(|| Failure::new(Exit::NotFound, "not_found", "The plan is gone.".to_owned()))
}

/// Waits until TikVod has a plan.
pub(crate) async fn handed_over(core: &Core, plan: PlanView, limit: Duration) -> Result<PlanView> {
    let begun = Instant::now();
    let mut changes = core.subscribe();
    loop {
        let now = plan_now(core, &plan).await?;
        match now.state {
            PlanState::HandedOver | PlanState::Posting | PlanState::Posted => return Ok(now),
            PlanState::Unconfirmed => return Err(unconfirmed("the post may appear")),
            PlanState::Failed => {
                return Err(match &now.problem {
                    Some(problem) => Failure::from(problem),
                    None => Failure::new(Exit::Failed, "refused", "TikVod refused the post.".to_owned()),
                });
            }
            PlanState::Missed => {
                return Err(Failure::new(Exit::Failed, "missed", "Its time passed; nothing was posted.".to_owned()));
            }
            PlanState::Planned | PlanState::WaitingForRender | PlanState::HandingOver => {}
        }
        if begun.elapsed() >= limit {
            return Err(stop_plan(core, &now).await);
        }
        let _ = tokio::time::timeout(LOOK, changes.recv()).await;
    }
}

/// Takes a plan back that could not be handed over in time, so that nothing is posted behind the person's back.
async fn stop_plan(core: &Core, plan: &PlanView) -> Failure {
    match core.drop_plan(IdArgs { id: plan.id.clone() }).await {
        Ok(()) => Failure::new(
            Exit::Network,
            "timeout",
            "Time ran out before it was sent. The post was taken back; nothing will appear.".to_owned(),
        ),
        Err(_) => unconfirmed("the post is being sent right now and may appear"),
    }
}
