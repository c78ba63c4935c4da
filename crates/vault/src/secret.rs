//! Secrets that people hold: of links, sessions and tokens. Only their hashes are stored.

use coffer_model::{Entropy, Private};
use data_encoding::BASE64URL_NOPAD;

/// A fresh secret of 256 bits, in 43 characters that fit a URL.
pub(crate) fn fresh(entropy: &dyn Entropy) -> Private<String> {
    Private::new(BASE64URL_NOPAD.encode(&entropy.bytes::<32>()))
}

/// The hash by which a secret is looked up. The secret has 256 bits, so a plain hash gives nothing away, and the
/// look-up compares hashes only.
pub(crate) fn hash(secret: &str) -> [u8; 32] {
    coffer_seal::sha256(secret.as_bytes())
}

/// A token's secret: `cof_pat_` and 43 characters and a checksum of six, so that secret scanners recognise it.
pub(crate) fn fresh_token(entropy: &dyn Entropy) -> Private<String> {
    let body = BASE64URL_NOPAD.encode(&entropy.bytes::<32>());
    let check = data_encoding::HEXLOWER.encode(&coffer_seal::sha256(body.as_bytes())[..3]);
    Private::new(format!("cof_pat_{body}{check}"))
}

/// Whether a text has the form and the checksum of a token.
pub(crate) fn is_token(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("cof_pat_") else {
        return false;
    };
    if rest.len() != 49 || !rest.is_ascii() {
        return false;
    }
    let (body, check) = rest.split_at(43);
    data_encoding::HEXLOWER.encode(&coffer_seal::sha256(body.as_bytes())[..3]) == check
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sevens;

    impl Entropy for Sevens {
        fn fill(&self, out: &mut [u8]) {
            out.fill(7);
        }
    }

    #[test]
    fn tokens_carry_their_own_checksum() {
        let token = fresh_token(&Sevens).into_inner();
        assert!(is_token(&token));
        for bad in [
            "",
            "cof_pat_",
            &token[..token.len() - 1],
            &token.replace("cof_pat_Bw", "cof_pat_Aw"),
            "cof_pat_é",
        ] {
            assert!(!is_token(bad), "{bad}");
        }
    }
}
