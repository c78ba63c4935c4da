//! Entries as the watch reads them: whatever they hold, it goes on, and alerts name entries that were there.
#![no_main]

use coffer_watch::Watch;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut watch = Watch::with_default_rules().expect("the default rules load");
    for (index, line) in (0..64).zip(text.lines()) {
        let Ok(value) = serde_json::from_str(line) else {
            continue;
        };
        for alert in watch.observe(index, &value) {
            assert!(
                alert.entries.iter().all(|entry| *entry <= index),
                "{alert:?}"
            );
        }
    }
});
