//! CSV for spreadsheets: RFC 4180, and no cell that a spreadsheet would run (ASVS 5.0 1.2.10, reliability.md N11).

use chrono::SecondsFormat;

use crate::view::{LedgerEntry, LedgerKind};

/// The ledger. Spent and returned are two columns without signs: a minus sign would have to be made text, and then the
/// column could not be added up.
pub(crate) fn ledger(entries: &[LedgerEntry]) -> String {
    let mut out = line(&["time", "kind", "spent", "returned", "video_id", "title", "intent_id", "request_id", "note"]);
    for entry in entries {
        let amount = entry.credits.unsigned_abs().to_string();
        let (spent, returned) = if entry.credits < 0 { (amount.as_str(), "") } else { ("", amount.as_str()) };
        let text = |value: &'_ Option<String>| value.clone().unwrap_or_default();
        out.push_str(&line(&[
            &entry.at.to_rfc3339_opts(SecondsFormat::Secs, true),
            entry.kind.as_str(),
            spent,
            returned,
            &text(&entry.video_id),
            &text(&entry.title),
            &text(&entry.intent_id),
            &text(&entry.request_id),
            note(entry),
        ]));
    }
    out
}

fn note(entry: &LedgerEntry) -> &'static str {
    match entry.kind {
        LedgerKind::Spend if entry.assumed => "TikVod did not say the price; 1 credit is the documented one",
        LedgerKind::Adjustment => "a difference that you took note of",
        _ => "",
    }
}

/// One record with its line end.
pub(crate) fn line(cells: &[&str]) -> String {
    let mut out = String::new();
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str(&quoted(&harmless(cell)));
    }
    out.push_str("\r\n");
    out
}

/// Makes text of what a spreadsheet would take for a formula.
fn harmless(cell: &str) -> String {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0']);
    let cell: String = cell.chars().filter(|c| *c != '\0').collect();
    if runs { format!("'{cell}") } else { cell }
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_become_text_and_the_rest_stays() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", "\n=1"] {
            assert!(harmless(cell).starts_with('\''), "{cell:?}");
        }
        assert_eq!(harmless("5 places, 3 tips"), "5 places, 3 tips");
        assert_eq!(line(&["a", "b,c", "d\"e"]), "a,\"b,c\",\"d\"\"e\"\r\n");
        assert_eq!(line(&["=HYPERLINK(\"http://x\",\"y\")"]), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"\r\n");
    }

    proptest! {
        #[test]
        fn no_cell_of_a_record_begins_a_formula(cells in proptest::collection::vec(any::<String>(), 2..6)) {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            let record = line(&cells);
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(record.as_bytes());
            let read = reader.records().next().expect("a record").expect("readable");
            prop_assert_eq!(read.len(), cells.len());
            for cell in &read {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']), "{:?}", cell);
            }
        }
    }
}
