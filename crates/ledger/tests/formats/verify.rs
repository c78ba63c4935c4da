//! Verification of a whole log, after every way of tampering that somebody with the database has.

use coffer_ledger::{
    Checkpoint, CheckpointError, Frontier, Hash, LogReport, LogVerifier, MAX_PROBLEMS, NoteError,
    Problem, SignedCheckpoint, leaf_hash, root_at, verify_log,
};
use proptest::prelude::*;

use crate::keys::TestKey;
use crate::tree::{Stored, build, entries};

const ORIGIN: &str = "coffer.example/log";

/// A stored log: rows of index, bytes and leaf hash; nodes; checkpoints.
#[derive(Clone)]
struct Log {
    rows: Vec<(u64, Vec<u8>, Hash)>,
    nodes: Stored,
    notes: Vec<String>,
}

impl Log {
    fn new(count: u64, checkpoints: &[u64]) -> Self {
        let mut log = Self {
            rows: Vec::new(),
            nodes: Stored::new(),
            notes: Vec::new(),
        };
        log.rows = (0..)
            .zip(entries(count))
            .map(|(i, b)| (i, b.clone(), leaf_hash(&b)))
            .collect();
        log.rehash();
        log.notes = checkpoints.iter().map(|size| log.note(*size)).collect();
        log
    }

    fn note(&self, size: u64) -> String {
        let root = root_at(size, &self.nodes).unwrap();
        let checkpoint = Checkpoint {
            origin: ORIGIN.to_owned(),
            size,
            root,
        };
        SignedCheckpoint::sign(checkpoint, &TestKey::of_the_log())
            .unwrap()
            .to_string()
    }

    /// What a thorough forger does: makes all hashes fit the rows, and numbers them anew.
    fn rehash(&mut self) {
        for (number, row) in (0..).zip(&mut self.rows) {
            row.0 = number;
            row.2 = leaf_hash(&row.1);
        }
        let bytes: Vec<Vec<u8>> = self.rows.iter().map(|row| row.1.clone()).collect();
        self.nodes = build(&bytes).1;
    }

    /// Numbers the rows anew, and nothing else.
    fn renumber(&mut self) {
        for (number, row) in (0..).zip(&mut self.rows) {
            row.0 = number;
        }
    }

    fn verify(&self) -> LogReport {
        let rows = self
            .rows
            .iter()
            .map(|(index, bytes, leaf)| (*index, bytes, *leaf));
        verify_log(
            rows,
            &self.nodes,
            &self.notes,
            &TestKey::of_the_log().verifier(),
        )
    }

    fn first(&self) -> Problem {
        *self.verify().first().expect("a problem")
    }
}

#[test]
fn an_untouched_log_is_intact() {
    for size in [0, 1, 2, 3, 8, 100, 257] {
        let log = Log::new(size, &[0, size / 2, size]);
        let report = log.verify();
        assert!(report.is_intact(), "{size}: {:?}", report.problems);
        assert_eq!(
            (report.entries, report.size, report.checkpoints),
            (size, size, 3)
        );
        assert_eq!(report.anchored, size);
        assert_eq!(report.root, root_at(size, &log.nodes).unwrap());
    }
}

#[test]
fn a_changed_entry_is_named_wherever_it_stands() {
    for index in 0..37 {
        let mut log = Log::new(37, &[20, 37]);
        log.rows[index].1 = b"never happened".to_vec();
        let report = log.verify();
        assert_eq!(
            report.problems,
            [Problem::Changed {
                index: index as u64
            }]
        );
    }
}

#[test]
fn one_flipped_bit_is_a_changed_entry() {
    let mut log = Log::new(10, &[10]);
    log.rows[7].1[0] ^= 1;
    assert_eq!(log.verify().problems, [Problem::Changed { index: 7 }]);
    assert_eq!(
        Problem::Changed { index: 7 }.to_string(),
        "entry 7 was changed"
    );
}

#[test]
fn an_entry_changed_together_with_its_leaf_hash_is_named() {
    for index in 0..37 {
        let mut log = Log::new(37, &[37]);
        log.rows[index].1 = b"forged".to_vec();
        log.rows[index].2 = leaf_hash(b"forged");
        assert_eq!(
            log.verify().problems,
            [Problem::Changed {
                index: index as u64
            }]
        );
    }
}

#[test]
fn an_altered_leaf_hash_is_told_apart_from_an_altered_entry() {
    let mut log = Log::new(20, &[20]);
    log.rows[5].2[0] ^= 1;
    assert_eq!(log.verify().problems, [Problem::LeafAltered { index: 5 }]);
}

#[test]
fn an_altered_node_is_named_and_nothing_else_is_blamed() {
    let nodes = Log::new(37, &[37]).nodes;
    for (level, index) in nodes.keys() {
        let mut log = Log::new(37, &[37]);
        log.nodes.get_mut(&(*level, *index)).unwrap()[3] ^= 1;
        let report = log.verify();
        if (*level, *index) == (0, 36) {
            // The last leaf has no parent that could speak for it.
            assert_eq!(report.first(), Some(&Problem::Changed { index: 36 }));
        } else {
            assert_eq!(
                report.problems,
                [Problem::NodeAltered {
                    level: *level,
                    index: *index
                }]
            );
        }
    }
}

#[test]
fn a_missing_node_is_named() {
    let mut log = Log::new(37, &[37]);
    log.nodes.remove(&(2, 3));
    assert_eq!(
        log.verify().problems,
        [Problem::NodeMissing { level: 2, index: 3 }]
    );
    let mut log = Log::new(37, &[37]);
    log.nodes.remove(&(0, 9));
    assert_eq!(log.first(), Problem::NodeMissing { level: 0, index: 9 });
}

#[test]
fn an_entry_changed_with_leaf_and_lowest_node_is_narrowed_to_a_pair() {
    let mut log = Log::new(40, &[40]);
    log.rows[21].1 = b"forged".to_vec();
    log.rows[21].2 = leaf_hash(b"forged");
    log.nodes.insert((0, 21), leaf_hash(b"forged"));
    assert_eq!(
        log.verify().problems,
        [Problem::Rewritten {
            first: 20,
            last: 21
        }]
    );
}

#[test]
fn a_thorough_forger_is_caught_by_the_checkpoint_and_the_span_is_named() {
    let honest = Log::new(50, &[10, 20, 30, 50]);
    let mut log = honest.clone();
    log.rows[24].1 = b"forged".to_vec();
    log.rehash();
    let report = log.verify();
    assert_eq!(
        report.first(),
        Some(&Problem::History {
            first: 20,
            size: 30
        })
    );
    assert_eq!(report.anchored, 20);
    assert!(
        report
            .first()
            .unwrap()
            .to_string()
            .contains("from entry 20 on was rewritten")
    );
    // Without a checkpoint from before, nothing is left to notice it by: that is why they are exported.
    log.notes = vec![log.note(50)];
    assert!(log.verify().is_intact());
    log.notes.insert(0, honest.notes[2].clone());
    assert_eq!(log.first(), Problem::History { first: 0, size: 30 });
}

#[test]
fn a_removed_entry_is_named_whether_or_not_the_rest_was_renumbered() {
    for index in 0..30 {
        let removed = Problem::Removed {
            index: index as u64,
            count: 1,
        };
        let mut log = Log::new(30, &[30]);
        log.rows.remove(index);
        assert_eq!(log.first(), removed, "a gap");
        log.renumber();
        assert_eq!(log.verify().problems, [removed], "renumbered");
    }
}

#[test]
fn several_removed_entries_are_counted() {
    let mut log = Log::new(40, &[40]);
    log.rows.drain(11..16);
    assert_eq!(
        log.first(),
        Problem::Removed {
            index: 11,
            count: 5
        }
    );
    log.renumber();
    assert_eq!(
        log.first(),
        Problem::Removed {
            index: 11,
            count: 5
        }
    );
    assert_eq!(
        log.first().to_string(),
        "5 entries were removed, the first of them entry 11"
    );
}

#[test]
fn entries_removed_from_the_end_are_missed() {
    let mut log = Log::new(40, &[40]);
    log.rows.truncate(33);
    assert_eq!(
        log.first(),
        Problem::Removed {
            index: 33,
            count: 7
        }
    );
    log.notes.clear();
    assert_eq!(
        log.first(),
        Problem::Removed {
            index: 33,
            count: 7
        },
        "the nodes remember"
    );
    let mut log = Log::new(40, &[20, 40]);
    log.rows.truncate(33);
    log.rehash();
    assert_eq!(
        log.first(),
        Problem::CutOff {
            after: 20,
            have: 33,
            size: 40
        },
        "the checkpoint remembers"
    );
    let mut log = Log::new(40, &[40]);
    log.rows.clear();
    assert_eq!(
        log.first(),
        Problem::Removed {
            index: 0,
            count: 40
        }
    );
}

#[test]
fn an_inserted_entry_is_named() {
    for index in 0..30 {
        let mut log = Log::new(30, &[30]);
        log.rows
            .insert(index, (0, b"slipped in".to_vec(), leaf_hash(b"slipped in")));
        log.renumber();
        assert_eq!(
            log.verify().problems,
            [Problem::Inserted {
                index: index as u64,
                count: 1
            }]
        );
    }
    let mut log = Log::new(30, &[30]);
    for text in [b"one", b"two", b"six"] {
        log.rows.insert(12, (0, text.to_vec(), leaf_hash(text)));
    }
    log.renumber();
    assert_eq!(
        log.verify().problems,
        [Problem::Inserted {
            index: 12,
            count: 3
        }]
    );
}

#[test]
fn a_second_row_of_the_same_index_is_an_insertion() {
    let mut log = Log::new(30, &[30]);
    log.rows
        .insert(13, (12, b"again".to_vec(), leaf_hash(b"again")));
    assert_eq!(
        log.verify().problems,
        [Problem::Inserted {
            index: 12,
            count: 1
        }]
    );
}

#[test]
fn entries_that_changed_places_are_named() {
    for (a, b) in [(4, 5), (4, 6), (4, 29), (0, 29), (28, 29), (0, 1)] {
        let mut log = Log::new(30, &[30]);
        log.rows.swap(a, b);
        log.renumber();
        let expected = Problem::Reordered {
            index: a as u64,
            with: b as u64,
        };
        assert_eq!(log.verify().problems, [expected], "{a} and {b}");
    }
    let mut log = Log::new(30, &[30]);
    let row = log.rows.remove(9);
    log.rows.insert(17, row);
    log.renumber();
    assert_eq!(
        log.first(),
        Problem::Reordered { index: 9, with: 17 },
        "moved back"
    );
    let mut log = Log::new(30, &[30]);
    let row = log.rows.remove(17);
    log.rows.insert(9, row);
    log.renumber();
    assert_eq!(
        log.first(),
        Problem::Reordered { index: 9, with: 17 },
        "moved forward"
    );
}

#[test]
fn entries_that_changed_places_with_their_hashes_are_named() {
    for (a, b) in [(4, 5), (4, 6), (5, 6), (5, 9), (0, 29), (3, 28), (28, 29)] {
        let mut log = Log::new(30, &[30]);
        log.rows.swap(a, b);
        log.renumber();
        for index in [a, b] {
            log.nodes.insert((0, index as u64), log.rows[index].2);
        }
        let expected = Problem::Reordered {
            index: a as u64,
            with: b as u64,
        };
        assert_eq!(log.first(), expected, "{a} and {b}");
        // Only at the end, where nothing stands above, does the rest of the tree not fit either.
        assert!(b > 27 || log.verify().problems == [expected], "{a} and {b}");
    }
}

#[test]
fn an_entry_overwritten_with_a_copy_of_another_was_changed() {
    let mut log = Log::new(30, &[30]);
    log.rows[9].1 = log.rows[20].1.clone();
    log.rows[12].1 = log.rows[13].1.clone();
    assert_eq!(
        log.verify().problems,
        [
            Problem::Changed { index: 9 },
            Problem::Changed { index: 12 }
        ]
    );
}

#[test]
fn the_list_of_problems_is_bounded() {
    let mut log = Log::new(500, &[500]);
    for row in &mut log.rows {
        row.1.push(b'!');
    }
    let report = log.verify();
    assert_eq!(report.problems.len(), MAX_PROBLEMS);
    assert_eq!(report.first(), Some(&Problem::Changed { index: 0 }));
}

#[test]
fn checkpoints_that_are_none_are_reported_and_the_rest_still_counts() {
    let mut log = Log::new(30, &[10, 20, 30]);
    log.notes[1] = log.notes[1].replace('\n', "\r\n");
    let report = log.verify();
    let error = CheckpointError::Note(NoteError::Control);
    assert_eq!(
        report.problems,
        [Problem::Checkpoint { position: 1, error }]
    );
    assert_eq!((report.checkpoints, report.anchored), (2, 30));
    log.notes[1] = log.notes[2].replace("30", "20");
    let error = CheckpointError::Note(NoteError::Forged);
    assert_eq!(log.first(), Problem::Checkpoint { position: 1, error });
}

#[test]
fn checkpoints_in_any_order_are_compared() {
    let mut log = Log::new(30, &[30, 10, 20, 20, 0]);
    assert_eq!(
        (log.verify().is_intact(), log.verify().checkpoints),
        (true, 5)
    );
    log.notes[2] = Log::new(20, &[20]).notes[0].clone();
    assert!(log.verify().is_intact());
    let mut other = Log::new(20, &[]);
    other.rows[3].1.push(b'!');
    other.rehash();
    log.notes[2] = other.note(20);
    assert!(matches!(log.first(), Problem::History { size: 20, .. }));
}

#[test]
fn verification_goes_on_from_a_trusted_frontier() {
    let mut log = Log::new(100, &[100]);
    let frontier = Frontier::from_nodes(64, &log.nodes).unwrap();
    let run = |log: &Log| {
        let mut verifier = LogVerifier::resume(frontier.clone());
        for (index, bytes, leaf) in &log.rows[64..] {
            verifier.entry(*index, bytes, *leaf, &log.nodes);
        }
        verifier.checkpoint(&log.notes[0], &TestKey::of_the_log().verifier(), &log.nodes);
        verifier.finish(&log.nodes)
    };
    let report = run(&log);
    assert!(report.is_intact());
    assert_eq!(
        (report.entries, report.size, report.anchored),
        (36, 100, 100)
    );
    log.rows[80].1.push(b'!');
    assert_eq!(run(&log).problems, [Problem::Changed { index: 80 }]);
}

#[test]
fn absurd_indexes_are_survived() {
    let mut log = Log::new(5, &[5]);
    log.rows[3].0 = u64::MAX;
    assert_eq!(
        log.first(),
        Problem::Removed {
            index: 3,
            count: u64::MAX - 3
        }
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever single row is tampered with, the log is not intact and the first problem is at the row.
    #[test]
    fn no_edit_of_a_row_goes_unseen(size in 1_u64..200, at in any::<prop::sample::Index>(), what in 0..3) {
        let mut log = Log::new(size, &[size]);
        let at = at.index(log.rows.len());
        match what {
            0 => log.rows[at].1.push(0),
            1 => { log.rows.remove(at); log.renumber(); }
            _ => { log.rows.insert(at, (0, b"x".to_vec(), leaf_hash(b"x"))); log.renumber(); }
        }
        let index = at as u64;
        let expected = match what {
            0 => Problem::Changed { index },
            1 => Problem::Removed { index, count: 1 },
            _ => Problem::Inserted { index, count: 1 },
        };
        prop_assert_eq!(log.verify().problems, vec![expected]);
    }
}
