//! Starts other programs: under a time limit, their output passed on line by line and kept for counting, and nothing
//! left behind. Every child carries a mark in its environment, so that what it started in turn can be found and ended
//! by id.

use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use crate::{Outcome, report};

const MARK: &str = "TIKVOD_XTASK_JOB";

fn run_mark() -> &'static str {
    static MARK: OnceLock<String> = OnceLock::new();
    MARK.get_or_init(|| {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        format!("{}-{}", std::process::id(), now.as_nanos())
    })
}

/// Puts the next mark on a command and returns it.
pub(crate) fn mark(command: &mut Command) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let mark = format!("{}-{}.", run_mark(), NEXT.fetch_add(1, Ordering::Relaxed));
    command.env(MARK, &mark);
    mark
}

/// A command, its name in the output and its time limit.
pub(crate) struct Job {
    label: String,
    command: Command,
    limit: Duration,
    echo_stdout: bool,
    sweep: bool,
}

/// How a job ended.
pub(crate) struct Done {
    end: End,
    /// Standard output, then standard error is mixed in by line as it came.
    pub(crate) output: String,
}

enum End {
    Exited(ExitStatus),
    OutOfTime(Duration),
    NotStarted(String),
}

impl Done {
    pub(crate) fn ok(&self) -> bool {
        matches!(self.end, End::Exited(status) if status.success())
    }

    /// Why it is not ok.
    pub(crate) fn why(&self) -> String {
        match &self.end {
            End::Exited(status) => match status.code() {
                Some(0) => "reported failures".to_owned(),
                Some(code) => format!("exit code {code}"),
                None => format!("ended by a signal ({status})"),
            },
            End::OutOfTime(limit) => format!("not done after {}, ended", report::time(*limit)),
            End::NotStarted(words) => words.clone(),
        }
    }

    /// `Ok` with the output, or the reason and what to do.
    pub(crate) fn or_else_say(self, advice: &str) -> Outcome<String> {
        if self.ok() { Ok(self.output) } else { Err(format!("{}. {advice}", self.why())) }
    }
}

impl Job {
    pub(crate) fn new(label: &str, program: impl AsRef<std::ffi::OsStr>, minutes: u64) -> Self {
        let mut command = Command::new(program);
        command.current_dir(crate::root());
        Self {
            label: label.to_owned(),
            command,
            limit: Duration::from_secs(minutes * 60),
            echo_stdout: true,
            sweep: false,
        }
    }

    pub(crate) fn args<S: AsRef<std::ffi::OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn dir(mut self, dir: &Path) -> Self {
        self.command.current_dir(dir);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn envs(mut self, pairs: &[(String, String)]) -> Self {
        self.command.envs(pairs.iter().map(|(name, value)| (name, value)));
        self
    }

    /// Standard output is for us, not for the person.
    pub(crate) fn quiet(mut self) -> Self {
        self.echo_stdout = false;
        self
    }

    /// Afterwards ends whatever the job started and left running.
    pub(crate) fn swept(mut self) -> Self {
        self.sweep = true;
        self
    }

    /// Runs it to its end or to its limit.
    pub(crate) fn run(mut self) -> Done {
        let mark = mark(&mut self.command);
        self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = match self.command.spawn() {
            Ok(child) => child,
            Err(error) => {
                let program = self.command.get_program().to_string_lossy().into_owned();
                return Done {
                    end: End::NotStarted(format!("cannot start {program}: {error}")),
                    output: String::new(),
                };
            }
        };
        let lines = Arc::new(Mutex::new(String::new()));
        let (closed, readers) = mpsc::channel();
        pass_on(child.stdout.take(), self.echo_stdout.then(|| self.label.clone()), &lines, &closed);
        pass_on(child.stderr.take(), Some(self.label.clone()), &lines, &closed);
        drop(closed);
        let end = match wait(&mut child, self.limit) {
            Ok(Some(status)) => End::Exited(status),
            Ok(None) => {
                sweep(&mark);
                let _reaped = child.kill().and_then(|()| child.wait());
                End::OutOfTime(self.limit)
            }
            Err(error) => End::NotStarted(format!("cannot wait for it: {error}")),
        };
        if self.sweep {
            let left = sweep(&mark);
            if left > 0 {
                report::say(format!("{} │ ended {left} processes that were left running", self.label));
            }
        }
        // A grandchild may hold a pipe open for ever; its words no longer matter.
        for _ in 0..2 {
            let _ended = readers.recv_timeout(Duration::from_secs(3));
        }
        let output = lines.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Done { end, output }
    }
}

fn pass_on<R: Read + Send + 'static>(
    pipe: Option<R>,
    label: Option<String>,
    lines: &Arc<Mutex<String>>,
    closed: &mpsc::Sender<()>,
) {
    let Some(pipe) = pipe else { return };
    let (lines, closed) = (Arc::clone(lines), closed.clone());
    thread::spawn(move || {
        let mut reader = BufReader::new(pipe);
        let mut raw = Vec::new();
        while reader.read_until(b'\n', &mut raw).is_ok_and(|read| read > 0) {
            let line = String::from_utf8_lossy(&raw).trim_end().to_owned();
            if let Some(label) = &label {
                report::say(format!("{label} │ {line}"));
            }
            let mut all = lines.lock().unwrap_or_else(PoisonError::into_inner);
            all.push_str(&line);
            all.push('\n');
            raw.clear();
        }
        let _gone = closed.send(());
    });
}

/// Waits for a child; `None` when the time is over.
pub(crate) fn wait(child: &mut Child, limit: Duration) -> std::io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() > limit {
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(if start.elapsed().as_millis() < 500 { 5 } else { 50 }));
    }
}

/// Output of a short command, trimmed; `None` when it fails or is not there.
pub(crate) fn answer(program: &str, args: &[&str]) -> Option<String> {
    let done = Command::new(program).args(args).current_dir(crate::root()).stdin(Stdio::null()).output().ok()?;
    done.status.success().then(|| String::from_utf8_lossy(&done.stdout).trim().to_owned())
}

/// Ends everything that this run of xtask started.
pub(crate) fn sweep_run() {
    sweep(&format!("{}-", run_mark()));
}

/// Ends, by id, the processes whose environment has this mark. Linux only; elsewhere the children are ended one by one.
pub(crate) fn sweep(mark: &str) -> usize {
    let found = marked(mark);
    for pid in &found {
        signal(*pid, "TERM");
    }
    let start = Instant::now();
    while !found.is_empty() && start.elapsed() < Duration::from_secs(2) {
        if marked(mark).is_empty() {
            return found.len();
        }
        thread::sleep(Duration::from_millis(20));
    }
    for pid in marked(mark) {
        signal(pid, "KILL");
    }
    found.len()
}

/// Sends a signal to one process.
pub(crate) fn signal(pid: u32, name: &str) {
    let _gone = Command::new("kill")
        .args([&format!("-{name}"), &pid.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

/// Ids of the processes whose environment has this mark.
pub(crate) fn marked(mark: &str) -> Vec<u32> {
    let needle = format!("{MARK}={mark}");
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|pid| *pid != std::process::id())
        .filter(|pid| {
            std::fs::read(format!("/proc/{pid}/environ"))
                .is_ok_and(|environ| environ.split(|byte| *byte == 0).any(|pair| pair.starts_with(needle.as_bytes())))
        })
        .collect()
}
