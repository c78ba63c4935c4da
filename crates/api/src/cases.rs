//! Customers, contacts and cases.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An organisation that is helped.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Customer {
    /// Customer id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Its contacts.
    pub contacts: Vec<Contact>,
}

/// A person at a customer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    /// Contact id.
    pub id: String,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
}

/// `POST /api/v1/customers`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCustomer {
    /// Name.
    pub name: String,
}

/// `POST /api/v1/customers/{id}/contacts`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContact {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
}

/// A case in a list, and the head of its page.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Case {
    /// Case id.
    pub id: String,
    /// Number, as people say it.
    pub number: i64,
    /// Subject; empty once the case is shredded.
    pub subject: String,
    /// Customer id.
    pub customer: String,
    /// Customer name; empty once shredded.
    pub customer_name: String,
    /// `open`, `closed` or `shredded`.
    pub state: String,
    /// Who opened it.
    pub opened_by: String,
    /// Opened, Unix milliseconds.
    pub opened_at: i64,
    /// Closed, Unix milliseconds.
    pub closed_at: Option<i64>,
    /// When its keys are destroyed, Unix milliseconds; set when it is closed.
    pub delete_after: Option<i64>,
    /// Whether a hold keeps it from being shredded.
    pub held: bool,
    /// Files in it.
    pub files: u32,
    /// Classes of findings over all its files.
    pub classes: Vec<String>,
}

/// `GET /api/v1/cases/{id}`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CaseView {
    /// The case.
    #[serde(flatten)]
    pub case: Case,
    /// Who is assigned, and so who can see the files.
    pub members: Vec<Member>,
    /// Contacts of its customer.
    pub contacts: Vec<Contact>,
    /// How long files are kept after the case closes, in seconds.
    pub retention_seconds: i64,
    /// Classes, and detectors of other classes, that inspection of this case does not look for.
    pub switched_off: Vec<String>,
}

/// What inspection of a case looks for: `GET /api/v1/cases/{id}/detection`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CaseDetection {
    /// The hash of the rules that follow, hex.
    pub ruleset: String,
    /// Versions of the case that other rules inspected last, and that wait to be inspected again.
    pub stale: u64,
    /// Who set the switches; nobody did when everything is looked for.
    pub set_by: Option<String>,
    /// When, Unix milliseconds.
    pub set_at: Option<i64>,
    /// Why.
    pub reason: Option<String>,
    /// Classes, and detectors of other classes, that were switched off and are looked for all the same: the deployment keeps
    /// them on since.
    pub overruled: Vec<String>,
    /// Every detector.
    pub detectors: Vec<DetectorState>,
}

/// A detector and its switch.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DetectorState {
    /// Its id.
    pub id: String,
    /// The class of what it finds.
    pub class: String,
    /// What that is.
    pub description: String,
    /// Whether it is on in this case.
    pub on: bool,
    /// Whether no case switches it off.
    pub always: bool,
}

/// `POST /api/v1/cases/{id}/detection`: what stands here replaces what was set before. What nothing names is on.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDetection {
    /// Classes that are off.
    #[serde(default)]
    pub classes_off: Vec<String>,
    /// Detectors that are off, by id.
    #[serde(default)]
    pub off: Vec<String>,
    /// Detectors that are on although their class is off, by id.
    #[serde(default)]
    pub on: Vec<String>,
    /// Why.
    pub reason: String,
}

/// A person assigned to a case.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Member {
    /// User id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Roles.
    pub roles: Vec<String>,
}

/// `POST /api/v1/cases`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCase {
    /// Customer id.
    pub customer: String,
    /// Subject.
    pub subject: String,
    /// How long files are kept after the case closes, in seconds; the deployment's default without it.
    #[serde(default)]
    pub retention_seconds: Option<i64>,
}

/// `POST /api/v1/cases/{id}/members`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMember {
    /// User id.
    pub user: String,
}

/// `POST /api/v1/cases/{id}/holds`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHold {
    /// Why.
    pub reason: String,
}

/// The certificate that a case's keys were destroyed: `GET /api/v1/cases/{id}/certificate`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Certificate {
    /// The statement, exactly as signed: canonical JSON.
    pub statement: String,
    /// Ed25519 signature over the statement, base64.
    pub signature: String,
    /// The deployment's public key, base64.
    pub key: String,
}
