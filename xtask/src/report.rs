//! What a person reads while a task runs: each step by name, with its time, and at the end the count.

use std::io::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::counts::Counts;
use crate::process::Done;
use crate::{Outcome, process};

/// Prints a line.
pub(crate) fn say(text: impl AsRef<str>) {
    // A closed pipe is no reason to panic.
    let _closed = writeln!(std::io::stdout().lock(), "{}", text.as_ref());
}

/// Prints a line to standard error.
pub(crate) fn complain(text: &str) {
    let _closed = writeln!(std::io::stderr().lock(), "{text}");
}

/// `0.4 s`, `12 s`, `3 min 05 s`.
pub(crate) fn time(took: Duration) -> String {
    let seconds = took.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", took.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// Does one thing under a name and prints how long it took.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    say(format!("▸ {name}"));
    let start = Instant::now();
    let done = work();
    let mark = if done.is_ok() { "✓" } else { "✗" };
    say(format!("{mark} {name} ({})", time(start.elapsed())));
    done
}

/// Collects what the steps of `cargo xtask test` found, from both lanes.
pub(crate) struct Ledger {
    inner: Mutex<Found>,
    start: Instant,
}

#[derive(Default)]
struct Found {
    counts: Counts,
    problems: Vec<String>,
    times: Vec<(String, Duration)>,
}

impl Ledger {
    pub(crate) fn new() -> Self {
        Self { inner: Mutex::default(), start: Instant::now() }
    }

    /// Runs a check. Its tests are counted by `count`; a check that fails without a failed test counts as one failure.
    pub(crate) fn check(&self, name: &str, job: process::Job, advice: &str, count: impl Fn(&str) -> Counts) -> bool {
        say(format!("▸ {name}"));
        let start = Instant::now();
        let done = job.run();
        self.close(name, start.elapsed(), &done, advice, &count)
    }

    fn close(&self, name: &str, took: Duration, done: &Done, advice: &str, count: &dyn Fn(&str) -> Counts) -> bool {
        let mut counts = count(&done.output);
        let ok = done.ok() && counts.failed == 0;
        if !ok && counts.failed == 0 {
            counts.failed = 1;
        }
        let tests =
            if counts.passed + counts.failed > 0 && ok { format!(", {} tests", counts.passed) } else { String::new() };
        say(format!("{} {name} ({}{tests})", if ok { "✓" } else { "✗" }, time(took)));
        let mut found = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        found.counts.passed += counts.passed;
        found.counts.failed += counts.failed;
        found.times.push((name.to_owned(), took));
        if !ok {
            found.problems.push(format!("{name}: {}. {advice}", done.why()));
        }
        ok
    }

    /// Notes a failure that is not a command's.
    pub(crate) fn fail(&self, words: String) {
        let mut found = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        found.counts.failed += 1;
        found.problems.push(words);
    }

    /// Prints times, problems and, as the very last line, the count.
    pub(crate) fn close_book(&self) -> Outcome<()> {
        let found = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let mut times: Vec<_> = found.times.iter().filter(|(_, took)| took.as_secs() >= 1).collect();
        times.sort_by_key(|(_, took)| std::cmp::Reverse(*took));
        say("");
        for (name, took) in times {
            say(format!("{:>12}  {name}", time(*took)));
        }
        say(format!("{:>12}  in all", time(self.start.elapsed())));
        if !found.problems.is_empty() {
            say("\nWhat failed:");
            for problem in &found.problems {
                say(format!("  ✗ {problem}"));
            }
        }
        say("");
        say(format!("{} passed, {} failed", found.counts.passed, found.counts.failed));
        if found.counts.failed > 0 { Err(String::new()) } else { Ok(()) }
    }
}
