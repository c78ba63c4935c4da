//! Sealing: a stream of plaintext becomes extents, each durable when it is handed back.

use std::sync::Arc;

use coffer_blob::{BlobWriter, Blobs};
use coffer_model::{Clock, Entropy, Limits, ObjectId};
use coffer_seal::{ExtentHeader, ExtentSealer, Key};
use coffer_store::ExtentRow;

use super::read::blob_error;
use crate::error::{Error, Result};

/// Ciphertext is handed to the blob store in pieces of this size, in bytes.
const WRITE_BYTES: usize = 1 << 20;

/// Seals one stream of a version, extent by extent.
pub(crate) struct ContentWriter {
    blobs: Arc<dyn Blobs>,
    entropy: Arc<dyn Entropy>,
    clock: Arc<dyn Clock>,
    key: Arc<Key>,
    header: ExtentHeader,
    current: Option<Extent>,
    cipher: Vec<u8>,
    /// An extent that is being made durable while the next one fills.
    settling: Option<tokio::task::JoinHandle<Result<ExtentRow>>>,
}

struct Extent {
    object: ObjectId,
    sealer: ExtentSealer,
    writer: Box<dyn BlobWriter>,
    plain_len: u64,
}

impl ContentWriter {
    /// A writer whose first extent has the number in `header`.
    pub(crate) fn new(
        blobs: Arc<dyn Blobs>,
        entropy: Arc<dyn Entropy>,
        clock: Arc<dyn Clock>,
        key: Arc<Key>,
        header: ExtentHeader,
    ) -> Self {
        Self {
            blobs,
            entropy,
            clock,
            key,
            header,
            current: None,
            cipher: Vec::with_capacity(WRITE_BYTES + (128 << 10)),
            settling: None,
        }
    }

    /// Seals `plain`. An extent that this filled is being made durable meanwhile; the one before it is handed back
    /// durable, ready for its row.
    pub(crate) async fn push(&mut self, mut plain: &[u8]) -> Result<Option<ExtentRow>> {
        let mut durable = None;
        while !plain.is_empty() {
            if self.current.is_none() {
                self.begin().await?;
            }
            let Some(extent) = self.current.as_mut() else {
                return Err(Error::Bug("no extent is open".to_owned()));
            };
            let room =
                usize::try_from(Limits::EXTENT_BYTES - extent.plain_len).unwrap_or(usize::MAX);
            // Sealed in pieces that stay in the processor's cache.
            let (now, later) = plain.split_at(plain.len().min(room).min(WRITE_BYTES));
            extent.sealer.push(now, &mut self.cipher)?;
            extent.plain_len += now.len() as u64;
            plain = later;
            let full = extent.plain_len >= Limits::EXTENT_BYTES;
            if self.cipher.len() >= WRITE_BYTES {
                extent
                    .writer
                    .write(&self.cipher)
                    .await
                    .map_err(|e| blob_error(&e))?;
                self.cipher.clear();
            }
            if full {
                let before = self.settle().await?;
                debug_assert!(
                    durable.is_none(),
                    "one call fills at most one extent of {} bytes",
                    Limits::EXTENT_BYTES
                );
                durable = before;
                self.finish_current().await?;
            }
        }
        Ok(durable)
    }

    /// Ends the present extent, however short, and hands back what became durable.
    pub(crate) async fn flush(&mut self) -> Result<Vec<ExtentRow>> {
        let mut durable = Vec::new();
        durable.extend(self.settle().await?);
        if self.current.is_some() {
            self.finish_current().await?;
            durable.extend(self.settle().await?);
        }
        Ok(durable)
    }

    async fn begin(&mut self) -> Result<()> {
        let object: ObjectId = (*self.entropy).id(self.clock.now());
        let mut writer = self
            .blobs
            .create(object)
            .await
            .map_err(|e| blob_error(&e))?;
        let (sealer, page) =
            ExtentSealer::new(&self.key, self.header.clone(), Arc::clone(&self.entropy));
        writer.write(&page).await.map_err(|e| blob_error(&e))?;
        self.current = Some(Extent {
            object,
            sealer,
            writer,
            plain_len: 0,
        });
        Ok(())
    }

    async fn finish_current(&mut self) -> Result<()> {
        let Some(mut extent) = self.current.take() else {
            return Ok(());
        };
        let summary = extent.sealer.finish(&mut self.cipher)?;
        extent
            .writer
            .write(&self.cipher)
            .await
            .map_err(|e| blob_error(&e))?;
        self.cipher.clear();
        let row = ExtentRow {
            version_id: self.header.version,
            stream: self.header.stream as u8,
            no: self.header.extent,
            object_id: extent.object,
            plain_len: summary.plain_len,
            cipher_len: summary.cipher_len,
            digest: summary.digest,
        };
        self.header.extent += 1;
        let writer = extent.writer;
        #[expect(
            clippy::disallowed_methods,
            reason = "the handle is awaited before this writer reports anything durable"
        )]
        let settling = tokio::spawn(async move {
            writer.commit().await.map_err(|e| blob_error(&e))?;
            Ok(row)
        });
        self.settling = Some(settling);
        Ok(())
    }

    async fn settle(&mut self) -> Result<Option<ExtentRow>> {
        match self.settling.take() {
            Some(task) => Ok(Some(task.await??)),
            None => Ok(None),
        }
    }
}

/// Seals a derived stream from a thread that may block, such as the inspection's.
pub(crate) struct DerivedWriter {
    writer: ContentWriter,
    runtime: tokio::runtime::Handle,
    pending: Vec<u8>,
    rows: Vec<ExtentRow>,
}

impl DerivedWriter {
    pub(crate) fn new(writer: ContentWriter, runtime: tokio::runtime::Handle) -> Self {
        Self {
            writer,
            runtime,
            pending: Vec::with_capacity(WRITE_BYTES),
            rows: Vec::new(),
        }
    }

    /// Appends bytes.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.pending.extend_from_slice(bytes);
        if self.pending.len() >= WRITE_BYTES {
            let row = self.runtime.block_on(self.writer.push(&self.pending))?;
            self.rows.extend(row);
            self.pending.clear();
        }
        Ok(())
    }

    /// Ends the stream; its rows are durable and wait for the caller's transaction.
    pub(crate) fn finish(mut self) -> Result<Vec<ExtentRow>> {
        let row = self.runtime.block_on(self.writer.push(&self.pending))?;
        self.rows.extend(row);
        let rest = self.runtime.block_on(self.writer.flush())?;
        self.rows.extend(rest);
        Ok(self.rows)
    }
}
