//! From what the detectors say to findings: in order, without overlaps, with lines and tags.

use std::cmp::Ordering;
use std::collections::VecDeque;

use super::recall::Note;
use super::text::Text;
use super::{Finding, REACH, Scanner};
use crate::rules::{Builtin, DetectorId, Rules};
use crate::token::Tag;
use coffer_model::Class;

/// What a detector said. Offsets are those of the stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Raw {
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) detector: DetectorId,
    pub(super) confidence: f32,
    /// Known where the value is not held whole.
    pub(super) tag: Option<Tag>,
    /// Known where the line is no longer at hand.
    pub(super) line: Option<u64>,
}

impl Raw {
    pub(super) const fn new(start: u64, end: u64, detector: DetectorId, confidence: f32) -> Self {
        Self {
            start,
            end,
            detector,
            confidence,
            tag: None,
            line: None,
        }
    }

    const fn len(&self) -> u64 {
        self.end - self.start
    }
}

/// Orders by everything, so that it does not matter in which order detectors spoke.
pub(super) fn in_order(a: &Raw, b: &Raw) -> Ordering {
    (a.start, b.end, a.detector)
        .cmp(&(b.start, a.end, b.detector))
        .then(b.confidence.total_cmp(&a.confidence))
}

/// Sorts what is nearly sorted: each of most values has few to pass. What is not is left to a sort for anything.
pub(super) fn sort_nearly<T: Copy>(all: &mut [T], order: impl Fn(&T, &T) -> Ordering) {
    let mut moves = all.len() * 4;
    for at in 1..all.len() {
        let one = all[at];
        let mut to = at;
        while to > 0 && order(&one, &all[to - 1]).is_lt() {
            all[to] = all[to - 1];
            to -= 1;
        }
        all[to] = one;
        moves = moves.saturating_sub(at - to);
        if moves == 0 {
            all.sort_by(order);
            return;
        }
    }
}

/// Counts line ends up to an offset that only grows.
pub(super) struct Lines {
    at: u64,
    newlines: u64,
    /// No line ends before this offset: a document may stand in one line, and hold thousands of values.
    none_before: u64,
    /// Where the next parts begin that were looked at, and how many lines end before them.
    parts: VecDeque<(u64, u64)>,
    /// How many lines end before the end of the last of these.
    learned: u64,
}

impl Lines {
    pub(super) fn new() -> Self {
        Self {
            at: 0,
            newlines: 0,
            none_before: 0,
            parts: VecDeque::new(),
            learned: 0,
        }
    }

    /// For a stream whose lines nobody asks for: what is told of them means nothing.
    pub(super) fn uncounted() -> Self {
        Self {
            none_before: u64::MAX,
            ..Self::new()
        }
    }

    /// The same at the start of a new stream.
    pub(super) fn restarted(&self) -> Self {
        if self.none_before == u64::MAX {
            return Self::uncounted();
        }
        Self::new()
    }

    pub(super) fn newlines(&self) -> u64 {
        self.newlines
    }

    /// Takes the counts of the parts of the next block, if they were counted: all of the stream's parts are, or none.
    pub(super) fn learn(&mut self, parts: &[Note]) {
        if self.none_before == u64::MAX {
            return;
        }
        for part in parts {
            self.parts.push_back((part.start, self.learned));
            self.learned += u64::from(part.newlines);
        }
    }

    /// Counts up to `to`. The text must hold everything since the last call.
    pub(super) fn advance(&mut self, text: Text<'_>, to: u64) {
        if to > self.none_before {
            self.newlines = self.line_of(text, to) - 1;
            let rest = text.behind(to);
            let free = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            self.none_before = to + free as u64;
        }
        self.at = self.at.max(to);
        // Of thousands of values in a line few are the first of their part.
        while self
            .parts
            .front()
            .is_some_and(|(start, _)| *start <= self.at)
        {
            self.parts.pop_front();
        }
    }

    /// The line of an offset, counted from 1.
    pub(super) fn line_of(&self, text: Text<'_>, to: u64) -> u64 {
        let begun = self.parts.partition_point(|(start, _)| *start <= to);
        let part = begun.checked_sub(1).and_then(|last| self.parts.get(last));
        let known = (self.at.min(to), self.newlines);
        let (from, newlines) = part.copied().unwrap_or(known);
        let since = text.between(from, to);
        newlines + memchr::memchr_iter(b'\n', since).count() as u64 + 1
    }
}

/// Makes one of two that overlap: the span of both, under the name that says more.
fn merge(rules: &Rules, a: Raw, b: Raw) -> Raw {
    let masked = |raw: &Raw| rules.detector(raw.detector).masked_by_default;
    let priority = |raw: &Raw| rules.detector(raw.detector).priority;
    let (start, end) = (a.start.min(b.start), a.end.max(b.end));
    let covers = |raw: &Raw| raw.len() * 2 >= end - start;
    // What may stay readable never names a span that must not. Then the longer one wins, unless a more specific
    // detector explains at least half of the whole.
    let key = |raw: &Raw| {
        (
            masked(raw),
            covers(raw),
            if covers(raw) { priority(raw) } else { 0 },
            raw.len(),
        )
    };
    // `scott/tiger@db.example.com`: what ends at the sign of a seeming address is the password of a login.
    let login = |one: &Raw, other: &Raw| {
        one.start <= other.start
            && one.end < other.end
            && other.detector == Builtin::Email.id()
            && rules.detector(one.detector).class == Class::Credential
    };
    let winner = match (login(&a, &b), login(&b, &a)) {
        (true, _) => a,
        (_, true) => b,
        _ if key(&b) > key(&a) => b,
        _ => a,
    };
    let whole = winner.start == start && winner.end == end;
    Raw {
        start,
        end,
        detector: winner.detector,
        confidence: a.confidence.max(b.confidence),
        tag: winner.tag.filter(|_| whole),
        line: if a.start == start { a.line } else { b.line },
    }
}

impl Scanner<'_> {
    /// Reports what cannot change any more: everything that ends before `limit`.
    pub(super) fn settle(&mut self, text: Text<'_>, limit: u64, sink: &mut dyn FnMut(Finding)) {
        let mut pending = std::mem::take(&mut self.pending);
        let mut near = 0;
        let tokens = !self.tokens.is_empty();
        pending.retain(|raw| {
            self.rules.is_on(raw.detector)
                && !(tokens && self.stands_for_tokens(text, raw, &mut near))
        });
        // What the looks and the structure told is sorted already, each by itself: such runs are only joined.
        pending.sort_by(in_order);
        let mut rest = pending.iter_mut();
        if let Some(mut held) = rest.next() {
            for raw in rest {
                if raw.start < held.end {
                    let united = raw.end.max(held.end) - held.start;
                    if raw.end <= held.end || united <= REACH as u64 {
                        *held = merge(self.rules, *held, *raw);
                        continue;
                    }
                    // Too long to be one: what sticks out is a finding of its own.
                    raw.start = held.end;
                    raw.tag = None;
                }
                self.emit_or_keep(text, held, limit, sink);
                held = raw;
            }
            self.emit_or_keep(text, held, limit, sink);
        }
        // What is kept is little, and the room for more is at hand.
        pending.clear();
        pending.append(&mut self.pending);
        self.pending = pending;
        let open = self
            .pending
            .first()
            .map_or(limit, |raw| raw.start.min(limit));
        self.settled = self.settled.max(open.min(self.done));
        self.tokens.retain(|(_, end)| *end > open.min(limit));
    }

    fn emit_or_keep(
        &mut self,
        text: Text<'_>,
        raw: &Raw,
        limit: u64,
        sink: &mut dyn FnMut(Finding),
    ) {
        // Once one is kept all later ones are, so the order holds.
        if raw.end > limit || !self.pending.is_empty() {
            self.pending.push(*raw);
        } else {
            self.emit(text, raw, sink);
        }
    }

    fn emit(&mut self, text: Text<'_>, raw: &Raw, sink: &mut dyn FnMut(Finding)) {
        let detector = self.rules.detector(raw.detector);
        let line = raw.line.unwrap_or_else(|| {
            self.lines.advance(text, raw.start);
            self.lines.newlines() + 1
        });
        let value = || text.between(raw.start, raw.end);
        if !self.rules.harmless.is_empty() && self.rules.harmless.holds(value()) {
            return;
        }
        self.summary.findings += 1;
        let mut finding = Finding {
            detector: raw.detector,
            class: detector.class,
            start: raw.start,
            end: raw.end,
            line,
            confidence: raw.confidence,
            tag: None,
        };
        // Without a key there are none, and none is copied.
        if raw.tag.is_some() {
            finding.tag = raw.tag;
        } else if let Some(pseudonyms) = self.pseudonyms {
            let tag =
                |value: &[u8]| pseudonyms.token(&detector.label, &detector.canon.apply(value));
            finding.tag = Some(self.tags.get(raw.detector.0, value(), tag));
        }
        sink(finding);
    }
}
