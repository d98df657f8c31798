//! Text as outlines, from the fonts inside this crate only: no system font changes what a video looks like.

use std::sync::Arc;

use cosmic_text::{
    Attrs, Buffer, CacheKey, CacheKeyFlags, Command, Family, Font, FontSystem, LetterSpacing, Metrics, Shaping,
    SwashCache, Weight, Wrap, fontdb,
};
use tiny_skia::{Path, PathBuilder, Transform};

use crate::art::round_rect;

const FONTS: [&[u8]; 2] =
    [include_bytes!("../assets/Inter-ExtraBold.ttf"), include_bytes!("../assets/Inter-Medium.ttf")];

/// How heavy the letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heft {
    ExtraBold,
    Medium,
}

/// A row of text as outlines on a baseline at height 0, its left end at 0.
pub(crate) struct Row {
    /// Each letter's outline and the number of its word in the row.
    pub(crate) letters: Vec<(usize, Path)>,
    /// Width in the units of the font size.
    pub(crate) width: f32,
}

/// Height of a capital letter as a share of the font size.
pub(crate) const CAPITAL: f32 = 0.727;

/// Shapes text.
pub(crate) struct Lettering {
    system: FontSystem,
    cache: SwashCache,
    font: Option<Arc<Font>>,
}

impl Lettering {
    /// Reads the fonts; takes well under a millisecond.
    pub(crate) fn new() -> Self {
        let mut db = fontdb::Database::new();
        for font in FONTS {
            db.load_font_data(font.to_vec());
        }
        let first = db.faces().next().map(|face| (face.id, face.weight));
        let mut system = FontSystem::new_with_locale_and_db("en".to_owned(), db);
        let font = first.and_then(|(id, weight)| system.get_font(id, weight));
        Self { system, cache: SwashCache::new(), font }
    }

    /// Leaves out what the font has no letter for and nobody would miss: emoji, symbols, control characters. Letters of
    /// scripts outside the font stay and are drawn as blocks, so that one sees that something is said.
    pub(crate) fn clean(&self, text: &str) -> String {
        text.chars()
            .filter_map(|c| match c {
                c if c.is_whitespace() => Some(' '),
                c if self.has(c) || c.is_alphanumeric() => Some(c),
                _ => None,
            })
            .collect()
    }

    fn has(&self, letter: char) -> bool {
        self.font.as_ref().is_some_and(|font| font.as_swash().charmap().map(letter) != 0)
    }

    /// Shapes one row. Text that runs from right to left comes out in the order it is read.
    pub(crate) fn row(&mut self, text: &str, heft: Heft, size: f32) -> Row {
        let (weight, spacing) = match heft {
            Heft::ExtraBold => (Weight::EXTRA_BOLD, -0.018),
            Heft::Medium => (Weight::MEDIUM, -0.006),
        };
        let attrs = Attrs {
            family: Family::Name("Inter"),
            weight,
            letter_spacing_opt: Some(LetterSpacing(spacing)),
            ..Attrs::new()
        };
        let mut buffer = Buffer::new(&mut self.system, Metrics::new(size, size));
        buffer.set_wrap(Wrap::None);
        buffer.set_size(None, None);
        buffer.set_text(text, &attrs, Shaping::Advanced, None);
        buffer.shape_until_scroll(&mut self.system, false);

        let mut letters = Vec::new();
        let (mut left, mut right) = (f32::INFINITY, f32::NEG_INFINITY);
        for run in buffer.layout_runs() {
            for glyph in run.glyphs {
                left = left.min(glyph.x);
                right = right.max(glyph.x + glyph.w);
                let before = run.text.get(..glyph.start).unwrap_or_default();
                let word = before.split(' ').count() - 1;
                let (key, _, _) = CacheKey::new(
                    glyph.font_id,
                    glyph.glyph_id,
                    size,
                    (0.0, 0.0),
                    glyph.font_weight,
                    CacheKeyFlags::DISABLE_HINTING,
                );
                let outline = if glyph.glyph_id == 0 {
                    block(glyph.w, size)
                } else {
                    self.cache.get_outline_commands(&mut self.system, key).and_then(outline)
                };
                // Letter offsets are shares of the font size.
                let (x, y) = (glyph.x + size * glyph.x_offset, -(glyph.y + size * glyph.y_offset));
                if let Some(path) = outline.and_then(|path| path.transform(Transform::from_translate(x, -y))) {
                    letters.push((word, path));
                }
            }
        }
        if !left.is_finite() {
            return Row { letters: Vec::new(), width: 0.0 };
        }
        let to_zero = Transform::from_translate(-left, 0.0);
        let letters = letters.into_iter().filter_map(|(word, path)| Some((word, path.transform(to_zero)?))).collect();
        Row { letters, width: right - left }
    }
}

/// Stands for a letter that the font does not have. The font's own sign for it says "NO GLYPH" in small type.
fn block(wide: f32, size: f32) -> Option<Path> {
    round_rect(wide * 0.08, size * -0.6, wide * 0.84, size * 0.6, size * 0.12)
}

/// A letter's outline with y pointing down.
fn outline(commands: &[Command]) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for command in commands {
        match command {
            Command::MoveTo(p) => builder.move_to(p.x, -p.y),
            Command::LineTo(p) => builder.line_to(p.x, -p.y),
            Command::QuadTo(a, p) => builder.quad_to(a.x, -a.y, p.x, -p.y),
            Command::CurveTo(a, b, p) => builder.cubic_to(a.x, -a.y, b.x, -b.y, p.x, -p.y),
            Command::Close => builder.close(),
        }
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_its_letters_and_words() {
        let mut lettering = Lettering::new();
        let row = lettering.row("NEVER SETS", Heft::ExtraBold, 60.0);
        assert_eq!(row.letters.len(), 9, "a space has no outline");
        assert_eq!(row.letters.iter().filter(|(word, _)| *word == 1).count(), 4);
        assert!(row.width > 200.0 && row.width < 500.0, "{}", row.width);
        let medium = lettering.row("NEVER SETS", Heft::Medium, 60.0);
        assert!((medium.width - row.width).abs() > 1.0, "the medium weight is its own font");
    }

    #[test]
    fn foreign_text_does_not_stop_the_show() {
        let mut lettering = Lettering::new();
        assert_eq!(lettering.clean("A\u{200d}👩‍🚀 b\n€ 🎉c\u{7}"), "A b € c");
        for text in ["", " ", "夜は眠らない", "لا تنام أبدا", "שלום עולם", "e\u{301}\u{301}\u{301}", "Łódź Київ Αθήνα"]
        {
            let clean = lettering.clean(text);
            let row = lettering.row(&clean, Heft::ExtraBold, 60.0);
            assert_eq!(row.letters.is_empty(), text.trim().is_empty(), "{text:?} has something to show");
        }
    }
}
