//! Pages of lists, and what comes with every answer (sections "GET /videos" and "Limits").

use std::collections::HashSet;

use async_stream::stream;
use chrono::{DateTime, Utc};
use futures_core::Stream;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::client::Client;
use crate::error::{AnswerFault, ApiError};
use crate::ids::{RequestId, VideoId};
use crate::limits::{PAGE_CAP, RateHeaders};
use crate::videos::{ListVideos, VideoSummary};
use crate::wire::lenient;

/// What listing is called in errors.
pub(crate) const OPERATION: &str = "list videos";

/// A value, and what its answer said beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer<T> {
    /// What was asked for.
    pub value: T,
    /// The rate headers, where there were any.
    pub rate: Option<RateHeaders>,
    /// From `X-Request-Id`, which the reference does not promise; errors carry theirs in the body.
    pub request_id: Option<RequestId>,
    /// The server's clock, from `Date`.
    pub server_date: Option<DateTime<Utc>>,
}

/// One page of a list. Catalogues come as one page.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The items that could be read, in the server's order.
    pub data: Vec<T>,
    /// Items that could not be read, as one without an id. They are left out rather than losing the page.
    pub skipped: usize,
    /// Whether a further page exists; false if the answer does not say.
    pub has_more: bool,
    /// Where the next page begins; `null` and absent are the same.
    pub next_cursor: Option<VideoId>,
    /// Everything else that the answer held.
    pub extra: Map<String, Value>,
}

#[derive(Deserialize)]
struct RawPage {
    data: Vec<Value>,
    #[serde(default, deserialize_with = "lenient")]
    has_more: Option<bool>,
    #[serde(default, deserialize_with = "lenient")]
    next_cursor: Option<VideoId>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Page<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = RawPage::deserialize(from)?;
        let (data, skipped) = crate::wire::items(raw.data);
        Ok(Self {
            data,
            skipped,
            has_more: raw.has_more.unwrap_or(false),
            next_cursor: raw.next_cursor,
            extra: raw.extra,
        })
    }
}

/// Page after page, until the server says that there is none, or lies about it (reliability.md N3).
pub(crate) fn walk(
    client: Client,
    mut query: ListVideos,
) -> impl Stream<Item = Result<VideoSummary, ApiError>> + Send + use<> {
    stream! {
        let mut seen = HashSet::new();
        let mut cursors = HashSet::new();
        for _ in 0..PAGE_CAP {
            let page = match client.list_videos(&query).await {
                Ok(answer) => answer.value,
                Err(error) => {
                    yield Err(error);
                    return;
                }
            };
            let last = page.data.last().map(|video| video.id.clone());
            let came_any = !page.data.is_empty();
            let mut came_new = false;
            for video in page.data {
                // A job that moved between two pages is told once.
                if seen.insert(video.id.clone()) {
                    came_new = true;
                    yield Ok(video);
                }
            }
            if !page.has_more {
                return;
            }
            // By the reference the cursor is the id of the page's last item, so that does where none is given.
            let Some(cursor) = page.next_cursor.or(last) else {
                yield Err(broken(AnswerFault::Shape));
                return;
            };
            if (came_any && !came_new) || !cursors.insert(cursor.clone()) {
                yield Err(broken(AnswerFault::PageLoop));
                return;
            }
            query.starting_after = Some(cursor);
        }
        yield Err(broken(AnswerFault::PageCap));
    }
}

fn broken(fault: AnswerFault) -> ApiError {
    ApiError::BadAnswer { operation: OPERATION, fault, status: 200, rate: None, request_id: None }
}
