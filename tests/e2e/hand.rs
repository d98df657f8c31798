//! Typing into a window that no driver reaches: the key window is private, so its keys come the way a keyboard's do.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use tokio::time::sleep;

const PATIENCE: Duration = Duration::from_secs(40);

/// Types the text into the window with this title and presses Enter, until that had the effect. More than once where
/// need be: nothing tells from outside when the page of a private window takes keys, and what comes earlier is lost.
pub(crate) async fn type_until(title: &str, text: &str, effect: impl Fn() -> Result<bool>) -> Result<()> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(window) = find(title)? {
            hand(&["windowfocus", &window], "")?;
            hand(&["key", "ctrl+a"], "")?;
            // By standard input: arguments can be read by every process of the machine.
            hand(&["type", "--delay", "15", "--file", "-"], text)?;
            hand(&["key", "Return"], "")?;
        }
        for _ in 0..40 {
            if effect()? {
                return Ok(());
            }
            sleep(Duration::from_millis(100)).await;
        }
    }
    bail!("typing into {title:?} had no effect within {} s", PATIENCE.as_secs())
}

/// The id of the window with this title.
pub(crate) fn find(title: &str) -> Result<Option<String>> {
    let done = run(&["search", "--onlyvisible", "--name", title], "")?;
    Ok(String::from_utf8_lossy(&done.stdout).lines().next().map(str::to_owned))
}

fn hand(words: &[&str], input: &str) -> Result<Output> {
    let done = run(words, input)?;
    if !done.status.success() {
        bail!("xdotool {}: {}", words.join(" "), String::from_utf8_lossy(&done.stderr));
    }
    Ok(done)
}

fn run(words: &[&str], input: &str) -> Result<Output> {
    let mut child = Command::new("xdotool")
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("xdotool cannot be started")?;
    if let Some(mut pipe) = child.stdin.take() {
        // Those that read nothing may be gone already.
        let _closed = pipe.write_all(input.as_bytes());
    }
    Ok(child.wait_with_output()?)
}
