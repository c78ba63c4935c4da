//! Medicines with their doses, wherever they stand: `Metformin 1000 mg 1-0-1`, `ATORVASTATIN 20MG TAB`.

use super::text::letter;
use crate::rules::Builtin;
use crate::shapes::Hit;

/// Units behind the figure of a dose.
pub(super) const UNITS: &[&str] = &[
    "mg ", "mg,", "mg.", "mg\n", "mg)", "mg\"", "mg/", "mg<", "mg;", "mcg ", "µg ",
];

/// The medicine in front of the figure and the unit at `at`, and how often it is taken behind it.
pub(super) fn medicine(view: &[u8], at: usize, cost: &mut usize, out: &mut Vec<Hit>) {
    *cost += 16;
    let floor = at.saturating_sub(64);
    let back = |from: usize, fits: &dyn Fn(u8) -> bool| {
        view[floor..from]
            .iter()
            .rev()
            .take_while(|b| fits(**b))
            .count()
    };
    let gap = back(at, &|b| b == b' ');
    let figure = back(at - gap, &|b| {
        b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-' | b'/')
    });
    let blank = at - gap - figure;
    let before = back(blank, &|b| b == b' ');
    // `mg/dl` is what a laboratory found.
    let per = view[at..].strip_prefix(b"mg/").unwrap_or_default();
    let taken = matches!(per, [b'j' | b'd', next, ..] if !next.is_ascii_alphanumeric())
        || per.first().is_some_and(u8::is_ascii_digit)
        || [
            &b"day"[..],
            b"tag",
            b"jour",
            b"dag",
            b"die",
            b"dia",
            b"giorno",
        ]
        .iter()
        .any(|word| per.starts_with(word));
    let measured = view[at..].starts_with(b"mg/") && !taken;
    if figure == 0 || gap > 1 || before != 1 || measured {
        return;
    }
    let end_of_word = blank - before;
    let word = back(end_of_word, &|b| {
        b.is_ascii_alphanumeric() || b >= 0x80 || b == b'-'
    });
    let start = end_of_word - word;
    let named = letter(view, start).is_some() && word >= 5 && !plain(&view[start..end_of_word]);
    if !named {
        return;
    }
    let mut end = at
        + if view[at..].starts_with("µ".as_bytes()) {
            3
        } else {
            2
        };
    end += usize::from(view[at..].starts_with(b"mcg"));
    // `1-0-1`, `x2/j`, `TAB`
    let rest = &view[end..(end + 12).min(view.len())];
    if rest.first() == Some(&b' ') {
        let length = rest[1..]
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'/'))
            .count();
        let taken = &rest[1..=length];
        let often = taken
            .first()
            .is_some_and(|b| b.is_ascii_digit() || *b == b'x')
            && taken.iter().any(u8::is_ascii_digit);
        if often || matches!(taken, b"TAB" | b"CAP" | b"tablet" | b"tablets" | b"TABLET") {
            end += 1 + length;
        }
    }
    out.push(Hit::new(Builtin::Diagnosis, start, end, 0.6));
}

/// Words in front of a weight that is none of a medicine.
fn plain(word: &[u8]) -> bool {
    const WORDS: &[&str] = &[
        "weight", "weighs", "total", "about", "approx", "sodium", "sample", "limit", "under",
        "above", "below", "value", "result", "dosis",
    ];
    WORDS
        .iter()
        .any(|one| word.eq_ignore_ascii_case(one.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tests::values;

    #[test]
    fn medicines_and_doses() {
        for (text, wanted) in [
            ("Apixaban 5 mg 1-0-1, weiter", "Apixaban 5 mg 1-0-1"),
            ("prescribed Metformin 1000 mg daily", "Metformin 1000 mg"),
            ("Traitement : aspirine 100 mg.", "aspirine 100 mg"),
        ] {
            assert_eq!(values(Builtin::Diagnosis, text), [wanted], "{text}");
        }
        for text in [
            "weight 5 mg",
            "5 mg",
            "took 100 mg ",
            "mg 5",
            "a 5 mg,",
            "mg ",
        ] {
            assert_eq!(
                values(Builtin::Diagnosis, text),
                Vec::<&str>::new(),
                "{text}"
            );
        }
    }
}
