//! Everything that holds for SQLite and not for SQL: connecting, locking, copying, purging, and what
//! its error codes mean. Statements elsewhere keep to what PostgreSQL understands as well: numbered
//! parameters, `ON CONFLICT`, `RETURNING`, and no function that only one of the two has.

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::{Migrate, Migrator};
use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Row};

use crate::{Error, Result};

/// The engine.
pub(crate) type Db = sqlx::Sqlite;
pub(crate) type DbRow = sqlx::sqlite::SqliteRow;
pub(crate) type DbArguments = sqlx::sqlite::SqliteArguments;
pub(crate) type DbConnection = sqlx::SqliteConnection;
pub(crate) type DbPool = sqlx::SqlitePool;

/// How a transaction that writes begins: by taking the write lock, so that it cannot fail half-way
/// because somebody else wrote in the meantime.
pub(crate) const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// The first version whose write-ahead log cannot be corrupted by a reset (fixed in 3.51.3).
const NEEDED: (&str, [u32; 3]) = ("3.51.3", [3, 51, 3]);

/// How long a statement waits for a lock that another process holds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The migrations of one database file and the name it goes by in errors.
pub(crate) struct Schema {
    pub(crate) database: &'static str,
    pub(crate) migrator: Migrator,
}

/// The schema of `coffer.db`.
pub(crate) static COFFER: Schema = Schema {
    database: "coffer.db",
    migrator: sqlx::migrate!("migrations/sqlite/coffer"),
};

/// The schema of `keyring.db`.
pub(crate) static KEYRING: Schema = Schema {
    database: "keyring.db",
    migrator: sqlx::migrate!("migrations/sqlite/keyring"),
};

/// How to connect to the file at `path`.
fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(256)
        // Freed space is overwritten: what was deleted is not found in the file.
        .pragma("secure_delete", "ON")
        // What is sorted or rewritten does not go through a file in the temporary directory.
        .pragma("temp_store", "MEMORY")
        // Defends against a database file that somebody prepared.
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .disable_statement_logging()
}

/// The one connection that writes.
pub(crate) async fn open_writer(path: &Path) -> Result<DbPool> {
    create_private(path)?;
    let options = options(path)
        .journal_mode(SqliteJournalMode::Wal)
        // A commit is on the disk when it returns.
        .synchronous(SqliteSynchronous::Full);
    let pool = pool(1).connect_with(options).await?;
    let version: String = sqlx::query("SELECT sqlite_version()")
        .fetch_one(&pool)
        .await?
        .try_get(0)?;
    check_version(&version)?;
    Ok(pool)
}

/// Connections that only read. The file exists by now.
pub(crate) async fn open_readers(path: &Path, count: u32) -> Result<DbPool> {
    Ok(pool(count)
        .connect_with(options(path).read_only(true))
        .await?)
}

fn pool(count: u32) -> PoolOptions<Db> {
    PoolOptions::new()
        .max_connections(count)
        .min_connections(1)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(30))
}

/// Creates the file for its owner only; the engine gives its side files the same rights. One that is there is not so
/// much as opened: closing it again would drop every lock that this process has on it (POSIX), and with them the
/// engine's, where the process has the database open already.
fn create_private(path: &Path) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(source) => Err(Error::Directory {
            path: path.to_owned(),
            source,
        }),
    }
}

fn check_version(found: &str) -> Result<()> {
    let numbers: Vec<u32> = found
        .split('.')
        .map_while(|part| part.parse().ok())
        .collect();
    if numbers.as_slice() < NEEDED.1.as_slice() {
        return Err(Error::OldEngine {
            found: found.to_owned(),
            needed: NEEDED.0,
        });
    }
    Ok(())
}

/// Brings the schema up to date, each migration in a transaction of its own. A schema newer than
/// this program is refused before anything is written.
pub(crate) async fn migrate(pool: &DbPool, schema: &Schema) -> Result<()> {
    let database = schema.database;
    let failed = |source| Error::Migration {
        database,
        source: Box::new(source),
    };
    let mut connection = pool.acquire().await?;
    let migrated: i64 = sqlx::query(
        "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'",
    )
    .fetch_one(&mut *connection)
    .await?
    .try_get(0)?;
    if migrated > 0 {
        let applied = connection
            .list_applied_migrations("_sqlx_migrations")
            .await
            .map_err(failed)?;
        let found = applied
            .iter()
            .map(|migration| migration.version)
            .max()
            .unwrap_or_default();
        let known = schema
            .migrator
            .iter()
            .map(|migration| migration.version)
            .max()
            .unwrap_or_default();
        if found > known {
            return Err(Error::Newer {
                database,
                found,
                known,
            });
        }
    }
    schema
        .migrator
        .run_direct(None, &mut *connection, false)
        .await
        .map_err(failed)
}

/// Writes a consistent copy of the database to `target`, which must not exist, without holding up
/// the writer. The copy is on the disk when this returns.
pub(crate) async fn copy_into(pool: &DbPool, target: &Path) -> Result<()> {
    let directory_error = |source| Error::Directory {
        path: target.to_owned(),
        source,
    };
    let text = target.to_str().ok_or_else(|| {
        directory_error(std::io::Error::new(
            std::io::ErrorKind::InvalidInput,
            "the path is not UTF-8",
        ))
    })?;
    create_new_private(target).map_err(directory_error)?;
    sqlx::query("VACUUM INTO $1")
        .bind(text.to_owned())
        .execute(pool)
        .await?;
    let target = target.to_owned();
    let synced = tokio::task::spawn_blocking(move || {
        std::fs::File::open(&target)?.sync_all()?;
        match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => {
                std::fs::File::open(parent)?.sync_all()
            }
            _ => std::fs::File::open(".")?.sync_all(),
        }
    });
    match synced.await {
        Ok(result) => result.map_err(directory_error),
        Err(error) => Err(directory_error(std::io::Error::other(error))),
    }
}

/// `VACUUM INTO` takes an empty file for a missing one, so the rights can be set beforehand.
fn create_new_private(target: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(target).map(drop)
}

/// Moves everything from the write-ahead log into the database and cuts the log to nothing.
pub(crate) async fn empty_log(connection: &mut DbConnection) -> Result<()> {
    let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_one(connection)
        .await?;
    let blocked: i64 = row.try_get(0)?;
    if blocked == 0 {
        Ok(())
    } else {
        Err(Error::NotPurged)
    }
}

/// Rewrites the whole database, so that no page keeps anything of what was deleted.
pub(crate) async fn rewrite(connection: &mut DbConnection) -> Result<()> {
    sqlx::query("VACUUM").execute(&mut *connection).await?;
    empty_log(connection).await
}

/// Checks every page and index; a damaged database answers with what is wrong.
pub(crate) async fn check_pages(pool: &DbPool) -> Result<()> {
    let row = sqlx::query("PRAGMA quick_check(1)").fetch_one(pool).await?;
    let answer: String = row.try_get(0)?;
    if answer == "ok" {
        Ok(())
    } else {
        Err(Error::Corrupt {
            table: "sqlite_master",
            column: "*",
            reason: answer,
        })
    }
}

/// Closes a pool, which empties the write-ahead log when it is the last connection.
pub(crate) async fn close(pool: &DbPool) {
    pool.close().await;
}

/// The errors that a caller can act on.
pub(crate) fn failure(error: &dyn sqlx::error::DatabaseError) -> Option<Error> {
    // Extended result codes carry the primary code in their low byte (sqlite.org/rescode.html).
    let code: i64 = error.code()?.parse().ok()?;
    match code & 0xff {
        5 | 6 => Some(Error::Busy),
        11 | 26 => Some(Error::Corrupt {
            table: "sqlite_master",
            column: "*",
            reason: error.message().to_owned(),
        }),
        13 => Some(Error::Full),
        // Raised by the triggers that keep tables append-only.
        19 => Some(Error::Conflict(error.message().to_owned())),
        _ => None,
    }
}

/// Whether a connection answers.
pub(crate) async fn ping(connection: &mut DbConnection) -> Result<()> {
    Ok(connection.ping().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engines_that_corrupt_their_log_are_refused() {
        for old in ["3.51.2", "3.50.9", "3.7.17", "2.8", "", "x.y.z"] {
            assert!(
                matches!(check_version(old), Err(Error::OldEngine { .. })),
                "{old}"
            );
        }
        for good in ["3.51.3", "3.51.10", "3.52.0", "4.0.0", "3.100.0"] {
            assert!(check_version(good).is_ok(), "{good}");
        }
    }
}
