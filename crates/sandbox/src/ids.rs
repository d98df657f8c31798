//! Ids and secrets.

use rand::Rng as _;
use rand::distr::Alphanumeric;

/// A video's id.
pub(crate) fn video() -> String {
    marked("vid_", 12)
}

/// A publish job's id.
pub(crate) fn publish() -> String {
    marked("pub_", 12)
}

/// A request's id.
pub(crate) fn request() -> String {
    marked("req_", 12)
}

/// An event's id.
pub(crate) fn event() -> String {
    marked("evt_", 12)
}

/// A webhook endpoint's id.
pub(crate) fn endpoint() -> String {
    marked("whe_", 12)
}

/// A fresh secret behind its mark: 32 characters, about 190 bits from the system's generator.
pub(crate) fn secret(mark: &str) -> String {
    marked(mark, 32)
}

fn marked(mark: &str, length: usize) -> String {
    let mut id = String::with_capacity(mark.len() + length);
    id.push_str(mark);
    id.extend(rand::rng().sample_iter(Alphanumeric).take(length).map(char::from));
    id
}
