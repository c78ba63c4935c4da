//! A wrapped key, as it lies in the keyring.
#![no_main]

use coffer_model::DeploymentId;
use coffer_seal::{Binding, Envelope, Key, unwrap};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(envelope) = Envelope::from_bytes(bytes) else {
        return;
    };
    assert_eq!(envelope.to_bytes(), bytes);
    let binding = Binding {
        kind: "data",
        owner: &[1; 16],
        deployment: DeploymentId::from_bytes([2; 16]),
    };
    // Whoever makes one that opens has broken the cipher.
    assert!(unwrap(&Key::from_bytes([3; 32]), &envelope, &binding).is_err());
});
