//! What is written into the ledger, and who writes it.

use std::collections::BTreeMap;

use async_trait::async_trait;
use coffer_ledger::{Decision, Entry};
use coffer_model::{CaseId, UnixMillis};

use crate::action::ActionInfo;
use crate::decide::Ruling;
use crate::target::AnyTarget;
use crate::{Caller, Facts, reason};

/// Appends to the ledger.
#[async_trait]
pub trait Journal: Send + Sync + 'static {
    /// Appends an entry and returns its index, once it is durable.
    ///
    /// # Errors
    /// When the entry is not durable. What it is about must then not happen.
    async fn append(&self, entry: Entry) -> Result<u64, JournalError>;

    /// Leaves an entry to be appended, for those who cannot wait: the outcome of a permit that was dropped. What is
    /// lost with the process is found as an open intent when the next one starts.
    fn leave(&self, entry: Entry);
}

/// The ledger could not append.
#[derive(Debug, thiserror::Error)]
#[error("the ledger cannot append")]
pub struct JournalError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl JournalError {
    /// With its cause.
    pub fn new(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(source.into())
    }
}

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// What happens without being asked for, and is recorded all the same. The list is closed: whatever
        /// somebody asks for is a decision, and goes through [`Gate::authorize`](crate::Gate::authorize).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Event {
            $($(#[$doc])* $name,)*
        }

        impl Event {
            /// Every event.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The written name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

events! {
    /// The server started.
    ServerStarted = "server.started";
    /// The server stopped in good order.
    ServerStopped = "server.stopped";
    /// The configuration in force is another one than before.
    ConfigurationChanged = "configuration.changed";
    /// Other policies came into force.
    PolicyChanged = "policy.changed";
    /// A session ended by age or idleness.
    SessionExpired = "session.expired";
    /// A link expired.
    LinkExpired = "link.expired";
    /// A user's training expired.
    TrainingExpired = "training.expired";
    /// An upload is complete and durable.
    VersionReceived = "version.received";
    /// A version was inspected.
    VersionInspected = "version.inspected";
    /// A version could not be inspected.
    VersionQuarantined = "version.quarantined";
    /// An upload was given up because nothing came any more.
    UploadAbandoned = "upload.abandoned";
    /// A case is due for deletion.
    RetentionDue = "retention.due";
    /// A rule raised an alert.
    AlertRaised = "alert.raised";
    /// A checkpoint of the ledger was signed.
    CheckpointSigned = "checkpoint.signed";
    /// A check of the deployment ran, with its result.
    CheckRan = "check.ran";
    /// A restore was rehearsed, with its result.
    DrillRan = "drill.ran";
    /// A job failed for good.
    JobFailed = "job.failed";
}

/// Further ids and codes for an entry: visible ASCII without spaces, never names, addresses or contents. The
/// ledger refuses anything else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detail {
    pub(crate) target: Option<String>,
    pub(crate) case: Option<CaseId>,
    pub(crate) result: Option<String>,
    pub(crate) count: Option<u64>,
    pub(crate) bytes: Option<u64>,
    pub(crate) pairs: BTreeMap<String, String>,
}

impl Detail {
    /// Nothing further.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What it happened to.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "ids are small, and read better by value"
    )]
    pub fn target(mut self, id: impl ToString) -> Self {
        self.target = Some(id.to_string());
        self
    }

    /// The case it happened in.
    #[must_use]
    pub const fn case(mut self, case: CaseId) -> Self {
        self.case = Some(case);
        self
    }

    /// What came of it, as a code.
    #[must_use]
    pub fn result(mut self, code: impl Into<String>) -> Self {
        self.result = Some(code.into());
        self
    }

    /// How many things it touched.
    #[must_use]
    pub const fn count(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }

    /// How many bytes it was about.
    #[must_use]
    pub const fn bytes(mut self, bytes: u64) -> Self {
        self.bytes = Some(bytes);
        self
    }

    /// A further id or code.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "ids are small, and read better by value"
    )]
    pub fn with(mut self, key: &str, value: impl ToString) -> Self {
        self.pairs.insert(key.to_owned(), value.to_string());
        self
    }
}

/// What came of an allowed action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// A stable code: `done`, or why not.
    pub result: String,
    /// Bytes that moved.
    pub bytes: Option<u64>,
    /// Things that were touched.
    pub count: Option<u64>,
    /// The first and the last line that was shown, counted from 1.
    pub lines: Option<(u64, u64)>,
    /// Further ids and codes.
    pub detail: BTreeMap<String, String>,
    /// Bytes that were sealed under the case's key, such as the reason for unmasking.
    pub sealed: Option<Vec<u8>>,
}

impl Outcome {
    fn of(result: impl Into<String>) -> Self {
        Self {
            result: result.into(),
            bytes: None,
            count: None,
            lines: None,
            detail: BTreeMap::new(),
            sealed: None,
        }
    }

    /// It was done.
    #[must_use]
    pub fn done() -> Self {
        Self::of("done")
    }

    /// It was not, or not wholly; a stable code says why.
    #[must_use]
    pub fn failed(code: impl Into<String>) -> Self {
        Self::of(code)
    }

    /// With the bytes that moved.
    #[must_use]
    pub const fn bytes(mut self, bytes: u64) -> Self {
        self.bytes = Some(bytes);
        self
    }

    /// With the number of things touched.
    #[must_use]
    pub const fn count(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }

    /// With the first and the last line shown, counted from 1.
    #[must_use]
    pub const fn lines(mut self, first: u64, last: u64) -> Self {
        self.lines = Some((first, last));
        self
    }

    /// With a further id or code.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "ids are small, and read better by value"
    )]
    pub fn detail(mut self, key: &str, value: impl ToString) -> Self {
        self.detail.insert(key.to_owned(), value.to_string());
        self
    }

    /// With a field that was sealed under the case's key.
    #[must_use]
    pub fn sealed(mut self, sealed: Vec<u8>) -> Self {
        self.sealed = Some(sealed);
        self
    }
}

/// The entry for a decision. Written before anything is done.
pub(crate) fn decision(
    now: UnixMillis,
    caller: &Caller,
    action: &ActionInfo,
    target: AnyTarget,
    facts: &Facts,
    ruling: &Ruling,
) -> Entry {
    let (answer, code, policies) = match ruling {
        Ruling::Allow { policies } => (Decision::Allow, reason::ALLOWED, policies),
        Ruling::Deny(refusal) => (Decision::Deny, refusal.code, &refusal.policies),
    };
    let mut entry = Entry::decision(now, caller.actor(), action.name, answer).with_reason(code);
    // The ledger takes 32; more than that never fits on a screen either.
    entry.policies = policies.iter().take(32).cloned().collect();
    about(&mut entry, caller);
    entry.target = target.text();
    entry.case = facts.case.as_ref().map(|case| case.id.to_string());
    if let Some(version) = &facts.version {
        entry
            .detail
            .insert("file".to_owned(), version.file.to_string());
        entry
            .detail
            .insert("version".to_owned(), version.version.to_string());
        entry.detail.insert(
            "sensitivity".to_owned(),
            version.sensitivity.as_str().to_owned(),
        );
    }
    if let Ruling::Deny(refusal) = ruling
        && refusal.hidden
    {
        entry.detail.insert("hidden".to_owned(), "yes".to_owned());
    }
    entry
}

/// The entry for what came of the decision at `intent`.
pub(crate) fn outcome(
    now: UnixMillis,
    caller: &Caller,
    action: &str,
    intent: u64,
    outcome: Outcome,
) -> Entry {
    let mut entry = Entry::outcome(now, caller.actor(), action, intent, &outcome.result);
    about(&mut entry, caller);
    entry.bytes = outcome.bytes;
    entry.count = outcome.count;
    entry.lines = outcome.lines;
    entry.detail.extend(outcome.detail);
    match outcome.sealed {
        Some(sealed) => entry.with_sealed(&sealed),
        None => entry,
    }
}

/// What is recorded about a decision whose process ended before its outcome came.
pub(crate) fn abandoned(now: UnixMillis, index: u64, decision: &Entry) -> Entry {
    Entry {
        time: now,
        kind: coffer_ledger::EntryKind::Outcome,
        decision: None,
        reason: None,
        policies: Vec::new(),
        intent: Some(index),
        result: Some("abandoned".to_owned()),
        ..decision.clone()
    }
}

/// The entry for an event.
pub(crate) fn event(now: UnixMillis, caller: &Caller, event: Event, detail: Detail) -> Entry {
    let mut entry = Entry::event(now, caller.actor(), event.as_str());
    about(&mut entry, caller);
    entry.target = detail.target;
    entry.case = detail.case.map(|case| case.to_string());
    entry.result = detail.result;
    entry.count = detail.count;
    entry.bytes = detail.bytes;
    entry.detail.extend(detail.pairs);
    entry
}

/// What every entry says about the one who acted.
fn about(entry: &mut Entry, caller: &Caller) {
    entry.department = caller
        .department()
        .map(|department| department.as_str().to_owned());
    entry.session = caller.session().map(|session| session.to_string());
    entry.assurance = u8::try_from(caller.assurance().level()).ok();
    entry.source = caller.source().map(str::to_owned);
    if let Some(token) = caller.token() {
        entry.detail.insert("token".to_owned(), token.to_string());
    }
}
