//! The name of a file as its sender gave it.
#![no_main]

use coffer_model::{ClientPath, Limits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(path) = ClientPath::from_utf8(bytes) else {
        return;
    };
    let text = path.as_str();
    assert!(text.len() <= Limits::NAME_BYTES);
    assert!(text.split('/').count() <= Limits::NAME_DEPTH);
    assert!(text.split('/').all(|part| !matches!(part, "" | "." | "..")));
    assert!(!text.contains('\\') && !text.chars().any(char::is_control));
    // What was accepted once is accepted again, as itself: there is one form.
    assert_eq!(ClientPath::parse(text).as_ref(), Ok(&path));
});
