//! How many requests a second the sandbox answers: a few kept connections on loopback, each asking again as soon as it
//! has its answer, for a few seconds.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::Figure;
use crate::{Outcome, process};

const CONNECTIONS: usize = 8;
const TIME: Duration = Duration::from_secs(4);

/// Starts the sandbox and asks it.
pub(super) fn sandbox(program: &Path, folder: &Path) -> Outcome<Vec<Figure>> {
    let mut command = Command::new(program);
    // A limit that is never reached: it is the sandbox that is measured, not its rule.
    command.args(["--rate-limit", "4000000000", "--data"]).arg(folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mark = process::mark(&mut command);
    let mut child = command.spawn().map_err(|error| format!("{} cannot be started: {error}", program.display()))?;
    let figures = ask(&mut child);
    process::sweep(&mark);
    let _gone = child.kill();
    let _reaped = child.wait();
    figures
}

fn ask(child: &mut Child) -> Outcome<Vec<Figure>> {
    let mut ready = String::new();
    let pipe = child.stdout.take().ok_or("The sandbox has no output.")?;
    BufReader::new(pipe).read_line(&mut ready).map_err(|error| format!("The sandbox did not start: {error}"))?;
    let text = |name: &str| -> Outcome<String> {
        let value = ready.split_once(&format!("\"{name}\":\"")).and_then(|(_, rest)| rest.split('"').next());
        value.map(str::to_owned).ok_or_else(|| format!("The sandbox's first line has no {name}: {ready}"))
    };
    let (base, key) = (text("base_url")?, text("live_key")?);
    let host = base.trim_start_matches("http://").trim_end_matches("/v1").to_owned();
    let voices = request("GET", "/v1/voices", &host, &key, "");
    let idea = r#"{"idea":"5 facts about deep-sea creatures","style":"Listicle","duration":30}"#;
    let preview = request("POST", "/v1/scripts/preview", &host, &key, idea);
    Ok(vec![
        Figure { name: "sandbox GET /v1/voices", value: rate(&host, &voices)? },
        Figure { name: "sandbox POST /scripts/preview", value: rate(&host, &preview)? },
    ])
}

fn request(method: &str, path: &str, host: &str, key: &str, body: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// All connections at once; an answer that is not 200 ends it, for then something else is measured.
fn rate(host: &str, request: &str) -> Outcome<String> {
    let begun = Instant::now();
    let counts: Vec<Outcome<u64>> = thread::scope(|scope| {
        let one = || converse(host, request, begun);
        let threads: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(one)).collect();
        let ended = threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err("A thread died.".into())));
        ended.collect()
    });
    let seconds = begun.elapsed().as_secs_f64();
    let mut all = 0;
    for count in counts {
        all += count?;
    }
    Ok(format!("{:.0} a second ({CONNECTIONS} connections, {seconds:.1} s)", all as f64 / seconds))
}

fn converse(host: &str, request: &str, begun: Instant) -> Outcome<u64> {
    let lost = |error: std::io::Error| format!("The sandbox went away: {error}");
    let stream = TcpStream::connect(host).map_err(lost)?;
    stream.set_nodelay(true).and_then(|()| stream.set_read_timeout(Some(TIME))).map_err(lost)?;
    let mut reader = BufReader::new(stream.try_clone().map_err(lost)?);
    let mut writer = stream;
    let mut answered = 0;
    let mut body = Vec::new();
    while begun.elapsed() < TIME {
        writer.write_all(request.as_bytes()).map_err(lost)?;
        let length = head(&mut reader)?;
        body.resize(length, 0);
        reader.read_exact(&mut body).map_err(lost)?;
        answered += 1;
    }
    Ok(answered)
}

/// Reads status and headers; returns the length of what follows.
fn head(reader: &mut BufReader<TcpStream>) -> Outcome<usize> {
    let mut length = 0;
    let mut first = String::new();
    let lost = |error: std::io::Error| format!("The sandbox went away: {error}");
    reader.read_line(&mut first).map_err(lost)?;
    if !first.starts_with("HTTP/1.1 200") {
        return Err(format!("The sandbox answered {first:?} where 200 was expected."));
    }
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).map_err(lost)? == 0 {
            return Err("The sandbox closed the connection in the middle of an answer.".to_owned());
        }
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            return Ok(length);
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(|error| format!("{line}: {error}"))?;
        }
    }
}
