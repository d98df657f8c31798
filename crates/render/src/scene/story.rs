//! Faceless story: up to four places, each seen over some lines while its light changes.

use super::Director;
use crate::lettering::Lettering;
use crate::palette::{self, Palette};
use crate::seed::Dice;
use crate::stage::Stage;
use crate::view::{self, View};
use crate::{RenderError, Storyboard};

/// Lines that share a place, at least.
const LINES_A_PLACE: usize = 2;

pub(super) struct Story {
    seed: u64,
    seconds: Vec<f32>,
    places: Vec<View>,
    palettes: [Palette; 8],
}

impl Story {
    pub(super) fn new(board: &Storyboard) -> Self {
        let mut places = view::STORIES.to_vec();
        Dice::new(board.seed, 12).shuffle(&mut places);
        let count = (board.lines.len() / LINES_A_PLACE).clamp(1, 4);
        places.truncate(count);
        Self {
            seed: board.seed,
            seconds: board.lines.iter().map(|line| line.seconds).collect(),
            places,
            palettes: palette::shuffled(board.seed),
        }
    }
}

impl Director for Story {
    fn shot(&mut self, line: usize, _: &mut Lettering) -> Result<Stage, RenderError> {
        let lines = self.seconds.len();
        let place = line * self.places.len() / lines;
        let share = line as f32 / (lines.max(2) - 1) as f32;
        // Three of four parts of the way: mixed half and half, two moods would be grey.
        let mood = self.palettes[0].mix(&self.palettes[1], (share * 0.75).min(0.3 + share * 0.2));
        let mut stage = Stage::new(mood, Dice::new(self.seed, 100 + place as u64), self.seconds[line]);
        // To and fro, so that the camera goes on from where the line before has left it.
        stage.drift = if line.is_multiple_of(2) { 1.0 } else { -1.0 };
        self.places[place](&mut stage)?;
        Ok(stage)
    }
}
