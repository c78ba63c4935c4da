//! What the disk really does, seen rather than believed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use coffer_model::ObjectId;
use rustix::fs::{statfs, statvfs};

use super::{DiskBlobs, blocking};
use crate::{BlobError, Blobs, Probe};

/// `statfs` types of file systems in memory (`linux/magic.h`).
const IN_MEMORY: [u64; 2] = [0x0102_1994, 0x8584_58f6];

/// The id of a canary: a time that no clock reaches, this process, a count. Listings leave canaries out.
fn canary() -> ObjectId {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let mut bytes = [0xff; 16];
    bytes[8..12].copy_from_slice(&std::process::id().to_be_bytes());
    bytes[12..].copy_from_slice(&COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    ObjectId::from_bytes(bytes)
}

pub(super) fn is_canary(id: ObjectId) -> bool {
    id.as_bytes()[..8] == [0xff; 8]
}

pub(super) async fn probe(blobs: &DiskBlobs) -> Result<Probe, BlobError> {
    let disk = Arc::clone(&blobs.disk);
    let (volatile, free_bytes, total_bytes) = blocking(move || {
        let failed =
            |error: rustix::io::Errno| BlobError::from_io("asking the file system", error.into());
        let kind = statfs(&disk.root).map_err(failed)?.f_type;
        let space = statvfs(&disk.root).map_err(failed)?;
        #[expect(
            clippy::cast_sign_loss,
            reason = "a magic number, signed or not depending on the platform"
        )]
        let volatile = IN_MEMORY.contains(&(kind as u64 & 0xffff_ffff));
        Ok((
            volatile,
            space.f_bavail.saturating_mul(space.f_frsize),
            space.f_blocks.saturating_mul(space.f_frsize),
        ))
    })
    .await?;

    let id = canary();
    let content = pattern();
    let started = Instant::now();
    let mut writer = blobs.create(id).await?;
    writer.write(&content).await?;
    let hides_unfinished = matches!(blobs.len(id).await, Err(BlobError::NotFound));
    let len = writer.commit().await?;
    let commit_micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let seen = observe(blobs, id, &content, len).await;
    let deleted = blobs.delete(id).await?;
    let (reads_back, reads_ranges, refuses_overwrite) = seen?;
    let deletes = deleted && matches!(blobs.len(id).await, Err(BlobError::NotFound));
    Ok(Probe {
        reads_back,
        reads_ranges,
        refuses_overwrite,
        hides_unfinished,
        deletes,
        volatile,
        commit_micros,
        free_bytes,
        total_bytes,
    })
}

/// Bytes of which no two places look alike.
fn pattern() -> Vec<u8> {
    (0..8192_u32)
        .flat_map(|n| n.wrapping_mul(0x9e37_79b9).to_be_bytes())
        .collect()
}

async fn observe(
    blobs: &DiskBlobs,
    id: ObjectId,
    content: &[u8],
    len: u64,
) -> Result<(bool, bool, bool), BlobError> {
    // Past the cache of open files, so that it is the name that is looked up.
    blobs.disk.open.forget(id);
    let whole = blobs.read(id, 0..len).await?;
    let reads_back = whole[..] == *content;
    let middle = blobs.read(id, 4095..12_289).await?;
    let beyond = blobs.read(id, len - 1..len + 1).await;
    let reads_ranges =
        middle[..] == content[4095..12_289] && matches!(beyond, Err(BlobError::OutOfRange));

    // What create refuses early must also be refused by the rename, so the rename is tried on its own.
    let early = matches!(blobs.create(id).await, Err(BlobError::Exists));
    let disk = Arc::clone(&blobs.disk);
    let late = blocking(move || disk.overwrite_is_refused(id)).await?;
    blobs.disk.open.forget(id);
    let unharmed = blobs.read(id, 0..len).await?[..] == *content;
    Ok((reads_back, reads_ranges, early && late && unharmed))
}
