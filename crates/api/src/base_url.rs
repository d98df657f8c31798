//! Where the API is: the only hosts that may ever see a key (section "The TikVod REST API"; reliability.md N16).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;
use url::{Host, Url};

const PRODUCTION: &str = "https://api.tikvod.com/v1";

/// Why a text cannot be a base URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BaseUrlError {
    /// Not a URL at all.
    #[error("this is not a URL")]
    Malformed,
    /// Neither https nor http.
    #[error("the base URL must begin with https://")]
    Scheme,
    /// http to a host that is not this computer.
    #[error("without https, only an address of this computer is taken (127.0.0.1, ::1 or localhost)")]
    InsecureHost,
    /// A user name or password in the URL.
    #[error("the base URL must not hold a user name or a password")]
    UserInfo,
    /// A query or a fragment in the URL.
    #[error("the base URL must not hold a query or a fragment")]
    QueryOrFragment,
}

/// The URL before `/voices` and all other paths, without a slash at its end.
///
/// https to any host, or http to a loopback address; no user info, query or fragment.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// `https://api.tikvod.com/v1`.
    #[expect(clippy::expect_used, reason = "a constant, parsed by a test of its own")]
    pub fn production() -> Self {
        Self::parse(PRODUCTION).expect("the constant is a base URL")
    }

    /// Reads a base URL; slashes at the end do not count.
    ///
    /// # Errors
    /// [`BaseUrlError`] with what is wrong, in words for a person.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let mut url = Url::parse(text.trim()).map_err(|_| BaseUrlError::Malformed)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(BaseUrlError::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BaseUrlError::UserInfo);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BaseUrlError::QueryOrFragment);
        }
        if url.scheme() == "http" && !is_loopback(&url) {
            return Err(BaseUrlError::InsecureHost);
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }

    /// Whether this is plain http to this computer: the sandbox.
    pub fn is_plain_loopback(&self) -> bool {
        self.0.scheme() == "http"
    }

    /// The URL of a path below the base, each segment escaped; none if a segment is empty, `.` or `..`, which would
    /// change what is being asked for.
    pub(crate) fn join(&self, segments: &[&str]) -> Option<Url> {
        if segments.iter().any(|s| matches!(*s, "" | "." | "..")) {
            return None;
        }
        let mut url = self.0.clone();
        url.path_segments_mut().ok()?.pop_if_empty().extend(segments);
        Some(url)
    }

    /// Scheme, host and port, to compare other URLs with.
    pub(crate) fn origin(&self) -> url::Origin {
        self.0.origin()
    }
}

/// Whether the URL's host can only be this computer.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The addresses that `localhost` is pinned to, so that no resolver can send a key elsewhere in the clear.
pub(crate) const LOCALHOST: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BaseUrl({self})")
    }
}

impl FromStr for BaseUrl {
    type Err = BaseUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for BaseUrl {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BaseUrl {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BaseUrl, BaseUrlError};
    use crate::fuzz::cases;

    #[test]
    fn production_is_the_documented_url() {
        assert_eq!(BaseUrl::production().to_string(), "https://api.tikvod.com/v1");
    }

    #[test]
    fn what_is_taken_and_how_it_is_shown() {
        for (text, shown) in [
            ("https://api.tikvod.com/v1/", "https://api.tikvod.com/v1"),
            (" https://API.tikvod.com:443/v1 ", "https://api.tikvod.com/v1"),
            ("http://127.0.0.1:4000/v1", "http://127.0.0.1:4000/v1"),
            ("http://127.9.9.9/", "http://127.9.9.9"),
            ("http://[::1]:80", "http://[::1]"),
            ("http://localhost:9", "http://localhost:9"),
            ("https://staging.example:8443", "https://staging.example:8443"),
            ("https://x.example//", "https://x.example"),
        ] {
            assert_eq!(BaseUrl::parse(text).map(|u| u.to_string()).as_deref(), Ok(shown), "{text}");
        }
    }

    #[test]
    fn what_is_refused_and_why() {
        for (text, why) in [
            ("", BaseUrlError::Malformed),
            ("api.tikvod.com/v1", BaseUrlError::Malformed),
            ("ftp://api.tikvod.com", BaseUrlError::Scheme),
            ("file:///v1", BaseUrlError::Scheme),
            ("http://api.tikvod.com/v1", BaseUrlError::InsecureHost),
            ("http://localhost.evil.example/", BaseUrlError::InsecureHost),
            ("http://127.0.0.1.evil.example/", BaseUrlError::InsecureHost),
            ("http://192.168.0.2/", BaseUrlError::InsecureHost),
            ("http://0.0.0.0/", BaseUrlError::InsecureHost),
            ("http://[::ffff:127.0.0.1]/", BaseUrlError::InsecureHost),
            ("https://user@api.tikvod.com/v1", BaseUrlError::UserInfo),
            ("http://localhost:x@evil.example/", BaseUrlError::UserInfo),
            ("https://api.tikvod.com/v1?x=1", BaseUrlError::QueryOrFragment),
            ("https://api.tikvod.com/v1#x", BaseUrlError::QueryOrFragment),
        ] {
            assert_eq!(BaseUrl::parse(text).err(), Some(why), "{text}");
        }
    }

    #[test]
    fn a_segment_never_leaves_its_place() {
        let base = BaseUrl::parse("http://127.0.0.1:1/v1").expect("a base URL");
        let joined = |id: &str| base.join(&["videos", id, "publish"]).map(|u| u.to_string());
        assert_eq!(joined("vid_1").as_deref(), Some("http://127.0.0.1:1/v1/videos/vid_1/publish"));
        assert_eq!(joined("a/../b?c#d").as_deref(), Some("http://127.0.0.1:1/v1/videos/a%2F..%2Fb%3Fc%23d/publish"));
        assert_eq!((joined(".."), joined("."), joined("")), (None, None, None));
    }

    proptest! {
        #![proptest_config(cases(8))]

        /// Whatever a person or an environment gives: a key goes by https, or stays on this computer.
        #[test]
        fn a_key_leaves_this_computer_only_by_https(
            text in "(https?|HTTP|ftp)://(\\PC{0,6}@)?(localhost|127\\.[0-9.]{1,6}|\\[::1\\]|[a-z.]{1,9}|\\PC{1,9})(:[0-9]{0,6})?(/\\PC{0,8}){0,2}",
            id in "\\PC{0,12}",
        ) {
            let Ok(base) = BaseUrl::parse(&text) else { return Ok(()) };
            let shown = base.to_string();
            prop_assert_eq!(BaseUrl::parse(&shown), Ok(base.clone()), "shown as it is");
            let rest = shown.strip_prefix("http://");
            let here = rest.is_none_or(|rest| ["127.", "[::1]", "localhost"].iter().any(|host| rest.starts_with(host)));
            let host = shown.split('/').nth(2).unwrap_or_default();
            prop_assert!(here && !host.contains('@') && !shown.contains(['?', '#']), "{:?}", base);
            if let Some(url) = base.join(&["videos", &id]) {
                prop_assert_eq!(url.origin(), base.origin(), "no id leads to another host");
                let below = format!("{shown}/videos/");
                prop_assert!(url.as_str().starts_with(&below) && !url.as_str()[below.len()..].contains('/'), "{}", url);
            }
        }
    }
}
