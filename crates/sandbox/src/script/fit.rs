//! Cutting a draft to length: enough words for the seconds, and the seconds dealt out by the words.

use rand::Rng as _;
use rand::rngs::StdRng;

use super::draft::{Beat, Draft};
use super::topic::Topic;
use super::{Script, Segment, words};

/// How many words a voice speaks in a second.
const PACE: f64 = 2.6;

/// Makes the draft a script of about `duration` seconds.
pub(super) fn fit(mut draft: Draft, topic: &Topic, duration: u32, chance: &mut StdRng) -> Script {
    // A little short of the wish, as real renders are; never more than a fifteenth.
    let estimated = duration - chance.random_range(0..=(duration / 15).min(2));
    weave(&mut draft, topic, duration);
    let budget = (f64::from(estimated) * PACE).round() as usize;
    let mut texts: Vec<String> = draft.beats.iter().map(|beat| beat.core.clone()).collect();
    let mut spoken = words::count(&draft.hook) + texts.iter().map(|t| words::count(t)).sum::<usize>();
    let goodbye = draft.beats.last_mut().and_then(|beat| beat.goodbye.take());
    let goodbye = goodbye.filter(|text| spoken + words::count(text) <= budget + 3);
    spoken += goodbye.as_deref().map_or(0, words::count);
    let deepest = draft.beats.iter().map(|beat| beat.extras.len()).max().unwrap_or(0);
    for depth in 0..deepest {
        for (text, beat) in texts.iter_mut().zip(&draft.beats) {
            let Some(extra) = beat.extras.get(depth) else { continue };
            let more = words::count(extra);
            if spoken + more <= budget + 3 {
                text.push(' ');
                text.push_str(extra);
                spoken += more;
            }
        }
    }
    if let (Some(text), Some(goodbye)) = (texts.last_mut(), goodbye) {
        text.push(' ');
        text.push_str(&goodbye);
    }
    let segments = deal(estimated, &draft.hook, &texts);
    let segments = texts.into_iter().zip(draft.beats).zip(segments);
    Script {
        word_count: spoken,
        estimated_duration: estimated,
        segments: segments
            .map(|((text, beat), seconds)| Segment { text, seconds, visual_prompt: beat.scene })
            .collect(),
        hook: draft.hook,
    }
}

/// Sees to it that the idea's own words occur: those that no line has yet are put into one of the middle.
fn weave(draft: &mut Draft, topic: &Topic, duration: u32) {
    let all = |draft: &Draft| {
        let cores: Vec<&str> = draft.beats.iter().map(|b: &Beat| b.core.as_str()).collect();
        format!("{} {}", draft.hook, cores.join(" ")).to_lowercase()
    };
    let most = if duration < 30 { 4 } else { 8 };
    let said = all(draft);
    let missing = topic.keywords.iter().take(most).filter(|word| !said.contains(&word.to_lowercase()));
    let missing: Vec<String> = missing.cloned().collect();
    if missing.is_empty() {
        return;
    }
    let at = draft.beats.len() / 2;
    let sentence = format!(" Keep {} in mind.", words::listed(&missing));
    draft.beats[at].core.push_str(&sentence);
}

/// Deals the seconds out: the hook by its words, the rest to the segments in proportion, each at least one, all whole.
fn deal(estimated: u32, hook: &str, texts: &[String]) -> Vec<u32> {
    let spoken = |text: &str| words::count(text).max(text.chars().count() / 12).max(1);
    let segments = texts.len() as u32;
    let longest_hook = estimated.saturating_sub(segments).clamp(1, 8);
    let total: usize = spoken(hook) + texts.iter().map(|t| spoken(t)).sum::<usize>();
    let share = f64::from(estimated) * spoken(hook) as f64 / total as f64;
    let for_hook = (share.round() as u32).clamp(1, longest_hook);
    let rest = estimated.saturating_sub(for_hook).max(segments);
    let weights: Vec<f64> = texts.iter().map(|t| spoken(t) as f64).collect();
    let sum: f64 = weights.iter().sum();
    let free = f64::from(rest - segments);
    let mut given = Vec::new();
    let mut before = 0.0;
    let mut dealt = 0;
    for weight in weights {
        before += weight;
        // Rounding the running total keeps the sum whole and exact.
        let until = (free * before / sum).round() as u32;
        given.push(1 + until - dealt);
        dealt = until;
    }
    given
}
