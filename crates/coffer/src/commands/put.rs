//! `coffer put`: resumable upload.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{ArgGroup, Args};
use coffer_api::Code;
use coffer_client::{Client, Item, Put, Sent, Target, gather};
use coffer_model::{Limits, Private};
use indicatif::ProgressBar;
use serde::Serialize;

use crate::connect::{Remote, block_on, read_link, resume_store};
use crate::failure::{Failure, Outcome};
use crate::output::{Output, harmless, size};
use crate::{progress, secrets};

/// How long the receipt of a file is waited for: it is given when the server has inspected all of it.
const INSPECTION: Duration = Duration::from_secs(15 * 60);

/// Send files; goes on where it stopped
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("to").required(true).args(["link", "case", "file"]))]
#[command(
    before_help = "Examples:\n  coffer put server.log capture.har --link https://files.example.com/u/…\n  coffer put ./bundle --link -        # asks for the link\n  coffer put fixed.conf --case 1042\n  coffer put fixed.conf --file fil_…  # the next version of a file\n\nRun the same command again after an interruption: what arrived is not sent twice."
)]
pub struct Command {
    /// Files and folders; folders keep their structure
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// Link of an upload request; `-` asks for it
    #[arg(long, value_name = "URL")]
    link: Option<String>,
    /// Case id or number
    #[arg(long, value_name = "ID")]
    case: Option<String>,
    /// File id that this becomes the next version of
    #[arg(long, value_name = "ID")]
    file: Option<String>,
    /// Folder for receipts; beside the files without it
    #[arg(long, value_name = "DIR")]
    receipts: Option<PathBuf>,
    /// MiB in one request, 1 to 64
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u64).range(1..=64))]
    part_mib: u64,
    #[command(flatten)]
    remote: Remote,
}

/// What is printed of a file that arrived.
#[derive(Debug, Serialize)]
struct Report {
    #[serde(flatten)]
    sent: Sent,
    receipt: Option<PathBuf>,
}

impl Command {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        let items = gather(&self.paths)?;
        if items.is_empty() {
            return Err(Failure::Usage(
                "there is no file in what was named".to_owned(),
            ));
        }
        if let Some(large) = items
            .iter()
            .find(|item| item.size_bytes > Limits::FILE_BYTES)
        {
            return Err(Failure::Usage(format!(
                "{} is larger than any file may be",
                large.path.display()
            )));
        }
        if self.file.is_some() && items.len() > 1 {
            return Err(Failure::Usage(
                "one file becomes the next version of another: name one".to_owned(),
            ));
        }
        let link = self.link.as_deref().map(read_link).transpose()?;
        let (client, scope) = match &link {
            Some(link) => (self.remote.link(link)?, link.secret.clone()),
            None => (self.remote.client()?, Private::new("signed in".to_owned())),
        };
        block_on(async {
            let target = match (&self.case, self.file.clone()) {
                (Some(case), _) => Target::Case(client.case(case).await?.case.id),
                (None, Some(file)) => Target::File(file),
                (None, None) => Target::Link,
            };
            let mut put = Put::new(client.clone(), target).part_bytes(self.part_mib << 20);
            if let Some(store) = resume_store() {
                put = put.resumable(store, scope.expose().as_bytes());
            }
            let (mut failures, mut done) = (Vec::new(), 0);
            for item in &items {
                match self.send(out, &client, &put, item).await {
                    Ok(()) => done += 1,
                    Err(failure) if items.len() == 1 => return Err(failure),
                    Err(failure) => {
                        eprintln!("coffer: {}: {failure}", harmless(item.name.as_str()));
                        failures.push(failure);
                    }
                }
            }
            Failure::of_many(failures, done)
        })
    }

    async fn send(&self, out: Output, client: &Client, put: &Put, item: &Item) -> Outcome {
        let bar = progress::bar(out, item.name.as_str(), item.size_bytes);
        let sent = put
            .clone()
            .progress(progress::follow(&bar))
            .file(&item.path, &item.name)
            .await;
        // Only what a contact sends has a receipt.
        let text = match &sent {
            Ok(sent) if self.link.is_some() => receipt(client, &sent.version, &bar).await,
            _ => Ok(None),
        };
        bar.finish_and_clear();
        let sent = sent?;
        let receipt = match text? {
            Some(text) => Some(self.save_receipt(&text, item, &sent)?),
            None if self.link.is_some() => {
                out.remark(format!(
                    "{} is safe on the server, which is still inspecting it; its receipt comes after that, for the holder of the link, at \
                     /api/v1/versions/{}/receipt",
                    harmless(&sent.name),
                    sent.version
                ));
                None
            }
            None => None,
        };
        out.show(&Report { sent, receipt }, |report| {
            let mut text = format!(
                "{} · {} · sha256 {} · {}",
                harmless(&report.sent.name),
                size(report.sent.size_bytes),
                report.sent.sha256,
                report.sent.version
            );
            if let Some(receipt) = &report.receipt {
                text.push_str(&format!("\n  receipt {}", receipt.display()));
            }
            text
        })
    }

    fn save_receipt(&self, text: &str, item: &Item, sent: &Sent) -> Outcome<PathBuf> {
        let folder = match &self.receipts {
            Some(folder) => {
                std::fs::create_dir_all(folder).map_err(Failure::at(folder))?;
                folder.clone()
            }
            None => item
                .path
                .parent()
                .unwrap_or_else(|| Path::new(""))
                .to_owned(),
        };
        let name = item
            .path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("file");
        // A file that is sent twice has two receipts; the version tells them apart.
        let path = folder.join(format!("{name}.{}.receipt.json", sent.version));
        secrets::write_new(&path, text.as_bytes())?;
        Ok(path)
    }
}

/// The receipt for what was sent, once the server has inspected it; none when that takes very long.
async fn receipt(client: &Client, version: &str, bar: &ProgressBar) -> Outcome<Option<String>> {
    let until = Instant::now() + INSPECTION;
    let mut pause = Duration::from_millis(100);
    loop {
        match client.text(&["versions", version, "receipt"]).await {
            Ok(text) => return Ok(Some(text)),
            Err(error) if error.code() == Some(Code::NotReady) || error.is_transient() => {
                // What was sent is safe; a receipt that is late is no failure.
                if Instant::now() > until {
                    return Ok(None);
                }
                bar.set_message("sent; waiting for the receipt");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(Duration::from_secs(5));
            }
            Err(error) => return Err(error.into()),
        }
    }
}
