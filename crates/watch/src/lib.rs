//! Rules over ledger entries: alerts and proposed responses.
//!
//! Rules are Sigma rules and Sigma correlations (`logsource: product: coffer`), so that a deployment can
//! run the same ones in the system that collects its logs. Each entry of the ledger is one event; its
//! fields are the fields of the entry, and two more: `id`, the entry's index, and `account`, the account
//! that a sign-in was about.
//!
//! A rule that raises alerts says what they are about and what to do:
//!
//! ```yaml
//! coffer:
//!   response: freeze_actor   # or notify
//!   subject: actor           # or account, source
//!   quiet_seconds: 600       # one alert per rule and subject in this time; a correlation's timespan by default
//! ```
//!
//! A rule without that block only feeds correlations. The loader refuses whatever the engine would let
//! pass and then never match: a rule without an `id`, an unknown field, a misspelt key, a reference to
//! nothing.
//!
//! Nothing here reads a clock or a file: time comes with the entries. State is bounded and is not
//! stored; after a start it is rebuilt by observing the entries of the last [`Watch::memory_seconds`].

mod defaults;
mod rules;
mod watch;

pub use defaults::DEFAULT_RULES;
pub use rules::{Level, MAX_RULE_BYTES, MAX_RULES, Response, RuleProblem, Subject, WatchError};
pub use watch::{Alert, Watch};
