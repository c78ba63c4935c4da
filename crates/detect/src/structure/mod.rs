//! Values by the structure around them: members of JSON documents, elements of XML, columns of tables and of dumps,
//! lines that belong together.
//!
//! Runs beside the scan of the raw bytes, never instead of it: a document that lies about its structure hides nothing.

mod har;
mod json;
mod lines;
mod sql;
mod table;
mod tokens;
mod xml;

use json::Json;
use lines::Lines;
pub(crate) use sql::setting_and_value;
use table::Table;
pub(crate) use table::pasted;
use xml::Xml;

use crate::rules::Builtin;

/// A value found by structure; offsets are those of the stream.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spot {
    pub(crate) kind: Builtin,
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) confidence: f32,
}

impl Spot {
    pub(crate) const fn new(kind: Builtin, start: u64, end: u64, confidence: f32) -> Self {
        Self {
            kind,
            start,
            end,
            confidence,
        }
    }
}

/// The longest value that is judged whole, in bytes. Longer ones are reported in pieces of this length.
const VALUE_BYTES: usize = 4 << 10;

/// What the beginning of a stream says about its structure.
pub(crate) enum Structure {
    /// Not known yet.
    Unknown,
    /// None that is understood, or none any more.
    None,
    /// JSON: one document or one per line.
    Json(Box<Json>),
    /// Lines of separated values under a line of names.
    Table(Box<Table>),
    /// Elements and their text.
    Xml(Box<Xml>),
    /// Any other text.
    Lines(Box<Lines>),
}

impl Structure {
    /// Takes the next bytes of the stream, which begin at `at`; the first ones decide what it is.
    pub(crate) fn feed(&mut self, bytes: &[u8], at: u64, out: &mut Vec<Spot>) {
        if let Self::Unknown = self {
            *self = Self::sniff(bytes);
        }
        let goes_on = match self {
            Self::Unknown | Self::None => return,
            Self::Json(json) => json.feed(bytes, at, out),
            Self::Table(table) => {
                if !table.feed(bytes, at, out) {
                    let end = at + bytes.len() as u64;
                    *self = Self::Lines(Box::new(Lines::behind(end)));
                }
                true
            }
            Self::Xml(xml) => {
                xml.feed(bytes, at, out);
                true
            }
            Self::Lines(lines) => {
                lines.feed(bytes, at, out);
                true
            }
        };
        if !goes_on {
            *self = Self::None;
        }
    }

    /// Ends the stream.
    pub(crate) fn finish(&mut self, out: &mut Vec<Spot>) {
        match self {
            Self::Table(table) => table.finish(out),
            Self::Json(json) => json.finish(out),
            Self::Xml(xml) => xml.finish(out),
            Self::Lines(lines) => lines.finish(out),
            Self::Unknown | Self::None => {}
        }
    }

    fn sniff(bytes: &[u8]) -> Self {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match text.iter().find(|b| !b.is_ascii_whitespace()) {
            Some(b'[') if section(text) => Self::Lines(Box::default()),
            Some(b'{' | b'[') => Self::Json(Box::default()),
            Some(b'<') => Self::Xml(Box::default()),
            _ => Table::new(text).map_or_else(
                || Self::Lines(Box::default()),
                |table| Self::Table(Box::new(table)),
            ),
        }
    }
}

/// Whether the first line is the name of a section, as in INI and TOML, or a time in brackets: no array begins so.
fn section(text: &[u8]) -> bool {
    let line = text.trim_ascii_start();
    let line = &line[..memchr::memchr(b'\n', line).unwrap_or(line.len())];
    let name = line.strip_prefix(b"[").unwrap_or(line);
    let name = name.strip_prefix(b"[").unwrap_or(name).trim_ascii_start();
    let Some(close) = memchr::memchr(b']', name) else {
        return false;
    };
    let rest = name[close + 1..].trim_ascii();
    let word = name[..close].split(|b| matches!(b, b' ' | b'"')).next();
    let literal = matches!(word, Some(b"true" | b"false" | b"null" | b""));
    name.first()
        .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
        && !name[..close].contains(&b',')
        && !literal
        && (name[0].is_ascii_alphabetic()
            && matches!(rest.first(), None | Some(b']' | b'#' | b';'))
            || rest.first().is_some_and(|b| !matches!(b, b',' | b']')))
}

#[cfg(test)]
mod tests {
    use super::section;

    #[test]
    fn a_section_is_no_array() {
        for text in [
            "[client]\nuser = x",
            "[[remotes]]\nname = 1",
            "\n[profile \"main\"] # comment\n",
            "[2026-10-18 19:03:45] local.INFO: x\n",
            "[db]\r\n",
        ] {
            assert!(section(text.as_bytes()), "{text}");
        }
        for text in [
            "[1, 2]\n",
            "[\"a\"]\n",
            "[null]",
            "[true]\n",
            "[]",
            "[\n{}]",
            "[{\"a\":[1]}]",
            "[1]\n[2]\n",
            "[[1],[2]]",
        ] {
            assert!(!section(text.as_bytes()), "{text}");
        }
    }
}
