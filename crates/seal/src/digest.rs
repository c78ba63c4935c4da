//! Digests, keyed digests and comparisons that take the same time whatever they compare.

use aws_lc_rs::{digest, hmac};
use subtle::ConstantTimeEq;

use crate::Key;

/// HMAC-SHA-256 (RFC 2104, FIPS 198-1) over the parts, each preceded by its length as eight big-endian bytes, so that
/// moving a boundary between parts changes the result.
#[must_use]
pub fn hmac(key: &Key, parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key.expose()));
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let mut out = [0; 32];
    out.copy_from_slice(context.sign().as_ref());
    out
}

/// A token by which equal values are found without storing them: [`hmac()`] of domain and value under a key of its own,
/// cut to 16 bytes.
///
/// The value must already be normalised; two spellings that should be found together have to arrive here as one. The
/// domain keeps the same value in two columns from giving the same token. Whoever has the key can test guesses.
#[must_use]
pub fn blind_index(key: &Key, domain: &str, normalised: &str) -> [u8; 16] {
    let full = hmac(
        &key.derive("coffer.index.v1", &[]),
        &[domain.as_bytes(), normalised.as_bytes()],
    );
    let mut out = [0; 16];
    out.copy_from_slice(&full[..16]);
    out
}

/// SHA-256 (FIPS 180-4) of all bytes at once.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(bytes);
    hash.finish()
}

/// SHA-256 (FIPS 180-4), piece by piece: what receipts show and `sha256sum` prints.
#[derive(Clone)]
pub struct Sha256(digest::Context);

impl Sha256 {
    /// Nothing hashed yet.
    #[must_use]
    pub fn new() -> Self {
        Self(digest::Context::new(&digest::SHA256))
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all bytes added.
    #[must_use]
    pub fn finish(self) -> [u8; 32] {
        let mut out = [0; 32];
        out.copy_from_slice(self.0.finish().as_ref());
        out
    }
}

impl Default for Sha256 {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sha256(…)")
    }
}

/// A keyed fingerprint of content (BLAKE3 in its keyed mode): equal contents under one key have equal fingerprints, and
/// nobody without the key can tell which content one belongs to. Several times as fast as SHA-256.
#[derive(Clone)]
pub struct Fingerprint(Box<blake3::Hasher>);

impl Fingerprint {
    /// Nothing hashed yet. `key` is derived from before it is used.
    #[must_use]
    pub fn new(key: &Key) -> Self {
        Self(Box::new(blake3::Hasher::new_keyed(
            key.derive("coffer.fingerprint.v1", &[]).expose(),
        )))
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The fingerprint of all bytes added.
    #[must_use]
    pub fn finish(&self) -> [u8; 32] {
        *self.0.finalize().as_bytes()
    }
}

impl std::fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fingerprint(…)")
    }
}

/// Whether two byte strings are equal, in a time that depends on their lengths only.
#[must_use]
pub fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;

    #[test]
    fn sha256_is_sha256_however_it_is_cut() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(HEXLOWER.encode(&sha256(b"abc")), expected);
        let mut hash = Sha256::new();
        hash.update(b"a");
        hash.update(b"");
        hash.update(b"bc");
        assert_eq!(HEXLOWER.encode(&hash.finish()), expected);
    }

    #[test]
    fn parts_are_not_glued_together() {
        let key = Key::from_bytes([1; 32]);
        let one = hmac(&key, &[b"ab", b"c"]);
        for parts in [
            &[&b"a"[..], b"bc"][..],
            &[b"abc"],
            &[b"ab", b"c", b""],
            &[b"c", b"ab"],
        ] {
            assert_ne!(one, hmac(&key, parts));
        }
    }

    #[test]
    fn an_index_token_depends_on_key_domain_and_value() {
        let (a, b) = (Key::from_bytes([1; 32]), Key::from_bytes([2; 32]));
        let token = blind_index(&a, "contact.email", "x@example.org");
        assert_eq!(token, blind_index(&a, "contact.email", "x@example.org"));
        assert_ne!(token, blind_index(&b, "contact.email", "x@example.org"));
        assert_ne!(token, blind_index(&a, "user.email", "x@example.org"));
        assert_ne!(token, blind_index(&a, "contact.email", "y@example.org"));
    }

    #[test]
    fn fingerprints_of_two_customers_cannot_be_compared() {
        let of = |key: u8, cuts: &[&[u8]]| {
            let mut fingerprint = Fingerprint::new(&Key::from_bytes([key; 32]));
            cuts.iter().for_each(|cut| fingerprint.update(cut));
            fingerprint.finish()
        };
        assert_eq!(of(1, &[b"same"]), of(1, &[b"sa", b"me"]));
        assert_ne!(of(1, &[b"same"]), of(2, &[b"same"]));
        assert_ne!(of(1, &[b"same"]), *blake3::hash(b"same").as_bytes());
    }

    #[test]
    fn comparison_sees_length_and_content() {
        assert!(constant_time_eq(b"token", b"token"));
        assert!(!constant_time_eq(b"token", b"tokem"));
        assert!(!constant_time_eq(b"token", b"toke"));
        assert!(!constant_time_eq(b"", b"t"));
    }
}
