//! Receiving: resumable uploads, from contacts by link and from staff.
//!
//! What is answered as received is durable: its extent is fsynced and its row committed before the answer. A body that
//! is cut seals its extent short and keeps what arrived; an extent without a row is an orphan that a sweep removes.

use std::sync::PoisonError;

use bytes::Bytes;
use coffer_gate::{self as gate, Caller, Facts, Outcome, Permit};
use coffer_model::{
    ActorId, CaseId, ClientPath, FileId, Limits, Sensitivity, UnixMillis, UploadId, VersionId,
    VersionState,
};
use coffer_seal::{ExtentHeader, Manifest, Sha256, Stream};
use coffer_store::{ExtentRow, FileRow, ManifestRow, UploadRow, UploadState, VersionRow};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use crate::content::ContentWriter;
use crate::core::Vault;
use crate::error::{Error, Result};
use crate::facts::request_facts;
use crate::keyring::{Owner, Parent};

/// How long an unfinished upload can be continued, in seconds: a week.
const UPLOAD_SECONDS: i64 = 7 * 86_400;

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

/// What the permits to begin an upload have in common.
struct Begun {
    case: CaseId,
    file: Option<FileId>,
    actor: ActorId,
    finish: Finish,
}

enum Finish {
    Request(Permit<gate::CreateUpload>),
    Put(Permit<gate::PutFile>),
    Modify(Permit<gate::ModifyFile>),
}

impl Uploads<'_> {
    /// Begins an upload.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::TooLarge`] above a limit of the request or of the deployment.
    pub async fn create(&self, caller: &Caller, new: NewUpload) -> Result<Upload> {
        if new.length.is_some_and(|length| length > Limits::FILE_BYTES) {
            return Err(Error::TooLarge(format!(
                "a file may have at most {} bytes",
                Limits::FILE_BYTES
            )));
        }
        let begun = self.authorize(caller, new.target).await?;
        let row = match self.begin(&begun, &new).await {
            Ok(row) => row,
            Err(error) => {
                begun.finish.failed().await?;
                return Err(error);
            }
        };
        let upload = Upload::from(&row);
        begun.finish.done(&upload).await?;
        if upload.length == Some(0) {
            self.complete(&row).await?;
            return Ok(Upload {
                complete: true,
                ..upload
            });
        }
        Ok(upload)
    }

    async fn authorize(&self, caller: &Caller, target: UploadTarget) -> Result<Begun> {
        let vault = self.0;
        match target {
            UploadTarget::Request => {
                let ActorId::Request(id) = *caller.actor() else {
                    return Err(Error::SignInRequired(
                        "an upload needs the link of an upload request",
                    ));
                };
                let row = vault
                    .store
                    .request(id)
                    .await?
                    .ok_or(Error::NotFound("upload request"))?;
                let (_, facts) = vault.facts_of_case(row.case_id).await?;
                let facts = facts
                    .link(request_facts(&row))
                    .owner(caller.actor().clone());
                let permit = vault
                    .gate
                    .authorize::<gate::CreateUpload>(caller, id, facts)
                    .await?;
                Ok(Begun {
                    case: row.case_id,
                    file: None,
                    actor: caller.actor().clone(),
                    finish: Finish::Request(permit),
                })
            }
            UploadTarget::Case(case) => {
                let (_, facts) = vault.facts_of_case(case).await?;
                let permit = vault
                    .gate
                    .authorize::<gate::PutFile>(caller, case, facts)
                    .await?;
                Ok(Begun {
                    case,
                    file: None,
                    actor: caller.actor().clone(),
                    finish: Finish::Put(permit),
                })
            }
            UploadTarget::File(file) => {
                let row = vault.file_row(file).await?;
                let (_, facts) = vault.facts_of_case(row.case_id).await?;
                let permit = vault
                    .gate
                    .authorize::<gate::ModifyFile>(caller, file, facts)
                    .await?;
                let actor = caller.actor().clone();
                Ok(Begun {
                    case: row.case_id,
                    file: Some(file),
                    actor,
                    finish: Finish::Modify(permit),
                })
            }
        }
    }

    async fn begin(&self, begun: &Begun, new: &NewUpload) -> Result<UploadRow> {
        let vault = self.0;
        let now = vault.now();
        let request = if let ActorId::Request(id) = begun.actor {
            Some(id)
        } else {
            None
        };
        let version: VersionId = vault.id();
        let drawn = vault
            .keys
            .draw(Owner::Version(version), Parent::Case(begun.case))
            .await?;
        let file = begun.file.unwrap_or_else(|| vault.id());
        let fields = vault.case_fields(begun.case).await?;
        vault.store.keyring().insert_key(&drawn.row).await?;
        let mut tx = vault.store.begin().await?;
        if begun.file.is_none() {
            tx.insert_file(&FileRow {
                id: file,
                case_id: begun.case,
                sealed_name: fields.seal("files", "name", file.as_bytes(), new.name.as_str()),
                created_at: now,
                created_by: begun.actor.to_string(),
                request_id: request,
            })
            .await?;
        }
        let number = tx.next_version_no(file).await?;
        tx.insert_version(&VersionRow {
            id: version,
            file_id: file,
            case_id: begun.case,
            no: number,
            state: VersionState::Receiving,
            size_bytes: None,
            suite: coffer_seal::Suite::FloeAes256Gcm as u8,
            data_key: drawn.row.id,
            sealed_sha256: None,
            // Until it is inspected it counts as the most sensitive.
            sensitivity: Sensitivity::Health,
            inspected: false,
            line_count: None,
            kind: String::new(),
            created_at: now,
            created_by: begun.actor.to_string(),
            completed_at: None,
            withdrawn_at: None,
            approved_by: None,
            approved_at: None,
            receipt_id: None,
        })
        .await?;
        let row = UploadRow {
            id: vault.id(),
            version_id: version,
            file_id: file,
            case_id: begun.case,
            request_id: request,
            user_id: if let ActorId::User(id) = begun.actor {
                Some(id)
            } else {
                None
            },
            length_bytes: new.length,
            offset_bytes: 0,
            state: UploadState::Active,
            created_at: now,
            expires_at: now.plus_seconds(UPLOAD_SECONDS),
            client_key: None,
        };
        tx.insert_upload(&row).await?;
        if let Some(request) = request {
            tx.reserve_quota(request, 1, new.length.unwrap_or(0), now)
                .await?;
        }
        tx.commit().await?;
        Ok(row)
    }

    /// Where an upload stands.
    ///
    /// # Errors
    /// [`Error::NotFound`] for those who did not begin it.
    pub async fn status(&self, caller: &Caller, id: UploadId) -> Result<Upload> {
        let row = self.own(caller, id).await?;
        Ok(Upload::from(&row))
    }

    async fn own(&self, caller: &Caller, id: UploadId) -> Result<UploadRow> {
        let row = self
            .0
            .store
            .upload(id)
            .await?
            .ok_or(Error::NotFound("upload"))?;
        // Not a decision: to others an upload does not exist, and its bytes are never read through it.
        if owner(&row) != *caller.actor() || row.state == UploadState::Discarded {
            return Err(Error::NotFound("upload"));
        }
        Ok(row)
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

    /// Adds bytes at `offset`. Runs to its end even when the caller goes away; what arrived is kept and durable when
    /// this answers.
    ///
    /// # Errors
    /// [`Error::Offset`] when the upload stands elsewhere; [`Error::TooLarge`] beyond its length or quota;
    /// [`Error::Checksum`], after which nothing of this part is kept.
    pub async fn append(
        &self,
        caller: &Caller,
        id: UploadId,
        offset: u64,
        length: Option<u64>,
        checksum: Option<Checksum>,
        body: BoxStream<'static, std::result::Result<Bytes, BodyCut>>,
    ) -> Result<Upload> {
        let (vault, caller) = (self.0.clone(), caller.clone());
        let task = self.0.tasks.spawn(async move {
            vault
                .uploads()
                .append_here(&caller, id, offset, length, checksum, body)
                .await
        });
        task.await?
    }

    async fn append_here(
        &self,
        caller: &Caller,
        id: UploadId,
        offset: u64,
        length: Option<u64>,
        checksum: Option<Checksum>,
        body: BoxStream<'static, std::result::Result<Bytes, BodyCut>>,
    ) -> Result<Upload> {
        let _alone = InFlight::enter(self.0, id)?;
        let mut row = self.own(caller, id).await?;
        if row.state == UploadState::Complete {
            return if offset == row.offset_bytes {
                Ok(Upload::from(&row))
            } else {
                Err(Error::Offset {
                    at: row.offset_bytes,
                })
            };
        }
        if self.0.now() > row.expires_at {
            return Err(Error::Ended("this upload has expired: begin again"));
        }
        if offset != row.offset_bytes {
            return Err(Error::Offset {
                at: row.offset_bytes,
            });
        }
        self.declare_length(&mut row, length).await?;
        let facts = self.facts(caller, &row).await?;
        let permit = self
            .0
            .gate
            .authorize::<gate::AppendUpload>(caller, id, facts)
            .await?;
        let before = row.offset_bytes;
        let result = self.receive(&permit, &mut row, checksum, body).await;
        let outcome = match &result {
            Ok(()) => Outcome::done(),
            Err(error) => Outcome::failed(code_of(error)),
        };
        permit
            .finish(outcome.bytes(row.offset_bytes - before))
            .await
            .map_err(journal_error)?;
        result?;
        if row.length_bytes == Some(row.offset_bytes) {
            self.complete(&row).await?;
            row.state = UploadState::Complete;
        }
        Ok(Upload::from(&row))
    }

    async fn declare_length(&self, row: &mut UploadRow, length: Option<u64>) -> Result<()> {
        let Some(length) = length else { return Ok(()) };
        if row.length_bytes.is_some_and(|known| known != length) {
            return Err(Error::Invalid(
                "the length of this upload was declared before and is another one".to_owned(),
            ));
        }
        if row.length_bytes.is_none() {
            if length > Limits::FILE_BYTES || length < row.offset_bytes {
                return Err(Error::TooLarge(format!(
                    "the length must be between {} and {} bytes",
                    row.offset_bytes,
                    Limits::FILE_BYTES
                )));
            }
            let mut tx = self.0.store.begin().await?;
            tx.set_upload_length(row.id, length).await?;
            if let Some(request) = row.request_id {
                tx.reserve_quota(request, 0, length - row.offset_bytes, self.0.now())
                    .await?;
            }
            tx.commit().await?;
            row.length_bytes = Some(length);
        }
        Ok(())
    }

    /// Seals the body extent by extent and commits each. With a checksum, rows wait until it matched.
    async fn receive(
        &self,
        permit: &Permit<gate::AppendUpload>,
        row: &mut UploadRow,
        checksum: Option<Checksum>,
        mut body: BoxStream<'static, std::result::Result<Bytes, BodyCut>>,
    ) -> Result<()> {
        let vault = self.0;
        let mut writer = self.writer(row).await?;
        let mut digest = checksum.map(|_| Sha256::new());
        let mut waiting: Vec<ExtentRow> = Vec::new();
        let mut arrived = row.offset_bytes;
        let mut stop = Ok(());
        while let Some(part) = body.next().await {
            let Ok(part) = part else {
                stop = Err(Error::Unavailable("the rest of the upload"));
                break;
            };
            arrived += part.len() as u64;
            if row.length_bytes.is_some_and(|length| arrived > length)
                || arrived > Limits::FILE_BYTES
            {
                stop = Err(Error::TooLarge(
                    "more bytes arrived than the upload declared".to_owned(),
                ));
                break;
            }
            if let Some(digest) = &mut digest {
                digest.update(&part);
            }
            if let Some(durable) = writer.push(&part).await? {
                waiting.push(durable);
                if digest.is_none() {
                    self.commit(row, &mut waiting).await?;
                }
                if !permit.is_live() {
                    stop = Err(Error::Ended(
                        "the access that this upload came through has ended",
                    ));
                    break;
                }
            }
        }
        waiting.extend(writer.flush().await?);
        if let (Some(digest), Some(Checksum::Sha256(expected))) = (digest, checksum) {
            let matches =
                stop.is_ok() && coffer_seal::constant_time_eq(&digest.finish(), &expected);
            if !matches {
                for extent in &waiting {
                    // An object that stays behind is an orphan without a row; the sweep takes it.
                    vault.blobs.delete(extent.object_id).await.ok();
                }
                return stop.and(Err(Error::Checksum));
            }
        }
        self.commit(row, &mut waiting).await?;
        stop
    }

    async fn writer(&self, row: &UploadRow) -> Result<ContentWriter> {
        let vault = self.0;
        let (key_id, key) = vault.keys.seal_version(row.version_id).await?;
        let extents = vault
            .store
            .extents(row.version_id, Stream::Content as u8)
            .await?
            .len();
        let extents =
            u32::try_from(extents).map_err(|_| Error::TooLarge("too many parts".to_owned()))?;
        let case = vault.case_row(row.case_id).await?;
        let header = ExtentHeader::new(
            case.customer_id,
            row.case_id,
            row.file_id,
            row.version_id,
            Stream::Content,
            extents,
            key_id,
        );
        Ok(ContentWriter::new(
            std::sync::Arc::clone(&vault.blobs),
            std::sync::Arc::clone(&vault.entropy),
            std::sync::Arc::clone(&vault.clock),
            key,
            header,
        ))
    }

    async fn commit(&self, row: &mut UploadRow, extents: &mut Vec<ExtentRow>) -> Result<()> {
        if extents.is_empty() {
            return Ok(());
        }
        let mut tx = self.0.store.begin().await?;
        let mut offset = row.offset_bytes;
        for extent in extents.drain(..) {
            tx.append_extent(row.id, offset, &extent).await?;
            offset += extent.plain_len;
        }
        if let (Some(request), None) = (row.request_id, row.length_bytes) {
            tx.reserve_quota(request, 0, offset - row.offset_bytes, self.0.now())
                .await?;
        }
        tx.commit().await?;
        row.offset_bytes = offset;
        Ok(())
    }

    /// Every byte is durable: the manifest is closed and inspection is due, in one transaction.
    async fn complete(&self, row: &UploadRow) -> Result<()> {
        let vault = self.0;
        let (_, key) = vault.keys.seal_version(row.version_id).await?;
        let extents = vault
            .store
            .extents(row.version_id, Stream::Content as u8)
            .await?;
        let manifest = Manifest {
            version: row.version_id,
            stream: Stream::Content,
            extents: extents.iter().map(extent_ref).collect(),
            complete: true,
        };
        let mac = manifest.mac(&key);
        let now = vault.now();
        let mut tx = vault.store.begin().await?;
        tx.complete_upload(row.id).await?;
        tx.complete_version(row.version_id, row.offset_bytes, now)
            .await?;
        tx.set_manifest(&ManifestRow {
            version_id: row.version_id,
            stream: Stream::Content as u8,
            mac,
            plain_len: row.offset_bytes,
            complete: true,
        })
        .await?;
        let key = row.version_id.to_string();
        tx.enqueue_job(&crate::jobs::new_job(vault, crate::jobs::INSPECT, &key))
            .await?;
        tx.commit().await?;
        vault.wake.inspection.notify_one();
        Ok(())
    }

    /// Gives an unfinished upload up; its key is destroyed.
    ///
    /// # Errors
    /// [`Error::NotFound`] for those who did not begin it.
    pub async fn discard(&self, caller: &Caller, id: UploadId) -> Result<()> {
        let _alone = InFlight::enter(self.0, id)?;
        let row = self.own(caller, id).await?;
        if row.state == UploadState::Complete {
            return Err(Error::Conflict(
                "the upload is complete: withdraw the file instead".to_owned(),
            ));
        }
        let facts = self.facts(caller, &row).await?;
        let permit = self
            .0
            .gate
            .authorize::<gate::DiscardUpload>(caller, id, facts)
            .await?;
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

impl Finish {
    async fn failed(self) -> Result<()> {
        self.end(Outcome::failed("not-begun")).await
    }

    async fn done(self, upload: &Upload) -> Result<()> {
        self.end(
            Outcome::done()
                .detail("upload", upload.id)
                .detail("version", upload.version),
        )
        .await
    }

    async fn end(self, outcome: Outcome) -> Result<()> {
        match self {
            Self::Request(permit) => permit.finish(outcome).await,
            Self::Put(permit) => permit.finish(outcome).await,
            Self::Modify(permit) => permit.finish(outcome).await,
        }
        .map_err(journal_error)
    }
}

/// One writer at a time for each upload.
struct InFlight {
    vault: Vault,
    id: UploadId,
}

impl InFlight {
    fn enter(vault: &Vault, id: UploadId) -> Result<Self> {
        let mut busy = vault
            .in_flight
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if !busy.insert(id) {
            return Err(Error::Conflict(
                "another connection is adding to this upload: wait until it ends".to_owned(),
            ));
        }
        Ok(Self {
            vault: vault.clone(),
            id,
        })
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.vault
            .in_flight
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.id);
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
