//! Key files: their text, and the provider that both kinds of them have in common.
//!
//! ```text
//! coffer-keys 1
//! lock plain                                     or: lock argon2id m=65536 t=3 p=4 salt=<32 hex digits>
//! key <id> <generation> <made, ms> <hex digits>  one line per generation, rising; the key, or its envelope
//! check <32 hex digits>                          the front of SHA-256 of all lines above
//! ```
//!
//! The check value finds damage, not malice: whoever can write the file can write another key into it.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use coffer_model::{DeploymentId, Entropy, KeyId, UnixMillis};
use coffer_seal::{Binding, Envelope, Key};
use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use crate::passphrase::{PassphraseParams, SALT_LEN};
use crate::ring::{Generation, MAX_GENERATIONS, Ring};
use crate::shares::{self, SetId, Share};
use crate::{KekInfo, KeysError, private_file};

const MAGIC: &str = "coffer-keys 1";
const CHECK_LEN: usize = 16;
/// The longest line: an envelope in hexadecimal, an id, two numbers.
const MAX_LINE: usize = 512;

/// What keeps the keys in the file from whoever reads it.
pub(crate) enum Lock {
    /// Nothing but the permissions of the file.
    Plain,
    /// A key derived from a passphrase.
    Passphrase {
        /// At what cost.
        params: PassphraseParams,
        /// With what salt.
        salt: [u8; SALT_LEN],
        /// The key.
        key: Key,
    },
}

/// A lock as the file states it, before anybody gave a passphrase.
pub(crate) enum StatedLock {
    Plain,
    Passphrase {
        params: PassphraseParams,
        salt: [u8; SALT_LEN],
    },
}

impl Lock {
    const fn provider(&self) -> &'static str {
        match self {
            Self::Plain => "file",
            Self::Passphrase { .. } => "passphrase",
        }
    }
}

impl StatedLock {
    const fn provider(&self) -> &'static str {
        match self {
            Self::Plain => "file",
            Self::Passphrase { .. } => "passphrase",
        }
    }
}

/// A key file and its keys, in memory.
pub(crate) struct KeyFile {
    path: PathBuf,
    lock: Lock,
    ring: RwLock<Ring>,
    entropy: Arc<dyn Entropy>,
}

/// What a locked key is bound to. The file is older than any deployment, so there is none to name.
fn binding(owner: &[u8; 20]) -> Binding<'_> {
    Binding {
        kind: "root",
        owner,
        deployment: DeploymentId::from_bytes([0; 16]),
    }
}

fn owner(id: KeyId, generation: u32) -> [u8; 20] {
    let mut owner = [0; 20];
    owner[..16].copy_from_slice(id.as_bytes());
    owner[16..].copy_from_slice(&generation.to_be_bytes());
    owner
}

impl KeyFile {
    /// Writes a new file with one generation.
    pub(crate) fn create(
        path: &Path,
        lock: Lock,
        first: Generation,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, KeysError> {
        let ring = Ring::new(first);
        private_file::create(path, render(&lock, &ring, &*entropy).as_bytes())?;
        Ok(Self {
            path: path.to_owned(),
            lock,
            ring: RwLock::new(ring),
            entropy,
        })
    }

    /// Reads a file. `unlock` turns what the file says of its lock into the lock itself.
    pub(crate) fn open(
        path: &Path,
        entropy: Arc<dyn Entropy>,
        unlock: impl FnOnce(StatedLock) -> Result<Lock, KeysError>,
    ) -> Result<Self, KeysError> {
        let bytes = private_file::read(path)?;
        let (lock, ring) = parse(path, &bytes, unlock)?;
        Ok(Self {
            path: path.to_owned(),
            lock,
            ring: RwLock::new(ring),
            entropy,
        })
    }

    fn read(&self) -> RwLockReadGuard<'_, Ring> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Ring> {
        self.ring.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn save(&self, ring: &Ring) -> Result<(), KeysError> {
        private_file::replace(
            &self.path,
            render(&self.lock, ring, &*self.entropy).as_bytes(),
        )
    }

    pub(crate) fn describe(&self) -> KekInfo {
        self.read().present().info(self.lock.provider())
    }

    pub(crate) fn generations(&self) -> Vec<KekInfo> {
        self.read()
            .all()
            .map(|one| one.info(self.lock.provider()))
            .collect()
    }

    pub(crate) fn wrap(&self, binding: &Binding<'_>, key: &Key) -> Envelope {
        self.read().wrap(binding, key, &*self.entropy)
    }

    pub(crate) fn unwrap(
        &self,
        envelope: &Envelope,
        binding: &Binding<'_>,
    ) -> Result<Key, KeysError> {
        self.read().unwrap(envelope, binding)
    }

    /// Adds a generation, in the file first: a key that wraps something is never only in memory.
    pub(crate) fn rotate(&self, now: UnixMillis) -> Result<KekInfo, KeysError> {
        let mut ring = self.write();
        if ring.len() >= MAX_GENERATIONS {
            return Err(KeysError::TooManyGenerations(ring.len()));
        }
        let number = ring
            .present()
            .number
            .checked_add(1)
            .ok_or(KeysError::TooManyGenerations(ring.len()))?;
        ring.advance(Generation::new(number, &*self.entropy, now));
        if let Err(error) = self.save(&ring) {
            ring.retreat();
            return Err(error);
        }
        Ok(ring.present().info(self.lock.provider()))
    }

    pub(crate) fn retire(&self, key: KeyId) -> Result<(), KeysError> {
        let mut ring = self.write();
        let (at, removed) = ring.remove(key)?;
        self.save(&ring).inspect_err(|_| ring.put_back(at, removed))
    }

    pub(crate) fn deal(&self, threshold: u8, count: u8) -> Result<Vec<Share>, KeysError> {
        let ring = self.read();
        let present = ring.present();
        let set = SetId::new(present.id, present.number, &*self.entropy);
        Ok(shares::split(
            &present.key,
            threshold,
            count,
            &*self.entropy,
            &set,
        )?)
    }
}

fn render(lock: &Lock, ring: &Ring, entropy: &dyn Entropy) -> Zeroizing<String> {
    // Large enough for every line, so that growing leaves no copy of a key behind.
    let mut text = Zeroizing::new(String::with_capacity(MAX_LINE * (ring.len() + 3)));
    text.push_str(MAGIC);
    text.push_str("\nlock ");
    match lock {
        Lock::Plain => text.push_str("plain"),
        Lock::Passphrase { params, salt, .. } => {
            text.push_str(&format!("{params} salt={}", HEXLOWER.encode(salt)));
        }
    }
    text.push('\n');
    for one in ring.all() {
        // Writing to a string cannot fail.
        let _ = write!(text, "key {} {} {} ", one.id, one.number, one.made.as_i64());
        match lock {
            Lock::Plain => HEXLOWER.encode_append(one.key.expose(), &mut text),
            Lock::Passphrase { key, .. } => {
                let owner = owner(one.id, one.number);
                let envelope =
                    coffer_seal::wrap(key, one.id, one.number, &binding(&owner), &one.key, entropy);
                HEXLOWER.encode_append(&envelope.to_bytes(), &mut text);
            }
        }
        text.push('\n');
    }
    let check = check_value(text.as_bytes());
    text.push_str("check ");
    HEXLOWER.encode_append(&check, &mut text);
    text.push('\n');
    text
}

fn check_value(lines: &[u8]) -> [u8; CHECK_LEN] {
    let mut check = [0; CHECK_LEN];
    check.copy_from_slice(&coffer_seal::sha256(lines)[..CHECK_LEN]);
    check
}

fn parse(
    path: &Path,
    bytes: &[u8],
    unlock: impl FnOnce(StatedLock) -> Result<Lock, KeysError>,
) -> Result<(Lock, Ring), KeysError> {
    let malformed = |line: usize, what| KeysError::Malformed {
        path: path.to_owned(),
        line,
        what,
    };
    let text = str::from_utf8(bytes).map_err(|_| malformed(1, "this is not text"))?;
    let Some(rest) = text
        .strip_prefix(MAGIC)
        .and_then(|rest| rest.strip_prefix('\n'))
    else {
        return Err(if text.starts_with("coffer-keys ") {
            malformed(1, "a key file of another version")
        } else {
            malformed(1, "this is no key file of Coffer")
        });
    };
    let body = rest
        .strip_suffix('\n')
        .ok_or_else(|| KeysError::Damaged(path.to_owned()))?;
    let (lines, check) = body
        .rsplit_once('\n')
        .ok_or_else(|| KeysError::Damaged(path.to_owned()))?;
    let check = check.strip_prefix("check ").and_then(decode::<CHECK_LEN>);
    let covered = &bytes[..MAGIC.len() + 1 + lines.len() + 1];
    if check.is_none_or(|check| *check != check_value(covered)) {
        return Err(KeysError::Damaged(path.to_owned()));
    }

    let mut lines = lines.split('\n');
    let stated = lines
        .next()
        .and_then(|line| line.strip_prefix("lock "))
        .ok_or(malformed(2, "no lock is stated"))?;
    let lock = unlock(parse_lock(stated).map_err(|what| malformed(2, what))?)?;
    let mut generations = Vec::new();
    for (line, number) in lines.zip(3..) {
        if generations.len() == MAX_GENERATIONS {
            return Err(malformed(
                number,
                "more generations than a key file can have",
            ));
        }
        generations.push(
            parse_generation(line, &lock).map_err(|problem| match problem {
                Problem::Text(what) => malformed(number, what),
                Problem::Locked => KeysError::WrongPassphrase,
            })?,
        );
    }
    let ring = Ring::of(generations).ok_or(malformed(
        3,
        "generations are missing, repeated or out of order",
    ))?;
    Ok((lock, ring))
}

fn parse_lock(stated: &str) -> Result<StatedLock, &'static str> {
    if stated == "plain" {
        return Ok(StatedLock::Plain);
    }
    let (params, salt) = stated.rsplit_once(" salt=").ok_or("an unknown lock")?;
    let salt = decode::<SALT_LEN>(salt).ok_or("a salt that is not 32 hexadecimal digits")?;
    Ok(StatedLock::Passphrase {
        params: params.parse()?,
        salt: *salt,
    })
}

enum Problem {
    Text(&'static str),
    Locked,
}

fn parse_generation(line: &str, lock: &Lock) -> Result<Generation, Problem> {
    let text = |what| Problem::Text(what);
    let mut words = line
        .strip_prefix("key ")
        .ok_or(text("neither key nor check"))?
        .splitn(4, ' ');
    let mut word = || words.next().ok_or(text("a key line with too few words"));
    let id: KeyId = word()?.parse().map_err(|_| text("an id that is none"))?;
    let number = decimal(word()?)
        .and_then(|n| u32::try_from(n).ok())
        .ok_or(text("a generation that is no number"))?;
    let made = decimal(word()?).ok_or(text("a time that is no number"))?;
    let secret = word()?;
    let key = match lock {
        Lock::Plain => Key::from_bytes(
            *decode::<32>(secret).ok_or(text("a key that is not 64 hexadecimal digits"))?,
        ),
        Lock::Passphrase { key, .. } => {
            let envelope = decode::<{ Envelope::LEN }>(secret)
                .ok_or(text("a locked key of the wrong length"))?;
            let envelope = Envelope::from_bytes(&*envelope)
                .map_err(|_| text("a locked key in an unknown form"))?;
            let owner = owner(id, number);
            if (envelope.wrapping_key(), envelope.generation()) != (id, number) {
                return Err(text("a locked key of another generation"));
            }
            coffer_seal::unwrap(key, &envelope, &binding(&owner)).map_err(|_| Problem::Locked)?
        }
    };
    Ok(Generation {
        id,
        number,
        made: UnixMillis::from_i64(made),
        key,
    })
}

/// A number in its one written form: digits, no sign, no leading zero.
fn decimal(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    (number >= 0 && number.to_string() == text).then_some(number)
}

/// Exactly `N` bytes in lower-case hexadecimal.
fn decode<const N: usize>(hex: &str) -> Option<Zeroizing<[u8; N]>> {
    let mut out = Zeroizing::new([0; N]);
    if hex.len() != 2 * N {
        return None;
    }
    HEXLOWER.decode_mut(hex.as_bytes(), &mut out[..]).ok()?;
    Some(out)
}

/// The error for a file that another provider reads.
pub(crate) fn other_lock(path: &Path, stated: &StatedLock) -> KeysError {
    KeysError::OtherLock {
        path: path.to_owned(),
        found: stated.provider(),
    }
}

/// Passes the calls of a provider on to the key file within it.
macro_rules! provider {
    ($name:ident) => {
        #[async_trait::async_trait]
        impl crate::KekProvider for $name {
            fn describe(&self) -> crate::KekInfo {
                self.file.describe()
            }

            fn generations(&self) -> Vec<crate::KekInfo> {
                self.file.generations()
            }

            async fn wrap(
                &self,
                binding: &coffer_seal::Binding<'_>,
                key: &coffer_seal::Key,
            ) -> Result<coffer_seal::Envelope, crate::KeysError> {
                Ok(self.file.wrap(binding, key))
            }

            async fn unwrap(
                &self,
                envelope: &coffer_seal::Envelope,
                binding: &coffer_seal::Binding<'_>,
            ) -> Result<coffer_seal::Key, crate::KeysError> {
                self.file.unwrap(envelope, binding)
            }

            async fn rotate(
                &self,
                now: coffer_model::UnixMillis,
            ) -> Result<crate::KekInfo, crate::KeysError> {
                self.file.rotate(now)
            }

            async fn retire(&self, key: coffer_model::KeyId) -> Result<(), crate::KeysError> {
                self.file.retire(key)
            }

            fn deal(
                &self,
                threshold: u8,
                count: u8,
            ) -> Result<Vec<crate::Share>, crate::KeysError> {
                self.file.deal(threshold, count)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($name))
                    .field(&self.file.describe())
                    .finish()
            }
        }
    };
}
pub(crate) use provider;
