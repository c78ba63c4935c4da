//! What a person does with their own account.

use coffer_api as api;
use coffer_gate::{self as gate, Caller, Facts, Outcome};
use coffer_model::Assurance;
use coffer_store::{SessionRow, UserRow};

use super::{SignedIn, Source};
use crate::core::Vault;
use crate::error::{Error, Result};
use crate::secret;
use crate::uploads::journal_error;

/// A person's own account.
pub struct Myself<'a>(pub(super) &'a Vault);

impl Vault {
    /// A person's own account.
    #[must_use]
    pub fn me(&self) -> Myself<'_> {
        Myself(self)
    }
}

impl Myself<'_> {
    pub(super) async fn user(&self, caller: &Caller) -> Result<UserRow> {
        let id = caller
            .user_id()
            .ok_or(Error::SignInRequired("this belongs to a person's account"))?;
        self.0.active_user(id).await
    }

    pub(super) async fn session(&self, caller: &Caller) -> Result<SessionRow> {
        let id = caller
            .session()
            .ok_or(Error::SignInRequired("this needs a session, not a token"))?;
        self.0
            .store
            .session(id)
            .await?
            .ok_or(Error::SignInRequired("the session has ended"))
    }

    /// Who the caller is. Not a read of content, and not recorded.
    ///
    /// # Errors
    /// [`Error::SignInRequired`].
    pub async fn view(&self, caller: &Caller) -> Result<api::Me> {
        let user = self.user(caller).await?;
        let session = match caller.session() {
            Some(id) => self.0.store.session(id).await?,
            None => None,
        };
        self.0.me_view(&user, session.as_ref(), caller).await
    }

    /// Ends the caller's session.
    ///
    /// # Errors
    /// [`Error::SignInRequired`] without one.
    pub async fn sign_out(&self, caller: &Caller) -> Result<()> {
        let session = self.session(caller).await?;
        let facts = Facts::none().owner(caller.actor().clone());
        let permit = self
            .0
            .gate
            .authorize::<gate::RevokeSession>(caller, session.id, facts)
            .await?;
        let mut tx = self.0.store.begin().await?;
        tx.revoke_session(session.id, self.0.now()).await?;
        tx.commit().await?;
        self.0.live.revoke_session(session.id);
        permit.finish(Outcome::done()).await.map_err(journal_error)
    }

    /// Proves presence again with a one-time code.
    ///
    /// # Errors
    /// [`Error::SignInFailed`].
    pub async fn prove_code(
        &self,
        caller: &Caller,
        source: &Source,
        input: api::CodeProof,
    ) -> Result<SignedIn> {
        let vault = self.0;
        let (user, session) = (self.user(caller).await?, self.session(caller).await?);
        let permit = vault.attempt(source).await?;
        if session.assurance < Assurance::Multi || !vault.check_code(&user, &input.code).await? {
            return vault
                .failed_attempt(permit, Some(&user), "wrong-code")
                .await;
        }
        let signed_in = self.renew(&user, session, Assurance::Multi, source).await?;
        let outcome = Outcome::done()
            .detail("account", user.id)
            .detail("step", "proof");
        permit.finish(outcome).await.map_err(journal_error)?;
        Ok(signed_in)
    }

    /// The same session with a fresh proof and a new secret (ASVS 7.2.4).
    pub(super) async fn renew(
        &self,
        user: &UserRow,
        mut session: SessionRow,
        assurance: Assurance,
        source: &Source,
    ) -> Result<SignedIn> {
        let vault = self.0;
        let secret = secret::fresh(&*vault.entropy);
        session.assurance = session.assurance.max(assurance);
        session.proved_at = vault.now();
        session.secret_hash = secret::hash(secret.expose());
        let mut tx = vault.store.begin().await?;
        tx.prove_session(session.id, session.assurance, session.proved_at)
            .await?;
        tx.set_session_secret(session.id, session.secret_hash)
            .await?;
        tx.commit().await?;
        vault.signed_in(user, &session, secret, source).await
    }
}
