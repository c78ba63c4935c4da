//! Names of tiles and bundles of entries, as they lie in an export.
#![no_main]

use coffer_ledger::{TilePath, decode_bundle, encode_bundle};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(path) = text.parse::<TilePath>()
    {
        assert_eq!(path.to_string(), text, "a tile has one name");
    }
    let Some((&[low, high], rest)) = bytes.split_first_chunk::<2>() else {
        return;
    };
    let width = u16::from_le_bytes([low, high]) % 257;
    if let Ok(entries) = decode_bundle(rest, width) {
        assert_eq!(entries.len(), usize::from(width));
        let again = encode_bundle(entries.iter().copied());
        assert_eq!(again.as_deref().ok(), Some(rest), "a bundle has one form");
    }
});
