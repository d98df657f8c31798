//! A TCP server that does as it is told, byte by byte, and remembers what it was sent.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tikvod_api::retry::Policy;
use tikvod_api::{ApiKey, BaseUrl, Client, ClientOptions, Credentials, Timeouts};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;

/// A key that must turn up in no error, no log and no other server.
pub(crate) const KEY: &str = "tv_test_CANARYq7Zk2mXw9Lb4Rt6Yp1Vn8Hs3Jd5Gf0A";
/// The part of it that is secret.
pub(crate) const SECRET: &str = "CANARYq7Zk2mXw9Lb4Rt6Yp1Vn8Hs3Jd5Gf0A";

/// What the server does with one connection.
pub(crate) enum Play {
    /// Reads the whole request, writes these bytes, closes.
    Say(Vec<u8>),
    /// Reads the whole request, writes these bytes one by one with a pause before each, closes.
    Drip(Vec<u8>, Duration),
    /// Reads the whole request, writes these bytes, then neither speaks nor closes.
    Stall(Vec<u8>),
    /// Reads this many bytes of the request, then resets the connection.
    ResetAfter(usize),
    /// Reads the whole request, writes these bytes, then resets the connection.
    SayThenReset(Vec<u8>),
}

/// What came in on one connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heard {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
    /// Whether all that the head announced came.
    pub(crate) whole: bool,
}

impl Heard {
    pub(crate) fn path(&self) -> &str {
        self.head.split(' ').nth(1).unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

pub(crate) struct Raw {
    pub(crate) port: u16,
    heard: Arc<Mutex<Vec<Heard>>>,
    task: JoinHandle<()>,
}

impl Drop for Raw {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Raw {
    /// Plays what `script` says for the request with this number, from 0. It sees what was heard so far of it.
    pub(crate) async fn start(script: impl Fn(usize, &Heard) -> Play + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let all = Arc::clone(&heard);
        let script = Arc::new(script);
        let task = tokio::spawn(async move {
            for number in 0.. {
                let Ok((stream, _)) = listener.accept().await else { return };
                all.lock().unwrap().push(Heard::default());
                tokio::spawn(serve(stream, number, Arc::clone(&script), Arc::clone(&all)));
            }
        });
        Self { port, heard, task }
    }

    /// Says the same to everyone.
    pub(crate) async fn saying(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::start(move |_, _| Play::Say(bytes.clone())).await
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    pub(crate) fn base_url(&self) -> BaseUrl {
        BaseUrl::parse(&format!("http://127.0.0.1:{}/v1", self.port)).unwrap()
    }

    pub(crate) fn client(&self) -> Client {
        client(self.base_url(), options())
    }

    pub(crate) fn client_with(&self, change: impl FnOnce(&mut ClientOptions)) -> Client {
        let mut options = options();
        change(&mut options);
        client(self.base_url(), options)
    }
}

async fn serve(
    mut stream: TcpStream,
    number: usize,
    script: Arc<impl Fn(usize, &Heard) -> Play>,
    all: Arc<Mutex<Vec<Heard>>>,
) {
    // A script that resets does so before the request is whole, so it is asked before there is one as well.
    if let Play::ResetAfter(count) = script(number, &Heard::default()) {
        let mut bytes = vec![0; count];
        let mut got = 0;
        while got < count {
            match stream.read(&mut bytes[got..]).await {
                Ok(n) if n > 0 => got += n,
                _ => break,
            }
        }
        all.lock().unwrap()[number] = parse(&bytes[..got]);
        return reset(stream);
    }
    let mut bytes = Vec::new();
    loop {
        let request = parse(&bytes);
        let whole = request.whole;
        all.lock().unwrap()[number] = request;
        if whole {
            break;
        }
        let mut piece = [0; 4096];
        match stream.read(&mut piece).await {
            Ok(n) if n > 0 => bytes.extend_from_slice(&piece[..n]),
            _ => return,
        }
    }
    let request = parse(&bytes);
    match script(number, &request) {
        Play::Say(answer) => {
            let _ = stream.write_all(&answer).await;
            let _ = stream.shutdown().await;
            // Closing with something unread would be a reset.
            let _ = tokio::time::timeout(Duration::from_secs(2), stream.read(&mut [0; 64])).await;
        }
        Play::Drip(answer, pause) => {
            for byte in answer {
                tokio::time::sleep(pause).await;
                if stream.write_all(&[byte]).await.is_err() {
                    return;
                }
            }
        }
        Play::Stall(answer) => {
            let _ = stream.write_all(&answer).await;
            // Until the other side has had enough.
            let _ = stream.read(&mut [0; 64]).await;
        }
        Play::SayThenReset(answer) => {
            let _ = stream.write_all(&answer).await;
            reset(stream);
        }
        Play::ResetAfter(_) => unreachable!("a script decides on a reset without looking at the request"),
    }
}

fn reset(stream: TcpStream) {
    let _ = stream.set_zero_linger();
    drop(stream);
}

fn parse(bytes: &[u8]) -> Heard {
    let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else {
        return Heard { head: String::from_utf8_lossy(bytes).into_owned(), ..Heard::default() };
    };
    let mut heard = Heard {
        head: String::from_utf8_lossy(&bytes[..end]).into_owned(),
        body: bytes[end + 4..].to_vec(),
        whole: false,
    };
    let announced = heard.header("content-length").map_or(0, |n| n.parse().unwrap());
    heard.whole = heard.body.len() >= announced;
    heard
}

/// An address that refuses connections for as long as the socket is held: bound, so that no other test gets it, but
/// not listening.
pub(crate) fn refusing() -> (TcpSocket, BaseUrl) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}/v1", socket.local_addr().unwrap());
    (socket, BaseUrl::parse(&url).unwrap())
}

/// Small times, so that a test of a time-out takes no longer than it must, and large enough for a busy machine.
pub(crate) fn options() -> ClientOptions {
    ClientOptions {
        user_agent: "tikvod-desktop/test".to_owned(),
        timeouts: Timeouts {
            connect: Duration::from_secs(10),
            read_idle: Duration::from_secs(10),
            total_read: Duration::from_secs(20),
            total_post: Duration::from_secs(20),
        },
        retry: Policy { first_wait: Duration::from_millis(2), ..Policy::default() },
    }
}

pub(crate) fn credentials(base_url: BaseUrl) -> Credentials {
    Credentials { base_url, key: ApiKey::parse(KEY.into()).unwrap() }
}

pub(crate) fn client(base_url: BaseUrl, options: ClientOptions) -> Client {
    Client::new(credentials(base_url), options).unwrap()
}

/// A whole answer, closed after.
pub(crate) fn answer(status: u16, body: &str) -> Vec<u8> {
    answer_with(status, "", body.as_bytes())
}

/// A whole answer with more headers, each ended by CRLF.
pub(crate) fn answer_with(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "HTTP/1.1 {status} Text\r\ncontent-type: application/json\r\ncontent-length: {}\r\n{headers}connection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// An error in the documented form.
pub(crate) fn refusal(status: u16, code: &str) -> Vec<u8> {
    answer(status, &format!(r#"{{"error":{{"code":"{code}","message":"Words.","request_id":"req_8f3a2b1c9d0e"}}}}"#))
}
