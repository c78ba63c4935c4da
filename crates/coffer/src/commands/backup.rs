//! `coffer backup`: snapshots, and the way back when everything else is gone.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use coffer_api::Snapshot;
use coffer_model::SnapshotId;
use coffer_vault::backup::{CheckReport, Progress, Stage};
use indicatif::ProgressBar;
use serde::Serialize;

use crate::commands::init::Place;
use crate::config::Site;
use crate::connect::block_on;
use crate::failure::{Failure, Outcome};
use crate::output::{Output, moment, size};
use crate::{environment, progress, secrets, site, wiring};

/// Backups
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer backup now --to /mnt/backup\n  coffer backup check --from /mnt/backup\n  coffer backup restore --from /mnt/backup --into ./restored --share s1.txt --share s3.txt --share s4.txt\n\nA backup is sealed: without the recovery shares or the key file nobody reads anything in it. Keep the key file elsewhere."
)]
pub struct Command {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Take a snapshot now, beside the running server
    Now {
        /// Backup folder; that of the configuration without it
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
        #[command(flatten)]
        site: Site,
    },
    /// List the snapshots in a backup
    List {
        /// Backup folder; that of the configuration without it
        #[arg(long, value_name = "DIR")]
        from: Option<PathBuf>,
        #[command(flatten)]
        site: Site,
    },
    /// Verify a snapshot, every byte of it
    Check {
        /// Backup folder; that of the configuration without it
        #[arg(long, value_name = "DIR")]
        from: Option<PathBuf>,
        /// Snapshot; the newest without it
        #[arg(long, value_name = "ID")]
        snapshot: Option<SnapshotId>,
        #[command(flatten)]
        site: Site,
    },
    /// Restore a snapshot into an empty folder, with recovery shares and a new key file
    Restore(Box<Restore>),
}

#[derive(Debug, Args)]
struct Restore {
    /// Backup folder
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// New data folder; must be empty or not there
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
    /// Snapshot; the newest without it
    #[arg(long, value_name = "ID")]
    snapshot: Option<SnapshotId>,
    /// File with a recovery share, for its owner only; asked for without it
    #[arg(long = "share", value_name = "FILE")]
    shares: Vec<PathBuf>,
    #[command(flatten)]
    place: Place,
}

/// What a check found.
#[derive(Debug, Serialize)]
struct Checked {
    snapshot: String,
    sound: bool,
    objects: u64,
    bytes: u64,
    faults: Vec<String>,
}

/// What a restore brought back.
#[derive(Debug, Serialize)]
struct Restored {
    deployment: String,
    snapshot: String,
    taken_at: i64,
    objects: u64,
    bytes: u64,
    damaged: Vec<String>,
    shredded_again: u64,
    ledger_size: u64,
    warnings: Vec<String>,
    config: PathBuf,
    key_file: PathBuf,
}

impl Command {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        match self.act {
            Act::Now { to, site } => {
                let config = site.load()?;
                let folder = config.backup_folder(to)?;
                let bar = progress::bar(out, "backup", 0);
                let taken = block_on(site::with_vault(&config, async |vault, console| {
                    let watching = watch(&bar);
                    Ok(vault
                        .backup()
                        .now_watched(&console, &folder, &watching)
                        .await?)
                }));
                bar.finish_and_clear();
                out.show(&taken?, describe)
            }
            Act::List { from, site } => {
                let config = site.load()?;
                let folder = config.backup_folder(from)?;
                let list = block_on(site::with_vault(&config, async |vault, console| {
                    Ok(vault.backup().list(&console, &folder).await?)
                }))?;
                if out.is_json() {
                    return list.iter().try_for_each(|snapshot| out.json(snapshot));
                }
                let rows: Vec<_> = list
                    .iter()
                    .map(|snapshot| {
                        vec![
                            snapshot.id.clone(),
                            moment(snapshot.created_at),
                            snapshot.objects.to_string(),
                            size(snapshot.bytes),
                            snapshot.ledger_size.to_string(),
                            snapshot
                                .checked_at
                                .map_or_else(|| "never".to_owned(), moment),
                        ]
                    })
                    .collect();
                out.table(
                    &["SNAPSHOT", "TAKEN", "OBJECTS", "SIZE", "LEDGER", "CHECKED"],
                    &rows,
                )
            }
            Act::Check {
                from,
                snapshot,
                site,
            } => {
                let config = site.load()?;
                let folder = config.backup_folder(from)?;
                let bar = progress::bar(out, "check", 0);
                let report = block_on(site::with_vault(&config, async |vault, console| {
                    let watching = watch(&bar);
                    Ok(vault
                        .backup()
                        .check_watched(&console, &folder, snapshot, &watching)
                        .await?)
                }));
                bar.finish_and_clear();
                checked(out, &report?)
            }
            Act::Restore(restore) => restore.run(out),
        }
    }
}

fn checked(out: Output, report: &CheckReport) -> Outcome {
    let report = Checked {
        snapshot: report.snapshot.to_string(),
        sound: report.is_sound(),
        objects: report.objects,
        bytes: report.bytes,
        faults: report.faults.clone(),
    };
    out.show(&report, |report| {
        let verdict = if report.sound { "sound" } else { "DAMAGED" };
        let mut text = format!(
            "{verdict}: {}, {} objects, {} read",
            report.snapshot,
            report.objects,
            size(report.bytes)
        );
        for fault in &report.faults {
            text.push_str(&format!("\n  {fault}"));
        }
        text
    })?;
    if report.sound {
        return Ok(());
    }
    Err(Failure::Integrity(
        "the backup is damaged: take another one now, and look at its disk".to_owned(),
    ))
}

impl Restore {
    fn run(self, out: Output) -> Outcome {
        let shares = self.shares()?;
        let recovery = wiring::combine(&shares)?;
        // Nothing is written before the backup was looked at, so the configuration is only planned yet.
        let data = std::path::absolute(&self.into).map_err(Failure::at(&self.into))?;
        let plan = self.place.plan(&data)?;
        let bar = progress::bar(out, "restore", 0);
        let restored = block_on(async {
            let watching = watch(&bar);
            wiring::restore(
                &plan.config,
                &self.from,
                self.snapshot,
                &recovery,
                &watching,
            )
            .await
        });
        bar.finish_and_clear();
        let restored = restored?;
        plan.write(environment::now_millis())?;
        block_on(site::with_vault(&plan.config, async |vault, console| {
            Ok(vault.backup().record_restore(&console, &restored).await?)
        }))?;
        let damaged: Vec<_> = restored.damaged.iter().map(ToString::to_string).collect();
        let report = Restored {
            deployment: restored.deployment.to_string(),
            snapshot: restored.snapshot.to_string(),
            taken_at: restored.taken_at.as_i64(),
            objects: restored.objects,
            bytes: restored.bytes,
            damaged,
            shredded_again: restored.shredded_again,
            ledger_size: restored.ledger_size,
            warnings: restored.warnings,
            config: plan.config.file.clone(),
            key_file: plan.config.key.path.clone(),
        };
        out.show(&report, |report| {
            let mut text = format!(
                "restored {} as of {}: {} objects, {}, {} ledger entries verified\n  configuration  {}\n  new key file   {}",
                report.deployment,
                moment(report.taken_at),
                report.objects,
                size(report.bytes),
                report.ledger_size,
                report.config.display(),
                report.key_file.display()
            );
            for line in report.warnings.iter().chain(&report.damaged) {
                text.push_str(&format!("\n  {line}"));
            }
            text
        })?;
        match report.damaged.len() {
            0 => Ok(()),
            count => Err(Failure::Partly(format!(
                "{count} objects in the backup are damaged; everything else is restored"
            ))),
        }
    }

    fn shares(&self) -> Outcome<Vec<String>> {
        if !self.shares.is_empty() {
            return self
                .shares
                .iter()
                .map(|file| Ok(secrets::from_file(file)?.to_string()))
                .collect();
        }
        let (threshold, count) = wiring::SHARES;
        (1..=threshold)
            .map(|number| {
                Ok(secrets::ask(&format!(
                    "recovery share {number} of the {threshold} needed ({count} were dealt)"
                ))?
                .to_string())
            })
            .collect()
    }
}

/// Moves a bar as a backup or a restore goes on.
fn watch(bar: &ProgressBar) -> impl Fn(Progress) + Send + Sync + use<> {
    let bar = bar.clone();
    move |at| {
        bar.set_length(at.bytes_total);
        bar.set_position(at.bytes);
        bar.set_message(match at.stage {
            Stage::Metadata => "metadata",
            Stage::Objects => "objects",
            Stage::Keys => "keys",
            Stage::Ledger => "ledger",
        });
    }
}

fn describe(snapshot: &Snapshot) -> String {
    format!(
        "{} taken at {}: {} objects, {}, {} ledger entries",
        snapshot.id,
        moment(snapshot.created_at),
        snapshot.objects,
        size(snapshot.bytes),
        snapshot.ledger_size
    )
}
