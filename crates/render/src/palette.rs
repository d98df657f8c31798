//! The colours a scene is drawn in.

use crate::art::Ink;
use crate::seed::Dice;

/// One mood of light and land.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Palette {
    /// From the top of the sky to the horizon.
    pub(crate) sky: [Ink; 3],
    /// The farthest ridge.
    pub(crate) far: Ink,
    /// The middle ground.
    pub(crate) mid: Ink,
    /// What stands closest, nearly a silhouette.
    pub(crate) near: Ink,
    /// Sun, moon and lamps.
    pub(crate) light: Ink,
    /// One warm or loud spot.
    pub(crate) accent: Ink,
    /// Whether stars show.
    pub(crate) night: bool,
}

impl Palette {
    /// The mood that is `share` of the way to the other, 0 to 1.
    pub(crate) fn mix(&self, other: &Self, share: f32) -> Self {
        let blend = |a: Ink, b: Ink| a.mix(b, share);
        let sky = [0, 1, 2].map(|i| blend(self.sky[i], other.sky[i]));
        Self {
            sky,
            far: blend(self.far, other.far),
            mid: blend(self.mid, other.mid),
            near: blend(self.near, other.near),
            light: blend(self.light, other.light),
            accent: blend(self.accent, other.accent),
            night: if share < 0.5 { self.night } else { other.night },
        }
    }
}

const fn palette(sky: [u32; 3], land: [u32; 3], light: u32, accent: u32, night: bool) -> Palette {
    Palette {
        sky: [Ink(sky[0]), Ink(sky[1]), Ink(sky[2])],
        far: Ink(land[0]),
        mid: Ink(land[1]),
        near: Ink(land[2]),
        light: Ink(light),
        accent: Ink(accent),
        night,
    }
}

/// All moods. Every scene can be drawn in each of them.
pub(crate) const PALETTES: [Palette; 8] = [
    // Dusk over water.
    palette([0x3D_5A6C, 0xC9_8F6B, 0xF2_C48D], [0x7D_6A67, 0x4B_4E57, 0x16_262F], 0xFF_F3D6, 0xB8_442E, false),
    // Deep night.
    palette([0x0D_1830, 0x2A_3A5E, 0x7B_5A6B], [0x2B_3656, 0x18_223C, 0x0A_1020], 0xF1_E6CF, 0xF0_B866, true),
    // Mist.
    palette([0x9F_B2A6, 0xC4_CDBE, 0xD5_D9C9], [0xA9_B9AA, 0x6F_8A7A, 0x1F_3A30], 0xF1_EFDF, 0xC9_6B3C, false),
    // Cold morning.
    palette([0x16_324A, 0x5F_8AA0, 0xDF_E6E3], [0x8A_A7B4, 0x4F_7386, 0x14_2C3C], 0xFF_F6E4, 0xA3_3A2A, false),
    // Desert evening.
    palette([0x26_324F, 0xA9_705D, 0xE0_A56D], [0xB0_6F48, 0x7A_4A38, 0x2C_1A1C], 0xF9_E4C0, 0xE2_622C, false),
    // Lagoon.
    palette([0x0F_3B4F, 0x2B_7A86, 0xB9_DCC8], [0x4D_8F92, 0x24_5F69, 0x0A_2830], 0xFF_F0CC, 0xF0_8A4B, false),
    // Violet hour.
    palette([0x2B_2550, 0x8A_5F8F, 0xF0_B79A], [0x7A_5A86, 0x4C_3B68, 0x1B_1631], 0xFF_E9C9, 0xF2_7A5E, true),
    // Ember.
    palette([0x1D_1A26, 0x5B_2F33, 0xC0_603A], [0x6B_3A38, 0x3A_2430, 0x14_0E14], 0xFF_C46B, 0xE2_622C, true),
];

/// The palettes in an order of their own for this seed, so that the shots of one video differ.
pub(crate) fn shuffled(seed: u64) -> [Palette; 8] {
    let mut order = PALETTES;
    Dice::new(seed, 11).shuffle(&mut order);
    order
}
