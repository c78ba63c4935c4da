//! From the end of a name to the value: signs, quotes, and where an unquoted value ends.

use super::signs;
use crate::bytes::Bytes;
use crate::values;

/// What stands between name and value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Equals,
    Colon,
    /// `<name>value</name>` or `name="password" value="…"`.
    Markup,
    /// `name == "value"`, `name != "value"`: what a program compares with.
    Compared,
    /// Only a blank, after `--name` or for values that are checked.
    Blank,
}

/// How far an unquoted value reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// To the next blank or separator.
    Plain,
    /// Letters, digits and their punctuation; a blank only between groups of digits. A blank may be its sign.
    Number,
    /// Words with single blanks between them.
    Text,
}

/// Where a value stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) sign: Sign,
    pub(super) quoted: bool,
    /// No blanks around the sign.
    pub(super) tight: bool,
    /// The name begins the line, as in a configuration file, or is an option of a command.
    pub(super) line: bool,
    /// Nothing follows the value on its line.
    pub(super) alone: bool,
}

/// The longest value, in bytes.
const VALUE_BYTES: usize = 4096;
/// The longest value that may contain blanks, in bytes.
const TEXT_BYTES: usize = 120;
/// Blanks skipped around a sign.
const BLANKS: usize = 40;

/// The value after the name `name..end`.
pub(super) fn after(view: &[u8], name: usize, end: usize, extent: Extent) -> Option<Found> {
    let option = name >= 1 && view[name..].starts_with(b"--");
    let line = option || begins_line(view, name);
    let (sign, at, tight) = sign(view, name, end, extent != Extent::Plain || line)?;
    let limit = (at + VALUE_BYTES).min(view.len());
    let quote = quote(view, at).filter(|(open, _)| !closes(view, name, *open));
    if let Some((open, depth)) = quote
        && let Some(close) = closing(&view[..limit], open, depth)
    {
        let after = close + depth + 1;
        let alone = line_rest_blank(view, after);
        return Some(Found {
            start: open,
            end: close,
            sign,
            quoted: true,
            tight,
            line,
            alone,
        });
    }
    let start = quote.map_or(at, |(open, _)| open);
    // `params={nom=[Miller], prenom=[Ana]}`, `"given": ["Ana", "Q"]`: the value, or the first one.
    if extent != Extent::Plain && view.get(start) == Some(&b'[') {
        let open = start + 1 + usize::from(view.get(start + 1) == Some(&b'"'));
        let rest = view.get(open..limit)?;
        let length = rest.iter().position(|b| matches!(b, b']' | b'"' | b'\n'))?;
        return (length > 0).then_some(Found {
            start: open,
            end: open + length,
            sign,
            quoted: true,
            tight,
            line,
            alone: false,
        });
    }
    let end = if sign == Sign::Markup {
        let end = start
            + view[start..limit]
                .iter()
                .position(|b| matches!(b, b'<' | b'\n' | b'"'))?;
        // `<user>:<password>@host`: the names of things in a manual have no closing tag.
        let closed = view[end] == b'<' && view.get(end + 1) == Some(&b'/');
        let prefixed = name > 0 && view[name - 1] == b':';
        if markup_name(view, name) && !closed && (prefixed || view[end] == b'<') {
            return None;
        }
        end
    } else {
        match extent {
            Extent::Plain => around_both(view, name, start, tight)
                .unwrap_or_else(|| plain_end(view, start, limit, line && sign != Sign::Blank)),
            Extent::Number => number_end(view, start),
            Extent::Text => text_end(view, start),
        }
    };
    let alone = line_rest_blank(view, end);
    (end > start).then_some(Found {
        start,
        end,
        sign,
        quoted: false,
        tight,
        line,
        alone,
    })
}

/// The end of a value with blanks whose quotes stand around its name as well: `Environment="DB_PASSWORD=two words"`.
fn around_both(view: &[u8], name: usize, start: usize, tight: bool) -> Option<usize> {
    let quote = name.checked_sub(1).and_then(|at| view.get(at));
    let quote = quote.filter(|b| matches!(b, b'"' | b'\'') && tight)?;
    let rest = &view[start..(start + TEXT_BYTES).min(view.len())];
    let length = memchr::memchr2(*quote, b'\n', rest).filter(|end| rest[*end] == *quote)?;
    let value = &rest[..length];
    let closes = !rest.get(length + 1).is_some_and(u8::is_ascii_alphanumeric);
    let words = value.split(|b| *b == b' ');
    // Other settings, what a program goes on with, or what somebody says about a value.
    let alone = words
        .clone()
        .all(|word| !word.is_empty() && !word.contains(&b'='))
        && words
            .clone()
            .next()
            .is_some_and(|first| !super::random_beyond_doubt(first))
        && (2..=4).contains(&words.count());
    (closes && alone && !value.contains(&b'\\')).then_some(start + length)
}

/// Whether a name is the name of an element.
fn markup_name(view: &[u8], name: usize) -> bool {
    name > 0 && matches!(view[name - 1], b'<' | b':')
}

/// Whether only what opens a setting stands before `name` on its line.
pub(super) fn begins_line(view: &[u8], name: usize) -> bool {
    let before = &view[name.saturating_sub(64)..name];
    let before = match memchr::memrchr(b'\n', before) {
        Some(at) => &before[at + 1..],
        None if name <= 64 => before,
        None => return false,
    };
    let before = before.trim_ascii();
    before.is_empty()
        || matches!(
            before,
            b"export"
                | b"set"
                | b"-"
                | b"ENV"
                | b"ARG"
                | b"+"
                | b"setx"
                | b"declare -x"
                | b"env"
                | b"SET"
                | b"SetEnv"
                | b"user"
                | b"//"
                | b"#"
        )
}

/// The sign after a name and the place of the value.
fn sign(view: &[u8], name: usize, end: usize, blank_allowed: bool) -> Option<(Sign, usize, bool)> {
    let byte = |at: usize| view.get(at).copied().unwrap_or(0);
    let mut at = end;
    // `C<name>` and `I<name>` are marks of a manual, no elements.
    let markup = name > 0
        && (byte(name - 1) == b'<' && !(name > 1 && byte(name - 2).is_ascii_uppercase())
            || byte(name - 1) == b':' && view[name.saturating_sub(24)..name].contains(&b'<'));
    if markup && byte(at) == b'>' {
        return Some((Sign::Markup, at + 1, true));
    }
    // The quote that closes the name, as it is or escaped, and the bracket of an index.
    let quoted_name = {
        let escapes = view[at..]
            .iter()
            .take(8)
            .take_while(|b| **b == b'\\')
            .count();
        let is_quote = matches!(byte(at + escapes), b'"' | b'\'' | b'`');
        if is_quote {
            at += escapes + 1;
        }
        is_quote
    };
    if byte(at) == b']' && (quoted_name || name > 0 && byte(name - 1) == b'[') {
        at += 1;
    } else if view[at..].starts_with(b"[]") {
        at += 2;
    } else if view[at..].starts_with(b"%5D") || view[at..].starts_with(b"%5d") {
        at += 3;
    }
    if view[end..].starts_with(b"&quot;") {
        at = end + 6;
    }
    let gap = skip_blanks(view, at);
    let tight_before = gap == at;
    if quoted_name && let Some(value) = content(view, name, gap) {
        return Some((Sign::Markup, value, true));
    }
    if !quoted_name && let Some(value) = sibling(view, end) {
        return Some((Sign::Markup, value, true));
    }
    if quoted_name && let Some(value) = argument(view, name, gap) {
        return Some((Sign::Equals, value, true));
    }
    if quoted_name && let Some(value) = attribute(view, gap) {
        return Some((Sign::Markup, value, true));
    }
    if !quoted_name && let Some(value) = listed(view, gap) {
        return Some((Sign::Markup, value, true));
    }
    if !quoted_name && let Some(value) = cell(view, name, gap) {
        return Some((Sign::Colon, value, false));
    }
    if quoted_name && let Some(value) = part(view, name, at) {
        return Some((Sign::Equals, value, true));
    }
    if quoted_name && let Some(value) = signs::nested(view, at) {
        return Some((Sign::Colon, value, false));
    }
    if let Some((sign, next)) = signs::operator(view, gap, !tight_before) {
        return Some((sign, skip_blanks(view, next), false));
    }
    if let Some(value) = signs::leaders(view, gap) {
        return Some((Sign::Colon, value, false));
    }
    if byte(gap) == b':'
        && let Some(value) = signs::typed(view, gap + 1)
    {
        return Some((Sign::Equals, value, false));
    }
    let (sign, next) = match (byte(gap), byte(gap + 1), byte(gap + 2)) {
        (b'=' | b'!', b'=', _) if compared(view, gap + 2).is_some() => {
            return compared(view, gap + 2).map(|value| (Sign::Compared, value, false));
        }
        (b'=', b'=', _) | (b'!', b'=', _) | (b':', b':', _) => return None,
        (b'=', b'>', _) | (b':', b'=', _) => (Sign::Equals, gap + 2),
        (b'=', ..) => (Sign::Equals, gap + 1),
        (b':', ..) => (Sign::Colon, gap + 1),
        (b'%', b'3', b'D' | b'd') => (Sign::Equals, gap + 3),
        (b'%', b'3', b'A' | b'a') => (Sign::Colon, gap + 3),
        (b'#', b':', _) if blank_allowed => (Sign::Colon, gap + 2),
        (b'#', ..) if blank_allowed => (Sign::Blank, gap + 1),
        (b'i', b's', b' ') if blank_allowed && !tight_before => (Sign::Blank, gap + 3),
        _ if blank_allowed && !tight_before && !quoted_name => {
            return Some((Sign::Blank, gap, false));
        }
        _ => return None,
    };
    let value = skip_blanks(view, next);
    Some((sign, value, tight_before && value == next))
}

/// The literal behind `==`, `!=` or `===`, the last of whose signs may stand at `at`.
fn compared(view: &[u8], at: usize) -> Option<usize> {
    let at = at + usize::from(view.get(at) == Some(&b'='));
    let value = skip_blanks(view, at);
    matches!(view.get(value), Some(b'"' | b'\'')).then_some(value)
}

/// `| name | value |`: a row of two cells.
fn cell(view: &[u8], name: usize, at: usize) -> Option<usize> {
    if view.get(at) != Some(&b'|') {
        return None;
    }
    let before = &view[name.saturating_sub(16)..name];
    let before = &before[memchr::memrchr(b'\n', before).map_or(0, |line| line + 1)..];
    let value = skip_blanks(view, at + 1);
    let rest = &view[value.min(view.len())..(value + VALUE_BYTES).min(view.len())];
    let row = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
    let row = row.trim_ascii_end().strip_suffix(b"|")?;
    (before.trim_ascii() == b"|" && !row.contains(&b'|') && !row.trim_ascii_end().contains(&b' '))
        .then_some(value)
}

/// `Content-Disposition: form-data; name="password"`, an empty line and the value (RFC 7578, 4.2).
fn part(view: &[u8], name: usize, at: usize) -> Option<usize> {
    if !view[..name].ends_with(b"name=\"") {
        return None;
    }
    let rest = view.get(at..)?;
    let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
    let rest = rest.strip_prefix(b"\n")?;
    let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
    let rest = rest.strip_prefix(b"\n")?;
    Some(view.len() - rest.len())
}

pub(super) fn skip_blanks(view: &[u8], at: usize) -> usize {
    at + view[at.min(view.len())..]
        .iter()
        .take(BLANKS)
        .take_while(|b| matches!(b, b' ' | b'\t'))
        .count()
}

/// `name="password">value<`, also with more attributes after the name.
fn content(view: &[u8], name: usize, at: usize) -> Option<usize> {
    if name < 2 || view[name - 2] != b'=' {
        return None;
    }
    let rest = &view[at.min(view.len())..(at + 2 * BLANKS).min(view.len())];
    let close = rest
        .iter()
        .position(|b| matches!(b, b'>' | b'<' | b'\n' | b',' | b'{' | b'}' | b';'))?;
    let closed = rest[close] == b'>'
        && close.checked_sub(1).is_none_or(|at| rest[at] != b'/')
        && !values::contains_word(&rest[..close], b"value=");
    let starts = matches!(rest.first(), Some(b'>' | b' ') | None)
        || rest.first().is_some_and(u8::is_ascii_alphabetic);
    let plain = view
        .get(at + close + 1)
        .is_some_and(|b| !matches!(b, b'<' | b'>' | b'='));
    (closed
        && starts
        && plain
        && rest.get(close.wrapping_sub(1)) != Some(&b'=')
        && rest.get(close.wrapping_sub(1)) != Some(&b'-'))
    .then_some(at + close + 1)
}

/// Elements that hold the value of what was named before.
const VALUE_TAGS: &[&[u8]] = &[b"string>", b"value>", b"data>", b"val>", b"Value>"];

/// `<key>Password</key><string>value<`, `<name>…password</name> <value>value<`.
fn sibling(view: &[u8], at: usize) -> Option<usize> {
    let rest = &view[at.min(view.len())..(at + 3 * BLANKS).min(view.len())];
    let close = rest.strip_prefix(b"</")?;
    let end = memchr::memchr(b'>', close)?;
    let mut next = 2 + end + 1;
    next += rest[next..]
        .iter()
        .take_while(|b| b.is_ascii_whitespace())
        .count();
    let tag = rest.get(next..)?.strip_prefix(b"<")?;
    let tag = VALUE_TAGS.iter().find(|name| tag.starts_with(name))?;
    Some(at + next + 1 + tag.len())
}

/// `call("password", "value")`: the first argument names the second, which is quoted.
fn argument(view: &[u8], name: usize, at: usize) -> Option<usize> {
    let opens = view[name.saturating_sub(4)..name]
        .iter()
        .rev()
        .find(|b| !matches!(b, b'"' | b'\'' | b' ' | b'\\'))
        == Some(&b'(');
    if !opens || view.get(at) != Some(&b',') {
        return None;
    }
    let value = skip_blanks(view, at + 1);
    matches!(view.get(value), Some(b'"' | b'\'')).then_some(value)
}

/// `value="…"` in the same tag or object as a quoted name: the value is meant, not the name.
fn attribute(view: &[u8], at: usize) -> Option<usize> {
    let rest = &view[at.min(view.len())..(at + 2 * BLANKS).min(view.len())];
    let skip = rest
        .iter()
        .take_while(|b| {
            matches!(
                b,
                b' ' | b'\t' | b'\r' | b'\n' | b',' | b'"' | b'\'' | b'\\'
            )
        })
        .count();
    named_value(view, at + skip)
}

/// `name: DB_PASSWORD` on one line, `value: …` on the next.
fn listed(view: &[u8], at: usize) -> Option<usize> {
    let rest = &view[at.min(view.len())..(at + 2 * BLANKS).min(view.len())];
    if !matches!(rest.first(), Some(b'\r' | b'\n')) {
        return None;
    }
    let skip = rest
        .iter()
        .take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
        .count();
    named_value(view, at + skip)
}

fn named_value(view: &[u8], at: usize) -> Option<usize> {
    let rest = view.get(at..)?;
    // A prefix of a namespace: `android:value`.
    let prefix = rest
        .iter()
        .take(16)
        .position(|b| !b.is_ascii_alphanumeric())
        .filter(|end| {
            *end > 0 && rest[*end] == b':' && rest.get(end + 1).is_some_and(u8::is_ascii_alphabetic)
        })
        .map_or(0, |end| end + 1);
    let at = at + prefix;
    let rest = view.get(at..)?;
    let word = [&b"value"[..], b"val", b"content"]
        .into_iter()
        .find(|word| rest.len() > word.len() && rest[..word.len()].eq_ignore_ascii_case(word))?;
    let mut at = at + word.len();
    at += view[at..]
        .iter()
        .take(4)
        .take_while(|b| matches!(b, b'"' | b'\'' | b'\\'))
        .count();
    at = skip_blanks(view, at);
    if !matches!(view.get(at), Some(b'=' | b':')) {
        return None;
    }
    Some(skip_blanks(view, at + 1))
}

/// The opening quote at `at`: where the value begins and how many backslashes escape the quote.
fn quote(view: &[u8], at: usize) -> Option<(usize, usize)> {
    // Program text puts letters in front: `b"…"`, `rb'…'`, `L"…"`, `u8"…"`, `@"…"`.
    let prefix = view[at.min(view.len())..]
        .iter()
        .take(3)
        .position(|b| matches!(b, b'"' | b'\''))
        .filter(|length| {
            let letters = &view[at..at + length];
            letters.iter().all(|b| {
                matches!(
                    b,
                    b'b' | b'f'
                        | b'r'
                        | b'u'
                        | b'B'
                        | b'F'
                        | b'R'
                        | b'U'
                        | b'N'
                        | b'L'
                        | b'@'
                        | b'8'
                        | b'$'
                )
            }) && letters.first() != Some(&b'8')
        })
        .unwrap_or(0);
    let at = at + prefix;
    // Three quotes open a text of Python and its like.
    for triple in [&b"\"\"\""[..], b"'''"] {
        if view.get(at..at + 3) == Some(triple) {
            return Some((at + 3, 0));
        }
    }
    let depth = view[at.min(view.len())..]
        .iter()
        .take(8)
        .take_while(|b| **b == b'\\')
        .count();
    matches!(view.get(at + depth), Some(b'"' | b'\'' | b'`')).then_some((at + depth + 1, depth))
}

/// Whether the quote before `open` closes the text in which the name stands: `"password: " + value`.
fn closes(view: &[u8], name: usize, open: usize) -> bool {
    let mark = view[open - 1];
    let rest = &view[open..(open + 3).min(view.len())];
    let joined = rest.trim_ascii_start();
    if !matches!(
        joined.first(),
        Some(b'+' | b'.' | b',' | b')' | b'%' | b'&' | b';')
    ) {
        return false;
    }
    let floor = name.saturating_sub(256);
    let before = &view[floor..open - 1];
    let line = memchr::memrchr(b'\n', before).map_or(before, |at| &before[at + 1..]);
    line.iter().filter(|b| **b == mark).count() % 2 == 1
}

/// The place of the quote that closes what begins at `open`, on the same line.
fn closing(view: &[u8], open: usize, depth: usize) -> Option<usize> {
    let mark = view[open - 1];
    let mut at = open;
    while at < view.len() {
        match view[at] {
            b'\n' => return None,
            b'\\' => {
                let run = view[at..].iter().take_while(|b| **b == b'\\').count();
                let closes = view.get(at + run) == Some(&mark) && run == depth;
                if closes {
                    return Some(at);
                }
                // An escaped byte; with an odd run the next byte belongs to it.
                at += run + usize::from(depth == 0 && run % 2 == 1);
                if depth > 0 && view.get(at) == Some(&mark) {
                    if run < depth {
                        return Some(at - run);
                    }
                    at += 1;
                }
                continue;
            }
            b if b == mark && depth == 0 => return Some(at),
            // The text around ended: its own quote stands unescaped.
            b if b == mark => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The end of an unquoted value without blanks.
fn plain_end(view: &[u8], start: usize, limit: usize, whole: bool) -> usize {
    static WORDS: Bytes = Bytes::alphanumeric_and(b"");
    let mut at = start;
    while at < limit {
        let byte = view[at];
        if WORDS.has(byte) {
            at += 1;
            continue;
        }
        if let Some(length) = entity(view, at).filter(|length| !follows_pair(view, at + length)) {
            at += length;
            continue;
        }
        let ends = match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'' | b'`' | b'<' | 0 => true,
            // An escaped line end inside a string of another format.
            b'\\' => matches!(
                view.get(at + 1),
                Some(b'n' | b'r' | b't' | b'"' | b'\'' | b'\\')
            ),
            b'&' => query_ends(view, at + 1, whole),
            b';' => (!whole || follows_pair(view, at + 1)) && ends_before(view, at + 1),
            b',' => !whole && ends_before(view, at + 1) || follows_pair(view, at + 1),
            b')' | b']' | b'}' => {
                !whole && !view.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
            }
            b'>' | b'|' => !whole,
            _ => false,
        };
        if ends {
            break;
        }
        at += 1;
    }
    while at > start && !whole && matches!(view[at - 1], b'.' | b':') {
        at -= 1;
    }
    at
}

/// The length of an entity of XML at `at`: `Dr4ht&amp;Seil` is one value.
fn entity(view: &[u8], at: usize) -> Option<usize> {
    let rest = view.get(at..)?.strip_prefix(b"&")?;
    let names = [&b"amp;"[..], b"lt;", b"gt;", b"quot;", b"apos;", b"#39;"];
    let name = names.iter().find(|name| rest.starts_with(name))?;
    Some(1 + name.len())
}

/// Whether a separator really ends a value: a blank, the end, a quote or the next `name=` follows.
fn ends_before(view: &[u8], at: usize) -> bool {
    match view.get(at) {
        None => true,
        Some(b)
            if b.is_ascii_whitespace()
                || matches!(b, b'"' | b'\'' | b'\\' | b')' | b'}' | b']') =>
        {
            true
        }
        Some(_) => follows_pair(view, at),
    }
}

/// Whether `&` ends a value: the next pair of a query follows, or nothing does.
fn query_ends(view: &[u8], at: usize, whole: bool) -> bool {
    let rest = view.get(at..).unwrap_or_default();
    let name = rest
        .iter()
        .take(64)
        .take_while(|b| {
            b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'[' | b']' | b'%')
        })
        .count();
    let pair = name > 0 && rest.get(name) == Some(&b'=') || rest.starts_with(b"amp;");
    pair || !whole && name == 0 && ends_before(view, at)
}

fn follows_pair(view: &[u8], at: usize) -> bool {
    let at = skip_blanks(view, at);
    let rest = &view[at.min(view.len())..];
    let name = rest
        .iter()
        .take(64)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b' '))
        .count();
    name > 0 && matches!(rest.get(name), Some(b'=' | b':'))
}

/// The end of a number as people write it.
fn number_end(view: &[u8], start: usize) -> usize {
    let limit = (start + TEXT_BYTES).min(view.len());
    let group = |at: usize| {
        view.get(at)
            .is_some_and(|b| b.is_ascii_digit() || matches!(b, b'(' | b')'))
    };
    let mut at = start;
    while at < limit {
        let byte = view[at];
        let inside =
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'/' | b'+' | b'(' | b')');
        let between_groups = byte == b' ' && at > start && group(at - 1) && group(at + 1);
        if !inside && !between_groups {
            break;
        }
        at += 1;
    }
    while at > start && !view[at - 1].is_ascii_alphanumeric() {
        at -= 1;
    }
    at
}

/// The end of a value that may contain single blanks: a separator, two blanks or the line's end.
fn text_end(view: &[u8], start: usize) -> usize {
    let limit = (start + TEXT_BYTES).min(view.len());
    let mut at = start;
    while at < limit {
        let byte = view[at];
        if matches!(
            byte,
            b'\r'
                | b'\n'
                | b'\t'
                | b';'
                | b'|'
                | b'"'
                | b'<'
                | b'>'
                | b'&'
                | b'{'
                | b'}'
                | b'['
                | b']'
                | b'='
                | 0
        ) || byte == b' ' && matches!(view.get(at + 1), Some(b' ' | b'(' | b'-' | b'/') | None)
            || byte == b','
                && (follows_pair(view, at + 1) || !matches!(view.get(at + 1), Some(b' ')))
            || byte == b'\\'
            || byte == b' '
                && follows_pair(view, at + 1)
                && !view[at + 1..]
                    .iter()
                    .take_while(|b| !matches!(b, b'=' | b':'))
                    .any(|b| *b == b' ')
        {
            break;
        }
        at += 1;
    }
    while at > start && matches!(view[at - 1], b' ' | b',' | b'.' | b':') {
        at -= 1;
    }
    at
}

fn line_rest_blank(view: &[u8], at: usize) -> bool {
    let rest = &view[at.min(view.len())..];
    let skip = rest
        .iter()
        .take(BLANKS)
        .take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | b',' | b';'))
        .count();
    matches!(rest.get(skip), None | Some(b'\n' | b'#'))
}
