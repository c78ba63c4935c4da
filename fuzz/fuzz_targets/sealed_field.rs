//! A sealed field, as it lies in a row.
#![no_main]

use coffer_seal::{Key, Place, open_field};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let place = Place {
        table: "files",
        column: "name",
        row: &[1; 16],
    };
    assert!(open_field(&Key::from_bytes([3; 32]), &place, bytes).is_err());
});
