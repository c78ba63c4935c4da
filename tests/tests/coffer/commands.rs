//! What was found, by the command line: places and never values, credentials until they are replaced, and what is not looked
//! for in a case.

use std::process::{Command, Output};

use coffer_tests::{Credential, Person, World, binary, samples};
use serde_json::json;

/// The program as somebody uses it who has a token.
struct Terminal {
    server: String,
    certificate: std::path::PathBuf,
    token: String,
}

impl Terminal {
    async fn of(world: &World, person: &Person) -> Self {
        let Credential::Bearer(token) = person.with_token(&[]).await.credential else {
            unreachable!("a token is a bearer credential")
        };
        Self {
            server: world.anyone().base().replace("coffer.test", "localhost"),
            certificate: world.certificate(),
            token,
        }
    }

    async fn asks(&self, line: &str) -> Output {
        let mut command = Command::new(binary());
        command
            .args(line.split_whitespace())
            .env("COFFER_SERVER", &self.server)
            .env("COFFER_CA", &self.certificate)
            .env("COFFER_TOKEN", &self.token);
        tokio::task::spawn_blocking(move || command.output())
            .await
            .expect("the command ends")
            .expect("the program starts")
    }

    /// What it prints when it succeeds. No value of the samples may be in it, whatever was asked.
    async fn says(&self, line: &str) -> String {
        let output = self.asks(line).await;
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "coffer {line}: {errors}");
        let said = String::from_utf8(output.stdout).expect("UTF-8") + &errors;
        let key = samples::access_key();
        for value in [samples::CARD, samples::IBAN, samples::EMAIL, &key] {
            assert!(!said.contains(value), "coffer {line}: {said}");
        }
        said
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn findings_and_credentials_by_the_command_line() {
    let world = World::new("commands").await;
    let ana = world.agent("ana").await;
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let contact = ana.ask_for_files(&case, "Logs").await;
    let log = contact
        .upload("logs/app.log", &[], samples::log().as_bytes())
        .await;
    let line = format!("\n\naws_access_key_id={}\n", samples::access_key());
    let archive = samples::zip(&[("etc/app.conf", line.as_bytes())]);
    let bundle = contact.upload("bundle.zip", &[], &archive).await;
    for version in [&log, &bundle] {
        ana.inspected(version).await;
    }
    world.settle().await;
    let terminal = Terminal::of(&world, &ana).await;

    // Which versions, by class and by detector.
    let all = terminal
        .says(&format!("finding list --case {}", case.number))
        .await;
    assert!(
        all.contains("payment_card") && all.contains("bundle.zip"),
        "{all}"
    );
    let cards = terminal.says("finding list --detector payment_card").await;
    assert!(
        cards.contains(&log) && !cards.contains(&bundle) && !cards.contains("iban"),
        "{cards}"
    );

    // Where: the lines of a text, the members of an archive.
    let places = terminal
        .says(&format!(
            "finding list --case {} --class financial --places --format json",
            case.number
        ))
        .await;
    let places: Vec<serde_json::Value> = places
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    let lines: Vec<_> = places
        .iter()
        .map(|place| (place["detector"].as_str(), place["line"].as_u64()))
        .collect();
    let expected = [("payment_card", 25), ("payment_card", 26), ("iban", 27)];
    assert_eq!(
        lines,
        expected.map(|(detector, line)| (Some(detector), Some(line)))
    );
    let inside = terminal
        .says("finding list --class credential --places")
        .await;
    assert!(
        inside.contains("etc/app.conf") && inside.contains("28"),
        "{inside}"
    );

    // The credential, from found to rotated.
    let list = format!("credential list --case {} --format json", case.number);
    let found = terminal.says(&list).await;
    let one: serde_json::Value = serde_json::from_str(found.trim()).expect("one credential");
    assert_eq!(
        (one["state"].as_str(), one["count"].as_u64()),
        (Some("found"), Some(2))
    );
    let id = one["id"].as_str().expect("an id");
    let table = terminal
        .says(&format!("credential list --case {}", case.number))
        .await;
    assert!(
        table.contains("logs/app.log:28") && table.contains("etc/app.conf:3"),
        "{table}"
    );
    let told = terminal.says(&format!("credential told {id}")).await;
    assert_eq!(told.trim(), format!("{id} is told"));
    let rotated = terminal.says(&format!("credential rotated {id}")).await;
    assert_eq!(rotated.trim(), format!("{id} is rotated"));
    let left = terminal
        .says(&format!(
            "credential list --case {} --state found --format json",
            case.number
        ))
        .await;
    assert_eq!(left, "");

    // Somebody of another case learns nothing.
    let otto = Terminal::of(&world, &world.agent("otto").await).await;
    let refused = otto.asks(&list).await;
    assert_eq!(refused.status.code(), Some(4));
    assert_eq!(otto.says("finding list --format json").await, "");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn places_of_findings_in_what_is_no_text_and_in_archives() {
    let world = World::new("places").await;
    let ana = world.agent("ana").await;
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let contact = ana.ask_for_files(&case, "Logs").await;
    let card = format!("card={}\n", samples::CARD);
    let address = "peer 203.0.113.77 reset\n";
    let wide: Vec<u8> = card.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let archive = samples::zip(&[
        ("cards.txt", card.as_bytes()),
        ("peers.txt", address.as_bytes()),
        ("accounts.txt", samples::IBAN.as_bytes()),
    ]);
    let files: [(&str, &[u8]); 3] = [
        ("wide.txt", &[b"\xff\xfe", &wide[..]].concat()),
        ("app.log", card.as_bytes()),
        ("bundle.zip", &archive),
    ];
    for (name, bytes) in files {
        let version = contact.upload(name, &[], bytes).await;
        ana.inspected(&version).await;
    }
    world.settle().await;
    let terminal = Terminal::of(&world, &ana).await;

    // What has no lines is counted; a member shows where its class is asked for.
    let cards = terminal
        .says("finding list --detector payment_card --places")
        .await;
    for place in ["wide.txt", "app.log", "cards.txt", "accounts.txt"] {
        assert!(cards.contains(place), "{place}: {cards}");
    }
    assert!(!cards.contains("peers.txt"), "{cards}");
    assert!(cards.contains("other detectors"), "{cards}");
    let peers = terminal.says("finding list --detector ipv4 --places").await;
    assert!(
        peers.contains("peers.txt") && !peers.contains("cards.txt"),
        "{peers}"
    );
    assert!(!peers.contains("other detectors"), "{peers}");
    let wrong = terminal.says("finding list --detector paymentcard").await;
    assert!(
        wrong.contains("nothing was found by paymentcard"),
        "{wrong}"
    );

    // Who may know what was found and may not read is told so, and is not given a count for an answer.
    let scope = ["case.list", "finding.list"];
    let Credential::Bearer(token) = ana.with_token(&scope).await.credential else {
        unreachable!("a token is a bearer credential")
    };
    let narrow = Terminal { token, ..terminal };
    let refused = narrow
        .asks("finding list --places --class financial --format json")
        .await;
    let (said, why) = (
        String::from_utf8_lossy(&refused.stdout),
        String::from_utf8_lossy(&refused.stderr),
    );
    assert_eq!(refused.status.code(), Some(6), "{said} {why}");
    assert!(
        said.contains("cards.txt") && !said.contains("app.log"),
        "{said}"
    );
    assert!(why.contains("app.log: ") && why.contains("token"), "{why}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_looked_for_by_the_command_line() {
    let world = World::new("switch commands").await;
    let (ana, mut lead) = (world.agent("ana").await, world.lead("lena").await);
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let agent = Terminal::of(&world, &ana).await;
    let ask = format!("case detection {}", case.number);
    assert!(agent.says(&ask).await.contains("nothing"));
    lead.step_up().await;
    let body = json!({ "classes_off": ["network"], "off": ["email"], "reason": "routes" });
    lead.post(&format!("/cases/{}/detection", case.id), body)
        .await
        .expect(201);
    let now = agent.says(&ask).await;
    assert!(
        now.contains("ipv4") && now.contains("email") && now.contains("by lena: routes"),
        "{now}"
    );
    let shown = agent.says(&format!("case show {}", case.number)).await;
    assert!(shown.contains("off       network, email"), "{shown}");

    let many = json!({ "classes_off": ["personal"], "on": ["person_name"], "reason": "routes" });
    lead.post(&format!("/cases/{}/detection", case.id), many)
        .await
        .expect(201);
    let shown = agent.says(&format!("case show {}", case.number)).await;
    let more = format!("more; `coffer case detection {}`", case.number);
    assert!(shown.contains(&more), "{shown}");
    world.finish().await;
}
