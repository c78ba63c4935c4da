//! Entries: one form, nothing but ids and codes.

use coffer_ledger::{Decision, Entry, EntryError, EntryKind, MAX_ENTRY_BYTES};
use coffer_model::{ActorId, CaseId, FileId, UnixMillis, UserId};
use proptest::prelude::*;

use crate::vectors;

const NOW: UnixMillis = UnixMillis::from_i64(1_764_000_000_000);

#[test]
fn every_entry_vector_gets_its_verdict() {
    vectors::judge("entry", |bytes| {
        let entry = Entry::from_bytes(bytes).map_err(|e| format!("{e:?}"))?;
        assert_eq!(entry.to_bytes().unwrap(), bytes);
        Ok(())
    });
}

#[test]
fn a_decision_is_written_without_what_it_does_not_say() {
    let user = ActorId::User(UserId::from_bytes([1; 16]));
    let entry = Entry::decision(NOW, &user, "file.download", Decision::Deny)
        .with_target(&FileId::from_bytes([2; 16]))
        .with_case(&CaseId::from_bytes([3; 16]))
        .with_reason("department_wall");
    let text = String::from_utf8(entry.to_bytes().unwrap()).unwrap();
    assert!(text.starts_with(r#"{"v":1,"time":1764000000000,"kind":"decision","actor":"usr_"#));
    assert!(
        text.contains(r#""decision":"deny","reason":"department_wall"}"#),
        "{text}"
    );
    assert!(!text.contains("null") && !text.contains("detail"));
    assert_eq!(Entry::from_bytes(text.as_bytes()), Ok(entry));
}

#[test]
fn the_largest_entry_passes_and_one_byte_more_does_not() {
    let entry = |sealed: usize, reason: usize| {
        Entry::event(NOW, &ActorId::Console, "test")
            .with_sealed(&vec![0; sealed])
            .with_reason(&"r".repeat(reason))
    };
    let bare = entry(3, 1).to_bytes().unwrap().len() - 4;
    let sealed = (MAX_ENTRY_BYTES - bare - 1) / 4;
    let spare = MAX_ENTRY_BYTES - bare - 4 * sealed;
    let largest = entry(3 * sealed, 1 + spare).to_bytes().unwrap();
    assert_eq!(largest.len(), MAX_ENTRY_BYTES);
    assert!(Entry::from_bytes(&largest).is_ok());
    let more = entry(3 * sealed, 2 + spare);
    assert_eq!(
        more.to_bytes(),
        Err(EntryError::TooLong(MAX_ENTRY_BYTES + 1))
    );
    let bytes = serde_json::to_vec(&more).unwrap();
    assert_eq!(
        Entry::from_bytes(&bytes),
        Err(EntryError::TooLong(MAX_ENTRY_BYTES + 1))
    );
}

#[test]
fn what_is_no_id_cannot_be_written_either() {
    let event = || Entry::event(NOW, &ActorId::Anonymous, "session.create");
    for (entry, field) in [
        (event().with_reason("two words"), "reason"),
        (event().with_detail("account", "ana@example.org"), "detail"),
        (event().with_detail("", "x"), "detail"),
        (event().with_target("Jürgen"), "target"),
        (event().with_source(""), "source"),
        (event().with_lines(3, 2), "lines"),
        (event().with_policies(vec!["p".to_owned(); 33]), "policies"),
        (event().with_sealed(&[]), "sealed"),
        (
            Entry {
                kind: EntryKind::Decision,
                ..event()
            },
            "decision",
        ),
        (
            Entry {
                decision: Some(Decision::Allow),
                ..event()
            },
            "decision",
        ),
        (
            Entry {
                time: UnixMillis::from_i64(-1),
                ..event()
            },
            "time",
        ),
    ] {
        assert_eq!(entry.to_bytes(), Err(EntryError::Field(field)));
    }
    assert_eq!(
        Entry { v: 2, ..event() }.to_bytes(),
        Err(EntryError::Version(2))
    );
}

#[test]
fn errors_do_not_repeat_what_was_in_the_bytes() {
    let error = Entry::from_bytes(br#"{"v":1,"secret-name":"hunter2"}"#).unwrap_err();
    assert!(!error.to_string().contains("hunter2") && !error.to_string().contains("secret"));
}

proptest! {
    /// Whatever bytes come, either they are refused or they are exactly what would be written.
    #[test]
    fn accepted_bytes_are_canonical(at in 0_usize..400, with in any::<u8>()) {
        let mut bytes = vectors::bytes("entry", "valid-decision.json");
        let at = at % bytes.len();
        bytes[at] = with;
        if let Ok(entry) = Entry::from_bytes(&bytes) {
            prop_assert_eq!(entry.to_bytes().unwrap(), bytes);
        }
    }

    #[test]
    fn arbitrary_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Entry::from_bytes(&bytes).is_err());
    }

    #[test]
    fn entries_read_back(
        time in 0..i64::MAX, target in "[!-?A-~]{1,128}", reason in proptest::option::of("[a-z_]{1,64}"),
        bytes in proptest::option::of(any::<u64>()), first in 1..u64::MAX,
        detail in proptest::collection::btree_map("[a-z_]{1,20}", "[!-?A-~]{1,256}", 0..8),
        sealed in proptest::collection::vec(any::<u8>(), 1..200),
    ) {
        let mut entry = Entry::decision(UnixMillis::from_i64(time), &ActorId::Console, "a.b", Decision::Allow)
            .with_target(&target).with_lines(first, u64::MAX).with_sealed(&sealed);
        entry.reason = reason;
        entry.bytes = bytes;
        entry.detail = detail;
        prop_assert_eq!(Entry::from_bytes(&entry.to_bytes().unwrap()), Ok(entry));
    }
}
