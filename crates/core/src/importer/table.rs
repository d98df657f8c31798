//! From text to records, each with the line that it begins on. A quote that is never closed costs its own row, not the
//! rest of the file.

use csv::{ByteRecord, ReaderBuilder};

/// Rows of one file; more is a mistake, or several files.
pub(super) const MOST_ROWS: usize = 10_000;
/// Quotes that are never closed are looked for so often: each costs a pass over the rest of the file.
const MOST_LOST_QUOTES: usize = 20;

/// A record of the file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Record {
    /// From 1.
    pub(super) line: u32,
    pub(super) cells: Result<Vec<String>, Unreadable>,
}

/// Why a record cannot be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Unreadable {
    /// A cell, by its place from 0, is not UTF-8.
    NotUtf8(usize),
    /// A quote that begins here is never closed.
    OpenQuote,
    /// What comes after is not read: the limit of rows, or of lost quotes.
    TooMuch,
}

/// Reads all records, the header among them.
pub(super) fn records(text: &[u8], separator: u8) -> Vec<Record> {
    let mut out = Vec::new();
    let (mut start, mut line, mut lost) = (0, 1, 0);
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let Some(stopped) = pass(rest, separator, line, &mut out) else { break };
        lost += 1;
        let skipped = rest.get(stopped.byte..).unwrap_or_default();
        let Some(next) = skipped.iter().position(|byte| *byte == b'\n') else { break };
        (start, line) = (start + stopped.byte + next + 1, stopped.line + 1);
        if lost == MOST_LOST_QUOTES {
            out.push(Record { line, cells: Err(Unreadable::TooMuch) });
            break;
        }
    }
    out
}

/// Where an open quote began.
struct Stopped {
    byte: usize,
    line: u32,
}

/// Reads until the end, or until a quote that is never closed.
fn pass(text: &[u8], separator: u8, first_line: u32, out: &mut Vec<Record>) -> Option<Stopped> {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text);
    let mut record = ByteRecord::new();
    // Reading from memory into a flexible record cannot fail.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let begin = record.position().map_or(0, |position| position.byte() as usize);
        let raw = text.get(begin..reader.position().byte() as usize).unwrap_or_default();
        // The reader names the place after the last record's end; line ends before this record are still to be passed.
        let blank = raw.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let (before, raw) = raw.split_at(blank);
        let lines = before.split(|byte| *byte == b'\n').count() - 1;
        let line = first_line + record.position().map_or(0, |at| at.line().saturating_sub(1)) as u32 + lines as u32;
        if out.len() > MOST_ROWS {
            out.push(Record { line, cells: Err(Unreadable::TooMuch) });
            return None;
        }
        let open = is_open(raw, separator);
        let cells = if open { Err(Unreadable::OpenQuote) } else { read(&record) };
        out.push(Record { line, cells });
        if open {
            return Some(Stopped { byte: begin + blank, line });
        }
    }
    None
}

/// Whether a record that goes on over a line's end does so because of a quote that its row never closed: it ends within
/// quotes, or a later row's opening quote closed them, so that text follows where a separator must (RFC 4180). Within one
/// line a quote in the wrong place is taken as it stands: it swallows nothing.
fn is_open(raw: &[u8], separator: u8) -> bool {
    let body = raw.trim_ascii_end();
    if !body.contains(&b'\n') {
        return false;
    }
    let (mut quoted, mut begins, mut bytes) = (false, true, body.iter().copied().peekable());
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if quoted && bytes.peek() == Some(&b'"') => drop(bytes.next()),
            b'"' if quoted => {
                quoted = false;
                if bytes.peek().is_some_and(|next| *next != separator && !matches!(next, b'\r' | b'\n')) {
                    return true;
                }
            }
            b'"' if begins => quoted = true,
            _ => {}
        }
        begins = !quoted && byte == separator;
    }
    quoted
}

fn read(record: &ByteRecord) -> Result<Vec<String>, Unreadable> {
    let cells = record.iter().enumerate();
    cells.map(|(place, cell)| text_of(cell).ok_or(Unreadable::NotUtf8(place))).collect()
}

/// A cell as text. The apostrophe that an export puts before a formula is taken off again.
fn text_of(cell: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(cell).ok()?;
    let formula = |rest: &&str| rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    Some(text.strip_prefix('\'').filter(formula).unwrap_or(text).to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ledger::export::line;

    proptest! {
        /// What we export for a spreadsheet is read back as it was, quotes, line ends and formulas too. An apostrophe at
        /// the front cannot be told from the one that an export puts there, and NUL is left out.
        #[test]
        fn what_is_exported_is_read_back(
            rows in proptest::collection::vec(proptest::collection::vec("([=+@\\-\t\r\n]|[^'\0])[^\0]{0,12}|", 3), 1..5),
        ) {
            let rows = [vec!["idea".to_owned(), "style".to_owned(), "voice".to_owned()]].into_iter().chain(rows);
            let rows: Vec<_> = rows.collect();
            let text: String = rows.iter().map(|row| line(&row.iter().map(String::as_str).collect::<Vec<_>>())).collect();
            let read: Vec<Cells> = records(text.as_bytes(), b',').into_iter().map(|record| record.cells).collect();
            prop_assert_eq!(read, rows.into_iter().map(Ok).collect::<Vec<_>>(), "{:?}", text);
        }
    }

    fn lines(text: &str) -> Vec<(u32, Cells)> {
        records(text.as_bytes(), b',').into_iter().map(|record| (record.line, record.cells)).collect()
    }

    type Cells = Result<Vec<String>, Unreadable>;

    fn cells(cells: &[&str]) -> Cells {
        cells.iter().map(|cell| Ok((*cell).to_owned())).collect()
    }

    #[test]
    fn lines_are_those_of_the_file_whatever_is_between_them() {
        let text = "a,b\r\n\r\n1,\"two\r\nlines\"\r\n\n3,4";
        assert_eq!(lines(text), [(1, cells(&["a", "b"])), (3, cells(&["1", "two\r\nlines"])), (6, cells(&["3", "4"]))]);
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_own_row() {
        let text = "a,b\n1,\"open\n2,fine\n3,\"good\"\n4,5\" wide\n";
        assert_eq!(
            lines(text),
            [
                (1, cells(&["a", "b"])),
                (2, Err(Unreadable::OpenQuote)),
                (3, cells(&["2", "fine"])),
                (4, cells(&["3", "good"])),
                (5, cells(&["4", "5\" wide"])),
            ]
        );
        let many = "1,\"open\n".repeat(201);
        assert!(lines(&many).len() <= 200, "and it ends");
    }

    #[test]
    fn latin_1_costs_its_own_row_and_our_own_apostrophe_goes() {
        let mut text = b"a\nF\xFCchse\n'=1+1\n'tis\n".to_vec();
        text.extend_from_slice("Füchse".as_bytes());
        let read: Vec<_> = records(&text, b',').into_iter().map(|record| record.cells).collect();
        assert_eq!(
            read,
            [cells(&["a"]), Err(Unreadable::NotUtf8(0)), cells(&["=1+1"]), cells(&["'tis"]), cells(&["Füchse"])]
        );
    }
}
