//! Values by the name in front of them: `password=…`, `"token": "…"`, `<secret>…</secret>`, `--password …`,
//! `name="password" value="…"`. This is what finds most of what configuration and logs give away.

mod keys;
mod lists;
mod names;
mod parse;
mod parts;
mod people;
mod phrases;
mod program;
mod secrets;
mod signs;
mod spoken;

pub(crate) use names::classify;
pub(crate) use secrets::{password_in_text, random_beyond_doubt};
pub(crate) use spoken::{spoken, spoken_password, striking};

use crate::check;
use crate::memo::Memo;
use crate::people as people_values;
use crate::rules::Builtin;
use crate::values;
use parse::{Extent, Found, Sign};

/// The longest name that is looked at, in bytes.
const NAME_BYTES: usize = 64;
/// Words in front of a name that may belong to it, as in `date of birth`.
const WORDS_BEFORE: usize = 3;

/// A value found by its name.
pub(crate) struct Field {
    pub(crate) kind: Builtin,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) confidence: f32,
}

/// What names say, for names that come again and again.
pub(crate) type Names = Memo<Named, NAMES>;

/// Names of which is remembered what they say.
const NAMES: usize = 512;

/// What a name says about the value behind it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named {
    kind: Option<Builtin>,
    /// It speaks of a key or a secret without being the name of one.
    about_keys: bool,
    /// The part of an address that it is about.
    part: Option<parts::Part>,
}

impl Named {
    fn of(name: &[u8]) -> Self {
        Self {
            kind: classify(name),
            about_keys: keys::some_key(name) || keys::somewhere(name),
            part: parts::part_of_address(name),
        }
    }
}

/// Looks at the name around the keyword at `at`, and at what follows it. Adds the bytes it looked at to `cost`.
pub(crate) fn check(view: &[u8], at: usize, names: &mut Names, cost: &mut usize) -> Option<Field> {
    let mut end = name_end(view, at);
    // Most keywords stand in running text: looking ahead for a sign is cheaper than reading the name.
    if !sign_ahead(view, end) && !view[at.saturating_sub(NAME_BYTES)..at].ends_with(b"--") {
        return None;
    }
    let start = name_start(view, at);
    *cost += end - start;
    // The name may go on after a blank (`account number: …`) until its sign.
    for _ in 0..=WORDS_BEFORE {
        if goes_on(view, start, end) {
            end = next_word(view, end)?;
            continue;
        }
        let name = &view[start..end];
        if in_a_resource_name(view, start) || view[..start].ends_with(b"::") {
            return None;
        }
        let named = names.get(0, name, Named::of);
        if let Some(kind) = named.kind
            && let Some(field) = phrases::encoded(view, end, kind)
        {
            return Some(field);
        }
        if let Some(kind) = named.kind
            && let Some(field) = value(view, start, end, kind, cost, |_| true)
        {
            return Some(field);
        }
        if named.kind.is_none()
            && let Some(part) = named.part
            && let Some(field) = part_of_address(view, start, end, part, cost)
        {
            return Some(field);
        }
        let is_key = |value: &[u8]| secrets::key_value(name, value);
        if named.about_keys
            && let Some(field) = value(view, start, end, Builtin::Secret, cost, is_key)
        {
            return Some(field);
        }
        end = next_word(view, end)?;
    }
    None
}

/// Whether the bracket at `at` is a value of the parameters of a request as Java prints them: `{name=[value], …}`, one word.
fn in_parameters(view: &[u8], at: usize) -> bool {
    if view.get(at) != Some(&b'[') {
        return false;
    }
    let rest = &view[at + 1..(at + 100).min(view.len())];
    let length = rest
        .iter()
        .position(|b| matches!(b, b']' | b' ' | b'"' | b'\'' | b','));
    length.is_some_and(|length| {
        let behind = rest.get(length..length + 3).unwrap_or_default();
        length >= 4
            && rest[length] == b']'
            && (behind.starts_with(b"], ") || behind.starts_with(b"]}"))
    })
}

/// Whether the name that ends at `end` is one of fields that hold the name of a person.
pub(crate) fn names_a_person(view: &[u8], end: usize) -> bool {
    let start = name_start(view, end);
    classify(&view[start..end]) == Some(Builtin::PersonName)
}

/// Whether a plain word follows a name, as in running text: no value then, unless the name begins its line.
fn goes_on(view: &[u8], start: usize, end: usize) -> bool {
    let rest = &view[end..(end + NAME_BYTES).min(view.len())];
    let Some((b' ', rest)) = rest.split_first() else {
        return false;
    };
    let length = rest.iter().take_while(|b| b.is_ascii_lowercase()).count();
    let ends = rest
        .get(length)
        .is_some_and(|b| matches!(b, b' ' | b'=' | b':' | b',' | b'.'));
    length > 0
        && ends
        && rest[..length] != *b"is"
        && !view[start..end].starts_with(b"--")
        && !parse::begins_line(view, start)
}

/// Whether a name stands inside the name of a resource, as in `arn:…:secret:…`: there it names what is not shown.
fn in_a_resource_name(view: &[u8], name: usize) -> bool {
    let before = &view[name.saturating_sub(NAME_BYTES)..name];
    let word = before
        .iter()
        .rposition(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'=' | b'['))
        .map_or(before, |at| &before[at + 1..]);
    before.ends_with(b":") && (word.starts_with(b"arn:") || word.starts_with(b"urn:"))
        || [&b"checksum/"[..], b"checksum-", b"hash/", b"digest/"]
            .iter()
            .any(|end| before.ends_with(end))
}

/// Whether what follows a name, at most some words later, may lead to a value.
fn sign_ahead(view: &[u8], end: usize) -> bool {
    let mut end = end;
    for _ in 0..=WORDS_BEFORE {
        match view.get(end) {
            None => return false,
            Some(b' ') => {}
            Some(b) => return !b.is_ascii_alphanumeric(),
        }
        match next_word(view, end) {
            // `password value` is left to what it follows: an option of a command, `is`, or a number's name.
            Some(next) if !matches!(view.get(end.wrapping_sub(1)), Some(b'-')) => {
                if view[end + 1..next] == *b"is" {
                    return true;
                }
                end = next;
            }
            _ => return true,
        }
    }
    false
}

/// Whether names of fields have this byte.
pub(crate) const fn name_byte(byte: u8) -> bool {
    // Letters with accents, of two bytes each.
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'_' | b'-' | b'.' | 0x80..=0xbf | 0xc3..=0xc5 | 0xc8)
}

fn name_start(view: &[u8], at: usize) -> usize {
    let floor = at.saturating_sub(NAME_BYTES);
    let mut start = at;
    let mut blanks = 0;
    while start > floor {
        let before = view[start - 1];
        if name_byte(before) {
            start -= 1;
        } else if before == b' '
            && view[start] != b'-'
            && blanks < WORDS_BEFORE
            && start >= 2
            && (view[start - 2].is_ascii_alphabetic() || view[start - 2] >= 0x80)
        {
            blanks += 1;
            start -= 1;
        } else {
            break;
        }
    }
    start
}

fn name_end(view: &[u8], at: usize) -> usize {
    let ceiling = (at + NAME_BYTES).min(view.len());
    let mut end = at;
    while end < ceiling && name_byte(view[end]) {
        end += 1;
    }
    while end < ceiling && end > at && view[end - 1] == b'.' {
        end -= 1;
    }
    end
}

/// The end of the word after a single blank.
fn next_word(view: &[u8], end: usize) -> Option<usize> {
    let blank = matches!(view.get(end), Some(b' '));
    let letter = view
        .get(end + 1)
        .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, 0xc3..=0xc5 | 0xc8));
    (blank && letter).then(|| name_end(view, end + 1))
}

/// The value behind a name, if it is one of that kind, and a good one.
fn value(
    view: &[u8],
    name: usize,
    name_end: usize,
    kind: Builtin,
    cost: &mut usize,
    is_good: impl Fn(&[u8]) -> bool,
) -> Option<Field> {
    let mut found = parse::after(view, name, name_end, extent(kind))?;
    // What ends a sentence is no part of a date.
    while kind == Builtin::BirthDate
        && found.end > found.start + 1
        && matches!(view[found.end - 1], b',' | b'.' | b';')
    {
        found.end -= 1;
    }
    *cost += found.end - name_end;
    if kind == Builtin::BirthDate {
        // Words after the date are not part of it.
        while people_values::judge(kind, &view[found.start..found.end]).is_none() {
            found.end = found.start + memchr::memrchr(b' ', &view[found.start..found.end])?;
        }
    }
    // `displayName="Discharge summary" codeSystem="…"` is what a code means.
    if kind == Builtin::PersonName {
        let around = &view[name.saturating_sub(160)..(found.end + 80).min(view.len())];
        if memchr::memmem::find(around, b"codeSystem").is_some()
            && view[name..name_end].ends_with(b"displayName")
        {
            return None;
        }
    }
    let credential = matches!(
        kind,
        Builtin::Password | Builtin::Secret | Builtin::Token | Builtin::Session
    );
    // `params={login=[ana], motDePasse=[Small.Words]}`
    if credential && !found.quoted && in_parameters(view, found.start) {
        found.start += 1;
        found.end = found.start + view[found.start..].iter().position(|b| *b == b']')?;
        found.quoted = true;
    }
    if matches!(kind, Builtin::Password | Builtin::Secret)
        && let Some(end) = phrases::phrase_end(view, name, &found)
        && (view[name..name_end]
            .to_ascii_lowercase()
            .ends_with(b"passphrase")
            || judge_structured(Builtin::Password, &view[found.start..end]).is_some())
    {
        return Some(Field {
            kind: Builtin::Password,
            start: found.start,
            end,
            confidence: 0.75,
        });
    }
    if kind == Builtin::PersonName
        && !found.quoted
        && let Some(end) = people_values::name_end(view, found.start)
    {
        found.end = found.end.min(end);
    }
    if credential
        && (!found.quoted || view[found.start..].starts_with(b"${"))
        && matches!(found.sign, Sign::Equals | Sign::Colon)
        && let Some((start, end, made)) = program::literal(view, found.start)
    {
        let value = &view[start..end];
        let good = if kind == Builtin::Password {
            let listed = view[found.start] == b'[' && value.len() >= 6;
            password_in_text(value)
                || made && secrets::password_word(value)
                || listed && value.iter().all(u8::is_ascii_digit)
        } else {
            value.len() >= 6
                && values::letters_and_digits(value)
                && (made || random_beyond_doubt(value))
        };
        return (good && is_good(value) && !values::placeholder(value)).then_some(Field {
            kind,
            start,
            end,
            confidence: 0.8,
        });
    }
    if !is_good(&view[found.start..found.end]) {
        return None;
    }
    let confidence = judge(view, kind, &view[name..name_end], &found)?;
    let kind = match kind {
        // A taxpayer number often stands under the other name.
        Builtin::Ssn if check::itin(&digits(&view[found.start..found.end])) => Builtin::Itin,
        kind => kind,
    };
    Some(Field {
        kind,
        start: found.start,
        end: found.end,
        confidence,
    })
}

/// `"city": "Leeds"`: a town or its code where a street or another part of an address stands beside it.
fn part_of_address(
    view: &[u8],
    name: usize,
    name_end: usize,
    part: parts::Part,
    cost: &mut usize,
) -> Option<Field> {
    const AROUND: usize = 200;
    const BESIDE: &[&str] = &[
        "street",
        "strasse",
        "straße",
        "str=",
        "str\"",
        "address",
        "adresse",
        "addr",
        "postal",
        "postcode",
        "line1",
        "calle",
        "direccion",
        "dirección",
        "domicilio",
        "rua ",
        "rue",
        "via ",
        "indirizzo",
        "ulica",
        "straat",
        "adres",
        "gata",
        "zip",
        "plz",
        "anschrift",
        "hausnummer",
        "logradouro",
        "endereco",
        "endereço",
    ];
    let found = parse::after(view, name, name_end, Extent::Text)?;
    if found.sign == Sign::Blank {
        return None;
    }
    let value = &view[found.start..found.end];
    let good = match part {
        parts::Part::Town => {
            let capital = value
                .first()
                .is_some_and(|b| b.is_ascii_uppercase() || *b >= 0x80);
            let letters = value.iter().all(|b| {
                b.is_ascii_alphabetic()
                    || *b >= 0x80
                    || matches!(b, b' ' | b'-' | b'\'' | b'.' | b'(' | b')' | b'/')
            });
            capital && letters && (3..=40).contains(&value.len())
        }
        parts::Part::Code => {
            let count = value.iter().filter(|b| b.is_ascii_digit()).count();
            let signs = value
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-'));
            signs && (3..=9).contains(&count) && value.len() <= 10
        }
    };
    if !good || values::placeholder(value) {
        return None;
    }
    // The name itself says nothing of what is beside it.
    let before = &view[name.saturating_sub(AROUND)..name];
    let behind = &view[found.end..(found.end + AROUND).min(view.len())];
    *cost += before.len() + behind.len();
    let near = |area: &[u8]| {
        BESIDE
            .iter()
            .any(|word| values::contains_word(area, word.as_bytes()))
    };
    (near(before) || near(behind)).then_some(Field {
        kind: Builtin::Address,
        start: found.start,
        end: found.end,
        confidence: 0.6,
    })
}

/// How far an unquoted value of this kind reaches.
const fn extent(kind: Builtin) -> Extent {
    match kind {
        Builtin::PersonName | Builtin::Address | Builtin::BirthDate => Extent::Text,
        Builtin::Password | Builtin::Secret | Builtin::Token | Builtin::Session => Extent::Plain,
        _ => Extent::Number,
    }
}

fn digits(value: &[u8]) -> Vec<u8> {
    value.iter().copied().filter(u8::is_ascii_digit).collect()
}

/// Whether a value of a structured document, whose key says `kind`, is one; how sure that is.
pub(crate) fn judge_structured(kind: Builtin, value: &[u8]) -> Option<f32> {
    let found = Found {
        start: 0,
        end: value.len(),
        sign: Sign::Colon,
        quoted: true,
        tight: true,
        line: false,
        alone: true,
    };
    judge(value, kind, b"", &found)
}

fn judge(view: &[u8], kind: Builtin, name: &[u8], found: &Found) -> Option<f32> {
    let value = &view[found.start..found.end];
    let ended =
        !found.quoted && value.len() > 1 && matches!(value.last(), Some(b',' | b';' | b')'));
    if value.is_empty()
        || values::placeholder(value)
        || ended && values::placeholder(&value[..value.len() - 1])
    {
        return None;
    }
    match kind {
        Builtin::Password => secrets::password(view, name, value, found),
        Builtin::Secret | Builtin::Token | Builtin::Session => {
            secrets::secret(view, kind, name, value, found)
        }
        kind => judge_number(kind, value, found),
    }
}

/// Judges what is no credential.
fn judge_number(kind: Builtin, value: &[u8], found: &Found) -> Option<f32> {
    let number = digits(value);
    let count = number.len();
    let compact = value
        .iter()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'/' | b' '));
    let sure = |yes: bool, confidence: f32| yes.then_some(confidence);
    match kind {
        Builtin::PaymentCard => sure(
            (12..=19).contains(&count) && check::luhn(&number) && compact,
            0.95,
        ),
        Builtin::CardCode => sure(matches!(value.len(), 3 | 4) && count == value.len(), 0.85),
        Builtin::BankRouting => sure(check::aba(&number) && compact, 0.95),
        Builtin::BankAccount => sure(
            (5..=20).contains(&count) && compact && value.len() <= 34 && count * 2 >= value.len(),
            0.85,
        ),
        Builtin::Npi => sure(check::npi(&number) && value.len() == 10, 0.95),
        Builtin::Ssn => sure(
            count == 9
                && (check::ssn(&number) || check::itin(&number) || check::printed_ssn(&number))
                && value
                    .iter()
                    .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b' ')),
            0.97,
        ),
        Builtin::MedicalRecord => sure(
            compact && !value.contains(&b' ') && (4..=24).contains(&value.len()) && count >= 3,
            0.85,
        ),
        Builtin::MemberId => sure(
            compact && !value.contains(&b' ') && (5..=24).contains(&value.len()) && count >= 3,
            0.85,
        ),
        Builtin::PersonName if found.sign == Sign::Blank => None,
        Builtin::PersonName => people_values::judge(kind, value)
            .map(|sure| if found.quoted { sure } else { sure - 0.15 }),
        Builtin::Address if found.sign == Sign::Blank => None,
        // Without a sign the name may belong to something else: the value must say it all.
        kind => people_values::judge(kind, value)
            .filter(|sure| found.sign != Sign::Blank || *sure >= 0.8),
    }
}
