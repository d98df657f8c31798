//! Which URLs media may come from.

use url::{Host, Origin, Url};

use super::UnfitUrl;
use crate::base_url::BaseUrl;

/// The rule of one account.
#[derive(Debug, Clone)]
pub(super) struct Vetting {
    /// The sandbox's own origin, if the account is one.
    sandbox: Option<Origin>,
}

impl Vetting {
    pub(super) fn for_account(base_url: &BaseUrl) -> Self {
        Self { sandbox: base_url.is_plain_loopback().then(|| base_url.origin()) }
    }

    /// The URL, if media may come from it. Names are looked at again when they are resolved.
    pub(super) fn check(&self, text: &str) -> Result<Url, UnfitUrl> {
        let url = Url::parse(text).map_err(|_| UnfitUrl::Malformed)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(UnfitUrl::UserInfo);
        }
        if self.sandbox.as_ref().is_some_and(|origin| *origin == url.origin()) {
            return Ok(url);
        }
        if url.scheme() != "https" {
            return Err(UnfitUrl::Scheme);
        }
        if url.port_or_known_default() != Some(443) {
            return Err(UnfitUrl::Port);
        }
        match url.host() {
            Some(Host::Domain(name)) if is_public(name) => Ok(url),
            _ => Err(UnfitUrl::Host),
        }
    }
}

/// Names with at least one dot, and not of the kinds that only ever mean this computer or this network.
fn is_public(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let Some((_, top)) = name.rsplit_once('.') else {
        return false;
    };
    !matches!(top, "localhost" | "local" | "internal" | "localdomain" | "lan" | "home" | "arpa" | "onion")
}

#[cfg(test)]
mod tests {
    use super::super::UnfitUrl;
    use super::Vetting;
    use crate::base_url::BaseUrl;

    fn check(base: &str, url: &str) -> Result<(), UnfitUrl> {
        Vetting::for_account(&BaseUrl::parse(base).expect("a base URL")).check(url).map(drop)
    }

    #[test]
    fn https_from_public_names_only() {
        let real = "https://api.tikvod.com/v1";
        for fit in [
            "https://cdn.tikvod.com/renders/vid_9k2mN8pQ4rT6.mp4?sig=abc",
            "https://cdn.tikvod.com:443/x",
            "https://CDN.other.example./x",
        ] {
            assert_eq!(check(real, fit), Ok(()), "{fit}");
        }
        for (unfit, why) in [
            ("", UnfitUrl::Malformed),
            ("/renders/x.mp4", UnfitUrl::Malformed),
            ("file:///etc/passwd", UnfitUrl::Scheme),
            ("data:video/mp4;base64,AA", UnfitUrl::Scheme),
            ("http://cdn.tikvod.com/x", UnfitUrl::Scheme),
            ("http://127.0.0.1:4000/x", UnfitUrl::Scheme),
            ("https://cdn.tikvod.com:22/x", UnfitUrl::Port),
            ("https://cdn.tikvod.com:8443/x", UnfitUrl::Port),
            ("https://user@cdn.tikvod.com/x", UnfitUrl::UserInfo),
            ("https://cdn.tikvod.com@evil.example/x", UnfitUrl::UserInfo),
            ("https://:pw@cdn.tikvod.com/x", UnfitUrl::UserInfo),
            ("https://127.0.0.1/x", UnfitUrl::Host),
            ("https://2130706433/x", UnfitUrl::Host),
            ("https://0x7f.1/x", UnfitUrl::Host),
            ("https://8.8.8.8/x", UnfitUrl::Host),
            ("https://169.254.169.254/latest/meta-data", UnfitUrl::Host),
            ("https://[::1]/x", UnfitUrl::Host),
            ("https://[fd00::1]/x", UnfitUrl::Host),
            ("https://localhost/x", UnfitUrl::Host),
            ("https://a.localhost/x", UnfitUrl::Host),
            ("https://router/x", UnfitUrl::Host),
            ("https://metadata.google.internal/x", UnfitUrl::Host),
        ] {
            assert_eq!(check(real, unfit), Err(why), "{unfit}");
        }
    }

    #[test]
    fn a_sandbox_may_send_its_own_media_and_nothing_else_in_the_clear() {
        let sandbox = "http://127.0.0.1:4000/v1";
        assert_eq!(check(sandbox, "http://127.0.0.1:4000/media/x.mp4?sig=1"), Ok(()));
        for unfit in
            ["http://127.0.0.1:4001/x", "http://127.0.0.2:4000/x", "http://localhost:4000/x", "http://127.0.0.1/x"]
        {
            assert_eq!(check(sandbox, unfit), Err(UnfitUrl::Scheme), "{unfit}");
        }
        assert_eq!(check(sandbox, "https://127.0.0.1:4000/x"), Err(UnfitUrl::Port));
        assert_eq!(check(sandbox, "http://x@127.0.0.1:4000/x"), Err(UnfitUrl::UserInfo));
    }
}
