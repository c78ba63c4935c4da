//! The same searches in safe code, for processors without AVX2.

use wide::u8x16;

use crate::WINDOW;
use crate::breaks::Beside;
use crate::fingerprints::Sets;
use crate::survey::{self, Classes, Machine, Shapes, Survey};

/// See [`crate::survey`].
#[inline]
pub fn survey<S: Shapes>(view: &[u8], range: (usize, usize, usize), out: &mut Survey) {
    survey::run::<_, S>(Portable, view, range, out);
}

#[derive(Clone, Copy)]
pub(crate) struct Portable;

impl Machine for Portable {
    type Lanes = u64;

    #[inline(always)]
    fn classes(self, string: &[u8]) -> Classes<u64> {
        let Some(bytes) = string.first_chunk() else {
            return Classes::default();
        };
        let lanes = Lanes::of(bytes);
        let range = |first, last, fold| lanes.range(first, last, fold);
        let byte = |byte| lanes.byte(byte);
        Classes {
            digit: range(b'0', b'9', 0),
            alpha: range(b'a', b'z', 0x20),
            upper: range(b'A', b'Z', 0),
            high: range(0x80, 0xff, 0),
            dot: byte(b'.'),
            colon: byte(b':'),
            dash: byte(b'-'),
            space: byte(b' '),
            at: byte(b'@'),
            plus: byte(b'+'),
            paren: byte(b'('),
            backslash: byte(b'\\'),
            percent: byte(b'%'),
            end_of_colour: byte(b'm'),
            ampersand: byte(b'&'),
            equals: byte(b'='),
            newline: byte(b'\n'),
        }
    }

    #[inline(always)]
    fn write(self, found: u64, base: i32, out: &mut [u32]) -> usize {
        write(found, base, out)
    }
}

impl survey::Lanes for u64 {
    const COUNT: usize = 1;

    #[inline(always)]
    fn load(masks: &[Self]) -> Self {
        masks.first().copied().unwrap_or(0)
    }

    #[inline(always)]
    fn masks(self) -> [Self; 8] {
        [self, 0, 0, 0, 0, 0, 0, 0]
    }

    #[inline(always)]
    fn note(self, base: i64, masks: &mut [Self; 8], bases: &mut [i64; 8]) -> usize {
        (masks[0], bases[0]) = (self, base);
        usize::from(self != 0)
    }
}

/// Writes the places of the bits of `found`, the first of which stands for `base`; how many.
#[inline(always)]
pub(crate) fn write(mut found: u64, base: i32, out: &mut [u32]) -> usize {
    let mut count = 0;
    while found != 0
        && let Some(held) = out.get_mut(count)
    {
        let place = base.wrapping_add(found.trailing_zeros().cast_signed());
        // Below zero there are no bytes, so that no bit says so.
        *held = place.max(0).cast_unsigned();
        found &= found - 1;
        count += 1;
    }
    count
}

struct Lanes([u8x16; 4]);

impl Lanes {
    #[inline(always)]
    fn of(bytes: &[u8; WINDOW]) -> Self {
        Self(std::array::from_fn(|lane| {
            let mut part = [0; 16];
            part.copy_from_slice(&bytes[lane * 16..lane * 16 + 16]);
            u8x16::new(part)
        }))
    }

    #[inline(always)]
    fn mask(&self, test: impl Fn(u8x16) -> u8x16) -> u64 {
        let bits = |lane: usize| u64::from(test(self.0[lane]).to_bitmask() & 0xffff);
        bits(0) | bits(1) << 16 | bits(2) << 32 | bits(3) << 48
    }

    #[inline(always)]
    fn byte(&self, byte: u8) -> u64 {
        self.mask(|v| v.simd_eq(u8x16::splat(byte)))
    }

    #[inline(always)]
    fn range(&self, first: u8, last: u8, fold: u8) -> u64 {
        self.mask(|v| {
            let from = (v | u8x16::splat(fold)) - u8x16::splat(first);
            from.min(u8x16::splat(last - first)).simd_eq(from)
        })
    }
}

/// See [`crate::line_end`].
#[must_use]
pub fn line_end(view: &[u8], from: usize, beside: &Beside) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = view.get(at..).filter(|rest| !rest.is_empty())?;
        at += match rest.first_chunk() {
            Some(window) => Lanes::of(window).byte(b'\n').trailing_zeros() as usize,
            None => rest.iter().position(|byte| *byte == b'\n')?,
        };
        if view.get(at) != Some(&b'\n') {
            continue;
        }
        let byte = |back: usize| at.checked_sub(back).and_then(|at| view.get(at));
        let last = match byte(1) {
            Some(b'\r') => {
                byte(2).is_some_and(|byte| beside.is_last(*byte)) || beside.is_last(b'\r')
            }
            byte => byte.is_some_and(|byte| beside.is_last(*byte)),
        };
        if last || view.get(at + 1).is_some_and(|byte| beside.is_first(*byte)) {
            return Some(at);
        }
        at += 1;
    }
}

/// See [`crate::Fingerprints::find`]; `out` has a place for every byte.
pub(crate) fn find(sets: &Sets, view: &[u8], from: usize, to: usize, out: &mut [u32]) -> usize {
    let mut count = 0;
    for at in from..to {
        let bytes: [u8; 4] =
            std::array::from_fn(|n| view.get(at + n).copied().unwrap_or(b' ') | 0x20);
        let holds = match sets {
            Sets::Bytes(sets) => sets.iter().any(|set| set.holds(bytes)),
            Sets::Halves(sets) => sets.iter().any(|set| set.holds(bytes)),
        };
        // A place is below 4 GiB: a view is some hundred kilobytes.
        let base = i32::try_from(at).unwrap_or(i32::MAX);
        count += write(u64::from(holds), base, &mut out[count..]);
    }
    count
}
