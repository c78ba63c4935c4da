//! Entries: what was decided, what came of it, and what else happened.

use std::collections::BTreeMap;
use std::fmt::Display;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use coffer_model::{ActorId, UnixMillis};
use serde::{Deserialize, Serialize};

/// The largest entry, in bytes: what the 16-bit length in an entry bundle can say.
pub const MAX_ENTRY_BYTES: usize = 65_535;

const VERSION: u8 = 1;
/// The longest code, in bytes.
const CODE_BYTES: usize = 64;
/// The longest id or hash, in bytes.
const ID_BYTES: usize = 128;
/// The longest value in `detail`, in bytes.
const VALUE_BYTES: usize = 256;
/// The most policies and the most details of one entry.
const MAX_POLICIES: usize = 32;
const MAX_DETAILS: usize = 32;

/// What kind of statement an entry makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// Somebody asked, and this was the answer. Written before anything is done.
    Decision,
    /// What came of an allowed action.
    Outcome,
    /// Something that nobody had to be asked about.
    Event,
}

/// The answer of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Yes.
    Allow,
    /// No.
    Deny,
}

impl Decision {
    /// The written form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }
}

/// One entry. The log outlives every erasure, so it holds ids and codes only: no names, no addresses,
/// no free text. What must be readable and yet erasable is sealed under the case's key (`sealed`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The version of this form: 1.
    pub v: u8,
    /// When it happened.
    pub time: UnixMillis,
    /// What kind of statement this is.
    pub kind: EntryKind,
    /// Who acted: an id, or `anonymous`, `console`, `service:…`.
    pub actor: String,
    /// The kind of actor: `anonymous`, `user`, `contact`, `service` or `console`.
    pub actor_kind: String,
    /// The department of a user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The assurance level of the caller, 0 to 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assurance: Option<u8>,
    /// A keyed hash of the network address that the caller came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What was asked or done, such as `file.download`.
    pub action: String,
    /// What it was done to: an id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The case that the target belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The answer, when this is a decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// A stable code that says why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The policies that determined the decision.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
    /// The index of the decision that an outcome belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<u64>,
    /// A stable code that says what came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// Bytes that moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Things that were touched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// The first and the last line that was shown, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<(u64, u64)>,
    /// Further ids and codes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub detail: BTreeMap<String, String>,
    /// Base64 of a field sealed under the case's key: unreadable once the case is shredded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<String>,
}

/// Why an entry is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Too many bytes.
    #[error("an entry of {0} bytes is longer than {MAX_ENTRY_BYTES}")]
    TooLong(usize),
    /// Not JSON, or fields that an entry does not have.
    #[error("the bytes are not an entry: {0}")]
    Json(String),
    /// A version that this program does not know.
    #[error("the entry has version {0}; known is {VERSION}")]
    Version(u8),
    /// The same entry spelt in another way.
    #[error("the bytes are not the canonical form of the entry they spell")]
    NotCanonical,
    /// A field holds what it must not.
    #[error("the field {0} of an entry holds ids and codes of limited length only")]
    Field(&'static str),
}

impl Entry {
    fn bare(time: UnixMillis, kind: EntryKind, actor: &ActorId, action: &str) -> Self {
        Self {
            v: VERSION,
            time,
            kind,
            actor: actor.to_string(),
            actor_kind: actor.kind().to_owned(),
            department: None,
            session: None,
            assurance: None,
            source: None,
            action: action.to_owned(),
            target: None,
            case: None,
            decision: None,
            reason: None,
            policies: Vec::new(),
            intent: None,
            result: None,
            bytes: None,
            count: None,
            lines: None,
            detail: BTreeMap::new(),
            sealed: None,
        }
    }

    /// A decision.
    #[must_use]
    pub fn decision(time: UnixMillis, actor: &ActorId, action: &str, decision: Decision) -> Self {
        Self {
            decision: Some(decision),
            ..Self::bare(time, EntryKind::Decision, actor, action)
        }
    }

    /// What came of the decision at index `intent`.
    #[must_use]
    pub fn outcome(
        time: UnixMillis,
        actor: &ActorId,
        action: &str,
        intent: u64,
        result: &str,
    ) -> Self {
        Self {
            intent: Some(intent),
            result: Some(result.to_owned()),
            ..Self::bare(time, EntryKind::Outcome, actor, action)
        }
    }

    /// Something that happened without being asked for.
    #[must_use]
    pub fn event(time: UnixMillis, actor: &ActorId, action: &str) -> Self {
        Self::bare(time, EntryKind::Event, actor, action)
    }

    /// With the target.
    #[must_use]
    pub fn with_target(mut self, target: &(impl Display + ?Sized)) -> Self {
        self.target = Some(target.to_string());
        self
    }

    /// With the case.
    #[must_use]
    pub fn with_case(mut self, case: &(impl Display + ?Sized)) -> Self {
        self.case = Some(case.to_string());
        self
    }

    /// With the user's department.
    #[must_use]
    pub fn with_department(mut self, department: &str) -> Self {
        self.department = Some(department.to_owned());
        self
    }

    /// With the session and the assurance level it has.
    #[must_use]
    pub fn with_session(mut self, session: &(impl Display + ?Sized), assurance: u8) -> Self {
        self.session = Some(session.to_string());
        self.assurance = Some(assurance);
        self
    }

    /// With the keyed hash of the caller's network address.
    #[must_use]
    pub fn with_source(mut self, source: &str) -> Self {
        self.source = Some(source.to_owned());
        self
    }

    /// With the code that says why.
    #[must_use]
    pub fn with_reason(mut self, reason: &str) -> Self {
        self.reason = Some(reason.to_owned());
        self
    }

    /// With the code that says what came of it.
    #[must_use]
    pub fn with_result(mut self, result: &str) -> Self {
        self.result = Some(result.to_owned());
        self
    }

    /// With the policies that determined the decision.
    #[must_use]
    pub fn with_policies(mut self, policies: Vec<String>) -> Self {
        self.policies = policies;
        self
    }

    /// With the bytes that moved.
    #[must_use]
    pub const fn with_bytes(mut self, bytes: u64) -> Self {
        self.bytes = Some(bytes);
        self
    }

    /// With the number of things touched.
    #[must_use]
    pub const fn with_count(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }

    /// With the first and the last line shown, counted from 1.
    #[must_use]
    pub const fn with_lines(mut self, first: u64, last: u64) -> Self {
        self.lines = Some((first, last));
        self
    }

    /// With a further id or code.
    #[must_use]
    pub fn with_detail(mut self, key: &str, value: &(impl Display + ?Sized)) -> Self {
        self.detail.insert(key.to_owned(), value.to_string());
        self
    }

    /// With a field that was sealed under the case's key.
    #[must_use]
    pub fn with_sealed(mut self, sealed: &[u8]) -> Self {
        self.sealed = Some(STANDARD.encode(sealed));
        self
    }

    /// The bytes that are hashed into the tree: JSON without spaces, fields in the order of this type,
    /// absent fields left out.
    ///
    /// # Errors
    /// When a field holds more than ids and codes, or the entry is too long.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EntryError> {
        self.check()?;
        let bytes = serde_json::to_vec(self).map_err(|e| EntryError::Json(describe(&e)))?;
        if bytes.len() > MAX_ENTRY_BYTES {
            return Err(EntryError::TooLong(bytes.len()));
        }
        Ok(bytes)
    }

    /// Reads an entry. Only the bytes that [`Entry::to_bytes`] writes are accepted, so that what an
    /// entry says and what its hash covers are the same.
    ///
    /// # Errors
    /// As the variants of [`EntryError`] say.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EntryError> {
        if bytes.len() > MAX_ENTRY_BYTES {
            return Err(EntryError::TooLong(bytes.len()));
        }
        let entry: Self =
            serde_json::from_slice(bytes).map_err(|e| EntryError::Json(describe(&e)))?;
        if entry.v != VERSION {
            return Err(EntryError::Version(entry.v));
        }
        if entry.to_bytes()? != bytes {
            return Err(EntryError::NotCanonical);
        }
        Ok(entry)
    }

    /// Holds every field to its alphabet and length.
    fn check(&self) -> Result<(), EntryError> {
        if self.v != VERSION {
            return Err(EntryError::Version(self.v));
        }
        let ids = [
            ("actor", Some(&self.actor)),
            ("session", self.session.as_ref()),
            ("source", self.source.as_ref()),
            ("target", self.target.as_ref()),
            ("case", self.case.as_ref()),
        ];
        let codes = [
            ("actor_kind", Some(&self.actor_kind)),
            ("department", self.department.as_ref()),
            ("action", Some(&self.action)),
            ("reason", self.reason.as_ref()),
            ("result", self.result.as_ref()),
        ];
        require("time", self.time.as_i64() >= 0)?;
        for (name, value) in ids {
            require(name, value.is_none_or(|text| is_id(text, ID_BYTES)))?;
        }
        for (name, value) in codes {
            require(name, value.is_none_or(|text| is_id(text, CODE_BYTES)))?;
        }
        require("assurance", self.assurance.is_none_or(|level| level <= 3))?;
        require(
            "decision",
            self.decision.is_some() == (self.kind == EntryKind::Decision),
        )?;
        require(
            "intent",
            self.intent.is_none() || self.kind != EntryKind::Decision,
        )?;
        require(
            "lines",
            self.lines
                .is_none_or(|(first, last)| 1 <= first && first <= last),
        )?;
        require("policies", self.policies.len() <= MAX_POLICIES)?;
        require(
            "policies",
            self.policies.iter().all(|policy| is_id(policy, ID_BYTES)),
        )?;
        require("detail", self.detail.len() <= MAX_DETAILS)?;
        let sound =
            |(key, value): (&String, &String)| is_id(key, CODE_BYTES) && is_id(value, VALUE_BYTES);
        require("detail", self.detail.iter().all(sound))?;
        let canonical = |text: &String| STANDARD.decode(text).is_ok_and(|bytes| !bytes.is_empty());
        require("sealed", self.sealed.as_ref().is_none_or(canonical))
    }
}

fn require(field: &'static str, holds: bool) -> Result<(), EntryError> {
    if holds {
        Ok(())
    } else {
        Err(EntryError::Field(field))
    }
}

/// Ids, codes, hashes: visible ASCII without the `@` of an address.
fn is_id(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic() && b != b'@')
}

/// What is wrong with JSON, without a word of its content.
pub(crate) fn describe(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Syntax => "not JSON",
        serde_json::error::Category::Eof => "cut short",
        serde_json::error::Category::Data => "an unknown, missing or ill-typed field",
        serde_json::error::Category::Io => "not readable",
    };
    format!(
        "{what}, at line {}, column {}",
        error.line(),
        error.column()
    )
}
