//! The way out of content: a permit opens a version's streams, and a download goes out chunk by chunk while the permit
//! lives.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use coffer_gate::{self as gate, Action, Caller, Outcome, Permit};
use coffer_model::VersionId;
use coffer_seal::{ExtentHeader, Manifest, Stream};
use coffer_store::VersionRow;
use futures_util::StreamExt;
use tokio::sync::mpsc;

use super::{Content, Files, Slice};
use crate::content::index::Index;
use crate::content::spans::Table;
use crate::content::{Masked, Plain, Source};
use crate::core::Vault;
use crate::error::{Error, Result};
use crate::opens::{Opens, OpensMasked, OpensPlain};
use crate::uploads::{extent_ref, journal_error};
use crate::view::View;

/// How much a download opens at once, in bytes.
const CHUNK: usize = 1 << 20;

impl Vault {
    /// Opens a stream of the version that a permit names. The manifest is checked first, so that no extent is missing,
    /// repeated or from another time.
    pub(crate) async fn source<A: Action>(
        &self,
        permit: &Permit<A>,
        stream: Stream,
    ) -> Result<Source>
    where
        Permit<A>: Opens,
    {
        let (version, key_id, key) = self.keys.open_version(permit).await?;
        let row = self.version_row(version).await?;
        let case = self.case_row(row.case_id).await?;
        let extents: Vec<_> = self
            .store
            .extents(version, stream as u8)
            .await?
            .iter()
            .map(extent_ref)
            .collect();
        let stored = self
            .store
            .manifest(version, stream as u8)
            .await?
            .ok_or(Error::NotReady(
                "this part of the file is not there: it may still be inspected, or it is not text",
            ))?;
        let manifest = Manifest {
            version,
            stream,
            extents,
            complete: stored.complete,
        };
        manifest.verify(&key, &stored.mac)?;
        let header = ExtentHeader::new(
            case.customer_id,
            row.case_id,
            row.file_id,
            version,
            stream,
            0,
            key_id,
        );
        Ok(Source::new(
            Arc::clone(&self.blobs),
            key,
            header,
            manifest.extents,
        ))
    }

    /// Opens the masked view of the version that a permit names.
    pub(super) async fn view<A: Action>(&self, permit: &Permit<A>) -> Result<View>
    where
        Permit<A>: OpensMasked,
    {
        let index = self.source(permit, Stream::LineIndex).await?;
        let spans = self.source(permit, Stream::Spans).await?;
        let text = Masked::of(permit, self.source(permit, Stream::Content).await?);
        tokio::task::spawn_blocking(move || {
            Ok(View::new(text, Index::open(index)?, Table::open(spans)?))
        })
        .await?
    }

    /// Streams a slice of the version that a permit names, and finishes the permit with what went out.
    pub(crate) async fn stream<A: Action>(
        &self,
        permit: Permit<A>,
        row: &VersionRow,
        slice: Slice,
    ) -> Result<Content>
    where
        Permit<A>: OpensPlain,
    {
        let name = self.file_name(&self.file_row(row.file_id).await?).await?;
        let sha256 = self.sha256_of(row).await?;
        let source = self.source(&permit, Stream::Content).await?;
        let len = source.len();
        let range = match slice.resolve(len) {
            Ok(range) => range,
            Err(error) => {
                permit
                    .finish(Outcome::failed("range"))
                    .await
                    .map_err(journal_error)?;
                return Err(error);
            }
        };
        let plain = Plain::of(&permit, source);
        let (sender, receiver) = mpsc::channel(2);
        self.tasks.spawn(pump(
            permit,
            plain,
            range.clone(),
            sender,
            tokio::runtime::Handle::current(),
        ));
        let stream = futures_util::stream::unfold(receiver, |mut receiver| async move {
            receiver.recv().await.map(|part| (part, receiver))
        });
        Ok(Content {
            name,
            len: Some(len),
            range,
            etag: row.id.to_string(),
            sha256,
            stream: stream.boxed(),
        })
    }
}

impl Files<'_> {
    /// Downloads a version as it was received.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::Range`].
    pub async fn download(&self, caller: &Caller, id: VersionId, slice: Slice) -> Result<Content> {
        let (row, facts) = self.0.facts_of_version(id).await?;
        let permit = self
            .0
            .gate
            .authorize::<gate::Download>(caller, id, facts)
            .await?;
        self.0.stream(permit, &row, slice).await
    }
}

/// Opens chunk after chunk while someone takes them and the permit lives.
async fn pump<A: Action>(
    permit: Permit<A>,
    plain: Plain,
    range: Range<u64>,
    sender: mpsc::Sender<Result<Bytes>>,
    runtime: tokio::runtime::Handle,
) {
    let sent = tokio::task::spawn_blocking(move || {
        let mut source = plain.into_source();
        let mut at = range.start;
        let mut result = "done";
        while at < range.end {
            if !permit.is_live() {
                let _ = runtime.block_on(sender.send(Err(Error::Ended(
                    "the access that this came through has ended",
                ))));
                result = "revoked";
                break;
            }
            let wanted = CHUNK.min(usize::try_from(range.end - at).unwrap_or(CHUNK));
            let mut chunk = Vec::with_capacity(wanted);
            match source.read_at(at, wanted, &mut chunk) {
                Ok(count) => at += count as u64,
                Err(error) => {
                    let _ = runtime.block_on(sender.send(Err(error)));
                    result = "integrity";
                    break;
                }
            }
            if runtime
                .block_on(sender.send(Ok(Bytes::from(chunk))))
                .is_err()
            {
                result = "cut";
                break;
            }
        }
        (permit, at - range.start, result)
    })
    .await;
    let Ok((permit, bytes, result)) = sent else {
        return;
    };
    let outcome = if result == "done" {
        Outcome::done()
    } else {
        Outcome::failed(result)
    };
    if let Err(error) = permit.finish(outcome.bytes(bytes)).await {
        tracing::error!(%error, "the outcome of a download was not recorded");
    }
}
