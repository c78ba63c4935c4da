//! `coffer credential`: the credentials that were found in a case, until they are replaced.

use clap::{Args, Subcommand};
use coffer_api::LiveSecret;

use crate::connect::{Remote, block_on};
use crate::failure::Outcome;
use crate::output::{Output, harmless, moment};

/// Credentials that were found and may still work: which, where, and whether they are replaced; never the values
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer credential list --case 1042\n  coffer credential told sec_…      the customer knows\n  coffer credential rotated sec_…   it was replaced"
)]
pub struct Command {
    #[command(subcommand)]
    act: Act,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// List the credentials that were found in a case
    List {
        /// Case id or number
        #[arg(long)]
        case: String,
        /// Only those in this state: found, told or rotated
        #[arg(long)]
        state: Option<String>,
    },
    /// Record that the customer was told
    Told {
        /// Credential id, as `coffer credential list` shows it
        credential: String,
    },
    /// Record that it was replaced
    Rotated {
        /// Credential id, as `coffer credential list` shows it
        credential: String,
    },
}

impl Command {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        let client = self.remote.client()?;
        block_on(async {
            let (credential, how) = match self.act {
                Act::List { case, state } => {
                    let id = client.case(&case).await?.case.id;
                    let mut found = client.credentials(&id).await?;
                    found.retain(|one| state.as_ref().is_none_or(|state| *state == one.state));
                    return list(out, &found);
                }
                Act::Told { credential } => (credential, "notices"),
                Act::Rotated { credential } => (credential, "rotations"),
            };
            let path = ["secrets", credential.as_str(), how];
            let now: LiveSecret = client.post(&path, &serde_json::json!({})).await?;
            out.show(&now, |now| format!("{} is {}", now.id, now.state))
        })
    }
}

fn list(out: Output, found: &[LiveSecret]) -> Outcome {
    if out.is_json() {
        return found.iter().try_for_each(|one| out.json(one));
    }
    let rows: Vec<_> = found
        .iter()
        .map(|one| {
            let when = one.rotated_at.or(one.told_at).unwrap_or(one.first_seen_at);
            let places: Vec<_> = one
                .places
                .iter()
                .map(|place| {
                    let name = place.path.as_deref().unwrap_or(&place.name);
                    format!("{}:{}", harmless(name), place.line)
                })
                .collect();
            vec![
                one.id.clone(),
                one.state.clone(),
                moment(when),
                one.kind.clone(),
                one.token.clone(),
                places.join(", "),
            ]
        })
        .collect();
    out.table(
        &["CREDENTIAL", "STATE", "SINCE", "KIND", "TOKEN", "WHERE"],
        &rows,
    )
}
