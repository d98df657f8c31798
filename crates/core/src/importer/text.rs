//! From bytes to UTF-8 and a separator. Spreadsheets save "CSV" in several encodings and with several separators.

use std::borrow::Cow;

/// A byte that is in no UTF-8: stands for what could not be read, so that its row, and only its row, is refused.
const UNREADABLE: u8 = 0xFF;

/// The bytes as UTF-8, without a byte order mark. UTF-16 is read as such; Latin-1 and others are left as they are and
/// refused row by row, because guessing a letter is worse than asking for it.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, [u8]> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Cow::Borrowed(rest),
        [0xFF, 0xFE, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)),
        // Without a mark: the header is ASCII, so every second byte of it is zero.
        [first, 0, _, 0, ..] if *first != 0 => Cow::Owned(utf16(bytes, u16::from_le_bytes)),
        [0, first, 0, _, ..] if *first != 0 => Cow::Owned(utf16(bytes, u16::from_be_bytes)),
        _ => Cow::Borrowed(bytes),
    }
}

fn utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> Vec<u8> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut out = Vec::with_capacity(bytes.len());
    for read in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match read {
            Ok(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Err(_) => out.push(UNREADABLE),
        }
    }
    if !rest.is_empty() {
        out.push(UNREADABLE);
    }
    out
}

/// The separator of a header line: the one that occurs most, a comma where none does.
pub(super) fn separator(text: &[u8]) -> u8 {
    let header = text.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let count = |separator: u8| header.split(|byte| *byte == separator).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn every_encoding_that_a_spreadsheet_saves() {
        let text = "idea,style\nWarum Füchse lächeln 🦊,Quiz\n";
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let with = |mark: &[u8], rest: Vec<u8>| [mark.to_vec(), rest].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            with(&[0xEF, 0xBB, 0xBF], text.as_bytes().to_vec()),
            with(&[0xFF, 0xFE], le(text)),
            le(text),
            with(&[0xFE, 0xFF], be.clone()),
            be,
        ] {
            assert_eq!(decode(&bytes).as_ref(), text.as_bytes());
        }
        let mut broken = le("ab");
        broken.extend_from_slice(&[0x00, 0xD8, 0x21]);
        let read = decode(&broken).into_owned();
        assert!(std::str::from_utf8(&read).is_err(), "half a character and half a unit are not made up");
        assert_eq!(decode(&[]).as_ref(), b"");
    }

    #[test]
    fn the_separator_is_that_of_the_header() {
        assert_eq!(separator(b"idea,style\na;b;c;d"), b',');
        assert_eq!(separator(b"idea;style;voice\r\na,b"), b';');
        assert_eq!(separator(b"idea\tstyle"), b'\t');
        assert_eq!(separator(b"idea"), b',');
        assert_eq!(separator(b""), b',');
    }
}
