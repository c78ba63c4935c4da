//! What a file is, by its first bytes: decided by these alone.
#![no_main]

use coffer_detect::{SNIFF_BYTES, sniff};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let head = &bytes[..bytes.len().min(SNIFF_BYTES)];
    assert_eq!(sniff(bytes), sniff(head));
});
