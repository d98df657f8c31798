//! The model: a map from click to what became of it, by the words of reliability.md 3.1 and 3.3 alone.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use crate::world::World;

/// What an answer means for the one who asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Meaning {
    Done,
    /// Nothing was done: it goes again.
    Again,
    Refused,
    /// It may have been done.
    Doubt,
}

/// Where a click stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Stands {
    Waits,
    /// Its request is under way.
    Sent,
    There,
    Refused,
    Doubt,
    /// Taken back before it was sent.
    Gone,
    /// The person said what became of it.
    Settled,
}

/// A click on "Add to queue".
#[derive(Clone, Debug)]
pub(super) struct Click {
    pub(super) intent: String,
    pub(super) idea: String,
    stands: Stands,
    requests: u32,
    /// How often TikVod took it: what was charged.
    acted: u32,
}

/// See the module.
#[derive(Default)]
pub(super) struct Model {
    pub(super) clicks: BTreeMap<String, Click>,
    /// Clicks that wait or are under way, in the order in which they are to be sent.
    order: Vec<String>,
    /// Those that were first at some time since the last request: one of them is the next.
    firsts: BTreeSet<String>,
    /// What must not have happened.
    pub(super) wrong: Vec<String>,
}

/// A row of the database.
struct Row {
    click: String,
    intent: String,
    state: String,
    attempts: u32,
    video: Option<String>,
}

impl Model {
    /// The person asked for a video and was told its item.
    pub(super) fn clicked(&mut self, click: &str, intent: &str, idea: &str) {
        let known = self.clicks.get(click).map(|known| known.intent.clone());
        match known {
            Some(known) if known != intent => self.wrong.push(format!("click {click} is {known} and {intent}")),
            Some(_) => {}
            None => {
                let (intent, idea) = (intent.to_owned(), idea.to_owned());
                let new = Click { intent, idea, stands: Stands::Waits, requests: 0, acted: 0 };
                self.clicks.insert(click.to_owned(), new);
                self.order.push(click.to_owned());
                self.note_first();
            }
        }
    }

    /// What is first of those that wait. One that is under way does not count: its answer decides.
    fn note_first(&mut self) {
        let first = self.order.iter().find(|click| self.clicks[*click].stands == Stands::Waits);
        self.firsts.extend(first.cloned());
    }

    fn of(&mut self, intent: &str) -> Option<(String, &mut Click)> {
        let found = self.clicks.iter_mut().find(|(_, click)| click.intent == intent);
        found.map(|(id, click)| (id.clone(), click))
    }

    /// A request that costs is on its way.
    pub(super) fn request(&mut self, intent: &str) {
        let Some((id, click)) = self.of(intent) else {
            return self.wrong.push(format!("a request for {intent}, which nobody asked for"));
        };
        click.requests += 1;
        let before = std::mem::replace(&mut click.stands, Stands::Sent);
        if before != Stands::Waits {
            self.wrong.push(format!("{intent} is sent although it is {before:?}"));
        }
        if !self.firsts.contains(&id) {
            self.wrong.push(format!("{intent} is sent before its turn"));
        }
        self.firsts.clear();
        self.note_first();
    }

    /// TikVod took it.
    pub(super) fn acted(&mut self, intent: &str) {
        if let Some((_, click)) = self.of(intent) {
            click.acted += 1;
        }
    }

    /// The answer arrived.
    pub(super) fn answered(&mut self, intent: &str, meaning: Meaning) {
        let Some((id, click)) = self.of(intent) else { return };
        click.stands = match meaning {
            Meaning::Done => Stands::There,
            Meaning::Again => Stands::Waits,
            Meaning::Refused => Stands::Refused,
            Meaning::Doubt => Stands::Doubt,
        };
        if meaning != Meaning::Again {
            self.order.retain(|other| *other != id);
        }
        self.note_first();
    }

    /// The program ended: what was under way is in doubt.
    pub(super) fn cut_off(&mut self) {
        let sent: Vec<String> = self
            .clicks
            .values()
            .filter(|click| click.stands == Stands::Sent)
            .map(|click| click.intent.clone())
            .collect();
        for intent in sent {
            self.answered(&intent, Meaning::Doubt);
        }
        self.firsts.clear();
        self.note_first();
    }

    /// Whether an item can be taken back.
    pub(super) fn waits(&self, click: &str) -> bool {
        self.clicks[click].stands == Stands::Waits
    }

    /// Whether an item may be asked for anew because it came to nothing.
    pub(super) fn came_to_nothing(&self, click: &str) -> bool {
        matches!(self.clicks[click].stands, Stands::Refused | Stands::Gone)
    }

    /// The person took an item back, and was told so.
    pub(super) fn cancelled(&mut self, click: &str) {
        self.put(click, Stands::Gone);
        self.order.retain(|other| other != click);
        self.note_first();
    }

    /// The person said what became of an item in doubt.
    pub(super) fn settled(&mut self, click: &str) {
        if self.clicks[click].stands != Stands::Doubt {
            self.wrong.push(format!("{click} was settled although it is {:?}", self.clicks[click].stands));
        }
        self.put(click, Stands::Settled);
    }

    fn put(&mut self, click: &str, stands: Stands) {
        if let Some(click) = self.clicks.get_mut(click) {
            click.stands = stands;
        }
    }

    /// An item was moved. What is under way keeps its place before all others.
    pub(super) fn moved(&mut self, click: &str, place: u32) {
        let (sent, mut rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.order).into_iter().partition(|other| self.clicks[other].stands == Stands::Sent);
        if let Some(from) = rest.iter().position(|other| other == click) {
            let moved = rest.remove(from);
            rest.insert((place as usize - 1).min(rest.len()), moved);
        }
        self.order = [sent, rest].concat();
        self.note_first();
    }

    /// Whether everything has come to an end.
    pub(super) fn is_at_rest(&self) -> bool {
        self.order.is_empty()
    }

    /// Compares with the database; gives what differs.
    pub(super) fn compare(&self, folder: &Connection, world: &World) -> Vec<String> {
        let rows = match rows(folder) {
            Ok(rows) => rows,
            Err(error) => return vec![format!("the database cannot be read: {error}")],
        };
        let mut wrong = self.wrong.clone();
        if rows.len() != self.clicks.len() {
            wrong.push(format!("{} rows for {} clicks", rows.len(), self.clicks.len()));
        }
        let waiting: Vec<&str> =
            rows.iter().filter(|row| row.state == "pending").map(|row| row.click.as_str()).collect();
        let expected = self.order.iter().filter(|click| self.clicks[*click].stands == Stands::Waits);
        let expected: Vec<&str> = expected.map(String::as_str).collect();
        if waiting != expected {
            wrong.push(format!("the queue is {waiting:?} and should be {expected:?}"));
        }
        for row in &rows {
            match self.clicks.get(&row.click) {
                Some(click) => wrong.extend(differs(row, click, world)),
                None => wrong.push(format!("a row for click {}, which nobody made", row.click)),
            }
        }
        wrong
    }

    /// What must hold once nothing is under way and the last look is over.
    pub(super) fn at_the_end(&self, folder: &Connection, world: &World) -> Vec<String> {
        let mut wrong = self.compare(folder, world);
        for (id, click) in &self.clicks {
            let charged = world.jobs.iter().filter(|job| job.intent == click.intent).count();
            if charged != click.acted as usize || charged > 1 {
                wrong.push(format!("click {id} was charged {charged} times, and taken {} times", click.acted));
            }
        }
        let strangers = world.jobs.iter().filter(|job| !self.clicks.values().any(|click| click.intent == job.intent));
        wrong.extend(strangers.map(|job| format!("{} was made for nobody", job.id)));
        if world.own_429 > 0 || world.most_jobs > 10 {
            wrong.push(format!("{} own 429, {} jobs at a time", world.own_429, world.most_jobs));
        }
        match found_in(folder) {
            Ok(found) => wrong.extend(found),
            Err(error) => wrong.push(format!("the database cannot be read: {error}")),
        }
        wrong.extend(self.undecided(folder, world));
        wrong
    }

    /// Doubt that should have come to an end: what TikVod has is found, for as many as it has; nobody is asked in vain.
    fn undecided(&self, folder: &Connection, world: &World) -> Vec<String> {
        let mut wrong = Vec::new();
        let rows = rows(folder).unwrap_or_default();
        for row in &rows {
            let Some(click) = self.clicks.get(&row.click).filter(|click| click.stands == Stands::Doubt) else {
                continue;
            };
            let twins: Vec<&Click> = self.clicks.values().filter(|other| other.idea == click.idea).collect();
            let right = match row.state.as_str() {
                "adopted" => true,
                // With twins, which of them was found is all the same; alone, it must be found.
                "needs_user" => twins.len() > 1 || click.acted == 0,
                _ => false,
            };
            if !right {
                wrong.push(format!(
                    "{} is {} at the end, and TikVod took it {} times",
                    row.intent, row.state, click.acted
                ));
            }
        }
        let bound: BTreeSet<&str> = rows.iter().filter_map(|row| row.video.as_deref()).collect();
        let all = rows.iter().filter(|row| row.video.is_some()).count();
        if bound.len() != all || bound.iter().any(|video| !world.jobs.iter().any(|job| job.id == **video)) {
            wrong.push("a video is bound twice, or is nothing".to_owned());
        }
        wrong
    }
}

fn rows(folder: &Connection) -> rusqlite::Result<Vec<Row>> {
    let sql = "SELECT click_id, id, state, attempts, video_id FROM intent ORDER BY place";
    let mut select = folder.prepare_cached(sql)?;
    let rows = select.query_map([], |row| {
        Ok(Row {
            click: row.get(0)?,
            intent: row.get(1)?,
            state: row.get(2)?,
            attempts: row.get(3)?,
            video: row.get(4)?,
        })
    })?;
    rows.collect()
}

/// What a row says otherwise than the model.
fn differs(row: &Row, click: &Click, world: &World) -> Option<String> {
    let job = row.video.as_ref().map(|video| world.jobs.iter().find(|job| job.id == *video));
    let right = match click.stands {
        Stands::Waits => row.state == "pending" && job.is_none(),
        Stands::Sent => row.state == "sending" && job.is_none(),
        Stands::There => {
            row.state == "accepted" && job.is_some_and(|job| job.is_some_and(|job| job.intent == row.intent))
        }
        Stands::Refused => row.state == "rejected" && job.is_none(),
        Stands::Gone => row.state == "cancelled" && job.is_none() && click.acted == 0,
        Stands::Settled => row.state == "settled",
        // Found, if it is the one that was asked for or its twin.
        Stands::Doubt if row.state == "adopted" => job.flatten().is_some_and(|job| job.looks().0 == click.idea),
        Stands::Doubt => matches!(row.state.as_str(), "ambiguous" | "needs_user") && job.is_none(),
    };
    if row.intent != click.intent || row.attempts != click.requests || !right {
        let found = format!("{} {} after {} attempts, bound to {:?}", row.intent, row.state, row.attempts, row.video);
        return Some(format!("{found}; the model has {click:?}"));
    }
    None
}

/// The log and the ledger: only steps that the table has, each from where the last one led, and one spend for each video.
fn found_in(folder: &Connection) -> rusqlite::Result<Vec<String>> {
    const LEGAL: [(&str, &str); 11] = [
        ("pending", "sending"),
        ("pending", "cancelled"),
        ("sending", "pending"),
        ("sending", "accepted"),
        ("sending", "rejected"),
        ("sending", "ambiguous"),
        ("ambiguous", "adopted"),
        ("ambiguous", "needs_user"),
        ("ambiguous", "settled"),
        ("needs_user", "adopted"),
        ("needs_user", "settled"),
    ];
    let mut wrong = Vec::new();
    let mut last: BTreeMap<String, String> = BTreeMap::new();
    let mut select =
        folder.prepare("SELECT subject_id, from_state, to_state FROM event WHERE subject = 'intent' ORDER BY id")?;
    let mut moves = select.query([])?;
    while let Some(row) = moves.next()? {
        let (intent, from, to): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let before = last.insert(intent.clone(), to.clone()).unwrap_or_else(|| "pending".to_owned());
        if before != from || !LEGAL.contains(&(from.as_str(), to.as_str())) {
            wrong.push(format!("{intent} went from {from} to {to}, and was {before}"));
        }
    }
    let lost: u32 = folder.query_row(
        "SELECT count(*) FROM intent WHERE (video_id IS NOT NULL) <> (1 = (SELECT count(*) FROM ledger
             WHERE ledger.intent_id = intent.id AND ledger.kind = 'spend' AND ledger.credits = -1))",
        [],
        |row| row.get(0),
    )?;
    if lost > 0 {
        wrong.push(format!("{lost} items whose spending is not in the ledger once"));
    }
    Ok(wrong)
}
