//! The bytes of an upload: sealed extent by extent, committed as they become durable, closed by a manifest.

use bytes::Bytes;
use coffer_gate::{self as gate, Permit};
use coffer_model::Limits;
use coffer_seal::{ExtentHeader, Manifest, Sha256, Stream};
use coffer_store::{ExtentRow, ManifestRow, UploadRow};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use super::{BodyCut, Checksum, Uploads, extent_ref};
use crate::content::ContentWriter;
use crate::error::{Error, Result};

impl Uploads<'_> {
    /// Seals the body extent by extent and commits each. With a checksum, rows wait until it matched.
    pub(super) async fn receive(
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
    pub(super) async fn complete(&self, row: &UploadRow) -> Result<()> {
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
}
