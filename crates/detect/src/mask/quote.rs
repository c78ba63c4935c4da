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
        let (blocks, rest) = bytes.as_chunks();
        for block in blocks {
            self.block(block, BLOCK);
        }
        if !rest.is_empty() {
            let mut block = [b' '; BLOCK];
            block[..rest.len()].copy_from_slice(rest);
            self.block(&block, rest.len());
        }
    }

    /// Goes on over the first `length` bytes, behind which there are blanks. Marks stand too close to each other to go from one to the
    /// next.
    fn block(&mut self, block: &[u8; BLOCK], length: usize) {
        let (escaped, escapes) = escapes(marks(block, b'\\'), self.escaped);
        self.escaped = escapes >> (length - 1) & 1 == 1;
        let quotes = marks(block, b'"') & !escaped;
        // No string goes over the end of a line.
        let ends = match block.iter().fold(false, |any, b| any | (*b == b'\n')) {
            true => marks(block, b'\n') & !escaped,
            false => 0,
        };
        let line = match ends {
            0 => quotes,
            _ => quotes & (u64::MAX << (ends.ilog2())),
        };
        self.inside = (self.inside && ends == 0) ^ (line.count_ones() % 2 == 1);
    }

    /// The quote that a token needs in place of `value`, by its place in [`super::QUOTES`].
    pub(super) fn quote(&self, before: &[u8], value: &[u8], after: &[u8]) -> u8 {
        if !is_number(value) || !self.is_member(before, after) {
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

/// Whether a value may stand without quotes.
pub(super) fn is_number(value: &[u8]) -> bool {
    value.iter().any(u8::is_ascii_digit)
        && value
            .iter()
            .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E'))
}

/// Bytes that are gone through at once, a bit for each.
const BLOCK: usize = 64;

/// Which bytes are this one.
#[inline]
fn marks(block: &[u8; BLOCK], byte: u8) -> u64 {
    // Compared many at a time, and then each group of eight is added up in its highest byte.
    let mut bits = [0; BLOCK];
    for ((bit, one), own) in bits.iter_mut().zip(block).zip(&OWN) {
        *bit = if *one == byte { *own } else { 0 };
    }
    let (groups, _) = bits.as_chunks();
    groups.iter().rev().fold(0, |all, group| {
        all << 8 | u64::from_le_bytes(*group).wrapping_mul(u64::MAX / 0xff) >> 56
    })
}

/// The bit of each byte in its group of eight.
const OWN: [u8; BLOCK] = {
    let mut bits = [0; BLOCK];
    let mut at = 0;
    while at < BLOCK {
        bits[at] = 1 << (at % 8);
        at += 1;
    }
    bits
};

/// Which bytes are escaped, and which backslashes escape the byte behind them, from where backslashes stand and whether the first byte
/// is escaped. In a run of them every second one escapes, and a subtraction finds where runs end: Langdale and Lemire, "Parsing
/// gigabytes of JSON per second", 2019, section 3.1.1.
#[inline]
const fn escapes(slashes: u64, first: bool) -> (u64, u64) {
    const ODD: u64 = 0xaaaa_aaaa_aaaa_aaaa;
    let first = first as u64;
    let starts = slashes & !first;
    let ends = ((starts << 1 | ODD).wrapping_sub(starts)) ^ ODD;
    (ends ^ (slashes | first), ends & slashes)
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
    fn many_bytes_at_once_are_what_each_of_them_is() {
        let mut number = 7_u32;
        let mut next = |below: u32| {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (number >> 8) % below
        };
        for round in 0..2000 {
            let signs: &[u8] =
                [&b"\\\\\"a"[..], b"\\\"\n", b"\"abcdef\xdc\xa2\x0b", b"\\"][round % 4];
            let text: Vec<u8> = (0..next(200))
                .map(|_| signs[next(60) as usize % signs.len()])
                .collect();
            let (mut inside, mut escaped) = (false, false);
            let mut strings = Strings::default();
            let mut from = 0;
            for (at, byte) in text.iter().enumerate() {
                let was = std::mem::take(&mut escaped);
                match byte {
                    _ if was => {}
                    b'\\' => escaped = true,
                    b'"' => inside = !inside,
                    b'\n' => inside = false,
                    _ => {}
                }
                if next(40) == 0 || at + 1 == text.len() {
                    strings.pass(&text[from..=at]);
                    from = at + 1;
                    let now = (strings.inside, strings.escaped);
                    assert_eq!(now, (inside, escaped), "{:?}", text[..from].escape_ascii());
                }
            }
        }
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
