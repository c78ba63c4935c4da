//! What was found out about a text, for texts that come again and again.

/// The longest text that is remembered.
const TEXT_BYTES: usize = 38;

/// Answers by text, of so many texts at once. A text takes the place of another one that falls on the same slot, so
/// whoever chooses the texts can make them be asked about again, and no more.
#[derive(Debug)]
pub(crate) struct Memo<V, const SLOTS: usize> {
    slots: Vec<Slot<V>>,
}

#[derive(Debug, Clone, Copy)]
struct Slot<V> {
    /// What else the answer depends on.
    about: u16,
    length: u8,
    text: Text,
    answer: V,
}

/// A text of a known length in groups of eight bytes; the last one may hold some bytes of the one before.
type Text = [u64; TEXT_BYTES.div_ceil(8)];

impl<V, const SLOTS: usize> Default for Memo<V, SLOTS> {
    fn default() -> Self {
        Self { slots: Vec::new() }
    }
}

impl<V: Copy, const SLOTS: usize> Memo<V, SLOTS> {
    /// The answer to `text`: the one from before, or the one that `ask` gives, which must depend on the text and on
    /// `about` alone.
    pub(crate) fn get(&mut self, about: u16, text: &[u8], ask: impl FnOnce(&[u8]) -> V) -> V {
        let Some((length, held, groups)) = measured(text) else {
            return ask(text);
        };
        let at = slot(about, length, &held, groups) % SLOTS;
        if let Some(slot) = self.slots.get(at)
            && slot.length == length
            && slot.about == about
            && alike(&slot.text, &held)
        {
            return slot.answer;
        }
        let answer = ask(text);
        if self.slots.is_empty() {
            let nobody = Slot {
                about,
                length: 0,
                text: Text::default(),
                answer,
            };
            self.slots.resize(SLOTS, nobody);
        }
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = Slot {
                about,
                length,
                text: held,
                answer,
            };
        }
        answer
    }
}

/// The groups of a text of 1 to 38 bytes, and how many there are.
#[inline]
fn grouped(text: &[u8]) -> (Text, usize) {
    let mut all = Text::default();
    if let Some(last) = text.last_chunk() {
        let mut groups = 0;
        for (group, part) in all.iter_mut().zip(text.chunks_exact(8)) {
            *group = part
                .first_chunk()
                .map_or(0, |part| u64::from_le_bytes(*part));
            groups += 1;
        }
        if !text.len().is_multiple_of(8)
            && let Some(group) = all.get_mut(groups)
        {
            *group = u64::from_le_bytes(*last);
            groups += 1;
        }
        return (all, groups);
    }
    all[0] = match (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last))
        }
        _ => text.iter().fold(0, |sum, b| sum << 8 | u64::from(*b)),
    };
    (all, 1)
}

/// A number that tells most texts of 1 to 38 bytes apart.
#[inline]
pub(crate) fn spread(text: &[u8]) -> Option<usize> {
    let (length, held, groups) = measured(text)?;
    Some(slot(0, length, &held, groups))
}

/// The length of a text of 1 to 38 bytes, its groups, and how many there are.
#[inline]
fn measured(text: &[u8]) -> Option<(u8, Text, usize)> {
    let length = u8::try_from(text.len()).ok()?;
    (1..=TEXT_BYTES).contains(&text.len()).then(|| {
        let (held, groups) = grouped(text);
        (length, held, groups)
    })
}

/// Whether two texts of the same length are the same: five comparisons are less than a call.
#[inline]
fn alike(a: &Text, b: &Text) -> bool {
    a.iter().zip(b).fold(0, |other, (a, b)| other | (a ^ b)) == 0
}

/// Where a text is kept.
#[inline]
fn slot(about: u16, length: u8, text: &Text, groups: usize) -> usize {
    let first = u64::from(about) << 16 | u64::from(length);
    let sum = text.iter().take(groups).fold(first, |sum, part| {
        (sum ^ part)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(29)
    });
    usize::try_from(sum >> 32 ^ sum & 0xffff_ffff).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_that_of_its_text_however_often_slots_are_taken() {
        let mut memo = Memo::<usize, 64>::default();
        for round in 0..3 {
            for n in 0..600_usize {
                let text = format!("{}{n}", "name_".repeat(n % 9));
                let about = u16::try_from(n % 3).unwrap();
                let mut asked = false;
                let answer = memo.get(about, text.as_bytes(), |text| {
                    asked = true;
                    text.len() * 1000 + n
                });
                assert_eq!(answer, text.len() * 1000 + n, "{text} in round {round}");
                assert!(asked || round > 0, "{text} was never said");
            }
        }
        assert_eq!(memo.get(0, b"", |_| 7), 7);
    }

    #[test]
    fn a_text_that_comes_again_is_not_asked_about() {
        let mut memo = Memo::<u8, 64>::default();
        memo.get(0, b"password", |_| 1);
        assert_eq!(memo.get(0, b"password", |_| 2), 1);
        assert_eq!(memo.get(1, b"password", |_| 3), 3);
        assert_eq!(memo.get(0, b"passwort", |_| 4), 4);
    }
}
