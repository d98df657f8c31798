//! One row: from cells to a form and, where it has one, a post plan. Pure; what is known of the account comes in.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};

use super::columns::{Column, Columns};
use super::words;
use crate::domain::{form, horizon, wall_time};
use crate::plans;
use crate::view::{FieldProblem, FieldRule, Horizon, ImportProblem, MetadataPair, SocialAccount, VideoForm};

/// What a row is checked against.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// Voice ids; empty where TikVod was never asked for them.
    pub(super) voices: BTreeSet<String>,
    /// Caption preset ids; empty likewise.
    pub(super) captions: BTreeSet<String>,
    /// The book.
    pub(super) accounts: Vec<SocialAccount>,
    /// Zone of times that name none.
    pub(super) zone: String,
    pub(super) now: DateTime<Utc>,
}

/// A good row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) line: u32,
    /// How many rows before it ask for the same video.
    pub(super) number: u32,
    pub(super) form: VideoForm,
    pub(super) plan: Option<RowPlan>,
}

/// A bad row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BadRow {
    /// What it asks for, where only its plan is bad: mended, it is this video.
    pub(super) form: Option<Box<VideoForm>>,
    pub(super) problems: Vec<ImportProblem>,
}

/// The post plan of a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RowPlan {
    /// Id in the book.
    pub(crate) social_account: String,
    pub(crate) caption: String,
    pub(crate) local: NaiveDateTime,
    pub(crate) zone: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) horizon: Horizon,
}

/// Reads a row, or says everything that is wrong with it.
pub(super) fn read(line: u32, cells: &[String], columns: &Columns, known: &Known) -> Result<Row, BadRow> {
    let mut reading = Reading { line, cells, columns, known, problems: Vec::new() };
    reading.surplus();
    let form = reading.form();
    let sound = reading.problems.is_empty();
    let plan = reading.plan();
    if reading.problems.is_empty() {
        Ok(Row { line, number: 0, form, plan })
    } else {
        Err(BadRow { form: sound.then(|| Box::new(form)), problems: reading.problems })
    }
}

struct Reading<'a> {
    line: u32,
    cells: &'a [String],
    columns: &'a Columns,
    known: &'a Known,
    problems: Vec<ImportProblem>,
}

impl Reading<'_> {
    /// The cell of a column, without the spaces around it; `None` where it is empty or there is no such column.
    fn cell(&self, column: &Column) -> Option<&str> {
        let place = self.columns.all.iter().position(|(_, known)| known.as_ref() == Some(column))?;
        self.cells.get(place).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    fn text(&self, column: &Column) -> String {
        self.cell(column).unwrap_or_default().to_owned()
    }

    fn name(&self, column: &Column) -> Option<String> {
        self.columns.all.iter().find(|(_, known)| known.as_ref() == Some(column)).map(|(name, _)| name.clone())
    }

    fn refuse(&mut self, column: Option<&Column>, rule: FieldRule, message: String) {
        let column = column.and_then(|column| self.name(column));
        self.problems.push(ImportProblem { line: self.line, column, rule, message });
    }

    /// An unquoted separator in a text makes more cells than there are columns, and every one after it is in the wrong
    /// place.
    fn surplus(&mut self) {
        let surplus = self.cells.iter().skip(self.columns.all.len()).any(|cell| !cell.trim().is_empty());
        if surplus {
            let message = format!(
                "There are {} cells for {} columns: a text with a separator needs quotes around it.",
                self.cells.len(),
                self.columns.all.len()
            );
            self.refuse(None, FieldRule::TooMany, message);
        }
    }

    fn form(&mut self) -> VideoForm {
        let defaults = form::empty();
        let or = |value: Option<&str>, default: String| value.map_or(default, ToOwned::to_owned);
        let duration = match self.cell(&Column::Duration).map(str::parse::<u16>) {
            None => defaults.duration,
            Some(Ok(seconds)) => seconds,
            Some(Err(_)) => {
                let message =
                    format!("{} is not a whole number of seconds.", words::quote(&self.text(&Column::Duration)));
                self.refuse(Some(&Column::Duration), FieldRule::OutOfRange, message);
                defaults.duration
            }
        };
        let metadata = self.metadata();
        let form = VideoForm {
            idea: self.text(&Column::Idea),
            style: self.text(&Column::Style),
            voice: self.text(&Column::Voice),
            language: or(self.cell(&Column::Language), defaults.language),
            duration,
            resolution: or(self.cell(&Column::Resolution), defaults.resolution),
            caption_style: self.cell(&Column::CaptionStyle).map(ToOwned::to_owned),
            music: or(self.cell(&Column::Music), defaults.music),
            metadata,
        };
        for problem in form::check(&form) {
            let column = column_of(&problem.field);
            let value = column.as_ref().map(|column| self.text(column)).unwrap_or_default();
            let rule = if value.is_empty() && column.is_some() { FieldRule::Required } else { problem.rule };
            self.refuse(column.as_ref(), rule, words::of_form(&FieldProblem { rule, ..problem }, &value));
        }
        self.is_known(&Column::Voice, &form.voice, |known| &known.voices, "voice");
        let captions = form.caption_style.clone().unwrap_or_default();
        self.is_known(&Column::CaptionStyle, &captions, |known| &known.captions, "caption preset");
        form
    }

    fn is_known(&mut self, column: &Column, id: &str, ids: impl Fn(&Known) -> &BTreeSet<String>, what: &str) {
        let ids = ids(self.known);
        if !id.is_empty() && !ids.is_empty() && !ids.contains(id) {
            let message = format!("TikVod has no {what} {}.", words::quote(id));
            self.refuse(Some(column), FieldRule::UnknownValue, message);
        }
    }

    fn metadata(&mut self) -> Vec<MetadataPair> {
        let mut pairs = Vec::new();
        if let Some(text) = self.cell(&Column::Metadata) {
            match serde_json::from_str::<std::collections::BTreeMap<String, String>>(text) {
                Ok(map) => pairs.extend(map.into_iter().map(|(key, value)| MetadataPair { key, value })),
                Err(_) => self.refuse(
                    Some(&Column::Metadata),
                    FieldRule::Unreadable,
                    "The pairs are a JSON object of texts, such as {\"campaign\":\"q2\"}.".to_owned(),
                ),
            }
        }
        for (name, column) in &self.columns.all {
            let Some(Column::Pair(key)) = column else { continue };
            if let Some(value) = self.cell(&Column::Pair(key.clone())) {
                tracing::trace!(name, "a pair of metadata");
                pairs.push(MetadataPair { key: key.clone(), value: value.to_owned() });
            }
        }
        pairs
    }

    fn plan(&mut self) -> Option<RowPlan> {
        let plan_columns = [Column::Platform, Column::Account, Column::Caption, Column::Time, Column::Horizon];
        if plan_columns.iter().all(|column| self.cell(column).is_none()) {
            return None;
        }
        let account = self.account();
        let caption = self.text(&Column::Caption);
        if let Some(problem) = plans::check_caption(&caption) {
            self.refuse(Some(&Column::Caption), problem.rule, words::of_form(&problem, &caption));
        }
        let time = self.time();
        let horizon = self.horizon();
        let (account, (local, zone, at), horizon) = (account?, time?, horizon?);
        Some(RowPlan { social_account: account, caption, local, zone, at, horizon })
    }

    fn account(&mut self) -> Option<String> {
        let (platform, account) = (self.text(&Column::Platform), self.text(&Column::Account));
        for (column, value) in [(Column::Platform, &platform), (Column::Account, &account)] {
            if value.is_empty() {
                let message = "A post needs a platform, an account and a time.".to_owned();
                self.refuse(Some(&column), FieldRule::Required, message);
            }
        }
        if platform.is_empty() || account.is_empty() {
            return None;
        }
        let fits = |known: &&SocialAccount| {
            known.platform == platform && (known.account_id == account || known.name == account)
        };
        let mut found = self.known.accounts.iter().filter(fits);
        match (found.next(), found.next()) {
            (Some(one), None) => Some(one.id.clone()),
            (Some(_), Some(_)) => {
                let message = format!("{} is the name of two accounts: write the id.", words::quote(&account));
                self.refuse(Some(&Column::Account), FieldRule::Duplicate, message);
                None
            }
            (None, _) => {
                let message = format!(
                    "{} is not an account of {} in your book.",
                    words::quote(&account),
                    words::quote(&platform)
                );
                self.refuse(Some(&Column::Account), FieldRule::UnknownValue, message);
                None
            }
        }
    }

    /// An instant with its offset, or a wall time in the row's zone.
    fn time(&mut self) -> Option<(NaiveDateTime, String, DateTime<Utc>)> {
        let text = self.text(&Column::Time);
        if text.is_empty() {
            let message = "A post needs a platform, an account and a time.".to_owned();
            self.refuse(Some(&Column::Time), FieldRule::Required, message);
            return None;
        }
        let name = self.cell(&Column::Zone).map_or_else(|| self.known.zone.clone(), ToOwned::to_owned);
        let Some(zone) = wall_time::zone(&name) else {
            let message = format!("{} is not a time zone such as Europe/Berlin.", words::quote(&name));
            self.refuse(Some(&Column::Zone), FieldRule::UnknownValue, message);
            return None;
        };
        let local = DateTime::parse_from_rfc3339(&text)
            .map(|at| at.with_timezone(&zone).naive_local())
            .ok()
            .or_else(|| WALL.iter().find_map(|form| NaiveDateTime::parse_from_str(&text, form).ok()));
        let Some(local) = local else {
            let message = format!("{} is not a time such as 2026-12-01 18:30.", words::quote(&text));
            self.refuse(Some(&Column::Time), FieldRule::Unreadable, message);
            return None;
        };
        match plans::check_time(&name, local, self.known.now) {
            Ok(at) => Some((local, name, at)),
            Err(problem) => {
                self.refuse(Some(&Column::Time), problem.rule, words::of_form(&problem, &text));
                None
            }
        }
    }

    fn horizon(&mut self) -> Option<Horizon> {
        let text = self.text(&Column::Horizon).to_ascii_lowercase();
        let horizon = match text.as_str() {
            "" => Some(Horizon::HoursBefore { hours: 12 }),
            "now" => Some(Horizon::Now),
            "when rendered" | "when_rendered" | "rendered" => Some(Horizon::WhenRendered),
            hours => hours.parse().ok().map(|hours| Horizon::HoursBefore { hours }),
        };
        let horizon = horizon.filter(|horizon| horizon::check(*horizon).is_none());
        if horizon.is_none() {
            let message = "Write now, when rendered, or the hours before: 1 to 168.".to_owned();
            self.refuse(Some(&Column::Horizon), FieldRule::OutOfRange, message);
        }
        horizon
    }
}

/// Ways to write a wall time.
const WALL: [&str; 4] = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];

fn column_of(field: &str) -> Option<Column> {
    Some(match field {
        "idea" => Column::Idea,
        "style" => Column::Style,
        "voice" => Column::Voice,
        "language" => Column::Language,
        "duration" => Column::Duration,
        "resolution" => Column::Resolution,
        "captionStyle" => Column::CaptionStyle,
        "music" => Column::Music,
        _ => return None,
    })
}
