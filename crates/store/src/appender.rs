use std::future::Future;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use crate::{CheckedEntry, Error, Result, Store};

/// The most entries of one commit.
const BATCH: usize = 64;
/// The most appends that wait; further ones wait to be allowed to wait.
const QUEUE: usize = 1024;

/// Appends entries on their own, several in one commit.
///
/// Every commit costs a flush of the disk. While one is under way, further entries gather and share
/// the next: a single append never waits for company, and under load a commit carries up to 64.
#[derive(Clone)]
pub struct Appender {
    queue: mpsc::Sender<Waiting>,
}

struct Waiting {
    entry: CheckedEntry,
    answer: oneshot::Sender<Result<u64>>,
}

impl Appender {
    /// An appender, and the task that does its work: spawn it where the server's other tasks are. It
    /// ends, after everything that waits is appended, when the last clone of the appender is dropped.
    pub fn new(store: Store) -> (Self, impl Future<Output = ()> + Send + 'static) {
        let (queue, waiting) = mpsc::channel(QUEUE);
        (Self { queue }, run(store, waiting))
    }

    /// Appends an entry and returns its number once it is on the disk.
    ///
    /// Dropping the future does not take the entry back.
    ///
    /// # Errors
    /// [`Error::Entry`] when the bytes are not an entry, [`Error::Value`] when it is the outcome of a
    /// decision that is not in the ledger, [`Error::Append`] when its commit failed,
    /// [`Error::Closed`] when the task has ended. In each case the entry is not in the ledger.
    pub async fn append(&self, bytes: Vec<u8>) -> Result<u64> {
        let entry = CheckedEntry::new(bytes)?;
        let (answer, answered) = oneshot::channel();
        self.queue
            .send(Waiting { entry, answer })
            .await
            .map_err(|_| Error::Closed)?;
        answered.await.map_err(|_| Error::Closed)?
    }

    /// Hands an entry over without waiting until it is appended.
    ///
    /// # Errors
    /// [`Error::Entry`] when the bytes are not an entry, [`Error::Closed`] when the task has ended or too many wait
    /// already.
    pub fn leave(&self, bytes: Vec<u8>) -> Result<()> {
        let entry = CheckedEntry::new(bytes)?;
        let (answer, _) = oneshot::channel();
        self.queue
            .try_send(Waiting { entry, answer })
            .map_err(|_| Error::Closed)
    }
}

async fn run(store: Store, mut queue: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut batch, BATCH).await > 0 {
        if batch.len() < BATCH {
            // Whoever is ready to append, but has not come to it yet, comes along.
            tokio::task::yield_now().await;
            while batch.len() < BATCH {
                let Ok(waiting) = queue.try_recv() else { break };
                batch.push(waiting);
            }
        }
        append(&store, &mut batch).await;
    }
}

/// Appends a batch in one commit and answers everybody in it.
async fn append(store: &Store, batch: &mut Vec<Waiting>) {
    let mut entries = Vec::with_capacity(batch.len());
    let mut answers = Vec::with_capacity(batch.len());
    for Waiting { entry, answer } in batch.drain(..) {
        entries.push(entry);
        answers.push(answer);
    }
    match commit(store, entries).await {
        Ok(numbers) => {
            for (answer, number) in answers.into_iter().zip(numbers) {
                // Whoever no longer waits does not need the number.
                let _ = answer.send(number);
            }
        }
        Err(error) => {
            tracing::error!(%error, entries = answers.len(), "the ledger could not be appended to");
            let error = Arc::new(error);
            for answer in answers {
                let _ = answer.send(Err(Error::Append(Arc::clone(&error))));
            }
        }
    }
}

/// The number of each entry. One that does not fit behind the ledger, as the outcome of a decision
/// that is not there, fails alone; anything else fails the batch.
async fn commit(store: &Store, entries: Vec<CheckedEntry>) -> Result<Vec<Result<u64>>> {
    let mut tx = store.begin().await?;
    let mut numbers = Vec::with_capacity(entries.len());
    for entry in entries {
        match tx.append_checked(entry).await {
            Ok(number) => numbers.push(Ok(number)),
            Err(error @ Error::Value(_)) => numbers.push(Err(error)),
            Err(error) => return Err(error),
        }
    }
    tx.commit().await?;
    Ok(numbers)
}
