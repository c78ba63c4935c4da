//! Taking a snapshot.

use std::path::Path;
use std::sync::Arc;

use coffer_api as api;
use coffer_model::{ObjectId, SnapshotId, UnixMillis};
use coffer_seal::Key;
use coffer_store::{KeyKind, SnapshotRow, SnapshotState, Store};
use data_encoding::HEXLOWER;

use super::format::{KeyringManifest, Kind, Manifest, SealedFile, SnapshotManifest, VERSION};
use super::objects::{Mirror, PAGE, Pass, list_entry};
use super::sealed::{Place, SealedWriter, seal_file};
use super::shreds;
use super::tree::{self, KEYRING, METADATA, OBJECT_LIST, Tree, Work, blocking};
use super::{Progress, Stage, Watching};
use crate::core::Vault;
use crate::error::{Error, Result};
use crate::keyring::RECOVERY_OWNER;

/// How often the metadata is copied again when objects were let go of meanwhile.
const ATTEMPTS: u32 = 5;
/// How long a copy of the keyring is kept, in seconds: 30 days. The newest is kept in any case.
const KEYRING_SECONDS: i64 = 30 * 86_400;
/// The folder for copies that are not sealed yet, within the data directory.
const WORK: &str = "backup.work";

/// A snapshot that was taken.
pub(super) struct Taken {
    pub(super) snapshot: api::Snapshot,
    /// Objects that the backup did not have before.
    pub(super) copied: u64,
    /// Objects that the live store no longer has as they were written.
    pub(super) damaged: Vec<ObjectId>,
}

pub(super) async fn take(vault: &Vault, dir: &Path, watching: Watching<'_>) -> Result<Taken> {
    let deployment = vault.keys.deployment();
    let (root, data) = (dir.to_owned(), vault.store.directory().to_owned());
    if root.starts_with(&data) {
        return Err(Error::Invalid(format!(
            "{} lies in the data directory, and would be lost with it: choose another place",
            root.display()
        )));
    }
    let (tree, _lock, work) = blocking(move || {
        let tree = Tree::begin(&root, deployment)?;
        let lock = tree.lock()?;
        tree.sweep()?;
        Ok((tree, lock, Work::within(&data, WORK)?))
    })
    .await?;
    let id: SnapshotId = vault.id();
    let row = SnapshotRow {
        id,
        created_at: vault.now(),
        location: dir.display().to_string(),
        object_count: 0,
        bytes: 0,
        ledger_size: 0,
        state: SnapshotState::Writing,
        checked_at: None,
        check_result: None,
    };
    let mut tx = vault.store.begin().await?;
    tx.insert_snapshot(&row).await?;
    tx.commit().await?;
    let taking = Taking {
        vault,
        key: vault.keys.backup_key(),
        tree,
        work,
        id,
        created_at: row.created_at,
        watching,
    };
    let taken = taking.run().await;
    let mut tx = vault.store.begin().await?;
    match &taken {
        Ok(taken) => {
            let snapshot = &taken.snapshot;
            tx.complete_snapshot(id, snapshot.objects, snapshot.bytes, snapshot.ledger_size)
                .await?;
        }
        Err(_) => tx.set_snapshot_state(id, SnapshotState::Failed).await?,
    }
    tx.commit().await?;
    taken
}

struct Taking<'a> {
    vault: &'a Vault,
    key: Key,
    tree: Tree,
    work: Work,
    id: SnapshotId,
    created_at: UnixMillis,
    watching: Watching<'a>,
}

impl Taking<'_> {
    async fn run(self) -> Result<Taken> {
        // So that the copy has a checkpoint that covers everything up to here.
        self.vault.sign_checkpoint().await?;
        let mut mirror = Mirror::new(Arc::clone(&self.vault.blobs), self.tree.clone());
        let metadata = self.mirrored_metadata(&mut mirror).await?;
        let part = self.tree.begin_copy(Kind::Snapshot, self.id)?;
        let facts = Facts::of(&metadata).await?;
        let object_list = self.seal_list(&metadata, &part.join(OBJECT_LIST)).await?;
        let file = metadata.directory().join("coffer.db");
        metadata.close().await;
        let metadata = self.seal(&file, &part.join(METADATA), "coffer.db").await?;

        (self.watching)(Progress::at(Stage::Keys));
        let keyring_part = self.tree.begin_copy(Kind::Keyring, self.id)?;
        let file = self.work.folder("keys")?.join("keyring.db");
        self.vault.store.keyring_snapshot_into(&file).await?;
        let keyring = self
            .seal(&file, &keyring_part.join(KEYRING), "keyring.db")
            .await?;
        let shreds = self.append_shreds().await?.mark();
        let program = env!("CARGO_PKG_VERSION").to_owned();
        let deployment = self.tree.deployment();
        let keyring = KeyringManifest {
            format: KeyringManifest::FORMAT.to_owned(),
            version: VERSION,
            deployment,
            snapshot: self.id,
            created_at: self.created_at,
            program: program.clone(),
            keyring,
            ledger_size: facts.ledger_size,
            shreds: shreds.clone(),
        };
        let snapshot = SnapshotManifest {
            format: SnapshotManifest::FORMAT.to_owned(),
            version: VERSION,
            deployment,
            snapshot: self.id,
            created_at: self.created_at,
            program,
            metadata,
            object_list,
            object_count: facts.objects,
            object_bytes: facts.bytes,
            ledger_size: facts.ledger_size,
            ledger_root: facts.ledger_root,
            checkpoint: facts.checkpoint,
            shreds,
        };
        let view = snapshot.view(None);
        self.publish(keyring, snapshot).await?;
        Ok(Taken {
            snapshot: view,
            copied: mirror.copied,
            damaged: mirror.damaged,
        })
    }

    /// A copy of the metadata, all of whose objects are in the backup.
    async fn mirrored_metadata(&self, mirror: &mut Mirror) -> Result<Store> {
        for _ in 0..ATTEMPTS {
            (self.watching)(Progress::at(Stage::Metadata));
            let folder = self.work.folder("metadata")?;
            self.vault
                .store
                .snapshot_into(&folder.join("coffer.db"))
                .await?;
            let copy = Store::open(&folder).await?;
            match mirror.pass(&copy, &self.vault.store, self.watching).await {
                Ok(Pass::Complete) => return Ok(copy),
                Ok(Pass::MovedOn) => copy.close().await,
                Err(error) => {
                    copy.close().await;
                    return Err(error);
                }
            }
        }
        Err(Error::Unavailable(
            "a moment in which no object is being let go of",
        ))
    }

    /// Seals the list of what the snapshot refers to.
    async fn seal_list(&self, metadata: &Store, to: &Path) -> Result<SealedFile> {
        let mut writer = SealedWriter::create(
            to,
            &self.key,
            self.place("objects"),
            Arc::clone(&self.vault.entropy),
        )?;
        let mut after = None;
        loop {
            let rows = metadata.objects(after, PAGE).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.object_id);
            let bytes: Vec<u8> = rows.iter().flat_map(list_entry).collect();
            writer = blocking(move || {
                writer.push(&bytes)?;
                Ok(writer)
            })
            .await?;
        }
        blocking(move || writer.finish()).await
    }

    async fn seal(&self, from: &Path, to: &Path, name: &'static str) -> Result<SealedFile> {
        let (from, to) = (from.to_owned(), to.to_owned());
        let (key, place) = (self.key.duplicate(), self.place(name));
        let entropy = Arc::clone(&self.vault.entropy);
        blocking(move || {
            tree::require_closed(&from)?;
            seal_file(&from, &to, &key, place, entropy)
        })
        .await
    }

    fn place(&self, name: &'static str) -> Place {
        Place {
            deployment: self.tree.deployment(),
            snapshot: self.id,
            name,
        }
    }

    /// Brings the log of destroyed keys up to date.
    async fn append_shreds(&self) -> Result<shreds::End> {
        let (path, key) = (self.tree.shreds(), self.key.duplicate());
        let mut appender = blocking(move || shreds::Appender::open(&path, &key)).await?;
        let mut after = None;
        loop {
            let page = self.vault.store.keyring().shreds(after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.key_id);
            let path = self.tree.shreds();
            appender = blocking(move || {
                appender.append(&page, &path)?;
                Ok(appender)
            })
            .await?;
        }
        let path = self.tree.shreds();
        blocking(move || appender.finish(&path)).await
    }

    /// Gives both copies their names, the keyring first, and lets old keyrings go.
    async fn publish(&self, keyring: KeyringManifest, snapshot: SnapshotManifest) -> Result<()> {
        let deployment = self.tree.deployment();
        let row = self
            .vault
            .store
            .keyring()
            .key_of(KeyKind::Root, RECOVERY_OWNER)
            .await?;
        let envelope = row.and_then(|row| row.envelope).ok_or_else(|| {
            Error::Conflict(
                "the root key has no recovery wrap, so a backup could not be restored: make recovery shares first".to_owned(),
            )
        })?;
        let recovery = tree::recovery_file(deployment, &envelope);
        let (tree, key, id, now) = (
            self.tree.clone(),
            self.key.duplicate(),
            self.id,
            self.vault.now(),
        );
        blocking(move || {
            tree.publish(id, &keyring, &recovery, &key)?;
            tree.publish(id, &snapshot, &recovery, &key)?;
            prune_keyrings(&tree, &key, now)
        })
        .await
    }
}

/// Removes keyrings that are older than their time. A destroyed key is then in no backup any more.
fn prune_keyrings(tree: &Tree, key: &Key, now: UnixMillis) -> Result<()> {
    let mut found = Vec::new();
    for id in tree.ids(Kind::Keyring)? {
        match tree.read_manifest::<KeyringManifest>(id, key) {
            Ok(manifest) => found.push(manifest),
            // Kept: what cannot be read cannot be dated, and a person should look at it.
            Err(error) => {
                tracing::warn!(keyring = %id, %error, "a keyring of the backup is damaged");
            }
        }
    }
    found.sort_by_key(Manifest::order);
    found.pop();
    for manifest in found {
        if now.seconds_since(manifest.created_at) > KEYRING_SECONDS {
            tree.remove(Kind::Keyring, manifest.snapshot)?;
        }
    }
    Ok(())
}

/// What a copy of the metadata says about itself.
struct Facts {
    objects: u64,
    bytes: u64,
    ledger_size: u64,
    ledger_root: String,
    checkpoint: String,
}

impl Facts {
    async fn of(metadata: &Store) -> Result<Self> {
        let ledger_size = metadata.ledger_size().await?;
        let checkpoint = metadata.latest_checkpoint().await?;
        Ok(Self {
            objects: metadata.count_objects().await?,
            bytes: metadata.count_object_bytes().await?,
            ledger_size,
            ledger_root: HEXLOWER.encode(&metadata.ledger_root(ledger_size).await?),
            checkpoint: checkpoint.map(|row| row.note).unwrap_or_default(),
        })
    }
}
