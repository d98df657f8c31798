//! The steps that jobs take when their time has come, each whole in one transaction.

use rusqlite::Connection;
use serde_json::json;

use crate::account::Account;
use crate::api::shapes;
use crate::ledger::Entry;
use crate::store::videos::{Status, VideoRow};
use crate::store::{StoreError, accounts, clips, hooks, ledger, publishes, videos};

/// What is left to do after all steps that were due.
#[derive(Default)]
pub(crate) struct Outlook {
    /// When the next step is due; `None` when nothing waits for time.
    pub(crate) next_at: Option<i64>,
    /// The oldest job that needs its file.
    pub(crate) render: Option<VideoRow>,
    /// Whether anything was done.
    pub(crate) moved: bool,
}

/// Takes all steps that are due. `failed_entry` makes the ledger's row for a refund.
pub(crate) fn take(db: &mut Connection, now: i64, open_entry: &dyn Fn() -> Entry) -> Result<Outlook, StoreError> {
    let tx = db.transaction()?;
    let mut outlook = Outlook::default();
    for mut video in videos::all_open(&tx)? {
        if video.status == Status::Queued && video.starts_at <= now {
            videos::set_processing(&tx, &video.id, now)?;
            video.status = Status::Processing;
            video.processing_at = Some(now);
            hooks::emit(&tx, video.account, "video.processing", now, &shapes::event_data(&video))?;
            outlook.moved = true;
        }
        if video.status == Status::Queued {
            outlook.wait_until(video.starts_at);
            continue;
        }
        let ends_in_failure = video.fail_code.is_some();
        let rendered = video.account == Account::Test || ends_in_failure;
        let clip = if rendered { None } else { clips::find(&tx, &video.clip)? };
        if !rendered && clip.is_none() {
            // Its time may be up, but its file is not there.
            outlook.render.get_or_insert(video);
            continue;
        }
        if video.ready_at > now {
            outlook.wait_until(video.ready_at);
            continue;
        }
        outlook.moved = true;
        if ends_in_failure {
            fail(&tx, video, now, open_entry)?;
        } else {
            let length = clip.map_or_else(
                || super::screenplay::Screenplay::of(&video).seconds(),
                |clip| (clip.duration_ms + 500) / 1_000,
            );
            videos::set_completed(&tx, &video.id, length, now)?;
            video.status = Status::Completed;
            video.completed_at = Some(now);
            video.length = Some(length);
            hooks::emit(&tx, video.account, "video.completed", now, &shapes::event_data(&video))?;
        }
    }
    for mut job in publishes::due(&tx, now)? {
        publishes::published(&tx, &job.id, now)?;
        "published".clone_into(&mut job.status);
        hooks::emit(&tx, job.account, "publish.completed", now, &json!(shapes::Publish::of(&job)))?;
        outlook.moved = true;
    }
    if let Some(at) = publishes::next_due(&tx)? {
        outlook.wait_until(at);
    }
    tx.commit()?;
    Ok(outlook)
}

/// Ends a job as a fault ordered it: failed, its credit given back.
fn fail(tx: &Connection, mut video: VideoRow, now: i64, open_entry: &dyn Fn() -> Entry) -> Result<(), StoreError> {
    videos::set_failed(tx, &video.id, now)?;
    accounts::add_credits(tx, video.account, video.credits_used, now)?;
    video.status = Status::Failed;
    video.failed_at = Some(now);
    hooks::emit(tx, video.account, "video.failed", now, &shapes::event_data(&video))?;
    let mut entry = open_entry();
    entry.key = Some(video.account.name());
    entry.event = Some("video.failed");
    entry.refunded = video.credits_used;
    entry.intent_id = video.intent_id();
    entry.video_id = Some(video.id);
    ledger::put(tx, &entry)
}

impl VideoRow {
    /// `metadata.intent_id`, by which the client's tests tell their clicks apart.
    pub(crate) fn intent_id(&self) -> Option<String> {
        let metadata: serde_json::Value = serde_json::from_str(self.metadata.as_deref()?).ok()?;
        Some(metadata.get("intent_id")?.as_str()?.to_owned())
    }
}

impl Outlook {
    fn wait_until(&mut self, at: i64) {
        self.next_at = Some(self.next_at.map_or(at, |next| next.min(at)));
    }
}
