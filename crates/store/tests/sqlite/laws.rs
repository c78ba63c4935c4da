//! What holds for every sequence of changes.

use coffer_store::testing::{Place, Samples, assert_ledger_is_sound};
use proptest::prelude::*;

use crate::Directory;

#[derive(Debug, Clone, Copy)]
enum Step {
    Commit(u8),
    Rollback(u8),
    Drop(u8),
    /// An entry that is refused between good ones.
    Refused(u8),
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..20_u8).prop_map(Step::Commit),
        1 => (0..20_u8).prop_map(Step::Rollback),
        1 => (0..20_u8).prop_map(Step::Drop),
        1 => (0..6_u8).prop_map(Step::Refused),
        1 => Just(Step::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// However appends are grouped, taken back and interrupted by opening again: what is stored is what
    /// the committed entries make it.
    #[test]
    fn the_persisted_ledger_is_the_recomputed_one(steps in prop::collection::vec(step(), 1..14)) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let place = Directory::new();
            let samples = Samples::new();
            let mut store = place.open().await.unwrap();
            let mut expected = 0;
            for step in steps {
                if let Step::Reopen = step {
                    store.close().await;
                    store = place.open().await.unwrap();
                    continue;
                }
                let (Step::Commit(count) | Step::Rollback(count) | Step::Drop(count)
                    | Step::Refused(count)) = step else { continue };
                let mut tx = store.begin().await.unwrap();
                for turn in 0..u64::from(count) {
                    let number = tx.append_entry(samples.event().unwrap()).await.unwrap();
                    assert_eq!(number, expected + turn);
                    if let Step::Refused(_) = step {
                        assert!(tx.append_entry(b"{}".to_vec()).await.is_err());
                        assert!(tx.append_entry(samples.outcome(1 << 50).unwrap()).await.is_err());
                    }
                }
                match step {
                    Step::Rollback(_) => tx.rollback().await.unwrap(),
                    Step::Drop(_) => drop(tx),
                    _ => {
                        tx.commit().await.unwrap();
                        expected += u64::from(count);
                    }
                }
            }
            let report = assert_ledger_is_sound(&store).await.unwrap();
            assert_eq!(report.size, expected);
        });
    }
}
