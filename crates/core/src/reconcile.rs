//! Looks for what was lost: lists TikVod's videos of the time in question, binds what is surely ours, and asks the person
//! about what is not there (reliability.md 3.4). Nothing is ever sent from here.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tikvod_api::{ErrorKind, ListVideos, VideoId, VideoSummary};

use crate::budget::Asker;
use crate::core::{Core, Session};
use crate::domain::intent::{Event, Kind, State};
use crate::domain::reconcile::{Found, Lost, Matched, Window, match_up, next_look};
use crate::error::{CoreError, Result};
use crate::ports::{Notice, NoticeKind};
use crate::server_clock::AGREE;
use crate::store::doubt::{self, Doubt, UnderWay};
use crate::store::{Tx, intents, videos};
use crate::trials::{Bug, planted};
use crate::view::AccountKind;

/// Looked at anew at the latest after this: the wall clock may have been set.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// After a look that failed. It does not count as one.
const AGAIN: Duration = Duration::from_secs(10);
/// Videos asked for at a time: the most that the API gives.
const PAGE: u32 = 100;
/// The most pages of one look: an account that makes 2,000 videos in a quarter of an hour is none.
const MOST_PAGES: usize = 20;

/// What a look found out.
struct Look {
    /// Unbound videos that may be what was lost.
    found: Vec<Found>,
    /// TikVod's clock ahead of ours.
    offset: TimeDelta,
    /// Our clock after the look, as it went when TikVod's was compared with it.
    now: DateTime<Utc>,
    /// What was looked for. What came into doubt since, while the look waited for its turn, was not.
    sought: BTreeSet<String>,
    /// The longest that a request lasts.
    longest: TimeDelta,
}

impl Core {
    /// Looks for as long as the app runs.
    pub(crate) async fn run_reconcile(&self) {
        loop {
            let wait = match self.look_for_lost().await {
                Ok(wait) => wait,
                Err(error) => {
                    tracing::info!(%error, "a look for what was lost failed");
                    AGAIN
                }
            };
            tokio::select! {
                biased;
                () = self.0.reconcile.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// One look, if it is due. Returns how long nothing is.
    pub(crate) async fn look_for_lost(&self) -> Result<Duration> {
        let Some(session) = self.session() else { return Ok(LONGEST_WAIT) };
        let account = session.account.id.clone();
        let open = self.0.store.read("read what is in doubt", move |c| doubt::open(c, &account)).await?;
        let now = self.now();
        if let Some(wait) = until_next(&open, now, self.longest_look()) {
            return Ok(wait.min(LONGEST_WAIT));
        }
        let look = self.look_through_list(&session, &open).await?;
        let (account, kind) = (session.account.id.clone(), session.account.kind);
        let (now, passes) = (self.now(), self.0.pace.looks());
        let news =
            self.0.store.write("keep what was found", move |tx| keep(tx, &account, kind, &look, &passes, now)).await?;
        for notice in news.questions {
            self.notify(notice).await;
        }
        if news.adopted {
            self.0.poller.notify_one();
            self.0.outbox.notify_one();
            // What the lost answers took is not known here; the balance says it.
            self.refresh_credits(Asker::Background).await?;
        }
        Ok(Duration::ZERO)
    }

    fn longest_look(&self) -> TimeDelta {
        self.0.pace.looks().last().copied().unwrap_or_default()
    }

    /// All that TikVod lists of the time in question, and a GET of each that may be ours: the list does not tell voices.
    async fn look_through_list(&self, session: &Session, open: &[Doubt]) -> Result<Look> {
        let mut query = ListVideos { limit: Some(PAGE), ..ListVideos::default() };
        let mut candidates: Vec<VideoSummary> = Vec::new();
        let mut cursors = BTreeSet::new();
        let mut offset = TimeDelta::zero();
        let longest = TimeDelta::from_std(self.0.pace.timeouts.total_post).unwrap_or_default();
        for _ in 0..MOST_PAGES {
            let page = self.ask(Asker::Background, session.client.list_videos(&query)).await?.value;
            offset = self.0.server_clock.offset().unwrap_or_default();
            let windows: Vec<_> = open.iter().map(|doubt| windows(doubt, offset, longest)).collect();
            let first = windows.iter().flatten().map(|window| window.from).min();
            let past = page.data.iter().filter_map(|video| video.created_at).min();
            let cursor = page.next_cursor.clone().or_else(|| page.data.last().map(|video| video.id.clone()));
            candidates.extend(page.data.iter().filter(|video| may_be_ours(video, open, &windows)).cloned());
            self.keep_summaries(&session.account.id, page.data).await?;
            let Some(cursor) = cursor.filter(|_| page.has_more) else { break };
            if past.zip(first).is_some_and(|(past, first)| past < first) || !cursors.insert(cursor.to_string()) {
                break;
            }
            query.starting_after = Some(cursor);
        }
        let mut found = Vec::new();
        let mut asked = BTreeSet::new();
        for candidate in candidates {
            let (account, id) = (session.account.id.clone(), candidate.id.to_string());
            let bound = self.0.store.read("read an intent", move |c| intents::of_video(c, &account, &id)).await?;
            if bound.is_none() && asked.insert(candidate.id.to_string()) {
                found.extend(self.look_closely(session, &candidate.id).await?);
            }
        }
        let now = self.0.server_clock.counted().unwrap_or_else(|| self.now());
        let sought = open.iter().map(|doubt| doubt.row.id.clone()).collect();
        Ok(Look { found, offset, now, sought, longest })
    }

    async fn look_closely(&self, session: &Session, id: &VideoId) -> Result<Option<Found>> {
        let video = match self.ask(Asker::Background, session.client.get_video(id)).await {
            Ok(answer) => answer.value,
            Err(CoreError::Api(error)) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let (Some(created_at), Some(idea), Some(style)) = (video.created_at, video.idea, video.style) else {
            return Ok(None);
        };
        Ok(Some(Found {
            id: video.id.to_string(),
            created_at,
            idea,
            style: style.to_string(),
            voice: video.voice.map(|voice| voice.to_string()),
            resolution: video.output.and_then(|output| output.resolution).map(|resolution| resolution.to_string()),
            duration: None,
        }))
    }
}

/// How long the next look is away; `None` when one is due.
fn until_next(open: &[Doubt], now: DateTime<Utc>, longest: TimeDelta) -> Option<Duration> {
    let waits = open.iter().filter_map(|doubt| doubt.row.next_look_at).map(|at| at - now);
    // One that is further away than any look can be is of a clock that was set back.
    match waits.min() {
        None => Some(LONGEST_WAIT),
        Some(wait) if wait <= TimeDelta::zero() || wait > longest => None,
        Some(wait) => Some(wait.to_std().unwrap_or(LONGEST_WAIT)),
    }
}

/// When TikVod may have made it, by TikVod's clock as it was known then and as it is known now: where the computer's clock
/// was set between the two readings, only one of them fits, and nobody can say which.
fn windows(doubt: &Doubt, offset: TimeDelta, longest: TimeDelta) -> Vec<Window> {
    let at = &doubt.under_way;
    let set_back = at.ended < at.started;
    [at.offset.unwrap_or(offset), offset]
        .into_iter()
        .flat_map(|offset| {
            let by_its_end = set_back.then(|| Window::before(at.ended, longest, offset));
            std::iter::once(Window::of(at.started, at.ended, offset)).chain(by_its_end)
        })
        .collect()
}

/// Whether a line of the list is worth a GET. Without a date it is: the GET may have one.
fn may_be_ours(video: &VideoSummary, open: &[Doubt], windows: &[Vec<Window>]) -> bool {
    open.iter().zip(windows).any(|(doubt, windows)| {
        let then = |at| windows.iter().any(|window| window.contains(at));
        if planted(Bug::BindNearest) {
            return video.created_at.is_none_or(then);
        }
        video.idea.as_deref() == Some(doubt.wanted.idea.as_str())
            && video.style.as_ref().is_some_and(|style| style.to_string() == doubt.wanted.style)
            && video.created_at.is_none_or(then)
    })
}

/// What a look changed.
#[derive(Default)]
struct News {
    adopted: bool,
    questions: Vec<Notice>,
}

/// Binds what was found and moves on what was not. Everything is read anew in this transaction: the outbox, the person or
/// a webhook may have been faster than the list.
fn keep(
    tx: &Tx<'_>,
    account: &str,
    kind: AccountKind,
    look: &Look,
    passes: &[TimeDelta],
    now: DateTime<Utc>,
) -> Result<News> {
    let mut news = News::default();
    let open = doubt::open(tx, account)?;
    let matched = matched(tx, account, &open, look)?;
    for (intent, video) in &matched.bound {
        if open.iter().any(|doubt| doubt.row.id == *intent) {
            adopt(tx, account, kind, intent, video, now)?;
            news.adopted = true;
        }
    }
    for video in &matched.elsewhere {
        videos::made_elsewhere(tx, account, video)?;
    }
    let unbound = |doubt: &&Doubt| matched.bound.iter().all(|(intent, _)| *intent != doubt.row.id);
    for doubt in open.iter().filter(|doubt| look.sought.contains(&doubt.row.id)).filter(unbound) {
        match next_look(passed(&doubt.under_way, look.now, look.offset), passes) {
            Some(wait) if doubt.row.state == State::Ambiguous => doubt::look_next(tx, &doubt.row.id, Some(now + wait))?,
            _ => {
                doubt::look_next(tx, &doubt.row.id, None)?;
                if doubt.row.state == State::Ambiguous {
                    intents::apply(tx, &doubt.row.id, Event::FindNothing, now)?;
                    news.questions.push(question());
                }
            }
        }
    }
    Ok(news)
}

/// How long ago the answer was lost. Where TikVod's clock is ahead of ours by another stretch than it was when the request
/// began, ours was set since, and what that took or gave is made good. Where it was set back before the end, the end seems
/// longer ago than the beginning, and is not believed.
fn passed(at: &UnderWay, now: DateTime<Utc>, offset: TimeDelta) -> TimeDelta {
    let ahead = offset - at.offset.unwrap_or(offset);
    // `Date` has whole seconds: less is no setting of a clock, and would have looks follow upon looks.
    let set = if ahead.abs() <= AGREE { TimeDelta::zero() } else { ahead };
    (now - at.ended + set).min(now - at.started + set)
}

fn matched(tx: &Tx<'_>, account: &str, open: &[Doubt], look: &Look) -> Result<Matched> {
    let oldest = open.iter().map(|doubt| doubt.under_way.started).min().unwrap_or_default();
    let seen_there = doubt::seen_there(tx, account, oldest - TimeDelta::hours(1))?;
    let lost: Vec<Lost> = open
        .iter()
        .chain(&seen_there)
        .map(|doubt| {
            let mut others = windows(doubt, look.offset, look.longest);
            Lost { id: doubt.row.id.clone(), wanted: doubt.wanted.clone(), window: others.remove(0), others }
        })
        .collect();
    // The video of a request that is under way right now may be in the list before its answer is here.
    let sending = intents::of_state(tx, account, Kind::Video, State::Sending)?;
    let sending = sending.iter().map(doubt::wanted).collect::<Result<Vec<_>>>()?;
    let mut found = Vec::new();
    for video in &look.found {
        let free = intents::of_video(tx, account, &video.id)?.is_none();
        if free && !sending.iter().any(|wanted| video.fits(wanted)) {
            found.push(video.clone());
        }
    }
    Ok(match_up(&lost, &found))
}

/// Makes a video at TikVod that of an intent in doubt.
///
/// # Errors
/// [`CoreError::NotNow`] when the intent is not in doubt any more.
pub(crate) fn adopt(
    tx: &Tx<'_>,
    account: &str,
    kind: AccountKind,
    intent: &str,
    video: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    intents::apply(tx, intent, Event::Adopt, now)?;
    // A generation costs one credit, with a test key none (tikvod-api.md); the lost answer would have said it.
    let credits = u32::from(kind != AccountKind::Test);
    intents::bind(tx, intent, video, Some(credits))?;
    intents::set_problem(tx, intent, None)?;
    doubt::look_next(tx, intent, None)?;
    videos::look_again(tx, account, video)
}

fn question() -> Notice {
    Notice {
        kind: NoticeKind::NeedsYou,
        title: "We could not find out whether TikVod got a video".into(),
        body: "It is not at TikVod so far. It is not sent again until you choose.".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reconcile::Wanted;

    #[test]
    fn a_clock_that_was_set_makes_no_question_come_early() {
        let (start, seconds) = (DateTime::UNIX_EPOCH + TimeDelta::days(20_000), TimeDelta::seconds);
        // Five seconds of waiting, and twenty since; our clock was set by so much, before the end or after it.
        let since = |before: i64, after: i64, error: i64| {
            let ended = start + seconds(5 + before);
            let at = UnderWay { started: start, ended, offset: Some(seconds(3)) };
            let ahead = seconds(3 - before - after) + TimeDelta::milliseconds(error);
            passed(&at, start + seconds(25 + before + after), ahead)
        };
        assert_eq!(since(0, 0, 0), seconds(20));
        assert_eq!(since(0, 0, 999), seconds(20), "whole seconds are no setting of a clock");
        assert_eq!((since(0, -500, 0), since(0, 500, 0)), (seconds(20), seconds(20)));
        // Set back before the answer was lost: the end is of another clock, and only the beginning counts.
        assert_eq!(since(-500, 0, 0), seconds(25));
        assert!(since(500, 0, 0) <= seconds(20), "set forward before it was lost: late rather than early");
    }

    #[test]
    fn the_next_look_is_the_soonest_and_never_put_off_by_a_clock_that_was_set_back() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let longest = TimeDelta::minutes(10);
        let doubt = |seconds: Option<i64>| Doubt {
            row: intents::sample(seconds.map(|seconds| now + TimeDelta::seconds(seconds))),
            wanted: Wanted {
                idea: String::new(),
                style: String::new(),
                voice: String::new(),
                resolution: String::new(),
                duration: 45,
            },
            under_way: UnderWay { started: now, ended: now, offset: None },
        };
        let wait = |seconds: &[Option<i64>]| {
            until_next(&seconds.iter().map(|seconds| doubt(*seconds)).collect::<Vec<_>>(), now, longest)
        };
        assert_eq!(wait(&[]), Some(LONGEST_WAIT));
        assert_eq!(wait(&[None]), Some(LONGEST_WAIT), "the looks are over");
        assert_eq!(wait(&[Some(25), Some(5), None]), Some(Duration::from_secs(5)));
        assert_eq!(wait(&[Some(25), Some(0)]), None);
        assert_eq!(wait(&[Some(86_400)]), None);
    }
}
