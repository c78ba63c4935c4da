//! Wrapped keys, in a database of their own: what is destroyed here is gone from every copy of the
//! sealed data, so it has its own backups with a short life, and a log that is replayed over them.

use std::path::Path;

use coffer_model::{DeploymentId, Id, KeyId, Kind, UnixMillis};
use sqlx::pool::PoolConnection;

use crate::column::args;
use crate::dialect::{self, BEGIN_WRITE, Db, DbPool, KEYRING};
use crate::query::{ascending, execute, fetch, insert, row, run, value, words};
use crate::store::{DEPLOYMENT, parse_deployment};
use crate::{Error, Result};

const READERS: u32 = 2;

/// The wrapped keys of a deployment. Every change is durable when its method returns.
#[derive(Debug)]
pub struct Keyring {
    writer: DbPool,
    readers: DbPool,
}

words! {
    /// What a key is for.
    KeyKind "kind of key" {
        /// A root key wrapped by something outside, such as a recovery share.
        Root = "root",
        /// A key of the deployment itself: indices, signatures, sessions.
        Deployment = "deployment",
        /// The key of a customer, wrapped by the root.
        Customer = "customer",
        /// The key of a case, wrapped by its customer's.
        Case = "case",
        /// The key of one version, wrapped by its case's.
        Data = "data",
    }
}

row! {
    /// A wrapped key.
    KeyRow in keys {
        /// The key.
        id: KeyId,
        /// What it is for.
        kind: KeyKind,
        /// The id of what it belongs to, or a purpose for a key of the deployment.
        owner: Vec<u8>,
        /// The key that wraps it, as its envelope says.
        wrapped_by: KeyId,
        /// The generation of the key that wraps it, as its envelope says.
        generation: u32,
        /// The envelope; none when the key is destroyed.
        envelope: Option<Vec<u8>>,
        /// When it was made.
        created_at: UnixMillis,
        /// When it was destroyed.
        destroyed_at: Option<UnixMillis>,
    }
}

row! {
    /// The record of a destroyed key.
    Shred in shreds {
        /// The key.
        key_id: KeyId,
        /// What it was for.
        kind: KeyKind,
        /// What it belonged to.
        owner: Vec<u8>,
        /// When it was destroyed.
        destroyed_at: UnixMillis,
        /// The ledger entry that says who destroyed it.
        ledger_index: u64,
        /// A code that says why.
        reason: String,
    }
}

/// A new wrapping of a key that stays what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrap {
    /// The key.
    pub id: KeyId,
    /// The key that wraps it now.
    pub wrapped_by: KeyId,
    /// The generation of the key that wraps it now.
    pub generation: u32,
    /// The envelope now.
    pub envelope: Vec<u8>,
    /// The envelope as it was read: when another one is stored by now, the rewrap does not happen.
    pub replaces: Vec<u8>,
}

impl Keyring {
    pub(crate) async fn open(directory: &Path) -> Result<Self> {
        let path = directory.join(KEYRING.database);
        let writer = dialect::open_writer(&path).await?;
        dialect::migrate(&writer, &KEYRING).await?;
        // A crash may have left the old bytes of a destroyed key in the write-ahead log.
        match dialect::empty_log(&mut *writer.acquire().await?).await {
            // Another process has the keyring open and is reading; it empties the log itself.
            Err(Error::NotPurged | Error::Busy) => {
                tracing::warn!("the write-ahead log of the keyring could not be emptied");
            }
            other => other?,
        }
        let readers = dialect::open_readers(&path, READERS).await?;
        Ok(Self { writer, readers })
    }

    async fn reader(&self) -> Result<PoolConnection<Db>> {
        Ok(self.readers.acquire().await?)
    }

    pub(crate) async fn deployment(&self) -> Result<Option<DeploymentId>> {
        let sql = "SELECT value FROM meta WHERE key = $1";
        let found: Option<Vec<u8>> =
            fetch(&mut *self.reader().await?, sql, args![DEPLOYMENT]).await?;
        found.map(|bytes| parse_deployment(&bytes)).transpose()
    }

    pub(crate) async fn set_deployment(&self, expected: DeploymentId) -> Result<()> {
        let sql = "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING";
        execute(
            &mut *self.writer.acquire().await?,
            sql,
            args![DEPLOYMENT, expected],
        )
        .await?;
        match self.deployment().await? {
            Some(found) if found != expected => Err(Error::OtherDeployment { found, expected }),
            _ => Ok(()),
        }
    }

    /// Stores a wrapped key.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the id is taken, or was the id of a key that is destroyed.
    pub async fn insert_key(&self, row: &KeyRow) -> Result<()> {
        insert(&mut *self.writer.acquire().await?, row).await
    }

    /// The key of this id, destroyed or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn key(&self, id: KeyId) -> Result<Option<KeyRow>> {
        let sql = "SELECT * FROM keys WHERE id = $1";
        fetch(&mut *self.reader().await?, sql, args![id]).await
    }

    /// The newest key of `owner` that is not destroyed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn key_of(&self, kind: KeyKind, owner: &[u8]) -> Result<Option<KeyRow>> {
        let sql = "SELECT * FROM keys WHERE kind = $1 AND owner = $2 AND destroyed_at IS NULL \
                   ORDER BY created_at DESC, id DESC LIMIT 1";
        fetch(&mut *self.reader().await?, sql, args![kind, owner]).await
    }

    /// Every key of `owner`, destroyed ones included, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keys_of(&self, kind: KeyKind, owner: &[u8]) -> Result<Vec<KeyRow>> {
        let sql = "SELECT * FROM keys WHERE kind = $1 AND owner = $2 ORDER BY created_at, id";
        fetch(&mut *self.reader().await?, sql, args![kind, owner]).await
    }

    /// Keys of a kind that are not destroyed, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keys(
        &self,
        kind: KeyKind,
        after: Option<KeyId>,
        limit: u32,
    ) -> Result<Vec<KeyRow>> {
        let sql = "SELECT * FROM keys WHERE kind = $1 AND destroyed_at IS NULL AND id > $2 \
                   ORDER BY id LIMIT $3";
        fetch(
            &mut *self.reader().await?,
            sql,
            args![kind, ascending(after), limit],
        )
        .await
    }

    /// Keys of a kind that are not destroyed and whose wrapping has this generation, by id: what a
    /// rotation still has to wrap anew.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keys_of_generation(
        &self,
        kind: KeyKind,
        generation: u32,
        after: Option<KeyId>,
        limit: u32,
    ) -> Result<Vec<KeyRow>> {
        let sql = "SELECT * FROM keys WHERE kind = $1 AND generation = $2 \
                   AND destroyed_at IS NULL AND id > $3 ORDER BY id LIMIT $4";
        let args = args![kind, generation, ascending(after), limit];
        fetch(&mut *self.reader().await?, sql, args).await
    }

    /// Keys that are not destroyed and are wrapped by `wrapping`, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keys_wrapped_by(
        &self,
        wrapping: KeyId,
        after: Option<KeyId>,
        limit: u32,
    ) -> Result<Vec<KeyRow>> {
        let sql = "SELECT * FROM keys WHERE wrapped_by = $1 AND destroyed_at IS NULL AND id > $2 \
                   ORDER BY id LIMIT $3";
        fetch(
            &mut *self.reader().await?,
            sql,
            args![wrapping, ascending(after), limit],
        )
        .await
    }

    /// How many keys that are not destroyed `wrapping` wraps in this generation; at none, the
    /// generation can go.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_wrapped_by(&self, wrapping: KeyId, generation: u32) -> Result<u64> {
        let sql = "SELECT COUNT(*) FROM keys \
                   WHERE wrapped_by = $1 AND generation = $2 AND destroyed_at IS NULL";
        value(&mut *self.reader().await?, sql, args![wrapping, generation]).await
    }

    /// Puts new envelopes in place of old ones, all in one transaction, and says how many. A key that
    /// was destroyed or wrapped anew by somebody else since it was read is left as it is.
    ///
    /// # Errors
    /// When the database fails; no envelope was changed then.
    pub async fn replace_envelopes(&self, rewraps: &[Rewrap]) -> Result<u64> {
        let mut tx = self.writer.begin_with(BEGIN_WRITE).await?;
        let mut replaced = 0;
        for rewrap in rewraps {
            let sql = "UPDATE keys SET wrapped_by = $2, generation = $3, envelope = $4 \
                       WHERE id = $1 AND envelope = $5 AND destroyed_at IS NULL";
            let args = args![
                rewrap.id,
                rewrap.wrapped_by,
                rewrap.generation,
                rewrap.envelope,
                rewrap.replaces
            ];
            replaced += execute(&mut tx, sql, args).await?;
        }
        tx.commit().await?;
        Ok(replaced)
    }

    /// Destroys a key: its envelope is overwritten in the database, the destruction is logged, and the
    /// write-ahead log is emptied so that no earlier state of the page stays in it. False when there is
    /// no such key or it was destroyed before.
    ///
    /// # Errors
    /// [`Error::NotPurged`] when the key is destroyed but the write-ahead log could not be emptied:
    /// call [`Keyring::purge`] later.
    pub async fn destroy_key(
        &self,
        id: KeyId,
        at: UnixMillis,
        ledger_index: u64,
        reason: &str,
    ) -> Result<bool> {
        Ok(self.destroy_keys(&[id], at, ledger_index, reason).await? > 0)
    }

    /// As [`Keyring::destroy_key`] for several keys, all or none, and says how many were destroyed.
    ///
    /// # Errors
    /// As [`Keyring::destroy_key`].
    pub async fn destroy_keys(
        &self,
        ids: &[KeyId],
        at: UnixMillis,
        ledger_index: u64,
        reason: &str,
    ) -> Result<u64> {
        let mut destroyed = 0;
        let mut tx = self.writer.begin_with(BEGIN_WRITE).await?;
        for id in ids {
            let sql = "INSERT INTO shreds (key_id, kind, owner, destroyed_at, ledger_index, reason) \
                       SELECT id, kind, owner, $2, $3, $4 FROM keys \
                       WHERE id = $1 AND destroyed_at IS NULL";
            execute(&mut tx, sql, args![id, at, ledger_index, reason]).await?;
            destroyed += remove_envelope(&mut tx, *id, at).await?;
        }
        tx.commit().await?;
        self.purge().await?;
        Ok(destroyed)
    }

    /// Empties the write-ahead log, and with it what is left there of destroyed keys.
    ///
    /// # Errors
    /// [`Error::NotPurged`] when a reader stands in the way for too long.
    pub async fn purge(&self) -> Result<()> {
        dialect::empty_log(&mut *self.writer.acquire().await?).await
    }

    /// Rewrites the whole file, so that no page of it holds anything but what is stored. It takes
    /// time in proportion to the number of keys; meant for a job after many keys were destroyed.
    ///
    /// # Errors
    /// [`Error::NotPurged`] when a reader stands in the way for too long.
    pub async fn rewrite(&self) -> Result<()> {
        dialect::rewrite(&mut *self.writer.acquire().await?).await
    }

    /// The destroyed keys, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shreds(&self, after: Option<KeyId>, limit: u32) -> Result<Vec<Shred>> {
        let sql = "SELECT * FROM shreds WHERE key_id > $1 ORDER BY key_id LIMIT $2";
        fetch(
            &mut *self.reader().await?,
            sql,
            args![ascending(after), limit],
        )
        .await
    }

    /// The record of the destruction of a key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shred(&self, id: KeyId) -> Result<Option<Shred>> {
        let sql = "SELECT * FROM shreds WHERE key_id = $1";
        fetch(&mut *self.reader().await?, sql, args![id]).await
    }

    /// Destroys again what was destroyed since a backup of this keyring was made, and says how many
    /// keys that were. Keys that the backup does not have are logged too, so that they cannot come
    /// back from a still older one.
    ///
    /// # Errors
    /// As [`Keyring::destroy_key`].
    pub async fn replay_shreds(&self, shreds: &[Shred]) -> Result<u64> {
        let mut destroyed = 0;
        let mut tx = self.writer.begin_with(BEGIN_WRITE).await?;
        for shred in shreds {
            let sql = "INSERT INTO shreds (key_id, kind, owner, destroyed_at, ledger_index, reason) \
                       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (key_id) DO NOTHING";
            let args = args![
                shred.key_id,
                shred.kind,
                shred.owner,
                shred.destroyed_at,
                shred.ledger_index,
                shred.reason
            ];
            execute(&mut tx, sql, args).await?;
            destroyed += remove_envelope(&mut tx, shred.key_id, shred.destroyed_at).await?;
        }
        tx.commit().await?;
        self.purge().await?;
        Ok(destroyed)
    }

    pub(crate) async fn snapshot_into(&self, path: &Path) -> Result<()> {
        dialect::copy_into(&self.readers, path).await
    }

    pub(crate) async fn check_pages(&self) -> Result<()> {
        dialect::check_pages(&self.readers).await
    }

    pub(crate) async fn close(&self) {
        dialect::close(&self.readers).await;
        dialect::close(&self.writer).await;
    }
}

/// Overwrites the envelope where it lies, with as many zeros, before the row lets go of it: freed
/// space is overwritten as well, but only this does not depend on how the page is laid out anew.
async fn remove_envelope(c: &mut dialect::DbConnection, id: KeyId, at: UnixMillis) -> Result<u64> {
    let sql = "SELECT envelope FROM keys WHERE id = $1 AND destroyed_at IS NULL";
    let Some(envelope): Option<Vec<u8>> = fetch(&mut *c, sql, args![id]).await? else {
        return Ok(0);
    };
    let zeros = vec![0_u8; envelope.len()];
    run::<()>(
        &mut *c,
        "UPDATE keys SET envelope = $2 WHERE id = $1",
        args![id, zeros],
    )
    .await?;
    let sql = "UPDATE keys SET envelope = NULL, destroyed_at = $2 WHERE id = $1";
    execute(c, sql, args![id, at]).await
}

/// The bytes of an id, as the owner of a key.
pub fn owner_of<K: Kind>(id: Id<K>) -> Vec<u8> {
    id.as_bytes().to_vec()
}
