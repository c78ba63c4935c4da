//! Expressions of other programs' rule files: Go's syntax (RE2, <https://github.com/google/re2/wiki/Syntax>) as that of
//! the `regex` crate.
//!
//! Both come from RE2 and agree on nearly everything. Go takes a brace or bracket that opens nothing as itself, knows
//! `\Q…\E` and `\C`, and gives no meaning to `\<`, `&&`, `--` and `~~`.

/// The expression in the syntax of the `regex` crate. What neither side knows stays as it is and is refused later.
pub(super) fn translate(go: &str) -> String {
    let chars: Vec<char> = go.chars().collect();
    let mut out = String::with_capacity(go.len() + 8);
    let any_case = go.contains("(?i");
    let mut at = 0;
    let mut class = None;
    while let Some(&c) = chars.get(at) {
        let rest = &chars[at..];
        at += match (c, class) {
            ('\\', _) => escape(rest, &mut out),
            ('[', None) => {
                let open = opening(rest, &mut out);
                class = Some(());
                open
            }
            ('[', Some(())) => inner_bracket(rest, &mut out),
            (']', Some(())) => {
                class = None;
                out.push(']');
                1
            }
            ('&' | '-' | '~', Some(())) if rest.get(1) == Some(&c) => {
                // Two of them are a set operation on the other side. A range may begin with the first: `--/`.
                out.push('\\');
                out.push(c);
                1
            }
            (c, None) if !c.is_ascii() => {
                bytes(c, any_case, &mut out);
                1
            }
            ('{', None) if !counts(rest) => {
                out.push_str("\\{");
                1
            }
            _ => {
                out.push(c);
                1
            }
        };
    }
    out
}

/// A letter beyond ASCII in a way that needs no tables of Unicode: expressions over bytes are many times faster.
fn bytes(c: char, any_case: bool, out: &mut String) {
    out.push_str("(?-i:");
    out.push(c);
    if any_case {
        for other in c
            .to_lowercase()
            .chain(c.to_uppercase())
            .filter(|other| *other != c)
        {
            out.push('|');
            out.push(other);
        }
    }
    out.push(')');
}

/// A backslash and what it takes with it; how many characters that was.
fn escape(rest: &[char], out: &mut String) -> usize {
    match rest.get(1) {
        Some('Q') => {
            let mut at = 2;
            while at < rest.len() && !(rest[at] == '\\' && rest.get(at + 1) == Some(&'E')) {
                if rest[at].is_ascii_punctuation() {
                    out.push('\\');
                }
                out.push(rest[at]);
                at += 1;
            }
            (at + 2).min(rest.len())
        }
        Some('C') => {
            out.push_str("(?s-u:.)");
            2
        }
        // A class or a character by name or number keeps its braces.
        Some('p' | 'P' | 'x') if rest.get(2) == Some(&'{') => {
            let close = rest
                .iter()
                .position(|c| *c == '}')
                .unwrap_or(rest.len() - 1);
            out.extend(&rest[..=close]);
            close + 1
        }
        Some(c @ ('<' | '>')) => {
            out.push(*c);
            2
        }
        Some(c) => {
            out.push('\\');
            out.push(*c);
            2
        }
        None => {
            out.push('\\');
            1
        }
    }
}

/// The opening of a class, with the bracket that may stand first in it for itself.
fn opening(rest: &[char], out: &mut String) -> usize {
    out.push('[');
    let mut at = 1;
    if rest.get(at) == Some(&'^') {
        out.push('^');
        at += 1;
    }
    if rest.get(at) == Some(&']') {
        out.push_str("\\]");
        at += 1;
    }
    at
}

/// A bracket inside a class: `[:alpha:]`, or itself.
fn inner_bracket(rest: &[char], out: &mut String) -> usize {
    let named = rest.get(1) == Some(&':');
    let length = rest.iter().take(16).position(|c| *c == ']');
    if let Some(length) = length.filter(|at| named && *at >= 3 && rest[at - 1] == ':') {
        out.extend(&rest[..=length]);
        return length + 1;
    }
    out.push_str("\\[");
    1
}

/// Whether a brace is a count: `{2}`, `{2,}`, `{2,5}`.
fn counts(rest: &[char]) -> bool {
    let digits = |from: usize| {
        rest[from.min(rest.len())..]
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .count()
    };
    let first = digits(1);
    if first == 0 {
        return false;
    }
    match rest.get(1 + first) {
        Some('}') => true,
        Some(',') => rest.get(2 + first + digits(2 + first)) == Some(&'}'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_go_takes_for_itself_is_escaped() {
        for (go, ours) in [
            (r"^\${(?:[A-Z_]+)}$", r"^\$\{(?:[A-Z_]+)}$"),
            (r"\{\{[ \t]*}}", r"\{\{[ \t]*}}"),
            (r"a{2,}b{1,3}c{4}{,5}", r"a{2,}b{1,3}c{4}\{,5}"),
            (r"[^]]+[[a]", r"[^\]]+[\[a]"),
            (r"[[:alpha:]_]", r"[[:alpha:]_]"),
            (r"[a&&b~~c--]", r"[a\&&b\~~c\--]"),
            (r"\<b\>", "<b>"),
            (r"\Qa.b{\E+", r"a\.b\{+"),
            (r"x\C", r"x(?s-u:.)"),
            (r"\p{L}{2}\x{41}", r"\p{L}{2}\x{41}"),
            (r"[\w.-]{0,50}?", r"[\w.-]{0,50}?"),
        ] {
            assert_eq!(translate(go), ours, "{go}");
            assert!(super::super::expression::parse(go).is_ok(), "{go}");
        }
    }
}
