//! Cards, accounts, national and health identifiers, telephone numbers.

use super::{Hit, free_after, free_before};
use crate::check::{self, Issuer};
use crate::rules::Builtin;
use crate::values::{self, near_before};

/// How far before a number a word about it may stand, in bytes.
const NEAR: usize = 40;
const CARD_WORDS: &[&str] = &[
    "card",
    "pan",
    "credit",
    "debit",
    "visa",
    "master",
    "amex",
    "maestro",
    "cc",
    "pay",
    "id=\"2\"",
    "id=\"35\"",
    "de2",
    "karte",
    "carte",
    "tarjeta",
    "carta",
    "kaart",
];
const PHONE_WORDS: &[&str] = &[
    "phone", "tel", "mobile", "cell", "call", "fax", "sms", "contact", "whatsapp",
];

/// A card number at a run of digits, or another number that its check digits alone make certain.
pub(crate) fn card(view: &[u8], at: usize) -> Option<Hit> {
    payment_card(view, at).or_else(|| crate::people::beside_number(view, at))
}

/// A card number: issuer range, length, Luhn, and nothing number-like on either side.
fn payment_card(view: &[u8], at: usize) -> Option<Hit> {
    if !matches!(view[at], b'1'..=b'6') {
        return None;
    }
    let mut digits = [0u8; 20];
    let mut count = 0;
    let mut groups = [0usize; 8];
    let mut group = 0;
    let mut separator = None;
    let mut end = at;
    while let Some(&byte) = view.get(end) {
        if byte.is_ascii_digit() {
            *digits.get_mut(count)? = byte;
            count += 1;
            groups[group] += 1;
        } else if matches!(byte, b' ' | b'-')
            && separator.is_none_or(|sep| sep == byte)
            && view.get(end + 1).is_some_and(u8::is_ascii_digit)
            && groups[0] < 12
            && group < 4
        {
            separator = Some(byte);
            group += 1;
        } else {
            break;
        }
        end += 1;
    }
    let separated = separator.is_some();
    // With blanks, the next column of a table may look like one more group; the longest card that fits is meant.
    if separated {
        let fitting = grouping(&groups[..=group])?;
        let used: usize = groups[..fitting].iter().sum();
        if separator == Some(b'-') && fitting <= group {
            return None;
        }
        end = at + used + fitting - 1;
        count = used;
    }
    let digits = digits.get(..count).filter(|d| d.len() >= 12)?;
    let issuer = check::issuer(digits)?;
    if !check::luhn(digits)
        || !card_begins(view, at) && !track_begins(view, at, end)
        || !card_ends(view, end)
        || digits.iter().all(|d| *d == digits[0])
    {
        return None;
    }
    let near = near_before(view, at, NEAR, CARD_WORDS);
    if !near && separated && in_dump(view, at, end) {
        return None;
    }
    let confidence = match (issuer, near, separated) {
        (Issuer::Rare, true, _) if other_key(view, at) => return None,
        (_, true, _) => 0.99,
        (Issuer::Rare, false, true) if count >= 16 => 0.75,
        (Issuer::Known, false, true) => 0.97,
        // Fourteen digits in a row are too often something else.
        (Issuer::Known, false, false) if count > 14 => 0.9,
        _ => return None,
    };
    Some(Hit::new(Builtin::PaymentCard, at, end, confidence))
}

/// How many of the groups make the usual notation of a card: fours, 4-6-5, 4-6-4.
fn grouping(groups: &[usize]) -> Option<usize> {
    match groups {
        [4, 6, 5, ..] | [4, 6, 4, ..] => Some(3),
        [4, 4, 4, 4, 3, ..] => Some(5),
        [4, 4, 4, 4, ..] => Some(4),
        [4, 4, 4, 1..=3, ..] => Some(4),
        _ => None,
    }
}

/// Whether the number is the value of a key that says nothing about cards: `card ok, rrn=…`.
fn other_key(view: &[u8], at: usize) -> bool {
    let sign = at
        .checked_sub(1)
        .filter(|b| matches!(view[*b], b'=' | b':'));
    let Some(sign) = sign else { return false };
    let name = view[sign.saturating_sub(24)..sign]
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
        .count();
    let key = view[sign - name..sign].to_ascii_lowercase();
    let has = |word: &str| values::contains_word(&key, word.as_bytes());
    name > 0
        && !CARD_WORDS.iter().any(|word| has(word))
        && !has("number")
        && !has("num")
        && !has("nr")
}

/// Whether the groups go on in hexadecimal digits, or an offset stands in front: the dump of a packet.
fn in_dump(view: &[u8], at: usize, end: usize) -> bool {
    let group = |from: usize| {
        let text = view.get(from..from + 5)?;
        let hex = text[1..].iter().all(u8::is_ascii_hexdigit) && text[0] == b' ';
        let ends = !view.get(from + 5).is_some_and(u8::is_ascii_alphanumeric);
        (hex && ends).then_some(text)
    };
    let behind = group(end)
        .zip(group(end + 5))
        .is_some_and(|(a, b)| [a, b].concat().iter().any(u8::is_ascii_alphabetic));
    let before = at >= 6
        && view[at - 1] == b' '
        && group(at - 6).is_some_and(|text| text.iter().any(u8::is_ascii_alphabetic));
    let offset = view[..at].trim_ascii_end().ends_with(b":")
        && view[at.saturating_sub(12)..at]
            .windows(2)
            .any(|w| w == b"0x");
    behind || before || offset
}

/// `B4111…^`: the first track of a magnetic stripe.
fn track_begins(view: &[u8], at: usize, end: usize) -> bool {
    at > 0 && matches!(view[at - 1], b'B' | b'b') && view.get(end) == Some(&b'^')
}

fn card_begins(view: &[u8], at: usize) -> bool {
    let before = |n: usize| at.checked_sub(n).map(|b| view[b]);
    match before(1) {
        None => true,
        // Part of a longer number, of a decimal fraction or of an identifier with dashes.
        Some(b'.' | b'-' | b'+') => {
            !before(2).is_some_and(|b| b.is_ascii_alphanumeric()) && before(1) != Some(b'.')
        }
        Some(b' ') => {
            !(before(2).is_some_and(|b| b.is_ascii_digit())
                && before(3).is_some_and(|b| b.is_ascii_digit())
                && before(4).is_some_and(|b| b.is_ascii_digit())
                && before(5).is_some_and(|b| b.is_ascii_digit())
                && before(6) == Some(b' ')
                && before(7).is_some_and(|b| b.is_ascii_digit()))
        }
        Some(_) => free_before(view, at),
    }
}

fn card_ends(view: &[u8], end: usize) -> bool {
    let after = |n: usize| view.get(end + n).copied();
    match after(0) {
        // The second track of a magnetic stripe.
        Some(b'D' | b'd') => {
            view[end + 1..].iter().take(7).all(u8::is_ascii_digit) && end + 8 <= view.len()
        }
        Some(b'.') => !after(1).is_some_and(|b| b.is_ascii_digit()),
        Some(b'-') => !after(1).is_some_and(|b| b.is_ascii_alphanumeric()),
        _ => free_after(view, end),
    }
}

/// A social security or taxpayer number written 3-2-4.
pub(crate) fn ssn(view: &[u8], at: usize) -> Option<Hit> {
    let text = view.get(at..at + 11)?;
    let separator = text[3];
    if separator != text[6] || view.get(at + 11).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let digits = [&text[..3], &text[4..6], &text[7..]].concat();
    if !number_begins(view, at) || !number_ends(view, at + 11) {
        return None;
    }
    let near = near_before(
        view,
        at,
        NEAR,
        &["ssn", "social", "itin", "tax", "taxpayer"],
    );
    if !near && near_before(view, at, NEAR, THINGS) {
        return None;
    }
    let base = match (separator, near) {
        (_, true) => 0.98,
        (b'-', false) => 0.85,
        _ => return None,
    };
    if check::ssn(&digits) {
        Some(Hit::new(Builtin::Ssn, at, at + 11, base))
    } else if check::itin(&digits) {
        Some(Hit::new(Builtin::Itin, at, at + 11, base - 0.03))
    } else {
        None
    }
}

/// Words that make a number in groups that of a thing or a budget.
const THINGS: &[&str] = &[
    "serial",
    "part n",
    "s/n",
    "order",
    "invoice",
    "ticket",
    "rma",
    "sku",
    "model",
    "batch",
    "version",
    "build",
    "budget",
    "cost cent",
    "tracking",
    "article",
    "item n",
    "catalog",
];

/// Nothing before that makes the number part of a longer one.
fn number_begins(view: &[u8], at: usize) -> bool {
    let before = |n: usize| at.checked_sub(n).map(|b| view[b]);
    match before(1) {
        Some(b'-' | b'.' | b'/' | b':') => !before(2).is_some_and(|b| b.is_ascii_alphanumeric()),
        Some(b'+') => false,
        _ => free_before(view, at),
    }
}

fn number_ends(view: &[u8], end: usize) -> bool {
    match view.get(end) {
        Some(b'-' | b'.' | b'/' | b':') => {
            !view.get(end + 1).is_some_and(u8::is_ascii_alphanumeric)
        }
        _ => free_after(view, end),
    }
}

/// A bank account number, with or without blanks between groups of four.
pub(crate) fn iban(view: &[u8], at: usize) -> Option<Hit> {
    let head = view.get(at..at + 2)?;
    let country = [head[0].to_ascii_uppercase(), head[1].to_ascii_uppercase()];
    let length = check::iban_length(country)?;
    if !free_before(view, at) && at > 0 {
        return None;
    }
    let mut compact = [0u8; 34];
    let mut count = 0;
    let mut end = at;
    let separator = view
        .get(at + 4)
        .copied()
        .filter(|b| matches!(b, b' ' | b'-'));
    while count < length {
        let byte = *view.get(end)?;
        if byte.is_ascii_alphanumeric() {
            compact[count] = byte.to_ascii_uppercase();
            count += 1;
        } else if Some(byte) != separator || count % 4 != 0 {
            return None;
        }
        end += 1;
    }
    // One case throughout: a mixture is part of something encoded.
    let letters = || view[at..end].iter().filter(|b| b.is_ascii_alphabetic());
    let one_case = letters().all(u8::is_ascii_uppercase) || letters().all(u8::is_ascii_lowercase);
    // Hexadecimal digits in small letters are more often a part of a program's address than an account.
    let hexadecimal = view[at + 4..end].iter().any(u8::is_ascii_alphabetic)
        && view[at..end]
            .iter()
            .all(|b| b.is_ascii_hexdigit() || *b == b'-')
        && letters().all(u8::is_ascii_lowercase);
    if hexadecimal
        && !near_before(
            view,
            at,
            NEAR,
            &["iban", "konto", "account", "compte", "cuenta", "rekening"],
        )
    {
        return None;
    }
    (one_case && check::iban(&compact[..count]) && number_ends(view, end))
        .then(|| Hit::new(Builtin::Iban, at, end, 0.97))
}

/// A Medicare beneficiary identifier, with or without its two dashes.
pub(crate) fn mbi(view: &[u8], at: usize) -> Option<Hit> {
    let dashes = view.get(at + 4) == Some(&b'-');
    let length = if dashes { 13 } else { 11 };
    let text = view.get(at..at + length)?;
    let compact: Vec<u8> = text.iter().copied().filter(|b| *b != b'-').collect();
    if dashes && text.get(8) != Some(&b'-')
        || !check::mbi(&compact)
        || !number_begins(view, at)
        || !number_ends(view, at + length)
    {
        return None;
    }
    let near = near_before(view, at, NEAR, &["mbi", "medicare", "beneficiary"]);
    // Without the letters behind F it is an identifier in hexadecimal digits.
    if !near && !dashes && compact.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    Some(Hit::new(
        Builtin::Mbi,
        at,
        at + length,
        if near { 0.98 } else { 0.8 },
    ))
}

/// An international number: `+`, a country code in use and 8 to 15 digits (ITU-T E.164).
pub(crate) fn plus_phone(view: &[u8], at: usize) -> Option<Hit> {
    // Most signs are those of sums.
    let next: &[u8; 8] = view.get(at + 1..)?.first_chunk()?;
    if next.iter().any(u8::is_ascii_alphabetic) {
        return None;
    }
    let before = at.checked_sub(1).map(|b| view[b]);
    let glued = before
        .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'.'))
        && !free_before(view, at)
        || before.is_some_and(|b| matches!(b, b'.' | b'/' | b'+'));
    if glued {
        return None;
    }
    let mut end = at + 1;
    let mut digits = [0u8; 15];
    let mut count = 0;
    let mut last = end;
    while let Some(&byte) = view.get(end) {
        if byte.is_ascii_digit() {
            *digits.get_mut(count)? = byte;
            count += 1;
            last = end + 1;
        } else if !(matches!(byte, b' ' | b'-' | b'.' | b'(' | b')')
            && view
                .get(end + 1)
                .is_some_and(|b| b.is_ascii_digit() || matches!(b, b'(' | b' '))
            && end + 1 - last < 3)
        {
            break;
        }
        end += 1;
    }
    let end = last;
    if count < 8 || !country_code(&digits[..count]) || !number_ends(view, end) {
        return None;
    }
    if digits[0] == b'1' && !(count == 11 && area_and_exchange(&digits[1..count])) {
        return None;
    }
    Some(Hit::new(Builtin::Phone, at, end, 0.93))
}

/// Country codes in use (ITU operational bulletin, E.164 assigned country codes), by their first two digits.
fn country_code(digits: &[u8]) -> bool {
    match (digits[0], digits[1]) {
        (b'0', _) => false,
        (b'1' | b'7', _) => true,
        (b'2', d) => !matches!(d, b'8'),
        (b'3', _) => true,
        (b'4', _) => true,
        (b'5', _) => true,
        (b'6', _) => true,
        (b'8', d) => !matches!(d, b'3' | b'9'),
        _ => true,
    }
}

/// The rules of the North American numbering plan: neither area nor exchange begins with 0 or 1 or is N11.
fn area_and_exchange(digits: &[u8]) -> bool {
    let valid = |part: &[u8]| part[0] >= b'2' && !(part[1] == b'1' && part[2] == b'1');
    digits.len() == 10 && valid(&digits[..3]) && valid(&digits[3..6])
}

/// A North American number written 3-3-4.
pub(crate) fn nanp(view: &[u8], at: usize) -> Option<Hit> {
    let text = view.get(at..at + 12)?;
    let separator = text[3];
    let digits = [&text[..3], &text[4..7], &text[8..]].concat();
    if text[7] != separator
        || !area_and_exchange(&digits)
        || view.get(at + 12).is_some_and(u8::is_ascii_digit)
    {
        return None;
    }
    let start = trunk(view, at, separator);
    // `+1-…` is found from its sign.
    if start > 0 && view[start - 1] == b'+'
        || !number_begins(view, start)
        || !number_ends(view, at + 12)
    {
        return None;
    }
    let near = near_before(view, start, NEAR, PHONE_WORDS);
    if !near && near_before(view, start, NEAR, THINGS) {
        return None;
    }
    let confidence = match (separator, near) {
        (_, true) => 0.93,
        (b'-', false) => 0.75,
        (b'.', false) => 0.6,
        _ => return None,
    };
    Some(Hit::new(Builtin::Phone, start, at + 12, confidence))
}

/// The start of the number with the `1-` in front of it, if there is one.
fn trunk(view: &[u8], at: usize, separator: u8) -> usize {
    match at.checked_sub(2) {
        Some(start)
            if view[start] == b'1'
                && view[start + 1] == separator
                && !start
                    .checked_sub(1)
                    .is_some_and(|b| view[b].is_ascii_digit()) =>
        {
            start
        }
        _ => at,
    }
}

/// A number with the zero that begins the prefix of an area or of a network, in groups that are seldom anything else: `06 12 34 56 78`,
/// `07700 900123`, `01632 960 123`, `0117 496 0123`, `0171-1234567`, `06-12345678`.
pub(crate) fn national_phone(view: &[u8], at: usize) -> Option<Hit> {
    if view.get(at) != Some(&b'0') || !matches!(view.get(at + 1), Some(b'1'..=b'9')) {
        return None;
    }
    let mut groups = [0_usize; 5];
    let mut count = 0;
    let mut end = at;
    let mut sign = None;
    while count < groups.len() {
        let digits = view[end..]
            .iter()
            .take(9)
            .take_while(|b| b.is_ascii_digit());
        groups[count] = digits.count();
        end += groups[count];
        count += 1;
        let next = view.get(end..end + 2);
        let goes_on = matches!(next, Some([b' ' | b'.' | b'-', digit]) if digit.is_ascii_digit());
        if !goes_on || sign.is_some_and(|sign| view[end] != sign) {
            break;
        }
        if count == groups.len() {
            // More than there can be.
            return None;
        }
        sign = Some(view[end]);
        end += 1;
    }
    let told = matches!(
        (&groups[..count], sign?),
        ([2, 2, 2, 2, 2], _)
            | ([5, 6] | [5, 3, 3] | [4, 3, 4] | [4, 3, 3], b' ')
            | ([4, 7 | 8], b' ' | b'-')
            | ([2, 8], b'-')
    );
    if !told || !number_begins(view, at) || !number_ends(view, end) {
        return None;
    }
    // A line of bytes: `0e 01 23 45 67 89 ab`.
    let byte = |at: usize| {
        let pair = view.get(at..at + 2).unwrap_or_default();
        pair.len() == 2 && pair.iter().all(u8::is_ascii_hexdigit) && free_after(view, at + 2)
    };
    let before = at.checked_sub(3).is_some_and(byte);
    if count == 5 && (before || view.get(end) == Some(&b' ') && byte(end + 1)) {
        return None;
    }
    let near = near_before(view, at, NEAR, PHONE_WORDS);
    if !near && near_before(view, at, NEAR, THINGS) {
        return None;
    }
    let confidence = if near { 0.9 } else { 0.7 };
    Some(Hit::new(Builtin::Phone, at, end, confidence))
}

/// `(415) 555-2671`.
pub(crate) fn paren_phone(view: &[u8], at: usize) -> Option<Hit> {
    let text = view.get(at..(at + 14).min(view.len()))?;
    if text.get(4) != Some(&b')') {
        return None;
    }
    let gap = usize::from(matches!(text.get(5), Some(b' ' | b'-')));
    let local = text.get(5 + gap..13 + gap)?;
    let digits = [&text[1..4], &local[..3], &local[4..]].concat();
    let end = at + 13 + gap;
    if !matches!(local[3], b'-' | b'.' | b' ')
        || !digits.iter().all(u8::is_ascii_digit)
        || !area_and_exchange(&digits)
        || !free_after(view, end)
    {
        return None;
    }
    let plus = at >= 3 && view[at - 3..at] == *b"+1 " || at >= 2 && view[at - 2..at] == *b"+1";
    // With the sign in front the number is found from there.
    (!plus && free_before(view, at)).then(|| Hit::new(Builtin::Phone, at, end, 0.9))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(view: &str, hit: Option<Hit>) -> Option<&str> {
        hit.map(|hit| &view[hit.start..hit.end])
    }

    #[test]
    fn cards_in_the_usual_notations() {
        for number in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "3782 822463 10005",
            "378282246310005",
            "5555555555554444",
            "6011-1111-1111-1117",
            "3056 930902 5904",
        ] {
            for (left, right) in [
                ("", ""),
                ("card ", " ok"),
                ("\"", "\""),
                ("pan=", "&x=1"),
                ("a\\n", "\\n"),
                ("(", ")"),
                ("%3D", "%26"),
                ("1 ", " 2"),
                (":", "."),
            ] {
                let view = format!("{left}{number}{right}");
                assert_eq!(
                    text(&view, card(view.as_bytes(), left.len())),
                    Some(number),
                    "{view}"
                );
            }
        }
    }

    #[test]
    fn numbers_that_only_resemble_cards() {
        for (view, at) in [
            ("4111111111111112", 0),
            ("41111111111111111", 0),
            ("0.4111111111111111", 2),
            ("4111111111111111.5", 0),
            ("4111-1111 1111-1111", 0),
            ("x4111111111111111", 1),
            ("4111111111111111x", 0),
            ("id_4111111111111111", 3),
            ("ab-4111111111111111", 3),
            ("4111111111111111-ab", 0),
            ("9999999999999995", 0),
            ("1111 1111 1111 1111", 0),
            ("4111 1111 1111", 0),
            ("4222222222222", 0),
            ("4444444444444444", 0),
        ] {
            assert_eq!(card(view.as_bytes(), at), None, "{view}");
        }
        assert!(
            card(b"card 4222222222222", 5).is_some(),
            "a rare length with the word in front"
        );
    }

    #[test]
    fn identifiers() {
        assert!(ssn(b"123-45-6789", 0).is_some());
        assert!(ssn(b"ssn 123 45 6789", 4).is_some());
        for (view, at) in [
            ("000-45-6789", 0),
            ("123-45-6789-1", 0),
            ("1-123-45-6789", 2),
            ("123 45 6789", 0),
            ("123-45 6789", 0),
            ("123-45-67890", 0),
        ] {
            assert_eq!(ssn(view.as_bytes(), at), None, "{view}");
        }
        assert!(iban(b"DE89 3704 0044 0532 0130 00", 0).is_some());
        assert!(iban(b"de89370400440532013000", 0).is_some());
        assert!(iban(b"DE89370400440532013001", 0).is_none());
        assert!(iban(b"De89370400440532013000", 0).is_none());
        assert!(mbi(b"1EG4-TE5-MK73", 0).is_some());
        assert!(mbi(b"1EG4TE5MK73", 0).is_some());
        assert!(mbi(b"1EG4TE5MK733", 0).is_none());
    }

    #[test]
    fn telephone_numbers() {
        assert!(plus_phone(b"+14155552671", 0).is_some());
        assert!(plus_phone(b"+44 20 7946 0958", 0).is_some());
        assert!(plus_phone(b"+49 (30) 901820", 0).is_some());
        assert!(nanp(b"415-555-2671", 0).is_some());
        assert!(nanp(b"1-415-555-2671", 2).is_some());
        assert!(paren_phone(b"(415) 555-2671", 0).is_some());
        for (view, at) in [
            ("+1234", 0),
            ("a+14155552671", 1),
            ("+11155552671", 0),
            ("+0123456789", 0),
            ("+12345678901234567", 0),
        ] {
            assert_eq!(plus_phone(view.as_bytes(), at), None, "{view}");
        }
        for (view, at) in [
            ("115-555-2671", 0),
            ("415-555-26711", 0),
            ("415 555 2671", 0),
            ("10-415-555-2671-9", 3),
        ] {
            assert_eq!(nanp(view.as_bytes(), at), None, "{view}");
        }
        for number in [
            "06 12 34 56 78",
            "01.23.45.67.89",
            "07700 900123",
            "01632 960 123",
            "0117 496 0123",
            "0684 471 902",
            "0171-1234567",
            "0151 12345678",
            "06-12345678",
        ] {
            let view = format!("({number}), 12");
            assert_eq!(
                text(&view, national_phone(view.as_bytes(), 1)),
                Some(number)
            );
        }
        for view in [
            "16 12 34 56 78",
            "00 12 34 56 78",
            "06 12 34 56 78 90",
            "06 12.34 56 78",
            "01 23 45 67 89 ab",
            "0117 496 01",
            "0117-496-0123",
            "0117 496 0123 44",
            "01632 960 123.5",
            "06-123456789",
            "0171 123456789",
            "01",
            "0171",
        ] {
            assert_eq!(national_phone(view.as_bytes(), 0), None, "{view}");
        }
        assert_eq!(national_phone(b"order 0171-1234567", 6), None);
        assert_eq!(paren_phone(b"(411) 555-2671", 0), None);
        assert_eq!(paren_phone(b"(415) 55", 0), None);
    }
}
