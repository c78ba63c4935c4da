//! Diagnoses: codes in context (ICD-10), and what stands beside a code in words.

use super::exchange;
use super::text::{begins, blanks, letter, longest, word_before};
use crate::rules::Builtin;
use crate::shapes::Hit;
use crate::values::contains_word;

/// How far behind its word a diagnosis may begin, in bytes.
const REACH: usize = 48;
/// The longest diagnosis in words, in bytes.
const WORDS: usize = 120;
/// The most items of a list.
const ITEMS: usize = 12;
/// How far around a word the text must speak of a patient, in bytes.
const AROUND: usize = 600;
/// How far below the head of a table its cells are looked for, in bytes.
const TABLE: usize = 3 << 10;

/// The length of a diagnosis code (ICD-10-CM): a letter, a digit, a digit or letter, up to four more behind a dot.
pub(super) fn diagnosis_code(text: &[u8]) -> Option<usize> {
    let [a, b, c, rest @ ..] = text else {
        return None;
    };
    let head = a.is_ascii_uppercase()
        && b.is_ascii_digit()
        && (c.is_ascii_digit() || matches!(c, b'A' | b'B'));
    if !head {
        return None;
    }
    let tail = match rest {
        [b'.', tail @ ..] => tail
            .iter()
            .take(5)
            .take_while(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
            .count(),
        _ => 0,
    };
    match tail {
        0 => Some(3),
        1..=4 => Some(4 + tail),
        _ => None,
    }
}

/// Whether a whole value is a diagnosis code, with or without its dot, or a list of them.
pub(super) fn is_diagnosis(value: &[u8]) -> bool {
    let one = |part: &[u8]| {
        diagnosis_code(part).is_some_and(|length| length == part.len())
            || (4..=7).contains(&part.len())
                && diagnosis_code(part) == Some(3)
                && part
                    .iter()
                    .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
    };
    let mut parts = value
        .split(|b| matches!(b, b',' | b';' | b' ' | b'|'))
        // German codes say behind them how sure they are.
        .filter(|part| !matches!(part, [] | [b'G' | b'V' | b'A' | b'Z' | b'L' | b'R' | b'B']))
        .peekable();
    parts.peek().is_some() && parts.all(one)
}

/// Codes behind `Dx:`, `ICD-10` or `diagnosis`, also several.
pub(super) fn diagnosis(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    if !begins(view, at) {
        return;
    }
    if longest(view, at, &["snomed"]).is_some() {
        return clinical_term(view, at, cost, out);
    }
    let before = out.len();
    let mut limit = (at + REACH).min(view.len());
    let mut pos = at + 2;
    let mut lines = 0;
    while pos < limit {
        if view[pos] == b'\n' {
            lines += 1;
            // A list goes on as long as its lines begin with codes.
            let next = exchange::line_start(view, pos + 1);
            let code = view
                .get(next..(next + 9).min(view.len()))
                .and_then(diagnosis_code);
            let found = out.len() > before;
            if code.is_none() && (lines > 1 || found) {
                break;
            }
            if code.is_some() {
                limit = (next + REACH).min(view.len());
            }
        }
        let starts = view[pos].is_ascii_uppercase() && !word_before(view, pos);
        if starts && let Some(length) = diagnosis_code(&view[pos..(pos + 9).min(view.len())]) {
            let end = pos + length;
            let inside = match view.get(end) {
                Some(b'.') => view.get(end + 1).is_some_and(u8::is_ascii_alphanumeric),
                Some(b) => b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'),
                None => false,
            };
            if !inside {
                out.push(Hit::new(Builtin::Diagnosis, pos, end, 0.85));
                let end = in_words(view, pos, end, out);
                limit = (end + REACH).min(view.len());
                pos = end + blanks(view, end, 1);
                continue;
            }
        }
        pos += 1;
    }
    *cost += pos - at;
    let Some(length) = longest(view, at, super::words::diagnoses()) else {
        return;
    };
    let end = at + length;
    if view[end..(end + 24).min(view.len())]
        .windows(5)
        .any(|w| w == b"</th>")
    {
        cells(view, end, cost, out);
    } else {
        list(view, end, cost, out);
    }
}

/// `"system": "http://snomed.info/sct", "code": "73430006", "display": "Sleep apnoea"`: a term of SNOMED CT, which says something of a patient
/// whatever it is (HL7 FHIR R4, Coding).
fn clinical_term(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    const CODE: &[u8] = b"\"code\"";
    let rest = &view[at..(at + 64).min(view.len())];
    *cost += rest.len();
    let Some(key) = memchr::memmem::find(rest, CODE) else {
        return;
    };
    let behind = &rest[key + CODE.len()..];
    let Some(open) = memchr::memchr(b'"', behind) else {
        return;
    };
    let start = at + key + CODE.len() + open + 1;
    let digits = view[start..]
        .iter()
        .take(20)
        .take_while(|b| b.is_ascii_digit())
        .count();
    let end = start + digits;
    if (6..=18).contains(&digits) && view.get(end) == Some(&b'"') {
        let from = out.len();
        members(view, end + 1, out);
        if out.len() > from {
            out.push(Hit::new(Builtin::Diagnosis, start, end, 0.8));
        }
    }
}

/// `Diagnoses: 1. Essential hypertension`: what is said in words behind the keyword that ends at `end`, and the items below.
fn list(view: &[u8], end: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    let rest = &view[end..(end + 24).min(view.len())];
    let Some(colon) = rest.iter().position(|b| matches!(b, b':' | b'\n')) else {
        return;
    };
    let plain = |b: &u8| {
        b.is_ascii_alphabetic()
            || *b >= 0x80
            || matches!(b, b' ' | b'(' | b')' | b'/' | b'-' | b'\r')
    };
    if rest[colon] != b':' || !rest[..colon].iter().all(plain) || !of_a_patient(view, end, cost) {
        return;
    }
    let mut start = end + colon + 1;
    for line in 0..ITEMS {
        if start >= view.len() {
            return;
        }
        let area = &view[start..(start + WORDS + 40).min(view.len())];
        let Some(length) =
            memchr::memchr(b'\n', area).or((area.len() < WORDS).then_some(area.len()))
        else {
            return;
        };
        *cost += length;
        let column = blanks(view, start, 24);
        let from = start + column;
        let stop = start + area[..length].trim_ascii_end().len();
        let sign = listed(&view[from.min(stop)..stop]);
        if from < stop {
            // Below the first line only items of a list go on with it.
            if line > 0 && sign == 0 && (column < 6 || view[from..stop].contains(&b':')) {
                return;
            }
            item(view, from + sign, stop, out);
        }
        start += length + 1;
    }
}

/// The length of what makes a line the item of a list: a dash, a star, a number.
fn listed(text: &[u8]) -> usize {
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let sign = match text.get(digits) {
        Some(b'.' | b')') if (1..=2).contains(&digits) => digits + 1,
        Some(b'-' | b'*') if digits == 0 => 1,
        _ if text.starts_with("•".as_bytes()) || text.starts_with("–".as_bytes()) => 3,
        _ => return 0,
    };
    match blanks(text, sign, 4) {
        0 => 0,
        gap => sign + gap,
    }
}

/// A diagnosis in words, with or without its code behind it in brackets.
fn item(view: &[u8], start: usize, end: usize, out: &mut Vec<Hit>) {
    let text = &view[start.min(end)..end];
    let open = memchr::memchr(b'(', text);
    let code = open.and_then(|open| {
        let at = start + open + 1;
        let length = diagnosis_code(&view[at..end])?;
        Some((start + open, at, at + length))
    });
    // `Gonarthrose rechts (M17.1 G R)` is one.
    if let Some((open, ..)) = code
        && text.ends_with(b")")
        && worded(text[..open - start].trim_ascii_end())
    {
        out.push(Hit::new(Builtin::Diagnosis, start, end, 0.8));
        return;
    }
    let stop = code.map_or(end, |(open, _, _)| open);
    let words = text[..stop - start.min(end)].trim_ascii_end();
    // A code in front is told where codes are.
    if worded(words) && diagnosis_code(words).is_none() {
        out.push(Hit::new(
            Builtin::Diagnosis,
            start,
            start + words.len(),
            0.7,
        ));
    }
    if let Some((_, at, stop)) = code {
        out.push(Hit::new(Builtin::Diagnosis, at, stop, 0.85));
    }
}

/// Whether a text may say a diagnosis: letters for the most part, and not the words of machines.
fn worded(text: &[u8]) -> bool {
    const MACHINES: &[&str] = &[
        "error",
        "failed",
        "failure",
        "timeout",
        "server",
        "disk",
        "network",
        "connection",
        "exception",
        "null",
        "true",
        "false",
        "http",
        "port",
        "config",
        "code",
        "unknown",
        "memory",
        "cpu",
        "database",
        "version",
        "active",
        "inactive",
        "resolved",
    ];
    let letters = text
        .iter()
        .filter(|b| b.is_ascii_alphabetic() || **b >= 0x80);
    let letters = letters.count();
    let signs = text
        .iter()
        .any(|b| matches!(b, b'=' | b'{' | b'<' | b'_' | b'\\' | b'@'));
    (4..=WORDS).contains(&text.len())
        && letters >= 4
        && letters * 10 >= text.len() * 7
        && letter(text, 0).is_some()
        && !signs
        && !MACHINES
            .iter()
            .any(|word| contains_word(text, word.as_bytes()))
}

/// Whether the text around speaks of a patient.
fn of_a_patient(view: &[u8], at: usize, cost: &mut usize) -> bool {
    const WORDS: &[&str] = &[
        "patient",
        "dob",
        "mrn",
        "geb.",
        "née le",
        "né le",
        "nhs",
        "icd",
        "cim-10",
        "cie-10",
        "hospital",
        "clinic",
        "klinik",
        "praxis",
        "hôpital",
        "medication",
        "symptom",
        "allerg",
        "therap",
        "arzt",
        "physician",
        "surgery",
        "paciente",
        "paziente",
        "patiënt",
        "pacjent",
    ];
    let area = &view[at.saturating_sub(AROUND)..(at + AROUND).min(view.len())];
    *cost += area.len();
    WORDS
        .iter()
        .any(|word| contains_word(area, word.as_bytes()))
}

/// The codes in the cells below the head of a table, and the diagnoses in the cells beside them.
fn cells(view: &[u8], from: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    let area = &view[from..(from + TABLE).min(view.len())];
    let area = &area[..memchr::memmem::find(area, b"</table").unwrap_or(area.len())];
    *cost += area.len() / 8;
    for cell in memchr::memmem::find_iter(area, b"<td>") {
        let at = from + cell + 4;
        let Some(length) = view
            .get(at..(at + 9).min(view.len()))
            .and_then(diagnosis_code)
        else {
            continue;
        };
        if view[at + length..].starts_with(b"</td>") {
            out.push(Hit::new(Builtin::Diagnosis, at, at + length, 0.85));
            in_words(view, at, at + length, out);
        }
    }
}

/// What stands beside the code `start..end` and says in words what it means. The end of what was read.
fn in_words(view: &[u8], start: usize, end: usize, out: &mut Vec<Hit>) -> usize {
    let mut add = |from: usize, to: usize| {
        if from < to && worded(&view[from..to]) {
            out.push(Hit::new(Builtin::Diagnosis, from, to, 0.75));
        }
    };
    // German codes say behind them how sure they are.
    let flag = matches!(
        view.get(end..end + 2),
        Some([b' ', b'G' | b'V' | b'A' | b'Z'])
    ) && !view.get(end + 2).is_some_and(u8::is_ascii_alphanumeric);
    let behind = end + if flag { 2 } else { 0 };
    match view.get(behind) {
        Some(b')' | b']') => add(words_before(view, start), bracket(view, start)),
        Some(b'<') => {
            let cell = |at: usize| {
                let area = &view[at..(at + WORDS).min(view.len())];
                memchr::memchr(b'<', area).map(|length| (at, at + length))
            };
            if let Some(next) = longest(view, behind, &["</td><td>"])
                && let Some((from, to)) = cell(behind + next)
            {
                add(from, to);
            }
            if view[..start].ends_with(b"</td><td>") {
                let to = start - "</td><td>".len();
                let floor = to.saturating_sub(WORDS);
                let from = memchr::memrchr(b'>', &view[floor..to]).map(|at| floor + at + 1);
                add(from.unwrap_or(to), to);
            }
        }
        Some(b'"') => return members(view, behind + 1, out),
        _ => {
            let Some(gap) = longest(
                view,
                behind,
                &[" - ", ": ", " – ", "  ", " \"", "\t", "|", ";", " "],
            ) else {
                return end;
            };
            let from = behind + gap + blanks(view, behind + gap, 8);
            let area = &view[from..(from + WORDS).min(view.len())];
            let length = area
                .iter()
                .position(|b| {
                    matches!(
                        b,
                        b'\n' | b'\r' | b';' | b'|' | b'<' | b'"' | b'(' | b'\t' | b'.'
                    )
                })
                .unwrap_or(area.len());
            let to = from + area[..length].trim_ascii_end().len();
            let capital = letter(view, from).is_some_and(|(_, capital)| capital);
            let code = diagnosis_code(area).is_some();
            if to > from && !code && (capital || gap > 1) {
                add(from, to);
                return to;
            }
        }
    }
    behind
}

/// Where the bracket opens in which a code stands, the system of the code in front of it perhaps: `(ICD-10: E11.9)`.
fn bracket(view: &[u8], code: usize) -> usize {
    let floor = code.saturating_sub(24);
    let open = view[floor..code]
        .iter()
        .rposition(|b| matches!(b, b'(' | b'['))
        .map_or(code, |at| floor + at);
    open - usize::from(open > 0 && view[open - 1] == b' ')
}

/// Where the words begin that end in front of the bracket around a code.
fn words_before(view: &[u8], code: usize) -> usize {
    const ARTICLES: &[&str] = &[
        "une ",
        "un ",
        "eine ",
        "einen ",
        "einer ",
        "an ",
        "a ",
        "the ",
        "with ",
        "mit ",
        "has ",
        "had ",
        "una ",
        "een ",
        "présente ",
        "hat ",
    ];
    let open = bracket(view, code);
    let floor = open.saturating_sub(WORDS);
    let from = view[floor..open]
        .iter()
        .rposition(|b| matches!(b, b'\n' | b':' | b',' | b';' | b')' | b'>' | b'|' | b'"'))
        .map_or(floor, |at| floor + at + 1);
    let mut start = from + blanks(view, from, 8);
    start += listed(&view[start.min(open)..open]);
    let mut at = start;
    while at < open {
        if let Some(length) = longest(view, at, ARTICLES) {
            start = at + length;
        }
        at += view[at..open]
            .iter()
            .position(|b| *b == b' ')
            .map_or(open - at, |blank| blank + 1);
    }
    start
}

/// The members behind a code in JSON that say what it means. The end of what was read.
fn members(view: &[u8], mut at: usize, out: &mut Vec<Hit>) -> usize {
    const LABELS: &[&[u8]] = &[
        b"display",
        b"text",
        b"d",
        b"desc",
        b"description",
        b"label",
        b"name",
        b"term",
        b"title",
        b"bezeichnung",
        b"libelle",
        b"descripcion",
        b"diagnosis",
        b"condition",
        b"meaning",
        b"dx_desc",
        b"diagnosis_text",
    ];
    let string = |open: usize| {
        let area = view.get(open + 1..(open + 1 + WORDS + 1).min(view.len()))?;
        (view[open] == b'"').then_some(())?;
        memchr::memchr(b'"', area).map(|length| (open + 1, open + 1 + length))
    };
    let skip = |from: usize, signs: &[u8]| {
        let rest = view.get(from..).unwrap_or_default().iter().take(40);
        from + rest
            .take_while(|b| b.is_ascii_whitespace() || signs.contains(b))
            .count()
    };
    for _ in 0..2 {
        let key = skip(at, b",]}");
        if key >= view.len() || key == at {
            break;
        }
        let Some((from, to)) = string(key) else { break };
        let value = skip(to + 1, b":");
        if value >= view.len() || !LABELS.contains(&view[from..to].to_ascii_lowercase().as_slice())
        {
            break;
        }
        let Some((from, to)) = string(value) else {
            break;
        };
        if worded(&view[from..to]) {
            out.push(Hit::new(Builtin::Diagnosis, from, to, 0.8));
        }
        at = to + 1;
    }
    at
}

/// `<value code="K70.31" codeSystem="2.16.840.1.113883.6.90" displayName="…"/>`: the code and its name in the tag around the number of the
/// system (HL7 CDA R2).
pub(super) fn coded(view: &[u8], at: usize, out: &mut Vec<Hit>) {
    let floor = at.saturating_sub(400);
    let Some(open) = memchr::memrchr(b'<', &view[floor..at]).map(|open| floor + open) else {
        return;
    };
    let area = &view[open..(at + 400).min(view.len())];
    let tag = &area[..memchr::memchr(b'>', area).unwrap_or(area.len())];
    for name in [&b" code=\""[..], b" displayName=\"", b" display=\""] {
        let Some(place) = memchr::memmem::find(tag, name) else {
            continue;
        };
        let from = place + name.len();
        let Some(length) = memchr::memchr(b'"', &tag[from..]) else {
            continue;
        };
        let value = &tag[from..from + length];
        let figures = (3..=6).contains(&length)
            && value[0].is_ascii_digit()
            && value.iter().all(|b| b.is_ascii_digit() || *b == b'.');
        if diagnosis_code(value) == Some(length) || worded(value) || figures {
            out.push(Hit::new(
                Builtin::Diagnosis,
                open + from,
                open + from + length,
                0.85,
            ));
        }
    }
}

/// Whether a value under a name for diagnoses is one: a code, or words.
pub(super) fn judge(value: &[u8]) -> Option<f32> {
    if is_diagnosis(value) {
        return Some(0.85);
    }
    let blank = memchr::memchr(b' ', value).is_some();
    (blank && worded(value)).then_some(0.6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tests::{finds, values};

    #[test]
    fn what_a_code_means_in_words() {
        for (text, wanted) in [
            (
                "Diagnosen:\n  - Koronare Herzkrankheit (I25.13 G)\n  - Zustand nach Nikotinabusus\nPatient seit 2019",
                &[
                    "Koronare Herzkrankheit (I25.13 G)",
                    "Zustand nach Nikotinabusus",
                ][..],
            ),
            (
                "votre patiente présente une maladie de Parkinson idiopathique (CIM-10 : G20) évoluant",
                &["maladie de Parkinson idiopathique", "G20"],
            ),
            (
                r#"{"system":"http://hl7.org/fhir/sid/icd-10-cm", "code": "F33.1", "display": "Major depressive disorder" }], "text": "Depression, recurrent" }"#,
                &[
                    "F33.1",
                    "Major depressive disorder",
                    "Depression, recurrent",
                ],
            ),
            (
                r#""dx":[{"c":"I26.99","d":"Other pulmonary embolism without acute cor pulmonale"},{"c":"B37.31","d":"Acute candidiasis"}]"#,
                &[
                    "I26.99",
                    "Other pulmonary embolism without acute cor pulmonale",
                    "B37.31",
                    "Acute candidiasis",
                ],
            ),
            (
                "<th>ICD-10</th></tr><tr><td>1</td><td>Chronic viral hepatitis C</td><td>B18.2</td></tr></table>",
                &["Chronic viral hepatitis C", "B18.2"],
            ),
            (
                r#"<value code="K70.31" codeSystem="2.16.840.1.113883.6.90" displayName="Alcoholic cirrhosis"/>"#,
                &["K70.31", "Alcoholic cirrhosis"],
            ),
            (
                "Dx: E11.9 - Type 2 diabetes mellitus\n",
                &["E11.9", "Type 2 diabetes mellitus"],
            ),
            (
                "DG1|1||E11.90^Diabetes mellitus, Typ 2^I10|||A\r",
                &["E11.90", "Diabetes mellitus, Typ 2"],
            ),
            (
                r#"{"patient": 5, "diagnosis": "Type 1 diabetes"}"#,
                &["Type 1 diabetes"],
            ),
        ] {
            assert_eq!(values(Builtin::Diagnosis, text), wanted, "{text}");
        }
        for text in [
            "Diagnosis: the connection pool was full\n- restart the server\n",
            "patient daemon, Diagnosis: connection refused\n",
            r#"{"diagnosis": "disk failure on /dev/sda"}"#,
            "diagnose: (\n",
            "icd-10</th><td>E1",
        ] {
            assert_eq!(
                values(Builtin::Diagnosis, text),
                Vec::<&str>::new(),
                "{text}"
            );
        }
    }

    #[test]
    fn diagnoses_in_context() {
        for (text, codes) in [
            ("Dx: E11.9", &["E11.9"][..]),
            (
                "diagnosis codes E11.9, I10 and J45.909",
                &["E11.9", "I10", "J45.909"],
            ),
            ("ICD-10: F32.1", &["F32.1"]),
            ("diagnosed with diabetes (E11.65)", &["diabetes (E11.65)"]),
            ("Diagnose: M54.5", &["M54.5"]),
        ] {
            let found: Vec<_> = finds(text)
                .into_iter()
                .filter(|(kind, _)| *kind == Builtin::Diagnosis)
                .map(|(_, v)| v)
                .collect();
            assert_eq!(found, codes, "{text}");
        }
        for text in [
            "diagnostics run E1.2 failed",
            "diagnosis took 10 s",
            "dx11 driver",
            "PID|x",
            "NM1*x",
            "ABK:foo",
            "diagnose error E1234",
        ] {
            let found: Vec<_> = finds(text)
                .into_iter()
                .filter(|(kind, _)| *kind == Builtin::Diagnosis)
                .collect();
            assert_eq!(found, [], "{text}");
        }
    }
}
