//! Receipts: issued, kept, checked without the server.

use coffer_ledger::{
    Checkpoint, Entry, Hash, Later, LaterProof, MAX_RECEIPT_BYTES, Receipt, ReceiptError,
    SignedCheckpoint, Statement, VerifiedReceipt, consistency_proof, inclusion_proof, leaf_hash,
    root_at,
};
use coffer_model::{ActorId, ReceiptId, RequestId, UnixMillis, VersionId};

use crate::keys::{TestKey, TestVerifier};
use crate::tree::{Stored, build, entries};
use crate::vectors;

const ORIGIN: &str = "coffer.example/log";
const SALT: [u8; 16] = [9; 16];

fn statement() -> Statement {
    Statement {
        origin: ORIGIN.to_owned(),
        receipt: ReceiptId::from_bytes([1; 16]),
        case_number: "C-1042".to_owned(),
        request: RequestId::from_bytes([2; 16]),
        version: VersionId::from_bytes([3; 16]),
        file_sha256: [4; 32],
        size_bytes: 1 << 40,
        name_sha256: Statement::name_hash(&SALT, "app.log"),
        name_salt: SALT,
        received_at: UnixMillis::from_i64(1_764_000_000_000),
    }
}

fn entry_of(statement: &Statement) -> Vec<u8> {
    let (key, value) = statement.commitment().unwrap();
    Entry::event(
        statement.received_at,
        &ActorId::Request(statement.request),
        "file.receive",
    )
    .with_detail(key, &value)
    .to_bytes()
    .unwrap()
}

/// A log whose entry 40 is the receipt's, of 90 entries.
fn log() -> (Vec<Vec<u8>>, Stored) {
    let mut all = entries(90);
    all[40] = entry_of(&statement());
    let (_, stored) = build(&all);
    (all, stored)
}

fn checkpoint(size: u64, stored: &Stored, key: &TestKey) -> SignedCheckpoint {
    let root = root_at(size, stored).unwrap();
    SignedCheckpoint::sign(
        Checkpoint {
            origin: ORIGIN.to_owned(),
            size,
            root,
        },
        key,
    )
    .unwrap()
}

fn issue() -> (String, Stored) {
    let (all, stored) = log();
    let key = TestKey::of_the_log();
    let proof = inclusion_proof(40, 60, &stored).unwrap();
    let receipt = Receipt::issue(
        &statement(),
        40,
        &all[40],
        &proof,
        &checkpoint(60, &stored, &key),
        &key,
    );
    (receipt.unwrap().to_text().unwrap(), stored)
}

fn verify(text: &str, later: Option<Later<'_>>) -> Result<VerifiedReceipt, ReceiptError> {
    Receipt::verify(text, &TestKey::of_the_log().verifier(), later)
}

#[test]
fn every_receipt_vector_gets_its_verdict() {
    vectors::judge("receipt", |bytes| {
        let text = std::str::from_utf8(bytes).map_err(|e| e.to_string())?;
        verify(text, None).map(|_| ()).map_err(|e| format!("{e:?}"))
    });
}

#[test]
fn the_receipt_of_the_second_implementation_says_what_it_should() {
    let receipt = verify(&vectors::text("receipt", "valid-plain.json"), None).unwrap();
    assert_eq!(receipt.statement.case_number, "C-1042");
    assert_eq!(receipt.checkpoint.size, 11);
    assert!(receipt.is_of_name("app.log") && !receipt.is_of_name("app.log "));
    assert_eq!(receipt.entry.intent, Some(4));
    assert_eq!(receipt.index, 5);
}

#[test]
fn an_issued_receipt_verifies_and_knows_its_file() {
    let (text, _) = issue();
    let receipt = verify(&text, None).unwrap();
    assert_eq!(receipt.statement, statement());
    assert!(receipt.is_of_name("app.log") && !receipt.is_of_name("App.log"));
    assert!(receipt.is_of_content(&[4; 32], 1 << 40));
    assert!(!receipt.is_of_content(&[4; 32], 1) && !receipt.is_of_content(&[5; 32], 1 << 40));
    assert!(
        !text.contains("app.log"),
        "the name itself is not in the receipt"
    );
    assert!(receipt.later.is_none());
}

#[test]
fn parts_that_do_not_belong_together_are_not_issued() {
    let (all, stored) = log();
    let key = TestKey::of_the_log();
    let proof = inclusion_proof(40, 60, &stored).unwrap();
    let good = checkpoint(60, &stored, &key);
    let issue = |statement: &Statement, index, entry: &[u8], proof: &[Hash], signed| {
        Receipt::issue(statement, index, entry, proof, signed, &key).map(|_| ())
    };
    assert_eq!(issue(&statement(), 40, &all[40], &proof, &good), Ok(()));
    let other = Statement {
        size_bytes: 1,
        ..statement()
    };
    assert_eq!(
        issue(&other, 40, &all[40], &proof, &good),
        Err(ReceiptError::NotCommitted)
    );
    let foreign = Statement {
        origin: "coffer.example/other".to_owned(),
        ..statement()
    };
    assert_eq!(
        issue(&foreign, 40, &all[40], &proof, &good),
        Err(ReceiptError::Origin)
    );
    let numberless = Statement {
        case_number: String::new(),
        ..statement()
    };
    let refused = issue(&numberless, 40, &entry_of(&numberless), &proof, &good);
    assert_eq!(refused, Err(ReceiptError::Field("case_number")));
    assert!(matches!(
        issue(&statement(), 40, b"", &proof, &good),
        Err(ReceiptError::Field("ledger"))
    ));
    assert!(matches!(
        issue(&statement(), 40, b"{}", &proof, &good),
        Err(ReceiptError::Entry(_))
    ));
    assert!(matches!(
        issue(&statement(), 41, &all[40], &proof, &good),
        Err(ReceiptError::Inclusion(_))
    ));
    assert!(matches!(
        issue(&statement(), 40, &all[40], &proof[1..], &good),
        Err(ReceiptError::Inclusion(_))
    ));
    let earlier = checkpoint(40, &stored, &key);
    assert!(matches!(
        issue(&statement(), 40, &all[40], &proof, &earlier),
        Err(ReceiptError::Inclusion(_))
    ));
}

#[test]
fn a_receipt_holds_against_a_later_checkpoint_in_both_ways() {
    let (text, stored) = issue();
    let key = TestKey::of_the_log();
    for size in [60, 61, 64, 90] {
        let note = checkpoint(size, &stored, &key).to_string();
        let consistency = consistency_proof(60, size, &stored).unwrap();
        let proof = LaterProof::Consistency(&consistency);
        let receipt = verify(&text, Some(Later { note: &note, proof })).unwrap();
        assert_eq!(receipt.later.unwrap().size, size);
        let inclusion = inclusion_proof(40, size, &stored).unwrap();
        let proof = LaterProof::Inclusion(&inclusion);
        assert!(verify(&text, Some(Later { note: &note, proof })).is_ok());
    }
}

#[test]
fn a_log_that_forgot_or_rewrote_the_entry_is_caught_by_the_later_checkpoint() {
    let (text, stored) = issue();
    let key = TestKey::of_the_log();
    let (_, forged) = build(&entries(90));
    let against = |note: &str, proof| verify(&text, Some(Later { note, proof })).map(|_| ());

    let note = checkpoint(90, &forged, &key).to_string();
    let consistency = consistency_proof(60, 90, &forged).unwrap();
    let inclusion = inclusion_proof(40, 90, &forged).unwrap();
    assert!(matches!(
        against(&note, LaterProof::Consistency(&consistency)),
        Err(ReceiptError::LaterProof(_))
    ));
    assert!(matches!(
        against(&note, LaterProof::Inclusion(&inclusion)),
        Err(ReceiptError::LaterProof(_))
    ));

    let older = checkpoint(50, &stored, &key).to_string();
    let inclusion = inclusion_proof(40, 50, &stored).unwrap();
    assert_eq!(
        against(&older, LaterProof::Inclusion(&inclusion)),
        Err(ReceiptError::Older { given: 50, own: 60 })
    );

    let unsigned = checkpoint(90, &stored, &TestKey::new(ORIGIN, 2)).to_string();
    let consistency = consistency_proof(60, 90, &stored).unwrap();
    assert!(matches!(
        against(&unsigned, LaterProof::Consistency(&consistency)),
        Err(ReceiptError::Later(_))
    ));
    assert!(matches!(
        against("not a note", LaterProof::Consistency(&consistency)),
        Err(ReceiptError::Later(_))
    ));
}

#[test]
fn every_changed_character_and_every_cut_is_noticed() {
    let text = vectors::text("receipt", "valid-without-spaces.json");
    for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
        assert!(verify(&text[..at], None).is_err(), "cut at {at}");
    }
    for at in 0..text.len() {
        for with in [b'0', b'1', b'A', b'=', b'"', b' ', b'\\'] {
            let mut bytes = text.clone().into_bytes();
            if bytes[at] == with {
                continue;
            }
            bytes[at] = with;
            if let Ok(changed) = String::from_utf8(bytes) {
                assert!(
                    verify(&changed, None).is_err(),
                    "{} at {at}",
                    char::from(with)
                );
            }
        }
    }
}

#[test]
fn an_endless_receipt_is_refused_before_it_is_read() {
    let text = vectors::text("receipt", "valid-plain.json") + &" ".repeat(MAX_RECEIPT_BYTES);
    assert_eq!(verify(&text, None), Err(ReceiptError::TooLong));
}

#[test]
fn another_key_of_the_same_log_does_not_verify() {
    let (text, _) = issue();
    let other = TestVerifier(TestKey::new(ORIGIN, 2).public());
    assert_eq!(
        Receipt::verify(&text, &other, None),
        Err(ReceiptError::UnknownKey)
    );
    let elsewhere = TestVerifier(TestKey::new("coffer.example/other", 1).public());
    assert_eq!(
        Receipt::verify(&text, &elsewhere, None),
        Err(ReceiptError::Origin)
    );
}

#[test]
fn every_field_of_the_statement_is_committed_to() {
    let base = statement().commitment().unwrap();
    for changed in [
        Statement {
            origin: "o".to_owned(),
            ..statement()
        },
        Statement {
            receipt: ReceiptId::from_bytes([0; 16]),
            ..statement()
        },
        Statement {
            case_number: "C-1".to_owned(),
            ..statement()
        },
        Statement {
            request: RequestId::from_bytes([0; 16]),
            ..statement()
        },
        Statement {
            version: VersionId::from_bytes([0; 16]),
            ..statement()
        },
        Statement {
            file_sha256: [0; 32],
            ..statement()
        },
        Statement {
            size_bytes: 0,
            ..statement()
        },
        Statement {
            name_sha256: [0; 32],
            ..statement()
        },
        Statement {
            name_salt: [0; 16],
            ..statement()
        },
        Statement {
            received_at: UnixMillis::from_i64(0),
            ..statement()
        },
    ] {
        assert_ne!(changed.commitment().unwrap(), base);
    }
    assert_ne!(leaf_hash(&entry_of(&statement())), [0; 32]);
}
