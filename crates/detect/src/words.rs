//! Lists of words that are asked often: which of them may be meant is known by one byte.

/// A text in small letters; none where it is longer than `room`, which is as long as the longest text that is meant.
#[inline]
pub(crate) fn lower<'r, const N: usize>(text: &[u8], room: &'r mut [u8; N]) -> &'r [u8] {
    let Some(small) = room.get_mut(..text.len()) else {
        return b"";
    };
    small.copy_from_slice(text);
    small.make_ascii_lowercase();
    small
}

/// The most words of a list.
const MOST: usize = 128;

/// A list of words that blanks divide, put in order when the program is built.
pub(crate) struct Words {
    text: &'static [u8],
    /// Where each word begins and ends.
    spans: [(u16, u16); MOST],
    /// A bit for each word, by the lower five bits of its first and of its last byte.
    firsts: [u128; 32],
    lasts: [u128; 32],
}

impl Words {
    /// At most 128 words.
    pub(crate) const fn new(words: &'static str) -> Self {
        let mut list = Self {
            text: words.as_bytes(),
            spans: [(0, 0); MOST],
            firsts: [0; 32],
            lasts: [0; 32],
        };
        let mut count = 0;
        let mut at = 0;
        while at < list.text.len() {
            if list.text[at].is_ascii_whitespace() {
                at += 1;
                continue;
            }
            let start = at;
            while at < list.text.len() && !list.text[at].is_ascii_whitespace() {
                at += 1;
            }
            assert!(at <= u16::MAX as usize, "too long a list");
            #[expect(clippy::cast_possible_truncation, reason = "just asked")]
            let span = (start as u16, at as u16);
            list.spans[count] = span;
            list.firsts[(list.text[start] & 31) as usize] |= 1 << count;
            list.lasts[(list.text[at - 1] & 31) as usize] |= 1 << count;
            count += 1;
        }
        list
    }

    /// Whether the text is one of the words.
    pub(crate) fn holds(&self, text: &[u8]) -> bool {
        let (Some(first), Some(last)) = (text.first(), text.last()) else {
            return false;
        };
        self.any(
            first_of(&self.firsts, *first) & first_of(&self.lasts, *last),
            |word| word == text,
        )
    }

    /// Whether the text begins with one of the words.
    pub(crate) fn begin(&self, text: &[u8]) -> bool {
        text.first().is_some_and(|first| {
            self.any(first_of(&self.firsts, *first), |word| {
                text.starts_with(word)
            })
        })
    }

    /// Whether the text ends with one of the words.
    pub(crate) fn end(&self, text: &[u8]) -> bool {
        text.last()
            .is_some_and(|last| self.any(first_of(&self.lasts, *last), |word| text.ends_with(word)))
    }

    /// Whether one of the words stands anywhere in the text.
    pub(crate) fn stand_in(&self, text: &[u8]) -> bool {
        (0..text.len()).any(|at| self.begin(&text[at..]))
    }

    /// Whether one of the words that `among` has a bit for is meant.
    #[inline]
    fn any(&self, mut among: u128, meant: impl Fn(&[u8]) -> bool) -> bool {
        while among != 0 {
            let (start, end) = self.spans[among.trailing_zeros() as usize % MOST];
            if meant(&self.text[usize::from(start)..usize::from(end)]) {
                return true;
            }
            among &= among - 1;
        }
        false
    }
}

/// Whether `folded` is the text with the bit of small letters (0x20) set in every byte.
#[inline]
pub(crate) fn is_folded(text: &[u8], folded: &[u8]) -> bool {
    const CASE: u64 = 0x2020_2020_2020_2020;
    // Two groups that may hold some bytes in common are compared at once: most words are short.
    let eight = |text: &[u8]| Some(both::<8>(text.first_chunk()?, text.last_chunk()?));
    let four = |text: &[u8]| Some(both::<4>(text.first_chunk()?, text.last_chunk()?));
    if text.len() != folded.len() {
        return false;
    }
    let pair = match text.len() {
        8..=16 => eight(text).zip(eight(folded)),
        4..=7 => four(text).zip(four(folded)),
        _ => None,
    };
    match pair {
        Some(([a, b], [c, d])) if text.len() < 8 => (a | CASE >> 32) == c && (b | CASE >> 32) == d,
        Some(([a, b], [c, d])) => (a | CASE) == c && (b | CASE) == d,
        None => text.iter().zip(folded).all(|(a, b)| *a | 0x20 == *b),
    }
}

#[inline]
fn both<const N: usize>(first: &[u8; N], last: &[u8; N]) -> [u64; 2] {
    [first, last].map(|group| {
        let mut eight = [0; 8];
        eight[..N].copy_from_slice(group);
        u64::from_le_bytes(eight)
    })
}

#[inline]
fn first_of(words: &[u128; 32], byte: u8) -> u128 {
    words[usize::from(byte & 31)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_texts_of_every_length() {
        for length in 0..40 {
            let text: Vec<u8> = (0..length).map(|at| b'A' + at % 26).collect();
            let folded: Vec<u8> = text.iter().map(|b| b | 0x20).collect();
            assert!(is_folded(&text, &folded) && is_folded(&folded, &folded));
            assert!(!is_folded(&text, &[&folded[..], b"a"].concat()));
            for at in 0..text.len() {
                let mut other = text.clone();
                other[at] ^= 1;
                assert!(!is_folded(&other, &folded), "{length} {at}");
            }
        }
    }

    #[test]
    fn a_list_says_what_its_words_say_one_by_one() {
        const TEXT: &str = "key keys api_key &str []byte a  String?  \
            token";
        static LIST: Words = Words::new(TEXT);
        let words: Vec<&[u8]> = TEXT.split_ascii_whitespace().map(str::as_bytes).collect();
        assert_eq!(words.len(), 8);
        for text in [
            "",
            "key",
            "keys",
            "monkeys",
            "apikey",
            "api_key",
            "my_api_keyring",
            "&str",
            "&String",
            "[]byte",
            "a",
            "b",
            "String?",
            "String",
            "+oken",
            "token",
            "tokens",
            "atoken",
            " ",
            "k",
        ] {
            let text = text.as_bytes();
            assert_eq!(LIST.holds(text), words.contains(&text), "{text:?}");
            assert_eq!(
                LIST.begin(text),
                words.iter().any(|word| text.starts_with(word)),
                "{text:?}"
            );
            assert_eq!(
                LIST.end(text),
                words.iter().any(|word| text.ends_with(word)),
                "{text:?}"
            );
            let stands = |word: &&[u8]| memchr::memmem::find(text, word).is_some();
            assert_eq!(LIST.stand_in(text), words.iter().any(stands), "{text:?}");
        }
    }
}
