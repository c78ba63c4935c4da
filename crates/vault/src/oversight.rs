//! Watching: entries become alerts, alerts become freezes, people release them.

use std::sync::PoisonError;

use coffer_api as api;
use coffer_gate::{self as gate, Caller, Detail, Event, Facts, Outcome};
use coffer_model::{ActorId, AlertId, FreezeId, Role, UnixMillis, UserId};
use coffer_store::{AlertRow, AlertState, FreezeRow, UserState};
use coffer_watch::{Alert, Response, Subject, Watch};

use crate::core::Vault;
use crate::error::{Error, Result};
use crate::uploads::journal_error;

/// Entries read at once.
const BATCH: u32 = 500;
/// The most entries that are read back at a start: some seconds' work.
const REMEMBERED: u64 = 200_000;

/// The rules with their memory, and how far they have read.
pub(crate) struct Watcher {
    watch: Watch,
    next: u64,
}

impl Watcher {
    pub(crate) fn new() -> Result<Self> {
        let watch = Watch::with_default_rules().map_err(|error| Error::Bug(error.to_string()))?;
        Ok(Self { watch, next: 0 })
    }
}

impl Vault {
    /// Reads what the rules remember back into them, without raising anything again.
    pub(crate) async fn catch_up_watching(&self) -> Result<()> {
        let size = self.store.ledger_size().await?;
        let memory = self
            .watcher
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .watch
            .memory_seconds();
        let since = self
            .now()
            .plus_seconds(-i64::try_from(memory).unwrap_or(i64::MAX));
        let mut next = self
            .first_entry_since(since, size)
            .await?
            .max(size.saturating_sub(REMEMBERED));
        while next < size {
            let rows = self.store.entries(next..size, BATCH).await?;
            let mut watcher = self.watcher.lock().unwrap_or_else(PoisonError::into_inner);
            for row in &rows {
                let _known = watcher
                    .watch
                    .observe(row.idx, &serde_json::from_slice(&row.bytes)?);
                next = row.idx + 1;
            }
            watcher.next = next;
            if rows.is_empty() {
                break;
            }
        }
        self.watcher
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .next = size;
        Ok(())
    }

    /// The index of the first entry that was made at `since` or later. Entries are in the order of their times, but for
    /// a clock that was set back; then it is one of several such indexes.
    async fn first_entry_since(&self, since: UnixMillis, size: u64) -> Result<u64> {
        let (mut low, mut high) = (0, size);
        while low < high {
            let middle = low + (high - low) / 2;
            let row = self.store.entry(middle).await?;
            // One that is gone or unreadable is for the verification to say; here it is as good as old.
            let recent = row
                .and_then(|row| gate::Entry::from_bytes(&row.bytes).ok())
                .is_some_and(|entry| entry.time >= since);
            if recent {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Ok(low)
    }

    /// Shows new entries to the rules and answers their alerts.
    pub(crate) async fn watch_new_entries(&self) -> Result<()> {
        loop {
            let from = self
                .watcher
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .next;
            let rows = self.store.entries(from..u64::MAX, BATCH).await?;
            if rows.is_empty() {
                return Ok(());
            }
            let mut raised = Vec::new();
            {
                let mut watcher = self.watcher.lock().unwrap_or_else(PoisonError::into_inner);
                for row in &rows {
                    raised.extend(
                        watcher
                            .watch
                            .observe(row.idx, &serde_json::from_slice(&row.bytes)?),
                    );
                    watcher.next = row.idx + 1;
                }
            }
            for alert in raised {
                self.raise(&alert).await?;
            }
        }
    }

    /// Whether this is the one person left who can release freezes. They are not frozen by a rule: whoever knows their
    /// address could otherwise take the deployment's guard away by guessing. Security officers reach no content.
    async fn is_last_to_release(&self, actor: Option<&ActorId>) -> Result<bool> {
        let Some(ActorId::User(id)) = actor else {
            return Ok(false);
        };
        let mut is_officer = false;
        let mut after = None;
        loop {
            let page = self.store.users(after, 500).await?;
            let Some(last) = page.last() else {
                return Ok(is_officer);
            };
            after = Some(last.id);
            for user in &page {
                if user.state != UserState::Active || !user.roles.contains(&Role::Security) {
                    continue;
                }
                if user.id == *id {
                    is_officer = true;
                } else if !self
                    .store
                    .actor_is_frozen(&ActorId::User(user.id).to_string())
                    .await?
                {
                    return Ok(false);
                }
            }
        }
    }

    async fn raise(&self, alert: &Alert) -> Result<()> {
        let now = self.now();
        let id: AlertId = self.id();
        let row = AlertRow {
            id,
            rule: alert.rule.clone(),
            level: alert.level.as_str().to_owned(),
            actor: alert.actor.clone(),
            case_id: alert.case.as_deref().and_then(|case| case.parse().ok()),
            raised_at: now,
            entries: alert.entries.clone(),
            response: alert.response.as_str().to_owned(),
            state: AlertState::Open,
            closed_by: None,
            closed_at: None,
        };
        let actor: Option<ActorId> = alert.actor.parse().ok();
        let freezes = alert.response == Response::FreezeActor && alert.subject != Subject::Source;
        let spared = freezes && self.is_last_to_release(actor.as_ref()).await?;
        let freeze = match actor {
            Some(actor @ (ActorId::User(_) | ActorId::Request(_) | ActorId::SendLink(_)))
                if freezes
                    && !spared
                    && !self.store.actor_is_frozen(&actor.to_string()).await? =>
            {
                Some((
                    self.freeze_row(&actor, &alert.rule, "service:watch", Some(id)),
                    actor,
                ))
            }
            _ => None,
        };
        let mut tx = self.store.begin().await?;
        tx.insert_alert(&row).await?;
        if let Some((freeze, _)) = &freeze {
            tx.insert_freeze(freeze).await?;
        }
        tx.commit().await?;
        if let Some((_, actor)) = &freeze {
            // From here on every permit of the actor is dead, also those of streams under way.
            self.live.freeze_actor(actor.clone());
        }
        tracing::warn!(rule = %alert.rule, level = alert.level.as_str(), frozen = freeze.is_some(), "an alert was raised");
        let detail = Detail::new()
            .target(id)
            .with("rule", &alert.rule)
            .with("about", &alert.actor);
        let detail = match &freeze {
            Some((freeze, _)) => detail.with("freeze", freeze.id),
            None if spared => detail.with("spared", "last-security-officer"),
            None => detail,
        };
        self.gate
            .record(&Caller::service("watch"), Event::AlertRaised, detail)
            .await
            .map_err(journal_error)?;
        Ok(())
    }

    fn freeze_row(
        &self,
        actor: &ActorId,
        reason: &str,
        by: &str,
        alert: Option<AlertId>,
    ) -> FreezeRow {
        FreezeRow {
            id: self.id(),
            actor: actor.to_string(),
            reason: reason.to_owned(),
            created_by: by.to_owned(),
            created_at: self.now(),
            alert_id: alert,
            released_by: None,
            released_at: None,
        }
    }

    /// Puts the freezes that are in force back into the gate, at start.
    pub(crate) async fn restore_freezes(&self) -> Result<()> {
        for row in self.store.active_freezes().await? {
            if let Ok(actor) = row.actor.parse() {
                self.live.freeze_actor(actor);
            }
        }
        Ok(())
    }
}

/// Alerts and freezes.
pub struct Alerts<'a>(&'a Vault);

impl Vault {
    /// Alerts and freezes.
    #[must_use]
    pub fn alerts(&self) -> Alerts<'_> {
        Alerts(self)
    }
}

impl Alerts<'_> {
    /// Alerts, newest first.
    ///
    /// # Errors
    /// [`Error::Denied`].
    pub async fn list(
        &self,
        caller: &Caller,
        before: Option<AlertId>,
        limit: u32,
    ) -> Result<api::Page<api::Alert>> {
        let permit = self
            .0
            .gate
            .authorize::<gate::ListAlerts>(caller, (), Facts::none())
            .await?;
        let limit = limit.clamp(1, 200);
        let rows = self.0.store.alerts(before, limit).await?;
        let next = (rows.len() == limit as usize)
            .then(|| rows.last().map(|row| row.id.to_string()))
            .flatten();
        let freezes = self.0.store.freezes(None, 1000).await?;
        let mut items = Vec::with_capacity(rows.len());
        for row in &rows {
            items.push(self.view(row, &freezes).await?);
        }
        permit
            .finish(Outcome::done().count(items.len() as u64))
            .await
            .map_err(journal_error)?;
        Ok(api::Page { items, next })
    }

    async fn view(&self, row: &AlertRow, freezes: &[FreezeRow]) -> Result<api::Alert> {
        let title = coffer_watch::DEFAULT_RULES
            .iter()
            .find_map(|(_, text)| title_of(text, &row.rule))
            .unwrap_or_else(|| row.rule.clone());
        Ok(api::Alert {
            id: row.id.to_string(),
            rule: row.rule.clone(),
            title,
            level: row.level.clone(),
            actor: row.actor.clone(),
            actor_name: Some(self.0.actor_name(&row.actor).await?),
            case: row.case_id.map(|case| case.to_string()),
            at: row.raised_at.as_i64(),
            entries: row.entries.clone(),
            state: row.state.as_str().to_owned(),
            response: row.response.clone(),
            freeze: freezes
                .iter()
                .find(|freeze| freeze.alert_id == Some(row.id))
                .map(|freeze| freeze.id.to_string()),
        })
    }

    /// Closes an alert that was looked into.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::Conflict`] when it is closed already.
    pub async fn close(&self, caller: &Caller, id: AlertId) -> Result<api::Alert> {
        self.0
            .store
            .alert(id)
            .await?
            .ok_or(Error::NotFound("alert"))?;
        let permit = self
            .0
            .gate
            .authorize::<gate::CloseAlert>(caller, id, Facts::none())
            .await?;
        let mut tx = self.0.store.begin().await?;
        let closed = tx
            .close_alert(id, &caller.actor().to_string(), self.0.now())
            .await?;
        tx.commit().await?;
        if !closed {
            permit
                .finish(Outcome::failed("closed"))
                .await
                .map_err(journal_error)?;
            return Err(Error::Conflict("the alert is closed already".to_owned()));
        }
        permit
            .finish(Outcome::done())
            .await
            .map_err(journal_error)?;
        let row = self
            .0
            .store
            .alert(id)
            .await?
            .ok_or(Error::NotFound("alert"))?;
        self.view(&row, &self.0.store.freezes(None, 1000).await?)
            .await
    }

    /// Freezes, newest first; those in force and those released.
    ///
    /// # Errors
    /// [`Error::Denied`].
    pub async fn freezes(&self, caller: &Caller) -> Result<api::Page<api::Freeze>> {
        let permit = self
            .0
            .gate
            .authorize::<gate::ListAlerts>(caller, (), Facts::none())
            .await?;
        let mut items = Vec::new();
        for row in self.0.store.freezes(None, 500).await? {
            items.push(self.freeze_view(&row).await?);
        }
        permit
            .finish(Outcome::done().count(items.len() as u64))
            .await
            .map_err(journal_error)?;
        Ok(api::Page { items, next: None })
    }

    async fn freeze_view(&self, row: &FreezeRow) -> Result<api::Freeze> {
        let released_by = match &row.released_by {
            Some(actor) => Some(self.0.actor_name(actor).await?),
            None => None,
        };
        Ok(api::Freeze {
            id: row.id.to_string(),
            actor: row.actor.clone(),
            actor_name: Some(self.0.actor_name(&row.actor).await?),
            reason: row.reason.clone(),
            created_by: self.0.actor_name(&row.created_by).await?,
            created_at: row.created_at.as_i64(),
            released_at: row.released_at.map(coffer_model::UnixMillis::as_i64),
            released_by,
        })
    }

    /// Freezes a person by hand.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::Conflict`] when they are frozen already.
    pub async fn freeze(&self, caller: &Caller, user: UserId) -> Result<api::Freeze> {
        let permit = self
            .0
            .gate
            .authorize::<gate::CreateFreeze>(caller, (), Facts::none())
            .await?;
        self.0
            .store
            .user(user)
            .await?
            .ok_or(Error::NotFound("user"))?;
        let actor = ActorId::User(user);
        if self.0.store.actor_is_frozen(&actor.to_string()).await? {
            permit
                .finish(Outcome::failed("frozen"))
                .await
                .map_err(journal_error)?;
            return Err(Error::Conflict("the account is frozen already".to_owned()));
        }
        let row = self
            .0
            .freeze_row(&actor, "manual", &caller.actor().to_string(), None);
        let mut tx = self.0.store.begin().await?;
        tx.insert_freeze(&row).await?;
        tx.commit().await?;
        self.0.live.freeze_actor(actor);
        permit
            .finish(
                Outcome::done()
                    .detail("freeze", row.id)
                    .detail("user", user),
            )
            .await
            .map_err(journal_error)?;
        self.freeze_view(&row).await
    }

    /// Releases a freeze: the actor may act again from now on.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::Conflict`] when it was released before.
    pub async fn release(&self, caller: &Caller, id: FreezeId) -> Result<api::Freeze> {
        let row = self
            .0
            .store
            .freeze(id)
            .await?
            .ok_or(Error::NotFound("freeze"))?;
        let permit = self
            .0
            .gate
            .authorize::<gate::ReleaseFreeze>(caller, id, Facts::none())
            .await?;
        let mut tx = self.0.store.begin().await?;
        let released = tx
            .release_freeze(id, &caller.actor().to_string(), self.0.now())
            .await?;
        tx.commit().await?;
        if !released {
            permit
                .finish(Outcome::failed("released"))
                .await
                .map_err(journal_error)?;
            return Err(Error::Conflict("the freeze was released before".to_owned()));
        }
        if let Ok(actor) = row.actor.parse::<ActorId>()
            && !self.0.store.actor_is_frozen(&row.actor).await?
        {
            self.0.live.unfreeze_actor(&actor);
        }
        permit
            .finish(Outcome::done().detail("about", &row.actor))
            .await
            .map_err(journal_error)?;
        let row = self
            .0
            .store
            .freeze(id)
            .await?
            .ok_or(Error::NotFound("freeze"))?;
        self.freeze_view(&row).await
    }
}

/// The title of a rule in a rule file, which holds one or more documents.
fn title_of(text: &str, rule: &str) -> Option<String> {
    text.split("\n---")
        .find(|document| {
            document
                .lines()
                .any(|line| line.trim() == format!("name: {rule}"))
        })
        .and_then(|document| {
            document
                .lines()
                .find_map(|line| line.strip_prefix("title:"))
                .map(|title| title.trim().to_owned())
        })
}
