use std::path::PathBuf;
use std::sync::Arc;

use coffer_ledger::{EntryError, TreeError};
use coffer_model::DeploymentId;

use crate::dialect;

/// What a call to the store returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The data were written by a newer program. Nothing was touched.
    #[error(
        "{database} has schema version {found}, but this program knows versions up to {known}: \
         run the program that wrote it, or a newer one"
    )]
    Newer {
        /// The file.
        database: &'static str,
        /// The schema version in the file.
        found: i64,
        /// The newest schema version this program knows.
        known: i64,
    },
    /// A migration could not be applied, or an applied one is not the one this program has.
    #[error("the schema of {database} cannot be brought up to date")]
    Migration {
        /// The file.
        database: &'static str,
        /// What went wrong.
        source: Box<sqlx::migrate::MigrateError>,
    },
    /// The linked SQLite has known bugs that lose data.
    #[error(
        "SQLite {found} is linked, but {needed} or later is needed: earlier versions can corrupt a write-ahead log"
    )]
    OldEngine {
        /// The linked version.
        found: String,
        /// The first good version.
        needed: &'static str,
    },
    /// The directory or one of its files cannot be used.
    #[error("cannot use {path}")]
    Directory {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The two databases of the directory belong to different deployments, or it is already set.
    #[error("the data belong to the deployment {found}, not to {expected}")]
    OtherDeployment {
        /// The deployment in the database.
        found: DeploymentId,
        /// The deployment that was expected.
        expected: DeploymentId,
    },
    /// A row with this key already exists, or a reference does not point at one that does.
    #[error("the change conflicts with what is stored: {0}")]
    Conflict(String),
    /// The row to be changed is not there, or not in a state that allows the change.
    #[error("there is no such row in a state that allows this change")]
    Missing,
    /// The change would take an upload request over what it allows, or the request is not active.
    #[error("the upload request does not allow this many files or bytes")]
    Quota,
    /// An extent was to be appended at an offset where the upload no longer is, or beyond its length.
    #[error("the upload is not at the offset {expected}")]
    OffsetMoved {
        /// Where the caller believed the upload to be, in bytes.
        expected: u64,
    },
    /// Another worker holds the job by now, or it is finished.
    #[error("the lease of the job is lost")]
    LeaseLost,
    /// A value does not fit its column.
    #[error("a value cannot be stored: {0}")]
    Value(String),
    /// Bytes that are not a ledger entry.
    #[error("the bytes are not a ledger entry")]
    Entry(#[from] EntryError),
    /// What is stored is not what was written.
    #[error("the stored {table}.{column} is damaged: {reason}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The stored tree is damaged.
    #[error("the stored ledger is damaged")]
    Tree(#[from] TreeError),
    /// The disk is full.
    #[error("the disk that holds the database is full")]
    Full,
    /// The database is locked by somebody else for longer than we wait.
    #[error("the database is busy")]
    Busy,
    /// A key was destroyed, but its old bytes may still lie in the write-ahead log; ask again.
    #[error(
        "a reader kept the write-ahead log from being emptied: destroyed keys may still be in it"
    )]
    NotPurged,
    /// An append in this transaction failed half-way: it can only be taken back.
    #[error("an earlier append in this transaction failed: it can only be taken back")]
    Broken,
    /// The store, or the task of the appender, has stopped.
    #[error("the store is closed")]
    Closed,
    /// The batch that the entry was appended with failed.
    #[error("the entry was not appended")]
    Append(#[source] Arc<Error>),
    /// Anything else the database reports.
    #[error("the database failed")]
    Database(#[source] Box<sqlx::Error>),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let database = match &error {
            sqlx::Error::Database(database) => database,
            sqlx::Error::PoolTimedOut => return Self::Busy,
            sqlx::Error::PoolClosed => return Self::Closed,
            _ => return Self::Database(Box::new(error)),
        };
        if database.is_unique_violation()
            || database.is_foreign_key_violation()
            || database.is_check_violation()
        {
            // The engine's message names tables and columns, never values.
            return Self::Conflict(database.message().to_owned());
        }
        match dialect::failure(database.as_ref()) {
            Some(known) => known,
            None => Self::Database(Box::new(error)),
        }
    }
}
