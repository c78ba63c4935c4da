//! JSON (RFC 8259) as a stream of tokens: no tree, a bounded stack, values handed on as they pass.
//!
//! Offsets are those of the outermost text. A document inside a string of another one is read through its escapes: each
//! escape arrives as the one byte it stands for, with the place it takes outside.

mod escaped;

use super::Spot;
use coffer_detect_simd::{GROUP, marks};

/// Objects and arrays inside each other whose kinds are known. Deeper ones are only counted.
pub(super) const MAX_DEPTH: usize = 64;
/// The part of a name that is kept.
const NAME_BYTES: usize = 96;
/// Syntax errors after which a stream is no JSON.
const MAX_ERRORS: u32 = 64;

/// Bytes that follow each other, and where they stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run<'b> {
    pub(super) bytes: &'b [u8],
    at: u64,
    end: u64,
    /// How far behind `at` each byte begins, where some are written as longer escapes.
    places: Option<&'b [u32]>,
}

impl<'b> Run<'b> {
    /// Bytes as they stand at `at`.
    pub(super) const fn plain(bytes: &'b [u8], at: u64) -> Self {
        Self {
            bytes,
            at,
            end: at + bytes.len() as u64,
            places: None,
        }
    }

    /// Bytes of which each begins so far behind `at`, the last one ending at `end`.
    pub(super) const fn placed(bytes: &'b [u8], places: &'b [u32], at: u64, end: u64) -> Self {
        Self {
            bytes,
            at,
            end,
            places: Some(places),
        }
    }

    /// Whether the bytes are written as they are.
    pub(super) const fn is_plain(&self) -> bool {
        self.places.is_none()
    }

    /// Where the first byte begins, and where the last one ends.
    pub(super) fn start(&self) -> u64 {
        self.offset(0)
    }

    pub(super) const fn end(&self) -> u64 {
        self.end
    }

    /// Where the byte at `place` begins; behind the last one, where that ends.
    #[inline]
    pub(super) fn offset(&self, place: usize) -> u64 {
        if place >= self.bytes.len() {
            return self.end;
        }
        match self.places {
            None => self.at + place as u64,
            Some(places) => self.at + places.get(place).copied().map_or(0, u64::from),
        }
    }

    /// The bytes from `from` to `to`, which lie inside.
    pub(super) fn part(&self, from: usize, to: usize) -> Self {
        Self {
            bytes: self.bytes.get(from..to).unwrap_or_default(),
            at: match self.places {
                None => self.offset(from),
                Some(_) => self.at,
            },
            end: self.offset(to),
            places: self.places.and_then(|places| places.get(from..to)),
        }
    }
}

/// Who wants to know what the tokens are.
pub(super) trait Visit {
    /// An object or array begins; `deep` when it lies deeper than is kept.
    fn open(&mut self, array: bool, deep: bool);
    /// The last one that is open ends.
    fn close(&mut self, deep: bool, out: &mut Vec<Spot>);
    /// The name of a member, as written and at most as long as is kept, and where it stands.
    fn name(&mut self, text: &[u8], start: u64, end: u64, out: &mut Vec<Spot>);
    /// A string (behind its quote) or another simple value begins.
    fn begin(&mut self, string: bool, start: u64);
    /// The next bytes of that value, as written.
    fn part(&mut self, run: Run<'_>, out: &mut Vec<Spot>);
    /// The value ends, for a string before its quote.
    fn end(&mut self, end: u64, out: &mut Vec<Spot>);
    /// A value that is at hand from its beginning to its end.
    fn whole(&mut self, string: bool, run: Run<'_>, out: &mut Vec<Spot>) {
        self.begin(string, run.start());
        if !run.bytes.is_empty() {
            self.part(run, out);
        }
        self.end(run.end(), out);
    }
    /// The text ends inside the value.
    fn cut(&mut self, end: u64, out: &mut Vec<Spot>) {
        self.end(end, out);
    }
    /// Everything that was open is forgotten.
    fn restart(&mut self);
    /// Whether what is open must be gone through to its end whatever its syntax, and what is not understood is told.
    fn insists(&self) -> bool {
        false
    }
    /// Text of which nothing is known, after an error in what insists.
    fn lost(&mut self, _run: Run<'_>, _out: &mut Vec<Spot>) {}
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    /// A value, or the end of an array.
    #[default]
    Value,
    /// A name, or the end of an object.
    Name,
    Colon,
    /// A comma, or the end of what is open.
    After,
    InName,
    InString,
    InScalar,
    /// To the end of the line, after an error.
    Skip,
    /// To the end of the line, told as it passes.
    Lost,
    /// At the beginning of a line after those.
    LostLine,
}

/// Bytes that end a number or a word: 1 always, 2 where what is open must be gone through whatever its syntax.
const SCALAR_ENDS: [u8; 256] = {
    let mut table = [0; 256];
    let signs = b",}] \t\n\r\x0c\"{[:";
    let mut at = 0;
    while at < signs.len() {
        table[signs[at] as usize] = if at < 8 { 1 } else { 2 };
        at += 1;
    }
    table
};

/// How far a string is looked through by groups of bytes: most are short.
const SHORT_BYTES: usize = 2 * GROUP;

/// Where the next quote or backslash stands, or line end where `insists` is not set.
#[inline]
fn string_end(text: &[u8], insists: bool) -> Option<usize> {
    let mut at = 0;
    while at < SHORT_BYTES
        && let Some(group) = text.get(at..).and_then(<[u8]>::first_chunk)
    {
        if let Some(end) = first_end(group, insists) {
            return Some(at + end);
        }
        at += GROUP;
    }
    let rest = &text[at..];
    let end = if rest.len() < GROUP {
        let ends = |b: &u8| matches!(b, b'"' | b'\\') || *b == b'\n' && !insists;
        rest.iter().position(ends)
    } else if insists {
        memchr::memchr2(b'"', b'\\', rest)
    } else {
        memchr::memchr3(b'"', b'\\', b'\n', rest)
    };
    end.map(|end| at + end)
}

/// Where the quote stands that closes the string at `from`, if it is at hand.
#[inline]
fn closing(bytes: &[u8], from: usize, insists: bool) -> Option<usize> {
    let mut place = from;
    loop {
        // A document in a string has an escape every few bytes.
        place += match bytes.get(place..)?.first_chunk() {
            Some(group) => match first_end(group, insists) {
                Some(end) => end,
                None => GROUP + string_end(&bytes[place + GROUP..], insists)?,
            },
            None => string_end(&bytes[place..], insists)?,
        };
        match bytes.get(place) {
            Some(b'\\') => place += 2,
            Some(b'"') => return Some(place),
            _ => return None,
        }
    }
}

/// The first byte that is a quote, a backslash, or a line end where `insists` is not set.
#[inline(always)]
fn first_end(group: &[u8; GROUP], insists: bool) -> Option<usize> {
    let line_end = if insists { b'"' } else { b'\n' };
    let ends = marks(group, [b'"', b'\\', line_end]);
    (ends != 0).then(|| ends.trailing_zeros() as usize)
}

/// Where the stream stands.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    state: State,
    /// One bit for each open object or array, the innermost lowest: 1 for arrays.
    kinds: u64,
    depth: usize,
    too_deep: u64,
    escaped: bool,
    name: Vec<u8>,
    start: u64,
    seen: u64,
    errors: u32,
}

impl Tokens {
    /// Takes the next bytes; false when the stream is no JSON.
    pub(super) fn feed<V: Visit>(
        &mut self,
        run: Run<'_>,
        visit: &mut V,
        out: &mut Vec<Spot>,
    ) -> bool {
        let bytes = run.bytes;
        let mut place = 0;
        while let Some(&byte) = bytes.get(place) {
            if self.state == State::Name {
                let next = self.member(run, place, visit, out);
                if next > place {
                    place = next;
                    continue;
                }
            }
            match self.state {
                State::InName | State::InString => {
                    place = self.string(run, place, visit, out);
                    continue;
                }
                State::InScalar => {
                    place = self.scalar(run, place, visit, out);
                    continue;
                }
                State::Skip if byte == b'\n' => self.restart(visit),
                State::Skip => {
                    place += memchr::memchr(b'\n', &bytes[place..]).unwrap_or(bytes.len() - place);
                    continue;
                }
                State::Lost | State::LostLine => {
                    place = self.lost(run, place, visit, out);
                    continue;
                }
                _ if byte.is_ascii_whitespace() => {}
                State::Value => {
                    if self.value_begins(byte, run.offset(place), run.offset(place + 1), visit, out)
                    {
                        continue;
                    }
                }
                State::Name => {
                    self.name_begins(byte, run.offset(place + 1), visit, out);
                }
                State::Colon if byte == b':' => self.state = State::Value,
                State::Colon => self.error(visit),
                State::After => {
                    if self.after(byte, visit, out) {
                        continue;
                    }
                }
            }
            if matches!(self.state, State::Lost) {
                continue;
            }
            if self.errors > MAX_ERRORS {
                return false;
            }
            place += 1;
        }
        self.seen = run.offset(bytes.len());
        true
    }

    /// Goes through a member as most are written, where all of its name is at hand; returns the place behind what it took, which
    /// is nothing where anything is unusual.
    #[inline]
    fn member<V: Visit>(
        &mut self,
        run: Run<'_>,
        from: usize,
        visit: &mut V,
        out: &mut Vec<Spot>,
    ) -> usize {
        let bytes = run.bytes;
        if bytes.get(from) != Some(&b'"') {
            return from;
        }
        let start = from + 1;
        let Some(end) = string_end(&bytes[start..], false).map(|length| start + length) else {
            return from;
        };
        let Some([b'"', b':', first, rest @ ..]) = bytes.get(end..) else {
            return from;
        };
        let (first, value) = match (first, rest) {
            (b' ', [first, ..]) => (*first, end + 3),
            _ => (*first, end + 2),
        };
        if !matches!(
            first,
            b'"' | b'{' | b'[' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n'
        ) {
            return from;
        }
        let kept = end.min(start + NAME_BYTES);
        visit.name(&bytes[start..kept], run.offset(start), run.offset(end), out);
        let next = match first {
            b'{' | b'[' => {
                self.open(first == b'[', visit);
                return value + 1;
            }
            b'"' => match closing(bytes, value + 1, visit.insists()) {
                Some(end) => {
                    self.state = State::After;
                    visit.whole(true, run.part(value + 1, end), out);
                    end + 1
                }
                None => {
                    self.state = State::InString;
                    self.escaped = false;
                    visit.begin(true, run.offset(value + 1));
                    self.string(run, value + 1, visit, out)
                }
            },
            _ => {
                self.state = State::InScalar;
                visit.begin(false, run.offset(value));
                self.scalar(run, value, visit, out)
            }
        };
        if self.state == State::After && bytes.get(next) == Some(&b',') {
            self.state = State::Name;
            return next + 1;
        }
        next
    }

    /// Ends the stream, and the value that was cut off.
    pub(super) fn finish<V: Visit>(&mut self, visit: &mut V, out: &mut Vec<Spot>) {
        if matches!(self.state, State::InString | State::InScalar) {
            visit.cut(self.seen, out);
        }
        *self = Self::default();
    }

    /// A value begins; true when its first byte belongs to it.
    fn value_begins<V: Visit>(
        &mut self,
        byte: u8,
        here: u64,
        next: u64,
        visit: &mut V,
        out: &mut Vec<Spot>,
    ) -> bool {
        match byte {
            b'{' | b'[' => self.open(byte == b'[', visit),
            b']' if self.depth > 0 && self.kinds & 1 == 1 || self.too_deep > 0 => {
                self.close(visit, out);
            }
            b'"' => {
                self.state = State::InString;
                self.escaped = false;
                visit.begin(true, next);
            }
            // The byte order mark.
            0xef | 0xbb | 0xbf if self.depth == 0 && !visit.insists() => {}
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => {
                self.state = State::InScalar;
                visit.begin(false, here);
                return true;
            }
            _ => self.error(visit),
        }
        false
    }

    fn name_begins<V: Visit>(&mut self, byte: u8, next: u64, visit: &mut V, out: &mut Vec<Spot>) {
        match byte {
            b'"' => {
                self.state = State::InName;
                self.escaped = false;
                self.name.clear();
                self.start = next;
            }
            b'}' => self.close(visit, out),
            _ => self.error(visit),
        }
    }

    /// What may follow a value; true when the byte is to be looked at again.
    fn after<V: Visit>(&mut self, byte: u8, visit: &mut V, out: &mut Vec<Spot>) -> bool {
        let open = (self.depth > 0).then_some(self.kinds & 1 == 1);
        match (byte, open) {
            (b',', Some(true)) => self.state = State::Value,
            (b',', Some(false)) if self.too_deep == 0 => self.state = State::Name,
            // Inside what is too deep either may follow; a name is then read like a value.
            (b',' | b':', Some(false)) => self.state = State::Value,
            (b'}' | b']', Some(_)) => self.close(visit, out),
            // One document after another.
            (b'{' | b'[', None) => self.open(byte == b'[', visit),
            // A comma that somebody forgot.
            (b'"', Some(array)) if visit.insists() => {
                self.state = if array || self.too_deep > 0 {
                    State::Value
                } else {
                    State::Name
                };
                return true;
            }
            _ => self.error(visit),
        }
        false
    }

    fn open<V: Visit>(&mut self, array: bool, visit: &mut V) {
        if self.depth >= MAX_DEPTH {
            self.too_deep += 1;
            self.state = State::Value;
            visit.open(array, true);
            return;
        }
        self.kinds = self.kinds << 1 | u64::from(array);
        self.depth += 1;
        visit.open(array, false);
        self.state = if array { State::Value } else { State::Name };
    }

    fn close<V: Visit>(&mut self, visit: &mut V, out: &mut Vec<Spot>) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            visit.close(true, out);
        } else {
            self.kinds >>= 1;
            self.depth = self.depth.saturating_sub(1);
            visit.close(false, out);
        }
        self.state = State::After;
    }

    fn error<V: Visit>(&mut self, visit: &mut V) {
        if visit.insists() {
            self.state = State::Lost;
        } else {
            self.errors += 1;
            self.state = State::Skip;
        }
    }

    fn restart<V: Visit>(&mut self, visit: &mut V) {
        self.kinds = 0;
        self.depth = 0;
        self.too_deep = 0;
        self.state = State::Value;
        visit.restart();
    }

    /// Goes through a string to its closing quote; returns the place behind what it took.
    fn string<V: Visit>(
        &mut self,
        run: Run<'_>,
        from: usize,
        visit: &mut V,
        out: &mut Vec<Spot>,
    ) -> usize {
        let bytes = run.bytes;
        let insists = visit.insists();
        let mut place = from + usize::from(std::mem::take(&mut self.escaped));
        let end = loop {
            let rest = &bytes[place.min(bytes.len())..];
            let Some(next) = string_end(rest, insists) else {
                break bytes.len();
            };
            place += next;
            if bytes[place] != b'\\' {
                break place;
            }
            place += 2;
            self.escaped = place > bytes.len();
        };
        if self.state == State::InName {
            let text = &bytes[from..end];
            let whole = self.name.is_empty() && bytes.get(end) == Some(&b'"');
            let room = NAME_BYTES.saturating_sub(self.name.len());
            let kept = &text[..text.len().min(room)];
            if whole {
                visit.name(kept, self.start, run.offset(end), out);
                self.state = State::Colon;
                return end + 1;
            }
            self.name.extend_from_slice(kept);
        } else if end > from {
            visit.part(run.part(from, end), out);
        }
        match bytes.get(end) {
            None => end,
            Some(b'"') if self.state == State::InName => {
                visit.name(&self.name, self.start, run.offset(end), out);
                self.state = State::Colon;
                end + 1
            }
            Some(b'"') => {
                self.state = State::After;
                visit.end(run.offset(end), out);
                end + 1
            }
            // A line end inside a string is no JSON; the next line may be.
            Some(_) => {
                self.error(visit);
                end
            }
        }
    }

    /// Goes through a number or a word; returns the place behind what it took.
    fn scalar<V: Visit>(
        &mut self,
        run: Run<'_>,
        from: usize,
        visit: &mut V,
        out: &mut Vec<Spot>,
    ) -> usize {
        let insists = visit.insists();
        let ends = if insists { 3 } else { 1 };
        let found = run.bytes[from..]
            .iter()
            .position(|b| SCALAR_ENDS[usize::from(*b)] & ends != 0);
        let end = found.map_or(run.bytes.len(), |length| from + length);
        if end > from {
            visit.part(run.part(from, end), out);
        }
        if found.is_some() {
            self.state = State::After;
            visit.end(run.offset(end), out);
        }
        end
    }

    /// Tells what cannot be read, line by line, until a line begins a document.
    fn lost<V: Visit>(
        &mut self,
        run: Run<'_>,
        from: usize,
        visit: &mut V,
        out: &mut Vec<Spot>,
    ) -> usize {
        if self.state == State::LostLine {
            match run.bytes[from] {
                b'{' => {
                    self.restart(visit);
                    return from;
                }
                b'\r' | b'\n' => return from + 1,
                _ => self.state = State::Lost,
            }
        }
        let found = memchr::memchr(b'\n', &run.bytes[from..]);
        let end = found.map_or(run.bytes.len(), |length| from + length);
        visit.lost(run.part(from, end), out);
        if found.is_none() {
            return end;
        }
        self.state = State::LostLine;
        end + 1
    }
}
