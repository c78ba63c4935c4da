//! `coffer get`: resumable, verified download.

use std::path::PathBuf;

use clap::Args;
use coffer_api::VersionView;
use coffer_client::{Client, Download, LinkKind, Place, Taken};

use crate::connect::{Remote, block_on, read_link, resume_store};
use crate::failure::{Failure, Outcome};
use crate::output::{Output, harmless, size};
use crate::{progress, secrets};

/// Take files; checked, and never over what is there
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer get ver_… -o ./case-1042\n  coffer get ver_… --masked\n  coffer get --link https://files.example.com/s/…\n\nRun the same command again after an interruption: it goes on where it stopped."
)]
pub struct Command {
    /// Version ids, as `coffer case show` prints them
    #[arg(
        value_name = "FILE-ID",
        required_unless_present = "link",
        conflicts_with = "link"
    )]
    versions: Vec<String>,
    /// Folder to put them into
    #[arg(short = 'o', long, default_value = ".", value_name = "DIR")]
    output: PathBuf,
    /// The masked text instead of the original
    #[arg(long, conflicts_with = "link")]
    masked: bool,
    /// Send link; `-` asks for it
    #[arg(long, value_name = "URL")]
    link: Option<String>,
    /// File with the passphrase or code of the send link; asked for without it
    #[arg(long, value_name = "FILE", requires = "link")]
    proof_file: Option<PathBuf>,
    #[command(flatten)]
    remote: Remote,
}

impl Command {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        std::fs::create_dir_all(&self.output).map_err(Failure::at(&self.output))?;
        let mut place = Place::new(self.output.clone());
        if let Some(store) = resume_store() {
            place = place.resumable(store);
        }
        match &self.link {
            Some(link) => self.by_link(out, &place, link),
            None => self.by_id(out, &place),
        }
    }

    fn by_id(&self, out: Output, place: &Place) -> Outcome {
        let client = self.remote.client()?;
        block_on(async {
            let (mut failures, mut done) = (Vec::new(), 0);
            for id in &self.versions {
                match self.one(out, &client, place, id).await {
                    Ok(()) => done += 1,
                    Err(failure) if self.versions.len() == 1 => return Err(failure),
                    Err(failure) => {
                        eprintln!("coffer: {}: {failure}", harmless(id));
                        failures.push(failure);
                    }
                }
            }
            Failure::of_many(failures, done)
        })
    }

    async fn one(&self, out: Output, client: &Client, place: &Place, id: &str) -> Outcome {
        let view: VersionView = client.get(&["versions", id], &[]).await?;
        if self.masked {
            // Written as it is read: there is no checksum of a masked text to hold it against.
            let name = coffer_client::local_path(&view.name);
            let name = name
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or("unnamed");
            let path = self.output.join(format!("{name}.masked.txt"));
            let text = client.text(&["versions", id, "masked"]).await?;
            secrets::write_new(&path, text.as_bytes())?;
            return out.show(&path, |path| format!("{}", path.display()));
        }
        let what = Download {
            path: &["versions", id, "content"],
            version: id,
            name: &view.name,
            sha256: view.version.sha256.as_deref(),
        };
        take(
            out,
            client,
            place,
            &what,
            view.version.size_bytes.unwrap_or(0),
        )
        .await
    }

    fn by_link(&self, out: Output, place: &Place, link: &str) -> Outcome {
        let link = read_link(link)?;
        if link.kind != LinkKind::Send {
            return Err(Failure::Usage(
                "this link asks for files: send some with `coffer put --link`".to_owned(),
            ));
        }
        let client = self.remote.link(&link)?;
        block_on(async {
            let view: coffer_api::SendLinkView = client
                .post(&["links", "send"], &serde_json::json!({}))
                .await?;
            let what = if view.mode == "email_code" {
                let _: serde_json::Value = client
                    .post(&["links", "send", "codes"], &serde_json::json!({}))
                    .await?;
                format!("code sent to {}", harmless(&view.email_hint))
            } else {
                format!("passphrase from {}", harmless(&view.organisation))
            };
            let proof = match &self.proof_file {
                Some(file) => secrets::from_file(file)?,
                None => secrets::ask(&what)?,
            };
            let (taker, contents) = client
                .open_send_link(&link.secret, &proof.to_string().into())
                .await?;
            if !contents.note.is_empty() {
                out.remark(harmless(&contents.note));
            }
            let (mut failures, mut done) = (Vec::new(), 0);
            for item in &contents.files {
                let what = Download {
                    path: &["links", "send", "items", &item.version],
                    version: &item.version,
                    name: &item.name,
                    sha256: item.sha256.as_deref(),
                };
                match take(out, &taker, place, &what, item.size_bytes).await {
                    Ok(()) => done += 1,
                    Err(failure) if contents.files.len() == 1 => return Err(failure),
                    Err(failure) => {
                        eprintln!("coffer: {}: {failure}", harmless(&item.name));
                        failures.push(failure);
                    }
                }
            }
            Failure::of_many(failures, done)
        })
    }
}

async fn take(
    out: Output,
    client: &Client,
    place: &Place,
    what: &Download<'_>,
    bytes: u64,
) -> Outcome {
    let bar = progress::bar(out, what.name, bytes);
    let taken = place
        .clone()
        .progress(progress::follow(&bar))
        .take(client, what)
        .await;
    bar.finish_and_clear();
    out.show(&taken?, |taken: &Taken| {
        format!(
            "{} · {} · sha256 {}",
            taken.path.display(),
            size(taken.size_bytes),
            taken.sha256
        )
    })
}
