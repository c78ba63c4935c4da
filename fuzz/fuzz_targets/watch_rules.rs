//! A deployment's own rules over the ledger.
#![no_main]

use coffer_watch::Watch;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(watch) = Watch::new(&[("fuzz.yml", text)]) {
        assert!(watch.rule_count() > 0);
    }
});
