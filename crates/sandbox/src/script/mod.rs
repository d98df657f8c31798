//! Scripts: a hook and segments, composed from an idea, its number, its words, its format and its length.
//!
//! Composing is a pure function of its arguments: the same [`Take`] gives the same script. Each take has its own salt,
//! and rendered scripts use hooks that no preview uses, so the two never agree.

mod banks;
mod draft;
mod fit;
mod format;
mod lines;
mod topic;
mod words;

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde::{Deserialize, Serialize};

pub use format::Format;

/// A script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// The first line.
    pub hook: String,
    /// What follows, in order; at least three.
    pub segments: Vec<Segment>,
    /// Words of hook and segments.
    pub word_count: usize,
    /// Seconds of hook and segments.
    pub estimated_duration: u32,
}

/// A segment of a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// The words.
    pub text: String,
    /// How long they are spoken, in whole seconds.
    pub seconds: u32,
    /// What the picture shows.
    pub visual_prompt: String,
}

impl Script {
    /// The seconds that the segments leave to the hook.
    pub fn hook_seconds(&self) -> u32 {
        let spoken: u32 = self.segments.iter().map(|segment| segment.seconds).sum();
        self.estimated_duration.saturating_sub(spoken).max(1)
    }
}

/// What makes one take differ from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Take {
    salt: u64,
    turn: u64,
    rendered: bool,
}

impl Take {
    /// A preview. Neighbouring turns get different hooks.
    pub fn preview(salt: u64, turn: u64) -> Self {
        Self { salt, turn, rendered: false }
    }

    /// The script that a job renders.
    pub fn rendered(salt: u64) -> Self {
        Self { salt, turn: salt >> 7, rendered: true }
    }
}

/// Composes a script of about `duration` seconds. Any idea will do: a word, a URL, emoji, any writing system.
pub fn compose(idea: &str, format: Format, duration: u32, take: &Take) -> Script {
    let mut chance = StdRng::seed_from_u64(take.salt);
    let topic = topic::Topic::of(idea, duration);
    let draft = draft::draft(&topic, format, duration, take, &mut chance);
    fit::fit(draft, &topic, duration, &mut chance)
}
