//! Random numbers that are the same after the same seed.

/// SplitMix64, of Steele and others, Fast Splittable Pseudorandom Number Generators, 2014. Who sees some
/// numbers can tell the next.
#[derive(Clone, Copy, Debug)]
pub struct SplitMix64(u64);

// === impl SplitMix64 ===

impl SplitMix64 {
    /// The numbers of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of the generator as others implement it.
    #[test]
    fn numbers_are_those_of_the_paper() {
        let mut numbers = SplitMix64::new(1_234_567);
        let drawn = [(); 3].map(|()| numbers.draw());
        assert_eq!(
            drawn,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }
}
