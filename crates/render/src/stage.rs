//! A shot: a still backdrop and the things that move in front of it.

use crate::art::{Canvas, HIGH, SCALE, WIDE};
use crate::frame::Frame;
use crate::seed::Dice;
use crate::sprite::Sprite;
use crate::{RenderError, palette::Palette};

/// Where a thing stands at one moment, in pixels, and how solid it is (0 to 255).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) opacity: u8,
}

impl Place {
    /// A place in design units; opacity from 0 to 1.
    pub(crate) fn at(x: f32, y: f32, opacity: f32) -> Self {
        Self {
            x: (x * SCALE).round() as i32,
            y: (y * SCALE).round() as i32,
            opacity: (opacity.clamp(0.0, 1.0) * 255.0).round() as u8,
        }
    }
}

/// Gives a thing's place at the seconds since the shot began.
pub(crate) type Motion = Box<dyn Fn(f32) -> Place>;

struct Thing {
    sprite: std::rc::Rc<Sprite>,
    motion: Motion,
}

/// A shot being set up, and then played.
pub(crate) struct Stage {
    base: Frame,
    things: Vec<Thing>,
    /// The colours to draw with.
    pub(crate) palette: Palette,
    /// Chance that belongs to this shot.
    pub(crate) dice: Dice,
    /// How long the shot lasts, in seconds.
    pub(crate) seconds: f32,
    /// 1 when the camera drifts to the right, −1 when to the left.
    pub(crate) drift: f32,
}

/// Layers are not drawn wider than this much more than the picture; a long shot drifts more slowly instead.
const MOST_TRAVEL: f32 = 150.0;

impl Stage {
    /// An empty shot.
    pub(crate) fn new(palette: Palette, mut dice: Dice, seconds: f32) -> Self {
        let drift = if dice.below(2) == 0 { 1.0 } else { -1.0 };
        Self { base: Frame::black(), things: Vec::new(), palette, dice, seconds, drift }
    }

    /// Draws what never moves and fills the whole picture.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub(crate) fn backdrop(&mut self, draw: impl FnOnce(&mut Canvas, &Palette, &mut Dice)) -> Result<(), RenderError> {
        let mut canvas = Canvas::new(WIDE, HIGH)?;
        draw(&mut canvas, &self.palette, &mut self.dice.fork());
        self.base = Frame::from(canvas.pixmap());
        Ok(())
    }

    /// Draws a layer that drifts sideways at `speed` design units a second. The canvas is as wide as the drift needs.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub(crate) fn layer(
        &mut self,
        speed: f32,
        draw: impl FnOnce(&mut Canvas, &Palette, &mut Dice),
    ) -> Result<(), RenderError> {
        let travel = (speed * self.seconds).min(MOST_TRAVEL);
        let speed = travel / self.seconds;
        let mut canvas = Canvas::new(WIDE + travel, HIGH)?;
        // A fork, so that a longer shot of the same place has the same hills: they only go on further.
        draw(&mut canvas, &self.palette, &mut self.dice.fork());
        let right = self.drift > 0.0;
        self.put(&canvas, 0.0, 0.0, move |t| {
            let x = if right { -speed * t } else { speed * t - travel };
            Place::at(x.clamp(-travel, 0.0), 0.0, 1.0)
        });
        Ok(())
    }

    /// Draws a small thing on its own canvas and lets it move; the canvas' corner stands at the motion's place.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub(crate) fn thing(
        &mut self,
        wide: f32,
        high: f32,
        draw: impl FnOnce(&mut Canvas, &Palette, &mut Dice),
        motion: impl Fn(f32) -> Place + 'static,
    ) -> Result<(), RenderError> {
        let mut canvas = Canvas::new(wide, high)?;
        draw(&mut canvas, &self.palette, &mut self.dice.fork());
        self.put(&canvas, 0.0, 0.0, motion);
        Ok(())
    }

    /// Draws one small thing that appears many times, such as a snowflake.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub(crate) fn swarm(
        &mut self,
        size: f32,
        draw: impl FnOnce(&mut Canvas, &Palette),
        motions: Vec<Motion>,
    ) -> Result<(), RenderError> {
        let mut canvas = Canvas::new(size, size)?;
        draw(&mut canvas, &self.palette);
        if let Some(sprite) = Sprite::cut(canvas.pixmap(), 0, 0) {
            let sprite = std::rc::Rc::new(sprite);
            self.things.extend(motions.into_iter().map(|motion| Thing { sprite: sprite.clone(), motion }));
        }
        Ok(())
    }

    /// Takes over a finished drawing whose corner lies (`left`, `top`) design units from the motion's place.
    pub(crate) fn put(&mut self, canvas: &Canvas, left: f32, top: f32, motion: impl Fn(f32) -> Place + 'static) {
        if let Some(sprite) = Sprite::cut(canvas.pixmap(), (left * SCALE) as i32, (top * SCALE) as i32) {
            self.things.push(Thing { sprite: std::rc::Rc::new(sprite), motion: Box::new(motion) });
        }
    }

    /// Draws the moment `t` seconds into the shot.
    pub(crate) fn play(&self, t: f32, frame: &mut Frame) {
        frame.copy_from(&self.base);
        for thing in &self.things {
            let place = (thing.motion)(t);
            frame.lay(&thing.sprite, place.x, place.y, place.opacity);
        }
    }
}

/// From 0 to 1 with a soft start and end while `t` runs from `start` to `end`.
pub(crate) fn ease(t: f32, start: f32, end: f32) -> f32 {
    let x = ((t - start) / (end - start).max(0.001)).clamp(0.0, 1.0);
    x * x * (3.0 - 2.0 * x)
}

/// Swings between −1 and 1 once every `period` seconds, from the given phase (0 to 1).
pub(crate) fn sway(t: f32, period: f32, phase: f32) -> f32 {
    ((t / period + phase) * std::f32::consts::TAU).sin()
}

/// Runs from 0 to 1 again and again, once every `period` seconds.
pub(crate) fn cycle(t: f32, period: f32, phase: f32) -> f32 {
    (t / period + phase).rem_euclid(1.0)
}
