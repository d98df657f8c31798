//! What an idea is about: its number, a phrase that names its subject, its key words.

use super::words;

/// What an idea is about.
#[derive(Debug)]
pub(super) struct Topic {
    /// How many things it promises: `5 morning habits …`.
    pub(super) count: Option<usize>,
    /// The subject as a noun phrase: `morning habits`, `making sourdough bread`, `why octopuses have three hearts`.
    pub(super) subject: String,
    /// One of the things promised, where that can be told: `habit`.
    pub(super) item: Option<String>,
    /// The words that carry meaning, in order, each once.
    pub(super) keywords: Vec<String>,
}

/// How many words of an idea are looked at: what comes later is detail that no short video has room for.
const LOOK: usize = 60;

/// How many words a subject has at most.
const LONGEST: usize = 9;

impl Topic {
    pub(super) fn of(idea: &str, duration: u32) -> Self {
        let words = plain_words(idea);
        let mut rest: &[String] = strip_order(&words);
        let (count, after) = count(rest);
        if let Some(after) = after {
            rest = after;
        }
        let most = if duration < 30 { 6 } else { LONGEST };
        let subject = subject(rest, count.is_some(), most);
        let item = subject.split(' ').next_back().and_then(words::singular);
        let keywords = keywords(&words);
        let subject = if subject.is_empty() { fallback(idea, &keywords) } else { subject };
        Self { count, subject, item, keywords }
    }

    /// A key word, going round; the subject where there is none.
    pub(super) fn keyword(&self, turn: usize) -> &str {
        match self.keywords.len() {
            0 => &self.subject,
            n => &self.keywords[turn % n],
        }
    }
}

/// The words without punctuation at their edges; URLs become the words in them.
fn plain_words(idea: &str) -> Vec<String> {
    let mut plain = Vec::new();
    for token in idea.split_whitespace() {
        if plain.len() >= LOOK {
            break;
        }
        if is_url(token) {
            plain.extend(url_words(token));
            continue;
        }
        let edge = |c: char| c.is_ascii_punctuation() && c != '%' && c != '$' || "“”„‘’«»¿¡…–—、。！？".contains(c);
        let word = token.trim_matches(edge).chars().filter(|c| speakable(*c));
        // One endless word (no spaces in Chinese or Japanese) is cut, at a character.
        let word: String = word.take(24).collect();
        if !word.is_empty() {
            plain.push(word);
        }
    }
    plain.truncate(LOOK);
    plain
}

/// Neither the templates' braces nor marks that turn the direction of the text around.
fn speakable(c: char) -> bool {
    let turns = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !c.is_control() && !turns && c != '{' && c != '}'
}

fn is_url(token: &str) -> bool {
    let lower = token.to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("www.")
}

/// `https://example.com/blog/why-cats-purr?id=7` speaks of `why cats purr`.
fn url_words(token: &str) -> Vec<String> {
    let bare = token.split_once("://").map_or(token, |(_, rest)| rest);
    let bare = bare.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = bare.split_once('/').unwrap_or((bare, ""));
    let slug = path.split('/').rev().find(|part| part.chars().filter(|c| c.is_alphabetic()).count() > 3);
    let text = slug.map_or_else(
        || host.trim_start_matches("www.").split('.').next().unwrap_or_default().to_owned(),
        |slug| slug.rsplit_once('.').map_or(slug, |(name, _)| name).to_owned(),
    );
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && (word.len() < 3 || !word.bytes().all(|b| b.is_ascii_digit())))
        .map(|word| word.chars().take(24).collect())
        .collect()
}

/// Takes off the order that ideas are often wrapped in: `make a short video about …`.
fn strip_order(words: &[String]) -> &[String] {
    let orders =
        ["make", "create", "write", "generate", "do", "a", "tell", "give", "explain", "short", "video", "story"];
    let begins = words.first().is_some_and(|w| orders.contains(&w.to_lowercase().as_str()));
    if !begins {
        return words;
    }
    let about = words.iter().take(8).position(|w| matches!(w.to_lowercase().as_str(), "about" | "on" | "explaining"));
    match about {
        Some(at) if at + 1 < words.len() => &words[at + 1..],
        _ if words[0].eq_ignore_ascii_case("explain") && words.len() > 1 => &words[1..],
        _ => words,
    }
}

/// The number at or near the beginning, and the words after it.
fn count(words: &[String]) -> (Option<usize>, Option<&[String]>) {
    let lead = ["top", "the", "my", "best", "these", "here", "are", "our", "a", "list", "of"];
    for (at, word) in words.iter().enumerate().take(4) {
        // `one`, `two` at the front are as often not a count as they are; digits always are.
        if let Some(n @ 2..=99) = words::parse_number(word) {
            let counts_things = words.get(at + 1).is_some_and(|next| !is_unit(next));
            return if counts_things { (Some(n), Some(&words[at + 1..])) } else { (None, None) };
        }
        if !lead.contains(&word.to_lowercase().as_str()) {
            break;
        }
    }
    (None, None)
}

fn is_unit(word: &str) -> bool {
    let units = [
        "minute", "minutes", "min", "hour", "hours", "second", "seconds", "day", "days", "week", "weeks", "month",
        "months", "year", "years", "percent", "am", "pm", "dollars", "euros", "kg", "km", "miles", "calories",
    ];
    units.contains(&word.to_lowercase().trim_end_matches("-").split('-').next().unwrap_or_default())
}

/// The phrase that names what it is about.
fn subject(words: &[String], counted: bool, most: usize) -> String {
    let lower: Vec<String> = words.iter().map(|w| w.to_lowercase()).collect();
    let first = lower.first().map_or("", String::as_str);
    let mut phrase: Vec<String> = if first == "how" && lower.get(1).is_some_and(|w| w == "to") && words.len() > 2 {
        let mut phrase = vec![words::gerund(&words[2])];
        phrase.extend_from_slice(&words[3..]);
        phrase
    } else {
        words.to_vec()
    };
    let clause = matches!(first, "why" | "what" | "when" | "where" | "who" | "which" | "how");
    if !clause {
        let breaks = ["that", "which", "who", "because", "so", "when", "while", "if", "but", "and"];
        let counted_breaks = ["to", "you", "every", "for", "before", "after", "i", "we", "no", "nobody", "everyone"];
        let end = phrase.iter().skip(1).position(|w| {
            let w = w.to_lowercase();
            breaks.contains(&w.as_str()) || counted && counted_breaks.contains(&w.as_str())
        });
        if let Some(end) = end {
            phrase.truncate(end + 1);
        }
    }
    phrase.truncate(most);
    while phrase.len() > 1 && phrase.last().is_some_and(|w| dangles(w)) {
        phrase.pop();
    }
    if let Some(word) = phrase.first_mut() {
        *word = lowered(word);
    }
    phrase.join(" ")
}

/// Words that a phrase cannot end with.
fn dangles(word: &str) -> bool {
    let small = [
        "a", "an", "the", "of", "to", "in", "on", "at", "for", "with", "and", "or", "my", "your", "our", "their", "is",
        "are", "by", "from", "as", "than", "into", "about", "its", "his", "her", "this", "these", "very",
    ];
    small.contains(&word.to_lowercase().as_str())
}

/// Without its capital, unless the capital is the word's own: `I`, `NASA`, `iPhone`.
fn lowered(word: &str) -> String {
    let own = word == "I" || word.starts_with("I'") || word.chars().skip(1).any(char::is_uppercase);
    let common = words::is_filler(word) || word.is_ascii();
    if own || !common { word.to_owned() } else { word.to_lowercase() }
}

fn keywords(words: &[String]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for word in words {
        let telling = word.chars().filter(|c| c.is_alphabetic()).count() >= if word.is_ascii() { 3 } else { 1 };
        let known = keys.iter().any(|key| key.eq_ignore_ascii_case(word));
        if telling && !known && !words::is_filler(word) && words::parse_number(word).is_none() {
            keys.push(lowered(word));
        }
        if keys.len() == 8 {
            break;
        }
    }
    keys
}

/// A name for ideas without a phrase: emoji, punctuation, blanks.
fn fallback(idea: &str, keywords: &[String]) -> String {
    if let Some(word) = keywords.first() {
        return word.clone();
    }
    let marks: String = idea.chars().filter(|c| !c.is_whitespace() && speakable(*c)).take(8).collect();
    if marks.is_empty() { "this".to_owned() } else { marks }
}
