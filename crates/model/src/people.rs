//! Who acts: departments, roles, assurance and actors.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{RequestId, SendLinkId, UserId};

/// The part of the organisation a user belongs to. Only customer success may reach customer content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Department(String);

impl Department {
    /// The one department that gets in.
    pub const CUSTOMER_SUCCESS: &'static str = "customer-success";

    /// A department by its name: one to sixty-four lower-case letters, digits and hyphens.
    ///
    /// # Errors
    /// When the name has another form.
    pub fn new(name: &str) -> Result<Self, String> {
        let well_formed = (1..=64).contains(&name.len())
            && name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if well_formed {
            Ok(Self(name.to_owned()))
        } else {
            Err("a department is 1 to 64 lower-case letters, digits and hyphens, such as customer-success".to_owned())
        }
    }

    /// Customer success.
    #[must_use]
    pub fn customer_success() -> Self {
        Self(Self::CUSTOMER_SUCCESS.to_owned())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a user is there to do. A user may have several roles; none of them opens the wall around a department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Works on cases.
    Agent,
    /// Leads agents: approves, assigns, closes.
    Lead,
    /// Configures the deployment; reads no content.
    Administrator,
    /// Watches alerts and answers them; reads no content.
    Security,
    /// Reads evidence and the ledger; reads no content.
    Auditor,
    /// Has no part in support; exists so that refusals can be shown and tested.
    Member,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] = [
        Self::Agent,
        Self::Lead,
        Self::Administrator,
        Self::Security,
        Self::Auditor,
        Self::Member,
    ];

    /// The written form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Lead => "lead",
            Self::Administrator => "administrator",
            Self::Security => "security",
            Self::Auditor => "auditor",
            Self::Member => "member",
        }
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| format!("unknown role {text:?}; known are agent, lead, administrator, security, auditor, member"))
    }
}

/// How a caller proved who they are, from weakest to strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assurance {
    /// Not at all.
    None,
    /// One factor: a password, or the secret of a link.
    Single,
    /// Two factors: a password and a one-time code, or a link and a code.
    Multi,
    /// A passkey with user verification: phishing-resistant.
    Passkey,
}

impl Assurance {
    /// The level as the policy compares it: 0 to 3.
    #[must_use]
    pub const fn level(self) -> i64 {
        match self {
            Self::None => 0,
            Self::Single => 1,
            Self::Multi => 2,
            Self::Passkey => 3,
        }
    }

    /// The assurance of this level; anything unknown is none.
    #[must_use]
    pub const fn from_level(level: i64) -> Self {
        match level {
            1 => Self::Single,
            2 => Self::Multi,
            3 => Self::Passkey,
            _ => Self::None,
        }
    }
}

/// Who is acting.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActorId {
    /// Nobody known: before sign-in.
    Anonymous,
    /// A person of the organisation.
    User(UserId),
    /// A contact who holds an upload request's link.
    Request(RequestId),
    /// A contact who holds a send link.
    SendLink(SendLinkId),
    /// A job of the server itself, by its name.
    Service(&'static str),
    /// Somebody at the console of the machine, who has its root key.
    Console,
}

impl fmt::Display for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anonymous => f.write_str("anonymous"),
            Self::User(id) => id.fmt(f),
            Self::Request(id) => id.fmt(f),
            Self::SendLink(id) => id.fmt(f),
            Self::Service(name) => write!(f, "service:{name}"),
            Self::Console => f.write_str("console"),
        }
    }
}

impl ActorId {
    /// The kind of actor: `anonymous`, `user`, `contact`, `service` or `console`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::User(_) => "user",
            Self::Request(_) | Self::SendLink(_) => "contact",
            Self::Service(_) => "service",
            Self::Console => "console",
        }
    }
}

/// The services that act on the server's own account, each with one task.
pub const SERVICES: [&str; 5] = ["scan", "retention", "watch", "backup", "verify"];

impl FromStr for ActorId {
    type Err = String;

    /// Reads the form that `Display` writes.
    fn from_str(text: &str) -> Result<Self, String> {
        let unknown = || format!("{text:?} is no actor");
        match text.split_once(['_', ':']) {
            None if text == "anonymous" => Ok(Self::Anonymous),
            None if text == "console" => Ok(Self::Console),
            Some(("usr", _)) => text.parse().map(Self::User).map_err(|_| unknown()),
            Some(("req", _)) => text.parse().map(Self::Request).map_err(|_| unknown()),
            Some(("snd", _)) => text.parse().map(Self::SendLink).map_err(|_| unknown()),
            Some(("service", name)) => SERVICES
                .iter()
                .find(|known| **known == name)
                .map(|known| Self::Service(known))
                .ok_or_else(unknown),
            _ => Err(unknown()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actors_read_back() {
        let actors = [
            ActorId::Anonymous,
            ActorId::Console,
            ActorId::Service("scan"),
            ActorId::User(UserId::from_bytes([3; 16])),
            ActorId::Request(RequestId::from_bytes([4; 16])),
        ];
        for actor in actors {
            assert_eq!(actor.to_string().parse(), Ok(actor));
        }
        for bad in [
            "",
            "service:root",
            "usr_1",
            "root",
            "console:",
            "cas_00000000000000000000000000",
        ] {
            assert!(bad.parse::<ActorId>().is_err(), "{bad}");
        }
    }
}
