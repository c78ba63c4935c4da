//! The tree held against the definitions of RFC 6962, written down naively, and against the vectors of
//! the second implementation.

use std::collections::BTreeMap;

use coffer_ledger::{
    Frontier, Hash, Nodes, ProofError, TreeError, consistency_needs, consistency_proof, empty_root,
    frontier_needs, inclusion_needs, inclusion_proof, leaf_hash, node_hash, root_at, root_needs,
    verify_consistency, verify_inclusion,
};
use proptest::prelude::*;

use crate::vectors;

type Prove = fn(u64, u64, &dyn Nodes) -> Result<Vec<Hash>, TreeError>;
pub type Stored = BTreeMap<(u8, u64), Hash>;

/// Appends all entries and keeps every node.
pub fn build(entries: &[Vec<u8>]) -> (Frontier, Stored) {
    let mut frontier = Frontier::new();
    let mut stored = Stored::new();
    for entry in entries {
        for (level, index, hash) in frontier.push(leaf_hash(entry)) {
            assert!(stored.insert((level, index), hash).is_none());
        }
    }
    (frontier, stored)
}

pub fn entries(count: u64) -> Vec<Vec<u8>> {
    (0..count)
        .map(|i| format!("entry {i}").into_bytes())
        .collect()
}

fn split(n: usize) -> usize {
    let mut k = 1;
    while 2 * k < n {
        k *= 2;
    }
    k
}

/// MTH(D[n]) of RFC 6962, section 2.1.
fn mth(d: &[Vec<u8>]) -> Hash {
    match d {
        [] => empty_root(),
        [one] => leaf_hash(one),
        _ => node_hash(&mth(&d[..split(d.len())]), &mth(&d[split(d.len())..])),
    }
}

/// PATH(m, D[n]) of RFC 6962, section 2.1.1.
fn path(m: usize, d: &[Vec<u8>]) -> Vec<Hash> {
    if d.len() == 1 {
        return Vec::new();
    }
    let (left, right) = d.split_at(split(d.len()));
    if m < left.len() {
        [path(m, left), vec![mth(right)]].concat()
    } else {
        [path(m - left.len(), right), vec![mth(left)]].concat()
    }
}

/// SUBPROOF(m, D[n], b) of RFC 6962, section 2.1.2.
fn subproof(m: usize, d: &[Vec<u8>], known: bool) -> Vec<Hash> {
    if m == d.len() {
        return if known { Vec::new() } else { vec![mth(d)] };
    }
    let (left, right) = d.split_at(split(d.len()));
    if m <= left.len() {
        [subproof(m, left, known), vec![mth(right)]].concat()
    } else {
        [subproof(m - left.len(), right, false), vec![mth(left)]].concat()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn vector_entries() -> Vec<Vec<u8>> {
    vectors::bytes("log", "entries.txt")
        .split(|b| *b == b'\n')
        .filter(|line| !line.is_empty())
        .map(<[u8]>::to_vec)
        .collect()
}

#[test]
fn roots_and_proofs_are_those_of_the_second_implementation() {
    let entries = vector_entries();
    let (_, stored) = build(&entries);
    for (size, line) in (0..).zip(vectors::text("log", "roots.txt").lines()) {
        assert_eq!(
            hex(&root_at(size, &stored).unwrap()),
            line,
            "root of {size}"
        );
    }
    for (file, proof) in [
        ("inclusion.txt", inclusion_proof as Prove),
        ("consistency.txt", consistency_proof as Prove),
    ] {
        for line in vectors::text("log", file).lines() {
            let fields: Vec<&str> = line.split(' ').collect();
            let (m, n) = (fields[0].parse().unwrap(), fields[1].parse().unwrap());
            let ours: Vec<String> = proof(m, n, &stored)
                .unwrap()
                .iter()
                .map(|h| hex(h))
                .collect();
            assert_eq!(ours.join(","), fields[2], "{file}: {m} {n}");
        }
    }
}

#[test]
fn every_proof_of_a_small_log_verifies_and_every_other_claim_does_not() {
    let entries = entries(18);
    let (_, stored) = build(&entries);
    let roots: Vec<Hash> = (0..=18)
        .map(|size| root_at(size, &stored).unwrap())
        .collect();
    for size in 1..=18_u64 {
        for index in 0..size {
            let proof = inclusion_proof(index, size, &stored).unwrap();
            for claimed_size in 1..=18_u64 {
                for claimed in 0..claimed_size {
                    let leaf = leaf_hash(&entries[usize::try_from(claimed).unwrap()]);
                    let root = &roots[usize::try_from(claimed_size).unwrap()];
                    let verdict = verify_inclusion(&leaf, claimed, claimed_size, &proof, root);
                    let same = inclusion_proof(claimed, claimed_size, &stored).unwrap() == proof;
                    assert_eq!(
                        verdict.is_ok(),
                        same,
                        "{index}/{size} as {claimed}/{claimed_size}"
                    );
                }
            }
        }
    }
}

#[test]
fn wrong_lengths_sizes_and_indexes_are_refused_each_with_its_reason() {
    let (_, stored) = build(&entries(11));
    let root = root_at(11, &stored).unwrap();
    let leaf = stored[&(0, 6)];
    let proof = inclusion_proof(6, 11, &stored).unwrap();
    let verify = |index, size, proof: &[Hash]| verify_inclusion(&leaf, index, size, proof, &root);
    assert_eq!(verify(6, 11, &proof), Ok(()));
    assert_eq!(verify(7, 11, &proof), Err(ProofError::Root));
    assert_eq!(
        verify(11, 11, &proof),
        Err(ProofError::Impossible { part: 11, size: 11 })
    );
    assert_eq!(
        verify(0, 0, &[]),
        Err(ProofError::Impossible { part: 0, size: 0 })
    );
    assert_eq!(
        verify(6, u64::MAX, &proof),
        Err(ProofError::Impossible {
            part: 6,
            size: u64::MAX
        })
    );
    assert_eq!(
        verify(6, 11, &proof[1..]),
        Err(ProofError::Length { found: 3 })
    );
    assert_eq!(verify(6, 11, &[]), Err(ProofError::Length { found: 0 }));
    assert_eq!(
        verify(6, 11, &[leaf; 5]),
        Err(ProofError::Length { found: 5 })
    );
    assert_eq!(
        verify(6, 11, &vec![leaf; 5000]),
        Err(ProofError::Length { found: 5000 })
    );
    assert_eq!(
        verify(6, 6, &proof).unwrap_err(),
        ProofError::Impossible { part: 6, size: 6 }
    );

    let old = root_at(6, &stored).unwrap();
    let proof = consistency_proof(6, 11, &stored).unwrap();
    let verify = |m, n, proof: &[Hash]| verify_consistency(m, n, &old, &root, proof);
    assert_eq!(verify(6, 11, &proof), Ok(()));
    assert_eq!(
        verify(11, 6, &proof),
        Err(ProofError::Impossible { part: 11, size: 6 })
    );
    assert_eq!(verify(6, 11, &[]), Err(ProofError::Length { found: 0 }));
    assert_eq!(verify(8, 11, &[]), Err(ProofError::Length { found: 0 }));
    assert!(verify(6, 11, &proof[1..]).is_err());
    assert!(verify(6, 11, &[proof.clone(), vec![leaf]].concat()).is_err());
    assert!(verify(5, 11, &proof).is_err());
    assert!(verify(6, 17, &proof).is_err());
    assert_eq!(
        verify(6, 6, &[]),
        Err(ProofError::OldRoot),
        "equal sizes need equal roots"
    );
    assert_eq!(
        verify(6, 6, &proof),
        Err(ProofError::Length { found: proof.len() })
    );
    assert_eq!(
        verify(0, 11, &[]),
        Err(ProofError::OldRoot),
        "nothing has the empty root"
    );
    assert_eq!(verify_consistency(0, 11, &empty_root(), &root, &[]), Ok(()));
    assert_eq!(
        verify_consistency(0, 0, &empty_root(), &empty_root(), &[]),
        Ok(())
    );
    assert_eq!(
        verify_consistency(0, 0, &root, &root, &[]),
        Err(ProofError::OldRoot)
    );
}

#[test]
fn a_rewritten_history_is_told_apart_from_a_wrong_new_root() {
    let (_, stored) = build(&entries(11));
    let (_, forged) = build(&[entries(3), vec![b"forged".to_vec()], entries(7)].concat());
    let old = root_at(6, &stored).unwrap();
    let new = root_at(11, &forged).unwrap();
    let proof = consistency_proof(6, 11, &forged).unwrap();
    assert_eq!(
        verify_consistency(6, 11, &old, &new, &proof),
        Err(ProofError::OldRoot)
    );
    let honest = consistency_proof(6, 11, &stored).unwrap();
    assert_eq!(
        verify_consistency(6, 11, &old, &new, &honest),
        Err(ProofError::Root)
    );
}

#[test]
fn what_is_asked_of_storage_is_what_is_needed() {
    let (_, stored) = build(&entries(200));
    let only = |needs: Vec<(u8, u64)>| -> Stored {
        needs
            .into_iter()
            .map(|place| (place, stored[&place]))
            .collect()
    };
    for size in [1, 2, 3, 64, 65, 127, 199, 200] {
        assert_eq!(
            Frontier::from_nodes(size, &only(frontier_needs(size)))
                .unwrap()
                .root(),
            root_at(size, &only(root_needs(size))).unwrap()
        );
        for part in [0, size / 3, size / 2, size - 1] {
            let needs = inclusion_needs(part, size);
            assert!(needs.len() <= 64);
            let proof = inclusion_proof(part, size, &only(needs)).unwrap();
            assert_eq!(proof, inclusion_proof(part, size, &stored).unwrap());
            let proof =
                consistency_proof(part, size, &only(consistency_needs(part, size))).unwrap();
            assert_eq!(proof, consistency_proof(part, size, &stored).unwrap());
        }
    }
    assert!(inclusion_needs(5, 5).is_empty() && consistency_needs(6, 5).is_empty());
    let outside = TreeError::Outside { index: 5, size: 5 };
    assert_eq!(inclusion_proof(5, 5, &stored), Err(outside));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn everything_is_as_rfc_6962_defines_it(
        d in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..6), 1..140),
        a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(),
    ) {
        let n = d.len();
        let (frontier, stored) = build(&d);
        prop_assert_eq!(frontier.root(), mth(&d));
        let m = a.index(n);
        let size = m + 1 + b.index(n - m);
        let (m64, size64) = (m as u64, size as u64);
        let root = mth(&d[..size]);
        let proof = inclusion_proof(m64, size64, &stored).unwrap();
        prop_assert_eq!(&proof, &path(m, &d[..size]));
        prop_assert_eq!(verify_inclusion(&leaf_hash(&d[m]), m64, size64, &proof, &root), Ok(()));
        let proof = consistency_proof(m64 + 1, size64, &stored).unwrap();
        prop_assert_eq!(&proof, &subproof(m + 1, &d[..size], true));
        let old = mth(&d[..=m]);
        prop_assert_eq!(verify_consistency(m64 + 1, size64, &old, &root, &proof), Ok(()));
    }

    #[test]
    fn one_flipped_bit_anywhere_breaks_a_proof(
        n in 2_u64..300, at in any::<prop::sample::Index>(), m in any::<prop::sample::Index>(), bit in 0_u8..8,
    ) {
        let (frontier, stored) = build(&entries(n));
        let m = m.index(usize::try_from(n).unwrap()) as u64;
        let mut proof = inclusion_proof(m, n, &stored).unwrap();
        let at = at.index(proof.len() * 32);
        proof[at / 32][at % 32] ^= 1 << bit;
        let leaf = stored[&(0, m)];
        prop_assert_eq!(verify_inclusion(&leaf, m, n, &proof, &frontier.root()), Err(ProofError::Root));
    }

    #[test]
    fn hostile_proofs_are_survived(
        index in any::<u64>(), size in any::<u64>(),
        proof in proptest::collection::vec(any::<[u8; 32]>(), 0..70), root in any::<[u8; 32]>(),
    ) {
        prop_assert!(verify_inclusion(&root, index, size, &proof, &root).is_err() || (size == 1 && proof.is_empty()));
        prop_assert!(
            verify_consistency(index, size, &[0; 32], &root, &proof).is_err()
        );
    }
}
