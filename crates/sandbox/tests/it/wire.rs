//! What a raw TCP stream sees.

use std::io::ErrorKind;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::house::{House, job};

async fn connect(house: &House) -> TcpStream {
    let address = house.origin().trim_start_matches("http://");
    TcpStream::connect(address).await.expect("a connection")
}

fn request(house: &House, method: &str, path: &str, body: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {}\r\ncontent-length: {}\r\n\r\n{body}",
        house.sandbox.live_key(),
        body.len()
    )
}

/// Everything until the end of the connection, and how it ended.
async fn rest(socket: &mut TcpStream) -> (Vec<u8>, std::io::Result<()>) {
    let mut bytes = Vec::new();
    let reading = socket.read_to_end(&mut bytes);
    let end = tokio::time::timeout(Duration::from_secs(10), reading).await.expect("it ends");
    (bytes, end.map(|_| ()))
}

async fn after_fault(action: serde_json::Value) -> (House, Vec<u8>, std::io::Result<()>) {
    let house = House::frozen().await;
    house.fault(json!({"path": "/v1/videos", "times": 1, "action": action})).await;
    let mut socket = connect(&house).await;
    let text = request(&house, "POST", "/v1/videos", &job().to_string());
    socket.write_all(text.as_bytes()).await.expect("sent");
    let (bytes, end) = rest(&mut socket).await;
    (house, bytes, end)
}

#[tokio::test]
async fn a_drop_is_a_plain_end_and_a_reset_is_a_reset() {
    for (action, made) in [("accept_then_drop", 1), ("drop_before", 0)] {
        let (house, bytes, end) = after_fault(json!({"type": action})).await;
        assert!(bytes.is_empty(), "{action}: not a byte");
        // Closing with a request half read may show as a reset; this one was read whole where it was acted on.
        assert!(end.is_ok() || action == "drop_before", "{action}: {end:?}");
        assert_eq!(house.credits().await, 24 - made, "{action}");
    }
    let (house, bytes, end) = after_fault(json!({"type": "accept_then_reset"})).await;
    assert!(bytes.is_empty(), "not a byte");
    assert_eq!(end.expect_err("a reset").kind(), ErrorKind::ConnectionReset);
    assert_eq!(house.credits().await, 23);
}

#[tokio::test]
async fn a_body_is_cut_at_every_byte() {
    let house = House::fast().await;
    let mut socket = connect(&house).await;
    socket.write_all(request(&house, "GET", "/v1/captions/styles", "").as_bytes()).await.expect("sent");
    let mut buffer = vec![0; 4096];
    let n = socket.read(&mut buffer).await.expect("an answer");
    let whole = String::from_utf8_lossy(&buffer[..n]).into_owned();
    let body = whole.split_once("\r\n\r\n").expect("head and body").1.to_owned();
    for byte in (0..body.len()).step_by(7) {
        house.fault(json!({"path": "/v1/captions", "times": 1, "action": {"type": "cut_body_at", "byte": byte}})).await;
        let mut socket = connect(&house).await;
        socket.write_all(request(&house, "GET", "/v1/captions/styles", "").as_bytes()).await.expect("sent");
        let (bytes, end) = rest(&mut socket).await;
        assert!(end.is_ok(), "{end:?}");
        let text = String::from_utf8(bytes).expect("text");
        let (head, part) = text.split_once("\r\n\r\n").expect("a whole head");
        assert!(head.contains(&format!("content-length: {}", body.len())), "all is promised: {head}");
        assert_eq!(part, &body[..byte], "exactly {byte} bytes come");
    }
}

#[tokio::test]
async fn a_request_that_breaks_off_does_nothing() {
    let house = House::frozen().await;
    let text = request(&house, "POST", "/v1/videos", &job().to_string());
    for keep in [10, text.len() / 2, text.len() - 1] {
        let mut socket = connect(&house).await;
        socket.write_all(&text.as_bytes()[..keep]).await.expect("sent");
        socket.shutdown().await.expect("closed");
        let _ = rest(&mut socket).await;
    }
    assert_eq!(house.credits().await, 24, "nothing was bought");
    let rows = house.ledger().await;
    let broken: Vec<_> = rows.iter().filter(|row| row["method"] == "POST").collect();
    assert!(broken.iter().all(|row| row["complete"] == false && row["charged"] == 0), "{broken:?}");
}

#[tokio::test]
async fn whoever_goes_away_after_sending_has_bought() {
    let house = House::frozen().await;
    let mut socket = connect(&house).await;
    let text = request(&house, "POST", "/v1/videos", &job().to_string());
    socket.write_all(text.as_bytes()).await.expect("sent");
    drop(socket);
    let until = std::time::Instant::now() + Duration::from_secs(5);
    loop {
        let rows = house.ledger().await;
        if rows.iter().any(|row| row["charged"] == 1) || std::time::Instant::now() > until {
            let charged = rows.iter().filter(|row| row["charged"] == 1).count();
            let jobs = house.get("/videos").await.ok(200)["data"].as_array().expect("data").len();
            assert_eq!(charged, jobs, "the ledger and the list agree");
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn those_who_pause_hold_nobody_up() {
    let house = House::fast().await;
    let mut waiting = Vec::new();
    for _ in 0..200 {
        let mut socket = connect(&house).await;
        socket.write_all(b"POST /v1/videos HTTP/1.1\r\nhost: 127.0.0.1\r\n").await.expect("sent");
        waiting.push(socket);
    }
    let before = std::time::Instant::now();
    for _ in 0..20 {
        house.get("/voices").await.ok(200);
    }
    assert!(before.elapsed() < Duration::from_secs(3), "took {:?}", before.elapsed());
    let before = std::time::Instant::now();
    house.sandbox.shutdown().await;
    assert!(before.elapsed() < Duration::from_secs(6), "they do not hold up the end either");
    drop(waiting);
}
