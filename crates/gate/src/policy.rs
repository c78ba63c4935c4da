//! Policies: their text, and what becomes of it before it may decide anything.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use cedar_policy::{
    Effect, Policy, PolicyId, PolicySet, Schema, ValidationMode, Validator,
};

use crate::{matrix, reason};

const SCHEMA: &str = include_str!("../policy/schema.cedarschema");

const BUILT_IN: [(&str, &str); 9] = [
    ("10-walls.cedar", include_str!("../policy/10-walls.cedar")),
    ("20-state.cedar", include_str!("../policy/20-state.cedar")),
    ("30-assurance.cedar", include_str!("../policy/30-assurance.cedar")),
    ("40-rights.cedar", include_str!("../policy/40-rights.cedar")),
    ("50-support.cedar", include_str!("../policy/50-support.cedar")),
    ("60-contacts.cedar", include_str!("../policy/60-contacts.cedar")),
    ("70-services.cedar", include_str!("../policy/70-services.cedar")),
    ("80-administration.cedar", include_str!("../policy/80-administration.cedar")),
    ("90-know.cedar", include_str!("../policy/90-know.cedar")),
];

/// The most bytes of one policy file.
const MAX_FILE_BYTES: usize = 256 * 1024;
/// The most policies of a set. Deciding takes time in proportion.
const MAX_POLICIES: usize = 200;

/// Why a policy text is refused. Each message names the file or the policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// More text than is read.
    #[error("{0} is longer than {MAX_FILE_BYTES} bytes")]
    TooLong(String),
    /// More policies than are decided with.
    #[error("there are {0} policies; at most {MAX_POLICIES} are decided with")]
    TooMany(usize),
    /// Not Cedar.
    #[error("{file} is not Cedar: {problem}")]
    Syntax {
        /// The file.
        file: String,
        /// What the parser says.
        problem: String,
    },
    /// An annotation that every policy needs is not there, or says something unknown.
    #[error("policy {policy} in {file}: {problem}")]
    Annotation {
        /// The file.
        file: String,
        /// Its `@id`, or its place in the file.
        policy: String,
        /// What is wrong.
        problem: String,
    },
    /// Cedar, but not about what the schema says there is.
    #[error("the policies do not fit the schema: {}", .0.join("; "))]
    Schema(Vec<String>),
    /// A policy that fails on a request that can happen. A forbid that fails does not forbid.
    #[error("policies fail when evaluated: {}", .0.join("; "))]
    Fails(Vec<String>),
    /// The policies allow what must never be allowed, or lock everybody out.
    #[error("the policies break a promise: {}", .0.join("; "))]
    Promise(Vec<String>),
}

/// The text of a policy set: files in the order in which refusals pick their reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyText {
    files: Vec<(String, String)>,
}

impl PolicyText {
    /// The policies that come with the program.
    #[must_use]
    pub fn built_in() -> Self {
        Self { files: BUILT_IN.map(|(name, text)| (name.to_owned(), text.to_owned())).into() }
    }

    /// Policies from files: name and text.
    #[must_use]
    pub fn from_files(files: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { files: files.into_iter().collect() }
    }

    /// These policies and one more file: how a deployment adds its own.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.files.push((name.into(), text.into()));
        self
    }

    /// The files: name and text.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The schema that policies are validated against.
    #[must_use]
    pub const fn schema() -> &'static str {
        SCHEMA
    }

    /// Everything that is asked of a policy set before it may be put in force: it parses, its annotations are
    /// whole, it fits the schema in strict mode, it never fails on a walk through every action with every kind of
    /// caller, the walls hold on that walk, and somebody can still administer.
    ///
    /// # Errors
    /// The first of these that does not hold, naming the policies.
    pub fn check(&self) -> Result<PolicyCheck, PolicyError> {
        let compiled = Compiled::new(self)?;
        let decisions = matrix::check(&compiled)?;
        Ok(PolicyCheck { policies: compiled.rules.len(), decisions })
    }
}

/// What a passed check went through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyCheck {
    /// The number of policies.
    pub policies: usize,
    /// The number of decisions that were tried.
    pub decisions: usize,
}

/// What is known about a policy besides its conditions.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) id: String,
    /// Its place in the text.
    pub(crate) order: usize,
    pub(crate) forbids: bool,
    /// The reason of a forbid.
    pub(crate) code: &'static str,
    pub(crate) text: String,
    pub(crate) next: String,
}

/// A policy set that can decide.
pub(crate) struct Compiled {
    pub(crate) schema: Schema,
    pub(crate) set: PolicySet,
    pub(crate) rules: HashMap<PolicyId, Rule>,
}

impl Compiled {
    /// Parses and validates.
    pub(crate) fn new(text: &PolicyText) -> Result<Self, PolicyError> {
        let compiled = Self::parse(text)?;
        let result =
            Validator::new(compiled.schema.clone()).validate(&compiled.set, ValidationMode::Strict);
        if result.validation_passed() {
            Ok(compiled)
        } else {
            Err(PolicyError::Schema(result.validation_errors().map(ToString::to_string).collect()))
        }
    }

    /// The built-in policies, made once per process. Their validation is a test's and `check`'s business.
    pub(crate) fn built_in() -> Arc<Self> {
        static COMPILED: LazyLock<Arc<Compiled>> = LazyLock::new(|| {
            Arc::new(Compiled::parse(&PolicyText::built_in()).expect("the built-in policies parse, as a test shows"))
        });
        Arc::clone(&COMPILED)
    }

    fn parse(text: &PolicyText) -> Result<Self, PolicyError> {
        let schema = Schema::from_cedarschema_str(SCHEMA)
            .map_err(|e| PolicyError::Schema(vec![describe(&e)]))?
            .0;
        let mut rules: HashMap<PolicyId, Rule> = HashMap::new();
        let mut policies = Vec::new();
        for (file, text) in text.files() {
            if text.len() > MAX_FILE_BYTES {
                return Err(PolicyError::TooLong(file.to_owned()));
            }
            for policy in in_order(file, text)? {
                let rule = Rule::read(file, &policy, policies.len())?;
                let id = PolicyId::new(&rule.id);
                if rules.contains_key(&id) {
                    return Err(annotation(file, &rule.id, "another policy has the same @id"));
                }
                policies.push(policy.new_id(id.clone()));
                rules.insert(id, rule);
            }
        }
        if policies.len() > MAX_POLICIES {
            return Err(PolicyError::TooMany(policies.len()));
        }
        let set = PolicySet::from_policies(policies)
            .map_err(|e| PolicyError::Syntax { file: "the policies".to_owned(), problem: e.to_string() })?;
        Ok(Self { schema, set, rules })
    }
}

/// The policies of a file as they stand in it. The parser names them `policy0`, `policy1`, …
fn in_order(file: &str, text: &str) -> Result<Vec<Policy>, PolicyError> {
    let set: PolicySet = text
        .parse()
        .map_err(|e| PolicyError::Syntax { file: file.to_owned(), problem: describe(&e) })?;
    if set.templates().next().is_some() {
        let problem = "templates are not used here; write a policy".to_owned();
        return Err(PolicyError::Syntax { file: file.to_owned(), problem });
    }
    let mut policies: Vec<Policy> = set.policies().cloned().collect();
    policies.sort_by_key(|policy| {
        let id: &str = policy.id().as_ref();
        id.strip_prefix("policy").and_then(|number| number.parse::<usize>().ok())
    });
    Ok(policies)
}

impl Rule {
    fn read(file: &str, policy: &Policy, order: usize) -> Result<Self, PolicyError> {
        let place: &str = policy.id().as_ref();
        let id = policy.annotation("id").unwrap_or_default();
        let well_formed = (1..=64).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !well_formed {
            let problem = "needs an @id of at most 64 lower-case letters, digits and hyphens";
            return Err(annotation(file, place, problem));
        }
        let forbids = policy.effect() == Effect::Forbid;
        let needed = |key: &str| match policy.annotation(key) {
            Some(text) if !text.trim().is_empty() => Ok(text.to_owned()),
            _ => Err(annotation(file, id, &format!("needs @{key}"))),
        };
        let code = if forbids {
            let name = needed("reason")?;
            reason::code(&name).ok_or_else(|| {
                annotation(file, id, &format!("@reason {name:?} is not a known code; of your own, use local-policy"))
            })?
        } else {
            reason::ALLOWED
        };
        let next = if forbids { needed("next")? } else { String::new() };
        Ok(Self { id: id.to_owned(), order, forbids, code, text: needed("text")?, next })
    }
}

fn annotation(file: &str, policy: &str, problem: &str) -> PolicyError {
    PolicyError::Annotation {
        file: file.to_owned(),
        policy: policy.to_owned(),
        problem: problem.to_owned(),
    }
}

/// An error with its causes, on one line.
fn describe(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
