//! The searches in AVX2.
//!
//! Two things here are unsafe: calling a function that is compiled for AVX2, which is sound once the processor was asked, and
//! loading a vector through a pointer, which is sound because the pointer comes from an array of the vector's size.
#![expect(unsafe_code, reason = "said above, and at each use")]

use std::arch::x86_64::{
    __m256i, _mm_loadu_si128, _mm256_and_si256, _mm256_broadcastsi128_si256, _mm256_cmpeq_epi8,
    _mm256_loadu_si256, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8,
    _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_srli_epi16, _mm256_sub_epi8,
};

use crate::fingerprints::{HalfSet, MAX_SETS};
use crate::portable::write;
use crate::survey::{self, Classes, Machine, Shapes, Survey};
use crate::{WINDOW, window};

const LANE: usize = 32;

/// Asks the processor; the answer is kept by the standard library.
#[inline(always)]
pub(crate) fn is_there() -> bool {
    std::arch::is_x86_feature_detected!("avx2")
        && std::arch::is_x86_feature_detected!("bmi1")
        && std::arch::is_x86_feature_detected!("bmi2")
        && std::arch::is_x86_feature_detected!("popcnt")
}

/// See [`crate::survey`]. Only after [`is_there`] said yes.
#[inline]
pub(crate) fn call_survey<S: Shapes>(view: &[u8], range: (usize, usize, usize), out: &mut Survey) {
    assert!(is_there());
    // SAFETY: the processor has the instructions: the line above asked.
    unsafe { survey::<S>(view, range, out) }
}

/// See [`crate::Fingerprints::find`]. Only after [`is_there`] said yes.
pub(crate) fn call_find(
    sets: &[HalfSet],
    view: &[u8],
    from: usize,
    to: usize,
    out: &mut [u32],
) -> usize {
    assert!(is_there());
    // SAFETY: the processor has the instructions: the line above asked.
    unsafe { find(sets, view, from, to, out) }
}

#[inline(always)]
fn load(bytes: &[u8; LANE]) -> __m256i {
    // SAFETY: 32 readable bytes, and the instruction asks for no alignment. Inlined into functions compiled for AVX2 only.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

#[inline(always)]
fn load_table(bytes: &[u8; 16]) -> __m256i {
    // SAFETY: 16 readable bytes, and the instruction asks for no alignment. Inlined into functions compiled for AVX2 only.
    unsafe { _mm256_broadcastsi128_si256(_mm_loadu_si128(bytes.as_ptr().cast())) }
}

#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn survey<S: Shapes>(view: &[u8], range: (usize, usize, usize), out: &mut Survey) {
    survey::run::<_, S>(Avx2, view, range, out);
}

/// Made only in what is compiled for AVX2.
#[derive(Clone, Copy)]
struct Avx2;

impl Machine for Avx2 {
    type Lanes = u64;

    #[inline(always)]
    fn classes(self, string: &[u8]) -> Classes<u64> {
        let Some(bytes) = string.first_chunk() else {
            return Classes::default();
        };
        // SAFETY: there is an `Avx2` only where the processor was asked.
        unsafe { of(bytes) }
    }

    #[inline(always)]
    fn write(self, found: u64, base: i32, out: &mut [u32]) -> usize {
        write(found, base, out)
    }
}

#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
#[inline]
fn of(bytes: &[u8; WINDOW]) -> Classes<u64> {
    let (Some(low), Some(high)) = (bytes.first_chunk(), bytes.last_chunk()) else {
        return Classes::default();
    };
    let (low, high) = (load(low), load(high));
    Classes {
        digit: range(low, high, b'0', b'9', 0),
        alpha: range(low, high, b'a', b'z', 0x20),
        upper: range(low, high, b'A', b'Z', 0),
        high: bits(low, high),
        dot: byte(low, high, b'.'),
        colon: byte(low, high, b':'),
        dash: byte(low, high, b'-'),
        space: byte(low, high, b' '),
        at: byte(low, high, b'@'),
        plus: byte(low, high, b'+'),
        paren: byte(low, high, b'('),
        backslash: byte(low, high, b'\\'),
        percent: byte(low, high, b'%'),
        end_of_colour: byte(low, high, b'm'),
        ampersand: byte(low, high, b'&'),
        equals: byte(low, high, b'='),
        newline: byte(low, high, b'\n'),
    }
}

#[target_feature(enable = "avx2")]
#[inline]
fn splat(byte: u8) -> __m256i {
    _mm256_set1_epi8(byte.cast_signed())
}

#[target_feature(enable = "avx2")]
#[inline]
fn bits(low: __m256i, high: __m256i) -> u64 {
    let mask = |lane| u64::from(_mm256_movemask_epi8(lane).cast_unsigned());
    mask(low) | mask(high) << 32
}

#[target_feature(enable = "avx2")]
#[inline]
fn byte(low: __m256i, high: __m256i, byte: u8) -> u64 {
    let byte = splat(byte);
    bits(_mm256_cmpeq_epi8(low, byte), _mm256_cmpeq_epi8(high, byte))
}

#[target_feature(enable = "avx2")]
#[inline]
fn range(low: __m256i, high: __m256i, first: u8, last: u8, fold: u8) -> u64 {
    let test = |lane| {
        let from = _mm256_sub_epi8(_mm256_or_si256(lane, splat(fold)), splat(first));
        _mm256_cmpeq_epi8(_mm256_min_epu8(from, splat(last - first)), from)
    };
    bits(test(low), test(high))
}

/// The tables of one set, spread over the vector.
#[derive(Clone, Copy)]
struct Tables {
    low: [__m256i; 4],
    high: [__m256i; 4],
}

#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn find(sets: &[HalfSet], view: &[u8], from: usize, to: usize, out: &mut [u32]) -> usize {
    let mut count = 0;
    // Up to 64 groups; more keywords share groups.
    let mut tables = [Tables {
        low: [_mm256_setzero_si256(); 4],
        high: [_mm256_setzero_si256(); 4],
    }; MAX_SETS];
    for (table, set) in tables.iter_mut().zip(sets) {
        for place in 0..4 {
            table.low[place] = load_table(&set.low[place]);
            table.high[place] = load_table(&set.high[place]);
        }
    }
    let tables = &tables[..sets.len().min(MAX_SETS)];
    let fold = splat(0x20);
    let nibble = splat(0x0f);
    let zero = _mm256_setzero_si256();
    let mut at = from;
    while at < to {
        let mut padded = [0; LANE + 3];
        let bytes = window(view, at, b' ', &mut padded);
        let mut low = [zero; 4];
        let mut high = [zero; 4];
        for place in 0..4 {
            if let Some(lane) = bytes[place..].first_chunk() {
                let folded = _mm256_or_si256(load(lane), fold);
                low[place] = _mm256_and_si256(folded, nibble);
                high[place] = _mm256_and_si256(_mm256_srli_epi16::<4>(folded), nibble);
            }
        }
        let mut any = zero;
        for table in tables {
            let mut groups = splat(0xff);
            for place in 0..4 {
                groups =
                    _mm256_and_si256(groups, _mm256_shuffle_epi8(table.low[place], low[place]));
                groups =
                    _mm256_and_si256(groups, _mm256_shuffle_epi8(table.high[place], high[place]));
            }
            any = _mm256_or_si256(any, groups);
        }
        let mut hits = !_mm256_movemask_epi8(_mm256_cmpeq_epi8(any, zero)).cast_unsigned();
        if to - at < LANE {
            hits &= (1 << (to - at)) - 1;
        }
        let base = i32::try_from(at).unwrap_or(i32::MAX);
        count += write(u64::from(hits), base, &mut out[count..]);
        at += LANE;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable::Portable;

    /// The other tests ask for the widest vectors there are, which are often wider than these.
    #[test]
    fn the_classes_are_those_that_safe_code_tells() {
        let every: Vec<u8> = (0..=u8::MAX).cycle().take(256 + WINDOW).collect();
        for at in 0..=usize::from(u8::MAX) {
            let window = &every[at..at + WINDOW];
            let told = Portable.classes(window);
            assert_ne!(told, Classes::default());
            if is_there() {
                assert_eq!(Avx2.classes(window), told, "{at}");
            }
        }
    }
}
