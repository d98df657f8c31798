//! AI b-roll: another place in other colours with every line, hard cuts.

use super::Director;
use crate::lettering::Lettering;
use crate::palette::{self, Palette};
use crate::seed::Dice;
use crate::stage::Stage;
use crate::view::{self, View};
use crate::{RenderError, Storyboard};

pub(super) struct Broll {
    seed: u64,
    seconds: Vec<f32>,
    places: [View; 11],
    palettes: [Palette; 8],
}

impl Broll {
    pub(super) fn new(board: &Storyboard) -> Self {
        let mut places = view::ALL;
        Dice::new(board.seed, 13).shuffle(&mut places);
        Self {
            seed: board.seed,
            seconds: board.lines.iter().map(|line| line.seconds).collect(),
            places,
            palettes: palette::shuffled(board.seed),
        }
    }

    /// The place of a line, in its colours.
    pub(super) fn place(&self, line: usize) -> Result<Stage, RenderError> {
        let palette = self.palettes[line % self.palettes.len()];
        let mut stage = Stage::new(palette, Dice::new(self.seed, 200 + line as u64), self.seconds[line]);
        self.places[line % self.places.len()](&mut stage)?;
        Ok(stage)
    }
}

impl Director for Broll {
    fn shot(&mut self, line: usize, _: &mut Lettering) -> Result<Stage, RenderError> {
        self.place(line)
    }

    fn dissolves(&self) -> bool {
        false
    }
}
