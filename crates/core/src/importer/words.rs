//! Reasons in one sentence each. What was in a cell is quoted short: a cell can hold five megabytes.

use crate::domain::form;
use crate::view::{FieldProblem, FieldRule};

/// Characters of a cell that a sentence repeats.
const QUOTED: usize = 40;

/// What stood in a cell.
pub(super) fn quote(text: &str) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(QUOTED).collect();
    if text.chars().nth(QUOTED).is_some() {
        short.push('…');
    }
    format!("“{short}”")
}

/// A broken rule of a form.
pub(super) fn of_form(problem: &FieldProblem, value: &str) -> String {
    let limit = problem.limit.unwrap_or_default();
    match (problem.rule, problem.field.as_str()) {
        (FieldRule::Required, _) => "This cell must not be empty.".to_owned(),
        (FieldRule::TooLong, _) => {
            format!("{} characters, at most {limit} are allowed.", problem.actual.unwrap_or_default())
        }
        (FieldRule::OutOfRange, "duration") => {
            let limits = form::limits();
            format!("{} is outside {} to {} seconds.", quote(value), limits.duration_min, limits.duration_max)
        }
        (FieldRule::OutOfRange, _) => format!("{} is out of range.", quote(value)),
        (FieldRule::UnknownValue, "style") => format!(
            "{} is none of Faceless story, AI b-roll, Talking avatar, Quiz, Listicle: the names, not the ids.",
            quote(value)
        ),
        (FieldRule::UnknownValue, "language") => format!("{} is not an ISO 639-1 code such as en.", quote(value)),
        (FieldRule::UnknownValue, "resolution") => format!("{} is neither 1080p nor 4k.", quote(value)),
        (FieldRule::UnknownValue, "music") => {
            format!("{} is none of upbeat, calm, dramatic, none.", quote(value))
        }
        (FieldRule::UnknownValue, _) => format!("{} is not known.", quote(value)),
        (FieldRule::TooMany, _) => format!("There are more than {limit} pairs of metadata."),
        (FieldRule::Past, _) => format!("{} is past, or less than 2 minutes away.", quote(value)),
        (FieldRule::Duplicate, _) => {
            "A name of the metadata is there twice, or is intent_id, which is ours.".to_owned()
        }
        (FieldRule::Unreadable, _) => format!("{} cannot be read.", quote(value)),
    }
}
