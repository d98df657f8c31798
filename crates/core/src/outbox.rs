//! Sends what was written down, once.
//!
//! The order is the whole point (reliability.md 3.1): `sending` is committed durably, THEN the request goes out, THEN
//! the outcome is one transaction and nothing else. What may have been taken by TikVod never becomes `pending` again.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tikvod_api::{Class, HeldReason as ApiHeld, Outcome, Platform, PublishVideo, SocialAccountId, VideoId, VideoJob};

use crate::budget::Asker;
use crate::core::{Core, Session};
use crate::domain::form;
use crate::domain::intent::{Event, Kind, State};
use crate::error::{CoreError, Result};
use crate::plans::{self, PublishBody, PublishOutcome};
use crate::ports::{Notice, NoticeKind};
use crate::queue::SLOTS;
use crate::store::intents::{self, AttemptEnd, IntentRow};
use crate::store::videos::{self, Seen};
use crate::store::{Tx, settings};
use crate::view::{Connection, Entity, ErrorView, HeldReason, VideoForm};

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
    Accepted { video: Option<Box<Seen>>, id: Option<String>, credits: Option<u32> },
    NotSent,
    Rejected(ErrorView),
    Lost,
}

impl Core {
    /// What was being sent when the app ended may have arrived: "could not confirm", never sent again by itself
    /// (reliability.md F3).
    pub(crate) async fn doubt_what_was_under_way(&self) -> Result<()> {
        let now = self.now();
        self.0
            .store
            .write("look at what was under way", move |tx| {
                for row in intents::in_state(tx, State::Sending)? {
                    lose(tx, &row, now)?;
                }
                Ok(())
            })
            .await
    }

    /// Sends for as long as the app runs.
    pub(crate) async fn run_outbox(&self) {
        let mut failures = 0_u32;
        loop {
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
                () = self.0.outbox.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    async fn send_next(&self) -> Result<Step> {
        let Some(session) = self.session() else {
            return Ok(Step::Wait(LONGEST_WAIT, None));
        };
        let account = session.account.id.clone();
        let (paused, pending, slots, doubt) = self
            .0
            .store
            .read("read the outbox", move |connection| {
                Ok((
                    settings::get(connection)?.paused,
                    intents::pending(connection, &account)?,
                    videos::slots_used(connection, &account)?,
                    intents::doubtful(connection, &account, Kind::Video)?,
                ))
            })
            .await?;
        let pulse = self.0.pulse.get();
        let (mut held, now) = (None, self.now());
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

    async fn send(&self, session: &Arc<Session>, row: IntentRow) -> Result<Step> {
        self.0.budget.take(Asker::Background).await;
        let (id, started) = (row.id.clone(), self.now());
        // The person may have cancelled while we waited for our turn: then the table refuses and nothing is sent.
        let begun = self.0.store.write("decide to send", move |tx| intents::begin_attempt(tx, &id, started)).await;
        let number = match begun {
            Ok(number) => number,
            Err(CoreError::NotNow(_) | CoreError::NotFound(_)) => return Ok(Step::Sent),
            Err(error) => return Err(error),
        };
        let (end, verdict, step) = match row.kind {
            Kind::Video => self.post_video(session, &row).await?,
            Kind::Publish => self.post_publish(session, &row).await?,
        };
        let (now, id) = (self.now(), row.id.clone());
        let notice = notice_of(&row, &verdict);
        self.0
            .store
            .write("keep what became of it", move |tx| {
                intents::end_attempt(tx, &id, number, &end, now)?;
                settle(tx, &row, verdict, now)
            })
            .await?;
        if let Some(notice) = notice {
            self.notify(notice).await;
        }
        self.0.poller.notify_one();
        self.0.planner.notify_one();
        Ok(step)
    }

    async fn post_video(&self, session: &Session, row: &IntentRow) -> Result<(AttemptEnd, Verdict, Step)> {
        let form: VideoForm =
            serde_json::from_str(&row.body).map_err(|error| CoreError::Internal(error.to_string()))?;
        let outcome = session.client.create_video(&form::request(&form, &row.id)).await;
        Ok(self
            .judge(row.kind, outcome, |job: VideoJob| Verdict::Accepted {
                id: Some(job.id.to_string()),
                credits: job.credits_used.and_then(|n| u32::try_from(n).ok()),
                video: Some(Box::new(Seen::from(&job))),
            })
            .await)
    }

    async fn post_publish(&self, session: &Session, row: &IntentRow) -> Result<(AttemptEnd, Verdict, Step)> {
        let body: PublishBody =
            serde_json::from_str(&row.body).map_err(|error| CoreError::Internal(error.to_string()))?;
        let video = row.video_id.clone().ok_or_else(|| CoreError::Internal("a post without a video".into()))?;
        let request = PublishVideo {
            platform: Platform::from(body.platform),
            account_id: SocialAccountId::from(body.account_id),
            caption: Some(body.caption).filter(|caption| !caption.is_empty()),
            scheduled_at: body.scheduled_at,
        };
        let outcome = session.client.publish_video(&VideoId::from(video), &request).await;
        Ok(self
            .judge(row.kind, outcome, |job: tikvod_api::PublishJob| Verdict::Accepted {
                id: Some(job.id.to_string()),
                credits: None,
                video: None,
            })
            .await)
    }

    /// Turns an outcome into what is kept, what it means, and what the outbox does next.
    async fn judge<T>(
        &self,
        kind: Kind,
        outcome: Outcome<T>,
        accepted: impl FnOnce(T) -> Verdict,
    ) -> (AttemptEnd, Verdict, Step) {
        let now = self.now();
        self.0.budget.learn(outcome.rate, now);
        let mut connection = Connection::Online;
        let mut key_refused = false;
        let wait = |held| Step::Wait(LONGEST_WAIT, Some(held));
        let (name, verdict, step) = match outcome.class {
            Class::Accepted(value) => ("accepted", accepted(value), Step::Sent),
            // It is at TikVod: a video is found there by its list; a post counts as sent, without a receipt.
            Class::AcceptedUnknown { .. } if kind == Kind::Publish => {
                ("accepted_unknown", Verdict::Accepted { video: None, id: None, credits: None }, Step::Sent)
            }
            Class::AcceptedUnknown { .. } => ("accepted_unknown", Verdict::Lost, Step::Sent),
            Class::NotSent { .. } => {
                connection = Connection::Offline;
                ("not_sent", Verdict::NotSent, wait(HeldReason::Offline))
            }
            Class::Rejected(body) | Class::Refused(body) => {
                ("rejected", Verdict::Rejected(CoreError::Refused { operation: "send", body }.view()), Step::Sent)
            }
            Class::Held(ApiHeld::Unauthorized, _) => {
                key_refused = true;
                ("held", Verdict::NotSent, wait(HeldReason::Key))
            }
            Class::Held(ApiHeld::InsufficientCredits, _) => {
                self.0.pulse.update(|pulse| pulse.no_credits = true);
                ("held", Verdict::NotSent, wait(HeldReason::Credits))
            }
            Class::Throttled { body, .. } if body.code == "concurrency_limit_exceeded" => {
                ("throttled", Verdict::NotSent, Step::Wait(Duration::from_secs(10), Some(HeldReason::Slots)))
            }
            Class::Throttled { reset, .. } => {
                self.0.budget.close(reset, now);
                ("throttled", Verdict::NotSent, Step::Wait(Duration::from_secs(1), Some(HeldReason::Requests)))
            }
            Class::Ambiguous { .. } => {
                connection = if outcome.http_status.is_some() { Connection::Online } else { Connection::Offline };
                ("ambiguous", Verdict::Lost, Step::Sent)
            }
        };
        self.note(connection, key_refused).await;
        let end = AttemptEnd {
            outcome: name,
            http_status: outcome.http_status,
            request_id: outcome.request_id.map(|id| id.to_string()),
            server_offset_ms: outcome.server_date.map(|date| (date - now).num_milliseconds()),
            body_polled: outcome.body_polled,
        };
        (end, verdict, step)
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

/// Step three: the outcome, and nothing else.
fn settle(tx: &Tx<'_>, row: &IntentRow, verdict: Verdict, now: DateTime<Utc>) -> Result<()> {
    match verdict {
        Verdict::Accepted { video, id, credits } => {
            intents::apply(tx, &row.id, Event::Accept, now)?;
            if let Some(seen) = video {
                intents::bind(tx, &row.id, seen.id(), credits)?;
                videos::keep(tx, &row.account_id, &seen, now)?;
                crate::poller::take_off(tx, &row.account_id, credits)?;
            }
            plan_outcome(tx, row, PublishOutcome::Accepted { publish_id: id }, now)
        }
        Verdict::NotSent => {
            intents::apply(tx, &row.id, Event::NotSent, now)?;
            plan_outcome(tx, row, PublishOutcome::NotSent, now)
        }
        Verdict::Rejected(problem) => {
            intents::apply(tx, &row.id, Event::Reject, now)?;
            intents::set_problem(tx, &row.id, Some(&problem))?;
            plan_outcome(tx, row, PublishOutcome::Rejected(problem), now)
        }
        Verdict::Lost => lose(tx, row, now),
    }
}

fn lose(tx: &Tx<'_>, row: &IntentRow, now: DateTime<Utc>) -> Result<()> {
    intents::apply(tx, &row.id, Event::LoseAnswer, now)?;
    let operation = if row.kind == Kind::Video { "send the video" } else { "hand over the post" };
    intents::set_problem(tx, &row.id, Some(&CoreError::Unconfirmed(operation).view()))?;
    plan_outcome(tx, row, PublishOutcome::Unconfirmed, now)
}

fn plan_outcome(tx: &Tx<'_>, row: &IntentRow, outcome: PublishOutcome, now: DateTime<Utc>) -> Result<()> {
    match (&row.plan_id, row.kind) {
        (Some(plan), Kind::Publish) => plans::apply_outcome(tx, plan, outcome, now),
        _ => Ok(()),
    }
}

fn notice_of(row: &IntentRow, verdict: &Verdict) -> Option<Notice> {
    let what = if row.kind == Kind::Video { "this video" } else { "this post" };
    let (kind, title) = match verdict {
        Verdict::Lost => (NoticeKind::NeedsYou, format!("We could not confirm whether TikVod got {what}")),
        Verdict::Rejected(_) if row.kind == Kind::Publish => {
            (NoticeKind::PostFailed, "TikVod refused a post".to_owned())
        }
        Verdict::Rejected(_) => (NoticeKind::VideoFailed, "TikVod refused a video".to_owned()),
        Verdict::Accepted { .. } | Verdict::NotSent => return None,
    };
    let body = match verdict {
        Verdict::Rejected(problem) => problem.message.clone(),
        _ => "It is not sent again until you choose.".to_owned(),
    };
    Some(Notice { kind, title, body })
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
