//! `--version` names the commit, where there is one.

use std::process::Command;

fn main() {
    // Every commit and every checkout is written there; without a repository there is nothing to watch.
    println!("cargo::rerun-if-changed=../../.git/logs/HEAD");
    let found = Command::new("git").args(["rev-parse", "--short=10", "HEAD"]).output();
    let commit = found.ok().filter(|found| found.status.success());
    let commit = commit.map(|found| String::from_utf8_lossy(&found.stdout).trim().to_owned()).unwrap_or_default();
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let shown = if commit.is_empty() { version } else { format!("{version} ({commit})") };
    println!("cargo::rustc-env=TIKVOD_VERSION={shown}");
}
