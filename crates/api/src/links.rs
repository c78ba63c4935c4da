//! Upload requests and send links.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /api/v1/cases/{id}/upload-requests`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUploadRequest {
    /// What to send, in the agent's words.
    pub note: String,
    /// Contact id, when it is for one person.
    #[serde(default)]
    pub contact: Option<String>,
    /// Life in seconds: one minute to 90 days.
    pub ttl_seconds: u32,
    /// Files that may be sent.
    pub max_files: u32,
    /// Bytes that may be sent in all.
    pub max_bytes: u64,
}

/// An upload request, as staff see it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UploadRequest {
    /// Request id.
    pub id: String,
    /// The note.
    pub note: String,
    /// Name of the contact it is for.
    pub contact_name: Option<String>,
    /// `active`, `used`, `revoked`, or `expired`.
    pub state: String,
    /// Who made it.
    pub created_by: String,
    /// Created, Unix milliseconds.
    pub created_at: i64,
    /// Expires, Unix milliseconds.
    pub expires_at: i64,
    /// First opened, Unix milliseconds.
    pub opened_at: Option<i64>,
    /// Files that may be sent.
    pub max_files: u32,
    /// Bytes that may be sent in all.
    pub max_bytes: u64,
    /// Files sent so far.
    pub used_files: u32,
    /// Bytes sent so far.
    pub used_bytes: u64,
    /// The link, for those who may hand it out.
    pub link: Option<String>,
}

/// What the contact sees: `POST /api/v1/links/request` with the header `Coffer-Link`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RequestView {
    /// Name of the organisation.
    pub organisation: String,
    /// First name of the agent who asks.
    pub agent: String,
    /// The team.
    pub team: String,
    /// Case number.
    pub case_number: i64,
    /// What is asked.
    pub note: String,
    /// Expires, Unix milliseconds.
    pub expires_at: i64,
    /// Files that may still be sent.
    pub files_left: u32,
    /// Bytes that may still be sent.
    pub bytes_left: u64,
    /// The largest file, in bytes.
    pub max_file_bytes: u64,
    /// How many people can see the files (masked).
    pub seen_by: u32,
    /// Their roles, such as "2 support agents".
    pub seen_by_roles: Vec<String>,
    /// How long files are kept after the case closes, in days.
    pub retention_days: u32,
    /// Files that came through this link.
    pub files: Vec<SentFile>,
}

/// A file that came through a link, as its sender sees it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SentFile {
    /// Version id.
    pub version: String,
    /// Upload id, while it is incomplete.
    pub upload: Option<String>,
    /// Name.
    pub name: String,
    /// Size in bytes, when known.
    pub size_bytes: Option<u64>,
    /// Bytes that are durable.
    pub offset: u64,
    /// `receiving`, `inspecting`, `ready`, `uninspected` or `withdrawn`.
    pub state: String,
    /// SHA-256 of what arrived, in hex, once verified.
    pub sha256: Option<String>,
    /// Whether a receipt can be fetched.
    pub receipt: bool,
    /// Findings by class: what was masked.
    pub findings: Vec<ClassCount>,
    /// How often staff viewed it.
    pub views: u32,
}

/// A count by class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClassCount {
    /// Class.
    pub class: String,
    /// How many.
    pub count: u64,
}

/// `POST /api/v1/cases/{id}/send-links`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSendLink {
    /// Version ids to send.
    pub versions: Vec<String>,
    /// E-mail address of the recipient, who must be a contact of the case's customer.
    pub email: String,
    /// `email_code` or `passphrase`.
    pub mode: String,
    /// The passphrase to tell the recipient by another way; for mode `passphrase`.
    #[serde(default)]
    pub passphrase: Option<String>,
    /// A note to the recipient.
    #[serde(default)]
    pub note: String,
    /// Life in seconds: one minute to 90 days.
    pub ttl_seconds: u32,
    /// How often a file may be taken in all.
    pub max_takes: u32,
}

/// A send link, as staff see it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SendLink {
    /// Link id.
    pub id: String,
    /// Recipient.
    pub email: String,
    /// `email_code` or `passphrase`.
    pub mode: String,
    /// `active`, `used`, `revoked` or `expired`.
    pub state: String,
    /// Note.
    pub note: String,
    /// Names of the files.
    pub files: Vec<String>,
    /// Expires, Unix milliseconds.
    pub expires_at: i64,
    /// How often a file may be taken.
    pub max_takes: u32,
    /// How often one was taken.
    pub takes: u32,
    /// Who made it.
    pub created_by: String,
    /// Created, Unix milliseconds.
    pub created_at: i64,
    /// The link, for those who may hand it out.
    pub link: Option<String>,
}

/// What the recipient sees before proof: `POST /api/v1/links/send` with the header `Coffer-Link`. No names yet.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SendLinkView {
    /// Name of the organisation.
    pub organisation: String,
    /// First name of the sender.
    pub agent: String,
    /// Case number.
    pub case_number: i64,
    /// `email_code` or `passphrase`.
    pub mode: String,
    /// The address that codes go to, with its middle hidden.
    pub email_hint: String,
    /// Number of files.
    pub files: u32,
    /// Expires, Unix milliseconds.
    pub expires_at: i64,
}

/// `POST /api/v1/links/send/proof`: the code or the passphrase.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendProof {
    /// The e-mailed code or the passphrase.
    pub proof: String,
}

/// What the recipient gets after proof.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct SendContents {
    /// Short-lived secret for taking files: header `Coffer-Link-Session`, or the form field `session`.
    pub session: String,
    /// The note.
    pub note: String,
    /// The files.
    pub files: Vec<SendItem>,
    /// Takes left.
    pub takes_left: u32,
}

/// A file that can be taken.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SendItem {
    /// Version id.
    pub version: String,
    /// Name.
    pub name: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// SHA-256, hex.
    pub sha256: Option<String>,
}
