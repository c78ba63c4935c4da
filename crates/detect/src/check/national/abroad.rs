//! Check digits of identity and tax numbers of countries that share a detector.
//!
//! As in the module above: upper-case letters and digits without separators, false for anything else.

use super::super::{digit, luhn, weighted};
use super::{all_digits, day_month, month_day, number};

/// Eleven minus the remainder by eleven; eleven counts as zero.
const fn eleven(sum: u32) -> u32 {
    (11 - sum % 11) % 11
}

/// A Czech or Slovak birth number: date with fifty added to the month for women, divisible by eleven since 1954.
pub(super) fn birth_number(text: &[u8]) -> bool {
    let dated = |text: &[u8]| {
        number(&text[2..4]).is_some_and(|m| matches!(m % 50, 1..=12 | 21..=32))
            && number(&text[4..6]).is_some_and(|d| (1..=31).contains(&d))
    };
    match text.len() {
        // Those born earlier have no check digit.
        9 => all_digits(text, 9) && dated(text) && number(&text[..2]).is_some_and(|y| y < 54),
        _ => all_digits(text, 10) && dated(text) && number(text).is_some_and(|n| n % 11 == 0),
    }
}

/// The number of citizens in the countries of former Yugoslavia: date, region, serial, modulus 11.
fn yugoslav(text: &[u8]) -> bool {
    all_digits(text, 13)
        && day_month(text)
        && weighted(&text[..12], &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]).map(eleven)
            == digit(text[12])
}

/// Eleven digits with ISO 7064 MOD 11,10: persons in Croatia.
fn croatian(text: &[u8]) -> bool {
    if !all_digits(text, 11) {
        return false;
    }
    let rest = text[..10].iter().fold(10, |rest, byte| {
        let sum = (rest + u32::from(byte - b'0')) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    Some((11 - rest) % 10) == digit(text[10])
}

/// A Bulgarian number: date with 20 or 40 added to the month for other centuries, modulus 11.
fn bulgarian(text: &[u8]) -> bool {
    all_digits(text, 10)
        && number(&text[2..4]).is_some_and(|m| matches!(m, 1..=12 | 21..=32 | 41..=52))
        && number(&text[4..6]).is_some_and(|d| (1..=31).contains(&d))
        && weighted(&text[..9], &[2, 4, 8, 5, 10, 9, 7, 3, 6]).map(|sum| sum % 11 % 10)
            == digit(text[9])
}

/// An Estonian or Lithuanian number: century and sex, date, serial, modulus 11 in two passes.
fn baltic(text: &[u8]) -> bool {
    if !all_digits(text, 11) || !matches!(text[0], b'1'..=b'8') || !month_day(&text[3..7]) {
        return false;
    }
    let sum = |weights: &[u32]| weighted(&text[..10], weights).map(|sum| sum % 11);
    let check = match sum(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) {
        Some(10) => sum(&[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]).map(|second| second % 10),
        first => first,
    };
    check == digit(text[10])
}

/// A Greek social security number: date, serial and Luhn's sum.
fn greek(text: &[u8]) -> bool {
    all_digits(text, 11) && day_month(text) && luhn(text)
}

/// A Chilean number: seven or eight digits and a check character, modulus 11.
pub(super) fn chilean(text: &[u8]) -> bool {
    let Some((last, body)) = text.split_last().filter(|_| matches!(text.len(), 8 | 9)) else {
        return false;
    };
    let sum = body
        .iter()
        .rev()
        .zip([2u32, 3, 4, 5, 6, 7, 2, 3])
        .try_fold(0, |sum, (b, weight)| Some(sum + digit(*b)? * weight));
    sum.is_some_and(|sum| b"0123456789K"[eleven(sum) as usize] == *last)
        && body.iter().any(|b| *b != body[0])
}

/// An Argentinian tax number: kind, identity number, modulus 11.
fn argentinian(text: &[u8]) -> bool {
    all_digits(text, 11)
        && matches!(
            &text[..2],
            b"20" | b"23" | b"24" | b"27" | b"30" | b"33" | b"34"
        )
        && weighted(&text[..10], &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]).map(eleven) == digit(text[10])
}

/// An Ecuadorian number: province, serial, Luhn's sum.
fn ecuadorian(text: &[u8]) -> bool {
    all_digits(text, 10)
        && number(&text[..2]).is_some_and(|p| matches!(p, 1..=24 | 30))
        && matches!(text[2], b'0'..=b'6')
        && luhn(text)
}

/// A Thai number: thirteen digits, weights 13 to 2, modulus 11.
fn thai(text: &[u8]) -> bool {
    all_digits(text, 13)
        && matches!(text[0], b'1'..=b'8')
        && weighted(&text[..12], &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2])
            .map(|sum| (11 - sum % 11) % 10)
            == digit(text[12])
}

/// An Indonesian number: region, date with forty added to the day for women, serial.
fn indonesian(text: &[u8]) -> bool {
    all_digits(text, 16)
        && matches!(text[0], b'1'..=b'9')
        && number(&text[6..8]).is_some_and(|d| matches!(d, 1..=31 | 41..=71))
        && number(&text[8..10]).is_some_and(|m| (1..=12).contains(&m))
}

/// A Korean number: date, century and sex, serial. Numbers given since 2020 have no check digit.
fn korean(text: &[u8]) -> bool {
    all_digits(text, 13) && month_day(&text[2..6])
}

/// A Malaysian number: date, place of birth, serial.
fn malaysian(text: &[u8]) -> bool {
    all_digits(text, 12)
        && month_day(&text[2..6])
        && number(&text[6..8]).is_some_and(|place| matches!(place, 1..=16 | 21..=68 | 71..=99))
}

/// A Pakistani number: region, family, sex.
fn pakistani(text: &[u8]) -> bool {
    // Swiss numbers begin with 756 and have a check digit of their own.
    all_digits(text, 13)
        && matches!(text[0], b'1'..=b'7')
        && !text.starts_with(b"756")
        && text.iter().any(|b| *b != text[0])
}

/// An Icelandic number: date, serial, modulus 11, century.
fn icelandic(text: &[u8]) -> bool {
    if !all_digits(text, 10) || !matches!(text[9], b'8' | b'9' | b'0') {
        return false;
    }
    // Firms have forty added to the day.
    let firm = u8::from(matches!(text[0], b'4'..=b'7')) * 4;
    day_month(&[text[0] - firm, text[1], text[2], text[3]])
        && weighted(&text[..8], &[3, 2, 7, 6, 5, 4, 3, 2]).map(eleven) == digit(text[8])
}

/// A British taxpayer reference: a check digit in front of nine.
fn taxpayer_reference(text: &[u8]) -> bool {
    all_digits(text, 10)
        && text.iter().any(|b| *b != text[0])
        && weighted(&text[1..], &[6, 7, 8, 9, 10, 5, 4, 3, 2])
            .is_some_and(|sum| b"21987654321"[(sum % 11) as usize] == text[0])
}

/// A French taxpayer number: ten digits and their remainder by 511.
fn french_tax(text: &[u8]) -> bool {
    all_digits(text, 13)
        && matches!(text[0], b'0'..=b'3')
        && number(&text[..10])
            .zip(number(&text[10..]))
            .is_some_and(|(n, key)| n > 0 && n % 511 == key)
}

/// A New Zealand tax number: eight or nine digits, modulus 11 with a second set of weights.
fn new_zealand(text: &[u8]) -> bool {
    let mut nine = [b'0'; 9];
    if !matches!(text.len(), 8 | 9) || !text.iter().all(u8::is_ascii_digit) {
        return false;
    }
    nine[9 - text.len()..].copy_from_slice(text);
    let rest = |weights: &[u32]| weighted(&nine[..8], weights).map(eleven);
    let check = match rest(&[3, 2, 7, 6, 5, 4, 3, 2]) {
        Some(10) => rest(&[7, 4, 3, 2, 5, 2, 7, 6]),
        first => first,
    };
    let range = number(&nine).is_some_and(|n| (10_000_000..150_000_000).contains(&n));
    range && check == digit(nine[8])
}

/// An Israeli number: nine digits with Luhn's sum.
fn israeli(text: &[u8]) -> bool {
    all_digits(text, 9) && luhn(text) && text.iter().any(|b| *b != text[0])
}

/// A Portuguese identity document: eight digits, a check digit, two letters or digits and another check digit.
fn citizen_card(text: &[u8]) -> bool {
    let digits = text.len() == 12 && text[..9].iter().all(u8::is_ascii_digit);
    if !digits || !text[11].is_ascii_digit() {
        return false;
    }
    let sum = text
        .iter()
        .rev()
        .enumerate()
        .try_fold(0, |sum, (place, b)| {
            let value = match b {
                b'0'..=b'9' => u32::from(b - b'0'),
                b'A'..=b'Z' => u32::from(b - b'A') + 10,
                _ => return None,
            };
            let value = if place % 2 == 1 { value * 2 } else { value };
            Some(sum + value - if place % 2 == 1 && value > 9 { 9 } else { 0 })
        });
    sum.is_some_and(|sum| sum % 10 == 0)
}

pub(super) const CHECKS: [fn(&[u8]) -> bool; 20] = [
    birth_number,
    yugoslav,
    croatian,
    bulgarian,
    baltic,
    greek,
    chilean,
    argentinian,
    ecuadorian,
    thai,
    indonesian,
    korean,
    malaysian,
    pakistani,
    icelandic,
    taxpayer_reference,
    french_tax,
    new_zealand,
    israeli,
    citizen_card,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_many_countries() {
        type Row = (
            fn(&[u8]) -> bool,
            &'static [&'static str],
            &'static [&'static str],
        );
        let table: [Row; 20] = [
            (
                birth_number,
                &["8053040006", "530101123"],
                &["8053040007", "8013320009", "990101123"],
            ),
            (yugoslav, &["0101990500003"], &["0101990500004"]),
            (croatian, &["12345678903"], &["12345678904", "1234567890"]),
            (bulgarian, &["8001010008"], &["8001010009", "8013010008"]),
            (baltic, &["38001010009"], &["38001010010", "98001010009"]),
            (greek, &["01018012342"], &["01018012343", "32018012342"]),
            (
                chilean,
                &["123456785", "76543216"],
                &["123456784", "111111111", "12345678A"],
            ),
            (argentinian, &["20123456786"], &["20123456787"]),
            (ecuadorian, &["1712345675"], &["1712345676", "9912345675"]),
            (thai, &["1234567890121"], &["1234567890122"]),
            (indonesian, &["3171015203850001"], &["3171018803850001"]),
            (korean, &["8501011234567"], &["8513011234567", "850101"]),
            (malaysian, &["850101141234"], &["851301141234"]),
            (pakistani, &["3420112345671"], &["9420112345671"]),
            (icelandic, &["0101802449"], &["0101802459", "9901802449"]),
            (taxpayer_reference, &["1123456789"], &["2123456789"]),
            (french_tax, &["1234567890066"], &["1234567890067"]),
            (new_zealand, &["12345674"], &["12345675", "999999999"]),
            (israeli, &["123456782"], &["123456783", "000000000"]),
            (citizen_card, &["123456789ZZ1"], &["123456789ZZ2"]),
        ];
        for (row, (check, good, bad)) in table.iter().enumerate() {
            for text in *good {
                assert!(check(text.as_bytes()), "row {row}: {text}");
            }
            for text in *bad {
                assert!(!check(text.as_bytes()), "row {row}: {text}");
            }
        }
    }

    #[test]
    fn bytes_of_any_kind_are_answered() {
        for length in 0..20 {
            for byte in [0u8, b'0', b'9', b'A', b'Z', b' ', 0xff] {
                let text = vec![byte; length];
                for check in CHECKS {
                    let _ = check(&text);
                }
            }
        }
    }
}
