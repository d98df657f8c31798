//! What events prove, and what they do not.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use serde_json::json;

use super::event::{Said, parse};
use super::evidence::{Left, take};
use crate::domain::plan::Event as PlanEvent;
use crate::plans::bench::{ACCOUNT, Bench, VIDEO, noon};
use crate::store::{failed, plans};
use crate::view::{AccountKind, Horizon};

async fn take_json(bench: &Bench, event: serde_json::Value) -> Left {
    let event = parse(event.to_string().as_bytes()).expect("an event");
    bench.write(move |tx| take(tx, ACCOUNT, AccountKind::Live, &event, noon())).await
}

fn posted(id: &str, at: DateTime<Utc>) -> serde_json::Value {
    json!({"id": "evt_1", "type": "publish.completed", "data": {"id": id, "object": "publish_job", "video_id": VIDEO,
        "platform": "tiktok", "status": "published", "scheduled_at": at}})
}

/// A plan that was handed over, and whose answer is lost.
async fn unconfirmed(bench: &Bench, minutes: i64) -> String {
    let plan = bench.plan(minutes, Horizon::HoursBefore { hours: 1 }).await.id;
    bench.apply(&plan, PlanEvent::HandOver).await;
    bench.apply(&plan, PlanEvent::LoseAnswer).await;
    plan
}

async fn last(bench: &Bench, plan: &str) -> String {
    bench.history(plan).await.pop().unwrap_or_default()
}

#[tokio::test]
async fn a_post_is_found_by_its_id() {
    let bench = Bench::new().await;
    let ids = [unconfirmed(&bench, 600).await, unconfirmed(&bench, 600).await];
    let (known, accepted) = (ids[0].clone(), ids[1].clone());
    bench.write(move |tx| plans::set_publish_id(tx, &known, Some("pub_known"))).await;
    bench.apply(&accepted, PlanEvent::SeenScheduled).await;
    // The time is another one: the id alone counts.
    assert_eq!(take_json(&bench, posted("pub_known", noon())).await, Left::Nothing);
    assert_eq!((last(&bench, &ids[0]).await.as_str(), last(&bench, &ids[1]).await.as_str()), ("posted", "handed_over"));
    assert_eq!(take_json(&bench, posted("pub_known", noon())).await, Left::Nothing, "again");
    assert_eq!(bench.history(&ids[0]).await.iter().filter(|state| *state == "posted").count(), 1);
}

#[tokio::test]
async fn a_post_without_a_known_id_is_taken_only_where_a_single_plan_fits() {
    let bench = Bench::new().await;
    let plan = unconfirmed(&bench, 600).await;
    let at = noon() + TimeDelta::minutes(600);
    let mut other = posted("pub_x", at);
    other["data"]["platform"] = json!("snapchat");
    let mut nobody = posted("pub_x", at);
    nobody["data"]["video_id"] = json!("vid_other0000000");
    let mut not_live = posted("pub_x", at);
    not_live["data"]["status"] = json!("scheduled");
    for wrong in [other, nobody, not_live, posted("pub_x", at + TimeDelta::seconds(1))] {
        assert_eq!(take_json(&bench, wrong.clone()).await, Left::Nothing);
        assert_eq!(last(&bench, &plan).await, "unconfirmed", "{wrong}");
    }
    assert_eq!(take_json(&bench, posted("pub_x", at)).await, Left::Nothing);
    assert_eq!(last(&bench, &plan).await, "posted");

    let twins = [unconfirmed(&bench, 700).await, unconfirmed(&bench, 700).await];
    take_json(&bench, posted("pub_y", noon() + TimeDelta::minutes(700))).await;
    for twin in twins {
        assert_eq!(last(&bench, &twin).await, "unconfirmed", "two fit: the person is asked");
    }
}

#[tokio::test]
async fn a_hand_over_under_way_is_waited_for_and_a_plan_of_ours_is_not_touched() {
    let bench = Bench::new().await;
    let plan = bench.plan(600, Horizon::HoursBefore { hours: 1 }).await.id;
    let at = noon() + TimeDelta::minutes(600);
    assert_eq!(take_json(&bench, posted("pub_x", at)).await, Left::Nothing, "nothing was handed over");
    bench.apply(&plan, PlanEvent::HandOver).await;
    assert_eq!(take_json(&bench, posted("pub_x", at)).await, Left::Wait);
    bench.apply(&plan, PlanEvent::LoseAnswer).await;
    take_json(&bench, posted("pub_x", at)).await;
    assert_eq!(last(&bench, &plan).await, "posted");
}

#[tokio::test]
async fn an_event_that_comes_late_asks_for_nothing_and_changes_nothing() {
    let bench = Bench::new().await;
    bench.write(|tx| tx.execute("UPDATE video SET detailed = 1", []).map_err(failed("prepare a test"))).await;
    for kind in ["video.queued", "video.processing", "video.completed", "video.failed"] {
        let event = json!({"id": "evt_1", "type": kind, "data": {"id": VIDEO, "metadata": {"intent_id": "no-such"}}});
        assert_eq!(take_json(&bench, event).await, Left::Nothing, "{kind}");
    }
    let event = json!({"id": "evt_1", "type": "video.processing", "data": {"id": "vid_new000000000"}});
    let look = Left::Look { video: "vid_new000000000".into(), adopted: false };
    assert_eq!(take_json(&bench, event).await, look, "one that nobody knew");
}

#[test]
fn an_event_of_tomorrow_is_kept_and_nothing_follows() {
    for (kind, data) in [
        ("account.closed", json!({})),
        ("video.completed", json!(null)),
        ("video.completed", json!({"id": "vid\n1"})),
        ("publish.completed", json!({"id": 7, "status": "published"})),
    ] {
        let event = json!({"id": "evt_1", "type": kind, "data": data}).to_string();
        assert_eq!(parse(event.as_bytes()).expect("an event").said, Said::Else, "{event}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    /// Whatever was signed: read or refused, and what is read comes back from the database as it was.
    #[test]
    fn any_body_is_read_or_refused(id in ".{0,40}", kind in "(video|publish)\\.[a-z]{0,10}", at in ".{0,30}",
        intent in ".{0,20}", cut in 0usize..400) {
        let body = json!({"id": id, "type": kind, "data": {"id": id, "status": "published", "scheduled_at": at,
            "metadata": {"intent_id": intent}}}).to_string().into_bytes();
        for body in [&body[..], &body[..cut.min(body.len())]] {
            if let Ok(event) = parse(body) {
                prop_assert!(!event.id.is_empty() && event.id.bytes().all(|byte| byte.is_ascii_graphic()));
                let kept = serde_json::to_string(&event).expect("JSON");
                prop_assert_eq!(serde_json::from_str::<super::Event>(&kept).expect("an event"), event);
            }
        }
    }
}
