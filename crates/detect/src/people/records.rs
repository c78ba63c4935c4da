//! Records of health care and address books: HL7 version 2, X12, vCard, and codes of diagnoses.

use super::diagnoses::diagnosis_code;
use super::firstnames::first_name;
use super::text::{longest, word_before};
use super::{cda, exchange};
use crate::check;
use crate::rules::Builtin;
use crate::shapes::Hit;

/// The longest segment or card that is read, in bytes.
const BYTES: usize = 2048;
/// The most fields of a segment.
const FIELDS: usize = 60;

/// The segment or card at `at`.
pub(super) fn segment(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    let Some(head) = view.get(at..at + 4) else {
        return;
    };
    let inside = head[0].is_ascii_alphabetic() && word_before(view, at);
    if inside && !crate::shapes::free_before(view, at) {
        return;
    }
    let limit = (at + BYTES).min(view.len());
    let before = out.len();
    match head {
        b"<pat" | b"<Pat" => cda::patient(view, at, out),
        b"<bir" | b"<Bir" => cda::birth(view, at, out),
        b"PV1|" | b"OBR|" | b"ORC|" | b"AIP|" | b"PD1|" | b"ROL|" | b"PRT|" | b"TXA|" | b"EVN|" => {
            hl7(view, at, limit, DOCTORS, out);
        }
        b"(001" | b"(000" => exchange::dicom(view, at, out),
        b"PN [" => exchange::dicom_value(view, at + 4, Builtin::PersonName, out),
        b":25:" => exchange::own_account(view, at, out),
        [b':', ..] => exchange::message(view, at, limit, out),
        b"{420" | b"{500" | b"{410" => super::clearing::party(view, at, out),
        [b'?' | b'~', ..] => exchange::purpose(view, at, out),
        b"/NAM" | b"/nam" => exchange::party_name(view, at, out),
        b"<<<<" => exchange::machine_readable(view, at, out),
        b"\"tel" => exchange::telecom(view, at, out),
        [b'"', ..] => exchange::fhir(view, at, limit, out),
        b"PID|" => hl7(view, at, limit, PID, out),
        b"NK1|" => hl7(view, at, limit, NK1, out),
        b"GT1|" => hl7(view, at, limit, GT1, out),
        [b'<', ..] | b"fami" | b"give" | b"Fami" | b"Give" => exchange::tag(view, at, out),
        b"IN1|" => hl7(view, at, limit, IN1, out),
        b"DG1|" => {
            hl7(view, at, limit, &[(3, Builtin::Diagnosis)], out);
            diagnosis_text(view, at, limit, out);
        }
        b"PV2|" | b"AL1|" | b"PRB|" => diagnosis_text(view, at, limit, out),
        b"MRG|" => hl7(view, at, limit, MRG, out),
        b"NM1*" => x12_name(view, at, limit, out),
        b"BPR*" => x12_payment(view, at, limit, out),
        b"REF*" | b"PER*" | b"DMG*" => x12_other(view, at, limit, out),
        b"1138" if longest(view, at, &["113883.6."]).is_some() => {
            super::diagnoses::coded(view, at, out);
        }
        b"1138" => cda::registered(view, at, out),
        b"ABK:" | b"ABF:" => out.extend(x12_diagnosis(view, at + 4)),
        _ if longest(view, at, &["begin:vcard"]).is_some() => vcard(view, at, limit, out),
        _ => return,
    }
    *cost += if out.len() > before { 256 } else { 64 };
}

/// What the fields of a segment hold, counted from 1 behind its name (HL7 v2.5.1, chapters 3 and 6).
type Layout = &'static [(usize, Builtin)];

const PID: Layout = &[
    (2, Builtin::MedicalRecord),
    (3, Builtin::MedicalRecord),
    (4, Builtin::MedicalRecord),
    (5, Builtin::PersonName),
    (6, Builtin::PersonName),
    (7, Builtin::BirthDate),
    (9, Builtin::PersonName),
    (11, Builtin::Address),
    (13, Builtin::Phone),
    (14, Builtin::Phone),
    (18, Builtin::BankAccount),
    (19, Builtin::Ssn),
    (20, Builtin::DrivingLicence),
    (21, Builtin::MedicalRecord),
];
const NK1: Layout = &[
    (2, Builtin::PersonName),
    (4, Builtin::Address),
    (5, Builtin::Phone),
    (6, Builtin::Phone),
    (16, Builtin::BirthDate),
    (37, Builtin::Ssn),
];
const MRG: Layout = &[
    (1, Builtin::MedicalRecord),
    (4, Builtin::MedicalRecord),
    (7, Builtin::PersonName),
];
const GT1: Layout = &[
    (3, Builtin::PersonName),
    (5, Builtin::Address),
    (6, Builtin::Phone),
    (7, Builtin::Phone),
    (8, Builtin::BirthDate),
    (12, Builtin::Ssn),
];
const IN1: Layout = &[
    // Senders are often a field early or late.
    (15, Builtin::PersonName),
    (16, Builtin::PersonName),
    (17, Builtin::BirthDate),
    (18, Builtin::BirthDate),
    (19, Builtin::Address),
    (35, Builtin::MemberId),
    (36, Builtin::MemberId),
    (37, Builtin::MemberId),
    (38, Builtin::MemberId),
    (49, Builtin::MemberId),
];

/// Doctors stand in many fields, and senders do not agree in which: a number and a name say it themselves.
const DOCTORS: Layout = &[(EVERY, Builtin::Npi)];
/// Stands for each field of a segment.
const EVERY: usize = 0;

fn hl7(view: &[u8], at: usize, limit: usize, layout: Layout, out: &mut Vec<Hit>) {
    let mut end = at;
    while end < limit && !matches!(view[end], b'\r' | b'\n') && !view[end..].starts_with(b"\\r") {
        end += 1;
    }
    let mut start = at + 4;
    for field in 1..FIELDS {
        let length = memchr::memchr(b'|', &view[start..end]).unwrap_or(end - start);
        if let Some((_, kind)) = layout
            .iter()
            .find(|(place, _)| matches!(*place, EVERY) || *place == field)
        {
            repetitions(view, start, start + length, *kind, out);
        } else {
            unplaced(&view[start..start + length], start, out);
        }
        start += length + 1;
        if start >= end {
            break;
        }
    }
}

/// Names and addresses in fields where a layout has none: senders are often a field early or late.
fn unplaced(field: &[u8], start: usize, out: &mut Vec<Hit>) {
    for (at, part) in split_at(field, b'~', start) {
        let fields = split_at(part, b'^', at);
        // Street, other, town, state, code (HL7 v2.5.1, 2.A.88).
        if let [(_, street), _, (_, town), _, (_, code), ..] = fields[..]
            && street.iter().any(u8::is_ascii_digit)
            && street.iter().any(u8::is_ascii_alphabetic)
            && town
                .first()
                .is_some_and(|b| b.is_ascii_uppercase() || *b >= 0x80)
            && code.len() >= 4
            && code.iter().any(u8::is_ascii_digit)
        {
            out.push(Hit::new(
                Builtin::Address,
                at,
                at + components(part, FIELDS),
                0.8,
            ));
        } else {
            doctor(at, part, out);
        }
    }
}

/// What `DG1` says in words: the second component of its code, and the field behind it (HL7 v2.5.1, 6.5.2).
fn diagnosis_text(view: &[u8], at: usize, limit: usize, out: &mut Vec<Hit>) {
    let rest = &view[at..limit];
    let length = rest.iter().position(|b| matches!(b, b'\r' | b'\n'));
    let fields = split_at(&rest[..length.unwrap_or(rest.len())], b'|', at);
    let mut add = |(start, text): (usize, &[u8])| {
        let letters = text.iter().filter(|b| b.is_ascii_alphabetic()).count();
        if letters >= 4 && letters * 2 > text.len() {
            out.push(Hit::new(
                Builtin::Diagnosis,
                start,
                start + text.len(),
                0.85,
            ));
        }
    };
    if let Some((start, text)) = fields.get(3) {
        let parts = split_at(text, b'^', *start);
        // Alone the text may stand in the place of its code.
        let first = usize::from(!parts[0].1.is_empty() && diagnosis_code(parts[0].1).is_some());
        for place in [first, 4] {
            parts.get(place).copied().into_iter().for_each(&mut add);
        }
        if first == 0 {
            parts.get(1).copied().into_iter().for_each(&mut add);
        }
    }
    fields.get(4).copied().into_iter().for_each(&mut add);
}

/// The repetitions of a field, split at `~`; the components that count, split at `^`.
fn repetitions(view: &[u8], start: usize, end: usize, kind: Builtin, out: &mut Vec<Hit>) {
    let mut at = start;
    for part in view[start..end].split(|b| *b == b'~') {
        let stop = at + part.len();
        if kind == Builtin::Npi {
            doctor(at, part, out);
            at = stop + 1;
            continue;
        }
        if kind == Builtin::Phone && part.first() == Some(&b'^') {
            out.extend(in_components(at, part));
            at = stop + 1;
            continue;
        }
        let first = at + memchr::memchr(b'^', part).unwrap_or(part.len());
        let to = match kind {
            // Names and addresses are all of their components: titles, other names, what kind of a name it is.
            Builtin::PersonName | Builtin::Address => at + components(part, FIELDS),
            _ => first,
        };
        let text = view[at..to].trim_ascii_end();
        let text_end = at + text.len();
        let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
        let fits = match kind {
            Builtin::PersonName => {
                let first = &view[at..first];
                let letters = first
                    .iter()
                    .filter(|b| b.is_ascii_alphabetic() || **b >= 0x80);
                letters.count() >= 2
                    && !first.iter().any(u8::is_ascii_digit)
                    && (text.contains(&b'^') || text.len() >= 5)
            }
            Builtin::Address => {
                digits > 0 && text.len() >= 6
                    || text.windows(3).any(|w| w == b"^^^") && text.len() >= 12
            }
            Builtin::BirthDate => super::dates::is_date(&text[..text.len().min(8)]),
            Builtin::Phone => (7..=15).contains(&digits),
            Builtin::Ssn => digits == 9,
            Builtin::Diagnosis => diagnosis_code(text).is_some_and(|length| length == text.len()),
            _ => digits >= 3 || text.len() >= 5 && digits >= 1,
        };
        if fits && text_end > at {
            out.push(Hit::new(kind, at, text_end, 0.9));
        }
        at = stop + 1;
    }
}

/// `^PRN^PH^^^657^5558563`: a telephone number by its area and the rest (HL7 v2.5.1, 2.A.89).
fn in_components(at: usize, part: &[u8]) -> Option<Hit> {
    let fields = split_at(part, b'^', at);
    let number =
        |(_, text): &&(usize, &[u8])| text.len() >= 2 && text.iter().all(u8::is_ascii_digit);
    let behind = fields.get(4..)?;
    let (start, _) = behind.iter().find(number)?;
    let (last, text) = behind.iter().rfind(number)?;
    let end = last + text.len();
    let digits = part[start - at..end - at]
        .iter()
        .filter(|b| b.is_ascii_digit())
        .count();
    (7..=15)
        .contains(&digits)
        .then(|| Hit::new(Builtin::Phone, *start, end, 0.9))
}

/// `1234567893^Miller^Ana^^^MD`: a number and a name, or the name alone.
fn doctor(at: usize, part: &[u8], out: &mut Vec<Hit>) {
    // `MILLER^ANA^^^DR`, where nothing stands in front.
    let mut words = part.split(|b| *b == b'^');
    if let (Some(surname), Some(given)) = (words.next(), words.next())
        && surname.len() >= 2
        && surname
            .iter()
            .all(|b| b.is_ascii_alphabetic() || *b >= 0x80 || matches!(b, b'-' | b'\'' | b' '))
        && surname[0].is_ascii_uppercase()
        && given.first().is_some_and(u8::is_ascii_uppercase)
        && first_name(given)
        && !words.next().is_some_and(first_name)
    {
        let length = components(part, 7);
        out.push(Hit::new(Builtin::PersonName, at, at + length, 0.85));
        return;
    }
    let number = memchr::memchr(b'^', part).unwrap_or(part.len());
    let digits = &part[..number];
    if digits.len() == 10 && number < part.len() && check::npi(digits) {
        out.push(Hit::new(Builtin::Npi, at, at + 10, 0.95));
    }
    let Some(name) = part.get(number + 1..) else {
        return;
    };
    let mut length = components(name, 2);
    let text = &name[..length];
    // The third is an initial or another given name.
    let third = components(name, 3);
    if third > length
        && name[length..third]
            .iter()
            .all(|b| b.is_ascii_alphabetic() || matches!(b, b'^' | b'.'))
    {
        length = third;
    }
    let letters = |word: &[u8]| {
        let first = word
            .first()
            .is_some_and(|b| b.is_ascii_uppercase() || *b >= 0x80);
        first
            && word.iter().all(|b| {
                b.is_ascii_alphabetic() || *b >= 0x80 || matches!(b, b'-' | b' ' | b'\'' | b'.')
            })
    };
    // `80053^Metabolic panel^CPT` is a code, its meaning and its system.
    let system = |word: &[u8]| {
        let systems: [&[u8]; 8] = [
            b"CPT", b"LN", b"LOINC", b"SCT", b"HCPCS", b"ICD", b"NDC", b"RXNORM",
        ];
        systems.contains(&word)
    };
    let small = |word: &[u8]| {
        word.split(|b| *b == b' ')
            .any(|part| part.len() >= 4 && part[0].is_ascii_lowercase())
    };
    let mut words = text.split(|b| *b == b'^');
    let (surname, given) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    let named = [surname, given]
        .into_iter()
        .all(|word| letters(word) && !small(word) && !system(word));
    // A number in front makes two words a person, and so does a name that many have.
    let numbered = digits.iter().any(u8::is_ascii_digit) && surname.len() >= 2;
    let written = digits.is_empty() && surname.len() >= 3 && given.len() >= 3;
    let known = surname.len() >= 2 && first_name(given);
    if named && (numbered || written || known) {
        // Degrees and titles behind it belong to it.
        let length = length.max(components(name, 7));
        let start = at + number + 1;
        out.push(Hit::new(Builtin::PersonName, start, start + length, 0.85));
    }
}

/// The length of the first `count` components without the empty ones at their end.
fn components(part: &[u8], count: usize) -> usize {
    let mut seen = 0;
    let mut length = part.len();
    for (at, byte) in part.iter().enumerate() {
        if *byte == b'^' {
            seen += 1;
            if seen == count {
                length = at;
                break;
            }
        }
    }
    while length > 0 && part[length - 1] == b'^' {
        length -= 1;
    }
    length
}

/// `NM1*IL*1*DOE*JOHN*Q***MI*W123456789~` with the address and the dates behind it (ASC X12 005010X222).
fn x12_name(view: &[u8], at: usize, limit: usize, out: &mut Vec<Hit>) {
    let mut start = at;
    for number in 0..8 {
        let rest = &view[start..limit];
        let length = memchr::memchr(b'~', rest).unwrap_or(rest.len());
        let segment = &rest[..length];
        let fields: Vec<(usize, &[u8])> = split_at(segment, b'*', start);
        let field = |place: usize| {
            fields
                .get(place)
                .filter(|(_, text)| !text.is_empty())
                .copied()
        };
        let mut add = |kind, found: Option<(usize, &[u8])>| {
            if let Some((from, text)) = found {
                out.push(Hit::new(kind, from, from + text.len(), 0.9));
            }
        };
        match fields.first().map(|(_, text)| *text) {
            Some(b"NM1") if number == 0 => {
                if field(2).is_some_and(|(_, text)| text == b"1") {
                    for place in 3..=5 {
                        add(
                            Builtin::PersonName,
                            field(place).filter(|(_, text)| text.len() >= 2 || place == 5),
                        );
                    }
                }
                let kind = match field(8).map(|(_, text)| text) {
                    Some(b"MI") => Some(Builtin::MemberId),
                    Some(b"34") => Some(Builtin::Ssn),
                    Some(b"XX") => Some(Builtin::Npi),
                    _ => None,
                };
                if let Some(kind) = kind {
                    add(
                        kind,
                        field(9).filter(|(_, text)| kind != Builtin::Npi || check::npi(text)),
                    );
                }
            }
            Some(b"N3") => add(Builtin::Address, field(1)),
            Some(b"N4") => {
                add(Builtin::Address, field(1));
                add(
                    Builtin::Address,
                    field(3).filter(|(_, text)| {
                        text.iter().filter(|b| b.is_ascii_digit()).count() >= 4
                    }),
                );
            }
            Some(b"PER" | b"REF") => {}
            Some(b"DMG") => add(
                Builtin::BirthDate,
                field(2).filter(|(_, text)| super::dates::is_date(text)),
            ),
            _ => return,
        }
        start += length + 1;
        start += view
            .get(start..limit)
            .unwrap_or_default()
            .iter()
            .take_while(|b| matches!(b, b'\r' | b'\n'))
            .count();
        if start >= limit {
            return;
        }
    }
}

/// Numbers, telephones and birth dates that have a segment of their own: `REF*SY*536227148~`, `PER*IP**TE*4155552671~`.
fn x12_other(view: &[u8], at: usize, limit: usize, out: &mut Vec<Hit>) {
    let begins = at == 0 || matches!(view[at - 1], b'~' | b'\n' | b'\r');
    let rest = &view[at..limit];
    let Some(length) = memchr::memchr2(b'~', b'\n', rest).filter(|_| begins) else {
        return;
    };
    let fields = split_at(&rest[..length], b'*', at);
    let digits = |text: &[u8]| text.iter().filter(|b| b.is_ascii_digit()).count();
    let mut add = |kind, place: usize, fits: &dyn Fn(&[u8]) -> bool| {
        if let Some((start, text)) = fields.get(place).filter(|(_, text)| fits(text)) {
            out.push(Hit::new(kind, *start, start + text.len(), 0.9));
        }
    };
    match (&rest[..3], fields.get(1).map(|(_, text)| *text)) {
        (b"REF", Some(b"SY")) => add(Builtin::Ssn, 2, &|text| digits(text) == 9),
        (b"REF", Some(b"EA")) => add(Builtin::MedicalRecord, 2, &|text| digits(text) >= 3),
        (b"REF", Some(b"0F" | b"1W" | b"23" | b"IG" | b"ABB")) => {
            add(Builtin::MemberId, 2, &|text| {
                digits(text) >= 3 && text.len() >= 5
            });
        }
        (b"DMG", Some(b"D8")) => add(Builtin::BirthDate, 2, &super::dates::is_date),
        (b"PER", _) => {
            add(Builtin::PersonName, 2, &|text| {
                super::written::is_full(text)
                    || super::written::is_name(text) && text.contains(&b' ')
            });
            for place in [3, 5, 7] {
                let told = fields.get(place).is_some_and(|(_, text)| {
                    matches!(*text, b"TE" | b"HP" | b"WP" | b"CP" | b"FX" | b"AP" | b"BN")
                });
                if told {
                    add(Builtin::Phone, place + 1, &|text| {
                        (7..=15).contains(&digits(text))
                    });
                }
            }
        }
        _ => {}
    }
}

/// `BPR*I*1184.22*C*ACH*CCP*01*123000220*DA*990118472*…`: the accounts of who pays and who is paid (ASC X12 005010X221).
fn x12_payment(view: &[u8], at: usize, limit: usize, out: &mut Vec<Hit>) {
    let rest = &view[at..limit];
    let Some(length) = memchr::memchr2(b'~', b'\n', rest) else {
        return;
    };
    let fields = split_at(&rest[..length], b'*', at);
    for pair in fields.windows(2) {
        let (start, text) = pair[1];
        let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
        let kind = match pair[0].1 {
            b"DA" | b"SG" if digits >= 4 => Builtin::BankAccount,
            b"01" if check::aba(text) => Builtin::BankRouting,
            _ => continue,
        };
        out.push(Hit::new(kind, start, start + text.len(), 0.9));
    }
}

fn split_at(text: &[u8], sign: u8, offset: usize) -> Vec<(usize, &[u8])> {
    let mut at = offset;
    text.split(|b| *b == sign)
        .take(FIELDS)
        .map(|part| {
            let start = at;
            at += part.len() + 1;
            (start, part)
        })
        .collect()
}

/// `ABK:E119`: a code without its dot.
fn x12_diagnosis(view: &[u8], at: usize) -> Option<Hit> {
    let length = view
        .get(at..)?
        .iter()
        .take(8)
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'.')
        .count();
    let code = view.get(at..at + length)?;
    if code.contains(&b'.') {
        return (diagnosis_code(code) == Some(length))
            .then(|| Hit::new(Builtin::Diagnosis, at, at + length, 0.9));
    }
    let dotted = match code {
        [a, b, c] => vec![*a, *b, *c],
        [a, b, c, rest @ ..] => [&[*a, *b, *c, b'.'], rest].concat(),
        _ => return None,
    };
    (diagnosis_code(&dotted) == Some(dotted.len()))
        .then(|| Hit::new(Builtin::Diagnosis, at, at + length, 0.9))
}

/// The lines of a vCard (RFC 6350).
fn vcard(view: &[u8], at: usize, limit: usize, out: &mut Vec<Hit>) {
    let mut start = at;
    for line in view[at..limit].split(|b| *b == b'\n').take(80) {
        let text = line.strip_suffix(b"\r").unwrap_or(line);
        if let Some(colon) = memchr::memchr(b':', text) {
            let name: Vec<u8> = text[..colon]
                .split(|b| *b == b';')
                .next()
                .unwrap_or_default()
                .rsplit(|b| *b == b'.')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            let from = start + colon + 1;
            let value = &text[colon + 1..];
            let used = value.iter().rev().skip_while(|b| **b == b';').count();
            let lead = value.iter().take_while(|b| **b == b';').count();
            let kind = match name.as_slice() {
                b"end" => return,
                b"fn" | b"n" | b"nickname" => Some(Builtin::PersonName),
                b"tel" => Some(Builtin::Phone),
                b"adr" | b"label" => Some(Builtin::Address),
                b"bday" => Some(Builtin::BirthDate),
                b"geo" => Some(Builtin::GeoCoordinates),
                _ => None,
            };
            if let Some(kind) = kind
                && used > lead
                && used - lead <= 200
            {
                let skip = longest(value, lead, &["tel:", "geo:"]).unwrap_or(0);
                out.push(Hit::new(kind, from + lead + skip, from + used, 0.9));
            }
        }
        start += line.len() + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tests::finds;

    #[test]
    fn a_patient_of_version_two() {
        let text = "PID|1||00123456^^^MAIN^MR||EXAMPLE^ANA^Q||19700131|F|||123 MAIN ST^^SPRINGFIELD^IL^62704||(415)555-2671|||||0098765|536-22-7148\rNK1|1|EXAMPLE^BO|SPO|1 OAK ST^^LEEDS|4155552672\r";
        let found = finds(text);
        for wanted in [
            (Builtin::MedicalRecord, "00123456"),
            (Builtin::PersonName, "EXAMPLE^ANA^Q"),
            (Builtin::BirthDate, "19700131"),
            (Builtin::Address, "123 MAIN ST^^SPRINGFIELD^IL^62704"),
            (Builtin::Phone, "(415)555-2671"),
            (Builtin::Ssn, "536-22-7148"),
            (Builtin::PersonName, "EXAMPLE^BO"),
        ] {
            assert!(found.contains(&wanted), "{wanted:?} in {found:?}");
        }
    }

    #[test]
    fn a_claim() {
        let text = "NM1*IL*1*EXAMPLE*ANA*Q***MI*W123456789~N3*123 MAIN STREET~N4*SPRINGFIELD*IL*62704~DMG*D8*19700131*F~HI*ABK:E119*ABF:I10~";
        let found = finds(text);
        for wanted in [
            (Builtin::PersonName, "EXAMPLE"),
            (Builtin::PersonName, "ANA"),
            (Builtin::MemberId, "W123456789"),
            (Builtin::Address, "123 MAIN STREET"),
            (Builtin::BirthDate, "19700131"),
            (Builtin::Diagnosis, "E119"),
            (Builtin::Diagnosis, "I10"),
        ] {
            assert!(found.contains(&wanted), "{wanted:?} in {found:?}");
        }
    }

    #[test]
    fn a_card_of_an_address_book() {
        let text = "BEGIN:VCARD\nVERSION:3.0\nN:Example;Ana;;;\nFN:Ana Example\nTEL;TYPE=cell:0171 1234567\nADR;TYPE=home:;;Musterstr. 1;Berlin;;10115;DE\nBDAY:1970-01-31\nEND:VCARD\n";
        let found = finds(text);
        for wanted in [
            (Builtin::PersonName, "Example;Ana"),
            (Builtin::PersonName, "Ana Example"),
            (Builtin::Phone, "0171 1234567"),
            (Builtin::Address, "Musterstr. 1;Berlin;;10115;DE"),
            (Builtin::BirthDate, "1970-01-31"),
        ] {
            assert!(found.contains(&wanted), "{wanted:?} in {found:?}");
        }
    }
}
