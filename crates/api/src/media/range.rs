//! Parts of a file and the mark that tells one version of it from another (RFC 9110, 13 and 14).

use std::fmt;

use serde::{Deserialize, Serialize};

/// The bytes from `start` on, to `end` (inclusive) or to the end of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByteRange {
    /// The first byte, from 0.
    pub start: u64,
    /// The last byte; none = to the end of the file.
    pub end: Option<u64>,
}

impl ByteRange {
    /// From `start` to the end of the file.
    pub fn from(start: u64) -> Self {
        Self { start, end: None }
    }

    /// Whether `part` is what this range asks for: the same start, and no further than its end.
    pub(crate) fn fits(self, part: ContentRange) -> bool {
        let last = part.total.map(|total| total.saturating_sub(1));
        part.start == self.start
            && match self.end {
                // A range beyond the end of the file is answered up to the end.
                Some(end) => part.end <= end && (part.end == end || last == Some(part.end)),
                None => last.is_none_or(|last| part.end == last),
            }
    }
}

impl fmt::Display for ByteRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.end {
            Some(end) => write!(f, "bytes={}-{end}", self.start),
            None => write!(f, "bytes={}-", self.start),
        }
    }
}

/// `Content-Range` of a 206.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContentRange {
    /// The first byte, from 0.
    pub start: u64,
    /// The last byte.
    pub end: u64,
    /// Bytes of the whole file, if the server knows.
    pub total: Option<u64>,
}

impl ContentRange {
    /// Reads `bytes 0-99/1000` or `bytes 0-99/*`; none if it contradicts itself.
    pub fn parse(text: &str) -> Option<Self> {
        let (unit, rest) = text.trim().split_once(' ')?;
        let (part, total) = rest.trim().split_once('/')?;
        let (start, end) = part.split_once('-')?;
        let read = Self {
            start: number(start)?,
            end: number(end)?,
            total: if total == "*" { None } else { Some(number(total)?) },
        };
        let sound = read.start <= read.end && read.end < u64::MAX && read.total.is_none_or(|t| read.end < t);
        (unit.eq_ignore_ascii_case("bytes") && sound).then_some(read)
    }

    /// How many bytes the part has.
    pub fn length(self) -> u64 {
        self.end - self.start + 1
    }
}

/// Digits only: `parse` alone would take `+5`.
fn number(text: &str) -> Option<u64> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

/// A file's mark, quotes included, as `"abc"` or `W/"abc"`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ETag(String);

impl ETag {
    /// Reads an `ETag` header; none if it is not in the form that it must have, or longer than 256 bytes.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let inner = text.strip_prefix("W/").unwrap_or(text).strip_prefix('"')?.strip_suffix('"')?;
        let sound = text.len() <= 256 && inner.bytes().all(|b| b == 0x21 || (0x23..=0x7e).contains(&b));
        sound.then(|| Self(text.to_owned()))
    }

    /// The mark as it stands in the header.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether equal marks mean equal bytes: a weak one only means "as good as".
    pub fn is_strong(&self) -> bool {
        self.0.starts_with('"')
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ByteRange, ContentRange, ETag};
    use crate::fuzz::cases;

    #[test]
    fn content_ranges() {
        let part = |start, end, total| Some(ContentRange { start, end, total });
        for (text, read) in [
            ("bytes 0-99/1000", part(0, 99, Some(1000))),
            ("Bytes 5-5/*", part(5, 5, None)),
            ("bytes 0-1000/1000", None),
            ("bytes 9-8/1000", None),
            ("bytes */1000", None),
            ("bytes +1-2/9", None),
            ("items 0-99/1000", None),
            ("bytes 0-18446744073709551615/*", None),
            ("", None),
        ] {
            assert_eq!(ContentRange::parse(text), read, "{text:?}");
        }
    }

    #[test]
    fn what_fits_a_range() {
        let fits = |range: ByteRange, text| range.fits(ContentRange::parse(text).expect("a content range"));
        assert!(fits(ByteRange::from(10), "bytes 10-99/100"));
        assert!(fits(ByteRange::from(10), "bytes 10-99/*"));
        assert!(!fits(ByteRange::from(10), "bytes 0-99/100"), "another start");
        assert!(!fits(ByteRange::from(10), "bytes 10-50/100"), "it ends before the file does");
        let part = ByteRange { start: 0, end: Some(9) };
        assert!(fits(part, "bytes 0-9/100"));
        assert!(fits(part, "bytes 0-4/5"), "the file is shorter than the range");
        assert!(!fits(part, "bytes 0-4/100"));
        assert!(!fits(part, "bytes 0-10/100"));
    }

    #[test]
    fn marks() {
        let read = |text| ETag::parse(text).map(|e| e.is_strong());
        assert_eq!(read("\"abc\""), Some(true));
        assert_eq!(read("W/\"abc\""), Some(false));
        for bad in ["abc", "\"", "", "\"a\"b\"", "\"a b\"", "w/\"a\""] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }

    /// Small numbers meet each other; large ones meet the end of what fits.
    fn place() -> impl Strategy<Value = u64> {
        prop_oneof![4 => 0u64..40, 1 => any::<u64>(), 1 => u64::MAX - 2..=u64::MAX]
    }

    proptest! {
        #![proptest_config(cases(16))]

        #[test]
        fn no_text_panics(text in ".*", unit in "bytes [0-9]{0,21}-[0-9]{0,21}/[0-9*]{0,21}") {
            let _ = (ETag::parse(&text), ContentRange::parse(&text));
            if let Some(part) = ContentRange::parse(&unit) {
                prop_assert!(part.length() >= 1);
                prop_assert!(part.total.is_none_or(|total| part.end < total));
            }
        }

        /// A part that fits begins where it was asked to, holds no byte too many, and is short only at the file's end.
        #[test]
        fn what_fits_is_what_was_asked_for(
            start in place(), end in proptest::option::of(place()),
            from in place(), to in place(), total in proptest::option::of(place()),
        ) {
            let text = format!("bytes {from}-{to}/{}", total.map_or("*".to_owned(), |total| total.to_string()));
            let Some(part) = ContentRange::parse(&text) else {
                prop_assert!(from > to || to == u64::MAX || total.is_some_and(|total| to >= total), "{}", text);
                return Ok(());
            };
            prop_assert_eq!((part.start, part.end, part.total), (from, to, total));
            let asked = ByteRange { start, end };
            let (at_end, last) = (total.is_none_or(|total| to == total - 1), end.unwrap_or(u64::MAX));
            let whole = to == last || (to < last && at_end && (total.is_some() || end.is_none()));
            prop_assert_eq!(asked.fits(part), from == start && whole, "{:?} {}", asked, text);
        }

        #[test]
        fn a_mark_is_kept_as_it_was(mark in "(W/)?\"[!#-~]{0,40}\"") {
            let read = ETag::parse(&mark).expect("a mark");
            prop_assert_eq!((read.as_str(), read.is_strong()), (mark.as_str(), !mark.starts_with('W')));
        }
    }
}
