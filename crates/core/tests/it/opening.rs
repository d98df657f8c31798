//! Many programs that open one new data folder at the same instant.

use std::sync::{Arc, Barrier};

use tikvod_core::store::Store;

#[test]
fn a_new_folder_opens_for_all_who_come_at_once() {
    for round in 0..12 {
        let folder = tempfile::tempdir().unwrap();
        let ready = Arc::new(Barrier::new(16));
        let threads: Vec<_> = (0..16)
            .map(|_| {
                let (path, ready) = (folder.path().to_owned(), Arc::clone(&ready));
                std::thread::spawn(move || {
                    ready.wait();
                    Store::open(&path).map(drop)
                })
            })
            .collect();
        for opened in threads {
            let opened = opened.join().unwrap();
            assert!(opened.is_ok(), "round {round}: {}", opened.unwrap_err());
        }
    }
}
