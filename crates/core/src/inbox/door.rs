//! Who may come in: checked before a byte of the body is read, and the signature before anything of it is believed.

use hmac::{Hmac, KeyInit as _, Mac as _};
use hyper::header::{HOST, HeaderMap, HeaderValue, ORIGIN};
use hyper::http::request::Parts;
use hyper::http::uri::Authority;
use hyper::{Method, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;
use url::Host;

/// Header of the signature (tikvod-api.md, "Webhooks").
const SIGNATURE: &str = "tikvod-signature";

/// The door of one account.
pub(super) struct Door {
    pub(super) path: String,
    /// Host of the tunnel, in lower case.
    pub(super) tunnel: Option<String>,
    pub(super) account_id: String,
    pub(super) secret: SecretString,
}

impl Door {
    /// Whether a request may go on, by its head.
    ///
    /// # Errors
    /// The status to answer with.
    pub(super) fn vet(&self, head: &Parts) -> Result<(), StatusCode> {
        // A page in a browser can point a name of its own at this computer, but cannot lie about it here.
        let named = only(&head.headers, HOST.as_str()).and_then(|host| host.to_str().ok());
        let hosts = [head.uri.authority().map(Authority::as_str), named];
        if named.is_none() || !hosts.into_iter().flatten().all(|host| self.is_ours(host)) {
            return Err(StatusCode::MISDIRECTED_REQUEST);
        }
        // Only browsers send one, and TikVod is none.
        if head.headers.contains_key(ORIGIN) {
            return Err(StatusCode::FORBIDDEN);
        }
        if !same(head.uri.path().as_bytes(), self.path.as_bytes()) {
            return Err(StatusCode::NOT_FOUND);
        }
        if head.method != Method::POST {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        Ok(())
    }

    fn is_ours(&self, host: &str) -> bool {
        let Ok(authority) = host.parse::<Authority>() else { return false };
        if authority.as_str().contains('@') {
            return false;
        }
        match Host::parse(authority.host()) {
            Ok(Host::Domain(name)) => name == "localhost" || self.tunnel.as_ref() == Some(&name),
            Ok(Host::Ipv4(ip)) => ip.is_loopback(),
            Ok(Host::Ipv6(ip)) => ip.is_loopback(),
            Err(_) => false,
        }
    }

    /// Whether the body was signed with the secret: lower-case hex HMAC SHA-256 of its raw bytes, also behind `sha256=`.
    pub(super) fn is_signed(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        let Some(Ok(text)) = only(headers, SIGNATURE).map(HeaderValue::to_str) else { return false };
        let text = text.strip_prefix("sha256=").unwrap_or(text);
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return false;
        }
        let Ok(signature) = hex::decode(text) else { return false };
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.secret.expose_secret().as_bytes()) else { return false };
        mac.update(body);
        // In constant time.
        mac.verify_slice(&signature).is_ok()
    }
}

/// The value of a header that stands there once.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a HeaderValue> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())
}

/// Whether two texts are the same, in a time that tells only their lengths.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    fn door() -> Door {
        Door {
            path: "/hook/0123".into(),
            tunnel: Some("abc.example.com".into()),
            account_id: String::new(),
            secret: "whsec_0123456789".into(),
        }
    }

    fn head(change: impl FnOnce(hyper::http::request::Builder) -> hyper::http::request::Builder) -> Parts {
        let request = change(Request::builder().method("POST").uri("/hook/0123")).body(());
        request.expect("a request").into_parts().0
    }

    #[test]
    fn only_loopback_and_the_tunnel_are_spoken_to() {
        for host in ["127.0.0.1", "127.0.0.1:8080", "localhost:1", "[::1]:80", "abc.example.com", "ABC.example.com:443"]
        {
            assert_eq!(door().vet(&head(|r| r.header(HOST, host))), Ok(()), "{host}");
        }
        for host in
            ["", "example.com", "evil.com:80", "x@127.0.0.1", "10.0.0.1", "127.0.0.1.nip.io", "abc.example.com.evil.io"]
        {
            assert_eq!(door().vet(&head(|r| r.header(HOST, host))), Err(StatusCode::MISDIRECTED_REQUEST), "{host}");
        }
        let two = head(|r| r.header(HOST, "127.0.0.1").header(HOST, "127.0.0.1"));
        assert_eq!(door().vet(&two), Err(StatusCode::MISDIRECTED_REQUEST), "one host");
        let whole = head(|r| r.uri("http://evil.com/hook/0123").header(HOST, "127.0.0.1"));
        assert_eq!(door().vet(&whole), Err(StatusCode::MISDIRECTED_REQUEST), "the address counts, too");
    }

    #[test]
    fn no_browser_no_other_path_no_other_method() {
        let from = |origin: &'static str| head(move |r| r.header(HOST, "localhost").header(ORIGIN, origin));
        for origin in ["null", "https://evil.com", "http://127.0.0.1:8080"] {
            assert_eq!(door().vet(&from(origin)), Err(StatusCode::FORBIDDEN), "{origin}");
        }
        for path in ["/", "/hook/0124", "/hook/01234", "/hook/0123/"] {
            let head = head(|r| r.uri(path).header(HOST, "localhost"));
            assert_eq!(door().vet(&head), Err(StatusCode::NOT_FOUND), "{path}");
        }
        for method in ["GET", "HEAD", "PUT", "OPTIONS", "DELETE"] {
            let head = head(|r| r.method(method).header(HOST, "localhost"));
            assert_eq!(door().vet(&head), Err(StatusCode::METHOD_NOT_ALLOWED), "{method}");
        }
    }

    #[test]
    fn a_signature_is_that_of_these_very_bytes() {
        let mut mac = Hmac::<Sha256>::new_from_slice(b"whsec_0123456789").expect("a key");
        mac.update(b"{}");
        let right = hex::encode(mac.finalize().into_bytes());
        let signed = |text: &str, body: &[u8]| {
            let headers = HeaderMap::from_iter([(
                hyper::header::HeaderName::from_static(SIGNATURE),
                HeaderValue::from_str(text).expect("a value"),
            )]);
            door().is_signed(&headers, body)
        };
        assert!(signed(&right, b"{}") && signed(&format!("sha256={right}"), b"{}"));
        assert!(!signed(&right, b"{} ") && !signed(&right, b""), "another body");
        assert!(!signed(&right.to_uppercase(), b"{}"), "lower case");
        for wrong in ["", "sha256=", &right[..62], &right[2..], "zz", &format!("sha1={right}"), &"0".repeat(64)] {
            assert!(!signed(wrong, b"{}"), "{wrong}");
        }
        assert!(!door().is_signed(&HeaderMap::new(), b"{}"), "none at all");
    }
}
