//! Observing entries.

use std::collections::{BTreeSet, HashMap};

use rsigma_eval::correlation_engine::{CorrelationEventMode, TimestampFallback};
use rsigma_eval::event::JsonEvent;
use rsigma_eval::{CorrelationConfig, CorrelationEngine, EvaluationResult};
use serde_json::Value;

use crate::DEFAULT_RULES;
use crate::rules::{Alerting, Level, Loaded, Response, Subject, WatchError, load};

/// The most groups that correlations keep count of, all rules together.
const MAX_GROUPS: usize = 50_000;
/// The most entries that are counted in one group. Above what any default rule counts to, so that
/// repeating one harmless read does not push the others out.
const MAX_GROUP_ENTRIES: usize = 8192;
/// The most entries that an alert names.
const MAX_ALERT_ENTRIES: usize = 64;
/// The most pairs of rule and subject about which the watch is quiet.
const MAX_QUIET: usize = 10_000;
/// How often expired state is dropped, in seconds of the entries' time.
const SWEEP_SECONDS: i64 = 60;

/// A rule matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The rule's name.
    pub rule: String,
    /// The rule's title, for people.
    pub title: String,
    /// How bad it is.
    pub level: Level,
    /// What kind of thing `actor` names.
    pub subject: Subject,
    /// Whom it is about: an actor, an account or the keyed hash of an address, as `subject` says.
    pub actor: String,
    /// The case of the entry that completed the match.
    pub case: Option<String>,
    /// What to do.
    pub response: Response,
    /// The entries that made the rule match, ascending: the last ones when there are very many.
    pub entries: Vec<u64>,
}

/// Rules, and what they remember of the entries seen so far.
pub struct Watch {
    engine: CorrelationEngine,
    alerting: HashMap<String, Alerting>,
    memory_seconds: u64,
    /// When an alert of this rule about this subject was last raised, in seconds.
    quiet: HashMap<(String, String), i64>,
    swept_at: i64,
    max_groups: usize,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Watch of {} rules", self.rule_count())
    }
}

impl Watch {
    /// A watch with these rules, given as `(file name, Sigma YAML)`.
    ///
    /// # Errors
    /// When a file or a rule is wrong; the error names it.
    pub fn new<N: AsRef<str>, Y: AsRef<str>>(rules: &[(N, Y)]) -> Result<Self, WatchError> {
        Self::limited(rules, MAX_GROUPS)
    }

    /// A watch with the [`DEFAULT_RULES`].
    ///
    /// # Errors
    /// Never in a released program: the tests load them.
    pub fn with_default_rules() -> Result<Self, WatchError> {
        Self::new(DEFAULT_RULES)
    }

    fn limited<N: AsRef<str>, Y: AsRef<str>>(
        rules: &[(N, Y)],
        max_groups: usize,
    ) -> Result<Self, WatchError> {
        let Loaded {
            collection,
            alerting,
            memory_seconds,
        } = load(rules)?;
        let mut engine = CorrelationEngine::new(CorrelationConfig {
            timestamp_fields: Vec::new(),
            timestamp_fallback: TimestampFallback::Skip,
            max_state_entries: max_groups,
            max_group_entries: Some(MAX_GROUP_ENTRIES),
            correlation_event_mode: CorrelationEventMode::Refs,
            max_correlation_events: MAX_ALERT_ENTRIES,
            ..CorrelationConfig::default()
        });
        // All at once: adding rules one by one rebuilds the engine's index each time.
        engine
            .add_collection(&collection)
            .map_err(|error| WatchError::Together(error.to_string()))?;
        Ok(Self {
            engine,
            alerting,
            memory_seconds,
            quiet: HashMap::new(),
            swept_at: i64::MIN,
            max_groups,
        })
    }

    /// How many rules and correlations are loaded.
    #[must_use]
    pub fn rule_count(&self) -> usize {
        self.engine.detection_rule_count() + self.engine.correlation_rule_count()
    }

    /// How far back entries matter, in seconds: what to observe again after a start.
    #[must_use]
    pub const fn memory_seconds(&self) -> u64 {
        self.memory_seconds
    }

    /// Observes the next entry of the ledger: its index and its JSON. Its time is the one in it.
    ///
    /// After a start, entries of the last [`Watch::memory_seconds`] are observed again and their alerts
    /// thrown away, for they were raised then.
    pub fn observe(&mut self, index: u64, entry: &Value) -> Vec<Alert> {
        let Some(event) = as_event(index, entry) else {
            return Vec::new();
        };
        let now = entry
            .get("time")
            .and_then(Value::as_i64)
            .unwrap_or_default()
            / 1000;
        let mut alerts: Vec<Alert> = self.sweep(now, index).into_iter().collect();
        let results = self
            .engine
            .process_event_at(&JsonEvent::borrow(&event), now);
        let matched: Vec<&str> = results
            .iter()
            .filter_map(|result| result.header.rule_id.as_deref())
            .collect();
        for result in &results {
            let closed = self.closing(result).is_none_or(|id| matched.contains(&id));
            if closed {
                alerts.extend(self.alert(result, &event, index, now));
            }
        }
        alerts
    }

    /// The id of the rule that must have matched the same entry, if there is one.
    fn closing(&self, result: &EvaluationResult) -> Option<&str> {
        let id = result.header.rule_id.as_deref()?;
        self.alerting.get(id)?.closes_with.as_deref()
    }

    /// The alert that comes of a match, unless one of the same rule about the same subject is recent.
    fn alert(
        &mut self,
        result: &EvaluationResult,
        event: &Value,
        index: u64,
        now: i64,
    ) -> Option<Alert> {
        let rule = result
            .header
            .rule_id
            .as_deref()
            .and_then(|id| self.alerting.get(id))?
            .clone();
        let subject = subject_of(result, event, rule.subject)?;
        if !self.speaks(&rule.name, &subject, rule.quiet_seconds, now) {
            return None;
        }
        // Nobody can freeze the console, a service or everybody who is not signed in.
        // An account is a person whoever tried to get into it; the one who acts there is not signed in yet.
        let freezable = rule.subject == Subject::Account
            || text(event, "actor_kind").is_some_and(|kind| kind == "user" || kind == "contact");
        let response = match rule.response {
            Response::FreezeActor if freezable => Response::FreezeActor,
            Response::FreezeActor | Response::Notify => Response::Notify,
        };
        Some(Alert {
            rule: rule.name,
            title: rule.title,
            level: rule.level,
            subject: rule.subject,
            actor: subject,
            case: text(event, "case").map(str::to_owned),
            response,
            entries: entries_of(result, index),
        })
    }

    /// Whether an alert may be raised, and if so, remembers that it was.
    fn speaks(&mut self, rule: &str, subject: &str, quiet_seconds: u64, now: i64) -> bool {
        let key = (rule.to_owned(), subject.to_owned());
        let recent = self
            .quiet
            .get(&key)
            .is_some_and(|last| now.abs_diff(*last) < quiet_seconds);
        if recent {
            return false;
        }
        if self.quiet.len() >= MAX_QUIET {
            // The oldest half: saying something twice is better than keeping everything.
            let mut times: Vec<i64> = self.quiet.values().copied().collect();
            times.sort_unstable();
            let middle = times.get(times.len() / 2).copied().unwrap_or(now);
            self.quiet.retain(|_, last| *last > middle);
        }
        self.quiet.insert(key, now);
        true
    }

    /// Drops what has expired. When there is more to remember than there is room for, counts are being
    /// lost and slow attacks with them, which is worth an alert of its own.
    fn sweep(&mut self, now: i64, index: u64) -> Option<Alert> {
        let full = self.engine.state_count() >= self.max_groups;
        if !full && now.abs_diff(self.swept_at) < SWEEP_SECONDS.unsigned_abs() {
            return None;
        }
        self.swept_at = now;
        self.engine.evict_expired(now);
        let memory = self.memory_seconds;
        self.quiet.retain(|_, last| now.abs_diff(*last) < memory);
        let crowded = self.engine.state_count() >= self.max_groups / 10 * 9;
        (full && crowded && self.speaks("watch-overloaded", "watch", 3600, now)).then(|| Alert {
            rule: "watch-overloaded".to_owned(),
            title: "The watch has more to remember than it has room for".to_owned(),
            level: Level::High,
            subject: Subject::Actor,
            actor: "service:watch".to_owned(),
            case: None,
            response: Response::Notify,
            entries: vec![index],
        })
    }
}

/// The entry as rules see it.
fn as_event(index: u64, entry: &Value) -> Option<Value> {
    let mut fields = entry.as_object()?.clone();
    let account = entry
        .get("detail")
        .and_then(|detail| detail.get("account"))
        .or_else(|| {
            entry
                .get("actor")
                .filter(|_| text(entry, "actor_kind") == Some("user"))
        })
        .cloned();
    if let Some(account) = account {
        fields.insert("account".to_owned(), account);
    }
    fields.insert("id".to_owned(), index.into());
    Some(Value::Object(fields))
}

fn text<'a>(event: &'a Value, field: &str) -> Option<&'a str> {
    event.get(field).and_then(Value::as_str)
}

/// Whom a match is about: what a correlation grouped by, or what a rule's entry says.
fn subject_of(result: &EvaluationResult, event: &Value, subject: Subject) -> Option<String> {
    let field = subject.as_str();
    match result.as_correlation() {
        Some(correlation) => correlation
            .group_key
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, value)| value.clone()),
        None => text(event, field).map(str::to_owned),
    }
}

/// The entries that a match rests on; the one just observed is always among them.
fn entries_of(result: &EvaluationResult, index: u64) -> Vec<u64> {
    let refs = result
        .as_correlation()
        .and_then(|correlation| correlation.event_refs.as_ref());
    let mut entries: BTreeSet<u64> = refs
        .into_iter()
        .flatten()
        .filter_map(|found| found.id.as_ref()?.parse().ok())
        .collect();
    entries.insert(index);
    entries.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn more_subjects_than_there_is_room_for_raise_an_alert_once_and_memory_stays_bounded() {
        let mut watch = Watch::limited(DEFAULT_RULES, 100).unwrap();
        let mut alerts = Vec::new();
        for index in 0..1000_u64 {
            let entry = json!({
                "time": 1_764_000_000_000_u64 + index, "kind": "decision", "action": "file.download", "decision": "deny",
                "actor": format!("usr_{index}"), "actor_kind": "user", "reason": "not-a-member",
            });
            alerts.extend(watch.observe(index, &entry));
            assert!(watch.engine.state_count() <= 101);
        }
        assert_eq!(alerts.len(), 1);
        assert_eq!(alerts[0].rule, "watch-overloaded");
    }

    #[test]
    fn what_is_remembered_to_stay_quiet_is_bounded() {
        let mut watch = Watch::with_default_rules().unwrap();
        for subject in 0..3 * MAX_QUIET {
            assert!(watch.speaks(
                "rule",
                &subject.to_string(),
                600,
                i64::try_from(subject).unwrap()
            ));
        }
        assert!(watch.quiet.len() <= MAX_QUIET);
    }
}
