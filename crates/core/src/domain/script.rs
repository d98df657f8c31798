//! A previewed script on a time line.

use crate::view::TakeLine;

/// Words that a narrator says in a second, where TikVod gave no seconds (tikvod-api.md, "a script").
const WORDS_A_SECOND: f64 = 2.6;

/// Lays hook and segments one after the other.
///
/// The API gives the hook no seconds: it gets what the total leaves over, if that is 1–8 s, else a length reckoned
/// from its words; both are marked "about".
pub fn time_line(hook: &str, segments: &[(String, Option<f64>)], total: Option<f64>) -> (Vec<TakeLine>, f64) {
    let seconds: Vec<f64> = segments
        .iter()
        .map(|(text, seconds)| seconds.filter(|s| s.is_finite() && *s > 0.0).unwrap_or_else(|| spoken(text)))
        .collect();
    let sum: f64 = seconds.iter().sum();
    let left = total.unwrap_or(0.0) - sum;
    let hook_seconds = if (1.0..=8.0).contains(&left) { left } else { spoken(hook) };
    let mut start = 0.0;
    let mut lines = Vec::with_capacity(segments.len() + 1);
    let all = std::iter::once((hook, hook_seconds, true))
        .chain(segments.iter().zip(seconds).map(|((text, _), seconds)| (text.as_str(), seconds, false)));
    for (text, seconds, hook) in all {
        lines.push(TakeLine { text: text.to_owned(), start, seconds, about: hook, hook });
        start += seconds;
    }
    (lines, start)
}

/// Seconds that a text takes to say, at least one.
fn spoken(text: &str) -> f64 {
    (text.split_whitespace().count() as f64 / WORDS_A_SECOND).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hook_gets_what_the_total_leaves() {
        let segments = [("a".to_owned(), Some(4.0)), ("b".to_owned(), Some(5.0))];
        let (lines, total) = time_line("Hook it is.", &segments, Some(12.0));
        assert_eq!(
            lines.iter().map(|l| (l.start, l.seconds)).collect::<Vec<_>>(),
            [(0.0, 3.0), (3.0, 4.0), (7.0, 5.0)]
        );
        assert!((total - 12.0).abs() < 1e-9);
        assert!(lines[0].about && !lines[1].about);
    }

    #[test]
    fn nonsense_from_the_server_still_gives_a_time_line() {
        let segments = [("two words".to_owned(), Some(f64::NAN)), ("x".to_owned(), Some(-3.0))];
        let (lines, total) = time_line("", &segments, None);
        assert!(total.is_finite() && total >= 3.0 && lines.iter().all(|l| l.seconds >= 1.0 || l.hook));
    }
}
