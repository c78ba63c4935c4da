//! Writing one object.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use coffer_model::ObjectId;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use tokio::task::{JoinHandle, spawn_blocking};

use super::{Disk, shard_of};
use crate::{BlobError, BlobWriter};

/// How many bytes go to the disk at once.
const CHUNK: usize = 1 << 20;
/// Buffers of at least this many bytes are handed over instead of copied.
const HAND_OVER: usize = 256 << 10;
/// After how many bytes the disk is told to start. The last sync, which somebody waits for, then has little left to do.
const SYNC_EVERY: u64 = 16 << 20;

/// An object that is being written, to a file that only its writer knows of.
///
/// At any time one buffer is being filled and one is being written by another thread, and every [`SYNC_EVERY`] bytes a
/// third thread syncs. Whoever writes faster than the disk is made to wait.
pub(super) struct DiskWriter {
    disk: Arc<Disk>,
    id: ObjectId,
    file: Arc<File>,
    part: PathBuf,
    path: PathBuf,
    filling: Vec<u8>,
    writing: Option<JoinHandle<io::Result<Vec<u8>>>>,
    syncing: Option<JoinHandle<io::Result<()>>>,
    /// Where the next buffer goes, in bytes from the start.
    at: u64,
    unsynced: u64,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// All that was given is written or held.
    Sound,
    /// A call failed, or is under way; if its future is dropped it stays like this.
    Broken,
    /// The part file is no longer there to be removed.
    Settled,
}

impl DiskWriter {
    pub(super) fn new(
        disk: Arc<Disk>,
        id: ObjectId,
        file: File,
        part: PathBuf,
        path: PathBuf,
    ) -> Self {
        Self {
            disk,
            id,
            file: Arc::new(file),
            part,
            path,
            filling: Vec::new(),
            writing: None,
            syncing: None,
            at: 0,
            unsynced: 0,
            state: State::Sound,
        }
    }

    /// Marks the writer broken for the time of a call, which the call takes back when it has succeeded.
    fn enter(&mut self) -> Result<(), BlobError> {
        if self.state != State::Sound {
            return Err(BlobError::Broken);
        }
        self.state = State::Broken;
        Ok(())
    }

    /// Waits for the buffer that is being written, and gives it back empty; or another one when none is.
    async fn written(&mut self) -> Result<Vec<u8>, BlobError> {
        let mut buffer = match &mut self.writing {
            None => self.disk.write_buffers.take(),
            Some(writing) => {
                let result = writing.await;
                self.writing = None;
                joined(result).map_err(|error| BlobError::from_io("writing an object", error))?
            }
        };
        buffer.clear();
        Ok(buffer)
    }

    /// Has `buffer` written by another thread, and gives an empty one back.
    async fn hand_over(&mut self, buffer: Vec<u8>) -> Result<Vec<u8>, BlobError> {
        let empty = self.written().await?;
        let (file, at) = (Arc::clone(&self.file), self.at);
        self.at += buffer.len() as u64;
        self.unsynced += buffer.len() as u64;
        self.writing = Some(spawn_blocking(move || {
            file.write_all_at(&buffer, at)?;
            Ok(buffer)
        }));
        if self.unsynced >= SYNC_EVERY {
            self.start_sync().await?;
        }
        Ok(empty)
    }

    /// Lets the disk begin with what was written, while more is coming.
    async fn start_sync(&mut self) -> Result<(), BlobError> {
        self.synced().await?;
        let file = Arc::clone(&self.file);
        self.unsynced = 0;
        self.syncing = Some(spawn_blocking(move || file.sync_data()));
        Ok(())
    }

    /// Waits for the sync that is under way, if there is one.
    async fn synced(&mut self) -> Result<(), BlobError> {
        if let Some(syncing) = &mut self.syncing {
            let result = syncing.await;
            self.syncing = None;
            joined(result).map_err(|error| self.disk.sync_failed(error))?;
        }
        Ok(())
    }

    async fn append(&mut self, mut bytes: &[u8]) -> Result<(), BlobError> {
        while !bytes.is_empty() {
            if self.filling.capacity() == 0 {
                self.filling = self.disk.write_buffers.take();
                self.filling.clear();
            }
            let (now, later) =
                bytes.split_at(bytes.len().min(CHUNK.saturating_sub(self.filling.len())));
            self.filling.extend_from_slice(now);
            bytes = later;
            if self.filling.len() >= CHUNK {
                let full = std::mem::take(&mut self.filling);
                self.filling = self.hand_over(full).await?;
            }
        }
        Ok(())
    }

    async fn append_buffer(&mut self, buffer: &mut Vec<u8>) -> Result<(), BlobError> {
        if buffer.len() < HAND_OVER {
            self.append(buffer).await?;
            buffer.clear();
            return Ok(());
        }
        if !self.filling.is_empty() {
            let held = std::mem::take(&mut self.filling);
            self.filling = self.hand_over(held).await?;
        }
        let full = std::mem::take(buffer);
        *buffer = self.hand_over(full).await?;
        Ok(())
    }

    /// The rest of a commit, on a thread that may block.
    fn finish(&mut self) -> Result<u64, BlobError> {
        self.file
            .write_all_at(&self.filling, self.at)
            .map_err(|error| BlobError::from_io("writing an object", error))?;
        self.at += self.filling.len() as u64;
        self.file
            .sync_data()
            .map_err(|error| self.disk.sync_failed(error))?;
        rename_new(&self.part, &self.path)
            .map_err(|error| BlobError::from_io("naming an object", error))?;
        self.state = State::Settled;
        self.disk.sync_shard(shard_of(self.id))?;
        Ok(self.at)
    }
}

/// Gives `from` the name `to`, unless that is taken.
fn rename_new(from: &std::path::Path, to: &std::path::Path) -> io::Result<()> {
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(()),
        // Not every file system knows the flag. A second link refuses a taken name just as well.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::OPNOTSUPP) => {
            fs::hard_link(from, to)?;
            fs::remove_file(from)
        }
        Err(error) => Err(error.into()),
    }
}

/// The result of work on another thread; the thread itself fails only when the program ends.
fn joined<T>(result: Result<io::Result<T>, tokio::task::JoinError>) -> io::Result<T> {
    result.unwrap_or_else(|_| Err(io::Error::other("the program is shutting down")))
}

#[async_trait]
impl BlobWriter for DiskWriter {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        self.enter()?;
        self.append(bytes).await?;
        self.state = State::Sound;
        Ok(())
    }

    async fn write_buf(&mut self, buffer: &mut Vec<u8>) -> Result<(), BlobError> {
        self.enter()?;
        self.append_buffer(buffer).await?;
        self.state = State::Sound;
        Ok(())
    }

    async fn commit(mut self: Box<Self>) -> Result<u64, BlobError> {
        self.enter()?;
        self.disk.check_writable()?;
        let spare = self.written().await?;
        self.disk.write_buffers.put(spare);
        self.synced().await?;
        super::blocking(move || self.finish()).await
    }

    async fn abort(mut self: Box<Self>) {
        self.state = State::Broken;
        // The answer could only be that the program is ending, which removes nothing either.
        let _ = super::blocking(move || {
            drop(self);
            Ok(())
        })
        .await;
    }
}

impl Drop for DiskWriter {
    fn drop(&mut self) {
        self.disk
            .write_buffers
            .put(std::mem::take(&mut self.filling));
        if self.state != State::Settled {
            // Best effort: what stays behind is removed when the server starts again.
            let _ = fs::remove_file(&self.part);
        }
    }
}

impl Disk {
    /// Tries to rename a file over an object, which must fail.
    pub(super) fn overwrite_is_refused(&self, id: ObjectId) -> Result<bool, BlobError> {
        let path = self.path(id);
        let part = path.with_extension(super::PART);
        fs::write(&part, b"another object")
            .map_err(|error| BlobError::from_io("writing a canary", error))?;
        let renamed = rename_new(&part, &path);
        let _ = fs::remove_file(&part);
        Ok(renamed.is_err_and(|error| error.kind() == io::ErrorKind::AlreadyExists))
    }
}
