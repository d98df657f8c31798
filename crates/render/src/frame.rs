//! Pictures in the encoder's own colour space: a whole frame that sprites are laid over.
//!
//! Everything drawn is converted from RGBA to 4:2:0 once, when it is cached. A frame is then only copies and blends of
//! those planes, which is several times cheaper than composing RGBA and converting 24 times a second.

use tiny_skia::Pixmap;

use crate::sprite::{Sprite, mix};

/// Width of the picture in pixels.
pub(crate) const WIDTH: usize = 540;
/// Height of the picture in pixels.
pub(crate) const HEIGHT: usize = 960;

/// One picture: full-size luma and half-size chroma planes (BT.709, limited range).
#[derive(Clone)]
pub(crate) struct Frame {
    pub(crate) y: Vec<u8>,
    pub(crate) u: Vec<u8>,
    pub(crate) v: Vec<u8>,
}

impl Frame {
    /// A black picture.
    pub(crate) fn black() -> Self {
        let quarter = WIDTH * HEIGHT / 4;
        Self { y: vec![16; WIDTH * HEIGHT], u: vec![128; quarter], v: vec![128; quarter] }
    }

    /// Takes over the other picture's pixels without a new allocation.
    pub(crate) fn copy_from(&mut self, other: &Self) {
        self.y.copy_from_slice(&other.y);
        self.u.copy_from_slice(&other.u);
        self.v.copy_from_slice(&other.v);
    }

    /// Lets `other` show through: 0 leaves the picture as it is, 256 replaces it.
    pub(crate) fn dissolve(&mut self, other: &Self, share: u16) {
        for (mine, theirs) in [(&mut self.y, &other.y), (&mut self.u, &other.u), (&mut self.v, &other.v)] {
            for (d, &s) in mine.iter_mut().zip(theirs) {
                *d = mix(*d, s, share);
            }
        }
    }

    /// Lays a sprite over the picture with its origin at (`x`, `y`). Parts outside are cut off. `y` is rounded down to an
    /// even row, because chroma has only every other one.
    pub(crate) fn lay(&mut self, sprite: &Sprite, x: i32, y: i32, opacity: u8) {
        if opacity == 0 {
            return;
        }
        let (x, y) = (x + sprite.left, (y + sprite.top) & !1);
        let odd = usize::from(x & 1 != 0);
        sprite.luma.lay(&mut [&mut self.y], WIDTH, HEIGHT, x, y, opacity);
        // With an odd offset the first chroma sample covers one column left of the sprite; floor division finds it.
        let chroma = &sprite.chroma[odd];
        chroma.lay(&mut [&mut self.u, &mut self.v], WIDTH / 2, HEIGHT / 2, x.div_euclid(2), y / 2, opacity);
    }

    /// The picture as packed RGB, for a still image.
    pub(crate) fn to_rgb(&self) -> Vec<u8> {
        let mut rgb = Vec::with_capacity(WIDTH * HEIGHT * 3);
        for row in 0..HEIGHT {
            for column in 0..WIDTH {
                let at = (row / 2) * (WIDTH / 2) + column / 2;
                // 2¹⁶ times the coefficients of BT.709 in limited range.
                let y = 76_309 * (i32::from(self.y[row * WIDTH + column]) - 16);
                let (u, v) = (i32::from(self.u[at]) - 128, i32::from(self.v[at]) - 128);
                for value in [y + 117_489 * v, y - 13_975 * u - 34_925 * v, y + 138_438 * u] {
                    rgb.push(((value + (1 << 15)) >> 16).clamp(0, 255) as u8);
                }
            }
        }
        rgb
    }
}

impl From<&Pixmap> for Frame {
    /// Converts an opaque drawing of exactly the frame's size.
    fn from(pixmap: &Pixmap) -> Self {
        let mut frame = Self::black();
        if let Some(sprite) = Sprite::cut(pixmap, 0, 0) {
            frame.lay(&sprite, 0, 0, 255);
        }
        frame
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiny_skia::Color;

    fn dot(wide: u32, high: u32, r: u8, g: u8, b: u8, a: u8) -> Sprite {
        let mut pixmap = Pixmap::new(wide, high).expect("a small pixmap");
        pixmap.fill(Color::from_rgba8(r, g, b, a));
        Sprite::cut(&pixmap, 0, 0).expect("something is drawn")
    }

    fn rgb(frame: &Frame, x: usize, y: usize) -> [u8; 3] {
        let at = (y * WIDTH + x) * 3;
        let all = frame.to_rgb();
        [all[at], all[at + 1], all[at + 2]]
    }

    fn near(a: [u8; 3], b: [u8; 3]) -> bool {
        a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 3)
    }

    #[test]
    fn colours_survive_the_way_there_and_back() {
        for ink in [[0, 0, 0], [255, 255, 255], [200, 60, 30], [10, 200, 120], [20, 40, 220]] {
            let mut frame = Frame::black();
            frame.lay(&dot(16, 16, ink[0], ink[1], ink[2], 255), 100, 50, 255);
            assert!(near(rgb(&frame, 106, 56), ink), "{ink:?} became {:?}", rgb(&frame, 106, 56));
            assert!(near(rgb(&frame, 99, 56), [0, 0, 0]) || ink[0] == 0, "nothing beside it");
        }
    }

    #[test]
    fn a_sprite_moves_by_single_pixels_and_is_cut_at_the_edges() {
        let sprite = dot(8, 8, 255, 255, 255, 255);
        for x in [-20, -7, -1, 0, 1, 37, 535, 539, 540, 2000] {
            for y in [-20, -3, 0, 5, 955, 959, 960, 2000] {
                let mut frame = Frame::black();
                frame.lay(&sprite, x, y, 255);
                let row = (y & !1).clamp(0, HEIGHT as i32 - 1) as usize * WIDTH;
                let lit = frame.y[row..row + WIDTH].iter().filter(|&&y| y > 200).count() as i32;
                let inside = (-8 < (y & !1)) && y < HEIGHT as i32;
                let expected = if inside { (x + 8).clamp(0, 540) - x.clamp(0, 540) } else { 0 };
                assert_eq!(lit, expected, "at {x}, {y}");
            }
        }
    }

    #[test]
    fn half_opacity_is_half_the_way() {
        let mut frame = Frame::black();
        frame.lay(&dot(8, 8, 255, 255, 255, 255), 10, 10, 128);
        assert!(frame.y[12 * WIDTH + 12].abs_diff(126) <= 1, "{}", frame.y[12 * WIDTH + 12]);
        frame.lay(&dot(8, 8, 255, 255, 255, 128), 40, 10, 255);
        assert!(frame.y[12 * WIDTH + 42].abs_diff(126) <= 2, "{}", frame.y[12 * WIDTH + 42]);
    }

    #[test]
    fn an_empty_drawing_is_no_sprite() {
        assert!(Sprite::cut(&Pixmap::new(9, 9).expect("a small pixmap"), 0, 0).is_none());
    }
}
