//! Puts a storyboard's pictures together, one frame after another.

use crate::caption::{self, Card};
use crate::caption_art::CardArt;
use crate::frame::Frame;
use crate::lettering::Lettering;
use crate::scene::{self, Director};
use crate::stage::Stage;
use crate::{FPS, RenderError, Storyboard};

/// How many frames one shot melts into the next.
const DISSOLVE: u32 = 5;

/// A storyboard being played.
pub(crate) struct Film<'a> {
    board: &'a Storyboard,
    director: Box<dyn Director>,
    lettering: Lettering,
    /// The first frame of each line, and the frame after the last.
    starts: Vec<u32>,
    line: Option<usize>,
    shot: Option<Stage>,
    before: Frame,
    frame: Frame,
    cards: Vec<Card>,
    art: Option<(usize, Option<CardArt>)>,
}

impl<'a> Film<'a> {
    /// # Errors
    /// When the storyboard is out of bounds.
    pub(crate) fn new(board: &'a Storyboard) -> Result<Self, RenderError> {
        board.seconds()?;
        let mut passed = 0.0;
        let mut starts = vec![0];
        for line in &board.lines {
            passed += line.seconds;
            starts.push((passed * FPS as f32).round() as u32);
        }
        Ok(Self {
            board,
            director: scene::direct(board),
            lettering: Lettering::new(),
            starts,
            line: None,
            shot: None,
            before: Frame::black(),
            frame: Frame::black(),
            cards: Vec::new(),
            art: None,
        })
    }

    /// Pictures in the whole film.
    pub(crate) fn frames(&self) -> u32 {
        self.starts.last().copied().unwrap_or(0)
    }

    /// The frame that stands for the film: well into the hook, with a caption settled.
    pub(crate) fn poster(&self) -> u32 {
        let seconds = self.board.lines.first().map_or(0.0, |line| line.seconds);
        let cards = self.deal(0);
        let middle = seconds * 0.55;
        let at = caption::shown_at(&cards, middle).map_or(middle, |card| {
            let card = &cards[card];
            (card.start() + 0.3).max(middle).min(f32::midpoint(card.start(), card.end).max(middle))
        });
        ((at * FPS as f32) as u32).min(self.starts[1].saturating_sub(1))
    }

    /// Whether the frame is the first of a line, where a keyframe belongs.
    pub(crate) fn cuts_at(&self, index: u32) -> bool {
        self.starts.contains(&index)
    }

    /// Draws frame number `index`. Cheapest in order.
    ///
    /// # Errors
    /// When a shot or caption cannot be drawn.
    pub(crate) fn draw(&mut self, index: u32) -> Result<&Frame, RenderError> {
        let last = self.board.lines.len() - 1;
        let line = self.starts.iter().rposition(|&first| first <= index).unwrap_or(0).min(last);
        if self.line != Some(line) {
            std::mem::swap(&mut self.before, &mut self.frame);
            // The old shot goes before the new one is drawn, so that the two are never in memory together.
            self.shot = None;
            self.shot = Some(self.director.shot(line, &mut self.lettering)?);
            self.cards = self.deal(line);
            self.art = None;
            self.line = Some(line);
        }
        let since = index - self.starts[line];
        let t = since as f32 / FPS as f32;
        if let Some(shot) = &self.shot {
            shot.play(t, &mut self.frame);
        }
        if line > 0 && since < DISSOLVE && self.director.dissolves() {
            let share = 256 - 256 * (since + 1) / (DISSOLVE + 1);
            self.frame.dissolve(&self.before, share as u16);
        }
        self.caption(t)?;
        Ok(&self.frame)
    }

    fn deal(&self, line: usize) -> Vec<Card> {
        let line = &self.board.lines[line];
        caption::deal(&self.lettering.clean(&line.text), self.board.words_per_line, line.seconds)
    }

    fn caption(&mut self, t: f32) -> Result<(), RenderError> {
        let Some(preset) = self.board.captions else { return Ok(()) };
        let Some(number) = caption::shown_at(&self.cards, t) else { return Ok(()) };
        let card = &self.cards[number];
        if self.art.as_ref().is_none_or(|(drawn, _)| *drawn != number) {
            self.art = Some((number, CardArt::draw(card, preset, &mut self.lettering)?));
        }
        if let Some((_, Some(art))) = &self.art {
            art.lay(&mut self.frame, self.director.caption_height(preset), t - card.start(), card.word_at(t));
        }
        Ok(())
    }
}
