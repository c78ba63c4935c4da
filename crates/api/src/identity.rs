//! Sign-in, people, training, tokens.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /api/v1/sign-in/password`: a password and, where one is enrolled, the code of an authenticator app.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordSignIn {
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
    /// Six digits of the authenticator app, or a recovery code. Without it the session has a single factor and opens nothing.
    #[serde(default)]
    pub code: Option<String>,
}

/// `POST /api/v1/sign-in/link`: a one-time link from the console or the demonstration.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkSignIn {
    /// The secret of the link.
    pub secret: String,
}

/// A WebAuthn ceremony that was begun: `POST /api/v1/sign-in/passkey/start`, `…/me/passkeys/start`, `…/me/proof/passkey/start`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Ceremony {
    /// Names the ceremony in the finishing request.
    pub ceremony: String,
    /// Options in the form that `parseCreationOptionsFromJSON` / `parseRequestOptionsFromJSON` take (the `publicKey` member).
    #[schema(value_type = Object)]
    pub public_key: serde_json::Value,
}

/// The answer of an authenticator: the finishing request of a ceremony.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CeremonyAnswer {
    /// The ceremony that this answers.
    pub ceremony: String,
    /// What `PublicKeyCredential.toJSON()` gives.
    #[schema(value_type = Object)]
    pub credential: serde_json::Value,
    /// A label for a new passkey, such as "Work laptop".
    #[serde(default)]
    pub label: Option<String>,
}

/// `POST /api/v1/me/proof/code`: fresh proof with a one-time code.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeProof {
    /// Six digits.
    pub code: String,
}

/// `GET /api/v1/me`, and the answer of every finished sign-in. The session itself travels in a cookie.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// User id.
    pub id: String,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Department, such as `customer-success`.
    pub department: String,
    /// Roles.
    pub roles: Vec<String>,
    /// Rights on content: any of `view`, `unmask`, `original`, `download`, `modify`, `send`.
    pub rights: Vec<String>,
    /// `none`, `single`, `multi` or `passkey`.
    pub assurance: String,
    /// When the person last proved presence with several factors, Unix milliseconds.
    pub proved_at: Option<i64>,
    /// Until when the training is valid, Unix milliseconds.
    pub training_valid_until: Option<i64>,
    /// Whether the account is frozen.
    pub frozen: bool,
    /// Whether an authenticator app is enrolled.
    pub has_totp: bool,
    /// Number of passkeys.
    pub passkeys: u32,
    /// When the session ends, Unix milliseconds.
    pub expires_at: i64,
    /// Name of the organisation.
    pub organisation: String,
    /// Whether this is the demonstration.
    pub demo: bool,
}

/// `POST /api/v1/setup`: what a setup link is for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SetupView {
    /// E-mail address of the account.
    pub email: String,
    /// Name of the account.
    pub name: String,
    /// Name of the organisation.
    pub organisation: String,
}

/// `POST /api/v1/setup/password`: choose a password, then enrol a second factor in the session that this opens.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupPassword {
    /// The secret of the setup link.
    pub secret: String,
    /// At least 15 characters.
    pub password: String,
}

/// `POST /api/v1/setup/passkey/finish`: the answer of the authenticator, with the link that it uses up.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupPasskey {
    /// The secret of the setup link.
    pub secret: String,
    /// The ceremony that this answers.
    pub ceremony: String,
    /// What `PublicKeyCredential.toJSON()` gives.
    #[schema(value_type = Object)]
    pub credential: serde_json::Value,
    /// A label for the new passkey, such as "Work laptop".
    #[serde(default)]
    pub label: Option<String>,
}

/// `POST /api/v1/me/totp/start`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct TotpStart {
    /// Names the ceremony in the finishing request.
    pub ceremony: String,
    /// The shared secret in base32, to be typed into an authenticator app.
    pub secret: String,
    /// The same as an `otpauth://` URI.
    pub uri: String,
}

/// `POST /api/v1/me/totp/finish`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TotpFinish {
    /// The ceremony that this finishes.
    pub ceremony: String,
    /// Six digits that the app shows now.
    pub code: String,
}

/// The answer to a finished enrolment.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Enrolled {
    /// Recovery codes, shown once; empty when there are some already.
    pub recovery_codes: Vec<String>,
}

/// A person, as an administrator sees them.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct User {
    /// User id.
    pub id: String,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Department.
    pub department: String,
    /// Roles.
    pub roles: Vec<String>,
    /// Rights on content.
    pub rights: Vec<String>,
    /// `active` or `suspended`.
    pub state: String,
    /// Whether the account is frozen.
    pub frozen: bool,
    /// Whether any second factor is enrolled.
    pub multi_factor: bool,
    /// Until when the training is valid, Unix milliseconds.
    pub training_valid_until: Option<i64>,
    /// Created, Unix milliseconds.
    pub created_at: i64,
    /// Last seen, Unix milliseconds.
    pub last_seen_at: Option<i64>,
}

/// `POST /api/v1/users`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// E-mail address.
    pub email: String,
    /// Name.
    pub name: String,
    /// Department.
    pub department: String,
    /// Roles.
    pub roles: Vec<String>,
    /// Rights; by default those that go with the roles.
    #[serde(default)]
    pub rights: Option<Vec<String>>,
}

/// The answer to `POST /api/v1/users`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CreatedUser {
    /// The user.
    pub user: User,
    /// A one-time setup link to hand to the person, valid for 24 hours.
    pub setup_link: String,
}

/// `PATCH /api/v1/users/{id}`: only what is given changes.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserChange {
    /// Department.
    #[serde(default)]
    pub department: Option<String>,
    /// Roles.
    #[serde(default)]
    pub roles: Option<Vec<String>>,
    /// Rights.
    #[serde(default)]
    pub rights: Option<Vec<String>>,
    /// `active` or `suspended`.
    #[serde(default)]
    pub state: Option<String>,
}

/// A training module, without its answers: `GET /api/v1/trainings`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Training {
    /// Module id.
    pub module: String,
    /// Version; a new one asks for a new attempt.
    pub version: u32,
    /// Title.
    pub title: String,
    /// What to read, in paragraphs.
    pub text: Vec<String>,
    /// The questions.
    pub questions: Vec<Question>,
    /// Until when this person's attestation is valid, Unix milliseconds.
    pub valid_until: Option<i64>,
}

/// A question with its choices.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Question {
    /// The question.
    pub text: String,
    /// The choices, in order.
    pub choices: Vec<String>,
}

/// `POST /api/v1/trainings/{module}/attempts`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// The index of the chosen answer for each question.
    pub answers: Vec<u32>,
}

/// The result of an attempt.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AttemptResult {
    /// Whether it was passed.
    pub passed: bool,
    /// Right answers.
    pub correct: u32,
    /// Questions asked.
    pub asked: u32,
    /// Until when the attestation is valid, Unix milliseconds.
    pub valid_until: Option<i64>,
}

/// `POST /api/v1/tokens`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What it is for.
    pub label: String,
    /// Actions that it may be used for, such as `file.download`; empty means all that its owner may do.
    #[serde(default)]
    pub scope: Vec<String>,
    /// Life in seconds, at most 90 days.
    pub ttl_seconds: u32,
}

/// A token, without its secret.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Token {
    /// Token id.
    pub id: String,
    /// What it is for.
    pub label: String,
    /// Actions that it may be used for.
    pub scope: Vec<String>,
    /// Created, Unix milliseconds.
    pub created_at: i64,
    /// Expires, Unix milliseconds.
    pub expires_at: i64,
    /// Last used, Unix milliseconds.
    pub last_used_at: Option<i64>,
}

/// The answer to `POST /api/v1/tokens`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct CreatedToken {
    /// The token.
    pub token: Token,
    /// Its secret, shown once. Sent as `Authorization: Bearer …`.
    pub secret: String,
}
