//! The picture track's encoder. The library is young, so nothing outside this file knows it.

use openh264::encoder::{
    BitRate, Complexity, Encoder, EncoderConfig, FrameRate, FrameType, Profile, RateControlMode, UsageType, VuiConfig,
};
use openh264::formats::YUVSource;
use openh264::{OpenH264API, Timestamp};

use crate::frame::{Frame, HEIGHT, WIDTH};
use crate::{FPS, RenderError};

/// Bits per second the encoder is told to expect.
const BITRATE: u32 = 1_200_000;

/// Turns frames into H.264 access units.
pub(crate) struct PictureEncoder {
    encoder: Encoder,
    frames: u64,
    unit: Vec<u8>,
}

/// One encoded frame, valid until the next one is encoded.
pub(crate) struct AccessUnit<'a> {
    /// Annex B bytes, with parameter sets before a keyframe.
    pub(crate) bytes: &'a [u8],
    /// Whether a player can start here.
    pub(crate) keyframe: bool,
}

impl PictureEncoder {
    /// # Errors
    /// When the library refuses its settings.
    pub(crate) fn new() -> Result<Self, RenderError> {
        let config = EncoderConfig::new()
            .bitrate(BitRate::from_bps(BITRATE))
            .max_frame_rate(FrameRate::from_hz(FPS as f32))
            // One quality for every picture: flat drawings need 0.3 to 0.8 Mbit/s at it, and a rate control would only
            // cost time. It also warns on stderr unless it may drop pictures.
            .rate_control_mode(RateControlMode::Off)
            .usage_type(UsageType::CameraVideoRealTime)
            .complexity(Complexity::Low)
            .profile(Profile::Baseline)
            .skip_frames(false)
            // We know where the cuts are, and ask for keyframes there ourselves.
            .scene_change_detect(false)
            .adaptive_quantization(false)
            // Finds still areas we hardly have, leaves specks on them, and costs a tenth of the time.
            .background_detection(false)
            .num_threads(1)
            .vui(VuiConfig::bt709());
        let encoder = Encoder::with_api_config(OpenH264API::from_source(), config)
            .map_err(|e| RenderError::encode("start the H.264 encoder")(Box::new(e)))?;
        Ok(Self { encoder, frames: 0, unit: Vec::new() })
    }

    /// Encodes the next frame; `keyframe` asks for one that does not need its predecessors.
    ///
    /// # Errors
    /// When the library fails.
    pub(crate) fn encode(&mut self, frame: &Frame, keyframe: bool) -> Result<AccessUnit<'_>, RenderError> {
        if keyframe && self.frames > 0 {
            self.encoder.force_intra_frame();
        }
        let at = Timestamp::from_millis(self.frames * 1000 / u64::from(FPS));
        let stream = self
            .encoder
            .encode_at(&Planes(frame), at)
            .map_err(|e| RenderError::encode("encode a frame")(Box::new(e)))?;
        self.frames += 1;
        self.unit.clear();
        stream.write_vec(&mut self.unit);
        let keyframe = matches!(stream.frame_type(), FrameType::IDR);
        Ok(AccessUnit { bytes: &self.unit, keyframe })
    }
}

struct Planes<'a>(&'a Frame);

impl YUVSource for Planes<'_> {
    fn dimensions(&self) -> (usize, usize) {
        (WIDTH, HEIGHT)
    }

    fn strides(&self) -> (usize, usize, usize) {
        (WIDTH, WIDTH / 2, WIDTH / 2)
    }

    fn y(&self) -> &[u8] {
        &self.0.y
    }

    fn u(&self) -> &[u8] {
        &self.0.u
    }

    fn v(&self) -> &[u8] {
        &self.0.v
    }
}
