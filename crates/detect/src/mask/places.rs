//! From findings, as they come, to the places of a text that are masked: in order and without overlaps, each with the
//! text around it.

use super::cut::{Cut, Form};
use super::quote::{Strings, is_number};
use crate::scan::Finding;
use crate::views::Sighting;

/// Bytes before a value that are remembered, to tell where it stands.
const CONTEXT_BYTES: usize = 32;

/// A place of a text that is masked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// What was found.
    pub finding: Finding,
    /// The offset of the first byte to replace. What was found may begin before it, under another place.
    pub start: u64,
    /// The offset behind the last byte to replace.
    pub end: u64,
    /// The token stands here; the other places of a finding that lies in pieces leave nothing.
    pub is_first: bool,
    /// Each character is followed by a zero, as in UTF-16.
    pub is_wide: bool,
    /// The quotes around the token, an index into [`QUOTES`]: a JSON document stays one when a number goes.
    pub quote: u8,
}

/// Quotes around a token: none, and those of a JSON document in up to three others.
pub const QUOTES: [&str; 5] = ["", "\"", "\\\"", "\\\\\\\"", "\\\\\\\\\\\\\\\""];

/// What a text consists of.
pub(super) enum Stretch<'b> {
    /// Bytes that stay, and the offset of the first.
    Plain(u64, &'b [u8]),
    /// Bytes that are replaced, and the quotes around what replaces them.
    Masked(Cut, &'b [u8], u8),
}

/// Holds a text until it is decided what of it is masked.
#[derive(Default)]
pub(crate) struct Places {
    /// Bytes that are not yet decided behind some that are, and where the first of them stood.
    held: Vec<u8>,
    base: u64,
    /// How many of the bytes held are given out: they go when they are many, so that the others are seldom moved.
    given: usize,
    /// What is to be masked and was not given out yet.
    cuts: Vec<Cut>,
    /// The last bytes before those, as they were.
    before: Vec<u8>,
    /// The text is JSON, as far as its first byte tells.
    json: Option<bool>,
    /// Where in its strings the text stands, as far as it was asked.
    strings: Strings,
    /// How many of the bytes held were gone through for that.
    passed: usize,
}

impl Places {
    /// Takes the next bytes.
    pub(crate) fn take(&mut self, bytes: &[u8]) {
        self.held.extend_from_slice(bytes);
    }

    /// Takes a finding, in any order.
    pub(crate) fn add_finding(&mut self, finding: Finding) {
        self.cuts.push(Cut::of(finding));
    }

    /// Takes what was found through another way to read, in any order.
    pub(crate) fn add_sighting(&mut self, sighting: Sighting) {
        self.cuts.extend(Cut::of_sighting(sighting));
    }

    /// Gives out the places before `settled`, an offset before which nothing more will be found.
    pub(crate) fn places(&mut self, settled: u64, each: &mut dyn FnMut(&Place)) {
        self.settle(settled, &mut |stretch| {
            if let Stretch::Masked(cut, _, quote) = stretch {
                each(&Place {
                    finding: cut.finding,
                    start: cut.start,
                    end: cut.end,
                    is_first: cut.is_first,
                    is_wide: cut.form == Form::Wide,
                    quote,
                });
            }
        });
    }

    /// Gives out everything before `settled`, an offset before which nothing more will be found.
    pub(super) fn settle(&mut self, settled: u64, each: &mut dyn FnMut(Stretch<'_>)) {
        let place = |offset: u64, base: u64| {
            usize::try_from(offset.saturating_sub(base)).unwrap_or(usize::MAX)
        };
        if self.json.is_none() {
            let first = self.held.iter().find(|b| !b.is_ascii_whitespace());
            self.json = first.map(|b| matches!(b, b'{' | b'['));
        }
        self.cuts
            .sort_by_key(|cut| (cut.start, std::cmp::Reverse(cut.end)));
        let ready = self.cuts.partition_point(|cut| cut.start < settled);
        let mut cuts = std::mem::take(&mut self.cuts);
        self.cuts = cuts.split_off(ready);
        let (mut at, mut limit) = (self.given, settled);
        for mut cut in cuts {
            // What is not settled to its end waits, and everything behind it.
            if cut.end > limit || cut.end > settled {
                limit = limit.min(cut.start);
                self.cuts.push(cut);
                continue;
            }
            let (start, end) = (
                place(cut.start, self.base).max(at),
                place(cut.end, self.base).min(self.held.len()),
            );
            if end <= start {
                continue;
            }
            self.plain(at, start, each);
            (cut.start, cut.end) = (self.base + start as u64, self.base + end as u64);
            let quote = self.quote(start, end);
            each(Stretch::Masked(cut, &self.held[start..end], quote));
            at = end;
        }
        let end = place(limit, self.base).min(self.held.len());
        if end > at {
            self.plain(at, end, each);
            at = end;
        }
        self.given = at;
        if at >= self.held.len() / 2 {
            self.forget();
        }
    }

    /// Lets go of what was given out.
    fn forget(&mut self) {
        let at = std::mem::take(&mut self.given);
        self.pass(at);
        self.passed = 0;
        self.before
            .extend_from_slice(&self.held[at.saturating_sub(CONTEXT_BYTES)..at]);
        let surplus = self.before.len().saturating_sub(CONTEXT_BYTES);
        self.before.drain(..surplus);
        self.held.drain(..at);
        self.base += at as u64;
    }

    fn plain(&self, from: usize, to: usize, each: &mut dyn FnMut(Stretch<'_>)) {
        if to > from {
            each(Stretch::Plain(
                self.base + from as u64,
                &self.held[from..to],
            ));
        }
    }

    /// The quote that keeps a JSON document whole when a token takes the place of a bare number.
    fn quote(&mut self, start: usize, end: usize) -> u8 {
        let ends = self.held[end - 1..end].iter().all(u8::is_ascii_digit);
        if self.json != Some(true) || !ends || !is_number(&self.held[start..end]) {
            return 0;
        }
        self.pass(start);
        let (value, after) = (&self.held[start..end], &self.held[end..]);
        if let Some(from) = start.checked_sub(CONTEXT_BYTES) {
            return self.strings.quote(&self.held[from..start], value, after);
        }
        let before = [&self.before, &self.held[..start]].concat();
        self.strings.quote(&before, value, after)
    }

    /// Goes through the text up to `to`.
    fn pass(&mut self, to: usize) {
        if self.json == Some(true) {
            self.strings.pass(&self.held[self.passed..to]);
            self.passed = to;
        }
    }
}
