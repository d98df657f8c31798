//! From the storyboard to the files.

use std::fs::{self, File};
use std::io::{BufWriter, Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};

use crate::aac::{SAMPLE_RATE, SoundEncoder};
use crate::film::Film;
use crate::frame::{HEIGHT, WIDTH};
use crate::h264::PictureEncoder;
use crate::mp4::Mp4;
use crate::music::Bed;
use crate::{Clip, FPS, RenderError, Storyboard};

/// A player can start at least this often, in frames: every two seconds.
const KEYFRAME_EVERY: u32 = FPS * 2;
const JPEG_QUALITY: u8 = 86;

pub(crate) fn render(board: &Storyboard, out: &Path, cancel: &AtomicBool) -> Result<Clip, RenderError> {
    let mut film = Film::new(board)?;
    let (draft, target) = Draft::beside(out)?;
    let frames = film.frames();
    let seconds = f64::from(frames) / f64::from(FPS);
    let mut mp4 = Mp4::new(BufWriter::new(target))?;
    let mut pictures = PictureEncoder::new()?;
    let mut sounds = SoundEncoder::new()?;
    let samples_per_frame = (SAMPLE_RATE / FPS) as usize;
    let mut bed = Bed::new(board.music, board.seed, frames as usize * samples_per_frame);
    let mut pending: Vec<Vec<u8>> = Vec::new();
    let mut since_key = 0;
    for index in 0..frames {
        if cancel.load(Ordering::Relaxed) {
            return Err(RenderError::Cancelled);
        }
        let key = film.cuts_at(index) || since_key + 1 >= KEYFRAME_EVERY;
        since_key = if key { 0 } else { since_key + 1 };
        let unit = pictures.encode(film.draw(index)?, key)?;
        mp4.picture(&unit)?;
        let (left, right) = bed.next(samples_per_frame);
        sounds.feed(&left, &right, |unit| pending.push(unit.to_vec()))?;
        for unit in pending.drain(..) {
            mp4.sound(&unit, seconds)?;
        }
    }
    sounds.finish(|unit| pending.push(unit.to_vec()))?;
    for unit in pending {
        mp4.sound(&unit, seconds)?;
    }
    let fail = |operation| move |source| RenderError::File { operation, path: out.to_owned(), source };
    let mut writer = mp4.finish()?;
    writer.flush().map_err(fail("write"))?;
    let file_size = writer.get_ref().metadata().map_err(fail("measure"))?.len();
    drop(writer);
    draft.publish(out)?;
    Ok(Clip { duration_ms: (seconds * 1000.0).round() as u64, frames, file_size })
}

pub(crate) fn thumbnail(board: &Storyboard) -> Result<Vec<u8>, RenderError> {
    let mut film = Film::new(board)?;
    let rgb = film.draw(film.poster())?.to_rgb();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(Cursor::new(&mut jpeg), JPEG_QUALITY)
        .write_image(&rgb, WIDTH as u32, HEIGHT as u32, ExtendedColorType::Rgb8)
        .map_err(|e| RenderError::encode("encode the thumbnail")(Box::new(e)))?;
    Ok(jpeg)
}

/// A file that is deleted unless it gets its final name.
struct Draft {
    path: PathBuf,
    published: bool,
}

impl Draft {
    fn beside(out: &Path) -> Result<(Self, File), RenderError> {
        // Two renders of one file at a time must not write into one another's draft.
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let mut name = out.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}-{number}.part", std::process::id()));
        let path = out.with_file_name(name);
        let file = File::create(&path).map_err(|source| RenderError::File {
            operation: "create",
            path: path.clone(),
            source,
        })?;
        Ok((Self { path, published: false }, file))
    }

    fn publish(mut self, out: &Path) -> Result<(), RenderError> {
        fs::rename(&self.path, out).map_err(|source| RenderError::File {
            operation: "put in place",
            path: out.to_owned(),
            source,
        })?;
        self.published = true;
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.published {
            // Nothing more can be done here if even this fails.
            let _ = fs::remove_file(&self.path);
        }
    }
}
