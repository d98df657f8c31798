use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::view::{Horizon, SocialAccount};

fn known() -> Known {
    Known {
        voices: ["aria_us", "leo_uk"].map(ToOwned::to_owned).into(),
        captions: BTreeSet::from(["bold_pop".to_owned()]),
        accounts: vec![SocialAccount {
            id: "book-1".into(),
            platform: "tiktok".into(),
            account_id: "acc_1".into(),
            name: "@fivefactsdaily".into(),
        }],
        zone: "Europe/Berlin".into(),
        now: "2026-06-16T12:00:00Z".parse().expect("an instant"),
    }
}

fn problems(csv: &str) -> Vec<(u32, String, FieldRule)> {
    let (report, _) = check(csv.as_bytes(), &known()).expect("read");
    report.problems.into_iter().map(|p| (p.line, p.column.unwrap_or_default(), p.rule)).collect()
}

fn one(csv: &str) -> Row {
    let (report, mut rows) = check(csv.as_bytes(), &known()).expect("read");
    assert_eq!(report.problems, [], "{csv}");
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

#[test]
fn a_row_says_what_the_api_and_a_plan_need_and_the_rest_has_the_apis_defaults() {
    let row = one("idea,style,voice\nWhy cats purr,Quiz,leo_uk\n");
    assert_eq!((row.line, row.form.language.as_str(), row.form.duration), (2, "en", 45));
    assert_eq!(
        (row.form.resolution.as_str(), row.form.music.as_str(), row.form.caption_style),
        ("1080p", "upbeat", None)
    );
    assert_eq!(row.plan, None);

    let row = one("Idea;Style;Voice;Duration;Metadata;metadata.team;Platform;Account;Caption;Time;Horizon\r\n\
         \"Why; cats \"\"purr\"\"\";Quiz;aria_us;30;\"{\"\"campaign\"\":\"\"q2\"\"}\";red;tiktok;@fivefactsdaily;#cats;2026-12-01 18:30;3\r\n");
    assert_eq!((row.form.idea.as_str(), row.form.duration), ("Why; cats \"purr\"", 30));
    let pairs: Vec<_> = row.form.metadata.iter().map(|pair| format!("{}={}", pair.key, pair.value)).collect();
    assert_eq!(pairs, ["campaign=q2", "team=red"]);
    let plan = row.plan.expect("a plan");
    assert_eq!((plan.social_account.as_str(), plan.zone.as_str()), ("book-1", "Europe/Berlin"));
    assert_eq!(plan.at.to_rfc3339(), "2026-12-01T17:30:00+00:00", "wall time in the zone");
    assert_eq!(plan.horizon, Horizon::HoursBefore { hours: 3 });
    let offset = one("idea,style,voice,platform,account_id,scheduled_at,zone\n\
                      x,Quiz,aria_us,tiktok,acc_1,2026-12-01T18:30:00-05:00,America/New_York\n");
    assert_eq!(offset.plan.expect("a plan").local.to_string(), "2026-12-01 18:30:00");
}

#[test]
fn each_bad_row_says_every_reason_by_line_and_column() {
    let csv = "idea,style,voice,duration,platform,account,time,caption_style\n\
               ,listicle,nobody,45.5,,,,\n\
               fine,Quiz,aria_us,,,,,\n\
               x,Quiz,aria_us,91,,,,neon\n\
               x,Quiz,aria_us,,tiktok,acc_2,2026-12-01 18:30,\n\
               x,Quiz,aria_us,,tiktok,acc_1,2020-01-01 10:00,\n\
               x,Quiz,aria_us,,tiktok,acc_1,tomorrow,\n\
               x,Quiz,aria_us,,,acc_1,,\n\
               a, comma, too many,x,Quiz,aria_us,,,,,,\n";
    let found = problems(csv);
    let expected = [
        (2, "duration", FieldRule::OutOfRange),
        (2, "idea", FieldRule::Required),
        (2, "style", FieldRule::UnknownValue),
        (2, "voice", FieldRule::UnknownValue),
        (4, "duration", FieldRule::OutOfRange),
        (4, "caption_style", FieldRule::UnknownValue),
        (5, "account", FieldRule::UnknownValue),
        (6, "time", FieldRule::Past),
        (7, "time", FieldRule::Unreadable),
        (8, "platform", FieldRule::Required),
        (8, "time", FieldRule::Required),
    ];
    let expected: Vec<_> = expected.map(|(line, column, rule)| (line, column.to_owned(), rule)).into();
    assert_eq!(found.iter().filter(|(line, ..)| *line < 9).cloned().collect::<Vec<_>>(), expected);
    assert!(found.iter().any(|(line, ..)| *line == 9), "shifted cells are refused: {found:?}");
    let (report, rows) = check(csv.as_bytes(), &known()).expect("read");
    assert_eq!((report.rows, rows.len()), (8, 1), "the good row goes on");
    assert!(report.problems.iter().all(|problem| problem.message.ends_with('.')), "{:?}", report.problems);
}

#[test]
fn a_file_that_is_no_table_of_videos_is_refused_with_one_reason() {
    for (csv, rule) in [
        ("", FieldRule::Required),
        ("name,age\nx,1\n", FieldRule::Required),
        ("idea,style,voice,account,account_id\n", FieldRule::Duplicate),
    ] {
        assert_eq!(problems(csv), [(1, String::new(), rule)], "{csv:?}");
    }
    let (report, rows) = check(&[0xFF; 3_000], &known()).expect("read");
    assert_eq!((report.problems.len(), rows.len()), (1, 0));
    let (report, _) = check(b"idea,style,voice,notes,=1+1\nx,Quiz,aria_us,n,n\n", &known()).expect("read");
    assert_eq!((report.unknown_columns, report.problems.len()), (vec!["notes".into(), "=1+1".to_owned()], 0));
}

#[test]
fn latin_1_a_megabyte_cell_and_an_open_quote_cost_their_own_rows_only() {
    let mut csv = b"\xEF\xBB\xBFidea,style,voice\r\nF\xFCchse,Quiz,aria_us\r\n=1+1,Quiz,aria_us\r\n".to_vec();
    csv.extend_from_slice("é".repeat(2_621_440).as_bytes());
    csv.extend_from_slice(b",Quiz,aria_us\r\nx,Quiz,\"aria_us\r\nlast,Quiz,aria_us\r\n");
    let begun = Instant::now();
    let (report, rows) = check(&csv, &known()).expect("read");
    assert!(begun.elapsed() < Duration::from_secs(2), "5 MB in one cell: {:?}", begun.elapsed());
    let found: Vec<_> = report.problems.iter().map(|p| (p.line, p.column.as_deref(), p.rule)).collect();
    assert_eq!(
        found,
        [
            (2, Some("idea"), FieldRule::Unreadable),
            (4, Some("idea"), FieldRule::TooLong),
            (5, None, FieldRule::Unreadable),
        ]
    );
    assert!(report.problems.iter().all(|problem| problem.message.len() < 200), "five megabytes are not repeated");
    let ideas: Vec<_> = rows.iter().map(|row| row.form.idea.as_str()).collect();
    assert_eq!(ideas, ["=1+1", "last"], "a formula is a text here");
}

#[test]
fn a_thousand_rows_are_checked_in_well_under_two_seconds() {
    let mut csv = String::from("idea,style,voice,platform,account,caption,time\n");
    for n in 0..1_000 {
        let idea = "A long idea. ".repeat(150);
        writeln!(csv, "\"{n} {idea}\",Quiz,aria_us,tiktok,acc_1,\"#fact {n}\",2026-12-01 18:30").expect("text");
    }
    let begun = Instant::now();
    let (report, rows) = check(csv.as_bytes(), &known()).expect("read");
    assert_eq!((report.problems.as_slice(), rows.len()), ([].as_slice(), 1_000));
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

#[test]
fn more_rows_than_a_file_may_have_are_not_read_in_silence() {
    let csv = format!("idea,style,voice\n{}", "x,Quiz,aria_us\n".repeat(table::MOST_ROWS + 5));
    let (report, rows) = check(csv.as_bytes(), &known()).expect("read");
    assert_eq!(rows.len(), table::MOST_ROWS);
    assert_eq!(report.problems.last().map(|problem| problem.rule), Some(FieldRule::Unreadable));
}

proptest! {
    #[test]
    fn whatever_the_bytes_are_it_ends_and_every_line_is_one_of_the_file(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let mut csv = b"idea,style,voice\n".to_vec();
        csv.extend_from_slice(&bytes);
        let (report, rows) = check(&csv, &known()).expect("read");
        let lines = csv.split(|byte| *byte == b'\n').count() as u32;
        prop_assert!(report.problems.iter().map(|p| p.line).chain(rows.iter().map(|r| r.line)).all(|line| line <= lines + 1));
    }

    #[test]
    fn a_good_row_is_found_after_any_line_without_quotes(junk in "[^\"\r\n]{0,80}") {
        let csv = format!("idea,style,voice\n{junk}\ngood,Quiz,aria_us\n");
        let (_, rows) = check(csv.as_bytes(), &known()).expect("read");
        prop_assert!(rows.iter().any(|row| row.form.idea == "good"));
    }

    /// A table as a person would have it, then damaged: what is still taken is what a click would be taken with, and
    /// every reason is short, readable and about a line of the file.
    #[test]
    fn what_a_damaged_table_gives_is_as_good_as_a_click(
        rows in proptest::collection::vec(proptest::collection::vec(cell(), 7), 1..8),
        damage in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let mut csv = b"idea,style,voice,duration,metadata.team,platform,time\n".to_vec();
        for row in &rows {
            csv.extend_from_slice(crate::ledger::export::line(&row.iter().map(String::as_str).collect::<Vec<_>>()).as_bytes());
        }
        for (place, byte) in damage {
            let place = place.index(csv.len());
            csv[place] = byte;
        }
        let (report, read) = check(&csv, &known()).expect("read");
        for row in &read {
            prop_assert!(form::check(&row.form).is_empty(), "{:?}", row.form);
            prop_assert!(row.plan.as_ref().is_none_or(|plan| plan.at > known().now), "no post for a time that is past");
        }
        let lines: BTreeSet<u32> = read.iter().map(|row| row.line).collect();
        prop_assert_eq!(lines.len(), read.len(), "a row is taken once");
        for problem in &report.problems {
            prop_assert!(!lines.contains(&problem.line), "taken and refused: {:?}", problem);
            prop_assert!(problem.message.len() < 400 && !problem.message.contains(char::is_control), "{:?}", problem);
        }
        prop_assert!(report.rows as usize >= read.len());
    }
}

fn cell() -> impl Strategy<Value = String> {
    let good =
        ["Why cats purr", "Quiz", "Listicle", "aria_us", "leo_uk", "30", "tiktok", "2026-12-01 18:30", "red", ""];
    let bad = [
        "'",
        "\"",
        "=1+1",
        "-5",
        "9999999999999999999",
        "2026-03-29 02:30",
        "1969-01-01 00:00",
        "ü\u{202e}",
        "a\nb",
        "\t",
    ];
    prop_oneof![
        6 => proptest::sample::select(good.to_vec()).prop_map(str::to_owned),
        2 => proptest::sample::select(bad.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{0,30}",
        1 => Just("long ".repeat(450)),
    ]
}
