//! People and what they do again and again.

use std::ops::Deref;
use std::sync::Arc;

use coffer_api as api;
use reqwest::Method;
use serde_json::json;
use totp_rs::{Algorithm, Builder};

use crate::ambient::TestClock;
use crate::client::{Answer, Client, Credential};

/// A password that is long enough.
const PASSWORD: &str = "correct horse battery staple";

/// A person of the organisation, signed in. Requests go out with the session's cookie.
#[derive(Clone)]
pub struct Person {
    /// User id.
    pub id: String,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    client: Client,
    clock: Arc<TestClock>,
    shared: Vec<u8>,
}

impl Deref for Person {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// How far somebody goes on their first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FirstDay {
    pub(crate) second_factor: bool,
    pub(crate) training: bool,
}

impl Person {
    /// Sets an account up through its link, as its owner does.
    pub(crate) async fn arrive(
        created: &api::CreatedUser,
        anyone: &Client,
        clock: Arc<TestClock>,
        day: FirstDay,
    ) -> Self {
        let (_, secret) = created
            .setup_link
            .rsplit_once('#')
            .expect("a setup link with a secret");
        let set = anyone
            .post(
                "/setup/password",
                json!({ "secret": secret, "password": PASSWORD }),
            )
            .await;
        let session = set
            .expect(200)
            .session()
            .expect("a session after setting up");
        let mut person = Self {
            id: created.user.id.clone(),
            name: created.user.name.clone(),
            email: created.user.email.clone(),
            client: anyone.with(Credential::Cookie(session)),
            clock,
            shared: Vec::new(),
        };
        if day.second_factor {
            person.enrol().await;
        }
        if day.training {
            person.take_training().await.expect(200);
        }
        person
    }

    async fn enrol(&mut self) {
        let start: api::TotpStart = self.post("/me/totp/start", json!({})).await.read();
        self.shared = data_encoding::BASE32_NOPAD
            .decode(start.secret.as_bytes())
            .expect("a secret in base32");
        let code = self.code();
        let finish = self
            .post(
                "/me/totp/finish",
                json!({ "ceremony": start.ceremony, "code": code }),
            )
            .await;
        let enrolled: api::Enrolled = finish.read();
        assert!(!enrolled.recovery_codes.is_empty());
        if let Some(session) = finish.session() {
            self.client.credential = Credential::Cookie(session);
        }
    }

    /// The code that the person's app shows. A code works once; the next comes half a minute later.
    #[must_use]
    pub fn code(&self) -> String {
        let totp = Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(1)
            .with_step_duration(30)
            .with_secret(self.shared.clone())
            .with_account_name("account".to_owned())
            .with_issuer(Some("Acme".to_owned()))
            .build()
            .expect("a generator of codes");
        totp.generate(self.clock.millis().unsigned_abs() / 1000)
            .to_string()
    }

    /// Answers the training rightly.
    pub async fn take_training(&self) -> Answer {
        let answers = [1, 0, 2, 1, 2, 0, 1, 0];
        self.post(
            "/trainings/handling-customer-data/attempts",
            json!({ "answers": answers }),
        )
        .await
    }

    /// Signs in with password and code, after the half minute that a new code takes.
    pub async fn sign_in_again(&mut self) {
        self.clock.advance(31);
        let code = (!self.shared.is_empty()).then(|| self.code());
        let body = json!({ "email": self.email, "password": PASSWORD, "code": code });
        let answer = self
            .client
            .with(Credential::None)
            .post("/sign-in/password", body)
            .await;
        let session = answer
            .expect(200)
            .session()
            .expect("a session after signing in");
        self.client.credential = Credential::Cookie(session);
    }

    /// Proves presence again, for what needs it fresh.
    pub async fn step_up(&mut self) {
        self.clock.advance(31);
        let answer = self
            .post("/me/proof/code", json!({ "code": self.code() }))
            .await;
        answer.expect(200);
        if let Some(session) = answer.session() {
            self.client.credential = Credential::Cookie(session);
        }
    }

    /// The same person's client under a token that they make.
    pub async fn with_token(&self, scope: &[&str]) -> Client {
        let body = json!({ "label": "a script", "scope": scope, "ttl_seconds": 86_400 });
        let made: api::CreatedToken = self.post("/tokens", body).await.read();
        self.client.with(Credential::Bearer(made.secret))
    }

    /// The same person at the server of a restored deployment, with the session they had.
    #[must_use]
    pub fn elsewhere(&self, anyone: &Client) -> Self {
        Self {
            client: anyone.with(self.client.credential.clone()),
            ..self.clone()
        }
    }

    /// The same person at the server of a restored deployment, after signing in there.
    pub async fn elsewhere_again(&self, anyone: &Client) -> Self {
        let mut there = self.elsewhere(anyone);
        there.sign_in_again().await;
        there
    }

    /// The session's cookie.
    #[must_use]
    pub fn cookie(&self) -> &str {
        match &self.client.credential {
            Credential::Cookie(secret) => secret,
            _ => "",
        }
    }

    /// Opens a case with a new customer who has one contact.
    pub async fn open_case(
        &self,
        customer: &str,
        contact: (&str, &str),
        subject: &str,
    ) -> crate::Case {
        self.open_case_kept(customer, contact, subject, None).await
    }

    /// The same, with a retention in seconds.
    pub async fn open_case_kept(
        &self,
        customer: &str,
        (name, email): (&str, &str),
        subject: &str,
        retention_seconds: Option<i64>,
    ) -> crate::Case {
        let customer: api::Customer = self
            .post("/customers", json!({ "name": customer }))
            .await
            .read();
        let path = format!("/customers/{}/contacts", customer.id);
        let contact: api::Contact = self
            .post(&path, json!({ "name": name, "email": email }))
            .await
            .read();
        let body = json!({ "customer": customer.id, "subject": subject, "retention_seconds": retention_seconds });
        let view: api::CaseView = self.post("/cases", body).await.read();
        crate::Case {
            id: view.case.id,
            number: view.case.number,
            customer: customer.id,
            contact: contact.id,
        }
    }

    /// Asks the contact of a case for files, and gives what the link's holder can do.
    pub async fn ask_for_files(&self, case: &crate::Case, note: &str) -> Contact {
        let body = json!({
            "note": note, "contact": case.contact, "ttl_seconds": 86_400 * 7, "max_files": 1000, "max_bytes": 1_u64 << 32,
        });
        let request: api::UploadRequest = self
            .post(&format!("/cases/{}/upload-requests", case.id), body)
            .await
            .read();
        Contact::of_link(
            &self.client,
            &request.link.expect("the link of a new request"),
            Some(request.id),
        )
    }

    /// Waits until a version is inspected, and gives what is shown of it then.
    pub async fn inspected(&self, version: &str) -> api::VersionView {
        for _ in 0..600 {
            let view: api::VersionView = self.get(&format!("/versions/{version}")).await.read();
            if view.version.state != "inspecting" && view.version.state != "receiving" {
                return view;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{version} was not inspected within half a minute");
    }

    /// The masked lines of a version as text.
    pub async fn masked_lines(&self, version: &str) -> Vec<String> {
        let lines: api::Lines = self
            .get(&format!("/versions/{version}/lines?from=1&count=1000"))
            .await
            .read();
        lines
            .lines
            .iter()
            .map(|line| {
                line.pieces
                    .iter()
                    .map(|piece| piece.text.as_str())
                    .collect()
            })
            .collect()
    }

    /// Waits until the keys of a closed case are destroyed, which the retention does within seconds of its time.
    pub async fn shredded(&self, case: &str) -> api::CaseView {
        for _ in 0..600 {
            let view: api::CaseView = self.get(&format!("/cases/{case}")).await.read();
            // The certificate is the last thing that comes of it.
            if view.case.state == "shredded"
                && self.get(&format!("/cases/{case}/certificate")).await.status == 200
            {
                return view;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{case} was not shredded within half a minute");
    }

    /// Downloads a version as it was received.
    pub async fn download(&self, version: &str) -> Answer {
        self.send(self.api(Method::GET, &format!("/versions/{version}/content")))
            .await
    }
}

/// Somebody at a customer, who holds a link and nothing else.
#[derive(Clone)]
pub struct Contact {
    /// The id of the upload request, where staff told it.
    pub request: Option<String>,
    /// The secret of the link.
    pub secret: String,
    client: Client,
}

impl Deref for Contact {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Contact {
    /// The holder of a link.
    #[must_use]
    pub fn of_link(client: &Client, link: &str, request: Option<String>) -> Self {
        let secret = link.rsplit('/').next().unwrap_or_default().to_owned();
        Self {
            request,
            client: client.with(Credential::Link(secret.clone())),
            secret,
        }
    }

    /// What the page of an upload request shows.
    pub async fn view(&self) -> api::RequestView {
        self.post("/links/request", json!({})).await.read()
    }

    /// Waits for the receipt of a version and gives its text.
    pub async fn receipt(&self, version: &str) -> String {
        for _ in 0..600 {
            let answer = self.get(&format!("/versions/{version}/receipt")).await;
            if answer.status == 200 {
                return answer.text();
            }
            assert_eq!(answer.code(), "not-ready", "{answer:?}");
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("no receipt for {version} within half a minute");
    }
}
