//! A rule ready to run.

use std::sync::OnceLock;

use regex_automata::nfa::thompson::WhichCaptures;
use regex_syntax::hir::{Hir, Look};

use super::DetectorId;
use super::ahead::Automaton;
use super::allow::Allowed;
use super::example::expand;
use super::expression::{self, Expression, Scratch, parse};
use super::file::{MAX_LEN, Rule};
use super::literal;
use crate::check;
use crate::grams::Start;
use crate::shapes;
use crate::values;

/// A text behind a keyword decides after a part of what a match may take: the one is so many times the other.
const SELDOM: usize = 8;
/// Matches of one rule that are looked at around one keyword, beside the one that begins there.
const MAX_MATCHES: usize = 16;
/// Matches of one rule that are looked at in one part of the stream, without keywords.
const MAX_SWEEP: usize = 256;
/// How far a search reaches when the expression sets no end to its matches, in bytes more than its shortest match.
const OPEN_REACH: usize = 512;
/// The longest text before a keyword that belongs to a match, where an expression sets no end to it.
const OPEN_LEAD: usize = 256;
/// How far from a match the rules it requires are looked for, in bytes: the scanner shows no more.
const NEAR: usize = 4096;

/// One rule: found by keyword, matched by expression, judged by validators.
pub(crate) struct Pattern {
    pub(crate) detector: DetectorId,
    rule: Rule,
    required: Vec<Near>,
    compiled: OnceLock<Option<Compiled>>,
}

/// Another rule that must match nearby.
pub(super) struct Near {
    pub(super) place: usize,
    pub(super) lines: Option<usize>,
    pub(super) columns: Option<usize>,
}

struct Compiled {
    expression: Expression,
    /// Where matches begin; `None` where that may be anywhere around a keyword, or behind it.
    begin: Option<Begin>,
    /// Where matches may begin, where that is quicker to say than whether there is one.
    starts: Option<literal::Starts>,
    /// How far a match may reach from its keyword.
    reach: usize,
    allowed: Vec<Allowed>,
}

/// Where matches begin that hold a keyword.
enum Begin {
    /// At the keyword, and others where one of these texts stands, if it is known which.
    Here(Option<literal::Starts>),
    /// Before it: what stands from the keyword on, and how far before it a match may begin.
    Before { rest: Box<Automaton>, lead: usize },
}

/// A match: where the secret stands, and how sure the rule is.
pub(crate) struct Match {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) confidence: f32,
}

impl Compiled {
    /// The first match in `from..to`, which is a short text.
    fn first(&self, view: &[u8], (from, to): (usize, usize)) -> Option<(usize, usize)> {
        let from = self.begin(view, (from, to))?;
        self.expression.first(view, (from, to))
    }

    /// The first match in `from..to`.
    fn search(&self, view: &[u8], (from, to): (usize, usize)) -> Option<(usize, usize)> {
        let from = self.begin(view, (from, to))?;
        self.expression.search(view, (from, to))
    }

    /// Where a match may begin first.
    fn begin(&self, view: &[u8], (from, to): (usize, usize)) -> Option<usize> {
        match &self.starts {
            Some(starts) => starts.next(view, from, to),
            None => Some(from),
        }
    }
}

impl Pattern {
    pub(crate) fn expression(&self) -> &str {
        &self.rule.regex
    }

    pub(super) fn new(detector: DetectorId, rule: Rule) -> Self {
        Self {
            detector,
            rule,
            required: Vec::new(),
            compiled: OnceLock::new(),
        }
    }

    /// Whether a deployment brought the rule.
    pub(super) fn is_own(&self) -> bool {
        self.rule.own
    }

    pub(super) fn rule(&self) -> &Rule {
        &self.rule
    }

    pub(super) fn require(&mut self, near: Near) {
        self.required.push(near);
    }

    pub(super) fn examples(&self) -> impl Iterator<Item = (String, bool)> {
        let good = self.rule.examples.iter().map(|text| (expand(text), true));
        let bad = self.rule.negative_examples.iter();
        good.chain(bad.map(|text| (expand(text), false)))
    }

    /// Builds the expression now, to report what is wrong with it.
    pub(super) fn compile(&self) -> Result<(), String> {
        let compiled = self.build()?;
        // What is built when it is first needed must not turn out to be too large then: the rule would find nothing, and say nothing.
        expression::build(&self.rule.regex)?;
        let _ = self.compiled.set(Some(compiled));
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
        let hir = parse(&self.rule.regex)?;
        let expression = Expression::new(&self.rule.regex, &hir)?;
        if expression.matches_nothing() {
            return Err(
                "the expression matches nothing at all: every match must have a length".to_owned(),
            );
        }
        if self.rule.secret_group >= expression.groups() {
            return Err("secretGroup names a group that the expression does not have".to_owned());
        }
        let mut allowed = Vec::new();
        for list in self.rule.allowlists.iter().chain(&self.rule.allowlist) {
            allowed.extend(Allowed::new(list)?);
        }
        Ok(Compiled {
            begin: self.begin(&hir),
            starts: literal::Starts::few(&hir),
            reach: self.reach(&hir),
            expression,
            allowed,
        })
    }

    /// Where matches begin, if every match has a keyword at its beginning or behind a lead: most keywords lead nowhere, and looking
    /// from there costs a few bytes instead of a window.
    fn begin(&self, hir: &Hir) -> Option<Begin> {
        if self.rule.prefix || self.rule.after {
            return None;
        }
        let (rest, lead) = literal::without_lead(hir);
        if !self.leads(&rest) {
            return None;
        }
        if rest == *hir {
            return Some(Begin::Here(literal::Starts::all(hir)));
        }
        let machine = expression::machine(&rest, WhichCaptures::None)?;
        Some(Begin::Before {
            rest: Box::new(Automaton::new(&machine)?),
            lead: lead.map_or(OPEN_LEAD, |lead| lead.min(MAX_LEN)),
        })
    }

    /// Where the keywords of the rule stand.
    ///
    /// The rules that come with this crate name what begins a word; what stands in the middle of their matches may be
    /// anywhere. Those of others are taken at their word: only an expression that says so itself begins one.
    pub(super) fn start(&self) -> Start {
        let rule = &self.rule;
        if rule.prefix && rule.boundary {
            return Start::Word;
        }
        let Ok(hir) = parse(&rule.regex) else {
            return Start::Anywhere;
        };
        let begins = if rule.own {
            hir.properties().look_set_prefix().contains(Look::WordAscii) && self.leads(&hir)
        } else {
            let (rest, _) = literal::without_lead(&hir);
            rule.after || self.leads(&rest) || !self.inside(&hir)
        };
        if begins { Start::Word } else { Start::Anywhere }
    }

    /// Whether matches of an expression begin with keywords: of a deployment's rule every match, of one that comes with this
    /// crate those that its keywords lead to.
    fn leads(&self, hir: &Hir) -> bool {
        let Some(texts) = literal::beginnings(hir) else {
            return false;
        };
        let words: Vec<String> = self
            .rule
            .keywords
            .iter()
            .map(|word| word.to_ascii_lowercase())
            .collect();
        if self.rule.own {
            let begins =
                |text: &Vec<u8>| words.iter().any(|word| text.starts_with(word.as_bytes()));
            return texts.iter().all(begins);
        }
        // A keyword behind another beginning leads into the middle of a match.
        let behind = texts.iter().any(|text| {
            let holds = |word: &String| values::contains_word(text, word.as_bytes());
            words.iter().any(holds) && !words.iter().any(|word| text.starts_with(word.as_bytes()))
        });
        !behind
            && words.iter().map(String::as_bytes).all(|word| {
                let agrees = |text: &Vec<u8>| {
                    let says = text.iter().any(u8::is_ascii_alphabetic);
                    text.starts_with(word) || says && word.starts_with(text)
                };
                texts.iter().any(agrees)
            })
    }

    /// Whether every match of an expression holds a keyword.
    fn inside(&self, hir: &Hir) -> bool {
        literal::required(hir).is_some_and(|texts| {
            texts.iter().all(|text| {
                let holds = |word: &String| values::contains_word(text, word.as_bytes());
                self.rule.keywords.iter().any(holds)
            })
        })
    }

    /// How far a match may reach from its keyword, in bytes.
    fn reach(&self, hir: &Hir) -> usize {
        if let Some(reach) = self.rule.max_len {
            return reach;
        }
        let properties = hir.properties();
        let least = properties.minimum_len().unwrap_or(0);
        let reach = properties.maximum_len().unwrap_or(least + OPEN_REACH);
        // A keyword that is no part of the match stands anywhere around it.
        let reach = if self.inside(hir) || self.rule.keywords.is_empty() {
            reach
        } else {
            reach.max(OPEN_REACH)
        };
        reach.clamp(1, MAX_LEN)
    }

    fn compiled(&self) -> Option<&Compiled> {
        // A rule that cannot be built was refused when it was read.
        self.compiled.get_or_init(|| self.build().ok()).as_ref()
    }

    /// What its expressions take, without caches.
    #[cfg(test)]
    pub(super) fn expression_bytes(&self) -> usize {
        self.compiled().map_or(0, |compiled| {
            let rest = match &compiled.begin {
                Some(Begin::Before { rest, .. }) => rest.memory_usage_of_all(),
                _ => 0,
            };
            compiled.expression.memory_usage() + rest
        })
    }

    /// Whether it may look at more than `before` bytes before a keyword or `after` behind it, beside the words of its context.
    pub(crate) fn looks_further(&self, before: usize, after: usize) -> bool {
        let further = |compiled: &Compiled| {
            let lead = match &compiled.begin {
                _ if self.rule.prefix || self.rule.after => 0,
                Some(Begin::Here(_)) => 0,
                Some(Begin::Before { lead, .. }) => *lead,
                None => compiled.reach,
            };
            lead > before || compiled.reach > after
        };
        !self.required.is_empty() || self.compiled().is_some_and(further)
    }

    /// The matches near the keyword at `at` that pass every condition; adds the bytes it may have looked at to `cost`.
    ///
    /// A rule says whether they begin at the keyword, come after it, or lie anywhere around it.
    pub(crate) fn matches(
        &self,
        view: &[u8],
        at: usize,
        rules: &[Self],
        scratch: &mut Scratch,
        cost: &mut usize,
        found: &mut impl FnMut(Match),
    ) {
        let Some(compiled) = self.compiled() else {
            return;
        };
        let end = (at + compiled.reach).min(view.len());
        let mut start = match &compiled.begin {
            _ if self.rule.prefix => {
                if !self.rule.boundary
                    || shapes::free_before(view, at)
                    || view[..at].ends_with(b"_")
                {
                    *cost += compiled.reach;
                    self.here(compiled, view, (at, end), (rules, scratch), found);
                }
                return;
            }
            Some(Begin::Here(_)) => {
                *cost += compiled.reach / SELDOM;
                let Some(next) = self.here(compiled, view, (at, end), (rules, scratch), found)
                else {
                    return;
                };
                *cost += compiled.reach;
                next
            }
            Some(Begin::Before { rest, lead }) => {
                *cost += compiled.reach / SELDOM;
                if !rest.follows(view, (at, end), self.detector, &mut scratch.misses) {
                    return;
                }
                *cost += compiled.reach;
                at.saturating_sub(*lead)
            }
            None if self.rule.after => {
                *cost += compiled.reach;
                at
            }
            None => {
                *cost += compiled.reach * 2;
                at.saturating_sub(compiled.reach)
            }
        };
        for _ in 0..MAX_MATCHES {
            if start >= end {
                return;
            }
            let next = match &compiled.begin {
                Some(Begin::Here(Some(starts))) => {
                    self.next_at(compiled, starts, view, (start, end), scratch, cost)
                }
                _ => compiled.first(view, (start, end)),
            };
            let Some(whole) = next else {
                return;
            };
            self.tell(compiled, view, whole, (rules, scratch), found);
            start = whole.1.max(start + 1);
        }
    }

    /// The first match in `from..to` of an expression whose matches begin with one of some texts: no search tells faster, and
    /// none takes less room. Each of them may be read on from to the end, which is added to `cost`.
    fn next_at(
        &self,
        compiled: &Compiled,
        starts: &literal::Starts,
        view: &[u8],
        (mut from, to): (usize, usize),
        scratch: &mut Scratch,
        cost: &mut usize,
    ) -> Option<(usize, usize)> {
        loop {
            let at = starts.next(view, from, to)?;
            *cost += to - at;
            let whole = compiled
                .expression
                .at(view, (at, to), self.detector, scratch);
            if whole.is_some() {
                return whole;
            }
            from = at + 1;
        }
    }

    /// Reports the match that begins here, if it passes; where it ends.
    fn here(
        &self,
        compiled: &Compiled,
        view: &[u8],
        span: (usize, usize),
        (rules, scratch): (&[Self], &mut Scratch),
        found: &mut impl FnMut(Match),
    ) -> Option<usize> {
        let whole = compiled.expression.at(view, span, self.detector, scratch)?;
        self.tell(compiled, view, whole, (rules, scratch), found);
        Some(whole.1)
    }

    /// The matches that begin in `from..to`, for a rule without a keyword to be found by.
    pub(crate) fn sweep(
        &self,
        view: &[u8],
        (from, to): (usize, usize),
        rules: &[Self],
        scratch: &mut Scratch,
        cost: &mut usize,
        found: &mut impl FnMut(Match),
    ) {
        let Some(compiled) = self.compiled() else {
            return;
        };
        let end = (to + compiled.reach).min(view.len());
        let mut start = from;
        for _ in 0..MAX_SWEEP {
            let mut near = |one: Match| {
                if self.near_keyword(view, &one) {
                    found(one);
                }
            };
            let Some((begin, next)) = compiled.search(view, (start, end)) else {
                return;
            };
            self.tell(compiled, view, (begin, next), (rules, scratch), &mut near);
            *cost += compiled.reach;
            start = next.max(start + 1);
            if begin >= to || start >= to {
                return;
            }
        }
        // More matches than are looked at: the budget must not hold.
        *cost = usize::MAX / 2;
    }

    /// Whether a text has a match, wherever a keyword leads to one.
    pub(super) fn finds(&self, view: &[u8], rules: &[Self]) -> bool {
        let mut found = false;
        let mut scratch = Scratch::default();
        let mut take = |one: Match| found |= one.confidence >= 0.5;
        let words: Vec<&[u8]> = self.rule.keywords.iter().map(String::as_bytes).collect();
        if words.is_empty() || words.iter().any(|word| word.len() < 3) {
            self.sweep(
                view,
                (0, view.len()),
                rules,
                &mut scratch,
                &mut 0,
                &mut take,
            );
        } else {
            for at in 0..view.len() {
                let begins = |word: &&[u8]| {
                    let text = view.get(at..at + word.len());
                    text.is_some_and(|text| text.eq_ignore_ascii_case(word))
                };
                if words.iter().any(begins) {
                    self.matches(view, at, rules, &mut scratch, &mut 0, &mut take);
                }
            }
        }
        found
    }

    fn near_keyword(&self, view: &[u8], one: &Match) -> bool {
        let area = around(view, (one.start, one.end), OPEN_REACH);
        let words = &self.rule.keywords;
        words.is_empty()
            || words
                .iter()
                .any(|word| values::contains_word(&view[area.0..area.1], word.as_bytes()))
    }

    /// Reports a match, if it passes.
    fn tell(
        &self,
        compiled: &Compiled,
        view: &[u8],
        whole: (usize, usize),
        (rules, scratch): (&[Self], &mut Scratch),
        found: &mut impl FnMut(Match),
    ) {
        if let Some(judged) = self.judge(compiled, view, whole, scratch)
            && self.supported(view, whole, rules, scratch)
        {
            found(judged);
        }
    }

    fn judge(
        &self,
        compiled: &Compiled,
        view: &[u8],
        whole: (usize, usize),
        scratch: &mut Scratch,
    ) -> Option<Match> {
        let group = self.rule.secret_group;
        let (start, end) = compiled.expression.secret(view, whole, group, scratch)?;
        let value = &view[start..end];
        // As in gitleaks, the entropy must be above the limit, in bits for each byte.
        if value.is_empty()
            || values::dummy(value)
            || self.rule.entropy > 0.0 && check::entropy(value) <= self.rule.entropy
            || compiled
                .allowed
                .iter()
                .any(|list| list.passes(view, whole, value))
            || !self
                .rule
                .validators
                .iter()
                .all(|name| validator(name).is_some_and(|check| check(value)))
        {
            return None;
        }
        let near = self.rule.context.as_ref().is_some_and(|context| {
            let (from, to) = around(view, whole, context.distance);
            context
                .include
                .iter()
                .any(|word| values::contains_word(&view[from..to], word.as_bytes()))
        });
        let confidence = self.rule.score + if near { 0.3 } else { 0.0 };
        Some(Match {
            start,
            end,
            confidence: confidence.min(0.99),
        })
    }

    /// Whether each rule this one requires matches nearby.
    fn supported(
        &self,
        view: &[u8],
        whole: (usize, usize),
        rules: &[Self],
        scratch: &mut Scratch,
    ) -> bool {
        self.required.iter().all(|near| {
            rules
                .get(near.place)
                .is_some_and(|other| other.occurs(view, whole, near, scratch))
        })
    }

    fn occurs(
        &self,
        view: &[u8],
        whole: (usize, usize),
        near: &Near,
        scratch: &mut Scratch,
    ) -> bool {
        let Some(compiled) = self.compiled() else {
            return false;
        };
        let (mut start, end) = around(view, whole, NEAR);
        for _ in 0..MAX_SWEEP {
            let Some(other) = compiled.search(view, (start, end)) else {
                return false;
            };
            let lines = near
                .lines
                .is_none_or(|most| lines_between(view, whole.0, other.0) <= most);
            let columns = near
                .columns
                .is_none_or(|most| column(view, whole.0).abs_diff(column(view, other.0)) <= most);
            if lines && columns && self.judge(compiled, view, other, scratch).is_some() {
                return true;
            }
            start = other.1.max(start + 1);
            if start >= end {
                return false;
            }
        }
        false
    }
}

/// What lies so many bytes around a span.
fn around(view: &[u8], (start, end): (usize, usize), distance: usize) -> (usize, usize) {
    (
        start.saturating_sub(distance),
        (end + distance).min(view.len()),
    )
}

fn lines_between(view: &[u8], a: usize, b: usize) -> usize {
    memchr::memchr_iter(b'\n', &view[a.min(b)..a.max(b)]).count()
}

fn column(view: &[u8], at: usize) -> usize {
    let floor = at.saturating_sub(NEAR);
    memchr::memrchr(b'\n', &view[floor..at]).map_or(at - floor, |line| at - floor - line - 1)
}

/// The words that stand in every match of an expression, each of at least three bytes; `None` when there are none.
pub(super) fn words_of(text: &str) -> Option<Vec<String>> {
    let texts = literal::required(&parse(text).ok()?)?;
    texts
        .into_iter()
        .map(|text| String::from_utf8(text).ok().filter(|word| word.len() >= 3))
        .collect()
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
        "coded" => values::coded,
        "digits" => |v| digits(v).len() * 5 >= alphanumeric(v).len(),
        "random" => crate::fields::random_beyond_doubt,
        "password" => crate::fields::password_in_text,
        "spoken_password" => crate::fields::spoken_password,
        "not_date" => |v| !values::is_date(v),
        "not_placeholder" => |v| !values::placeholder(v),
        "unspoken" => |v| {
            let cases =
                v.iter().any(u8::is_ascii_uppercase) && v.iter().any(u8::is_ascii_lowercase);
            !(values::resource(v) || cases && values::spoken(v))
        },
        _ => return None,
    })
}
