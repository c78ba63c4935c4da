//! Checking a receipt without asking anybody.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
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

/// What a certificate of erasure is signed behind.
const CERTIFICATE_PREFIX: &[u8] = b"coffer erasure certificate v1\n";

/// Checks the signature of a certificate of erasure with the key in it.
///
/// The key says which deployment signed; whether it is the one that is meant is for the reader to compare.
///
/// # Errors
/// [`Error::Integrity`] when the signature does not fit the statement.
pub fn check_certificate(certificate: &coffer_api::Certificate) -> Result<()> {
    let refused = || Error::Integrity("the certificate is not signed by the key in it".to_owned());
    let decode = |text: &str| STANDARD.decode(text).map_err(|_| refused());
    let key = VerifyingKey::from_bytes(&decode(&certificate.key)?).map_err(|_| refused())?;
    let signed = [CERTIFICATE_PREFIX, certificate.statement.as_bytes()].concat();
    key.verify(&signed, &decode(&certificate.signature)?)
        .map_err(|_| refused())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_without_its_signature_is_none() {
        let seed = coffer_seal::Key::from_bytes([7; 32]);
        let signer = coffer_seal::SigningKey::from_seed(&seed);
        let statement = "{\"version\":1}".to_owned();
        let signature = signer.sign(&[CERTIFICATE_PREFIX, statement.as_bytes()].concat());
        let good = coffer_api::Certificate {
            statement,
            signature: STANDARD.encode(signature),
            key: STANDARD.encode(signer.verifying_key().to_bytes()),
        };
        assert!(check_certificate(&good).is_ok());
        let altered = coffer_api::Certificate {
            statement: "{\"version\":2}".to_owned(),
            ..good.clone()
        };
        let unsigned = coffer_api::Certificate {
            signature: String::new(),
            ..good.clone()
        };
        let keyless = coffer_api::Certificate {
            key: "AAAA".to_owned(),
            ..good
        };
        for wrong in [altered, unsigned, keyless] {
            assert!(check_certificate(&wrong).is_err());
        }
    }

    #[test]
    fn a_receipt_is_not_taken_at_its_word() {
        for (text, key) in [
            ("", ""),
            ("{}", "coffer+00000000+AAAA"),
            ("[]", "not a key"),
        ] {
            assert!(check_receipt(text, key, None).is_err());
        }
    }
}
