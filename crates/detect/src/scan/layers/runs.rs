//! Runs of base64 (RFC 4648 §4 and §5) and of hexadecimal digits. What is found inside is reported as the run.

use std::io::Read;
use std::sync::LazyLock;

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, Encoding, HEXLOWER_PERMISSIVE};

use super::super::keyfile;
use super::{Layers, Part, REACH_BYTES};
use crate::bytes::Bytes;
use crate::scan::recall::{AFTER, BEFORE};

/// The shortest run that is looked at.
const RUN_BYTES: usize = 24;
/// Bytes of a run that are decoded before all of it is, a multiple of four.
const HEAD_BYTES: usize = 24;
/// Letters and digits that lead to a run, where a word begins with them.
const PLACE_BYTES: usize = 12;
/// What is inflated of a run.
const INFLATED_BYTES: u64 = 16 << 10;
/// Of a run of this length not every place tells where it begins or ends.
const LONG_BYTES: usize = BEFORE / 2;
/// Lines of this length or longer go on in the next line.
const LINE_BYTES: usize = 56;

/// What runs consist of.
static RUN: Bytes = Bytes::alphanumeric_and(b"+/-_");
static HEX: Bytes = Bytes::of(b"0123456789abcdefABCDEF");

fn in_run(byte: u8) -> bool {
    RUN.has(byte)
}

/// Looks through the runs that begin in the part, and those that go on in it.
pub(super) fn find(layers: &mut Layers<'_>, part: &mut Part<'_>, places: &[u32]) {
    let bytes = part.bytes;
    let begin = part.from;
    let mut at = part.from;
    // One that began before has no beginning here.
    let before = part.from > 0
        && in_run(bytes[part.from - 1])
        && bytes.get(part.from).is_some_and(|b| in_run(*b));
    let places = places.iter().map(|at| *at as usize);
    for inside in before.then_some(begin).into_iter().chain(places.clone()) {
        if inside < at {
            continue;
        }
        // Most runs are words and numbers: too short, and with nothing in front that belongs to them.
        let short = !bytes
            .get(inside..inside + RUN_BYTES)
            .is_some_and(|first| first.iter().rev().all(|b| in_run(*b)));
        if short && !(inside > 0 && in_run(bytes[inside - 1])) {
            continue;
        }
        let floor = inside.saturating_sub(REACH_BYTES);
        let start = inside
            - bytes[floor..inside]
                .iter()
                .rev()
                .take_while(|b| in_run(**b))
                .count();
        let ceiling = (inside + REACH_BYTES).max(part.to).min(bytes.len());
        let known = if short { inside } else { inside + RUN_BYTES };
        let end = known + RUN.begin(&bytes[known..ceiling]);
        at = end;
        if end - start < RUN_BYTES {
            continue;
        }
        let begins = start == 0 || start > floor || !in_run(bytes[start - 1]);
        let reach = if begins {
            start + REACH_BYTES
        } else {
            part.from
        };
        part.below.alone |= end - start >= LONG_BYTES;
        // A run belongs to the part in which the first place lies that leads to it.
        let first = if start >= part.from {
            Some(inside)
        } else if begins && !told(bytes, start, part.from) {
            places.clone().find(|at| *at >= inside)
        } else {
            None
        };
        if let Some(first) = first.filter(|first| begins && *first < end) {
            let end = end.min(reach);
            run(layers, part, first, (start, end));
        }
        // What is too long to be decoded at once: where its groups of four begin is found by trying.
        let from = reach.max(part.from);
        if from < end.min(part.to) {
            goes_on(layers, part, from, end.min(part.to));
        }
    }
}

/// Whether a long run goes on at `at`, which may be looked into from there.
pub(super) fn crosses(bytes: &[u8], at: usize) -> bool {
    let (before, after) = bytes.split_at(at.min(bytes.len()));
    let inside = before.last().is_some_and(|b| in_run(*b));
    let long = |run: &mut dyn Iterator<Item = &u8>| {
        run.take(LONG_BYTES).take_while(|b| in_run(**b)).count() == LONG_BYTES
    };
    inside
        && after.first().is_some_and(|b| in_run(*b))
        && (long(&mut before.iter().rev()) || long(&mut after.iter()))
}

/// Whether a place before `part` leads to the run that begins at `start`.
fn told(bytes: &[u8], start: usize, part: usize) -> bool {
    let text = &bytes[start..(part + PLACE_BYTES - 1).min(bytes.len())];
    text.split(|b| !b.is_ascii_alphanumeric())
        .any(|word| word.len() >= PLACE_BYTES)
}

/// Whether text may be base64 of text: both cases, and no path or name of many words.
fn mixed(run: &[u8]) -> bool {
    let upper = run.iter().filter(|b| b.is_ascii_uppercase()).count();
    let lower = run.iter().filter(|b| b.is_ascii_lowercase()).count();
    upper >= 2 && lower >= 2
}

/// Either base64, whatever the bits behind the last byte say.
static LENIENT: LazyLock<Option<[Encoding; 2]>> = LazyLock::new(|| {
    let lenient = |encoding: Encoding| {
        let mut specification = encoding.specification();
        specification.check_trailing_bits = false;
        specification.encoding().ok()
    };
    Some([lenient(BASE64_NOPAD)?, lenient(BASE64URL_NOPAD)?])
});

fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let text = &text[..text.len() - usize::from(text.len() % 4 == 1)];
    let url = text.iter().any(|b| matches!(b, b'-' | b'_'));
    let [plain, safe] = LENIENT.as_ref()?;
    if url { safe } else { plain }.decode(text).ok()
}

/// Whether the beginning of decoded bytes is text.
fn is_text(bytes: &[u8]) -> bool {
    let whole = match std::str::from_utf8(bytes) {
        Ok(_) => bytes,
        Err(error) if error.error_len().is_none() => &bytes[..error.valid_up_to()],
        Err(_) => return false,
    };
    whole.len() + 3 >= bytes.len()
        && !whole.is_empty()
        && whole
            .iter()
            .all(|b| *b >= b' ' && *b != 0x7f || matches!(b, b'\t' | b'\r' | b'\n'))
}

fn run(layers: &mut Layers<'_>, part: &mut Part<'_>, at: usize, (start, end): (usize, usize)) {
    let first = &part.bytes[start..end];
    if first.len().is_multiple_of(2) && HEX.hold(first) {
        let even = &first[..HEAD_BYTES.min(first.len())];
        let mut head = [0; HEAD_BYTES / 2];
        let head = &mut head[..even.len() / 2];
        if HEXLOWER_PERMISSIVE.decode_mut(even, head).is_ok()
            && is_text(head)
            && let Ok(text) = HEXLOWER_PERMISSIVE.decode(first)
        {
            tell(layers, part, at, (start, end), &text);
        }
        return;
    }
    let head = &first[..HEAD_BYTES.min(first.len() / 4 * 4)];
    if !mixed(first) {
        return;
    }
    let Some(head) = decode(head) else { return };
    let packed = matches!(
        head.as_slice(),
        [0x1f, 0x8b, 8, ..] | [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..]
    );
    if !packed && !is_text(&head) && !keyfile::begins(&head) {
        return;
    }
    let (text, end) = joined(part, start, end);
    part.below.alone |= end - start > AFTER / 2;
    let Some(mut bytes) = decode(&text) else {
        return;
    };
    if packed {
        bytes = inflated(&bytes);
    }
    tell(layers, part, at, (start, end), &bytes);
}

/// The run with the lines that continue it (RFC 2045 §6.8), and where that ends.
fn joined(part: &Part<'_>, start: usize, end: usize) -> (Vec<u8>, usize) {
    let mut text = part.bytes[start..end].to_vec();
    let mut end = end;
    let mut line = end - start;
    while line >= LINE_BYTES && text.len() < REACH_BYTES / 2 && end - start < REACH_BYTES {
        let gap = &part.bytes[end..(end + 40).min(part.bytes.len())];
        let mut skip = gap
            .iter()
            .take_while(|b| matches!(b, b'\r' | b'\n' | b' ' | b'\t'))
            .count();
        if skip == 0 {
            // Ends of lines in a string of another format.
            skip = 2 * gap
                .chunks_exact(2)
                .take_while(|pair| matches!(pair, [b'\\', b'n' | b'r']))
                .count();
        } else if !gap[..skip].contains(&b'\n') {
            break;
        }
        let from = end + skip;
        let ceiling = (from + LINE_BYTES * 2).min(part.bytes.len());
        let next = part.bytes[from.min(ceiling)..ceiling]
            .iter()
            .take_while(|b| in_run(**b))
            .count();
        if skip == 0 || next == 0 || next > line {
            break;
        }
        line = next;
        end = from + next;
        text.extend_from_slice(&part.bytes[from..end]);
    }
    (text, end)
}

fn inflated(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    // What is cut off or broken gives what came before: that is looked at all the same.
    let _ = if bytes.first() == Some(&0x1f) {
        flate2::read::GzDecoder::new(bytes)
            .take(INFLATED_BYTES)
            .read_to_end(&mut text)
    } else {
        flate2::read::ZlibDecoder::new(bytes)
            .take(INFLATED_BYTES)
            .read_to_end(&mut text)
    };
    text
}

/// A piece of a run that began before what can be seen.
fn goes_on(layers: &mut Layers<'_>, part: &mut Part<'_>, from: usize, to: usize) {
    let piece = &part.bytes[from..to];
    if piece.len() < RUN_BYTES + 4 || !mixed(piece) {
        return;
    }
    for shift in 0..4 {
        let text = &piece[shift..];
        let whole = &text[..text.len() / 4 * 4];
        if decode(&whole[..HEAD_BYTES]).is_some_and(|head| is_text(&head))
            && let Some(bytes) = decode(whole)
        {
            tell(layers, part, from, (from, to), &bytes);
            return;
        }
    }
}

/// Reports a run, if something is found in what it decodes to.
fn tell(
    layers: &mut Layers<'_>,
    part: &mut Part<'_>,
    at: usize,
    (start, end): (usize, usize),
    text: &[u8],
) {
    if !part.spend(text.len()) {
        return;
    }
    let found = layers.inside(text);
    if let Some((detector, confidence)) = layers.name(&found) {
        let padding = part.bytes[end..]
            .iter()
            .take(2)
            .take_while(|b| **b == b'=')
            .count();
        part.tell(at, (start, end + padding), (detector, confidence));
    }
}
