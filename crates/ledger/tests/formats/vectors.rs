//! Reads the committed vectors and holds each against its expected verdict.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

fn folder(kind: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors")
        .join(kind)
}

pub fn bytes(kind: &str, name: &str) -> Vec<u8> {
    fs::read(folder(kind).join(name)).unwrap()
}

pub fn text(kind: &str, name: &str) -> String {
    String::from_utf8(bytes(kind, name)).unwrap()
}

/// Judges every vector of a kind and compares the verdicts with `verdicts-<kind>.txt`.
pub fn judge(kind: &str, verdict: impl Fn(&[u8]) -> Result<(), String>) {
    let mut verdicts = BTreeMap::new();
    for file in fs::read_dir(folder(kind)).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let found = verdict(&bytes(kind, &name));
        assert_eq!(
            name.starts_with("valid-"),
            found.is_ok(),
            "{kind}/{name}: {found:?}"
        );
        verdicts.insert(name, found.err().unwrap_or_else(|| "accepted".to_owned()));
    }
    let hostile = verdicts
        .keys()
        .filter(|name| name.starts_with("hostile-"))
        .count();
    assert!(
        hostile * 2 > verdicts.len(),
        "hostile vectors outnumber valid ones"
    );
    let mut table = String::new();
    for (name, verdict) in &verdicts {
        writeln!(table, "{name}: {verdict}").unwrap();
    }
    let expected = text("", &format!("verdicts-{kind}.txt"));
    assert!(
        expected == table,
        "the verdicts on {kind} vectors have changed; they are now:\n{table}"
    );
}
