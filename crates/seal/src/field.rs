//! Single sealed values: names, subjects, notes, addresses.
//!
//! A sealed field is one byte of version, a random nonce of 12 bytes, the ciphertext and a tag of 16 bytes. Table,
//! column and row are associated data, so a value that is copied to another row or column does not open. Its length
//! shows that of the plaintext.

use coffer_model::Entropy;
use zeroize::Zeroizing;

use crate::aead::{self, NONCE_LEN, TAG_LEN};
use crate::{Key, SealError};

const VERSION: u8 = 1;
const LABEL: &str = "coffer.field.v1";

/// How many bytes longer a sealed field is than its plaintext.
pub const FIELD_OVERHEAD: usize = 1 + NONCE_LEN + TAG_LEN;

/// Where a sealed field stands.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The table.
    pub table: &'a str,
    /// The column.
    pub column: &'a str,
    /// The row's id, as bytes.
    pub row: &'a [u8],
}

impl Place<'_> {
    fn associated_data(&self) -> Vec<u8> {
        let mut aad =
            Vec::with_capacity(32 + self.table.len() + self.column.len() + self.row.len());
        aad.push(VERSION);
        aead::push_field(&mut aad, self.table.as_bytes());
        aead::push_field(&mut aad, self.column.as_bytes());
        aead::push_field(&mut aad, self.row);
        aad
    }
}

/// Seals one value for one place.
#[must_use]
pub fn seal_field(key: &Key, place: &Place, plain: &[u8], entropy: &dyn Entropy) -> Vec<u8> {
    let nonce: [u8; NONCE_LEN] = entropy.bytes();
    let mut out = Vec::with_capacity(FIELD_OVERHEAD + plain.len());
    out.push(VERSION);
    out.extend_from_slice(&nonce);
    aead::seal(
        &key.derive(LABEL, &[]),
        nonce,
        &place.associated_data(),
        plain,
        &mut out,
    );
    out
}

/// Opens the value that [`seal_field`] sealed for the same place.
///
/// # Errors
/// When the bytes are no sealed field, their version is unknown, or they were sealed under another key or for another
/// place, or were changed.
pub fn open_field(
    key: &Key,
    place: &Place,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (&version, rest) = sealed
        .split_first()
        .ok_or(SealError::Malformed("an empty field"))?;
    if version != VERSION {
        return Err(SealError::UnknownVersion {
            format: "a sealed field",
            version,
        });
    }
    let (nonce, sealed) = rest
        .split_first_chunk::<NONCE_LEN>()
        .ok_or(SealError::Malformed("a field without its nonce"))?;
    aead::open(
        &key.derive(LABEL, &[]),
        *nonce,
        &place.associated_data(),
        sealed,
    )
}
