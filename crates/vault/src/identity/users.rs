//! People, as an administrator or the console looks after them.

use std::collections::BTreeSet;

use coffer_api as api;
use coffer_gate::{self as gate, Caller, Facts, Outcome, Right};
use coffer_model::{Assurance, Department, Limits, Role, UserId};
use coffer_store::{EnrolmentRow, UserRow, UserState};

use super::trainings::MODULE;
use crate::core::Vault;
use crate::error::{Error, Result};
use crate::fields::{checked_text, normal_email};
use crate::secret;
use crate::uploads::journal_error;

/// Life of a setup link, in seconds: a day.
const SETUP_SECONDS: i64 = 24 * 3600;

/// People.
pub struct Users<'a>(pub(super) &'a Vault);

impl Vault {
    /// People.
    #[must_use]
    pub fn users(&self) -> Users<'_> {
        Users(self)
    }
}

fn parse_roles(roles: &[String]) -> Result<Vec<Role>> {
    let roles = roles
        .iter()
        .map(|role| role.parse())
        .collect::<std::result::Result<BTreeSet<Role>, _>>();
    Ok(roles.map_err(Error::Invalid)?.into_iter().collect())
}

fn parse_rights(rights: &[String]) -> Result<Vec<String>> {
    for text in rights {
        if !Right::ALL.iter().any(|right| right.as_str() == text) {
            let known: Vec<_> = Right::ALL.iter().map(|right| right.as_str()).collect();
            return Err(Error::Invalid(format!(
                "unknown right {text:?}; known are {}",
                known.join(", ")
            )));
        }
    }
    Ok(rights
        .iter()
        .cloned()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect())
}

fn rights_of(roles: &[Role]) -> Vec<String> {
    Right::of_roles(roles)
        .into_iter()
        .map(|right| right.as_str().to_owned())
        .collect()
}

impl Users<'_> {
    async fn view(&self, row: &UserRow) -> Result<api::User> {
        let vault = self.0;
        Ok(api::User {
            id: row.id.to_string(),
            name: vault.user_name(row)?,
            email: vault.user_email(row)?,
            department: row.department.clone(),
            roles: row
                .roles
                .iter()
                .map(|role| role.as_str().to_owned())
                .collect(),
            rights: row.rights.clone(),
            state: row.state.as_str().to_owned(),
            frozen: vault.store.actor_is_frozen(&row.id.to_string()).await?,
            multi_factor: vault.has_second_factor(row).await?,
            training_valid_until: vault
                .training_valid_until(row.id)
                .await?
                .map(coffer_model::UnixMillis::as_i64),
            created_at: row.created_at.as_i64(),
            last_seen_at: row.last_seen_at.map(coffer_model::UnixMillis::as_i64),
        })
    }

    /// A page of people.
    ///
    /// # Errors
    /// [`Error::Denied`].
    pub async fn list(
        &self,
        caller: &Caller,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<api::Page<api::User>> {
        let permit = self
            .0
            .gate
            .authorize::<gate::ListUsers>(caller, (), Facts::none())
            .await?;
        let limit = limit.clamp(1, 200);
        let rows = self.0.store.users(after, limit).await?;
        let next = (rows.len() == limit as usize)
            .then(|| rows.last().map(|row| row.id.to_string()))
            .flatten();
        let mut items = Vec::with_capacity(rows.len());
        for row in &rows {
            items.push(self.view(row).await?);
        }
        permit
            .finish(Outcome::done().count(items.len() as u64))
            .await
            .map_err(journal_error)?;
        Ok(api::Page { items, next })
    }

    /// Creates a person and a setup link to hand to them.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::Invalid`]; [`Error::Conflict`] when the address is taken.
    pub async fn create(&self, caller: &Caller, new: api::NewUser) -> Result<api::CreatedUser> {
        let vault = self.0;
        let email = normal_email(&new.email)?;
        let name = checked_text("the name", &new.name, Limits::PERSON_CHARS)?;
        let department = Department::new(&new.department).map_err(Error::Invalid)?;
        let roles = parse_roles(&new.roles)?;
        let rights = match &new.rights {
            Some(rights) => parse_rights(rights)?,
            None => rights_of(&roles),
        };
        let permit = vault
            .gate
            .authorize::<gate::CreateUser>(caller, (), Facts::none())
            .await?;
        let email_index = vault.blind("user email", &email);
        if vault
            .store
            .user_by_email_index(email_index)
            .await?
            .is_some()
        {
            permit
                .finish(Outcome::failed("address-taken"))
                .await
                .map_err(journal_error)?;
            return Err(Error::Conflict(
                "there is an account with this address already".to_owned(),
            ));
        }
        let id: UserId = vault.id();
        let fields = vault.own_fields();
        let row = UserRow {
            id,
            email_index,
            sealed_email: fields.seal("users", "email", id.as_bytes(), &email),
            sealed_name: fields.seal("users", "name", id.as_bytes(), &name),
            department: department.as_str().to_owned(),
            roles,
            rights,
            state: UserState::Active,
            sealed_password_hash: None,
            sealed_totp: None,
            totp_last_step: None,
            failed_count: 0,
            locked_until: None,
            webauthn_handle: vault.entropy.bytes(),
            created_at: vault.now(),
            last_seen_at: None,
        };
        let (enrolment, secret) = self.enrolment(caller, id, "setup", SETUP_SECONDS);
        let mut tx = vault.store.begin().await?;
        tx.insert_user(&row).await?;
        tx.insert_enrolment(&enrolment).await?;
        tx.commit().await?;
        permit
            .finish(Outcome::done().detail("user", id))
            .await
            .map_err(journal_error)?;
        Ok(api::CreatedUser {
            user: self.view(&row).await?,
            setup_link: self.setup_url(&secret),
        })
    }

    fn setup_url(&self, secret: &str) -> String {
        // In the fragment, which browsers send to nobody.
        format!("{}/setup#{secret}", self.0.settings.base_url)
    }

    fn enrolment(
        &self,
        caller: &Caller,
        user: UserId,
        purpose: &str,
        seconds: i64,
    ) -> (EnrolmentRow, String) {
        let secret = secret::fresh(&*self.0.entropy).into_inner();
        let now = self.0.now();
        let row = EnrolmentRow {
            hash: secret::hash(&secret),
            user_id: user,
            purpose: purpose.to_owned(),
            created_by: caller.actor().to_string(),
            created_at: now,
            expires_at: now.plus_seconds(seconds),
            used_at: None,
        };
        (row, secret)
    }

    /// A new setup link for a person who has lost their factors. Earlier ones stop working.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::NotFound`].
    pub async fn setup_link(&self, caller: &Caller, id: UserId) -> Result<api::CreatedUser> {
        let vault = self.0;
        let row = vault.store.user(id).await?.ok_or(Error::NotFound("user"))?;
        let facts = Facts::none().owner(coffer_model::ActorId::User(id));
        let permit = vault
            .gate
            .authorize::<gate::UpdateUser>(caller, id, facts)
            .await?;
        let (enrolment, secret) = self.enrolment(caller, id, "setup", SETUP_SECONDS);
        let mut tx = vault.store.begin().await?;
        tx.delete_enrolments(id).await?;
        tx.insert_enrolment(&enrolment).await?;
        tx.commit().await?;
        permit
            .finish(Outcome::done().detail("step", "setup-link"))
            .await
            .map_err(journal_error)?;
        Ok(api::CreatedUser {
            user: self.view(&row).await?,
            setup_link: self.setup_url(&secret),
        })
    }

    /// Changes what is given. It takes effect at the person's next request, and ends streams under way.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::Invalid`]; [`Error::NotFound`].
    pub async fn change(
        &self,
        caller: &Caller,
        id: UserId,
        change: api::UserChange,
    ) -> Result<api::User> {
        let vault = self.0;
        let row = vault.store.user(id).await?.ok_or(Error::NotFound("user"))?;
        let department = match &change.department {
            Some(text) => Department::new(text)
                .map_err(Error::Invalid)?
                .as_str()
                .to_owned(),
            None => row.department.clone(),
        };
        let roles = change.roles.as_deref().map(parse_roles).transpose()?;
        let rights = match (&change.rights, &roles) {
            (Some(rights), _) => parse_rights(rights)?,
            (None, Some(roles)) => rights_of(roles),
            (None, None) => row.rights.clone(),
        };
        let state: Option<UserState> = change
            .state
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(Error::Invalid)?;
        let facts = Facts::none().owner(coffer_model::ActorId::User(id));
        let permit = vault
            .gate
            .authorize::<gate::UpdateUser>(caller, id, facts)
            .await?;
        let mut tx = vault.store.begin().await?;
        tx.set_user_membership(id, &department, &roles.unwrap_or(row.roles), &rights)
            .await?;
        if let Some(state) = state {
            tx.set_user_state(id, state).await?;
            if state == UserState::Suspended {
                tx.revoke_sessions_of_user(id, None, vault.now()).await?;
                tx.revoke_tokens_of_user(id, vault.now()).await?;
            }
        }
        tx.commit().await?;
        vault.live.actor_changed(coffer_model::ActorId::User(id));
        permit
            .finish(Outcome::done())
            .await
            .map_err(journal_error)?;
        let row = vault.store.user(id).await?.ok_or(Error::NotFound("user"))?;
        self.view(&row).await
    }

    /// A sign-in link of the demonstration, for one persona and at one assurance.
    ///
    /// # Errors
    /// [`Error::Conflict`] outside a demonstration.
    pub async fn demo_link(
        &self,
        caller: &Caller,
        id: UserId,
        assurance: Assurance,
    ) -> Result<String> {
        let vault = self.0;
        if !vault.settings.demo {
            return Err(Error::Conflict(
                "sign-in links exist only in the demonstration".to_owned(),
            ));
        }
        let facts = Facts::none().owner(coffer_model::ActorId::User(id));
        let permit = vault
            .gate
            .authorize::<gate::UpdateUser>(caller, id, facts)
            .await?;
        let (row, secret) = self.enrolment(
            caller,
            id,
            &format!("demo:{}", assurance.level()),
            SETUP_SECONDS,
        );
        let mut tx = vault.store.begin().await?;
        tx.insert_enrolment(&row).await?;
        tx.commit().await?;
        permit
            .finish(Outcome::done().detail("step", "demo-link"))
            .await
            .map_err(journal_error)?;
        Ok(secret)
    }

    /// Attests the training of a persona of the demonstration.
    ///
    /// # Errors
    /// [`Error::Conflict`] outside a demonstration.
    pub async fn console_attest(&self, caller: &Caller, id: UserId) -> Result<()> {
        let vault = self.0;
        if !vault.settings.demo {
            return Err(Error::Conflict(
                "only the person can take the training".to_owned(),
            ));
        }
        let facts = Facts::none().owner(coffer_model::ActorId::User(id));
        let permit = vault
            .gate
            .authorize::<gate::UpdateUser>(caller, id, facts)
            .await?;
        vault.attest(id, MODULE, 100).await?;
        vault.live.actor_changed(coffer_model::ActorId::User(id));
        permit
            .finish(Outcome::done().detail("step", "attested"))
            .await
            .map_err(journal_error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_roles_and_rights_are_refused() {
        assert!(parse_roles(&["agent".to_owned(), "root".to_owned()]).is_err());
        assert!(parse_rights(&["view".to_owned(), "everything".to_owned()]).is_err());
        let rights = vec!["view".to_owned(), "view".to_owned()];
        assert_eq!(parse_rights(&rights).unwrap(), ["view"]);
    }
}
