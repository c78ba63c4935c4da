//! Hashes, stored nodes and the frontier that appends.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

use aws_lc_rs::digest;

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// A node of the tree as it is stored: its level (0 is a leaf), its index within the level, its hash.
///
/// Node `(l, i)` is the root of the perfect subtree over the entries from `i · 2^l` up to but without
/// `(i + 1) · 2^l`. A perfect subtree never changes once it is complete, so stored nodes are written
/// once.
pub type Node = (u8, u64, Hash);

/// The most entries a log may hold. Beyond it, sizes read from outside are refused, so that no sum or
/// shift in this crate can overflow.
pub const MAX_SIZE: u64 = 1 << 62;

/// Why a tree cannot be computed from the stored nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// A stored node is not there.
    #[error("the stored node {index} of level {level} is missing")]
    Missing {
        /// Its level; 0 is a leaf.
        level: u8,
        /// Its index within the level.
        index: u64,
    },
    /// The asked-for size or index lies outside of the tree.
    #[error("there is no entry {index} in a tree of {size} entries")]
    Outside {
        /// The index (or the older size) that was asked for.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The size is larger than [`MAX_SIZE`].
    #[error("a tree of {0} entries is larger than any log can be")]
    TooLarge(u64),
}

/// SHA-256 of these parts, one after the other.
pub(crate) fn sha256(parts: &[&[u8]]) -> Hash {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}

/// The hash of a leaf: SHA-256 of `0x00` and the entry's bytes (RFC 6962, section 2.1).
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    sha256(&[&[0], entry])
}

/// The hash of an inner node: SHA-256 of `0x01` and its children (RFC 6962, section 2.1).
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[1], left, right])
}

/// The root of the tree without entries: SHA-256 of nothing (RFC 6962, section 2.1).
#[must_use]
pub fn empty_root() -> Hash {
    sha256(&[])
}

/// Where stored nodes come from.
///
/// Storage that answers asynchronously asks the matching `…_needs` function which nodes a computation
/// will look up, fetches them at once and passes them in a map.
pub trait Nodes {
    /// The node `index` of `level`, when it is stored.
    fn node(&self, level: u8, index: u64) -> Option<Hash>;
}

impl<S: BuildHasher> Nodes for HashMap<(u8, u64), Hash, S> {
    fn node(&self, level: u8, index: u64) -> Option<Hash> {
        self.get(&(level, index)).copied()
    }
}

impl Nodes for BTreeMap<(u8, u64), Hash> {
    fn node(&self, level: u8, index: u64) -> Option<Hash> {
        self.get(&(level, index)).copied()
    }
}

/// Answers every question and remembers which were asked: how the `…_needs` functions stay in step
/// with the computations they speak for.
#[derive(Default)]
pub(crate) struct Asked(RefCell<Vec<(u8, u64)>>);

impl Nodes for Asked {
    fn node(&self, level: u8, index: u64) -> Option<Hash> {
        self.0.borrow_mut().push((level, index));
        Some([0; 32])
    }
}

impl Asked {
    pub(crate) fn into_needs(self) -> Vec<(u8, u64)> {
        self.0.into_inner()
    }
}

/// Refuses sizes that no log has.
pub(crate) const fn check_size(size: u64) -> Result<(), TreeError> {
    if size > MAX_SIZE {
        return Err(TreeError::TooLarge(size));
    }
    Ok(())
}

/// The largest power of two smaller than `n`, as a level; `n` is at least 2.
pub(crate) const fn split_level(n: u64) -> u32 {
    63 - (n - 1).leading_zeros()
}

/// The hash over `count` entries from `start`, read from stored nodes. `start` is a multiple of the
/// smallest power of two that is at least `count`, as it always is in the recursion of RFC 6962.
pub(crate) fn range_hash(start: u64, count: u64, nodes: &dyn Nodes) -> Result<Hash, TreeError> {
    if count == 0 {
        return Ok(empty_root());
    }
    let mut parts = Vec::new();
    let (mut start, mut left) = (start, count);
    while left > 0 {
        let level = 63 - left.leading_zeros();
        let index = start >> level;
        let short = u8::try_from(level).unwrap_or(u8::MAX);
        parts.push(nodes.node(short, index).ok_or(TreeError::Missing {
            level: short,
            index,
        })?);
        start += 1 << level;
        left -= 1 << level;
    }
    Ok(fold_right(&parts))
}

/// Joins perfect subtrees, largest first, into one root.
fn fold_right(parts: &[Hash]) -> Hash {
    match parts.split_last() {
        None => empty_root(),
        Some((last, rest)) => rest
            .iter()
            .rev()
            .fold(*last, |right, left| node_hash(left, &right)),
    }
}

/// The root of the tree of the first `size` entries, from stored nodes.
///
/// # Errors
/// When a node is missing or the size is too large.
pub fn root_at(size: u64, nodes: &dyn Nodes) -> Result<Hash, TreeError> {
    check_size(size)?;
    range_hash(0, size, nodes)
}

/// The nodes that [`root_at`] looks up, as `(level, index)`.
#[must_use]
pub fn root_needs(size: u64) -> Vec<(u8, u64)> {
    let asked = Asked::default();
    // An error here means no needs: the computation itself will fail with it.
    let _ = root_at(size, &asked);
    asked.into_needs()
}

/// The nodes that [`Frontier::from_nodes`] looks up, as `(level, index)`.
#[must_use]
pub fn frontier_needs(size: u64) -> Vec<(u8, u64)> {
    root_needs(size)
}

/// The right edge of the tree: the roots of its perfect subtrees, largest first. It is all that
/// appending needs, and at most 62 hashes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    /// One hash per one-bit of `size`, from the highest bit to the lowest.
    parts: Vec<Hash>,
}

impl Frontier {
    /// The frontier of the tree without entries.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            size: 0,
            parts: Vec::new(),
        }
    }

    /// The frontier of the first `size` entries, from stored nodes.
    ///
    /// # Errors
    /// When a node is missing or the size is too large.
    pub fn from_nodes(size: u64, nodes: &dyn Nodes) -> Result<Self, TreeError> {
        check_size(size)?;
        let mut parts = Vec::new();
        let mut start = 0_u64;
        for level in (0..=62_u8).rev().filter(|level| size >> level & 1 == 1) {
            let index = start >> level;
            parts.push(
                nodes
                    .node(level, index)
                    .ok_or(TreeError::Missing { level, index })?,
            );
            start += 1 << level;
        }
        Ok(Self { size, parts })
    }

    /// Entries in the tree.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        fold_right(&self.parts)
    }

    /// Appends a leaf and returns every node that became complete with it, the leaf first. Each of
    /// them is to be stored; none of them will ever change.
    pub fn push(&mut self, leaf: Hash) -> Vec<Node> {
        let mut completed = Vec::with_capacity(2);
        self.push_with(leaf, |level, index, hash| {
            completed.push((level, index, hash));
            hash
        });
        completed
    }

    /// As [`Frontier::push`], but `keep` sees each completed node and says with which hash to go on.
    pub(crate) fn push_with(&mut self, leaf: Hash, mut keep: impl FnMut(u8, u64, Hash) -> Hash) {
        let mut level = 0_u8;
        let mut index = self.size;
        let mut hash = keep(level, index, leaf);
        while index & 1 == 1 {
            let Some(left) = self.parts.pop() else { break };
            level += 1;
            index >>= 1;
            hash = keep(level, index, node_hash(&left, &hash));
        }
        self.parts.push(hash);
        // Sizes start at most at `MAX_SIZE`: another 2^62 appends do not happen.
        self.size = self.size.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Hash {
        let mut out = [0; 32];
        for (i, byte) in out.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap();
        }
        out
    }

    /// The entries and roots of the reference implementation of Certificate Transparency.
    #[test]
    fn the_roots_of_the_reference_implementation_come_out() {
        let entries: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut frontier = Frontier::new();
        assert_eq!(
            frontier.root(),
            hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        );
        for (entry, root) in entries.iter().zip(roots) {
            frontier.push(leaf_hash(entry));
            assert_eq!(frontier.root(), hex(root), "{} entries", frontier.size());
        }
    }

    #[test]
    fn a_frontier_read_back_from_stored_nodes_goes_on_as_if_never_stopped() {
        let mut stored = BTreeMap::new();
        let mut frontier = Frontier::new();
        for i in 0..300_u64 {
            assert_eq!(
                Frontier::from_nodes(i, &stored).unwrap(),
                frontier,
                "size {i}"
            );
            assert_eq!(root_at(i, &stored).unwrap(), frontier.root(), "size {i}");
            for (level, index, hash) in frontier.push(leaf_hash(&i.to_be_bytes())) {
                assert!(
                    stored.insert((level, index), hash).is_none(),
                    "a node is written once"
                );
            }
        }
    }

    #[test]
    fn a_missing_node_is_named() {
        let mut stored = BTreeMap::new();
        let mut frontier = Frontier::new();
        for i in 0..7_u8 {
            for (level, index, hash) in frontier.push(leaf_hash(&[i])) {
                stored.insert((level, index), hash);
            }
        }
        stored.remove(&(1, 2));
        let missing = TreeError::Missing { level: 1, index: 2 };
        assert_eq!(root_at(7, &stored), Err(missing));
        assert_eq!(Frontier::from_nodes(7, &stored), Err(missing));
        assert_eq!(
            missing.to_string(),
            "the stored node 2 of level 1 is missing"
        );
    }

    #[test]
    fn sizes_that_no_log_has_are_refused() {
        let stored = BTreeMap::new();
        for size in [MAX_SIZE + 1, u64::MAX] {
            assert_eq!(root_at(size, &stored), Err(TreeError::TooLarge(size)));
            assert_eq!(
                Frontier::from_nodes(size, &stored),
                Err(TreeError::TooLarge(size))
            );
            assert!(root_needs(size).is_empty());
        }
        assert!(root_at(MAX_SIZE, &stored).is_err());
    }
}
