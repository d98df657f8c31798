//! The rules of a form (tikvod-api.md, POST /videos and POST /scripts/preview). The window asks the same questions in
//! the field; these are the ones that count.

use std::collections::{BTreeMap, BTreeSet};

use tikvod_api::{CaptionStyleId, CreateVideo, Music, Resolution, Style, VoiceId};

use super::languages;
use crate::view::{FieldProblem, FieldRule, Limits, MetadataPair, VideoForm};

/// Key of the pair that carries our intent id; the person may not use it.
pub const INTENT_KEY: &str = "intent_id";

/// The limits, as the window gets them.
pub fn limits() -> Limits {
    Limits { idea_chars: 2_000, duration_min: 15, duration_max: 90, metadata_pairs: 19, caption_chars: 2_200 }
}

/// A form for a person who has chosen nothing yet: the API's own defaults.
pub fn empty() -> VideoForm {
    VideoForm {
        idea: String::new(),
        style: Style::Listicle.as_str().to_owned(),
        voice: "aria_us".into(),
        language: "en".into(),
        duration: 45,
        resolution: "1080p".into(),
        caption_style: Some("bold_pop".into()),
        music: "upbeat".into(),
        metadata: Vec::new(),
    }
}

/// Checks what a preview needs.
pub fn check_preview(idea: &str, style: &str, duration: u16) -> Vec<FieldProblem> {
    let limits = limits();
    let mut problems = Vec::new();
    let characters = idea.chars().count();
    if idea.trim().is_empty() {
        problems.push(problem("idea", FieldRule::Required, None, None));
    } else if characters > limits.idea_chars as usize {
        problems.push(problem(
            "idea",
            FieldRule::TooLong,
            Some(limits.idea_chars.cast_signed()),
            Some(count(characters)),
        ));
    }
    if matches!(Style::from(style.to_owned()), Style::Unknown(_)) {
        problems.push(problem("style", FieldRule::UnknownValue, None, None));
    }
    if duration < limits.duration_min {
        problems.push(problem(
            "duration",
            FieldRule::OutOfRange,
            Some(limits.duration_min.into()),
            Some(duration.into()),
        ));
    } else if duration > limits.duration_max {
        problems.push(problem(
            "duration",
            FieldRule::OutOfRange,
            Some(limits.duration_max.into()),
            Some(duration.into()),
        ));
    }
    problems
}

/// Checks a whole form.
pub fn check(form: &VideoForm) -> Vec<FieldProblem> {
    let mut problems = check_preview(&form.idea, &form.style, form.duration);
    if form.voice.trim().is_empty() {
        problems.push(problem("voice", FieldRule::Required, None, None));
    }
    if !languages::is_known(&form.language) {
        problems.push(problem("language", FieldRule::UnknownValue, None, None));
    }
    if !matches!(form.resolution.as_str(), "1080p" | "4k") {
        problems.push(problem("resolution", FieldRule::UnknownValue, None, None));
    }
    if form.caption_style.as_deref().is_some_and(str::is_empty) {
        problems.push(problem("captionStyle", FieldRule::UnknownValue, None, None));
    }
    if !matches!(form.music.as_str(), "upbeat" | "calm" | "dramatic" | "none") {
        problems.push(problem("music", FieldRule::UnknownValue, None, None));
    }
    problems.extend(check_metadata(&form.metadata));
    problems
}

fn check_metadata(pairs: &[MetadataPair]) -> Option<FieldProblem> {
    let most = limits().metadata_pairs;
    if pairs.len() > most as usize {
        return Some(problem("metadata", FieldRule::TooMany, Some(most.cast_signed()), Some(count(pairs.len()))));
    }
    if pairs.iter().any(|pair| pair.key.trim().is_empty()) {
        return Some(problem("metadata", FieldRule::Required, None, None));
    }
    let mut seen = BTreeSet::from([INTENT_KEY]);
    let twice = pairs.iter().any(|pair| !seen.insert(pair.key.as_str()));
    twice.then(|| problem("metadata", FieldRule::Duplicate, None, None))
}

/// The request of a form, with our intent id in its metadata: a webhook that echoes it settles every doubt.
pub fn request(form: &VideoForm, intent_id: &str) -> CreateVideo {
    let mut metadata: BTreeMap<String, String> =
        form.metadata.iter().map(|pair| (pair.key.clone(), pair.value.clone())).collect();
    metadata.insert(INTENT_KEY.to_owned(), intent_id.to_owned());
    CreateVideo {
        idea: form.idea.clone(),
        style: Style::from(form.style.clone()),
        voice: VoiceId::from(form.voice.clone()),
        language: Some(form.language.clone()),
        duration: Some(form.duration.into()),
        resolution: Some(Resolution::from(form.resolution.clone())),
        caption_style: form.caption_style.clone().map(CaptionStyleId::from),
        music: Some(Music::from(form.music.clone())),
        metadata,
    }
}

/// What TikVod echoes of a request, as one text: equal for requests that cannot be told apart in its list.
pub fn fingerprint(idea: &str, style: &str) -> String {
    use sha2::{Digest as _, Sha256};
    let digest = Sha256::new().chain_update(style).chain_update([0]).chain_update(idea).finalize();
    hex::encode(&digest[..16])
}

fn problem(field: &str, rule: FieldRule, limit: Option<i32>, actual: Option<i32>) -> FieldProblem {
    FieldProblem { field: field.to_owned(), rule, limit, actual }
}

fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(change: impl FnOnce(&mut VideoForm)) -> Vec<(String, FieldRule)> {
        let mut form = VideoForm { idea: "5 places where the sun never sets".into(), ..empty() };
        change(&mut form);
        check(&form).into_iter().map(|p| (p.field, p.rule)).collect()
    }

    #[test]
    fn a_good_form_has_no_problem_and_each_bad_field_is_named() {
        assert_eq!(form(|_| ()), []);
        let one = |field: &str, rule| vec![(field.to_owned(), rule)];
        assert_eq!(form(|f| f.idea = " \n".into()), one("idea", FieldRule::Required));
        assert_eq!(form(|f| f.idea = "é".repeat(2_000)), []);
        assert_eq!(form(|f| f.idea = "é".repeat(2_001)), one("idea", FieldRule::TooLong));
        assert_eq!(form(|f| f.style = "listicle".into()), one("style", FieldRule::UnknownValue));
        assert_eq!(form(|f| f.voice = String::new()), one("voice", FieldRule::Required));
        assert_eq!(form(|f| f.language = "xx".into()), one("language", FieldRule::UnknownValue));
        assert_eq!(form(|f| f.duration = 14), one("duration", FieldRule::OutOfRange));
        assert_eq!(form(|f| f.duration = 91), one("duration", FieldRule::OutOfRange));
        assert_eq!(form(|f| f.resolution = "8k".into()), one("resolution", FieldRule::UnknownValue));
        assert_eq!(form(|f| f.music = "loud".into()), one("music", FieldRule::UnknownValue));
    }

    #[test]
    fn metadata_has_nineteen_pairs_of_the_persons_own() {
        let pairs = |n: usize| (0..n).map(|i| MetadataPair { key: format!("k{i}"), value: String::new() }).collect();
        assert_eq!(form(|f| f.metadata = pairs(19)), []);
        assert_eq!(form(|f| f.metadata = pairs(20)), [("metadata".to_owned(), FieldRule::TooMany)]);
        let twice =
            [MetadataPair { key: "a".into(), value: "1".into() }, MetadataPair { key: "a".into(), value: "2".into() }];
        assert_eq!(form(|f| f.metadata = twice.to_vec()), [("metadata".to_owned(), FieldRule::Duplicate)]);
        let ours = vec![MetadataPair { key: INTENT_KEY.into(), value: String::new() }];
        assert_eq!(form(|f| f.metadata = ours), [("metadata".to_owned(), FieldRule::Duplicate)]);
    }

    #[test]
    fn the_request_carries_the_intent_id_and_twenty_pairs_at_most() {
        let request = request(&VideoForm { idea: "x".into(), ..empty() }, "0190");
        assert_eq!(request.metadata.get(INTENT_KEY).map(String::as_str), Some("0190"));
    }
}
