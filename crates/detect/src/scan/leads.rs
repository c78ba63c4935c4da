//! What a look asks checks about, kept for a second look at the same bytes.
//!
//! Whether a place is a candidate depends on few bytes around it. Where those went through unchanged, the second look need not search
//! for candidates: it takes those of the first and asks the checks again.

use std::sync::Arc;

use crate::grams::Target;
use crate::planes::{Candidates, Shape};

/// Why a place may hold something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    /// It has the shape of something.
    Shape(Shape),
    /// It stands between what may be the names of a person.
    Name,
    /// It is in a long run of letters and digits.
    Run,
    /// A keyword stands there.
    Word(Target),
}

/// A place, counted from the beginning of something, and why it may hold something.
pub(super) type Place = (u32, Lead);

// Many are kept.
const _: () = assert!(size_of::<Place>() == 8);

/// What decides before a place whether it is a candidate, in bytes: [`coffer_detect_simd::survey`] looks at eight.
pub(super) const BEFORE_PLACE: usize = 16;
/// The same behind it, beside the longest keyword: shapes are told by 15 bytes, words by the first eight of a run.
pub(super) const BEHIND_PLACE: usize = 16;
/// Places of a part of 8 KiB that are kept at most: what has more is searched again.
const MOST: usize = 2048;

/// All places of a part that begins at `from`, counted from there. `None` where they are too many to be kept.
pub(super) fn kept(
    candidates: &Candidates,
    words: &[(u32, Target)],
    from: usize,
    room: &mut Vec<Place>,
) -> Option<Arc<[Place]>> {
    room.clear();
    add(candidates, words, room);
    let from = u32::try_from(from).ok()?;
    for (at, _) in &mut *room {
        *at = at.saturating_sub(from);
    }
    (room.len() <= MOST).then(|| room.as_slice().into())
}

/// Adds what a search found.
pub(super) fn add(candidates: &Candidates, words: &[(u32, Target)], places: &mut Vec<Place>) {
    places.extend(
        candidates
            .shapes()
            .map(|(at, shape)| (at, Lead::Shape(shape))),
    );
    places.extend(candidates.names().iter().map(|at| (*at, Lead::Name)));
    places.extend(candidates.runs().iter().map(|at| (*at, Lead::Run)));
    places.extend(words.iter().map(|(at, target)| (*at, Lead::Word(*target))));
}
