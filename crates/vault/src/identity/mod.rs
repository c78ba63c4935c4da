//! People: who they are, how they sign in, what they have learnt, what they may use in their name.

mod me;
mod passkeys;
mod setup;
mod sign_in;
mod tokens;
mod totp;
mod trainings;
mod users;

use std::net::IpAddr;

use coffer_api as api;
use coffer_gate::{Caller, Right, UserCaller};
use coffer_model::{
    ActorId, Assurance, Department, Private, SessionId, TokenId, UnixMillis, UserId,
};
use coffer_store::{SessionRow, UserRow, UserState};

use crate::core::Vault;
use crate::error::{Error, Result};
use crate::secret;

/// Where a request comes from, as the edge saw it.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// Network address.
    pub address: Option<IpAddr>,
    /// What the client calls itself.
    pub agent: Option<String>,
}

/// A finished sign-in.
pub struct SignedIn {
    /// The session's secret, for the cookie.
    pub secret: Private<String>,
    /// The person.
    pub me: api::Me,
    /// The session's life in seconds.
    pub max_age_seconds: i64,
}

/// How a caller of a user came to be.
#[derive(Default)]
pub(crate) struct Proof {
    pub(crate) assurance: Option<Assurance>,
    pub(crate) proved_at: Option<UnixMillis>,
    pub(crate) session: Option<SessionId>,
    pub(crate) token: Option<TokenId>,
    pub(crate) scope: Option<Vec<String>>,
    pub(crate) source: Option<String>,
}

impl Vault {
    /// A person's name.
    pub(crate) fn user_name(&self, row: &UserRow) -> Result<String> {
        self.own_fields()
            .open("users", "name", row.id.as_bytes(), &row.sealed_name)
    }

    /// A person's e-mail address.
    pub(crate) fn user_email(&self, row: &UserRow) -> Result<String> {
        self.own_fields()
            .open("users", "email", row.id.as_bytes(), &row.sealed_email)
    }

    /// The name of whoever an actor's written id stands for.
    pub(crate) async fn actor_name(&self, actor: &str) -> Result<String> {
        Ok(match actor.parse() {
            Ok(ActorId::User(id)) => match self.store.user(id).await? {
                Some(row) => self.user_name(&row)?,
                None => "somebody who was removed".to_owned(),
            },
            Ok(ActorId::Request(_) | ActorId::SendLink(_)) => "a contact".to_owned(),
            Ok(ActorId::Service(name)) => format!("Coffer ({name})"),
            Ok(ActorId::Console) => "the console".to_owned(),
            Ok(ActorId::Anonymous) => "nobody signed in".to_owned(),
            Err(_) => actor.to_owned(),
        })
    }

    /// Every person of the organisation.
    pub(crate) async fn every_user(&self) -> Result<Vec<UserRow>> {
        let mut users = Vec::new();
        loop {
            let page = self
                .store
                .users(users.last().map(|user: &UserRow| user.id), 500)
                .await?;
            if page.is_empty() {
                return Ok(users);
            }
            users.extend(page);
        }
    }

    /// The caller that a person is, with everything that the policy looks at read from the store.
    pub(crate) async fn caller_of_user(&self, row: &UserRow, proof: Proof) -> Result<Caller> {
        let rights = row
            .rights
            .iter()
            .map(|text| Right::ALL.into_iter().find(|right| right.as_str() == text))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| Error::Integrity("an account has an unknown right".to_owned()))?;
        Ok(Caller::user(UserCaller {
            user: row.id,
            department: Department::new(&row.department).map_err(Error::Integrity)?,
            roles: row.roles.clone(),
            rights: Some(rights),
            assurance: proof.assurance.unwrap_or(Assurance::None),
            proved_at: proof.proved_at,
            training_valid_until: self.training_valid_until(row.id).await?,
            frozen: self.store.actor_is_frozen(&row.id.to_string()).await?,
            session: proof.session,
            token: proof.token,
            scope: proof.scope,
            source: proof.source,
        }))
    }

    /// The strongest way in which an account can sign in.
    pub(crate) async fn best_assurance(&self, row: &UserRow) -> Result<Assurance> {
        if !self.store.passkeys_of_user(row.id).await?.is_empty() {
            return Ok(Assurance::Passkey);
        }
        Ok(match (&row.sealed_password_hash, &row.sealed_totp) {
            (Some(_), Some(_)) => Assurance::Multi,
            (Some(_), None) => Assurance::Single,
            _ => Assurance::None,
        })
    }

    pub(crate) fn source_text(&self, source: &Source) -> Option<String> {
        source.address.map(|address| self.source_hash(address))
    }

    pub(crate) async fn active_user(&self, id: UserId) -> Result<UserRow> {
        let row = self
            .store
            .user(id)
            .await?
            .ok_or(Error::SignInRequired("the account is gone"))?;
        if row.state == UserState::Active {
            Ok(row)
        } else {
            Err(Error::SignInRequired("the account is suspended"))
        }
    }

    /// What a person sees of themselves.
    pub(crate) async fn me_view(
        &self,
        row: &UserRow,
        session: Option<&SessionRow>,
        caller: &Caller,
    ) -> Result<api::Me> {
        let passkeys = self.store.passkeys_of_user(row.id).await?.len();
        Ok(api::Me {
            id: row.id.to_string(),
            name: self.user_name(row)?,
            email: self.user_email(row)?,
            department: row.department.clone(),
            roles: row
                .roles
                .iter()
                .map(|role| role.as_str().to_owned())
                .collect(),
            rights: row.rights.clone(),
            assurance: assurance_text(caller.assurance()).to_owned(),
            proved_at: caller.proved_at().map(UnixMillis::as_i64),
            training_valid_until: caller.training_valid_until().map(UnixMillis::as_i64),
            frozen: caller.is_frozen(),
            has_totp: row.sealed_totp.is_some(),
            passkeys: u32::try_from(passkeys).unwrap_or(u32::MAX),
            expires_at: session.map_or(0, |session| session.expires_at.as_i64()),
            organisation: self.settings.organisation.clone(),
            demo: self.settings.demo,
        })
    }

    /// Opens a session for a person who proved who they are.
    pub(crate) async fn open_session(
        &self,
        row: &UserRow,
        assurance: Assurance,
        source: &Source,
    ) -> Result<SignedIn> {
        let now = self.now();
        let secret = secret::fresh(&*self.entropy);
        let id: SessionId = self.id();
        let agent = source
            .agent
            .as_deref()
            .map(|agent| agent.chars().take(200).collect::<String>());
        let session = SessionRow {
            id,
            secret_hash: secret::hash(secret.expose()),
            user_id: row.id,
            assurance,
            created_at: now,
            seen_at: now,
            proved_at: now,
            expires_at: now.plus_seconds(self.settings.session_seconds),
            revoked_at: None,
            sealed_agent: agent.map(|agent| {
                self.own_fields()
                    .seal("sessions", "agent", id.as_bytes(), &agent)
            }),
        };
        let mut tx = self.store.begin().await?;
        tx.insert_session(&session).await?;
        tx.clear_failed_sign_ins(row.id).await?;
        tx.touch_user(row.id, now).await?;
        tx.commit().await?;
        self.signed_in(row, &session, secret, source).await
    }

    async fn signed_in(
        &self,
        row: &UserRow,
        session: &SessionRow,
        secret: Private<String>,
        source: &Source,
    ) -> Result<SignedIn> {
        let caller = self.caller_of_session(row, session, source).await?;
        Ok(SignedIn {
            me: self.me_view(row, Some(session), &caller).await?,
            secret,
            max_age_seconds: session.expires_at.seconds_since(self.now()),
        })
    }

    pub(crate) async fn caller_of_session(
        &self,
        row: &UserRow,
        session: &SessionRow,
        source: &Source,
    ) -> Result<Caller> {
        let proof = Proof {
            assurance: Some(session.assurance),
            // One factor is no proof that could be fresh.
            proved_at: (session.assurance >= Assurance::Multi).then_some(session.proved_at),
            session: Some(session.id),
            source: self.source_text(source),
            ..Proof::default()
        };
        self.caller_of_user(row, proof).await
    }
}

/// The written form of an assurance.
pub(crate) fn assurance_text(assurance: Assurance) -> &'static str {
    match assurance {
        Assurance::None => "none",
        Assurance::Single => "single",
        Assurance::Multi => "multi",
        Assurance::Passkey => "passkey",
    }
}
