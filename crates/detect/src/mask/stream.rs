//! Masking a stream of text.

use std::io::{self, Read, Write};
use std::ops::Range;
use std::thread;

use coffer_model::Class;

use super::checks::{Checks, Piece, Way};
use super::cut::{Cut, Form};
use super::places::{Places, QUOTES, Stretch};
use super::{MaskOptions, MaskReport};
use crate::rules::Rules;
use crate::scan::{Finding, Recall, Scanner};
use crate::sniff::{Encoding, Kind, SNIFF_BYTES, sniff};
use crate::text::Utf16;
use crate::token::Pseudonyms;
use crate::views::{Lens, Markup, Sighting, View, Wide};

/// How much is read at once.
const CHUNK: usize = 128 << 10;

/// A masked value: where it was and where its token is.
#[derive(Debug, Clone, PartialEq)]
pub struct MaskedSpan {
    /// What was found, with offsets in the original text.
    pub finding: Finding,
    /// Where the token, or the tokens of several lines, stand in the masked text.
    pub masked: Range<u64>,
    /// The token.
    pub token: String,
}

/// Masks a stream of bytes that arrive in pieces of any size.
///
/// Line ends survive: a value of several lines becomes one token per line, so that line numbers stay what they were.
pub struct Masker<'r> {
    scanner: Scanner<'r>,
    options: MaskOptions,
    places: Places,
    /// Further ways to read the same bytes.
    lenses: Vec<Lens<'r>>,
    started: bool,
    pseudonyms: &'r Pseudonyms,
    writer: Writer<'r>,
}

/// What a masker does with what is decided.
struct Writer<'r> {
    rules: &'r Rules,
    /// Every value keeps its length.
    fit: bool,
    /// Bytes before this offset were written by somebody else and are only looked at.
    silent: u64,
    written: u64,
    /// Which bytes stay, and where, for a second look.
    kept: Option<Recall>,
    report: MaskReport,
}

impl<'r> Masker<'r> {
    /// A masker at the start of a stream.
    #[must_use]
    pub fn new(rules: &'r Rules, pseudonyms: &'r Pseudonyms, options: MaskOptions) -> Self {
        Self {
            scanner: Scanner::new(rules)
                .with_pseudonyms(Some(pseudonyms))
                .with_threads(options.threads),
            options,
            places: Places::default(),
            lenses: Vec::new(),
            started: false,
            pseudonyms,
            writer: Writer {
                rules,
                fit: false,
                silent: 0,
                written: 0,
                kept: None,
                report: MaskReport::default(),
            },
        }
    }

    /// Has every value keep its length, so that all offsets stay what they are.
    #[must_use]
    pub fn in_place(mut self) -> Self {
        self.writer.fit = true;
        self
    }

    /// Has it tell no lines of what it finds.
    pub(super) fn without_lines(mut self) -> Self {
        self.scanner = self.scanner.without_lines();
        self
    }

    /// Has it leave what a second look at its output can use.
    fn leave(&mut self) {
        self.scanner.leave();
        self.writer.kept = Some(Recall::default());
    }

    /// Takes what a first look left of the text that is pushed next.
    pub(super) fn recall(&mut self, left: Recall) {
        self.scanner.recall(left);
    }

    /// Has it see `context`, and write only what comes after.
    pub(super) fn behind(mut self, context: &[u8]) -> Self {
        self.writer.silent = context.len() as u64;
        self.push(context, &mut Vec::new(), &mut |_, _| {});
        self
    }

    /// What was left since the last call.
    fn left(&mut self) -> Option<Recall> {
        let mut left = std::mem::take(self.writer.kept.as_mut()?);
        left.extend(self.scanner.left());
        Some(left)
    }

    /// Takes the next bytes, appends to `out` what is decided, and hands over each masked value: its place, and the
    /// value itself for those who keep a map.
    pub fn push(
        &mut self,
        chunk: &[u8],
        out: &mut Vec<u8>,
        sink: &mut dyn FnMut(&MaskedSpan, &[u8]),
    ) {
        self.writer.report.bytes_in += chunk.len() as u64;
        self.places.take(chunk);
        if !self.started && !chunk.is_empty() {
            self.started = true;
            self.look_further(chunk);
        }
        let mut found = Vec::new();
        self.scanner.push(chunk, &mut |finding| found.push(finding));
        let mut sightings = Vec::new();
        for lens in &mut self.lenses {
            lens.push(chunk, &mut |sighting| sightings.push(sighting));
        }
        let settled = self
            .lenses
            .iter()
            .map(Lens::settled)
            .fold(self.scanner.settled(), u64::min);
        self.collect(found, sightings);
        self.write(settled, out, sink);
    }

    /// Chooses further ways to read by the first bytes.
    fn look_further(&mut self, head: &[u8]) {
        let lens = |view| Lens::new(view, self.writer.rules, Some(self.pseudonyms));
        self.lenses.push(lens(View::Wide(Wide::default())));
        if Markup::is(head) {
            self.lenses.push(lens(View::Markup(Markup::default())));
        }
    }

    /// Ends the stream.
    pub fn finish(
        &mut self,
        out: &mut Vec<u8>,
        sink: &mut dyn FnMut(&MaskedSpan, &[u8]),
    ) -> MaskReport {
        let mut found = Vec::new();
        let summary = self.scanner.finish(&mut |finding| found.push(finding));
        let mut sightings = Vec::new();
        for lens in &mut self.lenses {
            lens.finish(&mut |sighting| sightings.push(sighting));
        }
        self.collect(found, sightings);
        self.write(summary.bytes, out, sink);
        let writer = &mut self.writer;
        let report = MaskReport {
            tokens: summary.tokens,
            bytes_out: writer.written,
            ..std::mem::take(&mut writer.report)
        };
        (writer.written, writer.silent) = (0, 0);
        self.places = Places::default();
        self.lenses.clear();
        self.started = false;
        report
    }

    /// Notes what was found, except what stays readable.
    fn collect(&mut self, found: Vec<Finding>, sightings: Vec<Sighting>) {
        for finding in found {
            if !self.stays(&finding) {
                self.places.add_finding(finding);
            }
        }
        for sighting in sightings {
            if !self.stays(&sighting.finding) {
                self.places.add_sighting(sighting);
            }
        }
    }

    fn stays(&mut self, finding: &Finding) -> bool {
        let writer = &mut self.writer;
        let stays = finding.class == Class::Network
            && !writer.rules.detector(finding.detector).masked_by_default
            && !self.options.network;
        writer.report.left += u64::from(stays);
        stays
    }

    /// Writes everything before `settled`.
    fn write(&mut self, settled: u64, out: &mut Vec<u8>, sink: &mut dyn FnMut(&MaskedSpan, &[u8])) {
        let writer = &mut self.writer;
        self.places.settle(settled, &mut |stretch| match stretch {
            Stretch::Plain(at, bytes) => writer.plain(at, bytes, out),
            Stretch::Masked(cut, value, quote) => writer.masked(&cut, value, quote, out, sink),
        });
    }
}

impl Writer<'_> {
    fn plain(&mut self, at: u64, bytes: &[u8], out: &mut Vec<u8>) {
        let silent = usize::try_from(self.silent.saturating_sub(at)).unwrap_or(usize::MAX);
        let bytes = bytes.get(silent..).unwrap_or_default();
        out.extend_from_slice(bytes);
        if let Some(kept) = &mut self.kept {
            kept.same(at, self.written, bytes.len() as u64);
        }
        self.written += bytes.len() as u64;
    }

    fn masked(
        &mut self,
        cut: &Cut,
        value: &[u8],
        quote: u8,
        out: &mut Vec<u8>,
        sink: &mut dyn FnMut(&MaskedSpan, &[u8]),
    ) {
        let from = self.written;
        let token = cut.token(&self.rules.detector(cut.finding.detector).label);
        if cut.end > self.silent {
            let length = out.len();
            if self.fit || cut.form == Form::Wide {
                cut.form.write(&token, value, self.fit, out);
            } else {
                by_line(value, QUOTES[usize::from(quote)], &token, out);
            }
            self.written += (out.len() - length) as u64;
        }
        if cut.is_first {
            self.report.count(cut.finding.class);
            let span = MaskedSpan {
                finding: cut.finding,
                masked: from..self.written,
                token,
            };
            sink(&span, value);
        }
    }
}

/// Writes the token, in quotes, once for each line of the value.
fn by_line(value: &[u8], quote: &str, token: &str, out: &mut Vec<u8>) {
    for (number, line) in value.split(|b| *b == b'\n').enumerate() {
        if number > 0 {
            out.push(b'\n');
        }
        let (text, carriage) = match line {
            [text @ .., b'\r'] => (text, true),
            text => (text, false),
        };
        let indent = text
            .iter()
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .count();
        out.extend_from_slice(&text[..indent]);
        if indent < text.len() {
            for part in [quote, token, quote] {
                out.extend_from_slice(part.as_bytes());
            }
        }
        if carriage {
            out.push(b'\r');
        }
    }
}

/// Masks a text in UTF-8 or UTF-16, in the encoding in which it came.
///
/// `sink` takes each masked value, as [`Masker::push`] hands it over.
///
/// # Errors
/// When reading or writing fails, or the text turns out to be none ([`io::ErrorKind::InvalidData`]).
pub fn mask_stream(
    reader: &mut dyn Read,
    writer: &mut dyn Write,
    rules: &Rules,
    pseudonyms: &Pseudonyms,
    options: MaskOptions,
    sink: &mut dyn FnMut(&MaskedSpan, &[u8]),
) -> io::Result<MaskReport> {
    let mut head = vec![0; SNIFF_BYTES];
    let length = crate::inspect::fill(reader, &mut head)?;
    head.truncate(length);
    let Kind::Text(encoding) = sniff(&head) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let mut whole = io::Cursor::new(head).chain(reader);
    Passes::new(rules, pseudonyms, options, encoding).run(&mut whole, writer, sink)
}

/// A stream with the looks at it and what lies around them.
pub(super) struct Passes<'r> {
    rules: &'r Rules,
    pseudonyms: &'r Pseudonyms,
    options: MaskOptions,
    first: Masker<'r>,
    decoder: Option<Utf16>,
    encoding: Encoding,
}

impl<'r> Passes<'r> {
    pub(super) fn new(
        rules: &'r Rules,
        pseudonyms: &'r Pseudonyms,
        options: MaskOptions,
        encoding: Encoding,
    ) -> Self {
        let mut first = Masker::new(rules, pseudonyms, options);
        if options.recheck {
            first.leave();
        }
        Self {
            rules,
            pseudonyms,
            options,
            first,
            decoder: Utf16::new(encoding),
            encoding,
        }
    }

    /// Has every value keep its length.
    pub(super) fn in_place(mut self) -> Self {
        self.first.writer.fit = true;
        self
    }

    /// Has the second look rely on nothing.
    #[cfg(test)]
    pub(super) fn looking_at_everything(mut self) -> Self {
        self.first = Masker::new(self.rules, self.pseudonyms, self.options);
        self
    }

    pub(super) fn run(
        self,
        reader: &mut dyn Read,
        writer: &mut dyn Write,
        sink: &mut dyn FnMut(&MaskedSpan, &[u8]),
    ) -> io::Result<MaskReport> {
        let fit = self.first.writer.fit;
        let threads = self.options.threads;
        let alone = MaskOptions {
            threads: 1,
            ..self.options
        };
        let checks = Checks::new(self.rules, self.pseudonyms, alone, fit);
        if threads < 2 || !self.options.recheck {
            return self.through(Way::Here(checks), reader, writer, sink);
        }
        thread::scope(|scope| self.through(Way::beside(checks, scope), reader, writer, sink))
    }

    fn through<'scope>(
        mut self,
        mut checks: Way<'scope, 'r>,
        reader: &mut dyn Read,
        writer: &mut dyn Write,
        sink: &mut dyn FnMut(&MaskedSpan, &[u8]),
    ) -> io::Result<MaskReport>
    where
        'r: 'scope,
    {
        let mut buffer = vec![0; CHUNK];
        let mut text = String::new();
        let (mut taken, mut written) = (0, 0);
        let mut spare = Vec::new();
        let mut encode = Encode {
            encoding: self.encoding,
            partial: Vec::new(),
        };
        loop {
            let read = match reader.read(&mut buffer) {
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let last = read == 0;
            taken += read as u64;
            let bytes = match &mut self.decoder {
                Some(decoder) => {
                    text.clear();
                    if last {
                        decoder.finish(&mut text);
                    } else {
                        decoder.push(&buffer[..read], &mut text);
                    }
                    decoder.forget(u64::MAX);
                    text.as_bytes()
                }
                None => &buffer[..read],
            };
            let mut masked = std::mem::take(&mut spare);
            masked.clear();
            self.first.push(bytes, &mut masked, sink);
            let report = last.then(|| self.first.finish(&mut masked, sink));
            let piece = Piece {
                text: masked,
                left: self.first.left(),
                last,
            };
            let mut each = |piece: Piece| {
                written += encode.write(&piece.text, writer)?;
                spare = piece.text;
                Ok(())
            };
            checks.push(piece, &mut each)?;
            if let Some(mut report) = report {
                if let Some(checks) = checks.end(&mut each)? {
                    report.residual = checks.residual();
                    report.unsettled = checks.is_unsettled();
                }
                // Those of the file, in whatever encoding it is.
                (report.bytes_in, report.bytes_out) = (taken, written);
                return Ok(report);
            }
        }
    }
}

/// Brings masked text into the encoding of the original.
struct Encode {
    encoding: Encoding,
    /// Bytes of a character that is not yet whole.
    partial: Vec<u8>,
}

impl Encode {
    /// Writes masked text in the encoding of the original, and tells how many bytes that took. Pieces end anywhere, so what is cut off
    /// waits.
    fn write(&mut self, bytes: &[u8], writer: &mut dyn Write) -> io::Result<u64> {
        if self.encoding == Encoding::Utf8 {
            writer.write_all(bytes)?;
            return Ok(bytes.len() as u64);
        }
        let little = matches!(self.encoding, Encoding::Utf16Le | Encoding::Utf32Le);
        // The masker cuts only where bytes are decided, which may be inside a character: its bytes arrive in order,
        // and a character is put together from them before it is written.
        let mut pending = std::mem::take(&mut self.partial);
        pending.extend_from_slice(bytes);
        let whole = match pending.utf8_chunks().last() {
            // At most three bytes at the end may still become a character.
            Some(last)
                if std::str::from_utf8(last.invalid()).is_err_and(|e| e.error_len().is_none()) =>
            {
                pending.len() - last.invalid().len()
            }
            _ => pending.len(),
        };
        self.partial = pending.split_off(whole);
        let text = String::from_utf8_lossy(&pending);
        if matches!(self.encoding, Encoding::Utf32Le | Encoding::Utf32Be) {
            let four = |c: char| match little {
                true => u32::from(c).to_le_bytes(),
                false => u32::from(c).to_be_bytes(),
            };
            let encoded: Vec<u8> = text.chars().flat_map(four).collect();
            writer.write_all(&encoded)?;
            return Ok(encoded.len() as u64);
        }
        let units = text.encode_utf16().flat_map(|unit| {
            if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        });
        let encoded: Vec<u8> = units.collect();
        writer.write_all(&encoded)?;
        Ok(encoded.len() as u64)
    }
}
