//! Drafts and presets: nothing typed is lost, nothing removed is gone at once, and no file is believed.

use tikvod_core::Core;
use tikvod_core::CoreError;
use tikvod_core::view::{
    Draft, FieldRule, IdArgs, ImportPresetsArgs, PresetOptions, PreviewArgs, RenameDraftArgs, SaveDraftArgs,
    SavePresetArgs,
};

use crate::support::{Place, form, queue};

async fn start(place: &Place) -> Core {
    let core = place.start().await;
    core.choose_sandbox().await.unwrap();
    core
}

async fn typed(core: &Core, draft: &Draft, idea: &str) {
    core.save_draft(SaveDraftArgs { id: draft.id.clone(), form: form(idea) }).await.unwrap();
}

async fn names(core: &Core) -> Vec<String> {
    let cards = core.list_drafts().await.unwrap();
    cards.into_iter().map(|card| card.name.unwrap_or(card.idea)).collect()
}

fn of(draft: &Draft) -> IdArgs {
    IdArgs { id: draft.id.clone() }
}

fn rules(error: CoreError) -> Vec<(String, FieldRule)> {
    match error {
        CoreError::Invalid(problems) => problems.into_iter().map(|problem| (problem.field, problem.rule)).collect(),
        other => panic!("{other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_listed_named_copied_removed_and_brought_back() {
    let place = Place::new();
    let core = start(&place).await;
    let first = core.open_draft().await.unwrap();
    assert_eq!(core.new_draft().await.unwrap().id, first.id, "an empty one is used first");
    typed(&core, &first, "bees that dance").await;
    core.preview_script(PreviewArgs {
        draft_id: first.id.clone(),
        idea: "bees that dance".into(),
        style: "Listicle".into(),
        duration: 15,
    })
    .await
    .unwrap();
    let second = core.new_draft().await.unwrap();
    assert_ne!(second.id, first.id);
    typed(&core, &second, "the last lighthouse").await;
    assert_eq!(names(&core).await, ["the last lighthouse", "bees that dance"]);
    assert_eq!(core.open_draft().await.unwrap().id, second.id);

    core.rename_draft(RenameDraftArgs { id: first.id.clone(), name: "  Bees  ".into() }).await.unwrap();
    let copy = core.duplicate_draft(of(&first)).await.unwrap();
    assert_eq!((copy.name.as_deref(), copy.takes.len()), (Some("Bees copy"), 1));
    assert_ne!(copy.click_id, first.click_id, "two drafts are two videos");
    let took = core.get_draft(of(&first)).await.unwrap().takes;
    assert_eq!(copy.takes[0].lines, took[0].lines);
    assert_ne!(copy.takes[0].id, took[0].id);

    core.remove_draft(of(&copy)).await.unwrap();
    assert_eq!(names(&core).await, ["the last lighthouse", "Bees"]);
    assert!(matches!(core.get_draft(of(&copy)).await, Err(CoreError::NotFound(_))));
    core.restore_draft(of(&copy)).await.unwrap();
    assert!(core.restore_draft(of(&copy)).await.is_err(), "it is there already");
    assert_eq!(names(&core).await, ["Bees copy", "the last lighthouse", "Bees"]);
    core.shutdown().await;
    drop(core);

    let core = place.start().await;
    assert_eq!(core.open_draft().await.unwrap().id, first.id, "the one that was opened last comes back");
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_too_long_is_refused_and_an_empty_one_goes() {
    let place = Place::new();
    let core = start(&place).await;
    let draft = core.open_draft().await.unwrap();
    let rename = |name: String| core.rename_draft(RenameDraftArgs { id: draft.id.clone(), name });
    let long = rules(rename("é".repeat(81)).await.unwrap_err());
    assert_eq!(long, [("name".to_owned(), FieldRule::TooLong)]);
    rename("é".repeat(80)).await.unwrap();
    rename(" ".into()).await.unwrap();
    assert_eq!(core.open_draft().await.unwrap().name, None);
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_draft_takes_nothing_of_the_queue_with_it() {
    let place = Place::new();
    let core = start(&place).await;
    let sent = queue(&core, "bees that dance").await;
    let draft = core.open_draft().await.unwrap();
    core.remove_draft(of(&draft)).await.unwrap();
    assert!(core.queue().await.unwrap().items.iter().any(|item| item.id == sent.id));
    assert_ne!(core.open_draft().await.unwrap().id, draft.id);
    core.shutdown().await;
}

fn options(duration: u16) -> PresetOptions {
    let form = form("");
    PresetOptions {
        style: form.style,
        voice: form.voice,
        language: form.language,
        duration,
        resolution: form.resolution,
        caption_style: form.caption_style,
        music: form.music,
        metadata: form.metadata,
    }
}

fn preset(name: &str, duration: u16) -> SavePresetArgs {
    SavePresetArgs { id: None, name: name.into(), options: options(duration) }
}

#[tokio::test(flavor = "multi_thread")]
async fn presets_are_saved_under_one_name_each_and_within_the_limits() {
    let place = Place::new();
    let core = start(&place).await;
    let saved = core.save_preset(preset(" Daily ", 30)).await.unwrap();
    assert_eq!(saved.name, "Daily");
    let refused = async |args| rules(core.save_preset(args).await.unwrap_err());
    assert_eq!(refused(preset("daily", 45)).await, [("name".to_owned(), FieldRule::Duplicate)]);
    assert_eq!(refused(preset("", 45)).await, [("name".to_owned(), FieldRule::Required)]);
    assert_eq!(refused(preset("Long", 91)).await, [("duration".to_owned(), FieldRule::OutOfRange)]);
    let changed = SavePresetArgs { id: Some(saved.id.clone()), ..preset("DAILY", 60) };
    core.save_preset(changed).await.unwrap();
    let all = core.presets().await.unwrap();
    assert_eq!((all.len(), all[0].name.as_str(), all[0].options.duration), (1, "DAILY", 60));
    core.remove_preset(IdArgs { id: saved.id }).await.unwrap();
    assert!(core.presets().await.unwrap().is_empty());
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn presets_go_out_in_a_file_and_come_back_without_overwriting_any() {
    let place = Place::new();
    let core = start(&place).await;
    for (name, duration) in [("Daily", 30), ("Weekly", 60)] {
        core.save_preset(preset(name, duration)).await.unwrap();
    }
    let file = core.export_presets().await.unwrap().file_name;
    let text = std::fs::read_to_string(place.data().join("videos").join(file)).unwrap();
    assert!(!text.contains("tv_"), "nothing of a key is in it");
    let import = |text: String| core.import_presets(ImportPresetsArgs { text });

    let same = import(text.clone()).await.unwrap();
    assert_eq!((same.added.len(), same.known), (0, vec!["Daily".to_owned(), "Weekly".to_owned()]));
    let daily = core.presets().await.unwrap().remove(0);
    core.save_preset(SavePresetArgs { id: Some(daily.id), ..preset("Daily", 15) }).await.unwrap();
    let beside = import(format!("\u{feff}{text}")).await.unwrap();
    assert_eq!((beside.added, beside.known), (vec!["Daily 2".to_owned()], vec!["Weekly".to_owned()]));

    let bad = import(text.replace("\"duration\": 60", "\"duration\": 600")).await.unwrap();
    assert_eq!((bad.refused, bad.known), (vec!["Weekly".to_owned()], vec!["Daily".to_owned()]));
    for none in ["", "[]", "{\"format\":\"other\",\"version\":1,\"presets\":[]}", &text[..text.len() - 9]] {
        let refused = rules(import(none.to_owned()).await.unwrap_err());
        assert_eq!(refused, [("text".to_owned(), FieldRule::Unreadable)], "{none}");
    }
    assert_eq!(core.presets().await.unwrap().len(), 3);
    core.shutdown().await;
}
