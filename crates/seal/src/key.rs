//! Symmetric keys.

use std::fmt;

use aws_lc_rs::hkdf;
use coffer_model::Entropy;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Salt of every derivation (RFC 5869 §3.1: a fixed salt separates this use of HKDF from all others).
const SALT: &[u8] = b"coffer.derive.v1";

/// A 256-bit symmetric key.
///
/// The bytes live in one heap allocation that is overwritten on drop, so moving a `Key` leaves no copy behind. It does
/// not implement `Clone`; a second copy is asked for by name, with [`Key::duplicate`]. `Debug` shows nothing of it.
pub struct Key(Box<[u8; 32]>);

impl Key {
    /// A fresh random key.
    #[must_use]
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut bytes = Box::new([0; 32]);
        entropy.fill(&mut bytes[..]);
        Self(bytes)
    }

    /// The key that these bytes are. The argument is overwritten; copies the caller holds are the caller's to clear.
    #[must_use]
    pub fn from_bytes(mut bytes: [u8; 32]) -> Self {
        let key = Self(Box::new(bytes));
        bytes.zeroize();
        key
    }

    /// The key's bytes. Each call is a place where they may leak.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// A second copy of the same key.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }

    /// The key for one purpose: HKDF-SHA-384 (RFC 5869) of this key, with label and context as info.
    ///
    /// Both are preceded by their length, so no two pairs give the same info. A key that is used to derive should be
    /// used for nothing else; the functions of this crate keep to that by deriving before they encrypt.
    #[must_use]
    pub fn derive(&self, label: &str, context: &[u8]) -> Self {
        let label_len = (label.len() as u64).to_be_bytes();
        let context_len = (context.len() as u64).to_be_bytes();
        let info: [&[u8]; 4] = [&label_len, label.as_bytes(), &context_len, context];
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA384, SALT).extract(&self.0[..]);
        let mut out = Box::new([0; 32]);
        prk.expand(&info, Len(32))
            .and_then(|okm| okm.fill(&mut out[..]))
            .expect("32 bytes are within what HKDF-SHA-384 can give");
        Self(out)
    }
}

/// A length, in bytes, as HKDF wants it.
pub(crate) struct Len(pub usize);

impl hkdf::KeyType for Len {
    fn len(&self) -> usize {
        self.0
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for Key {}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// In constant time.
impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0[..]).into()
    }
}

impl Eq for Key {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_for_different_purposes_differ() {
        let key = Key::from_bytes([9; 32]);
        let one = key.derive("fields", b"ab");
        assert_eq!(one, key.derive("fields", b"ab"));
        for (label, context) in [
            ("fields", &b"a"[..]),
            ("fields", b""),
            ("fieldsa", b"b"),
            ("field", b"sab"),
            ("", b"fieldsab"),
        ] {
            assert_ne!(one, key.derive(label, context), "{label}");
        }
        assert_ne!(one, Key::from_bytes([8; 32]).derive("fields", b"ab"));
    }

    #[test]
    fn a_derived_key_is_what_the_specification_says() {
        // Computed with an unrelated HKDF: salt "coffer.derive.v1", info = u64 6 || "fields" || u64 2 || "ab".
        let derived = Key::from_bytes([9; 32]).derive("fields", b"ab");
        assert_eq!(
            data_encoding::HEXLOWER.encode(derived.expose()),
            "543516c572e3e1f5e55122895f19acb298172a120b5f1f870bb6593195520058"
        );
    }

    #[test]
    fn printing_a_key_shows_nothing() {
        assert_eq!(format!("{:?}", Key::from_bytes([0xab; 32])), "Key(…)");
    }
}
