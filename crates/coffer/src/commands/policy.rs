//! `coffer policy`: what is allowed, and why.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use coffer_api::{ExplainRequest, Explanation};
use coffer_gate::PolicyText;

use crate::config::Site;
use crate::connect::block_on;
use crate::failure::{Failure, Outcome};
use crate::output::{Output, harmless};
use crate::site;

/// The policies
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer policy check\n  coffer policy check --add extra.cedar\n  coffer policy explain --actor kim@example.com --action file.download --target ver_…"
)]
pub struct Command {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Validate the built-in policies, with files of yours if you name some, and prove the walls
    Check {
        /// Cedar files to add
        #[arg(long = "add", value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Say why something would be allowed or refused
    Explain {
        /// E-mail address or id of the person
        #[arg(long)]
        actor: String,
        /// Action, such as file.download
        #[arg(long)]
        action: String,
        /// Id of the case, file or version, where the action has one
        #[arg(long, value_name = "ID")]
        target: Option<String>,
        #[command(flatten)]
        site: Site,
    },
}

impl Command {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        match self.act {
            Act::Check { files } => check(out, &files),
            Act::Explain {
                actor,
                action,
                target,
                site,
            } => {
                let config = site.load()?;
                let request = ExplainRequest {
                    actor,
                    action,
                    target,
                };
                let explanation: Explanation =
                    block_on(site::with_vault(&config, async |vault, console| {
                        Ok(vault.policy().explain(&console, request).await?)
                    }))?;
                out.show(&explanation, describe)
            }
        }
    }
}

/// An explanation for people.
pub fn describe(explanation: &Explanation) -> String {
    let mut text = format!("{} ({})", explanation.decision, explanation.code);
    for line in [&explanation.text, &explanation.next] {
        if !line.is_empty() {
            text.push_str(&format!("\n{}", harmless(line)));
        }
    }
    for policy in &explanation.policies {
        text.push_str(&format!(
            "\n  {} {}: {}",
            policy.effect,
            policy.id,
            harmless(&policy.text)
        ));
    }
    text
}

fn check(out: Output, files: &[PathBuf]) -> Outcome {
    let mut policies = PolicyText::built_in();
    for file in files {
        let text = std::fs::read_to_string(file).map_err(Failure::at(file))?;
        policies = policies.with(file.display().to_string(), text);
    }
    let checked = policies
        .check()
        .map_err(|error| Failure::Failed(error.to_string()))?;
    out.line(format!(
        "valid: {} policies, and {} decisions behind the walls were tried",
        checked.policies, checked.decisions
    ))
}
