//! The policy decision and the only mint of permits.

mod action;
mod caller;
mod decide;
mod explain;
mod facts;
mod gate;
mod live;
mod matrix;
mod permit;
mod policy;
mod reason;
mod record;
mod slice;
mod target;

pub use action::*;
pub use caller::{Caller, Right, UserCaller};
pub use coffer_ledger::Entry;
pub use explain::{ExplainError, Explanation, ExplainedPolicy};
pub use facts::{CaseFacts, Facts, LinkFacts, VersionFacts};
pub use gate::{Denied, Gate};
pub use live::Liveness;
pub use permit::Permit;
pub use policy::{PolicyCheck, PolicyError, PolicyText};
pub use reason::REASONS;
pub use record::{Detail, Event, Journal, JournalError, Outcome};
pub use target::{AnyTarget, Target, TargetKind};
