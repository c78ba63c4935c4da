//! Questions about a value: is it a stand-in, a date, a word, something random?

use crate::bytes::Bytes;
use crate::words::{Words, lower};

/// Whether a value stands for a secret instead of being one: a variable, a blank, a word such as `null`, stars.
pub(crate) fn placeholder(value: &[u8]) -> bool {
    static WORDS: Words = Words::new(
        "null nil none true false undefined yes no on off n/a na empty unset blank redacted masked hidden \
        filtered removed omitted sanitized secret password passwd token string str required optional unknown \
        default placeholder example todo tbd file env protected encrypted sensitive **** (null) (none) \
        (empty) nan void prompt ask bytes char varchar text object boolean int integer number any via",
    );
    const LONGEST_WORD: usize = 11;
    let value = value.trim_ascii();
    let Some(&first) = value.first() else {
        return true;
    };
    let inner = match value {
        [b'[', inner @ .., b']'] | [b'<', inner @ .., b'>'] | [b'(', inner @ .., b')'] => inner,
        _ => b"!",
    };
    let name = |b: &u8| match first {
        b'<' => b.is_ascii_alphanumeric() || matches!(b, b' ' | b'_' | b'-' | b'.' | b'*' | b':'),
        _ => b.is_ascii_alphabetic() || matches!(b, b' ' | b'_' | b'-' | b'*'),
    };
    if inner.iter().all(name) {
        return true;
    }
    let repeated = value.iter().all(|b| *b == first);
    if repeated
        && (matches!(
            first,
            b'*' | b'x' | b'X' | b'.' | b'-' | b'_' | b'#' | b'?' | b'=' | b'~' | b'0'
        ) || value.len() == 1 && !first.is_ascii_digit())
    {
        return true;
    }
    if value.len() >= 3
        && value
            .iter()
            .all(|b| matches!(b, b'*' | b'x' | b'X' | b'.' | b'-'))
    {
        return true;
    }
    if value.starts_with(&"•".as_bytes()[..2]) || value.starts_with("…".as_bytes()) {
        return true;
    }
    let begins = |text: &[u8]| {
        value
            .get(..text.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(text))
    };
    let escaped = first == b'&' && begins(b"&lt;") && value.to_ascii_lowercase().ends_with(b"&gt;");
    escaped
        || variable(value)
        || constant(value)
        || value.len() < 256 && dummy(value)
        || starred(value)
        || value.len() <= LONGEST_WORD && WORDS.holds(lower(value, &mut [0; LONGEST_WORD]))
        || matches!(first, b'y' | b'Y' | b'i' | b'I' | b'<')
            && [&b"your_"[..], b"your-", b"insert_", b"<your"]
                .into_iter()
                .any(begins)
}

/// The name of a variable in capitals that speaks of a secret: `AWS_SECRET_ACCESS_KEY`, `YOUR_TOKEN`.
fn constant(value: &[u8]) -> bool {
    value.iter().all(|b| b.is_ascii_uppercase() || *b == b'_')
        && value.contains(&b'_')
        && value.split(|b| *b == b'_').any(|word| {
            matches!(
                word,
                b"KEY"
                    | b"TOKEN"
                    | b"SECRET"
                    | b"PASSWORD"
                    | b"PASSWD"
                    | b"VALUE"
                    | b"HERE"
                    | b"YOUR"
            )
        })
}

/// `*password*`, `**secret**`: a word between stars.
fn starred(value: &[u8]) -> bool {
    let stars = value.iter().take_while(|b| **b == b'*').count();
    let Some(inner) = value.get(stars..value.len().saturating_sub(stars)) else {
        return false;
    };
    stars > 0
        && value.ends_with(b"*")
        && !inner.is_empty()
        && inner
            .iter()
            .all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b' '))
}

/// Eight and more of one mark or letter that people fill a form with: `ghp_xxxxxxxxxxxx`, `********abcd`.
pub(crate) fn dummy(value: &[u8]) -> bool {
    const RUN: usize = 8;
    static MARKS: Bytes = Bytes::of(b"xX*.#?");
    // A run of eight covers every eighth place, wherever it begins.
    (RUN - 1..value.len()).step_by(RUN).any(|at| {
        let mark = value[at];
        let same = |b: &&u8| **b == mark;
        MARKS.has(mark)
            && value[..at].iter().rev().take(RUN).take_while(same).count()
                + value[at..].iter().take(RUN).take_while(same).count()
                >= RUN
    })
}

/// `${NAME}`, `$NAME`, `{{ name }}`, `%(name)s`, `%NAME%`, `#{name}`, `@name@`, `<%= name %>`, `$(command)`.
pub(crate) fn variable(value: &[u8]) -> bool {
    if !matches!(
        value.first(),
        Some(b'$' | b'{' | b'#' | b'<' | b'%' | b'@' | b'!' | b'?')
    ) {
        return false;
    }
    let name = |rest: &[u8]| {
        !rest.is_empty()
            && rest.iter().all(|b| {
                b.is_ascii_alphanumeric()
                    || matches!(
                        b,
                        b'_' | b'.'
                            | b'-'
                            | b':'
                            | b'/'
                            | b' '
                            | b'\''
                            | b'"'
                            | b'|'
                            | b'['
                            | b']'
                            | b'('
                            | b')'
                    )
            })
    };
    let between = |open: &[u8], close: &[u8]| {
        value
            .strip_prefix(open)
            .and_then(|v| v.strip_suffix(close))
            .is_some_and(name)
    };
    // What a shell or a template computes inside its brackets.
    let computed = |open: &[u8], close: &[u8]| {
        value
            .strip_prefix(open)
            .and_then(|v| v.strip_suffix(close))
            .is_some_and(|rest| !rest.is_empty() && !rest.contains(&b'\n'))
    };
    if computed(b"${{", b"}}")
        || computed(b"{{ ", b" }}")
        || computed(b"{{- ", b"}}")
        || computed(b"$((", b"))")
        || computed(b"%{", b"}")
        || between(b"${", b"}")
        || between(b"{{", b"}}")
        || between(b"#{", b"}")
        || between(b"#{", b"}#")
        || between(b"$(", b")")
        || between(b"<%", b"%>")
        || between(b"<%=", b"%>")
        || between(b"%(", b")s")
        || between(b"$[", b"]")
        || between(b"@{", b"}")
        || between(b"!{", b"}")
        || between(b"{", b"}")
    {
        return true;
    }
    let upper = |rest: &[u8]| {
        rest.len() >= 2
            && rest
                .iter()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
    };
    // `@db.admin.password@`, as builds fill in; a password may stand between the signs too.
    let dotted = |rest: &[u8]| {
        rest.contains(&b'.') && rest.iter().all(|b| b.is_ascii_lowercase() || *b == b'.')
    };
    value
        .strip_prefix(b"$")
        .is_some_and(|rest| upper(rest) || rest.starts_with(b"env:") || local(rest))
        || value
            .strip_prefix(b"%")
            .and_then(|v| v.split(|b| *b == b';').next())
            .and_then(|v| v.strip_suffix(b"%"))
            .is_some_and(upper)
        // What a shell says where there is no such variable: `${X:?not set}`.
        || value
            .strip_prefix(b"?")
            .is_some_and(|rest| !rest.is_empty() && rest.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b' ' | b'}')))
        || value
            .strip_prefix(b"@")
            .and_then(|v| v.strip_suffix(b"@"))
            .is_some_and(|rest| upper(rest) || dotted(rest))
        || matches!(value, b"%s" | b"%v" | b"%d" | b"{}" | b"?" | b"%@" | b"%r")
}

/// The name of a variable in small letters: of several words, or of one that says what it holds.
fn local(name: &[u8]) -> bool {
    let lower = name.to_ascii_lowercase();
    let word = matches!(
        lower.as_slice(),
        b"password"
            | b"passwd"
            | b"pass"
            | b"pwd"
            | b"secret"
            | b"token"
            | b"key"
            | b"value"
            | b"input"
            | b"pw"
            | b"user"
    );
    let letters = name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let digits = name.iter().filter(|b| b.is_ascii_digit()).count();
    let inner = name
        .get(1..)
        .is_some_and(|rest| rest.contains(&b'_') || rest.iter().any(u8::is_ascii_uppercase));
    word || letters
        && digits <= 2
        && inner
        && name
            .first()
            .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && spoken(name)
}

/// Whether letters stand in words: most of them in runs of three and more, which digits, marks and capitals divide.
pub(crate) fn spoken(text: &[u8]) -> bool {
    let mut letters = 0;
    let mut inside = 0;
    let mut run = 0;
    for (at, byte) in text.iter().enumerate() {
        let before = at.checked_sub(1).map_or(b' ', |at| text[at]);
        let after = text.get(at + 1).copied().unwrap_or(b' ');
        let begins = byte.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || before.is_ascii_uppercase() && after.is_ascii_lowercase());
        if !byte.is_ascii_alphabetic() || begins {
            inside += if run >= 3 { run } else { 0 };
            run = 0;
        }
        run += usize::from(byte.is_ascii_alphabetic());
        letters += usize::from(byte.is_ascii_alphabetic());
    }
    inside += if run >= 3 { run } else { 0 };
    letters > 0 && inside * 4 >= letters * 3
}

/// The name of a thing somebody runs, not its secret: `db-credentials-v2`, `namespace/web-01`, `default-token-x7k2p`.
pub(crate) fn resource(value: &[u8]) -> bool {
    static MARKS: Bytes = Bytes::of(b"-./_:@#");
    if MARKS.first_in(value).is_none() {
        return false;
    }
    let mark = |b: &u8| MARKS.has(*b);
    let count = value.split(mark).count();
    let mut words = 0;
    let plain = value.split(mark).enumerate().all(|(at, part)| {
        let letters = part.iter().take_while(|b| b.is_ascii_lowercase()).count();
        let digits = part.len() - letters;
        let number = part.iter().all(u8::is_ascii_digit) && part.len() <= 5;
        let short = part.len() <= 20;
        let word = letters >= 1 && part[letters..].iter().all(u8::is_ascii_digit) && digits <= 3;
        words += usize::from(word && letters >= 3);
        // The end that Kubernetes draws.
        let drawn = at + 1 == count
            && words >= 2
            && matches!(part.len(), 5 | 9 | 10)
            && part
                .iter()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        number || word && short || drawn
    });
    count >= 2 && plain && words >= 1
}

/// Whether `word` occurs in `text`, in any case.
pub(crate) fn contains_word(text: &[u8], word: &[u8]) -> bool {
    let Some((&first, rest)) = word.split_first() else {
        return false;
    };
    memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text).any(|at| {
        text.get(at + 1..at + word.len())
            .is_some_and(|tail| tail.eq_ignore_ascii_case(rest))
    })
}

/// Whether one of `words` (in lower case) occurs on the same line in the `distance` bytes before `at`.
pub(crate) fn near_before(view: &[u8], at: usize, distance: usize, words: &[&str]) -> bool {
    let area = &view[at.saturating_sub(distance)..at];
    let area = memchr::memrchr(b'\n', area).map_or(area, |line| &area[line + 1..]);
    // One bit for each first letter: most bytes begin none of the words.
    let firsts = words
        .iter()
        .filter_map(|word| word.bytes().next())
        .fold(0u32, |bits, b| bits | 1 << (b & 31));
    area.iter().enumerate().any(|(place, byte)| {
        byte.is_ascii_alphabetic()
            && firsts >> (byte & 31) & 1 != 0
            && words.iter().any(|word| {
                area[place..]
                    .get(..word.len())
                    .is_some_and(|text| text.eq_ignore_ascii_case(word.as_bytes()))
            })
    })
}

/// Letters and digits both.
pub(crate) fn letters_and_digits(value: &[u8]) -> bool {
    value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic)
}

/// Digits among letters, and so many that no name with a version has them, or letters that change their case.
pub(crate) fn coded(value: &[u8]) -> bool {
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let inner_upper = value
        .windows(2)
        .filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
        .count();
    letters > 0
        && (digits >= 2 && digits * 10 >= digits + letters || digits >= 1 && inner_upper >= 3)
}

/// Whether a value looks made by a machine: digits among letters, or both cases inside, and no blanks.
pub(crate) fn looks_random(value: &[u8]) -> bool {
    if value.len() < 8 || value.iter().any(u8::is_ascii_whitespace) {
        return false;
    }
    if letters_and_digits(value) {
        return true;
    }
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let inner_upper = || {
        value
            .windows(2)
            .filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
            .count()
    };
    digits >= 12
        || inner_upper() >= 3
        || value.len() >= 20 && crate::check::entropy(value) >= 3.5 && !wordy(value)
}

/// Words joined by separators, as in `my-config-name`: no secret by its look.
fn wordy(value: &[u8]) -> bool {
    value
        .iter()
        .all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'_' | b'.' | b'/' | b' '))
}

/// Whether the value is a name from program text: `config.password`, `getPassword`, `user_name`.
pub(crate) fn identifier(value: &[u8]) -> bool {
    value
        .first()
        .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && value
            .iter()
            .all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'.'))
}

/// A date of a person's life: year, month and day in one of the usual orders, or with a month's name.
pub(crate) fn is_date(value: &[u8]) -> bool {
    const MONTHS: [&[u8]; 12] = [
        b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov",
        b"dec",
    ];
    let value = value.trim_ascii();
    if value.len() < 6 || value.len() > 30 {
        return false;
    }
    if value.len() == 8 && value.iter().all(u8::is_ascii_digit) {
        let n = |r: std::ops::Range<usize>| number(&value[r]);
        return plausible(n(0..4), n(4..6), n(6..8))
            || plausible(n(4..8), n(0..2), n(2..4))
            || plausible(n(4..8), n(2..4), n(0..2));
    }
    let date = value
        .split(|b| matches!(b, b'T'))
        .next()
        .filter(|d| d.len() >= 8 && d[0].is_ascii_digit())
        .unwrap_or(value);
    let parts: Vec<&[u8]> = date
        .split(|b| matches!(b, b'-' | b'/' | b'.' | b' ' | b','))
        .filter(|p| !p.is_empty())
        .take(4)
        .collect();
    let [a, b, c] = match *parts {
        [a, b, c] => [a, b, c],
        // A time of day may follow.
        [a, b, c, rest] if rest.contains(&b':') => [a, b, c],
        _ => return false,
    };
    let month = |word: &[u8]| {
        let word = word.to_ascii_lowercase();
        MONTHS
            .iter()
            .position(|m| word.len() >= 3 && word.starts_with(m))
            .and_then(|at| u32::try_from(at + 1).ok())
    };
    if let Some(month) = month(a) {
        return plausible(number(c), Some(month), number(b));
    }
    if let Some(month) = month(b) {
        return plausible(number(c), Some(month), number(a))
            || plausible(number(a), Some(month), number(c));
    }
    let (x, y, z) = (number(a), number(b), number(c));
    match (a.len(), c.len()) {
        (4, _) => plausible(x, y, z),
        (1 | 2, 4) => plausible(z, x, y) || plausible(z, y, x),
        (1 | 2, 2) => {
            plausible(z.map(|year| year + 1900), x, y) || plausible(z.map(|year| year + 1900), y, x)
        }
        _ => false,
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    let digits = digits
        .strip_suffix(b"th")
        .or(digits.strip_suffix(b"st"))
        .or(digits.strip_suffix(b"nd"))
        .or(digits.strip_suffix(b"rd"))
        .unwrap_or(digits);
    if digits.is_empty() || digits.len() > 4 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn plausible(year: Option<u32>, month: Option<u32>, day: Option<u32>) -> bool {
    year.is_some_and(|y| (1880..=2099).contains(&y))
        && month.is_some_and(|m| (1..=12).contains(&m))
        && day.is_some_and(|d| (1..=31).contains(&d))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_ins_are_told_from_values() {
        for text in [
            "",
            "null",
            "None",
            "********",
            "xxxxx",
            "${DB_PASSWORD}",
            "$DB_PASSWORD",
            "{{ vault.password }}",
            "%(password)s",
            "<password>",
            "[REDACTED]",
            "<your password here>",
            "%DB_PASS%",
            "#{password}",
            "@DB_PASS@",
            "your_password",
            "%s",
            "?",
            "xx.xx",
            "$(cat file)",
            "${env:DB_PASSWORD}",
        ] {
            assert!(placeholder(text.as_bytes()), "{text}");
        }
        for text in [
            "hunter2",
            "correct horse",
            "a",
            "P@ssw0rd!",
            "$2y$10$abcdefghijklmnopqrstuv",
            "changeme",
            "123456",
            "[a]b",
            "<h1>x1",
            "1",
            "$ecret",
            "admin",
        ] {
            assert!(!placeholder(text.as_bytes()) || text == "a", "{text}");
        }
    }

    #[test]
    fn dates_of_birth() {
        for text in [
            "1970-01-31",
            "01/31/1970",
            "31.01.1970",
            "19700131",
            "31 Jan 1970",
            "January 31, 1970",
            "1970-01-31T00:00:00Z",
            "1/2/85",
            "1970/1/3",
            "12 Mar 1999 10:11:12",
        ] {
            assert!(is_date(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            "1970-13-31",
            "hello",
            "12345678",
            "3.1.4",
            "99/99/9999",
            "1970",
            "10.20.30.40",
            "2026-11",
        ] {
            assert!(!is_date(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn words_are_told_from_what_machines_draw() {
        for text in [
            "EphemeralPrivateKey",
            "hm1_last_sid",
            "X25519Kyber768Draft",
            "netrw_passwd",
        ] {
            assert!(spoken(text.as_bytes()), "{text}");
        }
        for text in [
            "c8Kd0aQz71mLw4VtRb2XyPe9",
            "K10f7dd8f25d3e296f4e83",
            "1234",
            "",
        ] {
            assert!(!spoken(text.as_bytes()), "{text}");
        }
        for text in [
            "db-credentials-v2",
            "namespace/web-01",
            "default-token-x7k2p",
            "kv/app:pass1",
        ] {
            assert!(resource(text.as_bytes()), "{text}");
        }
        for text in [
            "hunter2",
            "Db-Credentials",
            "c8kd0aqz-71mlw4vt",
            "4f1c9e22-8a7b",
        ] {
            assert!(!resource(text.as_bytes()), "{text}");
        }
        assert!(dummy(b"ghp_xxxxxxxxxxxx") && !dummy(b"xxoxxxoxxx"));
        for text in [
            "AWS_SECRET_ACCESS_KEY",
            "$db_password",
            "&lt;PASSWORD&gt;",
            "{{ .Values.pass | quote }}",
        ] {
            assert!(placeholder(text.as_bytes()), "{text}");
        }
        for text in [
            "$2y$10$abc",
            "SAMSON_DELILAH",
            "{8vi6wL+10fI/eibC7wFwc}",
            "$uper",
        ] {
            assert!(!placeholder(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn what_machines_make() {
        assert!(looks_random(b"3f786850e387550fdab836ed7e6dc881"));
        assert!(looks_random(b"wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"));
        assert!(!looks_random(b"unexpected"));
        assert!(!looks_random(b"my-configuration-name-here"));
        assert!(!looks_random(b"two words 1"));
    }

    #[test]
    fn what_a_build_or_a_shell_fills_in_is_no_value() {
        for text in [
            "@db.admin.password@",
            "%PROXY_PW%;;;",
            "?not set",
            "#{ReportPwd}#",
        ] {
            assert!(variable(text.as_bytes()), "{text}");
        }
        for text in ["@Summer2024@", "@summer@", "%summer%x", "?Geheim1", "#{x}y"] {
            assert!(!variable(text.as_bytes()), "{text}");
        }
    }
}
