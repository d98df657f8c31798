//! Sends what was written down, once.
//!
//! The order is the whole point (reliability.md 3.1): `sending` is committed durably, THEN the request goes out, THEN
//! the outcome is one transaction and nothing else. What may have been taken by TikVod never becomes `pending` again.

mod conflict;
mod judge;
mod settle;

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use settle::{lose, notice_of, settle};
use tikvod_api::ErrorKind;

use crate::budget::Asker;
use crate::core::{Core, Session};
use crate::domain::breaker::{Breaker, Gate};
use crate::domain::intent::{Event, Kind, State};
use crate::error::{CoreError, Result};
use crate::kill;
use crate::plans::{self, PublishBody};
use crate::ports::{Notice, NoticeKind};
use crate::queue::SLOTS;
use crate::store::intents::{self, IntentRow};
use crate::store::videos::{self, Seen};
use crate::store::{Tx, doubt, settings};
use crate::trials::{Bug, planted};
use crate::view::{Entity, ErrorView, HeldReason};

/// While so many videos are in doubt, no more is sent: an outage must not fill the queue with doubt.
const MOST_DOUBT: u32 = 3;
/// Looked at anew at the latest after this, whatever happened.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// What the outbox does next.
enum Step {
    /// Something was sent; look at once for more.
    Sent,
    /// Nothing can be sent now.
    Wait(Duration, Option<HeldReason>),
}

/// What an answer means for the intent. Pure data, so that the transaction of step three holds nothing else.
enum Verdict {
    Accepted {
        video: Option<Box<Seen>>,
        id: Option<String>,
        credits: Option<u32>,
    },
    NotSent,
    /// 409 to a post: nothing was sent, and the video says why.
    NotReady(ErrorView),
    Rejected(ErrorView),
    Lost,
}

impl Core {
    /// What was being sent when the app ended may have arrived: "could not confirm", never sent again by itself
    /// (reliability.md F3).
    pub(crate) async fn doubt_what_was_under_way(&self) -> Result<()> {
        let now = self.now();
        let longest = TimeDelta::from_std(self.0.pace.timeouts.total_post).unwrap_or_default();
        self.0
            .store
            .write("look at what was under way", move |tx| {
                for row in intents::in_state(tx, State::Sending)? {
                    if planted(Bug::PendingAtStart) {
                        intents::apply(tx, &row.id, Event::NotSent, now)?;
                        continue;
                    }
                    doubt::close_attempt(tx, &row.id, longest, now)?;
                    lose(tx, &row, TimeDelta::zero(), now)?;
                }
                doubt::look_now(tx, now)
            })
            .await
    }

    /// Sends for as long as the app runs. Ends between two requests, never in one.
    pub(crate) async fn run_outbox(&self) {
        let mut failures = 0_u32;
        while !self.0.stop.is_cancelled() {
            let (wait, held) = match self.send_next().await {
                Ok(Step::Sent) => {
                    failures = 0;
                    continue;
                }
                Ok(Step::Wait(_, held @ Some(HeldReason::Offline))) => {
                    failures += 1;
                    (back_off(failures), held)
                }
                Ok(Step::Wait(wait, held)) => (wait, held),
                Err(error) => {
                    tracing::error!(%error, "the outbox cannot go on for now");
                    failures += 1;
                    (back_off(failures), None)
                }
            };
            if self.0.pulse.update(|pulse| pulse.held = held) {
                self.announce(Entity::Intent).await;
            }
            tokio::select! {
                biased;
                () = self.0.stop.cancelled() => {}
                () = self.0.outbox.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    async fn send_next(&self) -> Result<Step> {
        let Some(session) = self.session() else {
            return Ok(Step::Wait(LONGEST_WAIT, None));
        };
        if !self.may_send().await? {
            return Ok(Step::Wait(LONGEST_WAIT, Some(HeldReason::Frozen)));
        }
        let account = session.account.id.clone();
        let (paused, pending, slots, doubt) = self
            .0
            .store
            .read("read the outbox", move |connection| {
                Ok((
                    settings::get(connection)?.paused,
                    intents::pending(connection, &account)?,
                    videos::slots_used(connection, &account)?,
                    intents::count(connection, &account, Kind::Video, State::Ambiguous)?,
                ))
            })
            .await?;
        let pulse = self.0.pulse.get();
        let (mut held, now) = (None, self.now());
        if !pending.is_empty() && !pulse.key_refused {
            match self.breaker(|breaker| breaker.gate(now)) {
                Gate::Send => {}
                Gate::Wait(until) => {
                    let wait = (until - now).to_std().unwrap_or_default().min(LONGEST_WAIT);
                    return Ok(Step::Wait(wait, Some(HeldReason::Doubt)));
                }
                Gate::Probe => {
                    let good = self.refresh_credits(Asker::Background).await.is_ok();
                    let now = self.now();
                    self.breaker(|breaker| breaker.probed(good, now));
                    return Ok(Step::Wait(Duration::ZERO, Some(HeldReason::Doubt)));
                }
            }
        }
        for row in pending {
            let reason = match row.kind {
                _ if pulse.key_refused => Some(HeldReason::Key),
                // Its time is too near or past: the planner takes it back and says so; it never posts late by itself.
                Kind::Publish if is_too_late(&row, now) => continue,
                Kind::Publish => None,
                Kind::Video if paused => Some(HeldReason::Paused),
                Kind::Video if pulse.no_credits => Some(HeldReason::Credits),
                Kind::Video if doubt >= MOST_DOUBT => Some(HeldReason::Doubt),
                // What is in doubt may hold a slot.
                Kind::Video if slots + doubt >= SLOTS => Some(HeldReason::Slots),
                Kind::Video => None,
            };
            match reason {
                None => return self.send(&session, row).await,
                Some(reason) => held = held.or(Some(reason)),
            }
        }
        Ok(Step::Wait(LONGEST_WAIT, held))
    }

    /// A free request before one that costs. Should the answer get lost, what came of it is looked for by TikVod's clock;
    /// after a start, a sleep, or a setting of the clock nobody knows what that shows.
    async fn ask_the_time(&self) -> Result<Step> {
        match self.refresh_credits(Asker::Background).await {
            Ok(()) => Ok(Step::Wait(Duration::ZERO, None)),
            Err(CoreError::KeyRejected { .. }) => Ok(Step::Wait(LONGEST_WAIT, Some(HeldReason::Key))),
            Err(CoreError::Api(error)) if matches!(error.kind(), ErrorKind::NotSent | ErrorKind::Network) => {
                Ok(Step::Wait(LONGEST_WAIT, Some(HeldReason::Offline)))
            }
            Err(error) => Err(error),
        }
    }

    async fn send(&self, session: &Arc<Session>, row: IntentRow) -> Result<Step> {
        let turn = tokio::select! {
            // In this order: once the app ends, no turn is taken any more.
            biased;
            () = self.0.stop.cancelled() => return Ok(Step::Wait(LONGEST_WAIT, None)),
            turn = session.budget.take(Asker::Background) => turn,
        };
        // Only now, since the turn may have been long in coming.
        if !self.0.server_clock.is_known(self.now()) {
            drop(turn);
            return self.ask_the_time().await;
        }
        let (id, started, offset) = (row.id.clone(), self.now(), self.0.server_clock.offset());
        let early = if planted(Bug::SendingAfterSend) { Some(self.post(session, &row).await?) } else { None };
        // The person may have cancelled while we waited for our turn: then the table refuses and nothing is sent.
        let begun =
            self.0.store.write("decide to send", move |tx| intents::begin_attempt(tx, &id, started, offset)).await;
        let number = match begun {
            Ok(number) => number,
            Err(CoreError::NotNow(_) | CoreError::NotFound(_)) => return Ok(Step::Sent),
            Err(error) => return Err(error),
        };
        kill::point("about to", "send");
        let (end, verdict, step) = match early {
            Some(early) => early,
            None => self.post(session, &row).await?,
        };
        kill::point("answered", if row.kind == Kind::Video { "a video" } else { "a post" });
        drop(turn);
        let (now, id) = (self.now(), row.id.clone());
        let first_look = self.0.pace.looks().first().copied().unwrap_or_default();
        let notice = notice_of(&row, &verdict);
        let conflict = match &verdict {
            Verdict::NotReady(problem) => Some((row.clone(), problem.clone())),
            _ => None,
        };
        let lost = row.id.clone();
        let kept = self
            .0
            .store
            .write("keep what became of it", move |tx| {
                intents::end_attempt(tx, &id, number, &end, now)?;
                settle(tx, &row, verdict, first_look, now)
            })
            .await;
        if let (Err(_), true) = (&kept, planted(Bug::BookkeepingInSend)) {
            let again = move |tx: &Tx<'_>| intents::apply(tx, &lost, Event::NotSent, now).map(drop);
            self.0.store.write("try again", again).await?;
        }
        kept?;
        if let Some(notice) = notice {
            self.notify(notice).await;
        }
        if let Some((row, problem)) = conflict {
            return self.settle_conflict(session, row, problem).await;
        }
        for worker in [&self.0.poller, &self.0.planner, &self.0.reconcile] {
            worker.notify_one();
        }
        Ok(step)
    }

    fn breaker<T>(&self, with: impl FnOnce(&mut Breaker) -> T) -> T {
        with(&mut self.0.breaker.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Shows a desktop notification if the person wants that kind.
    pub(crate) async fn notify(&self, notice: Notice) {
        let Ok(settings) = self.0.store.read("read the settings", settings::get).await else { return };
        let wanted = match notice.kind {
            NoticeKind::VideoReady => settings.notify_ready,
            NoticeKind::VideoFailed | NoticeKind::PostFailed => settings.notify_failed,
            NoticeKind::NeedsYou => true,
        };
        if wanted {
            self.0.ports.notifier.notify(notice);
        }
    }
}

/// Whether a scheduled post can no longer be handed over in time. A post for "now" has no time to miss.
fn is_too_late(row: &IntentRow, now: DateTime<Utc>) -> bool {
    let body: Option<PublishBody> = serde_json::from_str(&row.body).ok();
    body.and_then(|body| body.scheduled_at).is_some_and(|at| plans::too_late(at, now))
}

/// 1 s, 2 s, 4 s … 5 min: only for what was provably not sent.
fn back_off(failures: u32) -> Duration {
    Duration::from_secs(1_u64 << failures.saturating_sub(1).min(8)).min(Duration::from_secs(300))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_off_grows_to_minutes_and_no_further() {
        let seconds: Vec<_> = [1, 2, 3, 9, 40].into_iter().map(|n| back_off(n).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 256, 256]);
    }
}
