//! How long things take.

use rand::Rng;

/// When a job starts and when it is ready, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Times {
    pub(crate) starts_at: i64,
    pub(crate) ready_at: i64,
}

impl Times {
    /// Queued for 8–20 s, rendered for 2–6 min by the length of the video; both divided by the time scale.
    pub(crate) fn draw(now: i64, duration: u32, scale: f64, chance: &mut impl Rng) -> Self {
        let queued = chance.random_range(8_000.0..20_000.0);
        let by_length = f64::from(duration.clamp(15, 90) - 15) / 75.0;
        let rendered = (120_000.0 + 240_000.0 * by_length) * chance.random_range(0.95..1.05);
        let rendered = f64::clamp(rendered, 120_000.0, 360_000.0);
        let starts_at = now + (queued / scale).round() as i64;
        Self { starts_at, ready_at: starts_at + (rendered / scale).round() as i64 }
    }

    /// What a client is told: whole seconds, and at least one second after the creation that it is told.
    pub(crate) fn estimate(self, created_at: i64) -> i64 {
        let created = created_at.div_euclid(1_000) * 1_000;
        let ready = (self.ready_at + 999).div_euclid(1_000) * 1_000;
        ready.max(created + 1_000)
    }
}

/// How long a post that goes out at once takes to be live, in milliseconds: 3–6 s, divided by the time scale.
pub(crate) fn go_live_after(scale: f64, chance: &mut impl Rng) -> i64 {
    (chance.random_range(3_000.0..6_000.0) / scale).round() as i64
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn times_keep_their_bounds_at_scale_one() {
        let mut chance = StdRng::seed_from_u64(1);
        for duration in 15..=90 {
            let times = Times::draw(1_000_000, duration, 1.0, &mut chance);
            let queued = times.starts_at - 1_000_000;
            let rendered = times.ready_at - times.starts_at;
            assert!((8_000..=20_000).contains(&queued), "queued for {queued} ms");
            assert!((120_000..=360_000).contains(&rendered), "rendered for {rendered} ms");
        }
    }

    #[test]
    fn the_estimate_is_at_least_a_second_away() {
        let told = |created, ready_at| Times { starts_at: created, ready_at }.estimate(created);
        assert_eq!(told(1_000_000, 1_000_001), 1_001_000, "never the same second");
        assert_eq!(told(1_000_999, 1_001_000), 1_001_000, "what is told are whole seconds");
        assert_eq!(told(1_000_999, 1_007_001), 1_008_000, "rounded up: never told too early");
    }
}
