use std::sync::Arc;

use tempfile::TempDir;

use super::*;
use crate::ports::SystemClock;

struct Bench {
    folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    /// A program on the folder.
    fn program(&self, name: &str) -> Arc<Budget> {
        let shared = Arc::new(Shared::new(self.folder.path(), name.to_owned()));
        Arc::new(Budget::new("key".into(), shared, Arc::new(SystemClock)))
    }
}

fn tries(budget: &Arc<Budget>, asker: Asker) -> Option<Turn> {
    match budget.try_take(asker) {
        Tried::Turn(number, row) => Some(Turn { budget: Arc::clone(budget), number, row }),
        Tried::Wait(_) => None,
    }
}

fn waits(budget: &Budget, asker: Asker) -> Duration {
    match budget.try_take(asker) {
        Tried::Turn(..) => panic!("a turn"),
        Tried::Wait(wait) => wait,
    }
}

fn take(budget: &Arc<Budget>, asker: Asker, count: usize) -> Vec<Turn> {
    (0..count).map(|n| tries(budget, asker).unwrap_or_else(|| panic!("turn {n} of {asker:?}"))).collect()
}

#[tokio::test(start_paused = true)]
async fn ten_of_fifty_five_are_kept_for_clicks() {
    let budget = Bench::new().program("a");
    drop(take(&budget, Asker::Click, 1));
    drop(take(&budget, Asker::Background, 44));
    assert!(tries(&budget, Asker::Background).is_none(), "the 46th has to wait");
    drop(take(&budget, Asker::Click, 10));
    assert!(tries(&budget, Asker::Click).is_none(), "the 56th request has to wait");
    tokio::time::advance(WINDOW).await;
    assert!(tries(&budget, Asker::Background).is_some());
}

#[tokio::test(start_paused = true)]
async fn with_nobody_clicking_the_reserve_is_lent_out_and_the_first_click_takes_it_back() {
    let budget = Bench::new().program("a");
    drop(take(&budget, Asker::Background, 53));
    assert!(tries(&budget, Asker::Background).is_none());
    assert!(tries(&budget, Asker::Click).is_some(), "a click finds its turn at once");
    tokio::time::advance(WINDOW).await;
    drop(take(&budget, Asker::Background, 45));
    assert!(tries(&budget, Asker::Background).is_none(), "ten are kept again");
    tokio::time::advance(ATTENTION).await;
    drop(take(&budget, Asker::Background, 53));
}

#[tokio::test(start_paused = true)]
async fn a_turn_counts_until_a_minute_after_its_end() {
    let budget = Bench::new().program("a");
    let slow = take(&budget, Asker::Background, 53);
    tokio::time::advance(Duration::from_secs(50)).await;
    drop(slow);
    tokio::time::advance(Duration::from_secs(59)).await;
    assert_eq!(waits(&budget, Asker::Background), Duration::from_secs(1), "it may have arrived at its very end");
    tokio::time::advance(Duration::from_secs(1)).await;
    assert!(tries(&budget, Asker::Background).is_some());
}

#[tokio::test]
async fn two_programs_share_one_budget_and_a_third_key_has_its_own() {
    let bench = Bench::new();
    let (app, line) = (bench.program("app"), bench.program("line"));
    drop(take(&app, Asker::Background, 30));
    drop(take(&line, Asker::Background, 23));
    assert!(tries(&app, Asker::Background).is_none() && tries(&line, Asker::Background).is_none());
    assert!(waits(&line, Asker::Background) > Duration::from_secs(50));
    let shared = Arc::new(Shared::new(bench.folder.path(), "app".into()));
    let other = Arc::new(Budget::new("other key".into(), shared, Arc::new(SystemClock)));
    drop(take(&other, Asker::Background, 53));
}

#[tokio::test]
async fn a_program_that_starts_again_finds_what_it_spent() {
    let bench = Bench::new();
    drop(take(&bench.program("before"), Asker::Background, 53));
    assert!(tries(&bench.program("after"), Asker::Background).is_none());
}

#[tokio::test]
async fn a_limit_and_a_closed_door_are_told_to_the_others() {
    let bench = Bench::new();
    let (app, line) = (bench.program("app"), bench.program("line"));
    let now = Utc::now();
    app.learn(Some(RateHeaders { limit: Some(6), remaining: Some(6), reset: None }), now);
    app.close(Some(now.timestamp() + 90), now);
    let told = || tokio::time::sleep(Duration::from_millis(20));
    for _ in 0..100 {
        if matches!(line.try_take(Asker::Click), Tried::Wait(wait) if wait > Duration::from_secs(80)) {
            return;
        }
        told().await;
    }
    panic!("the other program was not told");
}

/// A clock that a test sets.
struct Set(Mutex<DateTime<Utc>>);

impl Clock for Set {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().expect("unpoisoned")
    }
}

#[tokio::test]
async fn a_clock_that_was_set_back_a_year_closes_nothing_for_longer_than_a_minute() {
    let bench = Bench::new();
    let clock = Arc::new(Set(Mutex::new(Utc::now())));
    let program = |name: &str| {
        let shared = Arc::new(Shared::new(bench.folder.path(), name.to_owned()));
        Arc::new(Budget::new("key".into(), shared, Arc::clone(&clock) as _))
    };
    drop(take(&program("before"), Asker::Background, 53));
    // Ends are written by tasks of their own; the clock is set once all of them are.
    let file = rusqlite::Connection::open(bench.folder.path().join("requests.sqlite3")).expect("the file");
    for _ in 0..500 {
        let open: u32 = file
            .query_row("SELECT count(*) FROM turn WHERE ended_at IS NULL", [], |row| row.get(0))
            .expect("the turns");
        if open == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    *clock.0.lock().expect("unpoisoned") -= TimeDelta::days(365);
    let after = program("after");
    assert!(waits(&after, Asker::Background) <= WINDOW);
    *clock.0.lock().expect("unpoisoned") += TimeDelta::seconds(61);
    drop(take(&after, Asker::Background, 53));
}

#[tokio::test]
async fn a_file_that_is_no_database_is_made_anew_and_none_at_all_stops_nobody() {
    let bench = Bench::new();
    std::fs::write(bench.folder.path().join("requests.sqlite3"), vec![b'x'; 4_096]).expect("written");
    drop(take(&bench.program("a"), Asker::Background, 30));
    drop(take(&bench.program("b"), Asker::Background, 23));
    assert!(tries(&bench.program("c"), Asker::Background).is_none(), "counted together");
    let nowhere = Arc::new(Shared::new(Path::new("/nonexistent/folder"), "a".into()));
    let alone = Arc::new(Budget::new("key".into(), nowhere, Arc::new(SystemClock)));
    drop(take(&alone, Asker::Background, 53));
    assert!(tries(&alone, Asker::Background).is_none(), "our own turns are counted all the same");
}

#[tokio::test(start_paused = true)]
async fn nonsense_in_the_headers_neither_opens_nor_closes_it() {
    let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
    for (limit, reset) in [(Some(0), Some(i64::MAX)), (Some(-5), Some(-1)), (None, None), (Some(60), Some(0))] {
        let budget = Bench::new().program("a");
        budget.learn(Some(RateHeaders { limit, remaining: Some(-3), reset }), now);
        assert!(tries(&budget, Asker::Background).is_some());
        assert!(budget.meter(now).is_none_or(|meter| meter.resets_at <= now + TimeDelta::seconds(120)));
    }
    let budget = Bench::new().program("a");
    budget.close(Some(i64::MAX), now);
    assert_eq!(waits(&budget, Asker::Click), Duration::from_secs(120));
}

proptest::proptest! {
    #[test]
    fn a_window_never_holds_more_than_the_limit_and_never_nothing(limit in 1_u32..20_000, clicked: bool) {
        for asker in [Asker::Click, Asker::Background] {
            let most = window::most(asker, limit, clicked);
            proptest::prop_assert!(most >= 1 && most <= limit as usize);
            proptest::prop_assert!(most <= window::most(Asker::Click, limit, clicked), "clicks come first");
        }
    }

    /// Headers are distrusted (reliability.md N4): however they lie, the limit, the rest and the end of the window stay
    /// within reason, and nobody waits longer than two minutes.
    #[test]
    fn no_header_takes_the_budget_out_of_its_bounds(
        told in proptest::collection::vec((odd(), odd(), odd(), proptest::option::weighted(0.3, odd())), 1..6),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
        let within = runtime.block_on(async {
            let (mut window, now) = (Window::default(), Utc::now());
            for (limit, remaining, reset, closes) in told {
                window.learn(RateHeaders { limit, remaining, reset }, now);
                if let Some(reset) = closes {
                    let seconds = closed_for(reset, now);
                    window.close(Instant::now() + Duration::from_secs(seconds), now + TimeDelta::seconds(seconds.cast_signed()));
                }
            }
            let meter = window.meter(now);
            let number = window.begin(Asker::Click, Instant::now());
            window.end(number, Instant::now());
            let sound = meter.is_none_or(|meter| {
                (1..=10_000).contains(&meter.limit)
                    && meter.remaining <= meter.limit
                    && (now..=now + TimeDelta::seconds(120)).contains(&meter.resets_at)
            });
            let waits = window.wait(Asker::Background, Instant::now(), &[], true).unwrap_or_default();
            sound && waits <= Duration::from_secs(120)
        });
        proptest::prop_assert!(within);
    }
}

/// A number of a header, or none.
fn odd() -> impl proptest::strategy::Strategy<Value = Option<i64>> {
    use proptest::prelude::*;
    let now = Utc::now().timestamp();
    prop_oneof![
        Just(None),
        any::<i64>().prop_map(Some),
        proptest::sample::select(vec![0, -1, 60, i64::MIN, i64::MAX, now, now + 30, now * 1000]).prop_map(Some),
    ]
}
