//! Pictures, sound and video for the main window: by id, never by path or URL.
//!
//! Thumbnails come over the custom protocol `tvmedia`. WebKitGTK plays neither sound nor video from a custom protocol
//! (recipes.md, trap 1), so these come from a server on loopback, behind a token that is made anew at each start.

mod range;
pub mod server;
pub mod thumbnails;

/// Name of the custom protocol.
pub const SCHEME: &str = "tvmedia";

/// Whether `id` can be the id of a video or a voice. The core looks it up; this keeps out everything that has a meaning
/// in a path.
fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_no_meaning_in_a_path() {
        for good in ["vid_9k2mN8pQ4rT6", "a", "0198-b2", &"a".repeat(64)] {
            assert!(is_id(good), "{good}");
        }
        for bad in ["", ".", "..", "a/b", "a\\b", "%2e", "a.b", "ä", "a b", "a\0", &"a".repeat(65)] {
            assert!(!is_id(bad), "{bad:?}");
        }
    }
}
