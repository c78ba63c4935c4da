use std::collections::BTreeSet;
use std::sync::Arc;

use coffer_ledger::{
    Decision, Entry, EntryKind, Frontier, LogReport, NoteVerifier, leaf_hash, verify_consistency,
    verify_inclusion,
};
use coffer_model::{ActorId, CaseId, UserId};

use super::{NOW, Place, Samples};
use crate::{Appender, Error, LedgerFilter, LedgerRow, Result, Store};

/// Accepts no signature: for reading a ledger that has no checkpoints.
struct Nobody;

impl NoteVerifier for Nobody {
    fn name(&self) -> &str {
        "nobody"
    }
    fn key_id(&self) -> u32 {
        0
    }
    fn verify(&self, _: &[u8], _: &[u8; 64]) -> bool {
        false
    }
}

/// Everything stored of the ledger, recomputed from the bytes of its entries.
///
/// # Errors
/// When the store fails.
///
/// # Panics
/// When something stored is not what the entries call for.
pub async fn assert_ledger_is_sound(store: &Store) -> Result<LogReport> {
    let mut frontier = Frontier::new();
    store
        .for_each_entry(0..u64::MAX, |row| {
            assert_eq!(row.idx, frontier.size(), "entries have no gaps");
            assert_eq!(row.leaf_hash, leaf_hash(&row.bytes), "entry {}", row.idx);
            frontier.push(row.leaf_hash);
            Ok::<_, Error>(())
        })
        .await?;
    assert_eq!(store.ledger_size().await?, frontier.size());
    assert_eq!(store.ledger_root(frontier.size()).await?, frontier.root());
    let report = store.verify_ledger(&Nobody).await?;
    assert!(report.is_intact(), "{report:?}");
    assert_eq!(
        (report.size, report.root),
        (frontier.size(), frontier.root())
    );
    Ok(report)
}

async fn append_events(store: &Store, samples: &Samples, count: usize) -> Result<Vec<u64>> {
    let mut tx = store.begin().await?;
    let mut numbers = Vec::new();
    for _ in 0..count {
        numbers.push(tx.append_entry(samples.event()?).await?);
    }
    tx.commit().await?;
    Ok(numbers)
}

/// What is stored of the tree is what its entries make it, whatever was committed together.
pub async fn the_stored_tree_is_the_recomputed_one(place: &impl Place) -> Result<()> {
    let (mut store, samples) = (place.open().await?, Samples::new());
    assert_ledger_is_sound(&store).await?;
    let mut next = 0;
    for count in [1, 2, 1, 5, 64, 3, 7, 17] {
        let numbers = append_events(&store, &samples, count).await?;
        assert_eq!(numbers, (next..next + count as u64).collect::<Vec<_>>());
        next += count as u64;
        if count == 5 {
            store.close().await;
            store = place.open().await?;
        }
    }
    let report = assert_ledger_is_sound(&store).await?;
    assert_eq!(report.size, 100);
    Ok(())
}

/// An append that was not committed leaves neither an entry nor a node, and the next takes its number.
pub async fn a_dropped_append_leaves_no_trace(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    append_events(&store, &samples, 3).await?;
    for committed in 3..9 {
        let mut tx = store.begin().await?;
        for _ in 0..5 {
            tx.append_entry(samples.event()?).await?;
        }
        if committed % 2 == 0 {
            drop(tx);
        } else {
            tx.rollback().await?;
        }
        assert_eq!(store.ledger_size().await?, committed);
        assert_eq!(append_events(&store, &samples, 1).await?, [committed]);
    }
    assert_ledger_is_sound(&store).await?;
    Ok(())
}

/// Many append at once: each gets a number of its own, in the order in which they were committed.
pub async fn concurrent_appends_are_dense_and_ordered(place: &impl Place) -> Result<()> {
    const TASKS: u64 = 16;
    const EACH: u64 = 20;
    let (store, samples) = (place.open().await?, Arc::new(Samples::new()));
    let (appender, work) = Appender::new(store.clone());
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(async move {
        work.await;
        Ok(Vec::new())
    });
    for _ in 0..TASKS {
        let (store, samples, appender) = (store.clone(), Arc::clone(&samples), appender.clone());
        tasks.spawn(async move {
            let mut numbers = Vec::new();
            for turn in 0..EACH {
                let bytes = samples.event()?;
                let number = appender.append(bytes.clone()).await?;
                // What was answered is committed.
                let row = store.entry(number).await?.expect("it was answered");
                assert_eq!(row.bytes, bytes);
                numbers.push(number);
                if turn % 7 == 0 {
                    // Somebody else's transaction in between.
                    let mut tx = store.begin().await?;
                    numbers.push(tx.append_entry(samples.event()?).await?);
                    tx.commit().await?;
                }
            }
            assert!(numbers.is_sorted(), "a later append has a higher number");
            Ok::<_, Error>(numbers)
        });
    }
    drop(appender);
    let mut all = BTreeSet::new();
    let mut count = 0;
    while let Some(done) = tasks.join_next().await {
        let numbers = done.expect("no task panics")?;
        count += numbers.len() as u64;
        all.extend(numbers);
    }
    assert_eq!(count, TASKS * (EACH + EACH.div_ceil(7)));
    assert_eq!(all, (0..count).collect(), "no number twice, none left out");
    assert_ledger_is_sound(&store).await?;
    Ok(())
}

/// Bytes that are not the canonical form of an entry never get in.
pub async fn bytes_that_are_no_entry_are_refused(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let good = samples.event()?;
    let mut spaced = good.clone();
    spaced.insert(1, b' ');
    let mut cut = good.clone();
    cut.pop();
    let hostile: [&[u8]; 7] = [
        b"",
        b"{}",
        b"null",
        b"\xff\xfe",
        &spaced,
        &cut,
        &vec![b' '; 70_000],
    ];
    let (appender, work) = Appender::new(store.clone());
    let checks = async {
        for bytes in hostile {
            let mut tx = store.begin().await?;
            let answer = tx.append_entry(bytes.to_vec()).await;
            assert!(matches!(answer, Err(Error::Entry(_))), "{answer:?}");
            // The refusal does not spoil the transaction.
            tx.commit().await?;
            let answer = appender.append(bytes.to_vec()).await;
            assert!(matches!(answer, Err(Error::Entry(_))), "{answer:?}");
        }
        assert_eq!(appender.append(good.clone()).await?, 0);
        drop(appender);
        Ok::<_, Error>(())
    };
    let ((), checked) = tokio::join!(work, checks);
    checked?;
    assert_eq!(assert_ledger_is_sound(&store).await?.size, 1);
    Ok(())
}

/// An outcome speaks of a decision that is in the ledger, and a bad one does not take others along.
pub async fn an_outcome_needs_its_decision(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    assert!(matches!(
        tx.append_entry(samples.outcome(0)?).await,
        Err(Error::Value(_))
    ));
    assert_eq!(
        tx.append_entry(samples.decision(Decision::Allow)?).await?,
        0
    );
    assert!(
        matches!(
            tx.append_entry(samples.outcome(1)?).await,
            Err(Error::Value(_))
        ),
        "itself"
    );
    assert_eq!(tx.append_entry(samples.outcome(0)?).await?, 1);
    tx.commit().await?;

    let (appender, work) = Appender::new(store.clone());
    let appends = async {
        let (good, far) = (samples.event()?, samples.outcome(1 << 40)?);
        let answers = tokio::join!(
            appender.append(good.clone()),
            appender.append(far),
            appender.append(samples.outcome(0)?),
        );
        drop(appender);
        assert!(answers.0.is_ok() && answers.2.is_ok());
        assert!(matches!(answers.1, Err(Error::Value(_))));
        Ok::<_, Error>(())
    };
    let ((), appended) = tokio::join!(work, appends);
    appended?;
    assert_eq!(assert_ledger_is_sound(&store).await?.size, 4);
    Ok(())
}

/// What was allowed and never finished is found, and only that.
pub async fn open_intents_are_those_without_outcome(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    let finished = tx.append_entry(samples.decision(Decision::Allow)?).await?;
    let open = tx.append_entry(samples.decision(Decision::Allow)?).await?;
    tx.append_entry(samples.decision(Decision::Deny)?).await?;
    tx.append_entry(samples.event()?).await?;
    let outcome = tx.append_entry(samples.outcome(finished)?).await?;
    tx.commit().await?;
    let found = store.open_intents(NOW.plus_seconds(1), 10).await?;
    assert_eq!(found.iter().map(|row| row.idx).collect::<Vec<_>>(), [open]);
    assert!(
        store.open_intents(NOW, 10).await?.is_empty(),
        "not yet older"
    );
    assert_eq!(
        store.outcome_of(finished).await?.map(|row| row.idx),
        Some(outcome)
    );
    assert_eq!(store.outcome_of(open).await?, None);
    Ok(())
}

/// Every condition narrows, and pages go backwards without a gap.
pub async fn entries_are_found_by_what_they_say(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let (ana, bo): (UserId, UserId) = (samples.id(), samples.id());
    let (first, second): (CaseId, CaseId) = (samples.id(), samples.id());
    let mut tx = store.begin().await?;
    for turn in 0..12_u64 {
        let actor = ActorId::User(if turn % 2 == 0 { ana } else { bo });
        let case = if turn % 3 == 0 { first } else { second };
        let action = if turn % 4 == 0 {
            "file.download"
        } else {
            "file.view"
        };
        let decision = if turn % 5 == 0 {
            Decision::Deny
        } else {
            Decision::Allow
        };
        let time = NOW.plus_seconds(i64::try_from(turn).unwrap_or_default());
        let entry = Entry::decision(time, &actor, action, decision)
            .with_case(&case)
            .with_target(&format!("ver_{}", turn % 6));
        assert_eq!(tx.append_entry(entry.to_bytes()?).await?, turn);
    }
    tx.commit().await?;
    let find = async |filter: LedgerFilter| -> Result<Vec<u64>> {
        let rows: Vec<LedgerRow> = store.find_entries(&filter, None, 100).await?;
        Ok(rows.iter().map(|row| row.idx).collect())
    };
    let all = LedgerFilter::default();
    assert_eq!(find(all.clone()).await?, (0..12).rev().collect::<Vec<_>>());
    let of_case = LedgerFilter {
        case: Some(first),
        ..all.clone()
    };
    assert_eq!(find(of_case.clone()).await?, [9, 6, 3, 0]);
    let by_ana = LedgerFilter {
        actor: Some(ana.to_string()),
        ..of_case.clone()
    };
    assert_eq!(find(by_ana.clone()).await?, [6, 0]);
    let denied = LedgerFilter {
        decision: Some(Decision::Deny),
        ..by_ana
    };
    assert_eq!(find(denied).await?, [0]);
    let action = LedgerFilter {
        action: Some("file.download".to_owned()),
        ..all.clone()
    };
    assert_eq!(find(action).await?, [8, 4, 0]);
    let target = LedgerFilter {
        target: Some("ver_5".to_owned()),
        ..all.clone()
    };
    assert_eq!(find(target).await?, [11, 5]);
    let kind = LedgerFilter {
        kind: Some(EntryKind::Event),
        ..all.clone()
    };
    assert!(find(kind).await?.is_empty());
    let (from, until) = (NOW.plus_seconds(3), NOW.plus_seconds(5));
    let time = LedgerFilter {
        from: Some(from),
        until: Some(until),
        ..all.clone()
    };
    assert_eq!(find(time).await?, [4, 3]);
    // What looks like SQL is a value like any other.
    let hostile = LedgerFilter {
        actor: Some("' OR 1=1 --".to_owned()),
        ..all.clone()
    };
    assert!(find(hostile).await?.is_empty());

    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = store.find_entries(&of_case, before, 3).await?;
        let Some(last) = page.last() else { break };
        before = Some(last.idx);
        seen.extend(page.iter().map(|row| row.idx));
    }
    assert_eq!(seen, [9, 6, 3, 0]);
    let part: Vec<_> = store
        .entries(4..7, 100)
        .await?
        .iter()
        .map(|row| row.idx)
        .collect();
    assert_eq!(part, [4, 5, 6]);
    let (start, end) = (7, 4);
    assert!(store.entries(start..end, 100).await?.is_empty());
    assert!(store.entries(u64::MAX - 1..u64::MAX, 100).await?.is_empty());
    Ok(())
}

/// Proofs made from stored nodes convince a verifier that has none.
pub async fn proofs_from_storage_verify(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    append_events(&store, &samples, 23).await?;
    for size in [1, 2, 7, 16, 22, 23] {
        let root = store.ledger_root(size).await?;
        for index in 0..size {
            let row = store.entry(index).await?.expect("it was appended");
            let proof = store.inclusion_proof(index, size).await?;
            let verdict = verify_inclusion(&row.leaf_hash, index, size, &proof, &root);
            assert!(verdict.is_ok(), "{index} of {size}: {verdict:?}");
        }
        for old in 0..=size {
            let proof = store.consistency_proof(old, size).await?;
            let old_root = store.ledger_root(old).await?;
            let verdict = verify_consistency(old, size, &old_root, &root, &proof);
            assert!(verdict.is_ok(), "{old} in {size}: {verdict:?}");
        }
    }
    assert!(
        matches!(store.inclusion_proof(23, 23).await, Err(Error::Tree(_))),
        "not in it"
    );
    assert!(
        matches!(store.inclusion_proof(3, 24).await, Err(Error::Tree(_))),
        "no such tree"
    );
    assert!(matches!(store.ledger_root(24).await, Err(Error::Tree(_))));
    assert!(matches!(
        store.consistency_proof(9, 8).await,
        Err(Error::Tree(_))
    ));
    Ok(())
}

/// A checkpoint is kept as it was signed first.
pub async fn checkpoints_are_kept(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    assert_eq!(store.latest_checkpoint().await?, None);
    append_events(&store, &samples, 9).await?;
    let mut tx = store.begin().await?;
    assert!(tx.insert_checkpoint(4, "note of 4", NOW).await?);
    assert!(tx.insert_checkpoint(9, "note of 9", NOW).await?);
    assert!(!tx.insert_checkpoint(9, "another note", NOW).await?);
    tx.commit().await?;
    let latest = store.latest_checkpoint().await?.expect("there are two");
    assert_eq!((latest.size, latest.note.as_str()), (9, "note of 9"));
    assert_eq!(
        store.checkpoint_covering(3).await?.map(|row| row.size),
        Some(4)
    );
    assert_eq!(
        store.checkpoint_covering(4).await?.map(|row| row.size),
        Some(9)
    );
    assert_eq!(store.checkpoint_covering(9).await?, None);
    assert_eq!(store.checkpoints(5, 10).await?.len(), 1);
    assert_eq!(
        store.checkpoint(4).await?.map(|row| row.note).as_deref(),
        Some("note of 4")
    );
    // They are not signed by anybody: reading the ledger says so.
    let report = store.verify_ledger(&Nobody).await?;
    assert!(!report.is_intact());
    Ok(())
}

/// Whoever watches hears of what was committed, not of what was taken back.
pub async fn watchers_see_the_ledger_grow(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    append_events(&store, &samples, 2).await?;
    let mut watcher = store.watch_ledger();
    assert_eq!(*watcher.borrow_and_update(), 2);
    let mut tx = store.begin().await?;
    tx.append_entry(samples.event()?).await?;
    drop(tx);
    assert!(!watcher.has_changed().expect("the store is open"));
    append_events(&store, &samples, 1).await?;
    assert!(watcher.has_changed().expect("the store is open"));
    assert_eq!(*watcher.borrow_and_update(), 3);
    Ok(())
}
