//! Both key files: what they do for a server, and how they refuse what is not sound.
#![allow(
    clippy::unwrap_used,
    reason = "a test whose preparation fails has failed"
)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use coffer_keys::testing::conformance;
use coffer_keys::{FileKek, KekProvider, KeysError, PassphraseKek, PassphraseParams, shares};
use coffer_model::{DeploymentId, Entropy, UnixMillis};
use coffer_seal::{Binding, Key};
use proptest::prelude::*;
use tempfile::TempDir;
use zeroize::Zeroizing;

struct Counted(AtomicU64);

impl Entropy for Counted {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let n = self.0.fetch_add(1, Ordering::Relaxed);
            chunk.copy_from_slice(&coffer_seal::sha256(&n.to_be_bytes())[..chunk.len()]);
        }
    }
}

fn entropy() -> Arc<dyn Entropy> {
    Arc::new(Counted(AtomicU64::new(0)))
}

const NOW: UnixMillis = UnixMillis::from_i64(1_764_000_000_000);

fn place() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("root.key");
    (dir, path)
}

fn passphrase() -> Zeroizing<String> {
    Zeroizing::new("correct horse battery".to_owned())
}

/// As cheap as is allowed.
fn cheap() -> PassphraseParams {
    PassphraseParams::new(8192, 1, 1).unwrap()
}

fn binding() -> Binding<'static> {
    Binding {
        kind: "customer",
        owner: b"one",
        deployment: DeploymentId::from_bytes([1; 16]),
    }
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// Writes a text as a key file whose check value is right, as somebody does who edits it on purpose.
fn forge(path: &Path, lines: &str) {
    let check = data_encoding::HEXLOWER.encode(&coffer_seal::sha256(lines.as_bytes())[..16]);
    fs::write(path, format!("{lines}check {check}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

fn without_check(text: &str) -> String {
    text.split_inclusive('\n')
        .filter(|line| !line.starts_with("check "))
        .collect()
}

#[tokio::test]
async fn the_file_conforms() {
    let (_dir, path) = place();
    conformance(
        &FileKek::create(&path, entropy(), NOW).unwrap(),
        &*entropy(),
        NOW,
    )
    .await;
}

#[tokio::test]
async fn the_passphrase_conforms() {
    let (_dir, path) = place();
    let provider = PassphraseKek::create(&path, &passphrase(), cheap(), entropy(), NOW).unwrap();
    conformance(&provider, &*entropy(), NOW).await;
}

#[tokio::test]
async fn a_server_that_starts_again_opens_what_it_wrapped_in_every_generation() {
    let (_dir, path) = place();
    let provider = FileKek::create(&path, entropy(), NOW).unwrap();
    let key = Key::from_bytes([7; 32]);
    let mut envelopes = vec![provider.wrap(&binding(), &key).await.unwrap()];
    for _ in 0..3 {
        provider.rotate(NOW.plus_seconds(60)).await.unwrap();
        envelopes.push(provider.wrap(&binding(), &key).await.unwrap());
    }
    let again = FileKek::open(&path, entropy()).unwrap();
    assert_eq!(again.generations(), provider.generations());
    assert_eq!(again.describe().generation, 4);
    assert_eq!(again.describe().made, Some(NOW.plus_seconds(60)));
    for envelope in &envelopes {
        assert_eq!(again.unwrap(envelope, &binding()).await.unwrap(), key);
    }
    again.retire(again.generations()[1].key).await.unwrap();
    let third = FileKek::open(&path, entropy()).unwrap();
    assert_eq!(
        third
            .generations()
            .iter()
            .map(|info| info.generation)
            .collect::<Vec<_>>(),
        [1, 3, 4]
    );
    assert!(matches!(
        third.unwrap(&envelopes[1], &binding()).await,
        Err(KeysError::UnknownKey(_))
    ));
    assert!(third.unwrap(&envelopes[0], &binding()).await.is_ok());
}

#[tokio::test]
async fn a_passphrase_opens_its_file_again_and_no_other_does() {
    let (_dir, path) = place();
    let provider = PassphraseKek::create(&path, &passphrase(), cheap(), entropy(), NOW).unwrap();
    provider.rotate(NOW).await.unwrap();
    let envelope = provider
        .wrap(&binding(), &Key::from_bytes([7; 32]))
        .await
        .unwrap();
    let again = PassphraseKek::open(&path, &passphrase(), entropy()).unwrap();
    assert_eq!(
        again.unwrap(&envelope, &binding()).await.unwrap(),
        Key::from_bytes([7; 32])
    );
    for wrong in [
        "",
        "correct horse batterz",
        "Correct horse battery",
        "correct horse battery ",
    ] {
        let opened = PassphraseKek::open(&path, &Zeroizing::new(wrong.to_owned()), entropy());
        assert!(
            matches!(opened, Err(KeysError::WrongPassphrase)),
            "{wrong:?}"
        );
    }
}

#[test]
fn a_locked_file_holds_no_key_in_the_clear() {
    let (_dir, path) = place();
    let (_dir2, plain_path) = place();
    PassphraseKek::create(&path, &passphrase(), cheap(), entropy(), NOW).unwrap();
    FileKek::create(&plain_path, entropy(), NOW).unwrap();
    // The same entropy made the same root key in both.
    let secret = text(&plain_path)
        .lines()
        .nth(2)
        .unwrap()
        .rsplit(' ')
        .next()
        .unwrap()
        .to_owned();
    assert_eq!(secret.len(), 64);
    assert!(!text(&path).contains(&secret));
    assert!(text(&path).contains("lock argon2id m=8192 t=1 p=1 salt="));
}

#[test]
fn short_passphrases_and_cheap_or_ruinous_parameters_are_refused() {
    let (_dir, path) = place();
    let short = Zeroizing::new("eleven char".to_owned());
    let made = PassphraseKek::create(&path, &short, cheap(), entropy(), NOW);
    assert!(matches!(
        made,
        Err(KeysError::WeakPassphrase { minimum: 12 })
    ));
    assert!(!path.exists());
    for (memory, passes, lanes) in [
        (8191, 1, 1),
        (0, 1, 1),
        (1_048_577, 1, 1),
        (8192, 0, 1),
        (8192, 17, 1),
        (8192, 1, 0),
        (8192, 1, 17),
        (u32::MAX, u32::MAX, u32::MAX),
    ] {
        assert!(
            PassphraseParams::new(memory, passes, lanes).is_err(),
            "m={memory} t={passes} p={lanes}"
        );
    }
    assert!(PassphraseParams::new(1_048_576, 16, 16).is_ok());
}

#[test]
fn a_file_that_asks_for_cheap_or_ruinous_parameters_is_refused_before_any_work() {
    let (_dir, path) = place();
    PassphraseKek::create(&path, &passphrase(), cheap(), entropy(), NOW).unwrap();
    let genuine = without_check(&text(&path));
    for params in [
        "m=8 t=1 p=1",
        "m=4294967295 t=1 p=1",
        "m=8192 t=4294967295 p=1",
        "m=8192 t=1 p=64",
        "m=8192 t=1",
        "m=08192 t=1 p=1",
        "m=8192 t=1 p=1 ",
        "m=-1 t=1 p=1",
        "m=8192  t=1 p=1",
        "t=1 m=8192 p=1",
    ] {
        forge(&path, &genuine.replace("m=8192 t=1 p=1", params));
        let opened = PassphraseKek::open(&path, &passphrase(), entropy());
        assert!(
            matches!(opened, Err(KeysError::Malformed { line: 2, .. })),
            "{params}: {opened:?}"
        );
    }
    // Parameters that are allowed and not those of the file give another key.
    forge(&path, &genuine.replace("m=8192 t=1 p=1", "m=8192 t=2 p=1"));
    assert!(matches!(
        PassphraseKek::open(&path, &passphrase(), entropy()),
        Err(KeysError::WrongPassphrase)
    ));
}

#[test]
fn a_key_file_is_its_owners_alone() {
    let (_dir, path) = place();
    FileKek::create(&path, entropy(), NOW).unwrap();
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o7777,
        0o600
    );
    for mode in [
        0o644, 0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o666, 0o777,
    ] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let error = FileKek::open(&path, entropy()).unwrap_err();
        let expected = format!(
            "is open to others (mode {mode:04o}): run  chmod 600 {}",
            path.display()
        );
        assert!(error.to_string().ends_with(&expected), "{error}");
    }
    for mode in [0o600, 0o400] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        assert!(FileKek::open(&path, entropy()).is_ok(), "{mode:o}");
    }
}

#[tokio::test]
async fn a_rotated_file_is_still_its_owners_alone() {
    let (dir, path) = place();
    let provider = FileKek::create(&path, entropy(), NOW).unwrap();
    provider.rotate(NOW).await.unwrap();
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o7777,
        0o600
    );
    assert_eq!(
        fs::read_dir(dir.path()).unwrap().count(),
        1,
        "nothing is left beside it"
    );
}

#[test]
fn a_key_file_of_somebody_else_is_refused() {
    let (_dir, path) = place();
    FileKek::create(&path, entropy(), NOW).unwrap();
    // Only root can give files away; elsewhere there is nothing to try.
    if std::os::unix::fs::chown(&path, Some(12_345), None).is_ok() {
        let error = FileKek::open(&path, entropy()).unwrap_err();
        assert!(
            matches!(error, KeysError::WrongOwner { owner: 12_345, .. }),
            "{error}"
        );
        assert!(error.to_string().contains("run  chown "), "{error}");
    }
}

#[test]
fn a_key_file_is_never_overwritten() {
    let (dir, path) = place();
    fs::write(&path, b"something precious").unwrap();
    assert!(matches!(
        FileKek::create(&path, entropy(), NOW),
        Err(KeysError::Exists(_))
    ));
    let made = PassphraseKek::create(&path, &passphrase(), cheap(), entropy(), NOW);
    assert!(matches!(made, Err(KeysError::Exists(_))));
    assert_eq!(text(&path), "something precious");
    // Nor is a link followed to a place where there is nothing yet.
    let link = dir.path().join("link.key");
    symlink(dir.path().join("elsewhere"), &link).unwrap();
    assert!(matches!(
        FileKek::create(&link, entropy(), NOW),
        Err(KeysError::Exists(_))
    ));
    assert!(!dir.path().join("elsewhere").exists());
}

#[test]
fn what_is_no_key_file_is_named_as_such() {
    let (dir, path) = place();
    assert!(
        matches!(FileKek::open(&path, entropy()), Err(KeysError::Io { .. })),
        "missing"
    );
    assert!(
        matches!(
            FileKek::open(dir.path(), entropy()),
            Err(KeysError::NotAFile(_))
        ),
        "a directory"
    );
    let write = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        FileKek::open(&path, entropy()).unwrap_err()
    };
    assert!(matches!(write(b""), KeysError::Malformed { line: 1, .. }));
    assert!(matches!(
        write(b"\xff\xfe\x00"),
        KeysError::Malformed { line: 1, .. }
    ));
    assert!(matches!(
        write(b"-----BEGIN PRIVATE KEY-----\n"),
        KeysError::Malformed { line: 1, .. }
    ));
    let newer = write(b"coffer-keys 2\n");
    assert!(newer.to_string().contains("another version"), "{newer}");
    assert!(matches!(write(b"coffer-keys 1\n"), KeysError::Damaged(_)));
    let huge = [&b"coffer-keys 1\n"[..], &vec![b'x'; 100_000]].concat();
    assert!(write(&huge).to_string().contains("larger"));
}

#[test]
fn damage_to_any_byte_is_noticed() {
    let (_dir, path) = place();
    FileKek::create(&path, entropy(), NOW).unwrap();
    let genuine = fs::read(&path).unwrap();
    for at in 0..genuine.len() {
        let mut damaged = genuine.clone();
        damaged[at] ^= 1;
        fs::write(&path, &damaged).unwrap();
        assert!(FileKek::open(&path, entropy()).is_err(), "byte {at}");
        fs::write(&path, &genuine[..at]).unwrap();
        assert!(FileKek::open(&path, entropy()).is_err(), "{at} bytes");
    }
    fs::write(&path, [&genuine[..], b"\n"].concat()).unwrap();
    assert!(FileKek::open(&path, entropy()).is_err(), "a line more");
}

#[test]
fn a_file_edited_by_hand_is_refused_with_its_line() {
    let (_dir, path) = place();
    FileKek::create(&path, entropy(), NOW).unwrap();
    let genuine = without_check(&text(&path));
    let key_line = genuine.lines().nth(2).unwrap().to_owned();
    let words: Vec<&str> = key_line.split(' ').collect();
    let edits = [
        (genuine.replace("lock plain", "lock open"), 2),
        (genuine.replace("lock plain", "plain"), 2),
        (genuine.replace("key key_", "key cas_"), 3),
        (genuine.replace(" 1 1764", " 01 1764"), 3),
        (genuine.replace(" 1 1764", " +1 1764"), 3),
        (genuine.replace(" 1 1764", " -1 1764"), 3),
        (genuine.replace(" 1 1764", " 4294967296 1764"), 3),
        (genuine.replace(" 1764000000000 ", " later "), 3),
        (genuine.replace(words[4], &words[4][1..]), 3),
        (genuine.replace(words[4], &words[4].to_uppercase()), 3),
        (genuine.replace(words[4], &format!("{} ", words[4])), 3),
        (genuine.replace(&key_line, "key"), 3),
        (format!("{genuine}{key_line}\n"), 3),
        (format!("{genuine}comment\n"), 4),
        (genuine.replace(&format!("{key_line}\n"), ""), 3),
        (
            genuine.replace(&key_line, &format!("{key_line}\n").repeat(65)),
            67,
        ),
    ];
    for (edited, expected) in edits {
        assert_ne!(edited, genuine);
        forge(&path, &edited);
        match FileKek::open(&path, entropy()) {
            Err(KeysError::Malformed { line, .. }) => assert_eq!(line, expected, "{edited}"),
            other => panic!("{other:?} for {edited}"),
        }
    }
}

#[test]
fn generations_moved_within_a_locked_file_are_refused() {
    let (_dir, path) = place();
    PassphraseKek::create(&path, &passphrase(), cheap(), entropy(), NOW).unwrap();
    let genuine = without_check(&text(&path));
    forge(&path, &genuine.replace(" 1 1764", " 2 1764"));
    assert!(matches!(
        PassphraseKek::open(&path, &passphrase(), entropy()),
        Err(KeysError::Malformed { line: 3, .. })
    ));
    // The number within the envelope changed as well.
    let forged = genuine.replace(" 1 1764", " 2 1764");
    let envelope = forged.trim_end().rsplit(' ').next().unwrap().to_owned();
    let renumbered = format!("{}00000002{}", &envelope[..36], &envelope[44..]);
    forge(&path, &forged.replace(&envelope, &renumbered));
    assert!(matches!(
        PassphraseKek::open(&path, &passphrase(), entropy()),
        Err(KeysError::WrongPassphrase)
    ));
}

#[test]
fn each_provider_names_the_other_one_for_its_file() {
    let (_dir, path) = place();
    FileKek::create(&path, entropy(), NOW).unwrap();
    let opened = PassphraseKek::open(&path, &passphrase(), entropy());
    assert!(matches!(
        opened,
        Err(KeysError::OtherLock { found: "file", .. })
    ));
    let (_dir, path) = place();
    PassphraseKek::create(&path, &passphrase(), cheap(), entropy(), NOW).unwrap();
    let opened = FileKek::open(&path, entropy());
    assert!(matches!(
        opened,
        Err(KeysError::OtherLock {
            found: "passphrase",
            ..
        })
    ));
}

#[tokio::test]
async fn a_rotation_that_cannot_be_saved_has_not_happened() {
    let (dir, path) = place();
    let provider = FileKek::create(&path, entropy(), NOW).unwrap();
    let before = provider.describe();
    // A directory in the way of the new file, which even root cannot replace by a file.
    fs::create_dir(dir.path().join("root.key.new")).unwrap();
    assert!(matches!(
        provider.rotate(NOW).await,
        Err(KeysError::Io { .. })
    ));
    assert_eq!(provider.describe(), before);
    assert_eq!(FileKek::open(&path, entropy()).unwrap().describe(), before);
    fs::remove_dir(dir.path().join("root.key.new")).unwrap();
    let after = provider.rotate(NOW).await.unwrap();

    fs::create_dir(dir.path().join("root.key.new")).unwrap();
    assert!(provider.retire(before.key).await.is_err());
    assert_eq!(
        provider.generations(),
        vec![before, after],
        "what could not be retired is still there"
    );
}

#[tokio::test]
async fn generations_do_not_pile_up_for_ever() {
    let (_dir, path) = place();
    let provider = FileKek::create(&path, entropy(), NOW).unwrap();
    for _ in 1..64 {
        provider.rotate(NOW).await.unwrap();
    }
    assert!(matches!(
        provider.rotate(NOW).await,
        Err(KeysError::TooManyGenerations(64))
    ));
    assert_eq!(
        FileKek::open(&path, entropy()).unwrap().generations().len(),
        64
    );
    provider
        .retire(provider.generations()[0].key)
        .await
        .unwrap();
    assert!(provider.rotate(NOW).await.is_ok());
}

#[tokio::test]
async fn three_of_five_people_restore_a_lost_root_key() {
    let (_dir, path) = place();
    let lost = FileKek::create(&path, entropy(), NOW).unwrap();
    lost.rotate(NOW).await.unwrap();
    let envelope = lost
        .wrap(&binding(), &Key::from_bytes([7; 32]))
        .await
        .unwrap();
    let dealt = lost.deal(3, 5).unwrap();
    fs::remove_file(&path).unwrap();

    let printed: Vec<String> = dealt.iter().map(ToString::to_string).collect();
    let brought = [&printed[4], &printed[0], &printed[2]]
        .map(|paper| paper.parse::<coffer_keys::Share>().unwrap());
    let key = shares::combine(&brought).unwrap();
    let found =
        FileKek::restore(&path, &brought[0].set(), key.duplicate(), entropy(), NOW).unwrap();
    assert_eq!(found.describe().key, envelope.wrapping_key());
    assert_eq!(
        found.unwrap(&envelope, &binding()).await.unwrap(),
        Key::from_bytes([7; 32])
    );

    let (_dir, path) = place();
    let found = PassphraseKek::restore(
        &path,
        &passphrase(),
        cheap(),
        (&brought[0].set(), key),
        entropy(),
        NOW,
    )
    .unwrap();
    assert_eq!(
        found.unwrap(&envelope, &binding()).await.unwrap(),
        Key::from_bytes([7; 32])
    );
}

#[test]
fn printing_a_provider_shows_ids_only() {
    let (_dir, path) = place();
    let provider = FileKek::create(&path, entropy(), NOW).unwrap();
    let secret = text(&path)
        .lines()
        .nth(2)
        .unwrap()
        .rsplit(' ')
        .next()
        .unwrap()
        .to_owned();
    let shown = format!("{provider:?}");
    assert!(shown.contains("key_") && !shown.contains(&secret[..8]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn hostile_files_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), lines: String) {
        let (_dir, path) = place();
        fs::write(&path, &bytes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        prop_assert!(FileKek::open(&path, entropy()).is_err());
        forge(&path, &format!("coffer-keys 1\n{lines}\n"));
        prop_assert!(FileKek::open(&path, entropy()).is_err());
        forge(&path, &format!("coffer-keys 1\nlock plain\n{lines}\n"));
        prop_assert!(FileKek::open(&path, entropy()).is_err());
    }
}
