//! The conductor: wakes when a job's time comes or something changed, and feeds the studio one clip at a time.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::screenplay::Screenplay;
use super::steps;
use crate::app::App;
use crate::clock;
use crate::media;
use crate::store::videos::VideoRow;

/// The longest sleep: a wall clock that is set forward is noticed after this.
const LONGEST: Duration = Duration::from_secs(30);

/// How long the studio rests after a render that failed (a full disk, most likely).
const REST: Duration = Duration::from_secs(2);

/// Moves jobs until `stop`.
pub(crate) async fn conduct(app: Arc<App>, stop: CancellationToken) {
    loop {
        let ledger = Arc::clone(&app.ledger);
        let taken = app.store.run(move |db| steps::take(db, clock::now_ms(), &|| ledger.open())).await;
        let sleep = match taken {
            Ok(outlook) => {
                if outlook.moved {
                    app.courier_bell.notify_one();
                }
                if let Some(video) = outlook.render {
                    feed(&app, video, &stop);
                }
                outlook.next_at.map_or(LONGEST, until)
            }
            Err(error) => {
                tracing::error!(%error, "the jobs could not be moved");
                REST
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = app.jobs_bell.notified() => {}
            () = tokio::time::sleep(sleep.min(LONGEST)) => {}
        }
    }
}

fn until(at: i64) -> Duration {
    Duration::from_millis(u64::try_from(at - clock::now_ms()).unwrap_or(0).max(1))
}

/// Gives the studio a job's clip, if it has none in hand.
fn feed(app: &Arc<App>, video: VideoRow, stop: &CancellationToken) {
    if app.rendering.swap(true, Ordering::AcqRel) {
        return;
    }
    let (app, stop) = (Arc::clone(app), stop.clone());
    tokio::spawn(async move {
        let board = Screenplay::of(&video).board();
        let made = media::clips::make(&app, &video.clip, board, false).await;
        if let Err(error) = made
            && stop.run_until_cancelled(tokio::time::sleep(REST)).await.is_some()
        {
            tracing::error!(%error, video = video.id, "a clip could not be rendered; it is tried again");
        }
        app.rendering.store(false, Ordering::Release);
        app.jobs_bell.notify_one();
    });
}
