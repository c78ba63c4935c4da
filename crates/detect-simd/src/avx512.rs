//! The searches in AVX-512 with byte permutes (VBMI): 64 bytes at once, and tables of 128 entries. Matrices of bits are turned over by
//! affine transformations (GFNI).
//!
//! What is unsafe here, and why it is sound, is as in [`crate::avx2`].
#![expect(unsafe_code, reason = "said above, and at each use")]

use std::arch::x86_64::{
    __m512i, _mm512_add_epi32, _mm512_add_epi64, _mm512_alignr_epi64, _mm512_and_si512,
    _mm512_castsi512_si128, _mm512_cmpeq_epi8_mask, _mm512_cvtepu8_epi32,
    _mm512_extracti32x4_epi32, _mm512_gf2p8affine_epi64_epi8, _mm512_loadu_si512,
    _mm512_maskz_compress_epi8, _mm512_maskz_compress_epi64, _mm512_maskz_permutex2var_epi8,
    _mm512_movepi8_mask, _mm512_or_si512, _mm512_permutex2var_epi8, _mm512_set_epi64,
    _mm512_set1_epi8, _mm512_set1_epi32, _mm512_set1_epi64, _mm512_setzero_si512,
    _mm512_shldv_epi64, _mm512_shrdv_epi64, _mm512_shuffle_epi8, _mm512_shuffle_i64x2,
    _mm512_storeu_si512, _mm512_test_epi8_mask, _mm512_test_epi64_mask, _mm512_xor_si512,
};

use std::ops::{BitAnd, BitOr, Not, Shl, Shr};

use crate::breaks::{self, Beside, Marks};
use crate::fingerprints::{ByteSet, MAX_SETS};
use crate::portable;
use crate::survey::{self, Classes, Lanes, Machine, Shapes, Survey};
use crate::{WINDOW, window};

/// Asks the processor; the answer is kept by the standard library.
#[inline(always)]
pub(crate) fn is_there() -> bool {
    std::arch::is_x86_feature_detected!("avx512vbmi")
        && std::arch::is_x86_feature_detected!("avx512vbmi2")
        && std::arch::is_x86_feature_detected!("avx512bw")
        && std::arch::is_x86_feature_detected!("avx512f")
        && std::arch::is_x86_feature_detected!("gfni")
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
    sets: &[ByteSet],
    view: &[u8],
    from: usize,
    to: usize,
    out: &mut [u32],
) -> usize {
    assert!(is_there());
    // SAFETY: the processor has the instructions: the line above asked.
    unsafe { find(sets, view, from, to, out) }
}

/// See [`crate::line_end`]. Only after [`is_there`] said yes.
pub(crate) fn call_line_end(view: &[u8], from: usize, beside: &Beside) -> Option<usize> {
    assert!(is_there());
    // SAFETY: the processor has the instructions: the line above asked.
    unsafe { line_end(view, from, beside) }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
fn line_end(view: &[u8], from: usize, beside: &Beside) -> Option<usize> {
    let table = [
        load(beside.table.first_chunk()?),
        load(beside.table.last_chunk()?),
    ];
    let splat = |byte: u8| _mm512_set1_epi8(byte.cast_signed());
    let mut at = from;
    while let Some(start) = at.checked_sub(breaks::LEAD)
        && let Some(bytes) = whole(view, start)
    {
        let all = load(bytes);
        let ascii = !_mm512_movepi8_mask(all);
        let beside = _mm512_permutex2var_epi8(table[0], all, table[1]);
        let marks = Marks {
            newline: _mm512_cmpeq_epi8_mask(all, splat(b'\n')),
            carriage: _mm512_cmpeq_epi8_mask(all, splat(b'\r')),
            before: _mm512_movepi8_mask(beside) & ascii,
            behind: _mm512_test_epi8_mask(beside, splat(breaks::BEHIND)) & ascii,
        };
        let hits = marks.hits();
        if hits != 0 {
            return Some(start + hits.trailing_zeros() as usize);
        }
        at += breaks::STEP;
    }
    // The first bytes, and what is left at the end.
    if at < breaks::LEAD {
        let head = view.get(..WINDOW.min(view.len()))?;
        let found = portable::line_end(head, at, beside).filter(|at| at + 1 < head.len());
        return found.or_else(|| line_end(view, at.max(breaks::LEAD), beside));
    }
    portable::line_end(view, at, beside)
}

#[target_feature(enable = "avx512f")]
#[inline]
fn load(bytes: &[u8; WINDOW]) -> __m512i {
    // SAFETY: 64 readable bytes, and the instruction asks for no alignment.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,gfni,bmi1,bmi2,popcnt")]
fn survey<S: Shapes>(view: &[u8], range: (usize, usize, usize), out: &mut Survey) {
    survey::run::<_, S>(Avx512, view, range, out);
}

/// Made only in what is compiled for AVX-512.
#[derive(Clone, Copy)]
struct Avx512;

impl Machine for Avx512 {
    type Lanes = Eight;

    #[inline(always)]
    fn classes(self, string: &[u8]) -> Classes<Eight> {
        // SAFETY: there is an `Avx512` only where the processor was asked.
        unsafe { of(string) }
    }

    #[inline(always)]
    fn write(self, found: u64, base: i32, out: &mut [u32]) -> usize {
        // SAFETY: as above.
        unsafe { write(found, base, out) }
    }
}

/// The masks of eight windows. Made only in what is compiled for AVX-512.
#[derive(Clone, Copy)]
struct Eight(__m512i);

impl Lanes for Eight {
    const COUNT: usize = 8;

    #[inline(always)]
    fn load(masks: &[u64]) -> Self {
        let mut eight = [0; 8];
        if let Some(masks) = masks.first_chunk() {
            eight = *masks;
        }
        // SAFETY: 64 readable bytes, and the instruction asks for no alignment.
        Self(unsafe { _mm512_loadu_si512(eight.as_ptr().cast()) })
    }

    #[inline(always)]
    fn masks(self) -> [u64; 8] {
        let mut eight = [0_u64; 8];
        // SAFETY: 64 writable bytes, and the instruction asks for no alignment.
        unsafe { _mm512_storeu_si512(eight.as_mut_ptr().cast(), self.0) };
        eight
    }

    #[inline(always)]
    fn note(self, base: i64, masks: &mut [u64; 8], bases: &mut [i64; 8]) -> usize {
        // SAFETY: as above; both lists have 64 writable bytes, and the instruction asks for no alignment.
        unsafe {
            let some = _mm512_test_epi64_mask(self.0, self.0);
            let apart = _mm512_set_epi64(448, 384, 320, 256, 192, 128, 64, 0);
            let all = _mm512_add_epi64(apart, _mm512_set1_epi64(base));
            let store = |to: *mut __m512i, of| {
                _mm512_storeu_si512(to, _mm512_maskz_compress_epi64(some, of));
            };
            store(masks.as_mut_ptr().cast(), self.0);
            store(bases.as_mut_ptr().cast(), all);
            some.count_ones() as usize
        }
    }
}

impl BitAnd for Eight {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        // SAFETY: as above.
        Self(unsafe { _mm512_and_si512(self.0, other.0) })
    }
}

impl BitOr for Eight {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        // SAFETY: as above.
        Self(unsafe { _mm512_or_si512(self.0, other.0) })
    }
}

impl Not for Eight {
    type Output = Self;

    #[inline(always)]
    fn not(self) -> Self {
        // SAFETY: as above.
        Self(unsafe { _mm512_xor_si512(self.0, _mm512_set1_epi8(-1)) })
    }
}

impl Shl<u32> for Eight {
    type Output = Self;

    #[inline(always)]
    fn shl(self, bits: u32) -> Self {
        // SAFETY: as above.
        Self(unsafe {
            let before = _mm512_alignr_epi64::<7>(self.0, _mm512_setzero_si512());
            _mm512_shldv_epi64(self.0, before, _mm512_set1_epi64(i64::from(bits)))
        })
    }
}

impl Shr<u32> for Eight {
    type Output = Self;

    #[inline(always)]
    fn shr(self, bits: u32) -> Self {
        // SAFETY: as above.
        Self(unsafe {
            let behind = _mm512_alignr_epi64::<1>(_mm512_setzero_si512(), self.0);
            _mm512_shrdv_epi64(self.0, behind, _mm512_set1_epi64(i64::from(bits)))
        })
    }
}

/// The classes of eight windows.
///
/// A table gives each byte one bit for each of eight classes. Eight such bytes are a matrix of bits, which is turned over so that
/// a byte has the bits of one class; what is left is to bring the bytes of each class together.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,gfni,bmi1,bmi2,popcnt")]
#[inline]
fn of(string: &[u8]) -> Classes<Eight> {
    let units = _mm512_set1_epi64(UNITS.cast_signed());
    let mut turned = [[_mm512_setzero_si512(); survey::LANES]; 2];
    let mut newlines = [0; survey::LANES];
    let (windows, _) = string.as_chunks();
    for (at, window) in windows.iter().enumerate().take(survey::LANES) {
        let newline = _mm512_set1_epi8(b'\n'.cast_signed());
        newlines[at] = _mm512_cmpeq_epi8_mask(load(window), newline);
        // The instruction that turns a matrix over counts its rows from the last.
        let all = _mm512_shuffle_epi8(load(window), load(&REVERSED));
        let ascii = !_mm512_movepi8_mask(all);
        let look_up = |set: &[[u8; WINDOW]; 2]| {
            _mm512_maskz_permutex2var_epi8(ascii, load(&set[0]), all, load(&set[1]))
        };
        let high = _mm512_and_si512(all, _mm512_set1_epi8(i8::MIN));
        let frequent = _mm512_or_si512(look_up(&FREQUENT), high);
        turned[0][at] = _mm512_gf2p8affine_epi64_epi8::<0>(units, frequent);
        turned[1][at] = _mm512_gf2p8affine_epi64_epi8::<0>(units, look_up(&OTHERS));
    }
    let [digit, alpha, upper, dot, colon, dash, space, high] = by_class(&turned[0]);
    let [
        at,
        plus,
        paren,
        backslash,
        percent,
        end_of_colour,
        ampersand,
        equals,
    ] = by_class(&turned[1]);
    Classes {
        digit,
        alpha,
        upper,
        high,
        dot,
        colon,
        dash,
        space,
        at,
        plus,
        paren,
        backslash,
        percent,
        end_of_colour,
        ampersand,
        equals,
        newline: Eight::load(&newlines),
    }
}

/// From eight windows of eight groups of eight classes to eight classes of eight windows.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,gfni,bmi1,bmi2,popcnt")]
#[inline]
fn by_class(windows: &[__m512i; survey::LANES]) -> [Eight; survey::LANES] {
    let four = |which: &[u8; WINDOW]| {
        let pair =
            |at: usize| _mm512_permutex2var_epi8(windows[at * 2], load(which), windows[at * 2 + 1]);
        // What is left is to turn over four rows of four lanes, each of which has the masks of two windows.
        let (one, two) = (pair(0), pair(1));
        let (three, four) = (pair(2), pair(3));
        let (low, high) = (
            _mm512_shuffle_i64x2::<0x44>(one, two),
            _mm512_shuffle_i64x2::<0xee>(one, two),
        );
        let (also_low, also_high) = (
            _mm512_shuffle_i64x2::<0x44>(three, four),
            _mm512_shuffle_i64x2::<0xee>(three, four),
        );
        [
            Eight(_mm512_shuffle_i64x2::<0x88>(low, also_low)),
            Eight(_mm512_shuffle_i64x2::<0xdd>(low, also_low)),
            Eight(_mm512_shuffle_i64x2::<0x88>(high, also_high)),
            Eight(_mm512_shuffle_i64x2::<0xdd>(high, also_high)),
        ]
    };
    let [a, b, c, d] = four(&PAIRS[0]);
    let [e, f, g, h] = four(&PAIRS[1]);
    [a, b, c, d, e, f, g, h]
}

/// A byte for each row of a matrix of bits, each with one bit: the bit of its number.
const UNITS: u64 = 0x8040_2010_0804_0201;

/// The bytes of a lane, each eight of them from the last to the first.
const REVERSED: [u8; WINDOW] = {
    let mut places = [0; WINDOW];
    let mut at = 0;
    while at < WINDOW {
        places[at] = (PLACES[at] % 16) ^ 7;
        at += 1;
    }
    places
};

/// For the first four classes and for the others: from which byte of two windows each byte of four pairs of masks comes.
const PAIRS: [[u8; WINDOW]; 2] = {
    let mut pairs = [[0; WINDOW]; 2];
    let mut to = 0;
    while to < WINDOW {
        let (mask, eighth) = (PLACES[to] / 8, PLACES[to] % 8);
        let from = mask % 2 * 64 + eighth * 8 + mask / 2;
        pairs[0][to] = from;
        pairs[1][to] = from + 4;
        to += 1;
    }
    pairs
};

/// A bit for each of seven classes, for every character of ASCII; the eighth is for what is none.
const FREQUENT: [[u8; WINDOW]; 2] = {
    let mut table = signs(*b"\0\0\0.:- \0");
    let mut byte = 0_u8;
    while byte < 0x80 {
        let bits = byte.is_ascii_digit() as u8
            | (byte.is_ascii_alphabetic() as u8) << 1
            | (byte.is_ascii_uppercase() as u8) << 2;
        table[byte as usize / WINDOW][byte as usize % WINDOW] |= bits;
        byte += 1;
    }
    table
};

/// The same for signs.
const OTHERS: [[u8; WINDOW]; 2] = signs(*b"@+(\\%m&=");

/// A bit for each sign but zero, by its place.
const fn signs(signs: [u8; 8]) -> [[u8; WINDOW]; 2] {
    let mut table = [[0; WINDOW]; 2];
    let mut at = 0;
    while at < signs.len() {
        let sign = signs[at] as usize;
        if sign != 0 {
            table[sign / WINDOW][sign % WINDOW] |= 1 << at;
        }
        at += 1;
    }
    table
}

/// Writes the places of the bits of `found`, the first of which stands for `base`; how many. What is written behind them means nothing.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
#[inline]
fn write(found: u64, base: i32, out: &mut [u32]) -> usize {
    let held = _mm512_maskz_compress_epi8(found, load(&PLACES));
    let mut sixteen = |part: usize, lane| {
        let places = out.get_mut(part * 16..).and_then(<[u32]>::first_chunk_mut);
        if let Some(places) = places {
            let lane = _mm512_add_epi32(_mm512_cvtepu8_epi32(lane), _mm512_set1_epi32(base));
            store(places, lane);
        }
    };
    sixteen(0, _mm512_castsi512_si128(held));
    let count = found.count_ones() as usize;
    if count > 16 {
        sixteen(1, _mm512_extracti32x4_epi32::<1>(held));
        sixteen(2, _mm512_extracti32x4_epi32::<2>(held));
        sixteen(3, _mm512_extracti32x4_epi32::<3>(held));
    }
    count
}

/// The number of each byte of a window.
const PLACES: [u8; WINDOW] = {
    let mut places = [0; WINDOW];
    let mut at = 1;
    while at < WINDOW {
        places[at] = places[at - 1] + 1;
        at += 1;
    }
    places
};

#[target_feature(enable = "avx512f")]
#[inline]
fn store(places: &mut [u32; 16], lane: __m512i) {
    // SAFETY: 64 writable bytes, and the instruction asks for no alignment.
    unsafe { _mm512_storeu_si512(places.as_mut_ptr().cast(), lane) }
}

/// The bytes at `at`, if that many are there.
#[inline(always)]
fn whole<const N: usize>(view: &[u8], at: usize) -> Option<&[u8; N]> {
    view.get(at..at + N).and_then(<[u8]>::first_chunk)
}

/// The four tables of one set, each in two vectors.
type Tables = [[__m512i; 2]; 4];

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
fn find(sets: &[ByteSet], view: &[u8], from: usize, to: usize, out: &mut [u32]) -> usize {
    match sets.len() {
        ..=1 => search::<1>(sets, view, from, to, out),
        2 => search::<2>(sets, view, from, to, out),
        3 => search::<3>(sets, view, from, to, out),
        4 => search::<4>(sets, view, from, to, out),
        _ => search::<MAX_SETS>(sets, view, from, to, out),
    }
}

/// So many sets, so that the tables of a few stay in registers.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
fn search<const SETS: usize>(
    sets: &[ByteSet],
    view: &[u8],
    from: usize,
    to: usize,
    out: &mut [u32],
) -> usize {
    let mut tables: [Tables; SETS] = [[[_mm512_setzero_si512(); 2]; 4]; SETS];
    for (table, set) in tables.iter_mut().zip(sets) {
        for (vectors, bytes) in table.iter_mut().zip(&set.tables) {
            if let (Some(low), Some(high)) = (bytes.first_chunk(), bytes.last_chunk()) {
                *vectors = [load(low), load(high)];
            }
        }
    }
    // A view is some hundred kilobytes.
    let place = |at: usize| i32::try_from(at).unwrap_or(i32::MAX);
    let mut count = 0;
    let mut at = from;
    // Whole windows: what is found in them goes from one instruction to the next.
    while at + WINDOW <= to
        && let Some(bytes) = whole(view, at)
    {
        count += write(hits(&tables, bytes), place(at), &mut out[count..]);
        at += WINDOW;
    }
    while at < to {
        let mut padded = [0; WINDOW + 3];
        let bytes = window(view, at, b' ', &mut padded);
        let hits = own(hits(&tables, bytes), to - at);
        count += write(hits, place(at), &mut out[count..]);
        at += WINDOW;
    }
    count
}

/// Where a keyword may begin in the first bytes of a window.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
#[inline]
fn hits<const SETS: usize>(tables: &[Tables; SETS], bytes: &[u8; WINDOW + 3]) -> u64 {
    let mut lanes = [_mm512_setzero_si512(); 4];
    for (place, vector) in lanes.iter_mut().enumerate() {
        if let Some(lane) = bytes[place..].first_chunk() {
            *vector = load(lane);
        }
    }
    let mut any = _mm512_setzero_si512();
    for table in tables {
        let of =
            |place: usize| _mm512_permutex2var_epi8(table[place][0], lanes[place], table[place][1]);
        let groups = _mm512_and_si512(
            _mm512_and_si512(of(0), of(1)),
            _mm512_and_si512(of(2), of(3)),
        );
        any = _mm512_or_si512(any, groups);
    }
    _mm512_test_epi8_mask(any, any)
}

/// The first `count` bits.
#[inline(always)]
fn own(hits: u64, count: usize) -> u64 {
    if count < WINDOW {
        hits & ((1 << count) - 1)
    } else {
        hits
    }
}
