//! Reads the short path notation the drawings are written in: the commands `M L H V Q T C Z` of SVG, both cases.

use tiny_skia::{Path, PathBuilder, Point};

/// Parses a path; `None` if it is empty or has a mistake.
pub(crate) fn parse(text: &str) -> Option<Path> {
    let mut reader = Reader { rest: text };
    let mut builder = PathBuilder::new();
    let mut here = Point::zero();
    let mut start = here;
    // The last control point of a Q or T, which a following T mirrors.
    let mut control: Option<Point> = None;
    let mut command = 'M';
    while reader.more() {
        // Without a letter the last command goes on; more numbers after a move are lines.
        command = reader.letter().unwrap_or(match command {
            'M' => 'L',
            'm' => 'l',
            other => other,
        });
        let origin = if command.is_ascii_lowercase() { here } else { Point::zero() };
        let mut next_control = None;
        match command.to_ascii_uppercase() {
            'M' => {
                here = reader.point(origin)?;
                start = here;
                builder.move_to(here.x, here.y);
            }
            'L' => {
                here = reader.point(origin)?;
                builder.line_to(here.x, here.y);
            }
            'H' => {
                here.x = origin.x + reader.number()?;
                builder.line_to(here.x, here.y);
            }
            'V' => {
                here.y = origin.y + reader.number()?;
                builder.line_to(here.x, here.y);
            }
            'Q' | 'T' => {
                let via = if command.eq_ignore_ascii_case(&'q') {
                    reader.point(origin)?
                } else {
                    control.map_or(here, |c| here + (here - c))
                };
                here = reader.point(origin)?;
                builder.quad_to(via.x, via.y, here.x, here.y);
                next_control = Some(via);
            }
            'C' => {
                let (a, b) = (reader.point(origin)?, reader.point(origin)?);
                here = reader.point(origin)?;
                builder.cubic_to(a.x, a.y, b.x, b.y, here.x, here.y);
            }
            'Z' => {
                builder.close();
                here = start;
            }
            _ => return None,
        }
        control = next_control;
    }
    builder.finish()
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', ',', '\n']);
    }

    fn more(&mut self) -> bool {
        self.skip();
        !self.rest.is_empty()
    }

    fn letter(&mut self) -> Option<char> {
        let letter = self.rest.chars().next().filter(char::is_ascii_alphabetic)?;
        self.rest = &self.rest[1..];
        Some(letter)
    }

    fn number(&mut self) -> Option<f32> {
        self.skip();
        let mut dot = false;
        let end = self
            .rest
            .char_indices()
            .find(|&(at, c)| match c {
                '0'..='9' => false,
                '-' => at > 0,
                // "1.5.5" is two numbers.
                '.' => std::mem::replace(&mut dot, true),
                _ => true,
            })
            .map_or(self.rest.len(), |(at, _)| at);
        let number = self.rest[..end].parse().ok()?;
        self.rest = &self.rest[end..];
        Some(number)
    }

    fn point(&mut self, origin: Point) -> Option<Point> {
        Some(origin + Point::from_xy(self.number()?, self.number()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_notation_of_the_drawings() {
        let path = parse("M0 320q80-28 150-10t120-8v178H0Z").expect("a path of a drawing");
        let bounds = path.bounds();
        assert!((bounds.right() - 270.0).abs() < 0.01 && (bounds.bottom() - 480.0).abs() < 0.01, "{bounds:?}");
    }

    #[test]
    fn numbers_may_touch() {
        let path = parse("M1.5.5L-2-3").expect("touching numbers");
        assert!((path.bounds().left() + 2.0).abs() < 1e-6 && (path.bounds().bottom() - 0.5).abs() < 1e-6);
    }

    #[test]
    fn a_mistake_is_no_path() {
        assert!(parse("").is_none(), "nothing to draw");
        assert!(parse("M0 0A1 1").is_none(), "arcs are not read");
        assert!(parse("M0").is_none(), "half a point");
    }
}
