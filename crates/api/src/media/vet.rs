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
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::super::UnfitUrl;
    use super::Vetting;
    use crate::base_url::BaseUrl;
    use crate::fuzz::cases;

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

    const REAL: &str = "https://api.tikvod.com/v1";
    const SANDBOX: &str = "http://127.0.0.1:4000/v1";

    /// URLs of parts that have fooled somebody before.
    fn url() -> impl Strategy<Value = String> {
        let scheme =
            select(vec!["https", "HTTPS", "http", "file", "ftp", "data", "javascript", "blob:https", "https\t"]);
        let slashes = select(vec!["://", ":", ":/", ":\\\\", ":///", "://\n"]);
        let user = select(vec!["", "", "", "a@", ":p@", "cdn.tikvod.com@", "%40", "a%40b:c@", "@"]);
        let host = prop_oneof![
            select(vec![
                "cdn.tikvod.com",
                "127.0.0.1",
                "127.1",
                "0x7f000001",
                "2130706433",
                "0177.0.0.1",
                "127.0.0.1.",
                "1.2.3.4.5",
                "[::1]",
                "[::ffff:7f00:1]",
                "[fe80::1%25eth0]",
                "169.254.169.254",
                "localhost",
                "a.LOCALHOST.",
                "printer.local",
                "metadata.google.internal",
                "①②⑦.⓪.⓪.①",
                "cdn。tikvod。com",
                "xn--localhost-",
                "%6c%6f%63alhost",
                "..",
                "",
            ])
            .prop_map(str::to_owned),
            "[a-z0-9.\\-]{0,24}",
            "\\PC{0,12}",
        ];
        let port = select(vec!["", "", ":443", ":0443", ":22", ":8443", ":4000", ":65536", ":", ":-1"]);
        let path = prop_oneof![Just(String::new()), Just("/x.mp4?sig=1#f".to_owned()), "/\\PC{0,12}"];
        (scheme, slashes, user, host, port, path)
            .prop_map(|(scheme, slashes, user, host, port, path)| format!("{scheme}{slashes}{user}{host}{port}{path}"))
    }

    /// Read once more by hand from the text that would be connected to: the rules of reliability.md N5.
    fn is_public_https(url: &str) -> bool {
        let Some(rest) = url.strip_prefix("https://") else { return false };
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default().trim_end_matches('.');
        let top = host.rsplit('.').next().unwrap_or_default();
        let hex = top.strip_prefix("0x").is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        let number = hex || top.bytes().all(|b| b.is_ascii_digit());
        let named = host.bytes().all(|b| b.is_ascii_graphic() && !b"@:[]%\\".contains(&b));
        named && host.contains('.') && !number && !["localhost", "local", "internal", "lan"].contains(&top)
    }

    proptest! {
        #![proptest_config(cases(16))]

        #[test]
        fn whatever_is_taken_is_public_or_the_sandboxs_own(text in prop_oneof![4 => url(), 1 => "\\PC{0,60}"]) {
            let of = |base: &str| Vetting::for_account(&BaseUrl::parse(base).expect("a base URL")).check(&text);
            if let Ok(url) = of(REAL) {
                prop_assert!(is_public_https(url.as_str()), "{:?} became {}", text, url);
                prop_assert_eq!(of(REAL).map(String::from), Ok(url.to_string()), "the same again");
            }
            if let Ok(url) = of(SANDBOX) {
                prop_assert!(is_public_https(url.as_str()) || url.as_str().starts_with("http://127.0.0.1:4000/"));
            }
        }

        /// A redirect is looked at like a first URL, whatever it says relative to the one before.
        #[test]
        fn a_redirect_leads_nowhere_else(location in prop_oneof![url(), "\\PC{0,40}"]) {
            let vetting = Vetting::for_account(&BaseUrl::parse(REAL).expect("a base URL"));
            let from = vetting.check("https://cdn.tikvod.com/renders/a.mp4").expect("fit");
            if let Ok(target) = from.join(&location)
                && let Ok(url) = vetting.check(target.as_str())
            {
                prop_assert!(is_public_https(url.as_str()), "{:?} became {}", location, url);
            }
        }
    }
}
