//! The file around the two tracks. The library is young, so nothing outside this file knows it.

use std::io::Write;

use muxide::api::{AacProfile, AudioCodec, Muxer, MuxerBuilder, VideoCodec};

use crate::aac::{FRAME_SAMPLES, SAMPLE_RATE};
use crate::frame::{HEIGHT, WIDTH};
use crate::h264::AccessUnit;
use crate::{FPS, RenderError};

/// Writes an MP4 file whose index stands first, so that it plays before it is loaded whole.
pub(crate) struct Mp4<W: Write> {
    muxer: Muxer<W>,
    pictures: u64,
    sounds: u64,
}

impl<W: Write> Mp4<W> {
    /// # Errors
    /// When the library refuses its settings.
    pub(crate) fn new(out: W) -> Result<Self, RenderError> {
        let muxer = MuxerBuilder::new(out)
            .video(VideoCodec::H264, WIDTH as u32, HEIGHT as u32, f64::from(FPS))
            .audio(AudioCodec::Aac(AacProfile::Lc), SAMPLE_RATE, 2)
            .with_fast_start(true)
            .build()
            .map_err(|e| RenderError::encode("start the MP4 file")(Box::new(e)))?;
        Ok(Self { muxer, pictures: 0, sounds: 0 })
    }

    /// Adds the next picture.
    ///
    /// # Errors
    /// When the library refuses it.
    pub(crate) fn picture(&mut self, unit: &AccessUnit<'_>) -> Result<(), RenderError> {
        let at = self.pictures as f64 / f64::from(FPS);
        self.pictures += 1;
        self.muxer
            .write_video(at, unit.bytes, unit.keyframe)
            .map_err(|e| RenderError::encode("add a picture to the MP4 file")(Box::new(e)))
    }

    /// Adds the next AAC frame, unless it would begin after the last picture has ended.
    ///
    /// # Errors
    /// When the library refuses it.
    pub(crate) fn sound(&mut self, adts: &[u8], seconds: f64) -> Result<(), RenderError> {
        let at = (self.sounds * FRAME_SAMPLES) as f64 / f64::from(SAMPLE_RATE);
        if at >= seconds {
            return Ok(());
        }
        self.sounds += 1;
        self.muxer.write_audio(at, adts).map_err(|e| RenderError::encode("add sound to the MP4 file")(Box::new(e)))
    }

    /// Writes the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn finish(mut self) -> Result<W, RenderError> {
        self.muxer.finish_in_place().map_err(|e| RenderError::encode("write the MP4 file")(Box::new(e)))?;
        Ok(self.muxer.into_writer())
    }
}
