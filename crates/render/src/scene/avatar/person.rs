//! The presenter.

use std::rc::Rc;

use super::Beat;
use crate::RenderError;
use crate::art::{Canvas, Ink};
use crate::seed::Dice;
use crate::stage::{Place, Stage, cycle, sway};

const SKIN: [Ink; 6] = [Ink(0xF3_CDB0), Ink(0xE3_AE86), Ink(0xC9_8C62), Ink(0xA9_6B45), Ink(0x7F_4B2F), Ink(0x5C_3624)];
const HAIR: [Ink; 6] = [Ink(0x24_1A18), Ink(0x4A_2F22), Ink(0x7C_4A2A), Ink(0xB5_783F), Ink(0x8E_8A88), Ink(0x2B_2A3A)];
const CLOTH: [Ink; 6] =
    [Ink(0xE2_6D4A), Ink(0x2F_7C86), Ink(0xE9_B949), Ink(0x5B_5F97), Ink(0xEF_E6D4), Ink(0x3D_7A5A)];

struct Looks {
    skin: Ink,
    hair: Ink,
    cloth: Ink,
    style: usize,
    glasses: bool,
    beard: bool,
    /// Where dark lines would not show.
    dark: bool,
}

impl Looks {
    fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed, 41);
        let style = dice.below(4);
        let skin = dice.below(SKIN.len());
        let hair = dice.below(HAIR.len());
        Self {
            skin: SKIN[skin],
            // Brown hair would melt into dark skin.
            hair: HAIR[if skin >= 4 && (1..4).contains(&hair) { 0 } else { hair }],
            cloth: CLOTH[dice.below(CLOTH.len())],
            style,
            glasses: dice.below(3) == 0,
            dark: skin >= 4,
            beard: style == 0 && dice.below(2) == 0,
        }
    }
}

/// The canvases of head parts are this large, with the head's middle in theirs.
const HEAD: f32 = 220.0;
const NECK_Y: f32 = 192.0;

/// Puts the presenter in front of the room. `from` shifts the rhythm of sway and blinks, so that cuts do not restart it.
pub(super) fn seat(
    stage: &mut Stage,
    seed: u64,
    zoom: f32,
    from: f32,
    beats: &Rc<Vec<Beat>>,
) -> Result<(), RenderError> {
    let looks = Rc::new(Looks::of(seed));
    let lift = 10.0 * (zoom - 1.0);
    let head = move |t: f32| {
        let t = t + from;
        let x = 135.0 - HEAD * zoom / 2.0 + 4.0 * sway(t, 5.3, 0.1);
        let y = NECK_Y - lift - HEAD * zoom / 2.0 + 2.4 * sway(t, 1.9, 0.0) + 1.4 * sway(t, 3.7, 0.4);
        (x, y)
    };
    let breath = move |t: f32| 1.6 * sway(t + from, 4.1, 0.3);

    if looks.style == 1 {
        part(stage, zoom, &looks, back_hair, move |t| at(head(t), true))?;
    }
    let body_looks = looks.clone();
    let mut canvas = Canvas::new(300.0 * zoom, 300.0 * zoom)?;
    canvas.place(150.0 * zoom, 0.0, zoom, 0.0);
    body(&mut canvas, &body_looks);
    let top = 229.0 + 46.0 * (zoom - 1.0);
    stage.put(&canvas, 0.0, 0.0, move |t| {
        Place::at(135.0 - 150.0 * zoom + 1.6 * sway(t + from, 5.3, 0.0), top + breath(t), 1.0)
    });
    part(stage, zoom, &looks, face, move |t| at(head(t), true))?;

    let shut = move |t: f32| {
        let t = t + from;
        // Mostly one blink, now and then two.
        cycle(t, 3.3, 0.2) < 0.045 || cycle(t, 7.9, 0.5) < 0.018
    };
    part(stage, zoom, &looks, open_eyes, move |t| at(head(t), !shut(t)))?;
    part(stage, zoom, &looks, closed_eyes, move |t| at(head(t), shut(t)))?;
    let raised = beats.clone();
    part(stage, zoom, &looks, brows, move |t| {
        let (x, y) = head(t);
        let strong = raised.iter().any(|beat| beat.start <= t && t < beat.end && (beat.end - beat.start) > 0.26);
        Place::at(x, y - if strong { 3.0 } else { 0.0 }, 1.0)
    })?;
    for (shape, draw) in MOUTHS.into_iter().enumerate() {
        let beats = beats.clone();
        part(stage, zoom, &looks, draw, move |t| at(head(t), mouth_at(&beats, t) == shape))?;
    }
    part(stage, zoom, &looks, front_hair, move |t| at(head(t), true))
}

fn at((x, y): (f32, f32), shown: bool) -> Place {
    Place::at(x, y, f32::from(u8::from(shown)))
}

fn part(
    stage: &mut Stage,
    zoom: f32,
    looks: &Looks,
    draw: fn(&mut Canvas, &Looks),
    motion: impl Fn(f32) -> Place + 'static,
) -> Result<(), RenderError> {
    let mut canvas = Canvas::new(HEAD * zoom, HEAD * zoom)?;
    canvas.place(HEAD * zoom / 2.0, HEAD * zoom / 2.0, zoom, 0.0);
    draw(&mut canvas, looks);
    stage.put(&canvas, 0.0, 0.0, motion);
    Ok(())
}

/// Which mouth is shown: 0 shut, 1 a little open, 2 open, 3 wide, 4 round.
fn mouth_at(beats: &[Beat], t: f32) -> usize {
    let Some(beat) = beats.iter().find(|beat| beat.start <= t && t < beat.end) else { return 0 };
    let way = (t - beat.start) / (beat.end - beat.start);
    let open = (way * std::f32::consts::PI).sin();
    match open {
        o if o < 0.35 => 0,
        o if o < 0.7 => 1,
        _ if beat.round => 4,
        o if o < 0.92 => 2,
        _ => 3,
    }
}

const MOUTHS: [fn(&mut Canvas, &Looks); 5] = [
    |c, l| c.line("M-13 31Q0 39 13 31", lips(l), 3.4, 1.0),
    |c, l| mouth(c, l, "M-12 30Q0 33 12 30Q8 40 0 40Q-8 40 -12 30Z", None),
    |c, l| {
        mouth(
            c,
            l,
            "M-13 28Q0 31 13 28Q11 44 0 44Q-11 44 -13 28Z",
            Some("M-10 29.4Q0 31.6 10 29.4L9 33Q0 34.4 -9 33Z"),
        );
    },
    |c, l| {
        mouth(
            c,
            l,
            "M-14 27Q0 30 14 27Q13 49 0 49Q-13 49 -14 27Z",
            Some("M-11.4 28.6Q0 31 11.4 28.6L10.4 33Q0 35 -10.4 33Z"),
        );
    },
    |c, l| mouth(c, l, "M0 26Q8 27 8 36Q8 46 0 46Q-8 46 -8 36Q-8 27 0 26Z", None),
];

fn lips(looks: &Looks) -> Ink {
    looks.skin.mix(if looks.dark { Ink(0xC8_5A58) } else { Ink(0x8E_2F34) }, 0.62)
}

fn mouth(c: &mut Canvas, looks: &Looks, shape: &str, teeth: Option<&str>) {
    c.fill(shape, Ink(0x4A_1820));
    if let Some(teeth) = teeth {
        c.fill(teeth, Ink(0xFB_F6EE));
        c.oval(0.0, 43.0, 6.4, 2.8, Ink(0xC8_5A5A), 1.0);
    }
    c.line(shape, lips(looks), 2.2, 1.0);
}

fn face(c: &mut Canvas, l: &Looks) {
    let shade = l.skin.mix(Ink(0x5A_2A20), 0.2);
    for side in [-1.0, 1.0] {
        c.oval(side * 45.0, 6.0, 8.5, 11.5, l.skin, 1.0);
        c.oval(side * 45.5, 7.0, 4.0, 6.5, shade, 0.7);
    }
    c.fill("M-45 -6C-46 -50 -24 -64 0 -64C24 -64 46 -50 45 -6C44 28 28 60 0 60C-28 60 -44 28 -45 -6Z", l.skin);
    c.fill_faint("M45 -6C44 28 28 60 0 60C-8 60 -16 57 -22 52C8 52 30 26 34 -20Z", shade, 0.32);
    for side in [-1.0, 1.0] {
        c.oval(side * 27.0, 21.0, 9.0, 6.0, Ink(0xE0_5A4A), 0.16);
    }
    c.line("M1 -2Q7 12 5 15Q1 18 -4 16", shade, 2.6, 0.9);
    if l.beard {
        c.fill("M-45 -2C-44 30 -28 62 0 62C28 62 44 30 45 -2C40 14 34 20 24 21Q12 18 0 21Q-12 18 -24 21C-34 20 -40 14 -45 -2Z", l.hair);
        c.fill("M-17 30Q0 22 17 30Q16 48 0 50Q-16 48 -17 30Z", l.skin.mix(l.hair, 0.18));
    }
}

fn open_eyes(c: &mut Canvas, l: &Looks) {
    for x in [-18.0, 18.0] {
        c.oval(x, -4.0, 8.2, 6.8, Ink(0xFC_F8F2), 1.0);
        c.circle(x + 0.6, -4.0, 5.2, l.hair.mix(Ink(0x5A_4030), 0.5), 1.0);
        c.circle(x + 0.6, -4.0, 3.0, Ink(0x12_0E10), 1.0);
        c.circle(x + 2.4, -6.2, 1.6, Ink(0xFF_FFFF), 1.0);
        c.line(&format!("M{} -7Q{x} -14 {} -7", x - 9.0, x + 9.0), Ink(0x24_1A18), 2.4, 1.0);
    }
    glasses(c, l);
}

fn closed_eyes(c: &mut Canvas, l: &Looks) {
    for x in [-18.0, 18.0] {
        c.line(&format!("M{} -4Q{x} 2 {} -4", x - 8.5, x + 8.5), Ink(0x24_1A18), 2.6, 1.0);
    }
    glasses(c, l);
}

fn glasses(c: &mut Canvas, l: &Looks) {
    if l.glasses {
        let rim_ink = if l.dark { Ink(0xD9_B36A) } else { Ink(0x22_2028) };
        for x in [-18.0, 18.0] {
            if let Some(rim) = crate::art::round_rect(x - 14.0, -16.0, 28.0, 24.0, 10.0) {
                c.fill_path(&rim, Ink(0xFF_FFFF), 0.12);
                c.line_path(&rim, rim_ink, 2.8, 1.0);
            }
        }
        c.line("M-4 -6Q0 -9 4 -6M-32 -7L-43 -9M32 -7L43 -9", rim_ink, 2.6, 1.0);
    }
}

fn brows(c: &mut Canvas, l: &Looks) {
    let ink = l.hair.mix(Ink(0x1A_1414), 0.25);
    c.line("M-28 -20Q-19 -26 -9 -21M28 -20Q19 -26 9 -21", ink, 4.0, 1.0);
}

fn back_hair(c: &mut Canvas, l: &Looks) {
    c.fill(
        "M-54 -8C-60 -66 -26 -84 0 -82C26 -84 60 -66 54 -8C56 34 62 70 52 92Q0 104 -52 92C-62 70 -56 34 -54 -8Z",
        l.hair.darker(0.22),
    );
}

fn front_hair(c: &mut Canvas, l: &Looks) {
    let light = l.hair.lighter(0.14);
    match l.style {
        // Short, parted.
        0 => {
            c.fill("M-49 2C-56 -54 -30 -80 2 -78C36 -80 56 -52 49 2C47 -14 44 -26 38 -36Q8 -30 -14 -46Q-30 -40 -38 -28C-44 -20 -47 -10 -49 2Z", l.hair);
            c.line("M-12 -52Q10 -40 34 -44", light, 2.4, 0.5);
        }
        // Long, over the shoulders.
        1 => {
            c.fill("M-53 40C-60 -40 -44 -82 0 -80C44 -82 60 -40 53 40C48 20 48 -4 42 -22Q20 -30 6 -50Q-12 -26 -42 -20C-48 -4 -48 20 -53 40Z", l.hair);
            c.line("M10 -66Q30 -56 40 -34", light, 2.6, 0.5);
        }
        // A bun.
        2 => {
            c.circle(0.0, -84.0, 18.0, l.hair.darker(0.12), 1.0);
            c.fill(
                "M-48 -2C-52 -52 -28 -76 0 -76C28 -76 52 -52 48 -2C44 -26 32 -46 0 -48C-32 -46 -44 -26 -48 -2Z",
                l.hair,
            );
            c.line("M-26 -60Q0 -70 26 -60M-8 -92Q0 -98 8 -92", light, 2.4, 0.5);
        }
        // Curls.
        _ => {
            for (x, y, r) in [
                (-46.0, -12.0, 15.0),
                (-48.0, -34.0, 17.0),
                (-36.0, -56.0, 19.0),
                (-15.0, -70.0, 20.0),
                (11.0, -72.0, 20.0),
                (34.0, -58.0, 19.0),
                (47.0, -36.0, 17.0),
                (46.0, -12.0, 15.0),
                (0.0, -54.0, 18.0),
                (-22.0, -48.0, 14.0),
                (22.0, -48.0, 14.0),
            ] {
                c.circle(x, y, r, l.hair, 1.0);
            }
            for (x, y) in [(-30.0, -60.0), (4.0, -78.0), (32.0, -62.0)] {
                c.line(&format!("M{} {y}q6 -6 12 0", x - 6.0), light, 2.4, 0.5);
            }
        }
    }
}

fn body(c: &mut Canvas, l: &Looks) {
    let shade = l.skin.mix(Ink(0x5A_2A20), 0.28);
    let dark = l.cloth.darker(0.24);
    c.fill("M-19 -16H19V20L31 32Q0 66 -31 32L-19 20Z", l.skin);
    c.fill_faint("M-19 -4Q0 22 19 -4V8Q0 32 -19 10Z", shade, 0.85);
    c.fill("M-116 300C-120 96 -96 54 -30 30Q0 62 30 30C96 54 120 96 116 300Z", l.cloth);
    c.line("M-30 31Q0 62 30 31", dark, 5.0, 1.0);
    c.fill_faint("M60 300C66 180 60 120 48 84C92 96 116 140 116 300Z", dark, 0.4);
    c.line("M-74 300C-70 210 -70 160 -62 122", dark, 2.6, 0.6);
    c.line("M-10 64L-13 104M10 64L13 100", dark, 2.6, 0.9);
}
