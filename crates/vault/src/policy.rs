//! The policy: its text, and why a decision falls as it does.

use coffer_api as api;
use coffer_gate::{self as gate, Caller, Facts, Outcome, PolicyText};
use coffer_model::{ActorId, Assurance};

use crate::core::Vault;
use crate::error::{Error, Result};
use crate::fields::normal_email;
use crate::identity::Proof;
use crate::uploads::journal_error;

/// The policy in force, as text.
#[derive(Debug, Clone)]
pub struct PolicyTexts {
    /// The Cedar schema.
    pub schema: String,
    /// The policies, file by file.
    pub policies: Vec<(String, String)>,
}

/// The policy.
pub struct Policy<'a>(&'a Vault);

impl Vault {
    /// The policy.
    #[must_use]
    pub fn policy(&self) -> Policy<'_> {
        Policy(self)
    }
}

impl Policy<'_> {
    /// The policy in force.
    ///
    /// # Errors
    /// [`Error::Denied`].
    pub async fn text(&self, caller: &Caller) -> Result<PolicyTexts> {
        let permit = self
            .0
            .gate
            .authorize::<gate::ReadPolicy>(caller, (), Facts::none())
            .await?;
        let policies = PolicyText::built_in()
            .files()
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .collect();
        permit
            .finish(Outcome::done())
            .await
            .map_err(journal_error)?;
        Ok(PolicyTexts {
            schema: PolicyText::schema().to_owned(),
            policies,
        })
    }

    /// Why an actor may or may not do something. Nothing is done, and nothing but the question is recorded.
    ///
    /// # Errors
    /// [`Error::Denied`] for those who may not read the policy; [`Error::Invalid`] for an unknown action.
    pub async fn explain(
        &self,
        caller: &Caller,
        request: api::ExplainRequest,
    ) -> Result<api::Explanation> {
        let permit = self
            .0
            .gate
            .authorize::<gate::ReadPolicy>(caller, (), Facts::none())
            .await?;
        let explained = self.explained(&request).await;
        let outcome = if explained.is_ok() {
            Outcome::done()
        } else {
            Outcome::failed("not-explained")
        };
        permit.finish(outcome).await.map_err(journal_error)?;
        explained
    }

    async fn explained(&self, request: &api::ExplainRequest) -> Result<api::Explanation> {
        let actor = self.caller_named(&request.actor).await?;
        let target = request.target.as_deref().unwrap_or_default();
        let facts = self.facts_named(target).await?;
        let explained = self
            .0
            .gate
            .explain(&actor, &request.action, target, &facts)
            .map_err(|error| Error::Invalid(error.to_string()))?;
        Ok(api::Explanation {
            decision: explained.decision.to_owned(),
            code: explained.code.to_owned(),
            text: explained.text,
            next: explained.next.unwrap_or_default(),
            policies: explained
                .policies
                .into_iter()
                .map(|policy| api::PolicyReason {
                    id: policy.id,
                    effect: policy.effect.to_owned(),
                    text: policy.text,
                })
                .collect(),
        })
    }

    /// The caller that somebody would be, signed in just now as strongly as their account allows.
    async fn caller_named(&self, text: &str) -> Result<Caller> {
        let vault = self.0;
        match text.parse::<ActorId>() {
            Ok(ActorId::Anonymous) => return Ok(Caller::anonymous(None)),
            Ok(ActorId::Console) => return Ok(Caller::console()),
            Ok(ActorId::Service(name)) => return Ok(Caller::service(name)),
            Ok(ActorId::Request(id)) => {
                let row = vault
                    .store
                    .request(id)
                    .await?
                    .ok_or(Error::NotFound("upload request"))?;
                return Ok(Caller::request(id, row.case_id, Assurance::Single, None));
            }
            Ok(ActorId::SendLink(id)) => {
                let row = vault
                    .store
                    .send_link(id)
                    .await?
                    .ok_or(Error::NotFound("send link"))?;
                return Ok(Caller::send_link(id, row.case_id, Assurance::Multi, None));
            }
            Ok(ActorId::User(_)) | Err(_) => {}
        }
        let user = match text.parse() {
            Ok(id) => vault.store.user(id).await?,
            Err(_) => {
                vault
                    .store
                    .user_by_email_index(vault.blind("user email", &normal_email(text)?))
                    .await?
            }
        };
        let user = user.ok_or(Error::NotFound("user"))?;
        // The personas of the demonstration sign in by link, so their accounts hold no factor of their own.
        let assurance = if vault.settings.demo {
            Assurance::Passkey
        } else {
            vault.best_assurance(&user).await?
        };
        let proof = Proof {
            assurance: Some(assurance),
            proved_at: Some(vault.now()),
            ..Proof::default()
        };
        vault.caller_of_user(&user, proof).await
    }

    async fn facts_named(&self, target: &str) -> Result<Facts> {
        let vault = self.0;
        if let Ok(case) = target.parse() {
            return Ok(vault.facts_of_case(case).await?.1);
        }
        if let Ok(version) = target.parse() {
            return Ok(vault
                .facts_of_version(version)
                .await?
                .1
                .unmask_budget_left(vault.settings.unmask_budget));
        }
        if let Ok(file) = target.parse() {
            let row = vault.file_row(file).await?;
            return Ok(vault.facts_of_case(row.case_id).await?.1);
        }
        if let Ok(request) = target.parse() {
            let row = vault
                .store
                .request(request)
                .await?
                .ok_or(Error::NotFound("upload request"))?;
            let facts = vault.facts_of_case(row.case_id).await?.1;
            return Ok(facts
                .link(crate::facts::request_facts(&row))
                .owner(ActorId::Request(request)));
        }
        Ok(Facts::none())
    }
}
