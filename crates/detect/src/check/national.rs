//! Check digits of national identity, tax, health and vehicle numbers.
//!
//! Each function takes upper-case letters and digits without separators and answers false for anything else.

mod abroad;

use super::{digit, dni, luhn, verhoeff, weighted};

fn all_digits(text: &[u8], length: usize) -> bool {
    text.len() == length && text.iter().all(u8::is_ascii_digit)
}

fn number(digits: &[u8]) -> Option<u64> {
    digits
        .iter()
        .try_fold(0u64, |n, b| Some(n * 10 + u64::from(digit(*b)?)))
}

/// Day and month as they stand in `DDMM`.
fn day_month(text: &[u8]) -> bool {
    number(&text[..2]).is_some_and(|d| (1..=31).contains(&d))
        && number(&text[2..4]).is_some_and(|m| (1..=12).contains(&m))
}

/// Month and day as they stand in `MMDD`.
fn month_day(text: &[u8]) -> bool {
    number(&text[..2]).is_some_and(|m| (1..=12).contains(&m))
        && number(&text[2..4]).is_some_and(|d| (1..=31).contains(&d))
}

/// A British national insurance number (HMRC NIM39110): two letters, six digits, a letter from A to D.
pub(crate) fn nino(text: &[u8]) -> bool {
    let [a, b, digits @ .., last] = text else {
        return false;
    };
    let first = a.is_ascii_uppercase() && !b"DFIQUV".contains(a);
    let second = b.is_ascii_uppercase() && !b"DFIOQUV".contains(b);
    let unused: [&[u8]; 7] = [b"BG", b"GB", b"NK", b"KN", b"TN", b"NT", b"ZZ"];
    first
        && second
        && !unused.contains(&&text[..2])
        && all_digits(digits, 6)
        && matches!(last, b'A'..=b'D')
}

/// A French social security number: 13 places and a key, 97 minus the remainder; Corsica counts as 19 and 18.
pub(crate) fn nir(text: &[u8]) -> bool {
    if text.len() != 15 || !matches!(text[0], b'1'..=b'4' | b'7' | b'8') {
        return false;
    }
    let mut body = [0u8; 13];
    body.copy_from_slice(&text[..13]);
    match body[5..7] {
        [b'2', b'A'] => body[5..7].copy_from_slice(b"19"),
        [b'2', b'B'] => body[5..7].copy_from_slice(b"18"),
        _ => {}
    }
    let month = number(&body[3..5]).is_some_and(|m| matches!(m, 1..=12 | 20..=42 | 50..=99));
    month
        && number(&body)
            .zip(number(&text[13..]))
            .is_some_and(|(n, key)| n > 0 && 97 - n % 97 == key)
}

/// A German tax number for persons: ISO 7064 MOD 11,10; one digit of the first ten twice or three times.
pub(crate) fn steuer_id(text: &[u8]) -> bool {
    if !all_digits(text, 11) || text[0] == b'0' {
        return false;
    }
    let mut counts = [0u8; 10];
    let mut product = 10;
    for byte in &text[..10] {
        let digit = u32::from(byte - b'0');
        counts[digit as usize] += 1;
        product = match (digit + product) % 10 {
            0 => 10,
            sum => sum,
        } * 2
            % 11;
    }
    let repeated = counts.iter().filter(|n| **n > 1).count();
    let fits = repeated == 1 && counts.iter().all(|n| *n <= 3);
    fits && (11 - product) % 10 == u32::from(text[10] - b'0')
}

/// An Italian fiscal code: sixteen places with a check letter; letters stand for digits where two persons share one.
pub(crate) fn codice_fiscale(text: &[u8]) -> bool {
    const ODD: [u8; 26] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24,
        23,
    ];
    if text.len() != 16 {
        return false;
    }
    let mut sum = 0u32;
    for (place, byte) in text.iter().enumerate() {
        let digit_place = matches!(place, 6 | 7 | 9 | 10 | 12 | 13 | 14);
        let fits = match byte {
            b'0'..=b'9' => digit_place,
            b'A'..=b'Z' => !digit_place || b"LMNPQRSTUV".contains(byte),
            _ => false,
        };
        if !fits {
            return false;
        }
        if place == 15 {
            break;
        }
        let value = if byte.is_ascii_digit() {
            byte - b'0'
        } else {
            byte - b'A'
        };
        sum += u32::from(if place % 2 == 0 {
            ODD[usize::from(value)]
        } else {
            value
        });
    }
    b"ABCDEHLMPRST".contains(&text[8]) && u32::from(text[15] - b'A') == sum % 26
}

/// A Canadian social insurance number: nine digits with Luhn's sum; none begins with 8.
pub(crate) fn sin(text: &[u8]) -> bool {
    all_digits(text, 9) && text[0] != b'8' && luhn(text) && text.iter().any(|b| *b != b'0')
}

/// An Indian identity number: twelve digits, none begins with 0 or 1, Verhoeff's check digit.
pub(crate) fn aadhaar(text: &[u8]) -> bool {
    all_digits(text, 12) && text[0] >= b'2' && verhoeff(text) && text.iter().any(|b| *b != text[0])
}

/// An Indian tax number: three letters, the kind of holder, a letter, four digits, a letter.
pub(crate) fn pan(text: &[u8]) -> bool {
    text.len() == 10
        && text[..5].iter().all(u8::is_ascii_uppercase)
        && b"ABCFGHJKLPTE".contains(&text[3])
        && all_digits(&text[5..9], 4)
        && text[9].is_ascii_uppercase()
}

/// A Brazilian company number: two check digits, modulus 11. Since 2026 letters may stand in it, counted from their code.
pub(crate) fn cnpj(text: &[u8]) -> bool {
    const WEIGHTS: [u32; 13] = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
    let check = |length: usize| {
        let sum: u32 = text[..length]
            .iter()
            .zip(&WEIGHTS[13 - length..])
            .map(|(b, weight)| u32::from(b - b'0') * weight)
            .sum();
        match sum % 11 {
            0 | 1 => 0,
            rest => 11 - rest,
        }
    };
    text.len() == 14
        && text
            .iter()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && text[..12].iter().filter(|b| b.is_ascii_digit()).count() >= 4
        && text.iter().any(|b| *b != text[0])
        && Some(check(12)) == digit(text[12])
        && Some(check(13)) == digit(text[13])
}

/// An Australian Medicare number: ten digits, or eleven with the place on the card.
pub(crate) fn medicare(text: &[u8]) -> bool {
    (all_digits(text, 10) || all_digits(text, 11))
        && matches!(text[0], b'2'..=b'6')
        && weighted(&text[..8], &[1, 3, 7, 9, 1, 3, 7, 9]).map(|sum| sum % 10) == digit(text[8])
}

/// A vehicle number (ISO 3779): seventeen places without I, O and Q.
pub(crate) fn vin_shape(text: &[u8]) -> bool {
    text.len() == 17
        && text
            .iter()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase() && !b"IOQ".contains(b))
        && text.iter().filter(|b| b.is_ascii_digit()).count() >= 4
        && text.iter().any(u8::is_ascii_uppercase)
}

/// A vehicle number with the check digit of North America (49 CFR 565.15).
pub(crate) fn vin(text: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    const LETTERS: &[u8; 26] = b"12345678.12345.7.923456789";
    if !vin_shape(text) {
        return false;
    }
    let sum: u32 = text
        .iter()
        .zip(WEIGHTS)
        .map(|(b, weight)| {
            let value = if b.is_ascii_digit() {
                *b
            } else {
                LETTERS[usize::from(b - b'A')]
            };
            u32::from(value - b'0') * weight
        })
        .sum();
    text[8] == b"0123456789X"[sum as usize % 11]
}

/// An international bank identifier (ISO 9362): institution, country, location, branch.
pub(crate) fn bic(text: &[u8]) -> bool {
    matches!(text.len(), 8 | 11)
        && text[..6].iter().all(u8::is_ascii_uppercase)
        && text[6..]
            .iter()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && country(&text[4..6])
}

/// A country in use (ISO 3166-1 alpha-2), and Kosovo.
fn country(code: &[u8]) -> bool {
    const CODES: &[u8] = b"ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";
    CODES.as_chunks::<2>().0.iter().any(|known| known == code)
}

/// A Swiss social insurance number: 756 and EAN-13.
fn ahv(text: &[u8]) -> bool {
    all_digits(text, 13)
        && text.starts_with(b"756")
        && weighted(text, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).is_some_and(|s| s % 10 == 0)
}

/// A Swedish personal number: date, serial and Luhn's sum over the last ten digits.
fn personnummer(text: &[u8]) -> bool {
    let ten = match text.len() {
        10 => text,
        12 if matches!(&text[..2], b"18" | b"19" | b"20") => &text[2..],
        _ => return false,
    };
    all_digits(ten, 10) && month_day(&ten[2..6]) && luhn(ten)
}

/// A Finnish personal code: date, a letter for the century or no sign, serial and a check character, modulus 31.
fn hetu(text: &[u8]) -> bool {
    if let [a @ .., b'A'..=b'F' | b'U'..=b'Y', b, c, d, e] = text
        && a.len() == 6
    {
        return hetu(&[a, &[*b, *c, *d, *e]].concat());
    }
    text.len() == 10
        && all_digits(&text[..9], 9)
        && day_month(text)
        && number(&text[..9])
            .is_some_and(|n| b"0123456789ABCDEFHJKLMNPRSTUVWXY"[(n % 31) as usize] == text[9])
}

/// A Danish personal number; its check digit is no longer kept, so only the date is looked at.
fn cpr(text: &[u8]) -> bool {
    all_digits(text, 10) && day_month(text)
}

/// A Norwegian birth number: two check digits, modulus 11.
fn fodselsnummer(text: &[u8]) -> bool {
    all_digits(text, 11)
        && weighted(text, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]).is_some_and(|s| s % 11 == 0)
        && weighted(text, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_some_and(|s| s % 11 == 0)
        && text.iter().any(|b| *b != b'0')
}

/// A Singaporean identity number: weights 2 to 7 and 2, a check letter per series.
fn nric(text: &[u8]) -> bool {
    let Some(sum) = text
        .get(1..8)
        .and_then(|digits| weighted(digits, &[2, 7, 6, 5, 4, 3, 2]))
    else {
        return false;
    };
    let (letters, offset): (&[u8; 11], u32) = match text[0] {
        b'S' => (b"JZIHGFEDCBA", 0),
        b'T' => (b"JZIHGFEDCBA", 4),
        b'F' => (b"XWUTRQPNMLK", 0),
        b'G' => (b"XWUTRQPNMLK", 4),
        b'M' => (b"XWUTRQPNJLK", 3),
        _ => return false,
    };
    text.len() == 9 && letters[(sum + offset) as usize % 11] == text[8]
}

/// A South African identity number: date, citizenship and Luhn's sum.
fn south_african(text: &[u8]) -> bool {
    all_digits(text, 13) && month_day(&text[2..6]) && matches!(text[10], b'0'..=b'2') && luhn(text)
}

/// A Mexican population code: letters, date, sex, state and a check digit.
fn curp(text: &[u8]) -> bool {
    if text.len() != 18
        || !text[..4].iter().all(u8::is_ascii_uppercase)
        || !all_digits(&text[4..10], 6)
        || !month_day(&text[6..10])
        || !matches!(text[10], b'H' | b'M' | b'X')
        || !text[11..16].iter().all(u8::is_ascii_uppercase)
    {
        return false;
    }
    let value = |b: u8| match b {
        b'0'..=b'9' => Some(u32::from(b - b'0')),
        b'A'..=b'N' => Some(u32::from(b - b'A') + 10),
        // The letter that is no ASCII stands between N and O.
        b'O'..=b'Z' => Some(u32::from(b - b'A') + 11),
        _ => None,
    };
    let sum = text[..17]
        .iter()
        .zip((2..=18).rev())
        .try_fold(0, |sum, (b, weight)| Some(sum + value(*b)? * weight));
    sum.map(|s| (10 - s % 10) % 10) == digit(text[17])
}

/// A Mexican taxpayer code: letters, date and three more places.
fn rfc(text: &[u8]) -> bool {
    let letters = text
        .iter()
        .take_while(|b| b.is_ascii_uppercase() || **b == b'&')
        .count();
    matches!(letters, 3 | 4)
        && text.len() == letters + 9
        && all_digits(&text[letters..letters + 6], 6)
        && month_day(&text[letters + 2..letters + 6])
}

/// A Japanese individual number: twelve digits, modulus 11.
fn my_number(text: &[u8]) -> bool {
    all_digits(text, 12)
        && weighted(text, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]).map(|sum| match sum % 11 {
            0 | 1 => 0,
            rest => 11 - rest,
        }) == digit(text[11])
}

/// A Belgian national number: date, serial and 97 minus the remainder, with a 2 in front since 2000.
fn belgian(text: &[u8]) -> bool {
    all_digits(text, 11)
        && number(&text[..9])
            .zip(number(&text[9..]))
            .is_some_and(|(n, key)| 97 - n % 97 == key || 97 - (n + 2_000_000_000) % 97 == key)
}

/// A Portuguese tax number: weights 9 to 2, modulus 11.
fn portuguese(text: &[u8]) -> bool {
    all_digits(text, 9)
        && text[0] != b'0'
        && weighted(&text[..8], &[9, 8, 7, 6, 5, 4, 3, 2]).map(|sum| match sum % 11 {
            0 | 1 => 0,
            rest => 11 - rest,
        }) == digit(text[8])
}

/// An Austrian social insurance number: serial, check digit, date.
fn austrian(text: &[u8]) -> bool {
    all_digits(text, 10)
        && day_month(&text[4..8])
        && weighted(text, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]).map(|sum| sum % 11) == digit(text[3])
}

/// A Romanian personal code.
fn romanian(text: &[u8]) -> bool {
    all_digits(text, 13)
        && month_day(&text[3..7])
        && weighted(text, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]).map(|sum| match sum % 11 {
            10 => 1,
            rest => rest,
        }) == digit(text[12])
}

/// A Turkish identity number: two check digits.
fn turkish(text: &[u8]) -> bool {
    if !all_digits(text, 11) || text[0] == b'0' {
        return false;
    }
    let sum =
        |places: &[usize]| -> u32 { places.iter().map(|at| u32::from(text[*at] - b'0')).sum() };
    let (odd, even) = (sum(&[0, 2, 4, 6, 8]), sum(&[1, 3, 5, 7]));
    let tenth = u32::from(text[9] - b'0');
    (odd * 7 + 40 - even) % 10 == tenth && (odd + even + tenth) % 10 == u32::from(text[10] - b'0')
}

/// An Irish public service number: weights 8 to 2 and 9 for the second letter, modulus 23.
fn irish(text: &[u8]) -> bool {
    let Some(sum) = text
        .get(..7)
        .and_then(|digits| weighted(digits, &[8, 7, 6, 5, 4, 3, 2]))
    else {
        return false;
    };
    let second = match text.get(8) {
        None => 0,
        Some(b @ b'A'..=b'I') => u32::from(b - b'A') + 1,
        Some(b'W') => 0,
        Some(_) => return false,
    };
    matches!(text.len(), 8 | 9)
        && b"WABCDEFGHIJKLMNOPQRSTUV"[(sum + 9 * second) as usize % 23] == text[7]
}

/// A Chinese identity number: eighteen places, ISO 7064 MOD 11-2, with a date.
fn chinese(text: &[u8]) -> bool {
    text.len() == 18
        && text[0] != b'0'
        && matches!(&text[6..8], b"19" | b"20")
        && text
            .get(10..14)
            .is_some_and(|part| all_digits(part, 4) && month_day(part))
        && weighted(text, &[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
            .is_some_and(|sum| b"10X98765432"[sum as usize % 11] == text[17])
}

/// A German pension insurance number: area, date of birth, initial, serial, check digit over cross sums.
fn pension(text: &[u8]) -> bool {
    if text.len() != 12 || !text[8].is_ascii_uppercase() || !day_month(&text[2..6]) {
        return false;
    }
    let letter = text[8] - b'A' + 1;
    let places = [
        &text[..8],
        &[b'0' + letter / 10, b'0' + letter % 10],
        &text[9..11],
    ]
    .concat();
    let sum = places
        .iter()
        .zip([2u32, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1])
        .try_fold(0, |sum, (b, weight)| {
            let product = digit(*b)? * weight;
            Some(sum + product / 10 + product % 10)
        });
    sum.map(|s| s % 10) == digit(text[11])
}

/// A number of a country whose detector is shared: any of them. Lengths differ enough for each to be told.
pub(crate) fn other_national(text: &[u8]) -> bool {
    const CHECKS: [fn(&[u8]) -> bool; 21] = [
        pension,
        ahv,
        personnummer,
        hetu,
        cpr,
        fodselsnummer,
        nric,
        south_african,
        curp,
        rfc,
        my_number,
        belgian,
        portuguese,
        austrian,
        romanian,
        turkish,
        irish,
        chinese,
        dni,
        super::pesel,
        super::bsn,
    ];
    CHECKS
        .iter()
        .chain(&abroad::CHECKS)
        .any(|check| check(text))
}

/// Whether a number of a state is written with its signs in their places, and its check holds: then no other word has to say what it is.
pub(crate) fn told_by_form(text: &[u8]) -> bool {
    let mut form = [0u8; 24];
    let Some(form) = form.get_mut(..text.len()) else {
        return false;
    };
    for (sign, byte) in form.iter_mut().zip(text) {
        *sign = match byte {
            b'0'..=b'9' => b'9',
            b'A'..=b'Z' => b'A',
            other => *other,
        };
    }
    let compact: Vec<u8> = text
        .iter()
        .copied()
        .filter(u8::is_ascii_alphanumeric)
        .collect();
    let one = |check: fn(&[u8]) -> bool| check(&compact);
    match &*form {
        b"999999-9999" | b"99999999-9999" => one(personnummer),
        b"999999-999A" | b"999999+999A" | b"999999A999A" => one(hetu),
        b"99.99.99-999.99" => one(belgian),
        b"999999/9999" => one(abroad::birth_number),
        b"99999999A" | b"99999999-A" | b"A9999999A" | b"A-9999999-A" => one(super::dni),
        b"999.999.999-99" => one(super::cpf),
        b"99.999.999/9999-99" => one(cnpj),
        b"999.9999.9999.99" => one(ahv),
        b"99 999999 A 999" | b"99999999A999" => one(pension),
        b"9 99 99 99 999 999 99" => one(nir),
        b"AA 99 99 99 A" | b"AA999999A" => one(nino),
        b"9999 9999 9999" => one(aadhaar),
        b"AAAAA9999A" => one(pan),
        b"99.999.999-9" => one(abroad::chilean),
        b"99/99999999/99" => spanish_social(&compact),
        _ => false,
    }
}

/// A number of the Spanish social security: province and serial, with the rest of their division by 97 behind.
fn spanish_social(text: &[u8]) -> bool {
    number(&text[..2])
        .zip(number(&text[2..10]))
        .zip(number(&text[10..]))
        .is_some_and(|((province, serial), key)| {
            // Serials below ten million lose their first place.
            let width = if serial < 10_000_000 {
                10_000_000
            } else {
                100_000_000
            };
            (province * width + serial) % 97 == key
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_that_say_what_they_are() {
        for text in [
            "28/12345678/40",
            "811218-9876",
            "131052-308T",
            "131052A308T",
            "805304/0006",
            "12345678Z",
            "X1234567L",
            "111.444.777-35",
            "756.9217.0769.85",
            "65 170839 J 003",
            "1 85 05 78 006 084 91",
            "AB 12 34 56 C",
            "2341 2341 2346",
            "AAAPL1234C",
        ] {
            assert!(told_by_form(text.as_bytes()), "{text}");
        }
        for text in [
            "28/12345678/41",
            "811218-9877",
            "131052-3088",
            "12345678A",
            "111.444.777-36",
            "756.9217.0769.84",
            "2341 2341 2345",
            "1234567890",
            "44051401359",
            "",
            "2026-11-24",
            "99999999999",
            "a long text that is none of all these",
        ] {
            assert!(!told_by_form(text.as_bytes()), "{text}");
        }
    }

    type Check = fn(&[u8]) -> bool;

    #[test]
    fn numbers_with_their_check_digits() {
        let table: [(&str, Check, &[&str], &[&str]); 12] = [
            (
                "nino",
                nino,
                &["AB123456C", "JG103759A"],
                &["QQ123456C", "AB123456E", "GB123456A", "AB12345C"],
            ),
            (
                "nir",
                nir,
                &["255081416802538", "185057800608491"],
                &["255081416802539", "955081416802538", "25508141680253"],
            ),
            (
                "steuer_id",
                steuer_id,
                &["86095742719", "47036892816", "65929970489"],
                &["86095742718", "12345678901", "00000000000"],
            ),
            (
                "codice_fiscale",
                codice_fiscale,
                &["RSSMRA85T10A562S", "MRTMTT91D08F205J"],
                &["RSSMRA85T10A562T", "RSSMRA85T10A56", "1SSMRA85T10A562S"],
            ),
            (
                "sin",
                sin,
                &["046454286", "130692544"],
                &["046454287", "000000000", "04645428"],
            ),
            (
                "aadhaar",
                aadhaar,
                &["234123412346"],
                &["234123412347", "034123412346", "23412341234"],
            ),
            (
                "pan",
                pan,
                &["ABCPE1234F", "AAAPL1234C"],
                &["ABCXE1234F", "ABCPE12345", "ABCP1234F"],
            ),
            (
                "cnpj",
                cnpj,
                &["11222333000181", "11444777000161", "12ABC34501DE35"],
                &["11222333000182", "11111111111111", "1122233300018"],
            ),
            (
                "medicare",
                medicare,
                &["2123456701", "21234567011"],
                &["2123456711", "1123456701", "212345670"],
            ),
            (
                "vin",
                vin,
                &["1M8GDM9AXKP042788", "1HGCM82633A004352"],
                &[
                    "1M8GDM9A1KP042788",
                    "11111111111111111",
                    "1M8GDM9AXKP04278O",
                ],
            ),
            (
                "bic",
                bic,
                &["DEUTDEFF", "DEUTDEFF500", "NEDSZAJJXXX", "CHASUS33"],
                &["DEUTXXFF", "DEUTDEF", "deutdeff", "DEUTDEFF50"],
            ),
            (
                "other",
                other_national,
                &[
                    "7569217076985",
                    "8112189876",
                    "198112189876",
                    "131052308T",
                    "S1234567D",
                    "8001015009087",
                    "85073003328",
                    "HEGG560427MVZRRL04",
                    "11010519491231002X",
                    "10000000146",
                    "1234567T",
                ],
                &[
                    "7569217076984",
                    "S1234567E",
                    "99",
                    "HEGG560427MVZRRL05",
                    "110105194912310021",
                    "abc",
                ],
            ),
        ];
        for (name, check, good, bad) in table {
            for text in good {
                assert!(check(text.as_bytes()), "{name} {text}");
            }
            for text in bad {
                assert!(!check(text.as_bytes()), "{name} {text}");
            }
        }
    }

    #[test]
    fn bytes_of_any_kind_are_answered() {
        for length in 0..20 {
            for byte in [0u8, b'0', b'9', b'A', b'Z', b' ', 0xff] {
                let text = vec![byte; length];
                for check in [
                    nino,
                    nir,
                    steuer_id,
                    codice_fiscale,
                    sin,
                    aadhaar,
                    pan,
                    cnpj,
                    medicare,
                    vin,
                    bic,
                    other_national,
                ] {
                    let _ = check(&text);
                }
            }
        }
    }
}
