//! Setting an account up through a one-time link.

use coffer_api as api;
use coffer_gate::{self as gate, Caller, Facts, Outcome};
use coffer_model::{Assurance, Private};
use coffer_store::{EnrolmentRow, UserRow};

use super::sign_in::SignIn;
use super::{SignedIn, Source};
use crate::core::Vault;
use crate::error::{Error, Result};
use crate::secret;
use crate::uploads::journal_error;

/// The shortest password, in characters (NIST SP 800-63B-4 §3.1.1.2).
const PASSWORD_CHARS: usize = 15;
/// The longest password that is hashed, in bytes.
const PASSWORD_BYTES: usize = 1024;

impl Vault {
    pub(super) async fn setup_of(&self, secret: &str) -> Result<(EnrolmentRow, UserRow)> {
        let ended =
            Error::Ended("this link was used or has expired: ask an administrator for a new one");
        let row = self.store.enrolment(secret::hash(secret)).await?;
        let Some(row) = row.filter(|row| {
            row.purpose == "setup" && row.used_at.is_none() && row.expires_at > self.now()
        }) else {
            return Err(ended);
        };
        let user = self.active_user(row.user_id).await?;
        Ok((row, user))
    }

    /// The person that a setup link stands for, holding nothing but the link: enough to enrol.
    pub(super) async fn setup_caller(&self, user: &UserRow, source: &Source) -> Result<Caller> {
        let proof = super::Proof {
            assurance: Some(Assurance::Single),
            // An administrator gave the link moments ago in place of a proof; it may replace lost factors.
            proved_at: Some(self.now()),
            source: self.source_text(source),
            ..super::Proof::default()
        };
        self.caller_of_user(user, proof).await
    }
}

impl SignIn<'_> {
    /// What a setup link is for. Does not use it up.
    ///
    /// # Errors
    /// [`Error::Ended`].
    pub async fn setup_view(&self, secret: &str) -> Result<api::SetupView> {
        let (_, user) = self.0.setup_of(secret).await?;
        Ok(api::SetupView {
            email: self.0.user_email(&user)?,
            name: self.0.user_name(&user)?,
            organisation: self.0.settings.organisation.clone(),
        })
    }

    /// Sets the password and uses the link up. The session that this opens is good for enrolling a second factor.
    ///
    /// # Errors
    /// [`Error::Ended`]; [`Error::Invalid`] for a weak password.
    pub async fn setup_password(
        &self,
        source: &Source,
        input: api::SetupPassword,
    ) -> Result<SignedIn> {
        let vault = self.0;
        let (row, user) = vault.setup_of(&input.secret).await?;
        check_password_rules(&input.password, &vault.user_email(&user)?)?;
        let caller = vault.setup_caller(&user, source).await?;
        let facts = Facts::none().enrolled(false).owner(caller.actor().clone());
        let permit = vault
            .gate
            .authorize::<gate::EnrolAuthenticator>(&caller, user.id, facts)
            .await?;
        let hash = vault.hash_password(Private::new(input.password)).await?;
        let sealed = vault
            .own_fields()
            .seal("users", "password_hash", user.id.as_bytes(), &hash);
        let mut tx = vault.store.begin().await?;
        if tx.use_enrolment(row.hash, vault.now()).await?.is_none() {
            return Err(Error::Ended("this link was used meanwhile"));
        }
        tx.set_user_password(user.id, Some(&sealed)).await?;
        // Whatever was enrolled before belonged to the account that is being set up anew.
        tx.set_user_totp(user.id, None).await?;
        tx.revoke_sessions_of_user(user.id, None, vault.now())
            .await?;
        tx.commit().await?;
        permit
            .finish(Outcome::done().detail("step", "password"))
            .await
            .map_err(journal_error)?;
        let user = vault.active_user(user.id).await?;
        let permit = vault.attempt(source).await?;
        vault
            .succeeded(permit, &user, Assurance::Single, source)
            .await
    }
}

/// Long enough, not the address, not one character over and over. No composition rules (NIST SP 800-63B-4 §3.1.1.2).
fn check_password_rules(password: &str, email: &str) -> Result<()> {
    let weak = |why: &str| Err(Error::Invalid(why.to_owned()));
    if password.chars().count() < PASSWORD_CHARS {
        return weak(
            "a password has at least 15 characters: three or four unrelated words do well",
        );
    }
    if password.len() > PASSWORD_BYTES {
        return weak("a password has at most 1024 bytes");
    }
    let lower = password.to_lowercase();
    let local = email.split('@').next().unwrap_or_default();
    if lower.contains(email) || (local.len() > 5 && lower.contains(local)) {
        return weak("the password must not contain the e-mail address");
    }
    let distinct: std::collections::BTreeSet<char> = lower.chars().collect();
    if distinct.len() < 5
        || ["password", "qwertyuiop", "1234567890"]
            .iter()
            .any(|common| lower.contains(common))
    {
        return weak("this password is too easy to guess: three or four unrelated words do well");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_with_a_reason() {
        let email = "dana.smith@example.com";
        assert!(check_password_rules("orbit velvet canyon tulip", email).is_ok());
        for weak in [
            "short",
            "aaaaaaaaaaaaaaaaaaaa",
            "my password is long",
            "dana.smith@example.com!",
            "dana.smith-2026-long",
            "1234567890123456789",
        ] {
            assert!(check_password_rules(weak, email).is_err(), "{weak}");
        }
        assert!(check_password_rules(&"ab cd ef gh ".repeat(100), email).is_err());
    }
}
