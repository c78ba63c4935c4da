//! `coffer demo`: a throwaway deployment with everything in it.

use std::path::PathBuf;

use clap::Args;

use crate::commands::{init, serve};
use crate::connect;
use crate::demo::{Demo, Persona, Ready};
use crate::failure::{Failure, Outcome};
use crate::hardening;
use crate::output::Output;

/// Run a throwaway deployment: the main job is done once, then it is served
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer demo\n  coffer demo --once                 # 0 when every step held\n  coffer demo --format json          # one JSON object once it serves, for test programs\n\nIt listens on this machine only. Everything is deleted when it ends, unless --data names a folder."
)]
pub struct Command {
    /// Exit after the main job instead of serving
    #[arg(long)]
    once: bool,
    /// Keep everything in this folder, which must be empty or not there
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Port; 8443 or a free one without it
    #[arg(long, value_name = "N")]
    port: Option<u16>,
}

impl Command {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        serve::log_errors();
        hardening::raise_open_files();
        // Deleted when dropped, at the end of the demonstration.
        let temporary;
        let folder = match &self.data {
            Some(folder) => {
                init::empty_folder(folder)?;
                std::path::absolute(folder).map_err(Failure::at(folder))?
            }
            None => {
                temporary = tempfile::Builder::new()
                    .prefix("coffer-demo-")
                    .tempdir()
                    .map_err(|error| Failure::Failed(format!("temporary folder: {error}")))?;
                temporary.path().to_owned()
            }
        };
        connect::runtime()?.block_on(async {
            let mut demo = Demo::start(out, folder, self.port).await?;
            let told = tokio::select! {
                told = demo.tell() => told,
                asked = serve::asked_to_stop() => asked.and(Err(Failure::Failed("interrupted".to_owned()))),
            };
            let outcome = match told {
                Err(failure) => Err(failure.about("the demonstration failed")),
                Ok(_) if self.once => finish(out, &demo),
                Ok(ready) => match present(out, &ready) {
                    Ok(()) => demo.serve().await,
                    Err(failure) => Err(failure),
                },
            };
            demo.end().await;
            outcome
        })
    }
}

fn finish(out: Output, demo: &Demo) -> Outcome {
    let told = demo.told();
    let held: usize = told.iter().map(|step| step.held.len()).sum();
    out.show(&told, |told| {
        format!("\nEvery step held: {} steps, {held} checks.", told.len())
    })
}

fn present(out: Output, ready: &Ready) -> Outcome {
    if out.is_json() {
        return out.json(ready);
    }
    out.line(format!(
        "\n{}",
        out.paint(1, &format!("Serving at {} until Ctrl-C", ready.base_url))
    ))?;
    out.line(format!(
        "certificate (self-signed; the browser will ask): {}\n",
        ready.certificate.display()
    ))?;
    for (key, persona) in &ready.personas {
        match persona {
            Persona::Staff {
                sign_in_link, name, ..
            } => out.line(format!("  {key:14} {name:15} {sign_in_link}"))?,
            Persona::Contact {
                link,
                send_link,
                passphrase,
            } => {
                out.line(format!("  {key:14} sends at        {link}"))?;
                if let Some(send_link) = send_link {
                    out.line(format!(
                        "  {key:14} takes at        {send_link}  (passphrase: {passphrase})"
                    ))?;
                }
            }
        }
    }
    Ok(())
}
