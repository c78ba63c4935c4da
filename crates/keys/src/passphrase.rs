//! The root key in a file that is locked with a passphrase.

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, Version};
use coffer_model::{Entropy, UnixMillis};
use coffer_seal::Key;
use zeroize::Zeroizing;

use crate::keyfile::{KeyFile, Lock, StatedLock, other_lock, provider};
use crate::ring::Generation;
use crate::{KeysError, SetId};

/// Bytes of the salt.
pub(crate) const SALT_LEN: usize = 16;
/// The fewest characters of a passphrase.
const MIN_CHARS: usize = 12;

/// What it costs to try a passphrase: the parameters of Argon2id (RFC 9106).
///
/// They are in the file, so whoever can change the file can change them; hence the bounds, which keep a changed file
/// from making the guessing cheap or from taking all memory of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassphraseParams {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Default for PassphraseParams {
    /// 64 MiB, three passes, four lanes: the second choice of RFC 9106 §4.
    fn default() -> Self {
        Self {
            memory_kib: 64 * 1024,
            passes: 3,
            lanes: 4,
        }
    }
}

impl PassphraseParams {
    /// Memory in KiB, passes over it, and lanes.
    ///
    /// # Errors
    /// [`KeysError::Parameters`] outside 8 MiB to 1 GiB, 1 to 16 passes, 1 to 16 lanes.
    pub const fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, KeysError> {
        match Self::checked(memory_kib, passes, lanes) {
            Ok(params) => Ok(params),
            Err(what) => Err(KeysError::Parameters(what)),
        }
    }

    const fn checked(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, &'static str> {
        if memory_kib < 8 * 1024 || memory_kib > 1024 * 1024 {
            return Err("memory outside 8192 to 1048576 KiB");
        }
        if passes < 1 || passes > 16 {
            return Err("passes outside 1 to 16");
        }
        if lanes < 1 || lanes > 16 {
            return Err("lanes outside 1 to 16");
        }
        Ok(Self {
            memory_kib,
            passes,
            lanes,
        })
    }

    fn derive(self, passphrase: &str, salt: &[u8; SALT_LEN]) -> Result<Key, KeysError> {
        let refused = |_| KeysError::Parameters("refused by Argon2");
        let params =
            Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(refused)?;
        let mut out = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), salt, &mut out[..])
            .map_err(refused)?;
        Ok(Key::from_bytes(*out))
    }
}

/// As in the key file: `argon2id m=65536 t=3 p=4`.
impl fmt::Display for PassphraseParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "argon2id m={} t={} p={}",
            self.memory_kib, self.passes, self.lanes
        )
    }
}

impl FromStr for PassphraseParams {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let mut words = text.split(' ');
        if words.next() != Some("argon2id") {
            return Err("an unknown lock");
        }
        let mut number = |name: &str| {
            let value = words
                .next()
                .and_then(|word| word.strip_prefix(name))
                .ok_or("a lock with too few parameters")?;
            value
                .parse::<u32>()
                .map_err(|_| "a parameter of the lock that is no number")
        };
        let params = Self::checked(number("m=")?, number("t=")?, number("p=")?)?;
        if params.to_string() == text {
            Ok(params)
        } else {
            Err("a lock that is not written in its one form")
        }
    }
}

/// Keeps the root key in a file, locked with a passphrase that is typed or comes from a credential store when the
/// server starts. A copy of file and data together is worth as much as the passphrase is hard to guess.
pub struct PassphraseKek {
    file: KeyFile,
}

provider!(PassphraseKek);

impl PassphraseKek {
    /// Makes a new root key and writes it, locked, to a new file. It takes as long as `params` say, on this thread.
    ///
    /// # Errors
    /// [`KeysError::WeakPassphrase`] below twelve characters, [`KeysError::Exists`] when the path is taken.
    pub fn create(
        path: impl AsRef<Path>,
        passphrase: &Zeroizing<String>,
        params: PassphraseParams,
        entropy: Arc<dyn Entropy>,
        now: UnixMillis,
    ) -> Result<Self, KeysError> {
        let first = Generation::new(1, &*entropy, now);
        Self::lock(path.as_ref(), passphrase, params, first, entropy)
    }

    /// Writes a root key that shares gave back, locked, to a new file.
    ///
    /// # Errors
    /// As for [`PassphraseKek::create`].
    pub fn restore(
        path: impl AsRef<Path>,
        passphrase: &Zeroizing<String>,
        params: PassphraseParams,
        (set, key): (&SetId, Key),
        entropy: Arc<dyn Entropy>,
        now: UnixMillis,
    ) -> Result<Self, KeysError> {
        let first = Generation {
            id: set.key,
            number: set.generation,
            made: now,
            key,
        };
        Self::lock(path.as_ref(), passphrase, params, first, entropy)
    }

    fn lock(
        path: &Path,
        passphrase: &str,
        params: PassphraseParams,
        first: Generation,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, KeysError> {
        if passphrase.chars().count() < MIN_CHARS {
            return Err(KeysError::WeakPassphrase { minimum: MIN_CHARS });
        }
        let salt = entropy.bytes();
        let lock = Lock::Passphrase {
            params,
            salt,
            key: params.derive(passphrase, &salt)?,
        };
        Ok(Self {
            file: KeyFile::create(path, lock, first, entropy)?,
        })
    }

    /// Reads the root key from its file. It takes as long as the parameters in the file say, on this thread.
    ///
    /// # Errors
    /// [`KeysError::WrongPassphrase`], and those of [`crate::FileKek::open`].
    pub fn open(
        path: impl AsRef<Path>,
        passphrase: &Zeroizing<String>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, KeysError> {
        let path = path.as_ref();
        let file = KeyFile::open(path, entropy, |stated| match stated {
            StatedLock::Plain => Err(other_lock(path, &stated)),
            StatedLock::Passphrase { params, salt } => Ok(Lock::Passphrase {
                params,
                salt,
                key: params.derive(passphrase, &salt)?,
            }),
        })?;
        Ok(Self { file })
    }
}
