//! Drawing in design units: 270 × 480 of them make a picture, whatever its size in pixels.

use tiny_skia::{
    Color, FillRule, GradientStop, LineCap, LineJoin, LinearGradient, Paint, Path, PathBuilder, Pixmap, Point,
    RadialGradient, Rect, Shader, SpreadMode, Stroke, Transform,
};

use crate::lettering::Row;
use crate::path;
use crate::{RenderError, frame};

/// Pixels to a design unit.
pub(crate) const SCALE: f32 = 2.0;
/// Width of a picture in design units.
pub(crate) const WIDE: f32 = frame::WIDTH as f32 / SCALE;
/// Height of a picture in design units.
pub(crate) const HIGH: f32 = frame::HEIGHT as f32 / SCALE;

/// A colour as `0xRRGGBB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ink(pub(crate) u32);

impl Ink {
    fn channels(self) -> [f32; 3] {
        [16, 8, 0].map(|shift| ((self.0 >> shift) & 0xFF) as f32)
    }

    /// The colour that is `share` of the way to `other`, 0 to 1.
    pub(crate) fn mix(self, other: Self, share: f32) -> Self {
        let (a, b) = (self.channels(), other.channels());
        let at = |i: usize| (a[i] + (b[i] - a[i]) * share).round().clamp(0.0, 255.0) as u32;
        Self(at(0) << 16 | at(1) << 8 | at(2))
    }

    /// Towards black, 0 to 1.
    pub(crate) fn darker(self, share: f32) -> Self {
        self.mix(Self(0x0A_0C12), share)
    }

    /// Towards white, 0 to 1.
    pub(crate) fn lighter(self, share: f32) -> Self {
        self.mix(Self(0xFF_F8EC), share)
    }

    fn with_alpha(self, alpha: f32) -> Color {
        let [r, g, b] = self.channels().map(|c| c as u8);
        Color::from_rgba8(r, g, b, (alpha.clamp(0.0, 1.0) * 255.0).round() as u8)
    }
}

/// A drawing surface measured in design units.
pub(crate) struct Canvas {
    pixmap: Pixmap,
    transform: Transform,
    wide: f32,
    high: f32,
}

impl Canvas {
    /// An empty surface of the given design size.
    ///
    /// # Errors
    /// When the size is nothing or does not fit into memory.
    pub(crate) fn new(wide: f32, high: f32) -> Result<Self, RenderError> {
        let pixmap = Pixmap::new((wide * SCALE).ceil() as u32, (high * SCALE).ceil() as u32)
            .ok_or(RenderError::Draw { what: "a layer" })?;
        Ok(Self { pixmap, transform: Transform::from_scale(SCALE, SCALE), wide, high })
    }

    /// Width in design units.
    pub(crate) fn wide(&self) -> f32 {
        self.wide
    }

    /// The pixels.
    pub(crate) fn pixmap(&self) -> &Pixmap {
        &self.pixmap
    }

    /// Moves, scales and turns (degrees) what is drawn next, relative to the whole surface.
    pub(crate) fn place(&mut self, x: f32, y: f32, scale: f32, turn: f32) {
        self.transform =
            Transform::from_scale(SCALE, SCALE).pre_translate(x, y).pre_scale(scale, scale).pre_rotate(turn);
    }

    /// Ends the effect of [`Canvas::place`].
    pub(crate) fn reset(&mut self) {
        self.transform = Transform::from_scale(SCALE, SCALE);
    }

    /// Fills a shape given in path notation.
    pub(crate) fn fill(&mut self, shape: &str, ink: Ink) {
        self.fill_faint(shape, ink, 1.0);
    }

    /// Like [`Canvas::fill`], see-through by `alpha` from 0 to 1.
    pub(crate) fn fill_faint(&mut self, shape: &str, ink: Ink, alpha: f32) {
        if let Some(path) = path::parse(shape) {
            self.fill_path(&path, ink, alpha);
        }
    }

    /// Fills a path.
    pub(crate) fn fill_path(&mut self, path: &Path, ink: Ink, alpha: f32) {
        self.pixmap.fill_path(path, &solid(ink, alpha), FillRule::Winding, self.transform, None);
    }

    /// Fills a shape with an ink that goes from one alpha to another between two points.
    pub(crate) fn fill_fading(&mut self, shape: &str, ink: Ink, from: (f32, f32, f32), to: (f32, f32, f32)) {
        let stops = vec![GradientStop::new(0.0, ink.with_alpha(from.2)), GradientStop::new(1.0, ink.with_alpha(to.2))];
        let (start, end) = (Point::from_xy(from.0, from.1), Point::from_xy(to.0, to.1));
        let shader = LinearGradient::new(start, end, stops, SpreadMode::Pad, Transform::identity());
        if let (Some(path), Some(shader)) = (path::parse(shape), shader) {
            let paint = Paint { shader, anti_alias: true, ..Paint::default() };
            self.pixmap.fill_path(&path, &paint, FillRule::Winding, self.transform, None);
        }
    }

    /// Draws a line along a shape given in path notation.
    pub(crate) fn line(&mut self, shape: &str, ink: Ink, width: f32, alpha: f32) {
        if let Some(path) = path::parse(shape) {
            self.line_path(&path, ink, width, alpha);
        }
    }

    /// Draws a line along a path.
    pub(crate) fn line_path(&mut self, path: &Path, ink: Ink, width: f32, alpha: f32) {
        let stroke = Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        self.pixmap.stroke_path(path, &solid(ink, alpha), &stroke, self.transform, None);
    }

    /// A filled rectangle.
    pub(crate) fn rect(&mut self, x: f32, y: f32, w: f32, h: f32, ink: Ink) {
        if let Some(rect) = Rect::from_xywh(x, y, w, h) {
            self.fill_path(&PathBuilder::from_rect(rect), ink, 1.0);
        }
    }

    /// A filled rectangle with round corners.
    #[expect(clippy::too_many_arguments, reason = "a place, a size and a paint; names would only hide it")]
    pub(crate) fn round(&mut self, x: f32, y: f32, w: f32, h: f32, radius: f32, ink: Ink, alpha: f32) {
        if let Some(path) = round_rect(x, y, w, h, radius) {
            self.fill_path(&path, ink, alpha);
        }
    }

    /// A filled circle.
    pub(crate) fn circle(&mut self, x: f32, y: f32, radius: f32, ink: Ink, alpha: f32) {
        self.oval(x, y, radius, radius, ink, alpha);
    }

    /// A filled ellipse around (`x`, `y`).
    pub(crate) fn oval(&mut self, x: f32, y: f32, rx: f32, ry: f32, ink: Ink, alpha: f32) {
        if let Some(path) = Rect::from_xywh(x - rx, y - ry, rx * 2.0, ry * 2.0).and_then(PathBuilder::from_oval) {
            self.fill_path(&path, ink, alpha);
        }
    }

    /// Light around (`x`, `y`) that fades to nothing at `radius`.
    pub(crate) fn glow(&mut self, x: f32, y: f32, radius: f32, ink: Ink, alpha: f32) {
        // Three stops fall off like light does; two would show a hard cone.
        let stops = vec![
            GradientStop::new(0.0, ink.with_alpha(alpha)),
            GradientStop::new(0.4, ink.with_alpha(alpha * 0.42)),
            GradientStop::new(1.0, ink.with_alpha(0.0)),
        ];
        let centre = Point::from_xy(x, y);
        let shader = RadialGradient::new(centre, 0.0, centre, radius, stops, SpreadMode::Pad, Transform::identity());
        self.shade(shader, x - radius, y - radius, radius * 2.0, radius * 2.0);
    }

    /// Fills the rectangle from top to bottom with colours at heights from 0 to 1.
    pub(crate) fn fade(&mut self, x: f32, y: f32, w: f32, h: f32, stops: &[(f32, Ink, f32)]) {
        let stops = stops.iter().map(|&(at, ink, alpha)| GradientStop::new(at, ink.with_alpha(alpha))).collect();
        let (from, to) = (Point::from_xy(0.0, y), Point::from_xy(0.0, y + h));
        self.shade(LinearGradient::new(from, to, stops, SpreadMode::Pad, Transform::identity()), x, y, w, h);
    }

    fn shade(&mut self, shader: Option<Shader<'_>>, x: f32, y: f32, w: f32, h: f32) {
        let (Some(shader), Some(rect)) = (shader, Rect::from_xywh(x, y, w, h)) else { return };
        let paint = Paint { shader, anti_alias: true, ..Paint::default() };
        self.pixmap.fill_rect(rect, &paint, self.transform, None);
    }

    /// Writes a row of letters whose baseline starts at (`x`, `y`).
    pub(crate) fn write(&mut self, row: &Row, x: f32, y: f32, ink: Ink) {
        self.lettered(row, x, y, |canvas, letter| canvas.fill_path(letter, ink, 1.0));
    }

    /// Draws the outlines of a row of letters, `width` thick.
    pub(crate) fn outline(&mut self, row: &Row, x: f32, y: f32, width: f32, ink: Ink, alpha: f32) {
        self.lettered(row, x, y, |canvas, letter| canvas.line_path(letter, ink, width, alpha));
    }

    fn lettered(&mut self, row: &Row, x: f32, y: f32, draw: impl Fn(&mut Self, &Path)) {
        let before = self.transform;
        self.transform = before.pre_translate(x, y);
        for (_, letter) in &row.letters {
            draw(self, letter);
        }
        self.transform = before;
    }

    /// Fills the whole surface below a line of points that runs from left to right.
    pub(crate) fn ground(&mut self, line: &[(f32, f32)], ink: Ink, soft: bool) {
        let Some(&(x, y)) = line.first() else { return };
        let mut builder = PathBuilder::new();
        builder.move_to(x, y);
        for pair in line.windows(2) {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            if soft {
                let middle = f32::midpoint(x0, x1);
                builder.cubic_to(middle, y0, middle, y1, x1, y1);
            } else {
                builder.line_to(x1, y1);
            }
        }
        builder.line_to(self.wide + 20.0, self.high + 4.0);
        builder.line_to(-20.0, self.high + 4.0);
        builder.close();
        if let Some(path) = builder.finish() {
            self.fill_path(&path, ink, 1.0);
        }
    }
}

/// The outline of a rectangle with round corners; `None` if it has no size.
pub(crate) fn round_rect(x: f32, y: f32, w: f32, h: f32, radius: f32) -> Option<Path> {
    // How far a cubic's control points lie from a quarter circle's ends.
    const BEND: f32 = 0.5523;
    let r = radius.min(w / 2.0).min(h / 2.0);
    let k = r * (1.0 - BEND);
    let (right, bottom) = (x + w, y + h);
    let mut b = PathBuilder::new();
    b.move_to(x + r, y);
    b.line_to(right - r, y);
    b.cubic_to(right - k, y, right, y + k, right, y + r);
    b.line_to(right, bottom - r);
    b.cubic_to(right, bottom - k, right - k, bottom, right - r, bottom);
    b.line_to(x + r, bottom);
    b.cubic_to(x + k, bottom, x, bottom - k, x, bottom - r);
    b.line_to(x, y + r);
    b.cubic_to(x, y + k, x + k, y, x + r, y);
    b.close();
    b.finish()
}

fn solid(ink: Ink, alpha: f32) -> Paint<'static> {
    Paint { shader: Shader::SolidColor(ink.with_alpha(alpha)), anti_alias: true, ..Paint::default() }
}
