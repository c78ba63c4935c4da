//! Sets of hashes.

/// A bit for each hash, in so many words, which is a power of two: of large tables less passes by chance, of small ones more stays in
/// the first cache, beside the text.
pub(super) struct Bits<const WORDS: usize>(Box<[u64; WORDS]>);

impl<const WORDS: usize> Bits<WORDS> {
    pub(super) fn new() -> Self {
        Self(Box::new([0; WORDS]))
    }

    /// The upper bits of a product depend on all bits of a run.
    #[inline(always)]
    const fn place(product: u32) -> (usize, u32) {
        let word = product >> (u32::BITS - WORDS.ilog2());
        (
            word as usize % WORDS,
            product >> (u32::BITS - 6 - WORDS.ilog2()),
        )
    }

    pub(super) fn set(&mut self, product: u32) {
        let (word, bit) = Self::place(product);
        self.0[word] |= 1 << (bit % u64::BITS);
    }

    #[inline(always)]
    pub(super) fn has(&self, product: u32) -> bool {
        let (word, bit) = Self::place(product);
        self.0[word].wrapping_shr(bit) & 1 != 0
    }
}
