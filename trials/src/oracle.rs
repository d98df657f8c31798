//! What must hold after a trial, by TikVod's own ledger and the database on disk (reliability.md 4.1).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

use crate::person::Person;
use crate::world::World;

/// An intent as it is on disk.
struct Intent {
    id: String,
    click: String,
    kind: String,
    state: String,
    body: String,
    video: Option<String>,
    next_look: Option<i64>,
}

/// What a trial ended with.
pub struct Ended<'a> {
    /// TikVod.
    pub world: &'a World,
    /// The person.
    pub person: &'a Person,
    /// The data folder.
    pub folder: &'a Path,
    /// The computer's clock.
    pub now: DateTime<Utc>,
    /// An older state of the data came back: what was made after it may be missing.
    pub rolled_back: bool,
}

/// Everything that does not hold.
pub fn judge(ended: &Ended<'_>) -> Vec<String> {
    let mut found = ended.person.seen.clone();
    match read(ended.folder) {
        Ok((intents, plans, sound)) => {
            if sound != "ok" {
                found.push(format!("I7 the database is {sound}"));
            }
            charges(ended, &intents, &mut found);
            rows(ended, &intents, &mut found);
            bindings(ended, &intents, &mut found);
            posts(ended, &plans, &mut found);
        }
        Err(error) => found.push(format!("I7 the database cannot be read: {error}")),
    }
    if ended.world.own_429 > 0 {
        found.push(format!("I5 {} answers 429 of our own making", ended.world.own_429));
    }
    if ended.world.most_jobs > 10 {
        found.push(format!("I5 {} jobs at a time", ended.world.most_jobs));
    }
    found
}

type Plans = Vec<(String, String, String, i64)>;

fn read(folder: &Path) -> rusqlite::Result<(Vec<Intent>, Plans, String)> {
    let connection = Connection::open(folder.join("tikvod.sqlite3"))?;
    let sound = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    let mut select =
        connection.prepare("SELECT id, click_id, kind, state, body, video_id, next_look_at FROM intent")?;
    let intents = select.query_map([], |row| {
        Ok(Intent {
            id: row.get(0)?,
            click: row.get(1)?,
            kind: row.get(2)?,
            state: row.get(3)?,
            body: row.get(4)?,
            video: row.get(5)?,
            next_look: row.get(6)?,
        })
    })?;
    let intents = intents.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut select = connection.prepare("SELECT id, caption, state, at FROM plan")?;
    let plans = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    Ok((intents, plans.collect::<rusqlite::Result<Vec<_>>>()?, sound))
}

/// I1: a click is charged at most once.
fn charges(ended: &Ended<'_>, intents: &[Intent], found: &mut Vec<String>) {
    let mut of_intent: BTreeMap<&str, u32> = BTreeMap::new();
    for job in &ended.world.jobs {
        *of_intent.entry(job.intent.as_str()).or_default() += 1;
    }
    for (intent, times) in &of_intent {
        if *times > 1 {
            found.push(format!("I1 intent {intent} was charged {times} times"));
        }
        if !ended.rolled_back && !intents.iter().any(|row| row.id == *intent) {
            found.push(format!("I3 intent {intent} was charged and is not on disk"));
        }
    }
    let mut of_click: BTreeMap<&str, u32> = BTreeMap::new();
    for row in intents {
        *of_click.entry(row.click.as_str()).or_default() += of_intent.get(row.id.as_str()).copied().unwrap_or(0);
    }
    for (click, times) in of_click.into_iter().filter(|(_, times)| *times > 1) {
        found.push(format!("I1 click {click} was charged {times} times"));
    }
}

/// I3: everything acknowledged is there and has come to an end, or asks.
fn rows(ended: &Ended<'_>, intents: &[Intent], found: &mut Vec<String>) {
    for (click, item) in &ended.person.clicks {
        let Some(item) = item else { continue };
        match intents.iter().find(|row| row.id == *item) {
            None if ended.rolled_back => {}
            None => found.push(format!("I3 item {item} of click {click} is lost")),
            Some(row) => {
                let ended = match row.state.as_str() {
                    "accepted" | "adopted" | "rejected" | "cancelled" | "settled" | "needs_user" => true,
                    "ambiguous" => row.next_look.is_none(),
                    _ => false,
                };
                if !ended {
                    found.push(format!("I3 item {item} is still {} long after all faults", row.state));
                }
            }
        }
    }
    asked_in_vain(ended, intents, found);
}

/// I3: nobody is asked about a video that stands at TikVod for all to see.
fn asked_in_vain(ended: &Ended<'_>, intents: &[Intent], found: &mut Vec<String>) {
    let bound: BTreeSet<&str> = intents.iter().filter_map(|row| row.video.as_deref()).collect();
    for row in intents.iter().filter(|row| row.kind == "video" && row.state == "needs_user") {
        let there = ended.world.jobs.iter().find(|job| job.intent == row.id && !bound.contains(job.id.as_str()));
        // Where two different wishes look the same in TikVod's answers, asking is right.
        let twins = intents.iter().filter(|other| other.kind == "video" && looks(other) == looks(row)).count();
        if let Some(job) = there
            && twins == 1
            && !ended.rolled_back
        {
            found.push(format!("I3 the person is asked about {}, which is {} at TikVod", row.id, job.id));
        }
    }
}

fn looks(row: &Intent) -> (String, String, String) {
    let body: serde_json::Value = serde_json::from_str(&row.body).unwrap_or_default();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (text("idea"), text("style"), text("voice"))
}

/// I4: a binding is to the job that the ledger names, or to one that cannot be told from it.
fn bindings(ended: &Ended<'_>, intents: &[Intent], found: &mut Vec<String>) {
    for row in intents.iter().filter(|row| row.kind == "video") {
        let Some(video) = &row.video else { continue };
        match ended.world.jobs.iter().find(|job| job.id == *video) {
            None => found.push(format!("I4 {} is bound to {video}, which is nothing", row.id)),
            Some(job) if job.intent != row.id && job.looks() != looks(row) => {
                found.push(format!("I4 {} is bound to {video}, which is another wish", row.id));
            }
            Some(_) => {}
        }
    }
}

/// I2 and plans: once, for the time that was set, never late by itself, never silently lost.
fn posts(ended: &Ended<'_>, plans: &Plans, found: &mut Vec<String>) {
    for planned in &ended.person.plans {
        let sent: Vec<_> = ended.world.posts.iter().filter(|post| post.caption == planned.caption).collect();
        if sent.len() > 1 {
            found.push(format!("I2 {} was posted {} times", planned.caption, sent.len()));
        }
        for post in &sent {
            let right = post.scheduled_at.is_some_and(|at| planned.times.contains(&at));
            if !planned.by_hand && !right {
                found.push(format!(
                    "C5 {} goes out at {:?}, set were {:?}",
                    planned.caption, post.scheduled_at, planned.times
                ));
            }
        }
        let Some(id) = &planned.id else { continue };
        let Some((_, _, state, at)) = plans.iter().find(|(row, ..)| row == id) else {
            if !ended.rolled_back {
                found.push(format!("I3 plan {id} is lost"));
            }
            continue;
        };
        let overdue = DateTime::from_timestamp_millis(*at).is_some_and(|at| at + TimeDelta::minutes(3) < ended.now);
        if overdue && matches!(state.as_str(), "planned" | "handing_over") {
            found.push(format!("C7 {} is overdue and nobody was told: {state}", planned.caption));
        }
    }
}
