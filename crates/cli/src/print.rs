//! The one place that writes: JSON for machines, aligned text for people, words on standard error.

use std::io::{self, Write as _};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::failure::{Failure, Result};

/// What a command found: the document, and the same for people.
pub(crate) struct Answer {
    value: Value,
    text: String,
}

impl Answer {
    /// The document is the view of the core with snake_case names.
    pub(crate) fn new(value: &impl Serialize, text: String) -> Self {
        Self { value: document(value), text }
    }
}

/// Standard output and standard error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Out {
    /// Whether the output is for a machine.
    pub(crate) json: bool,
}

impl Out {
    /// The result of a command, or one event of a stream.
    pub(crate) fn answer(self, answer: &Answer) -> Result<()> {
        if self.json { write(&answer.value.to_string()) } else { write(answer.text.trim_end()) }
    }

    /// What went wrong.
    pub(crate) fn failure(self, failure: &Failure) {
        if failure.closed {
            return;
        }
        if self.json {
            let _ = write(&failure.document().to_string());
        }
        let id = failure.request_id.as_ref().map(|id| format!(" (request {id})")).unwrap_or_default();
        note(&format!("tikvod: {}{id}", clean(&failure.message)));
    }
}

/// Words that are no result. Whether anybody reads them does not matter.
pub(crate) fn note(words: &str) {
    let _ = writeln!(io::stderr(), "{words}");
}

/// Raw text: help, version, completions.
pub(crate) fn write(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    if text.is_empty() {
        return Ok(());
    }
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}

/// A view as a document: names in snake_case, values as they are.
pub(crate) fn document(value: &impl Serialize) -> Value {
    fn renamed(value: Value) -> Value {
        match value {
            Value::Object(fields) => Value::Object(
                fields.into_iter().map(|(key, value)| (snake(&key), renamed(value))).collect::<Map<_, _>>(),
            ),
            Value::Array(items) => Value::Array(items.into_iter().map(renamed).collect()),
            other => other,
        }
    }
    serde_json::to_value(value).map(renamed).unwrap_or_default()
}

/// `captionStyle` as `caption_style`.
pub(crate) fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// Text of a server or a person without anything that a terminal would obey.
pub(crate) fn clean(text: &str) -> String {
    let hidden = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !hidden(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// At most `most` characters of it, on one line.
pub(crate) fn short(text: &str, most: usize) -> String {
    let text = clean(text);
    if text.chars().count() <= most {
        return text;
    }
    let head: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", head.trim_end())
}

/// Rows under their heads, aligned by characters.
pub(crate) fn table<const N: usize>(heads: [&str; N], rows: &[[String; N]]) -> String {
    let mut widths = heads.map(|head| head.chars().count());
    let rows: Vec<[String; N]> = rows.iter().map(|row| row.clone().map(|cell| clean(&cell))).collect();
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: [&str; N]| {
        let mut line = String::new();
        for (cell, width) in cells.iter().zip(widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width.saturating_sub(cell.chars().count()) + 2));
        }
        line.trim_end().to_owned()
    };
    let mut lines = vec![line(heads)];
    lines.extend(rows.iter().map(|row| line(row.each_ref().map(String::as_str))));
    lines.join("\n")
}

/// `name  value` lines; an empty value has none.
pub(crate) fn pairs(pairs: &[(&str, String)]) -> String {
    let shown: Vec<_> = pairs.iter().filter(|(_, value)| !value.is_empty()).collect();
    let width = shown.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    let lines = shown.iter().map(|(name, value)| {
        let gap = " ".repeat(width - name.chars().count() + 2);
        format!("{name}{gap}{}", clean(value))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A name of a closed list (a state, a kind) as words.
pub(crate) fn word(value: &impl Serialize) -> String {
    let text = serde_json::to_value(value).ok().and_then(|value| value.as_str().map(ToOwned::to_owned));
    text.unwrap_or_default().replace('_', " ")
}

/// An instant in this computer's zone, to the minute.
pub(crate) fn time(at: chrono::DateTime<chrono::Utc>) -> String {
    at.with_timezone(&chrono::Local).format("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_snake_and_values_stay() {
        let view = serde_json::json!({"creditsUsed": 1, "items": [{"videoId": "aB"}]});
        assert_eq!(document(&view).to_string(), r#"{"credits_used":1,"items":[{"video_id":"aB"}]}"#);
    }

    #[test]
    fn a_table_is_aligned_and_obeys_nobody() {
        let rows = [["é".to_owned(), "\u{1b}[31mred\u{202e}".to_owned()], ["long".to_owned(), "x\ny".to_owned()]];
        assert_eq!(table(["A", "B"], &rows), "A     B\né      [31mred\nlong  x y");
        assert_eq!(short("abcdef", 4), "abc…");
    }
}
