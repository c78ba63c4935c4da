//! Marks in a short text: sixteen bytes at once, in the vectors that every processor has.

use wide::u8x16;

/// How many bytes are looked at at once.
pub const GROUP: usize = 16;

/// A bit for each byte that is one of three marks, that of the first byte lowest.
#[inline(always)]
#[must_use]
pub fn marks(group: &[u8; GROUP], marks: [u8; 3]) -> u32 {
    let all = u8x16::new(*group);
    let [one, two, three] = marks.map(|mark| all.simd_eq(u8x16::splat(mark)));
    (one | two | three).to_bitmask()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_wherever_they_stand() {
        let text = b"ab\"c\\\nd\xa2\xdc\x8a\"\"\0\x7f\xff\\#\"!]\\[\n\n\"";
        for group in text.windows(GROUP).filter_map(<[u8]>::first_chunk) {
            for asked in [[b'"', b'\\', b'\n'], [b'"'; 3], [0, 0xff, 0x7f]] {
                let expected = (0..)
                    .zip(group)
                    .filter(|(_, byte)| asked.contains(byte))
                    .fold(0, |bits, (at, _)| bits | 1 << at);
                assert_eq!(marks(group, asked), expected, "{group:?} {asked:?}");
            }
        }
    }
}
