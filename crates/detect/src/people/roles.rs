//! Names of people behind words for people and labels, and full names wherever they stand.

use std::sync::LazyLock;

use super::firstnames::{family_name, first_name, no_name};
use super::names::{BYTES, Run, after_titles, hit, may_begin, reversed, run};
use super::text::{
    Index, begins, behind_escape, letter, longest, word_at, word_before, word_start,
};
use super::words;
use super::written::{is_name, on_ticket, other_script};
use crate::shapes::Hit;

/// What may end a word for people.
static GENITIVE: LazyLock<Index> = LazyLock::new(|| Index::new(&["'s", "’s"]));
/// What may stand between such a word and a name.
#[rustfmt::skip]
static BEHIND: LazyLock<Index> = LazyLock::new(|| Index::new(&[
    " name", " is", " named", " called", " by", " mr", " contact", " da conta", " de la cuenta", " du compte", " del conto",
    " de cuenta", " van de rekening", " rachunku", " des kontos",
]));

/// `customer Ana Example called`, `Patient: Ana Example`, `Name: …`
pub(super) fn after_role(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    if !begins(view, at) {
        return;
    }
    if names_a_thing(view, at) {
        *cost += 16;
        return;
    }
    let Some(length) = words::roles().longest(view, at) else {
        return;
    };
    // `displayName="Discharge summary"` beside a system of codes is what a code means.
    let before = &view[at.saturating_sub(160)..at];
    if before.ends_with(b"display") && memchr::memmem::find(before, b"codeSystem").is_some() {
        return;
    }
    let mut start = at + length;
    // Most often it is the name of a field: then a sign stands behind it.
    if matches!(
        view.get(start),
        Some(b'a'..=b'z' | b'A'..=b'Z' | b'\'' | b' ' | 0x80..)
    ) {
        start = behind_role(view, start);
    }
    // `Cardholder ........ : Ana Miller`
    if matches!(view.get(start..start + 2), Some(b"  " | b" ." | b"..")) {
        let dots = view[start..(start + 40).min(view.len())]
            .iter()
            .take_while(|b| matches!(b, b'.' | b' '))
            .count();
        let led = view[start..start + dots]
            .iter()
            .filter(|b| **b == b'.')
            .count()
            >= 4;
        if dots >= 4 && (led || view.get(start + dots) == Some(&b':')) {
            start += dots;
        }
    }
    let mut signs = 0;
    while let Some(b) = view.get(start)
        && signs < 12
        && matches!(
            b,
            b' ' | b':' | b'=' | b'"' | b'\'' | b'(' | b'\t' | b',' | b'>' | b'#'
        )
    {
        start += 1;
        signs += 1;
    }
    let tight = view[at + length - 1].is_ascii_alphanumeric() || !view[at + length - 1].is_ascii();
    if signs == 0 && tight {
        return japanese(view, start, out);
    }
    *cost += 16;
    // What comes is most often the name of a field or of a thing.
    if !may_begin(view, start) {
        return;
    }
    if let Some(end) = on_ticket(view, start).filter(|end| of_a_card(view, at, *end)) {
        out.push(hit(start, end, 0.75));
        return;
    }
    let titles = start;
    let (start, titled) = after_titles(view, start);
    let Some(found) = run(view, start, true) else {
        if let Some(end) = in_quotes(view, at, start) {
            out.push(hit(start, end, 0.7));
        }
        return;
    };
    if titled {
        out.push(hit(titles, found.end, 0.85));
    } else if found.known && found.words >= 2 {
        out.push(hit(start, found.end, 0.8));
    } else if let Some(end) = reversed(view, start) {
        out.push(hit(start, end, 0.75));
    } else if let Some(end) = in_quotes(view, at, start) {
        out.push(hit(start, end, 0.7));
    } else if let Some(sure) = told_by_role(view, (at, length), start, &found) {
        out.push(hit(start, found.end, sure));
    }
}

/// `"name":"accept"` and `\"name\":\"item 7\"`: in documents with many fields hardly anything else stands here, and it takes the
/// short way to the same answer.
fn names_a_thing(view: &[u8], at: usize) -> bool {
    let Some(behind) = view[at..].strip_prefix(b"name") else {
        return false;
    };
    let plain = |value: &[u8]| value.first().is_some_and(u8::is_ascii_alphanumeric);
    match behind.strip_prefix(br#"":""#) {
        Some(value) => plain(value) && !may_begin(view, view.len() - value.len()),
        None => behind.starts_with(br#"\":\"#),
    }
}

/// How sure it is that words nobody knows are the name of a person, by the word for people in front of them and the text around.
fn told_by_role(
    view: &[u8],
    (at, length): (usize, usize),
    start: usize,
    found: &Run,
) -> Option<f32> {
    let text = &view[start..found.end];
    let role = |words: &[&str]| longest(view, at, words).is_some();
    let near = || personal_nearby(view, at, found.end);
    if labelled(view, at, length, start, found) {
        return Some(0.65);
    }
    if found.words == 1 && RELATIVES.longest(view, at).is_some() && first_name(text) {
        return Some(0.7);
    }
    let held = role(&["name", "holder", "display", "individual", "nom", "naam"])
        || alone_in_quotes(view, start, found.end);
    if (2..=4).contains(&found.words) && held && near() {
        return Some(0.7);
    }
    // `ontvanger="F. Bouazza"`
    let initial = matches!(text, [b'A'..=b'Z', b'.', b' ', b'A'..=b'Z', ..]);
    if initial && alone_in_quotes(view, start, found.end) {
        return Some(0.7);
    }
    // `payer_name=Quux`: a name of fields of which this is the last word.
    let part = at > 0 && matches!(view[at - 1], b'_' | b'-' | b'.' | b'a'..=b'z');
    if part && role(&["name"]) {
        let sign = view[at + 4..start]
            .iter()
            .any(|b| matches!(b, b':' | b'=' | b'>'));
        if sign && crate::fields::names_a_person(view, at + 4) {
            return Some(0.7);
        }
    }
    let named = found.words == 1 && role(&["name=", "name:"]);
    (named && (first_name(text) || family_name(text)) && near()).then_some(0.65)
}

/// Where a word for people ends of which at least this much is one: `patientin`, `owners`, `customer's`, `customer name`.
fn behind_role(view: &[u8], mut at: usize) -> usize {
    while let Some((length, false)) = letter(view, at) {
        at += length;
    }
    at += GENITIVE.longest(view, at).unwrap_or(0);
    at + BEHIND.longest(view, at).unwrap_or(0)
}

/// `Kontoinhaber: Xaver Quux` and nothing more on the line, or a comma: the word is a label of persons.
fn labelled(view: &[u8], at: usize, length: usize, start: usize, found: &Run) -> bool {
    let others = [
        "user",
        "agent",
        "owner",
        "client",
        "member",
        "contact",
        "sender",
        "name",
        "from",
        "to:",
        "cc",
        "cn",
        "bcc",
        "tenant",
        "engineer",
        "manager",
        "holder",
        "display",
        "author",
        "von",
        "an:",
        "de",
        "od",
        "à",
        "para",
        "attention",
        "attn",
        "pt",
    ];
    let text = view.get(found.end..).unwrap_or_default();
    let ends = matches!(text.first(), None | Some(b'\n' | b'\r' | b',' | b'\t'))
        || text.starts_with(b"  ")
        || text.starts_with(b" (");
    let gap = &view[at + length..start];
    let sign = gap.contains(&b':') || gap.ends_with(b".... ");
    sign && ends
        && (2..=4).contains(&found.words)
        && longest(view, at, &others).is_none()
        && view[start..found.end].iter().any(u8::is_ascii_lowercase)
}

/// The end of what quotes hold behind a word for people, where the text around speaks of a person: a name that no list knows, with a
/// comma in it (`Quux, Ana T`) or in letters of another script.
fn in_quotes(view: &[u8], at: usize, start: usize) -> Option<usize> {
    let quote = start.checked_sub(1).map(|before| view[before])?;
    if !matches!(quote, b'"' | b'\'') {
        return None;
    }
    let rest = &view[start..(start + BYTES).min(view.len())];
    let value = &rest[..memchr::memchr(quote, rest)?];
    let end = start + value.len();
    let written = value.contains(&b',') && is_name(value) || other_script(value);
    (written && personal_nearby(view, at, end)).then_some(end)
}

/// Whether a value is all that its quotes hold.
fn alone_in_quotes(view: &[u8], start: usize, end: usize) -> bool {
    start > 0 && view[start - 1] == b'"' && view.get(end) == Some(&b'"')
}

/// Words for relatives, of whom people speak by their first names.
#[rustfmt::skip]
static RELATIVES: LazyLock<Index> = LazyLock::new(|| Index::new(&[
    "spouse", "husband", "wife", "daughter", "mother", "father", "brother", "sister", "son ", "niece", "nephew", "uncle", "aunt ", "grandmother",
    "grandfather", "grandson", "granddaughter", "fiancé", "tochter", "sohn", "ehefrau", "ehemann", "bruder", "schwester", "lebensgefährt",
    "hija ", "hijo ", "filha ", "filho ", "fille ", "fils ", "córka", "syn ", "matka", "ojciec", "madre ", "padre ", "mère ", "père ",
    "mutter ", "vater ", "épouse", "époux", "esposa", "esposo", "marido", "moglie", "marito", "figlio", "figlia", "echtgeno", "dochter", "zoon ",
]));

/// `氏名：佐藤 花子`: one or two words of kanji or kana behind the sign.
fn japanese(view: &[u8], at: usize, out: &mut Vec<Hit>) {
    if !matches!(view.get(at), Some(b':' | b' ' | 0x80..)) {
        return;
    }
    let mut start = at;
    while let Some(length) = longest(view, start, &["：", ":", "　", " ", "）"]) {
        start += length;
    }
    if start == at {
        return;
    }
    let text = view
        .get(start..(start + 48).min(view.len()))
        .unwrap_or_default();
    let text = match std::str::from_utf8(text) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&text[..error.valid_up_to()]).unwrap_or_default(),
    };
    let letter = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '々');
    let mut end = 0;
    let mut blanks = 0;
    for (place, c) in text.char_indices() {
        if letter(c) {
            end = place + c.len_utf8();
        } else if matches!(c, ' ' | '　') && blanks == 0 && place == end {
            blanks += 1;
        } else {
            break;
        }
    }
    if (6..=30).contains(&end) {
        out.push(hit(start, start + end, 0.75));
    }
}

/// Whether a name in capitals with a stroke is that of a holder or a passenger: by the word in front of it, or by what stands around.
fn of_a_card(view: &[u8], at: usize, end: usize) -> bool {
    let around = &view[at.saturating_sub(80)..(end + 40).min(view.len())];
    let roles = [
        "titular",
        "holder",
        "cardholder",
        "passenger",
        "pax",
        "passag",
        "passeng",
        "pasajero",
        "karteninhaber",
    ];
    let words = [
        "exp", "expiry", "pan", "track", "track1", "svc", "card", "swipe", "flight", "pnr",
    ];
    let word = |text: &[u8]| {
        words
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word.as_bytes()))
    };
    longest(view, at, &roles).is_some() || around.split(|b| !b.is_ascii_alphanumeric()).any(word)
}

/// Whether the text around speaks of a person: then two words with capitals under `name` are one.
fn personal_nearby(view: &[u8], from: usize, to: usize) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "email", "e-mail", "phone", "birth", "dob", "gender", "passport", "nationality", "iban", "salary", "mobile", "cardholder", "steuer", "dni",
        "nif", "ssn", "geburt", "naissance", "nacimiento", "telefon", "téléphone", "teléfono", "mrn", "street", "burgerservice", "pesel", "first_name",
        "firstname", "lastname", "last_name", "ppsn", "eircode", "bsn", "nhs", "npi", "nickname", "geslacht", "geboorte", "urodz", "nascita", "sexe\"",
        "sesso", "surname", "niss", "insz", "kenteken", "geb\"", "geb=", "licence", "taj\"", "adószám", "voornaam", "prénom", "prenom", "vorname", "codice", "cpf", "numerosecu", "cvv", "cvc", "expiry", "rijksregister", "personnummer", "national_id", "nationalid", "nationalité", "nacionalidad", "salary", "marital",
    ];
    let area = &view[from.saturating_sub(160)..(to + 160).min(view.len())];
    WORDS
        .iter()
        .any(|word| crate::values::contains_word(area, word.as_bytes()))
}

/// Words that make a name of persons a name of a street, a firm or a place.
#[rustfmt::skip]
const THINGS: &[&str] = &[
    " street", " avenue", " road", " st.", " ave", " lane", " drive", " inc", " ltd", " gmbh", " llc", " corp", " bank", " hospital", " university",
    " school", " airport", " foundation", " institute", " center", " centre", " stadium", " park", " bridge", " square", " hall", " island", " lake",
    " county", " river", " station", " library", " museum", " college", " award", " prize", " day", " platz", " straße", " allee", " & ", " ag",
];

/// The longest word of a name that is looked for in front of another, in bytes.
const WORD: usize = 24;

/// Small words inside names that lead to one by themselves: the shape of two words with capitals has none between them.
pub(super) const PARTICLES: &[&str] = &[
    "van ", "von ", "de ", "del ", "da ", "dos ", "di ", "ter ", "ten ", "vom ", "zu ",
];

/// Those of them that stand in names only, behind an initial.
const SURE: &[&str] = &[
    "van ", "von ", "del ", "dos ", "ter ", "ten ", "vom ", "zu ",
];

/// `Ana van der Quux`, `A. de Quux-Miller`: the name around a small word.
pub(super) fn around_particle(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    *cost += 16;
    let small = view[at].is_ascii_lowercase() && at >= 3 && view[at - 1] == b' ';
    if !small {
        return;
    }
    let end = at - 1;
    let area = &view[end.saturating_sub(24)..end];
    let length = area
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphabetic() || **b >= 0x80 || matches!(b, b'-' | b'.'))
        .count();
    let start = end - length;
    let word = &view[start..end];
    let capital = letter(view, start).is_some_and(|(_, capital)| capital);
    let initial = word.ends_with(b".") && word.len() <= 6;
    let family = || {
        let behind = longest(view, at, PARTICLES).map_or(at, |length| at + length);
        run(view, behind, false).is_some_and(|found| found.known)
    };
    // `S. van der Meulen`: letters alone, and a small word that only names have there.
    let letters = initial
        && word
            .chunks(2)
            .all(|pair| matches!(pair, [b'A'..=b'Z', b'.']));
    let sure = letters && longest(view, at, SURE).is_some();
    if !capital
        || no_name(word)
        || !(word.len() >= 3 && first_name(word) || initial && family() || sure)
    {
        return;
    }
    let Some(found) = run(view, start, false).filter(|found| found.end > at) else {
        return;
    };
    let thing = longest(view, found.end, THINGS).is_some();
    if !thing && !word_at(view, found.end) {
        out.push(hit(start, found.end, 0.65));
    }
}

/// Where the name begins that has its family name in capitals in front of `at`: `MILLER Ana`.
pub(super) fn shouted_before(view: &[u8], at: usize) -> Option<usize> {
    let end = at.checked_sub(1).filter(|blank| view[*blank] == b' ')?;
    let start = word_start(view, end, WORD);
    let word = &view[start..end];
    let small = view[at..].iter().take(3).any(u8::is_ascii_lowercase);
    let capitals = !word.iter().any(u8::is_ascii_lowercase);
    (word.len() >= 3 && capitals && small && !word_before(view, start) && !no_name(word))
        .then_some(start)
}

/// Where the name begins that has a small word in front of `at`: `Ana del Carmen Quux`.
pub(super) fn before_particle(view: &[u8], at: usize) -> Option<usize> {
    let before = view.get(at.saturating_sub(32)..at)?;
    let small = PARTICLES
        .iter()
        .find(|small| before.ends_with(small.as_bytes()))?;
    let end = at - small.len();
    let end = end.checked_sub(1).filter(|blank| view[*blank] == b' ')?;
    let start = word_start(view, end, WORD);
    (end - start >= 3 && first_name(&view[start..end])).then_some(start)
}

/// A full name that begins with a common first name, wherever it stands.
pub(super) fn full(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    if !letter(view, at).is_some_and(|(_, capital)| capital) || word_before(view, at) {
        return;
    }
    let free = at.checked_sub(1).is_none_or(|before| {
        matches!(
            view[before],
            b' ' | b'\n'
                | b'\t'
                | b'"'
                | b'\''
                | b'('
                | b','
                | b':'
                | b'='
                | b'>'
                | b'['
                | b'*'
                | b';'
                | b'|'
                | b'`'
        ) || view[before] >= 0x80
            || behind_escape(view, at)
    });
    *cost += 12;
    let Some(found) = run(view, at, true).filter(|found| free && found.known && found.words >= 2)
    else {
        return;
    };
    let next = view.get(found.end).copied().unwrap_or(b' ');
    let thing = longest(view, found.end, THINGS).is_some();
    // One case throughout: a title in capitals is no name, and neither is half of one.
    let text = &view[at..found.end];
    let shouted = !text.iter().any(u8::is_ascii_lowercase);
    let inside = next.is_ascii_alphanumeric() || matches!(next, b'_' | b'/' | b'@' | b'=');
    let long = text
        .split(|b| *b == b' ')
        .next_back()
        .is_some_and(|last| last.len() >= 3);
    if !thing && !inside && long {
        out.push(hit(at, found.end, if shouted { 0.6 } else { 0.7 }));
    }
}
