//! Tokens of values that are masked already.

use super::Scanner;
use super::resolve::Raw;
use super::text::Text;
use crate::token::{LABEL_CHARS, TOKEN_CHARS, is_label_byte, symbols_of};

impl Scanner<'_> {
    /// Notes the tokens whose `~` stands in `from..end` of the text.
    pub(super) fn find_tokens(&mut self, text: Text<'_>, from: usize, end: usize) {
        let view = text.bytes;
        for at in memchr::memchr_iter(b'~', &view[from..end]) {
            let tilde = from + at;
            let chars = view.get(tilde + 1..).and_then(<[u8]>::first_chunk);
            let Some(symbols) = chars.and_then(symbols_of) else {
                continue;
            };
            let label = view[tilde.saturating_sub(LABEL_CHARS)..tilde]
                .iter()
                .rev()
                .take_while(|b| is_label_byte(**b))
                .count();
            let close = tilde + 1 + TOKEN_CHARS;
            // Letters of the text may touch the label: the longest label that holds counts.
            let start = (tilde - label..tilde).find(|start| {
                let label = std::str::from_utf8(&view[*start..tilde]).unwrap_or_default();
                self.rules.labels.contains(label)
                    && self.pseudonyms.is_none_or(|key| key.made(label, symbols))
            });
            if let Some(start) = start {
                self.summary.tokens += 1;
                self.tokens
                    .push((text.base + start as u64, text.base + close as u64));
            }
        }
    }

    /// Whether a span is inside a token, or is nothing but tokens and marks between them. `near` is the first token that the span before
    /// was held against: most spans come in order.
    pub(super) fn stands_for_tokens(&self, text: Text<'_>, raw: &Raw, near: &mut usize) -> bool {
        let first = self.first_behind(raw.start, *near);
        *near = first;
        let mut at = raw.start;
        let mut seen = false;
        for (start, end) in self.tokens[first..]
            .iter()
            .take_while(|(start, _)| *start < raw.end)
        {
            if *start > at && !only_marks(text.between(at, *start)) {
                return false;
            }
            seen = true;
            at = *end;
        }
        seen && (at >= raw.end || only_marks(text.between(at, raw.end)))
    }

    /// The first token that ends behind `start`, looked for from the token `near` on.
    fn first_behind(&self, start: u64, near: usize) -> usize {
        let before = near.checked_sub(1).and_then(|at| self.tokens.get(at));
        let from = match before {
            Some((_, end)) if *end > start => 0,
            _ => near.min(self.tokens.len()),
        };
        let rest = &self.tokens[from..];
        let step = rest.iter().take(4).position(|(_, end)| *end > start);
        from + step.unwrap_or_else(|| rest.partition_point(|(_, end)| *end <= start))
    }
}

/// Whether there is nothing but marks and escapes of blanks.
fn only_marks(text: &[u8]) -> bool {
    let mut escaped = false;
    text.iter().all(|b| {
        let was = std::mem::replace(&mut escaped, *b == b'\\');
        !b.is_ascii_alphanumeric() && b.is_ascii() || was && matches!(b, b'n' | b'r' | b't')
    })
}
