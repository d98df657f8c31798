//! Asks TikVod what became of the videos: the list, not each job, and one GET for each that finished.

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tikvod_api::{ListVideos, VideoId, VideoStatus, VideoSummary};
use tokio::time::Instant;

use crate::budget::Asker;
use crate::core::{Core, Front, Session};
use crate::domain::title;
use crate::error::Result;
use crate::ports::{Notice, NoticeKind};
use crate::store::videos::{self, Seen, VideoRow};
use crate::store::{Tx, accounts, intents, settings};
use crate::view::{Credits, Entity, IdArgs};

/// Videos asked for at a time: the most that the API gives.
const PAGE: u32 = 100;
/// List calls a minute, whatever the number of jobs (product.md Q8).
const LISTS_A_MINUTE: usize = 6;
/// Between two looks while something renders.
const RENDERING: Duration = Duration::from_secs(10);
/// Between two looks while nothing does: videos may be made elsewhere.
const QUIET: Duration = Duration::from_secs(300);
/// Without a window, while nothing renders: nobody looks, so nobody is asked. What wakes the poller ends it.
const SILENT: Duration = Duration::from_secs(24 * 60 * 60);
/// Never two looks closer than this, however soon something should be ready.
const CLOSEST: Duration = Duration::from_secs(2);

/// When to look again. Pure: `front` is what looks on, `estimates` are those of the jobs in work, `looks` how many list
/// calls the last minute had, `oldest` how long ago the first of them was.
pub(crate) fn next_look(
    now: DateTime<Utc>,
    front: Front,
    estimates: &[Option<DateTime<Utc>>],
    looks: usize,
    oldest: Duration,
) -> Duration {
    if estimates.is_empty() {
        return if front == Front::Window { QUIET } else { SILENT };
    }
    if looks >= LISTS_A_MINUTE {
        return Duration::from_secs(60).saturating_sub(oldest).max(CLOSEST);
    }
    // A look right after the nearest estimate shows a finished video at once; a late one is looked at as usual.
    let soonest = estimates.iter().flatten().filter(|at| **at > now).min();
    let until = soonest.and_then(|at| (*at - now + TimeDelta::milliseconds(500)).to_std().ok());
    until.unwrap_or(RENDERING).clamp(CLOSEST, RENDERING)
}

impl Core {
    /// Looks for as long as the app runs.
    pub(crate) async fn run_poller(&self) {
        let mut looks: VecDeque<Instant> = VecDeque::new();
        let mut last_account = None;
        let mut due = Instant::now();
        loop {
            tokio::select! {
                biased;
                () = self.0.poller.notified() => {}
                () = tokio::time::sleep_until(due) => {}
            }
            let Some(session) = self.session() else {
                last_account = None;
                due = Instant::now() + QUIET;
                continue;
            };
            while looks.front().is_some_and(|at| at.elapsed() >= Duration::from_secs(60)) {
                looks.pop_front();
            }
            // A newly opened account is looked at once; after that, a wake-up only moves the next look forward.
            let fresh = last_account.as_deref() != Some(session.account.id.as_str());
            let mut failed = false;
            if (fresh || Instant::now() >= due) && looks.len() < LISTS_A_MINUTE {
                last_account = Some(session.account.id.clone());
                looks.push_back(Instant::now());
                if let Err(error) = self.look(&session).await {
                    tracing::info!(%error, "a look at TikVod failed");
                    failed = true;
                }
            }
            let wait = match self.open_estimates(&session).await {
                Ok(estimates) if !failed => {
                    let oldest = looks.front().map_or(Duration::ZERO, Instant::elapsed);
                    next_look(self.now(), self.0.options.front, &estimates, looks.len(), oldest)
                }
                _ => RENDERING.saturating_mul(2),
            };
            due = Instant::now() + wait;
        }
    }

    /// Whether nobody would see an answer: no window, and nothing of ours that waits, is sent or renders.
    pub(crate) async fn is_silent(&self, session: &Session) -> Result<bool> {
        if self.0.options.front == Front::Window || !self.open_estimates(session).await?.is_empty() {
            return Ok(false);
        }
        let account = session.account.id.clone();
        let waits = self.0.store.read("read what waits", move |c| intents::pending(c, &account)).await?;
        Ok(waits.is_empty())
    }

    async fn open_estimates(&self, session: &Session) -> Result<Vec<Option<DateTime<Utc>>>> {
        let account = session.account.id.clone();
        let open = self.0.store.read("read the videos in work", move |c| videos::open_ends(c, &account)).await?;
        Ok(open.into_iter().map(|video| video.estimated_ready_at).collect())
    }

    /// One look: the newest page, then a GET for each video that finished, then a step of the history.
    pub(crate) async fn look(&self, session: &Session) -> Result<()> {
        let query = ListVideos { limit: Some(PAGE), starting_after: None, status: None };
        let page = self.ask(Asker::Background, session.client.list_videos(&query)).await?.value;
        let account = session.account.id.clone();
        let cursor = page.next_cursor.filter(|_| page.has_more).map(|id| id.to_string());
        self.keep_summaries(&account, page.data).await?;
        self.look_at_finished(session).await?;
        self.read_history(session, cursor).await?;
        self.look_at_credits(session).await
    }

    pub(crate) async fn keep_summaries(&self, account: &str, summaries: Vec<VideoSummary>) -> Result<()> {
        let (account, now) = (account.to_owned(), self.now());
        self.0
            .store
            .write("keep what TikVod listed", move |tx| {
                for summary in &summaries {
                    let (_, status) = videos::keep(tx, &account, &Seen::from(summary), now)?;
                    let working =
                        [VideoStatus::Queued.as_str(), VideoStatus::Processing.as_str()].contains(&status.as_str());
                    if working && let Some(intent) = intents::of_video(tx, &account, summary.id.as_str())? {
                        tx.changed(Entity::Intent, &intent.id);
                    }
                }
                Ok(())
            })
            .await
    }

    /// Videos of our own intents that finished since: script, output, reason, refund.
    async fn look_at_finished(&self, session: &Session) -> Result<()> {
        let account = session.account.id.clone();
        let finished = self
            .0
            .store
            .read("read what finished", move |connection| videos::finished_unseen(connection, &account))
            .await?;
        for id in finished {
            self.look_at_video(Asker::Background, session, &VideoId::from(id)).await?;
        }
        Ok(())
    }

    /// `GET /videos/{id}`: keeps all of it, and lets everything move on that waited for the video.
    pub(crate) async fn look_at_video(&self, asker: Asker, session: &Session, id: &VideoId) -> Result<()> {
        let video = self.ask(asker, session.client.get_video(id)).await?.value;
        let (account, now, key) = (session.account.id.clone(), self.now(), id.to_string());
        let refunded = video.credits_refunded.and_then(|n| u32::try_from(n).ok());
        let (news, row, save) = self
            .0
            .store
            .write("keep a video", move |tx| {
                let before = videos::get(tx, &account, &key)?;
                videos::keep(tx, &account, &Seen::from(&video), now)?;
                let Some(row) = videos::get(tx, &account, &key)? else { return Ok((false, None, false)) };
                let news = row.is_final() && !before.is_some_and(|before| before.detailed);
                let ours = intents::of_video(tx, &account, &key)?;
                if news && let Some(intent) = &ours {
                    // A failed job gives its credit back (tikvod-api.md); what was taken is what comes back.
                    let refunded = refunded.or(intent.credits_used.filter(|_| row.status == "failed"));
                    give_back(tx, &account, refunded)?;
                    intents::finish(tx, &account, &key, refunded, now)?;
                }
                Ok((news && ours.is_some(), Some(row), settings::get(tx)?.save_finished))
            })
            .await?;
        let Some(row) = row.filter(|_| news) else { return Ok(()) };
        if let Some(notice) = notice_of(&row) {
            self.notify(notice).await;
        }
        self.wake_all();
        if save && row.status == "completed" && row.has_output {
            self.download_video(IdArgs { id: row.id }).await?;
        }
        Ok(())
    }

    /// Reads on in the account's history, one page a look, until it is whole; where it stands survives a restart.
    async fn read_history(&self, session: &Session, newest: Option<String>) -> Result<()> {
        let account = session.account.id.clone();
        let (cursor, done) =
            self.0.store.read("read how far the history is", move |c| accounts::history(c, &account)).await?;
        if done {
            return Ok(());
        }
        let mut cursor = cursor.or(newest);
        // At most ten pages a look: a thousand videos, then the queue has its turn again.
        for _ in 0..10 {
            let Some(after) = cursor.take() else { break };
            let query = ListVideos { limit: Some(PAGE), starting_after: Some(VideoId::from(after)), status: None };
            let page = self.ask(Asker::Background, session.client.list_videos(&query)).await?.value;
            let next = page.next_cursor.filter(|_| page.has_more).map(|id| id.to_string());
            self.keep_summaries(&session.account.id, page.data).await?;
            let (account, kept) = (session.account.id.clone(), next.clone());
            self.0
                .store
                .write("keep how far the history is", move |tx| {
                    accounts::set_history(tx, &account, kept.as_deref(), kept.is_none())
                })
                .await?;
            cursor = next;
        }
        if cursor.is_none() {
            let account = session.account.id.clone();
            self.0
                .store
                .write("keep how far the history is", move |tx| accounts::set_history(tx, &account, None, true))
                .await?;
        }
        Ok(())
    }

    /// One look at the balance a minute, while looks are made at all.
    async fn look_at_credits(&self, session: &Session) -> Result<()> {
        let account = session.account.id.clone();
        let now = self.now();
        let stale = self
            .0
            .store
            .read("read the balance", move |connection| {
                let credits = accounts::active(connection)?.filter(|a| a.id == account).and_then(|a| a.credits);
                Ok(credits.is_none_or(|credits| now - credits.as_of >= TimeDelta::seconds(60)))
            })
            .await?;
        if stale { self.refresh_credits(Asker::Background).await } else { Ok(()) }
    }
}

/// The balance as it must be after a credit was taken; the next look at TikVod confirms it.
pub(crate) fn take_off(tx: &Tx<'_>, account: &str, credits: Option<u32>) -> Result<()> {
    shift(tx, account, -i64::from(credits.unwrap_or(0)))
}

/// The balance as it must be after a credit came back.
pub(crate) fn give_back(tx: &Tx<'_>, account: &str, credits: Option<u32>) -> Result<()> {
    shift(tx, account, i64::from(credits.unwrap_or(0)))
}

fn shift(tx: &Tx<'_>, account: &str, by: i64) -> Result<()> {
    let Some(known) = accounts::active(tx)?.filter(|a| a.id == account).and_then(|a| a.credits) else { return Ok(()) };
    if by == 0 {
        return Ok(());
    }
    let credits = i32::try_from((i64::from(known.credits) + by).max(0)).unwrap_or(i32::MAX);
    accounts::set_credits(tx, account, &Credits { credits, ..known })
}

fn notice_of(row: &VideoRow) -> Option<Notice> {
    let title = title::file_title(&row.idea);
    match row.status.as_str() {
        "completed" => Some(Notice { kind: NoticeKind::VideoReady, title: "Ready".into(), body: title }),
        "failed" => {
            let reason = row.problem.as_ref().map(|problem| problem.message.as_str()).unwrap_or_default();
            let body = format!("{title}. {reason} Your credit is back.");
            Some(Notice { kind: NoticeKind::VideoFailed, title: "A video failed".into(), body })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_looks_a_minute_at_most_and_none_closer_than_two_seconds() {
        let now = DateTime::UNIX_EPOCH;
        let at = |seconds| Some(now + TimeDelta::seconds(seconds));
        assert_eq!(next_look(now, Front::Window, &[], 0, Duration::ZERO), QUIET, "nothing renders: quiet");
        assert_eq!(next_look(now, Front::CommandLine, &[], 0, Duration::ZERO), SILENT, "and nobody looks: silent");
        assert_eq!(next_look(now, Front::CommandLine, &[None], 0, Duration::ZERO), RENDERING);
        assert_eq!(next_look(now, Front::Window, &[None], 0, Duration::ZERO), RENDERING);
        assert_eq!(next_look(now, Front::Window, &[at(4), at(90)], 0, Duration::ZERO), Duration::from_millis(4_500));
        assert_eq!(next_look(now, Front::Window, &[at(0)], 0, Duration::ZERO), RENDERING, "late is looked at as usual");
        assert_eq!(next_look(now, Front::Window, &[at(400)], 5, Duration::ZERO), RENDERING);
        assert_eq!(next_look(now, Front::Window, &[at(1)], 6, Duration::from_secs(40)), Duration::from_secs(20));
        assert_eq!(next_look(now, Front::Window, &[at(1)], 0, Duration::ZERO), CLOSEST);
    }
}
