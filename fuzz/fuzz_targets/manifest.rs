//! The list of the extents of a stream, in its stored form.
#![no_main]

use coffer_seal::{Key, Manifest};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(manifest) = Manifest::from_bytes(bytes) else {
        return;
    };
    assert_eq!(manifest.to_bytes(), bytes, "a manifest has one form");
    assert!(
        manifest
            .verify(&Key::from_bytes([3; 32]), &[0; 32])
            .is_err()
    );
    let total = manifest.total_len();
    assert!(manifest.locate(total).is_none());
    if total > 0 {
        assert!(manifest.locate(total - 1).is_some());
    }
});
