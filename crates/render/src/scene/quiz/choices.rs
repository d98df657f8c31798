//! Reads the three choices out of a question's text.

/// Three choices written into the question: "A) … B) … C) …", or "…: x, y or z?".
pub(super) fn choices(text: &str) -> Option<[String; 3]> {
    marked(text).or_else(|| listed(text))
}

fn marked(text: &str) -> Option<[String; 3]> {
    let mut at = [(0, 0); 3];
    let mut from = 0;
    for (number, letter) in super::LETTERS.iter().enumerate() {
        let found = [")", ":", "."].iter().filter_map(|sign| find_mark(text, from, letter, sign)).min()?;
        at[number] = (found, found + 2);
        from = found + 2;
    }
    let ends = [at[1].0, at[2].0, text.len()];
    let parts = [0, 1, 2].map(|i| tidy(&text[at[i].1..ends[i]]));
    parts.iter().all(|part| !part.is_empty()).then_some(parts)
}

/// Where a letter with its sign stands at the beginning of a word.
fn find_mark(text: &str, from: usize, letter: &str, sign: &str) -> Option<usize> {
    let mark = format!("{letter}{sign}");
    text[from..]
        .match_indices(&mark)
        .map(|(at, _)| at + from)
        .find(|&at| text[..at].chars().next_back().is_none_or(|before| before.is_whitespace() || before == '('))
}

fn listed(text: &str) -> Option<[String; 3]> {
    let (_, list) = text.rsplit_once(':')?;
    let list = list.split(['?', '？']).next()?.replace(" or ", ", ");
    let parts: Vec<String> = list.split(',').map(tidy).filter(|part| !part.is_empty()).collect();
    <[String; 3]>::try_from(parts).ok()
}

fn tidy(part: &str) -> String {
    part.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '.' | '?' | '(' | ')')).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_read_from_the_question() {
        let of = |text| choices(text).map(|found| found.join("|"));
        assert_eq!(of("Largest? A) Mars B) Venus, C) Jupiter."), Some("Mars|Venus|Jupiter".into()));
        assert_eq!(of("A: one B: two C: three"), Some("one|two|three".into()));
        assert_eq!(of("Which is largest: Mars, Venus or Jupiter?"), Some("Mars|Venus|Jupiter".into()));
        assert_eq!(of("Which is largest: Mars, Venus, or Jupiter?"), Some("Mars|Venus|Jupiter".into()));
        assert_eq!(of("How deep is the ocean?"), None);
        assert_eq!(of("NASA. BBC. A. B"), None, "letters inside words are no marks");
        assert_eq!(of("A) B) C)"), None, "empty choices are none");
        assert_eq!(of(""), None);
    }
}
