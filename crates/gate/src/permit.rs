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
/// itself, and is used up by [`Permit::finish`]; the crate's documentation pins each of these. One that is dropped
/// before, by an error or because whoever waited went away, leaves [`UNFINISHED`] as its outcome.
#[must_use = "a permit that is not finished was asked for in vain"]
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
    finished: bool,
}

/// The result of a permit that was dropped instead of finished: what it was for may have been done in part.
pub const UNFINISHED: &str = "unfinished";

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
            finished: false,
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
    pub async fn finish(mut self, outcome: Outcome) -> Result<(), JournalError> {
        // Whatever happens now, the entry is on its way: there is never a second outcome.
        self.finished = true;
        let entry = self.outcome_entry(outcome);
        self.journal.append(entry).await.map(drop)
    }

    fn outcome_entry(&self, outcome: Outcome) -> Entry {
        let mut entry =
            record::outcome(self.clock.now(), &self.caller, A::NAME, self.entry, outcome);
        entry.target = crate::Target::any(self.target).text();
        entry.case = self.case.map(|case| case.to_string());
        entry
    }
}

impl<A: Action> Drop for Permit<A> {
    fn drop(&mut self) {
        if !self.finished {
            self.journal
                .leave(self.outcome_entry(Outcome::failed(UNFINISHED)));
        }
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
