//! Signatures: Ed25519 (RFC 8032), for checkpoints, receipts and reports.

use std::fmt;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, ParsedPublicKey};

use crate::{Key, SealError};

/// A private signing key.
pub struct SigningKey(Ed25519KeyPair);

impl SigningKey {
    /// The key pair that RFC 8032 §5.1.5 makes from this seed.
    #[must_use]
    pub fn from_seed(seed: &Key) -> Self {
        Self(
            Ed25519KeyPair::from_seed_unchecked(seed.expose())
                .expect("any 32 bytes are a seed of Ed25519"),
        )
    }

    /// Signs a message. The same message always gives the same signature.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let mut out = [0; 64];
        out.copy_from_slice(self.0.sign(message).as_ref());
        out
    }

    /// The public half.
    #[must_use]
    pub fn verifying_key(&self) -> VerifyingKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.public_key().as_ref());
        VerifyingKey(bytes)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// A public key that verifies signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey([u8; 32]);

impl VerifyingKey {
    /// Reads the 32 bytes of a public key.
    ///
    /// # Errors
    /// When there are more or fewer than 32 bytes, or they are not a point of the curve.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SealError> {
        let key = <[u8; 32]>::try_from(bytes)
            .map_err(|_| SealError::Malformed("a public key has 32 bytes"))?;
        ParsedPublicKey::new(&ED25519, key)
            .map_err(|_| SealError::Malformed("these bytes are no public key"))?;
        Ok(Self(key))
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn to_bytes(&self) -> [u8; 32] {
        self.0
    }

    /// Checks a signature.
    ///
    /// # Errors
    /// [`SealError::Refused`] when it is not this key's signature of this message.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SealError> {
        aws_lc_rs::signature::UnparsedPublicKey::new(&ED25519, self.0)
            .verify(message, signature)
            .map_err(|_| SealError::Refused)
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;

    /// RFC 8032 §7.1, test 2.
    #[test]
    fn the_vector_of_the_rfc_holds() {
        let seed = HEXLOWER
            .decode(b"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
            .unwrap();
        let key = SigningKey::from_seed(&Key::from_bytes(seed.try_into().unwrap()));
        assert_eq!(
            HEXLOWER.encode(&key.verifying_key().to_bytes()),
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
        );
        assert_eq!(
            HEXLOWER.encode(&key.sign(&[0x72])),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
             085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        );
    }

    #[test]
    fn changed_messages_signatures_and_keys_are_refused() {
        let key = SigningKey::from_seed(&Key::from_bytes([3; 32]));
        let other = SigningKey::from_seed(&Key::from_bytes([4; 32])).verifying_key();
        let signature = key.sign(b"checkpoint");
        let public = key.verifying_key();
        assert_eq!(public.verify(b"checkpoint", &signature), Ok(()));
        assert_eq!(
            public.verify(b"checkpoinT", &signature),
            Err(SealError::Refused)
        );
        assert_eq!(
            other.verify(b"checkpoint", &signature),
            Err(SealError::Refused)
        );
        assert_eq!(
            public.verify(b"checkpoint", &signature[..63]),
            Err(SealError::Refused)
        );
        assert_eq!(public.verify(b"checkpoint", &[]), Err(SealError::Refused));
        assert_eq!(
            public.verify(b"checkpoint", &[0; 64]),
            Err(SealError::Refused)
        );
        for at in 0..64 {
            let mut changed = signature;
            changed[at] ^= 1;
            assert_eq!(
                public.verify(b"checkpoint", &changed),
                Err(SealError::Refused),
                "byte {at}"
            );
        }
    }

    #[test]
    fn what_is_no_key_is_not_taken_for_one() {
        for bytes in [&[][..], &[1; 31], &[1; 33]] {
            assert!(VerifyingKey::from_bytes(bytes).is_err());
        }
    }
}
