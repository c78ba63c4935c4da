//! One pass over the bytes of a part: where words begin, and where shapes may.
//!
//! Bytes become one bit mask per class; what is asked of the masks is then worked out for as many bytes at once as a vector has
//! bits. The form is that of bit streams (Cameron et al., *Parallel Scanning with Bitstream Addition*, 2011): the windows of a vector are
//! one string of bits, and strings overlap in the place of carries.

use std::ops::{BitAnd, BitOr, Not, Shl, Shr};

use crate::WINDOW;

/// How many bytes two strings of windows share: those before and behind a place that a question may look at.
const SHARED: usize = 16;
/// How far apart the windows of a string begin: as far as they are long.
const APART: i32 = 64;
const _: () = assert!(APART.unsigned_abs() as usize == WINDOW);
/// Bytes of a string before the first word that is its to report: what stands there decides whether a word begins.
const WORD_LEAD: usize = 8;
/// The same for shapes, which look at one byte before and at 15 behind.
const SHAPE_LEAD: usize = 1;
/// The most lanes of a vector.
pub(crate) const LANES: usize = 8;
/// The most bytes of a string.
pub(crate) const LONGEST: usize = LANES * WINDOW;

/// A bit mask for one window, or for each of several that follow one another: then bits are shifted from one to the next.
pub trait Lanes:
    Copy
    + BitAnd<Output = Self>
    + BitOr<Output = Self>
    + Not<Output = Self>
    + Shl<u32, Output = Self>
    + Shr<u32, Output = Self>
{
    /// How many windows.
    const COUNT: usize;

    /// The masks of the first windows of a list, which has as many.
    fn load(masks: &[u64]) -> Self;

    /// The masks; those behind the count are zero.
    fn masks(self) -> [u64; LANES];

    /// Writes the masks that are not zero, each with what its first bit stands for if that of the first mask stands for `base`; how many.
    /// What is written behind them means nothing.
    fn note(self, base: i64, masks: &mut [u64; LANES], bases: &mut [i64; LANES]) -> usize;
}

/// Which bytes of a window belong to which class: bit `n` stands for the byte `n` places after the window's first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Classes<T> {
    /// `0` to `9`.
    pub digit: T,
    /// `A` to `Z` and `a` to `z`.
    pub alpha: T,
    /// `A` to `Z`.
    pub upper: T,
    /// Bytes above ASCII.
    pub high: T,
    /// `.`
    pub dot: T,
    /// `:`
    pub colon: T,
    /// `-`
    pub dash: T,
    /// The blank.
    pub space: T,
    /// `@`
    pub at: T,
    /// `+`
    pub plus: T,
    /// `(`
    pub paren: T,
    /// `\`, which begins an escape.
    pub backslash: T,
    /// `%`, which begins an escape of two digits.
    pub percent: T,
    /// `m`, which ends the sign for a colour on a terminal.
    pub end_of_colour: T,
    /// `&`
    pub ampersand: T,
    /// `=`
    pub equals: T,
    /// The end of a line.
    pub newline: T,
}

impl<L: Lanes> Classes<L> {
    /// Where words begin.
    ///
    /// A letter does so behind anything but a letter or digit; behind what may be an escape (`\n`, `%3D`, `\x3d`, `\u003c`, the
    /// end of a terminal's colour); as a capital behind a small letter; and as a capital in front of one.
    #[inline(always)]
    fn words(&self) -> L {
        let lower = self.alpha & !self.upper;
        let escaped = self.backslash << 2
            | self.backslash << 4
            | self.backslash << 6
            | self.percent << 3
            | (self.end_of_colour & self.digit << 1) << 1;
        self.alpha & (!((self.alpha | self.digit) << 1) | escaped)
            | self.upper & (lower << 1 | lower >> 1)
    }
}

/// How many shapes nearly every line has: each gets a list of its own.
pub const FREQUENT: usize = 2;
/// How many shapes most lines lack.
pub const RARE: usize = 13;

/// Tells where shapes may begin. A trait and not a closure, so that it works for vectors of any width.
pub trait Shapes {
    /// A mask for each shape, the frequent ones first, by the classes of the bytes around: one byte before and 15 behind.
    fn of<L: Lanes>(classes: &Classes<L>) -> ([L; FREQUENT], [L; RARE]);
}

/// A list of places that is used again and again: what lies behind its count means nothing.
#[derive(Debug, Default)]
pub struct Places {
    room: Vec<u32>,
    count: usize,
}

impl Places {
    /// The places, in order.
    #[must_use]
    pub fn all(&self) -> &[u32] {
        &self.room[..self.count]
    }

    /// The same, to be sorted out in place.
    pub fn all_mut(&mut self) -> &mut [u32] {
        &mut self.room[..self.count]
    }

    /// Adds the places of some windows.
    #[inline(always)]
    fn write<M: Machine>(&mut self, machine: M, found: [u64; LANES], base: i32) {
        let mut count = self.count;
        for (found, base) in found.into_iter().zip(bases(base)).take(M::Lanes::COUNT) {
            if let Some(room) = self.room.get_mut(count..) {
                count += machine.write(found, base, room);
            }
        }
        self.count = count;
    }

    /// Adds the places of windows most of which have none.
    #[inline(never)]
    fn write_few(&mut self, windows: &Few) {
        let mut count = self.count;
        let noted = windows.masks.iter().zip(&windows.bases);
        for (found, base) in noted.take(windows.count) {
            let mut bits = *found;
            while bits != 0
                && let Some(place) = self.room.get_mut(count)
            {
                let at = *base + i64::from(bits.trailing_zeros());
                *place = u32::try_from(at).unwrap_or(u32::MAX);
                count += 1;
                bits &= bits - 1;
            }
        }
        self.count = count;
    }

    /// One place for every byte, and room for what a vector writes beyond the last of them.
    fn clear(&mut self, bytes: usize) {
        self.count = 0;
        if self.room.len() < bytes + WINDOW {
            self.room.resize(bytes + WINDOW, 0);
        }
    }
}

/// The masks of windows that have a place, and what their first bits stand for: where most have none, to choose these costs less than
/// to write the places of each.
#[derive(Debug, Default)]
struct Few {
    masks: Vec<u64>,
    bases: Vec<i64>,
    count: usize,
}

impl Few {
    /// Notes the windows that have a place. There is no branch for each.
    #[inline(always)]
    fn note<L: Lanes>(&mut self, found: L, base: i32) {
        let masks = self.masks.get_mut(self.count..);
        let bases = self.bases.get_mut(self.count..);
        if let Some(masks) = masks.and_then(<[u64]>::first_chunk_mut)
            && let Some(bases) = bases.and_then(<[i64]>::first_chunk_mut)
        {
            self.count += found.note(i64::from(base), masks, bases);
        }
    }

    fn clear(&mut self, windows: usize) {
        self.count = 0;
        if self.masks.len() < windows + LANES {
            self.masks.resize(windows + LANES, 0);
            self.bases.resize(windows + LANES, 0);
        }
    }
}

/// What a survey found: places in the view.
#[derive(Debug, Default)]
pub struct Survey {
    /// Where words begin.
    pub words: Places,
    /// Where the frequent shapes may, each in a list of its own.
    pub frequent: [Places; FREQUENT],
    /// Where the others may, and which.
    pub rare: Vec<(u32, u8)>,
    /// How many lines end in the part.
    pub newlines: u32,
    few: [Few; FREQUENT],
}

/// What a processor does for a survey.
pub(crate) trait Machine: Copy {
    type Lanes: Lanes;

    /// The classes of the bytes of a string, which is as many windows long as there are lanes.
    fn classes(self, string: &[u8]) -> Classes<Self::Lanes>;

    /// Writes the places of the bits of `found`, the first of which stands for `base`; how many.
    fn write(self, found: u64, base: i32, out: &mut [u32]) -> usize;
}

/// What the first bits of windows stand for, beginning with `base`.
#[inline(always)]
fn bases(base: i32) -> [i32; LANES] {
    let mut bases = [base; LANES];
    for lane in 1..LANES {
        bases[lane] = bases[lane - 1].wrapping_add(APART);
    }
    bases
}

/// The bits `from..to` of a string of so many windows.
const fn bits(lanes: usize, from: usize, to: usize) -> [u64; LANES] {
    let mut masks = [0; LANES];
    let mut lane = 0;
    while lane < lanes {
        masks[lane] = below(to, lane) & !below(from, lane);
        lane += 1;
    }
    masks
}

/// The bits of one of its windows that lie before a bit of the string.
const fn below(bit: usize, lane: usize) -> u64 {
    match bit.saturating_sub(lane * WINDOW) {
        all if all >= WINDOW => u64::MAX,
        some => (1 << some) - 1,
    }
}

/// What a string reports whose places are all asked for, from its bit `first` on.
const fn all<M: Machine>(first: usize) -> [u64; LANES] {
    let lanes = M::Lanes::COUNT;
    bits(lanes, first, first + lanes * WINDOW - SHARED)
}

/// The bits whose places lie in `range`, of a string at `start` that reports `step` bits from `first` on.
#[inline(never)]
fn own(
    lanes: usize,
    (first, step): (usize, usize),
    start: isize,
    range: (usize, usize),
) -> [u64; LANES] {
    let bit = |place: usize| {
        let bit = place.cast_signed() - start;
        let bit = bit.clamp(first.cast_signed(), (first + step).cast_signed());
        bit.cast_unsigned()
    };
    bits(lanes, bit(range.0), bit(range.1))
}

/// See [`crate::survey`].
#[inline(always)]
pub(crate) fn run<M: Machine, S: Shapes>(
    machine: M,
    view: &[u8],
    (from, to, reach): (usize, usize, usize),
    out: &mut Survey,
) {
    let lanes = M::Lanes::COUNT;
    let step = lanes * WINDOW - SHARED;
    out.words.clear(reach - from);
    out.rare.clear();
    out.newlines = 0;
    let strings = (reach - from)
        .max(to - from + WORD_LEAD - SHAPE_LEAD)
        .div_ceil(step);
    for (list, few) in out.frequent.iter_mut().zip(&mut out.few) {
        list.clear(to - from);
        few.clear(strings * lanes);
    }
    for string in 0..strings {
        let start = (from + string * step).cast_signed() - WORD_LEAD.cast_signed();
        let whole = usize::try_from(start)
            .ok()
            .and_then(|at| view.get(at..at + lanes * WINDOW));
        let classes = match whole {
            Some(bytes) => machine.classes(bytes),
            None => machine.classes(&padded(view, start)[..lanes * WINDOW]),
        };
        report::<M, S>(machine, &classes, start, (from, to, reach), out);
    }
    for (list, few) in out.frequent.iter_mut().zip(&out.few) {
        list.write_few(few);
    }
}

/// A string that lies in the view in part: zeros stand for what is missing.
#[inline(never)]
fn padded(view: &[u8], start: isize) -> [u8; LONGEST] {
    let mut padded = [0; LONGEST];
    let before = (-start).max(0).cast_unsigned();
    let rest = view.get(start.max(0).cast_unsigned()..).unwrap_or_default();
    let rest = &rest[..rest.len().min(LONGEST - before)];
    padded[before..before + rest.len()].copy_from_slice(rest);
    padded
}

/// Reports the windows of one string, which begins at `start`.
#[inline(always)]
fn report<M: Machine, S: Shapes>(
    machine: M,
    classes: &Classes<M::Lanes>,
    start: isize,
    (from, to, reach): (usize, usize, usize),
    out: &mut Survey,
) {
    let lanes = M::Lanes::COUNT;
    let step = lanes * WINDOW - SHARED;
    // All but the first and the last report all that is theirs.
    let length = (lanes * WINDOW).cast_signed();
    let inner = start >= from.cast_signed() && start + length <= to.cast_signed();
    let (own_words, own_shapes) = if inner {
        const { (all::<M>(WORD_LEAD), all::<M>(SHAPE_LEAD)) }
    } else {
        (
            own(lanes, (WORD_LEAD, step), start, (from, reach)),
            own(lanes, (SHAPE_LEAD, step), start, (from, to)),
        )
    };
    let own_words = M::Lanes::load(&own_words);
    let own_shapes = M::Lanes::load(&own_shapes);
    // A view is some hundred kilobytes, and before it there are no bytes.
    let base = i32::try_from(start).unwrap_or(i32::MAX - 1024);
    let words = (classes.words() & own_words).masks();
    out.words.write(machine, words, base);
    let newlines = (classes.newline & own_shapes).masks();
    out.newlines += newlines.map(u64::count_ones).iter().sum::<u32>();
    let (frequent, rare) = S::of(classes);
    for (few, found) in out.few.iter_mut().zip(frequent) {
        few.note(found & own_shapes, base);
    }
    let mut any = rare[0];
    for one in &rare[1..] {
        any = any | *one;
    }
    let any = (any & own_shapes).masks();
    if any != [0; LANES] {
        let found = rare.map(|masks| (masks & own_shapes).masks());
        for (lane, base) in bases(base).into_iter().enumerate() {
            if any[lane] != 0 {
                push(&found, lane, base, &mut out.rare);
            }
        }
    }
}

/// Notes the rare shapes of one of the windows.
#[inline(never)]
fn push(found: &[[u64; LANES]; RARE], lane: usize, base: i32, out: &mut Vec<(u32, u8)>) {
    for (shape, windows) in (0..).zip(found) {
        let mut bits = windows[lane];
        while bits != 0 {
            let at = base.wrapping_add(bits.trailing_zeros().cast_signed());
            out.push((at.cast_unsigned(), shape));
            bits &= bits - 1;
        }
    }
}
