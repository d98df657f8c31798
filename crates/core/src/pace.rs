//! How long the core waits for what. The defaults are the product's; tests shorten them, so that ten minutes of looking
//! need not take ten minutes.

use std::time::Duration;

use tikvod_api::Timeouts;

/// Waits of the core.
#[derive(Clone, Debug)]
pub struct Pace {
    /// Of single requests (reliability.md N1 and 3.2).
    pub timeouts: Timeouts,
    /// How long after a lost answer TikVod's list is looked at, growing; after the last look the person is asked
    /// (reliability.md 3.4).
    pub looks: [Duration; 4],
    /// Between two looks at the balance (product.md Q9).
    pub balance: Duration,
    /// Between two looks at what other programs on the data folder changed.
    pub listen: Duration,
}

/// Whoever kills the real program a hundred times does not wait ten minutes each time.
const FASTER: u32 = if cfg!(feature = "kill-points") { 100 } else { 1 };

impl Default for Pace {
    fn default() -> Self {
        Self {
            timeouts: Timeouts::default(),
            looks: [5, 30, 120, 600].map(|look| Duration::from_secs(look) / FASTER),
            balance: Duration::from_secs(60),
            listen: Duration::from_secs(1),
        }
    }
}

impl Pace {
    /// Distances of the looks from the loss.
    pub(crate) fn looks(&self) -> [chrono::TimeDelta; 4] {
        self.looks.map(|look| chrono::TimeDelta::from_std(look).unwrap_or(chrono::TimeDelta::MAX / 2))
    }
}
