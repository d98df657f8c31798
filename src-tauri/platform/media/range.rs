//! The `Range` header (RFC 9110, 14.2), as far as players use it: one range of bytes.

/// What a request asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Wish {
    /// Everything: no range, several, another unit, or not understood; all of these are answered with 200.
    All,
    /// From this byte to the end or to that byte.
    From(u64, Option<u64>),
    /// So many bytes at the end.
    Last(u64),
}

impl Wish {
    /// Reads the header.
    pub(super) fn parse(header: Option<&str>) -> Self {
        let Some(range) = header.and_then(|h| h.trim().strip_prefix("bytes=")) else { return Self::All };
        let Some((first, last)) = range.split_once('-') else { return Self::All };
        match (number(first), number(last)) {
            (Some(first), None) if last.is_empty() => Self::From(first, None),
            (Some(first), Some(last)) if first <= last => Self::From(first, Some(last)),
            (None, Some(count)) if first.is_empty() => Self::Last(count),
            _ => Self::All,
        }
    }

    /// The header anew, from numbers: nothing that the window wrote goes to another host.
    pub(super) fn header(self) -> Option<String> {
        match self {
            Self::All => None,
            Self::From(first, None) => Some(format!("bytes={first}-")),
            Self::From(first, Some(last)) => Some(format!("bytes={first}-{last}")),
            Self::Last(count) => Some(format!("bytes=-{count}")),
        }
    }

    /// First byte and number of bytes within a file of `size` bytes; `None` where there is no such byte (416).
    pub(super) fn within(self, size: u64) -> Option<(u64, u64)> {
        match self {
            Self::All => Some((0, size)),
            Self::From(first, last) if first < size => {
                let end = last.map_or(size, |last| last.saturating_add(1).min(size));
                Some((first, end - first))
            }
            Self::Last(count) if count > 0 && size > 0 => {
                let count = count.min(size);
                Some((size - count, count))
            }
            Self::From(..) | Self::Last(_) => None,
        }
    }
}

/// Digits only: `parse` alone would take a plus sign.
fn number(text: &str) -> Option<u64> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_as_players_write_them() {
        let of = |header| Wish::parse(Some(header));
        assert_eq!(Wish::parse(None), Wish::All);
        assert_eq!(of("bytes=0-"), Wish::From(0, None));
        assert_eq!(of("bytes=10-19").within(15), Some((10, 5)));
        assert_eq!(of("bytes=-4").within(10), Some((6, 4)));
        assert_eq!(of("bytes=-40").within(10), Some((0, 10)));
        assert_eq!(of("bytes=10-").within(10), None);
        assert_eq!(of("bytes=-0").within(10), None);
        assert_eq!(of("bytes=0-").within(0), None);
        assert_eq!(Wish::All.within(0), Some((0, 0)));
        assert_eq!(of("bytes=0-18446744073709551615").within(10), Some((0, 10)));
    }

    #[test]
    fn what_is_not_understood_is_everything() {
        for odd in
            ["", "bytes", "bytes=", "bytes=-", "bytes=5-2", "bytes=+1-", "bytes=0-1,3-4", "items=0-1", "bytes=a-b"]
        {
            assert_eq!(Wish::parse(Some(odd)), Wish::All, "{odd}");
        }
        assert_eq!(Wish::parse(Some("bytes=99999999999999999999-")), Wish::All);
    }

    #[test]
    fn what_goes_on_is_written_anew() {
        for header in ["bytes=0-", "bytes=1-2", "bytes=-3"] {
            assert_eq!(Wish::parse(Some(header)).header().as_deref(), Some(header));
        }
    }
}
