//! `coffer ledger`: the tamper-evident log.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use coffer_api::{LedgerEntry, LedgerProof, LedgerVerification};

use crate::config::Site;
use crate::connect::{Remote, block_on};
use crate::failure::{Failure, Outcome};
use crate::ocsf;
use crate::output::Output;
use crate::secrets;
use crate::site;

/// The tamper-evident ledger
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer ledger verify --data ./coffer-data\n  coffer ledger prove 1042 -o proof.json     # as an auditor, from a server\n  coffer ledger export --ocsf > ledger.ndjson  # the same"
)]
pub struct Command {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Recompute the tree from the stored bytes and hold it against every checkpoint
    Verify {
        #[command(flatten)]
        site: Site,
    },
    /// Fetch an entry with the proof that a signed checkpoint covers it
    Prove {
        /// Index of the entry
        index: u64,
        /// Write it to this file
        #[arg(short = 'o', long, value_name = "FILE")]
        output: Option<PathBuf>,
        #[command(flatten)]
        remote: Remote,
    },
    /// Print the entries, one JSON object per line, newest first
    Export {
        /// As OCSF 1.6 events for a SIEM instead of the entries as hashed
        #[arg(long)]
        ocsf: bool,
        /// Only so many
        #[arg(long, value_name = "COUNT")]
        limit: Option<u64>,
        #[command(flatten)]
        remote: Remote,
    },
}

impl Command {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        match self.act {
            Act::Verify { site } => verify(out, &site),
            Act::Prove {
                index,
                output,
                remote,
            } => {
                let client = remote.client()?;
                let proof: LedgerProof = block_on(async {
                    Ok(client
                        .get(&["ledger", "entries", &index.to_string(), "proof"], &[])
                        .await?)
                })?;
                match output {
                    None => out.json(&proof),
                    Some(path) => {
                        let text = serde_json::to_vec_pretty(&proof)
                            .map_err(|e| Failure::Failed(e.to_string()))?;
                        secrets::write_new(&path, &text)
                    }
                }
            }
            Act::Export {
                ocsf,
                limit,
                remote,
            } => {
                let client = remote.client()?;
                block_on(export(out, &client, ocsf, limit.unwrap_or(u64::MAX)))
            }
        }
    }
}

fn verify(out: Output, at: &Site) -> Outcome {
    let config = at.load()?;
    let report: LedgerVerification =
        block_on(site::with_vault(&config, async |vault, console| {
            Ok(vault.ledger().verify(&console).await?)
        }))?;
    out.show(&report, |report| {
        let verdict = if report.ok { "intact" } else { "NOT INTACT" };
        let mut text = format!(
            "{verdict}: {} entries recomputed, {} checkpoints checked\nroot {}",
            report.entries, report.checkpoints, report.root
        );
        for fault in &report.faults {
            text.push_str(&format!("\n  {fault}"));
        }
        text
    })?;
    if report.ok {
        return Ok(());
    }
    Err(Failure::Integrity(
        "the ledger was changed: keep the data as they are and compare them with a backup"
            .to_owned(),
    ))
}

async fn export(out: Output, client: &coffer_client::Client, ocsf: bool, limit: u64) -> Outcome {
    let (mut before, mut left) = (None::<u64>, limit);
    while left > 0 {
        let count = left.min(500).to_string();
        let index = before.map(|index| index.to_string());
        let mut query = vec![("limit", count.as_str())];
        if let Some(index) = &index {
            query.push(("before", index));
        }
        let page: coffer_api::Page<LedgerEntry> =
            client.get(&["ledger", "entries"], &query).await?;
        for entry in &page.items {
            if ocsf {
                out.json(&ocsf::event(entry))?;
            } else {
                out.json(&entry.entry)?;
            }
            left -= 1;
        }
        match page.items.last() {
            Some(last) if page.next.is_some() && before != Some(last.index) => {
                before = Some(last.index);
            }
            _ => break,
        }
    }
    Ok(())
}
