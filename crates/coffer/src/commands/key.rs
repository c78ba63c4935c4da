//! `coffer key`: the root key.

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::config::Site;
use crate::failure::Outcome;
use crate::output::{Output, moment};
use crate::wiring;

/// The key that wraps all others
#[derive(Debug, Args)]
#[command(before_help = "Examples:\n  coffer key status")]
pub struct Command {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Show the provider and the generations of its key, never the key
    Status {
        #[command(flatten)]
        site: Site,
    },
}

/// One generation.
#[derive(Debug, Serialize)]
struct Generation {
    provider: &'static str,
    key: String,
    generation: u32,
    made_at: Option<i64>,
    wraps: bool,
}

impl Command {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        let Act::Status { site } = self.act;
        let config = site.load()?;
        let generations = wiring::generations(&config)?;
        let newest = generations.len();
        let rows: Vec<_> = (1..)
            .zip(&generations)
            .map(|(at, info)| Generation {
                provider: info.provider,
                key: info.key.to_string(),
                generation: info.generation,
                made_at: info.made.map(coffer_model::UnixMillis::as_i64),
                wraps: at == newest,
            })
            .collect();
        if out.is_json() {
            return rows.iter().try_for_each(|row| out.json(row));
        }
        let cells: Vec<_> = rows
            .iter()
            .map(|row| {
                let made = row.made_at.map(moment).unwrap_or_default();
                let role = if row.wraps {
                    "wraps new keys"
                } else {
                    "only unwraps"
                };
                vec![
                    row.generation.to_string(),
                    row.key.clone(),
                    row.provider.to_owned(),
                    made,
                    role.to_owned(),
                ]
            })
            .collect();
        out.table(&["GENERATION", "KEY", "PROVIDER", "MADE", "USE"], &cells)
    }
}
