//! Examples in rule files: `{alnum:36}` stands for made text, so that the file itself holds nothing like a secret.

/// The longest made text, in characters.
const MAX_MADE: usize = 4096;

/// An example with its made parts filled in, the same in every run.
pub(super) fn expand(example: &str) -> String {
    let mut out = String::new();
    let mut rest = example;
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let part = rest
            .find('}')
            .and_then(|close| Some((close, made(&rest[1..close])?)));
        match part {
            Some((close, (alphabet, length))) => {
                for _ in 0..length {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    let at = usize::try_from(state >> 33).unwrap_or(0) % alphabet.len();
                    out.push(char::from(alphabet[at]));
                }
                rest = &rest[close + 1..];
            }
            None => {
                out.push('{');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

fn made(part: &str) -> Option<(&'static [u8], usize)> {
    let (name, length) = part.split_once(':')?;
    let alphabet: &[u8] = match name {
        "alnum" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
        "letters" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "lower" => b"abcdefghijklmnopqrstuvwxyz0123456789",
        "hex" => b"0123456789abcdef",
        "b32" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        "digit" => b"0123456789",
        _ => return None,
    };
    let length = length.parse().ok().filter(|n| *n <= MAX_MADE)?;
    Some((alphabet, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_parts_have_their_length_and_the_rest_stays() {
        let text = expand("{\"a\": {hex:8}, {nope:3} {digit:x} {");
        assert_eq!(text.len(), "{\"a\": 12345678, {nope:3} {digit:x} {".len());
        assert!(text.starts_with("{\"a\": ") && text.ends_with(", {nope:3} {digit:x} {"));
        assert_eq!(text, expand("{\"a\": {hex:8}, {nope:3} {digit:x} {"));
    }
}
