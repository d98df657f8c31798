//! Asking before something costs, appears or is lost.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _, Write as _};
use std::process::{Command, Stdio};

use secrecy::SecretString;

use crate::failure::{Exit, Failure, Result};

/// Goes on only with `--yes` or with the word of a person at a terminal.
pub(crate) fn agree(yes: bool, what: &str) -> Result<()> {
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        let words = format!("{what} There is no terminal to ask at: say --yes if that is what you want.");
        return Err(Failure::new(Exit::Usage, "not_agreed", words));
    }
    if asked(what)? { Ok(()) } else { Err(Failure::new(Exit::Failed, "not_agreed", "Nothing was done.".into())) }
}

/// Asks at a terminal; where there is none, the answer is no.
pub(crate) fn asked(what: &str) -> Result<bool> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(false);
    }
    let mut err = io::stderr();
    write!(err, "{what} [y/N] ")?;
    err.flush()?;
    let mut reply = String::new();
    io::stdin().lock().read_line(&mut reply)?;
    Ok(matches!(reply.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Longest text that is taken for a key, bytes.
const LONGEST: u64 = 4_096;

/// Reads a key from standard input. At a terminal it is asked for and not shown.
pub(crate) fn key() -> Result<SecretString> {
    secret("key", "tikvod auth login < key.txt")
}

/// Reads a webhook secret from standard input, as a key.
pub(crate) fn webhook_secret() -> Result<SecretString> {
    secret("webhook secret", "tikvod inbox secret < secret.txt")
}

fn secret(what: &str, piped: &str) -> Result<SecretString> {
    let mut text = String::new();
    if io::stdin().is_terminal() {
        let hidden = Hidden::begin().ok_or_else(|| {
            let words = format!("This terminal would show the {what}. Pipe it instead: {piped}");
            Failure::new(Exit::Usage, "usage", words)
        })?;
        crate::print::note(&format!("Paste the {what} and press Enter. It is not shown."));
        let read = io::stdin().lock().read_line(&mut text);
        drop(hidden);
        read?;
    } else {
        io::stdin().lock().take(LONGEST).read_to_string(&mut text)?;
    }
    if text.trim().is_empty() {
        return Err(Failure::new(Exit::Usage, "usage", format!("No {what} came from standard input.")));
    }
    Ok(SecretString::from(text))
}

/// While it lives, the terminal does not show what is typed. `stty` does it: the standard library cannot.
struct Hidden;

impl Hidden {
    fn begin() -> Option<Self> {
        stty("-echo").then_some(Self)
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        stty("echo");
    }
}

fn stty(mode: &str) -> bool {
    let done = Command::new("stty").arg(mode).stdin(Stdio::inherit()).stderr(Stdio::null()).status();
    done.is_ok_and(|done| done.success())
}
