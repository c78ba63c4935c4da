//! A JSON document in the string of another one: names and shape stay, strings and numbers go.

use super::super::Spot;
use super::super::tokens::{Run, Tokens, Visit};
use super::allow;
use super::veil::{Unescape, Veil, withheld};

/// Documents inside each other that are read. A deeper one is a string like any other.
const LEVELS: u8 = 3;
/// The longest number or word that is looked at.
const WORD_BYTES: usize = 6;

/// A document as it passes.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    tokens: Tokens,
    masks: Masks,
}

impl Leaves {
    pub(super) fn begin(&mut self) {
        self.tokens = Tokens::default();
        self.masks.inside = false;
    }

    pub(super) fn feed(&mut self, run: Run<'_>, out: &mut Vec<Spot>) {
        self.tokens.feed(run, &mut self.masks, out);
    }

    /// Takes what it can of text whose quotes are written as escapes, without another reading it; returns how much.
    pub(super) fn feed_escaped(&mut self, run: Run<'_>, out: &mut Vec<Spot>) -> usize {
        self.tokens.feed_escaped(run, &mut self.masks, out)
    }

    pub(super) fn end(&mut self, out: &mut Vec<Spot>) {
        self.tokens.finish(&mut self.masks, out);
    }
}

/// Masks every leaf.
#[derive(Debug, Default)]
struct Masks {
    level: u8,
    string: bool,
    /// Nothing of the present value was seen yet.
    fresh: bool,
    start: u64,
    word: Vec<u8>,
    veil: Veil,
    /// The present value is a document itself.
    inside: bool,
    inner: Option<Box<Inner>>,
    /// The end of the last text without an escape of which nothing is known.
    lost: u64,
}

#[derive(Debug, Default)]
struct Inner {
    unescape: Unescape,
    leaves: Leaves,
}

impl Visit for Masks {
    fn open(&mut self, _array: bool, _deep: bool) {}

    fn close(&mut self, _deep: bool, _out: &mut Vec<Spot>) {}

    fn name(&mut self, text: &[u8], start: u64, end: u64, out: &mut Vec<Spot>) {
        if !allow::name_like(text) {
            self.veil.begin(start);
            self.veil.end(end, out);
        }
    }

    fn begin(&mut self, string: bool, start: u64) {
        self.string = string;
        self.fresh = true;
        self.start = start;
        self.veil.begin(start);
        self.word.clear();
        self.inside = false;
    }

    fn part(&mut self, run: Run<'_>, out: &mut Vec<Spot>) {
        if std::mem::take(&mut self.fresh)
            && self.string
            && self.level < LEVELS
            && matches!(run.bytes.first(), Some(b'{' | b'['))
        {
            self.inside = true;
            let level = self.level + 1;
            let inner = self.inner.get_or_insert_default();
            inner.unescape.begin();
            inner.leaves.begin();
            inner.leaves.masks.level = level;
        }
        if self.inside {
            if let Some(inner) = &mut self.inner {
                let leaves = &mut inner.leaves;
                inner.unescape.feed(run, &mut |run| leaves.feed(run, out));
            }
            return;
        }
        if !self.string {
            let room = WORD_BYTES.saturating_sub(self.word.len());
            self.word
                .extend_from_slice(&run.bytes[..run.bytes.len().min(room)]);
        }
        self.veil.pass(run.offset(run.bytes.len()), out);
    }

    fn end(&mut self, end: u64, out: &mut Vec<Spot>) {
        if self.inside {
            if let Some(inner) = &mut self.inner {
                inner.leaves.end(out);
            }
        } else if self.string || !matches!(self.word.as_slice(), b"true" | b"false" | b"null") {
            self.veil.end(end, out);
        }
        self.inside = false;
    }

    fn whole(&mut self, string: bool, run: Run<'_>, out: &mut Vec<Spot>) {
        self.begin(string, run.start());
        if string && matches!(run.bytes.first(), Some(b'{' | b'[')) {
            self.part(run, out);
            self.end(run.end(), out);
        } else if string || !matches!(run.bytes, b"true" | b"false" | b"null") {
            self.veil.end(run.end(), out);
        }
    }

    fn restart(&mut self) {}

    fn insists(&self) -> bool {
        true
    }

    fn lost(&mut self, run: Run<'_>, out: &mut Vec<Spot>) {
        // What is written as an escape is told alone: a value in quotes keeps the name that others know it by. Between escapes it
        // does not matter where the text was cut to be read.
        let mut from = 0;
        while from < run.bytes.len() {
            let width = |place: usize| run.offset(place + 1) - run.offset(place);
            let plain = (from..run.bytes.len()).take_while(|place| width(*place) == 1);
            let plain = plain.count();
            let to = from + plain.max(1);
            let (start, end) = (run.offset(from), run.offset(to));
            match out.last_mut() {
                Some(last) if plain > 0 && self.lost == start && last.end == start => {
                    last.end = end;
                }
                _ => out.push(withheld(start, end)),
            }
            if plain > 0 {
                self.lost = end;
            }
            from = to;
        }
    }
}
