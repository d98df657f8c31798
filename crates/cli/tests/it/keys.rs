//! The key: never an argument, never in a file, never in the output.

use std::io::Write as _;
use std::process::Stdio;

use crate::support::{Bench, Ran};

#[test]
fn a_key_as_an_argument_is_refused_and_not_repeated() {
    let bench = Bench::new();
    for args in [vec!["auth", "login", &bench.key], vec!["credits", "--key", &bench.key, "--json"]] {
        let ran = bench.tikvod(&args).expect(2);
        assert!(ran.err.contains("never given as an argument"), "{}", ran.err);
        assert!(!ran.out.contains(&bench.key) && !ran.err.contains(&bench.key), "it is not repeated");
    }
}

#[test]
fn without_a_keychain_a_key_is_not_kept_and_that_is_said() {
    let bench = Bench::new();
    let mut child =
        bench.command(&["auth", "login", "--json"]).env_remove("TIKVOD_API_KEY").stdin(Stdio::piped()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{}", bench.key).unwrap();
    let ran = Ran::of(&child.wait_with_output().unwrap()).expect(3);
    assert_eq!(ran.json()["error"]["code"], "keychain_unavailable");
}

#[test]
fn the_key_is_in_no_file_and_no_output() {
    let bench = Bench::new();
    let mut said = String::new();
    for args in
        [&["credits", "--json"][..], &["auth", "status"], &["queue", "list", "--json"], &["doctor"], &["--help"]]
    {
        let ran = bench.tikvod(args);
        said.push_str(&ran.out);
        said.push_str(&ran.err);
    }
    bench.create("bees", &["--yes"]).expect(0);
    let secret = &bench.key["tv_live_".len()..];
    assert!(!said.contains(secret), "{said}");
    let holds = |bytes: &[u8]| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
    assert!(holds(format!("x{secret}").as_bytes()), "the search finds a planted key");
    let files: Vec<_> = std::fs::read_dir(bench.data()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.iter().any(|file| file.extension().is_some_and(|end| end == "sqlite3")), "the database is there");
    for file in files.iter().filter(|file| file.is_file()) {
        assert!(!holds(&std::fs::read(file).unwrap()), "the key stands in {}", file.display());
    }
}
