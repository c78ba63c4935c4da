//! What the scanner finds, and that it finds the same however the stream is cut.

mod corpus;

use std::io::{self, Read};

use coffer_detect::{Finding, Pseudonyms, Rules, Scanner, scan_all};
use corpus::{Numbers, at};
use proptest::prelude::*;

fn scan_in(text: &[u8], mut size: impl FnMut() -> usize) -> (Vec<Finding>, u64) {
    let key = Pseudonyms::new(&[3; 32]);
    let mut found = Vec::new();
    let mut scanner = Scanner::new(Rules::default_pack()).with_pseudonyms(Some(&key));
    let mut rest = text;
    while !rest.is_empty() {
        let (now, later) = rest.split_at(size().clamp(1, rest.len()));
        scanner.push(now, &mut |f| found.push(f));
        let settled = scanner.settled();
        assert!(
            found.last().is_none_or(|f| f.end <= settled),
            "reported beyond what is settled"
        );
        rest = later;
    }
    let summary = scanner.finish(&mut |f| found.push(f));
    assert_eq!(summary.bytes, text.len() as u64);
    assert_eq!(summary.findings, found.len() as u64);
    (found, summary.newlines)
}

/// Gives little at a time, and may fail at the end.
struct Sips<'t> {
    rest: &'t [u8],
    size: usize,
    fails: bool,
}

impl Read for Sips<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() && std::mem::take(&mut self.fails) {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        let size = self.size.min(out.len());
        self.rest.read(&mut out[..size])
    }
}

/// What is found in what is read, the lines, and whether reading failed.
fn read_in(reader: &mut Sips<'_>, threads: usize) -> ((Vec<Finding>, u64), bool) {
    let key = Pseudonyms::new(&[3; 32]);
    let mut found = Vec::new();
    let mut scanner = Scanner::new(Rules::default_pack())
        .with_pseudonyms(Some(&key))
        .with_threads(threads);
    let failed = loop {
        match scanner.fill(reader) {
            Ok([]) => break false,
            Ok(_) => scanner.look(&mut |f| found.push(f)),
            Err(_) => break true,
        }
    };
    let summary = scanner.finish(&mut |f| found.push(f));
    ((found, summary.newlines), failed)
}

#[test]
fn what_came_before_reading_failed_is_looked_at() {
    let (text, _) = corpus::text(5, 2000);
    let whole = scan_in(&text, || usize::MAX);
    let mut reader = Sips {
        rest: &text,
        size: 5000,
        fails: true,
    };
    let (found, failed) = read_in(&mut reader, 1);
    assert!(failed);
    assert_eq!(found, whole);
    assert!(!whole.0.is_empty());
}

fn same_for_every_cut(text: &[u8], seed: u64) {
    let whole = scan_in(text, || usize::MAX);
    check_order(&whole.0, text);
    for size in [1, 7, 4096, 150_000, 1 << 20] {
        assert_eq!(scan_in(text, || size), whole, "size {size}");
    }
    let mut n = Numbers::new(seed);
    assert_eq!(scan_in(text, || n.index(70_000)), whole, "random sizes");
    assert_eq!(scan_in(text, || n.index(400_000)), whole, "larger ones");
    for threads in [1, 2] {
        let mut reader = Sips {
            rest: text,
            size: 1 + n.index(9000),
            fails: false,
        };
        assert_eq!(read_in(&mut reader, threads).0, whole, "read by {threads}");
    }
}

fn check_order(found: &[Finding], text: &[u8]) {
    let mut end = 0;
    let mut lines = (0, 1);
    for f in found {
        assert!(
            f.start >= end && f.end > f.start && f.end <= text.len() as u64,
            "{f:?}"
        );
        let between = text[lines.0..at(f.start)].iter().filter(|b| **b == b'\n');
        lines = (at(f.start), lines.1 + between.count() as u64);
        assert_eq!(f.line, lines.1, "{f:?}");
        assert!((0.5..=1.0).contains(&f.confidence));
        end = f.end;
    }
}

#[test]
fn every_planted_value_is_found_whole() {
    let (text, places) = corpus::text(1, 3000);
    let rules = Rules::default_pack();
    let found = scan_all(rules, &text);
    let mut missed = Vec::new();
    for (start, end, detector) in &places {
        let hit = found.iter().any(|f| {
            f.start <= *start as u64
                && f.end >= *end as u64
                && f.end - f.start <= (*end - *start + 2) as u64
                && rules.name(f.detector) == *detector
        });
        if !hit {
            let value = String::from_utf8_lossy(
                &text[start.saturating_sub(30)..(*end + 10).min(text.len())],
            )
            .into_owned();
            let there: Vec<_> = found
                .iter()
                .filter(|f| f.start < *end as u64 && f.end > *start as u64)
                .map(|f| (rules.name(f.detector), f.end - f.start))
                .collect();
            missed.push(format!("{detector}: {value:?} {there:?}"));
        }
    }
    assert!(
        missed.is_empty(),
        "{} of {} missed:\n{}",
        missed.len(),
        places.len(),
        missed[..missed.len().min(20)].join("\n")
    );
}

#[test]
fn noise_holds_nothing() {
    let mut n = Numbers::new(9);
    let mut text = String::new();
    for _ in 0..20_000 {
        text.push_str(&corpus::noise(&mut n));
        text.push('\n');
    }
    let rules = Rules::default_pack();
    let found: Vec<_> = scan_all(rules, text.as_bytes())
        .into_iter()
        .map(|f| {
            format!(
                "{} {}",
                rules.name(f.detector),
                &text[at(f.start)..at(f.end)]
            )
        })
        .collect();
    assert!(
        found.is_empty(),
        "{} findings: {:?}",
        found.len(),
        &found[..found.len().min(20)]
    );
}

#[test]
fn digits_that_are_no_cards() {
    // Random runs of every length, timestamps in micro- and nanoseconds, identifiers with dashes, decimals.
    let mut n = Numbers::new(5);
    let mut text = String::new();
    for _ in 0..30_000 {
        let length = 9 + n.index(14);
        let line = match n.below(5) {
            0 => format!("t=17{} ", n.digits(14)),
            1 => format!("id {}-{}-{}", n.digits(8), n.digits(8), n.digits(8)),
            2 => format!("x 0.{} ", n.digits(length)),
            3 => format!("ref X{}", n.digits(length)),
            _ => format!("n 9{} ", n.digits(length)),
        };
        text.push_str(&line);
        text.push('\n');
    }
    let rules = Rules::default_pack();
    let cards = scan_all(rules, text.as_bytes())
        .into_iter()
        .filter(|f| rules.name(f.detector) == "payment_card")
        .count();
    assert_eq!(cards, 0);
}

#[test]
fn findings_do_not_depend_on_the_cut() {
    let (text, _) = corpus::text(2, 12_000);
    assert!(text.len() > 300 << 10, "longer than two blocks");
    same_for_every_cut(&text, 11);
}

#[test]
fn findings_do_not_depend_on_the_number_of_threads() {
    let (lines, _) = corpus::text(3, 12_000);
    // Keys and values that go on beyond a block, between threads and across what they do at once.
    let mut text = Vec::new();
    let mut n = Numbers::new(5);
    while text.len() < 5 << 20 {
        text.extend_from_slice(&lines[..n.index(lines.len())]);
        let key = corpus::private_key(&mut n, "RSA PRIVATE KEY");
        text.extend_from_slice(key.as_bytes());
        text.extend_from_slice(b"\npassword=");
        text.resize(text.len() + n.index(300_000), b'x');
        text.push(b'\n');
    }
    let (one, newlines) = scan_in(&text, || usize::MAX);
    check_order(&one, &text);
    for threads in [2, 3, 16] {
        for size in [60_000, usize::MAX] {
            let key = Pseudonyms::new(&[3; 32]);
            let mut found = Vec::new();
            let mut scanner = Scanner::new(Rules::default_pack())
                .with_threads(threads)
                .with_pseudonyms(Some(&key));
            for part in text.chunks(size.min(text.len())) {
                scanner.push(part, &mut |f| found.push(f));
            }
            let summary = scanner.finish(&mut |f| found.push(f));
            assert_eq!(summary.newlines, newlines);
            assert_eq!(
                found.len(),
                one.len(),
                "{threads} threads, pieces of {size}"
            );
            assert!(found == one, "{threads} threads, pieces of {size}");
        }
    }
}

#[test]
fn values_across_the_edge_of_a_block() {
    // Every value once at every place near the edge would take hours; steps of odd length come close.
    let mut n = Numbers::new(21);
    for (number, p) in corpus::planted(&mut n).into_iter().enumerate() {
        for back in [0, 1, 5, 13, 64, 300, 4000] {
            let edge: usize = 128 << 10;
            let start = edge.saturating_sub(back + p.before.len());
            let mut text = vec![b'\n'; start];
            text.extend_from_slice(format!("{}{}{}\n", p.before, p.value, p.after).as_bytes());
            text.resize(text.len() + 20_000, b'\n');
            let rules = Rules::default_pack();
            let at = (start + p.before.len()) as u64;
            let found = scan_all(rules, &text);
            assert!(
                found.iter().any(|f| f.start <= at
                    && f.end >= at + p.value.len() as u64
                    && rules.name(f.detector) == p.detector),
                "{number} {} {back}: {found:?}",
                p.detector
            );
        }
    }
}

#[test]
fn equal_values_carry_equal_tags() {
    let key = Pseudonyms::new(&[3; 32]);
    let mut found = Vec::new();
    let mut scanner = Scanner::new(Rules::default_pack()).with_pseudonyms(Some(&key));
    scanner.push(b"4111 1111 1111 1111\n4111-1111-1111-1111\n5555555555554444\nana@EXAMPLE.com ana@example.com", &mut |f| found.push(f));
    scanner.finish(&mut |f| found.push(f));
    let tags: Vec<_> = found.iter().map(|f| f.tag.unwrap()).collect();
    assert_eq!(tags.len(), 5);
    assert!(tags[0] == tags[1] && tags[1] != tags[2] && tags[3] == tags[4]);
}

#[test]
fn a_scanner_can_be_used_again() {
    let mut scanner = Scanner::new(Rules::default_pack());
    for _ in 0..2 {
        let mut found = Vec::new();
        scanner.push(b"\n4111 1111 1111 1111\n", &mut |f| found.push(f));
        let summary = scanner.finish(&mut |f| found.push(f));
        assert_eq!((found[0].start, found[0].line, summary.newlines), (1, 2, 2));
    }
}

mod hostile {
    use super::*;

    #[test]
    fn one_line_of_ten_megabytes() {
        let mut text = vec![b'a'; 10 << 20];
        let at = 5 << 20;
        text[at..at + 21].copy_from_slice(b" 4111 1111 1111 1111 ");
        let found = scan_all(Rules::default_pack(), &text);
        assert!(found.iter().any(|f| f.start == at as u64 + 1));
    }

    #[test]
    fn a_secret_longer_than_the_scanner_looks_ahead_is_covered_to_its_end() {
        for (before, length) in [
            ("password=\"", 50_000),
            ("Authorization: Bearer a1", 300_000),
            ("Cookie: s=", 20_000),
            ("SAMLResponse=", 9_000),
            ("{\"access_token\":\"", 140_000),
        ] {
            let mut n = Numbers::new(77);
            let value = n.from(corpus::ALNUM, length);
            let text = format!("{before}{value}\" and more\nplain line\n");
            let found = scan_all(Rules::default_pack(), text.as_bytes());
            let mut covered = before.len() as u64;
            for f in &found {
                if f.start <= covered {
                    covered = covered.max(f.end);
                }
            }
            assert!(
                covered >= (before.len() + length) as u64,
                "{before}: covered to {covered} of {length}"
            );
            assert!(
                covered < text.len() as u64 - 12,
                "{before}: the next line stays"
            );
        }
    }

    #[test]
    fn keys_that_never_end() {
        let mut n = Numbers::new(78);
        let body: String = (0..3000)
            .map(|_| n.from(corpus::ALNUM, 64) + "\n")
            .collect();
        let text = format!("-----BEGIN RSA PRIVATE KEY-----\n{body}");
        same_for_every_cut(text.as_bytes(), 1);
        let found = scan_all(Rules::default_pack(), text.as_bytes());
        assert!(found[0].end - found[0].start > 60_000);
        // Cut off after three lines, then a log.
        let text = format!(
            "-----BEGIN RSA PRIVATE KEY-----\n{}\n2026-11-22 the log goes on\nand on\nand on\nand on\n",
            body[..64 * 3 + 2].trim_end()
        );
        let found = scan_all(Rules::default_pack(), text.as_bytes());
        assert_eq!(found.len(), 1);
        assert_eq!(at(found[0].end), text.find("\n2026").unwrap());
    }

    #[test]
    fn too_many_candidates_mask_whole_lines_and_nothing_is_skipped() {
        // Keywords that lead to a costly look, everywhere.
        let text = "akia ".repeat(200_000) + "\n4111 1111 1111 1111\n";
        let rules = Rules::default_pack();
        let mut found = Vec::new();
        let mut scanner = Scanner::new(rules);
        scanner.push(text.as_bytes(), &mut |f| found.push(f));
        scanner.finish(&mut |f| found.push(f));
        assert!(found.last().is_some());
        same_for_every_cut(text.as_bytes(), 3);
        for word in [
            "password=",
            "token:",
            "eyJ",
            "Bearer ",
            "a@b.co ",
            "://x:y@",
            "-----BEGIN RSA PRIVATE KEY-----",
            "1.2.3.4",
            "4111-1111-1111-",
            "::",
            "\\\"password\\\":\\\"",
            "cookie: a=b; ",
            "~",
            "\0",
            "secret secret ",
        ] {
            same_for_every_cut(word.repeat(300_000 / word.len()).as_bytes(), 5);
        }
    }

    #[test]
    fn nul_bytes_and_broken_text() {
        let mut text = vec![0u8; 300_000];
        text[150_000..150_021].copy_from_slice(b"\x004111 1111 1111 1111\xff");
        assert_eq!(scan_all(Rules::default_pack(), &text).len(), 1);
        let broken: Vec<u8> = (0..=255u8).cycle().take(400_000).collect();
        same_for_every_cut(&broken, 4);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_mixture_is_cut_anyhow(seed in any::<u64>(), size in 1usize..50_000) {
        let (text, _) = corpus::text(seed, 300);
        let whole = scan_in(&text, || usize::MAX);
        prop_assert_eq!(&scan_in(&text, || size), &whole);
        check_order(&whole.0, &text);
    }

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..4000), size in 1usize..500) {
        let whole = scan_in(&bytes, || usize::MAX);
        prop_assert_eq!(scan_in(&bytes, || size), whole);
    }

    #[test]
    fn pieces_of_grammar_are_survived(parts in proptest::collection::vec(prop_oneof![
        Just("password"), Just("="), Just(":"), Just("\""), Just("\\"), Just("\n"), Just(" "), Just("4111111111111111"), Just("@"), Just("://"),
        Just("a.b"), Just("-----BEGIN PRIVATE KEY-----"), Just("-----END PRIVATE KEY-----"), Just("eyJhbGciOiJIUzI1NiJ9."), Just("Cookie: "), Just(";"),
        Just("CARD~ABCDEFGHIJKLMN"), Just("~"), Just("Bearer "), Just("abcdef0123456789"), Just("{"), Just("}"), Just("<"), Just(">"), Just("value"), Just(","), Just("%3D"), Just("'"), Just("é"),
    ], 0..200), size in 1usize..100) {
        let text = parts.concat();
        let whole = scan_in(text.as_bytes(), || usize::MAX);
        check_order(&whole.0, text.as_bytes());
        prop_assert_eq!(scan_in(text.as_bytes(), || size), whole);
    }
}

#[test]
fn long_values_of_rules_are_found_whole() {
    // A signed token in an answer makes it longer than a password.
    let part = "dXNlcj1hbmEBYXV0aD1CZWFyZXIg";
    for (head, times) in [
        ("AUTH\t1\tXOAUTH2\tservice=imap\tresp=", 50),
        ("set psksecret ENC ", 25),
    ] {
        let value = part.repeat(times);
        let line = format!("{head}{value}\n");
        let found = coffer_detect::scan_all(Rules::default_pack(), line.as_bytes());
        let end = head.len() + value.len();
        let whole = |one: &Finding| one.start <= head.len() as u64 && one.end >= end as u64;
        assert!(found.iter().any(whole), "{head}: {found:?}");
    }
}
