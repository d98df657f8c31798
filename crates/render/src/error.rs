//! What can go wrong while a clip is made.

use std::path::PathBuf;

use crate::{MAX_SECONDS, MIN_LINE_SECONDS};

/// Why a clip, a thumbnail or a voice sample could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// The storyboard has no lines.
    #[error("cannot render a storyboard without lines")]
    NoLines,
    /// A line's length is not a number, not positive, or too short to be shown.
    #[error("cannot render line {line}: {seconds} s is not a length of at least {MIN_LINE_SECONDS} s")]
    BadLength {
        /// Index of the line in the storyboard, from 0.
        line: usize,
        /// The length it asked for, in seconds.
        seconds: f32,
    },
    /// The lines together are longer than [`MAX_SECONDS`].
    #[error("cannot render {seconds} s of video: {MAX_SECONDS} s is the most")]
    TooLong {
        /// The sum of the lines, in seconds.
        seconds: f32,
    },
    /// The cancel flag was set. Nothing was left behind.
    #[error("rendering was cancelled")]
    Cancelled,
    /// Drawing a frame failed.
    #[error("cannot draw {what}")]
    Draw {
        /// The part of the picture.
        what: &'static str,
    },
    /// Encoding or packing failed.
    #[error("cannot {operation}")]
    Encode {
        /// What was being done.
        operation: &'static str,
        /// The library's own word on it.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The file could not be written.
    #[error("cannot {operation} {path}")]
    File {
        /// What was being done to the file.
        operation: &'static str,
        /// The file.
        path: PathBuf,
        /// The operating system's answer.
        #[source]
        source: std::io::Error,
    },
}

impl RenderError {
    /// Wraps a codec's or muxer's error with what was being done.
    pub(crate) fn encode(operation: &'static str) -> impl FnOnce(Box<dyn std::error::Error + Send + Sync>) -> Self {
        move |source| Self::Encode { operation, source }
    }
}
