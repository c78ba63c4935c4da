//! Ids and actors in their written form, as they arrive in paths and bodies.
#![no_main]

use coffer_model::{ActorId, CaseId, UploadId, VersionId};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(id) = text.parse::<CaseId>() {
        assert_eq!(id.to_string(), text);
        assert!(text.parse::<VersionId>().is_err(), "an id of two kinds");
    }
    if let Ok(id) = text.parse::<UploadId>() {
        assert_eq!(id.to_string(), text);
    }
    if let Ok(actor) = text.parse::<ActorId>() {
        assert_eq!(actor.to_string(), text);
    }
});
