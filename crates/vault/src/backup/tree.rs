//! The directory of a backup: where its files lie, and how they get there so that they stay.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use coffer_model::{DeploymentId, ObjectId, SnapshotId};
use coffer_seal::Key;
use data_encoding::HEXLOWER;

use super::format::{self, Kind, MAX_FILE, Manifest, Mark, Recovery, VERSION};
use crate::error::{Error, Result};

pub(super) const METADATA: &str = "coffer.db.sealed";
pub(super) const OBJECT_LIST: &str = "objects.sealed";
pub(super) const KEYRING: &str = "keyring.db.sealed";
const MARK: &str = "deployment";
const LOCK: &str = "lock";
const MANIFEST: &str = "manifest.json";
const MAC: &str = "manifest.mac";
const RECOVERY: &str = "recovery.json";
const SHREDS: &str = "shreds";
/// The end of the name of what is not finished.
const PART: &str = "part";
/// The most copies of a kind that are read.
const MAX_COPIES: usize = 100_000;

/// Runs `work` on a thread that may block.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await?
}

/// What went wrong with a file, in words for whoever named the directory.
pub(super) fn failed(path: &Path) -> impl Fn(io::Error) -> Error + '_ {
    move |error| match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::Full,
        io::ErrorKind::NotFound
        | io::ErrorKind::PermissionDenied
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::IsADirectory
        | io::ErrorKind::AlreadyExists
        | io::ErrorKind::ReadOnlyFilesystem => {
            Error::Invalid(format!("{}: {error}", path.display()))
        }
        _ => {
            tracing::error!(path = %path.display(), %error, "the file system failed");
            Error::Unavailable("the file system")
        }
    }
}

/// Makes a directory for its owner only, and those above it, durably.
pub(super) fn make_dir(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        make_dir(parent)?;
    }
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(failed(path)(error));
        }
        _ => {}
    }
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => sync_dir(parent),
        _ => sync_dir(Path::new(".")),
    }
}

/// Makes the names in a directory durable.
pub(super) fn sync_dir(path: &Path) -> Result<()> {
    File::open(path)
        .and_then(|dir| dir.sync_all())
        .map_err(failed(path))
}

/// A new file for its owner only.
pub(super) fn create(path: &Path) -> Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(failed(path))
}

/// Writes a new file, durably but for its name.
fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = create(path)?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(failed(path))
}

/// A small file, or an error when it is not small.
fn read_small(path: &Path) -> Result<Vec<u8>> {
    let file = File::open(path).map_err(failed(path))?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(failed(path))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(Error::Integrity(format!(
            "{} is too large to be what its name says",
            path.display()
        )));
    }
    Ok(bytes)
}

/// A backup on a disk.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    root: PathBuf,
    deployment: DeploymentId,
}

impl Tree {
    /// Opens a backup.
    pub(super) fn open(root: &Path) -> Result<Self> {
        let mark = root.join(MARK);
        if !mark.is_file() {
            return Err(Error::Invalid(format!(
                "{} is not a backup: it has no file `{MARK}`",
                root.display()
            )));
        }
        let bytes = read_small(&mark)?;
        format::check_version(&bytes, Mark::FORMAT)?;
        let mark: Mark = format::parse(&bytes, MARK)?;
        Ok(Self {
            root: root.to_owned(),
            deployment: mark.deployment,
        })
    }

    /// Opens the backup of a deployment, and begins one in a directory that is empty or not there.
    pub(super) fn begin(root: &Path, deployment: DeploymentId) -> Result<Self> {
        let mark = root.join(MARK);
        if !mark.exists() {
            make_dir(root)?;
            let mut entries = fs::read_dir(root).map_err(failed(root))?;
            // A lock or an unfinished mark is what an interrupted beginning leaves.
            let foreign = entries.any(|entry| {
                entry.is_ok_and(|entry| {
                    let name = entry.file_name();
                    name != LOCK && name != "deployment.part"
                })
            });
            if foreign {
                return Err(Error::Conflict(format!(
                    "{} is neither empty nor a backup: choose another directory",
                    root.display()
                )));
            }
            let part = mark.with_extension(PART);
            match fs::remove_file(&part) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(failed(&part)(error));
                }
                _ => {}
            }
            write_new(&part, &format::text(&Mark::new(deployment))?)?;
            fs::rename(&part, &mark).map_err(failed(&mark))?;
            sync_dir(root)?;
        }
        let tree = Self::open(root)?;
        tree.require(deployment)?;
        Ok(tree)
    }

    /// Refuses the backup of another deployment.
    pub(super) fn require(&self, deployment: DeploymentId) -> Result<()> {
        if self.deployment == deployment {
            return Ok(());
        }
        Err(Error::Conflict(format!(
            "{} is the backup of the deployment {}, not of {deployment}",
            self.root.display(),
            self.deployment
        )))
    }

    pub(super) const fn deployment(&self) -> DeploymentId {
        self.deployment
    }

    /// Takes the backup for this process; given back when the file is dropped.
    pub(super) fn lock(&self) -> Result<File> {
        lock(&self.root.join(LOCK))
    }

    /// Keeps writers away while a copy is verified. Works on a medium that cannot be written to.
    pub(super) fn lock_shared(&self) -> Result<Option<File>> {
        let path = self.root.join(LOCK);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(&path)(error)),
        };
        held(file.try_lock_shared().map(|()| Some(file)), &path)
    }

    pub(super) fn shreds(&self) -> PathBuf {
        self.root.join(SHREDS)
    }

    /// Where an object lies: as in the live store, so that a directory never has too many names.
    pub(super) fn object(&self, id: ObjectId) -> PathBuf {
        const LETTERS: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
        let bytes = id.as_bytes();
        let shard = u16::from_be_bytes([bytes[14], bytes[15]]) % 1024;
        let letter = |at: u16| char::from(LETTERS[usize::from(at % 32)]).to_string();
        self.root
            .join(super::OBJECTS)
            .join(letter(shard / 32))
            .join(letter(shard))
            .join(id.to_string())
    }

    fn folder(&self, kind: Kind) -> PathBuf {
        self.root.join(kind.folder())
    }

    /// The folder of one copy.
    pub(super) fn copy(&self, kind: Kind, id: SnapshotId) -> PathBuf {
        self.folder(kind).join(id.to_string())
    }

    /// The copies of a kind that are finished, in no order.
    pub(super) fn ids(&self, kind: Kind) -> Result<Vec<SnapshotId>> {
        let folder = self.folder(kind);
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(&folder)(error)),
        };
        let mut ids = Vec::new();
        for entry in entries.take(MAX_COPIES) {
            let name = entry.map_err(failed(&folder))?.file_name();
            ids.extend(
                name.to_str()
                    .and_then(|name| name.parse::<SnapshotId>().ok()),
            );
        }
        Ok(ids)
    }

    /// Begins a copy, in a folder that is not yet under its name.
    pub(super) fn begin_copy(&self, kind: Kind, id: SnapshotId) -> Result<PathBuf> {
        let part = self.copy(kind, id).with_extension(PART);
        make_dir(&part)?;
        Ok(part)
    }

    /// Finishes a copy: writes its manifest and its way in, and gives the folder its name.
    pub(super) fn publish<M: Manifest>(
        &self,
        id: SnapshotId,
        manifest: &M,
        recovery: &Recovery,
        key: &Key,
    ) -> Result<()> {
        let named = self.copy(M::KIND, id);
        let part = named.with_extension(PART);
        let bytes = format::text(manifest)?;
        let mac = HEXLOWER.encode(&format::manifest_mac(key, M::KIND, &bytes));
        write_new(&part.join(MANIFEST), &bytes)?;
        write_new(&part.join(MAC), format!("{mac}\n").as_bytes())?;
        write_new(&part.join(RECOVERY), &format::text(recovery)?)?;
        sync_dir(&part)?;
        fs::rename(&part, &named).map_err(failed(&named))?;
        sync_dir(&self.folder(M::KIND))
    }

    /// Removes a copy: first from under its name, so that no half of one is ever taken for a whole.
    pub(super) fn remove(&self, kind: Kind, id: SnapshotId) -> Result<()> {
        let named = self.copy(kind, id);
        let part = named.with_extension(PART);
        fs::rename(&named, &part).map_err(failed(&named))?;
        sync_dir(&self.folder(kind))?;
        fs::remove_dir_all(&part).map_err(failed(&part))
    }

    /// Removes what an interrupted backup left. Only under the lock.
    pub(super) fn sweep(&self) -> Result<()> {
        for kind in [Kind::Snapshot, Kind::Keyring] {
            let folder = self.folder(kind);
            make_dir(&folder)?;
            for entry in fs::read_dir(&folder).map_err(failed(&folder))? {
                let path = entry.map_err(failed(&folder))?.path();
                if path.extension().is_some_and(|end| end == PART) {
                    fs::remove_dir_all(&path).map_err(failed(&path))?;
                }
            }
        }
        Ok(())
    }

    /// The manifest of a copy, verified.
    pub(super) fn read_manifest<M: Manifest>(&self, id: SnapshotId, key: &Key) -> Result<M> {
        let folder = self.copy(M::KIND, id);
        let bytes = read_small(&folder.join(MANIFEST))?;
        let mac = read_small(&folder.join(MAC))?;
        let manifest: M = format::open_manifest(key, id, &bytes, &mac)?;
        let (_, _, deployment, _) = manifest.head();
        self.require(deployment)?;
        Ok(manifest)
    }

    /// The root key's envelope that lies with a copy.
    pub(super) fn read_recovery(&self, kind: Kind, id: SnapshotId) -> Result<Vec<u8>> {
        let bytes = read_small(&self.copy(kind, id).join(RECOVERY))?;
        format::check_version(&bytes, Recovery::FORMAT)?;
        let recovery: Recovery = format::parse(&bytes, RECOVERY)?;
        self.require(recovery.deployment)?;
        STANDARD
            .decode(&recovery.envelope)
            .map_err(|_| Error::Integrity(format!("{RECOVERY} of the backup is damaged")))
    }
}

/// The file that goes with a copy for those who have nothing else.
pub(super) fn recovery_file(deployment: DeploymentId, envelope: &[u8]) -> Recovery {
    Recovery {
        format: Recovery::FORMAT.to_owned(),
        version: VERSION,
        deployment,
        envelope: STANDARD.encode(envelope),
    }
}

fn lock(path: &Path) -> Result<File> {
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .map_err(failed(path))?;
    held(file.try_lock().map(|()| file), path)
}

fn held<T>(locked: std::result::Result<T, fs::TryLockError>, path: &Path) -> Result<T> {
    locked.map_err(|error| match error {
        fs::TryLockError::WouldBlock => Error::Conflict(format!(
            "{} is taken: another backup or check is running",
            path.display()
        )),
        fs::TryLockError::Error(error) => failed(path)(error),
    })
}

/// Refuses a database that was left open: part of it would still be in its write-ahead log.
pub(super) fn require_closed(database: &Path) -> Result<()> {
    let log = database.with_extension("db-wal");
    if log.metadata().is_ok_and(|log| log.len() > 0) {
        return Err(Error::Bug("a copied database was left open".to_owned()));
    }
    Ok(())
}

/// A folder for copies that exist only while they are sealed or opened; gone when dropped.
///
/// Its files are overwritten before they are removed, since a copy of the keyring has every wrapped key in it.
pub(super) struct Work {
    path: PathBuf,
    _lock: File,
}

impl Work {
    /// Makes the folder within the data directory, after removing what an interrupted run left there.
    pub(super) fn within(data: &Path, name: &str) -> Result<Self> {
        let lock = lock(&data.join(format!("{name}.lock")))?;
        let path = data.join(name);
        let work = Self { path, _lock: lock };
        work.clear()?;
        make_dir(&work.path)?;
        Ok(work)
    }

    /// A folder in it.
    pub(super) fn folder(&self, name: &str) -> Result<PathBuf> {
        let path = self.path.join(name);
        if path.exists() {
            wipe(&path)?;
        }
        make_dir(&path)?;
        Ok(path)
    }

    fn clear(&self) -> Result<()> {
        if self.path.exists() {
            wipe(&self.path)?;
        }
        Ok(())
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if let Err(error) = self.clear() {
            tracing::error!(path = %self.path.display(), %error, "temporary files of a backup stay behind");
        }
    }
}

/// Overwrites and removes every file of a folder.
pub(super) fn wipe(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let entry = entry.map_err(failed(folder))?;
        let path = entry.path();
        if entry.file_type().map_err(failed(&path))?.is_dir() {
            wipe(&path)?;
        } else {
            overwrite(&path).map_err(failed(&path))?;
            fs::remove_file(&path).map_err(failed(&path))?;
        }
    }
    fs::remove_dir(folder).map_err(failed(folder))
}

fn overwrite(path: &Path) -> io::Result<()> {
    let zeros = vec![0_u8; 1 << 20];
    let mut file = OpenOptions::new().write(true).open(path)?;
    let mut rest = file.metadata()?.len();
    while rest > 0 {
        let now = usize::try_from(rest).map_or(zeros.len(), |rest| rest.min(zeros.len()));
        file.write_all(&zeros[..now])?;
        rest -= now as u64;
    }
    file.sync_data()
}
