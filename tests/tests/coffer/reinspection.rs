//! The server is killed while it inspects a file again under new rules. The job is taken up by the next server, and whatever
//! is asked for in between is masked by what was found before, until the new result takes its place as a whole.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use coffer_store::{JobState, Store};
use coffer_tests::{Credential, PROJECTS, Running, World, binary, samples};
use serde_json::Value;

/// Lines of the file: enough for an inspection to take seconds.
const LINES: usize = 150_000;

fn log() -> String {
    let mut text = String::new();
    for n in 0..LINES {
        let _ = writeln!(
            text,
            "2026-11-20T10:00:00Z INFO PRJ-{:05} payment {n} card={} tell {}",
            10_000 + n % 80_000,
            samples::CARD,
            samples::EMAIL
        );
    }
    text
}

/// What somebody with a token gets.
struct Reader<'a> {
    client: &'a reqwest::Client,
    base: &'a str,
    token: &'a str,
    version: &'a str,
}

impl Reader<'_> {
    async fn get(&self, rest: &str) -> String {
        let path = format!("{}/api/v1/versions/{}{rest}", self.base, self.version);
        let answer = self.client.get(path).bearer_auth(self.token).send().await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.status(), 200, "{rest}");
        answer.text().await.expect("a text")
    }

    /// Whether the file is inspected with the rules in force. Asserts that what is shown of it is masked by either rules.
    async fn looks(&self) -> bool {
        let before: Value = serde_json::from_str(&self.get("").await).expect("JSON");
        assert_eq!(before["state"], "ready", "it can be read all the time");
        let mut shown = self.get("/lines?from=1&count=20").await;
        shown += &self
            .get(&format!("/lines?from={}&count=20", LINES - 19))
            .await;
        assert!(!shown.contains(samples::CARD) && !shown.contains(samples::EMAIL));
        let after: Value = serde_json::from_str(&self.get("").await).expect("JSON");
        if before["current"] == after["current"] {
            let current = after["current"] == true;
            assert_eq!(
                shown.contains("PRJ-"),
                !current,
                "the result is taken as a whole"
            );
        }
        after["current"] == true
    }
}

/// The job of another inspection: whether it was begun, and how often.
async fn begun(data: &Path) -> Option<u32> {
    let store = Store::open(data).await.expect("the store opens");
    let jobs = store.jobs(JobState::Leased, None, 10).await.expect("jobs");
    store.close().await;
    let job = jobs.iter().find(|job| job.kind == "reinspect");
    job.map(|job| job.attempts)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_inspection_that_dies_midway_is_taken_up_again() {
    let _ = binary();
    let dir = tempfile::tempdir().expect("a temporary directory");
    let port = Running::free_port();
    let (data, client, _) = crate::crash::found(dir.path(), port).await;
    let key = dir.path().join("root.key");
    let mut world = World::over(data.clone(), key).await;
    let ana = world.agent("ana").await;
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let contact = ana.ask_for_files(&case, "Logs").await;
    let version = contact.upload("big.log", &[], log().as_bytes()).await;
    ana.inspected(&version).await;
    world.settle().await;
    let Credential::Bearer(token) = ana.with_token(&[]).await.credential else {
        unreachable!("a token is a bearer credential")
    };
    world.stop().await;

    let rules = dir.path().join("rules.toml");
    std::fs::write(&rules, PROJECTS).expect("a rule file");
    let config = data.join("coffer.toml");
    let mut text = std::fs::read_to_string(&config).expect("the configuration");
    let _ = writeln!(text, "\n[detect]\nrules = [{:?}]", rules.to_string_lossy());
    std::fs::write(&config, text).expect("the configuration");

    let base = format!("https://127.0.0.1:{port}");
    let reader = Reader {
        client: &client,
        base: &base,
        token: &token,
        version: &version,
    };
    let (mut died, mut patience) = (0, 300);
    while died < 2 {
        let server = Running::serve(&data, port);
        assert!(!reader.looks().await, "it is not done yet");
        tokio::time::sleep(Duration::from_millis(patience)).await;
        server.kill();
        match begun(&data).await {
            Some(attempts) => died = attempts,
            None => patience += 200,
        }
        assert!(patience < 20_000, "it is begun some time");
    }
    let server = Running::serve(&data, port);
    for _ in 0..600 {
        if reader.looks().await {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(reader.looks().await, "it is inspected at last");
    let whole = reader.get("/masked").await;
    assert_eq!(whole.lines().count(), LINES);
    assert!(!whole.contains("PRJ-") && !whole.contains(samples::CARD));
    server.kill();
    crate::crash::check_disk(&data).await;
}
