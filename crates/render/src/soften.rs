//! Blurs a drawing, for shadows and glow.

use tiny_skia::Pixmap;

/// Blurs all channels. Three passes of a running average come close to a Gaussian of that radius in pixels.
pub(crate) fn blur(pixmap: &mut Pixmap, radius: usize) {
    let (width, height) = (pixmap.width() as usize, pixmap.height() as usize);
    let mut line = vec![[0u8; 4]; width.max(height)];
    let data = pixmap.data_mut();
    for _ in 0..3 {
        for y in 0..height {
            average(data, y * width, 1, width, radius, &mut line);
        }
        for x in 0..width {
            average(data, x, width, height, radius, &mut line);
        }
    }
}

fn average(data: &mut [u8], first: usize, step: usize, count: usize, radius: usize, line: &mut [[u8; 4]]) {
    let radius = radius / 2 + 1;
    let window = radius as u32 * 2 + 1;
    for (i, pixel) in line[..count].iter_mut().enumerate() {
        pixel.copy_from_slice(&data[(first + i * step) * 4..][..4]);
    }
    for channel in 0..4 {
        let at = |i: usize| line.get(i).filter(|_| i < count).map_or(0, |pixel| u32::from(pixel[channel]));
        let mut sum: u32 = (0..=radius).map(at).sum();
        for i in 0..count {
            data[(first + i * step) * 4 + channel] = (sum / window) as u8;
            sum += at(i + radius + 1);
            if i >= radius {
                sum -= at(i - radius);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_becomes_a_soft_spot() {
        let mut pixmap = Pixmap::new(41, 31).expect("a small pixmap");
        for dy in 0..5 {
            for dx in 0..5 {
                pixmap.data_mut()[((13 + dy) * 41 + 18 + dx) * 4 + 3] = 255;
            }
        }
        blur(&mut pixmap, 4);
        let alpha = |x: usize, y: usize| pixmap.data()[(y * 41 + x) * 4 + 3];
        assert!(alpha(20, 15) > alpha(24, 15) && alpha(24, 15) > alpha(28, 15), "falls off from the middle");
        assert!(alpha(20, 15).abs_diff(alpha(20, 15)) == 0 && alpha(0, 0) == 0, "far away nothing");
        assert_eq!(alpha(16, 15), alpha(24, 15), "the same to both sides");
    }
}
