//! Repeatable chance: the same seed draws the same picture on every machine.

/// A SplitMix64 sequence. Our own, so that a dependency's new version cannot change every picture.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// A sequence for one purpose: the same seed gives unrelated numbers for a different `purpose`.
    pub(crate) fn new(seed: u64, purpose: u64) -> Self {
        let mut dice = Self(seed ^ purpose.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A sequence of its own that takes only one number from this one, however many it will give.
    pub(crate) fn fork(&mut self) -> Self {
        Self(self.next())
    }

    /// A number from 0 up to but not including `bound`; 0 for a bound of 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { (self.next() % bound as u64) as usize }
    }

    /// A number between `low` and `high`.
    pub(crate) fn between(&mut self, low: f32, high: f32) -> f32 {
        let unit = (self.next() >> 40) as f32 / (1u64 << 24) as f32;
        low + (high - low) * unit
    }

    /// A number between −1 and 1.
    pub(crate) fn swing(&mut self) -> f32 {
        self.between(-1.0, 1.0)
    }

    /// Puts the slice in a random order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// A number from any text, such as a voice's id (FNV-1a).
pub(crate) fn from_text(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_repeats_and_purposes_differ() {
        let mut a = Dice::new(7, 1);
        let mut b = Dice::new(7, 1);
        let mut c = Dice::new(7, 2);
        let first: Vec<usize> = (0..8).map(|_| a.below(1000)).collect();
        assert_eq!(first, (0..8).map(|_| b.below(1000)).collect::<Vec<_>>(), "same seed, same numbers");
        assert_ne!(first, (0..8).map(|_| c.below(1000)).collect::<Vec<_>>(), "another purpose, other numbers");
    }

    #[test]
    fn numbers_keep_their_bounds() {
        let mut dice = Dice::new(1, 1);
        for _ in 0..1000 {
            assert!(dice.below(3) < 3);
            let x = dice.between(2.0, 5.0);
            assert!((2.0..=5.0).contains(&x));
        }
        assert_eq!(dice.below(0), 0, "an empty choice must not divide by zero");
    }
}
