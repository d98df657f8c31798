//! A database that something else wrote into: every column of every table gets values that SQLite lets in, and every
//! reader reads. It may refuse; it must not panic, and it must not take for "to be sent" what is not.

use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use rusqlite::Connection;
use rusqlite::types::Value;
use tempfile::TempDir;

use super::*;
use crate::domain::intent::{Kind, State};
use crate::view::{LibraryQuery, LibrarySort, Settings, Theme};

const ACCOUNT: &str = "acc";

/// One sound row in every table that is read back.
const SOUND: &str = r#"
INSERT INTO account VALUES ('acc', 'live', 'https://api.tikvod.com/v1', 'tv_live_…3f9a', 'keychain', 1000, 1,
    '{"credits":5,"costPerVideo":1.0,"currency":"usd","asOf":"2026-06-16T12:00:00Z"}', 'vid_1', 0);
INSERT INTO intent (id, click_id, kind, account_id, state, body, fingerprint, place, video_id, problem, credits_used,
    created_at, sent_at, next_look_at)
VALUES ('i1', 'c1', 'video', 'acc', 'pending', '{"idea":"bees","style":"Quiz","voice":"aria_us","language":"en",
        "duration":15,"resolution":"1080p","captionStyle":null,"music":"calm","metadata":[]}', 'fp', 1.0, NULL, NULL, NULL, 1000,
        NULL, NULL),
    ('i2', 'c2', 'video', 'acc', 'ambiguous', '{"idea":"bees","style":"Quiz","voice":"aria_us","language":"en",
        "duration":15,"resolution":"1080p","captionStyle":null,"music":"calm","metadata":[]}', 'fp', 2.0, 'vid_1',
        '{"code":"unconfirmed","message":"m","retryable":false,"requestId":null,"fields":[]}', 1, 1000, 2000, 3000);
INSERT INTO attempt VALUES ('i2', 1, 2000, 3000, -5, 'ambiguous', 500, 'req_1', 1);
INSERT INTO event (subject, subject_id, at, from_state, to_state) VALUES ('intent', 'i2', 2000, 'pending', 'sending');
INSERT INTO video (account_id, id, status, idea, style, script, length, created_at, finished_at)
VALUES ('acc', 'vid_1', 'completed', 'bees', 'Quiz', '[{"text":"a","visualPrompt":null,"hook":true}]', 15.0, 1000, 2000);
INSERT INTO social_account VALUES ('s1', 'acc', 'tiktok', 'acc_1', '@me', 1000, NULL);
INSERT INTO plan VALUES ('p1', 'c3', 'acc', 'vid_1', 's1', '#bees', '2026-12-01T18:30:00', 'Europe/Berlin', 9000,
    '{"kind":"now"}', 1000, 'planned', NULL, NULL, 0);
INSERT INTO later_plan VALUES ('i1', 'p2', 's1', '#bees', '2026-12-01T18:30:00', 'Europe/Berlin', 9000, '{"kind":"now"}', 1000);
INSERT INTO download VALUES ('acc', 'vid_1', 'waiting', 5, 10, NULL, NULL, 1000);
INSERT INTO ledger (account_id, kind, credits, at, intent_id, video_id) VALUES ('acc', 'spend', -1, 1000, 'i2', 'vid_1');
INSERT INTO ledger_check VALUES ('acc', 5, 1000, 0, NULL);
INSERT INTO launch VALUES (1, 'db', 3, 'dev', NULL, NULL, NULL);
INSERT INTO setting VALUES ('settings', '{"theme":"dark"}');
INSERT INTO catalogue VALUES ('acc', '{"voices":[],"styles":[],"caption_styles":[],"samples":[]}', 1000);
"#;

struct Bench {
    connection: Connection,
    /// Table, column, declared type.
    columns: Vec<(String, String, String)>,
    _folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        drop(Store::open(folder.path()).expect("a database"));
        let connection = Connection::open(folder.path().join(FILE)).expect("it opens");
        // Whoever writes into it by hand is not held by our checks.
        connection.execute_batch("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF").expect("settings");
        connection.execute_batch(SOUND).expect("sound rows");
        let columns = {
            let sql = "SELECT m.name, c.name, c.type FROM sqlite_schema AS m, pragma_table_info(m.name) AS c
                       WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT IN ('change', 'draft', 'take')";
            let mut select = connection.prepare(sql).expect("a statement");
            let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("columns");
            rows.collect::<rusqlite::Result<Vec<_>>>().expect("columns")
        };
        Self { connection, columns, _folder: folder }
    }

    /// Puts a value in place for as long as `then` takes; not where SQLite itself refuses it.
    fn with(&self, place: Index, (text, number): &(Option<String>, i64), then: impl FnOnce(&Connection, &str)) {
        let (table, column, kind) = place.get::<(String, String, String)>(&self.columns);
        let value = match (text, kind.as_str()) {
            (None, _) => Value::Null,
            (Some(text), "TEXT") => Value::Text(text.clone()),
            (_, "REAL") => Value::Real(*number as f64),
            _ => Value::Integer(*number),
        };
        self.connection.execute_batch("SAVEPOINT damage").expect("a savepoint");
        if self.connection.execute(&format!("UPDATE {table} SET {column} = ?1"), [value]).is_ok() {
            then(&self.connection, &format!("{table}.{column}"));
        }
        self.connection.execute_batch("ROLLBACK TO damage; RELEASE damage").expect("as before");
    }
}

fn value() -> impl Strategy<Value = (Option<String>, i64)> {
    let names = vec![
        "",
        "null",
        "{}",
        "[]",
        "\"x\"",
        "pending",
        "Pending",
        "sending",
        "publish",
        "9999-99-99",
        "{\"kind\":\"hours_before\"}",
        "[{\"text\":7}]",
        "{\"credits\":1e99}",
        "+262143-01-01T00:00:00Z",
        "\u{202e}",
        "{\"theme\":\"pink\",\"textSize\":-1}",
    ];
    let text = prop_oneof![
        3 => select(names).prop_map(|text| Some(text.to_owned())),
        1 => "\\PC{0,20}".prop_map(Some),
        1 => Just(None),
    ];
    let number = prop_oneof![any::<i64>(), select(vec![i64::MIN, i64::MAX, -1, 0, 1, 1 << 32, 8_210_266_876_800_000])];
    (text, number)
}

/// Everything that reads. What it gives is looked at by the caller where it matters.
fn read_all(connection: &Connection) -> Vec<bool> {
    let now = DateTime::UNIX_EPOCH;
    let query = LibraryQuery {
        search: "bees".into(),
        status: None,
        style: None,
        days: Some(u32::MAX),
        sort: LibrarySort::Title,
        offset: 0,
        limit: 10,
    };
    vec![
        accounts::active(connection).is_ok(),
        accounts::history(connection, ACCOUNT).is_ok(),
        catalogue::get(connection, ACCOUNT).is_ok(),
        settings::get(connection).is_ok(),
        intents::get(connection, "i2").is_ok(),
        intents::shown(connection, ACCOUNT, now).is_ok(),
        intents::spent(connection, ACCOUNT, now).is_ok(),
        intents::promised(connection, ACCOUNT, now).is_ok(),
        intents::request_ids(connection, "i2").is_ok(),
        intents::count(connection, ACCOUNT, Kind::Video, State::Ambiguous).is_ok(),
        doubt::open(connection, ACCOUNT).is_ok(),
        doubt::seen_there(connection, ACCOUNT, now).is_ok(),
        videos::get(connection, ACCOUNT, "vid_1").is_ok(),
        videos::open_ends(connection, ACCOUNT).is_ok(),
        videos::slots_used(connection, ACCOUNT).is_ok(),
        videos::finished_unseen(connection, ACCOUNT).is_ok(),
        videos::find(connection, ACCOUNT, &query, now).is_ok(),
        plans::get(connection, "p1").is_ok(),
        plans::open_ends(connection).is_ok(),
        plans::dropped_from(connection, "p1").is_ok(),
        social_accounts::list(connection, ACCOUNT).is_ok(),
        downloads::all(connection).is_ok(),
        ledger::entries(connection, ACCOUNT, None, 10).is_ok(),
        ledger::expected(connection, ACCOUNT).is_ok(),
        launch::is_named(connection).is_ok(),
        launch::frozen(connection).is_ok(),
        launch::waiting(connection).is_ok(),
        last_seq(connection).is_ok(),
    ]
}

#[test]
fn sound_rows_are_read() {
    let bench = Bench::new();
    assert_eq!(read_all(&bench.connection), vec![true; 28]);
    let pending = intents::pending(&bench.connection, ACCOUNT).expect("read");
    assert_eq!(pending.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["i1"]);
    assert!(bench.columns.len() > 100, "{}", bench.columns.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn no_value_makes_a_reader_panic_or_send(place in any::<Index>(), value in value()) {
        static BENCH: OnceLock<Mutex<Bench>> = OnceLock::new();
        let bench = BENCH.get_or_init(|| Mutex::new(Bench::new())).lock().unwrap_or_else(PoisonError::into_inner);
        let mut wrong = None;
        bench.with(place, &value, |connection, column| {
            read_all(connection);
            let sql = "SELECT count(*) FROM intent WHERE account_id = 'acc' AND state = 'pending'";
            let there: u32 = connection.query_row(sql, [], |row| row.get(0)).expect("a count");
            let read = intents::pending(connection, ACCOUNT);
            if read.is_ok_and(|rows| rows.len() > there as usize || rows.iter().any(|row| row.state != State::Pending)) {
                wrong = Some(column.to_owned());
            }
        });
        prop_assert_eq!(wrong, None, "{:?} is taken for something to send", value);
    }
}

proptest! {
    /// Settings are kept as they are, and what an older or newer version wrote beside them costs nothing.
    #[test]
    fn settings_come_back(text_size: u16, paused: bool, fence in proptest::option::of(1u32..), more in "[a-z]{1,9}", theme in 0usize..3) {
        let theme = [Theme::System, Theme::Light, Theme::Dark][theme];
        let settings = Settings { theme, text_size, paused, fence_day: fence, ..Settings::default() };
        let mut json = serde_json::to_value(&settings).expect("JSON");
        json[format!("new_{more}")] = serde_json::json!({"not": ["known"]});
        let connection = Connection::open_in_memory().expect("a database");
        connection.execute_batch("CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT").expect("a table");
        connection.execute("INSERT INTO setting VALUES ('settings', ?1)", [json.to_string()]).expect("a row");
        prop_assert_eq!(settings::get(&connection).expect("read"), settings);
    }
}
