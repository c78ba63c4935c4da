//! The ledger as the gate's journal: entries are durable when they are answered.

use std::sync::Mutex;

use async_trait::async_trait;
use coffer_gate::{Journal, JournalError};
use coffer_ledger::Entry;
use coffer_store::{Appender, Store};

/// Appends entries in groups, one durable commit a group.
pub(crate) struct LedgerJournal {
    appender: Mutex<Option<Appender>>,
}

impl LedgerJournal {
    /// The journal, and the task that commits its groups.
    pub(crate) fn new(store: Store) -> (Self, impl Future<Output = ()> + Send + 'static) {
        let (appender, appending) = Appender::new(store);
        (
            Self {
                appender: Mutex::new(Some(appender)),
            },
            appending,
        )
    }

    /// Takes no more entries; the task ends when the waiting ones are durable.
    pub(crate) fn close(&self) {
        self.appender
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .take();
    }

    fn appender(&self) -> Option<Appender> {
        self.appender
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone()
    }
}

#[async_trait]
impl Journal for LedgerJournal {
    async fn append(&self, entry: Entry) -> Result<u64, JournalError> {
        let bytes = entry
            .to_bytes()
            .map_err(|error| JournalError::new(error.to_string()))?;
        let appender = self
            .appender()
            .ok_or_else(|| JournalError::new("the server is stopping"))?;
        appender
            .append(bytes)
            .await
            .map_err(|error| JournalError::new(error.to_string()))
    }

    fn leave(&self, entry: Entry) {
        let Some(appender) = self.appender() else {
            // The next start closes it.
            return;
        };
        let left = entry
            .to_bytes()
            .map_err(|error| error.to_string())
            .and_then(|bytes| appender.leave(bytes).map_err(|error| error.to_string()));
        if let Err(error) = left {
            tracing::error!(%error, "an outcome was not recorded; the next start says so in the ledger");
        }
    }
}
