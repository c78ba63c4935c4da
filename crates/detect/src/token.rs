//! Tokens that stand for masked values: the same value gives the same token under one key, another key another one.
//!
//! The written form is described in `docs/formats/masked-tokens.md`.

use std::fmt;

use aws_lc_rs::hmac;

/// RFC 4648 §6, without padding.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Characters that carry the value: 60 bits.
const VALUE_CHARS: usize = 12;
/// Characters after the `~`: the value and two check characters.
pub(crate) const TOKEN_CHARS: usize = 14;
/// The longest type in front of the `~`.
pub(crate) const LABEL_CHARS: usize = 24;

/// What a token says about a value: 60 bits of a keyed hash, and 10 keyed check bits.
///
/// It is safe to store next to the masked text: without the key it is linked to no value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub [u8; 9]);

impl Tag {
    fn from_symbols(symbols: [u8; TOKEN_CHARS]) -> Self {
        let packed = symbols
            .iter()
            .fold(0u128, |sum, symbol| (sum << 5) | u128::from(*symbol))
            << 2;
        let bytes = packed.to_be_bytes();
        let mut out = [0; 9];
        out.copy_from_slice(&bytes[7..]);
        Self(out)
    }

    fn symbols(self) -> [u8; TOKEN_CHARS] {
        let mut bytes = [0; 16];
        bytes[7..].copy_from_slice(&self.0);
        let packed = u128::from_be_bytes(bytes) >> 2;
        std::array::from_fn(|at| {
            u8::try_from((packed >> (5 * (TOKEN_CHARS - 1 - at))) & 31).unwrap_or(0)
        })
    }

    /// The fourteen characters after the `~`.
    #[must_use]
    pub fn text(self) -> String {
        self.symbols()
            .iter()
            .map(|symbol| char::from(ALPHABET[usize::from(*symbol)]))
            .collect()
    }

    /// The token as it stands in masked text, for a detector with this label.
    #[must_use]
    pub fn token(self, label: &str) -> String {
        format!("{label}~{}", self.text())
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({self})")
    }
}

/// The key under which values become tokens. One key per case makes equal values of a case recognisable
/// and values of two cases not; destroying the key ends even that.
pub struct Pseudonyms {
    key: hmac::Key,
}

impl Pseudonyms {
    /// Tokens under `key`. The caller keeps, and wipes, its own copy.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, key),
        }
    }

    /// The tag of a value in canonical form; `label` keeps equal bytes of different meaning apart.
    #[must_use]
    pub fn token(&self, label: &str, canonical: &[u8]) -> Tag {
        let mut stream = self.stream(label);
        stream.update(canonical);
        stream.finish()
    }

    /// A tag computed piece by piece, for values that are never held whole.
    pub(crate) fn stream(&self, label: &str) -> TagStream {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(b"value\0");
        context.update(label.as_bytes());
        context.update(b"\0");
        TagStream {
            context,
            key: self.key.clone(),
            label: label.to_owned(),
        }
    }

    /// Whether `token` (`<LABEL>~` and fourteen characters) was made with this key.
    ///
    /// A forged token passes with a probability of 1/1024, and then hides at most 60 bits.
    #[must_use]
    pub fn verify(&self, token: &[u8]) -> bool {
        let Some((label, symbols)) = parse(token) else {
            return false;
        };
        let mut value = [0; VALUE_CHARS];
        value.copy_from_slice(&symbols[..VALUE_CHARS]);
        check(&self.key, label, &value) == [symbols[VALUE_CHARS], symbols[VALUE_CHARS + 1]]
    }
}

/// A tag in the making.
pub(crate) struct TagStream {
    context: hmac::Context,
    key: hmac::Key,
    label: String,
}

impl TagStream {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.context.update(bytes);
    }

    pub(crate) fn finish(self) -> Tag {
        let mac = self.context.sign();
        let value = first_symbols::<VALUE_CHARS>(mac.as_ref());
        let check = check(&self.key, &self.label, &value);
        let mut symbols = [0; TOKEN_CHARS];
        symbols[..VALUE_CHARS].copy_from_slice(&value);
        symbols[VALUE_CHARS..].copy_from_slice(&check);
        Tag::from_symbols(symbols)
    }
}

fn check(key: &hmac::Key, label: &str, value: &[u8; VALUE_CHARS]) -> [u8; 2] {
    let mut context = hmac::Context::with_key(key);
    context.update(b"check\0");
    context.update(label.as_bytes());
    context.update(b"\0");
    context.update(value);
    first_symbols(context.sign().as_ref())
}

/// The first `N` groups of five bits. Five bits of a byte pair are enough for every `N` used here.
fn first_symbols<const N: usize>(mac: &[u8]) -> [u8; N] {
    std::array::from_fn(|at| {
        let bit = at * 5;
        let pair = u16::from_be_bytes([mac[bit / 8], mac[bit / 8 + 1]]);
        u8::try_from((pair >> (11 - bit % 8)) & 31).unwrap_or(0)
    })
}

/// Whether the bytes have the form of a token, whoever made it.
#[must_use]
pub fn looks_like_token(text: &[u8]) -> bool {
    parse(text).is_some()
}

fn parse(text: &[u8]) -> Option<(&str, [u8; TOKEN_CHARS])> {
    let tilde = text.len().checked_sub(TOKEN_CHARS + 1)?;
    if text[tilde] != b'~'
        || !(2..=LABEL_CHARS).contains(&tilde)
        || !text[..tilde].iter().all(|b| is_label_byte(*b))
    {
        return None;
    }
    let mut symbols = [0; TOKEN_CHARS];
    for (symbol, byte) in symbols.iter_mut().zip(&text[tilde + 1..]) {
        *symbol = symbol_of(*byte)?;
    }
    Some((std::str::from_utf8(&text[..tilde]).ok()?, symbols))
}

pub(crate) const fn is_label_byte(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_')
}

pub(crate) const fn symbol_of(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'2'..=b'7' => Some(byte - b'2' + 26),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pseudonyms(byte: u8) -> Pseudonyms {
        Pseudonyms::new(&[byte; 32])
    }

    #[test]
    fn equal_values_give_equal_tokens_and_another_key_other_ones() {
        let (a, b) = (pseudonyms(1), pseudonyms(2));
        assert_eq!(
            a.token("CARD", b"4111111111111111"),
            a.token("CARD", b"4111111111111111")
        );
        assert_ne!(
            a.token("CARD", b"4111111111111111"),
            b.token("CARD", b"4111111111111111")
        );
        assert_ne!(a.token("CARD", b"123456789"), a.token("SSN", b"123456789"));
    }

    #[test]
    fn a_token_verifies_only_under_its_key_its_label_and_unchanged() {
        let key = pseudonyms(7);
        let token = key.token("CARD", b"4111111111111111").token("CARD");
        assert_eq!(token.len(), 4 + 1 + 14);
        assert!(key.verify(token.as_bytes()));
        // One key in 1024 verifies by chance; of sixteen neighbours at most one may.
        let strangers = (8..24)
            .filter(|byte| pseudonyms(*byte).verify(token.as_bytes()))
            .count();
        assert!(strangers <= 1);
        assert!(!key.verify(token.replace("CARD", "IBAN").as_bytes()));
        let mut changed = token.into_bytes();
        changed[8] = if changed[8] == b'A' { b'B' } else { b'A' };
        assert!(!key.verify(&changed));
    }

    #[test]
    fn what_only_resembles_a_token_is_none() {
        for text in [
            "",
            "~",
            "CARD~",
            "CARD~ABCDEFGHIJKLM",
            "CARD~ABCDEFGHIJKLMNO",
            "card~ABCDEFGHIJKLMN",
            "CARD~abcdefghijklmn",
            "CARD~ABCDEFGHIJKLM1",
            "C~ABCDEFGHIJKLMN",
            "CARD-ABCDEFGHIJKLMN",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ~ABCDEFGHIJKLMN",
        ] {
            assert!(!looks_like_token(text.as_bytes()), "{text}");
        }
        assert!(looks_like_token(b"CARD~ABCDEFGHIJKLMN"));
    }

    #[test]
    fn a_tag_prints_what_it_packs() {
        let tag = Tag::from_symbols([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 30, 31]);
        assert_eq!(tag.text(), "ABCDEFGHIJKL67");
        assert_eq!(Tag::from_symbols(tag.symbols()), tag);
    }
}
