//! The media server as a player and as an intruder see it. Raw sockets, because clients correct what is sent.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::bench::Bench;

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    fn header(&self, name: &str) -> Option<&str> {
        let name = format!("{name}: ");
        self.head.lines().find_map(|line| line.strip_prefix(&name))
    }
}

/// Sends one request with exactly these headers.
fn send(port: &str, request: &str) -> Reply {
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time-out");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an answer");
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    Reply { status, head, body: bytes[end + 4..].to_vec() }
}

fn address(bench: &Bench) -> (String, String) {
    let status = bench.ask("app_status", Value::Null).expect("a status");
    let base = status["mediaBase"].as_str().expect("a text").to_owned();
    let (port, token) =
        base.strip_prefix("http://127.0.0.1:").and_then(|rest| rest.split_once('/')).expect("PORT/TOKEN");
    assert!(token.len() >= 64, "256 bits, less the fixed ones of two UUIDs");
    (port.to_owned(), token.to_owned())
}

fn request(port: &str, method: &str, path: &str, more: &str) -> Reply {
    send(port, &format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{more}\r\n"))
}

pub(crate) fn plays_in_ranges(bench: &Bench, id: &str) {
    let (port, token) = address(bench);
    let path = format!("/{token}/video/{id}");

    let whole = request(&port, "GET", &path, "");
    assert_eq!(whole.status, 200, "the first request of WebKitGTK has no range: {}", whole.head);
    let size = whole.body.len();
    assert!(size > 10_000, "a video, not {size} bytes");
    assert_eq!(whole.header("content-length"), Some(size.to_string().as_str()));
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    assert_eq!(whole.header("content-type"), Some("video/mp4"));
    assert_eq!(whole.header("x-content-type-options"), Some("nosniff"));
    assert!(!whole.head.contains("access-control"), "{}", whole.head);
    assert_eq!(&whole.body[4..8], b"ftyp");

    let slice = request(&port, "GET", &path, "Range: bytes=100-199\r\n");
    assert_eq!((slice.status, slice.body.as_slice()), (206, &whole.body[100..200]));
    assert_eq!(slice.header("content-range"), Some(format!("bytes 100-199/{size}").as_str()));
    let tail = request(&port, "GET", &path, "Range: bytes=-50\r\n");
    assert_eq!((tail.status, tail.body.as_slice()), (206, &whole.body[size - 50..]));
    let open = request(&port, "GET", &path, &format!("Range: bytes={}-\r\n", size - 7));
    assert_eq!((open.status, open.body.len()), (206, 7));
    let beyond = request(&port, "GET", &path, &format!("Range: bytes={size}-\r\n"));
    assert_eq!((beyond.status, beyond.header("content-range")), (416, Some(format!("bytes */{size}").as_str())));
    let conditional = request(&port, "GET", &path, "Range: bytes=0-1\r\nIf-Range: \"etag\"\r\n");
    assert_eq!(conditional.status, 200, "we gave no validator");

    let head = request(&port, "HEAD", &path, "");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), Some(size.to_string().as_str()));
}

pub(crate) fn lets_nobody_else_in(bench: &Bench, id: &str) {
    let (port, token) = address(bench);
    let wrong = format!("{}0", &token[..token.len() - 1]);
    let wrong = if wrong == token { format!("{}1", &token[..token.len() - 1]) } else { wrong };
    let paths = [
        format!("/{wrong}/video/{id}"),
        format!("/{}/video/{id}", &token[..10]),
        format!("/video/{id}"),
        "/".to_owned(),
        format!("/{token}"),
        format!("/{token}/thumb/{id}"),
        format!("/{token}/video/"),
        format!("/{token}/video/vid_none"),
        format!("/{token}/video/..%2f..%2f..%2fetc%2fpasswd"),
        format!("/{token}/video/../../../etc/passwd"),
        format!("/{token}/video/{id}%00"),
        format!("/{token}/video/{id}/more"),
    ];
    for path in &paths {
        let reply = request(&port, "GET", path, "");
        assert_eq!((reply.status, reply.body.len()), (404, 0), "{path}");
    }
    let good = format!("/{token}/video/{id}");
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let reply = request(&port, method, &good, "Origin: https://evil.test\r\n");
        assert_eq!(reply.status, 404, "{method}");
        assert!(!reply.head.contains("access-control"), "{}", reply.head);
    }
    let hosts = ["localhost", "evil.test", "", "127.0.0.1", "127.0.0.1:1"];
    for host in hosts {
        let host = if host == "localhost" { format!("localhost:{port}") } else { host.to_owned() };
        let reply = send(&port, &format!("GET {good} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        assert!(reply.status == 404 || reply.status == 400, "Host: {host} gives {}", reply.status);
    }
}
