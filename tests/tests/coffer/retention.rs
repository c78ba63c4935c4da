//! The end of a case: its keys go, and with them every copy of it.

use coffer_api as api;
use coffer_tests::{World, samples};
use coffer_vault::Caller;
use serde_json::json;

use crate::backup::restored_beside;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_erased_stays_erased_whatever_is_restored() {
    let world = World::new("erasure").await;
    let mut ana = world.agent("ana").await;
    let mut lead = world.lead("lena").await;
    let doomed = ana
        .open_case_kept(
            "Northwind",
            ("Petra", "petra@northwind.example"),
            "Doomed",
            Some(3600),
        )
        .await;
    let kept = ana
        .open_case("Contoso", ("Kim", "kim@contoso.example"), "Kept")
        .await;
    let contact = ana.ask_for_files(&doomed, "Logs").await;
    let version = contact
        .upload("doomed.log", &[], samples::log().as_bytes())
        .await;
    let other = ana
        .upload("kept.log", &[("case", &kept.id)], samples::log().as_bytes())
        .await;
    for version in [&version, &other] {
        assert_eq!(ana.inspected(version).await.version.state, "ready");
    }
    let withdrawn = ana
        .upload(
            "taken back.log",
            &[("case", &kept.id)],
            samples::log().as_bytes(),
        )
        .await;
    ana.inspected(&withdrawn).await;
    world.settle().await;
    let backup = world.place("backup");
    let before = world
        .vault()
        .backup()
        .now(&world.console(), &backup)
        .await
        .expect("a snapshot before");

    ana.post(&format!("/versions/{withdrawn}/withdrawals"), json!({}))
        .await;
    ana.post(&format!("/cases/{}/closures", doomed.id), json!({}))
        .await
        .expect(201);
    assert_eq!(
        ana.get(&format!("/versions/{version}/lines"))
            .await
            .reason(),
        "case-closed",
        "reading ends at once"
    );
    // A hold keeps it beyond its time.
    lead.post(
        &format!("/cases/{}/holds", doomed.id),
        json!({ "reason": "litigation" }),
    )
    .await
    .expect(201);
    world.wait(7200);
    lead.sign_in_again().await;
    let retention = Caller::service("retention");
    assert_eq!(
        world
            .vault()
            .retention()
            .run(&retention)
            .await
            .expect("a run"),
        0,
        "a hold keeps it"
    );
    lead.delete(&format!("/cases/{}/holds", doomed.id))
        .await
        .expect(200);
    let view = lead.shredded(&doomed.id).await;
    assert_eq!((view.case.subject.as_str(), view.contacts.len()), ("", 0));
    let certificate: api::Certificate = lead
        .get(&format!("/cases/{}/certificate", doomed.id))
        .await
        .read();
    assert!(!certificate.signature.is_empty());
    ana.sign_in_again().await;
    assert!(ana.get(&format!("/versions/{version}/lines")).await.status >= 400);
    assert!(
        contact
            .get(&format!("/versions/{version}/receipt"))
            .await
            .status
            >= 400
    );

    // A backup taken after it, and the one taken before it: neither brings it back.
    let after = world
        .vault()
        .backup()
        .now(&world.console(), &backup)
        .await
        .expect("a snapshot after");
    for (name, snapshot) in [("after", &after), ("before", &before)] {
        let mut elsewhere =
            restored_beside(&world, &backup, Some(snapshot.id.parse().unwrap()), name).await;
        elsewhere.start().await;
        let lena = lead.elsewhere_again(&elsewhere.anyone()).await;
        let ana = ana.elsewhere_again(&elsewhere.anyone()).await;
        let there: api::CaseView = lena.get(&format!("/cases/{}", doomed.id)).await.read();
        assert_eq!(
            (there.case.state.as_str(), there.case.subject.as_str()),
            ("shredded", ""),
            "{name}"
        );
        for gone in [&version, &withdrawn] {
            assert!(
                ana.get(&format!("/versions/{gone}/lines")).await.status >= 400,
                "{name}"
            );
            assert!(ana.download(gone).await.status >= 400, "{name}");
        }
        let list: api::Page<api::Case> = lena.get("/cases").await.read();
        assert!(
            list.items.iter().all(|case| case.subject != "Doomed"),
            "{name}"
        );
        assert_eq!(
            ana.download(&other).await.expect(200).body,
            samples::log().as_bytes(),
            "{name}: the rest is there"
        );
        elsewhere.finish().await;
    }
    // The live key is gone from the files as well, not only from the rows.
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
    assert!(key.envelope.is_none() && key.destroyed_at.is_some());
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_keyring_with_the_log_forgets_as_well() {
    let world = World::new("erasure with an old keyring").await;
    let mut ana = world.agent("ana").await;
    let doomed = ana
        .open_case_kept(
            "Northwind",
            ("Petra", "petra@northwind.example"),
            "Doomed",
            Some(60),
        )
        .await;
    let version = ana
        .upload(
            "doomed.log",
            &[("case", &doomed.id)],
            samples::log().as_bytes(),
        )
        .await;
    ana.inspected(&version).await;
    world.settle().await;
    let backup = world.place("backup");
    let before = world
        .vault()
        .backup()
        .now(&world.console(), &backup)
        .await
        .expect("a snapshot before");
    ana.post(&format!("/cases/{}/closures", doomed.id), json!({}))
        .await
        .expect(201);
    world.wait(120);
    ana.shredded(&doomed.id).await;
    let after = world
        .vault()
        .backup()
        .now(&world.console(), &backup)
        .await
        .expect("a snapshot after");

    // The newest keyring rots; an older one still has the key.
    let newest = backup
        .join("keyrings")
        .join(&after.id)
        .join("keyring.db.sealed");
    let mut bytes = std::fs::read(&newest).unwrap();
    bytes[9000] ^= 1;
    std::fs::write(&newest, bytes).unwrap();
    let restored = crate::backup::restore_into(
        &world,
        &backup,
        Some(before.id.parse().unwrap()),
        "old",
        &world.recovery_key(),
    )
    .await
    .unwrap();
    assert_eq!(restored.warnings.len(), 1, "{restored:?}");
    assert!(
        restored.shredded_again >= 2,
        "the case's key and the version's: {restored:?}"
    );
    let mut elsewhere = world.beside(
        world.place("old"),
        world.place("old.key"),
        coffer_tests::Setup::default(),
    );
    elsewhere.start().await;
    let there = ana.elsewhere_again(&elsewhere.anyone()).await;
    assert!(there.download(&version).await.status >= 400);
    elsewhere.finish().await;

    // Without the log, that old keyring would resurrect what was erased; it is refused instead.
    let shreds = backup.join("shreds");
    let log = std::fs::read_to_string(&shreds).unwrap();
    let cut: String = log
        .lines()
        .take(log.lines().count() - 1)
        .map(|line| format!("{line}\n"))
        .collect();
    std::fs::write(&shreds, cut).unwrap();
    let refused = crate::backup::restore_into(
        &world,
        &backup,
        Some(before.id.parse().unwrap()),
        "cut",
        &world.recovery_key(),
    )
    .await;
    assert!(
        matches!(&refused, Err(coffer_vault::Error::Integrity(text)) if text.contains("cut short")),
        "{refused:?}"
    );
    ana.sign_in_again().await;
    world.finish().await;
}
