//! Passkeys: WebAuthn ceremonies whose state stays with the server (W3C Web Authentication, Level 3).

use coffer_api as api;
use coffer_gate::{self as gate, Caller, Facts, Outcome};
use coffer_model::{Assurance, Limits, PasskeyId, UserId};
use coffer_store::{CeremonyRow, PasskeyRow, UserRow};
use serde::Serialize;
use serde::de::DeserializeOwned;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyAuthentication, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use super::me::Myself;
use super::sign_in::SignIn;
use super::totp::CEREMONY_SECONDS;
use super::{SignedIn, Source};
use crate::core::Vault;
use crate::error::{Error, Result};
use crate::secret;
use crate::uploads::journal_error;

impl Vault {
    fn webauthn(&self) -> Result<Webauthn> {
        let wrong = |what: &str| Error::Bug(format!("passkeys: base_url {what}"));
        let origin = Url::parse(&self.settings.base_url).map_err(|_| wrong("is not a URL"))?;
        let host = origin.host_str().ok_or_else(|| wrong("has no host"))?;
        WebauthnBuilder::new(host, &origin)
            .and_then(|builder| builder.rp_name(&self.settings.organisation).build())
            .map_err(|error| Error::Bug(format!("passkeys: {error}")))
    }

    fn credential_index(&self, id: &[u8]) -> [u8; 16] {
        self.blind("credential", &data_encoding::HEXLOWER.encode(id))
    }

    fn open_passkey(&self, row: &PasskeyRow) -> Result<Passkey> {
        let text = self.own_fields().open(
            "passkeys",
            "passkey",
            row.id.as_bytes(),
            &row.sealed_passkey,
        )?;
        Ok(serde_json::from_str(&text)?)
    }

    async fn open_passkeys(&self, user: UserId) -> Result<Vec<(PasskeyRow, Passkey)>> {
        self.store
            .passkeys_of_user(user)
            .await?
            .into_iter()
            .map(|row| {
                let passkey = self.open_passkey(&row)?;
                Ok((row, passkey))
            })
            .collect()
    }

    /// Keeps a ceremony's state and answers with the options for the browser.
    async fn begin_ceremony(
        &self,
        kind: &str,
        user: Option<UserId>,
        options: &impl Serialize,
        state: &impl Serialize,
    ) -> Result<api::Ceremony> {
        let name = secret::fresh(&*self.entropy).into_inner();
        let id_hash = secret::hash(&name);
        let state = serde_json::to_string(state)?;
        let mut tx = self.store.begin().await?;
        tx.insert_ceremony(&CeremonyRow {
            id_hash,
            kind: kind.to_owned(),
            user_id: user,
            sealed_state: self
                .own_fields()
                .seal("ceremonies", "state", &id_hash, &state),
            expires_at: self.now().plus_seconds(CEREMONY_SECONDS),
        })
        .await?;
        tx.commit().await?;
        let mut options = serde_json::to_value(options)?;
        let public_key = options
            .get_mut("publicKey")
            .map(serde_json::Value::take)
            .unwrap_or_default();
        Ok(api::Ceremony {
            ceremony: name,
            public_key,
        })
    }

    /// Takes a ceremony's state; it works once.
    async fn take_ceremony<S: DeserializeOwned>(
        &self,
        name: &str,
        kind: &str,
        user: Option<UserId>,
    ) -> Result<S> {
        let id_hash = secret::hash(name);
        let mut tx = self.store.begin().await?;
        let row = tx.take_ceremony(id_hash, self.now()).await?;
        tx.commit().await?;
        let row = row
            .filter(|row| row.kind == kind && row.user_id == user)
            .ok_or(Error::Ended(
                "this took too long or was used before: begin again",
            ))?;
        let state = self
            .own_fields()
            .open("ceremonies", "state", &id_hash, &row.sealed_state)?;
        Ok(serde_json::from_str(&state)?)
    }

    async fn begin_registration(&self, user: &UserRow, kind: &str) -> Result<api::Ceremony> {
        let existing = self.open_passkeys(user.id).await?;
        let exclude = existing
            .iter()
            .map(|(_, passkey)| passkey.cred_id().clone())
            .collect();
        let (options, state) = self
            .webauthn()?
            .start_passkey_registration(
                Uuid::from_bytes(user.webauthn_handle),
                &self.user_email(user)?,
                &self.user_name(user)?,
                Some(exclude),
            )
            .map_err(|error| Error::Bug(format!("passkeys: {error}")))?;
        let mut ceremony = self
            .begin_ceremony(kind, Some(user.id), &options, &state)
            .await?;
        // Sign-in asks for no e-mail address, so the authenticator should keep the passkey with the account.
        if let Some(selection) = ceremony
            .public_key
            .get_mut("authenticatorSelection")
            .and_then(|s| s.as_object_mut())
        {
            selection.insert("residentKey".to_owned(), "preferred".into());
        }
        Ok(ceremony)
    }

    async fn finish_registration(
        &self,
        user: &UserRow,
        kind: &str,
        answer: api::CeremonyAnswer,
    ) -> Result<PasskeyRow> {
        let state: PasskeyRegistration = self
            .take_ceremony(&answer.ceremony, kind, Some(user.id))
            .await?;
        let credential: RegisterPublicKeyCredential = parse_credential(answer.credential)?;
        let passkey = self
            .webauthn()?
            .finish_passkey_registration(&credential, &state)
            .map_err(|error| {
                tracing::info!(%error, "a passkey was not accepted");
                Error::SignInFailed
            })?;
        let id: PasskeyId = self.id();
        let label = answer
            .label
            .unwrap_or_default()
            .chars()
            .take(Limits::PERSON_CHARS)
            .collect::<String>();
        let label = if label.trim().is_empty() {
            "Passkey".to_owned()
        } else {
            label
        };
        let fields = self.own_fields();
        Ok(PasskeyRow {
            id,
            user_id: user.id,
            credential_index: self.credential_index(passkey.cred_id()),
            sealed_passkey: fields.seal(
                "passkeys",
                "passkey",
                id.as_bytes(),
                &serde_json::to_string(&passkey)?,
            ),
            sealed_label: fields.seal("passkeys", "label", id.as_bytes(), &label),
            created_at: self.now(),
            last_used_at: None,
        })
    }

    async fn remember_use(&self, row: &PasskeyRow, passkey: &Passkey) -> Result<()> {
        let text = serde_json::to_string(passkey)?;
        let sealed = self
            .own_fields()
            .seal("passkeys", "passkey", row.id.as_bytes(), &text);
        let mut tx = self.store.begin().await?;
        tx.use_passkey(row.id, &sealed, self.now()).await?;
        Ok(tx.commit().await?)
    }
}

fn parse_credential<C: DeserializeOwned>(value: serde_json::Value) -> Result<C> {
    serde_json::from_value(value)
        .map_err(|_| Error::Invalid("the authenticator's answer is malformed".to_owned()))
}

impl SignIn<'_> {
    /// Begins a sign-in with any passkey of this deployment; no address is asked for.
    ///
    /// # Errors
    /// When a part fails.
    pub async fn passkey_start(&self) -> Result<api::Ceremony> {
        let (options, state) = self
            .0
            .webauthn()?
            .start_discoverable_authentication()
            .map_err(|error| Error::Bug(format!("passkeys: {error}")))?;
        self.0
            .begin_ceremony("sign-in", None, &options, &state)
            .await
    }

    /// Finishes it.
    ///
    /// # Errors
    /// [`Error::SignInFailed`].
    pub async fn passkey_finish(
        &self,
        source: &Source,
        answer: api::CeremonyAnswer,
    ) -> Result<SignedIn> {
        let vault = self.0;
        let permit = vault.attempt(source).await?;
        let state = vault
            .take_ceremony::<DiscoverableAuthentication>(&answer.ceremony, "sign-in", None)
            .await;
        let credential = parse_credential::<PublicKeyCredential>(answer.credential);
        let (Ok(state), Ok(credential)) = (state, credential) else {
            return vault.failed_attempt(permit, None, "no-ceremony").await;
        };
        let webauthn = vault.webauthn()?;
        let known = match webauthn.identify_discoverable_authentication(&credential) {
            Ok((_, id)) => {
                vault
                    .store
                    .passkey_by_credential_index(vault.credential_index(id))
                    .await?
            }
            Err(_) => None,
        };
        let Some(row) = known else {
            return vault.failed_attempt(permit, None, "unknown-passkey").await;
        };
        let user = vault.active_user(row.user_id).await?;
        let mut passkey = vault.open_passkey(&row)?;
        match webauthn.finish_discoverable_authentication_v2(&credential, state, &passkey) {
            Ok(result) => {
                passkey.update_credential(&result);
                vault.remember_use(&row, &passkey).await?;
                vault
                    .succeeded(permit, &user, Assurance::Passkey, source)
                    .await
            }
            Err(error) => {
                tracing::info!(%error, "a passkey sign-in failed");
                vault
                    .failed_attempt(permit, Some(&user), "wrong-passkey")
                    .await
            }
        }
    }

    /// Begins to set an account up with a passkey, by its setup link.
    ///
    /// # Errors
    /// [`Error::Ended`].
    pub async fn setup_passkey_start(&self, secret: &str) -> Result<api::Ceremony> {
        let (_, user) = self.0.setup_of(secret).await?;
        // The ceremony is tied to the link, so that finishing it uses up this link and no other.
        self.0
            .begin_registration(&user, &format!("setup:{}", setup_tag(secret)))
            .await
    }

    /// Finishes: the link is used up and a session opened.
    ///
    /// # Errors
    /// [`Error::SignInFailed`]; [`Error::Ended`].
    pub async fn setup_passkey_finish(
        &self,
        source: &Source,
        secret: &str,
        answer: api::CeremonyAnswer,
    ) -> Result<SignedIn> {
        let vault = self.0;
        let (link, user) = vault.setup_of(secret).await?;
        let caller = vault.setup_caller(&user, source).await?;
        let facts = Facts::none().enrolled(false).owner(caller.actor().clone());
        let permit = vault
            .gate
            .authorize::<gate::EnrolAuthenticator>(&caller, user.id, facts)
            .await?;
        let kind = format!("setup:{}", setup_tag(secret));
        let row = match vault.finish_registration(&user, &kind, answer).await {
            Ok(row) => row,
            Err(error) => {
                permit
                    .finish(Outcome::failed("not-accepted"))
                    .await
                    .map_err(journal_error)?;
                return Err(error);
            }
        };
        let mut tx = vault.store.begin().await?;
        if tx.use_enrolment(link.hash, vault.now()).await?.is_none() {
            return Err(Error::Ended("this link was used meanwhile"));
        }
        tx.insert_passkey(&row).await?;
        tx.revoke_sessions_of_user(user.id, None, vault.now())
            .await?;
        tx.commit().await?;
        permit
            .finish(Outcome::done().detail("step", "passkey"))
            .await
            .map_err(journal_error)?;
        let permit = vault.attempt(source).await?;
        vault
            .succeeded(permit, &user, Assurance::Passkey, source)
            .await
    }
}

fn setup_tag(secret: &str) -> String {
    data_encoding::HEXLOWER.encode(&secret::hash(secret)[..8])
}

impl Myself<'_> {
    /// Begins to add a passkey to the caller's account.
    ///
    /// # Errors
    /// [`Error::Denied`]: an account that has a factor already needs a fresh proof.
    pub async fn passkey_start(&self, caller: &Caller) -> Result<api::Ceremony> {
        let vault = self.0;
        let user = self.user(caller).await?;
        let facts = Facts::none()
            .enrolled(vault.has_second_factor(&user).await?)
            .owner(caller.actor().clone());
        let permit = vault
            .gate
            .authorize::<gate::EnrolAuthenticator>(caller, user.id, facts)
            .await?;
        let ceremony = vault.begin_registration(&user, "enrol").await?;
        permit
            .finish(Outcome::done().detail("step", "passkey-start"))
            .await
            .map_err(journal_error)?;
        Ok(ceremony)
    }

    /// Finishes; the session counts as signed in with a passkey from now on.
    ///
    /// # Errors
    /// [`Error::SignInFailed`].
    pub async fn passkey_finish(
        &self,
        caller: &Caller,
        answer: api::CeremonyAnswer,
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
        let row = match vault.finish_registration(&user, "enrol", answer).await {
            Ok(row) => row,
            Err(error) => {
                permit
                    .finish(Outcome::failed("not-accepted"))
                    .await
                    .map_err(journal_error)?;
                return Err(error);
            }
        };
        let mut tx = vault.store.begin().await?;
        tx.insert_passkey(&row).await?;
        if let Some(session) = caller.session() {
            tx.prove_session(session, Assurance::Passkey, vault.now())
                .await?;
        }
        tx.commit().await?;
        permit
            .finish(Outcome::done().detail("step", "passkey"))
            .await
            .map_err(journal_error)?;
        Ok(api::Enrolled {
            recovery_codes: vault.draw_recovery_codes(user.id).await?,
        })
    }

    /// Begins a fresh proof with one of the caller's passkeys.
    ///
    /// # Errors
    /// [`Error::Conflict`] without a passkey.
    pub async fn prove_passkey_start(&self, caller: &Caller) -> Result<api::Ceremony> {
        let vault = self.0;
        let user = self.user(caller).await?;
        let passkeys: Vec<_> = vault
            .open_passkeys(user.id)
            .await?
            .into_iter()
            .map(|(_, passkey)| passkey)
            .collect();
        if passkeys.is_empty() {
            return Err(Error::Conflict(
                "there is no passkey on this account: use a one-time code".to_owned(),
            ));
        }
        let (options, state) = vault
            .webauthn()?
            .start_passkey_authentication(&passkeys)
            .map_err(|error| Error::Bug(format!("passkeys: {error}")))?;
        vault
            .begin_ceremony("proof", Some(user.id), &options, &state)
            .await
    }

    /// Finishes it; the session gets a new secret.
    ///
    /// # Errors
    /// [`Error::SignInFailed`].
    pub async fn prove_passkey_finish(
        &self,
        caller: &Caller,
        source: &Source,
        answer: api::CeremonyAnswer,
    ) -> Result<SignedIn> {
        let vault = self.0;
        let (user, session) = (self.user(caller).await?, self.session(caller).await?);
        let permit = vault.attempt(source).await?;
        let state = vault
            .take_ceremony::<PasskeyAuthentication>(&answer.ceremony, "proof", Some(user.id))
            .await;
        let credential = parse_credential::<PublicKeyCredential>(answer.credential);
        let (Ok(state), Ok(credential)) = (state, credential) else {
            return vault.failed_attempt(permit, None, "no-ceremony").await;
        };
        let Ok(result) = vault
            .webauthn()?
            .finish_passkey_authentication(&credential, &state)
        else {
            return vault
                .failed_attempt(permit, Some(&user), "wrong-passkey")
                .await;
        };
        for (row, mut passkey) in vault.open_passkeys(user.id).await? {
            if passkey.cred_id() == result.cred_id() {
                passkey.update_credential(&result);
                vault.remember_use(&row, &passkey).await?;
            }
        }
        let signed_in = self
            .renew(&user, session, Assurance::Passkey, source)
            .await?;
        let outcome = Outcome::done()
            .detail("account", user.id)
            .detail("step", "proof");
        permit.finish(outcome).await.map_err(journal_error)?;
        Ok(signed_in)
    }
}
