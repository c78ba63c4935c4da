//! `coffer receipt`: checking what a contact kept.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use coffer_client::check_receipt;
use serde::Serialize;

use crate::failure::{Failure, Outcome};
use crate::output::{Output, moment, size};

/// The longest receipt and key that are read, in bytes.
const TEXT_BYTES: u64 = 1 << 20;

/// Receipts
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer receipt verify server.log.ver_….receipt.json --key ledger.vkey\n  coffer receipt verify receipt.json --key ledger.vkey --file server.log"
)]
pub struct Command {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Check signature, ledger entry and inclusion proof, without asking any server
    Verify {
        /// The receipt
        receipt: PathBuf,
        /// The ledger's public key: a file that holds it, or the key itself (name+id+base64)
        #[arg(long, value_name = "KEY", env = "COFFER_LEDGER_KEY")]
        key: String,
        /// Also hold this file against it
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

/// What a receipt says.
#[derive(Debug, Serialize)]
struct Report {
    valid: bool,
    receipt: String,
    origin: String,
    case_number: String,
    request: String,
    version: String,
    sha256: String,
    size_bytes: u64,
    received_at: i64,
    ledger_index: u64,
    ledger_size: u64,
    file_matches: Option<bool>,
}

impl Command {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        let Act::Verify { receipt, key, file } = self.act;
        let key = if key.contains('+') && !Path::new(&key).exists() {
            key
        } else {
            read(Path::new(&key))?
        };
        let text = read(&receipt)?;
        let content = file.as_deref().map(digest).transpose()?;
        let checked = check_receipt(&text, &key, content)?;
        let (verified, statement) = (&checked.verified, &checked.verified.statement);
        let report = Report {
            valid: true,
            receipt: statement.receipt.to_string(),
            origin: statement.origin.clone(),
            case_number: statement.case_number.clone(),
            request: statement.request.to_string(),
            version: statement.version.to_string(),
            sha256: data_encoding::HEXLOWER.encode(&statement.file_sha256),
            size_bytes: statement.size_bytes,
            received_at: statement.received_at.as_i64(),
            ledger_index: verified.index,
            ledger_size: verified.checkpoint.size,
            file_matches: checked.content,
        };
        out.show(&report, |report| {
            format!(
                "valid: {} received {} with SHA-256 {} for case {} at {}\nledger entry {} of {} entries, in the signed checkpoint",
                report.origin,
                size(report.size_bytes),
                report.sha256,
                report.case_number,
                moment(report.received_at),
                report.ledger_index,
                report.ledger_size
            )
        })?;
        match report.file_matches {
            Some(false) => Err(Failure::Integrity(
                "the receipt is valid, and it speaks of another content than this file has"
                    .to_owned(),
            )),
            _ => Ok(()),
        }
    }
}

fn read(path: &Path) -> Outcome<String> {
    let length = std::fs::metadata(path).map_err(Failure::at(path))?.len();
    if length > TEXT_BYTES {
        return Err(Failure::Usage(format!(
            "{} is too long for a receipt or a key",
            path.display()
        )));
    }
    std::fs::read_to_string(path).map_err(Failure::at(path))
}

fn digest(path: &Path) -> Outcome<([u8; 32], u64)> {
    use std::io::Read as _;
    let mut file = std::fs::File::open(path).map_err(Failure::at(path))?;
    let (mut hash, mut length) = (coffer_seal::Sha256::new(), 0);
    let mut buffer = vec![0; 256 << 10];
    loop {
        let read = file.read(&mut buffer).map_err(Failure::at(path))?;
        if read == 0 {
            return Ok((hash.finish(), length));
        }
        hash.update(&buffer[..read]);
        length += read as u64;
    }
}
