//! Tokens that stand for masked values: the same value gives the same token under one key, another key another one.
//!
//! The written form is described in `docs/formats/masked-tokens.md`.

use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::hmac;

use crate::memo;

/// RFC 4648 §6, without padding.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Characters that carry the value: 60 bits.
const VALUE_CHARS: usize = 12;
/// Characters after the `~`: the value and two check characters.
pub(crate) const TOKEN_CHARS: usize = 14;
/// Two times as many bits as these have do not fit into one register.
const HALF_CHARS: usize = TOKEN_CHARS / 2;
/// The longest type in front of the `~`.
pub(crate) const LABEL_CHARS: usize = 24;

/// What a token says about a value: 60 bits of a keyed hash, and 10 keyed check bits.
///
/// It is safe to store next to the masked text: without the key it is linked to no value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub [u8; 9]);

impl Tag {
    fn from_symbols(symbols: [u8; TOKEN_CHARS]) -> Self {
        let joined = |half: &[u8]| {
            half.iter()
                .fold(0_u64, |sum, symbol| sum << 5 | u64::from(*symbol))
        };
        let (first, last) = symbols.split_at(HALF_CHARS);
        let packed =
            u128::from(joined(first)) << (5 * HALF_CHARS + 2) | u128::from(joined(last)) << 2;
        let bytes = packed.to_be_bytes();
        let mut out = [0; 9];
        out.copy_from_slice(&bytes[7..]);
        Self(out)
    }

    /// The bytes as a number, the two lowest bits of which say nothing.
    fn packed(self) -> u128 {
        let mut bytes = [0; 16];
        bytes[7..].copy_from_slice(&self.0);
        u128::from_be_bytes(bytes)
    }

    fn symbols(self) -> [u8; TOKEN_CHARS] {
        let packed = self.packed();
        let halves = [packed >> (5 * HALF_CHARS + 2), packed >> 2];
        let halves = halves.map(|half| u64::try_from(half & u128::from(u64::MAX)).unwrap_or(0));
        std::array::from_fn(|at| {
            let shift = 5 * (HALF_CHARS - 1 - at % HALF_CHARS);
            u8::try_from(halves[at / HALF_CHARS] >> shift & 31).unwrap_or(0)
        })
    }

    /// The fourteen characters after the `~`.
    #[must_use]
    pub fn text(self) -> String {
        let mut text = String::with_capacity(TOKEN_CHARS);
        self.write(&mut text);
        text
    }

    fn write(self, text: &mut String) {
        let chars = self.symbols().map(|symbol| ALPHABET[usize::from(symbol)]);
        text.push_str(std::str::from_utf8(&chars).unwrap_or_default());
    }

    /// The token as it stands in masked text, for a detector with this label.
    #[must_use]
    pub fn token(self, label: &str) -> String {
        let mut text = String::with_capacity(label.len() + 1 + TOKEN_CHARS);
        text.push_str(label);
        text.push('~');
        self.write(&mut text);
        text
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
    made: Made,
}

/// Tokens that were made, or verified, not long ago: whoever masks looks at each of them again, often on another thread. None is
/// kept that an attacker chose.
struct Made {
    /// Labels in the places their bytes lead to, each of which has a number from 1 on.
    labels: [OnceLock<Box<str>>; LABELS],
    slots: OnceLock<Box<[Slot]>>,
}

/// The last tokens that begin alike, the newest first: what a slot itself does not tell of the tag, and the number of the label.
type Slot = [AtomicU64; SLOT_TOKENS];

/// Different labels that are told apart: their number takes eight bits.
const LABELS: usize = u8::MAX as usize;
/// Where a label is looked for when its place is taken.
const LABEL_STEPS: usize = 4;
/// The bits of a tag that choose the slot; the other 56 are held in it.
const SLOT_BITS: u32 = 70 - 56;
const SLOT_TOKENS: usize = 2;

impl Made {
    const fn new() -> Self {
        Self {
            labels: [const { OnceLock::new() }; LABELS],
            slots: OnceLock::new(),
        }
    }

    /// The number of a label that is held at the first of some places where `held` says so.
    fn number(label: &str, held: impl Fn(usize) -> bool) -> Option<u64> {
        let sum = memo::spread(label.as_bytes())?;
        let mut places = (0..LABEL_STEPS).map(|step| (sum + step) % LABELS);
        let found = places.find(|place| held(*place));
        found.map(|place| place as u64 + 1)
    }

    /// Where a token is kept, and as what: tags are spread evenly by what they are.
    fn place(number: u64, tag: Tag) -> Option<(usize, u64)> {
        let bits = tag.packed() >> 2;
        let slot = usize::try_from(bits >> 56).ok()?;
        let rest = u64::try_from(bits & ((1 << 56) - 1)).ok()?;
        Some((slot, rest << 8 | number))
    }

    fn holds(&self, label: &str, tag: Tag) -> bool {
        let known = |place: usize| {
            self.labels[place]
                .get()
                .is_some_and(|held| **held == *label)
        };
        let place = Self::number(label, known).and_then(|number| Self::place(number, tag));
        let slots = self.slots.get().zip(place);
        slots.is_some_and(|(slots, (slot, token))| {
            let slot = slots.get(slot).into_iter().flatten();
            slot.into_iter()
                .any(|held| held.load(Ordering::Relaxed) == token)
        })
    }

    /// When two threads are at it, one of their tokens may be lost, which costs nothing but time.
    fn keep(&self, label: &str, tag: Tag) {
        let slots = self
            .slots
            .get_or_init(|| (0..1 << SLOT_BITS).map(|_| Slot::default()).collect());
        // Where too many others lead to the same place a label gets none.
        let own = |place: usize| **self.labels[place].get_or_init(|| label.into()) == *label;
        let place = Self::number(label, own).and_then(|number| Self::place(number, tag));
        if let Some((slot, token)) = place
            && let Some([first, second]) = slots.get(slot)
        {
            let before = first.load(Ordering::Relaxed);
            if before != token {
                first.store(token, Ordering::Relaxed);
                second.store(before, Ordering::Relaxed);
            }
        }
    }
}

impl Pseudonyms {
    /// Tokens under `key`. The caller keeps, and wipes, its own copy.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, key),
            made: Made::new(),
        }
    }

    /// The tag of a value in canonical form; `label` keeps equal bytes of different meaning apart.
    #[must_use]
    pub fn token(&self, label: &str, canonical: &[u8]) -> Tag {
        let mac = sign(&self.key, &[b"value\0", label.as_bytes(), b"\0", canonical]);
        let value = first_symbols::<VALUE_CHARS>(&mac);
        let mut symbols = [0; TOKEN_CHARS];
        symbols[..VALUE_CHARS].copy_from_slice(&value);
        symbols[VALUE_CHARS..].copy_from_slice(&check(&self.key, label, &value));
        let tag = Tag::from_symbols(symbols);
        self.made.keep(label, tag);
        tag
    }

    /// Whether `token` (`<LABEL>~` and fourteen characters) was made with this key.
    ///
    /// A forged token passes with a probability of 1/1024, and then hides at most 60 bits.
    #[must_use]
    pub fn verify(&self, token: &[u8]) -> bool {
        parse(token).is_some_and(|(label, symbols)| self.made(label, symbols))
    }

    /// Whether a token with this label and these characters behind the `~` was made with this key.
    pub(crate) fn made(&self, label: &str, symbols: [u8; TOKEN_CHARS]) -> bool {
        let tag = Tag::from_symbols(symbols);
        if self.made.holds(label, tag) {
            return true;
        }
        let mut value = [0; VALUE_CHARS];
        value.copy_from_slice(&symbols[..VALUE_CHARS]);
        let holds =
            check(&self.key, label, &value) == [symbols[VALUE_CHARS], symbols[VALUE_CHARS + 1]];
        if holds {
            self.made.keep(label, tag);
        }
        holds
    }
}

fn check(key: &hmac::Key, label: &str, value: &[u8; VALUE_CHARS]) -> [u8; 2] {
    let mac = sign(key, &[b"check\0", label.as_bytes(), b"\0", value]);
    first_symbols(&mac)
}

/// The code of all parts one behind the other. What is short is put together first: each part handed over has its price.
fn sign(key: &hmac::Key, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = [0; 32];
    let mut short = [0; 96];
    let mut length = 0;
    for part in parts {
        if let Some(room) = short.get_mut(length..length + part.len()) {
            room.copy_from_slice(part);
        }
        length += part.len();
    }
    if let Some(whole) = short.get(..length)
        && hmac::sign_to_buffer(key, whole, &mut mac).is_ok()
    {
        return mac;
    }
    let mut context = hmac::Context::with_key(key);
    for part in parts {
        context.update(part);
    }
    mac.copy_from_slice(context.sign().as_ref());
    mac
}

/// The first `N` groups of five bits. Five bits of a byte pair are enough for every `N` used here.
fn first_symbols<const N: usize>(mac: &[u8; 32]) -> [u8; N] {
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
    let symbols = symbols_of(text.last_chunk()?)?;
    Some((std::str::from_utf8(&text[..tilde]).ok()?, symbols))
}

pub(crate) const fn is_label_byte(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_')
}

/// What the characters behind the `~` stand for, if all are such.
#[inline]
pub(crate) fn symbols_of(chars: &[u8; TOKEN_CHARS]) -> Option<[u8; TOKEN_CHARS]> {
    let symbols = chars.map(|b| SYMBOLS[usize::from(b)]);
    // Without an early end the bytes are compared many at a time.
    let known = symbols.iter().fold(0, |all, symbol| all | symbol) < NO_SYMBOL;
    known.then_some(symbols)
}

/// What no character of a token stands for.
const NO_SYMBOL: u8 = 0x80;

const SYMBOLS: [u8; 256] = {
    let mut table = [NO_SYMBOL; 256];
    let mut at = 0_u8;
    while at < 32 {
        table[ALPHABET[at as usize] as usize] = at;
        at += 1;
    }
    table
};

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
    fn what_is_remembered_of_many_labels_and_values_decides_nothing() {
        let (key, other) = (pseudonyms(7), pseudonyms(8));
        let tokens: Vec<String> = (0..4000)
            .map(|n| {
                let label = format!("LABEL_{}", n % 400);
                key.token(&label, format!("value {n}").as_bytes())
                    .token(&label)
            })
            .collect();
        for token in tokens.iter().chain(tokens.iter().rev()) {
            assert!(key.verify(token.as_bytes()), "{token}");
            let renamed = token.replacen("LABEL", "OTHER", 1);
            let agree = key.verify(renamed.as_bytes()) && other.verify(token.as_bytes());
            assert!(!agree, "{token}");
        }
    }

    #[test]
    fn text_of_others_takes_no_place_of_what_is_remembered() {
        let (key, other) = (pseudonyms(7), pseudonyms(8));
        let own = key.token("EMAIL", b"ana@example.org");
        let mut passed = 0;
        for n in 0..1000 {
            let label = format!("LABEL_{n}");
            let foreign = other.token(&label, b"value").token(&label);
            passed += usize::from(key.verify(foreign.as_bytes()));
        }
        let labels = key.made.labels.iter().filter(|label| label.get().is_some());
        assert!(labels.count() <= 1 + passed && passed < 20, "{passed}");
        assert!(key.made.holds("EMAIL", own));
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
