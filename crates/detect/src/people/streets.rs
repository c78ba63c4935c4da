//! Postal addresses: a street with its number, and the place behind it, in the notations of several countries.

use super::blocks;
use super::postcodes::{
    between, british, canadian, capitals, digits, free, house, in_next_cell, place,
};
use super::text::{begins, blanks, letter, longest, word_before};
use super::thoroughfares::{BEGINNINGS, DOUBTFUL_ENDINGS, ENDINGS, GROWN, STRONG};
use super::units::{in_line, unit};
use super::words;
use crate::rules::Builtin;
use crate::shapes::Hit;

/// The longest address, in bytes.
const BYTES: usize = 160;
/// How far behind a word about addresses one may begin, in bytes.
const REACH: usize = 24;

/// The address whose street's number stands at `at`: with the kind of street in front, behind, or grown onto the name.
fn numbered(view: &[u8], at: usize) -> Option<(usize, f32)> {
    let number = house(view, at)?;
    let gap = between(view, number);
    if gap == number || gap - number > 2 {
        return None;
    }
    if let Some(length) = longest(view, gap, BEGINNINGS) {
        let named = capitals(view, gap + length, 5)?;
        return Some(match place(view, unit(view, named)) {
            Some(end) => (end, 0.9),
            None => (named, 0.75),
        });
    }
    let street = capitals(view, gap, 6)?;
    let Some((ending, doubtful)) = ending(view, gap, street) else {
        // Whatever the street is called: a unit and a code behind it say what it is.
        let end = unit(view, street);
        return (end > street)
            .then(|| place(view, end))
            .flatten()
            .map(|stop| (stop, 0.85));
    };
    let end = unit(view, ending);
    if let Some(stop) = place(view, end) {
        return Some((stop, 0.92));
    }
    // Without a code: a town behind a comma, or nothing.
    let town = (view.get(end) == Some(&b','))
        .then(|| capitals(view, between(view, end), 3))
        .flatten();
    let sure = end > ending || !doubtful;
    match town {
        Some(stop) if !doubtful || end > ending => Some((stop, 0.75)),
        _ if sure => Some((end, 0.7)),
        Some(stop) => Some((stop, 0.55)),
        None => None,
    }
}

/// Where the last word for a street in `from..to` ends, and whether it is a doubtful one. Any words will do in front of a unit or a code.
fn ending(view: &[u8], from: usize, to: usize) -> Option<(usize, bool)> {
    let mut found = None;
    let mut at = from;
    while at < to {
        let length = view[at..to]
            .iter()
            .take_while(|b| b.is_ascii_alphabetic() || **b >= 0x80)
            .count();
        let word = view[at..at + length].to_ascii_lowercase();
        let is = |list: &[&str]| list.iter().any(|w| w.as_bytes() == word.as_slice());
        // The first word is the name.
        if at > from && (is(ENDINGS) || is(DOUBTFUL_ENDINGS)) {
            let mut end = at + length;
            end += usize::from(view.get(end) == Some(&b'.') && length <= 4);
            // `Park Street North`.
            if let Some(wind) = longest(
                view,
                end,
                &[
                    " north", " south", " east", " west", " nw", " ne", " sw", " se", " n", " s",
                    " e", " w",
                ],
            ) && free(view, end + wind)
                && end + wind <= to
            {
                end += wind;
            }
            found = Some((end, is(DOUBTFUL_ENDINGS)));
        }
        at += length.max(1);
    }
    found
}

fn hit(start: usize, end: usize, confidence: f32) -> Option<Hit> {
    (end - start <= BYTES).then(|| Hit::new(Builtin::Address, start, end, confidence))
}

/// Where an address begins whose house number stands at `at`: `Flat 3, ` in front of it is a part.
fn widen(view: &[u8], at: usize) -> usize {
    let floor = at.saturating_sub(20);
    let area = &view[floor..at];
    let line = memchr::memrchr(b'\n', area).map_or(0, |end| end + 1);
    for begin in line..area.len() {
        let edge = begin == 0 || !area[begin - 1].is_ascii_alphanumeric();
        let Some(length) = longest(
            view,
            floor + begin,
            &[
                "flat ",
                "apt ",
                "apt. ",
                "unit ",
                "suite ",
                "apartment ",
                "level ",
                "shop ",
                "studio ",
                "h.no. ",
                "house no. ",
                "plot no. ",
            ],
        )
        .filter(|_| edge) else {
            continue;
        };
        let rest = &area[(begin + length).min(area.len())..];
        let count = rest
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        let tail = &rest[count..];
        if (1..=5).contains(&count) && matches!(tail, b", " | b"," | b" ") {
            return floor + begin;
        }
    }
    at
}

/// The address around a word such as `Street`, `straße` or `rue`.
pub(super) fn around_word(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    let Some(length) = longest(view, at, words::streets()) else {
        return;
    };
    // English endings and units stand behind a blank.
    if view[at] == b' ' {
        let written = view.get(at + 1).copied().unwrap_or(0);
        if written.is_ascii_uppercase()
            && let Some(found) = backwards(view, at, cost)
        {
            out.push(found);
        } else if longest(view, at, &[" po box", " p.o. box"]).is_some() {
            out.extend(post_box(view, at + 1, at + length));
        }
        return;
    }
    *cost += 24;
    if longest(view, at, &["po box", "p.o. box", "postfach"]).is_some() {
        out.extend(post_box(view, at, at + length));
        return;
    }
    if longest(view, at, GROWN).is_some()
        || longest(view, at, &["allee", "platz", "damm"]).is_some()
    {
        out.extend(grown(view, at));
        if word_before(view, at) {
            return;
        }
    }
    if longest(view, at, BEGINNINGS).is_some() && !word_before(view, at) {
        out.extend(with_beginning(view, at));
    }
}

fn post_box(view: &[u8], start: usize, end: usize) -> Option<Hit> {
    let number = end + blanks(view, end, 2);
    let count = digits(view, number);
    if !(1..=7).contains(&count) || word_before(view, start) {
        return None;
    }
    let end = number + count;
    hit(start, place(view, end).unwrap_or(end), 0.75)
}

/// From the blank in front of `Street` back to the house number.
fn backwards(view: &[u8], at: usize, cost: &mut usize) -> Option<Hit> {
    let floor = at.saturating_sub(56);
    let mut start = at;
    let mut words = 0;
    while start > floor && words < 6 {
        let length = view[floor..start]
            .iter()
            .rev()
            .take_while(|b| {
                b.is_ascii_alphanumeric() || matches!(b, b'\'' | b'.' | b'-' | b'/') || **b >= 0x80
            })
            .count();
        if length == 0 {
            return None;
        }
        start -= length;
        words += 1;
        *cost += length;
        // The quote in front of a cell.
        let quoted = length > 1 && view[start] == b'\'';
        if quoted && view[start + 1].is_ascii_digit() {
            start += 1;
        }
        if view[start].is_ascii_digit()
            && let Some((end, confidence)) = numbered(view, start).filter(|(end, _)| *end > at)
        {
            return hit(widen(view, start), end, confidence);
        }
        if start == floor || view[start - 1] != b' ' {
            return None;
        }
        start -= 1;
    }
    None
}

/// `Musterstraße 12, 10115 Berlin`, `Unter den Linden`-like names end in another word and are found by their place.
fn grown(view: &[u8], at: usize) -> Option<Hit> {
    let length = longest(view, at, GROWN)?;
    let mut start = at;
    let floor = at.saturating_sub(40);
    while start > floor
        && (view[start - 1].is_ascii_alphabetic()
            || view[start - 1] >= 0x80
            || matches!(view[start - 1], b'-' | b'.'))
    {
        start -= 1;
    }
    // `Am Alten Weg`, `Berliner Straße`, `Karl-Marx-Allee`.
    for _ in 0..2 {
        let Some(end) = start.checked_sub(1).filter(|b| view[*b] == b' ') else {
            break;
        };
        let size = view[end.saturating_sub(24)..end]
            .iter()
            .rev()
            .take_while(|b| b.is_ascii_alphabetic() || **b >= 0x80 || matches!(b, b'-' | b'.'))
            .count();
        let begin = end - size;
        let only = start == at || letter(view, start).is_some_and(|(_, capital)| !capital);
        if size == 0 || !only || !letter(view, begin).is_some_and(|(_, capital)| capital) {
            break;
        }
        start = begin;
    }
    let capital = letter(view, start).is_some_and(|(_, capital)| capital);
    let mut end = at + length;
    end += blanks(view, end, 1);
    if !capital || start == at && !matches!(view[at], b'S' | b'P' | b'A') {
        return None;
    }
    let number = house_behind(view, end)?;
    let end = unit(view, number);
    if let Some(stop) = place(view, end) {
        return hit(start, stop, 0.92);
    }
    let strong = longest(
        view,
        at,
        &[
            "straße", "strasse", "str.", "straat", "gracht", "gasse", "allee", "laan", "gatan",
            "vägen",
        ],
    )
    .is_some();
    (strong && at - start >= 3 || in_next_cell(view, in_line(view, number)).is_some())
        .then(|| hit(start, in_line(view, number), 0.7))
        .flatten()
}

fn house_behind(view: &[u8], end: usize) -> Option<usize> {
    let number = house(view, end)?;
    // `Straße 12:30`, `Str. 5 %`.
    (digits(view, end) <= 4).then_some(number)
}

/// `12 rue de la Paix, 75002 Paris`, `Calle Mayor 12, 28013 Madrid`, `Via Roma 12`, `ul. Długa 5`.
fn with_beginning(view: &[u8], at: usize) -> Option<Hit> {
    let length = longest(view, at, BEGINNINGS)?;
    let name = at + length;
    let street = capitals(view, name, 5)?;
    // The number may stand in front.
    let mut start = at;
    let mut before = at;
    while before > 0 && at - before < 3 && matches!(view[before - 1], b' ' | b',') {
        before -= 1;
    }
    let mut number = before;
    while number > 0
        && before - number < 8
        && (view[number - 1].is_ascii_alphanumeric() || view[number - 1] == b' ')
        && !(view[number - 1] == b' ' && number >= 2 && !view[number - 2].is_ascii_digit())
    {
        number -= 1;
    }
    while number < before && !view[number].is_ascii_digit() {
        number += 1;
    }
    let in_front = number < before && house(view, number).is_some_and(|end| end >= before);
    if in_front {
        start = number;
    }
    let gap = between(view, street);
    let sign = gap
        + longest(
            view,
            gap,
            &[
                "nº ", "n° ", "n. ", "no. ", "nr ", "nr. ", "numero ", "número ", "nº",
            ],
        )
        .unwrap_or(0);
    let behind = house(view, sign)
        .or_else(|| longest(view, sign, &["s/n"]).map(|length| sign + length))
        .filter(|_| gap > street && digits(view, sign) <= 4);
    let strong = longest(view, at, STRONG).is_some();
    if !in_front && behind.is_none() {
        // No number, but a code and a town directly behind the name.
        return place(view, street)
            .filter(|_| strong && digits(view, gap) >= 4)
            .and_then(|stop| hit(at, stop, 0.75));
    }
    let end = match behind {
        Some(end) if !in_front => end,
        _ => street,
    };
    let stop = place(view, unit(view, end));
    match stop {
        Some(stop) => hit(start, stop, 0.92),
        None if strong => hit(start, in_line(view, end), 0.7),
        None if !in_front
            && longest(view, at, &["avenue ", "place ", "route ", "cours "]).is_some() =>
        {
            None
        }
        None => (begins(view, at) && view[at].is_ascii_uppercase())
            .then(|| hit(start, in_line(view, end), 0.6))
            .flatten(),
    }
}

/// An address behind a word such as `address` or `live at`, whatever its street is called.
pub(super) fn after_word(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    let limit = (at + REACH + 16).min(view.len());
    let mut pos = at;
    // A part of a longer name, as in `billing.Queue`.
    let word = view[at..limit]
        .iter()
        .position(|b| !b.is_ascii_alphabetic());
    if word.is_some_and(|word| {
        view[at + word] == b'.'
            && view
                .get(at + word + 1)
                .is_some_and(u8::is_ascii_alphanumeric)
    }) {
        return;
    }
    *cost += REACH;
    while pos < limit {
        let capital = letter(view, pos).is_some_and(|(_, capital)| capital) && pos > at + 3;
        if capital
            && !word_before(view, pos)
            && let Some(end) = name_first(view, pos)
        {
            out.extend(hit(pos, end, 0.85));
            return;
        }
        if view[pos].is_ascii_digit() && !word_before(view, pos) {
            // A block, or the line behind the sign, may reach further than a street with its town.
            let street = numbered(view, pos)
                .or_else(|| any_street(view, pos).map(|end| (end, 0.85)))
                .and_then(|(end, confidence)| hit(widen(view, pos), end, confidence));
            let block = blocks::at(view, pos).and_then(|end| hit(widen(view, pos), end, 0.8));
            let named = || street_alone(view, at, pos);
            let longest = [street.or_else(named), block, blocks::labelled(view, at)]
                .into_iter()
                .flatten()
                .max_by_key(|hit| hit.end);
            out.extend(longest);
            return;
        }
        if capital
            && !word_before(view, pos)
            && let Some(end) = blocks::at(view, pos)
        {
            out.extend(hit(pos, end, 0.8));
            return;
        }
        pos += 1;
    }
    out.extend(blocks::labelled(view, at));
}

/// An address that begins behind a quote goes on to the next one, if what is between reads like more of it.
pub(super) fn to_quote(view: &[u8], hit: Hit) -> Hit {
    let quote = hit.start.checked_sub(1).map(|at| view[at]);
    let Some(sign @ (b'"' | b'\'' | b'`')) = quote else {
        return hit;
    };
    let rest = &view[hit.end..(hit.end + 60).min(view.len())];
    let length = rest
        .iter()
        .take_while(|b| {
            b.is_ascii_alphanumeric()
                || **b >= 0x80
                || matches!(b, b' ' | b',' | b'.' | b'-' | b'#' | b'/')
        })
        .count();
    if rest.get(length) == Some(&sign) {
        return Hit {
            end: hit.end + length,
            ..hit
        };
    }
    hit
}

/// `Address</dt><dd>102 Mill Lane<br>`: a street with nothing behind it, where the word means a postal address.
fn street_alone(view: &[u8], keyword: usize, at: usize) -> Option<Hit> {
    longest(
        view,
        keyword,
        &[
            "address",
            "adres",
            "anschrift",
            "direcci",
            "indirizzo",
            "endere",
        ],
    )?;
    let number = house(view, at)?;
    let gap = number + blanks(view, number, 1);
    let street = capitals(view, gap, 5).filter(|_| gap > number)?;
    let (end, _) = ending(view, gap, street)?;
    let last = matches!(
        view.get(end),
        None | Some(b'<' | b'\n' | b'\r' | b'"' | b',' | b'\'')
    );
    last.then(|| hit(widen(view, at), end, 0.7)).flatten()
}

/// Some words with capitals, a number, and a place with its code: `Am Mühlbach 58, 50667 Köln`, `Storgatan 44 B, 411 38 Göteborg`.
fn name_first(view: &[u8], at: usize) -> Option<usize> {
    let street = capitals(view, at, 4)?;
    let gap = between(view, street);
    let number = house(view, gap).filter(|_| gap > street && gap - street <= 2)?;
    place(view, unit(view, number))
}

/// A number, some words with capitals, and a place with its code.
fn any_street(view: &[u8], at: usize) -> Option<usize> {
    let number = house(view, at)?;
    let street = capitals(view, number + blanks(view, number, 1), 5)
        .filter(|_| view.get(number) == Some(&b' '))?;
    place(view, unit(view, street))
}

/// The text behind `100%20Mill%20Lane` and `100+Mill+Lane`.
fn unescaped(value: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(value.len());
    let mut at = 0;
    while let Some(byte) = value.get(at) {
        let escaped = value.get(at..at + 3).filter(|_| *byte == b'%');
        text.push(match escaped {
            Some(b"%20") => b' ',
            Some(b"%2C" | b"%2c") => b',',
            None if *byte == b'+' => b' ',
            _ => *byte,
        });
        at += if matches!(escaped, Some(b"%20" | b"%2C" | b"%2c")) {
            3
        } else {
            1
        };
    }
    text.contains(&b' ').then_some(text)
}

/// Whether a value under a name for addresses is one: a street with a number, a code, or a street alone.
pub(super) fn judge(value: &[u8]) -> Option<f32> {
    // In addresses on the web blanks are written in two other ways.
    if !value.contains(&b' ')
        && value.len() <= BYTES
        && let Some(text) = unescaped(value)
    {
        return judge(&text);
    }
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let words = value.contains(&b' ');
    let letters = value.iter().any(|b| b.is_ascii_alphabetic() || *b >= 0x80);
    let lower = value.to_ascii_lowercase();
    let address_of_mail =
        value.contains(&b'@') || lower.starts_with(b"http") || value.starts_with(b"/");
    let ends = |list: &[&str]| list.iter().any(|word| lower.ends_with(word.as_bytes()));
    let begins = BEGINNINGS
        .iter()
        .any(|word| lower.starts_with(word.as_bytes()));
    if address_of_mail || value.len() > BYTES {
        return None;
    }
    if value.len() >= 5
        && digits > 0
        && letters
        && (words
            || ends(&["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"])
                && value.len() >= 8
                && !value.is_ascii())
    {
        return Some(0.8);
    }
    let street = letters
        && value.len() >= 6
        && (ends(GROWN) || begins || words && ends(ENDINGS) || words && ends(DOUBTFUL_ENDINGS));
    let code = !letters
        && (4..=6).contains(&digits)
        && value.len() <= 10
        && value
            .iter()
            .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b' '))
        || british(value, 0) == Some(value.len())
        || canadian(value, 0) == Some(value.len());
    (street || code || !letters && digits == 9 && value.len() == 10).then_some(0.65)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tests::values;

    #[test]
    fn addresses_of_many_countries() {
        for (text, value) in [
            (
                "ship to 123 Main St, Springfield, IL 62704 please",
                "123 Main St, Springfield, IL 62704",
            ),
            (
                "lives at 4521 Oak Avenue, Apt 4B, Portland, OR 97205-1234.",
                "4521 Oak Avenue, Apt 4B, Portland, OR 97205-1234",
            ),
            (
                "123 Main Street\nSpringfield, IL 62704\n",
                "123 Main Street\nSpringfield, IL 62704",
            ),
            (
                "at 1600 Pennsylvania Avenue NW, Washington, DC 20500",
                "1600 Pennsylvania Avenue NW, Washington, DC 20500",
            ),
            (
                "My address is 6750 Smith Rapids Apt. 5\nNew Kimberly, NY 12345",
                "6750 Smith Rapids Apt. 5\nNew Kimberly, NY 12345",
            ),
            (
                "10 Downing Street, London SW1A 2AA",
                "10 Downing Street, London SW1A 2AA",
            ),
            ("221B Baker Street, London", "221B Baker Street, London"),
            ("12 Elm Close, Leeds LS1 4AP", "12 Elm Close, Leeds LS1 4AP"),
            (
                "Musterstraße 12, 10115 Berlin",
                "Musterstraße 12, 10115 Berlin",
            ),
            (
                "wohnt in der Berliner Str. 5a, 80331 München.",
                "Berliner Str. 5a, 80331 München",
            ),
            ("Am Waldweg 3\n50667 Köln", "Waldweg 3\n50667 Köln"),
            (
                "12 rue de la Paix, 75002 Paris",
                "12 rue de la Paix, 75002 Paris",
            ),
            (
                "5 bis avenue Victor Hugo, 69003 Lyon",
                "5 bis avenue Victor Hugo, 69003 Lyon",
            ),
            (
                "Calle Mayor 12, 28013 Madrid",
                "Calle Mayor 12, 28013 Madrid",
            ),
            ("Via Roma 12, 00184 Roma", "Via Roma 12, 00184 Roma"),
            (
                "Keizersgracht 123, 1015 CJ Amsterdam",
                "Keizersgracht 123, 1015 CJ Amsterdam",
            ),
            (
                "Rua Augusta 123, 1100-053 Lisboa",
                "Rua Augusta 123, 1100-053 Lisboa",
            ),
            (
                "ul. Marszałkowska 12, 00-590 Warszawa",
                "ul. Marszałkowska 12, 00-590 Warszawa",
            ),
            (
                "24 Sussex Drive, Ottawa, ON K1M 1M4",
                "24 Sussex Drive, Ottawa, ON K1M 1M4",
            ),
            (
                "PO Box 123, Springfield, IL 62704",
                "PO Box 123, Springfield, IL 62704",
            ),
            (
                "960 Harbor Locks Apt. 204\nEast Harlow, BC R5Y1G2\n",
                "960 Harbor Locks Apt. 204\nEast Harlow, BC R5Y1G2",
            ),
            (
                "5 Wattle Street, Newtown, NSW, 2042",
                "5 Wattle Street, Newtown, NSW, 2042",
            ),
            (
                "14 Lotus Nagar, Mysuru-570001",
                "14 Lotus Nagar, Mysuru-570001",
            ),
            ("rue des Lilas, 69003 Lyon", "rue des Lilas, 69003 Lyon"),
            (
                "Calle de la Luna 44 Puerta 2 , 41001 Sevilla",
                "Calle de la Luna 44 Puerta 2 , 41001 Sevilla",
            ),
            (
                "Praça da Figueira, S/N, 1100-241 Lisboa",
                "Praça da Figueira, S/N, 1100-241 Lisboa",
            ),
            (
                "<dt>Address</dt><dd>102 Mill Lane<br>Norwich",
                "102 Mill Lane",
            ),
            (
                "POST /x?street=100%20Mill%20Lane&order=8",
                "100%20Mill%20Lane",
            ),
            (
                "Storgatan 44 B, 411 38 Göteborg",
                "Storgatan 44 B, 411 38 Göteborg",
            ),
        ] {
            assert_eq!(values(Builtin::Address, text), [value], "{text}");
        }
    }

    #[test]
    fn floors_towns_and_the_codes_beside_them() {
        for (text, all) in [
            (
                "'C/ Fuente del Oro 17, 3º Izda','28045','Madrid'",
                &["C/ Fuente del Oro 17, 3º Izda", "28045", "Madrid"][..],
            ),
            (
                "\"via\":\"Carrer de la Marina 115, Àtic 2a, Barcelona\",\"cp\":\"08018\"",
                &["Carrer de la Marina 115, Àtic 2a, Barcelona", "08018"],
            ),
            (
                "VALUES (9,'Fliederweg 3a','14532','Kleinmachnow')",
                &["Fliederweg 3a", "14532", "Kleinmachnow"],
            ),
            (
                "'addr': '3317 S Wallace St, Chicago IL 60616', 'zip4': None",
                &["3317 S Wallace St, Chicago IL 60616"],
            ),
            (
                "LOCATION:Kerkweg 12a\\, 2825 BS Berkenwoude\n",
                &["Kerkweg 12a\\, 2825 BS Berkenwoude"],
            ),
        ] {
            assert_eq!(values(Builtin::Address, text), all, "{text}");
        }
    }

    #[test]
    fn what_resembles_an_address() {
        for text in [
            "3 Hard Drive errors",
            "took 12 seconds on the road",
            "Wall Street closed at 12",
            "listening on address 10.0.0.1:8080",
            "memory address 12345678 invalid",
            "connection close 12",
            "500 Internal Server Error",
            "2026-11-22 12:00:00 Test Suite 12 passed",
            "via Proxy 12",
            "error at place 12, 12345 Foo",
            "rue the day",
            "12 Angry Men",
            "version 5 Release Candidate",
            "IP Address: 10.0.0.1 Port 8080",
            "address family Not Supported, Protocol 12",
            "address: 0x00007fff5fbff8c0",
            "5 Packets Run, Failed 2000 ms",
        ] {
            assert_eq!(values(Builtin::Address, text), Vec::<&str>::new(), "{text}");
        }
    }
}
