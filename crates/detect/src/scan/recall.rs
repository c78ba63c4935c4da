//! What one look at a text leaves for the next, which looks at the same text with tokens in places.
//!
//! A check sees a fixed stretch around its candidate and nothing else (see [`View::near`](super::look::View::near)). Where that stretch is
//! the same in both texts, so is the answer, and the second look takes it over. The rest is looked at again. See ADR 0016.

use std::collections::VecDeque;
use std::sync::Arc;

use super::leads::{Lead, Place};
use super::look::Look;
use super::resolve::Raw;

/// How far before its candidate a check sees, in bytes.
pub(super) const BEFORE: usize = 2 << 10;
/// How far behind the beginning of its candidate a check sees, in bytes.
pub(super) const AFTER: usize = 5 << 10;

/// What a look at one part amounted to, beside what it found.
#[derive(Debug, Clone, Default)]
pub(super) struct Note {
    /// The offsets of the part.
    pub(super) start: u64,
    pub(super) end: u64,
    /// How many lines end in it.
    pub(super) newlines: u32,
    /// What was spent of the budgets of the part, in bytes.
    pub(super) cost: usize,
    pub(super) decoded: usize,
    /// What was found depends on where the part begins or ends, or on more than [`BEFORE`] and [`AFTER`]: nobody else can use it.
    pub(super) alone: bool,
    /// Its candidates, counted from its beginning, if they are kept.
    pub(super) places: Option<Arc<[Place]>>,
}

/// A stretch of bytes that is the same in both texts.
#[derive(Debug, Clone, Copy)]
struct Same {
    first: u64,
    second: u64,
    length: u64,
}

/// Places of the second text around which the first one is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clean {
    pub(super) from: u64,
    pub(super) to: u64,
    /// Where `from` is in the first text.
    first: u64,
}

impl Clean {
    /// A place of the first text in the second.
    const fn moved(&self, at: u64) -> u64 {
        (at + self.from).saturating_sub(self.first)
    }

    const fn first_end(&self) -> u64 {
        self.first + (self.to - self.from)
    }
}

/// What the first look left, in its offsets, and where the same bytes stand in the second text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recall {
    same: VecDeque<Same>,
    parts: VecDeque<Note>,
    /// What was found, each with the place of its candidate, in the order of those.
    found: VecDeque<(u64, Raw)>,
    /// Where private keys may begin.
    keys: VecDeque<u64>,
}

impl Recall {
    /// Notes that `length` bytes at `first` of the first text stand at `second` of the second.
    pub(crate) fn same(&mut self, first: u64, second: u64, length: u64) {
        match self.same.back_mut() {
            Some(last)
                if last.first + last.length == first && last.second + last.length == second =>
            {
                last.length += length;
            }
            _ => self.same.push_back(Same {
                first,
                second,
                length,
            }),
        }
    }

    /// Notes what a look at the next block of the first text left.
    pub(super) fn looked(&mut self, look: &Look) {
        self.parts.extend(look.parts.iter().cloned());
        self.keys.extend(&look.key_starts);
        let from = self.found.len();
        self.found.extend(&look.anchored);
        self.found.make_contiguous()[from..].sort_by_key(|(anchor, _)| *anchor);
    }

    /// Adds what was noted later.
    pub(crate) fn extend(&mut self, later: Self) {
        for one in later.same {
            self.same(one.first, one.second, one.length);
        }
        self.parts.extend(later.parts);
        self.found.extend(later.found);
        self.keys.extend(later.keys);
    }

    /// What concerns `from..to` of the second text; what concerns only places before `from` is forgotten.
    pub(super) fn about(&mut self, from: u64, to: u64) -> Self {
        while self
            .same
            .front()
            .is_some_and(|one| one.second + one.length <= from)
        {
            self.same.pop_front();
        }
        let within = self.same.partition_point(|one| one.second < to);
        let same: VecDeque<Same> = self.same.range(..within).copied().collect();
        let (Some(head), Some(last)) = (same.front(), same.back()) else {
            return Self::default();
        };
        let begin = head.first + from.saturating_sub(head.second);
        let end = last.first + last.length.min(to - last.second);
        let old = self.parts.partition_point(|part| part.end <= begin);
        self.parts.drain(..old);
        let old = self.found.partition_point(|(anchor, _)| *anchor < begin);
        self.found.drain(..old);
        let old = self.keys.partition_point(|at| *at < begin);
        self.keys.drain(..old);
        let parts = self.parts.partition_point(|part| part.start < end);
        let found = self.found.partition_point(|(anchor, _)| *anchor < end);
        let keys = self.keys.partition_point(|at| *at < end);
        Self {
            parts: self.parts.range(..parts).cloned().collect(),
            found: self.found.range(..found).copied().collect(),
            keys: self.keys.range(..keys).copied().collect(),
            same,
        }
    }

    /// The places of `from..to` of the second text that need no second look, in order: their candidates, and what the checks of those saw,
    /// are those of the first text.
    pub(super) fn clean(&self, from: u64, to: u64) -> impl Iterator<Item = Clean> {
        self.unchanged((from, to), BEFORE as u64, AFTER as u64)
    }

    /// The places of a range of the second text around which so many bytes are those of the first, in order.
    pub(super) fn unchanged(
        &self,
        (from, to): (u64, u64),
        before: u64,
        behind: u64,
    ) -> impl Iterator<Item = Clean> {
        let begun = self
            .same
            .partition_point(|one| one.second + one.length <= from);
        let near = self.same.range(begun..);
        near.take_while(move |one| one.second < to)
            .filter_map(move |one| {
                let begin = (one.second + before).max(from);
                let end = (one.second + one.length).saturating_sub(behind).min(to);
                (begin < end).then(|| Clean {
                    from: begin,
                    to: end,
                    first: one.first + (begin - one.second),
                })
            })
    }

    /// The candidates of the first look at places around which nothing changed, with their places in the second text: part by part, as
    /// the first look found them. `None` where it did not keep them all.
    pub(super) fn candidates(&self, clean: Clean) -> Option<impl Iterator<Item = (u64, Lead)>> {
        let (from, to) = (clean.first, clean.first_end());
        let begun = self.parts.partition_point(|part| part.end <= from);
        let parts = self.parts.range(begun..);
        let parts = parts.take_while(move |part| part.start < to);
        let mut known = from;
        for part in parts.clone() {
            if part.start > known || part.places.is_none() {
                return None;
            }
            known = part.end;
        }
        let places = parts.flat_map(|part| {
            let places = part.places.iter().flat_map(|places| places.iter());
            places.map(|(at, lead)| (part.start + u64::from(*at), *lead))
        });
        let here = places.filter(move |(at, _)| (from..to).contains(at));
        (known >= to).then(|| here.map(move |(at, lead)| (clean.moved(at), lead)))
    }

    /// What the first look spent at most on the clean places of `from..to` of the second text. `None` where there are none, or they cannot
    /// be relied on.
    pub(super) fn spent(&self, from: u64, to: u64) -> Option<Note> {
        let mut spent = Note::default();
        let mut any = false;
        for clean in self.clean(from, to) {
            any = true;
            let begun = self.parts.partition_point(|part| part.end <= clean.first);
            let parts = self.parts.range(begun..);
            for part in parts.take_while(|part| part.start < clean.first_end()) {
                spent.cost += part.cost;
                spent.decoded += part.decoded;
                spent.alone |= part.alone;
            }
        }
        (any && !spent.alone).then_some(spent)
    }

    /// Takes over what was found from candidates in clean places.
    pub(super) fn take_over(&self, clean: Clean, look: &mut Look) {
        let begun = self
            .found
            .partition_point(|(anchor, _)| *anchor < clean.first);
        let found = self.found.range(begun..);
        for (_, raw) in found.take_while(|(anchor, _)| *anchor < clean.first_end()) {
            look.found.push(Raw {
                start: clean.moved(raw.start),
                end: clean.moved(raw.end),
                ..*raw
            });
        }
        let begun = self.keys.partition_point(|at| *at < clean.first);
        let keys = self.keys.range(begun..);
        for at in keys.take_while(|at| **at < clean.first_end()) {
            look.key_starts.push(clean.moved(*at));
        }
    }
}
