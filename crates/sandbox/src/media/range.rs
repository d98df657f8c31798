//! `Range`, `If-Range` and `If-None-Match`, for one range of bytes.

use axum::http::{HeaderMap, header};

/// What part of a file is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Whole,
    /// First and last byte.
    Bytes(u64, u64),
    /// The client has it already.
    Unchanged,
    /// No byte of it exists.
    Outside,
}

/// Decides by the request's headers. Several ranges at once, and units other than bytes, get the whole file.
pub(crate) fn part(headers: &HeaderMap, etag: &str, size: u64) -> Part {
    let known = text(headers, &header::IF_NONE_MATCH);
    if known.is_some_and(|tags| tags.trim() == "*" || tags.split(',').any(|tag| weak(tag) == etag)) {
        return Part::Unchanged;
    }
    let Some(range) = text(headers, &header::RANGE) else { return Part::Whole };
    // Only the strong validator will do: with anything else the pieces may be of different files.
    if text(headers, &header::IF_RANGE).is_some_and(|tag| tag.trim() != etag) {
        return Part::Whole;
    }
    let Some((unit, set)) = range.split_once('=') else { return Part::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") || set.contains(',') {
        return Part::Whole;
    }
    let Some((first, last)) = set.trim().split_once('-') else { return Part::Whole };
    match (number(first), number(last)) {
        (Some(Ok(first)), Some(Ok(last))) if first > last => Part::Whole,
        (Some(Ok(first)), Some(Ok(_)) | None) if first >= size => Part::Outside,
        (Some(Ok(first)), Some(Ok(last))) => Part::Bytes(first, last.min(size - 1)),
        (Some(Ok(first)), None) => Part::Bytes(first, size - 1),
        (None, Some(Ok(0))) => Part::Outside,
        (None, Some(Ok(_))) if size == 0 => Part::Outside,
        (None, Some(Ok(suffix))) => Part::Bytes(size.saturating_sub(suffix), size - 1),
        _ => Part::Whole,
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn weak(tag: &str) -> &str {
    let tag = tag.trim();
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// `None` where nothing stands. A number too large for a file is as good as the largest.
fn number(text: &str) -> Option<Result<u64, ()>> {
    if text.is_empty() {
        return None;
    }
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Err(()));
    }
    Some(Ok(text.parse().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(range: &str) -> Part {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, range.parse().expect("a header"));
        part(&headers, "\"a\"", 100)
    }

    #[test]
    fn one_range_is_read_as_rfc_9110_says() {
        assert_eq!(asked("bytes=0-9"), Part::Bytes(0, 9));
        assert_eq!(asked("bytes=90-"), Part::Bytes(90, 99));
        assert_eq!(asked("bytes=-10"), Part::Bytes(90, 99));
        assert_eq!(asked("bytes=-1000"), Part::Bytes(0, 99));
        assert_eq!(asked("bytes=50-5000"), Part::Bytes(50, 99));
        assert_eq!(asked("bytes=100-"), Part::Outside);
        assert_eq!(asked("bytes=99999999999999999999999-"), Part::Outside);
        assert_eq!(asked("bytes=-0"), Part::Outside);
        for whole in ["bytes=9-1", "bytes=a-b", "bytes=", "items=0-1", "bytes=0-1,3-4", "bytes=-", "0-1"] {
            assert_eq!(asked(whole), Part::Whole, "{whole} is not a range that is served");
        }
    }

    #[test]
    fn a_piece_is_given_only_of_the_same_file() {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, "bytes=0-9".parse().expect("a header"));
        for (tag, part_given) in [("\"a\"", Part::Bytes(0, 9)), ("\"b\"", Part::Whole), ("W/\"a\"", Part::Whole)] {
            headers.insert(header::IF_RANGE, tag.parse().expect("a header"));
            assert_eq!(part(&headers, "\"a\"", 100), part_given, "If-Range: {tag}");
        }
    }
}
