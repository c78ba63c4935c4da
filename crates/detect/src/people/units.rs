//! The parts of an address inside a building: floors, stairs, doors and flats.

use super::postcodes::between;
use super::text::{blanks, longest};

/// The most parts: stairs, floor, door, side.
const PARTS: usize = 4;

/// Words in front of the number or the letter of a part.
#[rustfmt::skip]
pub(super) const UNITS: &[&str] = &[
    "apt.", "apt", "apartment", "suite", "ste.", "ste", "unit", "floor", "fl.", "flat", "room", "rm.", "#", "no.",
    "bldg", "building", "p.o. box", "po box", "piso", "bis", "ter", "app.", "lote", "apto", "scala", "int.", "m.",
    "lok.", "bus", "puerta", "planta", "esc.", "escalera", "portal", "interior", "piano", "appartamento", "interno",
    "level", "shop", "bloco", "andar", "bte", "boîte", "m/", "stiege", "top", "et.", "sal", "apt #", "lot", "bat", "bat.", "bât", "bât.",
    "bâtiment", "étage", "etage", "appt", "appt.", "appartement", "porte", "résidence", "esc", "pta", "pta.", "bl.", "bl", "bloque",
    "blq.", "casa", "sala", "conj.", "cj.", "wohnung", "whg.", "whg", "stock", "aufgang", "eingang", "verd.", "kamer", "no:", "d:", "k:",
    "kat", "kat:", "kat.", "daire", "daire:", "lgh", "nave", "local", "oficina", "of.", "int", "p.", "door", "tür", "haus", "apart.", "torre",
];
/// What stands behind the number of a floor.
#[rustfmt::skip]
const FLOORS: &[&str] = &[
    ". og", ".og", ". stock", ". etage", ". obergeschoss", ". ug", ". stk", "e étage", "ème étage", "er étage", "e etage", "eme etage",
    "er piso", "º piso", "° piano", "º andar", "ª planta", ". sal", ". tv", ". th.", ". th", ". mf", ". krs", "nd floor", "rd floor", "th floor", "st floor",
];
/// What stands for the side of a building, or for the floor on the ground.
#[rustfmt::skip]
const SIDES: &[&str] = &[
    "izda.", "izda", "izqda.", "izqda", "izq.", "izq", "dcha.", "dcha", "dta", "derecha", "izquierda", "dto.", "dto", "dtº", "esq.", "esq",
    "direito", "esquerdo", "frente", "frt.", "frt", "rechts", "links", "mitte", "bajo", "bajos", "bjs", "ático", "atico", "ent.", "entlo", "pral.",
    "r/c", "eg", "og", "hinterhaus", "vorderhaus", "vh", "hh", "gauche", "droite", "rdc", "tv", "th",
];
/// How the number of a floor or a door is marked.
const ORDINALS: &[&str] = &[".º", ".ª", "º", "ª", "°"];

/// The end of `, Apt 4B`, `Suite 100`, `, esc. 2, 1º izda` or `3. OG rechts` behind a street.
pub(super) fn unit(view: &[u8], end: usize) -> usize {
    let mut stop = end;
    for count in 0..PARTS {
        let at = between(view, stop);
        if count > 0 && view[stop..at].contains(&b'\n') {
            break;
        }
        let named = part(view, at);
        let Some(next) = named
            .or_else(|| numbered(view, at))
            .or_else(|| side(view, at))
        else {
            break;
        };
        stop = next;
    }
    stop
}

/// A part on the same line as what ends at `end`.
pub(super) fn in_line(view: &[u8], end: usize) -> usize {
    let stop = unit(view, end);
    if view[end..stop].contains(&b'\n') {
        end
    } else {
        stop
    }
}

fn alphanumeric(view: &[u8], at: usize) -> usize {
    view.get(at..)
        .unwrap_or_default()
        .iter()
        .take(8)
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'-')
        .count()
}

/// Neither a letter nor a digit, nor a part of one.
fn ends(view: &[u8], at: usize) -> bool {
    !super::text::word_at(view, at)
}

/// A word and its number: `Apt 4B`, `planta 3ª`, `esc. B`.
fn part(view: &[u8], at: usize) -> Option<usize> {
    let length = longest(view, at, UNITS)?;
    let value = at + length + blanks(view, at + length, 1);
    // `topaz` is no `top`.
    if value == at + length
        && view[value - 1].is_ascii_alphabetic()
        && !view.get(value)?.is_ascii_digit()
    {
        return None;
    }
    let count = alphanumeric(view, value);
    let text = view.get(value..value + count)?;
    let end = value + count;
    let good = count <= 6 && (text.iter().any(u8::is_ascii_digit) || count == 1);
    good.then(|| end + longest(view, end, ORDINALS).unwrap_or(0))
}

/// The number of a floor or a door: `3º`, `2.º Dto.`, `4ºB`, `3. OG`.
fn numbered(view: &[u8], at: usize) -> Option<usize> {
    let count = super::postcodes::digits(view, at);
    if !(1..=2).contains(&count) {
        return None;
    }
    let number = at + count;
    if let Some(length) = longest(view, number, FLOORS).filter(|length| ends(view, number + length))
    {
        return Some(number + length);
    }
    let end = number + longest(view, number, ORDINALS)?;
    // `4º B`, `4ºB`, `3º-2ª`
    let letter = end + usize::from(matches!(view.get(end), Some(b' ' | b'-')));
    let lettered = view.get(letter).is_some_and(u8::is_ascii_uppercase) && ends(view, letter + 1);
    Some(if lettered { letter + 1 } else { end })
}

fn side(view: &[u8], at: usize) -> Option<usize> {
    let end = at + longest(view, at, SIDES)?;
    ends(view, end).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floors_doors_and_sides() {
        for part in [
            "Apt 4B",
            "Apt #5",
            "Suite 100",
            "3º Izda",
            "2.º Dto.",
            "4º B",
            "4ºB",
            "esc. 2, 1º izda",
            "3. OG rechts",
            "VH 4. OG",
            "planta 3ª, pta 9",
            "bât. C",
            "apto 1103",
            "bl. 2 apto 1103",
            "No:214 D:7",
            "bajo",
            "1. th.",
        ] {
            let text = format!("x, {part}");
            assert_eq!(unit(text.as_bytes(), 1), text.len(), "{part}");
            let followed = format!("x, {part}, 41004 Sevilla");
            assert_eq!(unit(followed.as_bytes(), 1), text.len(), "{part}");
        }
        for other in [
            "3. Mai 2026",
            "topaz 12",
            "12 apples",
            "2026",
            "bathroom",
            "leftover",
            "",
            "é",
        ] {
            let text = format!("x, {other}");
            assert_eq!(unit(text.as_bytes(), 1), 1, "{other}");
        }
    }
}
