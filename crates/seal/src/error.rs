//! Why something sealed does not open, or cannot be sealed.

/// The errors of this crate. None carries a secret, a plaintext or an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The bytes are not of this format; the text says what is wrong with them.
    #[error("not a sealed object: {0}")]
    Malformed(&'static str),
    /// A version of a format that this program does not know.
    #[error("{format} of version {version} is unknown here: a newer program may open it")]
    UnknownVersion {
        /// Which format.
        format: &'static str,
        /// The version found.
        version: u8,
    },
    /// A cipher suite or algorithm that this program does not know, or no longer accepts.
    #[error("algorithm {0} is unknown or not accepted")]
    UnknownAlgorithm(u8),
    /// The header is well formed and belongs to something else; the text names the first field that differs.
    #[error("sealed for another {0}")]
    Mismatch(&'static str),
    /// Authentication failed: another key, another place, or changed bytes. Which of them is not knowable.
    #[error("authentication failed: wrong key, wrong place, or changed bytes")]
    Refused,
    /// More plaintext than one extent may hold.
    #[error("an extent holds at most {limit} bytes of plaintext")]
    ExtentFull {
        /// The limit, in bytes.
        limit: u64,
    },
    /// An offset, a length or a segment number outside the object.
    #[error("outside the object: {0}")]
    OutOfRange(&'static str),
    /// The output buffer is smaller than what is to be written to it.
    #[error("the output buffer is {missing} bytes too small")]
    NoRoom {
        /// How many bytes are missing.
        missing: usize,
    },
}
