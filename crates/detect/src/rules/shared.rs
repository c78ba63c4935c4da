//! Expressions whose room for searches is shared between threads.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, TryLockError};

use regex_automata::meta::{Cache, Regex};
use regex_automata::util::captures::{Captures, GroupInfo};
use regex_automata::{Input, Match};

/// How often threads wait for each other before each gets a room of its own: so often only where an expression is always in use.
const MOST_WAITS: u32 = 4096;

/// An expression, and what a search with it works in.
///
/// That room is tens of kilobytes for each of hundreds of expressions, and a [`Regex`] holds it once for every thread. A search
/// takes less than a microsecond, so threads seldom need the same one at the same moment: there is one room, and another for each thread
/// only where it was waited for again and again.
pub(super) struct Shared {
    regex: Regex,
    /// Made by the first search.
    room: Mutex<Option<Cache>>,
    /// How often it was waited for, roughly: threads may count at the same moment.
    waited: AtomicU32,
}

impl Shared {
    pub(super) const fn new(regex: Regex) -> Self {
        Self {
            regex,
            room: Mutex::new(None),
            waited: AtomicU32::new(0),
        }
    }

    /// The bytes of the expression itself.
    #[cfg(test)]
    pub(super) fn memory_usage(&self) -> usize {
        self.regex.memory_usage()
    }

    pub(super) fn group_info(&self) -> &GroupInfo {
        self.regex.group_info()
    }

    pub(super) fn create_captures(&self) -> Captures {
        self.regex.create_captures()
    }

    pub(super) fn is_match(&self, input: Input<'_>) -> bool {
        let input = input.earliest(true);
        self.with(|room| match room {
            Some(room) => self.regex.search_half_with(room, &input).is_some(),
            None => self.regex.is_match(input.clone()),
        })
    }

    pub(super) fn search(&self, input: &Input<'_>) -> Option<Match> {
        self.with(|room| match room {
            Some(room) => self.regex.search_with(room, input),
            None => self.regex.search(input),
        })
    }

    pub(super) fn search_captures(&self, input: &Input<'_>, captures: &mut Captures) {
        self.with(|room| match room {
            Some(room) => self.regex.search_captures_with(room, input, captures),
            None => self.regex.search_captures(input, captures),
        });
    }

    /// Whether to wait, once more.
    fn waits(&self) -> bool {
        let waited = self.waited.load(Ordering::Relaxed);
        self.waited
            .store(waited.saturating_add(1), Ordering::Relaxed);
        waited < MOST_WAITS
    }

    /// Hands over the room, or none where another is to be made. One that a panic left is not used again.
    fn with<R>(&self, search: impl FnOnce(Option<&mut Cache>) -> R) -> R {
        let room = match self.room.try_lock() {
            Err(TryLockError::WouldBlock) if self.waits() => self.room.lock().ok(),
            room => room.ok(),
        };
        match room {
            Some(mut room) => search(Some(room.get_or_insert_with(|| self.regex.create_cache()))),
            None => search(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn threads_find_the_same_in_one_room_and_in_rooms_of_their_own() {
        let shared = Shared::new(Regex::new("k(?:ey|ex)=([a-z]+)").unwrap());
        let text = b"no match here, and then key=value in it";
        let look = || {
            for _ in 0..20_000 {
                let input = Input::new(text);
                assert!(shared.is_match(input.clone()));
                assert_eq!(shared.search(&input).unwrap().range(), 24..33);
                let mut captures = shared.create_captures();
                shared.search_captures(&input, &mut captures);
                assert_eq!(captures.get_group(1).unwrap().range(), 28..33);
                assert!(shared.search(&input.range(25..)).is_none());
            }
        };
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(look);
            }
        });
        // Nobody waits any more.
        shared.waited.store(MOST_WAITS, Ordering::Relaxed);
        let held = shared.room.lock().unwrap();
        look();
        drop(held);
        look();
    }
}
