use std::path::{Path, PathBuf};
use std::sync::Arc;

use coffer_ledger::Frontier;
use coffer_model::DeploymentId;
use sqlx::Transaction;
use sqlx::pool::PoolConnection;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use crate::dialect::{self, BEGIN_WRITE, COFFER, Db, DbConnection, DbPool};
use crate::query::{reads, writes};
use crate::{Error, Keyring, Result};

/// Connections that read at the same time.
const READERS: u32 = 4;

/// The key of the deployment's id in `meta`.
pub(crate) const DEPLOYMENT: &str = "deployment";

/// The metadata of a deployment: rows, the ledger and jobs. Cloning gives another handle on the same.
///
/// Reading goes through methods of the store, writing through a transaction from [`Store::begin`].
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    directory: PathBuf,
    writer: DbPool,
    readers: DbPool,
    keyring: Keyring,
    /// Held by whoever writes. It keeps the right edge of the ledger's tree as it was committed last.
    frontier: Arc<Mutex<Option<Frontier>>>,
    ledger_size: watch::Sender<u64>,
    jobs: watch::Sender<u64>,
}

/// A transaction that writes. There is one at a time; dropping it takes everything back.
#[derive(Debug)]
pub struct Tx {
    // Dropped first: the transaction ends before somebody else may begin one.
    transaction: Transaction<'static, Db>,
    committed_frontier: OwnedMutexGuard<Option<Frontier>>,
    /// The right edge of the tree with what this transaction appended, once it appends.
    pub(crate) frontier: Option<Frontier>,
    pub(crate) enqueued: bool,
    /// An append stopped half-way: the transaction can only be taken back.
    pub(crate) broken: bool,
    store: Store,
}

impl Store {
    /// Opens the store in `directory`, creating what is not there and bringing the schema up to date.
    /// When this returns, whatever a crash left behind has been recovered.
    ///
    /// # Errors
    /// [`Error::Newer`] when a newer program wrote the data, [`Error::OldEngine`] when the linked
    /// SQLite is one that loses data, [`Error::OtherDeployment`] when the two databases in the
    /// directory do not belong together, and others when the directory cannot be used.
    pub async fn open(directory: &Path) -> Result<Self> {
        create_directory(directory)?;
        let path = directory.join(COFFER.database);
        let writer = dialect::open_writer(&path).await?;
        dialect::migrate(&writer, &COFFER).await?;
        let readers = dialect::open_readers(&path, READERS).await?;
        let keyring = Keyring::open(directory).await?;
        let store = Self {
            inner: Arc::new(Inner {
                directory: directory.to_owned(),
                writer,
                readers,
                keyring,
                frontier: Arc::default(),
                ledger_size: watch::Sender::new(0),
                jobs: watch::Sender::new(0),
            }),
        };
        store.check_deployment().await?;
        let size = store.ledger_size().await?;
        store.inner.ledger_size.send_replace(size);
        Ok(store)
    }

    async fn check_deployment(&self) -> Result<()> {
        match (
            self.deployment().await?,
            self.inner.keyring.deployment().await?,
        ) {
            (Some(expected), Some(found)) if expected != found => {
                Err(Error::OtherDeployment { found, expected })
            }
            _ => Ok(()),
        }
    }

    /// The directory that the store is in.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.inner.directory
    }

    /// The wrapped keys.
    #[must_use]
    pub fn keyring(&self) -> &Keyring {
        &self.inner.keyring
    }

    /// The deployment, once [`Store::set_deployment`] was called.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deployment(&self) -> Result<Option<DeploymentId>> {
        let bytes = self.meta(DEPLOYMENT).await?;
        bytes.map(|bytes| parse_deployment(&bytes)).transpose()
    }

    /// Says, once and for ever, which deployment this is.
    ///
    /// # Errors
    /// [`Error::OtherDeployment`] when it is another one already.
    pub async fn set_deployment(&self, deployment: DeploymentId) -> Result<()> {
        self.inner.keyring.set_deployment(deployment).await?;
        let mut tx = self.begin().await?;
        if let Some(found) = tx.meta(DEPLOYMENT).await? {
            let found = parse_deployment(&found)?;
            if found != deployment {
                return Err(Error::OtherDeployment {
                    found,
                    expected: deployment,
                });
            }
        }
        tx.set_meta(DEPLOYMENT, deployment.as_bytes()).await?;
        tx.commit().await
    }

    /// Begins a transaction that writes, waiting for the one before it to end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin(&self) -> Result<Tx> {
        let committed_frontier = Arc::clone(&self.inner.frontier).lock_owned().await;
        let transaction = self.inner.writer.begin_with(BEGIN_WRITE).await?;
        Ok(Tx {
            transaction,
            committed_frontier,
            frontier: None,
            enqueued: false,
            broken: false,
            store: self.clone(),
        })
    }

    /// Writes a consistent copy of the metadata to `path`, which must not exist. Take it before
    /// [`Store::keyring_snapshot_into`], so that the keys of everything in it are in the other.
    ///
    /// # Errors
    /// When `path` exists or cannot be written.
    pub async fn snapshot_into(&self, path: &Path) -> Result<()> {
        dialect::copy_into(&self.inner.readers, path).await
    }

    /// Writes a consistent copy of the keyring to `path`, which must not exist.
    ///
    /// # Errors
    /// When `path` exists or cannot be written.
    pub async fn keyring_snapshot_into(&self, path: &Path) -> Result<()> {
        self.inner.keyring.snapshot_into(path).await
    }

    /// Checks the pages and indices of both databases.
    ///
    /// # Errors
    /// [`Error::Corrupt`] with the first thing found to be wrong.
    pub async fn check_pages(&self) -> Result<()> {
        dialect::check_pages(&self.inner.readers).await?;
        self.inner.keyring.check_pages().await
    }

    /// Answers when the database does: for health checks.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        let mut connection = self.reader().await?;
        dialect::ping(&mut connection).await
    }

    /// The size of the ledger after each commit of this process that appended to it.
    #[must_use]
    pub fn watch_ledger(&self) -> watch::Receiver<u64> {
        self.inner.ledger_size.subscribe()
    }

    /// Changes after each commit of this process that enqueued a job.
    #[must_use]
    pub fn watch_jobs(&self) -> watch::Receiver<u64> {
        self.inner.jobs.subscribe()
    }

    /// Closes every connection. Other handles on this store fail from now on.
    pub async fn close(&self) {
        dialect::close(&self.inner.readers).await;
        dialect::close(&self.inner.writer).await;
        self.inner.keyring.close().await;
    }

    pub(crate) async fn reader(&self) -> Result<PoolConnection<Db>> {
        Ok(self.inner.readers.acquire().await?)
    }
}

impl Tx {
    pub(crate) fn connection(&mut self) -> &mut DbConnection {
        &mut self.transaction
    }

    /// Takes the right edge of the tree as it was committed last, if it is known.
    pub(crate) fn take_committed_frontier(&mut self) -> Option<Frontier> {
        self.committed_frontier.take()
    }

    /// Makes everything durable: when this returns, it is on the disk.
    ///
    /// # Errors
    /// When the database fails; nothing was changed then.
    pub async fn commit(mut self) -> Result<()> {
        if self.broken {
            return Err(Error::Broken);
        }
        self.transaction.commit().await?;
        if let Some(frontier) = self.frontier {
            self.store.inner.ledger_size.send_replace(frontier.size());
            *self.committed_frontier = Some(frontier);
        }
        if self.enqueued {
            self.store
                .inner
                .jobs
                .send_modify(|count| *count = count.wrapping_add(1));
        }
        Ok(())
    }

    /// Takes everything back. Dropping the transaction does the same without waiting for it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rollback(self) -> Result<()> {
        Ok(self.transaction.rollback().await?)
    }
}

reads! {
    /// What is stored under a key of the deployment's own settings.
    pub fn meta(key: &str) -> Option<Vec<u8>> = "SELECT value FROM meta WHERE key = $1", [key];
}

writes! {
    /// Stores a value under a key of the deployment's own settings.
    pub fn set_meta(key: &str, value: &[u8]) -> () =
        "INSERT INTO meta (key, value) VALUES ($1, $2) \
         ON CONFLICT (key) DO UPDATE SET value = excluded.value", [key, value];
    /// Removes a key of the deployment's own settings.
    pub fn delete_meta(key: &str) -> bool = "DELETE FROM meta WHERE key = $1", [key];
}

pub(crate) fn parse_deployment(bytes: &[u8]) -> Result<DeploymentId> {
    DeploymentId::try_from(bytes).map_err(|error| Error::Corrupt {
        table: "meta",
        column: "value",
        reason: error.to_string(),
    })
}

/// Creates the directory for its owner only. One that exists keeps its rights.
fn create_directory(directory: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(directory)
        .map_err(|source| Error::Directory {
            path: directory.to_owned(),
            source,
        })
}
