//! Presets: saved, applied, exported and imported (product.md E9).

use std::io::Write as _;

use serde::{Deserialize, Serialize};

use crate::core::Core;
use crate::domain::form;
use crate::drafts::name;
use crate::error::{CoreError, Result};
use crate::store::{Tx, presets};
use crate::view::{
    FieldProblem, FieldRule, IdArgs, ImportPresetsArgs, ImportedPresets, Preset, PresetOptions, SavePresetArgs,
    SavedFile,
};

/// More than these are a mistake.
const MOST: usize = 500;
/// Longest file that is imported, bytes.
const LONGEST_FILE: usize = 1_000_000;
/// What the file says that it is.
const FORMAT: &str = "tikvod-presets";

/// The file of an export. Names and options: there is nothing secret in it.
#[derive(Serialize, Deserialize)]
struct File {
    format: String,
    version: u32,
    presets: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    name: String,
    options: PresetOptions,
}

impl Core {
    /// All presets, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn presets(&self) -> Result<Vec<Preset>> {
        self.0.store.read("list the presets", presets::list).await
    }

    /// Keeps a preset, new or changed.
    ///
    /// # Errors
    /// [`CoreError::Invalid`] for a name that is empty, too long or another preset's, and for options outside the limits.
    pub async fn save_preset(&self, args: SavePresetArgs) -> Result<Preset> {
        let name = name(&args.name)?.to_owned();
        let mut problems = check(&args.options);
        if name.is_empty() {
            problems.push(wrong("name", FieldRule::Required));
        }
        if !problems.is_empty() {
            return Err(CoreError::Invalid(problems));
        }
        let preset = Preset { id: args.id.unwrap_or_else(|| self.new_id()), name, options: args.options };
        let now = self.now();
        self.0
            .store
            .write("keep a preset", move |tx| {
                if presets::named(tx, &preset.name)?.is_some_and(|other| other.id != preset.id) {
                    return Err(CoreError::Invalid(vec![wrong("name", FieldRule::Duplicate)]));
                }
                room(tx, 1)?;
                presets::put(tx, &preset, now)?;
                Ok(preset)
            })
            .await
    }

    /// Removes a preset. Saved anew it is the same again.
    ///
    /// # Errors
    /// [`CoreError::NotFound`] for an unknown one.
    pub async fn remove_preset(&self, args: IdArgs) -> Result<()> {
        let there = self.0.store.write("remove a preset", move |tx| presets::remove(tx, &args.id)).await?;
        if there { Ok(()) } else { Err(CoreError::NotFound("preset")) }
    }

    /// Writes all presets into a new file of the download folder.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub async fn export_presets(&self) -> Result<SavedFile> {
        let presets = self.presets().await?.into_iter().map(|Preset { name, options, .. }| Entry { name, options });
        let file = File { format: FORMAT.into(), version: 1, presets: presets.collect() };
        let text = serde_json::to_string_pretty(&file).map_err(|error| CoreError::Internal(error.to_string()))?;
        let folder = self.0.options.download_dir.clone();
        let file_name = format!("TikVod presets {}.json", self.now().format("%Y-%m-%d %H%M%S"));
        let path = folder.join(&file_name);
        let write = move || -> std::io::Result<()> {
            std::fs::create_dir_all(folder)?;
            let mut file = std::fs::File::create_new(path)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        };
        let done = tokio::task::spawn_blocking(write).await;
        done.map_err(|error| CoreError::Internal(error.to_string()))?.map_err(CoreError::io("save the presets"))?;
        Ok(SavedFile { file_name })
    }

    /// Takes in the presets of an export. One whose name is taken by another gets a number; one that is here already,
    /// the same in everything, stays as it is.
    ///
    /// # Errors
    /// [`CoreError::Invalid`] for what is no such file: then nothing was taken in.
    pub async fn import_presets(&self, args: ImportPresetsArgs) -> Result<ImportedPresets> {
        let file = read(&args.text)?;
        let (core, now) = (self.clone(), self.now());
        self.0
            .store
            .write("take presets in", move |tx| {
                room(tx, file.presets.len())?;
                let mut done = ImportedPresets::default();
                for entry in file.presets {
                    let Some(wanted) = usable(&entry) else {
                        done.refused.push(entry.name.chars().take(100).collect());
                        continue;
                    };
                    match free_name(tx, wanted, &entry.options)? {
                        Some(name) => {
                            presets::put(
                                tx,
                                &Preset { id: core.new_id(), name: name.clone(), options: entry.options },
                                now,
                            )?;
                            done.added.push(name);
                        }
                        None => done.known.push(wanted.to_owned()),
                    }
                }
                Ok(done)
            })
            .await
    }
}

fn read(text: &str) -> Result<File> {
    let file: Option<File> =
        (text.len() <= LONGEST_FILE).then(|| serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()).flatten();
    file.filter(|file| file.format == FORMAT && file.version == 1)
        .ok_or_else(|| CoreError::Invalid(vec![wrong("text", FieldRule::Unreadable)]))
}

/// The entry's name, where name and options are within the limits.
fn usable(entry: &Entry) -> Option<&str> {
    name(&entry.name).ok().filter(|name| !name.is_empty() && check(&entry.options).is_empty())
}

/// A name that nobody has yet, nearest to the wanted one; `None` when that preset is here already.
fn free_name(tx: &Tx<'_>, wanted: &str, options: &PresetOptions) -> Result<Option<String>> {
    for number in 1..=MOST + 1 {
        let tail = if number == 1 { String::new() } else { format!(" {number}") };
        let room = crate::drafts::NAME_CHARS - tail.chars().count();
        let name: String = wanted.chars().take(room).chain(tail.chars()).collect();
        match presets::named(tx, &name)? {
            None => return Ok(Some(name)),
            Some(there) if there.options == *options => return Ok(None),
            Some(_) => {}
        }
    }
    Ok(None)
}

fn room(tx: &Tx<'_>, more: usize) -> Result<()> {
    if presets::list(tx)?.len() + more > MOST {
        return Err(CoreError::NotNow("there is room for 500 presets"));
    }
    Ok(())
}

fn check(options: &PresetOptions) -> Vec<FieldProblem> {
    // With an idea that is none of the options' business.
    form::check(&options.with_idea("an idea".into()))
}

fn wrong(field: &str, rule: FieldRule) -> FieldProblem {
    FieldProblem { field: field.into(), rule, limit: None, actual: None }
}
