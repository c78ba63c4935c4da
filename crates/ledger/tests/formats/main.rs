//! The ledger held against a second implementation, known vectors, naive definitions and hostile bytes.
#![allow(
    clippy::unwrap_used,
    reason = "in a test, an unexpected error is a failure"
)]

mod entries;
mod keys;
mod notes;
mod receipts;
mod tiles;
mod tree;
mod vectors;
mod verify;
