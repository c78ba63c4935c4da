//! Checkpoints (`c2sp.org/tlog-checkpoint`): the signed size and root of the log.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::{Hash, MAX_SIZE, NoteError, NoteSigner, NoteVerifier, SignedNote};

/// What the log looked like at one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: a name without spaces, unique to the deployment, such as `coffer.example/dep_0hk3…`.
    pub origin: String,
    /// Entries in the tree.
    pub size: u64,
    /// The root of the tree.
    pub root: Hash,
}

/// Why a checkpoint is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note around it.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Its text is not three lines of origin, size and root.
    #[error("a checkpoint has three lines: origin, size, root; this text has another form")]
    Form,
    /// It speaks of another log than the key that verifies it.
    #[error("the checkpoint belongs to another log than the key that was given")]
    Origin,
}

impl Checkpoint {
    /// The text that is signed: three lines.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}\n{}\n{}\n",
            self.origin,
            self.size,
            STANDARD.encode(self.root)
        )
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    /// Reads the text strictly. Extension lines are refused: this log writes none, and nobody could
    /// audit what they say.
    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let body = text.strip_suffix('\n').ok_or(CheckpointError::Form)?;
        let mut lines = body.split('\n');
        let (Some(origin), Some(size), Some(root), None) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(CheckpointError::Form);
        };
        if origin.is_empty()
            || origin
                .chars()
                .any(|c| c.is_whitespace() || c.is_control() || c == '+')
        {
            return Err(CheckpointError::Form);
        }
        let number = size.parse::<u64>().map_err(|_| CheckpointError::Form)?;
        // `parse` also takes a leading zero or a plus sign: one number, one spelling.
        if number.to_string() != size || number > MAX_SIZE {
            return Err(CheckpointError::Form);
        }
        let root = STANDARD.decode(root).map_err(|_| CheckpointError::Form)?;
        let root = Hash::try_from(root.as_slice()).map_err(|_| CheckpointError::Form)?;
        Ok(Self {
            origin: origin.to_owned(),
            size: number,
            root,
        })
    }
}

/// A checkpoint in its signed note. What it says is a claim until [`SignedCheckpoint::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    claimed: Checkpoint,
    note: SignedNote,
}

impl SignedCheckpoint {
    /// Signs a checkpoint. The signer's name must be the origin.
    ///
    /// # Errors
    /// When the names differ or the origin cannot stand in a note.
    pub fn sign(checkpoint: Checkpoint, signer: &dyn NoteSigner) -> Result<Self, CheckpointError> {
        if checkpoint.origin != signer.name() {
            return Err(CheckpointError::Origin);
        }
        let note = SignedNote::sign(&checkpoint.to_text(), signer)?;
        Ok(Self {
            claimed: checkpoint,
            note,
        })
    }

    /// Reads a signed note that holds a checkpoint.
    ///
    /// # Errors
    /// When the note or the checkpoint in it is not well formed.
    pub fn parse(note: &str) -> Result<Self, CheckpointError> {
        let note = SignedNote::parse(note)?;
        let claimed = note.unverified_text().parse()?;
        Ok(Self { claimed, note })
    }

    /// The checkpoint, once the key's signature fits and key and checkpoint belong to the same log.
    ///
    /// # Errors
    /// When the key's signature is absent or forged, or the origin is another one.
    pub fn verify(&self, verifier: &dyn NoteVerifier) -> Result<&Checkpoint, CheckpointError> {
        self.note.verify(verifier)?;
        if self.claimed.origin != verifier.name() {
            return Err(CheckpointError::Origin);
        }
        Ok(&self.claimed)
    }

    /// The checkpoint before any verification. Named so that its use stands out.
    #[must_use]
    pub const fn unverified(&self) -> &Checkpoint {
        &self.claimed
    }

    /// The note around it.
    #[must_use]
    pub const fn note(&self) -> &SignedNote {
        &self.note
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}
