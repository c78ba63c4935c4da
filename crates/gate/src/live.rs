//! What ends a permit while it is in use.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use coffer_model::{ActorId, CaseId, RequestId, SendLinkId, SessionId, TokenId};

use crate::Caller;

/// Tells permits in use that their ground has gone. One per process, shared; cloning shares it.
///
/// Long streams ask their permit every few MiB. As long as nothing at all has changed, that is one atomic load.
#[derive(Clone, Default)]
pub struct Liveness(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// Grows with every change of any kind.
    changes: AtomicU64,
    state: RwLock<State>,
}

#[derive(Default)]
struct State {
    policy: u64,
    sessions: HashSet<SessionId>,
    tokens: HashSet<TokenId>,
    links: HashSet<ActorId>,
    frozen: HashSet<ActorId>,
    actors: HashMap<ActorId, u64>,
    cases: HashMap<CaseId, u64>,
}

/// What held when a permit was asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    changes: u64,
    policy: u64,
    actor: u64,
    case: u64,
}

/// What the process knows about a caller beyond what the caller brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) revoked: bool,
    pub(crate) frozen: bool,
}

impl Liveness {
    /// Nothing revoked, nobody frozen.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The counter moves while the lock is held, so that whoever sees the old counter has seen the old state.
    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
        change(&mut state);
        self.0.changes.fetch_add(1, Ordering::Release);
    }

    /// Ends a session and everything it is doing.
    pub fn revoke_session(&self, session: SessionId) {
        self.change(|state| {
            state.sessions.insert(session);
        });
    }

    /// Takes a token back.
    pub fn revoke_token(&self, token: TokenId) {
        self.change(|state| {
            state.tokens.insert(token);
        });
    }

    /// Takes an upload request back.
    pub fn revoke_request(&self, request: RequestId) {
        self.change(|state| {
            state.links.insert(ActorId::Request(request));
        });
    }

    /// Takes a send link back.
    pub fn revoke_send_link(&self, link: SendLinkId) {
        self.change(|state| {
            state.links.insert(ActorId::SendLink(link));
        });
    }

    /// Freezes an actor: a user, or the holder of a link.
    pub fn freeze_actor(&self, actor: ActorId) {
        self.change(|state| {
            state.frozen.insert(actor);
        });
    }

    /// Releases a freeze.
    pub fn unfreeze_actor(&self, actor: &ActorId) {
        self.change(|state| {
            state.frozen.remove(actor);
        });
    }

    /// Ends what an actor is doing, because their department, roles or rights changed. What they ask for next is
    /// decided anew.
    pub fn actor_changed(&self, actor: ActorId) {
        self.change(|state| *state.actors.entry(actor).or_default() += 1);
    }

    /// Ends reads of a case, because it was closed or its members changed. What is asked for next is decided anew.
    pub fn case_changed(&self, case: CaseId) {
        self.change(|state| *state.cases.entry(case).or_default() += 1);
    }

    /// Ends everything, because the policy changed.
    pub fn bump_policy(&self) {
        self.change(|state| state.policy += 1);
    }

    /// Whether an actor is frozen.
    #[must_use]
    pub fn is_frozen(&self, actor: &ActorId) -> bool {
        self.read().frozen.contains(actor)
    }

    /// How often the policy has changed.
    #[must_use]
    pub fn policy_epoch(&self) -> u64 {
        self.read().policy
    }

    /// What holds now, to be compared with later.
    pub(crate) fn moment(&self, caller: &Caller, case: Option<CaseId>) -> Moment {
        let state = self.read();
        Moment {
            changes: self.0.changes.load(Ordering::Acquire),
            policy: state.policy,
            actor: state
                .actors
                .get(caller.actor())
                .copied()
                .unwrap_or_default(),
            case: case
                .and_then(|case| state.cases.get(&case).copied())
                .unwrap_or_default(),
        }
    }

    /// What is known about a caller.
    pub(crate) fn standing(&self, caller: &Caller) -> Standing {
        let state = self.read();
        let revoked = caller
            .session()
            .is_some_and(|session| state.sessions.contains(&session))
            || caller
                .token()
                .is_some_and(|token| state.tokens.contains(&token))
            || state.links.contains(caller.actor());
        Standing {
            revoked,
            frozen: caller.is_frozen() || state.frozen.contains(caller.actor()),
        }
    }

    /// Whether what held at that moment still holds. Only what reads a case ends with a change of the case.
    pub(crate) fn holds(
        &self,
        moment: &Moment,
        caller: &Caller,
        case: Option<CaseId>,
        reads: bool,
    ) -> bool {
        if self.0.changes.load(Ordering::Acquire) == moment.changes {
            return true;
        }
        let standing = self.standing(caller);
        let now = self.moment(caller, case);
        !standing.revoked
            && !standing.frozen
            && now.policy == moment.policy
            && now.actor == moment.actor
            && (!reads || now.case == moment.case)
    }
}

impl std::fmt::Debug for Liveness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Liveness(change {})",
            self.0.changes.load(Ordering::Relaxed)
        )
    }
}

#[cfg(test)]
mod tests {
    use coffer_model::Assurance;

    use super::*;

    fn holder() -> (RequestId, CaseId, Caller) {
        let (request, case) = (RequestId::from_bytes([1; 16]), CaseId::from_bytes([2; 16]));
        (
            request,
            case,
            Caller::request(request, case, Assurance::Single, None),
        )
    }

    #[test]
    fn what_concerns_others_ends_nothing() {
        let (_, case, caller) = holder();
        let live = Liveness::new();
        let moment = live.moment(&caller, Some(case));
        live.revoke_session(SessionId::from_bytes([9; 16]));
        live.revoke_request(RequestId::from_bytes([9; 16]));
        live.freeze_actor(ActorId::Console);
        live.case_changed(CaseId::from_bytes([9; 16]));
        assert!(live.holds(&moment, &caller, Some(case), true));
    }

    #[test]
    fn a_revoked_link_a_freeze_and_a_new_policy_end_it() {
        let (request, case, caller) = holder();
        let ends: [&dyn Fn(&Liveness); 4] = [
            &|live| live.revoke_request(request),
            &|live| live.freeze_actor(ActorId::Request(request)),
            &|live| live.actor_changed(ActorId::Request(request)),
            &Liveness::bump_policy,
        ];
        for end in ends {
            let live = Liveness::new();
            let moment = live.moment(&caller, Some(case));
            end(&live);
            assert!(!live.holds(&moment, &caller, Some(case), false));
        }
    }

    #[test]
    fn a_change_of_the_case_ends_reads_only() {
        let (_, case, caller) = holder();
        let live = Liveness::new();
        let moment = live.moment(&caller, Some(case));
        live.case_changed(case);
        assert!(!live.holds(&moment, &caller, Some(case), true));
        assert!(live.holds(&moment, &caller, Some(case), false));
        let later = live.moment(&caller, Some(case));
        assert!(live.holds(&later, &caller, Some(case), true));
    }

    #[test]
    fn a_released_freeze_lets_the_same_stream_go_on_only_if_nobody_looked() {
        let (request, case, caller) = holder();
        let live = Liveness::new();
        let actor = ActorId::Request(request);
        let moment = live.moment(&caller, Some(case));
        live.freeze_actor(actor.clone());
        assert!(live.is_frozen(&actor));
        assert!(!live.holds(&moment, &caller, Some(case), true));
        live.unfreeze_actor(&actor);
        assert!(live.holds(&moment, &caller, Some(case), true));
    }
}
