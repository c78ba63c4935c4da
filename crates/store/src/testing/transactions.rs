use std::sync::Arc;

use coffer_model::DeploymentId;

use super::{Place, Samples};
use crate::{Error, Result};

/// A transaction that is dropped leaves nothing behind, and does not stand in anybody's way.
pub async fn what_is_dropped_never_happened(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    let user = samples.add_user(&mut tx).await?;
    assert!(
        tx.user(user.id).await?.is_some(),
        "a transaction sees what it wrote"
    );
    assert!(
        store.user(user.id).await?.is_none(),
        "nobody else does before it commits"
    );
    drop(tx);
    assert!(store.user(user.id).await?.is_none());
    // A future that is dropped while it writes is the same.
    let stuck = {
        let store = store.clone();
        let user = samples.user();
        async move {
            let mut tx = store.begin().await?;
            tx.insert_user(&user).await?;
            std::future::pending::<()>().await;
            tx.commit().await
        }
    };
    let given_up = tokio::time::timeout(std::time::Duration::from_millis(50), stuck).await;
    assert!(given_up.is_err());
    let mut tx = store.begin().await?;
    let user = samples.add_user(&mut tx).await?;
    tx.commit().await?;
    assert_eq!(store.count_users().await?, 1);
    assert!(store.user(user.id).await?.is_some());
    Ok(())
}

/// Opening the place again shows what was committed, and only that.
pub async fn what_is_committed_is_there_after_opening_again(place: &impl Place) -> Result<()> {
    let samples = Samples::new();
    let (kept, root) = {
        let store = place.open().await?;
        let mut tx = store.begin().await?;
        let (_, kept) = samples.add_case(&mut tx).await?;
        tx.append_entry(samples.event()?).await?;
        tx.commit().await?;
        let mut tx = store.begin().await?;
        samples.add_case(&mut tx).await?;
        tx.append_entry(samples.event()?).await?;
        drop(tx);
        let root = store.ledger_root(1).await?;
        store.close().await;
        (kept, root)
    };
    let store = place.open().await?;
    assert_eq!(store.cases(None, 10).await?, [kept]);
    assert_eq!(store.ledger_size().await?, 1);
    assert_eq!(store.ledger_root(1).await?, root);
    store.check_pages().await?;
    store.ping().await
}

/// One transaction writes at a time, and nobody is forgotten.
pub async fn transactions_follow_each_other(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Arc::new(Samples::new()));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (store, samples) = (store.clone(), Arc::clone(&samples));
        tasks.spawn(async move {
            for _ in 0..5 {
                let mut tx = store.begin().await?;
                samples.add_case(&mut tx).await?;
                tokio::task::yield_now().await;
                tx.commit().await?;
            }
            Ok::<_, Error>(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.expect("no task panics")?;
    }
    let numbers: Vec<_> = store
        .cases(None, 100)
        .await?
        .iter()
        .map(|row| row.number)
        .collect();
    assert_eq!(numbers, (1001..=1040).rev().collect::<Vec<_>>());
    Ok(())
}

/// A reference points at a row, always.
pub async fn rows_that_refer_to_nothing_are_refused(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let mut tx = store.begin().await?;
    let stranger = samples.customer();
    let refused = |answer: Result<()>| matches!(answer, Err(Error::Conflict(_)));
    assert!(refused(
        tx.insert_case(&samples.case(&stranger, 1001)).await
    ));
    assert!(refused(
        tx.insert_contact(&samples.contact(&stranger)).await
    ));
    assert!(refused(
        tx.insert_session(&samples.session(samples.id())).await
    ));
    tx.insert_customer(&stranger).await?;
    let case = samples.case(&stranger, 1001);
    assert!(refused(tx.insert_file(&samples.file(&case)).await));
    assert!(
        refused(tx.insert_case(&samples.case(&stranger, 1000)).await),
        "numbers start at 1001"
    );
    tx.insert_case(&case).await?;
    assert!(
        refused(tx.insert_case(&samples.case(&stranger, 1001)).await),
        "a number is taken once"
    );
    // A refused row does not spoil the transaction.
    tx.commit().await?;
    assert_eq!(store.cases(None, 10).await?, [case]);
    Ok(())
}

/// A store is of one deployment, for ever.
pub async fn a_deployment_is_set_once(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let (ours, theirs): (DeploymentId, DeploymentId) = (samples.id(), samples.id());
    assert_eq!(store.deployment().await?, None);
    store.set_deployment(ours).await?;
    store.set_deployment(ours).await?;
    let other = store.set_deployment(theirs).await;
    assert!(matches!(other, Err(Error::OtherDeployment { .. })));
    store.close().await;
    let store = place.open().await?;
    assert_eq!(store.deployment().await?, Some(ours));
    Ok(())
}
