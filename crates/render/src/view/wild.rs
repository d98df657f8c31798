//! Dunes, savanna and volcano.

use super::{birds, clouds, drifting, ridge, sky, sun, twinkle};
use crate::RenderError;
use crate::art::{Ink, WIDE};
use crate::stage::{Motion, Place, Stage, cycle, sway};

/// Dunes with a lone walker.
pub(crate) fn dunes(stage: &mut Stage) -> Result<(), RenderError> {
    let sun_x = stage.dice.between(112.0, 214.0);
    stage.backdrop(|c, p, _| sky(c, p, 0.66))?;
    if stage.palette.night {
        twinkle(stage, 80, 230.0)?;
    }
    sun(stage, sun_x, 116.0, 22.0, -14.0)?;
    clouds(stage, 2, 60.0, 150.0, stage.palette.sky[2], 0.35)?;
    stage.layer(1.2, |c, p, d| {
        let line = ridge(d, c.wide(), 286.0, 18.0, 80.0);
        c.ground(&line, p.far, true);
    })?;
    stage.layer(2.6, |c, p, d| {
        // Each dune has a lit slope to the left of its crest and a shaded one to the right. Their feet lie behind the
        // next layer.
        let lit = p.far.mix(p.light, 0.42);
        let wide = c.wide();
        let mut x = -190.0;
        while x < wide + 60.0 {
            let (crest, high) = (x + 150.0, d.between(270.0, 296.0));
            let body = format!("M{x} 440Q{} {} {crest} {high}q84 14 170 138Z", x + 84.0, high + 10.0);
            c.fill(&body, p.mid.mix(p.far, 0.25));
            let face = format!("M{x} 440Q{} {} {crest} {high}q-40 34 -6 68q26 26 -10 86Z", x + 84.0, high + 10.0);
            c.fill(&face, lit);
            x += d.between(190.0, 240.0);
        }
    })?;
    walker(stage, 296.0)?;
    stage.layer(6.0, |c, p, d| {
        let line = ridge(d, c.wide(), 412.0, 22.0, 130.0);
        c.ground(&line, p.mid.mix(p.near, 0.55), true);
    })?;
    stage.layer(10.0, |c, p, d| {
        let line = ridge(d, c.wide(), 452.0, 18.0, 110.0);
        c.ground(&line, p.near, true);
    })?;
    birds(stage, 190.0)?;
    let dust = drifting(&mut stage.dice, 14, (14.0, 22.0), false, 0.5);
    stage.swarm(3.0, |c, p| c.circle(1.5, 1.5, 0.9, p.light, 0.8), dust)
}

/// A walker in four steps, seen from afar.
fn walker(stage: &mut Stage, y: f32) -> Result<(), RenderError> {
    let x = stage.dice.between(70.0, 150.0);
    for step in 0..4u8 {
        stage.thing(
            24.0,
            44.0,
            move |c, p, _| {
                let spread = [5.0, 2.0, -4.0, -1.0][usize::from(step)];
                let legs = format!("M12 24L{} 40M12 24L{} 40", 12.0 + spread, 12.0 - spread);
                c.line(&legs, p.near, 2.6, 1.0);
                c.fill("M8 27L10 11Q12 8 14.5 11L17 27Z", p.near);
                c.circle(12.4, 6.2, 3.2, p.near, 1.0);
                c.fill("M9 9.5Q4 12 2 18Q7 15 12 14Z", p.accent);
            },
            move |t| {
                let shown = (cycle(t, 0.96, 0.0) * 4.0) as u8 == step;
                Place::at(x + 6.0 * t, y + 0.22 * t * 6.0, f32::from(u8::from(shown)))
            },
        )?;
    }
    Ok(())
}

/// A huge sun behind an elephant and an acacia.
pub(crate) fn savanna(stage: &mut Stage) -> Result<(), RenderError> {
    let sun_x = stage.dice.between(110.0, 164.0);
    stage.backdrop(|c, p, _| {
        sky(c, p, 0.72);
        let warm = p.sky[2].mix(Ink(0xF0_D49A), 0.4);
        c.fade(0.0, 0.0, WIDE, 300.0, &[(0.0, warm, 0.0), (1.0, warm, 0.75)]);
    })?;
    sun(stage, sun_x, 190.0, 62.0, -20.0)?;
    clouds(stage, 3, 70.0, 200.0, stage.palette.sky[1].lighter(0.25), 0.45)?;
    birds(stage, 104.0)?;
    stage.layer(1.5, |c, p, d| {
        let line = ridge(d, c.wide(), 284.0, 9.0, 44.0);
        c.ground(&line, p.far.mix(p.sky[2], 0.15), true);
    })?;
    stage.layer(3.2, |c, p, d| {
        let wide = c.wide();
        let line = ridge(d, wide, 304.0, 3.0, 60.0);
        c.ground(&line, p.mid, true);
        for _ in 0..5 {
            let at = d.between(0.0, wide);
            acacia(c, at, 306.0, d.between(0.3, 0.55), p.mid.mix(p.near, 0.6));
        }
    })?;
    stage.layer(5.2, |c, p, _| {
        let middle = (c.wide() - WIDE) / 2.0;
        let wide = c.wide();
        c.ground(&[(-20.0, 328.0), (middle + 135.0, 320.0), (wide + 20.0, 330.0)], p.near.mix(p.mid, 0.3), true);
        elephant(c, middle + 176.0, 329.0, 1.0, p.near);
        elephant(c, middle + 96.0, 330.0, 0.5, p.near);
        acacia(c, middle + 44.0, 329.0, 1.0, p.near);
    })?;
    stage.layer(10.0, |c, p, d| {
        let wide = c.wide();
        let line = ridge(d, wide, 408.0, 12.0, 120.0);
        c.ground(&line, p.near.darker(0.25), true);
        for _ in 0..60 {
            let (x, high) = (d.between(0.0, wide), d.between(8.0, 22.0));
            let y = 412.0 + d.between(-6.0, 6.0);
            let blade = format!("M{x} {y}q{} -{} {} -{high}", d.swing() * 2.0, high * 0.6, d.swing() * 7.0);
            c.line(&blade, p.near.darker(0.25), 1.3, 1.0);
        }
    })
}

fn acacia(c: &mut crate::art::Canvas, x: f32, y: f32, scale: f32, ink: Ink) {
    c.place(x, y, scale, 0.0);
    c.fill("M-4 2L-1 -58L-20 -74L-17 -76L1 -64L22 -78L25 -75L5 -56L6 2Z", ink);
    c.fill("M-46 -74Q-44 -90 -18 -94Q10 -100 36 -90Q50 -84 46 -74Q20 -66 -6 -70Q-30 -66 -46 -74Z", ink);
    c.fill("M-22 -90Q-4 -106 20 -98Q30 -94 28 -88Z", ink);
    c.reset();
}

/// An elephant that looks to the right; (`x`, `y`) is between its feet.
fn elephant(c: &mut crate::art::Canvas, x: f32, y: f32, scale: f32, ink: Ink) {
    c.place(x - 66.0 * scale, y - 82.0 * scale, scale, 0.0);
    c.fill("M14 82V44q-4 -34 30 -40q34 -6 48 6q24 -6 34 12q4 12 2 22q6 20 -3 36l-5 0q6 -18 -1 -34q-8 4 -15 2l1 34H90l-2 -28q-18 6 -38 2l-3 26H33l-3 -20l-3 20Z", ink);
    c.fill("M16 30q-8 8 -6 24l3 0q-1 -14 5 -20Z", ink);
    c.fill("M112 48q12 8 18 2q-6 -1 -10 -6Z", Ink(0xEE_E2C6));
    c.circle(110.0, 22.0, 1.4, Ink(0xEE_E2C6), 0.8);
    c.reset();
}

/// A volcano that smokes and glows.
pub(crate) fn volcano(stage: &mut Stage) -> Result<(), RenderError> {
    let top = stage.dice.between(108.0, 160.0);
    stage.backdrop(|c, p, _| {
        sky(c, p, 0.74);
        // Ash dims whatever light there was.
        c.fade(
            0.0,
            0.0,
            WIDE,
            480.0,
            &[(0.0, Ink(0x1D_1A26), 0.7), (0.6, Ink(0x5B_2F33), 0.45), (1.0, Ink(0xC0_603A), 0.2)],
        );
    })?;
    twinkle(stage, 50, 200.0)?;
    stage.thing(
        300.0,
        300.0,
        |c, _, _| c.glow(150.0, 150.0, 150.0, Ink(0xF0_7A3A), 0.6),
        move |t| Place::at(top - 150.0, 60.0, 0.75 + 0.25 * sway(t, 2.7, 0.0)),
    )?;
    let puffs: Vec<Motion> = (0..15u8)
        .map(|puff| {
            let (phase, lean) = (f32::from(puff) / 15.0, stage.dice.between(-12.0, 26.0));
            let motion: Motion = Box::new(move |t| {
                let age = cycle(t, 14.0, phase);
                let x = top - 30.0 + lean * age * 2.2 + 5.0 * sway(t, 5.0, phase);
                Place::at(x, 186.0 - 250.0 * age, (1.0 - age).min(age * 9.0) * 0.8)
            });
            motion
        })
        .collect();
    stage.swarm(
        64.0,
        |c, _| {
            c.circle(32.0, 34.0, 24.0, Ink(0x3A_2A33), 0.9);
            c.circle(18.0, 40.0, 14.0, Ink(0x3A_2A33), 0.9);
            c.circle(45.0, 42.0, 15.0, Ink(0x46_3440), 0.9);
        },
        puffs,
    )?;
    stage.layer(1.0, |c, p, d| {
        let line = ridge(d, c.wide(), 330.0, 24.0, 40.0);
        c.ground(&line, p.far.mix(Ink(0x3A_242A), 0.7), false);
    })?;
    stage.thing(
        WIDE,
        300.0,
        move |c, p, _| {
            let rock = Ink(0x23_1A20).mix(p.near, 0.3);
            c.place(top - 133.0, -206.0, 1.0, 0.0);
            c.fill("M-140 500L104 208q30 -14 58 0L420 500Z", rock);
            c.fill_faint("M132 226L162 208L420 500H190Z", Ink(0x0A_080C), 0.3);
            c.fill("M104 208q30 -14 58 0l6 14q-16 12 -20 40t-12 70q-8 -30 -4 -64t-34 -46Z", Ink(0xE2_622C));
            c.fill("M108 212q24 -10 50 0q-14 14 -18 42q-4 -28 -32 -42Z", Ink(0xFF_C46B));
            c.line("M132 330q-14 30 2 54t-12 60", Ink(0xE2_622C), 4.0, 0.95);
            c.line("M150 300q16 40 34 52t20 60", Ink(0xE2_622C), 3.0, 0.8);
        },
        |_| Place::at(0.0, 192.0, 1.0),
    )?;
    stage.thing(
        90.0,
        60.0,
        |c, _, _| c.glow(45.0, 30.0, 30.0, Ink(0xFF_D890), 0.9),
        move |t| Place::at(top - 45.0, 172.0, 0.6 + 0.4 * sway(t, 1.3, 0.2)),
    )?;
    let sparks: Vec<Motion> = (0..26u8)
        .map(|spark| {
            let (phase, reach) = (f32::from(spark) / 26.0, stage.dice.between(-80.0, 80.0));
            let (lap, high) = (stage.dice.between(2.4, 4.2), stage.dice.between(90.0, 190.0));
            let motion: Motion = Box::new(move |t| {
                let age = cycle(t, lap, phase);
                Place::at(top + reach * age, 200.0 - high * age * (2.0 - age * 1.4), 1.0 - age * age)
            });
            motion
        })
        .collect();
    stage.swarm(5.0, |c, _| c.circle(2.5, 2.5, 1.5, Ink(0xFF_B45A), 1.0), sparks)?;
    stage.layer(7.0, |c, p, d| {
        let line = ridge(d, c.wide(), 424.0, 20.0, 70.0);
        c.ground(&line, p.near.mix(Ink(0x12_0D12), 0.7), true);
    })
}
