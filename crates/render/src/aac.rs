//! The sound track's encoder. The library is young, so nothing outside this file knows it.

use syom::{EncodeOptions, EncodedFrame, Encoder};

use crate::RenderError;

/// Samples per second of every sound we make. 48 kHz, because its AAC frames are whole ticks of the MP4 clock.
pub(crate) const SAMPLE_RATE: u32 = 48_000;
/// Samples in one AAC frame.
pub(crate) const FRAME_SAMPLES: u64 = 1024;

const BITRATE: u32 = 96_000;

/// Turns stereo samples into AAC frames with ADTS headers.
pub(crate) struct SoundEncoder {
    encoder: Encoder,
}

impl SoundEncoder {
    /// # Errors
    /// When the library refuses its settings.
    pub(crate) fn new() -> Result<Self, RenderError> {
        let encoder = Encoder::new(SAMPLE_RATE, 2, &EncodeOptions::adts().with_bitrate_bps(BITRATE))
            .map_err(|e| RenderError::encode("start the AAC encoder")(Box::new(e)))?;
        Ok(Self { encoder })
    }

    /// Encodes samples between −1 and 1; `frame` gets each frame that is complete.
    ///
    /// # Errors
    /// When the library fails.
    pub(crate) fn feed(
        &mut self,
        left: &[f32],
        right: &[f32],
        mut frame: impl FnMut(&[u8]),
    ) -> Result<(), RenderError> {
        let each = |unit: EncodedFrame<'_>| {
            frame(unit.au);
            Ok(())
        };
        match self.encoder.feed(&[left, right], each) {
            Ok(_) => Ok(()),
            Err(e) => Err(RenderError::encode("encode the sound")(Box::new(e))),
        }
    }

    /// Encodes what is still held back.
    ///
    /// # Errors
    /// When the library fails.
    pub(crate) fn finish(mut self, mut frame: impl FnMut(&[u8])) -> Result<(), RenderError> {
        let each = |unit: EncodedFrame<'_>| {
            frame(unit.au);
            Ok(())
        };
        match self.encoder.finish(each) {
            Ok(_) => Ok(()),
            Err(e) => Err(RenderError::encode("encode the end of the sound")(Box::new(e))),
        }
    }
}
