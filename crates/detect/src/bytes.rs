//! Sets of bytes that values are asked about.

/// A set of bytes, asked by a table: in a value that a machine drew digits and letters follow each other as they like, and every other of
/// the comparisons that tell them apart would be guessed wrong.
pub(crate) struct Bytes([bool; 256]);

impl Bytes {
    /// The bytes of a list.
    pub(crate) const fn of(list: &[u8]) -> Self {
        let mut table = [false; 256];
        let mut at = 0;
        while at < list.len() {
            table[list[at] as usize] = true;
            at += 1;
        }
        Self(table)
    }

    /// ASCII letters and digits, and the bytes of a list.
    pub(crate) const fn alphanumeric_and(list: &[u8]) -> Self {
        let mut set = Self::of(list);
        let mut byte = 0_u8;
        while byte < 0x80 {
            set.0[byte as usize] |= byte.is_ascii_alphanumeric();
            byte += 1;
        }
        set
    }

    #[inline(always)]
    pub(crate) const fn has(&self, byte: u8) -> bool {
        self.0[byte as usize]
    }

    /// Whether all bytes of a text belong to the set.
    #[inline]
    pub(crate) fn hold(&self, text: &[u8]) -> bool {
        text.iter().all(|b| self.has(*b))
    }

    /// Where the first byte stands that belongs to the set.
    #[inline]
    pub(crate) fn first_in(&self, text: &[u8]) -> Option<usize> {
        text.iter().position(|b| self.has(*b))
    }

    /// How many bytes at the beginning of a text belong to the set.
    #[inline]
    pub(crate) fn begin(&self, text: &[u8]) -> usize {
        text.iter().take_while(|b| self.has(**b)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::Bytes;

    #[test]
    fn a_set_holds_its_bytes_and_no_others() {
        let marks = Bytes::of(b"-/\xff");
        let plain = Bytes::alphanumeric_and(b"-/\xff");
        for byte in 0..=u8::MAX {
            let mark = matches!(byte, b'-' | b'/' | 0xff);
            assert_eq!(marks.has(byte), mark, "{byte}");
            assert_eq!(
                plain.has(byte),
                mark || byte.is_ascii_alphanumeric(),
                "{byte}"
            );
        }
        assert!(plain.hold(b"a1-") && !plain.hold(b"a1+-"));
        assert_eq!(marks.first_in(b"ab-c/"), Some(2));
        assert_eq!((plain.begin(b"ab-+c"), plain.begin(b"+")), (3, 0));
    }
}
