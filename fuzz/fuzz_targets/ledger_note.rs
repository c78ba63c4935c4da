//! Signed notes, the checkpoints in them, and the written form of the keys that verify them.
#![no_main]

use coffer_ledger::{Checkpoint, NoteKey, SignedCheckpoint, SignedNote};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(note) = SignedNote::parse(text) {
        assert_eq!(note.to_string(), text, "a note has one form");
    }
    if let Ok(checkpoint) = text.parse::<Checkpoint>() {
        assert_eq!(checkpoint.to_text(), text, "a checkpoint has one form");
    }
    if let Ok(signed) = SignedCheckpoint::parse(text) {
        assert_eq!(signed.note().to_string(), text);
    }
    if let Ok(key) = text.parse::<NoteKey>() {
        assert_eq!(key.to_string(), text, "a key has one form");
    }
});
