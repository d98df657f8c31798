//! Text that the server wrote and a person may read: made safe to show and to log, before anything else sees it.

/// Marks that turn the reading direction, and can make a line say something else than it holds.
pub(crate) fn is_bidi(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// At most `cap` characters of `text`, without control characters and direction marks, with every secret key struck
/// out: a server that repeats the key in its message must not bring it into our logs.
pub(crate) fn plain(text: &str, cap: usize) -> String {
    let clean: String = text
        .chars()
        // A margin beyond the cap, so that a key on the edge is seen whole before it is cut.
        .take(cap.saturating_add(crate::key::LONGEST))
        .map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c })
        .filter(|c| !c.is_control() && !is_bidi(*c))
        .collect();
    let mut out: String = without_keys(&clean).chars().take(cap).collect();
    out.truncate(out.trim_end().len());
    out
}

/// `text` with the secret part of everything that looks like a key replaced by `…`.
fn without_keys(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, prefix)) =
        crate::key::PREFIXES.iter().filter_map(|prefix| rest.find(prefix).map(|at| (at, *prefix))).min()
    {
        let secret_from = at + prefix.len();
        out.push_str(&rest[..secret_from]);
        let tail = &rest[secret_from..];
        let end = tail.find(|c| !crate::key::is_key_char(c)).unwrap_or(tail.len());
        // A prefix alone is no key; what was struck out before stays as it is.
        if end > 0 {
            out.push('…');
        }
        rest = &tail[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::plain;
    use crate::fuzz::cases;

    #[test]
    fn control_characters_and_direction_marks_go() {
        assert_eq!(plain("a\u{0}b\u{1b}[31mc\u{202E}d\r\ne", 100), "ab[31mcd  e");
    }

    #[test]
    fn a_key_in_the_text_is_struck_out() {
        assert_eq!(
            plain("Invalid key tv_live_abcdef123456, or tv_test_x.", 100),
            "Invalid key tv_live_…, or tv_test_…",
            "a full stop is a legal character of a key, so it goes too"
        );
    }

    #[test]
    fn a_key_across_the_cap_is_struck_out_too() {
        let text = format!("{}tv_live_SECRETSECRET", "x".repeat(90));
        for cap in 80..120 {
            assert!(!plain(&text, cap).contains("SECRET"), "cap {cap}");
        }
    }

    #[test]
    fn the_cap_counts_characters() {
        assert_eq!(plain(&"é".repeat(1000), 500).chars().count(), 500);
    }

    proptest! {
        #![proptest_config(cases(16))]

        /// What is kept is read again, and must not change by that.
        #[test]
        fn plain_text_stays_as_it_is(parts in prop::collection::vec("tv_live_|tv_test_|…|[A-Za-z0-9.]{1,9}|\\PC{0,3}|[ \n\u{202e}]", 0..12), cap in 0usize..60) {
            let once = plain(&parts.concat(), cap);
            prop_assert!(once.chars().count() <= cap);
            prop_assert_eq!(plain(&once, cap), once);
        }
    }
}
