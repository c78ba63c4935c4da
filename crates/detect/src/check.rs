//! Check digits and tables: what tells a number of a kind from a number.
//!
//! Each function takes ASCII digits (or letters where said) without separators and answers false for anything else.

mod national;

pub(crate) use national::{
    aadhaar, bic, cnpj, codice_fiscale, medicare, nino, nir, other_national, pan, sin, steuer_id,
    told_by_form, vin, vin_shape,
};

/// Luhn's sum (ISO/IEC 7812-1, annex B).
pub(crate) fn luhn(digits: &[u8]) -> bool {
    luhn_sum(digits, 0).is_some_and(|sum| sum % 10 == 0) && digits.len() > 1
}

fn luhn_sum(digits: &[u8], start: u32) -> Option<u32> {
    let mut sum = start;
    for (place, byte) in digits.iter().rev().enumerate() {
        let digit = digit(*byte)?;
        sum += match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, doubled @ 0..=9) => doubled,
            (_, doubled) => doubled - 9,
        };
    }
    Some(sum)
}

const fn digit(byte: u8) -> Option<u32> {
    if byte.is_ascii_digit() {
        Some((byte - b'0') as u32)
    } else {
        None
    }
}

/// How sure the issuer range and the length make it that digits are a card number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Issuer {
    /// A range and a length in wide use.
    Known,
    /// A range or a length so rare that context must support it.
    Rare,
}

/// The issuer range of a card number (ranges as published by the schemes; ISO/IEC 7812-1 for the lengths).
pub(crate) fn issuer(digits: &[u8]) -> Option<Issuer> {
    // What begins with another digit is no card of a scheme known here.
    if !matches!(digits.first()?, b'1'..=b'6') {
        return None;
    }
    let six = digits
        .get(..6)?
        .iter()
        .try_fold(0, |n, b| Some(n * 10 + digit(*b)?))?;
    let (two, three, four) = (six / 10_000, six / 1000, six / 100);
    let length = digits.len();
    let known = match two {
        40..=49 => length == 16,
        51..=55 => length == 16,
        34 | 37 => length == 15,
        36 | 38 | 39 => length == 14,
        62 => length == 16,
        65 => length == 16,
        _ => match four {
            2221..=2720 => length == 16,
            3528..=3589 => length == 16,
            6011 => length == 16,
            1800 | 2131 => return (length == 15).then_some(Issuer::Rare),
            _ => match three {
                300..=305 | 309 => length == 14,
                644..=649 => length == 16,
                _ => false,
            },
        },
    };
    if known {
        return Some(Issuer::Known);
    }
    let rare = match two {
        40..=49 => matches!(length, 13 | 19),
        36 | 38 | 39 | 30 => (14..=19).contains(&length),
        35 | 62 | 64 | 65 => (16..=19).contains(&length),
        50 | 56..=61 | 63 | 66..=69 => (12..=19).contains(&length),
        _ => four == 6011 && (16..=19).contains(&length),
    };
    rare.then_some(Issuer::Rare)
}

/// The length of an account number of a country (ISO 13616 registry).
pub(crate) fn iban_length(country: [u8; 2]) -> Option<usize> {
    Some(match &country {
        b"NO" => 15,
        b"BE" => 16,
        b"DK" | b"FI" | b"FO" | b"GL" | b"NL" | b"SD" | b"FK" => 18,
        b"MK" | b"SI" => 19,
        b"AT" | b"BA" | b"EE" | b"KZ" | b"LT" | b"LU" | b"XK" | b"MN" => 20,
        b"CH" | b"HR" | b"LI" | b"LV" => 21,
        b"BG" | b"BH" | b"CR" | b"DE" | b"GB" | b"GE" | b"IE" | b"ME" | b"RS" | b"VA" => 22,
        b"AE" | b"GI" | b"IL" | b"IQ" | b"TL" | b"SO" | b"OM" => 23,
        b"AD" | b"CZ" | b"ES" | b"MD" | b"PK" | b"RO" | b"SA" | b"SE" | b"SK" | b"TN" | b"VG" => 24,
        b"PT" | b"ST" | b"LY" => 25,
        b"IS" | b"TR" => 26,
        b"BI" | b"DJ" | b"FR" | b"GR" | b"IT" | b"MC" | b"MR" | b"SM" => 27,
        b"AL" | b"AZ" | b"BY" | b"CY" | b"DO" | b"GT" | b"HN" | b"HU" | b"LB" | b"NI" | b"PL"
        | b"SV" => 28,
        b"BR" | b"EG" | b"PS" | b"QA" | b"UA" => 29,
        b"JO" | b"KW" | b"MU" | b"YE" => 30,
        b"MT" | b"SC" => 31,
        b"LC" => 32,
        b"RU" => 33,
        // Not in the registry, but in use (partners of the central banks of West and Central Africa, and others).
        b"AO" | b"CV" | b"GW" | b"MZ" => 25,
        b"DZ" | b"IR" => 26,
        b"CF" | b"CG" | b"CM" | b"GA" | b"GQ" | b"KM" | b"MG" | b"TD" => 27,
        b"BF" | b"BJ" | b"CI" | b"MA" | b"ML" | b"NE" | b"SN" | b"TG" => 28,
        _ => return None,
    })
}

/// The remainder of 97 over upper-case letters and digits, the first four moved to the end (ISO 7064 MOD 97-10).
pub(crate) fn iban(text: &[u8]) -> bool {
    if text.len() < 15 || iban_length([text[0], text[1]]) != Some(text.len()) {
        return false;
    }
    let mut rest = 0u32;
    for byte in text[4..].iter().chain(&text[..4]) {
        rest = match byte {
            b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
            b'A'..=b'Z' => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
            _ => return false,
        };
    }
    rest == 1
}

/// A United States routing number (ABA key to routing numbers): prefix and weights 3-7-1.
pub(crate) fn aba(digits: &[u8]) -> bool {
    let Some(prefix) = two(digits) else {
        return false;
    };
    digits.len() == 9
        && matches!(prefix, 1..=12 | 21..=32 | 61..=72 | 80)
        && weighted(digits, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_some_and(|sum| sum % 10 == 0)
}

fn two(digits: &[u8]) -> Option<u32> {
    Some(digit(*digits.first()?)? * 10 + digit(*digits.get(1)?)?)
}

fn weighted(digits: &[u8], weights: &[u32]) -> Option<u32> {
    digits
        .iter()
        .zip(weights)
        .try_fold(0, |sum, (byte, weight)| Some(sum + digit(*byte)? * weight))
}

/// A United States national provider identifier: Luhn with the prefix 80840 (45 CFR 162.406), which adds 24.
pub(crate) fn npi(digits: &[u8]) -> bool {
    digits.len() == 10
        && matches!(digits[0], b'1' | b'2')
        && luhn_sum(digits, 24).is_some_and(|sum| sum % 10 == 0)
}

/// A registration number of the United States Drug Enforcement Administration: two letters, seven digits.
pub(crate) fn dea(text: &[u8]) -> bool {
    if text.len() != 9
        || !text[0].is_ascii_alphabetic()
        || !(text[1].is_ascii_alphabetic() || text[1] == b'9')
    {
        return false;
    }
    weighted(&text[2..8], &[1, 2, 1, 2, 1, 2])
        .zip(digit(text[8]))
        .is_some_and(|(sum, last)| sum % 10 == last)
}

/// A United States social security number by the rules of its issuer: area, group and serial that exist,
/// and none of the numbers printed in advertisements.
pub(crate) fn ssn(digits: &[u8]) -> bool {
    let Some((area, group, serial)) = ssn_parts(digits) else {
        return false;
    };
    !matches!(area, 0 | 666 | 900..) && group != 0 && serial != 0 && !printed_ssn(digits)
}

/// A number that was printed in advertisements and so is nobody's. Behind its name it is still somebody's way to write one.
pub(crate) fn printed_ssn(digits: &[u8]) -> bool {
    matches!(ssn_parts(digits), Some((78, 5, 1120) | (219, 9, 9999)))
}

/// A United States individual taxpayer number: area 9xx and the groups in use (IRS publication 1915).
pub(crate) fn itin(digits: &[u8]) -> bool {
    ssn_parts(digits).is_some_and(|(area, group, _)| {
        area >= 900 && matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99)
    })
}

fn ssn_parts(digits: &[u8]) -> Option<(u32, u32, u32)> {
    if digits.len() != 9 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number: u32 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    Some((number / 1_000_000, number / 10_000 % 100, number % 10_000))
}

/// A Medicare beneficiary identifier without dashes (CMS: 11 places, no S, L, O, I, B, Z).
pub(crate) fn mbi(text: &[u8]) -> bool {
    let letter =
        |b: u8| b.is_ascii_uppercase() && !matches!(b, b'S' | b'L' | b'O' | b'I' | b'B' | b'Z');
    let number = |b: u8| b.is_ascii_digit();
    let either = |b: u8| letter(b) || number(b);
    let &[a, b, c, d, e, f, g, h, i, j, k] = text else {
        return false;
    };
    number(a)
        && a != b'0'
        && letter(b)
        && either(c)
        && number(d)
        && letter(e)
        && either(f)
        && number(g)
        && letter(h)
        && letter(i)
        && number(j)
        && number(k)
}

/// A number of the British health service: weights 10 to 2, modulus 11.
pub(crate) fn nhs(digits: &[u8]) -> bool {
    digits.len() == 10
        && weighted(&digits[..9], &[10, 9, 8, 7, 6, 5, 4, 3, 2])
            .zip(digit(digits[9]))
            .is_some_and(|(sum, last)| (11 - sum % 11) % 11 == last)
}

/// A Brazilian taxpayer number: two check digits, modulus 11, not all digits equal.
pub(crate) fn cpf(digits: &[u8]) -> bool {
    let place = |n: usize, first: u32| {
        let sum = digits[..n]
            .iter()
            .zip((2..=first).rev())
            .try_fold(0, |sum, (b, w)| Some(sum + digit(*b)? * w))?;
        Some(sum * 10 % 11 % 10)
    };
    digits.len() == 11
        && digits.iter().any(|b| *b != digits[0])
        && place(9, 10).is_some_and(|check| Some(check) == digit(digits[9]))
        && place(10, 11).is_some_and(|check| Some(check) == digit(digits[10]))
}

/// An Indian identity number: Verhoeff's check digit over the dihedral group D5.
pub(crate) fn verhoeff(digits: &[u8]) -> bool {
    const MULTIPLY: [[u8; 10]; 10] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
        [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
        [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
        [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
        [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
        [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
        [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
        [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ];
    const PERMUTE: [[u8; 10]; 8] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
        [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
        [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
        [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
        [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
        [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
        [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
    ];
    let mut check = 0u8;
    for (place, byte) in digits.iter().rev().enumerate() {
        if !byte.is_ascii_digit() {
            return false;
        }
        let permuted = PERMUTE[place % 8][usize::from(byte - b'0')];
        check = MULTIPLY[usize::from(check)][usize::from(permuted)];
    }
    check == 0 && !digits.is_empty()
}

/// A Spanish identity number: the letter is chosen by the remainder of 23.
pub(crate) fn dni(text: &[u8]) -> bool {
    if text.len() != 9 {
        return false;
    }
    let first = match text[0].to_ascii_uppercase() {
        b'X' => b'0',
        b'Y' => b'1',
        b'Z' => b'2',
        other => other,
    };
    let number = std::iter::once(&first)
        .chain(&text[1..8])
        .try_fold(0, |sum, b| Some(sum * 10 + digit(*b)?));
    number.is_some_and(|n| {
        b"TRWAGMYFPDXBNJZSQVHLCKE"[n as usize % 23] == text[8].to_ascii_uppercase()
    })
}

/// A Dutch citizen number: weights 9 to 2 and -1, modulus 11.
pub(crate) fn bsn(digits: &[u8]) -> bool {
    digits.len() == 9
        && weighted(&digits[..8], &[9, 8, 7, 6, 5, 4, 3, 2])
            .zip(digit(digits[8]))
            .is_some_and(|(sum, last)| sum % 11 == last && sum > 0)
}

/// A Polish identity number: weights 1-3-7-9, modulus 10.
pub(crate) fn pesel(digits: &[u8]) -> bool {
    digits.len() == 11
        && weighted(digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1])
            .is_some_and(|sum| sum % 10 == 0 && sum > 0)
}

/// An Australian tax file number: modulus 11.
pub(crate) fn tfn(digits: &[u8]) -> bool {
    digits.len() == 9
        && weighted(digits, &[1, 4, 3, 7, 5, 8, 6, 9, 10])
            .is_some_and(|sum| sum % 11 == 0 && sum > 0)
}

/// Shannon's entropy in bits per byte.
pub(crate) fn entropy(text: &[u8]) -> f32 {
    let mut counts = [0u16; 256];
    // The bytes that occur: most texts have few of them.
    let mut seen = [0u64; 4];
    let text = &text[..text.len().min(4096)];
    for byte in text {
        counts[usize::from(*byte)] += 1;
        seen[usize::from(*byte / 64)] |= 1 << (byte % 64);
    }
    #[expect(clippy::cast_precision_loss, reason = "at most 4096")]
    let length = text.len() as f32;
    let mut sum = 0.0;
    for (group, mut bits) in seen.into_iter().enumerate() {
        while bits != 0 {
            let count = counts[(group * 64 + bits.trailing_zeros() as usize) % 256];
            let share = f32::from(count) / length;
            sum += -share * share.log2();
            bits &= bits - 1;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    type Check = fn(&[u8]) -> bool;

    #[test]
    fn published_examples_pass_and_neighbours_fail() {
        let table: [(&str, Check, &[&str], &[&str]); 13] = [
            (
                "luhn",
                luhn,
                &["4111111111111111", "378282246310005", "79927398713"],
                &["4111111111111112", "", "0", "41a1"],
            ),
            (
                "iban",
                iban,
                &[
                    "GB82WEST12345698765432",
                    "DE89370400440532013000",
                    "NO9386011117947",
                    "FR1420041010050500013M02606",
                ],
                &[
                    "GB82WEST12345698765431",
                    "DE8937040044053201300",
                    "ZZ89370400440532013000",
                    "GB82",
                ],
            ),
            (
                "aba",
                aba,
                &["021000021", "011401533", "322271627"],
                &["021000022", "991000021", "02100002"],
            ),
            (
                "npi",
                npi,
                &["1234567893", "1245319599"],
                &["1234567890", "3234567893", "123456789"],
            ),
            (
                "dea",
                dea,
                &["AP5836727", "F91234563"],
                &["AP5836728", "5A5836727", "AP583672"],
            ),
            (
                "ssn",
                ssn,
                &["123456789", "856453789"],
                &[
                    "000456789",
                    "666456789",
                    "900456789",
                    "123006789",
                    "123450000",
                    "078051120",
                ],
            ),
            (
                "itin",
                itin,
                &["912701234", "999881234"],
                &["912001234", "123701234"],
            ),
            (
                "mbi",
                mbi,
                &["1EG4TE5MK73"],
                &["1SG4TE5MK73", "0EG4TE5MK73", "1EG4TE5MK7", "1eg4te5mk73"],
            ),
            ("nhs", nhs, &["9434765919"], &["9434765918", "943476591"]),
            (
                "cpf",
                cpf,
                &["11144477735", "52998224725"],
                &["11111111111", "11144477734"],
            ),
            (
                "verhoeff",
                verhoeff,
                &["2363", "234123412346"],
                &["2364", "234123412347"],
            ),
            (
                "dni",
                dni,
                &["12345678Z", "X1234567L"],
                &["12345678A", "1234567Z"],
            ),
            ("bsn", bsn, &["111222333"], &["111222334", "000000000"]),
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
    fn polish_and_australian_numbers() {
        assert!(pesel(b"44051401359"));
        assert!(!pesel(b"44051401358"));
        assert!(tfn(b"123456782"));
        assert!(!tfn(b"123456789"));
    }

    #[test]
    fn issuers_by_range_and_length() {
        assert_eq!(issuer(b"4111111111111111"), Some(Issuer::Known));
        assert_eq!(issuer(b"378282246310005"), Some(Issuer::Known));
        assert_eq!(issuer(b"30569309025904"), Some(Issuer::Known));
        assert_eq!(issuer(b"6011111111111117"), Some(Issuer::Known));
        assert_eq!(issuer(b"2223003122003222"), Some(Issuer::Known));
        assert_eq!(issuer(b"4222222222222"), Some(Issuer::Rare));
        assert_eq!(issuer(b"6759649826438453"), Some(Issuer::Rare));
        assert_eq!(issuer(b"1234567890123456"), None);
        assert_eq!(issuer(b"9999999999999999"), None);
    }
}
