//! Every row of the contract's "refusals", and the order of the checks.

use reqwest::Method;
use serde_json::{Value, json};

use crate::house::{Answer, House, job, job_with};

const BAD: &str = "invalid_parameters";

#[tokio::test]
async fn every_field_of_a_job_is_checked_and_named() {
    let house = House::frozen().await;
    let twenty_one: Value = (0..21).map(|n| (format!("k{n}"), json!("v"))).collect::<serde_json::Map<_, _>>().into();
    let cases = [
        ("idea", json!("")),
        ("idea", json!("x".repeat(2_001))),
        ("idea", json!("é".repeat(2_001))),
        ("idea", json!(null)),
        ("idea", json!(5)),
        ("style", json!("listicle")),
        ("style", json!("")),
        ("style", json!(null)),
        ("voice", json!("nobody")),
        ("voice", json!(null)),
        ("language", json!("xx")),
        ("language", json!("eng")),
        ("language", json!("EN")),
        ("language", json!("")),
        ("language", json!(null)),
        ("duration", json!(14)),
        ("duration", json!(91)),
        ("duration", json!(-45)),
        ("duration", json!(45.5)),
        ("duration", json!("45")),
        ("duration", json!(18_446_744_073_709_551_615_u64)),
        ("duration", json!(null)),
        ("resolution", json!("720p")),
        ("resolution", json!(null)),
        ("caption_style", json!("Bold Pop")),
        ("caption_style", json!(null)),
        ("music", json!("jazz")),
        ("music", json!(null)),
        ("metadata", json!([])),
        ("metadata", json!(null)),
        ("metadata", twenty_one),
        ("metadata", json!({"n": 1})),
        ("metadata", json!({"n": null})),
    ];
    for (field, value) in cases {
        let answer = house.post("/videos", &job_with(field, value.clone())).await;
        let message = answer.refused(400, BAD);
        assert!(message.contains(&format!("`{field}")), "{field}={value}: {message}");
    }
    for field in ["idea", "style", "voice"] {
        let mut body = job();
        body.as_object_mut().expect("an object").remove(field);
        let message = house.post("/videos", &body).await.refused(400, BAD);
        assert!(message.contains(&format!("`{field}`")), "{field} is required: {message}");
    }
    assert_eq!(house.credits().await, 24, "a refusal costs nothing");
    let list = house.get("/videos").await.ok(200);
    assert_eq!(list["data"], json!([]), "and makes nothing");
}

#[tokio::test]
async fn the_edges_of_the_rules_are_inside() {
    let house = House::frozen().await;
    let twenty: Value = (0..20).map(|n| (format!("k{n}"), json!("v"))).collect::<serde_json::Map<_, _>>().into();
    let cases = [
        ("idea", json!("é".repeat(2_000))),
        ("idea", json!("🔥")),
        ("language", json!("de")),
        ("language", json!("zh")),
        ("duration", json!(15)),
        ("duration", json!(90)),
        ("resolution", json!("4k")),
        ("metadata", twenty),
        ("metadata", json!({})),
        ("unknown", json!(null)),
    ];
    for (field, value) in cases {
        let video = house.post("/videos", &job_with(field, value.clone())).await.ok(201);
        if video.get(field).is_some() {
            assert_eq!(video[field], value, "{field} is echoed");
        }
    }
}

#[tokio::test]
async fn previews_have_the_same_rules() {
    let house = House::fast().await;
    for (body, field) in [
        (json!({"style": "Quiz"}), "idea"),
        (json!({"idea": "", "style": "Quiz"}), "idea"),
        (json!({"idea": "x".repeat(2_001), "style": "Quiz"}), "idea"),
        (json!({"idea": "cats"}), "style"),
        (json!({"idea": "cats", "style": "quiz"}), "style"),
        (json!({"idea": "cats", "style": "Quiz", "duration": 14}), "duration"),
        (json!({"idea": "cats", "style": "Quiz", "duration": null}), "duration"),
    ] {
        let message = house.post("/scripts/preview", &body).await.refused(400, BAD);
        assert!(message.contains(&format!("`{field}`")), "{body}: {message}");
    }
}

#[tokio::test]
async fn posts_have_their_rules() {
    let house = House::fast().await;
    let id = house.queue_test().await;
    house.wait_as(house.sandbox.test_key(), &id, "completed").await;
    let good = json!({"platform": "tiktok", "account_id": "acc"});
    for (field, value) in [
        ("platform", json!("myspace")),
        ("platform", json!(null)),
        ("account_id", json!("")),
        ("account_id", json!(7)),
        ("caption", json!("x".repeat(2_201))),
        ("caption", json!(null)),
        ("scheduled_at", json!(null)),
        ("scheduled_at", json!("tomorrow")),
        ("scheduled_at", json!("2099-01-01T00:00:00")),
        ("scheduled_at", json!("2099-01-01")),
        ("scheduled_at", json!("2020-01-01T00:00:00Z")),
    ] {
        let mut body = good.clone();
        body[field] = value.clone();
        let path = format!("/videos/{id}/publish");
        let answer = Answer::of(house.test(Method::POST, &path).json(&body)).await;
        let message = answer.refused(400, BAD);
        assert!(message.contains(&format!("`{field}`")), "{field}={value}: {message}");
    }
}

#[tokio::test]
async fn bodies_that_are_not_json_objects_are_refused() {
    let house = House::fast().await;
    let deep = "[".repeat(5_000);
    for body in [
        b"".as_slice(),
        b"  ",
        b"{",
        b"{\"idea\": \"a\",}",
        b"[]",
        b"\"text\"",
        b"null",
        b"{\"idea\": \"\\ud800\"}",
        b"{\"idea\": \"\xff\xfe\"}",
        b"{\"duration\": 1e999}",
        b"idea=cats&style=Quiz",
        deep.as_bytes(),
    ] {
        let request = house.live(Method::POST, "/videos").body(body.to_vec());
        Answer::of(request).await.refused(400, BAD);
    }
}

#[tokio::test]
async fn the_frameworks_own_refusals_have_the_error_body() {
    let house = House::fast().await;
    house.get("/nothing").await.refused(404, "not_found");
    house.get("/videos/").await.refused(404, "not_found");
    house.get("/videos/%ff").await.refused(404, "not_found");
    house.get("/videos/vid_unknown00000").await.refused(404, "not_found");
    let put = Answer::of(house.live(Method::PUT, "/videos")).await;
    put.refused(405, "method_not_allowed");
    let allow = put.header("allow").expect("Allow");
    assert!(allow.contains("GET") && allow.contains("POST"), "{allow}");
    let get = house.get("/scripts/preview").await;
    get.refused(405, "method_not_allowed");
    assert_eq!(get.header("allow"), Some("POST"));
    let large = format!("{{\"idea\": \"{}\"}}", "x".repeat(1024 * 1024));
    let answer = Answer::of(house.live(Method::POST, "/videos").body(large)).await;
    answer.refused(413, "body_too_large");
    let most = job_with("padding", json!("x".repeat(1024 * 1024 - 200)));
    house.post("/scripts/preview", &most).await.ok(200);
    let headers = house.live(Method::GET, "/voices").header("x-large", "x".repeat(20_000));
    Answer::of(headers).await.refused(431, "headers_too_large");
}

#[tokio::test]
async fn queries_are_refused_not_clamped() {
    let house = House::fast().await;
    let mine = house.queue_test().await;
    for query in [
        "limit=0",
        "limit=101",
        "limit=-1",
        "limit=",
        "limit=ten",
        "limit=+5",
        "limit=5.0",
        "limit=5&limit=6",
        "status=",
        "status=cancelled",
        "status=Queued",
        "status=done",
        "starting_after=",
        "starting_after=vid_nobody000000",
        "starting_after=%ff",
        &format!("starting_after={mine}"),
    ] {
        let message = house.get(&format!("/videos?{query}")).await.refused(400, BAD);
        let field = query.split('=').next().expect("a name");
        assert!(message.contains(&format!("`{field}`")), "{query}: {message}");
    }
    house.get("/videos?page=7&limit=100").await.ok(200);
}

#[tokio::test]
async fn checks_come_in_the_order_of_the_contract() {
    let house = House::with(|options| {
        options.time_scale = 0.001;
        options.rate_limit = 8;
        options.credits = 1;
        options.concurrency = 1;
    })
    .await;
    // 401 before everything, even before an unknown path or a bad body.
    for (method, path) in [(Method::GET, "/nothing"), (Method::PUT, "/videos"), (Method::POST, "/videos")] {
        Answer::of(house.bare(method.clone(), path)).await.refused(401, "missing_api_key");
        let wrong = house.bare(method, path).bearer_auth("tv_live_wrong");
        Answer::of(wrong).await.refused(401, "invalid_api_key");
    }
    let basic = house.bare(Method::GET, "/voices").basic_auth("a", Some("b"));
    Answer::of(basic).await.refused(401, "invalid_api_key");
    // 404 path before the body's 400; 400 before the video's 404.
    house.post("/nothing", &json!({})).await.refused(404, "not_found");
    house.post("/videos/vid_nobody000000/publish", &json!({})).await.refused(400, BAD);
    let publish = json!({"platform": "tiktok", "account_id": "a"});
    house.post("/videos/vid_nobody000000/publish", &publish).await.refused(404, "not_found");
    // 404 before 409 is the line above; 409 for one that exists but is not completed.
    let id = house.queue().await;
    house.post(&format!("/videos/{id}/publish"), &publish).await.refused(409, "video_not_completed");
    // 400 before 402, 402 before the concurrency's 429.
    house.post("/videos", &json!({})).await.refused(400, BAD);
    house.post("/videos", &job()).await.refused(402, "insufficient_credits");
    // The ninth request of eight: 429 before the 404 of its path.
    house.get("/voices").await.ok(200);
    house.get("/nothing").await.refused(429, "rate_limit_exceeded");
    Answer::of(house.bare(Method::GET, "/nothing")).await.refused(401, "missing_api_key");
}

#[tokio::test]
async fn only_loopback_names_are_answered() {
    let house = House::fast().await;
    for host in ["example.com", "127.0.0.1.evil.example", "10.0.0.1:80"] {
        let answer = Answer::of(house.live(Method::GET, "/voices").header("host", host)).await;
        answer.refused(403, "forbidden_host");
    }
    Answer::of(house.live(Method::GET, "/voices").header("host", "localhost:1")).await.ok(200);
    let preflight = house
        .bare(Method::OPTIONS, "/voices")
        .header("origin", "https://example.com")
        .header("access-control-request-method", "GET");
    let preflight = Answer::of(preflight).await;
    assert!(preflight.header("access-control-allow-origin").is_none(), "no page of a browser is let in");
}
