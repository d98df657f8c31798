//! Answers that are made to hurt (reliability.md N1–N4).

use std::time::{Duration, Instant};

use tikvod_api::{AnswerFault, ApiError, Broken, ErrorKind, ListVideos};

use crate::raw::{Play, Raw, answer, answer_with};

const CREDITS: &str = r#"{"credits":24}"#;

fn fault(error: &ApiError) -> Option<AnswerFault> {
    match error {
        ApiError::BadAnswer { fault, .. } => Some(*fault),
        _ => None,
    }
}

/// Bits as DEFLATE wants them: values from the low end, Huffman codes from the high end.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn bit(&mut self, bit: u32) {
        if self.used.is_multiple_of(8) {
            self.bytes.push(0);
        }
        *self.bytes.last_mut().unwrap() |= (bit as u8) << (self.used % 8);
        self.used += 1;
    }

    fn code(&mut self, code: u32, length: u32) {
        for n in (0..length).rev() {
            self.bit(code >> n & 1);
        }
    }
}

const GZIP: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

/// A gzip member of `n` times 258 spaces, in 13 bits each.
fn bomb(n: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.bit(1); // the last block
    bits.code(0b10, 2); // with the fixed codes (the value 1, low end first)
    bits.code(0b0011_0000 + u32::from(b' '), 8);
    for _ in 0..n {
        bits.code(0b1100_0101, 8); // length 258
        bits.code(0, 5); // distance 1
    }
    bits.code(0, 7);
    [GZIP.as_slice(), &bits.bytes].concat()
}

/// A gzip member that stores `bytes` as they are.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    let length = u16::try_from(bytes.len()).unwrap();
    [
        GZIP.as_slice(),
        &[1],
        &length.to_le_bytes(),
        &(!length).to_le_bytes(),
        bytes,
        &(!crc).to_le_bytes(),
        &u32::from(length).to_le_bytes(),
    ]
    .concat()
}

#[tokio::test]
async fn a_packed_answer_is_read_and_a_packed_bomb_is_dropped() {
    let server = Raw::saying(answer_with(200, "content-encoding: gzip\r\n", &gzip(CREDITS.as_bytes()))).await;
    assert_eq!(server.client().credits().await.unwrap().value.credits, 24);

    // 1.3 MB that would become 200 MB.
    let bomb = answer_with(200, "content-encoding: gzip\r\n", &bomb(800_000));
    let server = Raw::saying(bomb).await;
    let error = server.client().credits().await.unwrap_err();
    assert_eq!(fault(&error), Some(AnswerFault::TooLarge), "{error}");
    assert_eq!(server.heard().len(), 1, "and it is not asked for again");
}

#[tokio::test]
async fn the_cap_is_exact_and_an_announced_size_is_believed() {
    let cap = tikvod_api::limits::JSON_CAP;
    let padded = |length: usize| format!("{CREDITS}{}", " ".repeat(length - CREDITS.len()));
    let chunked = |body: String| {
        let mut bytes = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
        bytes.extend_from_slice(format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len()).as_bytes());
        bytes
    };
    for (bytes, fits) in [
        (answer(200, &padded(cap)), true),
        (answer(200, &padded(cap + 1)), false),
        (chunked(padded(cap)), true),
        (chunked(padded(cap + 1)), false),
    ] {
        let server = Raw::saying(bytes).await;
        let read = server.client().credits().await;
        assert_eq!(read.as_ref().err().and_then(fault), (!fits).then_some(AnswerFault::TooLarge));
        assert_eq!(read.is_ok(), fits);
    }
    let lie = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n".to_vec();
    let server = Raw::start(move |_, _| Play::Stall(lie.clone())).await;
    let error = server.client().credits().await.unwrap_err();
    assert_eq!(fault(&error), Some(AnswerFault::TooLarge), "without waiting for it");
}

#[tokio::test]
async fn deep_json_is_refused_without_falling_over() {
    for body in [
        format!(r#"{{"credits":24,"x":{}"#, "[".repeat(200_000)),
        format!(r#"{{"credits":24,"x":{}1{}}}"#, "[".repeat(500), "]".repeat(500)),
        format!(r#"{}{{"credits":24}}"#, r#"{"a":"#.repeat(100_000)),
    ] {
        let server = Raw::saying(answer(200, &body)).await;
        let error = server.client().credits().await.unwrap_err();
        assert_eq!(fault(&error), Some(AnswerFault::NotJson), "{error}");
    }
    let server = Raw::saying(answer(200, r#"{"credits":24,"x":[[[[[[[[{"y":[1]}]]]]]]]]}"#)).await;
    assert!(server.client().credits().await.is_ok(), "an unknown field may be nested as usual");
}

#[tokio::test]
async fn huge_headers() {
    let header = |n: usize| format!("x-padding: {}\r\n", "a".repeat(n));
    let server = Raw::saying(answer_with(200, &header(60_000), CREDITS.as_bytes())).await;
    assert!(server.client().credits().await.is_ok());
    let server = Raw::saying(answer_with(200, &header(70_000), CREDITS.as_bytes())).await;
    let error = server.client().credits().await.unwrap_err();
    assert_eq!(fault(&error), Some(AnswerFault::TooLarge));
    let server = Raw::saying(answer_with(200, &header(3_000_000), CREDITS.as_bytes())).await;
    let error = server.client().credits().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Network, "hyper itself gives up");
    let many: Vec<_> = (0..2_000).map(|n| format!("x-{n}: y\r\n")).collect();
    let server = Raw::saying(answer_with(200, &many.concat(), CREDITS.as_bytes())).await;
    assert_eq!(server.client().credits().await.unwrap_err().kind(), ErrorKind::Network);
}

#[tokio::test]
async fn a_stalled_body_ends_by_the_idle_time() {
    let head = answer(200, CREDITS);
    let head = head[..head.len() - 3].to_vec();
    let server = Raw::start(move |_, _| Play::Stall(head.clone())).await;
    let client = server.client_with(|o| {
        o.timeouts.read_idle = Duration::from_millis(200);
        o.retry.read_tries = 1;
    });
    let begun = Instant::now();
    let error = client.credits().await.unwrap_err();
    assert!(matches!(error, ApiError::Network { reason: Broken::TimedOut, .. }), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(8), "bounded by the idle time, not the total");
}

#[tokio::test]
async fn a_slow_drip_ends_by_the_total_time_all_tries_included() {
    let server = Raw::start(|_, _| {
        Play::Drip(answer(200, &format!("{CREDITS}{}", " ".repeat(5_000))), Duration::from_millis(5))
    })
    .await;
    let client = server.client_with(|o| o.timeouts.total_read = Duration::from_millis(600));
    let begun = Instant::now();
    let error = client.credits().await.unwrap_err();
    assert!(matches!(error, ApiError::Network { reason: Broken::TimedOut, .. }), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    assert_eq!(server.heard().len(), 1, "no time is left for a second try");
}

#[tokio::test]
async fn what_is_not_http_is_a_network_failure() {
    for junk in ["\u{0}\u{1}\u{2}", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n"] {
        let server = Raw::saying(junk).await;
        let client = server.client_with(|o| o.retry.read_tries = 1);
        let error = client.credits().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Network, "{junk:?}: {error}");
    }
    let two = format!("HTTP/1.1 200 OK\r\ncontent-length: 14\r\ncontent-length: 15\r\n\r\n{CREDITS}");
    let server = Raw::saying(two).await;
    assert!(server.client().credits().await.is_err(), "two lengths contradict each other");
}

#[tokio::test]
async fn one_bad_item_does_not_cost_the_page() {
    let page = r#"{"object":"list","has_more":"perhaps","next_cursor":7,"data":[
        {"id":"vid_1","status":"queued"},
        {"status":"completed"}, null, 7, "x", {"id":null}, {"id":""}, {"id":"a b"},
        {"id":"vid_2","status":7,"duration":"long","created_at":"yesterday","thumbnail_url":{},"error":"x","new":[1]}
    ]}"#;
    let server = Raw::saying(answer(200, page)).await;
    let page = server.client().list_videos(&ListVideos::default()).await.unwrap().value;
    let ids: Vec<_> = page.data.iter().map(|v| v.id.as_str()).collect();
    assert_eq!((ids, page.skipped), (vec!["vid_1", "vid_2"], 7));
    assert_eq!((page.has_more, page.next_cursor), (false, None), "nonsense is as good as absent");
    let odd = &page.data[1];
    assert_eq!((odd.status.as_str(), odd.duration, odd.created_at), ("", None, None));
    assert_eq!(odd.extra["new"], serde_json::json!([1]), "what we do not know is kept");
}
