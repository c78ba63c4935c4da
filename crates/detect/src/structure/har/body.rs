//! What requests, responses and messages carry: JSON, forms, parts, markup, or something nobody knows.

use super::super::Spot;
use super::super::tokens::Run;
use super::leaves::Leaves;
use super::markup::Markup;
use super::parts::Parts;
use super::url::Url;
use super::veil::{Unescape, Veil};

/// What is looked at before a script or a style sheet may stay.
const PEEK_BYTES: usize = 64;

/// The longest number in front of a message.
const NUMBER_BYTES: usize = 4;

/// What the type of a body says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Mime {
    /// Nothing that is known here.
    #[default]
    Other,
    Json,
    Form,
    Multipart,
    /// HTML, XML, SVG.
    Markup,
    /// A script or a style sheet.
    Static,
}

impl Mime {
    /// Reads a media type (RFC 9110 §8.3.1).
    pub(super) fn of(value: &[u8]) -> Self {
        let essence = value.split(|b| *b == b';').next().unwrap_or_default();
        let essence = essence.trim_ascii().to_ascii_lowercase();
        // Too short for a search that has to be prepared.
        let has = |word: &[u8]| {
            let mut windows = essence.windows(word.len());
            windows.any(|window| window == word)
        };
        if has(b"json") {
            Self::Json
        } else if has(b"form-urlencoded") {
            Self::Form
        } else if essence.starts_with(b"multipart/") {
            Self::Multipart
        } else if has(b"html") || has(b"xml") {
            Self::Markup
        } else if has(b"javascript") || has(b"ecmascript") || essence == b"text/css" {
            Self::Static
        } else {
            Self::Other
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Shape {
    /// Nothing but blanks so far.
    #[default]
    Open,
    /// The beginning of what may be a script or a style sheet.
    Peek,
    /// The number with which some protocols begin a message.
    Number,
    Json,
    Form,
    Parts,
    Markup,
    /// Left to the scan of the raw bytes.
    Static,
    Whole,
}

/// A body as it passes.
#[derive(Debug, Default)]
pub(super) struct Body {
    shape: Shape,
    mime: Mime,
    unescape: Unescape,
    veil: Veil,
    peek: Vec<u8>,
    leaves: Leaves,
    form: Url,
    parts: Parts,
    markup: Markup,
}

impl Body {
    /// A body of this type begins; one in base64 is withheld whole.
    pub(super) fn begin(&mut self, mime: Mime, base64: bool, start: u64) {
        self.mime = mime;
        self.shape = if base64 { Shape::Whole } else { Shape::Open };
        self.unescape.begin();
        self.veil.begin(start);
        self.peek.clear();
    }

    /// The next bytes, as written in a string.
    pub(super) fn feed(&mut self, run: Run<'_>, out: &mut Vec<Spot>) {
        match self.shape {
            Shape::Whole => self.veil.pass(run.offset(run.bytes.len()), out),
            Shape::Static => {}
            _ => {
                let mut unescape = std::mem::take(&mut self.unescape);
                unescape.feed(run, &mut |run| self.text(run, out));
                self.unescape = unescape;
            }
        }
    }

    pub(super) fn end(&mut self, end: u64, out: &mut Vec<Spot>) {
        match self.shape {
            Shape::Open | Shape::Static => {}
            Shape::Peek => {
                if !shown(&self.peek) {
                    self.veil.end(end, out);
                }
            }
            Shape::Number => self.veil.end(end, out),
            Shape::Json => self.leaves.end(out),
            Shape::Form => self.form.end(end, out),
            Shape::Parts => self.parts.end(end, out),
            Shape::Markup => self.markup.end(end, out),
            Shape::Whole => self.veil.end(end, out),
        }
    }

    fn text(&mut self, run: Run<'_>, out: &mut Vec<Spot>) {
        let length = run.bytes.len();
        match self.shape {
            Shape::Open => {
                let blank = run
                    .bytes
                    .iter()
                    .take_while(|b| b.is_ascii_whitespace())
                    .count();
                if let Some(first) = run.bytes.get(blank) {
                    self.decide(*first, run.offset(blank));
                    self.text(run.part(blank, length), out);
                }
            }
            Shape::Peek => {
                let room = PEEK_BYTES.saturating_sub(self.peek.len()).min(length);
                self.peek.extend_from_slice(&run.bytes[..room]);
                if self.peek.len() >= PEEK_BYTES {
                    if shown(&self.peek) {
                        self.shape = Shape::Static;
                    } else {
                        self.shape = Shape::Whole;
                        self.veil.pass(run.offset(length), out);
                    }
                }
            }
            Shape::Number => self.number(run, out),
            Shape::Json => self.leaves.feed(run, out),
            Shape::Form => self.form.feed(run, out),
            Shape::Parts => self.parts.feed(run, out),
            Shape::Markup => self.markup.feed(run, out),
            Shape::Whole => self.veil.pass(run.offset(length), out),
            Shape::Static => {}
        }
    }

    /// Goes over digits to what they introduce.
    fn number(&mut self, run: Run<'_>, out: &mut Vec<Spot>) {
        let length = run.bytes.len();
        let digits = run.bytes.iter().take_while(|b| b.is_ascii_digit()).count();
        self.peek
            .extend_from_slice(&run.bytes[..digits.min(NUMBER_BYTES + 1)]);
        if digits == length && self.peek.len() <= NUMBER_BYTES {
            return;
        }
        let opens = matches!(run.bytes.get(digits), Some(b'{' | b'['));
        self.shape = if opens && self.peek.len() <= NUMBER_BYTES {
            self.leaves.begin();
            Shape::Json
        } else {
            Shape::Whole
        };
        self.text(run.part(digits, length), out);
    }

    /// What the body is, by its type and its first byte.
    fn decide(&mut self, first: u8, start: u64) {
        self.veil.begin(start);
        self.shape = match (self.mime, first) {
            (_, b'{' | b'[') => Shape::Json,
            (Mime::Json, _) | (Mime::Other, b'"') => Shape::Json,
            (Mime::Other, b'0'..=b'9') => Shape::Number,
            (Mime::Form, _) => Shape::Form,
            (Mime::Multipart, b'-') => Shape::Parts,
            (Mime::Markup, b'<') => Shape::Markup,
            (Mime::Static, _) => Shape::Peek,
            _ => Shape::Whole,
        };
        match self.shape {
            Shape::Json => self.leaves.begin(),
            Shape::Form => self.form.begin_form(start),
            Shape::Parts => self.parts.begin(start),
            Shape::Markup => self.markup.begin(start),
            _ => {}
        }
    }
}

/// Whether a script or style sheet that begins so may stay: not when it is base64, or data in a call.
fn shown(text: &[u8]) -> bool {
    let base64 = text.len() >= 8
        && text
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_'));
    let name = text
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'$'))
        .count();
    let call = name > 0
        && text.get(name) == Some(&b'(')
        && matches!(
            text[name + 1..].trim_ascii_start().first(),
            Some(b'{' | b'[' | b'"')
        );
    !base64 && !call
}
