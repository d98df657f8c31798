//! Cut-out drawings in the encoder's colour space.

use tiny_skia::Pixmap;

/// A cut-out drawing, ready to be laid over a frame.
pub(crate) struct Sprite {
    pub(crate) left: i32,
    pub(crate) top: i32,
    pub(crate) luma: Sheet,
    /// For even and for odd horizontal positions, so that colour does not wobble against brightness while it moves.
    pub(crate) chroma: [Sheet; 2],
}

impl Sprite {
    /// Converts a drawing; empty margins are cut away. (`left`, `top`) is where the drawing's corner lies relative to the
    /// point the sprite is laid at. `None` when nothing is drawn.
    pub(crate) fn cut(pixmap: &Pixmap, left: i32, top: i32) -> Option<Self> {
        let (width, height) = (pixmap.width() as usize, pixmap.height() as usize);
        let data = pixmap.data();
        let (mut first, mut last, mut x0, mut x1) = (None, 0, width, 0);
        for (y, row) in data.chunks_exact(width * 4).enumerate() {
            let Some(start) = row.chunks_exact(4).position(|pixel| pixel[3] != 0) else { continue };
            let end = row.chunks_exact(4).rposition(|pixel| pixel[3] != 0).map_or(start, |x| x + 1);
            first = first.or(Some(y));
            last = y;
            (x0, x1) = (x0.min(start), x1.max(end));
        }
        let first = first?;
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
        for y in 0..h.min(height - y0) {
            let from = ((y0 + y) * width + x0) * 4;
            let row = &data[from..from + w.min(width - x0) * 4];
            for (x, pixel) in row.chunks_exact(4).enumerate() {
                if pixel[3] != 0 {
                    let [r, g, b, a] = [pixel[0], pixel[1], pixel[2], pixel[3]].map(u32::from);
                    luma.put(x, y, a, [brightness(r, g, b, a), 0]);
                }
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
                    if a == 0 {
                        continue;
                    }
                    sheet.put(x, y, (a + 2) / 4, colour(r, g, b, a));
                }
            }
            sheet.find_runs();
            sheet
        });
        Some(Self { left: left + x0 as i32, top: top + y0 as i32, luma, chroma })
    }
}

/// 2¹⁶ times each coefficient of BT.709 in limited range, for R, G and B.
const TO_Y: [i32; 3] = [11_966, 40_254, 4_064];
const TO_U: [i32; 3] = [-6_596, -22_189, 28_784];
const TO_V: [i32; 3] = [28_784, -26_145, -2_639];

/// Luma of a premultiplied colour, made straight again.
fn brightness(r: u32, g: u32, b: u32, a: u32) -> u8 {
    weigh(TO_Y, [r, g, b], a).wrapping_add(16).clamp(0, 255) as u8
}

/// U and V of a premultiplied colour, made straight again.
fn colour(r: u32, g: u32, b: u32, a: u32) -> [u8; 2] {
    [TO_U, TO_V].map(|weights| weigh(weights, [r, g, b], a).wrapping_add(128).clamp(0, 255) as u8)
}

/// The weighted sum of channels that were multiplied by `a` of 255. Channels and `a` may be sums of four pixels.
fn weigh(weights: [i32; 3], channels: [u32; 3], a: u32) -> i32 {
    if a == 0 {
        return 0;
    }
    // At most 1020 × 40 254 × 3, far inside 31 bits; wrapping only spares the checks of the development profile.
    let sum = weights
        .iter()
        .zip(channels)
        .fold(0_i32, |sum, (weight, channel)| sum.wrapping_add(weight.wrapping_mul(channel as i32)));
    let full = if a == 255 { sum } else { (i64::from(sum) * 255 / i64::from(a)) as i32 };
    full.wrapping_add(1 << 15) >> 16
}

/// Planes that share one coverage mask.
pub(crate) struct Sheet {
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
                let end = alpha[x..].iter().position(|&a| !same(a)).map_or(alpha.len(), |more| x + more);
                if kind != 0 {
                    self.runs.push(Run { start: x as u16, end: end as u16, opaque: kind == 255 });
                }
                x = end;
            }
        }
        self.row_runs.push(self.runs.len() as u32);
    }

    /// Lays the planes over planes of `width` × `height` with the corner at (`x`, `y`).
    pub(crate) fn lay(&self, planes: &mut [&mut Vec<u8>], width: usize, height: usize, x: i32, y: i32, opacity: u8) {
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

// The three blends stay in 16 bits (255 × 256 + 128 fits) and wrap instead of checking for the overflow that cannot be,
// so that the compiler turns them into vector code in the development profile too.

/// `share` of 256 parts of `s`, the rest of `d`.
pub(crate) fn mix(d: u8, s: u8, share: u16) -> u8 {
    let other = 256_u16.wrapping_sub(share);
    let sum = u16::from(s).wrapping_mul(share).wrapping_add(u16::from(d).wrapping_mul(other));
    (sum.wrapping_add(128) >> 8) as u8
}

fn blend(d: &mut [u8], s: &[u8], alpha: &[u8]) {
    for ((d, &s), &a) in d.iter_mut().zip(s).zip(alpha) {
        // 255 becomes 256, so that opaque is exact.
        *d = mix(*d, s, u16::from(a).wrapping_add(u16::from(a >> 7)));
    }
}

fn blend_faded(d: &mut [u8], s: &[u8], alpha: &[u8], opacity: u16) {
    for ((d, &s), &a) in d.iter_mut().zip(s).zip(alpha) {
        let a = u16::from(a).wrapping_add(u16::from(a >> 7)).wrapping_mul(opacity) >> 8;
        *d = mix(*d, s, a);
    }
}

fn blend_even(d: &mut [u8], s: &[u8], opacity: u16) {
    for (d, &s) in d.iter_mut().zip(s) {
        *d = mix(*d, s, opacity);
    }
}
