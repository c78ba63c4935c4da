//! AES-256-GCM with a random nonce: what wrapped keys and sealed fields share.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroizing;

use crate::{Key, SealError};

/// Bytes of a GCM nonce.
pub(crate) const NONCE_LEN: usize = 12;
/// Bytes of a GCM tag.
pub(crate) const TAG_LEN: usize = 16;

/// The cipher under these 32 bytes.
pub(crate) fn cipher(key: &[u8; 32]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("32 bytes are a key of AES-256-GCM"))
}

/// Appends ciphertext and tag of `plain` to `out`.
pub(crate) fn seal(key: &Key, nonce: [u8; NONCE_LEN], aad: &[u8], plain: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(plain);
    let tag = cipher(key.expose())
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(aad),
            &mut out[start..],
        )
        .expect("what is sealed in one piece is far below the 64 GiB that GCM can seal");
    out.extend_from_slice(tag.as_ref());
}

/// Opens `sealed`, which is ciphertext and tag.
pub(crate) fn open(
    key: &Key,
    nonce: [u8; NONCE_LEN],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let split = sealed
        .len()
        .checked_sub(TAG_LEN)
        .ok_or(SealError::Malformed("shorter than its tag"))?;
    let (cipher_text, tag) = sealed.split_at(split);
    let mut plain = Zeroizing::new(vec![0; split]);
    cipher(key.expose())
        .open_separate_gather(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(aad),
            cipher_text,
            tag,
            &mut plain,
        )
        .map_err(|_| SealError::Refused)?;
    Ok(plain)
}

/// Appends a length and the bytes, so that no two lists of fields give the same associated data.
pub(crate) fn push_field(out: &mut Vec<u8>, field: &[u8]) {
    out.extend_from_slice(&(field.len() as u64).to_be_bytes());
    out.extend_from_slice(field);
}
