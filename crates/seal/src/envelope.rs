//! Wrapped keys. The bytes are specified in `docs/formats/key-envelope.md`.

use coffer_model::{DeploymentId, Entropy, KeyId};
use zeroize::Zeroize;

use crate::aead::{self, NONCE_LEN, TAG_LEN};
use crate::{Key, SealError};

const VERSION: u8 = 1;
const AES_256_GCM: u8 = 1;
const HEADER_LEN: usize = 34;
const LEN: usize = HEADER_LEN + 32 + TAG_LEN;
const LABEL: &str = "coffer.wrap.v1";

/// What a wrapped key is for. An envelope opens only with the binding it was made with, so one that is moved to another
/// row, another kind of key or another deployment does not open.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// The kind of key: `customer`, `case`, `data`, …
    pub kind: &'a str,
    /// The id of what the key belongs to, as bytes.
    pub owner: &'a [u8],
    /// The deployment.
    pub deployment: DeploymentId,
}

/// A key, wrapped under another one.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    header: [u8; HEADER_LEN],
    sealed: [u8; 32 + TAG_LEN],
}

impl Envelope {
    /// Bytes of an envelope of version 1.
    pub const LEN: usize = LEN;

    /// The stored form.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.header[..], &self.sealed[..]].concat()
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// When the version or the algorithm is unknown, or the length is not exactly that of the version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SealError> {
        let (Some(&version), Some(&algorithm)) = (bytes.first(), bytes.get(1)) else {
            return Err(SealError::Malformed("an envelope of fewer than two bytes"));
        };
        if version != VERSION {
            return Err(SealError::UnknownVersion {
                format: "a key envelope",
                version,
            });
        }
        if algorithm != AES_256_GCM {
            return Err(SealError::UnknownAlgorithm(algorithm));
        }
        let (header, sealed) = bytes
            .split_at_checked(HEADER_LEN)
            .ok_or(SealError::Malformed("an envelope that is cut short"))?;
        Ok(Self {
            header: header
                .try_into()
                .map_err(|_| SealError::Malformed("an envelope that is cut short"))?,
            sealed: sealed
                .try_into()
                .map_err(|_| SealError::Malformed("an envelope of the wrong length"))?,
        })
    }

    /// The key that opens this envelope.
    #[must_use]
    pub fn wrapping_key(&self) -> KeyId {
        let mut id = [0; 16];
        id.copy_from_slice(&self.header[2..18]);
        KeyId::from_bytes(id)
    }

    /// The generation of that key.
    #[must_use]
    pub fn generation(&self) -> u32 {
        let mut generation = [0; 4];
        generation.copy_from_slice(&self.header[18..22]);
        u32::from_be_bytes(generation)
    }

    fn nonce(&self) -> [u8; NONCE_LEN] {
        let mut nonce = [0; NONCE_LEN];
        nonce.copy_from_slice(&self.header[22..]);
        nonce
    }

    fn associated_data(header: &[u8; HEADER_LEN], binding: &Binding) -> Vec<u8> {
        let mut aad =
            Vec::with_capacity(HEADER_LEN + 64 + binding.kind.len() + binding.owner.len());
        aad.extend_from_slice(header);
        aad.extend_from_slice(binding.deployment.as_bytes());
        aead::push_field(&mut aad, binding.kind.as_bytes());
        aead::push_field(&mut aad, binding.owner);
        aad
    }
}

impl std::fmt::Debug for Envelope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Envelope")
            .field("wrapping_key", &self.wrapping_key())
            .field("generation", &self.generation())
            .finish_non_exhaustive()
    }
}

/// Wraps `key` under `kek`, which is the key named `wrapping` in its `generation`.
#[must_use]
pub fn wrap(
    kek: &Key,
    wrapping: KeyId,
    generation: u32,
    binding: &Binding,
    key: &Key,
    entropy: &dyn Entropy,
) -> Envelope {
    let nonce: [u8; NONCE_LEN] = entropy.bytes();
    let mut header = [0; HEADER_LEN];
    header[0] = VERSION;
    header[1] = AES_256_GCM;
    header[2..18].copy_from_slice(wrapping.as_bytes());
    header[18..22].copy_from_slice(&generation.to_be_bytes());
    header[22..].copy_from_slice(&nonce);

    // The exact capacity keeps the plain key from being left behind by a reallocation before it is encrypted in place.
    let mut out = Vec::with_capacity(32 + TAG_LEN);
    let aad = Envelope::associated_data(&header, binding);
    aead::seal(&kek.derive(LABEL, &[]), nonce, &aad, key.expose(), &mut out);
    let mut sealed = [0; 32 + TAG_LEN];
    sealed.copy_from_slice(&out);
    Envelope { header, sealed }
}

/// Opens an envelope with `kek`.
///
/// # Errors
/// [`SealError::Refused`] when `kek` is not the key it was wrapped under, the binding is another one, or any byte was
/// changed.
pub fn unwrap(kek: &Key, envelope: &Envelope, binding: &Binding) -> Result<Key, SealError> {
    let aad = Envelope::associated_data(&envelope.header, binding);
    let plain = aead::open(
        &kek.derive(LABEL, &[]),
        envelope.nonce(),
        &aad,
        &envelope.sealed,
    )?;
    let mut bytes = <[u8; 32]>::try_from(plain.as_slice()).map_err(|_| SealError::Refused)?;
    let key = Key::from_bytes(bytes);
    bytes.zeroize();
    Ok(key)
}
