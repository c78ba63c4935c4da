//! Numbers of a kind after the words that name the kind.

use super::forms::{form, number_at};
use super::kinds::{Entry, IDS};
use super::text::{begins, letter, longest, word_before};
use crate::check;
use crate::rules::Builtin;
use crate::shapes::Hit;
use crate::values::near_before;

/// How far behind its name a number may begin, in bytes.
const REACH: usize = 56;
/// How far behind a number the next one of a list may begin, in bytes.
const LIST: usize = 16;
/// How far before a keyword a word that it needs may stand, in bytes.
const NEEDS: usize = 80;
/// Words that may stand between a name and its number, in several languages.
#[rustfmt::skip]
const LINKS: &[&[u8]] = &[
    b"number", b"numbers", b"no", b"nr", b"num", b"nos", b"id", b"ids", b"is", b"was", b"are", b"code", b"the", b"my",
    b"our", b"of", b"for", b"as", b"card", b"a", b"account", b"and", b"to", b"from", b"new", b"current", b"number's",
    b"value", b"ending", b"se", b"ce", b"ense", b"issued", b"holder", b"customer", b"on", b"file", b"with", b"s",
    b"it", b"he", b"she", b"has", b"this", b"key", b"ist", b"lautet", b"nummer", b"der", b"die", b"das", b"von",
    b"mit", b"meine", b"mein", b"numero", b"est", b"le", b"la", b"de", b"du", b"des", b"mon", b"n", b"es", b"el",
    b"del", b"mi", b"con", b"di", b"e", b"il", b"mio", b"van", b"het", b"een", b"mijn", b"meu", b"do", b"da", b"to",
    b"jest", b"plan", b"policy", b"member", b"record", b"mrn", b"vin", b"plate", b"bank", b"checking", b"savings",
    b"claimant", b"patient", b"insured", b"applicant", b"employee", b"caller", b"driver", b"client", b"owner", b"person",
    b"his", b"her", b"their", b"your", b"please", b"use", b"following", b"using", b"by", b"at", b"in", b"identification", b"licence", b"license",
];

/// The numbers behind the keyword at `at`.
pub(super) fn after(view: &[u8], at: usize, place: u8, cost: &mut usize, out: &mut Vec<Hit>) {
    let Some(entry) = IDS.get(usize::from(place)) else {
        return;
    };
    let Some(end) = keyword_end(view, at, entry) else {
        return;
    };
    let mut limit = end + REACH;
    let mut pos = end;
    let mut lines = 0;
    while pos < limit && pos < view.len() {
        let byte = view[pos];
        if byte == b'\n' {
            lines += 1;
            // A name may stand above its number, but not above text.
            if lines > 1 || view[end..pos].iter().any(u8::is_ascii_alphanumeric) {
                break;
            }
        }
        if !byte.is_ascii_alphanumeric() || word_before(view, pos) {
            pos += 1;
            continue;
        }
        let Some((kind, stop)) = first_kind(view, at, end, pos, entry) else {
            pos += 1;
            continue;
        };
        // Without a letter a number is one only behind a name that means nothing else: `nie` is a word in two languages.
        let bare =
            kind == Builtin::EsDni && view[pos..stop].iter().all(|b| !b.is_ascii_alphabetic());
        if bare && (view[at] | 0x20 == b'n' || !links(&view[end..pos])) {
            pos += 1;
            continue;
        }
        let Some((kind, confidence)) = settle(view, kind, pos, stop) else {
            pos += 1;
            continue;
        };
        // `account 2204417735 at routing 024544880`: behind a long number the word may stand too.
        let line = &view[stop..(stop + NEEDS / 2).min(view.len())];
        let behind = stop + memchr::memchr(b'\n', line).unwrap_or(line.len());
        let told = || {
            needed(view, at, entry.needs) || stop - pos >= 8 && needed(view, behind, entry.needs)
        };
        if !entry.needs.is_empty() && !told() {
            return;
        }
        out.push(Hit::new(kind, pos, stop, confidence));
        if kind == Builtin::SortCode {
            out.extend(account_behind(view, stop));
        }
        pos = stop;
        limit = stop + LIST;
    }
    *cost += pos.min(limit) - at;
}

fn keyword_end(view: &[u8], at: usize, entry: &Entry) -> Option<usize> {
    if !begins(view, at) {
        return None;
    }
    let mut end = at + longest(view, at, entry.words)?;
    // `passports`, `driver's licence`, `Steuernummern`: the word goes on.
    let whole = end - at > 4;
    while let Some((length, capital)) = letter(view, end) {
        if capital {
            break;
        }
        let plural = view[end] == b's' && letter(view, end + 1).is_none();
        if !whole && !plural {
            return None;
        }
        end += length;
    }
    Some(end)
}

fn first_kind(
    view: &[u8],
    at: usize,
    end: usize,
    pos: usize,
    entry: &Entry,
) -> Option<(Builtin, usize)> {
    entry.kinds.iter().find_map(|kind| {
        let stop = number_at(view, pos, *kind)?;
        let weak = form(*kind).is_some_and(|form| form.weak);
        let linked = !weak || links(&view[end..pos]);
        let shouted = at < end;
        (linked && shouted).then_some((*kind, stop))
    })
}

/// Whether one of the words stands on the same line before `at`, as a word.
fn needed(view: &[u8], at: usize, words: &[&str]) -> bool {
    let floor = at.saturating_sub(NEEDS);
    let line = memchr::memrchr(b'\n', &view[floor..at]).map_or(floor, |end| floor + end + 1);
    // One bit for each first and each second letter: most bytes begin none of the words.
    let letters = |place: usize| {
        words.iter().fold(0u32, |bits, word| {
            bits | word
                .as_bytes()
                .get(place)
                .map_or(u32::MAX, |b| 1 << (b & 31))
        })
    };
    let (firsts, seconds) = (letters(0), letters(1));
    let meant =
        |letters: u32, pos: usize| view.get(pos).is_none_or(|b| letters >> (b & 31) & 1 != 0);
    (line..at).any(|pos| {
        meant(firsts, pos)
            && meant(seconds, pos + 1)
            && begins(view, pos)
            && longest(view, pos, words)
                .is_some_and(|length| !super::text::word_at(view, pos + length))
    })
}

/// Whether only signs and linking words stand in the gap.
pub(super) fn links(gap: &[u8]) -> bool {
    gap.split(|b| !b.is_ascii_alphanumeric() && *b < 0x80 && *b != b'\'')
        .filter(|word| !word.is_empty() && *word != b"'")
        .all(|word| {
            let lower = word.to_ascii_lowercase();
            LINKS.contains(&lower.as_slice()) || !lower.is_ascii() && lower.len() <= 8
        })
}

/// The kind and the confidence of a number that has the form of `kind`.
fn settle(view: &[u8], kind: Builtin, start: usize, end: usize) -> Option<(Builtin, f32)> {
    let text = &view[start..end];
    let digits: Vec<u8> = text.iter().copied().filter(u8::is_ascii_digit).collect();
    match kind {
        Builtin::Ssn if check::itin(&digits) => Some((Builtin::Itin, 0.9)),
        // A date or a decimal is none of the numbers without a check digit.
        Builtin::Passport
        | Builtin::DrivingLicence
        | Builtin::StudentId
        | Builtin::MedicalRecord
        | Builtin::MemberId
        | Builtin::BankAccount => {
            let dated = text.iter().any(|b| !b.is_ascii_digit())
                && (super::dates::is_date(text)
                    || text.len() >= 10 && super::dates::is_date(&text[..10]));
            let worded = text.iter().take_while(|b| b.is_ascii_alphabetic()).count() > 6;
            (!dated && !worded).then_some((kind, 0.8))
        }
        // The day at the beginning of the next line.
        Builtin::EsDni if super::dates::is_date(text) => None,
        Builtin::FrNir | Builtin::ItCodiceFiscale => {
            let compact: Vec<u8> = text
                .iter()
                .filter(|b| b.is_ascii_alphanumeric())
                .map(u8::to_ascii_uppercase)
                .collect();
            let checked = check::nir(&compact) || check::codice_fiscale(&compact);
            Some((kind, if checked { 0.95 } else { 0.7 }))
        }
        Builtin::VehicleId => Some((kind, if check::vin(text) { 0.95 } else { 0.8 })),
        kind => Some((kind, 0.92)),
    }
}

/// `12-34-56 12345678`, `20-00-00, acc: 55779911`: the account behind a sort code.
fn account_behind(view: &[u8], at: usize) -> Option<Hit> {
    let rest = view.get(at..(at + 32).min(view.len()))?;
    let gap = rest.iter().position(u8::is_ascii_digit)?;
    let words = rest[..gap].split(|b| !b.is_ascii_alphabetic());
    let linked = words.filter(|word| !word.is_empty()).all(|word| {
        longest(
            word,
            0,
            &["account", "acct", "acc", "a", "c", "no", "number", "and"],
        ) == Some(word.len())
    });
    let start = at + gap;
    let digits = view[start..]
        .iter()
        .take(9)
        .take_while(|b| b.is_ascii_digit())
        .count();
    let same_line = !rest[..gap].contains(&b'\n');
    (gap > 0 && same_line && linked && digits == 8)
        .then(|| Hit::new(Builtin::BankAccount, start, start + 8, 0.85))
}

/// The number around digits that stand in one form only.
pub(super) fn around(view: &[u8], at: usize) -> Option<Hit> {
    if view[at] == b'/' {
        let start = at.checked_sub(10)?;
        let form = view.get(start..at + 8)?;
        let dotted = form[2] == b'.' && form[6] == b'.' && form[15] == b'-';
        let end = number_at(view, start, Builtin::BrCnpj).filter(|_| dotted)?;
        return Some(Hit::new(Builtin::BrCnpj, start, end, 0.95));
    }
    let text = view.get(at..at + 16)?;
    let dotted = text[8] == b'.' && text[13] == b'.';
    let end = number_at(view, at, Builtin::NationalId).filter(|end| dotted && *end == at + 16)?;
    Some(Hit::new(Builtin::NationalId, at, end, 0.9))
}

/// Numbers that need no name, at the beginning of a run of digits that is no card.
pub(crate) fn beside_number(view: &[u8], at: usize) -> Option<Hit> {
    let run = view[at..]
        .iter()
        .take(16)
        .take_while(|b| b.is_ascii_digit())
        .count();
    let end = number_at(view, at, Builtin::FrNir).filter(|end| run == 15 && *end == at + 15)?;
    let digits = &view[at..end];
    if !check::nir(digits) {
        return None;
    }
    // Thousands of numbers of fifteen digits begin with 1 or 2: the month and the department must exist as well.
    let month = &digits[3..5];
    let common = (b"01".as_slice()..=b"12").contains(&month)
        && !matches!(&digits[5..7], b"00" | b"96")
        && matches!(digits[0], b'1' | b'2');
    let near = needed(
        view,
        at,
        &[
            "secu",
            "sécu",
            "sécurité",
            "securite",
            "nir",
            "insee",
            "assuré",
            "assure",
            "nss",
            "vitale",
        ],
    );
    let machine = near_before(
        view,
        at,
        24,
        &[
            "tid", "pid", "thread", "id", "time", "ts", "seq", "offset", "trace", "span", "ref",
            "number",
        ],
    );
    (common && (near || !machine))
        .then(|| Hit::new(Builtin::FrNir, at, end, if near { 0.95 } else { 0.6 }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tests::{finds, values};

    #[test]
    fn numbers_behind_their_names() {
        for (text, kind, value) in [
            (
                "My social security number is 536-22-7148.",
                Builtin::Ssn,
                "536-22-7148",
            ),
            ("SSN 536227148 on file", Builtin::Ssn, "536227148"),
            ("ITIN: 912-70-1234", Builtin::Itin, "912-70-1234"),
            (
                "his National Insurance number is AB 12 34 56 C",
                Builtin::UkNino,
                "AB 12 34 56 C",
            ),
            ("NINO: ab123456c", Builtin::UkNino, "ab123456c"),
            (
                "numéro de sécurité sociale : 1 85 05 78 006 084 91",
                Builtin::FrNir,
                "1 85 05 78 006 084 91",
            ),
            ("NIR 255081416802538", Builtin::FrNir, "255081416802538"),
            (
                "Steuer-ID: 47 036 892 816",
                Builtin::DeTaxId,
                "47 036 892 816",
            ),
            (
                "Steueridentifikationsnummer lautet 86095742719",
                Builtin::DeTaxId,
                "86095742719",
            ),
            ("mi DNI es 12345678Z", Builtin::EsDni, "12345678Z"),
            ("NIE X-1234567-L", Builtin::EsDni, "X-1234567-L"),
            (
                "codice fiscale RSSMRA85T10A562S",
                Builtin::ItCodiceFiscale,
                "RSSMRA85T10A562S",
            ),
            ("BSN: 111222333", Builtin::NlBsn, "111222333"),
            ("PESEL 44051401359", Builtin::PlPesel, "44051401359"),
            ("SIN: 046 454 286", Builtin::CaSin, "046 454 286"),
            (
                "Aadhaar 2341 2341 2346",
                Builtin::InAadhaar,
                "2341 2341 2346",
            ),
            ("PAN: AAAPL1234C", Builtin::InPan, "AAAPL1234C"),
            ("CPF 111.444.777-35", Builtin::BrCpf, "111.444.777-35"),
            (
                "empresa 11.222.333/0001-81 paga",
                Builtin::BrCnpj,
                "11.222.333/0001-81",
            ),
            ("TFN 123 456 782", Builtin::AuTfn, "123 456 782"),
            ("Medicare 2123 45670 1", Builtin::AuMedicare, "2123 45670 1"),
            (
                "NHS number: 943 476 5919",
                Builtin::NhsNumber,
                "943 476 5919",
            ),
            ("DEA AP5836727", Builtin::Dea, "AP5836727"),
            ("ABA routing 021000021", Builtin::BankRouting, "021000021"),
            (
                "SWIFT code is DEUTDEFF500",
                Builtin::SwiftBic,
                "DEUTDEFF500",
            ),
            ("sort code 12-34-56", Builtin::SortCode, "12-34-56"),
            (
                "Account number is 12345678",
                Builtin::BankAccount,
                "12345678",
            ),
            ("Passport C01X00T47 expires", Builtin::Passport, "C01X00T47"),
            ("passport number: 533380006", Builtin::Passport, "533380006"),
            (
                "driver's license D1234567",
                Builtin::DrivingLicence,
                "D1234567",
            ),
            (
                "VIN 1M8GDM9AXKP042788",
                Builtin::VehicleId,
                "1M8GDM9AXKP042788",
            ),
            ("student id A00123456", Builtin::StudentId, "A00123456"),
            ("Matrikelnummer 1234567", Builtin::StudentId, "1234567"),
            (
                "AHV-Nr. 756.9217.0769.85",
                Builtin::NationalId,
                "756.9217.0769.85",
            ),
            (
                "ja 756.9217.0769.85 gilt",
                Builtin::NationalId,
                "756.9217.0769.85",
            ),
            (
                "personnummer 811218-9876",
                Builtin::NationalId,
                "811218-9876",
            ),
            ("my ssn is 078-05-1120", Builtin::Ssn, "078-05-1120"),
            (
                "driving licence number of the claimant is MORGA657054SM9IJ",
                Builtin::DrivingLicence,
                "MORGA657054SM9IJ",
            ),
            ("DNI: 20.123.456", Builtin::EsDni, "20.123.456"),
            ("C.F. 12345678903", Builtin::ItCodiceFiscale, "12345678903"),
            ("BSB 123-456", Builtin::SortCode, "123-456"),
            ("RUT: 12.345.678-5", Builtin::NationalId, "12.345.678-5"),
            (
                "rodné číslo 805304/0006",
                Builtin::NationalId,
                "805304/0006",
            ),
            ("OIB 12345678903", Builtin::NationalId, "12345678903"),
            ("CUIT 20-12345678-6", Builtin::NationalId, "20-12345678-6"),
            (
                "CNIC: 34201-1234567-1",
                Builtin::NationalId,
                "34201-1234567-1",
            ),
            ("HETU 131052A308T", Builtin::NationalId, "131052A308T"),
            (
                "Personalausweis L01X00T47",
                Builtin::NationalId,
                "L01X00T47",
            ),
            (
                "CNPJ 12.ABC.345/01DE-35",
                Builtin::BrCnpj,
                "12.ABC.345/01DE-35",
            ),
            ("NAS : 046 454 286", Builtin::CaSin, "046 454 286"),
            (
                "Número de cuenta: 1234 1234 16 1234567890",
                Builtin::BankAccount,
                "1234 1234 16 1234567890",
            ),
            ("the MRN is 00123456", Builtin::MedicalRecord, "00123456"),
            ("member ID XYZ123456789", Builtin::MemberId, "XYZ123456789"),
        ] {
            assert!(
                finds(text).contains(&(kind, value)),
                "{text}: {:?}",
                finds(text)
            );
        }
    }

    #[test]
    fn numbers_of_other_kinds_behind_those_names() {
        for text in [
            "SSN 000-00-0000",
            "social security office opened 20260101",
            "NINO QQ 12 34 56 Z",
            "el nino 2016 123456",
            "swift transfer customer",
            "BIC was introduced",
            "sort code invalid",
            "account 12345678 created",
            "passport check took 1234 ms",
            "passport.js v0.4.1",
            "VIN lookup failed after 30 s",
            "student id missing",
            "tfn 123 456 789",
            "routing table 192168001",
            "Medicare 1234567890",
            "member id null",
            "nhs 9434765918",
            "756.12 ms",
            "see rfc/rfc5280 and RFC 8949 4.2.3",
            "nie 20123456",
            "dni minionych 20123456",
            "path/0001-part",
        ] {
            assert_eq!(finds(text), [], "{text}");
        }
    }

    #[test]
    fn an_account_beside_its_bank() {
        for (text, account) in [
            ("Sort code 20-00-00 55779911", "55779911"),
            ("refund to sort code 60-28-81 acc 52195669 then", "52195669"),
            ("to acc 29838078 sort code 60-16-13", "29838078"),
            ("payee=x sc=08-92-99 acc=65017734 amt=1", "65017734"),
            ("routing 021000021, account 123456789", "123456789"),
        ] {
            assert_eq!(values(Builtin::BankAccount, text), [account], "{text}");
        }
        let text = "sort code 20-00-00 of order 55779911";
        assert!(values(Builtin::BankAccount, text).is_empty(), "{text}");
    }

    #[test]
    fn cards_of_persons_by_their_letters() {
        for (text, number) in [
            ("carta d'identità n. CA41877MT, rilasciata", "CA41877MT"),
            ("Dowód osobisty:   DBK 718772", "DBK 718772"),
            ("Ausweis-Nr.: L7K2NV83P2, ausgestellt", "L7K2NV83P2"),
        ] {
            assert_eq!(values(Builtin::NationalId, text), [number], "{text}");
        }
        assert!(values(Builtin::NationalId, "Dowód osobisty: KARTA 1234").is_empty());
    }
}
