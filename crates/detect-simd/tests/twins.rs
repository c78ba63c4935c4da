//! The wide searches and their twins say the same, and what they must not miss they do not.

use coffer_detect_simd::{
    Beside, Classes, Detail, FREQUENT, Fingerprints, Lanes, Print, RARE, Shapes, Survey, line_end,
    portable, survey,
};
use proptest::prelude::*;

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let text = proptest::string::string_regex("[a-zA-Z0-9 .:@+()_&=\n\u{e9}%\\\\-]{0,2200}")
        .expect("the expression is fixed")
        .prop_map(String::into_bytes);
    prop_oneof![text, proptest::collection::vec(any::<u8>(), 0..2200)]
}

/// Shapes that are the classes themselves.
struct Bare;

impl Shapes for Bare {
    fn of<L: Lanes>(c: &Classes<L>) -> ([L; FREQUENT], [L; RARE]) {
        let rare = [
            c.upper,
            c.high,
            c.dot,
            c.colon,
            c.dash,
            c.space,
            c.at,
            c.plus,
            c.paren,
            c.backslash,
            c.ampersand | c.equals,
            // Both ways of a shift, to the edges of what a shape may look at.
            c.percent & c.alpha << 1 & c.digit >> 15,
            c.newline,
        ];
        ([c.digit, c.alpha], rare)
    }
}

/// The same, said of one byte.
fn bare(view: &[u8], at: usize) -> [bool; FREQUENT + RARE] {
    let byte = view[at];
    let is =
        |at: Option<usize>, test: fn(&u8) -> bool| at.and_then(|at| view.get(at)).is_some_and(test);
    [
        byte.is_ascii_digit(),
        byte.is_ascii_alphabetic(),
        byte.is_ascii_uppercase(),
        !byte.is_ascii(),
        byte == b'.',
        byte == b':',
        byte == b'-',
        byte == b' ',
        byte == b'@',
        byte == b'+',
        byte == b'(',
        byte == b'\\',
        byte == b'&' || byte == b'=',
        byte == b'%'
            && is(at.checked_sub(1), u8::is_ascii_alphabetic)
            && is(Some(at + 15), u8::is_ascii_digit),
        byte == b'\n',
    ]
}

/// What a survey says, with the rare shapes in order.
fn said(survey: &mut Survey) -> (Vec<u32>, Vec<Vec<u32>>) {
    let mut shapes: Vec<Vec<u32>> = survey
        .frequent
        .iter()
        .map(|list| list.all().to_vec())
        .collect();
    for shape in 0..RARE {
        let of = |(at, one): &(u32, u8)| (usize::from(*one) == shape).then_some(*at);
        shapes.push(survey.rare.iter().filter_map(of).collect());
    }
    (survey.words.all().to_vec(), shapes)
}

proptest! {
    #[test]
    fn a_survey_says_what_the_bytes_say(
        view in bytes(),
        from in 0usize..200,
        length in 0usize..900,
        further in 0usize..60,
    ) {
        let from = from.min(view.len());
        let to = (from + length).min(view.len());
        let reach = (to + further).min(view.len());
        let (mut wide, mut twin) = (Survey::default(), Survey::default());
        survey::<Bare>(&view, (from, to, reach), &mut wide);
        portable::survey::<Bare>(&view, (from, to, reach), &mut twin);
        let (words, shapes) = said(&mut wide);
        prop_assert_eq!((&words, &shapes), (&said(&mut twin).0, &said(&mut twin).1));
        let newlines = view[from..to].iter().filter(|b| **b == b'\n').count();
        prop_assert_eq!((wide.newlines as usize, twin.newlines as usize), (newlines, newlines));
        for (shape, places) in shapes.iter().enumerate() {
            let expected: Vec<u32> =
                (from..to).filter(|at| bare(&view, *at)[shape]).filter_map(|at| u32::try_from(at).ok()).collect();
            prop_assert_eq!(places, &expected, "{}", shape);
        }
        let byte = |at: usize, back: usize| at.checked_sub(back).and_then(|at| view.get(at)).copied().unwrap_or(0);
        let expected: Vec<u32> = (from..reach)
            .filter(|at| {
                let (here, before) = (byte(*at, 0), byte(*at, 1));
                let next = view.get(at + 1).copied().unwrap_or(0);
                let escape = [2, 4, 6].iter().any(|back| byte(*at, *back) == b'\\')
                    || byte(*at, 3) == b'%'
                    || before == b'm' && byte(*at, 2).is_ascii_digit();
                here.is_ascii_alphabetic() && (!before.is_ascii_alphanumeric() || escape)
                    || here.is_ascii_uppercase() && (before.is_ascii_lowercase() || next.is_ascii_lowercase())
            })
            .filter_map(|at| u32::try_from(at).ok())
            .collect();
        prop_assert_eq!(words, expected);
    }

    #[test]
    fn line_ends_are_found_by_the_bytes_beside_them(
        view in proptest::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), Just(b':'), Just(b'k'), Just(0xc3), Just(b'x')], 0..400),
        fill in 0usize..200,
        from in 0usize..300,
    ) {
        let beside = Beside::new(b":", b"k");
        let mut view = view;
        // Long lines too.
        view.splice(view.len() / 2..view.len() / 2, std::iter::repeat_n(b'x', fill));
        let is = |at: Option<usize>, byte: u8| at.and_then(|at| view.get(at)) == Some(&byte);
        let expected = (from..view.len()).find(|at| {
            let before = |back: usize| at.checked_sub(back);
            view[*at] == b'\n'
                && (is(before(1), b':') || is(before(1), b'\r') && is(before(2), b':') || is(Some(at + 1), b'k'))
        });
        prop_assert_eq!(line_end(&view, from, &beside), expected);
        prop_assert_eq!(portable::line_end(&view, from, &beside), expected);
    }

    #[test]
    fn no_keyword_is_missed(
        view in bytes(),
        words in proptest::collection::vec("[a-z_-]{4}", 1..300),
        from in 0usize..300,
        length in 0usize..300,
    ) {
        let from = from.min(view.len());
        let to = (from + length).min(view.len());
        let runs: Vec<[u8; 4]> = words
            .iter()
            .filter_map(|word| word.as_bytes().first_chunk().copied())
            .collect();
        let prints: Vec<Print> = runs.iter().map(|run| Print::of(*run)).collect();
        for detail in [Detail::Bytes, Detail::Halves] {
        let fingerprints = Fingerprints::new(&prints, detail);
        let (mut wide, mut twin) = (Vec::new(), Vec::new());
        let count = fingerprints.find(&view, from, to, &mut wide);
        let twins = fingerprints.find_portably(&view, from, to, &mut twin);
        prop_assert_eq!(&wide[..count], &twin[..twins]);
        for at in from..to {
            let run: [u8; 4] = std::array::from_fn(|n| view.get(at + n).copied().unwrap_or(b' ') | 0x20);
            if runs.iter().any(|wanted| wanted.map(|b| b | 0x20) == run) {
                prop_assert!(wide[..count].contains(&u32::try_from(at).unwrap_or(u32::MAX)));
            }
        }
        }
    }
}

#[test]
fn few_places_of_ordinary_text_pass() {
    let words = [
        "pass", "pwd_", "secr", "toke", "api_", "acce", "priv", "encr", "sign", "acco", "shar",
        "mast", "stor", "lice", "auth", "sess", "cred", "cvv2", "card", "ssn_", "soci", "birt",
        "akia", "ghp_", "xoxb", "sk_l", "eyjh", "glpa", "npm_", "pypi", "sg.a", "key-",
    ];
    let prints: Vec<Print> = words
        .iter()
        .filter_map(|word| word.as_bytes().first_chunk())
        .map(|run| Print::of(*run))
        .collect();
    let line = "2026-11-22 12:34:56,789 INFO [main] com.example.Server: started worker 17 of 32 in 1834 ms\n";
    let text = line.repeat(100);
    let mut out = Vec::new();
    for detail in [Detail::Bytes, Detail::Halves] {
        let count =
            Fingerprints::new(&prints, detail).find(text.as_bytes(), 0, text.len(), &mut out);
        assert!(count * 20 < text.len(), "{detail:?}: {count}");
    }
}
