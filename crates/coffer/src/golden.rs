//! Golden files: what the outside relies on, committed, and compared on every run.

use std::path::Path;

/// Compares with `tests/golden/<name>`, or writes it where `UPDATE_GOLDEN` is set.
pub fn check(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/golden")
        .join(name);
    if crate::environment::variable("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().expect("a file in a folder"))
            .expect("tests/golden can be made");
        std::fs::write(&path, text).expect("tests/golden can be written");
        return;
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    let changed = text
        .lines()
        .zip(golden.lines())
        .find(|(now, then)| now != then);
    assert!(
        golden == text,
        "{name} is not what is committed, first at {changed:?}: if that is meant, run `cargo xtask golden`"
    );
}
