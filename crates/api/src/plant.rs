//! Bugs that the test programme plants here (reliability.md 4.4). In every other build nothing is ever planted.

#[cfg(all(feature = "plant", not(debug_assertions)))]
compile_error!("bugs are planted in tests only");

/// A bug that a test has to find.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bug {
    /// `Debug` of a key shows it.
    KeyInDebug,
    /// The text of an error holds the URL, signature and all.
    UrlInError,
    /// Redirects are followed.
    FollowsRedirects,
}

#[cfg(not(feature = "plant"))]
pub(crate) const fn planted(_bug: Bug) -> bool {
    false
}

#[cfg(feature = "plant")]
pub(crate) fn planted(bug: Bug) -> bool {
    std::env::var("TIKVOD_PLANT").is_ok_and(|name| name == format!("{bug:?}"))
}
