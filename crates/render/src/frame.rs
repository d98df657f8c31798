//! Pictures in the encoder's own colour space: a whole frame, and cut-out sprites that are laid over it.
//!
//! Everything drawn is converted from RGBA to 4:2:0 once, when it is cached. A frame is then only copies and blends of
//! those planes, which is several times cheaper than composing RGBA and converting 24 times a second.

use tiny_skia::Pixmap;

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
                *d = ((u16::from(s) * share + u16::from(*d) * (256 - share) + 128) >> 8) as u8;
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
                let y = 1.1644 * (f32::from(self.y[row * WIDTH + column]) - 16.0);
                let (u, v) = (f32::from(self.u[at]) - 128.0, f32::from(self.v[at]) - 128.0);
                for value in [y + 1.7927 * v, y - 0.2132 * u - 0.5329 * v, y + 2.1124 * u] {
                    rgb.push(value.round().clamp(0.0, 255.0) as u8);
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

/// A cut-out drawing, ready to be laid over a frame.
pub(crate) struct Sprite {
    left: i32,
    top: i32,
    luma: Sheet,
    /// For even and for odd horizontal positions, so that colour does not wobble against brightness while it moves.
    chroma: [Sheet; 2],
}

impl Sprite {
    /// Converts a drawing; empty margins are cut away. (`left`, `top`) is where the drawing's corner lies relative to the
    /// point the sprite is laid at. `None` when nothing is drawn.
    pub(crate) fn cut(pixmap: &Pixmap, left: i32, top: i32) -> Option<Self> {
        let (width, height) = (pixmap.width() as usize, pixmap.height() as usize);
        let data = pixmap.data();
        let shown = |x: usize, y: usize| data[(y * width + x) * 4 + 3] != 0;
        let first = (0..height).find(|&y| (0..width).any(|x| shown(x, y)))?;
        let last = (0..height).rev().find(|&y| (0..width).any(|x| shown(x, y)))?;
        let mut x0 = width;
        let mut x1 = 0;
        for y in first..=last {
            if let Some(x) = (0..x0).find(|&x| shown(x, y)) {
                x0 = x;
            }
            if let Some(x) = (x1..width).rev().find(|&x| shown(x, y)) {
                x1 = x + 1;
            }
        }
        // Even corners keep the rows and columns of luma and chroma together.
        let (x0, y0) = (x0 & !1, first & !1);
        let (w, h) = ((x1 - x0).next_multiple_of(2), (last + 1 - y0).next_multiple_of(2));
        let pixel = |x: i32, y: usize| -> [u32; 4] {
            let (px, py) = (x0 as i32 + x, y0 + y);
            if px < 0 || px as usize >= width || py >= height {
                return [0; 4];
            }
            let at = (py * width + px as usize) * 4;
            [data[at], data[at + 1], data[at + 2], data[at + 3]].map(u32::from)
        };

        let mut luma = Sheet::new(w, h, 1);
        for y in 0..h {
            for x in 0..w {
                let [r, g, b, a] = pixel(x as i32, y);
                luma.put(x, y, a, [brightness(r, g, b, a), 0]);
            }
        }
        luma.find_runs();
        let chroma = [0, 1].map(|odd: i32| {
            let mut sheet = Sheet::new(w / 2 + odd as usize, h / 2, 2);
            for y in 0..h / 2 {
                for x in 0..sheet.width {
                    let column = x as i32 * 2 - odd;
                    let mut sum = [0; 4];
                    for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                        let p = pixel(column + dx, y * 2 + dy);
                        for (total, value) in sum.iter_mut().zip(p) {
                            *total += value;
                        }
                    }
                    let [r, g, b, a] = sum;
                    sheet.put(x, y, (a + 2) / 4, colour(r, g, b, a));
                }
            }
            sheet.find_runs();
            sheet
        });
        Some(Self { left: left + x0 as i32, top: top + y0 as i32, luma, chroma })
    }
}

/// Luma of a premultiplied colour, made straight again.
fn brightness(r: u32, g: u32, b: u32, a: u32) -> u8 {
    if a == 0 {
        return 16;
    }
    (16.0 + (0.1826 * r as f32 + 0.6142 * g as f32 + 0.0620 * b as f32) * 255.0 / a as f32).round() as u8
}

/// U and V of a premultiplied colour, made straight again.
fn colour(r: u32, g: u32, b: u32, a: u32) -> [u8; 2] {
    if a == 0 {
        return [128; 2];
    }
    let (r, g, b, scale) = (r as f32, g as f32, b as f32, 255.0 / a as f32);
    let u = 128.0 + (-0.1006 * r - 0.3386 * g + 0.4392 * b) * scale;
    let v = 128.0 + (0.4392 * r - 0.3989 * g - 0.0403 * b) * scale;
    [u.round().clamp(0.0, 255.0) as u8, v.round().clamp(0.0, 255.0) as u8]
}

/// Planes that share one coverage mask.
struct Sheet {
    width: usize,
    height: usize,
    alpha: Vec<u8>,
    planes: Vec<Vec<u8>>,
    runs: Vec<Run>,
    /// Where each row's runs begin in `runs`; one entry more than rows.
    row_runs: Vec<u32>,
}

/// Neighbouring pixels of a row that are all opaque, or need blending. Transparent pixels are in no run.
#[derive(Clone, Copy)]
struct Run {
    start: u16,
    end: u16,
    opaque: bool,
}

impl Sheet {
    fn new(width: usize, height: usize, planes: usize) -> Self {
        Self {
            width,
            height,
            alpha: vec![0; width * height],
            planes: vec![vec![0; width * height]; planes],
            runs: Vec::new(),
            row_runs: Vec::new(),
        }
    }

    fn put(&mut self, x: usize, y: usize, alpha: u32, values: [u8; 2]) {
        let at = y * self.width + x;
        self.alpha[at] = alpha as u8;
        for (plane, value) in self.planes.iter_mut().zip(values) {
            plane[at] = value;
        }
    }

    fn find_runs(&mut self) {
        for row in 0..self.height {
            self.row_runs.push(self.runs.len() as u32);
            let alpha = &self.alpha[row * self.width..(row + 1) * self.width];
            let mut x = 0;
            while x < alpha.len() {
                let kind = alpha[x];
                let same = |a: u8| match kind {
                    0 => a == 0,
                    255 => a == 255,
                    _ => a != 0 && a != 255,
                };
                let end = (x..alpha.len()).find(|&i| !same(alpha[i])).unwrap_or(alpha.len());
                if kind != 0 {
                    self.runs.push(Run { start: x as u16, end: end as u16, opaque: kind == 255 });
                }
                x = end;
            }
        }
        self.row_runs.push(self.runs.len() as u32);
    }

    fn lay(&self, planes: &mut [&mut Vec<u8>], width: usize, height: usize, x: i32, y: i32, opacity: u8) {
        let (left, right) = ((-x).max(0) as usize, (width as i32 - x).clamp(0, self.width as i32) as usize);
        let (top, bottom) = ((-y).max(0) as usize, (height as i32 - y).clamp(0, self.height as i32) as usize);
        for row in top..bottom {
            let target = (row as i32 + y) as usize * width;
            for run in &self.runs[self.row_runs[row] as usize..self.row_runs[row + 1] as usize] {
                let (start, end) = (left.max(run.start as usize), right.min(run.end as usize));
                if start >= end {
                    continue;
                }
                let source = row * self.width + start..row * self.width + end;
                let to = target + (start as i32 + x) as usize;
                for (plane, own) in planes.iter_mut().zip(&self.planes) {
                    let d = &mut plane[to..to + (end - start)];
                    let s = &own[source.clone()];
                    match (run.opaque, opacity) {
                        (true, 255) => d.copy_from_slice(s),
                        (true, _) => blend_even(d, s, u16::from(opacity)),
                        (false, 255) => blend(d, s, &self.alpha[source.clone()]),
                        (false, _) => blend_faded(d, s, &self.alpha[source.clone()], u16::from(opacity)),
                    }
                }
            }
        }
    }
}

// The three blends stay in 16 bits (255 × 256 + 128 fits), so that the compiler turns them into vector code.

fn blend(d: &mut [u8], s: &[u8], alpha: &[u8]) {
    for ((d, &s), &a) in d.iter_mut().zip(s).zip(alpha) {
        let a = u16::from(a) + u16::from(a >> 7);
        *d = ((u16::from(s) * a + u16::from(*d) * (256 - a) + 128) >> 8) as u8;
    }
}

fn blend_faded(d: &mut [u8], s: &[u8], alpha: &[u8], opacity: u16) {
    for ((d, &s), &a) in d.iter_mut().zip(s).zip(alpha) {
        let a = ((u16::from(a) + u16::from(a >> 7)) * opacity) >> 8;
        *d = ((u16::from(s) * a + u16::from(*d) * (256 - a) + 128) >> 8) as u8;
    }
}

fn blend_even(d: &mut [u8], s: &[u8], opacity: u16) {
    for (d, &s) in d.iter_mut().zip(s) {
        *d = ((u16::from(s) * opacity + u16::from(*d) * (256 - opacity) + 128) >> 8) as u8;
    }
}
