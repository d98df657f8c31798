//! The control: a client that sends again what may have arrived is judged as one that pays and posts twice.

use serde_json::{Value, json};
use tikvod_core::view::PlanState;

use crate::fault::{Down, End, Fault, Scenario, Target, Up, all};
use crate::judge::judge;
use crate::life::{CAPTION, Ended};

fn ended(ledger: Vec<Value>, post: Option<PlanState>) -> Ended {
    Ended { item: None, post, ledger, struck: 1 }
}

fn scenario(target: Target) -> Scenario {
    Scenario { target, fault: Fault::Request(Up::Arrives, Down::Nothing(End::Rst)), times: 1 }
}

#[test]
fn paying_and_posting_twice_is_seen() {
    let made = |id: &str| json!({"method": "POST", "path": "/v1/videos", "video_id": id, "publish_id": null});
    let twice = judge(scenario(Target::Video), &ended(vec![made("vid_1"), made("vid_2")], None));
    assert_eq!(twice, ["I1 one click was charged 2 times"]);
    let post = |id: &str| json!({"method": "POST", "path": "/v1/videos/vid_1/publish", "publish_id": id, "received": {"caption": CAPTION}});
    let twice = judge(scenario(Target::Post), &ended(vec![post("pub_1"), post("pub_2")], Some(PlanState::Unconfirmed)));
    assert_eq!(twice, ["I2 one post was posted 2 times"]);
    let never = judge(scenario(Target::Post), &ended(Vec::new(), Some(PlanState::HandedOver)));
    assert_eq!(never, ["I3 the post counts as handed over, and was posted 0 times"]);
    let throttled = judge(scenario(Target::Video), &ended(vec![json!({"decided": 429})], None));
    assert_eq!(throttled, ["I5 an answer 429 of our own making"]);
    let mut idle = ended(Vec::new(), None);
    idle.struck = 0;
    assert_eq!(judge(scenario(Target::Video), &idle).len(), 1, "a fault that struck nothing shows nothing");
}

#[test]
fn there_are_two_hundred_scenarios_and_no_two_are_alike() {
    let all = all();
    let mut names: Vec<String> = all.iter().map(Scenario::name).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all.len());
    assert!(all.len() >= 200, "{}", all.len());
}
