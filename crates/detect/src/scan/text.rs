//! The bytes of a stream that are at hand.

/// A stretch of the stream.
#[derive(Clone, Copy)]
pub(super) struct Text<'t> {
    pub(super) bytes: &'t [u8],
    /// The stream offset of the first byte.
    pub(super) base: u64,
}

impl<'t> Text<'t> {
    /// Where the byte at a stream offset is; what lies outside counts as the nearer end.
    pub(super) fn place(self, at: u64) -> usize {
        usize::try_from(at.saturating_sub(self.base))
            .unwrap_or(usize::MAX)
            .min(self.bytes.len())
    }

    /// What lies between two offsets, as far as it is at hand. The first must not lie behind the second.
    pub(super) fn between(self, from: u64, to: u64) -> &'t [u8] {
        &self.bytes[self.place(from)..self.place(to)]
    }

    /// What lies behind an offset.
    pub(super) fn behind(self, from: u64) -> &'t [u8] {
        &self.bytes[self.place(from)..]
    }
}
