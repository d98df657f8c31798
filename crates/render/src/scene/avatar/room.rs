//! The room behind the presenter, and the microphone in front.

use crate::RenderError;
use crate::art::{Canvas, HIGH, Ink, WIDE};
use crate::palette::Palette;
use crate::stage::{Place, Stage, sway};

/// Draws the room. `zoom` makes it larger around the picture's middle.
pub(super) fn furnish(stage: &mut Stage, zoom: f32) -> Result<(), RenderError> {
    let left = stage.dice.below(2) == 0;
    let shelf = stage.dice.below(2) == 0;
    let mirror = move |x: f32, wide: f32| if left { x } else { WIDE - x - wide };
    stage.backdrop(|c, p, d| {
        let wall = p.mid.mix(p.sky[1], 0.35);
        c.fade(0.0, 0.0, WIDE, HIGH, &[(0.0, wall.darker(0.18), 1.0), (1.0, wall.darker(0.5), 1.0)]);
        let middle = (WIDE * (1.0 - zoom) / 2.0, 190.0 * (1.0 - zoom));
        c.place(middle.0, middle.1, zoom, 0.0);
        window(c, p, mirror(16.0, 104.0));
        if shelf {
            books(c, p, d, mirror(176.0, 84.0), 120.0);
            books(c, p, d, mirror(176.0, 84.0), 190.0);
        } else {
            poster(c, p, mirror(186.0, 62.0));
        }
        plant(c, p, mirror(222.0, 0.0), 330.0);
        c.place(middle.0, middle.1, zoom, 0.0);
        c.rect(-40.0, 330.0, 360.0, 4.0, wall.darker(0.62));
    })?;
    let lamp = mirror(30.0, 0.0);
    stage.thing(
        260.0,
        260.0,
        |c, p, _| c.glow(130.0, 130.0, 130.0, p.light, 0.42),
        move |t| Place::at(lamp - 130.0, 190.0, 0.85 + 0.15 * sway(t, 5.2, 0.0)),
    )?;
    // Dust in the light.
    for mote in 0..7u8 {
        let (x, y) = (stage.dice.between(10.0, 260.0), stage.dice.between(40.0, 300.0));
        let phase = f32::from(mote) / 7.0;
        stage.thing(
            3.0,
            3.0,
            |c, p, _| c.circle(1.5, 1.5, 1.1, p.light, 0.8),
            move |t| {
                let drift = 9.0 * sway(t, 11.0, phase);
                Place::at(x + drift, y - 12.0 * sway(t, 17.0, phase), 0.3 + 0.3 * sway(t, 4.0, phase))
            },
        )?;
    }
    Ok(())
}

fn window(c: &mut Canvas, p: &Palette, x: f32) {
    c.round(x - 5.0, 55.0, 114.0, 170.0, 6.0, p.near.mix(p.mid, 0.4), 1.0);
    c.fade(x, 60.0, 104.0, 160.0, &[(0.0, p.sky[0], 1.0), (0.55, p.sky[1], 1.0), (1.0, p.sky[2], 1.0)]);
    c.circle(x + 70.0, 128.0, 15.0, p.light, 0.95);
    c.fill(&format!("M{x} 220V188q26 -26 52 -6t52 -12V220Z"), p.far);
    c.fill(&format!("M{x} 220V206q40 -18 104 -4V220Z"), p.mid);
    c.rect(x + 50.0, 60.0, 4.0, 160.0, p.near.mix(p.mid, 0.4));
    c.rect(x, 130.0, 104.0, 4.0, p.near.mix(p.mid, 0.4));
    c.rect(x - 9.0, 222.0, 122.0, 7.0, p.near.mix(p.mid, 0.25));
}

fn books(c: &mut Canvas, p: &Palette, d: &mut crate::seed::Dice, x: f32, y: f32) {
    c.rect(x - 4.0, y, 92.0, 5.0, p.near.mix(p.mid, 0.35));
    let inks = [p.accent, p.sky[2], p.far, p.light.mix(p.mid, 0.25), p.near.mix(p.far, 0.5)];
    let mut at = x;
    while at < x + 70.0 {
        let (wide, high) = (d.between(5.5, 11.0), d.between(28.0, 46.0));
        c.round(at, y - high, wide, high, 1.2, inks[d.below(inks.len())].darker(0.22), 1.0);
        c.rect(at + 1.6, y - high + 6.0, wide - 3.2, 1.8, p.light.mix(p.far, 0.4));
        at += wide + 0.8;
    }
}

fn poster(c: &mut Canvas, p: &Palette, x: f32) {
    c.rect(x - 3.0, 79.0, 68.0, 92.0, p.near.mix(p.mid, 0.3));
    c.fade(x, 82.0, 62.0, 86.0, &[(0.0, p.sky[2], 1.0), (1.0, p.light, 1.0)]);
    c.circle(x + 31.0, 118.0, 19.0, p.accent, 1.0);
    c.fill(&format!("M{x} 168V146q16 -16 32 -2t30 -8V168Z"), p.mid);
}

/// A plant in a pot whose foot is at (`x`, `y`).
fn plant(c: &mut Canvas, p: &Palette, x: f32, y: f32) {
    let leaf = Ink(0x3E_7A54).mix(p.mid, 0.35);
    for (tip_x, tip_y, bend) in
        [(-30.0, -74.0, -6.0), (26.0, -82.0, 8.0), (-12.0, -104.0, -14.0), (12.0, -66.0, 16.0), (-38.0, -44.0, -4.0)]
    {
        let blade = format!(
            "M{x} {}Q{} {} {} {}Q{} {} {x} {}Z",
            y - 30.0,
            x + tip_x * 0.4 + bend,
            y + tip_y * 0.8,
            x + tip_x,
            y + tip_y,
            x + tip_x * 0.7 - bend,
            y + tip_y * 0.4,
            y - 30.0
        );
        c.fill(&blade, leaf.lighter(if bend > 0.0 { 0.08 } else { 0.0 }));
    }
    c.fill(&format!("M{} {}H{}L{} {y}H{}Z", x - 19.0, y - 32.0, x + 19.0, x + 14.0, x - 14.0), p.accent.darker(0.2));
}

/// The microphone on its arm, in front of the presenter.
pub(super) fn microphone(stage: &mut Stage, zoom: f32) -> Result<(), RenderError> {
    stage.thing(
        WIDE,
        200.0,
        |c, p, _| {
            let metal = Ink(0x1B_1E26);
            c.place(218.0, 120.0, 1.0, 0.0);
            c.line("M60 90L24 30L-14 6", metal.lighter(0.12), 5.0, 1.0);
            c.place(200.0, 116.0, 1.0, -32.0);
            c.round(-17.0, -42.0, 34.0, 58.0, 17.0, metal, 1.0);
            c.round(-17.0, -42.0, 34.0, 34.0, 17.0, metal.lighter(0.22), 1.0);
            for row in 0..4u8 {
                let y = -34.0 + f32::from(row) * 7.0;
                c.line(&format!("M-12 {y}H12"), metal.lighter(0.06), 1.8, 1.0);
            }
            c.rect(-17.0, -9.0, 34.0, 4.0, p.accent);
        },
        move |_| Place::at(8.0 * (zoom - 1.0), 312.0 + 120.0 * (zoom - 1.0), 1.0),
    )
}
