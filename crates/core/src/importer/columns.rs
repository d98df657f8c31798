//! What the columns mean: the API's own field names (tikvod-api.md, POST /videos and POST …/publish), a few plain ones
//! beside them.

/// Meaning of a column.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Column {
    Idea,
    Style,
    Voice,
    Language,
    Duration,
    Resolution,
    CaptionStyle,
    Music,
    /// All pairs, as a JSON object of texts.
    Metadata,
    /// One pair: `metadata.campaign`.
    Pair(String),
    Platform,
    Account,
    Caption,
    Time,
    Zone,
    Horizon,
}

/// The header, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Columns {
    /// Name and meaning, by place; `None` where the column means nothing here.
    pub(super) all: Vec<(String, Option<Column>)>,
}

/// What is wrong with a header.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum HeaderProblem {
    /// There is no column for it, and no row can do without.
    Missing(&'static str),
    /// Two columns mean the same.
    Twice(String),
}

impl Column {
    fn of(name: &str) -> Option<Self> {
        let plain: String =
            name.trim().chars().map(|c| if matches!(c, ' ' | '-') { '_' } else { c.to_ascii_lowercase() }).collect();
        if let Some((_, key)) = name.trim().split_once('.').filter(|(head, _)| head.eq_ignore_ascii_case("metadata")) {
            return Some(Self::Pair(key.to_owned())).filter(|_| !key.trim().is_empty());
        }
        Some(match plain.as_str() {
            "idea" => Self::Idea,
            "style" => Self::Style,
            "voice" => Self::Voice,
            "language" => Self::Language,
            "duration" => Self::Duration,
            "resolution" => Self::Resolution,
            "caption_style" => Self::CaptionStyle,
            "music" => Self::Music,
            "metadata" => Self::Metadata,
            "platform" => Self::Platform,
            "account" | "account_id" => Self::Account,
            "caption" => Self::Caption,
            "time" | "scheduled_at" => Self::Time,
            "zone" | "time_zone" => Self::Zone,
            "horizon" => Self::Horizon,
            _ => return None,
        })
    }
}

impl Columns {
    /// Reads the header.
    pub(super) fn of<'a>(names: impl Iterator<Item = &'a str>) -> Result<Self, HeaderProblem> {
        let all: Vec<_> = names.map(|name| (name.trim().to_owned(), Column::of(name))).collect();
        for (place, (name, column)) in all.iter().enumerate() {
            if column.is_some() && all.iter().take(place).any(|(_, other)| other == column) {
                return Err(HeaderProblem::Twice(name.clone()));
            }
        }
        for (needed, name) in [(Column::Idea, "idea"), (Column::Style, "style"), (Column::Voice, "voice")] {
            if !all.iter().any(|(_, column)| column.as_ref() == Some(&needed)) {
                return Err(HeaderProblem::Missing(name));
            }
        }
        Ok(Self { all })
    }

    /// Columns that mean nothing here. An empty name is the trailing separator of some programs.
    pub(super) fn unknown(&self) -> Vec<String> {
        let unknown = self.all.iter().filter(|(name, column)| column.is_none() && !name.is_empty());
        unknown.map(|(name, _)| name.chars().take(60).collect()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_people_write_them() {
        let columns =
            Columns::of(["Idea", " STYLE ", "voice", "Caption Style", "metadata.Team", "notes", ""].into_iter());
        let columns = columns.expect("a header");
        assert_eq!(columns.unknown(), ["notes"]);
        assert_eq!(columns.all[3].1, Some(Column::CaptionStyle));
        assert_eq!(columns.all[4].1, Some(Column::Pair("Team".into())), "the case of a key is the person's");
        assert_eq!(Columns::of(["idea", "style"].into_iter()), Err(HeaderProblem::Missing("voice")));
        let twice = Columns::of(["idea", "style", "voice", "account", "account_id"].into_iter());
        assert_eq!(twice, Err(HeaderProblem::Twice("account_id".into())));
    }
}
