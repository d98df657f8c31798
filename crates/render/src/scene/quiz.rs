//! Quiz: a question on a card, three choices that come one after another, and in the end the right one lights up.

mod choices;

use self::choices::choices;
use super::{Director, icons};
use crate::art::{Canvas, HIGH, Ink, WIDE};
use crate::caption;
use crate::lettering::{CAPITAL, Heft, Lettering, Row};
use crate::palette::{self, Palette};
use crate::seed::Dice;
use crate::stage::{Place, Stage, cycle, ease, sway};
use crate::{CaptionPreset, Line, RenderError, Storyboard};

const PAPER: Ink = Ink(0xFB_F6EA);
const TEXT: Ink = Ink(0x1B_1F2A);
const RIGHT: Ink = Ink(0x2F_A866);
const LETTERS: [&str; 3] = ["A", "B", "C"];
/// Distance between two choices' tops, and a choice's height.
const STEP: f32 = 60.0;
const BOX: f32 = 50.0;
const FIRST_BOX: f32 = 206.0;
const SIDE: f32 = 22.0;

pub(super) struct Quiz {
    seed: u64,
    lines: Vec<Line>,
    palette: Palette,
}

impl Quiz {
    pub(super) fn new(board: &Storyboard) -> Self {
        Self { seed: board.seed, lines: board.lines.clone(), palette: palette::shuffled(board.seed)[0] }
    }

    /// The choice that is named first in the lines after the question.
    fn answer(&self, question: usize, choices: &[String; 3]) -> Option<usize> {
        self.lines[question + 1..].iter().take_while(|line| !asks(&line.text)).find_map(|line| {
            let told = line.text.to_lowercase();
            let found =
                choices.iter().enumerate().filter_map(|(i, choice)| Some((told.find(&choice.to_lowercase())?, i)));
            found.min().map(|(_, choice)| choice)
        })
    }

    /// The question a line belongs to: itself, or the last one asked before it.
    fn question_of(&self, line: usize) -> usize {
        (0..=line).rev().find(|&i| asks(&self.lines[i].text)).unwrap_or(line)
    }
}

/// Three stars, one after another.
fn medals(stage: &mut Stage) -> Result<(), RenderError> {
    for star in 0..3u8 {
        let come = 0.25 + f32::from(star) * 0.3;
        let size = if star == 1 { 2.5 } else { 1.9 };
        let x = WIDE / 2.0 + (f32::from(star) - 1.0) * 78.0;
        let y = if star == 1 { 262.0 } else { 284.0 };
        stage.thing(
            110.0,
            110.0,
            move |c, _, _| {
                c.circle(55.0, 58.0, 19.0 * size, TEXT, 0.25);
                c.circle(55.0, 55.0, 19.0 * size, PAPER, 1.0);
                icons::star(c, 55.0, 55.0, size * 0.8);
            },
            move |t| {
                let here = ease(t, come, come + 0.3);
                Place::at(x - 55.0, y - 55.0 + 30.0 * (1.0 - here) + 2.0 * sway(t, 2.8, f32::from(star) * 0.3), here)
            },
        )?;
    }
    Ok(())
}

fn asks(text: &str) -> bool {
    text.contains(['?', '？', '؟'])
}

impl Director for Quiz {
    fn shot(&mut self, line: usize, lettering: &mut Lettering) -> Result<Stage, RenderError> {
        let seconds = self.lines[line].seconds;
        // The set stays the same through the video, so its chance does not know the line.
        let mut stage = Stage::new(self.palette, Dice::new(self.seed, 300), seconds);
        set(&mut stage)?;

        let question = self.question_of(line);
        let answers = question != line;
        let mut dice = Dice::new(self.seed, 310 + question as u64);
        let chance = dice.below(3);
        let mut pictures: Vec<usize> = (0..icons::COUNT).collect();
        dice.shuffle(&mut pictures);
        let text = &self.lines[line].text;
        let choices = choices(&self.lines[question].text);
        let right = choices.as_ref().and_then(|choices| self.answer(question, choices)).unwrap_or(chance);

        card(&mut stage, text, line > 0, lettering)?;
        if line > 0 && line + 1 == self.lines.len() && choices.is_none() && !answers {
            // A question at the end, such as "How many did you get?", is not one of the quiz.
            medals(&mut stage)?;
            return Ok(stage);
        }
        // Choices come in the first half of a question; with an answer they stand there already.
        let gap = (seconds * 0.14).min(0.5);
        let reveal = if answers { 0.15 } else { seconds * 0.84 };
        let marks = asks(text) || answers;
        for number in 0..3 {
            let come = if answers { -1.0 } else { gap * (number as f32 + 0.6) };
            let y = FIRST_BOX + STEP * number as f32;
            let is_right = number == right;
            for lit in [false, true] {
                if lit && !(is_right && marks) {
                    continue;
                }
                let mut canvas = Canvas::new(WIDE - SIDE * 2.0 + 8.0, BOX + 10.0)?;
                let label = choices.as_ref().map(|choices| choices[number].as_str());
                choice(&mut canvas, LETTERS[number], label, pictures[number], lit, &self.palette, lettering);
                stage.put(&canvas, -4.0, -4.0, move |t| {
                    let here = ease(t, come, come + 0.32);
                    let told = if marks { ease(t, reveal, reveal + 0.25) } else { 0.0 };
                    let opacity = match (lit, is_right) {
                        (true, _) => told,
                        (false, true) => here,
                        (false, false) => here * (1.0 - told * 0.55),
                    };
                    let hop = if lit { -3.0 * (told * std::f32::consts::PI).sin() } else { 0.0 };
                    Place::at(SIDE + (1.0 - here) * 60.0, y + hop, opacity)
                });
            }
        }
        if asks(text) {
            clock(&mut stage, gap * 3.0, reveal)?;
        }
        Ok(stage)
    }

    fn caption_height(&self, preset: CaptionPreset) -> i32 {
        if preset == CaptionPreset::MinimalWhite { 858 } else { 850 }
    }
}

/// The set behind the cards: soft rings and rising bubbles in the palette's colours.
fn set(stage: &mut Stage) -> Result<(), RenderError> {
    stage.backdrop(|c, p, _| {
        let (top, low) = (p.sky[0].mix(p.mid, 0.2), p.sky[1].mix(p.mid, 0.25));
        c.fade(0.0, 0.0, WIDE, HIGH, &[(0.0, top, 1.0), (0.6, low, 1.0), (1.0, p.near.mix(low, 0.25), 1.0)]);
        for (radius, alpha) in [(330.0, 0.05), (250.0, 0.06), (170.0, 0.07)] {
            c.circle(WIDE / 2.0, 250.0, radius, p.light, alpha);
        }
    })?;
    for spot in 0..9u8 {
        let (x, radius) = (stage.dice.between(0.0, WIDE), stage.dice.between(9.0, 34.0));
        let (lap, phase) = (stage.dice.between(16.0, 30.0), stage.dice.between(0.0, 1.0));
        stage.thing(
            radius * 2.0 + 2.0,
            radius * 2.0 + 2.0,
            move |c, p, _| {
                let ink = if spot % 3 == 0 { p.accent } else { p.sky[2] };
                if spot % 2 == 0 {
                    c.circle(radius + 1.0, radius + 1.0, radius, ink, 0.2);
                } else {
                    c.circle(radius + 1.0, radius + 1.0, radius, ink, 0.13);
                    c.circle(radius + 1.0, radius + 1.0, radius * 0.6, ink, 0.13);
                }
            },
            move |t| {
                let y = (1.0 - cycle(t, lap, phase)) * (HIGH + radius * 4.0) - radius * 3.0;
                Place::at(x - radius + 8.0 * sway(t, 6.0, phase), y, 1.0)
            },
        )?;
    }
    stage.layer(3.0, |c, p, _| {
        let wide = c.wide();
        let mut line = Vec::new();
        let mut x = -40.0;
        while x < wide + 60.0 {
            line.push((x, if line.len() % 2 == 0 { 402.0 } else { 418.0 }));
            x += 62.0;
        }
        c.ground(&line, p.near, true);
    })
}

/// The question card with its badge.
fn card(stage: &mut Stage, text: &str, comes_in: bool, lettering: &mut Lettering) -> Result<(), RenderError> {
    let (wide, high) = (WIDE - SIDE * 2.0, 122.0);
    let clean = lettering.clean(text);
    let words: Vec<&str> = clean.split_whitespace().collect();
    let mut canvas = Canvas::new(wide + 8.0, high + 40.0)?;
    canvas.round(4.0, 31.0, wide, high, 18.0, TEXT, 0.28);
    canvas.round(4.0, 27.0, wide, high, 18.0, PAPER, 1.0);
    let accent = stage.palette.accent;
    canvas.circle(wide / 2.0 + 4.0, 27.0, 23.0, PAPER, 1.0);
    canvas.circle(wide / 2.0 + 4.0, 27.0, 19.0, accent, 1.0);
    let mark = lettering.row("?", Heft::ExtraBold, 26.0);
    canvas.write(&mark, wide / 2.0 + 4.0 - mark.width / 2.0, 27.0 + 26.0 * CAPITAL / 2.0, PAPER);
    let (rows, size) = fit(&words, wide - 32.0, high - 40.0, lettering);
    let step = size * 1.22;
    let middle = 27.0 + 26.0 + (high - 30.0) / 2.0;
    let top = middle - step * (rows.len() as f32 - 1.0) / 2.0 + size * CAPITAL / 2.0;
    for (number, row) in rows.iter().enumerate() {
        canvas.write(row, 4.0 + (wide - row.width) / 2.0, top + step * number as f32, TEXT);
    }
    stage.put(&canvas, -4.0, -4.0, move |t| {
        let here = if comes_in { ease(t, 0.0, 0.3) } else { 1.0 };
        Place::at(SIDE, 38.0 - 26.0 * (1.0 - here), here)
    });
    Ok(())
}

/// The largest size at which the words fit, and their rows. Very long text ends with dots.
fn fit(words: &[&str], wide: f32, high: f32, lettering: &mut Lettering) -> (Vec<Row>, f32) {
    for size in [24.0, 20.0, 17.0, 14.5, 12.0_f32] {
        let widths: Vec<f32> = words.iter().map(|word| lettering.row(word, Heft::ExtraBold, size).width).collect();
        let most = (high / (size * 1.22)).floor().max(1.0) as usize;
        let starts = greedy(&widths, size * 0.26, wide);
        let fits = starts.len() <= most && widths.iter().all(|&width| width <= wide);
        if fits || size <= 12.0 {
            let mut rows = Vec::new();
            for (row, &from) in starts.iter().take(most).enumerate() {
                let to = starts.get(row + 1).copied().unwrap_or(words.len());
                let mut text = words[from..to].join(" ");
                if row + 1 == most && to < words.len() {
                    text.push('…');
                }
                let mut shaped = lettering.row(&text, Heft::ExtraBold, size);
                if shaped.width > wide {
                    shaped = lettering.row(&text, Heft::ExtraBold, size * wide / shaped.width);
                }
                rows.push(shaped);
            }
            return (rows, size);
        }
    }
    (Vec::new(), 12.0)
}

fn greedy(widths: &[f32], space: f32, limit: f32) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut used = f32::INFINITY;
    for (word, width) in widths.iter().enumerate() {
        if used + space + width > limit {
            starts.push(word);
            used = *width;
        } else {
            used += space + width;
        }
    }
    // Now that the number of rows is known, even them out.
    if starts.len() <= 4 && widths.len() <= 40 { caption::rows(widths, space, limit, starts.len()) } else { starts }
}

fn choice(
    c: &mut Canvas,
    letter: &str,
    label: Option<&str>,
    picture: usize,
    lit: bool,
    p: &Palette,
    lettering: &mut Lettering,
) {
    let wide = WIDE - SIDE * 2.0;
    let (paper, ink, badge) = if lit { (RIGHT, PAPER, PAPER) } else { (PAPER, TEXT, p.accent.mix(p.mid, 0.15)) };
    c.round(4.0, 8.0, wide, BOX, 15.0, TEXT, 0.25);
    c.round(4.0, 4.0, wide, BOX, 15.0, paper, 1.0);
    let middle = 4.0 + BOX / 2.0;
    c.circle(32.0, middle, 16.0, badge, 1.0);
    let row = lettering.row(letter, Heft::ExtraBold, 19.0);
    let letter_ink = if lit { RIGHT } else { PAPER };
    c.write(&row, 32.0 - row.width / 2.0, middle + 19.0 * CAPITAL / 2.0, letter_ink);
    if let Some(label) = label {
        let label = lettering.clean(label);
        let mut size = 20.0;
        let mut row = lettering.row(&label, Heft::ExtraBold, size);
        let room = wide - if lit { 108.0 } else { 72.0 };
        if row.width > room {
            size = (size * room / row.width).max(9.0);
            row = lettering.row(&label, Heft::ExtraBold, size);
        }
        c.write(&row, 60.0, middle + size * CAPITAL / 2.0, ink);
    } else {
        let room = wide - if lit { 104.0 } else { 68.0 };
        c.round(62.0, 10.0, room, BOX - 12.0, 11.0, PAPER.mix(p.far, 0.2), 1.0);
        icons::draw(c, picture, 62.0 + (wide - 68.0) / 2.0, middle, 0.86);
    }
    if lit {
        c.circle(wide - 20.0, middle, 13.0, PAPER, 1.0);
        c.line(&format!("M{} {middle}l4.5 5l8 -10", wide - 26.5), RIGHT, 4.0, 1.0);
    }
}

/// Ten dots that go out one after another while one thinks.
fn clock(stage: &mut Stage, from: f32, to: f32) -> Result<(), RenderError> {
    for dot in 0..10u8 {
        let gone = from + (to - from) * f32::from(10 - dot) / 10.0;
        stage.thing(
            20.0,
            7.0,
            |c, p, _| c.round(1.0, 1.0, 17.0, 5.0, 2.5, p.light, 0.95),
            move |t| {
                let left = 1.0 - ease(t, gone - 0.15, gone);
                Place::at(SIDE + 13.0 + f32::from(dot) * 20.2, 191.0, 0.16 + 0.84 * left)
            },
        )?;
    }
    Ok(())
}
