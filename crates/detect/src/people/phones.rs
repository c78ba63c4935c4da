//! Telephone numbers behind the words for them, in the notations of their countries.

use super::text::{begins, letter, longest, word_before};
use super::words;
use crate::rules::Builtin;
use crate::shapes::Hit;

/// How far behind the word a number may begin, in bytes.
const REACH: usize = 36;
/// How far behind a number the next one may begin, in bytes.
const LIST: usize = 8;
/// Words that may stand between.
#[rustfmt::skip]
const LINKS: &[&[u8]] = &[
    b"number", b"numbers", b"no", b"nr", b"num", b"is", b"at", b"on", b"under", b"me", b"us", b"my", b"home", b"work",
    b"office", b"cell", b"mobile", b"the", b"or", b"to", b"and", b"et", b"au", b"le", b"numero", b"unter", b"ist",
    b"lautet", b"nummer", b"rufnummer", b"es", b"el", b"al", b"e", b"op", b"numer", b"business", b"direct", b"line",
    b"please", b"via", b"fax", b"phone", b"tel", b"contact", b"him", b"her", b"back", b"int", b"main", b"private",
    b"privat", b"day", b"evening", b"his", b"our", b"their", b"was", b"are", b"call", b"text", b"sms", b"n", b"de",
    b"del", b"du", b"mi", b"mon", b"meine", b"mein", b"w", b"h", b"m", b"o", b"est", b"lautet", b"for", b"of", b"contacto", b"bitte", b"vorher", b"moi", b"svp", b"can", b"be", b"telephone", b"telefon",
    b"bei", b"num", b"fixe", b"movil", b"fijo", b"ist", b"die", b"der", b"by", b"than", b"free", b"toll", b"support",
    b"customer", b"service", b"emergency", b"new", b"old", b"a", b"in", b"it", b"reached", b"directly", b"anytime", b"cest", b"nouveau", b"nuevo", b"novo", b"nuovo", b"neue", b"lancien", b"ahora", b"jetzt", b"now", b"reachable", b"do",
];

/// The numbers behind the keyword at `at`.
pub(super) fn after_word(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    let Some(length) =
        longest(view, at, words::phones()).filter(|_| begins(view, at) || grown(view, at))
    else {
        return;
    };
    let mut end = at + length;
    let mut rest = 0;
    while let Some((length, capital)) = letter(view, end) {
        if capital {
            break;
        }
        end += length;
        rest += length;
    }
    // `cellular`, `telefonnummer`, `telephones`, but not `telemetry` and `cellar`.
    let short = length <= 4 && !matches!(view[at] | 0x20, b'f' | b'h');
    if short && rest > 0 && longest(view, at, &["cells", "mobil", "tele", "cellu"]).is_none() {
        return;
    }
    let mut limit = end + REACH;
    let mut pos = end;
    while pos < limit.min(view.len()) {
        let byte = view[pos];
        if byte == b'\n' && view[end..pos].iter().any(u8::is_ascii_alphanumeric) {
            break;
        }
        let starts = byte.is_ascii_digit() || matches!(byte, b'+' | b'(');
        if !starts || word_before(view, pos) || !linked(&view[end..pos]) {
            pos += 1;
            continue;
        }
        match number_at(view, pos) {
            Some(stop) => {
                out.push(Hit::new(Builtin::Phone, pos, stop, 0.85));
                end = stop;
                pos = stop;
                limit = stop + LIST;
            }
            // A bracket without a number in it, as in `Tel. (office): …`.
            None if byte == b'(' => pos += 1,
            None => break,
        }
    }
    *cost += pos - at;
}

/// Words grown together: `Mobiltelefon`, `Diensthandy`.
fn grown(view: &[u8], at: usize) -> bool {
    longest(view, at, &["telefon", "handy", "nummer", "phone"]).is_some()
}

fn linked(gap: &[u8]) -> bool {
    gap.split(|b| !b.is_ascii_alphabetic() && *b < 0x80)
        .filter(|word| !word.is_empty())
        .all(|word| {
            let lower = word.to_ascii_lowercase();
            LINKS.contains(&lower.as_slice()) || !lower.is_ascii() && lower.len() <= 12
        })
}

/// The end of a telephone number at `at`: 7 to 15 digits in groups, perhaps with an extension.
pub(super) fn number_at(view: &[u8], at: usize) -> Option<usize> {
    let plus = view.get(at) == Some(&b'+');
    let mut end = at + usize::from(plus);
    let mut digits = 0;
    let mut groups = 1;
    let mut dots = 0;
    let mut last = at;
    // Where a number of usual length ends, should another one follow.
    let mut first = None;
    while let Some(&byte) = view.get(end) {
        if byte.is_ascii_digit() {
            digits += 1;
            end += 1;
            last = end;
            continue;
        }
        let wide = view[end..].starts_with(b"\xc2\xa0");
        let sign = matches!(byte, b' ' | b'-' | b'.' | b'/' | b'(' | b')') || wide;
        let next = end + if wide { 2 } else { 1 };
        let follows = view.get(next..next + 2).unwrap_or_default();
        let goes_on = matches!(follows, [b, ..] if b.is_ascii_digit() || matches!(b, b'(' | b')'))
            || matches!(follows, [b' ' | b'-', b] if b.is_ascii_digit() || *b == b'(')
                && matches!(byte, b')' | b' ' | b'-' | b'/')
            // `08035 / 66 41 20`
            || byte == b' '
                && matches!(follows, b"/ " | b"- ")
                && view.get(next + 2).is_some_and(u8::is_ascii_digit)
            || matches!(byte, b'/' | b'-') && matches!(follows, [b' ', b] if b.is_ascii_digit());
        if !sign || !goes_on {
            break;
        }
        if digits > 0 && end == last {
            if byte == b' ' && (9..=11).contains(&digits) && first.is_none() {
                first = Some(last);
            }
            groups += 1;
            dots += usize::from(byte == b'.');
        }
        end = next;
    }
    if digits > 15
        && let Some(stop) = first
    {
        return Some(stop);
    }
    let text = &view[at..last];
    let address = dots == 3 && groups == 4 && !plus;
    let dated = super::dates::is_date(text) || super::dates::date_at(view, at).is_some();
    let inside = view
        .get(last)
        .is_some_and(|b| b.is_ascii_alphabetic() && *b != b'x' || matches!(b, b'_' | b'%'))
        || matches!(view.get(last), Some(b':' | b'.' | b'-'))
            && view.get(last + 1).is_some_and(u8::is_ascii_digit);
    let repeated = text
        .iter()
        .filter(|b| b.is_ascii_digit())
        .all(|b| *b == b'0');
    let written = groups > 1 || plus || digits <= 12;
    let other = address || dated && !plus || inside || repeated;
    let fits = (7..=15).contains(&digits) && groups <= 7 && written && !other;
    fits.then(|| extension(view, last))
}

/// Whether a value under a name for telephone numbers is one. Ten digits that could be a date are one there.
pub(super) fn judge(value: &[u8]) -> Option<f32> {
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let signs = value.iter().all(|b| {
        b.is_ascii_digit() || matches!(b, b'+' | b'-' | b' ' | b'(' | b')' | b'.' | b'/' | b'x')
    });
    let plain = signs
        && (7..=15).contains(&digits)
        && value.len() <= 24
        && value.iter().any(|b| matches!(b, b'1'..=b'9'));
    (plain || number_at(value, 0) == Some(value.len())).then_some(0.85)
}

/// The end of `ext. 12` or `x12` behind a number, or the end of the number.
fn extension(view: &[u8], end: usize) -> usize {
    let blank = super::text::blanks(view, end, 2);
    let at = end + blank + usize::from(matches!(view.get(end + blank), Some(b',')));
    let at = at + super::text::blanks(view, at, 1);
    let Some(word) = longest(
        view,
        at,
        &[
            "x",
            "ext",
            "ext.",
            "extension",
            "ext:",
            "durchwahl",
            "int.",
            "int",
            "wew.",
            "ramal",
            "dw",
            "toestel",
            "poste",
            "anexo",
        ],
    ) else {
        return end;
    };
    let digits_at = at + word + super::text::blanks(view, at + word, 1);
    let digits = view
        .get(digits_at..)
        .unwrap_or_default()
        .iter()
        .take(7)
        .take_while(|b| b.is_ascii_digit())
        .count();
    if (1..=6).contains(&digits) {
        digits_at + digits
    } else {
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tests::finds;

    #[test]
    fn numbers_in_the_notations_of_their_countries() {
        for (text, value) in [
            ("Phone: 415 555 2671", "415 555 2671"),
            ("call me at 020 7946 0958", "020 7946 0958"),
            ("Mobile 07700 900123", "07700 900123"),
            ("Tel.: 030/901820-12", "030/901820-12"),
            ("Handy 0171 1234567", "0171 1234567"),
            ("Mobiltelefon: 0171-1234567", "0171-1234567"),
            ("Telefonnummer lautet 030 123456", "030 123456"),
            ("Tél : 01 23 45 67 89", "01 23 45 67 89"),
            ("mon portable 06.12.34.56.78", "06.12.34.56.78"),
            ("Teléfono: 912 345 678", "912 345 678"),
            ("móvil 612345678", "612345678"),
            ("cellulare 347 1234567", "347 1234567"),
            ("mobiel 06-12345678", "06-12345678"),
            ("telefon 22 123 45 67", "22 123 45 67"),
            ("celular (11) 91234-5678", "(11) 91234-5678"),
            ("phone 098765 43210", "098765 43210"),
            ("Ph: (02) 9876 5432", "(02) 9876 5432"),
            ("tel 03-1234-5678", "03-1234-5678"),
            ("fax (415) 555-2671 ext. 12", "(415) 555-2671 ext. 12"),
            ("reach me on 555-0142", "555-0142"),
            ("contact number is 9876543210", "9876543210"),
            ("Tel. (Büro): 030 901820", "030 901820"),
        ] {
            let found = finds(text);
            assert!(
                found.contains(&(Builtin::Phone, value)),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn two_numbers_beside_each_other() {
        let found = finds("try one of these phones 052 5552606 074-7111234");
        for number in ["052 5552606", "074-7111234"] {
            assert!(found.contains(&(Builtin::Phone, number)), "{found:?}");
        }
    }

    #[test]
    fn other_numbers_behind_those_words() {
        for text in [
            "phone model 12345678",
            "telemetry 12345678",
            "cell 2026-11-22 12:00:00",
            "mobile app 10.20.30.40",
            "tel 123",
            "fax server 1.2.3",
            "intel 12345678",
            "call stack 0x12345678",
            "call me at 12:30",
            "sms id 1234567890",
            "cellar 1234567890",
            "phone 00000000",
        ] {
            let found: Vec<_> = finds(text)
                .into_iter()
                .filter(|(kind, _)| *kind == Builtin::Phone)
                .collect();
            assert_eq!(found, [], "{text}");
        }
    }
}
