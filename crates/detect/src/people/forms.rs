//! How numbers of each kind are written: lengths, separators, check digits.

use super::text::word_before;
use crate::check;
use crate::rules::Builtin;

/// The notation of one kind of number.
pub(super) struct Form {
    /// Places without separators.
    places: std::ops::RangeInclusive<usize>,
    /// What may stand between two places, one at a time.
    separators: &'static [u8],
    check: fn(&[u8]) -> bool,
    /// What a value looks like that stands under the very name of its kind, where a wrong check digit is a slip.
    shape: fn(&[u8]) -> bool,
    /// Nothing but the name tells it from other numbers: only linking words may stand between.
    pub(super) weak: bool,
}

const MAX_PLACES: usize = 24;

fn digits(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit) && text.iter().any(|b| *b != text[0])
}

fn count_digits(text: &[u8]) -> usize {
    text.iter().filter(|b| b.is_ascii_digit()).count()
}

/// Letters in front and behind, mostly digits, as in document numbers.
fn document(text: &[u8]) -> bool {
    count_digits(text) >= 4 && count_digits(text) * 2 >= text.len()
}

/// German documents: nine places without vowels, a check digit as the tenth.
fn german(text: &[u8]) -> bool {
    let alphabet = text
        .iter()
        .all(|b| b.is_ascii_digit() || b"CFGHJKLMNPRTVWXYZ".contains(b));
    matches!(text.len(), 9 | 10)
        && alphabet
        && count_digits(text) >= 1
        && text[0].is_ascii_uppercase()
}

fn passport(text: &[u8]) -> bool {
    document(text) || german(text)
}

fn other(text: &[u8]) -> bool {
    check::other_national(text) || german(text) || identity_card(text)
}

/// Cards of Italy (`CA41877MT`, `AX1234567`) and of Poland (`DBK718772`): letters and digits in their places.
fn identity_card(text: &[u8]) -> bool {
    let letters = |range: std::ops::Range<usize>| text[range].iter().all(u8::is_ascii_uppercase);
    text.len() == 9
        && letters(0..2)
        && (count_digits(&text[2..7]) == 5 && (letters(7..9) || count_digits(&text[7..]) == 2)
            || letters(2..3) && count_digits(&text[3..]) == 6)
}

fn licence(text: &[u8]) -> bool {
    count_digits(text) >= 4
}

fn member(text: &[u8]) -> bool {
    count_digits(text) >= 3
}

fn nino(text: &[u8]) -> bool {
    text.len() >= 8
        && text[..2].iter().all(u8::is_ascii_uppercase)
        && count_digits(&text[2..8]) == 6
}

/// Behind its name: with its letter in Spain, without one in Argentina and Peru.
fn named_dni(text: &[u8]) -> bool {
    check::dni(text) || text.len() < 9 && digits(text)
}

fn dni(text: &[u8]) -> bool {
    if text.len() < 9 {
        return digits(text);
    }
    matches!(text[0], b'0'..=b'9' | b'X'..=b'Z')
        && count_digits(&text[1..8]) == 7
        && text[8].is_ascii_uppercase()
}

fn fiscal(text: &[u8]) -> bool {
    if text.len() != 16 {
        return company(text);
    }
    text[..6].iter().all(u8::is_ascii_uppercase) && count_digits(text) >= 4
}

fn french(text: &[u8]) -> bool {
    matches!(text[0], b'1' | b'2') && count_digits(text) + 1 >= text.len()
}

/// A number with the places of the French one, whose key may be a slip: the form alone says it behind its name.
fn french_form(text: &[u8]) -> bool {
    text.len() == 15
        && french(text)
        && matches!(&text[3..5], [b'0', b'1'..=b'9'] | [b'1', b'0'..=b'2'])
}

/// Companies and some others have eleven digits with Luhn's sum.
fn company(text: &[u8]) -> bool {
    text.len() == 11 && digits(text) && check::luhn(text)
}

/// A fiscal code whose check letter may be a slip.
fn fiscal_form(text: &[u8]) -> bool {
    let digits = |range: std::ops::Range<usize>| count_digits(&text[range.clone()]) == range.len();
    if text.len() != 16 {
        return company(text);
    }
    fiscal(text)
        && digits(6..8)
        && digits(9..11)
        && digits(12..15)
        && b"ABCDEHLMPRST".contains(&text[8])
}

fn pan(text: &[u8]) -> bool {
    text[..5].iter().all(u8::is_ascii_uppercase) && count_digits(&text[5..9]) == 4
}

fn dea(text: &[u8]) -> bool {
    text[0].is_ascii_uppercase() && count_digits(&text[2..]) == 7
}

fn national(text: &[u8]) -> bool {
    count_digits(text) >= 5
}

fn account(text: &[u8]) -> bool {
    count_digits(text) >= 6 && text.iter().any(|b| *b != b'0')
}

fn card_or_account(text: &[u8]) -> bool {
    account(text) && digits(text)
}

fn tax_payer(text: &[u8]) -> bool {
    check::ssn(text) || check::itin(text) || check::printed_ssn(text)
}

fn never(_: &[u8]) -> bool {
    false
}

/// The notation of a kind, if it is one of numbers with a fixed form.
pub(super) fn form(kind: Builtin) -> Option<Form> {
    let form = |places, separators, check, shape, weak| {
        Some(Form {
            places,
            separators,
            check,
            shape,
            weak,
        })
    };
    match kind {
        Builtin::Ssn => form(9..=9, b" -.", tax_payer, never, true),
        Builtin::Itin => form(9..=9, b" -", check::itin, never, true),
        Builtin::UkNino => form(8..=9, b" -", check::nino, nino, false),
        Builtin::FrNir => form(13..=15, b" .-", french_form, french, false),
        Builtin::DeTaxId => form(10..=13, b" /", check::steuer_id, digits, false),
        Builtin::EsDni => form(7..=9, b" -.", named_dni, dni, false),
        Builtin::ItCodiceFiscale => form(11..=16, b" ", fiscal_form, fiscal, false),
        Builtin::NlBsn => form(9..=9, b" .-", check::bsn, digits, false),
        Builtin::PlPesel => form(11..=11, b" ", check::pesel, digits, false),
        Builtin::CaSin => form(9..=9, b" -", check::sin, digits, false),
        Builtin::InAadhaar => form(12..=12, b" -", check::aadhaar, digits, false),
        Builtin::InPan => form(10..=10, b"", check::pan, pan, false),
        Builtin::BrCpf => form(11..=11, b".- ", check::cpf, digits, false),
        Builtin::BrCnpj => form(14..=14, b"./- ", check::cnpj, digits, false),
        Builtin::AuTfn => form(9..=9, b" -", check::tfn, digits, false),
        Builtin::AuMedicare => form(10..=11, b" -/", check::medicare, digits, false),
        Builtin::NhsNumber => form(10..=10, b" -", check::nhs, digits, false),
        Builtin::Npi => form(10..=10, b"", check::npi, never, false),
        Builtin::Dea => form(9..=9, b"-", check::dea, dea, false),
        Builtin::Mbi => form(11..=11, b"-", check::mbi, never, false),
        Builtin::BankRouting => form(9..=9, b" -", check::aba, never, false),
        Builtin::SwiftBic => form(8..=11, b"", check::bic, check::bic, true),
        Builtin::SortCode => form(6..=6, b"- ", digits, digits, true),
        Builtin::BankAccount => form(6..=20, b" -", card_or_account, account, true),
        Builtin::VehicleId => form(17..=17, b"", check::vin_shape, never, false),
        Builtin::NationalId => form(6..=20, b" .-+/", other, national, false),
        Builtin::Passport => form(6..=10, b" ", passport, passport, true),
        Builtin::DrivingLicence => form(5..=20, b" -", licence, licence, true),
        Builtin::StudentId => form(5..=14, b"-", document, document, true),
        Builtin::MedicalRecord => form(5..=16, b"-", document, member, true),
        Builtin::MemberId => form(5..=20, b"-", document, member, true),
        _ => None,
    }
}

/// Takes in the places of a number from `at` on. Calls `ends` with them and with the offset behind, wherever it may end.
fn places(view: &[u8], at: usize, form: &Form, mut ends: impl FnMut(&[u8], usize)) {
    let mut compact = [0u8; MAX_PLACES];
    let mut count = 0;
    let mut end = at;
    while let Some(&byte) = view.get(end) {
        if byte.is_ascii_alphanumeric() {
            if count == *form.places.end() || count == MAX_PLACES {
                return;
            }
            compact[count] = byte.to_ascii_uppercase();
            count += 1;
            end += 1;
            if form.places.contains(&count) && edge(view, end, form, count == *form.places.end()) {
                ends(&compact[..count], end);
            }
        } else if count > 0
            && form.separators.contains(&byte)
            && view.get(end + 1).is_some_and(u8::is_ascii_alphanumeric)
        {
            end += 1;
        } else if count > 0
            && view[end..].starts_with(b"\xc2\xa0")
            && form.separators.contains(&b' ')
        {
            end += 2;
        } else {
            return;
        }
    }
}

/// Whether a number may end before `at`: not inside a word, a decimal or an identifier with dashes.
fn edge(view: &[u8], at: usize, form: &Form, full: bool) -> bool {
    let after = view.get(at + 1).is_some_and(u8::is_ascii_alphanumeric);
    match view.get(at) {
        None => true,
        Some(b'_') => false,
        Some(b @ (b'-' | b'.' | b'/')) => !after || !full && form.separators.contains(b),
        Some(b) => !b.is_ascii_alphanumeric(),
    }
}

/// The end of a number of this kind that begins at `at`, checked.
pub(super) fn number_at(view: &[u8], at: usize, kind: Builtin) -> Option<usize> {
    if word_before(view, at) || !view.get(at)?.is_ascii_alphanumeric() {
        return None;
    }
    let form = form(kind)?;
    let mut found = None;
    places(view, at, &form, |compact, end| {
        let text = &view[at..end];
        let one_case = !text.iter().any(u8::is_ascii_lowercase);
        if (form.check)(compact) && (one_case || !form.weak) && split_well(text, kind) {
            found = Some(end);
        }
    });
    found
}

/// Whether the groups of a number are those in which its kind is written.
fn split_well(text: &[u8], kind: Builtin) -> bool {
    let groups = || text.split(|b| !b.is_ascii_alphanumeric()).map(<[u8]>::len);
    match kind {
        // Pairs in Britain, threes in Australia.
        Builtin::SortCode => groups().all(|g| matches!(g, 2 | 6)) || groups().all(|g| g == 3),
        // A document's number is written in one piece; only numbers with a check digit are grouped.
        Builtin::NationalId if groups().count() > 1 || text.iter().any(u8::is_ascii_lowercase) => {
            let compact: Vec<u8> = text
                .iter()
                .filter(|b| b.is_ascii_alphanumeric())
                .map(u8::to_ascii_uppercase)
                .collect();
            // `DBK 718772`
            let series = groups().eq([3, 6]) && identity_card(&compact);
            series || check::other_national(&compact)
        }
        // An account is not two numbers beside each other.
        Builtin::BankAccount => {
            let digits = count_digits(text);
            groups().count() == 1
                || !text.contains(&b' ')
                || groups().all(|g| (2..=4).contains(&g))
                // Twenty places in Spain: bank, branch, check digits, account.
                || digits == 20 && groups().all(|g| matches!(g, 2 | 4 | 5 | 10))
        }
        Builtin::Passport => groups().count() <= 2,
        Builtin::DrivingLicence => {
            !text.contains(&b' ') || groups().count() <= 5 && text.len() >= 9
        }
        _ => true,
    }
}

/// Whether `value`, which stands under a name of this kind, is such a number; how sure that is.
pub(crate) fn judge(kind: Builtin, value: &[u8]) -> Option<f32> {
    let form = form(kind)?;
    let mut best = None;
    places(value, 0, &form, |compact, end| {
        if end != value.len() {
            return;
        }
        if (form.check)(compact) {
            best = Some(if form.weak { 0.85 } else { 0.95 });
        } else if (form.shape)(compact) {
            best = Some(0.65);
        }
    });
    best
}

/// A number of the Spanish social security: the province, eight digits and two to check, with strokes between them or without.
pub(super) fn spanish_social(value: &[u8]) -> Option<f32> {
    let digits: Vec<u8> = value.iter().copied().filter(u8::is_ascii_digit).collect();
    let signs = value
        .iter()
        .all(|b| b.is_ascii_digit() || matches!(b, b'/' | b' ' | b'-'));
    let province = digits
        .get(..2)
        .map(|two| (two[0] - b'0') * 10 + (two[1] - b'0'))?;
    (signs && digits.len() == 12 && value.len() <= 14 && (1..=66).contains(&province))
        .then_some(0.7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notations_of_numbers() {
        for (kind, text) in [
            (Builtin::UkNino, "AB 12 34 56 C"),
            (Builtin::UkNino, "ab123456c"),
            (Builtin::FrNir, "1 85 05 78 006 084 91"),
            (Builtin::DeTaxId, "47 036 892 816"),
            (Builtin::EsDni, "12345678-Z"),
            (Builtin::EsDni, "X-1234567-L"),
            (Builtin::ItCodiceFiscale, "RSSMRA85T10A562S"),
            (Builtin::NlBsn, "111222333"),
            (Builtin::CaSin, "046 454 286"),
            (Builtin::InAadhaar, "2341 2341 2346"),
            (Builtin::BrCpf, "111.444.777-35"),
            (Builtin::BrCnpj, "11.222.333/0001-81"),
            (Builtin::NhsNumber, "943 476 5919"),
            (Builtin::SortCode, "12-34-56"),
            (Builtin::SwiftBic, "DEUTDEFF500"),
            (Builtin::NationalId, "756.9217.0769.85"),
            (Builtin::NationalId, "811218-9876"),
            (Builtin::Passport, "C01X00T47"),
            (Builtin::DrivingLicence, "MORGA657054SM9IJ"),
        ] {
            let line = format!("{text}, and");
            assert_eq!(
                number_at(line.as_bytes(), 0, kind),
                Some(text.len()),
                "{kind:?} {text}"
            );
            assert!(judge(kind, text.as_bytes()).is_some(), "{kind:?} {text}");
        }
        for (kind, text) in [
            (Builtin::UkNino, "AB 12 34 56 Z"),
            (Builtin::NlBsn, "111222334"),
            (Builtin::NlBsn, "111222333-5"),
            (Builtin::BrCpf, "111.444.777-36"),
            (Builtin::SwiftBic, "transfer"),
            (Builtin::SwiftBic, "customer"),
            (Builtin::SortCode, "1234-56"),
            (Builtin::Passport, "expired"),
            (Builtin::Passport, "2026"),
        ] {
            assert_eq!(number_at(text.as_bytes(), 0, kind), None, "{kind:?} {text}");
        }
    }

    #[test]
    fn a_slip_in_a_named_number_is_still_its_value() {
        assert_eq!(judge(Builtin::NlBsn, b"111222334"), Some(0.65));
        assert_eq!(judge(Builtin::NlBsn, b"000000000"), None);
        assert_eq!(judge(Builtin::BankRouting, b"123456789"), None);
        assert_eq!(judge(Builtin::NhsNumber, b"n/a"), None);
    }
}
