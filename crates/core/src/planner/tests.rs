//! The planner: its decisions by table, its passes over a real database.

use super::*;
use crate::plans::bench::{ACCOUNT, Bench, VIDEO, noon};
use crate::view::UpdatePlanArgs;

/// 18:30 of some day, in minutes from it.
fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minutes)
}

const HOUR: i64 = 60;

fn planned(horizon: Horizon, film: Film) -> Facts {
    Facts {
        state: State::Planned,
        at: at(0),
        horizon,
        planned_at: at(-100 * HOUR),
        film,
        intent: None,
        ready_at: None,
        warned: true,
        account_open: true,
    }
}

#[test]
fn the_next_step_of_a_plan_that_is_ours() {
    let twelve = Horizon::HoursBefore { hours: 12 };
    let ready = Film::Ready(at(-48 * HOUR));
    let last_call = Step::Wait(Some(at(-2) + TimeDelta::milliseconds(1)));
    for (name, horizon, film, now, expected) in [
        ("before its horizon", twelve, ready, at(-20 * HOUR), Step::Wait(Some(at(-12 * HOUR)))),
        ("at its horizon", twelve, ready, at(-12 * HOUR), Step::HandOver),
        ("past its horizon, before its time", twelve, ready, at(-HOUR), Step::HandOver),
        ("at the last call", twelve, ready, at(-2), Step::HandOver),
        ("after the last call", twelve, ready, at(-2) + TimeDelta::milliseconds(1), Step::Miss),
        ("three days late", twelve, ready, at(72 * HOUR), Step::Miss),
        ("not rendered", twelve, Film::ToCome, at(-HOUR), last_call),
        ("not rendered, too late", twelve, Film::ToCome, at(-1), Step::Miss),
        ("now, rendered", Horizon::Now, ready, at(-90 * HOUR), Step::HandOver),
        ("now, not rendered", Horizon::Now, Film::ToCome, at(-90 * HOUR), last_call),
        ("when rendered, rendered", Horizon::WhenRendered, ready, at(-40 * HOUR), Step::HandOver),
        ("when rendered, not rendered", Horizon::WhenRendered, Film::ToCome, at(-40 * HOUR), last_call),
        ("its video failed", twelve, Film::Never, at(-90 * HOUR), Step::Fail),
        ("its video failed, too late", twelve, Film::Never, at(HOUR), Step::Fail),
    ] {
        assert_eq!(decide(&planned(horizon, film), now), expected, "{name}");
    }
    let closed = Facts { account_open: false, ..planned(twelve, ready) };
    assert_eq!(decide(&closed, at(-HOUR)), last_call, "only the open account's plans are handed over");
    assert_eq!(decide(&closed, at(0)), Step::Miss, "no plan is dropped in silence, whatever account is open");
}

#[test]
fn the_next_step_of_a_plan_that_is_being_handed_over() {
    let with =
        |intent| Facts { state: State::HandingOver, intent, ..planned(Horizon::Now, Film::Ready(at(-48 * HOUR))) };
    for state in intent::State::ALL {
        let late = decide(&with(Some(state)), at(10));
        match state {
            intent::State::Pending => assert_eq!(late, Step::CancelAndMiss),
            intent::State::Cancelled => assert_eq!(late, Step::TakeBack),
            _ => assert_eq!(late, Step::Wait(None), "{state}: what may be under way is not touched"),
        }
    }
    assert_eq!(decide(&with(None), at(-HOUR)), Step::TakeBack);
    assert!(matches!(decide(&with(Some(intent::State::Pending)), at(-HOUR)), Step::Wait(Some(_))));
}

#[test]
fn what_tikvod_has_and_what_has_ended_is_left_alone() {
    for state in State::ALL {
        if matches!(state, State::Planned | State::HandingOver) {
            continue;
        }
        for film in [Film::ToCome, Film::Ready(at(-HOUR)), Film::Never] {
            for minutes in [-9_000, -3, 0, 9_000] {
                let facts = Facts { state, ..planned(Horizon::Now, film) };
                assert_eq!(decide(&facts, at(minutes)), Step::Wait(None), "{state:?}");
            }
        }
    }
}

#[test]
fn a_render_that_will_be_late_is_said_once_and_before_it_is_too_late() {
    let facts = Facts { warned: false, ..planned(Horizon::Now, Film::ToCome) };
    assert_eq!(decide(&Facts { ready_at: Some(at(5)), ..facts }, at(-90)), Step::Warn, "TikVod's estimate says so");
    assert!(matches!(decide(&Facts { ready_at: Some(at(-60)), ..facts }, at(-90)), Step::Wait(_)));
    assert_eq!(decide(&facts, at(-32)), Step::Warn, "without an estimate, half an hour before the last call");
    assert!(matches!(decide(&Facts { warned: true, ..facts }, at(-32)), Step::Wait(_)), "once");
    assert_eq!(decide(&facts, at(0)), Step::Miss, "what is too late is missed, not in danger");
}

#[test]
fn five_missed_posts_are_one_notification() {
    let five = (0..5).map(|n| News::Missed(n.to_string())).collect();
    let notices = notices(five);
    assert_eq!(notices.len(), 1, "five notifications at once are noise");
    assert_eq!(notices.first().map(|notice| notice.title.as_str()), Some("5 posts were missed"));
}

async fn pass(bench: &Bench) -> Duration {
    bench.core.plan_once().await.expect("a pass")
}

async fn state(bench: &Bench, id: &str) -> State {
    let id = id.to_owned();
    bench.write(move |tx| rows::get(tx, &id)).await.expect("the plan").state
}

const TWELVE: Horizon = Horizon::HoursBefore { hours: 12 };

#[tokio::test]
async fn a_plan_goes_to_the_outbox_when_its_horizon_comes_and_once() {
    let bench = Bench::new().await;
    let plan = bench.plan(13 * HOUR, TWELVE).await;
    assert_eq!(pass(&bench).await, TICK, "an hour to go: it looks again soon, for the computer may sleep");
    assert!(bench.intents().await.is_empty());
    bench.set_now(noon() + TimeDelta::hours(1) - TimeDelta::seconds(3));
    assert_eq!(pass(&bench).await, Duration::from_secs(3));
    bench.set_now(noon() + TimeDelta::hours(1));
    for _ in 0..3 {
        pass(&bench).await;
    }
    assert_eq!(bench.intents().await, [format!("{}:1 pending", plan.id)]);
    assert_eq!(bench.history(&plan.id).await, ["handing_over"]);
    assert_eq!(bench.notices(), [""; 0]);
}

#[tokio::test]
async fn after_three_days_off_nothing_is_posted_and_one_notification_says_so() {
    let bench = Bench::new().await;
    let mut plans = Vec::new();
    for day in 1..=5 {
        plans.push(bench.plan(day * 10 * HOUR, TWELVE).await.id);
    }
    bench.set_now(noon() + TimeDelta::days(3));
    let bench = bench.reopen("http://127.0.0.1:9/v1").await;
    pass(&bench).await;
    for id in &plans {
        assert_eq!(state(&bench, id).await, State::Missed);
        assert_eq!(bench.history(id).await, ["missed"]);
    }
    assert!(bench.intents().await.is_empty(), "0 are posted");
    assert_eq!(bench.notices().len(), 1, "{:?}", bench.notices());
    pass(&bench).await;
    assert_eq!(bench.notices().len(), 1, "it is said once");
}

#[tokio::test]
async fn a_hand_over_that_could_not_be_sent_in_time_is_taken_out_of_the_outbox() {
    let bench = Bench::new().await;
    let plan = bench.plan(HOUR, Horizon::Now).await;
    pass(&bench).await;
    bench.set_now(plan.at - LAST_CALL);
    assert_eq!(pass(&bench).await, Duration::from_millis(1));
    assert_eq!(state(&bench, &plan.id).await, State::HandingOver, "there is still time");
    bench.set_now(plan.at);
    pass(&bench).await;
    assert_eq!(state(&bench, &plan.id).await, State::Missed);
    assert_eq!(bench.intents().await, [format!("{}:1 cancelled", plan.id)]);
    assert_eq!(bench.notices().len(), 1);
}

#[tokio::test]
async fn what_may_be_under_way_is_never_called_missed() {
    let bench = Bench::new().await;
    let plan = bench.plan(HOUR, Horizon::Now).await;
    pass(&bench).await;
    let (id, now) = (format!("{}:1", plan.id), noon());
    bench
        .write(move |tx| {
            let intent = intents::of_click(tx, &id)?.expect("the intent");
            intents::begin_attempt(tx, &intent.id, now, None)
        })
        .await;
    bench.set_now(plan.at + TimeDelta::days(1));
    pass(&bench).await;
    assert_eq!(state(&bench, &plan.id).await, State::HandingOver);
    // The app ends in the middle of it, and starts again (reliability.md F3).
    let bench = bench.reopen("http://127.0.0.1:9/v1").await;
    pass(&bench).await;
    assert_eq!(state(&bench, &plan.id).await, State::Unconfirmed);
    assert_eq!(bench.intents().await, [format!("{}:1 ambiguous", plan.id)], "and it is not sent again");
}

#[tokio::test]
async fn a_video_that_failed_is_said_at_once_not_at_the_posts_time() {
    let bench = Bench::new().await;
    bench.video(VIDEO, "processing").await;
    let plan = bench.plan(40 * HOUR, TWELVE).await;
    pass(&bench).await;
    assert_eq!(state(&bench, &plan.id).await, State::Planned);
    bench.video(VIDEO, "failed").await;
    pass(&bench).await;
    assert_eq!(state(&bench, &plan.id).await, State::Failed);
    let notices = bench.notices();
    assert_eq!(notices.len(), 1);
    assert!(notices[0].contains("5 places where the sun never sets"), "{notices:?}");
    assert!(bench.intents().await.is_empty());
}

#[tokio::test]
async fn a_render_that_may_be_late_is_said_once_for_a_time() {
    let bench = Bench::new().await;
    bench.video(VIDEO, "processing").await;
    let plan = bench.plan(31, Horizon::Now).await;
    for _ in 0..3 {
        pass(&bench).await;
    }
    assert_eq!(bench.notices().len(), 1, "{:?}", bench.notices());
    assert!(bench.notices()[0].contains("may not go out in time"));
    assert_eq!(state(&bench, &plan.id).await, State::Planned, "it may still make it");
    let other_words = UpdatePlanArgs { id: plan.id.clone(), caption: Some("Other words".into()), ..Default::default() };
    bench.core.update_plan(other_words).await.expect("changed");
    pass(&bench).await;
    assert_eq!(bench.notices().len(), 1, "other words do not make it later");
    let local = Some((noon() + TimeDelta::minutes(32)).naive_utc());
    let a_minute_later = UpdatePlanArgs { id: plan.id.clone(), local, ..Default::default() };
    bench.core.update_plan(a_minute_later).await.expect("changed");
    pass(&bench).await;
    assert_eq!(bench.notices().len(), 2, "a new time is in danger anew");
    bench.video(VIDEO, "completed").await;
    pass(&bench).await;
    assert_eq!(state(&bench, &plan.id).await, State::HandingOver);
}

#[tokio::test]
async fn only_the_open_accounts_plans_are_handed_over() {
    let bench = Bench::new().await;
    let plan = bench.plan(HOUR, Horizon::Now).await;
    bench.open_session("0190aaaa-0000-7000-8000-000000000002", "http://127.0.0.1:9/v1");
    pass(&bench).await;
    assert_eq!(state(&bench, &plan.id).await, State::Planned);
    bench.open_session(ACCOUNT, "http://127.0.0.1:9/v1");
    pass(&bench).await;
    assert_eq!(state(&bench, &plan.id).await, State::HandingOver);
}

#[tokio::test]
async fn a_plan_that_waited_for_its_render_goes_as_soon_as_it_is_there() {
    let bench = Bench::new().await;
    bench.video(VIDEO, "processing").await;
    let plan = bench.plan(HOUR, Horizon::WhenRendered).await;
    pass(&bench).await;
    assert!(bench.intents().await.is_empty());
    bench.video(VIDEO, "completed").await;
    pass(&bench).await;
    assert_eq!(bench.intents().await, [format!("{}:1 pending", plan.id)]);
}
