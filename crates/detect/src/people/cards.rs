//! What stands beside a payment card: expiry, security code, the rest of a magnetic track.

use super::text::{begins, blanks, longest};
use super::words;
use crate::check;
use crate::rules::Builtin;
use crate::shapes::Hit;

/// How far around a card its expiry and its code are looked for, in bytes.
const AROUND: usize = 96;
/// How far behind the word a card number may begin, in bytes.
const REACH: usize = 56;
/// The longest track (ISO/IEC 7813: 79 characters on track 1), in bytes.
const TRACK: usize = 96;

#[rustfmt::skip]
const EXPIRY: &[&str] = &[
    "exp", "exp.", "expiry", "expires", "expiration", "expire", "valid thru", "valid until", "valid through",
    "valid to", "good thru", "gültig bis", "ablauf", "ablaufdatum", "verfall", "vence", "caduca", "caducidad",
    "vencimiento", "scadenza", "scad.", "geldig tot", "vervaldatum", "validade", "ważna do", "validité",
    "expiry date", "expiration date", "exp date", "exp. date", "mm/yy",
];
#[rustfmt::skip]
const CODE: &[&str] = &[
    "cvv", "cvv2", "cvc", "cvc2", "cid", "csc", "cvn", "cav2", "security code", "sec code", "card code",
    "verification code", "sicherheitscode", "prüfnummer", "prüfziffer", "kartenprüfnummer", "code de sécurité",
    "cryptogramme", "crypto", "código de seguridad", "codice di sicurezza", "beveiligingscode", "código de segurança",
    "kod cvv", "codigo de seguridad",
];

/// Names of the month or the year alone, where programs keep them apart.
#[rustfmt::skip]
const PARTS: &[&str] = &[
    "expmonth", "exp_month", "exp-month", "expirymonth", "expiry_month", "expirationmonth", "expiration_month", "expyear", "exp_year", "exp-year",
    "expiryyear", "expiry_year", "expirationyear", "expiration_year",
];

/// Finds the expiry and the code around a card, and the track it is part of.
pub(super) fn beside(view: &[u8], card: &Hit, cost: &mut usize, out: &mut Vec<Hit>) {
    if let Some(track) = track(view, card) {
        out.push(track);
        return;
    }
    directly_behind(view, card.end, out);
    let before = card.start.saturating_sub(AROUND);
    let after = (card.end + AROUND).min(view.len());
    *cost += 2 * AROUND;
    named(view, before, card.start, out);
    named(view, card.end, after, out);
}

/// `…^NAME^YYMM…` (track 1) or `…=YYMM…` (track 2) behind a card number (ISO/IEC 7813).
fn track(view: &[u8], card: &Hit) -> Option<Hit> {
    let limit = (card.end + TRACK).min(view.len());
    let rest = &view[card.end..limit];
    let mut start = card.start;
    let length = match rest.first()? {
        b'^' => {
            let name = memchr::memchr(b'^', &rest[1..])?;
            let tail = run(&rest[name + 2..], |b| b.is_ascii_digit() || b == b' ');
            let whole = (2..=26).contains(&name) && tail >= 4;
            start -= usize::from(start > 0 && matches!(view[start - 1], b'B' | b'b'));
            start -= usize::from(start > 0 && view[start - 1] == b'%');
            whole.then_some(name + 2 + tail)?
        }
        b'=' | b'D' | b'd' => {
            let tail = run(&rest[1..], |b| b.is_ascii_digit());
            start -= usize::from(start > 0 && view[start - 1] == b';');
            // Filled up to whole bytes with an F (ISO/IEC 7813 in EMV's tag 57).
            let filled = usize::from(matches!(rest.get(1 + tail), Some(b'F' | b'f')));
            (tail >= 7 && month(&rest[3..5])).then_some(1 + tail + filled)?
        }
        _ => return None,
    };
    let end = card.end + length;
    let end = end + usize::from(view.get(end) == Some(&b'?'));
    Some(Hit::new(Builtin::CardTrack, start, end, 0.97))
}

fn run(text: &[u8], test: impl Fn(u8) -> bool) -> usize {
    text.iter().take_while(|b| test(**b)).count()
}

fn month(text: &[u8]) -> bool {
    matches!(text, [b'0', b'1'..=b'9'] | [b'1', b'0'..=b'2'])
}

/// The end of `12/27`, `12/2027`, `12-27`, `2027-12` or `1227` at `at`.
pub(super) fn expiry_at(view: &[u8], at: usize, bare: bool) -> Option<usize> {
    let rest = view.get(at..)?;
    let first = run(rest.get(..5.min(rest.len()))?, |b| b.is_ascii_digit());
    let year = |text: &[u8]| {
        matches!(text, [b'2' | b'3', b] if b.is_ascii_digit())
            || matches!(text, [b'2', b'0', b'1'..=b'4', b] if b.is_ascii_digit())
    };
    if bare && first == 4 && month(&rest[..2]) && year(&rest[2..4]) {
        return Some(at + 4);
    }
    let gap = blanks(rest, first, 1);
    let sign = *rest.get(first + gap)?;
    if !matches!(sign, b'/' | b'-' | b'|' | b'.' | b',' | b';') {
        return None;
    }
    let second = first + gap + 1;
    let second = second + blanks(rest, second, 1);
    let length = run(rest.get(second..)?, |b| b.is_ascii_digit());
    let end = second + length;
    let (month_text, year_text) = match first {
        1 if rest[0] != b'0' => (&[b'0', rest[0]][..], &rest[second..end]),
        2 => (&rest[..2], &rest[second..end]),
        4 if length == 2 => (&rest[second..end], &rest[..first]),
        _ => return None,
    };
    // A third part makes it a date.
    let dated = matches!(rest.get(end), Some(b'/' | b'-' | b'.'))
        && rest.get(end + 1).is_some_and(u8::is_ascii_digit);
    let known = month(month_text) && year(year_text);
    (known && !dated && !rest.get(end).is_some_and(u8::is_ascii_alphanumeric)).then_some(at + end)
}

/// Whether a value under a name for expiries is one; a month or a year alone is one only in a structure.
pub(super) fn judge_expiry(value: &[u8]) -> Option<f32> {
    (expiry_at(value, 0, true) == Some(value.len())).then_some(0.7)
}

/// Whether a whole value is a magnetic track.
pub(super) fn is_track(value: &[u8]) -> bool {
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    digits >= 20 && value.iter().any(|b| matches!(b, b'^' | b'='))
}

/// `4111… 12/27 123` and `4111…|12|2027|123`.
fn directly_behind(view: &[u8], at: usize, out: &mut Vec<Hit>) {
    let separators = |at: usize| {
        view.get(at..)
            .unwrap_or_default()
            .iter()
            .take(3)
            .take_while(|b| matches!(b, b' ' | b'|' | b',' | b';' | b':' | b'\t' | b'/'))
            .count()
    };
    let gap = separators(at);
    let Some(end) = expiry_at(view, at + gap, false).filter(|_| gap > 0) else {
        return;
    };
    out.push(Hit::new(Builtin::CardExpiry, at + gap, end, 0.9));
    let gap = separators(end);
    let code = end + gap;
    let digits = run(view.get(code..).unwrap_or_default(), |b| b.is_ascii_digit());
    let ends = !view
        .get(code + digits)
        .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'/' | b'-' | b':'));
    if gap > 0 && matches!(digits, 3 | 4) && ends {
        out.push(Hit::new(Builtin::CardCode, code, code + digits, 0.85));
    }
}

/// Expiries and codes behind their names in a part of the text near a card.
fn named(view: &[u8], from: usize, to: usize, out: &mut Vec<Hit>) {
    let mut at = from;
    while at < to {
        let first = view[at] | 0x20;
        let likely = matches!(
            first,
            b'a' | b'b' | b'c' | b'e' | b'g' | b'k' | b'm' | b'p' | b's' | b'v' | b'w'
        );
        if !likely || !begins(view, at) {
            at += 1;
            continue;
        }
        if let Some(length) = longest(view, at, CODE) {
            if let Some((start, end)) = code_behind(view, at + length) {
                out.push(Hit::new(Builtin::CardCode, start, end, 0.92));
            }
            at += length;
        } else if let Some(length) = longest(view, at, PARTS) {
            if let Some((start, end)) = part_behind(view, at + length) {
                out.push(Hit::new(Builtin::CardExpiry, start, end, 0.85));
            }
            at += length;
        } else if let Some(length) = longest(view, at, EXPIRY) {
            if let Some((start, end)) = expiry_behind(view, at + length) {
                out.push(Hit::new(Builtin::CardExpiry, start, end, 0.92));
            }
            at += length;
        } else {
            at += 1;
        }
    }
}

/// The first digits behind a name, over signs and short words only.
fn first_digit(view: &[u8], from: usize) -> Option<usize> {
    let gap = view
        .get(from..)?
        .iter()
        .take(24)
        .take_while(|b| !b.is_ascii_digit() && **b != b'\n')
        .count();
    let start = from + gap;
    let words = view[from..start]
        .split(|b| !b.is_ascii_alphabetic())
        .filter(|w| !w.is_empty())
        .all(|w| w.len() <= 7);
    (words && view.get(start)?.is_ascii_digit()).then_some(start)
}

fn code_behind(view: &[u8], from: usize) -> Option<(usize, usize)> {
    let mut start = first_digit(view, from)?;
    // `CVV2 123`.
    if start == from && matches!(view.get(start + 1), Some(b' ' | b':' | b'=')) {
        start = first_digit(view, start + 1)?;
    }
    let digits = run(&view[start..], |b| b.is_ascii_digit());
    let ends = !view
        .get(start + digits)
        .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'-' | b'_' | b'%'));
    (matches!(digits, 3 | 4) && ends).then_some((start, start + digits))
}

/// The month or the year behind its name: `"expiryMonth":"08"`, `card[exp_year]=28`.
fn part_behind(view: &[u8], from: usize) -> Option<(usize, usize)> {
    let sign = |b: &&u8| matches!(b, b'"' | b'\'' | b':' | b'=' | b']' | b' ' | b'\\' | b'>');
    let start = from + view.get(from..)?.iter().take(6).take_while(sign).count();
    let text = &view[start..(start + 5).min(view.len())];
    let digits = run(text, |b| b.is_ascii_digit());
    let known = match &text[..digits] {
        [b'1'..=b'9'] | [b'2', b'0', b'2'..=b'4', _] | [b'2' | b'3', _] => true,
        two => month(two),
    };
    let ends = !text.get(digits).is_some_and(u8::is_ascii_alphanumeric);
    (start > from && known && ends).then_some((start, start + digits))
}

fn expiry_behind(view: &[u8], from: usize) -> Option<(usize, usize)> {
    let start = first_digit(view, from)?;
    Some((start, expiry_at(view, start, true)?))
}

/// A card number behind a word for cards, in notations too rare to be looked for everywhere.
pub(super) fn after_word(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    let Some(length) = longest(view, at, words::cards()) else {
        return;
    };
    let mut name_end = at + length;
    while let Some((length, _)) = super::text::letter(view, name_end) {
        name_end += length;
    }
    let limit = (at + REACH).min(view.len());
    let line = memchr::memchr(b'\n', &view[at..limit]).map_or(limit, |end| at + end);
    let mut pos = at;
    while pos < line {
        if !view[pos].is_ascii_digit() || super::text::word_before(view, pos) {
            pos += 1;
            continue;
        }
        if let Some(hit) =
            any_notation(view, pos).filter(|_| super::ids::links(&view[name_end.min(pos)..pos]))
        {
            beside(view, &hit, cost, out);
            out.push(hit);
            break;
        }
        pos += run(&view[pos..line], |b| b.is_ascii_digit()).max(1);
    }
    *cost += pos - at;
}

/// Twelve to nineteen digits with a range, Luhn's sum, and single separators between groups of any length.
fn any_notation(view: &[u8], at: usize) -> Option<Hit> {
    let mut digits = [0u8; 20];
    let mut count = 0;
    let mut end = at;
    let mut found = None;
    while let Some(&byte) = view.get(end) {
        if byte.is_ascii_digit() {
            *digits.get_mut(count)? = byte;
            count += 1;
            end += 1;
            let inside = view
                .get(end)
                .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
            let number = &digits[..count];
            if count >= 12 && !inside && check::issuer(number).is_some() && check::luhn(number) {
                found = Some(end);
            }
        } else {
            let gap = run(view.get(end..end + 2).unwrap_or_default(), |b| {
                matches!(b, b' ' | b'-' | b'.' | b'/')
            });
            let wide = view[end..].starts_with(b"\xc2\xa0");
            let gap = if wide { 2 } else { gap };
            if gap == 0 || !view.get(end + gap).is_some_and(u8::is_ascii_digit) {
                break;
            }
            end += gap;
        }
    }
    let end = found?;
    let same = view[at..end]
        .iter()
        .filter(|b| b.is_ascii_digit())
        .all(|b| *b == view[at]);
    (!same).then(|| Hit::new(Builtin::PaymentCard, at, end, 0.9))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tests::finds;

    #[test]
    fn what_stands_beside_a_card() {
        let expiry = Builtin::CardExpiry;
        let code = Builtin::CardCode;
        for (text, found) in [
            (
                "4111 1111 1111 1111 exp 12/27 cvv 123",
                &[(expiry, "12/27"), (code, "123")][..],
            ),
            (
                "4111111111111111 12/27 123",
                &[(expiry, "12/27"), (code, "123")],
            ),
            (
                "4111111111111111|12|2027|123",
                &[(expiry, "12|2027"), (code, "123")],
            ),
            (
                "card 378282246310005, expires 01/2028, CID 1234",
                &[(expiry, "01/2028"), (code, "1234")],
            ),
            (
                "Karte 5555555555554444 gültig bis 03/29, Prüfnummer 321",
                &[(expiry, "03/29"), (code, "321")],
            ),
            (
                "CVV2: 123 card 4111-1111-1111-1111 valid thru 1227",
                &[(code, "123"), (expiry, "1227")],
            ),
            (
                "4111111111111111\nExp: 12/27\nCVV: 123\n",
                &[(expiry, "12/27"), (code, "123")],
            ),
        ] {
            let all = finds(text);
            for one in found {
                assert!(all.contains(one), "{text}: {one:?} in {all:?}");
            }
        }
    }

    #[test]
    fn tracks() {
        for text in [
            "%B4111111111111111^DOE/JOHN Q^27121010000000000000?",
            ";4111111111111111=27121010000012345678?",
            "B5555555555554444^EXAMPLE/ANA^2712101",
            "4111111111111111=2712101000001234",
        ] {
            assert_eq!(finds(text), [(Builtin::CardTrack, text)], "{text}");
        }
        let found = finds("4111111111111111=x");
        assert_eq!(found, [(Builtin::PaymentCard, "4111111111111111")]);
    }

    #[test]
    fn cards_in_rare_notations_behind_their_name() {
        for (text, value) in [
            ("credit card 4111.1111.1111.1111", "4111.1111.1111.1111"),
            (
                "Kreditkarte: 4111  1111  1111  1111",
                "4111  1111  1111  1111",
            ),
            ("tarjeta 411111 1111111111", "411111 1111111111"),
            ("visa 4222222222222", "4222222222222"),
            ("maestro 6759649826438453", "6759649826438453"),
            ("card number 30569309025904", "30569309025904"),
        ] {
            assert!(
                finds(text).contains(&(Builtin::PaymentCard, value)),
                "{text}: {:?}",
                finds(text)
            );
        }
        for text in [
            "card 4111.1111.1111.1112",
            "card 1234567890123456",
            "card index 0000000000000000",
            "visa 20260101120000",
        ] {
            assert_eq!(finds(text), [], "{text}");
        }
    }

    #[test]
    fn what_is_no_expiry() {
        for (text, end) in [
            ("12/27", Some(5)),
            ("12/2027", Some(7)),
            ("2027-12", Some(7)),
            ("1/28", Some(4)),
            ("13/27", None),
            ("12/27/2026", None),
            ("12/99", None),
            ("1227", None),
            ("12:27", None),
        ] {
            assert_eq!(expiry_at(text.as_bytes(), 0, false), end, "{text}");
        }
        assert_eq!(expiry_at(b"1227", 0, true), Some(4));
    }
}
