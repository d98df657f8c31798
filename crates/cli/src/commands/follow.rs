//! `tikvod queue run`: the app's work without its window.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use serde_json::json;
use tikvod_core::Core;
use tikvod_core::view::{
    DownloadState, HeldReason, PlanRangeArgs, PlanState, PlanView, QueueItem, QueueState, QueueView,
};

use super::{create, plan};
use crate::context::{Context, LOOK};
use crate::failure::{Exit, Failure, Result};
use crate::print::{Answer, document};
use crate::wait::{self, timed_out};

/// How long no connection is waited for before that is the end of `--until-idle`.
const OFFLINE: Duration = Duration::from_secs(60);
/// How long nothing may be left to do before that is believed: workers begin one after the other.
const QUIET: Duration = Duration::from_secs(2);

/// Whether there is something to wait for.
#[derive(Debug, PartialEq)]
enum Work {
    Going,
    Offline,
    Done,
}

pub(crate) async fn run(context: &Context, until_idle: bool, timeout: Option<u64>) -> Result<()> {
    // Only one program sends: who comes second says so at once.
    context.core().await?.become_sender().await?;
    let core = context.online().await?;
    core.start();
    let begun = Instant::now();
    let (mut told, mut changes) = (Told::default(), core.subscribe());
    let (mut quiet, mut offline): (Option<Instant>, Option<Instant>) = (None, None);
    loop {
        let queue = core.queue().await?;
        let plans = plans(core).await?;
        told.tell(context, &queue, &plans)?;
        let work = work(&queue, &plans);
        quiet = (work == Work::Done).then(|| quiet.unwrap_or_else(Instant::now));
        offline = (work == Work::Offline).then(|| offline.unwrap_or_else(Instant::now));
        let idle = quiet.is_some_and(|since| since.elapsed() >= QUIET);
        if until_idle && (idle || offline.is_some_and(|since| since.elapsed() >= OFFLINE)) {
            return verdict(&told, &queue, &plans);
        }
        if timeout.is_some_and(|limit| begun.elapsed() >= Duration::from_secs(limit)) {
            return if until_idle { verdict(&told, &queue, &plans).and(Err(timed_out())) } else { Ok(()) };
        }
        let _ = tokio::time::timeout(LOOK, changes.recv()).await;
    }
}

async fn plans(core: &Core) -> Result<Vec<PlanView>> {
    let now = Utc::now();
    let range = PlanRangeArgs { from: now - TimeDelta::days(2), to: now + TimeDelta::days(400) };
    Ok(core.plans(range).await?)
}

fn work(queue: &QueueView, plans: &[PlanView]) -> Work {
    if plans.iter().any(|plan| plan.state == PlanState::HandingOver) {
        return Work::Going;
    }
    let mut found = Work::Done;
    for item in &queue.items {
        let saving = item
            .download
            .as_ref()
            .is_some_and(|download| matches!(download.state, DownloadState::Waiting | DownloadState::Running));
        match (item.state, item.held) {
            _ if saving => return Work::Going,
            (QueueState::Waiting | QueueState::Sending | QueueState::Queued | QueueState::Processing, _) => {
                return Work::Going;
            }
            (QueueState::Held, None | Some(HeldReason::Slots | HeldReason::Requests)) => return Work::Going,
            // Looked for; once the looks are over, only the person can settle it.
            (QueueState::Unconfirmed, _) if item.next_look_at.is_some() => return Work::Going,
            (QueueState::Held, Some(HeldReason::Offline)) => found = Work::Offline,
            // Paused, no key, no credits, a doubt that only the person can settle: waiting does not mend it.
            _ => {}
        }
    }
    found
}

/// What this run comes to.
fn verdict(told: &Told, queue: &QueueView, plans: &[PlanView]) -> Result<()> {
    let doubt = queue.items.iter().any(|item| item.state == QueueState::Unconfirmed)
        || plans.iter().any(|plan| plan.state == PlanState::Unconfirmed);
    if doubt {
        return Err(wait::unconfirmed("something may have been charged or posted"));
    }
    if let Some(held) = queue.items.iter().find(|item| item.state == QueueState::Held)
        && let wait::Verdict::Stuck(failure) = wait::judge(held, wait::Until::Ready)
    {
        return Err(failure);
    }
    let ended = |state| queue.items.iter().find(|item| item.state == state && told.saw_it_end(item));
    match ended(QueueState::Failed).or_else(|| ended(QueueState::Refused)) {
        Some(item) => match wait::judge(item, wait::Until::Ready) {
            wait::Verdict::Ended(failure) => Err(failure),
            _ => Ok(()),
        },
        None => Ok(()),
    }
}

/// What was said already, so that only news is.
#[derive(Default)]
struct Told {
    items: HashMap<String, String>,
    plans: HashMap<String, PlanState>,
    /// Items that had not ended when they were first seen.
    ours: Vec<String>,
}

impl Told {
    fn tell(&mut self, context: &Context, queue: &QueueView, plans: &[PlanView]) -> Result<()> {
        for item in &queue.items {
            let saving = item.download.as_ref().map(|download| download.state);
            let shown = format!("{:?} {:?} {saving:?}", item.state, item.held);
            let before = self.items.insert(item.id.clone(), shown.clone());
            if before.is_none() && item.finished_at.is_none() {
                self.ours.push(item.id.clone());
            }
            if before.as_ref() != Some(&shown) && (before.is_some() || item.finished_at.is_none()) {
                let event = json!({"event": "item", "item": document(item)});
                context.out.answer(&Answer::new(&event, create::line(item)))?;
            }
        }
        for row in plans {
            let before = self.plans.insert(row.id.clone(), row.state);
            if before.is_some_and(|before| before != row.state) {
                let event = json!({"event": "plan", "plan": document(row)});
                context.out.answer(&Answer::new(&event, plan::line(row)))?;
            }
        }
        Ok(())
    }

    fn saw_it_end(&self, item: &QueueItem) -> bool {
        self.ours.contains(&item.id)
    }
}

/// After Ctrl+C: what was under way when it came is in doubt, and that outweighs the interruption.
pub(crate) async fn settle_interrupted(context: &Context) -> Failure {
    let interrupted = Failure::new(Exit::Interrupted, "interrupted", "Interrupted.".to_owned());
    let Some(core) = context.opened() else { return interrupted };
    let sending = |queue: &QueueView| queue.items.iter().any(|item| item.state == QueueState::Sending);
    match core.queue().await {
        Ok(queue) if sending(&queue) => wait::unconfirmed("a request was under way when it was interrupted"),
        _ => interrupted,
    }
}
