//! Follows what events told: takes what they prove, and asks TikVod for the rest.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::TimeDelta;
use tikvod_api::{ErrorKind, VideoId};

use super::evidence::{self, Left};
use crate::budget::Asker;
use crate::core::{Core, Session};
use crate::error::{CoreError, Result};
use crate::store::inbox::{self, Waiting};

/// Until what could not be settled is looked at again.
const AGAIN: Duration = Duration::from_secs(5);
/// Between two looks while nothing waits; every event wakes.
const QUIET: Duration = Duration::from_secs(300);
/// An event that could not be followed for so long is left to the poller, which asks for the same.
const PATIENCE: TimeDelta = TimeDelta::hours(1);
/// So many events that cannot be followed end a look.
const MOST_FAILURES: u32 = 3;

impl Core {
    /// Follows events for as long as the app runs.
    pub(crate) async fn run_hints(&self) {
        loop {
            let settled = self.follow_hints().await.unwrap_or_else(|error| {
                tracing::info!(%error, "the events cannot be followed");
                false
            });
            tokio::select! {
                biased;
                () = self.0.hints.notified() => {}
                () = tokio::time::sleep(if settled { QUIET } else { AGAIN }) => {}
            }
        }
    }

    /// Looks at every event that waits. True when none is left.
    pub(super) async fn follow_hints(&self) -> Result<bool> {
        let Some(session) = self.session() else { return Ok(true) };
        let account = session.account.id.clone();
        let waiting = self.0.store.read("read the events", move |c| inbox::waiting(c, &account)).await?;
        let (mut looked, mut settled) = (BTreeSet::new(), true);
        let mut failures = 0;
        for one in waiting {
            let done = self.follow(&session, &one, &mut looked).await.unwrap_or_else(|error| {
                tracing::info!(%error, "an event could not be followed");
                failures += 1;
                false
            });
            if done || self.now() - one.received_at > PATIENCE {
                let (id, now) = (one.event.id.clone(), self.now());
                self.0.store.write("settle an event", move |tx| inbox::done(tx, &id, now)).await?;
            } else {
                settled = false;
            }
            // No connection, most likely: the others would fare no better.
            if failures == MOST_FAILURES {
                break;
            }
        }
        Ok(settled)
    }

    async fn follow(&self, session: &Session, one: &Waiting, looked: &mut BTreeSet<String>) -> Result<bool> {
        let (account, kind) = (session.account.id.clone(), session.account.kind);
        let (event, now) = (one.event.clone(), self.now());
        let take = move |tx: &crate::store::Tx<'_>| evidence::take(tx, &account, kind, &event, now);
        let (video, adopted) = match self.0.store.write("take what an event proves", take).await? {
            Left::Nothing => return Ok(true),
            Left::Wait => return Ok(false),
            Left::Look { video, adopted } => (video, adopted),
        };
        if adopted {
            self.0.poller.notify_one();
            self.0.outbox.notify_one();
        }
        if !looked.insert(video.clone()) {
            return Ok(true);
        }
        match self.look_at_video(Asker::Background, session, &VideoId::from(video)).await {
            Ok(()) => {}
            // Gone, or another account's: nothing to follow.
            Err(CoreError::Api(error)) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        // The next look is due by what is rendering now.
        self.0.poller.notify_one();
        if adopted {
            // What the lost answer took is not known here; the balance says it.
            self.refresh_credits(Asker::Background).await?;
        }
        Ok(true)
    }
}
