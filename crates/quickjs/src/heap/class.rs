//! Size classes: each power of two in eight steps.

/// How many classes there are, up to blocks of 1 GiB.
pub(crate) const CLASSES: u32 = class_of(1 << 26) + 1;

/// Steps in a power of two, as a power of two.
const STEPS: u32 = 3;

/// The class that a free block of `units` is listed in.
pub(crate) const fn class_of(units: u32) -> u32 {
    if units < 1 << STEPS {
        return units;
    }
    let shift = units.ilog2() - STEPS;
    ((shift + 1) << STEPS) + (units >> shift) - (1 << STEPS)
}

/// The first class in which every block has at least `units`.
pub(crate) const fn class_within(units: u32) -> u32 {
    class_of(units - 1) + 1
}

#[cfg(test)]
mod tests {
    use super::{CLASSES, class_of, class_within};

    #[test]
    fn classes_ascend_without_a_gap() {
        let mut last = class_of(1);
        for units in 2..100_000 {
            let class = class_of(units);
            assert!(class == last || class == last + 1, "{units}");
            last = class;
        }
        assert!(class_of(1 << 26) < CLASSES);
    }

    #[test]
    fn every_block_of_the_class_is_large_enough() {
        for wanted in 2..3_000 {
            for units in 1..6_000 {
                let is_in = class_of(units) >= class_within(wanted);
                assert!(!is_in || units >= wanted, "{units} for {wanted}");
            }
        }
    }
}
