//! A deployment's own detection rules: accepted or refused with a reason, and a set that was accepted can be used.
#![no_main]

use coffer_detect::{Rules, scan_all};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(rules) = Rules::parse(text) {
        let _ = scan_all(
            &rules,
            b"card 4111 1111 1111 1111, id ABC-12345, ana@example.com\n",
        );
    }
});
