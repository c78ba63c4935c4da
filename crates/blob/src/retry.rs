//! Repeating what may be repeated.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use coffer_model::{Entropy, ObjectId};

use crate::{BlobError, BlobWriter, Blobs, Probe};

/// How often and how patiently something is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// How often in all, the first time included.
    pub attempts: u32,
    /// The longest wait before the second attempt. Each following one may be twice as long.
    pub first: Duration,
    /// The longest wait of all.
    pub longest: Duration,
}

impl Default for Backoff {
    /// Four attempts within at most 350 milliseconds.
    fn default() -> Self {
        Self {
            attempts: 4,
            first: Duration::from_millis(50),
            longest: Duration::from_millis(500),
        }
    }
}

impl Backoff {
    /// The wait after `failures` failures: a random part, between half and all, of what has doubled each time. Without
    /// the randomness everybody who failed together would come back together.
    fn wait(&self, failures: u32, entropy: &dyn Entropy) -> Duration {
        let doubled = self
            .first
            .saturating_mul(1_u32.checked_shl(failures - 1).unwrap_or(u32::MAX));
        let ceiling = doubled.min(self.longest);
        let [random] = entropy.bytes::<1>();
        ceiling / 2 + ceiling / 2 * u32::from(random) / 255
    }
}

/// A store that tries again what failed for a reason that may pass.
///
/// Only whole calls that can be repeated without harm are: starting an object, reading, asking, deleting, listing.
/// Writing and committing are not: after a failed write nobody knows how much was written, and a failed sync must never
/// be tried again.
pub struct Retry<B> {
    inner: B,
    backoff: Backoff,
    entropy: Arc<dyn Entropy>,
}

impl<B> Retry<B> {
    /// Wraps a store.
    pub fn new(inner: B, backoff: Backoff, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            inner,
            backoff,
            entropy,
        }
    }

    /// How long to wait before trying again, or the error when that is over.
    fn next_wait(&self, failures: u32, error: BlobError) -> Result<Duration, BlobError> {
        if error.is_transient() && failures < self.backoff.attempts {
            Ok(self.backoff.wait(failures, &*self.entropy))
        } else {
            Err(error)
        }
    }
}

/// Awaits a call until it succeeds or is not worth repeating.
macro_rules! again {
    ($self:ident, $call:expr) => {{
        let mut failures = 0;
        loop {
            match $call.await {
                Ok(done) => break Ok(done),
                Err(error) => {
                    failures += 1;
                    tokio::time::sleep($self.next_wait(failures, error)?).await;
                }
            }
        }
    }};
}

#[async_trait]
impl<B: Blobs> Blobs for Retry<B> {
    async fn create(&self, id: ObjectId) -> Result<Box<dyn BlobWriter>, BlobError> {
        again!(self, self.inner.create(id))
    }

    async fn read(&self, id: ObjectId, range: Range<u64>) -> Result<Bytes, BlobError> {
        again!(self, self.inner.read(id, range.clone()))
    }

    fn read_at(&self, id: ObjectId, offset: u64, out: &mut [u8]) -> Result<(), BlobError> {
        let mut failures = 0;
        while let Err(error) = self.inner.read_at(id, offset, out) {
            failures += 1;
            std::thread::sleep(self.next_wait(failures, error)?);
        }
        Ok(())
    }

    async fn len(&self, id: ObjectId) -> Result<u64, BlobError> {
        again!(self, self.inner.len(id))
    }

    /// Deletes an object. When an attempt deleted it and its answer was lost, the next one finds nothing and says so.
    async fn delete(&self, id: ObjectId) -> Result<bool, BlobError> {
        again!(self, self.inner.delete(id))
    }

    async fn list(
        &self,
        after: Option<ObjectId>,
        limit: usize,
    ) -> Result<Vec<ObjectId>, BlobError> {
        again!(self, self.inner.list(after, limit))
    }

    async fn sweep(&self) -> Result<u64, BlobError> {
        again!(self, self.inner.sweep())
    }

    async fn probe(&self) -> Result<Probe, BlobError> {
        self.inner.probe().await
    }
}
