//! Reads that come before any decision: who is calling?
//!
//! A permit needs a caller, so finding the caller cannot need a permit. These functions look up secrets by their hashes
//! and yield callers, never content; everything a caller then does is decided, and refusals are recorded, by the gate.

use coffer_gate::{self as gate, Caller, Facts, Outcome};
use coffer_model::{Assurance, UnixMillis};
use coffer_store::SessionRow;

use crate::core::Vault;
use crate::error::{Error, Result};
use crate::identity::{Proof, Source};
use crate::secret;
use crate::uploads::journal_error;

/// How often a session's last use is written down, in seconds.
const TOUCH_SECONDS: i64 = 60;

impl Vault {
    /// The session of a secret, if it is alive.
    pub(crate) async fn live_session(&self, secret: &str) -> Result<SessionRow> {
        let session = self
            .store
            .session_by_secret_hash(secret::hash(secret))
            .await?
            .ok_or(Error::SignInRequired("the session is not known"))?;
        let now = self.now();
        let idle_until = session.seen_at.plus_seconds(self.settings.idle_seconds);
        if session.revoked_at.is_some() || session.expires_at <= now || idle_until <= now {
            return Err(Error::SignInRequired("the session has ended"));
        }
        if now.seconds_since(session.seen_at) >= TOUCH_SECONDS {
            let mut tx = self.store.begin().await?;
            tx.touch_session(session.id, now).await?;
            tx.touch_user(session.user_id, now).await?;
            tx.commit().await?;
        }
        Ok(session)
    }

    /// The caller of a session's cookie.
    pub(crate) async fn session_caller(&self, secret: &str, source: &Source) -> Result<Caller> {
        let session = self.live_session(secret).await?;
        let user = self.active_user(session.user_id).await?;
        self.caller_of_session(&user, &session, source).await
    }

    /// The caller of an API token.
    pub(crate) async fn token_caller(&self, secret: &str, source: &Source) -> Result<Caller> {
        let unknown = Error::SignInRequired("the token is not known");
        if !secret::is_token(secret) {
            return Err(unknown);
        }
        let token = self
            .store
            .token_by_secret_hash(secret::hash(secret))
            .await?
            .ok_or(unknown)?;
        let now = self.now();
        if token.revoked_at.is_some() || token.expires_at <= now {
            return Err(Error::SignInRequired("the token has ended"));
        }
        let user = self.active_user(token.user_id).await?;
        if token
            .last_used_at
            .is_none_or(|used| now.seconds_since(used) >= TOUCH_SECONDS)
        {
            let mut tx = self.store.begin().await?;
            tx.touch_token(token.id, now).await?;
            tx.commit().await?;
        }
        let proof = Proof {
            assurance: Some(token.assurance),
            // A token proves no presence, so acts that need a fresh proof are closed to it. Only the throwaway
            // deployment of the demonstration hands out tokens that count as present, for outside test programs.
            proved_at: (self.settings.demo && token.assurance == Assurance::Passkey).then_some(now),
            token: Some(token.id),
            // The gate knows no token without a scope: one that names no actions is for all that its owner may do.
            scope: Some(if token.scope.is_empty() {
                gate::ALL_ACTIONS
                    .iter()
                    .map(|action| action.name.to_owned())
                    .collect()
            } else {
                token.scope
            }),
            source: self.source_text(source),
            session: None,
        };
        self.caller_of_user(&user, proof).await
    }

    /// The caller of a link's secret. Links that have ended still name their caller, so that the gate refuses and records.
    pub(crate) async fn link_caller(&self, secret: &str, source: &Source) -> Result<Caller> {
        let hash = secret::hash(secret);
        if let Some(row) = self.store.request_by_secret_hash(hash).await? {
            return Ok(Caller::request(
                row.id,
                row.case_id,
                Assurance::Single,
                self.source_text(source),
            ));
        }
        if let Some(row) = self.store.send_link_by_secret_hash(hash).await? {
            return Ok(Caller::send_link(
                row.id,
                row.case_id,
                Assurance::Single,
                self.source_text(source),
            ));
        }
        self.unknown_link(source).await
    }

    /// Records that somebody came with a link that there is not, so that guessing is seen.
    async fn unknown_link(&self, source: &Source) -> Result<Caller> {
        let anonymous = Caller::anonymous(self.source_text(source));
        let permit = self
            .gate
            .authorize::<gate::CreateSession>(&anonymous, (), Facts::none())
            .await?;
        permit
            .finish(Outcome::failed("unknown-link"))
            .await
            .map_err(journal_error)?;
        Err(Error::NotFound("link"))
    }

    /// The caller of a send link after proof.
    pub(crate) async fn take_caller(
        &self,
        link: &str,
        session: &str,
        source: &Source,
    ) -> Result<Caller> {
        let found = self
            .store
            .send_link_by_secret_hash(secret::hash(link))
            .await?;
        let Some(row) = found else {
            return self.unknown_link(source).await;
        };
        let proved = self
            .store
            .link_session_by_secret_hash(secret::hash(session))
            .await?;
        let now: UnixMillis = self.now();
        match proved {
            Some(proved) if proved.send_link_id == Some(row.id) && proved.expires_at > now => {
                Ok(Caller::send_link(
                    row.id,
                    row.case_id,
                    proved.assurance,
                    self.source_text(source),
                ))
            }
            _ => Err(Error::SignInRequired(
                "the code was not entered, or that was too long ago",
            )),
        }
    }
}
