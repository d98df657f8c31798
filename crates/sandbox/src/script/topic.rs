//! What an idea is about: its number, a phrase that names its subject, its key words.

use super::words;

/// What an idea is about.
#[derive(Debug)]
pub(super) struct Topic {
    /// How many things it promises: `5 morning habits …`.
    pub(super) count: Option<usize>,
    /// The subject as a phrase: `morning habits`, `making sourdough bread`, `why octopuses have three hearts`.
    pub(super) subject: String,
    /// Whether the subject is a question.
    pub(super) question: bool,
    /// A short noun phrase for the subject: `morning habits`, `sourdough bread`, `octopuses`.
    pub(super) thing: String,
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
        let keywords = keywords(&words);
        let phrase = phrase(rest, count.is_some(), most);
        let subject = if phrase.subject.is_empty() { fallback(idea, &keywords) } else { phrase.subject };
        let thing = match keywords.first() {
            Some(first) if phrase.question => first.clone(),
            _ if phrase.thing.is_empty() => subject.clone(),
            _ => phrase.thing,
        };
        let item = count.and_then(|_| words::singular(&phrase.head));
        Self { count, subject, question: phrase.question, thing, item, keywords }
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
    units.contains(&word.to_lowercase().trim_end_matches('-').split('-').next().unwrap_or_default())
}

/// What is found when a subject is looked for.
#[derive(Default)]
struct Phrase {
    subject: String,
    thing: String,
    /// The last word before what describes it: `habits` of `habits that stick`.
    head: String,
    question: bool,
}

/// Words that begin a part which only describes what stands before.
const DESCRIBES: [&str; 12] =
    ["that", "which", "who", "because", "so", "when", "while", "if", "but", "before", "after", "where"];

/// Words that end the name of the things in a list: `habits to keep`, `cities you must see`.
const LIST_ENDS: [&str; 11] = ["to", "you", "every", "for", "i", "we", "no", "nobody", "everyone", "in", "from"];

/// The phrase that names what it is about.
fn phrase(words: &[String], counted: bool, most: usize) -> Phrase {
    let Some(first) = words.first().map(|w| w.to_lowercase()) else { return Phrase::default() };
    let is = |word: &String, list: &[&str]| list.contains(&word.to_lowercase().as_str());
    let how_to = first == "how" && words.get(1).is_some_and(|w| w.eq_ignore_ascii_case("to")) && words.len() > 2;
    let asks = [
        "why", "what", "when", "where", "who", "which", "how", "is", "are", "do", "does", "did", "can", "should",
        "will", "was", "were",
    ];
    if !how_to && asks.contains(&first.as_str()) && words.len() > 2 {
        return Phrase { subject: joined(words, most), question: true, ..Phrase::default() };
    }
    if how_to {
        let mut subject = vec![words::gerund(&words[2])];
        let until = words.iter().skip(3).position(|w| is(w, &DESCRIBES)).map_or(words.len(), |at| at + 3);
        subject.extend_from_slice(&words[3..until]);
        let thing = joined(&words[3..until], 3);
        return Phrase { subject: joined(&subject, most), thing, ..Phrase::default() };
    }
    let end = |list: &[&str]| words.iter().skip(1).position(|w| is(w, list)).map_or(words.len(), |at| at + 1);
    let strong = end(&DESCRIBES);
    let head = if counted { strong.min(end(&LIST_ENDS)) } else { strong };
    // One word alone says too little (`7 countries`), so it keeps what describes it.
    let kept = if head == 1 { strong.max(end(&["before", "after"])) } else { head };
    Phrase {
        subject: joined(&words[..kept], most),
        thing: joined(&words[..head], 4),
        head: words[head.min(most) - 1].clone(),
        question: false,
    }
}

/// The words as a phrase for the middle of a sentence, without an end that dangles.
fn joined(words: &[String], most: usize) -> String {
    let mut phrase: Vec<String> = words.iter().take(most).cloned().collect();
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

/// Without its capital, unless the capital is the word's own: `I`, `NASA`, `iPhone`, `Tokyo`.
fn lowered(word: &str) -> String {
    const NAMES: &str = " africa america american amsterdam asia australia barcelona berlin brazil britain british \
        california canada chicago china chinese christmas dutch earth egypt egyptian eiffel england english europe \
        french france german germany greece greek halloween hollywood iceland india indian italian italy japan \
        japanese jupiter kyoto lisbon london madrid mars mexico monday netflix norway paris portugal python roman \
        romans rome russia saturn scotland shakespeare spain spanish sunday switzerland thailand tokyo venice vikings \
        york youtube instagram tiktok google apple january february april june july august september october november \
        december ";
    let own = word == "I" || word.starts_with("I'") || word.chars().skip(1).any(char::is_uppercase);
    let named = NAMES.contains(&format!(" {} ", word.trim_end_matches("'s").to_lowercase()));
    if own || named || !word.is_ascii() { word.to_owned() } else { word.to_lowercase() }
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
