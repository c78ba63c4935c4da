//! Expressions whose room for searches is shared between threads.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, TryLockError};

use regex_automata::meta::{Cache, Regex};
use regex_automata::util::captures::Captures;
use regex_automata::util::pool::Pool;
use regex_automata::{Input, Match};

/// How often threads wait for each other before each gets a room of its own: so often only where an expression is always in use.
const MOST_WAITS: u32 = 4096;

/// What a search works in, once for every thread.
///
/// That is tens of kilobytes for each of hundreds of expressions, and a search takes less than a microsecond, so that threads seldom
/// need the same room at the same moment: there is one, and another for each thread only where it was waited for again and again.
pub(super) struct Room<C> {
    /// Made by the first search.
    held: Mutex<Option<C>>,
    /// How often it was waited for, roughly: threads may count at the same moment.
    waited: AtomicU32,
    make: Make<C>,
    others: Pool<C, Make<C>>,
}

type Make<C> = Box<dyn Fn() -> C + Send + Sync>;

impl<C: Send> Room<C> {
    pub(super) fn new(make: impl Fn() -> C + Clone + Send + Sync + 'static) -> Self {
        Self {
            held: Mutex::new(None),
            waited: AtomicU32::new(0),
            make: Box::new(make.clone()),
            others: Pool::new(Box::new(make)),
        }
    }

    /// Hands over a room. One that a panic left is not used again.
    pub(super) fn with<R>(&self, search: impl FnOnce(&mut C) -> R) -> R {
        let held = match self.held.try_lock() {
            Err(TryLockError::WouldBlock) if self.waits() => self.held.lock().ok(),
            held => held.ok(),
        };
        match held {
            Some(mut held) => search(held.get_or_insert_with(&self.make)),
            None => search(&mut self.others.get()),
        }
    }

    /// What it takes, as `bytes` tells it; nothing before the first search.
    #[cfg(test)]
    pub(super) fn memory_usage(&self, bytes: impl FnOnce(&C) -> usize) -> usize {
        self.held.lock().unwrap().as_ref().map_or(0, bytes)
    }

    /// Whether to wait, once more.
    fn waits(&self) -> bool {
        let waited = self.waited.load(Ordering::Relaxed);
        self.waited
            .store(waited.saturating_add(1), Ordering::Relaxed);
        waited < MOST_WAITS
    }
}

/// An expression whose [`Regex`] has a room in common: by itself it makes one for every thread.
pub(super) struct Shared {
    regex: Regex,
    room: Room<Cache>,
}

impl Shared {
    pub(super) fn new(regex: Regex) -> Self {
        let own = regex.clone();
        Self {
            regex,
            room: Room::new(move || own.create_cache()),
        }
    }

    pub(super) fn search(&self, input: &Input<'_>) -> Option<Match> {
        self.room.with(|room| self.regex.search_with(room, input))
    }

    pub(super) fn search_captures(&self, input: &Input<'_>, captures: &mut Captures) {
        self.room
            .with(|room| self.regex.search_captures_with(room, input, captures));
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
                assert_eq!(shared.search(&input).unwrap().range(), 24..33);
                let mut captures = shared.regex.create_captures();
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
        shared.room.waited.store(MOST_WAITS, Ordering::Relaxed);
        let held = shared.room.held.lock().unwrap();
        look();
        drop(held);
        look();
    }
}
