//! Entries that changed places together with the hashes stored beside them.
//!
//! Such an exchange leaves every entry fitting its own hash, and only the nodes one level up tell. Each of these says that
//! one of two entries is wrong; which one, and where it came from, follows from trying the exchanges that would put all of
//! them right.

use crate::{Hash, Nodes, Problem, node_hash};

/// Two neighbours whose stored parent was not made from them.
struct Pair {
    /// Which problem speaks of it.
    problem: usize,
    /// The index of the left one; the right one is the next.
    first: u64,
    leaves: [Hash; 2],
    parent: Hash,
}

impl Pair {
    fn of(problem: usize, found: &Problem, nodes: &dyn Nodes) -> Option<Self> {
        let first = match *found {
            Problem::Rewritten { first, last } if last == first + 1 => first,
            // At the end of the log there is nothing above that could say which of the two was changed.
            Problem::NodeAltered { level: 1, index } => index << 1,
            _ => return None,
        };
        Some(Self {
            problem,
            first,
            leaves: [nodes.node(0, first)?, nodes.node(0, first + 1)?],
            parent: nodes.node(1, first >> 1)?,
        })
    }

    /// Whether the stored parent was made from these leaves with one of them exchanged.
    fn fits_with(&self, place: usize, leaf: Hash) -> bool {
        let mut leaves = self.leaves;
        leaves[place] = leaf;
        node_hash(&leaves[0], &leaves[1]) == self.parent
    }
}

/// Says of rewritten neighbours that they were reordered, where one exchange explains them.
pub(crate) fn name(problems: &mut Vec<Problem>, nodes: &dyn Nodes) {
    let pairs: Vec<Pair> = problems
        .iter()
        .enumerate()
        .filter_map(|(at, problem)| Pair::of(at, problem, nodes))
        .collect();
    let mut explained = Vec::new();
    for (at, pair) in pairs.iter().enumerate() {
        if explained.contains(&pair.problem) {
            continue;
        }
        if node_hash(&pair.leaves[1], &pair.leaves[0]) == pair.parent {
            problems[pair.problem] = Problem::Reordered {
                index: pair.first,
                with: pair.first + 1,
            };
            continue;
        }
        if let Some((other, index, with)) = partner(pair, &pairs[at + 1..]) {
            problems[pair.problem] = Problem::Reordered { index, with };
            explained.push(other);
        }
    }
    let mut at = 0;
    problems.retain(|_| {
        at += 1;
        !explained.contains(&(at - 1))
    });
}

/// Another pair, and which entries of both changed places: the problem that speaks of it, and the two indexes.
fn partner(pair: &Pair, others: &[Pair]) -> Option<(usize, u64, u64)> {
    let places = [(0, 0), (0, 1), (1, 0), (1, 1)];
    others.iter().find_map(|other| {
        places.into_iter().find_map(|(here, there)| {
            let exchanged = pair.fits_with(here, other.leaves[there])
                && other.fits_with(there, pair.leaves[here]);
            exchanged.then_some((
                other.problem,
                pair.first + here as u64,
                other.first + there as u64,
            ))
        })
    })
}
