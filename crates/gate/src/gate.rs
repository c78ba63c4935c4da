//! The gate: decide, record, mint, in that order.

use std::sync::{Arc, PoisonError, RwLock};

use coffer_model::Clock;

use crate::action::Action;
use crate::decide::{Question, Refusal, Ruling};
use crate::live::Liveness;
use crate::permit::{Grounds, Permit};
use crate::policy::{Compiled, PolicyError, PolicyText};
use crate::reason;
use crate::record::{self, Detail, Event, Journal, JournalError};
use crate::target::{AnyTarget, Target};
use crate::{ActionInfo, Caller, Entry, Facts};

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {text}")]
pub struct Denied {
    /// A stable code, one of [`REASONS`](crate::REASONS).
    pub code: &'static str,
    /// Why, in a sentence.
    pub text: String,
    /// What to do about it, in a sentence.
    pub next: String,
    /// The policies that determined it.
    pub policies: Vec<String>,
    /// The index of the decision in the ledger; none when it could not be recorded.
    pub entry: Option<u64>,
    /// Whether the caller may not know that the target exists. Such a refusal is shown as if there were none:
    /// neither code nor text may reach the caller.
    pub hidden: bool,
}

impl Denied {
    fn new(refusal: Refusal, entry: Option<u64>) -> Self {
        let Refusal {
            code,
            text,
            next,
            policies,
            hidden,
            ..
        } = refusal;
        Self {
            code,
            text,
            next,
            policies,
            entry,
            hidden,
        }
    }
}

/// Decides, records and mints permits. One per process.
pub struct Gate {
    policies: RwLock<Arc<Compiled>>,
    journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
    live: Liveness,
}

impl Gate {
    /// A gate with these policies.
    ///
    /// # Errors
    /// When the policies do not parse, lack annotations or do not fit the schema. Policies of a deployment's own
    /// should have passed [`PolicyText::check`], which asks for more.
    pub fn new(
        policies: &PolicyText,
        journal: Arc<dyn Journal>,
        clock: Arc<dyn Clock>,
        live: Liveness,
    ) -> Result<Self, PolicyError> {
        let policies = RwLock::new(Self::compile(policies)?);
        Ok(Self {
            policies,
            journal,
            clock,
            live,
        })
    }

    fn compile(policies: &PolicyText) -> Result<Arc<Compiled>, PolicyError> {
        if *policies == PolicyText::built_in() {
            return Ok(Compiled::built_in());
        }
        Compiled::new(policies).map(Arc::new)
    }

    /// Puts other policies in force. Permits in use end; what is asked for next is decided by the new ones.
    ///
    /// # Errors
    /// When the policies do not pass [`PolicyText::check`]; those in force then stay.
    pub fn replace_policies(&self, policies: &PolicyText) -> Result<(), PolicyError> {
        policies.check()?;
        let compiled = Self::compile(policies)?;
        *self
            .policies
            .write()
            .unwrap_or_else(PoisonError::into_inner) = compiled;
        self.live.bump_policy();
        Ok(())
    }

    pub(crate) fn policies(&self) -> Arc<Compiled> {
        Arc::clone(&self.policies.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What ends permits while they are in use.
    #[must_use]
    pub fn liveness(&self) -> &Liveness {
        &self.live
    }

    /// Asks whether `caller` may do `A` to `target`. The answer is in the ledger before it is given.
    ///
    /// The facts are what the store says about the target at this moment. A target that is not there is asked for
    /// with [`Facts::none`], so that the attempt is recorded and refused as hidden.
    ///
    /// # Errors
    /// When the policies refuse, a fact is missing, or the ledger cannot append.
    pub async fn authorize<A: Action>(
        &self,
        caller: &Caller,
        target: A::Target,
        facts: Facts,
    ) -> Result<Permit<A>, Denied> {
        let any = target.any();
        let case = facts.case.as_ref().map(|case| case.id);
        // Taken before the decision: whatever changes from here on ends the permit.
        let moment = self.live.moment(caller, case);
        let now = self.clock.now();
        let ruling = self.ruling(&A::INFO, caller, any, &facts);
        let entry = record::decision(now, caller, &A::INFO, any, &facts, &ruling);
        let entry = match self.journal.append(entry).await {
            Ok(index) => index,
            Err(error) => {
                tracing::error!(
                    action = A::NAME,
                    error = &error as &dyn std::error::Error,
                    "decision not recorded"
                );
                return Err(Denied::new(Refusal::own(&reason::NO_LEDGER, false), None));
            }
        };
        match ruling {
            Ruling::Allow { .. } => Ok(Permit::mint(
                target,
                Grounds {
                    caller: caller.clone(),
                    case,
                    file: facts.version.map(|version| version.file),
                    version: facts.version.map(|version| version.version),
                    entry,
                    moment,
                    live: self.live.clone(),
                    journal: Arc::clone(&self.journal),
                    clock: Arc::clone(&self.clock),
                },
            )),
            Ruling::Deny(refusal) => {
                if !refusal.errors.is_empty() {
                    tracing::error!(action = A::NAME, entry, errors = ?refusal.errors, "policy not evaluated");
                }
                Err(Denied::new(refusal, Some(entry)))
            }
        }
    }

    /// Whether `caller` would be allowed `A`. Records nothing and mints nothing: it picks the rows of a list whose
    /// permit was asked for, and the buttons of a page. It never stands in for [`Gate::authorize`].
    #[must_use]
    pub fn would_allow<A: Action>(
        &self,
        caller: &Caller,
        target: A::Target,
        facts: &Facts,
    ) -> bool {
        matches!(
            self.ruling(&A::INFO, caller, target.any(), facts),
            Ruling::Allow { .. }
        )
    }

    pub(crate) fn ruling(
        &self,
        action: &ActionInfo,
        caller: &Caller,
        target: AnyTarget,
        facts: &Facts,
    ) -> Ruling {
        let (standing, now) = (self.live.standing(caller), self.clock.now());
        self.policies().rule(&Question {
            action,
            caller,
            target,
            facts,
            standing,
            now,
        })
    }

    /// Records something that happened without being asked for. Returns its index in the ledger.
    ///
    /// # Errors
    /// When the ledger cannot append.
    pub async fn record(
        &self,
        caller: &Caller,
        event: Event,
        detail: Detail,
    ) -> Result<u64, JournalError> {
        self.journal
            .append(record::event(self.clock.now(), caller, event, detail))
            .await
    }
}

impl Gate {
    /// Records that the outcome of the allowed `decision` at `index` never came, because the process that was to record
    /// it is no more.
    ///
    /// # Errors
    /// When the ledger cannot append.
    pub async fn abandoned(&self, index: u64, decision: &Entry) -> Result<u64, JournalError> {
        self.journal
            .append(record::abandoned(self.clock.now(), index, decision))
            .await
    }
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Gate({} policies)", self.policies().rules.len())
    }
}
