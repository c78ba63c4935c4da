//! Whether a whole value is written like the name of a person: what stands under such a name, in a cell or in a field.

use super::firstnames::first_name;
use super::names::{BYTES, after_titles, reversed, run};
use super::text::blanks;

/// Whether a whole value is written like a name: one to five words, in capitals too, or reversed with a comma.
pub(super) fn is_name(value: &[u8]) -> bool {
    let value = without_degrees(value);
    let (start, _) = after_titles(value, 0);
    let plain = run(value, start, true).is_some_and(|found| found.end == value.len());
    let comma = memchr::memchr(b',', value).is_some_and(|comma| {
        let behind = comma + 1 + blanks(value, comma + 1, 1);
        value.get(behind..).is_some_and(|rest| {
            run(rest, 0, true).is_some_and(|r| r.end == rest.len()) || initials_only(rest)
        }) && run(&value[..comma], 0, true).is_some_and(|r| r.end == comma)
    });
    // `MILLER/ANA` on tickets.
    let ticket = memchr::memchr(b'/', value).is_some_and(|slash| {
        let part = |text: &[u8]| {
            text.len() >= 2
                && text
                    .iter()
                    .all(|b| b.is_ascii_uppercase() || matches!(b, b' ' | b'-'))
        };
        part(&value[..slash]) && part(&value[slash + 1..])
    });
    value.len() <= BYTES && (plain || comma || ticket || other_script(value))
}

/// A name without the degrees behind it: `Ana Miller, MD`.
fn without_degrees(value: &[u8]) -> &[u8] {
    const DEGREES: &[&[u8]] = &[
        b"MD", b"M.D.", b"DO", b"RN", b"NP", b"PA", b"PA-C", b"DDS", b"PhD", b"Ph.D.", b"PharmD",
        b"RPh", b"Jr", b"Jr.", b"Sr", b"Esq", b"Esq.", b"II", b"III", b"MBA", b"CPA", b"FACP",
        b"MSc", b"M.Sc.", b"B.Sc.", b"BSc",
    ];
    let mut value = value;
    while let Some(comma) = memchr::memrchr(b',', value) {
        let last = value[comma + 1..].trim_ascii();
        if !DEGREES.contains(&last) {
            break;
        }
        value = &value[..comma];
    }
    value
}

/// Two to twenty letters of a script that has no capitals or is not read here, such as kana, hanzi, Cyrillic or Greek.
pub(super) fn other_script(value: &[u8]) -> bool {
    std::str::from_utf8(value).is_ok_and(|text| {
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let others = text.chars().all(|c| {
            c as u32 >= 0x370 && c.is_alphabetic()
                || matches!(c, ' ' | '\u{3000}' | '・' | '-' | '.')
        });
        others && (2..=24).contains(&letters)
    })
}

/// Whether a whole value is a first name, in any case: `mary`.
pub(super) fn is_known(value: &[u8]) -> bool {
    value.len() >= 2
        && value.split(|b| *b == b' ').next().is_some_and(first_name)
        && value.iter().all(|b| {
            b.is_ascii_alphabetic() || *b >= 0x80 || matches!(b, b' ' | b'-' | b'\'' | b'.')
        })
}

/// Whether a cell of a table is a full name: one that begins or ends with a common first name.
pub(super) fn is_full(value: &[u8]) -> bool {
    let (start, titled) = after_titles(value, 0);
    let plain = run(value, start, true).is_some_and(|found| {
        found.end == value.len() && (titled || found.known && found.words >= 2)
    });
    value.len() <= BYTES && (plain || reversed(value, 0) == Some(value.len()))
}

/// Whether a text is nothing but initials, with the name that is used in brackets perhaps: `J.P. (Johannes)`.
fn initials_only(text: &[u8]) -> bool {
    let text = match memchr::memchr(b'(', text) {
        Some(open) if text.ends_with(b")") => text[..open].trim_ascii_end(),
        _ => text,
    };
    let small = text
        .iter()
        .rposition(|b| *b == b'.')
        .map_or(text.len(), |dot| dot + 1);
    let (letters, tail) = text.split_at(small);
    super::names::initials(letters, 0) == Some(letters.len())
        && (tail.is_empty() || super::names::is_particle(tail.trim_ascii()))
}
