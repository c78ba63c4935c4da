//! Where the group of an expression lies in its matches, where the form of the expression tells: a search for groups takes longer than the
//! search for the match.

use regex_syntax::hir::{Hir, HirKind};

use super::literal;

/// What stands around the only group.
pub(super) struct Around {
    before: Before,
    /// How many bytes of a match stand behind the group.
    behind: usize,
}

/// What stands before it.
enum Before {
    /// So many bytes.
    Bytes(usize),
    /// One of these texts, in any case. None of them begins another.
    Texts(Vec<Vec<u8>>),
}

impl Around {
    /// `None` where the form does not tell.
    pub(super) fn of(hir: &Hir) -> Option<Self> {
        if hir.properties().explicit_captures_len() != 1 {
            return None;
        }
        let parts = match hir.kind() {
            HirKind::Concat(parts) => parts.as_slice(),
            _ => std::slice::from_ref(hir),
        };
        let group = |part: &Hir| matches!(part.kind(), HirKind::Capture(_));
        let at = parts.iter().position(group)?;
        let before = match length(&parts[..at]) {
            Some(bytes) => Before::Bytes(bytes),
            None => Before::Texts(literal::apart(&Hir::concat(parts[..at].to_vec()))?),
        };
        let behind = length(&parts[at + 1..])?;
        Some(Self { before, behind })
    }

    /// The group of a match.
    pub(super) fn group(
        &self,
        view: &[u8],
        (start, end): (usize, usize),
    ) -> Option<(usize, usize)> {
        let before = match &self.before {
            Before::Bytes(bytes) => *bytes,
            Before::Texts(texts) => {
                let rest = view.get(start..end)?;
                let stands = |text: &&Vec<u8>| {
                    let here = rest.get(..text.len());
                    here.is_some_and(|here| here.eq_ignore_ascii_case(text))
                };
                texts.iter().find(stands)?.len()
            }
        };
        let group = (start + before, end.checked_sub(self.behind)?);
        (group.0 <= group.1).then_some(group)
    }
}

/// How many bytes these parts match, if that is always the same.
fn length(parts: &[Hir]) -> Option<usize> {
    parts.iter().try_fold(0, |sum, part| {
        let least = part.properties().minimum_len()?;
        (part.properties().maximum_len() == Some(least)).then_some(sum + least)
    })
}

#[cfg(test)]
mod tests {
    use super::super::expression::parse;
    use super::*;

    #[test]
    fn the_form_of_an_expression_tells_where_its_group_lies() {
        for (expression, text, group) in [
            (r"\b(ab[0-9]{2,9})\b", "ab1234", Some("ab1234")),
            (
                r"(?i)[?&](?:key|sid)=([a-z=]{2,9})",
                "&SID=a=b",
                Some("a=b"),
            ),
            (r#"x: "([a-z]*)""#, "x: \"abc\"", Some("abc")),
            (r"(?:id|key)([a-z]*)[0-9]{2}", "keyab12", Some("ab")),
            // One beginning begins another, or what stands around the group may be of any length.
            (r"(?:id|ids)([a-z]+)", "idsab", None),
            (r"[a-z]+=([0-9]+)", "ab=12", None),
            (r"id([a-z]+)(?:;|$)", "idab;", None),
            // More groups than one, or one that may be missing or come again.
            (r"(id)=([0-9]+)", "id=12", None),
            (r"id(?:=([0-9]+))?", "id=12", None),
            (r"id=([0-9])+", "id=12", None),
        ] {
            let around = Around::of(&parse(expression).unwrap());
            let found = around.and_then(|around| around.group(text.as_bytes(), (0, text.len())));
            let found = found.map(|(start, end)| &text[start..end]);
            assert_eq!(found, group, "{expression}");
        }
    }
}
