//! Small pictures for the choices of a quiz.

use crate::art::{Canvas, Ink};

/// How many there are.
pub(super) const COUNT: usize = 9;

/// Draws one, about 36 units high, around (`x`, `y`).
pub(super) fn draw(c: &mut Canvas, which: usize, x: f32, y: f32, scale: f32) {
    c.place(x, y, scale, 0.0);
    match which % COUNT {
        0 => {
            for ray in 0..8u8 {
                let (sin, cos) = (f32::from(ray) * std::f32::consts::FRAC_PI_4).sin_cos();
                let line = format!("M{} {}L{} {}", cos * 12.5, sin * 12.5, cos * 17.0, sin * 17.0);
                c.line(&line, Ink(0xF2_A93B), 3.0, 1.0);
            }
            c.circle(0.0, 0.0, 9.0, Ink(0xFF_C955), 1.0);
        }
        1 => c.fill("M6 -16C-16 -14 -20 14 2 17C8 17 13 14 15 10C-2 12 -8 -4 6 -16Z", Ink(0xF1_D9A0)),
        2 => {
            c.fill("M-20 15L-5 -14L5 4L10 -4L20 15Z", Ink(0x5F_7F95));
            c.fill("M-10.7 -3L-5 -14L1 -3L-3 -6L-6 -1Z", Ink(0xF4_F7F6));
        }
        3 => {
            for (row, ink) in [Ink(0x2B_86A8), Ink(0x4F_B0C6), Ink(0x8C_D3DC)].into_iter().enumerate() {
                let y = row as f32 * 9.0 - 9.0;
                c.line(&format!("M-18 {y}q6 -7 12 0t12 0t12 0"), ink, 4.2, 1.0);
            }
        }
        4 => {
            c.fill("M-13 15C-20 -8 0 -18 16 -16C18 2 8 18 -13 15Z", Ink(0x5B_A56B));
            c.line("M-16 19Q-6 2 9 -9M-7 6L3 5M-2 0L-1 -8", Ink(0x2F_6B45), 1.9, 1.0);
        }
        5 => c.fill(
            "M0 -18L5.2 -6.4L17.6 -5.2L8.2 3.2L11 15.6L0 9.2L-11 15.6L-8.2 3.2L-17.6 -5.2L-5.2 -6.4Z",
            Ink(0xF7_B83D),
        ),
        6 => {
            c.fill("M0 -18C8 -6 13 0 13 7C13 14 7 18 0 18C-7 18 -13 14 -13 7C-13 0 -8 -6 0 -18Z", Ink(0x3F_97D0));
            c.line("M-7 7Q-7 12 -2 13", Ink(0xBF_E3F5), 2.4, 1.0);
        }
        7 => {
            c.fill("M1 -19C4 -8 14 -4 13 7C12 15 6 18 0 18C-7 18 -13 14 -13 6C-13 0 -9 -2 -8 -8C-5 -6 -3 -4 -3 -1C1 -5 2 -11 1 -19Z", Ink(0xE9_6A32));
            c.fill("M1 -2C3 3 8 5 7 10C6 15 3 17 0 17C-4 17 -7 14 -7 10C-6 6 0 4 1 -2Z", Ink(0xFF_C955));
        }
        _ => c.fill("M0 16C-24 0 -18 -16 -8 -15C-3 -15 0 -11 0 -8C0 -11 3 -15 8 -15C18 -16 24 0 0 16Z", Ink(0xE2_5A5A)),
    }
    c.reset();
}

/// Draws the star.
pub(super) fn star(c: &mut Canvas, x: f32, y: f32, scale: f32) {
    draw(c, 5, x, y, scale);
}
