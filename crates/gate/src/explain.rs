//! Why a decision is what it is, without making it.

use serde::Serialize;

use crate::decide::Ruling;
use crate::gate::Gate;
use crate::reason;
use crate::{ActionInfo, Caller, Facts};

/// Why something would be allowed or refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The action.
    pub action: &'static str,
    /// `allow` or `deny`.
    pub decision: &'static str,
    /// The stable code: `allowed`, or one of [`REASONS`](crate::REASONS).
    pub code: &'static str,
    /// Why, in a sentence.
    pub text: String,
    /// The policies that determine it, the most telling first.
    pub policies: Vec<ExplainedPolicy>,
    /// The facts without which it cannot be decided, and which were not given.
    pub missing: Vec<&'static str>,
    /// What to do about a refusal.
    pub next: Option<String>,
    /// Whether the caller would be told that there is no such thing.
    pub hidden: bool,
}

/// A policy that determines a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedPolicy {
    /// Its `@id`.
    pub id: String,
    /// `permit` or `forbid`.
    pub effect: &'static str,
    /// What it says, in a sentence.
    pub text: String,
}

/// Why a question cannot be explained.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExplainError {
    /// No such action.
    #[error("there is no action {0:?}")]
    Action(String),
    /// The text is not a target of the action.
    #[error("{action} is done to a {target}; {text:?} is not the id of one")]
    Target {
        /// The action.
        action: &'static str,
        /// The kind of target it wants.
        target: &'static str,
        /// What was given.
        text: String,
    },
}

impl Gate {
    /// Explains what [`Gate::authorize`] would say. Records nothing and mints nothing.
    ///
    /// `target` is the written id, or nothing for the deployment as a whole.
    ///
    /// # Errors
    /// When there is no such action, or the target is of another kind.
    pub fn explain(
        &self,
        caller: &Caller,
        action: &str,
        target: &str,
        facts: &Facts,
    ) -> Result<Explanation, ExplainError> {
        let info =
            ActionInfo::named(action).ok_or_else(|| ExplainError::Action(action.to_owned()))?;
        let target = info
            .target
            .parse(target)
            .ok_or_else(|| ExplainError::Target {
                action: info.name,
                target: info.target.entity(),
                text: target.to_owned(),
            })?;
        let ruling = self.ruling(info, caller, target, facts);
        Ok(match ruling {
            Ruling::Allow { policies } => Explanation {
                action: info.name,
                decision: "allow",
                code: reason::ALLOWED,
                text: "The policies permit it and none forbids it.".to_owned(),
                policies: self.explained(&policies),
                missing: Vec::new(),
                next: None,
                hidden: false,
            },
            Ruling::Deny(refusal) => Explanation {
                action: info.name,
                decision: "deny",
                code: refusal.code,
                text: refusal.text,
                policies: self.explained(&refusal.policies),
                missing: refusal.missing.iter().map(|need| need.as_str()).collect(),
                next: Some(refusal.next),
                hidden: refusal.hidden,
            },
        })
    }

    fn explained(&self, ids: &[String]) -> Vec<ExplainedPolicy> {
        let policies = self.policies();
        let mut rules: Vec<_> = policies
            .rules
            .values()
            .filter(|rule| ids.contains(&rule.id))
            .collect();
        rules.sort_by_key(|rule| rule.order);
        rules
            .into_iter()
            .map(|rule| ExplainedPolicy {
                id: rule.id.clone(),
                effect: if rule.forbids { "forbid" } else { "permit" },
                text: rule.text.clone(),
            })
            .collect()
    }
}
