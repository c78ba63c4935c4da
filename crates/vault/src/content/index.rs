//! The line index: where lines begin, without reading them again.
//!
//! A checkpoint stands at the start of a line at least every 256 lines and, where lines are long, about every
//! mebibyte. Finding a line costs a binary search over checkpoints and a read of at most one stride, so it does not
//! depend on the size of the file. The stream is sealed with the version's data key; its layout is in
//! `docs/formats/derived-streams.md`.

use crate::content::Source;
use crate::error::{Error, Result};

/// Lines between checkpoints.
pub(crate) const STRIDE_LINES: u64 = 256;
/// Bytes between checkpoints where lines are long.
pub(crate) const STRIDE_BYTES: u64 = 1 << 20;
/// Bytes of one checkpoint.
const RECORD: usize = 40;
/// Bytes before the first checkpoint: magic, version, totals.
const HEAD: usize = 40;
const MAGIC: &[u8; 8] = b"CFLINES1";

/// The state of the text at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Checkpoint {
    /// Number of the line that starts here, from 0.
    pub(crate) line: u64,
    /// Byte offset of its first byte.
    pub(crate) offset: u64,
    /// Spans that start before this offset.
    pub(crate) spans: u64,
    /// Lines before this one that say error.
    pub(crate) errors: u64,
    /// Lines before this one that say warning.
    pub(crate) warnings: u64,
}

/// Totals of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Totals {
    /// Lines; a last line without a newline counts.
    pub(crate) lines: u64,
    /// Spans.
    pub(crate) spans: u64,
    /// Checkpoints.
    pub(crate) checkpoints: u64,
}

/// Builds the index in the pass that inspects.
pub(crate) struct Builder {
    at: Checkpoint,
    last: Checkpoint,
    records: Vec<u8>,
    line_has_bytes: bool,
    tail: Vec<u8>,
    /// Spans seen, and the first record that does not know yet how many come before it.
    spans: u64,
    uncounted: usize,
}

/// How much of a line's beginning decides its severity, in bytes.
const SEVERITY_WINDOW: usize = 160;

impl Builder {
    pub(crate) fn new() -> Self {
        let mut builder = Self {
            at: Checkpoint::default(),
            last: Checkpoint::default(),
            records: Vec::new(),
            line_has_bytes: false,
            tail: Vec::new(),
            spans: 0,
            uncounted: 0,
        };
        builder.record();
        builder
    }

    /// Reads the next bytes of the text. Detection must read them after this, so that every checkpoint at or before a
    /// span exists when the span is found.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some(newline) = memchr::memchr(b'\n', rest) {
            let (line, after) = rest.split_at(newline + 1);
            self.see(line);
            self.end_line();
            rest = after;
        }
        self.see(rest);
    }

    fn see(&mut self, part: &[u8]) {
        if part.is_empty() {
            return;
        }
        self.line_has_bytes = true;
        let room = SEVERITY_WINDOW.saturating_sub(self.tail.len());
        self.tail.extend_from_slice(&part[..part.len().min(room)]);
        self.at.offset += part.len() as u64;
    }

    /// Counts the next span, which starts at `start`. Spans come in order.
    pub(crate) fn span(&mut self, start: u64) {
        self.count_before(|offset| offset <= start);
        self.spans += 1;
    }

    /// Writes the present count of spans into the records whose offset the test accepts.
    fn count_before(&mut self, accept: impl Fn(u64) -> bool) {
        while let Some(record) = self
            .records
            .get_mut(self.uncounted..self.uncounted + RECORD)
        {
            if !accept(le(&record[8..16])) {
                return;
            }
            record[16..24].copy_from_slice(&self.spans.to_le_bytes());
            self.uncounted += RECORD;
        }
    }

    fn end_line(&mut self) {
        match severity(&self.tail) {
            Some(Severity::Error) => self.at.errors += 1,
            Some(Severity::Warn) => self.at.warnings += 1,
            _ => {}
        }
        self.tail.clear();
        self.line_has_bytes = false;
        self.at.line += 1;
        // At each multiple of the stride, so that counts up to there are exact.
        let far = self.at.line.is_multiple_of(STRIDE_LINES)
            || self.at.offset - self.last.offset >= STRIDE_BYTES;
        if far {
            self.record();
        }
    }

    fn record(&mut self) {
        for value in [
            self.at.line,
            self.at.offset,
            self.at.spans,
            self.at.errors,
            self.at.warnings,
        ] {
            self.records.extend_from_slice(&value.to_le_bytes());
        }
        self.last = self.at;
    }

    /// The finished stream and its totals.
    pub(crate) fn finish(mut self) -> (Vec<u8>, Totals) {
        if self.line_has_bytes {
            self.end_line();
        }
        self.count_before(|_| true);
        let totals = Totals {
            lines: self.at.line,
            spans: self.spans,
            checkpoints: (self.records.len() / RECORD) as u64,
        };
        let mut out = Vec::with_capacity(HEAD + self.records.len());
        out.extend_from_slice(MAGIC);
        for value in [totals.lines, totals.spans, self.at.errors, self.at.warnings] {
            out.extend_from_slice(&value.to_le_bytes());
        }
        out.append(&mut self.records);
        (out, totals)
    }
}

/// What a line says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Severity {
    Error,
    Warn,
    Info,
    Debug,
}

impl Severity {
    /// The written form.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
        }
    }
}

/// The severity that the beginning of a line names as a word of its own.
pub(crate) fn severity(line: &[u8]) -> Option<Severity> {
    let window = &line[..line.len().min(SEVERITY_WINDOW)];
    window
        .split(|b| !b.is_ascii_alphabetic())
        .find_map(|word| match word.len() {
            4 if word.eq_ignore_ascii_case(b"WARN") => Some(Severity::Warn),
            4 if word.eq_ignore_ascii_case(b"INFO") => Some(Severity::Info),
            5 if word.eq_ignore_ascii_case(b"ERROR") || word.eq_ignore_ascii_case(b"FATAL") => {
                Some(Severity::Error)
            }
            5 if word.eq_ignore_ascii_case(b"DEBUG") || word.eq_ignore_ascii_case(b"TRACE") => {
                Some(Severity::Debug)
            }
            7 if word.eq_ignore_ascii_case(b"WARNING") => Some(Severity::Warn),
            8 if word.eq_ignore_ascii_case(b"CRITICAL") => Some(Severity::Error),
            _ => None,
        })
}

/// Reads an index.
pub(crate) struct Index {
    source: Source,
    head: [u64; 4],
    checkpoints: u64,
}

impl Index {
    /// Reads the head.
    pub(crate) fn open(mut source: Source) -> Result<Self> {
        let mut head = Vec::with_capacity(HEAD);
        source.read_at(0, HEAD, &mut head)?;
        if head.len() != HEAD || &head[..8] != MAGIC {
            return Err(Error::Integrity(
                "the line index has an unknown form".to_owned(),
            ));
        }
        let word = |i: usize| le(&head[8 + i * 8..16 + i * 8]);
        let head = [word(0), word(1), word(2), word(3)];
        let checkpoints = (source.len() - HEAD as u64) / RECORD as u64;
        Ok(Self {
            source,
            head,
            checkpoints,
        })
    }

    /// Lines in all.
    pub(crate) fn lines(&self) -> u64 {
        self.head[0]
    }

    /// The state at the very end of the text.
    pub(crate) fn end(&self) -> Checkpoint {
        Checkpoint {
            line: self.head[0],
            offset: u64::MAX,
            spans: self.head[1],
            errors: self.head[2],
            warnings: self.head[3],
        }
    }

    /// The checkpoint of this number.
    pub(crate) fn checkpoint(&mut self, number: u64) -> Result<Checkpoint> {
        let mut record = Vec::with_capacity(RECORD);
        self.source
            .read_at(HEAD as u64 + number * RECORD as u64, RECORD, &mut record)?;
        if record.len() != RECORD {
            return Err(Error::Integrity("the line index ends early".to_owned()));
        }
        let word = |i: usize| le(&record[i * 8..i * 8 + 8]);
        Ok(Checkpoint {
            line: word(0),
            offset: word(1),
            spans: word(2),
            errors: word(3),
            warnings: word(4),
        })
    }

    /// The last checkpoint at or before a line (from 0), and its number.
    pub(crate) fn before_line(&mut self, line: u64) -> Result<(u64, Checkpoint)> {
        self.last_where(|checkpoint| checkpoint.line <= line)
    }

    fn last_where(&mut self, holds: impl Fn(&Checkpoint) -> bool) -> Result<(u64, Checkpoint)> {
        let (mut low, mut high) = (0, self.checkpoints);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if holds(&self.checkpoint(middle)?) {
                low = middle;
            } else {
                high = middle;
            }
        }
        Ok((low, self.checkpoint(low)?))
    }
}

fn le(bytes: &[u8]) -> u64 {
    let mut word = [0; 8];
    word.copy_from_slice(bytes);
    u64::from_le_bytes(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(text: &[u8], chunk: usize) -> (Vec<u8>, Totals) {
        let mut builder = Builder::new();
        for part in text.chunks(chunk) {
            builder.push(part);
        }
        builder.finish()
    }

    #[test]
    fn a_last_line_without_newline_counts() {
        assert_eq!(totals(b"a\nb", 100).1.lines, 2);
        assert_eq!(totals(b"a\nb\n", 100).1.lines, 2);
        assert_eq!(totals(b"", 100).1.lines, 0);
        assert_eq!(totals(b"\n", 100).1.lines, 1);
    }

    #[test]
    fn chunking_does_not_matter() {
        let text: Vec<u8> = (0..5000)
            .flat_map(|i| format!("line {i} ERROR x\n").into_bytes())
            .collect();
        let whole = totals(&text, text.len());
        for chunk in [1, 7, 4096] {
            assert_eq!(totals(&text, chunk), whole);
        }
        assert_eq!(whole.1.checkpoints, 1 + 5000 / STRIDE_LINES);
    }

    #[test]
    fn long_lines_get_checkpoints_by_bytes() {
        let mut text = vec![b'x'; 3 << 20];
        text.push(b'\n');
        text.extend_from_slice(b"short\n");
        assert_eq!(totals(&text, 1 << 16).1.checkpoints, 2);
    }

    #[test]
    fn severities_are_words() {
        assert_eq!(severity(b"2026-11-22 ERROR boom"), Some(Severity::Error));
        assert_eq!(severity(b"[warn] careful"), Some(Severity::Warn));
        assert_eq!(severity(b"terrors and warnings"), None);
        assert_eq!(severity(&[0xff; 400]), None);
    }
}
