//! Values that are written in another way than most: in base64, as several words, or in a line of their own where no program is.

use data_encoding::BASE64;

use super::parse::{Found, Sign};
use super::{Field, judge_structured};
use crate::rules::Builtin;
use crate::values;

/// The longest value in base64 that is read, in bytes.
const ENCODED_BYTES: usize = 512;
/// The longest phrase, in bytes.
const PHRASE_BYTES: usize = 80;

/// `cn:: QW5hIE1pbGxlcg==`: an attribute of a directory whose value is written in base64 (RFC 2849), judged by what it says.
pub(super) fn encoded(view: &[u8], end: usize, kind: Builtin) -> Option<Field> {
    let rest = view.get(end..)?.strip_prefix(b":: ")?;
    let start = end + 3;
    let length = rest
        .iter()
        .take(ENCODED_BYTES)
        .position(|b| matches!(b, b'\n' | b'\r' | b' '))
        .unwrap_or(rest.len().min(ENCODED_BYTES));
    let text = BASE64.decode(&rest[..length]).ok()?;
    let confidence = judge_structured(kind, &text)?;
    Some(Field {
        kind,
        start,
        end: start + length,
        confidence,
    })
}

/// The end of a phrase of several words behind the name of a password that begins its line: `passphrase = four words and more`.
pub(super) fn phrase_end(view: &[u8], name: usize, found: &Found) -> Option<usize> {
    // Behind an option of a command stand others.
    let option = view[name..].starts_with(b"-");
    if option || !found.line || found.quoted || !matches!(found.sign, Sign::Equals | Sign::Colon) {
        return None;
    }
    let rest = &view[found.start..(found.start + PHRASE_BYTES).min(view.len())];
    let line = rest
        .iter()
        .position(|b| matches!(b, b'\n' | b'\r'))
        .or((rest.len() < PHRASE_BYTES).then_some(rest.len()))?;
    let text = rest[..line].trim_ascii_end();
    let words = text.split(|b| *b == b' ');
    let letters = |word: &[u8]| {
        (1..=16).contains(&word.len())
            && word
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || *b >= 0x80 || *b == b'-')
    };
    let count = words.clone().count();
    // In running text a colon stands behind the word, and what the text says; names such as `DB_PASSWORD` stand in settings.
    let line = memchr::memrchr(b'\n', &view[..found.start]).map_or(0, |end| end + 1);
    let head = view[line..found.start].trim_ascii();
    let set = head[..head.len().saturating_sub(1)]
        .iter()
        .all(|b| b.is_ascii_alphanumeric() || *b == b'_')
        && head.contains(&b'_');
    let least = match found.sign {
        _ if set => 2,
        Sign::Equals => 3,
        _ => 4,
    };
    let speaks = [
        &b"must"[..],
        b"should",
        b"your",
        b"the ",
        b"is ",
        b"not ",
        b"see ",
        b"set ",
        b"from ",
        b"same ",
        b"stored",
        b"default",
        b"changed",
        b"required",
        b"hidden",
        b"ask ",
        b"in ",
        b"for ",
        b"to be",
        b"null",
        b"none",
    ]
    .iter()
    .any(|word| values::contains_word(text, word));
    let told = found.sign == Sign::Equals && !set || !speaks;
    ((least..=8).contains(&count) && told && words.into_iter().all(letters))
        .then_some(found.start + text.len())
}

/// Whether a line says nothing but `name=Small.Words`, or `name: Small.Words1`: in a file of settings this is a value, however much it looks
/// like the name of something in a program.
pub(super) fn setting(view: &[u8], value: &[u8], found: &Found) -> bool {
    let floor = found.start.saturating_sub(80);
    let begin = memchr::memrchr(b'\n', &view[floor..found.start])
        .map(|line| floor + line + 1)
        .or((floor == 0).then_some(0));
    let Some(head) = begin.and_then(|from| view.get(from..found.start)) else {
        return false;
    };
    let head = head.trim_ascii();
    let name = head.strip_suffix(b"=").or_else(|| head.strip_suffix(b":"));
    let whole = name.is_some_and(|name| !name.is_empty() && name.iter().copied().all(in_words));
    let ends = matches!(
        view.get(found.start + value.len()),
        None | Some(b'\n' | b'\r')
    );
    // `password: settings.main` names a thing as well, and has no digit.
    let written = found.sign == Sign::Equals && found.tight
        || found.sign == Sign::Colon && value.iter().any(u8::is_ascii_digit);
    written && whole && ends && value.contains(&b'.') && plain_words(value)
}

/// Whether a value is made of letters, digits and what stands between words, and of no word by which programs call a secret or nothing at all:
/// `Small.Words`, and neither `Config.Password` nor `none`.
pub(super) fn plain_words(value: &[u8]) -> bool {
    let lower = value.to_ascii_lowercase();
    let speaks = [
        &b"pass"[..],
        b"pwd",
        b"secret",
        b"config",
        b"setting",
        b"env.",
        b"credential",
        b"self.",
        b"this.",
        b"null",
        b"none",
        b"true",
        b"false",
    ]
    .iter()
    .any(|word| values::contains_word(&lower, word));
    !speaks && value.iter().all(|b| in_words(*b) || *b >= 0x80)
}

const fn in_words(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
}

#[cfg(test)]
mod tests {
    use crate::{Rules, scan_all};

    fn found(text: &str) -> Vec<&str> {
        let place = |at: u64| usize::try_from(at).unwrap();
        scan_all(Rules::default_pack(), text.as_bytes())
            .iter()
            .map(|one| &text[place(one.start)..place(one.end)])
            .collect()
    }

    #[test]
    fn values_that_are_written_in_another_way() {
        for (text, value) in [
            (
                "dn: uid=x\ncn:: U8O4cmVuIEJqw7hybmhvbHQ=\n",
                "U8O4cmVuIEJqw7hybmhvbHQ=",
            ),
            (
                "pgp.passphrase = seven brass dampers hum\n",
                "seven brass dampers hum",
            ),
            ("psk=æblekage med fløde\n", "æblekage med fløde"),
            ("DBHost=x\nDBPassword=Zbx.Kraehe\n", "Zbx.Kraehe"),
            (
                "ansible_user: ops\nansible_ssh_pass: bog.Cotton31\n",
                "bog.Cotton31",
            ),
            (
                "  passphrase = the heron stands still\n",
                "the heron stands still",
            ),
            (
                "  GPG_PASSPHRASE: 'the heron stands still'\n",
                "the heron stands still",
            ),
        ] {
            assert!(found(text).contains(&value), "{text}: {:?}", found(text));
        }
        for text in [
            "password=Config.Password\n",
            "password = settings.PASSWORD\n",
            "password: settings.main\n",
            "    password=Settings.db,\n",
            "passphrase: must have twelve letters\n",
            "description:: VGhlIHF1ZXVl\n",
            "mysql --password=$1 orders items lines\n",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
