//! Whether a whole value is written like the name of a person: what stands under such a name, in a cell or in a field.

use std::borrow::Cow;

use super::firstnames::first_name;
use super::names::{BYTES, after_titles, reversed, run};
use super::text::blanks;

/// Whether a whole value is written like a name: one to five words, in capitals too, or reversed with a comma.
pub(super) fn is_name(value: &[u8]) -> bool {
    let plain = unescaped(value);
    let value = without_degrees(&plain);
    let (start, _) = after_titles(value, 0);
    let run_on = run(value, start, true).is_some_and(|found| found.end == value.len());
    let comma = memchr::memchr(b',', value).is_some_and(|comma| {
        let behind = comma + 1 + blanks(value, comma + 1, 1);
        value.get(behind..).is_some_and(|rest| {
            run(rest, 0, true).is_some_and(|r| r.end == rest.len()) || initials_only(rest)
        }) && run(&value[..comma], 0, true).is_some_and(|r| r.end == comma)
    });
    // `MILLER/ANA` on tickets.
    let ticket = on_ticket(value, 0) == Some(value.len());
    value.len() <= BYTES && (run_on || comma || ticket || other_script(value))
}

/// A value as SQL means it: `O\'Hara` and `O''Hara` are names with one apostrophe.
fn unescaped(value: &[u8]) -> Cow<'_, [u8]> {
    let Some(mark) = memchr::memchr(b'\'', value) else {
        return Cow::Borrowed(value);
    };
    let twice = |at: usize| value.get(at + 1) == Some(&b'\'');
    if !twice(mark) && (mark == 0 || value[mark - 1] != b'\\') {
        return Cow::Borrowed(value);
    }
    let drops = |(at, b): (usize, &u8)| (!(matches!(b, b'\\' | b'\'') && twice(at))).then_some(*b);
    Cow::Owned(value.iter().enumerate().filter_map(drops).collect())
}

/// The end of a name as tickets and the stripes of cards spell it, `MILLER/ANA` (ISO/IEC 7813).
pub(super) fn on_ticket(view: &[u8], at: usize) -> Option<usize> {
    let part = |at: usize| {
        let text = &view[at..(at + 28).min(view.len())];
        let length = text
            .iter()
            .take_while(|b| b.is_ascii_uppercase() || matches!(b, b' ' | b'-' | b'\''))
            .count();
        let length = text[..length].trim_ascii_end().len();
        (length >= 2 && text[0].is_ascii_uppercase()).then_some(at + length)
    };
    let slash = part(at).filter(|slash| view.get(*slash) == Some(&b'/'))?;
    let end = part(slash + 1)?;
    (!super::text::word_at(view, end)).then_some(end)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tests::values;
    use crate::rules::Builtin;

    #[test]
    fn names_as_other_formats_write_them() {
        for name in [
            "O\\'Hara Lima, Kátia",
            "D''Angelo",
            "MILLER/ANA",
            "L'Hermitte",
        ] {
            assert!(is_name(name.as_bytes()), "{name}");
        }
        for text in ["''", "\\'", "it''s 5", "TCP/"] {
            assert!(!is_name(text.as_bytes()), "{text}");
        }
        let swiped = "parsed PAN 4929381137800987 exp 10/26 name \"MBEKI/THANDIWE R\" svc 201";
        assert_eq!(values(Builtin::PersonName, swiped), ["MBEKI/THANDIWE R"]);
        assert!(values(Builtin::PersonName, "protocol name=TCP/UDP mode=fast").is_empty());
    }

    #[test]
    fn names_that_are_welcomed() {
        for (text, name) in [
            ("Bienvenue Jehanne !", "Jehanne"),
            ("Olá, Lucimara!", "Lucimara"),
        ] {
            assert_eq!(values(Builtin::PersonName, text), [name], "{text}");
        }
        for text in ["Hello, World!", "Welcome Guest!", "Willkommen im Portal!"] {
            assert!(values(Builtin::PersonName, text).is_empty(), "{text}");
        }
    }
}
