//! Which words stand on the picture at which moment. Pure timing; nothing is drawn here.

/// The words that are shown together, and when.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Card {
    /// The words in reading order.
    pub(crate) words: Vec<String>,
    /// Seconds from the start of the line at which each word begins to be spoken.
    pub(crate) spoken: Vec<f32>,
    /// Seconds from the start of the line at which the card goes.
    pub(crate) end: f32,
}

impl Card {
    /// Seconds from the start of the line at which the card comes.
    pub(crate) fn start(&self) -> f32 {
        self.spoken.first().copied().unwrap_or(0.0)
    }

    /// The word being spoken at `t` seconds into the line.
    pub(crate) fn word_at(&self, t: f32) -> usize {
        self.spoken.iter().rposition(|&from| from <= t).unwrap_or(0)
    }
}

/// Deals a line's words onto cards of at most `per_card` words. Each word gets time by its length in letters.
pub(crate) fn deal(text: &str, per_card: usize, seconds: f32) -> Vec<Card> {
    let words: Vec<&str> = text.split_whitespace().collect();
    // One more for the pause after a word, so that "a" is not gone in a blink.
    let weight = |word: &str| (word.chars().count() + 1) as f32;
    let whole: f32 = words.iter().map(|word| weight(word)).sum();
    let mut passed = 0.0;
    let mut cards = Vec::new();
    for group in words.chunks(per_card.max(1)) {
        let mut card = Card { words: Vec::new(), spoken: Vec::new(), end: 0.0 };
        for word in group {
            card.words.push((*word).to_owned());
            card.spoken.push(passed / whole * seconds);
            passed += weight(word);
        }
        card.end = passed / whole * seconds;
        cards.push(card);
    }
    cards
}

/// The card that is shown at `t` seconds into the line.
pub(crate) fn shown_at(cards: &[Card], t: f32) -> Option<usize> {
    cards.iter().position(|card| t >= card.start() && t < card.end)
}

/// Breaks words of the given widths into the fewest rows, at most `most`, that are not wider than `limit`, as even as
/// possible. Gives the index of the first word of each row. Rows may still be too wide: then the text is made smaller.
pub(crate) fn rows(widths: &[f32], space: f32, limit: f32, most: usize) -> Vec<usize> {
    let width = |from: usize, to: usize| widths[from..to].iter().sum::<f32>() + space * (to - from - 1) as f32;
    let mut best = vec![0];
    let mut least = f32::INFINITY;
    for count in 1..=most.min(widths.len()) {
        let mut starts: Vec<usize> = (0..count).collect();
        loop {
            let widest = (0..count)
                .map(|row| width(starts[row], starts.get(row + 1).copied().unwrap_or(widths.len())))
                .fold(0.0, f32::max);
            if widest < least {
                (least, best) = (widest, starts.clone());
            }
            if !advance(&mut starts, widths.len()) {
                break;
            }
        }
        if least <= limit {
            break;
        }
    }
    best
}

/// The next way to cut `words` words into rows; the first row always begins with the first word.
fn advance(starts: &mut [usize], words: usize) -> bool {
    let rows = starts.len();
    for row in (1..rows).rev() {
        if starts[row] < words - (rows - row) {
            starts[row] += 1;
            for later in row + 1..rows {
                starts[later] = starts[later - 1] + 1;
            }
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_dealt_and_timed_by_their_length() {
        let cards = deal("one three  elephants a", 2, 12.0);
        let words: Vec<_> = cards.iter().map(|card| card.words.join(" ")).collect();
        assert_eq!(words, ["one three", "elephants a"]);
        assert!(cards[0].start().abs() < 1e-6, "the first card stands from the start");
        assert!((cards[1].end - 12.0).abs() < 1e-4, "the last card stands to the end");
        assert!((cards[0].end - cards[1].start()).abs() < 1e-6, "no gap between cards");
        let longest = cards[1].spoken[1] - cards[1].spoken[0];
        assert!((longest - 12.0 * 10.0 / 22.0).abs() < 1e-4, "time goes by letters: {longest}");
    }

    #[test]
    fn nothing_said_is_no_card() {
        assert!(deal("", 3, 2.0).is_empty());
        assert!(deal("  \n\t ", 3, 2.0).is_empty());
    }

    #[test]
    fn zero_words_a_card_counts_as_one() {
        assert_eq!(deal("a b c", 0, 3.0).len(), 3);
    }

    #[test]
    fn the_spoken_word_follows_the_time() {
        let cards = deal("aaa bbb ccc", 3, 3.0);
        assert_eq!([0.0, 0.99, 1.01, 2.5, 99.0].map(|t| cards[0].word_at(t)), [0, 0, 1, 2, 2]);
        assert_eq!(shown_at(&cards, 1.0), Some(0));
        assert_eq!(shown_at(&cards, 3.0), None, "after the line");
    }

    #[test]
    fn rows_are_few_and_even() {
        assert_eq!(rows(&[100.0, 100.0], 10.0, 300.0, 3), [0], "fits on one row");
        assert_eq!(rows(&[100.0, 100.0, 150.0], 10.0, 300.0, 3), [0, 2], "the more even cut");
        assert_eq!(rows(&[500.0], 10.0, 300.0, 3), [0], "one long word cannot be cut");
        assert_eq!(rows(&[200.0; 4], 10.0, 210.0, 3), [0, 2], "a third row that helps nothing is not begun");
        assert_eq!(rows(&[200.0; 6], 10.0, 210.0, 3), [0, 2, 4], "not more than three rows");
    }
}
