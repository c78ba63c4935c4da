//! Background jobs: enqueued with the change that asks for them, leased to one worker at a time, done
//! at least once.

use coffer_model::{JobId, UnixMillis};

use crate::column::args;
use crate::query::{reads, row, run, words, writes};
use crate::{Error, Result, Store, Tx};

words! {
    /// Where a job stands.
    JobState "state of a job" {
        /// Waits for its time and a worker.
        Queued = "queued",
        /// A worker has it.
        Leased = "leased",
        /// Done.
        Done = "done",
        /// Failed too often; waits for a person.
        Dead = "dead",
    }
}

row! {
    /// A job.
    JobRow in jobs {
        /// The job.
        id: JobId,
        /// What is to be done.
        kind: String,
        /// What it is to be done to: of one kind and key, one job at most is not done.
        key: String,
        /// What the worker needs to know: ids and sealed bytes only.
        payload: Vec<u8>,
        /// Where it stands.
        state: JobState,
        /// How often it was begun.
        attempts: u32,
        /// How often it may be begun.
        max_attempts: u32,
        /// Not before this moment.
        run_at: UnixMillis,
        /// While it is leased: until when without a heartbeat.
        lease_until: Option<UnixMillis>,
        /// While it is leased: the worker.
        worker: Option<String>,
        /// The code of the last failure.
        last_error: Option<String>,
        /// When it was enqueued.
        created_at: UnixMillis,
        /// When it was done, or given up.
        finished_at: Option<UnixMillis>,
    }
}

/// A job to be enqueued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob<'a> {
    /// Its id, unless an unfinished job of this kind and key exists.
    pub id: JobId,
    /// What is to be done.
    pub kind: &'a str,
    /// What it is to be done to.
    pub key: &'a str,
    /// What the worker needs to know: ids and sealed bytes only.
    pub payload: &'a [u8],
    /// How often it may be begun.
    pub max_attempts: u32,
    /// Not before this moment.
    pub run_at: UnixMillis,
    /// Now.
    pub created_at: UnixMillis,
}

/// How many jobs of a kind are in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobCount {
    /// The kind.
    pub kind: String,
    /// The state.
    pub state: JobState,
    /// How many.
    pub count: u64,
}

impl crate::query::Record for JobCount {
    fn read(row: &crate::dialect::DbRow) -> Result<Self> {
        Ok(Self {
            kind: crate::column::read(row, "jobs", "kind")?,
            state: crate::column::read(row, "jobs", "state")?,
            count: crate::column::read(row, "jobs", "count")?,
        })
    }
}

/// The pause before a job is tried again: 5 seconds after the first failure, twice as long after
/// every further one, at most an hour.
#[must_use]
pub fn backoff_seconds(attempts: u32) -> i64 {
    const LONGEST: i64 = 3600;
    // Ten doublings are beyond the longest pause already.
    (5 << attempts.saturating_sub(1).min(10)).min(LONGEST)
}

impl Tx {
    /// Enqueues a job and returns its id: that of the unfinished job of this kind and key when there is
    /// one. A dead one starts over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue_job(&mut self, job: &NewJob<'_>) -> Result<JobId> {
        let sql = "INSERT INTO jobs (id, kind, key, payload, state, attempts, max_attempts, run_at, \
                   created_at) VALUES ($1, $2, $3, $4, 'queued', 0, $5, $6, $7) \
                   ON CONFLICT (kind, key) WHERE state <> 'done' DO UPDATE SET \
                   attempts = CASE WHEN jobs.state = 'dead' THEN 0 ELSE jobs.attempts END, \
                   run_at = CASE WHEN jobs.state = 'dead' THEN excluded.run_at ELSE jobs.run_at END, \
                   finished_at = NULL, \
                   state = CASE WHEN jobs.state = 'dead' THEN 'queued' ELSE jobs.state END \
                   RETURNING id";
        let args = args![
            job.id,
            job.kind,
            job.key,
            job.payload,
            job.max_attempts,
            job.run_at,
            job.created_at
        ];
        let id: Option<JobId> = run(self.connection(), sql, args).await?;
        self.enqueued = true;
        id.ok_or(Error::Missing)
    }

    /// Marks a leased job as done, together with what it did.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when the lease ran out and somebody else has the job: drop the
    /// transaction.
    pub async fn complete_job(&mut self, job: &JobRow, now: UnixMillis) -> Result<()> {
        let sql = "UPDATE jobs SET state = 'done', finished_at = $3, lease_until = NULL, \
                   worker = NULL, last_error = NULL \
                   WHERE id = $1 AND attempts = $2 AND state = 'leased'";
        let done: bool = run(self.connection(), sql, args![job.id, job.attempts, now]).await?;
        if done { Ok(()) } else { Err(Error::LeaseLost) }
    }
}

impl Store {
    /// Leases the next due job of one of these kinds, tried in this order, to `worker`. A job whose
    /// lease ran out is due again; one that was begun as often as it may be is given up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_job(
        &self,
        kinds: &[&str],
        now: UnixMillis,
        lease_seconds: u32,
        worker: &str,
    ) -> Result<Option<JobRow>> {
        let mut due = Vec::new();
        for kind in kinds {
            if self.job_is_due(kind, now).await? {
                due.push(*kind);
            }
        }
        // Only now is it worth to wait for the write lock.
        if due.is_empty() {
            return Ok(None);
        }
        let mut tx = self.begin().await?;
        let mut claimed = None;
        for kind in due {
            tx.bury_exhausted_jobs(kind, now).await?;
            claimed = tx
                .lease_job(kind, now, now.plus_seconds(lease_seconds.into()), worker)
                .await?;
            if claimed.is_some() {
                break;
            }
        }
        tx.commit().await?;
        Ok(claimed)
    }

    /// Ends every lease: for the start of the one server, whose workers are those of a process that is
    /// no more. Gives how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_leases(&self, now: UnixMillis) -> Result<u64> {
        let mut tx = self.begin().await?;
        let ended = tx.expire_leases(now).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Prolongs the lease of a job.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when it ran out and somebody else has the job: stop working on it.
    pub async fn heartbeat_job(
        &self,
        job: &JobRow,
        now: UnixMillis,
        lease_seconds: u32,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        if !tx
            .prolong_lease(job.id, job.attempts, now.plus_seconds(lease_seconds.into()))
            .await?
        {
            return Err(Error::LeaseLost);
        }
        tx.commit().await
    }

    /// Records that a leased job failed, with a stable code. It is tried again after
    /// [`backoff_seconds`], or given up when it was begun as often as it may be, or failed in its
    /// `most`th attempt or later; the state it is in now is returned.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when the lease ran out and somebody else has the job.
    pub async fn fail_job(
        &self,
        job: &JobRow,
        code: &str,
        now: UnixMillis,
        most: u32,
    ) -> Result<JobState> {
        let dead = job.attempts >= job.max_attempts.min(most);
        let state = if dead {
            JobState::Dead
        } else {
            JobState::Queued
        };
        let run_at = now.plus_seconds(backoff_seconds(job.attempts));
        let mut tx = self.begin().await?;
        let finished_at = dead.then_some(now);
        if !tx
            .return_job(job.id, job.attempts, state, code, run_at, finished_at)
            .await?
        {
            return Err(Error::LeaseLost);
        }
        tx.commit().await?;
        Ok(state)
    }
}

reads! {
    /// The job of this id.
    pub fn job(id: JobId) -> Option<JobRow> = "SELECT * FROM jobs WHERE id = $1", [id];
    /// The job of this kind and key that is not done.
    pub fn job_by_key(kind: &str, key: &str) -> Option<JobRow> =
        "SELECT * FROM jobs WHERE kind = $1 AND key = $2 AND state <> 'done'", [kind, key];
    /// Jobs in a state, newest first.
    pub fn jobs(state: JobState, before: Option<JobId>, limit: u32) -> Vec<JobRow> =
        "SELECT * FROM jobs WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        [state, crate::query::descending(before), limit];
    /// How many jobs of each kind are in each state.
    pub fn job_counts() -> Vec<JobCount> =
        "SELECT kind, state, COUNT(*) AS count FROM jobs GROUP BY kind, state ORDER BY kind, state",
        [];
    /// Whether there is something to claim.
    pub fn job_is_due(kind: &str, now: UnixMillis) -> bool =
        "SELECT EXISTS (SELECT 1 FROM jobs WHERE kind = $1 AND state = 'queued' AND run_at <= $2) \
         OR EXISTS (SELECT 1 FROM jobs WHERE kind = $1 AND state = 'leased' AND lease_until <= $2)",
        [kind, now];
}

writes! {
    /// Lets a dead job start over at `run_at`.
    pub fn revive_job(id: JobId, run_at: UnixMillis) -> bool =
        "UPDATE jobs SET state = 'queued', attempts = 0, run_at = $2, finished_at = NULL \
         WHERE id = $1 AND state = 'dead'", [id, run_at];
    /// Removes jobs that were done before this moment.
    pub fn prune_jobs(before: UnixMillis) -> u64 =
        "DELETE FROM jobs WHERE state = 'done' AND finished_at < $1", [before];
    /// Gives up jobs whose last worker vanished with the last attempt.
    pub(crate) fn bury_exhausted_jobs(kind: &str, now: UnixMillis) -> u64 =
        "UPDATE jobs SET state = 'dead', last_error = 'lease-expired', finished_at = $2, \
         lease_until = NULL, worker = NULL WHERE kind = $1 AND state = 'leased' \
         AND lease_until <= $2 AND attempts >= max_attempts", [kind, now];
    /// Lets every lease run out now.
    pub(crate) fn expire_leases(now: UnixMillis) -> u64 =
        "UPDATE jobs SET lease_until = $1 WHERE state = 'leased'", [now];
    /// Leases the job that is due longest.
    pub(crate) fn lease_job(kind: &str, now: UnixMillis, until: UnixMillis, worker: &str) -> Option<JobRow> =
        "UPDATE jobs SET state = 'leased', attempts = attempts + 1, lease_until = $3, worker = $4 \
         WHERE id = (SELECT id FROM jobs WHERE kind = $1 \
         AND ((state = 'queued' AND run_at <= $2) OR (state = 'leased' AND lease_until <= $2)) \
         ORDER BY run_at, id LIMIT 1) RETURNING *", [kind, now, until, worker];
    /// Prolongs the lease that this attempt has.
    pub(crate) fn prolong_lease(id: JobId, attempts: u32, until: UnixMillis) -> bool =
        "UPDATE jobs SET lease_until = $3 WHERE id = $1 AND attempts = $2 AND state = 'leased'",
        [id, attempts, until];
    /// Ends the lease that this attempt has.
    pub(crate) fn return_job(
        id: JobId, attempts: u32, state: JobState, code: &str, run_at: UnixMillis,
        finished_at: Option<UnixMillis>
    ) -> bool =
        "UPDATE jobs SET state = $3, last_error = $4, run_at = $5, finished_at = $6, \
         lease_until = NULL, worker = NULL WHERE id = $1 AND attempts = $2 AND state = 'leased'",
        [id, attempts, state, code, run_at, finished_at];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_at_an_hour() {
        let pauses: Vec<_> = [0, 1, 2, 3, 10, 11, 63, 64, u32::MAX]
            .map(backoff_seconds)
            .into();
        assert_eq!(pauses, [5, 5, 10, 20, 2560, 3600, 3600, 3600, 3600]);
    }
}
