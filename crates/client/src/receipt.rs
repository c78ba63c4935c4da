//! Checking a receipt without asking anybody.

use coffer_ledger::{NoteKey, NoteVerifier, Receipt, VerifiedReceipt};
use coffer_seal::VerifyingKey;

use crate::{Error, Result};

/// A log's public key with the name that its notes are signed under.
struct Verifier {
    name: String,
    id: u32,
    key: VerifyingKey,
}

impl NoteVerifier for Verifier {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        self.id
    }

    fn verify(&self, text: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify(text, signature).is_ok()
    }
}

/// What a receipt was found to say.
#[derive(Debug)]
pub struct CheckedReceipt {
    /// What the signature covers, and the ledger entry that its proof leads to.
    pub verified: VerifiedReceipt,
    /// Whether the file that was given is the one that it speaks of; `None` when none was given.
    pub content: Option<bool>,
}

/// Checks a receipt against a log's key (`name+id+base64`): the signature, the entry it names and that entry's proof.
/// `content` is the SHA-256 and the length in bytes of a file to hold against it.
///
/// # Errors
/// [`Error::Invalid`] for a malformed key, [`Error::Integrity`] when anything in the receipt does not hold.
pub fn check_receipt(
    text: &str,
    key: &str,
    content: Option<([u8; 32], u64)>,
) -> Result<CheckedReceipt> {
    let key: NoteKey = key
        .trim()
        .parse()
        .map_err(|why| Error::Invalid(format!("the key of the log: {why}")))?;
    let public = VerifyingKey::from_bytes(key.public_key())
        .map_err(|why| Error::Invalid(format!("the key of the log: {why}")))?;
    let verifier = Verifier {
        name: key.name().to_owned(),
        id: key.key_id(),
        key: public,
    };
    let verified =
        Receipt::verify(text, &verifier, None).map_err(|why| Error::Integrity(why.to_string()))?;
    let content = content.map(|(sha256, size)| verified.is_of_content(&sha256, size));
    Ok(CheckedReceipt { verified, content })
}
