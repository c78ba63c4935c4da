//! What an expression makes of the text behind a keyword, and how much of it it had to read.

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, Config, DFA};
use regex_automata::nfa::thompson::NFA;
use regex_automata::{Anchored, Input, MatchKind};

use super::DetectorId;
use super::shared::Room;

/// The room of a lazily built automaton, in bytes: there is one for each rule that is in use, and for each thread if they all use it.
pub(super) const CACHE_BYTES: usize = 128 << 10;

/// An automaton that is built while it reads.
pub(super) struct Automaton {
    dfa: DFA,
    room: Room<Cache>,
}

/// What an expression makes of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// A match ends here, or further on if only the first was asked for.
    Match(usize),
    /// None can follow, whatever stands behind so many bytes.
    Never(usize),
    /// None follows here.
    Not,
}

/// An automaton does not know: it may be told when to give up, which none of ours is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct GaveUp;

/// How far to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    /// There is a match.
    Match,
    /// It is known where it ends.
    End,
}

impl Automaton {
    /// One that prefers what the expression prefers. `None` for an expression that asks where words of other scripts begin: bytes do
    /// not tell.
    pub(super) fn new(machine: &NFA) -> Option<Self> {
        Self::of(machine, MatchKind::LeftmostFirst)
    }

    /// One for a machine that reads backwards, which finds the longest match: it begins where the first one does.
    pub(super) fn backwards(machine: &NFA) -> Option<Self> {
        Self::of(machine, MatchKind::All)
    }

    fn of(machine: &NFA, kind: MatchKind) -> Option<Self> {
        let config = DFA::config()
            .match_kind(kind)
            .cache_capacity(CACHE_BYTES)
            .skip_cache_capacity_check(true);
        Self::configured(machine, config)
    }

    /// One that gives up at once.
    #[cfg(test)]
    pub(super) fn useless(machine: &NFA) -> Option<Self> {
        let config = DFA::config()
            .cache_capacity(0)
            .skip_cache_capacity_check(true)
            .minimum_cache_clear_count(Some(0));
        Self::configured(machine, config)
    }

    fn configured(machine: &NFA, config: Config) -> Option<Self> {
        let dfa = DFA::builder()
            .configure(config)
            .build_from_nfa(machine.clone())
            .ok()?;
        let own = dfa.clone();
        Some(Self {
            dfa,
            room: Room::new(move || own.create_cache()),
        })
    }

    /// What it takes with the room it works in, and without the machine it was made of.
    #[cfg(test)]
    pub(super) fn memory_usage(&self) -> usize {
        self.dfa.memory_usage() + self.room.memory_usage(Cache::memory_usage)
    }

    /// The same with a machine that nobody else has.
    #[cfg(test)]
    pub(super) fn memory_usage_of_all(&self) -> usize {
        self.memory_usage() + self.dfa.get_nfa().memory_usage()
    }

    /// Whether a match begins at `at` and ends before `end`. What leads nowhere is remembered for `rule`.
    pub(super) fn follows(
        &self,
        view: &[u8],
        span: (usize, usize),
        rule: DetectorId,
        misses: &mut Misses,
    ) -> bool {
        // In doubt it does.
        self.ask(view, span, Until::Match, (rule, misses)) != Ok(None)
    }

    /// Where the match ends that begins at `at`, if that is before `end`. What leads nowhere is remembered for `rule`.
    pub(super) fn end(
        &self,
        view: &[u8],
        span: (usize, usize),
        rule: DetectorId,
        misses: &mut Misses,
    ) -> Result<Option<usize>, GaveUp> {
        self.ask(view, span, Until::End, (rule, misses))
    }

    fn ask(
        &self,
        view: &[u8],
        (at, end): (usize, usize),
        until: Until,
        (rule, misses): (DetectorId, &mut Misses),
    ) -> Result<Option<usize>, GaveUp> {
        if misses.holds(view, at, rule) {
            return Ok(None);
        }
        let input = Input::new(view).span(at..end).anchored(Anchored::Yes);
        let reading = self.room.with(|room| self.read(room, &input, until));
        Ok(match reading.ok_or(GaveUp)? {
            Reading::Match(end) => Some(end),
            Reading::Never(length) => {
                misses.keep(view, at, rule, length);
                None
            }
            Reading::Not => None,
        })
    }

    /// Where the first match in a span ends.
    pub(super) fn first_end(
        &self,
        view: &[u8],
        (from, to): (usize, usize),
    ) -> Result<Option<usize>, GaveUp> {
        let input = Input::new(view).span(from..to);
        let end = self.room.with(|room| self.dfa.try_search_fwd(room, &input));
        end.map(|end| end.map(|end| end.offset()))
            .map_err(|_| GaveUp)
    }

    /// Where the longest match begins that ends with a span, for an automaton that reads backwards.
    pub(super) fn begin(&self, view: &[u8], (from, to): (usize, usize)) -> Option<usize> {
        let input = Input::new(view).span(from..to).anchored(Anchored::Yes);
        let begin = self
            .room
            .with(|room| self.dfa.try_search_rev(room, &input).ok())?;
        begin.map(|begin| begin.offset())
    }

    /// Reads as little as decides; `None` where the automaton gives up.
    fn read(&self, room: &mut Cache, input: &Input<'_>, until: Until) -> Option<Reading> {
        let dfa = &self.dfa;
        let view = input.haystack();
        let mut state: LazyStateID = dfa.start_state_forward(room, input).ok()?;
        let mut matched = None;
        // A match is told one byte late.
        for (at, byte) in (input.start()..).zip(&view[input.get_range()]) {
            state = dfa.next_state(room, state, *byte).ok()?;
            if state.is_tagged() {
                if state.is_match() {
                    matched = Some(Reading::Match(at));
                    if until == Until::Match {
                        return matched;
                    }
                }
                if state.is_dead() {
                    return matched.or(Some(Reading::Never(at + 1 - input.start())));
                }
            }
        }
        let last = match view.get(input.end()) {
            Some(byte) => dfa.next_state(room, state, *byte),
            None => dfa.next_eoi_state(room, state),
        };
        if last.ok()?.is_match() {
            return Some(Reading::Match(input.end()));
        }
        matched.or(Some(Reading::Not))
    }
}

/// Texts behind keywords that led nowhere. Logs say the same again and again.
#[derive(Default)]
pub(crate) struct Misses {
    /// None until there is something to remember.
    slots: Vec<Miss>,
}

#[derive(Clone, Copy)]
struct Miss {
    rule: DetectorId,
    /// The byte before the keyword, or [`NOTHING`]: it may decide whether a word begins.
    before: u16,
    /// Of the text; none where it is 0.
    length: u8,
    text: [u8; TEXT_BYTES],
}

/// A text longer than this is not remembered.
const TEXT_BYTES: usize = 59;
const SLOTS: usize = 256;
/// In place of the byte before the beginning.
const NOTHING: u16 = 256;

impl Misses {
    /// Whether a text is known to lead nowhere.
    #[inline]
    fn holds(&self, view: &[u8], at: usize, rule: DetectorId) -> bool {
        let miss = slot(view, at, rule).and_then(|slot| self.slots.get(slot));
        miss.is_some_and(|miss| {
            let length = usize::from(miss.length);
            miss.rule == rule
                && length > 0
                && miss.before == before(view, at)
                && view.get(at..at + length) == miss.text.get(..length)
        })
    }

    fn keep(&mut self, view: &[u8], at: usize, rule: DetectorId, length: usize) {
        let Some(text) = view
            .get(at..at + length)
            .filter(|text| text.len() <= TEXT_BYTES)
        else {
            return;
        };
        if self.slots.is_empty() {
            let none = Miss {
                rule,
                before: NOTHING,
                length: 0,
                text: [0; TEXT_BYTES],
            };
            self.slots = vec![none; SLOTS];
        }
        if let Some(slot) = slot(view, at, rule).and_then(|slot| self.slots.get_mut(slot))
            && let Ok(length) = u8::try_from(length)
        {
            slot.rule = rule;
            slot.before = before(view, at);
            slot.length = length;
            slot.text[..text.len()].copy_from_slice(text);
        }
    }
}

fn before(view: &[u8], at: usize) -> u16 {
    let byte = at.checked_sub(1).and_then(|before| view.get(before));
    byte.map_or(NOTHING, |byte| u16::from(*byte))
}

/// Where a text is kept: the first bytes are those of the keyword, those behind it tell texts apart.
#[inline]
fn slot(view: &[u8], at: usize, rule: DetectorId) -> Option<usize> {
    let told = view.get(at + 4..at + 12)?.first_chunk()?;
    let told = u64::from_le_bytes(*told) ^ u64::from(rule.0) << 48;
    let spread = told.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    usize::try_from(spread >> (u64::BITS - SLOTS.ilog2())).ok()
}

#[cfg(test)]
mod tests {
    use regex_automata::nfa::thompson::WhichCaptures;

    use super::super::expression::{machine, parse};
    use super::*;

    #[test]
    fn what_leads_nowhere_is_remembered_as_far_as_it_was_read() {
        let hir = parse(r"(?i)\btoken(?: is|:) ([a-z0-9]{8})").unwrap();
        let token = Automaton::new(&machine(&hir, WhichCaptures::All).unwrap()).unwrap();
        let (rule, other) = (DetectorId(3), DetectorId(4));
        let mut misses = Misses::default();
        let mut follows = |text: &[u8], at: usize, rule| {
            let known = misses.holds(text, at, rule);
            let follows = token.follows(text, (at, text.len()), rule, &mut misses);
            (known, follows)
        };
        assert_eq!(follows(b"the token renewed by x", 4, rule), (false, false));
        assert_eq!(follows(b"the token renewed by x", 4, rule), (true, false));
        // Whatever stands behind what was read, wherever it stands.
        assert_eq!(
            follows(b"a token renewed, all of it", 2, rule),
            (true, false)
        );
        // For another rule, and behind a letter, nothing is known.
        assert_eq!(follows(b"the token renewed by x", 4, other), (false, false));
        assert_eq!(follows(b"thetoken renewed by x", 3, rule), (false, false));
        assert_eq!(follows(b"the token: a1b2c3d4", 4, rule), (false, true));
        assert_eq!(follows(b"the token: a1b2c3d4", 4, rule), (false, true));
        // What goes on behind the end of the text decides nothing.
        assert_eq!(follows(b"the token: a1b2c3", 4, rule), (false, false));
        assert_eq!(follows(b"the token: a1b2c3d4", 4, rule), (false, true));
    }
}
