//! Dumps of databases: rows of `INSERT INTO … VALUES`, whose columns are named there or in `CREATE TABLE`.

use std::collections::HashMap;

use super::table::kinds;
use super::{Spot, VALUE_BYTES};
use crate::fields::{classify, judge_structured};
use crate::rules::Builtin;

/// The longest beginning of a statement, up to its values.
const HEAD_BYTES: usize = 8 << 10;
/// The most tables whose columns are remembered.
const MAX_TABLES: usize = 512;
/// The most columns of a table.
pub(super) const MAX_COLUMNS: usize = 256;

/// What the columns of a table hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    pub(super) kinds: Vec<Option<Builtin>>,
    /// The columns of a name and of what is named so.
    pair: Option<(usize, usize)>,
}

/// The columns of a table of settings: where a setting is named, and where its value stands.
pub(crate) fn setting_and_value(names: &[&[u8]]) -> Option<(usize, usize)> {
    let place = |words: &[&[u8]]| {
        names
            .iter()
            .position(|name| words.iter().any(|word| name.eq_ignore_ascii_case(word)))
    };
    let name = place(&[
        b"key",
        b"name",
        b"option_name",
        b"setting",
        b"config_key",
        b"path",
        b"clave",
        b"chave",
        b"cle",
        b"schluessel",
    ]);
    let value = place(&[
        b"value",
        b"option_value",
        b"config_value",
        b"val",
        b"valor",
        b"wert",
        b"valeur",
    ]);
    name.zip(value)
}

impl Columns {
    pub(super) fn of(names: &[&[u8]]) -> Self {
        let mut kinds = kinds(names);
        let pair = setting_and_value(names);
        // `clave` is a password in Spanish, and the name of a setting beside its value.
        if let Some((name, _)) = pair {
            kinds[name] = None;
        }
        Self { kinds, pair }
    }

    fn is_plain(&self) -> bool {
        self.pair.is_none() && self.kinds.iter().all(Option::is_none)
    }
}

/// Tables by their names.
#[derive(Debug, Default)]
pub(super) struct Tables(HashMap<Vec<u8>, Columns>);

impl Tables {
    /// Remembers what `CREATE TABLE` said.
    pub(super) fn create(&mut self, table: &[u8], names: &[Vec<u8>]) {
        if self.0.len() < MAX_TABLES {
            let names: Vec<&[u8]> = names.iter().map(Vec::as_slice).collect();
            self.0.insert(bare(table), Columns::of(&names));
        }
    }
}

/// A name without its schema and its quotes.
pub(super) fn bare(name: &[u8]) -> Vec<u8> {
    let last = name.rsplit(|b| *b == b'.').next().unwrap_or_default();
    last.iter()
        .filter(|b| b.is_ascii_alphanumeric() || **b == b'_' || !b.is_ascii())
        .map(u8::to_ascii_lowercase)
        .collect()
}

/// The names between the brackets of a list.
pub(super) fn names(list: &[u8]) -> Vec<Vec<u8>> {
    list.split(|b| *b == b',')
        .take(MAX_COLUMNS)
        .map(bare)
        .collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    /// Up to the values.
    #[default]
    Head,
    /// Between rows.
    Rows,
    /// At the beginning of a cell or behind it.
    Cell,
    Bare,
    Quoted,
    /// Behind a quote, which ends the cell or is doubled.
    Closed,
    Done,
}

/// A statement as it passes.
#[derive(Debug, Default)]
pub(super) struct Insert {
    state: State,
    columns: Columns,
    column: usize,
    escaped: bool,
    /// Brackets inside a cell.
    nested: u32,
    head: Vec<u8>,
    text: Vec<u8>,
    start: u64,
    end: u64,
    /// What the name in this row makes of its value.
    named: Option<Builtin>,
}

impl Insert {
    /// Takes bytes of the statement; where it ends in them, or where it turns out that its cells say nothing.
    pub(super) fn feed(
        &mut self,
        bytes: &[u8],
        at: u64,
        tables: &Tables,
        out: &mut Vec<Spot>,
    ) -> Option<usize> {
        let mut place = 0;
        while let Some(&byte) = bytes.get(place) {
            let here = at + place as u64;
            match self.state {
                State::Quoted if !self.escaped => {
                    let rest = &bytes[place..];
                    let run = memchr::memchr2(b'\'', b'\\', rest).unwrap_or(rest.len());
                    let room = (VALUE_BYTES + 1).saturating_sub(self.text.len()).min(run);
                    self.text.extend_from_slice(&rest[..room]);
                    self.end = here + run as u64;
                    place += run;
                    if let Some(mark) = rest.get(run) {
                        if *mark == b'\'' {
                            self.state = State::Closed;
                        } else {
                            self.escaped = true;
                        }
                        place += 1;
                    }
                    continue;
                }
                State::Done => return Some(place),
                _ => self.byte(byte, here, tables, out),
            }
            place += 1;
        }
        (self.state == State::Done).then_some(bytes.len())
    }

    fn byte(&mut self, byte: u8, here: u64, tables: &Tables, out: &mut Vec<Spot>) {
        match (self.state, byte) {
            (State::Head, _) => {
                self.head.push(byte.to_ascii_lowercase());
                if byte.eq_ignore_ascii_case(&b's') && self.head.ends_with(b"values") {
                    self.columns = self.columns(tables);
                    self.state = if self.columns.is_plain() {
                        State::Done
                    } else {
                        State::Rows
                    };
                } else if self.head.len() > HEAD_BYTES || byte == b';' {
                    self.state = State::Done;
                }
            }
            (State::Rows, b'(') => {
                self.column = 0;
                self.named = None;
                self.state = State::Cell;
            }
            (State::Rows, b',') => {}
            (State::Rows, byte) if byte.is_ascii_whitespace() => {}
            (State::Rows, _) => self.state = State::Done,
            (State::Cell, byte) if byte.is_ascii_whitespace() => {}
            (State::Cell, b'\'') => self.begin(State::Quoted, here + 1),
            (State::Cell, b',') => self.column += 1,
            (State::Cell, b')') => self.state = State::Rows,
            (State::Cell, _) => {
                self.begin(State::Bare, here);
                self.text.push(byte);
                self.end = here + 1;
            }
            (State::Quoted, _) => {
                self.escaped = false;
                if self.text.len() <= VALUE_BYTES {
                    self.text.extend_from_slice(&[b'\\', byte]);
                }
                self.end = here + 1;
            }
            (State::Closed, b'\'') => {
                self.state = State::Quoted;
                self.text.extend_from_slice(b"''");
                self.end = here + 1;
            }
            (State::Closed, _) => {
                self.cell_ends(out);
                self.state = State::Cell;
                self.byte(byte, here, tables, out);
            }
            // `N'…'`, `_utf8'…'`, `E'…'`.
            (State::Bare, b'\'') => self.begin(State::Quoted, here + 1),
            (State::Bare, b'(') => self.nested += 1,
            (State::Bare, b')') if self.nested > 0 => self.nested -= 1,
            (State::Bare, b',' | b')') if self.nested == 0 => {
                self.cell_ends(out);
                self.state = State::Cell;
                self.byte(byte, here, tables, out);
            }
            (State::Bare, _) => {
                if self.text.len() <= VALUE_BYTES {
                    self.text.push(byte);
                }
                self.end = here + 1;
            }
            (State::Done, _) => {}
        }
    }

    fn begin(&mut self, state: State, start: u64) {
        self.state = state;
        self.start = start;
        self.end = start;
        self.text.clear();
        self.escaped = false;
        self.nested = 0;
    }

    /// The columns: those in brackets before the values, else those of the table.
    fn columns(&self, tables: &Tables) -> Columns {
        let head = self.head.as_slice();
        let open = memchr::memchr(b'(', head);
        if let Some(open) = open
            && let Some(close) = memchr::memchr(b')', &head[open..])
        {
            let names = names(&head[open + 1..open + close]);
            let names: Vec<&[u8]> = names.iter().map(Vec::as_slice).collect();
            return Columns::of(&names);
        }
        let table = head
            .split(u8::is_ascii_whitespace)
            .filter(|word| !word.is_empty())
            .find(|word| !matches!(*word, b"insert" | b"ignore" | b"into" | b"replace"));
        table
            .and_then(|table| tables.0.get(&bare(table)))
            .cloned()
            .unwrap_or_default()
    }

    fn cell_ends(&mut self, out: &mut Vec<Spot>) {
        let value = self.text.trim_ascii_end();
        let mut kind = self.columns.kinds.get(self.column).copied().flatten();
        if let Some((name, place)) = self.columns.pair {
            if self.column == name {
                self.named = classify(value);
            } else if self.column == place {
                kind = kind.or(self.named);
            }
        }
        if let Some(kind) = kind
            && value.len() <= VALUE_BYTES
            && !value.eq_ignore_ascii_case(b"null")
            && let Some(confidence) = judge_structured(kind, value)
        {
            let cut = (self.text.len() - value.len()) as u64;
            out.push(Spot::new(
                kind,
                self.start,
                self.end - cut,
                confidence.max(0.8),
            ));
        }
    }
}
