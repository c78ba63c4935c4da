//! An entry of the ledger, as it lies in the store or in an export.
#![no_main]

use coffer_ledger::{Entry, MAX_ENTRY_BYTES};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(entry) = Entry::from_bytes(bytes) {
        assert!(bytes.len() <= MAX_ENTRY_BYTES);
        // What it says and what its hash covers are the same.
        assert_eq!(entry.to_bytes().as_deref(), Ok(bytes));
    }
});
