//! Inclusion and consistency proofs (RFC 9162, sections 2.1.3 and 2.1.4).

use crate::node::{Asked, check_size, range_hash, split_level};
use crate::{Hash, MAX_SIZE, Nodes, TreeError, empty_root, node_hash};

/// Why a proof does not prove what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Index and size, or the two sizes, do not belong together.
    #[error("the proof speaks of {part} of a tree of {size} entries, which cannot be")]
    Impossible {
        /// The index, or the older size.
        part: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The number of hashes is not the one that index and sizes call for.
    #[error("the proof has {found} hashes where it must have another number")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// The hashes lead to another root.
    #[error("the proof leads to another root: this entry is not in that tree")]
    Root,
    /// The hashes do not lead to the older root.
    #[error("the proof does not contain the older tree: history was rewritten")]
    OldRoot,
}

/// The proof that entry `index` is in the tree of the first `size` entries, from the leaf's sibling up.
///
/// # Errors
/// When the index is not in the tree, the size is too large or a stored node is missing.
pub fn inclusion_proof(index: u64, size: u64, nodes: &dyn Nodes) -> Result<Vec<Hash>, TreeError> {
    check_size(size)?;
    if index >= size {
        return Err(TreeError::Outside { index, size });
    }
    let mut path = Vec::new();
    let (mut start, mut count) = (0, size);
    while count > 1 {
        let left = 1_u64 << split_level(count);
        if index - start < left {
            path.push(range_hash(start + left, count - left, nodes)?);
            count = left;
        } else {
            path.push(range_hash(start, left, nodes)?);
            start += left;
            count -= left;
        }
    }
    path.reverse();
    Ok(path)
}

/// The nodes that [`inclusion_proof`] looks up, as `(level, index)`; none when it would refuse.
#[must_use]
pub fn inclusion_needs(index: u64, size: u64) -> Vec<(u8, u64)> {
    let asked = Asked::default();
    let _ = inclusion_proof(index, size, &asked);
    asked.into_needs()
}

/// Checks that a leaf is entry `index` of the tree of `size` entries with this root
/// (RFC 9162, section 2.1.3.2).
///
/// # Errors
/// When the proof does not fit the index and the size, or does not lead to the root.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    if index >= size || size > MAX_SIZE {
        return Err(ProofError::Impossible { part: index, size });
    }
    let wrong_length = ProofError::Length { found: proof.len() };
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(wrong_length);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            // The right edge skips levels on which it has no sibling.
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(wrong_length);
    }
    if hash != *root {
        return Err(ProofError::Root);
    }
    Ok(())
}

/// The proof that the tree of the first `new` entries starts with the tree of the first `old`.
///
/// For equal sizes and for an older size of 0 the proof is empty.
///
/// # Errors
/// When `old` is larger than `new`, a size is too large or a stored node is missing.
pub fn consistency_proof(old: u64, new: u64, nodes: &dyn Nodes) -> Result<Vec<Hash>, TreeError> {
    check_size(new)?;
    if old > new {
        return Err(TreeError::Outside {
            index: old,
            size: new,
        });
    }
    let mut path = Vec::new();
    if old == 0 || old == new {
        return Ok(path);
    }
    let (mut start, mut count, mut part) = (0, new, old);
    // While the older tree is the left edge of this subtree, the verifier knows its root.
    let mut known = true;
    while part != count {
        let left = 1_u64 << split_level(count);
        if part <= left {
            path.push(range_hash(start + left, count - left, nodes)?);
            count = left;
        } else {
            path.push(range_hash(start, left, nodes)?);
            start += left;
            count -= left;
            part -= left;
            known = false;
        }
    }
    if !known {
        path.push(range_hash(start, count, nodes)?);
    }
    path.reverse();
    Ok(path)
}

/// The nodes that [`consistency_proof`] looks up, as `(level, index)`; none when it would refuse.
#[must_use]
pub fn consistency_needs(old: u64, new: u64) -> Vec<(u8, u64)> {
    let asked = Asked::default();
    let _ = consistency_proof(old, new, &asked);
    asked.into_needs()
}

/// Checks that the tree of `new` entries starts with the tree of `old` entries
/// (RFC 9162, section 2.1.4.2). Two equal sizes must have equal roots; size 0 must have the empty root.
///
/// # Errors
/// When the proof does not fit the sizes or does not lead to both roots.
pub fn verify_consistency(
    old: u64,
    new: u64,
    old_root: &Hash,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old > new || new > MAX_SIZE {
        return Err(ProofError::Impossible {
            part: old,
            size: new,
        });
    }
    let wrong_length = ProofError::Length { found: proof.len() };
    if old == 0 || old == new {
        if !proof.is_empty() {
            return Err(wrong_length);
        }
        let expected = if old == new { *new_root } else { empty_root() };
        if old == 0 && *old_root != empty_root() || *old_root != expected {
            return Err(ProofError::OldRoot);
        }
        return Ok(());
    }
    let mut rest = proof.iter();
    // A perfect older tree is a node of the new one: its root starts the path and is not repeated.
    let first = if old.is_power_of_two() {
        *old_root
    } else {
        *rest.next().ok_or(wrong_length)?
    };
    let (mut node, mut last) = (old - 1, new - 1);
    let skipped = node.trailing_ones();
    node >>= skipped;
    last >>= skipped;
    let (mut from_old, mut from_new) = (first, first);
    for hash in rest {
        if last == 0 {
            return Err(wrong_length);
        }
        if node & 1 == 1 || node == last {
            from_old = node_hash(hash, &from_old);
            from_new = node_hash(hash, &from_new);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            from_new = node_hash(&from_new, hash);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(wrong_length);
    }
    if from_old != *old_root {
        return Err(ProofError::OldRoot);
    }
    if from_new != *new_root {
        return Err(ProofError::Root);
    }
    Ok(())
}
