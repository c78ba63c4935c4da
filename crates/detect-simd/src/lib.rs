//! The searches that touch every byte of every file, in the widest vectors the processor has.
//!
//! [`survey`] turns 64 bytes into one bit mask per class of byte, and tells from these where words begin and where shapes may.
//! [`Fingerprints`] finds where one of many short keywords may stand, and [`line_end`] which lines are worth a look. All only
//! propose places: whoever calls them decides there.
//!
//! [`marks`] is for short texts, and takes the vectors that every processor has.
//!
//! On x86-64 the others use vectors of 64 bytes (AVX-512 with VBMI and GFNI) or 32 bytes (AVX2), found out when the program runs; this is the
//! one place in Coffer with `unsafe` in it. Elsewhere, and in the tests that compare the two, the twins in `portable` do the same work.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod breaks;
mod fingerprints;
mod marks;
pub mod portable;
mod survey;

pub use breaks::Beside;
pub use fingerprints::{Detail, Fingerprints, Print};
pub use marks::{GROUP, marks};
pub use survey::{Classes, FREQUENT, Lanes, Places, RARE, Shapes, Survey};

/// How many bytes one mask describes.
const WINDOW: usize = 64;

/// Whether this processor has the wide vectors.
#[must_use]
pub fn is_wide() -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        avx2::is_there() || avx512::is_there()
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        false
    }
}

/// Goes over `view` from `from` on: where in `from..reach` words begin, and where in `from..to` shapes may. `reach` is at least `to`.
/// What `out` held before is gone.
///
/// A word begins at a letter behind anything but letters and digits, at a capital behind or in front of a small letter, and
/// behind what may be an escape, such as `\n` or `%3D`. What lies outside of the view is of no class.
#[inline]
pub fn survey<S: Shapes>(view: &[u8], (from, to, reach): (usize, usize, usize), out: &mut Survey) {
    let reach = reach.min(view.len());
    let to = to.min(reach);
    let range = (from.min(to), to, reach);
    #[cfg(target_arch = "x86_64")]
    if avx512::is_there() {
        return avx512::call_survey::<S>(view, range, out);
    }
    #[cfg(target_arch = "x86_64")]
    if avx2::is_there() {
        return avx2::call_survey::<S>(view, range, out);
    }
    portable::survey::<S>(view, range, out);
}

/// The first line end of `view` at `from` or behind that has one of the given bytes beside it. A carriage return belongs to the line
/// end. The bytes before `from` count, and those behind the end of `view` are unknown and do not.
#[must_use]
pub fn line_end(view: &[u8], from: usize, beside: &Beside) -> Option<usize> {
    #[cfg(target_arch = "x86_64")]
    if avx512::is_there() {
        return avx512::call_line_end(view, from, beside);
    }
    portable::line_end(view, from, beside)
}

/// One place for every byte, and room for what a vector writes beyond the last of them.
fn make_room(from: usize, to: usize, out: &mut Vec<u32>) {
    let most = to.saturating_sub(from) + WINDOW;
    if out.len() < most {
        out.resize(most, 0);
    }
}

/// The `N` bytes at `at`: a part of `view`, or a copy in `padded` with `fill` behind the end.
#[inline(always)]
fn window<'w, const N: usize>(
    view: &'w [u8],
    at: usize,
    fill: u8,
    padded: &'w mut [u8; N],
) -> &'w [u8; N] {
    if let Some(bytes) = view.get(at..at + N).and_then(<[u8]>::first_chunk) {
        return bytes;
    }
    padded.fill(fill);
    let rest = view.get(at..).unwrap_or_default();
    padded[..rest.len()].copy_from_slice(rest);
    padded
}
