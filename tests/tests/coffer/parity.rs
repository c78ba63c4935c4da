//! One door: whatever road a request takes, the decision and its record are the same.

use coffer_client::{Credential as Shown, Trust};
use coffer_model::Private;
use coffer_tests::{Client, Credential, Person, World, samples};
use serde_json::{Value, json};

/// What is asked for, on each road.
#[derive(Debug, Clone, Copy)]
enum Ask {
    Case,
    Files,
    Requests,
    SendLinks,
    Version,
    Lines,
    Search,
    Masked,
    Content,
    Receipt,
    Users,
    Ledger,
}

const ASKS: [Ask; 12] = [
    Ask::Case,
    Ask::Files,
    Ask::Requests,
    Ask::SendLinks,
    Ask::Version,
    Ask::Lines,
    Ask::Search,
    Ask::Masked,
    Ask::Content,
    Ask::Receipt,
    Ask::Users,
    Ask::Ledger,
];

/// Through HTTP, with whatever credential the client has.
async fn by_http(client: &Client, ask: Ask, case: &str, version: &str) {
    let path = match ask {
        Ask::Case => format!("/cases/{case}"),
        Ask::Files => format!("/cases/{case}/files"),
        Ask::Requests => format!("/cases/{case}/upload-requests"),
        Ask::SendLinks => format!("/cases/{case}/send-links"),
        Ask::Version => format!("/versions/{version}"),
        Ask::Lines => format!("/versions/{version}/lines?from=1&count=10"),
        Ask::Search => {
            client
                .post(
                    &format!("/versions/{version}/search"),
                    json!({ "pattern": "payment", "max": 10 }),
                )
                .await;
            return;
        }
        Ask::Masked => format!("/versions/{version}/masked"),
        Ask::Content => format!("/versions/{version}/content"),
        Ask::Receipt => format!("/versions/{version}/receipt"),
        Ask::Users => "/users".to_owned(),
        Ask::Ledger => "/ledger/entries".to_owned(),
    };
    client.get(&path).await;
}

/// Through the library behind the command line.
async fn by_library(client: &coffer_client::Client, ask: Ask, case: &str, version: &str) {
    // What comes of it is in the ledger; the answers themselves are compared elsewhere.
    match ask {
        Ask::Case => drop(client.case(case).await),
        Ask::Files => drop(client.files(case).await),
        Ask::Requests => drop(client.upload_requests(case).await),
        Ask::SendLinks => drop(client.send_links(case).await),
        Ask::Version => drop(client.get::<Value>(&["versions", version], &[]).await),
        Ask::Lines => drop(client.lines(version, 1, 10).await),
        Ask::Search => {
            let search = coffer_api::Search {
                pattern: "payment".to_owned(),
                regex: false,
                case_sensitive: false,
                from: None,
                max: Some(10),
            };
            drop(client.search(version, &search, |_| {}).await);
        }
        Ask::Masked => drop(client.text(&["versions", version, "masked"]).await),
        Ask::Content => drop(client.text(&["versions", version, "content"]).await),
        Ask::Receipt => drop(client.text(&["versions", version, "receipt"]).await),
        Ask::Users => drop(client.get::<Value>(&["users"], &[]).await),
        Ask::Ledger => drop(client.get::<Value>(&["ledger", "entries"], &[]).await),
    }
}

/// The entries of an actor since `from`, without what must differ: time, credential and numbers.
async fn record(world: &World, from: u64, actor: &str) -> Vec<Value> {
    let mut last = Vec::new();
    // An outcome may come moments after the answer; wait until nothing is added.
    for _ in 0..40 {
        let entries = world.entries_from(from).await;
        let mine: Vec<Value> = entries
            .into_iter()
            .filter(|(_, entry)| entry["actor"] == actor)
            .map(|(_, entry)| {
                let keep = [
                    "kind",
                    "action",
                    "target",
                    "case",
                    "decision",
                    "reason",
                    "policies",
                    "result",
                    "bytes",
                    "lines",
                    "department",
                ];
                let kept: serde_json::Map<String, Value> = keep
                    .iter()
                    .map(|key| ((*key).to_owned(), entry[*key].clone()))
                    .collect();
                Value::Object(kept)
            })
            .collect();
        let open = mine
            .iter()
            .filter(|entry| entry["decision"] == "allow")
            .count()
            > mine
                .iter()
                .filter(|entry| entry["kind"] == "outcome")
                .count();
        if !mine.is_empty() && !open && mine.len() == last.len() {
            return mine;
        }
        last = mine;
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    last
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cookie_token_and_command_line_get_the_same_decisions_and_entries() {
    let world = World::new("parity").await;
    let ana = world.agent("ana").await;
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let contact = ana.ask_for_files(&case, "Logs").await;
    let version = contact
        .upload("a.log", &[], samples::log().as_bytes())
        .await;
    ana.inspected(&version).await;
    contact.receipt(&version).await;
    let looker = world.agent_with("lou", &["view"]).await;
    let lead = world.lead("lena").await;
    lead.post(
        &format!("/cases/{}/members", case.id),
        json!({ "user": looker.id }),
    )
    .await
    .expect(201);
    let people = vec![
        ana,
        looker,
        lead,
        world.engineer("bo").await,
        world.hr("hana").await,
        world.agent("otto").await,
        world.untrained("uma").await,
        world.administrator("adam").await,
        world.auditor("ada").await,
    ];
    let mut roads: Vec<(Person, Client, coffer_client::Client)> = Vec::new();
    for person in people {
        let token = person.with_token(&[]).await;
        let Credential::Bearer(secret) = &token.credential else {
            unreachable!("a token is a bearer credential")
        };
        let base = world.anyone().base().replace("coffer.test", "localhost");
        let trust = Trust::from_file(&world.certificate()).expect("the certificate");
        let shown = Shown::Token(Private::new(secret.clone()));
        roads.push((
            person,
            token,
            coffer_client::Client::new(&base, trust, &shown).expect("a client"),
        ));
    }
    // A token proves no presence. After ten minutes a session does not either, so the roads are alike.
    world.wait(660);
    let (mut allowed, mut denied) = (0, 0);
    for (person, token, library) in &roads {
        for ask in ASKS {
            let from = world.ledger_size().await;
            by_http(person, ask, &case.id, &version).await;
            let cookie = record(&world, from, &person.id).await;
            let from = world.ledger_size().await;
            by_http(token, ask, &case.id, &version).await;
            let bearer = record(&world, from, &person.id).await;
            let from = world.ledger_size().await;
            by_library(library, ask, &case.id, &version).await;
            let command = record(&world, from, &person.id).await;
            assert!(!cookie.is_empty(), "{} {ask:?} is recorded", person.name);
            assert_eq!(
                cookie, bearer,
                "{} {ask:?} by cookie and by token",
                person.name
            );
            assert_eq!(
                bearer, command,
                "{} {ask:?} by token and by the library",
                person.name
            );
            let yes = cookie.iter().any(|entry| entry["decision"] == "allow");
            if yes { allowed += 1 } else { denied += 1 }
        }
    }
    assert!(
        allowed > 20 && denied > 50,
        "{allowed} allowed, {denied} denied"
    );
    world.finish().await;
}

/// A file sent with `curl -T` and one sent resumably leave the same trace.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plain_and_resumable_uploads_leave_the_same_trace() {
    let world = World::new("upload parity").await;
    let ana = world.agent("ana").await;
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let mut traces = Vec::new();
    for plain in [true, false] {
        let contact = ana.ask_for_files(&case, "Logs").await;
        let from = world.ledger_size().await;
        if plain {
            let request = world.anyone().raw(
                reqwest::Method::PUT,
                &format!("/u/{}/a.log", contact.secret),
            );
            let answer = world.anyone().send(request.body(samples::log())).await;
            assert!((200..300).contains(&answer.status), "{answer:?}");
        } else {
            contact
                .upload("a.log", &[], samples::log().as_bytes())
                .await;
        }
        let actor = contact.request.clone().expect("the request's id");
        let trace: Vec<(Value, Value, Value, Value)> = record(&world, from, &actor)
            .await
            .into_iter()
            .map(|entry| {
                (
                    entry["action"].clone(),
                    entry["decision"].clone(),
                    entry["result"].clone(),
                    entry["policies"].clone(),
                )
            })
            .collect();
        traces.push(trace);
        world.settle().await;
    }
    assert!(!traces[0].is_empty());
    assert_eq!(traces[0], traces[1]);
    world.finish().await;
}
