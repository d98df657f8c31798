//! Sends one request and says what its answer means.

use std::time::Duration;

use tikvod_api::{
    AnswerFault, Class, HeldReason as ApiHeld, Outcome, Platform, PublishVideo, SocialAccountId, VideoId, VideoJob,
};

use super::{LONGEST_WAIT, Step, Verdict};
use crate::core::{Core, Session};
use crate::domain::breaker::Breaker;
use crate::domain::form;
use crate::domain::intent::Kind;
use crate::error::{CoreError, Result};
use crate::plans::PublishBody;
use crate::store::intents::{AttemptEnd, IntentRow};
use crate::store::videos::Seen;
use crate::trials::{Bug, planted};
use crate::view::{Connection, HeldReason, VideoForm};

impl Core {
    pub(super) async fn post(&self, session: &Session, row: &IntentRow) -> Result<(AttemptEnd, Verdict, Step)> {
        match row.kind {
            Kind::Video => self.post_video(session, row).await,
            Kind::Publish => self.post_publish(session, row).await,
        }
    }

    async fn post_video(&self, session: &Session, row: &IntentRow) -> Result<(AttemptEnd, Verdict, Step)> {
        let form: VideoForm =
            serde_json::from_str(&row.body).map_err(|error| CoreError::Internal(error.to_string()))?;
        let outcome = session.client.create_video(&form::request(&form, &row.id)).await;
        Ok(self
            .judge(session, row.kind, outcome, |job: VideoJob| Verdict::Accepted {
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
            .judge(session, row.kind, outcome, |job: tikvod_api::PublishJob| Verdict::Accepted {
                id: Some(job.id.to_string()),
                credits: None,
                video: None,
            })
            .await)
    }

    /// Turns an outcome into what is kept, what it means, and what the outbox does next.
    async fn judge<T>(
        &self,
        session: &Session,
        kind: Kind,
        outcome: Outcome<T>,
        accepted: impl FnOnce(T) -> Verdict,
    ) -> (AttemptEnd, Verdict, Step) {
        let now = self.now();
        session.budget.learn(outcome.rate, now);
        self.0.server_clock.learn(outcome.server_date, now);
        let mut connection = Connection::Online;
        let mut key_refused = false;
        let wait = |held| Step::Wait(LONGEST_WAIT, Some(held));
        let (name, verdict, step) = match outcome.class {
            Class::Accepted(value) => ("accepted", accepted(value), Step::Sent),
            // No JSON is not TikVod's: a portal, or a page of somebody in between (ADR 0006).
            Class::AcceptedUnknown { reason: AnswerFault::NotJson } => ("accepted_unknown", Verdict::Lost, Step::Sent),
            // It is at TikVod: a video is found there by its list; a post counts as sent, without a receipt.
            Class::AcceptedUnknown { .. } if kind == Kind::Publish => {
                ("accepted_unknown", Verdict::Accepted { video: None, id: None, credits: None }, Step::Sent)
            }
            Class::AcceptedUnknown { .. } => ("accepted_unknown", Verdict::Lost, Step::Sent),
            Class::NotSent { .. } => {
                connection = Connection::Offline;
                ("not_sent", Verdict::NotSent, wait(HeldReason::Offline))
            }
            Class::Rejected(body) => {
                ("rejected", Verdict::Rejected(CoreError::Refused { operation: "send", body }.view()), Step::Sent)
            }
            Class::Refused(body) => {
                ("refused", Verdict::NotReady(CoreError::Refused { operation: "send", body }.view()), Step::Sent)
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
                session.budget.close(reset, now);
                ("throttled", Verdict::NotSent, Step::Wait(Duration::from_secs(1), Some(HeldReason::Requests)))
            }
            Class::Ambiguous { .. }
                if (planted(Bug::RetryOn500) && outcome.http_status == Some(500))
                    || (planted(Bug::RetryOnTimeout) && outcome.http_status.is_none()) =>
            {
                ("not_sent", Verdict::NotSent, Step::Sent)
            }
            Class::Ambiguous { .. } => {
                connection = if outcome.http_status.is_some() { Connection::Online } else { Connection::Offline };
                ("ambiguous", Verdict::Lost, Step::Sent)
            }
        };
        match name {
            "ambiguous" | "accepted_unknown" => self.breaker(|breaker| breaker.lost(now)),
            "not_sent" => {}
            _ => self.breaker(Breaker::answered),
        }
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
}
