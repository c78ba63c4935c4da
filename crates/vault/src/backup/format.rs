//! The small files of a backup: read with suspicion, written in one form.

use coffer_api as api;
use coffer_model::{DeploymentId, SnapshotId, UnixMillis};
use coffer_seal::{Key, constant_time_eq, hmac};
use data_encoding::HEXLOWER;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The version of the format that this program writes, and the newest that it reads.
pub(super) const VERSION: u32 = 1;
/// The largest small file that is read, in bytes.
pub(super) const MAX_FILE: u64 = 1 << 20;

/// Says that a directory is a backup.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mark {
    pub(super) format: String,
    pub(super) version: u32,
    pub(super) deployment: DeploymentId,
}

impl Mark {
    pub(super) const FORMAT: &'static str = "coffer-backup";

    pub(super) fn new(deployment: DeploymentId) -> Self {
        Self {
            format: Self::FORMAT.to_owned(),
            version: VERSION,
            deployment,
        }
    }
}

/// The root key, wrapped by the recovery key: what an empty machine starts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recovery {
    pub(super) format: String,
    pub(super) version: u32,
    pub(super) deployment: DeploymentId,
    /// The envelope, in base64.
    pub(super) envelope: String,
}

impl Recovery {
    pub(super) const FORMAT: &'static str = "coffer-recovery";
}

/// A sealed file: its length before and after sealing, and the BLAKE3 hash of what is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SealedFile {
    pub(super) plain_len: u64,
    pub(super) cipher_len: u64,
    pub(super) blake3: String,
}

/// How long the log of destroyed keys was, and its last code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShredMark {
    pub(super) count: u64,
    pub(super) last: String,
}

/// What a snapshot is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SnapshotManifest {
    pub(super) format: String,
    pub(super) version: u32,
    pub(super) deployment: DeploymentId,
    pub(super) snapshot: SnapshotId,
    pub(super) created_at: UnixMillis,
    /// The program that wrote it.
    pub(super) program: String,
    pub(super) metadata: SealedFile,
    pub(super) object_list: SealedFile,
    pub(super) object_count: u64,
    pub(super) object_bytes: u64,
    pub(super) ledger_size: u64,
    pub(super) ledger_root: String,
    /// The newest signed checkpoint within these entries.
    pub(super) checkpoint: String,
    pub(super) shreds: ShredMark,
}

/// What a copy of the keyring is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyringManifest {
    pub(super) format: String,
    pub(super) version: u32,
    pub(super) deployment: DeploymentId,
    /// The snapshot that it was taken with.
    pub(super) snapshot: SnapshotId,
    pub(super) created_at: UnixMillis,
    pub(super) program: String,
    pub(super) keyring: SealedFile,
    /// Entries in the ledger of that snapshot: tells which of two keyrings is newer, whatever the clock did.
    pub(super) ledger_size: u64,
    pub(super) shreds: ShredMark,
}

/// The two kinds of copies in a backup. They live for different times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Snapshot,
    Keyring,
}

impl Kind {
    pub(super) const fn folder(self) -> &'static str {
        match self {
            Self::Snapshot => "snapshots",
            Self::Keyring => "keyrings",
        }
    }
}

/// A manifest of either kind.
pub(super) trait Manifest: Serialize + DeserializeOwned + Send + 'static {
    const KIND: Kind;
    const FORMAT: &'static str;
    fn head(&self) -> (&str, u32, DeploymentId, SnapshotId);
    /// Later copies have a larger one, even if the clock was set back.
    fn order(&self) -> (u64, SnapshotId);
}

impl Manifest for SnapshotManifest {
    const KIND: Kind = Kind::Snapshot;
    const FORMAT: &'static str = "coffer-snapshot";

    fn head(&self) -> (&str, u32, DeploymentId, SnapshotId) {
        (&self.format, self.version, self.deployment, self.snapshot)
    }

    fn order(&self) -> (u64, SnapshotId) {
        (self.ledger_size, self.snapshot)
    }
}

impl Manifest for KeyringManifest {
    const KIND: Kind = Kind::Keyring;
    const FORMAT: &'static str = "coffer-keyring";

    fn head(&self) -> (&str, u32, DeploymentId, SnapshotId) {
        (&self.format, self.version, self.deployment, self.snapshot)
    }

    fn order(&self) -> (u64, SnapshotId) {
        (self.ledger_size, self.snapshot)
    }
}

impl SnapshotManifest {
    pub(super) fn order(&self) -> (u64, SnapshotId) {
        Manifest::order(self)
    }

    /// Bytes of everything in it.
    pub(super) fn bytes(&self) -> u64 {
        self.object_bytes
            .saturating_add(self.metadata.cipher_len)
            .saturating_add(self.object_list.cipher_len)
    }

    /// As the API shows it.
    pub(super) fn view(&self, checked_at: Option<UnixMillis>) -> api::Snapshot {
        api::Snapshot {
            id: self.snapshot.to_string(),
            created_at: self.created_at.as_i64(),
            objects: self.object_count,
            bytes: self.bytes(),
            ledger_size: self.ledger_size,
            checked_at: checked_at.map(UnixMillis::as_i64),
        }
    }
}

/// The code that authenticates a manifest: of exactly the bytes in its file.
pub(super) fn manifest_mac(key: &Key, kind: Kind, bytes: &[u8]) -> [u8; 32] {
    let key = key.derive("coffer.backup.manifest.v1", &[]);
    hmac(&key, &[kind.folder().as_bytes(), bytes])
}

/// Checks the code before a byte of the manifest is believed.
pub(super) fn open_manifest<M: Manifest>(
    key: &Key,
    id: SnapshotId,
    bytes: &[u8],
    mac: &[u8],
) -> Result<M> {
    let what = M::KIND.folder();
    // The version comes first: a newer format may authenticate itself in another way.
    check_version(bytes, M::FORMAT)?;
    let given = HEXLOWER.decode(mac.trim_ascii()).unwrap_or_default();
    if !constant_time_eq(&given, &manifest_mac(key, M::KIND, bytes)) {
        return Err(Error::Integrity(format!(
            "the manifest in {what}/{id} does not verify"
        )));
    }
    let manifest: M = parse(bytes, what)?;
    let (_, _, _, named) = manifest.head();
    if named != id {
        return Err(Error::Integrity(format!(
            "{what}/{id} holds the copy {named}: it was moved"
        )));
    }
    Ok(manifest)
}

/// Refuses a file of another format or of a newer version.
pub(super) fn check_version(bytes: &[u8], format: &str) -> Result<()> {
    #[derive(Deserialize)]
    struct Head {
        format: String,
        version: u32,
    }
    let head: Head = serde_json::from_slice(bytes)
        .map_err(|_| Error::Integrity(format!("a file of the backup is not a {format}")))?;
    if head.format != format {
        return Err(Error::Integrity(format!(
            "a file of the backup is not a {format}"
        )));
    }
    if head.version > VERSION {
        return Err(Error::Invalid(format!(
            "this backup has format version {}, and this program reads versions up to {VERSION}: use the program that wrote it, or a newer one",
            head.version
        )));
    }
    Ok(())
}

/// Reads one of the small files.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8], what: &str) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|error| {
        Error::Integrity(format!(
            "{what} of the backup, line {}: not as it was written",
            error.line()
        ))
    })
}

/// The written form of one of the small files.
pub(super) fn text<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}
