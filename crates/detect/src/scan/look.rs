//! One look at one block: the candidates, and what their checks say. It depends on the block and on what lies around it alone, so
//! several blocks can be looked at at the same time.

use super::layers::Layers;
use super::resolve::{Raw, in_order};
use super::{PIECE, THRESHOLD};
use crate::directives;
use crate::fields;
use crate::grams::Target;
use crate::planes::{Candidates, Shape};
use crate::rules::{Builtin, DetectorId, Match, Rules};
use crate::shapes::{self, Hit};

/// What candidates are collected for at once, in bytes, and what a budget holds for.
const PART: usize = 8 << 10;
/// Bytes of verification that may be spent on one byte of input before its lines count as sensitive whole.
const COST_PER_BYTE: usize = 64;

/// A block and what lies around it.
#[derive(Clone, Copy)]
pub(super) struct View<'v> {
    pub(super) bytes: &'v [u8],
    /// The stream offset of the first byte.
    pub(super) base: u64,
    /// Where the block begins and ends, in `bytes`.
    pub(super) block: (usize, usize),
}

/// What a look at a block amounts to. Offsets are those of the stream.
#[derive(Default)]
pub(super) struct Look {
    pub(super) found: Vec<Raw>,
    /// Where private keys may begin.
    pub(super) key_starts: Vec<u64>,
    /// The end of the first value that may go on beyond what the look sees.
    pub(super) long: Option<(u64, DetectorId)>,
    /// Parts whose lines were reported whole.
    pub(super) dense_parts: u64,
}

/// Looks at blocks, and keeps what it needs for that between them.
pub(super) struct Looker<'r> {
    rules: &'r Rules,
    look: Look,
    candidates: Candidates,
    words: Vec<(u32, Target)>,
    spots: Vec<u32>,
    escapes: Vec<usize>,
    hits: Vec<Hit>,
    matches: Vec<Match>,
    names: fields::Names,
    layers: Layers<'r>,
}

impl<'r> Looker<'r> {
    pub(super) fn new(rules: &'r Rules) -> Self {
        Self::at_depth(rules, 0)
    }

    /// One for text that was decoded so many times.
    pub(super) fn at_depth(rules: &'r Rules, depth: u8) -> Self {
        Self {
            rules,
            look: Look::default(),
            candidates: Candidates::default(),
            words: Vec::new(),
            spots: Vec::new(),
            escapes: Vec::new(),
            hits: Vec::new(),
            matches: Vec::new(),
            names: fields::Names::default(),
            layers: Layers::new(rules, depth),
        }
    }

    pub(super) fn look(&mut self, view: View<'_>) -> Look {
        let (mut from, end) = view.block;
        while from < end {
            let to = (from + PART).min(end);
            self.part(view, from, to);
            from = to;
        }
        self.look.key_starts.sort_unstable();
        self.look.found.sort_by(in_order);
        std::mem::take(&mut self.look)
    }

    /// Collects the candidates of one part and checks each, within the budget of the part.
    fn part(&mut self, view: View<'_>, from: usize, to: usize) {
        let mut candidates = std::mem::take(&mut self.candidates);
        let mut words = std::mem::take(&mut self.words);
        words.clear();
        let grams = &self.rules.grams;
        candidates.find(view.bytes, from, to, grams.reach(view.bytes, to));
        let begun = candidates.words();
        grams.find(view.bytes, from, to, begun, &mut self.spots, &mut words);
        let budget = PART * COST_PER_BYTE;
        let mut cost = 0;
        let mut passed = 0..0;
        for (at, shape) in candidates.shapes() {
            let at = at as usize;
            if shape == Shape::Escape {
                self.escapes.push(at);
                continue;
            }
            // A value that holds several candidates of its kind is checked once.
            if passed.contains(&at) && matches!(shape, Shape::Ipv4 | Shape::Ipv6 | Shape::Mac) {
                continue;
            }
            cost += 24;
            if let Some(hit) = check(view.bytes, at, shape, &mut cost) {
                passed = hit.start..hit.end;
                self.report(view, hit);
                self.several(view, |hits| {
                    crate::people::beside(view.bytes, &hit, &mut cost, hits);
                });
            }
            if cost > budget {
                break;
            }
        }
        for at in candidates.names() {
            if cost > budget {
                break;
            }
            cost += 24;
            if let Some(hit) = crate::people::full_name(view.bytes, *at as usize, &mut cost) {
                self.report(view, hit);
            }
        }
        for (at, target) in &words {
            if cost > budget {
                break;
            }
            cost += 24;
            self.word(view, *at as usize, *target, &mut cost);
        }
        self.sweep(view, from, to, &mut cost);
        let mut escapes = std::mem::take(&mut self.escapes);
        for raw in self
            .layers
            .look(view, from, to, candidates.runs(), &escapes)
        {
            self.add(view, raw);
        }
        escapes.clear();
        self.escapes = escapes;
        if cost > budget {
            self.dense(view, from, to);
        }
        self.candidates = candidates;
        self.words = words;
    }

    fn word(&mut self, view: View<'_>, at: usize, target: Target, cost: &mut usize) {
        let bytes = view.bytes;
        match target {
            Target::Field => {
                if let Some(field) = fields::check(bytes, at, &mut self.names, cost) {
                    let hit = Hit {
                        kind: field.kind,
                        start: field.start,
                        end: field.end,
                        confidence: field.confidence,
                    };
                    self.report(view, hit);
                } else {
                    self.several(view, |hits| directives::named(bytes, at, cost, hits));
                }
            }
            Target::People(topic) => {
                let mut hits = std::mem::take(&mut self.hits);
                crate::people::check(bytes, at, topic, cost, &mut hits);
                for hit in hits.drain(..) {
                    self.report(view, hit);
                }
                self.hits = hits;
            }
            Target::Header => {
                self.several(view, |hits| shapes::header(bytes, at, cost, hits));
            }
            Target::Directive => {
                self.several(view, |hits| directives::check(bytes, at, cost, hits));
            }
            Target::Scheme => {
                if let Some(hit) = shapes::scheme(bytes, at, cost) {
                    self.report(view, hit);
                }
            }
            Target::Jwt => {
                if let Some(hit) = shapes::jwt(bytes, at, cost) {
                    self.report(view, hit);
                }
            }
            Target::Pem => self.look.key_starts.push(view.base + at as u64),
            Target::Rule(place) => {
                let Some(pattern) = self.rules.patterns.get(usize::from(place)) else {
                    return;
                };
                let mut found = std::mem::take(&mut self.matches);
                let rules = &self.rules.patterns;
                pattern.matches(bytes, at, rules, cost, &mut |one| found.push(one));
                for one in found.drain(..) {
                    let (start, end) = (view.base + one.start as u64, view.base + one.end as u64);
                    self.add(view, Raw::new(start, end, pattern.detector, one.confidence));
                }
                self.matches = found;
            }
        }
    }

    /// Tries the rules that no keyword leads to, and the dictionaries.
    fn sweep(&mut self, view: View<'_>, from: usize, to: usize, cost: &mut usize) {
        let rules = self.rules;
        let mut found = std::mem::take(&mut self.matches);
        for pattern in rules
            .slow
            .iter()
            .filter_map(|place| rules.patterns.get(usize::from(*place)))
        {
            pattern.sweep(view.bytes, (from, to), &rules.patterns, cost, &mut |one| {
                found.push(one);
            });
            for one in found.drain(..) {
                let (start, end) = (view.base + one.start as u64, view.base + one.end as u64);
                self.add(view, Raw::new(start, end, pattern.detector, one.confidence));
            }
        }
        self.matches = found;
        let mut terms = Vec::new();
        for (detector, dictionary) in rules.dictionaries.iter() {
            dictionary.find(view.bytes, (from, to), cost, &mut |start, end| {
                terms.push((start, end));
            });
            for (start, end) in terms.drain(..) {
                let (start, end) = (view.base + start as u64, view.base + end as u64);
                self.add(view, Raw::new(start, end, *detector, 0.95));
            }
        }
    }

    /// Reports what a look at one place finds, which may be more than one value.
    fn several(&mut self, view: View<'_>, look: impl FnOnce(&mut Vec<Hit>)) {
        let mut hits = std::mem::take(&mut self.hits);
        look(&mut hits);
        for hit in hits.drain(..) {
            self.report(view, hit);
        }
        self.hits = hits;
    }

    fn report(&mut self, view: View<'_>, hit: Hit) {
        let (start, end) = (view.base + hit.start as u64, view.base + hit.end as u64);
        self.add(view, Raw::new(start, end, hit.kind.id(), hit.confidence));
    }

    fn add(&mut self, view: View<'_>, raw: Raw) {
        if raw.confidence < THRESHOLD || raw.end <= raw.start {
            return;
        }
        let end = usize::try_from(raw.end - view.base).unwrap_or(usize::MAX);
        let long = raw.end - raw.start >= (PIECE - 128) as u64;
        if long
            && self.look.long.is_none()
            && view.bytes.get(end).is_some_and(|b| {
                b.is_ascii_alphanumeric()
                    || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_' | b'%' | b'.')
            })
        {
            self.look.long = Some((raw.end, raw.detector));
        }
        self.look.found.push(raw);
    }

    /// Reports the lines that touch a part, whole.
    fn dense(&mut self, view: View<'_>, from: usize, to: usize) {
        self.look.dense_parts += 1;
        let bytes = view.bytes;
        let floor = from.saturating_sub(PIECE);
        let start = memchr::memrchr(b'\n', &bytes[floor..from]).map_or(floor, |at| floor + at + 1);
        let ceiling = (to + PIECE).min(bytes.len());
        let end = memchr::memchr(b'\n', &bytes[to..ceiling]).map_or(ceiling, |at| to + at);
        let mut at = start;
        while at < end {
            let line = memchr::memchr(b'\n', &bytes[at..end]).map_or(end, |length| at + length);
            while at < line {
                let next = (at + PIECE).min(line);
                self.look.found.push(Raw::new(
                    view.base + at as u64,
                    view.base + next as u64,
                    Builtin::Dense.id(),
                    0.6,
                ));
                at = next;
            }
            at = line + 1;
        }
    }
}

fn check(view: &[u8], at: usize, shape: Shape, cost: &mut usize) -> Option<Hit> {
    match shape {
        Shape::Card => shapes::card(view, at),
        Shape::Ssn => shapes::ssn(view, at),
        Shape::Phone => shapes::nanp(view, at),
        Shape::Plus => shapes::plus_phone(view, at),
        Shape::Paren => shapes::paren_phone(view, at),
        Shape::Ipv4 => shapes::ipv4(view, at),
        Shape::Ipv6 => shapes::ipv6(view, at),
        Shape::Mac => shapes::mac(view, at),
        Shape::At => shapes::at_sign(view, at, cost),
        Shape::Iban => shapes::iban(view, at),
        Shape::Mbi => shapes::mbi(view, at),
        Shape::Escape => None,
    }
}
