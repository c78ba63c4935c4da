//! URLs and forms: the scheme, the host, words of the path and names stay; values go.

use super::super::Spot;
use super::super::tokens::Run;
use super::allow::{self, Form, Rule};
use super::veil::{Unescape, Veil, withheld};
use crate::bytes::Bytes;

/// What is kept of a part to judge it.
const PART_BYTES: usize = 128;

/// Bytes that may end a part. Any other one belongs to the part it stands in.
static SIGNS: Bytes = Bytes::of(b":/\\;&?=#@");

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Part {
    /// The scheme, or the first part of a path.
    #[default]
    Start,
    /// Behind the scheme, with the slashes seen.
    Slashes(u8),
    /// The host, and who asks.
    Authority,
    /// A part of the path or of the fragment.
    Segment,
    /// The name of a parameter.
    Name,
    /// The value of a parameter.
    Value,
    /// Withheld to the end.
    Rest,
}

/// A URL as it passes.
#[derive(Debug, Default)]
pub(super) struct Url {
    part: Part,
    /// Anything but a URL with a scheme and a host is withheld whole.
    strict: bool,
    text: Vec<u8>,
    /// The part is longer than is kept.
    long: bool,
    begin: u64,
    start: u64,
    value: Rule,
    veil: Veil,
    unescape: Unescape,
}

impl Url {
    pub(super) fn begin(&mut self, start: u64, strict: bool) {
        self.begin = start;
        self.strict = strict;
        self.unescape.begin();
        self.enter(Part::Start, start);
    }

    /// Form data: `name=value` and so on.
    pub(super) fn begin_form(&mut self, start: u64) {
        self.begin = start;
        self.strict = false;
        self.enter(Part::Name, start);
    }

    fn enter(&mut self, part: Part, start: u64) {
        self.part = part;
        self.start = start;
        self.text.clear();
        self.long = false;
    }

    /// The next bytes, as written in a string.
    pub(super) fn feed_string(&mut self, run: Run<'_>, out: &mut Vec<Spot>) {
        let mut unescape = std::mem::take(&mut self.unescape);
        unescape.feed(run, &mut |run| self.feed(run, out));
        self.unescape = unescape;
    }

    pub(super) fn feed(&mut self, run: Run<'_>, out: &mut Vec<Spot>) {
        let mut place = 0;
        while let Some(rest) = run.bytes.get(place..).filter(|rest| !rest.is_empty()) {
            if self.part == Part::Rest {
                self.veil.pass(run.offset(run.bytes.len()), out);
                return;
            }
            let plain = match self.part {
                Part::Slashes(_) => 0,
                _ => SIGNS.first_in(rest).unwrap_or(rest.len()),
            };
            if plain > 0 {
                self.keep(&rest[..plain], run.offset(place + plain), out);
                place += plain;
            } else {
                self.byte(rest[0], run.offset(place), run.offset(place + 1), out);
                place += 1;
            }
        }
    }

    /// The text was cut off here: what looks like a host may have been a name and a password.
    pub(super) fn cut_off(&mut self) {
        if self.part == Part::Authority && !self.long {
            self.long = true;
            self.veil.begin(self.start);
        }
    }

    pub(super) fn end(&mut self, end: u64, out: &mut Vec<Spot>) {
        match self.part {
            Part::Start if self.strict => {
                if self.long || !allow::known_word(&self.text) {
                    out.push(withheld(self.begin, end));
                }
            }
            Part::Slashes(_) if self.strict => out.push(withheld(self.begin, end)),
            Part::Start | Part::Name => self.leave(Part::Segment, end, out),
            part => self.leave(part, end, out),
        }
    }

    fn byte(&mut self, byte: u8, here: u64, next: u64, out: &mut Vec<Spot>) {
        match (self.part, byte) {
            (Part::Start, b':') if self.text == b"blob" || self.text == b"view-source" => {
                self.enter(Part::Start, next);
            }
            // An error of the network has colons and no scheme.
            (Part::Start, b':') if self.strict && self.text.starts_with(b"net") => {
                self.keep(&[byte], next, out);
            }
            (Part::Start, b':') => self.scheme(here, next, out),
            (Part::Start, b'/') if !self.strict && self.text.is_empty() => {
                self.enter(Part::Slashes(1), next);
            }
            (Part::Slashes(count), b'/') if count < 2 => {
                self.part = Part::Slashes(count + 1);
                if count == 1 {
                    self.enter(Part::Authority, next);
                }
            }
            (Part::Slashes(_), _) if self.strict => self.rest(),
            (Part::Slashes(_), _) => {
                self.enter(Part::Segment, here);
                self.byte(byte, here, next, out);
            }
            (Part::Authority, b'@') => {
                if !self.long {
                    self.veil.begin(self.start);
                }
                self.veil.end(here, out);
                self.enter(Part::Authority, next);
            }
            (Part::Start | Part::Authority | Part::Segment, b'/' | b';' | b'\\')
            | (Part::Segment, b'&')
                if !self.refused() =>
            {
                self.leave(self.part, here, out);
                self.enter(Part::Segment, next);
            }
            (Part::Start | Part::Authority | Part::Segment, b'?') if !self.refused() => {
                self.leave(self.part, here, out);
                self.enter(Part::Name, next);
            }
            (Part::Name, b'&') => {
                self.leave(Part::Segment, here, out);
                self.enter(Part::Name, next);
            }
            (Part::Value, b'&') => {
                self.leave(Part::Value, here, out);
                self.enter(Part::Name, next);
            }
            (Part::Start | Part::Segment | Part::Name, b'=') if !self.refused() => {
                self.value = if self.long {
                    Rule::Withhold
                } else {
                    allow::parameter(&self.text)
                };
                self.leave(Part::Name, here, out);
                self.enter(Part::Value, next);
            }
            (Part::Start | Part::Authority | Part::Segment | Part::Name | Part::Value, b'#')
                if !self.refused() =>
            {
                let part = if self.part == Part::Name {
                    Part::Segment
                } else {
                    self.part
                };
                self.leave(part, here, out);
                self.enter(Part::Segment, next);
            }
            _ => self.keep(&[byte], next, out),
        }
    }

    /// What stands before the first colon.
    fn scheme(&mut self, here: u64, next: u64, out: &mut Vec<Spot>) {
        let text = self.text.as_slice();
        if matches!(text, b"data" | b"javascript") {
            self.part = Part::Rest;
            self.veil.begin(next);
            return;
        }
        let host = text.contains(&b'.')
            && text
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
        if self.long || !host && !allow::word_like(text) {
            if self.strict {
                self.rest();
                return;
            }
            self.leave(Part::Segment, here, out);
        }
        self.enter(Part::Slashes(0), next);
    }

    /// Whether a mark is no part of a URL, because only one with a scheme is one.
    fn refused(&self) -> bool {
        self.strict && self.part == Part::Start
    }

    fn rest(&mut self) {
        self.part = Part::Rest;
        self.veil.begin(self.begin);
    }

    /// Takes bytes of a part, which end at `next`.
    fn keep(&mut self, bytes: &[u8], next: u64, out: &mut Vec<Spot>) {
        let room = PART_BYTES.saturating_sub(self.text.len());
        if !self.long && bytes.len() <= room {
            self.text.extend_from_slice(bytes);
            return;
        }
        if !self.long {
            self.text.extend_from_slice(&bytes[..room]);
            if self.refused() {
                self.rest();
            } else {
                self.long = true;
                self.veil.begin(self.start);
            }
        }
        self.veil.pass(next, out);
    }

    /// Judges a part that ends.
    fn leave(&mut self, part: Part, end: u64, out: &mut Vec<Spot>) {
        if part == Part::Rest || self.long {
            self.veil.end(end, out);
            return;
        }
        let text = self.text.as_slice();
        let shown = text.is_empty()
            || match part {
                Part::Slashes(_) | Part::Rest => false,
                Part::Start | Part::Segment => {
                    if allow::word_like(text) {
                        return;
                    }
                    // The ending of a file name tells what it is.
                    if let Some(dot) = memchr::memrchr(b'.', text)
                        && (1..=5).contains(&(text.len() - dot - 1))
                        && text[dot + 1].is_ascii_alphabetic()
                        && text[dot + 1..].iter().all(u8::is_ascii_lowercase)
                        && dot > 0
                    {
                        out.push(withheld(self.start, end - (text.len() - dot) as u64));
                        return;
                    }
                    false
                }
                Part::Authority => text.iter().all(|b| {
                    b.is_ascii_alphanumeric()
                        || matches!(b, b'.' | b'-' | b':' | b'[' | b']' | b'_' | b'*')
                }),
                Part::Name => allow::name_like(text),
                Part::Value => match self.value {
                    Rule::Show(form) => form.holds(text) || Form::Tiny.holds(text),
                    _ => false,
                },
            };
        if !shown {
            out.push(withheld(self.start, end));
        }
    }
}
