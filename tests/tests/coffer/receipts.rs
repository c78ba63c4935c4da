//! Checking receipts and proofs as an outsider does: with the public key and nothing else.

use coffer_ledger::{NoteKey, NoteVerifier};
use coffer_seal::VerifyingKey;
use coffer_tests::Client;

/// The key of a deployment's ledger, from what it publishes.
pub struct Published {
    key: NoteKey,
    verifying: VerifyingKey,
}

impl Published {
    /// Asks the server for it, as anybody who holds a link may.
    pub async fn by(client: &Client) -> Self {
        let checkpoint: coffer_api::LedgerCheckpoint =
            client.get("/ledger/checkpoint").await.read();
        let key: NoteKey = checkpoint.key.parse().expect("a published key");
        let verifying = VerifyingKey::from_bytes(key.public_key()).expect("an Ed25519 key");
        Self { key, verifying }
    }
}

impl NoteVerifier for Published {
    fn name(&self) -> &str {
        self.key.name()
    }

    fn key_id(&self) -> u32 {
        self.key.key_id()
    }

    fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.verifying.verify(message, signature).is_ok()
    }
}
