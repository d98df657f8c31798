//! Requests that cost or post: sent once, and always classed (reliability.md 3.2 and 3.3).

use std::time::{Duration, Instant};

use tikvod_api::{
    AnswerFault, Broken, Class, CreateVideo, Doubt, HeldReason, Music, NotSentReason, Outcome, Platform, PublishVideo,
    Resolution, Style, VideoId, VideoJob, VideoStatus,
};

use crate::raw::{self, Play, Raw, answer, answer_with, refusal};

const RECEIPT: &str = r#"{"id":"vid_9k2mN8pQ4rT6","object":"video","status":"queued","credits_used":1}"#;

fn order() -> CreateVideo {
    CreateVideo {
        idea: "5 morning habits that changed my productivity".to_owned(),
        style: Style::Listicle,
        voice: "aria_us".into(),
        language: Some("en".to_owned()),
        duration: Some(45),
        resolution: Some(Resolution::P1080),
        caption_style: Some("bold_pop".into()),
        music: Some(Music::Upbeat),
        metadata: [("campaign".to_owned(), "q2_faceless".to_owned())].into(),
    }
}

fn plain_order() -> CreateVideo {
    CreateVideo {
        language: None,
        duration: None,
        resolution: None,
        caption_style: None,
        music: None,
        metadata: [].into(),
        ..order()
    }
}

fn post() -> PublishVideo {
    PublishVideo {
        platform: Platform::TikTok,
        account_id: "acc_1".into(),
        caption: Some("Look #shorts".to_owned()),
        scheduled_at: Some("2026-06-17T09:00:00Z".parse().unwrap()),
    }
}

fn video() -> VideoId {
    "vid_9k2mN8pQ4rT6".into()
}

async fn create_on(server: &Raw) -> Outcome<VideoJob> {
    server.client().create_video(&order()).await
}

#[tokio::test]
async fn the_requests_as_they_leave() {
    let server = Raw::start(|_, _| Play::Say(answer(201, RECEIPT))).await;
    let client = server.client();
    let _ = client.create_video(&order()).await;
    let _ = client.create_video(&plain_order()).await;
    let _ = client.publish_video(&video(), &post()).await;
    let _ = client.publish_video(&video(), &PublishVideo { caption: None, scheduled_at: None, ..post() }).await;
    let _ = client.cancel_video(&video()).await;
    let requests: Vec<String> = server
        .heard()
        .iter()
        .map(|r| format!("{}\n\n{}", r.head.replace("\r\n", "\n"), String::from_utf8_lossy(&r.body)))
        .collect();
    let text = requests.join("\n----\n").replace(&server.port.to_string(), "PORT").replace(raw::KEY, "KEY");
    insta::assert_snapshot!(text);
}

#[tokio::test]
async fn a_receipt_binds() {
    let headers = "x-ratelimit-limit: 60\r\nx-ratelimit-remaining: 59\r\nx-ratelimit-reset: 1781619721\r\n\
                   date: Tue, 16 Jun 2026 14:22:01 GMT\r\nx-request-id: req_header00001\r\n";
    for status in [200, 201, 202, 299] {
        let server = Raw::saying(answer_with(status, headers, RECEIPT.as_bytes())).await;
        let outcome = create_on(&server).await;
        let Class::Accepted(job) = outcome.class else { panic!("{status}: {outcome:?}") };
        assert_eq!((job.id, job.status, job.credits_used), (video(), VideoStatus::Queued, Some(1)));
        assert_eq!(outcome.http_status, Some(status));
        assert_eq!(outcome.rate.and_then(|r| r.remaining), Some(59));
        assert_eq!(outcome.server_date.map(|d| d.timestamp()), Some(1_781_619_721));
        assert_eq!(outcome.request_id, Some("req_header00001".into()));
        assert!(outcome.body_polled);
    }
}

#[tokio::test]
async fn a_receipt_that_cannot_be_read_is_never_a_reason_to_send_again() {
    let page = answer(200, "<!doctype html><title>Sign in to the Wi-Fi</title>");
    for (bytes, fault) in [
        (page, AnswerFault::NotJson),
        (b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n".to_vec(), AnswerFault::Empty),
        (answer(201, ""), AnswerFault::Empty),
        (answer(201, "{}"), AnswerFault::Shape),
        (answer(201, "[]"), AnswerFault::Shape),
        (answer(201, "null"), AnswerFault::Shape),
        (answer(201, r#"{"id":""}"#), AnswerFault::Shape),
        (answer(201, r#"{"id":7}"#), AnswerFault::Shape),
        (answer(201, r#"{"id":"a\nb"}"#), AnswerFault::Shape),
        (answer(201, r#"{"id":"vid_1""#), AnswerFault::NotJson),
        (refusal(200, "contradiction"), AnswerFault::Shape),
        (answer_with(201, "content-encoding: gzip\r\n", b"no gzip"), AnswerFault::CutShort),
    ] {
        let shown = String::from_utf8_lossy(&bytes).into_owned();
        let server = Raw::saying(bytes).await;
        let outcome = create_on(&server).await;
        assert_eq!(outcome.class, Class::AcceptedUnknown { reason: fault }, "{shown}");
        assert_eq!(server.heard().len(), 1, "sent once: {shown}");
    }
}

#[tokio::test]
async fn a_receipt_for_another_video_is_none() {
    let server = Raw::saying(answer(200, r#"{"id":"vid_another","video_id":"vid_another"}"#)).await;
    let unknown = AnswerFault::OtherSubject;
    let cancelled = server.client().cancel_video(&video()).await;
    assert_eq!(cancelled.class, Class::AcceptedUnknown { reason: unknown });
    let published = server.client().publish_video(&video(), &post()).await;
    assert_eq!(published.class, Class::AcceptedUnknown { reason: unknown });
}

#[tokio::test]
async fn refusals_in_tikvods_own_words() {
    for (status, create, publish, cancel) in [
        (400, "rejected", "rejected", "rejected"),
        (401, "held", "held", "held"),
        (402, "held", "held", "held"),
        (404, "rejected", "rejected", "rejected"),
        (409, "ambiguous", "refused", "refused"),
        (429, "throttled", "throttled", "throttled"),
        (403, "ambiguous", "ambiguous", "ambiguous"),
        (408, "ambiguous", "ambiguous", "ambiguous"),
        (425, "ambiguous", "ambiguous", "ambiguous"),
        (500, "ambiguous", "ambiguous", "ambiguous"),
        (503, "ambiguous", "ambiguous", "ambiguous"),
    ] {
        let server = Raw::saying(refusal(status, "some_code")).await;
        let client = server.client();
        assert_eq!(client.create_video(&order()).await.class.name(), create, "create {status}");
        assert_eq!(client.publish_video(&video(), &post()).await.class.name(), publish, "publish {status}");
        assert_eq!(client.cancel_video(&video()).await.class.name(), cancel, "cancel {status}");
        assert_eq!(server.heard().len(), 3, "{status}: each was sent once");
    }
}

#[tokio::test]
async fn a_refusal_keeps_its_words() {
    let server = Raw::saying(refusal(402, "insufficient_credits")).await;
    let outcome = create_on(&server).await;
    assert_eq!(outcome.request_id, Some("req_8f3a2b1c9d0e".into()));
    let Class::Held(HeldReason::InsufficientCredits, body) = outcome.class else { panic!("{outcome:?}") };
    assert_eq!((body.status, body.code.as_str(), body.message.as_str()), (402, "insufficient_credits", "Words."));
}

#[tokio::test]
async fn a_429_brings_the_time_to_wait_for() {
    let body = r#"{"error":{"code":"rate_limit_exceeded","message":"","request_id":"req_1"}}"#.as_bytes();
    let date = "date: Tue, 16 Jun 2026 14:22:01 GMT\r\n";
    for (headers, at) in [
        ("x-ratelimit-reset: 1781619730\r\nretry-after: 3\r\n", Some(1_781_619_730)),
        ("retry-after: 3\r\n", Some(1_781_619_724)),
        ("", None),
    ] {
        let server = Raw::saying(answer_with(429, &format!("{date}{headers}"), body)).await;
        let Class::Throttled { reset, .. } = create_on(&server).await.class else { panic!("throttled") };
        assert_eq!(reset, at, "{headers}");
    }
}

#[tokio::test]
async fn what_tikvod_did_not_say_itself_proves_nothing() {
    for status in [300, 301, 304, 400, 401, 402, 403, 404, 409, 410, 418, 429, 500, 502, 504, 599] {
        for body in ["", "<html>", "{}", r#"{"error":"no"}"#, r#"{"error":{"code":"x"}}"#] {
            let server = Raw::saying(answer(status, if status == 304 { "" } else { body })).await;
            let class = create_on(&server).await.class;
            assert_eq!(class, Class::Ambiguous { reason: Doubt::Status(status) }, "{status} {body}");
            assert_eq!(server.heard().len(), 1, "{status} {body}");
        }
    }
}

#[tokio::test]
async fn nobody_there_means_not_sent() {
    let (_held, base_url) = raw::refusing();
    let client = raw::client(base_url, raw::options());
    let outcome = client.create_video(&order()).await;
    assert_eq!(outcome.class, Class::NotSent { reason: NotSentReason::NoConnection });
    assert!(!outcome.body_polled && outcome.http_status.is_none());
    let cancelled = client.cancel_video(&video()).await;
    assert_eq!(cancelled.class, Class::NotSent { reason: NotSentReason::NoConnection });
}

#[tokio::test]
async fn a_request_that_cannot_be_made_never_leaves() {
    let server = Raw::saying(answer(200, RECEIPT)).await;
    let client = server.client();
    for id in ["", ".", ".."] {
        let not_made = NotSentReason::BadRequest;
        let cancelled = client.cancel_video(&id.into()).await;
        assert_eq!(cancelled.class, Class::NotSent { reason: not_made }, "{id:?}");
        let published = client.publish_video(&id.into(), &post()).await;
        assert_eq!(published.class, Class::NotSent { reason: not_made }, "{id:?}");
        assert!(!published.body_polled);
    }
    assert_eq!(server.heard().len(), 0);
}

#[tokio::test]
async fn an_id_stays_one_segment_of_the_path() {
    let server = Raw::saying(answer(200, RECEIPT)).await;
    let _ = server.client().cancel_video(&"../account?x#y".into()).await;
    assert_eq!(server.heard()[0].path(), "/v1/videos/..%2Faccount%3Fx%23y");
}

#[tokio::test]
async fn an_answer_that_never_comes_is_a_doubt() {
    let server = Raw::start(|_, _| Play::Stall(Vec::new())).await;
    let client = server.client_with(|o| o.timeouts.total_post = Duration::from_millis(300));
    let begun = Instant::now();
    let outcome = client.create_video(&order()).await;
    assert_eq!(outcome.class, Class::Ambiguous { reason: Doubt::Broken(Broken::TimedOut) });
    assert!(outcome.body_polled && outcome.http_status.is_none());
    assert!(begun.elapsed() < Duration::from_secs(10), "bounded");
    let cancelled = client.cancel_video(&video()).await;
    assert_eq!(cancelled.class, Class::Ambiguous { reason: Doubt::Broken(Broken::TimedOut) });
    assert_eq!(server.heard().len(), 2);
}

#[tokio::test]
async fn a_connection_lost_after_the_request_is_a_doubt_and_is_not_tried_again() {
    for lost in [|| Play::Say(Vec::new()), || Play::SayThenReset(Vec::new())] {
        let server = Raw::start(move |_, _| lost()).await;
        let client = server.client();
        let reason = Doubt::Broken(Broken::Lost);
        assert_eq!(client.create_video(&order()).await.class, Class::Ambiguous { reason });
        assert_eq!(client.publish_video(&video(), &post()).await.class, Class::Ambiguous { reason });
        assert_eq!(client.cancel_video(&video()).await.class, Class::Ambiguous { reason });
        let heard = server.heard();
        assert_eq!(heard.len(), 3, "each was sent once");
        assert!(heard.iter().all(|request| request.whole));
    }
}

/// `body_polled == false` is taken as proof that no complete request left. Here a server counts the bytes, for a
/// connection that ends after each possible number of them.
#[tokio::test]
async fn not_sent_is_never_said_of_a_request_that_arrived_whole() {
    let whole = {
        let server = Raw::saying(answer(201, RECEIPT)).await;
        let _ = create_on(&server).await;
        let request = server.heard().remove(0);
        request.head.len() + 4 + request.body.len()
    };
    for cut in 0..=whole {
        let server = Raw::start(move |_, _| Play::ResetAfter(cut)).await;
        let outcome = create_on(&server).await;
        let heard = server.heard();
        assert!(heard.len() <= 1, "cut {cut}: sent again");
        let arrived = heard.first().is_some_and(|request| request.whole);
        assert_eq!(arrived && cut > 0, cut == whole, "cut {cut}: the count is right");
        match outcome.class {
            Class::NotSent { .. } => assert!(!arrived && !outcome.body_polled, "cut {cut}: it had arrived"),
            Class::Ambiguous { reason: Doubt::Broken(Broken::Lost) } => assert!(outcome.body_polled, "cut {cut}"),
            other => panic!("cut {cut}: {other:?}"),
        }
    }
}

/// Two canonical answers, cut at every byte.
#[tokio::test]
async fn an_answer_cut_at_every_byte_lands_in_the_safe_class() {
    let receipt = answer(201, RECEIPT);
    let refused = refusal(402, "insufficient_credits");
    for (answer, whole_class, in_body_class) in
        [(receipt, "accepted", "accepted_unknown"), (refused, "held", "ambiguous")]
    {
        let head = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap() + 4;
        for cut in 0..=answer.len() {
            let bytes = answer[..cut].to_vec();
            let server = Raw::saying(bytes).await;
            let class = create_on(&server).await.class;
            let want = match cut {
                _ if cut < head => "ambiguous",
                _ if cut < answer.len() => in_body_class,
                _ => whole_class,
            };
            assert_eq!(class.name(), want, "cut at {cut} of {}: {class:?}", answer.len());
            assert_eq!(server.heard().len(), 1, "cut at {cut}: sent once");
        }
    }
}

#[tokio::test]
async fn a_redirect_is_a_doubt_and_takes_the_key_nowhere() {
    let other = Raw::saying(answer(201, RECEIPT)).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("location: http://127.0.0.1:{}/v1/videos\r\n", other.port);
        let server = Raw::saying(answer_with(status, &location, b"")).await;
        let class = create_on(&server).await.class;
        assert_eq!(class, Class::Ambiguous { reason: Doubt::Status(status) });
    }
    assert_eq!(other.heard().len(), 0, "nothing went to the other host");
}

#[tokio::test]
async fn each_request_has_a_connection_of_its_own() {
    // The answer does not close: a client with a pool would come back on the same connection.
    let bytes = format!("HTTP/1.1 201 Created\r\ncontent-length: {}\r\n\r\n{RECEIPT}", RECEIPT.len());
    let server = Raw::start(move |_, _| Play::Stall(bytes.clone().into_bytes())).await;
    let client = server.client();
    for _ in 0..3 {
        assert_eq!(client.create_video(&order()).await.class.name(), "accepted");
    }
    assert_eq!(server.heard().len(), 3);
}

#[tokio::test]
async fn interim_answers_are_passed_over() {
    let mut bytes = b"HTTP/1.1 100 Continue\r\n\r\n".to_vec();
    for _ in 0..50 {
        bytes.extend_from_slice(b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n");
    }
    bytes.extend_from_slice(&answer(201, RECEIPT));
    let server = Raw::saying(bytes).await;
    assert_eq!(create_on(&server).await.class.name(), "accepted");
}

#[tokio::test]
async fn what_is_not_tls_gets_no_key() {
    // It takes the beginning of the greeting and hangs up.
    let server = Raw::start(|_, _| Play::ResetAfter(64)).await;
    let base = format!("https://127.0.0.1:{}/v1", server.port).parse().unwrap();
    let Ok(client) = tikvod_api::Client::new(raw::credentials(base), raw::options()) else {
        // A system without certificates makes no https client at all, which is safe as well.
        return;
    };
    let order = order();
    let create = client.create_video(&order);
    let outcome = tokio::time::timeout(Duration::from_secs(15), create).await.unwrap();
    assert_eq!(outcome.class, Class::NotSent { reason: NotSentReason::NoConnection });
    assert!(server.heard().iter().all(|r| !r.head.contains("Bearer")), "nothing in the clear");
}
