//! Which entries stood at the places before: the words of a text come again and again.

/// How many runs are remembered: a few kilobytes stay in the first cache, beside the text.
const SLOTS: usize = 256;
/// The most entries of one run that are remembered. Where there are more, they are looked for each time.
const ENTRIES: usize = 11;

/// Entries by the eight bytes of their run and the byte before it, which are all that decides.
#[derive(Debug)]
pub(crate) struct Recent {
    slots: Box<[Slot; SLOTS]>,
    /// Those that were looked for last.
    last: Vec<u16>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// Zero where nothing is remembered: no folded run is that.
    run: u64,
    before: u8,
    count: u8,
    /// Places in the list of entries.
    entries: [u16; ENTRIES],
}

impl Default for Recent {
    fn default() -> Self {
        Self {
            slots: Box::new([Slot::default(); SLOTS]),
            last: Vec::new(),
        }
    }
}

impl Recent {
    /// The entries of a run and the byte before it: those from before, or those that `find` adds, which must depend on these bytes alone.
    #[inline(always)]
    pub(super) fn get(&mut self, run: u64, before: u8, find: impl FnOnce(&mut Vec<u16>)) -> &[u16] {
        let product = (run ^ u64::from(before)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let at = usize::try_from(product >> (u64::BITS - SLOTS.ilog2())).unwrap_or(0) % SLOTS;
        if self.slots[at].run != run || self.slots[at].before != before {
            self.last.clear();
            find(&mut self.last);
            if !self.keep(at, run, before) {
                return &self.last;
            }
        }
        let slot = &self.slots[at];
        slot.entries.get(..usize::from(slot.count)).unwrap_or(&[])
    }

    /// Remembers what was looked for last; `false` if it is too much.
    fn keep(&mut self, at: usize, run: u64, before: u8) -> bool {
        let mut entries = [0; ENTRIES];
        let Some(room) = entries.get_mut(..self.last.len()) else {
            return false;
        };
        room.copy_from_slice(&self.last);
        let count = u8::try_from(self.last.len()).unwrap_or(0);
        self.slots[at] = Slot {
            run,
            before,
            count,
            entries,
        };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_was_found() {
        let entries = |run: u64, before: u8| {
            let count = run % 14 + u64::from(before % 2);
            (0..u16::try_from(count).unwrap()).map(move |at| at * 3 + u16::from(before))
        };
        let mut recent = Recent::default();
        let mut looked = 0;
        for round in 0..3 {
            for run in (1..1000).map(|n: u64| n * 0x0101_2020) {
                for before in [0, b' ', b'_'] {
                    let expected: Vec<u16> = entries(run, before).collect();
                    for _ in 0..2 {
                        let found = recent.get(run, before, |found| {
                            looked += 1;
                            found.extend(entries(run, before));
                        });
                        assert_eq!(found, expected, "{run:#x} {before} in round {round}");
                    }
                }
            }
        }
        assert!((9_000..12_000).contains(&looked), "{looked}");
    }
}
