//! Stored objects: written once, made durable, then read by range and deleted.
//!
//! An object is an opaque run of bytes under an [`ObjectId`]; everything in it is already sealed. [`DiskBlobs`] keeps
//! objects as files. [`Retry`] repeats what may be repeated, and [`Faulty`] breaks on purpose, so that callers can be
//! tested against a disk that does.
//!
//! The promise that matters is that of [`BlobWriter::commit`]: when it has returned, the object survives the loss of
//! power. Before that the object does not exist for any reader.

mod disk;
mod error;
mod faulty;
mod retry;
pub mod testing;

use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use coffer_model::ObjectId;

pub use disk::DiskBlobs;
pub use error::BlobError;
pub use faulty::{Fault, Faulty, Op};
pub use retry::{Backoff, Retry};

/// A place that keeps objects.
#[async_trait]
pub trait Blobs: Send + Sync + 'static {
    /// Starts writing a new object. Nobody sees it before [`BlobWriter::commit`].
    ///
    /// # Errors
    /// [`BlobError::Exists`] when there is an object of this id, or one is being written.
    async fn create(&self, id: ObjectId) -> Result<Box<dyn BlobWriter>, BlobError>;

    /// Reads exactly the bytes of `range`.
    ///
    /// # Errors
    /// [`BlobError::NotFound`], or [`BlobError::OutOfRange`] when the object is shorter than that.
    async fn read(&self, id: ObjectId, range: Range<u64>) -> Result<Bytes, BlobError>;

    /// Fills the whole of `out` with the bytes from `offset` on. It blocks: for threads that may.
    ///
    /// # Errors
    /// As for [`Blobs::read`].
    fn read_at(&self, id: ObjectId, offset: u64, out: &mut [u8]) -> Result<(), BlobError>;

    /// The length of an object, in bytes.
    ///
    /// # Errors
    /// [`BlobError::NotFound`].
    async fn len(&self, id: ObjectId) -> Result<u64, BlobError>;

    /// Deletes an object, durably. Gives whether there was one.
    ///
    /// # Errors
    /// When it could not be deleted; it may then exist or not.
    async fn delete(&self, id: ObjectId) -> Result<bool, BlobError>;

    /// Up to `limit` ids of objects, in an order of the store's own that does not change while no object is added or
    /// deleted. `after` is the last id of the previous page.
    ///
    /// # Errors
    /// When the store could not be read.
    async fn list(&self, after: Option<ObjectId>, limit: usize)
    -> Result<Vec<ObjectId>, BlobError>;

    /// Removes what was begun and never committed, and gives how many there were. For the start of a server: it removes
    /// what others are writing at the moment, too.
    ///
    /// # Errors
    /// When the store could not be read or changed.
    async fn sweep(&self) -> Result<u64, BlobError>;

    /// Finds out, by writing and deleting canaries, what the store really does.
    ///
    /// # Errors
    /// When the store does not work at all.
    async fn probe(&self) -> Result<Probe, BlobError>;
}

/// An object being written. Dropped without [`BlobWriter::commit`], it leaves nothing behind.
#[async_trait]
pub trait BlobWriter: Send {
    /// Appends bytes.
    ///
    /// # Errors
    /// [`BlobError::Full`] and others. The object cannot be committed after an error, nor after this future was dropped
    /// before it was done.
    async fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError>;

    /// Appends the bytes of `buffer` and leaves it empty. Large buffers are handed over and another one is put in their
    /// place, so nothing is copied and nothing is allocated in a steady flow.
    ///
    /// # Errors
    /// As for [`BlobWriter::write`].
    async fn write_buf(&mut self, buffer: &mut Vec<u8>) -> Result<(), BlobError> {
        self.write(buffer).await?;
        buffer.clear();
        Ok(())
    }

    /// Makes the object durable and visible, and gives its length in bytes.
    ///
    /// # Errors
    /// When it is not certain that the object is durable. The object may then exist; the caller must not rely on it.
    async fn commit(self: Box<Self>) -> Result<u64, BlobError>;

    /// Gives the object up.
    async fn abort(self: Box<Self>);
}

/// What a store was seen to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Probe {
    /// What was written was read back unchanged.
    pub reads_back: bool,
    /// A range came back as exactly that range, and one beyond the end was refused.
    pub reads_ranges: bool,
    /// Writing a second object under the same id was refused and left the first one alone.
    pub refuses_overwrite: bool,
    /// An object that was not committed could not be seen.
    pub hides_unfinished: bool,
    /// A deleted object was gone.
    pub deletes: bool,
    /// The store forgets everything when the power goes, by its own account (a file system in memory).
    pub volatile: bool,
    /// How long writing and syncing one small object took, in microseconds.
    pub commit_micros: u64,
    /// Bytes that can still be written.
    pub free_bytes: u64,
    /// Bytes that the store holds in all.
    pub total_bytes: u64,
}

impl Probe {
    /// What the store does wrong, in words for an administrator; empty for a sound one.
    #[must_use]
    pub fn faults(&self) -> Vec<&'static str> {
        [
            (self.reads_back, "what is written does not come back"),
            (self.reads_ranges, "ranges are not read exactly"),
            (self.refuses_overwrite, "an object can be overwritten"),
            (self.hides_unfinished, "unfinished objects can be seen"),
            (self.deletes, "deleted objects stay"),
            (
                !self.volatile,
                "the store is in memory and forgets everything at a restart",
            ),
        ]
        .into_iter()
        .filter_map(|(right, fault)| (!right).then_some(fault))
        .collect()
    }
}

#[async_trait]
impl<B: Blobs + ?Sized> Blobs for Arc<B> {
    async fn create(&self, id: ObjectId) -> Result<Box<dyn BlobWriter>, BlobError> {
        (**self).create(id).await
    }

    async fn read(&self, id: ObjectId, range: Range<u64>) -> Result<Bytes, BlobError> {
        (**self).read(id, range).await
    }

    fn read_at(&self, id: ObjectId, offset: u64, out: &mut [u8]) -> Result<(), BlobError> {
        (**self).read_at(id, offset, out)
    }

    async fn len(&self, id: ObjectId) -> Result<u64, BlobError> {
        (**self).len(id).await
    }

    async fn delete(&self, id: ObjectId) -> Result<bool, BlobError> {
        (**self).delete(id).await
    }

    async fn list(
        &self,
        after: Option<ObjectId>,
        limit: usize,
    ) -> Result<Vec<ObjectId>, BlobError> {
        (**self).list(after, limit).await
    }

    async fn sweep(&self) -> Result<u64, BlobError> {
        (**self).sweep().await
    }

    async fn probe(&self) -> Result<Probe, BlobError> {
        (**self).probe().await
    }
}
