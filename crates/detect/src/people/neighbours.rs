//! Names and what stands beside them, as people write it down: the telephone and the day of birth behind a name, the name in front of an
//! address.

use super::names::{BYTES, after_titles, hit, reversed, run};
use super::text::blanks;
use super::{blocks, dates, phones};
use crate::rules::Builtin;
use crate::shapes::Hit;

/// How far behind a name its neighbours may begin, in bytes.
const GAP: usize = 4;
/// The longest neighbour, in bytes.
const LENGTH: usize = 28;
/// Years in which somebody may have been born who is written about; later ones are those of dates of other kinds.
const BORN: std::ops::RangeInclusive<u32> = 1910..=2014;

/// `Ana Miller (0171 5550142)`, `Miller Ana;14.02.1988;0203/4470915`.
pub(super) fn behind(view: &[u8], name: &Hit, cost: &mut usize, out: &mut Vec<Hit>) {
    let mut end = name.end;
    for _ in 0..2 {
        let area = &view[end..(end + GAP + LENGTH).min(view.len())];
        let gap = area
            .iter()
            .take(GAP)
            .take_while(|b| {
                matches!(
                    b,
                    b' ' | b',' | b';' | b'(' | b')' | b'|' | b'\t' | b'"' | b'*'
                )
            })
            .count();
        let first = area.get(gap).copied().unwrap_or(b' ');
        if gap > 0 && matches!(view[end], b',' | b';' | b'|' | b'(' | b')') {
            let start = end + gap;
            *cost += 16;
            if let Some(stop) = blocks::at(view, start) {
                out.push(Hit::new(Builtin::Address, start, stop, 0.7));
                return;
            }
        }
        if gap == 0 || !(first.is_ascii_digit() || matches!(first, b'+' | b'0')) {
            return;
        }
        *cost += 32;
        let start = end + gap;
        let found = born(view, start).or_else(|| telephone(view, start));
        let Some(hit) = found else { return };
        end = hit.end;
        out.push(hit);
    }
}

/// Whether a whole value is a telephone number in groups that begins like one.
pub(super) fn is_telephone(value: &[u8]) -> bool {
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let lead = match value {
        [b'+', b'1'..=b'9', ..] | [b'0', b'0', b'1'..=b'9', ..] | [b'0', b'1'..=b'9', ..] => true,
        [b'(', ..] => value.contains(&b')'),
        _ => false,
    };
    // Parts of an article's number are joined by dashes as well.
    let grouped = value.iter().any(|b| matches!(b, b' ' | b'/' | b')'));
    lead && grouped
        && (9..=14).contains(&digits)
        && phones::number_at(value, 0) == Some(value.len())
}

/// Whether a whole value is a date of a year in which somebody may have been born.
pub(super) fn is_born(value: &[u8]) -> bool {
    born(value, 0).is_some_and(|hit| hit.end == value.len())
}

/// A whole date of a year in which somebody may have been born.
fn born(view: &[u8], at: usize) -> Option<Hit> {
    let length = view[at..]
        .iter()
        .take(11)
        .take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'/'))
        .count();
    let text = view[at..at + length].trim_ascii_end();
    let text = text.strip_suffix(b".").unwrap_or(text);
    let year = text
        .split(|b| !b.is_ascii_digit())
        .find(|part| part.len() == 4)
        .and_then(|part| std::str::from_utf8(part).ok()?.parse().ok())?;
    let ends = !view
        .get(at + text.len())
        .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b':');
    (text.len() >= 8 && ends && BORN.contains(&year) && dates::is_date(text))
        .then(|| Hit::new(Builtin::BirthDate, at, at + text.len(), 0.6))
}

/// A number in groups, or one that begins like a telephone's.
fn telephone(view: &[u8], at: usize) -> Option<Hit> {
    let end = phones::number_at(view, at)?;
    let text = &view[at..end];
    let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
    let grouped = text.iter().any(|b| matches!(b, b' ' | b'-' | b'/' | b'.'));
    let lead = matches!(text.first(), Some(b'0' | b'+'));
    let year = text.len() <= 9 && !lead;
    (digits >= 8 && (grouped || lead) && !year && !dates::is_date(text))
        .then(|| Hit::new(Builtin::Phone, at, end, 0.65))
}

/// The name in front of `<ana@example.com>`.
pub(super) fn before_address(view: &[u8], address: &Hit, cost: &mut usize, out: &mut Vec<Hit>) {
    let Some(open) = address
        .start
        .checked_sub(1)
        .filter(|at| matches!(view[*at], b'<' | b'(' | b'['))
    else {
        return;
    };
    let floor = open.saturating_sub(BYTES);
    let mut end = open;
    while end > floor && matches!(view[end - 1], b' ' | b'"' | b'\'' | b'\\') {
        end -= 1;
    }
    let area = &view[floor..end];
    let mut start = floor
        + area
            .iter()
            .rposition(|b| {
                matches!(
                    b,
                    b'\n' | b':' | b'"' | b'<' | b'>' | b';' | b'=' | b'\t' | b'(' | b'['
                )
            })
            .map_or(0, |at| at + 1);
    *cost += end - start;
    // `Ana Example <…>, Bo Example <…>`: the comma may also stand inside `Example, Ana`.
    let quoted = start > 0 && view[start - 1] == b'"';
    if !quoted && let Some(comma) = view[start..end].iter().position(|b| *b == b',') {
        let behind = start + comma + 1 + blanks(view, start + comma + 1, 2);
        if reversed(view, start + blanks(view, start, 2)) != Some(end) {
            start = behind;
        }
    }
    start += blanks(view, start, 4);
    // A name may follow other text on the line: the last words count.
    for _ in 0..8 {
        if start >= end {
            return;
        }
        let (name, titled) = after_titles(view, start);
        let whole = run(view, name, true)
            .filter(|found| found.end == end && (found.words >= 2 || found.known || titled));
        if whole.is_some() || reversed(view, name) == Some(end) {
            out.push(hit(start, end, 0.85));
            return;
        }
        let Some(blank) = view[start..end].iter().position(|b| *b == b' ') else {
            return;
        };
        start += blank + 1;
    }
}

#[cfg(test)]
mod tests {
    use crate::people::tests::finds;
    use crate::rules::Builtin;

    #[test]
    fn what_people_write_behind_a_name() {
        for (text, wanted) in [
            (
                "spoke to Gareth Quux (07700 900118) today",
                (Builtin::Phone, "07700 900118"),
            ),
            (
                "dzwonić: Halina Quux, 693 017 258",
                (Builtin::Phone, "693 017 258"),
            ),
            (
                "# Murat Quux;14.02.1988;0203/4470915;x",
                (Builtin::BirthDate, "14.02.1988"),
            ),
            (
                "# Murat Quux;14.02.1988;0203/4470915;x",
                (Builtin::Phone, "0203/4470915"),
            ),
            (
                "RDV de GUILLEMOT Yannick, 11/05/2009",
                (Builtin::BirthDate, "11/05/2009"),
            ),
            (
                "RDV de GUILLEMOT Yannick, 11/05/2009",
                (Builtin::PersonName, "GUILLEMOT Yannick"),
            ),
        ] {
            assert!(
                finds(text).contains(&wanted),
                "{wanted:?} in {:?}",
                finds(text)
            );
        }
        for text in [
            "Ana Miller, 2024-05-11 10:15:00 wrote",
            "Ana Miller (12.03.2024)",
            "Ana Miller 15 of 20",
        ] {
            assert!(
                finds(text)
                    .iter()
                    .all(|(kind, _)| *kind == Builtin::PersonName),
                "{text}"
            );
        }
    }
}
