//! API tokens: scoped, short-lived, never stronger than their owner is at the time of use.

use coffer_api as api;
use coffer_gate::{self as gate, ActionInfo, Caller, Facts, Outcome};
use coffer_model::{ActorId, Assurance, Limits, TokenId, UserId};
use coffer_store::TokenRow;

use crate::core::Vault;
use crate::error::{Error, Result};
use crate::fields::checked_text;
use crate::secret;
use crate::uploads::journal_error;

/// The longest life of a token, in seconds: 90 days.
const TOKEN_SECONDS: u32 = 90 * 86_400;

/// API tokens.
pub struct Tokens<'a>(&'a Vault);

impl Vault {
    /// API tokens.
    #[must_use]
    pub fn tokens(&self) -> Tokens<'_> {
        Tokens(self)
    }
}

fn check(new: &api::NewToken) -> Result<String> {
    if !(60..=TOKEN_SECONDS).contains(&new.ttl_seconds) {
        return Err(Error::Invalid(
            "a token lives between one minute and 90 days".to_owned(),
        ));
    }
    if let Some(unknown) = new
        .scope
        .iter()
        .find(|action| ActionInfo::named(action).is_none())
    {
        return Err(Error::Invalid(format!(
            "unknown action {unknown:?} in the scope"
        )));
    }
    checked_text("the label", &new.label, Limits::PERSON_CHARS)
}

impl Tokens<'_> {
    /// Makes a token for the caller. Its secret is shown once.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::Invalid`].
    pub async fn create(&self, caller: &Caller, new: api::NewToken) -> Result<api::CreatedToken> {
        let label = check(&new)?;
        let user = caller
            .user_id()
            .ok_or(Error::SignInRequired("a token belongs to a person"))?;
        let facts = Facts::none().owner(caller.actor().clone());
        let permit = self
            .0
            .gate
            .authorize::<gate::CreateToken>(caller, (), facts)
            .await?;
        let created = self.insert(user, caller.assurance(), &label, new).await?;
        permit
            .finish(Outcome::done().detail("token", &created.token.id))
            .await
            .map_err(journal_error)?;
        Ok(created)
    }

    /// A token of the demonstration that counts as present, so that outside programs can be pointed at it.
    ///
    /// # Errors
    /// [`Error::Conflict`] outside a demonstration.
    pub async fn console_token(
        &self,
        caller: &Caller,
        user: UserId,
        new: api::NewToken,
    ) -> Result<api::CreatedToken> {
        if !self.0.settings.demo {
            return Err(Error::Conflict(
                "a token is made by its owner, after signing in".to_owned(),
            ));
        }
        let label = check(&new)?;
        let facts = Facts::none().owner(ActorId::User(user));
        let permit = self
            .0
            .gate
            .authorize::<gate::UpdateUser>(caller, user, facts)
            .await?;
        let created = self.insert(user, Assurance::Passkey, &label, new).await?;
        permit
            .finish(Outcome::done().detail("token", &created.token.id))
            .await
            .map_err(journal_error)?;
        Ok(created)
    }

    async fn insert(
        &self,
        user: UserId,
        assurance: Assurance,
        label: &str,
        new: api::NewToken,
    ) -> Result<api::CreatedToken> {
        let vault = self.0;
        let id: TokenId = vault.id();
        let secret = secret::fresh_token(&*vault.entropy);
        let now = vault.now();
        let row = TokenRow {
            id,
            secret_hash: secret::hash(secret.expose()),
            user_id: user,
            sealed_label: vault
                .own_fields()
                .seal("tokens", "label", id.as_bytes(), label),
            scope: new.scope,
            assurance,
            created_at: now,
            expires_at: now.plus_seconds(i64::from(new.ttl_seconds)),
            last_used_at: None,
            revoked_at: None,
        };
        let mut tx = vault.store.begin().await?;
        tx.insert_token(&row).await?;
        tx.commit().await?;
        Ok(api::CreatedToken {
            token: self.view(&row)?,
            secret: secret.into_inner(),
        })
    }

    fn view(&self, row: &TokenRow) -> Result<api::Token> {
        Ok(api::Token {
            id: row.id.to_string(),
            label: self.0.own_fields().open(
                "tokens",
                "label",
                row.id.as_bytes(),
                &row.sealed_label,
            )?,
            scope: row.scope.clone(),
            created_at: row.created_at.as_i64(),
            expires_at: row.expires_at.as_i64(),
            last_used_at: row.last_used_at.map(coffer_model::UnixMillis::as_i64),
        })
    }

    /// The caller's own tokens that still work.
    ///
    /// # Errors
    /// [`Error::SignInRequired`].
    pub async fn list(&self, caller: &Caller) -> Result<api::Page<api::Token>> {
        let user = caller
            .user_id()
            .ok_or(Error::SignInRequired("a token belongs to a person"))?;
        let now = self.0.now();
        let items = self
            .0
            .store
            .tokens_of_user(user)
            .await?
            .iter()
            .filter(|row| row.revoked_at.is_none() && row.expires_at > now)
            .map(|row| self.view(row))
            .collect::<Result<_>>()?;
        Ok(api::Page { items, next: None })
    }

    /// Takes a token back.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::NotFound`] for a token of somebody else.
    pub async fn revoke(&self, caller: &Caller, id: TokenId) -> Result<()> {
        let row = self
            .0
            .store
            .token(id)
            .await?
            .ok_or(Error::NotFound("token"))?;
        let facts = Facts::none().owner(ActorId::User(row.user_id));
        let permit = self
            .0
            .gate
            .authorize::<gate::RevokeToken>(caller, id, facts)
            .await?;
        let mut tx = self.0.store.begin().await?;
        tx.revoke_token(id, self.0.now()).await?;
        tx.commit().await?;
        self.0.live.revoke_token(id);
        permit.finish(Outcome::done()).await.map_err(journal_error)
    }
}
