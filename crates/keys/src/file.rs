//! The root key in a file that only its owner can read.

use std::path::Path;
use std::sync::Arc;

use coffer_model::{Entropy, UnixMillis};
use coffer_seal::Key;

use crate::keyfile::{KeyFile, Lock, StatedLock, other_lock, provider};
use crate::ring::Generation;
use crate::{KeysError, SetId};

/// Keeps the root key in a file. The file belongs on another disk than the data, or comes from a credential store;
/// beside the data it protects against nothing but a copy of the data alone.
pub struct FileKek {
    file: KeyFile,
}

provider!(FileKek);

impl FileKek {
    /// Makes a new root key and writes it to a new file.
    ///
    /// # Errors
    /// [`KeysError::Exists`] when the path is taken, and what the operating system reports.
    pub fn create(
        path: impl AsRef<Path>,
        entropy: Arc<dyn Entropy>,
        now: UnixMillis,
    ) -> Result<Self, KeysError> {
        let first = Generation::new(1, &*entropy, now);
        Ok(Self {
            file: KeyFile::create(path.as_ref(), Lock::Plain, first, entropy)?,
        })
    }

    /// Writes a root key that shares gave back to a new file.
    ///
    /// # Errors
    /// As for [`FileKek::create`].
    pub fn restore(
        path: impl AsRef<Path>,
        set: &SetId,
        key: Key,
        entropy: Arc<dyn Entropy>,
        now: UnixMillis,
    ) -> Result<Self, KeysError> {
        let first = Generation {
            id: set.key,
            number: set.generation,
            made: now,
            key,
        };
        Ok(Self {
            file: KeyFile::create(path.as_ref(), Lock::Plain, first, entropy)?,
        })
    }

    /// Reads the root key from its file.
    ///
    /// # Errors
    /// [`KeysError::Exposed`] and [`KeysError::WrongOwner`] when others could read or change the file, each with the
    /// command that mends it; [`KeysError::Damaged`] and [`KeysError::Malformed`] when it is no sound key file.
    pub fn open(path: impl AsRef<Path>, entropy: Arc<dyn Entropy>) -> Result<Self, KeysError> {
        let path = path.as_ref();
        let file = KeyFile::open(path, entropy, |stated| match stated {
            StatedLock::Plain => Ok(Lock::Plain),
            StatedLock::Passphrase { .. } => Err(other_lock(path, &stated)),
        })?;
        Ok(Self { file })
    }
}
