//! Time and randomness that a test can foretell.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use coffer_model::{Clock, Entropy, UnixMillis};

/// A clock that stands still but for a millisecond at each look, so that what is made later sorts later.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl TestClock {
    /// Shows this moment.
    #[must_use]
    pub const fn at(millis: i64) -> Self {
        Self(AtomicI64::new(millis))
    }

    /// Moves it on.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    /// What it shows, without moving it.
    #[must_use]
    pub fn millis(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Clock for TestClock {
    fn now(&self) -> UnixMillis {
        UnixMillis::from_i64(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

/// Randomness from a seed: the output stream of BLAKE3. Never for anything but tests.
pub struct Seeded(Mutex<blake3::OutputReader>);

impl Seeded {
    /// The stream of this seed.
    #[must_use]
    pub fn new(seed: &str) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("coffer test randomness");
        hasher.update(seed.as_bytes());
        Self(Mutex::new(hasher.finalize_xof()))
    }
}

impl Entropy for Seeded {
    fn fill(&self, out: &mut [u8]) {
        self.0
            .lock()
            .expect("no test panics while it draws")
            .fill(out);
    }
}
