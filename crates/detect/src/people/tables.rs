//! Columns of tables inside other text: rows of an `INSERT`, and the grids that database shells print.

use super::text::word_before;
use crate::fields::{classify, judge_structured, name_byte, random_beyond_doubt};
use crate::rules::Builtin;
use crate::shapes::Hit;
use crate::structure::setting_and_value;

/// The most columns.
const COLUMNS: usize = 128;
/// How far behind its header a row may end, in bytes: what a look sees at once.
const BYTES: usize = 7 << 10;
/// The longest cell that is judged, in bytes.
const CELL: usize = 512;

/// What the columns of these names hold, if any of them says something.
fn columns<'n>(names: impl Iterator<Item = &'n [u8]>) -> Option<Vec<Option<Builtin>>> {
    let names: Vec<_> = names
        .take(COLUMNS + 1)
        .map(|name| {
            let name = name.trim_ascii();
            name.strip_prefix(b"`")
                .or(name.strip_prefix(b"\""))
                .or(name.strip_prefix(b"["))
                .map_or(name, |inner| &inner[..inner.len().saturating_sub(1)])
        })
        .collect();
    let kind = |name: &&[u8]| classify(name).filter(|_| name.len() <= 64);
    let mut kinds: Vec<_> = names.iter().map(kind).collect();
    if let Some((name, _)) = setting_and_value(&names) {
        kinds[name] = None;
    }
    (kinds.len() <= COLUMNS && kinds.iter().any(Option::is_some)).then_some(kinds)
}

fn judge(view: &[u8], start: usize, end: usize, kind: Option<Builtin>, out: &mut Vec<Hit>) {
    if let Some(kind) = kind
        && end > start
        && end - start <= CELL
        && let Some(confidence) = judge_structured(kind, &view[start..end])
    {
        out.push(Hit::new(kind, start, end, confidence.max(0.8)));
    }
}

/// `INSERT INTO t (names) VALUES (values), (values);` at `at`.
pub(super) fn insert(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    let limit = (at + BYTES).min(view.len());
    let text = &view[at..limit];
    if word_before(view, at) {
        return;
    }
    let Some(open) = memchr::memchr(b'(', &text[..text.len().min(256)]) else {
        return;
    };
    if let Some(kind) = of_tokens(&text[..open]) {
        *cost += tokens(view, at + open, limit, kind, out);
    }
    let Some(close) = memchr::memchr(b')', &text[open..]) else {
        return;
    };
    let names = &text[open + 1..open + close];
    let Some(kinds) = columns(names.split(|b| *b == b',')) else {
        return;
    };
    let mut pos = at + open + close + 1;
    let head = &view[pos..(pos + 24).min(limit)];
    let Some(values) = head
        .windows(6)
        .position(|word| word.eq_ignore_ascii_case(b"values"))
    else {
        return;
    };
    pos += values + 6;
    while pos < limit && !matches!(view[pos], b';') {
        if view[pos] == b'(' {
            pos = row(view, pos + 1, limit, &kinds, out);
        } else if view[pos].is_ascii_whitespace() || view[pos] == b',' || view[pos] == b')' {
            pos += 1;
        } else {
            break;
        }
    }
    *cost += pos - at;
}

/// What the rows of a table hold that is named for sessions, for the tokens of an interface or for those that reset a password.
fn of_tokens(head: &[u8]) -> Option<Builtin> {
    const TABLES: [(&str, Builtin); 8] = [
        ("session", Builtin::Session),
        ("password_reset", Builtin::Token),
        ("token", Builtin::Token),
        ("oauth", Builtin::Token),
        ("api_key", Builtin::Token),
        ("apikey", Builtin::Token),
        ("magic_link", Builtin::Token),
        ("remember_me", Builtin::Token),
    ];
    let lower = head.to_ascii_lowercase();
    let told =
        |(name, _): &&(&str, Builtin)| memchr::memmem::find(&lower, name.as_bytes()).is_some();
    TABLES.iter().find(told).map(|(_, kind)| *kind)
}

/// The texts of such rows that nobody typed; how many bytes were looked at.
fn tokens(view: &[u8], at: usize, limit: usize, kind: Builtin, out: &mut Vec<Hit>) -> usize {
    let area = &view[at..limit];
    let area = &area[..memchr::memmem::find(area, b";\n").unwrap_or(area.len())];
    let mut start = None;
    for quote in memchr::memchr_iter(b'\'', area) {
        let Some(open) = start.take() else {
            start = Some(quote + 1);
            continue;
        };
        let cell = &area[open..quote];
        if cell.len() >= 24 && random_beyond_doubt(cell) {
            out.push(Hit::new(kind, at + open, at + quote, 0.8));
        }
    }
    area.len()
}

/// The values of a row up to its closing bracket; returns where that is.
fn row(
    view: &[u8],
    at: usize,
    limit: usize,
    kinds: &[Option<Builtin>],
    out: &mut Vec<Hit>,
) -> usize {
    let mut pos = at;
    let mut column = 0;
    while pos < limit && column <= COLUMNS {
        while pos < limit && view[pos].is_ascii_whitespace() {
            pos += 1;
        }
        let kind = kinds.get(column).copied().flatten();
        if view.get(pos) == Some(&b'\'') {
            let start = pos + 1;
            let mut end = start;
            while end < limit {
                match view[end] {
                    b'\\' => end += 2,
                    b'\'' if view.get(end + 1) == Some(&b'\'') => end += 2,
                    b'\'' => break,
                    _ => end += 1,
                }
            }
            if end >= limit {
                return limit;
            }
            judge(view, start, end, kind, out);
            pos = end + 1;
        } else {
            let start = pos;
            while pos < limit && !matches!(view[pos], b',' | b')' | b'\n') {
                pos += 1;
            }
            let text = view[start..pos].trim_ascii_end();
            if text.first().is_some_and(u8::is_ascii_digit) {
                judge(view, start, start + text.len(), kind, out);
            }
        }
        while pos < limit && !matches!(view[pos], b',' | b')' | b'\n') {
            pos += 1;
        }
        if view.get(pos) != Some(&b',') {
            return pos;
        }
        pos += 1;
        column += 1;
    }
    pos
}

/// How far in front of the name of a column its line may begin, in bytes.
const HEAD: usize = 1 << 10;

/// Whether the word at `at` ends before a sign that separates columns.
pub(crate) fn is_column(view: &[u8], at: usize) -> bool {
    const LONGEST: usize = 32;
    // Most names of fields stand in front of another sign.
    let before = &view[at.saturating_sub(LONGEST)..at];
    let lead = before
        .iter()
        .rev()
        .find(|b| !(name_byte(**b) || matches!(b, b' ' | b'"') || **b >= 0x80));
    if !matches!(lead, None | Some(b',' | b';' | b'|' | b'\t' | b'\n')) {
        return false;
    }
    let rest = &view[at..(at + LONGEST).min(view.len())];
    let end = rest
        .iter()
        .take_while(|b| name_byte(**b) || **b >= 0x80)
        .count();
    let gap = rest[end..]
        .iter()
        .take_while(|b| matches!(b, b' ' | b'"'))
        .count();
    matches!(rest.get(end + gap), Some(b',' | b';' | b'|' | b'\t'))
}

/// The rows below a line of names in the middle of other text, one of which stands at `at`.
pub(crate) fn pasted(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    let floor = at.saturating_sub(HEAD);
    let begin = match memchr::memrchr(b'\n', &view[floor..at]) {
        Some(line) => floor + line + 1,
        None if floor == 0 => 0,
        None => return,
    };
    let mut found = Vec::new();
    *cost += at - begin;
    *cost += crate::structure::pasted(&view[begin..(at + BYTES).min(view.len())], &mut found);
    out.extend(
        found
            .into_iter()
            .map(|(kind, start, end)| Hit::new(kind, begin + start, begin + end, 0.8)),
    );
}

/// The rows under `----+----`, whose names stand in the line above.
pub(super) fn grid(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    let floor = at.saturating_sub(512);
    let Some(start) = memchr::memrchr(b'\n', &view[floor..at]).map(|line| floor + line + 1) else {
        return;
    };
    // Only the first corner of the rule, so that it is followed once.
    let ruled = view[start..at].iter().all(|b| matches!(b, b'-' | b' '));
    if !ruled || start == 0 {
        return;
    }
    let floor = start.saturating_sub(2048);
    let above =
        memchr::memrchr(b'\n', &view[floor..start - 1]).map_or(floor, |line| floor + line + 1);
    let Some(kinds) = columns(view[above..start - 1].split(|b| *b == b'|')) else {
        return;
    };
    let limit = (at + BYTES).min(view.len());
    let Some(mut pos) = memchr::memchr(b'\n', &view[at..limit]).map(|end| at + end + 1) else {
        return;
    };
    while pos < limit {
        let Some(end) =
            memchr::memchr(b'\n', &view[pos..view.len().min(limit + CELL)]).map(|end| pos + end)
        else {
            break;
        };
        let line = &view[pos..end];
        if line.iter().filter(|b| **b == b'|').count() + 1 != kinds.len() {
            break;
        }
        let mut cell = pos;
        for (text, kind) in line.split(|b| *b == b'|').zip(&kinds) {
            let lead = text.len() - text.trim_ascii_start().len();
            judge(
                view,
                cell + lead,
                cell + lead + text.trim_ascii().len(),
                *kind,
                out,
            );
            cell += text.len() + 1;
        }
        pos = end + 1;
    }
    *cost += pos - at;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tests::finds;

    #[test]
    fn rows_of_an_insert() {
        let text = "INSERT INTO `people` (`id`, first_name, last_name, dob) VALUES (1, 'Zebulon', 'O''Quux', '1970-01-31'), (2, 'Ana', NULL, '1971-02-03');";
        let found = finds(text);
        for wanted in [
            (Builtin::PersonName, "Zebulon"),
            (Builtin::BirthDate, "1970-01-31"),
            (Builtin::PersonName, "Ana"),
            (Builtin::BirthDate, "1971-02-03"),
        ] {
            assert!(found.contains(&wanted), "{wanted:?} in {found:?}");
        }
        for text in [
            "INSERT INTO t (a, b) VALUES (1, 'x');",
            "insert into (",
            "INSERT INTO t (dob) VALUES ('",
            "INSERT INTO t (dob) SELECT 1",
        ] {
            assert_eq!(finds(text), [], "{text}");
        }
    }

    #[test]
    fn rows_of_a_table_of_tokens() {
        let session = "1NQe8AIopLkbiWpY9d0gaFdj7Kl3RZIxunvL2Rp0";
        let row = format!("VALUES ('{session}',51,'curl/8'),\n('a-name','b');\n'{session}'");
        let text = format!("INSERT INTO `sessions` {row}");
        assert_eq!(finds(&text), [(Builtin::Session, session)]);
        for other in ["orders", "downloads"] {
            assert_eq!(
                finds(&format!("INSERT INTO `{other}` {row}")),
                [],
                "{other}"
            );
        }
    }

    #[test]
    fn rows_pasted_into_a_letter() {
        for text in [
            "Hello,\nthese fail:\n\nid;first_name;last_name;dob\n1;Zebulon;Quux;1970-01-31\n2;Quirin;Oxx;1971-02-03\n\nRegards",
            "| id | First name | Last name | DoB |\n|----|:---|---|---|\n| 1 | Zebulon | Quux | 1970-01-31 |\n| 2 | Quirin | Oxx | 1971-02-03 |\n",
            "done.\n   id | vorname | nachname | geburtsdatum\n   1 | Zebulon | Quux | 1970-01-31\n   2 | Quirin | Oxx | 1971-02-03",
        ] {
            let found = finds(text);
            for wanted in [
                (Builtin::PersonName, "Zebulon"),
                (Builtin::PersonName, "Oxx"),
                (Builtin::BirthDate, "1971-02-03"),
            ] {
                assert!(found.contains(&wanted), "{wanted:?} in {found:?}");
            }
        }
        for text in [
            "We need name, phone, street.\nand, so, on\n",
            "fields: phone, fax, zip\n1, 2, 3\n",
        ] {
            assert_eq!(finds(text), [], "{text}");
        }
    }

    #[test]
    fn rows_of_a_grid() {
        let text = "x=> select;\n id | first_name | date_of_birth \n----+------------+---------------\n  1 | Zebulon    | 1970-01-31\n  2 | Quirin     |\n(2 rows)\n";
        let found = finds(text);
        assert_eq!(
            found,
            [
                (Builtin::PersonName, "Zebulon"),
                (Builtin::BirthDate, "1970-01-31"),
                (Builtin::PersonName, "Quirin"),
            ]
        );
        assert_eq!(finds("a | b\n---+---\n1 | 2\n"), []);
    }
}
