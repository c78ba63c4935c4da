//! Receiving: resumable uploads, from contacts by link and from staff.
//!
//! What is answered as received is durable: its extent is fsynced and its row committed before the answer. A body that
//! is cut seals its extent short and keeps what arrived; an extent without a row is an orphan that a sweep removes.

mod append;
mod begin;
mod receive;

use bytes::Bytes;
use coffer_gate::{self as gate, Caller, Facts, Outcome};
use coffer_model::{ActorId, CaseId, ClientPath, FileId, UnixMillis, UploadId, VersionId};
use coffer_store::{ExtentRow, UploadRow, UploadState};
use futures_util::stream::BoxStream;

use self::append::InFlight;
use crate::core::Vault;
use crate::error::{Error, Result};
use crate::facts::request_facts;

/// The connection ended before the body did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyCut;

/// Where an upload goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadTarget {
    /// Through the upload request whose link the caller holds.
    Request,
    /// A new file in a case, by staff.
    Case(CaseId),
    /// A new version of a file, by staff.
    File(FileId),
}

/// What an upload is to become.
#[derive(Debug)]
pub struct NewUpload {
    /// The file's name.
    pub name: ClientPath,
    /// Its length in bytes, if known already.
    pub length: Option<u64>,
    /// Where it goes.
    pub target: UploadTarget,
}

/// A checksum over one part of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checksum {
    /// SHA-256.
    Sha256([u8; 32]),
}

/// Where an upload stands.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The upload.
    pub id: UploadId,
    /// The version that it becomes.
    pub version: VersionId,
    /// Bytes that are durable.
    pub offset: u64,
    /// The length in bytes, once known.
    pub length: Option<u64>,
    /// Until when it can be continued.
    pub expires_at: UnixMillis,
    /// Whether every byte is here.
    pub complete: bool,
}

impl From<&UploadRow> for Upload {
    fn from(row: &UploadRow) -> Self {
        Self {
            id: row.id,
            version: row.version_id,
            offset: row.offset_bytes,
            length: row.length_bytes,
            expires_at: row.expires_at,
            complete: row.state == UploadState::Complete,
        }
    }
}

/// Receiving files.
pub struct Uploads<'a>(&'a Vault);

impl Vault {
    /// Receiving files.
    #[must_use]
    pub fn uploads(&self) -> Uploads<'_> {
        Uploads(self)
    }
}

impl Uploads<'_> {
    /// Where an upload stands.
    ///
    /// # Errors
    /// [`Error::NotFound`] for those who did not begin it.
    pub async fn status(&self, caller: &Caller, id: UploadId) -> Result<Upload> {
        let (mut row, permit) = self.reach::<gate::ReadUpload>(caller, id).await?;
        self.close(&mut row).await?;
        permit
            .finish(Outcome::done())
            .await
            .map_err(journal_error)?;
        Ok(Upload::from(&row))
    }

    /// Completes an upload whose last byte is durable and whose server ended before it could: whoever asks learns that
    /// nothing is missing, and sends nothing more that would complete it.
    async fn close(&self, row: &mut UploadRow) -> Result<()> {
        if row.state == UploadState::Complete || row.length_bytes != Some(row.offset_bytes) {
            return Ok(());
        }
        // Whoever is adding to it at this moment completes it.
        let Ok(_alone) = InFlight::enter(self.0, row.id) else {
            return Ok(());
        };
        let now = self.0.store.upload(row.id).await?;
        *row = now.ok_or(Error::NotFound("upload"))?;
        if row.state != UploadState::Complete {
            self.complete(row).await?;
            row.state = UploadState::Complete;
        }
        Ok(())
    }

    /// An upload, and the permit to do `A` to it. To those who are refused and did not begin it, it does not exist.
    async fn reach<A: gate::Action<Target = UploadId>>(
        &self,
        caller: &Caller,
        id: UploadId,
    ) -> Result<(UploadRow, gate::Permit<A>)> {
        let row = self
            .0
            .store
            .upload(id)
            .await?
            .filter(|row| row.state != UploadState::Discarded)
            .ok_or(Error::NotFound("upload"))?;
        let facts = self.facts(caller, &row).await?;
        match self.0.gate.authorize::<A>(caller, id, facts).await {
            Ok(permit) => Ok((row, permit)),
            Err(_) if owner(&row) != *caller.actor() => Err(Error::NotFound("upload")),
            Err(denied) => Err(denied.into()),
        }
    }

    async fn facts(&self, caller: &Caller, row: &UploadRow) -> Result<Facts> {
        let (_, facts) = self.0.facts_of_case(row.case_id).await?;
        let mut facts = facts.owner(owner(row));
        if let ActorId::Request(id) = *caller.actor() {
            let request = self
                .0
                .store
                .request(id)
                .await?
                .ok_or(Error::NotFound("upload request"))?;
            facts = facts.link(request_facts(&request));
        }
        Ok(facts)
    }

    /// Gives an unfinished upload up; its key is destroyed.
    ///
    /// # Errors
    /// [`Error::NotFound`] for those who did not begin it.
    pub async fn discard(&self, caller: &Caller, id: UploadId) -> Result<()> {
        let _alone = InFlight::enter(self.0, id)?;
        let (row, permit) = self.reach::<gate::DiscardUpload>(caller, id).await?;
        if row.state == UploadState::Complete {
            permit
                .finish(Outcome::failed("complete"))
                .await
                .map_err(journal_error)?;
            return Err(Error::Conflict(
                "the upload is complete: withdraw the file instead".to_owned(),
            ));
        }
        self.0
            .destroy_version(row.version_id, permit.entry(), "upload-discarded")
            .await?;
        let mut tx = self.0.store.begin().await?;
        tx.discard_upload(id).await?;
        tx.withdraw_version(row.version_id, self.0.now()).await?;
        if let Some(request) = row.request_id {
            tx.release_quota(request, 1, row.length_bytes.unwrap_or(row.offset_bytes))
                .await?;
        }
        tx.commit().await?;
        permit.finish(Outcome::done()).await.map_err(journal_error)
    }

    /// Receives a whole file in one body, as `curl -T` sends it.
    ///
    /// # Errors
    /// As [`Uploads::create`] and [`Uploads::append`].
    pub async fn put(
        &self,
        caller: &Caller,
        new: NewUpload,
        body: BoxStream<'static, std::result::Result<Bytes, BodyCut>>,
    ) -> Result<Upload> {
        let declared = new.length;
        let upload = self.create(caller, new).await?;
        if upload.complete {
            return Ok(upload);
        }
        let upload = self.append(caller, upload.id, 0, None, None, body).await?;
        if declared.is_some() || upload.complete {
            return Ok(upload);
        }
        // The end of the body is the end of the file.
        let end = upload.offset;
        self.append(
            caller,
            upload.id,
            end,
            Some(end),
            None,
            Box::pin(futures_util::stream::empty()),
        )
        .await
    }
}

/// Who began an upload.
fn owner(row: &UploadRow) -> ActorId {
    match (row.request_id, row.user_id) {
        (Some(request), _) => ActorId::Request(request),
        (None, Some(user)) => ActorId::User(user),
        (None, None) => ActorId::Anonymous,
    }
}

/// An extent's row as the manifest names it.
pub(crate) fn extent_ref(row: &ExtentRow) -> coffer_seal::ExtentRef {
    coffer_seal::ExtentRef {
        object: row.object_id,
        plain_len: row.plain_len,
        cipher_len: row.cipher_len,
        digest: row.digest,
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "what `map_err` takes gets the error itself"
)]
pub(crate) fn journal_error(error: coffer_gate::JournalError) -> Error {
    tracing::error!(%error, "the ledger did not append");
    Error::Unavailable("the ledger")
}

/// A stable code for the outcome of a failed act.
pub(crate) fn code_of(error: &Error) -> &'static str {
    match error {
        Error::TooLarge(_) => "too-large",
        Error::Checksum => "checksum",
        Error::Full => "full",
        Error::Ended(_) => "ended",
        Error::Integrity(_) => "integrity",
        Error::Unavailable(_) => "cut",
        _ => "failed",
    }
}
