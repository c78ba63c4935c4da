//! Promise 1: whoever has the disk, the database and the backups learns no content, no name and no address.

use coffer_tests::{World, samples, search};
use serde_json::json;

use crate::main_job::{Words, tell};

/// Strings that are planted wherever people type or files hold anything.
const CUSTOMER: &str = "Quillfeather Marmalade Works";
const CONTACT: &str = "Isolde Brackenwhistle";
const EMAIL: &str = "isolde.brackenwhistle@quillfeather.example";
const SUBJECT: &str = "Zanzibar-turbine-overheats-7731";
const NOTE: &str = "Kumquat-protocol-note-5520";
const FILE: &str = "vermilion-pangolin-9042.log";
const REASON: &str = "Because-the-acquirer-hummed-4417";
const CONTENT: &str = "Ocelot-mainframe-canary-6613";
const ANSWER: &str = "gossamer_threshold_canary: 3381";
const ANSWER_NOTE: &str = "Tangerine-handshake-note-2298";
const HOLD: &str = "Subpoena-lavender-file-8874";
const PASSPHRASE: &str = "cobalt umbrella satisfies walrus";
const MEMBER: &str = "inner-saffron-folder-1157/deep.log";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_readable_lies_on_the_disk_or_in_the_backup() {
    let mut world = World::new("canaries").await;
    let mut log = samples::log();
    for n in 0..2000 {
        log.push_str(&format!(
            "2026-11-20T11:00:00Z INFO request {n} of {CONTENT} took 3 ms\n"
        ));
    }
    let words = Words {
        customer: CUSTOMER,
        contact: (CONTACT, EMAIL),
        subject: SUBJECT,
        note: NOTE,
        file: FILE,
        log,
        reason: REASON,
        answer: ANSWER,
        answer_note: ANSWER_NOTE,
    };
    let told = tell(&world, &words).await;
    let case = &told.case.id;
    let archive = samples::zip(&[
        (MEMBER, words.log.as_bytes()),
        ("plain.txt", CONTENT.as_bytes()),
    ]);
    let bundle = told.contact.upload("bundle.zip", &[], &archive).await;
    told.ana.inspected(&bundle).await;
    told.lead
        .post(&format!("/cases/{case}/holds"), json!({ "reason": HOLD }))
        .await
        .expect(201);
    told.ana
        .post(
            &format!("/cases/{case}/send-links"),
            json!({ "versions": [told.answer], "email": EMAIL, "mode": "passphrase", "passphrase": PASSPHRASE,
                    "note": ANSWER_NOTE, "ttl_seconds": 3600, "max_takes": 3 }),
        )
        .await
        .expect(201);
    // A search and a list of cases by a word, which must not be written down either.
    told.ana
        .post(
            &format!("/versions/{}/search", told.version),
            json!({ "pattern": CONTENT }),
        )
        .await
        .expect(200);
    told.ana
        .get(&format!("/cases?q={SUBJECT}"))
        .await
        .expect(200);
    world.settle().await;
    let backup = world.place("backup");
    world
        .vault()
        .backup()
        .now(&world.console(), &backup)
        .await
        .expect("a snapshot");

    let mut needles = vec![
        CUSTOMER,
        CONTACT,
        EMAIL,
        SUBJECT,
        NOTE,
        FILE,
        REASON,
        CONTENT,
        ANSWER,
        ANSWER_NOTE,
        HOLD,
        PASSPHRASE,
        MEMBER,
        samples::CARD,
        samples::IBAN,
        samples::EMAIL,
        &told.contact.secret,
        "ana@acme.example",
        "lena@acme.example",
    ];
    let cookie = told.ana.cookie().to_owned();
    needles.push(&cookie);
    let access_key = samples::access_key();
    needles.push(&access_key);
    let short_content = CONTENT.split_at(12).0.to_owned();
    needles.push(&short_content);
    // While it runs, with the write-ahead logs as they are; and after it stopped.
    let data = world.data().to_owned();
    for moment in ["running", "stopped"] {
        if moment == "stopped" {
            world.settle().await;
            world.stop().await;
        }
        for root in [&data, &backup] {
            let found = search::below(root, &needles);
            assert!(found.is_empty(), "{moment}, {}: {found:#?}", root.display());
        }
    }
    // The same search finds what does lie there, so it is not blind.
    let deployment =
        std::fs::read_to_string(backup.join("deployment")).expect("the mark of the backup");
    let id = deployment
        .split('"')
        .find(|text| text.starts_with("dep_"))
        .expect("an id")
        .to_owned();
    assert!(!search::below(&backup, &[&id]).is_empty());
    world.start().await;
    world.finish().await;
}

/// What was erased is not found in the files of the live deployment, wrapped keys included.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_destroyed_key_leaves_no_envelope_behind() {
    let world = World::new("destroyed key").await;
    let ana = world.agent("ana").await;
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let version = ana
        .upload("a.log", &[("case", &case.id)], samples::log().as_bytes())
        .await;
    ana.inspected(&version).await;
    world.settle().await;
    let row = world
        .store()
        .version(version.parse().unwrap())
        .await
        .unwrap()
        .expect("the version's row");
    let key = world
        .store()
        .keyring()
        .key(row.data_key)
        .await
        .unwrap()
        .expect("the key's row");
    let envelope = key.envelope.expect("a wrapped key");
    // The part that only this envelope has: nonce, ciphertext, tag.
    let tail = &envelope[22..];
    let holds = || {
        walk(world.data())
            .iter()
            .any(|bytes| memchr::memmem::find(bytes, tail).is_some())
    };
    assert!(holds(), "the wrapped key is on the disk while it lives");
    ana.post(&format!("/versions/{version}/withdrawals"), json!({}))
        .await;
    assert!(!holds(), "not a page and not a log frame has it any more");
    world.finish().await;
}

fn walk(folder: &std::path::Path) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry of the folder").path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else {
            found.push(std::fs::read(path).expect("the file"));
        }
    }
    found
}
