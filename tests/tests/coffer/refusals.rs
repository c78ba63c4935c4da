//! Everybody at every door: each operation of the API, as each persona. Who must not get in is refused or told that
//! there is nothing, and the ledger says so with a reason. The whole picture is a golden file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use coffer_api as api;
use coffer_tests::{Answer, Client, Credential, Person, World, encode_metadata, samples};
use reqwest::Method;
use serde_json::{Value, json};

/// Operations that no decision precedes, each with the reason. Everything else is decided and recorded.
const UNDECIDED: &[(&str, &str)] = &[
    ("GET /api/v1/me", "what a session says about its own holder"),
    (
        "GET /api/v1/trainings",
        "what there is to learn, with the caller's own standing",
    ),
    (
        "GET /api/v1/tokens",
        "the caller's own tokens, without their secrets",
    ),
    ("GET /api/v1/ledger/checkpoint", "public: a size and a root"),
    ("OPTIONS /api/v1/uploads", "what the protocol offers"),
    (
        "POST /api/v1/setup",
        "the holder of a setup link sees their own name",
    ),
    (
        "POST /api/v1/sign-in/passkey/start",
        "a challenge; the attempt is recorded when it is answered",
    ),
    (
        "POST /api/v1/setup/passkey/start",
        "a challenge; the attempt is recorded when it is answered",
    ),
    (
        "POST /api/v1/me/proof/passkey/start",
        "a challenge; the attempt is recorded when it is answered",
    ),
];

/// Operations that need an authenticator to succeed, which a test of HTTP has none of.
const NEEDS_AUTHENTICATOR: &[&str] = &[
    "POST /api/v1/sign-in/passkey/finish",
    "POST /api/v1/setup/passkey/finish",
    "POST /api/v1/me/passkeys/finish",
    "POST /api/v1/me/proof/passkey/start",
    "POST /api/v1/me/proof/passkey/finish",
    "POST /api/v1/sign-in/link",
];

/// Where customer content lies: nobody outside customer success gets past these.
const CONTENT: &[&str] = &[
    "/customers",
    "/cases",
    "/upload-requests",
    "/send-links",
    "/versions",
    "/uploads",
    "/links",
];

/// The operations of the published description, `METHOD /path`.
fn operations() -> BTreeSet<String> {
    let document = serde_json::to_value(coffer_http::openapi()).expect("a description in JSON");
    let mut found = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in item.as_object().expect("operations").keys() {
            if matches!(
                method.as_str(),
                "get" | "put" | "post" | "delete" | "options" | "head" | "patch"
            ) {
                found.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    assert!(found.len() > 60, "{found:?}");
    found
}

/// Things that exist, so that a refusal is about the caller and not about the thing.
struct Things {
    case: String,
    customer: String,
    version: String,
    upload: String,
    request: String,
    send_link: String,
    user: String,
    token: String,
    alert: String,
    freeze: String,
}

impl Things {
    /// The path of an operation with ids of these in it.
    fn path(&self, template: &str) -> String {
        let id = match template.split('/').nth(3).unwrap_or_default() {
            "cases" => &self.case,
            "customers" => &self.customer,
            "versions" => &self.version,
            "uploads" => &self.upload,
            "upload-requests" => &self.request,
            "send-links" => &self.send_link,
            "users" => &self.user,
            "tokens" => &self.token,
            "alerts" => &self.alert,
            "freezes" => &self.freeze,
            _ => "",
        };
        template
            .replace("{id}", id)
            .replace("{user}", &self.user)
            .replace("{module}", "handling-customer-data")
            .replace("{version}", &self.version)
            .replace("{index}", "1")
            .replace("{n}", "1")
    }

    /// A body with which the operation would succeed for those it is meant for.
    fn body(&self, operation: &str) -> Option<Value> {
        let anything = json!({ "type": "public-key", "id": "AA", "rawId": "AA", "response": {} });
        Some(
            match operation
                .split_once("/api/v1")
                .map(|(method, path)| (method.trim(), path))
                .unwrap_or_default()
            {
                ("POST", "/sign-in/password") => {
                    json!({ "email": "nobody@acme.example", "password": "not the password" })
                }
                ("POST", "/sign-in/link" | "/setup" | "/setup/passkey/start") => {
                    json!({ "secret": "not a secret of anything" })
                }
                ("POST", "/setup/password") => {
                    json!({ "secret": "not a secret of anything", "password": "correct horse battery" })
                }
                ("POST", "/setup/passkey/finish") => {
                    json!({ "secret": "not a secret", "ceremony": "none", "credential": anything })
                }
                (
                    "POST",
                    "/sign-in/passkey/finish" | "/me/passkeys/finish" | "/me/proof/passkey/finish",
                ) => {
                    json!({ "ceremony": "none", "credential": anything })
                }
                ("POST", "/me/totp/finish") => json!({ "ceremony": "none", "code": "000000" }),
                ("POST", "/me/proof/code") => json!({ "code": "000000" }),
                ("POST", "/trainings/{module}/attempts") => {
                    json!({ "answers": [0, 0, 0, 0, 0, 0, 0, 0] })
                }
                ("POST", "/tokens") => json!({ "label": "x", "ttl_seconds": 60 }),
                ("POST", "/users") => {
                    json!({ "email": "x@acme.example", "name": "X", "department": "it", "roles": ["member"] })
                }
                ("PATCH", "/users/{id}") => json!({ "roles": ["member"] }),
                ("POST", "/customers") => json!({ "name": "X" }),
                ("POST", "/customers/{id}/contacts") => {
                    json!({ "name": "X", "email": "x@customer.example" })
                }
                ("POST", "/cases") => json!({ "customer": self.customer, "subject": "X" }),
                ("POST", "/cases/{id}/members") => json!({ "user": self.user }),
                ("POST", "/cases/{id}/holds") => json!({ "reason": "X" }),
                ("POST", "/cases/{id}/upload-requests") => {
                    json!({ "note": "X", "ttl_seconds": 60, "max_files": 1, "max_bytes": 1 })
                }
                ("POST", "/cases/{id}/send-links") => json!({
                    "versions": [self.version], "email": "petra@northwind.example", "mode": "passphrase",
                    "passphrase": "a passphrase that is long", "ttl_seconds": 60, "max_takes": 1
                }),
                ("POST", "/versions/{id}/search") => json!({ "pattern": "x" }),
                ("POST", "/versions/{id}/unmaskings") => json!({ "span": 0, "reason": "X" }),
                ("POST", "/links/send/proof") => json!({ "proof": "000000" }),
                ("POST", "/freezes") => json!({ "user": self.user }),
                ("POST", "/policies/explanations") => {
                    json!({ "actor": self.user, "action": "case.list" })
                }
                ("POST", path) if !path.starts_with("/uploads") => json!({}),
                _ => return None,
            },
        )
    }

    /// The whole request.
    fn request(&self, client: &Client, operation: &str) -> reqwest::RequestBuilder {
        let (method, template) = operation.split_once(' ').expect("a method and a path");
        let method: Method = method.parse().expect("a method");
        let request = client.raw(method, &self.path(template));
        match operation {
            "POST /api/v1/uploads" => request
                .header("tus-resumable", "1.0.0")
                .header("upload-length", 3)
                .header(
                    "upload-metadata",
                    encode_metadata(&[("filename", "x.log"), ("case", &self.case)]),
                ),
            "PATCH /api/v1/uploads/{id}" => request
                .header("tus-resumable", "1.0.0")
                .header("content-type", "application/offset+octet-stream")
                .header("upload-offset", 0)
                .body("x"),
            "POST /api/v1/uploads/{id}" => request
                .header("tus-resumable", "1.0.0")
                .header("x-http-method-override", "HEAD"),
            "POST /api/v1/links/send/items/{version}" => request
                .header("content-type", "application/x-www-form-urlencoded")
                .body("link=not-a-link&session=not-a-session"),
            _ if template.starts_with("/api/v1/uploads") => {
                request.header("tus-resumable", "1.0.0")
            }
            _ => match self.body(operation) {
                Some(body) => request.json(&body),
                None => request,
            },
        }
    }
}

/// What came of a request, in a word.
fn verdict(answer: &Answer) -> String {
    let problem: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    match answer.status {
        200..400 => "yes".to_owned(),
        401 => "sign in".to_owned(),
        403 => problem["reason"]
            .as_str()
            .or(problem["code"].as_str())
            .unwrap_or("refused")
            .to_owned(),
        404 => "hidden".to_owned(),
        // Past the policy: what stopped it is the thing's state or the input.
        status => format!("past ({status})"),
    }
}

/// Whether the policy stopped a request, by a refusal or by hiding.
fn stopped(verdict: &str) -> bool {
    verdict != "yes" && !verdict.starts_with("past")
}

async fn prepare(world: &World) -> (Things, Person, Person) {
    let ana = world.agent("ana").await;
    let lead = world.lead("lena").await;
    let security = world.security("sybil").await;
    let case = ana
        .open_case("Northwind", ("Petra", "petra@northwind.example"), "Slow")
        .await;
    let version = ana
        .upload("a.log", &[("case", &case.id)], samples::log().as_bytes())
        .await;
    ana.inspected(&version).await;
    let begun = ana
        .tus_create(10, &[("filename", "b.log"), ("case", &case.id)])
        .await;
    let contact = ana.ask_for_files(&case, "Logs").await;
    let sent = ana
        .post(
            &format!("/cases/{}/send-links", case.id),
            json!({ "versions": [version], "email": "petra@northwind.example", "mode": "passphrase",
                    "passphrase": "a passphrase that is long", "ttl_seconds": 86_400, "max_takes": 5 }),
        )
        .await;
    let sent: api::SendLink = sent.read();
    let victim = world.agent("vic").await;
    for _ in 0..6 {
        let body = json!({ "email": victim.email, "password": "a wrong password of vic" });
        world.anyone().post("/sign-in/password", body).await;
    }
    let alert = async {
        for _ in 0..200 {
            let page: api::Page<api::Alert> = security.get("/alerts").await.read();
            if let Some(found) = page
                .items
                .into_iter()
                .find(|alert| alert.actor == victim.id)
            {
                return found;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("no alert about the guesses");
    }
    .await;
    let tokens = ana
        .post("/tokens", json!({ "label": "x", "ttl_seconds": 3600 }))
        .await;
    let token: api::CreatedToken = tokens.read();
    let upload = begun
        .expect(201)
        .header("location")
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_owned();
    let things = Things {
        case: case.id,
        customer: case.customer,
        version,
        upload,
        request: contact.request.clone().expect("the request's id"),
        send_link: sent.id,
        user: victim.id,
        token: token.token.id,
        alert: alert.id,
        freeze: alert.freeze.expect("the freeze of the alert"),
    };
    (things, ana, lead)
}

/// A persona: its name, its client, and who it is in the ledger.
type Persona = (&'static str, Client, String);

/// Everybody who must not reach the content of ana's case.
async fn outsiders(world: &World, ana: &Person) -> Vec<Persona> {
    let mut personas: Vec<Persona> = vec![("anonymous", world.anyone(), "anonymous".to_owned())];
    let people = [
        ("engineer", world.engineer("bo").await),
        ("hr", world.hr("hana").await),
        ("administrator", world.administrator("adam").await),
        ("security", world.security("sam").await),
        ("auditor", world.auditor("ada").await),
        ("untrained", world.untrained("uma").await),
        ("single factor", world.single_factor("sid").await),
        ("other agent", world.agent("otto").await),
    ];
    for (name, person) in people {
        personas.push((
            name,
            person.with(Credential::Cookie(person.cookie().to_owned())),
            person.id.clone(),
        ));
    }
    let elsewhere = ana
        .open_case("Contoso", ("Kim", "kim@contoso.example"), "Another matter")
        .await;
    let contact = ana.ask_for_files(&elsewhere, "Logs").await;
    personas.push((
        "other contact",
        contact.with(Credential::Link(contact.secret.clone())),
        contact.request.clone().unwrap_or_default(),
    ));
    let version = ana
        .upload("c.log", &[("case", &elsewhere.id)], b"a line\n")
        .await;
    ana.inspected(&version).await;
    let link: api::SendLink = ana
        .post(
            &format!("/cases/{}/send-links", elsewhere.id),
            json!({ "versions": [version], "email": "kim@contoso.example", "mode": "passphrase",
                    "passphrase": "a passphrase that is long", "ttl_seconds": 86_400, "max_takes": 5 }),
        )
        .await
        .read();
    let holder = world.customer(&link.link.expect("the link"));
    personas.push((
        "other recipient",
        holder.with(Credential::Link(holder.secret.clone())),
        link.id,
    ));
    personas
}

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("golden")
        .join(name)
}

/// Compares with a committed file; `UPDATE_GOLDEN` writes it.
fn compare(name: &str, text: &str) {
    let path = golden(name);
    #[allow(clippy::disallowed_methods)] // A switch of the test, not of the program.
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).expect("the golden file is written");
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    let differs: Vec<_> = text
        .lines()
        .filter(|line| !known.lines().any(|old| old == *line))
        .collect();
    assert!(
        known == text,
        "{} is not what it was; if that is meant, run `cargo xtask golden`. New lines:\n{}",
        path.display(),
        differs.join("\n")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_persona_at_each_operation_is_golden() {
    let world = World::new("refusals").await;
    let (things, ana, _) = prepare(&world).await;
    let mut operations: Vec<_> = operations().into_iter().collect();
    // Signing out comes last, for everything before it needs the session.
    operations.sort_by_key(|operation| operation == "DELETE /api/v1/sessions/current");
    let personas = outsiders(&world, &ana).await;
    let mut matrix: BTreeMap<String, BTreeMap<&str, String>> = BTreeMap::new();
    let (mut unaudited, mut entered) = (Vec::new(), Vec::new());
    for (name, client, actor) in &personas {
        for operation in &operations {
            let from = world.ledger_size().await;
            let answer = client.send(things.request(client, operation)).await;
            let verdict = verdict(&answer);
            assert!(answer.status < 500, "{name}: {answer:?}");
            let path = operation
                .split_once("/api/v1")
                .map(|(_, path)| path)
                .unwrap_or_default();
            let content = CONTENT.iter().any(|prefix| path.starts_with(prefix))
                && !operation.starts_with("OPTIONS");
            // A link of another case opens its own page; that is not ana's.
            let own_page = path.starts_with("/links") && name.starts_with("other ");
            // An agent has cases of their own, and customers are the whole department's; what counts is that this case
            // is not among them.
            let own_work = *name == "other agent"
                && (path == "/cases" || path.starts_with("/customers"))
                && !String::from_utf8_lossy(&answer.body).contains(&things.case);
            if content && !own_page && !own_work && !stopped(&verdict) {
                entered.push(format!("{name}: {operation}: {answer:?}"));
            }
            let refused = answer.status == 403 || (answer.status == 404 && *name != "anonymous");
            let exempt = UNDECIDED.iter().any(|(known, _)| known == operation);
            if refused && !exempt {
                let entries = world.entries_from(from).await;
                let recorded = entries.iter().any(|(_, entry)| {
                    entry["actor"] == **actor
                        && entry["decision"] == "deny"
                        && entry["reason"]
                            .as_str()
                            .is_some_and(|reason| !reason.is_empty())
                });
                if !recorded {
                    unaudited.push(format!("{operation} refused to {name} ({verdict})"));
                }
            }
            matrix
                .entry(operation.clone())
                .or_default()
                .insert(name, verdict);
        }
    }
    assert!(
        entered.is_empty(),
        "content was reached:\n{}",
        entered.join("\n")
    );
    let mut text = String::from(
        "# Each operation of the API as each persona, with things of a case that is not theirs. Made by the refusals test.\n\
         # yes: done; sign in: 401; hidden: 404; past (n): the policy let it through and n stopped it; else the policy's reason.\n",
    );
    for (operation, verdicts) in &matrix {
        text.push_str(&format!("\n{operation}\n"));
        for (name, _, _) in &personas {
            text.push_str(&format!("  {name:<16}{}\n", verdicts[name]));
        }
    }
    let audit: String = unaudited.iter().map(|line| format!("{line}\n")).collect();
    assert_eq!(
        audit,
        std::fs::read_to_string(golden("unaudited-operations.txt")).unwrap_or_default(),
        "refusals without a record"
    );
    compare("http-matrix.txt", &text);
    world.finish().await;
}

/// Calls operations and keeps the list of those that were done, and of those that left no trace.
struct Coverage<'a> {
    world: &'a World,
    done: BTreeSet<String>,
    silent: Vec<String>,
}

impl Coverage<'_> {
    /// Sends a request that must succeed, and looks for its trace.
    async fn ok(
        &mut self,
        operation: &str,
        client: &Client,
        actor: &str,
        request: reqwest::RequestBuilder,
    ) -> Answer {
        let from = self.world.ledger_size().await;
        let answer = client.send(request).await;
        assert!(
            (200..300).contains(&answer.status),
            "{operation}: {answer:?}"
        );
        let entries = self.world.entries_from(from).await;
        let traced = entries.iter().any(|(_, entry)| {
            entry["actor"] == actor
                || entry["actor"] == "anonymous" && operation.contains("/sign-in")
        });
        if !traced && !UNDECIDED.iter().any(|(known, _)| *known == operation) {
            self.silent.push(format!("{operation} leaves no entry"));
        }
        self.done.insert(operation.to_owned());
        answer
    }

    async fn get(&mut self, template: &str, path: &str, who: &Person) -> Answer {
        let request = who.api(Method::GET, path);
        self.ok(&format!("GET /api/v1{template}"), who, &who.id, request)
            .await
    }

    async fn post(&mut self, template: &str, path: &str, who: &Person, body: Value) -> Answer {
        let request = who.api(Method::POST, path).json(&body);
        self.ok(&format!("POST /api/v1{template}"), who, &who.id, request)
            .await
    }

    async fn delete(&mut self, template: &str, path: &str, who: &Person) -> Answer {
        let request = who.api(Method::DELETE, path);
        self.ok(&format!("DELETE /api/v1{template}"), who, &who.id, request)
            .await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_works_for_whom_it_is_meant_and_leaves_a_trace() {
    let world = World::new("coverage").await;
    let mut cover = Coverage {
        world: &world,
        done: BTreeSet::new(),
        silent: Vec::new(),
    };
    let c = &mut cover;
    identity(c).await;
    let (things, ana, lead) = prepare(&world).await;
    customers_and_cases(c, &things, &ana, &lead).await;
    content(c, &things, &ana, &lead).await;
    transfers(c, &things, &ana).await;
    oversight(c, &things).await;
    endings(c, &things, &ana, &lead).await;
    let missing: Vec<_> = operations()
        .into_iter()
        .filter(|op| !cover.done.contains(op) && !NEEDS_AUTHENTICATOR.contains(&op.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "operations that no story reaches: {missing:#?}"
    );
    let audit: String = cover
        .silent
        .iter()
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(
        audit,
        std::fs::read_to_string(golden("unaudited-operations.txt")).unwrap_or_default(),
        "acts without a record"
    );
    world.finish().await;
}

async fn identity(c: &mut Coverage<'_>) {
    let world = c.world;
    let anyone = world.anyone();
    let mut admin = world.administrator("adam").await;
    let body = json!({ "email": "new@acme.example", "name": "New", "department": "customer-success", "roles": ["agent"] });
    let created: api::CreatedUser = c.post("/users", "/users", &admin, body).await.read();
    let id = created.user.id.clone();
    let renewed: api::CreatedUser = c
        .post(
            "/users/{id}/setup-links",
            &format!("/users/{id}/setup-links"),
            &admin,
            json!({}),
        )
        .await
        .read();
    let secret = renewed
        .setup_link
        .rsplit('#')
        .next()
        .unwrap_or_default()
        .to_owned();
    let op = |path: &str| format!("POST /api/v1{path}");
    let post = |path: &str, body: Value| anyone.api(Method::POST, path).json(&body);
    c.ok(
        &op("/setup"),
        &anyone,
        &id,
        post("/setup", json!({ "secret": secret })),
    )
    .await;
    c.ok(
        &op("/setup/passkey/start"),
        &anyone,
        &id,
        post("/setup/passkey/start", json!({ "secret": secret })),
    )
    .await;
    let body = json!({ "secret": secret, "password": "correct horse battery staple" });
    let set = c
        .ok(
            &op("/setup/password"),
            &anyone,
            &id,
            post("/setup/password", body),
        )
        .await;
    let new = anyone.with(Credential::Cookie(set.session().expect("a session")));
    let post = |path: &str, body: Value| new.api(Method::POST, path).json(&body);
    let start: api::TotpStart = c
        .ok(
            &op("/me/totp/start"),
            &new,
            &id,
            post("/me/totp/start", json!({})),
        )
        .await
        .read();
    drop(start);
    c.ok(
        &op("/sign-in/passkey/start"),
        &anyone,
        "anonymous",
        anyone
            .api(Method::POST, "/sign-in/passkey/start")
            .json(&json!({})),
    )
    .await;
    let mut ned = world.untrained("ned").await;
    // Enrolment and sign-in, as every persona does them on arrival; here they are counted.
    c.done.insert(op("/me/totp/finish"));
    ned.sign_in_again().await;
    c.done.insert(op("/sign-in/password"));
    ned.step_up().await;
    c.done.insert(op("/me/proof/code"));
    c.get("/me", "/me", &ned).await;
    c.get("/trainings", "/trainings", &ned).await;
    let answers = json!({ "answers": [1, 0, 2, 1, 2, 0, 1, 0] });
    c.post(
        "/trainings/{module}/attempts",
        "/trainings/handling-customer-data/attempts",
        &ned,
        answers,
    )
    .await;
    c.post("/me/passkeys/start", "/me/passkeys/start", &ned, json!({}))
        .await;
    let token: api::CreatedToken = c
        .post(
            "/tokens",
            "/tokens",
            &ned,
            json!({ "label": "x", "ttl_seconds": 60 }),
        )
        .await
        .read();
    c.get("/tokens", "/tokens", &ned).await;
    c.delete("/tokens/{id}", &format!("/tokens/{}", token.token.id), &ned)
        .await;
    c.get("/users", "/users", &admin).await;
    admin.step_up().await;
    let request = admin
        .api(Method::PATCH, &format!("/users/{id}"))
        .json(&json!({ "rights": ["view"] }));
    c.ok("PATCH /api/v1/users/{id}", &admin, &admin.id, request)
        .await;
    c.delete("/sessions/current", "/sessions/current", &ned)
        .await;
    assert_eq!(ned.get("/me").await.status, 401);
}

async fn customers_and_cases(c: &mut Coverage<'_>, things: &Things, ana: &Person, lead: &Person) {
    c.get("/customers", "/customers", ana).await;
    let customer: api::Customer = c
        .post(
            "/customers",
            "/customers",
            ana,
            json!({ "name": "Fabrikam" }),
        )
        .await
        .read();
    let body = json!({ "name": "Kim", "email": "kim@fabrikam.example" });
    c.post(
        "/customers/{id}/contacts",
        &format!("/customers/{}/contacts", customer.id),
        ana,
        body,
    )
    .await;
    c.get("/cases", "/cases", ana).await;
    c.post(
        "/cases",
        "/cases",
        ana,
        json!({ "customer": customer.id, "subject": "Second" }),
    )
    .await;
    let case = format!("/cases/{}", things.case);
    for (template, path) in [
        ("/cases/{id}", case.clone()),
        ("/cases/{id}/files", format!("{case}/files")),
        ("/cases/{id}/activity", format!("{case}/activity")),
        (
            "/cases/{id}/upload-requests",
            format!("{case}/upload-requests"),
        ),
        ("/cases/{id}/send-links", format!("{case}/send-links")),
    ] {
        c.get(template, &path, ana).await;
    }
    let otto = c.world.agent("otto").await;
    c.post(
        "/cases/{id}/members",
        &format!("{case}/members"),
        lead,
        json!({ "user": otto.id }),
    )
    .await;
    c.delete(
        "/cases/{id}/members/{user}",
        &format!("{case}/members/{}", otto.id),
        lead,
    )
    .await;
    c.post(
        "/cases/{id}/holds",
        &format!("{case}/holds"),
        lead,
        json!({ "reason": "litigation" }),
    )
    .await;
    c.delete("/cases/{id}/holds", &format!("{case}/holds"), lead)
        .await;
}

async fn content(c: &mut Coverage<'_>, things: &Things, ana: &Person, lead: &Person) {
    let version = format!("/versions/{}", things.version);
    for (template, path) in [
        ("/versions/{id}", version.clone()),
        ("/versions/{id}/findings", format!("{version}/findings")),
        ("/versions/{id}/lines", format!("{version}/lines")),
        ("/versions/{id}/lines/{n}", format!("{version}/lines/1")),
        ("/versions/{id}/overview", format!("{version}/overview")),
        ("/versions/{id}/content", format!("{version}/content")),
        ("/versions/{id}/masked", format!("{version}/masked")),
    ] {
        c.get(template, &path, ana).await;
    }
    let head = ana.api(Method::HEAD, &format!("{version}/content"));
    c.ok("HEAD /api/v1/versions/{id}/content", ana, &ana.id, head)
        .await;
    c.post(
        "/versions/{id}/search",
        &format!("{version}/search"),
        ana,
        json!({ "pattern": "INFO" }),
    )
    .await;
    let body = json!({ "span": 0, "reason": "to compare" });
    c.post(
        "/versions/{id}/unmaskings",
        &format!("{version}/unmaskings"),
        ana,
        body,
    )
    .await;
    let odd = ana
        .upload(
            "odd.zip",
            &[("case", &things.case)],
            &samples::zip(&[("x", b"y")])[..40],
        )
        .await;
    assert_eq!(ana.inspected(&odd).await.version.state, "uninspected");
    c.post(
        "/versions/{id}/approvals",
        &format!("/versions/{odd}/approvals"),
        lead,
        json!({}),
    )
    .await;
    c.post(
        "/versions/{id}/withdrawals",
        &format!("/versions/{odd}/withdrawals"),
        ana,
        json!({}),
    )
    .await;
}

async fn transfers(c: &mut Coverage<'_>, things: &Things, ana: &Person) {
    let case = format!("/cases/{}", things.case);
    let body =
        json!({ "note": "Logs", "ttl_seconds": 3600, "max_files": 9, "max_bytes": 1_000_000 });
    let made: api::UploadRequest = c
        .post(
            "/cases/{id}/upload-requests",
            &format!("{case}/upload-requests"),
            ana,
            body,
        )
        .await
        .read();
    let kim = c.world.customer(&made.link.clone().expect("the link"));
    let actor = made.id.clone();
    let post = |path: &str| kim.api(Method::POST, path).json(&json!({}));
    c.ok(
        "POST /api/v1/links/request",
        &kim,
        &actor,
        post("/links/request"),
    )
    .await;
    let tus = |method: Method, path: &str| kim.raw(method, path).header("tus-resumable", "1.0.0");
    c.ok(
        "OPTIONS /api/v1/uploads",
        &kim,
        &actor,
        tus(Method::OPTIONS, "/api/v1/uploads"),
    )
    .await;
    let create = || {
        tus(Method::POST, "/api/v1/uploads")
            .header("upload-length", 3)
            .header("upload-metadata", encode_metadata(&[("filename", "k.log")]))
    };
    let begun = c.ok("POST /api/v1/uploads", &kim, &actor, create()).await;
    let location = begun.header("location").to_owned();
    c.ok(
        "HEAD /api/v1/uploads/{id}",
        &kim,
        &actor,
        tus(Method::HEAD, &location),
    )
    .await;
    let overridden = tus(Method::POST, &location).header("x-http-method-override", "HEAD");
    c.ok("POST /api/v1/uploads/{id}", &kim, &actor, overridden)
        .await;
    let patched = c
        .ok(
            "PATCH /api/v1/uploads/{id}",
            &kim,
            &actor,
            kim.tus_patch_request(&location, 0).body("abc"),
        )
        .await;
    let version = patched.header("coffer-version").to_owned();
    kim.receipt(&version).await;
    c.ok(
        "GET /api/v1/versions/{id}/receipt",
        &kim,
        &actor,
        kim.api(Method::GET, &format!("/versions/{version}/receipt")),
    )
    .await;
    let second = kim.send(create()).await.header("location").to_owned();
    c.ok(
        "DELETE /api/v1/uploads/{id}",
        &kim,
        &actor,
        tus(Method::DELETE, &second),
    )
    .await;
    c.post(
        "/upload-requests/{id}/revocations",
        &format!("/upload-requests/{}/revocations", made.id),
        ana,
        json!({}),
    )
    .await;

    let body = json!({ "versions": [things.version], "email": "petra@northwind.example", "mode": "email_code",
                       "ttl_seconds": 3600, "max_takes": 5 });
    let made: api::SendLink = c
        .post(
            "/cases/{id}/send-links",
            &format!("{case}/send-links"),
            ana,
            body,
        )
        .await
        .read();
    let petra = c.world.customer(&made.link.clone().expect("the link"));
    let post = |path: &str, body: Value| petra.api(Method::POST, path).json(&body);
    c.ok(
        "POST /api/v1/links/send",
        &petra,
        &made.id,
        post("/links/send", json!({})),
    )
    .await;
    c.ok(
        "POST /api/v1/links/send/codes",
        &petra,
        &made.id,
        post("/links/send/codes", json!({})),
    )
    .await;
    let code = c
        .world
        .letters
        .code_for("petra@northwind.example")
        .expect("a mailed code");
    let contents: api::SendContents = c
        .ok(
            "POST /api/v1/links/send/proof",
            &petra,
            &made.id,
            post("/links/send/proof", json!({ "proof": code })),
        )
        .await
        .read();
    let take = petra.with(Credential::Take(
        petra.secret.clone(),
        contents.session.clone(),
    ));
    let item = format!("/links/send/items/{}", things.version);
    c.ok(
        "GET /api/v1/links/send/items/{version}",
        &take,
        &made.id,
        take.api(Method::GET, &item),
    )
    .await;
    let anyone = c.world.anyone();
    let form = anyone
        .api(Method::POST, &item)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!(
            "link={}&session={}",
            petra.secret, contents.session
        ));
    c.ok(
        "POST /api/v1/links/send/items/{version}",
        &anyone,
        &made.id,
        form,
    )
    .await;
    c.post(
        "/send-links/{id}/revocations",
        &format!("/send-links/{}/revocations", made.id),
        ana,
        json!({}),
    )
    .await;
}

async fn oversight(c: &mut Coverage<'_>, things: &Things) {
    let mut security = c.world.security("sam").await;
    let auditor = c.world.auditor("ada").await;
    c.get("/alerts", "/alerts", &security).await;
    c.post(
        "/alerts/{id}/closures",
        &format!("/alerts/{}/closures", things.alert),
        &security,
        json!({}),
    )
    .await;
    c.get("/freezes", "/freezes", &security).await;
    security.step_up().await;
    c.delete(
        "/freezes/{id}",
        &format!("/freezes/{}", things.freeze),
        &security,
    )
    .await;
    c.post(
        "/freezes",
        "/freezes",
        &security,
        json!({ "user": things.user }),
    )
    .await;
    c.get("/ledger/entries", "/ledger/entries", &auditor).await;
    c.get("/ledger/entries/{index}", "/ledger/entries/1", &auditor)
        .await;
    c.get(
        "/ledger/entries/{index}/proof",
        "/ledger/entries/1/proof",
        &auditor,
    )
    .await;
    c.get("/ledger/checkpoint", "/ledger/checkpoint", &auditor)
        .await;
    c.post(
        "/ledger/verifications",
        "/ledger/verifications",
        &auditor,
        json!({}),
    )
    .await;
    c.get("/policies", "/policies", &auditor).await;
    let body = json!({ "actor": things.user, "action": "case.list" });
    c.post(
        "/policies/explanations",
        "/policies/explanations",
        &auditor,
        body,
    )
    .await;
    c.get("/snapshots", "/snapshots", &auditor).await;
}

async fn endings(c: &mut Coverage<'_>, things: &Things, ana: &Person, lead: &Person) {
    let case = format!("/cases/{}", things.case);
    c.post(
        "/cases/{id}/closures",
        &format!("{case}/closures"),
        ana,
        json!({}),
    )
    .await;
    c.delete("/cases/{id}/closures", &format!("{case}/closures"), lead)
        .await;
    let doomed = ana
        .open_case_kept(
            "Tailspin",
            ("Tim", "tim@tailspin.example"),
            "Doomed",
            Some(0),
        )
        .await;
    ana.post(&format!("/cases/{}/closures", doomed.id), json!({}))
        .await
        .expect(201);
    c.world.wait(60);
    lead.shredded(&doomed.id).await;
    c.get(
        "/cases/{id}/certificate",
        &format!("/cases/{}/certificate", doomed.id),
        lead,
    )
    .await;
}
