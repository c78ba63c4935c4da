//! The second look takes over what the first one found where nothing changed. Here it is held against one that looks at everything.

#[path = "../../tests/corpus/mod.rs"]
#[expect(
    clippy::expect_used,
    unreachable_pub,
    reason = "shared with the tests beside this crate"
)]
mod corpus;

use std::io::{self, Read};

use corpus::Numbers;
use data_encoding::BASE64;
use proptest::prelude::*;

use super::stream::Passes;
use super::{MaskOptions, MaskReport};
use crate::rules::Rules;
use crate::sniff::Encoding;
use crate::token::Pseudonyms;

/// Hands out bytes in pieces of changing size.
struct Pieces<'t> {
    text: &'t [u8],
    sizes: Numbers,
    most: u64,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = 1 + corpus::at(self.sizes.below(self.most));
        let size = size.min(self.text.len()).min(buffer.len());
        buffer[..size].copy_from_slice(&self.text[..size]);
        self.text = &self.text[size..];
        Ok(size)
    }
}

fn mask(text: &[u8], rules: &Rules, threads: usize, whole: bool) -> (Vec<u8>, MaskReport) {
    let key = Pseudonyms::new(&[5; 32]);
    let options = MaskOptions {
        threads,
        ..MaskOptions::default()
    };
    let mut passes = Passes::new(rules, &key, options, Encoding::Utf8);
    if whole {
        passes = passes.looking_at_everything();
    }
    let mut out = Vec::new();
    let mut pieces = Pieces {
        text,
        sizes: Numbers::new(text.len() as u64),
        most: 100_000,
    };
    let report = passes.run(&mut pieces, &mut out, &mut |_, _| {}).unwrap();
    (out, report)
}

/// Both ways come to the same.
fn same(text: &[u8], rules: &Rules, threads: usize) -> Result<(), TestCaseError> {
    // A third look begins where the second finds something, so that both must be given the same pieces.
    let (whole, report) = mask(text, rules, threads, true);
    let (quick, quick_report) = mask(text, rules, threads, false);
    prop_assert_eq!(report, quick_report);
    if whole != quick {
        let at = whole.iter().zip(&quick).position(|(a, b)| a != b);
        let at = at.unwrap_or(whole.len().min(quick.len()));
        let show = |text: &[u8]| {
            let near = &text[at.saturating_sub(200)..(at + 100).min(text.len())];
            String::from_utf8_lossy(near).into_owned()
        };
        prop_assert!(false, "{at}: {:?}\n{:?}", show(&whole), show(&quick));
    }
    Ok(())
}

/// Words that are something only in the right company.
const SOUP: &[&str] = &[
    "password",
    "token",
    "=",
    ": ",
    "\"",
    "\\\"",
    "\n",
    " ",
    "4111111111111111",
    "123-45-6789",
    "@",
    "://",
    "ana@example.com",
    "Cookie: ",
    ";",
    "Authorization: ",
    "Bearer ",
    "abcdef0123456789",
    "{",
    "}",
    "<",
    ">",
    "value",
    ",",
    "%3D",
    "%40",
    "&#61;",
    "=3D",
    "\\u0022",
    "'",
    "é",
    "sid",
    "secret",
    "10.1.2.3",
    "fe80::1:2:3",
    "00:1a:2b:3c:4d:5e",
    "Mr. ",
    "Peter ",
    "Miller",
    "born ",
    "1980-02-03",
    "phone ",
    "+14155552671",
    "IBAN ",
    "-----BEGIN PRIVATE KEY-----",
    "-----END PRIVATE KEY-----",
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEA",
    "CARD~ABCDEFGHIJKLMN",
    "~",
    "patient ",
    "insert into users (name, password) values (",
    "\\n",
    "\0",
    "a\0b\0c\0d\0e\0",
];

fn soup(n: &mut Numbers, words: u64) -> String {
    (0..n.below(words)).map(|_| n.pick(SOUP)).collect()
}

/// Something that a look sees differently where a part begins elsewhere, or further away than most.
fn piece(n: &mut Numbers, out: &mut Vec<u8>) {
    let planted = corpus::planted(n);
    let planted = &planted[n.index(planted.len())];
    let planted = [&planted.before, &planted.value, &planted.after]
        .map(ToString::to_string)
        .concat();
    let words = soup(n, 40);
    let long = corpus::at(n.below(9000));
    match n.below(16) {
        0 => out.extend_from_slice(planted.as_bytes()),
        1 => out.extend_from_slice(words.as_bytes()),
        // Addresses stay readable and may touch what does not.
        2 => (0..n.below(40)).for_each(|_| {
            let more = format!("{}10.{}.2.3 ", n.pick(SOUP), n.below(300));
            out.extend_from_slice(more.as_bytes());
        }),
        // Runs longer than what is decoded at once, in one line or many.
        3 => {
            let text = planted.repeat(1 + long / (1 + planted.len()));
            out.extend_from_slice(BASE64.encode(text.as_bytes()).as_bytes());
        }
        4 => {
            let text = BASE64.encode(planted.repeat(1 + long / 400).as_bytes());
            let width = 40 + n.index(60);
            for line in text.as_bytes().chunks(width) {
                out.extend_from_slice(line);
                out.push(b'\n');
            }
        }
        // Escapes without an end in sight.
        5 => {
            let text = planted.replace([' ', '\n'], "%20").replace('=', "%3D");
            out.extend_from_slice(text.repeat(1 + long / 200).as_bytes());
        }
        6 => out.extend_from_slice(planted.replace('=', "=3D").repeat(3).as_bytes()),
        7 => {
            let text = planted.replace('"', "\\u0022").replace('\n', "\\n");
            out.extend_from_slice(text.repeat(1 + long / 300).as_bytes());
        }
        // What costs about as much as a part may cost.
        8 => {
            let text = soup(n, 8).replace('\n', " ");
            out.extend_from_slice(text.repeat(long / 8).as_bytes());
        }
        9 => out.extend(std::iter::repeat_n(b'x', long)),
        10 => out.extend_from_slice(
            format!("password = \"{}", "pass word ".repeat(long / 10)).as_bytes(),
        ),
        11 => {
            let text = format!("name  password  note\n{words}  Tr0ub4dor&3  x\n");
            out.extend_from_slice(text.repeat(long / 300).as_bytes());
        }
        12 => out.extend_from_slice(
            format!("Cookie: {}\n", "sid=abcdef0123456789; ".repeat(long / 30)).as_bytes(),
        ),
        // A document that was masked before.
        13 => out.extend_from_slice(&mask(planted.as_bytes(), Rules::default_pack(), 1, true).0),
        _ => (0..n.below(300)).for_each(|_| {
            out.extend_from_slice(corpus::noise(n).as_bytes());
            out.push(b'\n');
        }),
    }
    out.extend_from_slice([&b"\n"[..], b" ", b"", b"\n\n"][n.index(4)]);
}

fn mixture(seed: u64, bytes: usize) -> Vec<u8> {
    let mut n = Numbers::new(seed);
    let mut out = Vec::new();
    while out.len() < bytes {
        piece(&mut n, &mut out);
    }
    out
}

/// A line with nothing in it.
fn noise(n: &mut Numbers, out: &mut Vec<u8>) {
    out.extend_from_slice(corpus::noise(n).as_bytes());
    out.push(b'\n');
}

/// A log with a value now and then.
fn log(seed: u64, bytes: usize) -> Vec<u8> {
    let mut n = Numbers::new(seed);
    let mut out = b"begin\n".to_vec();
    while out.len() < bytes {
        for _ in 0..n.below(700) {
            noise(&mut n, &mut out);
        }
        if n.below(8) == 0 {
            piece(&mut n, &mut out);
        }
        let planted = corpus::planted(&mut n);
        let planted = &planted[n.index(planted.len())];
        for text in [&planted.before, &planted.value, &planted.after] {
            out.extend_from_slice(text.as_bytes());
        }
        out.push(b'\n');
    }
    out
}

/// Rules for what only masking brings about, at some distance from the token: a check may see it, or just not.
const FROM_AFAR: &str = r#"
[[rules]]
id = "ahead"
regex = '''(?s)zqbegin.{0,900}?SSN~'''
keywords = ["zqbegin"]
max_len = 1000

[[rules]]
id = "behind"
regex = '''(?s)SSN~.{0,900}?zqfinish'''
keywords = ["zqfinish"]
max_len = 1000

[[rules]]
id = "far-ahead"
regex = '''(?s)zqstart.{0,3900}?SSN~'''
keywords = ["zqstart"]
max_len = 4000
"#;

/// A log with words of these rules around values.
fn distances(seed: u64, bytes: usize) -> Vec<u8> {
    let mut n = Numbers::new(seed);
    let mut out = Vec::new();
    while out.len() < bytes {
        let around = [200, 1000, 2000, 6000][n.index(4)];
        for _ in 0..n.below(400) {
            noise(&mut n, &mut out);
        }
        let start = ["zqstart", "", ""][n.index(3)];
        for word in ["zqbegin", start, "", "123-45-6789", "", "zqfinish"] {
            let until = out.len() + n.index(around);
            while out.len() < until {
                noise(&mut n, &mut out);
            }
            if word != "123-45-6789" {
                out.extend_from_slice(word.as_bytes());
            } else if n.below(3) > 0 {
                let ssn = format!("ssn {}", corpus::ssn(&mut n));
                out.extend_from_slice(ssn.as_bytes());
            }
            out.push(b'\n');
        }
    }
    // One at least that is near enough.
    let last = format!("zqbegin ssn {}\n", corpus::ssn(&mut n));
    out.extend_from_slice(last.as_bytes());
    out
}

/// A rule whose keyword stands there once a token does.
const ACROSS: &str = r#"
[[rules]]
id = "across"
regex = '''zqacross SSN~'''
keywords = ["zqacross ssn~"]
max_len = 64
"#;

#[test]
fn a_keyword_that_only_masking_brings_about_is_found() {
    let rules = Rules::parse(ACROSS).unwrap();
    let mut n = Numbers::new(7);
    let mut text = Vec::new();
    for _ in 0..40 {
        let until = text.len() + 8_000 + n.index(4_000);
        while text.len() < until {
            noise(&mut n, &mut text);
        }
        let line = format!("ssn zqacross {}\n", corpus::ssn(&mut n));
        text.extend_from_slice(line.as_bytes());
    }
    let (_, report) = mask(&text, &rules, 1, false);
    assert!(report.residual >= 40, "{}", report.residual);
    same(&text, &rules, 1).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_mixtures_come_out_as_after_a_look_at_everything(seed in any::<u64>(), threads in 1_usize..3) {
        same(&mixture(seed, 200_000), Rules::default_pack(), threads)?;
    }

    #[test]
    fn logs_come_out_as_after_a_look_at_everything(seed in any::<u64>(), threads in 1_usize..3) {
        same(&log(seed, 300_000), Rules::default_pack(), threads)?;
    }

    #[test]
    fn what_masking_brings_about_is_found_at_any_distance(seed in any::<u64>(), threads in 1_usize..3) {
        let rules = Rules::parse(FROM_AFAR).unwrap();
        let text = distances(seed, 300_000);
        let (_, report) = mask(&text, &rules, threads, false);
        prop_assert!(report.residual > 0);
        same(&text, &rules, threads)?;
    }
}
