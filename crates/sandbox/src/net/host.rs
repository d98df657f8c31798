//! Which `Host` may be spoken to. A page in a browser can point a name of its own at 127.0.0.1; it cannot make the
//! browser send a loopback name in `Host`.

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::http::{HeaderMap, Uri, header};

/// Whether the request speaks to this machine by a loopback name.
pub(crate) fn is_loopback(uri: &Uri, headers: &HeaderMap) -> bool {
    if uri.authority().is_some_and(|a| !loopback_name(a.as_str())) {
        return false;
    }
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().is_ok_and(loopback_name),
        _ => false,
    }
}

/// Whether `host` or `host:port` names this machine.
fn loopback_name(host: &str) -> bool {
    if let Some(bracketed) = host.strip_prefix('[') {
        return bracketed
            .split_once(']')
            .is_some_and(|(ip, rest)| valid_port(rest) && ip.parse() == Ok(Ipv6Addr::LOCALHOST));
    }
    let (name, port) = match host.find(':') {
        Some(at) => host.split_at(at),
        None => (host, ""),
    };
    valid_port(port)
        && (name.eq_ignore_ascii_case("localhost") || name.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback()))
}

fn valid_port(text: &str) -> bool {
    text.is_empty() || text.strip_prefix(':').is_some_and(|p| p.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::loopback_name;

    #[test]
    fn only_loopback_names_pass() {
        for good in ["127.0.0.1", "127.0.0.1:80", "localhost:8080", "LOCALHOST", "127.9.9.9", "[::1]", "[::1]:80"] {
            assert!(loopback_name(good), "{good} is this machine");
        }
        for bad in [
            "",
            "example.com",
            "127.0.0.1.example.com",
            "localhost.evil.io",
            "10.0.0.1",
            "[::2]",
            "::1",
            "127.0.0.1:99999",
            "user@127.0.0.1",
            "0.0.0.0",
            "localhost:80:80",
        ] {
            assert!(!loopback_name(bad), "{bad} is not this machine");
        }
    }
}
