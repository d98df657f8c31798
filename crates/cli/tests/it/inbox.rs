//! The webhook inbox on the command line. What it does with deliveries is shown at the core.

use std::io::Write as _;
use std::process::Stdio;

use crate::support::{Bench, Ran};

#[test]
fn it_is_off_until_switched_on_and_keeps_its_address() {
    let bench = Bench::new();
    let status = bench.tikvod(&["inbox", "status", "--json"]).expect(0).json();
    assert_eq!(status["on"], false, "off by default");
    assert!(status["address"].is_null() && status["secret_kept"] == false, "{status}");
    let on = bench.tikvod(&["inbox", "on", "--tunnel", "ABC.example.com", "--json"]).expect(0).json();
    let address = on["address"].as_str().unwrap().to_owned();
    assert!(address.starts_with("http://127.0.0.1:") && address.contains("/hook/"), "{address}");
    assert!(on["public_address"].as_str().unwrap().starts_with("https://abc.example.com/hook/"), "{on}");
    assert_eq!(bench.tikvod(&["inbox", "off", "--json"]).expect(0).json()["on"], false);
    let again = bench.tikvod(&["inbox", "on", "--json"]).expect(0).json();
    assert_eq!(again["address"], address.as_str(), "port and path are chosen once");
    assert_eq!(again["public_address"], on["public_address"]);
    for host in ["https://abc.example.com", "abc.example.com:80", "10.0.0.1", "localhost"] {
        bench.tikvod(&["inbox", "on", "--tunnel", host]).expect(1);
    }
}

#[test]
fn without_a_keychain_the_secret_is_not_kept_and_that_is_said() {
    let bench = Bench::new();
    let mut child = bench.command(&["inbox", "secret", "--json"]).stdin(Stdio::piped()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "whsec_0123456789abcdef").unwrap();
    let ran = Ran::of(&child.wait_with_output().unwrap()).expect(3);
    assert_eq!(ran.json()["error"]["code"], "keychain_unavailable");
    assert!(!ran.out.contains("0123456789") && !ran.err.contains("0123456789"), "it is not repeated");
    assert_eq!(bench.tikvod(&["inbox", "status", "--json"]).expect(0).json()["secret_kept"], false);
    bench.tikvod(&["inbox", "secret"]).expect(2);
}
