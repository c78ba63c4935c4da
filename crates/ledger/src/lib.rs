//! The tamper-evident log: a Merkle tree over entries, signed checkpoints, proofs and receipts.
//!
//! The tree is that of RFC 6962 section 2 and RFC 9162 section 2, over SHA-256. Checkpoints are C2SP
//! signed notes (`c2sp.org/signed-note`, `c2sp.org/tlog-checkpoint`) and the export layout is that of
//! `c2sp.org/tlog-tiles`, so that what this crate writes can be judged by tools that know nothing of
//! Coffer. The normative description is `docs/formats/ledger.md`.
//!
//! Nothing here reads a file, a clock or a random generator: bytes come in, verdicts go out.

mod checkpoint;
mod displaced;
mod entry;
mod node;
mod note;
mod proof;
mod receipt;
mod tiles;
mod verify;

pub use checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
pub use entry::{Decision, Entry, EntryError, EntryKind, MAX_ENTRY_BYTES};
pub use node::{
    Frontier, Hash, MAX_SIZE, Node, Nodes, TreeError, empty_root, frontier_needs, leaf_hash,
    node_hash, root_at, root_needs,
};
pub use note::{
    MAX_NOTE_BYTES, MAX_SIGNATURES, NoteError, NoteKey, NoteSignature, NoteSigner, NoteVerifier,
    SignedNote, note_key_id,
};
pub use proof::{
    ProofError, consistency_needs, consistency_proof, inclusion_needs, inclusion_proof,
    verify_consistency, verify_inclusion,
};
pub use receipt::{
    Later, LaterProof, MAX_RECEIPT_BYTES, NAME_SALT_BYTES, Receipt, ReceiptError, Statement,
    VerifiedReceipt,
};
pub use tiles::{
    BundleError, TILE_WIDTH, TileNodes, TilePath, decode_bundle, encode_bundle, tile_bytes,
    tiles_of,
};
pub use verify::{LogReport, LogVerifier, MAX_PROBLEMS, Problem, verify_log};
