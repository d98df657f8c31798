//! What must hold after a scenario, by the sandbox's own ledger (reliability.md 4.1).

use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use tempfile::TempDir;
use tikvod_core::view::{PlanState, QueueItem, QueueState};

use crate::fault::{Scenario, Target};
use crate::life::{CAPTION, Ended, database};

/// Everything that does not hold.
pub(crate) fn judge(scenario: Scenario, ended: &Ended) -> Vec<String> {
    let mut wrong = Vec::new();
    if ended.struck == 0 {
        wrong.push("the fault struck nothing: the scenario shows nothing".to_owned());
    }
    if ended.ledger.iter().any(|row| row["decided"] == 429) {
        wrong.push("I5 an answer 429 of our own making".to_owned());
    }
    let made: Vec<&Value> = of(&ended.ledger, "/v1/videos").filter(|row| !row["video_id"].is_null()).collect();
    let posted = posts(&ended.ledger);
    if made.len() > 1 {
        wrong.push(format!("I1 one click was charged {} times", made.len()));
    }
    if posted > 1 {
        wrong.push(format!("I2 one post was posted {posted} times"));
    }
    if let Some(item) = &ended.item {
        wrong.extend(unbound(item, &made));
        if scenario.target == Target::Reads && item.state == QueueState::Unconfirmed {
            wrong.push("I3 only reads failed, and the person is asked".to_owned());
        }
    }
    match ended.post {
        Some(PlanState::HandedOver | PlanState::Posting | PlanState::Posted) if posted != 1 => {
            wrong.push(format!("I3 the post counts as handed over, and was posted {posted} times"));
        }
        Some(PlanState::Missed | PlanState::Failed) => wrong.push(format!("I3 the post is {:?}", ended.post)),
        _ => {}
    }
    wrong
}

/// I3 and I4: what was taken is bound to its video, and nobody is asked about what stands at TikVod.
fn unbound(item: &QueueItem, made: &[&Value]) -> Option<String> {
    let video = made.first().and_then(|row| row["video_id"].as_str());
    let right = match item.state {
        QueueState::Queued | QueueState::Processing | QueueState::Completed | QueueState::Failed => {
            video.is_some() && item.video_id.as_deref() == video
        }
        QueueState::Unconfirmed => video.is_none(),
        _ => false,
    };
    (!right).then(|| format!("I3 the item is {:?} and bound to {:?}, TikVod made {video:?}", item.state, item.video_id))
}

fn of<'a>(ledger: &'a [Value], path: &'static str) -> impl Iterator<Item = &'a Value> {
    ledger.iter().filter(move |row| row["method"] == "POST" && row["path"] == path)
}

/// How often the post of the scenario was taken.
pub(crate) fn posts(ledger: &[Value]) -> usize {
    ledger.iter().filter(|row| !row["publish_id"].is_null() && row["received"]["caption"] == CAPTION).count()
}

/// I7: the database is whole.
pub(crate) fn sound(folder: &TempDir) -> Option<String> {
    let check = || -> rusqlite::Result<String> {
        let connection = Connection::open_with_flags(database(folder), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))
    };
    match check() {
        Ok(said) if said == "ok" => None,
        Ok(said) => Some(format!("I7 the database: {said}")),
        Err(error) => Some(format!("I7 the database cannot be read: {error}")),
    }
}
