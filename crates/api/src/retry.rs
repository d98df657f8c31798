//! Which failed read is asked again, and when. The only place that knows: what costs or posts is never asked again.
//! Pure: time and chance are passed in.

use std::time::Duration;

use crate::error::{ApiError, ErrorKind};

/// Which calls may be asked again after which failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeatable {
    /// Reads: after anything that may pass.
    Read,
    /// Previews cost and create nothing, but each is work for the server: again only when it surely came to nothing.
    Preview,
}

/// How often and how patiently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Tries of a read, the first one included.
    pub read_tries: u32,
    /// Tries of a preview, the first one included.
    pub preview_tries: u32,
    /// The wait after the first failure, before jitter; it doubles with each further one.
    pub first_wait: Duration,
    /// The longest wait of our own choosing.
    pub longest_back_off: Duration,
    /// The longest wait that the server may ask for within a call. If it asks for more, the call ends with the 429 and
    /// the caller's budget waits instead.
    pub longest_asked: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            read_tries: 3,
            preview_tries: 3,
            first_wait: Duration::from_millis(400),
            longest_back_off: Duration::from_secs(5),
            longest_asked: Duration::from_secs(10),
        }
    }
}

/// What the policy needs to know of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed {
    /// What kind it was.
    pub kind: ErrorKind,
    /// See [`ApiError::is_retryable`].
    pub retryable: bool,
    /// How long the server asked us to wait, by `Retry-After` or the end of the rate window.
    pub asked: Option<Duration>,
}

impl Failed {
    /// `now` in Unix seconds: the server's clock if the answer told it, else ours.
    pub(crate) fn of(error: &ApiError, now: i64) -> Self {
        let asked = match error {
            ApiError::Status {
                kind: ErrorKind::Throttled | ErrorKind::Server,
                retry_after: Some(after),
                ..
            } => Some(*after),
            ApiError::Status {
                kind: ErrorKind::Throttled,
                rate: Some(rate),
                ..
            } => rate.reset.map(|reset| {
                // A reset in the past is a clock that is off; a reset beyond a day is nonsense. Both are clamped.
                Duration::from_secs(reset.saturating_sub(now).clamp(1, 86_400).unsigned_abs())
            }),
            _ => None,
        };
        Self {
            kind: error.kind(),
            retryable: error.is_retryable(),
            asked,
        }
    }
}

impl Policy {
    /// How long to wait before asking again, or `None` to give up.
    ///
    /// `tries` is how many there have been, at least 1; `chance` is a random number in 0..=1.
    pub fn wait(
        &self,
        what: Repeatable,
        tries: u32,
        failed: Failed,
        chance: f64,
    ) -> Option<Duration> {
        let most = match what {
            Repeatable::Read => self.read_tries,
            Repeatable::Preview => self.preview_tries,
        };
        if tries >= most || !failed.retryable {
            return None;
        }
        if what == Repeatable::Preview && failed.kind == ErrorKind::Network {
            return None;
        }
        // Between half and the whole of the step: clients that failed together do not come back together.
        let step = self
            .first_wait
            .saturating_mul(1 << tries.saturating_sub(1).min(16))
            .min(self.longest_back_off);
        let own = step.mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0);
        match failed.asked {
            Some(asked) if asked > self.longest_asked => None,
            Some(asked) => Some(own.max(asked)),
            None => Some(own),
        }
    }
}
