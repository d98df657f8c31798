//! Lighthouse and ocean.

use super::{birds, clouds, drifting, ridge, sky, sun, twinkle};
use crate::RenderError;
use crate::art::{HIGH, Ink, WIDE};
use crate::stage::{Place, Stage, cycle, sway};

/// A lighthouse on a rock whose beam sweeps over the sea.
pub(crate) fn lighthouse(stage: &mut Stage) -> Result<(), RenderError> {
    let right = stage.dice.below(2) == 0;
    let tower = if right { 186.0 } else { 84.0 };
    let sea = 346.0;
    stage.backdrop(|c, p, _| {
        sky(c, p, 0.72);
        c.fade(0.0, 0.0, WIDE, HIGH, &[(0.0, p.near, 0.3), (0.6, p.near, 0.1), (1.0, p.near, 0.25)]);
    })?;
    twinkle(stage, 60, 240.0)?;
    if !stage.palette.night {
        sun(stage, WIDE - tower + 8.0, 262.0, 19.0, -16.0)?;
    }
    clouds(stage, 3, 70.0, 220.0, stage.palette.sky[1].lighter(0.25), 0.3)?;
    stage.layer(1.0, move |c, p, d| {
        let line = ridge(d, c.wide(), sea - 8.0, 10.0, 44.0);
        c.ground(&line, p.far, true);
    })?;
    beam(stage, tower)?;
    stage.layer(2.0, move |c, p, d| {
        let deep = p.mid.mix(p.sky[0], 0.3);
        let wide = c.wide();
        c.fade(0.0, sea, wide, HIGH - sea, &[(0.0, deep.mix(p.sky[2], 0.25), 1.0), (1.0, p.near, 1.0)]);
        for row in 0..9 {
            let y = sea + 7.0 + row as f32 * row as f32 * 1.5 + row as f32 * 3.0;
            for _ in 0..3 {
                let (x, long) = (d.between(-20.0, wide), d.between(30.0, 110.0));
                c.round(x, y, long, 1.6, 0.8, p.sky[1].lighter(0.3), 0.32);
            }
        }
    })?;
    stage.thing(
        40.0,
        26.0,
        |c, p, _| {
            c.fill("M4 18H36L31 25H9Z", p.near);
            c.fill("M20 1V16H32Q29 6 20 1Z", p.light.mix(p.far, 0.2));
            c.fill("M18 4V16H9Q11 9 18 4Z", p.light.mix(p.far, 0.4));
        },
        move |t| {
            let way = 30.0 + 7.0 * t;
            let x = if right { way } else { WIDE - 40.0 - way };
            Place::at(x, sea - 12.0 + 1.2 * sway(t, 2.4, 0.0), 1.0)
        },
    )?;
    stage.thing(
        WIDE,
        360.0,
        move |c, p, _| {
            let side = |x: f32| if right { x } else { WIDE - x };
            let rock = format!(
                "M{} 360V180Q{} 172 {} 200Q{} 220 {} 280T{} 360Z",
                side(274.0),
                side(212.0),
                side(182.0),
                side(152.0),
                side(110.0),
                side(34.0)
            );
            c.place(tower, 250.0, 1.0, 0.0);
            c.fill("M-19 0L-10 -208H10L19 0Z", Ink(0xE6_E0D2).mix(p.far, 0.12));
            c.fill_faint("M4 0L2 -208H10L19 0Z", p.near, 0.16);
            c.fill("M-14.6 -98H14.6L16 -66H-16Z", p.accent);
            c.fill("M-11.4 -172H11.4L12.8 -140H-12.8Z", p.accent);
            c.rect(-15.0, -218.0, 30.0, 10.0, p.near);
            c.rect(-10.0, -236.0, 20.0, 18.0, Ink(0xFB_E7A8));
            c.fill("M-13 -236L0 -250L13 -236Z", p.accent.darker(0.15));
            c.rect(-3.0, -56.0, 6.0, 12.0, p.near);
            c.rect(-2.5, -124.0, 5.0, 9.0, p.near);
            c.reset();
            c.fill(&rock, p.near);
        },
        |_| Place::at(0.0, 140.0, 1.0),
    )?;
    stage.thing(
        60.0,
        60.0,
        |c, p, _| c.glow(30.0, 30.0, 30.0, p.light, 0.9),
        move |t| Place::at(tower - 30.0, 132.0, 0.7 + 0.3 * sway(t, 2.5, 0.1)),
    )?;
    birds(stage, 190.0)
}

/// The light of a tower that stands at `tower`.
fn beam(stage: &mut Stage, tower: f32) -> Result<(), RenderError> {
    // The beam turns: it is drawn wide, narrow and wide again to the other side, and the drawings fade into one another.
    for (step, reach) in [-1.0_f32, -0.62, -0.25, 0.25, 0.62, 1.0].into_iter().enumerate() {
        let phase = step as f32 / 10.0;
        stage.thing(
            WIDE * 2.4,
            150.0,
            move |c, p, _| {
                let (x, tip) = (WIDE * 1.2, WIDE * 1.2 + reach * WIDE * 1.15);
                let spread = 44.0 * reach.abs() + 8.0;
                for (share, alpha) in [(1.0, 0.16), (0.55, 0.2)] {
                    let beam = format!(
                        "M{x} 70L{tip} {}V{}L{x} 80Z",
                        75.0 - spread * share - 6.0 * reach.abs(),
                        75.0 + spread * share
                    );
                    c.fill_fading(&beam, p.light, (x, 75.0, alpha * 1.7), (tip, 75.0, 0.0));
                }
            },
            move |t| {
                // Ten steps to a turn; the beam is away from us for four of them.
                let from = (cycle(t, 5.0, -phase) + 0.5).fract() - 0.5;
                Place::at(tower - WIDE * 1.2, 152.0 - 75.0, 1.0 - (from.abs() / 0.115))
            },
        )?;
    }
    Ok(())
}

/// Light falling into the sea, and a whale.
pub(crate) fn ocean(stage: &mut Stage) -> Result<(), RenderError> {
    stage.backdrop(|c, p, _| {
        // Water swallows red: any palette turns blue on the way down.
        let top = p.sky[1].mix(Ink(0x3C_9AB0), 0.62);
        let deep = p.sky[0].mix(Ink(0x17_5672), 0.7);
        c.fade(0.0, 0.0, WIDE, HIGH, &[(0.0, top, 1.0), (0.42, deep, 1.0), (1.0, Ink(0x06_1A2C), 1.0)]);
    })?;
    for (x, lean, wide, phase) in
        [(44.0, -34.0, 40.0, 0.0), (120.0, 8.0, 34.0, 0.35), (196.0, 52.0, 26.0, 0.7), (240.0, 74.0, 18.0, 0.2)]
    {
        stage.thing(
            250.0,
            400.0,
            move |c, _, _| {
                let ray = format!("M90 0h{wide}L{} 400H{}Z", 90.0 + wide * 1.9 + lean, 80.0 + lean);
                c.fill_fading(&ray, Ink(0xC9_EEF0), (90.0, 0.0, 0.24), (90.0, 396.0, 0.0));
            },
            move |t| Place::at(x - 90.0 + 6.0 * sway(t, 9.0, phase), 0.0, 0.6 + 0.4 * sway(t, 4.6, phase)),
        )?;
    }
    for (size, y, speed) in [(0.42, 150.0, 5.0), (0.28, 350.0, 3.5)] {
        whale(stage, size, y, speed, 0.62)?;
    }
    whale(stage, 1.0, 240.0, 4.0, 1.0)?;
    stage.layer(6.0, |c, _, d| {
        let line = ridge(d, c.wide(), 442.0, 18.0, 50.0);
        c.ground(&line, Ink(0x04_1220), true);
        let wide = c.wide();
        for _ in 0..10 {
            let (x, high) = (d.between(0.0, wide), d.between(24.0, 64.0));
            let weed = format!("M{x} 462q-9 -{} 2 -{}t-2 -{}", high * 0.3, high * 0.5, high * 0.5);
            c.line(&weed, Ink(0x0A_2A33), 4.2, 1.0);
        }
    })?;
    let bubbles = drifting(&mut stage.dice, 22, (8.0, 16.0), true, 0.7);
    stage.swarm(
        6.0,
        |c, _| {
            c.circle(3.0, 3.0, 2.1, Ink(0x9F_D0D8), 0.5);
            c.circle(2.3, 2.3, 0.7, Ink(0xE6_F7F8), 0.9);
        },
        bubbles,
    )
}

fn whale(stage: &mut Stage, size: f32, y: f32, speed: f32, solid: f32) -> Result<(), RenderError> {
    let x = stage.dice.between(0.1, 0.4) * (WIDE - 120.0 * size);
    let phase = stage.dice.between(0.0, 1.0);
    stage.thing(
        264.0 * size,
        100.0 * size,
        move |c, p, _| {
            c.place(0.0, 20.0 * size, size, 0.0);
            let body = p.near.mix(Ink(0x0B_2A40), 0.72);
            c.fill(
                "M176 22C196 16 206 30 224 24q8 -4 14 -22q12 10 8 26q10 8 6 22q-12 -4 -18 -12C206 46 190 50 170 46Z",
                body,
            );
            c.fill("M0 36C38 -10 118 -22 168 6q16 8 22 22Q176 58 100 56C54 52 16 58 0 36Z", body);
            c.fill("M98 54c-6 22 -22 32 -40 36c4 -18 8 -28 16 -40Z", body.darker(0.3));
            c.line("M12 43c40 16 76 15 112 8", Ink(0x2E_6A85), 2.2, 0.9);
            c.line("M22 49c34 10 60 9 88 5", Ink(0x2E_6A85), 1.4, 0.6);
            c.circle(34.0, 29.0, 2.7, Ink(0xCF_E9EA), 1.0);
        },
        move |t| Place::at(x - speed * t, y + 7.0 * sway(t, 4.8, phase), solid),
    )
}
