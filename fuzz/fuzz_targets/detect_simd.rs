//! The vector searches say what their twins in safe code say.
#![no_main]

use coffer_detect_simd::{
    Classes, Detail, FREQUENT, Fingerprints, Lanes, Print, RARE, Shapes, Survey, portable, survey,
};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

#[derive(Debug, Arbitrary)]
struct Case<'a> {
    runs: Vec<[u8; 4]>,
    from: u16,
    to: u16,
    further: u8,
    text: &'a [u8],
}

/// Shapes that are the classes themselves.
struct Bare;

impl Shapes for Bare {
    fn of<L: Lanes>(c: &Classes<L>) -> ([L; FREQUENT], [L; RARE]) {
        let rare = [
            c.upper, c.high, c.dot, c.colon, c.dash, c.space, c.at, c.plus, c.paren, c.backslash, c.percent,
            c.ampersand | c.equals, c.newline,
        ];
        ([c.digit, c.alpha], rare)
    }
}

fuzz_target!(|case: Case| {
    let to = usize::from(case.to).min(case.text.len());
    let from = usize::from(case.from).min(to);
    let reach = (to + usize::from(case.further)).min(case.text.len());
    let (mut wide, mut twin) = (Survey::default(), Survey::default());
    survey::<Bare>(case.text, (from, to, reach), &mut wide);
    portable::survey::<Bare>(case.text, (from, to, reach), &mut twin);
    assert_eq!(wide.words.all(), twin.words.all());
    assert_eq!(wide.newlines, twin.newlines);
    for (wide, twin) in wide.frequent.iter().zip(&twin.frequent) {
        assert_eq!(wide.all(), twin.all());
    }
    wide.rare.sort_unstable();
    twin.rare.sort_unstable();
    assert_eq!(wide.rare, twin.rare);

    let prints: Vec<Print> = case.runs.iter().take(300).map(|run| Print::of(*run)).collect();
    for detail in [Detail::Bytes, Detail::Halves] {
        let prints = Fingerprints::new(&prints, detail);
        let (mut wide, mut twin) = (Vec::new(), Vec::new());
        let count = prints.find(case.text, from, to, &mut wide);
        let twins = prints.find_portably(case.text, from, to, &mut twin);
        assert_eq!(wide[..count], twin[..twins]);
    }
});
