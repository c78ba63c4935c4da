//! What stands around an at sign: an address, or the credentials of a URL.

use super::Hit;
use crate::rules::Builtin;
use crate::values;

/// RFC 5321 §4.5.3.1.1.
const LOCAL_BYTES: usize = 64;
/// RFC 1035 §2.3.4.
const HOST_BYTES: usize = 253;
/// The longest user and password of a URL that are looked at.
const USERINFO_BYTES: usize = 1024;
/// Endings of file and unit names, which follow an `@` more often than hosts of these names exist.
const NOT_HOSTS: &[&[u8]] = &[
    b"png", b"jpg", b"jpeg", b"gif", b"svg", b"webp", b"css", b"js", b"ts", b"json", b"html",
    b"service", b"socket", b"timer", b"scope", b"slice", b"mount", b"target", b"conf", b"log",
    b"txt", b"java", b"kt", b"py", b"rs", b"go", b"dll", b"exe", b"jar", b"xml", b"yaml", b"yml",
    b"path", b"device", b"swap", b"so", b"ko", b"md",
];
const USUAL: &[&[u8]] = &[
    b"com",
    b"org",
    b"net",
    b"edu",
    b"gov",
    b"mil",
    b"int",
    b"info",
    b"biz",
    b"name",
    b"dev",
    b"app",
    b"cloud",
    b"online",
    b"shop",
    b"store",
    b"tech",
    b"site",
    b"health",
    b"bank",
    b"email",
    b"mail",
    b"test",
    b"example",
    b"invalid",
    b"local",
    b"localhost",
    b"internal",
    b"corp",
    b"lan",
    b"agency",
    b"company",
    b"group",
    b"care",
    b"xyz",
    b"pro",
    b"mobi",
    b"travel",
    b"museum",
    b"coop",
    b"aero",
    b"jobs",
    b"asia",
    b"arpa",
];

/// Schemes whose passwords are typed by people who do not escape them.
const SERVICES: &[&[u8]] = &[
    b"postgres",
    b"postgresql",
    b"mysql",
    b"mariadb",
    b"mongodb",
    b"mongodb+srv",
    b"redis",
    b"rediss",
    b"amqp",
    b"amqps",
    b"smtp",
    b"smtps",
    b"ldap",
    b"ldaps",
    b"ftp",
    b"ftps",
    b"sftp",
    b"ssh",
    b"mqtt",
    b"mssql",
    b"sqlserver",
    b"oracle",
    b"nats",
    b"clickhouse",
    b"cassandra",
];

/// The finding around the `@` at `at`.
pub(crate) fn at_sign(view: &[u8], at: usize, cost: &mut usize) -> Option<Hit> {
    if let Some(hit) = url(view, at, cost) {
        return Some(hit);
    }
    email(view, at, cost)
}

const fn local_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'.' | b'_' | b'-' | b'+' | b'%' | b'\'' | b'=' | b'&' | b'~' | b'!' | b'#' | b'$'
        )
}

/// Bytes that an address may contain but that more often stand before it.
const fn prefix_byte(byte: u8) -> bool {
    matches!(
        byte,
        b'.' | b'-' | b'\'' | b'=' | b'&' | b'%' | b'!' | b'#' | b'$' | b'~' | b'+'
    )
}

/// The address around the `%40` at `at`, as it stands in addresses on the web.
pub(crate) fn escaped_email(view: &[u8], at: usize, cost: &mut usize) -> Option<Hit> {
    if view.get(at + 1) == Some(&b'2') {
        return escaped_phone(view, at);
    }
    let byte = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+');
    let back = view[at.saturating_sub(LOCAL_BYTES)..at]
        .iter()
        .rev()
        .take_while(|b| byte(**b))
        .count();
    let from = at + 3;
    let host = host_length(view.get(from..(from + HOST_BYTES).min(view.len()))?);
    *cost += back + host;
    let mut end = from + host;
    while end > from && matches!(view[end - 1], b'.' | b'-') {
        end -= 1;
    }
    let confidence = host_confidence(&view[from..end]).filter(|_| back > 0)?;
    Some(Hit::new(Builtin::Email, at - back, end, confidence))
}

/// `%2B44%207700%20900354`: an international number in an address on the web.
fn escaped_phone(view: &[u8], at: usize) -> Option<Hit> {
    let mut end = at + 3;
    let mut digits = 0;
    while let Some(&byte) = view.get(end) {
        if byte.is_ascii_digit() {
            digits += 1;
            end += 1;
        } else if view[end..].starts_with(b"%20")
            && view.get(end + 3).is_some_and(u8::is_ascii_digit)
        {
            end += 3;
        } else if matches!(byte, b'-' | b'+' | b'.')
            && view.get(end + 1).is_some_and(u8::is_ascii_digit)
        {
            end += 1;
        } else {
            break;
        }
    }
    let whole = !view.get(end).is_some_and(u8::is_ascii_alphanumeric);
    let sign = at > 0 && matches!(view[at - 1], b'=' | b'"' | b':');
    ((8..=15).contains(&digits) && whole && sign).then(|| Hit::new(Builtin::Phone, at, end, 0.85))
}

fn email(view: &[u8], at: usize, cost: &mut usize) -> Option<Hit> {
    let back = view[at.saturating_sub(LOCAL_BYTES)..at]
        .iter()
        .rev()
        .take_while(|b| local_byte(**b))
        .count();
    let host = host_length(&view[at + 1..(at + 1 + HOST_BYTES).min(view.len())]);
    *cost += back + host;
    let mut start = at - back;
    // `mailto=a@b`, `x=1&user=a@b`, `'a@b'`: what stands before the last such sign is no part of the address.
    if let Some(sign) = view[start..at]
        .iter()
        .rposition(|b| matches!(b, b'=' | b'&' | b'\'' | b'!' | b'#' | b'$'))
    {
        start += sign + 1;
    }
    while start < at && prefix_byte(view[start]) {
        start += 1;
    }
    // `\n` in front of it, or an escaped byte.
    if start > 0
        && view[start - 1] == b'\\'
        && matches!(view.get(start), Some(b'n' | b'r' | b't'))
        && at - start > 1
    {
        start += 1;
    }
    let mut end = at + 1 + host;
    while end > at + 1 && matches!(view[end - 1], b'.' | b'-') {
        end -= 1;
    }
    let local = &view[start..at];
    let host = &view[at + 1..end];
    if local.is_empty()
        || local.ends_with(b".")
        || local.windows(2).any(|w| w == b"..")
        || view.get(end) == Some(&b'@')
    {
        return None;
    }
    if number_of_a_mail(view, start) {
        return None;
    }
    let confidence = host_confidence(host)?;
    // `user@host:path` of a copy command names an account on a machine.
    Some(Hit::new(Builtin::Email, start, end, confidence))
}

/// `Message-ID: <…@mail.example>` (RFC 5322 §3.6.4), `UID:…@calendar.example` (RFC 5545 §3.8.4.7): what looks like an address names a message,
/// and whoever looks for it needs it.
fn number_of_a_mail(view: &[u8], start: usize) -> bool {
    const NAMES: &[&str] = &[
        "message-id",
        "messageid",
        "message_id",
        "in-reply-to",
        "content-id",
        "references:",
    ];
    if start == 0 {
        return false;
    }
    match view[start - 1] {
        b'<' => values::near_before(view, start, 40, NAMES),
        b':' => view[..start].ends_with(b"\nUID:"),
        _ => false,
    }
}

/// How much of the text is a host's name: a dash only between letters or digits, two only in `xn--`.
fn host_length(text: &[u8]) -> usize {
    let inner = |at: usize| text.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let label = text[..at].iter().rev().take_while(|b| **b != b'.').count();
        let good = match byte {
            b'.' => at > 0 && inner(at - 1),
            b'-' => {
                at > 0
                    && (inner(at - 1) && inner(at + 1)
                        || label >= 2
                            && text[at - label..]
                                .get(..4)
                                .is_some_and(|l| l.eq_ignore_ascii_case(b"xn--")))
            }
            byte => byte.is_ascii_alphanumeric() && label < 63,
        };
        if !good {
            break;
        }
        at += 1;
    }
    at
}

fn host_confidence(host: &[u8]) -> Option<f32> {
    let dot = memchr::memrchr(b'.', host)?;
    let last = host[dot + 1..].to_ascii_lowercase();
    let labels = host
        .split(|b| *b == b'.')
        .all(|l| !l.is_empty() && l.len() <= 63 && !l.starts_with(b"-") && !l.ends_with(b"-"));
    if !labels || !(2..=24).contains(&last.len()) || !last.iter().all(u8::is_ascii_alphabetic) {
        // Names in other scripts are written `xn--…`.
        return (labels && last.starts_with(b"xn--")).then_some(0.9);
    }
    if NOT_HOSTS.contains(&last.as_slice()) {
        return None;
    }
    Some(if USUAL.contains(&last.as_slice()) {
        0.98
    } else if last.len() == 2 {
        0.95
    } else {
        0.7
    })
}

/// `scheme://user:password@host` (RFC 3986 §3.2.1): the password, or the user where there is only a token.
fn url(view: &[u8], at: usize, cost: &mut usize) -> Option<Hit> {
    let area = &view[at.saturating_sub(USERINFO_BYTES)..at];
    let back = area
        .iter()
        .rev()
        .take_while(|b| {
            !b.is_ascii_whitespace() && !matches!(b, b'/' | b'"' | b'<' | b'>' | b'\'' | b'?')
        })
        .count();
    *cost += back.min(USERINFO_BYTES);
    let start = at - back;
    if !view[..start].ends_with(b"://") || back == 0 {
        return slash_in_password(view, at, cost);
    }
    credentials(view, start, at)
}

/// A password may contain an unescaped `/` or `?`: looked for only where the scheme is one of a service.
fn slash_in_password(view: &[u8], at: usize, cost: &mut usize) -> Option<Hit> {
    let floor = at.saturating_sub(160);
    let area = &view[floor..at];
    *cost += 8;
    let line = area
        .iter()
        .rposition(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'<' | b'>'))
        .map_or(0, |p| p + 1);
    let sign = memchr::memmem::find(&area[line..], b"://")?;
    let start = floor + line + sign + 3;
    let before = &view[floor + line..start - 3];
    let named = before
        .iter()
        .rposition(|b| !b.is_ascii_alphanumeric() && *b != b'+')
        .map_or(before, |p| &before[p + 1..]);
    let service = SERVICES.contains(&named);
    let colon = memchr::memchr(b':', &view[start..at])?;
    // Before a host and port there is no password: `http://host:80/path@x`.
    let digits = view[start + colon + 1..at]
        .iter()
        .take_while(|b| b.is_ascii_digit())
        .count();
    if !service || view.get(start + colon + 1 + digits) == Some(&b'/') {
        return None;
    }
    credentials(view, start, at)
}

fn credentials(view: &[u8], start: usize, at: usize) -> Option<Hit> {
    if !view.get(at + 1).is_some_and(|b| {
        b.is_ascii_alphanumeric() || matches!(b, b'[' | b'$' | b'{' | b'_' | b'%' | b'<')
    }) {
        return None;
    }
    match memchr::memchr(b':', &view[start..at]) {
        Some(colon) => {
            let secret = start + colon + 1;
            let value = &view[secret..at];
            (!stand_in(&view[start..start + colon], value))
                .then(|| Hit::new(Builtin::UrlPassword, secret, at, 0.95))
        }
        // A token in place of the user.
        None => {
            let user = &view[start..at];
            (user.len() >= 20 && values::looks_random(user))
                .then(|| Hit::new(Builtin::UrlPassword, start, at, 0.85))
        }
    }
}

/// Whether what stands before the host only shows where user and password go. `password` alone is what many databases start with.
fn stand_in(user: &[u8], value: &[u8]) -> bool {
    const USERS: &str = "user username usr login name your_user your-user my_user myuser";
    const PASSWORDS: &str =
        "password pass passwd pwd pw passphrase mypassword my_password my-password";
    let lower = value.to_ascii_lowercase();
    let one_of = |words: &str, word: &[u8]| {
        words
            .split_ascii_whitespace()
            .any(|one| one.as_bytes().eq_ignore_ascii_case(word))
    };
    let word = lower.iter().all(u8::is_ascii_alphabetic);
    value.is_empty()
        || values::placeholder(value) && !word
        || value.iter().all(|b| matches!(b, b'x' | b'X'))
        || one_of(PASSWORDS, value) && (one_of(USERS, user) || values::variable(user))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(view: &str) -> Option<(Builtin, &str)> {
        let at = view.rfind('@').unwrap();
        at_sign(view.as_bytes(), at, &mut 0).map(|hit| (hit.kind, &view[hit.start..hit.end]))
    }

    #[test]
    fn addresses() {
        for (view, address) in [
            ("ana@example.com", "ana@example.com"),
            ("<ana.b+c@mail.example.co.uk>", "ana.b+c@mail.example.co.uk"),
            ("user=ana@example.com&x=1", "ana@example.com"),
            ("to ana@example.com.", "ana@example.com"),
            ("'ana@example.com'", "ana@example.com"),
            ("\\nana@example.com", "ana@example.com"),
            ("ana@xn--bcher-kva.xn--p1ai", "ana@xn--bcher-kva.xn--p1ai"),
        ] {
            assert_eq!(found(view), Some((Builtin::Email, address)), "{view}");
        }
        for view in [
            "@",
            "a@",
            "@b.com",
            "a@b",
            "icon@2x.png",
            "getty@tty1.service",
            "pkg@1.2.3",
            "a..b@c.com",
            "Foo@1a2b3c",
            "a@-b.com",
            "a@b..com",
        ] {
            assert_eq!(found(view), None, "{view}");
        }
    }

    #[test]
    fn credentials_of_urls() {
        for (view, secret) in [
            ("postgres://app:hunter2@db:5432/x", "hunter2"),
            ("https://user:p:w@host", "p:w"),
            ("redis://:s3cret@cache", "s3cret"),
            ("https://x-access-token:abc@example.com", "abc"),
            ("postgres://app:a/b@db.example.com/x", "a/b"),
            ("amqp://u:p@ss@mq", "p@ss"),
            ("amqp://guest:password@mq", "password"),
        ] {
            assert_eq!(found(view), Some((Builtin::UrlPassword, secret)), "{view}");
        }
        for view in [
            "https://host:80/path@x",
            "https://user@host",
            "https://u:${PW}@host",
            "https://u:****@host",
            "mongodb://YOUR_USERNAME:YOUR_PASSWORD@cluster.example.net/test",
            "mysql://admin:<password>@db.example.com/x",
            "https://username:password@example.com/api",
            "ftp://USER:PASS@example.com",
            "http://a/b:c@d",
        ] {
            assert_ne!(
                found(view).map(|f| f.0),
                Some(Builtin::UrlPassword),
                "{view}"
            );
        }
    }
}
