//! Which video at TikVod is which lost intent (reliability.md 3.4). Pure: rows and answers in, bindings out.
//!
//! Intents that TikVod's answers cannot tell apart are interchangeable, so counting decides: as many are bound as there
//! are videos. A video is never bound for its time alone, and one that could be either of two different wishes is left
//! to the person.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::trials::{Bug, planted};

/// How long before the request TikVod may have dated the video: `Date` has whole seconds, and clocks drift.
pub const BEFORE: TimeDelta = TimeDelta::seconds(10);
/// How long after the request ended TikVod may still have made the video.
pub const AFTER: TimeDelta = TimeDelta::minutes(15);

/// The least between two looks: where clocks were set, what is reckoned from them may be a second off.
const LEAST: TimeDelta = TimeDelta::seconds(1);

/// What was asked for, as far as TikVod echoes it (tikvod-api.md, `GET /videos` and `GET /videos/{id}`).
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Wanted {
    /// The idea, whole.
    pub idea: String,
    /// Name of the format.
    pub style: String,
    /// Voice id.
    pub voice: String,
    /// `1080p` or `4k`.
    pub resolution: String,
    /// Asked seconds.
    pub duration: u32,
}

/// A stretch of TikVod's own time, both ends included.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Window {
    /// First instant.
    pub from: DateTime<Utc>,
    /// Last instant.
    pub until: DateTime<Utc>,
}

impl Window {
    /// The window of an attempt that began and ended at these instants of our clock; `offset` is what TikVod's clock was
    /// ahead of ours.
    pub fn of(started: DateTime<Utc>, ended: DateTime<Utc>, offset: TimeDelta) -> Self {
        Self { from: started + offset - BEFORE, until: ended.max(started) + offset + AFTER }
    }

    /// The window of an attempt whose end alone can be believed, because the clock was set back while its answer was
    /// awaited. No request lasts longer than `longest`.
    pub fn before(ended: DateTime<Utc>, longest: TimeDelta, offset: TimeDelta) -> Self {
        Self::of(ended - longest, ended, offset)
    }

    /// Whether `at` lies in it.
    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        (self.from..=self.until).contains(&at)
    }
}

/// An intent whose answer is lost.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Lost {
    /// Id of the intent.
    pub id: String,
    /// What it asked for.
    pub wanted: Wanted,
    /// When TikVod may have made its video.
    pub window: Window,
    /// The same by other readings of the clock: it may have been set while the answer was awaited, or since TikVod's was
    /// last compared with it.
    pub others: Vec<Window>,
}

impl Lost {
    /// Whether TikVod may have made its video then.
    pub fn may_be_of(&self, at: DateTime<Utc>) -> bool {
        self.window.contains(at) || self.others.iter().any(|window| window.contains(at))
    }
}

/// A video at TikVod that no intent is bound to. What an answer does not echo is `None`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Found {
    /// TikVod's id.
    pub id: String,
    /// By TikVod's clock.
    pub created_at: DateTime<Utc>,
    /// The idea.
    pub idea: String,
    /// Name of the format.
    pub style: String,
    /// Voice id.
    pub voice: Option<String>,
    /// Resolution.
    pub resolution: Option<String>,
    /// Asked seconds; `None` once it is rendered, for then the answer has the file's length.
    pub duration: Option<u32>,
}

impl Found {
    /// Whether it may be what was wanted: the fields that every answer has are equal, and none of the others differs.
    pub fn fits(&self, wanted: &Wanted) -> bool {
        let may_be = |echo: &Option<String>, wanted: &str| echo.as_deref().is_none_or(|echo| echo == wanted);
        if planted(Bug::BindNearest) {
            return true;
        }
        self.idea == wanted.idea
            && self.style == wanted.style
            && may_be(&self.voice, &wanted.voice)
            && may_be(&self.resolution, &wanted.resolution)
            && self.duration.is_none_or(|duration| duration == wanted.duration)
    }
}

/// What a look came to.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Matched {
    /// Intent and video, each at most once.
    pub bound: Vec<(String, String)>,
    /// Videos that fit, beyond what was lost: made elsewhere with the same key.
    pub elsewhere: Vec<String>,
}

/// Binds lost intents to videos. `found` must hold only videos that nothing is bound to.
pub fn match_up(lost: &[Lost], found: &[Found]) -> Matched {
    let mut groups: BTreeMap<&Wanted, Vec<&Found>> = BTreeMap::new();
    for video in found {
        let mut fitting: Vec<&Wanted> = lost
            .iter()
            .filter(|lost| lost.may_be_of(video.created_at) && video.fits(&lost.wanted))
            .map(|lost| &lost.wanted)
            .collect();
        fitting.sort();
        fitting.dedup();
        // More than one different wish fits: guessing could give a person the wrong video for their credit.
        if let [wanted] = fitting.as_slice() {
            groups.entry(wanted).or_default().push(video);
        }
    }
    let mut matched = Matched::default();
    for (wanted, mut videos) in groups {
        videos.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        videos.dedup_by(|a, b| a.id == b.id);
        let mut open: Vec<&Lost> = lost.iter().filter(|lost| lost.wanted == *wanted).collect();
        // Oldest video first, to the intent whose window closes first: for points and stretches of time that binds as
        // many as can be bound.
        open.sort_by(|a, b| (a.window.until, a.window.from, &a.id).cmp(&(b.window.until, b.window.from, &b.id)));
        for video in videos {
            match open.iter().position(|lost| lost.may_be_of(video.created_at)) {
                Some(place) => matched.bound.push((open.remove(place).id.clone(), video.id.clone())),
                None => matched.elsewhere.push(video.id.clone()),
            }
        }
    }
    matched
}

/// How long after a look that took place `elapsed` after the answer was lost the next one is; `None` after the last.
/// `passes` are the looks' distances from the loss, growing.
pub fn next_look(elapsed: TimeDelta, passes: &[TimeDelta]) -> Option<TimeDelta> {
    if planted(Bug::NoSettleWindow) {
        return None;
    }
    let last = passes.last().copied().unwrap_or_default();
    let shortest = passes.first().copied().unwrap_or_default().min(LEAST);
    // A clock that was set back must not put the look off beyond what the last one would be.
    passes.iter().find(|pass| **pass > elapsed).map(|pass| (*pass - elapsed).clamp(shortest, last))
}

#[cfg(test)]
mod tests;
