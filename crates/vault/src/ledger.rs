//! The ledger: reading it, proving it, signing checkpoints and receipts.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use coffer_api as api;
use coffer_gate::{self as gate, Caller, Detail, Event, Facts, Outcome};
use coffer_ledger::{
    Checkpoint, Decision, NoteKey, NoteSigner, NoteVerifier, Receipt, SignedCheckpoint, Statement,
    note_key_id,
};
use coffer_model::{ActorId, CaseId, DeploymentId, ReceiptId, VersionId};
use coffer_seal::SigningKey;
use coffer_store::{LedgerFilter, LedgerRow, VersionRow};

use crate::core::Vault;
use crate::error::{Error, Result};
use crate::uploads::journal_error;

/// Which entries to show.
#[derive(Debug, Clone, Default)]
pub struct EntryFilter {
    /// By this actor.
    pub actor: Option<String>,
    /// With this action.
    pub action: Option<String>,
    /// Of this case.
    pub case: Option<CaseId>,
    /// About this target.
    pub target: Option<String>,
    /// `allow` or `deny`.
    pub decision: Option<String>,
    /// Only entries before this index.
    pub before: Option<u64>,
    /// How many.
    pub limit: u32,
}

/// The signer of checkpoints and receipts.
pub(crate) struct Signer {
    name: String,
    key: SigningKey,
}

impl NoteSigner for Signer {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        note_key_id(&self.name, &self.key.verifying_key().to_bytes())
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message)
    }
}

/// The public half, for those who check.
pub(crate) struct Checker {
    key: NoteKey,
    public: coffer_seal::VerifyingKey,
}

impl Checker {
    /// The checker of a deployment's ledger.
    pub(crate) fn of(deployment: DeploymentId, signing: &SigningKey) -> Result<Self> {
        let public = signing.verifying_key();
        let key = NoteKey::new(&origin_of(deployment), public.to_bytes())
            .map_err(|e| Error::Bug(e.to_string()))?;
        Ok(Self { key, public })
    }
}

/// The origin of a deployment's log.
fn origin_of(deployment: DeploymentId) -> String {
    format!("coffer/{deployment}")
}

impl NoteVerifier for Checker {
    fn name(&self) -> &str {
        self.key.name()
    }

    fn key_id(&self) -> u32 {
        self.key.key_id()
    }

    fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.public.verify(message, signature).is_ok()
    }
}

/// The ledger.
pub struct Ledger<'a>(&'a Vault);

impl Vault {
    /// The ledger.
    #[must_use]
    pub fn ledger(&self) -> Ledger<'_> {
        Ledger(self)
    }

    /// The origin of this deployment's log.
    pub(crate) fn origin(&self) -> String {
        origin_of(self.keys.deployment())
    }

    pub(crate) fn signer(&self) -> Signer {
        Signer {
            name: self.origin(),
            key: self.keys.signing(),
        }
    }

    pub(crate) fn checker(&self) -> Result<Checker> {
        Checker::of(self.keys.deployment(), &self.keys.signing())
    }

    /// Signs the tree as it stands, unless that was done.
    pub(crate) async fn sign_checkpoint(&self) -> Result<SignedCheckpoint> {
        let size = self.store.ledger_size().await?;
        if let Some(row) = self.store.latest_checkpoint().await?
            && row.size >= size
        {
            return SignedCheckpoint::parse(&row.note).map_err(|e| Error::Integrity(e.to_string()));
        }
        let root = self.store.ledger_root(size).await?;
        let signed = SignedCheckpoint::sign(
            Checkpoint {
                origin: self.origin(),
                size,
                root,
            },
            &self.signer(),
        )
        .map_err(|e| Error::Bug(e.to_string()))?;
        let mut tx = self.store.begin().await?;
        tx.insert_checkpoint(size, &signed.to_string(), self.now())
            .await?;
        tx.commit().await?;
        Ok(signed)
    }

    /// Records that a version was received with this content, and gives it a receipt if a contact sent it.
    pub(crate) async fn issue_receipt(&self, id: VersionId, sha256: [u8; 32]) -> Result<()> {
        let row = self.version_row(id).await?;
        let Ok(ActorId::Request(_)) = row.created_by.parse() else {
            return Ok(());
        };
        if row.receipt_id.is_some() {
            return Ok(());
        }
        let receipt: ReceiptId = self.id();
        let statement = self.statement(&row, receipt, sha256).await?;
        let (key, commitment) = statement
            .commitment()
            .map_err(|e| Error::Bug(e.to_string()))?;
        let detail = Detail::new()
            .target(id)
            .case(row.case_id)
            .with("receipt", receipt)
            .with(key, commitment);
        self.gate
            .record(&Caller::service("scan"), Event::VersionReceived, detail)
            .await
            .map_err(journal_error)?;
        let mut tx = self.store.begin().await?;
        tx.set_version_receipt(id, receipt).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn statement(
        &self,
        row: &VersionRow,
        receipt: ReceiptId,
        sha256: [u8; 32],
    ) -> Result<Statement> {
        let file = self.file_row(row.file_id).await?;
        let request = file.request_id.ok_or(Error::NotFound("receipt"))?;
        let name = self.file_name(&file).await?;
        let case = self.case_row(row.case_id).await?;
        // Derived, so that the statement can be written again word for word; secret until a receipt shows it.
        let salt = self
            .keys
            .case(row.case_id)
            .await?
            .derive("receipt name salt", row.id.as_bytes());
        let mut name_salt = [0; 16];
        name_salt.copy_from_slice(&salt.expose()[..16]);
        Ok(Statement {
            origin: self.origin(),
            receipt,
            case_number: case.number.to_string(),
            request,
            version: row.id,
            file_sha256: sha256,
            size_bytes: row.size_bytes.unwrap_or(0),
            name_sha256: Statement::name_hash(&name_salt, &name),
            name_salt,
            received_at: row.completed_at.unwrap_or(row.created_at),
        })
    }

    /// The receipt of a version, with its proof in a checkpoint that covers it.
    pub(crate) async fn receipt_text(&self, row: &VersionRow) -> Result<String> {
        let (Some(receipt), Some(sealed)) = (row.receipt_id, &row.sealed_sha256) else {
            return Err(Error::NotReady(
                "the receipt is written once the content has been verified: ask again shortly",
            ));
        };
        let fields = self.case_fields(row.case_id).await?;
        let sha256 = fields.open_bytes("versions", "sha256", row.id.as_bytes(), sealed)?;
        let sha256 = sha256
            .try_into()
            .map_err(|_| Error::Integrity("a stored hash has another length".to_owned()))?;
        let statement = self.statement(row, receipt, sha256).await?;
        let filter = LedgerFilter {
            target: Some(row.id.to_string()),
            action: Some(Event::VersionReceived.as_str().to_owned()),
            ..LedgerFilter::default()
        };
        let entry = self
            .store
            .find_entries(&filter, None, 10)
            .await?
            .into_iter()
            .next()
            .ok_or_else(|| {
                Error::Integrity("the ledger holds no entry for this receipt".to_owned())
            })?;
        let checkpoint = self.sign_checkpoint().await?;
        let proof = self
            .store
            .inclusion_proof(entry.idx, checkpoint.unverified().size)
            .await?;
        Receipt::issue(
            &statement,
            entry.idx,
            &entry.bytes,
            &proof,
            &checkpoint,
            &self.signer(),
        )
        .and_then(|receipt| receipt.to_text())
        .map_err(|error| Error::Integrity(error.to_string()))
    }

    /// An entry as the explorer shows it, with the names that the caller may know.
    async fn entry_view(&self, row: &LedgerRow) -> Result<api::LedgerEntry> {
        let entry: serde_json::Value = serde_json::from_slice(&row.bytes)?;
        let mut names = BTreeMap::new();
        if let Some(actor) = entry.get("actor").and_then(|actor| actor.as_str()) {
            names.insert(actor.to_owned(), self.actor_name(actor).await?);
        }
        Ok(api::LedgerEntry {
            index: row.idx,
            leaf: data_encoding::HEXLOWER.encode(&row.leaf_hash),
            entry,
            names,
        })
    }
}

impl Ledger<'_> {
    /// A page of entries, newest first.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::Invalid`] for an unknown decision.
    pub async fn entries(
        &self,
        caller: &Caller,
        filter: EntryFilter,
    ) -> Result<api::Page<api::LedgerEntry>> {
        let decision = match filter.decision.as_deref() {
            None | Some("") => None,
            Some("allow") => Some(Decision::Allow),
            Some("deny") => Some(Decision::Deny),
            Some(_) => return Err(Error::Invalid("a decision is allow or deny".to_owned())),
        };
        let permit = self
            .0
            .gate
            .authorize::<gate::ReadLedger>(caller, (), Facts::none())
            .await?;
        let wanted = LedgerFilter {
            case: filter.case,
            target: filter.target,
            actor: filter.actor,
            action: filter.action,
            decision,
            ..LedgerFilter::default()
        };
        let page = self.page(&wanted, filter.before, filter.limit).await?;
        permit
            .finish(Outcome::done().count(page.items.len() as u64))
            .await
            .map_err(journal_error)?;
        Ok(page)
    }

    async fn page(
        &self,
        filter: &LedgerFilter,
        before: Option<u64>,
        limit: u32,
    ) -> Result<api::Page<api::LedgerEntry>> {
        let limit = limit.clamp(1, 200);
        let rows = self.0.store.find_entries(filter, before, limit).await?;
        let next = (rows.len() == limit as usize)
            .then(|| rows.last().map(|row| row.idx.to_string()))
            .flatten();
        let mut items = Vec::with_capacity(rows.len());
        for row in &rows {
            items.push(self.0.entry_view(row).await?);
        }
        Ok(api::Page { items, next })
    }

    /// What happened in a case, for those who may see the case.
    ///
    /// # Errors
    /// [`Error::Denied`].
    pub async fn activity(
        &self,
        caller: &Caller,
        case: CaseId,
        before: Option<u64>,
        limit: u32,
    ) -> Result<api::Page<api::LedgerEntry>> {
        let (_, facts) = self.0.facts_of_case(case).await?;
        let permit = self
            .0
            .gate
            .authorize::<gate::ViewCase>(caller, case, facts)
            .await?;
        let filter = LedgerFilter {
            case: Some(case),
            ..LedgerFilter::default()
        };
        let page = self.page(&filter, before, limit).await?;
        permit
            .finish(Outcome::done().count(page.items.len() as u64))
            .await
            .map_err(journal_error)?;
        Ok(page)
    }

    /// One entry.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::NotFound`].
    pub async fn entry(&self, caller: &Caller, index: u64) -> Result<api::LedgerEntry> {
        let permit = self
            .0
            .gate
            .authorize::<gate::ReadLedger>(caller, (), Facts::none())
            .await?;
        let row = self.row(index).await?;
        permit
            .finish(Outcome::done().count(1))
            .await
            .map_err(journal_error)?;
        self.0.entry_view(&row).await
    }

    async fn row(&self, index: u64) -> Result<LedgerRow> {
        self.0
            .store
            .entry(index)
            .await?
            .ok_or(Error::NotFound("ledger entry"))
    }

    /// The proof that an entry is in the ledger.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::NotFound`].
    pub async fn proof(&self, caller: &Caller, index: u64) -> Result<api::LedgerProof> {
        let permit = self
            .0
            .gate
            .authorize::<gate::ReadLedger>(caller, (), Facts::none())
            .await?;
        let row = self.row(index).await?;
        let checkpoint = self.0.sign_checkpoint().await?;
        let proof = self
            .0
            .store
            .inclusion_proof(index, checkpoint.unverified().size)
            .await?;
        permit
            .finish(Outcome::done())
            .await
            .map_err(journal_error)?;
        Ok(api::LedgerProof {
            index,
            entry: STANDARD.encode(&row.bytes),
            proof: proof.iter().map(|hash| STANDARD.encode(hash)).collect(),
            checkpoint: checkpoint.to_string(),
        })
    }

    /// The newest checkpoint and the key that checks it. Public: it names nothing but the size and the root.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn checkpoint(&self) -> Result<api::LedgerCheckpoint> {
        let signed = self.0.sign_checkpoint().await?;
        Ok(api::LedgerCheckpoint {
            note: signed.to_string(),
            key: self.0.checker()?.key.to_string(),
            size: signed.unverified().size,
        })
    }

    /// Recomputes the whole ledger from its stored bytes.
    ///
    /// # Errors
    /// [`Error::Denied`]. What does not agree is in the answer.
    pub async fn verify(&self, caller: &Caller) -> Result<api::LedgerVerification> {
        let permit = self
            .0
            .gate
            .authorize::<gate::VerifyLedger>(caller, (), Facts::none())
            .await?;
        let report = self.0.recompute_ledger().await?;
        let outcome = if report.ok {
            Outcome::done()
        } else {
            Outcome::failed("ledger-mismatch")
        };
        permit
            .finish(outcome.count(report.entries))
            .await
            .map_err(journal_error)?;
        Ok(report)
    }

    /// The entries of a range as they are stored, with a checkpoint, for an export.
    ///
    /// # Errors
    /// [`Error::Denied`].
    pub async fn export(
        &self,
        caller: &Caller,
        from: u64,
        limit: u32,
    ) -> Result<(Vec<(u64, Vec<u8>)>, String)> {
        let permit = self
            .0
            .gate
            .authorize::<gate::ExportLedger>(caller, (), Facts::none())
            .await?;
        let rows = self
            .0
            .store
            .entries(from..u64::MAX, limit.clamp(1, 10_000))
            .await?;
        let checkpoint = self.0.sign_checkpoint().await?;
        permit
            .finish(Outcome::done().count(rows.len() as u64))
            .await
            .map_err(journal_error)?;
        Ok((
            rows.into_iter().map(|row| (row.idx, row.bytes)).collect(),
            checkpoint.to_string(),
        ))
    }
}

impl Vault {
    /// Recomputes the tree from stored bytes and holds it against stored nodes and signed checkpoints.
    pub(crate) async fn recompute_ledger(&self) -> Result<api::LedgerVerification> {
        let report = self.store.verify_ledger(&self.checker()?).await?;
        Ok(api::LedgerVerification {
            entries: report.entries,
            root: data_encoding::HEXLOWER.encode(&report.root),
            checkpoints: report.checkpoints,
            ok: report.is_intact(),
            faults: report.problems.iter().map(ToString::to_string).collect(),
        })
    }
}
