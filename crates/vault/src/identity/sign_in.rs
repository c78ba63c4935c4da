//! Signing in. Every attempt is recorded, and none says which part of it was wrong.

use coffer_api as api;
use coffer_gate::{self as gate, Caller, Facts, Outcome, Permit};
use coffer_model::{Assurance, Private};
use coffer_store::{UserRow, UserState};

use super::{SignedIn, Source};
use crate::core::Vault;
use crate::error::{Error, Result};
use crate::fields::normal_email;
use crate::secret;
use crate::uploads::journal_error;

/// Failed attempts after which an account is locked for a while (PCI DSS 8.3.4).
const TRIES: u64 = 10;
/// For how long, in seconds.
const LOCK_SECONDS: i64 = 30 * 60;
/// A hash of nothing, so that an unknown address costs as much as a known one.
const NO_HASH: &str = "$argon2id$v=19$m=47104,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Signing in.
pub struct SignIn<'a>(pub(super) &'a Vault);

impl Vault {
    /// Signing in.
    #[must_use]
    pub fn sign_in(&self) -> SignIn<'_> {
        SignIn(self)
    }

    /// Asks whether a sign-in may be tried at all; the answer and what came of it are recorded.
    pub(super) async fn attempt(&self, source: &Source) -> Result<Permit<gate::CreateSession>> {
        let anonymous = Caller::anonymous(self.source_text(source));
        Ok(self
            .gate
            .authorize::<gate::CreateSession>(&anonymous, (), Facts::none())
            .await?)
    }

    /// Ends an attempt that failed. The account is named where there is one, so that guessing at it is seen.
    pub(super) async fn failed_attempt<T>(
        &self,
        permit: Permit<gate::CreateSession>,
        user: Option<&UserRow>,
        why: &str,
    ) -> Result<T> {
        let mut outcome = Outcome::failed(why);
        if let Some(user) = user {
            outcome = outcome.detail("account", user.id);
            let mut tx = self.store.begin().await?;
            let failed = tx.count_failed_sign_in(user.id).await?.unwrap_or(0);
            if failed >= TRIES {
                tx.lock_user(user.id, self.now().plus_seconds(LOCK_SECONDS))
                    .await?;
            }
            tx.commit().await?;
        }
        permit.finish(outcome).await.map_err(journal_error)?;
        Err(Error::SignInFailed)
    }

    /// Ends an attempt that succeeded with a session.
    pub(super) async fn succeeded(
        &self,
        permit: Permit<gate::CreateSession>,
        user: &UserRow,
        assurance: Assurance,
        source: &Source,
    ) -> Result<SignedIn> {
        if self.store.actor_is_frozen(&user.id.to_string()).await? {
            permit
                .finish(Outcome::failed("frozen").detail("account", user.id))
                .await
                .map_err(journal_error)?;
            return Err(Error::Conflict(
                "this account is frozen while unusual activity is looked into: talk to the security team".to_owned(),
            ));
        }
        let signed_in = self.open_session(user, assurance, source).await?;
        let outcome = Outcome::done()
            .detail("account", user.id)
            .detail("assurance", assurance.level());
        permit.finish(outcome).await.map_err(journal_error)?;
        Ok(signed_in)
    }
}

impl SignIn<'_> {
    /// The caller of a session.
    ///
    /// # Errors
    /// [`Error::SignInRequired`] when it has ended.
    pub async fn authenticate_session(&self, secret: &str, source: &Source) -> Result<Caller> {
        self.0.session_caller(secret, source).await
    }

    /// The caller of an API token.
    ///
    /// # Errors
    /// [`Error::SignInRequired`] when it is unknown or has ended.
    pub async fn authenticate_token(&self, secret: &str, source: &Source) -> Result<Caller> {
        self.0.token_caller(secret, source).await
    }

    /// The caller of an upload request's or a send link's secret.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown one.
    pub async fn authenticate_link(&self, secret: &str, source: &Source) -> Result<Caller> {
        self.0.link_caller(secret, source).await
    }

    /// The caller of a send link who has entered the code.
    ///
    /// # Errors
    /// [`Error::SignInRequired`] without a live proof.
    pub async fn authenticate_take(
        &self,
        link: &str,
        session: &str,
        source: &Source,
    ) -> Result<Caller> {
        self.0.take_caller(link, session, source).await
    }

    /// Nobody in particular.
    #[must_use]
    pub fn anonymous(&self, source: &Source) -> Caller {
        Caller::anonymous(self.0.source_text(source))
    }

    /// Whoever holds the machine and its key.
    #[must_use]
    pub fn console(&self) -> Caller {
        Caller::console()
    }

    /// Signs in with a password and, where one is enrolled, a one-time code. With a password alone, where nothing else
    /// is enrolled, the session has a single factor: enough to enrol a second, and for nothing else.
    ///
    /// # Errors
    /// [`Error::SignInFailed`]; [`Error::Busy`] while the account is locked.
    pub async fn password(&self, source: &Source, input: api::PasswordSignIn) -> Result<SignedIn> {
        let vault = self.0;
        let permit = vault.attempt(source).await?;
        let email = normal_email(&input.email).unwrap_or_default();
        let user = vault
            .store
            .user_by_email_index(vault.blind("user email", &email))
            .await?;
        let hash = match &user {
            Some(user) => match &user.sealed_password_hash {
                Some(sealed) => {
                    vault
                        .own_fields()
                        .open("users", "password_hash", user.id.as_bytes(), sealed)?
                }
                None => NO_HASH.to_owned(),
            },
            None => NO_HASH.to_owned(),
        };
        if let Some(user) = &user
            && let Some(until) = user.locked_until
            && until > vault.now()
        {
            permit
                .finish(Outcome::failed("locked").detail("account", user.id))
                .await
                .map_err(journal_error)?;
            let seconds =
                u32::try_from(until.seconds_since(vault.now()).max(1)).unwrap_or(u32::MAX);
            return Err(Error::Busy {
                retry_after_seconds: seconds,
            });
        }
        let right = vault
            .check_password(Private::new(input.password), hash)
            .await?;
        let Some(user) = user.filter(|user| user.state == UserState::Active) else {
            return vault.failed_attempt(permit, None, "unknown-account").await;
        };
        if !right {
            return vault
                .failed_attempt(permit, Some(&user), "wrong-password")
                .await;
        }
        let assurance = match (&user.sealed_totp, input.code.as_deref()) {
            (Some(_), Some(code)) if vault.check_code(&user, code).await? => Assurance::Multi,
            (Some(_), _) => {
                return vault
                    .failed_attempt(permit, Some(&user), "wrong-code")
                    .await;
            }
            (None, _) => Assurance::Single,
        };
        vault.succeeded(permit, &user, assurance, source).await
    }

    /// Signs in with a one-time link of the demonstration.
    ///
    /// # Errors
    /// [`Error::SignInFailed`] for a link that is unknown, used or expired, or outside a demonstration.
    pub async fn link(&self, source: &Source, secret: &str) -> Result<SignedIn> {
        let vault = self.0;
        let permit = vault.attempt(source).await?;
        if !vault.settings.demo {
            return vault.failed_attempt(permit, None, "no-demonstration").await;
        }
        let hash = secret::hash(secret);
        let row = vault.store.enrolment(hash).await?;
        let level = row
            .as_ref()
            .and_then(|row| row.purpose.strip_prefix("demo:")?.parse().ok());
        let (Some(row), Some(level)) = (row, level) else {
            return vault.failed_attempt(permit, None, "unknown-link").await;
        };
        // The demonstration's links may be opened again until they expire, so that roles can be switched.
        if row.expires_at <= vault.now() {
            return vault.failed_attempt(permit, None, "expired-link").await;
        }
        let user = vault.active_user(row.user_id).await?;
        vault
            .succeeded(permit, &user, Assurance::from_level(level), source)
            .await
    }
}
