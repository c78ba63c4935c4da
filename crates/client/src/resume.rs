//! What an interrupted transfer needs to go on: small files that only their owner can read.
//!
//! A record is found by a hash of what the transfer is (server, file, and who sends it). The secret of a link goes into
//! that hash and nowhere else, so a stolen record opens nothing.

use std::io::Write as _;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Error, Result};

/// The largest record, in bytes.
const RECORD_BYTES: u64 = 64 << 10;

/// A folder of records.
#[derive(Debug, Clone)]
pub struct ResumeStore {
    folder: PathBuf,
}

impl ResumeStore {
    /// Keeps records in this folder, which is made when first needed.
    #[must_use]
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The name under which a transfer is found again. Each part is hashed with its length, so that no two lists of
    /// parts meet.
    #[must_use]
    pub fn key(parts: &[&[u8]]) -> String {
        let mut hash = coffer_seal::Sha256::new();
        hash.update(b"coffer resume v1\0");
        for part in parts {
            hash.update(&(part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        URL_SAFE_NO_PAD.encode(&hash.finish()[..18])
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.json"))
    }

    /// The record of this key. One that cannot be understood counts as absent: the transfer then starts anew.
    #[must_use]
    pub fn load<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        let path = self.path(key);
        let meta = std::fs::symlink_metadata(&path).ok()?;
        if !meta.is_file() || meta.len() > RECORD_BYTES {
            return None;
        }
        serde_json::from_slice(&std::fs::read(&path).ok()?).ok()
    }

    /// Writes a record, replacing an older one in one step.
    ///
    /// # Errors
    /// When the folder or the file cannot be written.
    pub fn save<T: Serialize>(&self, key: &str, record: &T) -> Result<()> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder
            .create(&self.folder)
            .map_err(Error::local(&self.folder))?;
        let path = self.path(key);
        let temporary = self
            .folder
            .join(format!("{key}.{}.tmp", std::process::id()));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let bytes = serde_json::to_vec(record)
            .map_err(|error| Error::Invalid(format!("resume record: {error}")))?;
        let mut file = options.open(&temporary).map_err(Error::local(&temporary))?;
        file.write_all(&bytes)
            .and_then(|()| file.sync_data())
            .map_err(Error::local(&temporary))?;
        std::fs::rename(&temporary, &path).map_err(Error::local(&path))
    }

    /// Forgets a record. That there was none is not an error.
    pub fn forget(&self, key: &str) {
        // A record that stays behind costs one question to the server next time.
        let _ = std::fs::remove_file(self.path(key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(name: &str) -> ResumeStore {
        ResumeStore::new(
            std::env::temp_dir().join(format!("coffer-resume-{name}-{}", std::process::id())),
        )
    }

    #[test]
    fn a_record_reads_back_and_can_be_forgotten() {
        let store = store("back");
        let key = ResumeStore::key(&[b"https://h", b"secret"]);
        assert_eq!(store.load::<String>(&key), None);
        store.save(&key, &"one").unwrap();
        store.save(&key, &"two").unwrap();
        assert_eq!(store.load::<String>(&key).as_deref(), Some("two"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &std::path::Path| {
                std::fs::metadata(path).unwrap().permissions().mode() & 0o777
            };
            assert_eq!(mode(&store.path(&key)), 0o600);
            assert_eq!(mode(&store.folder), 0o700);
        }
        store.forget(&key);
        assert_eq!(store.load::<String>(&key), None);
        std::fs::remove_dir_all(&store.folder).unwrap();
    }

    #[test]
    fn moving_a_boundary_between_parts_gives_another_key() {
        assert_ne!(
            ResumeStore::key(&[b"ab", b"c"]),
            ResumeStore::key(&[b"a", b"bc"])
        );
        assert_ne!(ResumeStore::key(&[b"ab"]), ResumeStore::key(&[b"ab", b""]));
    }

    #[test]
    fn damaged_foreign_and_huge_records_count_as_absent() {
        let store = store("damaged");
        store.save("k", &1_u8).unwrap();
        for content in [&b""[..], b"{", b"\"text\"", &[0xff; 100]] {
            std::fs::write(store.path("k"), content).unwrap();
            assert_eq!(store.load::<u64>("k"), None);
        }
        std::fs::write(store.path("k"), vec![b' '; 70_000]).unwrap();
        assert_eq!(store.load::<u64>("k"), None);
        std::fs::remove_dir_all(&store.folder).unwrap();
    }
}
