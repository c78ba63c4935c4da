//! Searching the masked text, bounded in time and in how many searches one person has under way.

use std::sync::PoisonError;

use coffer_api as api;
use coffer_gate::{self as gate, Caller, Outcome};
use coffer_model::VersionId;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use tokio::sync::mpsc;

use super::Files;
use crate::core::Vault;
use crate::error::{Error, Result};
use crate::uploads::journal_error;
use crate::view::Pattern;

/// Searches that one person may have under way.
const SEARCHES: u32 = 2;
/// How long a search may take.
const SEARCH_TIME: std::time::Duration = std::time::Duration::from_secs(60);

impl Files<'_> {
    /// Searches the masked text. Events come as they are found; dropping the stream ends the search.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::Invalid`] for a bad pattern; [`Error::Busy`] with two searches under way.
    pub async fn search(
        &self,
        caller: &Caller,
        id: VersionId,
        search: api::Search,
    ) -> Result<BoxStream<'static, Result<api::SearchEvent>>> {
        let pattern = Pattern::new(&search)?;
        let slot = SearchSlot::enter(self.0, caller)?;
        let (_, facts) = self.0.facts_of_version(id).await?;
        let permit = self
            .0
            .gate
            .authorize::<gate::SearchMasked>(caller, id, facts)
            .await?;
        let mut view = match self.0.view(&permit).await {
            Ok(view) => view,
            Err(error) => {
                permit
                    .finish(Outcome::failed(crate::uploads::code_of(&error)))
                    .await
                    .map_err(journal_error)?;
                return Err(error);
            }
        };
        let (sender, receiver) = mpsc::channel(64);
        let runtime = tokio::runtime::Handle::current();
        self.0.tasks.spawn(async move {
            let searched = tokio::task::spawn_blocking(move || {
                let _slot = slot;
                let began = std::time::Instant::now();
                let (mut hits, mut cut) = (0, None);
                let mut outcome = view.search(&pattern, |event| {
                    if !permit.is_live() {
                        cut = Some(("revoked", "the access that this came through has ended"));
                    } else if began.elapsed() >= SEARCH_TIME {
                        cut = Some((
                            "slow",
                            "the search took longer than a minute: narrow it down",
                        ));
                    } else {
                        hits += u64::from(matches!(event, api::SearchEvent::Hit { .. }));
                        return runtime.block_on(sender.send(Ok(event))).is_ok();
                    }
                    false
                });
                if let (Ok(()), Some((_, why))) = (&outcome, cut) {
                    outcome = Err(Error::Ended(why));
                }
                let result = match (&outcome, cut) {
                    (_, Some((code, _))) => code,
                    (Err(error), None) => crate::uploads::code_of(error),
                    (Ok(()), None) => "done",
                };
                if let Err(error) = outcome {
                    let _ = runtime.block_on(sender.send(Err(error)));
                }
                (permit, hits, result)
            })
            .await;
            if let Ok((permit, hits, result)) = searched {
                let outcome = if result == "done" {
                    Outcome::done()
                } else {
                    Outcome::failed(result)
                };
                if let Err(error) = permit.finish(outcome.count(hits)).await {
                    tracing::error!(%error, "the outcome of a search was not recorded");
                }
            }
        });
        let stream = futures_util::stream::unfold(receiver, |mut receiver| async move {
            receiver.recv().await.map(|event| (event, receiver))
        });
        Ok(stream.boxed())
    }
}

/// Bounds the searches of one actor.
struct SearchSlot {
    vault: Vault,
    actor: String,
}

impl SearchSlot {
    fn enter(vault: &Vault, caller: &Caller) -> Result<Self> {
        let actor = caller.actor().to_string();
        let mut running = vault
            .searches
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let count = running.entry(actor.clone()).or_insert(0);
        if *count >= SEARCHES {
            return Err(Error::Busy {
                retry_after_seconds: 5,
            });
        }
        *count += 1;
        drop(running);
        Ok(Self {
            vault: vault.clone(),
            actor,
        })
    }
}

impl Drop for SearchSlot {
    fn drop(&mut self) {
        let mut running = self
            .vault
            .searches
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = running.get_mut(&self.actor) {
            *count -= 1;
            if *count == 0 {
                running.remove(&self.actor);
            }
        }
    }
}
