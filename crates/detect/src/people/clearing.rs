//! Files of clearing houses, whose lines have fixed columns and no names.

use crate::check;
use crate::rules::Builtin;
use crate::shapes::Hit;

/// The length of a record, in bytes.
const RECORD: usize = 94;

/// The entry that begins at `at`: `6`, what is done with which kind of account, the routing number, the account, the amount, who it is and
/// their name (Nacha Operating Rules, Appendix Three, Entry Detail Record).
pub(super) fn entry(view: &[u8], at: usize, out: &mut Vec<Hit>) {
    let Some(record) = view.get(at..at + RECORD) else {
        return;
    };
    let begins = at == 0 || matches!(view[at - 1], b'\n' | b'\r');
    let ends = matches!(view.get(at + RECORD), None | Some(b'\n' | b'\r' | b' '));
    let kind = matches!(record[1], b'2' | b'3' | b'4' | b'5') && matches!(record[2], b'1'..=b'9');
    let digits = |from: usize, to: usize| record[from..to].iter().all(u8::is_ascii_digit);
    let routed = digits(3, 12) && check::aba(&record[3..12]);
    if !begins
        || !ends
        || record[0] != b'6'
        || !kind
        || !routed
        || !digits(29, 39)
        || !digits(79, 94)
    {
        return;
    }
    out.push(Hit::new(Builtin::BankRouting, at + 3, at + 12, 0.95));
    let column = |from: usize, to: usize| {
        let text = &record[from..to];
        let lead = text.iter().take_while(|b| **b == b' ').count();
        let used = text.trim_ascii().len();
        (used > 0).then_some((at + from + lead, at + from + lead + used))
    };
    let mut add = |kind, place: Option<(usize, usize)>, sure| {
        out.extend(place.map(|(start, end)| Hit::new(kind, start, end, sure)));
    };
    add(Builtin::BankAccount, column(12, 29), 0.9);
    // A number of nine digits that may be one is that of the person, as payrolls have it.
    let person = column(39, 54).filter(|(start, end)| {
        let text = &view[*start..*end];
        text.len() == 9 && text.iter().all(u8::is_ascii_digit) && check::ssn(text)
    });
    add(Builtin::Ssn, person, 0.7);
    let name = column(54, 76).filter(|(start, end)| {
        let text = &view[*start..*end];
        !text.iter().any(u8::is_ascii_digit) && !company(text)
    });
    add(Builtin::PersonName, name, 0.8);
}

/// `{4200}D5518820041*ANA MILLER*88 MILL RD*NEWTOWN NJ 08520*`: a party of a wire (Fedwire Funds Service, tags 4100 to 5100).
pub(super) fn party(view: &[u8], at: usize, out: &mut Vec<Hit>) {
    const TAG: usize = 6;
    let rest = view
        .get(at + TAG..(at + 200).min(view.len()))
        .unwrap_or_default();
    let rest = &rest[..rest
        .iter()
        .position(|b| matches!(b, b'\r' | b'\n' | b'{'))
        .unwrap_or(rest.len())];
    let mut start = at + TAG;
    for (place, part) in rest.split(|b| *b == b'*').take(5).enumerate() {
        let text = part.trim_ascii_end();
        let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
        let kind = match place {
            // The first letter says what kind of a number it is.
            0 if digits >= 5 && text.len() <= 35 => Some(Builtin::BankAccount),
            1 if digits == 0 && text.len() >= 4 && !company(text) => Some(Builtin::PersonName),
            2.. if digits > 0 && text.len() >= 8 => Some(Builtin::Address),
            _ => None,
        };
        let skip = usize::from(place == 0 && text.first().is_some_and(u8::is_ascii_alphabetic));
        if let Some(kind) = kind {
            out.push(Hit::new(kind, start + skip, start + text.len(), 0.8));
        } else if place == 0 {
            return;
        }
        start += part.len() + 1;
    }
}

/// Whether a name ends like one of a firm.
pub(super) fn company(name: &[u8]) -> bool {
    const FIRMS: &[&[u8]] = &[
        b"INC",
        b"LLC",
        b"LTD",
        b"CORP",
        b"CO",
        b"COMPANY",
        b"BANK",
        b"LP",
        b"LLP",
        b"GMBH",
        b"PLC",
        b"TRUST",
        b"FUND",
        b"SERVICES",
        b"SUPPLY",
    ];
    let words = name.split(|b| !b.is_ascii_alphabetic());
    words
        .into_iter()
        .any(|word| FIRMS.contains(&word.to_ascii_uppercase().as_slice()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tests::finds;

    #[test]
    fn entries_have_columns() {
        let text = "5225HARBOR VIEW CLINIC                  1234567890PPDPAYROLL   250313250314   1316505850000001\n\
            622075063690427727630        0000214077EMP0004412     QUUX, ZEBULON           0316505850000001\n\
            627061746303323000104        0000004000PT-771288      QUUX SUPPLY LLC         0316505850000002\n";
        let found = finds(text);
        for one in [
            (Builtin::BankRouting, "075063690"),
            (Builtin::BankAccount, "427727630"),
            (Builtin::PersonName, "QUUX, ZEBULON"),
            (Builtin::BankAccount, "323000104"),
        ] {
            assert!(found.contains(&one), "{one:?} in {found:?}");
        }
        assert!(!found.iter().any(|(_, value)| value.contains("LLC")));
        let bent = text
            .replace("075063690", "075063691")
            .replace("0000004000", "000000400");
        assert_eq!(finds(&bent), []);
    }
}
