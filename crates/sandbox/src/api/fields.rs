//! The fields of a request body, each checked by its rule. A refusal names the field.

use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// The fields of a body. Those that nobody asks for are ignored.
pub(crate) struct Fields<'a>(pub(crate) &'a Map<String, Value>);

impl<'a> Fields<'a> {
    /// Text that has to be there.
    pub(crate) fn required(&self, name: &str) -> Result<&'a str, Refusal> {
        match self.0.get(name) {
            None => Err(Refusal::invalid(format!("`{name}` is required."))),
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(Refusal::invalid(format!("`{name}` must be a string."))),
        }
    }

    /// Text that may be left out, but not be null.
    pub(crate) fn optional(&self, name: &str) -> Result<Option<&'a str>, Refusal> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(Value::Null) => Err(null(name)),
            Some(_) => Err(Refusal::invalid(format!("`{name}` must be a string."))),
        }
    }

    /// Text with a length, in Unicode scalar values.
    pub(crate) fn required_within(&self, name: &str, most: usize) -> Result<&'a str, Refusal> {
        let text = self.required(name)?;
        if text.is_empty() {
            return Err(Refusal::invalid(format!("`{name}` must not be empty.")));
        }
        at_most(name, text, most)
    }

    pub(crate) fn optional_within(&self, name: &str, most: usize) -> Result<Option<&'a str>, Refusal> {
        self.optional(name)?.map(|text| at_most(name, text, most)).transpose()
    }

    /// One of some words, with a default.
    pub(crate) fn choice(&self, name: &str, all: &[&'static str]) -> Result<Option<&'static str>, Refusal> {
        let Some(text) = self.optional(name)? else { return Ok(None) };
        let found = all.iter().find(|choice| **choice == text);
        found.copied().map(Some).ok_or_else(|| one_of(name, all))
    }

    /// The length of a video in seconds.
    pub(crate) fn duration(&self) -> Result<u32, Refusal> {
        match self.0.get("duration") {
            None => Ok(45),
            Some(Value::Null) => Err(null("duration")),
            Some(value) => match (value.as_i64(), value.as_u64()) {
                (Some(seconds @ 15..=90), _) => Ok(seconds as u32),
                (None, None) => Err(Refusal::invalid("`duration` must be an integer.")),
                _ => Err(Refusal::invalid("`duration` must be from 15 to 90 seconds.")),
            },
        }
    }

    /// At most 20 pairs of strings.
    pub(crate) fn metadata(&self) -> Result<Option<&'a Map<String, Value>>, Refusal> {
        let pairs = match self.0.get("metadata") {
            None => return Ok(None),
            Some(Value::Null) => return Err(null("metadata")),
            Some(Value::Object(pairs)) => pairs,
            Some(_) => return Err(Refusal::invalid("`metadata` must be an object.")),
        };
        if pairs.len() > 20 {
            return Err(Refusal::invalid("`metadata` has at most 20 key-value pairs."));
        }
        if let Some((key, _)) = pairs.iter().find(|(_, value)| !value.is_string()) {
            return Err(Refusal::invalid(format!("`metadata.{key}` must be a string.")));
        }
        Ok(Some(pairs))
    }
}

/// The refusal of a word that is not one of those that are known.
pub(crate) fn one_of(name: &str, all: &[&str]) -> Refusal {
    Refusal::invalid(format!("`{name}` must be one of {}.", all.join(", ")))
}

fn at_most<'a>(name: &str, text: &'a str, most: usize) -> Result<&'a str, Refusal> {
    // Text of `most` bytes has at most as many characters; only longer text is counted.
    if text.len() > most && text.chars().count() > most {
        return Err(Refusal::invalid(format!("`{name}` must have at most {most} characters.")));
    }
    Ok(text)
}

fn null(name: &str) -> Refusal {
    Refusal::invalid(format!("`{name}` must not be null; leave it out."))
}
