//! The streaming scanner.
//!
//! The stream is looked at in blocks that begin at fixed offsets, each with the same view around it, whatever the sizes
//! in which the bytes arrive. That is why the findings are the same for every way of cutting the stream.

mod crew;
mod keyfile;
mod layers;
mod leads;
mod look;
mod pem;
mod recall;
mod resolve;
mod text;
mod tokens;

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use coffer_model::Class;

use crate::memo::Memo;
use crate::rules::{Builtin, DetectorId, Rules};
use crate::structure::{Spot, Structure};
use crate::token::{Pseudonyms, Tag};
use crew::{Crew, Job};
use look::{Look, Looker, View};
use pem::Pem;
pub(crate) use recall::Recall;
use resolve::{Lines, Raw, sort_nearly};
use text::Text;

/// What is decided at once, in bytes.
const BLOCK: usize = 64 << 10;
/// How far before and after its anchor a value may reach, in bytes.
pub(crate) const REACH: usize = 8 << 10;
/// What stays readable behind the block, in bytes: a merged span may be one reach long and begin one reach back.
const BEHIND: usize = 3 * REACH;
/// The longest piece of a line that is treated as sensitive whole, and of a value that goes on and on.
const PIECE: usize = 4 << 10;
/// Blocks that a thread looks at before the next settlement: enough work to be worth a hand-over. More blocks, or larger ones, take memory:
/// text that is full of findings has several times its own size in notes about them.
const BLOCKS_PER_THREAD: usize = 2;
/// Blocks that are read at once where there are no threads: what lies around them is a small part of as many.
const BLOCKS_READ: usize = 15;
/// Short values whose tags are remembered.
const TAGS: usize = 1 << 10;
/// Findings below this confidence are not reported.
const THRESHOLD: f32 = 0.5;

/// A sensitive value, by place and kind. The value itself is never in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Finding {
    /// What found it.
    pub detector: DetectorId,
    /// What it says about the file.
    pub class: Class,
    /// The offset of its first byte.
    pub start: u64,
    /// The offset behind its last byte.
    pub end: u64,
    /// The line it begins on, counted from 1.
    pub line: u64,
    /// How sure the detector is: 0.5 to 1.
    pub confidence: f32,
    /// The value's token, when the scanner was given a key.
    pub tag: Option<Tag>,
}

/// What a whole scan amounted to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Bytes looked at.
    pub bytes: u64,
    /// Line ends seen.
    pub newlines: u64,
    /// Findings reported.
    pub findings: u64,
    /// Tokens of masked values seen and left alone: verified where the scanner has a key, else by their form.
    pub tokens: u64,
    /// Parts of 8 KiB whose lines were reported whole because they held too many candidates.
    pub dense_parts: u64,
}

/// Finds sensitive values in a stream of bytes that arrive in pieces of any size.
///
/// Memory is bounded: a block, what lies around it and the findings in it.
pub struct Scanner<'r> {
    rules: &'r Rules,
    pseudonyms: Option<&'r Pseudonyms>,
    /// What has arrived and no block was made of yet, and what lies before it.
    incoming: Vec<u8>,
    /// The stream offset of its first byte.
    incoming_base: u64,
    /// How many bytes at its end were read last.
    fresh: usize,
    /// Why reading ended, if some bytes came before that.
    broken: Option<io::Error>,
    /// Blocks were made of everything before this offset.
    handed: u64,
    /// The blocks that threads look at.
    job: Option<Arc<Job>>,
    /// The bytes of the blocks that threads looked at before, and the stream offset of the first.
    ended: (Vec<u8>, u64),
    /// Room for what arrives next.
    spare: Vec<u8>,
    /// Everything before this offset has been looked at.
    done: u64,
    /// Everything before this offset has been reported.
    settled: u64,
    pending: Vec<Raw>,
    tokens: Vec<(u64, u64)>,
    lines: Lines,
    pem: Option<Pem>,
    key_starts: Vec<u64>,
    structure: Structure,
    /// What the structure told of the last block.
    spots: usize,
    tail: Option<(u64, DetectorId)>,
    looker: Looker<'r>,
    crew: Crew,
    tags: Memo<Tag, TAGS>,
    /// What is left for a second look at the same text with tokens in places, if there is to be one.
    leaves: Option<Recall>,
    /// What a first look left.
    recall: Option<Recall>,
    summary: Summary,
}

impl<'r> Scanner<'r> {
    /// A scanner at the start of a stream.
    #[must_use]
    pub fn new(rules: &'r Rules) -> Self {
        Self {
            rules,
            pseudonyms: None,
            incoming: Vec::new(),
            incoming_base: 0,
            fresh: 0,
            broken: None,
            handed: 0,
            job: None,
            ended: (Vec::new(), 0),
            spare: Vec::new(),
            done: 0,
            settled: 0,
            pending: Vec::new(),
            tokens: Vec::new(),
            lines: Lines::new(),
            pem: None,
            key_starts: Vec::new(),
            structure: Structure::Unknown,
            spots: 0,
            tail: None,
            looker: Looker::new(rules),
            crew: Crew::new(0),
            tags: Memo::default(),
            leaves: None,
            recall: None,
            summary: Summary::default(),
        }
    }

    /// Puts a tag on every finding, and leaves alone only tokens made with this key.
    #[must_use]
    pub fn with_pseudonyms(mut self, pseudonyms: Option<&'r Pseudonyms>) -> Self {
        self.pseudonyms = pseudonyms;
        self.tags = Memo::default();
        self
    }

    /// Looks at several blocks at a time, with so many threads (1 to 64), the calling one among them. Findings stay the same; memory
    /// grows by some mebibytes for each thread.
    #[must_use]
    pub fn with_threads(mut self, threads: usize) -> Self {
        self.crew = Crew::new(threads.clamp(1, 64) - 1);
        self
    }

    /// Has it count no lines.
    pub(crate) fn without_lines(mut self) -> Self {
        self.lines = Lines::uncounted();
        self
    }

    /// Has it leave what a second look can use.
    pub(crate) fn leave(&mut self) {
        self.leaves = Some(Recall::default());
    }

    /// What was left since the last call.
    pub(crate) fn left(&mut self) -> Recall {
        let left = self.leaves.as_mut().map(std::mem::take);
        left.unwrap_or_default()
    }

    /// Takes what a first look left of the text that is pushed next. Everything that is pushed must be known to it.
    pub(crate) fn recall(&mut self, left: Recall) {
        self.recall.get_or_insert_default().extend(left);
    }

    /// The offset up to which the stream is decided: no later finding begins before it.
    #[must_use]
    pub fn settled(&self) -> u64 {
        self.settled
    }

    /// Takes the next bytes and hands over the findings that are certain by now, in order, without overlaps.
    pub fn push(&mut self, chunk: &[u8], sink: &mut dyn FnMut(Finding)) {
        let mut rest = chunk;
        while !rest.is_empty() {
            if self.crew.size() == 0 && self.look_in_place(chunk, rest.len(), sink) {
                return;
            }
            let have = self.incoming.len();
            let wanted = self.wanted(1);
            let take = wanted.saturating_sub(have).min(rest.len());
            self.incoming.extend_from_slice(&rest[..take]);
            rest = &rest[take..];
            if self.incoming.len() < wanted {
                return;
            }
            self.go_on(wanted - REACH, sink);
        }
    }

    /// Reads the next bytes to where they are needed, in place of a buffer from which [`Self::push`] would copy them. [`Self::look`] is to
    /// follow, but for the end of the stream, which no bytes mean.
    ///
    /// # Errors
    /// Those of the reader, when what came before is read.
    pub fn fill(&mut self, reader: &mut dyn Read) -> io::Result<&[u8]> {
        if let Some(error) = self.broken.take() {
            return Err(error);
        }
        let have = self.incoming.len();
        let room = self.wanted_at_once().saturating_sub(have).max(1);
        let read = reader.take(room as u64).read_to_end(&mut self.incoming);
        self.fresh = self.incoming.len() - have;
        match read {
            Err(error) if self.fresh == 0 => return Err(error),
            Err(error) => self.broken = Some(error),
            Ok(_) => {}
        }
        Ok(self.fresh())
    }

    /// What was read last.
    pub(crate) fn fresh(&self) -> &[u8] {
        &self.incoming[self.incoming.len() - self.fresh..]
    }

    /// Goes on with what was read, as [`Self::push`] does.
    pub fn look(&mut self, sink: &mut dyn FnMut(Finding)) {
        self.fresh = 0;
        let wanted = self.wanted_at_once();
        if self.incoming.len() >= wanted {
            self.go_on(wanted - REACH, sink);
        }
    }

    /// Ends the stream and hands over the remaining findings. The scanner then stands at the start of a new stream.
    pub fn finish(&mut self, sink: &mut dyn FnMut(Finding)) -> Summary {
        let (bytes, base) = self.look_at_rest(sink);
        let text = Text {
            bytes: &bytes,
            base,
        };
        let mut spots = Vec::new();
        self.structure.finish(&mut spots);
        self.take_spots(text, &mut spots);
        if let Some(raw) = self
            .pem
            .take()
            .and_then(|pem| pem.end_of_stream(self.rules, self.pseudonyms))
        {
            self.pending.push(raw);
        }
        self.settle(text, u64::MAX, sink);
        let end = self.done;
        self.lines.advance(text, end);
        self.summary.bytes = end;
        self.summary.newlines = self.lines.newlines();
        let summary = self.summary;
        let fresh = Self::new(self.rules).with_pseudonyms(self.pseudonyms);
        let old = std::mem::replace(self, fresh);
        self.incoming = bytes;
        self.incoming.clear();
        self.looker = old.looker;
        self.crew = old.crew;
        self.leaves = old.leaves;
        self.lines = old.lines.restarted();
        self.tags = old.tags;
        summary
    }

    /// How much has to have arrived before the next blocks are looked at, so many at least.
    fn wanted(&self, blocks: usize) -> usize {
        let begun = usize::try_from(self.handed - self.incoming_base).unwrap_or(usize::MAX);
        begun.saturating_add(self.at_once().max(blocks) * BLOCK + REACH)
    }

    /// The same for what is read: as much as threads share, or more where there are none.
    fn wanted_at_once(&self) -> usize {
        self.wanted(if self.crew.size() == 0 {
            BLOCKS_READ
        } else {
            1
        })
    }

    /// How many blocks are looked at between two settlements: enough to be worth sharing.
    const fn at_once(&self) -> usize {
        match self.crew.size() {
            0 => 1,
            others => (others + 1) * BLOCKS_PER_THREAD,
        }
    }

    /// Looks at the blocks that lie in a piece of the stream with all that is around them, without a copy of them. `left` bytes of the piece
    /// have not arrived yet; all of it has then. `false` where there are no such blocks.
    fn look_in_place(&mut self, piece: &[u8], left: usize, sink: &mut dyn FnMut(Finding)) -> bool {
        let arrived = self.incoming_base + self.incoming.len() as u64;
        let base = arrived - (piece.len() - left) as u64;
        // At the start of the stream nothing lies before.
        let floor = if base == 0 { 0 } else { base + BEHIND as u64 };
        if self.handed < floor {
            return false;
        }
        let from = usize::try_from(self.handed - base).unwrap_or(usize::MAX);
        let whole = piece.len().saturating_sub(from.saturating_add(REACH)) / BLOCK;
        if whole == 0 {
            return false;
        }
        let end = from + whole * BLOCK;
        self.look_here(Text { bytes: piece, base }, from..end, sink);
        let behind = end.saturating_sub(BEHIND);
        self.incoming.clear();
        self.incoming.extend_from_slice(&piece[behind..]);
        self.incoming_base = base + behind as u64;
        true
    }

    /// Looks at what has arrived, up to `end`, or has threads do so. What is around the next block stays.
    fn go_on(&mut self, end: usize, sink: &mut dyn FnMut(Finding)) {
        if self.crew.size() > 0 {
            return self.hand_over(end, sink);
        }
        self.look_at_incoming(end, sink);
        let behind = end.saturating_sub(BEHIND);
        self.incoming.drain(..behind);
        self.incoming_base += behind as u64;
    }

    /// Looks at what has arrived, up to `end`.
    fn look_at_incoming(&mut self, end: usize, sink: &mut dyn FnMut(Finding)) {
        let bytes = std::mem::take(&mut self.incoming);
        let base = self.incoming_base;
        let from = usize::try_from(self.handed - base).unwrap_or(usize::MAX);
        let text = Text {
            bytes: &bytes,
            base,
        };
        self.look_here(text, from..end, sink);
        self.incoming = bytes;
    }

    /// Looks at all that has arrived. What is held then, and the stream offset of its first byte.
    fn look_at_rest(&mut self, sink: &mut dyn FnMut(Finding)) -> (Vec<u8>, u64) {
        if self.crew.size() == 0 {
            self.look_at_incoming(self.incoming.len(), sink);
            return (std::mem::take(&mut self.incoming), self.incoming_base);
        }
        self.hand_over(self.incoming.len(), sink);
        let job = self.job.take();
        self.end_job(job, sink);
        std::mem::take(&mut self.ended)
    }

    /// Looks at the blocks of a range, follows the structure of the document through them, and reports what is certain then.
    fn look_here(&mut self, text: Text<'_>, range: Range<usize>, sink: &mut dyn FnMut(Finding)) {
        let begin = text.base + range.start as u64;
        self.handed = text.base + range.end as u64;
        let recall = self.recall.as_mut();
        let recall = recall.map(|recall| recall.about(begin, self.handed));
        for block in blocks(range) {
            let spots = self.follow(text, block);
            let view = View::new(text, block);
            let look = match &recall {
                Some(recall) => self.looker.again(view, recall),
                None => self.looker.look(view, self.leaves.is_some()),
            };
            self.block(text, block.1, look, spots, sink);
            self.count_lines(text);
        }
    }

    /// Hands what has arrived, up to `end`, over to the threads. They look at it while more arrives.
    fn hand_over(&mut self, end: usize, sink: &mut dyn FnMut(Finding)) {
        let from = usize::try_from(self.handed - self.incoming_base).unwrap_or(usize::MAX);
        // What lies before the next block is needed again.
        let mut next = std::mem::take(&mut self.spare);
        next.clear();
        let behind = end.saturating_sub(BEHIND);
        next.extend_from_slice(&self.incoming[behind..]);
        let bytes = std::mem::replace(&mut self.incoming, next);
        let begin = self.handed;
        self.handed = self.incoming_base + end as u64;
        let recall = self.recall.as_mut();
        let recall = recall.map(|recall| recall.about(begin, self.handed));
        let leaves = self.leaves.is_some();
        let blocks = blocks(from..end).collect();
        let job = Job::new(bytes, self.incoming_base, blocks, recall, leaves);
        let job = Arc::new(job);
        self.incoming_base += behind as u64;
        self.crew.begin(&job, self.rules);
        // They go on with these blocks while those before are ended and settled.
        let before = self.job.replace(job);
        self.end_job(before, sink);
    }

    /// Follows the structure of the document through the blocks of a job, helps with looking at them, and reports what is certain then.
    fn end_job(&mut self, job: Option<Arc<Job>>, sink: &mut dyn FnMut(Finding)) {
        let Some(job) = job else { return };
        let spots: Vec<_> = job
            .blocks
            .iter()
            .map(|block| self.follow(job.text(), *block))
            .collect();
        let next = self.job.as_deref();
        let looks = self.crew.end(&job, next, &mut self.looker);
        let (base, blocks) = (job.base, job.blocks.clone());
        // A thread that came too late to help may hold the job for a moment.
        let bytes = Arc::try_unwrap(job).map_or_else(|job| job.bytes.clone(), |job| job.bytes);
        let text = Text {
            bytes: &bytes,
            base,
        };
        for (((_, end), look), spots) in blocks.iter().zip(looks).zip(spots) {
            self.block(text, *end, look, spots, sink);
        }
        self.count_lines(text);
        self.spare = std::mem::replace(&mut self.ended, (bytes, base)).0;
    }

    /// What the structure of the document tells of a block.
    fn follow(&mut self, text: Text<'_>, (from, to): (usize, usize)) -> Vec<Spot> {
        let mut spots = Vec::with_capacity(self.spots);
        let at = text.base + from as u64;
        self.structure.feed(&text.bytes[from..to], at, &mut spots);
        self.spots = spots.len();
        spots
    }

    /// Counts the lines that are out of reach for what comes.
    fn count_lines(&mut self, text: Text<'_>) {
        let reachable = self.done.saturating_sub(BEHIND as u64).max(text.base);
        self.lines.advance(text, reachable);
    }

    /// Puts together what a look found in the block up to `end` and what only the stream as a whole tells.
    fn block(
        &mut self,
        text: Text<'_>,
        end: usize,
        look: Look,
        mut spots: Vec<Spot>,
        sink: &mut dyn FnMut(Finding),
    ) {
        if self.done == 0
            && let Some(length) = keyfile::length(&text.bytes[..end])
        {
            let id = Builtin::PrivateKey.id();
            self.pending.push(Raw::new(0, length as u64, id, 0.95));
        }
        self.find_tokens(text, text.place(self.done), end);
        self.follow_tail(text, end);
        if let Some(left) = &mut self.leaves {
            left.looked(&look);
        }
        self.lines.learn(&look.parts);
        self.pending.extend(look.found);
        self.key_starts = look.key_starts;
        self.tail = self.tail.or(look.long);
        self.summary.dense_parts += look.dense_parts;
        self.take_spots(text, &mut spots);
        self.keys(text, end);
        self.follow_tail(text, end);
        self.done = text.base + end as u64;
        let open = self.pem.as_ref().map_or(u64::MAX, pem::Pem::start);
        let limit = open.min(self.done.saturating_sub(REACH as u64));
        self.settle(text, limit, sink);
    }

    fn take_spots(&mut self, text: Text<'_>, spots: &mut Vec<Spot>) {
        sort_nearly(spots, |a, b| (a.start, b.end).cmp(&(b.start, a.end)));
        for spot in spots.drain(..) {
            // There is nothing to hide in blanks, and no token takes their place.
            if text.between(spot.start, spot.end).trim_ascii().is_empty() {
                continue;
            }
            self.pending.push(Raw::new(
                spot.start,
                spot.end,
                spot.kind.id(),
                spot.confidence,
            ));
        }
    }

    /// Goes on with a key that began in an earlier block, and with those that begin in this one.
    fn keys(&mut self, text: Text<'_>, end: usize) {
        let starts = std::mem::take(&mut self.key_starts);
        let mut starts = starts.into_iter().peekable();
        loop {
            if let Some(pem) = &mut self.pem {
                let from = text.place(pem.next()).min(end);
                pem.feed(&text.bytes[from..end]);
                if !pem.is_done() {
                    return;
                }
                let next = pem.next();
                while starts.next_if(|at| *at < next).is_some() {}
                if let Some(raw) = self
                    .pem
                    .take()
                    .and_then(|pem| pem.end(self.rules, self.pseudonyms))
                {
                    self.pending.push(raw);
                }
            }
            let Some(at) = starts.next() else { return };
            let line = self.lines.line_of(text, at);
            self.pem = Pem::begin(text.bytes, text.place(at), text.base, line);
        }
    }

    /// A value longer than the scanner looks ahead goes on until something ends it, in pieces.
    fn follow_tail(&mut self, text: Text<'_>, end: usize) {
        let Some((start, detector)) = self.tail else {
            return;
        };
        let from = text.place(start);
        if from >= end {
            return;
        }
        let run = text.bytes[from..end]
            .iter()
            .position(|b| !b.is_ascii_graphic() || matches!(b, b'"' | b'\'' | b'<' | b'>'));
        let to = run.map_or(end, |length| from + length);
        let mut at = from;
        while at < to {
            let next = (at + PIECE).min(to);
            self.pending.push(Raw::new(
                text.base + at as u64,
                text.base + next as u64,
                detector,
                0.8,
            ));
            at = next;
        }
        self.tail = run.is_none().then_some((text.base + to as u64, detector));
    }
}

/// The blocks of a range: where each begins and ends.
fn blocks(range: Range<usize>) -> impl Iterator<Item = (usize, usize)> {
    let end = range.end;
    range
        .step_by(BLOCK)
        .map(move |start| (start, (start + BLOCK).min(end)))
}

/// The findings of a text that is held whole.
#[must_use]
pub fn scan_all(rules: &Rules, text: &[u8]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut scanner = Scanner::new(rules);
    scanner.push(text, &mut |finding| found.push(finding));
    scanner.finish(&mut |finding| found.push(finding));
    found
}
