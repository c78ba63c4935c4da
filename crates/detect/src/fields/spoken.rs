//! Passwords that people write to each other: `the password is …`, `hasło do bazy mam …`, `user sa, Kennwort …`.

use std::sync::LazyLock;

use super::{Field, password_in_text};
use crate::people::Index;
use crate::rules::Builtin;
use crate::values;

/// How far behind its word a password may stand, in bytes.
const REACH: usize = 90;
/// The most words between.
const BETWEEN: usize = 6;

/// Words for a password in the languages of our customers, in small letters.
#[rustfmt::skip]
static WORDS: LazyLock<Index> = LazyLock::new(|| Index::new(&[
    "password", "passwort", "kennwort", "passphrase", "passcode", "passwd", "pwd", "pw", "pass", "mot de passe", "mdp", "contraseña", "contrasena",
    "clave", "senha", "hasło", "haslo", "hasła", "wachtwoord", "paswoord", "ww", "lösenord", "losenord", "adgangskode", "passord", "salasana",
    "koden", "kodeord", "heslo", "jelszó", "parola", "parolă", "şifre", "lozinka", "zugangsdaten", "wpa-key", "schlüssel", "wifi key", "psk", "wlan-schlüssel", "shared secret", "pec",
]));
/// Words for a number that lets somebody in.
#[rustfmt::skip]
static NUMBERS: LazyLock<Index> = LazyLock::new(|| Index::new(&[
    "pin", "puk", "pincode", "pin-code", "code d'accès", "code d’accès", "kod z sms", "sms-code", "access code", "door code", "zugangscode",
    "türcode", "código de acceso", "código do prédio", "codice di accesso", "toegangscode", "tan", "verification code", "text message code",
    "one-time code", "otp", "code reçu", "kod:", "kod", "code de l'alarme", "code lautet",
]));

static SECRET: LazyLock<Index> = LazyLock::new(|| Index::new(&["secret"]));

/// The password, or the number, behind a word for it that stands at `at` in running text.
pub(crate) fn spoken(view: &[u8], at: usize, cost: &mut usize) -> Option<Field> {
    if at > 0
        && (view[at - 1].is_ascii_alphanumeric()
            || matches!(view[at - 1], b'_' | b'-' | b'/' | b'.'))
        && !grown(view, at)
    {
        return None;
    }
    let numeric = word_at(view, at, &NUMBERS);
    let shared = view[..at].ends_with(b"shared ").then_some("secret".len());
    let shared = shared.filter(|length| word_at(view, at, &SECRET) == Some(*length));
    let end = at + word_at(view, at, &WORDS).or(numeric).or(shared)?;
    let found = told(view, end, numeric.is_some(), cost);
    let beside = || next_word(view, end).filter(|_| numeric.is_none() && behind_user(view, at));
    found.or_else(beside).map(field)
}

fn field((start, end): (usize, usize)) -> Field {
    Field {
        kind: Builtin::Password,
        start,
        end,
        confidence: 0.7,
    }
}

/// The most passwords that are looked for behind one word.
const MORE: usize = 3;

/// The passwords behind a word for one at `at` to which nothing leads, where people talk.
pub(crate) fn striking(view: &[u8], at: usize, cost: &mut usize, mut push: impl FnMut(Field)) {
    let behind = view[at..]
        .iter()
        .take(24)
        .find(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_') || **b >= 0x80));
    if !matches!(
        behind,
        Some(b' ' | b':' | b'(' | b',' | b'.' | b'?' | b'\n')
    ) {
        return;
    }
    let Some(length) = word_at(view, at, &WORDS) else {
        return;
    };
    // What somebody passes to something.
    if view[at..at + length].eq_ignore_ascii_case(b"pass") {
        return;
    }
    let mut end = at + length;
    if !matches!(
        view.get(end),
        Some(b' ' | b':' | b'(' | b',' | b'.' | b'?' | b'\n')
    ) {
        return;
    }
    let limit = (end + FAR).min(view.len());
    for _ in 0..MORE {
        let Some(found) = next_striking(view, end, limit, cost) else {
            return;
        };
        end = found.1;
        push(field(found));
    }
}

/// What the words behind a word for a password, or for a number, lead to on its line.
fn told(view: &[u8], end: usize, numeric: bool, cost: &mut usize) -> Option<(usize, usize)> {
    let area = &view[end..(end + REACH).min(view.len())];
    let area = &area[..memchr::memchr(b'\n', area).unwrap_or(area.len())];
    *cost += area.len();
    // A sign that something else reads, or the name of a field.
    if !matches!(area.first(), Some(b' ' | b':' | b'(' | b',')) {
        return None;
    }
    let mut from = 0;
    for _ in 0..=BETWEEN {
        from += area[from..]
            .iter()
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .count();
        let length = area[from..]
            .iter()
            .take_while(|b| !matches!(b, b' ' | b'\t'))
            .count();
        if length == 0 {
            return None;
        }
        let word = &area[from..from + length];
        let found = if numeric {
            halves(&area[from..]).or_else(|| number(word))
        } else {
            quoted(&area[from..]).or_else(|| bare(word))
        };
        if let Some((start, stop)) = found {
            return Some((end + from + start, end + from + stop));
        }
        // A sentence that ends says no more of it.
        if word.len() > 1 && matches!(word.last(), Some(b'.' | b'?' | b'!')) || !between(word) {
            return None;
        }
        from += length;
    }
    None
}

/// How far behind a word for a password one may stand that nothing in between leads to, in bytes, and the most lines between.
const FAR: usize = 240;
const LINES: usize = 3;

/// A password somewhere behind the word for it, where people talk: `Kennwort falsch. Ich habe es auch mit Zirbe&Latsche_24 versucht`. Nothing
/// leads to it, so it must be written as nothing else is.
fn next_striking(
    view: &[u8],
    end: usize,
    limit: usize,
    cost: &mut usize,
) -> Option<(usize, usize)> {
    let area = &view[end..limit];
    let mut from = 0;
    let mut lines = 0;
    for word in area.split_inclusive(u8::is_ascii_whitespace) {
        let text = word.trim_ascii_end();
        // No running text any more, or a word that goes on where this text ends.
        if text
            .iter()
            .any(|b| matches!(b, b'{' | b'}' | b'<' | b'>' | b'=' | b'|' | b'\\'))
            || lines > LINES
            || from + word.len() == area.len() && limit < view.len()
        {
            break;
        }
        let sign = |b: &u8| {
            matches!(
                b,
                b'(' | b')' | b'"' | b'\'' | b',' | b';' | b'.' | b':' | b'?' | b'[' | b']' | b'`'
            )
        };
        let lead = text.iter().take_while(|b| sign(b)).count();
        let tail = text[lead..].iter().rev().take_while(|b| sign(b)).count();
        let value = &text[lead..text.len() - tail];
        if is_striking(value) {
            *cost += from;
            return Some((end + from + lead, end + from + lead + value.len()));
        }
        lines += usize::from(word.ends_with(b"\n"));
        from += word.len();
    }
    *cost += from;
    None
}

/// Words with a number behind them that are products and things, in small letters.
#[rustfmt::skip]
const NUMBERED: &[&[u8]] = &[
    b"windows", b"office", b"server", b"exchange", b"outlook", b"sharepoint", b"chrome", b"firefox", b"ubuntu", b"debian", b"java", b"error", b"fehler",
    b"code", b"user", b"line", b"port", b"ticket", b"build", b"release", b"version", b"case", b"order", b"invoice", b"issue", b"page", b"room", b"node",
    b"host", b"step", b"test", b"visual", b"word", b"excel", b"access", b"sql", b"oracle", b"python", b"angular", b"covid", b"agenda", b"horizon", b"euro",
    b"artikel", b"article", b"rechnung", b"kunde", b"customer", b"patch", b"update", b"level", b"phase", b"zone", b"slot", b"disk", b"volume", b"table", b"field",
    b"january", b"february", b"march", b"april", b"june", b"july", b"august", b"september", b"october", b"november", b"december", b"sprint", b"service",
];

/// A word with a sign inside that only passwords have there, or one with a capital and a number behind: `Zirbe&Latsche`, `Winter2023`.
fn is_striking(value: &[u8]) -> bool {
    if !(7..=32).contains(&value.len()) || !value[0].is_ascii_alphanumeric() {
        return false;
    }
    let letter = |b: &u8| b.is_ascii_alphabetic() || *b >= 0x80;
    let letters = value.iter().filter(|b| letter(b)).count();
    let plain = value
        .iter()
        .all(|b| letter(b) || b.is_ascii_digit() || b"!#$%&*+_.-@?".contains(b));
    let word = |b: u8| b.is_ascii_alphanumeric() || b >= 0x80;
    let inside = value
        .windows(3)
        .any(|w| b"!#$%&*+".contains(&w[1]) && word(w[0]) && word(w[2]));
    let head = value.iter().take_while(|b| letter(b)).count();
    let capital = value[0].is_ascii_uppercase()
        && value[1..head.max(1)]
            .iter()
            .all(|b| !b.is_ascii_uppercase());
    let joined = usize::from(matches!(value.get(head), Some(b'-' | b'_' | b'.')));
    let digits = value[head + joined..]
        .iter()
        .take_while(|b| b.is_ascii_digit())
        .count();
    let rest = &value[head + joined + digits..];
    let numbered = capital
        && head >= 4
        && digits <= 4
        && digits + joined >= if joined > 0 { 3 } else { 4 }
        && (rest.is_empty() || matches!(rest, b"!" | b"?" | b"#"))
        && !NUMBERED.contains(&value[..head].to_ascii_lowercase().as_slice());
    plain && (inside && letters >= 5 || numbered) && password_in_text(value)
}

/// Words grown together: `Portalkennwort`.
fn grown(view: &[u8], at: usize) -> bool {
    view[at - 1].is_ascii_lowercase()
        && [&b"kennwort"[..], b"passwort", b"wachtwoord"]
            .iter()
            .any(|word| view[at..].starts_with(word))
}

/// The length of the longest of the words that stands at `at` and ends there.
fn word_at(view: &[u8], at: usize, words: &Index) -> Option<usize> {
    let length = words.longest(view, at)?;
    let goes_on =
        |b: &u8| b.is_ascii_alphanumeric() || *b >= 0x80 || matches!(b, b'_' | b'-' | b'.' | b'=');
    let next = view.get(at + length);
    // What ends a sentence does not go on.
    let dot = next == Some(&b'.') && !view.get(at + length + 1).is_some_and(goes_on);
    (dot || !next.is_some_and(goes_on)).then_some(length)
}

/// Words behind which comes something else than the password.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "username", "user", "login", "benutzer", "usuario", "utente", "gebruiker", "authentication", "auth", "failed", "succeeded", "reset", "changed",
    "expired", "expires", "policy", "field", "must", "should", "rotation", "length", "file", "hash", "falsch", "vergessen", "wrong", "incorrect",
    "invalid", "primaria", "manager", "error", "fehler", "fehlernummer", "version", "minimum", "mínima", "longitud", "mindestens", "contains", "token",
    "ticket", "trace", "request", "build", "accepted", "for", "change", "strength", "attempt", "attempts", "port", "server,", "id",
    "required", "missing", "protected", "removed", "correct", "unchanged", "unknown", "empty", "blank", "below", "above", "attached", "following",
    "separately", "again", "email", "phone", "name", "combination", "combo", "protection", "hashes", "reset.", "screen", "prompt", "dialog",
];

/// Whether a word behind `the password is` can be one: it looks like a password, or is made of words with a capital, as nothing else there is.
pub(crate) fn spoken_password(value: &[u8]) -> bool {
    password_in_text(value) || of_words(value)
}

/// `Mustikka-piirakka`, `Zielony.Rower`, and not `Case-sensitive`.
fn of_words(value: &[u8]) -> bool {
    let mut parts = value.split(|b| matches!(b, b'-' | b'.'));
    let word = |part: &[u8]| part.iter().all(|b| b.is_ascii_alphabetic() || *b >= 0x80);
    let count = value.iter().filter(|b| matches!(b, b'-' | b'.')).count();
    let tells = [
        &b"ed"[..],
        b"ing",
        b"based",
        b"sensitive",
        b"only",
        b"free",
        b"field",
        b"feld",
        b"type",
        b"typ",
        b"com",
        b"net",
        b"org",
        b"example",
        b"password",
        b"login",
    ];
    let last = value.rsplit(|b| matches!(b, b'-' | b'.')).next();
    let told = last.is_none_or(|last| {
        tells
            .iter()
            .any(|end| last.to_ascii_lowercase().ends_with(end))
    });
    (1..=3).contains(&count)
        && (9..=40).contains(&value.len())
        && value[0].is_ascii_uppercase()
        && !told
        && !values::placeholder(value)
        && parts.all(|part| part.len() >= 2 && word(part))
}

/// Words for somebody who signs in, and programs that let somebody see another's screen.
#[rustfmt::skip]
static USERS: LazyLock<Index> = LazyLock::new(|| Index::new(&[
    "user", "login", "usuario", "usuário", "benutzer", "utilisateur", "identifiant", "utente", "gebruiker", "inlog", "użytkownik", "tunnus", "användare",
    "bruger", "bruker", "anydesk", "teamviewer", "uživatel",
]));

/// Whether a word for a password follows a user, as in `(sftp user inc204118, password …`: then what comes next is the password, whatever it is.
fn behind_user(view: &[u8], at: usize) -> bool {
    let floor = at.saturating_sub(56);
    let line = memchr::memrchr(b'\n', &view[floor..at]).map_or(floor, |end| floor + end + 1);
    let before = view[line..at].trim_ascii_end();
    let joined = matches!(before.last(), Some(b',' | b'/' | b';' | b'&' | b'|'))
        || [
            &b" and"[..],
            b" und",
            b" et",
            b" y",
            b" e",
            b" i",
            b" en",
            b" och",
            b" og",
        ]
        .iter()
        .any(|word| before.ends_with(word));
    joined
        && (line..line + before.len()).any(|place| {
            (place == line || !view[place - 1].is_ascii_alphanumeric())
                && USERS.longest(view, place).is_some()
        })
}

/// The word behind one for a password and a user: it ends where the sentence or its part does.
fn next_word(view: &[u8], end: usize) -> Option<(usize, usize)> {
    let area = &view[end..(end + REACH).min(view.len())];
    let lead = area
        .iter()
        .take_while(|b| matches!(b, b' ' | b':' | b'"' | b'\'' | b'`'))
        .count();
    let rest = &area[lead..];
    let length = rest
        .iter()
        .position(|b| {
            matches!(
                b,
                b' ' | b',' | b';' | b')' | b'"' | b'\'' | b'`' | b'\n' | b'\r' | b'<'
            )
        })
        .unwrap_or(rest.len());
    let value = rest[..length].strip_suffix(b".").unwrap_or(&rest[..length]);
    let stops = match &rest[length..] {
        [b' ', next, ..] => value.len() < length || matches!(next, b',' | b'(' | b'-' | b'|'),
        _ => true,
    };
    let plain = value
        .iter()
        .all(|b| b.is_ascii_alphanumeric() || *b >= 0x80 || b"!#$%&*+_.-@?".contains(b));
    let other = OTHERS
        .iter()
        .any(|other| value.eq_ignore_ascii_case(other.as_bytes()));
    let whole = lead > 0 && stops && plain && !other && !values::placeholder(value);
    (whole && (5..=40).contains(&value.len())).then_some((end + lead, end + lead + value.len()))
}

/// Whether a word may stand between: letters, with the signs of a sentence around them.
fn between(word: &[u8]) -> bool {
    let plain = word.trim_ascii();
    if OTHERS
        .iter()
        .any(|other| plain.eq_ignore_ascii_case(other.as_bytes()))
    {
        return false;
    }
    let letters = word
        .iter()
        .filter(|b| b.is_ascii_alphabetic() || **b >= 0x80)
        .count();
    let signs = word.iter().all(|b| {
        b.is_ascii_alphabetic()
            || *b >= 0x80
            || matches!(b, b'\'' | b'-' | b':' | b'.' | b',' | b'(' | b')' | b'/')
    });
    word.len() <= 16 && signs && (letters > 0 || word.len() == 1)
        || matches!(word, b"2FA" | b"WPA2" | b"p12" | b".p12")
}

/// What stands in quotes at the beginning of a text: somebody set it off.
fn quoted(text: &[u8]) -> Option<(usize, usize)> {
    const QUOTES: &[(&str, &str)] = &[
        ("„", "“"),
        ("«", "»"),
        ("“", "”"),
        ("\"", "\""),
        ("`", "`"),
        ("'", "'"),
        ("‘", "’"),
        ("»", "«"),
    ];
    let (open, close) = QUOTES
        .iter()
        .find(|(open, _)| text.starts_with(open.as_bytes()))?;
    let inside = &text[open.len()..];
    let length = memchr::memmem::find(inside, close.as_bytes())?;
    let value = inside[..length].trim_ascii();
    let lead = inside[..length].len() - inside[..length].trim_ascii_start().len();
    let start = open.len() + lead;
    let worth =
        (4..=48).contains(&value.len()) && !values::placeholder(value) && !values::variable(value);
    // One small word may be what the text is about: `the password "policy"`.
    let told = password_in_text(value)
        || value.contains(&b'-')
        || value.iter().filter(|b| **b == b' ').count() >= 2;
    (worth && told).then_some((start, start + value.len()))
}

/// A word that looks like a password, without the signs of the sentence around it.
fn bare(word: &[u8]) -> Option<(usize, usize)> {
    let lead = word
        .iter()
        .take_while(|b| matches!(b, b'(' | b'"' | b'\'' | b'[' | b':'))
        .count();
    let mut end = word.len();
    while end > lead
        && matches!(
            word[end - 1],
            b',' | b';' | b'.' | b')' | b'"' | b'\'' | b']' | b':' | b'?'
        )
    {
        end -= 1;
    }
    let value = &word[lead..end];
    let letter = value.iter().any(u8::is_ascii_alphabetic);
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let marks = value
        .iter()
        .filter(|b| {
            matches!(
                b,
                b'!' | b'@' | b'#' | b'$' | b'%' | b'&' | b'*' | b'+' | b'_'
            )
        })
        .count();
    let dotted = value.iter().filter(|b| **b == b'.').count();
    let mail = value.contains(&b'@') && dotted > 0;
    let version = dotted > 0 && digits + dotted + 1 >= value.len();
    let file = value.rsplit(|b| *b == b'.').next().is_some_and(|last| {
        dotted > 0
            && (2..=4).contains(&last.len())
            && last.iter().all(u8::is_ascii_lowercase)
            && digits + marks == 0
    });
    let spoken = letter && (digits > 0 || marks > 0) && (5..=40).contains(&value.len());
    let joined = marks > 0
        && value.contains(&b'_')
        && value.iter().all(|b| b.is_ascii_alphabetic() || *b == b'_');
    let other = mail
        || version
        || file
        || value.contains(&b'/')
        || values::placeholder(value)
        || values::variable(value);
    (spoken && !other && (joined || password_in_text(value))).then_some((lead, end))
}

/// `604 118`: six digits in two halves.
fn halves(text: &[u8]) -> Option<(usize, usize)> {
    let three = |from: usize| {
        text.get(from..from + 3)
            .is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let whole = three(0) && text[3..].starts_with(b" ") && three(4);
    (whole && !text.get(7).is_some_and(u8::is_ascii_alphanumeric)).then_some((0, 7))
}

/// Four to eight digits, perhaps in two halves or with a letter or a sign behind them.
fn number(word: &[u8]) -> Option<(usize, usize)> {
    let lead = word
        .iter()
        .take_while(|b| matches!(b, b'(' | b'"' | b':'))
        .count();
    let digits = word[lead..]
        .iter()
        .take_while(|b| b.is_ascii_digit())
        .count();
    let mut end = lead + digits;
    if matches!(word.get(end), Some(b'#' | b'A'..=b'F')) {
        end += 1;
    }
    let ends = word[end..]
        .iter()
        .all(|b| matches!(b, b',' | b'.' | b';' | b')' | b'"' | b'!'));
    ((4..=8).contains(&digits) && ends).then_some((lead, end))
}

#[cfg(test)]
mod tests {
    use crate::{Rules, scan_all};

    fn found(text: &str) -> Vec<&str> {
        let rules = Rules::default_pack();
        let place = |at: u64| usize::try_from(at).unwrap();
        scan_all(rules, text.as_bytes())
            .iter()
            .map(|one| &text[place(one.start)..place(one.end)])
            .collect()
    }

    #[test]
    fn people_tell_each_other_passwords() {
        for (text, value) in [
            (
                "Benutzer sa, Kennwort Gorse-Strand55. Danach geht es.",
                "Gorse-Strand55",
            ),
            (
                "mi usuario es ana y la contraseña Girasol_2024, siempre",
                "Girasol_2024",
            ),
            (
                "Le mdp du serveur SMTP est « facteur-Gorse » si besoin",
                "facteur-Gorse",
            ),
            ("login caixa02 senha padaria@2024. Obrigada", "padaria@2024"),
            ("Hasło do bazy to pierogi_ruskie, a potem", "pierogi_ruskie"),
            ("Op de NAS is het ww fietspomp8.", "fietspomp8"),
            (
                "La contraseña que me dieron (Verano_Azul3) no funciona",
                "Verano_Azul3",
            ),
            ("teamviewer ID ist bekannt, pw k8w4fz", "k8w4fz"),
            ("die PIN der Karte ist 814203, danke", "814203"),
            (
                "Er sagt: Kennwort falsch. Ich habe es auch mit Zirbe&Latsche_24\nversucht.",
                "Zirbe&Latsche_24",
            ),
            (
                "el portal no acepta la contraseña. Antes usaba Girasol2024.",
                "Girasol2024",
            ),
            (
                "sftp for the dumps: user dump204417 / pass upl-Kohlrabi\n",
                "upl-Kohlrabi",
            ),
            ("(inlogcode mdijk, ww klompendans) ook niet", "klompendans"),
            ("Hei, salasana on Mustikka-piirakka ja", "Mustikka-piirakka"),
            (
                "RADIUS shared secret on the Leeds firewall: r4dLeeds-0x19",
                "r4dLeeds-0x19",
            ),
            (
                "le mot de passe que vous m'avez envoyé (Xk9-mPw2) ne marche pas",
                "Xk9-mPw2",
            ),
        ] {
            assert_eq!(found(text), [value], "{text}");
        }
        for text in [
            "The password must have 12 characters and a digit.",
            "Ihr Kennwort wurde am 12.03.2024 geändert.",
            "password reset for version 5.2.1190 is broken",
            "password field in Login.vue2 component is empty?",
            "pass 3 of 5 done",
            "pin 17 is low",
            "clave primaria de la tabla",
            "your password expires in 14days",
            "The password was changed. We are on Windows2019 and Office-365 with Build-4411.",
            "user or login and password combination is wrong",
            "The password is Case-sensitive, the login, password and Multi-factor code are asked.",
            "user ana, password expired.",
            "pass it on. The reader is Read+BufRead there",
            "password rejected. Versions: node18, Chrome120, utf-8 and R&D.",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
