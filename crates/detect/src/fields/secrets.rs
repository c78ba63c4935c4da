//! Credentials by name: more names than one table should hold, and what may be their value.

use super::parse::{Found, Sign};
use super::phrases::{plain_words, setting};
use super::program::program_text;
use crate::bytes::Bytes;
use crate::check;
use crate::rules::Builtin;
use crate::values;

/// One word or a few that somebody may have chosen as a password, in a literal that a program makes its password of.
pub(super) fn password_word(value: &[u8]) -> bool {
    (4..=64).contains(&value.len()) && !label(value) && !values::variable(value)
}

/// A value that nobody typed: long, of letters and digits, and neither a path nor one of the usual numbers.
pub(crate) fn random_beyond_doubt(value: &[u8]) -> bool {
    static PLAIN: Bytes = Bytes::alphanumeric_and(b"+/=-_.~");
    if !(16..=256).contains(&value.len()) {
        return false;
    }
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let plain = PLAIN.hold(value);
    let uuid = value.len() == 36 && value.iter().filter(|b| **b == b'-').count() == 4;
    plain
        && !uuid
        && digits >= 2
        && letters >= 4
        && digits + letters + 6 >= value.len()
        && value.first() != Some(&b'/')
        && check::entropy(value) >= 3.3
        && values::coded(value)
}

/// Whether a value is the key that [`super::keys::some_key`] announced. Hexadecimal digits under a mere `key` name content more often
/// than they are a secret.
pub(super) fn key_value(name: &[u8], value: &[u8]) -> bool {
    let mere = name.len() <= 4;
    let listed = || value.contains(&b',') && value.split(|b| *b == b',').all(random_beyond_doubt);
    (random_beyond_doubt(value) || !mere && listed() || !mere && unspeakable(value))
        && !(mere && value.iter().all(u8::is_ascii_hexdigit))
        && !file(value)
}

/// `build/artifact-4f1c.zip`: the key of an object in a store is the name of a file.
fn file(value: &[u8]) -> bool {
    let ending = value.rsplit(|b| *b == b'.').next().unwrap_or(value);
    let extension = ending.len() < value.len()
        && (2..=4).contains(&ending.len())
        && ending.iter().all(u8::is_ascii_lowercase);
    extension
        || value.contains(&b'/')
            && (value.contains(&b'-') || value.contains(&b'_') || value.ends_with(b"/"))
}

/// How sure it is that the value after a password's name is one.
pub(super) fn password(view: &[u8], name: &[u8], value: &[u8], found: &Found) -> Option<f32> {
    let lower = name.to_ascii_lowercase();
    let weak_name = lower.ends_with(b"pass") || lower.ends_with(b"pw") || lower.ends_with(b"clave");
    let bare = bare(value);
    if weak_name && value.len() < 4 && !found.quoted || not_a_password(name, &lower, bare, found) {
        return None;
    }
    if found.sign == Sign::Compared {
        return (found.quoted && password_in_text(value)).then_some(0.85);
    }
    if found.quoted {
        // `pass "force"` is what somebody does, unless the value looks like a password.
        let done = found.sign == Sign::Blank && !option(name) && lower.ends_with(b"pass");
        // `"user:" + name`: a text that goes on.
        let rest = view.get(found.end + 1..).unwrap_or_default();
        let goes_on = matches!(value.last(), Some(b':' | b'=' | b' '))
            && rest.trim_ascii_start().first() == Some(&b'+');
        // What opens a passphrase is no text for people.
        let phrase = lower.ends_with(b"passphrase")
            && value.iter().all(|b| b.is_ascii_lowercase() || *b == b' ')
            && value.iter().filter(|b| **b == b' ').count() >= 3
            && !values::contains_word(value, b"phrase")
            && !values::contains_word(value, b"your");
        let other = values::variable(value)
            || label(value) && !phrase
            || goes_on
            || formatted(view, value, found);
        return (!other && (!done || password_in_text(value))).then_some(0.92);
    }
    if found.sign == Sign::Blank {
        let strong = values::looks_random(value) || password_like(value);
        let spoken = super::classify(value) == Some(Builtin::Password)
            || program_text(view, name, value, found);
        let drawn = values::looks_random(value) && !program_text(view, name, value, found);
        return (!spoken && found.line && (option(name) || found.alone && strong) || drawn)
            .then_some(0.8);
    }
    if found.sign != Sign::Markup
        && program_text(view, name, value, found)
        && !amid_pairs(view, name, bare, found)
        && !setting(view, value, found)
    {
        return None;
    }
    let word = bare.iter().all(u8::is_ascii_alphabetic);
    match found.sign {
        Sign::Equals if found.tight || found.line => Some(0.92),
        Sign::Equals => (!word).then_some(0.85),
        Sign::Markup => Some(0.9),
        // `password: must be longer` is prose, `password: tiger` at the end of a line is a value.
        _ => (!word || found.alone).then_some(if word { 0.7 } else { 0.85 }),
    }
}

/// Whether what might be a name in a program stands in a list of pairs, as connection strings and queries have them, where no program is written:
/// `user=hr;password=Small.Words;`, `?user=x&pass=Small.Words`, `host=db user=x password=Small.Words`.
fn amid_pairs(view: &[u8], name: &[u8], value: &[u8], found: &Found) -> bool {
    if found.quoted || !found.tight || found.sign != Sign::Equals || !plain_words(value) {
        return false;
    }
    // The name may have been read across a blank.
    let word = name.rsplit(|b| *b == b' ').next().unwrap_or(name);
    let start = found.start.saturating_sub(word.len() + 1);
    let before = &view[start.saturating_sub(80)..start];
    let pair = |word: &[u8]| word.contains(&b'=') && !word.ends_with(b"=");
    match before.last() {
        Some(b';' | b'&' | b'?') => true,
        Some(b' ') => before
            .trim_ascii_end()
            .rsplit(|b| matches!(b, b' ' | b'\n'))
            .next()
            .is_some_and(|word| pair(word) && !word.ends_with(b",")),
        _ => false,
    }
}

/// `"prefix-{}"`, `"{0}.pass"`, `f"{name}-pw"`: a text that a program fills in.
fn formatted(view: &[u8], value: &[u8], found: &Found) -> bool {
    let before = found.start.checked_sub(2).and_then(|at| view.get(at));
    let literal = matches!(before, Some(b'f' | b'F' | b'$'));
    memchr::memchr_iter(b'{', value).any(|open| {
        let rest = &value[open + 1..];
        let inner = rest.iter().position(|b| *b == b'}').map(|end| &rest[..end]);
        inner.is_some_and(|inner| {
            inner.len() <= 2 && inner.iter().all(u8::is_ascii_digit)
                || literal
                    && inner
                        .iter()
                        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
        })
    })
}

fn option(name: &[u8]) -> bool {
    name.starts_with(b"-")
}

/// Names and values that only look like a password and its name.
fn not_a_password(name: &[u8], lower: &[u8], bare: &[u8], found: &Found) -> bool {
    // The working directory, and the verdict of a test.
    let directory = lower.ends_with(b"pwd")
        && (matches!(bare.first(), Some(b'/' | b'~' | b'\\' | b'.'))
            || bare.get(1..3) == Some(b":\\"))
        || lower.ends_with(b"pass")
            && bare.starts_with(b"/")
            && bare
                .iter()
                .all(|b| b.is_ascii_lowercase() || matches!(b, b'/' | b'.' | b'-' | b'_'));
    // A variable of a program, or what a template will put there.
    let later = bare.starts_with(b"${")
        || bare.starts_with(b"$_")
        || bare.starts_with(b"{{ ")
        || !found.quoted
            && [&b"#{"[..], b"%{", b"<%", b"`", b"\\("]
                .iter()
                .any(|open| bare.starts_with(open))
        || inner_variable(bare)
        || bare.starts_with(b"$") && bare.len() == 2;
    // An option, a link, a resource, or a path of words.
    let elsewhere = found.sign == Sign::Blank && bare.starts_with(b"--")
        || bare.starts_with(b"arn:")
        || bare.starts_with(b"file://")
        || named_path(bare);
    let same = bare.eq_ignore_ascii_case(name)
        || bare.len() >= 8 && lower.ends_with(&bare.to_ascii_lowercase())
        || found.sign == Sign::Markup && !found.quoted && label(bare);
    let verdict = (name == b"PASS" || name.ends_with(b" PASS")) && found.sign == Sign::Colon
        || lower.ends_with(b"pass") && bare.iter().all(u8::is_ascii_digit) && bare.len() < 6;
    // Where a web server hands requests on to.
    let verdict =
        verdict || lower.ends_with(b"_pass") && bare.windows(3).any(|sign| sign == b"://");
    let tag = bare.starts_with(b"!")
        && bare.get(1).is_some_and(u8::is_ascii_lowercase)
        && !found.tight
        && found.sign == Sign::Colon;
    directory
        || verdict
        || tag
        || later
        || elsewhere
        || same
        || bare.starts_with(b"$(")
        || digest(bare)
}

/// `'$NAME'` inside other quotes.
fn inner_variable(value: &[u8]) -> bool {
    let inner = value
        .strip_prefix(b"'")
        .and_then(|rest| rest.strip_suffix(b"'"))
        .or_else(|| {
            value
                .strip_prefix(b"\"")
                .and_then(|rest| rest.strip_suffix(b"\""))
        });
    inner.is_some_and(values::variable)
}

/// `/parameters/prod/db`, `users/passwords#update`, `#add-password`: words between marks of a path.
fn named_path(value: &[u8]) -> bool {
    let slashes = value.iter().filter(|b| **b == b'/').count();
    let plain = value.iter().all(|b| {
        b.is_ascii_lowercase()
            || b.is_ascii_digit()
            || matches!(b, b'/' | b'.' | b'-' | b'_' | b'#' | b'@' | b':' | b'*')
    });
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let selector = value.starts_with(b"#") && values::contains_word(value, b"passw");
    plain
        && digits <= 4
        && (slashes >= 2 || slashes == 1 && value.contains(&b'#') || selector)
        && value
            .split(|b| !b.is_ascii_lowercase())
            .any(|word| word.len() >= 4)
}

/// A digest that stands for the value.
fn digest(value: &[u8]) -> bool {
    let rest = value
        .strip_prefix(b"hmac-sha256:")
        .or_else(|| value.strip_prefix(b"sha256:"))
        .or_else(|| value.strip_prefix(b"sha1:"));
    rest.is_some_and(|rest| rest.len() >= 32 && rest.iter().all(u8::is_ascii_hexdigit))
}

/// A text for people, as it stands beside a field of a form.
fn label(value: &[u8]) -> bool {
    const OPENINGS: &[&[u8]] = &[
        b"enter ",
        b"your ",
        b"choose ",
        b"please ",
        b"type ",
        b"forgot",
        b"new pass",
        b"confirm ",
        b"repeat ",
        b"the ",
        b"must ",
        b"invalid ",
        b"wrong ",
        b"incorrect",
        b"reset ",
        b"change ",
        b"show ",
        b"hide ",
        b"at least",
        b"minimum",
        b"passwort ",
        b"mot de passe",
        b"leave ",
    ];
    let lower = value.to_ascii_lowercase();
    let words = lower.contains(&b' ');
    let speaks = [&b"password"[..], b"passwort", b"passphrase", b"kennwort"]
        .iter()
        .any(|word| values::contains_word(&lower, word));
    words
        && (speaks
            || OPENINGS.iter().any(|start| lower.starts_with(start))
            || lower.ends_with(b"?"))
        || matches!(
            lower.as_slice(),
            b"passwort" | b"kennwort" | b"mot de passe" | b"senha" | b"wachtwoord" | b"password:"
        )
}

/// Letters with a digit or a mark among them, as people choose passwords.
pub(super) fn password_like(value: &[u8]) -> bool {
    let letters = value.iter().any(u8::is_ascii_alphabetic);
    let digits = value.iter().any(u8::is_ascii_digit);
    let marks = value.iter().any(|b| {
        matches!(
            b,
            b'!' | b'@' | b'#' | b'$' | b'%' | b'^' | b'&' | b'*' | b'+' | b'~'
        )
    });
    (4..=128).contains(&value.len()) && letters && (digits || marks)
}

/// Whether a word of running text can be a password: nothing that is written with digits or marks for another reason.
pub(crate) fn password_in_text(value: &[u8]) -> bool {
    let lower = value.to_ascii_lowercase();
    let mut parts = lower.splitn(2, |b| !b.is_ascii_alphabetic());
    // `sha256`, `md5`, `utf-8`, `v2.1`, `base64`, `ipv4`, `x86_64`, `16px`.
    let head = parts.next().unwrap_or_default();
    let tail = parts.next().unwrap_or_default();
    let technical = matches!(
        head,
        b"sha"
            | b"md"
            | b"utf"
            | b"v"
            | b"base"
            | b"ipv"
            | b"rsa"
            | b"aes"
            | b"ed"
            | b"oauth"
            | b"http"
            | b"https"
            | b"iso"
            | b"rfc"
            | b"x"
            | b"tls"
            | b"pbkdf"
            | b"ntlmv"
            | b"argon"
            | b"scrypt"
            | b"mysql"
            | b"postgres"
            | b"line"
            | b"level"
            | b"type"
            | b"pam"
    ) && tail.len() < 8;
    let unit = value.iter().take_while(|b| b.is_ascii_digit()).count();
    let counted = unit > 0 && value.len() - unit <= 3;
    let path = value
        .iter()
        .any(|b| matches!(b, b'/' | b'\\' | b'=' | b'(' | b')' | b'{' | b'}'))
        || value.starts_with(b"-")
        || value.starts_with(b"@")
        || value.starts_with(b"$")
        || value.starts_with(b"%")
        || value.starts_with(b"&")
        || value.starts_with(b"!") && value.get(1).is_some_and(u8::is_ascii_lowercase);
    let address = value.contains(&b'@') && value.contains(&b'.') && !value.contains(&b'!');
    let version = value.iter().filter(|b| **b == b'.').count() >= 2;
    password_like(value)
        && !(technical || counted || path || address || version)
        && !values::placeholder(value)
        && !values::is_date(value)
        && !digest(value)
}

/// The value without what ends a statement.
fn bare(value: &[u8]) -> &[u8] {
    let mut value = value;
    while let [rest @ .., b';' | b','] = value {
        value = rest;
    }
    value
}

/// How sure it is that the value after the name of a key, token or session is one.
pub(super) fn secret(
    view: &[u8],
    kind: Builtin,
    name: &[u8],
    value: &[u8],
    found: &Found,
) -> Option<f32> {
    let shortest = if found.quoted && kind == Builtin::Secret {
        6
    } else {
        8
    };
    let bare = bare(value);
    let shortest = if found.sign == Sign::Equals && found.tight && values::letters_and_digits(bare)
    {
        shortest.min(6)
    } else {
        shortest
    };
    if value.len() < shortest
        || value.len() > 4096
        || value.contains(&b' ')
        || found.sign == Sign::Blank && !found.line
        || found.sign == Sign::Compared && !random_beyond_doubt(value)
        || not_a_secret(kind, name, bare, found)
        || !found.quoted && found.sign != Sign::Markup && program_text(view, name, value, found)
    {
        return None;
    }
    // A shorter number of a session only finds its lines again: it could be guessed (NIST SP 800-63B, 7.1, asks for 64 bits).
    let number = kind == Builtin::Session && value.len() < 16 && !found.quoted;
    if number {
        return None;
    }
    let random = values::looks_random(value) || unspeakable(value);
    let base = match kind {
        Builtin::Secret => 0.8,
        _ if random => 0.8,
        _ => return None,
    };
    // A date, a path or a plain number is no secret, whatever its name.
    let path =
        value.first() == Some(&b'/') && value[1..].contains(&b'/') || value.starts_with(b"./");
    if path && !random
        || link(bare)
        || resource(kind, name, bare, found)
        || encoding(bare)
        || !found.quoted
            && !found.tight
            && values::identifier(bare)
            && values::spoken(bare)
            && !unspeakable(bare)
        || values::is_date(value)
        || value.len() < 12 && value.iter().all(u8::is_ascii_digit)
    {
        return None;
    }
    if !random
        && (!found.quoted && !matches!(found.sign, Sign::Equals | Sign::Markup)
            || values::identifier(value) && !found.line
            || found.sign == Sign::Blank)
    {
        return None;
    }
    Some(if random { base + 0.12 } else { base - 0.15 })
}

/// A link or the place of a file; what is secret in a link is found by itself.
fn link(value: &[u8]) -> bool {
    let rest = value
        .strip_prefix(b"https://")
        .or_else(|| value.strip_prefix(b"http://"));
    value.starts_with(b"file://")
        || value.starts_with(b"urn:")
        || rest.is_some_and(|rest| {
            !rest
                .split(|b| matches!(b, b'/' | b'?' | b'&' | b'='))
                .any(random_beyond_doubt)
        })
}

/// The name of what holds a secret. Values in shell files stay: there `my-secret-key-1` is what somebody chose.
fn resource(kind: Builtin, name: &[u8], value: &[u8], found: &Found) -> bool {
    let holder = || {
        let lower = name.to_ascii_lowercase();
        [&b"secret"[..], b"secrets", b"credential", b"credentials"]
            .iter()
            .any(|end| lower.ends_with(end))
    };
    values::resource(value)
        && (found.sign == Sign::Blank
            || kind == Builtin::Token && !(found.tight && found.sign == Sign::Equals)
            || value.contains(&b'/')
            || found.sign == Sign::Colon && !found.quoted && holder())
}

/// The name of an encoding or of an algorithm, as the second argument of a call.
fn encoding(value: &[u8]) -> bool {
    const LONGEST: usize = 9;
    if value.len() > LONGEST {
        return false;
    }
    let lower = value.to_ascii_lowercase();
    matches!(
        lower.as_slice(),
        b"base64"
            | b"base64url"
            | b"utf8"
            | b"utf-8"
            | b"latin1"
            | b"sha256"
            | b"sha-256"
            | b"sha512"
            | b"hs256"
            | b"rs256"
            | b"es256"
            | b"aes-256"
            | b"aes256"
            | b"md5"
    )
}

/// Small letters only, more of them than words have, and few of one kind after another as in words grown together.
pub(super) fn unspeakable(value: &[u8]) -> bool {
    let small = value.len() >= 24 && value.iter().all(u8::is_ascii_lowercase);
    let capital = value.len() >= 16 && value.iter().all(u8::is_ascii_uppercase);
    value.len() <= 64 && (small || capital) && check::entropy(value) >= 3.2
}

fn not_a_secret(kind: Builtin, name: &[u8], bare: &[u8], found: &Found) -> bool {
    let lower = name.to_ascii_lowercase();
    // The token of an assembly's public key (ECMA-335, partition II, 6.3) and the number of a session.
    let public = values::contains_word(&lower, b"public") || lower.contains(&b'/');
    let number = kind == Builtin::Session
        && bare
            .strip_prefix(b"0x")
            .is_some_and(|hex| hex.len() <= 16 && hex.iter().all(u8::is_ascii_hexdigit));
    // The name of a secret, as Kubernetes and Terraform write it, and the name of a header.
    let stored = bare.starts_with(b"arn:")
        || bare.contains(&b'/')
            && bare
                .iter()
                .all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'_' | b'.' | b'/'));
    let resource = matches!(
        lower.as_slice(),
        b"secret" | b"secrets" | b"credential" | b"credentials" | b"secretid" | b"secret_id"
    ) && bare
        .iter()
        .all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'.' | b'/'))
        && bare.iter().any(|b| matches!(b, b'-' | b'.' | b'/'));
    let header = lower.ends_with(b"header")
        || bare.starts_with(b"X-") && !bare.iter().any(u8::is_ascii_digit);
    let mode = matches!(bare, b"include" | b"same-origin" | b"omit" | b"inherit");
    let tag = bare.starts_with(b"!") && found.sign == Sign::Colon && !found.tight;
    let later = bare.starts_with(b"${") || bare.starts_with(b"%") && bare.contains(&b'/');
    let loaded = lower.ends_with(b"loadcredential");
    public
        || number
        || stored
        || later
        || loaded
        || resource
        || header
        || mode
        || tag
        || digest(bare)
}

#[cfg(test)]
mod tests {
    use super::super::keys;
    use super::*;

    #[test]
    fn keys_of_unknown_purpose() {
        for name in ["SCOUT_KEY", "appKey", "fernet_key", "Key", "user-key"] {
            assert!(keys::some_key(name.as_bytes()), "{name}");
        }
        for name in [
            "public_key",
            "cacheKey",
            "sort-key",
            "keyboard",
            "restored from key",
            "monk",
        ] {
            assert!(!keys::some_key(name.as_bytes()), "{name}");
        }
        assert!(random_beyond_doubt(b"wwBmQRDj8kiE9iDviYWt"));
        assert!(random_beyond_doubt(b"73f50dd165258d9efcafb32a33eb8af3"));
        for value in [
            "user:1234567890:profile",
            "0b7c9f3e-1b2c-4d5e-8f90-a1b2c3d4e5f6",
            "/srv/data/2024/file1.txt",
            "orders.created.v2.retry",
            "abcdefghijklmnopqrst",
        ] {
            assert!(!random_beyond_doubt(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn what_stands_for_a_value() {
        let found = |sign, quoted| Found {
            start: 0,
            end: 0,
            sign,
            quoted,
            tight: true,
            line: true,
            alone: true,
        };
        for (name, value) in [
            ("ProxyPass", "/api"),
            ("--auth-user-pass", "/etc/openvpn/up"),
            ("password", "${DB_PASSWORD"),
            ("password", "{{ lookup('env', 'X') }}"),
            ("userPassword", "userPassword"),
        ] {
            let found = found(Sign::Equals, true);
            let sure = password(b"", name.as_bytes(), value.as_bytes(), &found);
            assert_eq!(sure, None, "{name} {value}");
        }
        for (kind, name, value) in [
            (Builtin::Secret, "secretId", "prod/db/main"),
            (
                Builtin::Secret,
                "secret",
                "arn:aws:secretsmanager:eu-1:1:secret:db-A1b2",
            ),
            (Builtin::Session, "session", "kyc-59942618"),
            (
                Builtin::Secret,
                "JWT_SECRET_KEY",
                "%kernel.project_dir%/config/jwt/private.pem",
            ),
        ] {
            let found = found(Sign::Equals, false);
            let sure = secret(b"", kind, name.as_bytes(), value.as_bytes(), &found);
            assert_eq!(sure, None, "{name} {value}");
        }
        let found = found(Sign::Colon, false);
        assert!(
            secret(
                b"",
                Builtin::Token,
                b"token",
                b"agumcaetctvsggwxkoylvubsnokyca",
                &found
            )
            .is_some()
        );
        assert!(
            secret(
                b"",
                Builtin::Secret,
                b"secret_id",
                b"6584b74c-20c1-41b2-80d8-cc99837591ae",
                &found
            )
            .is_some()
        );
    }

    #[test]
    fn words_in_lists_of_pairs_are_passwords_and_those_of_programs_are_none() {
        let found = |text: &str| {
            let found = crate::scan_all(crate::Rules::default_pack(), text.as_bytes());
            let place = |at: u64| usize::try_from(at).unwrap();
            let values = found
                .iter()
                .map(|one| &text[place(one.start)..place(one.end)]);
            values.map(str::to_owned).collect::<Vec<_>>()
        };
        for (text, value) in [
            ("source=db;uid=crm;pwd=Grapes.Must;App=x", "Grapes.Must"),
            (
                "url=jdbc:x://db/shop?user=rw&password=Plums.Dumpling&ssl=1",
                "Plums.Dumpling",
            ),
            (
                "host=db user=repl password=Subscribe.Now dbname=bill",
                "Subscribe.Now",
            ),
            ("GET /api?user=x&pass=Travel-Fever&cmd=list", "Travel-Fever"),
        ] {
            assert!(
                found(text).contains(&value.to_owned()),
                "{text}: {:?}",
                found(text)
            );
        }
        for text in [
            "connect(host=db, password=settings.password)",
            "$x = connect(user=$u, password=Get-Secret)",
            "url = base + '?user=x&password=config.value'",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn labels_of_forms_are_no_passwords() {
        for text in [
            "Enter your password",
            "Forgot password?",
            "Passwort",
            "New password again",
        ] {
            assert!(label(text.as_bytes()), "{text}");
        }
        for text in [
            "correct horse battery staple",
            "tiger",
            "please",
            "hunter2?",
        ] {
            assert!(!label(text.as_bytes()), "{text}");
        }
    }
}
