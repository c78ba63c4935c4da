//! Adding to an upload: one writer at a time, at the place where the upload stands, within what was declared.

use std::sync::PoisonError;

use bytes::Bytes;
use coffer_gate::{self as gate, Caller, Outcome, Permit};
use coffer_model::{Limits, UploadId};
use coffer_store::{UploadRow, UploadState};
use futures_util::stream::BoxStream;

use super::{BodyCut, Checksum, Upload, Uploads, code_of, journal_error};
use crate::core::Vault;
use crate::error::{Error, Result};

impl Uploads<'_> {
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
        let (mut row, permit) = self.reach::<gate::AppendUpload>(caller, id).await?;
        let before = row.offset_bytes;
        let result = self
            .append_to(&permit, &mut row, offset, length, checksum, body)
            .await;
        let outcome = match &result {
            Ok(()) => Outcome::done(),
            Err(error) => Outcome::failed(code_of(error)),
        };
        permit
            .finish(outcome.bytes(row.offset_bytes - before))
            .await
            .map_err(journal_error)?;
        result?;
        if row.state != UploadState::Complete && row.length_bytes == Some(row.offset_bytes) {
            self.complete(&row).await?;
            row.state = UploadState::Complete;
        }
        Ok(Upload::from(&row))
    }

    async fn append_to(
        &self,
        permit: &Permit<gate::AppendUpload>,
        row: &mut UploadRow,
        offset: u64,
        length: Option<u64>,
        checksum: Option<Checksum>,
        body: BoxStream<'static, std::result::Result<Bytes, BodyCut>>,
    ) -> Result<()> {
        if offset != row.offset_bytes {
            return Err(Error::Offset {
                at: row.offset_bytes,
            });
        }
        if row.state == UploadState::Complete {
            return Ok(());
        }
        if self.0.now() > row.expires_at {
            return Err(Error::Ended("this upload has expired: begin again"));
        }
        self.declare_length(row, length).await?;
        self.receive(permit, row, checksum, body).await
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
}

/// One writer at a time for each upload.
pub(super) struct InFlight {
    vault: Vault,
    id: UploadId,
}

impl InFlight {
    pub(super) fn enter(vault: &Vault, id: UploadId) -> Result<Self> {
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
