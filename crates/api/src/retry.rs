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
            ApiError::Status { kind: ErrorKind::Throttled | ErrorKind::Server, retry_after: Some(after), .. } => {
                Some(*after)
            }
            ApiError::Status { kind: ErrorKind::Throttled, rate: Some(rate), .. } => rate.reset.map(|reset| {
                // A reset in the past is a clock that is off; a reset beyond a day is nonsense. Both are clamped.
                Duration::from_secs(reset.saturating_sub(now).clamp(1, 86_400).unsigned_abs())
            }),
            _ => None,
        };
        Self { kind: error.kind(), retryable: error.is_retryable(), asked }
    }
}

impl Policy {
    /// How long to wait before asking again, or `None` to give up.
    ///
    /// `tries` is how many there have been, at least 1; `chance` is a random number in 0..=1.
    pub fn wait(&self, what: Repeatable, tries: u32, failed: Failed, chance: f64) -> Option<Duration> {
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
        let step = self.first_wait.saturating_mul(1 << tries.saturating_sub(1).min(16)).min(self.longest_back_off);
        let own = step.mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0);
        match failed.asked {
            Some(asked) if asked > self.longest_asked => None,
            Some(asked) => Some(own.max(asked)),
            None => Some(own),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::{ApiError, ErrorKind, Failed, Policy, Repeatable};
    use crate::error::{Broken, NotSentReason};
    use crate::limits::RateHeaders;

    const KINDS: [ErrorKind; 10] = [
        ErrorKind::Refused,
        ErrorKind::Throttled,
        ErrorKind::NotSent,
        ErrorKind::Network,
        ErrorKind::Auth,
        ErrorKind::InsufficientCredits,
        ErrorKind::NotFound,
        ErrorKind::Conflict,
        ErrorKind::Server,
        ErrorKind::BadAnswer,
    ];

    fn throttled(reset: Option<i64>, retry_after: Option<u64>) -> ApiError {
        ApiError::Status {
            operation: "test",
            kind: ErrorKind::Throttled,
            status: 429,
            body: None,
            rate: reset.map(|at| RateHeaders { limit: None, remaining: None, reset: Some(at) }),
            retry_after: retry_after.map(Duration::from_secs),
        }
    }

    #[test]
    fn what_the_server_asks_for_is_read_from_the_right_header() {
        let asked = |error| Failed::of(&error, 1000).asked.map(|d| d.as_secs());
        assert_eq!(asked(throttled(Some(1007), None)), Some(7));
        assert_eq!(asked(throttled(Some(1007), Some(3))), Some(3), "Retry-After is the plainer word");
        assert_eq!(asked(throttled(Some(5), None)), Some(1), "a reset in the past");
        assert_eq!(asked(throttled(Some(i64::MIN), None)), Some(1));
        assert_eq!(asked(throttled(Some(i64::MAX), None)), Some(86_400));
        assert_eq!(asked(throttled(None, None)), None);
    }

    #[test]
    fn a_long_wait_is_left_to_the_caller() {
        let policy = Policy::default();
        let wait = |error| policy.wait(Repeatable::Read, 1, Failed::of(&error, 1000), 0.5);
        assert_eq!(wait(throttled(Some(1009), None)), Some(Duration::from_secs(9)));
        assert_eq!(wait(throttled(Some(1050), None)), None);
    }

    #[test]
    fn a_preview_that_may_have_been_worked_on_is_not_asked_for_again() {
        let wait = |what, reason| {
            let error = ApiError::Network { operation: "test", reason, source: None };
            Policy::default().wait(what, 1, Failed::of(&error, 0), 0.5)
        };
        for reason in [Broken::TimedOut, Broken::Lost] {
            assert!(wait(Repeatable::Read, reason).is_some());
            assert_eq!(wait(Repeatable::Preview, reason), None);
        }
        for (reason, again) in [
            (NotSentReason::NoConnection, true),
            (NotSentReason::BodyUntouched, true),
            (NotSentReason::BadRequest, false),
        ] {
            let error = ApiError::NotSent { operation: "test", reason, source: None };
            let wait = Policy::default().wait(Repeatable::Preview, 1, Failed::of(&error, 0), 0.5);
            assert_eq!(wait.is_some(), again, "{reason}");
        }
    }

    proptest! {
        #[test]
        fn every_wait_is_bounded_and_no_less_than_asked(
            tries in 1u32..1000,
            kind in 0usize..KINDS.len(),
            retryable: bool,
            asked in proptest::option::of(0u64..1_000_000),
            chance in -2.0f64..2.0,
            preview: bool,
        ) {
            let policy = Policy::default();
            let what = if preview { Repeatable::Preview } else { Repeatable::Read };
            let asked = asked.map(Duration::from_millis);
            let failed = Failed { kind: KINDS[kind], retryable, asked };
            if let Some(wait) = policy.wait(what, tries, failed, chance) {
                prop_assert!(retryable && tries < 3);
                prop_assert!(wait <= policy.longest_asked.max(policy.longest_back_off));
                prop_assert!(wait >= policy.first_wait / 2, "never at once");
                prop_assert!(asked.is_none_or(|asked| wait >= asked));
            }
        }
    }
}
