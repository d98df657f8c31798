//! The project's own tasks. Only the standard library: `cargo xtask` has to answer at once on a machine that has
//! nothing but Rust.

mod bench;
mod build;
mod bundle;
mod counts;
mod e2e;
mod packages;
mod process;
mod report;
mod run;
mod session;
mod test;
mod trials;
mod ui;

use std::path::PathBuf;
use std::process::ExitCode;

/// What went wrong, in words that say what to do.
pub(crate) type Outcome<T> = Result<T, String>;

const HELP: &str = "\
cargo xtask <task> [options]

  run [--yes] [--release] [--screenshot-and-quit]
                    set up what is missing, build, open the app
  test [--yes]      set up what is missing, check everything; the last line is the count
  e2e [filter]      the end-to-end tests in the real window (all, or those whose name holds the filter)
  tour              the end-to-end walk at reading speed; saves the pictures of the README
  bench [name]      figures beside a blank window (window), of the queue (click), of the sandbox (sandbox),
                    of clicks on disk and the core at rest (store)
  soak [FROM..TO] [--size nightly|release] [--replay SEED]
                    more simulated trials of the engine than test runs, or one again; stops by itself
  seeded-bugs       plants bugs in the engine and shows which trial finds each
  bundle            deb and rpm packages
  bindings [--check] write ui/src/lib/ipc/bindings.ts from the Rust types, or check that it is current
  help              this text

--yes installs missing system packages without asking; CI=true does the same.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let task = arguments.first().map_or("help", String::as_str);
    let options = Options::new(arguments.get(1..).unwrap_or_default());
    let done = match task {
        "run" => options.only(&["--yes", "--release", "--screenshot-and-quit"]).and_then(|()| run::run(&options)),
        "test" => options.only(&["--yes"]).and_then(|()| test::test(&options)),
        "e2e" => options.only(&["--yes"]).and_then(|()| e2e::e2e(&options)),
        "tour" => options.only(&["--yes"]).and_then(|()| e2e::tour(&options)),
        "bench" => options.only(&["--yes"]).and_then(|()| bench::bench(&options)),
        "soak" => options.only(&["--size", "--replay"]).and_then(|()| trials::soak(&options)),
        "seeded-bugs" => options.only(&[]).and_then(|()| trials::seeded_bugs()),
        "bundle" => options.only(&["--yes"]).and_then(|()| bundle::bundle(&options)),
        "bindings" => options.only(&["--yes", "--check"]).and_then(|()| build::bindings(&options)),
        "help" | "--help" | "-h" => {
            report::say(HELP);
            Ok(())
        }
        other => Err(format!("There is no task \"{other}\".\n\n{HELP}")),
    };
    process::sweep_run();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) if words.is_empty() => ExitCode::FAILURE, // Said already, so that the count stays the last line.
        Err(words) => {
            report::complain(&words);
            ExitCode::FAILURE
        }
    }
}

/// The words after the task.
pub(crate) struct Options {
    words: Vec<String>,
}

impl Options {
    fn new(words: &[String]) -> Self {
        Self { words: words.to_vec() }
    }

    fn only(&self, known: &[&str]) -> Outcome<()> {
        match self.words.iter().find(|word| word.starts_with("--") && !known.contains(&word.as_str())) {
            Some(word) => Err(format!("There is no option {word} here. See: cargo xtask help")),
            None => Ok(()),
        }
    }

    /// Whether a flag was given.
    pub(crate) fn has(&self, flag: &str) -> bool {
        self.words.iter().any(|word| word == flag)
    }

    /// All of them.
    pub(crate) fn words(&self) -> &[String] {
        &self.words
    }

    /// The first word that is no flag.
    pub(crate) fn filter(&self) -> Option<&str> {
        self.words.iter().map(String::as_str).find(|word| !word.starts_with("--"))
    }

    /// Whether packages may be installed without asking.
    pub(crate) fn yes(&self) -> bool {
        self.has("--yes") || in_ci()
    }
}

/// Whether this runs unattended.
pub(crate) fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false")
}

/// The top of the clone.
pub(crate) fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or_else(|| here.clone(), PathBuf::from)
}
