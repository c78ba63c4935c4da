//! Lines of separated values under a line of names (RFC 4180 and its relatives).

use super::Spot;
use crate::fields::{classify, judge_structured};
use crate::people::told_alone;
use crate::rules::Builtin;

/// The longest line that is read, in bytes. A longer one is left to the scan of the raw bytes.
const LINE_BYTES: usize = 4 << 10;
/// The most columns.
const MAX_COLUMNS: usize = 256;
/// Lines among which that of the names is looked for.
const HEAD_LINES: usize = 32;
/// Columns that a table has at least, and those of sensitive values among them, where its names are not in the first line of a text.
const HEAD_COLUMNS: usize = 3;
const HEAD_KINDS: usize = 2;
/// Lines in a row with another number of columns after which it is no table.
const MAX_STRAY: u32 = 20;

/// The most lines that are taken for one row: each is looked at again with the next.
const JOINED: u32 = 32;

/// A table in the making.
#[derive(Debug)]
pub(crate) struct Table {
    separator: u8,
    columns: Vec<Option<Builtin>>,
    /// The column that says in words what the code beside it says.
    words: Option<usize>,
    line: Vec<u8>,
    /// Where the line begins.
    start: u64,
    /// The line is too long, or is the line of names.
    skip: bool,
    /// Lines that begin before this offset stand before the line of names.
    before: u64,
    stray: u32,
    /// Lines that went on in a cell.
    joined: u32,
}

impl Table {
    /// A table, if the first line of the text names columns and one of them holds sensitive values. Reports begin with lines about
    /// themselves: of the lines after the first one counts that names several, with a line of as many cells below.
    pub(super) fn new(text: &[u8]) -> Option<Self> {
        let mut lines = text.split_inclusive(|b| *b == b'\n');
        let mut before = 0;
        let mut line = lines.next()?;
        for at in 0..HEAD_LINES {
            let next = lines.next();
            if let Some((separator, columns, words)) = head(line)
                && (at == 0 && line.ends_with(b"\n")
                    || is_head(&columns) && below(next, separator) == columns.len())
            {
                return Some(Self {
                    skip: at == 0,
                    before,
                    ..Self::of_kinds(separator, columns, words)
                });
            }
            before += line.len() as u64;
            line = next?;
        }
        None
    }

    /// A table whose columns are named elsewhere.
    pub(super) fn of_columns(names: &[&[u8]], separator: u8) -> Self {
        let columns = kinds(names);
        let words = in_words(names, &columns);
        Self::of_kinds(separator, columns, words)
    }

    fn of_kinds(separator: u8, columns: Vec<Option<Builtin>>, words: Option<usize>) -> Self {
        Self {
            separator,
            columns,
            words,
            line: Vec::new(),
            start: 0,
            skip: false,
            before: 0,
            stray: 0,
            joined: 0,
        }
    }

    /// Judges one line, which begins at `start`.
    pub(super) fn row(&mut self, line: &[u8], start: u64, out: &mut Vec<Spot>) {
        let first = out.len();
        self.start = start;
        if self.cells(line, out) != self.columns.len() {
            out.truncate(first);
        }
    }

    /// Takes the next bytes; false when the stream is no table any more.
    pub(super) fn feed(&mut self, bytes: &[u8], at: u64, out: &mut Vec<Spot>) -> bool {
        let mut place = 0;
        while let Some(length) = memchr::memchr(b'\n', &bytes[place..]) {
            self.keep(&bytes[place..place + length]);
            place += length + 1;
            // A line may end inside a cell (RFC 4180, 2.6).
            if !self.skip && self.joined < JOINED && self.line.len() < LINE_BYTES && self.is_open()
            {
                self.joined += 1;
                self.line.push(b'\n');
                continue;
            }
            self.line_ends(out);
            self.start = at + place as u64;
            if self.stray > MAX_STRAY {
                return false;
            }
        }
        self.keep(&bytes[place..]);
        true
    }

    pub(super) fn finish(&mut self, out: &mut Vec<Spot>) {
        self.line_ends(out);
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.line.len() + bytes.len() > LINE_BYTES {
            self.skip = true;
        }
        if !self.skip {
            self.line.extend_from_slice(bytes);
        }
    }

    fn line_ends(&mut self, out: &mut Vec<Spot>) {
        let line = std::mem::take(&mut self.line);
        let early = self.start < self.before;
        if !std::mem::take(&mut self.skip) && !line.is_empty() && !early {
            // The next part of a report has names of its own.
            if let Some((separator, columns, words)) = head(&line)
                && separator == self.separator
                && is_head(&columns)
            {
                self.columns = columns;
                self.words = words;
                self.stray = 0;
            } else {
                self.judge(&line, out);
            }
        }
        self.line = line;
        self.line.clear();
        self.joined = 0;
    }

    /// Whether the last cell of what is kept has a quote in front and none behind it.
    fn is_open(&self) -> bool {
        if !self.line.contains(&b'"') {
            return false;
        }
        let mut at = 0;
        for _ in 0..self.columns.len() {
            let rest = &self.line[at..];
            let length = cell_length(rest, self.separator);
            if at + length >= self.line.len() {
                let cell = rest.trim_ascii_start();
                return cell.starts_with(b"\"") && !closed(cell);
            }
            at += length + 1;
        }
        false
    }

    /// Judges a line, unless it has other columns, which says nothing about these.
    fn judge(&mut self, line: &[u8], out: &mut Vec<Spot>) {
        let first = out.len();
        if self.cells(line, out) == self.columns.len() {
            self.stray = 0;
            return;
        }
        out.truncate(first);
        if !line.contains(&b'\n') {
            self.stray += 1;
            return;
        }
        // The quote belonged to no cell: then each line is one.
        let start = self.start;
        let mut at = 0;
        for line in line.split(|b| *b == b'\n') {
            self.start = start + at as u64;
            self.judge(line, out);
            at += line.len() + 1;
        }
        self.start = start;
    }

    /// Judges the cells of a line; returns how many there are.
    fn cells(&self, line: &[u8], out: &mut Vec<Spot>) -> usize {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut at = 0;
        let mut column = 0;
        loop {
            let end = at + cell_length(&line[at..], self.separator);
            let cell = &line[at..end];
            let value = unquoted(cell.trim_ascii());
            // Beside columns about persons, a cell that says what it is is that, whatever its column is called.
            let judged = match self.columns.get(column) {
                Some(_) if self.words == Some(column) => {
                    let worded = value.iter().any(u8::is_ascii_alphabetic)
                        && classify(value) != Some(Builtin::Diagnosis);
                    worded.then_some((Builtin::Diagnosis, 0.8))
                }
                // The names of a further part, which has as many columns.
                Some(Some(kind)) if classify(value) == Some(*kind) => None,
                Some(Some(kind)) => judge_structured(*kind, value).map(|sure| (*kind, sure)),
                Some(None) => told_alone(value),
                _ => None,
            };
            if let Some((kind, confidence)) = judged {
                // The value lies inside the cell: its place is the difference of the two.
                let before = cell.len() - cell.trim_ascii_start().len()
                    + usize::from(value.len() < cell.trim_ascii().len());
                let start = self.start + (at + before) as u64;
                out.push(Spot {
                    kind,
                    start,
                    end: start + value.len() as u64,
                    confidence: confidence.max(0.8),
                });
            }
            column += 1;
            if end >= line.len() || column > MAX_COLUMNS {
                return column;
            }
            at = end + 1;
        }
    }
}

/// Judges the lines below a line of names that stands in the middle of other text, as far as they have as many cells. Lines that say something about
/// the table are passed over: comments, and the rule below the names in Markdown. Returns how many bytes were looked at.
pub(crate) fn pasted(text: &[u8], out: &mut Vec<(Builtin, usize, usize)>) -> usize {
    let Some(end) = memchr::memchr(b'\n', text) else {
        return text.len().min(LINE_BYTES);
    };
    let (names, _) = framed(&text[..end]);
    let Some((separator, columns, words)) = head(names).filter(|(_, columns, _)| is_head(columns))
    else {
        return end;
    };
    let mut table = Table::of_kinds(separator, columns, words);
    let mut spots = Vec::new();
    let mut at = end + 1;
    while at < text.len() && table.stray < 2 {
        let length = memchr::memchr(b'\n', &text[at..]).unwrap_or(text.len() - at);
        let (line, lead) = framed(&text[at..at + length]);
        let ruled = line
            .iter()
            .all(|b| matches!(b, b'-' | b'|' | b':' | b' ' | b'+' | b'='));
        if line.starts_with(b"#") || ruled && !line.is_empty() {
            at += length + 1;
            continue;
        }
        table.start = (at + lead) as u64;
        table.judge(line, &mut spots);
        at += length + 1;
    }
    let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
    out.extend(
        spots
            .iter()
            .map(|spot| (spot.kind, place(spot.start), place(spot.end))),
    );
    at
}

/// A line without the bars on both of its sides, and how much was taken off in front.
fn framed(line: &[u8]) -> (&[u8], usize) {
    let trimmed = line.trim_ascii_start();
    let lead = line.len() - trimmed.len();
    let trimmed = trimmed.trim_ascii_end();
    match trimmed
        .strip_prefix(b"|")
        .and_then(|rest| rest.strip_suffix(b"|"))
    {
        Some(inner) => (inner, lead + 1),
        None => (trimmed, lead),
    }
}

/// The separator of a line that names columns, what they hold, if one of them holds sensitive values, and the one with diagnoses in words.
fn head(line: &[u8]) -> Option<(u8, Vec<Option<Builtin>>, Option<usize>)> {
    if line.len() > LINE_BYTES {
        return None;
    }
    let names = line.trim_ascii();
    let separator = [b',', b'\t', b';', b'|']
        .into_iter()
        .max_by_key(|s| memchr::memchr_iter(*s, names).count())?;
    let cells: Vec<&[u8]> = names
        .split(|b| *b == separator)
        .map(|cell| unquoted(cell.trim_ascii()))
        .collect();
    if !(2..=MAX_COLUMNS).contains(&cells.len()) || !cells.iter().all(|cell| name_like(cell)) {
        return None;
    }
    let columns = kinds(&cells);
    let words = in_words(&cells, &columns);
    let some = columns.iter().any(Option::is_some);
    some.then_some((separator, columns, words))
}

/// The column with the text of a diagnosis, where another one has its code.
fn in_words(cells: &[&[u8]], columns: &[Option<Builtin>]) -> Option<usize> {
    const NAMES: [&str; 20] = [
        "problem",
        "condition",
        "diagnose",
        "diagnosis",
        "diagnostic",
        "diagnosistext",
        "dxtext",
        "dxdesc",
        "dxdescription",
        "diagnosisdescription",
        "diagnosisname",
        "diagnosetext",
        "icdtext",
        "icddesc",
        "icddescription",
        "icd10desc",
        "libellediagnostic",
        "diagnostico",
        "diagnosi",
        "diagnosisdesc",
    ];
    let diagnosis = |kind: &Option<Builtin>| *kind == Some(Builtin::Diagnosis);
    let code = columns.iter().position(diagnosis)?;
    cells.iter().enumerate().position(|(at, cell)| {
        let name: Vec<u8> = cell
            .iter()
            .filter(|b| b.is_ascii_alphanumeric())
            .map(u8::to_ascii_lowercase)
            .collect();
        at != code && NAMES.iter().any(|one| one.as_bytes() == name)
    })
}

/// Whether these are the columns of a table beyond doubt.
fn is_head(columns: &[Option<Builtin>]) -> bool {
    let credential = columns
        .iter()
        .flatten()
        .any(|kind| matches!(kind, Builtin::Password | Builtin::Secret | Builtin::Token));
    columns.len() >= HEAD_COLUMNS && (credential || columns.iter().flatten().count() >= HEAD_KINDS)
}

/// How many cells a line has.
fn below(line: Option<&[u8]>, separator: u8) -> usize {
    let line = line.unwrap_or_default().trim_ascii_end();
    let mut at = 0;
    let mut count = 1;
    while let Some(rest) = line.get(at..) {
        let end = at + cell_length(rest, separator);
        if end >= line.len() {
            break;
        }
        count += 1;
        at = end + 1;
    }
    count
}

/// Whether a cell may be the name of a column.
fn name_like(cell: &[u8]) -> bool {
    cell.len() <= 64
        && cell.iter().any(|b| b.is_ascii_alphabetic() || *b >= 0x80)
        && cell.iter().all(|b| {
            b.is_ascii_alphanumeric()
                || *b >= 0x80
                || matches!(
                    b,
                    b' ' | b'_'
                        | b'-'
                        | b'.'
                        | b'#'
                        | b'/'
                        | b'('
                        | b')'
                        | b'\''
                        | b':'
                        | b'&'
                        | b'+'
                        | b'%'
                        | b'?'
                )
        })
}

/// What the columns of these names hold.
pub(super) fn kinds(cells: &[&[u8]]) -> Vec<Option<Builtin>> {
    let mut columns: Vec<Option<Builtin>> = cells.iter().map(|cell| classify(cell)).collect();
    let personal = columns.iter().flatten().count();
    // `name` alone says nothing; beside a date of birth it is a person's.
    for (column, cell) in columns.iter_mut().zip(cells) {
        let lower = cell.to_ascii_lowercase();
        let name = matches!(
            lower.as_slice(),
            b"name" | b"customer_name" | b"customer name" | b"customer" | b"employee" | b"contact"
        );
        if column.is_none() && name && personal > 0 {
            *column = Some(Builtin::PersonName);
        }
        if column.is_none() && lower.as_slice() == b"address" {
            *column = Some(Builtin::Address);
        }
    }
    columns
}

/// The length of a cell; separators in quotes do not end it.
fn cell_length(text: &[u8], separator: u8) -> usize {
    let blanks = text.iter().take_while(|b| **b == b' ').count();
    if text.get(blanks) != Some(&b'"') {
        return memchr::memchr(separator, text).unwrap_or(text.len());
    }
    let mut at = blanks + 1;
    while let Some(quote) = memchr::memchr(b'"', text.get(at..).unwrap_or_default()) {
        at += quote + 1;
        if text.get(at) == Some(&b'"') {
            at += 1;
            continue;
        }
        return at + memchr::memchr(separator, &text[at..]).unwrap_or(text.len() - at);
    }
    text.len()
}

/// Whether a cell that begins with a quote has its other one.
fn closed(cell: &[u8]) -> bool {
    let mut rest = cell.get(1..).unwrap_or_default();
    while let Some(quote) = memchr::memchr(b'"', rest) {
        if rest.get(quote + 1) != Some(&b'"') {
            return true;
        }
        rest = &rest[quote + 2..];
    }
    false
}

fn unquoted(cell: &[u8]) -> &[u8] {
    cell.strip_prefix(b"\"")
        .and_then(|inner| inner.strip_suffix(b"\""))
        .unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Builtin, &str)> {
        let Some(mut table) = Table::new(text.as_bytes()) else {
            return Vec::new();
        };
        let mut out = Vec::new();
        for (at, byte) in text.bytes().enumerate() {
            table.feed(&[byte], at as u64, &mut out);
        }
        table.finish(&mut out);
        let mut again = Vec::new();
        let mut table = Table::new(text.as_bytes()).unwrap();
        table.feed(text.as_bytes(), 0, &mut again);
        table.finish(&mut again);
        assert_eq!(again, out);
        out.iter()
            .map(|s| {
                (
                    s.kind,
                    &text[usize::try_from(s.start).unwrap()..usize::try_from(s.end).unwrap()],
                )
            })
            .collect()
    }

    #[test]
    fn columns_tell_what_their_cells_are() {
        let text = "id,name,\"DOB\",ssn,note\n1,Ana Example,1970-01-31,536227148,ok\r\n2,\"Example, Bo\", \"1971-02-03\" ,,\n3,x\n4,Cy Example,never,n/a,x";
        assert_eq!(
            found(text),
            [
                (Builtin::PersonName, "Ana Example"),
                (Builtin::BirthDate, "1970-01-31"),
                (Builtin::Ssn, "536227148"),
                (Builtin::PersonName, "Example, Bo"),
                (Builtin::BirthDate, "1971-02-03"),
                (Builtin::PersonName, "Cy Example"),
            ]
        );
    }

    #[test]
    fn a_cell_may_go_on_in_the_next_lines() {
        let wanted = [
            (Builtin::PersonName, "Zebulon"),
            (Builtin::BirthDate, "1970-01-31"),
            (Builtin::PersonName, "Quirin"),
            (Builtin::BirthDate, "1971-02-03"),
        ];
        for text in [
            "first_name,note,dob\r\nZebulon,\"called,\r\n\r\nsaid \"\"no\"\"\",1970-01-31\r\nQuirin,,1971-02-03\r\n",
            // A quote that opens no cell for long.
            "first_name,note,dob\nZebulon,\"5\" screen,1970-01-31\nQuirin,x,1971-02-03\n",
        ] {
            assert_eq!(found(text), wanted, "{text}");
        }
        let open = format!(
            "first_name,note,dob\n{}Zebulon,x,1970-01-31\n",
            "Q,\",\n".repeat(3)
        );
        assert!(found(&open).len() <= 2);
    }

    #[test]
    fn a_report_says_something_about_itself_and_has_several_parts() {
        let text = "# Export of patients, all sites\nrows,3\n\nmrn,name,dob,icd10,problem\n5500718,Ana Example,1970-01-31,N18.4,CKD stage 4\n\
            # site DE\nnachname,vorname,geburtsdatum,plz\nKowalska,Bo,31.01.1970,99999\nend,1\n";
        assert_eq!(
            found(text),
            [
                (Builtin::MedicalRecord, "5500718"),
                (Builtin::PersonName, "Ana Example"),
                (Builtin::BirthDate, "1970-01-31"),
                (Builtin::Diagnosis, "N18.4"),
                (Builtin::Diagnosis, "CKD stage 4"),
                (Builtin::PersonName, "Kowalska"),
                (Builtin::PersonName, "Bo"),
                (Builtin::BirthDate, "31.01.1970"),
                (Builtin::Address, "99999"),
            ]
        );
        for prose in [
            "We need:\nname, date of birth, ssn\nfrom everybody who wants to come.\n",
            "started\nuser,name\na,b\n",
        ] {
            assert_eq!(found(prose), [], "{prose}");
        }
    }

    #[test]
    fn what_is_no_table() {
        for text in [
            "",
            "a,b\n",
            "password\nx\n",
            "2026-11-22 12:00:00,123 password=x,y\n",
            "name,level\nAna,INFO\n",
            ",,,\n",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
        assert!(Table::new(b"ssn,x").is_none(), "one line is no table");
    }
}
