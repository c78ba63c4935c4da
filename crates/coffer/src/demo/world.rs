//! The demonstration's deployment: its people, their connections, and how the story checks what it is told.

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use coffer_api::{
    Case, CaseView, Customer, NewCase, NewContact, NewCustomer, NewToken, NewUser, Problem,
    VersionView,
};
use coffer_client::{Client, Credential, Error, ResumeStore, Trust};
use coffer_model::{Assurance, Private};
use coffer_vault::Vault;
use serde_json::json;

use super::files::Files;
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::output::Output;

/// How long inspection and the like may take.
const PATIENCE: Duration = Duration::from_secs(90);

/// Who appears in the story.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// The key in the machine-readable output.
    pub key: &'static str,
    pub name: &'static str,
    pub email: &'static str,
    pub department: &'static str,
    pub roles: &'static [&'static str],
    pub trained: bool,
}

const STAFF: &[Part] = &[
    Part {
        key: "agent",
        name: "Ana Ruiz",
        email: "ana.ruiz@demo.example",
        department: "customer-success",
        roles: &["agent"],
        trained: true,
    },
    Part {
        key: "lead",
        name: "Lena Hoffmann",
        email: "lena.hoffmann@demo.example",
        department: "customer-success",
        roles: &["lead"],
        trained: true,
    },
    Part {
        key: "engineer",
        name: "Erik Svensson",
        email: "erik.svensson@demo.example",
        department: "engineering",
        roles: &["member"],
        trained: true,
    },
    Part {
        key: "hr",
        name: "Hana Okafor",
        email: "hana.okafor@demo.example",
        department: "human-resources",
        roles: &["member"],
        trained: true,
    },
    Part {
        key: "administrator",
        name: "Adam Novak",
        email: "adam.novak@demo.example",
        department: "it",
        roles: &["administrator", "security"],
        trained: true,
    },
    Part {
        key: "auditor",
        name: "Aurore Blanc",
        email: "aurore.blanc@demo.example",
        department: "audit",
        roles: &["auditor"],
        trained: true,
    },
    Part {
        key: "untrained",
        name: "Uma Patel",
        email: "uma.patel@demo.example",
        department: "customer-success",
        roles: &["agent"],
        trained: false,
    },
    Part {
        key: "bribed",
        name: "Milo Brandt",
        email: "milo.brandt@demo.example",
        department: "customer-success",
        roles: &["agent"],
        trained: true,
    },
];

/// Organisations that are helped, and the contact there.
const CUSTOMERS: &[(&str, &str, &str)] = &[
    (
        "Northwind Bank",
        "Kim Larsen",
        "kim.larsen@northwind-bank.example",
    ),
    (
        "Helio Clinics",
        "Dr. Paula Mendes",
        "paula.mendes@helio-clinics.example",
    ),
    (
        "Kestrel Retail",
        "Theo Grant",
        "theo.grant@kestrel-retail.example",
    ),
];

/// A person of the organisation.
#[derive(Debug, Clone)]
pub struct Person {
    pub part: Part,
    pub id: String,
    pub token: Private<String>,
}

/// Everything that the story needs.
pub struct World {
    pub out: Output,
    pub config: Config,
    pub vault: Vault,
    pub shares: Vec<String>,
    pub folder: PathBuf,
    pub files: Files,
    /// A connection of nobody in particular.
    pub anyone: Client,
    pub people: Vec<Person>,
    pub customers: Vec<Customer>,
    pub told: Mutex<Vec<Told>>,
}

/// A step as it was told.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Told {
    pub step: String,
    pub held: Vec<String>,
}

impl World {
    /// Begins a step.
    pub fn step(&self, title: &str) {
        let mut told = self
            .told
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        told.push(Told {
            step: title.to_owned(),
            held: Vec::new(),
        });
        let number = told.len();
        self.print(&self.out.paint(1, &format!("\n{number:>2}. {title}")));
    }

    /// Something held.
    pub fn held(&self, text: impl Into<String>) {
        let text = text.into();
        self.print(&format!("    {} {text}", self.out.paint(32, "✓")));
        let mut told = self
            .told
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(step) = told.last_mut() {
            step.held.push(text);
        }
    }

    /// Something that was shown, as it looked.
    pub fn shown(&self, text: &str) {
        self.print(&format!(
            "        {}",
            self.out.paint(2, &crate::output::harmless(text))
        ));
    }

    fn print(&self, text: &str) {
        if self.out.is_json() {
            self.out.remark(text);
        } else {
            // Where standard output is gone the story still holds or does not.
            let _ = self.out.line(text);
        }
    }

    /// The person of this part.
    pub fn person(&self, key: &str) -> Outcome<&Person> {
        let person = self.people.iter().find(|person| person.part.key == key);
        person.ok_or_else(|| Failure::Failed(format!("there is no {key} in the demonstration")))
    }

    /// A connection of this person, by token.
    pub fn as_person(&self, key: &str) -> Outcome<Client> {
        Ok(self
            .anyone
            .with(&Credential::Token(self.person(key)?.token.clone()))?)
    }

    /// A connection of whoever holds a link.
    pub fn as_holder(&self, secret: &Private<String>) -> Outcome<Client> {
        Ok(self.anyone.with(&Credential::Link(secret.clone()))?)
    }

    /// Where interrupted transfers of the story are remembered.
    pub fn resume_store(&self) -> ResumeStore {
        ResumeStore::new(self.folder.join("transfers"))
    }

    /// Makes people with tokens.
    pub async fn people(vault: &Vault) -> Outcome<Vec<Person>> {
        let console = vault.sign_in().console();
        let mut people = Vec::new();
        for part in STAFF {
            let new = NewUser {
                email: part.email.to_owned(),
                name: part.name.to_owned(),
                department: part.department.to_owned(),
                roles: part.roles.iter().map(|role| (*role).to_owned()).collect(),
                rights: None,
            };
            let created = vault.users().create(&console, new).await?;
            let id = created
                .user
                .id
                .parse()
                .map_err(|_| Failure::Failed("a user without an id".to_owned()))?;
            if part.trained {
                vault.users().console_attest(&console, id).await?;
            }
            let token = NewToken {
                label: "demonstration".to_owned(),
                scope: Vec::new(),
                ttl_seconds: 30 * 86_400,
            };
            let token = vault.tokens().console_token(&console, id, token).await?;
            people.push(Person {
                part: *part,
                id: created.user.id,
                token: Private::new(token.secret),
            });
        }
        Ok(people)
    }

    /// A sign-in link for a person, at an assurance.
    pub async fn sign_in_secret(&self, key: &str, assurance: Assurance) -> Outcome<String> {
        let id = self
            .person(key)?
            .id
            .parse()
            .map_err(|_| Failure::Failed("a user without an id".to_owned()))?;
        Ok(self
            .vault
            .users()
            .demo_link(&self.vault.sign_in().console(), id, assurance)
            .await?)
    }

    /// Makes the customers and their contacts, as the agent would.
    pub async fn found_customers(&mut self) -> Outcome {
        let ana = self.as_person("agent")?;
        for (name, contact, email) in CUSTOMERS {
            let made: Customer = ana
                .post(
                    &["customers"],
                    &NewCustomer {
                        name: (*name).to_owned(),
                    },
                )
                .await?;
            let new = NewContact {
                name: (*contact).to_owned(),
                email: (*email).to_owned(),
            };
            let contact: coffer_api::Contact =
                ana.post(&["customers", &made.id, "contacts"], &new).await?;
            self.customers.push(Customer {
                contacts: vec![contact],
                ..made
            });
        }
        Ok(())
    }

    /// Opens a case for the customer at this place of the list.
    pub async fn open_case(
        &self,
        customer: usize,
        subject: &str,
        retention_seconds: Option<i64>,
    ) -> Outcome<CaseView> {
        let customer = self
            .customers
            .get(customer)
            .ok_or_else(|| Failure::Failed("no such customer".to_owned()))?;
        let new = NewCase {
            customer: customer.id.clone(),
            subject: subject.to_owned(),
            retention_seconds,
        };
        Ok(self.as_person("agent")?.post(&["cases"], &new).await?)
    }

    /// Waits until a version is inspected.
    pub async fn inspected(&self, version: &str) -> Outcome<VersionView> {
        let ana = self.as_person("agent")?;
        self.eventually("the inspection", async || {
            let view: VersionView = ana.get(&["versions", version], &[]).await?;
            Ok(matches!(view.version.state.as_str(), "ready" | "uninspected").then_some(view))
        })
        .await
    }

    /// Waits until something is there.
    pub async fn eventually<T>(
        &self,
        what: &str,
        mut look: impl AsyncFnMut() -> Outcome<Option<T>>,
    ) -> Outcome<T> {
        let until = tokio::time::Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look().await? {
                return Ok(found);
            }
            if tokio::time::Instant::now() > until {
                return Err(Failure::Failed(format!(
                    "{what} did not happen within {} seconds",
                    PATIENCE.as_secs()
                )));
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Closes a case.
    pub async fn close_case(&self, case: &str) -> Outcome<Case> {
        Ok(self
            .as_person("agent")?
            .post(&["cases", case, "closures"], &json!({}))
            .await?)
    }
}

/// A client that trusts the deployment's own certificate and no other.
pub fn connect(config: &Config) -> Outcome<Client> {
    let certificate = &config
        .tls
        .as_ref()
        .ok_or_else(|| Failure::Failed("the demonstration has no certificate".to_owned()))?
        .certificate;
    Ok(Client::new(
        &config.base_url,
        Trust::from_file(certificate)?,
        &Credential::None,
    )?)
}

/// What must be.
pub fn must(holds: bool, what: &str) -> Outcome {
    if holds {
        Ok(())
    } else {
        Err(Failure::Failed(format!("this does not hold: {what}")))
    }
}

/// The problem with which something was refused. That it was not refused is the failure.
pub fn refused<T>(what: &str, outcome: Result<T, Error>) -> Outcome<Problem> {
    match outcome {
        Ok(_) => Err(Failure::Failed(format!("{what} was not refused"))),
        Err(Error::Refused(problem)) => Ok(*problem),
        Err(other) => Err(Failure::from(other).about(what)),
    }
}
