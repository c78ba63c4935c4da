//! The scanner: its findings lie in the text, in order, and do not depend on how the text was cut.
#![no_main]

use coffer_detect::{Finding, Pseudonyms, Rules, Scanner};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

#[derive(Debug, Arbitrary)]
struct Case<'a> {
    cuts: Vec<u16>,
    text: &'a [u8],
}

fn scan(text: &[u8], mut size: impl FnMut() -> usize) -> Vec<Finding> {
    let key = Pseudonyms::new(&[3; 32]);
    let mut found = Vec::new();
    let mut scanner = Scanner::new(Rules::default_pack()).with_pseudonyms(Some(&key));
    let mut rest = text;
    while !rest.is_empty() {
        let (now, later) = rest.split_at(size().clamp(1, rest.len()));
        scanner.push(now, &mut |finding| found.push(finding));
        rest = later;
    }
    let summary = scanner.finish(&mut |finding| found.push(finding));
    assert_eq!(summary.bytes, text.len() as u64);
    assert_eq!(summary.findings, found.len() as u64);
    found
}

fuzz_target!(|case: Case| {
    let whole = scan(case.text, || usize::MAX);
    let mut end = 0;
    for finding in &whole {
        assert!(
            finding.start >= end && finding.end > finding.start,
            "{finding:?}"
        );
        assert!((0.5..=1.0).contains(&finding.confidence), "{finding:?}");
        end = finding.end;
    }
    assert!(end <= case.text.len() as u64);
    let mut cuts = case.cuts.iter().cycle();
    assert_eq!(
        whole,
        scan(case.text, || cuts.next().map_or(1, |cut| usize::from(*cut)))
    );
});
