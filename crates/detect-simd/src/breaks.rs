//! Line ends at which something may begin or end that goes over several lines.

use crate::WINDOW;

/// Bytes of a window before the first that is its to report.
pub(crate) const LEAD: usize = 2;
/// How far apart windows begin: the lead and one byte behind are seen twice.
pub(crate) const STEP: usize = WINDOW - LEAD - 1;
/// The positions that are a window's to report.
pub(crate) const OWN: u64 = (u64::MAX >> (LEAD + 1)) << LEAD;
/// The bit of a byte that may stand before a line end, and of one that may stand behind.
pub(crate) const BEFORE: u8 = 0x80;
pub(crate) const BEHIND: u8 = 0x40;

/// Which bytes beside a line end make it worth a look. Bytes of ASCII only.
#[derive(Debug, Clone)]
pub struct Beside {
    pub(crate) table: [u8; 128],
}

impl Beside {
    /// The last bytes of lines, and the first ones, that are looked for.
    #[must_use]
    pub const fn new(before: &[u8], behind: &[u8]) -> Self {
        let mut table = [0; 128];
        let mut at = 0;
        while at < before.len() {
            table[(before[at] & 0x7f) as usize] |= BEFORE;
            at += 1;
        }
        at = 0;
        while at < behind.len() {
            table[(behind[at] & 0x7f) as usize] |= BEHIND;
            at += 1;
        }
        Self { table }
    }

    /// Whether a byte may stand first on a line that is looked for.
    #[must_use]
    pub fn is_first(&self, byte: u8) -> bool {
        byte.is_ascii() && self.table[usize::from(byte & 0x7f)] & BEHIND != 0
    }

    /// Whether a byte may stand last.
    pub(crate) fn is_last(&self, byte: u8) -> bool {
        byte.is_ascii() && self.table[usize::from(byte & 0x7f)] & BEFORE != 0
    }
}

/// What a window holds: bit `n` stands for byte `n`.
#[derive(Clone, Copy)]
pub(crate) struct Marks {
    pub(crate) newline: u64,
    pub(crate) carriage: u64,
    pub(crate) before: u64,
    pub(crate) behind: u64,
}

impl Marks {
    #[inline(always)]
    pub(crate) fn hits(self) -> u64 {
        let last = self.before << 1 | (self.carriage & self.before << 1) << 1;
        self.newline & (last | self.behind >> 1) & OWN
    }
}
