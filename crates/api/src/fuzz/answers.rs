//! Every answer that the API gives: what the reference promises to be optional never costs the answer, what we do not
//! know is kept, and what was read can be kept and read again.

use proptest::prelude::*;
use proptest::sample::select;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Change, cases, change, damage, damaged, make};
use crate::error::AnswerFault;
use crate::{
    CancelledVideo, CaptionStyle, Credits, DownloadUrl, Page, PublishJob, ScriptPreview, StyleInfo, Video, VideoJob,
    VideoSummary, Voice, wire,
};

type Checked = Result<Option<Value>, TestCaseError>;

/// One kind of answer.
#[derive(Clone, Copy, Debug)]
struct Kind {
    /// As the reference has it.
    json: &'static str,
    /// The fields without which it says nothing.
    needed: &'static [&'static str],
    /// Checks what holds for any bytes; gives what would be kept of them.
    check: fn(&[u8]) -> Checked,
}

const KINDS: [Kind; 11] = [
    Kind {
        json: r#"{"id":"vid_9k2mN8pQ4rT6","object":"video","status":"queued","idea":"5 morning habits","style":"Listicle","voice":"aria_us","duration":45,"resolution":"1080p","credits_used":1,"created_at":"2026-06-16T14:22:01Z","estimated_ready_at":"2026-06-16T14:28:30Z"}"#,
        needed: &["id"],
        check: one::<VideoJob>,
    },
    Kind {
        json: r#"{"object":"list","data":[{"id":"vid_9k2mN8pQ4rT6","status":"completed","idea":"5 morning habits","style":"Listicle","thumbnail_url":"https://cdn.tikvod.com/thumbs/vid_9k2mN8pQ4rT6.jpg","duration":44,"created_at":"2026-06-16T14:22:01Z","completed_at":"2026-06-16T14:27:48Z"},{"id":"vid_7h1jK3lM5nP8"}],"has_more":true,"next_cursor":"vid_7h1jK3lM5nP8"}"#,
        needed: &["data"],
        check: page::<VideoSummary>,
    },
    Kind {
        json: r#"{"id":"vid_9k2mN8pQ4rT6","object":"video","status":"completed","idea":"5 morning habits","style":"Listicle","voice":"aria_us","script":{"hook":"You're wasting the first hour.","segments":[{"index":0,"text":"Habit one.","visual_prompt":"sunrise bedroom"}]},"output":{"video_url":"https://cdn.tikvod.com/renders/v.mp4","thumbnail_url":"https://cdn.tikvod.com/thumbs/v.jpg","duration":44,"resolution":"1080p","aspect_ratio":"9:16"},"error":{"code":"x","message":"y"},"created_at":"2026-06-16T14:22:01Z","completed_at":"2026-06-16T14:27:48Z"}"#,
        needed: &["id"],
        check: one::<Video>,
    },
    Kind {
        json: r#"{"id":"vid_9k2mN8pQ4rT6","object":"video","status":"cancelled","credits_refunded":1,"cancelled_at":"2026-06-16T14:22:45Z"}"#,
        needed: &["id"],
        check: one::<CancelledVideo>,
    },
    Kind {
        json: r#"{"id":"vid_9k2mN8pQ4rT6","download_url":"https://cdn.tikvod.com/renders/v.mp4?sig=abc","expires_at":"2026-06-16T15:27:48Z","file_size_bytes":18429312,"content_type":"video/mp4"}"#,
        needed: &["id", "download_url"],
        check: one::<DownloadUrl>,
    },
    Kind {
        json: r#"{"object":"script_preview","hook":"Most people skip it.","segments":[{"text":"Start with water.","estimated_seconds":4},{"text":"Write three.","estimated_seconds":5}],"word_count":112,"estimated_duration":43}"#,
        needed: &["hook"],
        check: one::<ScriptPreview>,
    },
    Kind {
        json: r#"{"object":"list","data":[{"id":"aria_us","name":"Aria (US)","locale":"en-US","gender":"female","style":"conversational","preview_url":"https://cdn.tikvod.com/voices/aria_us.mp3"}]}"#,
        needed: &["data"],
        check: page::<Voice>,
    },
    Kind {
        json: r#"{"object":"list","data":[{"id":"faceless_story","name":"Faceless story","description":"Narration."}]}"#,
        needed: &["data"],
        check: page::<StyleInfo>,
    },
    Kind {
        json: r#"{"object":"list","data":[{"id":"bold_pop","name":"Bold Pop","words_per_line":3}]}"#,
        needed: &["data"],
        check: page::<CaptionStyle>,
    },
    Kind {
        json: r#"{"object":"credit_balance","credits":24,"currency":"usd","cost_per_video":1.00,"updated_at":"2026-06-16T14:20:00Z"}"#,
        needed: &["credits"],
        check: one::<Credits>,
    },
    Kind {
        json: r#"{"id":"pub_3nM7pQ9rS2tU","object":"publish_job","video_id":"vid_9k2mN8pQ4rT6","platform":"tiktok","status":"scheduled","scheduled_at":"2026-06-17T09:00:00Z","created_at":"2026-06-16T14:30:00Z"}"#,
        needed: &["id"],
        check: one::<PublishJob>,
    },
];

fn one<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(bytes: &[u8]) -> Checked {
    match wire::read::<T>(bytes) {
        Ok(value) => kept(&value).map(Some),
        Err(fault) => refused(fault, bytes),
    }
}

fn page<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(bytes: &[u8]) -> Checked {
    let page = match wire::read::<Page<T>>(bytes) {
        Ok(page) => page,
        Err(fault) => return refused(fault, bytes),
    };
    for item in &page.data {
        kept(item)?;
    }
    let whole: Value = serde_json::from_slice(bytes).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let items = whole["data"].as_array().map_or(0, Vec::len);
    prop_assert_eq!(page.data.len() + page.skipped, items, "each item is read or counted");
    Ok(Some(Value::Object(page.extra)))
}

/// What is kept of a value is all of it.
fn kept<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(value: &T) -> Result<Value, TestCaseError> {
    let bytes = serde_json::to_vec(value).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let again: Result<T, AnswerFault> = wire::read(&bytes);
    prop_assert_eq!(again.as_ref(), Ok(value), "it is kept and read again");
    Ok(serde_json::from_slice(&bytes).unwrap_or_default())
}

/// The reason says what is the matter.
fn refused(fault: AnswerFault, bytes: &[u8]) -> Checked {
    let json = serde_json::from_slice::<Value>(bytes).is_ok();
    match fault {
        AnswerFault::Empty => prop_assert!(bytes.trim_ascii().is_empty()),
        AnswerFault::NotJson => prop_assert!(!json, "this is JSON: {}", String::from_utf8_lossy(bytes)),
        other => prop_assert_eq!(other, AnswerFault::Shape),
    }
    Ok(None)
}

#[test]
fn the_references_own_answers_are_read_whole() {
    for kind in KINDS {
        let kept = (kind.check)(kind.json.as_bytes()).expect("it holds");
        assert!(kept.is_some(), "{}", kind.json);
    }
}

proptest! {
    #![proptest_config(cases(32))]

    /// Fields that we do not know, and values that we do not know, are never an error (tikvod-api.md, "decided").
    #[test]
    fn nothing_optional_costs_an_answer(kind in select(KINDS.to_vec()), changes in prop::collection::vec(change(), 0..6)) {
        let mut document: Value = serde_json::from_str(kind.json).expect("the reference's own");
        for change in &changes {
            make(&mut document, change, kind.needed);
        }
        let kept = (kind.check)(document.to_string().as_bytes())?;
        prop_assert!(kept.is_some(), "it costs the answer: {}", document);
        let kept = kept.unwrap_or_default();
        for name in changes.iter().filter_map(|change| if let Change::Add(name, _) = change { Some(name) } else { None }) {
            prop_assert_eq!(kept.get(name), document.get(name), "{} is kept", name);
        }
    }

    /// Whatever is wrong with it, what it must hold included: it ends, and it is read right or refused for a reason.
    #[test]
    fn any_bytes_are_read_or_refused(
        kind in select(KINDS.to_vec()),
        changes in prop::collection::vec(change(), 0..4),
        damage in prop::collection::vec(damage(), 0..4),
    ) {
        let mut document: Value = serde_json::from_str(kind.json).expect("the reference's own");
        for change in &changes {
            make(&mut document, change, &[]);
        }
        (kind.check)(&damaged(document.to_string().into_bytes(), &damage))?;
    }

    #[test]
    fn what_an_answer_must_hold_is_not_made_up(kind in select(KINDS.to_vec()), which in any::<prop::sample::Index>()) {
        let mut document: Value = serde_json::from_str(kind.json).expect("the reference's own");
        document.as_object_mut().expect("an object").remove(*which.get(kind.needed));
        prop_assert_eq!((kind.check)(document.to_string().as_bytes())?, None);
    }
}
