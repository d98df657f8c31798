//! Fuzz targets (reliability.md T7) as properties over the shipped functions, so that they run on the pinned toolchain:
//! answers that begin as the reference's own and are then damaged. `PROPTEST_CASES` makes all of them longer or shorter.

mod answers;
mod headers;
mod outcomes;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

/// So many cases, in units of `PROPTEST_CASES` (256 where it is not set) divided by 16.
pub(crate) fn cases(sixteenths: u32) -> ProptestConfig {
    let unit = ProptestConfig::default();
    ProptestConfig { cases: (unit.cases.saturating_mul(sixteenths) / 16).max(1), ..unit }
}

/// Values where something else was expected.
fn odd() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        select(vec![
            "",
            " ",
            "\u{0}",
            "vid_1\nX: y",
            "\u{202e}gpj.exe",
            "../../etc/passwd",
            "2026-06-16T14:22:01Z",
            "2026-06-16T14:22:01.123456789-12:30",
            "2016-12-31T23:59:60Z",
            "9999-12-31T23:59:59-01:00",
            "0000-01-01T00:00:00+01:00",
            "tv_live_0123456789abcdef",
            "null",
        ])
        .prop_map(str::to_owned),
        ".{0,40}",
        Just("long".repeat(60)),
    ];
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        select(vec![
            json!(u64::MAX),
            json!(i64::MAX),
            json!(i64::MIN),
            json!(0.5),
            json!(-0.0),
            json!(1e300),
            json!(-4e18),
            json!(44.5)
        ]),
        text.prop_map(Value::from),
        select(vec![json!([]), json!({}), json!([null, {"id": 7}, "x"]), json!({"error": {"code": "x"}})]),
        // All changes of a document together stay below the 128 levels that serde_json reads.
        (1usize..16).prop_map(|levels| (0..levels).fold(json!(1), |inner, _| json!([inner]))),
    ]
}

/// A change of a document that leaves it JSON.
#[derive(Clone, Debug)]
enum Change {
    /// Another value at one of its places.
    Put(Index, Value),
    /// One of its places is gone.
    Drop(Index),
    /// A field that the reference does not name.
    Add(String, Value),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => (any::<Index>(), odd()).prop_map(|(place, value)| Change::Put(place, value)),
        1 => any::<Index>().prop_map(Change::Drop),
        1 => ("new_[a-z]{1,6}", odd()).prop_map(|(name, value)| Change::Add(name, value)),
    ]
}

/// JSON pointers of everything within a document.
fn places(value: &Value, here: &str, out: &mut Vec<String>) {
    let within: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (format!("{here}/{name}"), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(n, value)| (format!("{here}/{n}"), value)).collect(),
        _ => return,
    };
    for (place, value) in within {
        places(value, &place, out);
        out.push(place);
    }
}

/// Makes a change, except at the places that must stay as they are and in what lies within them.
fn make(document: &mut Value, change: &Change, stays: &[&str]) {
    let mut all = Vec::new();
    places(document, "", &mut all);
    all.retain(|place| !stays.iter().any(|stays| place.trim_start_matches('/').split('/').next() == Some(stays)));
    match change {
        Change::Add(name, value) => document[name.as_str()] = value.clone(),
        Change::Put(..) | Change::Drop(_) if all.is_empty() => {}
        Change::Put(place, value) => *document.pointer_mut(place.get::<String>(&all)).expect("a place") = value.clone(),
        Change::Drop(place) => {
            let (parent, name) = place.get::<String>(&all).rsplit_once('/').expect("a pointer");
            match document.pointer_mut(parent).expect("a place") {
                Value::Object(fields) => drop(fields.remove(name)),
                Value::Array(items) => drop(items.remove(name.parse().expect("a number"))),
                _ => unreachable!("only these two hold places"),
            }
        }
    }
}

/// Damage to bytes, as a bad line or a bad proxy does it.
#[derive(Clone, Debug)]
enum Damage {
    Cut(Index),
    Flip(Index, u8),
    Insert(Index, Vec<u8>),
    Twice,
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        2 => any::<Index>().prop_map(Damage::Cut),
        2 => (any::<Index>(), 1u8..).prop_map(|(at, bits)| Damage::Flip(at, bits)),
        1 => (any::<Index>(), prop::collection::vec(any::<u8>(), 1..9)).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        1 => Just(Damage::Twice),
    ]
}

fn damaged(mut bytes: Vec<u8>, damage: &[Damage]) -> Vec<u8> {
    for damage in damage {
        match damage {
            Damage::Cut(at) => bytes.truncate(at.index(bytes.len() + 1)),
            Damage::Flip(_, _) if bytes.is_empty() => {}
            Damage::Flip(at, bits) => {
                let at = at.index(bytes.len());
                bytes[at] ^= bits;
            }
            Damage::Insert(at, new) => {
                let at = at.index(bytes.len() + 1);
                bytes.splice(at..at, new.iter().copied());
            }
            Damage::Twice => bytes.extend_from_within(..),
        }
    }
    bytes
}
