//! One decision: from caller, action, target and facts to yes, or no and why.

use cedar_policy::{Authorizer, Decision, Entities, PolicySet, Request};
use coffer_model::{ActorId, UnixMillis};

use crate::action::{ActionInfo, Need};
use crate::live::Standing;
use crate::policy::{Compiled, KNOW, Rule};
use crate::reason::{self, Own};
use crate::slice::{Slice, action_uid, slice};
use crate::target::AnyTarget;
use crate::{Caller, Facts};

/// One question, as the gate asks it of the policies.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) action: &'a ActionInfo,
    pub(crate) caller: &'a Caller,
    pub(crate) target: AnyTarget,
    pub(crate) facts: &'a Facts,
    pub(crate) standing: Standing,
    pub(crate) now: UnixMillis,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ruling {
    Allow { policies: Vec<String> },
    Deny(Refusal),
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: &'static str,
    pub(crate) text: String,
    pub(crate) next: String,
    pub(crate) policies: Vec<String>,
    pub(crate) missing: Vec<Need>,
    pub(crate) hidden: bool,
    /// What went wrong, for the log; holds ids of policies only.
    pub(crate) errors: Vec<String>,
}

impl Refusal {
    pub(crate) fn own(own: &Own, hidden: bool) -> Self {
        Self {
            code: own.code,
            text: own.text.to_owned(),
            next: own.next.to_owned(),
            policies: Vec::new(),
            missing: Vec::new(),
            hidden,
            errors: Vec::new(),
        }
    }
}

/// What the policies say, before it is put into words.
enum Verdict<'a> {
    Allow(Vec<&'a Rule>),
    Deny(Vec<&'a Rule>),
    Error(Vec<String>),
}

impl Compiled {
    /// Decides. Never fails: what cannot be decided is refused.
    pub(crate) fn rule(&self, question: &Question<'_>) -> Ruling {
        if !question.target.fits(question.facts) {
            return Ruling::Deny(Refusal::own(&reason::MISMATCH, true));
        }
        let in_case = question.target.kind().in_case();
        let missing = question
            .facts
            .missing(question.action.needs, in_case, question.caller);
        if !missing.is_empty() {
            return Ruling::Deny(unknown(question, missing));
        }
        match self.ask(&self.asked, question.action.name, question) {
            Verdict::Allow(rules) => Ruling::Allow {
                policies: ids(&rules),
            },
            Verdict::Deny(rules) => Ruling::Deny(self.refusal(&rules, question)),
            Verdict::Error(errors) => Ruling::Deny(Refusal {
                errors,
                ..Refusal::own(&reason::POLICY_ERROR, self.hides(question))
            }),
        }
    }

    /// The first forbid in the order of the text gives its reason; without any, nothing permitted it.
    fn refusal(&self, rules: &[&Rule], question: &Question<'_>) -> Refusal {
        let hidden = self.hides(question);
        match rules.first() {
            Some(rule) => Refusal {
                code: rule.code,
                text: rule.text.clone(),
                next: rule.next.clone(),
                policies: ids(rules),
                missing: Vec::new(),
                hidden,
                errors: Vec::new(),
            },
            None => Refusal::own(&reason::NOT_PERMITTED, hidden),
        }
    }

    /// Whether the caller must not learn that the target exists. The unknown are told to sign in, whether there is
    /// something or not, which gives nothing away either.
    fn hides(&self, question: &Question<'_>) -> bool {
        question.target != AnyTarget::Deployment
            && *question.caller.actor() != ActorId::Anonymous
            && !matches!(self.ask(&self.know, KNOW, question), Verdict::Allow(_))
    }

    fn ask(&self, policies: &PolicySet, action: &str, question: &Question<'_>) -> Verdict<'_> {
        let made = self.request(action, question);
        let (request, entities) = match made {
            Ok(made) => made,
            Err(e) => return Verdict::Error(vec![e]),
        };
        let response = Authorizer::new().is_authorized(&request, policies, &entities);
        // Cedar skips a policy that fails. A skipped forbid is an open door, so any failure is a no.
        let errors: Vec<String> = response
            .diagnostics()
            .errors()
            .map(ToString::to_string)
            .collect();
        if !errors.is_empty() {
            return Verdict::Error(errors);
        }
        let mut rules: Vec<&Rule> = response
            .diagnostics()
            .reason()
            .filter_map(|id| self.rules.get(id))
            .collect();
        rules.sort_by_key(|rule| rule.order);
        match response.decision() {
            Decision::Allow => Verdict::Allow(rules),
            Decision::Deny => Verdict::Deny(rules),
        }
    }

    /// The request is checked against the schema here. The entities are not, for that walks the whole schema each
    /// time: they are made of typed facts, a test holds them against the schema, and an
    /// attribute of a wrong type fails the policy that reads it, which is a no.
    fn request(
        &self,
        action: &str,
        question: &Question<'_>,
    ) -> Result<(Request, Entities), String> {
        let Question {
            caller,
            target,
            facts,
            standing,
            now,
            ..
        } = *question;
        let Slice {
            principal,
            resource,
            context,
        } = slice(action, caller, target, facts, standing, now).map_err(|e| e.to_string())?;
        let action = action_uid(action);
        let entity = self
            .actions
            .get(&action)
            .cloned()
            .ok_or("the schema lacks the action")?;
        let request = Request::new(
            principal.uid(),
            action,
            resource.uid(),
            context,
            Some(&self.schema),
        )
        .map_err(|e| e.to_string())?;
        let entities = Entities::from_entities([principal, resource, entity], None)
            .map_err(|e| e.to_string())?;
        Ok((request, entities))
    }

    /// Whether the entities of this question are what the schema says entities are.
    #[cfg(test)]
    pub(crate) fn conforms(&self, question: &Question<'_>) -> Result<(), String> {
        let Question {
            action,
            caller,
            target,
            facts,
            standing,
            now,
        } = *question;
        let Slice {
            principal,
            resource,
            ..
        } = slice(action.name, caller, target, facts, standing, now).map_err(|e| e.to_string())?;
        Entities::from_entities([principal, resource], Some(&self.schema))
            .map(|_| ())
            .map_err(|e| e.to_string())
    }
}

/// Facts that are not there: there is no such thing, or the one who asks forgot to read it.
fn unknown(question: &Question<'_>, missing: Vec<Need>) -> Refusal {
    let anonymous = *question.caller.actor() == ActorId::Anonymous;
    let own = if anonymous {
        &reason::SIGN_IN
    } else {
        &reason::UNKNOWN
    };
    Refusal {
        missing,
        ..Refusal::own(own, !anonymous && question.target != AnyTarget::Deployment)
    }
}

fn ids(rules: &[&Rule]) -> Vec<String> {
    rules.iter().map(|rule| rule.id.clone()).collect()
}
