//! What must hold after all kills, by TikVod's ledger and the program's own lists.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::Bench;
use crate::victim::Run;

/// Everything that does not hold.
pub(crate) fn judge(bench: &Bench, runs: &[Run]) -> Vec<String> {
    let ledger = bench.ledger();
    let (mut charges, mut posts) = (BTreeMap::<String, u32>::new(), BTreeMap::<String, u32>::new());
    let mut wrong = Vec::new();
    for row in &ledger {
        let path = row["path"].as_str().unwrap_or_default();
        if row["method"] == "POST" && path == "/v1/videos" && !row["video_id"].is_null() {
            *charges.entry(text(&row["intent_id"])).or_default() += 1;
        }
        if row["method"] == "POST" && !row["publish_id"].is_null() {
            *posts.entry(text(&row["received"]["caption"])).or_default() += 1;
        }
        if row["status"] == 429 {
            wrong.push(format!("a 429 of our own making: {row}"));
        }
    }
    for (intent, times) in charges.iter().filter(|(_, times)| **times > 1) {
        wrong.push(format!("intent {intent} was charged {times} times"));
    }
    for (caption, times) in posts.iter().filter(|(_, times)| **times > 1) {
        wrong.push(format!("\"{caption}\" was posted {times} times"));
    }
    for run in runs {
        let before = wrong.len();
        items(run, &charges, &mut wrong);
        plans(run, &posts, &mut wrong);
        sound(run, &mut wrong);
        if wrong.len() > before {
            wrong.push(format!(
                "  it was {} ({}), then exit code {}: {}",
                run.name,
                run.struck(),
                run.after,
                run.words
            ));
        }
    }
    wrong
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Every acknowledged item is there, and every item came to an end or asks; what is done was paid once.
fn items(run: &Run, charges: &BTreeMap<String, u32>, wrong: &mut Vec<String>) {
    for id in &run.acknowledged {
        if !run.items.iter().any(|item| item["id"] == **id) {
            wrong.push(format!("item {id} is lost"));
        }
    }
    for item in &run.items {
        let paid = charges.get(&text(&item["id"])).copied().unwrap_or(0);
        let state = item["state"].as_str().unwrap_or_default();
        let fine = match state {
            "completed" => paid == 1 && !item["video_id"].is_null(),
            // Asked, because it was never found: it must not be there.
            "unconfirmed" => paid == 0,
            _ => false,
        };
        if !fine {
            wrong.push(format!("item {} is {state} and was charged {paid} times", item["id"]));
        }
    }
}

fn plans(run: &Run, posts: &BTreeMap<String, u32>, wrong: &mut Vec<String>) {
    for (caption, acknowledged) in &run.captions {
        let posted = posts.get(caption).copied().unwrap_or(0);
        let plan = run.plans.iter().find(|plan| plan["caption"] == **caption);
        let state = plan.map(|plan| text(&plan["state"]));
        let fine = match state.as_deref() {
            Some("handed_over" | "posting" | "posted") => posted == 1,
            // Posts cannot be listed: the person is asked.
            Some("unconfirmed") => posted <= 1,
            None => !acknowledged && posted == 0,
            Some(_) => false,
        };
        if !fine {
            wrong.push(format!("the post \"{caption}\" is {state:?} and was posted {posted} times"));
        }
    }
}

/// The database is whole, and no half file has a final name.
fn sound(run: &Run, wrong: &mut Vec<String>) {
    let Some(place) = run.data.parent() else { return };
    if let Ok(bytes) = std::fs::read(place.join("video.mp4"))
        && bytes.get(4..8) != Some(b"ftyp")
    {
        wrong.push("half a file has the name of a whole one".to_owned());
    }
}
