//! The store on a real file system, plain and through its decorators, and what it does when things break.
#![allow(
    clippy::unwrap_used,
    reason = "a test whose preparation fails has failed"
)]

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use coffer_blob::testing::{Repeatable, conformance};
use coffer_blob::{Backoff, BlobError, Blobs, DiskBlobs, Fault, Faulty, Op, Retry};
use coffer_model::{Entropy, ObjectId, UnixMillis};
use tempfile::TempDir;

fn store() -> (TempDir, DiskBlobs) {
    let dir = tempfile::tempdir().unwrap();
    let blobs = DiskBlobs::open(dir.path().join("objects")).unwrap();
    (dir, blobs)
}

fn id(no: u64) -> ObjectId {
    let entropy: &dyn Entropy = &Repeatable::new(no.wrapping_mul(0x1234_5678_9abc_def1));
    entropy.id(UnixMillis::from_i64(1_764_000_000_000))
}

async fn put(blobs: &dyn Blobs, id: ObjectId, content: &[u8]) -> Result<u64, BlobError> {
    let mut writer = blobs.create(id).await?;
    writer.write(content).await?;
    writer.commit().await
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

fn patient() -> Backoff {
    Backoff {
        attempts: 4,
        first: Duration::from_millis(50),
        longest: Duration::from_millis(500),
    }
}

#[tokio::test]
async fn the_disk_conforms() {
    let (_dir, blobs) = store();
    conformance(&blobs, &Repeatable::new(1)).await;
    assert_eq!(
        files(blobs.root()),
        Vec::<PathBuf>::new(),
        "the suite leaves nothing behind"
    );
}

#[tokio::test]
async fn the_disk_conforms_through_decorators_that_do_nothing() {
    let (_dir, blobs) = store();
    let shared: Arc<dyn Blobs> = Arc::new(blobs);
    let wrapped = Retry::new(Faulty::new(shared), patient(), Arc::new(Repeatable::new(2)));
    conformance(&wrapped, &Repeatable::new(3)).await;
}

/// Every fifth call or so fails for a reason that passes. Through the retries nobody notices.
#[tokio::test(start_paused = true)]
async fn the_disk_conforms_while_it_stumbles() {
    let (_dir, blobs) = store();
    let faulty = Arc::new(Faulty::new(blobs));
    for (op, reason) in [
        (Op::Create, io::ErrorKind::Interrupted),
        (Op::Read, io::ErrorKind::TimedOut),
        (Op::Len, io::ErrorKind::WouldBlock),
        (Op::Delete, io::ErrorKind::ConnectionReset),
        (Op::List, io::ErrorKind::ResourceBusy),
    ] {
        for nth in (1..2000).step_by(5) {
            faulty.fail(op, nth..=nth + 1, Fault::Error(reason));
        }
    }
    let quick = Backoff {
        attempts: 4,
        first: Duration::from_millis(1),
        longest: Duration::from_millis(2),
    };
    let wrapped = Retry::new(Arc::clone(&faulty), quick, Arc::new(Repeatable::new(4)));
    conformance(&wrapped, &Repeatable::new(5)).await;
    assert!(faulty.calls(Op::Read) > 50);
}

#[tokio::test]
async fn the_probe_finds_a_sound_disk_sound() {
    let (_dir, blobs) = store();
    let probe = blobs.probe().await.unwrap();
    let faults: Vec<_> = probe
        .faults()
        .into_iter()
        .filter(|fault| !fault.contains("memory"))
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
    assert!(probe.free_bytes > 0 && probe.total_bytes >= probe.free_bytes);
    assert!(files(blobs.root()).is_empty(), "canaries are gone");
}

#[tokio::test]
async fn the_probe_says_what_is_wrong() {
    let (_dir, blobs) = store();
    let sound = blobs.probe().await.unwrap();
    let unsound = coffer_blob::Probe {
        reads_back: false,
        refuses_overwrite: false,
        volatile: true,
        ..sound
    };
    assert_eq!(unsound.faults().len(), 3);
}

#[tokio::test]
async fn objects_are_for_their_owner_only_and_have_no_telling_names() {
    let (_dir, blobs) = store();
    put(&blobs, id(1), b"secret").await.unwrap();
    let path = files(blobs.root()).pop().unwrap();
    assert_eq!(
        path.file_name().unwrap().to_str().unwrap(),
        id(1).to_string()
    );
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    for dir in [
        path.parent().unwrap(),
        path.parent().unwrap().parent().unwrap(),
        blobs.root(),
    ] {
        assert_eq!(
            fs::metadata(dir).unwrap().permissions().mode() & 0o777,
            0o700
        );
    }
}

#[tokio::test]
async fn a_store_is_found_again() {
    let (_dir, blobs) = store();
    put(&blobs, id(1), b"lasting").await.unwrap();
    let root = blobs.root().to_owned();
    drop(blobs);
    let again = DiskBlobs::open(root).unwrap();
    assert_eq!(&again.read(id(1), 0..7).await.unwrap()[..], b"lasting");
    assert!(matches!(again.create(id(1)).await, Err(BlobError::Exists)));
}

#[tokio::test]
async fn a_store_that_cannot_be_made_says_so() {
    let (dir, _blobs) = store();
    let file = dir.path().join("file");
    fs::write(&file, b"").unwrap();
    assert!(DiskBlobs::open(file.join("objects")).is_err());
}

#[tokio::test]
async fn strangers_among_the_files_are_ignored() {
    let (_dir, blobs) = store();
    put(&blobs, id(1), b"mine").await.unwrap();
    let home = files(blobs.root()).pop().unwrap();
    for name in [
        "README",
        "obj_",
        "obj_zzz",
        ".hidden",
        "cas_00000000000000000000000000",
    ] {
        fs::write(home.with_file_name(name), b"stranger").unwrap();
    }
    // An object where it does not belong would be listed twice if its place were not checked.
    fs::create_dir_all(blobs.root().join("q/q")).unwrap();
    fs::copy(
        &home,
        blobs.root().join("q/q").join(home.file_name().unwrap()),
    )
    .unwrap();
    assert_eq!(blobs.list(None, 100).await.unwrap(), vec![id(1)]);
    assert_eq!(blobs.sweep().await.unwrap(), 0);
}

#[tokio::test]
async fn a_crash_before_the_name_leaves_something_to_sweep_and_nothing_to_see() {
    let (_dir, blobs) = store();
    let faulty = Faulty::new(blobs.clone()).failing(Op::Commit, 1, Fault::CrashBeforeRename);
    assert!(put(&faulty, id(1), &[7; 100_000]).await.is_err());
    assert!(matches!(blobs.len(id(1)).await, Err(BlobError::NotFound)));
    assert_eq!(blobs.list(None, 10).await.unwrap(), vec![]);
    assert_eq!(
        files(blobs.root()).len(),
        1,
        "as after a real crash, the unfinished file is there"
    );
    assert_eq!(blobs.sweep().await.unwrap(), 1);
    assert!(files(blobs.root()).is_empty());
    put(&blobs, id(1), b"once more").await.unwrap();
}

#[tokio::test]
async fn a_crash_after_the_name_leaves_a_whole_object() {
    let (_dir, blobs) = store();
    let faulty = Faulty::new(blobs.clone()).failing(Op::Commit, 1, Fault::CrashAfterRename);
    assert!(put(&faulty, id(1), b"whole").await.is_err());
    assert_eq!(&blobs.read(id(1), 0..5).await.unwrap()[..], b"whole");
    assert_eq!(blobs.sweep().await.unwrap(), 0);
}

#[tokio::test]
async fn a_full_disk_is_reported_as_such_and_leaves_nothing() {
    let (_dir, blobs) = store();
    let faulty = Faulty::new(blobs.clone()).failing(Op::Write, 2, Fault::Full);
    let mut writer = faulty.create(id(1)).await.unwrap();
    writer.write(&[1; 1000]).await.unwrap();
    assert!(matches!(
        writer.write(&[2; 1000]).await,
        Err(BlobError::Full)
    ));
    assert!(matches!(
        writer.write(&[3; 1000]).await,
        Err(BlobError::Broken)
    ));
    assert!(matches!(writer.commit().await, Err(BlobError::Broken)));
    assert!(files(blobs.root()).is_empty());
}

#[test]
fn errors_of_the_system_keep_their_meaning() {
    let of = |kind: io::ErrorKind| BlobError::from_io("testing", kind.into());
    assert!(matches!(of(io::ErrorKind::StorageFull), BlobError::Full));
    assert!(matches!(of(io::ErrorKind::QuotaExceeded), BlobError::Full));
    assert!(matches!(
        of(io::ErrorKind::ReadOnlyFilesystem),
        BlobError::ReadOnly
    ));
    assert!(matches!(of(io::ErrorKind::NotFound), BlobError::NotFound));
    assert!(matches!(
        of(io::ErrorKind::AlreadyExists),
        BlobError::Exists
    ));
    assert!(of(io::ErrorKind::TimedOut).is_transient());
    for kind in [
        io::ErrorKind::StorageFull,
        io::ErrorKind::PermissionDenied,
        io::ErrorKind::Other,
    ] {
        assert!(!of(kind).is_transient(), "{kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_passes_is_tried_again_and_only_so_often() {
    let (_dir, blobs) = store();
    put(&blobs, id(1), b"there").await.unwrap();
    let faulty = Arc::new(Faulty::new(blobs));
    faulty.fail(Op::Read, 1..=3, Fault::Error(io::ErrorKind::TimedOut));
    let retry = Retry::new(Arc::clone(&faulty), patient(), Arc::new(Repeatable::new(6)));
    let started = tokio::time::Instant::now();
    assert_eq!(&retry.read(id(1), 0..5).await.unwrap()[..], b"there");
    let waited = started.elapsed();
    assert!(waited >= Duration::from_millis(25 + 50 + 100), "{waited:?}");
    assert!(
        waited <= Duration::from_millis(50 + 100 + 200 + 5),
        "{waited:?}"
    );
    assert_eq!(faulty.calls(Op::Read), 4);

    faulty.fail(Op::Len, 1..=u64::MAX, Fault::Error(io::ErrorKind::TimedOut));
    assert!(retry.len(id(1)).await.is_err());
    assert_eq!(
        faulty.calls(Op::Len),
        4,
        "four attempts, then it is given up"
    );
}

#[tokio::test(start_paused = true)]
async fn what_does_not_pass_is_not_tried_again() {
    let (_dir, blobs) = store();
    let faulty = Arc::new(Faulty::new(blobs));
    faulty.fail(Op::Create, 1..=1, Fault::Full);
    faulty.fail(Op::Commit, 1..=1, Fault::Error(io::ErrorKind::TimedOut));
    let retry = Retry::new(Arc::clone(&faulty), patient(), Arc::new(Repeatable::new(7)));
    assert!(matches!(retry.create(id(1)).await, Err(BlobError::Full)));
    assert_eq!(faulty.calls(Op::Create), 1);
    assert!(matches!(retry.len(id(1)).await, Err(BlobError::NotFound)));
    assert_eq!(faulty.calls(Op::Len), 1);
    assert!(
        put(&retry, id(1), b"x").await.is_err(),
        "a commit is never repeated"
    );
    assert_eq!(faulty.calls(Op::Commit), 1);
}

#[tokio::test]
async fn a_lying_disk_can_be_played() {
    let (_dir, blobs) = store();
    put(&blobs, id(1), b"truth").await.unwrap();
    let faulty = Faulty::new(blobs).failing(Op::Read, 2, Fault::FlippedBit);
    assert_eq!(&faulty.read(id(1), 0..5).await.unwrap()[..], b"truth");
    assert_ne!(&faulty.read(id(1), 0..5).await.unwrap()[..], b"truth");
    assert_eq!(&faulty.read(id(1), 0..5).await.unwrap()[..], b"truth");
}

/// A client goes away in the middle of a write: the future is dropped, and what it was writing cannot be committed.
#[tokio::test]
async fn a_write_that_was_given_up_cannot_be_committed() {
    let (_dir, blobs) = store();
    let mut writer = blobs.create(id(1)).await.unwrap();
    let content = vec![9; 64 << 20];
    let given_up = tokio::time::timeout(Duration::ZERO, writer.write(&content)).await;
    assert!(given_up.is_err());
    assert!(matches!(
        writer.write(b"more").await,
        Err(BlobError::Broken)
    ));
    assert!(matches!(writer.commit().await, Err(BlobError::Broken)));
    assert!(matches!(blobs.len(id(1)).await, Err(BlobError::NotFound)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_object_goes_through_a_recycled_buffer() {
    let (_dir, blobs) = store();
    let mut writer = blobs.create(id(1)).await.unwrap();
    let mut buffer = Vec::with_capacity(1 << 20);
    for no in 0..48_u8 {
        buffer.resize(1 << 20, no);
        writer.write_buf(&mut buffer).await.unwrap();
        assert!(
            buffer.is_empty() && buffer.capacity() >= 1 << 20,
            "a buffer of use comes back"
        );
    }
    let len = writer.commit().await.unwrap();
    assert_eq!(len, 48 << 20);
    for no in 0..48_u8 {
        let at = u64::from(no) << 20;
        assert!(
            blobs
                .read(id(1), at..at + (1 << 20))
                .await
                .unwrap()
                .iter()
                .all(|byte| *byte == no)
        );
    }
}
