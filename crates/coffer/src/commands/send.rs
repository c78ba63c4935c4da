//! `coffer send`: files to a contact, by a link.

use std::path::PathBuf;

use clap::Args;
use coffer_api::{NewSendLink, SendLink};
use coffer_client::{Put, Target, gather};

use crate::connect::{Remote, block_on, resume_store};
use crate::failure::{Failure, Outcome};
use crate::output::{Output, moment};
use crate::{progress, secrets};

/// Send files to a contact of the case's customer
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer send fixed.conf --case 1042 --to kim@customer.example\n  coffer send ver_… --case 1042 --to kim@customer.example --passphrase-file secret.txt\n\nWithout a passphrase the contact proves the mailbox with a code."
)]
pub struct Command {
    /// Files to add to the case, or ids of versions in it
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Case id or number
    #[arg(long)]
    case: String,
    /// E-mail address of the contact
    #[arg(long, value_name = "EMAIL")]
    to: String,
    /// A note to the contact
    #[arg(long, default_value = "")]
    note: String,
    /// File with a passphrase that you tell the contact by another way
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase")]
    passphrase_file: Option<PathBuf>,
    /// Ask for such a passphrase
    #[arg(long)]
    passphrase: bool,
    /// Days that the link works, 1 to 90
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=90))]
    days: u32,
    /// How often a file may be taken in all
    #[arg(long, default_value_t = 5)]
    max_takes: u32,
    #[command(flatten)]
    remote: Remote,
}

impl Command {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        let client = self.remote.client()?;
        let passphrase = match (&self.passphrase_file, self.passphrase) {
            (Some(file), _) => Some(secrets::from_file(file)?),
            (None, true) => Some(secrets::ask("passphrase for the contact")?),
            (None, false) => None,
        };
        let is_id = |path: &PathBuf| {
            path.to_str().is_some_and(|text| text.starts_with("ver_")) && !path.exists()
        };
        let (ids, paths): (Vec<_>, Vec<_>) = self.files.iter().cloned().partition(is_id);
        let items = gather(&paths)?;
        block_on(async {
            let case = client.case(&self.case).await?.case.id;
            let mut versions: Vec<_> = ids.iter().map(|id| id.display().to_string()).collect();
            let mut put = Put::new(client.clone(), Target::Case(case.clone()));
            if let Some(store) = resume_store() {
                put = put.resumable(store, b"signed in");
            }
            for item in &items {
                let bar = progress::bar(out, item.name.as_str(), item.size_bytes);
                let sent = put
                    .clone()
                    .progress(progress::follow(&bar))
                    .file(&item.path, &item.name)
                    .await;
                bar.finish_and_clear();
                versions.push(sent?.version);
            }
            if versions.is_empty() {
                return Err(Failure::Usage(
                    "there is no file in what was named".to_owned(),
                ));
            }
            let new = NewSendLink {
                versions,
                email: self.to,
                mode: if passphrase.is_some() {
                    "passphrase"
                } else {
                    "email_code"
                }
                .to_owned(),
                passphrase: passphrase.map(|passphrase| passphrase.to_string()),
                note: self.note,
                ttl_seconds: self.days * 86_400,
                max_takes: self.max_takes,
            };
            let made: SendLink = client.post(&["cases", &case, "send-links"], &new).await?;
            out.show(&made, |made| {
                made.link.clone().unwrap_or_else(|| made.id.clone())
            })?;
            out.remark(format!(
                "works until {}, {} takes",
                moment(made.expires_at),
                made.max_takes
            ));
            Ok(())
        })
    }
}
