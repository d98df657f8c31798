//! What media need to know while the app runs and not longer: signed URLs, whose turn it is, what just failed.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tikvod_api::{DownloadUrl, MediaUrl, VideoId};
use tokio::sync::{Mutex as Turn, OwnedMutexGuard, Semaphore};
use tokio::time::Instant;

use crate::budget::Asker;
use crate::core::{Core, Session};
use crate::error::Result;

/// A signed URL is not used any more so long before it ends (reliability.md N8).
const MARGIN: TimeDelta = TimeDelta::seconds(60);
/// How long a URL without an end is taken as good.
const UNKNOWN_LIFE: TimeDelta = TimeDelta::minutes(10);
/// How long a URL is kept at most, whatever its end says.
const LONGEST_LIFE: TimeDelta = TimeDelta::hours(24);
/// How long what failed is not asked for again.
const REST: Duration = Duration::from_secs(30);
/// Pictures and samples that are fetched at the same time.
const AT_ONCE: usize = 6;

/// Of all accounts: every key holds the id of the account, which is unique, and its address, which for the sandbox is
/// another one at each start.
static STATE: LazyLock<State> = LazyLock::new(State::default);

/// A signed URL, and until when it is used.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    pub(crate) url: MediaUrl,
    pub(crate) size: Option<u64>,
    good_until: DateTime<Utc>,
}

impl Signed {
    fn new(answer: DownloadUrl, now: DateTime<Utc>) -> Self {
        let end = answer.expires_at.map_or(now + UNKNOWN_LIFE, |end| end.min(now + LONGEST_LIFE) - MARGIN);
        Self { url: answer.download_url, size: answer.file_size_bytes, good_until: end }
    }
}

struct State {
    signed: Mutex<HashMap<String, Signed>>,
    turns: Mutex<HashMap<String, Weak<Turn<()>>>>,
    failed: Mutex<HashMap<String, Instant>>,
    fetches: Semaphore,
}

impl Default for State {
    fn default() -> Self {
        Self {
            signed: Mutex::default(),
            turns: Mutex::default(),
            failed: Mutex::default(),
            fetches: Semaphore::new(AT_ONCE),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits until nobody else is busy with `key`. Whoever comes next finds what the one before has made.
pub(super) async fn turn(key: &str) -> OwnedMutexGuard<()> {
    let turn = {
        let mut turns = lock(&STATE.turns);
        if let Some(turn) = turns.get(key).and_then(Weak::upgrade) {
            turn
        } else {
            turns.retain(|_, turn| turn.strong_count() > 0);
            let turn = Arc::new(Turn::new(()));
            turns.insert(key.to_owned(), Arc::downgrade(&turn));
            turn
        }
    };
    turn.lock_owned().await
}

/// Runs a fetch when there is room for it.
pub(super) async fn with_room<T>(fetch: impl Future<Output = T>) -> T {
    // The semaphore is never closed; without a permit it would only be less polite.
    let _permit = STATE.fetches.acquire().await.ok();
    fetch.await
}

/// Whether `key` failed just now.
pub(super) fn rests(key: &str) -> bool {
    lock(&STATE.failed).get(key).is_some_and(|at| at.elapsed() < REST)
}

/// Notes that `key` failed.
pub(super) fn rest(key: &str) {
    let mut failed = lock(&STATE.failed);
    failed.retain(|_, at| at.elapsed() < REST);
    failed.insert(key.to_owned(), Instant::now());
}

impl Core {
    /// Where the file of a video is: from memory while that is good, else asked. A playing video asks for many ranges and
    /// must not cost a request for each.
    pub(crate) async fn signed(&self, session: &Session, video_id: &str, asker: Asker) -> Result<Signed> {
        let key = key(session, video_id);
        let _turn = turn(&key).await;
        let known = lock(&STATE.signed).get(&key).filter(|signed| signed.good_until > self.now()).cloned();
        if let Some(signed) = known {
            return Ok(signed);
        }
        let id = VideoId::from(video_id);
        let answer = self.ask(asker, session.client.download_url(&id)).await?;
        let now = self.now();
        let new = Signed::new(answer.value, now);
        let mut signed = lock(&STATE.signed);
        // By our own clock, so only what is ours: another core may live in another time.
        let ours = place(session);
        signed.retain(|key, signed| signed.good_until > now || !key.ends_with(&ours));
        signed.insert(key, new.clone());
        Ok(new)
    }
}

/// A URL did not work: the next one is asked anew.
pub(crate) fn forget_signed(session: &Session, video_id: &str) {
    lock(&STATE.signed).remove(&key(session, video_id));
}

fn key(session: &Session, video_id: &str) -> String {
    format!("signed {video_id}{}", place(session))
}

fn place(session: &Session) -> String {
    format!(" of {} at {}", session.account.id, session.account.base_url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(expires_at: Option<DateTime<Utc>>) -> DownloadUrl {
        DownloadUrl {
            id: VideoId::from("vid_1"),
            download_url: MediaUrl::from("https://cdn.example.com/x"),
            expires_at,
            file_size_bytes: None,
            content_type: None,
            extra: serde_json::Map::new(),
        }
    }

    #[test]
    fn a_url_is_used_until_a_minute_before_its_end_and_a_day_at_most() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let minutes = |end| (Signed::new(answer(end), now).good_until - now).num_minutes();
        assert_eq!(minutes(Some(now + TimeDelta::hours(1))), 59);
        assert_eq!(minutes(Some(now + TimeDelta::seconds(30))), 0, "too short to keep: asked each time");
        assert!(Signed::new(answer(Some(now)), now).good_until < now);
        assert_eq!(minutes(None), 10);
        assert_eq!(minutes(Some(DateTime::<Utc>::MAX_UTC)), 24 * 60 - 1);
    }

    #[tokio::test]
    async fn one_at_a_time_for_a_key_and_no_wait_for_others() {
        let first = turn("test/one").await;
        let second = tokio::spawn(async { drop(turn("test/one").await) });
        drop(turn("test/two").await);
        tokio::task::yield_now().await;
        assert!(!second.is_finished(), "the second waits for the first");
        drop(first);
        second.await.expect("the second had its turn");
    }
}
