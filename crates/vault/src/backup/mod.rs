//! Backup: a directory of sealed objects beside sealed copies of the two databases.
//!
//! Objects never change, so a backup is a mirror that only grows: what is there already is not copied again. The bytes
//! are specified in `docs/formats/backup.md`; why there is no other format yet is in
//! `docs/adr/0008-backup-as-sealed-mirror.md`.
//!
//! Invariant: a snapshot appears under its name only when everything it refers to is durable in the backup.
//!
//! Metadata is copied before objects, so the objects copied include all that the copy refers to; the keyring is copied
//! last, so that it has the keys of everything and none that was destroyed by then.

mod check;
mod format;
mod objects;
mod restore;
mod sealed;
mod shreds;
mod take;
mod tree;

use std::path::Path;

use coffer_api as api;
use coffer_gate::{self as gate, Caller, Facts, Outcome};
use coffer_model::SnapshotId;
use coffer_store::SnapshotState;

pub use check::CheckReport;
pub(crate) use restore::refuse_unfinished;
pub use restore::{Restore, Restored, restore};

use self::format::{Kind, SnapshotManifest};
use self::tree::Tree;
use crate::core::Vault;
use crate::error::Result;
use crate::uploads::{code_of, journal_error};

/// The name of the folder of objects within the data directory.
pub const OBJECTS: &str = "objects";

/// How far a backup or a restore has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// Objects looked at so far.
    pub objects: u64,
    /// Objects in all.
    pub objects_total: u64,
    /// Bytes of objects looked at so far.
    pub bytes: u64,
    /// Bytes of objects in all.
    pub bytes_total: u64,
}

/// The steps of a backup or a restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Copying the metadata.
    Metadata,
    /// Copying or verifying objects.
    Objects,
    /// Copying the keyring.
    Keys,
    /// Verifying the ledger.
    Ledger,
}

impl Progress {
    const fn at(stage: Stage) -> Self {
        Self {
            stage,
            objects: 0,
            objects_total: 0,
            bytes: 0,
            bytes_total: 0,
        }
    }
}

/// Whom progress is told.
pub type Watching<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// Backups of this deployment.
pub struct Backup<'a>(&'a Vault);

/// What operators look at.
pub struct Operations<'a>(&'a Vault);

impl Vault {
    /// Backups of this deployment.
    #[must_use]
    pub fn backup(&self) -> Backup<'_> {
        Backup(self)
    }

    /// What operators look at.
    #[must_use]
    pub fn operations(&self) -> Operations<'_> {
        Operations(self)
    }
}

impl Backup<'_> {
    /// Takes a snapshot into the backup at `dir`, which is made when it is not there.
    ///
    /// # Errors
    /// [`crate::Error::Denied`]; [`crate::Error::Conflict`] when `dir` is the backup of another deployment or in use;
    /// [`crate::Error::Integrity`] when objects of the live store are damaged: the snapshot is there then, with what
    /// the backup holds of them, and the error names them.
    pub async fn now(&self, caller: &Caller, dir: &Path) -> Result<api::Snapshot> {
        self.now_watched(caller, dir, &|_| {}).await
    }

    /// As [`Backup::now`], and tells how far it has come.
    ///
    /// # Errors
    /// As [`Backup::now`].
    pub async fn now_watched(
        &self,
        caller: &Caller,
        dir: &Path,
        watching: Watching<'_>,
    ) -> Result<api::Snapshot> {
        let permit = self
            .0
            .gate
            .authorize::<gate::CreateSnapshot>(caller, (), Facts::none())
            .await?;
        let taken = take::take(self.0, dir, watching).await;
        let outcome = match &taken {
            Ok(taken) => Outcome::done()
                .count(taken.snapshot.objects)
                .bytes(taken.snapshot.bytes)
                .detail("snapshot", &taken.snapshot.id)
                .detail("copied", taken.copied)
                .detail("damaged", taken.damaged.len()),
            Err(error) => Outcome::failed(code_of(error)),
        };
        permit.finish(outcome).await.map_err(journal_error)?;
        let taken = taken?;
        if taken.damaged.is_empty() {
            return Ok(taken.snapshot);
        }
        Err(crate::Error::Integrity(format!(
            "snapshot {} was written, but these objects of the live store are damaged or missing: {}",
            taken.snapshot.id,
            objects::names(&taken.damaged)
        )))
    }

    /// The snapshots in the backup at `dir`, newest first. One whose manifest does not verify is left out, with a line
    /// in the log; [`Backup::check`] says more about it.
    ///
    /// # Errors
    /// [`crate::Error::Denied`]; [`crate::Error::Invalid`] when `dir` is no backup.
    pub async fn list(&self, caller: &Caller, dir: &Path) -> Result<Vec<api::Snapshot>> {
        let permit = self
            .0
            .gate
            .authorize::<gate::ListSnapshots>(caller, (), Facts::none())
            .await?;
        let found = self.read_manifests(dir).await;
        let outcome = match &found {
            Ok(found) => Outcome::done().count(found.len() as u64),
            Err(error) => Outcome::failed(code_of(error)),
        };
        permit.finish(outcome).await.map_err(journal_error)?;
        let mut list = Vec::new();
        for manifest in found? {
            let row = self.0.store.snapshot(manifest.snapshot).await?;
            list.push(manifest.view(row.and_then(|row| row.checked_at)));
        }
        Ok(list)
    }

    async fn read_manifests(&self, dir: &Path) -> Result<Vec<SnapshotManifest>> {
        let (key, deployment) = (self.0.keys.backup_key(), self.0.keys.deployment());
        let dir = dir.to_owned();
        tree::blocking(move || {
            let tree = Tree::open(&dir)?;
            tree.require(deployment)?;
            let mut found = Vec::new();
            for id in tree.ids(Kind::Snapshot)? {
                match tree.read_manifest::<SnapshotManifest>(id, &key) {
                    Ok(manifest) => found.push(manifest),
                    Err(error) => {
                        tracing::warn!(snapshot = %id, %error, "a snapshot is damaged");
                    }
                }
            }
            found.sort_by_key(|manifest| std::cmp::Reverse(manifest.order()));
            Ok(found)
        })
        .await
    }

    /// Verifies a snapshot, the newest without a choice: manifest, metadata, keyring, ledger, and every byte of every
    /// object. What is wrong is in the report.
    ///
    /// # Errors
    /// [`crate::Error::Denied`]; [`crate::Error::NotFound`] for an unknown snapshot.
    pub async fn check(
        &self,
        caller: &Caller,
        dir: &Path,
        snapshot: Option<SnapshotId>,
    ) -> Result<CheckReport> {
        self.check_watched(caller, dir, snapshot, &|_| {}).await
    }

    /// As [`Backup::check`], and tells how far it has come.
    ///
    /// # Errors
    /// As [`Backup::check`].
    pub async fn check_watched(
        &self,
        caller: &Caller,
        dir: &Path,
        snapshot: Option<SnapshotId>,
        watching: Watching<'_>,
    ) -> Result<CheckReport> {
        let permit = self
            .0
            .gate
            .authorize::<gate::ListSnapshots>(caller, (), Facts::none())
            .await?;
        let report = check::check(self.0, dir, snapshot, watching).await;
        let outcome = match &report {
            Ok(report) if report.is_sound() => Outcome::done(),
            Ok(_) => Outcome::failed("snapshot-damaged"),
            Err(error) => Outcome::failed(code_of(error)),
        };
        let outcome = match &report {
            Ok(report) => outcome
                .count(report.objects)
                .bytes(report.bytes)
                .detail("snapshot", report.snapshot),
            Err(_) => outcome,
        };
        permit.finish(outcome).await.map_err(journal_error)?;
        let report = report?;
        let verdict = if report.is_sound() {
            "sound"
        } else {
            "damaged"
        };
        let mut tx = self.0.store.begin().await?;
        tx.set_snapshot_check(report.snapshot, verdict, self.0.now())
            .await?;
        tx.commit().await?;
        Ok(report)
    }

    /// Records in the ledger of a restored deployment that it was restored, and from what.
    ///
    /// # Errors
    /// [`crate::Error::Denied`].
    pub async fn record_restore(&self, caller: &Caller, restored: &Restored) -> Result<()> {
        let permit = self
            .0
            .gate
            .authorize::<gate::RestoreSnapshot>(caller, (), Facts::none())
            .await?;
        let outcome = if restored.damaged.is_empty() {
            Outcome::done()
        } else {
            Outcome::failed("objects-damaged")
        };
        let outcome = outcome
            .count(restored.objects)
            .bytes(restored.bytes)
            .detail("snapshot", restored.snapshot)
            .detail("damaged", restored.damaged.len())
            .detail("shredded-again", restored.shredded_again);
        permit.finish(outcome).await.map_err(journal_error)
    }
}

impl Operations<'_> {
    /// The snapshots that this deployment took, newest first.
    ///
    /// # Errors
    /// [`crate::Error::Denied`].
    pub async fn snapshots(&self, caller: &Caller) -> Result<api::Page<api::Snapshot>> {
        /// Enough for two months of hourly snapshots; older ones are listed from the backup itself.
        const SHOWN: u32 = 1500;
        let permit = self
            .0
            .gate
            .authorize::<gate::ListSnapshots>(caller, (), Facts::none())
            .await?;
        let rows = self.0.store.snapshots(None, SHOWN).await?;
        let items: Vec<_> = rows
            .into_iter()
            .filter(|row| row.state == SnapshotState::Complete)
            .map(|row| api::Snapshot {
                id: row.id.to_string(),
                created_at: row.created_at.as_i64(),
                objects: row.object_count,
                bytes: row.bytes,
                ledger_size: row.ledger_size,
                checked_at: row.checked_at.map(coffer_model::UnixMillis::as_i64),
            })
            .collect();
        permit
            .finish(Outcome::done().count(items.len() as u64))
            .await
            .map_err(journal_error)?;
        Ok(api::Page { items, next: None })
    }
}
