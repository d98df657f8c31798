//! Scripts: properties over ideas, lengths and styles, and over HTTP.

use proptest::prelude::*;
use serde_json::{Value, json};
use tikvod_sandbox::script::{Format, Script, Take, compose};

use crate::house::{Answer, House, id};

fn everything(script: &Script) -> String {
    let segments: Vec<&str> = script.segments.iter().map(|s| s.text.as_str()).collect();
    format!("{} {}", script.hook, segments.join(" ")).to_lowercase()
}

fn sound(script: &Script, duration: u32) {
    let off = f64::from(script.estimated_duration) - f64::from(duration);
    assert!(off.abs() <= f64::from(duration) * 0.1, "{} s for {duration}", script.estimated_duration);
    assert!(script.segments.len() >= 3, "{script:?}");
    let words = script.hook.split_whitespace().count()
        + script.segments.iter().map(|s| s.text.split_whitespace().count()).sum::<usize>();
    assert_eq!(script.word_count, words, "hook and segments");
    let spoken: u32 = script.segments.iter().map(|s| s.seconds).sum();
    let hook = script.estimated_duration.checked_sub(spoken).expect("the segments fit");
    assert!((1..=8).contains(&hook), "{hook} s are left to the hook");
    assert!(script.segments.iter().all(|s| s.seconds >= 1));
    let said = everything(script);
    assert!(!said.contains('{') && !said.contains('}'), "a template shows: {said}");
    assert!(!said.contains("  "), "a gap: {said:?}");
    assert!(script.segments.iter().all(|s| !s.text.trim().is_empty() && !s.visual_prompt.trim().is_empty()));
}

fn formats() -> impl Strategy<Value = Format> {
    proptest::sample::select(Format::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_idea_becomes_a_sound_script(
        idea in "\\PC{1,200}", format in formats(), duration in 15_u32..=90, salt: u64, turn: u64, rendered: bool,
    ) {
        let take = if rendered { Take::rendered(salt) } else { Take::preview(salt, turn) };
        let script = compose(&idea, format, duration, &take);
        sound(&script, duration);
        prop_assert_eq!(compose(&idea, format, duration, &take), script, "the same take, the same script");
    }

    #[test]
    fn the_ideas_number_and_nouns_occur(
        n in 2_usize..=9, format in formats(), duration in 30_u32..=90, salt: u64,
        noun in proptest::sample::select(vec!["lighthouses", "violins", "habits", "cities", "recipes", "planets", "sneakers"]),
        place in proptest::sample::select(vec!["Portugal", "kitchen", "winter", "college"]),
    ) {
        let idea = format!("{n} {noun} for {place}");
        let script = compose(&idea, format, duration, &Take::preview(salt, 1));
        sound(&script, duration);
        let said = everything(&script);
        prop_assert!(said.contains(noun), "{noun}: {said}");
        prop_assert!(said.contains(&place.to_lowercase()), "{place}: {said}");
        if format == Format::Listicle {
            prop_assert_eq!(script.segments.len(), n.max(3), "{}", said);
        }
    }

    #[test]
    fn previews_and_renders_never_agree(format in formats(), duration in 15_u32..=90, a: u64, b: u64, turn: u64) {
        let idea = "5 morning habits that changed my productivity";
        let preview = compose(idea, format, duration, &Take::preview(a, turn));
        let rendered = compose(idea, format, duration, &Take::rendered(b));
        prop_assert_ne!(preview.hook, rendered.hook);
    }

    #[test]
    fn neighbouring_takes_differ(format in formats(), duration in 15_u32..=90, a: u64, b: u64, turn in 0_u64..1_000_000) {
        let idea = "Why octopuses have three hearts";
        let first = compose(idea, format, duration, &Take::preview(a, turn));
        let second = compose(idea, format, duration, &Take::preview(b, turn + 1));
        prop_assert_ne!(first.hook, second.hook);
    }
}

#[test]
fn odd_ideas_make_sense_still() {
    let long = "The history of lighthouses and the people who kept them burning. ".repeat(31);
    for idea in [
        "cats",
        "🔥",
        "🔥🔥🔥",
        "猫の歴史",
        "为什么章鱼有三颗心脏",
        "…",
        "   ",
        "?",
        "https://example.com/blog/why-cats-purr?utm=7",
        "https://example.com",
        "www.nasa.gov/moon-facts.html",
        "5",
        "99 ways to cook rice",
        "1 trick",
        "ÄÖÜ",
        "\u{202e}abc",
        "مرحبا بالعالم",
        &long[..2_000],
        &"x".repeat(2_000),
        "a\nb\tc",
        "I",
        "NASA",
        "{k} {t} {n}",
    ] {
        for format in Format::ALL {
            for duration in [15, 45, 90] {
                let script = compose(idea, format, duration, &Take::preview(9, 4));
                if !idea.contains('{') {
                    sound(&script, duration);
                }
            }
        }
    }
    let url = compose("https://example.com/blog/why-cats-purr?utm=7", Format::FacelessStory, 45, &Take::preview(1, 0));
    assert!(everything(&url).contains("cats purr") && !everything(&url).contains("http"), "{}", everything(&url));
    let pace = compose("The history of coffee", Format::FacelessStory, 60, &Take::preview(3, 0));
    let rate = pace.word_count as f64 / f64::from(pace.estimated_duration);
    assert!((2.0..=3.2).contains(&rate), "{rate} words a second");
}

#[tokio::test]
async fn the_api_previews_and_renders_different_scripts() {
    let house = House::fast().await;
    let body = json!({"idea": "5 morning habits that changed my productivity", "style": "Listicle"});
    let mut takes: Vec<Value> = Vec::new();
    for _ in 0..12 {
        let take = house.post("/scripts/preview", &body).await.ok(200);
        assert_eq!(take["object"], "script_preview");
        assert_eq!(take["segments"].as_array().map(Vec::len), Some(5), "five habits: {take}");
        assert!(take["segments"][0]["estimated_seconds"].is_u64());
        assert!(take["segments"][0].get("visual_prompt").is_none(), "a preview has no pictures");
        assert!((40..=50).contains(&take["estimated_duration"].as_u64().expect("seconds")), "45 by default");
        assert!(!takes.contains(&take), "each take differs");
        takes.push(take);
    }
    assert_eq!(house.credits().await, 24, "previews cost nothing");
    let mut job = body;
    job["voice"] = json!("aria_us");
    let queued = Answer::of(house.test(reqwest::Method::POST, "/videos").json(&job)).await.ok(201);
    let video = house.wait_as(house.sandbox.test_key(), &id(&queued), "completed").await;
    assert!(takes.iter().all(|take| take["hook"] != video["script"]["hook"]), "TikVod writes it anew");
}
