//! What inspection looks for in one case: a lead switches detectors off, with a reason, within what the deployment allows.

use coffer_api as api;
use coffer_tests::{Case, PROJECTS, Person, Setup, World, samples};
use serde_json::json;

const ADDRESS: &str = "203.0.113.77";

fn log() -> String {
    format!(
        "{}2026-11-20T10:00:29Z WARN peer {ADDRESS} reset the connection\n",
        samples::log()
    )
}

async fn opened(ana: &Person, customer: &str) -> (Case, String) {
    let email = format!("petra@{}.example", customer.to_lowercase());
    let case = ana.open_case(customer, ("Petra", &email), "Slow").await;
    let contact = ana.ask_for_files(&case, "Logs").await;
    let version = contact.upload("app.log", &[], log().as_bytes()).await;
    ana.inspected(&version).await;
    (case, version)
}

async fn text(ana: &Person, version: &str) -> String {
    ana.masked_lines(version).await.join("\n")
}

async fn of(who: &Person, case: &Case) -> api::CaseDetection {
    who.get(&format!("/cases/{}/detection", case.id))
        .await
        .read()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lead_says_what_is_not_looked_for_in_a_case() {
    let mut world = World::new("switches").await;
    let ana = world.agent("ana").await;
    let mut lead = world.lead("lena").await;
    let (case, version) = opened(&ana, "Northwind").await;
    let (_, other) = opened(&ana, "Contoso").await;
    assert!(!text(&ana, &version).await.contains(ADDRESS));
    let before = ana.inspected(&version).await.version;

    lead.step_up().await;
    let path = format!("/cases/{}/detection", case.id);
    let wanted = json!({ "classes_off": ["network"], "off": ["email"], "reason": "Which peer resets is the question" });
    let set: api::CaseDetection = lead.post(&path, wanted).await.read();
    assert_eq!(set.set_by.as_deref(), Some("lena"));
    assert_ne!(Some(&set.ruleset), before.ruleset.as_ref());
    world.inspected_again().await;

    let after = ana.inspected(&version).await.version;
    assert_eq!(after.ruleset.as_ref(), Some(&set.ruleset));
    assert!(after.current && !after.labels.contains(&"network".to_owned()));
    let shown = text(&ana, &version).await;
    assert!(
        shown.contains(ADDRESS) && shown.contains(samples::EMAIL),
        "{shown}"
    );
    assert!(
        !shown.contains(samples::CARD) && !shown.contains(samples::IBAN),
        "{shown}"
    );
    // Only there; and what comes later is inspected the same way.
    assert!(!text(&ana, &other).await.contains(ADDRESS));
    let contact = ana.ask_for_files(&case, "More").await;
    let next = contact.upload("next.log", &[], log().as_bytes()).await;
    assert_eq!(ana.inspected(&next).await.version.ruleset, after.ruleset);

    let view: api::CaseView = ana.get(&format!("/cases/{}", case.id)).await.read();
    assert_eq!(view.switched_off, ["network", "email"]);
    let told = of(&ana, &case).await;
    assert_eq!(
        told.reason.as_deref(),
        Some("Which peer resets is the question")
    );
    let state = |id: &str| {
        told.detectors
            .iter()
            .find(|one| one.id == id)
            .expect("a detector")
    };
    assert!(!state("ipv4").on && state("iban").on && state("payment_card").always);
    let entries = world.entries().await;
    let recorded = entries.iter().any(|(_, entry)| {
        entry["action"] == "detection.set"
            && entry["detail"]["off"] == "network,email"
            && entry["detail"]["rules"] == set.ruleset.as_str()
    });
    assert!(recorded, "who switched what off is on record");

    // Better rules change the hash of every case, and switch nothing on again.
    world.restart_with_rules(PROJECTS).await;
    let (ana, lead) = (
        ana.elsewhere(&world.anyone()),
        lead.elsewhere(&world.anyone()),
    );
    world.inspected_again().await;
    let again = ana.inspected(&version).await.version;
    assert_ne!(again.ruleset, after.ruleset);
    assert_ne!(again.ruleset, ana.inspected(&other).await.version.ruleset);
    assert!(again.current && text(&ana, &version).await.contains(ADDRESS));

    // And back.
    lead.post(&path, json!({ "reason": "The question is answered" }))
        .await
        .expect(201);
    world.inspected_again().await;
    assert!(!text(&ana, &version).await.contains(ADDRESS));
    assert_eq!(
        ana.inspected(&version).await.version.ruleset,
        ana.inspected(&other).await.version.ruleset
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credentials_and_cards_are_looked_for_whoever_asks() {
    let mut setup = Setup::default();
    setup.settings.always_on = vec!["iban".to_owned(), "health".to_owned()];
    let world = World::with("always on", setup).await;
    let ana = world.agent("ana").await;
    let mut lead = world.lead("lena").await;
    let (case, version) = opened(&ana, "Northwind").await;
    let path = format!("/cases/{}/detection", case.id);
    let network = json!({ "classes_off": ["network"], "reason": "Routes matter" });

    let refused = ana.post(&path, network.clone()).await;
    assert_eq!(refused.status, 403);
    for who in [
        &world.engineer("bo").await,
        &world.administrator("adam").await,
    ] {
        assert_eq!(
            who.post(&path, network.clone()).await.status,
            404,
            "{}",
            who.name
        );
        assert_eq!(who.get(&path).await.status, 404, "{}", who.name);
    }
    lead.step_up().await;
    for body in [
        json!({ "classes_off": ["network"], "reason": " " }),
        json!({ "classes_off": ["network"] }),
        json!({ "classes_off": ["credential"], "reason": "X" }),
        json!({ "off": ["payment_card"], "reason": "X" }),
        json!({ "classes_off": ["financial"], "reason": "X" }),
        json!({ "off": ["jwt"], "reason": "X" }),
        // What the deployment adds.
        json!({ "off": ["iban"], "reason": "X" }),
        json!({ "classes_off": ["health"], "reason": "X" }),
        json!({ "off": ["no_such_detector"], "reason": "X" }),
        json!({ "classes_off": ["everything"], "reason": "X" }),
    ] {
        let answer = lead.post(&path, body.clone()).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.text());
    }
    assert!(of(&ana, &case).await.detectors.iter().all(|one| one.on));
    // The same without what has to stay.
    let allowed = json!({ "classes_off": ["financial"], "on": ["payment_card", "card_track", "card_security_code", "iban"],
                          "reason": "Amounts and dates matter" });
    lead.post(&path, allowed).await.expect(201);
    world.inspected_again().await;
    let shown = text(&ana, &version).await;
    assert!(
        !shown.contains(samples::CARD) && !shown.contains(samples::IBAN),
        "{shown}"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_deployment_wants_later_is_looked_for_in_cases_that_switched_it_off() {
    let mut world = World::new("wanted later").await;
    let ana = world.agent("ana").await;
    let mut lead = world.lead("lena").await;
    let (case, version) = opened(&ana, "Northwind").await;
    lead.step_up().await;
    let off = json!({ "classes_off": ["network"], "off": ["email"], "reason": "Which peer resets is the question" });
    let path = format!("/cases/{}/detection", case.id);
    lead.post(&path, off).await.expect(201);
    world.inspected_again().await;
    assert!(text(&ana, &version).await.contains(ADDRESS));

    world.restart_with_always_on(&["network"]).await;
    let (ana, mut lead) = (
        ana.elsewhere(&world.anyone()),
        lead.elsewhere(&world.anyone()),
    );
    world.inspected_again().await;
    let contact = ana.ask_for_files(&case, "More").await;
    let next = contact.upload("next.log", &[], log().as_bytes()).await;
    let told = of(&ana, &case).await;
    for (which, version) in [("there before", &version), ("new", &next)] {
        let inspected = ana.inspected(version).await.version;
        assert!(
            inspected.labels.contains(&"network".to_owned()) && inspected.current,
            "{which}"
        );
        assert_eq!(inspected.ruleset.as_ref(), Some(&told.ruleset), "{which}");
        let shown = text(&ana, version).await;
        assert!(!shown.contains(ADDRESS), "{which}: {shown}");
        assert!(shown.contains(samples::EMAIL), "{which}: {shown}");
    }
    let state = |id: &str| told.detectors.iter().find(|one| one.id == id);
    assert!(state("ipv4").is_some_and(|one| one.on && one.always));
    assert!(state("email").is_some_and(|one| !one.on));
    assert_eq!(told.overruled, ["network"]);
    let view: api::CaseView = ana.get(&format!("/cases/{}", case.id)).await.read();
    assert_eq!(view.switched_off, ["email"]);

    // The lead's word is kept, and counts again where the deployment takes its own back.
    world.restart_with_always_on(&[]).await;
    let ana = ana.elsewhere(&world.anyone());
    world.inspected_again().await;
    assert!(text(&ana, &version).await.contains(ADDRESS));
    assert!(of(&ana, &case).await.overruled.is_empty());
    lead = lead.elsewhere(&world.anyone());
    lead.post(&path, json!({ "reason": "The question is answered" }))
        .await
        .expect(201);
    world.inspected_again().await;
    assert!(!text(&ana, &version).await.contains(ADDRESS));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_list_of_switches_is_on_record_in_full() {
    let world = World::new("long list").await;
    let ana = world.agent("ana").await;
    let mut lead = world.lead("lena").await;
    let (case, _) = opened(&ana, "Northwind").await;
    lead.step_up().await;
    let path = format!("/cases/{}/detection", case.id);
    let known = of(&ana, &case).await;
    let free = || known.detectors.iter().filter(|one| !one.always);

    // All there is, and nearly all: one of each class stays, so that each detector is named by itself.
    let mut kept: Vec<&str> = Vec::new();
    let nearly: Vec<&str> = free()
        .filter(|one| {
            let first = !kept.contains(&one.class.as_str());
            if first {
                kept.push(&one.class);
            }
            !first
        })
        .map(|one| one.id.as_str())
        .collect();
    let all: Vec<&str> = free().map(|one| one.id.as_str()).collect();
    assert!(nearly.join(",").len() > 256, "longer than one detail");
    for ids in [&all, &nearly] {
        let body = json!({ "off": ids, "reason": "Nothing of it matters here" });
        let set: api::CaseDetection = lead.post(&path, body).await.read();
        let off = set.detectors.iter().filter(|one| !one.on);
        assert!(off.map(|one| one.id.as_str()).eq(ids.iter().copied()));
        let entries = world.entries().await;
        let recorded = entries.iter().rev().find_map(|(_, entry)| {
            let this = entry["detail"]["rules"] == set.ruleset.as_str();
            this.then(|| entry["detail"].clone())
        });
        let recorded = recorded.expect("who switched what off is on record");
        let details = recorded.as_object().expect("details").iter();
        let mut names: Vec<&str> = details
            .filter(|(key, _)| *key == "off" || key.starts_with("off."))
            .flat_map(|(_, value)| value.as_str().expect("a text").split(','))
            .collect();
        names.sort_unstable();
        let view: api::CaseView = ana.get(&format!("/cases/{}", case.id)).await.read();
        let mut expected: Vec<&str> = view.switched_off.iter().map(String::as_str).collect();
        expected.sort_unstable();
        assert_eq!(names, expected);
        if ids == &all {
            assert!(names.contains(&"network") && names.contains(&"iban"));
        } else {
            assert_eq!(names.len(), nearly.len());
        }
    }
    world.finish().await;
}
