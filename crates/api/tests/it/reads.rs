//! Reads: what they give, what their failures are, and which are asked again.

use std::time::{Duration, Instant};

use tikvod_api::{
    AnswerFault, ApiError, Broken, ErrorKind, ListVideos, NotSentReason, PreviewScript, Style, VideoStatus,
};

use crate::raw::{self, Play, Raw, answer, answer_with, refusal};

const CREDITS: &str = r#"{"object":"credit_balance","credits":24,"currency":"usd","cost_per_video":1.00,"updated_at":"2026-06-16T14:20:00Z"}"#;
const TAKE: &str = r#"{"object":"script_preview","hook":"Stop.","segments":[{"text":"One.","estimated_seconds":4}]}"#;

fn preview() -> PreviewScript {
    PreviewScript { idea: "habits".to_owned(), style: Style::Quiz, duration: None }
}

#[tokio::test]
async fn an_answer_brings_what_came_beside_it() {
    let headers = "x-ratelimit-limit: 60\r\nx-ratelimit-remaining: -4\r\nx-ratelimit-reset: 99999999999999999999\r\n\
                   date: Tue, 16 Jun 2026 14:22:01 GMT\r\n";
    let server = Raw::saying(answer_with(200, headers, CREDITS.as_bytes())).await;
    let answer = server.client().credits().await.unwrap();
    assert_eq!((answer.value.credits, answer.value.cost_per_video), (24, Some(1.0)));
    let rate = answer.rate.unwrap();
    assert_eq!((rate.limit, rate.remaining, rate.reset), (Some(60), Some(-4), Some(i64::MAX)), "as read");
    assert_eq!(answer.server_date.unwrap().to_rfc3339(), "2026-06-16T14:22:01+00:00");
    let request = server.heard().remove(0);
    assert_eq!(request.path(), "/v1/account/credits");
    assert_eq!(request.header("authorization"), Some(format!("Bearer {}", raw::KEY).as_str()));
    assert_eq!(request.header("referer"), None);
}

#[tokio::test]
async fn paths_and_queries() {
    let server = Raw::saying(answer(200, r#"{"data":[]}"#)).await;
    let client = server.client();
    let query =
        ListVideos { limit: Some(100), starting_after: Some("vid_1&x".into()), status: Some(VideoStatus::Failed) };
    client.list_videos(&ListVideos::default()).await.unwrap();
    client.list_videos(&query).await.unwrap();
    client.voices().await.unwrap();
    client.styles().await.unwrap();
    client.caption_styles().await.unwrap();
    // These two want more than an empty list, but the paths are what counts here.
    let _ = client.get_video(&"vid_1".into()).await;
    let _ = client.download_url(&"vid_1".into()).await;
    let paths: Vec<_> = server.heard().iter().map(|r| r.path().to_owned()).collect();
    assert_eq!(
        paths,
        [
            "/v1/videos",
            "/v1/videos?limit=100&starting_after=vid_1%26x&status=failed",
            "/v1/voices",
            "/v1/styles",
            "/v1/captions/styles",
            "/v1/videos/vid_1",
            "/v1/videos/vid_1/download",
        ]
    );
}

#[tokio::test]
async fn each_status_has_its_kind() {
    for (status, kind) in [
        (400, ErrorKind::Refused),
        (401, ErrorKind::Auth),
        (402, ErrorKind::InsufficientCredits),
        (403, ErrorKind::Refused),
        (404, ErrorKind::NotFound),
        (405, ErrorKind::Refused),
        (409, ErrorKind::Conflict),
        (413, ErrorKind::Refused),
        (429, ErrorKind::Throttled),
        (500, ErrorKind::Server),
        (503, ErrorKind::Server),
    ] {
        let server = Raw::saying(refusal(status, "some_code")).await;
        let error = server.client().get_video(&"vid_1".into()).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (kind, Some(status)));
        assert_eq!((error.code(), error.message()), (Some("some_code"), Some("Words.")));
        assert_eq!(error.request_id().map(tikvod_api::RequestId::as_str), Some("req_8f3a2b1c9d0e"));
        let tries = if error.is_retryable() { 3 } else { 1 };
        assert_eq!(server.heard().len(), tries, "{status}");
        assert_eq!(error.to_string(), format!("get video: {status} some_code: Words. (req_8f3a2b1c9d0e)"));
    }
}

#[tokio::test]
async fn a_page_in_between_does_not_speak_for_tikvod() {
    for status in [400, 401, 402, 403, 404, 409, 451] {
        let server = Raw::saying(answer(status, "<html>Sign in</html>")).await;
        let error = server.client().credits().await.unwrap_err();
        let foreign = matches!(error, ApiError::BadAnswer { fault: AnswerFault::Foreign, .. });
        assert!(foreign && !error.is_retryable(), "{status}: {error}");
    }
    let server = Raw::saying(answer(200, "<html>Sign in</html>")).await;
    let error = server.client().credits().await.unwrap_err();
    assert!(matches!(error, ApiError::BadAnswer { fault: AnswerFault::NotJson, .. }), "{error}");
}

#[tokio::test]
async fn unusable_answers() {
    for (body, want) in [
        ("", AnswerFault::Empty),
        ("{}", AnswerFault::Shape),
        (r#"{"credits":"many"}"#, AnswerFault::Shape),
        (r#"{"credits":null}"#, AnswerFault::Shape),
        ("[1,2]", AnswerFault::Shape),
        (r#"{"credits":24"#, AnswerFault::NotJson),
        (r#"{"credits":24}x"#, AnswerFault::NotJson),
    ] {
        let server = Raw::saying(answer(200, body)).await;
        match server.client().credits().await.unwrap_err() {
            ApiError::BadAnswer { fault, status: 200, .. } => assert_eq!(fault, want, "{body}"),
            other => panic!("{body}: {other}"),
        }
        assert_eq!(server.heard().len(), 1, "a bad answer is not asked for again");
    }
}

#[tokio::test]
async fn a_read_is_asked_again_and_then_given_up() {
    let server = Raw::start(|n, _| match n {
        0 => Play::Say(answer(500, "oops")),
        1 => Play::SayThenReset(answer(200, CREDITS)[..40].to_vec()),
        _ => Play::Say(answer(200, CREDITS)),
    })
    .await;
    assert_eq!(server.client().credits().await.unwrap().value.credits, 24);
    assert_eq!(server.heard().len(), 3);

    let server = Raw::saying(refusal(500, "internal_error")).await;
    let error = server.client().credits().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server);
    assert_eq!(server.heard().len(), 3, "three tries and no more");
}

#[tokio::test]
async fn a_throttled_read_waits_as_asked_or_leaves_it_to_the_caller() {
    let said = br#"{"error":{"code":"rate_limit_exceeded","message":"","request_id":"req_1"}}"#;
    let wait = answer_with(429, "retry-after: 1\r\n", said);
    let server = Raw::start(move |n, _| Play::Say(if n == 0 { wait.clone() } else { answer(200, CREDITS) })).await;
    let begun = Instant::now();
    server.client().credits().await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(1), "as long as it was asked to");

    let far = "date: Tue, 16 Jun 2026 14:22:01 GMT\r\nx-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1781619775\r\n";
    let server = Raw::saying(answer_with(429, far, said)).await;
    let error = server.client().credits().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert_eq!(error.rate().and_then(|r| r.reset), Some(1_781_619_775));
    assert_eq!(server.heard().len(), 1, "54 s are the budget's to wait");
}

#[tokio::test]
async fn nobody_there() {
    let (_held, base_url) = raw::refusing();
    let client = raw::client(base_url, raw::options());
    let error = client.credits().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSent);
    assert_eq!(error.to_string(), "get credits: no connection could be made");
    assert!(error.is_retryable() && error.status().is_none());
}

#[tokio::test]
async fn an_id_that_is_no_path_is_not_asked_for() {
    let server = Raw::saying(answer(200, "{}")).await;
    for id in ["", ".", ".."] {
        let error = server.client().get_video(&id.into()).await.unwrap_err();
        assert!(matches!(error, ApiError::NotSent { reason: NotSentReason::BadRequest, .. }), "{id:?}: {error}");
        assert!(!error.is_retryable());
    }
    assert_eq!(server.heard().len(), 0);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = Raw::saying(answer(200, CREDITS)).await;
    let location = format!("location: http://127.0.0.1:{}/v1/account/credits\r\n", other.port);
    let server = Raw::saying(answer_with(302, &location, b"")).await;
    let error = server.client().credits().await.unwrap_err();
    assert!(matches!(error, ApiError::BadAnswer { fault: AnswerFault::Redirect, status: 302, .. }), "{error}");
    assert_eq!((server.heard().len(), other.heard().len()), (1, 0));
}

#[tokio::test]
async fn a_preview_is_asked_again_only_when_it_surely_came_to_nothing() {
    let server = Raw::start(|n, _| Play::Say(if n < 2 { answer(503, "busy") } else { answer(200, TAKE) })).await;
    let take = server.client().preview_script(&preview()).await.unwrap().value;
    assert_eq!((take.hook.as_str(), take.segments.len()), ("Stop.", 1));
    let heard = server.heard();
    assert_eq!(heard.len(), 3);
    assert_eq!(heard[2].body, br#"{"idea":"habits","style":"Quiz"}"#, "nothing is sent as null");

    let server = Raw::saying("").await;
    let error = server.client().preview_script(&preview()).await.unwrap_err();
    assert!(matches!(error, ApiError::Network { reason: Broken::Lost, .. }), "{error}");
    assert_eq!(server.heard().len(), 1, "it may have been worked on");
}

/// The refusal is the second canonical answer of a read; the first is the balance.
#[tokio::test]
async fn an_answer_cut_at_every_byte_is_a_network_failure() {
    for whole in [answer(200, CREDITS), refusal(404, "not_found")] {
        for cut in 0..whole.len() {
            let server = Raw::saying(whole[..cut].to_vec()).await;
            let client = server.client_with(|o| o.retry.read_tries = 1);
            let error = client.credits().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Network, "cut at {cut} of {}: {error}", whole.len());
        }
    }
}

#[tokio::test]
async fn http_1_0_without_a_length_is_read_to_its_end() {
    let server = Raw::saying(format!("HTTP/1.0 200 OK\r\n\r\n{CREDITS}")).await;
    assert_eq!(server.client().credits().await.unwrap().value.credits, 24);
}
