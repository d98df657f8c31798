//! Plans over a real database.

use chrono::{NaiveDateTime, TimeDelta, Timelike as _};

use super::bench::{ACCOUNT, Bench, VIDEO, noon};
use super::*;
use crate::store::failed;
use crate::view::{AddSocialAccountArgs, Code, FieldRule, Horizon, PlanState};

const TWELVE: Horizon = Horizon::HoursBefore { hours: 12 };
const DAY: i64 = 24 * 60;

type Change = fn(&mut NewPlanArgs);

fn id(plan: &PlanView) -> IdArgs {
    IdArgs { id: plan.id.clone() }
}

async fn shown(bench: &Bench, id: &str) -> PlanView {
    let range = PlanRangeArgs { from: noon() - TimeDelta::days(400), to: noon() + TimeDelta::days(400) };
    let plans = bench.core.plans(range).await.expect("the plans");
    plans.into_iter().find(|plan| plan.id == id).expect("the plan is on the calendar")
}

async fn outcome(bench: &Bench, plan: &PlanView, outcome: PublishOutcome) {
    let (id, now) = (plan.id.clone(), bench.core.now());
    bench.write(move |tx| apply_outcome(tx, &id, outcome, now)).await;
}

/// Sets the newest intent to a state, as the outbox would have.
async fn set_intent(bench: &Bench, state: intent::State) {
    bench
        .write(move |tx| {
            tx.execute("UPDATE intent SET state = ?1 WHERE place = (SELECT max(place) FROM intent)", [state.as_str()])
                .map_err(failed("set an intent"))
        })
        .await;
}

fn code(error: &CoreError) -> Code {
    error.view().code
}

#[tokio::test]
async fn the_same_click_is_the_same_plan() {
    let bench = Bench::new().await;
    let args = bench.new_plan(DAY, TWELVE).await;
    let first = bench.core.create_plan(args.clone()).await.expect("a plan");
    bench.set_now(noon() + TimeDelta::days(3));
    let second = bench.core.create_plan(args).await.expect("the same click, though its time has passed");
    assert_eq!(first.id, second.id);
    assert_eq!((first.state, first.title.as_str()), (PlanState::Planned, "5 places where the sun never sets"));
    assert_eq!(first.hand_over_at, Some(noon() + TimeDelta::hours(12)));
    assert_eq!((first.platform.as_str(), first.account_name.as_str()), ("tiktok", "@fivefactsdaily"));
}

#[tokio::test]
async fn each_bad_field_is_named() {
    let bench = Bench::new().await;
    let good = bench.new_plan(DAY, TWELVE).await;
    let cases: [(&str, FieldRule, Change); 10] = [
        ("clickId", FieldRule::UnknownValue, |a| a.click_id = "x".into()),
        ("videoId", FieldRule::UnknownValue, |a| a.video_id = "vid_other".into()),
        ("socialAccount", FieldRule::UnknownValue, |a| a.social_account = "?".into()),
        ("platform", FieldRule::UnknownValue, |a| a.platform = "snapchat".into()),
        ("caption", FieldRule::TooLong, |a| a.caption = "é".repeat(2_201)),
        ("horizon", FieldRule::OutOfRange, |a| a.horizon = Horizon::HoursBefore { hours: 0 }),
        ("zone", FieldRule::UnknownValue, |a| a.zone = "Mars/Olympus".into()),
        ("local", FieldRule::Past, |a| a.local = (noon() + TimeDelta::seconds(119)).naive_utc()),
        ("local", FieldRule::Past, |a| a.local = NaiveDateTime::MIN),
        ("local", FieldRule::OutOfRange, |a| a.local = NaiveDateTime::MAX),
    ];
    for (field, rule, change) in cases {
        let mut args = good.clone();
        change(&mut args);
        let Err(CoreError::Invalid(problems)) = bench.core.create_plan(args).await else {
            panic!("{field} has to be refused")
        };
        let found: Vec<_> = problems.iter().map(|problem| (problem.field.as_str(), problem.rule)).collect();
        assert_eq!(found, [(field, rule)]);
    }
    let edge =
        NewPlanArgs {
            caption: "é".repeat(2_200), local: (noon() + TimeDelta::minutes(2)).naive_utc(), ..good.clone()
        };
    bench.core.create_plan(edge).await.expect("2,200 characters, two minutes ahead");
    bench.video("vid_failed", "failed").await;
    let args = NewPlanArgs { click_id: bench.core.new_id(), video_id: "vid_failed".into(), ..good };
    assert_eq!(bench.core.create_plan(args).await.map_err(|error| code(&error)), Err(Code::NotNow));
}

#[tokio::test]
async fn a_wall_time_that_does_not_exist_moves_forward_and_stays_as_it_was_written() {
    let bench = Bench::new().await;
    let args = NewPlanArgs {
        local: "2027-03-14T02:30:00.5".parse().expect("a wall time"),
        zone: "America/New_York".into(),
        ..bench.new_plan(DAY, TWELVE).await
    };
    let plan = bench.core.create_plan(args).await.expect("a plan");
    assert_eq!(plan.at.to_rfc3339(), "2027-03-14T07:30:00+00:00");
    assert_eq!(plan.local.to_string(), "2027-03-14 02:30:00");
}

#[tokio::test]
async fn a_plan_can_be_moved_dropped_and_put_back_while_it_is_ours() {
    let bench = Bench::new().await;
    let plan = bench.plan(DAY, TWELVE).await;
    let moved = UpdatePlanArgs {
        id: plan.id.clone(),
        local: Some((noon() + TimeDelta::days(2)).naive_utc()),
        caption: Some("Other words".into()),
        ..UpdatePlanArgs::default()
    };
    let moved = bench.core.update_plan(moved).await.expect("moved");
    assert_eq!((moved.at, moved.caption.as_str()), (noon() + TimeDelta::days(2), "Other words"));
    assert_eq!(moved.zone, "UTC", "what is absent stays");
    bench.core.drop_plan(id(&plan)).await.expect("dropped");
    bench.core.drop_plan(id(&plan)).await.expect("twice is once");
    let range = PlanRangeArgs { from: noon(), to: noon() + TimeDelta::days(9) };
    assert!(bench.core.plans(range).await.expect("the plans").is_empty());
    let back = bench.core.restore_plan(id(&plan)).await.expect("put back");
    assert_eq!(back, moved);
    assert_eq!(bench.history(&plan.id).await, ["planned", "dropped", "planned"]);
}

#[tokio::test]
async fn what_tikvod_has_or_may_have_is_locked() {
    let bench = Bench::new().await;
    for accepted in [true, false] {
        let plan = bench.plan(DAY, TWELVE).await;
        bench.core.hand_over_plan(id(&plan)).await.expect("handed over");
        set_intent(&bench, if accepted { intent::State::Accepted } else { intent::State::Ambiguous }).await;
        let result = if accepted {
            PublishOutcome::Accepted { publish_id: Some("pub_1".into()) }
        } else {
            PublishOutcome::Unconfirmed
        };
        outcome(&bench, &plan, result).await;
        let before = shown(&bench, &plan.id).await;
        let change = UpdatePlanArgs { id: plan.id.clone(), caption: Some("x".into()), ..UpdatePlanArgs::default() };
        assert!(bench.core.update_plan(change).await.is_err(), "no change");
        assert!(bench.core.drop_plan(id(&plan)).await.is_err(), "no drop");
        assert!(bench.core.hand_over_plan(id(&plan)).await.is_err(), "no second hand-over");
        assert!(bench.core.restore_plan(id(&plan)).await.is_err(), "nothing to restore");
        assert_eq!(shown(&bench, &plan.id).await, before, "nothing changed by being refused");
    }
    assert_eq!(bench.intents().await.len(), 2, "one intent for each plan");
}

#[tokio::test]
async fn handing_over_writes_one_intent_with_what_was_decided() {
    let bench = Bench::new().await;
    let plan = bench.plan(DAY, TWELVE).await;
    let handed = bench.core.hand_over_plan(id(&plan)).await.expect("handed over");
    assert_eq!((handed.state, handed.horizon), (PlanState::HandingOver, Horizon::Now));
    assert_eq!(bench.intents().await, [format!("{}:1 pending", plan.id)]);
    let click = format!("{}:1", plan.id);
    let row = bench.write(move |tx| intents::of_click(tx, &click)).await.expect("the intent");
    assert_eq!((row.account_id.as_str(), row.video_id.as_deref()), (ACCOUNT, Some(VIDEO)));
    assert_eq!(row.plan_id.as_ref(), Some(&plan.id));
    let body: PublishBody = serde_json::from_str(&row.body).expect("a body");
    let expected = PublishBody {
        platform: "tiktok".into(),
        account_id: "acc_1".into(),
        caption: "Never dark. #facts".into(),
        scheduled_at: Some(plan.at),
    };
    assert_eq!(body, expected);
    assert!(row.body.contains("\"scheduledAt\":\"2026-06-17T12:00:00Z\""), "{}", row.body);
}

#[tokio::test]
async fn what_waits_in_the_outbox_is_taken_back_whole_and_what_is_under_way_is_not() {
    let bench = Bench::new().await;
    let plan = bench.plan(DAY, TWELVE).await;
    bench.core.hand_over_plan(id(&plan)).await.expect("handed over");
    let change = UpdatePlanArgs { id: plan.id.clone(), caption: Some("Better".into()), ..UpdatePlanArgs::default() };
    let changed = bench.core.update_plan(change.clone()).await.expect("it was not sent yet");
    assert_eq!((changed.state, changed.caption.as_str()), (PlanState::Planned, "Better"));
    bench.core.hand_over_plan(id(&plan)).await.expect("handed over again");
    assert_eq!(bench.intents().await, [format!("{}:1 cancelled", plan.id), format!("{}:2 pending", plan.id)]);
    set_intent(&bench, intent::State::Sending).await;
    assert_eq!(bench.core.update_plan(change).await.map_err(|error| code(&error)), Err(Code::NotNow));
    assert_eq!(bench.core.drop_plan(id(&plan)).await.map_err(|error| code(&error)), Err(Code::NotNow));
    assert_eq!(bench.intents().await[1], format!("{}:2 sending", plan.id));
}

#[tokio::test]
async fn each_outcome_moves_the_plan() {
    let bench = Bench::new().await;
    let refusal = CoreError::NotNow("no").view();
    let cases = [
        (PublishOutcome::NotSent, PlanState::HandingOver, None, None),
        (PublishOutcome::Accepted { publish_id: Some("pub_1".into()) }, PlanState::HandedOver, Some("pub_1"), None),
        (PublishOutcome::Accepted { publish_id: None }, PlanState::HandedOver, None, Some(Code::ServerFault)),
        (PublishOutcome::Rejected(refusal), PlanState::Failed, None, Some(Code::NotNow)),
        (PublishOutcome::Unconfirmed, PlanState::Unconfirmed, None, Some(Code::Unconfirmed)),
    ];
    for (result, state, publish_id, problem) in cases {
        let plan = bench.plan(DAY, TWELVE).await;
        bench.core.hand_over_plan(id(&plan)).await.expect("handed over");
        outcome(&bench, &plan, result.clone()).await;
        let plan = shown(&bench, &plan.id).await;
        assert_eq!(plan.state, state, "{result:?}");
        assert_eq!(plan.publish_id.as_deref(), publish_id, "{result:?}");
        assert_eq!(plan.problem.as_ref().map(|problem| problem.code), problem, "{result:?}");
    }
}

#[tokio::test]
async fn an_outcome_that_does_not_fit_is_not_a_failure_of_the_outbox() {
    let bench = Bench::new().await;
    let plan = bench.plan(DAY, TWELVE).await;
    outcome(&bench, &plan, PublishOutcome::Unconfirmed).await;
    assert_eq!(shown(&bench, &plan.id).await.state, PlanState::Planned, "it was never handed over");
    let now = bench.core.now();
    bench.write(move |tx| apply_outcome(tx, "no such plan", PublishOutcome::Unconfirmed, now)).await;
}

#[tokio::test]
async fn the_person_settles_what_is_in_doubt_and_only_then_it_can_go_again() {
    let bench = Bench::new().await;
    let plan = bench.plan(DAY, TWELVE).await;
    bench.core.hand_over_plan(id(&plan)).await.expect("handed over");
    set_intent(&bench, intent::State::Ambiguous).await;
    outcome(&bench, &plan, PublishOutcome::Unconfirmed).await;
    let says = |verdict| SettlePlanArgs { id: plan.id.clone(), verdict };
    let gone = bench.core.settle_plan(says(PlanVerdict::DidNotAppear)).await.expect("settled");
    assert_eq!((gone.state, gone.problem), (PlanState::Failed, None));
    assert_eq!(bench.intents().await, [format!("{}:1 settled", plan.id)]);
    bench.core.hand_over_plan(id(&plan)).await.expect("the person chose to send it again");
    assert_eq!(bench.intents().await[1], format!("{}:2 pending", plan.id));
    let click = format!("{}:2", plan.id);
    let superseded: Option<String> = bench
        .write(move |tx| {
            tx.query_row(
                "SELECT old.click_id FROM intent JOIN intent AS old ON old.id = intent.supersedes WHERE intent.click_id = ?1",
                [click],
                |row| row.get(0),
            )
            .map_err(failed("read an intent"))
        })
        .await;
    assert_eq!(superseded, Some(format!("{}:1", plan.id)), "which one it replaces is known (reliability.md F20)");
}

#[tokio::test]
async fn what_the_person_sees_in_tikvods_calendar_before_its_time_is_handed_over() {
    let bench = Bench::new().await;
    let plan = bench.plan(DAY, TWELVE).await;
    bench.core.hand_over_plan(id(&plan)).await.expect("handed over");
    set_intent(&bench, intent::State::Ambiguous).await;
    outcome(&bench, &plan, PublishOutcome::Unconfirmed).await;
    let says = |verdict| SettlePlanArgs { id: plan.id.clone(), verdict };
    let seen = bench.core.settle_plan(says(PlanVerdict::Appeared)).await.expect("settled");
    assert_eq!((seen.state, seen.problem), (PlanState::HandedOver, None), "it is not posted before its time");
    assert_eq!(bench.intents().await, [format!("{}:1 settled", plan.id)]);
    assert!(bench.core.hand_over_plan(id(&plan)).await.is_err(), "TikVod has it");
    let early = bench.core.settle_plan(says(PlanVerdict::Appeared)).await;
    assert_eq!(early.map_err(|error| code(&error)), Err(Code::NotNow), "nothing is live before its time");
    bench.set_now(plan.at);
    let posted = bench.core.settle_plan(says(PlanVerdict::Appeared)).await.expect("settled");
    assert_eq!(posted.state, PlanState::Posted);
}

#[tokio::test]
async fn posted_is_what_the_person_saw_after_its_time() {
    let bench = Bench::new().await;
    let plan = bench.plan(DAY, TWELVE).await;
    bench.core.hand_over_plan(id(&plan)).await.expect("handed over");
    set_intent(&bench, intent::State::Accepted).await;
    outcome(&bench, &plan, PublishOutcome::Accepted { publish_id: Some("pub_1".into()) }).await;
    bench.set_now(plan.at);
    assert_eq!(shown(&bench, &plan.id).await.state, PlanState::Posting, "its time alone is not a proof");
    let says = SettlePlanArgs { id: plan.id.clone(), verdict: PlanVerdict::Appeared };
    let posted = bench.core.settle_plan(says).await.expect("settled");
    assert_eq!((posted.state, posted.publish_id.as_deref()), (PlanState::Posted, Some("pub_1")));
}

#[tokio::test]
async fn a_missed_plan_goes_again_at_a_time_that_can_be_met() {
    let bench = Bench::new().await;
    let args = NewPlanArgs { zone: "Asia/Kathmandu".into(), ..bench.new_plan(2 * DAY, TWELVE).await };
    let plan = bench.core.create_plan(args).await.expect("a plan");
    bench.apply(&plan.id, Event::Miss).await;
    let now = noon() + TimeDelta::days(5) + TimeDelta::seconds(17);
    bench.set_now(now);
    let says = |verdict| SettlePlanArgs { id: plan.id.clone(), verdict };
    let missed = bench.core.settle_plan(says(PlanVerdict::DidNotAppear)).await.expect("as it is");
    assert_eq!(missed.state, PlanState::Missed, "that it did not appear is no news");
    let change = UpdatePlanArgs { id: plan.id.clone(), caption: Some("x".into()), ..UpdatePlanArgs::default() };
    assert!(matches!(bench.core.update_plan(change).await, Err(CoreError::Invalid(_))), "its time has passed");
    let again = bench.core.hand_over_plan(id(&plan)).await.expect("handed over");
    assert_eq!(again.state, PlanState::HandingOver);
    let ahead = again.at - now;
    assert!(ahead >= SOON && ahead <= SOON + TimeDelta::minutes(1), "{ahead}");
    assert_eq!(again.at.second(), 0);
    assert_eq!((again.local - again.at.naive_utc()).num_minutes(), 345, "the wall time is that of its zone");
}

#[tokio::test]
async fn undoing_a_drop_never_sends_anything() {
    let bench = Bench::new().await;
    let missed = bench.plan(DAY, TWELVE).await;
    bench.apply(&missed.id, Event::Miss).await;
    let failed = bench.plan(DAY, TWELVE).await;
    bench.core.hand_over_plan(id(&failed)).await.expect("handed over");
    set_intent(&bench, intent::State::Rejected).await;
    outcome(&bench, &failed, PublishOutcome::Rejected(CoreError::NotNow("no").view())).await;
    for (plan, state) in [(&missed, PlanState::Missed), (&failed, PlanState::Failed)] {
        let before = shown(&bench, &plan.id).await;
        bench.core.drop_plan(id(plan)).await.expect("dropped");
        let back = bench.core.restore_plan(id(plan)).await.expect("put back");
        assert_eq!(back.state, state);
        assert_eq!(shown(&bench, &plan.id).await, before);
    }
    assert_eq!(bench.intents().await.len(), 1);
}

#[tokio::test]
async fn a_plan_waits_for_its_render_and_says_when_that_will_be_late() {
    let bench = Bench::new().await;
    bench.video(VIDEO, "processing").await;
    let plan = bench.plan(60, Horizon::WhenRendered).await;
    assert_eq!((plan.state, plan.hand_over_at), (PlanState::WaitingForRender, None));
    let handed = bench.core.hand_over_plan(id(&plan)).await.expect("as soon as it is rendered");
    assert_eq!((handed.state, handed.horizon), (PlanState::WaitingForRender, Horizon::Now));
    assert!(bench.intents().await.is_empty(), "there is nothing to post yet");
    let ready = (noon() + TimeDelta::minutes(59)).timestamp_millis();
    bench
        .write(move |tx| {
            tx.execute("UPDATE video SET estimated_ready_at = ?1", [ready]).map_err(failed("set an estimate"))
        })
        .await;
    assert_eq!(shown(&bench, &plan.id).await.problem.map(|problem| problem.code), Some(Code::NotNow));
}

#[tokio::test]
async fn the_book_keeps_what_was_removed() {
    let bench = Bench::new().await;
    let first = bench.social_account().await;
    let plan = bench.plan(DAY, TWELVE).await;
    bench.core.remove_social_account(IdArgs { id: first.id.clone() }).await.expect("removed");
    assert!(bench.core.social_accounts().await.expect("the book").is_empty());
    assert!(bench.core.remove_social_account(IdArgs { id: first.id.clone() }).await.is_err(), "it is not there");
    assert_eq!(shown(&bench, &plan.id).await.account_name, "@fivefactsdaily", "its plans still show it");
    let again = AddSocialAccountArgs { platform: "tiktok".into(), account_id: " acc_1 ".into(), name: String::new() };
    let again = bench.core.add_social_account(again).await.expect("back in the book");
    assert_eq!(again, first, "the same row, with its name");
    let nameless = AddSocialAccountArgs { platform: "snapchat".into(), account_id: "acc_1".into(), name: " ".into() };
    let nameless = bench.core.add_social_account(nameless).await.expect("another platform");
    assert_eq!(nameless.name, "acc_1");
    let bad = AddSocialAccountArgs { platform: " ".into(), account_id: "x".repeat(201), name: "a\0".into() };
    let Err(CoreError::Invalid(problems)) = bench.core.add_social_account(bad).await else { panic!("refused") };
    let found: Vec<_> = problems.iter().map(|problem| (problem.field.as_str(), problem.rule)).collect();
    let expected =
        [("platform", FieldRule::Required), ("accountId", FieldRule::TooLong), ("name", FieldRule::UnknownValue)];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn the_plans_of_another_account_are_not_there() {
    let bench = Bench::new().await;
    let plan = bench.plan(DAY, TWELVE).await;
    bench.open_session("0190aaaa-0000-7000-8000-000000000002", "http://127.0.0.1:9/v1");
    let range = PlanRangeArgs { from: noon(), to: noon() + TimeDelta::days(9) };
    assert!(bench.core.plans(range).await.expect("the plans").is_empty());
    for result in [bench.core.drop_plan(id(&plan)).await, bench.core.hand_over_plan(id(&plan)).await.map(drop)] {
        assert_eq!(result.map_err(|error| code(&error)), Err(Code::NotFound));
    }
}

#[tokio::test]
async fn that_a_missed_post_did_not_appear_is_kept_and_changes_nothing_else() {
    let bench = Bench::new().await;
    let plan = bench.plan(DAY, TWELVE).await;
    bench.apply(&plan.id, Event::Miss).await;
    bench.set_now(plan.at);
    let before = bench.history(&plan.id).await.len();
    let says = SettlePlanArgs { id: plan.id.clone(), verdict: PlanVerdict::DidNotAppear };
    let settled = bench.core.settle_plan(says).await.expect("settled");
    assert_eq!(settled.state, PlanState::Missed);
    assert_eq!(bench.history(&plan.id).await.len(), before + 1, "the log knows that the person looked");
    assert!(bench.intents().await.is_empty(), "nothing is sent by it");
    bench.core.drop_plan(id(&plan)).await.expect("what becomes of it is still the person's choice");
}
