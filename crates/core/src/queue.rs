//! The queue as a person sees it, and what a person can do to it.

use chrono::{DateTime, Local, TimeZone as _, Utc};
use rusqlite::Connection;
use tikvod_api::{Class, VideoId};

use crate::budget::Asker;
use crate::core::Core;
use crate::domain::estimate;
use crate::domain::intent::{Event, Kind, State};
use crate::error::{CoreError, Result};
use crate::store::intents::{self, IntentRow, NewIntent};
use crate::store::videos::{self, Seen, VideoRow};
use crate::store::{downloads, ledger, settings};
use crate::view::{
    DecideArgs, Decision, HeldReason, IdArgs, MoveItemArgs, QueueItem, QueueState, QueueView, RetryArgs, VideoForm,
};

/// Jobs that TikVod takes at a time, by default.
pub(crate) const SLOTS: u32 = 10;

/// What the state of an item depends on beyond its rows.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    /// Why nothing is being sent now, if nothing is.
    pub(crate) held: Option<HeldReason>,
}

impl Core {
    pub(crate) fn queue_facts(&self) -> Facts {
        Facts { held: self.0.pulse.get().held }
    }

    /// Everything the queue screen shows.
    ///
    /// # Errors
    /// [`CoreError::NoAccount`], or when the database fails.
    pub async fn queue(&self) -> Result<QueueView> {
        let account = self.account_id().await?;
        let (now, facts) = (self.now(), self.queue_facts());
        let requests = self.session().and_then(|session| session.budget.meter(now));
        self.0
            .store
            .read("read the queue", move |connection| {
                let today = start_of_today(now);
                let mut items = Vec::new();
                let mut position = 0;
                for row in intents::shown(connection, &account, today)? {
                    let mut item = item(connection, row, &facts)?;
                    if matches!(item.state, QueueState::Waiting | QueueState::Held) {
                        position += 1;
                        item.position = Some(position);
                    }
                    items.push(item);
                }
                let paused = settings::get(connection)?.paused;
                if !paused {
                    expect(connection, &account, &mut items, now)?;
                }
                let (spent_today, returned_today) = intents::spent(connection, &account, today)?;
                Ok(QueueView {
                    paused,
                    items,
                    slots_used: videos::slots_used(connection, &account)?,
                    slots_total: SLOTS,
                    spent_today,
                    returned_today,
                    requests,
                })
            })
            .await
    }

    /// Takes an item back: before it was sent nothing was charged; queued at TikVod, the credit comes back. A job that
    /// is processing cannot be cancelled.
    ///
    /// # Errors
    /// [`CoreError::NotNow`], TikVod's refusal, no connection.
    pub async fn cancel_item(&self, args: IdArgs) -> Result<QueueItem> {
        let (id, now) = (args.id.clone(), self.now());
        let cancelled = self.0.store.write("cancel an item", move |tx| intents::cancel_pending(tx, &id, now)).await?;
        if !cancelled {
            let row = self.intent(&args.id).await?;
            let video = row.video_id.ok_or(CoreError::NotNow("it is being sent right now"))?;
            self.cancel_at_tikvod(row.account_id, video).await?;
        }
        self.0.outbox.notify_one();
        self.item_now(args.id).await
    }

    pub(crate) async fn cancel_at_tikvod(&self, account: String, video: String) -> Result<()> {
        let session = self.open_session()?;
        if session.account.id != account {
            return Err(CoreError::NotNow("it belongs to another account"));
        }
        let video_id = VideoId::from(video.clone());
        let turn = session.budget.take(Asker::Click).await;
        let outcome = session.client.cancel_video(&video_id).await;
        drop(turn);
        session.budget.learn(outcome.rate, self.now());
        let request_id = outcome.request_id.map(|id| id.to_string());
        match outcome.class {
            Class::Accepted(cancelled) => {
                let now = self.now();
                let refunded = cancelled.credits_refunded.and_then(|n| u32::try_from(n).ok());
                let seen = Seen::cancelled(video, cancelled.cancelled_at);
                self.0
                    .store
                    .write("keep a cancellation", move |tx| {
                        videos::keep(tx, &account, &seen, now)?;
                        crate::poller::give_back(tx, &account, refunded)?;
                        intents::finish(tx, &account, seen.id(), refunded, now)?;
                        ledger::name_refund(tx, &account, seen.id(), request_id.as_deref())
                    })
                    .await
            }
            // Whatever went wrong, one look shows the true state: it may have started in this very second.
            other => {
                self.look_at_video(Asker::Click, &session, &video_id).await?;
                Err(match other {
                    Class::Refused(body) | Class::Rejected(body) | Class::Held(_, body) => {
                        CoreError::Refused { operation: "cancel", body }
                    }
                    Class::Throttled { .. } => CoreError::RateLimited,
                    Class::NotSent { .. } => CoreError::Offline("cancel"),
                    Class::Accepted(_) | Class::AcceptedUnknown { .. } | Class::Ambiguous { .. } => {
                        CoreError::Unconfirmed("cancel")
                    }
                })
            }
        }
    }

    /// Queues the form of an ended item again, as a new intent with its own cost.
    ///
    /// # Errors
    /// [`CoreError::NotNow`] while the item may still become a video.
    pub async fn retry_item(&self, args: RetryArgs) -> Result<QueueItem> {
        let item = self.item_now(args.id.clone()).await?;
        if !matches!(item.state, QueueState::Failed | QueueState::Refused | QueueState::Cancelled) {
            return Err(CoreError::NotNow("it has not ended"));
        }
        self.again(args.id, args.click_id, None, args.confirm_fence == Some(true)).await
    }

    /// Does what the person decided about an item in doubt. Nothing is ever sent again without this.
    ///
    /// # Errors
    /// [`CoreError::NotNow`] when it is not in doubt any more.
    pub async fn decide_item(&self, args: DecideArgs) -> Result<QueueItem> {
        let row = self.intent(&args.id).await?;
        if row.state == State::Ambiguous {
            return Err(CoreError::NotNow("TikVod is still being looked through for it"));
        }
        match args.decision {
            Decision::SendAgain => {
                self.again(args.id, args.click_id, Some(Event::Settle), args.confirm_fence == Some(true)).await
            }
            Decision::SeenThere => {
                let (id, now) = (args.id.clone(), self.now());
                self.0.store.write("settle an item", move |tx| intents::apply(tx, &id, Event::Settle, now)).await?;
                self.0.poller.notify_one();
                self.item_now(args.id).await
            }
        }
    }

    async fn again(&self, id: String, click_id: String, old: Option<Event>, confirmed: bool) -> Result<QueueItem> {
        let (new_id, now, facts) = (self.new_id(), self.now(), self.queue_facts());
        let item = self
            .0
            .store
            .write("queue an item again", move |tx| {
                if let Some(row) = intents::of_click(tx, &click_id)? {
                    return item(tx, row, &facts);
                }
                if let Some(event) = old {
                    intents::apply(tx, &id, event, now)?;
                }
                let row = intents::get(tx, &id)?.ok_or(CoreError::NotFound("item"))?;
                crate::fence::ask(tx, &row.account_id, 1, confirmed, now)?;
                let new = NewIntent {
                    id: new_id.clone(),
                    click_id,
                    kind: Kind::Video,
                    account_id: row.account_id,
                    body: row.body,
                    fingerprint: row.fingerprint,
                    hook: row.hook,
                    plan_id: None,
                    video_id: None,
                    supersedes: Some(id),
                    created_at: now,
                };
                intents::insert(tx, &new)?;
                let row = intents::get(tx, &new_id)?.ok_or(CoreError::NotFound("item"))?;
                item(tx, row, &facts)
            })
            .await?;
        self.0.outbox.notify_one();
        Ok(item)
    }

    /// Moves a waiting item among the waiting ones.
    ///
    /// # Errors
    /// [`CoreError::NotNow`] when it is not waiting any more.
    pub async fn move_item(&self, args: MoveItemArgs) -> Result<()> {
        let account = self.account_id().await?;
        self.0.store.write("move an item", move |tx| intents::move_to(tx, &account, &args.id, args.position)).await
    }

    async fn intent(&self, id: &str) -> Result<IntentRow> {
        let id = id.to_owned();
        let row = self.0.store.read("read an item", move |connection| intents::get(connection, &id)).await?;
        row.ok_or(CoreError::NotFound("item"))
    }

    pub(crate) async fn item_now(&self, id: String) -> Result<QueueItem> {
        let row = self.intent(&id).await?;
        let facts = self.queue_facts();
        self.0.store.read("read an item", move |connection| item(connection, row, &facts)).await
    }
}

/// Unfinished items, and those that need the person.
pub(crate) fn counts(connection: &Connection, account_id: &str, now: DateTime<Utc>) -> Result<(u32, u32)> {
    let rows = intents::shown(connection, account_id, now)?;
    // While TikVod is still being looked through, there is no question yet.
    let asks = intents::count(connection, account_id, Kind::Video, State::NeedsUser)?;
    Ok((rows.iter().filter(|row| row.finished_at.is_none()).count() as u32, asks))
}

/// One item for the window.
pub(crate) fn item(connection: &Connection, row: IntentRow, facts: &Facts) -> Result<QueueItem> {
    let form: VideoForm = serde_json::from_str(&row.body).map_err(|error| CoreError::Internal(error.to_string()))?;
    let video = match &row.video_id {
        Some(id) => videos::get(connection, &row.account_id, id)?,
        None => None,
    };
    let download = match &row.video_id {
        Some(id) => downloads::view(connection, &row.account_id, id)?,
        None => None,
    };
    let state = state_of(row.state, video.as_ref(), facts);
    let failed = video.as_ref().and_then(|video| video.problem.clone()).filter(|_| state == QueueState::Failed);
    Ok(QueueItem {
        id: row.id,
        video_id: row.video_id,
        idea: form.idea,
        hook: row.hook.or_else(|| video.as_ref().and_then(|video| video.hook.clone())),
        style: form.style,
        voice: form.voice,
        caption_style: form.caption_style,
        duration: form.duration,
        state,
        held: facts.held.filter(|_| state == QueueState::Held),
        position: None,
        created_at: row.created_at,
        sent_at: row.sent_at,
        estimated_ready_at: video.as_ref().and_then(|video| video.estimated_ready_at),
        finished_at: row.finished_at,
        credits_used: row.credits_used,
        credits_refunded: row.credits_refunded,
        has_thumbnail: video.as_ref().is_some_and(|video| video.thumbnail_url.is_some()),
        length: video.as_ref().and_then(|video| video.length),
        problem: failed.or(row.problem),
        download,
        next_look_at: row.next_look_at.filter(|_| row.state == State::Ambiguous),
        expected_at: None,
    })
}

/// Says when each item that waits for nothing but its turn is likely to be sent.
fn expect(connection: &Connection, account: &str, items: &mut [QueueItem], now: DateTime<Utc>) -> Result<()> {
    let waits = |item: &&mut QueueItem| match item.held {
        None => item.state == QueueState::Waiting,
        Some(reason) => matches!(reason, HeldReason::Slots | HeldReason::Requests),
    };
    let waiting = items.iter_mut().filter(waits).count();
    if waiting == 0 {
        return Ok(());
    }
    let open = videos::open_ends(connection, account)?;
    let asked: Vec<_> =
        open.iter().filter_map(|video| video.estimated_ready_at.map(|at| at - video.created_at)).collect();
    let usual = estimate::usual(&videos::renders(connection, account)?).or_else(|| estimate::usual(&asked));
    let ends: Vec<_> = open.into_iter().map(|video| video.estimated_ready_at).collect();
    let departures = estimate::departures(now, &ends, SLOTS as usize, waiting, usual.unwrap_or(estimate::USUAL));
    for (item, at) in items.iter_mut().filter(waits).zip(departures) {
        item.expected_at = Some(at);
    }
    Ok(())
}

fn state_of(state: State, video: Option<&VideoRow>, facts: &Facts) -> QueueState {
    match state {
        State::Pending if facts.held.is_some() => QueueState::Held,
        State::Pending => QueueState::Waiting,
        State::Sending => QueueState::Sending,
        State::Ambiguous | State::NeedsUser => QueueState::Unconfirmed,
        State::Rejected => QueueState::Refused,
        State::Cancelled => QueueState::Cancelled,
        // The person saw it there, or had it sent again: this row has ended.
        State::Settled => QueueState::Completed,
        State::Accepted | State::Adopted => match video.map(|video| video.status.as_str()) {
            Some("completed") => QueueState::Completed,
            Some("failed") => QueueState::Failed,
            Some("cancelled") => QueueState::Cancelled,
            Some("queued") | None => QueueState::Queued,
            // A status that we do not know is somewhere on its way.
            Some(_) => QueueState::Processing,
        },
    }
}

/// Midnight of the local day that `now` lies in.
pub(crate) fn start_of_today(now: DateTime<Utc>) -> DateTime<Utc> {
    let local = now.with_timezone(&Local);
    let midnight = local.date_naive().and_time(chrono::NaiveTime::MIN);
    Local.from_local_datetime(&midnight).earliest().map_or(now - chrono::TimeDelta::hours(24), |at| at.to_utc())
}
