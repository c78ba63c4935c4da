//! Escapes: percent signs (RFC 3986 §2.1), `\u` of JSON (RFC 8259 §7), character references of HTML and XML,
//! quoted-printable (RFC 2045 §6.7). What is found covers the bytes that were written for it.

use super::{Layers, Part};

/// How far around an escape text is decoded, in bytes.
const AROUND_BYTES: usize = 1024;
/// How far before a finding an escape may stand that made it one.
const BEFORE_BYTES: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notation {
    Percent,
    Json,
    Html,
    Quoted,
}

/// Text behind escapes, and where each byte of it came from.
#[derive(Default)]
struct Decoded {
    text: Vec<u8>,
    /// Where each byte was written, and after the last one the end.
    places: Vec<usize>,
}

/// Looks through the escapes of the part, which may begin at `places`.
pub(super) fn find(layers: &mut Layers<'_>, part: &mut Part<'_>, places: &[usize]) {
    // One notation after the other: text that is written in two is read in both ways.
    for notation in [
        Notation::Percent,
        Notation::Json,
        Notation::Html,
        Notation::Quoted,
    ] {
        let mut done = part.from;
        for at in places {
            if *at >= done && notation.begins(&part.bytes[*at..]) {
                done = region(layers, part, *at, notation);
            }
        }
    }
}

impl Notation {
    fn begins(self, text: &[u8]) -> bool {
        match self {
            // What paths and blanks are written with hides nothing.
            Self::Percent => {
                text.first() == Some(&b'%')
                    && hex(text, 1).is_some_and(|b| {
                        !matches!(b, b' ' | b'/' | b',' | b'(' | b')' | b'%')
                            && b.is_ascii_graphic()
                    })
            }
            Self::Json => text.starts_with(b"\\u00"),
            Self::Html => text.starts_with(b"&#") || text.starts_with(b"&quot;"),
            Self::Quoted => text.starts_with(b"=3D"),
        }
    }
}

/// The byte that two hexadecimal digits at `at` stand for.
fn hex(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |at: usize| char::from(*bytes.get(at)?).to_digit(16);
    u8::try_from(digit(at)? * 16 + digit(at + 1)?).ok()
}

/// Decodes what belongs together around an escape, and looks at it; returns where that ends.
fn region(layers: &mut Layers<'_>, part: &mut Part<'_>, at: usize, notation: Notation) -> usize {
    let bytes = part.bytes;
    let ends = |b: &u8| match notation {
        Notation::Percent => {
            b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'<' | b'>' | b'`')
        }
        Notation::Json => matches!(b, b'\n'),
        Notation::Html => matches!(b, b'\n'),
        Notation::Quoted => false,
    };
    let floor = at.saturating_sub(AROUND_BYTES);
    let start = at
        - bytes[floor..at]
            .iter()
            .rev()
            .take_while(|b| !ends(b))
            .count();
    let ceiling = (at + AROUND_BYTES).min(bytes.len());
    let end = at + bytes[at..ceiling].iter().take_while(|b| !ends(b)).count();
    // So long that the next escape in it may see another piece.
    part.below.alone |= end - start >= AROUND_BYTES;
    if !part.spend(end - start) {
        return end;
    }
    let mut decoded = Decoded::default();
    decode(bytes, start, end, notation, &mut decoded);
    for raw in layers.inside(&decoded.text) {
        let place = |at: u64| {
            let at = usize::try_from(at).unwrap_or(usize::MAX);
            decoded.places.get(at).copied().unwrap_or(end)
        };
        let (from, to) = (place(raw.start), place(raw.end));
        // Without an escape in it or before it, the look at the bytes themselves has found it.
        let before = from.saturating_sub(BEFORE_BYTES).max(start);
        let first = usize::try_from(raw.start)
            .unwrap_or(0)
            .saturating_sub(BEFORE_BYTES);
        let length = usize::try_from(raw.end).unwrap_or(0).saturating_sub(first);
        if to > from && to - before.max(place(first as u64)) > length {
            part.tell(at, (from, to), (raw.detector, raw.confidence));
        }
    }
    end
}

fn decode(bytes: &[u8], start: usize, end: usize, notation: Notation, out: &mut Decoded) {
    let mut at = start;
    while at < end {
        let (byte, length) = match (notation, bytes[at]) {
            (Notation::Percent, b'%') => (hex(bytes, at + 1), 3),
            (Notation::Json, b'\\') => json(bytes, at),
            (Notation::Html, b'&') => html(&bytes[at..end]),
            (Notation::Quoted, b'=') if bytes.get(at + 1) == Some(&b'\n') => {
                at += 2;
                continue;
            }
            (Notation::Quoted, b'=') if bytes.get(at + 1..at + 3) == Some(b"\r\n") => {
                at += 3;
                continue;
            }
            (Notation::Quoted, b'=') => (hex(bytes, at + 1), 3),
            _ => (None, 1),
        };
        out.text.push(byte.unwrap_or(bytes[at]));
        out.places.push(at);
        at += if byte.is_some() { length } else { 1 };
    }
    out.places.push(end);
}

fn json(bytes: &[u8], at: usize) -> (Option<u8>, usize) {
    match bytes.get(at + 1) {
        Some(b'u') if bytes.get(at + 2..at + 4) == Some(b"00") => (hex(bytes, at + 4), 6),
        Some(b @ (b'"' | b'/' | b'\\')) => (Some(*b), 2),
        Some(b'n' | b'r') => (Some(b'\n'), 2),
        Some(b't') => (Some(b'\t'), 2),
        _ => (None, 1),
    }
}

fn html(text: &[u8]) -> (Option<u8>, usize) {
    const NAMES: &[(&[u8], u8)] = &[
        (b"&quot;", b'"'),
        (b"&amp;", b'&'),
        (b"&apos;", b'\''),
        (b"&lt;", b'<'),
        (b"&gt;", b'>'),
        (b"&equals;", b'='),
        (b"&colon;", b':'),
        (b"&commat;", b'@'),
        (b"&nbsp;", b' '),
    ];
    if let Some((name, byte)) = NAMES.iter().find(|(name, _)| text.starts_with(name)) {
        return (Some(*byte), name.len());
    }
    let Some(close) = memchr::memchr(b';', &text[..text.len().min(9)]) else {
        return (None, 1);
    };
    let digits = text.get(2..close).filter(|_| text.get(1) == Some(&b'#'));
    let code = digits.and_then(|digits| {
        let digits = std::str::from_utf8(digits).ok()?;
        match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u8::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        }
    });
    (code, close + 1)
}
