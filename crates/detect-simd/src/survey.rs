//! One pass over the bytes of a part: where words begin, and where shapes may.
//!
//! Bytes become one bit mask per class, window by window; what is asked of the masks is then worked out for as many windows at
//! once as a vector holds. The two steps go over some windows each in turn: vectors of masks are read back from memory when the
//! stores that made them are done. The form is that of bit streams (Cameron et al., *Parallel Scanning with Bitstream Addition*, 2011),
//! with overlapping windows in the place of carries.

use std::ops::{BitAnd, BitOr, Not, Shl, Shr};

use crate::WINDOW;

/// How far apart windows begin: what is left are the bytes before and behind that a question may look at.
const STEP: usize = 48;
/// The same between places.
const APART: i32 = 48;
const _: () = assert!(APART.unsigned_abs() as usize == STEP);
/// Bytes of a window before the first word that is its to report: what stands there decides whether a word begins.
const WORD_LEAD: usize = 8;
/// The same for shapes, which look at one byte before and at 15 behind.
const SHAPE_LEAD: usize = 1;
/// Windows between two changes of step.
const BATCH: usize = 32;
/// The most lanes of a vector.
const LANES: usize = 8;

/// A bit mask for one window, or for each of several.
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

    /// The same mask for each window.
    fn splat(mask: u64) -> Self;

    /// The masks; those behind the count are zero.
    fn masks(self) -> [u64; LANES];
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
}

impl<T> Classes<T> {
    /// Another form of each mask.
    #[inline(always)]
    fn map<U>(&self, mut of: impl FnMut(&T) -> U) -> Classes<U> {
        Classes {
            digit: of(&self.digit),
            alpha: of(&self.alpha),
            upper: of(&self.upper),
            high: of(&self.high),
            dot: of(&self.dot),
            colon: of(&self.colon),
            dash: of(&self.dash),
            space: of(&self.space),
            at: of(&self.at),
            plus: of(&self.plus),
            paren: of(&self.paren),
            backslash: of(&self.backslash),
            percent: of(&self.percent),
            end_of_colour: of(&self.end_of_colour),
            ampersand: of(&self.ampersand),
            equals: of(&self.equals),
        }
    }
}

/// The masks of one class, for a batch of windows.
#[derive(Debug, Clone, Copy)]
struct Row([u64; BATCH]);

impl Default for Row {
    fn default() -> Self {
        Self([0; BATCH])
    }
}

/// The masks of a batch of windows.
type Batch = Classes<Row>;

impl Batch {
    #[inline(always)]
    fn set(&mut self, window: usize, classes: &Classes<u64>) {
        self.digit.0[window] = classes.digit;
        self.alpha.0[window] = classes.alpha;
        self.upper.0[window] = classes.upper;
        self.high.0[window] = classes.high;
        self.dot.0[window] = classes.dot;
        self.colon.0[window] = classes.colon;
        self.dash.0[window] = classes.dash;
        self.space.0[window] = classes.space;
        self.at.0[window] = classes.at;
        self.plus.0[window] = classes.plus;
        self.paren.0[window] = classes.paren;
        self.backslash.0[window] = classes.backslash;
        self.percent.0[window] = classes.percent;
        self.end_of_colour.0[window] = classes.end_of_colour;
        self.ampersand.0[window] = classes.ampersand;
        self.equals.0[window] = classes.equals;
    }
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
pub const RARE: usize = 12;

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
        for (found, base) in &windows.room[..windows.count] {
            let mut bits = *found;
            while bits != 0
                && let Some(place) = self.room.get_mut(count)
            {
                *place = base
                    .wrapping_add(bits.trailing_zeros().cast_signed())
                    .cast_unsigned();
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
    room: Vec<(u64, i32)>,
    count: usize,
}

impl Few {
    /// Notes the windows that have a place. There is no branch for each.
    #[inline(always)]
    fn note<L: Lanes>(&mut self, found: L, base: i32) {
        let Some(room) = self.room.get_mut(self.count..self.count + LANES) else {
            return;
        };
        let mut kept = 0;
        for (found, base) in found.masks().into_iter().zip(bases(base)).take(L::COUNT) {
            room[kept % LANES] = (found, base);
            kept += usize::from(found != 0);
        }
        self.count += kept;
    }

    fn clear(&mut self, windows: usize) {
        self.count = 0;
        if self.room.len() < windows + LANES {
            self.room.resize(windows + LANES, (0, 0));
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
    few: [Few; FREQUENT],
    batch: Batch,
}

/// What a processor does for a survey.
pub(crate) trait Machine: Copy {
    type Lanes: Lanes;

    /// The classes of the bytes of a window.
    fn classes(self, bytes: &[u8; WINDOW]) -> Classes<u64>;

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

/// The bits whose places lie in `range`, of a window at `start` that reports [`STEP`] bits from `first` on.
#[inline(always)]
fn own(first: usize, start: isize, range: (usize, usize)) -> u64 {
    let bit = |place: usize| {
        let bit = place.cast_signed() - start;
        bit.clamp(first.cast_signed(), (first + STEP).cast_signed())
    };
    let below = |bit: isize| (1_u64 << bit) - 1;
    below(bit(range.1)) & !below(bit(range.0))
}

/// See [`crate::survey`].
#[inline(always)]
pub(crate) fn run<M: Machine, S: Shapes>(
    machine: M,
    view: &[u8],
    (from, to, reach): (usize, usize, usize),
    out: &mut Survey,
) {
    out.words.clear(reach - from);
    out.rare.clear();
    let windows = (reach - from)
        .max(to - from + WORD_LEAD - SHAPE_LEAD)
        .div_ceil(STEP);
    for (list, few) in out.frequent.iter_mut().zip(&mut out.few) {
        list.clear(to - from);
        few.clear(windows);
    }
    let mut begun = 0;
    while begun < windows {
        let count = (windows - begun).min(BATCH);
        for window in 0..count {
            let start = (from + (begun + window) * STEP).cast_signed() - WORD_LEAD.cast_signed();
            let whole = usize::try_from(start)
                .ok()
                .and_then(|at| view.get(at..at + WINDOW));
            let classes = match whole.and_then(<[u8]>::first_chunk) {
                Some(bytes) => machine.classes(bytes),
                None => machine.classes(&padded(view, start)),
            };
            out.batch.set(window, &classes);
        }
        let mut window = 0;
        while window < count {
            let start = (from + (begun + window) * STEP).cast_signed() - WORD_LEAD.cast_signed();
            group::<M, S>(machine, window, start, (from, to, reach), out);
            window += M::Lanes::COUNT;
        }
        begun += count;
    }
    for (list, few) in out.frequent.iter_mut().zip(&out.few) {
        list.write_few(few);
    }
}

/// A window that lies in the view in part: zeros stand for what is missing.
#[inline(never)]
fn padded(view: &[u8], start: isize) -> [u8; WINDOW] {
    std::array::from_fn(|n| {
        let at = usize::try_from(start + n.cast_signed());
        at.ok().and_then(|at| view.get(at)).copied().unwrap_or(0)
    })
}

/// Reports the windows of one vector.
#[inline(always)]
fn group<M: Machine, S: Shapes>(
    machine: M,
    window: usize,
    start: isize,
    (from, to, reach): (usize, usize, usize),
    out: &mut Survey,
) {
    let classes = out.batch.map(|masks| M::Lanes::load(&masks.0[window..]));
    // All but the first and the last report all that is theirs.
    let behind = start + (M::Lanes::COUNT * STEP + WINDOW).cast_signed();
    let inner = start >= from.cast_signed() && behind <= to.cast_signed();
    let mine = |first, to| {
        if inner {
            return M::Lanes::splat(((1_u64 << STEP) - 1) << first);
        }
        let own = |lane: usize| own(first, start + (lane * STEP).cast_signed(), (from, to));
        M::Lanes::load(&std::array::from_fn::<u64, LANES, _>(own))
    };
    let (own_words, own_shapes) = (mine(WORD_LEAD, reach), mine(SHAPE_LEAD, to));
    // A view is some hundred kilobytes, and before it there are no bytes.
    let base = i32::try_from(start).unwrap_or(i32::MAX - 1024);
    let words = (classes.words() & own_words).masks();
    out.words.write(machine, words, base);
    let (frequent, rare) = S::of(&classes);
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
