//! One-time codes (RFC 6238) and recovery codes.

use coffer_api as api;
use coffer_gate::{self as gate, Caller, Facts, Outcome};
use coffer_model::{Assurance, UserId};
use coffer_store::{CeremonyRow, UserRow};
use totp_rs::{Algorithm, Builder, Totp};

use super::me::Myself;
use crate::core::Vault;
use crate::error::{Error, Result};
use crate::secret;
use crate::uploads::journal_error;

/// How long an enrolment may take, in seconds.
pub(super) const CEREMONY_SECONDS: i64 = 10 * 60;
/// Recovery codes handed out.
const RECOVERY_CODES: usize = 10;
/// Bytes of a shared secret: the size of the hash (RFC 4226 §4).
const SECRET_BYTES: usize = 20;

/// A generator over a secret, with the settings that every authenticator app knows.
fn totp(secret: &[u8], organisation: &str, account: &str) -> Result<Totp> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(secret.to_vec())
        .with_account_name(account.replace(':', " "))
        .with_issuer(Some(organisation.replace(':', " ")))
        .build()
        .map_err(|error| Error::Bug(format!("one-time codes: {error}")))
}

/// The step that a code belongs to, if it is right at this time or one step beside it.
fn matched_step(totp: &Totp, code: &str, unix_seconds: i64) -> Option<u64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    totp.check(&code, u64::try_from(unix_seconds).ok()?)
}

impl Vault {
    /// Checks a one-time or a recovery code; each works once.
    pub(super) async fn check_code(&self, user: &UserRow, code: &str) -> Result<bool> {
        if let Some(sealed) = &user.sealed_totp {
            let secret =
                self.own_fields()
                    .open_bytes("users", "totp", user.id.as_bytes(), sealed)?;
            let totp = totp(&secret, &self.settings.organisation, "account")?;
            if let Some(step) = matched_step(&totp, code, self.now().as_i64() / 1000) {
                let mut tx = self.store.begin().await?;
                let fresh = tx.take_totp_step(user.id, step).await?;
                tx.commit().await?;
                return Ok(fresh);
            }
        }
        let mut tx = self.store.begin().await?;
        let used = tx
            .use_recovery_code(user.id, self.recovery_hash(user.id, code), self.now())
            .await?;
        tx.commit().await?;
        Ok(used)
    }

    fn recovery_hash(&self, user: UserId, code: &str) -> [u8; 32] {
        let normal = code.trim().to_lowercase().replace([' ', '-'], "");
        coffer_seal::hmac(
            &self.keys.purpose("recovery code"),
            &[user.as_bytes(), normal.as_bytes()],
        )
    }

    /// Draws recovery codes for an account that has none left; they are shown once.
    pub(super) async fn draw_recovery_codes(&self, user: UserId) -> Result<Vec<String>> {
        if self.store.recovery_codes_left(user).await? > 0 {
            return Ok(vec![]);
        }
        let codes: Vec<String> = (0..RECOVERY_CODES)
            .map(|_| {
                let text = data_encoding::BASE32_NOPAD
                    .encode(&self.entropy.bytes::<10>())
                    .to_lowercase();
                format!(
                    "{}-{}-{}-{}",
                    &text[..4],
                    &text[4..8],
                    &text[8..12],
                    &text[12..16]
                )
            })
            .collect();
        let hashes: Vec<_> = codes
            .iter()
            .map(|code| self.recovery_hash(user, code))
            .collect();
        let mut tx = self.store.begin().await?;
        tx.replace_recovery_codes(user, &hashes).await?;
        tx.commit().await?;
        Ok(codes)
    }

    pub(super) async fn has_second_factor(&self, user: &UserRow) -> Result<bool> {
        Ok(user.sealed_totp.is_some() || !self.store.passkeys_of_user(user.id).await?.is_empty())
    }
}

impl Myself<'_> {
    /// Begins to enrol an authenticator app.
    ///
    /// # Errors
    /// [`Error::Denied`]: an account that has a factor already needs a fresh proof.
    pub async fn totp_start(&self, caller: &Caller) -> Result<api::TotpStart> {
        let vault = self.0;
        let user = self.user(caller).await?;
        let facts = Facts::none()
            .enrolled(vault.has_second_factor(&user).await?)
            .owner(caller.actor().clone());
        let permit = vault
            .gate
            .authorize::<gate::EnrolAuthenticator>(caller, user.id, facts)
            .await?;
        let shared = vault.entropy.bytes::<SECRET_BYTES>();
        let email = vault.user_email(&user)?;
        let generator = totp(&shared, &vault.settings.organisation, &email)?;
        let name = secret::fresh(&*vault.entropy).into_inner();
        let id_hash = secret::hash(&name);
        let mut tx = vault.store.begin().await?;
        tx.insert_ceremony(&CeremonyRow {
            id_hash,
            kind: "totp".to_owned(),
            user_id: Some(user.id),
            sealed_state: vault
                .own_fields()
                .seal_bytes("ceremonies", "state", &id_hash, &shared),
            expires_at: vault.now().plus_seconds(CEREMONY_SECONDS),
        })
        .await?;
        tx.commit().await?;
        permit
            .finish(Outcome::done().detail("step", "totp-start"))
            .await
            .map_err(journal_error)?;
        Ok(api::TotpStart {
            ceremony: name,
            secret: data_encoding::BASE32_NOPAD.encode(&shared),
            uri: generator
                .to_url()
                .map_err(|error| Error::Bug(format!("one-time codes: {error}")))?,
        })
    }

    /// Finishes: the app shows the right code, so the factor counts from now on, also for this session.
    ///
    /// # Errors
    /// [`Error::SignInFailed`] for a wrong code.
    pub async fn totp_finish(
        &self,
        caller: &Caller,
        input: api::TotpFinish,
    ) -> Result<api::Enrolled> {
        let vault = self.0;
        let user = self.user(caller).await?;
        let facts = Facts::none()
            .enrolled(vault.has_second_factor(&user).await?)
            .owner(caller.actor().clone());
        let permit = vault
            .gate
            .authorize::<gate::EnrolAuthenticator>(caller, user.id, facts)
            .await?;
        let id_hash = secret::hash(&input.ceremony);
        let ceremony = vault.store.ceremony(id_hash, vault.now()).await?;
        let Some(ceremony) =
            ceremony.filter(|row| row.user_id == Some(user.id) && row.kind == "totp")
        else {
            permit
                .finish(Outcome::failed("no-ceremony"))
                .await
                .map_err(journal_error)?;
            return Err(Error::Ended("this took too long: begin again"));
        };
        let shared = vault.own_fields().open_bytes(
            "ceremonies",
            "state",
            &id_hash,
            &ceremony.sealed_state,
        )?;
        let generator = totp(&shared, &vault.settings.organisation, "account")?;
        let Some(step) = matched_step(&generator, &input.code, vault.now().as_i64() / 1000) else {
            permit
                .finish(Outcome::failed("wrong-code"))
                .await
                .map_err(journal_error)?;
            return Err(Error::SignInFailed);
        };
        let sealed = vault
            .own_fields()
            .seal_bytes("users", "totp", user.id.as_bytes(), &shared);
        let mut tx = vault.store.begin().await?;
        tx.take_ceremony(id_hash, vault.now()).await?;
        tx.set_user_totp(user.id, Some(&sealed)).await?;
        tx.take_totp_step(user.id, step).await?;
        if let Some(session) = caller.session() {
            tx.prove_session(
                session,
                caller.assurance().max(Assurance::Multi),
                vault.now(),
            )
            .await?;
        }
        tx.commit().await?;
        permit
            .finish(Outcome::done().detail("step", "totp"))
            .await
            .map_err(journal_error)?;
        Ok(api::Enrolled {
            recovery_codes: vault.draw_recovery_codes(user.id).await?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_match_the_vectors_of_rfc_6238() {
        // Appendix B, SHA-1; its eight digits end in these six.
        let generator = totp(b"12345678901234567890", "Acme", "ana@example.com").unwrap();
        for (time, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
        ] {
            assert!(matched_step(&generator, code, time).is_some(), "{time}");
        }
    }

    #[test]
    fn only_six_digits_near_now_match() {
        let generator = totp(b"12345678901234567890", "Acme", "ana@example.com").unwrap();
        assert!(
            matched_step(&generator, "287082", 59 + 30).is_some(),
            "one step late"
        );
        assert!(
            matched_step(&generator, "287082", 59 + 90).is_none(),
            "three steps late"
        );
        for bad in [
            "",
            "28708",
            "2870822",
            "94287082",
            "28708a",
            "٢٨٧٠٨٢",
            "-87082",
        ] {
            assert!(matched_step(&generator, bad, 59).is_none(), "{bad}");
        }
    }
}
