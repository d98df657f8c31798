//! T1: the life of the outbox's intents against a model (reliability.md 4.2). A sequence of what a person, a network and
//! a power cut do is applied to the shipped core over its SQLite file and to a map from click to state; after every step
//! the two must say the same.
//!
//! Which request meets which fate hangs on the outbox's own timing, so the model is told of each answer as it leaves the
//! network; what it makes of it is its own affair and written down a second time here.

mod expect;
mod line;
mod sequence;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::{BUGS, Planted};
use line::Fate;

/// Steps of a sequence.
const STEPS: usize = 50;

/// What happens next. An [`Index`] chooses among the clicks so far.
#[derive(Clone, Debug)]
enum Step {
    /// "Add to queue"; the idea may be one that was asked for before.
    Click { twin: bool },
    /// The same click once more.
    Again(Index),
    /// What becomes of the next requests that cost.
    Fates(Vec<Fate>),
    /// Milliseconds go by.
    Wait(u64),
    /// The queue is paused, or goes on.
    Pause(bool),
    /// An item is taken back.
    Cancel(Index),
    /// An item gets another place among the waiting ones.
    Move(Index, u32),
    /// The person says what became of an item: there, or send it again.
    Decide(Index, bool),
    /// An item that came to nothing is asked for anew.
    Retry(Index),
    /// The key is checked, which lifts a hold.
    CheckKey,
    /// The program ends in order and starts again.
    Restart,
    /// The program is gone at this instant, and starts again.
    Crash,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        30 => prop::bool::weighted(0.2).prop_map(|twin| Step::Click { twin }),
        6 => any::<Index>().prop_map(Step::Again),
        16 => prop::collection::vec(fate(), 1..4).prop_map(Step::Fates),
        14 => (1u64..4_000).prop_map(Step::Wait),
        4 => (4_000u64..60_000).prop_map(Step::Wait),
        4 => any::<bool>().prop_map(Step::Pause),
        6 => any::<Index>().prop_map(Step::Cancel),
        6 => (any::<Index>(), 1u32..6).prop_map(|(which, place)| Step::Move(which, place)),
        4 => (any::<Index>(), any::<bool>()).prop_map(|(which, again)| Step::Decide(which, again)),
        4 => any::<Index>().prop_map(Step::Retry),
        4 => Just(Step::CheckKey),
    ]
}

fn end() -> impl Strategy<Value = Step> {
    prop_oneof![Just(Step::Restart), Just(Step::Crash)]
}

fn lives() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(prop_oneof![16 => step(), 1 => end()], STEPS)
}

fn fate() -> impl Strategy<Value = Fate> {
    prop::sample::select(Fate::ALL.to_vec())
}

/// So many sequences, or as many as `PROPTEST_CASES` says.
fn config(sequences: u32) -> ProptestConfig {
    let chosen = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig { cases: chosen.unwrap_or(sequences), max_shrink_iters: 600, ..ProptestConfig::default() }
}

// Two thousand together; the two run side by side and take about as long.
proptest! {
    #![proptest_config(config(1_200))]

    #[test]
    fn one_life_among_bad_answers(steps in prop::collection::vec(step(), STEPS), seed: u64) {
        prop_assert_eq!(sequence::run(&steps, seed, None), Vec::<String>::new());
    }
}

proptest! {
    #![proptest_config(config(800))]

    #[test]
    fn many_lives_ended_in_order_and_by_crashes(
        steps in lives(),
        seed: u64,
    ) {
        prop_assert_eq!(sequence::run(&steps, seed, None), Vec::<String>::new());
    }
}

/// The bugs that lie in the life of an intent. The others are the simulation's to find: time zones, clocks, a second
/// program, a disk that fails, a list that lags.
const INTENTS_BUGS: [&str; 7] = [
    "sending-after-send",
    "pending-at-start",
    "retry-on-500",
    "retry-on-timeout",
    "retry-below",
    "no-unique-click",
    "bind-nearest",
];

/// The control: what is wrong is seen.
#[test]
fn planted_bugs_are_found() {
    for name in INTENTS_BUGS {
        let planted: Planted = BUGS.iter().find(|(known, _)| *known == name).expect("a bug of that name").1;
        let mut runner = TestRunner::deterministic();
        let mut wrong = |seed: u64| {
            let steps = lives().new_tree(&mut runner).expect("a sequence").current();
            !sequence::run(&steps, seed, Some(planted)).is_empty()
        };
        assert!((0..200).any(&mut wrong), "{name} is not found in 200 sequences");
    }
}
