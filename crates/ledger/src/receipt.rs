//! Receipts: what a contact keeps, and can check years later without asking anybody.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use coffer_model::{ReceiptId, RequestId, UnixMillis, VersionId};
use serde::{Deserialize, Serialize};

use crate::entry::describe;
use crate::node::sha256;
use crate::{
    Checkpoint, CheckpointError, Entry, EntryError, Hash, NoteSigner, NoteVerifier, ProofError,
    SignedCheckpoint, leaf_hash, verify_consistency, verify_inclusion,
};

/// The largest receipt that is read, in bytes.
pub const MAX_RECEIPT_BYTES: usize = 256 * 1024;
/// The length of the salt of a file's name, in bytes.
pub const NAME_SALT_BYTES: usize = 16;

const VERSION: u8 = 1;
/// A path in a tree of at most 2^62 entries has at most this many hashes.
const MAX_PROOF: usize = 63;
/// What is signed starts with this line, so that a receipt's signature never fits a checkpoint: the
/// second line of a checkpoint is a number, that of a receipt is JSON.
const SIGNED_PREFIX: &[u8] = b"coffer receipt v1\n";
/// What is committed to in the ledger starts with this line.
const COMMITTED_PREFIX: &[u8] = b"coffer receipt statement v1\n";
/// The detail of the entry that holds the commitment.
const COMMITMENT: &str = "receipt_sha256";

/// What a receipt states: this content, under this name, was received for this request at this time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The log's origin.
    pub origin: String,
    /// The receipt.
    pub receipt: ReceiptId,
    /// The number of the case as people write it: up to 64 visible ASCII characters.
    pub case_number: String,
    /// The upload request that the file came through.
    pub request: RequestId,
    /// The version that the content became.
    pub version: VersionId,
    /// SHA-256 of the content as it was sent.
    pub file_sha256: Hash,
    /// The content's length in bytes.
    pub size_bytes: u64,
    /// SHA-256 of the salt and the name: whoever knows the name can check it, nobody can guess it
    /// from the ledger.
    pub name_sha256: Hash,
    /// The salt of the name.
    pub name_salt: [u8; NAME_SALT_BYTES],
    /// When the last byte was safely stored.
    pub received_at: UnixMillis,
}

impl Statement {
    /// The salted hash of a file's name.
    #[must_use]
    pub fn name_hash(salt: &[u8; NAME_SALT_BYTES], name: &str) -> Hash {
        sha256(&[salt, name.as_bytes()])
    }

    /// The key and value that the ledger entry of this receipt carries in `detail`
    /// (see [`Entry::with_detail`]). It binds the entry to every word of the statement without
    /// revealing one.
    ///
    /// # Errors
    /// When the statement cannot be written.
    pub fn commitment(&self) -> Result<(&'static str, String), ReceiptError> {
        let json = serde_json::to_vec(&Written::of(self, &[], 0, &[], ""))
            .map_err(|e| ReceiptError::Json(describe(&e)))?;
        Ok((COMMITMENT, hex(&sha256(&[COMMITTED_PREFIX, &json]))))
    }
}

/// Why a receipt is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Too many bytes.
    #[error("the receipt is longer than {MAX_RECEIPT_BYTES} bytes")]
    TooLong,
    /// Not JSON, or fields that a receipt does not have.
    #[error("the text is not a receipt: {0}")]
    Json(String),
    /// The same receipt spelt in another way than with other spaces.
    #[error("the text is not the form in which receipts are written, spaces aside")]
    NotCanonical,
    /// A version that this program does not know.
    #[error("the receipt has version {0}; known is {VERSION}")]
    Version(u8),
    /// A field that is not spelt as it must be.
    #[error("the field {0} of the receipt has another form than it must have")]
    Field(&'static str),
    /// The signature is by another key.
    #[error("the receipt is signed by another key than the one that was given")]
    UnknownKey,
    /// The signature does not fit.
    #[error("the signature does not fit the receipt: it was altered or never issued")]
    Forged,
    /// The entry in it is none.
    #[error("the ledger entry in the receipt: {0}")]
    Entry(#[from] EntryError),
    /// The entry does not speak of this receipt.
    #[error("the ledger entry in the receipt does not commit to what the receipt states")]
    NotCommitted,
    /// The checkpoint in it.
    #[error("the checkpoint in the receipt: {0}")]
    Checkpoint(CheckpointError),
    /// Receipt and key belong to different logs.
    #[error("the receipt belongs to another log than the key that was given")]
    Origin,
    /// The entry is not in the tree of the checkpoint.
    #[error("the entry in the receipt is not in its checkpoint: {0}")]
    Inclusion(ProofError),
    /// The later checkpoint.
    #[error("the later checkpoint: {0}")]
    Later(CheckpointError),
    /// The later checkpoint is older than the receipt's.
    #[error(
        "the checkpoint that was given has {given} entries and is older than the receipt's, which has {own}"
    )]
    Older {
        /// Entries in the checkpoint that was given.
        given: u64,
        /// Entries in the receipt's own.
        own: u64,
    },
    /// The later checkpoint does not contain what the receipt was promised.
    #[error("the later checkpoint does not continue the log of the receipt: {0}")]
    LaterProof(ProofError),
}

/// A checkpoint that was exported later, and a proof that ties the receipt to it.
#[derive(Debug, Clone, Copy)]
pub struct Later<'a> {
    /// The signed note of the checkpoint.
    pub note: &'a str,
    /// What ties the receipt to it.
    pub proof: LaterProof<'a>,
}

/// The two ways to tie a receipt to a later checkpoint.
#[derive(Debug, Clone, Copy)]
pub enum LaterProof<'a> {
    /// The later tree starts with the tree of the receipt's checkpoint.
    Consistency(&'a [Hash]),
    /// The receipt's entry is in the later tree.
    Inclusion(&'a [Hash]),
}

/// A receipt that has been issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    written: Written,
}

/// A receipt that has been verified, with everything it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedReceipt {
    /// What it states.
    pub statement: Statement,
    /// The index of its entry.
    pub index: u64,
    /// Its entry.
    pub entry: Entry,
    /// The checkpoint in it.
    pub checkpoint: Checkpoint,
    /// The later checkpoint that it was also held against.
    pub later: Option<Checkpoint>,
}

impl VerifiedReceipt {
    /// Whether the receipt speaks of a file with this name.
    #[must_use]
    pub fn is_of_name(&self, name: &str) -> bool {
        Statement::name_hash(&self.statement.name_salt, name) == self.statement.name_sha256
    }

    /// Whether the receipt speaks of this content.
    #[must_use]
    pub fn is_of_content(&self, sha256: &Hash, size_bytes: u64) -> bool {
        *sha256 == self.statement.file_sha256 && size_bytes == self.statement.size_bytes
    }
}

/// The written form. The order of the fields is the order that is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: u8,
    origin: String,
    receipt_id: ReceiptId,
    case_number: String,
    request_id: RequestId,
    version_id: VersionId,
    file_sha256: String,
    size_bytes: u64,
    name_sha256: String,
    name_salt: String,
    received_at: UnixMillis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ledger: Option<WrittenLedger>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
}

/// Where the ledger holds it, and the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLedger {
    index: u64,
    entry: String,
    inclusion_proof: Vec<String>,
    checkpoint: String,
}

impl Written {
    /// The written statement, with the ledger's part when there is an entry.
    fn of(statement: &Statement, entry: &[u8], index: u64, proof: &[Hash], note: &str) -> Self {
        let ledger = (!entry.is_empty()).then(|| WrittenLedger {
            index,
            entry: STANDARD.encode(entry),
            inclusion_proof: proof.iter().map(|hash| STANDARD.encode(hash)).collect(),
            checkpoint: note.to_owned(),
        });
        Self {
            version: VERSION,
            origin: statement.origin.clone(),
            receipt_id: statement.receipt,
            case_number: statement.case_number.clone(),
            request_id: statement.request,
            version_id: statement.version,
            file_sha256: hex(&statement.file_sha256),
            size_bytes: statement.size_bytes,
            name_sha256: hex(&statement.name_sha256),
            name_salt: hex(&statement.name_salt),
            received_at: statement.received_at,
            ledger,
            signature: None,
        }
    }

    fn statement(&self) -> Result<Statement, ReceiptError> {
        let visible = self
            .case_number
            .bytes()
            .all(|b| b.is_ascii_graphic() || b == b' ');
        if !visible || !(1..=64).contains(&self.case_number.len()) {
            return Err(ReceiptError::Field("case_number"));
        }
        Ok(Statement {
            origin: self.origin.clone(),
            receipt: self.receipt_id,
            case_number: self.case_number.clone(),
            request: self.request_id,
            version: self.version_id,
            file_sha256: unhex(&self.file_sha256).ok_or(ReceiptError::Field("file_sha256"))?,
            size_bytes: self.size_bytes,
            name_sha256: unhex(&self.name_sha256).ok_or(ReceiptError::Field("name_sha256"))?,
            name_salt: unhex(&self.name_salt).ok_or(ReceiptError::Field("name_salt"))?,
            received_at: self.received_at,
        })
    }

    /// The bytes that the signature covers: every field but the signature, without spaces.
    fn signed_bytes(&self) -> Result<Vec<u8>, ReceiptError> {
        let unsigned = Self {
            signature: None,
            ..self.clone()
        };
        let json = serde_json::to_vec(&unsigned).map_err(|e| ReceiptError::Json(describe(&e)))?;
        Ok([SIGNED_PREFIX, &json].concat())
    }
}

impl Receipt {
    /// Issues a receipt: `entry` is the ledger entry at `index` that carries
    /// [`Statement::commitment`], `proof` its inclusion in `checkpoint`.
    ///
    /// # Errors
    /// When the parts do not belong together: a receipt that would not verify is never handed out.
    pub fn issue(
        statement: &Statement,
        index: u64,
        entry: &[u8],
        proof: &[Hash],
        checkpoint: &SignedCheckpoint,
        signer: &dyn NoteSigner,
    ) -> Result<Self, ReceiptError> {
        if statement.origin != signer.name() {
            return Err(ReceiptError::Origin);
        }
        let mut written = Written::of(statement, entry, index, proof, &checkpoint.to_string());
        check_ledger(&written, &written.statement()?, checkpoint.unverified())?;
        let signature = signer.sign(&written.signed_bytes()?);
        let mut bytes = signer.key_id().to_be_bytes().to_vec();
        bytes.extend_from_slice(&signature);
        written.signature = Some(STANDARD.encode(bytes));
        let receipt = Self { written };
        if receipt.to_text()?.len() > MAX_RECEIPT_BYTES {
            return Err(ReceiptError::TooLong);
        }
        Ok(receipt)
    }

    /// The text to give to the contact: indented JSON with a final newline. Spaces and line ends between
    /// its parts may change on the way; its values may not.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn to_text(&self) -> Result<String, ReceiptError> {
        let mut text = serde_json::to_string_pretty(&self.written)
            .map_err(|e| ReceiptError::Json(describe(&e)))?;
        text.push('\n');
        Ok(text)
    }

    /// Verifies a receipt from its text and the log's key alone, and against a checkpoint that was
    /// exported later when there is one.
    ///
    /// A valid receipt proves that the holder of the key promised the entry. Held against a later
    /// checkpoint from another hand (a witness, a colleague, a page of the log), it proves that the
    /// promise was kept.
    ///
    /// # Errors
    /// As the variants of [`ReceiptError`] say.
    pub fn verify(
        text: &str,
        verifier: &dyn NoteVerifier,
        later: Option<Later<'_>>,
    ) -> Result<VerifiedReceipt, ReceiptError> {
        if text.len() > MAX_RECEIPT_BYTES {
            return Err(ReceiptError::TooLong);
        }
        // Unknown fields are refused before their values are read, so nesting goes two levels deep at most.
        let written: Written =
            serde_json::from_str(text).map_err(|e| ReceiptError::Json(describe(&e)))?;
        if written.version != VERSION {
            return Err(ReceiptError::Version(written.version));
        }
        let canonical =
            serde_json::to_string(&written).map_err(|e| ReceiptError::Json(describe(&e)))?;
        if without_spaces(text) != canonical {
            return Err(ReceiptError::NotCanonical);
        }
        if written.origin != verifier.name() {
            return Err(ReceiptError::Origin);
        }
        check_signature(&written, verifier)?;
        let statement = written.statement()?;
        let ledger = written
            .ledger
            .as_ref()
            .ok_or(ReceiptError::Field("ledger"))?;
        let signed =
            SignedCheckpoint::parse(&ledger.checkpoint).map_err(ReceiptError::Checkpoint)?;
        let checkpoint = signed
            .verify(verifier)
            .map_err(ReceiptError::Checkpoint)?
            .clone();
        let (entry, leaf) = check_ledger(&written, &statement, &checkpoint)?;
        let index = ledger.index;
        let later = later
            .map(|later| check_later(&later, &checkpoint, index, &leaf, verifier))
            .transpose()?;
        Ok(VerifiedReceipt {
            statement,
            index,
            entry,
            checkpoint,
            later,
        })
    }
}

fn check_signature(written: &Written, verifier: &dyn NoteVerifier) -> Result<(), ReceiptError> {
    let malformed = ReceiptError::Field("signature");
    let encoded = written.signature.as_ref().ok_or(malformed.clone())?;
    let bytes = STANDARD.decode(encoded).map_err(|_| malformed.clone())?;
    let (id, signature) = bytes.split_first_chunk::<4>().ok_or(malformed.clone())?;
    let signature = <&[u8; 64]>::try_from(signature).map_err(|_| malformed)?;
    if u32::from_be_bytes(*id) != verifier.key_id() {
        return Err(ReceiptError::UnknownKey);
    }
    if verifier.verify(&written.signed_bytes()?, signature) {
        Ok(())
    } else {
        Err(ReceiptError::Forged)
    }
}

/// Checks that the entry commits to the statement and is in the checkpoint's tree.
fn check_ledger(
    written: &Written,
    statement: &Statement,
    checkpoint: &Checkpoint,
) -> Result<(Entry, Hash), ReceiptError> {
    let ledger = written
        .ledger
        .as_ref()
        .ok_or(ReceiptError::Field("ledger"))?;
    let bytes = STANDARD
        .decode(&ledger.entry)
        .map_err(|_| ReceiptError::Field("entry"))?;
    let entry = Entry::from_bytes(&bytes)?;
    let (key, commitment) = statement.commitment()?;
    if entry.detail.get(key) != Some(&commitment) {
        return Err(ReceiptError::NotCommitted);
    }
    if checkpoint.origin != statement.origin {
        return Err(ReceiptError::Origin);
    }
    if ledger.inclusion_proof.len() > MAX_PROOF {
        return Err(ReceiptError::Field("inclusion_proof"));
    }
    let proof = ledger
        .inclusion_proof
        .iter()
        .map(|text| Hash::try_from(STANDARD.decode(text).ok()?).ok())
        .collect::<Option<Vec<Hash>>>()
        .ok_or(ReceiptError::Field("inclusion_proof"))?;
    let leaf = leaf_hash(&bytes);
    verify_inclusion(
        &leaf,
        ledger.index,
        checkpoint.size,
        &proof,
        &checkpoint.root,
    )
    .map_err(ReceiptError::Inclusion)?;
    Ok((entry, leaf))
}

/// Checks that a later checkpoint still holds what the receipt was promised.
fn check_later(
    later: &Later<'_>,
    own: &Checkpoint,
    index: u64,
    leaf: &Hash,
    verifier: &dyn NoteVerifier,
) -> Result<Checkpoint, ReceiptError> {
    let signed = SignedCheckpoint::parse(later.note).map_err(ReceiptError::Later)?;
    let new = signed
        .verify(verifier)
        .map_err(ReceiptError::Later)?
        .clone();
    if new.size < own.size {
        return Err(ReceiptError::Older {
            given: new.size,
            own: own.size,
        });
    }
    match later.proof {
        LaterProof::Consistency(proof) => {
            verify_consistency(own.size, new.size, &own.root, &new.root, proof)
        }
        LaterProof::Inclusion(proof) => verify_inclusion(leaf, index, new.size, proof, &new.root),
    }
    .map_err(ReceiptError::LaterProof)?;
    Ok(new)
}

/// JSON without the spaces and line ends that mean nothing.
fn without_spaces(json: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let keep = |c: &char| {
        if quoted {
            quoted = escaped || *c != '"';
            escaped = !escaped && *c == '\\';
            return true;
        }
        quoted = *c == '"';
        !matches!(c, ' ' | '\t' | '\r' | '\n')
    };
    json.chars().filter(keep).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Lower-case hexadecimal of exactly `N` bytes.
fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let mut out = [0; N];
    for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(out)
}

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}
