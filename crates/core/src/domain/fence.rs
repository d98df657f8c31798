//! Budget fences: credits a day and a batch that the person does not want to pass without being asked (product.md Q10).

/// The fences that are set. `None` is no fence.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Fences {
    /// Credits a local day.
    pub day: Option<u32>,
    /// Credits that one act may queue.
    pub batch: Option<u32>,
}

/// A fence that would be passed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Passed {
    /// Credits a day.
    Day {
        /// The fence.
        limit: u32,
        /// Credits of the day with this act.
        would_be: u32,
    },
    /// Credits a batch.
    Batch {
        /// The fence.
        limit: u32,
        /// Credits of this act.
        would_be: u32,
    },
}

impl Fences {
    /// The fence that queueing `asked` more credits would pass, when `today` are spent or promised already. The batch is
    /// looked at first: it is about this very act. What costs nothing passes no fence, even one that was passed before.
    pub fn passed(self, today: u32, asked: u32) -> Option<Passed> {
        if asked == 0 {
            return None;
        }
        let day = today.saturating_add(asked);
        let batch = self.batch.filter(|limit| asked > *limit).map(|limit| Passed::Batch { limit, would_be: asked });
        batch.or_else(|| self.day.filter(|limit| day > *limit).map(|limit| Passed::Day { limit, would_be: day }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_the_last_credit_that_passes_unasked() {
        let fences = Fences { day: Some(10), batch: Some(5) };
        assert_eq!(fences.passed(9, 1), None);
        assert_eq!(fences.passed(10, 1), Some(Passed::Day { limit: 10, would_be: 11 }));
        assert_eq!(fences.passed(0, 5), None);
        assert_eq!(fences.passed(0, 6), Some(Passed::Batch { limit: 5, would_be: 6 }));
        assert_eq!(fences.passed(u32::MAX, 1), Some(Passed::Day { limit: 10, would_be: u32::MAX }));
        assert_eq!(fences.passed(500, 0), None, "what costs nothing passes");
        assert_eq!(Fences::default().passed(1_000, 1_000), None, "no fence, no question");
    }
}
