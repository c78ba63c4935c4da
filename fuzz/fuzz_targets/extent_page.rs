//! The header page of an extent, as it lies on the disk.
#![no_main]

use coffer_seal::{ExtentHeader, ExtentOpener, Key, PAGE_LEN};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Most of a page is zero, so the fuzzer need not find that out.
    let mut page = vec![0; PAGE_LEN];
    let len = bytes.len().min(PAGE_LEN);
    page[..len].copy_from_slice(&bytes[..len]);
    let Ok(header) = ExtentHeader::read(&page) else {
        return;
    };
    // A page that is well formed is still not one that this key made.
    assert!(ExtentOpener::open(&Key::from_bytes([3; 32]), &header, &page).is_err());
});
