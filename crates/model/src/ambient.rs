//! What a program takes from its surroundings, as arguments: the time and randomness.

use crate::{Id, Kind, UnixMillis};

/// Tells the time. The server's is the system's clock; a test's is set by hand.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> UnixMillis;
}

/// Draws randomness fit for keys. The server's is the operating system's generator.
pub trait Entropy: Send + Sync + 'static {
    /// Fills the whole of `out`.
    fn fill(&self, out: &mut [u8]);
}

/// `N` random bytes.
impl dyn Entropy + '_ {
    /// `N` random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }

    /// A new id, made at `now`.
    #[must_use]
    pub fn id<K: Kind>(&self, now: UnixMillis) -> Id<K> {
        Id::new(now, self.bytes())
    }
}
