//! Quotes around a token that takes the place of a number, so that a JSON document stays one.

/// Follows a JSON text to know whether a place lies inside a string.
#[derive(Debug, Default)]
pub(super) struct Strings {
    inside: bool,
    escaped: bool,
}

impl Strings {
    /// Goes on over the next bytes of the text.
    pub(super) fn pass(&mut self, bytes: &[u8]) {
        let mut next = usize::from(self.escaped);
        let mut from = 0;
        for group in bytes.chunks(8) {
            let mut marks = marks(group);
            while marks != 0 {
                let at = from + marks.trailing_zeros() as usize / 8;
                marks &= marks - 1;
                if at < next {
                    continue;
                }
                match bytes[at] {
                    b'"' => self.inside = !self.inside,
                    b'\\' => next = at + 2,
                    // No string goes over the end of a line.
                    _ => self.inside = false,
                }
            }
            from += group.len();
        }
        self.escaped = next > bytes.len();
    }

    /// The quote that a token needs in place of `value`, by its place in [`super::QUOTES`].
    pub(super) fn quote(&self, before: &[u8], value: &[u8], after: &[u8]) -> u8 {
        let number = value.iter().any(u8::is_ascii_digit)
            && value
                .iter()
                .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E'));
        if !number || !self.is_member(before, after) {
            return 0;
        }
        if !self.inside {
            return 1;
        }
        match depth(before).or_else(|| depth_ahead(after)) {
            Some(3) => 3,
            Some(7) => 4,
            _ => 2,
        }
    }

    /// Whether a simple value stands here: after the colon of a member, or in a list.
    fn is_member(&self, before: &[u8], after: &[u8]) -> bool {
        let before = self.trim_end(before);
        let opens = match before {
            [name @ .., b':'] => self.trim_end(name).ends_with(b"\""),
            [.., b'[' | b','] => true,
            _ => false,
        };
        let mut after = after.trim_ascii_start();
        while self.inside
            && let [b'\\', b'n' | b'r' | b't' | b'\\', rest @ ..] = after
        {
            after = rest.trim_ascii_start();
        }
        opens && matches!(after.first(), Some(b',' | b'}' | b']'))
    }

    /// Without blanks, and inside a string without escaped ones.
    fn trim_end<'t>(&self, mut text: &'t [u8]) -> &'t [u8] {
        loop {
            text = text.trim_ascii_end();
            match text {
                [rest @ .., b'\\', b'n' | b'r' | b't'] if self.inside => {
                    let run = rest.iter().rev().take_while(|b| **b == b'\\').count();
                    text = &rest[..rest.len() - run];
                }
                _ => return text,
            }
        }
    }
}

/// The highest bit of each byte that is a quote, a backslash or a line end. Between values they are too close to each other to
/// search for the next one.
#[inline]
fn marks(group: &[u8]) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const LOW: u64 = ONES * 0x7f;
    let group = if let Some(eight) = group.first_chunk() {
        u64::from_le_bytes(*eight)
    } else {
        let mut eight = [0; 8];
        eight[..group.len()].copy_from_slice(group);
        u64::from_le_bytes(eight)
    };
    [b'"', b'\\', b'\n'].into_iter().fold(0, |all, byte| {
        let difference = group ^ (ONES * u64::from(byte));
        all | !(((difference & LOW) + LOW) | difference | LOW)
    })
}

/// How many backslashes escape the last quote of a text; `None` without an escaped one.
fn depth(text: &[u8]) -> Option<usize> {
    let at = memchr::memrchr(b'"', text)?;
    let run = text[..at].iter().rev().take_while(|b| **b == b'\\').count();
    (run % 2 == 1).then_some(run)
}

/// The same of the first quote.
fn depth_ahead(text: &[u8]) -> Option<usize> {
    let at = memchr::memchr(b'"', &text[..text.len().min(256)])?;
    depth(&text[..=at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote(text: &str, value: &str) -> &'static str {
        let at = text.find(value).unwrap();
        let mut strings = Strings::default();
        for byte in text[..at].bytes() {
            strings.pass(&[byte]);
        }
        let quote = strings.quote(
            &text.as_bytes()[..at],
            value.as_bytes(),
            &text.as_bytes()[at + value.len()..],
        );
        super::super::QUOTES[usize::from(quote)]
    }

    #[test]
    fn quotes_fit_the_document_they_stand_in() {
        for (text, value, wanted) in [
            (r#"{"a": 123, "b": 1}"#, "123", "\""),
            (r#"{"a":[-1.5e3]}"#, "-1.5e3", "\""),
            (r#"{"a":"123,5"}"#, "123", ""),
            (r#"{"a":"{\"b\":123}"}"#, "123", "\\\""),
            (r#"{"a":"[1,\n 23,\n 4]"}"#, "23", "\\\""),
            (r#"{"a":"{\"b\":\"{\\\"c\\\": 123}\"}"}"#, "123", "\\\\\\\""),
            (r#"{"a":"x","b":["y",123]}"#, "123", "\""),
            (r#"{"a":"say 123, "}"#, "123", ""),
        ] {
            assert_eq!(quote(text, value), wanted, "{text}");
        }
    }
}
