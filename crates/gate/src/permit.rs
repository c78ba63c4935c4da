//! The proof that one action on one target was allowed and recorded.

use std::fmt;
use std::sync::Arc;

use coffer_ledger::Entry;
use coffer_model::{ActorId, CaseId, Clock, FileId, VersionId};

use crate::Caller;
use crate::action::Action;
use crate::live::{Liveness, Moment};
use crate::record::{self, Journal, JournalError, Outcome};

/// The proof that one action on one target was allowed, and that the ledger says so.
///
/// Only [`Gate::authorize`](crate::Gate::authorize) makes one. It cannot be copied or cloned, names its target
/// itself, and is used up by [`Permit::finish`]; the crate's documentation pins each of these.
#[must_use = "a permit that is not finished leaves an open intent in the ledger"]
pub struct Permit<A: Action> {
    target: A::Target,
    caller: Caller,
    case: Option<CaseId>,
    file: Option<FileId>,
    version: Option<VersionId>,
    entry: u64,
    moment: Moment,
    live: Liveness,
    journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
}

/// What a permit is made of. The gate fills it in; nobody else can see it.
pub(crate) struct Grounds {
    pub(crate) caller: Caller,
    pub(crate) case: Option<CaseId>,
    pub(crate) file: Option<FileId>,
    pub(crate) version: Option<VersionId>,
    pub(crate) entry: u64,
    pub(crate) moment: Moment,
    pub(crate) live: Liveness,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl<A: Action> Permit<A> {
    pub(crate) fn mint(target: A::Target, grounds: Grounds) -> Self {
        let Grounds {
            caller,
            case,
            file,
            version,
            entry,
            moment,
            live,
            journal,
            clock,
        } = grounds;
        Self {
            target,
            caller,
            case,
            file,
            version,
            entry,
            moment,
            live,
            journal,
            clock,
        }
    }

    /// What may be acted on. Storage and key methods take the id from here, so that a permit for one thing
    /// opens no other.
    #[must_use]
    pub fn target(&self) -> A::Target {
        self.target
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> &ActorId {
        self.caller.actor()
    }

    /// The caller who asked.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The case that the target belongs to.
    #[must_use]
    pub fn case(&self) -> Option<CaseId> {
        self.case
    }

    /// The file that was decided about.
    #[must_use]
    pub fn file(&self) -> Option<FileId> {
        self.file
    }

    /// The version that was decided about.
    #[must_use]
    pub fn version(&self) -> Option<VersionId> {
        self.version
    }

    /// The index of the decision in the ledger.
    #[must_use]
    pub fn entry(&self) -> u64 {
        self.entry
    }

    /// Whether the ground that the permit stands on is still there: the session, token or link was not revoked,
    /// the actor is not frozen and has not changed, the policy is the same, and, for reads, the case has not been
    /// closed. Cheap; long streams ask it every few MiB and stop at a no.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.live
            .holds(&self.moment, &self.caller, self.case, A::READS)
    }

    /// Records what came of it.
    ///
    /// # Errors
    /// When the ledger cannot append. The intent then stays open, to be found and closed later.
    pub async fn finish(self, outcome: Outcome) -> Result<(), JournalError> {
        let journal = Arc::clone(&self.journal);
        journal
            .append(self.outcome_entry(outcome))
            .await
            .map(|_| ())
    }

    /// The entry that [`Permit::finish`] would write, for those who write it in a transaction of their own.
    #[must_use]
    pub fn outcome_entry(self, outcome: Outcome) -> Entry {
        let target = crate::Target::any(self.target).text();
        let mut entry =
            record::outcome(self.clock.now(), &self.caller, A::NAME, self.entry, outcome);
        entry.target = target;
        entry.case = self.case.map(|case| case.to_string());
        entry
    }
}

impl<A: Action> fmt::Debug for Permit<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Permit({} {:?} by {}, entry {})",
            A::NAME,
            self.target,
            self.caller.actor(),
            self.entry
        )
    }
}
