//! Restoring: from a backup and the recovery key to a deployment, on a machine that has nothing else.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use coffer_blob::{Blobs, DiskBlobs};
use coffer_keys::KekProvider;
use coffer_model::{
    CaseId, CaseState, Clock, DeploymentId, Entropy, ObjectId, SnapshotId, UnixMillis, VersionId,
    VersionState,
};
use coffer_seal::{Binding, Key};
use coffer_store::{KeyKind, Rewrap, Shred, Store};

use super::check::{checker_of, choose, ledger_fault};
use super::format::{KeyringManifest, Kind, Manifest, SnapshotManifest};
use super::objects::{NAMED, PAGE, State, copy_in};
use super::sealed::{Place, open_file};
use super::shreds;
use super::tree::{self, KEYRING, METADATA, Tree, blocking, failed};
use super::{OBJECTS, Progress, Stage, Watching};
use crate::error::{Error, Result};
use crate::keyring::{Keyring, RECOVERY_OWNER, backup_key};

/// Lies in a data directory while it is being restored.
const MARKER: &str = "restore-unfinished";
/// Where the databases lie until everything else is in place.
const WORK: &str = "restore.work";

/// What to restore, and where to.
pub struct Restore<'a> {
    /// The backup.
    pub from: &'a Path,
    /// The snapshot; the newest without a choice.
    pub snapshot: Option<SnapshotId>,
    /// The new data directory: empty or not there.
    pub data_dir: &'a Path,
    /// The recovery key, combined from its shares.
    pub recovery: &'a Key,
    /// Who wraps the root key from now on.
    pub provider: &'a dyn KekProvider,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
}

/// What was restored.
#[derive(Debug, Clone)]
pub struct Restored {
    /// The deployment.
    pub deployment: DeploymentId,
    /// The snapshot.
    pub snapshot: SnapshotId,
    /// When the snapshot was taken: what happened after that is not in it.
    pub taken_at: UnixMillis,
    /// Objects restored, each verified byte for byte.
    pub objects: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Objects that the backup does not have as they were written. Everything else is restored; at most a thousand are
    /// named.
    pub damaged: Vec<ObjectId>,
    /// Keys that were destroyed after the snapshot, and were destroyed again.
    pub shredded_again: u64,
    /// Entries in the ledger, verified.
    pub ledger_size: u64,
    /// What was wrong and did not matter, in words.
    pub warnings: Vec<String>,
}

/// Refuses a data directory in which a restore was begun and not finished.
///
/// # Errors
/// [`Error::Conflict`] that says what to do.
pub(crate) fn refuse_unfinished(data_dir: &Path) -> Result<()> {
    if data_dir.join(MARKER).exists() {
        return Err(Error::Conflict(format!(
            "a restore into {} was interrupted: empty the directory and restore again",
            data_dir.display()
        )));
    }
    Ok(())
}

/// Restores a snapshot into an empty directory.
///
/// The databases get their names last, so an interrupted restore is never taken for a deployment.
///
/// # Errors
/// [`Error::Invalid`] for a wrong recovery key, a directory that is no backup or one of a newer format;
/// [`Error::Conflict`] for a data directory that is not empty; [`Error::Integrity`] when metadata, keyring or ledger do
/// not verify. Damaged objects are no error: they are in the answer.
pub async fn restore(order: Restore<'_>, watching: Watching<'_>) -> Result<Restored> {
    refuse_unfinished(order.data_dir)?;
    let (from, recovery) = (order.from.to_owned(), order.recovery.duplicate());
    let wanted = order.snapshot;
    let plan = blocking(move || Plan::make(&from, &recovery, wanted)).await?;
    prepare(order.data_dir)?;
    let work = order.data_dir.join(WORK);
    tree::make_dir(&work)?;
    watching(Progress::at(Stage::Metadata));
    let opening = work.clone();
    let mut plan = blocking(move || plan.open(&opening)).await?;
    let store = Store::open(&work).await.map_err(opened_badly)?;
    let restoring = Restoring {
        order: &order,
        plan: &mut plan,
        store: &store,
        watching,
    };
    let restored = restoring.run().await;
    store.close().await;
    let restored = restored?;
    let (data, work) = (order.data_dir.to_owned(), work);
    blocking(move || finish(&data, &work)).await?;
    Ok(restored)
}

fn opened_badly(error: coffer_store::Error) -> Error {
    match error {
        coffer_store::Error::Newer { .. } => Error::Invalid(error.to_string()),
        coffer_store::Error::OtherDeployment { .. } | coffer_store::Error::Corrupt { .. } => {
            Error::Integrity(error.to_string())
        }
        other => other.into(),
    }
}

/// An empty directory with the marker in it.
fn prepare(data: &Path) -> Result<()> {
    tree::make_dir(data)?;
    if fs::read_dir(data).map_err(failed(data))?.next().is_some() {
        return Err(Error::Conflict(format!(
            "{} is not empty: a restore needs an empty directory",
            data.display()
        )));
    }
    tree::create(&data.join(MARKER))?;
    tree::sync_dir(data)
}

/// Gives the databases their names and takes the marker away.
fn finish(data: &Path, work: &Path) -> Result<()> {
    // The metadata come last: without them, nothing is taken for a deployment.
    for name in ["keyring.db", "coffer.db"] {
        let to = data.join(name);
        tree::require_closed(&work.join(name))?;
        fs::rename(work.join(name), &to).map_err(failed(&to))?;
        tree::sync_dir(data)?;
    }
    tree::wipe(work)?;
    let marker = data.join(MARKER);
    fs::remove_file(&marker).map_err(failed(&marker))?;
    tree::sync_dir(data)
}

/// What is restored, verified as far as manifests go.
struct Plan {
    tree: Tree,
    root: Key,
    snapshot: SnapshotManifest,
    /// Newest first; the first that opens is taken.
    keyrings: Vec<KeyringManifest>,
    shreds: Vec<Shred>,
    warnings: Vec<String>,
}

impl Plan {
    fn make(from: &Path, recovery: &Key, wanted: Option<SnapshotId>) -> Result<Self> {
        let tree = Tree::open(from)?;
        let root = recover_root(&tree, recovery)?;
        let key = backup_key(&root, tree.deployment());
        let snapshot: SnapshotManifest = choose(&tree, &key, wanted)?;
        let mut warnings = Vec::new();
        let mut keyrings = Vec::new();
        for id in tree.ids(Kind::Keyring)? {
            match tree.read_manifest::<KeyringManifest>(id, &key) {
                Ok(manifest) => keyrings.push(manifest),
                Err(error) => warnings.push(format!("keyring {id}: {error}")),
            }
        }
        keyrings.sort_by_key(|manifest| std::cmp::Reverse(manifest.order()));
        Ok(Self {
            tree,
            root,
            snapshot,
            keyrings,
            shreds: Vec::new(),
            warnings,
        })
    }

    /// Opens metadata and keyring into `work`, and reads the log of destroyed keys.
    fn open(mut self, work: &Path) -> Result<Self> {
        let key = backup_key(&self.root, self.tree.deployment());
        let id = self.snapshot.snapshot;
        let place = |snapshot, name| Place {
            deployment: self.tree.deployment(),
            snapshot,
            name,
        };
        open_file(
            &self.tree.copy(Kind::Snapshot, id).join(METADATA),
            &work.join("coffer.db"),
            &key,
            place(id, "coffer.db"),
            &self.snapshot.metadata,
        )?;
        let to = work.join("keyring.db");
        let mut newest = true;
        let mut opened = false;
        for manifest in &self.keyrings {
            // A keyring that is older than the snapshot lacks keys of what came in between.
            if manifest.order() < Manifest::order(&self.snapshot) {
                break;
            }
            let from = self
                .tree
                .copy(Kind::Keyring, manifest.snapshot)
                .join(KEYRING);
            let place = place(manifest.snapshot, "keyring.db");
            match open_file(&from, &to, &key, place, &manifest.keyring) {
                Ok(()) => {
                    opened = true;
                    break;
                }
                Err(error @ (Error::Integrity(_) | Error::Invalid(_))) => {
                    self.warnings.push(format!(
                        "the keyring {} is damaged, an older one was taken: {error}",
                        manifest.snapshot
                    ));
                    newest = false;
                    remove_if_there(&to)?;
                }
                Err(error) => return Err(error),
            }
        }
        if !opened {
            return Err(Error::Integrity(format!(
                "no keyring of the backup opens that is as new as the snapshot {id}: {}",
                self.warnings.join("; ")
            )));
        }
        match self.read_shreds(&key) {
            Ok(shreds) => self.shreds = shreds,
            // The newest keyring knows every destroyed key itself.
            Err(Error::Integrity(fault)) if newest => self.warnings.push(fault),
            Err(error) => return Err(error),
        }
        Ok(self)
    }

    fn read_shreds(&self, key: &Key) -> Result<Vec<Shred>> {
        let mut reader = shreds::Reader::open(&self.tree.shreds(), key)?;
        let wanted = self.keyrings.first().map(|newest| &newest.shreds);
        let mut met = wanted.is_none_or(|wanted| wanted.count == 0);
        let mut shreds = Vec::new();
        while let Some(shred) = reader.next()? {
            shreds.push(shred);
            met |= wanted.is_some_and(|wanted| reader.end().mark() == *wanted);
        }
        if met {
            Ok(shreds)
        } else {
            Err(Error::Integrity(
                "the log of destroyed keys was cut short".to_owned(),
            ))
        }
    }
}

/// The root key, from any copy whose envelope this recovery key opens.
fn recover_root(tree: &Tree, recovery: &Key) -> Result<Key> {
    let mut tried = Vec::new();
    let mut failure = None;
    for kind in [Kind::Snapshot, Kind::Keyring] {
        for id in tree.ids(kind)? {
            let envelope = match tree.read_recovery(kind, id) {
                Ok(envelope) => envelope,
                Err(error) => {
                    failure = Some(error);
                    continue;
                }
            };
            if tried.contains(&envelope) {
                continue;
            }
            if let Ok(root) = Keyring::recover_root(tree.deployment(), recovery, &envelope) {
                return Ok(root);
            }
            tried.push(envelope);
        }
    }
    match failure {
        _ if !tried.is_empty() => Err(Error::Invalid(
            "the recovery key does not open this backup: were all shares of the same set, and of this deployment?".to_owned(),
        )),
        Some(error) => Err(error),
        None => Err(Error::NotFound("snapshot")),
    }
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(path)(error)),
        _ => Ok(()),
    }
}

struct Restoring<'a> {
    order: &'a Restore<'a>,
    plan: &'a mut Plan,
    store: &'a Store,
    watching: Watching<'a>,
}

impl Restoring<'_> {
    async fn run(self) -> Result<Restored> {
        let deployment = self.plan.tree.deployment();
        if self.store.deployment().await.map_err(opened_badly)? != Some(deployment) {
            return Err(Error::Integrity(
                "the metadata belong to another deployment".to_owned(),
            ));
        }
        self.store.check_pages().await.map_err(opened_badly)?;
        (self.watching)(Progress::at(Stage::Keys));
        self.rewrap_root(deployment).await?;
        let shredded_again = self.replay().await?;
        (self.watching)(Progress::at(Stage::Ledger));
        self.verify_ledger().await?;
        let (objects, bytes, damaged) = self.copy_objects().await?;
        let mut tx = self.store.begin().await?;
        let id = self.plan.snapshot.snapshot;
        tx.complete_snapshot(
            id,
            self.plan.snapshot.object_count,
            self.plan.snapshot.bytes(),
            self.plan.snapshot.ledger_size,
        )
        .await?;
        tx.commit().await?;
        Ok(Restored {
            deployment,
            snapshot: id,
            taken_at: self.plan.snapshot.created_at,
            objects,
            bytes,
            damaged,
            shredded_again,
            ledger_size: self.plan.snapshot.ledger_size,
            warnings: std::mem::take(&mut self.plan.warnings),
        })
    }

    /// Puts the root key under its new provider. The recovery wrap stays: the same shares restore again.
    async fn rewrap_root(&self, deployment: DeploymentId) -> Result<()> {
        let keyring = self.store.keyring();
        let recovery = keyring.key_of(KeyKind::Root, RECOVERY_OWNER).await?;
        if recovery.is_none_or(|row| row.envelope.is_none()) {
            return Err(Error::Integrity(
                "the keyring has no recovery wrap".to_owned(),
            ));
        }
        let row = keyring
            .key_of(KeyKind::Root, deployment.as_bytes())
            .await?
            .ok_or_else(|| Error::Integrity("the keyring has no root key".to_owned()))?;
        let binding = Binding {
            kind: "root",
            owner: deployment.as_bytes(),
            deployment,
        };
        let envelope = self.order.provider.wrap(&binding, &self.plan.root).await?;
        let rewrap = Rewrap {
            id: row.id,
            wrapped_by: envelope.wrapping_key(),
            generation: envelope.generation(),
            envelope: envelope.to_bytes(),
            replaces: row.envelope.unwrap_or_default(),
        };
        if keyring.replace_envelopes(&[rewrap]).await? != 1 {
            return Err(Error::Integrity(
                "the root key was not rewrapped".to_owned(),
            ));
        }
        Ok(())
    }

    /// Destroys again what was destroyed after the copies were taken, in the keyring and in the metadata.
    async fn replay(&self) -> Result<u64> {
        let keyring = self.store.keyring();
        let mut destroyed = 0;
        for batch in self.plan.shreds.chunks(PAGE as usize) {
            destroyed += keyring.replay_shreds(batch).await?;
        }
        let mut settled = 0;
        let mut after = None;
        loop {
            let page = keyring.shreds(after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.key_id);
            for shred in page {
                settled += u64::from(self.settle(&shred).await?);
            }
        }
        Ok(destroyed.max(settled))
    }

    /// Lets go in the metadata of what a destroyed key sealed. True when it had not been.
    async fn settle(&self, shred: &Shred) -> Result<bool> {
        let Ok(owner) = <[u8; 16]>::try_from(shred.owner.as_slice()) else {
            return Ok(false);
        };
        match shred.kind {
            KeyKind::Data => {
                let id = VersionId::from_bytes(owner);
                match self.store.version(id).await? {
                    // A version that was sealed anew is under another key by now.
                    Some(row)
                        if row.data_key == shred.key_id && row.state != VersionState::Withdrawn =>
                    {
                        let mut tx = self.store.begin().await?;
                        forget_version(&mut tx, id, shred.destroyed_at).await?;
                        tx.commit().await?;
                        Ok(true)
                    }
                    _ => Ok(false),
                }
            }
            KeyKind::Case => {
                let id = CaseId::from_bytes(owner);
                let replaced = self
                    .store
                    .keyring()
                    .key_of(KeyKind::Case, &shred.owner)
                    .await?
                    .is_some();
                match self.store.case(id).await? {
                    Some(row) if !replaced && row.state != CaseState::Shredded => {
                        self.forget_case(id, shred.destroyed_at).await?;
                        Ok(true)
                    }
                    _ => Ok(false),
                }
            }
            KeyKind::Root | KeyKind::Deployment | KeyKind::Customer => Ok(false),
        }
    }

    async fn forget_case(&self, id: CaseId, at: UnixMillis) -> Result<()> {
        let mut tx = self.store.begin().await?;
        let mut after = None;
        loop {
            let page = tx.versions_of_case(id, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for version in page {
                forget_version(&mut tx, version.id, at).await?;
            }
        }
        tx.revoke_requests_of_case(id).await?;
        tx.revoke_send_links_of_case(id).await?;
        tx.erase_requests_of_case(id).await?;
        tx.erase_send_links_of_case(id).await?;
        tx.erase_file_names(id).await?;
        tx.erase_unmasking_reasons(id).await?;
        tx.shred_case_again(id, at).await?;
        Ok(tx.commit().await?)
    }

    /// The keys open under the new provider, and the ledger is the one that was signed and backed up.
    async fn verify_ledger(&self) -> Result<()> {
        let keys = Keyring::open(
            self.store.clone(),
            self.order.provider,
            Arc::clone(&self.order.clock),
            Arc::clone(&self.order.entropy),
        )
        .await?;
        match ledger_fault(self.store, &checker_of(&keys)?, &self.plan.snapshot).await? {
            Some(fault) => Err(Error::Integrity(fault)),
            None => Ok(()),
        }
    }

    async fn copy_objects(&self) -> Result<(u64, u64, Vec<ObjectId>)> {
        let blobs = DiskBlobs::open(self.order.data_dir.join(OBJECTS)).map_err(|error| {
            tracing::error!(%error, "the new object store cannot be made");
            Error::Unavailable("the new object store")
        })?;
        let blobs: Arc<dyn Blobs> = Arc::new(blobs);
        let mut progress = Progress {
            objects_total: self.store.count_objects().await?,
            bytes_total: self.store.count_object_bytes().await?,
            ..Progress::at(Stage::Objects)
        };
        let (mut objects, mut bytes, mut damaged) = (0, 0, Vec::new());
        let mut after = None;
        loop {
            let rows = self.store.objects(after, PAGE).await?;
            let Some(last) = rows.last() else {
                return Ok((objects, bytes, damaged));
            };
            after = Some(last.object_id);
            for row in rows {
                match copy_in(&*blobs, &self.plan.tree, &row).await? {
                    State::Sound => {
                        objects += 1;
                        bytes += row.cipher_len;
                    }
                    State::Missing | State::Damaged => {
                        if damaged.len() < NAMED {
                            damaged.push(row.object_id);
                        }
                    }
                }
                progress.objects += 1;
                progress.bytes += row.cipher_len;
                (self.watching)(progress);
            }
        }
    }
}

async fn forget_version(tx: &mut coffer_store::Tx, id: VersionId, at: UnixMillis) -> Result<()> {
    tx.withdraw_version(id, at).await?;
    tx.delete_extents(id).await?;
    tx.delete_manifests(id).await?;
    tx.delete_members(id).await?;
    Ok(())
}
