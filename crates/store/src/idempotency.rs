//! Answers to requests that a client may repeat.

use coffer_model::UnixMillis;

use crate::SecretHash;
use crate::query::{reads, row, writes};

row! {
    /// The answer to a request that carried a key of the client's.
    IdempotencyRow in idempotency {
        /// The keyed hash of the key and of what was asked.
        key_hash: SecretHash,
        /// Who asked.
        actor: String,
        /// What was answered.
        sealed_response: Vec<u8>,
        /// When.
        created_at: UnixMillis,
    }
}

reads! {
    /// What was answered to this key of this actor.
    pub fn idempotency(key_hash: SecretHash, actor: &str) -> Option<IdempotencyRow> =
        "SELECT * FROM idempotency WHERE key_hash = $1 AND actor = $2", [key_hash, actor];
}

writes! {
    /// Keeps an answer. False when there is one for this key of this actor.
    pub fn insert_idempotency(row: &IdempotencyRow) -> bool =
        "INSERT INTO idempotency (key_hash, actor, sealed_response, created_at) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (key_hash, actor) DO NOTHING",
        [row.key_hash, row.actor, row.sealed_response, row.created_at];
    /// Removes answers that were kept before this moment.
    pub fn prune_idempotency(before: UnixMillis) -> u64 =
        "DELETE FROM idempotency WHERE created_at < $1", [before];
}
