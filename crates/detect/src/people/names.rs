//! Names of people: after titles, greetings and introductions, under letters, in front of addresses, behind words such as `patient`.

use std::sync::LazyLock;

use super::firstnames::{family_name, first_name, no_name};
use super::text::{Index, blanks, letter, longest, word_before};
use super::words;
use crate::rules::Builtin;
use crate::shapes::Hit;
use crate::values::near_before;

/// The most words of a name.
const WORDS: usize = 5;
/// The longest name, in bytes.
pub(super) const BYTES: usize = 64;
/// Small words inside a name.
#[rustfmt::skip]
static PARTICLES: LazyLock<Index> = LazyLock::new(|| Index::new(&[
    "van der ", "van den ", "van de ", "von der ", "de la ", "de los ", "dos ", "das ", "da ", "de ", "del ",
    "della ", "di ", "den ", "der ", "du ", "el ", "al-", "bin ", "ibn ", "la ", "le ", "ten ", "ter ", "van ",
    "von ", "vom ", "zu ", "zur ", "y ", "e ", "d'", "d’", "’t ", "'t ", "do ",
]));
/// Titles that may follow a title.
#[rustfmt::skip]
static MORE_TITLES: LazyLock<Index> = LazyLock::new(|| Index::new(&[
    "dr. ", "dr ", "prof. ", "professor ", "med. ", "dipl.-ing. ", "mag. ", "ing. ", "herr ", "frau ", "herrn ",
    "mr. ", "mrs. ", "ms. ", "mr ", "mrs ", "ms ", "miss ", "sr. ", "sra. ", "sig. ", "dott. ", "dott.ssa ", "pan ",
    "pani ", "panie ", "heer ", "mevrouw ", "señor ", "señora ", "monsieur ", "madame ", "mme ", "m. ", "senhor ",
    "senhora ", "dra. ", "avv. ", "drs. ", "mgr ", "pd ", "priv.-doz. ", "rer. ", "nat. ", "h.c. ", "kollege ", "kollegin ", "fam. ", "familie ", "mw. ",
    "dhr. ", "lek. ", "inż. ", "dr.ssa ", "sig.ra ", "lic. ", "mtro. ", "mtra. ", "dipl. ", "freiherr ", "don ", "doña ", "signor ", "signora ", "de heer ", "sir ", "me ",
]));

/// A run of words written like names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub(super) end: usize,
    pub(super) words: usize,
    /// The first word is a common first name, or the second one, or a later one a common family name.
    pub(super) known: bool,
    /// Where the second word ends.
    pub(super) second: usize,
}

/// How a word of a name is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// `Miller`, `O'Brien`, `McDonald`.
    Name,
    /// `MILLER`.
    Capitals,
    /// `J.`
    Initial,
}

/// The word of a name at `at`: its end and how it is written.
fn word(view: &[u8], at: usize) -> Option<(usize, Written)> {
    let (first, capital) = letter(view, at)?;
    if !capital {
        return None;
    }
    let mut end = at + first;
    let (mut small, mut capitals, mut letters) = (0usize, 1usize, 1usize);
    let mut inner = false;
    let mut part = 1;
    while end - at < 32 {
        if let Some((length, capital)) = letter(view, end) {
            // A capital inside: `McDonald`, `MacLeod`, `DeVito`; otherwise the name of a class.
            let prefix = matches!(
                &view[at..end],
                b"Mc" | b"Mac" | b"De" | b"Di" | b"La" | b"Le" | b"Fitz" | b"Van" | b"Del"
            );
            inner |= capital && small > 0 && part > 0 && !prefix;
            small += usize::from(!capital);
            capitals += usize::from(capital);
            letters += 1;
            part += 1;
            end += length;
            continue;
        }
        let quote = match view.get(end) {
            Some(b'\'' | b'-') => 1,
            Some(0xe2) if view[end..].starts_with("’".as_bytes()) => 3,
            _ => 0,
        };
        if quote == 0 || !letter(view, end + quote).is_some_and(|(_, capital)| capital) {
            break;
        }
        end += quote;
        part = 0;
    }
    // The end of a line as a string writes it, and not `DOMAIN\\nancy`.
    let line_end = matches!(view.get(end..end + 2), Some(b"\\n" | b"\\r"))
        && !view.get(end + 2).is_some_and(u8::is_ascii_lowercase);
    let digit_or_sign = view.get(end).is_some_and(|b| {
        b.is_ascii_digit()
            || matches!(b, b'_' | b'(' | b'=' | b'/' | b'@')
            || *b == b'\\' && !line_end
    });
    if digit_or_sign || inner {
        return None;
    }
    let initial = letters == 1 && view.get(end) == Some(&b'.');
    if initial {
        return Some((more_initials(view, end + 1), Written::Initial));
    }
    let written = if small == 0 {
        Written::Capitals
    } else {
        Written::Name
    };
    (letters >= 2 && (small == 0 || capitals <= 4)).then_some((end, written))
}

/// The end of the initials behind the first one: `J.-U.`, `A.M.C.`
fn more_initials(view: &[u8], mut end: usize) -> usize {
    for _ in 0..4 {
        let at = end + usize::from(view.get(end) == Some(&b'-'));
        match letter(view, at) {
            Some((length, true)) if view.get(at + length) == Some(&b'.') => end = at + length + 1,
            _ => break,
        }
    }
    end
}

/// The end of the initials at `at`.
pub(super) fn initials(view: &[u8], at: usize) -> Option<usize> {
    word(view, at)
        .filter(|(_, written)| *written == Written::Initial)
        .map(|(end, _)| end)
}

/// Whether a text is small words of names and nothing else, as behind the comma of `Berg, J. van den`.
pub(super) fn is_particle(text: &[u8]) -> bool {
    let padded = [text, b" "].concat();
    PARTICLES.longest(&padded, 0) == Some(padded.len())
}

/// A letter without a dot that stands for a name: `G T Miller`, `Miller Ana T`. The last one ends its text or its line.
fn lone(view: &[u8], at: usize, last: bool) -> Option<(usize, Written)> {
    let (length, capital) = letter(view, at)?;
    let end = at + length;
    let goes_on = view.get(end) == Some(&b' ')
        && letter(view, end + 1).is_some_and(|(_, capital)| capital)
        && word(view, end + 1).is_some_and(|(_, written)| written != Written::Initial);
    let ends = matches!(
        view.get(end),
        None | Some(b'\n' | b'\r' | b'"' | b'\'' | b',' | b';' | b'<' | b'\t' | b'|' | b')')
    );
    (capital && (goes_on || last && ends)).then_some((end, Written::Initial))
}

/// Whether a name may begin at `at`, or a title: with a capital, or with a small word that belongs to one.
pub(super) fn may_begin(view: &[u8], at: usize) -> bool {
    match view.get(at) {
        Some(b'a'..=b'z' | b'\'') => {
            MORE_TITLES.longest(view, at).is_some() || PARTICLES.longest(view, at).is_some()
        }
        Some(byte) => byte.is_ascii_uppercase() || !byte.is_ascii(),
        None => false,
    }
}

/// The words written like a name from `at` on. `shouted` lets words in capitals pass.
pub(super) fn run(view: &[u8], at: usize, shouted: bool) -> Option<Run> {
    if word_before(view, at) {
        return None;
    }
    let mut run = Run {
        end: at,
        words: 0,
        known: false,
        second: at,
    };
    let mut next = at;
    let mut full = 0;
    while run.words < WORDS && next - at < BYTES {
        let particle = PARTICLES.longest(view, next).filter(|_| {
            let lower = view[next].is_ascii_lowercase() || !view[next].is_ascii();
            lower || run.words > 0
        });
        let begin = next + particle.unwrap_or(0);
        let Some((end, written)) = word(view, begin).or_else(|| lone(view, begin, run.words > 0))
        else {
            break;
        };
        let text = &view[begin..end];
        if written == Written::Capitals && !(shouted && text.len() >= 2)
            || written != Written::Initial && no_name(text)
        {
            break;
        }
        run.known |= if run.words == 0 {
            first_name(text)
        } else {
            family_name(text) || run.words == 1 && first_name(text)
        };
        run.words += 1;
        run.end = end;
        if run.words <= 2 {
            run.second = end;
        }
        full += usize::from(written != Written::Initial);
        // Blanks of addresses on the web are written `%20` or `+`.
        next = match view.get(end) {
            Some(b' ') => end + 1,
            Some(b'+') if view.get(end + 1).is_some_and(u8::is_ascii_uppercase) => end + 1,
            Some(b'%') if view[end..].starts_with(b"%20") => end + 3,
            _ => break,
        };
    }
    (full > 0).then_some(run)
}

pub(super) fn hit(start: usize, end: usize, confidence: f32) -> Hit {
    Hit::new(Builtin::PersonName, start, end, confidence)
}

pub(super) fn after_titles(view: &[u8], mut at: usize) -> (usize, bool) {
    let from = at;
    for _ in 0..3 {
        match MORE_TITLES.longest(view, at) {
            Some(length) => at += length,
            None => break,
        }
    }
    (at, at > from)
}

/// Titles that some languages write small.
#[rustfmt::skip]
static SMALL: LazyLock<Index> = LazyLock::new(|| Index::new(&[
    "señor", "don ", "doña", "signor", "pan", "de heer", "mevr", "meneer", "senhor", "monsieur", "madame", "sr. ", "sra. ",
    "dhr. ", "mw. ", "drs. ", "fam. ", "sig. ", "sig.ra", "dott", "avv. ", "prof. ", "dr. ", "dr.ssa ", "mgr ", "lek. ",
    "inż. ", "hr. ", "fru ", "mme ", "mlle ", "dña. ", "srta. ", "dra. ", "familie ", "ing. ", "mevrouw", "paní", "pán ",
]));

/// The name behind a title such as `Mr.` or `Frau`.
pub(super) fn after_title(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    // Written with a capital, except in the languages that write titles small.
    if word_before(view, at) {
        return;
    }
    let (_, capital) = letter(view, at).unwrap_or((1, false));
    if !capital && SMALL.longest(view, at).is_none() {
        return;
    }
    let Some(length) = words::titles().longest(view, at) else {
        return;
    };
    let title = &view[at..at + length];
    *cost += 16;
    let (start, _) = after_titles(view, at + length);
    let Some(found) = run(view, start, capital) else {
        return;
    };
    // Titles that are also something else: a father's name, a street, a rank in a firm, a name.
    let lower = title.to_ascii_lowercase();
    let doubtful = matches!(
        lower.as_slice(),
        b"miss "
            | b"sr. "
            | b"sr "
            | b"sra "
            | b"don "
            | b"pan "
            | b"sir "
            | b"ms "
            | b"dr "
            | b"ing. "
            | b"m. "
            | b"sig. "
    );
    let before_lower = before_word(view, at)
        .is_none_or(|(word, _)| !word.first().is_some_and(u8::is_ascii_uppercase));
    let single = found.words >= 1 && view[start..found.end].len() >= 3;
    if doubtful && !(found.known || before_lower && single && !before_digit(view, at))
        || matches!(lower.as_slice(), b"miss " | b"pan " | b"don ") && !found.known
    {
        return;
    }
    out.push(hit(at, found.end, 0.85));
}

fn before_digit(view: &[u8], at: usize) -> bool {
    at >= 2 && view[at - 1] == b' ' && view[at - 2].is_ascii_digit()
}

/// The word that ends in front of the blanks before `at`, and where it begins.
fn before_word(view: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let end = at.checked_sub(1).filter(|b| view[*b] == b' ')?;
    let length = view[end.saturating_sub(24)..end]
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphabetic() || **b >= 0x80)
        .count();
    (length > 0).then(|| (&view[end - length..end], end - length))
}

/// `Dear Ms Miller,`, `Sehr geehrte Frau …`, `Hola Ana,`
pub(super) fn after_salutation(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    if word_before(view, at) {
        return;
    }
    let Some(length) = longest(view, at, words::salutations()) else {
        return;
    };
    *cost += 16;
    let titles = at + length;
    let (start, titled) = after_titles(view, titles);
    let Some(found) = run(view, start, false) else {
        return;
    };
    // In French a blank stands in front of it.
    let blank = usize::from(view[found.end..].starts_with(b" !"));
    let sign = view.get(found.end + blank).copied();
    let ends = matches!(sign, None | Some(b',' | b'!' | b':' | b'\r' | b'\n' | b';'))
        || matches!(sign, Some(b'.'))
            && !view
                .get(found.end + 1)
                .is_some_and(u8::is_ascii_alphanumeric)
        || view[found.end..].starts_with(b" -")
        || view[found.end..].starts_with(b" and ");
    let strong = longest(
        view,
        at,
        &[
            "dear ",
            "lieb",
            "chère ",
            "estimad",
            "querid",
            "gentile ",
            "geachte ",
            "prezad",
            "szanown",
            "kære ",
            "kjære ",
            "kära ",
            "bästa ",
            "hyvä ",
            "vážen",
            "kedves ",
            "tisztelt ",
            "stimat",
            "sayın ",
            "poštovan",
        ],
    )
    .is_some();
    // `Thanks Ana` and `Hello World` differ only by the name.
    let first = at == 0
        || matches!(view[at - 1], b'\n' | b'>')
        || view[..at].ends_with(b"> ")
        || view[..at].ends_with(b": ");
    let welcomed = sign == Some(b'!')
        && longest(
            view,
            at,
            &["olá", "bienven", "bem-vind", "benvenut", "välk", "velk"],
        )
        .is_some();
    let greeted = first && (sign == Some(b',') || welcomed) && found.words == 1;
    let sure = titled || found.known || greeted || strong && ends && found.words <= 3;
    if sure && (ends || titled || found.known && found.words >= 2) {
        out.push(hit(titles, found.end, 0.8));
        if view[found.end..].starts_with(b" and ")
            && let Some(second) = run(view, found.end + 5, false)
        {
            out.push(hit(found.end + 5, second.end, 0.7));
        }
    }
}

/// `my name is Ana Example`, `ich heiße …`
pub(super) fn after_introduction(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    if word_before(view, at) {
        return;
    }
    let Some(length) = longest(view, at, words::introductions()) else {
        return;
    };
    *cost += 16;
    let titles = at + length;
    let (start, titled) = after_titles(view, titles);
    let strong = longest(
        view,
        at,
        &[
            "my name",
            "name is",
            "my full",
            "mein name",
            "ich hei",
            "je m",
            "mon nom",
            "me llamo",
            "mi nombre",
            "mi chiamo",
            "il mio nome",
            "mijn naam",
            "ik heet",
            "meu nome",
            "me chamo",
            "chamo-me",
            "nazywam",
            "mam na imi",
            "jag heter",
            "mitt namn",
            "jeg heter",
            "jeg hedder",
            "mit navn",
            "mitt navn",
            "nimeni on",
            "minun nimeni",
            "jmenuji se",
            "volám sa",
            "a nevem",
            "mă numesc",
            "zovem se",
            "moje ime",
            "benim ad",
            "calls me ",
            "your name?",
            "last name?",
            "first name?",
            "full name?",
        ],
    )
    .is_some();
    let service = near_before(
        view,
        at,
        24,
        &[
            "host",
            "file",
            "class",
            "user",
            "domain",
            "service",
            "queue",
            "column",
            "table",
            "thread",
            "job",
            "principal",
            "variable",
            "package",
        ],
    );
    let Some(found) = run(view, start, false) else {
        return;
    };
    if titled
        || strong && !service
        || found.known && found.words >= 2
        || found.known && ends_sentence(view, found.end) && !service
    {
        out.push(hit(
            titles,
            found.end,
            if strong || titled { 0.85 } else { 0.75 },
        ));
    }
}

fn ends_sentence(view: &[u8], end: usize) -> bool {
    matches!(
        view.get(end),
        None | Some(b',' | b'.' | b'!' | b'\n' | b'\r')
    ) || view[end..].starts_with(b" from ")
        || view[end..].starts_with(b" and ")
}

/// `Miller, Ana`: the end of the name.
pub(super) fn reversed(view: &[u8], at: usize) -> Option<usize> {
    let (end, written) = word(view, at)?;
    let comma = view.get(end) == Some(&b',') && written != Written::Initial;
    let first = end + 1 + blanks(view, end + 1, 1);
    let (stop, _) = word(view, first).filter(|_| comma)?;
    let family = &view[at..end];
    let told = first_name(&view[first..stop])
        || family_name(family) && !no_name(&view[first..stop]) && stop - first >= 3;
    if !told || no_name(family) {
        return None;
    }
    // `Miller, Ana Q.`: initials and further given names.
    let more = word(view, stop + 1).filter(|(end, written)| {
        let initial = *written == Written::Initial || end - stop == 2;
        view[stop] == b' ' && (initial || first_name(&view[stop + 1..*end]))
    });
    Some(more.map_or(stop, |(end, _)| end))
}

/// The name under `Kind regards,`.
pub(super) fn after_closing(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    if word_before(view, at) {
        return;
    }
    let Some(length) = longest(view, at, words::closings()) else {
        return;
    };
    let mut pos = at + length;
    if letter(view, pos).is_some() {
        return;
    }
    // `Kind regards from Leeds,`: nothing but a sign may follow on the line, except a name.
    pos += view[pos..]
        .iter()
        .take(4)
        .take_while(|b| matches!(b, b',' | b'.' | b'!' | b' ' | b'-'))
        .count();
    let mut lines = 0;
    while lines < 3
        && let Some(b) = view.get(pos)
        && b.is_ascii_whitespace()
    {
        lines += usize::from(*b == b'\n');
        pos += 1;
    }
    // The text may be a string of another format.
    for _ in 0..3 {
        if let Some(length) = longest(view, pos, &["\\r\\n", "\\n"]) {
            pos += length;
            lines += 1;
        }
    }
    *cost += pos - at;
    // Dashes and stars of a signature.
    pos += view[pos.min(view.len())..]
        .iter()
        .take(4)
        .take_while(|b| matches!(b, b'-' | b'*' | b' ' | b'_'))
        .count();
    let (start, titled) = after_titles(view, pos);
    let Some(found) = run(view, start, false) else {
        return;
    };
    let ends = matches!(
        view.get(found.end),
        None | Some(b'\n' | b'\r' | b',' | b'|' | b'\\' | b'"' | b'<')
    ) || view[found.end..].starts_with(b" |")
        || view[found.end..].starts_with(b" -")
        || view[found.end..].starts_with(" –".as_bytes())
        || view[found.end..].starts_with(b" (");
    let own_line = lines > 0 && ends && found.words <= 4;
    if own_line && (found.known || found.words >= 2 || titled || found.end - start >= 3)
        || found.known && ends
    {
        let sure = found.known || titled;
        out.push(hit(pos, found.end, if sure { 0.8 } else { 0.65 }));
        super::blocks::under_name(view, found.end, cost, out);
    }
}

/// The end of the name at `at`, behind any titles, or of a reversed one.
pub(super) fn end(view: &[u8], at: usize) -> Option<usize> {
    let (start, _) = after_titles(view, at);
    reversed(view, start).or_else(|| run(view, start, true).map(|found| found.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tests::values;

    fn names(text: &str) -> Vec<&str> {
        values(Builtin::PersonName, text)
    }

    #[test]
    fn a_name_behind_a_word_begins_with_a_capital_or_a_small_word() {
        for (text, name) in [
            ("Patient: Émile Zolaire,", "Émile Zolaire"),
            ("Patient: van der Berg Willem,", "van der Berg Willem"),
            ("Customer: dr. Berg Willem,", "dr. Berg Willem"),
        ] {
            assert_eq!(names(text), [name], "{text}");
        }
        assert!(names("Patient: unknown person, \"name\": \"item 5\"").is_empty());
    }

    #[test]
    fn names_in_context() {
        for (text, name) in [
            ("Dear Ms Miller, thank you", "Ms Miller"),
            ("Dear Miller,", "Miller"),
            ("Hi Ana,\nplease", "Ana"),
            (
                "schade gemeld door S. van der Quuxen: spiegel",
                "S. van der Quuxen",
            ),
            (
                "afgeleverd 3SB ontvanger=\"F. Quuxaza\" bon=1",
                "F. Quuxaza",
            ),
            (
                "eigenaar dhr. P. Quuxenhuis, rijbewijs",
                "dhr. P. Quuxenhuis",
            ),
            ("lo studio della sig.ra Quuxandi, finito", "sig.ra Quuxandi"),
            (
                "{\"text\":\"Done.\\n\\nViele Grüße\\nReto Quuxlimann\\nKassier\"}",
                "Reto Quuxlimann",
            ),
            ("\"ok.\\nRegards\\nXanthippe Quux\\n\"", "Xanthippe Quux"),
            (
                "Sehr geehrte Frau Dr. Müller-Lüdenscheidt,",
                "Frau Dr. Müller-Lüdenscheidt",
            ),
            ("Sehr geehrter Herr Beispiel,", "Herr Beispiel"),
            ("Bonjour Monsieur Dupont,", "Monsieur Dupont"),
            ("Estimado Sr. García:", "Sr. García"),
            ("Gentile Signora Rossi,", "Signora Rossi"),
            ("Geachte heer De Vries,", "heer De Vries"),
            ("Prezada Senhora Silva,", "Senhora Silva"),
            ("Szanowny Panie Kowalski,", "Panie Kowalski"),
            ("we met Mr. John Q. Sample today", "Mr. John Q. Sample"),
            ("My name is Xanthippe Quux and I", "Xanthippe Quux"),
            ("ich heiße Jürgen Weiß.", "Jürgen Weiß"),
            ("je m'appelle Hélène Dubois", "Hélène Dubois"),
            ("me llamo José María de la Cruz", "José María de la Cruz"),
            ("the customer Ana Example called", "Ana Example"),
            ("Patient: EXAMPLE, ANA", "EXAMPLE, ANA"),
            ("Kunde Hans Beispiel meldet", "Hans Beispiel"),
            ("Name: Ana Example", "Ana Example"),
            ("Kind regards,\nAna Example\n", "Ana Example"),
            ("Mit freundlichen Grüßen\n\nJens Muster", "Jens Muster"),
            ("Cordialement,\r\nHélène Dubois", "Hélène Dubois"),
            ("Thanks,\nXaver\n", "Xaver"),
            ("From: Ana Example <ana@example.com>", "Ana Example"),
            ("\"Example, Ana\" <ana@example.com>", "Example, Ana"),
            ("Author: Liam O'Brien <liam@example.com>", "Liam O'Brien"),
            (
                "heute mit Xanthippe Kowalczyk gesprochen",
                "Xanthippe Kowalczyk",
            ),
            ("mail van Joost van der Quux over", "Joost van der Quux"),
            ("[10:15] Ana del Carmen Quux: hola", "Ana del Carmen Quux"),
            ("contact A. de Graaf-Moreau at", "A. de Graaf-Moreau"),
            ("cust=Moreau, Xanthippe Q.\n", "Moreau, Xanthippe Q."),
            ("his wife Ngozi will call", "Ngozi"),
            ("met Dr. Thorvaldsen on", "Dr. Thorvaldsen"),
        ] {
            assert_eq!(names(text), [name], "{text}");
        }
        assert_eq!(
            names("To: Ana Example <a@example.com>, Bob McDonald <b@example.com>"),
            ["Ana Example", "Bob McDonald"]
        );
    }

    #[test]
    fn what_is_written_like_a_name() {
        for text in [
            "Hello World",
            "Dear Customer,",
            "Dear Sir or Madam,",
            "Hi Team,",
            "Hi all,",
            "customer ConnectionPool started",
            "user Agent Smith-Waterman".trim_end_matches("Smith-Waterman"),
            "patient Demographics Service failed",
            "took 12 ms Total",
            "Cache Miss Ratio 0.3",
            "Sr. Software Engineer",
            "I am Running",
            "this is Java",
            "Regards,\nThe Support Team",
            "Kind regards,\nCustomer Service",
            "owner root",
            "GitHub <noreply@github.com>",
            "agent Started Successfully",
            "name=\"ConnectionTimeout\"",
            "Name: Default Network",
            "class Patient Record extends Base",
            "thread 'main' panicked, thanks Rust",
        ] {
            assert_eq!(names(text), Vec::<&str>::new(), "{text}");
        }
    }
}
