//! Backups that were made.

use coffer_model::{SnapshotId, UnixMillis};

use crate::query::{descending, inserts, reads, row, words, writes};

words! {
    /// Where a snapshot stands.
    SnapshotState "state of a snapshot" {
        /// Being written.
        Writing = "writing",
        /// All of it is there.
        Complete = "complete",
        /// It could not be written.
        Failed = "failed",
        /// It was removed.
        Pruned = "pruned",
    }
}

row! {
    /// A backup.
    SnapshotRow in snapshots {
        /// The snapshot.
        id: SnapshotId,
        /// When it was begun.
        created_at: UnixMillis,
        /// Where it is.
        location: String,
        /// How many objects it holds.
        object_count: u64,
        /// How many bytes it has.
        bytes: u64,
        /// Entries in the ledger that it holds.
        ledger_size: u64,
        /// Where it stands.
        state: SnapshotState,
        /// When it was last checked.
        checked_at: Option<UnixMillis>,
        /// What came of it, as a code.
        check_result: Option<String>,
    }
}

inserts! {
    /// Inserts a snapshot.
    pub fn insert_snapshot(SnapshotRow);
}

reads! {
    /// The snapshot of this id.
    pub fn snapshot(id: SnapshotId) -> Option<SnapshotRow> =
        "SELECT * FROM snapshots WHERE id = $1", [id];
    /// Snapshots, newest first.
    pub fn snapshots(before: Option<SnapshotId>, limit: u32) -> Vec<SnapshotRow> =
        "SELECT * FROM snapshots WHERE id < $1 ORDER BY id DESC LIMIT $2",
        [descending(before), limit];
    /// The newest snapshot that is complete.
    pub fn latest_snapshot() -> Option<SnapshotRow> =
        "SELECT * FROM snapshots WHERE state = 'complete' ORDER BY id DESC LIMIT 1", [];
}

writes! {
    /// Marks a snapshot as complete. False when it was not being written.
    pub fn complete_snapshot(
        id: SnapshotId, object_count: u64, bytes: u64, ledger_size: u64,
    ) -> bool =
        "UPDATE snapshots SET state = 'complete', object_count = $2, bytes = $3, ledger_size = $4 \
         WHERE id = $1 AND state = 'writing'", [id, object_count, bytes, ledger_size];
    /// Changes where a snapshot stands.
    pub fn set_snapshot_state(id: SnapshotId, state: SnapshotState) -> () =
        "UPDATE snapshots SET state = $2 WHERE id = $1", [id, state];
    /// Records what came of a check.
    pub fn set_snapshot_check(id: SnapshotId, result: &str, now: UnixMillis) -> () =
        "UPDATE snapshots SET checked_at = $3, check_result = $2 WHERE id = $1", [id, result, now];
}
