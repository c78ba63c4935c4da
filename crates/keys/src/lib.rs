//! Providers of the root key: the one key under which all others are wrapped in the end.
//!
//! A provider wraps and unwraps; the root key never leaves it, except as shares for its recovery. [`FileKek`] reads a
//! key file that only its owner can read, [`PassphraseKek`] one that is locked with a passphrase besides. [`shares`]
//! splits a root key among several people.

mod error;
mod file;
mod keyfile;
mod passphrase;
mod private_file;
mod ring;
pub mod shares;
pub mod testing;

use async_trait::async_trait;
use coffer_model::{KeyId, UnixMillis};
use coffer_seal::{Binding, Envelope, Key};

pub use error::KeysError;
pub use file::FileKek;
pub use passphrase::{PassphraseKek, PassphraseParams};
pub use shares::{SetId, Share, ShareError};

/// One generation of a root key, without the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KekInfo {
    /// Which provider keeps it: `file`, `passphrase`, …
    pub provider: &'static str,
    /// Its id, which each envelope wrapped by it carries.
    pub key: KeyId,
    /// Its generation, from 1.
    pub generation: u32,
    /// When it was made, as far as the provider knows.
    pub made: Option<UnixMillis>,
}

/// Whoever keeps the root key.
#[async_trait]
pub trait KekProvider: Send + Sync {
    /// The generation that wraps at present.
    fn describe(&self) -> KekInfo;

    /// Every generation that can still unwrap, the present one last.
    fn generations(&self) -> Vec<KekInfo> {
        vec![self.describe()]
    }

    /// Wraps a key under the present generation.
    ///
    /// # Errors
    /// When the provider cannot be reached.
    async fn wrap(&self, binding: &Binding<'_>, key: &Key) -> Result<Envelope, KeysError>;

    /// Opens an envelope that this provider made, in this or an earlier generation.
    ///
    /// # Errors
    /// [`KeysError::UnknownKey`] when another key wrapped it or its generation was retired, and
    /// [`KeysError::Seal`] when the binding is another one or a byte was changed.
    async fn unwrap(&self, envelope: &Envelope, binding: &Binding<'_>) -> Result<Key, KeysError>;

    /// Starts a new generation. What the old ones wrapped still opens, until it is rewrapped and they are retired.
    ///
    /// # Errors
    /// When the provider cannot do that, or cannot keep the new key.
    async fn rotate(&self, now: UnixMillis) -> Result<KekInfo, KeysError> {
        let _ = now;
        Err(KeysError::Unsupported("rotating the root key"))
    }

    /// Destroys a generation that nothing refers to any more. What it wrapped is lost for ever.
    ///
    /// # Errors
    /// When it is the present generation, is unknown, or the provider cannot do that.
    async fn retire(&self, key: KeyId) -> Result<(), KeysError> {
        let _ = key;
        Err(KeysError::Unsupported("retiring a root key"))
    }

    /// Splits the present generation among `count` people, any `threshold` of whom can restore it.
    ///
    /// # Errors
    /// When the numbers make no sense, or the provider does not give its key out.
    fn deal(&self, threshold: u8, count: u8) -> Result<Vec<Share>, KeysError> {
        let _ = (threshold, count);
        Err(KeysError::Unsupported("splitting the root key"))
    }
}
