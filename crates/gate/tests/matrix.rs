//! Who may do what, as a committed file: a change of the policies shows up as a change of it.

use coffer_gate::PolicyText;

const GOLDEN: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/golden/authz-matrix.txt"
);

#[test]
fn the_matrix_is_golden() {
    let matrix = PolicyText::built_in().matrix().unwrap();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(GOLDEN, &matrix).unwrap();
    }
    let golden = std::fs::read_to_string(GOLDEN).unwrap_or_default();
    let changed = matrix
        .lines()
        .zip(golden.lines())
        .find(|(now, then)| now != then);
    assert!(
        matrix == golden,
        "who may do what has changed, first at {changed:?}; if that is meant, run `cargo xtask golden` and review the difference"
    );
}

#[test]
fn the_built_in_policies_pass_their_own_check() {
    let start = std::time::Instant::now();
    let check = PolicyText::built_in().check().unwrap();
    eprintln!("{check:?} {:?}", start.elapsed());
    assert!(check.policies > 40 && check.decisions > 10_000, "{check:?}");
}
