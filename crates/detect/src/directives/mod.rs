//! Values that follow a name after nothing but a blank: commands of network devices and servers, options of programs,
//! lines of password files. Which words lead to one, and how far along the line it stands, is what the tables here say.
//!
//! Running text says `password` too. A value counts when the grammar of its line leaves no doubt, or when it looks like
//! one and ends the line.

mod block;
mod command;
mod device;
mod line;

use crate::fields::classify;
use crate::rules::Builtin;
use crate::shapes::Hit;
use crate::values;
use coffer_detect_simd::{GROUP, marks};
use line::Line;

/// The words that lead here, besides those of names.
pub(crate) const KEYWORDS: &[&str] = &[
    "community",
    "key-string",
    "isakmp key",
    "nhrp authentication",
    "authentication-key",
    "message-digest-key",
    "snmp-server",
    "tacacs server",
    "radius server",
    "tacacs-server",
    "radius-server",
    "pre-shared-key",
    "preshared-key",
    "stats auth",
    "req.hdr(",
    "masterauth",
    "authorization \"",
    " on #",
    "rootpw",
    "bindpw",
    " on >",
    "cloud.auth",
    "loginmodule",
    "auth.user.info",
    "oracle:thin:",
    "]:587 ",
    "{plain}",
    "{ssha",
    "{sha",
    "{crypt",
    "{md5",
    "{smd5",
    "{blf-crypt",
    "{argon2",
    "{cram-md5",
    "{pbkdf2",
    "{aqaa",
    "$9$",
    "$8$",
    "scram-sha-256$",
    "\"auth\"",
    "\"sess:",
    "radtest",
    "identified by",
    "secure_link_md5",
    ":5432:",
    "wireless-psk",
    "wpa-psk",
    "server-key",
    "mysql",
    "mariadb",
    "curl ",
    "sshpass",
    " login ",
    "from-literal",
    "net use",
    "ldapsearch",
    "ldapmodify",
    "ldapadd",
    "ldapwhoami",
    "redis-cli",
    "mongosh",
    "mongodump",
    "mongo ",
    "mongorestore",
    "sqlcmd",
    "smbclient",
    "htpasswd",
    "chpasswd",
    "map $",
    "system snmp community",
    "sasl_passwd",
    "rsyncd.secrets",
    "passwd.client",
    "ipmitool",
    "snmpwalk",
    "snmpget",
    "freerdp",
    "rabbitmqctl",
    "unzip ",
    "7z ",
    "useradd",
    "wget ",
    "-pass",
];

/// Looks at the line around a word of [`KEYWORDS`] at `at`.
pub(crate) fn check(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    let line = Line::around(view, at);
    *cost += line.len() / 4;
    device::check(&line, at, out);
    command::check(&line, out);
    block::check(&line, at, out);
}

/// Looks at what follows a name around `at` that has no sign behind it.
pub(crate) fn named(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    block::table(view, at, cost, out);
    // Most names stand in running text: what follows the word decides at little cost.
    let rest = &view[at..(at + 64).min(view.len())];
    let word = rest
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b':'))
        .count();
    let worth = match rest.get(word) {
        Some(b' ' | b'\t') => rest
            .get(word + 1)
            .is_some_and(|b| !matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'|' | b'(' | b'=')),
        Some(b'(') => matches!(rest.get(word + 1), Some(b'"' | b'\'')),
        _ => rest.starts_with(b"pass:"),
    };
    if !worth || rest.get(word) != Some(&b'(') && !near_the_end(view, at + word) {
        return;
    }
    let line = Line::around(view, at);
    *cost += line.len() / 4;
    let Some(place) = line.token_at(at) else {
        return;
    };
    if let Some(hit) = call(&line, place).or_else(|| follows(&line, place)) {
        out.push(hit);
    }
}

/// Whether the words after a name could be a value at the end of its line, or say how a value is written. In running text more
/// words follow, and that is told without cutting the line into its words.
fn near_the_end(view: &[u8], at: usize) -> bool {
    let rest = &view[at..(at + 256).min(view.len())];
    if rest.len() == 256
        && let Some(first) = goes_on(rest)
    {
        return begins_value(first);
    }
    let line = memchr::memchr(b'\n', rest).map_or(rest, |end| &rest[..end]);
    let mut words = line
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    let Some(first) = words.next() else {
        return true;
    };
    begins_value(first) || words.nth(2).is_none() || rest.len() < 256 && line.len() == rest.len()
}

/// Whether a word may be a value, or say how one is written: the name of what is guarded may stand in front of the value, a comment or a
/// closing sign behind it.
fn begins_value(word: &[u8]) -> bool {
    matches!(word.first(), Some(b'"' | b'\'' | b'`'))
        || modifier(word)
        || word.starts_with(b"pass:")
}

/// The first word of a text whose line has four at least, if that shows at once: words are told by masks and not one by one, for where
/// each ends cannot be guessed.
fn goes_on(text: &[u8]) -> Option<&[u8]> {
    let (groups, _) = text.first_chunk::<64>()?.as_chunks();
    let (mut blanks, mut ends) = (0_u64, 0_u64);
    for (at, group) in groups.iter().enumerate() {
        let line_ends = marks(group, [b'\n'; 3]);
        let others = marks(group, [b' ', b'\t', b'\r']) | marks(group, [b'\x0c'; 3]);
        blanks |= u64::from(line_ends | others) << (at * GROUP);
        ends |= u64::from(line_ends) << (at * GROUP);
    }
    let line = (ends & ends.wrapping_neg()).wrapping_sub(1);
    let begins = !blanks & (blanks << 1 | 1) & line;
    let first = begins.trailing_zeros();
    let length = blanks.checked_shr(first)?.trailing_zeros();
    let start = first as usize;
    (begins.count_ones() >= 4).then(|| &text[start..start + length as usize])
}

/// `password("…")`.
fn call(line: &Line<'_>, place: usize) -> Option<Hit> {
    let (start, end) = line.bounds(place);
    let text = &line.view[start..line.end];
    let open = memchr::memchr(b'(', &text[..end - start])?;
    let quote = *text.get(open + 1).filter(|b| matches!(b, b'"' | b'\''))?;
    let name = text[..open]
        .rsplit(|b| matches!(b, b'.' | b'(' | b' '))
        .next()?;
    let from = open + 2;
    let length = memchr::memchr(quote, &text[from..])?;
    let value = &text[from..from + length];
    let closed = text.get(from + length + 1) == Some(&b')');
    (classify(name) == Some(Builtin::Password)
        && closed
        && (4..=200).contains(&length)
        && !value.contains(&b' ')
        && !values::placeholder(value)
        && !values::identifier(value))
    .then(|| Hit::new(Builtin::Password, start + from, start + from + length, 0.8))
}

/// Words between a name and its value: how the value is written.
fn modifier(word: &[u8]) -> bool {
    matches!(
        word,
        b"0" | b"5"
            | b"6"
            | b"7"
            | b"8"
            | b"8a"
            | b"9"
            | b"ENC"
            | b"enc"
            | b"cipher"
            | b"irreversible-cipher"
            | b"type"
            | b"value"
            | b"simple"
            | b"ascii-text"
            | b"ascii"
            | b"hexadecimal"
            | b"hash"
            | b"hashed"
            | b"encrypted"
            | b"sha512"
            | b"sha256"
            | b"plaintext"
            | b"clear-text"
            | b"cleartext"
            | b"plain-text-password-value"
            | b"local"
            | b"remote"
            | b"md5"
            | b"sha"
            | b"pbkdf2"
            | b"bcrypt-sha512"
            | b"encryption-type"
            | b"unencrypted"
    )
}

/// Words at the beginning of a command that sets something.
fn sets(word: &[u8]) -> bool {
    matches!(
        word.to_ascii_lowercase().as_slice(),
        b"set"
            | b"setenv"
            | b"env"
            | b"enable"
            | b"username"
            | b"user"
            | b"radius"
            | b"tacacs"
            | b"tacacs+"
            | b"server"
            | b"ip"
            | b"neighbor"
            | b"ppp"
            | b"admin"
            | b"wpa"
            | b"snmp"
            | b"aws"
            | b"passwdenv"
            | b"setx"
            | b"arg"
            | b"export"
            | b"fastcgi_param"
            | b"machine"
            | b"default"
            | b"alter"
            | b"create"
            | b"grant"
            | b"uwsgi_param"
    )
}

/// The value behind the name in `place`.
fn follows(line: &Line<'_>, place: usize) -> Option<Hit> {
    let token = line.token(place);
    if let Some(value) = token.strip_prefix(b"pass:") {
        let option = place > 0 && line.token(place - 1).starts_with(b"-pass");
        let (_, end) = line.bounds(place);
        return (option && !value.is_empty() && !values::placeholder(value))
            .then(|| Hit::new(Builtin::Password, end - value.len(), end, 0.92));
    }
    let base64 = token.ends_with(b"::");
    let name = token.trim_ascii_end();
    let name = name
        .strip_suffix(b"::")
        .or_else(|| name.strip_suffix(b":"))
        .unwrap_or(name);
    if name
        .iter()
        .any(|b| matches!(b, b'=' | b'"' | b'/' | b'(' | b'<' | b'@'))
        || token.ends_with(b":") && !base64
    {
        return None;
    }
    let kind = classify(name)
        .filter(|kind| matches!(kind, Builtin::Password | Builtin::Secret | Builtin::Token))?;
    let mut next = place + 1;
    while next < line.count() && modifier(line.token(next)) {
        next += 1;
    }
    // The name of what is guarded stands between.
    next += usize::from(line.is(0, b"sentinel"));
    let strong = next > place + 1 || base64;
    let (start, end, quoted) = line.value(next)?;
    let value = &line.view[start..end];
    let last = line.ends_at(next);
    let setting = place == 0
        || place <= 3 && sets(line.token(0))
        || place == 1 && line.token(0).contains(&b'.');
    if values::placeholder(value) || value.len() < 3 || path(value) {
        return None;
    }
    let login = place >= 2 && line.has(b"login");
    let accepted = if strong {
        value.len() >= 4 && (last || setting)
    } else if quoted {
        last && value.len() >= 4
            && match kind {
                Builtin::Password => setting || !value.contains(&b' '),
                _ => setting && values::looks_random(value) || place == 0 && mixed(value),
            }
    } else {
        let directive = place == 0 && name.len() > 8 && name != b"passphrase";
        last && match kind {
            Builtin::Password => {
                setting && mixed(value)
                    || login
                    || values::looks_random(value) && mixed(value)
                    || directive && line.count() == 2 && !values::identifier(value)
            }
            _ => setting && (mixed(value) || values::looks_random(value)),
        }
    };
    accepted.then(|| Hit::new(kind, start, end, if strong || quoted { 0.88 } else { 0.8 }))
}

/// Letters, and among them digits or marks that words do not have.
fn mixed(value: &[u8]) -> bool {
    let letters = value.iter().any(u8::is_ascii_alphabetic);
    let digits = value.iter().any(u8::is_ascii_digit);
    let marks = value.iter().any(|b| {
        matches!(
            b,
            b'!' | b'@' | b'#' | b'$' | b'%' | b'^' | b'&' | b'*' | b'+' | b'=' | b'~' | b'?'
        )
    });
    value.len() >= 4
        && (letters && (digits || marks) || digits && value.len() >= 12)
        && !value.ends_with(b":")
        && !value.contains(&b'(')
}

/// A file, an address or a variable in place of a value.
fn path(value: &[u8]) -> bool {
    value.first() == Some(&b'/')
        && value.len() < 64
        && value[1..].iter().filter(|b| **b == b'/').count() >= 1
        || value.starts_with(b"http://")
        || value.starts_with(b"https://")
        || value.starts_with(b"./")
        || value.starts_with(b"$")
            && value[1..]
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// Whether a value of a command counts: anything but a stand-in.
fn given(value: &[u8]) -> bool {
    value.len() >= 2 && !values::placeholder(value) && !path(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_words_on_a_line_are_told_by_masks_as_one_by_one() {
        const PARTS: [&str; 12] = [
            " ",
            " ",
            "\t",
            "\n",
            "\r\n",
            "\x0c",
            "id",
            "value",
            "\"x",
            "=",
            "refreshed",
            "é",
        ];
        let mut state = 1_u64;
        let mut told = 0;
        for _ in 0..20_000 {
            let mut text = String::new();
            while text.len() < 64 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                text.push_str(PARTS[usize::try_from(state >> 33).unwrap() % PARTS.len()]);
            }
            let head = &text.as_bytes()[..64];
            let line = head.split(|b| *b == b'\n').next().unwrap();
            let words = line.split(u8::is_ascii_whitespace);
            let words: Vec<&[u8]> = words.filter(|word| !word.is_empty()).collect();
            let expected = words.first().copied().filter(|_| words.len() >= 4);
            assert_eq!(goes_on(text.as_bytes()), expected, "{text:?}");
            told += usize::from(expected.is_some());
        }
        assert!((1_000..19_000).contains(&told), "{told}");
        assert_eq!(goes_on(&[b'x'; 64]), None);
        assert_eq!(goes_on(b"a b c d"), None);
    }
}
