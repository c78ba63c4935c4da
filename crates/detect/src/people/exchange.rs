//! Records of exchange between machines: FHIR resources, DICOM attributes, SWIFT messages and statements.

use super::text::blanks;
use crate::rules::Builtin;
use crate::shapes::Hit;

/// The longest line of these records, in bytes.
const LINE: usize = 128;
/// How far before a field of a statement its others may stand, in bytes.
const STATEMENT: usize = 400;

/// `(0010,0010) PN [MILLER^ANA]`: the attributes of a patient as tools print them (DICOM PS3.6).
pub(super) fn dicom(view: &[u8], at: usize, out: &mut Vec<Hit>) {
    let kind = match view.get(at + 6..at + 10) {
        Some(b"1080" | b"21b0" | b"21B0" | b"2180" | b"2110") => Builtin::Diagnosis,
        _ if view[at..].starts_with(b"(0008") => return,
        Some(b"0010" | b"1001" | b"1005" | b"1060") => Builtin::PersonName,
        Some(b"0020" | b"1000" | b"1090") => Builtin::MedicalRecord,
        Some(b"0030") => Builtin::BirthDate,
        Some(b"1040") => Builtin::Address,
        Some(b"2154") => Builtin::Phone,
        _ => return,
    };
    let rest = &view[at..(at + 40).min(view.len())];
    if let Some(open) = memchr::memchr2(b'[', b'"', rest) {
        dicom_value(view, at + open + 1, kind, out);
    }
}

/// The value up to the bracket that closes it.
pub(super) fn dicom_value(view: &[u8], start: usize, kind: Builtin, out: &mut Vec<Hit>) {
    let rest = view
        .get(start..(start + LINE).min(view.len()))
        .unwrap_or_default();
    if let Some(length) = rest.iter().position(|b| matches!(b, b']' | b'"' | b'\n')) {
        let text = rest[..length].trim_ascii_end();
        if text.len() >= 2 && !crate::values::placeholder(text) {
            out.push(Hit::new(kind, start, start + text.len(), 0.9));
        }
    }
}

/// The party of a payment: account, name and address under `:50K:` or `:59:` (SWIFT MT 103).
pub(super) fn message(view: &[u8], at: usize, limit: usize, out: &mut Vec<Hit>) {
    // A tag begins its line: elsewhere it is the time of day.
    if at > 0 && !matches!(view[at - 1], b'\n' | b'\r') {
        return;
    }
    let Some(tag) = memchr::memchr(b':', &view[at + 1..(at + 6).min(limit)]) else {
        return;
    };
    let mut start = at + tag + 2;
    let mut named = false;
    for line in 0..5 {
        let rest = &view[start.min(limit)..limit];
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let text = rest[..length].trim_ascii_end();
        if text.is_empty() || text.len() > LINE || line > 0 && matches!(text[0], b':' | b'-' | b'}')
        {
            return;
        }
        let digits = text.iter().any(u8::is_ascii_digit);
        let end = start + text.len();
        let account = text.iter().take_while(|b| **b == b'/').count();
        if account > 0 {
            if text.len() - account >= 5 {
                out.push(Hit::new(Builtin::BankAccount, start + account, end, 0.85));
            }
        } else if !digits && !named && text.len() >= 4 && !super::clearing::company(text) {
            named = true;
            out.push(Hit::new(Builtin::PersonName, start, end, 0.8));
        } else if digits && super::streets::judge(text).is_some() {
            out.push(Hit::new(Builtin::Address, start, end, 0.75));
        }
        start += length + 1;
    }
}

/// `:25:50880050/0194777100888`: the account of a statement (SWIFT MT 940), which begins a line; elsewhere it is a time.
pub(super) fn own_account(view: &[u8], at: usize, out: &mut Vec<Hit>) {
    if at > 0 && !matches!(view[at - 1], b'\n' | b'\r') {
        return;
    }
    let start = at + 4;
    let rest = view
        .get(start..(start + 40).min(view.len()))
        .unwrap_or_default();
    let length = rest
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-'))
        .count();
    let digits = rest[..length].iter().filter(|b| b.is_ascii_digit()).count();
    let ends = matches!(rest.get(length), None | Some(b'\r' | b'\n' | b' '));
    if ends && digits >= 6 && digits * 2 >= length {
        out.push(Hit::new(Builtin::BankAccount, start, start + length, 0.85));
    }
}

/// The account and the name of the other side in a statement: `?31DE…?32ANA MILLER` (SWIFT MT 940).
pub(super) fn purpose(view: &[u8], at: usize, out: &mut Vec<Hit>) {
    let start = at + 3;
    let rest = view
        .get(start..(start + LINE).min(view.len()))
        .unwrap_or_default();
    let length = rest
        .iter()
        .position(|b| *b == view[at] || matches!(b, b'\r' | b'\n'))
        .unwrap_or(rest.len());
    let text = &rest[..length];
    let statement = view[at.saturating_sub(STATEMENT)..at]
        .windows(3)
        .any(|w| w[0] == view[at] && matches!(&w[1..], b"20" | b"00"));
    if !statement {
        return;
    }
    let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
    match &view[at + 1..at + 3] {
        // In Poland: the account, the street, the account with its country.
        b"29" | b"38" if digits >= 20 => {
            out.push(Hit::new(
                Builtin::BankAccount,
                start,
                start + text.trim_ascii_end().len(),
                0.85,
            ));
            return;
        }
        b"33" if digits > 0 && super::streets::judge(text).is_some() => {
            out.push(Hit::new(
                Builtin::Address,
                start,
                start + text.trim_ascii_end().len(),
                0.75,
            ));
            return;
        }
        b"29" | b"33" | b"38" => return,
        _ => {}
    }
    if view[at + 2] == b'0' {
        if crate::check::bic(text) {
            out.push(Hit::new(Builtin::SwiftBic, start, start + length, 0.9));
        }
    } else if view[at + 2] == b'1' {
        if let Some(hit) = crate::shapes::iban(text, 0) {
            out.push(Hit::new(Builtin::Iban, start, start + hit.end, 0.95));
        } else if text.len() >= 5 && text.iter().all(u8::is_ascii_digit) {
            out.push(Hit::new(Builtin::BankAccount, start, start + length, 0.85));
        }
    } else if super::written::is_name(text) {
        out.push(Hit::new(Builtin::PersonName, start, start + length, 0.8));
    }
}

/// `/NAME/Ana Miller/REMI/…`: a party as banks in the Netherlands name it in field 86.
pub(super) fn party_name(view: &[u8], at: usize, out: &mut Vec<Hit>) {
    let start = at + b"/NAME/".len();
    let rest = &view[start.min(view.len())..(start + LINE).min(view.len())];
    let length = rest.iter().position(|b| matches!(b, b'/' | b'\r' | b'\n'));
    let text = &rest[..length.unwrap_or(rest.len())];
    if super::written::is_name(text) || super::written::is_known(text) {
        out.push(Hit::new(
            Builtin::PersonName,
            start,
            start + text.len(),
            0.8,
        ));
    }
}

/// `"identifier":[{"system":"…","value":"…"}]` and `"line":["…"]` of a resource (HL7 FHIR R4: Identifier, Address).
pub(super) fn fhir(view: &[u8], at: usize, limit: usize, out: &mut Vec<Hit>) {
    let quote = |from: usize| memchr::memchr(b'"', &view[from.min(limit)..limit]).map(|n| from + n);
    let skip = |from: usize| {
        from + view
            .get(from..limit)
            .unwrap_or_default()
            .iter()
            .take(24)
            .take_while(|b| b.is_ascii_whitespace())
            .count()
    };
    let Some(close) = quote(at + 1) else { return };
    let colon = skip(close + 1);
    let open = skip(colon + 1);
    if view.get(colon) != Some(&b':') || view.get(open) != Some(&b'[') {
        return;
    }
    let line = &view[at + 1..close] == b"line";
    let mut depth = 0usize;
    let mut pos = open;
    let mut system = None;
    let mut name: &[u8] = b"";
    while pos < limit {
        match view[pos] {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return;
                }
            }
            b'"' => {
                let Some(end) = quote(pos + 1) else { return };
                let text = &view[pos + 1..end];
                if view.get(skip(end + 1)) == Some(&b':') {
                    name = text;
                } else if line {
                    let judged = super::streets::judge(text)
                        .or_else(|| (text.len() >= 8 && text.contains(&b' ')).then_some(0.6));
                    out.extend(judged.map(|sure| Hit::new(Builtin::Address, pos + 1, end, sure)));
                } else if depth == 2 && name == b"system" {
                    system = Some(identifier(text));
                } else if depth == 2
                    && name == b"value"
                    && let Some(kind) = system.take()
                {
                    let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
                    if digits >= 3 && text.len() <= 40 {
                        out.push(Hit::new(kind, pos + 1, end, 0.85));
                    }
                }
                pos = end;
            }
            _ => {}
        }
        pos += 1;
    }
}

/// `"telecom": [{ "value": "07700 900733" }]`: the telephones of a resource (HL7 FHIR R4, ContactPoint).
pub(super) fn telecom(view: &[u8], at: usize, out: &mut Vec<Hit>) {
    const VALUE: &[u8] = b"\"value\"";
    let area = &view[at..(at + STATEMENT).min(view.len())];
    let area = &area[..memchr::memchr(b']', area).unwrap_or(area.len())];
    for place in memchr::memmem::find_iter(area, VALUE) {
        let behind = &area[place + VALUE.len()..];
        let mut quotes = memchr::memchr_iter(b'"', behind);
        if let (Some(open), Some(close)) = (quotes.next(), quotes.next()) {
            let start = at + place + VALUE.len() + open + 1;
            let end = at + place + VALUE.len() + close;
            out.extend(
                super::phones::judge(&view[start..end])
                    .map(|sure| Hit::new(Builtin::Phone, start, end, sure)),
            );
        }
    }
}

/// `<Nm>Ana Miller</Nm>` and `family=Miller`: names too short or too common to be looked for alone.
pub(super) fn tag(view: &[u8], at: usize, out: &mut Vec<Hit>) {
    let markup = view[at] == b'<';
    let inside = at > 0
        && !markup
        && !matches!(
            view[at - 1],
            b' ' | b'[' | b'(' | b'{' | b',' | b';' | b'&' | b'?'
        );
    let Some(sign) = view[at..(at + 12).min(view.len())]
        .iter()
        .position(|b| matches!(b, b'>' | b'='))
        .filter(|_| !inside)
    else {
        return;
    };
    let name = &view[at + usize::from(markup)..at + sign];
    let start = at + sign + 1;
    let rest = view
        .get(start..(start + LINE).min(view.len()))
        .unwrap_or_default();
    let ends = |b: &u8| {
        if markup {
            *b == b'<'
        } else {
            !(b.is_ascii_alphabetic() || *b >= 0x80 || matches!(b, b'-' | b'\''))
        }
    };
    let Some(length) = rest.iter().position(ends) else {
        return;
    };
    let text = &rest[..length];
    if let Some(kind) = crate::fields::classify(name)
        && let Some(confidence) = crate::fields::judge_structured(kind, text)
    {
        out.push(Hit::new(kind, start, start + length, confidence));
    }
}

/// A line of the machine-readable zone of a passport or card (ICAO Doc 9303): it holds the name or the number.
pub(super) fn machine_readable(view: &[u8], at: usize, out: &mut Vec<Hit>) {
    let place = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'<';
    let before = view[at.saturating_sub(44)..at]
        .iter()
        .rev()
        .take_while(|b| place(b))
        .count();
    let after = view[at..(at + 45).min(view.len())]
        .iter()
        .take_while(|b| place(b))
        .count();
    let text = &view[at - before..at + after];
    // Only the first filler of a line leads here once.
    let first = !view[at - before..at].windows(4).any(|w| w == b"<<<<")
        && (before == 0 || view[at - 1] != b'<');
    let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
    let named = matches!(text, [b'P' | b'I' | b'A' | b'C', _, a, b, c, ..] if [a, b, c].iter().all(|b| b.is_ascii_uppercase() || **b == b'<'));
    if first && (28..=44).contains(&text.len()) && (named || digits >= 10) {
        out.push(Hit::new(Builtin::Passport, at - before, at + after, 0.85));
    }
}

/// What the system of an identifier says about it.
fn identifier(system: &[u8]) -> Builtin {
    let has = |word: &str| crate::values::contains_word(system, word.as_bytes());
    if has("us-ssn") {
        Builtin::Ssn
    } else if has("us-npi") {
        Builtin::Npi
    } else if has("us-mbi") {
        Builtin::Mbi
    } else if has("nhs") {
        Builtin::NhsNumber
    } else if has("gkv")
        || has("member")
        || has("medicare")
        || has("insurance")
        || has("subscriber")
    {
        Builtin::MemberId
    } else if has("passport") {
        Builtin::Passport
    } else {
        Builtin::MedicalRecord
    }
}

/// Where the line behind `at` begins with something else than blanks and a list's sign.
pub(super) fn line_start(view: &[u8], at: usize) -> usize {
    let next = at + blanks(view, at, 12);
    let listed = matches!(view.get(next), Some(b'-' | b'*')) && view.get(next + 1) == Some(&b' ');
    next + if listed { 2 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tests::finds;

    fn has(text: &str, wanted: &[(Builtin, &str)]) {
        let found = finds(text);
        for one in wanted {
            assert!(found.contains(one), "{one:?} in {found:?}");
        }
    }

    #[test]
    fn parties_of_a_statement() {
        has(
            ":86:/EREF/F-18/BENM//NAME/H.J. Terpstra/REMI/Decl\n:86:/ORDP//NAME/M. El Ouazzani/ADDR/x\n",
            &[
                (Builtin::PersonName, "H.J. Terpstra"),
                (Builtin::PersonName, "M. El Ouazzani"),
            ],
        );
        assert_eq!(finds("GET /name/12 HTTP/1.1\n/NAME/"), []);
    }

    #[test]
    fn a_resource() {
        has(
            r#"{"resourceType":"Patient","identifier":[{"type":{"coding":[{"system":"http://x/v2","code":"MR"}]},"system":"urn:oid:1.2","value":"42359964"},{"system":"http://hl7.org/fhir/sid/us-ssn","value":"536-22-7148"}],"name":[{"family":"Quux","given":["Zebulon"]}],"address":[{"line":["89 Station Approach"]}]}"#,
            &[
                (Builtin::MedicalRecord, "42359964"),
                (Builtin::Ssn, "536-22-7148"),
                (Builtin::PersonName, "Quux"),
                (Builtin::PersonName, "Zebulon"),
                (Builtin::Address, "89 Station Approach"),
            ],
        );
        for text in [
            r#"{"line":12}"#,
            r#"{"identifier":"abc123"}"#,
            r#"{"line":["ok"]}"#,
            r#"{"identifier":["#,
            "\"line\"",
        ] {
            assert_eq!(finds(text), [], "{text}");
        }
    }

    #[test]
    fn attributes_of_a_picture() {
        has(
            "(0010,0010) PN [QUUX^ZEBULON]  # 18, 1 PatientName\n(0010,0020) LO [27516463]\n(0010,0030) DA [19720220]\n",
            &[
                (Builtin::PersonName, "QUUX^ZEBULON"),
                (Builtin::MedicalRecord, "27516463"),
                (Builtin::BirthDate, "19720220"),
            ],
        );
    }

    #[test]
    fn a_payment_and_a_statement() {
        has(
            ":50K:/DE89370400440532013000\nZEBULON QUUX\nHAUPTSTR. 5\n:52A:DEUTDEFF\n",
            &[
                (Builtin::Iban, "DE89370400440532013000"),
                (Builtin::PersonName, "ZEBULON QUUX"),
                (Builtin::Address, "HAUPTSTR. 5"),
                (Builtin::SwiftBic, "DEUTDEFF"),
            ],
        );
        has(
            ":20:X1\n:25:50880050/0194777100888\n:28C:4/1\n",
            &[(Builtin::BankAccount, "50880050/0194777100888")],
        );
        has(
            ":86:166?00GUTSCHRIFT?20EREF\n?30DEUTDEFF?31DE89370400440532013000?32ZEBULON QUUX\n",
            &[
                (Builtin::Iban, "DE89370400440532013000"),
                (Builtin::PersonName, "ZEBULON QUUX"),
            ],
        );
    }
}
