//! Matches that are none: allow-lists after the gitleaks format, and values that are known to be harmless.

use std::collections::HashSet;

use regex_automata::meta::Regex;

use super::RulesError;
use super::expression;
use super::file::{Allowlist, Target};

/// The longest line that is looked at, on either side of a match, in bytes.
const LINE_BYTES: usize = 4096;

/// One allow-list, ready to use.
pub(super) struct Allowed {
    regexes: Option<Vec<Regex>>,
    stopwords: Option<Regex>,
    target: Target,
    all: bool,
}

impl Allowed {
    /// `None` for a list that can never apply: what it asks of paths or commits cannot be known from a stream, so that
    /// doubt ends in a finding.
    ///
    /// # Errors
    /// The expression that is not valid.
    pub(super) fn new(list: &Allowlist) -> Result<Option<Self>, String> {
        let regexes = list
            .regexes
            .iter()
            .map(|text| expression::build(text))
            .collect::<Result<Vec<_>, _>>()?;
        let words: Vec<String> = list
            .stopwords
            .iter()
            .filter(|word| !word.is_empty())
            .map(|word| regex_syntax::escape(&word.to_ascii_lowercase()))
            .collect();
        let stopwords = (!words.is_empty())
            .then(|| expression::build(&words.join("|")))
            .transpose()?;
        let all = list.all();
        let elsewhere = !list.paths.is_empty() || !list.commits.is_empty();
        if all && elsewhere || regexes.is_empty() && stopwords.is_none() {
            return Ok(None);
        }
        Ok(Some(Self {
            regexes: (!regexes.is_empty()).then_some(regexes),
            stopwords,
            target: list.regex_target,
            all,
        }))
    }

    /// Whether the list lets a match pass: the value, and the whole match around it.
    pub(super) fn passes(&self, view: &[u8], whole: (usize, usize), value: &[u8]) -> bool {
        let text = match self.target {
            Target::Secret => value,
            Target::Match => &view[whole.0..whole.1],
            Target::Line => line(view, whole),
        };
        let by_regex = self
            .regexes
            .as_ref()
            .map(|list| list.iter().any(|regex| regex.is_match(text)));
        let by_word = self
            .stopwords
            .as_ref()
            .map(|words| words.is_match(&value.to_ascii_lowercase()));
        let mut answers = [by_regex, by_word].into_iter().flatten();
        if self.all {
            answers.all(|yes| yes)
        } else {
            answers.any(|yes| yes)
        }
    }
}

/// The lines a match stands on.
fn line(view: &[u8], (start, end): (usize, usize)) -> &[u8] {
    let floor = start.saturating_sub(LINE_BYTES);
    let from = memchr::memrchr(b'\n', &view[floor..start]).map_or(floor, |at| floor + at + 1);
    let ceiling = (end + LINE_BYTES).min(view.len());
    let to = memchr::memchr(b'\n', &view[end..ceiling]).map_or(ceiling, |at| end + at);
    &view[from..to]
}

/// Values that no detector reports.
#[derive(Clone, Default)]
pub(crate) struct Harmless {
    values: HashSet<Vec<u8>>,
    expressions: Vec<Regex>,
}

/// The most harmless values, and the most expressions for them.
const MAX_VALUES: usize = 100_000;
const MAX_EXPRESSIONS: usize = 1000;

impl Harmless {
    pub(super) fn add(
        &mut self,
        values: &[String],
        expressions: &[String],
    ) -> Result<(), RulesError> {
        self.values
            .extend(values.iter().map(|value| value.clone().into_bytes()));
        for text in expressions {
            // The whole value must match: an expression that matches a part would let a secret around it pass.
            let whole = format!("^(?:{text})$");
            let regex = expression::build(text)
                .and_then(|_| expression::build(&whole))
                .map_err(|why| RulesError::Harmless { why })?;
            self.expressions.push(regex);
        }
        if self.values.len() > MAX_VALUES || self.expressions.len() > MAX_EXPRESSIONS {
            return Err(RulesError::TooMany);
        }
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty() && self.expressions.is_empty()
    }

    pub(crate) fn holds(&self, value: &[u8]) -> bool {
        self.values.contains(value) || self.expressions.iter().any(|regex| regex.is_match(value))
    }
}
