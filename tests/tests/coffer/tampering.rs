//! Somebody who has the disk changes it. What was changed is named, and wrong bytes never leave.

use std::path::PathBuf;

use coffer_tests::{Setup, World, samples};
use sqlx::{Connection as _, SqliteConnection};

/// Changes the database behind the back of the deployment, which must be stopped.
pub async fn sql(world: &World, statements: &[&str]) {
    let url = format!("sqlite://{}", world.data().join("coffer.db").display());
    let mut connection = SqliteConnection::connect(&url)
        .await
        .expect("the database opens");
    for statement in statements {
        sqlx::query(sqlx::AssertSqlSafe((*statement).to_owned()))
            .execute(&mut connection)
            .await
            .expect("the statement runs");
    }
    connection.close().await.expect("the database closes");
}

const UNLOCK: [&str; 6] = [
    "DROP TRIGGER ledger_entries_are_not_changed",
    "DROP TRIGGER ledger_entries_are_not_removed",
    "DROP TRIGGER ledger_nodes_are_not_changed",
    "DROP TRIGGER ledger_nodes_are_not_removed",
    "DROP TRIGGER ledger_checkpoints_are_not_changed",
    "DROP TRIGGER ledger_checkpoints_are_not_removed",
];

/// A short day at work, so that the ledger has something in it.
async fn a_day(seed: &str) -> (World, coffer_tests::Person, String) {
    let world = World::with(
        seed,
        Setup {
            damaged_ledger: true,
            ..Setup::default()
        },
    )
    .await;
    let ana = world.agent("ana").await;
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let version = ana
        .upload("a.log", &[("case", &case.id)], samples::log().as_bytes())
        .await;
    ana.inspected(&version).await;
    ana.masked_lines(&version).await;
    world.settle().await;
    (world, ana, version)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edited_ledger_names_what_was_edited() {
    /// What somebody does, and what the verification says.
    struct Edit {
        what: &'static str,
        statements: &'static [&'static str],
        says: &'static [&'static str],
    }
    const EDITS: &[Edit] = &[
        Edit {
            what: "a word of an entry",
            statements: &[
                "UPDATE ledger_entries SET bytes = CAST(replace(CAST(bytes AS TEXT), '\"allow\"', '\"deny\"') AS BLOB) WHERE idx = 5",
            ],
            says: &["entry 5 was changed"],
        },
        Edit {
            what: "an entry is removed",
            statements: &[
                "DELETE FROM ledger_intents WHERE idx = 6",
                "DELETE FROM ledger_entries WHERE idx = 6",
            ],
            says: &["entry 6 was removed"],
        },
        Edit {
            what: "two entries change places",
            statements: &[
                "UPDATE ledger_entries SET idx = 1000000 WHERE idx = 5",
                "UPDATE ledger_entries SET idx = 5 WHERE idx = 9",
                "UPDATE ledger_entries SET idx = 9 WHERE idx = 1000000",
            ],
            says: &["reordered", "entry 5"],
        },
        Edit {
            what: "the hash beside an entry",
            statements: &["UPDATE ledger_entries SET leaf_hash = zeroblob(32) WHERE idx = 7"],
            says: &["hash stored with entry 7"],
        },
        Edit {
            what: "a node of the tree",
            statements: &[
                "UPDATE ledger_nodes SET hash = zeroblob(32) WHERE level = 1 AND idx = 2",
            ],
            says: &["node 2 of level 1"],
        },
        Edit {
            what: "the end is cut off",
            statements: &[
                "DELETE FROM ledger_intents WHERE idx >= 20",
                "DELETE FROM ledger_entries WHERE idx >= 20",
                "DELETE FROM ledger_nodes WHERE (idx + 1) << level > 20",
            ],
            says: &["the end was cut off"],
        },
    ];
    for edit in EDITS {
        let (mut world, _, _) = a_day(edit.what).await;
        // Signed, so that there is something that a shorter ledger does not fit.
        world
            .vault()
            .ledger()
            .checkpoint()
            .await
            .expect("a checkpoint");
        let before = world
            .vault()
            .ledger()
            .verify(&world.console())
            .await
            .expect("a verification");
        assert!(before.ok && before.checkpoints > 0, "{:?}", before.faults);
        world.stop().await;
        sql(&world, &UNLOCK).await;
        sql(&world, edit.statements).await;
        // An auditor's tool reads the files; nothing has to be served for that.
        let store = coffer_store::Store::open(world.data())
            .await
            .expect("the store opens");
        store.close().await;
        world.start().await;
        let report = world
            .vault()
            .ledger()
            .verify(&world.console())
            .await
            .expect("a verification");
        assert!(!report.ok, "{}", edit.what);
        let first = report.faults.first().expect("a fault").clone();
        assert!(
            edit.says.iter().all(|part| first.contains(part)),
            "{}: {:?}",
            edit.what,
            report.faults
        );
        world.finish().await;
    }
}

/// Everything is consistent in itself again: entries, hashes, nodes. Only what was signed before tells.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rewritten_history_does_not_fit_its_checkpoints() {
    let (mut world, _, _) = a_day("rewritten history").await;
    world
        .vault()
        .ledger()
        .checkpoint()
        .await
        .expect("a checkpoint");
    world.stop().await;
    sql(&world, &UNLOCK).await;
    let store = coffer_store::Store::open(world.data())
        .await
        .expect("the store opens");
    let mut entries = store
        .entries(0..u64::MAX, 10_000)
        .await
        .expect("the entries");
    store.close().await;
    let text = String::from_utf8(entries[5].bytes.clone()).unwrap();
    entries[5].bytes = text.replace("\"allow\"", "\"deny\"").into_bytes();
    assert_ne!(entries[5].bytes, text.as_bytes(), "entry 5 is a decision");
    let url = format!("sqlite://{}", world.data().join("coffer.db").display());
    let mut connection = SqliteConnection::connect(&url)
        .await
        .expect("the database opens");
    let mut frontier = coffer_ledger::Frontier::default();
    for entry in &entries {
        let leaf = coffer_ledger::leaf_hash(&entry.bytes);
        for (level, index, hash) in frontier.push(leaf) {
            let statement = if level == 0 {
                "UPDATE ledger_entries SET bytes = $3, leaf_hash = $1 WHERE idx = $2"
            } else {
                "UPDATE ledger_nodes SET hash = $1 WHERE idx = $2 AND level = $3"
            };
            let query = sqlx::query(statement)
                .bind(hash.to_vec())
                .bind(i64::try_from(index).unwrap());
            let query = if level == 0 {
                query.bind(entry.bytes.clone())
            } else {
                query.bind(i64::from(level))
            };
            query
                .execute(&mut connection)
                .await
                .expect("a row is rewritten");
        }
    }
    connection.close().await.expect("the database closes");
    world.start().await;
    let report = world
        .vault()
        .ledger()
        .verify(&world.console())
        .await
        .expect("a verification");
    assert!(!report.ok);
    assert!(
        report
            .faults
            .iter()
            .any(|fault| fault.contains("does not fit its signed checkpoint")),
        "{:?}",
        report.faults
    );
    world.finish().await;
}

fn objects(world: &World) -> Vec<PathBuf> {
    fn walk(folder: &std::path::Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("the folder") {
            let path = entry.expect("an entry of the folder").path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&world.data().join("objects"), &mut found);
    found
}

/// The sealed object that holds the content of a version, and where it lies.
async fn content_object(world: &World, version: &str) -> PathBuf {
    let extents = world
        .store()
        .extents(
            version.parse().expect("the id of a version"),
            coffer_seal::Stream::Content as u8,
        )
        .await
        .expect("the extents of the version");
    let name = extents[0].object_id.to_string();
    objects(world)
        .into_iter()
        .find(|path| path.ends_with(&name))
        .expect("the object's file")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sealed_objects_that_were_touched_yield_nothing() {
    let mut world = World::new("touched objects").await;
    let ana = world.agent("ana").await;
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let secret = samples::noise(5, 300_000);
    let mut versions = Vec::new();
    for name in [
        "flipped",
        "cut",
        "extended",
        "swapped a",
        "swapped b",
        "gone",
    ] {
        let text: String = secret
            .iter()
            .map(|byte| format!("{byte:02x}\n"))
            .collect::<String>()
            + name;
        let version = ana
            .upload(
                &format!("{name}.log"),
                &[("case", &case.id)],
                text.as_bytes(),
            )
            .await;
        assert_eq!(ana.inspected(&version).await.version.state, "ready");
        versions.push((version, text));
    }
    world.settle().await;
    let mut paths = Vec::new();
    for (version, _) in &versions {
        paths.push(content_object(&world, version).await);
    }
    world.stop().await;
    let mut bytes = std::fs::read(&paths[0]).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&paths[0], &bytes).unwrap();
    let bytes = std::fs::read(&paths[1]).unwrap();
    std::fs::write(&paths[1], &bytes[..bytes.len() - 65_536]).unwrap();
    let bytes = std::fs::read(&paths[2]).unwrap();
    std::fs::write(
        &paths[2],
        [&bytes[..], &bytes[4096..4096 + 65_536]].concat(),
    )
    .unwrap();
    let (a, b) = (
        std::fs::read(&paths[3]).unwrap(),
        std::fs::read(&paths[4]).unwrap(),
    );
    std::fs::write(&paths[3], b).unwrap();
    std::fs::write(&paths[4], a).unwrap();
    std::fs::remove_file(&paths[5]).unwrap();
    world.start().await;
    let mut ana = ana.elsewhere(&world.anyone());
    ana.sign_in_again().await;
    for (version, text) in &versions {
        let request = ana.api(
            reqwest::Method::GET,
            &format!("/versions/{version}/content"),
        );
        // Either a problem, or a stream that ends before its length; never a byte that was not sealed there.
        if let Ok(answer) = ana.try_send(request).await {
            if answer.status == 200 {
                assert!(
                    answer.body.len() > text.len() || text.as_bytes().starts_with(&answer.body),
                    "{answer:?}"
                );
                // An object that was only extended still has its own bytes in front.
                assert!(
                    answer.body == text.as_bytes() && version == &versions[2].0,
                    "{version}: {answer:?}"
                );
            } else {
                assert!(answer.status >= 500, "{answer:?}");
                assert!(
                    matches!(answer.code().as_str(), "integrity" | "unavailable"),
                    "{answer:?}"
                );
            }
        }
    }
    // The rest of the deployment is unharmed.
    let fine = ana
        .upload("fine.log", &[("case", &case.id)], samples::log().as_bytes())
        .await;
    ana.inspected(&fine).await;
    assert_eq!(
        ana.download(&fine).await.expect(200).body,
        samples::log().as_bytes()
    );
    world.finish().await;
}

/// Rows that were moved to another row do not open there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sealed_fields_do_not_open_in_another_row() {
    let mut world = World::new("moved fields").await;
    let ana = world.agent("ana").await;
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let one = ana
        .upload("payroll.log", &[("case", &case.id)], b"one\n")
        .await;
    let two = ana
        .upload("harmless.log", &[("case", &case.id)], b"two\n")
        .await;
    for version in [&one, &two] {
        ana.inspected(version).await;
    }
    world.settle().await;
    world.stop().await;
    sql(
        &world,
        &["UPDATE files SET sealed_name = (SELECT sealed_name FROM files ORDER BY id LIMIT 1)"],
    )
    .await;
    world.start().await;
    let mut ana = ana.elsewhere(&world.anyone());
    ana.sign_in_again().await;
    let answer = ana.get(&format!("/cases/{}/files", case.id)).await;
    assert_eq!(answer.code(), "integrity", "{answer:?}");
    assert!(!String::from_utf8_lossy(&answer.body).contains("payroll"));
    world.finish().await;
}
