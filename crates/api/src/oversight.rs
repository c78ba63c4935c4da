//! Alerts, freezes, the ledger and the policy.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An alert.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Alert {
    /// Alert id.
    pub id: String,
    /// Rule id.
    pub rule: String,
    /// Title of the rule.
    pub title: String,
    /// `low`, `medium`, `high` or `critical`.
    pub level: String,
    /// Who it is about: an actor id.
    pub actor: String,
    /// Their name, for those who may know it.
    pub actor_name: Option<String>,
    /// Case id.
    pub case: Option<String>,
    /// Raised, Unix milliseconds.
    pub at: i64,
    /// Ledger entries that led to it.
    pub entries: Vec<u64>,
    /// `open` or `closed`.
    pub state: String,
    /// What was done: `notify` or `freeze_actor`.
    pub response: String,
    /// The freeze that it caused, if any.
    pub freeze: Option<String>,
}

/// A freeze of an actor.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Freeze {
    /// Freeze id.
    pub id: String,
    /// Actor id.
    pub actor: String,
    /// Their name, for those who may know it.
    pub actor_name: Option<String>,
    /// Rule id or `manual`.
    pub reason: String,
    /// Who or what froze.
    pub created_by: String,
    /// When, Unix milliseconds.
    pub created_at: i64,
    /// Released, Unix milliseconds.
    pub released_at: Option<i64>,
    /// By whom.
    pub released_by: Option<String>,
}

/// `POST /api/v1/freezes`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFreeze {
    /// User id.
    pub user: String,
}

/// An entry of the ledger, as the explorer shows it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LedgerEntry {
    /// Index.
    pub index: u64,
    /// Leaf hash, hex.
    pub leaf: String,
    /// The entry exactly as hashed.
    #[schema(value_type = Object)]
    pub entry: serde_json::Value,
    /// Names of the actor and such, for those who may know them.
    pub names: BTreeMap<String, String>,
}

/// A checkpoint: `GET /api/v1/ledger/checkpoint`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LedgerCheckpoint {
    /// The signed note.
    pub note: String,
    /// The verifier key of the note, `name+id+key`.
    pub key: String,
    /// Entries covered.
    pub size: u64,
}

/// A proof: `GET /api/v1/ledger/entries/{index}/proof`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LedgerProof {
    /// Index of the entry.
    pub index: u64,
    /// The entry's bytes, base64.
    pub entry: String,
    /// The inclusion proof, base64 hashes from the leaf up.
    pub proof: Vec<String>,
    /// The checkpoint that it leads to.
    pub checkpoint: String,
}

/// The result of a verification: `POST /api/v1/ledger/verifications`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LedgerVerification {
    /// Entries recomputed.
    pub entries: u64,
    /// Root, hex.
    pub root: String,
    /// Checkpoints checked.
    pub checkpoints: u64,
    /// Whether everything agrees.
    pub ok: bool,
    /// What does not, in words that name the entry.
    pub faults: Vec<String>,
}

/// `POST /api/v1/policies/explanations`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainRequest {
    /// Who: a user id or e-mail address.
    pub actor: String,
    /// Action, such as `file.download`.
    pub action: String,
    /// The thing: a case, file or version id, or nothing.
    #[serde(default)]
    pub target: Option<String>,
}

/// Why a decision falls as it does.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Explanation {
    /// `allow` or `deny`.
    pub decision: String,
    /// Stable code.
    pub code: String,
    /// The sentence for a person.
    pub text: String,
    /// What to do next.
    pub next: String,
    /// Determining policies.
    pub policies: Vec<PolicyReason>,
}

/// A policy that determined a decision.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PolicyReason {
    /// Policy id.
    pub id: String,
    /// `permit` or `forbid`.
    pub effect: String,
    /// Its sentence.
    pub text: String,
}

/// A snapshot: `GET /api/v1/snapshots`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Snapshot {
    /// Snapshot id.
    pub id: String,
    /// Made, Unix milliseconds.
    pub created_at: i64,
    /// Objects in it.
    pub objects: u64,
    /// Bytes in it.
    pub bytes: u64,
    /// Ledger entries it covers.
    pub ledger_size: u64,
    /// Last checked, Unix milliseconds.
    pub checked_at: Option<i64>,
}
