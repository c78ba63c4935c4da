//! Withholding a stretch of text, in pieces of bounded length, and reading text through the escapes of a JSON string.

use super::super::tokens::Run;
use super::super::{Spot, VALUE_BYTES};
use crate::rules::Builtin;

/// How sure it is that a value nobody vouched for is to be withheld: enough to be masked, less than any detector that knows.
const CONFIDENCE: f32 = 0.75;

/// A stretch that is withheld as it passes.
#[derive(Debug, Default)]
pub(super) struct Veil {
    start: u64,
}

impl Veil {
    pub(super) const fn begin(&mut self, start: u64) {
        self.start = start;
    }

    /// The text is withheld up to `end`; pieces that are long enough are told.
    pub(super) fn pass(&mut self, end: u64, out: &mut Vec<Spot>) {
        while end.saturating_sub(self.start) >= VALUE_BYTES as u64 {
            let next = self.start + VALUE_BYTES as u64;
            out.push(withheld(self.start, next));
            self.start = next;
        }
    }

    /// The stretch ends at `end`.
    pub(super) fn end(&mut self, end: u64, out: &mut Vec<Spot>) {
        self.pass(end, out);
        if end > self.start {
            out.push(withheld(self.start, end));
            self.start = end;
        }
    }
}

/// A value withheld for want of a reason to show it.
pub(super) const fn withheld(start: u64, end: u64) -> Spot {
    Spot::new(Builtin::HarValue, start, end, CONFIDENCE)
}

/// Stands for a character outside ASCII that was written as an escape: nothing here depends on which it is.
const OTHER: u8 = 0xff;
/// What is decoded before it is handed on, in bytes.
const DECODED_BYTES: usize = 4 << 10;
/// How much is copied at once: what lies behind the next escape is written over.
const STEP: usize = 8;
/// Text without an escape of at least this length is handed on as it is, without a copy.
const PLAIN_BYTES: usize = 96;

/// Reads the inside of a JSON string (RFC 8259 §7). An escape may be cut anywhere.
#[derive(Debug, Default)]
pub(super) struct Unescape {
    held: [u8; 6],
    length: usize,
    at: u64,
    text: Vec<u8>,
    places: Vec<u32>,
}

impl Unescape {
    /// Another string begins.
    pub(super) const fn begin(&mut self) {
        self.length = 0;
    }

    /// Whether no escape was cut off at the end of what came.
    pub(super) const fn is_between(&self) -> bool {
        self.length == 0
    }

    /// Hands on the text behind the escapes, in pieces as long as may be.
    pub(super) fn feed(&mut self, run: Run<'_>, each: &mut impl FnMut(Run<'_>)) {
        let mut place = self.held_goes_on(run, each);
        while place < run.bytes.len() {
            let rest = &run.bytes[place..];
            let plain = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
            if plain == rest.len() || plain >= PLAIN_BYTES {
                each(run.part(place, place + plain));
                place += plain;
                continue;
            }
            let next = self.decode(run, place, each);
            if next == place {
                // An escape that goes on in the next piece.
                self.at = run.offset(place);
                self.length = rest.len().min(self.held.len());
                self.held[..self.length].copy_from_slice(&rest[..self.length]);
                return;
            }
            place = next;
        }
    }

    /// Completes the escape that was cut off before these bytes; returns the place behind it.
    fn held_goes_on(&mut self, run: Run<'_>, each: &mut impl FnMut(Run<'_>)) -> usize {
        if self.length == 0 {
            return 0;
        }
        for (place, byte) in run.bytes.iter().enumerate() {
            self.held[self.length] = *byte;
            self.length += 1;
            if let Some((byte, _)) = decoded(&self.held[..self.length]) {
                self.length = 0;
                each(Run::placed(&[byte], &[0], self.at, run.offset(place + 1)));
                return place + 1;
            }
        }
        run.bytes.len()
    }

    /// Decodes from `from` on as far as there is room; returns the place behind what was decoded.
    fn decode(&mut self, run: Run<'_>, from: usize, each: &mut impl FnMut(Run<'_>)) -> usize {
        self.text.resize(DECODED_BYTES + STEP, 0);
        self.places.resize(DECODED_BYTES + STEP, 0);
        let (text, places) = (self.text.as_mut_slice(), self.places.as_mut_slice());
        let base = run.offset(from);
        let near = |place: usize| u32::try_from(run.offset(place) - base).unwrap_or(u32::MAX);
        let mut place = from;
        let mut length = 0;
        while length < DECODED_BYTES
            && let Some(rest) = run.bytes.get(place..).filter(|rest| !rest.is_empty())
        {
            if let Some((byte, taken)) = decoded(rest) {
                text[length] = byte;
                places[length] = near(place);
                length += 1;
                place += taken;
                continue;
            }
            if rest[0] == b'\\' {
                break;
            }
            let Some(step) = rest.first_chunk::<STEP>() else {
                text[length] = rest[0];
                places[length] = near(place);
                length += 1;
                place += 1;
                continue;
            };
            text[length..length + STEP].copy_from_slice(step);
            match run.is_plain() {
                true => {
                    let first = near(place);
                    for (more, slot) in (0..).zip(&mut places[length..length + STEP]) {
                        *slot = first + more;
                    }
                }
                false => {
                    for (more, slot) in places[length..length + STEP].iter_mut().enumerate() {
                        *slot = near(place + more);
                    }
                }
            }
            let plain = before_escape(*step);
            length += plain;
            place += plain;
        }
        if length > 0 {
            each(Run::placed(
                &text[..length],
                &places[..length],
                base,
                run.offset(place),
            ));
        }
        place
    }
}

/// How many of the bytes stand before the first backslash.
fn before_escape(bytes: [u8; STEP]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let difference = u64::from_le_bytes(bytes) ^ (ONES * 0x5c);
    // The lowest bit that is set is that of the first byte that is zero.
    let zeros = difference.wrapping_sub(ONES) & !difference & (ONES << 7);
    zeros.trailing_zeros() as usize / 8
}

/// What an escape stands for, once it is whole, and its length; `None` for any other text.
#[inline]
fn decoded(text: &[u8]) -> Option<(u8, usize)> {
    let [b'\\', kind, rest @ ..] = text else {
        return None;
    };
    Some(match kind {
        b'u' => {
            let digits = rest.get(..4)?;
            let code = std::str::from_utf8(digits)
                .ok()
                .and_then(|digits| u16::from_str_radix(digits, 16).ok());
            let byte = code
                .and_then(|code| u8::try_from(code).ok())
                .filter(u8::is_ascii);
            (byte.unwrap_or(OTHER), 6)
        }
        b'n' => (b'\n', 2),
        b'r' => (b'\r', 2),
        b't' => (b'\t', 2),
        b'b' | b'f' => (b' ', 2),
        byte => (*byte, 2),
    })
}
