//! A rule ready to run.

use std::sync::OnceLock;

use regex_automata::meta::{BuildError, Regex};
use regex_automata::nfa::thompson::WhichCaptures;
use regex_automata::util::captures::Captures;
use regex_automata::{Anchored, Input, PatternID};
use regex_syntax::hir::{Hir, Look};

use super::DetectorId;
use super::allow::Allowed;
use super::example::expand;
use super::file::{MAX_LEN, Rule};
use super::go;
use super::literal;
use super::shared::Shared;
use crate::check;
use crate::grams::Start;
use crate::shapes;
use crate::values;

/// The largest compiled expression, in bytes.
const NFA_BYTES: usize = 4 << 20;
/// The cache of a lazily built automaton, in bytes: there is one for each rule that is in use, and for each thread if they all use it.
const CACHE_BYTES: usize = 128 << 10;
/// Matches of one rule that are looked at around one keyword.
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
    regex: Shared,
    /// The expression from the keyword on, and how far before it a match may begin.
    from_keyword: Option<Rest>,
    /// Where matches may begin, where that is quicker to say than whether there is one.
    starts: Option<literal::Starts>,
    /// How far a match may reach from its keyword.
    reach: usize,
    allowed: Vec<Allowed>,
}

/// An expression from its keyword on.
struct Rest {
    /// `None` where nothing stands before the keyword: then it is the whole expression.
    regex: Option<Shared>,
    /// How far before the keyword a match may begin.
    lead: usize,
}

/// A match: where the secret stands, and how sure the rule is.
pub(crate) struct Match {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) confidence: f32,
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
        let regex = Shared::new(compile(&hir, WhichCaptures::All)?);
        if regex.is_match(Input::new(b"")) {
            return Err(
                "the expression matches nothing at all: every match must have a length".to_owned(),
            );
        }
        if self.rule.secret_group >= regex.group_info().group_len(PatternID::ZERO) {
            return Err("secretGroup names a group that the expression does not have".to_owned());
        }
        let mut allowed = Vec::new();
        for list in self.rule.allowlists.iter().chain(&self.rule.allowlist) {
            allowed.extend(Allowed::new(list)?);
        }
        Ok(Compiled {
            from_keyword: self.leading(&hir)?,
            starts: literal::Starts::new(&hir),
            reach: self.reach(&hir),
            regex,
            allowed,
        })
    }

    /// The part of the expression that begins with a keyword, if every match has one: most keywords lead nowhere, and
    /// looking from there costs a few bytes instead of a window.
    fn leading(&self, hir: &Hir) -> Result<Option<Rest>, String> {
        if self.rule.prefix || self.rule.after {
            return Ok(None);
        }
        let (rest, lead) = literal::without_lead(hir);
        if !self.leads(&rest) {
            return Ok(None);
        }
        let regex = match rest == *hir {
            true => None,
            false => Some(Shared::new(compile(&rest, WhichCaptures::Implicit)?)),
        };
        Ok(Some(Rest {
            regex,
            lead: lead.map_or(OPEN_LEAD, |lead| lead.min(MAX_LEN)),
        }))
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
            let rest = compiled.from_keyword.as_ref();
            let rest = rest.and_then(|rest| rest.regex.as_ref());
            compiled.regex.memory_usage() + rest.map_or(0, Shared::memory_usage)
        })
    }

    /// Whether it may look at more than `before` bytes before a keyword or `after` behind it, beside the words of its context.
    pub(crate) fn looks_further(&self, before: usize, after: usize) -> bool {
        let further = |compiled: &Compiled| {
            let lead = match &compiled.from_keyword {
                _ if self.rule.prefix || self.rule.after => 0,
                Some(rest) => rest.lead,
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
        cost: &mut usize,
        found: &mut impl FnMut(Match),
    ) {
        let Some(compiled) = self.compiled() else {
            return;
        };
        let end = (at + compiled.reach).min(view.len());
        if self.rule.prefix {
            if !self.rule.boundary || shapes::free_before(view, at) || view[..at].ends_with(b"_") {
                *cost += compiled.reach;
                let input = Input::new(view).span(at..end).anchored(Anchored::Yes);
                self.one(compiled, view, &input, rules, found);
            }
            return;
        }
        // An expression that begins at its keyword mostly ends there, too.
        *cost += compiled.reach
            / if compiled.from_keyword.is_some() {
                8
            } else {
                1
            };
        let mut begins = false;
        let mut start = if self.rule.after {
            at
        } else if let Some(rest) = &compiled.from_keyword {
            let input = Input::new(view).span(at..end).anchored(Anchored::Yes);
            let regex = rest.regex.as_ref().unwrap_or(&compiled.regex);
            if !regex.is_match(input) {
                return;
            }
            *cost += compiled.reach;
            begins = rest.lead == 0;
            at.saturating_sub(rest.lead)
        } else {
            *cost += compiled.reach;
            at.saturating_sub(compiled.reach)
        };
        for _ in 0..MAX_MATCHES {
            let mut input = Input::new(view).span(start..end);
            if std::mem::take(&mut begins) {
                input = input.anchored(Anchored::Yes);
            }
            let Some((_, next)) = self.one(compiled, view, &input, rules, found) else {
                return;
            };
            start = next.max(start + 1);
            if start >= end {
                return;
            }
        }
    }

    /// The matches that begin in `from..to`, for a rule without a keyword to be found by.
    pub(crate) fn sweep(
        &self,
        view: &[u8],
        (from, to): (usize, usize),
        rules: &[Self],
        cost: &mut usize,
        found: &mut impl FnMut(Match),
    ) {
        let Some(compiled) = self.compiled() else {
            return;
        };
        let end = (to + compiled.reach).min(view.len());
        let mut start = from;
        for _ in 0..MAX_SWEEP {
            let input = Input::new(view).span(start..end);
            let mut near = |one: Match| {
                if self.near_keyword(view, &one) {
                    found(one);
                }
            };
            let Some((begin, next)) = self.one(compiled, view, &input, rules, &mut near) else {
                return;
            };
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
        let mut take = |one: Match| found |= one.confidence >= 0.5;
        let words: Vec<&[u8]> = self.rule.keywords.iter().map(String::as_bytes).collect();
        if words.is_empty() || words.iter().any(|word| word.len() < 3) {
            self.sweep(view, (0, view.len()), rules, &mut 0, &mut take);
        } else {
            for at in 0..view.len() {
                let begins = |word: &&[u8]| {
                    let text = view.get(at..at + word.len());
                    text.is_some_and(|text| text.eq_ignore_ascii_case(word))
                };
                if words.iter().any(begins) {
                    self.matches(view, at, rules, &mut 0, &mut take);
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

    /// Reports the first match of `input`, if it passes; returns where it stands.
    fn one(
        &self,
        compiled: &Compiled,
        view: &[u8],
        input: &Input<'_>,
        rules: &[Self],
        found: &mut impl FnMut(Match),
    ) -> Option<(usize, usize)> {
        let mut input = input.clone();
        if input.get_anchored() == Anchored::No
            && let Some(starts) = &compiled.starts
        {
            input.set_start(starts.next(view, input.start(), input.end())?);
        }
        // Most keywords lead nowhere: groups are only looked for once there is a match.
        let whole = compiled.regex.search(&input)?;
        let mut captures = compiled.regex.create_captures();
        // The match begins where it begins: nothing before it is gone through again.
        let from_there = input.clone().range(whole.start()..input.end());
        let from_there = from_there.anchored(Anchored::Yes);
        compiled.regex.search_captures(&from_there, &mut captures);
        if let Some(judged) = self.judge(compiled, view, &captures)
            && self.supported(view, (whole.start(), whole.end()), rules)
        {
            found(judged);
        }
        Some((whole.start(), whole.end()))
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
        // As in gitleaks, the entropy must be above the limit, in bits for each byte.
        if value.is_empty()
            || values::dummy(value)
            || self.rule.entropy > 0.0 && check::entropy(value) <= self.rule.entropy
            || compiled
                .allowed
                .iter()
                .any(|list| list.passes(view, (whole.start(), whole.end()), value))
            || !self
                .rule
                .validators
                .iter()
                .all(|name| validator(name).is_some_and(|check| check(value)))
        {
            return None;
        }
        let near = self.rule.context.as_ref().is_some_and(|context| {
            let (from, to) = around(view, (whole.start(), whole.end()), context.distance);
            context
                .include
                .iter()
                .any(|word| values::contains_word(&view[from..to], word.as_bytes()))
        });
        let confidence = self.rule.score + if near { 0.3 } else { 0.0 };
        Some(Match {
            start: span.start,
            end: span.end,
            confidence: confidence.min(0.99),
        })
    }

    /// Whether each rule this one requires matches nearby.
    fn supported(&self, view: &[u8], whole: (usize, usize), rules: &[Self]) -> bool {
        self.required.iter().all(|near| {
            rules
                .get(near.place)
                .is_some_and(|other| other.occurs(view, whole, near))
        })
    }

    fn occurs(&self, view: &[u8], whole: (usize, usize), near: &Near) -> bool {
        let Some(compiled) = self.compiled() else {
            return false;
        };
        let (mut start, end) = around(view, whole, NEAR);
        for _ in 0..MAX_SWEEP {
            let input = Input::new(view).span(start..end);
            let mut captures = compiled.regex.create_captures();
            compiled.regex.search_captures(&input, &mut captures);
            let Some(other) = captures.get_match() else {
                return false;
            };
            let lines = near
                .lines
                .is_none_or(|most| lines_between(view, whole.0, other.start()) <= most);
            let columns = near.columns.is_none_or(|most| {
                column(view, whole.0).abs_diff(column(view, other.start())) <= most
            });
            if lines && columns && self.judge(compiled, view, &captures).is_some() {
                return true;
            }
            start = other.end().max(start + 1);
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

fn describe(error: &BuildError) -> String {
    match error.syntax_error() {
        Some(syntax) => format!("the expression is not valid: {syntax}"),
        None => "the expression is too large".to_owned(),
    }
}

/// An expression in the syntax of rule files.
pub(super) fn parse(text: &str) -> Result<Hir, String> {
    let text = go::translate(text);
    let parse = |unicode: bool| {
        // Bytes, not characters: twelve times faster on these rules, and the values of nearly all rules are ASCII.
        regex_syntax::ParserBuilder::new()
            .unicode(unicode)
            .utf8(false)
            .octal(true)
            .nest_limit(50)
            .build()
            .parse(&text)
            .map_err(|error| format!("the expression is not valid: {error}"))
    };
    parse(false).or_else(|_| parse(true))
}

fn compile(hir: &Hir, captures: WhichCaptures) -> Result<Regex, String> {
    Regex::builder()
        .configure(
            Regex::config()
                .utf8_empty(false)
                .nfa_size_limit(Some(NFA_BYTES))
                .hybrid_cache_capacity(CACHE_BYTES)
                .which_captures(captures)
                // Another table for each rule, which saved no time that could be measured.
                .onepass(false),
        )
        .build_from_hir(hir)
        .map_err(|error| describe(&error))
}

/// The expression, or what is wrong with it.
pub(super) fn build(text: &str) -> Result<Regex, String> {
    compile(&parse(text)?, WhichCaptures::All)
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
