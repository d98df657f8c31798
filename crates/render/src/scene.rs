//! The five formats. Each sets up the shot of every line.

mod avatar;
mod broll;
mod icons;
mod listicle;
mod quiz;
mod story;

use crate::lettering::Lettering;
use crate::stage::Stage;
use crate::{CaptionPreset, RenderError, Scene, Storyboard};

/// Sets up shots.
pub(crate) trait Director {
    /// The shot of one line.
    ///
    /// # Errors
    /// When there is no memory for it.
    fn shot(&mut self, line: usize, lettering: &mut Lettering) -> Result<Stage, RenderError>;

    /// Height of a caption's middle, in pixels from the top.
    fn caption_height(&self, preset: CaptionPreset) -> i32 {
        match preset {
            CaptionPreset::BoldPop => 704,
            CaptionPreset::MinimalWhite => 768,
            CaptionPreset::KaraokeNeon => 712,
        }
    }

    /// Whether one line's shot melts into the next, or is cut.
    fn dissolves(&self) -> bool {
        true
    }
}

/// The director of a storyboard's format.
pub(crate) fn direct(board: &Storyboard) -> Box<dyn Director> {
    match board.scene {
        Scene::FacelessStory => Box::new(story::Story::new(board)),
        Scene::AiBroll => Box::new(broll::Broll::new(board)),
        Scene::TalkingAvatar => Box::new(avatar::Avatar::new(board)),
        Scene::Quiz => Box::new(quiz::Quiz::new(board)),
        Scene::Listicle => Box::new(listicle::Listicle::new(board)),
    }
}
