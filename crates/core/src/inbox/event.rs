//! What a signed event says, as far as anything is done with it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tikvod_api::{PublishId, VideoId};

/// The longest id that is kept, bytes. The documented ones have 16.
const LONGEST_ID: usize = 200;

/// An event, as it stands in the database: no text of the person's, no URL.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Event {
    /// TikVod's id; each is taken once.
    pub(crate) id: String,
    /// What happened.
    pub(crate) said: Said,
}

/// What an event is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Said {
    /// A video got on.
    Video {
        /// The video.
        id: String,
        /// Its status by the event: never believed, only a reason to ask.
        status: String,
        /// `metadata.intent_id`, as we sent it.
        intent: Option<String>,
    },
    /// A post is live.
    Post {
        /// TikVod's id of the post.
        id: String,
        /// Its video.
        video: Option<String>,
        /// Where it is.
        platform: Option<String>,
        /// When it was to appear; `None` for one without a time.
        at: Option<DateTime<Utc>>,
    },
    /// Nothing that we know.
    Else,
}

/// The event on the wire.
#[derive(Deserialize)]
struct Wire {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    data: Value,
}

/// Reads an event. A kind, or data, that we do not know is an event all the same: it is kept, and nothing follows.
///
/// # Errors
/// What is no JSON object with an id and a type.
pub(crate) fn parse(body: &[u8]) -> Result<Event, serde_json::Error> {
    let wire: Wire = serde_json::from_slice(body)?;
    if wire.id.is_empty() || wire.id.len() > LONGEST_ID || !wire.id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(serde::de::Error::custom("not an id of an event"));
    }
    let said = match wire.kind.as_str() {
        "video.queued" | "video.processing" | "video.completed" | "video.failed" => video(&wire.kind, &wire.data),
        "publish.completed" => post(&wire.data),
        _ => None,
    };
    Ok(Event { id: wire.id, said: said.unwrap_or(Said::Else) })
}

fn video(kind: &str, data: &Value) -> Option<Said> {
    let id = VideoId::deserialize(data.get("id")?).ok()?;
    let status = kind.strip_prefix("video.")?.to_owned();
    let intent = data.pointer("/metadata/intent_id").and_then(Value::as_str).map(ToOwned::to_owned);
    Some(Said::Video { id: id.into(), status, intent })
}

fn post(data: &Value) -> Option<Said> {
    let id = PublishId::deserialize(data.get("id")?).ok()?;
    // The documented status of a post that is live; with any other this event proves nothing.
    if data.get("status").and_then(Value::as_str) != Some("published") {
        return None;
    }
    let text = |name| data.get(name).and_then(Value::as_str);
    let video = data.get("video_id").and_then(|id| VideoId::deserialize(id).ok()).map(String::from);
    let at = text("scheduled_at").and_then(|at| DateTime::parse_from_rfc3339(at).ok()).map(|at| at.to_utc());
    Some(Said::Post { id: id.into(), video, platform: text("platform").map(ToOwned::to_owned), at })
}
