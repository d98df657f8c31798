//! What the sandbox knows of some fields, so that a script about them says something. Each item stands in sentences as
//! a noun phrase; each reason is a sentence of its own.

mod any;
mod body;
mod craft;
mod earth;
mod trade;
mod world;

pub(super) use any::ANY;

use super::topic::Topic;

/// How one speaks about a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Things to do.
    Advice,
    /// Things to marvel at.
    Wonder,
}

/// One thing worth saying.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    /// `no phone for thirty minutes after waking`
    pub(super) what: &'static str,
    /// `Your head wakes up on its own agenda.`
    pub(super) why: &'static str,
    /// What the picture shows.
    pub(super) scene: &'static str,
}

/// A field.
#[derive(Debug)]
pub(super) struct Bank {
    pub(super) tone: Tone,
    /// Words that tell that an idea belongs here.
    signs: &'static [&'static str],
    pub(super) items: &'static [Item],
    /// What people believe instead; wrong choices in a quiz.
    pub(super) myths: &'static [&'static str],
}

/// Shorthand for the tables.
const fn item(what: &'static str, why: &'static str, scene: &'static str) -> Item {
    Item { what, why, scene }
}

/// The field of a topic; one that holds for anything where no field is known.
pub(super) fn of(topic: &Topic) -> &'static Bank {
    let all = [body::BANKS, craft::BANKS, trade::BANKS, world::BANKS, earth::BANKS];
    let scored = all.iter().flat_map(|banks| banks.iter()).map(|bank| (bank.score(topic), bank));
    // The first of the best, so that the tables' order settles a tie.
    let best = scored.filter(|(score, _)| *score > 0).rev().max_by_key(|(score, _)| *score);
    best.map_or(&ANY, |(_, bank)| bank)
}

impl Bank {
    fn score(&self, topic: &Topic) -> usize {
        topic.keywords.iter().filter(|word| self.speaks_of(word)).count()
    }

    fn speaks_of(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        let single = lower.strip_suffix('s').unwrap_or(&lower);
        self.signs.iter().any(|sign| *sign == lower || *sign == single)
    }
}
