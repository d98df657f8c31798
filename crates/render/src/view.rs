//! The landscapes. Each sets up one shot in whatever palette the stage was given.

mod coast;
mod land;
mod night;
mod wild;

use crate::RenderError;
use crate::art::{Canvas, HIGH, Ink, WIDE};
use crate::palette::Palette;
use crate::seed::Dice;
use crate::stage::{Motion, Place, Stage, cycle, sway};

/// Sets up one shot.
pub(crate) type View = fn(&mut Stage) -> Result<(), RenderError>;

/// Views that look at home in any palette and carry a whole story.
pub(crate) const STORIES: [View; 6] =
    [land::lake, coast::lighthouse, land::forest, wild::dunes, land::arctic, night::city];

/// Every view.
pub(crate) const ALL: [View; 11] = [
    land::lake,
    night::city,
    coast::ocean,
    wild::dunes,
    land::forest,
    wild::volcano,
    coast::lighthouse,
    night::planet,
    wild::savanna,
    land::arctic,
    night::bakery,
];

/// Fills the picture with the palette's sky.
fn sky(canvas: &mut Canvas, palette: &Palette, horizon: f32) {
    let [top, middle, low] = palette.sky;
    canvas.fade(
        0.0,
        0.0,
        WIDE,
        HIGH,
        &[(0.0, top, 1.0), (horizon * 0.68, middle, 1.0), (horizon, low, 1.0), (1.0, low.mix(palette.mid, 0.5), 1.0)],
    );
}

/// Scatters stars over the upper part of the sky.
fn stars(canvas: &mut Canvas, palette: &Palette, dice: &mut Dice, count: usize, low: f32) {
    for _ in 0..count {
        let (x, y) = (dice.between(0.0, canvas.wide()), dice.between(0.0, low));
        let fade = 1.0 - y / low * 0.7;
        canvas.circle(x, y, dice.between(0.35, 1.05), palette.light, dice.between(0.3, 0.95) * fade);
    }
}

/// Stars of which a part keeps fading in and out.
fn twinkle(stage: &mut Stage, count: usize, low: f32) -> Result<(), RenderError> {
    for group in 0..3u8 {
        let phase = f32::from(group) / 3.0;
        stage.thing(
            WIDE,
            low,
            |c, p, d| stars(c, p, d, count / 3, low),
            move |t| Place::at(0.0, 0.0, 0.72 + 0.28 * sway(t, 3.1, phase)),
        )?;
    }
    Ok(())
}

/// The sun or moon with its halo, breathing slowly.
fn sun(stage: &mut Stage, x: f32, y: f32, radius: f32, lift: f32) -> Result<(), RenderError> {
    let halo = radius * 3.6;
    let seconds = stage.seconds;
    let height = move |t: f32| y - lift * t / seconds;
    stage.thing(
        halo * 2.0,
        halo * 2.0,
        move |c, p, _| c.glow(halo, halo, halo, p.light, 0.62),
        move |t| Place::at(x - halo, height(t) - halo, 0.86 + 0.14 * sway(t, 4.0, 0.0)),
    )?;
    stage.thing(
        radius * 2.0 + 2.0,
        radius * 2.0 + 2.0,
        move |c, p, _| {
            c.circle(radius + 1.0, radius + 1.0, radius, p.light, 1.0);
            if p.night {
                // A moon has seas; a sun has none.
                let shade = p.light.mix(p.sky[1], 0.22);
                c.circle(radius * 0.75, radius * 0.8, radius * 0.2, shade, 0.8);
                c.circle(radius * 1.35, radius * 1.2, radius * 0.28, shade, 0.7);
                c.circle(radius * 0.9, radius * 1.5, radius * 0.13, shade, 0.7);
            }
        },
        move |t| Place::at(x - radius - 1.0, height(t) - radius - 1.0, 1.0),
    )
}

/// Long flat clouds that drift by.
fn clouds(stage: &mut Stage, count: usize, top: f32, low: f32, ink: Ink, alpha: f32) -> Result<(), RenderError> {
    for _ in 0..count {
        let (x, y) = (stage.dice.between(-60.0, 240.0), stage.dice.between(top, low));
        let wide = stage.dice.between(60.0, 130.0);
        let speed = -stage.drift * stage.dice.between(3.0, 7.0);
        stage.thing(
            wide,
            26.0,
            move |c, _, d| {
                c.round(0.0, 13.0, wide, 9.0, 4.5, ink, alpha);
                let from = d.between(0.12, 0.3) * wide;
                c.round(from, 6.0, wide * 0.5, 11.0, 5.5, ink, alpha);
                c.round(from + wide * 0.14, 1.0, wide * 0.22, 10.0, 5.0, ink, alpha);
            },
            move |t| {
                let lap = WIDE + wide * 2.0;
                Place::at((x + wide + speed * t).rem_euclid(lap) - wide, y, 1.0)
            },
        )?;
    }
    Ok(())
}

/// A few birds that cross the sky.
fn birds(stage: &mut Stage, y: f32) -> Result<(), RenderError> {
    let ink = stage.palette.near.mix(stage.palette.mid, 0.3);
    let right = stage.drift < 0.0;
    for _ in 0..4 {
        let (x, y) = (stage.dice.between(20.0, 220.0), y + stage.dice.between(-18.0, 18.0));
        let (size, phase) = (stage.dice.between(5.0, 8.0), stage.dice.between(0.0, 1.0));
        for open in [true, false] {
            stage.thing(
                size * 2.4,
                size * 2.0,
                move |c, _, _| {
                    c.place(size * 1.2, size, size / 8.0, 0.0);
                    let wings = if open { "M-9 -4q5 -3 9 4q4 -7 9 -4" } else { "M-9 3q5 -5 9 -2q4 -3 9 2" };
                    c.line(wings, ink, 1.9, 1.0);
                },
                move |t| {
                    let way = 11.0 * t * if right { 1.0 } else { -1.0 };
                    let shown = (cycle(t, 0.7, phase) < 0.5) == open;
                    let x = (x + way + 20.0).rem_euclid(WIDE + 40.0) - 20.0;
                    Place::at(x, y + 3.0 * sway(t, 2.6, phase), f32::from(u8::from(shown)))
                },
            )?;
        }
    }
    Ok(())
}

/// The points of a range of hills: `step` apart, up to `rough` above or below `y`.
fn ridge(dice: &mut Dice, wide: f32, y: f32, rough: f32, step: f32) -> Vec<(f32, f32)> {
    let mut points = Vec::new();
    let mut x = -20.0 - dice.between(0.0, step);
    let mut up = dice.below(2) == 0;
    while x < wide + 20.0 + step {
        let reach = dice.between(0.25, 1.0) * rough;
        points.push((x, y + if up { -reach } else { reach * 0.6 }));
        // Mostly up and down in turn, sometimes a shoulder.
        up = if dice.below(4) == 0 { up } else { !up };
        x += step * dice.between(0.6, 1.3);
    }
    points
}

/// Small things that fall or rise over the whole picture and sway while they do.
fn drifting(dice: &mut Dice, count: usize, period: (f32, f32), rises: bool, opacity: f32) -> Vec<Motion> {
    (0..count)
        .map(|_| {
            let (x, phase) = (dice.between(-6.0, WIDE), dice.between(0.0, 1.0));
            let (lap, swing) = (dice.between(period.0, period.1), dice.between(3.0, 9.0));
            let strength = opacity * dice.between(0.5, 1.0);
            let motion: Motion = Box::new(move |t| {
                let way = cycle(t, lap, phase);
                let y = (if rises { 1.0 - way } else { way }) * (HIGH + 20.0) - 10.0;
                Place::at(x + swing * sway(t, 3.7, phase), y, strength)
            });
            motion
        })
        .collect()
}
