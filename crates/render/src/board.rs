//! What a video is made of, and the bounds it must keep.

use crate::RenderError;

/// The longest storyboard that is rendered, in seconds of all its lines together.
pub const MAX_SECONDS: f32 = 120.0;

/// The shortest line, in seconds: one that is shorter would be gone before a caption could be read.
pub const MIN_LINE_SECONDS: f32 = 0.2;

/// Which drawn scene carries the video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scene {
    /// A landscape that drifts by while the story is told.
    FacelessStory,
    /// A new picture with every line.
    AiBroll,
    /// A presenter whose mouth moves in the beat of the words.
    TalkingAvatar,
    /// A question, and choices that appear one after another.
    Quiz,
    /// A landscape for each item, with the item's number at the top left.
    Listicle,
}

/// How the spoken words are written over the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaptionPreset {
    /// Heavy capitals with a dark outline; the second row is yellow.
    BoldPop,
    /// Small white text as it was written, with a soft shadow.
    MinimalWhite,
    /// Heavy white text; the word being spoken glows in neon green.
    KaraokeNeon,
}

/// The mood of the music under the video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Music {
    /// Bright plucked chords with a light beat.
    Upbeat,
    /// Slow, warm chords.
    Calm,
    /// A low pulse under minor chords.
    Dramatic,
    /// Digital silence. The sound track is there all the same.
    None,
}

/// One line of the script and how long it is spoken.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The words. May be empty: then the picture stands without a caption.
    pub text: String,
    /// How long the line lasts, in seconds.
    pub seconds: f32,
}

/// Everything that decides what a video looks and sounds like. The same storyboard always gives the same bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Storyboard {
    /// The drawn scene.
    pub scene: Scene,
    /// The script in the order it is spoken; the first line is the hook.
    pub lines: Vec<Line>,
    /// How captions look; `None` leaves them out.
    pub captions: Option<CaptionPreset>,
    /// How many words stand on one caption card; 0 counts as 1.
    pub words_per_line: usize,
    /// The mood of the music.
    pub music: Music,
    /// Picks palette and layout, so that two videos of one format do not look alike.
    pub seed: u64,
}

impl Storyboard {
    /// The sum of the lines' lengths in seconds.
    ///
    /// # Errors
    /// [`RenderError::NoLines`], [`RenderError::BadLength`] for a line that is shorter than [`MIN_LINE_SECONDS`] or not
    /// a number, [`RenderError::TooLong`] above [`MAX_SECONDS`].
    pub fn seconds(&self) -> Result<f32, RenderError> {
        if self.lines.is_empty() {
            return Err(RenderError::NoLines);
        }
        let mut sum = 0.0_f32;
        for (index, line) in self.lines.iter().enumerate() {
            if !line.seconds.is_finite() || line.seconds < MIN_LINE_SECONDS {
                return Err(RenderError::BadLength { line: index, seconds: line.seconds });
            }
            sum += line.seconds;
        }
        if sum > MAX_SECONDS {
            return Err(RenderError::TooLong { seconds: sum });
        }
        Ok(sum)
    }
}
