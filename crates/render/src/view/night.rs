//! City, planet and bakery.

use super::{clouds, ridge, sky, sun, twinkle};
use crate::RenderError;
use crate::art::{Canvas, HIGH, Ink, WIDE};
use crate::palette::Palette;
use crate::seed::Dice;
use crate::stage::{Place, Stage, cycle, sway};

/// A skyline whose windows go on and off.
pub(crate) fn city(stage: &mut Stage) -> Result<(), RenderError> {
    let moon = stage.dice.between(124.0, 216.0);
    stage.backdrop(|c, p, _| {
        sky(c, p, 0.86);
        c.fade(0.0, 0.0, WIDE, HIGH, &[(0.0, Ink(0x0A_1226), 0.55), (1.0, Ink(0x0A_1226), 0.2)]);
    })?;
    twinkle(stage, 80, 230.0)?;
    sun(stage, moon, 92.0, 22.0, 8.0)?;
    clouds(stage, 2, 60.0, 180.0, stage.palette.sky[1].lighter(0.12), 0.35)?;
    stage.layer(1.4, |c, p, d| towers(c, p, d, (250.0, 318.0), (20.0, 38.0), 0.0))?;
    stage.layer(2.8, |c, p, d| towers(c, p, d, (216.0, 330.0), (32.0, 54.0), 0.5))?;
    // Windows that live: three groups on their own rhythm, over the second row of towers.
    for group in 0..3u8 {
        let phase = f32::from(group) / 3.0;
        stage.thing(
            WIDE,
            150.0,
            |c, _, d| {
                for _ in 0..7 {
                    let (x, y) = (d.below(24) as f32 * 11.0 + 4.0, d.below(10) as f32 * 13.0 + 6.0);
                    c.rect(x, y, 5.0, 7.0, Ink(0xFF_E3A0));
                }
            },
            move |t| Place::at(0.0, 330.0, if cycle(t, 5.0, phase) < 0.55 { 0.9 } else { 0.0 }),
        )?;
    }
    stage.layer(5.0, |c, p, d| towers(c, p, d, (290.0, 392.0), (44.0, 72.0), 1.0))?;
    stage.layer(8.0, |c, p, _| {
        let wide = c.wide();
        c.rect(0.0, 440.0, wide, 40.0, p.near.darker(0.35));
        c.rect(0.0, 437.0, wide, 3.0, p.near.mix(p.mid, 0.6));
        let mut x = 20.0;
        while x < wide {
            c.line(&format!("M{x} 440V398q0 -6 8 -6"), p.near.darker(0.3), 2.2, 1.0);
            c.glow(x + 9.0, 394.0, 26.0, Ink(0xFF_D890), 0.75);
            c.circle(x + 9.0, 394.0, 2.4, Ink(0xFF_F0C8), 1.0);
            x += 84.0;
        }
    })?;
    for (lane, y, speed, ink) in [(0.0, 446.0, 46.0, Ink(0xFF_F2D2)), (0.5, 460.0, -62.0, Ink(0xF2_5B45))] {
        for car in 0..2u8 {
            let phase = lane * 0.3 + f32::from(car) * 0.5;
            stage.thing(
                46.0,
                14.0,
                move |c, p, _| {
                    c.fill("M4 12V7Q5 5 10 5L15 1H29L34 5Q42 5 42 9V12Z", p.mid.mix(p.accent, 0.35));
                    c.fill("M16 2.4H22V5H13ZM23.4 2.4H28.4L31.4 5H23.4Z", Ink(0x9F_B4C8));
                    let lamp = if speed > 0.0 { 40.0 } else { 3.0 };
                    c.glow(lamp, 8.4, 7.0, ink, 0.9);
                    c.circle(12.0, 12.0, 2.2, Ink(0x0A_0C12), 1.0);
                    c.circle(34.0, 12.0, 2.2, Ink(0x0A_0C12), 1.0);
                },
                move |t| {
                    let way = cycle(t, 400.0 / f32::abs(speed), phase) * 400.0 - 60.0;
                    Place::at(if speed > 0.0 { way } else { WIDE - 46.0 - way }, y, 1.0)
                },
            )?;
        }
    }
    Ok(())
}

fn towers(c: &mut Canvas, p: &Palette, d: &mut Dice, tops: (f32, f32), widths: (f32, f32), depth: f32) {
    let dark = p.mid.mix(Ink(0x10_1830), 0.55);
    let ink = dark.lighter(0.1).mix(p.near.darker(0.1), depth);
    let mut x = -10.0;
    while x < c.wide() {
        let (wide, top) = (d.between(widths.0, widths.1), d.between(tops.0, tops.1));
        let shade = ink.mix(p.far, d.between(0.0, 0.12));
        c.rect(x, top, wide, HIGH - top, shade);
        match d.below(4) {
            0 => c.rect(x + wide * 0.4, top - 16.0, 1.6, 16.0, shade),
            1 => c.rect(x + wide * 0.2, top - 6.0, wide * 0.6, 6.0, shade),
            _ => {}
        }
        let mut y = top + 9.0;
        while y < 470.0 {
            let mut at = x + 6.0;
            while at + 8.0 < x + wide {
                // Most windows are dark; the lit ones differ in warmth.
                let pane = match d.below(9) {
                    0 => Some((Ink(0xFF_F0C9), 0.95)),
                    1 | 2 => Some((Ink(0xF0_B866), 0.9)),
                    3 => Some((Ink(0x8A_6A52), 0.9)),
                    4..=6 => Some((p.far, 0.35)),
                    _ => None,
                };
                if let Some((pane, alpha)) = pane {
                    c.round(at, y, 5.0, 7.0, 0.6, pane, alpha * (0.5 + depth * 0.5));
                }
                at += 11.0;
            }
            y += 13.0;
        }
        x += wide + d.between(0.0, 5.0);
    }
}

/// A ringed planet with a moon on its way around.
pub(crate) fn planet(stage: &mut Stage) -> Result<(), RenderError> {
    let (x, y) = (stage.dice.between(118.0, 156.0), 196.0);
    let ringed = stage.dice.below(3) != 0;
    stage.backdrop(|c, p, _| {
        let deep = Ink(0x07_0A14);
        let veil = p.sky[0].mix(p.sky[1], 0.35);
        c.rect(0.0, 0.0, WIDE, HIGH, deep.mix(veil, 0.25));
        c.glow(180.0, 150.0, 320.0, veil, 0.9);
        c.glow(40.0, 420.0, 220.0, p.accent.mix(veil, 0.6), 0.35);
    })?;
    twinkle(stage, 190, HIGH)?;
    let orbit = move |t: f32| {
        let turn = (t / 12.0 + 0.1) * std::f32::consts::TAU;
        (x + turn.cos() * 112.0 - 9.0, y - turn.sin() * 20.0 + turn.cos() * -24.0 - 9.0, turn.sin() > 0.0)
    };
    let moon = |c: &mut Canvas, p: &Palette, _: &mut Dice| {
        c.circle(9.0, 9.0, 7.6, p.light.mix(p.far, 0.3), 1.0);
        c.circle(6.6, 7.2, 1.7, p.far, 0.6);
        c.circle(11.0, 11.0, 2.2, p.far, 0.5);
    };
    stage.thing(18.0, 18.0, moon, move |t| {
        let (x, y, behind) = orbit(t);
        Place::at(x, y, f32::from(u8::from(behind)))
    })?;
    stage.thing(
        260.0,
        240.0,
        move |c, p, d| {
            let body = p.sky[2].mix(p.accent, 0.3);
            c.glow(130.0, 120.0, 116.0, body, 0.35);
            if ringed {
                c.place(130.0, 120.0, 1.0, -18.0);
                c.line("M-104 0C-104 -26 104 -26 104 0", p.light.mix(body, 0.35), 5.0, 0.55);
                c.reset();
            }
            c.circle(130.0, 120.0, 72.0, body, 1.0);
            // Bands are cut to the disc: at each height they are as long as the chord.
            c.place(130.0, 120.0, 1.0, -18.0);
            for _ in 0..9 {
                let at = d.between(-60.0, 60.0);
                let thick = d.between(3.0, 11.0);
                let reach = (70.0_f32 * 70.0 - (at.abs() + thick / 2.0).powi(2)).max(0.0).sqrt();
                let ink = if d.below(2) == 0 { body.mix(p.light, 0.35) } else { body.mix(p.mid, 0.42) };
                c.round(-reach, at - thick / 2.0, reach * 2.0, thick, thick / 2.0, ink, 0.75);
            }
            c.reset();
            c.fill_faint("M130 48C190 48 202 96 202 120C202 160 170 192 130 192C176 170 184 90 130 48Z", p.near, 0.5);
            if ringed {
                c.place(130.0, 120.0, 1.0, -18.0);
                c.line("M-104 0C-104 28 104 28 104 0", p.light.mix(body, 0.25), 5.5, 0.95);
                c.line("M-116 0C-116 36 116 36 116 0", p.light.mix(body, 0.5), 2.2, 0.6);
            }
        },
        move |t| Place::at(x - 130.0, y - 120.0 + 4.0 * sway(t, 9.0, 0.0), 1.0),
    )?;
    stage.thing(18.0, 18.0, moon, move |t| {
        let (x, y, behind) = orbit(t);
        Place::at(x, y, f32::from(u8::from(!behind)))
    })?;
    stage.thing(
        90.0,
        44.0,
        |c, p, _| {
            for (from, alpha) in [(4.0, 0.12), (30.0, 0.3), (56.0, 0.8)] {
                c.line(&format!("M{from} {}L84 40", from * 0.45), p.light, 1.5, alpha);
            }
        },
        |t| {
            let way = cycle(t, 4.6, 0.55);
            Place::at(-90.0 + way * 1500.0, 20.0 + way * 690.0, if way < 0.3 { 1.0 } else { 0.0 })
        },
    )?;
    stage.layer(4.0, |c, p, d| {
        let line = ridge(d, c.wide(), 414.0, 22.0, 38.0);
        c.ground(&line, p.mid.mix(Ink(0x0C_1020), 0.5), false);
    })?;
    stage.layer(9.0, |c, p, d| {
        let wide = c.wide();
        let line = ridge(d, wide, 448.0, 12.0, 70.0);
        c.ground(&line, p.near.mix(Ink(0x06_0810), 0.4), true);
        for _ in 0..8 {
            let (x, y, r) = (d.between(0.0, wide), d.between(456.0, 476.0), d.between(5.0, 14.0));
            c.oval(x, y, r, r * 0.32, p.mid.mix(p.near, 0.5), 0.8);
        }
    })
}

/// A bakery with its window lit, the whole street asleep.
pub(crate) fn bakery(stage: &mut Stage) -> Result<(), RenderError> {
    stage.backdrop(|c, p, _| sky(c, p, 0.8))?;
    if stage.palette.night {
        twinkle(stage, 60, 120.0)?;
    }
    clouds(stage, 3, 30.0, 92.0, stage.palette.sky[1].lighter(0.2), 0.4)?;
    stage.layer(1.6, |c, p, d| towers(c, p, d, (130.0, 200.0), (40.0, 70.0), 0.1))?;
    stage.thing(
        WIDE,
        HIGH,
        |c, p, _| {
            let wall = p.mid.mix(Ink(0x33_424A), 0.6);
            c.rect(30.0, 150.0, 210.0, 262.0, wall);
            c.fill("M20 152h230l-16-44H36Z", wall.darker(0.4));
            c.rect(168.0, 92.0, 20.0, 26.0, wall.darker(0.5));
            c.rect(50.0, 222.0, 112.0, 120.0, Ink(0xFF_DF9D));
            c.rect(50.0, 308.0, 112.0, 4.0, Ink(0xB9_7A45));
            c.rect(50.0, 268.0, 112.0, 3.0, Ink(0xD0_9A60));
            for (x, y, rx) in [
                (72.0, 301.0, 15.0),
                (106.0, 300.0, 17.0),
                (142.0, 301.0, 14.0),
                (88.0, 263.0, 12.0),
                (124.0, 263.0, 13.0),
            ] {
                c.oval(x, y, rx, 8.0, Ink(0xA8_683A), 1.0);
                c.line(
                    &format!("M{} {}l5 -5M{} {}l5 -5", x - 6.0, y + 1.0, x + 1.0, y + 1.0),
                    Ink(0xD9_9A62),
                    1.6,
                    1.0,
                );
            }
            c.rect(50.0, 342.0, 112.0, 6.0, wall.darker(0.5));
            c.fill("M44 198h124l8 30H36Z", p.accent);
            c.fill("M64 198h20l-2 30H58ZM106 198h20l4 30h-24ZM148 198h20l8 30h-26Z", Ink(0xEF_E3CF));
            c.rect(182.0, 232.0, 42.0, 180.0, wall.darker(0.6));
            c.rect(188.0, 240.0, 30.0, 70.0, Ink(0xF3_C983));
            c.circle(216.0, 330.0, 2.2, Ink(0xF3_C983), 1.0);
            c.fill("M0 410h270v70H0Z", p.near.mix(Ink(0x4D_4A48), 0.5));
            c.fill_faint("M50 410h112l30 70H24Z", Ink(0xF3_C983), 0.4);
            c.line("M0 432H270", p.near, 1.4, 0.5);
        },
        |_| Place::at(0.0, 0.0, 1.0),
    )?;
    stage.thing(
        220.0,
        220.0,
        |c, _, _| c.glow(110.0, 110.0, 110.0, Ink(0xFF_E0A0), 0.5),
        |t| Place::at(-4.0, 172.0, 0.72 + 0.28 * sway(t, 3.3, 0.0)),
    )?;
    // Steam from the chimney and a bicycle that goes by.
    for puff in 0..6u8 {
        let phase = f32::from(puff) / 6.0;
        stage.thing(
            26.0,
            26.0,
            |c, p, _| c.circle(13.0, 13.0, 11.0, p.sky[2].lighter(0.4), 0.5),
            move |t| {
                let age = cycle(t, 6.0, phase);
                Place::at(
                    165.0 + 10.0 * sway(t, 4.0, phase) + age * 14.0,
                    78.0 - age * 80.0,
                    (1.0 - age) * (age * 6.0).min(1.0),
                )
            },
        )?;
    }
    stage.thing(
        64.0,
        66.0,
        |c, p, _| {
            let ink = p.near.darker(0.5);
            for x in [14.0, 48.0] {
                c.circle(x, 52.0, 11.0, ink, 1.0);
                c.circle(x, 52.0, 8.6, p.near.mix(Ink(0x6A_6660), 0.6), 1.0);
                c.circle(x, 52.0, 1.6, ink, 1.0);
            }
            c.line("M14 52L26 36H44L48 52M26 36L34 52L44 36M34 52H14M44 36L41 29H47", ink, 2.4, 1.0);
            c.line("M33 51L30 38L27 30", ink, 4.4, 1.0);
            c.fill("M22 33L26 12Q32 7 37 13L34 33Z", p.accent);
            c.line("M34 16L44 29", p.accent.darker(0.2), 4.0, 1.0);
            c.circle(34.0, 6.4, 5.2, Ink(0xE8_B48E), 1.0);
            c.fill("M28 5Q34 -3 40 4L42 6H28Z", ink);
        },
        |t| Place::at(cycle(t, 8.0, 0.2) * 360.0 - 70.0, 392.0, 1.0),
    )
}
