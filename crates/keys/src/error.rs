//! What goes wrong with root keys. The messages are for administrators and say what to do.

use std::io;
use std::path::{Path, PathBuf};

use coffer_model::KeyId;
use coffer_seal::SealError;

use crate::ShareError;

/// The errors of providers. None carries a key or a passphrase.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The operating system refused.
    #[error("key file {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The error.
        #[source]
        source: io::Error,
    },
    /// A new key file would replace another file.
    #[error("{} exists: a key file is never overwritten; move it away or choose another path", .0.display())]
    Exists(PathBuf),
    /// What should be a file is something else.
    #[error("{} is not a regular file", .0.display())]
    NotAFile(PathBuf),
    /// Others than its owner may read or change the key file.
    #[error("key file {} is open to others (mode {mode:04o}): run  chmod 600 {}", path.display(), quoted(path))]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The key file belongs to somebody else, who could change it.
    #[error(
        "key file {} belongs to user {owner}, and this program runs as user {expected}: run  chown {expected} {}",
        path.display(), quoted(path)
    )]
    WrongOwner {
        /// The file.
        path: PathBuf,
        /// The user it belongs to.
        owner: u32,
        /// The user it should belong to.
        expected: u32,
    },
    /// The key file does not read as one.
    #[error("key file {}, line {line}: {what}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// The key file does not match its own check value.
    #[error("key file {} is damaged: restore it from its backup or from recovery shares", .0.display())]
    Damaged(PathBuf),
    /// The key file is locked in another way than the provider expects.
    #[error("key file {} is {found}: set the provider to {found} in the configuration", path.display())]
    OtherLock {
        /// The file.
        path: PathBuf,
        /// The provider that reads it.
        found: &'static str,
    },
    /// The passphrase does not open the key file; or the file was tampered with, which looks the same.
    #[error("the passphrase does not open the key file")]
    WrongPassphrase,
    /// The passphrase is too short to be any use against somebody who has the file.
    #[error("the passphrase has fewer than {minimum} characters: use a longer one")]
    WeakPassphrase {
        /// The fewest characters.
        minimum: usize,
    },
    /// The cost of deriving a key from the passphrase is out of bounds.
    #[error("cost parameters of the passphrase out of bounds: {0}")]
    Parameters(&'static str),
    /// An envelope of a key that this provider does not have.
    #[error(
        "{0} is not among the root keys of this provider: it is another deployment's, or was retired"
    )]
    UnknownKey(KeyId),
    /// The present generation cannot be retired.
    #[error("{0} wraps new keys at present: rotate before retiring it")]
    InUse(KeyId),
    /// The key file would have more generations than is sensible.
    #[error(
        "the key file has {0} generations: rewrap and retire the old ones before rotating again"
    )]
    TooManyGenerations(usize),
    /// The provider cannot do this.
    #[error("this provider does not support {0}")]
    Unsupported(&'static str),
    /// An envelope did not open.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// Splitting or combining failed.
    #[error(transparent)]
    Share(#[from] ShareError),
}

impl KeysError {
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            source,
        }
    }
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+,@%=:".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_to_run_can_be_pasted() {
        for (path, shown) in [
            ("/etc/coffer/root.key", "/etc/coffer/root.key"),
            ("/srv/my keys/root.key", "'/srv/my keys/root.key'"),
            ("/srv/it's; rm -rf x", r"'/srv/it'\''s; rm -rf x'"),
        ] {
            let error = KeysError::Exposed {
                path: path.into(),
                mode: 0o644,
            };
            assert!(
                error
                    .to_string()
                    .ends_with(&format!("(mode 0644): run  chmod 600 {shown}")),
                "{error}"
            );
        }
    }
}
