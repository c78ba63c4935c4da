//! A made-up day: entries at chosen times, and the alerts that come of them.

use coffer_ledger::{Decision, Entry};
use coffer_model::{ActorId, CaseId, RequestId, UnixMillis, UserId, VersionId};
use coffer_watch::{Alert, Watch};

/// 2025-11-24, in seconds.
const START: i64 = 1_764_000_000;

pub struct Day {
    watch: Watch,
    next: u64,
    pub alerts: Vec<Alert>,
}

impl Default for Day {
    fn default() -> Self {
        Self {
            watch: Watch::with_default_rules().unwrap(),
            next: 0,
            alerts: Vec::new(),
        }
    }
}

pub const fn user(number: u8) -> ActorId {
    ActorId::User(UserId::from_bytes([number; 16]))
}

pub const fn contact(number: u8) -> ActorId {
    ActorId::Request(RequestId::from_bytes([number; 16]))
}

pub fn version(number: u64) -> VersionId {
    VersionId::new(
        UnixMillis::from_i64(i64::try_from(number).unwrap()),
        [0; 10],
    )
}

pub fn case(number: u64) -> CaseId {
    CaseId::new(
        UnixMillis::from_i64(i64::try_from(number).unwrap()),
        [0; 10],
    )
}

pub fn at(second: i64) -> UnixMillis {
    UnixMillis::from_i64((START + second) * 1000)
}

/// An allowed action of a user of customer success.
pub fn allowed(second: i64, who: &ActorId, action: &str) -> Entry {
    let entry = Entry::decision(at(second), who, action, Decision::Allow).with_source("aa01");
    match who {
        ActorId::User(_) => entry.with_department("customer-success"),
        _ => entry,
    }
}

pub fn denied(second: i64, who: &ActorId, action: &str, reason: &str) -> Entry {
    Entry::decision(at(second), who, action, Decision::Deny)
        .with_source("aa01")
        .with_reason(reason)
}

/// An attempt to sign in that ended so.
pub fn sign_in(second: i64, account: &str, source: &str, result: &str) -> Entry {
    Entry::outcome(at(second), &ActorId::Anonymous, "session.create", 0, result)
        .with_detail("account", account)
        .with_source(source)
}

impl Day {
    /// Observes entries as the ledger holds them: bytes first, so that no test uses one that cannot be.
    pub fn see(&mut self, entries: impl IntoIterator<Item = Entry>) -> &mut Self {
        for entry in entries {
            let bytes = entry.to_bytes().unwrap();
            let value = serde_json::from_slice(&bytes).unwrap();
            self.alerts.extend(self.watch.observe(self.next, &value));
            self.next += 1;
        }
        self
    }

    pub fn rules(&self) -> Vec<&str> {
        self.alerts
            .iter()
            .map(|alert| alert.rule.as_str())
            .collect()
    }
}

/// The names of the rules that fire on these entries, in order.
pub fn fired(entries: impl IntoIterator<Item = Entry>) -> Vec<String> {
    let mut day = Day::default();
    day.see(entries);
    day.alerts.into_iter().map(|alert| alert.rule).collect()
}
