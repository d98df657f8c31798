//! Media: fetched without a key, from where it may come, and in the parts that were asked for.

use std::time::Duration;

use futures_util::TryStreamExt;
use tikvod_api::media::UnfitUrl;
use tikvod_api::{BaseUrl, Broken, ByteRange, ETag, MediaClient, MediaError, MediaOptions, MediaUrl};

use crate::raw::{Play, Raw, answer_with};

fn client(server: &Raw) -> MediaClient {
    let options = MediaOptions { read_idle: Duration::from_millis(500), ..MediaOptions::default() };
    MediaClient::new(&server.base_url(), &options).unwrap()
}

fn url(server: &Raw, path: &str) -> MediaUrl {
    format!("http://127.0.0.1:{}{path}", server.port).into()
}

const FILE: &str = "content-type: video/mp4\r\netag: \"v1\"\r\naccept-ranges: bytes\r\n";

#[tokio::test]
async fn a_whole_file() {
    let bytes = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\ncontent-type: video/mp4\r\netag: \"v1\"\r\naccept-ranges: bytes\r\n\r\n0123456789";
    let server = Raw::saying(bytes.to_vec()).await;
    let response = client(&server).get(&url(&server, "/m/x.mp4?sig=1"), None, None).await.unwrap();
    assert_eq!((response.status, response.length, response.total), (200, Some(10), Some(10)));
    assert_eq!(response.content_type.as_deref(), Some("video/mp4"));
    assert_eq!((response.etag.clone(), response.accept_ranges), (ETag::parse("\"v1\""), true));
    let pieces: Vec<_> = response.into_stream().try_collect().await.unwrap();
    assert_eq!(pieces.concat(), b"0123456789");
    let request = server.heard().remove(0);
    assert_eq!(request.path(), "/m/x.mp4?sig=1");
    assert_eq!(request.header("authorization"), None);
    assert_eq!(request.header("referer"), None);
    assert_eq!(request.header("accept-encoding"), Some("identity"));
    assert_eq!((request.header("range"), request.header("if-range")), (None, None));
}

#[tokio::test]
async fn a_part_of_a_file() {
    let headers = format!("{FILE}content-range: bytes 4-9/10\r\n");
    let server = Raw::saying(answer_with(206, &headers, b"456789")).await;
    let etag = ETag::parse("\"v1\"").unwrap();
    let response = client(&server).get(&url(&server, "/x"), Some(ByteRange::from(4)), Some(&etag)).await.unwrap();
    assert_eq!((response.status, response.length, response.total), (206, Some(6), Some(10)));
    assert_eq!(response.content_range.map(|part| part.start), Some(4));
    assert_eq!(response.read_up_to(6).await.unwrap(), b"456789");
    let request = server.heard().remove(0);
    assert_eq!(request.header("range"), Some("bytes=4-"));
    assert_eq!(request.header("if-range"), Some("\"v1\""));
}

#[tokio::test]
async fn another_part_than_asked_for_is_an_error() {
    for range in
        ["", "content-range: bytes 0-5/10\r\n", "content-range: bytes 4-9/5\r\n", "content-range: bytes 4-8/10\r\n"]
    {
        let server = Raw::saying(answer_with(206, range, b"456789")).await;
        let error = client(&server).get(&url(&server, "/x"), Some(ByteRange::from(4)), None).await.unwrap_err();
        assert!(matches!(error, MediaError::OtherPart), "{range}: {error}");
    }
    let server = Raw::saying(answer_with(206, "content-range: bytes 0-5/6\r\n", b"456789")).await;
    let error = client(&server).get(&url(&server, "/x"), None, None).await.unwrap_err();
    assert!(matches!(error, MediaError::OtherPart), "no part was asked for: {error}");
}

#[tokio::test]
async fn a_changed_file_comes_whole_and_a_range_beyond_it_is_told() {
    let server = Raw::start(|n, _| {
        Play::Say(match n {
            0 => answer_with(200, "etag: \"v2\"\r\n", b"new"),
            1 => answer_with(416, "content-range: bytes */3\r\n", b""),
            _ => answer_with(403, "", b"expired"),
        })
    })
    .await;
    let client = client(&server);
    for status in [200, 416, 403] {
        let response = client.get(&url(&server, "/x"), Some(ByteRange::from(4)), None).await.unwrap();
        assert_eq!(response.status, status, "the caller's to understand");
        assert_eq!(response.total, (status == 200).then_some(3));
    }
    assert_eq!(server.heard().len(), 3);
}

#[tokio::test]
async fn a_weak_mark_vouches_for_nothing() {
    let server = Raw::saying(answer_with(200, "", b"")).await;
    let weak = ETag::parse("W/\"v1\"").unwrap();
    let error = client(&server).get(&url(&server, "/x"), Some(ByteRange::from(4)), Some(&weak)).await.unwrap_err();
    assert!(matches!(error, MediaError::WeakMark));
    assert_eq!(server.heard().len(), 0);
}

#[tokio::test]
async fn packed_bytes_and_too_many_bytes() {
    let server = Raw::saying(answer_with(200, "content-encoding: gzip\r\n", b"xx")).await;
    let error = client(&server).get(&url(&server, "/x"), None, None).await.unwrap_err();
    assert!(matches!(error, MediaError::Packed), "{error}");
    for bytes in [answer_with(200, "", b"0123456789"), b"HTTP/1.1 200 OK\r\n\r\n0123456789".to_vec()] {
        let server = Raw::saying(bytes).await;
        let response = client(&server).get(&url(&server, "/x"), None, None).await.unwrap();
        assert!(matches!(response.read_up_to(9).await.unwrap_err(), MediaError::TooLarge));
    }
}

#[tokio::test]
async fn a_file_that_breaks_off_or_stalls_is_not_whole() {
    let whole = answer_with(200, "", b"0123456789");
    let cut = whole[..whole.len() - 1].to_vec();
    let server = Raw::start(move |n, _| if n == 0 { Play::Say(cut.clone()) } else { Play::Stall(cut.clone()) }).await;
    for how in [Broken::Lost, Broken::TimedOut] {
        let response = client(&server).get(&url(&server, "/x"), None, None).await.unwrap();
        match response.read_up_to(100).await.unwrap_err() {
            MediaError::Broken(seen, _) => assert_eq!(seen, how),
            other => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn redirects_are_followed_within_bounds_and_looked_at_each_time() {
    let server = Raw::start(|_, request| {
        let go = |to: &str| Play::Say(answer_with(302, &format!("location: {to}\r\n"), b""));
        match request.path() {
            "/1" => go("/2"),
            "/2" => go("3?sig=x"),
            "/3?sig=x" => Play::Say(answer_with(200, "", b"here")),
            "/loop" => go("/loop"),
            "/file" => go("file:///etc/passwd"),
            "/port" => go("http://127.0.0.1:1/x"),
            "/host" => go("http://169.254.169.254/latest"),
            "/tls" => go("https://127.0.0.1/x"),
            "/user" => go("//u@127.0.0.1/x"),
            _ => Play::Say(answer_with(302, "", b"")),
        }
    })
    .await;
    let client = client(&server);
    let found = client.get(&url(&server, "/1"), None, None).await.unwrap();
    assert_eq!(found.read_up_to(100).await.unwrap(), b"here");

    let before = server.heard().len();
    let error = client.get(&url(&server, "/loop"), None, None).await.unwrap_err();
    assert!(matches!(error, MediaError::Redirects));
    assert_eq!(server.heard().len() - before, 4, "the first and three more");

    assert!(matches!(client.get(&url(&server, "/bare"), None, None).await.unwrap_err(), MediaError::Redirects));
    for (path, why) in [
        ("/file", UnfitUrl::Scheme),
        ("/port", UnfitUrl::Scheme),
        ("/host", UnfitUrl::Scheme),
        ("/tls", UnfitUrl::Host),
        ("/user", UnfitUrl::UserInfo),
    ] {
        match client.get(&url(&server, path), None, None).await.unwrap_err() {
            MediaError::Unfit(seen) => assert_eq!(seen, why, "{path}"),
            other => panic!("{path}: {other}"),
        }
    }
}

#[tokio::test]
async fn the_real_account_never_reaches_this_computer() {
    let server = Raw::saying(answer_with(200, "", b"secret of the local network")).await;
    let Ok(client) = MediaClient::new(&BaseUrl::production(), &MediaOptions::default()) else {
        // A system without certificates makes no https client at all, which is safe as well.
        return;
    };
    let error = client.get(&url(&server, "/x"), None, None).await.unwrap_err();
    assert!(matches!(error, MediaError::Unfit(UnfitUrl::Scheme)));
    assert_eq!(server.heard().len(), 0);
}
