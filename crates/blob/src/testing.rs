//! What every store has to do, as a suite that each one runs.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use coffer_model::{Entropy, ObjectId, UnixMillis};

use crate::{BlobError, Blobs};

/// Numbers that look random and are the same in every run. For tests, never for keys.
#[derive(Debug, Default)]
pub struct Repeatable(AtomicU64);

impl Repeatable {
    /// The run that belongs to this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Entropy for Repeatable {
    /// SplitMix64 (Steele, Lea and Flood, 2014).
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

/// Runs the whole suite on a store that may already hold objects, and leaves it as it found it.
///
/// # Panics
/// At the first thing that the store does wrong.
pub async fn conformance(blobs: &dyn Blobs, entropy: &dyn Entropy) {
    content_comes_back(blobs, entropy).await;
    ranges_are_exact(blobs, entropy).await;
    unfinished_objects_do_not_exist(blobs, entropy).await;
    objects_are_written_once(blobs, entropy).await;
    deleting_says_what_it_did(blobs, entropy).await;
    listing_gives_each_object_once(blobs, entropy).await;
    many_can_write_at_once(blobs, entropy).await;
}

/// A fresh id.
fn id(entropy: &dyn Entropy) -> ObjectId {
    entropy.id(UnixMillis::from_i64(1_764_000_000_000))
}

fn noise(entropy: &dyn Entropy, len: usize) -> Vec<u8> {
    let mut out = vec![0; len];
    entropy.fill(&mut out);
    out
}

async fn put(blobs: &dyn Blobs, id: ObjectId, content: &[u8]) {
    let mut writer = blobs.create(id).await.expect("a new object can be begun");
    writer.write(content).await.expect("it can be written");
    assert_eq!(
        writer.commit().await.expect("it can be committed"),
        content.len() as u64
    );
}

async fn remove(blobs: &dyn Blobs, id: ObjectId) {
    assert!(
        blobs.delete(id).await.expect("it can be deleted"),
        "there was an object to delete"
    );
}

fn is_missing<T>(result: &Result<T, BlobError>) -> bool {
    matches!(result, Err(BlobError::NotFound))
}

/// In every mixture of small and large, lent and handed-over pieces.
async fn content_comes_back(blobs: &dyn Blobs, entropy: &dyn Entropy) {
    const MIB: usize = 1 << 20;
    for pieces in [
        &[][..],
        &[0],
        &[1],
        &[4096, 65_536, 1],
        &[MIB],
        &[MIB - 1, 2, MIB],
        &[3 * MIB + 17],
        &[100, 2 * MIB, 300_000, 5, MIB + 1, 4 * MIB],
    ] {
        let id = id(entropy);
        let mut writer = blobs.create(id).await.expect("a new object can be begun");
        let mut expected = Vec::new();
        let mut buffer = Vec::new();
        for (no, len) in pieces.iter().enumerate() {
            let piece = noise(entropy, *len);
            expected.extend_from_slice(&piece);
            if no % 2 == 0 {
                writer.write(&piece).await.expect("a slice can be written");
            } else {
                buffer.extend_from_slice(&piece);
                writer
                    .write_buf(&mut buffer)
                    .await
                    .expect("a buffer can be written");
                assert!(buffer.is_empty(), "the buffer that comes back is empty");
            }
        }
        let len = writer.commit().await.expect("it can be committed");
        assert_eq!(len, expected.len() as u64);
        assert_eq!(blobs.len(id).await.expect("it has a length"), len);
        assert!(
            blobs.read(id, 0..len).await.expect("it can be read") == expected,
            "in pieces of {pieces:?}"
        );
        remove(blobs, id).await;
    }
}

async fn ranges_are_exact(blobs: &dyn Blobs, entropy: &dyn Entropy) {
    let id = id(entropy);
    let content = noise(entropy, 300_000);
    put(blobs, id, &content).await;
    let len = content.len();
    for range in [
        0..1,
        0..len,
        1..2,
        4095..4097,
        299_999..300_000,
        100_000..250_000,
        7..7,
        len..len,
    ] {
        let read = blobs
            .read(id, range.start as u64..range.end as u64)
            .await
            .expect("a range can be read");
        assert!(read == content[range.clone()], "{range:?}");
        let mut out = vec![0xaa; range.len()];
        blobs
            .read_at(id, range.start as u64, &mut out)
            .expect("a range can be read in place");
        assert!(out == content[range.clone()], "{range:?} in place");
    }
    let len = len as u64;
    for range in [
        0..len + 1,
        len..len + 1,
        len + 1..len + 1,
        len + 5..len + 9,
        u64::MAX - 1..u64::MAX,
    ] {
        let read = blobs.read(id, range.clone()).await;
        assert!(matches!(read, Err(BlobError::OutOfRange)), "{range:?}");
    }
    for offset in [len, len + 1, u64::MAX] {
        assert!(
            matches!(
                blobs.read_at(id, offset, &mut [0; 2]),
                Err(BlobError::OutOfRange)
            ),
            "at {offset}"
        );
    }
    remove(blobs, id).await;
}

async fn unfinished_objects_do_not_exist(blobs: &dyn Blobs, entropy: &dyn Entropy) {
    for ending in ["dropped", "aborted"] {
        let id = id(entropy);
        let mut writer = blobs.create(id).await.expect("a new object can be begun");
        writer
            .write(&noise(entropy, 3 << 20))
            .await
            .expect("it can be written");
        assert!(
            is_missing(&blobs.len(id).await),
            "an unfinished object has no length"
        );
        assert!(is_missing(&blobs.read(id, 0..1).await), "nor content");
        assert!(
            is_missing(&blobs.read_at(id, 0, &mut [0])),
            "nor content in place"
        );
        assert!(
            !blobs.delete(id).await.expect("deleting answers"),
            "nor can it be deleted"
        );
        let second = blobs.create(id).await;
        assert!(
            matches!(second, Err(BlobError::Exists)),
            "nor can it be begun twice"
        );
        if ending == "dropped" {
            drop(writer);
        } else {
            writer.abort().await;
        }
        assert!(is_missing(&blobs.len(id).await), "{ending}, it is gone");
        put(blobs, id, b"and can be written again").await;
        remove(blobs, id).await;
    }
}

async fn objects_are_written_once(blobs: &dyn Blobs, entropy: &dyn Entropy) {
    let id = id(entropy);
    put(blobs, id, b"first").await;
    assert!(matches!(blobs.create(id).await, Err(BlobError::Exists)));
    assert_eq!(
        &blobs.read(id, 0..5).await.expect("it is still there")[..],
        b"first"
    );
    remove(blobs, id).await;
}

async fn deleting_says_what_it_did(blobs: &dyn Blobs, entropy: &dyn Entropy) {
    let id = id(entropy);
    assert!(
        !blobs
            .delete(id)
            .await
            .expect("deleting nothing is no error")
    );
    put(blobs, id, b"here").await;
    // Read first, so that a store that keeps things open is caught serving what is gone.
    assert_eq!(blobs.len(id).await.expect("it is there"), 4);
    assert!(blobs.delete(id).await.expect("it can be deleted"));
    assert!(is_missing(&blobs.len(id).await));
    assert!(is_missing(&blobs.read(id, 0..4).await));
    assert!(!blobs.delete(id).await.expect("deleting twice is no error"));
}

async fn listing_gives_each_object_once(blobs: &dyn Blobs, entropy: &dyn Entropy) {
    let made: BTreeSet<ObjectId> = (0..25).map(|_| id(entropy)).collect();
    for id in &made {
        put(blobs, *id, b"x").await;
    }
    let hidden = blobs
        .create(id(entropy))
        .await
        .expect("a new object can be begun");
    for limit in [1, 7, 1000] {
        let mut listed = Vec::new();
        let mut after = None;
        loop {
            let page = blobs.list(after, limit).await.expect("it can be listed");
            assert!(page.len() <= limit);
            let Some(last) = page.last() else { break };
            after = Some(*last);
            listed.extend(page);
        }
        let distinct: BTreeSet<ObjectId> = listed.iter().copied().collect();
        assert_eq!(distinct.len(), listed.len(), "no object is listed twice");
        assert!(distinct.is_superset(&made), "every object is listed");
    }
    assert!(
        blobs
            .list(None, 0)
            .await
            .expect("a page of nothing is empty")
            .is_empty()
    );
    hidden.abort().await;
    for id in made {
        remove(blobs, id).await;
    }
}

async fn many_can_write_at_once(blobs: &dyn Blobs, entropy: &dyn Entropy) {
    let mut writers = Vec::new();
    for no in 0..8_usize {
        let id = id(entropy);
        let writer = blobs.create(id).await.expect("a new object can be begun");
        writers.push((id, writer, noise(entropy, 200_000 * no)));
    }
    for round in 0..2 {
        for (_, writer, content) in &mut writers {
            let (front, back) = content.split_at(content.len() / 2);
            writer
                .write(if round == 0 { front } else { back })
                .await
                .expect("each can be written");
        }
    }
    let mut made = Vec::new();
    for (id, writer, content) in writers {
        writer.commit().await.expect("each can be committed");
        made.push((id, content));
    }
    for (id, content) in made {
        assert!(
            blobs
                .read(id, 0..content.len() as u64)
                .await
                .expect("each can be read")
                == content
        );
        remove(blobs, id).await;
    }
}
