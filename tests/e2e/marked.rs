//! Finds and ends processes by a mark in their environment: the driver starts the app, the app starts WebKit's own
//! processes, and none of them may outlive a test.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Name of the variable.
pub(crate) const VARIABLE: &str = "TIKVOD_E2E_STAGE";

/// Ids of the processes with this mark, and the names of their programs.
pub(crate) fn processes(mark: &str) -> Vec<(u32, String)> {
    let needle = format!("{VARIABLE}={mark}");
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|pid| {
            fs::read(format!("/proc/{pid}/environ"))
                .is_ok_and(|all| all.split(|byte| *byte == 0).any(|pair| pair == needle.as_bytes()))
        })
        .map(|pid| {
            let exe = fs::read_link(format!("/proc/{pid}/exe")).unwrap_or_default();
            let name = exe.file_name().unwrap_or_default();
            (pid, name.to_string_lossy().into_owned())
        })
        .collect()
}

/// Waits until no process with the mark, and with this program where one is named, is left. Says whether that came true.
pub(crate) fn gone(mark: &str, program: &str, limit: Duration) -> bool {
    let start = Instant::now();
    while processes(mark).iter().any(|(_, name)| program.is_empty() || name == program) {
        if start.elapsed() > limit {
            return false;
        }
        thread::sleep(Duration::from_millis(20));
    }
    true
}

/// Sends a signal to all processes with the mark.
pub(crate) fn signal(mark: &str, name: &str) {
    for (pid, _) in processes(mark) {
        signal_one(pid, name);
    }
}

/// Sends a signal to one process.
pub(crate) fn signal_one(pid: u32, name: &str) {
    let _gone = Command::new("kill")
        .args([format!("-{name}"), pid.to_string()])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status();
}
