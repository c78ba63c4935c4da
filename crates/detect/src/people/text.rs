//! Letters of the Latin script in UTF-8, and the edges of words.

/// The letter at `at`: its length in bytes and whether it is a capital. Latin letters only (U+0041 to U+024F).
pub(super) fn letter(view: &[u8], at: usize) -> Option<(usize, bool)> {
    let first = *view.get(at)?;
    if first.is_ascii_alphabetic() {
        return Some((1, first.is_ascii_uppercase()));
    }
    let second = *view.get(at + 1)?;
    if !(0x80..0xc0).contains(&second) {
        return None;
    }
    match first {
        // U+00C0 to U+00FF without the two signs of arithmetic.
        0xc3 if !matches!(second, 0x97 | 0xb7) => Some((2, second < 0x9f)),
        // U+0100 to U+024F: capitals and small letters alternate, with few breaks that matter here.
        0xc4 | 0xc5 => Some((2, capital(first, second))),
        0xc6..=0xc9 => Some((2, second % 2 == 0)),
        _ => None,
    }
}

const fn capital(first: u8, second: u8) -> bool {
    // U+0139 to U+0148 and U+0179 to U+017E have their capitals at odd places.
    let odd = first == 0xc4 && second >= 0xb9
        || first == 0xc5 && (second <= 0x88 || second >= 0xb9 && second <= 0xbe);
    (second & 1 == 0) != odd
}

/// Whether a letter or digit ends before `at`.
#[inline]
pub(super) fn word_before(view: &[u8], at: usize) -> bool {
    let Some(&before) = at.checked_sub(1).and_then(|b| view.get(b)) else {
        return false;
    };
    before.is_ascii_alphanumeric() && !behind_escape(view, at)
        || (0x80..0xc0).contains(&before)
            && at >= 2
            && letter(view, at - 2).is_some_and(|(length, _)| length == 2)
}

/// Whether `\n` stands before `at`, as in the string of a program or of another format.
#[inline]
pub(super) fn behind_escape(view: &[u8], at: usize) -> bool {
    at >= 2 && matches!(view[at - 1], b'n' | b'r' | b't') && view[at - 2] == b'\\'
}

/// Whether a keyword may begin at `at`: at the edge of a word, of `userPhone` or behind an escape such as `\n`.
pub(super) fn begins(view: &[u8], at: usize) -> bool {
    if !word_before(view, at) {
        return true;
    }
    let before = view[at - 1];
    let here = view.get(at).copied().unwrap_or(b' ');
    before.is_ascii_lowercase() && here.is_ascii_uppercase()
        || before.is_ascii() && crate::shapes::free_before(view, at)
}

/// Where the word begins that ends at `end`, of letters of any script and dashes, at most `most` bytes long.
pub(super) fn word_start(view: &[u8], end: usize, most: usize) -> usize {
    let length = view[end.saturating_sub(most)..end]
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphabetic() || **b >= 0x80 || **b == b'-')
        .count();
    end - length
}

/// Whether a letter or digit stands at `at`.
pub(super) fn word_at(view: &[u8], at: usize) -> bool {
    view.get(at).is_some_and(u8::is_ascii_digit) || letter(view, at).is_some()
}

/// The length of the longest of `words` (in lower case) that stands at `at`; accented letters as they are.
pub(super) fn longest(view: &[u8], at: usize, words: &[&str]) -> Option<usize> {
    let rest = view.get(at..)?;
    let first = rest.first()?.to_ascii_lowercase();
    let second = rest.get(1).map(u8::to_ascii_lowercase);
    words
        .iter()
        .filter(|word| {
            // Most words begin with another letter, and most others go on otherwise.
            word.as_bytes().first() == Some(&first)
                && (word.len() < 2 || word.as_bytes().get(1).copied() == second)
                && rest.len() >= word.len()
                && rest
                    .iter()
                    .zip(word.as_bytes())
                    .all(|(byte, wanted)| byte.to_ascii_lowercase() == *wanted)
        })
        .map(|word| word.len())
        .max()
}

/// Words by their first byte, for lists that are asked often.
pub(crate) struct Index {
    /// Those that begin with the same byte follow each other, the longest first.
    words: Vec<Entry>,
    /// Where those that begin with a byte begin; behind the last, how many there are.
    begins: [u16; 257],
}

/// A word, and how it begins: most words are ruled out by that.
struct Entry {
    /// Its first eight bytes, filled up with zeros, each as far as it is asked about.
    head: u64,
    /// What is asked about: all but the case of letters.
    mask: u64,
    word: &'static str,
}

impl Entry {
    fn new(word: &'static str) -> Self {
        let mut mask = [0; 8];
        for (bits, byte) in mask.iter_mut().zip(word.bytes()) {
            *bits = if byte.is_ascii_alphabetic() {
                !CASE
            } else {
                !0
            };
        }
        let mask = u64::from_le_bytes(mask);
        Self {
            head: head(word.as_bytes()) & mask,
            mask,
            word,
        }
    }

    /// Whether the word stands at the beginning of `rest`, which begins with `head`.
    #[inline]
    fn stands(&self, head: u64, rest: &[u8]) -> bool {
        let length = self.word.len();
        head & self.mask == self.head
            && rest.len() >= length
            && (length <= 8 || rest[8..length].eq_ignore_ascii_case(&self.word.as_bytes()[8..]))
    }
}

impl Index {
    /// Of words in lower case.
    pub(crate) fn new(words: &[&'static str]) -> Self {
        let first = |word: &str| word.bytes().next();
        let mut words: Vec<&'static str> = words
            .iter()
            .copied()
            .filter(|word| !word.is_empty() && !word.bytes().any(|b| b.is_ascii_uppercase()))
            .collect();
        words.sort_by_key(|word| (first(word), usize::MAX - word.len()));
        let begins = std::array::from_fn(|byte| {
            let before = words.partition_point(|word| first(word).map(usize::from) < Some(byte));
            u16::try_from(before).unwrap_or(u16::MAX)
        });
        Self {
            words: words.into_iter().map(Entry::new).collect(),
            begins,
        }
    }

    /// As [`longest`].
    #[inline]
    pub(crate) fn longest(&self, view: &[u8], at: usize) -> Option<usize> {
        let rest = view.get(at..)?;
        let first = usize::from(rest.first()?.to_ascii_lowercase());
        let (from, to) = (self.begins[first], self.begins[first + 1]);
        let those = self.words.get(usize::from(from)..usize::from(to))?;
        if those.is_empty() {
            return None;
        }
        let head = head(rest);
        let found = those.iter().find(|entry| entry.stands(head, rest));
        found.map(|entry| entry.word.len())
    }
}

/// The bit in which a capital differs from a small letter.
const CASE: u8 = 0x20;

/// The first eight bytes, filled up with zeros.
#[inline]
fn head(text: &[u8]) -> u64 {
    if let Some(eight) = text.first_chunk() {
        return u64::from_le_bytes(*eight);
    }
    let mut eight = [0; 8];
    eight[..text.len()].copy_from_slice(text);
    u64::from_le_bytes(eight)
}

/// Blanks and tabs from `at` on, at most `most`.
pub(super) fn blanks(view: &[u8], at: usize, most: usize) -> usize {
    view.get(at..)
        .unwrap_or_default()
        .iter()
        .take(most)
        .take_while(|b| matches!(b, b' ' | b'\t'))
        .count()
}

/// Writes a word in small ASCII letters: `Müller` as `muller`, `Straße` as `strasse`. `None` when it does not fit.
pub(crate) fn fold<'b>(text: &[u8], out: &'b mut [u8]) -> Option<&'b [u8]> {
    let mut length = 0;
    let mut push = |bytes: &[u8]| {
        for byte in bytes {
            *out.get_mut(length)? = *byte;
            length += 1;
        }
        Some(())
    };
    let mut at = 0;
    while let Some(&first) = text.get(at) {
        at += 1;
        if first < 0x80 {
            push(&[first])?;
            continue;
        }
        let second = text.get(at).copied().unwrap_or(0);
        let base: &[u8] = match (first, second) {
            (0xc3, 0x80..=0x85) => b"A",
            (0xc3, 0xa0..=0xa5) => b"a",
            (0xc3, 0x87) => b"C",
            (0xc3, 0xa7) => b"c",
            (0xc3, 0x88..=0x8b) => b"E",
            (0xc3, 0xa8..=0xab) => b"e",
            (0xc3, 0x8c..=0x8f) => b"I",
            (0xc3, 0xac..=0xaf) => b"i",
            (0xc3, 0x91) => b"N",
            (0xc3, 0xb1) => b"n",
            (0xc3, 0x92..=0x96 | 0x98) => b"O",
            (0xc3, 0xb2..=0xb6 | 0xb8) => b"o",
            (0xc3, 0x99..=0x9c) => b"U",
            (0xc3, 0xb9..=0xbc) => b"u",
            (0xc3, 0x9f) => b"ss",
            (0xc3, 0x86) => b"Ae",
            (0xc3, 0xa6) => b"ae",
            (0xc3, 0xbd | 0xbf) => b"y",
            (0xc4, 0x80..=0x85) => b"a",
            (0xc4, 0x86..=0x8d) => b"c",
            (0xc4, 0x8e..=0x91) => b"d",
            (0xc4, 0x92..=0x9b) => b"e",
            (0xc4, 0x9c..=0xa3) => b"g",
            (0xc4, 0xa8..=0xb1) => b"i",
            (0xc4, 0xb9..=0xbf) | (0xc5, 0x80..=0x82) => b"l",
            (0xc5, 0x83..=0x88) => b"n",
            (0xc5, 0x8c..=0x91) => b"o",
            (0xc5, 0x92 | 0x93) => b"oe",
            (0xc5, 0x94..=0x99) => b"r",
            (0xc5, 0x9a..=0xa1) => b"s",
            (0xc5, 0xa2..=0xa7) => b"t",
            (0xc5, 0xa8..=0xb3) => b"u",
            (0xc5, 0xb9..=0xbe) => b"z",
            (0xc8, 0x98 | 0x99) => b"s",
            (0xc8, 0x9a | 0x9b) => b"t",
            _ => {
                push(b" ")?;
                continue;
            }
        };
        push(base)?;
        at += 1;
    }
    out.get(..length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_their_case() {
        for (text, capital) in [
            ("A", true),
            ("z", false),
            ("É", true),
            ("ß", false),
            ("ł", false),
            ("Ł", true),
            ("Ž", true),
            ("š", false),
            ("ń", false),
            ("Ń", true),
        ] {
            assert_eq!(
                letter(text.as_bytes(), 0),
                Some((text.len(), capital)),
                "{text}"
            );
        }
        for text in ["1", "×", "“", "", "\u{a0}"] {
            assert_eq!(letter(text.as_bytes(), 0), None, "{text}");
        }
    }

    #[test]
    fn words_are_folded() {
        let mut space = [0; 32];
        assert_eq!(
            fold("Geburtsstraße".as_bytes(), &mut space),
            Some(&b"Geburtsstrasse"[..])
        );
        assert_eq!(
            fold("Prénom Łódź".as_bytes(), &mut space),
            Some(&b"Prenom lodz"[..])
        );
        assert_eq!(
            fold("nașterii".as_bytes(), &mut space),
            Some(&b"nasterii"[..])
        );
        assert_eq!(fold(b"too long", &mut [0; 3]), None);
        assert_eq!(fold(b"\xc3", &mut space), Some(&b" "[..]));
    }

    #[test]
    fn an_index_finds_the_longest_word_as_a_search_of_all_does() {
        let words = [
            "an:",
            "an",
            "account holder",
            "accountholder",
            "name",
            "name\"",
            "né le",
            "né",
            "c/o",
            "’s",
            "account manager",
            "rechnungsempfänger",
            "e-mail",
            "x\u{0}",
        ];
        let index = Index::new(&words);
        let mut texts: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        texts.extend(words.iter().map(|word| word.to_uppercase()));
        texts.extend(words.iter().map(|word| format!("{word}{word}")));
        texts.extend(
            [
                "",
                "accountXholder",
                "account holde",
                "c\u{f}o",
                "AN;",
                "e\rmail",
            ]
            .map(str::to_owned),
        );
        for text in texts {
            for at in 0..=text.len() {
                let view = text.as_bytes();
                assert_eq!(
                    index.longest(view, at),
                    longest(view, at, &words),
                    "{text:?} at {at}"
                );
            }
        }
    }

    #[test]
    fn edges_of_words() {
        assert!(begins(b"userPhone", 4));
        assert!(begins(b"x\\nphone", 3));
        assert!(!begins(b"telephone", 4));
        assert!(!begins("éphone".as_bytes(), 2));
        assert!(begins("“phone".as_bytes(), 3));
    }
}
