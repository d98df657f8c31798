//! Logs: files of a day each, kept for a week, through a writer that takes out whatever looks like a secret.
//!
//! No code of ours logs a key. This is the second line: error texts of libraries can quote a header or a signed URL.

use std::io::{self, Write};
use std::path::Path;
use std::sync::LazyLock;

use regex::bytes::Regex;
use tracing_appender::non_blocking::{NonBlocking, WorkerGuard};
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// What is written unless `TIKVOD_LOG` says otherwise. A release never writes more than `info` (Cargo.toml).
const DEFAULT: &str = "info,zbus=warn,zvariant=warn,hyper=warn,wry=warn,tao=warn";

/// Starts writing logs to `folder`. Where that cannot be written, the app works without logs: they are for us, not for
/// the person. Lines are written by a thread; the guard flushes when it is dropped.
pub fn start(folder: &Path) -> Option<WorkerGuard> {
    // The appender prints an error of its own where the folder is missing.
    std::fs::create_dir_all(folder).ok()?;
    let files = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("tikvod")
        .filename_suffix("log")
        .max_log_files(7)
        .build(folder)
        .ok()?;
    let (lines, guard) = tracing_appender::non_blocking(files);
    let filter = std::env::var("TIKVOD_LOG").ok().and_then(|wish| EnvFilter::try_new(wish).ok());
    tracing_subscriber::fmt()
        .with_env_filter(filter.unwrap_or_else(|| EnvFilter::new(DEFAULT)))
        .with_writer(Redacting { lines })
        .with_ansi(false)
        .try_init()
        .ok()?;
    Some(guard)
}

/// Writes lines without secrets.
struct Redacting {
    lines: NonBlocking,
}

impl<'a> MakeWriter<'a> for Redacting {
    type Writer = RedactingWriter<NonBlocking>;

    fn make_writer(&'a self) -> Self::Writer {
        RedactingWriter { inner: self.lines.clone() }
    }
}

/// A line comes in one `write`: the subscriber formats it whole before it writes.
struct RedactingWriter<W> {
    inner: W,
}

impl<W: Write> Write for RedactingWriter<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.inner.write_all(&redact(line))?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Pattern and what stands in its place.
static RULES: LazyLock<Vec<(Regex, &'static [u8])>> = LazyLock::new(|| {
    let rules: [(&str, &[u8]); 3] = [
        (r"tv_(live|test)_\w+", b"tv_${1}_[redacted]"),
        (r"(?i)\b(bearer)\s+[^\s,;\x22']+", b"$1 [redacted]"),
        (r"(https?://[^\s?#\x22'<>]+)\?[^\s\x22'<>]*", b"$1?[redacted]"),
    ];
    rules.iter().filter_map(|(pattern, words)| Some((Regex::new(pattern).ok()?, *words))).collect()
});

fn redact(line: &[u8]) -> Vec<u8> {
    RULES.iter().fold(line.to_vec(), |line, (pattern, words)| pattern.replace_all(&line, *words).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_a_valid_pattern() {
        assert_eq!(RULES.len(), 3);
    }

    #[test]
    fn keys_bearers_and_signed_urls_do_not_reach_the_file() {
        let cases = [
            ("key tv_live_abcDEF0123 refused", "key tv_live_[redacted] refused"),
            ("\"tv_test_CANARY_x\",", "\"tv_test_[redacted]\","),
            ("authorization: Bearer abc.def-ghi", "authorization: Bearer [redacted]"),
            (
                "GET https://cdn.tikvod.com/v/1.mp4?sig=abc&exp=1 failed",
                "GET https://cdn.tikvod.com/v/1.mp4?[redacted] failed",
            ),
            ("nothing of that kind? no", "nothing of that kind? no"),
        ];
        for (line, kept) in cases {
            assert_eq!(String::from_utf8_lossy(&redact(line.as_bytes())), kept);
        }
    }

    #[test]
    fn a_whole_subscriber_leaves_no_key_in_its_output() {
        use std::sync::{Arc, Mutex};

        #[derive(Clone, Default)]
        struct Sink(Arc<Mutex<Vec<u8>>>);
        impl Write for Sink {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.lock().map_err(|_| io::ErrorKind::Other)?.extend_from_slice(bytes);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let sink = Sink::default();
        let out = sink.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || RedactingWriter { inner: out.clone() })
            .finish();
        let key = "tv_live_CANARYabcdefgh12345678";
        tracing::subscriber::with_default(subscriber, || {
            tracing::error!(key, header = %format!("Bearer {key}"), "control: {key} was here");
        });
        let text = String::from_utf8(sink.0.lock().expect("unpoisoned").clone()).expect("text");
        assert!(text.contains("was here"), "the control line is there: {text}");
        assert!(!text.contains("CANARY"), "{text}");
    }
}
