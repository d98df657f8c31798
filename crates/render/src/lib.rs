//! Draws and encodes the short 9:16 clips of the sandbox: frames, captions, sound, MP4.
//!
//! A storyboard goes in, a file that plays comes out; nothing of the system is used, neither fonts nor codecs. The way
//! of a picture: `view` and `scene` set up a `stage`, `film` plays it frame by frame and lays captions over it,
//! `h264` encodes, `mp4` packs it together with the sound of `music` and `aac`.

#![expect(
    clippy::many_single_char_names,
    clippy::cast_possible_wrap,
    reason = "x, y, r, g, b, t are the words of drawing, and sizes of pictures are far below 2³¹"
)]

mod aac;
mod art;
mod board;
mod caption;
mod caption_art;
mod error;
mod film;
mod frame;
mod h264;
mod lettering;
mod mp4;
mod music;
mod palette;
mod path;
mod scene;
mod seed;
mod soften;
mod sprite;
mod stage;
mod video;
mod view;
mod voice;

use std::path::Path;
use std::sync::atomic::AtomicBool;

pub use board::{CaptionPreset, Line, MAX_SECONDS, MIN_LINE_SECONDS, Music, Scene, Storyboard};
pub use error::RenderError;

/// Pictures a second in every clip.
pub const FPS: u32 = 24;

/// Media type of what [`voice_sample`] returns.
pub const VOICE_SAMPLE_TYPE: &str = "audio/wav";

/// What [`render_video`] wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clip {
    /// Length of the picture track in milliseconds.
    pub duration_ms: u64,
    /// Pictures in the file.
    pub frames: u32,
    /// Size of the file in bytes.
    pub file_size: u64,
}

/// Renders the storyboard to an MP4 file at `out`: 540×960 pixels, [`FPS`] pictures a second, H.264 and AAC, the index
/// first. Blocks for about a seventh of the clip's length. Writes beside `out` and renames, so that `out` is whole or
/// not there; the flag is looked at before every picture.
///
/// # Errors
/// A storyboard out of bounds, [`RenderError::Cancelled`], or a drawing, encoding or file error. Nothing is left behind.
pub fn render_video(board: &Storyboard, out: &Path, cancel: &AtomicBool) -> Result<Clip, RenderError> {
    video::render(board, out, cancel)
}

/// Draws a frame from the middle of the hook as a JPEG of 540×960 pixels.
///
/// # Errors
/// A storyboard out of bounds, or a drawing or encoding error.
pub fn render_thumbnail(board: &Storyboard) -> Result<Vec<u8>, RenderError> {
    video::thumbnail(board)
}

/// Three seconds of a hummed motif that is different for each voice; the type is [`VOICE_SAMPLE_TYPE`].
///
/// # Errors
/// None today; a later encoder may fail.
pub fn voice_sample(voice_id: &str) -> Result<Vec<u8>, RenderError> {
    Ok(voice::sample(voice_id))
}
