//! All calls of a keychain, each with its time taken, while something else goes on beside them.

use std::time::{Duration, Instant};

use secrecy::SecretString;
use tikvod_core::ports::{SecretError, SecretStore as _};
use tikvod_keychain::{Keychain, Patience};

/// In no file, whatever happens.
pub(crate) const KEY: &str = "tv_test_CANARYq7Zk2mXw9Lb4Rt6Yp1Vn8Hs3Jd5Gf0A";

/// The longest that a call may take (reliability.md T15).
const LONGEST: Duration = Duration::from_secs(5);

/// Shorter than the product's, and long enough that a runtime which stands still for it is noticed.
pub(crate) const PATIENCE: Patience = Patience { read: Duration::from_secs(2), write: Duration::from_secs(2) };

/// What a call came to, without the secret.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Came {
    Found,
    Nothing,
    Done,
    TimedOut,
    /// With its reason.
    Unavailable(String),
}

impl Came {
    fn failed(error: SecretError) -> Self {
        match error {
            SecretError::Timeout => Self::TimedOut,
            SecretError::Unavailable(why) => Self::Unavailable(why),
        }
    }
}

/// Runs `body` on a runtime of one thread, and checks that it is never held up.
pub(crate) fn beside<T>(body: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let clock = tokio::spawn(async {
            let (mut last, mut longest) = (Instant::now(), Duration::ZERO);
            loop {
                tokio::time::sleep(Duration::from_millis(5)).await;
                longest = longest.max(last.elapsed());
                last = Instant::now();
                assert!(longest < Duration::from_secs(1), "the runtime stood still for {longest:?}");
            }
        });
        let out = body.await;
        assert!(!clock.is_finished(), "the runtime stood still");
        clock.abort();
        out
    })
}

/// A call, which must end in time.
pub(crate) async fn timed<T>(call: impl Future<Output = Result<T, SecretError>>, well: impl Fn(T) -> Came) -> Came {
    let began = Instant::now();
    let came = call.await.map_or_else(Came::failed, well);
    assert!(began.elapsed() < LONGEST, "{came:?} after {:?}", began.elapsed());
    came
}

/// Reads, writes and deletes.
pub(crate) async fn all(keychain: &Keychain) -> [Came; 3] {
    let found = |secret: Option<SecretString>| if secret.is_some() { Came::Found } else { Came::Nothing };
    [
        timed(keychain.get("account"), found).await,
        timed(keychain.set("account", KEY.into()), |()| Came::Done).await,
        timed(keychain.delete("account"), |()| Came::Done).await,
    ]
}

/// What every call of a keychain in this process comes to.
pub(crate) fn each() -> [Came; 3] {
    beside(async { all(&Keychain::with_patience(PATIENCE)).await })
}
