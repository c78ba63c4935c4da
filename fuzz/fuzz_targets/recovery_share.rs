//! A recovery share, as somebody types it from paper.
#![no_main]

use coffer_keys::Share;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(share) = text.parse::<Share>() {
        let printed = share.to_string();
        let again: Share = printed.parse().expect("what is printed reads back");
        assert_eq!(again.to_string(), printed);
    }
});
