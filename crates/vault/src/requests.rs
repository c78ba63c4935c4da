//! Upload requests: a link that lets a contact put files into a case.

use coffer_api as api;
use coffer_gate::{self as gate, Caller, Outcome};
use coffer_model::{ActorId, CaseId, ContactId, Department, Limits, LinkState, RequestId, Role};
use coffer_store::{RequestRow, UploadState};

use crate::core::Vault;
use crate::error::{Error, Result};
use crate::facts::request_facts;
use crate::fields::checked_text;
use crate::secret;
use crate::uploads::journal_error;

/// Life of a link, in seconds: one minute to 90 days.
pub(crate) const LINK_SECONDS: std::ops::RangeInclusive<u32> = 60..=90 * 86_400;

/// Upload requests.
pub struct Requests<'a>(&'a Vault);

impl Vault {
    /// Upload requests.
    #[must_use]
    pub fn requests(&self) -> Requests<'_> {
        Requests(self)
    }
}

/// The state of a link as people understand it.
pub(crate) fn link_state(
    state: LinkState,
    expires_at: coffer_model::UnixMillis,
    now: coffer_model::UnixMillis,
) -> String {
    if state == LinkState::Active && expires_at <= now {
        "expired".to_owned()
    } else {
        state.as_str().to_owned()
    }
}

impl Requests<'_> {
    /// Makes an upload request and its link.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::Invalid`].
    pub async fn create(
        &self,
        caller: &Caller,
        case: CaseId,
        new: api::NewUploadRequest,
    ) -> Result<api::UploadRequest> {
        let vault = self.0;
        let note = checked_text("the note", &new.note, Limits::NOTE_CHARS)?;
        if !LINK_SECONDS.contains(&new.ttl_seconds) {
            return Err(Error::Invalid(
                "a link lives between one minute and 90 days".to_owned(),
            ));
        }
        if !(1..=Limits::FILES_PER_REQUEST).contains(&new.max_files) {
            return Err(Error::Invalid(format!(
                "a request takes 1 to {} files",
                Limits::FILES_PER_REQUEST
            )));
        }
        if !(1..=Limits::FILE_BYTES).contains(&new.max_bytes) {
            return Err(Error::Invalid(format!(
                "a request takes 1 to {} bytes",
                Limits::FILE_BYTES
            )));
        }
        let (row, facts) = vault.facts_of_case(case).await?;
        let permit = vault
            .gate
            .authorize::<gate::CreateRequest>(caller, case, facts)
            .await?;
        let contact: Option<ContactId> = new.contact.as_deref().map(str::parse).transpose()?;
        if let Some(contact) = contact {
            let known = vault
                .store
                .contact(contact)
                .await?
                .is_some_and(|known| known.customer_id == row.customer_id);
            if !known {
                permit
                    .finish(Outcome::failed("wrong-contact"))
                    .await
                    .map_err(journal_error)?;
                return Err(Error::Invalid(
                    "the contact does not belong to the customer of this case".to_owned(),
                ));
            }
        }
        let id: RequestId = vault.id();
        let secret = secret::fresh(&*vault.entropy);
        let fields = vault.case_fields(case).await?;
        let now = vault.now();
        let row = RequestRow {
            id,
            case_id: case,
            contact_id: contact,
            secret_hash: secret::hash(secret.expose()),
            sealed_secret: Some(fields.seal(
                "upload_requests",
                "secret",
                id.as_bytes(),
                secret.expose(),
            )),
            sealed_note: fields.seal("upload_requests", "note", id.as_bytes(), &note),
            state: LinkState::Active,
            created_by: caller.actor().to_string(),
            created_at: now,
            expires_at: now.plus_seconds(i64::from(new.ttl_seconds)),
            max_files: new.max_files,
            max_bytes: new.max_bytes,
            used_files: 0,
            used_bytes: 0,
            opened_at: None,
        };
        let mut tx = vault.store.begin().await?;
        tx.insert_request(&row).await?;
        tx.commit().await?;
        permit
            .finish(Outcome::done().detail("request", id))
            .await
            .map_err(journal_error)?;
        self.staff_view(&row).await
    }

    /// The requests of a case, newest first.
    ///
    /// # Errors
    /// [`Error::Denied`].
    pub async fn list(
        &self,
        caller: &Caller,
        case: CaseId,
    ) -> Result<api::Page<api::UploadRequest>> {
        let (_, facts) = self.0.facts_of_case(case).await?;
        let permit = self
            .0
            .gate
            .authorize::<gate::ListRequests>(caller, case, facts)
            .await?;
        let mut items = Vec::new();
        for row in self.0.store.requests_of_case(case).await? {
            items.push(self.staff_view(&row).await?);
        }
        permit
            .finish(Outcome::done().count(items.len() as u64))
            .await
            .map_err(journal_error)?;
        Ok(api::Page { items, next: None })
    }

    async fn staff_view(&self, row: &RequestRow) -> Result<api::UploadRequest> {
        let vault = self.0;
        let fields = vault.case_fields(row.case_id).await?;
        let contact_name = match row.contact_id {
            Some(id) => match vault.store.contact(id).await? {
                Some(contact) => Some(vault.contact_view(&contact).await?.name),
                None => None,
            },
            None => None,
        };
        let state = link_state(row.state, row.expires_at, vault.now());
        let link = match &row.sealed_secret {
            Some(sealed) if state == "active" => {
                let secret = fields.open("upload_requests", "secret", row.id.as_bytes(), sealed)?;
                Some(format!("{}/u/{secret}", vault.settings.base_url))
            }
            _ => None,
        };
        Ok(api::UploadRequest {
            id: row.id.to_string(),
            note: fields.open(
                "upload_requests",
                "note",
                row.id.as_bytes(),
                &row.sealed_note,
            )?,
            contact_name,
            state,
            created_by: vault.actor_name(&row.created_by).await?,
            created_at: row.created_at.as_i64(),
            expires_at: row.expires_at.as_i64(),
            opened_at: row.opened_at.map(coffer_model::UnixMillis::as_i64),
            max_files: row.max_files,
            max_bytes: row.max_bytes,
            used_files: row.used_files,
            used_bytes: row.used_bytes,
            link,
        })
    }

    /// Takes a request back; its link stops working at once, also for uploads that are under way.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::Conflict`] when it is not active.
    pub async fn revoke(&self, caller: &Caller, id: RequestId) -> Result<api::UploadRequest> {
        let mut row = self
            .0
            .store
            .request(id)
            .await?
            .ok_or(Error::NotFound("upload request"))?;
        let (_, facts) = self.0.facts_of_case(row.case_id).await?;
        let permit = self
            .0
            .gate
            .authorize::<gate::RevokeRequest>(caller, id, facts.link(request_facts(&row)))
            .await?;
        let from = row.state;
        row.state = from.become_state(LinkState::Revoked)?;
        let mut tx = self.0.store.begin().await?;
        tx.set_request_state(id, from, row.state).await?;
        tx.commit().await?;
        self.0.live.revoke_request(id);
        permit
            .finish(Outcome::done())
            .await
            .map_err(journal_error)?;
        self.staff_view(&row).await
    }

    /// What the contact who holds the link sees: who asks, for what, who will see it and until when, and the files
    /// that came through this link.
    ///
    /// # Errors
    /// [`Error::Denied`] when the link has ended.
    pub async fn open(&self, caller: &Caller) -> Result<api::RequestView> {
        let vault = self.0;
        let ActorId::Request(id) = *caller.actor() else {
            return Err(Error::SignInRequired(
                "this page needs the link of an upload request",
            ));
        };
        let row = vault
            .store
            .request(id)
            .await?
            .ok_or(Error::NotFound("upload request"))?;
        let (case, facts) = vault.facts_of_case(row.case_id).await?;
        let facts = facts
            .link(request_facts(&row))
            .owner(caller.actor().clone());
        let permit = vault
            .gate
            .authorize::<gate::OpenRequest>(caller, id, facts)
            .await?;
        if row.opened_at.is_none() {
            let mut tx = vault.store.begin().await?;
            tx.open_request(id, vault.now()).await?;
            tx.commit().await?;
        }
        let (seen_by, seen_by_roles) = self.readers(case.id).await?;
        let fields = vault.case_fields(case.id).await?;
        let agent = vault.actor_name(&row.created_by).await?;
        let bytes_left = row.max_bytes.saturating_sub(row.used_bytes);
        let view = api::RequestView {
            organisation: vault.settings.organisation.clone(),
            agent: agent
                .split_whitespace()
                .next()
                .unwrap_or("Support")
                .to_owned(),
            team: "Customer Success".to_owned(),
            case_number: case.number.cast_signed(),
            note: fields.open("upload_requests", "note", id.as_bytes(), &row.sealed_note)?,
            expires_at: row.expires_at.as_i64(),
            files_left: row.max_files.saturating_sub(row.used_files),
            bytes_left,
            max_file_bytes: Limits::FILE_BYTES.min(bytes_left),
            seen_by,
            seen_by_roles,
            retention_days: u32::try_from(case.retention_seconds / 86_400).unwrap_or(u32::MAX),
            files: self.sent_files(id).await?,
        };
        permit
            .finish(Outcome::done())
            .await
            .map_err(journal_error)?;
        Ok(view)
    }

    /// Who can see the files of a case, as the policy has it: its members and the leads of customer success.
    async fn readers(&self, case: CaseId) -> Result<(u32, Vec<String>)> {
        let members: Vec<_> = self
            .0
            .store
            .case_members(case)
            .await?
            .into_iter()
            .map(|m| m.user_id)
            .collect();
        let (mut agents, mut leads) = (0_u32, 0_u32);
        for user in self.0.every_user().await? {
            if user.department != Department::CUSTOMER_SUCCESS
                || user.state != coffer_store::UserState::Active
            {
                continue;
            }
            if user.roles.contains(&Role::Lead) {
                leads += 1;
            } else if user.roles.contains(&Role::Agent) && members.contains(&user.id) {
                agents += 1;
            }
        }
        let mut roles = Vec::new();
        for (count, one, many) in [
            (agents, "support agent", "support agents"),
            (leads, "team lead", "team leads"),
        ] {
            if count > 0 {
                roles.push(format!("{count} {}", if count == 1 { one } else { many }));
            }
        }
        Ok((agents + leads, roles))
    }

    async fn sent_files(&self, request: RequestId) -> Result<Vec<api::SentFile>> {
        let vault = self.0;
        let mut files = Vec::new();
        for upload in vault.store.uploads_of_request(request).await? {
            if upload.state == UploadState::Discarded {
                continue;
            }
            let file = vault.file_row(upload.file_id).await?;
            let version = vault.version_row(upload.version_id).await?;
            let name = vault.file_name(&file).await?;
            files.push(api::SentFile {
                version: version.id.to_string(),
                upload: (upload.state == UploadState::Active).then(|| upload.id.to_string()),
                name,
                size_bytes: upload.length_bytes,
                offset: upload.offset_bytes,
                state: version.state.as_str().to_owned(),
                sha256: vault.sha256_of(&version).await?,
                receipt: version.receipt_id.is_some(),
                findings: vault.class_counts(version.id).await?,
                views: vault.viewers(version.id).await?,
            });
        }
        Ok(files)
    }
}
