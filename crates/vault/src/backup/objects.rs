//! Objects: byte-identical copies, and the sealed list of what a snapshot refers to.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use coffer_blob::{BlobError, BlobWriter, Blobs};
use coffer_model::ObjectId;
use coffer_store::{ObjectRow, Store};

use super::tree::{self, Tree, blocking, create, failed};
use super::{Progress, Stage, Watching};
use crate::error::{Error, Result};

/// Rows read from the store at once.
pub(super) const PAGE: u32 = 1000;
/// The most damaged objects that are named.
pub(super) const NAMED: usize = 1000;
/// Bytes read at once.
const PIECE: usize = 1 << 20;

/// One line of the list: the object, its length and its hash.
pub(super) fn list_entry(row: &ObjectRow) -> [u8; 56] {
    let mut entry = [0; 56];
    entry[..16].copy_from_slice(row.object_id.as_bytes());
    entry[16..24].copy_from_slice(&row.cipher_len.to_be_bytes());
    entry[24..].copy_from_slice(&row.digest);
    entry
}

/// Ids for a message: the first few, and how many more.
pub(super) fn names(ids: &[ObjectId]) -> String {
    const SHOWN: usize = 20;
    let mut text = ids
        .iter()
        .take(SHOWN)
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    if ids.len() > SHOWN {
        text.push_str(&format!(" and {} more", ids.len() - SHOWN));
    }
    text
}

/// What a copy of an object is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Sound,
    Missing,
    Damaged,
}

/// Reads a copy to its end and compares it with what it must be.
pub(super) fn verify(path: &Path, row: &ObjectRow) -> Result<State> {
    read_through(path, row, |_| Ok(()))
}

fn read_through(
    path: &Path,
    row: &ObjectRow,
    mut see: impl FnMut(&[u8]) -> Result<()>,
) -> Result<State> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(State::Missing),
        Err(error) => return Err(failed(path)(error)),
    };
    if file.metadata().map_err(failed(path))?.len() != row.cipher_len {
        return Ok(State::Damaged);
    }
    let mut digest = blake3::Hasher::new();
    let mut piece = vec![0; PIECE];
    loop {
        let count = match file.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) => {
                // A sector that cannot be read damages this object and no other.
                tracing::error!(object = %row.object_id, %error, "an object of the backup cannot be read");
                return Ok(State::Damaged);
            }
        };
        digest.update(&piece[..count]);
        see(&piece[..count])?;
    }
    if digest.finalize() == blake3::Hash::from_bytes(row.digest) {
        Ok(State::Sound)
    } else {
        Ok(State::Damaged)
    }
}

/// What became of an object on its way into the backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Copied {
    Already,
    New,
    Damaged,
    /// The store does not have it any more, or never had.
    Gone,
}

/// Copies objects from a live store into a backup.
pub(super) struct Mirror {
    blobs: Arc<dyn Blobs>,
    tree: Tree,
    /// Folders with new names, to be made durable.
    touched: HashSet<PathBuf>,
    pub(super) copied: u64,
    pub(super) damaged: Vec<ObjectId>,
}

/// What a whole pass over the objects of a copy of the metadata found.
pub(super) enum Pass {
    /// Everything referred to is in the backup, or damaged at its source.
    Complete,
    /// Objects were let go of meanwhile: the metadata has to be copied again.
    MovedOn,
}

impl Mirror {
    pub(super) fn new(blobs: Arc<dyn Blobs>, tree: Tree) -> Self {
        Self {
            blobs,
            tree,
            touched: HashSet::new(),
            copied: 0,
            damaged: Vec::new(),
        }
    }

    /// Copies what `metadata` refers to and the backup does not have. `live` is the store as it is now.
    pub(super) async fn pass(
        &mut self,
        metadata: &Store,
        live: &Store,
        watching: Watching<'_>,
    ) -> Result<Pass> {
        let mut progress = Progress {
            objects_total: metadata.count_objects().await?,
            bytes_total: metadata.count_object_bytes().await?,
            ..Progress::at(Stage::Objects)
        };
        self.damaged.clear();
        let mut after = None;
        loop {
            let rows = metadata.objects(after, PAGE).await?;
            let Some(last) = rows.last() else {
                return Ok(Pass::Complete);
            };
            after = Some(last.object_id);
            for row in rows {
                match self.copy(&row).await? {
                    Copied::Already => {}
                    Copied::New => self.copied += 1,
                    Copied::Gone if !live.object_is_used(row.object_id).await? => {
                        return Ok(Pass::MovedOn);
                    }
                    Copied::Gone | Copied::Damaged => {
                        tracing::error!(object = %row.object_id, "an object of the live store is damaged");
                        if self.damaged.len() < NAMED {
                            self.damaged.push(row.object_id);
                        }
                    }
                }
                progress.objects += 1;
                progress.bytes += row.cipher_len;
                watching(progress);
            }
            self.sync().await?;
        }
    }

    async fn copy(&mut self, row: &ObjectRow) -> Result<Copied> {
        let path = self.tree.object(row.object_id);
        let (known, wanted) = (path.clone(), row.cipher_len);
        let there = blocking(move || {
            Ok(fs::symlink_metadata(&known)
                .is_ok_and(|found| found.is_file() && found.len() == wanted))
        })
        .await?;
        if there {
            return Ok(Copied::Already);
        }
        match self.blobs.len(row.object_id).await {
            Ok(len) if len == row.cipher_len => {}
            Ok(_) => return Ok(Copied::Damaged),
            Err(BlobError::NotFound) => return Ok(Copied::Gone),
            Err(error) => return Err(source_error(&error)),
        }
        let (blobs, row, to) = (Arc::clone(&self.blobs), row.clone(), path.clone());
        let copied = blocking(move || copy_out(&*blobs, &row, &to)).await?;
        if copied == Copied::New {
            self.touched
                .extend(path.parent().map(std::path::Path::to_path_buf));
        }
        Ok(copied)
    }

    /// Makes the names of the copies durable.
    async fn sync(&mut self) -> Result<()> {
        let touched = std::mem::take(&mut self.touched);
        blocking(move || touched.iter().try_for_each(|folder| tree::sync_dir(folder))).await
    }
}

fn source_error(error: &BlobError) -> Error {
    tracing::error!(%error, "the blob store failed");
    Error::Unavailable("the object store")
}

/// Copies one object, whose hash is compared before it gets its name.
fn copy_out(blobs: &dyn Blobs, row: &ObjectRow, to: &Path) -> Result<Copied> {
    if let Some(folder) = to.parent() {
        tree::make_dir(folder)?;
    }
    let part = to.with_extension("part");
    match fs::remove_file(&part) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(failed(&part)(error));
        }
        _ => {}
    }
    let copied = copy_to_part(blobs, row, &part);
    match copied {
        Ok(Copied::New) => {
            fs::rename(&part, to).map_err(failed(to))?;
            Ok(Copied::New)
        }
        other => {
            // What was begun is of no use; failing to remove it does no harm.
            let _ = fs::remove_file(&part);
            other
        }
    }
}

fn copy_to_part(blobs: &dyn Blobs, row: &ObjectRow, part: &Path) -> Result<Copied> {
    let mut file = create(part)?;
    let mut digest = blake3::Hasher::new();
    let mut piece = vec![0; PIECE];
    let mut at = 0;
    while at < row.cipher_len {
        let count = usize::try_from(row.cipher_len - at).map_or(PIECE, |rest| rest.min(PIECE));
        match blobs.read_at(row.object_id, at, &mut piece[..count]) {
            Ok(()) => {}
            Err(BlobError::NotFound) => return Ok(Copied::Gone),
            Err(BlobError::OutOfRange) => return Ok(Copied::Damaged),
            Err(error) => return Err(source_error(&error)),
        }
        digest.update(&piece[..count]);
        file.write_all(&piece[..count]).map_err(failed(part))?;
        at += count as u64;
    }
    if digest.finalize() != blake3::Hash::from_bytes(row.digest) {
        return Ok(Copied::Damaged);
    }
    file.sync_all().map_err(failed(part))?;
    Ok(Copied::New)
}

/// Copies one object of a backup into an object store; it is committed only when its hash is right.
pub(super) async fn copy_in(blobs: &dyn Blobs, tree: &Tree, row: &ObjectRow) -> Result<State> {
    /// Pieces that are read ahead of the writer.
    const AHEAD: usize = 4;
    let mut writer: Box<dyn BlobWriter> = blobs
        .create(row.object_id)
        .await
        .map_err(|error| target_error(&error))?;
    let (sender, mut receiver) = tokio::sync::mpsc::channel::<Vec<u8>>(AHEAD);
    let (path, wanted) = (tree.object(row.object_id), row.clone());
    let reading = tokio::task::spawn_blocking(move || {
        read_through(&path, &wanted, |piece| {
            sender
                .blocking_send(piece.to_vec())
                .map_err(|_| Error::Unavailable("the new object store"))
        })
    });
    let mut written = Ok(());
    while let Some(piece) = receiver.recv().await {
        written = writer.write(&piece).await;
        if written.is_err() {
            break;
        }
    }
    drop(receiver);
    let state = reading.await?;
    if let Err(error) = written {
        writer.abort().await;
        return Err(target_error(&error));
    }
    match state {
        Ok(State::Sound) => {
            writer
                .commit()
                .await
                .map_err(|error| target_error(&error))?;
            Ok(State::Sound)
        }
        other => {
            writer.abort().await;
            other
        }
    }
}

fn target_error(error: &BlobError) -> Error {
    tracing::error!(%error, "the new object store failed");
    match error {
        BlobError::Full => Error::Full,
        _ => Error::Unavailable("the new object store"),
    }
}
