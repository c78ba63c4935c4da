//! Text of which several lines belong together: dumps of databases, block scalars and Secrets of YAML, values in three
//! quotes. Other lines cost a look at their first bytes and their last.

use coffer_detect_simd::{Beside, line_end};

use super::sql::{Insert, Tables, names};
use super::table::Table;
use super::{Spot, VALUE_BYTES};
use crate::fields::{classify, password_in_text, random_beyond_doubt};
use crate::rules::Builtin;
use crate::values;

/// The part of a line that is kept.
const LINE_BYTES: usize = 4 << 10;
/// How long an entry waits to be told what document it belongs to, in bytes.
const WAIT_BYTES: u64 = 3 << 10;

/// With these bytes end the lines that say something about further ones, and with those behind they begin: keys and
/// statements, and blanks before them.
const WORTH_A_LOOK: Beside = Beside::new(b"|>-+:\"' \t\x0c", b"kds-CcIiRr \t\x0c");

#[derive(Debug, Default)]
enum Mode {
    #[default]
    Plain,
    /// In `CREATE TABLE`.
    Create(Vec<u8>, Vec<Vec<u8>>),
    Insert(Box<Insert>),
    /// In the rows of `COPY … FROM stdin`.
    Copy(Box<Table>),
    /// The lines below a key, as long as they are indented more than so many blanks.
    Block(usize, Builtin),
    /// The items and the default below a key, as long as they are indented at least so far.
    Under(usize, Builtin),
    /// Up to three quotes.
    Quotes(&'static [u8], Builtin),
}

/// Where the stream stands.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    mode: Mode,
    tables: Tables,
    line: Vec<u8>,
    long: bool,
    start: u64,
    secret: Secret,
}

/// A Secret of Kubernetes, whose entries may stand before what says that it is one.
#[derive(Debug, Default)]
struct Secret {
    /// The indentation of the document that is one.
    known: Option<usize>,
    /// The indentation of the entries' name, while its lines last.
    entries: Option<usize>,
    /// The indentation of the entries.
    level: Option<usize>,
    waiting: Vec<Spot>,
}

impl Lines {
    /// From an offset on that may lie inside a line: what is left of that is passed over.
    pub(super) fn behind(start: u64) -> Self {
        Self {
            start,
            long: true,
            ..Self::default()
        }
    }

    pub(super) fn feed(&mut self, bytes: &[u8], at: u64, out: &mut Vec<Spot>) {
        let mut place = 0;
        self.insert_goes_on(bytes, out);
        while place < bytes.len() {
            place = self.pass_over(bytes, place, at);
            self.insert_begins(&bytes[place..], at + place as u64);
            if let Mode::Insert(insert) = &mut self.mode {
                let rest = &bytes[place..];
                let Some(length) = insert.feed(rest, at + place as u64, &self.tables, out) else {
                    return;
                };
                self.mode = Mode::Plain;
                // What follows on its line is passed over.
                self.line.clear();
                self.long = true;
                place += length;
                continue;
            }
            let rest = &bytes[place..];
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            if self.line.is_empty() && !self.long && length < rest.len() {
                self.look(&rest[..length], out);
            } else {
                self.keep(&rest[..length]);
                if length < rest.len() {
                    let line = std::mem::take(&mut self.line);
                    if !self.long {
                        self.look(&line, out);
                    }
                    self.line = line;
                }
            }
            place += length;
            if length < rest.len() {
                place += 1;
                self.next(at + place as u64);
            }
        }
    }

    /// Where the next line begins that is worth a look: most lines of a log begin and end with bytes that say nothing here.
    fn pass_over(&mut self, bytes: &[u8], place: usize, at: u64) -> usize {
        let open = !self.line.is_empty() || self.long || self.secret.entries.is_some();
        if open
            || !matches!(self.mode, Mode::Plain)
            || bytes.get(place).is_none_or(|b| WORTH_A_LOOK.is_first(*b))
        {
            return place;
        }
        let rest = &bytes[place..];
        let end = line_end(rest, 0, &WORTH_A_LOOK).unwrap_or(rest.len());
        let next = memchr::memrchr(b'\n', &rest[..end]).map_or(0, |before| before + 1);
        if next > 0 {
            self.next(at + (place + next) as u64);
        }
        place + next
    }

    pub(super) fn finish(&mut self, out: &mut Vec<Spot>) {
        let line = std::mem::take(&mut self.line);
        if !self.long && !matches!(self.mode, Mode::Insert(_)) {
            self.look(&line, out);
        }
    }

    fn next(&mut self, start: u64) {
        self.line.clear();
        self.long = false;
        self.start = start;
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.line.len() + bytes.len() > LINE_BYTES {
            self.long = true;
        } else {
            self.line.extend_from_slice(bytes);
        }
    }

    /// A statement that inserts is read as it passes, because its line may be as long as the file.
    fn insert_begins(&mut self, rest: &[u8], here: u64) {
        if self.line.is_empty()
            && !self.long
            && self.start == here
            && matches!(self.mode, Mode::Plain)
            && inserts(rest)
        {
            self.mode = Mode::Insert(Box::default());
        }
    }

    /// The same for one whose first bytes came before these.
    fn insert_goes_on(&mut self, bytes: &[u8], out: &mut Vec<Spot>) {
        if self.line.is_empty() || self.line.len() > 32 || !matches!(self.mode, Mode::Plain) {
            return;
        }
        let mut head = self.line.clone();
        head.extend_from_slice(&bytes[..bytes.len().min(16)]);
        if !self.long && inserts(&head) {
            let mut insert = Box::<Insert>::default();
            insert.feed(&self.line, self.start, &self.tables, out);
            self.mode = Mode::Insert(insert);
            self.line.clear();
        }
    }

    fn look(&mut self, line: &[u8], out: &mut Vec<Spot>) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let indent = line
            .iter()
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .count();
        let text = line[indent..].trim_ascii_end();
        if let Mode::Under(around, kind) = self.mode {
            if indent > around || text.starts_with(b"- ") && indent == around {
                self.under(kind, line, indent, text, out);
            } else if !text.is_empty() {
                self.mode = Mode::Plain;
            }
        }
        match &mut self.mode {
            Mode::Under(..) => self.plain(line, indent, text, out),
            Mode::Copy(table) => {
                if text == b"\\." {
                    self.mode = Mode::Plain;
                } else {
                    table.row(line, self.start, out);
                }
            }
            Mode::Create(..) => self.column(text),
            Mode::Block(around, kind) if text.is_empty() || indent > *around => {
                let kind = *kind;
                self.tell(kind, line, indent, text.len(), out);
            }
            Mode::Quotes(quotes, kind) => {
                let (quotes, kind) = (*quotes, *kind);
                let end = memchr::memmem::find(text, quotes);
                self.tell(kind, line, indent, end.unwrap_or(text.len()), out);
                if end.is_some() {
                    self.mode = Mode::Plain;
                }
            }
            _ => {
                self.mode = Mode::Plain;
                self.plain(line, indent, text, out);
            }
        }
    }

    fn tell(&self, kind: Builtin, line: &[u8], from: usize, length: usize, out: &mut Vec<Spot>) {
        let value = &line[from..from + length];
        if !value.is_empty() && !values::variable(value) {
            let start = self.start + from as u64;
            out.push(Spot::new(kind, start, start + length as u64, 0.85));
        }
    }

    /// `- value`, or `Default: value` as templates of infrastructure have it. What has a name of its own is judged by that.
    fn under(&self, kind: Builtin, line: &[u8], indent: usize, text: &[u8], out: &mut Vec<Spot>) {
        let value = [
            &b"- "[..],
            b"Default: ",
            b"default: ",
            b"value: ",
            b"Value: ",
        ]
        .iter()
        .find_map(|sign| text.strip_prefix(*sign));
        let Some(value) = value.map(<[u8]>::trim_ascii_start) else {
            return;
        };
        let quotes = usize::from(matches!(value, [b'"', .., b'"'] | [b'\'', .., b'\'']));
        let end = indent + text.len() - quotes;
        let start = indent + text.len() - value.len() + quotes;
        let value = line.get(start..end).unwrap_or_default();
        let good = if kind == Builtin::Password {
            password_in_text(value) || quotes > 0 && values::letters_and_digits(value)
        } else {
            random_beyond_doubt(value)
        };
        if good && !values::placeholder(value) {
            let start = self.start + start as u64;
            out.push(Spot::new(kind, start, start + value.len() as u64, 0.8));
        }
    }

    fn plain(&mut self, line: &[u8], indent: usize, text: &[u8], out: &mut Vec<Spot>) {
        if self.secret.entries.is_some() || matches!(text.first(), Some(b'k' | b'd' | b's' | b'-'))
        {
            self.kubernetes(line, indent, text, out);
        }
        match text {
            [b'C' | b'c', ..] if indent == 0 => self.statement(text),
            [.., b'|' | b'>'] | [.., b'|' | b'>', b'-' | b'+'] => {
                let open = text
                    .strip_suffix(b"-")
                    .or_else(|| text.strip_suffix(b"+"))
                    .unwrap_or(text);
                let key = open[..open.len() - 1].trim_ascii_end().strip_suffix(b":");
                if let Some(kind) = key.and_then(credential) {
                    let item = usize::from(text.starts_with(b"- ")) * 2;
                    self.mode = Mode::Block(indent + item, kind);
                }
            }
            [key @ .., b':'] => {
                if let Some(kind) = credential(key) {
                    self.mode = Mode::Under(indent, kind);
                }
            }
            [.., b'"', b'"', b'"'] | [.., b'\'', b'\'', b'\''] => {
                self.quotes(line, indent, text, out);
            }
            _ => {}
        }
    }

    /// `name = """` and lines up to the next three quotes, or all of that on one line.
    fn quotes(&mut self, line: &[u8], indent: usize, text: &[u8], out: &mut Vec<Spot>) {
        let quotes: &'static [u8] = if text.ends_with(b"'") {
            b"'''"
        } else {
            b"\"\"\""
        };
        let Some(open) = memchr::memmem::find(text, quotes) else {
            return;
        };
        let before = text[..open].trim_ascii_end();
        let Some(kind) = before
            .strip_suffix(b"=")
            .or_else(|| before.strip_suffix(b":"))
            .and_then(credential)
        else {
            return;
        };
        if text.len() >= open + 6 {
            self.tell(kind, line, indent + open + 3, text.len() - open - 6, out);
        } else {
            self.mode = Mode::Quotes(quotes, kind);
        }
    }

    fn statement(&mut self, text: &[u8]) {
        let lower = text[..text.len().min(13)].to_ascii_lowercase();
        if lower.starts_with(b"copy ") && text.ends_with(b"FROM stdin;") {
            let open = memchr::memchr(b'(', text);
            let close = memchr::memchr(b')', text);
            if let (Some(open), Some(close)) = (open, close)
                && open < close
            {
                let list = names(&text[open + 1..close]);
                let list: Vec<&[u8]> = list.iter().map(Vec::as_slice).collect();
                self.mode = Mode::Copy(Box::new(Table::of_columns(&list, b'\t')));
            }
        } else if lower == b"create table " {
            let rest = text[13..].trim_ascii();
            let rest = rest.strip_prefix(b"IF NOT EXISTS ").unwrap_or(rest);
            let table = rest
                .split(|b| b.is_ascii_whitespace() || *b == b'(')
                .next()
                .unwrap_or_default();
            if text.ends_with(b"(") {
                self.mode = Mode::Create(table.to_vec(), Vec::new());
            }
        }
    }

    /// A line inside `CREATE TABLE`.
    fn column(&mut self, text: &[u8]) {
        let Mode::Create(table, columns) = &mut self.mode else {
            return;
        };
        if text.starts_with(b")") || columns.len() >= super::sql::MAX_COLUMNS {
            self.tables.create(table, columns);
            self.mode = Mode::Plain;
            return;
        }
        let name = text
            .split(u8::is_ascii_whitespace)
            .next()
            .unwrap_or_default();
        let rule = matches!(
            name.to_ascii_uppercase().as_slice(),
            b"PRIMARY"
                | b"UNIQUE"
                | b"KEY"
                | b"INDEX"
                | b"CONSTRAINT"
                | b"FOREIGN"
                | b"CHECK"
                | b"FULLTEXT"
        );
        if !rule && !name.is_empty() && !name.starts_with(b"--") {
            columns.push(super::sql::bare(name));
        }
    }

    /// Lines of Kubernetes' documents: what they are, and the entries of a Secret.
    fn kubernetes(&mut self, line: &[u8], indent: usize, text: &[u8], out: &mut Vec<Spot>) {
        let item = text.starts_with(b"- ");
        if text == b"---" || item && self.secret.entries.is_none_or(|around| indent < around) {
            self.secret = Secret::default();
        }
        let (indent, text) = if item {
            (indent + 2, text[2..].trim_ascii_start())
        } else {
            (indent, text)
        };
        if self.secret.entries.is_some_and(|around| indent > around) {
            let level = *self.secret.level.get_or_insert(indent);
            self.entry(line, text, indent > level, out);
            return;
        }
        self.secret.entries = None;
        match text {
            b"kind: Secret" | b"kind: secret" | b"kind: \"Secret\"" | b"kind: 'Secret'"
            | b"kind: \"secret\"" => {
                self.secret.known = Some(indent);
                let late = self.start.saturating_sub(WAIT_BYTES);
                out.extend(
                    self.secret
                        .waiting
                        .drain(..)
                        .filter(|spot| spot.start >= late),
                );
            }
            b"data:" | b"stringData:" => {
                self.secret.entries = Some(indent);
                self.secret.level = None;
            }
            _ if text.starts_with(b"kind:") => {
                self.secret.known = None;
                self.secret.waiting.clear();
            }
            _ => {}
        }
    }

    fn entry(&mut self, line: &[u8], text: &[u8], deeper: bool, out: &mut Vec<Spot>) {
        if text.starts_with(b"#") {
            return;
        }
        let end = line.trim_ascii_end().len();
        let value = match memchr::memmem::find(text, b": ") {
            Some(sign) if !deeper => text[sign + 2..].trim_ascii(),
            // A further line of a value.
            _ if deeper || !text.ends_with(b":") => text,
            _ => return,
        };
        let quotes = usize::from(matches!(value, [b'"', .., b'"'] | [b'\'', .., b'\'']));
        let length = value.len() - 2 * quotes;
        if length == 0
            || matches!(value, b"|" | b"|-" | b">" | b">-" | b"{}")
            || values::placeholder(value)
        {
            return;
        }
        let end = self.start + (end - quotes) as u64;
        let spot = Spot::new(Builtin::Secret, end - length as u64, end, 0.85);
        if value.len() > VALUE_BYTES {
            return;
        }
        if self.secret.known.is_some() {
            out.push(spot);
        } else if self.secret.waiting.len() < 256 {
            self.secret.waiting.push(spot);
        }
    }
}

/// What a key says, when that is a credential.
fn credential(key: &[u8]) -> Option<Builtin> {
    let key = key.trim_ascii();
    let key = key.strip_prefix(b"- ").unwrap_or(key);
    let key = key
        .strip_prefix(b"\"")
        .and_then(|key| key.strip_suffix(b"\""))
        .unwrap_or(key);
    if key.len() > 64 || key.contains(&b' ') {
        return None;
    }
    classify(key).filter(|kind| {
        matches!(
            kind,
            Builtin::Password | Builtin::Secret | Builtin::Token | Builtin::Session
        )
    })
}

/// Whether a line begins a statement that inserts rows.
fn inserts(line: &[u8]) -> bool {
    if !matches!(line.first(), Some(b'I' | b'i' | b'R' | b'r')) {
        return false;
    }
    let head = line[..line.len().min(13)].to_ascii_lowercase();
    head.starts_with(b"insert into ")
        || head.starts_with(b"insert ignore")
        || head.starts_with(b"replace into ")
}
