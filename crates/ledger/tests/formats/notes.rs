//! Signed notes and checkpoints.

use coffer_ledger::{
    Checkpoint, CheckpointError, MAX_NOTE_BYTES, NoteError, NoteKey, NoteSigner, NoteVerifier,
    SignedCheckpoint, SignedNote, note_key_id,
};

use crate::keys::{TestKey, TestVerifier};
use crate::vectors;

/// The example of the Go package `golang.org/x/mod/sumdb/note`, which the specification grew out of.
const GO_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const GO_NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\
    \n\
    \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

#[test]
fn the_note_of_the_go_implementation_verifies() {
    let key: NoteKey = GO_KEY.parse().unwrap();
    assert_eq!(key.key_id(), 0xc74f_20a3);
    assert_eq!(note_key_id(key.name(), key.public_key()), key.key_id());
    assert_eq!(key.to_string(), GO_KEY);
    let note = SignedNote::parse(GO_NOTE).unwrap();
    assert!(
        note.verify(&TestVerifier(key))
            .unwrap()
            .starts_with("If you think")
    );
    assert_eq!(note.to_string(), GO_NOTE);
}

#[test]
fn the_key_of_a_public_log_reads_back_as_itself() {
    let text = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
    let key: NoteKey = text.parse().unwrap();
    assert_eq!(key.name(), "sum.golang.org");
    assert_eq!(key.to_string(), text);
}

#[test]
fn written_keys_that_do_not_hold_together_are_refused() {
    for text in [
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n",
    ] {
        assert!(text.parse::<NoteKey>().is_err(), "{text:?}");
    }
}

#[test]
fn what_we_sign_is_byte_for_byte_what_the_second_implementation_signs() {
    let key = TestKey::of_the_log();
    assert_eq!(key.public().to_string(), vectors::text("log", "key.txt"));
    let vector = vectors::text("checkpoint", "valid-plain.txt");
    let read = SignedCheckpoint::parse(&vector).unwrap();
    let checkpoint = read.verify(&key.verifier()).unwrap().clone();
    let ours = SignedCheckpoint::sign(checkpoint, &key).unwrap();
    assert_eq!(ours.to_string(), vector);
}

#[test]
fn every_checkpoint_vector_gets_its_verdict() {
    let verifier = TestKey::of_the_log().verifier();
    vectors::judge("checkpoint", |bytes| {
        let note = std::str::from_utf8(bytes).map_err(|e| e.to_string())?;
        let signed = SignedCheckpoint::parse(note).map_err(|e| format!("{e:?}"))?;
        assert_eq!(
            signed.to_string(),
            note,
            "what is read strictly is written the same"
        );
        signed
            .verify(&verifier)
            .map(|_| ())
            .map_err(|e| format!("{e:?}"))
    });
}

#[test]
fn an_endless_note_is_refused_before_it_is_read() {
    let note = format!("x\n\n\u{2014} a {}\n", "A".repeat(MAX_NOTE_BYTES));
    assert_eq!(SignedNote::parse(&note), Err(NoteError::TooLong));
}

#[test]
fn every_cut_and_every_flipped_bit_of_a_checkpoint_is_noticed() {
    let verifier = TestKey::of_the_log().verifier();
    let note = vectors::text("checkpoint", "valid-plain.txt");
    let accepts = |text: &str| {
        SignedCheckpoint::parse(text).is_ok_and(|signed| signed.verify(&verifier).is_ok())
    };
    assert!(accepts(&note));
    for end in 0..note.len() {
        assert!(
            !note.is_char_boundary(end) || !accepts(&note[..end]),
            "cut at {end}"
        );
    }
    for at in 0..note.len() {
        for bit in 0..8 {
            let mut bytes = note.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            if let Ok(text) = String::from_utf8(bytes) {
                assert!(!accepts(&text), "bit {bit} of byte {at}");
            }
        }
    }
}

#[test]
fn a_log_signs_only_under_its_own_name() {
    let checkpoint = Checkpoint {
        origin: "coffer.example/other".to_owned(),
        size: 1,
        root: [0; 32],
    };
    let refused = SignedCheckpoint::sign(checkpoint, &TestKey::of_the_log());
    assert_eq!(refused, Err(CheckpointError::Origin));
}

#[test]
fn text_that_a_note_cannot_carry_is_not_signed() {
    let key = TestKey::of_the_log();
    for text in [
        "",
        "no newline",
        "carriage\r\nreturn\n",
        "tab\t\n",
        "nul\0\n",
    ] {
        assert_eq!(
            SignedNote::sign(text, &key),
            Err(NoteError::Text),
            "{text:?}"
        );
    }
    struct Nameless;
    impl NoteSigner for Nameless {
        fn name(&self) -> &'static str {
            "two words"
        }
        fn key_id(&self) -> u32 {
            1
        }
        fn sign(&self, _: &[u8]) -> [u8; 64] {
            [0; 64]
        }
    }
    assert_eq!(SignedNote::sign("text\n", &Nameless), Err(NoteError::Name));
}

#[test]
fn a_verifier_that_says_yes_is_asked_about_its_own_signature_only() {
    struct Gullible;
    impl NoteVerifier for Gullible {
        fn name(&self) -> &'static str {
            "coffer.example/log"
        }
        fn key_id(&self) -> u32 {
            7
        }
        fn verify(&self, _: &[u8], _: &[u8; 64]) -> bool {
            true
        }
    }
    let note = SignedNote::parse(&vectors::text("checkpoint", "valid-plain.txt")).unwrap();
    assert_eq!(note.verify(&Gullible), Err(NoteError::Unsigned));
}
