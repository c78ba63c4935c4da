//! Rules of a deployment's own, and what becomes of files that other rules inspected.

use coffer_api as api;
use coffer_tests::{Contact, PROJECTS, World, samples};
use coffer_vault::Detection;

async fn receipt_id(contact: &Contact, version: &str) -> serde_json::Value {
    let text = contact.receipt(version).await;
    let receipt: serde_json::Value = serde_json::from_str(&text).expect("a receipt is JSON");
    receipt["receipt_id"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_inspected_again_when_the_rules_change() {
    let mut world = World::new("rules").await;
    let ana = world.agent("ana").await;
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let contact = ana.ask_for_files(&case, "Logs").await;
    let text = format!("{}about PRJ-48213, again\n", samples::log());
    let mut versions = Vec::new();
    // More than are queued at once.
    for n in 0..23 {
        versions.push(
            contact
                .upload(&format!("{n}.log"), &[], text.as_bytes())
                .await,
        );
    }
    let version = versions[0].clone();
    let archive = samples::zip(&[("deep.txt", b"PRJ-11111\n")]);
    versions.push(contact.upload("a.zip", &[], &archive).await);
    for version in &versions {
        ana.inspected(version).await;
    }
    let before = ana.inspected(&version).await.version;
    assert!(
        ana.masked_lines(&version)
            .await
            .join("\n")
            .contains("PRJ-48213")
    );
    let receipt = receipt_id(&contact, &version).await;

    world.restart_with_rules(PROJECTS).await;
    let ana = ana.elsewhere(&world.anyone());
    world.inspected_again().await;
    for version in &versions {
        let view = ana.inspected(version).await.version;
        assert_eq!((view.state.as_str(), view.current), ("ready", true));
        assert!(view.labels.contains(&"custom".to_owned()), "{view:?}");
    }
    let after = ana.inspected(&version).await.version;
    assert_ne!(before.ruleset, after.ruleset);
    assert_eq!((before.sha256, before.lines), (after.sha256, after.lines));
    let masked = ana.masked_lines(&version).await.join("\n");
    assert!(!masked.contains("PRJ-48213"), "{masked}");
    let found: api::Page<api::FoundIn> = ana.get("/findings?detector=project_name").await.read();
    assert_eq!(found.items.len(), versions.len());
    assert_eq!(found.items[0].ruleset, after.ruleset);
    // What was answered for before is not answered for again.
    let contact = world.customer(&contact.secret);
    assert_eq!(receipt_id(&contact, &version).await, receipt);

    // Back to the built-in rules: what only the rule found is gone.
    world.restart_with_rules("").await;
    let ana = ana.elsewhere(&world.anyone());
    world.inspected_again().await;
    let view = ana.inspected(&version).await.version;
    assert!(!view.labels.contains(&"custom".to_owned()), "{view:?}");
    world.finish().await;
}

#[test]
fn a_rule_that_misses_its_own_example_is_refused_by_name() {
    let wrong = PROJECTS.replace("see PRJ-12345", "see nothing");
    let error = Detection::parse(&wrong).unwrap_err().to_string();
    assert!(error.contains("project_name"), "{error}");
}
