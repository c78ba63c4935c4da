//! Headers, authorization schemes and signed tokens.

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL_NOPAD};

use super::{Hit, free_before};
use crate::bytes::Bytes;
use crate::rules::Builtin;
use crate::values;
use crate::words::lower;

/// The longest header line, in bytes: what common servers accept.
const HEADER_BYTES: usize = 8 << 10;
/// The longest header of a token, in bytes.
const JWT_HEADER_BYTES: usize = 2048;
/// Cookies looked at in one header.
const MAX_COOKIES: usize = 180;

/// What credentials consist of (RFC 6750 §2.1).
static TOKEN: Bytes = Bytes::alphanumeric_and(b"-_.~+/=");
static BASE64URL: Bytes = Bytes::alphanumeric_and(b"-_");
/// What ends a credential that is no list.
static ENDS: Bytes = Bytes::of(b" \t\n\x0c\r,;]})");

/// A JSON web token (RFC 7519) or its encrypted form (RFC 7516) at `at`: the header must be JSON and name an algorithm.
pub(crate) fn jwt(view: &[u8], at: usize, cost: &mut usize) -> Option<Hit> {
    if at > 0 && BASE64URL.has(view[at - 1]) && !free_before(view, at) {
        return None;
    }
    let run = |from: usize, most: usize| {
        BASE64URL.begin(&view[from.min(view.len())..(from + most).min(view.len())])
    };
    let header = run(at, JWT_HEADER_BYTES);
    *cost += header;
    if view.get(at + header) != Some(&b'.') {
        return None;
    }
    let json = BASE64URL_NOPAD.decode(&view[at..at + header]).ok()?;
    let header_object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&json).ok()?;
    header_object.get("alg").filter(|alg| alg.is_string())?;
    let mut end = at + header;
    for part in 0..4 {
        if view.get(end) != Some(&b'.') {
            break;
        }
        let length = run(end + 1, HEADER_BYTES);
        *cost += length;
        if length == 0 && part == 0 {
            return None;
        }
        end += 1 + length;
    }
    Some(Hit::new(Builtin::Jwt, at, end, 0.99))
}

/// `Bearer` or `Basic` and a credential, wherever they stand (RFC 6750, RFC 7617).
pub(crate) fn scheme(view: &[u8], at: usize, cost: &mut usize) -> Option<Hit> {
    if !free_before(view, at) && at > 0 {
        return None;
    }
    let basic = view[at].eq_ignore_ascii_case(&b'b')
        && view
            .get(at + 1)
            .is_some_and(|b| b.eq_ignore_ascii_case(&b'a'));
    let word = if basic { 5 } else { 6 };
    let mut start = at + word;
    start += if view[start..].starts_with(b"%20") {
        3
    } else {
        view[start..]
            .iter()
            .take(4)
            .take_while(|b| **b == b' ')
            .count()
    };
    // `--oauth2-bearer "…"`
    start += usize::from(matches!(view.get(start), Some(b'"' | b'\'')));
    let limit = (start + HEADER_BYTES - 1).min(view.len());
    let length = TOKEN.begin(&view[start.min(view.len())..limit]);
    *cost += length.min(64);
    let value = &view[start.min(view.len())..start + length];
    let value = value.strip_suffix(b".").unwrap_or(value);
    let end = start + value.len();
    let good = if basic {
        user_and_password(value)
    } else {
        value.len() >= 16
            && (values::looks_random(value) || value.contains(&b'.') && value.len() >= 40)
    };
    good.then(|| {
        Hit::new(
            Builtin::Authorization,
            start,
            end,
            if basic { 0.97 } else { 0.95 },
        )
    })
}

/// Base64 of something with a colon in it, or what nobody writes behind the word `Basic` for another reason: proxies cut
/// the headers they log, and some programs encrypt what they put here.
fn user_and_password(value: &[u8]) -> bool {
    let decoded = BASE64.decode(value).or_else(|_| BASE64_NOPAD.decode(value));
    let pair = decoded.is_ok_and(|text| {
        text.len() >= 3
            && text.contains(&b':')
            && text.iter().all(|b| !b.is_ascii_control())
            && std::str::from_utf8(&text).is_ok()
    });
    let any = |class: fn(&u8) -> bool| value.iter().any(class);
    let random = value.len() >= 20
        && any(u8::is_ascii_lowercase)
        && any(u8::is_ascii_uppercase)
        && any(u8::is_ascii_digit)
        && !any(|b| matches!(b, b'-' | b'_' | b'.' | b'~'));
    pair || random
}

/// The values of an `Authorization`, `Cookie` or `Set-Cookie` header whose name contains the keyword at `at`.
pub(crate) fn header(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    let name_byte = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let start = at
        - view[at.saturating_sub(32)..at]
            .iter()
            .rev()
            .take_while(|b| name_byte(**b))
            .count();
    let end = at
        + view[at..(at + 32).min(view.len())]
            .iter()
            .take_while(|b| name_byte(**b))
            .count();
    let Some((from, to)) = header_value(view, end) else {
        return;
    };
    *cost += to - from;
    let mut room = [0; 64];
    let name = lower(&view[start..end], &mut room);
    match name {
        b"cookie" | b"set-cookie" | b"http_cookie" | b"cookies" | b"cookie2" | b"set-cookie2" => {
            cookies(view, from, to, name.starts_with(b"set"), out);
        }
        name if name.ends_with(b"authorization") => out.extend(authorization(view, from, to)),
        _ => {}
    }
}

/// The value after the name: after a quote, a sign and blanks, to the closing quote or the line's end.
fn header_value(view: &[u8], end: usize) -> Option<(usize, usize)> {
    let byte = |at: usize| view.get(at).copied().unwrap_or(0);
    let mut at = end;
    while matches!(byte(at), b'\\' | b'"' | b'\'' | b']') && at < end + 6 {
        at += 1;
    }
    let named = at > end;
    at += view[at.min(view.len())..]
        .iter()
        .take(8)
        .take_while(|b| **b == b' ')
        .count();
    // HAR writes the name and the value of a header as two members.
    if named && byte(at) == b',' {
        let rest = &view[at..(at + 64).min(view.len())];
        let value = 1 + rest[1..]
            .iter()
            .take_while(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\\' | b'\''))
            .count();
        if !rest[value..].starts_with(b"value") {
            return None;
        }
        at += value + 5;
        while matches!(byte(at), b'\\' | b'"' | b'\'' | b' ') && at < end + 80 {
            at += 1;
        }
    }
    match byte(at) {
        b':' => at += 1,
        b'=' => at += 1 + usize::from(byte(at + 1) == b'>'),
        _ => return None,
    }
    at += view[at.min(view.len())..]
        .iter()
        .take(8)
        .take_while(|b| matches!(b, b' ' | b'\t' | b'['))
        .count();
    let mut quote = None;
    let escapes = view[at.min(view.len())..]
        .iter()
        .take(8)
        .take_while(|b| **b == b'\\')
        .count();
    if matches!(byte(at + escapes), b'"' | b'\'') {
        quote = Some(byte(at + escapes));
        at += escapes + 1;
    } else {
        // The whole header may be quoted, as in `-H 'Authorization: …'`.
        let before = &view[end.saturating_sub(40)..end];
        quote = before
            .iter()
            .rev()
            .find(|b| matches!(b, b'"' | b'\'' | b' ' | b'\n'))
            .copied()
            .filter(|b| matches!(b, b'"' | b'\''))
            .or(quote);
    }
    let limit = (at + HEADER_BYTES - 512).min(view.len());
    let value = &view[at.min(limit)..limit];
    let length =
        memchr::memchr3(b'\r', b'\n', quote.unwrap_or(b'\n'), value).unwrap_or(value.len());
    let mut to = at + length;
    // The backslashes before an escaped quote, and an escaped line end.
    while to > at && view[to - 1] == b'\\' {
        to -= 1;
    }
    if memchr::memchr(b'\\', &view[at..to]).is_some()
        && let Some(escape) = memchr::memmem::find(&view[at..to], b"\\r\\n")
            .or_else(|| memchr::memmem::find(&view[at..to], b"\\n"))
    {
        to = at + escape;
    }
    (to > at).then_some((at, to))
}

/// Every value of a `Cookie` header, the first of a `Set-Cookie` header (RFC 6265 §4).
pub(crate) fn cookies(view: &[u8], from: usize, to: usize, first_only: bool, out: &mut Vec<Hit>) {
    let mut at = from;
    for _ in 0..MAX_COOKIES {
        if at >= to {
            break;
        }
        let pair_end = at + memchr::memchr(b';', &view[at..to]).unwrap_or(to - at);
        let pair = &view[at..pair_end];
        let Some(sign) = memchr::memchr(b'=', pair) else {
            break;
        };
        let name = pair[..sign].trim_ascii();
        let mut start = at + sign + 1;
        let mut end = pair_end;
        // `cookie=abc def`: what follows a blank is not the cookie's.
        let blank = view[start..end].iter().position(u8::is_ascii_whitespace);
        end = blank.map_or(end, |blank| start + blank);
        if end - start >= 2 && view[start] == b'"' && view[end - 1] == b'"' {
            start += 1;
            end -= 1;
        }
        let good_name = !name.is_empty()
            && name.len() <= 128
            && name.iter().all(|b| {
                b.is_ascii_graphic()
                    && !matches!(
                        b,
                        b'(' | b')' | b'<' | b'>' | b'@' | b',' | b'"' | b'{' | b'}'
                    )
            });
        let attribute = first_only && at > from;
        if !good_name || attribute {
            break;
        }
        let value = &view[start..end];
        if end > start && !values::placeholder(value) && !preference(name, value) {
            out.push(Hit::new(Builtin::Cookie, start, end, 0.85));
        }
        if blank.is_some() {
            break;
        }
        at = pair_end + 1;
        at += view[at.min(to)..to]
            .iter()
            .take_while(|b| **b == b' ')
            .count();
    }
}

/// `lang=pt-BR`, `theme=dark`: what somebody likes, in letters, and nothing that lets them in.
fn preference(name: &[u8], value: &[u8]) -> bool {
    const ENDS: &[&[u8]] = &[
        b"lang",
        b"language",
        b"locale",
        b"theme",
        b"tz",
        b"timezone",
        b"currency",
        b"country",
        b"consent",
        b"colorscheme",
        b"color_scheme",
    ];
    let lower = name.to_ascii_lowercase();
    let small = |text: &[u8]| text.iter().all(u8::is_ascii_lowercase);
    let plain = match value {
        [a, b, b'-' | b'_', c, d] => small(&[*a, *b]) && [c, d].iter().all(|b| b.is_ascii_alphabetic()),
        // `Europe/Rome`
        _ if value.contains(&b'/') => value.split(|b| *b == b'/').all(|part| {
            matches!(part, [first, rest @ ..] if first.is_ascii_uppercase() && rest.iter().all(|b| b.is_ascii_lowercase() || *b == b'_' || b.is_ascii_uppercase()))
        }),
        _ => small(value) && value.len() <= 8,
    };
    plain && value.len() <= 24 && ENDS.iter().any(|end| lower.ends_with(end))
}

/// The credential of an `Authorization` header: all of it after the scheme, if there is one.
pub(crate) fn authorization(view: &[u8], from: usize, to: usize) -> Option<Hit> {
    const SCHEMES: &[&[u8]] = &[
        b"bearer",
        b"basic",
        b"digest",
        b"token",
        b"apikey",
        b"negotiate",
        b"ntlm",
        b"hawk",
        b"aws4-hmac-sha256",
        b"oauth",
        b"mac",
        b"scram-sha-256",
        b"sharedkey",
        b"signature",
        b"dpop",
        b"key",
        b"splunk",
        b"genericapikey",
    ];
    let value = &view[from..to];
    let word = value.iter().position(|b| *b == b' ').unwrap_or(value.len());
    let scheme = SCHEMES
        .iter()
        .any(|scheme| value[..word].eq_ignore_ascii_case(scheme));
    let multi = scheme
        && value[..word].iter().any(|b| {
            matches!(
                b,
                b'D' | b'd' | b'A' | b'a' | b'O' | b'o' | b'S' | b'H' | b'M'
            )
        })
        && value[word..].contains(&b'=')
        && value[word..].contains(&b',');
    let start = if scheme {
        from + word + value[word..].iter().take_while(|b| **b == b' ').count()
    } else {
        from
    };
    let mut end = to;
    if !multi && let Some(blank) = ENDS.first_in(&view[start..to]) {
        end = start + blank;
    }
    let secret = &view[start.min(end)..end];
    // A stand-in or the expression of a program.
    let later = matches!(secret.first(), Some(b'<' | b'{' | b'[' | b'(' | b'%'))
        || secret.starts_with(b"$(")
        || secret.starts_with(b"${")
        || !multi
            && memchr::memchr2(b':', b'(', secret).is_some()
            && secret
                .windows(2)
                .any(|pair| pair == b"::" || pair[1] == b'(' && pair[0].is_ascii_alphabetic());
    if secret.len() < 4
        || later
        || values::placeholder(secret)
        || !scheme && !values::looks_random(secret)
    {
        return None;
    }
    Some(Hit::new(
        Builtin::Authorization,
        start,
        end,
        if scheme { 0.97 } else { 0.8 },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(view: &str) -> Vec<&str> {
        let lower = view.to_ascii_lowercase();
        let at = lower
            .find("authorization")
            .or(lower.find("cookie"))
            .unwrap();
        let mut out = Vec::new();
        header(view.as_bytes(), at, &mut 0, &mut out);
        out.iter().map(|hit| &view[hit.start..hit.end]).collect()
    }

    #[test]
    fn values_of_headers() {
        assert_eq!(
            headers("Cookie: a=1234; sid=\"abcd\"; theme=dark\r\nHost: x"),
            ["1234", "abcd"]
        );
        assert_eq!(headers("Set-Cookie: sid=abcd; Path=/; HttpOnly"), ["abcd"]);
        assert_eq!(headers("Authorization: Bearer abc.def"), ["abc.def"]);
        assert_eq!(headers(r#"{"Authorization":"Basic YTpi","x":1}"#), ["YTpi"]);
        assert_eq!(
            headers(r#"{"name":"Authorization","value":"Bearer abcdef"}"#),
            ["abcdef"]
        );
        assert_eq!(
            headers(r#"{\"authorization\":\"token abcdef\"}"#),
            ["abcdef"]
        );
        assert_eq!(
            headers("curl -H 'Authorization: Token abcdef' https://x"),
            ["abcdef"]
        );
        assert_eq!(
            headers("Proxy-Authorization: Digest username=\"u\", response=\"abcd\"").len(),
            1
        );
    }

    #[test]
    fn lines_about_headers() {
        for view in [
            "authorization failed for user",
            "Authorization: none",
            "cookie: disabled",
            "authorization: required by policy",
            "Cookies are disabled",
            "authorization",
        ] {
            assert!(headers(view).is_empty(), "{view}");
        }
    }

    #[test]
    fn a_credential_goes_on_to_what_ends_it() {
        for mark in "-_.~+/=".chars() {
            let text = format!("Bearer abcdef0123456789{mark}A1 x");
            let end = scheme(text.as_bytes(), 0, &mut 0).map(|hit| hit.end);
            assert_eq!(end, Some(text.len() - 2), "{text}");
        }
        for mark in " \t\n\u{c}\r,;]})".chars() {
            let text = format!("token abcdef0123{mark}A1");
            let end = authorization(text.as_bytes(), 0, text.len()).map(|hit| hit.end);
            assert_eq!(end, Some(16), "{text:?}");
        }
    }

    #[test]
    fn schemes_and_tokens() {
        assert!(scheme(b"Bearer abcdef0123456789", 0, &mut 0).is_some());
        assert!(scheme(b"basic dXNlcjpwYXNz", 0, &mut 0).is_some());
        assert!(scheme(b"Basic q9ZrT0aXw3LpVb7cUe2Kd8Mh}", 0, &mut 0).is_some());
        for text in [
            "Bearer of bad news",
            "basic training",
            "Basic 12345678",
            "basic /etc/nginx/conf.d/Site01",
            "bearer ",
            "basic ",
            "Bearer token",
        ] {
            assert_eq!(scheme(text.as_bytes(), 0, &mut 0), None, "{text}");
        }
        let good = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";
        assert_eq!(
            jwt(good.as_bytes(), 0, &mut 0).map(|h| h.end),
            Some(good.len())
        );
        for text in [
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.",
            "eyJmb28iOiJiYXIifQ.eyJ9.x",
            "eyJ....",
            "eyJ%%%.a.b",
        ] {
            assert_eq!(jwt(text.as_bytes(), 0, &mut 0), None, "{text}");
        }
    }
}
