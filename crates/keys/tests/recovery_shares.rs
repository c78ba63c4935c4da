//! A key split among people: who can restore it, who cannot, and what happens when somebody cheats.
#![allow(
    clippy::unwrap_used,
    reason = "a test whose preparation fails has failed"
)]

use std::sync::atomic::{AtomicU64, Ordering};

use coffer_keys::shares::{combine, split};
use coffer_keys::{SetId, Share, ShareError};
use coffer_model::{Entropy, KeyId};
use coffer_seal::Key;
use data_encoding::Encoding;
use proptest::prelude::*;

struct Counted(AtomicU64);

impl Entropy for Counted {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let n = self.0.fetch_add(1, Ordering::Relaxed);
            chunk.copy_from_slice(&coffer_seal::sha256(&n.to_be_bytes())[..chunk.len()]);
        }
    }
}

fn entropy(from: u64) -> Counted {
    Counted(AtomicU64::new(from))
}

fn secret() -> Key {
    Key::from_bytes([0x5a; 32])
}

fn set() -> SetId {
    SetId {
        key: KeyId::from_bytes([2; 16]),
        generation: 3,
        deal: [4; 8],
    }
}

fn dealt() -> Vec<Share> {
    split(&secret(), 3, 5, &entropy(0), &set()).unwrap()
}

fn crockford() -> Encoding {
    let mut spec = data_encoding::Specification::new();
    spec.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    spec.encoding().unwrap()
}

fn bytes(share: &Share) -> Vec<u8> {
    let text: String = share.to_string()[4..]
        .chars()
        .filter(|c| *c != '-')
        .collect();
    crockford().decode(text.as_bytes()).unwrap()
}

/// Changes bytes of a share and mends its checksum, as somebody does who knows the format.
fn cheat(share: &Share, edit: impl FnOnce(&mut Vec<u8>)) -> Result<Share, ShareError> {
    let mut bytes = bytes(share);
    edit(&mut bytes);
    let sum = coffer_seal::sha256(&bytes[..96]);
    bytes[96..].copy_from_slice(&sum[..4]);
    format!("CFS1{}", crockford().encode(&bytes)).parse()
}

fn pick(shares: &[Share], which: &[usize]) -> Vec<Share> {
    which.iter().map(|at| shares[*at].clone()).collect()
}

#[test]
fn every_quorum_restores_the_key_and_no_fewer_do() {
    let shares = dealt();
    for chosen in 0_u32..32 {
        let which: Vec<usize> = (0..5).filter(|at| chosen >> at & 1 == 1).collect();
        let combined = combine(&pick(&shares, &which));
        if which.len() >= 3 {
            assert_eq!(combined, Ok(secret()), "{which:?}");
        } else {
            let need = if which.is_empty() { 2 } else { 3 };
            assert_eq!(
                combined,
                Err(ShareError::TooFew {
                    have: which.len(),
                    need
                }),
                "{which:?}"
            );
        }
    }
}

/// What is printed today must restore the key for as long as the paper lasts. An unrelated program, written from
/// `docs/formats/key-envelope.md`, restored the same key from these shares.
#[test]
fn shares_printed_long_ago_still_restore_the_key() {
    let papers = include_str!("vectors/shares-3-of-5.txt");
    let shares: Vec<Share> = papers.lines().map(|paper| paper.parse().unwrap()).collect();
    assert_eq!(shares.len(), 3);
    assert_eq!(shares[0].set(), set());
    assert_eq!(combine(&shares), Ok(secret()));
}

#[test]
fn the_order_does_not_matter() {
    let shares = dealt();
    assert_eq!(combine(&pick(&shares, &[4, 0, 2])), Ok(secret()));
    assert_eq!(combine(&pick(&shares, &[2, 4, 3, 1])), Ok(secret()));
}

#[test]
fn a_share_says_what_it_belongs_to() {
    for (share, index) in dealt().iter().zip(1..) {
        assert_eq!(
            (share.index(), share.threshold(), share.count()),
            (index, 3, 5)
        );
        assert_eq!(share.set(), set());
    }
}

#[test]
fn a_printed_share_reads_back_however_it_was_typed() {
    let share = &dealt()[1];
    let printed = share.to_string();
    assert!(printed.starts_with("CFS1-"));
    assert_eq!(printed.len(), 4 + 32 * 6);
    let typed = [
        printed.clone(),
        printed.to_lowercase(),
        printed.replace('-', " "),
        printed.replace('-', ""),
        printed
            .replace('0', "O")
            .replace('1', "l")
            .replacen("CFSl", "cfs1", 1),
        format!("  {}\n", printed.replace('-', "-\r\n\t ")),
    ];
    for text in typed {
        assert_eq!(text.parse::<Share>().as_ref(), Ok(share), "{text}");
    }
}

#[test]
fn any_mistyped_letter_is_noticed() {
    let printed = dealt()[0].to_string();
    for (at, letter) in printed.char_indices().skip(4) {
        if letter == '-' {
            continue;
        }
        let other = if letter == 'A' { 'B' } else { 'A' };
        let mut typed = printed.clone();
        typed.replace_range(at..=at, &other.to_string());
        assert!(typed.parse::<Share>().is_err(), "letter {at}");
        typed.remove(at);
        assert!(typed.parse::<Share>().is_err(), "without letter {at}");
    }
    let swapped =
        format!("{}{}{}", &printed[..5], &printed[11..17], &printed[5..11]) + &printed[17..];
    assert_eq!(swapped.parse::<Share>(), Err(ShareError::Mistyped));
}

#[test]
fn what_is_no_share_is_refused() {
    let printed = dealt()[0].to_string();
    for text in [
        "",
        "CFS1",
        "CFS2-00000",
        "cfs",
        "äöü",
        "CFS1-\u{0}",
        "CFS1-UUUUU",
    ] {
        assert!(
            matches!(text.parse::<Share>(), Err(ShareError::Malformed(_))),
            "{text:?}"
        );
    }
    assert!(format!("{printed}-00000").parse::<Share>().is_err());
    assert!(
        format!("{printed}{}", " ".repeat(5000))
            .parse::<Share>()
            .is_ok(),
        "blanks at the end are nothing"
    );
    assert!("CFS1".to_owned().parse::<Share>().is_err());
    assert!(
        format!("CFS1{}", "-".repeat(5000))
            .parse::<Share>()
            .is_err()
    );
}

#[test]
fn numbers_that_make_no_sense_are_refused() {
    for (threshold, count) in [
        (0, 0),
        (0, 5),
        (1, 5),
        (1, 1),
        (3, 2),
        (6, 5),
        (2, 17),
        (17, 17),
        (255, 255),
    ] {
        let split = split(&secret(), threshold, count, &entropy(0), &set());
        assert_eq!(
            split.unwrap_err(),
            ShareError::Numbers,
            "{threshold} of {count}"
        );
    }
    for (threshold, count) in [(2, 2), (2, 16), (16, 16)] {
        let shares = split(&secret(), threshold, count, &entropy(0), &set()).unwrap();
        assert_eq!(combine(&shares), Ok(secret()));
    }
    let share = &dealt()[0];
    for (at, value) in [
        (1, 0),
        (1, 1),
        (1, 6),
        (2, 2),
        (2, 17),
        (3, 0),
        (3, 6),
        (3, 255),
    ] {
        assert!(
            matches!(
                cheat(share, |bytes| bytes[at] = value),
                Err(ShareError::Malformed(_))
            ),
            "{at} {value}"
        );
    }
    for version in [0, 2, 255] {
        assert_eq!(
            cheat(share, |bytes| bytes[0] = version),
            Err(ShareError::UnknownVersion(version))
        );
    }
}

#[test]
fn shares_of_different_sets_do_not_mix() {
    let shares = dealt();
    let others = [
        split(
            &secret(),
            3,
            5,
            &entropy(500),
            &SetId {
                deal: [5; 8],
                ..set()
            },
        )
        .unwrap(),
        split(
            &secret(),
            3,
            5,
            &entropy(500),
            &SetId {
                generation: 4,
                ..set()
            },
        )
        .unwrap(),
        split(
            &secret(),
            3,
            5,
            &entropy(500),
            &SetId {
                key: KeyId::from_bytes([9; 16]),
                ..set()
            },
        )
        .unwrap(),
        split(&secret(), 2, 5, &entropy(500), &set()).unwrap(),
        split(&secret(), 3, 4, &entropy(500), &set()).unwrap(),
        split(&Key::from_bytes([1; 32]), 3, 5, &entropy(500), &set()).unwrap(),
    ];
    for other in others {
        let mixed = [shares[0].clone(), shares[1].clone(), other[2].clone()];
        assert_eq!(combine(&mixed), Err(ShareError::Mixed { index: 3 }));
    }
}

/// Dealt twice under one name, which a sound caller never does: the code tells the stranger from the others.
#[test]
fn shares_of_two_deals_with_one_name_are_told_apart() {
    let (one, two) = (
        dealt(),
        split(&secret(), 3, 5, &entropy(900), &set()).unwrap(),
    );
    let mixed = [one[0].clone(), one[1].clone(), two[2].clone()];
    assert_eq!(combine(&mixed), Err(ShareError::SomeTampered));
}

#[test]
fn a_share_given_twice_counts_once_and_is_named() {
    let shares = dealt();
    assert_eq!(
        combine(&pick(&shares, &[0, 1, 1])),
        Err(ShareError::Repeated { index: 2 })
    );
    assert_eq!(
        combine(&pick(&shares, &[0, 1, 2, 0])),
        Err(ShareError::Repeated { index: 1 })
    );
}

#[test]
fn a_cheat_is_noticed_and_with_one_more_share_named() {
    let shares = dealt();
    for at in [32, 40, 63] {
        let forged = cheat(&shares[1], |bytes| bytes[at] ^= 1).unwrap();
        let quorum = [shares[0].clone(), forged.clone(), shares[2].clone()];
        assert_eq!(combine(&quorum), Err(ShareError::SomeTampered), "byte {at}");
        let more = [
            shares[0].clone(),
            forged.clone(),
            shares[2].clone(),
            shares[3].clone(),
        ];
        assert_eq!(
            combine(&more),
            Err(ShareError::Tampered { index: 2 }),
            "byte {at}"
        );
        let first = [
            forged,
            shares[0].clone(),
            shares[3].clone(),
            shares[4].clone(),
        ];
        assert_eq!(
            combine(&first),
            Err(ShareError::Tampered { index: 2 }),
            "byte {at}, given first"
        );
    }
    // Its code changed, its secret not: the key would come out right, and the share is still not what was dealt.
    let forged = cheat(&shares[1], |bytes| bytes[80] ^= 1).unwrap();
    assert_eq!(
        combine(&[shares[0].clone(), forged, shares[2].clone()]),
        Err(ShareError::Tampered { index: 2 })
    );
}

#[test]
fn a_share_that_claims_another_number_is_noticed() {
    let shares = dealt();
    let forged = cheat(&shares[1], |bytes| bytes[3] = 5).unwrap();
    let more = [
        shares[0].clone(),
        forged,
        shares[2].clone(),
        shares[3].clone(),
    ];
    assert_eq!(combine(&more), Err(ShareError::Tampered { index: 5 }));
}

#[test]
fn two_cheats_are_noticed_too() {
    let shares = dealt();
    let forge = |at: usize, by: u8| cheat(&shares[at], |bytes| bytes[50] ^= by).unwrap();
    let four = [
        forge(0, 0x40),
        forge(1, 0x21),
        shares[2].clone(),
        shares[3].clone(),
    ];
    assert_eq!(combine(&four), Err(ShareError::SomeTampered));
    let all = [
        forge(0, 0x40),
        forge(1, 0x21),
        shares[2].clone(),
        shares[3].clone(),
        shares[4].clone(),
    ];
    assert_eq!(combine(&all), Err(ShareError::Tampered { index: 1 }));
    // Equal changes to the first two of the first three cancel out, so the right key comes out of them. The shares are
    // still not what was dealt, and are not taken for it.
    let cancelling = [forge(0, 0x40), forge(1, 0x40), shares[2].clone()];
    assert_eq!(combine(&cancelling), Err(ShareError::Tampered { index: 1 }));
}

#[test]
fn printing_for_debugging_shows_no_secret() {
    let share = &dealt()[0];
    let shown = format!("{share:?}");
    let secret = data_encoding::HEXLOWER.encode(&bytes(share)[32..64]);
    assert!(shown.contains("index: 1") && !shown.contains(&secret));
    assert!(!share.to_string().is_empty() && !shown.contains(&share.to_string()[60..70]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_key_comes_back_from_any_quorum(
        key: [u8; 32],
        (threshold, count) in (2_u8..=8).prop_flat_map(|threshold| (Just(threshold), threshold..=8)),
        seed: u32,
        start: prop::sample::Index,
    ) {
        let secret = Key::from_bytes(key);
        let mut shares = split(&secret, threshold, count, &entropy(u64::from(seed)), &set()).unwrap();
        let by = start.index(shares.len());
        shares.rotate_left(by);
        shares.truncate(usize::from(threshold));
        prop_assert_eq!(combine(&shares), Ok(secret));
        shares.pop();
        prop_assert!(combine(&shares).is_err());
    }

    #[test]
    fn hostile_texts_are_refused_without_a_panic(text: String, letters in "[0-9A-Za-z -]{0,250}") {
        prop_assert!(text.parse::<Share>().is_err());
        let labelled = format!("CFS1{letters}");
        prop_assert!(labelled.parse::<Share>().is_err());
    }
}
