//! Proofs from a log that lies: a made-up proof is refused, and a genuine one holds.
#![no_main]

use std::collections::HashMap;

use coffer_ledger::{
    Frontier, Hash, Nodes, consistency_proof, inclusion_proof, leaf_hash, root_at,
    verify_consistency, verify_inclusion,
};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

#[derive(Debug, Arbitrary)]
struct Case {
    size: u8,
    index: u8,
    older: u8,
    claimed: (u64, u64),
    proof: Vec<Hash>,
    flip: (u8, u8, u8),
}

#[derive(Default)]
struct Memory(HashMap<(u8, u64), Hash>);

impl Nodes for Memory {
    fn node(&self, level: u8, index: u64) -> Option<Hash> {
        self.0.get(&(level, index)).copied()
    }
}

fuzz_target!(|case: Case| {
    let size = u64::from(case.size) + 1;
    let (index, older) = (
        u64::from(case.index) % size,
        u64::from(case.older) % (size + 1),
    );
    let (mut memory, mut frontier) = (Memory::default(), Frontier::new());
    let mut leaves = Vec::new();
    for no in 0..size {
        let leaf = leaf_hash(&no.to_le_bytes());
        leaves.push(leaf);
        memory.0.insert((0, no), leaf);
        for (level, at, hash) in frontier.push(leaf) {
            memory.0.insert((level, at), hash);
        }
    }
    let root = frontier.root();
    let leaf = leaves[case.index as usize % leaves.len()];

    // What a hostile log may send for any claim, for any size.
    let _ = verify_inclusion(&leaf, case.claimed.0, case.claimed.1, &case.proof, &root);
    let _ = verify_consistency(case.claimed.0, case.claimed.1, &leaf, &root, &case.proof);

    let proof = inclusion_proof(index, size, &memory).expect("every node is there");
    assert!(verify_inclusion(&leaf, index, size, &proof, &root).is_ok());
    let old_root = root_at(older, &memory).expect("every node is there");
    let growth = consistency_proof(older, size, &memory).expect("every node is there");
    assert!(verify_consistency(older, size, &old_root, &root, &growth).is_ok());

    // One changed bit anywhere breaks it.
    let (at, byte, bit) = case.flip;
    let mut bent = proof;
    if !bent.is_empty() {
        let at = usize::from(at) % bent.len();
        bent[at][usize::from(byte) % 32] ^= 1 << (bit % 8);
        assert!(verify_inclusion(&leaf, index, size, &bent, &root).is_err());
    }
});
