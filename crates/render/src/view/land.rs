//! Lake, forest and snow.

use super::{birds, clouds, drifting, ridge, sky, sun, twinkle};
use crate::RenderError;
use crate::art::{Canvas, HIGH, Ink, WIDE};
use crate::palette::Palette;
use crate::stage::{Place, Stage, sway};

/// A sun low over a lake, mountains behind it and a cabin on the near shore.
pub(crate) fn lake(stage: &mut Stage) -> Result<(), RenderError> {
    let sun_x = stage.dice.between(70.0, 205.0);
    let cabin_x = if sun_x > 135.0 { stage.dice.between(40.0, 95.0) } else { stage.dice.between(165.0, 220.0) };
    let shore = 296.0;
    stage.backdrop(|c, p, _| sky(c, p, 0.62))?;
    if stage.palette.night {
        twinkle(stage, 70, 230.0)?;
    }
    sun(stage, sun_x, shore - 30.0, 25.0, 10.0)?;
    let haze = stage.palette.sky[1].mix(stage.palette.light, 0.35);
    clouds(stage, 3, 60.0, 190.0, haze, 0.5)?;
    stage.layer(1.0, |c, p, d| {
        let line = ridge(d, c.wide(), shore - 30.0, 26.0, 30.0);
        c.ground(&line, p.far, false);
    })?;
    stage.layer(1.8, |c, p, d| {
        let line = ridge(d, c.wide(), shore - 14.0, 14.0, 22.0);
        c.ground(&line, p.mid, false);
    })?;
    stage.thing(
        WIDE,
        HIGH - shore,
        |c, p, _| {
            let top = p.sky[2].mix(p.far, 0.25);
            c.fade(0.0, 0.0, WIDE, HIGH - shore, &[(0.0, top, 1.0), (1.0, p.mid.mix(p.near, 0.35), 1.0)]);
        },
        move |_| Place::at(0.0, shore, 1.0),
    )?;
    // The sun's path on the water: bars that get longer and fainter towards us, each swaying on its own.
    for bar in 0..8u8 {
        let near = f32::from(bar) / 7.0;
        let (wide, thick) = (50.0 - 16.0 * near + f32::from(bar % 2) * 10.0, 1.8 + near * 2.4);
        let y = shore + 6.0 + near * near * 92.0 + near * 8.0;
        stage.thing(
            wide,
            thick + 1.0,
            move |c, p, _| c.round(0.0, 0.0, wide, thick, thick / 2.0, p.light.mix(p.sky[2], 0.35), 0.9 - near * 0.6),
            move |t| {
                let x = sun_x - wide / 2.0 + (5.0 + 7.0 * near) * sway(t, 3.4, near * 1.7);
                Place::at(x, y, 0.8 + 0.2 * sway(t, 2.1, near * 2.3))
            },
        )?;
    }
    birds(stage, 150.0)?;
    stage.layer(7.0, |c, p, d| {
        let wide = c.wide();
        let middle = (wide - WIDE) / 2.0;
        let base = 428.0;
        let line = [
            (-20.0, base + 4.0),
            (middle + cabin_x - 90.0, base + 10.0),
            (middle + cabin_x, base - 14.0),
            (middle + cabin_x + 90.0, base + 12.0),
            (wide + 20.0, base - 6.0),
        ];
        for _ in 0..7 {
            let x = d.between(0.0, wide);
            if (x - middle - cabin_x).abs() > 30.0 {
                pine(c, x, base + 14.0, d.between(34.0, 70.0), p.near);
            }
        }
        c.ground(&line, p.near, true);
        cabin(c, p, middle + cabin_x, base - 4.0, 1.15);
    })
}

/// A cabin with a lit window; (`x`, `y`) is the middle of its floor.
fn cabin(c: &mut Canvas, p: &Palette, x: f32, y: f32, scale: f32) {
    c.place(x, y, scale, 0.0);
    let wall = p.accent.mix(p.near, 0.25);
    c.fill("M-17 2V-19L0 -32L17 -19V2Z", wall);
    c.fill("M-22 -16L0 -34L22 -16L18 -12L0 -26L-18 -12Z", p.near.darker(0.3));
    c.rect(-5.0, -15.0, 10.0, 9.0, Ink(0xFF_D98F));
    c.rect(8.0, -34.0, 5.0, 9.0, p.near.darker(0.2));
    c.reset();
}

/// A spruce of three tiers; (`x`, `y`) is its foot.
pub(super) fn pine(c: &mut Canvas, x: f32, y: f32, high: f32, ink: Ink) {
    c.place(x, y, high / 100.0, 0.0);
    c.fill("M0 -100L16 -68H9L24 -38H14L32 0H-32L-14 -38H-24L-9 -68H-16Z", ink);
    c.reset();
}

/// Three depths of forest in mist.
pub(crate) fn forest(stage: &mut Stage) -> Result<(), RenderError> {
    let sun_x = stage.dice.between(128.0, 204.0);
    stage.backdrop(|c, p, _| sky(c, p, 0.7))?;
    if stage.palette.night {
        twinkle(stage, 80, 220.0)?;
    }
    sun(stage, sun_x, 138.0, 30.0, 14.0)?;
    clouds(stage, 2, 50.0, 120.0, stage.palette.sky[2].lighter(0.2), 0.4)?;
    birds(stage, 120.0)?;
    let mist = stage.palette.sky[2];
    let depths =
        [(1.0, 250.0, 0.0, 66.0), (2.4, 296.0, 0.34, 92.0), (4.6, 352.0, 0.68, 128.0), (8.5, 424.0, 1.0, 176.0)];
    for (speed, foot, depth, high) in depths {
        stage.layer(speed, move |c, p, d| {
            let ink = p.far.mix(p.sky[2], 0.25).mix(p.near, depth);
            let mut x = -14.0;
            while x < c.wide() + 20.0 {
                pine(c, x, foot + 16.0, high * d.between(0.72, 1.2), ink);
                x += high * d.between(0.22, 0.44);
            }
            let line = ridge(d, c.wide(), foot - high * 0.15, 8.0, 46.0);
            c.ground(&line, ink, true);
        })?;
        if depth < 0.9 {
            let (period, phase) = (7.0 + depth * 4.0, depth);
            stage.thing(
                WIDE + 60.0,
                66.0,
                move |c, _, _| {
                    c.fade(0.0, 0.0, WIDE + 60.0, 66.0, &[(0.0, mist, 0.0), (0.6, mist, 0.34), (1.0, mist, 0.0)]);
                },
                move |t| {
                    Place::at(-30.0 + 20.0 * sway(t, period, phase), foot - 34.0, 0.85 + 0.15 * sway(t, 5.0, phase))
                },
            )?;
        }
    }
    Ok(())
}

/// Snow hills under a cold sky with a red cabin; snow falls.
pub(crate) fn arctic(stage: &mut Stage) -> Result<(), RenderError> {
    let cabin_x = stage.dice.between(76.0, 150.0);
    let sun_x = stage.dice.between(186.0, 222.0);
    stage.backdrop(|c, p, _| sky(c, p, 0.66))?;
    if stage.palette.night {
        twinkle(stage, 90, 230.0)?;
        aurora(stage)?;
    }
    sun(stage, sun_x, 96.0, 17.0, 6.0)?;
    stage.layer(1.0, |c, p, d| {
        let line = ridge(d, c.wide(), 220.0, 36.0, 38.0);
        c.ground(&line, p.far.mix(snow(p), 0.2), false);
    })?;
    stage.layer(2.0, |c, p, d| {
        let line = ridge(d, c.wide(), 252.0, 22.0, 30.0);
        c.ground(&line, p.far.mix(snow(p), 0.5), false);
    })?;
    stage.layer(4.0, |c, p, d| {
        let middle = (c.wide() - WIDE) / 2.0;
        let (x, wide) = (middle + cabin_x, c.wide());
        for _ in 0..9 {
            let at = d.between(0.0, wide);
            if (at - x).abs() > 34.0 {
                pine(c, at, 306.0, d.between(30.0, 56.0), p.near.mix(p.mid, 0.5));
            }
        }
        let line = [(-20.0, 296.0), (x - 110.0, 290.0), (x, 300.0), (x + 110.0, 286.0), (wide + 20.0, 298.0)];
        c.ground(&line, snow(p).mix(p.far, 0.12), true);
        cabin(c, p, x, 312.0, 1.3);
        c.place(x, 312.0, 1.3, 0.0);
        // Snow lies on the roof.
        c.fill("M-22 -17L0 -35L22 -17L20 -14Q0 -30 -20 -14Z", snow(p));
        c.reset();
    })?;
    stage.layer(8.0, |c, p, d| {
        let line = ridge(d, c.wide(), 352.0, 18.0, 120.0);
        c.ground(&line, snow(p).mix(p.far, 0.3), true);
    })?;
    stage.layer(13.0, |c, p, d| {
        let line = ridge(d, c.wide(), 424.0, 16.0, 130.0);
        c.ground(&line, snow(p).mix(p.mid, 0.45), true);
    })?;
    let flakes = drifting(&mut stage.dice, 42, (7.0, 13.0), false, 0.95);
    stage.swarm(4.0, |c, p| c.circle(2.0, 2.0, 1.4, p.light.lighter(0.6), 0.95), flakes)
}

fn snow(p: &Palette) -> Ink {
    p.sky[2].mix(Ink(0xF1_F5F4), 0.72)
}

/// Curtains of northern light.
fn aurora(stage: &mut Stage) -> Result<(), RenderError> {
    for (curtain, ink) in [Ink(0x5B_E3B0), Ink(0x7F_A6F0)].into_iter().enumerate() {
        let phase = curtain as f32 * 0.4;
        let x = stage.dice.between(-20.0, 60.0) + phase * 120.0;
        stage.thing(
            180.0,
            190.0,
            move |c, _, d| {
                for beam in 0..14 {
                    let x = 8.0 + beam as f32 * 12.0;
                    let top = 30.0 + 24.0 * (beam as f32 * 0.5).sin() + d.between(0.0, 10.0);
                    c.fade(x, top, 12.2, 110.0, &[(0.0, ink, 0.0), (0.7, ink, 0.26), (1.0, ink, 0.0)]);
                }
            },
            move |t| Place::at(x + 14.0 * sway(t, 11.0, phase), 24.0, 0.7 + 0.3 * sway(t, 5.0, phase)),
        )?;
    }
    Ok(())
}
