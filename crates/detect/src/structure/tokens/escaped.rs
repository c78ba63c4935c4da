//! A document inside a string, read as it is written there: in most of them nothing but the quotes and the line ends is an escape.

use super::{NAME_BYTES, Run, SCALAR_ENDS, Spot, State, Tokens, Visit, string_end};

impl Tokens {
    /// Takes what can be told without reading through the escapes; returns the place where something is cut off, unusual, or written with
    /// another escape. What is told is what [`Tokens::feed`] tells of the text behind the escapes.
    pub(in crate::structure) fn feed_escaped<V: Visit>(
        &mut self,
        run: Run<'_>,
        visit: &mut V,
        out: &mut Vec<Spot>,
    ) -> usize {
        let bytes = run.bytes;
        let mut place = 0;
        while let Some(rest @ [byte, ..]) = bytes.get(place..) {
            let length = match (self.state, byte) {
                (State::InName | State::InString | State::InScalar, _) => {
                    self.goes_on(run, place, visit, out)
                }
                (State::Skip | State::Lost | State::LostLine, _) => 0,
                (_, b' ') => 1,
                (_, b'\\') if matches!(rest, [_, b'n' | b'r' | b't', ..]) => 2,
                (State::Name, b'\\') => self.pair(run, place, visit, out),
                (State::Value, b'\\') => self.quoted(run, place, visit, out),
                (State::Colon, b':') => {
                    self.state = State::Value;
                    1
                }
                (State::Value, b'{' | b'[') => {
                    self.open(*byte == b'[', visit);
                    1
                }
                (State::Value, b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                    self.word(run, place, visit, out)
                }
                (State::Name, b'}') => {
                    self.close(visit, out);
                    1
                }
                (State::After, b',' | b'}' | b']') if self.depth > 0 => {
                    self.after(*byte, visit, out);
                    1
                }
                _ => 0,
            };
            if length == 0 {
                break;
            }
            place += length;
        }
        place
    }

    /// The rest of what was begun, if it is at hand and nothing in it is an escape; how long it is with its quote.
    fn goes_on<V: Visit>(
        &mut self,
        run: Run<'_>,
        from: usize,
        visit: &mut V,
        out: &mut Vec<Spot>,
    ) -> usize {
        let rest = &run.bytes[from..];
        let scalar = self.state == State::InScalar;
        let length = if scalar {
            word_length(rest, visit.insists())
        } else {
            text_length(rest, visit.insists())
        };
        let Some(length) = length.filter(|_| !self.escaped) else {
            return 0;
        };
        let end = from + length;
        if self.state == State::InName {
            let room = NAME_BYTES.saturating_sub(self.name.len());
            self.name.extend_from_slice(&rest[..length.min(room)]);
            visit.name(&self.name, self.start, run.offset(end), out);
            self.state = State::Colon;
            return length + 2;
        }
        if length > 0 {
            visit.part(run.part(from, end), out);
        }
        visit.end(run.offset(end), out);
        self.state = State::After;
        if scalar { length } else { length + 2 }
    }

    /// A name, and what follows it as most are written: a value, and a comma. How long that is, or the part of it that is at hand and without an
    /// escape.
    fn pair<V: Visit>(
        &mut self,
        run: Run<'_>,
        from: usize,
        visit: &mut V,
        out: &mut Vec<Spot>,
    ) -> usize {
        let name = self.quoted(run, from, visit, out);
        if name == 0 || run.bytes.get(from + name) != Some(&b':') {
            return name;
        }
        self.state = State::Value;
        let value = from + name + 1;
        let length = match run.bytes.get(value) {
            Some(b'\\') => self.quoted(run, value, visit, out),
            Some(b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => self.word(run, value, visit, out),
            _ => 0,
        };
        let end = value + length;
        if length > 0 && run.bytes.get(end) == Some(&b',') {
            self.state = State::Name;
            return end + 1 - from;
        }
        end - from
    }

    /// A name or a string between escaped quotes, if it is at hand and nothing in it is an escape; how long it is with its quotes.
    fn quoted<V: Visit>(
        &mut self,
        run: Run<'_>,
        from: usize,
        visit: &mut V,
        out: &mut Vec<Spot>,
    ) -> usize {
        let start = from + 2;
        let Some([b'\\', b'"', text @ ..]) = run.bytes.get(from..) else {
            return 0;
        };
        let Some(length) = text_length(text, visit.insists()) else {
            return 0;
        };
        let end = start + length;
        if self.state == State::Name {
            let kept = &text[..length.min(NAME_BYTES)];
            visit.name(kept, run.offset(start), run.offset(end), out);
            self.state = State::Colon;
        } else {
            self.state = State::After;
            visit.whole(true, run.part(start, end), out);
        }
        length + 4
    }

    /// A number or a word, if what ends it is at hand; how long it is.
    fn word<V: Visit>(
        &mut self,
        run: Run<'_>,
        from: usize,
        visit: &mut V,
        out: &mut Vec<Spot>,
    ) -> usize {
        let Some(length) = word_length(&run.bytes[from..], visit.insists()) else {
            return 0;
        };
        self.state = State::After;
        visit.whole(false, run.part(from, from + length), out);
        length
    }
}

/// How far the inside of a string reaches, if nothing in it is an escape and its quote is one.
#[inline]
fn text_length(rest: &[u8], insists: bool) -> Option<usize> {
    let length = string_end(rest, insists)?;
    rest[length..].starts_with(b"\\\"").then_some(length)
}

/// How far a number or a word reaches that a sign, a blank or the end of a line ends.
#[inline]
fn word_length(rest: &[u8], insists: bool) -> Option<usize> {
    let ends = if insists { 3 } else { 1 };
    let end = |b: &u8| *b == b'\\' || SCALAR_ENDS[usize::from(*b)] & ends != 0;
    let length = rest.iter().position(end)?;
    let whole = rest[length] != b'\\' || matches!(rest[length + 1..], [b'n' | b'r' | b't', ..]);
    whole.then_some(length)
}
