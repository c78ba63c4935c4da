//! What text hides in another notation: base64, hexadecimal digits, percent signs, escapes of JSON and HTML,
//! quoted-printable, and what is compressed inside. It is decoded, looked at like the rest, and what is found has its
//! place in the bytes that were decoded.
//!
//! Plain text must not pay for this: long runs are found by their shape, escapes by a search for their first byte,
//! and a run is decoded only when its first bytes decode to text. For each part only so much is decoded.

mod escapes;
mod runs;

use coffer_model::Class;

use super::keyfile;
use super::look::{Look, Looker, View};
use super::resolve::Raw;
use crate::rules::{Builtin, DetectorId, Rules};

/// Notations inside each other that are looked through.
const DEPTH: u8 = 3;
/// What is decoded at most for one part of 8 KiB, in bytes.
pub(super) const DECODED_BYTES: usize = 48 << 10;
/// How far an encoded value is followed, in bytes: less than the scanner looks ahead.
const REACH_BYTES: usize = 6 << 10;

/// The layers below the text of a look.
pub(super) struct Layers<'r> {
    rules: &'r Rules,
    depth: u8,
    inner: Option<Box<Looker<'r>>>,
}

impl Part<'_> {
    /// Takes from the budget; `false` where nothing is left of it.
    fn spend(&mut self, bytes: usize) -> bool {
        let rest = self.budget.checked_sub(bytes);
        self.below.alone |= rest.is_none();
        self.budget = rest.unwrap_or(self.budget);
        rest.is_some()
    }

    fn tell(&mut self, at: usize, span: (usize, usize), what: (DetectorId, f32)) {
        let (start, end) = (self.base + span.0 as u64, self.base + span.1 as u64);
        let raw = Raw::new(start, end, what.0, what.1);
        self.below.found.push((at, raw));
    }
}

/// What is being looked for in one part: offsets are those of the view.
struct Part<'v> {
    bytes: &'v [u8],
    base: u64,
    from: usize,
    to: usize,
    /// What may still be decoded.
    budget: usize,
    below: Below,
}

/// What is below a part.
#[derive(Default)]
pub(super) struct Below {
    /// What was found, each with the place in the view that led to it.
    pub(super) found: Vec<(usize, Raw)>,
    /// What was decoded, in bytes.
    pub(super) decoded: usize,
    /// Where the part begins and ends made a difference, or something further away.
    pub(super) alone: bool,
}

impl<'r> Layers<'r> {
    pub(super) const fn new(rules: &'r Rules, depth: u8) -> Self {
        Self {
            rules,
            depth,
            inner: None,
        }
    }

    /// Looks through what is encoded in `from..to` of a view. `runs` are places there that lie in long runs of letters
    /// and digits, `escapes` those where an escape may begin.
    pub(super) fn look(
        &mut self,
        view: View<'_>,
        from: usize,
        to: usize,
        runs: &[u32],
        escapes: &[usize],
    ) -> Below {
        let mut part = Part {
            bytes: view.bytes,
            base: view.base,
            from,
            to,
            budget: DECODED_BYTES,
            below: Below::default(),
        };
        if self.depth < DEPTH {
            runs::find(self, &mut part, runs);
            escapes::find(self, &mut part, escapes);
        }
        part.below.decoded = DECODED_BYTES - part.budget;
        part.below
    }

    /// Whether a part that begins at `at` is looked into in a way that no other is.
    pub(super) fn crosses(bytes: &[u8], at: usize) -> bool {
        runs::crosses(bytes, at)
    }

    /// Looks at decoded text. What may stay readable is no reason to withhold what it is encoded in.
    fn inside(&mut self, text: &[u8]) -> Vec<Raw> {
        let (rules, depth) = (self.rules, self.depth + 1);
        let looker = self
            .inner
            .get_or_insert_with(|| Box::new(Looker::at_depth(rules, depth)));
        let Look {
            mut found,
            key_starts,
            ..
        } = looker.look(
            View {
                bytes: text,
                base: 0,
                block: (0, text.len()),
            },
            false,
        );
        let text_key =
            !key_starts.is_empty() && memchr::memmem::find(text, b"PRIVATE KEY").is_some();
        if text_key || keyfile::length(text).is_some() {
            found.push(Raw::new(
                0,
                text.len() as u64,
                Builtin::PrivateKey.id(),
                0.95,
            ));
        }
        found.retain(|raw| {
            let detector = rules.detector(raw.detector);
            detector.class != Class::Network && raw.detector != Builtin::Dense.id()
        });
        found
    }

    /// The one of several findings that names what holds them all.
    fn name(&self, found: &[Raw]) -> Option<(DetectorId, f32)> {
        found
            .iter()
            .max_by_key(|raw| (self.rules.detector(raw.detector).priority, raw.detector))
            .map(|raw| (raw.detector, raw.confidence))
    }
}
