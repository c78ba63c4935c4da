//! A rule ready to run.

use std::sync::OnceLock;

use regex_automata::meta::{BuildError, Regex};
use regex_automata::util::captures::Captures;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};

use super::DetectorId;
use super::example::expand;
use super::file::{Allowlist, Rule};
use crate::check;
use crate::shapes;
use crate::values;

/// The largest compiled expression, in bytes.
const NFA_BYTES: usize = 4 << 20;
/// The cache of a lazily built automaton, in bytes.
const CACHE_BYTES: usize = 256 << 10;
/// Matches of one rule that are looked at around one keyword.
const MAX_MATCHES: usize = 16;

/// One rule: found by keyword, matched by expression, judged by validators.
pub(crate) struct Pattern {
    pub(crate) detector: DetectorId,
    rule: Rule,
    regex: OnceLock<Option<Compiled>>,
}

struct Compiled {
    regex: Regex,
    allowed: Vec<(Regex, bool)>,
}

/// A match: where the secret stands, and how sure the rule is.
pub(crate) struct Match {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) confidence: f32,
}

impl Pattern {
    pub(super) fn new(detector: DetectorId, rule: Rule) -> Self {
        Self {
            detector,
            rule,
            regex: OnceLock::new(),
        }
    }

    pub(super) fn examples(&self) -> impl Iterator<Item = (String, bool)> {
        let good = self.rule.examples.iter().map(|text| (expand(text), true));
        let bad = self.rule.negative_examples.iter();
        good.chain(bad.map(|text| (expand(text), false)))
    }

    /// Builds the expression now, to report what is wrong with it.
    pub(super) fn compile(&self) -> Result<(), String> {
        let compiled = self.build()?;
        let _ = self.regex.set(Some(compiled));
        Ok(())
    }

    fn build(&self) -> Result<Compiled, String> {
        if let Some(name) = self
            .rule
            .validators
            .iter()
            .find(|name| validator(name).is_none())
        {
            return Err(format!("unknown validator {name:?}"));
        }
        let regex = build(&self.rule.regex)?;
        if regex.is_match(b"") {
            return Err(
                "the expression matches nothing at all: every match must have a length".to_owned(),
            );
        }
        if self.rule.secret_group
            >= regex
                .group_info()
                .group_len(regex_automata::PatternID::ZERO)
        {
            return Err("secretGroup names a group that the expression does not have".to_owned());
        }
        let mut allowed = Vec::new();
        for list in self.allowlists() {
            let whole = list.regex_target.as_deref() == Some("match");
            for text in &list.regexes {
                allowed.push((build(text)?, whole));
            }
        }
        Ok(Compiled { regex, allowed })
    }

    fn allowlists(&self) -> impl Iterator<Item = &Allowlist> {
        self.rule
            .allowlists
            .iter()
            .chain(&self.rule.allowlist)
            .filter(|list| list.applies())
    }

    /// How many bytes a look at one keyword may cost.
    pub(crate) fn window(&self) -> usize {
        if self.rule.prefix {
            self.rule.max_len
        } else {
            2 * self.rule.max_len
        }
    }

    /// The matches near the keyword at `at` that pass every condition.
    ///
    /// A rule says whether they begin at the keyword, come after it, or lie anywhere around it.
    pub(crate) fn matches(&self, view: &[u8], at: usize, found: &mut impl FnMut(Match)) {
        // A rule that cannot be built was refused when it was read.
        let Some(compiled) = self.regex.get_or_init(|| self.build().ok()) else {
            return;
        };
        let end = (at + self.rule.max_len).min(view.len());
        if self.rule.prefix {
            if !self.rule.boundary || shapes::free_before(view, at) || view[..at].ends_with(b"_") {
                let input = Input::new(view).span(at..end).anchored(Anchored::Yes);
                self.one(compiled, view, &input, found);
            }
            return;
        }
        let mut start = if self.rule.after {
            at
        } else {
            at.saturating_sub(self.rule.max_len)
        };
        for _ in 0..MAX_MATCHES {
            let input = Input::new(view).span(start..end);
            let Some(next) = self.one(compiled, view, &input, found) else {
                return;
            };
            start = next.max(start + 1);
            if start >= end {
                return;
            }
        }
    }

    /// Reports the first match of `input`, if it passes; returns where it ends.
    fn one(
        &self,
        compiled: &Compiled,
        view: &[u8],
        input: &Input<'_>,
        found: &mut impl FnMut(Match),
    ) -> Option<usize> {
        // Most keywords lead nowhere: groups are only looked for once there is a match.
        let whole = compiled.regex.search(input)?;
        let mut captures = compiled.regex.create_captures();
        compiled.regex.search_captures(input, &mut captures);
        if let Some(judged) = self.judge(compiled, view, &captures) {
            found(judged);
        }
        Some(whole.end())
    }

    fn judge(&self, compiled: &Compiled, view: &[u8], captures: &Captures) -> Option<Match> {
        let whole = captures.get_match()?;
        let group = match self.rule.secret_group {
            0 => (1..captures.group_len())
                .find_map(|n| captures.get_group(n).filter(|span| !span.is_empty())),
            n => captures.get_group(n),
        };
        let span = group.unwrap_or_else(|| whole.span());
        let value = &view[span.range()];
        if value.is_empty()
            || (self.rule.entropy > 0.0 && check::entropy(value) < self.rule.entropy)
        {
            return None;
        }
        if self.allowlists().any(|list| {
            list.stopwords
                .iter()
                .any(|word| values::contains_word(value, word.as_bytes()))
        }) || compiled.allowed.iter().any(|(regex, on_match)| {
            regex.is_match(if *on_match {
                &view[whole.range()]
            } else {
                value
            })
        }) {
            return None;
        }
        if !self
            .rule
            .validators
            .iter()
            .all(|name| validator(name).is_some_and(|check| check(value)))
        {
            return None;
        }
        let near = self.rule.context.as_ref().is_some_and(|context| {
            let area = &view[whole.start().saturating_sub(context.distance)
                ..(whole.end() + context.distance).min(view.len())];
            context
                .include
                .iter()
                .any(|word| values::contains_word(area, word.as_bytes()))
        });
        let confidence = self.rule.score + if near { 0.3 } else { 0.0 };
        Some(Match {
            start: span.start,
            end: span.end,
            confidence: confidence.min(0.99),
        })
    }
}

fn describe(error: &BuildError) -> String {
    match error.syntax_error() {
        Some(syntax) => format!("the expression is not valid: {syntax}"),
        None => "the expression is too large".to_owned(),
    }
}

/// The expression, or what is wrong with it.
fn build(text: &str) -> Result<Regex, String> {
    Regex::builder()
        .configure(
            Regex::config()
                .utf8_empty(false)
                .nfa_size_limit(Some(NFA_BYTES))
                .hybrid_cache_capacity(CACHE_BYTES),
        )
        // Bytes, not characters: twelve times faster on these rules, and values of every rule here are ASCII.
        .syntax(
            syntax::Config::new()
                .unicode(false)
                .utf8(false)
                .nest_limit(50),
        )
        .build(text)
        .map_err(|error| describe(&error))
}

/// A check by its name in rule files. Those for numbers look at the digits alone.
fn validator(name: &str) -> Option<fn(&[u8]) -> bool> {
    fn digits(value: &[u8]) -> Vec<u8> {
        value.iter().copied().filter(u8::is_ascii_digit).collect()
    }
    fn alphanumeric(value: &[u8]) -> Vec<u8> {
        value
            .iter()
            .filter(|b| b.is_ascii_alphanumeric())
            .map(u8::to_ascii_uppercase)
            .collect()
    }
    Some(match name {
        "luhn" => |v| check::luhn(&digits(v)),
        "iin" => |v| check::issuer(&digits(v)).is_some(),
        "iban" => |v| check::iban(&alphanumeric(v)),
        "aba" => |v| check::aba(&digits(v)),
        "npi" => |v| check::npi(&digits(v)),
        "dea" => |v| check::dea(&alphanumeric(v)),
        "ssn" => |v| check::ssn(&digits(v)),
        "itin" => |v| check::itin(&digits(v)),
        "mbi" => |v| check::mbi(&alphanumeric(v)),
        "nhs" => |v| check::nhs(&digits(v)),
        "cpf" => |v| check::cpf(&digits(v)),
        "verhoeff" => |v| check::verhoeff(&digits(v)),
        "dni" => |v| check::dni(&alphanumeric(v)),
        "bsn" => |v| check::bsn(&digits(v)),
        "pesel" => |v| check::pesel(&digits(v)),
        "tfn" => |v| check::tfn(&digits(v)),
        "date" => values::is_date,
        "mixed" => values::letters_and_digits,
        "not_placeholder" => |v| !values::placeholder(v),
        _ => return None,
    })
}
