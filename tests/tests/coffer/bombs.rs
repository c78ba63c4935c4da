//! Files made to hurt whoever looks into them. They end up uninspected, and the server carries on.

use std::time::{Duration, Instant};

use coffer_tests::{World, samples};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_files_are_set_aside() {
    let world = World::new("bombs").await;
    let ana = world.agent("ana").await;
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let contact = ana.ask_for_files(&case, "Anything").await;
    let bomb = samples::zip_bomb(48);
    assert!(
        bomb.len() < 4 << 20,
        "three gigabytes in {} bytes",
        bomb.len()
    );
    let mut nested = samples::zip(&[("log.txt", b"an ordinary line\n")]);
    for level in 0..40 {
        nested = samples::zip(&[(&format!("level {level}.zip"), &nested)]);
    }
    let crowd: Vec<(String, &[u8])> = (0..60_000).map(|n| (format!("{n}"), &b""[..])).collect();
    let crowd: Vec<(&str, &[u8])> = crowd
        .iter()
        .map(|(name, bytes)| (name.as_str(), *bytes))
        .collect();
    let one_line = vec![b'a'; 40 << 20];
    let deep_json = [vec![b'['; 200_000], vec![b']'; 200_000]].concat();
    let lying_gzip = [
        &[0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3][..],
        &samples::noise(3, 50_000),
    ]
    .concat();
    let torn_zip = {
        let whole = samples::zip(&[("a.log", samples::log().as_bytes())]);
        whole[..whole.len() - 30].to_vec()
    };
    let escape = samples::zip(&[
        ("../../etc/passwd", b"root"),
        ("/absolute", b"x"),
        ("C:\\windows", b"x"),
        ("a\0b", b"x"),
    ]);
    let files: Vec<(&str, Vec<u8>, &[&str])> = vec![
        ("bomb.zip", bomb, &["uninspected"]),
        ("nested.zip", nested, &["uninspected"]),
        ("crowd.zip", samples::zip(&crowd), &["uninspected", "ready"]),
        ("one line.log", one_line, &["ready", "uninspected"]),
        ("deep.json", deep_json, &["ready", "uninspected"]),
        ("lying.gz", lying_gzip, &["uninspected"]),
        ("torn.zip", torn_zip, &["uninspected"]),
        ("escape.zip", escape, &["ready", "uninspected"]),
        (
            "noise.bin",
            samples::noise(4, 100_000),
            &["uninspected", "ready"],
        ),
        ("empty", Vec::new(), &["ready", "uninspected"]),
    ];
    for (name, bytes, states) in files {
        let started = Instant::now();
        let version = contact.upload(name, &[], &bytes).await;
        let view = ana.inspected(&version).await;
        assert!(
            states.contains(&view.version.state.as_str()),
            "{name}: {view:?}"
        );
        assert!(
            started.elapsed() < Duration::from_secs(25),
            "{name} took {:?}",
            started.elapsed()
        );
        // Health checks and other people's work go on.
        let ready = world
            .anyone()
            .send(world.anyone().raw(reqwest::Method::GET, "/readyz"))
            .await;
        assert_eq!(ready.status, 200, "{name}");
        if view.version.state == "uninspected" {
            let refused = ana.get(&format!("/versions/{version}/lines")).await;
            assert_eq!(refused.reason(), "uninspected", "{name}");
            assert_eq!(
                ana.download(&version).await.reason(),
                "uninspected",
                "{name}"
            );
        }
    }
    let after = contact
        .upload("after.log", &[], samples::log().as_bytes())
        .await;
    assert_eq!(ana.inspected(&after).await.version.state, "ready");
    // A lead can let one out, and the agent who uploaded one cannot.
    let lead = world.lead("lena").await;
    let list: coffer_api::Page<coffer_api::File> =
        ana.get(&format!("/cases/{}/files", case.id)).await.read();
    let aside = list
        .items
        .iter()
        .find(|file| file.name == "torn.zip")
        .expect("the torn archive");
    assert_eq!(
        ana.post(
            &format!("/versions/{}/approvals", aside.version.id),
            json!({})
        )
        .await
        .status,
        403
    );
    lead.post(
        &format!("/versions/{}/approvals", aside.version.id),
        json!({}),
    )
    .await
    .expect(201);
    ana.download(&aside.version.id).await.expect(200);
    world.finish().await;
}
