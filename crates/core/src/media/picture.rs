//! Pictures from a server, made harmless: decoded within limits and drawn anew.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{ImageFormat, ImageReader, Limits};

use crate::error::{CoreError, Result};

/// Most pixels of a side.
const LONGEST_SIDE: u32 = 4_096;
/// Most memory that decoding may take: 4,096 × 4,096 pixels of four bytes, and some room.
const MOST_MEMORY: u64 = 96 * 1024 * 1024;
/// Width that a card or a poster of the window can show.
const WIDTH: u32 = 540;
/// JPEG quality.
const QUALITY: u8 = 85;

/// A JPEG at most 540 pixels wide of a JPEG, PNG or WebP. What is no such picture, or larger than it may be, is refused
/// before its pixels are unpacked.
pub(super) fn small_jpeg(bytes: &[u8]) -> Result<Vec<u8>> {
    let not_a_picture = |_| CoreError::BadDownload("it is not a picture");
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(CoreError::io("read a picture"))?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) {
        return Err(CoreError::BadDownload("it is not a picture"));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let picture = reader.decode().map_err(not_a_picture)?;
    let picture = if picture.width() > WIDTH {
        let height = (u64::from(picture.height()) * u64::from(WIDTH) / u64::from(picture.width())).max(1);
        picture.resize_exact(WIDTH, height as u32, FilterType::Triangle)
    } else {
        picture
    };
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&picture.to_rgb8()).map_err(not_a_picture)?;
    Ok(jpeg)
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, RgbaImage};

    use super::*;

    fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let picture = DynamicImage::ImageRgba8(RgbaImage::new(width, height));
        let picture = if format == ImageFormat::Jpeg { DynamicImage::ImageRgb8(picture.to_rgb8()) } else { picture };
        picture.write_to(&mut bytes, format).expect("an encoded picture");
        bytes.into_inner()
    }

    fn size(jpeg: &[u8]) -> (u32, u32) {
        let reader = ImageReader::with_format(Cursor::new(jpeg), ImageFormat::Jpeg);
        reader.into_dimensions().expect("a JPEG")
    }

    #[test]
    fn pictures_are_made_small_jpegs() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let jpeg = small_jpeg(&encoded(1_080, 1_920, format)).expect("a picture");
            assert_eq!(size(&jpeg), (540, 960), "{format:?}");
        }
        let jpeg = small_jpeg(&encoded(300, 400, ImageFormat::Png)).expect("a picture");
        assert_eq!(size(&jpeg), (300, 400), "a small one keeps its size");
        let jpeg = small_jpeg(&encoded(4_000, 1, ImageFormat::Png)).expect("a picture");
        assert_eq!(size(&jpeg), (540, 1), "no side vanishes");
    }

    #[test]
    fn what_is_no_picture_or_too_large_is_refused() {
        let too_wide = encoded(LONGEST_SIDE + 1, 1, ImageFormat::Png);
        let mut cut = encoded(64, 64, ImageFormat::Png);
        cut.truncate(40);
        for bytes in [b"".as_slice(), b"<svg/>", b"GIF89a\x01\x00\x01\x00", b"\xff\xd8\xff", &too_wide, &cut] {
            let refused = small_jpeg(bytes);
            assert!(matches!(refused, Err(CoreError::BadDownload(_))), "{refused:?}");
        }
    }
}
