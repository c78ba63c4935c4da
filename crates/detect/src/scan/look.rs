//! One look at one block: the candidates, and what their checks say. It depends on the block and on what lies around it alone, so
//! several blocks can be looked at at the same time.

use super::layers::{DECODED_BYTES, Layers};
use super::leads::{self, BEFORE_PLACE, BEHIND_PLACE, Lead, Place};
use super::recall::{AFTER, BEFORE, Note, Recall};
use super::resolve::{Raw, in_order};
use super::text::Text;
use super::{BEHIND, PIECE, REACH, THRESHOLD};
use crate::directives;
use crate::fields;
use crate::grams::{Recent, Target};
use crate::people::Topic;
use crate::planes::{Candidates, Shape};
use crate::rules::{Builtin, DetectorId, Match, Rules, Scratch};
use crate::shapes::{self, Hit};

/// What candidates are collected for at once, in bytes, and what a budget holds for.
const PART: usize = 8 << 10;
/// Bytes of verification that may be spent on one byte of input before its lines count as sensitive whole.
const COST_PER_BYTE: usize = 64;

/// What is left of that for the words around what a rule matches, in bytes.
const CONTEXT: usize = 512;

/// A block and what lies around it.
#[derive(Clone, Copy)]
pub(super) struct View<'v> {
    pub(super) bytes: &'v [u8],
    /// The stream offset of the first byte.
    pub(super) base: u64,
    /// Where the block begins and ends, in `bytes`.
    pub(super) block: (usize, usize),
}

impl<'v> View<'v> {
    /// A block and as much around it as a look may see, wherever the text that is at hand begins and ends.
    pub(super) fn new(text: Text<'v>, (from, to): (usize, usize)) -> Self {
        let start = from.saturating_sub(BEHIND);
        let end = (to + REACH).min(text.bytes.len());
        Self {
            bytes: &text.bytes[start..end],
            base: text.base + start as u64,
            block: (from - start, to - start),
        }
    }

    /// What the check of a candidate at `at` sees, and where the candidate is in that. Nothing else may decide, so that its answer is
    /// good wherever the same bytes stand around it.
    fn near(self, at: usize) -> (Self, usize) {
        self.around(at, BEFORE, AFTER)
    }

    /// What a check sees that may look further: its answer is good for this text only.
    fn far(self, at: usize) -> (Self, usize) {
        self.around(at, REACH, REACH)
    }

    fn around(self, at: usize, before: usize, after: usize) -> (Self, usize) {
        let start = at.saturating_sub(before);
        let end = (at + after).min(self.bytes.len());
        let seen = Self {
            bytes: &self.bytes[start..end],
            base: self.base + start as u64,
            block: (at - start, at - start),
        };
        (seen, at - start)
    }
}

/// What a look at a block amounts to. Offsets are those of the stream.
#[derive(Default)]
pub(super) struct Look {
    pub(super) found: Vec<Raw>,
    /// The same, each with the place of its candidate, where a second look can use it.
    pub(super) anchored: Vec<(u64, Raw)>,
    /// What is to be known of each part.
    pub(super) parts: Vec<Note>,
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
    /// The place of the candidate that is looked at.
    anchor: u64,
    /// The part that is looked at.
    note: Note,
    /// Candidates are kept for a second look.
    leaves: bool,
    candidates: Candidates,
    words: Vec<(u32, Target)>,
    places: Vec<Place>,
    runs: Vec<u32>,
    spots: Vec<u32>,
    recent: [Recent; 2],
    escapes: Vec<usize>,
    hits: Vec<Hit>,
    matches: Vec<Match>,
    scratch: Scratch,
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
            anchor: 0,
            note: Note::default(),
            leaves: false,
            candidates: Candidates::default(),
            words: Vec::new(),
            places: Vec::new(),
            runs: Vec::new(),
            spots: Vec::new(),
            recent: Default::default(),
            escapes: Vec::new(),
            hits: Vec::new(),
            matches: Vec::new(),
            scratch: Scratch::default(),
            names: fields::Names::default(),
            layers: Layers::new(rules, depth),
        }
    }

    /// Looks at a block, and leaves what a second look can use if there is to be one.
    pub(super) fn look(&mut self, view: View<'_>, leaves: bool) -> Look {
        self.leaves = leaves;
        let (mut from, end) = view.block;
        while from < end {
            let to = (from + PART).min(end);
            self.part(view, from, to);
            self.look.parts.push(std::mem::take(&mut self.note));
            from = to;
        }
        self.look.key_starts.sort_unstable();
        self.look.found.sort_by(in_order);
        let look = std::mem::take(&mut self.look);
        // The next block is like this one, as a rule.
        self.look.found.reserve(look.found.len());
        look
    }

    /// Looks at a block of which most was looked at before: what comes out is what [`Self::look`] finds.
    pub(super) fn again(&mut self, view: View<'_>, recall: &Recall) -> Look {
        let (mut from, end) = view.block;
        while from < end {
            let to = (from + PART).min(end);
            let (found, keys) = (self.look.found.len(), self.look.key_starts.len());
            let dense = self.look.dense_parts;
            let long = self.look.long;
            if !self.changes(view, from, to, recall) {
                self.look.found.truncate(found);
                self.look.key_starts.truncate(keys);
                self.look.dense_parts = dense;
                self.look.long = long;
                self.part_again(view, from, to, recall);
            }
            from = to;
        }
        self.look.key_starts.sort_unstable();
        self.look.found.sort_by(in_order);
        std::mem::take(&mut self.look)
    }

    /// Looks at the places of a part that are not clean, and takes over the rest. `false` where a look at the whole part may find
    /// something else: something depends on the limits of the part, or a budget may not have held.
    fn changes(&mut self, view: View<'_>, from: usize, to: usize, recall: &Recall) -> bool {
        let place = |at: u64| usize::try_from(at - view.base).unwrap_or(to);
        let (begin, end) = (view.base + from as u64, view.base + to as u64);
        let Some(mut spent) = recall.spent(begin, end) else {
            return false;
        };
        if Layers::crosses(view.bytes, from) {
            return false;
        }
        let mut at = from;
        for clean in recall.clean(begin, end) {
            if !self.change(view, (at, place(clean.from)), recall, &mut spent) {
                return false;
            }
            recall.take_over(clean, &mut self.look);
            at = place(clean.to);
        }
        self.change(view, (at, to), recall, &mut spent)
            && spent.cost <= PART * COST_PER_BYTE
            && spent.decoded <= DECODED_BYTES
    }

    /// Looks at what is not clean. `false` where that may differ from a look at more.
    fn change(
        &mut self,
        view: View<'_>,
        (from, to): (usize, usize),
        recall: &Recall,
        spent: &mut Note,
    ) -> bool {
        if from >= to {
            return true;
        }
        self.part_again(view, from, to, recall);
        spent.cost += self.note.cost;
        spent.decoded += self.note.decoded;
        !self.note.alone
    }

    /// Searches a part for candidates and checks each.
    fn part(&mut self, view: View<'_>, from: usize, to: usize) {
        self.search(view, from, to);
        let candidates = std::mem::take(&mut self.candidates);
        let words = std::mem::take(&mut self.words);
        self.note = Note::default();
        if self.leaves {
            self.note.places = leads::kept(&candidates, &words, from, &mut self.places);
        }
        let names = candidates.names().iter().copied();
        let keywords = words.iter().copied();
        let runs = candidates.runs();
        self.ask(
            view,
            (from, to),
            (candidates.shapes(), names, keywords, runs),
        );
        self.note.newlines = candidates.newlines();
        self.candidates = candidates;
        self.words = words;
    }

    /// The same for a part that is known but for some places: only around those is searched.
    fn part_again(&mut self, view: View<'_>, from: usize, to: usize, recall: &Recall) {
        let mut places = std::mem::take(&mut self.places);
        let mut runs = std::mem::take(&mut self.runs);
        places.clear();
        let offset = |at: u64| usize::try_from(at - view.base).unwrap_or(to);
        let range = (view.base + from as u64, view.base + to as u64);
        let behind = self.rules.grams.longest() + BEHIND_PLACE;
        let mut at = from;
        for same in recall.unchanged(range, BEFORE_PLACE as u64, behind as u64) {
            let Some(known) = recall.candidates(same) else {
                continue;
            };
            self.search_also(view, at, offset(same.from), &mut places);
            places.extend(known.filter_map(|(at, lead)| {
                let at = u32::try_from(at - view.base);
                at.ok().map(|at| (at, lead))
            }));
            at = offset(same.to);
        }
        self.search_also(view, at, to, &mut places);
        let named = |kind| {
            let these = places.iter().filter(move |(_, lead)| *lead == kind);
            these.map(|(at, _)| *at)
        };
        runs.clear();
        runs.extend(named(Lead::Run));
        let shapes = places.iter().filter_map(|(at, lead)| match lead {
            Lead::Shape(shape) => Some((*at, *shape)),
            _ => None,
        });
        let keywords = places.iter().filter_map(|(at, lead)| match lead {
            Lead::Word(target) => Some((*at, *target)),
            _ => None,
        });
        self.note = Note::default();
        self.ask(
            view,
            (from, to),
            (shapes, named(Lead::Name), keywords, &runs),
        );
        self.places = places;
        self.runs = runs;
    }

    fn search_also(&mut self, view: View<'_>, from: usize, to: usize, places: &mut Vec<Place>) {
        if from < to {
            self.search(view, from, to);
            leads::add(&self.candidates, &self.words, places);
        }
    }

    /// Searches `from..to` for candidates.
    fn search(&mut self, view: View<'_>, from: usize, to: usize) {
        self.words.clear();
        let grams = &self.rules.grams;
        let reach = grams.reach(view.bytes, to);
        self.candidates.find(view.bytes, from, to, reach);
        let begun = self.candidates.words();
        let room = (&mut self.spots, &mut self.recent);
        grams.find(view.bytes, from, to, begun, room, &mut self.words);
    }

    /// Asks the checks of all candidates of a part, within its budget: shapes, names, keywords, and long runs.
    fn ask(
        &mut self,
        view: View<'_>,
        (from, to): (usize, usize),
        (shapes, names, words, runs): (
            impl Iterator<Item = (u32, Shape)>,
            impl Iterator<Item = u32>,
            impl Iterator<Item = (u32, Target)>,
            &[u32],
        ),
    ) {
        self.note.start = view.base + from as u64;
        self.note.end = view.base + to as u64;
        let budget = PART * COST_PER_BYTE;
        let mut cost = 0;
        for (at, shape) in shapes {
            let at = at as usize;
            if shape == Shape::Escape {
                self.escapes.push(at);
                continue;
            }
            cost += 24;
            self.anchor = view.base + at as u64;
            let (near, at) = view.near(at);
            if let Some(hit) = check(near.bytes, at, shape, &mut cost) {
                self.report(near, hit);
                self.several(near, |hits| {
                    crate::people::beside(near.bytes, &hit, &mut cost, hits);
                });
            } else if shape == Shape::Card {
                self.several(near, |hits| {
                    crate::people::record(near.bytes, at, &mut cost, hits);
                });
            }
            if cost > budget {
                break;
            }
        }
        for at in names {
            if cost > budget {
                break;
            }
            cost += 24;
            self.anchor = view.base + u64::from(at);
            let (near, at) = view.near(at as usize);
            self.several(near, |hits| {
                crate::people::full_name(near.bytes, at + 1, &mut cost, hits);
            });
        }
        for (at, target) in words {
            if cost > budget {
                break;
            }
            cost += 24;
            self.word(view, at as usize, target, &mut cost);
        }
        for at in runs {
            let at = *at as usize;
            if let Some(hit) = crate::people::in_run(view.bytes, at) {
                self.anchor = view.base + at as u64;
                self.report(view, hit);
            }
        }
        self.sweep(view, from, to, &mut cost);
        let mut escapes = std::mem::take(&mut self.escapes);
        let below = self.layers.look(view, from, to, runs, &escapes);
        for (at, raw) in below.found {
            self.anchor = view.base + at as u64;
            self.add(view, raw);
        }
        escapes.clear();
        self.escapes = escapes;
        if cost > budget {
            self.dense(view, from, to);
        }
        self.note.cost = cost;
        self.note.decoded = below.decoded;
        self.note.alone |= below.alone;
    }

    /// Whether what a keyword leads to may look further around it than most: at a table below its names, say.
    fn looks_far(&self, target: Target) -> bool {
        match target {
            Target::Jwt | Target::Header | Target::Scheme => true,
            Target::People(topic) => matches!(topic, Topic::Insert | Topic::Grid),
            Target::Rule(place) => {
                let pattern = self.rules.patterns.get(usize::from(place));
                pattern.is_some_and(|one| one.looks_further(BEFORE - CONTEXT, AFTER - CONTEXT))
            }
            Target::Field | Target::Directive | Target::Pem => false,
        }
    }

    fn word(&mut self, view: View<'_>, at: usize, target: Target, cost: &mut usize) {
        self.anchor = view.base + at as u64;
        if target == Target::Field && crate::people::is_column(view.bytes, at) {
            self.note.alone = true;
            let (view, at) = view.far(at);
            self.several(view, |hits| {
                crate::people::pasted(view.bytes, at, cost, hits);
            });
        }
        let far = self.looks_far(target);
        self.note.alone |= far;
        let (view, at) = if far { view.far(at) } else { view.near(at) };
        let bytes = view.bytes;
        match target {
            Target::Field => {
                let mut field = fields::check(bytes, at, &mut self.names, cost);
                if field.is_none() {
                    self.several(view, |hits| directives::named(bytes, at, cost, hits));
                    field = fields::spoken(bytes, at, cost);
                }
                self.several(view, |hits| {
                    let mut push = |field: fields::Field| {
                        hits.push(Hit::new(
                            field.kind,
                            field.start,
                            field.end,
                            field.confidence,
                        ));
                    };
                    field.into_iter().for_each(&mut push);
                    fields::striking(bytes, at, cost, push);
                });
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
                let scratch = &mut self.scratch;
                pattern.matches(bytes, at, rules, scratch, cost, &mut |one| found.push(one));
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
        // What a rule has matched it does not match again, so that it matters where it began.
        self.note.alone |= !rules.slow.is_empty() || !rules.dictionaries.is_empty();
        let mut found = std::mem::take(&mut self.matches);
        for pattern in rules
            .slow
            .iter()
            .filter_map(|place| rules.patterns.get(usize::from(*place)))
        {
            let scratch = &mut self.scratch;
            pattern.sweep(
                view.bytes,
                (from, to),
                &rules.patterns,
                scratch,
                cost,
                &mut |one| {
                    found.push(one);
                },
            );
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
        // Of several the first goes on, which is a matter of the order in a part.
        self.note.alone |= long;
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
        if self.leaves {
            self.look.anchored.push((self.anchor, raw));
        }
    }

    /// Reports the lines that touch a part, whole.
    fn dense(&mut self, view: View<'_>, from: usize, to: usize) {
        self.look.dense_parts += 1;
        self.note.alone = true;
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
        Shape::National => shapes::national_phone(view, at),
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
