//! A receipt, as a contact hands it back years later.
#![no_main]

use coffer_ledger::{MAX_RECEIPT_BYTES, NoteVerifier, Receipt};
use libfuzzer_sys::fuzz_target;

/// Answers as it is told, so that what lies behind the signatures is reached too.
struct Told(bool);

impl NoteVerifier for Told {
    fn name(&self) -> &str {
        "coffer.example/log"
    }

    fn key_id(&self) -> u32 {
        0x0102_0304
    }

    fn verify(&self, _: &[u8], _: &[u8; 64]) -> bool {
        self.0
    }
}

fuzz_target!(|text: &str| {
    assert!(
        Receipt::verify(text, &Told(false), None).is_err(),
        "a receipt passed without a signature"
    );
    if let Ok(verified) = Receipt::verify(text, &Told(true), None) {
        assert!(text.len() <= MAX_RECEIPT_BYTES);
        assert!(verified.index < verified.checkpoint.size);
    }
});
