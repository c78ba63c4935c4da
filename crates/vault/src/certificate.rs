//! Certificates of erasure.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use coffer_api as api;
use coffer_gate::{self as gate, Caller, Outcome};
use coffer_model::{CaseId, UnixMillis};
use coffer_store::{CaseRow, CertificateRow};
use serde::{Deserialize, Serialize};

use crate::cases::Cases;
use crate::core::Vault;
use crate::error::{Error, Result};
use crate::uploads::journal_error;

/// What is signed starts with this line, so that the signature fits nothing else.
const PREFIX: &[u8] = b"coffer erasure certificate v1\n";

/// What a certificate states.
#[derive(Debug, Serialize, Deserialize)]
struct Statement {
    version: u8,
    origin: String,
    case: String,
    case_number: u64,
    closed_at: Option<UnixMillis>,
    keys_destroyed: u64,
    destroyed_at: UnixMillis,
    ledger_entry: u64,
    /// Until when a copy of the keyring may still hold the wrapped keys; a restore replays the destruction.
    backups_hold_keys_until: UnixMillis,
    meaning: String,
}

/// How long backups of the keyring are kept, in seconds: 30 days.
const KEYRING_BACKUP_SECONDS: i64 = 30 * 86_400;

#[derive(Debug, Serialize, Deserialize)]
struct Signed {
    statement: String,
    signature: String,
}

impl Vault {
    /// Writes and signs the certificate of a shredded case.
    pub(crate) async fn certify(&self, row: &CaseRow, keys: u64, entry: u64) -> Result<()> {
        let now = self.now();
        let statement = Statement {
            version: 1,
            origin: self.origin(),
            case: row.id.to_string(),
            case_number: row.number,
            closed_at: row.closed_at,
            keys_destroyed: keys,
            destroyed_at: now,
            ledger_entry: entry,
            backups_hold_keys_until: now.plus_seconds(KEYRING_BACKUP_SECONDS),
            meaning: "The keys of this case were destroyed. Its files, names, notes and findings cannot be read any \
                      more in this deployment or from a snapshot taken after this moment. Snapshots taken before hold \
                      the wrapped keys until the date given; restoring one replays this destruction."
                .to_owned(),
        };
        let statement = serde_json::to_string(&statement)?;
        let signature = self
            .keys
            .signing()
            .sign(&[PREFIX, statement.as_bytes()].concat());
        let signed = Signed {
            statement,
            signature: STANDARD.encode(signature),
        };
        let mut tx = self.store.begin().await?;
        tx.insert_certificate(&CertificateRow {
            id: self.id(),
            case_id: Some(row.id),
            customer_id: None,
            body: serde_json::to_string(&signed)?,
            created_at: now,
        })
        .await?;
        Ok(tx.commit().await?)
    }
}

impl Cases<'_> {
    /// The certificate that a case's keys were destroyed.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::NotFound`] while the keys live.
    pub async fn certificate(&self, caller: &Caller, id: CaseId) -> Result<api::Certificate> {
        let vault = self.vault();
        let (_, facts) = vault.facts_of_case(id).await?;
        let permit = vault
            .gate
            .authorize::<gate::ReadCertificate>(caller, id, facts)
            .await?;
        let row = vault.store.certificates_of_case(id).await?.pop();
        let outcome = if row.is_some() {
            Outcome::done()
        } else {
            Outcome::failed("no-certificate")
        };
        permit.finish(outcome).await.map_err(journal_error)?;
        let signed: Signed =
            serde_json::from_str(&row.ok_or(Error::NotFound("certificate"))?.body)?;
        Ok(api::Certificate {
            statement: signed.statement,
            signature: signed.signature,
            key: STANDARD.encode(vault.keys.signing().verifying_key().to_bytes()),
        })
    }
}
