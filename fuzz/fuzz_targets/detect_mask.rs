//! Masking: lines stay lines, and a second look at what came out finds nothing that should have been masked.
#![no_main]

use coffer_detect::{Encoding, Kind, MaskOptions, Pseudonyms, Rules, Scanner, mask_stream, sniff};
use coffer_model::Class;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let key = Pseudonyms::new(&[5; 32]);
    let mut out = Vec::new();
    let options = MaskOptions::default();
    let masked = mask_stream(
        &mut &text[..],
        &mut out,
        Rules::default_pack(),
        &key,
        options,
        &mut |_, _| {},
    );
    let Ok(report) = masked else {
        assert!(
            !matches!(sniff(text), Kind::Text(Encoding::Utf8)),
            "text was refused"
        );
        return;
    };
    assert_eq!(report.bytes_out, out.len() as u64);
    // Text made for it may need another run; the report says so.
    if report.unsettled || sniff(text) != Kind::Text(Encoding::Utf8) {
        return;
    }
    let lines = |text: &[u8]| text.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(lines(&out), lines(text));
    let mut left = Vec::new();
    let mut scanner = Scanner::new(Rules::default_pack()).with_pseudonyms(Some(&key));
    scanner.push(&out, &mut |finding| left.push(finding));
    scanner.finish(&mut |finding| left.push(finding));
    left.retain(|finding| finding.class != Class::Network);
    assert!(left.is_empty(), "{left:?}");
});
