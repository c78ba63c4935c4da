//! Values that say by themselves what they are: cells of columns whose name says nothing, and parameters of statements as logs print them.

use super::firstnames::family_name;
use super::names::BYTES;
use super::text::word_before;
use super::{blocks, forms, neighbours, written};
use crate::check;
use crate::rules::Builtin;
use crate::shapes::Hit;

/// The shortest and the longest value that is judged, in bytes.
const LENGTH: std::ops::RangeInclusive<usize> = 5..=160;
/// How far behind the word about parameters their values are read, in bytes.
const REACH: usize = 600;
/// The most parameters of a statement.
const PARAMETERS: usize = 32;
/// Kinds of numbers that have a detector of their own; others of those that their form tells are national ids.
const NATIONAL: [Builtin; 7] = [
    Builtin::EsDni,
    Builtin::BrCpf,
    Builtin::BrCnpj,
    Builtin::FrNir,
    Builtin::UkNino,
    Builtin::InAadhaar,
    Builtin::InPan,
];

/// What a whole value is that no name explains, and how sure that is: a full name with a common first name, a number whose form and
/// check digits nothing else has, a telephone number in groups, an address with its code.
pub(crate) fn told_alone(value: &[u8]) -> Option<(Builtin, f32)> {
    if !LENGTH.contains(&value.len()) {
        return None;
    }
    if written::is_full(value) {
        return Some((Builtin::PersonName, 0.8));
    }
    if check::told_by_form(value) {
        let sure = |kind: &&Builtin| forms::judge(**kind, value).is_some_and(|sure| sure >= 0.9);
        let kind = NATIONAL.iter().find(sure).unwrap_or(&Builtin::NationalId);
        return Some((*kind, 0.8));
    }
    if neighbours::is_telephone(value) {
        return Some((Builtin::Phone, 0.7));
    }
    let address = value.contains(&b' ') && blocks::at(value, 0) == Some(value.len());
    address.then_some((Builtin::Address, 0.75))
}

/// The parameters of a statement behind the word at `at`, in the notations of Hibernate, MyBatis, Entity Framework and PostgreSQL:
/// `binding parameter [1] as [VARCHAR] - [Miller]`, `(2:DATE) <- [1984-07-19]`, `Parameters: Miller(String)`, `$1 = 'Miller'`.
pub(super) fn parameters(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    if word_before(view, at) {
        return;
    }
    let area = &view[at..(at + REACH).min(view.len())];
    let area = &area[..memchr::memchr(b'\n', area).unwrap_or(area.len())];
    *cost += area.len();
    let mut push = |start: usize, end: usize, dated: bool| {
        if let Some((kind, sure)) = parameter(&area[start..end], dated) {
            out.push(Hit::new(kind, at + start, at + end, sure));
        }
    };
    if area.starts_with(b"b") || area.starts_with(b"B") {
        let line = area.trim_ascii_end();
        let open = memchr::memmem::rfind(line, b" [").filter(|_| line.ends_with(b"]"));
        if let Some(open) = open {
            let dated = memchr::memmem::find(&line[..open], b"DATE").is_some();
            push(open + 2, line.len() - 1, dated);
        }
        return;
    }
    let mut from = 0;
    for _ in 0..PARAMETERS {
        // A value in quotes behind its place, or one with its type in brackets behind it.
        let Some(sign) = memchr::memchr2(b'\'', b'(', &area[from..]).map(|sign| from + sign) else {
            return;
        };
        if area[sign] == b'\'' {
            let Some(length) = memchr::memchr(b'\'', &area[sign + 1..]) else {
                return;
            };
            push(sign + 1, sign + 1 + length, false);
            from = sign + length + 2;
            continue;
        }
        let kind = area[sign..].starts_with(b"(String)") || area[sign..].starts_with(b"(Date)");
        if kind {
            let floor = memchr::memmem::rfind(&area[..sign], b", ")
                .map(|comma| comma + 2)
                .or_else(|| memchr::memmem::rfind(&area[..sign], b": ").map(|sign| sign + 2));
            if let Some(start) = floor.filter(|start| *start >= from) {
                push(start, sign, area[sign..].starts_with(b"(Date)"));
            }
        }
        from = sign + 1;
    }
}

/// What a parameter is: also a single name that is a common one, and a day of birth where its type is that of a day.
fn parameter(value: &[u8], dated: bool) -> Option<(Builtin, f32)> {
    // `LIKE 'miller%'`
    let bare = value.strip_suffix(b"%").unwrap_or(value);
    let bare = bare.strip_prefix(b"%").unwrap_or(bare);
    if bare.len() != value.len() {
        return None;
    }
    if dated {
        return neighbours::is_born(value).then_some((Builtin::BirthDate, 0.6));
    }
    let capital = value
        .first()
        .is_some_and(|b| b.is_ascii_uppercase() || *b >= 0x80);
    let name = value.len() <= BYTES
        && capital
        && value.len() >= 3
        && (written::is_known(value) || family_name(value));
    told_alone(value).or_else(|| name.then_some((Builtin::PersonName, 0.6)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tests::finds;

    #[test]
    fn what_values_say_without_a_name() {
        for (value, kind) in [
            ("Ana Miller", Builtin::PersonName),
            ("MILLER, ANA", Builtin::PersonName),
            ("12345678Z", Builtin::EsDni),
            ("811218-9876", Builtin::NationalId),
            ("111.444.777-35", Builtin::BrCpf),
            ("07700 900417", Builtin::Phone),
            ("+41 44 668 18 00", Builtin::Phone),
            ("Storgata 18B, 9008 Tromsø", Builtin::Address),
        ] {
            assert_eq!(
                told_alone(value.as_bytes()).map(|(kind, _)| kind),
                Some(kind),
                "{value}"
            );
        }
        for value in [
            "",
            "ACTIVE",
            "Order Service",
            "2024-11-24 10:15:00",
            "10.0.12.15",
            "1234-5678",
            "12345-67890",
            "0214-2609-53",
            "07-569-502702",
            "0x1234567890",
            "00000000-0000-0000-0000-000000000000",
            "Version 2, build 2024",
            "3.14159265",
        ] {
            assert_eq!(told_alone(value.as_bytes()), None, "{value}");
        }
    }

    #[test]
    fn parameters_of_statements_in_logs() {
        for (text, wanted) in [
            (
                "o.h.t.d.s.BasicBinder - binding parameter [1] as [VARCHAR] - [Miller]",
                (Builtin::PersonName, "Miller"),
            ),
            (
                "orm.jdbc.bind : binding parameter (2:DATE) <- [1984-07-19]",
                (Builtin::BirthDate, "1984-07-19"),
            ),
            (
                "orm.jdbc.bind : binding parameter (5:VARCHAR) <- [02 98 40 17 63]",
                (Builtin::Phone, "02 98 40 17 63"),
            ),
            (
                "==> Parameters: Ana(String), 7(Integer), Quuxweg 3, 50667 Newtown(String)",
                (Builtin::PersonName, "Ana"),
            ),
            (
                "DETAIL:  parameters: $1 = '811218-9876', $2 = 'ACTIVE'",
                (Builtin::NationalId, "811218-9876"),
            ),
        ] {
            assert!(
                finds(text).contains(&wanted),
                "{wanted:?} in {:?}",
                finds(text)
            );
        }
        for text in [
            "binding parameter [1] as [BIGINT] - [4410087]",
            "binding parameter [2] as [VARCHAR] - [ACTIVE]",
            "binding parameter (3:TIMESTAMP) <- [2024-11-24T10:15:00Z]",
            "binding parameter (3:DATE) <- [2024-11-24]",
            "Parameters: OPEN(String), 3(Integer)",
            "parameters: $1 = 'queue-7', $2 = '10'",
            "binding parameter [",
        ] {
            assert_eq!(finds(text), [], "{text}");
        }
    }
}
