//! The one closed error of every use case. Each edge maps it with an exhaustive match.

use coffer_gate::Denied;
use coffer_model::{IdError, NameError, Transition};

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The policy refused. What may be shown about it is inside.
    #[error("{}", .0.text)]
    Denied(Box<Denied>),
    /// No valid session, token or link.
    #[error("sign in first: {0}")]
    SignInRequired(&'static str),
    /// The proof offered is wrong; which part of it is not said.
    #[error("the e-mail address, password or code is not right")]
    SignInFailed,
    /// There is no such thing, or this caller may not know of it.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The thing is in a state that does not allow this.
    #[error("{0}")]
    Conflict(String),
    /// The upload stands at another offset, in bytes.
    #[error("the upload stands at byte {at}: continue from there")]
    Offset {
        /// Where it stands.
        at: u64,
    },
    /// A link that no longer works.
    #[error("{0}")]
    Ended(&'static str),
    /// Malformed input; the text says where and what to do.
    #[error("{0}")]
    Invalid(String),
    /// A file name that breaks a rule.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Above a limit; the text names it.
    #[error("{0}")]
    TooLarge(String),
    /// A checksum that does not match what arrived; nothing was kept.
    #[error("the checksum does not match what arrived: send this part again")]
    Checksum,
    /// Too many attempts.
    #[error("too many attempts: wait {retry_after_seconds} seconds")]
    Busy {
        /// Seconds to wait.
        retry_after_seconds: u32,
    },
    /// Still being inspected.
    #[error("{0}")]
    NotReady(&'static str),
    /// A byte range outside the content of this length.
    #[error("the content has {len} bytes")]
    Range {
        /// Length in bytes.
        len: u64,
    },
    /// The disk is full; nothing that was acknowledged is lost.
    #[error("the server has no space left: what it confirmed is safe, send the rest later")]
    Full,
    /// Stored bytes that do not verify.
    #[error("stored data failed verification: {0}")]
    Integrity(String),
    /// Something needed is out of reach.
    #[error("{0} is out of reach at the moment: try again later")]
    Unavailable(&'static str),
    /// A fault of our own.
    #[error("internal error: {0}")]
    Bug(String),
}

/// What a use case answers.
pub type Result<T> = std::result::Result<T, Error>;

impl From<Denied> for Error {
    fn from(denied: Denied) -> Self {
        if denied.hidden {
            Self::NotFound("item")
        } else {
            Self::Denied(Box::new(denied))
        }
    }
}

impl From<Transition> for Error {
    fn from(error: Transition) -> Self {
        Self::Conflict(error.to_string())
    }
}

impl From<IdError> for Error {
    fn from(error: IdError) -> Self {
        Self::Invalid(error.to_string())
    }
}

impl From<coffer_seal::SealError> for Error {
    fn from(error: coffer_seal::SealError) -> Self {
        Self::Integrity(error.to_string())
    }
}

impl From<coffer_keys::KeysError> for Error {
    fn from(error: coffer_keys::KeysError) -> Self {
        Self::Bug(format!("key provider: {error}"))
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Bug(format!("stored JSON: {}", error.classify() as u8))
    }
}

impl From<tokio::task::JoinError> for Error {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Bug(format!(
            "a task ended: {}",
            if error.is_panic() {
                "panic"
            } else {
                "cancelled"
            }
        ))
    }
}

impl From<coffer_store::Error> for Error {
    fn from(error: coffer_store::Error) -> Self {
        use coffer_store::Error as Store;
        match error {
            Store::Quota => Self::TooLarge(
                "the upload request takes no more files or bytes: ask for a new one".to_owned(),
            ),
            Store::OffsetMoved { .. } => {
                Self::Conflict("the upload moved on meanwhile: ask where it stands".to_owned())
            }
            Store::Full => Self::Full,
            Store::Conflict { .. } => {
                Self::Conflict("somebody else did this meanwhile: look again".to_owned())
            }
            Store::Missing => Self::NotFound("item"),
            other => {
                tracing::error!(error = %other, "the database failed");
                Self::Unavailable("the database")
            }
        }
    }
}
