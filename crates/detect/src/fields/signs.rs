//! Signs beyond `=` and `:`: operators of makefiles and languages, types in between, leaders of dots, values inside a block.

use super::parse::{Sign, skip_blanks};

/// The longest type between a name and its value, in bytes.
const TYPE_BYTES: usize = 40;
/// How far into its block the value of a name may stand, in bytes.
const BLOCK_BYTES: usize = 240;

/// `?=`, `+=`, `.=`, `||=`, `??=`, `::=`, `:::=`, `<-` and `->` between blanks: the sign, and where it ends.
pub(super) fn operator(view: &[u8], at: usize, blank_before: bool) -> Option<(Sign, usize)> {
    const ASSIGN: &[&[u8]] = &[b":::=", b"::=", b"||=", b"??=", b"?=", b"+=", b".=", b"|="];
    let rest = view.get(at..(at + 4).min(view.len()))?;
    if let Some(sign) = ASSIGN.iter().find(|sign| rest.starts_with(sign)) {
        let after = view.get(at + sign.len());
        return (after != Some(&b'=')).then_some((Sign::Equals, at + sign.len()));
    }
    if blank_before && (rest.starts_with(b"<- ") || rest.starts_with(b"-> ")) {
        return Some((Sign::Colon, at + 2));
    }
    None
}

/// `name: Type = "value"`, as Kotlin, Rust, Swift, TypeScript and Python write it; `at` is behind the colon. The value is quoted.
pub(super) fn typed(view: &[u8], at: usize) -> Option<usize> {
    let start = skip_blanks(view, at);
    let rest = view.get(start..(start + TYPE_BYTES).min(view.len()))?;
    let first = rest.first()?;
    if !(first.is_ascii_alphabetic() || matches!(first, b'&' | b'_' | b'[')) {
        return None;
    }
    let length = rest.iter().position(|b| *b == b'=')?;
    let plain = rest[..length].iter().all(|b| {
        b.is_ascii_alphanumeric()
            || matches!(
                b,
                b'_' | b'.' | b'&' | b'<' | b'>' | b'?' | b'[' | b']' | b'|' | b' ' | b'\'' | b':'
            )
    });
    if !plain || matches!(rest.get(length + 1), Some(b'=' | b'>')) {
        return None;
    }
    let value = skip_blanks(view, start + length + 1);
    let quoted = view
        .get(value..(value + 3).min(view.len()))?
        .iter()
        .find(|b| !b.is_ascii_alphabetic())
        .is_some_and(|b| matches!(b, b'"' | b'\'' | b'`'));
    quoted.then_some(value)
}

/// `"name": { "value": "…"`, `variable "name" { default = "…"`: `at` is behind the quoted name.
pub(super) fn nested(view: &[u8], at: usize) -> Option<usize> {
    const NAMES: &[&[u8]] = &[b"value", b"default", b"plaintext", b"plain"];
    let mut open = skip_blanks(view, at);
    if view.get(open) == Some(&b':') {
        open = skip_blanks(view, open + 1);
    }
    if view.get(open) != Some(&b'{') {
        return None;
    }
    let block = view.get(open + 1..(open + BLOCK_BYTES).min(view.len()))?;
    let end = block
        .iter()
        .position(|b| matches!(b, b'}' | b'{'))
        .unwrap_or(block.len());
    let mut from = 0;
    while let Some(word) = word(block, &mut from, end) {
        let (start, stop) = word;
        if !NAMES
            .iter()
            .any(|name| block[start..stop].eq_ignore_ascii_case(name))
        {
            continue;
        }
        let mut next = open + 1 + stop;
        next += usize::from(matches!(view.get(next), Some(b'"' | b'\'')));
        next = skip_blanks(view, next);
        if matches!(view.get(next), Some(b':' | b'=')) {
            let value = skip_blanks(view, next + 1);
            return matches!(view.get(value), Some(b'"' | b'\'')).then_some(value);
        }
    }
    None
}

/// The next word of letters in `text[*from..end]`.
fn word(text: &[u8], from: &mut usize, end: usize) -> Option<(usize, usize)> {
    let start = *from
        + text
            .get(*from..end)?
            .iter()
            .position(u8::is_ascii_alphabetic)?;
    let stop = start
        + text[start..end]
            .iter()
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
    *from = stop;
    Some((start, stop))
}

/// `Password.....: value`, `Password   ----   value`: where what leads the eye ends.
pub(super) fn leaders(view: &[u8], at: usize) -> Option<usize> {
    let mark = view
        .get(at)
        .copied()
        .filter(|b| matches!(b, b'.' | b'-' | b'_'))?;
    let run = view[at..]
        .iter()
        .take(60)
        .take_while(|b| **b == mark)
        .count();
    if run < 3 {
        return None;
    }
    let mut next = skip_blanks(view, at + run);
    if matches!(view.get(next), Some(b':' | b'=')) {
        next = skip_blanks(view, next + 1);
    }
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::super::{Names, check};
    use super::*;

    fn value(text: &str) -> Option<&str> {
        let at = text.find("oken").unwrap() - 1;
        check(text.as_bytes(), at, &mut Names::default(), &mut 0)
            .map(|field| &text[field.start..field.end])
    }

    #[test]
    fn signs_of_other_languages() {
        const SECRET: &str = "c8Kd0aQz71mLw4VtRb2XyPe9";
        for form in [
            "var ciToken: string = \"#\"",
            "let ci_token: &str = \"#\";",
            "token: Optional[str] = '#'",
            "CI_TOKEN ?= \"#\"",
            "CI_TOKEN ::= #",
            "$ciToken ??= '#';",
            "ci_token <- \"#\"",
            "[ciToken]: #",
            "tokens[] = \"#\"",
            "user%5Btoken%5D=#&x=1",
            "ci token ......: #",
            "\"ci_token\": {\"type\": \"string\", \"value\": \"#\"}",
            "variable \"ci_token\" {\n  default = \"#\"\n}",
        ] {
            let text = form.replace('#', SECRET).replace("CI_TOKEN", "CI_Token");
            assert_eq!(value(&text), Some(SECRET), "{text}");
        }
    }

    #[test]
    fn signs_that_are_none() {
        assert_eq!(typed(b" Type == \"x\"", 0), None);
        assert_eq!(typed(b" Type => \"x\"", 0), None);
        assert_eq!(typed(b" value", 0), None);
        assert_eq!(nested(b": {\"other\": \"x\"}", 0), None);
        assert_eq!(nested(b": {", 0), None);
        assert_eq!(leaders(b"..", 0), None);
        assert_eq!(operator(b"+==", 0, false), None);
        assert_eq!(operator(b"->x", 0, true), None);
    }
}
