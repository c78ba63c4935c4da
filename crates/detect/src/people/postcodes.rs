//! The parts of postal addresses: house numbers, names with capitals, and places with their codes.

use super::text::{blanks, letter, longest, word_before};
use super::units::UNITS;
use crate::rules::Builtin;
use crate::shapes::Hit;

const AUSTRALIAN: &[&str] = &["nsw", "vic", "qld", "tas", "act", "sa", "wa", "nt"];
const STATES: &[u8] = b"ALAKAZARCACOCTDEDCFLGAHIIDILINIAKSKYLAMEMDMAMIMNMSMOMTNENVNHNJNMNYNCNDOHOKORPARISCSDTNTXUTVTVAWAWVWIWYPRVIGUASMPAAAEAPABBCMBNBNLNSNTONPEQCSKYT";

fn state(code: &[u8]) -> bool {
    STATES.as_chunks::<2>().0.iter().any(|known| known == code)
}

pub(super) fn digits(view: &[u8], at: usize) -> usize {
    view.get(at..)
        .unwrap_or_default()
        .iter()
        .take(8)
        .take_while(|b| b.is_ascii_digit())
        .count()
}

pub(super) fn free(view: &[u8], at: usize) -> bool {
    !super::text::word_at(view, at) && view.get(at) != Some(&b'_')
}

/// The end of a house number at `at`: `12`, `12a`, `12-14`, `12 bis`.
pub(super) fn house(view: &[u8], at: usize) -> Option<usize> {
    if word_before(view, at)
        || at > 0
            && matches!(view[at - 1], b'.' | b'-' | b':')
            && at > 1
            && view[at - 2].is_ascii_digit()
    {
        return None;
    }
    let count = digits(view, at);
    if !(1..=5).contains(&count) || view[at] == b'0' && count == 1 {
        return None;
    }
    let mut end = at + count;
    if matches!(view.get(end), Some(b'-' | b'/')) && (1..=4).contains(&digits(view, end + 1)) {
        end += 1 + digits(view, end + 1);
    }
    if view.get(end).is_some_and(u8::is_ascii_alphabetic) && free(view, end + 1) {
        end += 1;
    } else if let Some(length) = longest(view, end, &[" bis", " ter", " a", " b", " c"])
        && free(view, end + length)
    {
        end += length;
    }
    (free(view, end)
        && view.get(end) != Some(&b':')
        && !(view.get(end) == Some(&b'.') && digits(view, end + 1) > 0))
        .then_some(end)
}

/// The end of up to `most` words with a capital, or of small linking words between them.
pub(super) fn capitals(view: &[u8], at: usize, most: usize) -> Option<usize> {
    let mut end = None;
    let mut next = at;
    for count in 0..most {
        if let Some(length) = longest(
            view,
            next,
            &[
                "de la ", "de los ", "des ", "du ", "de ", "del ", "della ", "dei ", "di ", "da ",
                "dos ", "das ", "do ", "la ", "le ", "les ", "l'", "l’", "d'", "d’", "den ",
                "der ", "am ", "an der ", "of ", "the ", "upon ", "on ", "sur ", "en ", "à ", "y ",
                "e ", "van ", "im ", "bei ", "ob der ", "sous ", "lez ",
            ],
        ) {
            next += length;
        }
        let named = longest(view, next, UNITS)
            .is_some_and(|length| count > 0 && view.get(next + length) == Some(&b' '));
        if named {
            break;
        }
        let ordinal = digits(view, next);
        let mut stop = next;
        if ordinal > 0 && count == 0 {
            let suffix = longest(view, next + ordinal, &["st", "nd", "rd", "th"])?;
            stop = next + ordinal + suffix;
        } else {
            if !letter(view, next).is_some_and(|(_, capital)| capital) {
                break;
            }
            while let Some((length, _)) = letter(view, stop) {
                stop += length;
            }
            while matches!(view.get(stop), Some(b'\'' | b'-'))
                || view[stop..].starts_with("’".as_bytes())
            {
                let sign = if view[stop] == 0xe2 { 3 } else { 1 };
                let Some((length, _)) = letter(view, stop + sign) else {
                    break;
                };
                stop += sign + length;
                while let Some((length, _)) = letter(view, stop) {
                    stop += length;
                }
            }
            // `St.` and `N.` in front of a name.
            if view.get(stop) == Some(&b'.')
                && stop - next <= 3
                && view.get(stop + 1) == Some(&b' ')
            {
                stop += 1;
            }
        }
        if stop - at > 60 {
            break;
        }
        end = Some(stop);
        if view.get(stop) != Some(&b' ') {
            break;
        }
        next = stop + 1;
    }
    end
}

/// Skips what stands between the parts of an address: a comma, blanks, one line end, also as written in a string.
pub(super) fn between(view: &[u8], at: usize) -> usize {
    let mut end = at;
    let mut lines = 0;
    for _ in 0..8 {
        if let Some(length) = longest(
            view,
            end,
            &["\\n", "\\r\\n", "<br>", "<br/>", "<br />", "^^"],
        )
        .filter(|_| lines == 0)
        {
            lines += 1;
            end += length;
            continue;
        }
        match view.get(end) {
            Some(b',' | b' ' | b'\t' | b'\r') => end += 1,
            // As calendars and cards write it (RFC 5545, 3.3.11).
            Some(b'\\') if view.get(end + 1) == Some(&b',') => end += 2,
            Some(b'-' | b'/') if view.get(end + 1) == Some(&b' ') && end > at => end += 1,
            Some(b'\n') if lines == 0 => {
                lines += 1;
                end += 1;
            }
            _ => break,
        }
    }
    end
}

/// The end of a place with a code behind a street: `Springfield, IL 62704`, `London SW1A 2AA`, `10115 Berlin`, `1015 CJ Amsterdam`.
pub(super) fn place(view: &[u8], street: usize) -> Option<usize> {
    let at = between(view, street);
    if at == street {
        return None;
    }
    if let Some(end) = code_first(view, at) {
        return Some(country(view, end));
    }
    let city = capitals(view, at, 4);
    for end in [city, Some(street)].into_iter().flatten() {
        for stop in ends_of_words(view, at, end) {
            if let Some(code) = code_behind(view, stop) {
                return Some(country(view, code));
            }
        }
    }
    // A second line of the place: `Beispieldorf, London SW1A 2AA`.
    let next = between(view, city?);
    if next > city? {
        if let Some(end) = code_first(view, next) {
            return Some(country(view, end));
        }
        let second = capitals(view, next, 3)?;
        for stop in ends_of_words(view, next, second) {
            if let Some(code) = code_behind(view, stop) {
                return Some(country(view, code));
            }
        }
    }
    None
}

/// The code in the cell, the string or the field behind an address: `'Fliederweg 3a','14532'`, `"Calle Mayor 8","cp":"28012"`, `Mill Lane 3;14532;`.
pub(super) fn in_next_cell(view: &[u8], street: usize) -> Option<Hit> {
    let (start, quote, separator) = next_cell(view, street)?;
    let end = whole_code(view, start)?;
    let ends = match quote {
        Some(quote) => {
            matches!(view.get(end), Some(b) if *b == quote || matches!(b, b',' | b'}' | b')'))
        }
        None => view.get(end) == Some(&separator),
    };
    ends.then(|| Hit::new(Builtin::Address, start, end, 0.75))
}

/// The town in the cell behind such a code: `'37000','Tours'`, `34117;Kassel;`.
pub(super) fn town_in_next_cell(view: &[u8], code: usize) -> Option<Hit> {
    let (start, quote, separator) = next_cell(view, code)?;
    let closing = quote.unwrap_or(separator);
    let area = &view[start..(start + 40).min(view.len())];
    let length = memchr::memchr2(closing, b'\n', area)?;
    let town = &area[..length];
    let words = town
        .split(|b| matches!(b, b' ' | b'-' | b'/' | b'\''))
        .all(|word| {
            word.iter()
                .all(|b| b.is_ascii_alphabetic() || *b >= 0x80 || matches!(b, b'.' | b'(' | b')'))
        });
    // Two letters are a state or a country, which says little.
    let named = town.len() >= 3 && letter(town, 0).is_some_and(|(_, capital)| capital);
    (named && words).then(|| Hit::new(Builtin::Address, start, start + length, 0.7))
}

/// Where what the next cell holds begins, its quote, and what divides cells.
fn next_cell(view: &[u8], street: usize) -> Option<(usize, Option<u8>, u8)> {
    let quote = view
        .get(street)
        .copied()
        .filter(|b| matches!(b, b'\'' | b'"'));
    let sign = street + usize::from(quote.is_some());
    let separator = *view.get(sign)?;
    if !matches!(separator, b',' | b';' | b'|' | b'\t') {
        return None;
    }
    let mut start = sign + 1 + blanks(view, sign + 1, 1);
    // A second line of the address that is empty.
    if let Some(quote) = quote
        && view[start.min(view.len())..].starts_with(&[quote, quote, separator])
    {
        start += 3 + blanks(view, start + 3, 1);
    }
    if quote.is_some() && view.get(start) == quote.as_ref() {
        start += 1;
        // A name of a field.
        let name = view[start..]
            .iter()
            .take(16)
            .take_while(|b| b.is_ascii_alphabetic() || **b == b'_')
            .count();
        if name > 0 {
            let sign = start + name + 1;
            let colon = view.get(start + name) == quote.as_ref() && view.get(sign) == Some(&b':');
            if colon {
                start = sign + 1 + blanks(view, sign + 1, 1);
                start += usize::from(view.get(start) == quote.as_ref());
            }
        }
    } else if quote.is_some() && separator != b',' {
        return None;
    }
    Some((start, quote, separator))
}

/// The end of a code that stands alone: `14532`, `1016 HM`, `22270-000`, `00-590`, `114 55`, `SW1A 2AA`.
fn whole_code(view: &[u8], at: usize) -> Option<usize> {
    let count = digits(view, at);
    let end = at + count;
    let tail = |sign: u8, digits_behind: usize| {
        view.get(end) == Some(&sign) && digits(view, end + 1) == digits_behind
    };
    match count {
        5 if tail(b'-', 3) || tail(b'-', 4) => Some(end + 1 + digits(view, end + 1)),
        4 if tail(b'-', 3) => Some(end + 4),
        4 if view.get(end) == Some(&b' ')
            && view
                .get(end + 1..end + 3)?
                .iter()
                .all(u8::is_ascii_uppercase) =>
        {
            Some(end + 3)
        }
        2 if tail(b'-', 3) => Some(end + 4),
        3 if tail(b' ', 2) => Some(end + 3),
        4 | 5 => Some(end),
        _ => british(view, at).or_else(|| canadian(view, at)),
    }
}

/// The ends of the words in `from..to`, the last first, and `from` itself.
fn ends_of_words(view: &[u8], from: usize, to: usize) -> impl Iterator<Item = usize> + '_ {
    std::iter::once(to)
        .chain(
            (from..to.max(from))
                .rev()
                .filter(move |at| view.get(*at) == Some(&b' ')),
        )
        .chain(std::iter::once(from))
}

/// A code in front of its place.
fn code_first(view: &[u8], at: usize) -> Option<usize> {
    // `D-10115`, `F-75002`, `PL 00-590`.
    let country = longest(
        view,
        at,
        &[
            "d-", "f-", "a-", "ch-", "i-", "e-", "nl-", "b-", "l-", "de-", "fr-", "it-", "es-",
        ],
    )
    .unwrap_or(0);
    let start = at + country;
    let count = digits(view, start);
    let mut end = start + count;
    match count {
        5 | 4 => {
            // Dutch codes have two letters, Portuguese three more digits.
            // Brazilian ones have the same sign behind five.
            if view.get(end) == Some(&b'-') && digits(view, end + 1) == 3 {
                end += 4;
            } else if count == 4 {
                let gap = blanks(view, end, 1);
                let letters = view.get(end + gap..end + gap + 2)?;
                if letters.iter().all(u8::is_ascii_uppercase) && free(view, end + gap + 2) {
                    end += gap + 2;
                    // Says enough without its town.
                    if !matches!(view.get(end), Some(b' ' | b',')) {
                        return Some(end);
                    }
                }
            }
        }
        3 if view.get(end) == Some(&b' ') && digits(view, end + 1) == 2 => end += 3,
        2 if view.get(end) == Some(&b'-') && digits(view, end + 1) == 3 => end += 4,
        _ => return None,
    }
    let gap = if view.get(end) == Some(&b',') { 2 } else { 1 };
    (view.get(end + gap - 1) == Some(&b' ')).then_some(())?;
    capitals(view, end + gap, 3).map(|end| province(view, end))
}

/// ` (RM)`, ` / PA` and ` - SP` behind a town.
fn province(view: &[u8], end: usize) -> usize {
    let text = view.get(end..(end + 6).min(view.len())).unwrap_or_default();
    match text {
        [b' ', b'(', a, b, b')', ..] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => end + 5,
        [b' ', b'/' | b'-', b' ', a, b, ..]
            if a.is_ascii_uppercase() && b.is_ascii_uppercase() && free(view, end + 5) =>
        {
            end + 5
        }
        _ => end,
    }
}

/// A code behind its place.
fn code_behind(view: &[u8], city: usize) -> Option<usize> {
    let at = between(view, city);
    // `- SP, 01310-100`.
    let code = view.get(at..at + 2)?;
    if state(code) && view.get(at + 2).is_some_and(|b| matches!(b, b' ' | b',')) {
        let zip = between(view, at + 2);
        if digits(view, zip) == 5 {
            let end = zip + 5;
            let long = view.get(end) == Some(&b'-') && digits(view, end + 1) == 4;
            let end = if long { end + 5 } else { end };
            return free(view, end).then_some(end);
        }
        return canadian(view, zip);
    }
    if code.iter().all(u8::is_ascii_uppercase)
        && view.get(at + 2).is_some_and(|b| matches!(b, b' ' | b','))
    {
        let zip = between(view, at + 2);
        if digits(view, zip) == 5 && view.get(zip + 5) == Some(&b'-') && digits(view, zip + 6) == 3
        {
            return Some(zip + 9);
        }
    }
    australian(view, at)
        .or_else(|| british(view, at))
        .or_else(|| irish(view, at))
        .or_else(|| canadian(view, at))
        .or_else(|| {
            // A code behind the place in the North American way, without a state; six digits in India.
            let end = at + digits(view, at);
            let ends = match end - at {
                5 | 6 => true,
                // Four could be anything else.
                4 => {
                    matches!(
                        view.get(end),
                        None | Some(b'\n' | b'\r' | b',' | b'"' | b'\'' | b')')
                    ) || view[end..].starts_with(b". ")
                        || view[end..].starts_with(b".\n")
                }
                _ => false,
            };
            (ends && at > city && free(view, end)).then_some(end)
        })
        .or_else(|| {
            let end = city + 7;
            let dashed = view.get(city) == Some(&b'-') && digits(view, city + 1) == 6;
            (dashed && free(view, end)).then_some(end)
        })
}

/// `NSW 2000`.
fn australian(view: &[u8], at: usize) -> Option<usize> {
    let length = longest(view, at, AUSTRALIAN).filter(|_| view[at].is_ascii_uppercase())?;
    let gap = between(view, at + length);
    let end = gap + 4;
    (gap > at + length && digits(view, gap) == 4 && free(view, end)).then_some(end)
}

/// `D02 X285`.
fn irish(view: &[u8], at: usize) -> Option<usize> {
    let text = view.get(at..at + 8)?;
    let [a, b, c, b' ', rest @ ..] = text else {
        return None;
    };
    let area = a.is_ascii_uppercase() && b.is_ascii_digit() && (c.is_ascii_digit() || *c == b'W');
    let unique = rest
        .iter()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && rest.iter().any(u8::is_ascii_digit)
        && rest.iter().any(u8::is_ascii_uppercase);
    (area && unique && !word_before(view, at) && free(view, at + 8)).then_some(at + 8)
}

/// The end of a code with its place, whichever stands first, at the beginning of a word.
pub(super) fn coded(view: &[u8], at: usize) -> Option<usize> {
    let end = match view.get(at)? {
        b'0'..=b'9' => code_first(view, at)?,
        b'A'..=b'Z' => {
            let north = || {
                let known = view.get(at..at + 2).is_some_and(state);
                let zip = between(view, at + 2);
                let end = zip + 5;
                let long = view.get(end) == Some(&b'-') && digits(view, end + 1) == 4;
                let end = if long { end + 5 } else { end };
                (known && zip > at + 2 && digits(view, zip) == 5 && free(view, end)).then_some(end)
            };
            australian(view, at)
                .or_else(|| british(view, at))
                .or_else(|| irish(view, at))
                .or_else(|| canadian(view, at))
                .or_else(north)?
        }
        _ => return None,
    };
    Some(country(view, end))
}

/// `SW1A 2AA` (Royal Mail's formats).
pub(super) fn british(view: &[u8], at: usize) -> Option<usize> {
    let rest = view.get(at..)?;
    let letters = rest
        .iter()
        .take(3)
        .take_while(|b| b.is_ascii_uppercase())
        .count();
    if !matches!(letters, 1 | 2) || word_before(view, at) {
        return None;
    }
    let mut end = letters;
    end += usize::from(rest.get(end)?.is_ascii_digit());
    if end == letters {
        return None;
    }
    end += usize::from(
        rest.get(end)?.is_ascii_alphanumeric()
            && rest
                .get(end + 1)
                .is_some_and(|b| *b == b' ' || b.is_ascii_digit()),
    );
    end += usize::from(rest.get(end) == Some(&b' '));
    let inward = rest.get(end..end + 3)?;
    let good = inward[0].is_ascii_digit() && inward[1..].iter().all(u8::is_ascii_uppercase);
    (good && free(view, at + end + 3)).then_some(at + end + 3)
}

/// `K1A 0B1`.
pub(super) fn canadian(view: &[u8], at: usize) -> Option<usize> {
    let text = view.get(at..at + 6)?;
    let gap = usize::from(text[3] == b' ');
    let rest = view.get(at + 3 + gap..at + 6 + gap)?;
    let letter = |b: u8| b.is_ascii_uppercase();
    let good = letter(text[0])
        && text[1].is_ascii_digit()
        && letter(text[2])
        && rest[0].is_ascii_digit()
        && letter(rest[1])
        && rest[2].is_ascii_digit();
    (good && free(view, at + 6 + gap)).then_some(at + 6 + gap)
}

fn country(view: &[u8], end: usize) -> usize {
    let at = between(view, end);
    let names = [
        "usa",
        "united states",
        "uk",
        "united kingdom",
        "england",
        "germany",
        "deutschland",
        "france",
        "italia",
        "italy",
        "españa",
        "spain",
        "canada",
        "österreich",
        "schweiz",
        "nederland",
        "polska",
        "portugal",
        "brasil",
        "australia",
        "ireland",
    ];
    match longest(view, at, &names) {
        Some(length) if at > end && free(view, at + length) => at + length,
        _ => end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_in_the_next_cell() {
        for (text, code) in [
            ("'Fliederweg 3a','14532','x'", "14532"),
            ("'R. da Bahia, 1148', '30160-906',", "30160-906"),
            ("\"Calle Mayor 8\",\"cp\":\"28012\"}", "28012"),
            ("\"Calle Mayor 8\",\"cp\":28012}", "28012"),
            ("Prinsengracht 4;1016 HM;", "1016 HM"),
            ("Mill Lane 3|SW1A 2AA|", "SW1A 2AA"),
        ] {
            let street = text
                .find("','")
                .or(text.find("', '"))
                .or(text.find("\",\""))
                .or(text.find([';', '|']))
                .unwrap();
            let hit = in_next_cell(text.as_bytes(), street).unwrap();
            assert_eq!(&text[hit.start..hit.end], code, "{text}");
        }
        for (text, street) in [
            ("'Fliederweg 3a','145327','x'", 14),
            ("'Fliederweg 3a','cp','14532'", 14),
            ("Fliederweg 3a,14532 items", 13),
            ("Fliederweg 3a", 13),
            ("'Fliederweg 3a','", 14),
            ("\"a\",\"cp", 2),
        ] {
            assert_eq!(in_next_cell(text.as_bytes(), street), None, "{text}");
        }
    }
}
