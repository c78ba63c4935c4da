//! What a process leaves behind that ended in the middle of its work, and how the next one settles it.
//!
//! Nothing here is needed for what was confirmed to be there; that is a matter of the order of writes. It is about the
//! rest: objects that were never finished, objects that no row refers to, and decisions without an outcome.

use coffer_gate::{Caller, Detail, Entry, Event};
use coffer_model::{ObjectId, UnixMillis};

use crate::core::Vault;
use crate::error::{Error, Result};
use crate::uploads::journal_error;

/// How many objects or intents are looked at in one go.
const PAGE: u32 = 500;

impl Vault {
    /// Settles what the last server left, records the start, and starts the jobs. For the one server of a data
    /// directory, before it takes requests: half-written objects of others would go, too.
    ///
    /// # Errors
    /// When the store, the objects or the ledger are out of reach.
    pub async fn start(&self) -> Result<()> {
        let begun = self.now();
        let unfinished = self
            .blobs
            .sweep()
            .await
            .map_err(|error| crate::content::blob_error(&error))?;
        let detail = Detail::new()
            .with("version", env!("CARGO_PKG_VERSION"))
            .with("unfinished-objects", unfinished);
        self.gate
            .record(&Caller::service("server"), Event::ServerStarted, detail)
            .await
            .map_err(journal_error)?;
        self.close_intents(begun).await?;
        self.store.end_leases(begun).await?;
        self.started
            .store(true, std::sync::atomic::Ordering::Relaxed);
        crate::jobs::start(self, begun);
        Ok(())
    }

    /// Gives every decision that was made before `begun` and has no outcome the outcome that it was abandoned. The real
    /// one of a command that runs on the console at this moment still comes, behind it.
    async fn close_intents(&self, begun: UnixMillis) -> Result<()> {
        loop {
            let open = self.store.open_intents(begun, PAGE).await?;
            for intent in &open {
                let row = self.store.entry(intent.idx).await?.ok_or_else(|| {
                    Error::Integrity(format!("ledger entry {} is missing", intent.idx))
                })?;
                let decision = Entry::from_bytes(&row.bytes).map_err(|error| {
                    Error::Integrity(format!("ledger entry {}: {error}", intent.idx))
                })?;
                self.gate
                    .abandoned(intent.idx, &decision)
                    .await
                    .map_err(journal_error)?;
            }
            if open.len() < PAGE as usize {
                return Ok(());
            }
        }
    }
}

/// Deletes objects that no extent refers to and that were begun before `begun`: what a process wrote that ended before
/// it could say so in the metadata. Gives how many there were.
pub(crate) async fn orphans(vault: &Vault, begun: UnixMillis) -> Result<u64> {
    let failed = |error| crate::content::blob_error(&error);
    let mut after: Option<ObjectId> = None;
    let mut gone = 0;
    loop {
        let ids = vault
            .blobs
            .list(after, PAGE as usize)
            .await
            .map_err(failed)?;
        for id in &ids {
            if id.time() < begun && !vault.store.object_is_used(*id).await? {
                vault.blobs.delete(*id).await.map_err(failed)?;
                gone += 1;
            }
        }
        after = ids.last().copied();
        if ids.len() < PAGE as usize {
            return Ok(gone);
        }
    }
}
