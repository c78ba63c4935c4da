//! Verification of a whole log from its bytes: nothing stored is believed, and the first thing that
//! does not fit is named.
//!
//! The memory it needs is the frontier and a bounded list of problems, whatever the log's size.

use std::fmt;

use crate::{
    Checkpoint, CheckpointError, Frontier, Hash, Nodes, NoteVerifier, SignedCheckpoint, leaf_hash,
    node_hash, root_at,
};

/// The most problems a report lists. After a first one, the rest is of interest to nobody.
pub const MAX_PROBLEMS: usize = 64;

/// How far ahead a displaced entry is looked for.
const LOOK_AHEAD: u64 = 1024;

/// Something that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// The bytes of this entry are not those that the tree holds.
    Changed {
        /// Its index.
        index: u64,
    },
    /// The leaf hash stored beside this entry was altered; entry and tree agree.
    LeafAltered {
        /// Its index.
        index: u64,
    },
    /// Entries are gone: those that should stand at and after this index.
    Removed {
        /// The index of the first of them.
        index: u64,
        /// How many.
        count: u64,
    },
    /// The log ends before a checkpoint that was signed for it.
    CutOff {
        /// Entries that a checkpoint proves to be there still; the end was cut off somewhere behind them, and what
        /// stands there may have been appended since.
        after: u64,
        /// Entries that are there.
        have: u64,
        /// Entries in the checkpoint.
        size: u64,
    },
    /// Entries stand here that the tree does not hold.
    Inserted {
        /// The index of the first of them.
        index: u64,
        /// How many.
        count: u64,
    },
    /// Entries changed places.
    Reordered {
        /// The first index that holds an entry from elsewhere.
        index: u64,
        /// Where that entry, or the one that belongs here, was found.
        with: u64,
    },
    /// A stored node was altered; the entries under it are as the rest of the tree holds them.
    NodeAltered {
        /// Its level.
        level: u8,
        /// Its index within the level.
        index: u64,
    },
    /// A stored node is gone.
    NodeMissing {
        /// Its level.
        level: u8,
        /// Its index within the level.
        index: u64,
    },
    /// One of these entries was changed together with the hashes closest to it.
    Rewritten {
        /// The first of them.
        first: u64,
        /// The last of them.
        last: u64,
    },
    /// All stored hashes fit the entries, but not this signed checkpoint: entries between the last
    /// checkpoint that fits and this one were replaced, and the tree with them.
    History {
        /// The first entry that may have been replaced.
        first: u64,
        /// Entries in the checkpoint that does not fit.
        size: u64,
    },
    /// A checkpoint is not acceptable in itself.
    Checkpoint {
        /// Which one, counted from 0.
        position: u64,
        /// Why.
        error: CheckpointError,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { index } => write!(f, "entry {index} was changed"),
            Self::LeafAltered { index } => {
                write!(f, "the hash stored with entry {index} was changed")
            }
            Self::Removed { index, count: 1 } => write!(f, "entry {index} was removed"),
            Self::Removed { index, count } => {
                write!(
                    f,
                    "{count} entries were removed, the first of them entry {index}"
                )
            }
            Self::CutOff { after, have, size } => write!(
                f,
                "the end was cut off, from entry {after} on or later: {have} entries are there, and {size} were signed"
            ),
            Self::Inserted { index, count: 1 } => write!(f, "an entry was inserted at {index}"),
            Self::Inserted { index, count } => {
                write!(f, "{count} entries were inserted at {index}")
            }
            Self::Reordered { index, with } => {
                write!(
                    f,
                    "entries were reordered, from entry {index} on: it changed places with {with}"
                )
            }
            Self::NodeAltered { level, index } => {
                write!(
                    f,
                    "the stored tree node {index} of level {level} was changed; the entries were not"
                )
            }
            Self::NodeMissing { level, index } => {
                write!(
                    f,
                    "the stored tree node {index} of level {level} is missing"
                )
            }
            Self::Rewritten { first, last } => {
                write!(
                    f,
                    "one of the entries {first} to {last} was changed together with its hash"
                )
            }
            Self::History { first, size } => write!(
                f,
                "the log does not fit its signed checkpoint of {size} entries: history from entry {first} on was rewritten"
            ),
            Self::Checkpoint { position, error } => {
                write!(f, "checkpoint number {position}: {error}")
            }
        }
    }
}

/// What verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogReport {
    /// Entries that were read.
    pub entries: u64,
    /// Entries in the tree that was recomputed; fewer than were read when reading on made no sense.
    pub size: u64,
    /// The root that was recomputed.
    pub root: Hash,
    /// Checkpoints that were compared with recomputed roots.
    pub checkpoints: u64,
    /// Entries in the largest checkpoint that fits.
    pub anchored: u64,
    /// What does not fit, first things first; at most [`MAX_PROBLEMS`].
    pub problems: Vec<Problem>,
}

impl LogReport {
    /// Whether everything fits.
    #[must_use]
    pub const fn is_intact(&self) -> bool {
        self.problems.is_empty()
    }

    /// The first thing that does not fit.
    #[must_use]
    pub fn first(&self) -> Option<&Problem> {
        self.problems.first()
    }
}

/// An entry whose bytes do not fit the tree, while it is not yet clear what happened to it.
struct Mismatch {
    index: u64,
    /// What the tree holds here.
    committed: Hash,
    /// Where the tree holds what stands here instead.
    belongs_at: Option<u64>,
    /// Which problem speaks of it.
    problem: usize,
}

enum Mode {
    /// Entries are compared with the tree one by one.
    Aligned,
    /// Entries are gone and the rest moved up; only whether the first of them comes later is of
    /// interest, for then they were not removed but moved.
    Shifted {
        index: u64,
        committed: Hash,
        problem: usize,
    },
    /// What follows cannot be compared.
    Stopped,
}

/// Verifies a log piece by piece: for storage that reads in pages.
///
/// Each call takes the stored nodes that it may need: those that the entry completes, and, to name a
/// displacement precisely, leaves further on.
pub struct LogVerifier {
    frontier: Frontier,
    read: u64,
    mode: Mode,
    open: Vec<Mismatch>,
    problems: Vec<Problem>,
    checkpoints_seen: u64,
    checkpoints: u64,
    anchored: u64,
}

impl Default for LogVerifier {
    fn default() -> Self {
        Self::resume(Frontier::new())
    }
}

impl LogVerifier {
    /// From the first entry on.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// From where an earlier, trusted verification ended. The frontier's root must have been compared
    /// with a checkpoint from outside the storage that is verified.
    #[must_use]
    pub fn resume(frontier: Frontier) -> Self {
        let anchored = frontier.size();
        Self {
            frontier,
            read: 0,
            mode: Mode::Aligned,
            open: Vec::new(),
            problems: Vec::new(),
            checkpoints_seen: 0,
            checkpoints: 0,
            anchored,
        }
    }

    /// The index of the entry that is expected next.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Whether nothing that follows can be compared any more.
    #[must_use]
    pub const fn is_stopped(&self) -> bool {
        matches!(self.mode, Mode::Stopped)
    }

    /// Takes the next entry: its stored index, its bytes and the leaf hash stored with it.
    pub fn entry(&mut self, index: u64, bytes: &[u8], leaf: Hash, nodes: &dyn Nodes) {
        self.read = self.read.saturating_add(1);
        let hash = leaf_hash(bytes);
        match self.mode {
            Mode::Stopped => {}
            Mode::Shifted {
                index: gone,
                committed,
                problem,
            } => {
                if hash == committed {
                    self.replace(
                        problem,
                        Problem::Reordered {
                            index: gone,
                            with: index,
                        },
                    );
                    self.mode = Mode::Stopped;
                }
            }
            Mode::Aligned => self.aligned(index, hash, leaf, nodes),
        }
    }

    fn aligned(&mut self, index: u64, hash: Hash, leaf: Hash, nodes: &dyn Nodes) {
        let expected = self.frontier.size();
        if index > expected {
            self.report(Problem::Removed {
                index: expected,
                count: index - expected,
            });
            self.mode = Mode::Stopped;
            return;
        }
        if index < expected {
            self.report(Problem::Inserted { index, count: 1 });
            return;
        }
        let stored = nodes.node(0, index);
        if stored.is_none() {
            if self.open.iter().any(|open| open.committed == hash) {
                // What stands beyond the end of the tree was pushed there by an insertion.
                self.mismatch(index, hash, hash, nodes);
                return;
            }
            self.report(Problem::NodeMissing { level: 0, index });
        }
        let committed = stored.unwrap_or(leaf);
        if hash == committed {
            if leaf != hash {
                self.report(Problem::LeafAltered { index });
            }
        } else if backing(nodes, 0, index, &committed, &hash) == Backing::Recomputed {
            // The tree was made from these bytes, so it is a hash that was altered: the node's, or the one beside the
            // entry, which some storage keeps in place of the node.
            self.report(if leaf == hash {
                Problem::NodeAltered { level: 0, index }
            } else {
                Problem::LeafAltered { index }
            });
            self.append(hash, nodes);
            return;
        } else {
            self.mismatch(index, hash, committed, nodes);
        }
        if matches!(self.mode, Mode::Aligned) {
            self.append(committed, nodes);
        }
    }

    /// Finds out what happened to an entry whose bytes do not fit.
    fn mismatch(&mut self, index: u64, hash: Hash, committed: Hash, nodes: &dyn Nodes) {
        if let Some(at) = self.open.iter().rposition(|open| open.committed == hash) {
            let open = self.open.swap_remove(at);
            match open.belongs_at {
                Some(home) if home == index => {
                    self.replace(
                        open.problem,
                        Problem::Reordered {
                            index: open.index,
                            with: index,
                        },
                    );
                }
                Some(home) => {
                    self.replace(
                        open.problem,
                        Problem::Reordered {
                            index: open.index,
                            with: home,
                        },
                    );
                    self.mode = Mode::Stopped;
                }
                None => {
                    let count = index - open.index;
                    self.replace(
                        open.problem,
                        Problem::Inserted {
                            index: open.index,
                            count,
                        },
                    );
                    self.problems.truncate(open.problem + 1);
                    self.mode = Mode::Stopped;
                }
            }
            return;
        }
        if let Some(open) = self.open.last()
            && open.index + 1 == index
            && let Some(home) = open.belongs_at
            && nodes.node(0, home + 1) == Some(hash)
        {
            let (gone, committed, problem) = (open.index, open.committed, open.problem);
            self.replace(
                problem,
                Problem::Removed {
                    index: gone,
                    count: home - gone,
                },
            );
            self.mode = Mode::Shifted {
                index: gone,
                committed,
                problem,
            };
            return;
        }
        let problem = self.problems.len();
        if self.report(Problem::Changed { index }) {
            let belongs_at = (index + 1..=index + LOOK_AHEAD)
                .map_while(|later| nodes.node(0, later).map(|stored| (later, stored)))
                .find_map(|(later, stored)| (stored == hash).then_some(later));
            self.open.push(Mismatch {
                index,
                committed,
                belongs_at,
                problem,
            });
        }
    }

    /// Appends a leaf and holds the nodes that it completes against the stored ones.
    fn append(&mut self, leaf: Hash, nodes: &dyn Nodes) {
        let mut found = Vec::new();
        self.frontier.push_with(leaf, |level, index, hash| {
            if level == 0 {
                return hash;
            }
            match nodes.node(level, index) {
                Some(stored) if stored == hash => hash,
                Some(stored) => {
                    let rewritten = backing(nodes, level, index, &stored, &hash) == Backing::Stored;
                    if rewritten {
                        let first = index << level;
                        found.push(Problem::Rewritten {
                            first,
                            last: first + (1 << level) - 1,
                        });
                        // Going on with what the tree held keeps one edit from being reported on
                        // every level above it.
                        stored
                    } else {
                        found.push(Problem::NodeAltered { level, index });
                        hash
                    }
                }
                None => {
                    found.push(Problem::NodeMissing { level, index });
                    hash
                }
            }
        });
        for problem in found {
            self.report(problem);
        }
    }

    /// Takes a checkpoint. Those of at most [`LogVerifier::size`] entries are compared at once; a
    /// larger one says that entries are missing, so it is given when the entries before it have been.
    pub fn checkpoint(&mut self, note: &str, verifier: &dyn NoteVerifier, nodes: &dyn Nodes) {
        match read_checkpoint(note, verifier) {
            Ok(checkpoint) => self.compare(&checkpoint, nodes),
            Err(error) => self.refuse(error),
        }
    }

    fn refuse(&mut self, error: CheckpointError) {
        let position = self.checkpoints_seen;
        self.checkpoints_seen += 1;
        self.report(Problem::Checkpoint { position, error });
    }

    fn compare(&mut self, checkpoint: &Checkpoint, nodes: &dyn Nodes) {
        self.checkpoints_seen += 1;
        if !matches!(self.mode, Mode::Aligned) {
            return;
        }
        let have = self.frontier.size();
        if checkpoint.size > have {
            if self.settle_tail() {
                return;
            }
            self.report(if nodes.node(0, have).is_some() {
                Problem::Removed {
                    index: have,
                    count: checkpoint.size - have,
                }
            } else {
                Problem::CutOff {
                    after: self.anchored,
                    have,
                    size: checkpoint.size,
                }
            });
            self.mode = Mode::Stopped;
            return;
        }
        self.checkpoints += 1;
        let root = if checkpoint.size == have {
            Ok(self.frontier.root())
        } else {
            // The nodes up to here have been recomputed, so the stored ones may speak for them.
            root_at(checkpoint.size, nodes)
        };
        match root {
            Ok(root) if root == checkpoint.root => {
                self.anchored = self.anchored.max(checkpoint.size);
            }
            Ok(_) => {
                let first = if self.anchored < checkpoint.size {
                    self.anchored
                } else {
                    0
                };
                self.report(Problem::History {
                    first,
                    size: checkpoint.size,
                });
            }
            Err(crate::TreeError::Missing { level, index }) => {
                self.report(Problem::NodeMissing { level, index });
            }
            Err(_) => self.refuse(CheckpointError::Form),
        }
    }

    /// Ends the verification.
    #[must_use]
    pub fn finish(mut self, nodes: &dyn Nodes) -> LogReport {
        let size = self.frontier.size();
        if !self.settle_tail()
            && matches!(self.mode, Mode::Aligned)
            && nodes.node(0, size).is_some()
        {
            let mut count = 1;
            while count < LOOK_AHEAD && nodes.node(0, size + count).is_some() {
                count += 1;
            }
            self.report(Problem::Removed { index: size, count });
        }
        crate::displaced::name(&mut self.problems, nodes);
        LogReport {
            entries: self.read,
            size,
            root: self.frontier.root(),
            checkpoints: self.checkpoints,
            anchored: self.anchored,
            problems: self.problems,
        }
    }

    /// At the end of the entries: when the last of them belongs further on, those between are gone.
    fn settle_tail(&mut self) -> bool {
        let size = self.frontier.size();
        let Some(Mismatch {
            index,
            belongs_at: Some(home),
            problem,
            ..
        }) = self.open.last()
        else {
            return false;
        };
        let (index, home, problem) = (*index, *home, *problem);
        if !matches!(self.mode, Mode::Aligned) || index + 1 != size {
            return false;
        }
        self.replace(
            problem,
            Problem::Removed {
                index,
                count: home - index,
            },
        );
        self.mode = Mode::Stopped;
        true
    }

    fn report(&mut self, problem: Problem) -> bool {
        let room = self.problems.len() < MAX_PROBLEMS;
        if room {
            self.problems.push(problem);
        }
        room
    }

    fn replace(&mut self, at: usize, problem: Problem) {
        if let Some(slot) = self.problems.get_mut(at) {
            *slot = problem;
        }
    }
}

/// What the rest of the stored tree says about a node whose stored and recomputed hashes differ.
#[derive(Debug, PartialEq, Eq)]
enum Backing {
    /// Its parent was made from the stored hash.
    Stored,
    /// Its parent was made from the recomputed hash.
    Recomputed,
    /// Its parent is not there, or was made from neither.
    Unknown,
}

fn backing(nodes: &dyn Nodes, level: u8, index: u64, stored: &Hash, recomputed: &Hash) -> Backing {
    let (Some(parent), Some(sibling)) = (
        nodes.node(level + 1, index >> 1),
        nodes.node(level, index ^ 1),
    ) else {
        return Backing::Unknown;
    };
    let join = |hash: &Hash| {
        if index & 1 == 0 {
            node_hash(hash, &sibling)
        } else {
            node_hash(&sibling, hash)
        }
    };
    if join(stored) == parent {
        Backing::Stored
    } else if join(recomputed) == parent {
        Backing::Recomputed
    } else {
        Backing::Unknown
    }
}

fn read_checkpoint(note: &str, verifier: &dyn NoteVerifier) -> Result<Checkpoint, CheckpointError> {
    SignedCheckpoint::parse(note)?.verify(verifier).cloned()
}

/// Verifies a whole log: every entry against its leaf hash, every stored node against the entries under
/// it, every checkpoint against the root of its size.
///
/// `entries` are `(stored index, bytes, stored leaf hash)` in ascending order of the stored index;
/// `checkpoints` are signed notes in ascending order of size (others are compared with stored nodes);
/// `nodes` answers for level 0 as well. Checkpoints that left the machine are what makes this hold
/// against somebody who can rewrite the whole storage and has the signing key.
pub fn verify_log<E, B, C, T>(
    entries: E,
    nodes: &dyn Nodes,
    checkpoints: C,
    verifier: &dyn NoteVerifier,
) -> LogReport
where
    E: IntoIterator<Item = (u64, B, Hash)>,
    B: AsRef<[u8]>,
    C: IntoIterator<Item = T>,
    T: AsRef<str>,
{
    let mut log = LogVerifier::new();
    let mut notes = checkpoints.into_iter();
    let mut waiting = next_checkpoint(&mut log, &mut notes, verifier);
    for (index, bytes, leaf) in entries {
        waiting = compare_due(&mut log, waiting, &mut notes, verifier, nodes);
        log.entry(index, bytes.as_ref(), leaf, nodes);
    }
    waiting = compare_due(&mut log, waiting, &mut notes, verifier, nodes);
    while let Some(checkpoint) = waiting {
        log.compare(&checkpoint, nodes);
        waiting = next_checkpoint(&mut log, &mut notes, verifier);
    }
    log.finish(nodes)
}

/// Compares every checkpoint whose entries have all been read; the first that must wait is returned.
fn compare_due<T: AsRef<str>>(
    log: &mut LogVerifier,
    mut waiting: Option<Checkpoint>,
    notes: &mut impl Iterator<Item = T>,
    verifier: &dyn NoteVerifier,
    nodes: &dyn Nodes,
) -> Option<Checkpoint> {
    while let Some(checkpoint) = waiting.take_if(|checkpoint| checkpoint.size <= log.size()) {
        log.compare(&checkpoint, nodes);
        waiting = next_checkpoint(log, notes, verifier);
    }
    waiting
}

/// The next acceptable checkpoint; unacceptable ones are reported on the way.
fn next_checkpoint<T: AsRef<str>>(
    log: &mut LogVerifier,
    notes: &mut impl Iterator<Item = T>,
    verifier: &dyn NoteVerifier,
) -> Option<Checkpoint> {
    for note in notes {
        match read_checkpoint(note.as_ref(), verifier) {
            Ok(checkpoint) => return Some(checkpoint),
            Err(error) => log.refuse(error),
        }
    }
    None
}
