//! A loopback proxy of our own: it passes each request to the sandbox on a connection of its own and does to one of them
//! what a fault says.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, sleep};

use crate::answer::Answer;
use crate::fault::{Down, End, Fault, Scenario, Target, Up};

/// How long a connection that says nothing is held: far beyond each time-out.
const HELD: Duration = Duration::from_secs(5);
/// How long the network is up, and down, where it flaps.
const FLAP: Duration = Duration::from_millis(150);

struct Shared {
    sandbox: SocketAddr,
    armed: Mutex<Option<Scenario>>,
    left: AtomicUsize,
    struck: AtomicUsize,
}

/// The proxy. It ends when it is dropped.
pub(crate) struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: AbortHandle,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Proxy {
    /// A proxy in front of the sandbox at `sandbox`; the network is well.
    pub(crate) async fn start(sandbox: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (armed, left, struck) = (Mutex::new(None), AtomicUsize::new(0), AtomicUsize::new(0));
        let shared = Arc::new(Shared { sandbox, armed, left, struck });
        let task = tokio::spawn(serve(listener, address, Arc::clone(&shared))).abort_handle();
        Ok(Self { address, shared, task })
    }

    /// What the client is to take for TikVod.
    pub(crate) fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// From now on the fault strikes, as often as it says.
    pub(crate) fn arm(&self, scenario: Scenario) {
        self.shared.left.store(scenario.times, Ordering::SeqCst);
        *self.shared.armed.lock().unwrap_or_else(PoisonError::into_inner) = Some(scenario);
    }

    /// Requests or connections that met the fault.
    pub(crate) fn struck(&self) -> usize {
        self.shared.struck.load(Ordering::SeqCst)
    }
}

impl Shared {
    fn armed(&self) -> Option<Scenario> {
        *self.armed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the fault on the level of connections, once.
    fn outage(&self) -> Option<Fault> {
        let mut armed = self.armed.lock().unwrap_or_else(PoisonError::into_inner);
        let fault = armed.as_ref().map(|scenario| scenario.fault);
        match fault {
            Some(Fault::Refused(_) | Fault::Flaps(_)) => {
                *armed = None;
                self.struck.fetch_add(1, Ordering::SeqCst);
                fault
            }
            _ => None,
        }
    }

    /// The fault for a request, if it is one that is to be struck and there is something left.
    fn fault_for(&self, head: &str) -> Option<(Up, Down)> {
        let scenario = self.armed()?;
        let Fault::Request(up, down) = scenario.fault else { return None };
        let mut words = head.split(' ');
        let (method, path) = (words.next()?, words.next()?);
        let strikes = match scenario.target {
            Target::Video => method == "POST" && path == "/v1/videos",
            Target::Post => method == "POST" && path.ends_with("/publish"),
            Target::Reads => method == "GET",
        };
        if !strikes || self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err() {
            return None;
        }
        self.struck.fetch_add(1, Ordering::SeqCst);
        Some((up, down))
    }
}

async fn serve(mut listener: TcpListener, address: SocketAddr, shared: Arc<Shared>) {
    let mut visits = JoinSet::new();
    let mut pulse = tokio::time::interval(Duration::from_millis(5));
    loop {
        tokio::select! {
            accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                let shared = Arc::clone(&shared);
                visits.spawn(async move { drop(visit(stream, &shared).await) });
            },
            _ = pulse.tick() => match shared.outage() {
                Some(Fault::Refused(time)) => listener = outage(listener, address, time, &mut visits).await,
                Some(Fault::Flaps(time)) => {
                    let end = Instant::now() + time;
                    while Instant::now() < end {
                        listener = outage(listener, address, FLAP, &mut visits).await;
                        // What comes while it is up is served, and broken off by the next outage.
                        let up = Instant::now() + FLAP;
                        while let Ok(Ok((stream, _))) = tokio::time::timeout_at(up, listener.accept()).await {
                            let shared = Arc::clone(&shared);
                            visits.spawn(async move { drop(visit(stream, &shared).await) });
                        }
                    }
                }
                _ => {}
            },
        }
    }
}

/// Nobody listens for a while, and what was under way is gone.
async fn outage(listener: TcpListener, address: SocketAddr, time: Duration, visits: &mut JoinSet<()>) -> TcpListener {
    drop(listener);
    visits.abort_all();
    sleep(time).await;
    loop {
        match TcpListener::bind(address).await {
            Ok(listener) => return listener,
            Err(_) => sleep(Duration::from_millis(20)).await,
        }
    }
}

/// A connection of the client, with one request after the other.
async fn visit(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    match at_accept(shared) {
        Some(Up::AtAccept(end)) => return close(stream, end).await,
        Some(_) => {
            sleep(HELD).await;
            return Ok(());
        }
        None => {}
    }
    let mut request = Vec::new();
    while let Some(head) = read_head(&mut stream, &mut request).await? {
        let fault = shared.fault_for(&head);
        let (up, down) = fault.unwrap_or((Up::Arrives, Down::Honest));
        if let Up::CutAfter(bytes, end) = up {
            read_until(&mut stream, &mut request, bytes).await?;
            return close(stream, end).await;
        }
        read_body(&mut stream, &head, &mut request).await?;
        let answer = match up {
            Up::Swallowed => Answer::default(),
            Up::InPieces { bytes, pause } => pass_on(shared.sandbox, &request, Some((bytes, pause))).await?,
            _ => pass_on(shared.sandbox, &request, None).await?,
        };
        if fault.is_none() {
            // As it came: with "connection: close", so this was the last.
            stream.write_all(&answer.bytes()).await?;
            return stream.shutdown().await;
        }
        if !answer_with(&mut stream, &answer, down).await? {
            return Ok(());
        }
        request.clear();
    }
    Ok(())
}

/// A fault that strikes before a byte was read. It cannot know what would have been asked.
fn at_accept(shared: &Shared) -> Option<Up> {
    let Fault::Request(up @ (Up::AtAccept(_) | Up::NotRead), _) = shared.armed()?.fault else { return None };
    shared.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).ok()?;
    shared.struck.fetch_add(1, Ordering::SeqCst);
    Some(up)
}

async fn close(mut stream: TcpStream, end: End) -> io::Result<()> {
    match end {
        End::Rst => stream.set_zero_linger(),
        End::Fin => stream.shutdown().await,
    }
}

/// Reads on until a head is there; `None` where the client went away.
async fn read_head(stream: &mut TcpStream, request: &mut Vec<u8>) -> io::Result<Option<String>> {
    loop {
        if let Some(end) = crate::answer::head_end(request) {
            return Ok(Some(String::from_utf8_lossy(&request[..end]).into_owned()));
        }
        if stream.read_buf(request).await? == 0 {
            return Ok(None);
        }
    }
}

async fn read_until(stream: &mut TcpStream, request: &mut Vec<u8>, bytes: usize) -> io::Result<()> {
    while request.len() < bytes && stream.read_buf(request).await? > 0 {}
    Ok(())
}

async fn read_body(stream: &mut TcpStream, head: &str, request: &mut Vec<u8>) -> io::Result<()> {
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    read_until(stream, request, head.len() + length.unwrap_or_default()).await
}

/// Sends a request to the sandbox, whole or in pieces, and brings its whole answer.
async fn pass_on(sandbox: SocketAddr, request: &[u8], pieces: Option<(usize, Duration)>) -> io::Result<Answer> {
    let mut upstream = TcpStream::connect(sandbox).await?;
    let line = request.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let request = [&request[..line], b"connection: close\r\n", &request[line..]].concat();
    match pieces {
        None => upstream.write_all(&request).await?,
        Some((bytes, pause)) => {
            for piece in request.chunks(bytes) {
                upstream.write_all(piece).await?;
                sleep(pause).await;
            }
        }
    }
    let mut bytes = Vec::new();
    upstream.read_to_end(&mut bytes).await?;
    Ok(Answer::parse(&bytes))
}

/// Answers as the fault says. True when the connection goes on.
async fn answer_with(stream: &mut TcpStream, answer: &Answer, down: Down) -> io::Result<bool> {
    let mut last = End::Fin;
    let bytes = match down {
        Down::Silence => {
            sleep(HELD).await;
            return Ok(false);
        }
        Down::After(time) => {
            sleep(time).await;
            answer.bytes()
        }
        Down::InPieces { bytes, pause } => {
            for piece in answer.bytes().chunks(bytes) {
                stream.write_all(piece).await?;
                sleep(pause).await;
            }
            Vec::new()
        }
        Down::Nothing(end) => {
            last = end;
            Vec::new()
        }
        Down::StatusLineOnly(end) | Down::HalfHead(end) | Down::PartOfBody(_, end) => {
            last = end;
            answer.part(down)
        }
        Down::Twice | Down::ThenGone(_) => answer.for_a_connection_that_stays(),
        other => answer.instead(other),
    };
    stream.write_all(&bytes).await?;
    match down {
        Down::Twice => {
            stream.write_all(&bytes).await?;
            Ok(true)
        }
        Down::ThenGone(time) => {
            sleep(time).await;
            stream.set_zero_linger()?;
            Ok(false)
        }
        _ if last == End::Rst => {
            // What was written is to be on its way first.
            sleep(Duration::from_millis(5)).await;
            stream.set_zero_linger()?;
            Ok(false)
        }
        _ => stream.shutdown().await.map(|()| false),
    }
}
