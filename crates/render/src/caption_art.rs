//! How a caption card looks in each preset.

use tiny_skia::{Color, FillRule, FilterQuality, LineJoin, Paint, Pixmap, PixmapPaint, Shader, Stroke, Transform};

use crate::caption::{self, Card};
use crate::frame::{Frame, WIDTH};
use crate::lettering::{CAPITAL, Heft, Lettering};
use crate::sprite::Sprite;
use crate::{CaptionPreset, RenderError, soften};

/// A card that has been drawn.
pub(crate) struct CardArt {
    /// The settled card, and before it the sizes it grows through when it appears.
    arrival: Vec<Sprite>,
    card: Option<Sprite>,
    /// For karaoke: each word in its lit state, laid over the card.
    lit: Vec<Option<Sprite>>,
}

struct Style {
    heft: Heft,
    size: f32,
    leading: f32,
    capitals: bool,
    most_rows: usize,
}

/// Widest a row may be, in pixels.
const LIMIT: f32 = 478.0;
/// Room around the letters for outline and glow, in pixels.
const MARGIN: f32 = 30.0;

const WHITE: [u8; 3] = [255, 255, 255];
const YELLOW: [u8; 3] = [255, 214, 51];
const NEON: [u8; 3] = [56, 248, 138];
const DARK: [u8; 3] = [10, 11, 15];

fn style(preset: CaptionPreset) -> Style {
    match preset {
        CaptionPreset::BoldPop => {
            Style { heft: Heft::ExtraBold, size: 60.0, leading: 1.08, capitals: true, most_rows: 3 }
        }
        CaptionPreset::MinimalWhite => {
            Style { heft: Heft::Medium, size: 36.0, leading: 1.28, capitals: false, most_rows: 3 }
        }
        CaptionPreset::KaraokeNeon => {
            Style { heft: Heft::ExtraBold, size: 50.0, leading: 1.2, capitals: false, most_rows: 3 }
        }
    }
}

impl CardArt {
    /// Draws a card. `None` when no letter of it can be drawn.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub(crate) fn draw(
        card: &Card,
        preset: CaptionPreset,
        lettering: &mut Lettering,
    ) -> Result<Option<Self>, RenderError> {
        let style = style(preset);
        let words: Vec<String> =
            card.words.iter().map(|word| if style.capitals { word.to_uppercase() } else { word.clone() }).collect();
        let widths: Vec<f32> = words.iter().map(|word| lettering.row(word, style.heft, style.size).width).collect();
        let starts = caption::rows(&widths, style.size * 0.26, LIMIT, style.most_rows);
        let mut rows = Vec::new();
        for (row, &from) in starts.iter().enumerate() {
            let to = starts.get(row + 1).copied().unwrap_or(words.len());
            rows.push((from, lettering.row(&words[from..to].join(" "), style.heft, style.size)));
        }
        let widest = rows.iter().map(|(_, row)| row.width).fold(0.0, f32::max);
        if widest <= 0.0 {
            return Ok(None);
        }
        // A word that is too long even alone makes the whole card smaller.
        let shrink = (LIMIT / widest).min(1.0);
        let step = style.size * style.leading * shrink;
        let wide = widest * shrink + MARGIN * 2.0;
        let high = step * (rows.len() - 1) as f32 + style.size * CAPITAL * shrink + MARGIN * 2.0 + 12.0;

        let mut letters = Vec::new();
        for (number, (first, row)) in rows.iter().enumerate() {
            let x = (wide - row.width * shrink) / 2.0;
            let y = MARGIN + style.size * CAPITAL * shrink + step * number as f32;
            let to = Transform::from_row(shrink, 0.0, 0.0, shrink, x, y);
            for (word, path) in &row.letters {
                if let Some(path) = path.clone().transform(to) {
                    letters.push(Letter { word: first + word, row: number, path });
                }
            }
        }
        let sheet = Sheet { letters, wide, high, rows: rows.len(), words: words.len(), size: style.size * shrink };
        sheet.art(preset).map(Some)
    }

    /// Lays the card over the picture, its middle at `height` pixels. `age` is the seconds it has been there, `word` the
    /// one being spoken.
    pub(crate) fn lay(&self, frame: &mut Frame, height: i32, age: f32, word: usize) {
        let x = WIDTH as i32 / 2;
        let step = (age * crate::FPS as f32 + 0.01) as usize;
        if let Some(growing) = self.arrival.get(step) {
            return frame.lay(growing, x, height, 255);
        }
        // Where there is no growing, the card fades in over three frames.
        let opacity = if self.arrival.is_empty() { [110, 200].get(step).copied().unwrap_or(255) } else { 255 };
        if let Some(card) = &self.card {
            frame.lay(card, x, height, opacity);
        }
        if let Some(Some(lit)) = self.lit.get(word) {
            frame.lay(lit, x, height, opacity);
        }
    }
}

struct Letter {
    word: usize,
    row: usize,
    path: tiny_skia::Path,
}

/// Letters in their places, not yet coloured.
struct Sheet {
    letters: Vec<Letter>,
    wide: f32,
    high: f32,
    rows: usize,
    words: usize,
    size: f32,
}

impl Sheet {
    fn blank(&self) -> Result<Pixmap, RenderError> {
        Pixmap::new(self.wide.ceil() as u32, self.high.ceil() as u32).ok_or(RenderError::Draw { what: "a caption" })
    }

    fn art(&self, preset: CaptionPreset) -> Result<CardArt, RenderError> {
        let mut pixmap = self.blank()?;
        let all = |_: &Letter| true;
        match preset {
            CaptionPreset::BoldPop => {
                self.outline(&mut pixmap, self.size * 0.2, 5.0, 0.55, all);
                self.outline(&mut pixmap, self.size * 0.2, 0.0, 1.0, all);
                self.fill(&mut pixmap, WHITE, |letter| !self.loud(letter));
                self.fill(&mut pixmap, YELLOW, |letter| self.loud(letter));
                let mut arrival = Vec::new();
                for scale in [0.72, 1.05] {
                    arrival.extend(self.cut(&self.scaled(&pixmap, scale)?));
                }
                Ok(CardArt { arrival, card: self.cut(&pixmap), lit: Vec::new() })
            }
            CaptionPreset::MinimalWhite => {
                self.outline(&mut pixmap, 7.0, 2.0, 0.85, all);
                soften::blur(&mut pixmap, 6);
                let mut close = self.blank()?;
                self.outline(&mut close, 2.0, 1.5, 0.5, all);
                soften::blur(&mut close, 2);
                over(&mut pixmap, &close);
                self.fill(&mut pixmap, WHITE, all);
                Ok(CardArt { arrival: Vec::new(), card: self.cut(&pixmap), lit: Vec::new() })
            }
            CaptionPreset::KaraokeNeon => {
                self.outline(&mut pixmap, self.size * 0.2, 3.0, 0.6, all);
                soften::blur(&mut pixmap, 4);
                self.outline(&mut pixmap, self.size * 0.1, 0.0, 0.8, all);
                self.fill(&mut pixmap, WHITE, all);
                let mut lit = Vec::new();
                for word in 0..self.words {
                    let ours = |letter: &Letter| letter.word == word;
                    let mut glow = self.blank()?;
                    self.stroke(&mut glow, NEON, self.size * 0.24, 0.0, 0.8, ours);
                    soften::blur(&mut glow, 7);
                    self.outline(&mut glow, self.size * 0.1, 0.0, 0.85, ours);
                    self.fill(&mut glow, NEON, ours);
                    lit.push(self.cut(&glow));
                }
                Ok(CardArt { arrival: Vec::new(), card: self.cut(&pixmap), lit })
            }
        }
    }

    /// Whether bold pop paints the letter yellow: the last row, or the later half of a single row.
    fn loud(&self, letter: &Letter) -> bool {
        if self.rows > 1 {
            letter.row + 1 == self.rows
        } else {
            self.words > 1 && letter.word >= self.words.div_ceil(2)
        }
    }

    fn fill(&self, pixmap: &mut Pixmap, ink: [u8; 3], which: impl Fn(&Letter) -> bool) {
        for letter in self.letters.iter().filter(|letter| which(letter)) {
            pixmap.fill_path(&letter.path, &paint(ink, 1.0), FillRule::Winding, Transform::identity(), None);
        }
    }

    fn outline(&self, pixmap: &mut Pixmap, width: f32, lower: f32, alpha: f32, which: impl Fn(&Letter) -> bool) {
        self.stroke(pixmap, DARK, width, lower, alpha, which);
    }

    fn stroke(
        &self,
        pixmap: &mut Pixmap,
        ink: [u8; 3],
        width: f32,
        lower: f32,
        alpha: f32,
        which: impl Fn(&Letter) -> bool,
    ) {
        let stroke = Stroke { width, line_join: LineJoin::Round, ..Stroke::default() };
        let to = Transform::from_translate(0.0, lower);
        for letter in self.letters.iter().filter(|letter| which(letter)) {
            pixmap.stroke_path(&letter.path, &paint(ink, alpha), &stroke, to, None);
            pixmap.fill_path(&letter.path, &paint(ink, alpha), FillRule::Winding, to, None);
        }
    }

    fn scaled(&self, from: &Pixmap, scale: f32) -> Result<Pixmap, RenderError> {
        let mut to = self.blank()?;
        let (x, y) = (self.wide * (1.0 - scale) / 2.0, self.high * (1.0 - scale) / 2.0);
        let paint = PixmapPaint { quality: FilterQuality::Bilinear, ..PixmapPaint::default() };
        to.draw_pixmap(0, 0, from.as_ref(), &paint, Transform::from_row(scale, 0.0, 0.0, scale, x, y), None);
        Ok(to)
    }

    fn cut(&self, pixmap: &Pixmap) -> Option<Sprite> {
        Sprite::cut(pixmap, -((self.wide / 2.0) as i32), -((self.high / 2.0) as i32))
    }
}

fn over(below: &mut Pixmap, above: &Pixmap) {
    below.draw_pixmap(0, 0, above.as_ref(), &PixmapPaint::default(), Transform::identity(), None);
}

fn paint(ink: [u8; 3], alpha: f32) -> Paint<'static> {
    let [r, g, b] = ink;
    let color = Color::from_rgba8(r, g, b, (alpha * 255.0) as u8);
    Paint { shader: Shader::SolidColor(color), anti_alias: true, ..Paint::default() }
}
