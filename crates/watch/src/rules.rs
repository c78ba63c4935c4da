//! Loading rules, strictly: a rule that would never match is an error, not a silence.

use std::collections::{HashMap, HashSet};

use rsigma_eval::fields::{FieldSource, RuleFieldSet};
use rsigma_parser::{
    CorrelationRule, CorrelationType, SigmaCollection, SigmaRule, parse_sigma_yaml,
};
use serde::{Deserialize, Serialize};

/// The largest file of rules, in bytes.
pub const MAX_RULE_BYTES: usize = 64 * 1024;
/// The most rules and correlations together.
pub const MAX_RULES: usize = 1000;

/// The longest timespan of a correlation: seven days. State of that age must be rebuilt after a start.
const MAX_TIMESPAN_SECONDS: u64 = 7 * 24 * 3600;
/// For how long a rule without a timespan is quiet about the same subject.
const DEFAULT_QUIET_SECONDS: u64 = 600;

/// The fields that rules may look at. `detail.…` has any name.
const FIELDS: &[&str] = &[
    "account",
    "action",
    "actor",
    "actor_kind",
    "assurance",
    "bytes",
    "case",
    "count",
    "decision",
    "department",
    "id",
    "intent",
    "kind",
    "policies",
    "reason",
    "result",
    "session",
    "source",
    "target",
    "time",
    "v",
];

/// What a rule proposes to do about whom it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// Tell those who watch.
    Notify,
    /// Freeze the actor, and tell those who watch.
    FreezeActor,
}

impl Response {
    /// The written form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notify => "notify",
            Self::FreezeActor => "freeze_actor",
        }
    }
}

/// Whom an alert is about: the field of the entry that names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Who acted.
    Actor,
    /// The account that a sign-in was about, whoever tried it.
    Account,
    /// The keyed hash of the address that the caller came from.
    Source,
}

impl Subject {
    /// The written form, which is also the name of the field.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Account => "account",
            Self::Source => "source",
        }
    }
}

/// How bad it is, in Sigma's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Worth knowing.
    Informational,
    /// Worth a look some day.
    Low,
    /// Worth a look today.
    Medium,
    /// Worth a look now.
    High,
    /// Act now.
    Critical,
}

impl Level {
    /// The written form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Informational => "informational",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl From<rsigma_parser::Level> for Level {
    fn from(level: rsigma_parser::Level) -> Self {
        match level {
            rsigma_parser::Level::Informational => Self::Informational,
            rsigma_parser::Level::Low => Self::Low,
            rsigma_parser::Level::Medium => Self::Medium,
            rsigma_parser::Level::High => Self::High,
            rsigma_parser::Level::Critical => Self::Critical,
        }
    }
}

/// Why rules were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WatchError {
    /// A file that holds no readable rules.
    #[error("the rules in {file}: {problem}")]
    File {
        /// The file's name.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A rule.
    #[error("the rule {rule:?} in {file}: {problem}")]
    Rule {
        /// The file's name.
        file: String,
        /// The rule's title.
        rule: String,
        /// What is wrong with it.
        problem: RuleProblem,
    },
    /// The rules together.
    #[error("the rules together: {0}")]
    Together(String),
}

/// What is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleProblem {
    /// No id.
    #[error("it has no id; without one it would never feed a correlation, and nobody would notice")]
    MissingId,
    /// An id or a name that another rule has.
    #[error("its id or name {0:?} belongs to another rule already")]
    Duplicate(String),
    /// Another log source.
    #[error("its logsource must be product: coffer")]
    LogSource,
    /// No level.
    #[error("it raises alerts, so it needs a level: informational, low, medium, high or critical")]
    MissingLevel,
    /// No `coffer` block where one is needed.
    #[error("it needs a block `coffer:` with a response and a subject")]
    MissingResponse,
    /// Neither alerts nor correlations come of it.
    #[error(
        "it has no block `coffer:` and no correlation refers to it, so it would never do anything"
    )]
    Idle,
    /// A `coffer` block that cannot be understood.
    #[error(
        "its block `coffer:` must have a response (notify, freeze_actor), a subject (actor, account, source) and at most quiet_seconds: {0}"
    )]
    Response(String),
    /// A freeze of something that is no actor.
    #[error("only a rule whose subject is an actor or an account can freeze it")]
    FreezesNoActor,
    /// A correlation that loses its subject.
    #[error("its subject is {0}, so that field must stand under group-by")]
    SubjectNotGrouped(&'static str),
    /// A key that nothing reads.
    #[error("the key {0:?} means nothing here; is it misspelt?")]
    UnknownKey(String),
    /// A field that no entry has.
    #[error("the field {0:?} is in no ledger entry; is it misspelt?")]
    UnknownField(String),
    /// A reference to nothing.
    #[error("it refers to a rule {0:?} that does not exist")]
    UnknownReference(String),
    /// A timespan that is too long.
    #[error("its timespan must be 1 second to 7 days")]
    Timespan,
    /// A quiet time that is too long.
    #[error("its quiet_seconds must be at most 604800, which is 7 days")]
    Quiet,
    /// The engine does not take it.
    #[error("the engine refuses it: {0}")]
    Engine(String),
}

/// What alerts of a rule look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alerting {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) level: Level,
    pub(crate) response: Response,
    pub(crate) subject: Subject,
    pub(crate) quiet_seconds: u64,
    /// The id of the rule that the entry at hand must match: the last one, where there is an order. The engine orders
    /// by seconds, and would take what came first within one for what came last.
    pub(crate) closes_with: Option<String>,
}

/// Rules that were found good.
pub(crate) struct Loaded {
    pub(crate) collection: SigmaCollection,
    /// By the rule's id.
    pub(crate) alerting: HashMap<String, Alerting>,
    pub(crate) memory_seconds: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    response: Response,
    subject: Subject,
    #[serde(default)]
    quiet_seconds: Option<u64>,
}

/// What rules and correlations have in common.
struct Head<'a> {
    file: &'a str,
    title: &'a str,
    id: Option<&'a str>,
    name: Option<&'a str>,
    level: Option<rsigma_parser::Level>,
    block: Result<Option<Block>, RuleProblem>,
}

impl<'a> Head<'a> {
    fn of_rule(file: &'a str, rule: &'a SigmaRule) -> Self {
        Self {
            file,
            title: &rule.title,
            id: rule.id.as_deref(),
            name: rule.name.as_deref(),
            level: rule.level,
            block: block(&rule.custom_attributes),
        }
    }

    fn of_correlation(file: &'a str, rule: &'a CorrelationRule) -> Self {
        Self {
            file,
            title: &rule.title,
            id: rule.id.as_deref(),
            name: rule.name.as_deref(),
            level: rule.level,
            block: block(&rule.custom_attributes),
        }
    }

    fn refuse(&self, problem: RuleProblem) -> WatchError {
        WatchError::Rule {
            file: self.file.to_owned(),
            rule: self.title.to_owned(),
            problem,
        }
    }

    /// The id and what the rule's alerts look like, if it raises any.
    fn alerting(&self, timespan: Option<u64>) -> Result<(String, Option<Alerting>), WatchError> {
        let id = self.id.filter(|id| !id.trim().is_empty());
        let id = id
            .ok_or_else(|| self.refuse(RuleProblem::MissingId))?
            .to_owned();
        let Some(block) = self
            .block
            .as_ref()
            .map_err(|problem| self.refuse(problem.clone()))?
        else {
            return Ok((id, None));
        };
        let level = self
            .level
            .ok_or_else(|| self.refuse(RuleProblem::MissingLevel))?;
        if block.response == Response::FreezeActor && block.subject == Subject::Source {
            return Err(self.refuse(RuleProblem::FreezesNoActor));
        }
        if block
            .quiet_seconds
            .is_some_and(|seconds| seconds > MAX_TIMESPAN_SECONDS)
        {
            return Err(self.refuse(RuleProblem::Quiet));
        }
        let alerting = Alerting {
            name: self.name.unwrap_or(&id).to_owned(),
            title: self.title.to_owned(),
            level: level.into(),
            response: block.response,
            subject: block.subject,
            quiet_seconds: block
                .quiet_seconds
                .or(timespan)
                .unwrap_or(DEFAULT_QUIET_SECONDS),
            closes_with: None,
        };
        Ok((id, Some(alerting)))
    }
}

/// Reads the `coffer` block; any other key that is not Sigma's is refused.
fn block<V: Serialize>(attributes: &HashMap<String, V>) -> Result<Option<Block>, RuleProblem> {
    if let Some(key) = attributes.keys().filter(|key| *key != "coffer").min() {
        return Err(RuleProblem::UnknownKey(key.clone()));
    }
    attributes
        .get("coffer")
        .map(|value| {
            serde_json::to_value(value)
                .and_then(serde_json::from_value)
                .map_err(|error| RuleProblem::Response(error.to_string()))
        })
        .transpose()
}

/// Loads all rules, or says which one is wrong and how.
pub(crate) fn load<N: AsRef<str>, Y: AsRef<str>>(files: &[(N, Y)]) -> Result<Loaded, WatchError> {
    let parsed = files
        .iter()
        .map(|(file, yaml)| Ok((file.as_ref(), parse(file.as_ref(), yaml.as_ref())?)))
        .collect::<Result<Vec<(&str, SigmaCollection)>, WatchError>>()?;
    let count: usize = parsed
        .iter()
        .map(|(_, found)| found.rules.len() + found.correlations.len())
        .sum();
    if count > MAX_RULES {
        return Err(WatchError::Together(format!(
            "{count} rules are more than {MAX_RULES}"
        )));
    }
    let known = identities(&parsed)?;
    let referenced: HashSet<&str> = parsed
        .iter()
        .flat_map(|(_, found)| &found.correlations)
        .flat_map(|rule| rule.rules.iter().map(String::as_str))
        .collect();

    let mut alerting = HashMap::new();
    let mut memory_seconds = 0;
    // Correlations first: a misspelt reference is the cause, the rule it leaves idle the consequence.
    for (file, found) in &parsed {
        for rule in &found.correlations {
            let head = Head::of_correlation(file, rule);
            let (id, alerts) = head.alerting(Some(rule.timespan.seconds))?;
            let mut alerts = alerts.ok_or_else(|| head.refuse(RuleProblem::MissingResponse))?;
            if rule.correlation_type == CorrelationType::TemporalOrdered {
                alerts.closes_with = rule.rules.last().and_then(|last| id_of(&parsed, last));
            }
            check_correlation(&head, rule, &alerts, &known)?;
            memory_seconds = memory_seconds
                .max(alerts.quiet_seconds)
                .max(rule.timespan.seconds);
            alerting.insert(id, alerts);
        }
    }
    for (file, found) in &parsed {
        for rule in &found.rules {
            let head = Head::of_rule(file, rule);
            let (id, alerts) = head.alerting(None)?;
            check_rule(&head, rule)?;
            let keys = [Some(id.as_str()), head.name];
            let fed = keys.iter().flatten().any(|key| referenced.contains(key));
            if alerts.is_none() && !fed {
                return Err(head.refuse(RuleProblem::Idle));
            }
            if let Some(alerts) = alerts {
                memory_seconds = memory_seconds.max(alerts.quiet_seconds);
                alerting.insert(id, alerts);
            }
        }
    }
    let mut collection = SigmaCollection::new();
    for (_, found) in parsed {
        collection.rules.extend(found.rules);
        collection.correlations.extend(found.correlations);
    }
    Ok(Loaded {
        collection,
        alerting,
        memory_seconds,
    })
}

fn parse(file: &str, yaml: &str) -> Result<SigmaCollection, WatchError> {
    let refuse = |problem: String| WatchError::File {
        file: file.to_owned(),
        problem,
    };
    if yaml.len() > MAX_RULE_BYTES {
        return Err(refuse(format!(
            "{} bytes are more than {MAX_RULE_BYTES}",
            yaml.len()
        )));
    }
    let found = parse_sigma_yaml(yaml).map_err(|error| refuse(error.to_string()))?;
    if let Some(error) = found.errors.first() {
        return Err(refuse(error.clone()));
    }
    if let Some(filter) = found.filters.first() {
        return Err(refuse(format!(
            "{:?} is a filter; write the exception into the rule",
            filter.title
        )));
    }
    if found.rules.is_empty() && found.correlations.is_empty() {
        return Err(refuse("there are none".to_owned()));
    }
    Ok(found)
}

/// Every id and name, each of which must be there once.
fn identities<'a>(
    parsed: &'a [(&'a str, SigmaCollection)],
) -> Result<HashSet<&'a str>, WatchError> {
    let mut known = HashSet::new();
    for (file, found) in parsed {
        let heads = found
            .rules
            .iter()
            .map(|rule| Head::of_rule(file, rule))
            .chain(
                found
                    .correlations
                    .iter()
                    .map(|rule| Head::of_correlation(file, rule)),
            );
        for head in heads {
            for key in [head.id, head.name].into_iter().flatten() {
                if !known.insert(key) {
                    return Err(head.refuse(RuleProblem::Duplicate(key.to_owned())));
                }
            }
        }
    }
    Ok(known)
}

/// The id of the rule or correlation that goes by this id or name.
fn id_of(parsed: &[(&str, SigmaCollection)], key: &str) -> Option<String> {
    let rules = parsed
        .iter()
        .flat_map(|(_, found)| &found.rules)
        .map(|rule| (&rule.id, &rule.name));
    let correlations = parsed
        .iter()
        .flat_map(|(_, found)| &found.correlations)
        .map(|rule| (&rule.id, &rule.name));
    rules
        .chain(correlations)
        .find(|(id, name)| id.as_deref() == Some(key) || name.as_deref() == Some(key))
        .and_then(|(id, _)| id.clone())
}

fn check_rule(head: &Head<'_>, rule: &SigmaRule) -> Result<(), WatchError> {
    if rule.logsource.product.as_deref() != Some("coffer") {
        return Err(head.refuse(RuleProblem::LogSource));
    }
    let alone = SigmaCollection {
        rules: vec![rule.clone()],
        ..SigmaCollection::new()
    };
    check_fields(head, &alone)?;
    rsigma_eval::compile_rule(rule)
        .map(|_| ())
        .map_err(|error| head.refuse(RuleProblem::Engine(error.to_string())))
}

fn check_correlation(
    head: &Head<'_>,
    rule: &CorrelationRule,
    alerts: &Alerting,
    known: &HashSet<&str>,
) -> Result<(), WatchError> {
    if let Some(missing) = rule.rules.iter().find(|key| !known.contains(key.as_str())) {
        return Err(head.refuse(RuleProblem::UnknownReference(missing.clone())));
    }
    if !(1..=MAX_TIMESPAN_SECONDS).contains(&rule.timespan.seconds) {
        return Err(head.refuse(RuleProblem::Timespan));
    }
    let subject = alerts.subject.as_str();
    if !rule.group_by.iter().any(|field| field == subject) {
        return Err(head.refuse(RuleProblem::SubjectNotGrouped(subject)));
    }
    check_fields(
        head,
        &SigmaCollection {
            correlations: vec![rule.clone()],
            ..SigmaCollection::new()
        },
    )
}

/// A misspelt field matches nothing, for ever and in silence.
fn check_fields(head: &Head<'_>, alone: &SigmaCollection) -> Result<(), WatchError> {
    let fields = RuleFieldSet::collect(alone, &[], false);
    let unknown = fields.iter().find(|(field, origin)| {
        let matched = origin
            .sources
            .iter()
            .any(|source| *source != FieldSource::Metadata);
        matched && !FIELDS.contains(field) && !field.starts_with("detail.")
    });
    match unknown {
        Some((field, _)) => Err(head.refuse(RuleProblem::UnknownField(field.to_owned()))),
        None => Ok(()),
    }
}
