//! Reads how many tests passed and failed from what the runners print.

/// Tests of one run.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

/// For commands that run no tests.
pub(crate) fn none(_: &str) -> Counts {
    Counts::default()
}

/// libtest: `test result: ok. 3 passed; 0 failed; …`, once for each binary.
pub(crate) fn libtest(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines().map(plain) {
        let Some((_, rest)) = line.split_once("test result: ") else {
            continue;
        };
        counts.passed += before(rest, " passed");
        counts.failed += before(rest, " failed");
    }
    counts
}

/// nextest: `Summary [ 0.5s] 12 tests run: 11 passed (1 slow), 1 failed, 3 skipped`.
pub(crate) fn nextest(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines().map(plain) {
        let Some((head, rest)) = line.split_once(" run: ") else {
            continue;
        };
        if !head.contains("Summary") {
            continue;
        }
        counts.passed += before(rest, " passed");
        // Tests that crashed, timed out or were never reached have not passed.
        counts.failed += before(rest, " failed") + before(rest, " timed out") + before(rest, " exec failed");
    }
    counts
}

/// vitest: `Tests  1 failed | 11 passed (12)`.
pub(crate) fn vitest(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines().map(plain) {
        let Some(rest) = line.trim_start().strip_prefix("Tests ") else {
            continue;
        };
        counts.passed += before(rest, " passed");
        counts.failed += before(rest, " failed");
    }
    counts
}

/// The number that stands right before `word`, or 0.
fn before(text: &str, word: &str) -> u64 {
    let Some(end) = text.find(word) else { return 0 };
    let head = text.get(..end).unwrap_or_default();
    let digits = head.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    digits.parse().unwrap_or(0)
}

/// The line without colour codes.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // ESC [ … letter
            for c in chars.by_ref() {
                if c.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Counts, libtest, nextest, vitest};

    #[test]
    fn counts_all_binaries_of_libtest() {
        let output = "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured\n\
                      test result: FAILED. 10 passed; 2 failed; 0 ignored\n";
        assert_eq!(libtest(output), Counts { passed: 13, failed: 2 }, "both lines count");
    }

    #[test]
    fn counts_nextest_with_notes_in_between() {
        let output = "     Summary [   0.512s] 14 tests run: 11 passed (1 slow), 2 failed, 1 timed out, 3 skipped";
        assert_eq!(nextest(output), Counts { passed: 11, failed: 3 }, "a test that timed out has failed");
    }

    #[test]
    fn counts_vitest_with_colours() {
        let output = "\u{1b}[2m Test Files \u{1b}[22m \u{1b}[1m\u{1b}[32m2 passed\u{1b}[39m\u{1b}[22m (2)\n\
                      \u{1b}[2m      Tests \u{1b}[22m \u{1b}[31m1 failed\u{1b}[39m | \u{1b}[32m12 passed\u{1b}[39m (13)";
        assert_eq!(vitest(output), Counts { passed: 12, failed: 1 }, "files are not tests");
    }

    #[test]
    fn other_output_counts_nothing() {
        assert_eq!(vitest("Tests pending"), Counts::default(), "no number, no test");
        assert_eq!(nextest("12 tests run: 12 passed"), Counts::default(), "only the summary line counts");
    }
}
