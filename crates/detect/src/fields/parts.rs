//! Names of towns and their codes, which tell something of a person beside other parts of an address only.

/// What a name says of a part of an address that tells no person alone: a town, or its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Town,
    Code,
}

/// The part of an address that the last word of a name is about.
pub(super) fn part_of_address(name: &[u8]) -> Option<Part> {
    const TOWNS: &[&str] = &[
        "city",
        "town",
        "ort",
        "ville",
        "locality",
        "ciudad",
        "città",
        "citta",
        "cidade",
        "plaats",
        "woonplaats",
        "miasto",
        "miejscowość",
        "stadt",
        "localidad",
        "località",
        "localita",
        "poblacion",
        "población",
        "commune",
        "comune",
        "municipio",
        "postort",
        "by",
        "stad",
    ];
    const CODES: &[&str] = &[
        "zip",
        "plz",
        "postcode",
        "postalcode",
        "postal",
        "cap",
        "cp",
        "cep",
        "postnr",
        "postnummer",
    ];
    let letters = name
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphabetic() || **b >= 0x80)
        .count();
    let word = &name[name.len() - letters..];
    // Of `shipCity` and `homeZip` the last part counts.
    let part = word
        .iter()
        .rposition(u8::is_ascii_uppercase)
        .filter(|_| word.iter().any(u8::is_ascii_lowercase))
        .map_or(word, |at| &word[at..]);
    let is = |list: &[&str]| {
        list.iter().any(|one| {
            part.eq_ignore_ascii_case(one.as_bytes()) || word.eq_ignore_ascii_case(one.as_bytes())
        })
    };
    if is(TOWNS) {
        Some(Part::Town)
    } else if is(CODES) {
        Some(Part::Code)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_a_name_says_it() {
        for (name, part) in [
            ("city", Some(Part::Town)),
            ("shipCity", Some(Part::Town)),
            ("home_plz", Some(Part::Code)),
            ("capacity", None),
            ("by_name", None),
            ("", None),
        ] {
            assert_eq!(part_of_address(name.as_bytes()), part, "{name}");
        }
    }
}
