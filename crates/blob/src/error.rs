//! What goes wrong with stored objects.

use std::io;

/// The errors of a store. None carries content.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is no such object.
    #[error("there is no such object")]
    NotFound,
    /// There is already an object of this id, or one is being written.
    #[error("there is already an object of this id")]
    Exists,
    /// The disk is full, or the quota used up.
    #[error("the disk is full")]
    Full,
    /// The object is shorter than the range that was asked for.
    #[error("the object ends before the range does")]
    OutOfRange,
    /// The store takes no more writes: it is mounted read-only, or an earlier sync failed.
    #[error("the store takes no writes: check the disk, then restart")]
    ReadOnly,
    /// A sync failed, so it is unknown what of the data reached the disk. It is never tried again: the kernel may have
    /// dropped the pages and would then report success.
    #[error("syncing to disk failed: {0}")]
    SyncFailed(#[source] io::Error),
    /// An earlier call on this writer failed or was given up half-way.
    #[error("an earlier write of this object failed")]
    Broken,
    /// The operating system reported an error.
    #[error("{doing}: {source}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// The error.
        #[source]
        source: io::Error,
    },
}

impl BlobError {
    /// Turns an error of the operating system into one of the store.
    #[must_use]
    pub fn from_io(doing: &'static str, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::AlreadyExists => Self::Exists,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            io::ErrorKind::UnexpectedEof => Self::OutOfRange,
            _ => Self::Io { doing, source },
        }
    }

    /// Whether the same call may succeed if it is made again shortly.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        let Self::Io { source, .. } = self else {
            return false;
        };
        matches!(
            source.kind(),
            io::ErrorKind::Interrupted
                | io::ErrorKind::WouldBlock
                | io::ErrorKind::TimedOut
                | io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe
                | io::ErrorKind::ResourceBusy
                | io::ErrorKind::StaleNetworkFileHandle
        )
    }
}
