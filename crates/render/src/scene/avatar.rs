//! Talking avatar: a presenter at a microphone whose mouth moves in the beat of the words.

mod person;
mod room;

use std::rc::Rc;

use super::Director;
use crate::caption;
use crate::lettering::Lettering;
use crate::palette::{self, Palette};
use crate::seed::Dice;
use crate::stage::Stage;
use crate::{CaptionPreset, Line, RenderError, Storyboard};

pub(super) struct Avatar {
    seed: u64,
    lines: Vec<Line>,
    palette: Palette,
}

impl Avatar {
    pub(super) fn new(board: &Storyboard) -> Self {
        Self { seed: board.seed, lines: board.lines.clone(), palette: palette::shuffled(board.seed)[0] }
    }
}

impl Director for Avatar {
    fn shot(&mut self, line: usize, lettering: &mut Lettering) -> Result<Stage, RenderError> {
        let Line { text, seconds } = &self.lines[line];
        let mut stage = Stage::new(self.palette, Dice::new(self.seed, 400), *seconds);
        // Every other line is a closer shot, as if it were cut by hand.
        let zoom = if line.is_multiple_of(2) { 1.0 } else { 1.16 };
        room::furnish(&mut stage, zoom)?;
        let beats = Rc::new(beats(&lettering.clean(text), *seconds));
        person::seat(&mut stage, self.seed, zoom, line as f32 * 1.7, &beats)?;
        room::microphone(&mut stage, zoom)?;
        Ok(stage)
    }

    fn caption_height(&self, preset: CaptionPreset) -> i32 {
        if preset == CaptionPreset::MinimalWhite { 792 } else { 728 }
    }

    fn dissolves(&self) -> bool {
        false
    }
}

/// One opening of the mouth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Beat {
    start: f32,
    end: f32,
    /// A round vowel, as in "no".
    round: bool,
}

/// The syllables of a text, spread over its seconds as the captions are.
pub(super) fn beats(text: &str, seconds: f32) -> Vec<Beat> {
    let mut beats = Vec::new();
    for card in caption::deal(text, 1, seconds) {
        let Some(word) = card.words.first() else { continue };
        let round = vowels(word);
        // A word is a little shorter than its share; the mouth closes between words.
        let long = (card.end - card.start()) * 0.86;
        let each = long / round.len() as f32;
        for (i, round) in round.into_iter().enumerate() {
            let start = card.start() + each * i as f32;
            beats.push(Beat { start, end: start + each, round });
        }
    }
    beats
}

/// For each group of vowels whether it is round; at least one, since a word without any is said all the same.
fn vowels(word: &str) -> Vec<bool> {
    let mut groups = Vec::new();
    let mut inside = false;
    for letter in word.to_lowercase().chars() {
        let vowel = "aeiouyäöüáéíóúàèìòùâêîôûåæøœаеиоуыэюяё".contains(letter);
        if vowel && !inside {
            groups.push("ouöüóúòùôûøœоую".contains(letter));
        }
        inside = vowel;
    }
    if groups.is_empty() {
        groups.push(false);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_syllable_is_a_beat_within_the_line() {
        let beats = beats("Nobody knows why", 3.0);
        assert_eq!(beats.iter().map(|beat| beat.round).collect::<Vec<_>>(), [true, true, false, true, false]);
        assert!(beats.windows(2).all(|pair| pair[0].end <= pair[1].start + 1e-4), "one after another");
        assert!(beats.last().is_some_and(|beat| beat.end <= 3.0), "not longer than the line");
    }

    #[test]
    fn silence_keeps_the_mouth_shut() {
        assert!(beats("", 2.0).is_empty());
        assert_eq!(beats("hmm 夜", 2.0).len(), 2, "words without vowels move the mouth once");
    }
}
