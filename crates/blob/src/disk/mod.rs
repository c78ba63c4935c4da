//! Objects as files of a local file system.
//!
//! An object lies at `<root>/<a>/<b>/<id>`, where `a` and `b` are the two letters that the last ten bits of its id give:
//! 1024 directories, filled evenly because those bits are random. While it is written it is called `<id>.part` in the
//! same directory. A commit syncs the file, renames it without replacing, and syncs the directory; the first commit in a
//! directory syncs the directories above it as well, since they may be new.

mod cache;
mod pool;
mod probe;
mod writer;

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::ops::Range;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use coffer_model::ObjectId;

use crate::{BlobError, BlobWriter, Blobs, Probe};
use cache::OpenFiles;
use pool::Pool;
use writer::DiskWriter;

const SHARDS: u16 = 1024;
const LETTERS: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
const PART: &str = "part";
/// Reads of fewer bytes than this are not worth a pooled buffer: the allocator recycles them itself.
const SMALL_READ: usize = 128 * 1024;

/// Objects on a local disk. Cheap to clone.
#[derive(Clone)]
pub struct DiskBlobs {
    disk: Arc<Disk>,
}

/// What the handle and the writers share.
struct Disk {
    root: PathBuf,
    /// Set when a sync failed. From then on nothing is written: the state of the disk is unknown.
    broken: AtomicBool,
    /// For each directory, whether it is known to survive a loss of power.
    durable: Vec<AtomicBool>,
    /// The same for the directories that hold these.
    durable_above: Vec<AtomicBool>,
    open: OpenFiles,
    write_buffers: Arc<Pool>,
    read_buffers: Arc<Pool>,
}

impl DiskBlobs {
    /// Opens the store in `root`, making the directory, for its owner only, when there is none.
    ///
    /// # Errors
    /// When the directory cannot be made or is no directory.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, BlobError> {
        let root = root.into();
        make_root(&root)
            .map_err(|error| BlobError::from_io("making the directory of objects", error))?;
        let disk = Disk {
            root,
            broken: AtomicBool::new(false),
            durable: (0..SHARDS).map(|_| AtomicBool::new(false)).collect(),
            durable_above: (0..SHARDS / 32).map(|_| AtomicBool::new(false)).collect(),
            open: OpenFiles::new(),
            write_buffers: Arc::new(Pool::new()),
            read_buffers: Arc::new(Pool::new()),
        };
        Ok(Self {
            disk: Arc::new(disk),
        })
    }

    /// The directory.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.disk.root
    }

    /// Whether a sync has failed since the store was opened, so that it takes no more writes.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.disk.broken.load(Ordering::Acquire)
    }
}

/// Runs `work` on a thread that may block.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BlobError> + Send + 'static,
) -> Result<T, BlobError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(_) => Err(BlobError::Io {
            doing: "waiting for the disk",
            source: io::Error::other("the program is shutting down"),
        }),
    }
}

/// Makes a directory, and is content when there is one.
fn make_dir(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Makes the directory of a store, durably.
fn make_root(root: &Path) -> io::Result<()> {
    if root.is_dir() {
        return Ok(());
    }
    make_dir(root)?;
    root.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .map_or(Ok(()), sync_dir)
}

fn sync_dir(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Does `work` unless it is known to be done. Two threads may do it at once, which does no harm.
fn once(done: &AtomicBool, work: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    if !done.load(Ordering::Acquire) {
        work()?;
        done.store(true, Ordering::Release);
    }
    Ok(())
}

/// The number of the directory that holds an object.
const fn shard_of(id: ObjectId) -> u16 {
    let bytes = id.as_bytes();
    u16::from_be_bytes([bytes[14], bytes[15]]) % SHARDS
}

impl Disk {
    fn shard_dir(&self, shard: u16) -> PathBuf {
        let letter = |at: u16| char::from(LETTERS[usize::from(at % 32)]).to_string();
        self.root.join(letter(shard / 32)).join(letter(shard))
    }

    fn path(&self, id: ObjectId) -> PathBuf {
        self.shard_dir(shard_of(id)).join(id.to_string())
    }

    fn check_writable(&self) -> Result<(), BlobError> {
        if self.broken.load(Ordering::Acquire) {
            Err(BlobError::ReadOnly)
        } else {
            Ok(())
        }
    }

    /// Notes that a sync failed, for good.
    fn sync_failed(&self, error: io::Error) -> BlobError {
        self.broken.store(true, Ordering::Release);
        BlobError::SyncFailed(error)
    }

    /// Syncs the directory of an object and, once per directory, those above it.
    fn sync_shard(&self, shard: u16) -> Result<(), BlobError> {
        let dir = self.shard_dir(shard);
        let synced = sync_dir(&dir).and_then(|()| {
            once(&self.durable[usize::from(shard)], || {
                once(&self.durable_above[usize::from(shard / 32)], || {
                    sync_dir(&self.root)
                })?;
                dir.parent().map_or(Ok(()), sync_dir)
            })
        });
        synced.map_err(|error| self.sync_failed(error))
    }

    fn begin(self: &Arc<Self>, id: ObjectId) -> Result<DiskWriter, BlobError> {
        self.check_writable()?;
        let path = self.path(id);
        let part = path.with_extension(PART);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        let file = options.open(&part).or_else(|error| {
            if error.kind() != io::ErrorKind::NotFound {
                return Err(error);
            }
            make_dir(&self.shard_dir(shard_of(id)))?;
            options.open(&part)
        });
        let file = file.map_err(|error| BlobError::from_io("creating an object", error))?;
        let writer = DiskWriter::new(Arc::clone(self), id, file, part, path.clone());
        // Asked after the part file was made, so that dropping the writer tidies up. The commit asks again, atomically.
        match fs::exists(&path) {
            Ok(false) => Ok(writer),
            Ok(true) => Err(BlobError::Exists),
            Err(error) => Err(BlobError::from_io("creating an object", error)),
        }
    }

    fn file(&self, id: ObjectId) -> Result<(Arc<File>, u64), BlobError> {
        if let Some(found) = self.open.get(id) {
            return Ok(found);
        }
        let file = File::open(self.path(id))
            .map_err(|error| BlobError::from_io("opening an object", error))?;
        self.keep_open(id, file)
    }

    fn keep_open(&self, id: ObjectId, file: File) -> Result<(Arc<File>, u64), BlobError> {
        let failed = |error| BlobError::from_io("opening an object", error);
        let len = file.metadata().map_err(failed)?.len();
        let (file, len) = self.open.put(id, file, len);
        // Deleted since it was opened, and perhaps forgotten before it was put here: then nobody else will forget it.
        if file.metadata().map_err(failed)?.nlink() == 0 {
            self.open.forget(id);
            return Err(BlobError::NotFound);
        }
        Ok((file, len))
    }

    fn read_at(&self, id: ObjectId, offset: u64, out: &mut [u8]) -> Result<(), BlobError> {
        let (file, len) = self.file(id)?;
        if offset
            .checked_add(out.len() as u64)
            .is_none_or(|end| end > len)
        {
            return Err(BlobError::OutOfRange);
        }
        file.read_exact_at(out, offset)
            .map_err(|error| BlobError::from_io("reading an object", error))
    }

    fn read(&self, id: ObjectId, range: Range<u64>) -> Result<Bytes, BlobError> {
        let (_, len) = self.file(id)?;
        if range.start > range.end || range.end > len {
            return Err(BlobError::OutOfRange);
        }
        let wanted = usize::try_from(range.end - range.start).map_err(|_| BlobError::OutOfRange)?;
        if !(SMALL_READ..=pool::BUFFER).contains(&wanted) {
            let mut bytes = vec![0; wanted];
            self.read_at(id, range.start, &mut bytes)?;
            return Ok(bytes.into());
        }
        let mut lent = Pool::lend(&self.read_buffers, wanted);
        self.read_at(id, range.start, lent.as_mut())?;
        Ok(Bytes::from_owner(lent))
    }

    fn delete(&self, id: ObjectId) -> Result<bool, BlobError> {
        self.check_writable()?;
        let removed = fs::remove_file(self.path(id));
        // After the name is gone, so that nobody can put it back from the name in between.
        self.open.forget(id);
        match removed {
            Ok(()) => {
                self.sync_shard(shard_of(id))?;
                Ok(true)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(BlobError::from_io("deleting an object", error)),
        }
    }

    /// The names in one directory; none when it was never made.
    fn names(&self, shard: u16) -> Result<Vec<String>, BlobError> {
        let failed = |error| BlobError::from_io("listing objects", error);
        let entries = match fs::read_dir(self.shard_dir(shard)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            names.extend(entry.map_err(failed)?.file_name().into_string());
        }
        Ok(names)
    }

    fn list(&self, after: Option<ObjectId>, limit: usize) -> Result<Vec<ObjectId>, BlobError> {
        let mut found = Vec::new();
        for shard in after.map_or(0, shard_of)..SHARDS {
            if found.len() >= limit {
                break;
            }
            let mut ids: Vec<ObjectId> = self
                .names(shard)?
                .iter()
                .filter_map(|name| name.parse().ok())
                .filter(|id| shard_of(*id) == shard && !probe::is_canary(*id))
                .filter(|id| after.is_none_or(|after| shard_of(after) < shard || *id > after))
                .collect();
            ids.sort_unstable();
            ids.truncate(limit - found.len());
            found.extend(ids);
        }
        Ok(found)
    }

    fn sweep(&self) -> Result<u64, BlobError> {
        let mut swept = 0;
        for shard in 0..SHARDS {
            for name in self.names(shard)? {
                let (stem, part) = name
                    .split_once('.')
                    .map_or((&*name, false), |(stem, end)| (stem, end == PART));
                let Ok(id) = stem.parse::<ObjectId>() else {
                    continue;
                };
                if part || probe::is_canary(id) {
                    match fs::remove_file(self.shard_dir(shard).join(&name)) {
                        Ok(()) => swept += 1,
                        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                        Err(error) => {
                            return Err(BlobError::from_io("sweeping unfinished objects", error));
                        }
                    }
                }
            }
        }
        Ok(swept)
    }
}

#[async_trait]
impl Blobs for DiskBlobs {
    async fn create(&self, id: ObjectId) -> Result<Box<dyn BlobWriter>, BlobError> {
        let disk = Arc::clone(&self.disk);
        let writer = blocking(move || disk.begin(id)).await?;
        Ok(Box::new(writer))
    }

    async fn read(&self, id: ObjectId, range: Range<u64>) -> Result<Bytes, BlobError> {
        let disk = Arc::clone(&self.disk);
        blocking(move || disk.read(id, range)).await
    }

    fn read_at(&self, id: ObjectId, offset: u64, out: &mut [u8]) -> Result<(), BlobError> {
        self.disk.read_at(id, offset, out)
    }

    async fn len(&self, id: ObjectId) -> Result<u64, BlobError> {
        let disk = Arc::clone(&self.disk);
        blocking(move || Ok(disk.file(id)?.1)).await
    }

    async fn delete(&self, id: ObjectId) -> Result<bool, BlobError> {
        let disk = Arc::clone(&self.disk);
        blocking(move || disk.delete(id)).await
    }

    async fn list(
        &self,
        after: Option<ObjectId>,
        limit: usize,
    ) -> Result<Vec<ObjectId>, BlobError> {
        let disk = Arc::clone(&self.disk);
        blocking(move || disk.list(after, limit)).await
    }

    async fn sweep(&self) -> Result<u64, BlobError> {
        let disk = Arc::clone(&self.disk);
        blocking(move || disk.sweep()).await
    }

    async fn probe(&self) -> Result<Probe, BlobError> {
        probe::probe(self).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(tail: u8) -> ObjectId {
        let mut bytes = [1; 16];
        bytes[15] = tail;
        ObjectId::from_bytes(bytes)
    }

    #[tokio::test]
    async fn after_a_failed_sync_nothing_is_written_any_more() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = DiskBlobs::open(dir.path()).unwrap();
        let mut kept = blobs.create(id(0)).await.unwrap();
        kept.write(b"before").await.unwrap();
        kept.commit().await.unwrap();
        let mut open = blobs.create(id(1)).await.unwrap();
        open.write(b"while").await.unwrap();

        let error = blobs.disk.sync_failed(io::Error::other("medium error"));
        assert!(matches!(error, BlobError::SyncFailed(_)) && !error.is_transient());

        assert!(blobs.is_broken());
        assert!(matches!(
            blobs.create(id(2)).await,
            Err(BlobError::ReadOnly)
        ));
        assert!(matches!(open.commit().await, Err(BlobError::ReadOnly)));
        assert!(matches!(
            blobs.delete(id(0)).await,
            Err(BlobError::ReadOnly)
        ));
        assert_eq!(
            &blobs.read(id(0), 0..6).await.unwrap()[..],
            b"before",
            "reading goes on"
        );
    }

    #[tokio::test]
    async fn a_commit_refuses_a_name_that_was_taken_meanwhile() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = DiskBlobs::open(dir.path()).unwrap();
        let mut writer = blobs.create(id(0)).await.unwrap();
        writer.write(b"late").await.unwrap();
        fs::write(blobs.disk.path(id(0)), b"early").unwrap();
        assert!(matches!(writer.commit().await, Err(BlobError::Exists)));
        assert_eq!(&blobs.read(id(0), 0..5).await.unwrap()[..], b"early");
        assert!(!blobs.disk.path(id(0)).with_extension(PART).exists());
    }

    /// A reader that opens the file just before it is deleted must not keep serving it.
    #[test]
    fn a_file_opened_before_it_was_deleted_is_not_kept() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = DiskBlobs::open(dir.path()).unwrap();
        let path = blobs.disk.path(id(0));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, b"short life").unwrap();
        let opened = File::open(&path).unwrap();
        assert!(blobs.disk.delete(id(0)).unwrap());
        assert!(matches!(
            blobs.disk.keep_open(id(0), opened),
            Err(BlobError::NotFound)
        ));
        assert!(
            matches!(blobs.disk.file(id(0)), Err(BlobError::NotFound)),
            "nor is it kept for the next reader"
        );
    }

    #[test]
    fn random_ids_fill_the_directories_evenly() {
        let entropy = crate::testing::Repeatable::new(7);
        let entropy: &dyn coffer_model::Entropy = &entropy;
        let mut counts = vec![0_u32; usize::from(SHARDS)];
        for _ in 0..64 * u32::from(SHARDS) {
            let id: ObjectId = entropy.id(coffer_model::UnixMillis::from_i64(1_764_000_000_000));
            counts[usize::from(shard_of(id))] += 1;
        }
        assert!(
            counts.iter().all(|count| (20..130).contains(count)),
            "{counts:?}"
        );
    }

    #[test]
    fn the_last_bits_of_an_id_choose_its_directory() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = DiskBlobs::open(dir.path()).unwrap();
        let mut bytes = [0; 16];
        for (last, expected) in [
            ([0, 0], "0/0"),
            ([0, 31], "0/v"),
            ([0, 32], "1/0"),
            ([3, 255], "v/v"),
            ([4, 1], "0/1"),
        ] {
            bytes[14..].copy_from_slice(&last);
            let path = blobs.disk.path(ObjectId::from_bytes(bytes));
            assert_eq!(path.parent(), Some(dir.path().join(expected).as_path()));
        }
    }
}
