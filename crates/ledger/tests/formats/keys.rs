//! Ed25519 keys for the tests. In the product, `seal` has them.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use coffer_ledger::{NoteKey, NoteSigner, NoteVerifier};

pub struct TestKey {
    name: String,
    pair: Ed25519KeyPair,
}

impl TestKey {
    pub fn new(name: &str, seed: u8) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
        Self {
            name: name.to_owned(),
            pair,
        }
    }

    /// The key that the vectors are signed with.
    pub fn of_the_log() -> Self {
        Self::new("coffer.example/log", 1)
    }

    pub fn public(&self) -> NoteKey {
        NoteKey::new(
            &self.name,
            self.pair.public_key().as_ref().try_into().unwrap(),
        )
        .unwrap()
    }
}

impl NoteSigner for TestKey {
    fn name(&self) -> &str {
        &self.name
    }
    fn key_id(&self) -> u32 {
        self.public().key_id()
    }
    fn sign(&self, text: &[u8]) -> [u8; 64] {
        self.pair.sign(text).as_ref().try_into().unwrap()
    }
}

/// Verifies with a public key only, as whoever holds a receipt does.
pub struct TestVerifier(pub NoteKey);

impl NoteVerifier for TestVerifier {
    fn name(&self) -> &str {
        self.0.name()
    }
    fn key_id(&self) -> u32 {
        self.0.key_id()
    }
    fn verify(&self, text: &[u8], signature: &[u8; 64]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0.public_key())
            .verify(text, signature)
            .is_ok()
    }
}

impl TestKey {
    pub fn verifier(&self) -> TestVerifier {
        TestVerifier(self.public())
    }
}
