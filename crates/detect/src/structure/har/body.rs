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
/// What is read through its escapes of a document, before it is read as it is written again.
const STEP_BYTES: usize = 256;

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
        let mut place = 0;
        while place < run.bytes.len() {
            let rest = run.part(place, run.bytes.len());
            let step = match self.shape {
                Shape::Static => return,
                Shape::Whole => {
                    self.veil.pass(run.end(), out);
                    return;
                }
                Shape::Json => {
                    if self.unescape.is_between() {
                        place += self.leaves.feed_escaped(rest, out);
                    }
                    STEP_BYTES
                }
                Shape::Open => 1,
                Shape::Peek | Shape::Number => PEEK_BYTES,
                Shape::Form | Shape::Parts | Shape::Markup => rest.bytes.len(),
            };
            let to = (place + step).min(run.bytes.len());
            let mut unescape = std::mem::take(&mut self.unescape);
            unescape.feed(run.part(place, to), &mut |run| self.text(run, out));
            self.unescape = unescape;
            place = to;
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What is withheld of a body that arrives in pieces of a size.
    fn found(text: &str, size: usize) -> Vec<Spot> {
        let mut out = Vec::new();
        let mut body = Body::default();
        body.begin(Mime::Json, false, 0);
        for (number, piece) in text.as_bytes().chunks(size).enumerate() {
            body.feed(Run::plain(piece, (number * size) as u64), &mut out);
        }
        body.end(text.len() as u64, &mut out);
        out
    }

    /// The same where all of it is read through its escapes.
    fn expected(text: &str) -> Vec<Spot> {
        let mut out = Vec::new();
        let mut unescape = Unescape::default();
        let mut leaves = Leaves::default();
        leaves.begin();
        unescape.feed(Run::plain(text.as_bytes(), 0), &mut |run| {
            leaves.feed(run, &mut out);
        });
        leaves.end(&mut out);
        out
    }

    #[test]
    fn a_document_says_the_same_as_it_is_written_and_behind_its_escapes() {
        const PARTS: [&str; 26] = [
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            " ",
            r"\n",
            r#"\""#,
            r#"\""#,
            r#"\""#,
            "name",
            "12",
            "-1.5",
            "true",
            "null",
            "x",
            r"\\",
            r"\/",
            r"\u0041",
            r"\u00e9",
            r#"\"a\":"#,
            r#"\"b c\","#,
            r#"{\"id\":7,\"v\":\"w\"}"#,
            r#"\"{\\\"k\\\":\\\"v\\\"}\""#,
            r"\t",
        ];
        let mut state = 7_u64;
        let mut below = |limit: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            usize::try_from(state >> 33).unwrap() % limit
        };
        for _ in 0..4000 {
            let count = below(60);
            let text: String = (0..=count).map(|_| PARTS[below(PARTS.len())]).collect();
            let text = format!(r#"[{{\"a\":{text}"#);
            let expected = expected(&text);
            for size in [1, 2, 3, 7, 64, text.len()] {
                assert_eq!(found(&text, size), expected, "{size}: {text}");
            }
        }
    }

    #[test]
    fn a_script_is_left_alone_and_what_is_none_is_withheld() {
        for (text, shown) in [
            (r"function a(){\n  return 1;\n}\n".repeat(40), true),
            (r#"load({\"a\":1});"#.repeat(40), false),
        ] {
            for size in [1, 7, 100, text.len()] {
                let mut out = Vec::new();
                let mut body = Body::default();
                body.begin(Mime::Static, false, 0);
                for (number, piece) in text.as_bytes().chunks(size).enumerate() {
                    body.feed(Run::plain(piece, (number * size) as u64), &mut out);
                }
                body.end(text.len() as u64, &mut out);
                assert_eq!(out.is_empty(), shown, "{size}: {text}");
            }
        }
    }
}
