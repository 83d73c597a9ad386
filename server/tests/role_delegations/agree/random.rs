//! Numbers that are always the same for the same seed.

use std::ops::Range;

/// A sequence (xorshift).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number of this range.
    pub fn within(&mut self, range: Range<i64>) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let width = u64::try_from(range.end - range.start).unwrap();
        range.start + i64::try_from(self.0 % width).unwrap()
    }

    /// True so many times in a hundred.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.within(0..100) < percent
    }

    /// A place in a list of this length.
    pub fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.within(0..i64::try_from(length).unwrap())).unwrap()
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.place(among.len())]
    }
}
