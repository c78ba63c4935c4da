//! Problems: RFC 9457 bodies with codes that do not change.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal, $status:literal, $title:literal;)*) => {
        /// A stable problem code. Clients branch on it; the texts beside it may change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $text)] $variant,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The code as written.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The HTTP status that goes with it.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }

            /// A short text that is the same for every occurrence.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
        }
    };
}

codes! {
    /// No session, token or link came with the request, or it is no longer valid.
    SignInRequired = "sign-in-required", 401, "Sign in first";
    /// Wrong e-mail address, password, code or passkey; which of them is not said.
    SignInFailed = "sign-in-failed", 401, "Sign-in failed";
    /// The proof of presence is too old for this act.
    StepUpRequired = "step-up-required", 403, "Confirm that it is you";
    /// The policy says no.
    Denied = "denied", 403, "Not allowed";
    /// There is no such thing, or not for this caller.
    NotFound = "not-found", 404, "Not found";
    /// The thing is in a state that does not allow this.
    Conflict = "conflict", 409, "Not possible in this state";
    /// An offset or a precondition did not match.
    OffsetMismatch = "offset-mismatch", 409, "The offset is not where the upload stands";
    /// The link has expired, was revoked or is used up.
    LinkEnded = "link-ended", 410, "No longer available";
    /// The request is malformed; the detail says where.
    Invalid = "invalid", 400, "The request is not valid";
    /// A name breaks a rule.
    InvalidName = "invalid-name", 400, "The file name is not usable";
    /// Larger than a limit allows.
    TooLarge = "too-large", 413, "Too large";
    /// A checksum did not match what arrived.
    ChecksumMismatch = "checksum-mismatch", 460, "The checksum does not match";
    /// Too many attempts; wait.
    TooManyRequests = "too-many-requests", 429, "Too many attempts";
    /// Still being inspected.
    NotReady = "not-ready", 409, "Still being inspected";
    /// The range lies outside the content.
    RangeNotSatisfiable = "range-not-satisfiable", 416, "Outside the content";
    /// A protocol version that is not spoken here.
    UnsupportedVersion = "unsupported-version", 412, "Unsupported protocol version";
    /// Stored bytes do not verify.
    Integrity = "integrity", 500, "Stored data failed verification";
    /// Something needed is out of reach; trying later may work.
    Unavailable = "unavailable", 503, "Temporarily unavailable";
    /// The disk is full.
    Full = "full", 507, "No space left";
    /// A fault of the server's own.
    Bug = "bug", 500, "Internal error";
}

/// A problem, as `application/problem+json` (RFC 9457).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `about:blank#` followed by the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The code.
    pub code: Code,
    /// Short, the same for every occurrence of the code.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do next. Holds nothing secret.
    pub detail: String,
    /// The policy's own code for a refusal, such as `wrong-department`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Index of the ledger entry that recorded the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<u64>,
    /// Where an upload really stands, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
}

impl Problem {
    /// A problem of this code with a detail for a person to read.
    #[must_use]
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("about:blank#{}", code.as_str()),
            code,
            title: code.title().to_owned(),
            status: code.status(),
            detail: detail.into(),
            reason: None,
            decision: None,
            offset: None,
        }
    }
}
