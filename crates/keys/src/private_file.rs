//! Small files that are their owner's alone.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::KeysError;

/// The largest file that is read, in bytes.
const MAX_LEN: u64 = 64 * 1024;

/// Reads a file, if nobody but the user this program runs as can read or change it.
pub(crate) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, KeysError> {
    let failed = |source| KeysError::io(path, source);
    let file = File::open(path).map_err(failed)?;
    // Asked of the open file, not of its name, which may mean another file by now.
    let facts = file.metadata().map_err(failed)?;
    if !facts.is_file() {
        return Err(KeysError::NotAFile(path.to_owned()));
    }
    let expected = rustix::process::geteuid().as_raw();
    if facts.uid() != expected {
        return Err(KeysError::WrongOwner {
            path: path.to_owned(),
            owner: facts.uid(),
            expected,
        });
    }
    let mode = facts.mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(KeysError::Exposed {
            path: path.to_owned(),
            mode,
        });
    }
    // At once large enough, so that no copy is left behind by growing.
    let capacity = usize::try_from(facts.len().min(MAX_LEN)).unwrap_or_default() + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(capacity));
    file.take(MAX_LEN + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > MAX_LEN {
        return Err(KeysError::Malformed {
            path: path.to_owned(),
            line: 1,
            what: "larger than a key file can be",
        });
    }
    Ok(bytes)
}

/// Writes a new file, durably, and never over another one.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> Result<(), KeysError> {
    let failed = |source| KeysError::io(path, source);
    if fs::symlink_metadata(path).is_ok() {
        return Err(KeysError::Exists(path.to_owned()));
    }
    let fresh = write_fresh(path, bytes).map_err(failed)?;
    // A link refuses a name that was taken in between; a rename would take it.
    let linked = fs::hard_link(&fresh, path);
    let removed = fs::remove_file(&fresh);
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(KeysError::Exists(path.to_owned()));
        }
        other => other.map_err(failed)?,
    }
    removed.and_then(|()| sync_parent(path)).map_err(failed)
}

/// Writes a file over the one that is there, durably: a reader sees the old or the new one whole.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), KeysError> {
    write_fresh(path, bytes)
        .and_then(|fresh| fs::rename(fresh, path))
        .and_then(|()| sync_parent(path))
        .map_err(|source| KeysError::io(path, source))
}

fn write_fresh(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let mut name = path
        .file_name()
        .ok_or(io::ErrorKind::InvalidInput)?
        .to_owned();
    name.push(".new");
    let fresh = path.with_file_name(name);
    match fs::remove_file(&fresh) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&fresh)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(fresh)
}

fn sync_parent(path: &Path) -> io::Result<()> {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    File::open(parent)?.sync_all()
}
