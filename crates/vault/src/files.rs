//! Files of a case: listing, the masked view, unmasking, downloading, approving, withdrawing.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, PoisonError};

use bytes::Bytes;
use coffer_api as api;
use coffer_gate::{self as gate, Action, Caller, Outcome, Permit};
use coffer_model::{ActorId, CaseId, FileId, Limits, UnixMillis, VersionId, VersionState};
use coffer_seal::{ExtentHeader, Manifest, Stream};
use coffer_store::{FileRow, LedgerFilter, UnmaskingRow, VersionRow};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use tokio::sync::mpsc;

use crate::content::index::Index;
use crate::content::spans::Table;
use crate::content::{Masked, Plain, Source};
use crate::core::Vault;
use crate::error::{Error, Result};
use crate::fields::checked_text;
use crate::opens::{Opens, OpensMasked, OpensPlain};
use crate::uploads::{extent_ref, journal_error};
use crate::view::{Pattern, View};

/// How much a download opens at once, in bytes.
const CHUNK: usize = 1 << 20;
/// The longest value that is unmasked, in bytes.
const UNMASK_BYTES: u64 = 64 << 10;
/// Window of the unmask budget, in seconds.
const BUDGET_SECONDS: i64 = 3600;
/// Searches that one person may have under way.
const SEARCHES: u32 = 2;
/// How long a search may take.
const SEARCH_TIME: std::time::Duration = std::time::Duration::from_secs(60);

/// Which part of a file to download.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slice {
    /// All of it.
    Whole,
    /// From a byte to a byte, both included; without the latter to the end.
    Bytes {
        /// First byte.
        from: u64,
        /// Last byte.
        to: Option<u64>,
    },
    /// The last bytes.
    Last(u64),
}

impl Slice {
    /// Whether this continues a download that began before.
    pub(crate) fn continues(self) -> bool {
        matches!(self, Self::Bytes { from, .. } if from > 0)
    }

    fn resolve(self, len: u64) -> Result<Range<u64>> {
        let range = match self {
            Self::Whole => 0..len,
            Self::Bytes { from, to } => from..to.map_or(len, |to| to.saturating_add(1)).min(len),
            Self::Last(count) => len.saturating_sub(count)..len,
        };
        if range.start > range.end || (range.is_empty() && len > 0) {
            Err(Error::Range { len })
        } else {
            Ok(range)
        }
    }
}

/// Content on its way out.
pub struct Content {
    /// The file's name.
    pub name: String,
    /// Length of the whole content in bytes, when known.
    pub len: Option<u64>,
    /// The bytes that the stream yields.
    pub range: Range<u64>,
    /// A strong validator: versions are immutable, so it is the version's id.
    pub etag: String,
    /// SHA-256 of the whole content, hex.
    pub sha256: Option<String>,
    /// The bytes. An error ends the stream; what came before it was authenticated.
    pub stream: BoxStream<'static, Result<Bytes>>,
}

/// Files.
pub struct Files<'a>(&'a Vault);

impl Vault {
    /// Files.
    #[must_use]
    pub fn files(&self) -> Files<'_> {
        Files(self)
    }

    /// A file's name.
    pub(crate) async fn file_name(&self, row: &FileRow) -> Result<String> {
        self.case_fields(row.case_id).await?.open(
            "files",
            "name",
            row.id.as_bytes(),
            &row.sealed_name,
        )
    }

    /// The SHA-256 of a version in hex, once it was computed from what is stored.
    pub(crate) async fn sha256_of(&self, row: &VersionRow) -> Result<Option<String>> {
        let Some(sealed) = &row.sealed_sha256 else {
            return Ok(None);
        };
        let fields = self.case_fields(row.case_id).await?;
        let hash = fields.open_bytes("versions", "sha256", row.id.as_bytes(), sealed)?;
        Ok(Some(data_encoding::HEXLOWER.encode(&hash)))
    }

    pub(crate) async fn class_counts(&self, version: VersionId) -> Result<Vec<api::ClassCount>> {
        let mut counts = BTreeMap::new();
        for row in self.store.finding_counts(version).await? {
            *counts.entry(row.class).or_insert(0) += row.count;
        }
        Ok(counts
            .into_iter()
            .map(|(class, count)| api::ClassCount {
                class: class.as_str().to_owned(),
                count,
            })
            .collect())
    }

    /// How many people viewed a version, as the ledger has it.
    pub(crate) async fn viewers(&self, version: VersionId) -> Result<u32> {
        let mut people = std::collections::BTreeSet::new();
        for action in [
            gate::ViewMasked::NAME,
            gate::Download::NAME,
            gate::ViewOriginal::NAME,
        ] {
            let filter = LedgerFilter {
                target: Some(version.to_string()),
                action: Some(action.to_owned()),
                decision: Some(coffer_ledger::Decision::Allow),
                ..LedgerFilter::default()
            };
            for row in self.store.find_entries(&filter, None, 1000).await? {
                people.insert(
                    coffer_ledger::Entry::from_bytes(&row.bytes)
                        .map_err(|e| Error::Integrity(e.to_string()))?
                        .actor,
                );
            }
        }
        Ok(u32::try_from(people.len()).unwrap_or(u32::MAX))
    }

    pub(crate) async fn version_summary(&self, row: &VersionRow) -> Result<api::Version> {
        let shredded = row.state == VersionState::Withdrawn;
        let received: u64 = match row.size_bytes {
            Some(size) => size,
            None => self
                .store
                .extents(row.id, Stream::Content as u8)
                .await?
                .iter()
                .map(|e| e.plain_len)
                .sum(),
        };
        let inspected = self
            .progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&row.id)
            .copied();
        let percent = match (row.state, inspected, row.size_bytes) {
            (VersionState::Ready | VersionState::Uninspected, ..) => 100,
            (VersionState::Inspecting, Some(bytes), Some(size)) if size > 0 => {
                bytes.min(size) * 100 / size
            }
            _ => 0,
        };
        Ok(api::Version {
            id: row.id.to_string(),
            number: row.no,
            state: row.state.as_str().to_owned(),
            size_bytes: row.size_bytes,
            received_bytes: received,
            inspected_percent: u32::try_from(percent).unwrap_or(100),
            sent_by: if row.created_by.starts_with("req_") {
                "contact"
            } else {
                "agent"
            }
            .to_owned(),
            created_by: self.actor_name(&row.created_by).await?,
            created_at: row.created_at.as_i64(),
            kind: Some(row.kind.clone()).filter(|kind| !kind.is_empty()),
            sensitivity: matches!(row.state, VersionState::Ready | VersionState::Uninspected)
                .then(|| row.sensitivity.as_str().to_owned()),
            findings: self.class_counts(row.id).await?,
            lines: row.line_count,
            sha256: if shredded {
                None
            } else {
                self.sha256_of(row).await?
            },
        })
    }

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
    async fn view<A: Action>(&self, permit: &Permit<A>) -> Result<View>
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

impl Files<'_> {
    /// The files of a case with their newest versions, oldest first.
    ///
    /// # Errors
    /// [`Error::Denied`].
    pub async fn list(
        &self,
        caller: &Caller,
        case: CaseId,
        after: Option<FileId>,
        limit: u32,
    ) -> Result<api::Page<api::File>> {
        let (_, facts) = self.0.facts_of_case(case).await?;
        let permit = self
            .0
            .gate
            .authorize::<gate::ListFiles>(caller, case, facts)
            .await?;
        let limit = limit.clamp(1, 200);
        let rows = self.0.store.files_of_case(case, after, limit).await?;
        let next = (rows.len() == limit as usize)
            .then(|| rows.last().map(|row| row.id.to_string()))
            .flatten();
        let mut items = Vec::new();
        for row in &rows {
            let versions = self.0.store.versions_of_file(row.id).await?;
            let Some(newest) = versions.first() else {
                continue;
            };
            items.push(api::File {
                id: row.id.to_string(),
                case: case.to_string(),
                name: self.0.file_name(row).await?,
                version: self.0.version_summary(newest).await?,
                versions: u32::try_from(versions.len()).unwrap_or(u32::MAX),
            });
        }
        permit
            .finish(Outcome::done().count(items.len() as u64))
            .await
            .map_err(journal_error)?;
        Ok(api::Page { items, next })
    }

    /// A version, its siblings, and what the caller may do with it.
    ///
    /// # Errors
    /// [`Error::Denied`].
    pub async fn version(&self, caller: &Caller, id: VersionId) -> Result<api::VersionView> {
        let vault = self.0;
        let (row, facts) = vault.facts_of_version(id).await?;
        let case = vault.case_row(row.case_id).await?;
        let case_facts = gate::Facts::none().case(vault.case_facts(&case).await?);
        let permit = vault
            .gate
            .authorize::<gate::ListFiles>(caller, row.case_id, case_facts)
            .await?;
        let facts = facts.unmask_budget_left(self.budget_left(caller).await?);
        let mut may = Vec::new();
        for action in [
            gate::ViewMasked::NAME,
            gate::Unmask::NAME,
            gate::Download::NAME,
            gate::CreateSendLink::NAME,
            gate::WithdrawVersion::NAME,
            gate::ApproveVersion::NAME,
        ] {
            may.push(self.may(caller, action, &row, &facts)?);
        }
        let file = vault.file_row(row.file_id).await?;
        let mut versions = Vec::new();
        for version in vault.store.versions_of_file(file.id).await?.iter().rev() {
            versions.push(vault.version_summary(version).await?);
        }
        let view = api::VersionView {
            file: file.id.to_string(),
            case: case.id.to_string(),
            case_number: case.number.cast_signed(),
            name: vault.file_name(&file).await?,
            version: vault.version_summary(&row).await?,
            versions,
            may,
        };
        permit
            .finish(Outcome::done())
            .await
            .map_err(journal_error)?;
        Ok(view)
    }

    fn may(
        &self,
        caller: &Caller,
        action: &str,
        row: &VersionRow,
        facts: &gate::Facts,
    ) -> Result<api::May> {
        let target = if action == gate::CreateSendLink::NAME {
            row.case_id.to_string()
        } else {
            row.id.to_string()
        };
        let explained = self
            .0
            .gate
            .explain(caller, action, &target, facts)
            .map_err(|error| Error::Bug(error.to_string()))?;
        let allowed = explained.decision == "allow";
        Ok(api::May {
            action: action.to_owned(),
            allowed,
            why_not: (!allowed).then(|| explained.text.clone()),
            code: (!allowed).then(|| explained.code.to_owned()),
        })
    }

    /// Findings by detector, and the members of an archive.
    ///
    /// # Errors
    /// [`Error::Denied`].
    pub async fn findings(&self, caller: &Caller, id: VersionId) -> Result<api::Findings> {
        let (row, facts) = self.0.facts_of_version(id).await?;
        let permit = self
            .0
            .gate
            .authorize::<gate::ListFindings>(caller, id, facts)
            .await?;
        let detectors = self
            .0
            .store
            .finding_counts(id)
            .await?
            .into_iter()
            .map(|row| api::DetectorCount {
                detector: row.detector,
                class: row.class.as_str().to_owned(),
                count: row.count,
            })
            .collect();
        let fields = self.0.case_fields(row.case_id).await?;
        let mut members = Vec::new();
        for member in self.0.store.members(id, 0, 10_000).await? {
            let place = crate::inspect::member_place(id, member.no);
            let text = fields.open("members", "path", &place, &member.sealed_path)?;
            let sealed: crate::inspect::SealedMember = serde_json::from_str(&text)?;
            members.push(api::ArchiveMember {
                path: sealed.path,
                size_bytes: member.size_bytes,
                state: member.state,
                reason: member.reason,
                findings: sealed.findings,
            });
        }
        permit
            .finish(Outcome::done())
            .await
            .map_err(journal_error)?;
        Ok(api::Findings { detectors, members })
    }

    /// Lines of the masked view. Every call is recorded with the lines that were seen.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::NotReady`] for what is not text.
    pub async fn lines(
        &self,
        caller: &Caller,
        id: VersionId,
        from: u64,
        count: u32,
    ) -> Result<api::Lines> {
        let (permit, view) = self.masked_view(caller, id).await?;
        let mut view = view;
        let lines = tokio::task::spawn_blocking(move || view.lines(from, count)).await??;
        let (first, last) = (
            from.max(1),
            from.max(1) + (lines.lines.len() as u64).saturating_sub(1),
        );
        permit
            .finish(Outcome::done().lines(first, last))
            .await
            .map_err(journal_error)?;
        Ok(lines)
    }

    /// One line of the masked view, from a byte offset within it.
    ///
    /// # Errors
    /// As [`Files::lines`]; [`Error::NotFound`] for a line beyond the end.
    pub async fn line(
        &self,
        caller: &Caller,
        id: VersionId,
        number: u64,
        offset: u64,
    ) -> Result<api::Line> {
        let (permit, mut view) = self.masked_view(caller, id).await?;
        let line = tokio::task::spawn_blocking(move || view.line(number, offset)).await??;
        permit
            .finish(Outcome::done().lines(number, number))
            .await
            .map_err(journal_error)?;
        Ok(line)
    }

    /// Counts over the whole masked view.
    ///
    /// # Errors
    /// As [`Files::lines`].
    pub async fn overview(
        &self,
        caller: &Caller,
        id: VersionId,
        buckets: u32,
    ) -> Result<api::Overview> {
        let (permit, mut view) = self.masked_view(caller, id).await?;
        let overview = tokio::task::spawn_blocking(move || view.overview(buckets)).await??;
        permit
            .finish(Outcome::done())
            .await
            .map_err(journal_error)?;
        Ok(overview)
    }

    async fn masked_view(
        &self,
        caller: &Caller,
        id: VersionId,
    ) -> Result<(Permit<gate::ViewMasked>, View)> {
        let (_, facts) = self.0.facts_of_version(id).await?;
        let permit = self
            .0
            .gate
            .authorize::<gate::ViewMasked>(caller, id, facts)
            .await?;
        match self.0.view(&permit).await {
            Ok(view) => Ok((permit, view)),
            Err(error) => {
                permit
                    .finish(Outcome::failed(crate::uploads::code_of(&error)))
                    .await
                    .map_err(journal_error)?;
                Err(error)
            }
        }
    }

    /// Searches the masked text. Events come as they are found; dropping the stream ends the search.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::Invalid`] for a bad pattern; [`Error::Busy`] with two searches under way.
    pub async fn search(
        &self,
        caller: &Caller,
        id: VersionId,
        search: api::Search,
    ) -> Result<BoxStream<'static, Result<api::SearchEvent>>> {
        let pattern = Pattern::new(&search)?;
        let slot = SearchSlot::enter(self.0, caller)?;
        let (_, facts) = self.0.facts_of_version(id).await?;
        let permit = self
            .0
            .gate
            .authorize::<gate::SearchMasked>(caller, id, facts)
            .await?;
        let mut view = match self.0.view(&permit).await {
            Ok(view) => view,
            Err(error) => {
                permit
                    .finish(Outcome::failed(crate::uploads::code_of(&error)))
                    .await
                    .map_err(journal_error)?;
                return Err(error);
            }
        };
        let (sender, receiver) = mpsc::channel(64);
        let runtime = tokio::runtime::Handle::current();
        self.0.tasks.spawn(async move {
            let searched = tokio::task::spawn_blocking(move || {
                let _slot = slot;
                let began = std::time::Instant::now();
                let mut hits = 0;
                let outcome = view.search(&pattern, |event| {
                    hits += u64::from(matches!(event, api::SearchEvent::Hit { .. }));
                    permit.is_live()
                        && began.elapsed() < SEARCH_TIME
                        && runtime.block_on(sender.send(Ok(event))).is_ok()
                });
                let failed = outcome.is_err();
                if let Err(error) = outcome {
                    let _ = runtime.block_on(sender.send(Err(error)));
                }
                (permit, hits, failed)
            })
            .await;
            if let Ok((permit, hits, failed)) = searched {
                let outcome = if failed {
                    Outcome::failed("failed")
                } else {
                    Outcome::done()
                };
                let _ = permit.finish(outcome.count(hits)).await;
            }
        });
        let stream = futures_util::stream::unfold(receiver, |mut receiver| async move {
            receiver.recv().await.map(|event| (event, receiver))
        });
        Ok(stream.boxed())
    }

    async fn budget_left(&self, caller: &Caller) -> Result<u32> {
        let Some(user) = caller.user_id() else {
            return Ok(0);
        };
        let since = self.0.now().plus_seconds(-BUDGET_SECONDS);
        let used = self.0.store.count_unmaskings(user, since).await?;
        Ok(self
            .0
            .settings
            .unmask_budget
            .saturating_sub(u32::try_from(used).unwrap_or(u32::MAX)))
    }

    /// Shows the value behind one span, once, for a reason, within the budget.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::Invalid`] without a reason; [`Error::NotFound`] for an unknown span.
    pub async fn unmask(
        &self,
        caller: &Caller,
        id: VersionId,
        new: api::NewUnmasking,
    ) -> Result<api::Unmasking> {
        let vault = self.0;
        let reason = checked_text("the reason", &new.reason, Limits::NOTE_CHARS)?;
        let budget = self.budget_left(caller).await?;
        let (row, facts) = vault.facts_of_version(id).await?;
        let permit = vault
            .gate
            .authorize::<gate::Unmask>(caller, id, facts.unmask_budget_left(budget))
            .await?;
        let user = caller
            .user_id()
            .ok_or(Error::SignInRequired("a value is unmasked for a person"))?;
        let spans = vault.source(&permit, Stream::Spans).await?;
        let mut plain = Plain::of(&permit, vault.source(&permit, Stream::Content).await?);
        let number = new.span;
        let opened = tokio::task::spawn_blocking(move || {
            let mut table = Table::open(spans)?;
            let span = (number < table.len())
                .then(|| table.read(number, 1))
                .transpose()?;
            let span = span
                .and_then(|mut spans| spans.pop())
                .ok_or(Error::NotFound("span"))?;
            let wanted = usize::try_from((span.end - span.start).min(UNMASK_BYTES)).unwrap_or(0);
            let mut value = Vec::with_capacity(wanted);
            plain.source().read_at(span.start, wanted, &mut value)?;
            Ok::<_, Error>((table.detector(&span).to_owned(), value))
        })
        .await?;
        let (detector, value) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                permit
                    .finish(Outcome::failed("no-span"))
                    .await
                    .map_err(journal_error)?;
                return Err(error);
            }
        };
        let fields = vault.case_fields(row.case_id).await?;
        let entry = permit.entry();
        let sealed_reason = fields.seal("unmaskings", "reason", &entry.to_be_bytes(), &reason);
        let mut tx = vault.store.begin().await?;
        tx.insert_unmasking(&UnmaskingRow {
            entry,
            version_id: id,
            span_no: number,
            user_id: user,
            sealed_reason: sealed_reason.clone(),
            unmasked_at: vault.now(),
        })
        .await?;
        tx.commit().await?;
        let outcome = Outcome::done()
            .detail("span", number)
            .detail("detector", detector)
            .sealed(sealed_reason);
        permit.finish(outcome).await.map_err(journal_error)?;
        Ok(api::Unmasking {
            value: String::from_utf8_lossy(&value).into_owned(),
            entry,
            budget_left: budget.saturating_sub(1),
        })
    }

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

    /// Downloads the masked text.
    ///
    /// # Errors
    /// As [`Files::lines`].
    pub async fn masked(&self, caller: &Caller, id: VersionId) -> Result<Content> {
        let (permit, mut view) = self.masked_view(caller, id).await?;
        let row = self.0.version_row(id).await?;
        let name = self
            .0
            .file_name(&self.0.file_row(row.file_id).await?)
            .await?;
        let (sender, receiver) = mpsc::channel(2);
        let runtime = tokio::runtime::Handle::current();
        self.0.tasks.spawn(async move {
            let sent = tokio::task::spawn_blocking(move || {
                let mut bytes = 0;
                let outcome = view.blocks(0, |_, block| {
                    bytes += block.len() as u64;
                    Ok(permit.is_live()
                        && runtime
                            .block_on(sender.send(Ok(Bytes::copy_from_slice(block))))
                            .is_ok())
                });
                if let Err(error) = outcome {
                    let _ = runtime.block_on(sender.send(Err(error)));
                }
                (permit, bytes)
            })
            .await;
            if let Ok((permit, bytes)) = sent {
                let _ = permit.finish(Outcome::done().bytes(bytes)).await;
            }
        });
        let stream = futures_util::stream::unfold(receiver, |mut receiver| async move {
            receiver.recv().await.map(|part| (part, receiver))
        });
        Ok(Content {
            name: format!("masked-{name}"),
            len: None,
            range: 0..0,
            etag: format!("{id}-masked"),
            sha256: None,
            stream: stream.boxed(),
        })
    }

    /// Lets a version that could not be inspected out of quarantine.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::Conflict`] when it is not in quarantine.
    pub async fn approve(&self, caller: &Caller, id: VersionId) -> Result<api::Version> {
        let (_, facts) = self.0.facts_of_version(id).await?;
        let permit = self
            .0
            .gate
            .authorize::<gate::ApproveVersion>(caller, id, facts)
            .await?;
        let mut tx = self.0.store.begin().await?;
        let approved = tx
            .approve_version(id, &caller.actor().to_string(), self.0.now())
            .await?;
        tx.commit().await?;
        if !approved {
            permit
                .finish(Outcome::failed("not-quarantined"))
                .await
                .map_err(journal_error)?;
            return Err(Error::Conflict(
                "this version is not in quarantine".to_owned(),
            ));
        }
        permit
            .finish(Outcome::done())
            .await
            .map_err(journal_error)?;
        self.0.version_summary(&self.0.version_row(id).await?).await
    }

    /// Takes a version back: its key is destroyed. A contact may until it was viewed for the first time.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::Conflict`] after the first view.
    pub async fn withdraw(&self, caller: &Caller, id: VersionId) -> Result<()> {
        let (row, mut facts) = self.0.facts_of_version(id).await?;
        if let ActorId::Request(request) = *caller.actor() {
            let request = self
                .0
                .store
                .request(request)
                .await?
                .ok_or(Error::NotFound("upload request"))?;
            facts = facts.link(crate::facts::request_facts(&request));
        }
        let permit = self
            .0
            .gate
            .authorize::<gate::WithdrawVersion>(caller, id, facts)
            .await?;
        if matches!(caller.actor(), ActorId::Request(_)) && self.0.viewers(id).await? > 0 {
            permit
                .finish(Outcome::failed("viewed"))
                .await
                .map_err(journal_error)?;
            return Err(Error::Conflict(
                "the file was viewed already: ask the agent to delete it".to_owned(),
            ));
        }
        self.0
            .destroy_version(row.id, permit.entry(), "withdrawn")
            .await?;
        permit.finish(Outcome::done()).await.map_err(journal_error)
    }

    /// The signed receipt of a received version, with its ledger proof.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::NotReady`] until the content was verified.
    pub async fn receipt(&self, caller: &Caller, id: VersionId) -> Result<String> {
        let (row, mut facts) = self.0.facts_of_version(id).await?;
        if let ActorId::Request(request) = *caller.actor() {
            let request = self
                .0
                .store
                .request(request)
                .await?
                .ok_or(Error::NotFound("upload request"))?;
            facts = facts.link(crate::facts::request_facts(&request));
        }
        let permit = self
            .0
            .gate
            .authorize::<gate::ReadReceipt>(caller, id, facts)
            .await?;
        let receipt = self.0.receipt_text(&row).await;
        let outcome = if receipt.is_ok() {
            Outcome::done()
        } else {
            Outcome::failed("no-receipt")
        };
        permit.finish(outcome).await.map_err(journal_error)?;
        receipt
    }
}

impl Vault {
    /// Destroys the key of a version and lets its objects go.
    pub(crate) async fn destroy_version(
        &self,
        id: VersionId,
        entry: u64,
        reason: &str,
    ) -> Result<()> {
        let row = self.version_row(id).await?;
        let now: UnixMillis = self.now();
        self.store
            .keyring()
            .destroy_key(row.data_key, now, entry, reason)
            .await?;
        self.keys.forget();
        let mut tx = self.store.begin().await?;
        tx.withdraw_version(id, now).await?;
        let objects = tx.delete_extents(id).await?;
        tx.delete_manifests(id).await?;
        tx.commit().await?;
        for object in objects {
            if let Err(error) = self.blobs.delete(object).await {
                // Unreadable already; the sweep takes it later.
                tracing::warn!(%error, "an object of a destroyed version stays behind");
            }
        }
        Ok(())
    }
}

/// Bounds the searches of one actor.
struct SearchSlot {
    vault: Vault,
    actor: String,
}

impl SearchSlot {
    fn enter(vault: &Vault, caller: &Caller) -> Result<Self> {
        let actor = caller.actor().to_string();
        let mut running = vault
            .searches
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let count = running.entry(actor.clone()).or_insert(0);
        if *count >= SEARCHES {
            return Err(Error::Busy {
                retry_after_seconds: 5,
            });
        }
        *count += 1;
        drop(running);
        Ok(Self {
            vault: vault.clone(),
            actor,
        })
    }
}

impl Drop for SearchSlot {
    fn drop(&mut self) {
        let mut running = self
            .vault
            .searches
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = running.get_mut(&self.actor) {
            *count -= 1;
            if *count == 0 {
                running.remove(&self.actor);
            }
        }
    }
}
