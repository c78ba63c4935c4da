//! Numbers that letters and digits without a break tell by themselves: each is asked about wherever a long run begins.

use crate::check;
use crate::rules::Builtin;
use crate::shapes::Hit;

/// The number that the run at `at` is.
#[inline(always)]
pub(crate) fn in_run(view: &[u8], at: usize) -> Option<Hit> {
    let text = view.get(at..)?;
    // Both have a capital here, and most runs have none anywhere.
    if text
        .first_chunk::<3>()?
        .iter()
        .all(|b| !b.is_ascii_uppercase())
    {
        return None;
    }
    capitals(view, at)
}

/// The same for a run that begins with a capital among its first three places.
fn capitals(view: &[u8], at: usize) -> Option<Hit> {
    let inside = |at: usize| {
        let goes_on = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
        view.get(at).is_some_and(goes_on)
    };
    if inside(at + VEHICLE) {
        return None;
    }
    match inside(at + FISCAL) {
        false => fiscal_code(view, at),
        true => vehicle(view, at),
    }
}

/// The places of an Italian fiscal code, and of the number of a vehicle.
const FISCAL: usize = 16;
const VEHICLE: usize = 17;

/// An Italian fiscal code: its letters and digits have their places, and its last letter is right.
fn fiscal_code(view: &[u8], at: usize) -> Option<Hit> {
    let text = view.get(at..at + FISCAL)?;
    let upper = text
        .iter()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    (upper && check::codice_fiscale(text))
        .then(|| Hit::new(Builtin::ItCodiceFiscale, at, at + FISCAL, 0.85))
}

/// The first three places of vehicle numbers, which say who made it and where (ISO 3780): those of makers of many vehicles.
#[rustfmt::skip]
const MAKERS: &[&[u8; 3]] = &[
    b"1C3", b"1C4", b"1C6", b"1D7", b"1F1", b"1FA", b"1FD", b"1FM", b"1FT", b"1FU", b"1G1", b"1G2", b"1G4", b"1G6", b"1GC", b"1GK", b"1GN", b"1GT",
    b"1GY", b"1HD", b"1HG", b"1J4", b"1J8", b"1LN", b"1M1", b"1N4", b"1N6", b"1NX", b"1VW", b"1XK", b"1XP", b"1YV", b"2B3", b"2C3", b"2C4", b"2D3",
    b"2FM", b"2G1", b"2GK", b"2GN", b"2HG", b"2HK", b"2HM", b"2T1", b"2T2", b"2T3", b"3C4", b"3C6", b"3CZ", b"3D7", b"3FA", b"3GC", b"3GN", b"3HG",
    b"3KP", b"3MZ", b"3N1", b"3N8", b"3VV", b"3VW", b"4JG", b"4S3", b"4S4", b"4T1", b"4T3", b"4US", b"55S", b"57X", b"58A", b"5FN", b"5FR", b"5GA",
    b"5J6", b"5J8", b"5LM", b"5N1", b"5NM", b"5NP", b"5TB", b"5TD", b"5TF", b"5UX", b"5XX", b"5XY", b"5YF", b"5YJ", b"5YM", b"7SA", b"8AF", b"8AP",
    b"8AW", b"93H", b"93Y", b"94D", b"9BD", b"9BF", b"9BG", b"9BM", b"9BR", b"9BW", b"JA3", b"JA4", b"JF1", b"JF2", b"JH2", b"JH4", b"JHM", b"JM1",
    b"JM3", b"JMB", b"JMZ", b"JN1", b"JN8", b"JS1", b"JSA", b"JT2", b"JTD", b"JTE", b"JTH", b"JTJ", b"JTM", b"JTN", b"KL1", b"KM8", b"KMH", b"KNA",
    b"KND", b"KPT", b"L6T", b"LB1", b"LBV", b"LC0", b"LFV", b"LRW", b"LSG", b"LSJ", b"LSV", b"LVS", b"MA1", b"MA3", b"MAJ", b"MAL", b"MAT", b"MBH",
    b"MBJ", b"MMB", b"MR0", b"NLE", b"NM0", b"NM4", b"NMT", b"RFB", b"SAJ", b"SAL", b"SAR", b"SB1", b"SCA", b"SCB", b"SCC", b"SCF", b"SHH", b"SHS",
    b"SJN", b"SUF", b"SUU", b"TM9", b"TMA", b"TMB", b"TRU", b"TSM", b"U5Y", b"UU1", b"VF1", b"VF2", b"VF3", b"VF6", b"VF7", b"VF8", b"VFA", b"VNE",
    b"VNK", b"VNV", b"VR1", b"VR3", b"VR7", b"VSA", b"VSK", b"VSS", b"VSX", b"VTH", b"VV9", b"VWV", b"W09", b"W0L", b"W0V", b"W1K", b"W1N", b"W1T",
    b"W1V", b"WA1", b"WAU", b"WBA", b"WBS", b"WBX", b"WBY", b"WDB", b"WDC", b"WDD", b"WDF", b"WDY", b"WF0", b"WKK", b"WMA", b"WME", b"WMW", b"WMX",
    b"WP0", b"WP1", b"WUA", b"WV1", b"WV2", b"WV3", b"WVG", b"WVW", b"XLR", b"XTA", b"XTT", b"XW8", b"YK1", b"YS2", b"YS3", b"YV1", b"YV2", b"YV3",
    b"YV4", b"ZAC", b"ZAM", b"ZAP", b"ZAR", b"ZCF", b"ZD4", b"ZDM", b"ZFA", b"ZFC", b"ZFF", b"ZHW", b"ZLA",
];

/// The number of a vehicle by who made it: the last four of its seventeen places are digits that count vehicles (ISO 3779).
fn vehicle(view: &[u8], at: usize) -> Option<Hit> {
    let text = view.get(at..at + VEHICLE)?;
    let counted = text[13..].iter().all(u8::is_ascii_digit);
    let begins = at
        .checked_sub(1)
        .is_none_or(|before| !matches!(view[before], b'_' | b'-' | b'+' | b'/'));
    let letters = text.iter().filter(|b| b.is_ascii_uppercase()).count();
    let maker = text.first_chunk::<3>()?;
    // Few numbers of another kind begin so; the digits alone would be one of those.
    let told = counted && letters >= 3 && MAKERS.binary_search(&maker).is_ok();
    (begins && told && check::vin_shape(text))
        .then(|| Hit::new(Builtin::VehicleId, at, at + VEHICLE, 0.75))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tests::values;

    #[test]
    fn vehicles_are_told_by_their_makers() {
        assert!(MAKERS.is_sorted(), "they are searched by halves");
        for (text, number) in [
            (
                "Sie fährt den Transporter (FIN WVWZZZAU5JP038416), falls",
                "WVWZZZAU5JP038416",
            ),
            (
                "VALUES (71,'VW Gol 1.6 MSI','FQK4D18','9BWAB45UXHT047716',88120)",
                "9BWAB45UXHT047716",
            ),
            ("FZG;TMBJJ7NE8H0193847;0603;BWZ", "TMBJJ7NE8H0193847"),
        ] {
            assert_eq!(values(Builtin::VehicleId, text), [number]);
        }
        for text in [
            "part WVWZZZAU5JP03841X",
            "digest WVWZZZAU5JP0384167",
            "order ABCZZZAU5JP038416",
            "build 1FA00000000000012",
            "key_WVWZZZAU5JP038416",
        ] {
            assert!(values(Builtin::VehicleId, text).is_empty(), "{text}");
        }
    }
}
