//! Lists that do not end as they should (reliability.md N3).

use futures_util::StreamExt;
use tikvod_api::limits::PAGE_CAP;
use tikvod_api::{AnswerFault, ApiError, ErrorKind, ListVideos, VideoStatus};

use crate::raw::{Play, Raw, answer, refusal};

fn page(ids: &[String], has_more: bool, cursor: Option<&str>) -> Play {
    let data: Vec<_> = ids.iter().map(|id| serde_json::json!({"id": id, "status": "completed"})).collect();
    let page = serde_json::json!({"object": "list", "data": data, "has_more": has_more, "next_cursor": cursor});
    Play::Say(answer(200, &page.to_string()))
}

fn ids(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The ids that came, and how it ended.
async fn walk(server: &Raw, query: ListVideos) -> (Vec<String>, Option<ApiError>) {
    let mut stream = Box::pin(server.client().videos(query));
    let mut came = Vec::new();
    while let Some(item) = stream.next().await {
        match item {
            Ok(video) => came.push(video.id.to_string()),
            Err(error) => {
                assert!(stream.next().await.is_none(), "an error is the end");
                return (came, Some(error));
            }
        }
    }
    (came, None)
}

fn fault(error: Option<ApiError>) -> Option<AnswerFault> {
    match error? {
        ApiError::BadAnswer { fault, .. } => Some(fault),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn three_pages_and_an_end() {
    let server = Raw::start(|n, _| match n {
        0 => page(&ids(&["a", "b"]), true, Some("b")),
        1 => page(&ids(&["b", "c"]), true, None),
        _ => page(&ids(&["d"]), false, None),
    })
    .await;
    let query = ListVideos { limit: Some(2), starting_after: None, status: Some(VideoStatus::Completed) };
    let (came, error) = walk(&server, query).await;
    assert!(error.is_none());
    assert_eq!(came, ["a", "b", "c", "d"], "what comes twice is told once");
    let paths: Vec<_> = server.heard().iter().map(|r| r.path().to_owned()).collect();
    assert_eq!(
        paths,
        [
            "/v1/videos?limit=2&status=completed",
            "/v1/videos?limit=2&starting_after=b&status=completed",
            "/v1/videos?limit=2&starting_after=c&status=completed",
        ],
        "without a cursor the last item's id does"
    );
}

#[tokio::test]
async fn pages_that_repeat_end_with_an_error() {
    let server = Raw::start(|_, _| page(&ids(&["a", "b"]), true, Some("b"))).await;
    let (came, error) = walk(&server, ListVideos::default()).await;
    assert_eq!((came, fault(error)), (ids(&["a", "b"]), Some(AnswerFault::PageLoop)));
    assert_eq!(server.heard().len(), 2);

    // New ids behind a cursor that comes again.
    let server = Raw::start(|n, _| page(&[format!("v{n}")], true, Some("same"))).await;
    let (came, error) = walk(&server, ListVideos::default()).await;
    assert_eq!((came.len(), fault(error)), (2, Some(AnswerFault::PageLoop)));

    // More to come, but nothing to go on from.
    let server = Raw::start(|_, _| page(&[], true, None)).await;
    let (came, error) = walk(&server, ListVideos::default()).await;
    assert_eq!((came.len(), fault(error)), (0, Some(AnswerFault::Shape)));
}

#[tokio::test]
async fn a_list_without_end_is_cut_at_the_cap() {
    let server = Raw::start(|n, _| page(&[format!("v{n}")], true, Some(&format!("v{n}")))).await;
    let (came, error) = walk(&server, ListVideos::default()).await;
    assert_eq!((came.len(), fault(error)), (PAGE_CAP, Some(AnswerFault::PageCap)));
    assert_eq!(server.heard().len(), PAGE_CAP);
}

#[tokio::test]
async fn a_failure_on_the_way_is_told() {
    let server = Raw::start(|n, _| match n {
        0 => page(&ids(&["a"]), true, Some("a")),
        _ => Play::Say(refusal(401, "invalid_api_key")),
    })
    .await;
    let (came, error) = walk(&server, ListVideos::default()).await;
    assert_eq!((came, error.map(|e| e.kind())), (ids(&["a"]), Some(ErrorKind::Auth)));
}
