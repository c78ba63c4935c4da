//! Watching: what is unusual is noticed and stopped while it happens, and undone by people.

use std::time::Duration;

use coffer_api as api;
use coffer_tests::{Person, World, samples};
use serde_json::json;

/// Waits for an alert of this title.
async fn alert(security: &Person, title: &str) -> api::Alert {
    let mut others = Vec::new();
    for _ in 0..200 {
        let page: api::Page<api::Alert> = security.get("/alerts").await.read();
        others.clear();
        for alert in page.items {
            if alert.title == title {
                return alert;
            }
            others.push(alert);
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no alert: {title}, but {others:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_guesses_a_password_freezes_the_account() {
    let world = World::new("guesses").await;
    let ana = world.agent("ana").await;
    let mut security = world.security("sam").await;
    ana.get("/cases").await.expect(200);
    for n in 0..6 {
        let body = json!({ "email": ana.email, "password": format!("wrong password number {n}"), "code": "123456" });
        let answer = world.anyone().post("/sign-in/password", body).await;
        assert!(answer.status == 401 || answer.status == 429, "{answer:?}");
    }
    let raised = alert(&security, "Repeated failed sign-ins to one account").await;
    assert_eq!(
        (raised.actor.as_str(), raised.response.as_str()),
        (ana.id.as_str(), "freeze_actor")
    );
    assert!(raised.entries.len() >= 5, "{raised:?}");
    let freeze = raised.freeze.clone().expect("the freeze");
    // The session she has ends with it: whoever guesses may have her laptop as well.
    let refused = ana.get("/cases").await;
    assert_eq!(refused.reason(), "actor-frozen", "{refused:?}");
    security.step_up().await;
    security
        .delete(&format!("/freezes/{freeze}"))
        .await
        .expect(200);
    ana.get("/cases").await.expect(200);
    security
        .post(&format!("/alerts/{}/closures", raised.id), json!({}))
        .await
        .expect(201);
    world.finish().await;
}

/// Otherwise anybody who knows an address could take the guard away by guessing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_who_can_release_a_freeze_is_not_frozen_by_guesses() {
    let world = World::new("guard").await;
    let only = world.security("sam").await;
    for n in 0..5 {
        let body = json!({ "email": only.email, "password": format!("wrong password number {n}"), "code": "123456" });
        world.anyone().post("/sign-in/password", body).await;
    }
    let raised = alert(&only, "Repeated failed sign-ins to one account").await;
    assert_eq!(
        (raised.actor.as_str(), raised.freeze),
        (only.id.as_str(), None)
    );
    only.get("/alerts").await.expect(200);
    // With a second officer there is somebody to release the first.
    let other = world.security("sybil").await;
    world.wait(3600);
    let other = other.elsewhere_again(&world.anyone()).await;
    for n in 0..5 {
        let body = json!({ "email": only.email, "password": format!("wrong password number {n}"), "code": "123456" });
        world.anyone().post("/sign-in/password", body).await;
    }
    for _ in 0..200 {
        let page: api::Page<api::Freeze> = other.get("/freezes").await.read();
        if page.items.iter().any(|freeze| freeze.actor == only.id) {
            return world.finish().await;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let alerts = other.get("/alerts").await;
    panic!("the first officer is not frozen though a second one is there: {alerts:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_reads_everything_is_stopped_in_the_middle() {
    let world = World::new("mass read").await;
    let ana = world.agent("ana").await;
    let mut security = world.security("sam").await;
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let contact = ana.ask_for_files(&case, "Everything").await;
    let mut versions = Vec::new();
    for n in 0..60 {
        versions.push(
            contact
                .upload(
                    &format!("{n}.log"),
                    &[],
                    format!("line of file {n}\n").as_bytes(),
                )
                .await,
        );
    }
    for version in &versions {
        ana.inspected(version).await;
    }
    let mut read = 0;
    for version in &versions {
        let answer = ana.get(&format!("/versions/{version}/lines")).await;
        if answer.status != 200 {
            assert_eq!(answer.reason(), "actor-frozen", "{answer:?}");
            break;
        }
        read += 1;
        // As fast as a program reads; the watch has the time between two requests.
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    assert!(
        (39..56).contains(&read),
        "stopped after {read} of {} files",
        versions.len()
    );
    let raised = alert(&security, "Many different files read in a short time").await;
    assert_eq!(raised.actor, ana.id);
    // A restart does not forget it.
    let mut world = world;
    world.stop().await;
    world.start().await;
    let ana = ana.elsewhere(&world.anyone());
    assert_eq!(ana.get("/cases").await.reason(), "actor-frozen");
    security = security.elsewhere_again(&world.anyone()).await;
    security.step_up().await;
    let freezes: api::Page<api::Freeze> = security.get("/freezes").await.read();
    let freeze = freezes
        .items
        .iter()
        .find(|freeze| freeze.actor == ana.id && freeze.released_at.is_none())
        .expect("the freeze");
    security
        .delete(&format!("/freezes/{}", freeze.id))
        .await
        .expect(200);
    ana.get("/cases").await.expect(200);
    world.finish().await;
}

/// The outcome of the last download, which is written moments after its stream ends.
async fn outcome_of_download(world: &World) -> serde_json::Value {
    for _ in 0..200 {
        let entries = world.entries().await;
        let outcome = entries
            .into_iter()
            .rev()
            .find(|(_, entry)| entry["action"] == "file.download" && entry["kind"] == "outcome");
        if let Some((_, outcome)) = outcome {
            return outcome;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the download has no outcome");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_download_under_way_ends_with_the_freeze() {
    let world = World::new("cut off").await;
    let ana = world.agent("ana").await;
    let security = world.security("sam").await;
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let line = "an ordinary line of an ordinary log that goes on and on and on\n".repeat(1024);
    let big = line.repeat(1024).into_bytes();
    let version = ana.upload("big.log", &[("case", &case.id)], &big).await;
    ana.inspected(&version).await;
    let request = ana.api(
        reqwest::Method::GET,
        &format!("/versions/{version}/content"),
    );
    let mut answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let first = answer.chunk().await.expect("a first part").expect("bytes");
    security
        .post("/freezes", json!({ "user": ana.id }))
        .await
        .expect(201);
    let mut got = first.len();
    let cut = loop {
        match answer.chunk().await {
            Ok(Some(part)) => got += part.len(),
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    assert!(
        cut && got < big.len(),
        "cut: {cut}, after {got} of {} bytes",
        big.len()
    );
    let outcome = outcome_of_download(&world).await;
    assert!(
        matches!(outcome["result"].as_str(), Some("revoked" | "cut")),
        "{outcome}"
    );
    assert!(outcome["bytes"].as_u64().unwrap() < big.len() as u64);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ordinary_work_raises_nothing() {
    let world = World::new("ordinary").await;
    let security = world.security("sam").await;
    let words = crate::main_job::Words {
        log: samples::log(),
        ..crate::main_job::Words::ordinary()
    };
    crate::main_job::tell(&world, &words).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let page: api::Page<api::Alert> = security.get("/alerts").await.read();
    assert!(page.items.is_empty(), "{:?}", page.items);
    world.finish().await;
}
