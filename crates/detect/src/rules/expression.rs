//! The expression of a rule, and what answers the questions that are asked of it.

use std::sync::OnceLock;

use regex_automata::meta::{BuildError, Regex};
use regex_automata::nfa::thompson::backtrack::{self, BoundedBacktracker};
use regex_automata::nfa::thompson::{self, NFA, WhichCaptures};
use regex_automata::util::captures::Captures;
use regex_automata::{Anchored, Input, PatternID};
use regex_syntax::hir::Hir;

use super::DetectorId;
use super::ahead::{Automaton, CACHE_BYTES, Misses};
use super::go;
use super::groups::Around;
use super::shared::Shared;

/// The largest compiled expression, in bytes.
const NFA_BYTES: usize = 4 << 20;
/// The most room that a search for the groups of a match takes, in bytes: a bit for each byte of the match and part of the expression.
const GROUPS_BYTES: usize = 1 << 20;

/// An expression.
///
/// One machine answers what is asked around a keyword: whether a match begins here, where it ends, where its groups lie, and, with
/// another that reads backwards, where the first match is. A [`Regex`] takes several times the memory, and is there for what is
/// searched without keywords.
pub(super) struct Expression {
    text: Box<str>,
    machine: NFA,
    ahead: Option<Automaton>,
    groups: BoundedBacktracker,
    /// Where the only group lies, where that is known without a search.
    around: Option<Around>,
    /// Built when somebody asks where a match begins.
    backwards: OnceLock<Option<Automaton>>,
    /// Built when more than a few hundred bytes are searched, or an automaton cannot answer.
    whole: OnceLock<Option<Shared>>,
}

/// What searches need, and may use for each expression in turn.
#[derive(Default)]
pub(crate) struct Scratch {
    pub(super) misses: Misses,
    groups: Option<backtrack::Cache>,
}

impl Expression {
    /// `hir` is what [`parse`] makes of `text`.
    pub(super) fn new(text: &str, hir: &Hir) -> Result<Self, String> {
        let machine = machine(hir, WhichCaptures::All).ok_or_else(too_large)?;
        let groups = BoundedBacktracker::builder()
            .configure(BoundedBacktracker::config().visited_capacity(GROUPS_BYTES))
            .build_from_nfa(machine.clone())
            .map_err(|_| too_large())?;
        Ok(Self {
            text: text.into(),
            ahead: Automaton::new(&machine),
            machine,
            groups,
            around: Around::of(hir),
            backwards: OnceLock::new(),
            whole: OnceLock::new(),
        })
    }

    /// Whether an empty text is a match.
    pub(super) fn matches_nothing(&self) -> bool {
        let mut cache = self.groups.create_cache();
        self.groups.try_is_match(&mut cache, b"").unwrap_or(false)
    }

    /// How many groups it has: the whole is the first of them.
    pub(super) fn groups(&self) -> usize {
        self.machine.group_info().group_len(PatternID::ZERO)
    }

    /// What it takes, with the rooms it works in and without what only rules ask for that have no keywords.
    #[cfg(test)]
    pub(super) fn memory_usage(&self) -> usize {
        let ahead = self.ahead.as_ref().map_or(0, Automaton::memory_usage);
        let backwards = self.backwards.get().and_then(Option::as_ref);
        let backwards = backwards.map_or(0, Automaton::memory_usage_of_all);
        self.machine.memory_usage() + ahead + backwards
    }

    /// The match that begins at `at` and ends before `end`.
    pub(super) fn at(
        &self,
        view: &[u8],
        (at, end): (usize, usize),
        rule: DetectorId,
        scratch: &mut Scratch,
    ) -> Option<(usize, usize)> {
        if let Some(ahead) = &self.ahead
            && let Ok(end) = ahead.end(view, (at, end), rule, &mut scratch.misses)
        {
            return Some((at, end?));
        }
        let input = Input::new(view).span(at..end).anchored(Anchored::Yes);
        let found = self.whole()?.search(&input)?;
        Some((found.start(), found.end()))
    }

    /// The first match in `from..to`, which is a short text.
    pub(super) fn first(&self, view: &[u8], (from, to): (usize, usize)) -> Option<(usize, usize)> {
        if let Some(ahead) = &self.ahead
            && let Some(backwards) = self.backwards()
            && let Ok(end) = ahead.first_end(view, (from, to))
        {
            let end = end?;
            if let Some(begin) = backwards.begin(view, (from, end)) {
                return Some((begin, end));
            }
        }
        // An automaton cannot answer.
        self.search(view, (from, to))
    }

    /// The first match in `from..to`.
    pub(super) fn search(&self, view: &[u8], (from, to): (usize, usize)) -> Option<(usize, usize)> {
        let found = self.whole()?.search(&Input::new(view).span(from..to))?;
        Some((found.start(), found.end()))
    }

    /// Where the secret lies in a match that was found: in the group of this number, or for 0 in the first one that holds something. It is
    /// all of the match where there is no such group.
    pub(super) fn secret(
        &self,
        view: &[u8],
        whole: (usize, usize),
        group: usize,
        scratch: &mut Scratch,
    ) -> Option<(usize, usize)> {
        if self.groups() == 1 {
            return Some(whole);
        }
        let around = self.around.as_ref();
        if let Some(found) = around.and_then(|around| around.group(view, whole)) {
            let empty = group == 0 && found.0 == found.1;
            return Some(if empty { whole } else { found });
        }
        let captures = self.captures(view, whole, scratch);
        let whole = captures.get_match()?.span();
        let found = match group {
            0 => (1..captures.group_len())
                .find_map(|n| captures.get_group(n).filter(|span| !span.is_empty())),
            n => captures.get_group(n),
        };
        let found = found.unwrap_or(whole);
        Some((found.start, found.end))
    }

    /// The groups of a match that was found.
    fn captures(&self, view: &[u8], whole: (usize, usize), scratch: &mut Scratch) -> Captures {
        let mut captures = self.groups.create_captures();
        // Nothing behind the match decides where its groups are: what would be preferred would have been the match.
        let input = Input::new(view).span(whole.0..whole.1);
        let input = input.anchored(Anchored::Yes);
        let cache = scratch
            .groups
            .get_or_insert_with(|| self.groups.create_cache());
        cache.reset(&self.groups);
        let told = self
            .groups
            .try_captures(cache, input.clone(), &mut captures);
        if told.is_err()
            && let Some(regex) = self.whole()
        {
            regex.search_captures(&input, &mut captures);
        }
        captures
    }

    fn backwards(&self) -> Option<&Automaton> {
        let build = || {
            let hir = parse(&self.text).ok()?;
            let config = configured(WhichCaptures::None).reverse(true);
            let mut compiler = thompson::Compiler::new();
            let machine = compiler.configure(config).build_from_hir(&hir).ok()?;
            Automaton::backwards(&machine)
        };
        self.backwards.get_or_init(build).as_ref()
    }

    fn whole(&self) -> Option<&Shared> {
        let build = || build(&self.text).ok().map(Shared::new);
        self.whole.get_or_init(build).as_ref()
    }
}

/// The machine of an expression; `None` where it is too large.
pub(super) fn machine(hir: &Hir, captures: WhichCaptures) -> Option<NFA> {
    let mut compiler = thompson::Compiler::new();
    let compiler = compiler.configure(configured(captures));
    compiler.build_from_hir(hir).ok()
}

fn configured(captures: WhichCaptures) -> thompson::Config {
    thompson::Config::new()
        .utf8(false)
        .which_captures(captures)
        .nfa_size_limit(Some(NFA_BYTES))
}

/// The expression, or what is wrong with it.
pub(super) fn build(text: &str) -> Result<Regex, String> {
    Regex::builder()
        .configure(
            Regex::config()
                .utf8_empty(false)
                .nfa_size_limit(Some(NFA_BYTES))
                .hybrid_cache_capacity(CACHE_BYTES)
                // Another table for each rule, which saved no time that could be measured.
                .onepass(false),
        )
        .build_from_hir(&parse(text)?)
        .map_err(|error| describe(&error))
}

fn describe(error: &BuildError) -> String {
    match error.syntax_error() {
        Some(syntax) => format!("the expression is not valid: {syntax}"),
        None => too_large(),
    }
}

fn too_large() -> String {
    "the expression is too large".to_owned()
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

#[cfg(test)]
mod tests {
    use super::super::literal::Starts;
    use super::*;
    use crate::Rules;

    /// The spans of a match and its groups.
    fn told(captures: &Captures) -> Vec<Option<(usize, usize)>> {
        let groups = (0..captures.group_len()).map(|n| captures.get_group(n));
        groups
            .map(|group| group.map(|span| (span.start, span.end)))
            .collect()
    }

    fn secret_of(groups: &[Option<(usize, usize)>], group: usize) -> Option<(usize, usize)> {
        let mut filled = groups[1..]
            .iter()
            .flatten()
            .filter(|(start, end)| start < end);
        let found = match group {
            0 => filled.next().copied(),
            n => groups[n],
        };
        found.or(groups[0])
    }

    #[test]
    fn every_question_is_answered_as_by_the_whole_expression() {
        let rules = Rules::default_pack();
        let mut scratch = Scratch::default();
        let mut matched = 0;
        for pattern in rules.patterns.iter() {
            let text = pattern.expression();
            let hir = parse(text).unwrap();
            let expression = Expression::new(text, &hir).unwrap();
            let starts = Starts::all(&hir);
            assert!(expression.ahead.is_some(), "{text}");
            let regex = build(text).unwrap();
            for (example, _) in pattern.examples() {
                // Twice, so that the second match has one before it; and cut off, so that most of it stands there.
                let example = format!("{example}\n{example}");
                let view = &example.as_bytes()[..example.len() - 3];
                let whole = regex.find(view).map(|found| (found.start(), found.end()));
                let all = (0, view.len());
                assert_eq!(expression.first(view, all), whole, "{text} in {example:?}");
                if let Some(starts) = &starts {
                    let places = (0..view.len()).filter_map(|at| starts.next(view, at, view.len()));
                    let mut ask = |at| {
                        let span = (at, view.len());
                        expression.at(view, span, pattern.detector, &mut scratch)
                    };
                    let first = places.into_iter().find_map(&mut ask);
                    assert_eq!(first, whole, "{text} in {example:?}");
                }
                for at in (0..view.len()).step_by(5).chain(whole.map(|whole| whole.0)) {
                    let input = Input::new(view).range(at..).anchored(Anchored::Yes);
                    let mut captures = regex.create_captures();
                    regex.search_captures(&input, &mut captures);
                    let span = (at, view.len());
                    // What is remembered says the same as what was read.
                    for _ in 0..2 {
                        let here = expression.at(view, span, pattern.detector, &mut scratch);
                        let expected = captures.get_match();
                        let expected = expected.map(|found| (found.start(), found.end()));
                        assert_eq!(here, expected, "{text} at {at} of {example:?}");
                        let Some(here) = here else { continue };
                        let groups = expression.captures(view, here, &mut scratch);
                        assert_eq!(told(&groups), told(&captures), "{text} in {example:?}");
                        for group in 0..expression.groups() {
                            let secret = expression.secret(view, here, group, &mut scratch);
                            let expected = secret_of(&told(&captures), group);
                            assert_eq!(secret, expected, "{group} of {text} in {example:?}");
                        }
                        matched += 1;
                    }
                }
            }
        }
        assert!(matched > 1000, "{matched}");
    }

    #[test]
    fn an_automaton_that_gives_up_hides_nothing() {
        let text = "(?i)token(?: is|:) ([a-z0-9]{8})";
        let mut expression = Expression::new(text, &parse(text).unwrap()).unwrap();
        expression.ahead = Automaton::useless(&expression.machine);
        let view = b"a token renewed, the token: a1b2c3d4";
        let (mut scratch, rule, end) = (Scratch::default(), DetectorId(0), view.len());
        let ahead = expression.ahead.as_ref().unwrap();
        assert!(ahead.first_end(view, (0, end)).is_err());
        assert!(ahead.follows(view, (21, end), rule, &mut scratch.misses));
        assert_eq!(expression.first(view, (0, end)), Some((21, end)));
        assert_eq!(expression.at(view, (2, end), rule, &mut scratch), None);
        let whole = expression.at(view, (21, end), rule, &mut scratch);
        assert_eq!(whole, Some((21, end)));
        let groups = expression.captures(view, (21, end), &mut scratch);
        assert_eq!(told(&groups), [Some((21, end)), Some((28, end))]);
    }
}
