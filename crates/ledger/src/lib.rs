//! The tamper-evident log: Merkle tree, checkpoints and proofs
