//! Masking: what goes in comes out the same but for tokens, and a second look finds nothing more.
#![expect(
    clippy::unwrap_used,
    reason = "in a test, an unexpected error is a failure"
)]

mod corpus;
mod kit;

use std::collections::HashMap;
use std::io::{self, Cursor, Read, Write};

use coffer_detect::{
    Budget, Finding, MaskArchive, MaskError, MaskOptions, MaskReport, Masker, Pseudonyms, Reason,
    Rules, Scanner, Scratch, mask_archive, mask_stream,
};
use coffer_model::Class;
use corpus::at;
use proptest::prelude::*;

const ONCE: MaskOptions = MaskOptions {
    network: false,
    recheck: false,
    threads: 1,
};

fn key() -> Pseudonyms {
    Pseudonyms::new(&[5; 32])
}

fn mask_with(text: &[u8], options: MaskOptions) -> (Vec<u8>, MaskReport) {
    let mut out = Vec::new();
    let report = mask_stream(
        &mut &text[..],
        &mut out,
        Rules::default_pack(),
        &key(),
        options,
        &mut |_, _| {},
    )
    .unwrap();
    assert_eq!(report.bytes_in, text.len() as u64);
    assert_eq!(report.bytes_out, out.len() as u64);
    (out, report)
}

/// Findings of a second look that are not network addresses, which stay readable.
fn left(text: &[u8]) -> Vec<Finding> {
    let key = key();
    let mut found = Vec::new();
    let mut scanner = Scanner::new(Rules::default_pack()).with_pseudonyms(Some(&key));
    scanner.push(text, &mut |f| found.push(f));
    scanner.finish(&mut |f| found.push(f));
    found.retain(|f| f.class != Class::Network);
    found
}

fn show(text: &[u8], found: &[Finding]) -> Vec<String> {
    let rules = Rules::default_pack();
    found
        .iter()
        .take(10)
        .map(|f| {
            let (start, end) = (at(f.start), at(f.end));
            format!(
                "{} {:?}",
                rules.name(f.detector),
                String::from_utf8_lossy(
                    &text[start.saturating_sub(60)..(end + 20).min(text.len())]
                )
            )
        })
        .collect()
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn values_become_tokens_and_the_rest_stays() {
    let (out, report) = mask_with(
        b"a 4111 1111 1111 1111 b\r\nc 4111-1111-1111-1111, 10.0.0.1\n",
        ONCE,
    );
    let out = text_of(&out);
    let token = out.split(' ').nth(1).unwrap();
    assert!(token.starts_with("CARD~") && key().verify(token.as_bytes()));
    assert_eq!(out, format!("a {token} b\r\nc {token}, 10.0.0.1\n"));
    assert_eq!((report.total(), report.left), (2, 1));
    let (out, _) = mask_with(
        b"from 10.0.0.1 on",
        MaskOptions {
            network: true,
            recheck: false,
            threads: 2,
        },
    );
    assert!(text_of(&out).starts_with("from IPV4~"));
}

#[test]
fn a_key_of_many_lines_keeps_its_lines() {
    let mut n = corpus::Numbers::new(4);
    let key_text = corpus::private_key(&mut n, "RSA PRIVATE KEY");
    let text = format!("before\n  {}\nafter\n", key_text.replace('\n', "\n  "));
    let (out, _) = mask_with(text.as_bytes(), ONCE);
    let out = text_of(&out);
    assert_eq!(out.lines().count(), text.lines().count());
    assert!(
        out.lines()
            .filter(|l| l.starts_with("  PRIVATE_KEY~"))
            .count()
            == text.lines().count() - 2,
        "{out}"
    );
    assert!(out.starts_with("before\n") && out.ends_with("\nafter\n"));
}

#[test]
fn numbers_in_json_become_strings() {
    let (out, _) = mask_with(br#"{"card": 4111111111111111, "cards":[4111111111111111,5555555555554444], "s":"x 4111111111111111"}"#, ONCE);
    let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(json["card"], json["cards"][0]);
    assert!(json["card"].as_str().unwrap().starts_with("CARD~"));
}

#[test]
fn masked_places_are_where_they_are_said_to_be() {
    let (text, _) = corpus::text(31, 2000);
    let pseudonyms = key();
    let mut masker = Masker::new(Rules::default_pack(), &pseudonyms, ONCE);
    let mut out = Vec::new();
    let mut spans = Vec::new();
    for chunk in text.chunks(10_007) {
        masker.push(chunk, &mut out, &mut |span, value| {
            spans.push((span.clone(), value.to_vec()));
        });
    }
    masker.finish(&mut out, &mut |span, value| {
        spans.push((span.clone(), value.to_vec()));
    });
    assert!(spans.len() > 500);
    let mut values: HashMap<String, Vec<u8>> = HashMap::new();
    for (span, value) in &spans {
        assert_eq!(
            &text[at(span.finding.start)..at(span.finding.end)],
            &value[..]
        );
        let place = &out[at(span.masked.start)..at(span.masked.end)];
        assert!(
            place
                .windows(span.token.len())
                .any(|w| w == span.token.as_bytes()),
            "{} {:?}",
            span.token,
            text_of(place)
        );
        values
            .entry(span.token.clone())
            .or_insert_with(|| value.clone());
    }
    // With the map the original comes back.
    let whole = text_of(&out);
    assert!(values.keys().all(|token| whole.contains(token.as_str())));
}

#[test]
fn no_planted_value_is_left() {
    let (text, places) = corpus::text(32, 3000);
    let (out, _) = mask_with(&text, ONCE);
    let out = text_of(&out);
    for (start, end, detector) in places {
        let value = std::str::from_utf8(&text[start..end]).unwrap();
        if !matches!(detector, "ipv4" | "ipv6" | "mac_address") && value.len() > 9 {
            assert!(!out.contains(value), "{detector} {value}");
        }
    }
}

#[test]
fn masked_text_masked_again_is_the_same() {
    let (text, _) = corpus::text(33, 3000);
    let (once, _) = mask_with(&text, ONCE);
    let found = left(&once);
    assert!(found.is_empty(), "{:#?}", show(&once, &found));
    let (twice, report) = mask_with(&once, ONCE);
    assert_eq!(report.total(), 0);
    assert!(report.tokens > 500);
    assert!(once == twice);
}

#[test]
fn an_attackers_token_is_no_hiding_place() {
    // One forged token in 1024 verifies by chance, so of these at most a few pass.
    let mut n = corpus::Numbers::new(90);
    let text: String = (0..200)
        .map(|_| format!("password=CARD~{}\n", n.from(corpus::UPPER, 14)))
        .collect();
    let (out, report) = mask_with(text.as_bytes(), ONCE);
    assert!(report.total() >= 195, "{}", report.total());
    assert!(
        !text_of(&out)
            .lines()
            .all(|l| l.starts_with("password=CARD~"))
    );
}

#[test]
fn utf_16_comes_out_as_utf_16() {
    for little in [true, false] {
        let encode = |text: &str| -> Vec<u8> {
            text.encode_utf16()
                .flat_map(|u| {
                    if little {
                        u.to_le_bytes()
                    } else {
                        u.to_be_bytes()
                    }
                })
                .collect()
        };
        let decode = |bytes: &[u8]| {
            String::from_utf16(
                &bytes
                    .chunks(2)
                    .map(|c| {
                        if little {
                            u16::from_le_bytes([c[0], c[1]])
                        } else {
                            u16::from_be_bytes([c[0], c[1]])
                        }
                    })
                    .collect::<Vec<_>>(),
            )
            .unwrap()
        };
        let text = "\u{feff}caf\u{e9} \u{1f600} card 4111 1111 1111 1111 \u{20ac}\r\n".repeat(3000);
        let mut out = Vec::new();
        let report = mask_stream(
            &mut &encode(&text)[..],
            &mut out,
            Rules::default_pack(),
            &key(),
            MaskOptions::default(),
            &mut |_, _| {},
        )
        .unwrap();
        // Counted are the bytes of the files, not those of the text that is looked at.
        assert_eq!(report.bytes_in, encode(&text).len() as u64);
        assert_eq!(report.bytes_out, out.len() as u64);
        let out = decode(&out);
        assert!(out.starts_with("\u{feff}caf\u{e9} \u{1f600} card CARD~"));
        assert_eq!(out.matches("CARD~").count(), 3000);
        assert_eq!(out.matches("\u{20ac}\r\n").count(), 3000);
    }
}

#[test]
fn what_is_no_text_is_refused() {
    for bytes in [&b"\x7fELF\0\0\0"[..], b"\x1f\x8b\x08\0", b"\0\x01\x02\x03"] {
        let result = mask_stream(
            &mut &bytes[..],
            &mut io::sink(),
            Rules::default_pack(),
            &key(),
            ONCE,
            &mut |_, _| {},
        );
        assert_eq!(result.unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}

mod archives {
    use super::*;
    use crate::kit::mask_with_paths as run;

    const SECRET: &str = "card 4111 1111 1111 1111\n";

    fn tar_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = tar::Builder::new(Vec::new());
        for (name, bytes) in entries {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o640);
            header.set_mtime(1_700_000_000);
            out.append_data(&mut header, name, *bytes).unwrap();
        }
        out.into_inner().unwrap()
    }

    fn untar(bytes: &[u8]) -> Vec<(String, u32, u64, String)> {
        let mut archive = tar::Archive::new(bytes);
        archive
            .entries()
            .unwrap()
            .map(|entry| {
                let mut entry = entry.unwrap();
                let mut text = Vec::new();
                entry.read_to_end(&mut text).unwrap();
                let header = entry.header().clone();
                (
                    entry.path().unwrap().display().to_string(),
                    header.mode().unwrap(),
                    header.mtime().unwrap(),
                    String::from_utf8_lossy(&text).into_owned(),
                )
            })
            .collect()
    }

    fn gunzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        flate2::read::GzDecoder::new(bytes)
            .read_to_end(&mut out)
            .unwrap();
        out
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    #[test]
    fn a_bundle_comes_out_as_a_bundle() {
        let long = format!("{}/a.log", "deep/".repeat(40));
        let bytes = gzip(&tar_of(&[
            ("a.log", SECRET.repeat(500).as_bytes()),
            (&long, SECRET.as_bytes()),
            ("empty", b""),
            ("in.gz", &gzip(SECRET.as_bytes())),
        ]));
        let (out, report, paths) = run(&bytes, "b.tgz").unwrap();
        let entries = untar(&gunzip(&out));
        assert_eq!(
            entries.iter().map(|e| e.0.as_str()).collect::<Vec<_>>(),
            ["a.log", long.as_str(), "empty", "in.gz"]
        );
        assert!(
            entries.iter().all(|e| e.1 == 0o640 && e.2 == 1_700_000_000),
            "{entries:?}"
        );
        assert_eq!(entries[0].3.matches("CARD~").count(), 500);
        assert!(entries[1].3.starts_with("card CARD~"));
        assert_eq!(report.total(), 502);
        assert!(paths.contains(&"b.tgz!/in.gz".to_owned()), "{paths:?}");
        assert!(report.withheld.is_empty() && report.residual == 0);
        // And again: nothing is left to mask.
        assert_eq!(run(&out, "b.tgz").unwrap().1.total(), 0);
    }

    #[test]
    fn a_zip_comes_out_as_a_zip() {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().unix_permissions(0o640);
        archive.add_directory("d/", options).unwrap();
        archive.start_file("d/a.log", options).unwrap();
        archive.write_all(SECRET.as_bytes()).unwrap();
        archive.start_file("b.png", options).unwrap();
        archive
            .write_all(b"\x89PNG\r\n\x1a\n4111 1111 1111 1111")
            .unwrap();
        let bytes = archive.finish().unwrap().into_inner();
        let (out, report, _) = run(&bytes, "b.zip").unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(out)).unwrap();
        let mut text = String::new();
        archive
            .by_name("d/a.log")
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert!(text.starts_with("card CARD~"));
        assert_eq!(
            archive.by_name("d/a.log").unwrap().unix_mode().unwrap() & 0o777,
            0o640
        );
        text.clear();
        archive
            .by_name("b.png")
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert!(
            text.contains("withheld") && text.contains("picture"),
            "{text}"
        );
        assert_eq!(report.withheld.len(), 1);
    }

    #[test]
    fn what_cannot_be_inspected_never_comes_out() {
        let broken = &gzip(&corpus::text(3, 500).0)[..3000];
        for (content, reason) in [
            (
                &b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 4111 1111 1111 1111"[..],
                Reason::Unsupported,
            ),
            (b"7z\xbc\xaf\x27\x1c 4111111111111111", Reason::Corrupt),
            (broken, Reason::Corrupt),
        ] {
            let (out, report, _) = run(
                &tar_of(&[("x", content), ("ok.log", SECRET.as_bytes())]),
                "b.tar",
            )
            .unwrap();
            let entries = untar(&out);
            assert!(entries[0].3.contains("withheld"), "{entries:?}");
            assert!(entries[1].3.starts_with("card CARD~"));
            assert_eq!(
                report
                    .withheld
                    .iter()
                    .map(|w| (w.path.as_str(), w.reason))
                    .collect::<Vec<_>>(),
                [("b.tar!/x", reason)]
            );
            assert!(!out.windows(4).any(|w| w == b"4111"));
            assert!(
                matches!(run(content, "x"), Err(MaskError::Withheld(r)) if r == reason),
                "{reason:?}"
            );
        }
    }

    #[test]
    fn a_full_disk_is_no_damaged_archive() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let bytes = tar_of(&[("a", SECRET.as_bytes())]);
        let key = key();
        let result = mask_archive(
            &mut Cursor::new(&bytes),
            bytes.len() as u64,
            "a.tar",
            &mut Full,
            &mut MaskArchive {
                rules: Rules::default_pack(),
                pseudonyms: &key,
                options: ONCE,
                budget: Budget::default(),
                scratch: &mut || Ok(Box::new(Cursor::new(Vec::new())) as Box<dyn Scratch>),
                sink: &mut |_, _, _| {},
            },
        );
        assert!(
            matches!(result, Err(MaskError::Write(error)) if error.kind() == io::ErrorKind::StorageFull)
        );
    }

    #[test]
    fn bombs_and_damage_end_without_a_panic() {
        assert!(matches!(
            run(&gzip(&vec![b'0'; 64 << 20]), "b.gz"),
            Err(MaskError::Withheld(Reason::Bomb))
        ));
        let bytes = gzip(&tar_of(&[("a.log", SECRET.as_bytes())]));
        for cut in 0..bytes.len() {
            assert!(cut < 20 || run(&bytes[..cut], "b.tgz").is_err(), "{cut}");
        }
        for at in 0..bytes.len() {
            let mut broken = bytes.clone();
            broken[at] ^= 0x55;
            let _ = run(&broken, "b.tgz");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_left_of_any_mixture(seed in any::<u64>()) {
        let (text, _) = corpus::text(seed, 200);
        let (out, report) = mask_with(&text, MaskOptions::default());
        let found = left(&out);
        prop_assert!(found.is_empty(), "{:#?}", show(&out, &found));
        // Tokens are shorter than what they stand for, so that now and then a number of the text comes close enough to a
        // word to be taken for something; the second look masks it, and then there must be an end.
        prop_assert!(!report.unsettled && report.residual <= 2, "{:?}", report);
    }

    #[test]
    fn nothing_is_left_of_grammar_soup(parts in proptest::collection::vec(prop_oneof![
        Just("password"), Just("token"), Just("="), Just(":"), Just("\""), Just("\\\""), Just("\n"), Just(" "), Just("4111111111111111"), Just("123-45-6789"), Just("@"), Just("://"),
        Just("ana@example.com"), Just("-----BEGIN PRIVATE KEY-----"), Just("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7"), Just("-----END PRIVATE KEY-----"), Just("eyJhbGciOiJIUzI1NiJ9.e30.abcdefghijkl"), Just("Cookie: "), Just(";"), Just("Authorization: "),
        Just("CARD~ABCDEFGHIJKLMN"), Just("~"), Just("Bearer "), Just("abcdef0123456789"), Just("{"), Just("}"), Just("<"), Just(">"), Just("value"), Just(","), Just("%3D"), Just("'"), Just("é"), Just("sid"), Just("secret"),
    ], 0..120)) {
        let text = parts.concat();
        let (out, report) = mask_with(text.as_bytes(), MaskOptions::default());
        prop_assert!(!report.unsettled);
        let lines = |t: &[u8]| t.iter().filter(|b| **b == b'\n').count();
        prop_assert_eq!(lines(&out), lines(text.as_bytes()));
        let found = left(&out);
        prop_assert!(found.is_empty(), "{:?} -> {:?}: {:#?}", text, text_of(&out), show(&out, &found));
    }
}
