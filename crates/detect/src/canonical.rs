//! Canonical forms: what makes `4111 1111 1111 1111` and `4111-1111-1111-1111` one value.

use std::borrow::Cow;

use serde::Deserialize;

/// How the value of a detector is brought to its canonical form before it is hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Canon {
    /// The bytes as they are.
    #[default]
    Exact,
    /// ASCII digits only.
    Digits,
    /// ASCII letters in upper case and digits.
    Alphanumeric,
    /// The host part in lower case (RFC 5321 §2.4: only the host part is case-insensitive).
    Email,
    /// `+`, country code and number; a number of ten digits is North American.
    Phone,
    /// Hexadecimal digits in lower case.
    Hex,
    /// Words in lower case, without what stands between them.
    Term,
    /// The sixteen bytes of an IPv6 address, whatever its notation.
    Ipv6,
    /// The name of a person without titles in front of it.
    Person,
}

impl Canon {
    pub(crate) fn apply(self, value: &[u8]) -> Cow<'_, [u8]> {
        let keep = |test: fn(&u8) -> bool| value.iter().copied().filter(test).collect::<Vec<u8>>();
        Cow::Owned(match self {
            Self::Exact => return Cow::Borrowed(value),
            Self::Person => return Cow::Borrowed(&value[crate::people::titles(value)..]),
            Self::Digits => keep(u8::is_ascii_digit),
            Self::Alphanumeric => keep(u8::is_ascii_alphanumeric).to_ascii_uppercase(),
            Self::Hex => keep(u8::is_ascii_hexdigit).to_ascii_lowercase(),
            Self::Term => crate::dictionary::normal_form(value),
            Self::Email => email(value),
            Self::Phone => phone(value, keep(u8::is_ascii_digit)),
            Self::Ipv6 => {
                let text = std::str::from_utf8(value).unwrap_or_default();
                match text
                    .split('%')
                    .next()
                    .unwrap_or_default()
                    .parse::<std::net::Ipv6Addr>()
                {
                    Ok(address) => address.octets().to_vec(),
                    Err(_) => value.to_ascii_lowercase(),
                }
            }
        })
    }
}

fn email(value: &[u8]) -> Vec<u8> {
    let at = memchr::memrchr(b'@', value);
    let escaped = || memchr::memmem::rfind(value, b"%40");
    let (local, host) = match (at, at.is_none().then(escaped).flatten()) {
        (Some(at), _) => (&value[..at], &value[at + 1..]),
        (None, Some(at)) => (&value[..at], &value[at + 3..]),
        (None, None) => return value.to_vec(),
    };
    [local, b"@", &host.to_ascii_lowercase()].concat()
}

fn phone(value: &[u8], digits: Vec<u8>) -> Vec<u8> {
    let international = value.first() == Some(&b'+');
    match digits.as_slice() {
        _ if international => [b"+", digits.as_slice()].concat(),
        [_, ..] if digits.len() == 10 => [b"+1", digits.as_slice()].concat(),
        [b'0', b'0', rest @ ..] if rest.len() >= 8 => [b"+", rest].concat(),
        [b'1', ..] if digits.len() == 11 => [b"+", digits.as_slice()].concat(),
        _ => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notations_of_one_value_become_one() {
        let table: [(Canon, &[&str]); 7] = [
            (
                Canon::Person,
                &["Müller", "Frau Müller", "Dr. Müller", "Frau Dr. Müller"],
            ),
            (
                Canon::Digits,
                &[
                    "4111111111111111",
                    "4111 1111 1111 1111",
                    "4111-1111-1111-1111",
                ],
            ),
            (
                Canon::Alphanumeric,
                &["GB82 WEST 1234 5698 7654 32", "gb82west12345698765432"],
            ),
            (
                Canon::Email,
                &["Ana@Example.COM", "Ana@example.com", "Ana%40example.com"],
            ),
            (
                Canon::Phone,
                &[
                    "+1 415 555 2671",
                    "(415) 555-2671",
                    "1-415-555-2671",
                    "415.555.2671",
                    "0014155552671",
                ],
            ),
            (Canon::Hex, &["00:1A:2B:3C:4D:5E", "00-1a-2b-3c-4d-5e"]),
            (
                Canon::Ipv6,
                &["2001:db8::1", "2001:0DB8:0:0:0:0:0:1", "2001:db8::1%eth0"],
            ),
        ];
        for (canon, texts) in table {
            let first = canon.apply(texts[0].as_bytes()).into_owned();
            for text in texts {
                assert_eq!(canon.apply(text.as_bytes()), first, "{canon:?} {text}");
            }
        }
        assert_ne!(
            Canon::Email.apply(b"ana@example.com"),
            Canon::Email.apply(b"Ana@example.com")
        );
    }
}
