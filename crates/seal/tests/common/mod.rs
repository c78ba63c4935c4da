//! Randomness that can be repeated.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use coffer_model::Entropy;

/// SHA-256 in counter mode: the n-th draw of up to 32 bytes is the front of the digest of n as eight big-endian bytes.
pub struct Counted(AtomicU64);

impl Entropy for Counted {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let n = self.0.fetch_add(1, Ordering::Relaxed);
            chunk.copy_from_slice(&coffer_seal::sha256(&n.to_be_bytes())[..chunk.len()]);
        }
    }
}

pub fn entropy() -> Arc<dyn Entropy> {
    Arc::new(Counted(AtomicU64::new(0)))
}

/// Bytes that look random and are always the same.
#[allow(dead_code, reason = "each test program uses its part of this module")]
pub fn noise(len: usize) -> Vec<u8> {
    let mut out = vec![0; len];
    Counted(AtomicU64::new(1 << 40)).fill(&mut out);
    out
}
