//! Keeps the key out of core dumps (reliability.md K7).

/// Forbids core dumps of this process, and on Linux also that other processes of the same person attach to it. In
/// release builds only: a debugger is what debug builds are for. The web view's processes are not covered; the key never
/// reaches them.
///
/// Not on Windows: there error reporting decides, and what switches it off needs `unsafe`, which this workspace forbids.
pub fn forbid_core_dumps() {
    #[cfg(all(unix, not(debug_assertions)))]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        let limited = setrlimit(Resource::Core, none);
        // `cargo xtask bench` reads the memory of this process from /proc, which this would deny.
        #[cfg(target_os = "linux")]
        let limited = limited.and_then(|()| {
            use rustix::process::{DumpableBehavior, set_dumpable_behavior};
            if std::env::var_os(crate::BENCH).is_some() {
                return Ok(());
            }
            set_dumpable_behavior(DumpableBehavior::NotDumpable)
        });
        if limited.is_err() {
            eprintln!("tikvod: core dumps could not be switched off");
        }
    }
}
