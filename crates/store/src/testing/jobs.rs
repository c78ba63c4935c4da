use coffer_model::JobId;

use super::{NOW, Place, Samples};
use crate::{Error, JobState, NewJob, Result, Store};

fn job<'a>(samples: &Samples, kind: &'a str, key: &'a str) -> NewJob<'a> {
    NewJob {
        id: samples.id(),
        kind,
        key,
        payload: b"ids",
        max_attempts: 3,
        run_at: NOW,
        created_at: NOW,
    }
}

async fn enqueue(store: &Store, job: &NewJob<'_>) -> Result<JobId> {
    let mut tx = store.begin().await?;
    let id = tx.enqueue_job(job).await?;
    tx.commit().await?;
    Ok(id)
}

/// Asking twice for the same work makes one job, until it is done.
pub async fn a_job_is_enqueued_once(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let woken = store.watch_jobs();
    let first = job(&samples, "scan", "ver_1");
    assert_eq!(enqueue(&store, &first).await?, first.id);
    assert!(woken.has_changed().expect("the store is open"));
    assert_eq!(
        enqueue(&store, &job(&samples, "scan", "ver_1")).await?,
        first.id
    );
    let other = job(&samples, "mail", "ver_1");
    assert_eq!(enqueue(&store, &other).await?, other.id, "another kind");
    let leased = store
        .claim_job(&["scan"], NOW, 60, "w")
        .await?
        .expect("one is due");
    assert_eq!(
        enqueue(&store, &job(&samples, "scan", "ver_1")).await?,
        first.id,
        "it is leased"
    );
    let mut tx = store.begin().await?;
    tx.complete_job(&leased, NOW).await?;
    tx.commit().await?;
    let next = job(&samples, "scan", "ver_1");
    assert_eq!(enqueue(&store, &next).await?, next.id, "the first is done");
    assert_eq!(
        store.job_by_key("scan", "ver_1").await?.map(|row| row.id),
        Some(next.id)
    );

    // What was enqueued with a change that was taken back is not there.
    let mut tx = store.begin().await?;
    tx.enqueue_job(&job(&samples, "scan", "ver_2")).await?;
    tx.rollback().await?;
    assert_eq!(store.job_by_key("scan", "ver_2").await?, None);
    let mut tx = store.begin().await?;
    assert_eq!(tx.prune_jobs(NOW.plus_seconds(1)).await?, 1);
    tx.commit().await
}

/// A worker that went silent loses its job, and cannot finish it afterwards.
pub async fn a_lease_that_ran_out_is_somebody_elses(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let late = NewJob {
        run_at: NOW.plus_seconds(5),
        ..job(&samples, "scan", "late")
    };
    enqueue(&store, &late).await?;
    enqueue(&store, &job(&samples, "scan", "early")).await?;
    assert_eq!(
        store.claim_job(&["mail"], NOW, 60, "one").await?,
        None,
        "another kind"
    );
    let lost = store
        .claim_job(&["mail", "scan"], NOW, 60, "one")
        .await?
        .expect("one is due");
    assert_eq!(
        (lost.key.as_str(), lost.attempts, lost.state),
        ("early", 1, JobState::Leased)
    );
    assert_eq!(
        store.claim_job(&["scan"], NOW, 60, "two").await?,
        None,
        "the other is not due"
    );

    // A heartbeat keeps it.
    store.heartbeat_job(&lost, NOW.plus_seconds(50), 60).await?;
    let later = NOW.plus_seconds(100);
    let other = store
        .claim_job(&["scan"], later, 600, "two")
        .await?
        .expect("the late one is due");
    assert_eq!(other.key, "late");
    // Silence loses it.
    let after = NOW.plus_seconds(110);
    let taken = store
        .claim_job(&["scan"], after, 60, "two")
        .await?
        .expect("the lease ran out");
    assert_eq!(
        (taken.id, taken.attempts, taken.worker.as_deref()),
        (lost.id, 2, Some("two"))
    );
    let answer = store.heartbeat_job(&lost, after, 60).await;
    assert!(matches!(answer, Err(Error::LeaseLost)));
    assert!(matches!(
        store.fail_job(&lost, "late", after, u32::MAX).await,
        Err(Error::LeaseLost)
    ));
    let mut tx = store.begin().await?;
    assert!(matches!(
        tx.complete_job(&lost, after).await,
        Err(Error::LeaseLost)
    ));
    tx.rollback().await?;
    let mut tx = store.begin().await?;
    tx.complete_job(&taken, after).await?;
    tx.commit().await?;
    assert_eq!(
        store.job(taken.id).await?.map(|row| row.state),
        Some(JobState::Done)
    );
    Ok(())
}

/// A job that fails is tried again after longer and longer pauses, and then given up.
pub async fn a_failing_job_waits_longer_and_dies(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let id = enqueue(&store, &job(&samples, "mail", "x")).await?;
    let mut now = NOW;
    for (pause, state) in [
        (5, JobState::Queued),
        (10, JobState::Queued),
        (20, JobState::Dead),
    ] {
        let leased = store
            .claim_job(&["mail"], now, 60, "w")
            .await?
            .expect("it is due");
        assert_eq!(
            store
                .fail_job(&leased, "smtp-refused", now, u32::MAX)
                .await?,
            state
        );
        assert_eq!(
            store
                .claim_job(&["mail"], now.plus_seconds(pause - 1), 60, "w")
                .await?,
            None
        );
        now = now.plus_seconds(pause);
    }
    let dead = store.job(id).await?.expect("it is kept");
    assert_eq!(
        (dead.state, dead.last_error.as_deref()),
        (JobState::Dead, Some("smtp-refused"))
    );
    assert_eq!(
        store
            .claim_job(&["mail"], now.plus_seconds(1 << 30), 60, "w")
            .await?,
        None
    );
    assert_eq!(store.jobs(JobState::Dead, None, 10).await?.len(), 1);
    let counts = store.job_counts().await?;
    assert_eq!(
        (counts.len(), counts[0].state, counts[0].count),
        (1, JobState::Dead, 1)
    );

    let mut tx = store.begin().await?;
    assert!(tx.revive_job(id, now).await?);
    assert!(!tx.revive_job(id, now).await?, "it is not dead");
    tx.commit().await?;
    let again = store
        .claim_job(&["mail"], now, 60, "w")
        .await?
        .expect("it starts over");
    assert_eq!(again.attempts, 1);
    // Asking for the same work anew revives a dead job too.
    let mut tx = store.begin().await?;
    tx.return_job(id, 1, JobState::Dead, "x", now, Some(now))
        .await?;
    tx.commit().await?;
    assert_eq!(enqueue(&store, &job(&samples, "mail", "x")).await?, id);
    assert_eq!(
        store.job(id).await?.map(|row| row.state),
        Some(JobState::Queued)
    );
    Ok(())
}

/// A job that takes its worker down with it does so a few times only.
pub async fn a_job_whose_workers_vanish_dies(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let id = enqueue(&store, &job(&samples, "scan", "bomb")).await?;
    let mut now = NOW;
    for attempt in 1..=3 {
        let leased = store
            .claim_job(&["scan"], now, 60, "w")
            .await?
            .expect("it is due");
        assert_eq!(leased.attempts, attempt);
        now = now.plus_seconds(60);
    }
    assert_eq!(store.claim_job(&["scan"], now, 60, "w").await?, None);
    let dead = store.job(id).await?.expect("it is kept");
    assert_eq!(
        (dead.state, dead.last_error.as_deref()),
        (JobState::Dead, Some("lease-expired"))
    );
    Ok(())
}

/// The work of a job and its end are one.
pub async fn a_finished_job_commits_with_its_work(place: &impl Place) -> Result<()> {
    let (store, samples) = (place.open().await?, Samples::new());
    let id = enqueue(&store, &job(&samples, "scan", "x")).await?;
    let leased = store
        .claim_job(&["scan"], NOW, 60, "w")
        .await?
        .expect("it is due");
    let mut tx = store.begin().await?;
    tx.set_meta("work", b"done").await?;
    tx.complete_job(&leased, NOW).await?;
    drop(tx);
    assert_eq!(store.meta("work").await?, None);
    assert_eq!(
        store.job(id).await?.map(|row| row.state),
        Some(JobState::Leased)
    );
    Ok(())
}
