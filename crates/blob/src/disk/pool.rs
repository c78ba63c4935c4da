//! Buffers that are used again. A fresh buffer of a megabyte costs more in page faults than sealing what goes into it.

use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of a pooled buffer: a megabyte and the segments that a range may touch on either side.
pub(super) const BUFFER: usize = (1 << 20) + (128 << 10);
/// How many buffers are kept; more than that are given back to the system.
const KEPT: usize = 32;

/// Buffers that nobody uses at the moment. They hold sealed bytes only, so they are not cleared.
pub(super) struct Pool(Mutex<Vec<Vec<u8>>>);

impl Pool {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// A buffer of capacity [`BUFFER`]. Its content and length are whatever they last were.
    pub(super) fn take(&self) -> Vec<u8> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        kept.unwrap_or_else(|| Vec::with_capacity(BUFFER))
    }

    /// Takes a buffer back.
    pub(super) fn put(&self, buffer: Vec<u8>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < KEPT && (BUFFER..=2 * BUFFER).contains(&buffer.capacity()) {
            kept.push(buffer);
        }
    }

    /// A buffer of which `len` bytes, at most [`BUFFER`], are visible, and which comes back when it is dropped.
    pub(super) fn lend(pool: &Arc<Self>, len: usize) -> Lent {
        let mut buffer = pool.take();
        // Kept at full length, so that only its first use has to fill it.
        buffer.resize(BUFFER, 0);
        Lent {
            buffer,
            len: len.min(BUFFER),
            pool: Arc::clone(pool),
        }
    }
}

/// A buffer on loan.
pub(super) struct Lent {
    buffer: Vec<u8>,
    len: usize,
    pool: Arc<Pool>,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.buffer[..self.len]
    }
}

impl AsMut<[u8]> for Lent {
    fn as_mut(&mut self) -> &mut [u8] {
        &mut self.buffer[..self.len]
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.pool.put(std::mem::take(&mut self.buffer));
    }
}
