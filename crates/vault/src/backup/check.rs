//! Verifying a snapshot without restoring it.

use std::path::{Path, PathBuf};

use coffer_model::{ObjectId, SnapshotId};
use coffer_seal::Key;
use coffer_store::Store;
use data_encoding::HEXLOWER;

use super::format::{KeyringManifest, Kind, Manifest, SnapshotManifest};
use super::objects::{NAMED, PAGE, State, list_entry, names, verify};
use super::sealed::{Place, open_file};
use super::shreds;
use super::tree::{KEYRING, METADATA, OBJECT_LIST, Tree, Work, blocking};
use super::{Progress, Stage, Watching};
use crate::core::Vault;
use crate::error::{Error, Result};
use crate::keyring::Keyring;
use crate::ledger::Checker;

/// The folder for copies that were opened, within the data directory.
const WORK: &str = "check.work";

/// What a check found.
#[derive(Debug, Clone)]
pub struct CheckReport {
    /// The snapshot that was checked.
    pub snapshot: SnapshotId,
    /// Objects it refers to.
    pub objects: u64,
    /// Bytes of these objects that were read.
    pub bytes: u64,
    /// Objects whose copies are not as they were written; at most a thousand are named.
    pub damaged: Vec<ObjectId>,
    /// Objects that it refers to and the backup does not have; at most a thousand are named.
    pub missing: Vec<ObjectId>,
    /// Everything that is wrong, in words, objects included.
    pub faults: Vec<String>,
}

impl CheckReport {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// The newest copy of a kind whose manifest verifies, or the one that is asked for.
pub(super) fn choose<M: Manifest>(tree: &Tree, key: &Key, wanted: Option<SnapshotId>) -> Result<M> {
    if let Some(id) = wanted {
        if !tree.ids(M::KIND)?.contains(&id) {
            return Err(Error::NotFound("snapshot"));
        }
        return tree.read_manifest(id, key);
    }
    let mut newest: Option<M> = None;
    let mut failure = None;
    for id in tree.ids(M::KIND)? {
        match tree.read_manifest::<M>(id, key) {
            Ok(found)
                if newest
                    .as_ref()
                    .is_none_or(|known| known.order() < found.order()) =>
            {
                newest = Some(found);
            }
            Ok(_) => {}
            Err(error) => failure = Some(error),
        }
    }
    newest.ok_or_else(|| failure.unwrap_or(Error::NotFound("snapshot")))
}

pub(super) async fn check(
    vault: &Vault,
    dir: &Path,
    snapshot: Option<SnapshotId>,
    watching: Watching<'_>,
) -> Result<CheckReport> {
    let deployment = vault.keys.deployment();
    let key = vault.keys.backup_key();
    let (root, data, opening) = (
        dir.to_owned(),
        vault.store.directory().to_owned(),
        key.duplicate(),
    );
    let (tree, _lock, work, manifest) = blocking(move || {
        let tree = Tree::open(&root)?;
        tree.require(deployment)?;
        let lock = tree.lock_shared()?;
        let manifest: SnapshotManifest = choose(&tree, &opening, snapshot)?;
        Ok((tree, lock, Work::within(&data, WORK)?, manifest))
    })
    .await?;
    let mut checking = Checking {
        vault,
        tree,
        work,
        key,
        report: CheckReport {
            snapshot: manifest.snapshot,
            objects: manifest.object_count,
            bytes: 0,
            damaged: Vec::new(),
            missing: Vec::new(),
            faults: Vec::new(),
        },
        manifest,
    };
    checking.run(watching).await?;
    Ok(checking.report)
}

struct Checking<'a> {
    vault: &'a Vault,
    tree: Tree,
    work: Work,
    key: Key,
    manifest: SnapshotManifest,
    report: CheckReport,
}

impl Checking<'_> {
    async fn run(&mut self, watching: Watching<'_>) -> Result<()> {
        watching(Progress::at(Stage::Metadata));
        let folder = self.work.folder("metadata")?;
        let opened = self.open_metadata(&folder).await;
        let list = self.open_list().await;
        watching(Progress::at(Stage::Keys));
        let keys = self.check_keyring().await;
        self.note(keys)?;
        let log = self.check_shreds().await;
        self.note(log)?;
        let (Some(metadata), Some(list)) = (self.note(opened)?, self.note(list)?) else {
            return Ok(());
        };
        let outcome = self.check_metadata(&metadata, &list, watching).await;
        metadata.close().await;
        self.note(outcome)?;
        for (what, ids) in [
            ("damaged", &self.report.damaged),
            ("missing", &self.report.missing),
        ] {
            if !ids.is_empty() {
                let fault = format!("{what} objects: {}", names(ids));
                self.report.faults.push(fault);
            }
        }
        Ok(())
    }

    /// A fault of the backup goes into the report; any other error ends the check.
    fn note<T>(&mut self, outcome: Result<T>) -> Result<Option<T>> {
        match outcome {
            Ok(value) => Ok(Some(value)),
            Err(Error::Integrity(fault)) => {
                self.report.faults.push(fault);
                Ok(None)
            }
            // A file of the snapshot that is gone is a fault of the backup as well.
            Err(Error::Invalid(fault)) => {
                self.report.faults.push(fault);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn place(&self, snapshot: SnapshotId, name: &'static str) -> Place {
        Place {
            deployment: self.tree.deployment(),
            snapshot,
            name,
        }
    }

    async fn open_metadata(&self, folder: &Path) -> Result<Store> {
        let from = self
            .tree
            .copy(Kind::Snapshot, self.manifest.snapshot)
            .join(METADATA);
        let (to, key, place, known) = (
            folder.join("coffer.db"),
            self.key.duplicate(),
            self.place(self.manifest.snapshot, "coffer.db"),
            self.manifest.metadata.clone(),
        );
        blocking(move || open_file(&from, &to, &key, place, &known)).await?;
        Ok(Store::open(folder).await?)
    }

    async fn open_list(&self) -> Result<PathBuf> {
        let from = self
            .tree
            .copy(Kind::Snapshot, self.manifest.snapshot)
            .join(OBJECT_LIST);
        let to = self.work.folder("list")?.join("objects");
        let (out, key, place, known) = (
            to.clone(),
            self.key.duplicate(),
            self.place(self.manifest.snapshot, "objects"),
            self.manifest.object_list.clone(),
        );
        blocking(move || open_file(&from, &out, &key, place, &known)).await?;
        Ok(to)
    }

    /// The newest keyring opens, is sound, and belongs to this deployment.
    async fn check_keyring(&self) -> Result<()> {
        let folder = self.work.folder("keys")?;
        let (tree, key, to) = (
            self.tree.clone(),
            self.key.duplicate(),
            folder.join("keyring.db"),
        );
        let manifest: KeyringManifest = blocking(move || {
            let manifest: KeyringManifest = choose(&tree, &key, None)?;
            let place = Place {
                deployment: tree.deployment(),
                snapshot: manifest.snapshot,
                name: "keyring.db",
            };
            let from = tree.copy(Kind::Keyring, manifest.snapshot).join(KEYRING);
            open_file(&from, &to, &key, place, &manifest.keyring)?;
            Ok(manifest)
        })
        .await?;
        if manifest.order() < Manifest::order(&self.manifest) {
            return Err(Error::Integrity(
                "the newest keyring is older than the snapshot, so keys are missing".to_owned(),
            ));
        }
        let store = Store::open(&folder).await?;
        let sound = async {
            store.check_pages().await?;
            let live = self.vault.store.keyring();
            let Some(row) = live
                .key_of(
                    coffer_store::KeyKind::Deployment,
                    self.tree.deployment().as_bytes(),
                )
                .await?
            else {
                return Err(Error::Integrity(
                    "the live keyring has no deployment key".to_owned(),
                ));
            };
            match store.keyring().key(row.id).await? {
                Some(copy) if copy.envelope.is_some() => Ok(()),
                _ => Err(Error::Integrity(
                    "the newest keyring has no deployment key".to_owned(),
                )),
            }
        }
        .await;
        store.close().await;
        sound
    }

    async fn check_shreds(&self) -> Result<()> {
        let (path, key) = (self.tree.shreds(), self.key.duplicate());
        let wanted = self.manifest.shreds.clone();
        blocking(move || {
            let mut reader = shreds::Reader::open(&path, &key)?;
            let mut met = wanted.count == 0;
            while reader.next()?.is_some() {
                met |= reader.end().mark() == wanted;
            }
            if met {
                Ok(())
            } else {
                Err(Error::Integrity(
                    "the log of destroyed keys was cut short".to_owned(),
                ))
            }
        })
        .await
    }

    async fn check_metadata(
        &mut self,
        metadata: &Store,
        list: &Path,
        watching: Watching<'_>,
    ) -> Result<()> {
        metadata
            .check_pages()
            .await
            .map_err(|error| Error::Integrity(error.to_string()))?;
        watching(Progress::at(Stage::Ledger));
        let checker = self.vault.checker()?;
        let fault = ledger_fault(metadata, &checker, &self.manifest).await?;
        self.report.faults.extend(fault);
        self.check_objects(metadata, list, watching).await
    }

    /// Every reference has an object, each object has its bytes, and the list says the same as the metadata.
    async fn check_objects(
        &mut self,
        metadata: &Store,
        list: &Path,
        watching: Watching<'_>,
    ) -> Result<()> {
        let mut list = tokio::io::BufReader::new(
            tokio::fs::File::open(list)
                .await
                .map_err(super::tree::failed(list))?,
        );
        let mut same = true;
        let mut progress = Progress {
            objects_total: self.manifest.object_count,
            bytes_total: self.manifest.object_bytes,
            ..Progress::at(Stage::Objects)
        };
        let mut after = None;
        loop {
            let rows = metadata.objects(after, PAGE).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.object_id);
            for row in rows {
                same &= next_entry(&mut list).await == Some(list_entry(&row));
                let path = self.tree.object(row.object_id);
                let (id, length) = (row.object_id, row.cipher_len);
                let found = match blocking(move || verify(&path, &row)).await? {
                    State::Sound => {
                        self.report.bytes += length;
                        None
                    }
                    State::Missing => Some(&mut self.report.missing),
                    State::Damaged => Some(&mut self.report.damaged),
                };
                if let Some(ids) = found
                    && ids.len() < NAMED
                {
                    ids.push(id);
                }
                progress.objects += 1;
                progress.bytes += length;
                watching(progress);
            }
        }
        same &= next_entry(&mut list).await.is_none();
        if !same || progress.objects != self.manifest.object_count {
            self.report
                .faults
                .push("the list of objects is not that of the metadata".to_owned());
        }
        Ok(())
    }
}

async fn next_entry(list: &mut tokio::io::BufReader<tokio::fs::File>) -> Option<[u8; 56]> {
    let mut entry = [0; 56];
    tokio::io::AsyncReadExt::read_exact(list, &mut entry)
        .await
        .ok()
        .map(|_| entry)
}

/// What is wrong with the ledger of a copy of the metadata: with itself, or with what its manifest says.
pub(super) async fn ledger_fault(
    metadata: &Store,
    checker: &Checker,
    manifest: &SnapshotManifest,
) -> Result<Option<String>> {
    let report = metadata.verify_ledger(checker).await?;
    if let Some(problem) = report.first() {
        return Ok(Some(format!("the ledger: {problem}")));
    }
    if report.entries != manifest.ledger_size
        || HEXLOWER.encode(&report.root) != manifest.ledger_root
    {
        return Ok(Some(
            "the ledger is not the one that the manifest describes".to_owned(),
        ));
    }
    Ok(None)
}

/// The checker of a restored deployment's ledger.
pub(super) fn checker_of(keys: &Keyring) -> Result<Checker> {
    Checker::of(keys.deployment(), &keys.signing())
}
